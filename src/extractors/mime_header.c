/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mime_header.c - see mime_header.h. RFC 2045, 5.1, and RFC 2231, read as mail
 * programs write them: a value without quotes goes on to the next semicolon,
 * spaces and all. Left out: comments within a value.
 */
#include "extractors/mime_header.h"

#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "base/radix.h"
#include "extractors/charset.h"
#include "extractors/encoded_word.h"

/* Parameters of one value, and pieces of one parameter: no more are looked at. */
#define PARAMETERS_MAX 64

/* name=value, as it stands. A value in quotes is without them. */
struct parameter {
	const char *name, *value;
	size_t name_len, value_len;
	bool quoted;
};

struct cursor {
	const char *at, *end;
};

static void skip_space(struct cursor *c)
{
	while (c->at < c->end && sp_is_space(*c->at))
		c->at++;
}

/* ---- types ---- */

static bool is_type_character(char c)
{
	return (unsigned char)c > ' ' && (unsigned char)c < 0x7F && !strchr("()<>@,;:\\\"[]?=", c);
}

static size_t copy_lower(char *out, size_t room, struct cursor *c)
{
	size_t n = 0;

	for (; c->at < c->end && is_type_character(*c->at) && *c->at != '/'; c->at++)
		if (n + 1 < room)
			out[n++] = sp_to_lower(*c->at);
	out[n] = '\0';
	return n;
}

void sp_mime_type(const char *value, size_t len, char type[SP_MIME_TYPE_MAX])
{
	struct cursor c = { value, value + len };

	skip_space(&c);
	size_t n = copy_lower(type, SP_MIME_TYPE_MAX / 2, &c);
	skip_space(&c);
	if (c.at < c.end && *c.at == '/') {
		c.at++;
		skip_space(&c);
		type[n] = '/';
		if (n && copy_lower(type + n + 1, SP_MIME_TYPE_MAX / 2, &c))
			return;
	} else if (strcmp(type, "text") == 0 || strcmp(type, "multipart") == 0) {
		memcpy(type + n, *type == 't' ? "/plain" : "/mixed", sizeof("/plain"));
		return;
	}
	memcpy(type, "application/octet-stream", sizeof("application/octet-stream"));
}

bool sp_mime_is_word(const char *value, size_t len, const char *word)
{
	struct cursor c = { value, value + len };
	const size_t n = strlen(word);

	skip_space(&c);
	if ((size_t)(c.end - c.at) < n || !sp_ascii_equal_n(c.at, word, n))
		return false;
	c.at += n;
	return c.at == c.end || !is_type_character(*c.at);
}

/* ---- parameters as they stand ---- */

static void take_quoted(struct cursor *c, struct parameter *p)
{
	p->quoted = true;
	p->value = ++c->at;
	while (c->at < c->end && *c->at != '"')
		c->at += *c->at == '\\' && c->end - c->at > 1 ? 2 : 1;
	p->value_len = (size_t)(c->at - p->value);
}

static void take_bare(struct cursor *c, struct parameter *p)
{
	const char *semicolon = memchr(c->at, ';', (size_t)(c->end - c->at));

	p->value = c->at;
	c->at = semicolon ? semicolon : c->end;
	p->value_len = (size_t)(c->at - p->value);
	while (p->value_len && sp_is_space(p->value[p->value_len - 1]))
		p->value_len--;
}

/* The next one; the cursor stands behind the type, or a parameter. */
static bool next_parameter(struct cursor *c, struct parameter *p)
{
	*p = (struct parameter) { .name = NULL };
	c->at = memchr(c->at, ';', (size_t)(c->end - c->at));
	if (!c->at) {
		c->at = c->end;
		return false;
	}
	c->at++;
	skip_space(c);
	p->name = c->at;
	while (c->at < c->end && is_type_character(*c->at))
		c->at++;
	p->name_len = (size_t)(c->at - p->name);
	p->value = c->at;
	skip_space(c);
	if (c->at == c->end || *c->at != '=')
		return true;
	c->at++;
	skip_space(c);
	if (c->at < c->end && *c->at == '"')
		take_quoted(c, p);
	else
		take_bare(c, p);
	return true;
}

static size_t list_parameters(const char *value, size_t len, struct parameter list[PARAMETERS_MAX])
{
	struct cursor c = { value, value + len };
	size_t n = 0;

	while (n < PARAMETERS_MAX && next_parameter(&c, &list[n]))
		n++;
	return n;
}

/* ---- a parameter ---- */

/* In which of its forms a parameter has the name. */
enum form { FORM_OTHER, FORM_PLAIN, FORM_EXTENDED, FORM_PIECE, FORM_PIECE_EXTENDED };

/* `*number`: which piece it is. */
static enum form form_of(const struct parameter *p, const char *name, size_t n, unsigned *number)
{
	const char *at = p->name + n, *end = p->name + p->name_len;
	unsigned digits = 0;

