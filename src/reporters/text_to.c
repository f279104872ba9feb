/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text_to.c - see text_to.h. Colours are those of ECMA-48. */
#include "reporters/text_to.h"

static const char *const colours[] = {
	[SP_TEXT_PLAIN] = "\x1b[0m",   [SP_TEXT_TITLE] = "\x1b[1m",  [SP_TEXT_PATH] = "\x1b[35m",
	[SP_TEXT_PLACE] = "\x1b[32m",  [SP_TEXT_HIT] = "\x1b[1;31m", [SP_TEXT_HIGH] = "\x1b[31m",
	[SP_TEXT_MEDIUM] = "\x1b[33m", [SP_TEXT_DIM] = "\x1b[2m",
};

void sp_text_paint(const struct sp_text_to *to, enum sp_text_colour colour)
{
	if (to->colour)
		sp_buf_puts(to->out, colours[colour]);
}

static void blanks(const struct sp_text_to *to, size_t n)
{
	while (n--)
		sp_buf_putc(to->out, ' ');
}

void sp_text_cell(const struct sp_text_to *to, const char *s, size_t width, bool right)
{
	size_t own = sp_display_width(to->locale, s);
	size_t pad = own < width ? width - own : 0;

	if (right)
		blanks(to, pad);
	sp_buf_puts(to->out, s);
	if (!right)
		blanks(to, pad);
}
