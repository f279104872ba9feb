# SPDX-License-Identifier: GPL-3.0-or-later
"""Labelled documents from a seeded generator: Swedish texts and tables, and what is in them.

A document is lines of pieces; a piece is text or a Mark, which is text that must be found as its
type and value. What looks like an identifier and is none stands as plain text. People are
invented (people.py); the documents are in kinds.py.
"""
import datetime
import json
import uuid

import invented
from share import documents
from share.numbers import luhn, pnr

HYPHENS = (("-", 80), ("\u2013", 8), ("\u2011", 4), ("\u2212", 2), (" - ", 3), (" ", 3))


class Mark:
    """What a reader should see in TEXT. MAY: right if found, no loss if not."""

    def __init__(self, name, value, text, may=False):
        self.name, self.value, self.text, self.may = name, value, text, may


class Document:
    def __init__(self, path):
        self.path, self.lines, self.truth = path, [], []
        # Words that happen to be sensitive stand in many documents; nobody has marked them.
        self.tolerated = {"sensitive_term"}

    def line(self, *pieces):
        number = str(len(self.lines) + 1)
        self.lines.append("".join(self.take(piece, number) for piece in pieces))

    def take(self, piece, place):
        if isinstance(piece, (list, tuple)):
            return "".join(self.take(one, place) for one in piece)
        if isinstance(piece, Mark):
            self.truth.append((place, piece))
            return piece.text
        return piece

    def tolerate(self, *names):
        """Types that are neither asked for nor wrong in this document."""
        self.tolerated.update(names)

    def data(self):
        return ("\n".join(self.lines) + "\n").encode()


class Sheet(Document):
    """An xlsx; the place of a mark is its cell."""

    def __init__(self, path):
        super().__init__(path)
        self.rows = []

    def row(self, *cells):
        at = len(self.rows) + 1
        taken = []
        for column, cell in enumerate(cells):
            place = f"{documents.column(column)}{at}"
            text = self.take(cell, place) if isinstance(cell, Mark) else cell
            if isinstance(cell, Mark) and text.isdigit() and text[0] != "0":
                text = int(text)  # a spreadsheet keeps them as numbers
            taken.append(text)
        self.rows.append(taken)

    def data(self):
        return documents.xlsx([("Blad1", False, self.rows)], ["0"], ("System", "System", "Export"))


