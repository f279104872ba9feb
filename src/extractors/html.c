/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html.c - HTML of any age (HTML Living Standard), as text that a reader sees,
 * with comments, scripts and attribute values beside it.
 *
 * Elements are not nested: what they are says where lines end, and that is
 * all. Left out: style sheets, and attributes that only shape the page.
 */
#include "extractors/html.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

#include "extractors/flow.h"
#include "extractors/opening.h"
#include "extractors/reader.h"
#include "extractors/registry.h"
#include "extractors/tag_scan.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* A style sheet that is longer is read as if it were text. */
#define STYLE_BYTES (256 * 1024)
/* So is the value of an attribute that shapes the page. */
#define SHAPE_BYTES 4096

enum element {
	INLINE,
	BLOCK,
	CELL,
	BREAK,
	SCRIPT,
	STYLE,
	PRE, /* white space counts */
	UNKNOWN,
};

static const struct {
	const char *name;
	enum element element;
} elements[] = {
	{ "a", INLINE },	 { "abbr", INLINE },	  { "acronym", INLINE },
	{ "address", BLOCK },	 { "applet", INLINE },	  { "area", INLINE },
	{ "article", BLOCK },	 { "aside", BLOCK },	  { "audio", INLINE },
	{ "b", INLINE },	 { "base", INLINE },	  { "basefont", INLINE },
	{ "bdi", INLINE },	 { "bdo", INLINE },	  { "big", INLINE },
	{ "blockquote", BLOCK }, { "body", BLOCK },	  { "br", BREAK },
	{ "button", BLOCK },	 { "canvas", INLINE },	  { "caption", BLOCK },
	{ "center", BLOCK },	 { "cite", INLINE },	  { "code", INLINE },
	{ "col", INLINE },	 { "colgroup", BLOCK },	  { "data", INLINE },
	{ "datalist", BLOCK },	 { "dd", BLOCK },	  { "del", INLINE },
	{ "details", BLOCK },	 { "dfn", INLINE },	  { "dialog", BLOCK },
	{ "dir", BLOCK },	 { "div", BLOCK },	  { "dl", BLOCK },
	{ "dt", BLOCK },	 { "em", INLINE },	  { "embed", INLINE },
	{ "fieldset", BLOCK },	 { "figcaption", BLOCK }, { "figure", BLOCK },
	{ "font", INLINE },	 { "footer", BLOCK },	  { "form", BLOCK },
	{ "frame", BLOCK },	 { "frameset", BLOCK },	  { "h1", BLOCK },
	{ "h2", BLOCK },	 { "h3", BLOCK },	  { "h4", BLOCK },
	{ "h5", BLOCK },	 { "h6", BLOCK },	  { "head", BLOCK },
	{ "header", BLOCK },	 { "hgroup", BLOCK },	  { "hr", BLOCK },
	{ "html", BLOCK },	 { "i", INLINE },	  { "iframe", BLOCK },
	{ "img", INLINE },	 { "input", INLINE },	  { "ins", INLINE },
	{ "kbd", INLINE },	 { "label", INLINE },	  { "legend", BLOCK },
	{ "li", BLOCK },	 { "link", INLINE },	  { "listing", PRE },
	{ "main", BLOCK },	 { "map", INLINE },	  { "mark", INLINE },
	{ "menu", BLOCK },	 { "meta", INLINE },	  { "meter", INLINE },
	{ "nav", BLOCK },	 { "nobr", INLINE },	  { "noframes", BLOCK },
	{ "noscript", BLOCK },	 { "object", INLINE },	  { "ol", BLOCK },
	{ "optgroup", BLOCK },	 { "option", BLOCK },	  { "output", INLINE },
	{ "p", BLOCK },		 { "param", INLINE },	  { "picture", INLINE },
	{ "plaintext", PRE },	 { "pre", PRE },	  { "progress", INLINE },
	{ "q", INLINE },	 { "rp", INLINE },	  { "rt", INLINE },
	{ "ruby", INLINE },	 { "s", INLINE },	  { "samp", INLINE },
	{ "script", SCRIPT },	 { "search", BLOCK },	  { "section", BLOCK },
	{ "select", BLOCK },	 { "slot", INLINE },	  { "small", INLINE },
	{ "source", INLINE },	 { "span", INLINE },	  { "strike", INLINE },
	{ "strong", INLINE },	 { "style", STYLE },	  { "sub", INLINE },
	{ "summary", BLOCK },	 { "sup", INLINE },	  { "svg", INLINE },
	{ "table", BLOCK },	 { "tbody", BLOCK },	  { "td", CELL },
	{ "template", BLOCK },	 { "textarea", PRE },	  { "tfoot", BLOCK },
	{ "th", CELL },		 { "thead", BLOCK },	  { "time", INLINE },
	{ "title", BLOCK },	 { "tr", BLOCK },	  { "track", INLINE },
	{ "tt", INLINE },	 { "u", INLINE },	  { "ul", BLOCK },
	{ "var", INLINE },	 { "video", INLINE },	  { "wbr", INLINE },
	{ "xmp", PRE },
};

