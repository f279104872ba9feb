/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * docx.c - WordprocessingML (ECMA-376 part 1, section 17).
 *
 * Text is read as it stands on the page: runs are joined within a paragraph,
 * whatever markup lies between them. What does not stand on the page - deleted
 * text, field codes, alternative texts - follows at the end of the paragraph
 * that it belongs to. Cells of a table know what their column is called. All
 * parts of this markup are read alike, whatever they are called.
 */
#include "extractors/ooxml.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "extractors/columns.h"

/* A text box is a paragraph within a paragraph. */
#define MAX_OPEN 8
#define MAX_AUTHORS 64
#define MAX_AUTHOR 256
/* What waits for the end of a paragraph is told earlier when it is more than this. */
#define ASIDE (64 * 1024)
#define CELL_TEXT 256

struct paragraph {
	uint64_t number;
	bool entered; /* had text */
};

enum reading { READ_NOTHING, READ_TEXT, READ_ASIDE, READ_GONE };

struct sp_docx {
	struct sp_prose prose;
	struct sp_alternates alternates;
	uint64_t paragraphs; /* so far in this part */
	struct paragraph open[MAX_OPEN];
	unsigned n_open, beyond;
	enum reading reading;
	unsigned deleted;    /* elements open whose text was deleted */
	struct sp_buf aside; /* for the end of the paragraph */
	bool aside_gap;	     /* what comes next is no continuation of it */
	struct sp_buf gone;  /* deleted, for the end of the paragraph as well */
	bool gone_gap;
	bool in_note;	 /* a PART is open for a comment or note */
	unsigned tables; /* open */
	uint64_t row, column, span;
	struct sp_columns columns;
	struct sp_buf cell; /* the start of its text */
	char authors[MAX_AUTHORS][MAX_AUTHOR];
	unsigned n_authors, told_authors;
};

enum action {
	IS_NOTHING,
	IS_BREAK,
	IS_CELL,
	IS_DELETED,
	IS_DELETED_TEXT,
	IS_ASIDE_TEXT,
	IS_FIELD,
	IS_HYPHEN,
	IS_NOTE,
	IS_PARAGRAPH,
	IS_ROW,
	IS_SPAN,
	IS_SYMBOL,
	IS_TAB,
	IS_TABLE,
	IS_TEXT,
};

struct meaning {
	const char *name;
	enum action action;
};

/* In order. */
static const struct meaning meanings[] = {
	{ "br", IS_BREAK },
	{ "comment", IS_NOTE },
	{ "cr", IS_BREAK },
	{ "del", IS_DELETED },
	{ "delInstrText", IS_ASIDE_TEXT },
	{ "delText", IS_DELETED_TEXT },
	{ "endnote", IS_NOTE },
	{ "fldChar", IS_FIELD },
	{ "footnote", IS_NOTE },
	{ "gridSpan", IS_SPAN },
	{ "instrText", IS_ASIDE_TEXT },
	{ "moveFrom", IS_DELETED },
	{ "noBreakHyphen", IS_HYPHEN },
	{ "p", IS_PARAGRAPH },
	{ "ptab", IS_TAB },
	{ "sym", IS_SYMBOL },
	{ "t", IS_TEXT },
	{ "tab", IS_TAB },
	{ "tbl", IS_TABLE },
	{ "tc", IS_CELL },
	{ "tr", IS_ROW },
};

static int compare_meanings(const void *key, const void *item)
{
	return strcmp(key, ((const struct meaning *)item)->name);
}

static enum action meaning_of(int space, const char *name)
{
	/* Formulas and text in drawings have the same names for the same things. */
	if (space == SP_OX_M || space == SP_OX_A)
		return strcmp(name, "t") == 0 ? IS_TEXT : IS_NOTHING;
	if (space != SP_OX_W)
		return IS_NOTHING;
	const struct meaning *found =
		bsearch(name, meanings, sizeof(meanings) / sizeof(meanings[0]), sizeof(meanings[0]),
			compare_meanings);
	return found ? found->action : IS_NOTHING;
}

/* ---- text ---- */

/* The place is entered when there is text for it: many paragraphs are empty. */
static enum sp_status enter_paragraph(struct sp_docx *docx)
{
	struct paragraph *top = docx->n_open ? &docx->open[docx->n_open - 1] : NULL;

	if (!top || top->entered)
		return SP_OK;
	enum sp_status status =
		sp_sink_enter(docx->prose.out, SP_PLACE_PARAGRAPH, NULL, top->number);
	if (status != SP_OK)
		return status;
	top->entered = true;
	sp_prose_begin(&docx->prose);
	if (docx->tables == 1 && docx->column)
		status = sp_sink_label(docx->prose.out,
				       sp_columns_label(&docx->columns, docx->row, docx->column));
	return status;
}

