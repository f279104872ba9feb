#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the mails of tests/cases/eml/*.in. The same mails every time.

    tests/support/make_mail.py [FOLDER]

People are invented; numbers are of published test series or set aside for
fiction. Mails that no program should write are put together by hand.
"""

import base64
import pathlib
import quopri
import sys
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

HEAD = (
    b"From: Anna Ek <anna.ek@example.org>\r\n"
    b"To: Olle Berg <olle.berg@example.org>\r\n"
    b"Subject: %s\r\n"
    b"Date: Mon, 05 Jan 2026 09:30:00 +0100\r\n"
    b"Message-ID: <1@example.org>\r\n"
    b"MIME-Version: 1.0\r\n"
)


def message(subject):
    mail = EmailMessage(policy=SMTP.clone(cte_type="8bit"))
    mail["From"] = "Anna Ek <anna.ek@example.org>"
    mail["To"] = "Åke Öberg <ake.oberg@example.org>"
    mail["Subject"] = subject
    mail["Date"] = formatdate(1767601800)
    mail["Message-ID"] = "<1@example.org>"
    return mail


def raw(subject, rest):
    return HEAD % subject + rest.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def bounded(mail, boundary="=_snitt"):
    """Boundaries that are the same in every run, inner ones told apart by number."""
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        if part.get_content_maintype() == "multipart":
            part.set_boundary(f"{boundary}{number}")
    return mail.as_bytes()


def good():
    mail = message("Löneärende 19811228-9874")
    mail.set_content("Hej Åke,\n\npersonnummer 19811228-9874, ring 070-174 06 05.\n\nAnna\n")
    mail.add_alternative(
        "<html><body><p>Hej <b>Å</b>ke,</p><p>personnummer 19811228-9874</p></body></html>",
        subtype="html")
    mail.add_attachment("Namn;Telefon\nOlle Berg;070-174 06 05\n".encode(), maintype="text",
                        subtype="csv", filename="löner och sånt.csv")
    mail.add_attachment("namnlös bilaga\n".encode(), maintype="application",
                        subtype="octet-stream")
    return bounded(mail)


def nested():
    inner = message("Det innersta")
    inner.set_content("innersta texten, anna.ek@example.org\n")
    middle = message("Det mellersta")
    middle.set_content("mellersta texten\n")
    middle.add_attachment(inner)
    outer = message("Det yttre")
    outer.set_content("yttre texten\n")
    outer.add_attachment(middle)
    return bounded(outer)


def nested_base64():
    inner = message("Inre")
    inner.set_content("inre texten\n")
    return raw(b"rfc822 i base64", b"""\
Content-Type: message/rfc822
Content-Transfer-Encoding: base64

""" + base64.encodebytes(inner.as_bytes()))


def deep(levels):
    parts = b""
    for level in range(levels):
        parts += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level)
    parts += b"Content-Type: text/plain\n\ninnerst\n"
    for level in reversed(range(levels)):
        parts += b"--b%d--\n" % level
    return raw(b"djupt", parts)


def uuencode(data, name):
    def six(value):
        return bytes([value + 32 if value else 96])

    lines = [b"begin 644 " + name]
    for at in range(0, len(data), 45):
        chunk = data[at:at + 45]
        padded = chunk + b"\0" * (-len(chunk) % 3)
        line = six(len(chunk))
        for i in range(0, len(padded), 3):
            bits = int.from_bytes(padded[i:i + 3], "big")
            line += b"".join(six(bits >> shift & 63) for shift in (18, 12, 6, 0))
        lines.append(line)
    return b"\n".join(lines + [b"`", b"end", b""])


def replied_text():
    return """\
Hej,

mitt nummer är 070-174 06 05.

Den 5 jan. 2026 kl. 09:30 skrev Anna Ek <anna.ek@example.org>:

> Vad är ditt nummer? Mitt är 070-174 06 06.

> > Ännu tidigare: 070-174 06 07
Svar emellan.
> slut

-- 
Olle
""".encode()


def replied_headers():
    return """\
Se nedan, 19811228-9874.

*Från:* Anna Ek <anna.ek@example.org>
*Skickat:* den 5 januari 2026 09:30
*Till:* Olle Berg <olle.berg@example.org>
*Ämne:* ärendet

Personnummer 19900118-9811.

Från: bara en rad
""".encode()


def replied_divider():
    return """\
Från: är inget huvud här
Jag svarar: 19811228-9874

