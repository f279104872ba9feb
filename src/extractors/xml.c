/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xml.c - XML 1.0 of any vocabulary: each element with text is a place of its
 * name, which speaks for the text, and so is each attribute.
 *
 * Nothing is validated, loaded or expanded; entities that the document itself
 * declares are told where they are declared, beside the text. Elements that
 * do not match are told as damage, and do not stop the reading.
 */
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"

#include "extractors/flow.h"
#include "extractors/opening.h"
#include "extractors/reader.h"
#include "extractors/registry.h"
#include "extractors/tag_scan.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* A name or value that is longer speaks for nothing. */
#define LABEL_BYTES 256

/* An element that is open. */
struct element {
	size_t name, label; /* in `names`: as written; what speaks for its text */
	size_t end;	    /* of what it has there */
	bool joined;	    /* its text belongs to that of the element around it */
};

struct document {
	struct sp_flow flow;
	struct element stack[SP_MAX_ELEMENTS];
	size_t depth;	     /* of all elements; those above the stack's end are flat */
	size_t owner;	     /* 1 + index of the element whose text is being told; 0: none */
	struct sp_buf names; /* of the elements on the stack, NUL-terminated */
	struct sp_buf value; /* of the present attribute */
	struct sp_buf label; /* what the present element calls itself */
	bool closing, aside, damaged;
	bool begun; /* there was an element */
};

/* ---- names ---- */

static const char *local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon && colon[1] ? colon + 1 : name;
}

static bool is_one_of(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i], name))
			return true;
	return false;
}

/* Runs of the text of the paragraph around them. */
static bool is_run(const char *name)
{
	static const char *const runs[] = { "w:r",	   "w:t",	 "w:ins", "w:del",
					    "w:hyperlink", "w:smartTag", "a:r",	  "a:t",
					    "text:span",   "text:a" };

	return strchr(name, ':') && is_one_of(name, runs, LENGTH(runs));
}

/* Emphasis and the like: part of a text, where there is text before it. */
static bool is_emphasis(const char *name)
{
	static const char *const names[] = { "b",	"i",	 "u",	    "em",   "strong",
					     "span",	"sub",	 "sup",	    "emph", "emphasis",
					     "hi",	"tspan", "font",    "a",    "ref",
					     "link",	"ulink", "xref",    "term", "quote",
					     "literal", "code",	 "foreign", "mark" };

	return is_one_of(local_name(name), names, LENGTH(names));
}

static void add(struct document *doc, struct sp_buf *to, const char *s, size_t len)
{
	if (!sp_buf_add(to, s, len))
		doc->flow.status = SP_FATAL;
}

/* ---- places ---- */

/* The text of the present place is complete. */
static void leave(struct document *doc)
{
	if (!doc->owner)
		return;
	sp_flow_line(&doc->flow);
	sp_sink_leave(doc->flow.out);
	doc->owner = 0;
	sp_flow_flush(&doc->flow);
}

/* Text comes: it stands in the innermost element that is no run. */
static void enter(struct document *doc)
{
	size_t i = doc->depth < SP_MAX_ELEMENTS ? doc->depth : SP_MAX_ELEMENTS;

	while (i > 1 && doc->stack[i - 1].joined)
		i--;
	if (!i || doc->owner || doc->flow.status != SP_OK)
		return;
	const struct element *element = &doc->stack[i - 1];
	const char *names = doc->names.data;
	sp_flow_flush(&doc->flow);
	doc->owner = i;
	if (doc->flow.status == SP_OK)
		doc->flow.status = sp_sink_enter(doc->flow.out, SP_PLACE_PROPERTY,
						 local_name(names + element->name), 0);
	if (doc->flow.status == SP_OK)
		doc->flow.status = sp_sink_label(doc->flow.out, names + element->label);
}

static bool is_blank(const char *s, size_t len)
{
	while (len && sp_is_space(*s)) {
		s++;
		len--;
	}
	return !len;
}

/* ---- events ---- */

