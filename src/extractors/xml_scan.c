/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xml_scan.c - see xml_scan.h. XML 1.0 (fifth edition) with namespaces, as much
 * of it as documents are made of.
 *
 * A piece is read where it lies; only a token that is cut by its end is copied.
 * Left to the other parser on purpose, since they are rare: document types,
 * CDATA sections, names beyond ASCII, references but to characters and the
 * five entities, prefixes without a namespace, deep nesting, and every error.
 */
#include "extractors/xml_scan.h"

#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "extractors/xml_bytes.h"
#include "extractors/xml_names.h"
#include "extractors/xml_spaces.h"

#define MAX_OPEN 256
#define MAX_ATTRIBUTES 128
/* A token that is longer is left to the other parser, and so is a longer declaration. */
#define MAX_HELD (256 * 1024)
#define MAX_OPENING 256
/* So much is copied first in order to see the end of a token that was cut. */
#define FIRST_COPY 256

#define BOM "\xEF\xBB\xBF"

enum where { AT_START, IN_PROLOG, IN_CONTENT, IN_EPILOG };

struct element {
	const struct sp_xml_name *name;
	int space;
	size_t bound; /* bindings that were there before it */
};

struct sp_xml_scan {
	const struct sp_sax_events *events;
	void *context;
	enum where where;
	bool gave_up;
	enum sp_status status;
	struct sp_buf opening; /* mark of the encoding and declaration, as they were written */
	struct sp_buf held;    /* a token that the end of a piece has cut */
	struct sp_xml_names names;
	struct sp_xml_spaces spaces;
	struct element open[MAX_OPEN];
	unsigned n_open;
	/* The present tag. */
	struct sp_sax_attribute attributes[MAX_ATTRIBUTES];
	const struct sp_xml_name *attribute_names[MAX_ATTRIBUTES];
	unsigned n_attributes;
	struct sp_buf decoded; /* values with references */
};

/* ---- ways to end a token: each returns NULL ---- */

static const char *give_up(struct sp_xml_scan *scan)
{
	scan->gave_up = true;
	return NULL;
}

static const char *fail(struct sp_xml_scan *scan, enum sp_status status)
{
	scan->status = status;
	return NULL;
}

/* The piece ends within the token. */
static const char *need_more(void)
{
	return NULL;
}

/* ---- text ---- */

static bool tell_text(struct sp_xml_scan *scan, const char *s, const char *end)
{
	if (s < end)
		scan->status = scan->events->text(scan->context, s, (size_t)(end - s));
	return scan->status == SP_OK;
}

/* The end of a run without its last bytes, where these may go on in the next piece. */
static const char *before_cut(const char *s, const char *end)
{
	size_t cut = sp_utf8_cut(s, (size_t)(end - s));

	for (unsigned i = 0; !cut && i < 2 && end > s && end[-1] == ']'; i++)
		end--;
	return end - cut;
}

/* One reference or line end. */
static const char *special(struct sp_xml_scan *scan, const char *s, const char *end, bool cut)
{
	char out[4];
	size_t len = 0, used = 1;

	if (*s == '&') {
		used = sp_xml_reference(s, end, out, &len);
		if (!used)
			return cut && end - s < SP_XML_REFERENCE ? need_more() : give_up(scan);
	} else if (s + 1 == end) {
		if (cut)
			return need_more();
		out[len++] = '\n';
	} else if (s[1] != '\n') {
		out[len++] = '\n';
	}
	return tell_text(scan, out, out + len) ? s + used : s;
}

/* Up to `end`, or to where it needs more or gives up. */
static const char *mixed_text(struct sp_xml_scan *scan, const char *s, const char *end, bool cut)
{
	while (s < end && scan->status == SP_OK) {
		const char *plain = s;
		while (plain < end && !(sp_xml_class(*plain) & (SP_XML_AMP | SP_XML_CR)))
			plain++;
		if (!tell_text(scan, s, plain) || plain == end)
			return plain;
		s = special(scan, plain, end, cut);
		if (!s)
			return plain;
	}
	return s;
}

