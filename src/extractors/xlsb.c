/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xlsb.c - binary workbooks of Excel 2007 and later ([MS-XLSB]).
 *
 * Workbook, strings, styles, sheets and comments are read by their records. In
 * other parts made of records - tables, caches of pivot tables and of other
 * workbooks, connections - whatever is stored as a string is told. Left out on
 * purpose: formulas, whose last results are read.
 */
#include "extractors/xlsb.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "extractors/biff.h"
#include "extractors/charset.h"
#include "extractors/grid.h"

#define MAX_SHEETS 100000
#define MAX_OWN_FORMATS 65536
/* A record that is longer than this holds no text. */
#define RECORD_MAX (1024 * 1024)
/* Characters of a string. */
#define STRING_MAX 32767

struct xlsb;

/* Records of a part, whose bytes come in pieces. */
struct records {
	struct xlsb *book;
	enum sp_status (*read)(struct xlsb *book, unsigned type, struct sp_bytes data);
	struct sp_buf held; /* a record that is not complete */
	uint64_t skip;	    /* bytes of one that is too long */
};

struct sheet {
	const char *name, *target;
	bool hidden;
};

struct xlsb {
	struct sp_ooxml *doc;
	struct sp_grid grid;
	struct sp_relations relations;
	struct sp_arena names;
	struct sheet *sheets;
	size_t n_sheets, room_sheets;
	struct {
		uint16_t id;
		struct sp_number_format format;
	} * own;
	size_t n_own, room_own;
	bool in_cell_styles, too_long, strings_full, no_memory;
	struct sp_buf text;
	struct sp_prose prose;
	uint32_t row, column; /* of the comment that is being read, from 1 */
};

/* ---- records ---- */

/* A number of up to `most` bytes, seven bits in each. false: it is not complete. */
static bool take_varied(struct sp_bytes *c, unsigned most, uint32_t *out)
{
	uint8_t byte = 0x80;

	*out = 0;
	for (unsigned i = 0; i < most && byte & 0x80; i++) {
		if (!sp_bytes_u8(c, &byte))
			return false;
		*out |= (uint32_t)(byte & 0x7F) << 7 * i;
	}
	return true;
}

/* The type's own bits of continuation are part of its number. */
static bool take_head(struct sp_bytes *c, unsigned *type, uint32_t *len)
{
	uint32_t number;

	if (!take_varied(c, 2, &number) || !take_varied(c, 4, len))
		return false;
	*type = number;
	return true;
}

static enum sp_status take_records(struct records *r)
{
	struct sp_bytes c = sp_bytes_of(r->held.data, r->held.len), ahead = c, data;
	enum sp_status status = SP_OK;
	unsigned type;
	uint32_t len;

	while (status == SP_OK && take_head(&ahead, &type, &len)) {
		if (len > RECORD_MAX) {
			if (!r->book->too_long)
				sp_package_problem(&r->book->doc->package, SP_REASON_LIMIT_SIZE,
						   "a record is too long");
			r->book->too_long = true;
			r->skip = len > ahead.left ? len - ahead.left : 0;
			(void)sp_bytes_skip(&ahead, len < ahead.left ? len : ahead.left);
			c = ahead;
			continue;
		}
		if (!sp_bytes_take(&ahead, len, &data))
			break;
		status = r->read(r->book, type, data);
		if (r->book->no_memory || r->book->text.failed)
			status = SP_FATAL;
		c = ahead;
	}
	sp_buf_drop(&r->held, r->held.len - c.left);
	return status;
}

static enum sp_status take_piece(void *context, const void *data, size_t len)
{
	struct records *r = context;
	size_t skip = r->skip < len ? (size_t)r->skip : len;

	r->skip -= skip;
	if (!sp_buf_add(&r->held, (const char *)data + skip, len - skip))
		return SP_FATAL;
	return take_records(r);
}

static enum sp_status read_part(struct xlsb *book, struct sp_part *part,
				enum sp_status (*read)(struct xlsb *, unsigned, struct sp_bytes))
{
	struct records r = { .book = book, .read = read, .held = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	enum sp_status status = sp_package_read(&book->doc->package, part, take_piece, &r);

