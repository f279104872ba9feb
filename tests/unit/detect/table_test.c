/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table_test.c - columns are judged as a whole: tables within text, paragraphs
 * under a header. All is the same in small windows and for the plain engine.
 */
#include "test.h"

#include <stdio.h>

#include "spana/detector.h"
#include "spana/limits.h"

#include "base/arena.h"
#include "base/buf.h"

#define COUNTS 8

/* How many findings of a type and confidence there are. */
struct tally {
	struct {
		char name[64];
		unsigned n;
	} counts[COUNTS];
	unsigned used;
};

static struct sp_rules *load(bool plain)
{
	static const char *const folders[] = { SPANA_SOURCE "/patterns", NULL };
	const struct sp_rules_options options = { .folders = folders,
						  .today = { 2026, 11, 23 },
						  .plain = plain };
	struct sp_rules *rules = NULL;
	struct sp_error err = { .reason = SP_REASON_NONE };

	if (sp_rules_load(&rules, &options, &err) != SP_OK)
		fail_msg("%s", err.text);
	return rules;
}

static void add(struct tally *tally, const struct sp_findings *found)
{
	for (size_t i = 0; i < found->n; i++) {
		char name[64];
		unsigned at = 0;
		snprintf(name, sizeof(name), "%s %s", found->items[i].type,
			 sp_confidence_name(found->items[i].confidence));
		while (at < tally->used && strcmp(tally->counts[at].name, name) != 0)
			at++;
		assert_true(at < COUNTS);
		if (at == tally->used)
			memcpy(tally->counts[tally->used++].name, name, sizeof(name));
		tally->counts[at].n++;
	}
}

/* Looks through the text in windows, with the margins that the sink gives. */
static void look_through(const struct sp_rules *rules, const char *text, size_t window,
			 struct sp_buf *out)
{
	const struct sp_item item = { .format = "text" };
	const struct sp_mark mark = { .line = 1, .column = 1 };
	struct sp_arena arena = { 0 };
	struct sp_findings found = { .arena = &arena };
	struct sp_scratch *scratch = NULL;
	struct tally tally = { .used = 0 };
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
		assert_int_equal(sp_detect(rules, scratch, &segment, &found), SP_OK);
	}
	assert_int_equal(sp_detect_end(rules, scratch, &item, &found), SP_OK);
	add(&tally, &found);
	for (unsigned i = 0; i < tally.used; i++)
		sp_buf_printf(out, "%u %s; ", tally.counts[i].n, tally.counts[i].name);
	sp_scratch_free(scratch);
	sp_arena_release(&arena);
}

