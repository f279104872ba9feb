/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * odf_text.c - see odf.h. ISO/IEC 26300 part 1: sections 5 to 10 and 14.
 *
 * Text is joined within a paragraph, with white space folded as section 6.1.2
 * says. Notes and annotations stand in the middle of the text that they are
 * about; they are told behind it, so that they do not tear it apart, and so are
 * links and alternative texts. Cells that are repeated are told once.
 */
#include "extractors/odf.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/mem.h"
#include "extractors/cellnumber.h"
#include "extractors/columns.h"
#include "extractors/prose.h"

/* A text box is a paragraph within a paragraph. */
#define MAX_OPEN 8
#define MAX_NOTES 64
#define MAX_SPACES 1000
#define MAX_REPEATED 16777216
/* What waits for the end of its paragraph is told earlier when it is more than this. */
#define WAITING (1024 * 1024)
#define CELL_LABEL 256

struct paragraph {
	uint64_t number;
	bool entered; /* had text */
};

/* A note or annotation that waits: its author and text are pieces of `waiting`. */
struct note {
	const char *part; /* "footnote", "endnote", "comment" */
	size_t author, author_len, text, text_len;
};

/* Elements whose text is not the text of the paragraph around them. */
enum leaf { LEAF_NONE, LEAF_AUTHOR, LEAF_ASIDE, LEAF_SILENT };

struct sp_odf_text {
	struct sp_prose prose;
	struct paragraph open[MAX_OPEN];
	unsigned n_open, beyond;
	uint64_t paragraphs;
	bool space, any;	     /* white space was seen; the paragraph has text before it */
	bool outer_space, outer_any; /* of the paragraph that a note stands in */
	struct sp_buf folded;

	enum leaf leaf;
	struct sp_buf leaf_text, aside, waiting;
	struct note notes[MAX_NOTES];
	unsigned n_notes, note_depth;

	unsigned entered; /* places that elements of the document stand for */
	uint64_t pages;
	enum sp_place_kind page_kind;

	bool sheet; /* tables are sheets */
	unsigned tables;
	uint64_t row, rows_repeated, column, columns_repeated;
	bool row_entered, in_cell;
	struct sp_columns columns;
	struct sp_buf cell, value, formula;
	bool cut; /* that a text was too long was told */
};

/* ---- text ---- */

static enum sp_status add_capped(struct sp_odf_text *o, struct sp_buf *to, const char *s,
				 size_t len)
{
	size_t room = to->cap - to->len;

	if (len > room && !o->cut)
		sp_sink_problem(o->prose.out, SP_REASON_LIMIT_SIZE, "a text is too long");
	o->cut |= len > room;
	return sp_buf_add(to, s, len < room ? len : room) ? SP_OK : SP_FATAL;
}

static bool in_sheet_cell(const struct sp_odf_text *o)
{
	return o->sheet && o->in_cell;
}

static enum sp_status enter_paragraph(struct sp_odf_text *o)
{
	struct paragraph *top = o->n_open ? &o->open[o->n_open - 1] : NULL;
	enum sp_status status;

	if (!top || top->entered)
		return SP_OK;
	status = sp_sink_enter(o->prose.out, SP_PLACE_PARAGRAPH, NULL, top->number);
	if (status != SP_OK)
		return status;
	top->entered = true;
	sp_prose_begin(&o->prose);
	if (!o->sheet && o->in_cell)
		status = sp_sink_label(o->prose.out,
				       sp_columns_label(&o->columns, o->row, o->column));
	return status;
}

static enum sp_status put(struct sp_odf_text *o, const char *s, size_t len)
{
	enum sp_status status;

	if (o->note_depth)
		return add_capped(o, &o->waiting, s, len);
	if (in_sheet_cell(o))
		return add_capped(o, &o->cell, s, len);
	if (o->in_cell && o->cell.len + len < CELL_LABEL && !sp_buf_add(&o->cell, s, len))
		return SP_FATAL;
	status = enter_paragraph(o);
	return status == SP_OK ? sp_prose_text(&o->prose, s, len) : status;
}