	sp_buf_release(&r.held);
	return status;
}

/* ---- strings ---- */

/* `rich`: flags come first. NULL: there is none. */
static const struct sp_buf *take_string(struct xlsb *book, struct sp_bytes *c, bool rich)
{
	uint32_t count = 0;
	struct sp_bytes string;

	book->no_memory |= book->text.failed;
	sp_buf_reset(&book->text);
	if ((rich && !sp_bytes_skip(c, 1)) || !sp_bytes_le32(c, &count) || count == UINT32_MAX ||
	    !sp_bytes_take(c, (uint64_t)count * 2, &string))
		return NULL;
	if (string.left && !sp_charset_convert(sp_charset_from_codepage(1200), string.at,
					       string.left, &book->text))
		return NULL;
	return &book->text;
}

static enum sp_status tell_part(struct xlsb *book, const char *part, const struct sp_buf *text)
{
	if (!text)
		return SP_OK;
	return sp_sink_value(book->doc->out, SP_PLACE_PART, part, sp_buf_str(text), text->len);
}

/* ---- the workbook ---- */

static enum sp_status add_sheet(struct xlsb *book, struct sp_bytes c)
{
	struct sheet sheet = { 0 };
	uint32_t state, id;

	if (book->n_sheets == MAX_SHEETS || !sp_bytes_le32(&c, &state) || !sp_bytes_le32(&c, &id))
		return SP_OK;
	const struct sp_buf *text = take_string(book, &c, false);
	const struct sp_relation *relation =
		text ? sp_relations_find(&book->relations, sp_buf_str(text), text->len) : NULL;
	sheet.target = relation ? relation->target : NULL;
	sheet.hidden = state != 0;
	text = take_string(book, &c, false);
	sheet.name =
		sp_arena_copy(&book->names, text ? sp_buf_str(text) : "", text ? text->len : 0);
	if (!sheet.name ||
	    !sp_mem_room(&book->sheets, &book->room_sheets, book->n_sheets + 1, sizeof(sheet)))
		return SP_FATAL;
	book->sheets[book->n_sheets++] = sheet;
	return SP_OK;
}

static enum sp_status read_workbook(struct xlsb *book, unsigned type, struct sp_bytes c)
{
	enum { SHEET = 156, PROPERTIES = 153, NAME = 39 };
	uint32_t flags;

	if (type == SHEET)
		return add_sheet(book, c);
	if (type == PROPERTIES && sp_bytes_le32(&c, &flags))
		book->grid.from_1904 = flags & 1;
	if (type == NAME && sp_bytes_skip(&c, 9))
		return tell_part(book, "name", take_string(book, &c, false));
	return SP_OK;
}

static enum sp_status add_style(struct xlsb *book, struct sp_bytes c)
{
	struct sp_number_format format;
	uint16_t parent, id;

	if (!sp_bytes_le16(&c, &parent) || !sp_bytes_le16(&c, &id))
		return SP_OK;
	sp_number_format_builtin(&format, id);
	for (size_t i = 0; i < book->n_own; i++)
		if (book->own[i].id == id)
			format = book->own[i].format;
	return sp_grid_format_add(&book->grid, &format);
}

static enum sp_status read_styles(struct xlsb *book, unsigned type, struct sp_bytes c)
{
	enum { FORMAT = 44, STYLE = 47, CELLS_BEGIN = 617, CELLS_END = 618 };
	uint16_t id;

	if (type == CELLS_BEGIN || type == CELLS_END)
		book->in_cell_styles = type == CELLS_BEGIN;
	if (type == STYLE && book->in_cell_styles)
		return add_style(book, c);
	if (type != FORMAT || book->n_own == MAX_OWN_FORMATS || !sp_bytes_le16(&c, &id))
		return SP_OK;
	const struct sp_buf *code = take_string(book, &c, false);
	if (!code)
		return SP_OK;
	if (!sp_mem_room(&book->own, &book->room_own, book->n_own + 1, sizeof(*book->own)))
		return SP_FATAL;
	book->own[book->n_own].id = id;
	sp_number_format_read(&book->own[book->n_own++].format, sp_buf_str(code), code->len);
	return SP_OK;
}

static enum sp_status read_strings(struct xlsb *book, unsigned type, struct sp_bytes c)
{
	enum { STRING = 19 };
	struct sp_grid *grid = &book->grid;
	const struct sp_buf *text = type == STRING ? take_string(book, &c, true) : NULL;

