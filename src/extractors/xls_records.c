/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xls_records.c - the records of a workbook that carry text, or what numbers
 * mean. See xls.h; those of sheets are in xls_cells.c.
 */
#include "extractors/xls_records.h"

#include "base/ascii.h"
#include "base/mem.h"
#include "extractors/prose.h"

#define MAX_OWN_FORMATS 65536
#define MAX_SHEETS 100000

struct sp_buf *sp_xls_fresh_text(struct sp_xls *xls)
{
	xls->no_memory |= xls->text.failed;
	sp_buf_reset(&xls->text);
	return &xls->text;
}

const struct sp_buf *sp_xls_read_text(struct sp_xls *xls, unsigned width)
{
	sp_xls_fresh_text(xls);
	/* What came of a string that is not whole is text all the same. */
	(void)!sp_biff_string(&xls->biff, width, &xls->text);
	return &xls->text;
}

enum sp_status sp_xls_tell_part(struct sp_xls *xls, const char *part, const struct sp_buf *text)
{
	return sp_sink_value(xls->out, SP_PLACE_PART, part, sp_buf_str(text), text->len);
}

/* ---- the workbook ---- */

static enum sp_status add_sheet(struct sp_xls *xls)
{
	struct sp_xls_sheet sheet = { .name = xls->names.len };
	uint16_t flags;

	if (xls->n_sheets == MAX_SHEETS || !sp_biff_u32(&xls->biff, &sheet.at) ||
	    !sp_biff_u16(&xls->biff, &flags))
		return SP_OK;
	const struct sp_buf *name = sp_xls_read_text(xls, 1);
	sheet.hidden = flags & 3;
	if (!sp_buf_add(&xls->names, sp_buf_str(name), name->len + 1) ||
	    !sp_mem_room(&xls->sheets, &xls->room_sheets, xls->n_sheets + 1, sizeof(sheet)))
		return SP_FATAL;
	xls->sheets[xls->n_sheets++] = sheet;
	return SP_OK;
}

static enum sp_status add_format(struct sp_xls *xls)
{
	uint16_t id = (uint16_t)xls->n_own;
	unsigned version = xls->biff.version;

	if (xls->n_own == MAX_OWN_FORMATS || (version >= 4 && !sp_biff_u16(&xls->biff, &id)))
		return SP_OK;
	/* In version 4 the number is there and says nothing. */
	if (version == 4)
		id = (uint16_t)xls->n_own;
	const struct sp_buf *code = sp_xls_read_text(xls, version >= 8 ? 2 : 1);
	if (!sp_mem_room(&xls->own, &xls->room_own, xls->n_own + 1, sizeof(*xls->own)))
		return SP_FATAL;
	xls->own[xls->n_own].id = id;
	sp_number_format_read(&xls->own[xls->n_own].format, sp_buf_str(code), code->len);
	xls->n_own++;
	return SP_OK;
}

static enum sp_status add_style(struct sp_xls *xls)
{
	struct sp_number_format format;
	uint16_t font, id = 0;
	uint8_t one, two, three;

	if (xls->biff.version >= 5) {
		if (!sp_biff_u16(&xls->biff, &font) || !sp_biff_u16(&xls->biff, &id))
			return SP_OK;
	} else if (!sp_biff_u8(&xls->biff, &one) || !sp_biff_u8(&xls->biff, &two)) {
		return SP_OK;
	} else {
		id = two;
		if (xls->biff.version == 2 && sp_biff_u8(&xls->biff, &three))
			id = three & 0x3F;
	}
	sp_number_format_builtin(&format, id);
	for (size_t i = 0; i < xls->n_own; i++)
		if (xls->own[i].id == id)
			format = xls->own[i].format;
	return sp_grid_format_add(&xls->grid, &format);
}

/* Strings for which there is no room have no cell, but are told. */
static enum sp_status add_string(struct sp_xls *xls, struct sp_prose *prose)
{
	struct sp_grid *grid = &xls->grid;

	if (!xls->strings_full && grid->text.cap - grid->text.len < xls->text.len) {
		xls->strings_full = true;
		sp_sink_problem(xls->out, SP_REASON_LIMIT_SIZE,
				"its table of strings is too large: the rest has no cells");
	}
	if (xls->strings_full)
		return sp_prose_line(prose, sp_buf_str(&xls->text), xls->text.len);
	return sp_grid_string_begin(grid) &&
			       sp_grid_string_add(grid, sp_buf_str(&xls->text), xls->text.len)
		       ? SP_OK
		       : SP_FATAL;
}

static enum sp_status read_strings(struct sp_xls *xls)
{
	struct sp_prose prose = { .out = xls->out };
	uint32_t total, count;
	enum sp_status status = SP_OK;

	if (!sp_biff_u32(&xls->biff, &total) || !sp_biff_u32(&xls->biff, &count))
		return SP_OK;
	for (uint32_t i = 0; i < count && status == SP_OK; i++) {
		sp_xls_fresh_text(xls);
		bool whole = sp_biff_string(&xls->biff, 2, &xls->text);
		if (whole || xls->text.len)
			status = add_string(xls, &prose);
		if (!whole) {
			sp_sink_problem(xls->out, SP_REASON_DAMAGED,
					"its table of strings is shorter than it says");
			break;
		}
		if (status == SP_OK)
			status = sp_sink_spend(xls->out, 0);
	}
	return status;
}

static void set_code_page(struct sp_xls *xls)
{
	uint16_t page = 0;
	const struct sp_charset *charset;

	if (!sp_biff_u16(&xls->biff, &page))
		return;
	charset = sp_charset_from_codepage(page == 0x8000 ? 10000 : page == 0x8001 ? 1252 : page);
	if (charset && !sp_charset_is_wide(charset))
		xls->biff.charset = charset;
}

