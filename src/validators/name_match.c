/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name_match.c - one person's name, written by others.
 *
 * Both names are folded to the letters a to z in a way that makes spellings of
 * the same name equal; different names may fold to the same, which a human
 * then sees. Nicknames (Lasse for Lars) are left out, and so are names that
 * were changed.
 */
#include "spana/validator.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

#define WORDS 12
#define WORD_MAX 64

struct words {
	char word[WORDS][WORD_MAX];
	size_t n;
	size_t comma; /* words before it; 0: none */
};

/* Letters beside a to z, and what they are taken for. */
static const struct {
	uint32_t small, capital;
	char as;
} letters[] = {
	{ 0xE5, 0xC5, 'a' },   { 0xE4, 0xC4, 'a' },   { 0xE6, 0xC6, 'a' },   { 0xE0, 0xC0, 'a' },
	{ 0xE1, 0xC1, 'a' },   { 0xE2, 0xC2, 'a' },   { 0xE3, 0xC3, 'a' },   { 0xF6, 0xD6, 'o' },
	{ 0xF8, 0xD8, 'o' },   { 0xF2, 0xD2, 'o' },   { 0xF3, 0xD3, 'o' },   { 0xF4, 0xD4, 'o' },
	{ 0xE8, 0xC8, 'e' },   { 0xE9, 0xC9, 'e' },   { 0xEA, 0xCA, 'e' },   { 0xEB, 0xCB, 'e' },
	{ 0xEC, 0xCC, 'i' },   { 0xED, 0xCD, 'i' },   { 0xEE, 0xCE, 'i' },   { 0xEF, 0xCF, 'i' },
	{ 0xF9, 0xD9, 'u' },   { 0xFA, 0xDA, 'u' },   { 0xFB, 0xDB, 'u' },   { 0xFC, 0xDC, 'u' },
	{ 0xFD, 0xDD, 'y' },   { 0xE7, 0xC7, 'c' },   { 0xF1, 0xD1, 'n' },   { 0x107, 0x106, 'c' },
	{ 0x10D, 0x10C, 'c' }, { 0x161, 0x160, 's' }, { 0x17E, 0x17D, 'z' }, { 0x142, 0x141, 'l' },
};

/* A letter in its plain form, or 0 where it is none. */
static char plain(uint32_t code)
{
	if (code < 0x80)
		return sp_is_alpha((char)code) ? sp_to_lower((char)code) : 0;
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if (letters[i].small == code || letters[i].capital == code)
			return letters[i].as;
	/* Letters of other scripts must not all be the same. */
	return (char)('a' + code % 26);
}

/* aa and ae to a, oe to o, w to v, sson to son. */
static void fold(char *word)
{
	size_t n = 0;

	for (const char *at = word; *at; at++) {
		char c = *at == 'w' ? 'v' : *at;
		if (n && ((word[n - 1] == 'a' && (c == 'a' || c == 'e')) ||
			  (word[n - 1] == 'o' && c == 'e')))
			continue;
		word[n++] = c;
	}
	word[n] = '\0';
	if (n > 4 && strcmp(word + n - 4, "sson") == 0)
		memmove(word + n - 4, word + n - 3, 4);
}

/* A name's words; hyphens part words too. */
static void split(const char *name, struct words *out)
{
	size_t len = strlen(name), size, n = 0;

	*out = (struct words) { .n = 0 };
	for (size_t at = 0; at <= len; at += size) {
		uint32_t code = at < len ? sp_utf8_decode(name + at, len - at, &size) : ' ';
		bool letter = at < len && code != 0xA0 && code != 0x2019 && plain(code) != 0;
		if (at == len)
			size = 1;
		if (letter && out->n < WORDS && n + 1 < WORD_MAX) {
			out->word[out->n][n++] = plain(code);
		} else if (code == '\'' || code == 0x2019) {
			continue;
		} else if (n && !letter) {
			out->word[out->n][n] = '\0';
			fold(out->word[out->n++]);
			n = 0;
		}
		if (code == ',' && !out->comma)
			out->comma = out->n;
		if (out->n == WORDS)
			break;
	}
}

/* Puts "Ek, Anna" into the order of "Anna Ek". */
static void turn(struct words *words)
{
	struct words turned = { .n = words->n };

	if (!words->comma || words->comma >= words->n)
		return;
	for (size_t i = 0; i < words->n; i++)
		memcpy(turned.word[i], words->word[(i + words->comma) % words->n], WORD_MAX);
	*words = turned;
}

/* What is left of `found` when the surname is taken away; false: it is not there. */
static bool take_surname(struct words *found, const char *surname)
{
	for (size_t i = found->n; i-- > 0;)
		if (strcmp(found->word[i], surname) == 0) {
			memmove(found->word[i], found->word[i + 1],
				(found->n - i - 1) * sizeof(found->word[0]));
			found->n--;
			return true;
		}
	return false;
}

static bool has_word(const struct words *words, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words->word[i], word) == 0)
			return true;
	return false;
}

static bool has_initial(const struct words *words, size_t n, char initial)
{
	for (size_t i = 0; i < n; i++)
		if (words->word[i][0] == initial)
			return true;
	return false;
}

static bool same_words(const struct words *a, const struct words *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++)
		if (strcmp(a->word[i], b->word[i]) != 0)
			return false;
	return a->n == b->n;
}

enum sp_name_match sp_name_match(const char *wanted, const char *found)
{
	struct words w, f;
	size_t full = 0, initials = 0;

	split(wanted, &w);
	split(found, &f);
	turn(&w);
	turn(&f);
	if (w.n < 2)
		return w.n == 1 && has_word(&f, f.n, w.word[0]) ? SP_NAME_SPELLED : SP_NAME_OTHER;
	if (same_words(&w, &f))
		return SP_NAME_SAME;
	const size_t given = w.n - 1;
	if (!take_surname(&f, w.word[given]))
		return SP_NAME_OTHER;
	for (size_t i = 0; i < f.n; i++) {
		if (has_word(&w, given, f.word[i]))
			full++;
		else if (!f.word[i][1] && has_initial(&w, given, f.word[i][0]))
			initials++;
	}
	/* One first name that fits lets others be middle names; initials must all fit. */
	if (full)
		return SP_NAME_SPELLED;
	return initials && initials == f.n ? SP_NAME_INITIALS : SP_NAME_OTHER;
}
