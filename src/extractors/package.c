/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * package.c - see package.h. PKWARE APPNOTE 6.3.9 with the two methods that
 * document packages may use, stored and deflated (RFC 1951, by zlib).
 *
 * Parts are found by the central directory. Where that is missing or breaks
 * off, the local headers are looked for one after another instead, and the
 * document is told to be damaged.
 */
#include "extractors/package.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ZLIB_CONST
#include <zlib.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "extractors/zipdir.h"

#define MAX_PARTS 100000
#define MAX_PROBLEMS 50
#define IN_SIZE (32 * 1024)
#define OUT_SIZE (64 * 1024)
#define NAMES_SIZE (8 * 1024)

struct sp_inflater {
	z_stream stream;
	bool ready;
	unsigned problems;
	unsigned char in[IN_SIZE];
	unsigned char out[OUT_SIZE];
	unsigned char names[NAMES_SIZE];
};

/* Takes what a part unpacks to, piece by piece. */
struct receiver {
	enum sp_status (*take)(void *context, const void *data, size_t len);
	bool (*enough)(const void *context); /* no more is wanted; may be NULL */
	void *context;
	bool spend; /* the sink does not count these bytes by itself */
};

void sp_package_problem(struct sp_package *package, enum sp_reason reason, const char *detail)
{
	package->partial = true;
	if (!package->inflater || package->inflater->problems++ < MAX_PROBLEMS)
		sp_sink_problem(package->out, reason, detail);
}

/* ---- directory ---- */

static int compare_names(const char *a, const char *b)
{
	for (; *a && sp_to_lower(*a) == sp_to_lower(*b); a++, b++)
		;
	return (unsigned char)sp_to_lower(*a) - (unsigned char)sp_to_lower(*b);
}

/* Of several parts with a name the last comes last. */
static int compare_parts(const void *a, const void *b, void *parts)
{
	size_t i = *(const size_t *)a, k = *(const size_t *)b;
	const struct sp_part *part = parts;
	int order = compare_names(part[i].name, part[k].name);

	return order ? order : (i > k) - (i < k);
}

static enum sp_status sort_names(struct sp_package *package)
{
	package->by_name = sp_mem_zero(package->n, sizeof(*package->by_name));
	if (!package->by_name)
		return SP_FATAL;
	for (size_t i = 0; i < package->n; i++)
		package->by_name[i] = i;
	qsort_r(package->by_name, package->n, sizeof(*package->by_name), compare_parts,
		package->parts);
	return SP_OK;
}

struct sp_part *sp_package_find(struct sp_package *package, const char *name)
{
	size_t low = 0, high = package->n;

	while (*name == '/')
		name++;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (compare_names(package->parts[package->by_name[mid]].name, name) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (!low)
		return NULL;
	struct sp_part *part = &package->parts[package->by_name[low - 1]];
	return compare_names(part->name, name) == 0 ? part : NULL;
}

static enum sp_status add_part(struct sp_package *package, const struct sp_zip_entry *entry,
			       bool sized)
{
	struct sp_part part = {
		.offset = entry->offset,
		.packed = entry->packed,
		.size = entry->size,
		.crc = entry->crc,
		.method = entry->method,
		.flags = entry->flags,
		.sized = sized,
	};
	char *name, *stored;

	/* Folders have entries of their own and hold nothing. */
	if (entry->name_len && entry->name[entry->name_len - 1] == '/' && !entry->size)
		return SP_OK;
	stored = sp_arena_copy(&package->names, entry->name, entry->name_len);
	name = stored ? sp_arena_copy(&package->names, entry->name, entry->name_len) : NULL;
	if (!name || !sp_mem_room(&package->parts, &package->room, package->n + 1, sizeof(part)))
		return SP_FATAL;
	for (char *p = name; *p; p++)
		if (*p == '\\')
			*p = '/';
	while (*name == '/')
		name++;
	part.name = name;
	part.stored = stored;
	package->parts[package->n++] = part;
	return SP_OK;
}

static enum sp_status read_directory(struct sp_package *package, bool *whole)
{
	struct sp_zipdir dir;
	struct sp_zip_entry entry;
	enum sp_status status = SP_OK;

	*whole = false;
	if (!sp_zipdir_open(&dir, package->in, package->inflater->names,
			    sizeof(package->inflater->names)))
		return SP_OK;
	while (status == SP_OK && package->n < MAX_PARTS && sp_zipdir_next(&dir, &entry))
		status = add_part(package, &entry, true);
	if (package->n == MAX_PARTS)
		sp_package_problem(package, SP_REASON_LIMIT_SIZE, "it has too many parts");
	*whole = !dir.damaged && package->n > 0;
	return status;
}

/* Goes from local header to local header. */
static enum sp_status read_headers(struct sp_package *package)
{
	struct sp_zip_entry entry;
	enum sp_status status = SP_OK;
	uint64_t at = 0, data, next;