static const struct {
	const char *text, *want;
} cases[] = {
	/* Ten bare digits say little; five in a column of five are no chance. */
	{ "a\t6507229810\nb\t7103049826\nc\t8311129830\nd\t9012319845\ne\t5506069854\n",
	  "5 personnummer high; " },
	{ "a|6507229810\nb|7103049826\nc|8311129830\nd|9012319845\ne|5506069854\n",
	  "5 personnummer high; " },
	/* One in five is. */
	{ "a\t6507229810\nb\t7103049827\nc\t8311129831\nd\t9012319846\ne\t5506069855\n",
	  "1 personnummer low; " },
	/* Too few to say anything. */
	{ "a\t6507229810\nb\t7103049826\n", "2 personnummer low; " },
	/* The first line says what the column holds, far above as well. */
	{ "x\tPnr\na\t6507229810\nb\t7103049826\n", "2 personnummer high; " },
	{ "Pnr\tx\n6507229810\t1234567890123456789012345678901234567890123456789012345678901\n"
	  "7103049826\tb\n",
	  "2 personnummer high; " },
	{ "x\tOrdernr\na\t6507229810\nb\t7103049826\n", "2 personnummer low; " },
	/* A line that has other columns ends the table, and its header. */
	{ "x\tPnr\na\t6507229810\n\nHej\n\nordning och reda i alla rader som det brukar vara\n"
	  "b\t7103049826\n",
	  "1 personnummer high; 1 personnummer low; " },
	/* A zero that a spreadsheet lost, and a decimal that it added. */
	{ "x\tPnr\na\t503109837\nb\t198001139818.0\n",
	  "1 personnummer medium; 1 personnummer high; " },
	{ "a\t503109837\nb\t503109837\nc\t503109837\nd\t503109837\ne\t503109837\n",
	  "5 personnummer medium; " },
	{ "rad 503109837\nb 503109837\n", "" },
	/* Organisation numbers: one in twelve passes by chance, so four in five must. */
	{ "a\t5565206199\nb\t5568814833\nc\t5565206199\nd\t5568814833\ne\t5565206199\n",
	  "5 organisationsnummer high; " },
	{ "a\t5565206199\nb\t5568814833\nc\t5565206199\nd\t5568814834\ne\t5565206198\n", "" },
	{ "x\torgnr\na\t5565206199\nb\t5568814834\nc\t5568814835\nd\t5568814836\n"
	  "e\t5568814837\nf\t5568814838\n",
	  "1 organisationsnummer low; " },
	{ "x\torgnr\na\t5565206199\nb\t5568814834\n", "1 organisationsnummer high; " },
	/* Phones: bare, and with their zero lost. */
	{ "a\t0313900615\nb\t0313900616\nc\t0313900617\nd\t0313900618\ne\t0313900619\n",
	  "5 phone high; " },
	{ "a\t701740650\nb\t701740651\nc\t701740652\nd\t701740653\ne\t701740654\n",
	  "5 phone medium; " },
	{ "a\t0313900615\nb\t0313900616\n", "2 phone low; " },
	/* Cards: one number in ten passes. */
	{ "a\t4242424242424242\nb\t4111111111111111\nc\t5555555555554444\nd\t4242424242424242\n"
	  "e\t4111111111111111\n",
	  "5 payment_card high; " },
	{ "a\t4242424242424242\nb\t4111111111111112\nc\t5555555555554445\nd\t4242424242424243\n"
	  "e\t4111111111111113\n",
	  "1 payment_card low; " },
	/* A header that the values deny; and one that a word in the cell stands by. */
	{ "x\tBankgiro\na\t54029681\nb\t54029682\nc\t54029683\nd\t54029684\ne\t54029685\n"
	  "f\t54029686\n",
	  "1 bankgiro low; " },
	{ "x\tBankgiro\na\t54029681\nb\t54029681\n", "2 bankgiro high; " },
	{ "a\t54029681\nb\t54029681\nc\t54029681\nd\t54029681\ne\t54029681\n", "" },
	/* One text, two readings, and nothing that decides. */
	{ "rad 0406280404 slut", "1 personnummer low; 1 phone low; " },
	{ "ring 0406280404", "1 phone high; " },
	{ "pnr 0406280404", "1 personnummer high; " },
};

static void judge_columns(void **unused)
{
	struct sp_rules *rules[] = { load(false), load(true) };
	static const size_t windows[] = { SIZE_MAX / 2, 64, 11 };

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (size_t j = 0; j < 6; j++) {
			struct sp_buf got = SP_BUF_INIT(SP_BUF_UNCAPPED);
			look_through(rules[j % 2], cases[i].text, windows[j / 2], &got);
			if (strcmp(sp_buf_str(&got), cases[i].want) != 0)
				CASE_FAIL(cases[i].text, "gives \"%s\" (%zu)\n", sp_buf_str(&got),
					  j);
			sp_buf_release(&got);
		}
	sp_rules_free(rules[0]);
	sp_rules_free(rules[1]);
}

/* Paragraphs with the header of their column, as Word has the cells of a table. */
static void judge_paragraphs(void **unused)
{
	static const char text[] = "6507229810\n7103049826\n8311129830\n9012319845\n5506069854\n";
	struct sp_rules *rules = load(false);
	const struct sp_item item = { .format = "docx" };

	(void)unused;
	for (int labelled = 0; labelled < 2; labelled++) {
		struct sp_place places[5];
		struct sp_mark marks[5];
		for (size_t i = 0; i < 5; i++) {
			places[i] = (struct sp_place) { .kind = SP_PLACE_PARAGRAPH,
							.number = i + 1,
							.label = labelled ? "Uppgift" : NULL };
			marks[i] = (struct sp_mark) { i * 11, &places[i], i + 1, 1 };
		}
		const struct sp_segment segment = { .item = &item,
						    .text = text,
						    .len = sizeof(text) - 1,
						    .to = sizeof(text) - 1,
						    .marks = marks,
						    .n_marks = 5,
						    .last = true };
		struct sp_arena arena = { 0 };
		struct sp_findings found = { .arena = &arena };
		struct sp_scratch *scratch = NULL;
		assert_int_equal(sp_scratch_new(&scratch, rules), SP_OK);
		assert_int_equal(sp_detect(rules, scratch, &segment, &found), SP_OK);
		assert_int_equal(sp_detect_end(rules, scratch, &item, &found), SP_OK);
		assert_int_equal(found.n, 5);
		for (size_t i = 0; i < found.n; i++)
			assert_int_equal(found.items[i].confidence, labelled ? SP_HIGH : SP_LOW);
		sp_scratch_free(scratch);
		sp_arena_release(&arena);
	}
	sp_rules_free(rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judge_columns),
		cmocka_unit_test(judge_paragraphs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
