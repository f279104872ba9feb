/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * engine_fuzz.c - the fast engine finds what the plain one does, in any text.
 *
 * The first bytes choose whether it is a table, with which header, and where
 * places begin; the rest is the text, made valid as the sink would.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spana/detector.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

#define MARKS 4

struct engine {
	struct sp_rules *rules;
	struct sp_scratch *scratch;
};

static struct engine fast, plain;

static void start(struct engine *engine, bool is_plain)
{
	static const char *const folders[] = { SPANA_SOURCE "/patterns", NULL };
	const struct sp_rules_options options = {
		.folders = folders, .today = { 2026, 11, 23 }, .plain = is_plain, .snippets = true
	};
	struct sp_error err = { .reason = SP_REASON_NONE };

	if (sp_rules_load(&engine->rules, &options, &err) != SP_OK ||
	    sp_scratch_new(&engine->scratch, engine->rules) != SP_OK) {
		fprintf(stderr, "%s\n", err.text);
		abort();
	}
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	start(&fast, false);
	start(&plain, true);
	return 0;
}

static void find(const struct engine *engine, const struct sp_segment *segment, struct sp_buf *out)
{
	struct sp_arena arena = { 0 };
	struct sp_findings found = { .arena = &arena };

	if (sp_detect(engine->rules, engine->scratch, segment, &found) != SP_OK ||
	    sp_detect_end(engine->rules, engine->scratch, segment->item, &found) != SP_OK)
		abort();
	for (size_t i = 0; i < found.n; i++) {
		sp_buf_printf(out, "%s %s %.3f %s ", found.items[i].type, found.items[i].value,
			      found.items[i].score, found.items[i].snippet);
		sp_where_json(out, &found.items[i].where);
		sp_buf_putc(out, '\n');
	}
	sp_arena_release(&arena);
}

static size_t boundary(const struct sp_buf *text, size_t at)
{
	while (at && at < text->len && sp_utf8_is_tail(text->data[at]))
		at--;
	return at < text->len ? at : text->len;
}

#define COLUMNS 4

/* What sort of table the byte chooses; false: none. */
static bool read_table(unsigned char byte, struct sp_delimited *rows)
{
	static const char *const headers[][COLUMNS] = {
		{ "kundnr", "f\xC3\xB6rnamn", "personnummer", "ort" },
		{ "namn", "e-post", "telefon", NULL },
		{ "adress", "kontakt", "iban", "kortnummer" },
	};
	static const char separators[] = ";,\t|";

	if (byte & 0xC0)
		return false;
	rows->separator = separators[byte & 3];
	rows->quote = byte & 4 ? '"' : '\0';
	rows->header = byte >> 4 < 3 ? headers[byte >> 4] : NULL;
	return true;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static const struct sp_item item = { .format = "text" };
	static const struct sp_place paragraph = { .kind = SP_PLACE_PARAGRAPH, .number = 1 };
	struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct sp_buf got = SP_BUF_INIT(SP_BUF_UNCAPPED), want = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct sp_mark marks[MARKS] = { { 0, NULL, 1, 1 } };
	struct sp_delimited rows = { .columns = COLUMNS };
	size_t n = 1;

	if (size < MARKS)
		return 0;
	sp_utf8_repair(&text, (const char *)data + MARKS, size - MARKS);
	for (size_t i = 1; i < MARKS; i++) {
		size_t at = boundary(&text, marks[n - 1].at + data[i]);
		if (data[i] && at > marks[n - 1].at && at < text.len)
			marks[n++] = (struct sp_mark) { at, &paragraph, i, 1 };
	}
	const struct sp_segment segment = { .item = &item,
					    .text = sp_buf_str(&text),
					    .len = text.len,
					    .to = text.len,
					    .marks = marks,
					    .n_marks = n,
					    .delimited = read_table(data[0], &rows) ? &rows : NULL,
					    .last = true };
	find(&fast, &segment, &got);
	find(&plain, &segment, &want);
	if (strcmp(sp_buf_str(&got), sp_buf_str(&want)) != 0) {
		fprintf(stderr, "fast:\n%splain:\n%s", sp_buf_str(&got), sp_buf_str(&want));
		abort();
	}
	sp_buf_release(&text);
	sp_buf_release(&got);
	sp_buf_release(&want);
	return 0;
}
