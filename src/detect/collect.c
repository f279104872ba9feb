/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * collect.c - from anchors to candidates.
 *
 * One pass over the bytes finds runs of digits and the few bytes that other
 * rules hang on. What a run looks like (its length, its first two digits, what
 * stands on both sides) is looked up in the shape tables; few runs are left
 * for which a rule is tried at all.
 */
#include "detect/scratch.h"

#include <string.h>

#include "spana/limits.h"

#include "base/ascii.h"
#include "base/utf8.h"

#define ALONE 96 /* bytes from the run of digits before */

struct collector {
	const struct sp_rules *rules;
	struct sp_scratch *scratch;
	const struct sp_segment *segment;
	size_t from, to;
	size_t hint; /* the mark found last */
	/* The entries that are tried, by their labels, up to text[open_to]: all, where that was not
	 * asked. */
	struct entry_set open;
	bool open_known;
	size_t open_to;
	/* The patterns that had a label where that was asked last, and what they opened. */
	bool labelled_known;
	struct pattern_set labelled;
	struct entry_set of_labelled;
};

/* ---- runs of digits ---- */

/* What the pass over the blocks has at hand for each run. */
struct pass {
	const struct shapes *shapes;
	const struct landmark_block *landmarks;
	const char *text;
	size_t len;
	size_t last; /* the run of digits before */
};

/* How many digits stand at text[at]: SHAPE_RUN, if there are more. */
static inline size_t run_length(const struct pass *pass, size_t at)
{
	const struct landmark_block *block = &pass->landmarks[at / LANDMARK_BLOCK];
	const unsigned within = at % LANDMARK_BLOCK;
	uint64_t others = ~(block[0].digits >> within);

	/* It may go on in the next block. */
	if (within > LANDMARK_BLOCK - SHAPE_RUN)
		others &= ~(block[1].digits << 1 << (LANDMARK_BLOCK - 1 - within));
	return (size_t)__builtin_ctzll(others | UINT64_C(1) << SHAPE_RUN);
}

/* The byte at text[at], or 0. */
static inline unsigned char byte_at(const struct pass *pass, size_t at)
{
	return at < pass->len ? (unsigned char)pass->text[at] : 0;
}

/*
 * What is done with each run of digits is compiled twice, for AVX2 too, where a set is one
 * register. A vector is not passed by value: how, depends on the processor that is built for.
 */
#define EITHER static inline __attribute__((always_inline))

#ifdef __x86_64__
#include <immintrin.h>
#define WITH_AVX2 __attribute__((target("avx2,bmi,bmi2")))

WITH_AVX2 static inline bool is_empty_avx2(const entry_bits *set)
{
	const __m256i all = (__m256i)*set;

	return _mm256_testz_si256(all, all);
}
#else
#define is_empty_avx2 is_empty_plain
#endif

static inline bool is_empty_plain(const entry_bits *set)
{
	return !((*set)[0] | (*set)[1] | (*set)[2] | (*set)[3]);
}

EITHER bool is_empty(const entry_bits *set, bool avx2)
{
	return avx2 ? is_empty_avx2(set) : is_empty_plain(set);
}

/* Opens the entries that need no label, and those whose pattern has one. */
static void open_labelled(struct collector *c, const struct pattern_set *labelled)
{
	const struct sp_rules *rules = c->rules;
	struct entry_set *open = &c->of_labelled;

	/* In a table that is the same from row to row. */
	if (c->labelled_known && memcmp(&c->labelled, labelled, sizeof(*labelled)) == 0)
		return;
	c->labelled_known = true;
	c->labelled = *labelled;
	for (size_t word = 0; word < SHAPE_ENTRIES / 64; word++) {
		uint64_t bits = rules->label_entries.bits[word];
		open->bits[word] = ~bits;
		for (; bits; bits &= bits - 1) {
			unsigned bit = (unsigned)__builtin_ctzll(bits);
			unsigned rule = rules->shapes->entries[word * 64 + bit].rule;
			if (pattern_set_has(labelled, rules->rules[rule].pattern))
				open->bits[word] |= UINT64_C(1) << bit;
		}
	}
}

