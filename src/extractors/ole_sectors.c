/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ole_sectors.c - see ole_sectors.h. [MS-CFB] sections 2.1 to 2.5. */
#include "extractors/ole_sectors.h"

#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"

#define HEADER 512
#define IN_HEADER 109 /* sectors of the table that the header itself names */
#define LAST_SECTOR 0xFFFFFFFAu

static const unsigned char magic[8] = { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 };

void sp_ole_sectors_problem(struct sp_ole_file *file, enum sp_reason reason, const char *detail)
{
	if (!file->told)
		sp_sink_problem(file->sink, reason, detail);
	file->told = true;
}

uint64_t sp_ole_sectors_offset(const struct sp_ole_file *file, uint32_t sector)
{
	return ((uint64_t)sector + 1) << file->shift;
}

/* ---- chains ---- */

void sp_ole_chain_release(struct sp_ole_chain *chain)
{
	sp_mem_free(chain->extents);
	*chain = (struct sp_ole_chain) { 0 };
}

static enum sp_status add_sector(struct sp_ole_chain *chain, uint64_t at, uint32_t sector)
{
	struct sp_ole_extent *last = chain->n ? &chain->extents[chain->n - 1] : NULL;

	if (last && sector == last->sector + last->count) {
		last->count++;
		return SP_OK;
	}
	if (!sp_mem_room(&chain->extents, &chain->room, chain->n + 1, sizeof(*chain->extents)))
		return SP_FATAL;
	chain->extents[chain->n++] = (struct sp_ole_extent) { at, sector, 1 };
	return SP_OK;
}

/*
 * Follows a chain for at most `most` sectors. The place where it was at the
 * last power of two tells when it comes round again (Brent). *n: sectors.
 */
static enum sp_status follow(const uint32_t *table, size_t entries, uint64_t sectors,
			     uint32_t start, uint64_t most, struct sp_ole_chain *chain, uint64_t *n)
{
	uint32_t sector = start, mark = start;
	uint64_t next_mark = 1;

	for (*n = 0; *n < most && sector < LAST_SECTOR; ++*n) {
		if (sector >= sectors || (*n && sector == mark))
			break;
		if (*n == next_mark) {
			mark = sector;
			next_mark *= 2;
		}
		if (add_sector(chain, *n, sector) != SP_OK)
			return SP_FATAL;
		/* A table that is missing: the stream is taken to lie in one piece. */
		sector = sector < entries ? table[sector] : LAST_SECTOR;
	}
	return SP_OK;
}

enum sp_status sp_ole_sectors_chain(struct sp_ole_file *file, uint32_t start, uint64_t size,
				    struct sp_ole_chain *chain)
{
	uint64_t n = 0, sectors = file->n_sectors;
	enum sp_status status;

	*chain = (struct sp_ole_chain) { .mini = size < file->cutoff };
	if (!size)
		return SP_OK;
	unsigned shift = chain->mini ? file->mini_shift : file->shift;
	uint64_t want = (size >> shift) + ((size & ((UINT64_C(1) << shift) - 1)) != 0);
	if (chain->mini) {
		sectors = (file->mini_stream.size + (UINT64_C(1) << shift) - 1) >> shift;
		status = follow(file->mini_fat, file->n_mini_fat, sectors, start, want, chain, &n);
	} else {
		status = follow(file->fat, file->n_fat, sectors, start, want, chain, &n);
	}
	chain->size = n << shift < size ? n << shift : size;
	if (status == SP_OK && n < want)
		sp_ole_sectors_problem(file, SP_REASON_DAMAGED, "a stream is shorter than it says");
	return status;
}

/* The extent that a sector of the chain lies in. */
static const struct sp_ole_extent *extent_of(const struct sp_ole_chain *chain, uint64_t sector)
{
	size_t low = 0, high = chain->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (chain->extents[mid].from <= sector)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? &chain->extents[low - 1] : NULL;
}

static size_t read_at(struct sp_ole_file *file, bool mini, uint64_t offset, void *buf, size_t len)
{
	size_t got = 0;

	if (mini)
		return sp_ole_sectors_read(file, &file->mini_stream, offset, buf, len);
	(void)!sp_input_read(file->in, offset, buf, len, &got);
	return got;
}

