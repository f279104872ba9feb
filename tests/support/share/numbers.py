# SPDX-License-Identifier: GPL-3.0-or-later
"""Identifiers that are valid by their check digits and belong to nobody.

Personnummer: serials 238, 239 and 980 to 998, which the Swedish Tax Agency uses in its
published test numbers. Phones: the series the regulator PTS has set aside for books and film.
"""


def luhn(digits):
    """The check digit that follows DIGITS (modulus 10, weights 2 and 1 from the right)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return str(-total % 10)


def pnr(date, serial):
    """Twelve digits from YYYYMMDD and a serial; day + 60 makes it a samordningsnummer."""
    body = f"{date}{serial:03d}"
    return body + luhn(body[2:])


def dashed(number):
    return number[:8] + "-" + number[8:]


def short(number):
    return number[2:8] + "-" + number[8:]


def iban(country, bban):
    """An IBAN with its ISO 7064 check digits."""
    text = bban + country + "00"
    number = int("".join(str(int(sign, 36)) for sign in text))
    return f"{country}{98 - number % 97:02d}{bban}"
