/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xml_bytes.c - see xml_bytes.h. XML 1.0 (fifth edition), productions 2, 23 and 66. */
#include "extractors/xml_bytes.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

/* clang-format off */
enum {
	N = SP_XML_NAME, W = SP_XML_SPACE, T = SP_XML_SPACE | SP_XML_LINE, R = SP_XML_CR,
	A = SP_XML_AMP, L = SP_XML_LESS, K = SP_XML_BRACKET, H = SP_XML_HIGH, B = SP_XML_NONE,
};

const unsigned short sp_xml_classes[256] = {
	B, B, B, B, B, B, B, B, B, T, T, B, B, R, B, B, /* 0x00 */
	B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, /* 0x10 */
	W, 0, 0, 0, 0, 0, A, 0, 0, 0, 0, 0, 0, N, N, 0, /* 0x20 */
	N, N, N, N, N, N, N, N, N, N, N, 0, L, 0, 0, 0, /* 0x30 */
	0, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, /* 0x40 */
	N, N, N, N, N, N, N, N, N, N, N, 0, 0, K, 0, N, /* 0x50 */
	0, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, /* 0x60 */
	N, N, N, N, N, N, N, N, N, N, N, 0, 0, 0, 0, 0, /* 0x70 */
	H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, /* 0x80 */
	H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, /* 0x90 */
	H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, /* 0xA0 */
	H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, /* 0xB0 */
	H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, /* 0xC0 */
	H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, /* 0xD0 */
	H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, /* 0xE0 */
	H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, /* 0xF0 */
};
/* clang-format on */

bool sp_xml_is_text(const char *s, const char *end, unsigned seen)
{
	size_t len = (size_t)(end - s);

	if (seen & SP_XML_NONE)
		return false;
	if (!(seen & SP_XML_HIGH))
		return true;
	if (sp_utf8_valid(s, len) != len)
		return false;
	/* U+FFFE and U+FFFF are no characters of XML. */
	for (; (s = memchr(s, 0xEF, (size_t)(end - s))); s++)
		if ((unsigned char)s[1] == 0xBF && (unsigned char)s[2] >= 0xBE)
			return false;
	return true;
}

/* ---- references ---- */

static bool is_character(uint32_t code)
{
	return code == '\t' || code == '\n' || code == '\r' || (code >= 0x20 && code < 0xD800) ||
	       (code >= 0xE000 && code <= 0xFFFD) || (code >= 0x10000 && code <= 0x10FFFF);
}

/* "#65" or "#x41"; 0: none. */
static uint32_t numbered(const char *s, size_t len)
{
	bool hex = len > 1 && s[1] == 'x';
	size_t i = hex ? 2 : 1;
	uint32_t code = 0;

	if (i == len || len - i > 7)
		return 0;
	for (; i < len; i++) {
		char c = sp_to_lower(s[i]);
		if (sp_is_digit(c))
			code = code * (hex ? 16 : 10) + (uint32_t)(c - '0');
		else if (hex && c >= 'a' && c <= 'f')
			code = code * 16 + (uint32_t)(c - 'a' + 10);
		else
			return 0;
	}
	return is_character(code) ? code : 0;
}

/* What stands between '&' and ';'. */
static uint32_t meant(const char *s, size_t len)
{
	static const struct {
		const char *name;
		char c;
	} five[] = {
		{ "lt", '<' }, { "gt", '>' }, { "amp", '&' }, { "quot", '"' }, { "apos", '\'' }
	};

	if (len && *s == '#')
		return numbered(s, len);
	for (size_t i = 0; i < sizeof(five) / sizeof(five[0]); i++)
		if (strlen(five[i].name) == len && memcmp(five[i].name, s, len) == 0)
			return (unsigned char)five[i].c;
	return 0;
}

size_t sp_xml_reference(const char *s, const char *end, char out[4], size_t *n)
{
	size_t room = (size_t)(end - s);
	if (room > SP_XML_REFERENCE)
		room = SP_XML_REFERENCE;
	const char *semicolon = memchr(s, ';', room);
	uint32_t code = semicolon ? meant(s + 1, (size_t)(semicolon - s) - 1) : 0;

	if (!code)
		return 0;
	*n = sp_utf8_encode(code, out);
	return (size_t)(semicolon - s) + 1;
}

/* ---- the declaration ---- */

/* ' name="value"', with a value that is expected, or any; NULL: it is not there. */
static const char *pseudo(const char *s, const char *end, const char *name,
			  const char *const *values)
{
	const char *at = sp_xml_skip_space(s, end);
	size_t len = strlen(name);

	if (at == s || (size_t)(end - at) < len || memcmp(at, name, len) != 0)
		return NULL;
	at = sp_xml_skip_space(at + len, end);
	if (at == end || *at != '=')
		return NULL;
	at = sp_xml_skip_space(at + 1, end);
	if (at == end || (*at != '"' && *at != '\''))
		return NULL;
	const char *stop = memchr(at + 1, *at, (size_t)(end - at) - 1);
	for (; stop && *values; values++)
		if (strlen(*values) == (size_t)(stop - at) - 1 &&
		    sp_ascii_equal_n(at + 1, *values, strlen(*values)))
			return stop + 1;
	return NULL;
}

bool sp_xml_is_usual(const char *s, const char *end)
{
	static const char *const versions[] = { "1.0", NULL };
	static const char *const encodings[] = { "UTF-8", NULL };
	static const char *const answers[] = { "yes", "no", NULL };
	const char *next;

	s = pseudo(s + 5, end, "version", versions);
	if (!s)
		return false;
	if ((next = pseudo(s, end, "encoding", encodings)))
		s = next;
	if ((next = pseudo(s, end, "standalone", answers)))
		s = next;
	return sp_xml_skip_space(s, end) == end;
}
