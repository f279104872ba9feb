/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.c - a trie over the bytes of folded UTF-8.
 *
 * Letters are folded for ASCII and Latin-1 (a-z, åäöéü): the words are
 * Swedish, English and their neighbours'.
 */
#include "detect/words.h"

#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "detect/word_starts.h"

#define SEPARATOR ' ' /* in a word: zero to two free characters */
#define FREE_MOST 2

#define LETTERS 26

struct node {
	uint32_t child, sibling; /* 0: none; node 0 is the root */
	uint32_t separated;	 /* the child behind a SEPARATOR; 0: none */
	uint32_t word;		 /* from 1; 0: none ends here */
	char byte;
	unsigned char row; /* of a small letter that words begin with, from 1: see `second` */
};

struct word {
	struct pattern_set near, against;
	bool any_ending;
};

#define BEGINNINGS 32768 /* bits */

/* How words begin: what is not there begins none; the rest may. */
struct beginnings {
	uint64_t threes[BEGINNINGS / 64]; /* a hash of their first three bytes ... */
	uint64_t short_[BEGINNINGS / 64]; /* ... of words of two or three ... */
	uint64_t longer[BEGINNINGS / 64]; /* ... of four, for longer ones ... */
	uint64_t single[256 / 64];	  /* ... and words of one letter, which are nowhere else */
	bool any_single;
};

struct words {
	struct node *nodes;
	size_t n_nodes, room_nodes;
	uint32_t first[256];		   /* the root's children by their bytes; 0: none */
	uint32_t second[LETTERS][LETTERS]; /* their children, where both are small letters */
	struct word *words;
	size_t n_words, room_words;
	struct beginnings all, labels; /* of all words, and of those noted as labels */
};

static enum sp_status node_new(struct words *words, char byte, uint32_t *out)
{
	if (!sp_mem_room(&words->nodes, &words->room_nodes, words->n_nodes + 1,
			 sizeof(*words->nodes)))
		return SP_FATAL;
	*out = (uint32_t)words->n_nodes++;
	words->nodes[*out] = (struct node) { .byte = byte };
	return SP_OK;
}

enum sp_status words_new(struct words **out)
{
	struct words *words = sp_mem_zero(1, sizeof(*words));
	uint32_t root;

	*out = words;
	if (!words || node_new(words, 0, &root) != SP_OK) {
		words_free(words);
		*out = NULL;
		return SP_FATAL;
	}
	return SP_OK;
}

void words_free(struct words *words)
{
	if (!words)
		return;
	sp_mem_free(words->nodes);
	sp_mem_free(words->words);
	sp_mem_free(words);
}

/* The byte at s[at], folded; `before` is the byte before it. */
static char fold(char c, char before)
{
	unsigned char u = (unsigned char)c;

	if ((unsigned char)before == 0xC3 && u >= 0x80 && u <= 0x9E && u != 0x97)
		return (char)(u + 0x20);
	return sp_to_lower(c);
}

static uint32_t child_of(const struct words *words, uint32_t node, char byte)
{
	if (!node)
		return words->first[(unsigned char)byte];
	const struct node *parent = &words->nodes[node];
	uint32_t child = parent->child;

	/* The first letters have many. */
	if (parent->row && sp_is_lower(byte))
		return words->second[parent->row - 1][byte - 'a'];
	while (child && words->nodes[child].byte != byte)
		child = words->nodes[child].sibling;
	return child;
}

static enum sp_status descend(struct words *words, uint32_t *node, char byte)
{
	bool separator = byte == SEPARATOR;
	uint32_t child = separator ? words->nodes[*node].separated : child_of(words, *node, byte);

	if (!child) {
		if (node_new(words, byte, &child) != SP_OK)
			return SP_FATAL;
		struct node *parent = &words->nodes[*node];
		if (separator) {
			parent->separated = child;
		} else if (!*node) {
			words->first[(unsigned char)byte] = child;
			if (sp_is_lower(byte))
				words->nodes[child].row = (unsigned char)(byte - 'a' + 1);
		} else {
			words->nodes[child].sibling = parent->child;
			parent->child = child;
			if (parent->row && sp_is_lower(byte))
				words->second[parent->row - 1][byte - 'a'] = child;
		}
	}
	*node = child;
	return SP_OK;
}