/* Works out which entries are tried at text[at], and how far around it the same are. */
static void find_open(struct collector *c, size_t at)
{
	const struct sp_segment *segment = c->segment;
	const struct pasted *table = &c->scratch->pasted;
	size_t mark = mark_of(segment, at, &c->hint), block = at / LABEL_BLOCK * LABEL_BLOCK;
	size_t end = mark + 1 < segment->n_marks ? segment->marks[mark + 1].at : segment->len;
	struct pattern_set labelled = *labels_near(c->rules, c->scratch, segment, at);
	const struct pattern_set *above = labels_above(c->rules, c->scratch, segment, mark, at);

	for (size_t i = 0; above && i < MAX_PATTERNS / 64; i++)
		labelled.bits[i] |= above->bits[i];
	open_labelled(c, &labelled);
	c->open = c->of_labelled;
	/* The next line may be none of the table. */
	if (!segment->delimited && table->rows && segment->offset + at < table->line_end &&
	    segment->offset + end > table->line_end)
		end = (size_t)(table->line_end - segment->offset);
	c->open_to = end < block + LABEL_BLOCK ? end : block + LABEL_BLOCK;
	c->open_known = true;
}

/* Every entry is tried, as long as nobody asks what labels there are. */
static void open_all(struct collector *c)
{
	memset(&c->open, 0xFF, sizeof(c->open));
	c->open_to = SIZE_MAX;
	c->open_known = false;
}

/* Takes out the entries that need a label where there is none for them. false: none are left. */
static bool drop_unlabelled(struct collector *c, size_t at, bool alone, struct entry_set *set)
{
	const struct entry_set *labelled = &c->rules->label_entries;
	uint64_t any = 0;

	if (c->open_known)
		return true; /* that was the first question */
	for (size_t i = 0; i < SHAPE_ENTRIES / 64; i++)
		any |= set->bits[i] & labelled->bits[i];
	/* Where numbers are few it costs less to try them. */
	if (alone || !any)
		return true;
	find_open(c, at);
	set->all &= c->open.all;
	return !is_empty_plain(&set->all);
}

static inline unsigned pair_at(const char *two)
{
	return (unsigned)(two[0] - '0') * 10 + (unsigned)(two[1] - '0');
}

/* The entries that what stands before text[at] leaves, of those in *all. */
EITHER void keep_behind(const struct pass *pass, size_t at, unsigned first, unsigned last,
			entry_bits *all)
{
	for (unsigned d = first; d <= last; d++)
		if (at > d)
			*all &= pass->shapes->behind[d][(unsigned char)pass->text[at - 1 - d]].all;
}

/*
 * The entries that can match at the run that starts at text[at]; false: none. What tells most
 * for what it costs comes first: most runs are of no use, and most of these do not get far.
 */
EITHER bool entries_of(struct collector *c, struct pass *pass, size_t at, struct entry_set *set,
		       bool avx2)
{
	const struct shapes *shapes = pass->shapes;
	const size_t n = run_length(pass, at), end = at + n;
	const bool alone = at - pass->last > ALONE;

	pass->last = at;
	if (at >= c->open_to)
		open_all(c);
	entry_bits all = shapes->after[n][byte_at(pass, end)].all & c->open.all;
	keep_behind(pass, at, 0, 1, &all);
	if (is_empty(&all, avx2))
		return false;
	const size_t second = run_length(pass, end + 1);
	all &= shapes->ends[n].all | shapes->second[second][byte_at(pass, end + 1 + second)].all;
	keep_behind(pass, at, 2, SHAPE_BEHIND - 1, &all);
	if (is_empty(&all, avx2))
		return false;
	for (size_t i = 0; i < SHAPE_PAIRS && 2 * i + 1 < n; i++)
		all &= shapes->pairs[i][pair_at(pass->text + at + 2 * i)].all;
	set->all = all;
	return !is_empty(&all, avx2) && drop_unlabelled(c, at, alone, set);
}

/* Whether what stands before the run, from text[start] on, can be the entry's. */
static bool lead_fits(const struct entry *entry, const char *text, size_t start)
{
	const char *lead = text + start;

	if (start && byte_set_has(&entry->not_after, (unsigned char)lead[-1]))
		return false;
	for (unsigned i = 0; i < entry->lead; i++)
		if (!byte_set_has(&entry->bytes[i], (unsigned char)lead[i]))
			return false;
	return true;
}

