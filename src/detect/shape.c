/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shape.c - asks each rule's automaton what its matches can begin with. */
#include "detect/shape.h"

#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"

/* Bytes that are rare enough in text to hang a rule on. */
static const char rare[] = "@%#\\^~|`{}[]<>=&$!*;_\":()";

enum sp_status shapes_new(struct shapes **out)
{
	*out = sp_mem_zero(1, sizeof(**out));
	return *out ? SP_OK : SP_FATAL;
}

void shapes_free(struct shapes *shapes)
{
	if (!shapes)
		return;
	sp_mem_free(shapes->byte_rules);
	sp_mem_free(shapes->everywhere);
	sp_mem_free(shapes);
}

static struct byte_set digit_set(void)
{
	struct byte_set digits = { { 0 } };

	for (unsigned char c = '0'; c <= '9'; c++)
		byte_set_add(&digits, c);
	return digits;
}

static struct byte_set all_bytes(void)
{
	return (struct byte_set) { { ~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0) } };
}

static struct byte_set one_byte(unsigned char c)
{
	struct byte_set set = { { 0 } };

	byte_set_add(&set, c);
	return set;
}

static struct byte_set minus(struct byte_set a, const struct byte_set *b)
{
	for (size_t i = 0; i < 4; i++)
		a.bits[i] &= ~b->bits[i];
	return a;
}

/* Takes the lowest byte out of the set. false: it is empty. */
static inline bool take_byte(struct byte_set *set, unsigned *byte)
{
	for (unsigned i = 0; i < 4; i++) {
		if (!set->bits[i])
			continue;
		*byte = i * 64 + (unsigned)__builtin_ctzll(set->bits[i]);
		set->bits[i] &= set->bits[i] - 1;
		return true;
	}
	return false;
}

static bool meets(const struct byte_set *a, const struct byte_set *b)
{
	uint64_t any = 0;

	for (size_t i = 0; i < 4; i++)
		any |= a->bits[i] & b->bits[i];
	return any != 0;
}

static void set_entry(struct entry_set *set, size_t entry)
{
	set->bits[entry / 64] |= UINT64_C(1) << entry % 64;
}

/* Notes the entry at each byte of the set. */
static void set_entries(struct entry_set at[256], struct byte_set bytes, size_t entry)
{
	for (unsigned c; take_byte(&bytes, &c);)
		set_entry(&at[c], entry);
}

/* ---- digits ---- */

/* Notes which digits can be a pair that is read from `states` on. */
static void note_pair(struct entry_set pairs[100], size_t entry, const struct nfa *nfa,
		      const struct nfa_states *states)
{
	for (unsigned ten = 0; ten < 10; ten++) {
		const struct byte_set first = one_byte((unsigned char)('0' + ten));
		struct nfa_states one;
		struct byte_set second = { { 0 } };
		if (!nfa_step(nfa, states, &first, &one))
			continue;
		/* What a match that is over is followed by is not its matter. */
		if (nfa_accepts(nfa, &one))
			second = all_bytes();
		else
			nfa_next(nfa, &one, &second);
		for (unsigned unit = 0; unit < 10; unit++)
			if (byte_set_has(&second, (unsigned char)('0' + unit)))
				set_entry(&pairs[ten * 10 + unit], entry);
	}
}

/* Notes the pairs of a run that is read from `states` on, whatever the pairs before were. */
static void note_pairs(struct shapes *shapes, size_t entry, const struct nfa *nfa,
		       const struct nfa_states *states)
{
	const struct byte_set digits = digit_set();
	struct nfa_states now = *states, one;
	bool over = false;

	for (unsigned pair = 0; pair < SHAPE_PAIRS; pair++) {
		over = over || nfa_accepts(nfa, &now);
		if (over) {
			set_entry(&shapes->any_pair[pair], entry);
			continue;
		}
		note_pair(shapes->pairs[pair], entry, nfa, &now);
		if (!nfa_step(nfa, &now, &digits, &one))
			return;
		over = nfa_accepts(nfa, &one);
		if (!nfa_step(nfa, &one, &digits, &now) && !over)
			return;
	}
}

