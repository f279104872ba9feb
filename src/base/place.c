/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * place.c - chains of places made flat, as JSON (RFC 8259) and for people.
 *
 * The JSON form is one flat object of numbers and strings that this file
 * writes and reads itself; anything nested ends the reading, no error.
 */
#include "spana/place.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/radix.h"

#include <string.h>

bool sp_place_is_kind(uint64_t n)
{
	if (n > INT32_MAX)
		return false;
	switch ((enum sp_place_kind)n) {
	case SP_PLACE_PAGE:
	case SP_PLACE_SLIDE:
	case SP_PLACE_SHEET:
	case SP_PLACE_TABLE:
	case SP_PLACE_PART:
	case SP_PLACE_PARAGRAPH:
	case SP_PLACE_ROW:
	case SP_PLACE_CELL:
	case SP_PLACE_HEADER:
	case SP_PLACE_PROPERTY:
	case SP_PLACE_RAW:
	case SP_PLACE_QUOTE:
	case SP_PLACE_FIELD:
		return true;
	}
	return false;
}

/* The innermost place of a kind speaks; those around it are less exact. */
static void set_name(const char **field, const char *name)
{
	if (!*field && name && name[0])
		*field = name;
}

static void set_number(uint64_t *field, uint64_t number)
{
	if (!*field)
		*field = number;
}

/* Adds one place; true where its text is no running text. */
static bool add_place(struct sp_where *where, const struct sp_place *place, uint64_t column)
{
	switch (place->kind) {
	case SP_PLACE_PAGE:
		set_number(&where->page, place->number);
		return false;
	case SP_PLACE_SLIDE:
		set_number(&where->slide, place->number);
		return false;
	case SP_PLACE_SHEET:
		set_name(&where->sheet, place->name);
		return false;
	case SP_PLACE_TABLE:
		set_name(&where->table, place->name);
		return false;
	case SP_PLACE_PART:
		set_name(&where->part, place->name);
		return false;
	case SP_PLACE_PARAGRAPH:
		set_number(&where->paragraph, place->number);
		return false;
	case SP_PLACE_ROW:
		set_number(&where->row, place->number);
		return false;
	case SP_PLACE_CELL:
		set_name(&where->cell, place->name);
		return true;
	case SP_PLACE_HEADER:
		set_name(&where->header, place->name);
		return true;
	case SP_PLACE_PROPERTY:
		set_name(&where->property, place->name);
		return true;
	case SP_PLACE_RAW:
		where->has_offset = true;
		where->offset = place->number + (column ? column - 1 : 0) * (place->name ? 2 : 1);
		return true;
	case SP_PLACE_QUOTE:
		set_name(&where->part, "quoted");
		return false;
	case SP_PLACE_FIELD:
		set_name(&where->property, place->name);
		return false;
	}
	return false;
}

void sp_where_make(struct sp_where *where, const struct sp_place *place, uint64_t line,
		   uint64_t column)
{
	bool running = true;

	*where = (struct sp_where) { 0 };
	for (; place; place = place->up)
		if (add_place(where, place, column))
			running = false;
	/* A cell's name holds its row. */
	if (where->cell)
		where->row = 0;
	if (running) {
		where->line = line;
		where->column = column;
	}
}

static inline void put_number(struct sp_json *json, const char *key, uint64_t number)
{
	if (number)
		sp_json_number(json, key, number);
}

static inline void put_name(struct sp_json *json, const char *key, const char *name)
{
	if (name)
		sp_json_text(json, key, name);
}

/* True for a place in running text and no other, as most are. */
static bool is_line_alone(const struct sp_where *where)
{
	return !(where->page | where->slide | where->paragraph | where->row) && !where->sheet &&
	       !where->table && !where->part && !where->header && !where->property &&
	       !where->cell && !where->has_offset && where->line && where->column;
}

static bool put_line(struct sp_buf *out, const struct sp_where *where)
{
	static const char line[] = "{\"line\":", column[] = ",\"column\":";
	char *to = sp_buf_reserve(out, sizeof(line) + sizeof(column) + 2 * SP_UINT_DIGITS);

	if (!to)
		return false;
	to = mempcpy(to, line, sizeof(line) - 1);
	to = sp_uint_write(to, where->line);
	to = mempcpy(to, column, sizeof(column) - 1);
	to = sp_uint_write(to, where->column);
	*to++ = '}';
	*to = '\0';
	out->len = (size_t)(to - out->data);
	return true;
}