static enum sp_status defined_name(struct sp_xls *xls)
{
	uint16_t flags;
	uint8_t key, count;

	sp_xls_fresh_text(xls);
	if (xls->biff.version < 5 || !sp_biff_u16(&xls->biff, &flags) || flags & 0x20 ||
	    !sp_biff_u8(&xls->biff, &key) || !sp_biff_u8(&xls->biff, &count) ||
	    !sp_biff_skip(&xls->biff, 10))
		return SP_OK;
	(void)!sp_biff_characters(&xls->biff, count, &xls->text);
	return sp_xls_tell_part(xls, "name", &xls->text);
}

/* Who used it last; filled up with spaces. */
static enum sp_status user_name(struct sp_xls *xls, bool shared)
{
	if (shared && !sp_biff_skip(&xls->biff, 4))
		return SP_OK;
	const struct sp_buf *name = sp_xls_read_text(xls, xls->biff.version >= 8 ? 2 : 1);
	size_t len = name->len;
	while (len && sp_is_space(name->data[len - 1]))
		len--;
	return sp_sink_value(xls->out, SP_PLACE_PROPERTY, "user", sp_buf_str(name), len);
}

/* Values of other workbooks that formulas speak of. */
static enum sp_status cached_cells(struct sp_xls *xls)
{
	uint8_t last, first, type;
	uint16_t row;
	double number;
	enum sp_status status = SP_OK;

	if (!sp_biff_u8(&xls->biff, &last) || !sp_biff_u8(&xls->biff, &first) ||
	    !sp_biff_u16(&xls->biff, &row))
		return SP_OK;
	for (unsigned i = first; i <= last && status == SP_OK && sp_biff_u8(&xls->biff, &type);
	     i++) {
		sp_xls_fresh_text(xls);
		if (type == 2)
			(void)!sp_biff_string(&xls->biff, 2, &xls->text);
		else if (!sp_biff_double(&xls->biff, &number))
			break;
		else if (type == 1)
			sp_buf_printf(&xls->text, "%.15g", number);
		status = sp_xls_tell_part(xls, "externalLink", &xls->text);
	}
	return status;
}

/* A path is written with control characters for its separators. */
static enum sp_status other_workbook(struct sp_xls *xls)
{
	uint16_t sheets;
	enum sp_status status = SP_OK;

	if (!sp_biff_u16(&xls->biff, &sheets) || sp_biff_left(&xls->biff) <= 2)
		return SP_OK;
	for (unsigned i = 0; i <= sheets && status == SP_OK && sp_biff_left(&xls->biff); i++) {
		sp_xls_read_text(xls, 2);
		for (size_t k = 0; k < xls->text.len; k++)
			if ((unsigned char)xls->text.data[k] < ' ')
				xls->text.data[k] = '/';
		status = sp_xls_tell_part(xls, "externalLink", &xls->text);
	}
	return status;
}

/* Titles and texts of a prompt and an error. */
static enum sp_status validation(struct sp_xls *xls)
{
	enum sp_status status = SP_OK;

	if (!sp_biff_skip(&xls->biff, 4))
		return SP_OK;
	for (size_t i = 0; i < 4 && status == SP_OK && sp_biff_left(&xls->biff); i++) {
		const struct sp_buf *text = sp_xls_read_text(xls, 2);
		/* An empty one is a single zero. */
		if (text->len > 1)
			status = sp_xls_tell_part(xls, "validation", text);
	}
	return status;
}

static enum sp_status strip(struct sp_xls *xls, const char *part)
{
	if (!sp_biff_left(&xls->biff))
		return SP_OK;
	const struct sp_buf *text = sp_xls_read_text(xls, xls->biff.version >= 8 ? 2 : 1);
	sp_grid_row_end(&xls->grid);
	return text->len ? sp_grid_strip(&xls->grid, part, text->data, text->len) : SP_OK;
}

static enum sp_status read_record(struct sp_xls *xls)
{
	uint16_t flag = 0;

	switch (xls->biff.type) {
	case 0x0014:
		return strip(xls, "header");
	case 0x0015:
		return strip(xls, "footer");
	case 0x0018:
	case 0x0218:
		return defined_name(xls);
	case 0x001E:
	case 0x041E:
		return add_format(xls);
	case 0x0022:
		if (sp_biff_u16(&xls->biff, &flag))
			xls->grid.from_1904 = flag;
		return SP_OK;
	case 0x002F:
		xls->encrypted = true;
		return SP_OK;
	case 0x0042:
		set_code_page(xls);
		return SP_OK;
	case 0x0043:
	case 0x0243:
	case 0x0443:
	case 0x00E0:
		return add_style(xls);
	case 0x005A:
		return cached_cells(xls);
	case 0x005B:
		return user_name(xls, true);
	case 0x005C:
		return user_name(xls, false);
	case 0x0085:
		return add_sheet(xls);
	case 0x00CD:
		return sp_xls_tell_part(xls, "connection", sp_xls_read_text(xls, 2));
	case 0x00FC:
		return read_strings(xls);
	case 0x01AE:
		return other_workbook(xls);
	case 0x01BE:
		return validation(xls);
	case 0x100D:
		return sp_biff_u16(&xls->biff, &flag)
			       ? sp_xls_tell_part(xls, "chart", sp_xls_read_text(xls, 1))
			       : SP_OK;
	default:
		return sp_xls_cell_record(xls);
	}
}

enum sp_status sp_xls_record(struct sp_xls *xls)
{
	enum sp_status status = read_record(xls);

	sp_xls_fresh_text(xls);
	return xls->no_memory ? SP_FATAL : status;
}
