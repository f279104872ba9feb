# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages of the share (RFC 5322, MIME), written out so that no library's version shows."""
import base64
import quopri

from . import office


def folded(data):
    return base64.encodebytes(data).decode().replace("\n", "\r\n")


def message(lines):
    return "\r\n".join(lines).encode()


def plain():
    """format=flowed (RFC 3676): the number's line ends in a soft break that joins the next."""
    return message([
        "From: Karin Wall <karin.wall@example.org>",
        "To: =?utf-8?Q?Bj=C3=B6rn_=C3=85kerlind?= <bjorn.akerlind@example.com>",
        "Cc: registrator@example.org",
        "Date: Mon, 12 Jan 2026 09:15:00 +0100",
        "Subject: =?iso-8859-1?Q?=C4rendet_om_personnummer_19650722-2393?=",
        "Message-ID: <20260112091500.4711@mail.example.test>",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8; format=flowed",
        "Content-Transfer-Encoding: 8bit",
        "",
        "Hej Björn!",
        "",
        "Jag ringer dig på ",
        "070-174 06 12 i eftermiddag om din ansökan. Du kan också nå oss på växeln ",
        "+46 42 12 02 30.",
        "",
        "> Hej, mitt personnummer är 650722-2393. /Björn",
        "",
        "-- ",
        "Karin Wall, Exempelbolaget AB, 08-465 004 21",
        ""])


def html_body():
    """multipart/alternative: quoted-printable Latin-1 text beside base64 HTML."""
    text = "Faktura till Lars Hellgren, personnummer 19850505-9918, telefon 0980-31 92 15. Så här gör du.\n"
    html = ('<html><body><p>Faktura till Lars Hellgren, personnummer <b>19850505</b>-<b>9918</b>.</p>'
            '<p>Kort: 4242&nbsp;4242&nbsp;4242&nbsp;4242</p></body></html>')
    return message([
        "From: faktura@example.com",
        "To: \"Hellgren, Lars\" <lars.hellgren@example.com>",
        "Date: Tue, 13 Jan 2026 10:00:00 +0100",
        "Subject: Din faktura 2026000341",
        "Message-ID: <faktura.2026000341@system.example.test>",
        "MIME-Version: 1.0",
        "Content-Type: multipart/alternative; boundary=\"=_alt\"",
        "",
        "--=_alt",
        "Content-Type: text/plain; charset=iso-8859-1",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        quopri.encodestring(text.encode("latin-1")).decode().replace("\n", "\r\n"),
        "--=_alt",
        "Content-Type: text/html; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "",
        folded(html.encode()) + "--=_alt--",
        ""])


def forwarded():
    """A letter attached, and a message inside the message."""
    return message([
        "From: Maja =?iso-8859-1?B?U3Ry9m0=?= <maja.strom@example.org>",
        "To: arkiv@example.org",
        "Date: Wed, 14 Jan 2026 11:30:00 +0100",
        "Subject: VB: Synpunkt",
        "Message-ID: <vb.1@mail.example.test>",
        "MIME-Version: 1.0",
        "Content-Type: multipart/mixed; boundary=\"=_mix\"",
        "",
        "--=_mix",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "Se bilagor. Ring 031-390 06 25 vid fel.",
        "--=_mix",
        "Content-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document;",
        " name*=utf-8''upps%C3%A4gning.docx",
        "Content-Disposition: attachment; filename*=utf-8''upps%C3%A4gning.docx",
        "Content-Transfer-Encoding: base64",
        "",
        folded(office.archived_letter()) + "--=_mix",
        "Content-Type: message/rfc822",
        "",
        "From: Hanna Bjork <hanna.bjork@example.org>",
        "To: maja.strom@example.org",
        "Subject: Synpunkt",
        "Date: Wed, 14 Jan 2026 08:00:00 +0100",
        "Message-ID: <synpunkt.7@mail.example.test>",
        "",
        "Jag heter Hanna, personnummer 990101-9860, och bor vid skolan.",
        "--=_mix--",
        ""])


def files():
    return {
        "Post/2026-01-12 ärendet.eml": plain(),
        "Post/2026-01-13 faktura.eml": html_body(),
        "Post/2026-01-14 vidarebefordrat.eml": forwarded(),
    }
