/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * companions_test.c - names and sensitive words: beside whom they are told,
 * where their snippets stay away, and that neither the engine nor the windows
 * change what is found.
 */
#include "test.h"

#include "spana/detector.h"
#include "spana/limits.h"

#include "base/arena.h"
#include "base/buf.h"

#define PNR "19800113-9818"

static struct sp_rules *load(bool plain)
{
	static const char *const folders[] = { SPANA_SOURCE "/patterns", NULL };
	const struct sp_rules_options options = {
		.folders = folders, .today = { 2026, 11, 23 }, .snippets = true, .plain = plain
	};
	struct sp_rules *rules = NULL;
	struct sp_error err = { .reason = SP_REASON_NONE };

	if (sp_rules_load(&rules, &options, &err) != SP_OK)
		fail_msg("%s", err.text);
	return rules;
}

static bool is_companion(const struct sp_finding *finding)
{
	return strcmp(finding->type, "person_name") == 0 ||
	       strcmp(finding->type, "sensitive_term") == 0;
}

/* Looks through one window, and writes down the companions with their confidence and reasons. */
static void look(const struct sp_rules *rules, struct sp_scratch *scratch,
		 const struct sp_segment *segment, struct sp_buf *out)
{
	struct sp_arena arena = { 0 };
	struct sp_findings found = { .arena = &arena };

	assert_int_equal(sp_detect(rules, scratch, segment, &found), SP_OK);
	for (size_t i = 0; i < found.n; i++) {
		const struct sp_finding *finding = &found.items[i];
		if (!is_companion(finding))
			continue;
		sp_buf_printf(out, "%s %s", finding->value,
			      sp_confidence_name(finding->confidence));
		for (size_t j = 0; j < finding->n_context; j++)
			sp_buf_printf(out, " %s", finding->context[j]);
		sp_buf_puts(out, "; ");
	}
	sp_arena_release(&arena);
}

/* The text in windows of so many bytes with the margins that the sink gives. */
static void look_through(const struct sp_rules *rules, const char *text, size_t window,
			 struct sp_buf *out)
{
	const struct sp_item item = { .format = "text" };
	const struct sp_mark mark = { .line = 1, .column = 1 };
	struct sp_scratch *scratch = NULL;
	size_t len = strlen(text);

	assert_int_equal(sp_scratch_new(&scratch, rules), SP_OK);
	for (size_t at = 0; at < len; at += window) {
		size_t start = at > SP_MARGIN ? at - SP_MARGIN : 0;
		size_t end = len - at > window ? at + window : len;
		size_t stop = len - end > SP_MARGIN ? end + SP_MARGIN : len;
		const struct sp_segment segment = { .item = &item,
						    .text = text + start,
						    .len = stop - start,
						    .from = at - start,
						    .to = end - start,
						    .offset = start,
						    .marks = &mark,
						    .n_marks = 1,
						    .last = end == len };
		look(rules, scratch, &segment, out);
	}
	sp_scratch_free(scratch);
}