/* Notes that anything may follow `length` digits behind the run, or more of them. */
static void note_any_second(struct shapes *shapes, size_t entry, unsigned length)
{
	for (; length <= SHAPE_RUN; length++)
		set_entry(&shapes->any_second[length], entry);
}

/* Notes what can stand one byte behind a run, where a match is in one of `states`. */
static void note_second(struct shapes *shapes, size_t entry, const struct nfa *nfa,
			const struct nfa_states *states)
{
	const struct byte_set digits = digit_set();
	struct nfa_states now = *states, next;

	for (unsigned length = 0; length <= SHAPE_RUN; length++) {
		struct byte_set after;
		/* A match that is over, or a run longer than the table knows, goes on in any way.
		 */
		if (nfa_accepts(nfa, &now) || length == SHAPE_RUN) {
			note_any_second(shapes, entry, length);
			return;
		}
		nfa_next(nfa, &now, &after);
		set_entries(shapes->second[length], minus(after, &digits), entry);
		if (!nfa_step(nfa, &now, &digits, &next))
			return;
		now = next;
	}
}

/* Notes that a match may end within runs of this length and more, whatever follows. */
static void note_any_run(struct shapes *shapes, size_t entry, unsigned length)
{
	for (; length <= SHAPE_RUN; length++) {
		set_entry(&shapes->ends[length], entry);
		set_entry(&shapes->any_after[length], entry);
	}
}

/* Notes what a run of digits can look like that is read from `states` on. */
static void note_run(struct shapes *shapes, size_t entry, const struct nfa *nfa,
		     const struct nfa_states *states)
{
	const struct byte_set digits = digit_set(), others = minus(all_bytes(), &digits);
	struct nfa_states now = *states, next, other, behind;

	nfa_clear(nfa, &behind);
	note_pairs(shapes, entry, nfa, states);
	for (unsigned length = 1; length <= SHAPE_RUN; length++) {
		struct byte_set after;
		if (!nfa_step(nfa, &now, &digits, &next))
			break;
		nfa_next(nfa, &next, &after);
		if (nfa_step(nfa, &next, &others, &other))
			nfa_add(nfa, &behind, &other);
		bool ends = nfa_accepts(nfa, &next);
		/* A longer run than the table knows may go on in any way. */
		if (length == SHAPE_RUN || (ends && !nfa_guarded(nfa))) {
			note_any_run(shapes, entry, length);
			if (ends)
				break;
		}
		if (ends)
			set_entry(&shapes->ends[length], entry);
		set_entries(shapes->after[length], ends ? others : minus(after, &digits), entry);
		now = next;
	}
	note_second(shapes, entry, nfa, &behind);
}

/* Notes what can stand before a run: the lead, and then what may stand before a match. */
static void note_behind(struct shapes *shapes, size_t number)
{
	const struct entry *entry = &shapes->entries[number];

	const struct byte_set all = all_bytes();

	for (unsigned d = 0; d < SHAPE_BEHIND; d++) {
		struct byte_set may = all;
		if (d < entry->lead)
			may = entry->bytes[entry->lead - 1 - d];
		else if (d == entry->lead)
			may = minus(all, &entry->not_after);
		set_entries(shapes->behind[d], may, number);
	}
}

/* Adds an entry for a digit that comes `lead` bytes after path[0], the start. */
static bool add_entry(struct shapes *shapes, unsigned rule, const struct nfa *nfa,
		      const struct nfa_states *path, unsigned lead)
{
	const struct byte_set digits = digit_set(), others = minus(all_bytes(), &digits);
	struct byte_set used;
	struct nfa_states from, to = path[lead];

	if (shapes->n_entries == SHAPE_ENTRIES)
		return false;
	size_t number = shapes->n_entries++;
	struct entry *entry = &shapes->entries[number];
	*entry = (struct entry) { .rule = rule, .lead = lead, .not_after = *nfa_not_after(nfa) };
	/* Back from the digit: only what leads there belongs to this lead. */
	nfa_into(nfa, &to, &digits, NULL, &used);
	for (unsigned i = lead; i--; to = from) {
		from = path[i];
		nfa_into(nfa, &from, &others, &to, &entry->bytes[i]);
	}
	note_run(shapes, number, nfa, &path[lead]);
	note_behind(shapes, number);
	return true;
}

