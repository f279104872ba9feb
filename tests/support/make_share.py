#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes tests/share: the file share of an invented Swedish company and an invented municipality.

    make_share.py            write the share
    make_share.py --check    say whether the share in the repo is what this script makes

Every person is invented. Personnummer are of the tax agency's test series and stand with twelve
digits or beside a label, phones are of the series set aside for fiction, mail is under
example.org, .com and .net, cards are the test numbers of the payment networks.
tests/share.want says what must be found, and what must not.
"""
import pathlib
import sys

from share import mails, office, texts
from share.containers import bz, encrypted_zip, gz, png, tar, xz, zip_file

SHARE = pathlib.Path(__file__).resolve().parent.parent / "share"


def archives():
    letter = office.archived_letter()
    inner = zip_file([("noteringar.txt", texts.OLD_NOTES.encode())])
    return {
        "Arkiv/arkiv.zip": zip_file([("2026/brev.docx", letter),
                                     ("2026/läsmig.txt", texts.README.encode())]),
        "Arkiv/dubbelt.zip": zip_file([("gammalt.zip", inner)]),
        "Arkiv/kopia.tar.gz": gz(tar([("hem/adresser.csv", texts.ADDRESSES.encode()),
                                      ("hem/inkop.txt", texts.PURCHASES.encode())])),
        "Arkiv/webb.log.gz": gz(texts.WEB_LOG.encode(), "webb.log"),
        "Arkiv/medlemmar.txt.bz2": bz(texts.MEMBERS.encode()),
        "Arkiv/anteckning.txt.xz": xz(texts.NOTE.encode()),
        "Arkiv/hemligt.zip": encrypted_zip("loner.txt", texts.SECRET.encode(), b"sommar2026"),
        "Arkiv/kapat.docx": letter[:len(letter) // 2],
        "Arkiv/tomt.txt": b"",
    }


def share():
    """Path in the share to bytes."""
    files = {**office.files(), **mails.files(), **texts.files(), **archives()}
    files["Bilder/logotyp.png"] = png(16, 16)
    return files


def write(files):
    for path, data in files.items():
        target = SHARE / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def check(files):
    there = {str(path.relative_to(SHARE)) for path in SHARE.rglob("*") if path.is_file()}
    wrong = [f"not made by the script: {path}" for path in sorted(there - set(files))]
    for path, data in sorted(files.items()):
        if path not in there:
            wrong.append(f"missing: {path}")
        elif (SHARE / path).read_bytes() != data:
            wrong.append(f"differs: {path}")
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


def main():
    if sys.argv[1:] == ["--check"]:
        return check(share())
    if sys.argv[1:]:
        print(__doc__, file=sys.stderr)
        return 2
    write(share())
    return 0


if __name__ == "__main__":
    sys.exit(main())
