/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tag_scan.c - the tokenizer of the HTML Living Standard (section 13.2.5),
 * with fewer states, which does for XML 1.0 as well.
 *
 * Not libxml2: its HTML parser, fed in pieces, drops what follows </html>, the
 * second of two attributes of a name, and all that follows a comment without
 * an end; its XML parser stops at the first error. Here nothing stops, and no
 * entity is loaded or expanded: its value is told where it is declared. A
 * token that grows is told in pieces, so that memory does not grow with it.
 * Left out: the escapes of scripts within scripts.
 */
#include "extractors/tag_scan.h"

#include <string.h>

#include "base/ascii.h"

#include "extractors/entities.h"

/* A token is told when it has grown to this. */
#define TOKEN_BYTES (16 * 1024)
/* A longer name is none. */
#define NAME_BYTES 1024

enum state {
	TEXT,
	TAG_OPEN, /* behind '<' or "</" */
	TAG_NAME,
	BEFORE_ATTRIBUTE,
	ATTRIBUTE,
	AFTER_ATTRIBUTE, /* white space behind its name */
	BEFORE_VALUE,
	VALUE,
	MARKUP,	 /* behind "<!" */
	COMMENT, /* up to "-->" */
	BOGUS,	 /* up to '>' */
	DOCTYPE,
	CDATA, /* up to "]]>" */
	RAW,
};

void sp_tag_scan_init(struct sp_tag_scan *scan, const struct sp_tag_events *events, void *context,
		      bool xml)
{
	*scan = (struct sp_tag_scan) {
		.events = events,
		.context = context,
		.state = TEXT,
		.xml = xml,
		.token = SP_BUF_INIT(SP_BUF_UNCAPPED),
		.name = SP_BUF_INIT(NAME_BYTES),
		.attribute = SP_BUF_INIT(NAME_BYTES),
		.decoded = SP_BUF_INIT(SP_BUF_UNCAPPED),
	};
}

void sp_tag_scan_release(struct sp_tag_scan *scan)
{
	sp_buf_release(&scan->token);
	sp_buf_release(&scan->name);
	sp_buf_release(&scan->attribute);
	sp_buf_release(&scan->decoded);
}

/* ---- tokens ---- */

static void keep(struct sp_tag_scan *scan, const char *s, size_t len)
{
	sp_buf_add(&scan->token, s, len);
}

/* The token with its references replaced, in `decoded`. */
static void decode(struct sp_tag_scan *scan, bool attribute, bool last)
{
	size_t used;

	sp_buf_reset(&scan->decoded);
	used = sp_entities_decode(sp_buf_str(&scan->token), scan->token.len, attribute, last,
				  &scan->decoded);
	sp_buf_drop(&scan->token, used);
}

static void tell_text(struct sp_tag_scan *scan, bool last)
{
	decode(scan, false, last);
	if (scan->decoded.len)
		scan->events->text(scan->context, scan->decoded.data, scan->decoded.len);
}

static void tell_value(struct sp_tag_scan *scan, bool last)
{
	decode(scan, true, last);
	scan->events->value(scan->context, sp_buf_str(&scan->attribute), sp_buf_str(&scan->decoded),
			    scan->decoded.len, last);
}

/* Tells all of a comment or raw content but its last `hold` bytes. */
static void tell_plain(struct sp_tag_scan *scan, void (*event)(void *, const char *, size_t, bool),
		       size_t hold, bool last)
{
	size_t n = scan->token.len > hold ? scan->token.len - hold : 0;

	event(scan->context, sp_buf_str(&scan->token), n, last);
	sp_buf_drop(&scan->token, n);
}

/* Tells a CDATA section but, unless it ends, for brackets that may belong to its end. */
static void tell_cdata(struct sp_tag_scan *scan, bool ends)
{
	size_t n = scan->token.len, hold = 0;

	for (; !ends && n && hold < 2 && scan->token.data[n - 1] == ']'; hold++)
		n--;
	if (n)
		scan->events->text(scan->context, scan->token.data, n);
	sp_buf_drop(&scan->token, n);
}