/* White space of any length is one space, and none at the start of a paragraph. */
static enum sp_status put_folded(struct sp_odf_text *o, const char *s, size_t len)
{
	sp_buf_reset(&o->folded);
	while (len) {
		size_t n = 0;
		while (n < len && !sp_is_space(s[n]))
			n++;
		if (n) {
			if (o->space && o->any && !sp_buf_putc(&o->folded, ' '))
				return SP_FATAL;
			if (!sp_buf_add(&o->folded, s, n))
				return SP_FATAL;
			o->space = false;
			o->any = true;
		} else {
			o->space = true;
			n = 1;
		}
		s += n;
		len -= n;
	}
	return o->folded.len ? put(o, o->folded.data, o->folded.len) : SP_OK;
}

/* A character that stands for itself: a tab, a line break, spaces that count. */
static enum sp_status put_mark(struct sp_odf_text *o, const char *s, size_t len)
{
	enum sp_status status = SP_OK;

	if (o->space && o->any)
		status = put(o, " ", 1);
	o->space = false;
	o->any = true;
	return status == SP_OK ? put(o, s, len) : status;
}

/* ---- what waits ---- */

static enum sp_status tell_note(struct sp_odf_text *o, const struct note *note)
{
	const char *text = sp_buf_str(&o->waiting);
	enum sp_status status = sp_sink_enter(o->prose.out, SP_PLACE_PART, note->part, 0);

	if (status != SP_OK)
		return status;
	status = sp_sink_value(o->prose.out, SP_PLACE_PROPERTY, "author", text + note->author,
			       note->author_len);
	if (status == SP_OK && note->text_len)
		status = sp_sink_text(o->prose.out, text + note->text, note->text_len);
	sp_sink_leave(o->prose.out);
	return status;
}

/* Tells links and the like, then notes, in the present place. */
static enum sp_status tell_waiting(struct sp_odf_text *o)
{
	enum sp_status status = SP_OK;

	if (o->note_depth)
		return SP_OK;
	if (o->aside.len || o->n_notes)
		status = enter_paragraph(o);
	if (o->aside.len && status == SP_OK)
		status = sp_prose_line(&o->prose, o->aside.data, o->aside.len);
	for (unsigned i = 0; i < o->n_notes && status == SP_OK; i++)
		status = tell_note(o, &o->notes[i]);
	o->n_notes = 0;
	sp_buf_reset(&o->aside);
	sp_buf_reset(&o->waiting);
	return status;
}

static enum sp_status add_aside(struct sp_odf_text *o, const char *s, size_t len)
{
	if (o->aside.len && !sp_buf_putc(&o->aside, '\n'))
		return SP_FATAL;
	return add_capped(o, &o->aside, s, len);
}

static enum sp_status begin_note(struct sp_odf_text *o, const char *part)
{
	enum sp_status status = SP_OK;

	if (!o->note_depth && (o->n_notes == MAX_NOTES || o->waiting.len > WAITING))
		status = tell_waiting(o);
	if (o->note_depth++ || status != SP_OK)
		return status;
	o->outer_space = o->space;
	o->outer_any = o->any;
	o->notes[o->n_notes++] = (struct note) { .part = part, .text = o->waiting.len };
	return SP_OK;
}

static enum sp_status end_note(struct sp_odf_text *o)
{
	if (!o->note_depth || --o->note_depth)
		return SP_OK;
	struct note *note = &o->notes[o->n_notes - 1];
	note->text_len = o->waiting.len - note->text;
	o->space = o->outer_space;
	o->any = o->outer_any;
	return o->n_open || in_sheet_cell(o) ? SP_OK : tell_waiting(o);
}

/* The author's name comes before the text of an annotation. */
static enum sp_status tell_author(struct sp_odf_text *o)
{
	struct note *note = o->note_depth ? &o->notes[o->n_notes - 1] : NULL;

	if (!note)
		return sp_sink_value(o->prose.out, SP_PLACE_PROPERTY, "author", o->leaf_text.data,
				     o->leaf_text.len);
	if (note->author_len || o->waiting.len != note->text)
		return add_aside(o, o->leaf_text.data, o->leaf_text.len);
	note->author = o->waiting.len;
	enum sp_status status = add_capped(o, &o->waiting, o->leaf_text.data, o->leaf_text.len);
	note->author_len = o->waiting.len - note->author;
	note->text = o->waiting.len;
	return status;
}

