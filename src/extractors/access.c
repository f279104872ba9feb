/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * access.c - Access databases (Jet 3 and 4, ACE), read by libmdb.
 *
 * libmdb takes a file of its own; here it reads the input through a stream of
 * ours, page by page. It says what is wrong on standard error alone, so rows are
 * counted: fewer than the table says it has are told as damage. Left out: rows
 * that were deleted, queries, forms, and tables that are only linked to.
 */
#include "extractors/registry.h"

#include <string.h>

#ifndef SPANA_MDB
static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	(void)in;
	sp_sink_media_type(out, "application/vnd.ms-access");
	sp_sink_problem(out, SP_REASON_UNSUPPORTED, "built without libmdb");
	return SP_FAILED;
}
#else

#include <stdio.h>

#include <mdbtools.h>

#include "base/buf.h"
#include "base/mem.h"
#include "extractors/blob.h"
#include "extractors/metadata.h"
#include "extractors/raw.h"

/* The longest memo. Room is taken as it is used. */
#define VALUE_BYTES ((size_t)256 * 1024)
#define COLUMNS_MOST 256

struct reader {
	struct sp_input *in;
	struct sp_sink *out;
	MdbHandle *mdb;
	uint64_t at; /* of the stream */
	enum sp_status status;
	char *values[COLUMNS_MOST];
	int lengths[COLUMNS_MOST];
	bool partial, missing, cut;
	uint64_t unknown;
};

static void tell(struct reader *reader, enum sp_reason reason, const char *detail)
{
	reader->partial = true;
	sp_sink_problem(reader->out, reason, detail);
}

/* ---- the stream ---- */

static ssize_t on_read(void *cookie, char *buf, size_t want)
{
	struct reader *reader = cookie;
	size_t got = 0;

	if (reader->status == SP_OK)
		reader->status = sp_sink_spend(reader->out, 0);
	if (reader->status != SP_OK ||
	    sp_input_read(reader->in, reader->at, buf, want, &got) != SP_OK)
		return -1;
	reader->at += got;
	return (ssize_t)got;
}

static int on_seek(void *cookie, off64_t *offset, int whence)
{
	struct reader *reader = cookie;
	off64_t base = 0;

	if (whence == SEEK_CUR)
		base = (off64_t)reader->at;
	else if (whence == SEEK_END)
		base = (off64_t)sp_input_size(reader->in);
	if (__builtin_add_overflow(base, *offset, offset) || *offset < 0)
		return -1;
	reader->at = (uint64_t)*offset;
	return 0;
}

/* Opened with its first page, as libmdb wants to have it in memory, and then given ours. */
static bool open_database(struct reader *reader)
{
	static const cookie_io_functions_t functions = { .read = on_read, .seek = on_seek };
	size_t len;
	const void *head = sp_input_head(reader->in, &len);
	char page[MDB_PGSIZE];

	memcpy(page, head, len < sizeof(page) ? len : sizeof(page));
	if (len < sizeof(page))
		memset(page + len, 0, sizeof(page) - len);
	reader->mdb = mdb_open_buffer(page, sizeof(page), MDB_NOFLAGS);
	if (!reader->mdb)
		return false;
	fclose(reader->mdb->f->stream);
	reader->mdb->f->stream = fopencookie(reader, "r", functions);
	if (!reader->mdb->f->stream) {
		reader->status = SP_FATAL;
		return false;
	}
	mdb_set_bind_size(reader->mdb, VALUE_BYTES);
	mdb_set_date_fmt(reader->mdb, "%Y-%m-%d %H:%M:%S");
	mdb_set_shortdate_fmt(reader->mdb, "%Y-%m-%d");
	return true;
}

/* ---- rows ---- */

static MdbColumn *column_of(const MdbTableDef *table, unsigned i)
{
	return g_ptr_array_index(table->columns, i);
}

/* A long value, page by page; what is too long is told, and cut. */
static enum sp_status read_object(struct reader *reader, MdbColumn *column, struct sp_buf *object)
{
	char head[MDB_MEMO_OVERHEAD];

