/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dbf.c - tables of dBASE III and IV, FoxPro and Visual FoxPro, with their memo
 * files (.dbt, .fpt) where those stand beside them.
 *
 * A record is a row, a field a column. Records that were deleted are still in
 * the file: they are told as such. The header names the code page as a rule;
 * where it does not, the text itself decides. Left out: fields that are no text
 * (dates in binary, floating point, pictures).
 */
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "extractors/charset.h"
#include "extractors/registry.h"
#include "extractors/signatures.h"

#define HEADER 32
#define FIELD 32
#define MOST_FIELDS 2048
#define NAME_SIZE 12
/* One memo. */
#define MOST_MEMO SP_MIB

struct field {
	char name[NAME_SIZE];
	char type;
	size_t at, len; /* in the record */
};

struct table {
	struct sp_input *in, *memo; /* memo: NULL where there is none */
	struct sp_sink *out;
	const struct sp_charset *charset; /* or NULL */
	uint64_t records;
	size_t header, record; /* bytes */
	struct field *fields;
	size_t n_fields;
	bool needs_memo, lost_memo, fox; /* fox: the form of memo file */
	uint32_t memo_block;
	struct sp_buf text;
	bool partial;
};

static void tell(struct table *table, enum sp_reason reason, const char *detail)
{
	table->partial = true;
	sp_sink_problem(table->out, reason, detail);
}

/* ---- the header ---- */

static const struct sp_charset *charset_of(unsigned char mark)
{
	static const struct {
		unsigned char mark;
		unsigned page;
	} pages[] = {
		{ 0x01, 437 },	{ 0x02, 850 },	{ 0x03, 1252 }, { 0x04, 10000 }, { 0x08, 865 },
		{ 0x17, 865 },	{ 0x18, 437 },	{ 0x19, 437 },	{ 0x1A, 850 },	 { 0x1B, 437 },
		{ 0x26, 866 },	{ 0x37, 850 },	{ 0x57, 1252 }, { 0x58, 1252 },	 { 0x59, 1252 },
		{ 0x64, 852 },	{ 0x65, 866 },	{ 0x66, 865 },	{ 0x67, 861 },	 { 0xC8, 1250 },
		{ 0xC9, 1251 }, { 0xCA, 1254 }, { 0xCB, 1253 },
	};

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (pages[i].mark == mark)
			return sp_charset_from_codepage(pages[i].page);
	return NULL;
}

static bool read_at(struct sp_input *in, uint64_t at, void *to, size_t len)
{
	size_t got = 0;

	return sp_input_read(in, at, to, len, &got) == SP_OK && got == len;
}

/* Old programs wrote names in the code page, but most have ASCII. */
static void copy_name(struct field *field, const unsigned char *s)
{
	size_t n = strnlen((const char *)s, NAME_SIZE - 1);

	memcpy(field->name, s, n);
	field->name[n] = '\0';
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)field->name[i] >= 0x80)
			field->name[i] = '?';
}

static bool is_memo(const struct field *field)
{
	return field->type == 'M' || (field->type == 'W' && field->len == 4);
}

static enum sp_status read_fields(struct table *table)
{
	size_t at = HEADER, offset = 1; /* behind the mark of deletion */
	unsigned char s[FIELD];

	table->fields = sp_mem_zero(MOST_FIELDS, sizeof(*table->fields));
	if (!table->fields)
		return SP_FATAL;
	for (; at + FIELD <= table->header && table->n_fields < MOST_FIELDS; at += FIELD) {
		if (!read_at(table->in, at, s, 1) || s[0] == 0x0D || !s[0] ||
		    !read_at(table->in, at, s, FIELD))
			break;
		struct field *field = &table->fields[table->n_fields];
		copy_name(field, s);
		field->type = (char)s[11];
		field->at = offset;
		field->len = s[16];
		/* A field of characters may be longer than one byte says. */
		if (field->type == 'C')
			field->len |= (size_t)s[17] << 8;
		if (field->len > table->record - offset) {
			tell(table, SP_REASON_DAMAGED, "its fields are longer than its records");
			break;
		}
		offset += field->len;
		table->needs_memo |= is_memo(field);
		table->n_fields++;
	}
	return SP_OK;
}

static enum sp_status read_header(struct table *table)
{
	unsigned char s[HEADER];

