/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xls.c - workbooks of Excel up to 2003 ([MS-XLS]; BIFF 2 to 5 by the
 * documentation of OpenOffice.org): the stream of records, its sheets, and the
 * caches of pivot tables.
 *
 * Records are read one by one, in the order of the stream. Files of BIFF 2 to 4
 * are such a stream without anything around it. Left out on purpose: formulas,
 * whose last results are read.
 */
#include "extractors/xls.h"

#include <string.h>

#include "base/mem.h"
#include "extractors/prose.h"
#include "extractors/registry.h"

enum record {
	REC_BOF_2 = 0x0009,
	REC_BOF_3 = 0x0209,
	REC_BOF_4 = 0x0409,
	REC_BOF = 0x0809,
	REC_EOF = 0x000A,
	REC_SX_FIELD = 0x00C7,
	REC_SX_NUMBER = 0x00C9,
	REC_SX_INTEGER = 0x00CC,
	REC_SX_STRING = 0x00CD,
};

enum { TYPE_GLOBALS = 0x0005, TYPE_WORKBOOK_4 = 0x0100 };

/* ---- what begins and ends ---- */

static const struct sp_xls_sheet *sheet_at(const struct sp_xls *xls)
{
	for (size_t i = 0; i < xls->n_sheets; i++)
		if (xls->sheets[i].at == xls->biff.at)
			return &xls->sheets[i];
	return xls->met < xls->n_sheets ? &xls->sheets[xls->met] : NULL;
}

static enum sp_status begin_sheet(struct sp_xls *xls)
{
	const struct sp_xls_sheet *sheet = sheet_at(xls);
	enum sp_status status = sp_sink_enter(xls->out, SP_PLACE_SHEET,
					      sheet ? xls->names.data + sheet->name : "", 0);

	xls->met++;
	if (status != SP_OK)
		return status;
	xls->in_sheet = true;
	memset(xls->hidden_rows, 0, sizeof(xls->hidden_rows));
	return sp_grid_sheet_begin(&xls->grid, sheet && sheet->hidden);
}

static enum sp_status end_sheet(struct sp_xls *xls)
{
	enum sp_status status = sp_xls_notes_end(xls);

	sp_grid_sheet_end(&xls->grid);
	sp_sink_leave(xls->out);
	xls->in_sheet = false;
	return status;
}

static unsigned version_of(uint16_t bof, uint16_t version)
{
	switch (bof) {
	case REC_BOF_2:
		return 2;
	case REC_BOF_3:
		return 3;
	case REC_BOF_4:
		return 4;
	default:
		return version >= 0x0600 ? 8 : 5;
	}
}

static enum sp_status begin(struct sp_xls *xls)
{
	uint16_t version = 0, type = 0;

	if (!sp_biff_u16(&xls->biff, &version) || !sp_biff_u16(&xls->biff, &type))
		type = 0;
	if (!xls->depth++) {
		xls->biff.version = version_of(xls->biff.type, version);
		if (type != TYPE_GLOBALS && type != TYPE_WORKBOOK_4)
			return begin_sheet(xls);
	} else if (xls->biff.version == 4 && !xls->in_sheet) {
		/* In a workbook of version 4 the sheets lie within. */
		return begin_sheet(xls);
	}
	return SP_OK;
}

static enum sp_status end(struct sp_xls *xls)
{
	enum sp_status status = SP_OK;

	if (xls->depth)
		xls->depth--;
	if (xls->in_sheet && xls->depth <= (xls->biff.version == 4 ? 1u : 0u))
		status = end_sheet(xls);
	return status;
}

static enum sp_status read_records(struct sp_xls *xls)
{
	enum sp_status status = SP_OK;

	while (status == SP_OK && !xls->encrypted && sp_biff_next(&xls->biff)) {
		switch (xls->biff.type) {
		case REC_BOF_2:
		case REC_BOF_3:
		case REC_BOF_4:
		case REC_BOF:
			status = begin(xls);
			break;
		case REC_EOF:
			status = end(xls);
			break;
		default:
			status = sp_xls_record(xls);
		}
		if (status == SP_OK)
			status = sp_sink_spend(xls->out, 0);
	}
	bool whole = !xls->depth && !xls->biff.cut;
	if (xls->in_sheet) {
		enum sp_status ended = end_sheet(xls);
		status = status == SP_OK ? ended : status;
	}
	if (status != SP_OK)
		return status;
	if (xls->encrypted) {
		sp_sink_problem(xls->out, SP_REASON_ENCRYPTED, "it needs a password");
		return SP_FAILED;
	}
	if (whole)
		return SP_OK;
	if (sp_input_error(xls->biff.in)->reason)
		sp_sink_input_problem(xls->out, xls->biff.in);
	else
		sp_sink_problem(xls->out, SP_REASON_TRUNCATED, "it ends within a sheet");
	return SP_PARTIAL;
}

/* ---- one stream ---- */

static void release(struct sp_xls *xls)
{
	sp_biff_release(&xls->biff);
	sp_grid_release(&xls->grid);
	sp_buf_release(&xls->names);
	sp_buf_release(&xls->text);
	sp_buf_release(&xls->notes);
	sp_mem_free(xls->sheets);
	sp_mem_free(xls->own);
	sp_mem_free(xls->note);
	sp_mem_wipe(xls, sizeof(*xls));
	sp_mem_free(xls);
}

