/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snippet.c - the words around a finding, for a reader who must judge it.
 *
 * Every finding in it is hidden, its letters and digits made '*': the snippet
 * says why, the mask says what. In an answer to a person that person's own
 * values are shown, and words of the vocabulary, which name nobody.
 */
#include "detect/scratch.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

/* Where the snippet before text[at] begins: at the line's start, or `around` characters back. */
static size_t back(const char *text, size_t at, size_t around, bool *cut)
{
	size_t near = at < around ? at : around;
	const char *newline = memrchr(text + at - near, '\n', near);

	*cut = false;
	if (newline)
		return (size_t)(newline - text) + 1;
	/* Where all are ASCII, that was it. */
	at -= near;
	size_t n = sp_utf8_count(text + at, near);
	while (at && text[at - 1] != '\n' && n < around)
		n += !sp_utf8_is_tail(text[--at]);
	*cut = at && text[at - 1] != '\n';
	return at;
}

/* Where the snippet behind text[at] ends, likewise. */
static size_t on(const char *text, size_t len, size_t at, size_t around, bool *cut)
{
	size_t near = len - at < around + 1 ? len - at : around + 1;
	const char *newline = memchr(text + at, '\n', near);

	*cut = false;
	if (newline)
		return (size_t)(newline - text);
	size_t n = sp_utf8_count(text + at, near);
	at += near;
	while (at < len && text[at] != '\n' && n <= around)
		n += !sp_utf8_is_tail(text[at++]);
	while (at < len && sp_utf8_is_tail(text[at]))
		at++;
	*cut = at < len && text[at] != '\n';
	return at;
}

/* ---- copies: up to BLOCK bytes are written beyond what is said to be copied ---- */

#define BLOCK 16

static char plain(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7F ? ' ' : c;
}

/* What is shown of a byte within a finding; tails of a character are not shown. */
static char hidden(char c)
{
	if (sp_is_alnum(c) || (unsigned char)c >= 0x80)
		return '*';
	return plain(c);
}

#ifdef __x86_64__
#include <immintrin.h>

/* Bytes from `first` to `last`, as unsigned. */
static inline __m128i between(__m128i v, unsigned char first, unsigned char last)
{
	__m128i from = _mm_sub_epi8(v, _mm_set1_epi8((char)first));

	return _mm_cmpeq_epi8(_mm_min_epu8(from, _mm_set1_epi8((char)(last - first))), from);
}

static inline __m128i choose(__m128i where, char c, __m128i otherwise)
{
	return _mm_or_si128(_mm_and_si128(where, _mm_set1_epi8(c)),
			    _mm_andnot_si128(where, otherwise));
}

static inline __m128i plain_block(__m128i v)
{
	return choose(_mm_or_si128(between(v, 0, 0x1F), between(v, 0x7F, 0x7F)), ' ', v);
}

/* Sixteen bytes as they are, save control characters. */
static inline void copy_plain(char *to, const char *from)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)from);

	_mm_storeu_si128((__m128i *)(void *)to, plain_block(v));
}

/* Sixteen bytes hidden. false: not all are ASCII. */
static inline bool copy_hidden(char *to, const char *from)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)from);
	__m128i letter = between(_mm_or_si128(v, _mm_set1_epi8(0x20)), 'a', 'z');

	if (_mm_movemask_epi8(v))
		return false;
	v = choose(_mm_or_si128(letter, between(v, '0', '9')), '*', plain_block(v));
	_mm_storeu_si128((__m128i *)(void *)to, v);
	return true;
}
#else
static void copy_plain(char *to, const char *from)
{
	for (size_t i = 0; i < BLOCK; i++)
		to[i] = plain(from[i]);
}

static bool copy_hidden(char *to, const char *from)
{
	bool ascii = true;

	for (size_t i = 0; i < BLOCK && ascii; i++) {
		ascii = (unsigned char)from[i] < 0x80;
		to[i] = hidden(from[i]);
	}
	return ascii;
}
#endif

/* Copies text[at, end) of len bytes as it is, save control characters. Returns the copy's end. */
static char *put_plain(char *to, const char *text, size_t len, size_t at, size_t end)
{
	for (; at < end && len - at >= BLOCK; at += BLOCK, to += BLOCK) {
		copy_plain(to, text + at);
		if (end - at <= BLOCK)
			return to + (end - at);
	}
	for (; at < end; at++)
		*to++ = plain(text[at]);
	return to;
}

/* Hides text[at, end): a character is one '*', whatever its bytes. */
static char *put_hidden(char *to, const char *text, size_t len, size_t at, size_t end)
{
	for (; at < end && len - at >= BLOCK && copy_hidden(to, text + at);
	     at += BLOCK, to += BLOCK)
		if (end - at <= BLOCK)
			return to + (end - at);
	for (; at < end; at++) {
		*to = hidden(text[at]);
		to += !sp_utf8_is_tail(text[at]);
	}
	return to;
}

