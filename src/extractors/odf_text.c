/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * odf_text.c - see odf.h. ISO/IEC 26300 part 1: sections 5 to 10 and 14.
 * What the elements of a document mean; odf_paragraph.c has what they hold.
 */
#include "extractors/odf_own.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"

#define MAX_SPACES 1000

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
			status = odf_add_aside(o, a.value, a.len);
	}
	return status;
}

static enum sp_status add_spaces(struct sp_odf_text *o, const struct sp_sax_tag *tag)
{
	uint64_t n = odf_count(tag, SP_ODF_TEXT, "c");
	enum sp_status status = SP_OK;

	for (uint64_t i = 0; i < n && i < MAX_SPACES && status == SP_OK; i++)
		status = odf_put_mark(o, " ", 1);
	return status;
}

static enum sp_status start_note(struct sp_odf_text *o, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute kind = sp_sax_attribute(tag, SP_ODF_TEXT, "note-class");
	bool end = sp_sax_is(&kind, "endnote") || strcmp(tag->name, "endnote") == 0;

	return odf_note_begin(o, end ? "endnote" : "footnote");
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

	if (status == SP_OK && o->aside.len > ODF_WAITING)
		status = odf_tell_waiting(o);
	if (status != SP_OK)
		return status;
	switch (action) {
	case IS_PARAGRAPH:
		return odf_paragraph_begin(o);
	case IS_SPACES:
		return add_spaces(o, tag);
	case IS_TAB:
		return odf_put_mark(o, "\t", 1);
	case IS_BREAK:
		return odf_put_mark(o, "\n", 1);
	case IS_ANNOTATION:
		return odf_note_begin(o, "comment");
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
		status = odf_note_author(o);
	else if (leaf == ODF_LEAF_ASIDE && o->leaf_text.len)
		status = odf_add_aside(o, o->leaf_text.data, o->leaf_text.len);
	if (status == SP_OK && !o->n_open && !odf_in_sheet_cell(o))
		status = odf_tell_waiting(o);
	return status;
}

static enum sp_status text_end(void *context, int space, const char *name)
{
	struct sp_odf_text *o = context;

	switch (meaning_of(space, name)) {
	case IS_PARAGRAPH:
		return odf_paragraph_end(o);
	case IS_ANNOTATION:
	case IS_NOTE:
		return odf_note_end(o);
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
		return odf_put_folded(o, text, len);
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
		status = odf_note_end(o);
	if (o->in_cell && status == SP_OK) {
		o->tables = 1;
		status = odf_cell_end(o);
	}
	o->beyond = 0;
	while (o->n_open && status == SP_OK)
		status = odf_paragraph_end(o);
	if (status == SP_OK)
		status = odf_tell_waiting(o);
	odf_row_end(o);
	while (o->entered)
		odf_leave(o);
	return status;
}