static const char *text(struct sp_xml_scan *scan, const char *s, const char *end)
{
	const char *mark = memchr(s, '<', (size_t)(end - s));
	const char *stop = mark ? mark : end;
	unsigned seen = sp_xml_classes_in(s, stop);

	if (scan->where != IN_CONTENT)
		return sp_xml_skip_space(s, stop) == stop ? stop : give_up(scan);
	if (seen & (SP_XML_HIGH | SP_XML_BRACKET) && !mark)
		stop = before_cut(s, stop);
	if (!sp_xml_is_text(s, stop, seen) ||
	    (seen & SP_XML_BRACKET && memmem(s, (size_t)(stop - s), "]]>", 3)))
		return give_up(scan);
	if (seen & (SP_XML_AMP | SP_XML_CR))
		return mixed_text(scan, s, stop, !mark);
	return tell_text(scan, s, stop), stop;
}

/* ---- tags ---- */

/* *name is NULL where this returns NULL. */
static const char *read_name(struct sp_xml_scan *scan, const char *s, const char *end,
			     const struct sp_xml_name **name)
{
	const char *start = s;
	bool failed = false;

	while (s < end && sp_xml_class(*s) & SP_XML_NAME)
		s++;
	if (s == end)
		return need_more();
	if (s == start)
		return give_up(scan);
	*name = sp_xml_names_find(&scan->names, start, (size_t)(s - start), &failed);
	if (failed)
		return fail(scan, SP_FATAL);
	return *name ? s : give_up(scan);
}

/* A value in which references and white space stand for something else. */
static bool decode(struct sp_xml_scan *scan, const char *s, const char *end, const char *tag_end,
		   struct sp_sax_attribute *attribute)
{
	/* No value of this tag will be moved by the next one. */
	if (!scan->decoded.len && !sp_buf_reserve(&scan->decoded, (size_t)(tag_end - s)))
		return false;
	size_t at = scan->decoded.len;
	while (s < end) {
		char c[4] = { sp_xml_class(*s) & SP_XML_LINE ? ' ' : *s };
		size_t n = 1, used = *s == '&' ? sp_xml_reference(s, end, c, &n) : 1;
		if (!used)
			return false;
		sp_buf_add(&scan->decoded, c, n);
		s += used;
	}
	attribute->value = scan->decoded.data + at;
	attribute->len = scan->decoded.len - at;
	return true;
}

/* s is behind the opening quote, stop at the closing one. */
static bool add_attribute(struct sp_xml_scan *scan, const struct sp_xml_name *name, const char *s,
			  const char *stop, const char *end, size_t bound)
{
	struct sp_sax_attribute attribute = { .name = name->local,
					      .value = s,
					      .len = (size_t)(stop - s) };
	unsigned seen = sp_xml_classes_in(s, stop);

	if (name->declares)
		return sp_xml_spaces_bind(&scan->spaces, name->declared, s, attribute.len, bound);
	if (scan->n_attributes == MAX_ATTRIBUTES || seen & (SP_XML_CR | SP_XML_LESS) ||
	    !sp_xml_is_text(s, stop, seen))
		return false;
	if (seen & (SP_XML_AMP | SP_XML_LINE) && !decode(scan, s, stop, end, &attribute))
		return false;
	for (unsigned i = 0; i < scan->n_attributes; i++)
		if (scan->attribute_names[i] == name)
			return false;
	scan->attribute_names[scan->n_attributes] = name;
	scan->attributes[scan->n_attributes++] = attribute;
	return true;
}

/* name="value", from its name on. */
static const char *read_attribute(struct sp_xml_scan *scan, const char *s, const char *end,
				  size_t bound)
{
	const struct sp_xml_name *name = NULL;

	s = read_name(scan, s, end, &name);
	s = s ? sp_xml_skip_space(s, end) : NULL;
	if (!s || s == end)
		return NULL;
	if (*s != '=')
		return give_up(scan);
	s = sp_xml_skip_space(s + 1, end);
	if (s == end)
		return need_more();
	if (*s != '"' && *s != '\'')
		return give_up(scan);
	const char *stop = memchr(s + 1, *s, (size_t)(end - s) - 1);
	if (!stop)
		return need_more();
	if (!add_attribute(scan, name, s + 1, stop, end, bound))
		return scan->spaces.uris.failed || scan->decoded.failed ? fail(scan, SP_FATAL)
									: give_up(scan);
	return stop + 1;
}

