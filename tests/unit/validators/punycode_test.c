/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The samples of RFC 3492, section 7.1, and labels that must not decode. */
#include "test.h"

#include "validators/punycode.h"

static const struct {
	const char *in, *out; /* out NULL: refused */
} cases[] = {
	{ "egbpdaj6bu4bxfgehfvwxn", "\u0644\u064A\u0647\u0645\u0627\u0628\u062A\u0643\u0644"
				    "\u0645\u0648\u0634\u0639\u0631\u0628\u064A\u061F" },
	{ "ihqwcrb4cv8a8dqg056pqjye", "\u4ED6\u4EEC\u4E3A\u4EC0\u4E48\u4E0D\u8BF4\u4E2D\u6587" },
	{ "ihqwctvzc91f659drss3x8bo0yb", "\u4ED6\u5011\u7232\u4EC0\u9EBD\u4E0D\u8AAA\u4E2D\u6587" },
	{ "Proprostnemluvesky-uyb24dma41a", "Pro\u010Dprost\u011Bnemluv\u00ED\u010Desky" },
	{ "4dbcagdahymbxekheh6e0a7fei0b",
	  "\u05DC\u05DE\u05D4\u05D4\u05DD\u05E4\u05E9\u05D5\u05D8\u05DC"
	  "\u05D0\u05DE\u05D3\u05D1\u05E8\u05D9\u05DD\u05E2\u05D1\u05E8\u05D9\u05EA" },
	{ "n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa",
	  "\u306A\u305C\u307F\u3093\u306A\u65E5\u672C\u8A9E\u3092"
	  "\u8A71\u3057\u3066\u304F\u308C\u306A\u3044\u306E\u304B" },
	{ "PorqunopuedensimplementehablarenEspaol-fmd56a",
	  "Porqu\u00E9nopuedensimplementehablarenEspa\u00F1ol" },
	{ "3B-ww4c5e180e575a65lsy2b", "3\u5E74B\u7D44\u91D1\u516B\u5148\u751F" },
	{ "-with-SUPER-MONKEYS-pc58ag80a8qai00g7n9n",
	  "\u5B89\u5BA4\u5948\u7F8E\u6075-with-SUPER-MONKEYS" },
	{ "2-u9tlzr9756bt3uc0v", "\u3072\u3068\u3064\u5C4B\u6839\u306E\u4E0B2" },
	{ "d9juau41awczczp", "\u305D\u306E\u30B9\u30D4\u30FC\u30C9\u3067" },
	{ "-> $1.00 <--", "-> $1.00 <-" },
	{ "99999999", NULL },
	{ "a-\u00E5", NULL },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-", NULL },
	{ "b-", "b" },
};

static void test_samples(void **state)
{
	char out[256];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		bool ok = sp_punycode_decode(cases[i].in, strlen(cases[i].in), out, sizeof(out));
		if (ok != (cases[i].out != NULL))
			CASE_FAIL(cases[i].in, "decodes: %d\n", ok);
		if (ok && strcmp(out, cases[i].out))
			CASE_FAIL(cases[i].in, "is %s\n", out);
	}
}

static void test_small_room(void **state)
{
	char out[9];

	(void)state;
	for (size_t size = 0; size < sizeof(out); size++)
		assert_false(sp_punycode_decode("bcher-kva", 9, out, size > 7 ? 7 : size));
	assert_true(sp_punycode_decode("bcher-kva", 9, out, 8));
	assert_string_equal(out, "b\u00FCcher");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_small_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
