/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transcript.c - see transcript.h. Items that are open stand on a stack. The
 * text of an item is put together from its windows, and its places from their
 * marks; both are written out when the item ends, below its container.
 */
#include "transcript.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of an item's text that are shown; the rest is told by its hash. */
#define SHOWN 16384
/* Bytes of text in a line of the transcript. */
#define LINE 160

/* The margin on either side of a window, and what it takes to cut at a character. */
#define MARGIN (SP_MARGIN + 3)

/* A stretch of an item's text at one place. */
struct piece {
	size_t at;
	char *place;
	uint64_t line, column; /* of its first character */
};

struct open_item {
	struct open_item *up;
	uint32_t number;
	unsigned depth;
	char *name;
	char *text; /* all windows so far, with the margin ahead */
	size_t seen, room;
	size_t done;	       /* of text, that were new in a window */
	uint64_t line, column; /* of text[done] */
	bool last;
	struct piece *pieces;
	size_t n_pieces;
	char *problems, *members, *delimited;
	size_t problems_size, members_size, delimited_size;
	FILE *to_problems, *to_members, *to_delimited;
};

struct transcript {
	struct open_item *top;
	char *out;
	size_t out_size;
	FILE *to;
	char format[64];
	char fault[200];
	unsigned long problems;
	bool ended;
};

static void *must(void *p)
{
	if (!p) {
		fputs("no memory for the test itself\n", stderr);
		exit(1);
	}
	return p;
}

SP_PRINTF(2, 3) static void fault(struct transcript *t, const char *format, ...)
{
	va_list args;

	if (t->fault[0])
		return;
	va_start(args, format);
	vsnprintf(t->fault, sizeof(t->fault), format, args);
	va_end(args);
}

struct transcript *transcript_new(void)
{
	struct transcript *t = must(calloc(1, sizeof(*t)));

	t->to = must(open_memstream(&t->out, &t->out_size));
	return t;
}

static void item_free(struct open_item *item)
{
	fclose(item->to_problems);
	fclose(item->to_members);
	fclose(item->to_delimited);
	for (size_t i = 0; i < item->n_pieces; i++)
		free(item->pieces[i].place);
	free(item->pieces);
	free(item->problems);
	free(item->members);
	free(item->delimited);
	free(item->text);
	free(item->name);
	free(item);
}

void transcript_free(struct transcript *t)
{
	if (!t)
		return;
	while (t->top) {
		struct open_item *item = t->top;
		t->top = item->up;
		item_free(item);
	}
	fclose(t->to);
	free(t->out);
	free(t);
}

static struct open_item *find(struct transcript *t, const struct sp_item *item)
{
	for (struct open_item *open = t->top; open; open = open->up)
		if (open->number == item->number)
			return open;
	fault(t, "item %" PRIu32 " is told of while it is not open", item->number);
	return NULL;
}

/* Writes a string so that every character can be seen; lines end where `width` allows. */
static void quote(FILE *to, const char *s, size_t len)
{
	fputc('"', to);
	for (size_t i = 0, size; i < len; i += size) {
		uint32_t code = sp_utf8_decode(s + i, len - i, &size);
		if (code == '\n')
			fputs("\\n", to);
		else if (code == '\t')
			fputs("\\t", to);
		else if (code == '"' || code == '\\')
			fprintf(to, "\\%c", (char)code);
		else if (code < 0x20 || (code >= 0x7F && code <= 0xA0) || code == 0xAD ||
			 (code >= 0x2000 && code <= 0x200F) || (code >= 0x2028 && code <= 0x202F) ||
			 code == 0xFEFF || code == SP_UTF8_BAD)
			fprintf(to, "\\u{%" PRIX32 "}", code);
		else
			fwrite(s + i, 1, size, to);
	}
	fputc('"', to);
}

static void indent(FILE *to, unsigned depth)
{
	fprintf(to, "%*s", (int)(depth * 2), "");
}

/* ---- begin, problem ---- */

static enum sp_status on_begin(void *context, const struct sp_item *item)
{
	struct transcript *t = context;
	struct open_item *open = must(calloc(1, sizeof(*open)));