bool sp_where_json(struct sp_buf *out, const struct sp_where *where)
{
	struct sp_json json = sp_json_to(out);

	if (is_line_alone(where))
		return put_line(out, where);
	sp_json_open(&json, '{');
	put_number(&json, "page", where->page);
	put_number(&json, "slide", where->slide);
	put_name(&json, "sheet", where->sheet);
	put_name(&json, "table", where->table);
	put_name(&json, "part", where->part);
	put_name(&json, "header", where->header);
	put_name(&json, "property", where->property);
	put_number(&json, "paragraph", where->paragraph);
	put_number(&json, "row", where->row);
	put_name(&json, "cell", where->cell);
	put_number(&json, "line", where->line);
	put_number(&json, "column", where->column);
	if (where->has_offset) {
		sp_json_key(&json, "offset");
		sp_json_uint(&json, where->offset);
	}
	sp_json_close(&json, '}');
	return !out->failed;
}

/* Four hex digits at s. */
static bool read_unit(const char *s, uint32_t *unit)
{
	*unit = 0;
	for (int i = 0; i < 4; i++) {
		int digit = sp_hex_digit(s[i]);
		if (digit < 0)
			return false;
		*unit = *unit << 4 | (uint32_t)digit;
	}
	return true;
}

/* Appends what follows a backslash at *s, and moves *s behind it. */
static bool read_escape(const char **s, struct sp_buf *out)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	uint32_t code, low;

	if (**s != 'u') {
		const char *name = **s ? strchr(names, **s) : NULL;
		if (!name)
			return false;
		++*s;
		return sp_buf_putc(out, values[name - names]);
	}
	if (!read_unit(*s + 1, &code))
		return false;
	*s += 5;
	if (code >= 0xD800 && code < 0xDC00 && (*s)[0] == '\\' && (*s)[1] == 'u' &&
	    read_unit(*s + 2, &low) && low >= 0xDC00 && low < 0xE000) {
		code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
		*s += 6;
	}
	return sp_buf_put_utf8(out, code);
}

/* A JSON string at *s; *s moves behind it. */
static bool read_string(const char **s, struct sp_buf *out)
{
	if (*(*s)++ != '"')
		return false;
	while (**s != '"') {
		size_t plain = strcspn(*s, "\"\\");
		if (!sp_buf_add(out, *s, plain))
			return false;
		*s += plain;
		if (**s == '"')
			break;
		if (**s != '\\' || (++*s, !read_escape(s, out)))
			return false;
	}
	++*s;
	return true;
}

static bool read_value(const char **s, struct sp_buf *out)
{
	if (**s == '"')
		return read_string(s, out);
	size_t len = strspn(*s, "0123456789");
	if (!len || !sp_buf_add(out, *s, len))
		return false;
	*s += len;
	return true;
}

/* "part" says nothing to people: a comment is a comment. */
static const char *label_of(const char *key)
{
	if (strcmp(key, "part") == 0)
		return "";
	return strcmp(key, "offset") == 0 ? "byte" : key;
}

/* One key and value at *s, added to out for people. */
static bool read_pair(const char **s, struct sp_buf *pair, struct sp_buf *out, bool first)
{
	char key[16];

	sp_buf_reset(pair);
	if (!read_string(s, pair) || pair->len >= sizeof(key) || *(*s)++ != ':')
		return false;
	memcpy(key, sp_buf_str(pair), pair->len + 1);
	sp_buf_reset(pair);
	if (!read_value(s, pair))
		return false;
	const char *label = label_of(key);
	if (!first)
		sp_buf_puts(out, ", ");
	sp_buf_puts(out, label);
	if (label[0])
		sp_buf_putc(out, ' ');
	return sp_buf_puts(out, sp_buf_str(pair));
}

bool sp_where_text(struct sp_buf *out, const char *json)
{
	struct sp_buf pair = SP_BUF_INIT(SP_BUF_UNCAPPED);

	if (*json == '{' && json[1] == '"') {
		bool first = true;
		do {
			json++;
			if (!read_pair(&json, &pair, out, first))
				break;
			first = false;
		} while (*json == ',');
	}
	out->failed = out->failed || pair.failed;
	sp_buf_release(&pair);
	return !out->failed;
}
