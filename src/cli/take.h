/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * take.h - documents and messages out of archives and mailboxes, as they are
 * in there. Their bytes come from a confined reader. What has none of its own,
 * as a message in a PST, is given as its text and its attachments.
 */
#ifndef CLI_TAKE_H
#define CLI_TAKE_H

#include "cli/copy.h"
#include "cli/who.h"

/* A document of which there is to be a copy. */
struct document {
	struct sp_held_item *item; /* it is the first n_members of those that lead here */
	size_t n_members;	   /* 0: the file on disk */
	uint32_t number;	   /* of its item in the file */
	unsigned serial;	   /* of the copy */
	struct copy copy;
	enum sp_copied copied;
	bool inner;	   /* it lies in another */
	char problem[256]; /* what was wrong with it; "" */
};

/* What lies by a message that has no bytes of its own. */
typedef bool take_part(void *context, const struct document *document, const struct copy *copy,
		       const char *called);

/*
 * Takes documents (n_members > 0) out of the file, each into `folder`. They
 * ascend by number, and none lies in another. Parts are told as they come.
 * false: told.
 */
bool take_documents(const struct settings *settings, const struct sp_held_file *file,
		    const char *folder, struct document *documents, size_t n, take_part *part,
		    void *context);

#endif
