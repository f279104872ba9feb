/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name_spellings.c - every way to write a name, for hashes that must be equal.
 *
 * Forms (all first names, the first alone, initials), orders, letters
 * (å, aa, a), W and V, -son and -sson, and case are combined; one name uses
 * one way for all its letters. A few hundred to a few thousand come of that.
 */
#include "spana/validator.h"

#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/utf8.h"

#define WORDS 8
#define STYLES 3 /* of å, ä, ö: as they are, two letters, one */

enum letter_case { AS_WRITTEN, UPPER, UPPER_SURNAME, LETTER_CASES };
enum given_form {
	ALL,
	FIRST,
	INITIALS_DOT,
	INITIALS,
	INITIAL_DOT,
	INITIAL,
	FIRST_AND_INITIALS,
	GIVEN_FORMS
};
enum order { STRAIGHT, TURNED, TURNED_BARE, ORDERS };

struct speller {
	struct sp_buf words[WORDS]; /* in the style at hand; the last is the surname */
	const char *source[WORDS];
	size_t source_len[WORDS];
	size_t n;
	struct sp_buf out;
	struct sp_buf seen; /* spellings, each with its NUL */
	bool (*each)(void *context, const char *spelling);
	void *context;
	bool stopped;
};

/* Capital and small letters of Swedish and its neighbours, two bytes each in UTF-8. */
static uint32_t to_upper(uint32_t code)
{
	if (code < 0x80)
		return (unsigned char)sp_to_upper((char)code);
	return code >= 0xE0 && code <= 0xFE && code != 0xF7 ? code - 0x20 : code;
}

static uint32_t to_lower(uint32_t code)
{
	if (code < 0x80)
		return (unsigned char)sp_to_lower((char)code);
	return code >= 0xC0 && code <= 0xDE && code != 0xD7 ? code + 0x20 : code;
}

/* What a letter becomes; NULL: it stays. */
static const char *transcribed(uint32_t small, unsigned style)
{
	static const struct {
		uint32_t letter;
		const char *as[STYLES];
	} table[] = {
		{ 0xE5, { NULL, "aa", "a" } }, { 0xE4, { NULL, "ae", "a" } },
		{ 0xF6, { NULL, "oe", "o" } }, { 0xFC, { NULL, "ue", "u" } },
		{ 0xE9, { NULL, "e", "e" } },  { 0xE8, { NULL, "e", "e" } },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].letter == small)
			return table[i].as[style];
	return NULL;
}

/* The word with its first letter (and one behind a hyphen) large, the others small. */
static void write_word(struct sp_buf *out, const char *s, size_t len, unsigned style, bool turn_w)
{
	bool start = true;
	size_t size;

	sp_buf_reset(out);
	for (size_t at = 0; at < len; at += size) {
		uint32_t code = to_lower(sp_utf8_decode(s + at, len - at, &size));
		const char *as = transcribed(code, style);
		if (turn_w && (code == 'w' || code == 'v'))
			code = code == 'w' ? 'v' : 'w';
		if (as) {
			sp_buf_putc(out, start ? sp_to_upper(*as) : *as);
			sp_buf_puts(out, as + 1);
		} else {
			sp_buf_put_utf8(out, start ? to_upper(code) : code);
		}
		start = code == '-';
	}
}

/* "Persson" for "Person", and the other way round. */
static void turn_son(struct sp_buf *word)
{
	size_t n = word->len;

	if (n > 4 && strcmp(word->data + n - 4, "sson") == 0) {
		memmove(word->data + n - 4, word->data + n - 3, 4);
		word->len--;
	} else if (n > 3 && strcmp(word->data + n - 3, "son") == 0) {
		word->len -= 3;
		sp_buf_puts(word, "sson");
	}
}

static void put_word(struct sp_buf *out, const struct sp_buf *word, bool upper)
{
	const char *s = sp_buf_str(word);
	size_t size;

	for (size_t at = 0; at < word->len; at += size) {
		uint32_t code = sp_utf8_decode(s + at, word->len - at, &size);
		sp_buf_put_utf8(out, upper ? to_upper(code) : code);
	}
}

static void put_initial(struct sp_buf *out, const struct sp_buf *word, bool dot)
{
	size_t size;

	sp_buf_put_utf8(out, sp_utf8_decode(sp_buf_str(word), word->len, &size));
	if (dot)
		sp_buf_putc(out, '.');
}