	memcpy(head, column->bind_ptr, sizeof(head));
	size_t len = mdb_ole_read(reader->mdb, column, head, VALUE_BYTES);
	while (len && reader->status == SP_OK && object->len + len <= SP_MAX_STRING) {
		if (!sp_buf_add(object, column->bind_ptr, len))
			return SP_FATAL;
		reader->status = sp_sink_spend(reader->out, 0);
		len = mdb_ole_read_next(reader->mdb, column, head);
	}
	reader->cut |= len > 0;
	return reader->status;
}

/* What the head of a long value says it holds; 0: it has none. */
static size_t stated(const struct reader *reader, const MdbColumn *column)
{
	size_t start = (size_t)column->cur_value_start;

	if (column->cur_value_start < 0 || start + MDB_MEMO_OVERHEAD > MDB_PGSIZE ||
	    column->cur_value_len < MDB_MEMO_OVERHEAD)
		return 0;
	return sp_le32(reader->mdb->pg_buf + start) & 0x3FFFFFFF;
}

static enum sp_status tell_object(struct reader *reader, MdbColumn *column)
{
	struct sp_buf object = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = read_object(reader, column, &object);

	reader->missing |= object.len < stated(reader, column);
	if (status == SP_OK && object.len)
		status = sp_blob_tell(reader->out, column->name, object.data, object.len,
				      &reader->unknown);
	sp_buf_release(&object);
	return status;
}

/* Bytes stand in the row's page. */
static enum sp_status tell_bytes(struct reader *reader, const MdbColumn *column)
{
	size_t start = (size_t)column->cur_value_start, len = (size_t)column->cur_value_len;

	if (column->cur_value_start < 0 || start + len > MDB_PGSIZE) {
		reader->missing = true;
		return SP_OK;
	}
	return sp_blob_tell(reader->out, column->name, reader->mdb->pg_buf + start, len,
			    &reader->unknown);
}

static enum sp_status tell_value(struct reader *reader, const MdbTableDef *table, unsigned i)
{
	MdbColumn *column = column_of(table, i);
	size_t len = reader->lengths[i] > 0 ? (size_t)reader->lengths[i] : 0;
	bool is_bool = column->col_type == MDB_BOOL;

	/* At most two bytes a character, and what marks it as packed. */
	if (column->col_type == MDB_MEMO && column->cur_value_len > 0)
		reader->missing |= len + 1 < VALUE_BYTES && len + 2 < stated(reader, column) / 2;
	if (!len || (column->cur_value_len <= 0 && !is_bool))
		return SP_OK;
	enum sp_status status =
		sp_sink_enter(reader->out, SP_PLACE_PROPERTY, column->name, (uint64_t)i + 1);
	if (status != SP_OK)
		return status;
	status = sp_sink_label(reader->out, column->name);
	if (status == SP_OK && column->col_type == MDB_OLE) {
		status = tell_object(reader, column);
	} else if (status == SP_OK && column->col_type == MDB_BINARY) {
		status = tell_bytes(reader, column);
	} else if (status == SP_OK) {
		status = sp_sink_text(reader->out, reader->values[i], len);
		reader->cut |= len + 1 >= VALUE_BYTES;
	}
	sp_sink_leave(reader->out);
	return status;
}

static enum sp_status tell_row(struct reader *reader, const MdbTableDef *table, uint64_t row)
{
	enum sp_status status = sp_sink_enter(reader->out, SP_PLACE_ROW, NULL, row);

	if (status != SP_OK)
		return status;
	for (unsigned i = 0; i < table->num_cols && status == SP_OK; i++)
		status = tell_value(reader, table, i);
	sp_sink_leave(reader->out);
	return status;
}

static bool bind(struct reader *reader, MdbTableDef *table)
{
	for (unsigned i = 0; i < table->num_cols; i++) {
		if (!reader->values[i])
			reader->values[i] = sp_mem_alloc(VALUE_BYTES + 1);
		if (!reader->values[i])
			return false;
		reader->values[i][0] = '\0';
		reader->lengths[i] = 0;
		mdb_bind_column(table, (int)i + 1, reader->values[i], &reader->lengths[i]);
	}
	return true;
}

static enum sp_status read_rows(struct reader *reader, MdbTableDef *table)
{
	uint64_t rows = 0;

	if (!bind(reader, table))
		return SP_FATAL;
	mdb_rewind_table(table);
	while (reader->status == SP_OK && mdb_fetch_row(table)) {
		enum sp_status status = tell_row(reader, table, ++rows);
		if (reader->status == SP_OK)
			reader->status = status;
	}
	reader->missing |= reader->status == SP_OK && rows < table->num_rows;
	return reader->status;
}