/* ---- paragraphs ---- */

static enum sp_status begin_paragraph(struct sp_odf_text *o)
{
	o->space = o->any = false;
	if (o->note_depth) {
		const struct note *note = &o->notes[o->n_notes - 1];
		return o->waiting.len > note->text ? add_capped(o, &o->waiting, "\n", 1) : SP_OK;
	}
	if (in_sheet_cell(o))
		return o->cell.len ? add_capped(o, &o->cell, "\n", 1) : SP_OK;
	o->paragraphs++;
	if (o->n_open == MAX_OPEN) {
		o->beyond++;
		sp_prose_break(&o->prose, '\n');
		return SP_OK;
	}
	o->open[o->n_open++] = (struct paragraph) { .number = o->paragraphs };
	return SP_OK;
}

static enum sp_status end_paragraph(struct sp_odf_text *o)
{
	enum sp_status status;

	o->space = false;
	o->any = true;
	if (o->note_depth || in_sheet_cell(o) || !o->n_open)
		return SP_OK;
	if (o->beyond) {
		o->beyond--;
		sp_prose_break(&o->prose, '\n');
		return SP_OK;
	}
	status = tell_waiting(o);
	if (o->open[--o->n_open].entered)
		sp_sink_leave(o->prose.out);
	sp_prose_begin(&o->prose);
	return status;
}

/* ---- tables and sheets ---- */

static uint64_t read_count(const struct sp_sax_tag *tag, int space, const char *name)
{
	struct sp_sax_attribute a = sp_sax_attribute(tag, space, name);
	uint64_t n = 0;

	for (size_t i = 0; i < a.len && i < 9 && sp_is_digit(a.value[i]); i++)
		n = n * 10 + (uint64_t)(a.value[i] - '0');
	if (n > MAX_REPEATED)
		n = MAX_REPEATED;
	return n ? n : 1;
}

static enum sp_status enter_named(struct sp_odf_text *o, enum sp_place_kind kind, const char *name,
				  uint64_t number)
{
	enum sp_status status = sp_sink_enter(o->prose.out, kind, name, number);

	o->entered += status == SP_OK;
	sp_prose_begin(&o->prose);
	return status;
}

static void leave_named(struct sp_odf_text *o)
{
	if (!o->entered)
		return;
	o->entered--;
	sp_sink_leave(o->prose.out);
	sp_prose_begin(&o->prose);
}

static enum sp_status begin_table(struct sp_odf_text *o, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute a = sp_sax_attribute(tag, SP_ODF_TABLE, "name");
	char name[256];
	size_t len = a.len < sizeof(name) ? a.len : sizeof(name) - 1;

	if (o->tables++)
		return SP_OK;
	sp_columns_reset(&o->columns);
	o->row = o->rows_repeated = 0;
	if (!o->sheet)
		return SP_OK;
	memcpy(name, a.value ? a.value : "", len);
	name[len] = '\0';
	return enter_named(o, SP_PLACE_SHEET, name, 0);
}

static void end_row(struct sp_odf_text *o)
{
	if (o->row_entered)
		sp_sink_leave(o->prose.out);
	o->row_entered = false;
}

static void end_table(struct sp_odf_text *o)
{
	if (!o->tables || --o->tables)
		return;
	end_row(o);
	if (o->sheet)
		leave_named(o);
}

static void begin_row(struct sp_odf_text *o, const struct sp_sax_tag *tag)
{
	if (o->tables != 1)
		return;
	end_row(o);
	o->row += o->rows_repeated ? o->rows_repeated : 1;
	o->rows_repeated = read_count(tag, SP_ODF_TABLE, "number-rows-repeated");
	o->column = o->columns_repeated = 0;
}

/* The value, where a cell shows something else: all digits, or a date as ISO has it. */
static enum sp_status note_value(struct sp_odf_text *o, const struct sp_sax_tag *tag)
{
	static const char *const names[] = { "value", "date-value", "time-value", "string-value" };
	static const struct sp_number_format plain = { 0 };

