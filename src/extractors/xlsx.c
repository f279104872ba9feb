/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xlsx.c - SpreadsheetML (ECMA-376 part 1, section 18): the workbook.
 *
 * Sheets come in the order of the workbook, hidden ones too, each with its
 * comments, drawings and tables. Strings are kept in one table for all sheets;
 * those that no cell shows any more are told at the end, since they are still
 * in the file. Rows are read one by one (xlsx_sheet.c) and never held.
 */
#include "extractors/xlsx.h"

#include <string.h>

#include "base/mem.h"

#define MAX_SHEETS 100000
#define MAX_FORMATS 65536

struct sheet {
	const char *name;
	const struct sp_relation *relation; /* NULL: the workbook has lost it */
	bool hidden;
};

struct workbook {
	struct sp_xlsx xlsx;
	struct sp_relations relations;
	struct sp_arena names;
	struct sheet *sheets;
	size_t n, room;
	struct sp_markup markup; /* for what else stands in the main part */
};

/* ---- the main part: sheets, defined names ---- */

static enum sp_status add_sheet(struct workbook *w, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute name = sp_sax_attribute(tag, SP_SAX_NO_SPACE, "name");
	struct sp_sax_attribute id = sp_sax_attribute(tag, SP_OX_R, "id");
	struct sp_sax_attribute state = sp_sax_attribute(tag, SP_SAX_NO_SPACE, "state");
	struct sheet sheet = {
		.hidden = sp_sax_is(&state, "hidden") || sp_sax_is(&state, "veryHidden"),
	};

	if (w->n == MAX_SHEETS)
		return SP_OK;
	if (id.len)
		sheet.relation = sp_relations_find(&w->relations, id.value, id.len);
	sheet.name = sp_arena_copy(&w->names, name.len ? name.value : "", name.len);
	if (!sheet.name || !sp_mem_room(&w->sheets, &w->room, w->n + 1, sizeof(sheet)))
		return SP_FATAL;
	w->sheets[w->n++] = sheet;
	return SP_OK;
}

static enum sp_status workbook_start(void *context, const struct sp_sax_tag *tag)
{
	struct workbook *w = context;

	if (tag->space == SP_OX_S && strcmp(tag->name, "sheet") == 0)
		return add_sheet(w, tag);
	if (tag->space == SP_OX_S && strcmp(tag->name, "workbookPr") == 0) {
		struct sp_sax_attribute a = sp_sax_attribute(tag, SP_SAX_NO_SPACE, "date1904");
		w->xlsx.grid.from_1904 = sp_sax_is(&a, "1") || sp_sax_is(&a, "true");
	}
	return sp_markup_start(&w->markup, tag);
}

static enum sp_status workbook_end(void *context, int space, const char *name)
{
	struct workbook *w = context;

	if (space == SP_OX_S && strcmp(name, "sheet") == 0)
		return SP_OK;
	return sp_markup_end(&w->markup, space, name);
}

static enum sp_status workbook_text(void *context, const char *text, size_t len)
{
	struct workbook *w = context;

	return sp_markup_text(&w->markup, text, len);
}

static const struct sp_sax_events workbook_events = {
	.start = workbook_start,
	.end = workbook_end,
	.text = workbook_text,
};

/* ---- styles: how the numbers of a cell are shown ---- */

struct styles {
	struct sp_xlsx *xlsx;
	bool in_cells; /* cellXfs, not the named styles that it refers to */
	struct {
		unsigned long id;
		struct sp_number_format format;
	} * own;
	size_t n, room;
};

static unsigned long to_number(const struct sp_sax_attribute *a)
{
	unsigned long n = 0;

	for (size_t i = 0; i < a->len && i < 9 && a->value[i] >= '0' && a->value[i] <= '9'; i++)
		n = n * 10 + (unsigned long)(a->value[i] - '0');
	return n;
}

static enum sp_status add_own_format(struct styles *s, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute id = sp_sax_attribute(tag, SP_SAX_NO_SPACE, "numFmtId");
	struct sp_sax_attribute code = sp_sax_attribute(tag, SP_SAX_NO_SPACE, "formatCode");

	if (s->n == MAX_FORMATS || !code.value)
		return SP_OK;
	if (!sp_mem_room(&s->own, &s->room, s->n + 1, sizeof(*s->own)))
		return SP_FATAL;
	s->own[s->n].id = to_number(&id);
	sp_number_format_read(&s->own[s->n].format, code.value, code.len);
	s->n++;
	return SP_OK;
}

