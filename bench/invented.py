# SPDX-License-Identifier: GPL-3.0-or-later
"""Invented people and their identifiers from a seeded generator: valid, and nobody's.

Personnummer have serials of the published test series, phones lie in the series set aside for
fiction, mail is under the reserved domains, cards are the payment networks' test numbers.
"""
import datetime
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

from share.numbers import iban, luhn, pnr  # noqa: E402

FIRST = ("Alva Birk Cajsa Dag Ebba Folke Gerd Holger Isa Jerker Kajsa Love Märta Nils Olga Per "
         "Rut Sixten Tyra Ulf Vera Wille Yngve Åsa Östen Zeinab Tomasz Mirja Aino Jussi").split()
LAST = ("Ask Bodin Cavling Dahlby Ekmark Fagerås Grönvik Hallberga Isgård Järnblad Kvistby "
        "Lundmyr Mosseby Norrgren Ormstad Palmfelt Rågsved Sköldvik Tallhed Ulvsund Vassbro "
        "Ytterhag Åsmyr Älvkvist Öhrnblad").split()
STREETS = ("Björkgatan Tallvägen Lingonstigen Skolgatan Kvarnvägen Södergatan Ekbacken "
           "Hamnplan Åkervägen Ängsgränd").split()
TOWNS = (("222 22", "Lund"), ("411 09", "Göteborg"), ("703 61", "Örebro"), ("903 25", "Umeå"),
         ("252 21", "Helsingborg"), ("211 22", "Malmö"), ("582 24", "Linköping"))
SERIALS = (238, 239, *range(980, 999))
CARDS = ("4242424242424242", "4111111111111111", "5555555555554444", "2223003122003222",
         "378282246310005", "6011111111111117")
FICTION = (("070", "1740", 605, 699, 3), ("031", "3900", 600, 699, 3), ("040", "6280", 400, 499, 3),
           ("08", "46500", 400, 499, 3), ("0980", "31", 9200, 9299, 4))
PLAIN = str.maketrans("åäöé", "aaoe")


def personnummer(rng, first=1930, last=2012):
    """Twelve digits."""
    days = (datetime.date(last, 12, 31) - datetime.date(first, 1, 1)).days
    day = datetime.date(first, 1, 1) + datetime.timedelta(rng.randrange(days))
    return pnr(f"{day:%Y%m%d}", rng.choice(SERIALS))


def samordningsnummer(rng):
    number = personnummer(rng)
    day = int(number[6:8]) + 60
    return pnr(number[:6] + str(day), rng.choice(SERIALS))


def organisationsnummer(rng):
    body = f"{rng.choice('25678')}{rng.randrange(1, 10)}{rng.randrange(2, 10)}{rng.randrange(10**6):06d}"
    return body + luhn(body)


def phone(rng):
    """(area code, rest): the digits as they are dialled in the country."""
    area, start, low, high, width = rng.choice(FICTION)
    return area, start + f"{rng.randint(low, high):0{width}d}"


def swedish_iban(rng):
    return iban("SE", rng.choice(("500", "600", "800", "950")) + f"{rng.randrange(10**17):017d}")


class Person:
    def __init__(self, rng):
        self.first, self.last = rng.choice(FIRST), rng.choice(LAST)
        self.name = f"{self.first} {self.last}"
        tail = rng.choice(("", "", str(rng.randrange(1, 99))))
        self.email = (f"{self.first}.{self.last}{tail}".lower().translate(PLAIN)
                      + "@example." + rng.choice(("org", "com", "net")))
        self.personnummer = personnummer(rng)
        self.phone = phone(rng)
        self.iban = swedish_iban(rng)
        self.card = rng.choice(CARDS)
        self.street = f"{rng.choice(STREETS)} {rng.randrange(1, 90)}"
        self.postcode, self.town = rng.choice(TOWNS)
