/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ppt.c - presentations of PowerPoint 97 to 2003 ([MS-PPT]).
 *
 * The stream is a tree of records, which is walked from its start to its end:
 * so is what earlier edits left there. A slide's text lies partly in the slide
 * and partly in a list of all slides. Left out on purpose: pictures, and what
 * animations and fonts are called.
 */
#include "extractors/ppt.h"

#include <stdio.h>
#include <string.h>

#include <zlib.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "extractors/charset.h"
#include "extractors/prose.h"

#define MAX_OPEN 32
#define BLOCK 8192

enum {
	REC_SLIDE = 0x03EE,
	REC_NOTES = 0x03F0,
	REC_NOTES_ATOM = 0x03F1,
	REC_SLIDE_PLACE = 0x03F3,
	REC_MASTER = 0x03F8,
	REC_CHARS = 0x0FA0,
	REC_BYTES = 0x0FA8,
	REC_STRING = 0x0FBA,
	REC_HANDOUT = 0x0FC9,
	REC_LINK = 0x0FD7,
	REC_STRIPS = 0x0FD9,
	REC_LIST = 0x0FF0,
	REC_OBJECT = 0x1011,
	REC_TAG_DATA = 0x138B,
	REC_COMMENT = 0x2EE0,
};

/* A record that others lie in, and what their text is. */
struct open_record {
	uint64_t end;
	uint16_t type;
	unsigned instance;
	uint64_t slide; /* number, or 0 */
	const char *part;
};

struct ppt {
	struct sp_sink *out;
	struct sp_input *in;
	struct sp_ppt_slides slides;
	struct open_record open[MAX_OPEN];
	unsigned n_open;
	size_t listed; /* slides of the list that were met */
	/* Places that are entered. */
	uint64_t slide;
	const char *part;
	struct sp_prose prose;
	struct sp_buf text;
	unsigned objects;
	bool damaged;
};

static void damaged(struct ppt *p, const char *detail)
{
	if (!p->damaged)
		sp_sink_problem(p->out, SP_REASON_DAMAGED, detail);
	p->damaged = true;
}

/* ---- places ---- */

static void leave(struct ppt *p)
{
	if (p->part)
		sp_sink_leave(p->out);
	if (p->slide)
		sp_sink_leave(p->out);
	p->part = NULL;
	p->slide = 0;
}

static enum sp_status go_to(struct ppt *p, uint64_t slide, const char *part)
{
	enum sp_status status = SP_OK;

	if (p->slide == slide && (p->part == part || (p->part && part && !strcmp(p->part, part))))
		return SP_OK;
	leave(p);
	sp_prose_begin(&p->prose);
	if (slide)
		status = sp_sink_enter(p->out, SP_PLACE_SLIDE, NULL, slide);
	if (status != SP_OK)
		return status;
	p->slide = slide;
	if (part)
		status = sp_sink_enter(p->out, SP_PLACE_PART, part, 0);
	if (status == SP_OK)
		p->part = part;
	return status;
}

/* ---- text ---- */

/* Paragraphs and lines end in control characters. */
static enum sp_status tell_text(struct ppt *p)
{
	char *s = p->text.data;

	for (size_t i = 0; i < p->text.len; i++)
		if (s[i] == '\r' || s[i] == '\v')
			s[i] = '\n';
	enum sp_status status = sp_prose_text(&p->prose, sp_buf_str(&p->text), p->text.len);
	sp_buf_reset(&p->text);
	return status;
}

/* The text of a record, in UTF-16 or in the lower halves of it. */
static enum sp_status read_text(struct ppt *p, uint64_t at, uint32_t len, bool wide)
{
	unsigned char block[BLOCK];
	struct sp_decoder decoder;
	enum sp_status status = SP_OK;

	if (sp_decoder_init(&decoder, sp_charset_from_codepage(1200)) != SP_OK)
		return SP_FATAL;
	sp_prose_break(&p->prose, '\n');
	while (len && status == SP_OK) {
		size_t want = len < BLOCK ? len : BLOCK, got = 0;
		if (sp_input_read(p->in, at, block, want, &got) != SP_OK || !got)
			break;
		bool good = true;
		for (size_t i = 0; !wide && i < got && good; i++)
			good = sp_buf_put_utf8(&p->text, block[i]);
		if (wide)
			good = sp_decoder_feed(&decoder, block, got, &p->text);
		status = good ? tell_text(p) : SP_FATAL;
		at += got;
		len -= (uint32_t)got;
	}
	if (status == SP_OK && !sp_decoder_finish(&decoder, &p->text))
		status = SP_FATAL;
	if (status == SP_OK)
		status = tell_text(p);
	sp_decoder_release(&decoder);
	return status;
}