/* Up to the '>' or "/>". */
static const char *read_attributes(struct sp_xml_scan *scan, const char *s, const char *end,
				   size_t bound)
{
	scan->n_attributes = 0;
	scan->decoded.len = 0;
	while (s) {
		const char *next = sp_xml_skip_space(s, end);
		if (next == end)
			return need_more();
		if (*next == '>' || *next == '/')
			return next;
		s = next > s ? read_attribute(scan, next, end, bound) : give_up(scan);
	}
	return NULL;
}

/* false: a prefix stands for nothing. */
static bool resolve_all(struct sp_xml_scan *scan, const struct sp_xml_name *name, int *space)
{
	*space = sp_xml_spaces_number(&scan->spaces, name->prefix);
	if (*space == SP_XML_UNBOUND || name->declares)
		return false;
	for (unsigned i = 0; i < scan->n_attributes; i++) {
		unsigned prefix = scan->attribute_names[i]->prefix;
		int number = prefix ? sp_xml_spaces_number(&scan->spaces, prefix) : SP_SAX_NO_SPACE;
		if (number == SP_XML_UNBOUND)
			return false;
		scan->attributes[i].space = number;
	}
	return true;
}

static bool end_element(struct sp_xml_scan *scan)
{
	const struct element *element = &scan->open[--scan->n_open];

	scan->status = scan->events->end(scan->context, element->space, element->name->local);
	sp_xml_spaces_unbind(&scan->spaces, element->bound);
	if (!scan->n_open)
		scan->where = IN_EPILOG;
	return scan->status == SP_OK;
}

static void begin_element(struct sp_xml_scan *scan, const struct sp_xml_name *name, int space,
			  size_t bound)
{
	const struct sp_sax_tag tag = {
		.space = space,
		.name = name->local,
		.attributes = scan->attributes,
		.n_attributes = (int)scan->n_attributes,
	};

	scan->where = IN_CONTENT;
	scan->open[scan->n_open++] = (struct element) { name, space, bound };
	scan->status = scan->events->start(scan->context, &tag);
}

static const char *start_tag(struct sp_xml_scan *scan, const char *s, const char *end)
{
	const struct sp_xml_name *name = NULL;
	size_t bound = scan->spaces.n;
	int space;

	if (scan->where == IN_EPILOG || scan->n_open == MAX_OPEN)
		return give_up(scan);
	s = read_name(scan, s + 1, end, &name);
	if (s)
		s = read_attributes(scan, s, end, bound);
	bool empty = s && *s == '/';
	if (empty && ++s == end)
		s = need_more();
	else if (s && (*s != '>' || !resolve_all(scan, name, &space)))
		s = give_up(scan);
	if (!s) {
		sp_xml_spaces_unbind(&scan->spaces, bound);
		return NULL;
	}
	begin_element(scan, name, space, bound);
	if (empty && scan->status == SP_OK)
		end_element(scan);
	return s + 1;
}

static const char *end_tag(struct sp_xml_scan *scan, const char *s, const char *end)
{
	if (!scan->n_open)
		return give_up(scan);
	const struct sp_xml_name *name = scan->open[scan->n_open - 1].name;
	if ((size_t)(end - s) < name->len + 3)
		return memchr(s, '>', (size_t)(end - s)) ? give_up(scan) : need_more();
	if (memcmp(s + 2, name->raw, name->len) != 0)
		return give_up(scan);
	s = sp_xml_skip_space(s + 2 + name->len, end);
	if (s == end)
		return need_more();
	if (*s != '>')
		return give_up(scan);
	end_element(scan);
	return s + 1;
}

/* ---- what is not told ---- */

static const char *comment(struct sp_xml_scan *scan, const char *s, const char *end)
{
	static const char start[] = "<!--";
	size_t len = (size_t)(end - s);

	if (memcmp(s, start, len < 4 ? len : 4) != 0)
		return give_up(scan);
	const char *stop = len > 4 ? memmem(s + 4, len - 4, "--", 2) : NULL;
	if (!stop || stop + 2 == end)
		return need_more();
	unsigned seen = sp_xml_classes_in(s, stop);
	if (stop[2] != '>' || !sp_xml_is_text(s, stop, seen))
		return give_up(scan);
	return stop + 3;
}