/* Tries the entries at the run. */
static enum sp_status try_entries(struct collector *c, size_t at, const struct entry_set *set)
{
	const struct shapes *shapes = c->rules->shapes;
	enum sp_status status = SP_OK;

	for (size_t word = 0; word < SHAPE_ENTRIES / 64; word++) {
		uint64_t bits = set->bits[word];
		for (; bits && status == SP_OK; bits &= bits - 1) {
			const struct entry *entry =
				&shapes->entries[word * 64 + (size_t)__builtin_ctzll(bits)];
			size_t start = at - entry->lead;
			if (entry->lead > at || start < c->from || start >= c->to ||
			    !lead_fits(entry, c->segment->text, start))
				continue;
			status = try_rule(c->rules, c->scratch, c->segment, entry->rule, start,
					  &c->hint);
		}
	}
	return status;
}

/* ---- other bytes ---- */

/* Tries a rule wherever a match could begin whose first anchor is text[at]. */
static enum sp_status at_byte(struct collector *c, const struct byte_rule *rule, size_t at)
{
	const char *text = c->segment->text;
	const struct pattern_file *file =
		c->rules->patterns[c->rules->rules[rule->rule].pattern].file;
	size_t first = at > c->from + file->longest ? at - file->longest : c->from;
	size_t start = at;
	enum sp_status status = SP_OK;

	if (at < c->from)
		return SP_OK;
	while (start > first && byte_set_has(&rule->before, (unsigned char)text[start - 1]))
		start--;
	for (; start <= at && start < c->to && status == SP_OK; start++) {
		if (sp_utf8_is_tail(text[start]) ||
		    !opening_fits(&rule->opening, text, c->segment->len, start))
			continue;
		status = try_rule(c->rules, c->scratch, c->segment, rule->rule, start, &c->hint);
	}
	return status;
}

static enum sp_status at_other(struct collector *c, size_t at)
{
	const struct shapes *shapes = c->rules->shapes;
	unsigned char byte = (unsigned char)c->segment->text[at];
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < shapes->n_byte_rules && status == SP_OK; i++)
		if (byte_set_has(&shapes->byte_rules[i].anchors, byte))
			status = at_byte(c, &shapes->byte_rules[i], at);
	return status;
}

/* ---- the pass ---- */

static inline bool may_follow(const struct collector *c, size_t at)
{
	const unsigned char *text = (const unsigned char *)c->segment->text;

	return byte_set_has(&c->rules->shapes->behind_anchor[text[at]], text[at + 1]);
}

/* Bits from the one for text[at] on, of the block that begins at text[block]. */
static inline uint64_t bits_from(size_t at, size_t block)
{
	return at <= block ? ~UINT64_C(0) : ~UINT64_C(0) << (at - block);
}

EITHER enum sp_status at_block(struct collector *c, struct pass *pass, size_t at, bool avx2)
{
	const struct landmark_block *block = &pass->landmarks[at / LANDMARK_BLOCK];
	const uint64_t before = at ? block[-1].digits >> (LANDMARK_BLOCK - 1) : 0;
	const uint64_t ours = bits_from(c->from, at);
	uint64_t starts = block->digits & ~(block->digits << 1 | before) & ours;
	uint64_t others = block->others & ours;
	enum sp_status status = SP_OK;

	for (; starts && status == SP_OK; starts &= starts - 1) {
		const size_t start = at + (size_t)__builtin_ctzll(starts);
		struct entry_set set;
		if (entries_of(c, pass, start, &set, avx2))
			status = try_entries(c, start, &set);
	}
	for (; others && status == SP_OK; others &= others - 1) {
		const size_t other = at + (size_t)__builtin_ctzll(others);
		if (other + 1 == c->segment->len || may_follow(c, other))
			status = at_other(c, other);
	}
	return status;
}

EITHER enum sp_status scan_blocks(struct collector *c, bool avx2)
{
	size_t end = c->to + SP_LONGEST_MATCH < c->segment->len ? c->to + SP_LONGEST_MATCH
								: c->segment->len;
	struct pass pass = { c->rules->shapes, c->scratch->landmarks, c->segment->text,
			     c->segment->len, c->from };
	const struct landmark_block *block = pass.landmarks + c->from / LANDMARK_BLOCK;
	const struct landmark_block *last = pass.landmarks + end / LANDMARK_BLOCK;
	enum sp_status status = SP_OK;

	for (; block <= last && status == SP_OK; block++) {
		/* Most are empty. */
		while (block <= last && !(block->digits | block->others))
			block++;
		if (block <= last)
			status = at_block(c, &pass,
					  (size_t)(block - pass.landmarks) * LANDMARK_BLOCK, avx2);
	}
	return status;
}

