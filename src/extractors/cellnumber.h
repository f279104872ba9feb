/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cellnumber.h - a number in a sheet, as a reader sees it.
 *
 * A sheet stores a number and, apart from it, how it is to be shown. What
 * matters here is that identifiers come out as they were typed in: all digits,
 * the zeros in front and the hyphen that the format adds. Threads: pure.
 */
#ifndef EXTRACTORS_CELLNUMBER_H
#define EXTRACTORS_CELLNUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sp_number_form {
	SP_NUMBER_PLAIN,  /* as it is */
	SP_NUMBER_DIGITS, /* digits put into a pattern: "000000-0000" */
	SP_NUMBER_DATE,
	SP_NUMBER_TIME,
	SP_NUMBER_DATE_TIME,
};

struct sp_number_format {
	enum sp_number_form form;
	char pattern[32]; /* of '0', '#' and what stands between them */
};

/* The room that a number needs at most. */
#define SP_NUMBER_MAX 64

/* ECMA-376 part 1, 18.8.31: a format's code. */
void sp_number_format_read(struct sp_number_format *format, const char *code, size_t len);

/* ECMA-376 part 1, 18.8.30: a format that is known by its number alone. */
void sp_number_format_builtin(struct sp_number_format *format, unsigned long id);

/*
 * Writes the number with that decimal text ("1.98112289874E11"). The number of
 * bytes; 0: the text is no number, or too long for one, and stands for itself.
 */
size_t sp_number_print(char out[SP_NUMBER_MAX], const char *decimal, size_t len,
		       const struct sp_number_format *format, bool from_1904);

/* The room for a cell's name. */
#define SP_CELL_NAME 40

/* "B12" for row 12, column 2; both from 1. */
void sp_cell_name(char out[SP_CELL_NAME], uint64_t row, uint64_t column);

#endif
