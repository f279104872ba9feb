/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shape.h - where in a text the rules can match at all.
 *
 * Nearly all identifiers are found from a run of digits: at its start, or a
 * few bytes before it ("+46", "SE45"). An entry is a rule with such a distance;
 * a table from what a run looks like to the entries that can match there is
 * what most runs fail at. Other rules hang on a byte that every match has
 * ('@'). Rules with neither are tried everywhere, which is slow, and told.
 */
#ifndef DETECT_SHAPE_H
#define DETECT_SHAPE_H

#include <string.h>

#include "detect/nfa.h"

#define SHAPE_RUN 20 /* longer runs of digits count as this long */
#define SHAPE_LEAD 8 /* bytes at most before the first digit */
#define SHAPE_ENTRIES 256
#define SHAPE_BEHIND 3 /* bytes before a run that are looked at */
#define SHAPE_PAIRS 4  /* pairs of digits from a run's start that are looked at */
#define SHAPE_BYTES 6  /* that rules without digits hang on */

/* How a rule is found. */
enum anchor {
	ANCHOR_NONE,   /* tried at every character */
	ANCHOR_DIGITS, /* from the start of a run of digits */
	ANCHOR_BYTE,   /* from a byte that every match holds */
};

/* A set of entries, which the compiler may keep in vector registers. */
typedef uint64_t entry_bits __attribute__((vector_size(SHAPE_ENTRIES / 8), aligned(16)));

struct entry_set {
	union {
		uint64_t bits[SHAPE_ENTRIES / 64];
		entry_bits all;
	};
};

/* A rule that matches `lead` bytes before a run of digits. */
struct entry {
	unsigned rule;
	unsigned lead;
	struct byte_set bytes[SHAPE_LEAD]; /* that may stand in the lead, from its start */
	struct byte_set not_after;	   /* what must not stand before it */
};

/* How a match begins. */
#define OPENING_BYTES 4
struct opening {
	struct byte_set bytes[OPENING_BYTES]; /* its first bytes; all, where it may be over */
	struct byte_set not_after;	      /* what must not stand before it */
};

/* True if a match can begin at text[at], going by the bytes around it. */
static inline bool opening_fits(const struct opening *opening, const char *text, size_t len,
				size_t at)
{
	for (size_t i = 0; i < OPENING_BYTES && at + i < len; i++)
		if (!byte_set_has(&opening->bytes[i], (unsigned char)text[at + i]))
			return false;
	return !at || !byte_set_has(&opening->not_after, (unsigned char)text[at - 1]);
}

/* A rule that hangs on a byte. */
struct byte_rule {
	unsigned rule;
	struct byte_set anchors; /* one of these is in every match ... */
	struct byte_set before;	 /* ... and only these stand before the first */
	struct opening opening;
};

struct shapes {
	struct entry entries[SHAPE_ENTRIES];
	size_t n_entries;
	/* What follows a run of this length; its digits two by two, as far as it has both;
	 * what stands before it, the nearest first. */
	struct entry_set after[SHAPE_RUN + 1][256];
	/* Those whose match may end in or with a run of this length: what follows is free. */
	struct entry_set ends[SHAPE_RUN + 1];
	/* For the others, what comes one byte behind the run: so many digits (or none), and what
	 * follows them. */
	struct entry_set second[SHAPE_RUN + 1][256];
	struct entry_set pairs[SHAPE_PAIRS][100];
	struct entry_set behind[SHAPE_BEHIND][256];
	/* For which any byte will do, or any pair: in the tables when shapes_close has put them
	 * there. */
	struct entry_set any_after[SHAPE_RUN + 1], any_second[SHAPE_RUN + 1], any_pair[SHAPE_PAIRS];
	struct byte_rule *byte_rules;
	size_t n_byte_rules, room_byte_rules;
	/* Bytes behind an anchor with which it can be worth a look: all, unless each of its
	 * rules begins with it. */
	struct byte_set behind_anchor[256];
	unsigned char bytes[SHAPE_BYTES]; /* all anchors of byte rules */
	size_t n_bytes;
	unsigned *everywhere; /* rules without an anchor */
	size_t n_everywhere, room_everywhere;
};

SP_CHECK enum sp_status shapes_new(struct shapes **out);
void shapes_free(struct shapes *shapes);

/* Works out where a rule can match, and notes it. `regex` has no macros. */
SP_CHECK enum sp_status shapes_add(struct shapes *shapes, unsigned rule, const char *regex,
				   enum anchor *anchor);

/* When all are added: before the tables are asked. */
void shapes_close(struct shapes *shapes);

/* How a match of the regex begins: in any way, where that cannot be said. */
SP_CHECK enum sp_status shapes_opening(const char *regex, struct opening *out);

/* The same for a companion, where its first blank is, and what all its matches are made of. */
struct first_blank {
	bool known;		/* every match holds a blank ... */
	struct byte_set before; /* ... with only these bytes before it ... */
	struct byte_set behind; /* ... and one of these behind it */
};
SP_CHECK enum sp_status shapes_companion(const char *regex, struct opening *out,
					 struct first_blank *blank, struct byte_set *alphabet,
					 bool *known);

/* The same for a form that begins a line, and the first four bytes of every match. */
#define FOURS 32768
struct four_set { /* of their hashes */
	uint64_t bits[FOURS / 64];
};
/* Adds to *fours. *known is false where there are too many, or shorter matches. */
SP_CHECK enum sp_status shapes_line(const char *regex, struct opening *out, struct four_set *fours,
				    bool *known);

static inline unsigned four_hash(const char *four)
{
	uint32_t bytes;

	memcpy(&bytes, four, sizeof(bytes));
	return bytes * 0x9E3779B1u >> 17;
}

static inline bool four_set_has(const struct four_set *set, const char *four)
{
	const unsigned hash = four_hash(four);

	return set->bits[hash / 64] >> hash % 64 & 1;
}

/*
 * All bytes that a match of the regex can hold, how it begins, and rare ones that each match holds
 * (NUL-ended); for rules that hide. *known is false where that cannot be said.
 */
#define NEEDS_MOST 4
SP_CHECK enum sp_status shapes_alphabet(const char *regex, struct byte_set *bytes,
					struct opening *opening, char needs[NEEDS_MOST],
					bool *known);

#endif
