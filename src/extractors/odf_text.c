/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * odf_text.c - see odf.h. ISO/IEC 26300 part 1: sections 5 to 10 and 14.
 *
 * Text is joined within a paragraph, with white space folded as section 6.1.2
 * says. Notes and annotations stand in the middle of the text that they are
 * about; they are told behind it, so that they do not tear it apart, and so are
 * links and alternative texts.
 */
#include "extractors/odf_own.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"

#define MAX_SPACES 1000
/* What waits for the end of its paragraph is told earlier when it is more than this. */
#define WAITING (1024 * 1024)
#define CELL_LABEL 256

/* ---- text ---- */

enum sp_status odf_add_capped(struct sp_odf_text *o, struct sp_buf *to, const char *s, size_t len)
{
	size_t room = to->cap - to->len;

	if (len > room && !o->cut)
		sp_sink_problem(o->prose.out, SP_REASON_LIMIT_SIZE, "a text is too long");
	o->cut |= len > room;
	return sp_buf_add(to, s, len < room ? len : room) ? SP_OK : SP_FATAL;
}

static enum sp_status enter_paragraph(struct sp_odf_text *o)
{
	struct odf_paragraph *top = o->n_open ? &o->open[o->n_open - 1] : NULL;
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
		return odf_add_capped(o, &o->waiting, s, len);
	if (odf_in_sheet_cell(o))
		return odf_add_capped(o, &o->cell, s, len);
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

static enum sp_status tell_note(struct sp_odf_text *o, const struct odf_note *note)
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
enum sp_status odf_tell_waiting(struct sp_odf_text *o)
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
	return odf_add_capped(o, &o->aside, s, len);
}

static enum sp_status begin_note(struct sp_odf_text *o, const char *part)
{
	enum sp_status status = SP_OK;

	if (!o->note_depth && (o->n_notes == ODF_NOTES || o->waiting.len > WAITING))
		status = odf_tell_waiting(o);
	if (o->note_depth++ || status != SP_OK)
		return status;
	o->outer_space = o->space;
	o->outer_any = o->any;
	o->notes[o->n_notes++] = (struct odf_note) { .part = part, .text = o->waiting.len };
	return SP_OK;
}

static enum sp_status end_note(struct sp_odf_text *o)
{
	if (!o->note_depth || --o->note_depth)
		return SP_OK;
	struct odf_note *note = &o->notes[o->n_notes - 1];
	note->text_len = o->waiting.len - note->text;
	o->space = o->outer_space;
	o->any = o->outer_any;
	return o->n_open || odf_in_sheet_cell(o) ? SP_OK : odf_tell_waiting(o);
}

/* The author's name comes before the text of an annotation. */
static enum sp_status tell_author(struct sp_odf_text *o)
{
	struct odf_note *note = o->note_depth ? &o->notes[o->n_notes - 1] : NULL;

	if (!note)
		return sp_sink_value(o->prose.out, SP_PLACE_PROPERTY, "author", o->leaf_text.data,
				     o->leaf_text.len);
	if (note->author_len || o->waiting.len != note->text)
		return add_aside(o, o->leaf_text.data, o->leaf_text.len);
	note->author = o->waiting.len;
	enum sp_status status = odf_add_capped(o, &o->waiting, o->leaf_text.data, o->leaf_text.len);
	note->author_len = o->waiting.len - note->author;
	note->text = o->waiting.len;
	return status;
}

/* ---- places ---- */

enum sp_status odf_enter(struct sp_odf_text *o, enum sp_place_kind kind, const char *name,
			 uint64_t number)
{
	enum sp_status status = sp_sink_enter(o->prose.out, kind, name, number);

	o->entered += status == SP_OK;
	sp_prose_begin(&o->prose);
	return status;
}

void odf_leave(struct sp_odf_text *o)
{
	if (!o->entered)
		return;
	o->entered--;
	sp_sink_leave(o->prose.out);
	sp_prose_begin(&o->prose);
}

/* ---- paragraphs ---- */

static enum sp_status begin_paragraph(struct sp_odf_text *o)
{
	o->space = o->any = false;
	if (o->note_depth) {
		const struct odf_note *note = &o->notes[o->n_notes - 1];
		return o->waiting.len > note->text ? odf_add_capped(o, &o->waiting, "\n", 1)
						   : SP_OK;
	}
	if (odf_in_sheet_cell(o))
		return o->cell.len ? odf_add_capped(o, &o->cell, "\n", 1) : SP_OK;
	o->paragraphs++;
	if (o->n_open == ODF_OPEN) {
		o->beyond++;
		sp_prose_break(&o->prose, '\n');
		return SP_OK;
	}
	o->open[o->n_open++] = (struct odf_paragraph) { .number = o->paragraphs };
	return SP_OK;
}

static enum sp_status end_paragraph(struct sp_odf_text *o)
{
	enum sp_status status;

