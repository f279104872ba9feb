/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table.c - a column is judged as a whole.
 *
 * One ten-digit number that passes as a personnummer is one in 274 by chance;
 * five in a column of five are none. So findings in tables wait until their
 * columns have shown what they hold, and are told in their order then. Random
 * digits pass too seldom for half of a column; time stamps pass one in ten, so
 * where the values can be time stamps, four in five must.
 */
#include "detect/scratch.h"

#include <string.h>

#include "base/mem.h"

#define FEWEST 5	/* values that say something of a column */
#define LEAST_SHARE 0.5 /* of the values that must be right ... */
#define CLOCK_SHARE 0.8 /* ... where they can be time stamps */
#define DENIED 0.2	/* so few are right by chance: the header cannot be true */
#define HELD_MOST 1024	/* findings that may wait */
#define FAILED_MOST 0.3 /* score of what is right by chance */

static uint64_t hash_bytes(const void *bytes, size_t len)
{
	const unsigned char *byte = bytes;
	uint64_t hash = UINT64_C(0xCBF29CE484222325);

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ byte[i]) * UINT64_C(0x100000001B3);
	return hash;
}

static uint64_t hash_name(const char *name)
{
	return hash_bytes(name, name ? strlen(name) : 0);
}

/* Where the column is; 0: the candidate stands in none. */
static uint64_t key_of(struct sp_scratch *scratch, const struct sp_segment *segment,
		       const struct candidate *candidate)
{
	const struct sp_place *place = segment->marks[candidate->mark].place;

	if (place && sp_place_is_cell(place) && place->number) {
		const struct sp_place *sheet = place->up;
		while (sheet && sheet->kind != SP_PLACE_SHEET && sheet->kind != SP_PLACE_TABLE)
			sheet = sheet->up;
		return hash_name(sheet ? sheet->name : NULL) ^ place->number;
	}
	if (candidate->column != NO_COLUMN)
		return candidate->column + 1;
	/* A document's table: each cell is a paragraph with its column's header. */
	if (place && place->kind == SP_PLACE_PARAGRAPH)
		return place->label ? hash_name(place->label) : 0;
	const struct pasted *pasted = pasted_at(scratch, segment, candidate->start);
	if (!pasted)
		return 0;
	return hash_bytes(&pasted->start, sizeof(pasted->start)) ^
	       (pasted_column(pasted, segment, candidate->start) + 1);
}

static bool is_edge(const struct sp_segment *segment, char c)
{
	const struct sp_delimited *rows = segment->delimited;

	return c == '\t' || c == ';' || c == ',' || c == '|' || c == '\n' || c == '\r' ||
	       c == '"' || c == ' ' || (rows && (c == rows->separator || c == rows->quote));
}

/* A cell that holds the number and nothing else. */
static bool is_whole_cell(const struct sp_segment *segment, const struct candidate *candidate)
{
	const struct sp_mark *mark = &segment->marks[candidate->mark];

	if (mark->place && mark->place->kind == SP_PLACE_FIELD)
		return candidate->start == mark->at &&
		       (candidate->mark + 1 == segment->n_marks || candidate->end == mark[1].at);
	return (!candidate->start || is_edge(segment, segment->text[candidate->start - 1])) &&
	       (candidate->end == segment->len || is_edge(segment, segment->text[candidate->end]));
}

struct table_column *table_column_of(struct sp_scratch *scratch, const struct sp_rules *rules,
				     const struct sp_segment *segment,
				     const struct candidate *candidate)
{
	struct table *table = &scratch->table;
	const struct pattern *pattern = &rules->patterns[rules->rules[candidate->rule].pattern];
	unsigned family = pattern->family;
	uint64_t key = family ? key_of(scratch, segment, candidate) : 0;

	if (!key || !is_whole_cell(segment, candidate))
		return NULL;
	for (size_t i = 0; i < table->n; i++)
		if (table->columns[i].key == key && table->columns[i].family == family)
			return &table->columns[i];
	if (table->n == TABLE_COLUMNS)
		return NULL;
	table->columns[table->n] = (struct table_column) {
		.key = key,
		.family = family,
		.share =
			pattern->file->column_share > 0 ? pattern->file->column_share : LEAST_SHARE,
	};
	return &table->columns[table->n++];
}

static void judge(struct table_column *column)
{
	bool clocks = column->clocks * 2 > column->valid;
	double share = clocks && column->share < CLOCK_SHARE ? CLOCK_SHARE : column->share;

	if (column->shaped < FEWEST)
		column->verdict = COLUMN_FEW;
	else if ((double)column->valid >= (double)column->shaped * share)
		column->verdict = COLUMN_PASSED;
	else
		column->verdict = COLUMN_FAILED;
}

void table_note(struct table_column *column, const struct sp_reading *reading, bool valid)
{
	column->shaped++;
	column->valid += valid;
	column->clocks += valid && reading && reading->ambiguous;
	/* What was open when all findings were let go is judged as soon as it can be. */
	if (column->verdict == COLUMN_FEW)
		judge(column);
}

bool table_denies(const struct table_column *column)
{
	return column->verdict == COLUMN_FAILED &&
	       (double)column->valid < (double)column->shaped * DENIED;
}

bool table_holds(const struct sp_scratch *scratch, const struct table_column *column)
{
	return scratch->table.n_held || (column && column->verdict == COLUMN_OPEN);
}

enum sp_status table_hold(struct sp_scratch *scratch, const struct sp_finding *finding,
			  const struct candidate *candidate)
{
	struct table *table = &scratch->table;

	if (!sp_mem_room(&table->held, &table->room, table->n_held + 1, sizeof(*table->held)))
		return SP_FATAL;
	table->held[table->n_held++] = (struct held) {
		.finding = *finding,
		.column = candidate->table,
		.passed = candidate->passed,
		.labelled = candidate->labelled,
		.headed = candidate->headed,
	};
	return SP_OK;
}

bool table_is_full(const struct sp_scratch *scratch)
{
	return scratch->table.n_held >= HELD_MOST;
}

/* What the column says of a finding that no word spoke for. */
static void apply(struct held *held)
{
	struct sp_finding *finding = &held->finding;

	if (!held->column || (held->labelled && !(held->headed && table_denies(held->column))))
		return;
	if (held->column->verdict == COLUMN_PASSED && held->passed > finding->score)
		finding->score = held->passed;
	else if (held->column->verdict == COLUMN_FAILED && finding->score > FAILED_MOST)
		finding->score = FAILED_MOST;
	finding->confidence = sp_confidence_of(finding->score);
}

enum sp_status table_release(const struct sp_rules *rules, struct sp_scratch *scratch,
			     struct sp_findings *out)
{
	struct table *table = &scratch->table;

	for (size_t i = 0; i < table->n; i++)
		if (table->columns[i].verdict == COLUMN_OPEN)
			judge(&table->columns[i]);
	for (size_t i = 0; i < table->n_held; i++) {
		struct held *held = &table->held[i];
		apply(held);
		if (held->finding.score <= 0 && rules->suppressed)
			held->finding.suppressed =
				"neither a word near by nor its column speaks for it";
		else if (held->finding.score <= 0 ||
			 held->finding.confidence < rules->min_confidence)
			continue;
		struct sp_finding *slot = finding_new(out);
		if (!slot)
			return SP_FATAL;
		*slot = held->finding;
	}
	table->n_held = 0;
	return SP_OK;
}

void table_reset(struct sp_scratch *scratch)
{
	scratch->pasted = (struct pasted) { .separator = 0 };
	scratch->table.n = 0;
	scratch->table.n_held = 0;
	sp_arena_reset(&scratch->table.arena);
}
