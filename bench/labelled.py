# SPDX-License-Identifier: GPL-3.0-or-later
"""Labelled documents from a seeded generator: Swedish texts and tables, and what is in them.

A document is lines of pieces; a piece is text or a Mark, which is text that must be found as its
type and value. What looks like an identifier and is none stands as plain text. People are
invented (invented.py).
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

    def name(self, who):
        return Mark("person_name", who.name, who.name)

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


def letter(doc, w, who):
    doc.line(w.name(who))
    doc.line(w.address(who))
    doc.line("")
    doc.line(f"Datum: {w.plain_date()}   Vår beteckning: {w.diary()}")
    doc.line("Vi har tagit emot din anmälan om flytt, ", w.labelled_pnr(who.personnummer), ".")
    doc.line("Har du frågor når du oss på ", w.email(w.rng.choice(w.people)), " eller telefon ",
             w.phone(w.rng.choice(w.people)), ".")
    doc.line(f"Avgiften är {w.amount()} och ska betalas senast {w.plain_date()}.")


def form(doc, w, who):
    doc.line("ANMÄLAN TILL FRITIDSHEM")
    doc.line("Sökandens namn: ", w.name(who))
    doc.line("Personnummer: ", w.pnr(who.personnummer))
    doc.line("Adress: ", w.address(who))
    doc.line("Mobiltelefon: ", w.phone(who))
    doc.line("E-postadress: ", w.email(who))
    if w.rng.random() < 0.9:
        doc.line("Samordningsnummer (andra vårdnadshavaren): ", w.coordination())
    doc.line("Personnummer (ÅÅÅÅMMDD-NNNN), barn 2: ", w.rng.choice(("", "saknas", "______-____")))
    doc.line(f"Blankett 2024-{w.rng.randrange(100, 999)}, version {w.version()}")


def journal(doc, w, who):
    doc.line("Journalanteckning ", w.pnr(who.personnummer, labelled=False), " ", w.name(who))
    for _ in range(3):
        when = w.moment()
        doc.line(f"{when:%Y-%m-%d %H:%M} Blodtryck {w.rng.randrange(110, 160)}/{w.rng.randrange(60, 95)}, "
                 f"puls {w.rng.randrange(55, 99)}. Remiss {w.stamp()}.")
    doc.line("Närstående: ", w.name(other := w.rng.choice(w.people)), ", tel ", w.phone(other))
    if w.rng.random() < 0.3:
        doc.line("Patientens mor har ", "personnummer ", w.old_pnr(), ".")


def payroll(doc, w, _who):
    doc.tolerate("person_name", "bank_account")
    doc.line("Anstnr;Namn;Personnummer;Lön;Utbetalas till IBAN;Period")
    for at in range(12):
        who = w.rng.choice(w.people)
        number = who.personnummer
        doc.line(Mark("customer_number", str(700 + at), str(700 + at)), f";{who.name};", Mark("personnummer", number, number[2:]),
                 f";{w.rng.randrange(26000, 61000)};", Mark("iban", who.iban, who.iban), ";202601")


def crm(doc, w, _who):
    doc.tolerate("person_name", "postal_address")
    doc.line("customer_id,first_name,last_name,ssn,email,phone,last_login,session_id,total")
    for _ in range(15):
        who = w.rng.choice(w.people)
        number = who.personnummer
        customer = str(w.rng.randrange(10**7, 10**8))
        area, rest = who.phone
        doc.line(Mark("customer_number", customer, customer), f",{who.first},{who.last},",
                 Mark("personnummer", number, number[:8] + "-" + number[8:]), ",", w.email(who), ",",
                 Mark("phone", f"+46{area[1:]}{rest}", area + rest),
                 f",{w.epoch()},{w.uuid()},{w.rng.randrange(10**4)}.{w.rng.randrange(10**10):010d}")


def workbook(doc, w, _who):
    doc.tolerate("person_name", "postal_address")
    doc.row("Nr", "Medlem", "Pnr", "Mobil", "E-post", "Artikelnr", "Registrerad")
    for at in range(10):
        who = w.rng.choice(w.people)
        doc.row(at + 1, who.name, Mark("personnummer", who.personnummer, who.personnummer),
                w.phone(who), w.email(who), int(w.rng.randrange(10**9, 10**10)), int(w.stamp()))


def thread(doc, w, who):
    """A message; the place of what stands in a header is its name."""
    doc.tolerate("person_name")
    other = w.rng.choice(w.people)
    doc.truth.append(("From", Mark("email", who.email, who.email)))
    doc.truth.append(("To", Mark("email", other.email, other.email)))
    for text in (f"From: {who.email}", f"To: {other.email}", "Subject: Fråga om min faktura",
                 f"Message-ID: <{w.uuid()}@post.example.test>",
                 "Date: Mon, 12 Jan 2026 09:00:00 +0100", "MIME-Version: 1.0",
                 "Content-Type: text/plain; charset=utf-8", ""):
        doc.lines.append(text.replace("Fråga", "Fraga"))
    doc.head = len(doc.lines)
    doc.line("Hej! Jag betalade i går men saldot stämmer inte.")
    doc.line("Mitt ", w.labelled_pnr(who.personnummer), " och kundnummer ", w.customer(), ".")
    doc.line(f"OCR: {w.ocr()}, fakturanummer {w.rng.randrange(10**9, 10**10)}.")
    doc.line("Du kan sms:a mig på ", w.phone(who), ".")
    doc.line(f"https://shop.example.test/order/{w.rng.randrange(10**11, 10**12)}?id={w.epoch()}")
    doc.line("> Den 2025-12-30 skrev ", w.email(other), ":")
    doc.line("> Konto: ", w.account())


def access_log(doc, w, _who):
    for _ in range(15):
        who = w.rng.choice(w.people)
        user = ["user=", w.email(who)] if w.rng.random() < 0.3 else ["user=-"]
        doc.line(f"{w.moment():%Y-%m-%dT%H:%M:%S}Z client ip=", w.ip(), " ", *user,
                 f" req={w.uuid()} t={w.epoch()} dur=0.{w.rng.randrange(10**10):010d}")


def system_log(doc, w, _who):
    """Nothing in it is anybody's."""
    for _ in range(40):
        doc.line(w.rng.choice((
            f"{w.stamp()} jobb {w.rng.randrange(10**9, 10**10)} klart, {w.rng.randrange(10**10)} byte",
            f"[{w.epoch()}.{w.rng.randrange(10**6):06d}] backup {w.digest()} ok",
            f"paket {w.parcel()} skannat {w.moment():%Y%m%d%H%M}",
            f"bild logo@2x.png, ikon knapp@3x.webp, paket react@{w.version()}, @bolag/kart@1.2.3",
            f"mätare {w.rng.randrange(10**9, 10**10)} avläst till {w.rng.randrange(10**5)},{w.rng.randrange(10**10)}",
            f"trace {w.uuid()} ver {w.version()}")))


