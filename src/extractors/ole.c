/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ole.c - compound files ([MS-CFB]), read in place.
 *
 * The allocation tables are held in memory, four bytes for a sector; of a
 * stream only where its pieces lie. Chains that return to where they were, or
 * lead out of the file, end there and are told. A storage that becomes a member
 * is the same file with another root, so that nothing is copied.
 */
#include "extractors/ole.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "extractors/ole_sectors.h"

#define ENTRY 128
#define NO_ENTRY 0xFFFFFFFFu
#define MAX_NAME 96 /* 31 characters */

enum entry_type { TYPE_STORAGE = 1, TYPE_STREAM = 2, TYPE_ROOT = 5 };

struct raw_entry {
	unsigned char bytes[ENTRY];
	char name[MAX_NAME];
	unsigned char type;
	uint32_t left, right, child, start;
	uint64_t size;
};

struct item {
	char name[MAX_NAME];
	uint32_t id, child, start;
	uint64_t size;
	bool storage, done;
};

struct sp_ole {
	struct sp_ole_file *file; /* shared by all storages, owned by the root */
	bool root;
	unsigned depth;
	struct item *items;
	size_t n, room;
};

/* ---- the directory ---- */

static void read_name(struct raw_entry *entry, size_t bytes)
{
	size_t at = 0, to = 0;

	while (at + 2 <= bytes && to + 4 < sizeof(entry->name)) {
		uint32_t unit = (uint32_t)(entry->bytes[at] | entry->bytes[at + 1] << 8);
		if (!unit)
			break;
		to += sp_utf8_encode(unit, entry->name + to);
		at += 2;
	}
	entry->name[to] = '\0';
}

/* false: there is no such entry. */
static bool read_entry(struct sp_ole_file *file, uint32_t id, struct raw_entry *entry)
{
	uint16_t name_len = 0;
	uint32_t low = 0, high = 0;

	if (sp_ole_sectors_read(file, &file->directory, (uint64_t)id * ENTRY, entry->bytes,
				ENTRY) != ENTRY)
		return false;
	struct sp_bytes c = sp_bytes_of(entry->bytes + 64, ENTRY - 64);
	sp_bytes_le16(&c, &name_len);
	sp_bytes_u8(&c, &entry->type);
	sp_bytes_skip(&c, 1);
	sp_bytes_le32(&c, &entry->left);
	sp_bytes_le32(&c, &entry->right);
	sp_bytes_le32(&c, &entry->child);
	c = sp_bytes_of(entry->bytes + 116, ENTRY - 116);
	sp_bytes_le32(&c, &entry->start);
	sp_bytes_le32(&c, &low);
	sp_bytes_le32(&c, &high);
	/* Files with sectors of 512 bytes have rubbish in the upper half. */
	entry->size = file->shift > 9 ? (uint64_t)high << 32 | low : low;
	read_name(entry, name_len < 64 ? name_len : 64);
	return true;
}

static enum sp_status add_item(struct sp_ole *ole, uint32_t id, const struct raw_entry *entry)
{
	struct item item = {
		.id = id,
		.child = entry->child,
		.start = entry->start,
		.size = entry->type == TYPE_STREAM ? entry->size : 0,
		.storage = entry->type == TYPE_STORAGE,
	};

	memcpy(item.name, entry->name, sizeof(item.name));
	if (!sp_mem_room(&ole->items, &ole->room, ole->n + 1, sizeof(item)))
		return SP_FATAL;
	ole->items[ole->n++] = item;
	return SP_OK;
}

/* Entries still to be looked at, and those that were seen. */
struct walk {
	uint32_t *todo;
	size_t n, room;
	unsigned char *seen;
	uint64_t entries;
};

static enum sp_status visit(struct sp_ole_file *file, struct walk *walk, uint32_t id)
{
	if (id == NO_ENTRY)
		return SP_OK;
	if (id >= walk->entries || walk->seen[id / 8] & 1 << id % 8) {
		sp_ole_sectors_problem(file, SP_REASON_DAMAGED, "its directory leads nowhere");
		return SP_OK;
	}
	walk->seen[id / 8] = (unsigned char)(walk->seen[id / 8] | 1 << id % 8);
	if (!sp_mem_room(&walk->todo, &walk->room, walk->n + 1, sizeof(*walk->todo)))
		return SP_FATAL;
	walk->todo[walk->n++] = id;
	return SP_OK;
}

static enum sp_status walk_children(struct sp_ole *ole, struct walk *walk)
{
	enum sp_status status = SP_OK;
	struct raw_entry entry;

