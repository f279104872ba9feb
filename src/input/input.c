/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * input.c - files, memory and what else bytes come from, behind one reading
 * function.
 *
 * A file is read with pread into the worker's cache first; a file that fits
 * there costs one system call. No mmap: it is slower on small files, and a
 * file that is cut short by its owner would end the process.
 */
#include "spana/input.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "input/own.h"

/* Bytes that are asked of a source at a time, at most. */
#define SOURCE_CACHE ((size_t)8 * 1024)

#define OWN_CACHE (64 * 1024)

struct sp_input {
	int fd; /* -1: none */
	const struct sp_input_source *source;
	void *context; /* of the source */
	struct sp_input_cache own_cache;
	uint64_t size;
	const unsigned char *data; /* all bytes, once they are in memory */
	void *owned;		   /* wiped and freed with the input */
	size_t owned_size;
	struct sp_input *whole; /* of which this is a range from `start` on, or NULL */
	uint64_t start;
	size_t head; /* bytes of the range in `owned` */
	struct sp_input_cache *cache;
	uint64_t cached_at; /* the cache holds [cached_at, cached_at + cached) */
	size_t cached;
	uint64_t furthest;		    /* byte that was read */
	const struct sp_siblings *siblings; /* or NULL */
	struct sp_error error;
};

/* Of the process: how far all its inputs have come; NULL: nobody asks. */
static atomic_ullong *watched;

void sp_input_watch(atomic_ullong *seen)
{
	watched = seen;
}

void sp_input_seen(size_t bytes)
{
	if (watched)
		atomic_fetch_add_explicit(watched, bytes, memory_order_relaxed);
}

static enum sp_status input_new(struct sp_input **out, int fd, uint64_t size)
{
	struct sp_input *in = sp_mem_zero(1, sizeof(*in));

	*out = in;
	if (!in)
		return SP_FATAL;
	in->fd = fd;
	in->size = size;
	return SP_OK;
}

static bool give_cache(struct sp_input *in)
{
	unsigned char *room = sp_mem_alloc(OWN_CACHE);

	if (!room)
		return false;
	in->own_cache = (struct sp_input_cache) { .data = room, .size = OWN_CACHE };
	in->cache = &in->own_cache;
	sp_input_own(in, room, OWN_CACHE);
	return true;
}

enum sp_status sp_input_file(struct sp_input **out, int fd, uint64_t size,
			     struct sp_input_cache *cache)
{
	if (input_new(out, fd, size) != SP_OK) {
		close(fd);
		return SP_FATAL;
	}
	(*out)->cache = cache;
	if (!cache && !give_cache(*out)) {
		sp_input_free(*out);
		*out = NULL;
		return SP_FATAL;
	}
	return SP_OK;
}

void sp_input_set_siblings(struct sp_input *in, const struct sp_siblings *siblings)
{
	in->siblings = siblings;
}

enum sp_status sp_input_sibling(struct sp_input *in, enum sp_sibling which, struct sp_input **out)
{
	*out = NULL;
	return in->siblings ? in->siblings->open(in->siblings->context, which, out) : SP_OK;
}

enum sp_status sp_input_memory(struct sp_input **out, const void *data, size_t len)
{
	if (input_new(out, -1, len) != SP_OK)
		return SP_FATAL;
	(*out)->data = data ? data : (const unsigned char *)"";
	return SP_OK;
}

enum sp_status sp_input_memory_take(struct sp_input **out, void *data, size_t len)
{
	if (sp_input_memory(out, data, len) != SP_OK) {
		sp_mem_wipe(data, len);
		sp_mem_free(data);
		return SP_FATAL;
	}
	sp_input_own(*out, data, len);
	return SP_OK;
}

enum sp_status sp_input_from(struct sp_input **out, const struct sp_input_source *source,
			     void *context, uint64_t size)
{
	size_t room = size < SOURCE_CACHE ? (size_t)size + 1 : SOURCE_CACHE;
	unsigned char *cache = sp_mem_alloc(room);

	*out = NULL;
	if (!cache || input_new(out, -1, size) != SP_OK) {
		sp_mem_free(cache);
		source->release(context);
		return SP_FATAL;
	}
	sp_input_own(*out, cache, room);
	(*out)->source = source;
	(*out)->context = context;
	(*out)->own_cache = (struct sp_input_cache) { .data = cache, .size = room };
	(*out)->cache = &(*out)->own_cache;
	return SP_OK;
}

enum sp_status sp_input_range(struct sp_input **out, struct sp_input *whole, uint64_t at,
			      uint64_t len)
{
	assert(at <= whole->size && len <= whole->size - at);
	if (whole->data)
		return sp_input_memory(out, whole->data + at, (size_t)len);
	void *head = sp_mem_alloc(SP_HEAD);
	*out = NULL;
	if (!head || input_new(out, -1, len) != SP_OK) {
		sp_mem_free(head);
		return SP_FATAL;
	}
	sp_input_own(*out, head, SP_HEAD);
	(*out)->whole = whole;
	(*out)->start = at;
	/* What cannot be read shows when it is needed. */
	(void)!sp_input_read(*out, 0, head, SP_HEAD, &(*out)->head);
	return SP_OK;
}

void sp_input_own(struct sp_input *in, void *memory, size_t size)
{
	in->owned = memory;
	in->owned_size = size;
}