/* Attributes that say how a page looks or works. */
static const char *const shaping[] = {
	"align",    "bgcolor",	"border",    "cellpadding",  "cellspacing", "charset",
	"class",    "clear",	"color",     "cols",	     "colspan",	    "dir",
	"enctype",  "face",	"height",    "hspace",	     "http-equiv",  "lang",
	"language", "link",	"loading",   "marginheight", "marginwidth", "maxlength",
	"media",    "method",	"nowrap",    "rel",	     "role",	    "rows",
	"rowspan",  "scope",	"scrolling", "size",	     "sizes",	    "span",
	"style",    "tabindex", "target",    "type",	     "valign",	    "vlink",
	"vspace",   "width",	"xml:lang",  "xmlns",
};

/* Attributes without a value that are no words of a sloppy writer. */
static const char *const switches[] = {
	"allowfullscreen", "async",   "autofocus", "autoplay",	  "checked",   "compact",
	"controls",	   "declare", "default",   "defer",	  "disabled",  "download",
	"formnovalidate",  "hidden",  "inert",	   "ismap",	  "itemscope", "loop",
	"multiple",	   "muted",   "nohref",	   "nomodule",	  "noresize",  "noshade",
	"novalidate",	   "nowrap",  "open",	   "playsinline", "readonly",  "required",
	"reversed",	   "scoped",  "selected",  "sortable",
};

struct page {
	struct sp_flow flow;
	enum element element; /* of the present tag */
	bool valued, bare;    /* an attribute came with a value; without */
	unsigned pre;	      /* elements in which white space counts */
	struct sp_buf words;  /* of a tag that seems to be none */
	struct sp_buf value;  /* of the present attribute */
	struct sp_buf name;   /* what the element calls itself: a form's field, a property */
	bool aside;	      /* a comment, script or long value is begun */
	bool ending;	      /* nothing more comes */
	bool mail;	      /* it is the body of one: earlier mails are told as such */
	bool opens_quote;     /* the present tag begins an earlier mail */
	unsigned nested; /* elements of that kind that are open within it, itself too; 0: none is */
	char quote[16];	 /* the kind of element that it is in */
};

/* ---- tables ---- */

/* The list is sorted. */
static bool in_list(const char *const *list, size_t n, const char *name)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(list[middle], name);
		if (!order)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static enum element element_of(const char *name)
{
	size_t low = 0, high = LENGTH(elements);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(elements[middle].name, name);
		if (!order)
			return elements[middle].element;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	/* Names of other vocabularies and of an author's own elements. */
	return strpbrk(name, "-:") ? INLINE : UNKNOWN;
}

/* ---- earlier mail ---- */

/* Does the attribute say that an earlier mail begins, as one mail program or another marks it? */
static bool marks_quote(const char *name, const char *value)
{
	if (!strcmp(name, "class"))
		return strstr(value, "gmail_quote") || strstr(value, "yahoo_quoted") ||
		       strstr(value, "protonmail_quote");
	if (!strcmp(name, "id"))
		return strstr(value, "divRplyFwdMsg") || strstr(value, "reference-message");
	return !strcmp(name, "style") && (strcasestr(value, "border-top:solid #e1e1e1") ||
					  strcasestr(value, "border-top:solid #b5c4df"));
}