	if (p->name_len < n || !sp_ascii_equal_n(p->name, name, n))
		return FORM_OTHER;
	if (at == end)
		return FORM_PLAIN;
	if (*at++ != '*')
		return FORM_OTHER;
	if (at == end)
		return FORM_EXTENDED;
	for (*number = 0; at < end && sp_is_digit(*at) && digits < 4; digits++)
		*number = *number * 10 + (unsigned)(*at++ - '0');
	if (!digits)
		return FORM_OTHER;
	if (at == end)
		return FORM_PIECE;
	return at + 1 == end && *at == '*' ? FORM_PIECE_EXTENDED : FORM_OTHER;
}

/* Takes the backslashes of a quoted string off. */
static void add_plain(struct sp_buf *out, const struct parameter *p)
{
	for (size_t i = 0; i < p->value_len; i++) {
		if (p->quoted && p->value[i] == '\\' && i + 1 < p->value_len &&
		    (p->value[i + 1] == '"' || p->value[i + 1] == '\\'))
			i++;
		if (p->value[i] != '\r' && p->value[i] != '\n')
			sp_buf_putc(out, p->value[i]);
	}
}

static void add_escaped(struct sp_buf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		int high = s[i] == '%' && i + 2 < len ? sp_hex_digit(s[i + 1]) : -1;
		int low = high >= 0 ? sp_hex_digit(s[i + 2]) : -1;
		if (low < 0) {
			sp_buf_putc(out, s[i]);
			continue;
		}
		sp_buf_putc(out, (char)(high << 4 | low));
		i += 2;
	}
}

/* What stands before an extended value: charset'language'. Returns its length. */
static size_t charset_prefix(const struct parameter *p, const struct sp_charset **charset)
{
	const char *first = memchr(p->value, '\'', p->value_len), *second = NULL;

	if (first)
		second = memchr(first + 1, '\'', p->value_len - (size_t)(first + 1 - p->value));
	if (!second)
		return 0;
	*charset = sp_charset_from_name_n(p->value, (size_t)(first - p->value));
	return (size_t)(second + 1 - p->value);
}

/* `first`: the charset stands before it. */
static void add_extended(struct sp_buf *out, const struct parameter *p, bool first,
			 const struct sp_charset **charset)
{
	size_t skip = first ? charset_prefix(p, charset) : 0;

	add_escaped(out, p->value + skip, p->value_len - skip);
}

/* The pieces from the first on, in their order, until one is missing. false: there is none. */
static bool join_pieces(const struct parameter *list, size_t n_list, const char *name,
			struct sp_buf *bytes, const struct sp_charset **charset)
{
	const size_t n = strlen(name);
	bool any = false, more = true;
	unsigned number = 0;

	for (unsigned want = 0; more && want < PARAMETERS_MAX; want++) {
		more = false;
		for (size_t i = 0; i < n_list && !more; i++) {
			const struct parameter *p = &list[i];
			enum form form = form_of(p, name, n, &number);
			more = form >= FORM_PIECE && number == want;
			if (more && form == FORM_PIECE)
				add_plain(bytes, p);
			else if (more)
				add_extended(bytes, p, want == 0, charset);
		}
		any |= more;
	}
	return any;
}

/* The bytes of a parameter, and what they are in. FORM_OTHER: there is none. */
static enum form find(const char *value, size_t len, const char *name, struct sp_buf *bytes,
		      const struct sp_charset **charset)
{
	struct parameter list[PARAMETERS_MAX];
	const size_t n_list = list_parameters(value, len, list), n = strlen(name);
	const struct parameter *best = NULL;
	enum form best_form = FORM_OTHER;
	bool pieces = false;
	unsigned number = 0;

	/* What can hold every letter goes before what cannot. */
	for (size_t i = 0; i < n_list; i++) {
		enum form form = form_of(&list[i], name, n, &number);
		pieces |= form >= FORM_PIECE;
		if (form <= FORM_EXTENDED && form > best_form) {
			best = &list[i];
			best_form = form;
		}
	}
	if (pieces && best_form != FORM_EXTENDED && join_pieces(list, n_list, name, bytes, charset))
		return FORM_PIECE;
	if (best_form == FORM_EXTENDED)
		add_extended(bytes, best, true, charset);
	else if (best)
		add_plain(bytes, best);
	return best_form;
}

bool sp_mime_parameter(const char *value, size_t len, const char *name, struct sp_buf *out,
		       bool *found)
{
	struct sp_buf bytes = SP_BUF_INIT(SP_BUF_UNCAPPED);
	const struct sp_charset *charset = NULL;
	enum form form = find(value, len, name, &bytes, &charset);
	bool good = !bytes.failed;

	*found = form != FORM_OTHER;
	if (good && form == FORM_PLAIN)
		good = sp_header_decode(sp_buf_str(&bytes), bytes.len, out);
	else if (good && *found)
		good = sp_charset_convert(charset, sp_buf_str(&bytes), bytes.len, out);
	sp_buf_release(&bytes);
	return good;
}

bool sp_mime_bare_parameter(const char *value, size_t len, const char *name, struct sp_buf *out)
{
	const struct sp_charset *charset = NULL;

	(void)find(value, len, name, out, &charset);
	return !out->failed;
}