static void tell_bare(struct sp_tag_scan *scan)
{
	if (scan->attribute.len)
		scan->events->bare(scan->context, scan->attribute.data);
	sp_buf_reset(&scan->attribute);
}

static void end_tag(struct sp_tag_scan *scan)
{
	int content = scan->events->tag_end(scan->context, scan->slash && !scan->closing);

	/* "<script/>" is empty, as in XHTML. */
	scan->state = content == SP_TAG_RAW && !scan->closing && !scan->slash ? RAW : TEXT;
}

/* Adds to a name, in lower case unless it is XML's. */
static void add_name(const struct sp_tag_scan *scan, struct sp_buf *name, const char *s, size_t len)
{
	size_t at = name->len;

	sp_buf_add(name, s, len);
	for (; !scan->xml && at < name->len; at++)
		name->data[at] = sp_to_lower(name->data[at]);
}

/* What looked like a tag is text. */
static void tag_is_text(struct sp_tag_scan *scan)
{
	keep(scan, scan->closing ? "</" : "<", scan->closing ? 2 : 1);
	keep(scan, sp_buf_str(&scan->name), scan->name.len);
	scan->state = TEXT;
}

/* ---- states: each uses some of s, at least one byte or its state changes ---- */

static size_t in_text(struct sp_tag_scan *scan, const char *s, size_t len)
{
	const char *mark = memchr(s, '<', len);
	size_t n = mark ? (size_t)(mark - s) : len;

	keep(scan, s, n);
	if (!mark) {
		if (scan->token.len >= TOKEN_BYTES)
			tell_text(scan, false);
		return n;
	}
	scan->state = TAG_OPEN;
	scan->closing = false;
	return n + 1;
}

static size_t in_tag_open(struct sp_tag_scan *scan, char c)
{
	sp_buf_reset(&scan->name);
	if (sp_is_alpha(c) || (scan->xml && (c == '_' || (unsigned char)c >= 0x80))) {
		scan->state = TAG_NAME;
		return 0;
	}
	if (c == '/' && !scan->closing) {
		scan->closing = true;
		return 1;
	}
	/* "</>" is nothing. */
	if (c == '>' && scan->closing) {
		scan->state = TEXT;
		return 1;
	}
	if (c == '!' && !scan->closing) {
		tell_text(scan, true);
		scan->state = MARKUP;
		return 1;
	}
	if (c == '?' || scan->closing) {
		tell_text(scan, true);
		scan->state = BOGUS;
		return 0;
	}
	tag_is_text(scan);
	return 0;
}

static bool is_name_char(const struct sp_tag_scan *scan, char c)
{
	return sp_is_alnum(c) || c == '-' || c == '_' || c == ':' || c == '.' ||
	       (scan->xml && (unsigned char)c >= 0x80);
}

static size_t in_tag_name(struct sp_tag_scan *scan, const char *s, size_t len)
{
	size_t n = 0, room = NAME_BYTES - 1 - scan->name.len;
	char c = s[0];

	while (n < len && n < room && is_name_char(scan, s[n]))
		n++;
	if (n) {
		add_name(scan, &scan->name, s, n);
		return n;
	}
	if (!sp_is_space(c) && c != '/' && c != '>') {
		/* "<anna@example.org>" */
		tag_is_text(scan);
		return 0;
	}
	tell_text(scan, true);
	scan->events->tag(scan->context, scan->name.data, scan->closing);
	sp_buf_reset(&scan->attribute);
	scan->state = BEFORE_ATTRIBUTE;
	return 0;
}

static size_t in_before_attribute(struct sp_tag_scan *scan, char c)
{
	if (c == '>')
		end_tag(scan);
	else if (!sp_is_space(c) && c != '/')
		scan->state = ATTRIBUTE;
	scan->slash = c == '/';
	return scan->state != ATTRIBUTE;
}

