# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of the share: exports, logs, web pages, a privacy notice, old encodings, hard negatives."""
import json

CUSTOMERS = """\
Kundnr;Förnamn;Efternamn;Personnummer;E-post;Mobil;Gatuadress;Postnr;Ort;Skapad
10021;Anna;Ek;19800113-9818;anna.ek@example.org;070-174 06 05;Ängsvägen 3;252 21;Helsingborg;2024-03-01
10022;Björn;Åkerlind;650722-2393;bjorn.akerlind@example.com;0701740612;Östra Hamngatan 14 B;411 09;Göteborg;2024-03-02
10023;Cecilia;Öhman;199111059847;cecilia@example.net;+46 70 174 06 31;Björkstigen 8;984 31;Pajala;2024-03-02
10024;David;Sjögren;7402289834;;;Kyrkogatan 1;222 22;Lund;2024-03-05
10025;Fatima;Nyqvist;880909-9909;fatima.nyqvist@example.org;46701740644;Rönnvägen 22;703 61;Örebro;2024-03-09
10026;Andrzej;Kowalczyk;850765-2389;andrzej@example.com;0046 70 174 06 52;Hamngatan 5;211 22;Malmö;2024-03-11
"""

LOGIN_LOG = """\
2026-01-12T08:01:13Z sso[2210]: login ok user=anna.ek@example.org ip=192.0.2.17 session=8f14e45fceea167a5a36dedd4bea2543
2026-01-12T08:01:44Z sso[2210]: login failed user=198001139818 ip=192.0.2.18 reason=bankid-timeout
2026-01-12T08:02:02Z sso[2210]: request 202601120802 took 1.238 s, id 20260112080213
2026-01-12T08:02:31Z sso[2210]: login ok user=karin.wall@example.org ip=198.51.100.4 session=45c48cce2e2d7fbdea1afc51c7c6ad26
2026-01-12T08:03:00Z cron[900]: epoch 1768204980 job 1768204980123 finished
"""

WEB_LOG = """\
192.0.2.44 - - [03/Jan/2026:10:11:12 +0100] "GET /minasidor?pnr=196806199821 HTTP/1.1" 200 5120
192.0.2.44 - - [03/Jan/2026:10:11:15 +0100] "POST /kontakt?epost=karin.wall%40example.org HTTP/1.1" 302 0
192.0.2.45 - - [03/Jan/2026:10:12:01 +0100] "GET /static/logo@2x.png HTTP/1.1" 200 9120
"""

JSON_CUSTOMERS = {
    "exporterad": "2026-01-12T03:00:00Z",
    "version": "4.12.0",
    "kunder": [
        {"kundnummer": "K10031", "namn": "Hanna Björk", "personnummer": "19990101-9860",
         "epost": "hanna.bjork@example.org", "telefon": "031-390 06 11",
         "betalning": {"iban": "SE45 5000 0000 0583 9825 7466"}},
        {"kundnummer": "K10032", "namn": "Ivar Lindén", "personnummer": 195711309871,
         "epost": None, "telefon": "040-628 04 32",
         "betalning": {"kortnummer": "4242 4242 4242 4242"}},
    ],
}

ORDER = """\
<?xml version="1.0" encoding="UTF-8"?>
<order id="88120045" skapad="2026-01-09T14:03:22">
  <saljare><organisationsnummer>556881-4833</organisationsnummer><momsnr>SE556881483301</momsnr></saljare>
  <kund personnummer="19850505-9918"><namn>Lars Hellgren</namn><epost>lars.hellgren@example.com</epost>
    <telefon>0980-31 92 15</telefon></kund>
  <rad artikel="8203457-3" antal="2" pris="1249.00"/>
  <betalning kortnummer="5555555555554444" ocr="100234567890128"/>
</order>
"""

