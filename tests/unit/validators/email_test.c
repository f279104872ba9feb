/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reading.h"

#define ANNA "anna.ek@example.org"
#define PART(part) NULL, NULL, NULL, NULL, part
#define LONG64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct reading_case right[] = {
	{ ANNA, ANNA },
	{ "Anna.Ek@Example.ORG", ANNA },
	{ "ANNA.EK@EXAMPLE.ORG", ANNA },
	{ "anna.ek+spana@example.org", "anna.ek+spana@example.org" },
	{ "o'hara@example.org", "o'hara@example.org" },
	{ "a!#$%&*/=?^_`{|}~-b@example.org", "a!#$%&*/=?^_`{|}~-b@example.org" },
	{ "anna_ek@mail.sub-dom.example.org", "anna_ek@mail.sub-dom.example.org" },
	{ "anna@example.xn--p1ai", "anna@example.\u0440\u0444" },
	{ "ANNA@XN--RKSMRGS-5WAO1O.example", "anna@r\u00E4ksm\u00F6rg\u00E5s.example" },
	{ "\u00C5sa.\u00D6berg@R\u00C4KSM\u00D6RG\u00C5S.example",
	  "\u00E5sa.\u00F6berg@r\u00E4ksm\u00F6rg\u00E5s.example" },
	{ LONG64 "@example.org", LONG64 "@example.org" },
	/* what stands around */
	{ "<anna.ek@example.org>", ANNA, PART(ANNA) },
	{ "(anna.ek@example.org),", ANNA, PART(ANNA) },
	{ "anna.ek@example.org.", ANNA, PART(ANNA) },
	{ "anna.ek@example.org: ", ANNA, PART(ANNA) },
	{ "\"anna.ek@example.org\";", ANNA, PART(ANNA) },
	{ "'anna.ek@example.org'", ANNA, PART(ANNA) },
	{ "\u200B" ANNA "\u200B", ANNA, PART(ANNA) },
	{ "mailto:anna.ek@example.org?subject=x", ANNA, PART(ANNA) },
	{ "SMTP:anna.ek@example.org", ANNA, PART(ANNA) },
	{ "anna.ek%40example.org", ANNA },
	{ "https://example.com/?e=anna.ek%40example.org&x=1", ANNA, PART("anna.ek%40example.org") },
	/* spelled out, quoted, or of a domain that hardly is one */
	{ "anna.ek [at] example.org", ANNA, SAYS_DOUBT },
	{ "anna.ek(at)example.org", ANNA, SAYS_DOUBT },
	{ "anna.ek snabel-a example.org", ANNA, SAYS_DOUBT },
	{ "anna.ek at example dot org", ANNA, SAYS_DOUBT },
	{ "anna.ek (at) example (punkt) org", ANNA, SAYS_DOUBT },
	{ "\"anna ek\"@example.org", "\"anna ek\"@example.org", SAYS_DOUBT },
	{ "anna@example.unheardof", "anna@example.unheardof", SAYS_DOUBT },
	{ "anna@server.local", "anna@server.local", SAYS_DOUBT },
	{ "x@Class.show", "x@class.show", SAYS_DOUBT },
	{ "anna@example.rs", "anna@example.rs", SAYS_DOUBT },
	{ "6h@example.cOm", "6h@example.com", SAYS_DOUBT },
	/* a function */
	{ "info@example.org", "info@example.org", SAYS_ORGANISATION },
	{ "No-Reply@example.org", "no-reply@example.org", SAYS_ORGANISATION },
	{ "support+123@example.org", "support+123@example.org", SAYS_ORGANISATION },
	{ "faktura@example.org", "faktura@example.org", SAYS_ORGANISATION },
	{ "kontakt@example.org", "kontakt@example.org", SAYS_ORGANISATION },
	{ "registrator@example.org", "registrator@example.org", SAYS_ORGANISATION },
	{ "kundtj\u00E4nst@example.org", "kundtj\u00E4nst@example.org", SAYS_ORGANISATION },
	{ "noreply@example.org", "noreply@example.org", SAYS_ORGANISATION },
	{ "abuse@example.org", "abuse@example.org", SAYS_ORGANISATION },
	{ "webmaster@example.org", "webmaster@example.org", SAYS_ORGANISATION },
	{ "informator@example.org", "informator@example.org" },
};