	while (walk->n && status == SP_OK) {
		uint32_t id = walk->todo[--walk->n];
		if (ole->n == SP_OLE_ENTRIES) {
			sp_ole_sectors_problem(ole->file, SP_REASON_LIMIT_SIZE,
					       "a storage has too many entries");
			break;
		}
		if (!read_entry(ole->file, id, &entry) || !entry.type) {
			sp_ole_sectors_problem(ole->file, SP_REASON_DAMAGED,
					       "its directory cannot be read in full");
			continue;
		}
		if (entry.type == TYPE_STORAGE || entry.type == TYPE_STREAM)
			status = add_item(ole, id, &entry);
		if (status == SP_OK)
			status = visit(ole->file, walk, entry.left);
		if (status == SP_OK)
			status = visit(ole->file, walk, entry.right);
	}
	return status;
}

static int by_id(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

/* Lists the tree of siblings that begins with that entry. */
static enum sp_status list(struct sp_ole *ole, uint32_t child)
{
	struct walk walk = { .entries = ole->file->directory.size / ENTRY };
	enum sp_status status = SP_FATAL;

	walk.seen = sp_mem_zero((size_t)(walk.entries / 8 + 1), 1);
	if (walk.seen)
		status = visit(ole->file, &walk, child);
	if (status == SP_OK)
		status = walk_children(ole, &walk);
	sp_mem_free(walk.seen);
	sp_mem_free(walk.todo);
	if (ole->n)
		qsort(ole->items, ole->n, sizeof(*ole->items), by_id);
	return status;
}

static enum sp_status make(struct sp_ole **out, struct sp_ole_file *file, uint32_t child,
			   unsigned depth)
{
	struct sp_ole *ole = sp_mem_zero(1, sizeof(*ole));

	*out = ole;
	if (!ole)
		return SP_FATAL;
	ole->file = file;
	ole->depth = depth;
	enum sp_status status = list(ole, child);
	if (status != SP_OK) {
		sp_ole_free(ole);
		*out = NULL;
	}
	return status;
}

enum sp_status sp_ole_open(struct sp_ole **out, struct sp_input *in, struct sp_sink *sink)
{
	struct sp_ole_file *file = NULL;
	struct raw_entry root;
	enum sp_status status = sp_ole_sectors_open(&file, in, sink);

	*out = NULL;
	if (status == SP_OK && !read_entry(file, 0, &root)) {
		sp_ole_sectors_problem(file, SP_REASON_DAMAGED, "its directory cannot be read");
		status = SP_FAILED;
	}
	if (status == SP_OK)
		status = sp_ole_sectors_mini(file, root.start, root.size);
	if (status == SP_OK)
		status = make(out, file, root.child, 0);
	if (status != SP_OK) {
		sp_ole_sectors_free(file);
		return status;
	}
	(*out)->root = true;
	return SP_OK;
}

void sp_ole_free(struct sp_ole *ole)
{
	if (!ole)
		return;
	if (ole->root)
		sp_ole_sectors_free(ole->file);
	sp_mem_free(ole->items);
	sp_mem_free(ole);
}

struct sp_sink *sp_ole_sink(const struct sp_ole *ole)
{
	return ole->file->sink;
}

bool sp_ole_damaged(const struct sp_ole *ole)
{
	return ole->file->told;
}

size_t sp_ole_count(const struct sp_ole *ole)
{
	return ole->n;
}

struct sp_ole_entry sp_ole_entry(const struct sp_ole *ole, size_t i)
{
	const struct item *item = &ole->items[i];

	return (struct sp_ole_entry) { item->name, item->size, item->storage, item->done };
}

bool sp_ole_find(const struct sp_ole *ole, const char *name, size_t *i)
{
	for (*i = 0; *i < ole->n; (*i)++)
		if (sp_ascii_equal(ole->items[*i].name, name))
			return true;
	return false;
}

void sp_ole_done(struct sp_ole *ole, size_t i)
{
	ole->items[i].done = true;
}

enum sp_status sp_ole_storage(struct sp_ole *ole, size_t i, struct sp_ole **out)
{
	ole->items[i].done = true;
	*out = NULL;
	if (ole->depth + 1 < SP_OLE_DEPTH)
		return make(out, ole->file, ole->items[i].child, ole->depth + 1);
	sp_ole_sectors_problem(ole->file, SP_REASON_LIMIT_DEPTH,
			       "its storages are nested too deep");
	return SP_FAILED;
}

/* ---- streams ---- */

struct stream {
	struct sp_ole_file *file;
	struct sp_ole_chain chain;
};

static enum sp_status stream_read(void *context, uint64_t offset, void *buf, size_t len,
				  size_t *got, struct sp_error *err)
{
	struct stream *stream = context;

	*got = sp_ole_sectors_read(stream->file, &stream->chain, offset, buf, len);
	if (*got == len)
		return SP_OK;
	*err = *sp_input_error(stream->file->in);
	if (!err->reason)
		sp_error_set(err, SP_REASON_TRUNCATED, "a stream ends before its end");
	return SP_FAILED;
}

static void stream_release(void *context)
{
	struct stream *stream = context;

	sp_ole_chain_release(&stream->chain);
	sp_mem_free(stream);
}

static const struct sp_input_source stream_source = { stream_read, stream_release };

enum sp_status sp_ole_stream(struct sp_ole *ole, size_t i, struct sp_input **out)
{
	struct item *item = &ole->items[i];
	struct stream *stream = sp_mem_zero(1, sizeof(*stream));

	*out = NULL;
	item->done = true;
	if (!stream)
		return SP_FATAL;
	stream->file = ole->file;
	enum sp_status status =
		sp_ole_sectors_chain(ole->file, item->start, item->size, &stream->chain);
	if (status != SP_OK) {
		stream_release(stream);
		return status;
	}
	return sp_input_from(out, &stream_source, stream, stream->chain.size);
}

enum sp_status sp_ole_stream_named(struct sp_ole *ole, const char *name, struct sp_input **out)
{
	size_t i;

	*out = NULL;
	if (!sp_ole_find(ole, name, &i) || ole->items[i].storage)
		return SP_OK;
	return sp_ole_stream(ole, i, out);
}

enum sp_status sp_ole_load(struct sp_ole *ole, size_t i, size_t cap, unsigned char **data,
			   size_t *len)
{
	struct sp_input *in = NULL;
	enum sp_status status = sp_ole_stream(ole, i, &in);

	*data = NULL;
	*len = 0;
	if (status == SP_OK && sp_input_size(in) > cap) {
		sp_ole_sectors_problem(ole->file, SP_REASON_LIMIT_SIZE, "a stream is too large");
		status = SP_FAILED;
	}
	if (status == SP_OK) {
		*data = sp_mem_alloc((size_t)sp_input_size(in) + 1);
		status = *data ? SP_OK : SP_FATAL;
	}
	/* What came before an error is read all the same. */
	if (status == SP_OK && sp_input_read(in, 0, *data, (size_t)sp_input_size(in), len) != SP_OK)
		sp_ole_sectors_problem(ole->file, sp_input_error(in)->reason,
				       sp_input_error(in)->text);
	sp_input_free(in);
	return status;
}

/* ---- a storage as a file ---- */

struct rerooted {
	struct sp_input *in;
	uint64_t at; /* of the root's entry */
	unsigned char entry[ENTRY];
};

static enum sp_status rerooted_read(void *context, uint64_t offset, void *buf, size_t len,
				    size_t *got, struct sp_error *err)
{
	const struct rerooted *r = context;
	enum sp_status status = sp_input_read(r->in, offset, buf, len, got);

	if (status != SP_OK)
		*err = *sp_input_error(r->in);
	for (size_t i = 0; i < ENTRY; i++)
		if (r->at + i >= offset && r->at + i - offset < *got)
			((unsigned char *)buf)[r->at + i - offset] = r->entry[i];
	return status;
}

static const struct sp_input_source rerooted_source = { rerooted_read, sp_mem_free };

enum sp_status sp_ole_child(struct sp_ole *ole, size_t i, const char *name)
{
	enum { CLASS = 80, CHILD = 76 };
	struct sp_ole_file *file = ole->file;
	struct rerooted *r = sp_mem_zero(1, sizeof(*r));
	struct raw_entry root, own;
	struct sp_input *in = NULL;

	ole->items[i].done = true;
	if (!r)
		return SP_FATAL;
	if (!read_entry(file, 0, &root) || !read_entry(file, ole->items[i].id, &own)) {
		sp_mem_free(r);
		return SP_OK;
	}
	memcpy(root.bytes + CHILD, own.bytes + CHILD, 4);
	memcpy(root.bytes + CLASS, own.bytes + CLASS, 16);
	r->in = file->in;
	r->at = sp_ole_sectors_offset(file, file->directory.extents[0].sector);
	memcpy(r->entry, root.bytes, ENTRY);
	enum sp_status status = sp_input_from(&in, &rerooted_source, r, sp_input_size(file->in));
	return status == SP_OK ? sp_sink_child(file->sink, name, in) : status;
}
