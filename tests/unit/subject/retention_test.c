/* SPDX-License-Identifier: GPL-3.0-or-later */
/* retention_test.c - rules as people write them, and the days they lead to. */
#include "test.h"

#include "spana/subject.h"

#include <string.h>

static const struct {
	const char *rule, *path, *types[3], *changed, *until; /* until NULL: it does not fit */
} cases[] = {
	{ "/srv/Ekonomi/*: accounting",
	  "/srv/Ekonomi/a/b.pdf",
	  { NULL },
	  "2026-12-31",
	  "2033-12-31" },
	{ "/srv/Ekonomi/*: accounting",
	  "/srv/Ekonomi/b.pdf",
	  { NULL },
	  "2026-01-01",
	  "2033-12-31" },
	{ "/srv/Ekonomi/*: accounting", "/srv/Annat/b.pdf", { NULL }, "2026-01-01", NULL },
	{ "*: accounting 04-30", "/a", { NULL }, "2026-04-30", "2033-12-31" },
	{ "*: accounting 04-30", "/a", { NULL }, "2026-05-01", "2034-12-31" },
	{ "*/Ansökningar/*: 2 years; diskrimineringslagen",
	  "/x/Ansökningar/cv.pdf",
	  { NULL },
	  "2024-02-29",
	  "2026-02-28" },
	{ "*.log: 90 days", "/var/a.log", { NULL }, "2026-01-01", "2026-04-01" },
	{ "*.log: 1 month", "/var/a.log", { NULL }, "2026-01-31", "2026-02-28" },
	{ "/arkiv/*: forever ; arkivlagen", "/arkiv/x", { NULL }, "1990-01-01", "9999-12-31" },
	{ "*/Lön/* [iban, personnummer]: 7 years",
	  "/a/Lön/x",
	  { "email", "personnummer" },
	  "2020-01-01",
	  "2027-01-01" },
	{ "*/Lön/* [iban, personnummer]: 7 years",
	  "/a/Lön/x",
	  { "email", "person" },
	  "2020-01-01",
	  NULL },
	{ "*/[ab]*: 1 year", "/x/bil", { NULL }, "2020-01-01", "2021-01-01" },
};

static void rules_lead_to_days(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sp_retentions rules = { .n = 0 };
		struct sp_error err;
		struct sp_day changed, until;
		char text[11];
		assert_true(sp_day_parse(cases[i].changed, &changed));
		if (sp_retention_add(&rules, cases[i].rule, &err) != SP_OK)
			fail_msg("%s: %s", cases[i].rule, err.text);
		bool fits = sp_retention_of(&rules, cases[i].path, cases[i].types, changed,
					    &until) != NULL;
		if (fits != (cases[i].until != NULL))
			fail_msg("%s: %s", cases[i].rule, cases[i].path);
		if (fits)
			assert_string_equal(sp_day_text(until, text), cases[i].until);
		sp_retentions_release(&rules);
	}
}

static void others_are_no_rules(void **state)
{
	static const char *const wrong[] = { "",
					     "x",
					     "x:",
					     ": 2 years",
					     "x: 2",
					     "x: two years",
					     "x: 0 days",
					     "x: -1 years",
					     "x: 9999999 days",
					     "x: 2 weeks",
					     "x: accounting 02-30",
					     "x: accountings",
					     NULL };
	struct sp_retentions rules = { .n = 0 };
	struct sp_error err;

	(void)state;
	for (size_t i = 0; wrong[i]; i++)
		if (sp_retention_add(&rules, wrong[i], &err) != SP_FAILED)
			fail_msg("%s", wrong[i]);
	assert_int_equal(rules.n, 0);
	sp_retentions_release(&rules);
}

static void the_longest_holds(void **state)
{
	const char *const none[] = { NULL };
	struct sp_retentions rules = { .n = 0 };
	struct sp_error err;
	struct sp_day until;
	char text[11];

	(void)state;
	assert_int_equal(sp_retention_add(&rules, "*: 1 year; short", &err), SP_OK);
	assert_int_equal(sp_retention_add(&rules, "/a/*: accounting; long", &err), SP_OK);
	assert_int_equal(sp_retention_add(&rules, "*: 30 days", &err), SP_OK);
	const struct sp_retention *rule =
		sp_retention_of(&rules, "/a/b", none, (struct sp_day) { 2026, 6, 1 }, &until);
	assert_string_equal(rule->basis, "long");
	assert_string_equal(sp_day_text(until, text), "2033-12-31");
	sp_retentions_release(&rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_lead_to_days),
		cmocka_unit_test(others_are_no_rules),
		cmocka_unit_test(the_longest_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