static const struct reading_case wrong[] = {
	{ .text = "" },
	{ .text = "@" },
	{ .text = "anna" },
	{ .text = "anna@" },
	{ .text = "@example.org" },
	{ .text = "anna@example" },
	{ .text = "anna..ek@example.org" },
	{ .text = "anna.@example.org" },
	{ .text = "anna@example..org" },
	{ .text = "anna@.example.org" },
	{ .text = "anna@-example.org" },
	{ .text = "anna@example-.org" },
	{ .text = "anna@exa mple" },
	{ .text = "anna@[192.0.2.1]" },
	{ .text = "anna@192.0.2.1" },
	{ .text = "a" LONG64 "@example.org" },
	{ .text = "anna@" LONG64 ".org" },
	{ .text = "anna@example.o" },
	{ .text = "anna@example.xn--a" },
	{ .text = "anna@@example.org" },
	{ .text = "anna@example.org@example.org" },
	/* what looks like one */
	{ .text = "logo@2x.png" },
	{ .text = "logo@2x.webp" },
	{ .text = "logo@2x.svg" },
	{ .text = "logo@3x.jpg" },
	{ .text = "package@1.3.0" },
	{ .text = "@scope/name@20.1.0" },
	{ .text = "action@v4" },
	{ .text = "git@host:path" },
	{ .text = "git@example.org:owner/name.git" },
	{ .text = "deploy@host.example.org:path" },
	{ .text = "deploy@host.example.org:8080/x" },
	{ .text = "ssh://git@example.org" },
	{ .text = "https://user:pass@example.org" },
	{ .text = "https://user@example.org/" },
	{ .text = "jdbc:oracle:thin:user@example.org" },
	{ .text = "@name" },
	{ .text = "@name@example.org" },
	{ .text = "image001.png@01D9A2B3.4C5D6E70" },
	{ .text = "image001.png@abcdefab.abcdefab" },
	{ .text = "return@label" },
	{ .text = "this@Class.show" },
	{ .text = "6H@FO.LwfT" },
	{ .text = "(at)" },
	{ .text = "anna at example" },
};

static void test_right_ones(void **state)
{
	(void)state;
	check_readings("email", right, sizeof(right) / sizeof(*right));
}

static void test_wrong_ones(void **state)
{
	(void)state;
	check_readings("email", wrong, sizeof(wrong) / sizeof(*wrong));
}

/* No text makes a value too long for its place. */
static void test_long_texts(void **state)
{
	const struct sp_validator *email = sp_validator_find("email");
	struct sp_reading reading;
	char text[700];

	(void)state;
	for (size_t len = 1; len < sizeof(text); len++) {
		for (size_t i = 0; i < len; i++)
			text[i] = i % 60 == 59 ? '.' : 'a';
		if (len > 20)
			memcpy(text + 10, "@", 1);
		memcpy(text + (len > 4 ? len - 4 : 0), ".org", len > 4 ? 4 : 0);
		bool ok = email->read(text, len, &reading_day, &reading);
		if (ok && strlen(reading.value) > 11 + 253)
			fail_msg("%zu bytes", len);
		if (ok && len < 21)
			fail();
		if (!ok && len > 21 && len < 11 + 253 && len % 60 > 5)
			fail_msg("%zu bytes are refused", len);
	}
}

static void test_masks(void **state)
{
	(void)state;
	check_mask("email", "Anna.Ek@Example.org", "a***@example.org");
	check_mask("email", "<\u00E5sa@example.org>", "\u00E5***@example.org");
	check_mask("email", "anna (at) example.org", "a***@example.org");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_right_ones),
		cmocka_unit_test(test_wrong_ones),
		cmocka_unit_test(test_long_texts),
		cmocka_unit_test(test_masks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