/* Equal but for white space, of which one blank is left in `value`. */
static bool same_text(const char *text, size_t len, const char *value)
{
	for (size_t i = 0; i < len; i++) {
		char c = sp_is_space(text[i]) ? ' ' : text[i];
		if (c == ' ' && (!i || sp_is_space(text[i - 1])))
			continue;
		if (*value++ != c)
			return false;
	}
	return !*value;
}

/* Does the value stand for it too: the address without a tag? */
static bool is_broader(const struct sp_rules *rules, const struct candidate *candidate,
		       const char *value)
{
	const struct sp_validator *validator =
		rules->patterns[rules->rules[candidate->rule].pattern].validator;
	char broader[SP_VALUE_MAX];

	return validator && validator->broader &&
	       validator->broader(candidate->reading->value, broader) &&
	       strcmp(broader, value) == 0;
}

/* Is it one of the values of the person who asks, or a word that names nobody? */
static bool is_revealed(const struct sp_rules *rules, const char *text,
			const struct candidate *candidate)
{
	const struct pattern_file *file =
		rules->patterns[rules->rules[candidate->rule].pattern].file;
	const struct sp_reading *reading = candidate->reading;
	const char *type = reading && reading->type ? reading->type : file->type;

	if (candidate->term)
		return true;
	for (size_t i = 0; i < rules->n_revealed; i++) {
		const struct sp_revealed *own = &rules->revealed[i];
		if (strcmp(own->type, type) != 0)
			continue;
		if (!reading) {
			if (same_text(text + candidate->start, candidate->end - candidate->start,
				      own->value))
				return true;
		} else if (strcmp(own->value, reading->value) == 0 ||
			   strcmp(own->value, reading->alias) == 0 ||
			   is_broader(rules, candidate, own->value) ||
			   (strcmp(type, "person_name") == 0 &&
			    sp_name_match(own->value, reading->value) != SP_NAME_OTHER)) {
			return true;
		}
	}
	return false;
}

/* ---- lines ---- */

#ifdef __x86_64__
/* Which of sixteen bytes go on with a character, a bit each: as signed bytes they are the least. */
static inline unsigned tails_of_block(const char *s)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)s);

	return (unsigned)_mm_movemask_epi8(_mm_cmplt_epi8(v, _mm_set1_epi8((char)0xC0)));
}
#else
static unsigned tails_of_block(const char *s)
{
	unsigned tails = 0;

	for (unsigned i = 0; i < BLOCK; i++)
		tails |= (unsigned)sp_utf8_is_tail(s[i]) << i;
	return tails;
}
#endif

/* Notes which bytes of the line go on with a character. */
static void note_tails(struct hidden_line *line, const char *text)
{
	const size_t len = line->end - line->start;
	size_t at = 0, n = 0;

	text += line->start;
	for (; len - at >= BLOCK; at += BLOCK)
		for (unsigned tails = tails_of_block(text + at); tails; tails &= tails - 1)
			line->tails[n++] = (uint16_t)(at + (unsigned)__builtin_ctz(tails));
	for (; at < len; at++)
		if (sp_utf8_is_tail(text[at]))
			line->tails[n++] = (uint16_t)at;
	line->n_tails = n;
	line->n_lost = 0;
}

/* Those in text[from, past) are not shown. `tail` is one that is not behind them, as is the return
 * value, for the next. */
static size_t note_lost(struct hidden_line *line, size_t tail, size_t from, size_t past)
{
	for (; tail < line->n_tails && line->start + line->tails[tail] < past; tail++)
		if (line->start + line->tails[tail] >= from)
			line->lost[line->n_lost++] = line->tails[tail];
	return tail;
}

/* How many of n places, which rise, are before the one at `at`. */
static size_t count_before(const uint16_t *places, size_t n, size_t at)
{
	size_t low = 0;

	while (low < n) {
		size_t middle = low + (n - low) / 2;
		if (places[middle] < at)
			low = middle + 1;
		else
			n = middle;
	}
	return low;
}