static const char *declaration(struct sp_xml_scan *scan, const char *s, const char *stop)
{
	size_t len = (size_t)(stop - s) + 2;

	if (scan->where != AT_START || len > MAX_OPENING || !sp_xml_is_usual(s, stop))
		return give_up(scan);
	if (!sp_buf_add(&scan->opening, s, len))
		return fail(scan, SP_FATAL);
	scan->where = IN_PROLOG;
	return stop + 2;
}

static const char *instruction(struct sp_xml_scan *scan, const char *s, const char *end)
{
	const char *stop = memmem(s + 2, (size_t)(end - s) - 2, "?>", 2), *name = s + 2;

	if (!stop)
		return need_more();
	while (name < stop && sp_xml_class(*name) & SP_XML_NAME)
		name++;
	size_t len = (size_t)(name - s) - 2;
	if (len == 3 && memcmp(s + 2, "xml", 3) == 0)
		return declaration(scan, s, stop);
	unsigned seen = sp_xml_classes_in(s + 2, stop);
	if (!len || !(sp_is_alpha(s[2]) || s[2] == '_') || memchr(s + 2, ':', len) ||
	    (name < stop && !(sp_xml_class(*name) & (SP_XML_SPACE | SP_XML_CR))) ||
	    !sp_xml_is_text(s, stop, seen) || (len == 3 && sp_ascii_equal_n(s + 2, "xml", 3)))
		return give_up(scan);
	return stop + 2;
}

/* ---- pieces ---- */

static const char *markup(struct sp_xml_scan *scan, const char *s, const char *end)
{
	if (s + 1 == end)
		return need_more();
	switch (s[1]) {
	case '/':
		return end_tag(scan, s, end);
	case '?':
		return instruction(scan, s, end);
	case '!':
		return comment(scan, s, end);
	default:
		return start_tag(scan, s, end);
	}
}

/* A mark of the encoding, which only the first bytes can be. */
static const char *begin(struct sp_xml_scan *scan, const char *s, const char *end)
{
	size_t len = (size_t)(end - s);

	/* The declaration is known from afar. */
	if (*s == '<' && len < 6)
		return need_more();
	if (*s == '<' || scan->opening.len || memcmp(s, BOM, len < 3 ? len : 3) != 0) {
		const char *next = *s == '<' ? markup(scan, s, end) : text(scan, s, end);
		if (next && scan->where == AT_START)
			scan->where = IN_PROLOG;
		return next;
	}
	if (len < 3)
		return need_more();
	return sp_buf_add(&scan->opening, s, 3) ? s + 3 : fail(scan, SP_FATAL);
}

/* How much of a piece could be read. */
static size_t read_piece(struct sp_xml_scan *scan, const char *s, size_t len)
{
	const char *at = s, *end = s + len;

	while (at < end && !scan->gave_up && scan->status == SP_OK) {
		const char *next;
		if (scan->where == AT_START)
			next = begin(scan, at, end);
		else
			next = *at == '<' ? markup(scan, at, end) : text(scan, at, end);
		if (!next || next == at)
			break;
		at = next;
	}
	return (size_t)(at - s);
}

/* Reads the token that was cut, and copies no more for it than it must; how much of s is used. */
static size_t read_held(struct sp_xml_scan *scan, const char *s, size_t len)
{
	size_t used = 0;

	while (scan->held.len && used < len && !scan->gave_up && scan->status == SP_OK) {
		size_t more = scan->held.len > FIRST_COPY ? scan->held.len : FIRST_COPY;
		if (more > len - used)
			more = len - used;
		if (scan->held.len + more > MAX_HELD) {
			scan->gave_up = true;
			break;
		}
		if (!sp_buf_add(&scan->held, s + used, more)) {
			scan->status = SP_FATAL;
			break;
		}
		used += more;
		sp_buf_drop(&scan->held, read_piece(scan, scan->held.data, scan->held.len));
		/* What is left has begun in s: it is read there. */
		if (scan->held.len <= more) {
			used -= scan->held.len;
			sp_buf_reset(&scan->held);
		}
	}
	return used;
}