static void on_text(void *context, const char *s, size_t len)
{
	struct document *doc = context;

	if (!doc->owner && is_blank(s, len))
		return;
	enter(doc);
	sp_flow_text(&doc->flow, s, len, false);
}

/* An element begins; what it calls itself is known when its tag ends. */
static void push(struct document *doc, const char *name)
{
	if (doc->depth++ >= SP_MAX_ELEMENTS)
		return;
	struct element *element = &doc->stack[doc->depth - 1];
	bool joined = is_run(name) || (doc->owner && is_emphasis(name));

	*element = (struct element) { .name = doc->names.len, .joined = joined };
	if (!joined)
		leave(doc);
	add(doc, &doc->names, name, strlen(name) + 1);
	element->label = element->name + (size_t)(local_name(name) - name);
	element->end = doc->names.len;
}

static void pop(struct document *doc)
{
	if (doc->depth > SP_MAX_ELEMENTS) {
		doc->depth--;
		return;
	}
	if (doc->owner == doc->depth)
		leave(doc);
	doc->depth--;
	doc->names.len = doc->stack[doc->depth].name;
}

/* An element ends: the innermost of that name, and all in it. */
static void close_element(struct document *doc, const char *name)
{
	size_t depth = doc->depth;

	if (depth > SP_MAX_ELEMENTS) {
		pop(doc);
		return;
	}
	while (depth && strcmp(doc->names.data + doc->stack[depth - 1].name, name))
		depth--;
	doc->damaged |= depth != doc->depth;
	while (depth && doc->depth >= depth)
		pop(doc);
}

static void on_tag(void *context, const char *name, bool closing)
{
	struct document *doc = context;

	doc->closing = closing;
	doc->begun = true;
	sp_buf_reset(&doc->label);
	if (doc->flow.status != SP_OK)
		return;
	if (closing)
		close_element(doc, name);
	else
		push(doc, name);
}

/* Attributes in which an element that is called "field" says of what. */
static bool names_element(const char *name)
{
	static const char *const keys[] = { "name", "key", "label", "id", "title" };

	for (size_t i = 0; i < LENGTH(keys); i++)
		if (sp_ascii_equal(keys[i], name))
			return true;
	return false;
}

static void tell_value(struct document *doc, const char *name)
{
	const char *local = local_name(name);

	if (!strncmp(name, "xmlns", 5))
		return;
	if (names_element(local) && !doc->label.len && doc->value.len < LABEL_BYTES)
		add(doc, &doc->label, sp_buf_str(&doc->value), doc->value.len);
	sp_flow_aside(&doc->flow, SP_PLACE_PROPERTY, local,
		      !strcmp(local, "value") && doc->label.len ? doc->label.data : local,
		      sp_buf_str(&doc->value), doc->value.len);
}

static void piece(struct document *doc, enum sp_place_kind kind, const char *name, const char *s,
		  size_t len, bool last)
{
	if (!doc->aside && len) {
		doc->aside = true;
		sp_flow_aside_begin(&doc->flow, kind, name, NULL);
	}
	if (len)
		sp_flow_aside_add(&doc->flow, s, len);
	if (last && doc->aside) {
		doc->aside = false;
		sp_flow_aside_end(&doc->flow);
	}
}

static void on_value(void *context, const char *name, const char *s, size_t len, bool last)
{
	struct document *doc = context;

	if (last && !doc->aside) {
		add(doc, &doc->value, s, len);
		tell_value(doc, name);
		sp_buf_reset(&doc->value);
	} else {
		piece(doc, SP_PLACE_PROPERTY, local_name(name), s, len, last);
	}
}

/* XML has no attributes without a value: these are words. */
static void on_bare(void *context, const char *name)
{
	struct document *doc = context;

	doc->damaged = true;
	sp_flow_aside(&doc->flow, SP_PLACE_PART, "tag", NULL, name, strlen(name));
}