static size_t in_attribute(struct sp_tag_scan *scan, const char *s, size_t len)
{
	size_t n = 0;

	/* A '=' at the start belongs to the name. */
	if (s[0] == '=' && scan->attribute.len) {
		scan->state = BEFORE_VALUE;
		return 1;
	}
	if (sp_is_space(s[0]) || s[0] == '/' || s[0] == '>') {
		scan->state = AFTER_ATTRIBUTE;
		return 0;
	}
	if (scan->attribute.len >= NAME_BYTES - 1)
		tell_bare(scan);
	size_t room = NAME_BYTES - 1 - scan->attribute.len;
	for (n = 1; n < len && n < room && s[n] != '='; n++)
		if (sp_is_space(s[n]) || s[n] == '/' || s[n] == '>')
			break;
	add_name(scan, &scan->attribute, s, n);
	return n;
}

static size_t in_after_attribute(struct sp_tag_scan *scan, char c)
{
	if (sp_is_space(c))
		return 1;
	if (c == '=') {
		scan->state = BEFORE_VALUE;
		return 1;
	}
	tell_bare(scan);
	scan->state = BEFORE_ATTRIBUTE;
	return 0;
}

static size_t in_before_value(struct sp_tag_scan *scan, char c)
{
	if (sp_is_space(c))
		return 1;
	if (c == '>') {
		tell_bare(scan);
		scan->state = BEFORE_ATTRIBUTE;
		return 0;
	}
	scan->quote = c == '"' || c == '\'' ? c : 0;
	scan->state = VALUE;
	return scan->quote != 0;
}

/* Where an unquoted value ends. */
static size_t unquoted(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && !sp_is_space(s[n]) && s[n] != '>')
		n++;
	return n;
}

static size_t in_value(struct sp_tag_scan *scan, const char *s, size_t len)
{
	const char *mark = scan->quote ? memchr(s, scan->quote, len) : NULL;
	size_t n = mark ? (size_t)(mark - s) : scan->quote ? len : unquoted(s, len);

	keep(scan, s, n);
	if (n < len) {
		tell_value(scan, true);
		sp_buf_reset(&scan->attribute);
		scan->state = BEFORE_ATTRIBUTE;
		return scan->quote ? n + 1 : n;
	}
	if (scan->token.len >= TOKEN_BYTES)
		tell_value(scan, false);
	return n;
}

/* Behind "<!": the first bytes tell a comment from the rest. */
static size_t in_markup(struct sp_tag_scan *scan, char c)
{
	static const char doctype[] = "doctype", cdata[] = "[CDATA[";
	size_t n = scan->token.len;

	if (n < 2 && c == '-' && (!n || scan->token.data[0] == '-')) {
		keep(scan, &c, 1);
		if (n == 1) {
			sp_buf_reset(&scan->token);
			scan->state = COMMENT;
		}
		return 1;
	}
	if (n < sizeof(doctype) - 1 && sp_to_lower(c) == doctype[n]) {
		keep(scan, &c, 1);
		if (n + 1 == sizeof(doctype) - 1)
			scan->state = DOCTYPE;
		return 1;
	}
	if (scan->xml && n < sizeof(cdata) - 1 && c == cdata[n]) {
		keep(scan, &c, 1);
		if (n + 1 == sizeof(cdata) - 1) {
			sp_buf_reset(&scan->token);
			scan->state = CDATA;
		}
		return 1;
	}
	scan->state = BOGUS;
	return 0;
}

/* Is the comment at its end? "<!-->" and "<!--->" are comments as well. */
static bool comment_ends(struct sp_tag_scan *scan)
{
	size_t n = scan->token.len;
	const char *s = sp_buf_str(&scan->token);

	return n >= 2 && s[n - 1] == '-' && s[n - 2] == '-';
}