	package->n = 0;
	while (status == SP_OK && package->n < MAX_PARTS &&
	       sp_zip_local_find(package->in, at, &at)) {
		if (!sp_zip_local(package->in, at, package->inflater->names,
				  sizeof(package->inflater->names), &entry, &data)) {
			at++;
			continue;
		}
		bool sized = entry.packed != 0 || !(entry.flags & SP_ZIP_FLAG_DESCRIPTOR);
		if (!sized) {
			if (!sp_zip_local_find(package->in, data, &next))
				next = sp_input_size(package->in);
			entry.packed = next > data ? next - data : 0;
		}
		if (__builtin_add_overflow(data, entry.packed, &at))
			at = UINT64_MAX;
		status = add_part(package, &entry, sized);
	}
	return status;
}

enum sp_status sp_package_open(struct sp_package *package, struct sp_input *in, struct sp_sink *out,
			       const struct sp_sax_space *spaces)
{
	enum sp_status status = SP_OK;
	bool whole = false;

	*package = (struct sp_package) { .in = in, .out = out };
	package->inflater = sp_mem_alloc(sizeof(*package->inflater));
	if (!package->inflater)
		return SP_FATAL;
	package->inflater->ready = false;
	package->inflater->problems = 0;
	status = sp_sax_new(&package->sax, spaces);
	if (status == SP_OK)
		status = read_directory(package, &whole);
	if (status == SP_OK && !whole && !sp_input_error(in)->reason) {
		sp_package_problem(package, SP_REASON_DAMAGED,
				   "its directory of parts is missing or broken");
		status = read_headers(package);
	}
	if (status == SP_OK && package->n)
		return sort_names(package);
	if (status == SP_OK) {
		sp_sink_input_problem(out, in);
		status = SP_FAILED;
	}
	return status;
}

void sp_package_release(struct sp_package *package)
{
	struct sp_inflater *inflater = package->inflater;

	if (inflater && inflater->ready)
		inflateEnd(&inflater->stream);
	if (inflater)
		sp_mem_wipe(inflater, sizeof(*inflater));
	sp_mem_free(inflater);
	sp_sax_free(package->sax);
	sp_mem_free(package->parts);
	sp_mem_free(package->by_name);
	sp_arena_release(&package->names);
}

bool sp_part_is_xml(const struct sp_part *part)
{
	static const char *const ends[] = { ".xml",   ".rels", ".vml",	".rdf",
					    ".fdseq", ".fdoc", ".fpage" };
	size_t len = strlen(part->name);

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t n = strlen(ends[i]);
		if (len >= n && sp_ascii_equal(part->name + len - n, ends[i]))
			return true;
	}
	return false;
}

/* ---- unpacking ---- */

/* zlib sets what it reads: 40 KB a document need not be zeroed before. */
static void *zlib_alloc(void *opaque, uInt count, uInt size)
{
	size_t bytes;

	(void)opaque;
	return __builtin_mul_overflow((size_t)count, size, &bytes) ? NULL : sp_mem_alloc(bytes);
}

static void zlib_free(void *opaque, void *p)
{
	(void)opaque;
	sp_mem_free(p);
}

static enum sp_status start_inflater(struct sp_inflater *inflater)
{
	if (inflater->ready)
		return inflateReset(&inflater->stream) == Z_OK ? SP_OK : SP_FATAL;
	inflater->stream = (z_stream) { .zalloc = zlib_alloc, .zfree = zlib_free };
	if (inflateInit2(&inflater->stream, -MAX_WBITS) != Z_OK)
		return SP_FATAL;
	inflater->ready = true;
	return SP_OK;
}

/* Where a part's data stand in the input. */
struct extent {
	uint64_t at, left;
	bool cut; /* they should go on beyond the end of the input */
};

static bool find_data(struct sp_package *package, const struct sp_part *part, struct extent *data)
{
	struct sp_zip_entry local;
	uint64_t size = sp_input_size(package->in);

	if (!sp_zip_local(package->in, part->offset, package->inflater->names,
			  sizeof(package->inflater->names), &local, &data->at) ||
	    data->at > size)
		return false;
	data->cut = part->packed > size - data->at;
	data->left = data->cut ? size - data->at : part->packed;
	return true;
}

