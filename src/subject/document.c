/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * document.c - what is a document by itself, and what a part of one, by the
 * names that extractors give their formats; and what becomes of copies.
 */
#include "spana/subject.h"

#include <string.h>

static bool is_among(const char *s, const char *const *list)
{
	while (*list && strcmp(s, *list) != 0)
		list++;
	return *list != NULL;
}

bool sp_format_is_container(const char *format)
{
	static const char *const formats[] = {
		"zip",	"tar",	    "7z",      "rar",  "cab",	"lha", "cpio", "ar",
		"rpm",	"xar",	    "iso9660", "gzip", "bzip2", "xz",  "zstd", "lz4",
		"lzip", "compress", "mbox",    "pst",  "ost",	NULL,
	};

	return is_among(format, formats);
}

/* Attachments are documents too; a signature is an envelope. */
static bool is_message(const char *format)
{
	static const char *const formats[] = { "eml", "msg", "tnef", "cms", NULL };

	return is_among(format, formats);
}

const char *sp_copied_name(enum sp_copied copied)
{
	static const char *const names[SP_COPIED_COUNT] = {
		[SP_COPIED_NOT_TRIED] = "not_tried", [SP_COPIED_WHOLE] = "whole",
		[SP_COPIED_TEXT] = "text_only",	     [SP_COPIED_PART] = "in_part",
		[SP_COPY_FOLDER] = "folder",	     [SP_COPY_HOLDER] = "holds_documents",
		[SP_COPY_CHANGED] = "changed",	     [SP_COPY_NOT_FOUND] = "not_found",
		[SP_COPY_UNREAD] = "unreadable",     [SP_COPY_PROTECTED] = "protected",
	};

	return names[copied];
}

size_t sp_held_document(const struct sp_held_item *item)
{
	size_t n = item->n_members;

	for (; n; n--) {
		const char *up = n > 1 ? item->steps[n - 2].format : item->top_format;
		if (up && (sp_format_is_container(up) || is_message(up)))
			break;
	}
	return n;
}
