/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cards.c - see cards.h. vCard 2.1 (quoted-printable, CHARSET=, base64 without
 * a sign), 3.0 (RFC 2426), 4.0 (RFC 6350); iCalendar (RFC 5545) and vCalendar.
 *
 * Files within properties are members. Parameters that name people are told;
 * those that say how a value is written are not.
 */
#include "extractors/cards.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "extractors/charset.h"
#include "extractors/folded.h"
#include "extractors/opening.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Parts of a structured value: an address has seven. */
#define MAX_PARTS 8

struct text {
	const char *s;
	size_t len;
};

struct property {
	char name[64]; /* upper case, without its group */
	struct text parameters, value;
	bool quoted_printable, base64;
	const struct sp_charset *charset;
};

struct cards {
	struct sp_folded folded;
	struct sp_sink *out;
	const char *kind;
	uint64_t rows;
	unsigned depth; /* components that are open */
	bool in_row;
	bool partial;
};

/* ---- one property ---- */

static bool is(struct text text, const char *word)
{
	return strlen(word) == text.len && sp_ascii_equal_n(text.s, word, text.len);
}

/* The next parameter behind a ';': name and value, of which one may be missing. */
static bool next_parameter(struct text *rest, struct text *name, struct text *value)
{
	const char *s = rest->s, *end = s + rest->len, *at = s;
	bool quoted = false;

	if (s == end)
		return false;
	while (at < end && (quoted || *at != ';'))
		quoted ^= *at++ == '"';
	const char *equals = memchr(s, '=', (size_t)(at - s));
	*name = (struct text) { s, equals ? (size_t)(equals - s) : 0 };
	*value = equals ? (struct text) { equals + 1, (size_t)(at - equals - 1) }
			: (struct text) { s, (size_t)(at - s) };
	at += at < end;
	*rest = (struct text) { at, (size_t)(end - at) };
	return true;
}

static void read_parameters(struct property *p)
{
	struct text rest = p->parameters, name, value;

	while (next_parameter(&rest, &name, &value)) {
		bool encoding = !name.len || is(name, "ENCODING");
		p->quoted_printable |= encoding && is(value, "QUOTED-PRINTABLE");
		p->base64 |= encoding && (is(value, "BASE64") || (name.len && is(value, "B")));
		if (is(name, "CHARSET"))
			p->charset = sp_charset_from_name_n(value.s, value.len);
	}
}

/* "item1.TEL;TYPE=home:value". false: it is no property. */
static bool parse(struct text line, struct property *p)
{
	const char *end = line.s + line.len, *at = line.s;
	bool quoted = false;

	*p = (struct property) { .name = "" };
	while (at < end && *at != ';' && *at != ':')
		at++;
	const char *dot = memchr(line.s, '.', (size_t)(at - line.s));
	const char *name = dot ? dot + 1 : line.s;
	size_t len = (size_t)(at - name);
	if (!len || len >= sizeof(p->name) || at == end)
		return false;
	for (size_t i = 0; i < len; i++) {
		p->name[i] = sp_to_upper(name[i]);
		if (!sp_is_alnum(name[i]) && name[i] != '-' && name[i] != '_')
			return false;
	}
	const char *parameters = *at == ';' ? at + 1 : at;
	while (at < end && (quoted || *at != ':'))
		quoted ^= *at++ == '"';
	if (at == end)
		return false;
	p->parameters =
		(struct text) { parameters, at > parameters ? (size_t)(at - parameters) : 0 };
	p->value = (struct text) { at + 1, (size_t)(end - at - 1) };
	read_parameters(p);
	return true;
}

/* ---- values ---- */

static int hex_value(char c)
{
	if (sp_is_digit(c))
		return c - '0';
	c = sp_to_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Quoted-printable, whose bytes are in the charset that was declared. */
static bool decode_quoted(const struct property *p, struct sp_buf *out)
{
	struct sp_buf bytes = SP_BUF_INIT(SP_BUF_UNCAPPED);
	const struct text v = p->value;

	for (size_t i = 0; i < v.len; i++) {
		int high = i + 2 < v.len ? hex_value(v.s[i + 1]) : -1;
		int low = i + 2 < v.len ? hex_value(v.s[i + 2]) : -1;
		if (v.s[i] == '=' && high >= 0 && low >= 0) {
			sp_buf_putc(&bytes, (char)(high << 4 | low));
			i += 2;
		} else {
			sp_buf_putc(&bytes, v.s[i]);
		}
	}
	bool good =
		!bytes.failed && sp_charset_convert(p->charset, sp_buf_str(&bytes), bytes.len, out);
	sp_buf_release(&bytes);
	return good;
}

/* Splits at each ';' that is not escaped. Returns how many parts there are, at most MAX_PARTS. */
static size_t split(struct text value, struct text parts[MAX_PARTS])
{
	size_t n = 0, start = 0;

	for (size_t i = 0; i <= value.len && n < MAX_PARTS; i++) {
		if (i < value.len && value.s[i] == '\\') {
			i++;
		} else if (i == value.len || (value.s[i] == ';' && n + 1 < MAX_PARTS)) {
			parts[n++] = (struct text) { value.s + start, i - start };
			start = i + 1;
		}
	}
	return n;
}

static void put_unescaped(struct sp_buf *out, struct text text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.s[i];
		if (c == '\\' && i + 1 < text.len) {
			c = text.s[++i];
			c = c == 'n' || c == 'N' ? '\n' : c;
		}
		sp_buf_putc(out, c);
	}
}