static enum sp_status read_columns(struct reader *reader, MdbTableDef *table, const char *name)
{
	if (table->num_cols > COLUMNS_MOST || !mdb_read_columns(table) ||
	    table->columns->len < table->num_cols) {
		reader->missing = true;
		return reader->status;
	}
	enum sp_status status = sp_sink_enter(reader->out, SP_PLACE_TABLE, name, 0);
	if (status != SP_OK)
		return status;
	status = read_rows(reader, table);
	sp_sink_leave(reader->out);
	return status;
}

static enum sp_status read_table(struct reader *reader, MdbCatalogEntry *entry)
{
	MdbTableDef *table = mdb_read_table(entry);
	enum sp_status status = reader->status;

	if (table && status == SP_OK)
		status = read_columns(reader, table, entry->object_name);
	reader->missing |= !table;
	if (table)
		mdb_free_tabledef(table);
	return status;
}

/* ---- all of it ---- */

static bool is_ace(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	return len > 12 && !memcmp(head + 4, "Standard ACE", 12);
}
/* What can be seen without a list of tables. */
static enum sp_status give_up(struct reader *reader, const char *why)
{
	tell(reader, SP_REASON_DAMAGED, why);
	return sp_raw_runs(reader->in, reader->out, 0);
}

/* Tables that users made. */
static enum sp_status read_tables(struct reader *reader)
{
	GPtrArray *catalog = mdb_read_catalog(reader->mdb, MDB_TABLE);

	if (reader->status != SP_OK)
		return reader->status;
	/* An encrypted database has a plain first page, and nothing that makes sense behind it. */
	if (!catalog && is_ace(reader->in))
		tell(reader, SP_REASON_ENCRYPTED, "it needs a password");
	else if (!catalog)
		return give_up(reader, "its list of tables is broken");
	for (unsigned i = 0; catalog && i < catalog->len && reader->status == SP_OK; i++) {
		MdbCatalogEntry *entry = g_ptr_array_index(catalog, i);
		if (mdb_is_user_table(entry))
			reader->status = read_table(reader, entry);
	}
	return reader->status;
}

static enum sp_status tell_problems(struct reader *reader)
{
	if (sp_input_error(reader->in)->reason)
		sp_sink_input_problem(reader->out, reader->in);
	else if (sp_input_size(reader->in) % (uint64_t)reader->mdb->fmt->pg_size)
		tell(reader, SP_REASON_TRUNCATED, "pages are missing at its end");
	else if (reader->missing)
		tell(reader, SP_REASON_DAMAGED, "rows or columns cannot be read");
	if (reader->cut)
		tell(reader, SP_REASON_LIMIT_SIZE, "a value is larger than one may be");
	enum sp_status status = sp_blob_problem(reader->out, reader->unknown);
	return reader->partial || sp_input_error(reader->in)->reason ? SP_PARTIAL : status;
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	struct reader reader = { .in = in, .out = out };
	enum sp_status status = SP_PARTIAL;

	sp_sink_media_type(out, "application/vnd.ms-access");
	if (open_database(&reader)) {
		status = read_tables(&reader);
		if (status == SP_OK)
			status = tell_problems(&reader);
	} else if (reader.status != SP_OK) {
		status = reader.status;
	} else {
		status = sp_status_worse(give_up(&reader, "its first page is broken"), SP_PARTIAL);
	}
	if (reader.mdb)
		mdb_close(reader.mdb);
	for (size_t i = 0; i < COLUMNS_MOST && reader.values[i]; i++) {
		sp_mem_wipe(reader.values[i], VALUE_BYTES);
		sp_mem_free(reader.values[i]);
	}
	return status;
}
#endif

unsigned sp_probe_access(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	return len > 20 && (!memcmp(head, "\0\1\0\0Standard Jet DB", 20) ||
			    !memcmp(head, "\0\1\0\0Standard ACE DB", 20))
		       ? 160
		       : 0;
}

const struct sp_extractor sp_extractor_access = {
	.name = "access",
	.probe = sp_probe_access,
	.extract = extract,
	.streams = true,
};