static size_t in_comment(struct sp_tag_scan *scan, const char *s, size_t len)
{
	const char *mark = memchr(s, '>', len);
	size_t n = mark ? (size_t)(mark - s) : len;

	keep(scan, s, n);
	if (mark && comment_ends(scan)) {
		scan->token.len -= 2;
		tell_plain(scan, scan->events->comment, 0, true);
		scan->state = TEXT;
	} else if (mark) {
		keep(scan, ">", 1);
	}
	if (scan->token.len >= TOKEN_BYTES)
		tell_plain(scan, scan->events->comment, 2, false);
	return mark ? n + 1 : n;
}

/* Tells what came, but the first byte, which says what it is, and the last, whether it ends. */
static void tell_bogus(struct sp_tag_scan *scan)
{
	size_t n = scan->token.len;

	scan->events->comment(scan->context, scan->token.data + 1, n - 2, false);
	scan->token.data[1] = scan->token.data[n - 1];
	scan->token.len = 2;
}

/* Is '>' the end of it? Instructions of XML end with "?>". */
static bool bogus_ends(const struct sp_tag_scan *scan)
{
	size_t n = scan->token.len;

	return !scan->xml || !n || scan->token.data[0] != '?' || scan->token.data[n - 1] == '?';
}

/* A declaration or instruction up to '>': no text, but one never knows. */
static size_t in_bogus(struct sp_tag_scan *scan, const char *s, size_t len)
{
	const char *mark = memchr(s, '>', len);
	size_t n = mark ? (size_t)(mark - s) : len;

	keep(scan, s, n);
	if (mark && bogus_ends(scan)) {
		/* XML's own declaration says nothing. */
		if (scan->token.len > 5 && sp_ascii_equal_n(scan->token.data, "?xml ", 5))
			sp_buf_reset(&scan->token);
		else
			tell_plain(scan, scan->events->comment, 0, true);
		scan->state = TEXT;
	} else if (mark) {
		keep(scan, ">", 1);
	}
	if (scan->state == BOGUS && scan->token.len >= TOKEN_BYTES)
		tell_bogus(scan);
	return mark ? n + 1 : n;
}

/* A document type, which is told where it declares something in brackets. */
static size_t in_doctype(struct sp_tag_scan *scan, const char *s, size_t len)
{
	size_t n = 0;

	for (; n < len && (s[n] != '>' || scan->bracket == ']'); n++)
		if (s[n] == '[' || s[n] == ']')
			scan->bracket = s[n] == '[' ? ']' : ' ';
	keep(scan, s, n);
	if (n < len) {
		if (scan->bracket)
			tell_plain(scan, scan->events->comment, 0, true);
		sp_buf_reset(&scan->token);
		scan->bracket = 0;
		scan->state = TEXT;
		return n + 1;
	}
	if (scan->token.len >= TOKEN_BYTES) {
		scan->bracket = scan->bracket ? scan->bracket : ' ';
		tell_plain(scan, scan->events->comment, 0, false);
	}
	return n;
}

/* Text without references, up to "]]>". */
static size_t in_cdata(struct sp_tag_scan *scan, const char *s, size_t len)
{
	const char *mark = memchr(s, '>', len);
	size_t n = mark ? (size_t)(mark - s) : len;

	keep(scan, s, n);
	bool ends = mark && scan->token.len >= 2 &&
		    !memcmp(scan->token.data + scan->token.len - 2, "]]", 2);
	if (ends) {
		scan->token.len -= 2;
		scan->state = TEXT;
	} else if (mark) {
		keep(scan, ">", 1);
	}
	if (ends || scan->token.len >= TOKEN_BYTES)
		tell_cdata(scan, ends);
	return mark ? n + 1 : n;
}

