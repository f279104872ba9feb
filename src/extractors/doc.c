/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doc.c - Word documents in compound files ([MS-DOC]; Word 6 and 95 by the
 * specification that came with them).
 *
 * The text lies in pieces, in one stream, and a table tells their order: first
 * the body, then footnotes, headers, comments, endnotes and text boxes. Field
 * codes are text too, as links stand there. Left out on purpose: pictures, and
 * what forms and drawings hold apart from the text.
 */
#include "extractors/doc.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "extractors/charset.h"
#include "extractors/codepages.h"
#include "extractors/doc_file.h"
#include "extractors/raw.h"
#include "extractors/story.h"

#define BLOCK 8192
/* What waits for the end of a paragraph is told earlier when it is more than this. */
#define BESIDE (256 * 1024)
#define MAX_FIELDS 64

enum { PART_BODY, PART_FOOTNOTE, PART_HEADER, PART_MACRO };

/* In the order of the text. */
static const char *const part_names[SP_DOC_PARTS] = {
	NULL, "footnote", "header", "macro", "comment", "endnote", "textbox", "textbox",
};

struct doc {
	struct sp_sink *out;
	struct sp_doc_file file;
	struct sp_decoder decoder; /* of text before Word 97 */
	bool decoding;
	/* The text that is being read. */
	struct sp_story story;
	bool begun;	 /* the paragraph has had a character */
	unsigned fields; /* open, and which of them are in their code */
	bool in_code[MAX_FIELDS];
	struct sp_buf code, deleted;
	struct sp_buf text; /* characters that belong together */
	bool text_deleted;
	uint32_t high; /* half of a surrogate pair */
};

static enum sp_status tell_wide(struct doc *doc, const char *property,
				const struct sp_bytes *string)
{
	struct sp_buf text = SP_BUF_INIT(SP_MAX_STRING);
	enum sp_status status = SP_OK;

	if (string->left &&
	    !sp_charset_convert(sp_charset_from_codepage(1200), string->at, string->left, &text))
		status = SP_FATAL;
	if (status == SP_OK)
		status = sp_sink_value(doc->out, SP_PLACE_PROPERTY, property, sp_buf_str(&text),
				       text.len);
	sp_buf_release(&text);
	return status;
}

/* Names of people and files: strings with their length, in a table that has a head or none. */
static enum sp_status tell_names(struct doc *doc, enum sp_doc_table table, bool head)
{
	unsigned char *data = NULL;
	size_t len = 0;
	enum sp_status status = sp_doc_file_table(&doc->file, table, &data, &len);
	struct sp_bytes c = sp_bytes_of(data, data ? len : 0), string;
	uint16_t count = 0;

	if (head && !sp_bytes_skip(&c, 6))
		c.left = 0;
	while (status == SP_OK && sp_bytes_le16(&c, &count) &&
	       sp_bytes_take(&c, (uint64_t)count * 2, &string))
		status = tell_wide(doc, table == SP_DOC_SAVED_BY ? "savedBy" : "author", &string);
	sp_mem_free(data);
	return status;
}

/* ---- text ---- */

static enum sp_status tell_beside(struct doc *doc)
{
	enum sp_status status = sp_story_beside(&doc->story, SP_BESIDE_LINE, NULL,
						sp_buf_str(&doc->code), doc->code.len);

	if (status == SP_OK)
		status = sp_story_beside(&doc->story, SP_BESIDE_PART, "deleted",
					 sp_buf_str(&doc->deleted), doc->deleted.len);
	sp_buf_reset(&doc->code);
	sp_buf_reset(&doc->deleted);
	return status;
}

static enum sp_status flush(struct doc *doc)
{
	enum sp_status status = SP_OK;

	if (!doc->text.len)
		return SP_OK;
	if (doc->fields && doc->in_code[doc->fields - 1])
		status = sp_buf_add(&doc->code, doc->text.data, doc->text.len) ? SP_OK : SP_FATAL;
	else if (doc->text_deleted)
		status =
			sp_buf_add(&doc->deleted, doc->text.data, doc->text.len) ? SP_OK : SP_FATAL;
	else
		status = sp_story_text(&doc->story, doc->text.data, doc->text.len);
	sp_buf_reset(&doc->text);
	if (status == SP_OK && doc->code.len + doc->deleted.len > BESIDE)
		status = tell_beside(doc);
	return status;
}

static enum sp_status end_paragraph(struct doc *doc, uint32_t code, uint32_t fc)
{
	enum sp_status status = flush(doc);

	if (status == SP_OK)
		status = tell_beside(doc);
	doc->begun = false;
	if (status != SP_OK)
		return status;
	if (code != 0x07)
		return sp_story_paragraph(&doc->story);
	struct sp_doc_format format = sp_doc_format_at(&doc->file.paragraphs, fc);
	return format.row_end ? sp_story_row(&doc->story) : sp_story_cell(&doc->story);
}