def invoice(doc, w, who):
    doc.line("FAKTURA")
    doc.line(f"Fakturanr {w.rng.randrange(10**9, 10**10)}   Fakturadatum {w.plain_date()}")
    doc.line("Kundnummer: ", w.customer())
    doc.line("Säljare: Nordtak i Väst AB, org.nr ", w.company(), ", momsreg.nr ", w.vat())
    for _ in range(4):
        doc.line(f"Art.nr {w.article()}  EAN {w.ean()}  {w.rng.randrange(1, 40)} st  {w.amount()}")
    doc.line("Bankgiro ", w.bankgiro(), f"   OCR {w.ocr()}")
    doc.line("Plusgiro: ", w.plusgiro(), f"   OCR-nummer: {w.ocr()}")
    doc.line("Betalt med kort ", w.card(who), f" den {w.plain_date()}")
    if w.rng.random() < 0.4:
        doc.line("Innehar F-skatt. Org.nr (enskild firma) ", w.sole_trader(who))


def articles(doc, w, _who):
    doc.line("artikelnr;benämning;ean;lagerplats;pris;ändrad")
    for _ in range(25):
        doc.line(f"{w.article()};Vinkelfäste;{w.ean()};{w.rng.randrange(10, 99)}-{w.rng.randrange(10, 99)}-"
                 f"{w.rng.randrange(100, 999)};{w.rng.randrange(1, 900)},{w.rng.randrange(100):02d};{w.stamp()}")


