/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rewrite_zip.c - a ZIP file without some members (PKWARE APPNOTE 6.3).
 *
 * Local headers, data and descriptors of the others are copied as they are,
 * and their records of the central directory with new offsets. Zip64, split
 * archives, names that are not stored as the inventory has them, and members
 * that share bytes are refused.
 */
#include "subject/rewrite.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define END_SIZE 22
#define RECORD_SIZE 46
#define COMMENT_MOST 65535
#define DIRECTORY_MOST (64u * 1024 * 1024)

struct entry {
	size_t record, record_len; /* in the directory */
	const char *name;
	size_t name_len;
	uint32_t offset;
	uint64_t end; /* where the next member begins */
	bool gone;
};

struct zip {
	unsigned char *end; /* the end record, with its comment */
	size_t end_len;
	unsigned char *directory;
	uint32_t directory_at, directory_len;
	uint16_t count;
	struct entry *entries;
	size_t n;
};

static enum sp_status refuse(struct sp_error *err, const char *why)
{
	sp_error_set(err, SP_REASON_UNSUPPORTED, "zip: %s", why);
	return SP_FAILED;
}

static void put_le(unsigned char *to, uint32_t n, int bytes)
{
	for (int i = 0; i < bytes; i++, n >>= 8)
		to[i] = (unsigned char)n;
}

/* The end record: its comment must end with the file. */
static enum sp_status read_end(struct zip *zip, int in, uint64_t size, struct sp_error *err)
{
	size_t len = size < END_SIZE + COMMENT_MOST ? (size_t)size : END_SIZE + COMMENT_MOST;
	unsigned char *tail = sp_mem_alloc(len + 1);
	enum sp_status status = tail ? sp_read_exactly(in, size - len, tail, len, err) : SP_FATAL;
	size_t at = len;

	for (at = len < END_SIZE ? 0 : len - END_SIZE + 1; status == SP_OK && at-- > 0;)
		if (memcmp(tail + at, "PK\5\6", 4) == 0 &&
		    (size_t)(tail[at + 20] | tail[at + 21] << 8) == len - at - END_SIZE)
			break;
	if (status == SP_OK && at == (size_t)-1)
		status = refuse(err, "it has no end record where it should be");
	if (status == SP_OK) {
		zip->end_len = len - at;
		memmove(tail, tail + at, zip->end_len);
		zip->end = tail;
		return SP_OK;
	}
	sp_mem_free(tail);
	return status;
}

static enum sp_status read_directory(struct zip *zip, int in, uint64_t size, struct sp_error *err)
{
	struct sp_bytes c = sp_bytes_of(zip->end + 4, END_SIZE - 4);
	uint16_t disk, start, here;

	if (!sp_bytes_le16(&c, &disk) || !sp_bytes_le16(&c, &start) || !sp_bytes_le16(&c, &here) ||
	    !sp_bytes_le16(&c, &zip->count) || !sp_bytes_le32(&c, &zip->directory_len) ||
	    !sp_bytes_le32(&c, &zip->directory_at))
		return refuse(err, "its end record is damaged");
	if (disk || start || here != zip->count)
		return refuse(err, "it is split over several files");
	if (zip->count == 0xFFFF || zip->directory_at == 0xFFFFFFFF ||
	    zip->directory_len == 0xFFFFFFFF)
		return refuse(err, "it is of the large kind (zip64)");
	if ((uint64_t)zip->directory_at + zip->directory_len + zip->end_len != size ||
	    zip->directory_len > DIRECTORY_MOST)
		return refuse(err, "its directory is not where it should be");
	zip->directory = sp_mem_alloc(zip->directory_len + 1);
	if (!zip->directory)
		return SP_FATAL;
	return sp_read_exactly(in, zip->directory_at, zip->directory, zip->directory_len, err);
}

static enum sp_status read_entries(struct zip *zip, struct sp_error *err)
{
	size_t at = 0;

	zip->entries = sp_mem_zero((size_t)zip->count + 1, sizeof(*zip->entries));
	if (!zip->entries)
		return SP_FATAL;
	for (; zip->n < zip->count; zip->n++) {
		const unsigned char *r = zip->directory + at;
		struct entry *entry = &zip->entries[zip->n];
		if (zip->directory_len - at < RECORD_SIZE || memcmp(r, "PK\1\2", 4) != 0)
			return refuse(err, "its directory is damaged");
		size_t name = (size_t)(r[28] | r[29] << 8);
		size_t len = RECORD_SIZE + name + (size_t)(r[30] | r[31] << 8) +
			     (size_t)(r[32] | r[33] << 8);
		if (zip->directory_len - at < len)
			return refuse(err, "its directory is cut short");
		*entry = (struct entry) {
			.record = at,
			.record_len = len,
			.name = (const char *)r + RECORD_SIZE,
			.name_len = name,
			.offset = (uint32_t)r[42] | (uint32_t)r[43] << 8 | (uint32_t)r[44] << 16 |
				  (uint32_t)r[45] << 24,
		};
		at += len;
	}
	return at == zip->directory_len ? SP_OK : refuse(err, "its directory holds something else");
}

