/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xls_cells.c - the records of a sheet: cells, and the comments, text boxes and
 * links that are on them. See xls_records.h.
 */
#include "extractors/xls_records.h"

#include <string.h>

#include "base/mem.h"

#define MAX_NOTES (16 * 1024 * 1024)

enum { OBJECT_NOTE = 0x19 };

struct position {
	uint16_t row, column, style;
};

/* Version 2, or a record that later versions have as it was then. */
static bool is_version_2(const struct sp_biff *b)
{
	return b->version == 2 || b->type <= 0x0005 || b->type == 0x0007;
}

static bool read_position(struct sp_xls *xls, struct position *p)
{
	struct sp_biff *b = &xls->biff;
	uint8_t attributes[3];

	if (!sp_biff_u16(b, &p->row) || !sp_biff_u16(b, &p->column))
		return false;
	if (!is_version_2(b))
		return sp_biff_u16(b, &p->style);
	for (size_t i = 0; i < 3; i++)
		if (!sp_biff_u8(b, &attributes[i]))
			return false;
	p->style = attributes[0] & 0x3F;
	return true;
}

static void go_to(struct sp_xls *xls, uint16_t row, uint16_t column)
{
	struct sp_grid *grid = &xls->grid;

	if (grid->row != (uint64_t)row + 1)
		sp_grid_row(grid, (uint64_t)row + 1, xls->hidden_rows[row / 8] >> row % 8 & 1);
	grid->column = (uint64_t)column + 1;
}

/* ---- cells ---- */

static enum sp_status cell_text(struct sp_xls *xls)
{
	struct position p;

	if (!read_position(xls, &p))
		return SP_OK;
	const struct sp_buf *text = sp_xls_read_text(xls, is_version_2(&xls->biff) ? 1 : 2);
	go_to(xls, p.row, p.column);
	return sp_grid_text(&xls->grid, sp_buf_str(text), text->len);
}

static enum sp_status cell_shared(struct sp_xls *xls)
{
	struct position p;
	uint32_t index;

	if (!read_position(xls, &p) || !sp_biff_u32(&xls->biff, &index))
		return SP_OK;
	go_to(xls, p.row, p.column);
	return sp_grid_shared(&xls->grid, index);
}

static enum sp_status cell_number(struct sp_xls *xls)
{
	struct position p;
	double number;

	if (!read_position(xls, &p) || !sp_biff_double(&xls->biff, &number))
		return SP_OK;
	go_to(xls, p.row, p.column);
	return sp_grid_number(&xls->grid, number, p.style);
}

static enum sp_status cell_integer(struct sp_xls *xls)
{
	struct position p;
	uint16_t number;

	if (!read_position(xls, &p) || !sp_biff_u16(&xls->biff, &number))
		return SP_OK;
	go_to(xls, p.row, p.column);
	return sp_grid_number(&xls->grid, number, p.style);
}

static enum sp_status cell_rk(struct sp_xls *xls)
{
	struct position p;
	uint32_t rk;

	if (!read_position(xls, &p) || !sp_biff_u32(&xls->biff, &rk))
		return SP_OK;
	go_to(xls, p.row, p.column);
	return sp_grid_number(&xls->grid, sp_biff_rk(rk), p.style);
}

static enum sp_status cells_rk(struct sp_xls *xls)
{
	uint16_t row, column, style;
	uint32_t rk;
	enum sp_status status = SP_OK;

	if (!sp_biff_u16(&xls->biff, &row) || !sp_biff_u16(&xls->biff, &column))
		return SP_OK;
	while (status == SP_OK && sp_biff_left(&xls->biff) >= 6 &&
	       sp_biff_u16(&xls->biff, &style) && sp_biff_u32(&xls->biff, &rk)) {
		go_to(xls, row, column++);
		status = sp_grid_number(&xls->grid, sp_biff_rk(rk), style);
	}
	return status;
}

static enum sp_status cell_boolean(struct sp_xls *xls)
{
	struct position p;
	uint8_t value, error;

	if (!read_position(xls, &p) || !sp_biff_u8(&xls->biff, &value) ||
	    !sp_biff_u8(&xls->biff, &error) || error)
		return SP_OK;
	go_to(xls, p.row, p.column);
	return sp_grid_boolean(&xls->grid, value);
}

/* The last result; a text comes in the next record. */
static enum sp_status cell_formula(struct sp_xls *xls)
{
	struct position p;
	uint32_t low, high;
	double number;