	if (!text)
		return SP_OK;
	if (!book->strings_full && grid->text.cap - grid->text.len < text->len) {
		book->strings_full = true;
		sp_package_problem(&book->doc->package, SP_REASON_LIMIT_SIZE,
				   "its table of strings is too large: the rest has no cells");
	}
	if (book->strings_full)
		return tell_part(book, "strings", text);
	return sp_grid_string_begin(grid) && sp_grid_string_add(grid, sp_buf_str(text), text->len)
		       ? SP_OK
		       : SP_FATAL;
}

/* ---- sheets ---- */

enum cell { CELL_RK, CELL_BOOLEAN, CELL_REAL, CELL_TEXT, CELL_SHARED, CELL_RICH, CELL_NONE };

/* What a record holds; *brief: its column is the next one. */
static enum cell cell_of(unsigned type, bool *brief)
{
	static const unsigned char kinds[] = {
		[2] = CELL_RK,	    [4] = CELL_BOOLEAN,	 [5] = CELL_REAL,  [6] = CELL_TEXT,
		[7] = CELL_SHARED,  [8] = CELL_TEXT,	 [9] = CELL_REAL,  [10] = CELL_BOOLEAN,
		[13] = CELL_RK,	    [15] = CELL_BOOLEAN, [16] = CELL_REAL, [17] = CELL_TEXT,
		[18] = CELL_SHARED,
	};

	*brief = type >= 12 && type <= 18;
	if (type == 62)
		return CELL_RICH;
	/* Blanks and errors; the first kind of cell is none of those that have no kind. */
	if (type >= sizeof(kinds) || type < 2 || type == 3 || type == 11 || type == 12 ||
	    type == 14)
		return CELL_NONE;
	return (enum cell)kinds[type];
}

static double to_double(struct sp_bytes c)
{
	uint64_t bits = 0;
	double value;

	sp_bytes_le64(&c, &bits);
	memcpy(&value, &bits, sizeof(value));
	return value;
}

static enum sp_status tell_cell(struct xlsb *book, enum cell cell, struct sp_bytes c,
				unsigned long style)
{
	struct sp_grid *grid = &book->grid;
	const struct sp_buf *text;
	uint32_t number = 0;
	uint8_t flag = 0;

	switch (cell) {
	case CELL_RK:
		return sp_bytes_le32(&c, &number) ? sp_grid_number(grid, sp_biff_rk(number), style)
						  : SP_OK;
	case CELL_BOOLEAN:
		return sp_bytes_u8(&c, &flag) ? sp_grid_boolean(grid, flag) : SP_OK;
	case CELL_REAL:
		return c.left >= 8 ? sp_grid_number(grid, to_double(c), style) : SP_OK;
	case CELL_SHARED:
		return sp_bytes_le32(&c, &number) ? sp_grid_shared(grid, number) : SP_OK;
	case CELL_TEXT:
	case CELL_RICH:
		text = take_string(book, &c, cell == CELL_RICH);
		return text ? sp_grid_text(grid, sp_buf_str(text), text->len) : SP_OK;
	case CELL_NONE:
		break;
	}
	return SP_OK;
}

static enum sp_status begin_row(struct xlsb *book, struct sp_bytes c)
{
	uint32_t row = 0;
	uint8_t flags = 0;

	if (sp_bytes_le32(&c, &row) && sp_bytes_skip(&c, 7) && sp_bytes_u8(&c, &flags))
		sp_grid_row(&book->grid, (uint64_t)row + 1, flags & 0x10);
	return SP_OK;
}

static enum sp_status read_link(struct xlsb *book, struct sp_bytes c)
{
	uint32_t row, last, column, last_column;
	enum sp_status status = SP_OK;

	if (!sp_bytes_le32(&c, &row) || !sp_bytes_le32(&c, &last) || !sp_bytes_le32(&c, &column) ||
	    !sp_bytes_le32(&c, &last_column))
		return SP_OK;
	/* First comes the name of a relationship, whose target is told with the others. */
	for (int i = 0; i < 4 && status == SP_OK; i++) {
		const struct sp_buf *text = take_string(book, &c, false);
		if (text && i)
			status = sp_grid_aside(&book->grid, (uint64_t)row + 1, (uint64_t)column + 1,
					       SP_PLACE_PART, "link", sp_buf_str(text), text->len);
	}
	return status;
}

static enum sp_status read_strips(struct xlsb *book, struct sp_bytes c)
{
	enum sp_status status = SP_OK;

