/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * macros.c - the characters that people and programs put between digits.
 *
 * Word processors turn hyphens into dashes and blanks into no-break blanks,
 * web pages add soft hyphens and zero-width characters. A pattern names the
 * class and gets all of them.
 */
#include "detect/macros.h"

#include <string.h>

#define ZERO_WIDTH "\\x{AD}\\x{200B}-\\x{200D}\\x{2060}\\x{FEFF}"
#define LETTER "A-Za-z\\x{AA}\\x{B5}\\x{BA}\\x{C0}-\\x{24F}"

/* A word that begins with a capital, of the letters in which names are written here. */
#define NAME_CAPITAL "A-Z\\x{C0}-\\x{D6}\\x{D8}-\\x{DE}\\x{160}\\x{17D}"
#define NAME_LETTER "A-Za-z\\x{C0}-\\x{D6}\\x{D8}-\\x{F6}\\x{F8}-\\x{17F}"
#define NAME_WORD \
	"[" NAME_CAPITAL "](?:[" NAME_LETTER "\\x{2019}]|['-](?=[" NAME_LETTER "])){0,30}\\.?"
#define PARTICLES "(?:(?:von|af|de|van|der|den|la|el|al|bin|di|da|del|dos|ter|zu)[ \\x{A0}]){0,2}"

static const struct {
	const char *name, *regex;
} macros[] = {
	{ "hyphen", "[-\\x{AD}\\x{2010}-\\x{2014}\\x{2212}\\x{FE63}\\x{FF0D}]" },
	{ "plus", "[+\\x{FF0B}]" },
	{ "blank", "[ \\x{A0}\\x{2007}\\x{2009}\\x{202F}\\x{3000}]" },
	{ "zw", "[" ZERO_WIDTH "]" },
	{ "letter", "[" LETTER "]" },
	/* Nothing before that a number could be part of: no letter or digit, no
	 * decimal or date, and no group of hexadecimal digits with a hyphen. */
	{ "before", "(?<![0-9" LETTER "])(?<![0-9][.,/-])(?<![0-9A-Fa-f]{4}-)" },
	/* As before, but a label may be glued in front: pnr198001139818. */
	{ "glued", "(?<![0-9])(?:(?<![0-9" LETTER "])|(?<=[Nn][Rr])|(?<=nummer))"
		   "(?<![0-9][.,/-])(?<![0-9A-Fa-f]{4}-)" },
	{ "after", "(?![0-9" LETTER "])(?![.,/-][0-9])" },
	/* The same for what has a hyphen within: it is no decimal, so commas may list it. */
	{ "glued_list", "(?<![0-9])(?:(?<![0-9" LETTER "])|(?<=[Nn][Rr])|(?<=nummer))"
			"(?<![0-9][./-])(?<![0-9A-Fa-f]{4}-)" },
	{ "after_list", "(?![0-9" LETTER "])(?![./-][0-9])" },
	/* Names: one word, each further one, what shows that they are none, and their edge. */
	{ "name", NAME_WORD },
	{ "further_name", "(?:,?[ \\x{A0}]" PARTICLES NAME_WORD ")" },
	{ "called_after",
	  "(?![" NAME_LETTER "])(?![ \\x{A0}]&)(?:[ \\x{A0}](?:väg|gata|torg|plats|gränd|"
	  "skola|kyrka|sjukhus|barnsjukhus|gymnasium|universitet|stiftelse|"
	  "minnesfond|fond|pris|museum|teater|bygg|bageri|måleri|åkeri|"
	  "trafikskola)(?![" NAME_LETTER "]))?" },
	{ "name_edge", "(?<![0-9" NAME_LETTER "@_.-])" },
};

bool macros_expand(struct sp_buf *out, const char *regex, const char **name)
{
	const char *open;

	while ((open = strstr(regex, "{{"))) {
		const char *close = strstr(open, "}}");
		size_t i = 0, len = close ? (size_t)(close - open) - 2 : 0;

		*name = open;
		while (i < sizeof(macros) / sizeof(macros[0]) &&
		       (strlen(macros[i].name) != len || strncmp(macros[i].name, open + 2, len)))
			i++;
		if (!close || i == sizeof(macros) / sizeof(macros[0]))
			return false;
		sp_buf_add(out, regex, (size_t)(open - regex));
		sp_buf_puts(out, macros[i].regex);
		regex = close + 2;
	}
	return sp_buf_puts(out, regex);
}