-----Ursprungligt meddelande-----
Från: Anna Ek

Personnummer 19900118-9811.
""".encode()


def replied_html():
    return """\
<div dir="ltr">Svar: 19811228-9874</div>
<div class="gmail_quote"><div class="gmail_attr">Den 5 jan. skrev Anna:</div>
<blockquote class="gmail_quote"><div>Fråga: 19900118-9811</div>
<div>en <b>rad</b> till</div></blockquote></div>
<div>Under: 19740228-9834</div>
<blockquote type="cite">Citat: 19121212-9850<blockquote>inre</blockquote></blockquote>
<p>Efter</p>
<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">
<p><b>Från:</b> Anna Ek</p></div><p>Utan slut: 19571130-9871</p>
""".encode()


def saved_page():
    return raw(b"Sparad sida", b"""\
Snapshot-Content-Location: https://www.example.org/kund
Content-Type: multipart/related; type="text/html"; boundary="b"

--b
Content-Type: text/html
Content-ID: <frame@mhtml.example>
Content-Transfer-Encoding: quoted-printable
Content-Location: https://www.example.org/kund

<html><body><p>Kund 19811228-9874</p><img src=3D"b.csv"></body></html>
--b
Content-Type: text/csv
Content-Transfer-Encoding: base64
Content-Location: https://www.example.org/b.csv

""" + base64.encodebytes(b"Namn;Telefon\nOlle Berg;070-174 06 05\n") + b"--b--\n")


CALENDAR = b"""\
BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
ATTENDEE;CN=Olle Berg:mailto:olle.berg@example.org
SUMMARY:Samtal om 19811228-9874
END:VEVENT
END:VCALENDAR
"""

CASES = {
    "quoted-marks": lambda: raw(b"svar", b"Content-Type: text/plain; charset=utf-8\n\n"
                                + replied_text()),
    "quoted-headers": lambda: raw(b"svar", b"Content-Type: text/plain; charset=utf-8\n\n"
                                  + replied_headers()),
    "quoted-divider": lambda: raw(b"svar", b"Content-Type: text/plain; charset=utf-8\n\n"
                                  + replied_divider()),
    "quoted-html": lambda: raw(b"svar", b"Content-Type: text/html; charset=utf-8\n\n"
                               + replied_html()),
    "page": saved_page,
    "calendar": lambda: raw(b"inbjudan", b"""\
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain

inbjudan
--b
Content-Type: text/calendar; method=REQUEST

""" + CALENDAR + b"--b--\n"),
    "few-headers-inside": lambda: raw(b"studs", b"""\
Content-Type: message/rfc822

Subject: =?utf-8?Q?=C3=A5ter?=

texten
"""),
    "charset-not-utf8": lambda: raw(b"fel", b"""\
Content-Type: text/plain; charset=utf-8

\xc5ke \xd6berg p\xe5 \xf6n
"""),
    "charset-is-utf8": lambda: raw(b"fel", b"""\
Content-Type: text/plain; charset=iso-8859-1

\xc3\x85ke \xc3\x96berg p\xc3\xa5 \xc3\xb6n
"""),
    "good": good,
    "empty": lambda: raw(b"inget mer", b"\n"),
    "headers-only": lambda: HEAD % b"ingen tomrad",
    "nested": nested,
    "nested-base64": nested_base64,
    "nested-50": lambda: deep(50),
    "nested-51": lambda: deep(51),
    "cut-short": lambda: good()[:-400],
    "cut-in-header": lambda: raw(b"bruten", b"Content-Ty")[:-2],
    "header-words": lambda: raw(
        b"=?utf-8?Q?J=C3?=\n =?utf-8?Q?=A4rn?= =?iso-8859-1?B?5eT2?= och =?cp1252?q?=93s=E5=94?=",
        b"""\
Cc: "=?utf-8?B?w4VrZSDDlmJlcmc=?=" <ake@example.org>, =?utf-8?Q?=C5sa?= <asa@example.org>
Bcc: Bj\xf6rn Bj\xf6rk <bjorn@example.org>
X-Note: =?utf-8?Q?=?= =?x? =?utf-8?X?abc?= kvar (=?us-ascii?q?inom?=) a=?utf-8?q?b?=c
References: <skall.inte.med@example.org>
In-Reply-To: <heller.inte@example.org>
Received: from client.example.org ([192.0.2.7]) by mail.example.org;
\tMon, 05 Jan 2026 09:30:00 +0100
rad utan kolon 19811228-9874
X-Last: slut