	if (!read_position(xls, &p) || !sp_biff_u32(&xls->biff, &low) ||
	    !sp_biff_u32(&xls->biff, &high))
		return SP_OK;
	go_to(xls, p.row, p.column);
	if (high >> 16 == 0xFFFF) {
		xls->result_follows = (low & 0xFF) == 0;
		return (low & 0xFF) == 1 ? sp_grid_boolean(&xls->grid, low >> 16 & 1) : SP_OK;
	}
	uint64_t bits = (uint64_t)high << 32 | low;
	memcpy(&number, &bits, sizeof(number));
	return sp_grid_number(&xls->grid, number, p.style);
}

static enum sp_status formula_text(struct sp_xls *xls)
{
	const struct sp_buf *text = sp_xls_read_text(xls, is_version_2(&xls->biff) ? 1 : 2);

	if (!xls->result_follows)
		return sp_xls_tell_part(xls, "string", text);
	xls->result_follows = false;
	return sp_grid_text(&xls->grid, sp_buf_str(text), text->len);
}

static enum sp_status note_row(struct sp_xls *xls)
{
	uint16_t row, flags;

	if (sp_biff_u16(&xls->biff, &row) && sp_biff_skip(&xls->biff, 10) &&
	    sp_biff_u16(&xls->biff, &flags) && flags & 0x20)
		xls->hidden_rows[row / 8] =
			(unsigned char)(xls->hidden_rows[row / 8] | 1 << row % 8);
	return SP_OK;
}

/* ---- comments, text boxes, links ---- */

static enum sp_status note_object(struct sp_xls *xls)
{
	uint16_t part, size;

	xls->object = xls->object_kind = 0;
	if (sp_biff_u16(&xls->biff, &part) && sp_biff_u16(&xls->biff, &size) && part == 0x15 &&
	    sp_biff_u16(&xls->biff, &xls->object_kind) && sp_biff_u16(&xls->biff, &xls->object))
		return SP_OK;
	return SP_OK;
}

/* The text stands in what continues the record. */
static enum sp_status object_text(struct sp_xls *xls)
{
	uint16_t count;
	struct sp_xls_note note = { .id = xls->object };

	sp_xls_fresh_text(xls);
	if (!sp_biff_skip(&xls->biff, 10) || !sp_biff_u16(&xls->biff, &count) || !count ||
	    !sp_biff_skip(&xls->biff, sp_biff_left(&xls->biff)))
		return SP_OK;
	(void)!sp_biff_characters(&xls->biff, count, &xls->text);
	sp_grid_row_end(&xls->grid);
	if (xls->object_kind != OBJECT_NOTE || xls->notes.len > MAX_NOTES)
		return sp_xls_tell_part(
			xls, xls->object_kind == OBJECT_NOTE ? "comment" : "textbox", &xls->text);
	note.at = xls->notes.len;
	note.len = xls->text.len;
	if (!sp_buf_add(&xls->notes, sp_buf_str(&xls->text), xls->text.len) ||
	    !sp_mem_room(&xls->note, &xls->room_notes, xls->n_notes + 1, sizeof(note)))
		return SP_FATAL;
	xls->note[xls->n_notes++] = note;
	return SP_OK;
}

static enum sp_status note_8(struct sp_xls *xls, uint16_t row, uint16_t column)
{
	uint16_t flags, id;
	enum sp_status status = SP_OK;

	if (!sp_biff_u16(&xls->biff, &flags) || !sp_biff_u16(&xls->biff, &id))
		return SP_OK;
	const struct sp_buf *author = sp_xls_read_text(xls, 2);
	status = sp_grid_aside(&xls->grid, row + 1u, column + 1u, SP_PLACE_PROPERTY, "author",
			       sp_buf_str(author), author->len);
	for (size_t i = 0; i < xls->n_notes && status == SP_OK; i++) {
		struct sp_xls_note *note = &xls->note[i];
		if (note->id != id)
			continue;
		status = sp_grid_aside(&xls->grid, row + 1u, column + 1u, SP_PLACE_PART, "comment",
				       xls->notes.data + note->at, note->len);
		note->len = 0;
	}
	return status;
}

/* Before version 8 the text is here, in pieces. */
static enum sp_status note_cell(struct sp_xls *xls)
{
	uint16_t row, column, count;

	if (!sp_biff_u16(&xls->biff, &row) || !sp_biff_u16(&xls->biff, &column))
		return SP_OK;
	if (xls->biff.version >= 8)
		return note_8(xls, row, column);
	sp_xls_fresh_text(xls);
	if (!sp_biff_u16(&xls->biff, &count))
		return SP_OK;
	size_t left = sp_biff_left(&xls->biff);
	(void)!sp_biff_characters(&xls->biff, count < left ? count : left, &xls->text);
	if (row == 0xFFFF)
		return sp_xls_tell_part(xls, "comment", &xls->text);
	return sp_grid_aside(&xls->grid, row + 1u, column + 1u, SP_PLACE_PART, "comment",
			     sp_buf_str(&xls->text), xls->text.len);
}