static const struct {
	const char *text, *want;
} cases[] = {
	{ "Anna Ek bor i Lund och är sjukskriven.", "Anna Ek medium; " },
	{ "Anna bor i Lund och är sjukskriven.", "" },
	{ "Anna Ek, " PNR ", är sjukskriven.",
	  "Anna Ek medium personnummer; sjukskriven medium personnummer; " },
	{ "Anna Ek är sjukskriven.\n" PNR, "Anna Ek medium; " },
	{ "Kund Anna Ek " PNR, "Anna Ek high Kund personnummer; " },
	{ "Namn: Anna Ek", "Anna Ek high Namn; " },
	/* A role address is nobody's. */
	{ "Anna Ek sjukskriven info@example.org", "Anna Ek medium; " },
	{ "Anna Ek sjukskriven anna.ek@example.org",
	  "Anna Ek medium email; sjukskriven medium email; " },
	/* A number that is wrong is no neighbour. */
	{ "Anna Ek sjukskriven 19800113-9819", "Anna Ek medium; " },
	/* Two capitals side by side, with small words and hyphens between. */
	{ "igår ringde Anna-Karin von Ek Lind", "Anna-Karin von Ek Lind medium; " },
	{ "hos Åsa Öberg, Ann Ek", "Åsa Öberg medium; Ann Ek medium; " },
	{ "Igår Anna Ek", "Anna Ek medium; " },
	{ "av ANNA EK", "ANNA EK medium; " },
	/* A word that is too long for a name, and what a hyphen hangs on it. */
	{ "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-Anna Ek", "" },
	/* A capital that stands far from the next is no part of the name. */
	{ "Igår skrev vi om allt som vi såg på vägen hem till dig, Anna Ek", "Anna Ek medium; " },
	{ "Anna\nEk", "" },
	{ "Anna  Ek", "" },
	{ "xAnna Ek", "" },
	{ "Anna Zorzo", "Anna Zorzo low; " },
	{ "på Sankt Eriksgatan och Anders Bergs gata", "" },
	{ "Johansson & Söner, Anna Ek AB", "" },
	/* At the start of a line, behind what adorns it. */
	{ "> Hej Anna!", "Anna low Hej; " },
	{ "Kära Anna,", "Anna low Kära; " },
	{ "Vi ses, hej Anna!", "" },
	{ "Hej Lund!", "" },
	{ "Mvh\nAnna Ormstad", "Anna Ormstad medium; " },
	{ "> Med vänliga hälsningar,\n> \n> Anna Ormstad\n> Ekonom", "Anna Ormstad medium; " },
	{ "Vi sände hälsningar\ntill Anna Ormstad", "Anna Ormstad low; " },
	{ "Zelal Andersson\nTallvägen 3\n222 22 Lund", "Zelal Andersson medium; " },
	{ "Zelal Andersson\nKostar 222 22 kr", "" },
	{ "Patient Zelal Ormstad", "Zelal Ormstad medium Patient; " },
	{ "En patient Zelal Ormstad", "" },
	{ "Patient: Zelal Ormstad", "Zelal Ormstad medium Patient; " },
	/* A part of a name is not told beside it. */
	{ "Namn: Zelal Ek", "Zelal Ek medium Namn; " },
	{ PNR " Zelal Ek", "Zelal Ek medium personnummer; " },
	{ PNR " Zelal Ormstad", "" },
	/* The longest word wins, also where it is none. */
	{ PNR " remissinstans", "" },
	{ PNR " remiss", "remiss medium personnummer; " },
	/* Capitals matter where the list has them. */
	{ PNR " LSS", "LSS medium personnummer; " },
	{ PNR " lss", "" },
	/* What lies in a name is no term. */
	{ PNR " Anna Kristen", "Anna Kristen medium personnummer; " },
	{ PNR " har skyddad identitet", "skyddad identitet high personnummer; " },
	{ PNR " har inte skyddad identitet", "" },
	{ "skyddad identitet", "skyddad identitet medium; " },
	{ "** SEKRETESSMARKERING! **\nmer", "sekretessmarkering medium; " },
	{ "Skyddad identitet: ja", "skyddad identitet medium; " },
	{ "Skyddad identitet: nej", "" },
	{ "en skyddad identitet", "" },
	{ "skyddad identitet är när", "" },
	{ "Sekretessmarkering:\tX\tPnr:\t" PNR, "sekretessmarkering high personnummer; " },
};

static void stand_beside(void **unused)
{
	struct sp_rules *fast = load(false), *plain = load(true);

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sp_buf got = SP_BUF_INIT(SP_BUF_UNCAPPED), same = got;
		look_through(fast, cases[i].text, SIZE_MAX / 2, &got);
		look_through(plain, cases[i].text, SIZE_MAX / 2, &same);
		if (strcmp(sp_buf_str(&got), cases[i].want) != 0)
			CASE_FAIL(cases[i].text, "gives \"%s\"\n", sp_buf_str(&got));
		if (strcmp(sp_buf_str(&same), cases[i].want) != 0)
			CASE_FAIL(cases[i].text, "gives \"%s\" plainly\n", sp_buf_str(&same));
		sp_buf_release(&got);
		sp_buf_release(&same);
	}
	sp_rules_free(fast);
	sp_rules_free(plain);
}