class Writer:
    """Identifiers as people write them."""

    def __init__(self, rng):
        self.rng = rng

    def pick(self, weighted):
        return self.rng.choices([one for one, _ in weighted], [many for _, many in weighted])[0]

    def number(self, name, number, labelled):
        """A personnummer or samordningsnummer: bare ten digits only beside a label."""
        hyphen = self.pick(HYPHENS) if labelled else "-"
        forms = [(number[:8] + hyphen + number[8:], 40), (number, 15)]
        if labelled:
            forms += [(number[2:8] + hyphen + number[8:], 35), (number[2:], 10)]
        return Mark(name, number, self.pick(forms))

    def pnr(self, number, labelled=True):
        return self.number("personnummer", number, labelled)

    def labelled_pnr(self, number):
        label = self.rng.choice(("personnummer ", "Personnr: ", "pnr ", "Pers.nr ", "p-nr ",
                                 "personnumret "))
        return [label, self.pnr(number)]

    def old_pnr(self):
        number = invented.personnummer(self.rng, 1905, 1924)
        return Mark("personnummer", number, f"{number[2:8]}+{number[8:]}")

    def coordination(self):
        number = invented.samordningsnummer(self.rng)
        chance = self.rng.random()
        if chance < 0.15:
            number = pnr(number[:6] + "60", self.rng.choice(invented.SERIALS))
        elif chance < 0.3:
            number = pnr(number[:4] + "00" + number[6:8], self.rng.choice(invented.SERIALS))
        return self.number("samordningsnummer", number, True)

    def company(self):
        number = invented.organisationsnummer(self.rng)
        form = self.rng.choice((f"{number[:6]}-{number[6:]}", f"{number[:6]}-{number[6:]}", number))
        return Mark("organisationsnummer", number, form)

    def sole_trader(self, who):
        short = who.personnummer[2:]
        return Mark("personnummer", who.personnummer, f"{short[:6]}-{short[6:]}")

    def vat(self):
        number = invented.organisationsnummer(self.rng)
        form = self.rng.choice((f"SE{number}01", f"SE {number[:6]}-{number[6:]} 01"))
        return Mark("organisationsnummer", number, form)

    def phone(self, who, labelled=True):
        area, rest = who.phone
        full = "+46" + area[1:] + rest
        grouped = f"{rest[:3]} {rest[3:5]} {rest[5:]}".strip()
        forms = [(f"{area}-{grouped}", 40), (f"{area}-{rest}", 15), (f"+46 {area[1:]} {grouped}", 12),
                 (f"+46{area[1:]}{rest}", 8), (f"+46 (0){area[1:]} {grouped}", 5),
                 (f"0046 {area[1:]} {grouped}", 3), (f"{area}/{grouped}", 2),
                 (f"{area} {grouped}", 6), (f"({area}) {grouped}", 2)]
        if labelled:
            forms += [(area + rest, 10), (f"46{area[1:]}{rest}", 2), (f"{area}.{rest[:3]}.{rest[3:]}", 1)]
        return Mark("phone", full, self.pick(forms))

    def email(self, who):
        text = who.email if self.rng.random() < 0.9 else who.email.title()
        return Mark("email", who.email, text)

    def iban(self, value):
        spaced = " ".join(value[at:at + 4] for at in range(0, len(value), 4))
        return Mark("iban", value, self.rng.choice((value, spaced)))

    def card(self, who):
        card = who.card
        groups = (4, 10, 15) if len(card) == 15 else (4, 8, 12, 16)
        spaced = " ".join(card[start:end] for start, end in zip((0, *groups), groups))
        return Mark("payment_card", card, self.rng.choice((card, spaced, spaced)))

    def bankgiro(self):
        body = f"{self.rng.randrange(5000, 5900)}{self.rng.randrange(1000):03d}"
        number = body + luhn(body)
        return Mark("bankgiro", number, f"{number[:4]}-{number[4:]}")

    def plusgiro(self):
        body = str(self.rng.randrange(10000, 999999))
        number = body + luhn(body)
        pairs, rest = [], number[:-1]
        while rest:
            pairs.insert(0, rest[-2:])
            rest = rest[:-2]
        return Mark("plusgiro", number, " ".join(pairs) + "-" + number[-1])

    def account(self):
        """SEB: modulus 11 over clearing and account; Handelsbanken: over the account alone."""
        while True:
            if self.rng.random() < 0.5:
                clearing, body = str(self.rng.randrange(5000, 5999)), f"{self.rng.randrange(10**6):06d}"
                check = mod11(clearing[1:] + body)
                shown = f"{clearing}-{body[:2]} {body[2:5]} {body[5:]}{check}"
            else:
                clearing, body = str(self.rng.randrange(6000, 6999)), f"{self.rng.randrange(1, 10**8):08d}"
                check = mod11(body)
                shown = f"{clearing}-{body[:3]} {body[3:6]} {body[6:]}{check}"
            if check is not None:
                return Mark("bank_account", f"{clearing}{body}{check}", shown)

    def address(self, who):
        text = f"{who.street}, {who.postcode} {who.town}"
        return Mark("postal_address", text, text)

    def name(self, who, turned=0.0, short=0.0):
        """TURNED, SHORT: how often it is "Ek, Anna", and "A. Ek"."""
        chance = self.rng.random()
        text = who.full
        if chance < turned:
            text = f"{who.last}, {who.first}"
        elif chance < turned + short:
            text = who.initial
        elif chance > 0.97:
            text = who.name.upper()
        return Mark("person_name", text, text)

    def plain_name(self, who):
        return Mark("person_name", who.name, who.name)

    def owner(self, who):
        """Whose it is."""
        if who.last[-1] in "sxz":
            return Mark("person_name", who.name, who.name)
        return Mark("person_name", who.name, who.name + "s")

    def first_name(self, who):
        """By itself it may be told; nobody misses it."""
        return Mark("person_name", who.first, who.first, may=True)

    def cell_name(self, text):
        return Mark("person_name", text, text)

    def customer(self):
        value = self.rng.choice(("K", "", "KND-")) + str(self.rng.randrange(10000, 99999))
        return Mark("customer_number", value, value)

    def vehicle(self):
        letters = "".join(self.rng.choices("ABCDEFGHJKLMNOPRSTUWXYZ", k=3))
        tail = f"{self.rng.randrange(10, 99)}" + self.rng.choice("ABCDEFGHJKLM0123456789")
        return Mark("vehicle_registration", letters + tail, f"{letters} {tail}")

    def passport(self):
        value = "".join(self.rng.choices("ABCDEFGH", k=2)) + f"{self.rng.randrange(10**7):07d}"
        return Mark("passport", value, value)

    def ip(self):
        if self.rng.random() < 0.2:
            value = f"2001:db8::{self.rng.randrange(1, 0xffff):x}"
        else:
            value = self.rng.choice(("192.0.2.", "198.51.100.", "203.0.113.")) + str(self.rng.randrange(1, 255))
        return Mark("ip_address", value, value)

    # What looks like an identifier and is none.

    def moment(self):
        start = datetime.datetime(2023, 1, 1)
        return start + datetime.timedelta(minutes=self.rng.randrange(3 * 365 * 1440))

    def stamp(self):
        form = self.rng.choice(("%Y%m%d%H%M", "%Y%m%d%H%M%S", "%y%m%d%H%M"))
        return self.moment().strftime(form)

    def epoch(self):
        return str(int(self.moment().timestamp()))

    def ocr(self):
        body = str(self.rng.randrange(10**8, 10**18))
        return body + luhn(body)

    def ean(self):
        body = "73" + f"{self.rng.randrange(10**10):010d}"
        total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(body))
        return body + str(-total % 10)

    def isbn(self):
        return f"978-91-{self.rng.randrange(10, 99)}-{self.rng.randrange(10**5):05d}-{self.rng.randrange(10)}"

    def uuid(self):
        return str(uuid.UUID(int=self.rng.getrandbits(128)))

    def digest(self):
        return f"{self.rng.getrandbits(160):040x}"

    def diary(self):
        return f"{self.rng.choice(('KS', 'BUN', 'SN', 'MHN'))} {self.rng.randrange(2015, 2027)}/{self.rng.randrange(1, 9999):04d}-{self.rng.randrange(1, 30)}"

    def amount(self):
        return f"{self.rng.randrange(1, 999)} {self.rng.randrange(1000):03d},{self.rng.randrange(100):02d} kr"

    def article(self):
        tail = self.rng.choice((10, 100, 100, 1000))  # one in four looks like a company number
        return f"{self.rng.randrange(10**5, 10**6)}-{self.rng.randrange(tail, tail * 10)}"

    def parcel(self):
        return "003735" + f"{self.rng.randrange(10**14):014d}"

    def version(self):
        return ".".join(str(self.rng.randrange(40)) for _ in range(self.rng.choice((3, 4))))

    def plain_date(self):
        return f"{self.moment():%Y-%m-%d}"


def mod11(digits):
    """The check digit of account rules 1a and 2b, None where it would be ten."""
    total = sum(int(digit) * weight for digit, weight in zip(reversed(digits), range(2, 12)))
    return -total % 11 if -total % 11 != 10 else None


def truth_lines(made):
    """Path, place, type, value, written form: what the truth file holds."""
    for doc in made:
        for place, mark in doc.truth:
            yield "\t".join((doc.path, place, mark.name, mark.value,
                             json.dumps(mark.text, ensure_ascii=False)))