/* Parts in the order in which people write them, with what stands between. */
static void put_parts(struct sp_buf *out, struct text value, const char *order, char between)
{
	struct text parts[MAX_PARTS];
	size_t n = split(value, parts), start = out->len;

	for (const char *o = order; *o; o++) {
		size_t i = (size_t)(*o - '0');
		if (i >= n || !parts[i].len)
			continue;
		if (out->len > start) {
			/* No comma between a post code and its town. */
			if (!(between == ',' && *o == '3' && o > order && o[-1] == '5' &&
			      parts[5].len))
				sp_buf_putc(out, between);
			if (between != ' ')
				sp_buf_putc(out, ' ');
		}
		put_unescaped(out, parts[i]);
	}
}

static void put_value(struct sp_buf *out, const char *name, struct text value)
{
	if (!strcmp(name, "N"))
		put_parts(out, value, "312045", ' ');
	else if (!strcmp(name, "ADR"))
		put_parts(out, value, "0125346", ',');
	else if (!strcmp(name, "ORG"))
		put_parts(out, value, "01234567", ',');
	else
		put_unescaped(out, value);
}

/* Words that stand for the name of a property near its value. */
static const char *label_of(const char *name)
{
	static const struct {
		const char *name, *label;
	} labels[] = {
		{ "ADR", "adress" }, { "ATTENDEE", "namn" }, { "BDAY", "född" },
		{ "CN", "namn" },    { "EMAIL", "e-post" },  { "FN", "namn" },
		{ "N", "namn" },     { "NICKNAME", "namn" }, { "ORGANIZER", "namn" },
		{ "TEL", "tel" },
	};

	for (size_t i = 0; i < LENGTH(labels); i++)
		if (!strcmp(labels[i].name, name))
			return labels[i].label;
	return name;
}

static enum sp_status tell(struct cards *cards, const char *name, const char *label, const char *s,
			   size_t len)
{
	if (len > 7 && sp_ascii_equal_n(s, "mailto:", 7)) {
		label = "e-post";
		s += 7;
		len -= 7;
	}
	/* An event's identifier has the form of an address, and is nobody's. */
	if (!len || (!strcmp(name, "UID") && memchr(s, '@', len)))
		return SP_OK;
	enum sp_status status = sp_sink_enter(cards->out, SP_PLACE_PROPERTY, name, 0);
	if (status != SP_OK)
		return status;
	status = sp_sink_label(cards->out, label);
	if (status == SP_OK)
		status = sp_sink_text(cards->out, s, len);
	sp_sink_leave(cards->out);
	return status;
}

/* Those that say how a value is written, or what it is good for. */
static bool is_technical(struct text name)
{
	static const char *const names[] = {
		"ALTID",   "CALSCALE", "CHARSET", "CUTYPE",    "ENCODING",     "FBTYPE",
		"FMTTYPE", "LANGUAGE", "LEVEL",	  "MEDIATYPE", "PARTSTAT",     "PID",
		"PREF",	   "RANGE",    "RELATED", "RELTYPE",   "ROLE",	       "RSVP",
		"TYPE",	   "TZ",       "TZID",	  "VALUE",     "X-NUM-GUESTS", "INDEX",
	};

	for (size_t i = 0; i < LENGTH(names); i++)
		if (is(name, names[i]))
			return true;
	return !name.len;
}

static enum sp_status tell_parameters(struct cards *cards, const struct property *p)
{
	struct text rest = p->parameters, name, value;
	enum sp_status status = SP_OK;

	while (status == SP_OK && next_parameter(&rest, &name, &value)) {
		if (is_technical(name))
			continue;
		while (value.len && value.s[0] == '"') {
			value.s++;
			value.len--;
		}
		while (value.len && value.s[value.len - 1] == '"')
			value.len--;
		status = tell(cards, p->name, is(name, "CN") ? label_of("CN") : NULL, value.s,
			      value.len);
	}
	return status;
}

static enum sp_status tell_file(struct cards *cards, const struct property *p, struct text data)
{
	char name[80];
	size_t len = strlen(p->name);

	for (size_t i = 0; i <= len; i++)
		name[i] = sp_to_lower(p->name[i]);
	return sp_folded_base64(cards->out, name, data.s, data.len, NULL);
}