/* Where the nth character of the line begins. */
static size_t byte_of(const struct hidden_line *line, size_t character)
{
	size_t low = 0, high = line->n_tails;

	/* So many characters and no more stand before a tail as its place says, less its number. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (line->tails[middle] - middle <= character)
			low = middle + 1;
		else
			high = middle;
	}
	return character + low;
}

/* ---- text ---- */

/* Is it hidden where it stands in a snippet? */
static inline bool is_hidden(const struct sp_rules *rules, const char *text,
			     const struct candidate *candidate)
{
	return !candidate->dropped && !candidate->hides &&
	       (!rules->n_revealed || !is_revealed(rules, text, candidate));
}

/* Copies text[at, end) with the findings in it hidden; candidates before `first` do not reach it.
 * `line`, which may be NULL, is told what is not shown of it.
 */
static char *put_text(char *to, const struct sp_rules *rules, const struct sp_scratch *scratch,
		      const struct sp_segment *segment, size_t first, size_t at, size_t end,
		      struct hidden_line *line)
{
	const char *text = segment->text;
	const size_t len = segment->len;
	const struct candidate *candidate = scratch->candidates + first;
	size_t tail = 0;

	for (size_t i = first; i < scratch->n && candidate->start < end; i++, candidate++) {
		if (candidate->end <= at || !is_hidden(rules, text, candidate))
			continue;
		size_t from = candidate->start > at ? candidate->start : at;
		size_t past = candidate->end < end ? candidate->end : end;
		to = put_plain(to, text, len, at, from);
		to = put_hidden(to, text, len, from, past);
		at = past;
		if (line)
			tail = note_lost(line, tail, from, past);
	}
	return put_plain(to, text, len, at, end);
}

/* The first candidate that can reach text[at] or beyond; `last` is one that begins behind it. */
static size_t first_reaching(const struct sp_scratch *scratch, size_t last, size_t at)
{
	while (last && scratch->candidates[last - 1].start + scratch->longest > at)
		last--;
	return last;
}

/* The line of the candidate, hidden; NULL: it is long, or the candidate goes on over its end. */
static const struct hidden_line *line_of(const struct sp_rules *rules, struct sp_scratch *scratch,
					 const struct sp_segment *segment,
					 const struct candidate *candidate)
{
	const char *text = segment->text;
	struct hidden_line *line = scratch->line;
	const size_t at = candidate->start;

	if (line && line->start <= at && candidate->end <= line->end)
		return line;
	size_t near = at < HIDDEN_MOST ? at : HIDDEN_MOST;
	size_t rest = segment->len - at < HIDDEN_MOST ? segment->len - at : HIDDEN_MOST;
	const char *before = memrchr(text + at - near, '\n', near);
	const char *behind = memchr(text + at, '\n', rest);
	size_t start = before ? (size_t)(before - text) + 1 : at - near;
	size_t end = behind ? (size_t)(behind - text) : at + rest;
	if (end - start > HIDDEN_MOST || candidate->end > end || (!before && at > near) ||
	    (!behind && end < segment->len))
		return NULL;
	if (!line && !(line = scratch->line = sp_arena_alloc(&scratch->arena, sizeof(*line))))
		return NULL;
	line->start = start;
	line->end = end;
	size_t first = first_reaching(scratch, (size_t)(candidate - scratch->candidates), start);
	note_tails(line, text);
	put_text(line->text, rules, scratch, segment, first, start, end, line);
	return line;
}

static const char before_cut[] = "... ", after_cut[] = " ...";

/* How many characters begin before a byte of the line, and where that is in the copy. */
static size_t characters_before(const struct hidden_line *line, size_t at)
{
	return at - count_before(line->tails, line->n_tails, at);
}

static size_t shown_at(const struct hidden_line *line, size_t at)
{
	return at - count_before(line->lost, line->n_lost, at);
}

/* The part of the line that is the candidate's snippet. */
static const char *cut_snippet(const struct hidden_line *line, const struct candidate *candidate,
			       size_t around, struct sp_arena *arena)
{
	const size_t len = line->end - line->start;
	const size_t characters = len - line->n_tails;
	size_t first = characters_before(line, candidate->start - line->start);
	size_t last = characters_before(line, candidate->end - line->start);

	first = first > around ? first - around : 0;
	last = characters - last > around ? last + around + 1 : characters;
	size_t at = shown_at(line, byte_of(line, first));
	size_t end = shown_at(line, byte_of(line, last));
	char *snippet = sp_arena_alloc(arena, end - at + sizeof(before_cut) + sizeof(after_cut));
	char *to = snippet;
	if (!snippet)
		return NULL;
	if (first)
		to = mempcpy(to, before_cut, sizeof(before_cut) - 1);
	to = mempcpy(to, line->text + at, end - at);
	if (last < characters)
		to = mempcpy(to, after_cut, sizeof(after_cut) - 1);
	*to = '\0';
	return snippet;
}

const char *make_snippet(const struct sp_rules *rules, struct sp_scratch *scratch,
			 const struct sp_segment *segment, const struct candidate *candidate,
			 struct sp_arena *arena)
{
	const struct hidden_line *line = line_of(rules, scratch, segment, candidate);
	bool cut_before, cut_after;

	if (line)
		return cut_snippet(line, candidate, rules->around, arena);
	size_t at = back(segment->text, candidate->start, rules->around, &cut_before);
	size_t end = on(segment->text, segment->len, candidate->end, rules->around, &cut_after);
	size_t first = first_reaching(scratch, (size_t)(candidate - scratch->candidates), at);
	char *snippet =
		sp_arena_alloc(arena, end - at + sizeof(before_cut) + sizeof(after_cut) + BLOCK);
	char *to = snippet;
	if (!snippet)
		return NULL;
	if (cut_before)
		to = mempcpy(to, before_cut, sizeof(before_cut) - 1);
	to = put_text(to, rules, scratch, segment, first, at, end, NULL);
	if (cut_after)
		to = mempcpy(to, after_cut, sizeof(after_cut) - 1);
	*to = '\0';
	return snippet;
}