static int on_tag_end(void *context, bool empty)
{
	struct document *doc = context;
	struct element *top =
		doc->depth && doc->depth <= SP_MAX_ELEMENTS ? &doc->stack[doc->depth - 1] : NULL;

	if (doc->closing || doc->flow.status != SP_OK)
		return SP_TAG_MARKUP;
	if (top && doc->label.len && !empty) {
		top->label = top->end;
		add(doc, &doc->names, doc->label.data, doc->label.len + 1);
	}
	if (empty) {
		pop(doc);
		/* A line break, a tab, a picture. */
		if (doc->owner)
			sp_flow_break(&doc->flow, ' ');
	}
	return SP_TAG_MARKUP;
}

static void on_comment(void *context, const char *s, size_t len, bool last)
{
	struct document *doc = context;

	piece(doc, SP_PLACE_PART, "comment", s, len, last);
}

static void on_raw(void *context, const char *s, size_t len, bool last)
{
	(void)last;
	on_text(context, s, len);
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

static enum sp_status scan_all(struct document *doc, struct sp_tag_scan *scan,
			       struct sp_reader *reader, const char **within)
{
	enum sp_status status = sp_flow_read(&doc->flow, scan, reader);

	if (status != SP_OK && status != SP_FAILED)
		return status;
	status = sp_status_worse(status, sp_tag_scan_end(scan, within));
	if (doc->depth && !*within)
		*within = "an element";
	leave(doc);
	sp_flow_flush(&doc->flow);
	return sp_status_worse(status, doc->flow.status);
}

static void tell_problems(struct sp_sink *out, const struct document *doc, const char *within)
{
	char detail[64];

	if (!within && !doc->begun) {
		sp_sink_problem(out, SP_REASON_TRUNCATED, "it ends before its first element");
	} else if (within) {
		snprintf(detail, sizeof(detail), "it ends within %s", within);
		sp_sink_problem(out, SP_REASON_TRUNCATED, detail);
	} else if (doc->damaged) {
		sp_sink_problem(out, SP_REASON_DAMAGED, "its elements do not match");
	}
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	struct document doc = {
		.names = SP_BUF_INIT(SP_MAX_STRING),
		.value = SP_BUF_INIT(SP_MAX_STRING),
		.label = SP_BUF_INIT(SP_MAX_STRING),
	};
	struct sp_tag_scan scan;
	struct sp_reader reader;
	const char *within = NULL;

	sp_flow_init(&doc.flow, out);
	sp_tag_scan_init(&scan, &events, &doc, true);
	enum sp_status status = sp_reader_init(&reader, in, sp_opening_charset(in));
	if (status == SP_OK)
		status = scan_all(&doc, &scan, &reader, &within);
	if (status == SP_FAILED)
		sp_sink_input_problem(out, in);
	else if (status == SP_OK)
		tell_problems(out, &doc, within);
	sp_reader_release(&reader);
	sp_tag_scan_release(&scan);
	sp_flow_release(&doc.flow);
	sp_buf_release(&doc.names);
	sp_buf_release(&doc.value);
	sp_buf_release(&doc.label);
	return status;
}

/* A tag that is closed somewhere: "<note>" or "<note/>", not "<anna@example.org>". */
static bool begins_with_tag(const char *text)
{
	size_t n = 1;

	if (!sp_is_alpha(text[1]) && text[1] != '_')
		return false;
	while (sp_is_alnum(text[n]) || (text[n] && strchr("-_.:", text[n])))
		n++;
	if (text[n] != '>' && text[n] != '/' && !sp_is_space(text[n]))
		return false;
	return strstr(text, "</") || strstr(text, "/>");
}

unsigned sp_probe_xml(struct sp_input *in)
{
	char text[SP_OPENING];

	if (sp_opening(in, '<', text) < 4)
		return 0;
	if (!strncmp(text, "<?xml", 5) && (sp_is_space(text[5]) || text[5] == '-'))
		return 40;
	if (!strncmp(text, "<!DOCTYPE", 9) || !strncmp(text, "<!--", 4))
		return 16;
	return begins_with_tag(text) ? 10 : 0;
}

const struct sp_extractor sp_extractor_xml = {
	.name = "xml",
	.probe = sp_probe_xml,
	.extract = extract,
};