/* ---- how words begin ---- */

/* Letters in either case alike; what else that makes alike does no harm. */
static unsigned hash_of(uint32_t bytes)
{
	return (bytes | 0x20202020) * 0x9E3779B1u >> 17;
}

static inline bool has_bit(const uint64_t *bits, unsigned n)
{
	return bits[n / 64] >> n % 64 & 1;
}

static inline void set_bit(uint64_t *bits, unsigned n)
{
	bits[n / 64] |= UINT64_C(1) << n % 64;
}

/* Notes the ways to write the word on from its nth byte; those before are in `bytes`. */
static void note_rest(struct beginnings *set, uint32_t bytes, unsigned n, const char *word)
{
	static const char free_characters[] = " .-:_";
	const bool over = *word == '\0' || *word == '*';

	if (n == 4) {
		set_bit(set->longer, hash_of(bytes));
		set_bit(set->threes, hash_of(bytes & 0xFFFFFF));
	} else if (over && n == 3) {
		set_bit(set->short_, hash_of(bytes));
		set_bit(set->threes, hash_of(bytes));
	} else if (over && n == 1 && !*word) {
		set_bit(set->single, bytes & 0xFF);
		set->any_single = true;
	} else if (over) {
		for (unsigned c = 0; c < 256; c++)
			note_rest(set, bytes | c << 8 * n, n + 1, word);
	} else {
		/* a separator need not be there, and may be two characters */
		if (*word == SEPARATOR)
			for (const char *c = free_characters; *c; c++)
				note_rest(set, bytes | (uint32_t)*c << 8 * n, n + 1, word);
		word += *word == SEPARATOR;
		note_rest(set, bytes | (uint32_t)(unsigned char)*word << 8 * n, n + (*word != '\0'),
			  word + (*word != '\0'));
	}
}

static void note_beginning(struct beginnings *set, const char *word)
{
	/* The first letter in either case; hash_of makes the others alike. */
	const char first[2] = { sp_to_lower(*word), sp_to_upper(*word) };

	for (unsigned i = 0; *word && i < 2; i++)
		note_rest(set, (unsigned char)first[i], 1, word + 1);
}

/* Four bytes at text[at]; 0 for those beyond its end. */
static inline uint32_t four_at(const char *text, size_t len, size_t at)
{
	uint32_t four = 0;

	if (len - at >= sizeof(four))
		memcpy(&four, text + at, sizeof(four));
	else
		for (size_t i = 0; at + i < len; i++)
			four |= (uint32_t)(unsigned char)text[at + i] << 8 * i;
	return four;
}

static inline bool may_begin(const struct beginnings *set, const char *text, size_t len, size_t at)
{
	const uint32_t four = four_at(text, len, at);
	const unsigned three = hash_of(four & 0xFFFFFF);

	/* Hardly any word gets past the first. */
	if (has_bit(set->threes, three) &&
	    (has_bit(set->longer, hash_of(four)) || has_bit(set->short_, three)))
		return true;
	return set->any_single && has_bit(set->single, four & 0xFF) &&
	       !sp_is_lower((char)(four >> 8));
}

bool words_may_hold(const struct words *words, const char *text, size_t len, size_t at)
{
	return may_begin(&words->all, text, len, at);
}

size_t words_count(const struct words *words)
{
	return words->n_words;
}

enum sp_status words_add(struct words *words, const char *word, unsigned pattern, bool against)
{
	size_t len = strlen(word);
	bool any_ending = len && word[len - 1] == '*';
	uint32_t node = 0;

	for (size_t i = 0; i < len - any_ending; i++)
		if (descend(words, &node, fold(word[i], i ? word[i - 1] : 0)) != SP_OK)
			return SP_FATAL;
	if (!node)
		return SP_OK;
	note_beginning(&words->all, word);
	if (!words->nodes[node].word) {
		if (!sp_mem_room(&words->words, &words->room_words, words->n_words + 1,
				 sizeof(*words->words)))
			return SP_FATAL;
		words->words[words->n_words++] = (struct word) { .any_ending = false };
		words->nodes[node].word = (uint32_t)words->n_words;
	}
	struct word *known = &words->words[words->nodes[node].word - 1];
	known->any_ending |= any_ending;
	pattern_set_add(against ? &known->against : &known->near, pattern);
	return SP_OK;
}