text
"""),
    "line-ends-mixed": lambda: raw(b"radslut", b"""\
Content-Type: multipart/mixed; boundary=b

""") + b"""f\xf6re 19811228-9874
--b\r
Content-Type: text/plain\r
\r
i delen 19811228-9874
--b--\r
efter 19811228-9874
""",
    "text-on-boundary": lambda: raw(b"text p\xe5 snittet", b"""\
Content-Type: multipart/mixed; boundary=b

--b
rad utan kolon
Content-Type: text/plain
X-After: anna.ek@example.org

del
--b-- Olle Berg 070-174 06 05
"""),
    "identifiers": lambda: raw(b"h\xe4nvisningar", b"""\
In-Reply-To: Your message of Monday. <2@example.org>
References: <3@example.org> 4@example.org
Content-ID: <5@example.org>

text
"""),
    "zero-bytes": lambda: raw(b"noll\0byte", b"""\
Content-Type: multipart/mixed; boundary=b

f\xf6re\0delarna
--b
Content-Type: text/plain

text\0med noll
--b--
efter\0delarna
"""),
    "flowed": lambda: raw(b"flowed", b"""\
Content-Type: text/plain; charset=utf-8; format=flowed

Detta stycke \n\
g\xc3\xa5r vidare \n\
 h\xc3\xa4r.
>> citerat \n\
>> stycke
> annat \n\
djup
-- \n\
Anna
"""),
    "flowed-delsp": lambda: raw(b"flowed", b"""\
Content-Type: text/plain; format=Flowed; DelSp=Yes

personnummer 19811228- \n\
9874
"""),
    "charset-wrong": lambda: raw(b"fel teckenkod", b"""\
Content-Type: text/plain; charset=us-ascii
Content-Transfer-Encoding: 8bit

\xc5ke \xd6berg p\xe5 \xf6n
"""),
    "charset-unknown": lambda: raw(b"ok\xe4nd teckenkod", b"""\
Content-Type: text/plain; charset=x-user-defined

\x8fke \x99berg p\x86 \x94n, s\x84ger han
"""),
    "quoted-printable": lambda: raw(b"qp", b"""\
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

""" + quopri.encodestring("personnummer är 19811228-9874 och det är en lång rad som bryts mjukt "
                          "mitt i 19900118-9811\n=".encode("latin-1")) + b"=ZZ=\n"),
    "base64-footer": lambda: raw(b"sidfot", b"""\
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

""" + base64.encodebytes("Hej på dig!\n".encode()) + b"""\
_______________________________
lista@example.org, 070-174 06 05
"""),
    "base64-file-footer": lambda: raw(b"sidfot under fil", b"""\
Content-Type: text/plain; name=a.txt
Content-Transfer-Encoding: base64

""" + base64.encodebytes("Hej på dig!\n".encode()) + b"""\
--
lista@example.org
"""),
    "base64-too-much": lambda: raw(b"ett tecken fram\xf6r", b"""\
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

x""" + base64.encodebytes("Hej på dig!!\n".encode())),
    "base64-cut": lambda: raw(b"avbruten", b"""\
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

""" + base64.encodebytes("Hej på dig, nu är det slut\n".encode())[:21]),
    "encoding-unknown": lambda: raw(b"ok\xe4nd kodning", b"""\
Content-Type: text/plain
Content-Transfer-Encoding: x-hemlig

text som den st\xe5r
"""),
    "uuencode": lambda: raw(b"uuencode", b"""\
Content-Type: text/plain

f\xf6re
""" + uuencode("Namn: Olle Berg\nTelefon: 070-174 06 05, och en rad till\n".encode(), b"a b.txt")
        + b"""\
begin 644 ingen fil
utan bara text
"""),
    "uuencode-cut": lambda: raw(b"uuencode", b"\n" + uuencode(b"x" * 100, b"x.txt")[:90]),
    "no-boundary": lambda: raw(b"utan snitt", b"""\
Content-Type: multipart/mixed

all text st\xe5r h\xe4r, 19811228-9874
"""),
    "untold-boundary": lambda: raw(b"snitt som ingen sagt", b"""\
Content-Type: multipart

f\xf6re
--snitt
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

""" + base64.encodebytes("Hej på dig!\n".encode()) + b"""\
--snitt--
"""),
    "like-boundaries": lambda: raw(b"snitt som liknar varandra", b"""\
Content-Type: multipart/mixed; boundary="a"

