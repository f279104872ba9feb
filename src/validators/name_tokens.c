/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name_tokens.c - what each of a row of capitalised words is: a first name, a
 * surname, one that is made as Swedish surnames are, an initial, a company, a
 * street, or a word that stands beside names and is none.
 *
 * The lists have common names only; a surname's ending tells many more.
 */
#include "validators/name_tokens.h"

#include <string.h>

#include "spana/validator.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "validators/name_index.h"

#define TOKEN_MAX 64

/* In small letters; 0: too long for a name. */
static size_t lower(const char *s, size_t len, char out[TOKEN_MAX])
{
	if (!len || len >= TOKEN_MAX)
		return 0;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		bool latin =
			i && (unsigned char)s[i - 1] == 0xC3 && c >= 0x80 && c <= 0x9E && c != 0x97;
		out[i] = latin ? (char)(c + 0x20) : sp_to_lower(s[i]);
	}
	out[len] = '\0';
	return len;
}

/* What the word is known as: as a name, as another word, or both. */
static unsigned find_word(const char *word, size_t len)
{
	for (size_t i = name_hash(word, len); sp_name_slots[i].at; i = (i + 1) % NAME_SLOTS) {
		const unsigned char *known = sp_name_pool + sp_name_slots[i].at;
		if (known[0] == len && memcmp(known + 1, word, len) == 0)
			return sp_name_slots[i].is;
	}
	return 0;
}

/* Two first names with a hyphen, of which both are known. */
static bool is_double(const char *word, size_t len)
{
	const char *hyphen = memchr(word, '-', len);
	size_t first = hyphen ? (size_t)(hyphen - word) : 0;

	return first && first + 1 < len && find_word(word, first) & FIRST &&
	       find_word(hyphen + 1, len - first - 1) & FIRST;
}

static bool ends_with(const char *word, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len > n && memcmp(word + len - n, end, n) == 0;
}

static bool is_made_surname(const char *word, size_t len)
{
	return len > 6 && (ends_with(word, len, "sson") || ends_with(word, len, "sdotter"));
}

/* What its ending tells; a surname has something before it. */
static unsigned ends_as(const char *word, size_t len)
{
	const unsigned char last = (unsigned char)word[len - 1];
	const unsigned char *number = sp_name_endings_by + sp_name_endings_of[last];

	for (; *number != NAME_NO_ENDING; number++) {
		const struct name_word *ending = &sp_name_endings[*number];
		size_t n = ending->len;
		if (len > n && memcmp(word + len - n, ending->word, n) == 0 &&
		    (ending->is != LIKELY || len >= 6))
			return ending->is;
	}
	return 0;
}

/* "A" or "A." */
static bool is_initial(const char *text, size_t len)
{
	size_t size;

	sp_utf8_decode(text, len, &size);
	return len == size || (len == size + 1 && text[size] == '.');
}

static unsigned kind_of(const char *text, const char *word, size_t len)
{
	const unsigned known = find_word(word, len), names = known & (FIRST | SURNAME);
	unsigned is = known & ~(unsigned)(FIRST | SURNAME);

	if (is & PARTICLE)
		is &= sp_is_lower(text[0]) ? (unsigned)PARTICLE : (unsigned)OTHER; /* "Den" */
	if (is & (COMPANY | STREET | PARTICLE | LEAD))
		return is;
	if (is_initial(text, len))
		return INITIAL;
	is |= names;
	if (!(is & FIRST) && is_double(word, len))
		is |= FIRST;
	if (!(is & SURNAME) && is_made_surname(word, len))
		is |= SURNAME;
	return is & (FIRST | SURNAME) ? is : is | ends_as(word, len);
}

static void look_up(struct name_token *token, const char *s)
{
	char word[TOKEN_MAX];
	size_t len = lower(s + token->start, token->end - token->start, word);

	token->is = len ? kind_of(s + token->start, word, len) : OTHER;
	if (len < 3 || token->is || word[len - 1] != 's')
		return;
	word[len - 1] = '\0';
	token->is = kind_of(s + token->start, word, len - 1) & (FIRST | SURNAME | LIKELY);
	token->genitive = token->is != 0;
}

static bool parts_words(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == ':' || c == '"';
}

/* What may stand between words: blanks, the signs before a name, commas. */
static size_t gap(const char *s, size_t len, bool *comma)
{
	size_t n = 0;

	while (n < len && (parts_words(s[n]) || s[n] == '\'')) {
		*comma |= s[n] == ',';
		n++;
	}
	if (len - n >= 2 && memcmp(s + n, "\xC2\xA0", 2) == 0)
		n += 2;
	return n;
}

size_t name_tokens(const char *s, size_t len, struct name_token tokens[NAME_TOKENS])
{
	size_t n = 0, at = 0;

	while (n < NAME_TOKENS) {
		struct name_token *token = &tokens[n];
		*token = (struct name_token) { .comma = false };
		at += gap(s + at, len - at, &token->comma);
		if (at >= len)
			break;
		token->start = at;
		while (at < len && s[at] && !parts_words(s[at]) &&
		       !(len - at >= 2 && memcmp(s + at, "\xC2\xA0", 2) == 0))
			at++;
		if (at == token->start)
			break;
		token->end = at;
		/* A sentence's end, unless it is an initial's. */
		if (s[at - 1] == '.' && !is_initial(s + token->start, at - token->start))
			token->end--;
		if (token->end == token->start)
			break;
		look_up(token, s);
		n++;
	}
	return n;
}

bool name_write(const char *s, size_t len, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < len && n + 4 < SP_VALUE_MAX; i++) {
		bool wide = len - i >= 2 && memcmp(s + i, "\xC2\xA0", 2) == 0;
		bool blank = wide || sp_is_space(s[i]);
		i += wide;
		if (!blank)
			out[n++] = s[i];
		else if (n && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	out[n] = '\0';
	return n > 1 && sp_utf8_valid(out, n) == n;
}