/* Is the end of the token "</name"? */
static bool raw_ends(const struct sp_tag_scan *scan)
{
	size_t n = scan->name.len + 2;

	if (scan->token.len < n)
		return false;
	const char *s = scan->token.data + scan->token.len - n;
	return s[0] == '<' && s[1] == '/' && sp_ascii_equal_n(s + 2, scan->name.data, n - 2);
}

static size_t in_raw(struct sp_tag_scan *scan, const char *s, size_t len)
{
	/* An end tag is seen at the character that follows its name. */
	char c = s[0];
	if ((sp_is_space(c) || c == '/' || c == '>') && raw_ends(scan)) {
		scan->token.len -= scan->name.len + 2;
		tell_plain(scan, scan->events->raw, 0, true);
		scan->closing = true;
		scan->events->tag(scan->context, scan->name.data, true);
		sp_buf_reset(&scan->attribute);
		scan->state = BEFORE_ATTRIBUTE;
		return 0;
	}
	size_t n = 1;
	while (n < len && !sp_is_space(s[n]) && s[n] != '/' && s[n] != '>')
		n++;
	keep(scan, s, n);
	if (scan->token.len >= TOKEN_BYTES)
		tell_plain(scan, scan->events->raw, scan->name.len + 2, false);
	return n;
}

static size_t step(struct sp_tag_scan *scan, const char *s, size_t len)
{
	switch ((enum state)scan->state) {
	case TEXT:
		return in_text(scan, s, len);
	case TAG_OPEN:
		return in_tag_open(scan, *s);
	case TAG_NAME:
		return in_tag_name(scan, s, len);
	case BEFORE_ATTRIBUTE:
		return in_before_attribute(scan, *s);
	case ATTRIBUTE:
		return in_attribute(scan, s, len);
	case AFTER_ATTRIBUTE:
		return in_after_attribute(scan, *s);
	case BEFORE_VALUE:
		return in_before_value(scan, *s);
	case VALUE:
		return in_value(scan, s, len);
	case MARKUP:
		return in_markup(scan, *s);
	case COMMENT:
		return in_comment(scan, s, len);
	case BOGUS:
		return in_bogus(scan, s, len);
	case DOCTYPE:
		return in_doctype(scan, s, len);
	case CDATA:
		return in_cdata(scan, s, len);
	case RAW:
		return in_raw(scan, s, len);
	}
	return len;
}

static enum sp_status status_of(const struct sp_tag_scan *scan)
{
	return scan->token.failed || scan->name.failed || scan->attribute.failed ||
			       scan->decoded.failed
		       ? SP_FATAL
		       : SP_OK;
}

enum sp_status sp_tag_scan_feed(struct sp_tag_scan *scan, const char *s, size_t len)
{
	while (len && status_of(scan) == SP_OK) {
		size_t n = step(scan, s, len);
		s += n;
		len -= n;
	}
	return status_of(scan);
}

enum sp_status sp_tag_scan_end(struct sp_tag_scan *scan, const char **within)
{
	*within = scan->state == TEXT || scan->state == TAG_OPEN ? NULL
		  : scan->state == COMMENT			 ? "a comment"
		  : scan->state == RAW				 ? "a script or style"
								 : "a tag";
	switch ((enum state)scan->state) {
	case TAG_OPEN:
	case TAG_NAME:
		tag_is_text(scan);
		tell_text(scan, true);
		break;
	case VALUE:
		tell_value(scan, true);
		break;
	case ATTRIBUTE:
	case AFTER_ATTRIBUTE:
	case BEFORE_VALUE:
		tell_bare(scan);
		break;
	case MARKUP:
	case COMMENT:
	case BOGUS:
	case DOCTYPE:
		tell_plain(scan, scan->events->comment, 0, true);
		break;
	case RAW:
		tell_plain(scan, scan->events->raw, 0, true);
		break;
	case CDATA:
		tell_cdata(scan, true);
		break;
	default:
		tell_text(scan, true);
		break;
	}
	return status_of(scan);
}
