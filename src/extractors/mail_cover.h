/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_cover.h - which bytes of a mail were taken for what, and what is left.
 *
 * A MIME parser passes over much: lines among headers that are none, text
 * before, between and behind parts, a character where line ends are mixed. So
 * what was read is noted, and the rest is text as well. Threads: one.
 */
#ifndef EXTRACTORS_MAIL_COVER_H
#define EXTRACTORS_MAIL_COVER_H

#include "base/buf.h"
#include "spana/input.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sp_mail_range {
	uint64_t from, to;
};

/* Zeroed, it is empty. */
struct sp_mail_cover {
	struct sp_mail_range *ranges;
	size_t n_ranges, room_ranges;
	const char **boundaries; /* borrowed */
	size_t n_boundaries, room_boundaries;
};

/* Bytes of the input that were read. false: no memory. */
SP_CHECK bool sp_mail_cover_add(struct sp_mail_cover *cover, uint64_t from, uint64_t to);
/* The boundary of a multipart, whose lines are no text. false: no memory. */
SP_CHECK bool sp_mail_cover_boundary(struct sp_mail_cover *cover, const char *boundary);

/*
 * Appends each line from `start` on, or what is left of it, that was not read
 * and is neither empty nor a boundary. SP_PARTIAL: that is more than `most`
 * bytes. SP_FAILED: the input cannot be read. To be called once, as the last.
 */
SP_CHECK enum sp_status sp_mail_cover_rest(struct sp_mail_cover *cover, struct sp_input *in,
					   uint64_t start, size_t most, struct sp_buf *out);
void sp_mail_cover_release(struct sp_mail_cover *cover);

#endif