/* A field is its code, a mark, its result, and another mark. */
static enum sp_status mark_field(struct doc *doc, uint32_t code)
{
	enum sp_status status = flush(doc);

	if (code == 0x13 && doc->fields < MAX_FIELDS)
		doc->in_code[doc->fields++] = true;
	else if (code == 0x14 && doc->fields)
		doc->in_code[doc->fields - 1] = false;
	else if (code == 0x15 && doc->fields)
		doc->fields--;
	if (doc->code.len && status == SP_OK && !sp_buf_putc(&doc->code, '\n'))
		status = SP_FATAL;
	return status;
}

static enum sp_status put(struct doc *doc, uint32_t code)
{
	enum sp_status status = SP_OK;

	if (!sp_buf_put_utf8(&doc->text, code))
		return SP_FATAL;
	if (doc->text.len > BLOCK)
		status = flush(doc);
	return status;
}

static enum sp_status add(struct doc *doc, uint32_t code, uint32_t fc)
{
	if (!doc->begun) {
		doc->begun = true;
		sp_story_table(&doc->story, sp_doc_format_at(&doc->file.paragraphs, fc).in_table);
	}
	switch (code) {
	case 0x07:
	case 0x0C:
	case 0x0D:
	case 0x0E:
		return end_paragraph(doc, code, fc);
	case 0x0B:
		return put(doc, '\n');
	case 0x13:
	case 0x14:
	case 0x15:
		return mark_field(doc, code);
	case 0x1E:
		return put(doc, '-');
	case 0x09:
		return put(doc, '\t');
	default:
		/* Places of notes and pictures, and hyphens that are not shown. */
		return code < 0x20 ? SP_OK : put(doc, code);
	}
}

static enum sp_status add_unit(struct doc *doc, uint32_t unit, uint32_t fc)
{
	uint32_t high = doc->high;

	doc->high = 0;
	if (high && unit >= 0xDC00 && unit <= 0xDFFF)
		return add(doc, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00), fc);
	if (unit >= 0xD800 && unit <= 0xDBFF) {
		doc->high = unit;
		return SP_OK;
	}
	return add(doc, unit, fc);
}

/* ---- pieces ---- */

/* Bytes of a code page: what is no control character goes through the decoder. */
static enum sp_status add_bytes(struct doc *doc, const unsigned char *s, size_t len, uint32_t fc)
{
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < len && status == SP_OK; i++) {
		if (doc->file.word_97 || s[i] < 0x20) {
			uint32_t high = s[i] >= 0x80 ? sp_codepage_cp1252[s[i] - 0x80] : s[i];
			status = add(doc, high ? high : s[i], fc + (uint32_t)i);
		} else {
			doc->begun = true;
			if (!sp_decoder_feed(&doc->decoder, s + i, 1, &doc->text))
				status = SP_FATAL;
			else if (doc->text.len > BLOCK)
				status = flush(doc);
		}
	}
	return status;
}

static enum sp_status add_block(struct doc *doc, const unsigned char *s, size_t len, unsigned width,
				uint32_t fc)
{
	enum sp_status status = SP_OK;

	if (width == 1)
		return add_bytes(doc, s, len, fc);
	for (size_t i = 0; i + 2 <= len && status == SP_OK; i += 2)
		status = add_unit(doc, (uint32_t)(s[i] | s[i + 1] << 8), fc + (uint32_t)i);
	return status;
}

/* `count` characters from `fc` on, in runs of which all or nothing was deleted. */
static enum sp_status read_run(struct doc *doc, uint32_t fc, uint64_t count, unsigned width)
{
	unsigned char block[BLOCK];
	enum sp_status status = SP_OK;

	for (uint64_t left = count * width; left && status == SP_OK;) {
		struct sp_doc_format format = sp_doc_format_at(&doc->file.characters, fc);
		size_t want = left < BLOCK ? (size_t)left : BLOCK, got = 0;
		if (format.until - fc < want)
			want = format.until - fc;
		if (width == 2 && want % 2)
			want++;
		if (doc->text_deleted != format.deleted)
			status = flush(doc);
		doc->text_deleted = format.deleted;
		if (status != SP_OK)
			return status;
		if (sp_input_read(doc->file.main, fc, block, want, &got) != SP_OK || !got) {
			sp_doc_file_damaged(&doc->file, "a piece of its text lies outside of it");
			return SP_OK;
		}
		status = add_block(doc, block, got, width, fc);
		fc += (uint32_t)got;
		left -= got < left ? got : left;
	}
	return status;
}

