/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compound.h - the documents that are compound files, a line each. Threads: one. */
#ifndef EXTRACTORS_COMPOUND_H
#define EXTRACTORS_COMPOUND_H

#include "extractors/ole.h"

/* What a compound file is, by an entry of its root. */
struct sp_compound {
	const char *entry;
	const char *format;
	const char *media_type;
	/*
	 * Reads what it knows; the property sets are told before, and what it left
	 * after. NULL: there is no reader, and `unread` says what for.
	 */
	enum sp_status (*read)(struct sp_ole *root, struct sp_sink *out);
	const char *unread;
};

/* The first that fits; NULL: none. */
const struct sp_compound *sp_compound_find(const struct sp_ole *root);

/*
 * Hands what was not opened to the sink: embedded objects and files as members,
 * each within `path` where that is not NULL.
 */
SP_CHECK enum sp_status sp_compound_rest(struct sp_ole *ole, const char *path);

#endif