/* What a string is, by what it lies in; NULL: a name that no reader sees. */
static const char *string_part(const struct open_record *around, unsigned instance)
{
	static const char *const strips[] = { "date", "header", "footer" };
	static const char *const links[] = { "link", "link", NULL, "link" };
	static const char *const comments[] = { "comment", "comment", "comment" };

	switch (around->type) {
	case REC_STRIPS:
		return instance < 3 ? strips[instance] : NULL;
	case REC_LINK:
		return instance < 4 ? links[instance] : NULL;
	case REC_COMMENT:
		return instance < 3 ? comments[instance] : NULL;
	default:
		return NULL;
	}
}

/* ---- objects ---- */

static enum sp_status write_stored(struct ppt *p, uint64_t at, uint32_t len)
{
	unsigned char block[BLOCK];
	enum sp_status status = SP_OK;

	while (len && status == SP_OK) {
		size_t want = len < BLOCK ? len : BLOCK, got = 0;
		if (sp_input_read(p->in, at, block, want, &got) != SP_OK || !got)
			break;
		status = sp_sink_child_write(p->out, block, got);
		at += got;
		len -= (uint32_t)got;
	}
	return status;
}

/* *whole: the data ended where it said it would. */
static enum sp_status inflate_object(struct ppt *p, uint64_t at, uint32_t len, bool *whole)
{
	unsigned char in[BLOCK], out[BLOCK];
	z_stream z = { 0 };
	enum sp_status status = SP_OK;
	int result = Z_OK;

	if (inflateInit(&z) != Z_OK)
		return SP_FATAL;
	while (len && status == SP_OK && result == Z_OK) {
		size_t want = len < BLOCK ? len : BLOCK, got = 0;
		if (sp_input_read(p->in, at, in, want, &got) != SP_OK || !got)
			break;
		at += got;
		len -= (uint32_t)got;
		z.next_in = in;
		z.avail_in = (uInt)got;
		do {
			z.next_out = out;
			z.avail_out = BLOCK;
			result = inflate(&z, Z_NO_FLUSH);
			if (BLOCK - z.avail_out)
				status = sp_sink_child_write(p->out, out, BLOCK - z.avail_out);
		} while (result == Z_OK && !z.avail_out && status == SP_OK);
		if (result == Z_BUF_ERROR)
			result = Z_OK;
	}
	inflateEnd(&z);
	*whole = result == Z_STREAM_END;
	return status;
}

static enum sp_status read_object(struct ppt *p, const struct sp_ppt_record *record, uint64_t at)
{
	char name[32];
	bool whole = true;

	snprintf(name, sizeof(name), "object %u", ++p->objects);
	enum sp_status status = sp_sink_child_open(p->out, name);
	if (status != SP_OK)
		return status;
	/* Its size comes first where it is compressed. */
	if (record->instance == 1 && record->len > 4)
		status = inflate_object(p, at + 4, record->len - 4, &whole);
	else
		status = write_stored(p, at, record->len);
	bool broken = !whole && status == SP_OK;
	enum sp_status closed =
		sp_sink_child_close(p->out, broken ? SP_REASON_DAMAGED : SP_REASON_NONE,
				    broken ? "its compressed data is damaged" : NULL);
	return status == SP_SKIPPED ? closed : sp_status_worse(status, closed);
}

/* ---- records ---- */

static uint64_t slide_of_offset(const struct ppt *p, uint64_t at)
{
	for (size_t i = 0; i < p->slides.n; i++)
		if (p->slides.items[i].offset == at)
			return i + 1;
	return 0;
}

/* Notes tell in their first record whose they are. */
static uint64_t slide_of_notes(struct ppt *p, uint64_t at)
{
	struct sp_ppt_record record;
	unsigned char id[4] = { 0 };
	struct sp_bytes c = sp_bytes_of(id, 4);
	uint32_t number = 0;
	size_t got = 0;

	if (!sp_ppt_record_at(p->in, at, &record) || record.type != REC_NOTES_ATOM ||
	    sp_input_read(p->in, at + 8, id, 4, &got) != SP_OK || got < 4 ||
	    !sp_bytes_le32(&c, &number))
		return 0;
	for (size_t i = 0; i < p->slides.n; i++)
		if (p->slides.items[i].id == number)
			return i + 1;
	return 0;
}

static void open_record(struct ppt *p, const struct sp_ppt_record *record, uint64_t at,
			uint64_t end)
{
	static const char *const lists[] = { NULL, "master", "notes" };
	struct open_record *around = &p->open[p->n_open - 1];
	struct open_record open = { end, record->type, record->instance, around->slide,
				    around->part };

	switch (record->type) {
	case REC_SLIDE:
		open.slide = slide_of_offset(p, at);
		/* What is no slide any more was one before the last edit. */
		open.part = open.slide || !p->slides.n ? NULL : "earlier";
		break;
	case REC_NOTES:
		open.slide = slide_of_notes(p, at + 8);
		open.part = "notes";
		break;
	case REC_MASTER:
		open.part = "master";
		break;
	case REC_HANDOUT:
		open.part = "handout";
		break;
	case REC_LIST:
		open.part = record->instance < 3 ? lists[record->instance] : NULL;
		p->listed = 0;
		break;
	default:
		break;
	}
	if (p->n_open < MAX_OPEN)
		p->open[p->n_open++] = open;
}