	sp_buf_reset(&o->value);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct sp_sax_attribute a = sp_sax_attribute(tag, SP_ODF_OFFICE, names[i]);
		char number[SP_NUMBER_MAX];
		size_t n;
		if (!a.value) /* as OpenOffice.org 1 has it */
			a = sp_sax_attribute(tag, SP_ODF_TABLE, names[i]);
		if (!a.len)
			continue;
		n = i == 0 ? sp_number_print(number, a.value, a.len, &plain, false) : 0;
		return n ? add_capped(o, &o->value, number, n)
			 : add_capped(o, &o->value, a.value, a.len);
	}
	return SP_OK;
}

static enum sp_status begin_cell(struct sp_odf_text *o, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute formula = sp_sax_attribute(tag, SP_ODF_TABLE, "formula");

	if (o->tables != 1)
		return SP_OK;
	o->column += o->columns_repeated ? o->columns_repeated : 1;
	o->columns_repeated = read_count(tag, SP_ODF_TABLE, "number-columns-repeated");
	o->in_cell = true;
	sp_buf_reset(&o->cell);
	sp_buf_reset(&o->formula);
	if (!o->sheet)
		return SP_OK;
	if (formula.len && memchr(formula.value, '"', formula.len) &&
	    add_capped(o, &o->formula, formula.value, formula.len) != SP_OK)
		return SP_FATAL;
	return note_value(o, tag);
}

static enum sp_status enter_cell(struct sp_odf_text *o)
{
	char name[SP_CELL_NAME];
	enum sp_status status = SP_OK;

	if (!o->row_entered)
		status = sp_sink_enter(o->prose.out, SP_PLACE_ROW, NULL, o->row);
	if (status != SP_OK)
		return status;
	o->row_entered = true;
	sp_cell_name(name, o->row, o->column);
	status = sp_sink_enter(o->prose.out, SP_PLACE_CELL, name, o->column);
	sp_prose_begin(&o->prose);
	return status;
}

static enum sp_status tell_cell(struct sp_odf_text *o, const struct sp_buf *text)
{
	enum sp_status status;

	if (!text->len)
		return SP_OK;
	status = enter_cell(o);
	if (status != SP_OK)
		return status;
	status = sp_sink_label(o->prose.out, sp_columns_label(&o->columns, o->row, o->column));
	if (status == SP_OK)
		status = sp_sink_text(o->prose.out, text->data, text->len);
	sp_sink_leave(o->prose.out);
	return status;
}

/* What waits for the end of a cell, and the formula where it has text of its own. */
static enum sp_status tell_beside(struct sp_odf_text *o)
{
	enum sp_status status;

	if (!o->formula.len && !o->n_notes && !o->aside.len)
		return SP_OK;
	status = enter_cell(o);
	if (status != SP_OK)
		return status;
	status = sp_sink_value(o->prose.out, SP_PLACE_PART, "formula", o->formula.data,
			       o->formula.len);
	if (status == SP_OK)
		status = tell_waiting(o);
	sp_sink_leave(o->prose.out);
	return status;
}

static enum sp_status end_cell(struct sp_odf_text *o)
{
	enum sp_status status = SP_OK;
	bool shown = o->cell.len == o->value.len &&
		     memcmp(sp_buf_str(&o->cell), sp_buf_str(&o->value), o->cell.len) == 0;

	if (o->tables != 1 || !o->in_cell)
		return SP_OK;
	o->in_cell = false;
	if (o->sheet) {
		status = tell_cell(o, &o->cell);
		if (status == SP_OK && !shown)
			status = tell_cell(o, &o->value);
		if (status == SP_OK)
			status = tell_beside(o);
	}
	if (status == SP_OK)
		status = sp_columns_note(&o->columns, o->row, o->column, sp_buf_str(&o->cell),
					 o->cell.len);
	sp_buf_reset(&o->cell);
	sp_buf_reset(&o->value);
	return status;
}

/* ---- elements ---- */

enum action {
	IS_NOTHING,
	IS_ANNOTATION,
	IS_ASIDE,
	IS_AUTHOR,
	IS_BREAK,
	IS_CELL,
	IS_CONFIG,
	IS_DELETION,
	IS_DRAWING,
	IS_FOOTER,
	IS_HEADER,
	IS_NOTE,
	IS_NOTES_PAGE,
	IS_PAGE,
	IS_PARAGRAPH,
	IS_PRESENTATION,
	IS_ROW,
	IS_SILENT,
	IS_SPACES,
	IS_SPREADSHEET,
	IS_TAB,
	IS_TABLE,
};