static enum sp_status add_cell_format(struct styles *s, const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute a = sp_sax_attribute(tag, SP_SAX_NO_SPACE, "numFmtId");
	struct sp_number_format format;
	unsigned long id = to_number(&a);
	size_t i = 0;

	while (i < s->n && s->own[i].id != id)
		i++;
	if (i < s->n)
		format = s->own[i].format;
	else
		sp_number_format_builtin(&format, id);
	return sp_grid_format_add(&s->xlsx->grid, &format);
}

static enum sp_status styles_start(void *context, const struct sp_sax_tag *tag)
{
	struct styles *s = context;

	if (tag->space != SP_OX_S)
		return SP_OK;
	if (strcmp(tag->name, "cellXfs") == 0)
		s->in_cells = true;
	else if (strcmp(tag->name, "numFmt") == 0 && !s->xlsx->grid.n_formats)
		return add_own_format(s, tag);
	else if (strcmp(tag->name, "xf") == 0 && s->in_cells)
		return add_cell_format(s, tag);
	return SP_OK;
}

static enum sp_status styles_end(void *context, int space, const char *name)
{
	struct styles *s = context;

	if (space == SP_OX_S && strcmp(name, "cellXfs") == 0)
		s->in_cells = false;
	return SP_OK;
}

static enum sp_status styles_text(void *context, const char *text, size_t len)
{
	(void)context, (void)text, (void)len;
	return SP_OK;
}

static const struct sp_sax_events styles_events = {
	.start = styles_start,
	.end = styles_end,
	.text = styles_text,
};

/* ---- shared strings ---- */

struct strings {
	struct sp_ooxml *doc;
	struct sp_xlsx *xlsx;
	struct sp_prose prose; /* of strings for which there is no room */
	bool in_string, in_text, full;
	unsigned phonetic; /* how to read it aloud: elements open */
};

static enum sp_status strings_start(void *context, const struct sp_sax_tag *tag)
{
	struct strings *s = context;
	struct sp_xlsx *xlsx = s->xlsx;

	if (tag->space != SP_OX_S)
		return SP_OK;
	if (strcmp(tag->name, "si") == 0) {
		s->in_string = true;
		if (s->full)
			sp_prose_break(&s->prose, '\n');
		else if (!sp_grid_string_begin(&xlsx->grid))
			return SP_FATAL;
	} else if (strcmp(tag->name, "rPh") == 0) {
		s->phonetic++;
	}
	s->in_text = s->in_string && !s->phonetic && strcmp(tag->name, "t") == 0;
	return SP_OK;
}

static enum sp_status strings_end(void *context, int space, const char *name)
{
	struct strings *s = context;

	s->in_text = false;
	if (space == SP_OX_S && strcmp(name, "rPh") == 0 && s->phonetic)
		s->phonetic--;
	if (space == SP_OX_S && strcmp(name, "si") == 0)
		s->in_string = false;
	return SP_OK;
}

static enum sp_status strings_text(void *context, const char *text, size_t len)
{
	struct strings *s = context;
	struct sp_grid *grid = &s->xlsx->grid;

	if (!s->in_text)
		return SP_OK;
	if (!s->full && grid->text.cap - grid->text.len < len) {
		sp_package_problem(&s->doc->package, SP_REASON_LIMIT_SIZE,
				   "its table of strings is too large: the rest has no cells");
		s->full = true;
	}
	if (s->full)
		return sp_prose_text(&s->prose, text, len);
	return sp_grid_string_add(grid, text, len) ? SP_OK : SP_FATAL;
}

static const struct sp_sax_events strings_events = {
	.start = strings_start,
	.end = strings_end,
	.text = strings_text,
};

static enum sp_status read_strings(struct sp_ooxml *doc, struct sp_xlsx *xlsx, struct sp_part *part)
{
	struct strings s = { .doc = doc, .xlsx = xlsx, .prose = { .out = doc->out } };
	enum sp_status status = sp_sink_enter(doc->out, SP_PLACE_PART, "strings", 0);

