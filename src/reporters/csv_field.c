/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv_field.c - see csv_field.h. */
#include "reporters/csv_field.h"

#include <string.h>

static bool is_formula(char c)
{
	return c && strchr("=+-@\t\r\n", c);
}

/* A quote within is doubled. */
static void put_doubled(struct sp_buf *to, const char *s)
{
	for (const char *quote; (quote = strchr(s, '"')) != NULL; s = quote + 1) {
		sp_buf_add(to, s, (size_t)(quote - s));
		sp_buf_puts(to, "\"\"");
	}
	sp_buf_puts(to, s);
}

bool sp_csv_field(struct sp_buf *to, const char *s)
{
	if (!*s)
		return !to->failed;
	const char *quote = strpbrk(s, ",\"\r\n") ? "\"" : "";

	sp_buf_puts(to, quote);
	if (is_formula(s[0]))
		sp_buf_putc(to, '\'');
	put_doubled(to, s);
	return sp_buf_puts(to, quote);
}
