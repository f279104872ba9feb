/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name_tokens.c - what each of a row of capitalised words is: a first name, a
 * surname, one that is made as Swedish surnames are, an initial, a company, a
 * street, or a word that stands beside names and is none.
 *
 * The lists have common names only; a surname's ending tells many more.
 */
#include "validators/name_tokens.h"

#include <stdlib.h>
#include <string.h>

#include "spana/validator.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "validators/names.h"

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

static int compare(const void *key, const void *element)
{
	return strcmp(key, *(const char *const *)element);
}

static bool is_first(const char *word)
{
	return bsearch(word, sp_first_names, sp_n_first_names, sizeof(*sp_first_names), compare);
}

/* A known first name, or two with a hyphen of which both are known. */
static bool is_given(const char *word, size_t len)
{
	const char *hyphen = memchr(word, '-', len);
	char part[TOKEN_MAX];

	if (is_first(word))
		return true;
	if (!hyphen)
		return false;
	memcpy(part, word, (size_t)(hyphen - word));
	part[hyphen - word] = '\0';
	return is_first(part) && is_first(hyphen + 1);
}

static bool ends_with(const char *word, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len > n && memcmp(word + len - n, end, n) == 0;
}

static bool is_surname(const char *word, size_t len)
{
	return bsearch(word, sp_surnames, sp_n_surnames, sizeof(*sp_surnames), compare) ||
	       (len > 6 && (ends_with(word, len, "sson") || ends_with(word, len, "sdotter")));
}

/* What the whole word is known as, and 0 if it is not. */
static unsigned known_as(const char *word)
{
	size_t low = 0, high = sp_n_name_words;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(word, sp_name_words[middle].word);
		if (!order)
			return sp_name_words[middle].is;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return 0;
}

/* What its ending tells; a surname has something before it. */
static unsigned ends_as(const char *word, size_t len)
{
	const char last = word[len - 1];

	for (size_t i = 0; i < sp_n_name_endings; i++) {
		const struct name_word *ending = &sp_name_endings[i];
		size_t n = ending->len;
		if (ending->word[n - 1] == last && len > n &&
		    memcmp(word + len - n, ending->word, n) == 0 &&
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
	unsigned is = known_as(word);

	if (is & PARTICLE)
		is &= sp_is_lower(text[0]) ? (unsigned)PARTICLE : (unsigned)OTHER; /* "Den" */
	if (is & (COMPANY | STREET | PARTICLE | LEAD))
		return is;
	if (is_initial(text, len))
		return INITIAL;
	if (is_given(word, len))
		is |= FIRST;
	if (is_surname(word, len))
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

/* What may stand between words: blanks, the signs before a name, commas. */
static size_t gap(const char *s, size_t len, bool *comma)
{
	size_t n = 0;

	while (n < len && strchr(" \t\r\n,:\"'", s[n]) && s[n]) {
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
		while (at < len && !strchr(" \t\r\n,:\"", s[at]) &&
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
