# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of each identifier and the traps beside them, a line of text at a time.

A case is a text and all that must be found in it: "type=value", with ":confidence" where that is
the point. Types that a case does not speak of (names, addresses) are left out of the comparison.
"""
import unittest

from program import ProgramTest

ASIDE = {"person_name", "postal_address", "sensitive_term", "customer_number"}


def luhn(digits):
    """The check digit that belongs behind them."""
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def bare(date, serial):
    """Ten digits of an invented person, by birth date and a serial of the test series."""
    return luhn(date + serial)


def apart(number, sign="-"):
    return number[:-4] + sign + number[-4:]


ANNA = "198001139818"
SHORT = "800113-9818"
COORDINATED = "197010632391"


class RulesTest(ProgramTest):
    def check(self, cases):
        for number, (text, _) in enumerate(cases):
            self.write(f"{number:03d}.txt", text + "\n")
        found = {number: set() for number in range(len(cases))}
        for finding in self.detect(self.share).of_kind("finding"):
            if finding.get("where", {}).get("part") == "name":
                continue
            number = int(finding["path"].rsplit("/", 1)[1][:3])
            found[number].add((finding["type"], finding["value"], finding["confidence"]))
        failures = []
        for number, (text, wanted) in enumerate(cases):
            want = wanted.split()
            kinds = {one.split("=", 1)[0] for one in want}
            got = {(t, v, c) for t, v, c in found[number] if t in kinds or t not in ASIDE}
            exact = all(any(self.fits(one, three) for three in got) for one in want)
            if not exact or len({(t, v) for t, v, _ in got}) != len(want):
                told = " ".join(f"{t}={v}:{c}" for t, v, c in sorted(got)) or "nothing"
                failures.append(f"{text!r}\n    wanted {wanted or 'nothing'}\n    found  {told}")
        self.assertFalse(failures, "\n" + "\n".join(failures))

    @staticmethod
    def fits(wanted, found):
        kind, _, rest = wanted.partition("=")
        value, _, confidence = rest.rpartition(":")
        if confidence not in ("low", "medium", "high"):
            value, confidence = rest, found[2]
        return found == (kind, value.replace("_", " "), confidence)

    def test_personnummer_written_forms(self):
        pnr = f"personnummer={ANNA}"
        self.check([
            ("19800113-9818", pnr + ":high"),
            (SHORT, pnr + ":high"),
            (f"bokad: {ANNA}", pnr + ":medium"),
            ("19800113 9818", pnr + ":medium"),
            ("800113 9818", pnr + ":low"),
            ("8001139818", pnr + ":low"),
            (f"personnummer {SHORT[:6]}{SHORT[7:]}", pnr + ":high"),
            # separators that word processors and web pages put in
            *((f"19800113{sign}9818", pnr + ":high")
              for sign in "\u2010\u2011\u2012\u2013\u2014\u2212\uFE63\uFF0D\u00AD"),
            *((f"19800113{blank}9818", pnr)
              for blank in "\u00A0\u2007\u2009\u202F\u3000"),
            ("19800113 - 9818", pnr),
            *((f"19800113{zero}-9818", pnr) for zero in "\u200B\u200C\u200D\u2060\uFEFF"),
            # by the sign 1925, one who is past a hundred
            (apart(bare("250310", "982"), "+"), f"personnummer=19{bare('250310', '982')}:high"),
            (apart(bare("250310", "982"), "\uFF0B"), f"personnummer=19{bare('250310', '982')}"),
            # glued to a label, in file names, beside letters after a hyphen
            (f"pnr{SHORT}", pnr),
            (f"CV_{SHORT}_Anna.docx", pnr),
            (f"{SHORT}-Anna.docx", pnr),
            (f"personnr: 198001139818.0", pnr),
        ])

    def test_what_is_no_personnummer(self):
        self.check([
            # check digit, serial 000, dates that there are not
            ("19800113-9819", ""),
            (apart(luhn("150916000")), ""),
            (apart("20" + luhn("300101980")), ""),
            (apart("19" + luhn("010229980")), ""),
            (apart(luhn("000229980"), "+"), ""),
            (apart("19" + luhn("801301980")), ""),
            (apart("19" + luhn("800132980")), ""),
            # part of something longer
            (f"1{ANNA}", ""),
            (f"{ANNA}7", ""),
            (f"abc{ANNA}", ""),
            (f"12.{SHORT}", ""),
            # what has a hyphen within is no decimal: commas may list it
            (f"{SHORT},5", f"personnummer={ANNA}"),
            (f"{SHORT}/2024", ""),
            ("550e8400-e29b-41d4-a716-198001139818", ""),
            ("sha1 8001139818ab12cd34ef56ab12cd34ef56ab12cd", ""),
            # masked, templates, damaged
            ("800113-XXXX och 800113-****", ""),
            ("ÅÅMMDD-NNNN eller YYYYMMDD-XXXX", ""),
            ("1,98E+11", ""),
        ])

    def test_wrong_check_digit_beside_a_label_is_at_most_low(self):
        findings = self.detect(given=b"personnummer: 19800113-9819\n").of_kind("finding")
        self.assertTrue(all(one["confidence"] == "low" for one in findings), findings)

    def test_words_against_lower(self):
        self.check([
            (f"fakturanr {SHORT}", f"personnummer={ANNA}:medium"),
            ("ordernr 8001139818", f"personnummer={ANNA}:low"),
            ("ordernr 12, personnummer 8001139818", f"personnummer={ANNA}:high"),
            # whole words: no label in the middle of another word
            ("hotellet 8001139818", f"personnummer={ANNA}:low"),
        ])

    def test_samordningsnummer(self):
        def number(date):
            return luhn(date + "239")
        self.check([
            ("701063-2391", f"samordningsnummer={COORDINATED}"),
            ("19701063-2391", f"samordningsnummer={COORDINATED}:high"),
            (f"samordningsnummer {COORDINATED}", f"samordningsnummer={COORDINATED}:high"),
            # the day or the month of birth is not known
            (apart("19" + number("701060")), f"samordningsnummer=19{number('701060')}"),
            (apart("19" + number("700063")), f"samordningsnummer=19{number('700063')}"),
            # 30 February, which is in the published series
            (f"samordningsnummer {apart('19' + number('700290'))}",
             f"samordningsnummer=19{number('700290')}:low"),
            (apart("19" + number("701092")), ""),
        ])

    def test_organisationsnummer_and_vat(self):
        self.check([
            ("org.nr 556520-6199", "organisationsnummer=5565206199:high"),
            ("Organisationsnummer: 5565206199", "organisationsnummer=5565206199:high"),
            ("org.nr 16556520-6199", "organisationsnummer=5565206199"),
            ("org.nr 01-556047-3521", "organisationsnummer=5560473521"),
            ("SE556520619901", "organisationsnummer=5565206199"),
            ("VAT SE 556520-6199 01", "organisationsnummer=5565206199"),
            # third digit, check digit, groups that are not in use
            ("org.nr " + apart(luhn("551520619")), ""),
            ("org.nr 556520-6198", ""),
            ("org.nr " + apart(luhn("456520619")), ""),
            # a sole trader's is the owner's own number
            (f"org.nr {SHORT}", f"personnummer={ANNA}"),
            (f"momsreg.nr SE{SHORT[:6]}{SHORT[7:]}01", f"personnummer={ANNA}"),
            ("NO 974 760 673 MVA", ""),
        ])

    def test_phones(self):
        mobile = "phone=+46701740605"
        self.check([
            ("Ring 08-465 004 12", "phone=+46846500412:high"),
            ("tel +46 40 628 04 12", "phone=+46406280412:high"),
            ("Tel: +46(0)31-390 06 15", "phone=+46313900615:high"),
            ("mobil 0701-740 605", mobile + ":high"),
            ("0980-31 92 10", "phone=+46980319210:medium"),
            ("020-12 13 50", "phone=+4620121350"),
            ("tel 0046 70 174 06 05", mobile),
            ("tel 00 46 70 174 06 05", mobile),
            ("tel:+46-70-174-06-05", mobile),
            ("tel +46 070 174 06 05", mobile),
            ("070/174 06 05", mobile), ("070.174.06.05", mobile),
            ("ring (08) 465 004 12", "phone=+46846500412"),
            ("070 - 174 06 05", mobile),
            ("070\u2011174\u00A006\u00A005", mobile),
            ("mobil 46701740605", mobile),
            ("rad 46701740605", ""),
            ("08-465 004 12 ankn 34", "phone=+46846500412"),
            ("0701740605", mobile + ":medium"),
            ("+47 68 05 00 12", "phone=+4768050012"),
            ("+44 20 7946 0123", "phone=+442079460123"),
            ("+1 212 555 0123", "phone=+12125550123"),
            # what looks like one
            ("öppet 08-12", ""), ("2024-08-12 31 39 00", ""), ("59.0701494333", ""),
            ("dnr 0820-1234/2023", ""), ("ISBN 0-306-40615-2", ""),
            ("ring 112 eller 1177, 113 13, 114 14", ""),
            ("summa 1 031 390 000", ""),
        ])

    def test_iban(self):
        self.check([
            ("SE45 5000 0000 0583 9825 7466", "iban=SE4550000000058398257466:high"),
            ("IBANSE4550000000058398257466", "iban=SE4550000000058398257466"),
            ("se4550000000058398257466", "iban=SE4550000000058398257466"),
            ("SE45-5000-0000-0583-9825-7466", "iban=SE4550000000058398257466"),
            ("SE45\u00A05000\u00A00000\u00A00583\u00A09825\u00A07466",
             "iban=SE4550000000058398257466"),
            ("SE45 5000 0000 0583 9825 7466 2026", "iban=SE4550000000058398257466"),
            ("SE45 5000 0000 0583 9825 7466 BIC ESSESESS", "iban=SE4550000000058398257466"),
            ("NO93 8601 1117 947", "iban=NO9386011117947"),
            ("GB29 NWBK 6016 1331 9268 19", "iban=GB29NWBK60161331926819"),
            # placeholders of bank pages, a digit too many, wrong country
            ("SE28 8000 0832 7900 0001 2345", ""),
            ("SE88 3000 0000 0300 1101 2345", ""),
            ("SE45500000000583982574661", ""),
            ("XX45 5000 0000 0583 9825 7466", ""),
        ])

    def test_accounts(self):
        self.check([
            ("Konto: 5140-00 100 04", "bank_account=51400010004"),
            ("Clearing 6114, konto 517 182 351", "bank_account=6114517182351"),
            ("konto 8327-9, 014 725 892-5", "bank_account=83270147258925"),
            (f"konto 3300-{SHORT[:6]} {SHORT[7:]}",
             f"bank_account=3300{SHORT[:6]}{SHORT[7:]} personnummer={ANNA}"),
            ("5140-00 100 04", ""), ("Konto: 5140-00 100 05", ""),
            ("bankgiro 5402-9681", "bankgiro=54029681:high"),
            ("bg: 54029681", "bankgiro=54029681"),
            ("5402-9681", ""), ("bankgiro 5402-9682", ""), ("bgcolor 5402-9681", ""),
            ("plusgiro 28 65 43-4", "plusgiro=2865434:high"),
            ("28 65 43-4", ""), ("plusgiro 28 65 43-5", ""),
            ("OCR 54029681", ""),
        ])

    def test_email(self):
        anna = "email=anna.ek@example.org"
        self.check([
            ("anna.ek@example.org", anna + ":high"),
            ("<Anna.Ek@Example.ORG>,", anna), ("(anna.ek@example.org)", anna),
            ("'anna.ek@example.org'", anna), ("anna.ek@example.org.", anna),
            ("mailto:anna.ek@example.org", anna), ("smtp:anna.ek@example.org", anna),
            ("anna.ek%40example.org", anna),
            ("anna.ek@example.org\u200B", anna),
            ("anna.ek+post@example.org", "email=anna.ek+post@example.org"),
            ("anna@räksmörgås.se", "email=anna@räksmörgås.se"),
            ("anna@xn--rksmrgs-5wao1o.se", "email=anna@räksmörgås.se"),
            ("anna (at) example.org", "email=anna@example.org:low"),
            ("anna[at]example.org", "email=anna@example.org:low"),
            ("a..b@example.org anna@example", ""),
            ("anna@example.nosuchtopdomain", "email=anna@example.nosuchtopdomain:low"),
            # what only looks like one
            ("package@1.3.0 @scope/name@20.1.0 action@v4", ""),
            ("logo@2x.png bild@3x.webp", ""),
            ("git@example.org:path/repo", ""), ("ssh://git@example.org/repo", ""),
            ("https://user:pass@example.org/ jdbc:oracle:thin:scott/tiger@db.example.org", ""),
            ("@anna @anna@social.example.org", ""),
            ("image001.png@01D9A2B3.C4D5E6F0", ""),
            ("return@label this@Class.show", ""),
            ("Message-ID: <abc123.xyz@example.org>", "email=abc123.xyz@example.org:low"),
        ])

    def test_payment_cards(self):
        self.check([
            ("4111 1111 1111 1111", "payment_card=4111111111111111:high"),
            ("kortnr 4111111111111111", "payment_card=4111111111111111:high"),
            ("4242424242424242", "payment_card=4242424242424242:medium"),
            ("3782 822463 10005", "payment_card=378282246310005:high"),
            ("kort 5555-5555-5555-4444", "payment_card=5555555555554444"),
            ("2223003122003222", "payment_card=2223003122003222"),
            ("6011 1111 1111 1117", "payment_card=6011111111111117"),
            ("3566002020360505", "payment_card=3566002020360505"),
            ("kort 36227206271667", "payment_card=36227206271667"),
            ("4111 1111 1111 1112", ""), ("1111 1111 1111 1117", ""),
            ("kort 0000 0000 0000 0000", ""), ("4444 4444 4444 4444 4444", ""),
            ("4571 12** **** 1234", ""),
            ("12345678901234567890123 4111111111111111000", ""),
        ])

    def test_ip_addresses(self):
        self.check([
            ("login from IP 192.0.2.7", "ip_address=192.0.2.7:medium"),
            ("IP 2001:db8::1", "ip_address=2001:db8::1"),
            ("IP 2001:0DB8:0:0:0:0:0:1", "ip_address=2001:db8::1"),
            ("IP 10.0.0.1", "ip_address=10.0.0.1:low"),
            ("IP 256.1.1.1", ""), ("IP 192.0.2.07", ""), ("1.192.0.2.7.5", ""),
            ("std::vector a::b :: ::1", ""), ("10:20:30 kl 12:30:45", ""),
        ])

    def test_other_identifiers(self):
        self.check([
            ("pass nr AA1234567", "passport=AA1234567"),
            ("passnr 12345678", "passport=12345678"),
            ("AA1234567", ""),
            ("regnr ABC 12D", "vehicle_registration=ABC12D"),
            ("reg.nr ABC123", "vehicle_registration=ABC123"),
            ("ABC 12D", ""), ("regnr IQV 123", ""),
            ("förpackning ABC 123 i lager", ""),
        ])

    def test_overlapping_readings(self):
        self.check([
            # separators decide
            ("070-174 06 72", "phone=+46701740672"),
            # inside a longer one that passed
            ("IBAN SE4550000000058398257466", "iban=SE4550000000058398257466"),
            ("https://example.org/800113-9818/x", f"personnummer={ANNA}"),
        ])

    def test_test_numbers_are_told_as_such(self):
        for text in (ANNA, COORDINATED, "4111111111111111"):
            found = self.detect(given=f"nr {text}\n".encode()).of_kind("finding")
            self.assertTrue(any(one.get("test") for one in found), (text, found))

    def test_role_addresses_and_switchboards_are_marked(self):
        for text in ("info@example.org", "noreply@example.org", "registrator@example.org",
                     "tel 020-12 13 50", "tel 010-123 45 67"):
            found = self.detect(given=f"{text}\n".encode()).of_kind("finding")
            self.assertTrue(found and all(one.get("organisation") for one in found), text)
        found = self.detect(given=b"anna.ek@example.org\n").of_kind("finding")
        self.assertFalse(found[0].get("organisation"))


if __name__ == "__main__":
    unittest.main()
