/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flow.c - folding of white space, and the order of text and asides.
 *
 * Soft hyphens and characters without width are dropped, since a reader does
 * not see them and they split numbers and names; no-break forms become what
 * they look like.
 */
#include "extractors/flow.h"

#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "extractors/reader.h"
#include "extractors/tag_scan.h"

/* A line is told when it has grown to this; asides when they have. */
#define LINE_BYTES (16 * 1024)
#define ASIDE_BYTES (64 * 1024)

struct sp_flow_aside {
	enum sp_place_kind kind;
	size_t name, label, text, len; /* offsets in `said` */
	bool labelled;
};

void sp_flow_init(struct sp_flow *flow, struct sp_sink *out)
{
	*flow = (struct sp_flow) {
		.out = out,
		.line = SP_BUF_INIT(SP_BUF_UNCAPPED),
		.said = SP_BUF_INIT(SP_BUF_UNCAPPED),
	};
}

void sp_flow_release(struct sp_flow *flow)
{
	sp_buf_release(&flow->line);
	sp_buf_release(&flow->said);
	sp_mem_free(flow->asides);
	flow->asides = NULL;
}

static void tell_line(struct sp_flow *flow)
{
	if (flow->status != SP_OK || !flow->line.len)
		return;
	flow->status = sp_sink_text(flow->out, flow->line.data, flow->line.len);
	sp_buf_reset(&flow->line);
}

/* ---- text ---- */

/* What a character looks like: itself, a space, a hyphen, or 0 for nothing. */
static uint32_t looks_like(uint32_t code)
{
	switch (code) {
	case 0x00AD: /* soft hyphen */
	case 0x200B: /* zero width */
	case 0x200C:
	case 0x200D:
	case 0x2060:
	case 0xFEFF:
		return 0;
	case 0x00A0: /* no-break */
	case 0x2007:
	case 0x202F:
		return ' ';
	case 0x2011:
		return '-';
	default:
		return code < ' ' ? ' ' : code;
	}
}

/* Bytes that stand as they are: visible ASCII, and letters of two bytes. */
static bool is_plain(char c)
{
	const unsigned char byte = (unsigned char)c;

	return byte > ' ' && byte < 0xE0 && byte != 0xC2;
}

/* Bytes from s on that do, with single spaces between them. */
static size_t plain_run(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len &&
	       (is_plain(s[n]) || (s[n] == ' ' && n && n + 1 < len && is_plain(s[n + 1]))))
		n++;
	return n;
}

/* Appends to the line, after the white space that is due. */
static bool put(struct sp_flow *flow, const char *s, size_t len)
{
	if (flow->gap && flow->begun && !sp_buf_putc(&flow->line, flow->gap))
		return false;
	flow->gap = 0;
	flow->begun = true;
	return sp_buf_add(&flow->line, s, len);
}

static void space(struct sp_flow *flow, char c, bool exact)
{
	if (exact && c != '\r') {
		if (!put(flow, &c, 1))
			flow->status = SP_FATAL;
	} else if (!flow->gap) {
		flow->gap = ' ';
	}
}

void sp_flow_text(struct sp_flow *flow, const char *s, size_t len, bool exact)
{
	while (len && flow->status == SP_OK) {
		size_t n = plain_run(s, len);
		uint32_t code = 0;
		if (n) {
			if (!put(flow, s, n))
				flow->status = SP_FATAL;
		} else if (sp_is_space(*s)) {
			space(flow, *s, exact);
			n = 1;
		} else {
			char bytes[4];
			code = looks_like(sp_utf8_decode(s, len, &n));
			if (code == ' ')
				space(flow, ' ', true);
			else if (code && !put(flow, bytes, sp_utf8_encode(code, bytes)))
				flow->status = SP_FATAL;
		}
		s += n;
		len -= n;
	}
	if (flow->line.len >= LINE_BYTES)
		tell_line(flow);
}

/* ---- asides ---- */

static enum sp_status enter_aside(struct sp_flow *flow, const struct sp_flow_aside *aside)
{
	const char *said = flow->said.data;
	enum sp_status status = sp_sink_enter(flow->out, aside->kind, said + aside->name, 0);

