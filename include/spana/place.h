/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * place.h - where in an item a text stands.
 *
 * Places are linked upwards: cell > sheet. The chain ends at the item itself,
 * which is no place. Line and column are added where a finding is made.
 */
#ifndef SPANA_PLACE_H
#define SPANA_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sp_place_kind {
	SP_PLACE_PAGE,	    /* number */
	SP_PLACE_SLIDE,	    /* number */
	SP_PLACE_SHEET,	    /* name */
	SP_PLACE_TABLE,	    /* name */
	SP_PLACE_PART,	    /* name: "comment", "header", "text/html" */
	SP_PLACE_PARAGRAPH, /* number, from 1 in its part */
	SP_PLACE_ROW,	    /* number, from 1; cells of a row stand on one line */
	SP_PLACE_CELL,	    /* name: "B12"; number: the column, from 1 */
	SP_PLACE_HEADER,    /* name: "From" */
	SP_PLACE_PROPERTY,  /* name: "creator"; number: of a column, where it is one of a row */
	/*
	 * A run of text among bytes of an unknown kind; number: its offset, name:
	 * "utf-16" where a character is two bytes. What stands near by says
	 * nothing there, so only findings that stand by themselves are told.
	 */
	SP_PLACE_RAW,
	SP_PLACE_QUOTE, /* an earlier mail in a later one: its part is "quoted" */
	/*
	 * A value within running text, which keeps its line; name: of its column, or
	 * its path ("customers[3].email"); number: the same for all values of the column.
	 */
	SP_PLACE_FIELD,
};

/* True for a number that is one of them. Threads: pure. */
bool sp_place_is_kind(uint64_t n);

struct sp_place {
	enum sp_place_kind kind;
	const char *name;  /* valid UTF-8, or NULL */
	uint64_t number;   /* or 0 */
	const char *label; /* words that speak for this text: a column's header, a key; or NULL */
	const struct sp_place *up;
};

/* True for a field of a row of a table. */
static inline bool sp_place_is_cell(const struct sp_place *place)
{
	return place->kind == SP_PLACE_CELL ||
	       ((place->kind == SP_PLACE_PROPERTY || place->kind == SP_PLACE_FIELD) &&
		place->number);
}

/*
 * A chain made flat, as reports tell it. Numbers are 0 and strings NULL where
 * they do not apply; `offset` counts bytes and applies with has_offset.
 */
struct sp_where {
	uint64_t line, column, page, slide, paragraph, row, offset;
	const char *sheet, *cell, *header, *part, *property, *table;
	bool has_offset;
};

/*
 * Flattens `place` (NULL: the item itself) and the position in its text.
 * Line and column are left out where a place is no running text. Strings are
 * borrowed from the chain. Threads: pure.
 */
void sp_where_make(struct sp_where *where, const struct sp_place *place, uint64_t line,
		   uint64_t column);

struct sp_buf;

/* Appends `where` as a JSON object, keys in a fixed order. false: no memory. */
bool sp_where_json(struct sp_buf *out, const struct sp_where *where);

/*
 * Appends `where` for people: "sheet Löner, cell B12", "line 4, column 17".
 * The JSON form is what the inventory keeps, so this reads that form.
 */
bool sp_where_text(struct sp_buf *out, const char *json);

#endif