static enum sp_status read_stream(struct sp_input *in, struct sp_sink *out)
{
	struct sp_xls *xls = sp_mem_zero(1, sizeof(*xls));
	enum sp_status status;

	if (!xls)
		return SP_FATAL;
	xls->out = out;
	xls->names.cap = xls->notes.cap = SP_BUF_UNCAPPED;
	xls->text.cap = SP_MAX_STRING;
	sp_grid_init(&xls->grid, out);
	status = sp_biff_init(&xls->biff, in);
	if (status == SP_OK)
		status = read_records(xls);
	if (status == SP_OK || status == SP_PARTIAL)
		status = sp_status_worse(status, sp_grid_tell_unused(&xls->grid));
	release(xls);
	return status;
}

/* ---- caches of pivot tables: rows that may be gone from the sheets ---- */

static enum sp_status tell_cached(struct sp_sink *out, struct sp_biff *biff, struct sp_buf *text)
{
	struct sp_prose prose = { .out = out };
	enum sp_status status = SP_OK;

	while (status == SP_OK && sp_biff_next(biff)) {
		double number = 0;
		uint16_t integer = 0;
		sp_buf_reset(text);
		if (biff->type == REC_SX_STRING)
			(void)!sp_biff_string(biff, 2, text);
		else if (biff->type == REC_SX_FIELD && sp_biff_skip(biff, 14))
			(void)!sp_biff_string(biff, 2, text);
		else if (biff->type == REC_SX_NUMBER && sp_biff_double(biff, &number))
			sp_buf_printf(text, "%.15g", number);
		else if (biff->type == REC_SX_INTEGER && sp_biff_u16(biff, &integer))
			sp_buf_printf(text, "%d", (int)(int16_t)integer);
		if (text->failed)
			return SP_FATAL;
		if (text->len)
			status = sp_prose_line(&prose, text->data, text->len);
		if (status == SP_OK)
			status = sp_sink_spend(out, 0);
	}
	return status;
}

static enum sp_status read_cache(struct sp_ole *storage, size_t i, struct sp_sink *out)
{
	struct sp_input *in = NULL;
	struct sp_biff biff = { 0 };
	struct sp_buf text = SP_BUF_INIT(SP_MAX_STRING);
	enum sp_status status = sp_ole_stream(storage, i, &in);

	if (status == SP_OK)
		status = sp_sink_enter(out, SP_PLACE_PART, "pivotCache", 0);
	if (status == SP_OK) {
		status = sp_biff_init(&biff, in);
		if (status == SP_OK)
			status = tell_cached(out, &biff, &text);
		sp_sink_leave(out);
	}
	sp_biff_release(&biff);
	sp_buf_release(&text);
	sp_input_free(in);
	return status;
}

static enum sp_status read_caches(struct sp_ole *root, struct sp_sink *out)
{
	static const char *const names[] = { "_SX_DB_CUR", "_SX_DB" };
	enum sp_status status = SP_OK;
	size_t at;

	for (size_t k = 0; k < 2 && status == SP_OK; k++) {
		struct sp_ole *storage = NULL;
		if (!sp_ole_find(root, names[k], &at) || !sp_ole_entry(root, at).storage)
			continue;
		status = sp_ole_storage(root, at, &storage);
		if (status == SP_FAILED)
			status = SP_OK;
		for (size_t i = 0; storage && i < sp_ole_count(storage) && status == SP_OK; i++)
			if (!sp_ole_entry(storage, i).storage)
				status = read_cache(storage, i, out);
		sp_ole_free(storage);
	}
	return status;
}

enum sp_status sp_xls_read(struct sp_ole *root, struct sp_sink *out)
{
	static const char *const names[] = { "Workbook", "Book" };
	enum sp_status status = SP_OK;

	/* A file that both new and old programs can open has both, with the same in them. */
	for (size_t i = 0; i < 2 && status == SP_OK; i++) {
		struct sp_input *in = NULL;
		status = sp_ole_stream_named(root, names[i], &in);
		if (status == SP_OK && in)
			status = read_stream(in, out);
		sp_input_free(in);
	}
	if (status == SP_OK || status == SP_PARTIAL)
		status = sp_status_worse(status, read_caches(root, out));
	return status;
}

/* ---- a stream without anything around it ---- */

unsigned sp_probe_xls(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	if (len < 12 || head[0] != 9 || head[3] || (head[1] & 0xF1) || head[1] > 8)
		return 0;
	/* Version and type of what begins, both small; then the next record. */
	bool old = head[1] < 8 && (head[2] == 4 || head[2] == 6) && head[5] < 5;
	bool new = head[1] == 8 && (head[2] == 8 || head[2] == 16) &&
		   (head[5] == 5 || head[5] == 6) && !head[4];
	unsigned type = (unsigned)(head[6] | head[7] << 8);
	if (!old && !new)
		return 0;
	return type == 5 || type == 0x10 || type == 0x20 || type == 0x40 || type == 0x100 ? 56 : 0;
}

const struct sp_extractor sp_extractor_xls = {
	.name = "xls",
	.probe = sp_probe_xls,
	.extract = read_stream,
};