def books(doc, w, _who):
    for _ in range(12):
        doc.line(f"ISBN {w.isbn()}  exemplar {w.rng.randrange(10**13, 10**14)}  hylla {w.rng.randrange(10, 99)}-"
                 f"{w.rng.randrange(1000, 9999)}  åter {w.plain_date()}  rum 08-{w.rng.randrange(10, 99)}")


def source_code(doc, w, who):
    doc.line("#!/usr/bin/env python3")
    doc.line(f'"""Läser mätvärden. Version {w.version()}."""')
    doc.line("# Ansvarig: ", w.email(who))
    doc.line(f"SEED = {w.rng.randrange(10**9, 10**10)}")
    doc.line(f"BUILD = {w.stamp()}")
    doc.line(f"HASH = '{w.digest()}'")
    doc.line("@app.route('/api/v2')")
    doc.line(f"LIMIT = 0.{w.rng.randrange(10**10):010d}  # se https://kod.example.test/{w.uuid()}")
    doc.line("remote = 'git@kod.example.test:matning/verktyg.git'")


def minutes(doc, w, who):
    doc.tolerate("person_name")
    doc.line(f"Protokoll fört vid sammanträde {w.plain_date()} kl. 08-12, rum 0820-1234")
    doc.line(f"Dnr {w.diary()}")
    doc.line("Närvarande (personnummer inom parentes):")
    for _ in range(4):
        one = w.rng.choice(w.people)
        doc.line(one.name, " (", w.pnr(one.personnummer), ")")
    doc.line(f"§ 12 Budgeten fastställdes till {w.amount()}, se bilaga {w.rng.randrange(1, 9)}.")
    doc.line("Justering anmäls till ", w.email(who), ".")


def contract(doc, w, who):
    doc.line("HYRESAVTAL nr ", f"{w.rng.randrange(10**7, 10**8)}")
    doc.line("Hyresvärd: Backens Fastigheter AB, organisationsnummer ", w.company())
    doc.line("Hyresgäst: ", w.name(who), ", ", w.labelled_pnr(who.personnummer))
    doc.line("Fordon på plats 14: registreringsnummer ", w.vehicle())
    doc.line("Legitimation: pass nr ", w.passport())
    doc.line("Hyran dras från kontonummer ", w.account(), " den sista varje månad.")
    doc.line("Återbetalning: IBAN ", w.iban(who.iban))


def records(doc, w, _who):
    """JSON, one key a line."""
    doc.tolerate("person_name")
    doc.line("[")
    for at in range(6):
        who = w.rng.choice(w.people)
        doc.line(" {")
        doc.line(f'  "id": "{w.uuid()}", "createdAt": {w.epoch()}123,')
        doc.line('  "personnummer": "', Mark("personnummer", who.personnummer, who.personnummer), '",')
        doc.line('  "email": "', w.email(who), '",')
        doc.line('  "phone": "', w.phone(who), '"')
        doc.line(" }" + ("," if at < 5 else ""))
    doc.line("]")


KINDS = ((letter, ".txt", 40), (form, ".txt", 80), (journal, ".txt", 30), (payroll, ".csv", 20),
         (crm, ".csv", 20), (workbook, ".xlsx", 15), (thread, ".eml", 40), (access_log, ".log", 20),
         (system_log, ".log", 40), (invoice, ".txt", 40), (articles, ".csv", 20), (books, ".txt", 15),
         (source_code, ".py", 20), (minutes, ".txt", 30), (contract, ".txt", 40),
         (records, ".json", 20))


def make(rng, scale=1):
    """Documents of every kind."""
    writer = Writer(rng)
    writer.people = [invented.Person(rng) for _ in range(400)]
    made = []
    for fill, suffix, count in KINDS:
        for at in range(count * scale):
            kind = Sheet if suffix == ".xlsx" else Document
            doc = kind(f"{fill.__name__}/{at:03d}{suffix}")
            fill(doc, writer, rng.choice(writer.people))
            made.append(doc)
    return made


def truth_lines(made):
    """Path, place, type, value, written form: what the truth file holds."""
    for doc in made:
        for place, mark in doc.truth:
            yield "\t".join((doc.path, place, mark.name, mark.value,
                             json.dumps(mark.text, ensure_ascii=False)))
