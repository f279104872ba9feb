/* SPDX-License-Identifier: GPL-3.0-or-later */
/* columns.c - see columns.h. */
#include "extractors/columns.h"

#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/utf8.h"

#define MAX_COLUMNS 16384

void sp_columns_reset(struct sp_columns *columns)
{
	*columns = (struct sp_columns) { .items = columns->items, .room = columns->room };
}

void sp_columns_release(struct sp_columns *columns)
{
	sp_mem_wipe(columns->items, columns->room * sizeof(*columns->items));
	sp_mem_free(columns->items);
	*columns = (struct sp_columns) { 0 };
}

/* The first that is not before `column`. */
static size_t find(const struct sp_columns *columns, uint64_t column)
{
	size_t low = 0, high = columns->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (columns->items[mid].column < column)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool is_known(const struct sp_columns *columns, uint64_t column)
{
	size_t at = find(columns, column);

	return at < columns->n && columns->items[at].column == column;
}

/* Cut between characters, line breaks made spaces. */
static void set_label(struct sp_column *column, const char *text, size_t len)
{
	if (len >= SP_COLUMN_LABEL) {
		len = SP_COLUMN_LABEL - 1;
		while (len && sp_utf8_is_tail(text[len]))
			len--;
	}
	for (size_t i = 0; i < len; i++)
		column->label[i] = (unsigned char)text[i] < ' ' ? ' ' : text[i];
	column->label[len] = '\0';
}

/* Words rather than a number: data are no labels. */
static bool is_label(const char *text, size_t len)
{
	size_t letters = 0, digits = 0;

	for (size_t i = 0; i < len && i < SP_COLUMN_LABEL; i++) {
		letters += sp_is_alpha(text[i]) || (unsigned char)text[i] >= 0xC0;
		digits += sp_is_digit(text[i]);
	}
	return letters && letters >= digits;
}

/* Titles above the header give way to it: `replace`. */
static enum sp_status put(struct sp_columns *columns, const struct sp_column *column, bool replace)
{
	size_t at = find(columns, column->column);
	bool known = is_known(columns, column->column);

	if (known && replace)
		columns->items[at] = *column;
	if (known || columns->n == MAX_COLUMNS)
		return SP_OK;
	if (!sp_mem_room(&columns->items, &columns->room, columns->n + 1, sizeof(*columns->items)))
		return SP_FATAL;
	memmove(columns->items + at + 1, columns->items + at,
		(columns->n - at) * sizeof(*columns->items));
	columns->items[at] = *column;
	columns->n++;
	return SP_OK;
}

enum sp_status sp_columns_note(struct sp_columns *columns, uint64_t row, uint64_t column,
			       const char *text, size_t len)
{
	struct sp_column cell = { .column = column, .row = row };
	bool settled = columns->header && columns->header != row;
	enum sp_status status = SP_OK;

	/* Most cells of most tables. */
	if ((settled && is_known(columns, column)) || !is_label(text, len))
		return SP_OK;
	if (row != columns->row) {
		columns->row = row;
		columns->in_row = 0;
	}
	if (columns->in_row < 2)
		columns->in_row++;
	set_label(&cell, text, len);
	if (!columns->header && columns->in_row == 1)
		columns->first = cell;
	if (!columns->header && columns->in_row == 2) {
		columns->header = row;
		status = put(columns, &columns->first, true);
	}
	return status == SP_OK ? put(columns, &cell, columns->header == row) : status;
}

const char *sp_columns_label(const struct sp_columns *columns, uint64_t row, uint64_t column)
{
	size_t at = find(columns, column);

	if (at == columns->n || columns->items[at].column != column ||
	    columns->items[at].row == row)
		return NULL;
	return columns->items[at].label;
}