static enum sp_status add_aside(struct sp_docx *docx, const char *text, size_t len)
{
	if (docx->aside_gap && docx->aside.len && !sp_buf_putc(&docx->aside, '\n'))
		return SP_FATAL;
	docx->aside_gap = false;
	return sp_buf_add(&docx->aside, text, len) ? SP_OK : SP_FATAL;
}

static enum sp_status add_gone(struct sp_docx *docx, const char *text, size_t len)
{
	if (docx->gone_gap && docx->gone.len && !sp_buf_putc(&docx->gone, '\n'))
		return SP_FATAL;
	docx->gone_gap = false;
	return sp_buf_add(&docx->gone, text, len) ? SP_OK : SP_FATAL;
}

static enum sp_status add_text(struct sp_docx *docx, const char *text, size_t len)
{
	size_t room = docx->cell.cap - docx->cell.len;
	enum sp_status status;

	if (docx->deleted)
		return add_gone(docx, text, len);
	if (docx->tables == 1 && !sp_buf_add(&docx->cell, text, len < room ? len : room))
		return SP_FATAL;
	docx->aside_gap = docx->gone_gap = true;
	status = enter_paragraph(docx);
	return status == SP_OK ? sp_prose_text(&docx->prose, text, len) : status;
}

static enum sp_status tell_aside(struct sp_docx *docx)
{
	enum sp_status status = SP_OK;

	if (docx->aside.len || docx->gone.len)
		status = enter_paragraph(docx);
	if (status == SP_OK && docx->aside.len)
		status = sp_prose_line(&docx->prose, docx->aside.data, docx->aside.len);
	sp_buf_reset(&docx->aside);
	if (status == SP_OK && docx->gone.len) {
		status = sp_sink_value(docx->prose.out, SP_PLACE_PART, "deleted", docx->gone.data,
				       docx->gone.len);
		sp_prose_begin(&docx->prose);
	}
	sp_buf_reset(&docx->gone);
	return status;
}

/* ---- paragraphs ---- */

static enum sp_status begin_paragraph(struct sp_docx *docx)
{
	enum sp_status status = tell_aside(docx);

	docx->paragraphs++;
	if (docx->n_open == MAX_OPEN) {
		docx->beyond++;
		sp_prose_break(&docx->prose, '\n');
		return status;
	}
	docx->open[docx->n_open++] = (struct paragraph) { .number = docx->paragraphs };
	return status;
}

static enum sp_status end_paragraph(struct sp_docx *docx)
{
	enum sp_status status = tell_aside(docx);

	if (docx->beyond) {
		docx->beyond--;
		sp_prose_break(&docx->prose, '\n');
	} else if (docx->n_open && docx->open[--docx->n_open].entered) {
		sp_sink_leave(docx->prose.out);
		sp_prose_begin(&docx->prose);
	}
	return status;
}

/* ---- comments and notes ---- */

static enum sp_status begin_note(struct sp_docx *docx, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute author = sp_sax_attribute(tag, SP_OX_W, "author");
	struct sp_sax_attribute initials = sp_sax_attribute(tag, SP_OX_W, "initials");
	enum sp_status status = SP_OK;

	if (docx->in_note)
		return SP_OK;
	status = sp_sink_enter(docx->prose.out, SP_PLACE_PART, tag->name, 0);
	if (status != SP_OK)
		return status;
	docx->in_note = true;
	sp_prose_begin(&docx->prose);
	status = sp_sink_value(docx->prose.out, SP_PLACE_PROPERTY, "author", author.value,
			       author.len);
	if (status == SP_OK)
		status = sp_sink_value(docx->prose.out, SP_PLACE_PROPERTY, "initials",
				       initials.value, initials.len);
	return status;
}

static void end_note(struct sp_docx *docx)
{
	if (docx->in_note)
		sp_sink_leave(docx->prose.out);
	docx->in_note = false;
	sp_prose_begin(&docx->prose);
}

/* Who changed the text: the same few names at thousands of places. */
static void note_author(struct sp_docx *docx, const struct sp_sax_attribute *author)
{
	size_t len = author->len < MAX_AUTHOR ? author->len : MAX_AUTHOR - 1;

	for (unsigned i = 0; i < docx->n_authors; i++)
		if (strlen(docx->authors[i]) == len &&
		    memcmp(docx->authors[i], author->value, len) == 0)
			return;
	if (docx->n_authors == MAX_AUTHORS)
		return;
	memcpy(docx->authors[docx->n_authors], author->value, len);
	docx->authors[docx->n_authors++][len] = '\0';
}