/* The text between two characters, counted from the start of all. */
static enum sp_status read_range(struct doc *doc, uint64_t from, uint64_t to)
{
	enum sp_status status = SP_OK;
	size_t low = 0, high = doc->file.n_pieces;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (sp_doc_piece_start(&doc->file, mid + 1) <= from)
			low = mid + 1;
		else
			high = mid;
	}
	for (size_t i = low; i < doc->file.n_pieces && from < to && status == SP_OK; i++) {
		uint64_t start = sp_doc_piece_start(&doc->file, i),
			 end = sp_doc_piece_start(&doc->file, i + 1);
		unsigned width;
		uint32_t place = sp_doc_piece_place(&doc->file, i, &width);
		if (start > from || end <= from)
			break;
		uint64_t stop = end < to ? end : to, fc = place + (from - start) * width;
		if (fc >= sp_input_size(doc->file.main))
			sp_doc_file_damaged(&doc->file, "a piece of its text lies outside of it");
		else
			status = read_run(doc, (uint32_t)fc, stop - from, width);
		from = stop;
	}
	if (status == SP_OK && from < to)
		sp_doc_file_damaged(&doc->file, "pieces of its text are missing");
	return status;
}

/* ---- parts ---- */

static enum sp_status read_part(struct doc *doc, const char *name, uint64_t from, uint64_t to)
{
	enum sp_status status = SP_OK;

	if (from >= to)
		return SP_OK;
	if (name)
		status = sp_sink_enter(doc->out, SP_PLACE_PART, name, 0);
	if (status != SP_OK)
		return status;
	sp_story_restart(&doc->story);
	doc->fields = 0;
	doc->begun = doc->text_deleted = false;
	doc->high = 0;
	status = read_range(doc, from, to);
	if (status == SP_OK)
		status = flush(doc);
	if (status == SP_OK)
		status = tell_beside(doc);
	status = sp_story_finish(&doc->story, status);
	if (name)
		sp_sink_leave(doc->out);
	return status;
}

/* Headers and footers of each section, six of them, after six that part notes from the text. */
static enum sp_status read_headers(struct doc *doc, uint64_t from, uint64_t to)
{
	unsigned char *data = NULL;
	size_t len = 0;
	enum sp_status status = sp_doc_file_table(&doc->file, SP_DOC_HEADERS, &data, &len);
	struct sp_bytes c = sp_bytes_of(data, data ? len : 0);
	uint64_t at = from;
	uint32_t start = 0, end = 0;

	sp_bytes_le32(&c, &start);
	for (unsigned i = 0; status == SP_OK && sp_bytes_le32(&c, &end); i++) {
		bool footer = i % 6 == 2 || i % 6 == 3 || i % 6 == 5;
		uint64_t stop = from + end < to ? from + end : to;
		if (end <= start || stop <= at)
			continue;
		status = read_part(doc, i >= 6 && footer ? "footer" : "header", at, stop);
		at = stop;
		start = end;
	}
	sp_mem_free(data);
	return status == SP_OK ? read_part(doc, "header", at, to) : status;
}

static enum sp_status read_parts(struct doc *doc)
{
	uint64_t from = 0;
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < SP_DOC_PARTS && status == SP_OK; i++) {
		uint64_t to = from + doc->file.parts[i];
		if (i == PART_HEADER)
			status = read_headers(doc, from, to);
		else
			status = read_part(doc, part_names[i], from, to);
		from = to;
	}
	return status;
}

/* ---- all of it ---- */

static enum sp_status open_decoder(struct doc *doc)
{
	const struct sp_charset *charset = sp_charset_from_codepage(sp_doc_code_page(&doc->file));

	if (sp_decoder_init(&doc->decoder, charset) != SP_OK)
		return SP_FATAL;
	doc->decoding = true;
	return SP_OK;
}

static void release(struct doc *doc)
{
	sp_story_release(&doc->story);
	if (doc->decoding)
		sp_decoder_release(&doc->decoder);
	sp_buf_release(&doc->code);
	sp_buf_release(&doc->deleted);
	sp_buf_release(&doc->text);
	sp_doc_file_release(&doc->file);
	sp_mem_wipe(doc, sizeof(*doc));
	sp_mem_free(doc);
}

enum sp_status sp_doc_read(struct sp_ole *root, struct sp_sink *out)
{
	struct doc *doc = sp_mem_zero(1, sizeof(*doc));
	enum sp_status status;

	if (!doc)
		return SP_FATAL;
	doc->out = out;
	doc->code.cap = doc->deleted.cap = doc->text.cap = SP_BUF_UNCAPPED;
	sp_story_init(&doc->story, out);
	status = sp_doc_file_open(&doc->file, root, out);
	if (status == SP_OK)
		status = open_decoder(doc);
	if (status == SP_OK)
		status = tell_names(doc, SP_DOC_COMMENTERS, false);
	if (status == SP_OK)
		status = tell_names(doc, SP_DOC_REVISERS, true);
	if (status == SP_OK)
		status = tell_names(doc, SP_DOC_SAVED_BY, true);
	/* Without the table of pieces the text is there, in no order. */
	if (status == SP_OK && !doc->file.n_pieces)
		status = sp_raw_runs(doc->file.main, out, 0);
	else if (status == SP_OK)
		status = read_parts(doc);
	if (status == SP_OK && doc->file.damaged)
		status = SP_PARTIAL;
	release(doc);
	return status;
}
