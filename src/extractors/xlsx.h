/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xlsx.h - what a workbook's sheets share, and how a sheet is read.
 * Threads: one.
 */
#ifndef EXTRACTORS_XLSX_H
#define EXTRACTORS_XLSX_H

#include "extractors/grid.h"
#include "extractors/ooxml.h"

enum sp_xlsx_cell { SP_XLSX_NUMBER, SP_XLSX_SHARED, SP_XLSX_TEXT, SP_XLSX_BOOLEAN };

/* The sheet, or its comments, that is being read. */
struct sp_xlsx_sheet {
	struct sp_markup markup; /* for all that is no cell */
	struct sp_buf value, formula;
	enum sp_xlsx_cell type;
	unsigned long style;
	bool in_cell, in_value, in_formula;
	bool cut; /* a text that was too long was told */
	unsigned phonetic;
	const char *strip; /* "header" or "footer" while one is collected */
};

struct sp_xlsx {
	struct sp_grid grid;
	struct sp_xlsx_sheet sheet;
};

void sp_xlsx_sheet_init(struct sp_xlsx *xlsx);
void sp_xlsx_sheet_release(struct sp_xlsx *xlsx);

/* Knows worksheets and comments. place: of a worksheet, where it has none around it; or NULL. */
SP_CHECK enum sp_status sp_xlsx_choose(struct sp_xlsx *xlsx, const char *place,
				       const struct sp_sax_tag *root,
				       struct sp_ooxml_reader *reader);

#endif