/* "data:image/jpeg;base64,..." */
static bool is_data(struct text value, struct text *data)
{
	static const char mark[] = ";base64,";

	if (value.len < 5 || !sp_ascii_equal_n(value.s, "data:", 5))
		return false;
	const char *at = memmem(value.s, value.len < 256 ? value.len : 256, mark, strlen(mark));
	if (!at)
		return false;
	at += strlen(mark);
	*data = (struct text) { at, (size_t)(value.s + value.len - at) };
	return true;
}

static enum sp_status tell_property(struct cards *cards, const struct property *p)
{
	struct sp_buf plain = SP_BUF_INIT(SP_BUF_UNCAPPED), shown = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct text value = p->value, data;
	enum sp_status status = tell_parameters(cards, p);

	if (status != SP_OK)
		return status;
	if (p->base64 || is_data(value, &data))
		return tell_file(cards, p, p->base64 ? value : data);
	status = SP_FATAL;
	if (p->quoted_printable) {
		if (!decode_quoted(p, &plain))
			goto out;
		value = (struct text) { sp_buf_str(&plain), plain.len };
	}
	put_value(&shown, p->name, value);
	if (!shown.failed)
		status = tell(cards, p->name, label_of(p->name), sp_buf_str(&shown), shown.len);
out:
	sp_buf_release(&shown);
	sp_buf_release(&plain);
	return status;
}

/* ---- components ---- */

static void leave_row(struct cards *cards)
{
	if (cards->in_row)
		sp_sink_leave(cards->out);
	cards->in_row = false;
}

static enum sp_status begin(struct cards *cards, struct text kind)
{
	cards->depth++;
	/* What is within a row (an alarm in an event) is told with it. */
	if (cards->in_row || (cards->kind && is(kind, cards->kind)))
		return SP_OK;
	enum sp_status status = sp_sink_enter(cards->out, SP_PLACE_ROW, NULL, ++cards->rows);
	cards->in_row = status == SP_OK;
	return status;
}

static void end(struct cards *cards)
{
	const unsigned outside = cards->kind ? 1 : 0;

	if (cards->depth)
		cards->depth--;
	if (cards->depth <= outside)
		leave_row(cards);
}

/* Is the next line a property, as far as can be seen? */
static bool property_follows(struct sp_folded *folded)
{
	size_t len;

	if (!sp_folded_peek(folded))
		return true;
	len = (size_t)(folded->end - folded->at);
	const char *newline = memchr(folded->at, '\n', len);
	return memchr(folded->at, ':', newline ? (size_t)(newline - folded->at) : len);
}

/* Values that go on in lines which do not begin with a space, as old programs write them. */
static void complete(struct cards *cards, const struct property *p)
{
	struct sp_buf *line = &cards->folded.line;

	while (p->quoted_printable && line->len && line->data[line->len - 1] == '=') {
		line->data[--line->len] = '\0';
		if (!sp_folded_append(&cards->folded))
			return;
	}
	while (p->base64 && !property_follows(&cards->folded))
		if (!sp_folded_append(&cards->folded))
			return;
}

static enum sp_status read_line(struct cards *cards)
{
	struct sp_buf *line = &cards->folded.line;
	struct property p;

	if (!line->len)
		return SP_OK;
	if (!parse((struct text) { line->data, line->len }, &p))
		return tell(cards, "?", NULL, line->data, line->len);
	if (p.quoted_printable || p.base64) {
		complete(cards, &p);
		if (!parse((struct text) { line->data, line->len }, &p))
			return SP_OK;
	}
	if (!strcmp(p.name, "BEGIN"))
		return begin(cards, p.value);
	if (!strcmp(p.name, "END")) {
		end(cards);
		return SP_OK;
	}
	return tell_property(cards, &p);
}

enum sp_status sp_cards_read(struct sp_input *in, struct sp_sink *out, const char *kind)
{
	struct cards cards = { .out = out, .kind = kind };
	enum sp_status status = sp_folded_init(&cards.folded, in);

	while (status == SP_OK && sp_folded_next(&cards.folded))
		status = read_line(&cards);
	leave_row(&cards);
	status = sp_status_worse(status, cards.folded.status);
	if (status == SP_FAILED)
		sp_sink_input_problem(out, in);
	if (status == SP_OK && cards.folded.cut) {
		sp_sink_problem(out, SP_REASON_LIMIT_SIZE, "a line is too long");
		status = SP_PARTIAL;
	} else if (status == SP_OK && cards.depth) {
		sp_sink_problem(out, SP_REASON_TRUNCATED, "it ends before its END");
		status = SP_PARTIAL;
	}
	sp_folded_release(&cards.folded);
	return status;
}

unsigned sp_cards_probe(struct sp_input *in, const char *kind)
{
	static const char begins[] = "BEGIN:";
	char text[SP_OPENING];
	size_t len = strlen(begins), n;

	if (!sp_opening(in, 'B', text) && !sp_opening(in, 'b', text))
		return 0;
	if (!sp_ascii_equal_n(text, begins, len))
		return 0;
	n = strlen(kind);
	return sp_ascii_equal_n(text + len, kind, n) && !sp_is_alnum(text[len + n])
		       ? (unsigned)(len + n) * 8
		       : 0;
}
