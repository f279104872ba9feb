/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doc_format.h - what the formatting of a Word document says of its text: what
 * was deleted, and where tables are. Threads: one.
 */
#ifndef EXTRACTORS_DOC_FORMAT_H
#define EXTRACTORS_DOC_FORMAT_H

#include "spana/extractor.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SP_DOC_PAGE 512

/* Runs of characters or paragraphs, in pages of 512 bytes ([MS-DOC] 2.8.25, 2.8.26). */
struct sp_doc_runs {
	struct sp_input *main; /* the stream that the pages lie in */
	bool paragraphs;
	unsigned char *table; /* where each page's text begins, then the pages' numbers */
	size_t n;
	unsigned char page[SP_DOC_PAGE];
	uint32_t page_number; /* that is at hand; 0: none */
};

struct sp_doc_format {
	uint32_t until; /* holds up to this place in the stream */
	bool deleted;	/* of characters */
	bool in_table;	/* of paragraphs */
	bool row_end;
};

/* Takes table, `len` bytes of sp_mem_alloc; NULL: nothing is known of the formatting. */
void sp_doc_runs_init(struct sp_doc_runs *runs, struct sp_input *main, bool paragraphs,
		      unsigned char *table, size_t len);
void sp_doc_runs_release(struct sp_doc_runs *runs);

/* The format of what stands at `fc` in the stream. */
struct sp_doc_format sp_doc_format_at(struct sp_doc_runs *runs, uint32_t fc);

#endif