	if (t->ended)
		fault(t, "an item begins after the file has ended");
	if (item->depth != (t->top ? t->top->depth + 1 : 0))
		fault(t, "item %" PRIu32 " has depth %u", item->number, item->depth);
	if (!t->top != !item->up || (t->top && item->up && item->up->number != t->top->number))
		fault(t, "item %" PRIu32 " is not within the item that is open", item->number);
	open->up = t->top;
	open->number = item->number;
	open->depth = t->top ? t->top->depth + 1 : 0;
	open->name = item->name ? must(strdup(item->name)) : NULL;
	open->line = open->column = 1;
	open->to_problems = must(open_memstream(&open->problems, &open->problems_size));
	open->to_members = must(open_memstream(&open->members, &open->members_size));
	open->to_delimited = must(open_memstream(&open->delimited, &open->delimited_size));
	if (item->name && sp_utf8_valid(item->name, strlen(item->name)) != strlen(item->name))
		fault(t, "the name of item %" PRIu32 " is no UTF-8", item->number);
	t->top = open;
	return SP_OK;
}

static enum sp_status on_problem(void *context, const struct sp_item *item, enum sp_reason reason,
				 const char *detail)
{
	struct transcript *t = context;
	struct open_item *open = find(t, item);

	t->problems++;
	if (!open)
		return SP_OK;
	if (reason <= SP_REASON_NONE || reason >= SP_REASON_COUNT)
		fault(t, "a problem of item %" PRIu32 " has no reason", item->number);
	indent(open->to_problems, open->depth + 1);
	fprintf(open->to_problems, "problem %s", sp_reason_name(reason));
	if (detail && detail[0])
		fprintf(open->to_problems, ": %s", detail);
	fputc('\n', open->to_problems);
	return SP_OK;
}

/* ---- segments ---- */

static void write_place(FILE *to, const struct sp_place *place)
{
	static const char *const kinds[] = {
		[SP_PLACE_PAGE] = "page",     [SP_PLACE_SLIDE] = "slide",
		[SP_PLACE_SHEET] = "sheet",   [SP_PLACE_TABLE] = "table",
		[SP_PLACE_PART] = "part",     [SP_PLACE_PARAGRAPH] = "paragraph",
		[SP_PLACE_ROW] = "row",	      [SP_PLACE_CELL] = "cell",
		[SP_PLACE_HEADER] = "header", [SP_PLACE_PROPERTY] = "property",
		[SP_PLACE_RAW] = "raw",	      [SP_PLACE_QUOTE] = "quote",
		[SP_PLACE_FIELD] = "field",
	};

	if (place->up) {
		write_place(to, place->up);
		fputs(" > ", to);
	}
	fputs(kinds[place->kind], to);
	if (place->name) {
		fputc(' ', to);
		quote(to, place->name, strlen(place->name));
	}
	if (place->number)
		fprintf(to, " %" PRIu64, place->number);
	if (place->label) {
		fputs(" label ", to);
		quote(to, place->label, strlen(place->label));
	}
}

static char *place_string(const struct sp_place *place)
{
	char *out = NULL;
	size_t size;
	FILE *to = must(open_memstream(&out, &size));

	if (place)
		write_place(to, place);
	else
		fputs("item", to);
	fclose(to);
	return must(out);
}

static void advance(uint64_t *line, uint64_t *column, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '\n') {
			++*line;
			*column = 1;
		} else if (!sp_utf8_is_tail(s[i])) {
			++*column;
		}
	}
}

/* Compares what the window repeats of earlier ones and keeps the rest. */
static void join(struct transcript *t, struct open_item *item, const struct sp_segment *seg)
{
	if (seg->offset > item->seen || seg->offset + seg->from != item->done) {
		fault(t, "a window starts at %" PRIu64 "+%zu, the one before it ended at %zu",
		      seg->offset, seg->from, item->done);
		return;
	}
	size_t known = item->seen - (size_t)seg->offset;
	size_t common = known < seg->len ? known : seg->len;
	if (common && memcmp(item->text + seg->offset, seg->text, common) != 0)
		fault(t, "two windows differ in the text that they share");
	if (known >= seg->len)
		return;
	size_t need = (size_t)seg->offset + seg->len;
	if (need > item->room) {
		item->room = need * 2;
		item->text = must(realloc(item->text, item->room));
	}
	memcpy(item->text + item->seen, seg->text + known, seg->len - known);
	item->seen = need;
}

