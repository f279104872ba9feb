/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sql_rows.c - see sql_rows.h. A field is entered when its first byte comes. */
#include "extractors/sql_rows.h"

#include <stdio.h>
#include <string.h>

#include "base/radix.h"
#include "extractors/blob.h"

/* Fewer digits are a number or a flag. */
#define HEX_LEAST 12
/* Bytes that are no text in the clear. */
#define BINARY_LEAST 64

void sp_sql_rows_init(struct sp_sql_rows *rows, struct sp_sink *out)
{
	*rows = (struct sp_sql_rows) { .out = out,
				       .text = SP_BUF_INIT(SP_BUF_UNCAPPED),
				       .last = SP_BUF_INIT(SP_BUF_UNCAPPED),
				       .hex = SP_BUF_INIT(2 * SP_MAX_STRING) };
	sp_sql_tables_init(&rows->tables);
	sp_sink_running(out);
}

void sp_sql_rows_release(struct sp_sql_rows *rows)
{
	sp_sql_tables_release(&rows->tables);
	sp_buf_release(&rows->text);
	sp_buf_release(&rows->last);
	sp_buf_release(&rows->hex);
}

/* ---- text and places ---- */

void sp_sql_put(struct sp_sql_rows *rows, const char *s, size_t len)
{
	if (!sp_buf_add(&rows->text, s, len))
		rows->status = SP_FATAL;
}

void sp_sql_flush(struct sp_sql_rows *rows)
{
	if (rows->status == SP_OK && rows->text.len)
		rows->status = sp_sink_good_text(rows->out, rows->text.data, rows->text.len);
	sp_buf_reset(&rows->text);
}

static bool enter(struct sp_sql_rows *rows, enum sp_place_kind kind, const char *name,
		  uint64_t number)
{
	sp_sql_flush(rows);
	if (rows->status == SP_OK)
		rows->status = sp_sink_enter(rows->out, kind, name, number);
	return rows->status == SP_OK;
}

static void leave(struct sp_sql_rows *rows, bool *in)
{
	if (!*in)
		return;
	sp_sql_flush(rows);
	sp_sink_leave(rows->out);
	*in = false;
}

void sp_sql_table_begin(struct sp_sql_rows *rows)
{
	const char *name = sp_buf_str(&rows->tables.table);

	sp_sql_table_end(rows);
	if (strcmp(sp_buf_str(&rows->last), name) != 0) {
		rows->row = 0;
		sp_buf_reset(&rows->last);
		if (!sp_buf_puts(&rows->last, name))
			rows->status = SP_FATAL;
	}
	rows->in_table = enter(rows, SP_PLACE_TABLE, name, 0);
}

void sp_sql_table_end(struct sp_sql_rows *rows)
{
	sp_sql_row_end(rows);
	leave(rows, &rows->in_table);
}

void sp_sql_row_begin(struct sp_sql_rows *rows)
{
	sp_sql_row_end(rows);
	rows->column = 0;
	rows->in_row = enter(rows, SP_PLACE_ROW, NULL, ++rows->row);
}

void sp_sql_row_end(struct sp_sql_rows *rows)
{
	leave(rows, &rows->in_field);
	leave(rows, &rows->in_row);
}

static void enter_field(struct sp_sql_rows *rows)
{
	const char *name = sp_sql_tables_column(&rows->tables, rows->column);

	if (rows->in_field)
		return;
	rows->in_field = enter(rows, SP_PLACE_FIELD, name, rows->column + 1);
	if (rows->in_field && name)
		rows->status = sp_sink_label(rows->out, name);
}

/* ---- values ---- */

void sp_sql_value_begin(struct sp_sql_rows *rows, bool hex, bool binary)
{
	rows->at = 0;
	rows->held = rows->too_large = false;
	rows->is_hex = hex;
	rows->is_binary = binary;
	sp_buf_reset(&rows->hex);
}

/* It was no row of hex digits after all. */
static void give_up_hex(struct sp_sql_rows *rows)
{
	rows->is_hex = false;
	enter_field(rows);
	sp_sql_put(rows, sp_buf_str(&rows->hex), rows->hex.len);
}

void sp_sql_value_put(struct sp_sql_rows *rows, char c)
{
	rows->at++;
	if (rows->is_hex && sp_hex_digit(c) >= 0) {
		rows->too_large |= rows->hex.len == rows->hex.cap;
		if (!rows->too_large && !sp_buf_putc(&rows->hex, c))
			rows->status = SP_FATAL;
		return;
	}
	if (rows->is_hex)
		give_up_hex(rows);
	if (rows->at == 1 && c == '\\') {
		rows->held = true;
		return;
	}
	if (rows->held) {
		rows->held = false;
		rows->is_hex = c == 'x';
		if (rows->is_hex)
			return;
		enter_field(rows);
		sp_sql_put(rows, "\\", 1);
	}
	enter_field(rows);
	sp_sql_put(rows, &c, 1);
}

void sp_sql_value_run(struct sp_sql_rows *rows, const char *s, size_t len)
{
	while (len && (!rows->in_field || rows->is_hex)) {
		sp_sql_value_put(rows, *s++);
		len--;
	}
	if (!len)
		return;
	rows->at += len;
	sp_sql_put(rows, s, len);
}

/* Digits that are bytes are told as what these are. */
static void tell_hex(struct sp_sql_rows *rows)
{
	struct sp_buf *hex = &rows->hex;
	const char *name = sp_sql_tables_column(&rows->tables, rows->column);

	if (rows->too_large) {
		rows->large++;
		return;
	}
	enter_field(rows);
	if (hex->len < HEX_LEAST || hex->len % 2) {
		sp_sql_put(rows, sp_buf_str(hex), hex->len);
		return;
	}
	for (size_t i = 0; i < hex->len; i += 2)
		hex->data[i / 2] =
			(char)(sp_hex_digit(hex->data[i]) << 4 | sp_hex_digit(hex->data[i + 1]));
	sp_sql_flush(rows);
	if (rows->status == SP_OK)
		rows->status = sp_sink_spend(rows->out, hex->len / 2);
	if (rows->status == SP_OK)
		rows->status = sp_blob_tell(rows->out, name ? name : "value", hex->data,
					    hex->len / 2, &rows->unknown);
}

void sp_sql_value_end(struct sp_sql_rows *rows)
{
	if (rows->held) {
		enter_field(rows);
		sp_sql_put(rows, "\\", 1);
	}
	if (rows->is_hex && rows->status == SP_OK)
		tell_hex(rows);
	rows->unknown += rows->is_binary && rows->at > BINARY_LEAST;
	rows->held = rows->is_hex = rows->is_binary = false;
	leave(rows, &rows->in_field);
}

enum sp_status sp_sql_rows_problems(struct sp_sql_rows *rows)
{
	enum sp_status status = sp_blob_problem(rows->out, rows->unknown);

	if (rows->large) {
		sp_sink_problem(rows->out, SP_REASON_LIMIT_SIZE,
				"a value is larger than one may be");
		status = SP_PARTIAL;
	}
	return status;
}