/* The next piece of a part's data; *len is 0 at the end. */
static enum sp_status next_input(struct sp_package *package, struct extent *data,
				 const unsigned char **piece, size_t *len, struct sp_error *err)
{
	unsigned char *in = package->inflater->in;
	size_t want = data->left < IN_SIZE ? (size_t)data->left : IN_SIZE, all;
	const unsigned char *memory = sp_input_data(package->in, &all);

	if (memory) {
		*piece = memory + data->at;
		*len = want;
	} else {
		*piece = in;
		if (sp_input_read(package->in, data->at, in, want, len) != SP_OK) {
			*err = *sp_input_error(package->in);
			data->left = 0;
			return SP_OK;
		}
	}
	data->at += *len;
	data->left -= *len;
	return SP_OK;
}

static enum sp_status deliver(struct sp_package *package, const struct receiver *to,
			      const unsigned char *data, size_t len)
{
	enum sp_status status = SP_OK;

	if (to->spend)
		status = sp_sink_spend(package->out, len);
	return status == SP_OK && len ? to->take(to->context, data, len) : status;
}

static bool is_enough(const struct receiver *to)
{
	return to->enough && to->enough(to->context);
}

static enum sp_status copy_stored(struct sp_package *package, struct extent *data,
				  const struct receiver *to, uint32_t *crc, struct sp_error *err)
{
	enum sp_status status = SP_OK;

	while (status == SP_OK && data->left && !is_enough(to)) {
		const unsigned char *piece;
		size_t len = 0;
		status = next_input(package, data, &piece, &len, err);
		if (status != SP_OK || !len)
			break;
		*crc = (uint32_t)crc32(*crc, piece, (uInt)len);
		status = deliver(package, to, piece, len);
	}
	if (!err->reason && data->cut)
		sp_error_set(err, SP_REASON_TRUNCATED, "a part is cut short");
	return status;
}

static enum sp_status inflate_data(struct sp_package *package, struct extent *data,
				   const struct receiver *to, uint32_t *crc, struct sp_error *err)
{
	struct sp_inflater *inflater = package->inflater;
	z_stream *z = &inflater->stream;
	enum sp_status status = start_inflater(inflater);
	int state = Z_OK;

	z->avail_in = 0;
	while (status == SP_OK && state == Z_OK && !is_enough(to)) {
		if (!z->avail_in) {
			const unsigned char *piece = NULL;
			size_t len = 0;
			status = next_input(package, data, &piece, &len, err);
			z->next_in = piece;
			z->avail_in = (uInt)len;
		}
		z->next_out = inflater->out;
		z->avail_out = OUT_SIZE;
		state = inflate(z, Z_NO_FLUSH);
		size_t len = OUT_SIZE - z->avail_out;
		*crc = (uint32_t)crc32(*crc, inflater->out, (uInt)len);
		if (status == SP_OK)
			status = deliver(package, to, inflater->out, len);
	}
	if (status != SP_OK || state == Z_STREAM_END || err->reason || is_enough(to))
		return status;
	if (state == Z_MEM_ERROR)
		return SP_FATAL;
	if (state == Z_BUF_ERROR && data->cut)
		sp_error_set(err, SP_REASON_TRUNCATED, "a part is cut short");
	else
		sp_error_set(err, SP_REASON_DAMAGED, "the compressed data of a part are broken");
	return SP_OK;
}

/* What speaks against unpacking a part at all. */
static bool is_readable(const struct sp_part *part, struct sp_error *err)
{
	if (part->encrypted || part->flags & SP_ZIP_FLAG_ENCRYPTED)
		sp_error_set(err, SP_REASON_ENCRYPTED, "it needs a password");
	else if (part->method != SP_ZIP_STORED && part->method != SP_ZIP_DEFLATED)
		sp_error_set(err, SP_REASON_UNSUPPORTED, "compression method %u", part->method);
	else
		return true;
	return false;
}

/* err tells what was wrong with the part; the status is that of the receiver. */
static enum sp_status unpack(struct sp_package *package, const struct sp_part *part,
			     const struct receiver *to, struct sp_error *err)
{
	uint32_t crc = (uint32_t)crc32(0, NULL, 0);
	enum sp_status status;
	struct extent data;

	if (!is_readable(part, err))
		return SP_OK;
	if (!find_data(package, part, &data)) {
		sp_error_set(err, SP_REASON_DAMAGED, "a part is not where it should be");
		return SP_OK;
	}
	if (part->method == SP_ZIP_STORED)
		status = copy_stored(package, &data, to, &crc, err);
	else
		status = inflate_data(package, &data, to, &crc, err);
	if (status == SP_OK && !err->reason && part->sized && crc != part->crc && !is_enough(to))
		sp_error_set(err, SP_REASON_DAMAGED, "the checksum of a part does not fit");
	return status;
}

/* ---- what parts are unpacked for ---- */

static enum sp_status take_xml(void *context, const void *data, size_t len)
{
	return sp_sax_feed(context, data, len);
}