/* Far from it on the same line a word is nobody's. */
static void reach_ends(void **unused)
{
	struct sp_rules *rules = load(false);

	(void)unused;
	for (size_t gap = 350; gap <= 450; gap += 100) {
		struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED), got = text;
		sp_buf_puts(&text, PNR);
		for (size_t i = 0; i < gap; i++)
			sp_buf_putc(&text, ' ');
		sp_buf_puts(&text, "sjukskriven");
		look_through(rules, sp_buf_str(&text), SIZE_MAX / 2, &got);
		assert_string_equal(sp_buf_str(&got),
				    gap < 400 ? "sjukskriven medium personnummer; " : "");
		sp_buf_release(&text);
		sp_buf_release(&got);
	}
	sp_rules_free(rules);
}

/* Wherever a window ends, the same is found. */
static void windows_change_nothing(void **unused)
{
	struct sp_rules *rules = load(false);
	struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED), want = text;

	(void)unused;
	for (int i = 0; i < 12; i++)
		sp_buf_printf(&text,
			      "%*s Anna Ek, " PNR ", är sjukskriven %*s\n"
			      "Sekretessmarkering: ja\nNamn: Bo Lind\n%*s diagnos",
			      i * 7, "", i * 31, "", i * 3, "");
	look_through(rules, sp_buf_str(&text), SIZE_MAX / 2, &want);
	assert_non_null(strstr(sp_buf_str(&want), "Bo Lind high"));
	for (size_t window = 61; window < 1500; window += 67) {
		struct sp_buf got = SP_BUF_INIT(SP_BUF_UNCAPPED);
		look_through(rules, sp_buf_str(&text), window, &got);
		assert_string_equal(sp_buf_str(&got), sp_buf_str(&want));
		sp_buf_release(&got);
	}
	sp_buf_release(&text);
	sp_buf_release(&want);
	sp_rules_free(rules);
}

/* On the line of a marking nothing has a snippet, on others it has. */
static void markings_veil_their_line(void **unused)
{
	static const char text[] = "Anna Ek " PNR " sekretessmarkering anna.ek@example.org\n"
				   "Bo Lind " PNR "\n";
	const struct sp_item item = { .format = "text" };
	const struct sp_mark mark = { .line = 1, .column = 1 };
	const struct sp_segment segment = { .item = &item,
					    .text = text,
					    .len = sizeof(text) - 1,
					    .to = sizeof(text) - 1,
					    .marks = &mark,
					    .n_marks = 1,
					    .last = true };
	struct sp_rules *rules = load(false);
	struct sp_scratch *scratch = NULL;
	struct sp_arena arena = { 0 };
	struct sp_findings found = { .arena = &arena };

	(void)unused;
	assert_int_equal(sp_scratch_new(&scratch, rules), SP_OK);
	assert_int_equal(sp_detect(rules, scratch, &segment, &found), SP_OK);
	assert_int_equal(found.n, 6);
	for (size_t i = 0; i < found.n; i++)
		if ((found.items[i].snippet[0] == '\0') != (found.items[i].where.line == 1))
			CASE_FAIL(found.items[i].type, "on line %d has the snippet \"%s\"\n",
				  (int)found.items[i].where.line, found.items[i].snippet);
	sp_scratch_free(scratch);
	sp_arena_release(&arena);
	sp_rules_free(rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stand_beside),
		cmocka_unit_test(reach_ends),
		cmocka_unit_test(windows_change_nothing),
		cmocka_unit_test(markings_veil_their_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
