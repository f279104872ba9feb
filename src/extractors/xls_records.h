/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xls_records.h - what the records of a workbook and those of its sheets share.
 * In each, what cannot be read is left: the stream goes on with the next.
 */
#ifndef EXTRACTORS_XLS_RECORDS_H
#define EXTRACTORS_XLS_RECORDS_H

#include "extractors/xls.h"

/* An empty text; that there was no memory for the last one is kept. */
struct sp_buf *sp_xls_fresh_text(struct sp_xls *xls);
/* Text of the record, with its length, of `width` bytes, in front. Borrowed until the next. */
const struct sp_buf *sp_xls_read_text(struct sp_xls *xls, unsigned width);
SP_CHECK enum sp_status sp_xls_tell_part(struct sp_xls *xls, const char *part,
					 const struct sp_buf *text);

/* The record at hand, where it is one of a sheet's; others are passed over. */
SP_CHECK enum sp_status sp_xls_cell_record(struct sp_xls *xls);

#endif