/* At most once within itself: small sectors lie in a chain of large ones. */
size_t sp_ole_sectors_read(struct sp_ole_file *file, const struct sp_ole_chain *chain,
			   uint64_t offset, void *buf, size_t len)
{
	unsigned shift = chain->mini ? file->mini_shift : file->shift;
	size_t got = 0;

	while (got < len && offset < chain->size) {
		const struct sp_ole_extent *extent = extent_of(chain, offset >> shift);
		if (!extent)
			break;
		uint64_t within = offset - (extent->from << shift);
		uint64_t rest = ((uint64_t)extent->count << shift) - within;
		uint64_t base = chain->mini ? (uint64_t)extent->sector << shift
					    : sp_ole_sectors_offset(file, extent->sector);
		if (rest > chain->size - offset)
			rest = chain->size - offset;
		size_t want = len - got < rest ? len - got : (size_t)rest;
		size_t n = read_at(file, chain->mini, base + within, (char *)buf + got, want);
		got += n;
		offset += n;
		if (n < want)
			break;
	}
	return got;
}

/* ---- tables ---- */

static void decode(uint32_t *to, const unsigned char *from, size_t n)
{
	struct sp_bytes c = sp_bytes_of(from, n * 4);

	for (size_t i = 0; i < n; i++)
		sp_bytes_le32(&c, &to[i]);
}

/* A sector of numbers; those that the file does not have are as of free sectors. */
static bool read_numbers(struct sp_ole_file *file, uint32_t sector, uint32_t *to)
{
	unsigned char block[4096];
	size_t size = (size_t)1 << file->shift, got = 0;

	memset(block, 0xFF, sizeof(block));
	if (sector < file->n_sectors)
		(void)!sp_input_read(file->in, sp_ole_sectors_offset(file, sector), block, size,
				     &got);
	decode(to, block, size / 4);
	return got == size;
}

/* Adds what a sector of the table says. */
static enum sp_status add_to_fat(struct sp_ole_file *file, size_t *room, uint32_t sector)
{
	size_t n = ((size_t)1 << file->shift) / 4;

	if (!sp_mem_room(&file->fat, room, file->n_fat + n, sizeof(*file->fat)))
		return SP_FATAL;
	if (!read_numbers(file, sector, file->fat + file->n_fat))
		sp_ole_sectors_problem(file, SP_REASON_TRUNCATED,
				       "its allocation table is cut short");
	file->n_fat += n;
	return SP_OK;
}

/* No table is longer than one that names each sector. */
static bool fat_is_full(const struct sp_ole_file *file)
{
	return file->n_fat >= file->n_sectors + 1024;
}

static enum sp_status read_fat(struct sp_ole_file *file, const unsigned char *header)
{
	uint32_t named[IN_HEADER], more[1024], next, n_more;
	struct sp_bytes c = sp_bytes_of(header + 68, 8);
	size_t room = 0, per = ((size_t)1 << file->shift) / 4;

	sp_bytes_le32(&c, &next);
	sp_bytes_le32(&c, &n_more);
	decode(named, header + 76, IN_HEADER);
	for (size_t i = 0; i < IN_HEADER && named[i] < LAST_SECTOR && !fat_is_full(file); i++)
		if (add_to_fat(file, &room, named[i]) != SP_OK)
			return SP_FATAL;
	/* There is no more of it than there are sectors, whatever the header says. */
	if (n_more > file->n_sectors)
		n_more = (uint32_t)file->n_sectors;
	for (uint32_t k = 0; k < n_more && next < LAST_SECTOR && !fat_is_full(file); k++) {
		if (!read_numbers(file, next, more)) {
			sp_ole_sectors_problem(file, SP_REASON_TRUNCATED,
					       "its allocation table is cut short");
			break;
		}
		for (size_t i = 0; i + 1 < per && more[i] < LAST_SECTOR && !fat_is_full(file); i++)
			if (add_to_fat(file, &room, more[i]) != SP_OK)
				return SP_FATAL;
		next = more[per - 1];
	}
	return SP_OK;
}

static enum sp_status read_header(struct sp_ole_file *file, unsigned char header[HEADER])
{
	size_t got = 0;
	uint16_t shift = 0, mini = 0;