/*
 * Follows the automaton over bytes that are no digits. false: a match need not
 * hold a digit within SHAPE_LEAD bytes. With `shapes` the ways are noted.
 */
static bool follow_lead(struct shapes *shapes, unsigned rule, const struct nfa *nfa)
{
	const struct byte_set digits = digit_set();
	const struct byte_set others = minus(all_bytes(), &digits);
	struct nfa_states path[SHAPE_LEAD + 2];

	nfa_start(nfa, &path[0]);
	for (unsigned n = 0;; n++) {
		struct byte_set bytes;
		if (nfa_accepts(nfa, &path[n]))
			return false;
		nfa_next(nfa, &path[n], &bytes);
		if (meets(&bytes, &digits)) {
			/* Within a run it could begin at any digit of it. */
			if (!n && !byte_set_has(nfa_not_after(nfa), '0'))
				return false;
			if (shapes && !add_entry(shapes, rule, nfa, path, n))
				return false;
		}
		if (!nfa_step(nfa, &path[n], &others, &path[n + 1]))
			return true;
		if (n == SHAPE_LEAD)
			return false;
	}
}

/* ---- bytes ---- */

/*
 * True if every match holds a byte of `cut`; before: what may stand before it; behind (may be
 * NULL): directly behind it.
 */
static bool cuts(const struct nfa *nfa, const struct byte_set *cut, struct byte_set *before,
		 struct byte_set *behind)
{
	const struct byte_set others = minus(all_bytes(), cut);
	struct nfa_states seen, states, next;
	bool more = true;

	nfa_start(nfa, &states);
	seen = states;
	*before = (struct byte_set) { { 0 } };
	while (more) {
		struct byte_set bytes;
		if (nfa_accepts(nfa, &states))
			return false;
		nfa_next(nfa, &states, &bytes);
		bytes = minus(bytes, cut);
		for (size_t i = 0; i < 4; i++)
			before->bits[i] |= bytes.bits[i];
		if (!nfa_step(nfa, &states, &others, &next))
			break;
		more = nfa_add(nfa, &seen, &next);
		states = next;
	}
	if (!behind)
		return true;
	*behind = all_bytes();
	if (nfa_step(nfa, &seen, cut, &next) && !nfa_accepts(nfa, &next))
		nfa_next(nfa, &next, behind);
	return true;
}

/* Looks for one rare byte, or two, that every match holds. */
static bool find_cut(const struct nfa *nfa, struct byte_rule *rule)
{
	struct byte_set alphabet;

	nfa_alphabet(nfa, &alphabet);
	for (const char *a = rare; *a; a++) {
		if (!byte_set_has(&alphabet, (unsigned char)*a))
			continue;
		rule->anchors = one_byte((unsigned char)*a);
		if (cuts(nfa, &rule->anchors, &rule->before, NULL))
			return true;
		for (const char *b = a + 1; *b; b++) {
			if (!byte_set_has(&alphabet, (unsigned char)*b))
				continue;
			rule->anchors = one_byte((unsigned char)*a);
			byte_set_add(&rule->anchors, (unsigned char)*b);
			if (cuts(nfa, &rule->anchors, &rule->before, NULL))
				return true;
		}
	}
	return false;
}

static struct opening opening_of(const struct nfa *nfa)
{
	struct opening opening = { .not_after = *nfa_not_after(nfa) };
	struct nfa_states states, next;
	bool over = false;

	nfa_start(nfa, &states);
	for (size_t i = 0; i < OPENING_BYTES; i++) {
		over = over || (i && nfa_accepts(nfa, &states));
		opening.bytes[i] = all_bytes();
		if (over)
			continue;
		nfa_next(nfa, &states, &opening.bytes[i]);
		over = !nfa_step(nfa, &states, &opening.bytes[i], &next);
		states = next;
	}
	return opening;
}

