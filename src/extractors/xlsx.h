/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xlsx.h - what a workbook's sheets share, and how a sheet is read.
 * Threads: one.
 */
#ifndef EXTRACTORS_XLSX_H
#define EXTRACTORS_XLSX_H

#include "extractors/cellnumber.h"
#include "extractors/columns.h"
#include "extractors/ooxml.h"

struct sp_xlsx_string {
	size_t at, len; /* in the text of all */
	bool used;	/* a cell shows it */
};

enum sp_xlsx_cell { SP_XLSX_NUMBER, SP_XLSX_SHARED, SP_XLSX_TEXT, SP_XLSX_BOOLEAN };

/* The sheet, or its comments, that is being read. */
struct sp_xlsx_sheet {
	struct sp_columns columns;
	struct sp_markup markup; /* for all that is no cell */
	struct sp_buf value, formula;
	uint64_t row, column; /* of the present cell, from 1 */
	enum sp_xlsx_cell type;
	unsigned long style;
	bool row_open, in_cell, in_value, in_formula;
	bool cut; /* a text that was too long was told */
	unsigned phonetic;
	const char *strip; /* "header" or "footer" while one is collected */
};

struct sp_xlsx {
	struct sp_sink *out;
	struct sp_buf text; /* of all shared strings */
	struct sp_xlsx_string *strings;
	size_t n_strings, room_strings;
	struct sp_number_format *formats; /* by a cell's style */
	size_t n_formats, room_formats;
	bool from_1904;
	struct sp_xlsx_sheet sheet;
};

void sp_xlsx_sheet_init(struct sp_xlsx *xlsx);
void sp_xlsx_sheet_release(struct sp_xlsx *xlsx);

/* Knows worksheets and comments. place: of a worksheet, where it has none around it; or NULL. */
SP_CHECK enum sp_status sp_xlsx_choose(struct sp_xlsx *xlsx, const char *place,
				       const struct sp_sax_tag *root,
				       struct sp_ooxml_reader *reader);

#endif