enum sp_status sp_xml_scan_feed(struct sp_xml_scan *scan, const char *data, size_t len,
				size_t *used)
{
	*used = read_held(scan, data, len);
	if (*used == len || scan->gave_up || scan->status != SP_OK)
		return scan->status;
	*used += read_piece(scan, data + *used, len - *used);
	if (scan->gave_up || scan->status != SP_OK)
		return scan->status;
	if (len - *used > MAX_HELD) {
		scan->gave_up = true;
	} else {
		if (!sp_buf_add(&scan->held, data + *used, len - *used))
			return SP_FATAL;
		*used = len;
	}
	return SP_OK;
}

bool sp_xml_scan_gave_up(const struct sp_xml_scan *scan)
{
	return scan->gave_up;
}

bool sp_xml_scan_complete(const struct sp_xml_scan *scan)
{
	return scan->where == IN_EPILOG && !scan->held.len && !scan->gave_up;
}

/* ---- life ---- */

enum sp_status sp_xml_scan_new(struct sp_xml_scan **out, const struct sp_sax_space *spaces)
{
	struct sp_xml_scan *scan = sp_mem_zero(1, sizeof(*scan));

	*out = scan;
	if (!scan)
		return SP_FATAL;
	scan->spaces.table = spaces;
	scan->opening.cap = scan->held.cap = scan->spaces.uris.cap = scan->decoded.cap =
		SP_BUF_UNCAPPED;
	return SP_OK;
}

void sp_xml_scan_free(struct sp_xml_scan *scan)
{
	if (!scan)
		return;
	sp_buf_release(&scan->opening);
	sp_buf_release(&scan->held);
	sp_buf_release(&scan->spaces.uris);
	sp_buf_release(&scan->decoded);
	sp_xml_names_release(&scan->names);
	sp_mem_free(scan);
}

void sp_xml_scan_begin(struct sp_xml_scan *scan, const struct sp_sax_events *events, void *context)
{
	scan->events = events;
	scan->context = context;
	scan->where = AT_START;
	scan->gave_up = false;
	scan->status = SP_OK;
	scan->n_open = 0;
	sp_buf_reset(&scan->opening);
	sp_buf_reset(&scan->held);
	sp_xml_names_trim(&scan->names);
	sp_xml_spaces_begin(&scan->spaces);
}

/* A start tag with nothing but its name and namespaces. */
static void write_element(const struct sp_xml_scan *scan, const struct element *element,
			  size_t bound, struct sp_buf *to)
{
	sp_buf_putc(to, '<');
	sp_buf_puts(to, element->name->raw);
	for (size_t i = element->bound; i < bound; i++) {
		const struct sp_xml_binding *binding = &scan->spaces.bindings[i];
		const char *prefix = scan->names.prefixes[binding->prefix];
		sp_buf_puts(to, *prefix ? " xmlns:" : " xmlns");
		sp_buf_puts(to, prefix);
		sp_buf_puts(to, "=\"");
		sp_buf_add(to, sp_buf_str(&scan->spaces.uris) + binding->uri, binding->len);
		sp_buf_puts(to, "\"");
	}
	sp_buf_putc(to, '>');
}

bool sp_xml_scan_hand_over(const struct sp_xml_scan *scan, struct sp_xml_handover *out)
{
	out->held = sp_buf_str(&scan->held);
	out->held_len = scan->held.len;
	out->starts = scan->n_open;
	out->ends = 0;
	sp_buf_add(&out->before, sp_buf_str(&scan->opening), scan->opening.len);
	/* What follows is not the start, where bytes tell of an encoding. */
	if (scan->where == IN_PROLOG)
		sp_buf_puts(&out->before, "<!---->");
	for (unsigned i = 0; i < scan->n_open; i++)
		write_element(scan, &scan->open[i],
			      i + 1 < scan->n_open ? scan->open[i + 1].bound : scan->spaces.n,
			      &out->before);
	/* The document's only element has ended: another one does for it. */
	if (scan->where == IN_EPILOG) {
		sp_buf_puts(&out->before, "<e></e>");
		out->starts = out->ends = 1;
	}
	return !out->before.failed;
}