CONTACT_PAGE = """\
<!DOCTYPE html>
<html lang="sv"><head><meta charset="utf-8"><title>Kontakt - Exempelstads kommun</title>
<style>@media print { .meny { display: none } } .kort { width: 4242px }</style>
<script>var bygge = "20260112080213"; var bild = "logo@2x.png";</script></head>
<body><h1>Kontakta oss</h1>
<p>Växel: <a href="tel:+4642120230">042-12 02 30</a>. Handläggare Karin Wall nås på
<a href="mailto:karin.wall@example.org?subject=Ans%C3%B6kan">e-post</a> eller 08&#8209;465&nbsp;004&nbsp;21.</p>
<p>Ordf&ouml;rande: Maja Str&ouml;m, maja.strom&#64;example.org</p>
<!-- Testkonto vid bygge: personnummer 20050302-9803 -->
</body></html>
"""

PRIVACY_NOTICE = """\
Så behandlar Exempelbolaget dina personuppgifter

Personuppgiftsansvarig är Exempelbolaget AB, org.nr 556520-6199. Du når vår växel på
+46 42 12 02 30 och kundtjänst på 020-12 13 50, vardagar 8-17. Från utlandet: +46(0)8-121 08 901.

Dataskyddsombudets jour har telefon 0701-494 333. Skriv gärna till dataskydd@example.org eller
registrator@example.org; skicka aldrig personnummer (ÅÅMMDD-NNNN) i vanlig e-post.

Tjänsten drivs av Molnhuset i Norr AB, organisationsnummer 556881-4833, momsregistreringsnummer
SE556881483301. Vår revisor Ada Holm har enskild firma, org nr 721203-1608.

Vi sparar underlag i sju år enligt bokföringslagen (1999:1078), 7 kap. 2 §. Policyn har version
4.2.1 och gäller från 2026-01-01. Diarienummer KS 2025/0412-3. Klagomål tas emot av
dataskydd snabel-a example.org.
"""

# Cells of digits side by side, with nothing but commas between.
COMMA_EXPORT = """\
id,pnr,mobil,senast,postnr
1,198001139818,0701740605,1768204980,25221
2,196507222393,0701740612,1768204981,41109
3,199111059847,0701740631,1768204982,98431
"""

RECEIPTS = """\
Underlag återbetalning vecka 2

Kund: Elin Rask, pnr 030417-2380, kort 4111 1111 1111 1111, giltigt till 09/28
Kund: Hanna Björk, personnummer: 990101-9860, konto IBAN SE3550000000054910000003
Kund: Ole Hansen, IBAN NO93 8601 1117 947, telefon +47 68 05 00 12
Kund: Greta Schulz, Kontoinhaberin, IBAN DE89 3704 0044 0532 0130 00
Kort (Amex) 3782 822463 10005, kort (Discover) 6011111111111117
Kund född 121212+9850 (personnummer enligt bouppteckning)
"""

OCR_AND_ARTICLES = """\
Fakturanr 2026000341  OCR 100234567890128  Att betala 1 249,00 kr
Fakturanr 2026000342  OCR 100234567890136  Att betala 12 450,50 kr
Fakturanr 2026000343  OCR-nummer: 4571000020260114  Att betala 310,00 kr
Artikel 8203457-3  Skruv M8x40, 100 st   EAN 7312345678905
Artikel 640509-12  Bricka, sats          EAN 7350012345671
ISBN 978-91-7000-150-0, ISBN 0-306-40615-2
Paket 00373500123456789012, lev. 2026-01-12, rum 0820-1234, plan 08-12
Kolli-id 3f2504e0-4f89-11d3-9a0c-0305e82c3301
Programversion 10.0.19045.3803, paket typescript@5.3.3, @exempel/knapp@1.2.3, actions/checkout@v4
Mätvärde 59.0701494333, 18.0686 och 0,8001139818
Tidsstämpel 202601120813, 20260112081355, 1768204980
Kontrollsumma sha1 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12
Felaktigt personnummer i mall: 19800113-9819
Mall: ÅÅÅÅMMDD-XXXX, 000000-0000
Kortmall 0000 0000 0000 0000, 4242 4242 4242 4243
IBAN-mall SE00 0000 0000 0000 0000 0000, SE45 5000 0000 0583 9825 7467
"""

