# SPDX-License-Identifier: GPL-3.0-or-later
"""A share in which one person stands in every kind of document, beside others and without them.

`share()` gives path: (bytes, what of the person stands there). The person is PERSON, the others
are OTHERS; all are invented.
"""
import base64
import json

from . import documents, numbers, older
from .containers import bz, gz, tar, zip_file

PERSON = {
    "personnummer": numbers.pnr("19570317", 984),
    "email": "asa.oberg@example.org",
    "phone": "+46701740640",
    "iban": numbers.iban("SE", "50000000058391000047"),
    "card": "4242424242424242",
    "name": "Åsa Öberg",
}
OTHERS = [
    {"personnummer": numbers.pnr("19650722", 239), "email": "bo.lind@example.com",
     "phone": "+46313900677", "name": "Bo Lind"},
    {"personnummer": numbers.pnr("19911105", 984), "email": "eva.wall@example.net",
     "phone": "+46846500490", "name": "Eva Wall"},
]
PNR, MAIL, PHONE, IBAN, CARD, NAME = (PERSON[key] for key in
                                      ("personnummer", "email", "phone", "iban", "card", "name"))
LONG, SHORT = numbers.dashed(PNR), numbers.short(PNR)
OTHER = OTHERS[0]
OTHER_LONG = numbers.dashed(OTHER["personnummer"])
AUTHOR = ("Exempelbolaget", "Exempelbolaget", "Utdrag")


def written_out(secret):
    """Every way in which a value of another may stand in a document."""
    forms = set()
    for other in OTHERS:
        number = other["personnummer"]
        forms |= {number, number[2:], numbers.dashed(number), numbers.short(number),
                  other["email"], other["name"]}
        local = "0" + other["phone"][3:]
        forms |= {other["phone"], local}
    return sorted(form for form in forms if form in secret)


def mail():
    """A thread: the person in the headers, in the text and in what is quoted."""
    return "\r\n".join([
        f"From: =?utf-8?q?=C3=85sa_=C3=96berg?= <{MAIL}>",
        f"To: {OTHER['name']} <{OTHER['email']}>",
        "Date: Mon, 12 Jan 2026 09:15:00 +0100",
        "Subject: Mitt =?utf-8?q?=C3=A4rende?=",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        "Hej! Ring mig på 070-174 06 40.",
        f"> Skrev {OTHER['name']}, {OTHER['email']}:",
        f"> Vilket är ditt personnummer? Mitt är {OTHER_LONG}.",
        f"Det är {SHORT}.",
        ""]).encode()


def mail_with_zip():
    """A zip in an attachment, and the person nowhere else in the message."""
    inside = zip_file([("avtal.txt", f"Avtal med {NAME}, personnummer {LONG}.\n".encode()),
                       ("annat.txt", b"Inget om n\xc3\xa5gon.\n")])
    return "\r\n".join([
        "From: arkiv@example.org",
        "To: registrator@example.org",
        "Date: Tue, 13 Jan 2026 10:00:00 +0100",
        "Subject: Handlingar",
        "MIME-Version: 1.0",
        "Content-Type: multipart/mixed; boundary=\"=_b\"",
        "",
        "--=_b",
        "Content-Type: text/plain",
        "",
        "Se bilagan.",
        "--=_b",
        "Content-Type: application/zip; name=\"handlingar.zip\"",
        "Content-Transfer-Encoding: base64",
        "Content-Disposition: attachment; filename=\"handlingar.zip\"",
        "",
        base64.encodebytes(inside).decode().replace("\n", "\r\n") + "--=_b--",
        ""]).encode()


def texts():
    register = ("Personnummer;Namn;E-post;Telefon\r\n"
                + "".join(f"{numbers.dashed(p['personnummer'])};{p['name']};{p['email']};"
                          f"0{p['phone'][3:]}\r\n"
                          for p in (OTHERS[0], PERSON, OTHERS[1])))
    return {
        "text/brev.txt": (f"Kund {NAME}, personnummer {LONG}, och {OTHER['name']}, "
                          f"personnummer {OTHER_LONG}.\n".encode(), "personnummer name"),
        "text/latin.txt": (f"Betalning för Åsa: IBAN {IBAN}, tel 070-174 06 40\n"
                           .encode("cp1252"), "iban phone"),
        "text/kort.txt": (b"Kort 4242 4242 4242 4242\n", "card"),
        "text/kortform.txt": (f"Personnummer: {SHORT}\n".encode(), "personnummer"),
        "text/namn.txt": (f"Kontaktperson: Öberg, Åsa\nHandläggare: {OTHER['name']}\n".encode(),
                          "name"),
        "data/register.csv": (register.encode(), "personnummer name email phone"),
        "data/kund.json": (json.dumps({"kund": {"personnummer": PNR, "epost": MAIL}}).encode(),
                           "personnummer email"),
        "data/kund.xml": (f"<kund><personnummer>{PNR}</personnummer></kund>".encode(),
                          "personnummer"),
        "data/sida.html": (f"<p>Skriv till <a href='mailto:{MAIL}'>{NAME}</a></p>".encode(),
                           "email name"),
        "andra/annan.txt": (f"Personnummer {OTHER_LONG}, {OTHER['email']}\n".encode(), ""),
    }


