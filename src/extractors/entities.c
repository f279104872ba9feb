/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * entities.c - numbers, the names of HTML 4 (from libxml2's table) and those
 * of HTML 5 that hide addresses: "anna&commat;example&period;org". Numbers 128
 * to 159 are read as Windows-1252, as browsers do. Left out: the other 2000
 * names of HTML 5.
 */
#include "extractors/entities.h"

#include <string.h>

#include <libxml/HTMLparser.h>

#include "base/ascii.h"
#include "base/utf8.h"

#include "extractors/codepages.h"

#define NAME_BYTES 32

uint32_t sp_entity_named(const char *name, size_t len)
{
	static const struct {
		const char *name;
		uint32_t code;
	} html5[] = {
		{ "commat", '@' },
		{ "period", '.' },
		{ "lowbar", '_' },
		{ "num", '#' },
		{ "colon", ':' },
		{ "semi", ';' },
		{ "comma", ',' },
		{ "plus", '+' },
		{ "sol", '/' },
		{ "bsol", '\\' },
		{ "lpar", '(' },
		{ "rpar", ')' },
		{ "lsqb", '[' },
		{ "rsqb", ']' },
		{ "excl", '!' },
		{ "quest", '?' },
		{ "equals", '=' },
		{ "percnt", '%' },
		{ "ast", '*' },
		{ "dollar", '$' },
		{ "Tab", '\t' },
		{ "NewLine", ' ' },
		{ "hyphen", 0x2010 },
		{ "dash", 0x2010 },
		{ "NonBreakingSpace", 0xA0 },
	};
	char copy[NAME_BYTES];

	if (len >= sizeof(copy))
		return 0;
	memcpy(copy, name, len);
	copy[len] = '\0';
	for (size_t i = 0; i < sizeof(html5) / sizeof(html5[0]); i++)
		if (!strcmp(html5[i].name, copy))
			return html5[i].code;
	const htmlEntityDesc *known = htmlEntityLookup((const xmlChar *)copy);
	return known ? known->value : 0;
}

/* What a number stands for. */
static uint32_t numbered(uint32_t code)
{
	if (code >= 0x80 && code < 0xA0 && sp_codepage_cp1252[code - 0x80])
		return sp_codepage_cp1252[code - 0x80];
	return code ? code : SP_UTF8_BAD;
}

static int digit_value(char c, unsigned base)
{
	if (sp_is_digit(c))
		return c - '0';
	c = sp_to_lower(c);
	return base == 16 && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "#123" or "#x7B" at s, behind '&'. Returns its length without ';', 0 if it is none. */
static size_t parse_number(const char *s, size_t len, uint32_t *code)
{
	bool hex = len > 1 && (s[1] == 'x' || s[1] == 'X');
	unsigned base = hex ? 16 : 10;
	size_t start = hex ? 2 : 1, n = start;

	*code = 0;
	for (; n < len; n++) {
		int value = digit_value(s[n], base);
		if (value < 0)
			break;
		if (*code <= 0x10FFFF)
			*code = *code * base + (uint32_t)value;
	}
	*code = numbered(*code);
	return n > start ? n : 0;
}

static size_t parse_name(const char *s, size_t len, bool attribute, uint32_t *code)
{
	size_t n = 0;

	while (n < len && sp_is_alnum(s[n]))
		n++;
	*code = 0;
	if (n && (!attribute || n == len || s[n] == ';'))
		*code = sp_entity_named(s, n);
	return *code ? n : 0;
}

/* Bytes of the reference at s[0] == '&', 0 if it is none, len if more may belong to it. */
static size_t parse(const char *s, size_t len, bool attribute, bool last, uint32_t *code)
{
	size_t n = 1;

	if (n < len && s[n] == '#')
		n++;
	while (n < len && n < SP_ENTITY_BYTES && sp_is_alnum(s[n]))
		n++;
	if (n == len && len < SP_ENTITY_BYTES && !last) {
		*code = 0;
		return len;
	}
	n = s[1 < len ? 1 : 0] == '#' ? parse_number(s + 1, len - 1, code)
				      : parse_name(s + 1, len - 1, attribute, code);
	if (!n)
		return 0;
	return n + 1 < len && s[n + 1] == ';' ? n + 2 : n + 1;
}

size_t sp_entities_decode(const char *s, size_t len, bool attribute, bool last, struct sp_buf *out)
{
	size_t at = 0;

	while (at < len) {
		const char *mark = memchr(s + at, '&', len - at);
		size_t plain = mark ? (size_t)(mark - s) - at : len - at;
		sp_buf_add(out, s + at, plain);
		at += plain;
		if (at == len)
			break;
		uint32_t code;
		size_t n = parse(s + at, len - at, attribute, last, &code);
		if (n && !code)
			return at;
		if (n)
			sp_buf_put_utf8(out, code);
		else
			sp_buf_putc(out, '&');
		at += n ? n : 1;
	}
	return at;
}