/* Of a regex of which nothing can be said. */
static struct opening any_opening(void)
{
	struct opening opening = { .not_after = { { 0 } } };

	for (size_t i = 0; i < OPENING_BYTES; i++)
		opening.bytes[i] = all_bytes();
	return opening;
}

enum sp_status shapes_companion(const char *regex, struct opening *out, struct first_blank *blank,
				struct byte_set *alphabet, bool *known)
{
	struct byte_set blanks = one_byte(' ');
	struct nfa *nfa = NULL;
	enum sp_status status = nfa_new(&nfa, regex);

	byte_set_add(&blanks, 0xC2); /* of a no-break space */
	*out = status == SP_OK ? opening_of(nfa) : any_opening();
	blank->known = status == SP_OK && cuts(nfa, &blanks, &blank->before, &blank->behind);
	*known = status == SP_OK;
	if (*known)
		nfa_alphabet(nfa, alphabet);
	nfa_free(nfa);
	return status == SP_FATAL ? SP_FATAL : SP_OK;
}

enum sp_status shapes_opening(const char *regex, struct opening *out)
{
	struct nfa *nfa = NULL;
	enum sp_status status = nfa_new(&nfa, regex);

	*out = status == SP_OK ? opening_of(nfa) : any_opening();
	nfa_free(nfa);
	return status == SP_FATAL ? SP_FATAL : SP_OK;
}

#define FOURS_MOST 2000

/* Notes the ways on from `states`, of which the first n bytes are known. false: too many. */
static bool note_fours(const struct nfa *nfa, const struct nfa_states *states, char four[4],
		       unsigned n, struct four_set *out, unsigned *left)
{
	struct nfa_states next;
	struct byte_set bytes;

	if (n == 4) {
		const unsigned hash = four_hash(four);
		out->bits[hash / 64] |= UINT64_C(1) << hash % 64;
		return (*left)-- > 0;
	}
	if (nfa_accepts(nfa, states))
		return false;
	nfa_next(nfa, states, &bytes);
	for (unsigned c; take_byte(&bytes, &c);) {
		const struct byte_set one = one_byte((unsigned char)c);
		four[n] = (char)c;
		if (nfa_step(nfa, states, &one, &next) &&
		    !note_fours(nfa, &next, four, n + 1, out, left))
			return false;
	}
	return true;
}

enum sp_status shapes_line(const char *regex, struct opening *out, struct four_set *fours,
			   bool *known)
{
	struct nfa *nfa = NULL;
	struct nfa_states start;
	enum sp_status status = nfa_new(&nfa, regex);
	unsigned left = FOURS_MOST;
	char four[4];

	*out = status == SP_OK ? opening_of(nfa) : any_opening();
	*known = false;
	if (status == SP_OK) {
		nfa_start(nfa, &start);
		*known = note_fours(nfa, &start, four, 0, fours, &left);
	}
	nfa_free(nfa);
	return status == SP_FATAL ? SP_FATAL : SP_OK;
}

/* The scanner looks for few different bytes. */
static bool room_for_bytes(struct shapes *shapes, const struct byte_set *anchors)
{
	size_t n = shapes->n_bytes;
	unsigned char bytes[SHAPE_BYTES];

	memcpy(bytes, shapes->bytes, sizeof(bytes));
	for (unsigned c = 0; c < 256; c++) {
		if (!byte_set_has(anchors, (unsigned char)c) || (n && memchr(bytes, (int)c, n)))
			continue;
		if (n == SHAPE_BYTES)
			return false;
		bytes[n++] = (unsigned char)c;
	}
	memcpy(shapes->bytes, bytes, sizeof(bytes));
	shapes->n_bytes = n;
	return true;
}

