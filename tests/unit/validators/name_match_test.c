/* SPDX-License-Identifier: GPL-3.0-or-later */
/* name_match_test.c - names as others write them, and names of others. */
#include "test.h"

#include "spana/validator.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *wanted, *found;
	enum sp_name_match match;
} cases[] = {
	{ "Anna Ek", "Anna Ek", SP_NAME_SAME },
	{ "Anna Ek", "ANNA EK", SP_NAME_SAME },
	{ "Anna Ek", "Ek, Anna", SP_NAME_SAME },
	{ "Ek, Anna", "Anna Ek", SP_NAME_SAME },
	{ "Anna Ek", "EK ANNA", SP_NAME_SPELLED },
	{ "Anna Ek", "Anna Karin Ek", SP_NAME_SPELLED },
	{ "Anna Karin Ek", "Anna Ek", SP_NAME_SPELLED },
	{ "Anna-Karin Ek", "Anna Karin Ek", SP_NAME_SAME },
	{ "Anna Ek", "A. Ek", SP_NAME_INITIALS },
	{ "Anna Karin Ek", "A K Ek", SP_NAME_INITIALS },
	{ "Anna Ek", "B. Ek", SP_NAME_OTHER },
	{ "Anna Ek", "Anna Ekman", SP_NAME_OTHER },
	{ "Anna Ek", "Karin Ek", SP_NAME_OTHER },
	{ "Anna Ek", "Anna", SP_NAME_OTHER },
	{ "Anna Ek", "Ek", SP_NAME_OTHER },
	{ "Åsa Öberg", "Aasa Oeberg", SP_NAME_SAME },
	{ "Åsa Öberg", "Asa Oberg", SP_NAME_SAME },
	{ "Åsa Öberg", "ÅSA ÖBERG", SP_NAME_SAME },
	{ "René Wallin", "Rene Vallin", SP_NAME_SAME },
	{ "Per Persson", "Per Person", SP_NAME_SAME },
	{ "Per Persson", "Pär Persson", SP_NAME_OTHER },
	{ "Märta Åkesson", "MAERTA AAKESSON", SP_NAME_SAME },
	{ "Anna", "Anna Ek", SP_NAME_SPELLED },
	{ "", "Anna Ek", SP_NAME_OTHER },
	{ "Anna Ek", "", SP_NAME_OTHER },
};

static void names_are_matched(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum sp_name_match match = sp_name_match(cases[i].wanted, cases[i].found);
		if (match != cases[i].match)
			fail_msg("%s, %s: %d", cases[i].wanted, cases[i].found, (int)match);
	}
}

struct wanted {
	const char *const *spellings;
	unsigned found; /* bits */
	size_t n;
};

static bool look(void *context, const char *spelling)
{
	struct wanted *wanted = context;

	wanted->n++;
	for (unsigned i = 0; wanted->spellings[i]; i++)
		if (strcmp(spelling, wanted->spellings[i]) == 0) {
			if (wanted->found & 1u << i)
				fail_msg("twice: %s", spelling);
			wanted->found |= 1u << i;
		}
	return true;
}

static void spellings_are_made(void **state)
{
	static const char *const spellings[] = {
		"Åsa Maria Öberg", "Öberg, Åsa Maria",
		"ÅSA MARIA ÖBERG", "Åsa ÖBERG",
		"Å. Öberg",	   "Å Öberg",
		"Öberg Åsa",	   "Asa Oberg",
		"Aasa Oeberg",	   "Oberg, A.",
		"Å. M. Öberg",	   "Åsa M. Öberg",
		"OBERG ASA MARIA", NULL,
	};
	struct wanted wanted = { .spellings = spellings };

	(void)state;
	assert_true(sp_name_spellings("Åsa Maria Öberg", look, &wanted));
	for (unsigned i = 0; spellings[i]; i++)
		if (!(wanted.found & 1u << i))
			fail_msg("not made: %s", spellings[i]);
	assert_true(wanted.n < 2000);
}

static void sons_and_w(void **state)
{
	static const char *const spellings[] = { "Wilma Persson",
						 "Vilma Persson",
						 "Wilma Person",
						 "Vilma Person",
						 "VILMA PERSON",
						 "Person, W.",
						 NULL };
	struct wanted wanted = { .spellings = spellings };

	(void)state;
	assert_true(sp_name_spellings("wilma persson", look, &wanted));
	assert_int_equal(wanted.found, 0x3F);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_matched),
		cmocka_unit_test(spellings_are_made),
		cmocka_unit_test(sons_and_w),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