static bool enough_xml(const void *context)
{
	return sp_sax_ended(context);
}

/* Tells what is wrong with a part, encrypted ones together at the end. */
static void tell_part(struct sp_package *package, const struct sp_error *err)
{
	if (err->reason == SP_REASON_ENCRYPTED)
		package->encrypted_parts++;
	else if (err->reason)
		sp_package_problem(package, err->reason, err->text);
}

enum sp_status sp_package_parse(struct sp_package *package, struct sp_part *part,
				const struct sp_sax_events *events, void *context)
{
	struct sp_error err = { 0 }, markup = { 0 };
	const struct receiver to = { take_xml, enough_xml, package->sax, true };
	enum sp_status status;

	part->done = true;
	if (!is_readable(part, &err)) {
		tell_part(package, &err);
		return SP_OK;
	}
	sp_sax_begin(package->sax, events, context);
	status = unpack(package, part, &to, &err);
	bool whole = status == SP_OK && !err.reason;
	status = sp_status_worse(status, sp_sax_end(package->sax, &markup));
	/* Data that break off make broken XML: the cause is told, not the consequence. */
	tell_part(package, whole ? &markup : &err);
	return status;
}

static bool never_enough(const void *context)
{
	(void)context;
	return false;
}

enum sp_status sp_package_read(struct sp_package *package, struct sp_part *part,
			       enum sp_status (*take)(void *context, const void *data, size_t len),
			       void *context)
{
	struct sp_error err = { 0 };
	const struct receiver to = { take, never_enough, context, true };
	enum sp_status status = SP_OK;

	part->done = true;
	if (is_readable(part, &err))
		status = unpack(package, part, &to, &err);
	tell_part(package, &err);
	return status;
}

static enum sp_status take_buffer(void *context, const void *data, size_t len)
{
	struct sp_buf *to = context;
	size_t room = to->cap - to->len;

	return sp_buf_add(to, data, len < room ? len : room) ? SP_OK : SP_FATAL;
}

static bool enough_buffer(const void *context)
{
	const struct sp_buf *to = context;

	return to->len >= to->cap;
}

enum sp_status sp_package_load(struct sp_package *package, struct sp_part *part, struct sp_buf *to)
{
	struct sp_error err = { 0 };
	const struct receiver receiver = { take_buffer, enough_buffer, to, true };
	enum sp_status status = unpack(package, part, &receiver, &err);

	part->done = true;
	tell_part(package, &err);
	return status;
}

struct child {
	struct sp_sink *out;
	const char *name;
	bool opened;
	bool refused; /* the sink wants no more of it */
};

static enum sp_status open_child(struct child *child)
{
	enum sp_status status = SP_OK;

	if (!child->opened)
		status = sp_sink_child_open(child->out, child->name);
	child->opened |= status == SP_OK;
	return status;
}

static enum sp_status take_child(void *context, const void *data, size_t len)
{
	struct child *child = context;
	enum sp_status status = open_child(child);

	if (status == SP_OK)
		status = sp_sink_child_write(child->out, data, len);
	if (status != SP_SKIPPED)
		return status;
	child->refused = true;
	return SP_OK;
}

static bool enough_child(const void *context)
{
	const struct child *child = context;

	return child->refused;
}

enum sp_status sp_package_child(struct sp_package *package, struct sp_part *part)
{
	struct child child = { .out = package->out, .name = part->stored };
	const struct receiver to = { take_child, enough_child, &child, false };
	struct sp_error err = { 0 };
	enum sp_status status = unpack(package, part, &to, &err);

	part->done = true;
	package->encrypted_parts += err.reason == SP_REASON_ENCRYPTED;
	if (status == SP_OK && !child.opened && err.reason)
		return sp_sink_child_unread(package->out, part->stored, part->size, err.reason,
					    err.text);
	if (status == SP_OK)
		status = open_child(&child);
	if (!child.opened)
		return status;
	enum sp_status closed = sp_sink_child_close(package->out, err.reason, err.text);
	return sp_status_worse(status, closed);
}

enum sp_status sp_package_rest(struct sp_package *package)
{
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < package->n && status == SP_OK; i++)
		if (!package->parts[i].done)
			status = sp_package_child(package, &package->parts[i]);
	return status;
}

enum sp_status sp_package_end(struct sp_package *package, enum sp_status status)
{
	char detail[64];

	if (package->encrypted_parts && status > SP_FATAL) {
		snprintf(detail, sizeof(detail), "%zu part%s a password", package->encrypted_parts,
			 package->encrypted_parts == 1 ? " needs" : "s need");
		sp_package_problem(package, SP_REASON_ENCRYPTED, detail);
	}
	return status == SP_OK && package->partial ? SP_PARTIAL : status;
}
