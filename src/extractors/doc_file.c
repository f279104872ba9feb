/* SPDX-License-Identifier: GPL-3.0-or-later */
/* doc_file.c - see doc_file.h ([MS-DOC] 2.5, 2.8, 2.9.38). */
#include "extractors/doc_file.h"

#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"

#define PIECES_MAX (64 * 1024 * 1024)
#define TABLE_MAX (16 * 1024 * 1024)

enum { WORD_97 = 0xC1 };
enum { FLAG_COMPLEX = 0x0004, FLAG_ENCRYPTED = 0x0100, FLAG_TABLE_1 = 0x0200 };

static uint16_t fib16(const struct sp_doc_file *doc, size_t at)
{
	struct sp_bytes c = sp_bytes_of(doc->fib + at, 2);
	uint16_t value = 0;

	sp_bytes_le16(&c, &value);
	return value;
}

static uint32_t fib32(const struct sp_doc_file *doc, size_t at)
{
	struct sp_bytes c = sp_bytes_of(doc->fib + at, 4);
	uint32_t value = 0;

	sp_bytes_le32(&c, &value);
	return value;
}

void sp_doc_file_damaged(struct sp_doc_file *doc, const char *detail)
{
	if (!doc->damaged)
		sp_sink_problem(doc->out, SP_REASON_DAMAGED, detail);
	doc->damaged = true;
}

/* ---- tables ---- */

/* Memory of sp_mem_alloc; NULL with SP_OK: it is not there, or not whole. */
static enum sp_status load(struct sp_doc_file *doc, struct sp_input *from, uint32_t at,
			   uint32_t size, size_t cap, unsigned char **data)
{
	size_t got = 0;

	*data = NULL;
	if (!size || !from)
		return SP_OK;
	if (size > cap || at > sp_input_size(from) || size > sp_input_size(from) - at) {
		sp_doc_file_damaged(doc, "a table lies outside of the document");
		return SP_OK;
	}
	*data = sp_mem_alloc(size);
	if (!*data)
		return SP_FATAL;
	if (sp_input_read(from, at, *data, size, &got) == SP_OK && got == size)
		return SP_OK;
	sp_doc_file_damaged(doc, "a table cannot be read");
	sp_mem_free(*data);
	*data = NULL;
	return SP_OK;
}

static enum sp_status load_table(struct sp_doc_file *doc, enum sp_doc_table table, size_t cap,
				 unsigned char **data, size_t *len)
{
	size_t at = 0x9A + (size_t)table * 8;

	*data = NULL;
	*len = 0;
	if (!doc->word_97 || at + 8 > SP_DOC_FIB)
		return SP_OK;
	*len = fib32(doc, at + 4);
	return load(doc, doc->tables, fib32(doc, at), (uint32_t)*len, cap, data);
}

enum sp_status sp_doc_file_table(struct sp_doc_file *doc, enum sp_doc_table table,
				 unsigned char **data, size_t *len)
{
	return load_table(doc, table, TABLE_MAX, data, len);
}

/* ---- pieces ---- */

uint32_t sp_doc_piece_start(const struct sp_doc_file *doc, size_t i)
{
	struct sp_bytes c = sp_bytes_of(doc->pieces + i * 4, 4);
	uint32_t value = 0;

	sp_bytes_le32(&c, &value);
	return value;
}

uint32_t sp_doc_piece_place(const struct sp_doc_file *doc, size_t i, unsigned *width)
{
	struct sp_bytes c = sp_bytes_of(doc->pieces + (doc->n_pieces + 1) * 4 + i * 8 + 2, 4);
	uint32_t value = 0;

	sp_bytes_le32(&c, &value);
	*width = doc->word_97 && !(value & 0x40000000) ? 2 : 1;
	if (!doc->word_97)
		return value;
	return *width == 2 ? value & 0x3FFFFFFF : (value & 0x3FFFFFFF) / 2;
}