struct meaning {
	const char *name;
	int space;
	enum action action;
};

/* In the order of their names. */
static const struct meaning meanings[] = {
	{ "annotation", SP_ODF_OFFICE, IS_ANNOTATION },
	{ "binary-data", SP_ODF_OFFICE, IS_SILENT },
	{ "config-item", SP_ODF_CONFIG, IS_CONFIG },
	{ "covered-table-cell", SP_ODF_TABLE, IS_CELL },
	{ "creator", SP_ODF_DC, IS_AUTHOR },
	{ "creator-initials", SP_ODF_META, IS_SILENT },
	{ "date", SP_ODF_DC, IS_SILENT },
	{ "date-string", SP_ODF_META, IS_SILENT },
	{ "deletion", SP_ODF_TEXT, IS_DELETION },
	{ "desc", SP_ODF_SVG, IS_ASIDE },
	{ "drawing", SP_ODF_OFFICE, IS_DRAWING },
	{ "endnote", SP_ODF_TEXT, IS_NOTE },
	{ "footer", SP_ODF_STYLE, IS_FOOTER },
	{ "footer-first", SP_ODF_STYLE, IS_FOOTER },
	{ "footer-left", SP_ODF_STYLE, IS_FOOTER },
	{ "footnote", SP_ODF_TEXT, IS_NOTE },
	{ "h", SP_ODF_TEXT, IS_PARAGRAPH },
	{ "header", SP_ODF_STYLE, IS_HEADER },
	{ "header-first", SP_ODF_STYLE, IS_HEADER },
	{ "header-left", SP_ODF_STYLE, IS_HEADER },
	{ "line-break", SP_ODF_TEXT, IS_BREAK },
	{ "note", SP_ODF_TEXT, IS_NOTE },
	{ "note-citation", SP_ODF_TEXT, IS_SILENT },
	{ "notes", SP_ODF_PRESENTATION, IS_NOTES_PAGE },
	{ "p", SP_ODF_TEXT, IS_PARAGRAPH },
	{ "page", SP_ODF_DRAW, IS_PAGE },
	{ "presentation", SP_ODF_OFFICE, IS_PRESENTATION },
	{ "s", SP_ODF_TEXT, IS_SPACES },
	{ "sender-initials", SP_ODF_META, IS_SILENT },
	{ "spreadsheet", SP_ODF_OFFICE, IS_SPREADSHEET },
	{ "tab", SP_ODF_TEXT, IS_TAB },
	{ "tab-stop", SP_ODF_TEXT, IS_TAB },
	{ "table", SP_ODF_TABLE, IS_TABLE },
	{ "table-cell", SP_ODF_TABLE, IS_CELL },
	{ "table-row", SP_ODF_TABLE, IS_ROW },
	{ "title", SP_ODF_SVG, IS_ASIDE },
};

static int compare_meanings(const void *key, const void *item)
{
	return strcmp(key, ((const struct meaning *)item)->name);
}

static enum action meaning_of(int space, const char *name)
{
	/* How numbers are shown: pieces of patterns. */
	if (space == SP_ODF_NUMBER)
		return IS_SILENT;
	const struct meaning *found =
		bsearch(name, meanings, sizeof(meanings) / sizeof(meanings[0]), sizeof(meanings[0]),
			compare_meanings);

	return found && found->space == space ? found->action : IS_NOTHING;
}

/* Addresses outside the document, and what fields and forms hold. */
static enum sp_status add_attributes(struct sp_odf_text *o, const struct sp_sax_tag *tag)
{
	enum sp_status status = SP_OK;

	for (int i = 0; i < tag->n_attributes && status == SP_OK; i++) {
		struct sp_sax_attribute a = tag->attributes[i];
		bool spoken = false;
		if (a.space == SP_ODF_XLINK)
			spoken = strcmp(a.name, "href") == 0 && memchr(a.value, ':', a.len);
		else if (a.space == SP_ODF_FORM)
			spoken = strcmp(a.name, "label") == 0 || strcmp(a.name, "value") == 0 ||
				 strcmp(a.name, "current-value") == 0;
		else if (a.space == SP_ODF_OFFICE)
			spoken = strcmp(a.name, "string-value") == 0 && tag->space == SP_ODF_TEXT;
		if (spoken && a.len)
			status = add_aside(o, a.value, a.len);
	}
	return status;
}

