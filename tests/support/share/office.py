# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters, payroll, slides and forms of the share."""
from . import documents

AUTHOR = ("Karin Wall", "karin.wall@example.org", "Brev")


def letter():
    return documents.docx([
        "Exempelbolaget AB",
        "Helsingborg den 12 januari 2026",
        "Hej Anna!",
        "Tack för ditt samtal. Vi har noterat ditt personnummer 198001|13-9818 i ärendet och "
        "skickar beslutet till anna.ek@|example.org.",
        "Ring oss på 042-12 02 30 om något är fel, eller Karin direkt på 070-174 06 23.",
        "Återbetalningen går till IBAN SE45 5000 0000 |0583 9825 7466.",
    ], AUTHOR, footer="Exempelbolaget AB, org.nr 556520-6199, Storgatan 1, 252 21 Helsingborg, "
                      "kundtjanst@example.com",
        comment=("Lars Hellgren", "Stämmer numret? Makens är 19740228-9834."),
        link=("mailto:ombud@example.org", "Skriv till vårt dataskyddsombud"))


def application():
    """A form as a table: the label and the value in cells of their own."""
    return documents.docx(["Ansökan om förskoleplats", "Exempelstads kommun, dnr 2026/0113-4"],
                          ("Maja Ström", "Maja Ström", "Ansökan"), table=[
        ["Barnets namn", "Jonna Käll"],
        ["Barnets personnummer", "121224-9880"],
        ["Vårdnadshavare", "Karin Wall"],
        ["Personnummer", "6806199821"],
        ["Telefon dagtid", "08-465 004 56"],
        ["E-post", "karin.wall@example.org"]])


def archived_letter():
    return documents.docx([
        "Uppsägning av avtal",
        "Undertecknad, Fatima Nyqvist (personnummer 880909-9909), säger upp abonnemanget.",
        "Jag nås på fatima.nyqvist@example.org eller 0701-740644.",
        "Med vänlig hälsning",
    ], ("Fatima Nyqvist", "Fatima Nyqvist", "Uppsägning"))


def payroll():
    """Personnummer as numbers, one with its leading zero only in the number format."""
    rows = [["Anst.nr", "Namn", "Personnummer", "IBAN", "Lön"],
            [501, "Anna Ek", 198001139818, "SE4550000000058398257466", 38500],
            [502, "Björn Åkerlind", 196507222393, "SE3550000000054910000003", 41200],
            [503, "Karin Wall", 196806199821, "NO9386011117947", 39900],
            [504, "Lars Hellgren", 198505059918, "", 37100],
            [505, "Elin Rask", (304172380, 1), "", 29800]]
    hidden = [["Telefon hem", "Närmast anhörig", "E-post"],
              ["031-390 06 77", "Hanna Björk", "hanna.bjork@example.org"],
              ["08-465 004 90", "Ivar Lindén", "ivar@example.net"]]
    return documents.xlsx([("Löner 2026", False, rows), ("Anhöriga", True, hidden)],
                          ["0000000000"], ("Maja Ström", "Maja Ström", "Löner"))


def training():
    return documents.pptx([
        (["Introduktion för nyanställda", "Frågor: utbildning@example.org"], None),
        (["Ärendehantering", "Exempel: personnummer 19911105-9847"],
         ["Ring Cecilia före mötet: 070-174 06 31", "Visa inte riktiga kunder!"]),
    ], ("Elin Rask", "Elin Rask", "Introduktion"))


def agreement():
    return documents.odt([
        "Avtal om hyra",
        "Mellan Exempelbolaget AB, organisationsnummer 556520-6199, och hyresgästen "
        "Gustav Nord, personnummer 19121|212-9850.",
        "Kontakt: gustav.nord@example.org, telefon 0980-31 92 40.",
        "Hyran betalas till IBAN SE35 5000 0000 0549 1000 0003.",
    ], "David Sjögren")


def absence():
    return documents.ods([("Frånvaro", [
        ["Personnummer", "Namn", "Från", "Till"],
        ["19740228-9834", "David Sjögren", "2026-01-05", "2026-01-09"],
        [198809099909, "Fatima Nyqvist", "2026-01-07", "2026-01-08"],
        ["", "", "", ""],
        ["19850765-2389", "Andrzej Kowalczyk", "2026-01-12", ""]])], "Maja Ström")


def welcome():
    return documents.odp([
        (["Välkommen till Exempelstads kommun", "Växel 042-12 02 30"],
         ["Vikarie: Elin Rask, elin.rask@example.com"])], "Maja Ström")


def files():
    return {
        "Kundtjänst/brev-ek.docx": letter(),
        "Kundtjänst/ansökan.docx": application(),
        "Kundtjänst/hyresavtal.odt": agreement(),
        "Personal/löner-2026.xlsx": payroll(),
        "Personal/introduktion.pptx": training(),
        "Personal/frånvaro.ods": absence(),
        "Personal/välkommen.odp": welcome(),
    }