static enum sp_status scan_plain(struct collector *c)
{
	return scan_blocks(c, false);
}

#ifdef __x86_64__
WITH_AVX2 static enum sp_status scan_avx2(struct collector *c)
{
	return scan_blocks(c, true);
}

static enum sp_status scan_anchors(struct collector *c)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
			       __builtin_cpu_supports("bmi2")
		       ? scan_avx2(c)
		       : scan_plain(c);
}
#else
static enum sp_status scan_anchors(struct collector *c)
{
	return scan_plain(c);
}
#endif

enum sp_status collect(const struct sp_rules *rules, struct sp_scratch *scratch,
		       const struct sp_segment *segment, size_t from, size_t to)
{
	struct collector c = {
		.rules = rules, .scratch = scratch, .segment = segment, .from = from, .to = to
	};
	const struct shapes *shapes = rules->shapes;
	enum sp_status status = SP_OK;

	if (rules->plain) {
		for (unsigned i = 0; i < rules->n_rules && status == SP_OK; i++)
			if (!rules->rules[i].companion &&
			    !rules->patterns[rules->rules[i].pattern].file->hides)
				status = search_rule(rules, scratch, segment, i, from, to);
		return status;
	}
	open_all(&c);
	status = scan_anchors(&c);
	for (size_t i = 0; i < shapes->n_everywhere && status == SP_OK; i++)
		status = search_rule(rules, scratch, segment, shapes->everywhere[i], from, to);
	return status;
}

/* ---- what hides ---- */

/* The bytes around a candidate that a match of the rule could hold. */
static void reach(const struct sp_segment *segment, const struct rule *rule, unsigned longest,
		  const struct candidate *candidate, size_t *start, size_t *end)
{
	const char *text = segment->text;

	*start = candidate->start;
	*end = candidate->end;
	while (*start && candidate->start - *start < longest &&
	       byte_set_has(&rule->alphabet, (unsigned char)text[*start - 1]))
		--*start;
	while (*end < segment->len && *end - candidate->end < longest &&
	       byte_set_has(&rule->alphabet, (unsigned char)text[*end]))
		++*end;
}

/* Is there each byte that a match holds? */
static bool has_needs(const struct rule *rule, const char *text, size_t len)
{
	for (const char *c = rule->needs; *c; c++)
		if (!memchr(text, *c, len))
			return false;
	return true;
}

/* Tries the rule all around each of the first n candidates. */
static enum sp_status hide_around(const struct sp_rules *rules, struct sp_scratch *scratch,
				  const struct sp_segment *segment, unsigned number, size_t n)
{
	const struct rule *rule = &rules->rules[number];
	unsigned longest = rules->patterns[rule->pattern].file->longest;
	size_t done = 0, hint = 0;
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < n && status == SP_OK; i++) {
		size_t start, end;
		reach(segment, rule, longest, &scratch->candidates[i], &start, &end);
		if (end - start < rule->shortest ||
		    !has_needs(rule, segment->text + start, end - start))
			continue;
		if (start < done)
			start = done;
		for (; start < scratch->candidates[i].end && status == SP_OK; start++)
			if (!sp_utf8_is_tail(segment->text[start]) &&
			    opening_fits(&rule->opening, segment->text, segment->len, start))
				status = try_rule(rules, scratch, segment, number, start, &hint);
		done = start > done ? start : done;
	}
	return status;
}

enum sp_status collect_hiding(const struct sp_rules *rules, struct sp_scratch *scratch,
			      const struct sp_segment *segment, size_t from, size_t to)
{
	size_t n = scratch->n;
	enum sp_status status = SP_OK;

	for (unsigned i = 0; i < rules->n_rules && status == SP_OK && n; i++) {
		if (!rules->patterns[rules->rules[i].pattern].file->hides)
			continue;
		if (rules->plain || !rules->rules[i].has_alphabet)
			status = search_rule(rules, scratch, segment, i, from, to);
		else
			status = hide_around(rules, scratch, segment, i, n);
	}
	return status;
}
