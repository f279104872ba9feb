/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_to.h - where the lines of a text report go, and in what colours.
 * Threads: pure.
 */
#ifndef REPORTERS_TEXT_TO_H
#define REPORTERS_TEXT_TO_H

#include "reporters/display.h"

struct sp_text_to {
	struct sp_buf *out;
	locale_t locale;
	unsigned width; /* of a line; 0: no limit */
	bool colour;
};

enum sp_text_colour {
	SP_TEXT_PLAIN,
	SP_TEXT_TITLE,
	SP_TEXT_PATH,
	SP_TEXT_PLACE,
	SP_TEXT_HIT,
	SP_TEXT_HIGH,
	SP_TEXT_MEDIUM,
	SP_TEXT_DIM,
};

/* What follows has that colour, where there are colours. */
void sp_text_paint(const struct sp_text_to *to, enum sp_text_colour colour);
/* A cell of a table; what stands on the right has its blanks before it. */
void sp_text_cell(const struct sp_text_to *to, const char *s, size_t width, bool right);

#endif