	if (!read_at(table->in, 0, s, sizeof(s)))
		return SP_SKIPPED;
	table->records = sp_le32(s + 4);
	table->header = (size_t)s[9] << 8 | s[8];
	table->record = (size_t)s[11] << 8 | s[10];
	table->charset = charset_of(s[29]);
	table->fox = s[0] == 0x30 || s[0] == 0x31 || s[0] == 0x32 || s[0] == 0xF5;
	if (table->record < 1 || table->header < HEADER)
		return SP_SKIPPED;
	return read_fields(table);
}

/* ---- memos ---- */

static enum sp_status open_memo(struct table *table)
{
	static const enum sp_sibling memos[] = { SP_SIBLING_FPT, SP_SIBLING_DBT };
	unsigned char s[24] = { 0 };
	enum sp_status status = SP_OK;

	for (int i = 0; i < 2 && status == SP_OK && !table->memo; i++) {
		status = sp_input_sibling(table->in, memos[table->fox ? i : 1 - i], &table->memo);
		if (table->memo)
			table->fox = (i == 0) == table->fox;
	}
	if (status == SP_FATAL)
		return status;
	if (!table->memo || !read_at(table->memo, 0, s, sizeof(s))) {
		tell(table, status == SP_FAILED ? SP_REASON_PERMISSION : SP_REASON_VANISHED,
		     "its memo file is not beside it");
		sp_input_free(table->memo);
		table->memo = NULL;
		return SP_OK;
	}
	table->memo_block = table->fox ? sp_be16(s + 6) : (uint32_t)s[21] << 8 | s[20];
	if (!table->memo_block)
		table->memo_block = 512;
	return SP_OK;
}

/* The block that a field names: ten digits, or four bytes. */
static uint64_t block_of(const struct field *field, const unsigned char *s)
{
	uint64_t block = 0;

	if (field->len == 4)
		return sp_le32(s);
	for (size_t i = 0; i < field->len; i++)
		if (sp_is_digit((char)s[i]))
			block = block * 10 + (uint64_t)(s[i] - '0');
	return block <= UINT32_MAX ? block : 0;
}

/* Where a memo's text is. SP_SKIPPED: it is none; SP_FAILED: it is not there. */
static enum sp_status find_memo(struct table *table, uint64_t block, uint64_t *at, size_t *len)
{
	uint64_t start = block * table->memo_block, size = sp_input_size(table->memo), stated;
	unsigned char s[8];

	if (!read_at(table->memo, start, s, sizeof(s)))
		return SP_FAILED;
	if (table->fox) {
		if (sp_be32(s) != 1)
			return SP_SKIPPED; /* a picture */
		stated = sp_be32(s + 4);
		*at = start + 8;
	} else if (!memcmp(s, "\xFF\xFF\x08\0", 4)) {
		stated = sp_le32(s + 4);
		stated = stated > 8 ? stated - 8 : 0;
		*at = start + 8;
	} else {
		*at = start;
		stated = size - start; /* to the end of text, which is marked */
		*len = stated < MOST_MEMO ? (size_t)stated : MOST_MEMO;
		return SP_OK;
	}
	*len = stated < MOST_MEMO ? (size_t)stated : MOST_MEMO;
	return stated > size - *at ? SP_FAILED : SP_OK;
}

/* The memo's bytes into *out, which the caller frees. */
static enum sp_status load_memo(struct table *table, uint64_t block, unsigned char **out,
				size_t *len)
{
	uint64_t at;
	enum sp_status status = find_memo(table, block, &at, len);

	*out = NULL;
	if (status != SP_OK)
		return status;
	*out = sp_mem_alloc(*len + 1);
	if (!*out)
		return SP_FATAL;
	if (sp_input_read(table->memo, at, *out, *len, len) != SP_OK)
		return SP_FAILED;
	const unsigned char *end = memchr(*out, 0x1A, *len);
	if (!table->fox && end)
		*len = (size_t)(end - *out);
	return SP_OK;
}

/* ---- records ---- */

static enum sp_status tell_text(struct table *table, const struct field *field, size_t number,
				const void *data, size_t len)
{
	const char *s = data;
	enum sp_status status;

	while (len && (!s[len - 1] || sp_is_space(s[len - 1])))
		len--;
	while (len && sp_is_space(*s)) {
		s++;
		len--;
	}
	if (!len)
		return SP_OK;
	sp_buf_reset(&table->text);
	if (!sp_charset_convert(table->charset, s, len, &table->text))
		return SP_FATAL;
	status = sp_sink_enter(table->out, SP_PLACE_PROPERTY, field->name, number);
	if (status != SP_OK)
		return status;
	status = sp_sink_label(table->out, field->name);
	if (status == SP_OK)
		status = sp_sink_text(table->out, table->text.data, table->text.len);
	sp_sink_leave(table->out);
	return status;
}