	if (sp_input_read(file->in, 0, header, HEADER, &got) != SP_OK || got < HEADER ||
	    memcmp(header, magic, sizeof(magic)) != 0) {
		sp_ole_sectors_problem(file, got < HEADER ? SP_REASON_TRUNCATED : SP_REASON_DAMAGED,
				       "its header is not whole");
		return SP_FAILED;
	}
	struct sp_bytes c = sp_bytes_of(header + 30, 4);
	sp_bytes_le16(&c, &shift);
	sp_bytes_le16(&c, &mini);
	if (shift < 7 || shift > 12 || mini < 3 || mini >= shift) {
		sp_ole_sectors_problem(file, SP_REASON_DAMAGED, "its header makes no sense");
		return SP_FAILED;
	}
	c = sp_bytes_of(header + 56, 8);
	sp_bytes_le32(&c, &file->cutoff);
	sp_bytes_le32(&c, &file->mini_start);
	file->shift = shift;
	file->mini_shift = mini;
	uint64_t size = sp_input_size(file->in), sector = UINT64_C(1) << shift;
	file->n_sectors = size > sector ? (size - 1) / sector : 0;
	return SP_OK;
}

static enum sp_status read_tables(struct sp_ole_file *file)
{
	unsigned char header[HEADER];
	uint32_t start = 0;
	uint64_t n = 0;
	enum sp_status status = read_header(file, header);

	if (status == SP_OK)
		status = read_fat(file, header);
	if (status != SP_OK)
		return status;
	struct sp_bytes c = sp_bytes_of(header + 48, 4);
	sp_bytes_le32(&c, &start);
	status = follow(file->fat, file->n_fat, file->n_sectors, start, file->n_sectors,
			&file->directory, &n);
	file->directory.size = n << file->shift;
	if (status == SP_OK && !n) {
		sp_ole_sectors_problem(file, SP_REASON_DAMAGED, "it has no directory");
		status = SP_FAILED;
	}
	return status;
}

enum sp_status sp_ole_sectors_open(struct sp_ole_file **out, struct sp_input *in,
				   struct sp_sink *sink)
{
	struct sp_ole_file *file = sp_mem_zero(1, sizeof(*file));
	enum sp_status status = SP_FATAL;

	*out = NULL;
	if (!file)
		return SP_FATAL;
	file->in = in;
	file->sink = sink;
	status = read_tables(file);
	if (status == SP_OK)
		*out = file;
	else
		sp_ole_sectors_free(file);
	return status;
}

enum sp_status sp_ole_sectors_mini(struct sp_ole_file *file, uint32_t start, uint64_t size)
{
	struct sp_ole_chain table = { 0 };
	uint32_t cutoff = file->cutoff;
	uint64_t n = 0;

	/* Itself it lies in large ones, whatever its size. */
	file->cutoff = 0;
	enum sp_status status = sp_ole_sectors_chain(file, start, size, &file->mini_stream);
	file->cutoff = cutoff;
	size_t per = ((size_t)1 << file->shift) / 4;
	/* No table is longer than what it speaks of. */
	if (status == SP_OK && size)
		status = follow(file->fat, file->n_fat, file->n_sectors, file->mini_start,
				(file->mini_stream.size >> file->mini_shift) / per + 1, &table, &n);
	if (status == SP_OK && n) {
		file->mini_fat = sp_mem_zero((size_t)n * per, sizeof(*file->mini_fat));
		status = file->mini_fat ? SP_OK : SP_FATAL;
	}
	for (size_t i = 0; i < table.n && status == SP_OK; i++) {
		for (uint32_t k = 0; k < table.extents[i].count; k++) {
			(void)!read_numbers(file, table.extents[i].sector + k,
					    file->mini_fat + file->n_mini_fat);
			file->n_mini_fat += per;
		}
	}
	sp_ole_chain_release(&table);
	return status;
}

void sp_ole_sectors_free(struct sp_ole_file *file)
{
	if (!file)
		return;
	sp_ole_chain_release(&file->directory);
	sp_ole_chain_release(&file->mini_stream);
	sp_mem_free(file->fat);
	sp_mem_free(file->mini_fat);
	sp_mem_free(file);
}
