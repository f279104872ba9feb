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

#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "extractors/charset.h"
#include "extractors/codepages.h"
#include "extractors/doc_format.h"
#include "extractors/raw.h"
#include "extractors/story.h"

#define FIB 0x2E0
#define PIECES_MAX (64 * 1024 * 1024)
#define TABLE_MAX (16 * 1024 * 1024)
#define BLOCK 8192
/* What waits for the end of a paragraph is told earlier when it is more than this. */
#define BESIDE (256 * 1024)
#define MAX_FIELDS 64

enum { WORD_97 = 0xC1 };
enum { FLAG_COMPLEX = 0x0004, FLAG_ENCRYPTED = 0x0100, FLAG_TABLE_1 = 0x0200 };

/* Tables, by their number in the list of them (Word 97). */
enum table {
	TABLE_HEADERS = 11,
	TABLE_CHARACTERS = 12,
	TABLE_PARAGRAPHS = 13,
	TABLE_PIECES = 33,
	TABLE_COMMENTERS = 36,
	TABLE_REVISERS = 51,
	TABLE_SAVED_BY = 71,
};

enum { PART_BODY, PART_FOOTNOTE, PART_HEADER, PART_MACRO, N_PARTS = 8 };

/* In the order of the text. */
static const char *const part_names[N_PARTS] = {
	NULL, "footnote", "header", "macro", "comment", "endnote", "textbox", "textbox",
};

struct doc {
	struct sp_sink *out;
	struct sp_ole *ole;
	struct sp_input *main, *tables;
	unsigned char fib[FIB];
	bool word_97;
	const struct sp_charset *charset; /* of text before Word 97 */
	struct sp_decoder decoder;
	bool decoding;
	unsigned char *pieces;
	size_t n_pieces;
	uint32_t parts[N_PARTS]; /* characters of each */
	bool damaged;
	struct sp_doc_runs characters, paragraphs;
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

static uint16_t fib16(const struct doc *doc, size_t at)
{
	struct sp_bytes c = sp_bytes_of(doc->fib + at, 2);
	uint16_t value = 0;

	sp_bytes_le16(&c, &value);
	return value;
}

static uint32_t fib32(const struct doc *doc, size_t at)
{
	struct sp_bytes c = sp_bytes_of(doc->fib + at, 4);
	uint32_t value = 0;

	sp_bytes_le32(&c, &value);
	return value;
}

static void damaged(struct doc *doc, const char *detail)
{
	if (!doc->damaged)
		sp_sink_problem(doc->out, SP_REASON_DAMAGED, detail);
	doc->damaged = true;
}

/* ---- tables ---- */

/* Memory of sp_mem_alloc; NULL with SP_OK: it is not there, or not whole. */
static enum sp_status load(struct doc *doc, struct sp_input *from, uint32_t at, uint32_t size,
			   size_t cap, unsigned char **data)
{
	size_t got = 0;

	*data = NULL;
	if (!size || !from)
		return SP_OK;
	if (size > cap || at > sp_input_size(from) || size > sp_input_size(from) - at) {
		damaged(doc, "a table lies outside of the document");
		return SP_OK;
	}
	*data = sp_mem_alloc(size);
	if (!*data)
		return SP_FATAL;
	if (sp_input_read(from, at, *data, size, &got) == SP_OK && got == size)
		return SP_OK;
	damaged(doc, "a table cannot be read");
	sp_mem_free(*data);
	*data = NULL;
	return SP_OK;
}

static enum sp_status load_table(struct doc *doc, enum table table, size_t cap,
				 unsigned char **data, size_t *len)
{
	size_t at = 0x9A + (size_t)table * 8;

	*data = NULL;
	*len = 0;
	if (!doc->word_97 || at + 8 > FIB)
		return SP_OK;
	*len = fib32(doc, at + 4);
	return load(doc, doc->tables, fib32(doc, at), (uint32_t)*len, cap, data);
}

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
static enum sp_status tell_names(struct doc *doc, enum table table, bool head)
{
	unsigned char *data = NULL;
	size_t len = 0;
	enum sp_status status = load_table(doc, table, TABLE_MAX, &data, &len);
	struct sp_bytes c = sp_bytes_of(data, data ? len : 0), string;
	uint16_t count = 0;

