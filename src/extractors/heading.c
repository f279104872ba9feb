/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heading.c - see heading.h. */
#include "extractors/heading.h"

#include <string.h>

#include "base/ascii.h"

/* Longest name of a column. */
#define NAME_BYTES 100

bool sp_heading_is_name(const char *s, size_t len)
{
	size_t digits = 0, letters = 0;

	for (size_t i = 0; i < len; i++) {
		digits += sp_is_digit(s[i]);
		letters += sp_is_alpha(s[i]) || (unsigned char)s[i] >= 0x80;
		if (s[i] == '@' || !s[i])
			return false;
	}
	return letters && digits <= 3 && len <= NAME_BYTES;
}

static bool contains(const char *s, size_t len, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= len; i++)
		if (sp_ascii_equal_n(s + i, word, n))
			return true;
	return false;
}

bool sp_heading_has_word(const char *s, size_t len)
{
	static const char *const words[] = {
		"namn",	  "name",	 "nummer",	   "number",   "adress",    "address",
		"datum",  "date",	 "telefon",	   "phone",    "mail",	    "epost",
		"e-post", "postnr",	 "person",	   "kundnr",   "orgnr",	    "pnr",
		"konto",  "account",	 "postort",	   "titel",    "title",	    "avdelning",
		"klass",  "handläggare", "vårdnadshavare", "anställd", "befattning"
	};

	for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
		if (contains(s, len, words[k]))
			return true;
	return false;
}
