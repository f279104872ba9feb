/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printed examples, and one made-up account that passes for every range of clearing numbers. */
#include "reading.h"

#define PART(part) SAYS_LABEL, NULL, NULL, NULL, part

static const struct reading_case written[] = {
	{ "5140-00 100 04", "51400010004", SAYS_LABEL },
	{ "5140 00 100 04", "51400010004", SAYS_LABEL },
	{ "51400010004", "51400010004", SAYS_LABEL },
	{ "5140, 001 00 04", "51400010004", SAYS_LABEL },
	{ "Clearing 5140 konto 00 100 04", "51400010004", PART("5140 konto 00 100 04") },
	{ "clearingnr: 5140, kontonr: 0010004", "51400010004", PART("5140, kontonr: 0010004") },
	{ "6114-517 182 351", "6114517182351", SAYS_LABEL },
	{ "8327-9, 014 725 892-5", "83270147258925", SAYS_LABEL },
	{ "8327-9 0147258925", "83270147258925", SAYS_LABEL },
	{ "83279,0147258925", "83270147258925", SAYS_LABEL },
	{ "8327-0147258925", "83270147258925", SAYS_LABEL },
	{ "8327-9,147 258 925", "83270147258925", SAYS_LABEL },
	{ "832790147258925", "83270147258925", SAYS_LABEL },
	{ "3300-800113 9818", "33008001139818", SAYS_LABEL },
	{ "3300 8001139818", "33008001139818", SAYS_LABEL },
};

static const struct reading_case wrong[] = {
	{ .text = "" },
	{ .text = "5140" },
	{ .text = "5140-00 100 05" }, /* check digit of each rule */
	{ .text = "6114-517 182 352" },
	{ .text = "8327-9, 014 725 892-6" },
	{ .text = "3300-800113 9819" },
	{ .text = "8327-8, 014 725 892-5" }, /* fifth digit */
	{ .text = "5140-010 004" },	     /* lengths */
	{ .text = "5140-000 100 04" },
	{ .text = "6114-5171 182 351" },
	{ .text = "3300-01139818" },
	{ .text = "5140-0000000" },
	{ .text = "2200-1234567" }, /* no bank */
	{ .text = "0999-1234567" },
	{ .text = "9999-1234567" },
	{ .text = "5140/0010004" },
	{ .text = "5140\n0010004" },
	{ .text = "5140 bank 0010004" },
	{ .text = "5140-0010004 konto" },
	{ .text = "5140-00100O4" },
};

/* Right by the rule of that bank. */
static const char *const banks[] = {
	"11001234502",	  "12001234503",    "14001234505",    "24001234505",	"30001234501",
	"34001234505",	  "50001234501",    "70001234501",    "90601234502",	"90701234504",
	"91201234506",	  "91301234508",    "91701234505",    "92301234509",	"92501234502",
	"92701234506",	  "92801234508",    "94001234505",    "94601234506",	"95801234500",
	"96301234502",	  "96801234501",    "23001234502",    "40001234508",	"90201234507",
	"90401234500",	  "91001234504",    "91501234503",    "91901234500",	"92601234506",
	"93901234502",	  "94701234518",    "95501234507",    "95901234504",	"96401234506",
	"96601234518",	  "97001234518",    "97501234509",    "97801234504",	"98801234505",
	"91801234567806", "93001234567806", "95701234567806", "98901234567806", "95001234567806",
	"99601234567806",
};

static void test_written_forms(void **state)
{
	(void)state;
	check_readings("bank_account", written, sizeof(written) / sizeof(*written));
}

static void test_wrong_ones(void **state)
{
	(void)state;
	check_readings("bank_account", wrong, sizeof(wrong) / sizeof(*wrong));
}

static void test_banks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(banks) / sizeof(*banks); i++) {
		const struct reading_case c = { banks[i], banks[i], SAYS_LABEL };
		check_readings("bank_account", &c, 1);
	}
}

/* The account's digits; a digit of the clearing number may lead to another bank's rule. */
static void test_any_digit_of_the_account_matters(void **state)
{
	const struct sp_validator *account = sp_validator_find("bank_account");
	struct sp_reading reading;
	char text[24];

	(void)state;
	for (size_t i = 0; i < sizeof(banks) / sizeof(*banks); i++) {
		size_t len = strlen(banks[i]);
		for (size_t at = 4; at < len; at++) {
			for (char digit = '0'; digit <= '9'; digit++) {
				memcpy(text, banks[i], len + 1);
				text[at] = digit;
				if (account->read(text, len, &reading_day, &reading) !=
				    (digit == banks[i][at]))
					CASE_FAIL(text, "one digit differs\n");
			}
		}
	}
}

static void test_owner(void **state)
{
#define OWNER(label) "198001139818", SAYS_TEST label, "8001139818", "personnummer", "bank_account"
	static const struct reading_case cases[] = {
		{ "3300-800113 9818", OWNER(SAYS_LABEL) },
		{ "3782-8001139818", OWNER(SAYS_LABEL) },
		{ "clearing 3300 konto 800113-9818", OWNER(SAYS_LABEL), "3300 konto 800113-9818" },
		{ "SE14 3000 0000 0080 0113 9818", OWNER("") },
		{ "IBAN: SE1430000000008001139818 BIC", OWNER(""), "SE1430000000008001139818" },
		{ "3300-7010632391", "197010632391", SAYS_TEST SAYS_LABEL, "7010632391",
		  "samordningsnummer", "bank_account" },
		{ .text = "3300-800113 9819" },
		{ .text = "3300-801313 9814" },
		{ .text = "3301-800113 9818" },
		{ .text = "800113 9818" },
		{ .text = "SE4930000000030001234567" }, /* clearing and account, no owner */
		{ .text = "SE4550000000058398257466" },
		{ .text = "SE1530000000008001139818" },
	};

	(void)state;
	check_readings("nordea_personal", cases, sizeof(cases) / sizeof(*cases));
}

static void test_masks(void **state)
{
	(void)state;
	check_mask("bank_account", "5140-00 100 04", "5140-00 1** **");
	check_mask("nordea_personal", "3300-800113 9818", "3300-800113 ****");
	check_mask("nordea_personal", "SE1430000000008001139818", "SE14********************");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written_forms),
		cmocka_unit_test(test_wrong_ones),
		cmocka_unit_test(test_banks),
		cmocka_unit_test(test_any_digit_of_the_account_matters),
		cmocka_unit_test(test_owner),
		cmocka_unit_test(test_masks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