	if (!sp_bytes_skip(&c, 2))
		return SP_OK;
	for (int i = 0; i < 6 && status == SP_OK; i++) {
		const struct sp_buf *text = take_string(book, &c, false);
		sp_grid_row_end(&book->grid);
		if (text && text->len)
			status = sp_grid_strip(&book->grid, i % 2 ? "footer" : "header", text->data,
					       text->len);
	}
	return status;
}

static enum sp_status read_sheet(struct xlsb *book, unsigned type, struct sp_bytes c)
{
	enum { ROW = 0, STRIPS = 479, LINK = 494 };
	uint32_t column = 0, style = 0;
	bool brief;

	if (type == ROW)
		return begin_row(book, c);
	if (type == LINK)
		return read_link(book, c);
	if (type == STRIPS)
		return read_strips(book, c);
	enum cell cell = cell_of(type, &brief);
	bool blank = type == 1 || type == 3 || type == 11 || type == 12 || type == 14;
	if (cell == CELL_NONE && !blank)
		return SP_OK;
	if ((!brief && !sp_bytes_le32(&c, &column)) || !sp_bytes_le32(&c, &style))
		return SP_OK;
	book->grid.column = brief ? book->grid.column + 1 : (uint64_t)column + 1;
	return tell_cell(book, cell, c, style & 0xFFFFFF);
}

/* ---- comments, and parts that are not known ---- */

static enum sp_status read_comments(struct xlsb *book, unsigned type, struct sp_bytes c)
{
	enum { AUTHOR = 632, BEGIN = 635, TEXT = 637 };
	const struct sp_buf *text;
	uint32_t author, last;

	if (type == AUTHOR) {
		text = take_string(book, &c, false);
		return text ? sp_sink_value(book->doc->out, SP_PLACE_PROPERTY, "author",
					    sp_buf_str(text), text->len)
			    : SP_OK;
	}
	if (type == BEGIN && sp_bytes_le32(&c, &author) && sp_bytes_le32(&c, &book->row) &&
	    sp_bytes_le32(&c, &last))
		sp_bytes_le32(&c, &book->column);
	if (type != TEXT)
		return SP_OK;
	text = take_string(book, &c, true);
	return text ? sp_grid_aside(&book->grid, (uint64_t)book->row + 1,
				    (uint64_t)book->column + 1, SP_PLACE_PART, "comment",
				    sp_buf_str(text), text->len)
		    : SP_OK;
}

/* Its length and so many characters that can be seen. */
static bool is_string(struct sp_bytes c)
{
	uint32_t count = 0;
	uint16_t unit = 0;

	if (!sp_bytes_le32(&c, &count) || count < 2 || count > STRING_MAX || count * 2 > c.left)
		return false;
	while (count-- && sp_bytes_le16(&c, &unit))
		if (unit < ' ' || unit >= 0xFFFE)
			return false;
	return true;
}

static enum sp_status read_other(struct xlsb *book, unsigned type, struct sp_bytes c)
{
	enum { NUMBER = 21, NUMBER_A = 28 };
	enum sp_status status = SP_OK;
	char decimal[40];

	if ((type == NUMBER || type == NUMBER_A) && c.left >= 8) {
		int len = snprintf(decimal, sizeof(decimal), "%.15g", to_double(c));
		return sp_prose_line(&book->prose, decimal, (size_t)len);
	}
	while (c.left > 4 && status == SP_OK) {
		const struct sp_buf *text = is_string(c) ? take_string(book, &c, false) : NULL;
		if (text)
			status = sp_prose_line(&book->prose, sp_buf_str(text), text->len);
		else
			(void)sp_bytes_skip(&c, 1);
	}
	return status;
}

static bool is_records(const struct sp_part *part)
{
	static const char *const folders[] = {
		"xl/tables/",	      "xl/pivotCache/",	 "xl/pivotTables/",  "xl/externalLinks/",
		"xl/connections.bin", "xl/queryTables/", "xl/worksheets/",   "xl/chartsheets/",
		"xl/macrosheets/",    "xl/comments",	 "xl/dialogsheets/", "xl/metadata.bin",
	};
	size_t len = strlen(part->name);

	if (part->done || len < 4 || !sp_ascii_equal(part->name + len - 4, ".bin"))
		return false;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (sp_ascii_equal_n(part->name, folders[i], strlen(folders[i])))
			return true;
	return false;
}

/* Indices into other parts hold nothing of their own. */
static bool is_index(const struct sp_part *part)
{
	return strcasestr(part->name, "binaryIndex") != NULL;
}

static enum sp_status read_others(struct xlsb *book)
{
	struct sp_package *package = &book->doc->package;
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < package->n && status == SP_OK; i++) {
		struct sp_part *part = &package->parts[i];
		if (!is_records(part))
			continue;
		if (is_index(part)) {
			part->done = true;
			continue;
		}
		status = sp_sink_enter(book->doc->out, SP_PLACE_PART, part->name, 0);
		if (status != SP_OK)
			break;
		sp_prose_begin(&book->prose);
		status = read_part(book, part, read_other);
		sp_sink_leave(book->doc->out);
	}
	return status;
}