static enum sp_status tell_authors(struct sp_docx *docx)
{
	enum sp_status status = SP_OK;

	while (docx->told_authors < docx->n_authors && status == SP_OK) {
		const char *author = docx->authors[docx->told_authors++];
		status = sp_sink_value(docx->prose.out, SP_PLACE_PROPERTY, "author", author,
				       strlen(author));
	}
	return status;
}

/* ---- tables ---- */

static void begin_cell(struct sp_docx *docx)
{
	if (docx->tables != 1)
		return;
	docx->column += docx->span;
	docx->span = 1;
	sp_buf_reset(&docx->cell);
}

static enum sp_status end_cell(struct sp_docx *docx)
{
	enum sp_status status = SP_OK;

	if (docx->tables == 1)
		status = sp_columns_note(&docx->columns, docx->row, docx->column,
					 sp_buf_str(&docx->cell), docx->cell.len);
	sp_buf_reset(&docx->cell);
	return status;
}

static void begin_table(struct sp_docx *docx)
{
	if (docx->tables++)
		return;
	sp_columns_reset(&docx->columns);
	docx->row = docx->column = 0;
}

static void begin_row(struct sp_docx *docx)
{
	if (docx->tables != 1)
		return;
	docx->row++;
	docx->column = 0;
	docx->span = 1;
}

static void read_span(struct sp_docx *docx, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute val = sp_sax_attribute(tag, SP_OX_W, "val");
	uint64_t span = 0;

	for (size_t i = 0; i < val.len && i < 4 && val.value[i] >= '0' && val.value[i] <= '9'; i++)
		span = span * 10 + (uint64_t)(val.value[i] - '0');
	if (docx->tables == 1 && span)
		docx->span = span;
}

/* ---- elements ---- */

/* Symbol fonts put their signs where no characters are: those say nothing. */
static enum sp_status add_symbol(struct sp_docx *docx, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute code = sp_sax_attribute(tag, SP_OX_W, "char");
	struct sp_buf text = SP_BUF_INIT(8);
	char digits[8] = "";
	enum sp_status status;

	if (!code.len || code.len >= sizeof(digits))
		return SP_OK;
	memcpy(digits, code.value, code.len);
	unsigned long value = strtoul(digits, NULL, 16);
	if (value < 0x20 || (value >= 0xE000 && value <= 0xF8FF))
		value = ' ';
	if (!sp_buf_put_utf8(&text, (uint32_t)value))
		return SP_FATAL;
	status = add_text(docx, text.data, text.len);
	sp_buf_release(&text);
	return status;
}

/* A tab, or the place where one stops: that has a position. */
static enum sp_status add_tab(struct sp_docx *docx, const struct sp_sax_tag *tag)
{
	if (sp_sax_attribute(tag, SP_OX_W, "pos").value)
		return SP_OK;
	return add_text(docx, "\t", 1);
}

static enum sp_status act_on_start(struct sp_docx *docx, const struct sp_sax_tag *tag)
{
	switch (meaning_of(tag->space, tag->name)) {
	case IS_TEXT:
		docx->reading = docx->deleted ? READ_GONE : READ_TEXT;
		return SP_OK;
	case IS_DELETED_TEXT:
		docx->reading = READ_GONE;
		return SP_OK;
	case IS_ASIDE_TEXT:
		docx->reading = READ_ASIDE;
		return SP_OK;
	case IS_PARAGRAPH:
		return begin_paragraph(docx);
	case IS_BREAK:
		return add_text(docx, "\n", 1);
	case IS_TAB:
		return add_tab(docx, tag);
	case IS_HYPHEN:
		return add_text(docx, "-", 1);
	case IS_SYMBOL:
		return add_symbol(docx, tag);
	case IS_DELETED:
		docx->deleted++;
		return SP_OK;
	case IS_FIELD:
		docx->aside_gap = true;
		return SP_OK;
	case IS_NOTE:
		return begin_note(docx, tag);
	case IS_TABLE:
		begin_table(docx);
		return SP_OK;
	case IS_ROW:
		begin_row(docx);
		return SP_OK;
	case IS_CELL:
		begin_cell(docx);
		return SP_OK;
	case IS_SPAN:
		read_span(docx, tag);
		return SP_OK;
	case IS_NOTHING:
		break;
	}
	return SP_OK;
}

static enum sp_status docx_start(void *context, const struct sp_sax_tag *tag)
{
	struct sp_docx *docx = context;
	enum sp_status status = SP_OK;