	if (status == SP_OK && aside->labelled)
		status = sp_sink_label(flow->out, said + aside->label);
	if (status == SP_OK && aside->len)
		status = sp_sink_text(flow->out, said + aside->text, aside->len);
	return status;
}

/* Tells the line, then the first n asides, which leaves the last one entered with `stay`. */
static void tell_asides(struct sp_flow *flow, size_t n, bool stay)
{
	if (!n)
		return;
	tell_line(flow);
	/* The sink separates the places by itself. */
	flow->begun = false;
	flow->gap = 0;
	for (size_t i = 0; i < n && flow->status == SP_OK; i++) {
		flow->status = enter_aside(flow, &flow->asides[i]);
		if (i + 1 < n || !stay || flow->status != SP_OK)
			sp_sink_leave(flow->out);
	}
	flow->n_asides = 0;
	sp_buf_reset(&flow->said);
}

void sp_flow_aside_begin(struct sp_flow *flow, enum sp_place_kind kind, const char *name,
			 const char *label)
{
	struct sp_flow_aside aside = { .kind = kind, .labelled = label };

	if (flow->status != SP_OK)
		return;
	if (!sp_mem_room(&flow->asides, &flow->room_asides, flow->n_asides + 1,
			 sizeof(*flow->asides))) {
		flow->status = SP_FATAL;
		return;
	}
	aside.name = flow->said.len;
	sp_buf_add(&flow->said, name, strlen(name) + 1);
	aside.label = flow->said.len;
	if (label)
		sp_buf_add(&flow->said, label, strlen(label) + 1);
	aside.text = flow->said.len;
	flow->asides[flow->n_asides++] = aside;
	flow->direct = false;
	if (flow->said.failed)
		flow->status = SP_FATAL;
}

void sp_flow_aside_add(struct sp_flow *flow, const char *s, size_t len)
{
	if (flow->status != SP_OK)
		return;
	if (flow->direct) {
		flow->status = sp_sink_text(flow->out, s, len);
		return;
	}
	if (!sp_buf_add(&flow->said, s, len)) {
		flow->status = SP_FATAL;
		return;
	}
	flow->asides[flow->n_asides - 1].len += len;
	if (flow->said.len >= ASIDE_BYTES) {
		flow->direct = true;
		tell_asides(flow, flow->n_asides, true);
	}
}

void sp_flow_aside_end(struct sp_flow *flow)
{
	if (flow->status != SP_OK)
		return;
	if (flow->direct)
		sp_sink_leave(flow->out);
	else if (!flow->begun)
		tell_asides(flow, flow->n_asides, false);
	flow->direct = false;
}

void sp_flow_aside(struct sp_flow *flow, enum sp_place_kind kind, const char *name,
		   const char *label, const char *s, size_t len)
{
	if (!len)
		return;
	sp_flow_aside_begin(flow, kind, name, label);
	sp_flow_aside_add(flow, s, len);
	sp_flow_aside_end(flow);
}

/* ---- order ---- */

void sp_flow_break(struct sp_flow *flow, char separator)
{
	if (flow->gap != '\n')
		flow->gap = separator;
	if (separator == '\n')
		tell_asides(flow, flow->n_asides, false);
}

void sp_flow_line(struct sp_flow *flow)
{
	tell_line(flow);
	flow->begun = false;
	flow->gap = 0;
}

void sp_flow_flush(struct sp_flow *flow)
{
	tell_line(flow);
	tell_asides(flow, flow->n_asides, false);
	flow->begun = false;
	flow->gap = 0;
}

enum sp_status sp_flow_read(struct sp_flow *flow, struct sp_tag_scan *scan,
			    struct sp_reader *reader)
{
	const char *text;
	size_t len;
	enum sp_status status = sp_reader_next(reader, &text, &len);

	while (status == SP_OK && len) {
		status = sp_tag_scan_feed(scan, text, len);
		if (status == SP_OK)
			status = flow->status;
		if (status == SP_OK)
			status = sp_sink_spend(flow->out, 0);
		if (status == SP_OK)
			status = sp_reader_next(reader, &text, &len);
	}
	return status;
}