static enum sp_status read_atom(struct ppt *p, const struct sp_ppt_record *record, uint64_t at)
{
	struct open_record *around = &p->open[p->n_open - 1];
	enum sp_status status;
	const char *part;

	switch (record->type) {
	case REC_SLIDE_PLACE:
		if (around->type == REC_LIST && around->instance == 0)
			around->slide = ++p->listed;
		return SP_OK;
	case REC_CHARS:
	case REC_BYTES:
		status = go_to(p, around->slide, around->part);
		if (status != SP_OK)
			return status;
		return read_text(p, at, record->len, record->type == REC_CHARS);
	case REC_STRING:
		part = string_part(around, record->instance);
		if (!part)
			return SP_OK;
		status = go_to(p, around->slide, part);
		return status == SP_OK ? read_text(p, at, record->len, true) : status;
	case REC_OBJECT:
		leave(p);
		return read_object(p, record, at);
	default:
		return SP_OK;
	}
}

static enum sp_status walk(struct ppt *p)
{
	uint64_t at = 0, size = sp_input_size(p->in);
	struct sp_ppt_record record;
	enum sp_status status = SP_OK;

	p->open[p->n_open++] = (struct open_record) { .end = size };
	while (at + 8 <= size && status == SP_OK) {
		while (p->n_open > 1 && at >= p->open[p->n_open - 1].end)
			p->n_open--;
		if (!sp_ppt_record_at(p->in, at, &record))
			break;
		uint64_t end = at + 8 + record.len;
		if (end > size) {
			damaged(p, "a record is longer than the document");
			record.len = (uint32_t)(size - at - 8);
			end = size;
		}
		if (record.version == 0xF || record.type == REC_TAG_DATA) {
			open_record(p, &record, at, end);
			at += 8;
		} else {
			status = read_atom(p, &record, at + 8);
			at = end;
		}
		if (status == SP_OK)
			status = sp_sink_spend(p->out, 0);
	}
	if (sp_input_error(p->in)->reason)
		sp_sink_input_problem(p->out, p->in);
	leave(p);
	return status;
}

/* Where the last edit is; false: it is encrypted. */
static enum sp_status read_user(struct sp_ole *root, uint32_t *last_edit, bool *encrypted)
{
	struct sp_input *in = NULL;
	unsigned char head[20] = { 0 };
	struct sp_bytes c = sp_bytes_of(head + 12, 8);
	uint32_t token = 0;
	size_t got = 0;
	enum sp_status status = sp_ole_stream_named(root, "Current User", &in);

	if (status == SP_OK && in && sp_input_read(in, 0, head, sizeof(head), &got) == SP_OK &&
	    got == sizeof(head)) {
		sp_bytes_le32(&c, &token);
		sp_bytes_le32(&c, last_edit);
	}
	*encrypted = token == 0xF3D1C4DF;
	sp_input_free(in);
	return status;
}

static enum sp_status read_presentation(struct ppt *p, struct sp_ole *root)
{
	uint32_t last_edit = 0;
	bool encrypted = false;
	enum sp_status status = read_user(root, &last_edit, &encrypted);

	if (status != SP_OK)
		return status;
	if (encrypted) {
		sp_sink_problem(p->out, SP_REASON_ENCRYPTED, "it needs a password");
		return SP_FAILED;
	}
	status = sp_ole_stream_named(root, "PowerPoint Document", &p->in);
	if (status != SP_OK)
		return status;
	if (!p->in) {
		sp_sink_problem(p->out, SP_REASON_DAMAGED, "it has no slides");
		return SP_FAILED;
	}
	status = sp_ppt_slides_find(&p->slides, p->in, last_edit);
	if (status == SP_OK)
		status = walk(p);
	return status == SP_OK && p->damaged ? SP_PARTIAL : status;
}

enum sp_status sp_ppt_read(struct sp_ole *root, struct sp_sink *out)
{
	struct ppt p = {
		.out = out,
		.prose = { .out = out },
		.text = SP_BUF_INIT(SP_BUF_UNCAPPED),
	};
	size_t at;

	if (sp_ole_find(root, "Pictures", &at))
		sp_ole_done(root, at);
	enum sp_status status = read_presentation(&p, root);
	sp_input_free(p.in);
	sp_mem_free(p.slides.items);
	sp_buf_release(&p.text);
	return status;
}
