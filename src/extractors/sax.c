/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sax.c - see sax.h. XML 1.0 with namespaces: what xml_scan.c gives up is read
 * by libxml2's push parser, which is first told of the elements that are open.
 *
 * Of libxml2's options, NOENT would load files that a document names and HUGE
 * would switch off the guard against entities that multiply; both stay off.
 * A parser is used again for the next document, since making one costs more
 * than reading a small part; after an error it is made anew, because libxml2
 * does not forget the namespaces of elements that were left open.
 */
#include "extractors/sax.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "base/mem.h"
#include "extractors/xml_scan.h"

/* libxml2 keeps a record of every open element. */
#define MAX_OPEN 16384
/* Addresses of namespaces are compared once a document, mostly. */
#define CACHED 16
/* Bytes that libxml2 needs to see in order to tell the encoding. */
#define LOOK_AHEAD 4

struct sp_sax {
	const struct sp_sax_space *spaces;
	const struct sp_sax_events *events;
	void *context;
	struct sp_xml_scan *scan;
	bool slow;	 /* libxml2 reads whatever comes */
	bool handed;	 /* the present document is libxml2's */
	bool any;	 /* something was fed */
	unsigned starts; /* events that were told before it was handed over */
	unsigned ends;
	xmlParserCtxtPtr parser;
	struct sp_sax_attribute *attributes;
	size_t room;
	bool begun, doctype, doctype_allowed, too_deep, ended;
	enum sp_status status;
	int error; /* libxml2's number of the first error */
	unsigned open;
	char first[LOOK_AHEAD];
	size_t n_first;
	const xmlChar *cached_uri[CACHED];
	int cached_number[CACHED];
};

/* ---- names ---- */

static int look_up(const struct sp_sax_space *spaces, const char *uri)
{
	for (; spaces->uri; spaces++)
		if (strcmp(spaces->uri, uri) == 0)
			return spaces->number;
	return SP_SAX_OTHER;
}

/* libxml2 holds each address once, so that the pointer tells. */
static int space_of(struct sp_sax *sax, const xmlChar *uri)
{
	size_t slot = ((uintptr_t)uri >> 4) % CACHED;

	if (!uri)
		return SP_SAX_NO_SPACE;
	if (sax->cached_uri[slot] != uri) {
		sax->cached_uri[slot] = uri;
		sax->cached_number[slot] = look_up(sax->spaces, (const char *)uri);
	}
	return sax->cached_number[slot];
}

struct sp_sax_attribute sp_sax_attribute(const struct sp_sax_tag *tag, int space, const char *name)
{
	for (int i = 0; i < tag->n_attributes; i++) {
		const struct sp_sax_attribute *attribute = &tag->attributes[i];
		if (attribute->space == space && strcmp(attribute->name, name) == 0)
			return *attribute;
	}
	return (struct sp_sax_attribute) { 0 };
}

bool sp_sax_is(const struct sp_sax_attribute *attribute, const char *value)
{
	return attribute->value && strlen(value) == attribute->len &&
	       memcmp(attribute->value, value, attribute->len) == 0;
}

/* ---- libxml2's events ---- */

static void stop(struct sp_sax *sax, enum sp_status status)
{
	sax->status = sp_status_worse(sax->status, status);
	sax->ended = true;
	xmlStopParser(sax->parser);
}

/*
 * An ampersand in a value comes as "&#38;", since entities are not replaced
 * here. Such a value is a copy of libxml2's own, and is put right in place.
 */
static void put_right(const xmlChar **value, const xmlChar **end)
{
	static const char written[] = "&#38;";
	const size_t n = sizeof(written) - 1;
	size_t len = (size_t)(*end - *value), to;
	const char *found = len >= n ? memmem(*value, len, written, n) : NULL;

	if (!found)
		return;
	char *s = (char *)(uintptr_t)*value;
	to = (size_t)(found - s);
	for (size_t at = to; at < len; to++) {
		bool here = len - at >= n && memcmp(s + at, written, n) == 0;
		s[to] = s[at];
		at += here ? n : 1;
	}
	*end = *value + to;
}

