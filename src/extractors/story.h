/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * story.h - running text of a word processor: numbered paragraphs, tables, and
 * what stands beside the text.
 *
 * A place is entered when there is text for it: many paragraphs are empty.
 * What stands beside a paragraph (a note, a deleted word, a field's code)
 * follows at its end, so that it does not tear the text apart. Threads: one.
 */
#ifndef EXTRACTORS_STORY_H
#define EXTRACTORS_STORY_H

#include "base/buf.h"
#include "extractors/columns.h"
#include "extractors/prose.h"

/* Where what stands beside a paragraph is told. */
enum sp_beside {
	SP_BESIDE_LINE,	    /* a line of the paragraph itself */
	SP_BESIDE_PART,	    /* a part of that name: "footnote" */
	SP_BESIDE_PROPERTY, /* a property of that name: "author" */
};

struct sp_story_aside;

struct sp_story {
	struct sp_prose prose;
	uint64_t paragraphs; /* that have ended in this part */
	bool entered;	     /* the present one had text */
	bool in_table;
	uint64_t row, column; /* of the present cell, from 1; row 0: no table has begun */
	struct sp_columns columns;
	struct sp_buf cell; /* the start of its text */
	struct sp_buf said; /* names and text of the asides */
	struct sp_story_aside *asides;
	size_t n_asides, room_asides;
};

void sp_story_init(struct sp_story *story, struct sp_sink *out);
void sp_story_release(struct sp_story *story);

/* A part begins: paragraphs count from 1, and no table is open. */
void sp_story_restart(struct sp_story *story);

/* Text of the present paragraph, UTF-8. */
SP_CHECK enum sp_status sp_story_text(struct sp_story *story, const char *s, size_t len);

/* Beside the present paragraph; `name` may be NULL for a line. Copies. */
SP_CHECK enum sp_status sp_story_beside(struct sp_story *story, enum sp_beside kind,
					const char *name, const char *s, size_t len);

/* The paragraph has ended. */
SP_CHECK enum sp_status sp_story_paragraph(struct sp_story *story);

/* What follows stands in a table, or in none. */
void sp_story_table(struct sp_story *story, bool in);
/* A cell has ended, and its paragraph with it. */
SP_CHECK enum sp_status sp_story_cell(struct sp_story *story);
/* A row has ended. */
SP_CHECK enum sp_status sp_story_row(struct sp_story *story);

/*
 * The part has ended, or broken off: tells what waits and leaves the paragraph.
 * Passes the status on, or a worse one.
 */
SP_CHECK enum sp_status sp_story_finish(struct sp_story *story, enum sp_status status);

#endif
