/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flow.h - text of a marked-up document on its way to the sink, as a reader
 * of the page would see it.
 *
 * White space is folded, what nobody sees is dropped, and what stands beside
 * the text (comments, attributes) waits until the present line has ended, so
 * that it does not tear the line apart. Errors are kept in `status`: when it
 * is not SP_OK, every call does nothing. Threads: one.
 */
#ifndef EXTRACTORS_FLOW_H
#define EXTRACTORS_FLOW_H

#include "spana/extractor.h"

#include "base/buf.h"

struct sp_flow_aside;

struct sp_flow {
	struct sp_sink *out;
	struct sp_buf line; /* text not yet told */
	char gap;	    /* white space due before the next text: 0, ' ', '\t' or '\n' */
	bool begun;	    /* the line has text */
	struct sp_buf said; /* of the asides: names, labels and text */
	struct sp_flow_aside *asides;
	size_t n_asides, room_asides;
	bool direct; /* the present aside goes to the sink as it comes */
	enum sp_status status;
};

void sp_flow_init(struct sp_flow *flow, struct sp_sink *out);
void sp_flow_release(struct sp_flow *flow);

/* UTF-8 that may be cut between characters; `exact`: line ends and spaces are kept. */
void sp_flow_text(struct sp_flow *flow, const char *s, size_t len, bool exact);

/* The end of a block ('\n') or of a cell ('\t'), unless nothing came since the last. */
void sp_flow_break(struct sp_flow *flow, char separator);

/*
 * Text of a place beside the line: begin, add ..., end. Copies; label may be
 * NULL. A long one is told at once, at the price of the line.
 */
void sp_flow_aside_begin(struct sp_flow *flow, enum sp_place_kind kind, const char *name,
			 const char *label);
void sp_flow_aside_add(struct sp_flow *flow, const char *s, size_t len);
void sp_flow_aside_end(struct sp_flow *flow);

/* All three in one, unless there is nothing to say. */
void sp_flow_aside(struct sp_flow *flow, enum sp_place_kind kind, const char *name,
		   const char *label, const char *s, size_t len);

/* Tells the line, without what stands beside it. */
void sp_flow_line(struct sp_flow *flow);

/* Tells all that waits. To be called before the sink is spoken to directly. */
void sp_flow_flush(struct sp_flow *flow);

struct sp_tag_scan;
struct sp_reader;

/* Feeds all that the reader has to the scanner, whose events write to the flow. */
SP_CHECK enum sp_status sp_flow_read(struct sp_flow *flow, struct sp_tag_scan *scan,
				     struct sp_reader *reader);

#endif