static int by_offset(const void *a, const void *b)
{
	const struct entry *x = *(const struct entry *const *)a,
			   *y = *(const struct entry *const *)b;

	return (x->offset > y->offset) - (x->offset < y->offset);
}

/* Where each member ends: where the next begins, or the directory. */
static enum sp_status find_ends(const struct zip *zip, struct entry **order, int in,
				struct sp_error *err)
{
	char head[4];

	for (size_t i = 0; i < zip->n; i++)
		order[i] = &zip->entries[i];
	qsort(order, zip->n, sizeof(struct entry *), by_offset);
	for (size_t i = 0; i < zip->n; i++) {
		order[i]->end = i + 1 < zip->n ? order[i + 1]->offset : zip->directory_at;
		if (order[i]->end <= order[i]->offset)
			return refuse(err, "two of its members share bytes");
		if (sp_read_exactly(in, order[i]->offset, head, 4, err) != SP_OK)
			return SP_FAILED;
		if (memcmp(head, "PK\3\4", 4) != 0)
			return refuse(err, "a member is not where the directory says");
	}
	return SP_OK;
}

static enum sp_status mark_gone(struct zip *zip, const char *const *names, size_t n,
				struct sp_error *err)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(names[i]), found = 0;
		for (size_t j = 0; j < zip->n; j++) {
			struct entry *entry = &zip->entries[j];
			if (entry->name_len != len || memcmp(entry->name, names[i], len) != 0)
				continue;
			found++;
			entry->gone = true;
		}
		if (found != 1)
			return refuse(err, found ? "a member's name stands in it twice"
						 : "a member's name is stored in other letters");
	}
	return SP_OK;
}

/* The directory without what is gone, with new offsets; returns its length. */
static size_t shrink_directory(struct zip *zip, struct entry *const *order, uint64_t *shift)
{
	size_t at = 0;

	*shift = 0;
	for (size_t i = 0; i < zip->n; i++) {
		if (order[i]->gone)
			*shift += order[i]->end - order[i]->offset;
		else
			put_le(zip->directory + order[i]->record + 42,
			       order[i]->offset - (uint32_t)*shift, 4);
	}
	for (size_t i = 0; i < zip->n; i++) {
		const struct entry *entry = &zip->entries[i];
		if (entry->gone)
			continue;
		memmove(zip->directory + at, zip->directory + entry->record, entry->record_len);
		at += entry->record_len;
	}
	return at;
}

static enum sp_status write_zip(struct zip *zip, struct entry *const *order, int in, int out,
				struct sp_error *err)
{
	struct sp_ranges ranges = { .n = 0 };
	uint64_t shift, first = zip->n ? order[0]->offset : zip->directory_at;
	uint16_t left = 0;
	bool memory = sp_ranges_add(&ranges, 0, first);

	for (size_t i = 0; i < zip->n && memory; i++) {
		left = (uint16_t)(left + !order[i]->gone);
		if (!order[i]->gone)
			memory = sp_ranges_add(&ranges, order[i]->offset, order[i]->end);
	}
	enum sp_status status = memory ? sp_ranges_copy(&ranges, in, out, err) : SP_FATAL;
	sp_ranges_release(&ranges);
	if (status != SP_OK)
		return status;
	size_t len = shrink_directory(zip, order, &shift);
	put_le(zip->end + 8, left, 2);
	put_le(zip->end + 10, left, 2);
	put_le(zip->end + 12, (uint32_t)len, 4);
	put_le(zip->end + 16, zip->directory_at - (uint32_t)shift, 4);
	status = sp_write_exactly(out, zip->directory, len, err);
	return status == SP_OK ? sp_write_exactly(out, zip->end, zip->end_len, err) : status;
}

static enum sp_status rewrite_zip(int in, uint64_t size, int out, const char *const *names,
				  size_t n, struct sp_error *err)
{
	struct zip zip = { .n = 0 };
	struct entry **order = NULL;
	enum sp_status status = read_end(&zip, in, size, err);

	if (status == SP_OK)
		status = read_directory(&zip, in, size, err);
	if (status == SP_OK)
		status = read_entries(&zip, err);
	if (status == SP_OK)
		status = mark_gone(&zip, names, n, err);
	if (status == SP_OK && !(order = sp_mem_zero(zip.n + 1, sizeof(struct entry *))))
		status = SP_FATAL;
	if (status == SP_OK)
		status = find_ends(&zip, order, in, err);
	if (status == SP_OK)
		status = write_zip(&zip, order, in, out, err);
	sp_mem_free(order);
	sp_mem_free(zip.entries);
	sp_mem_free(zip.directory);
	sp_mem_free(zip.end);
	return status;
}

const struct sp_rewriter sp_rewriter_zip = { "zip", rewrite_zip };