static enum sp_status add_spaces(struct sp_odf_text *o, const struct sp_sax_tag *tag)
{
	uint64_t n = read_count(tag, SP_ODF_TEXT, "c");
	enum sp_status status = SP_OK;

	for (uint64_t i = 0; i < n && i < MAX_SPACES && status == SP_OK; i++)
		status = put_mark(o, " ", 1);
	return status;
}

static enum sp_status start_note(struct sp_odf_text *o, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute kind = sp_sax_attribute(tag, SP_ODF_TEXT, "note-class");
	bool end = sp_sax_is(&kind, "endnote") || strcmp(tag->name, "endnote") == 0;

	return begin_note(o, end ? "endnote" : "footnote");
}

static void start_leaf(struct sp_odf_text *o, enum leaf leaf)
{
	o->leaf = leaf;
	sp_buf_reset(&o->leaf_text);
}

/* Most settings are numbers and switches: the names in them are strings. */
static void start_setting(struct sp_odf_text *o, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute type = sp_sax_attribute(tag, SP_ODF_CONFIG, "type");

	start_leaf(o, sp_sax_is(&type, "string") ? LEAF_ASIDE : LEAF_SILENT);
}

static enum sp_status start_place(struct sp_odf_text *o, enum action action)
{
	switch (action) {
	case IS_DELETION:
		return enter_named(o, SP_PLACE_PART, "deleted", 0);
	case IS_FOOTER:
		return enter_named(o, SP_PLACE_PART, "footer", 0);
	case IS_HEADER:
		return enter_named(o, SP_PLACE_PART, "header", 0);
	case IS_NOTES_PAGE:
		return enter_named(o, SP_PLACE_PART, "notes", 0);
	case IS_PAGE:
		return enter_named(o, o->page_kind, NULL, ++o->pages);
	case IS_PRESENTATION:
		o->page_kind = SP_PLACE_SLIDE;
		return SP_OK;
	case IS_DRAWING:
		o->page_kind = SP_PLACE_PAGE;
		return SP_OK;
	case IS_SPREADSHEET:
		o->sheet = true;
		return SP_OK;
	default:
		return SP_OK;
	}
}

static enum sp_status text_start(void *context, const struct sp_sax_tag *tag)
{
	struct sp_odf_text *o = context;
	enum action action = meaning_of(tag->space, tag->name);
	enum sp_status status = add_attributes(o, tag);

	if (status == SP_OK && o->aside.len > WAITING)
		status = tell_waiting(o);
	if (status != SP_OK)
		return status;
	switch (action) {
	case IS_PARAGRAPH:
		return begin_paragraph(o);
	case IS_SPACES:
		return add_spaces(o, tag);
	case IS_TAB:
		return put_mark(o, "\t", 1);
	case IS_BREAK:
		return put_mark(o, "\n", 1);
	case IS_ANNOTATION:
		return begin_note(o, "comment");
	case IS_NOTE:
		return start_note(o, tag);
	case IS_AUTHOR:
		start_leaf(o, LEAF_AUTHOR);
		return SP_OK;
	case IS_ASIDE:
		start_leaf(o, LEAF_ASIDE);
		return SP_OK;
	case IS_SILENT:
		start_leaf(o, LEAF_SILENT);
		return SP_OK;
	case IS_CONFIG:
		start_setting(o, tag);
		return SP_OK;
	case IS_TABLE:
		return begin_table(o, tag);
	case IS_ROW:
		begin_row(o, tag);
		return SP_OK;
	case IS_CELL:
		return begin_cell(o, tag);
	default:
		return start_place(o, action);
	}
}

static enum sp_status end_leaf(struct sp_odf_text *o)
{
	enum leaf leaf = o->leaf;
	enum sp_status status = SP_OK;