/* That of Outlook stands before the earlier mail, not around it: nothing closes it. */
static bool is_around(const char *name)
{
	return !strcmp(name, "class");
}

static void leave_quote(struct page *page)
{
	sp_flow_flush(&page->flow);
	if (page->flow.status == SP_OK)
		sp_sink_leave(page->flow.out);
	page->nested = 0;
}

static void enter_quote(struct page *page)
{
	page->opens_quote = false;
	sp_flow_flush(&page->flow);
	if (page->flow.status == SP_OK)
		page->flow.status = sp_sink_enter(page->flow.out, SP_PLACE_QUOTE, NULL, 0);
	page->nested = 1;
}

/* A tag of the kind of element that the earlier mail is in goes deeper, or out. */
static void follow_quote(struct page *page, const char *name, bool closing)
{
	if (page->nested && !strcmp(name, page->quote)) {
		if (!closing)
			page->nested++;
		else if (!--page->nested)
			leave_quote(page);
	} else if (page->mail && !page->nested && !closing) {
		snprintf(page->quote, sizeof(page->quote), "%s", name);
		page->opens_quote = !strcmp(name, "blockquote");
	}
}

static void look_for_quote(struct page *page, const char *name)
{
	if (!page->mail || page->nested || page->opens_quote ||
	    !marks_quote(name, sp_buf_str(&page->value)))
		return;
	page->opens_quote = true;
	if (!is_around(name))
		page->quote[0] = '\0';
}

/* ---- events ---- */

/* Adds to one of the page's buffers, which are emptied too often to remember a failure. */
static void add(struct page *page, struct sp_buf *to, const char *s, size_t len)
{
	if (!sp_buf_add(to, s, len))
		page->flow.status = SP_FATAL;
}

static void on_text(void *context, const char *s, size_t len)
{
	struct page *page = context;

	sp_flow_text(&page->flow, s, len, page->pre > 0);
}

static void on_tag(void *context, const char *name, bool closing)
{
	struct page *page = context;

	follow_quote(page, name, closing);
	page->element = element_of(name);
	page->valued = page->bare = false;
	sp_buf_reset(&page->words);
	sp_buf_reset(&page->name);
	if (page->element == UNKNOWN && !closing)
		add(page, &page->words, name, strlen(name));
	switch (page->element) {
	case CELL:
		if (!closing)
			sp_flow_break(&page->flow, '\t');
		break;
	case PRE:
		if (!closing)
			page->pre++;
		else if (page->pre)
			page->pre--;
		sp_flow_break(&page->flow, '\n');
		break;
	case BLOCK:
	case BREAK:
	case SCRIPT:
	case STYLE:
		sp_flow_break(&page->flow, '\n');
		break;
	default:
		break;
	}
}

static int hex_value(char c)
{
	if (sp_is_digit(c))
		return c - '0';
	c = sp_to_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Replaces %XX, in place. */
static void decode_address(struct sp_buf *value)
{
	char *to = value->data;

	for (size_t i = 0; i < value->len; i++) {
		int high = i + 2 < value->len ? hex_value(value->data[i + 1]) : -1;
		int low = i + 2 < value->len ? hex_value(value->data[i + 2]) : -1;
		if (value->data[i] == '%' && high >= 0 && low >= 0) {
			*to++ = (char)(high << 4 | low);
			i += 2;
		} else {
			*to++ = value->data[i];
		}
	}
	value->len = (size_t)(to - value->data);
}

/* Without the scheme, which tells a number or address from its neighbours to no one. */
static size_t scheme_length(const struct sp_buf *value)
{
	static const char *const schemes[] = { "mailto:", "tel:", "sms:", "callto:", "skype:" };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t len = strlen(schemes[i]);
		if (value->len > len && sp_ascii_equal_n(value->data, schemes[i], len))
			return len;
	}
	return 0;
}

