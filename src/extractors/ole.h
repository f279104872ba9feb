/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ole.h - compound files ([MS-CFB]): storages and streams within a file.
 *
 * Old documents of Office, Outlook's messages, and what is embedded in either.
 * What cannot be read is told to the sink here. Threads: one.
 */
#ifndef EXTRACTORS_OLE_H
#define EXTRACTORS_OLE_H

#include "spana/extractor.h"

#include <stdbool.h>

/* Storages within storages, and entries of one. */
#define SP_OLE_DEPTH 32
#define SP_OLE_ENTRIES 65536

/* A storage: the file's root, or one within. */
struct sp_ole;

struct sp_ole_entry {
	const char *name; /* UTF-8; control characters in front are part of it: "\1CompObj" */
	uint64_t size;	  /* of a stream, as the file says */
	bool storage;
	bool done; /* was opened */
};

/*
 * Opens the root. Borrows both, which must outlive it and all that is opened
 * from it. SP_FAILED: it cannot be read, and the sink knows.
 */
SP_CHECK enum sp_status sp_ole_open(struct sp_ole **out, struct sp_input *in, struct sp_sink *sink);
void sp_ole_free(struct sp_ole *ole);

struct sp_sink *sp_ole_sink(const struct sp_ole *ole);

/* Something of the file was told as damaged or left out. */
bool sp_ole_damaged(const struct sp_ole *ole);

/* Entries in the file's order. */
size_t sp_ole_count(const struct sp_ole *ole);
struct sp_ole_entry sp_ole_entry(const struct sp_ole *ole, size_t i);

/* By name, whatever the case of its letters; false: there is none. */
SP_CHECK bool sp_ole_find(const struct sp_ole *ole, const char *name, size_t *i);

/* The entry holds nothing to be read: what is left at the end is told. */
void sp_ole_done(struct sp_ole *ole, size_t i);

/*
 * Opens an entry. SP_FAILED: it cannot be opened, and the sink knows. Streams
 * must be freed before their storage. An entry may be opened several times.
 */
SP_CHECK enum sp_status sp_ole_storage(struct sp_ole *ole, size_t i, struct sp_ole **out);
SP_CHECK enum sp_status sp_ole_stream(struct sp_ole *ole, size_t i, struct sp_input **out);

/* A stream by name; *out is NULL where there is none, with SP_OK. */
SP_CHECK enum sp_status sp_ole_stream_named(struct sp_ole *ole, const char *name,
					    struct sp_input **out);

/*
 * Up to `cap` bytes of a stream, in memory of sp_mem_alloc that the caller
 * wipes and frees. SP_FAILED: it is larger or broken, and the sink knows.
 */
SP_CHECK enum sp_status sp_ole_load(struct sp_ole *ole, size_t i, size_t cap, unsigned char **data,
				    size_t *len);

/* Hands a storage to the sink as a member: a compound file of its own. */
SP_CHECK enum sp_status sp_ole_child(struct sp_ole *ole, size_t i, const char *name);

/* ---- ole_object.c: what is embedded ---- */

/* An object of OLE 1 as RTF and old documents hold it ([MS-OLEDS] 2.2). Takes data. */
SP_CHECK enum sp_status sp_ole_object(struct sp_sink *sink, const char *name,
				      struct sp_input *data);

/* The stream "\1Ole10Native": a file with its name, or an object's own data. Takes data. */
SP_CHECK enum sp_status sp_ole_native(struct sp_sink *sink, const char *name,
				      struct sp_input *data);

/* ---- ole_summary.c: both property sets of a storage ([MS-OLEPS]) ---- */

/* Tells them as properties. */
SP_CHECK enum sp_status sp_ole_summary(struct sp_ole *ole);

#endif