enum sp_status sp_xls_notes_end(struct sp_xls *xls)
{
	enum sp_status status = SP_OK;

	sp_grid_row_end(&xls->grid);
	for (size_t i = 0; i < xls->n_notes && status == SP_OK; i++)
		status = sp_sink_value(xls->out, SP_PLACE_PART, "comment",
				       xls->notes.data + xls->note[i].at, xls->note[i].len);
	xls->n_notes = 0;
	sp_buf_reset(&xls->notes);
	return status;
}

/* A counted string of a link, and a line break. */
static bool link_string(struct sp_xls *xls)
{
	uint32_t count;

	return sp_biff_u32(&xls->biff, &count) && sp_biff_wide(&xls->biff, count, &xls->text) &&
	       sp_buf_putc(&xls->text, '\n');
}

/* Where a link leads: an address, or a file. */
static bool link_target(struct sp_xls *xls)
{
	uint32_t first, bytes;
	uint16_t up;

	if (!sp_biff_u32(&xls->biff, &first) || !sp_biff_skip(&xls->biff, 12))
		return false;
	if (first == 0x79EAC9E0)
		return sp_biff_u32(&xls->biff, &bytes) &&
		       sp_biff_wide(&xls->biff, bytes / 2, &xls->text);
	if (first != 0x00000303 || !sp_biff_u16(&xls->biff, &up) ||
	    !sp_biff_u32(&xls->biff, &bytes) || bytes > sp_biff_left(&xls->biff))
		return false;
	bool good = sp_charset_convert(xls->biff.charset, xls->biff.data + xls->biff.used, bytes,
				       &xls->text);
	return good && sp_biff_skip(&xls->biff, bytes);
}

/* [MS-OSHARED] 2.3.7.1 */
static enum sp_status link_cell(struct sp_xls *xls)
{
	enum {
		HAS_TARGET = 1,
		HAS_PLACE = 8,
		HAS_NAME = 0x10,
		HAS_FRAME = 0x80,
		IS_STRING = 0x100
	};
	uint16_t row, last, column, last_column;
	uint32_t version, flags;

	sp_xls_fresh_text(xls);
	if (!sp_biff_u16(&xls->biff, &row) || !sp_biff_u16(&xls->biff, &last) ||
	    !sp_biff_u16(&xls->biff, &column) || !sp_biff_u16(&xls->biff, &last_column) ||
	    !sp_biff_skip(&xls->biff, 16) || !sp_biff_u32(&xls->biff, &version) ||
	    !sp_biff_u32(&xls->biff, &flags))
		return SP_OK;
	bool good = !(flags & HAS_NAME) || link_string(xls);
	if (good && flags & HAS_FRAME)
		good = link_string(xls);
	if (good && flags & HAS_TARGET)
		good = flags & IS_STRING ? link_string(xls) : link_target(xls);
	if (good && flags & HAS_PLACE)
		(void)!link_string(xls);
	size_t len = 0;
	/* Strings end in a zero character each. */
	for (size_t i = 0; i < xls->text.len; i++)
		if (xls->text.data[i])
			xls->text.data[len++] = xls->text.data[i];
	return sp_grid_aside(&xls->grid, row + 1u, column + 1u, SP_PLACE_PART, "link",
			     sp_buf_str(&xls->text), len);
}

/* ---- records ---- */

enum sp_status sp_xls_cell_record(struct sp_xls *xls)
{
	switch (xls->biff.type) {
	case 0x0002:
		return cell_integer(xls);
	case 0x0003:
	case 0x0203:
		return cell_number(xls);
	case 0x0004:
	case 0x0204:
	case 0x00D6:
		return cell_text(xls);
	case 0x0005:
	case 0x0205:
		return cell_boolean(xls);
	case 0x0006:
	case 0x0206:
	case 0x0406:
		return cell_formula(xls);
	case 0x0007:
	case 0x0207:
		return formula_text(xls);
	case 0x00FD:
		return cell_shared(xls);
	case 0x027E:
		return cell_rk(xls);
	case 0x00BD:
		return cells_rk(xls);
	case 0x0208:
		return note_row(xls);
	case 0x001C:
		return note_cell(xls);
	case 0x005D:
		return note_object(xls);
	case 0x01B6:
		return object_text(xls);
	case 0x01B8:
		return link_cell(xls);
	default:
		return SP_OK;
	}
}