/* The table of pieces stands behind properties that some of them have. */
static void find_pieces(struct sp_doc_file *doc, unsigned char *data, size_t len)
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
		sp_doc_file_damaged(doc, "its table of pieces makes no sense");
		return;
	}
	doc->n_pieces = (pieces.left - 4) / 12;
	memmove(data, pieces.at, pieces.left);
}

/* Without a table all text is one piece. */
static enum sp_status one_piece(struct sp_doc_file *doc)
{
	uint32_t start = fib32(doc, 0x18);
	uint64_t count = 0;

	for (size_t i = 0; i < SP_DOC_PARTS; i++)
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

static enum sp_status load_pieces(struct sp_doc_file *doc)
{
	size_t len = 0;
	enum sp_status status;

	if (doc->word_97) {
		status = load_table(doc, SP_DOC_PIECES, PIECES_MAX, &doc->pieces, &len);
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
		sp_doc_file_damaged(doc, "it has no table of pieces");
	return status;
}

unsigned sp_doc_code_page(const struct sp_doc_file *doc)
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

static enum sp_status open_tables(struct sp_doc_file *doc)
{
	bool first = fib16(doc, 0x0A) & FLAG_TABLE_1;
	enum sp_status status =
		sp_ole_stream_named(doc->ole, first ? "1Table" : "0Table", &doc->tables);

	if (status == SP_OK && !doc->tables)
		status = sp_ole_stream_named(doc->ole, first ? "0Table" : "1Table", &doc->tables);
	return status;
}

static enum sp_status open_runs(struct sp_doc_file *doc)
{
	unsigned char *data = NULL;
	size_t len = 0;
	enum sp_status status = sp_doc_file_table(doc, SP_DOC_CHARACTERS, &data, &len);

	sp_doc_runs_init(&doc->characters, doc->main, false, data, len);
	if (status == SP_OK)
		status = sp_doc_file_table(doc, SP_DOC_PARAGRAPHS, &data, &len);
	else
		data = NULL;
	sp_doc_runs_init(&doc->paragraphs, doc->main, true, data, len);
	return status;
}

/* What is read here is no member of the file. */
static void pass_over(struct sp_ole *ole)
{
	static const char *const names[] = { "WordDocument", "0Table", "1Table", "Data" };
	size_t at;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (sp_ole_find(ole, names[i], &at))
			sp_ole_done(ole, at);
}

enum sp_status sp_doc_file_open(struct sp_doc_file *doc, struct sp_ole *ole, struct sp_sink *out)
{
	size_t got = 0;

	*doc = (struct sp_doc_file) { .out = out, .ole = ole };
	pass_over(ole);
	enum sp_status status = sp_ole_stream_named(doc->ole, "WordDocument", &doc->main);

	if (status != SP_OK)
		return status;
	if (!doc->main || sp_input_read(doc->main, 0, doc->fib, SP_DOC_FIB, &got) != SP_OK ||
	    got < 0x60 || (fib16(doc, 0) != 0xA5EC && fib16(doc, 0) != 0xA5DC)) {
		sp_sink_problem(doc->out, SP_REASON_DAMAGED, "its header makes no sense");
		return SP_FAILED;
	}
	if (fib16(doc, 0x0A) & FLAG_ENCRYPTED) {
		sp_sink_problem(doc->out, SP_REASON_ENCRYPTED, "it needs a password");
		return SP_FAILED;
	}
	doc->word_97 = fib16(doc, 2) >= WORD_97;
	for (size_t i = 0; i < SP_DOC_PARTS; i++)
		doc->parts[i] = fib32(doc, (doc->word_97 ? 0x4C : 0x34) + i * 4);
	status = doc->word_97 ? open_tables(doc) : SP_OK;
	if (status == SP_OK)
		status = load_pieces(doc);
	return status == SP_OK ? open_runs(doc) : status;
}

void sp_doc_file_release(struct sp_doc_file *doc)
{
	sp_doc_runs_release(&doc->characters);
	sp_doc_runs_release(&doc->paragraphs);
	sp_mem_free(doc->pieces);
	sp_input_free(doc->main);
	sp_input_free(doc->tables);
}