static void tell_value(struct page *page, const char *name)
{
	static const char *const addresses[] = { "action", "background", "cite", "formaction",
						 "href",   "longdesc",	 "src",	 "xlink:href" };
	static const char *const plain[] = { "alt", "content", "id", "name", "summary", "title" };
	static const char *const names[] = { "id", "itemprop", "name", "property" };
	struct sp_buf *value = &page->value;
	const char *label = name;
	size_t skip = 0;

	look_for_quote(page, name);
	if (in_list(names, LENGTH(names), name) && !page->name.len)
		add(page, &page->name, sp_buf_str(value), value->len);
	if (value->len < SHAPE_BYTES && in_list(shaping, LENGTH(shaping), name))
		return;
	if (in_list(addresses, LENGTH(addresses), name)) {
		decode_address(value);
		skip = scheme_length(value);
		label = NULL;
	} else if (!strcmp(name, "value") || !strcmp(name, "placeholder")) {
		label = page->name.len ? page->name.data : NULL;
	} else if (in_list(plain, LENGTH(plain), name)) {
		label = NULL;
	}
	if (!strcmp(name, "content") && page->name.len)
		sp_flow_aside(&page->flow, SP_PLACE_PROPERTY, page->name.data, page->name.data,
			      value->data, value->len);
	else
		sp_flow_aside(&page->flow, SP_PLACE_PART, "attribute", label,
			      sp_buf_str(value) + skip, value->len - skip);
}

/* Content of a place beside the line, in pieces. */
static void piece(struct page *page, const char *part, const char *label, const char *s, size_t len,
		  bool last)
{
	if (!page->aside && len) {
		page->aside = true;
		sp_flow_aside_begin(&page->flow, SP_PLACE_PART, part, label);
	}
	if (len)
		sp_flow_aside_add(&page->flow, s, len);
	if (last && page->aside) {
		page->aside = false;
		sp_flow_aside_end(&page->flow);
	}
}

static void on_value(void *context, const char *name, const char *s, size_t len, bool last)
{
	struct page *page = context;

	page->valued = true;
	if (last && !page->aside && page->value.len + len < STYLE_BYTES) {
		add(page, &page->value, s, len);
		tell_value(page, name);
		sp_buf_reset(&page->value);
	} else if (!last && !page->aside && page->value.len + len < STYLE_BYTES) {
		add(page, &page->value, s, len);
	} else {
		piece(page, "attribute", name, page->value.data, page->value.len, false);
		sp_buf_reset(&page->value);
		piece(page, "attribute", name, s, len, last);
	}
}

static void tell_words(struct page *page)
{
	sp_flow_aside(&page->flow, SP_PLACE_PART, "tag", NULL, sp_buf_str(&page->words),
		      page->words.len);
	sp_buf_reset(&page->words);
}

static void on_bare(void *context, const char *name)
{
	struct page *page = context;

	if (in_list(switches, LENGTH(switches), name))
		return;
	page->bare = true;
	if (page->words.len >= SHAPE_BYTES)
		tell_words(page);
	if (page->words.len)
		add(page, &page->words, " ", 1);
	add(page, &page->words, name, strlen(name));
}

static int on_tag_end(void *context, bool empty)
{
	struct page *page = context;

	(void)empty;
	/* "<Anna Ek>" is no element, but words in brackets. */
	if (page->bare || !page->valued)
		tell_words(page);
	if (page->opens_quote)
		enter_quote(page);
	return page->element == SCRIPT || page->element == STYLE ? SP_TAG_RAW : SP_TAG_MARKUP;
}

static void on_comment(void *context, const char *s, size_t len, bool last)
{
	struct page *page = context;

	/* Programs that write pages put empty ones between words. */
	while (!page->aside && len && sp_is_space(*s)) {
		s++;
		len--;
	}
	piece(page, "comment", NULL, s, len, last);
}

static void on_raw(void *context, const char *s, size_t len, bool last)
{
	struct page *page = context;

	if (page->element == SCRIPT) {
		piece(page, "script", NULL, s, len, last);
	} else if (page->aside || page->value.len + len >= STYLE_BYTES || page->ending) {
		piece(page, "style", NULL, page->value.data, page->value.len, false);
		sp_buf_reset(&page->value);
		piece(page, "style", NULL, s, len, last);
	} else {
		add(page, &page->value, s, len);
		if (last)
			sp_buf_reset(&page->value);
	}
}

/* ---- extractor ---- */