SOURCE_CODE = """\
/* Enhetstest för kundregistret */
#define MAX_ID 8001139818u
static const char *const namn = "kund@%s";
var mönster = /^[^@]+@[^@]+$/;
import { knapp } from "@exempel/knapp@1.2.3";
git clone git@versioner.example.test:intern/kund.git
const färg = "#80011398", tid = 20260112081355;
"""

OLD_NOTES = """\
Anteckningar från flytten 2019
Ring Gustavs dotter på 08-465 004 77 eller 031-3900642.
Personnr 740228-9834, lägenhet 1203.
"""

ADDRESSES = """\
namn,e-post,telefon
Jonna Käll,jonna.kall@example.net,070-1740688
Lars Hellgren,lars.hellgren@example.com,0980-319215
"""

PURCHASES = """\
Inköp 2025: leverantör Molnhuset i Norr AB (organisationsnummer 556881-4833), faktura 2025001234.
"""

README = "Mappen gallras 2033. Frågor: arkivarie@example.org\n"

MEMBERS = """\
Medlemmar i personalföreningen
Jonna Käll 20121224-9880
Karin Wall 19680619-9821
Samordningsnummer 19930060-2399 (uppgift om födelsedag saknas)
Samordningsnr 701063-2391
"""

NOTE = "Överenskommet med Ivar (personnummer 571130-9871): ring 040-628 04 32 efter klockan 16.\n"

SECRET = "Lönelista: 19800113-9818\n"

DOS_MEMBERS = """\
MEDLEMSREGISTER F\u00d6R F\u00d6RENINGEN \u00c4NGEN, 1994-02-11\r
\r
\u00c5ke Sj\u00f6str\u00f6m     PERSONNR 19121212-9850  TEL 08-465 004 33\r
M\u00e4rta \u00d6berg       PERSONNR 19571130-9871  TEL 031-390 06 58\r
\u00c5rsavgift 120 kr betalas f\u00f6re mars. H\u00e4lsningar, kass\u00f6ren p\u00e5 \u00c4ngen\r
"""

MAC_ADDRESSES = """\
Adresslista f\u00f6r \u00f6vriga l\u00e4nkar\r\
B\u00f6rje \u00c5kerlind, \u00c4ngsv\u00e4gen 3, telefon 040-628 04 71\r\
Malm\u00f6 st\u00e5l och j\u00e4rn, v\u00e4xel 042-12 02 30, s\u00e4ljare: sofia.oberg@example.com\r\
H\u00e4lsningar fr\u00e5n k\u00f6ket, g\u00e5 inte \u00f6ver \u00e5n\r"""

WIDE_EXPORT = """\
Anställningsnr\tNamn\tPersonnummer\tE-post\r
501\tMaja Ström\t20050302-9803\tmaja.strom@example.org\r
502\tZlatka Petrova\t19760291-2383\tzlatka@example.net\r
"""


def files():
    return {
        "Kundtjänst/kunder-export.csv": CUSTOMERS.encode("cp1252"),
        "Kundtjänst/återbetalningar.txt": RECEIPTS.encode(),
        "Loggar/inloggning.log": LOGIN_LOG.encode(),
        "System/kunder.json": json.dumps(JSON_CUSTOMERS, ensure_ascii=False,
                                         indent=2).encode() + b"\n",
        "System/export.csv": COMMA_EXPORT.encode(),
        "System/order.xml": ORDER.encode(),
        "System/kontakt.html": CONTACT_PAGE.encode(),
        "System/kund_test.c": SOURCE_CODE.encode(),
        "Integritet/dataskydd.txt": PRIVACY_NOTICE.encode(),
        "Ekonomi/ocr-och-artiklar.txt": OCR_AND_ARTICLES.encode(),
        "Gammalt/MEDLEM.TXT": DOS_MEMBERS.encode("cp850"),
        "Gammalt/mac-adresser.txt": MAC_ADDRESSES.encode("mac_roman"),
        "Gammalt/export-utf16.txt": b"\xff\xfe" + WIDE_EXPORT.encode("utf-16-le"),
    }