	if (status != SP_OK)
		return status;
	status = sp_package_parse(&doc->package, part, &strings_events, &s);
	sp_sink_leave(doc->out);
	return status;
}

/* ---- sheets ---- */

/* Sheets that the workbook does not name any more are read where they are met. */
static enum sp_status choose(struct sp_ooxml *doc, struct sp_part *part,
			     const struct sp_sax_tag *root, struct sp_ooxml_reader *reader)
{
	return sp_xlsx_choose(doc->kind, doc->placed == part ? NULL : part->name, root, reader);
}

static enum sp_status read_sheet(struct sp_ooxml *doc, struct workbook *w,
				 const struct sheet *sheet)
{
	static const char *const not_of_the_sheet[] = { "worksheet", "styles", "sharedStrings",
							"theme",     "person", NULL };
	struct sp_part *part =
		sheet->relation ? sp_package_find(&doc->package, sheet->relation->target) : NULL;
	enum sp_status status;

	if (!part) {
		sp_package_problem(&doc->package, SP_REASON_DAMAGED, "a sheet is missing");
		return SP_OK;
	}
	if (part->done)
		return SP_OK;
	status = sp_sink_enter(doc->out, SP_PLACE_SHEET, sheet->name, 0);
	if (status != SP_OK)
		return status;
	doc->placed = part;
	status = sp_grid_sheet_begin(&w->xlsx.grid, sheet->hidden);
	if (status == SP_OK)
		status = sp_ooxml_part(doc, part);
	if (status == SP_OK)
		status = sp_ooxml_related(doc, part->name, not_of_the_sheet);
	sp_grid_sheet_end(&w->xlsx.grid);
	sp_sink_leave(doc->out);
	return status;
}

static struct sp_part *find_part(struct sp_ooxml *doc, const struct workbook *w, const char *type,
				 const char *usual)
{
	const struct sp_relation *relation = sp_relations_typed(&w->relations, type);

	return sp_package_find(&doc->package, relation ? relation->target : usual);
}

/* Strings and styles come before the sheets that need them. */
static enum sp_status read_tables(struct sp_ooxml *doc, struct workbook *w)
{
	struct sp_part *styles = find_part(doc, w, "styles", "xl/styles.xml");
	struct sp_part *strings = find_part(doc, w, "sharedStrings", "xl/sharedStrings.xml");
	struct styles s = { .xlsx = &w->xlsx };
	enum sp_status status = SP_OK;

	if (styles)
		status = sp_package_parse(&doc->package, styles, &styles_events, &s);
	sp_mem_free(s.own);
	if (status == SP_OK && strings)
		status = read_strings(doc, &w->xlsx, strings);
	return status;
}

static enum sp_status read_workbook(struct sp_ooxml *doc, struct workbook *w, struct sp_part *main)
{
	enum sp_status status = SP_OK;

	if (main)
		status = sp_ooxml_relations(doc, main->name, &w->relations);
	if (status == SP_OK && main)
		status = sp_sink_enter(doc->out, SP_PLACE_PART, "workbook", 0);
	if (status == SP_OK && main) {
		status = sp_package_parse(&doc->package, main, &workbook_events, w);
		sp_sink_leave(doc->out);
	}
	if (status == SP_OK)
		status = read_tables(doc, w);
	for (size_t i = 0; i < w->n && status == SP_OK; i++)
		status = read_sheet(doc, w, &w->sheets[i]);
	if (status == SP_OK)
		status = sp_ooxml_leftovers(doc);
	return status == SP_OK ? sp_grid_tell_unused(&w->xlsx.grid) : status;
}

enum sp_status sp_xlsx_read(struct sp_ooxml *doc, struct sp_part *main)
{
	struct workbook w = { 0 };

	sp_grid_init(&w.xlsx.grid, doc->out);
	sp_markup_init(&w.markup, doc->out);
	sp_xlsx_sheet_init(&w.xlsx);
	doc->choose = choose;
	doc->kind = &w.xlsx;
	enum sp_status status = read_workbook(doc, &w, main);
	doc->choose = NULL;
	doc->kind = NULL;
	sp_xlsx_sheet_release(&w.xlsx);
	sp_markup_release(&w.markup);
	sp_grid_release(&w.xlsx.grid);
	sp_mem_free(w.sheets);
	sp_arena_release(&w.names);
	sp_relations_release(&w.relations);
	return status;
}