static const struct sp_tag_events events = {
	.text = on_text,
	.tag = on_tag,
	.value = on_value,
	.bare = on_bare,
	.tag_end = on_tag_end,
	.comment = on_comment,
	.raw = on_raw,
};

static enum sp_status scan_all(struct page *page, struct sp_tag_scan *scan,
			       struct sp_reader *reader, const char **within)
{
	enum sp_status status = sp_flow_read(&page->flow, scan, reader);

	if (status != SP_OK && status != SP_FAILED)
		return status;
	page->ending = true;
	enum sp_status ended = sp_tag_scan_end(scan, within);
	sp_flow_flush(&page->flow);
	if (page->nested)
		leave_quote(page);
	status = sp_status_worse(status, ended);
	return sp_status_worse(status, page->flow.status);
}

static void tell_end(struct sp_sink *out, const char *within)
{
	char detail[64];

	snprintf(detail, sizeof(detail), "it ends within %s", within);
	sp_sink_problem(out, SP_REASON_TRUNCATED, detail);
}

static enum sp_status read_page(struct sp_input *in, struct sp_sink *out,
				const struct sp_charset *charset, bool mail)
{
	struct page page = {
		.mail = mail,
		.words = SP_BUF_INIT(SP_MAX_STRING),
		.value = SP_BUF_INIT(SP_MAX_STRING),
		.name = SP_BUF_INIT(SP_MAX_STRING),
	};
	struct sp_tag_scan scan;
	struct sp_reader reader;
	const char *within = NULL;

	sp_flow_init(&page.flow, out);
	sp_tag_scan_init(&scan, &events, &page, false);
	enum sp_status status =
		sp_reader_init(&reader, in, charset ? charset : sp_opening_charset(in));
	if (status == SP_OK)
		status = scan_all(&page, &scan, &reader, &within);
	if (status == SP_FAILED)
		sp_sink_input_problem(out, in);
	else if (status == SP_OK && within)
		tell_end(out, within);
	sp_reader_release(&reader);
	sp_tag_scan_release(&scan);
	sp_flow_release(&page.flow);
	sp_buf_release(&page.words);
	sp_buf_release(&page.value);
	sp_buf_release(&page.name);
	return status;
}

enum sp_status sp_html_text(struct sp_sink *out, const void *data, size_t len, const char *charset)
{
	struct sp_input *in = NULL;
	enum sp_status status = sp_input_memory(&in, data, len);

	if (status == SP_OK)
		status = sp_html_read(in, out, charset);
	sp_input_free(in);
	return status;
}

enum sp_status sp_html_read(struct sp_input *in, struct sp_sink *out, const char *charset)
{
	return read_page(in, out, sp_charset_from_name(charset), true);
}

unsigned sp_probe_html(struct sp_input *in)
{
	/* Where a page, or a piece of one, begins. */
	static const char *const openings[] = {
		"<!doctype html",
		"<html",
		"<head",
		"<body",
		"<meta",
		"<title",
		"<script",
		"<style",
		"<link",
		"<div",
		"<table",
		"<p",
		"<br",
		"<span",
		"<font",
		"<center",
		"<h1",
		"<h2",
		"<h3",
		"<pre",
		"<ul",
		"<ol",
		"<form",
		"<a href",
		"<base",
		"<b",
		"<strong",
		"<iframe",
	};
	char text[SP_OPENING];

	if (!sp_opening(in, '<', text))
		return 0;
	if (sp_ascii_equal_n(text, "<?xml", 5) || sp_ascii_equal_n(text, "<!--", 4))
		return strcasestr(text, "<html") || strcasestr(text, "<!doctype html") ? 64 : 0;
	for (size_t i = 0; i < LENGTH(openings); i++) {
		size_t n = strlen(openings[i]);
		if (sp_ascii_equal_n(text, openings[i], n) && !sp_is_alnum(text[n]) &&
		    !strchr("-_:.@", text[n] ? text[n] : ' '))
			return n < 4 ? 12 : n < 8 ? (unsigned)n * 8 : 64;
	}
	return 0;
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	return read_page(in, out, NULL, false);
}

const struct sp_extractor sp_extractor_html = {
	.name = "html",
	.probe = sp_probe_html,
	.extract = extract,
};
