/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * odf_own.h - what the files that read an OpenDocument text share: odf_text.c
 * knows the elements, odf_paragraph.c text and notes, odf_table.c tables and
 * sheets. Threads: one.
 */
#ifndef EXTRACTORS_ODF_OWN_H
#define EXTRACTORS_ODF_OWN_H

#include "base/buf.h"
#include "extractors/columns.h"
#include "extractors/odf.h"
#include "extractors/prose.h"

/* A text box is a paragraph within a paragraph. */
#define ODF_OPEN 8
#define ODF_NOTES 64
/* What waits for the end of its paragraph is told earlier when it is more than this. */
#define ODF_WAITING (1024 * 1024)

struct odf_paragraph {
	uint64_t number;
	bool entered; /* had text */
};

/* A note or annotation that waits: its author and text are pieces of `waiting`. */
struct odf_note {
	const char *part; /* "footnote", "endnote", "comment" */
	size_t author, author_len, text, text_len;
};

/* Elements whose text is not the text of the paragraph around them. */
enum odf_leaf { ODF_LEAF_NONE, ODF_LEAF_AUTHOR, ODF_LEAF_ASIDE, ODF_LEAF_SILENT };

struct sp_odf_text {
	struct sp_prose prose;
	struct odf_paragraph open[ODF_OPEN];
	unsigned n_open, beyond;
	uint64_t paragraphs;
	bool space, any;	     /* white space was seen; the paragraph has text before it */
	bool outer_space, outer_any; /* of the paragraph that a note stands in */
	struct sp_buf folded;

	enum odf_leaf leaf;
	struct sp_buf leaf_text, aside, waiting;
	struct odf_note notes[ODF_NOTES];
	unsigned n_notes, note_depth;

	unsigned entered; /* places that elements of the document stand for */
	uint64_t pages;
	enum sp_place_kind page_kind;

	bool sheet; /* tables are sheets */
	unsigned tables;
	uint64_t row, rows_repeated, column, columns_repeated;
	bool row_entered, in_cell;
	bool row_hidden, sheet_hidden;
	struct sp_buf style;	     /* the name of the style that is being read */
	struct sp_buf hidden_styles; /* of sheets: names, each with a NUL at its end */
	struct sp_columns columns;
	struct sp_buf cell, value, formula;
	bool cut; /* that a text was too long was told */
};

/* In a cell of a sheet: its text is gathered, not told as it comes. */
static inline bool odf_in_sheet_cell(const struct sp_odf_text *o)
{
	return o->sheet && o->in_cell;
}

/* ---- odf_paragraph.c ---- */

/* Adds as much as there is room for, and tells a problem the first time there is none. */
SP_CHECK enum sp_status odf_add_capped(struct sp_odf_text *o, struct sp_buf *to, const char *s,
				       size_t len);

SP_CHECK enum sp_status odf_paragraph_begin(struct sp_odf_text *o);
SP_CHECK enum sp_status odf_paragraph_end(struct sp_odf_text *o);
/* White space of any length is one space, and none at the start of a paragraph. */
SP_CHECK enum sp_status odf_put_folded(struct sp_odf_text *o, const char *s, size_t len);
/* A character that stands for itself: a tab, a line break, spaces that count. */
SP_CHECK enum sp_status odf_put_mark(struct sp_odf_text *o, const char *s, size_t len);

/* A link, an alternative text: waits for the end of the paragraph. */
SP_CHECK enum sp_status odf_add_aside(struct sp_odf_text *o, const char *s, size_t len);
/* `part` is "footnote", "endnote" or "comment"; notes within a note are text of it. */
SP_CHECK enum sp_status odf_note_begin(struct sp_odf_text *o, const char *part);
SP_CHECK enum sp_status odf_note_end(struct sp_odf_text *o);
/* The author's name comes before the text of an annotation. */
SP_CHECK enum sp_status odf_note_author(struct sp_odf_text *o);
/* Tells links and the like, then notes, in the present place. */
SP_CHECK enum sp_status odf_tell_waiting(struct sp_odf_text *o);

/* A place that an element of the document stands for. */
SP_CHECK enum sp_status odf_enter(struct sp_odf_text *o, enum sp_place_kind kind, const char *name,
				  uint64_t number);
void odf_leave(struct sp_odf_text *o);

/* ---- odf_table.c ---- */

/* A number of times, 1 where there is none. */
uint64_t odf_count(const struct sp_sax_tag *tag, int space, const char *name);

/* A style begins; what is said of it, which may be that its sheets are hidden. */
SP_CHECK enum sp_status odf_style_begin(struct sp_odf_text *o, const struct sp_sax_tag *tag);
SP_CHECK enum sp_status odf_style_table(struct sp_odf_text *o, const struct sp_sax_tag *tag);

SP_CHECK enum sp_status odf_table_begin(struct sp_odf_text *o, const struct sp_sax_tag *tag);
void odf_table_end(struct sp_odf_text *o);
void odf_row_begin(struct sp_odf_text *o, const struct sp_sax_tag *tag);
void odf_row_end(struct sp_odf_text *o);
SP_CHECK enum sp_status odf_cell_begin(struct sp_odf_text *o, const struct sp_sax_tag *tag);
SP_CHECK enum sp_status odf_cell_end(struct sp_odf_text *o);

#endif
