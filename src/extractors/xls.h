/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xls.h - workbooks of Excel up to 2003. */
#ifndef EXTRACTORS_XLS_H
#define EXTRACTORS_XLS_H

#include "extractors/biff.h"
#include "extractors/grid.h"
#include "extractors/ole.h"

/* Reads the workbook in a compound file; what is embedded is left to the caller. Threads: one. */
SP_CHECK enum sp_status sp_xls_read(struct sp_ole *root, struct sp_sink *out);

/* ---- between xls.c and the records in xls_records.c and xls_cells.c ---- */

struct sp_xls_sheet {
	uint32_t at; /* of its first record in the stream */
	size_t name; /* in the names */
	bool hidden;
};

/* The text of a comment, which its cell comes after. */
struct sp_xls_note {
	uint16_t id;
	size_t at, len;
};

struct sp_xls {
	struct sp_sink *out;
	struct sp_biff biff;
	struct sp_grid grid;
	struct sp_buf names; /* of sheets, NUL-terminated each */
	struct sp_xls_sheet *sheets;
	size_t n_sheets, room_sheets;
	struct {
		uint16_t id;
		struct sp_number_format format;
	} * own; /* formats that the workbook defines */
	size_t n_own, room_own;
	unsigned depth; /* of what begins and ends: sheets, charts within */
	bool in_sheet;	/* its place is entered */
	size_t met;	/* sheets that have begun */
	bool encrypted, strings_full, no_memory;
	struct sp_buf text;	      /* of the present record */
	uint16_t object, object_kind; /* that a text belongs to */
	struct sp_buf notes;
	struct sp_xls_note *note;
	size_t n_notes, room_notes;
	bool result_follows; /* a formula's text, for the cell at hand */
	unsigned char hidden_rows[65536 / 8];
};

/* Reads the present record, if it matters. */
SP_CHECK enum sp_status sp_xls_record(struct sp_xls *xls);

/* Comments whose cells never came. */
SP_CHECK enum sp_status sp_xls_notes_end(struct sp_xls *xls);

#endif
