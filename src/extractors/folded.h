/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * folded.h - lines that go on in the next one where that begins with a space:
 * vCard, iCalendar, LDIF.
 */
#ifndef EXTRACTORS_FOLDED_H
#define EXTRACTORS_FOLDED_H

#include "extractors/reader.h"

#include <stdbool.h>

/* Bytes of a line, with all it goes on in; more is cut, with a problem. */
#define SP_FOLDED_MAX (64 * SP_MIB)

struct sp_folded {
	struct sp_reader reader;
	const char *at, *end; /* what is left of the reader's piece */
	struct sp_buf line;   /* the present one, without its line end */
	bool cut;	      /* a line was too long */
	enum sp_status status;
};

/* Borrows in. Release in any case. */
SP_CHECK enum sp_status sp_folded_init(struct sp_folded *folded, struct sp_input *in);
void sp_folded_release(struct sp_folded *folded);

/* The next line, unfolded, in `line`. false: the end, or `status` says why. */
bool sp_folded_next(struct sp_folded *folded);

/* Appends the next line as it stands, if it may: for values with rules of their own. */
bool sp_folded_append(struct sp_folded *folded);

/* The first character of the next line; 0: it is empty, or there is none. */
char sp_folded_peek(struct sp_folded *folded);

struct sp_sink;
/* Hands base64 on as a member, or, where it is text in UTF-8 and `text` is given, appends it there.
 */
SP_CHECK enum sp_status sp_folded_base64(struct sp_sink *out, const char *name, const char *s,
					 size_t len, struct sp_buf *text);

#endif