	o->space = false;
	o->any = true;
	if (o->note_depth || odf_in_sheet_cell(o) || !o->n_open)
		return SP_OK;
	if (o->beyond) {
		o->beyond--;
		sp_prose_break(&o->prose, '\n');
		return SP_OK;
	}
	status = odf_tell_waiting(o);
	if (o->open[--o->n_open].entered)
		sp_sink_leave(o->prose.out);
	sp_prose_begin(&o->prose);
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
	IS_STYLE,
	IS_STYLE_OF_TABLE,
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
	{ "style", SP_ODF_STYLE, IS_STYLE },
	{ "tab", SP_ODF_TEXT, IS_TAB },
	{ "tab-stop", SP_ODF_TEXT, IS_TAB },
	{ "table", SP_ODF_TABLE, IS_TABLE },
	{ "table-cell", SP_ODF_TABLE, IS_CELL },
	{ "table-properties", SP_ODF_STYLE, IS_STYLE_OF_TABLE },
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
	uint64_t n = odf_count(tag, SP_ODF_TEXT, "c");
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

static void start_leaf(struct sp_odf_text *o, enum odf_leaf leaf)
{
	o->leaf = leaf;
	sp_buf_reset(&o->leaf_text);
}

/* Most settings are numbers and switches: the names in them are strings. */
static void start_setting(struct sp_odf_text *o, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute type = sp_sax_attribute(tag, SP_ODF_CONFIG, "type");

	start_leaf(o, sp_sax_is(&type, "string") ? ODF_LEAF_ASIDE : ODF_LEAF_SILENT);
}

static enum sp_status start_place(struct sp_odf_text *o, enum action action)
{
	switch (action) {
	case IS_DELETION:
		return odf_enter(o, SP_PLACE_PART, "deleted", 0);
	case IS_FOOTER:
		return odf_enter(o, SP_PLACE_PART, "footer", 0);
	case IS_HEADER:
		return odf_enter(o, SP_PLACE_PART, "header", 0);
	case IS_NOTES_PAGE:
		return odf_enter(o, SP_PLACE_PART, "notes", 0);
	case IS_PAGE:
		return odf_enter(o, o->page_kind, NULL, ++o->pages);
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
		status = odf_tell_waiting(o);
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
		start_leaf(o, ODF_LEAF_AUTHOR);
		return SP_OK;
	case IS_ASIDE:
		start_leaf(o, ODF_LEAF_ASIDE);
		return SP_OK;
	case IS_SILENT:
		start_leaf(o, ODF_LEAF_SILENT);
		return SP_OK;
	case IS_CONFIG:
		start_setting(o, tag);
		return SP_OK;
	case IS_STYLE:
		return odf_style_begin(o, tag);
	case IS_STYLE_OF_TABLE:
		return odf_style_table(o, tag);
	case IS_TABLE:
		return odf_table_begin(o, tag);
	case IS_ROW:
		odf_row_begin(o, tag);
		return SP_OK;
	case IS_CELL:
		return odf_cell_begin(o, tag);
	default:
		return start_place(o, action);
	}
}

static enum sp_status end_leaf(struct sp_odf_text *o)
{
	enum odf_leaf leaf = o->leaf;
	enum sp_status status = SP_OK;

	o->leaf = ODF_LEAF_NONE;
	if (leaf == ODF_LEAF_AUTHOR)
		status = tell_author(o);
	else if (leaf == ODF_LEAF_ASIDE && o->leaf_text.len)
		status = add_aside(o, o->leaf_text.data, o->leaf_text.len);
	if (status == SP_OK && !o->n_open && !odf_in_sheet_cell(o))
		status = odf_tell_waiting(o);
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
		odf_table_end(o);
		return SP_OK;
	case IS_CELL:
		return odf_cell_end(o);
	case IS_SPREADSHEET:
		o->sheet = false;
		return SP_OK;
	case IS_DELETION:
	case IS_FOOTER:
	case IS_HEADER:
	case IS_NOTES_PAGE:
	case IS_PAGE:
		odf_leave(o);
		return SP_OK;
	default:
		/* Links and forms outside of any paragraph. */
		return o->aside.len && !o->n_open && !odf_in_sheet_cell(o) ? odf_tell_waiting(o)
									   : SP_OK;
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

	if (o->leaf == ODF_LEAF_SILENT)
		return SP_OK;
	if (o->leaf != ODF_LEAF_NONE)
		return odf_add_capped(o, &o->leaf_text, text, len);
	if (o->n_open || o->note_depth || odf_in_sheet_cell(o))
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
	o->style.cap = o->hidden_styles.cap = SP_MAX_STRING;
	return SP_OK;
}

void sp_odf_text_free(struct sp_odf_text *o)
{
	struct sp_buf *bufs[9];
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
	bufs[n++] = &o->style;
	bufs[n++] = &o->hidden_styles;
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
		.style = o->style,
		.hidden_styles = o->hidden_styles,
		.columns = o->columns,
		.page_kind = SP_PLACE_PAGE,
		.cut = o->cut,
	};

	*o = clean;
	sp_buf_reset(&o->hidden_styles);
}

enum sp_status sp_odf_text_finish(struct sp_odf_text *o, enum sp_status status)
{
	while (o->note_depth && status == SP_OK)
		status = end_note(o);
	if (o->in_cell && status == SP_OK) {
		o->tables = 1;
		status = odf_cell_end(o);
	}
	o->beyond = 0;
	while (o->n_open && status == SP_OK)
		status = end_paragraph(o);
	if (status == SP_OK)
		status = odf_tell_waiting(o);
	odf_row_end(o);
	while (o->entered)
		odf_leave(o);
	return status;
}
