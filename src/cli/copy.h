/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * copy.h - files in the folder of copies: their names, their bytes, their
 * hashes. What a document is called comes from whoever made it: nothing of it
 * but its last part becomes a name here, without what a file system or a
 * program could take for something else, behind a number. Threads: one.
 */
#ifndef CLI_COPY_H
#define CLI_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

#define COPY_NAME 256

/* A copy that is written. Zeroed, then opened. */
struct copy {
	char name[COPY_NAME];	 /* in the folder */
	char sha[SP_SHA256_HEX]; /* once it is closed */
	uint64_t size;
	struct sp_sha256 *hash;
	int fd;
	bool open;
};

/*
 * The name of document `number`, or of a part of it: "0007-brev.docx",
 * "0007-02-bild.png". `ending` ("eml") is added where it is not there; or NULL.
 */
void copy_name(char out[COPY_NAME], unsigned number, unsigned part, const char *called,
	       const char *ending);

/* A new file, mode 0600, with that name. false: told. */
bool copy_open(struct copy *copy, const char *folder, const char *name);
bool copy_write(struct copy *copy, const void *data, size_t len);
/* Syncs it. Nothing is done where it is not open. false: told. */
bool copy_close(struct copy *copy);

#endif