static enum sp_status add_byte_rule(struct shapes *shapes, const struct byte_rule *rule)
{
	if (!sp_mem_room(&shapes->byte_rules, &shapes->room_byte_rules, shapes->n_byte_rules + 1,
			 sizeof(*rule)))
		return SP_FATAL;
	shapes->byte_rules[shapes->n_byte_rules++] = *rule;
	/* Where nothing stands before the anchor, a match begins with it. */
	const uint64_t *before = rule->before.bits;
	bool begins = !(before[0] | before[1] | before[2] | before[3]);
	for (unsigned c = 0; c < 256; c++)
		for (size_t i = 0; i < 4 && byte_set_has(&rule->anchors, (unsigned char)c); i++)
			shapes->behind_anchor[c].bits[i] |=
				begins ? rule->opening.bytes[1].bits[i] : ~UINT64_C(0);
	return SP_OK;
}

static enum sp_status add_everywhere(struct shapes *shapes, unsigned rule)
{
	if (!sp_mem_room(&shapes->everywhere, &shapes->room_everywhere, shapes->n_everywhere + 1,
			 sizeof(rule)))
		return SP_FATAL;
	shapes->everywhere[shapes->n_everywhere++] = rule;
	return SP_OK;
}

enum sp_status shapes_add(struct shapes *shapes, unsigned rule, const char *regex,
			  enum anchor *anchor)
{
	struct nfa *nfa = NULL;
	struct byte_rule byte_rule = { .rule = rule };
	enum sp_status status = nfa_new(&nfa, regex);

	*anchor = ANCHOR_NONE;
	if (status == SP_FATAL)
		return SP_FATAL;
	if (status == SP_OK && follow_lead(NULL, rule, nfa) &&
	    shapes->n_entries + SHAPE_LEAD < SHAPE_ENTRIES) {
		*anchor = ANCHOR_DIGITS;
		follow_lead(shapes, rule, nfa);
	} else if (status == SP_OK && find_cut(nfa, &byte_rule) &&
		   room_for_bytes(shapes, &byte_rule.anchors)) {
		*anchor = ANCHOR_BYTE;
		byte_rule.opening = opening_of(nfa);
		status = add_byte_rule(shapes, &byte_rule);
	}
	nfa_free(nfa);
	if (*anchor == ANCHOR_NONE)
		status = add_everywhere(shapes, rule);
	return status;
}

static void add_to_all(struct entry_set *sets, size_t n, const struct entry_set *entries)
{
	for (size_t i = 0; i < n; i++)
		sets[i].all |= entries->all;
}

void shapes_close(struct shapes *shapes)
{
	for (size_t length = 0; length <= SHAPE_RUN; length++) {
		add_to_all(shapes->after[length], 256, &shapes->any_after[length]);
		add_to_all(shapes->second[length], 256, &shapes->any_second[length]);
	}
	for (size_t pair = 0; pair < SHAPE_PAIRS; pair++)
		add_to_all(shapes->pairs[pair], 100, &shapes->any_pair[pair]);
}

/* Rare bytes that each match holds, NUL-ended. */
static void find_needs(const struct nfa *nfa, const struct byte_set *alphabet,
		       char needs[NEEDS_MOST])
{
	size_t n = 0;

	for (const char *c = rare; *c && n < NEEDS_MOST - 1; c++) {
		const struct byte_set one = one_byte((unsigned char)*c);
		struct byte_set before;
		if (byte_set_has(alphabet, (unsigned char)*c) && cuts(nfa, &one, &before, NULL))
			needs[n++] = *c;
	}
	needs[n] = '\0';
}

enum sp_status shapes_alphabet(const char *regex, struct byte_set *bytes, struct opening *opening,
			       char needs[NEEDS_MOST], bool *known)
{
	struct nfa *nfa = NULL;
	enum sp_status status = nfa_new(&nfa, regex);

	*known = status == SP_OK;
	if (status == SP_OK) {
		nfa_alphabet(nfa, bytes);
		*opening = opening_of(nfa);
		find_needs(nfa, bytes, needs);
	}
	nfa_free(nfa);
	return status == SP_FATAL ? SP_FATAL : SP_OK;
}