	docx->reading = READ_NOTHING;
	if (sp_alternates_start(&docx->alternates, tag, docx->prose.said))
		return SP_OK;
	struct sp_sax_attribute author = sp_sax_attribute(tag, SP_OX_W, "author");
	if (author.len) {
		if (meaning_of(tag->space, tag->name) != IS_NOTE)
			note_author(docx, &author);
	} else {
		size_t before = docx->aside.len;
		if (!sp_ooxml_attributes(&docx->aside, tag))
			return SP_FATAL;
		docx->aside_gap |= docx->aside.len > before;
		if (docx->aside.len > ASIDE)
			status = tell_aside(docx);
	}
	return status == SP_OK ? act_on_start(docx, tag) : status;
}

static enum sp_status docx_end(void *context, int space, const char *name)
{
	struct sp_docx *docx = context;

	docx->reading = READ_NOTHING;
	if (sp_alternates_end(&docx->alternates, space, name, docx->prose.said))
		return SP_OK;
	switch (meaning_of(space, name)) {
	case IS_PARAGRAPH:
		return end_paragraph(docx);
	case IS_DELETED:
		docx->deleted -= docx->deleted > 0;
		return SP_OK;
	case IS_NOTE:
		end_note(docx);
		return SP_OK;
	case IS_TABLE:
		docx->tables -= docx->tables > 0;
		return SP_OK;
	case IS_CELL:
		return end_cell(docx);
	default:
		break;
	}
	if (space == SP_OX_A && strcmp(name, "p") == 0)
		sp_prose_break(&docx->prose, '\n');
	return SP_OK;
}

static enum sp_status docx_text(void *context, const char *text, size_t len)
{
	struct sp_docx *docx = context;

	if (docx->alternates.skipping || docx->reading == READ_NOTHING)
		return SP_OK;
	if (docx->reading == READ_TEXT)
		return add_text(docx, text, len);
	enum sp_status status =
		docx->reading == READ_GONE ? add_gone(docx, text, len) : add_aside(docx, text, len);
	bool full = docx->aside.len + docx->gone.len > ASIDE;
	return status == SP_OK && full ? tell_aside(docx) : status;
}

static const struct sp_sax_events docx_events = {
	.start = docx_start,
	.end = docx_end,
	.text = docx_text,
};

/* ---- parts ---- */

enum sp_status sp_docx_new(struct sp_docx **out, struct sp_sink *sink)
{
	struct sp_docx *docx = sp_mem_zero(1, sizeof(*docx));

	*out = docx;
	if (!docx)
		return SP_FATAL;
	docx->prose.out = sink;
	docx->aside.cap = docx->gone.cap = SP_BUF_UNCAPPED;
	docx->cell.cap = CELL_TEXT;
	return SP_OK;
}

void sp_docx_free(struct sp_docx *docx)
{
	if (!docx)
		return;
	sp_buf_release(&docx->aside);
	sp_buf_release(&docx->gone);
	sp_buf_release(&docx->cell);
	sp_columns_release(&docx->columns);
	sp_mem_wipe(docx, sizeof(*docx));
	sp_mem_free(docx);
}

static enum sp_status finish(void *context, enum sp_status status)
{
	struct sp_docx *docx = context;

	docx->beyond = 0;
	while (docx->n_open) {
		if (status == SP_OK)
			status = end_paragraph(docx);
		else if (docx->open[--docx->n_open].entered)
			sp_sink_leave(docx->prose.out);
	}
	if (status == SP_OK)
		status = tell_aside(docx);
	end_note(docx);
	return status == SP_OK ? tell_authors(docx) : status;
}

static const char *place_of(const char *root)
{
	static const char *const places[][2] = {
		{ "document", NULL },
		{ "hdr", "header" },
		{ "ftr", "footer" },
		{ "footnotes", NULL },
		{ "endnotes", NULL },
		{ "comments", NULL },
		{ "glossaryDocument", "glossary" },
		{ "styles", "styles" },
		{ "settings", "settings" },
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (strcmp(places[i][0], root) == 0)
			return places[i][1];
	return "other";
}

void sp_docx_reader(struct sp_docx *docx, const struct sp_sax_tag *root,
		    struct sp_ooxml_reader *reader)
{
	docx->alternates = (struct sp_alternates) { 0 };
	docx->paragraphs = 0;
	docx->n_open = docx->beyond = docx->deleted = docx->tables = 0;
	docx->reading = READ_NOTHING;
	docx->aside_gap = docx->gone_gap = false;
	sp_prose_begin(&docx->prose);
	*reader = (struct sp_ooxml_reader) { &docx_events, docx, place_of(root->name), finish };
}

enum sp_status sp_docx_read(struct sp_ooxml *doc, struct sp_part *main)
{
	/* Headers, notes and comments have their places in themselves: any order will do. */
	return main ? sp_ooxml_part(doc, main) : SP_OK;
}
