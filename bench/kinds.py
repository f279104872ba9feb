# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of labelled documents, and how many there are of each.

Each function fills a document: who it is about, and beside the identifiers what looks like one and
is none, in the proportions of such papers.
"""
import people
from labelled import Document, Mark, Sheet, Writer


def letter(doc, w, who):
    doc.line(w.name(who))
    doc.line(w.address(who))
    doc.line("")
    if w.rng.random() < 0.5:
        doc.line(f"{people.organisation(w.rng)}, Box {w.rng.randrange(9, 999)}")
    doc.line(f"Datum: {w.plain_date()}   Vår beteckning: {w.diary()}")
    doc.line("Vi har tagit emot din anmälan om flytt, ", w.labelled_pnr(who.personnummer), ".")
    doc.line("Har du frågor når du oss på ", w.email(w.rng.choice(w.people)), " eller telefon ",
             w.phone(w.rng.choice(w.people)), ".")
    doc.line(f"Avgiften är {w.amount()} och ska betalas senast {w.plain_date()}.")
    signature(doc, w)


def signature(doc, w):
    who = w.rng.choice(w.people)
    doc.line("")
    doc.line(w.rng.choice(("Med vänlig hälsning", "Med vänliga hälsningar", "Vänliga hälsningar,",
                           "Mvh", "Hälsningar", "Med vänlig hälsning,")))
    if w.rng.random() < 0.3:
        doc.line("")
    doc.line(w.plain_name(who))
    if w.rng.random() < 0.6:
        doc.line(w.rng.choice(("Handläggare", "Ekonom", "Rektor", "Säljare", "Enhetschef Syd")))
    if w.rng.random() < 0.5:
        doc.line(people.organisation(w.rng))


def form(doc, w, who):
    doc.line("ANMÄLAN TILL FRITIDSHEM")
    doc.line(w.rng.choice(("Sökandens namn: ", "Namn: ", "Vårdnadshavare 1: ", "För- och efternamn: ")),
             w.name(who, turned=0.15))
    doc.line("Personnummer: ", w.pnr(who.personnummer))
    doc.line("Adress: ", w.address(who))
    doc.line("Mobiltelefon: ", w.phone(who))
    doc.line("E-postadress: ", w.email(who))
    if w.rng.random() < 0.9:
        doc.line("Samordningsnummer (andra vårdnadshavaren): ", w.coordination())
    doc.line("Barnets namn ", w.plain_name(w.rng.choice(w.people)), ", förskola ", people.organisation(w.rng))
    doc.line("Arbetsgivare: ", people.organisation(w.rng))
    doc.line("Personnummer (ÅÅÅÅMMDD-NNNN), barn 2: ", w.rng.choice(("", "saknas", "______-____")))
    doc.line(f"Blankett 2024-{w.rng.randrange(100, 999)}, version {w.version()}")


def journal(doc, w, who):
    doc.line("Journalanteckning ", w.pnr(who.personnummer, labelled=False), " ", w.name(who, turned=0.3, short=0.05))
    for _ in range(3):
        when = w.moment()
        doc.line(f"{when:%Y-%m-%d %H:%M} Blodtryck {w.rng.randrange(110, 160)}/{w.rng.randrange(60, 95)}, "
                 f"puls {w.rng.randrange(55, 99)}. Remiss {w.stamp()}.")
    doc.line("Närstående: ", w.name(other := w.rng.choice(w.people)), ", tel ", w.phone(other))
    doc.line("Remitteras till ", people.organisation(w.rng), ". Ansvarig läkare ",
             w.name(w.rng.choice(w.people), short=0.1), ".")
    if w.rng.random() < 0.3:
        doc.line("Patientens mor har ", "personnummer ", w.old_pnr(), ".")


def payroll(doc, w, _who):
    doc.tolerate("bank_account")
    doc.line("Anstnr;Namn;Personnummer;Lön;Utbetalas till IBAN;Period")
    for at in range(12):
        who = w.rng.choice(w.people)
        number = who.personnummer
        doc.line(Mark("customer_number", str(700 + at), str(700 + at)), ";", w.name(who, turned=0.2), ";", Mark("personnummer", number, number[2:]),
                 f";{w.rng.randrange(26000, 61000)};", Mark("iban", who.iban, who.iban), ";202601")


def crm(doc, w, _who):
    doc.tolerate("postal_address")
    doc.line("customer_id,first_name,last_name,ssn,email,phone,last_login,session_id,total")
    for _ in range(15):
        who = w.rng.choice(w.people)
        number = who.personnummer
        customer = str(w.rng.randrange(10**7, 10**8))
        area, rest = who.phone
        doc.line(Mark("customer_number", customer, customer), ",", w.cell_name(who.first), ",",
                 w.cell_name(who.last), ",",
                 Mark("personnummer", number, number[:8] + "-" + number[8:]), ",", w.email(who), ",",
                 Mark("phone", f"+46{area[1:]}{rest}", area + rest),
                 f",{w.epoch()},{w.uuid()},{w.rng.randrange(10**4)}.{w.rng.randrange(10**10):010d}")


def workbook(doc, w, _who):
    doc.tolerate("postal_address")
    doc.row("Nr", "Medlem", "Pnr", "Mobil", "E-post", "Artikelnr", "Registrerad")
    for at in range(10):
        who = w.rng.choice(w.people)
        doc.row(at + 1, w.name(who, turned=0.3), Mark("personnummer", who.personnummer, who.personnummer),
                w.phone(who), w.email(who), int(w.rng.randrange(10**9, 10**10)), int(w.stamp()))


def thread(doc, w, who):
    """A message; the place of what stands in a header is its name."""
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
    doc.line("> Hej ", w.first_name(who), "! Jag har bett ", w.plain_name(other), " på ",
             people.organisation(w.rng), " titta på det.")
    signature(doc, w)


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
    doc.line(f"Protokoll fört vid sammanträde {w.plain_date()} kl. 08-12, rum 0820-1234")
    doc.line(f"Dnr {w.diary()}")
    doc.line("Närvarande (personnummer inom parentes):")
    for _ in range(4):
        one = w.rng.choice(w.people)
        doc.line(w.name(one), " (", w.pnr(one.personnummer), ")")
    doc.line("Ordförande ", w.plain_name(w.rng.choice(w.people)), ", sekreterare ",
             w.plain_name(w.rng.choice(w.people)))
    doc.line(f"§ 12 Budgeten fastställdes till {w.amount()}, se bilaga {w.rng.randrange(1, 9)}.")
    doc.line(f"§ 13 {people.lookalike(w.rng)} fick i uppdrag att utreda {people.lookalike(w.rng)}.")
    doc.line("Justering anmäls till ", w.email(who), ".")


def contract(doc, w, who):
    doc.line("HYRESAVTAL nr ", f"{w.rng.randrange(10**7, 10**8)}")
    doc.line("Hyresvärd: Backens Fastigheter AB, organisationsnummer ", w.company())
    doc.line("Hyresgäst: ", w.name(who, turned=0.1), ", ", w.labelled_pnr(who.personnummer))
    doc.line("Fordon på plats 14: registreringsnummer ", w.vehicle())
    doc.line("Legitimation: pass nr ", w.passport())
    doc.line("Hyran dras från kontonummer ", w.account(), " den sista varje månad.")
    doc.line("Återbetalning: IBAN ", w.iban(who.iban))


def records(doc, w, _who):
    """JSON, one key a line."""
    doc.line("[")
    for at in range(6):
        who = w.rng.choice(w.people)
        doc.line(" {")
        doc.line(f'  "id": "{w.uuid()}", "createdAt": {w.epoch()}123,')
        doc.line('  "name": "', w.plain_name(who), '",')
        doc.line('  "personnummer": "', Mark("personnummer", who.personnummer, who.personnummer), '",')
        doc.line('  "email": "', w.email(who), '",')
        doc.line('  "phone": "', w.phone(who), '"')
        doc.line(" }" + ("," if at < 5 else ""))
    doc.line("]")


def note(doc, w, who):
    """Names in running text, beside companies, streets and places."""
    rng = w.rng
    for _ in range(5):
        one = rng.choice(w.people)
        doc.line(*rng.choice((
            ("I går ringde ", w.plain_name(one), " från ", people.organisation(rng), "."),
            ("Vi väntar på ", w.owner(one), " svar om ", rng.choice(people.PLACES), "."),
            ("Mötet med ", people.organisation(rng), " hölls på ", rng.choice(people.PLACES), " 12."),
            ("Enligt ", w.plain_name(one), " är taket klart."),
            (w.plain_name(one), " tar kontakt med ", people.organisation(rng), "."),
            ("Se ", rng.choice(people.TITLES), " i mappen."),
            ("Nycklarna lämnas till ", w.plain_name(one), ", ", rng.choice(people.PLACES), " 3."))))
    doc.line("Frågor besvaras av ", w.plain_name(who), ", ", w.phone(who, labelled=False))
    doc.line("Växeln hos ", people.organisation(rng), " nås på ", w.phone(rng.choice(w.people)))


def news(doc, w, _who):
    """Nobody is named."""
    for _ in range(8):
        doc.line(w.rng.choice((
            f"{people.lookalike(w.rng)} och {people.lookalike(w.rng)} är klara.",
            f"Avtalet med {people.organisation(w.rng)} löper ut.",
            f"Vid {w.rng.choice(people.PLACES)} byggs det om till {w.plain_date()}.",
            f"{w.rng.choice(people.TITLES)}: se sidan {w.rng.randrange(2, 90)}.")))


def class_list(doc, w, _who):
    """Names under headers, and no identifier beside them."""
    doc.line("Elev;Klass;Vårdnadshavare;Skola")
    for _ in range(12):
        doc.line(w.name(w.rng.choice(w.people), turned=0.4), f";{w.rng.randrange(1, 10)}B;",
                 w.plain_name(w.rng.choice(w.people)), ";", people.organisation(w.rng))


def pasted(doc, w, who):
    """A table that was pasted into a message."""
    doc.line("Hej! Här är listan som du bad om.")
    doc.line("")
    doc.line("Namn\tPersonnummer\tTelefon\tOrdernr")
    for _ in range(w.rng.randrange(5, 9)):
        one = w.rng.choice(w.people)
        number, (area, rest) = one.personnummer, one.phone
        doc.line(w.plain_name(one), "\t", Mark("personnummer", number, number[2:]), "\t",
                 Mark("phone", f"+46{area[1:]}{rest}", area + rest),
                 f"\t{w.rng.randrange(10**9, 10**10)}")
    doc.line("")
    doc.line("Hör av dig till ", w.plain_name(who), " om något saknas.")


KINDS = ((letter, ".txt", 40), (form, ".txt", 80), (journal, ".txt", 30), (payroll, ".csv", 20),
         (crm, ".csv", 20), (workbook, ".xlsx", 15), (thread, ".eml", 40), (access_log, ".log", 20),
         (system_log, ".log", 40), (invoice, ".txt", 40), (articles, ".csv", 20), (books, ".txt", 15),
         (source_code, ".py", 20), (minutes, ".txt", 30), (contract, ".txt", 40),
         (records, ".json", 20), (note, ".txt", 60), (news, ".txt", 40), (class_list, ".csv", 15),
         (pasted, ".txt", 20))


def make(rng, scale=1):
    """Documents of every kind."""
    writer = Writer(rng)
    writer.people = [people.Person(rng) for _ in range(400)]
    made = []
    for fill, suffix, count in KINDS:
        for at in range(count * scale):
            kind = Sheet if suffix == ".xlsx" else Document
            doc = kind(f"{fill.__name__}/{at:03d}{suffix}")
            fill(doc, writer, rng.choice(writer.people))
            made.append(doc)
    return made
