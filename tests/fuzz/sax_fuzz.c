/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sax_fuzz.c - XML read by our own scanner, and by libxml2 alone.
 *
 * Where either finds a document good, both have to tell the same. Of a broken
 * one libxml2 tells more or less with the pieces that it is fed, and most byte
 * by byte: what the scanner told before it gave up has to be the start of that.
 * The first byte says how large the pieces are; libxml2 alone gets a good
 * document in one.
 */
#include "base/buf.h"
#include "base/mem.h"
#include "extractors/sax.h"
#include "extractors/xml_scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static const struct sp_sax_space spaces[] = {
	{ "http://schemas.openxmlformats.org/wordprocessingml/2006/main", 1 },
	{ "http://schemas.openxmlformats.org/spreadsheetml/2006/main", 2 },
	{ "urn:oasis:names:tc:opendocument:xmlns:text:1.0", 3 },
	{ "http://www.w3.org/XML/1998/namespace", 4 },
	{ "u", 5 },
	{ NULL, 0 },
};

/* All that was told, one event a line; pieces of text are joined. */
struct telling {
	struct sp_buf text;
	bool in_text;
	size_t marked; /* the end of the last event that is no text */
};

static void must(bool good)
{
	if (!good)
		abort();
}

static void line(struct telling *t, const char *kind, int space, const char *s, size_t len)
{
	t->in_text = false;
	must(sp_buf_printf(&t->text, "\n%s %d ", kind, space) && sp_buf_add(&t->text, s, len));
	t->marked = t->text.len;
}

static enum sp_status on_start(void *context, const struct sp_sax_tag *tag)
{
	line(context, "start", tag->space, tag->name, strlen(tag->name));
	for (int i = 0; i < tag->n_attributes; i++) {
		const struct sp_sax_attribute *a = &tag->attributes[i];
		line(context, "name", a->space, a->name, strlen(a->name));
		line(context, "value", 0, a->value, a->len);
	}
	return SP_OK;
}

static enum sp_status on_end(void *context, int space, const char *name)
{
	line(context, "end", space, name, strlen(name));
	return SP_OK;
}

static enum sp_status on_text(void *context, const char *s, size_t len)
{
	struct telling *t = context;

	size_t marked = t->marked;

	if (!t->in_text)
		line(t, "text", 0, "", 0);
	t->marked = marked;
	t->in_text = true;
	must(sp_buf_add(&t->text, s, len));
	return SP_OK;
}

static const struct sp_sax_events events = { on_start, on_end, on_text };

/* true: nothing was wrong with it. */
static bool tell(struct sp_sax *sax, struct telling *t, const unsigned char *data, size_t size,
		 size_t piece)
{
	struct sp_error err = { 0 };
	enum sp_status status = SP_OK;

	sp_sax_begin(sax, &events, t);
	for (size_t at = 0; at < size && status == SP_OK; at += piece)
		status = sp_sax_feed(sax, data + at, size - at < piece ? size - at : piece);
	status = sp_status_worse(status, sp_sax_end(sax, &err));
	must(status == SP_OK);
	return err.reason == SP_REASON_NONE;
}

/* As far as the scanner comes. */
static void tell_start(struct telling *t, const unsigned char *data, size_t size, size_t piece)
{
	struct sp_xml_scan *scan = NULL;
	size_t at = 0, used;

	must(sp_xml_scan_new(&scan, spaces) == SP_OK);
	sp_xml_scan_begin(scan, &events, t);
	for (; at < size && !sp_xml_scan_gave_up(scan); at += used) {
		size_t n = size - at < piece ? size - at : piece;
		must(sp_xml_scan_feed(scan, (const char *)data + at, n, &used) == SP_OK);
		must(used == n || sp_xml_scan_gave_up(scan));
	}
	sp_xml_scan_free(scan);
}

/* The first is the other's start, or all of it. */
static void compare(const struct sp_buf *own, const struct sp_buf *other, bool all)
{
	size_t same = 0;

	while (same < own->len && same < other->len && own->data[same] == other->data[same])
		same++;
	if (same == own->len && (same == other->len || !all))
		return;
	same -= same < 200 ? same : 200;
	fprintf(stderr, "sax: two readers tell two things\n-- own: %.400s\n-- libxml2: %.400s\n",
		sp_buf_str(own) + same, sp_buf_str(other) + same);
	abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	sp_sax_init();
	return 0;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct telling start = { .text.cap = SP_BUF_UNCAPPED }, own = start, again = start,
		       other = start;
	struct sp_sax *fast = NULL, *slow = NULL;

	if (!size)
		return -1;
	size_t piece = data[0] < 128 ? (size_t)data[0] % 97 + 1 : (size_t)65536;
	data++, size--;
	must(sp_sax_new(&fast, spaces) == SP_OK && sp_sax_new(&slow, spaces) == SP_OK);
	sp_sax_slow(slow);
	tell_start(&start, data, size, piece);
	bool good = tell(fast, &own, data, size, piece);
	must(tell(fast, &again, data, size, piece) == good);
	compare(&again.text, &own.text, true);
	/* What it says of a broken one may depend on its pieces. */
	size_t pieces[] = { good ? size + 1 : 1, good ? 1 : size + 1, piece };
	size_t n = 0;
	while (tell(slow, &other, data, size, pieces[n]) != good) {
		sp_buf_reset(&other.text);
		must(++n < sizeof(pieces) / sizeof(pieces[0]));
	}
	/* It loses the text before some errors. */
	start.text.len = good ? start.text.len : start.marked;
	compare(&start.text, &other.text, false);
	if (good)
		compare(&own.text, &other.text, true);
	sp_sax_free(fast);
	sp_sax_free(slow);
	sp_buf_release(&start.text);
	sp_buf_release(&own.text);
	sp_buf_release(&again.text);
	sp_buf_release(&other.text);
	return 0;
}