	if (head && !sp_bytes_skip(&c, 6))
		c.left = 0;
	while (status == SP_OK && sp_bytes_le16(&c, &count) &&
	       sp_bytes_take(&c, (uint64_t)count * 2, &string))
		status = tell_wide(doc, table == TABLE_SAVED_BY ? "savedBy" : "author", &string);
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
	struct sp_doc_format format = sp_doc_format_at(&doc->paragraphs, fc);
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
		sp_story_table(&doc->story, sp_doc_format_at(&doc->paragraphs, fc).in_table);
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

static uint32_t piece_start(const struct doc *doc, size_t i)
{
	struct sp_bytes c = sp_bytes_of(doc->pieces + i * 4, 4);
	uint32_t value = 0;

	sp_bytes_le32(&c, &value);
	return value;
}

/* Where a piece lies in the stream, and how many bytes a character of it has. */
static uint32_t piece_place(const struct doc *doc, size_t i, unsigned *width)
{
	struct sp_bytes c = sp_bytes_of(doc->pieces + (doc->n_pieces + 1) * 4 + i * 8 + 2, 4);
	uint32_t value = 0;

	sp_bytes_le32(&c, &value);
	*width = doc->word_97 && !(value & 0x40000000) ? 2 : 1;
	if (!doc->word_97)
		return value;
	return *width == 2 ? value & 0x3FFFFFFF : (value & 0x3FFFFFFF) / 2;
}

/* Bytes of a code page: what is no control character goes through the decoder. */
static enum sp_status add_bytes(struct doc *doc, const unsigned char *s, size_t len, uint32_t fc)
{
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < len && status == SP_OK; i++) {
		if (doc->word_97 || s[i] < 0x20) {
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
		struct sp_doc_format format = sp_doc_format_at(&doc->characters, fc);
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
		if (sp_input_read(doc->main, fc, block, want, &got) != SP_OK || !got) {
			damaged(doc, "a piece of its text lies outside of it");
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
	size_t low = 0, high = doc->n_pieces;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (piece_start(doc, mid + 1) <= from)
			low = mid + 1;
		else
			high = mid;
	}
	for (size_t i = low; i < doc->n_pieces && from < to && status == SP_OK; i++) {
		uint64_t start = piece_start(doc, i), end = piece_start(doc, i + 1);
		unsigned width;
		uint32_t place = piece_place(doc, i, &width);
		if (start > from || end <= from)
			break;
		uint64_t stop = end < to ? end : to, fc = place + (from - start) * width;
		if (fc >= sp_input_size(doc->main))
			damaged(doc, "a piece of its text lies outside of it");
		else
			status = read_run(doc, (uint32_t)fc, stop - from, width);
		from = stop;
	}
	if (status == SP_OK && from < to)
		damaged(doc, "pieces of its text are missing");
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
	enum sp_status status = load_table(doc, TABLE_HEADERS, TABLE_MAX, &data, &len);
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

	for (size_t i = 0; i < N_PARTS && status == SP_OK; i++) {
		uint64_t to = from + doc->parts[i];
		if (i == PART_HEADER)
			status = read_headers(doc, from, to);
		else
			status = read_part(doc, part_names[i], from, to);
		from = to;
	}
	return status;
}

/* ---- opening ---- */

/* The table of pieces stands behind properties that some of them have. */
static void find_pieces(struct doc *doc, unsigned char *data, size_t len)
{
	struct sp_bytes c = sp_bytes_of(data, len), pieces;
	uint8_t kind = 0;
	uint16_t size = 0;
	uint32_t long_size = 0;

	while (sp_bytes_u8(&c, &kind) && kind == 1)
		if (!sp_bytes_le16(&c, &size) || !sp_bytes_skip(&c, size))
			break;
	if (kind != 2 || !sp_bytes_le32(&c, &long_size) || !sp_bytes_take(&c, long_size, &pieces) ||
	    pieces.left < 16) {
		damaged(doc, "its table of pieces makes no sense");
		return;
	}
	doc->n_pieces = (pieces.left - 4) / 12;
	memmove(data, pieces.at, pieces.left);
}

/* Without a table all text is one piece. */
static enum sp_status one_piece(struct doc *doc)
{
	uint32_t start = fib32(doc, 0x18);
	uint64_t count = 0;

	for (size_t i = 0; i < N_PARTS; i++)
		count += doc->parts[i];
	doc->pieces = sp_mem_zero(1, 16);
	if (!doc->pieces)
		return SP_FATAL;
	for (size_t i = 0; i < 4; i++) {
		doc->pieces[4 + i] = (unsigned char)(count >> 8 * i);
		doc->pieces[10 + i] = (unsigned char)(start >> 8 * i);
	}
	doc->n_pieces = 1;
	return SP_OK;
}

static enum sp_status load_pieces(struct doc *doc)
{
	size_t len = 0;
	enum sp_status status;

	if (doc->word_97) {
		status = load_table(doc, TABLE_PIECES, PIECES_MAX, &doc->pieces, &len);
	} else if (fib16(doc, 0x0A) & FLAG_COMPLEX) {
		len = fib32(doc, 0x164);
		status = load(doc, doc->main, fib32(doc, 0x160), (uint32_t)len, PIECES_MAX,
			      &doc->pieces);
	} else {
		return one_piece(doc);
	}
	if (status == SP_OK && doc->pieces)
		find_pieces(doc, doc->pieces, len);
	else if (status == SP_OK)
		damaged(doc, "it has no table of pieces");
	return status;
}

/* Before Unicode, by the document's language. */
static unsigned code_page(const struct doc *doc)
{
	static const struct {
		unsigned char language;
		unsigned short page;
	} pages[] = {
		{ 0x01, 1256 }, { 0x02, 1251 }, { 0x04, 936 },	{ 0x05, 1250 }, { 0x08, 1253 },
		{ 0x0D, 1255 }, { 0x0E, 1250 }, { 0x11, 932 },	{ 0x12, 949 },	{ 0x15, 1250 },
		{ 0x18, 1250 }, { 0x19, 1251 }, { 0x1A, 1250 }, { 0x1B, 1250 }, { 0x1F, 1254 },
		{ 0x22, 1251 }, { 0x24, 1250 }, { 0x25, 1257 }, { 0x26, 1257 }, { 0x27, 1257 },
	};

	if (fib16(doc, 0x14) == 0x100)
		return 10000;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (pages[i].language == (fib16(doc, 0x06) & 0xFF))
			return pages[i].page;
	return 1252;
}

static enum sp_status open_tables(struct doc *doc)
{
	bool first = fib16(doc, 0x0A) & FLAG_TABLE_1;
	enum sp_status status =
		sp_ole_stream_named(doc->ole, first ? "1Table" : "0Table", &doc->tables);

	if (status == SP_OK && !doc->tables)
		status = sp_ole_stream_named(doc->ole, first ? "0Table" : "1Table", &doc->tables);
	return status;
}

static enum sp_status open_runs(struct doc *doc)
{
	unsigned char *data = NULL;
	size_t len = 0;
	enum sp_status status = load_table(doc, TABLE_CHARACTERS, TABLE_MAX, &data, &len);

	sp_doc_runs_init(&doc->characters, doc->main, false, data, len);
	if (status == SP_OK)
		status = load_table(doc, TABLE_PARAGRAPHS, TABLE_MAX, &data, &len);
	else
		data = NULL;
	sp_doc_runs_init(&doc->paragraphs, doc->main, true, data, len);
	return status;
}

static enum sp_status open_document(struct doc *doc)
{
	size_t got = 0;
	enum sp_status status = sp_ole_stream_named(doc->ole, "WordDocument", &doc->main);

	if (status != SP_OK)
		return status;
	if (!doc->main || sp_input_read(doc->main, 0, doc->fib, FIB, &got) != SP_OK || got < 0x60 ||
	    (fib16(doc, 0) != 0xA5EC && fib16(doc, 0) != 0xA5DC)) {
		sp_sink_problem(doc->out, SP_REASON_DAMAGED, "its header makes no sense");
		return SP_FAILED;
	}
	if (fib16(doc, 0x0A) & FLAG_ENCRYPTED) {
		sp_sink_problem(doc->out, SP_REASON_ENCRYPTED, "it needs a password");
		return SP_FAILED;
	}
	doc->word_97 = fib16(doc, 2) >= WORD_97;
	for (size_t i = 0; i < N_PARTS; i++)
		doc->parts[i] = fib32(doc, (doc->word_97 ? 0x4C : 0x34) + i * 4);
	doc->charset = sp_charset_from_codepage(code_page(doc));
	if (sp_decoder_init(&doc->decoder, doc->charset) != SP_OK)
		return SP_FATAL;
	doc->decoding = true;
	status = doc->word_97 ? open_tables(doc) : SP_OK;
	if (status == SP_OK)
		status = load_pieces(doc);
	return status == SP_OK ? open_runs(doc) : status;
}

static void release(struct doc *doc)
{
	sp_doc_runs_release(&doc->characters);
	sp_doc_runs_release(&doc->paragraphs);
	sp_story_release(&doc->story);
	if (doc->decoding)
		sp_decoder_release(&doc->decoder);
	sp_buf_release(&doc->code);
	sp_buf_release(&doc->deleted);
	sp_buf_release(&doc->text);
	sp_mem_free(doc->pieces);
	sp_input_free(doc->main);
	sp_input_free(doc->tables);
	sp_mem_wipe(doc, sizeof(*doc));
	sp_mem_free(doc);
}

static void pass_over(struct sp_ole *ole)
{
	static const char *const names[] = { "WordDocument", "0Table", "1Table", "Data" };
	size_t at;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (sp_ole_find(ole, names[i], &at))
			sp_ole_done(ole, at);
}

enum sp_status sp_doc_read(struct sp_ole *root, struct sp_sink *out)
{
	struct doc *doc = sp_mem_zero(1, sizeof(*doc));
	enum sp_status status;

	if (!doc)
		return SP_FATAL;
	doc->out = out;
	doc->ole = root;
	doc->code.cap = doc->deleted.cap = doc->text.cap = SP_BUF_UNCAPPED;
	sp_story_init(&doc->story, out);
	pass_over(root);
	status = open_document(doc);
	if (status == SP_OK)
		status = tell_names(doc, TABLE_COMMENTERS, false);
	if (status == SP_OK)
		status = tell_names(doc, TABLE_REVISERS, true);
	if (status == SP_OK)
		status = tell_names(doc, TABLE_SAVED_BY, true);
	/* Without the table of pieces the text is there, in no order. */
	if (status == SP_OK && !doc->n_pieces)
		status = sp_raw_runs(doc->main, out, 0);
	else if (status == SP_OK)
		status = read_parts(doc);
	if (status == SP_OK && doc->damaged)
		status = SP_PARTIAL;
	release(doc);
	return status;
}
