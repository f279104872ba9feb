/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * input.h - the bytes of one item, readable at any offset.
 *
 * A file, a block of memory, or a spool: what a container unpacked, held in
 * memory up to SP_SPOOL_MEMORY and in an unlinked file above that.
 */
#ifndef SPANA_INPUT_H
#define SPANA_INPUT_H

#include "spana/limits.h"
#include "spana/status.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct sp_input;

/*
 * Called around each read of a file: `enter` with the bytes that are read for
 * the first time, and it may take its time; `leave` after it, which keeps errno.
 */
struct sp_input_gate {
	void (*enter)(void *context, size_t bytes);
	void (*leave)(void *context);
	void *context;
};

/*
 * A buffer that a worker lends to one file input after the other, so that a
 * small file costs one read and no allocation.
 */
struct sp_input_cache {
	unsigned char *data;
	size_t size;
	size_t used; /* so many of its bytes have ever held anything: they are to be wiped */
	const struct sp_input_gate *gate; /* or NULL */
};

/*
 * Takes fd, which is closed with the input, on failure too. `size` is that of
 * fstat; the cache is borrowed and serves one input at a time. NULL: the input
 * gets a small one of its own.
 */
SP_CHECK enum sp_status sp_input_file(struct sp_input **out, int fd, uint64_t size,
				      struct sp_input_cache *cache);

/* Borrows data, which must outlive the input. */
SP_CHECK enum sp_status sp_input_memory(struct sp_input **out, const void *data, size_t len);

/* Takes data (from sp_mem_alloc), which is wiped and freed with the input. */
SP_CHECK enum sp_status sp_input_memory_take(struct sp_input **out, void *data, size_t len);

/* Bytes that stand elsewhere than in a file or in memory. */
struct sp_input_source {
	/* As sp_input_read; *got counts what came, err tells why it is less than there is. */
	enum sp_status (*read)(void *context, uint64_t offset, void *buf, size_t len, size_t *got,
			       struct sp_error *err);
	void (*release)(void *context);
};

/* Takes context, on failure too; what is behind it must outlive the input. */
SP_CHECK enum sp_status sp_input_from(struct sp_input **out, const struct sp_input_source *source,
				      void *context, uint64_t size);

/*
 * The len bytes of `whole` from `at` on, which must be there. Borrows `whole`,
 * which must outlive it and may be read meanwhile.
 */
SP_CHECK enum sp_status sp_input_range(struct sp_input **out, struct sp_input *whole, uint64_t at,
				       uint64_t len);

/* Wipes what was held in memory. NULL is fine. */
void sp_input_free(struct sp_input *in);

uint64_t sp_input_size(const struct sp_input *in);

/* The first bytes, at most SP_HEAD. Never NULL; *len is 0 for an empty or unreadable input. */
const unsigned char *sp_input_head(struct sp_input *in, size_t *len);

/*
 * Reads up to len bytes at offset; fewer only at the end. SP_FAILED on a read
 * error, which sp_input_error tells; SP_PARTIAL never. *got is always set.
 */
SP_CHECK enum sp_status sp_input_read(struct sp_input *in, uint64_t offset, void *buf, size_t len,
				      size_t *got);

/* All bytes, where they are in memory anyway; else NULL. */
const unsigned char *sp_input_data(const struct sp_input *in, size_t *len);

/*
 * Files in one folder that belong together, by their names: "a.db" and
 * "a.db-wal", "b.dbf" and "b.fpt". The case of an ending does not count.
 */
enum sp_sibling {
	SP_SIBLING_LOG,	   /* of a database */
	SP_SIBLING_OF_LOG, /* the database */
	SP_SIBLING_FPT,	   /* memos of a table */
	SP_SIBLING_DBT,
	SP_SIBLING_OF_FPT, /* the table */
	SP_SIBLING_OF_DBT,
	SP_SIBLING_COUNT,
};

/*
 * The file that belongs to a file on disk. *out is NULL where there is none, or
 * the input has no folder: a member. The caller frees it. SP_FAILED: it is
 * there and cannot be opened.
 */
SP_CHECK enum sp_status sp_input_sibling(struct sp_input *in, enum sp_sibling which,
					 struct sp_input **out);

/* How siblings are opened, by whoever opened the input. Borrowed while the input lives. */
struct sp_siblings {
	enum sp_status (*open)(void *context, enum sp_sibling which, struct sp_input **out);
	void *context;
};
void sp_input_set_siblings(struct sp_input *in, const struct sp_siblings *siblings);

/* Why reading failed: reason is NONE as long as nothing did. */
const struct sp_error *sp_input_error(const struct sp_input *in);

/* Forgets the error: reading goes on as if it had not been met, and may meet it again. */
void sp_input_retry(struct sp_input *in);

/*
 * The descriptor of a file, or of memory that is copied to one without a name;
 * -1: none can be had. Takes in; the caller closes the descriptor.
 */
SP_CHECK int sp_input_descriptor(struct sp_input *in);

/* The descriptor of a file, which stays the input's; -1: it is none. */
int sp_input_borrowed_descriptor(const struct sp_input *in);

/*
 * For a process that reads for another: bytes that inputs and spools see for the
 * first time are added to *seen from now on. Once, before threads.
 */
void sp_input_watch(atomic_ullong *seen);

/* A spool: write, then make it an input. One thread. */
struct sp_spool;

SP_CHECK enum sp_status sp_spool_new(struct sp_spool **out);
SP_CHECK enum sp_status sp_spool_write(struct sp_spool *spool, const void *data, size_t len,
				       struct sp_error *err);
uint64_t sp_spool_size(const struct sp_spool *spool);
/* Takes spool, on failure too. */
SP_CHECK enum sp_status sp_spool_input(struct sp_spool *spool, struct sp_input **out);
void sp_spool_free(struct sp_spool *spool);

/* An unlinked file for a spool, by default below $TMPDIR or /var/tmp; -1: errno says why. */
SP_CHECK int sp_spool_open(void);

/* Where spools get their files from instead, for a process that may open none. Once, before
 * threads.
 */
void sp_spool_files(int (*open_file)(void));

#endif