static void put_given(struct speller *s, enum given_form form, bool upper)
{
	bool one = form == FIRST || form == INITIAL || form == INITIAL_DOT;
	bool initial = form != ALL && form != FIRST && form != FIRST_AND_INITIALS;

	for (size_t i = 0; i < (one ? 1 : s->n - 1); i++) {
		if (i)
			sp_buf_putc(&s->out, ' ');
		if (initial || (form == FIRST_AND_INITIALS && i))
			put_initial(&s->out, &s->words[i], form != INITIAL && form != INITIALS);
		else
			put_word(&s->out, &s->words[i], upper);
	}
}

static bool is_new(struct speller *s)
{
	const char *out = sp_buf_str(&s->out);

	for (size_t at = 0; at < s->seen.len; at += strlen(s->seen.data + at) + 1)
		if (strcmp(s->seen.data + at, out) == 0)
			return false;
	return sp_buf_add(&s->seen, out, s->out.len + 1);
}

static void tell(struct speller *s)
{
	if (!s->stopped && is_new(s) && !s->each(s->context, sp_buf_str(&s->out)))
		s->stopped = true;
}

static void put_surname(struct speller *s, enum letter_case letters)
{
	put_word(&s->out, &s->words[s->n - 1], letters != AS_WRITTEN);
}

static void combine(struct speller *s, enum given_form form, enum order order,
		    enum letter_case letters)
{
	sp_buf_reset(&s->out);
	if (order != STRAIGHT) {
		put_surname(s, letters);
		sp_buf_puts(&s->out, order == TURNED ? ", " : " ");
	}
	put_given(s, form, letters == UPPER);
	if (order == STRAIGHT) {
		sp_buf_putc(&s->out, ' ');
		put_surname(s, letters);
	}
	tell(s);
}

/* All forms of the words as they are now. */
static void combine_all(struct speller *s)
{
	for (int letters = 0; letters < LETTER_CASES; letters++)
		for (int order = 0; order < ORDERS; order++)
			for (int form = 0; form < GIVEN_FORMS; form++)
				combine(s, (enum given_form)form, (enum order)order,
					(enum letter_case)letters);
}

static void spell(struct speller *s, unsigned style, bool turn_w, bool other_son)
{
	for (size_t i = 0; i < s->n; i++)
		write_word(&s->words[i], s->source[i], s->source_len[i], style, turn_w);
	if (other_son)
		turn_son(&s->words[s->n - 1]);
	combine_all(s);
}

/* Finds the words; "Ek, Anna" is turned. */
static void find_words(struct speller *s, const char *name)
{
	size_t comma = 0;

	while (*name && s->n < WORDS) {
		size_t len = strcspn(name, " ,\t");
		if (len) {
			s->source[s->n] = name;
			s->source_len[s->n++] = len;
		}
		if (name[len] == ',' && !comma)
			comma = s->n;
		name += len + (name[len] != '\0');
	}
	for (; comma && comma < s->n; comma--) {
		const char *first = s->source[0];
		size_t len = s->source_len[0];
		memmove(s->source, s->source + 1, (s->n - 1) * sizeof(*s->source));
		memmove(s->source_len, s->source_len + 1, (s->n - 1) * sizeof(*s->source_len));
		s->source[s->n - 1] = first;
		s->source_len[s->n - 1] = len;
	}
}

bool sp_name_spellings(const char *name, bool (*each)(void *context, const char *spelling),
		       void *context)
{
	struct speller s = { .out = SP_BUF_INIT(SP_VALUE_MAX),
			     .seen = SP_BUF_INIT(SP_BUF_UNCAPPED),
			     .each = each,
			     .context = context };

	for (size_t i = 0; i < WORDS; i++)
		s.words[i].cap = SP_VALUE_MAX;
	find_words(&s, name);
	sp_buf_puts(&s.out, name);
	tell(&s);
	for (unsigned way = 0; s.n > 1 && way < STYLES * 4; way++)
		spell(&s, way % STYLES, way / STYLES % 2, way / STYLES / 2);
	for (size_t i = 0; i < WORDS; i++)
		sp_buf_release(&s.words[i]);
	bool ok = !s.stopped && !s.out.failed && !s.seen.failed;
	sp_buf_release(&s.out);
	sp_buf_release(&s.seen);
	return ok;
}