/* libxml2 has five pointers each: local name, prefix, address, value, end of value. */
static bool read_attributes(struct sp_sax *sax, int n, const xmlChar **from)
{
	if (!sp_mem_room(&sax->attributes, &sax->room, (size_t)n, sizeof(*sax->attributes)))
		return false;
	for (int i = 0; i < n; i++, from += 5) {
		put_right(&from[3], &from[4]);
		sax->attributes[i] = (struct sp_sax_attribute) {
			.space = space_of(sax, from[2]),
			.name = (const char *)from[0],
			.value = (const char *)from[3],
			.len = (size_t)(from[4] - from[3]),
		};
	}
	return true;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
		     int n_namespaces, const xmlChar **namespaces, int n_attributes,
		     int n_defaulted, const xmlChar **attributes)
{
	struct sp_sax *sax = context;
	(void)prefix, (void)n_namespaces, (void)namespaces, (void)n_defaulted;
	if (sax->ended)
		return;
	if (++sax->open > MAX_OPEN) {
		sax->too_deep = true;
		stop(sax, SP_OK);
		return;
	}
	if (sax->starts) {
		sax->starts--;
		return;
	}
	if (!read_attributes(sax, n_attributes, attributes)) {
		stop(sax, SP_FATAL);
		return;
	}
	const struct sp_sax_tag tag = {
		.space = space_of(sax, uri),
		.name = (const char *)name,
		.attributes = sax->attributes,
		.n_attributes = n_attributes,
	};
	enum sp_status status = sax->events->start(sax->context, &tag);
	if (status != SP_OK)
		stop(sax, status);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct sp_sax *sax = context;
	(void)prefix;
	if (sax->ended)
		return;
	if (sax->open)
		sax->open--;
	if (sax->ends) {
		sax->ends--;
		return;
	}
	enum sp_status status =
		sax->events->end(sax->context, space_of(sax, uri), (const char *)name);
	if (status != SP_OK)
		stop(sax, status);
}

static void on_text(void *context, const xmlChar *text, int len)
{
	struct sp_sax *sax = context;

	if (sax->ended || len <= 0)
		return;
	enum sp_status status = sax->events->text(sax->context, (const char *)text, (size_t)len);
	if (status != SP_OK)
		stop(sax, status);
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *external,
		       const xmlChar *system)
{
	struct sp_sax *sax = context;
	(void)name, (void)external, (void)system;
	if (sax->doctype_allowed)
		return;
	sax->doctype = true;
	stop(sax, SP_OK);
}

static void on_entity(void *context, const xmlChar *name, int type, const xmlChar *external,
		      const xmlChar *system, xmlChar *content)
{
	struct sp_sax *sax = context;
	(void)name, (void)type, (void)external, (void)system, (void)content;
	sax->doctype = true;
	stop(sax, SP_OK);
}

static void on_error(void *context, xmlErrorPtr error)
{
	struct sp_sax *sax = context;

	/* Undeclared prefixes and the like do no harm to what is read. */
	if (error->level >= XML_ERR_ERROR && error->domain != XML_FROM_NAMESPACE && !sax->error &&
	    !sax->ended)
		sax->error = error->code;
}

static const xmlSAXHandler handler = {
	.initialized = XML_SAX2_MAGIC,
	.startElementNs = on_start,
	.endElementNs = on_end,
	.characters = on_text,
	.cdataBlock = on_text,
	.ignorableWhitespace = on_text,
	.internalSubset = on_doctype,
	.entityDecl = on_entity,
	.serror = on_error,
};

/* ---- life ---- */

/* Errors of encodings come without a parser, and would quote the document. */
static void quiet(void *context, const char *format, ...)
{
	(void)context, (void)format;
}

static void quiet_error(void *context, xmlErrorPtr error)
{
	(void)context, (void)error;
}

void sp_sax_init(void)
{
	xmlInitParser();
	/* For this thread, and for those that are made from it. */
	xmlSetGenericErrorFunc(NULL, quiet);
	xmlSetStructuredErrorFunc(NULL, quiet_error);
	xmlThrDefSetGenericErrorFunc(NULL, quiet);
	xmlThrDefSetStructuredErrorFunc(NULL, quiet_error);
}

enum sp_status sp_sax_new(struct sp_sax **out, const struct sp_sax_space *spaces)
{
	struct sp_sax *sax = sp_mem_zero(1, sizeof(*sax));

	*out = sax;
	if (!sax)
		return SP_FATAL;
	sax->spaces = spaces;
	return sp_xml_scan_new(&sax->scan, spaces);
}

static void drop_parser(struct sp_sax *sax)
{
	if (!sax->parser)
		return;
	/* Made where entities are declared, and left to whoever owns the parser. */
	xmlFreeDoc(sax->parser->myDoc);
	sax->parser->myDoc = NULL;
	xmlFreeParserCtxt(sax->parser);
	sax->parser = NULL;
}

void sp_sax_free(struct sp_sax *sax)
{
	if (!sax)
		return;
	drop_parser(sax);
	sp_xml_scan_free(sax->scan);
	sp_mem_free(sax->attributes);
	sp_mem_free(sax);
}

void sp_sax_allow_doctype(struct sp_sax *sax)
{
	sax->doctype_allowed = true;
}

void sp_sax_slow(struct sp_sax *sax)
{
	sax->slow = true;
}

void sp_sax_begin(struct sp_sax *sax, const struct sp_sax_events *events, void *context)
{
	sax->events = events;
	sax->context = context;
	sax->begun = sax->doctype = sax->too_deep = sax->ended = false;
	sax->status = SP_OK;
	sax->error = 0;
	sax->open = 0;
	sax->n_first = 0;
	sax->handed = sax->slow;
	sax->any = false;
	sax->starts = sax->ends = 0;
	sp_xml_scan_begin(sax->scan, events, context);
}

