/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_text.c - see json_text.h. A line break within a string becomes a space,
 * so that line numbers stay those of the file; a quotation mark too, since it
 * would end what it stands in.
 */
#include "extractors/json_text.h"

#include <string.h>

#include "base/utf8.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Four hex digits; -1: they are none. */
static int32_t unit_of(const char *s)
{
	int32_t unit = 0;

	for (int i = 0; i < 4; i++) {
		int digit = hex_digit(s[i]);
		if (digit < 0)
			return -1;
		unit = unit << 4 | digit;
	}
	return unit;
}

static bool is_high(int32_t unit)
{
	return unit >= 0xD800 && unit < 0xDC00;
}

/* How many bytes the escape in `held` needs, as far as that is known by now. */
static size_t wanted(const struct sp_json_text *json)
{
	const char *s = json->held;

	if (json->n_held < 2)
		return 2;
	if (s[1] != 'u')
		return 2;
	if (json->n_held < 6)
		return 6;
	if (!is_high(unit_of(s + 2)))
		return 6;
	/* The other half may follow. */
	if (json->n_held == 6)
		return 7;
	if (s[6] != '\\')
		return 7;
	if (json->n_held == 7)
		return 8;
	return s[7] == 'u' ? 12 : 8;
}

static bool put_code(struct sp_buf *out, uint32_t code)
{
	bool breaks = code < 0x20 || code == '"' || code == 0x2028 || code == 0x2029;

	return breaks ? sp_buf_putc(out, ' ') : sp_buf_put_utf8(out, code);
}

/* Appends what the held escape means; what is not used of it stays held. */
static bool resolve(struct sp_json_text *json, struct sp_buf *out)
{
	char s[sizeof(json->held)];
	size_t n = json->n_held, used = 6;
	bool ok;

	memcpy(s, json->held, n);
	if (n < 2)
		return true;
	if (s[1] != 'u') {
		json->n_held = 0;
		return strchr("\"nrtbf", s[1]) ? sp_buf_putc(out, ' ') : sp_buf_putc(out, s[1]);
	}
	int32_t unit = n >= 6 ? unit_of(s + 2) : -1;
	int32_t low = n == 12 ? unit_of(s + 8) : -1;
	if (unit < 0) {
		json->n_held = 0;
		return sp_buf_add(out, s, n);
	}
	if (is_high(unit) && low >= 0xDC00 && low < 0xE000) {
		used = 12;
		ok = put_code(out, 0x10000 + ((uint32_t)(unit - 0xD800) << 10) +
					   (uint32_t)(low - 0xDC00));
	} else {
		ok = put_code(out, unit >= 0xD800 && unit < 0xE000 ? SP_UTF8_BAD : (uint32_t)unit);
	}
	json->n_held = 0;
	/* What follows a half that stands alone begins anew. */
	return ok && (used == n || sp_json_text_feed(json, s + used, n - used, out));
}

static bool put_byte(struct sp_json_text *json, char c, struct sp_buf *out)
{
	if (json->n_held) {
		json->held[json->n_held++] = c;
		return json->n_held < wanted(json) || resolve(json, out);
	}
	if (json->in_string && c == '\\') {
		json->held[json->n_held++] = c;
		return true;
	}
	if (c == '"')
		json->in_string = !json->in_string;
	else if (c == '\n')
		json->in_string = false;
	return sp_buf_putc(out, c);
}

bool sp_json_text_feed(struct sp_json_text *json, const char *text, size_t len, struct sp_buf *out)
{
	while (len) {
		size_t plain = 0;
		if (!json->n_held && json->in_string)
			while (plain < len && text[plain] != '\\' && text[plain] != '"' &&
			       text[plain] != '\n')
				plain++;
		if (plain && !sp_buf_add(out, text, plain))
			return false;
		text += plain;
		len -= plain;
		if (len && !put_byte(json, *text, out))
			return false;
		text += len > 0;
		len -= len > 0;
	}
	return true;
}

bool sp_json_text_finish(struct sp_json_text *json, struct sp_buf *out)
{
	size_t n = json->n_held;

	json->n_held = 0;
	return sp_buf_add(out, json->held, n);
}