/*
 * Part of a word: an ASCII letter or a character of another script, but no
 * blank, dash or quote of Unicode (U+0080-00BF, 2000-20FF, 3000-303F, FE00 on).
 */
static bool is_letter(const char *text, size_t len, size_t at)
{
	unsigned char lead = (unsigned char)text[at];

	if (lead < 0x80)
		return sp_is_alpha(text[at]);
	unsigned char next = at + 1 < len ? (unsigned char)text[at + 1] : 0;
	return lead != 0xC2 && !(lead == 0xE2 && next <= 0x83) && !(lead == 0xE3 && next == 0x80) &&
	       !(lead == 0xEF && next >= 0xB8);
}

static bool letter_before(const char *text, size_t at)
{
	size_t lead = at - 1;

	while (lead && sp_utf8_is_tail(text[lead]))
		lead--;
	return is_letter(text, at, lead);
}

static bool is_free(char c)
{
	return c == ' ' || c == '.' || c == '-' || c == ':' || c == '_';
}

/* True where a word may begin at text[at]: no letter stands directly before. */
bool words_may_begin(const char *text, size_t len, size_t at)
{
	if (!is_letter(text, len, at))
		return false;
	if (!at || !letter_before(text, at))
		return true;
	/* "personId": a capital after a small letter begins a word of its own. */
	return sp_is_upper(text[at]) && sp_is_lower(text[at - 1]);
}

/* Where a word that was matched up to `at` ends; 0: it goes on, so it is another word. */
static size_t word_end(const struct word *word, const char *text, size_t len, size_t at)
{
	if (word->any_ending)
		while (at < len && (is_letter(text, len, at) || sp_utf8_is_tail(text[at])))
			at++;
	else if (at < len && is_letter(text, len, at) &&
		 !(sp_is_upper(text[at]) && sp_is_lower(text[at - 1])))
		return 0;
	return at;
}

void words_note_label(struct words *words, const char *word)
{
	note_beginning(&words->labels, word);
}

/* Every word that the text goes on with from here, whatever follows it. */
static bool gather(const struct words *words, const char *text, size_t len, uint32_t node,
		   size_t at, struct pattern_set *out)
{
	bool any = false;

	while (node) {
		uint32_t number = words->nodes[node].word;
		any |= number != 0;
		for (size_t i = 0; number && i < MAX_PATTERNS / 64; i++)
			out->bits[i] |= words->words[number - 1].near.bits[i];
		uint32_t separated = words->nodes[node].separated;
		for (size_t skip = 0; separated && skip <= FREE_MOST; skip++) {
			if (skip && (at + skip > len || !is_free(text[at + skip - 1])))
				break;
			any |= gather(words, text, len, separated, at + skip, out);
		}
		if (at >= len)
			break;
		node = child_of(words, node, fold(text[at], at ? text[at - 1] : 0));
		at++;
	}
	return any;
}

/* Those of the 64 bytes at `text`, and three behind them, at which a word may begin by three. */
static uint64_t begin_by_three(const struct beginnings *set, const char *text, uint64_t bits)
{
	uint64_t may = 0;

	for (; bits; bits &= bits - 1) {
		const unsigned i = (unsigned)__builtin_ctzll(bits);
		uint32_t four;
		memcpy(&four, text + i, sizeof(four));
		may |= (uint64_t)has_bit(set->threes, hash_of(four & 0xFFFFFF)) << i;
	}
	return may;
}

void words_labels(const struct words *words, const char *text, size_t len, size_t from, size_t to,
		  struct pattern_set *out)
{
	const struct beginnings *set = &words->labels;