void sp_input_free(struct sp_input *in)
{
	if (!in)
		return;
	if (in->fd >= 0)
		close(in->fd);
	if (in->source)
		in->source->release(in->context);
	sp_mem_wipe(in->owned, in->owned_size);
	sp_mem_free(in->owned);
	sp_mem_free(in);
}

uint64_t sp_input_size(const struct sp_input *in)
{
	return in->size;
}

const struct sp_error *sp_input_error(const struct sp_input *in)
{
	return &in->error;
}

void sp_input_retry(struct sp_input *in)
{
	in->error = (struct sp_error) { .reason = SP_REASON_NONE };
	in->cached = 0;
}

static void see(struct sp_input *in, uint64_t end)
{
	if (end <= in->furthest)
		return;
	sp_input_seen((size_t)(end - in->furthest));
	in->furthest = end;
}

/* pread, through the gate. */
static ssize_t read_at(struct sp_input *in, uint64_t at, void *buf, size_t len)
{
	const struct sp_input_gate *gate = in->cache ? in->cache->gate : NULL;
	uint64_t end = at + len, known = at > in->furthest ? at : in->furthest;

	if (gate)
		gate->enter(gate->context, end > known ? (size_t)(end - known) : 0);
	ssize_t n = pread(in->fd, buf, len, (off_t)at);
	if (gate)
		gate->leave(gate->context);
	return n;
}

/* Reads len bytes of a file that has them; anything less is an error. */
static bool read_exactly(struct sp_input *in, uint64_t offset, void *buf, size_t len, size_t *got)
{
	*got = 0;
	if (in->source)
		return in->source->read(in->context, offset, buf, len, got, &in->error) == SP_OK;
	while (*got < len) {
		ssize_t n = read_at(in, offset + *got, (char *)buf + *got, len - *got);
		if (n > 0) {
			*got += (size_t)n;
			see(in, offset + *got);
		} else if (n == 0) {
			sp_error_set(&in->error, SP_REASON_CHANGED,
				     "the file got shorter while it was read");
			return false;
		} else if (errno != EINTR) {
			sp_error_set(&in->error, sp_reason_from_errno(errno), "read: %s",
				     strerrordesc_np(errno));
			return false;
		}
	}
	return true;
}

static bool fill_cache(struct sp_input *in, uint64_t offset)
{
	uint64_t rest = in->size - offset;
	size_t want = rest < in->cache->size ? (size_t)rest : in->cache->size;

	in->cached_at = offset;
	if (want > in->cache->used)
		in->cache->used = want;
	bool whole = read_exactly(in, offset, in->cache->data, want, &in->cached);
	if (whole && in->cached == in->size)
		in->data = in->cache->data;
	return whole;
}

static bool in_cache(const struct sp_input *in, uint64_t offset, size_t len)
{
	return offset >= in->cached_at && offset - in->cached_at <= in->cached &&
	       len <= in->cached - (size_t)(offset - in->cached_at);
}

const unsigned char *sp_input_head(struct sp_input *in, size_t *len)
{
	*len = in->size < SP_HEAD ? (size_t)in->size : SP_HEAD;
	if (in->data)
		return in->data;
	if (in->whole) {
		*len = in->head;
		return in->owned;
	}
	if (!in_cache(in, 0, *len) && !in->error.reason)
		fill_cache(in, 0);
	if (in->cached_at != 0)
		*len = 0;
	else if (in->cached < *len)
		*len = in->cached;
	return in->cache->data;
}

enum sp_status sp_input_read(struct sp_input *in, uint64_t offset, void *buf, size_t len,
			     size_t *got)
{
	*got = 0;
	if (offset >= in->size)
		return SP_OK;
	if (len > in->size - offset)
		len = (size_t)(in->size - offset);
	if (in->data) {
		memcpy(buf, in->data + offset, len);
		*got = len;
		return SP_OK;
	}
	if (in->whole) {
		enum sp_status status = sp_input_read(in->whole, in->start + offset, buf, len, got);
		in->error = in->whole->error;
		return status;
	}
	bool small = len <= in->cache->size / 4;
	if (!in_cache(in, offset, len) && (!small || !fill_cache(in, offset))) {
		if (small) {
			/* What could be read before the error counts. */
			*got = in->cached < len ? in->cached : len;
			memcpy(buf, in->cache->data, *got);
			return SP_FAILED;
		}
		return read_exactly(in, offset, buf, len, got) ? SP_OK : SP_FAILED;
	}
	memcpy(buf, in->cache->data + (offset - in->cached_at), len);
	*got = len;
	return SP_OK;
}

static bool write_all(int fd, const unsigned char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

int sp_input_descriptor(struct sp_input *in)
{
	int fd = in->fd;

	in->fd = -1;
	if (fd < 0) {
		fd = memfd_create("spana", MFD_CLOEXEC);
		if (fd >= 0 && !write_all(fd, in->data, (size_t)in->size)) {
			close(fd);
			fd = -1;
		}
	}
	sp_input_free(in);
	return fd;
}

int sp_input_borrowed_descriptor(const struct sp_input *in)
{
	return in->fd;
}

const unsigned char *sp_input_data(const struct sp_input *in, size_t *len)
{
	*len = in->data ? (size_t)in->size : 0;
	return in->data;
}