static void add_piece(struct transcript *t, struct open_item *item, const struct sp_segment *seg,
		      const struct sp_mark *mark, size_t start)
{
	uint64_t line = mark->line, column = mark->column;
	char *place = place_string(mark->place);
	bool first = item->n_pieces == 0;

	advance(&line, &column, seg->text + mark->at, start - mark->at);
	if (mark->at < start && !first && (line != item->line || column != item->column))
		fault(t,
		      "line and column over the edge of a window: %" PRIu64 ":%" PRIu64
		      " becomes %" PRIu64 ":%" PRIu64,
		      item->line, item->column, line, column);
	item->line = line;
	item->column = column;
	if (!first && strcmp(item->pieces[item->n_pieces - 1].place, place) == 0) {
		free(place);
		return;
	}
	if ((item->n_pieces & (item->n_pieces - 1)) == 0) {
		size_t room = item->n_pieces ? item->n_pieces * 2 : 1;
		item->pieces = must(realloc(item->pieces, room * sizeof(*item->pieces)));
	}
	item->pieces[item->n_pieces++] =
		(struct piece) { (size_t)seg->offset + start, place, line, column };
}

static void add_pieces(struct transcript *t, struct open_item *item, const struct sp_segment *seg)
{
	for (size_t i = 0; i < seg->n_marks; i++) {
		const struct sp_mark *mark = &seg->marks[i];
		size_t end = i + 1 < seg->n_marks ? mark[1].at : seg->len;
		size_t start = mark->at > seg->from ? mark->at : seg->from;
		if (end > seg->to)
			end = seg->to;
		if (start >= end)
			continue;
		add_piece(t, item, seg, mark, start);
		advance(&item->line, &item->column, seg->text + start, end - start);
	}
}

static bool well_formed(struct transcript *t, const struct sp_segment *seg)
{
	size_t before = 0;

	if (t->fault[0])
		return false;
	if (seg->from > seg->to || seg->to > seg->len)
		fault(t, "a window of %zu bytes has %zu to %zu as its own", seg->len, seg->from,
		      seg->to);
	else if (seg->from > MARGIN || seg->len - seg->to > MARGIN)
		fault(t, "a window has margins of %zu and %zu bytes", seg->from,
		      seg->len - seg->to);
	else if (sp_utf8_valid(seg->text, seg->len) != seg->len)
		fault(t, "the text of a window is no UTF-8");
	else if (seg->len && (!seg->n_marks || seg->marks[0].at != 0))
		fault(t, "a window has no mark at its start");
	for (size_t i = 0; i < seg->n_marks; i++) {
		if (seg->marks[i].at < before || seg->marks[i].at > seg->len)
			fault(t, "the marks of a window are not in order");
		if (!seg->marks[i].line || !seg->marks[i].column)
			fault(t, "a mark has no line or column");
		before = seg->marks[i].at;
	}
	return !t->fault[0];
}

static void write_delimited(struct open_item *item, const struct sp_delimited *rows)
{
	FILE *to = item->to_delimited;

	fputs(" delimited by ", to);
	quote(to, &rows->separator, 1);
	if (rows->quote) {
		fputs(", quoted by ", to);
		quote(to, &rows->quote, 1);
	}
	for (size_t i = 0; rows->header && i < rows->columns; i++) {
		fputs(i ? ", " : ", header ", to);
		quote(to, rows->header[i], strlen(rows->header[i]));
	}
}

static enum sp_status on_segment(void *context, const struct sp_segment *seg)
{
	struct transcript *t = context;
	struct open_item *item = find(t, seg->item);

	/* A sink that breaks its promises is stopped: it may never end. */
	if (!item || !well_formed(t, seg))
		return SP_FATAL;
	if (item->last)
		fault(t, "text follows a window that was told to be the last");
	join(t, item, seg);
	if (seg->delimited && item->n_pieces == 0 && ftell(item->to_delimited) == 0)
		write_delimited(item, seg->delimited);
	add_pieces(t, item, seg);
	item->done = (size_t)seg->offset + seg->to;
	item->last = seg->last;
	return SP_OK;
}

/* ---- end ---- */

static uint64_t hash_bytes(const char *s, size_t len)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325); /* FNV-1a */

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)s[i]) * UINT64_C(0x100000001B3);
	return hash;
}

/* Bytes of s that make one line of the transcript. */
static size_t line_length(const char *s, size_t len)
{
	/* No further than a line goes: a text without line ends would be searched for each. */
	const char *end = memchr(s, '\n', len <= LINE ? len : LINE + 1);
	size_t n = end ? (size_t)(end - s) + 1 : len;

	if (n <= LINE)
		return n;
	n = LINE;
	while (sp_utf8_is_tail(s[n]))
		n--;
	return n;
}