	for (size_t block = from; block < to; block += WORD_BLOCK) {
		uint64_t bits = word_starts(text, len, block);
		if (to - block < WORD_BLOCK)
			bits &= (UINT64_C(1) << (to - block)) - 1;
		/* Hardly any word gets past this. */
		if (!set->any_single && len - block >= WORD_BLOCK + sizeof(uint32_t))
			bits = begin_by_three(set, text + block, bits);
		for (; bits; bits &= bits - 1) {
			const size_t at = block + (size_t)__builtin_ctzll(bits);
			if (may_begin(set, text, len, at) && words_may_begin(text, len, at))
				gather(words, text, len,
				       words->first[(unsigned char)fold(text[at], 0)], at + 1, out);
		}
	}
}

bool words_spoken(const struct words *words, const char *text, size_t len, size_t from, size_t to,
		  struct pattern_set *near)
{
	const struct beginnings *all = &words->all;
	struct word_walk walk = word_walk(text, len, from, to);
	bool any = false;

	for (size_t at = word_walk_next(&walk); at < to; at = word_walk_next(&walk)) {
		/* The text may end behind a letter: what follows it says nothing of a word of one.
		 */
		bool single = has_bit(all->single, (unsigned char)text[at]);
		if ((single || may_begin(all, text, len, at)) && words_may_begin(text, len, at))
			any |= gather(words, text, len,
				      words->first[(unsigned char)fold(text[at], 0)], at + 1, near);
	}
	return any;
}

/*
 * "tel" in "kundTel" or "3tel4" is chance as often as not: a short word counts
 * only where no letter or digit stands before it, and no letter behind.
 */
#define SHORT_WORD 4

static bool stands_alone(const char *text, size_t len, size_t start, size_t end)
{
	if (start && (sp_is_digit(text[start - 1]) || sp_is_lower(text[start - 1])))
		return false;
	return end >= len || !is_letter(text, len, end);
}

struct walk {
	const struct words *words;
	const char *text;
	size_t len, start;
	struct word_hit *best;
	size_t said; /* where the best word's own letters end, before any ending */
	bool found;
};

/* Follows the trie from `node` at text[at]; depth is bounded by the words' own length. */
static void follow(struct walk *walk, uint32_t node, size_t at)
{
	const struct words *words = walk->words;

	while (node) {
		uint32_t number = words->nodes[node].word;
		if (number) {
			const struct word *word = &words->words[number - 1];
			size_t end = word_end(word, walk->text, walk->len, at);
			if (end && end - walk->start <= SHORT_WORD &&
			    !stands_alone(walk->text, walk->len, walk->start, end))
				end = 0;
			/* Of two that end here the one that says more of it. */
			if (end && (!walk->found || end > walk->best->end ||
				    (end == walk->best->end && at > walk->said))) {
				walk->said = at;
				*walk->best = (struct word_hit) { walk->start, end, number - 1,
								  &word->near, &word->against };
				walk->found = true;
			}
		}
		uint32_t separated = words->nodes[node].separated;
		for (size_t skip = 0; separated && skip <= FREE_MOST; skip++) {
			if (skip && (at + skip > walk->len || !is_free(walk->text[at + skip - 1])))
				break;
			follow(walk, separated, at + skip);
		}
		if (at >= walk->len)
			return;
		node = child_of(words, node, fold(walk->text[at], at ? walk->text[at - 1] : 0));
		at++;
	}
}

/* The longest word that begins at text[at]; false: none does. */
bool words_at(const struct words *words, const char *text, size_t len, size_t at,
	      struct word_hit *out)
{
	struct walk walk = { .words = words, .text = text, .len = len, .start = at, .best = out };

	follow(&walk, words->first[(unsigned char)fold(text[at], 0)], at + 1);
	return walk.found;
}

bool words_next(const struct words *words, const char *text, size_t len, size_t from,
		struct word_hit *out)
{
	struct word_walk walk = word_walk(text, len, from, len);

	for (size_t at = word_walk_next(&walk); at < len; at = word_walk_next(&walk)) {
		if (may_begin(&words->all, text, len, at) && words_may_begin(text, len, at) &&
		    words_at(words, text, len, at, out))
			return true;
	}
	return false;
}