static enum sp_status tell_memo(struct table *table, const struct field *field, size_t number,
				const unsigned char *s)
{
	uint64_t block = block_of(field, s);
	unsigned char *memo = NULL;
	size_t len = 0;
	enum sp_status status;

	if (!block || !table->memo)
		return SP_OK;
	status = load_memo(table, block, &memo, &len);
	if (status == SP_OK)
		status = tell_text(table, field, number, memo, len);
	else if (status == SP_FAILED)
		table->lost_memo = true;
	if (memo)
		sp_mem_wipe(memo, len);
	sp_mem_free(memo);
	return status == SP_SKIPPED || status == SP_FAILED ? SP_OK : status;
}

static enum sp_status tell_field(struct table *table, size_t i, const unsigned char *record)
{
	const struct field *field = &table->fields[i];
	const unsigned char *s = record + field->at;
	struct sp_buf number = SP_BUF_INIT(32);
	enum sp_status status = SP_OK;

	if (is_memo(field))
		return tell_memo(table, field, i + 1, s);
	if (field->type == 'I' && field->len == 4) {
		if (!sp_buf_printf(&number, "%d", (int)sp_le32(s)))
			status = SP_FATAL;
		else
			status = tell_text(table, field, i + 1, number.data, number.len);
		sp_buf_release(&number);
		return status;
	}
	return strchr("CNFDV", field->type) && field->type
		       ? tell_text(table, field, i + 1, s, field->len)
		       : SP_OK;
}

static enum sp_status tell_record(struct table *table, uint64_t number, const unsigned char *record)
{
	bool deleted = record[0] == '*';
	enum sp_status status =
		deleted ? sp_sink_enter(table->out, SP_PLACE_PART, "deleted", 0) : SP_OK;

	if (status == SP_OK)
		status = sp_sink_enter(table->out, SP_PLACE_ROW, NULL, number);
	for (size_t i = 0; i < table->n_fields && status == SP_OK; i++)
		status = tell_field(table, i, record);
	sp_sink_leave(table->out);
	if (deleted)
		sp_sink_leave(table->out);
	return status;
}

static enum sp_status read_records(struct table *table)
{
	unsigned char *record = sp_mem_alloc(table->record);
	uint64_t at = table->header;
	enum sp_status status = record ? SP_OK : SP_FATAL;

	for (uint64_t i = 0; i < table->records && status == SP_OK; i++, at += table->record) {
		if (!read_at(table->in, at, record, table->record)) {
			if (!sp_input_error(table->in)->reason)
				tell(table, SP_REASON_TRUNCATED, "records are missing at its end");
			break;
		}
		status = sp_sink_spend(table->out, 0);
		if (status == SP_OK)
			status = tell_record(table, i + 1, record);
	}
	if (record)
		sp_mem_wipe(record, table->record);
	sp_mem_free(record);
	return status;
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	struct table table = { .in = in, .out = out, .text = SP_BUF_INIT(SP_MAX_STRING) };
	enum sp_status status = read_header(&table);

	if (status == SP_SKIPPED || (status == SP_OK && !table.n_fields)) {
		tell(&table, SP_REASON_DAMAGED, "its header is broken");
		status = SP_FAILED;
	}
	if (status == SP_OK && table.needs_memo)
		status = open_memo(&table);
	if (status == SP_OK)
		status = read_records(&table);
	if (status == SP_OK && table.lost_memo)
		tell(&table, SP_REASON_DAMAGED, "memos are missing in its memo file");
	sp_input_free(table.memo);
	sp_mem_free(table.fields);
	sp_buf_release(&table.text);
	return status == SP_OK && table.partial ? SP_PARTIAL : status;
}

unsigned sp_probe_dbf(struct sp_input *in)
{
	static const unsigned char versions[] = { 0x03, 0x30, 0x31, 0x32, 0x83, 0x8B, 0xF5 };
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	if (len < 2 * HEADER || !memchr(versions, head[0], sizeof(versions)))
		return 0;
	const struct sp_signature *signature = sp_signature_find(in);
	return signature && !strcmp(signature->name, "dbf") ? 40 : 0;
}

const struct sp_extractor sp_extractor_dbf = {
	.name = "dbf",
	.probe = sp_probe_dbf,
	.extract = extract,
	.streams = true,
};