	o->leaf = LEAF_NONE;
	if (leaf == LEAF_AUTHOR)
		status = tell_author(o);
	else if (leaf == LEAF_ASIDE && o->leaf_text.len)
		status = add_aside(o, o->leaf_text.data, o->leaf_text.len);
	if (status == SP_OK && !o->n_open && !in_sheet_cell(o))
		status = tell_waiting(o);
	return status;
}

static enum sp_status text_end(void *context, int space, const char *name)
{
	struct sp_odf_text *o = context;

	switch (meaning_of(space, name)) {
	case IS_PARAGRAPH:
		return end_paragraph(o);
	case IS_ANNOTATION:
	case IS_NOTE:
		return end_note(o);
	case IS_AUTHOR:
	case IS_ASIDE:
	case IS_CONFIG:
	case IS_SILENT:
		return end_leaf(o);
	case IS_TABLE:
		end_table(o);
		return SP_OK;
	case IS_CELL:
		return end_cell(o);
	case IS_SPREADSHEET:
		o->sheet = false;
		return SP_OK;
	case IS_DELETION:
	case IS_FOOTER:
	case IS_HEADER:
	case IS_NOTES_PAGE:
	case IS_PAGE:
		leave_named(o);
		return SP_OK;
	default:
		/* Links and forms outside of any paragraph. */
		return o->aside.len && !o->n_open && !in_sheet_cell(o) ? tell_waiting(o) : SP_OK;
	}
}

static bool is_blank(const char *s, size_t len)
{
	while (len && sp_is_space(*s))
		s++, len--;
	return !len;
}

static enum sp_status text_text(void *context, const char *text, size_t len)
{
	struct sp_odf_text *o = context;

	if (o->leaf == LEAF_SILENT)
		return SP_OK;
	if (o->leaf != LEAF_NONE)
		return add_capped(o, &o->leaf_text, text, len);
	if (o->n_open || o->note_depth || in_sheet_cell(o))
		return put_folded(o, text, len);
	return is_blank(text, len) ? SP_OK : sp_prose_line(&o->prose, text, len);
}

const struct sp_sax_events sp_odf_text_events = {
	.start = text_start,
	.end = text_end,
	.text = text_text,
};

/* ---- life ---- */

enum sp_status sp_odf_text_new(struct sp_odf_text **out, struct sp_sink *sink)
{
	struct sp_odf_text *o = sp_mem_zero(1, sizeof(*o));

	*out = o;
	if (!o)
		return SP_FATAL;
	o->prose.out = sink;
	o->folded.cap = SP_BUF_UNCAPPED;
	o->leaf_text.cap = o->aside.cap = o->waiting.cap = SP_MAX_STRING;
	o->cell.cap = o->value.cap = o->formula.cap = SP_MAX_STRING;
	return SP_OK;
}

void sp_odf_text_free(struct sp_odf_text *o)
{
	struct sp_buf *bufs[7];
	size_t n = 0;

	if (!o)
		return;
	bufs[n++] = &o->folded;
	bufs[n++] = &o->leaf_text;
	bufs[n++] = &o->aside;
	bufs[n++] = &o->waiting;
	bufs[n++] = &o->cell;
	bufs[n++] = &o->value;
	bufs[n++] = &o->formula;
	while (n)
		sp_buf_release(bufs[--n]);
	sp_columns_release(&o->columns);
	sp_mem_free(o);
}

void sp_odf_text_begin(struct sp_odf_text *o)
{
	struct sp_odf_text clean = {
		.prose = { .out = o->prose.out },
		.folded = o->folded,
		.leaf_text = o->leaf_text,
		.aside = o->aside,
		.waiting = o->waiting,
		.cell = o->cell,
		.value = o->value,
		.formula = o->formula,
		.columns = o->columns,
		.page_kind = SP_PLACE_PAGE,
		.cut = o->cut,
	};

	*o = clean;
}

enum sp_status sp_odf_text_finish(struct sp_odf_text *o, enum sp_status status)
{
	while (o->note_depth && status == SP_OK)
		status = end_note(o);
	if (o->in_cell && status == SP_OK) {
		o->tables = 1;
		status = end_cell(o);
	}
	o->beyond = 0;
	while (o->n_open && status == SP_OK)
		status = end_paragraph(o);
	if (status == SP_OK)
		status = tell_waiting(o);
	end_row(o);
	while (o->entered)
		leave_named(o);
	return status;
}