static void write_pieces(FILE *to, const struct open_item *item, unsigned depth)
{
	for (size_t i = 0; i < item->n_pieces; i++) {
		const struct piece *piece = &item->pieces[i];
		size_t end = i + 1 < item->n_pieces ? piece[1].at : item->done;
		indent(to, depth);
		fprintf(to, "%s (%" PRIu64 ":%" PRIu64 ")\n", piece->place, piece->line,
			piece->column);
		for (size_t at = piece->at, n; at < end; at += n) {
			n = line_length(item->text + at, end - at);
			indent(to, depth + 1);
			quote(to, item->text + at, n);
			fputc('\n', to);
		}
	}
}

static void write_text(FILE *to, const struct open_item *item)
{
	char *text = NULL;
	size_t size;
	FILE *all = must(open_memstream(&text, &size));

	write_pieces(all, item, item->depth + 2);
	fclose(all);
	must(text);
	if (size > SHOWN) {
		size_t shown = SHOWN;
		while (text[shown - 1] != '\n')
			shown--;
		fwrite(text, 1, shown, to);
		indent(to, item->depth + 2);
		fprintf(to, "... %zu bytes of text at %zu places, hash %016" PRIx64 "\n",
			item->done, item->n_pieces, hash_bytes(text, size));
	} else {
		fwrite(text, 1, size, to);
	}
	free(text);
}

static void write_item(FILE *to, const struct open_item *open, const struct sp_item *item,
		       enum sp_outcome outcome)
{
	indent(to, open->depth);
	if (open->name) {
		fputs("member ", to);
		quote(to, open->name, strlen(open->name));
	} else {
		fputs("file", to);
	}
	fprintf(to, ": %s, %s, %" PRIu64 " bytes", item->format ? item->format : "no format",
		sp_outcome_name(outcome), item->size);
	if (item->media_type)
		fprintf(to, ", %s", item->media_type);
	fputc('\n', to);
	fwrite(open->problems, 1, open->problems_size, to);
	if (open->delimited_size || open->n_pieces) {
		indent(to, open->depth + 1);
		fputs("text", to);
		fwrite(open->delimited, 1, open->delimited_size, to);
		fputc('\n', to);
		write_text(to, open);
	}
	fwrite(open->members, 1, open->members_size, to);
}

static void check_end(struct transcript *t, const struct open_item *open,
		      const struct sp_item *item, enum sp_outcome outcome)
{
	bool unread = outcome == SP_OUTCOME_PART || outcome == SP_OUTCOME_NOT_READ;

	if (outcome <= SP_OUTCOME_PENDING || outcome >= SP_OUTCOME_COUNT)
		fault(t, "item %" PRIu32 " ended without an outcome", item->number);
	else if (unread && !open->problems_size)
		fault(t, "item %" PRIu32 " is %s, and no problem says why", item->number,
		      sp_outcome_name(outcome));
	else if (!unread && open->problems_size)
		fault(t, "item %" PRIu32 " has a problem and is %s", item->number,
		      sp_outcome_name(outcome));
	if (outcome == SP_OUTCOME_NO_TEXT && open->done)
		fault(t, "item %" PRIu32 " has text and is no_text", item->number);
	if (open->done != open->seen)
		fault(t, "text ahead of the last window never became a window's own");
}

static enum sp_status on_end(void *context, const struct sp_item *item, enum sp_outcome outcome)
{
	struct transcript *t = context;
	struct open_item *open = t->top;

	if (!open || open->number != item->number) {
		fault(t, "item %" PRIu32 " ends, but another is open", item->number);
		return SP_OK;
	}
	fflush(open->to_problems);
	fflush(open->to_members);
	fflush(open->to_delimited);
	check_end(t, open, item, outcome);
	write_item(open->up ? open->up->to_members : t->to, open, item, outcome);
	if (!open->up) {
		t->ended = true;
		snprintf(t->format, sizeof(t->format), "%s", item->format ? item->format : "");
	}
	t->top = open->up;
	item_free(open);
	return SP_OK;
}

const struct sp_sink_events transcript_events = {
	.begin = on_begin,
	.segment = on_segment,
	.problem = on_problem,
	.end = on_end,
};

void transcript_finish(struct transcript *t, enum sp_status status)
{
	fflush(t->to);
	if (status != SP_FATAL && !t->ended)
		fault(t, "the file never ended");
}

const char *transcript_fault(const struct transcript *t)
{
	return t->fault[0] ? t->fault : NULL;
}

const char *transcript_text(const struct transcript *t)
{
	return t->ended ? t->out : "";
}

const char *transcript_format(const struct transcript *t)
{
	return t->format;
}

unsigned long transcript_problems(const struct transcript *t)
{
	return t->problems;
}