--ab
--a b
--a  \t
Content-Type: multipart/mixed; boundary="a a "

--a a
Content-Type: text/plain

inre
--a a--
--aa
--a
Content-Type: text/plain

--a--x
yttre
--a--
--a
efter
"""),
    "no-empty-line": lambda: raw(b"ingen tomrad", b"""\
Content-Type: multipart/mixed; boundary=a

--a
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64
""" + base64.encodebytes("Hej på dig!\n".encode()) + b"""\
--a
 ingen rubrik
Content-Type: text/html
>From anna.ek@example.org Mon Jan  5 09:30:00 2026
Content-Transfer-Encoding: quoted-printable

<p>=C3=A5tta</p>
--a--
"""),
    "base64-joined": lambda: raw(b"hopfogat", b"""\
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

""" + base64.encodebytes("Hej på dig, Anna!\n".encode()) +
                                 base64.encodebytes("Och hej på dig, Olle!\n".encode()) + b"""\
Anna
lista
"""),
    "quoted-end": lambda: raw(b"slut", b"""\
Content-Type: multipart/mixed; boundary=a

--a
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

=41=4G= \t
=c3=a5 =
--a
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

=C3=A4=
"""),
    "parameters": lambda: raw(b"namn", b"""\
Content-Type: multipart/mixed; boundary=a

--a
Content-Type: text/plain; name=tv\xe5 ord.txt ; charset=iso-8859-1

ett
--a
Content-Type: text/plain
Content-Disposition: attachment; filename*1*=%C3%A5.txt; filename*0*=utf-8'sv'm;
\tfilename="m_.txt"

tv\xc3\xa5
--a
Content-Type: text/plain; name="=?utf-8?q?tr=C3=A4d.txt?="
Content-Disposition: inline

tre
--a
Content-Type: TEXT / PLAIN; Name="fyra \\"x\\".txt"

fyra
--a--
"""),
    "uuencode-coding": lambda: raw(b"uuencode", b"""\
Content-Type: application/octet-stream; name=annat.txt
Content-Transfer-Encoding: x-uuencode

f\xf6re
""" + uuencode("Namn: Olle Berg\n".encode(), b"a.txt") + b"efter\n"),
    "digest": lambda: raw(b"sammandrag", b"""\
Content-Type: multipart/digest; boundary=a

--a

From: Olle Berg <olle.berg@example.org>
Subject: ett

texten
--a
Content-Type: text/plain

bara text
--a--
"""),
    "wrong-boundary": lambda: raw(b"fel snitt", b"""\
Content-Type: multipart/mixed; boundary=a

--b
Content-Type: text/plain

all text
--b--
"""),
    "prologue": lambda: raw(b"runt om", b"""\
Content-Type: multipart/mixed; boundary=a

f\xf6re delarna
--a

del
--a--
efter delarna
"""),
    "html-empty": lambda: raw(b"tom HTML", b"""\
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/html

--a
Content-Type: text/plain

efter
--a--
"""),
    "encrypted-pgp": lambda: raw(b"hemligt", b"""\
Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=a

--a
Content-Type: application/pgp-encrypted

Version: 1
--a
Content-Type: application/octet-stream; name=encrypted.asc

-----BEGIN PGP MESSAGE-----

wcBMA0
-----END PGP MESSAGE-----
--a--
"""),
    "encrypted-pgp-inline": lambda: raw(b"hemligt", b"""
-----BEGIN PGP MESSAGE-----

wcBMA0
-----END PGP MESSAGE-----
"""),
    "encrypted-smime": lambda: raw(b"hemligt", b"""\
Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m
Content-Disposition: attachment; filename=smime.p7m
Content-Transfer-Encoding: base64

MIAGCSqGSIb3DQEHA6CA
"""),
    "hostile-boundaries": lambda: raw(b"snitt i snitt", b"""\
Content-Type: multipart/mixed; boundary=a

--a
Content-Type: multipart/mixed; boundary=a

--a
Content-Type: text/plain; charset="
Content-Disposition: attachment; filename="../../etc/passwd"

inre
--a--
--a
--a
Content-Type: /

x
--a--
"""),
    "mark-first": lambda: b"\xef\xbb\xbf\r\n" + raw(b"BOM", b"\ntext\n"),
}


def main():
    here = pathlib.Path(__file__).resolve().parent
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent / "cases" / "eml"
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in CASES.items():
        (folder / f"{name}.in").write_bytes(make())


if __name__ == "__main__":
    main()