/* ---- the document ---- */

static enum sp_status read_related(struct xlsb *book, const char *sheet)
{
	struct sp_relations relations;
	enum sp_status status = sp_ooxml_relations(book->doc, sheet, &relations);

	for (size_t i = 0; i < relations.n && status == SP_OK; i++) {
		const struct sp_relation *relation = &relations.items[i];
		struct sp_part *part =
			relation->external || strcmp(relation->type, "comments") != 0
				? NULL
				: sp_package_find(&book->doc->package, relation->target);
		if (part && !part->done)
			status = read_part(book, part, read_comments);
	}
	sp_relations_release(&relations);
	return status;
}

static enum sp_status read_one(struct xlsb *book, const struct sheet *sheet)
{
	struct sp_part *part =
		sheet->target ? sp_package_find(&book->doc->package, sheet->target) : NULL;
	enum sp_status status;

	if (!part) {
		sp_package_problem(&book->doc->package, SP_REASON_DAMAGED, "a sheet is missing");
		return SP_OK;
	}
	if (part->done)
		return SP_OK;
	status = sp_sink_enter(book->doc->out, SP_PLACE_SHEET, sheet->name, 0);
	if (status != SP_OK)
		return status;
	status = sp_grid_sheet_begin(&book->grid, sheet->hidden);
	if (status == SP_OK)
		status = read_part(book, part, read_sheet);
	sp_grid_row_end(&book->grid);
	if (status == SP_OK)
		status = read_related(book, part->name);
	sp_grid_sheet_end(&book->grid);
	sp_sink_leave(book->doc->out);
	return status;
}

static enum sp_status read_typed(struct xlsb *book, const char *type, const char *usual,
				 enum sp_status (*read)(struct xlsb *, unsigned, struct sp_bytes))
{
	const struct sp_relation *relation = sp_relations_typed(&book->relations, type);
	struct sp_part *part =
		sp_package_find(&book->doc->package, relation ? relation->target : usual);

	return part && !part->done ? read_part(book, part, read) : SP_OK;
}

static enum sp_status read_book(struct xlsb *book, struct sp_part *main)
{
	enum sp_status status = SP_OK;

	if (main)
		status = sp_ooxml_relations(book->doc, main->name, &book->relations);
	if (status == SP_OK && main)
		status = read_part(book, main, read_workbook);
	if (status == SP_OK)
		status = read_typed(book, "styles", "xl/styles.bin", read_styles);
	if (status == SP_OK)
		status = read_typed(book, "sharedStrings", "xl/sharedStrings.bin", read_strings);
	for (size_t i = 0; i < book->n_sheets && status == SP_OK; i++)
		status = read_one(book, &book->sheets[i]);
	if (status == SP_OK)
		status = read_others(book);
	return status == SP_OK ? sp_grid_tell_unused(&book->grid) : status;
}

enum sp_status sp_xlsb_read(struct sp_ooxml *doc, struct sp_part *main)
{
	struct xlsb book = {
		.doc = doc,
		.text = SP_BUF_INIT(SP_MAX_STRING),
		.prose = { .out = doc->out },
	};

	sp_grid_init(&book.grid, doc->out);
	enum sp_status status = read_book(&book, main);
	sp_grid_release(&book.grid);
	sp_relations_release(&book.relations);
	sp_arena_release(&book.names);
	sp_buf_release(&book.text);
	sp_mem_free(book.sheets);
	sp_mem_free(book.own);
	return status;
}
