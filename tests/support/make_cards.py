#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the contacts and calendars of tests/cases/{vcf,ics,ldif}/*.in.

    tests/support/make_cards.py [FOLDER]

The same ones every time. People are invented; numbers are of published test
series or set aside for fiction.
"""

import base64
import pathlib
import sys

CARD = """\
BEGIN:VCARD
VERSION:3.0
N:Öberg;Åsa;Maria;;
FN:Åsa Öberg
ORG:Exempel AB;Löner
item1.EMAIL;TYPE=INTERNET,pref:asa.oberg@example.org
TEL;TYPE=CELL:070-174 06 05
ADR;TYPE=HOME:;;Storgatan 1;Lund;;222 21;Sverige
BDAY:1981-12-28
NOTE:Personnr 19811228-9874\\, ring\\nefter lunch och säg att det är om ärendet so
 m vi talade om
END:VCARD
"""

OLD = b"""\
BEGIN:VCARD
VERSION:2.1
N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:=D6berg;=C5sa
NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Personnr=20=
19811228-=
9874, =C3=A5=C3=A4=C3=B6
TEL;CELL;VOICE:070-174 06 05
LABEL;ENCODING=QUOTED-PRINTABLE:Storgatan 1=0D=0A222 21 Lund
X-FILE;BASE64:
 TmFtbjtUZWxlZm9uCk9sbGUg
 QmVyZzswNzAtMTc0IDA2IDA1Cg==

KEY;ENCODING=BASE64:TmFtbjtUZWxlZm9u
Ck9sbGUgQmVyZzswNzAtMTc0IDA2IDA1Cg==
END:VCARD
"""

CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Exempel//SV
X-WR-CALNAME:Åsas kalender
BEGIN:VEVENT
UID:1@example.org
DTSTART;TZID=Europe/Stockholm:20260105T093000
ORGANIZER;CN="Öberg, Åsa";SENT-BY="mailto:anna.ek@example.org":mailto:asa@example.org
ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Olle Berg:mailto:olle.berg@examp
 le.org
SUMMARY:Samtal om 19811228-9874
DESCRIPTION:Ring 070-174 06 05\\n\\nHej\\, hej
ATTACH;FMTTYPE=text/csv;ENCODING=BASE64;VALUE=BINARY:%s
BEGIN:VALARM
DESCRIPTION:påminn
END:VALARM
END:VEVENT
BEGIN:VTODO
SUMMARY:Svara Anna Ek
END:VTODO
END:VCALENDAR
""" % base64.b64encode(b"Namn;Telefon\nOlle Berg;070-174 06 05\n").decode()

ENTRIES = """\
version: 1

# Utdrag av katalogen, fråga anna.ek@example.org
dn: uid=asa,ou=People,dc=example,dc=org
objectClass: inetOrgPerson
cn:: %s
sn;lang-sv: Öberg
telephoneNumber: 070-174 06 05
homePostalAddress: Storgatan 1$222 21 Lund
mail: asa.oberg@example
 .org
jpegPhoto:: %s
photoURL:< file:///etc/passwd

dn: uid=olle,ou=People,dc=example,dc=org
changetype: modify
replace: description
description: personnummer 19811228-9874
-
""" % (base64.b64encode("Åsa Öberg".encode()).decode(),
       base64.b64encode(b"\xff\xd8\xff\xe0" + b"\0" * 40).decode())

CASES = {
    "vcf/good": lambda: (CARD + CARD.replace("Åsa", "Eva")).replace("\n", "\r\n").encode(),
    "vcf/old": lambda: OLD.replace(b"\n", b"\r\n"),
    "vcf/new": lambda: CARD.replace("3.0", "4.0").replace(
        "NOTE", "PHOTO:data:text/plain;base64,UmluZyAwNzAtMTc0IDA2IDA1Cg==\nNOTE").encode(),
    "vcf/latin1": lambda: CARD.encode("latin-1"),
    "vcf/utf16": lambda: CARD.encode("utf-16"),
    "vcf/empty": lambda: b"BEGIN:VCARD\r\nEND:VCARD\r\n",
    "vcf/cut-short": lambda: CARD.encode()[:150],
    "vcf/nested": lambda: CARD.replace("END:VCARD", "BEGIN:VCARD\nFN:Inre\nEND:VCARD\n"
                                       "AGENT:BEGIN:VCARD\\nFN:Anna Ek\\nEND:VCARD\nEND:VCARD").encode(),
    "vcf/hostile": lambda: b"begin:vcard\n;:\n:::\nA.B.C;=\";:x\nTEL;;;=:\n \n\t\nNOTE;BASE64:!!!\nX\\:y"
                           b"\nADR:;;;;;;;;;;;;\nN:\\;\\\\;\\\nEND:VCARD\nEND:VCARD\nFN:efter\n",
    "ics/good": lambda: CALENDAR.replace("\n", "\r\n").encode(),
    "ics/old": lambda: b"BEGIN:VCALENDAR\nVERSION:1.0\nBEGIN:VEVENT\nSUMMARY;CHARSET=UTF-8;"
                       b"ENCODING=QUOTED-PRINTABLE:M=C3=B6te 070-174=\n 06 05\nEND:VEVENT\nEND:VCALENDAR\n",
    "ics/empty": lambda: b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    "ics/cut-short": lambda: CALENDAR.encode()[:300],
    "ics/nested": lambda: b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:X\nBEGIN:Y\nNOTE:djupt\nEND:Y\nEND:X\n"
                          b"END:VEVENT\nBEGIN:VEVENT\nSUMMARY:nytt\nEND:VEVENT\nEND:VCALENDAR\n"
                          b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:till\nEND:VEVENT\nEND:VCALENDAR\n",
    "ics/hostile": lambda: b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 500 + b"A\n" + b"END:X\n" * 900,
    "ldif/good": lambda: ENTRIES.encode(),
    "ldif/latin1": lambda: ENTRIES.encode("latin-1"),
    "ldif/empty": lambda: b"version: 1\ndn: \nx:=\n",
    "ldif/cut-short": lambda: ENTRIES.encode()[:200],
    "ldif/nested": lambda: b"dn: cn=x\nuserCertificate;binary:: "
                           + base64.b64encode(b"\0\1" + b"x" * 20) + b"\nfile:: "
                           + base64.b64encode(CARD.encode("utf-16")) + b"\n",
    "ldif/hostile": lambda: b"#\n\n#x\n#  y\ndn:: !!!=\n:\n::\n:::\nutan kolon 070-174 06 05\n \n a\nx" + b"y" * 200
                            + b": z\nA;B;C:: QQ==\n",
}


def main():
    here = pathlib.Path(__file__).resolve().parent
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent / "cases"
    for name, make in CASES.items():
        path = root / f"{name}.in"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(make())


if __name__ == "__main__":
    main()