def office():
    return {
        "kontor/tabell.docx": (documents.docx(["Ansökan"], AUTHOR, table=[
            ["Sökande", NAME], ["Personnummer", LONG], ["E-post", MAIL],
            ["Medsökande", OTHER["name"]], ["Personnummer", OTHER_LONG]]),
            "personnummer email name"),
        "kontor/brev.docx": (documents.docx(
            ["Hej!", f"Ditt personnummer {LONG} är noterat.",
             f"Din handläggare {OTHER['name']} nås på {OTHER['email']}."], AUTHOR),
            "personnummer"),
        "kontor/lista.xlsx": (documents.xlsx([("Lista", False, [
            ["Personnummer", "Namn", "IBAN"],
            [int(OTHER["personnummer"]), OTHER["name"], ""],
            [int(PNR), NAME, IBAN]])], ["0000000000"], AUTHOR), "personnummer name iban"),
        "kontor/bilder.pptx": (documents.pptx([([f"Fråga {MAIL}"], None)], AUTHOR), "email"),
        "kontor/avtal.odt": (documents.odt([f"Hyresgäst med personnummer {LONG}."], "Bolaget"),
                             "personnummer"),
        "kontor/blad.ods": (documents.ods([("Blad", [["Personnummer", "Telefon"],
                                                     [LONG, "070-174 06 40"]])], "Bolaget"),
                            "personnummer phone"),
        "kontor/visning.odp": (documents.odp([([f"Kontakt: {MAIL}"], None)], "Bolaget"), "email"),
    }


def containers():
    letter = documents.docx([f"Uppsägning av {NAME}, personnummer {LONG}."], AUTHOR)
    return {
        "post/tråd.eml": (mail(), "personnummer email phone name"),
        "post/bilaga.eml": (mail_with_zip(), "personnummer name"),
        "arkiv/paket.zip": (zip_file([("2026/brev.docx", letter),
                                      ("andra.txt", f"Pnr {OTHER_LONG}\n".encode())]),
                            "personnummer name"),
        "arkiv/nästlat.zip": (zip_file([("inre.zip", zip_file([
            ("not.txt", f"e-post {MAIL}\n".encode())]))]), "email"),
        "arkiv/band.tar": (tar([("hem/a.txt", f"Pnr {LONG}\n".encode()),
                                ("hem/b.txt", f"Pnr {OTHER_LONG}\n".encode())]), "personnummer"),
        "arkiv/band.tar.gz": (gz(tar([("c.txt", f"tel 070-174 06 40, {MAIL}\n".encode())])),
                              "phone email"),
        "arkiv/logg.txt.gz": (gz(f"user={MAIL}\n".encode(), "logg.txt"), "email"),
        "arkiv/logg.txt.bz2": (bz(f"IBAN {IBAN}\n".encode()), "iban"),
    }


def others():
    """What is no document: a mailbox, a folder of mails, names."""
    box = (f"From a@example.org Mon Jan 12 09:00:00 2026\nFrom: a@example.org\nSubject: Ett\n\n"
           f"Inget.\n\nFrom {MAIL} Mon Jan 12 09:05:00 2026\nFrom: {MAIL}\nSubject: Tv\u00e5\n"
           f"Content-Type: text/plain; charset=utf-8\n\nPnr {LONG}\n\n")
    single = f"From: arkiv@example.org\nTo: {MAIL}\nSubject: Hej\n\nHej.\n"
    return {
        "post/brevlåda": (box.encode(), "personnummer email"),
        "post/Maildir/cur/1768208400.1.host:2,S": (single.encode(), "email"),
        f"namn/CV {LONG}.txt": (b"Ett brev.\n", "personnummer"),
        f"ärenden {SHORT}/not.txt": (b"Inget.\n", ""),
        "kontor/brev.rtf": (b"{\\rtf1\\ansi Personnummer: " + LONG.encode()
                            + b"\\par IBAN " + IBAN.encode() + b"\\par}", "personnummer iban"),
    }


def share():
    """Path in the share: its bytes and the kinds of the person's identifiers in it."""
    files = {**texts(), **office(), **containers(), **others()}
    files["kopior/brev igen.docx"] = files["kontor/brev.docx"]
    return {path: (data, set(kinds.split())) for path, (data, kinds) in files.items()}


def every_kind():
    """The same in documents of all other kinds; not all of them can be read in full."""
    return {path: (data, set(kinds.split())) for path, (data, kinds) in older.files(PERSON).items()}