/* Makes the parser ready; it looks at the first bytes to tell the encoding. */
static enum sp_status start_parser(struct sp_sax *sax, const char *data, size_t len)
{
	int n = len < LOOK_AHEAD ? (int)len : LOOK_AHEAD;

	sax->begun = true;
	if (sax->parser && xmlCtxtResetPush(sax->parser, data, n, NULL, NULL) != 0)
		drop_parser(sax);
	if (!sax->parser) {
		xmlSAXHandler copy = handler;
		memset(sax->cached_uri, 0, sizeof(sax->cached_uri));
		sax->parser = xmlCreatePushParserCtxt(&copy, sax, data, n, NULL);
		if (!sax->parser)
			return SP_FATAL;
		xmlCtxtUseOptions(sax->parser, XML_PARSE_NONET | XML_PARSE_RECOVER |
						       XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
		/* NOERROR leaves the structured handler alone, which is the one that counts. */
	}
	return SP_OK;
}

static enum sp_status push(struct sp_sax *sax, const char *data, size_t len, bool last)
{
	while (!sax->ended && (len || last)) {
		int n = len > INT_MAX / 2 ? INT_MAX / 2 : (int)len;
		bool final = last && (size_t)n == len;
		xmlParseChunk(sax->parser, data, n, final);
		if (sax->error == XML_ERR_NO_MEMORY)
			return SP_FATAL;
		if (final)
			break;
		data += n;
		len -= (size_t)n;
	}
	return sax->status;
}

static enum sp_status feed_slow(struct sp_sax *sax, const char *data, size_t len)
{
	while (!sax->begun && len && sax->n_first < LOOK_AHEAD) {
		sax->first[sax->n_first++] = *data++;
		len--;
	}
	if (sax->n_first < LOOK_AHEAD)
		return SP_OK;
	if (!sax->begun && start_parser(sax, sax->first, sax->n_first) != SP_OK)
		return SP_FATAL;
	return push(sax, data, len, false);
}

/* libxml2 goes on where the scanner has stopped. */
static enum sp_status hand_over(struct sp_sax *sax)
{
	struct sp_xml_handover over = { .before = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	enum sp_status status = SP_FATAL;

	sax->handed = true;
	if (sp_xml_scan_hand_over(sax->scan, &over)) {
		sax->starts = over.starts;
		sax->ends = over.ends;
		status = feed_slow(sax, sp_buf_str(&over.before), over.before.len);
	}
	if (status == SP_OK)
		status = feed_slow(sax, over.held, over.held_len);
	sp_buf_release(&over.before);
	return status;
}

enum sp_status sp_sax_feed(struct sp_sax *sax, const void *data, size_t len)
{
	const char *at = data;
	enum sp_status status = sax->status;
	size_t used = 0;

	sax->any |= len > 0;
	if (sax->ended)
		return status;
	if (sax->handed)
		return feed_slow(sax, at, len);
	status = sp_xml_scan_feed(sax->scan, at, len, &used);
	if (status != SP_OK) {
		sax->status = status;
		sax->ended = true;
		return status;
	}
	if (!sp_xml_scan_gave_up(sax->scan))
		return SP_OK;
	status = hand_over(sax);
	return status == SP_OK ? feed_slow(sax, at + used, len - used) : status;
}

bool sp_sax_ended(const struct sp_sax *sax)
{
	return sax->ended;
}

static void tell_error(const struct sp_sax *sax, struct sp_error *err)
{
	if (sax->doctype)
		sp_error_set(err, SP_REASON_DAMAGED, "XML with declarations of its own");
	else if (sax->too_deep)
		sp_error_set(err, SP_REASON_LIMIT_DEPTH, "XML elements are nested too deep");
	else if (sax->error == XML_ERR_DOCUMENT_END || sax->error == XML_ERR_DOCUMENT_EMPTY ||
		 sax->error == XML_ERR_TAG_NOT_FINISHED)
		sp_error_set(err, SP_REASON_DAMAGED, "XML that ends too early");
	else if (sax->error)
		sp_error_set(err, SP_REASON_DAMAGED, "XML that is not well-formed (error %d)",
			     sax->error);
}

enum sp_status sp_sax_end(struct sp_sax *sax, struct sp_error *err)
{
	enum sp_status status = SP_OK;

	/* A part without a byte is no broken part. */
	if (!sax->any)
		return SP_OK;
	if (!sax->handed && (sax->ended || sp_xml_scan_complete(sax->scan)))
		return sax->status;
	if (!sax->handed)
		status = hand_over(sax);
	if (status == SP_OK && !sax->begun)
		status = start_parser(sax, sax->first, sax->n_first);
	if (status == SP_OK)
		status = push(sax, NULL, 0, true);
	tell_error(sax, err);
	if (sax->error || sax->ended)
		drop_parser(sax);
	return status;
}
