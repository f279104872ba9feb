/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name_index.h - the known names and words in one table, by a hash of the word.
 *
 * src/validators/index makes it of names.c and name_words.c when the program is
 * built: a word is then found, or not, with one look.
 */
#ifndef VALIDATORS_NAME_INDEX_H
#define VALIDATORS_NAME_INDEX_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define NAME_SLOTS 16384

struct name_slot {
	uint16_t at; /* in sp_name_pool: the word's length, and the word; 0: empty */
	uint16_t is; /* enum name_token_is, joined */
};

extern const struct name_slot sp_name_slots[NAME_SLOTS];
extern const unsigned char sp_name_pool[];

/* The endings of sp_name_endings by their last byte: numbers in order, the last is NAME_NO_ENDING.
 */
#define NAME_NO_ENDING 255
extern const unsigned char sp_name_endings_by[];
extern const uint16_t sp_name_endings_of[256]; /* where those of a byte begin */

static inline uint64_t name_eight(const char *s)
{
	uint64_t eight;

	memcpy(&eight, s, sizeof(eight));
	return le64toh(eight);
}

static inline uint64_t name_four(const char *s)
{
	uint32_t four;

	memcpy(&four, s, sizeof(four));
	return le32toh(four);
}

/* Where the word is looked for first; the slots that follow are next. len is not 0. */
static inline size_t name_hash(const char *s, size_t len)
{
	const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
	uint64_t hash = len;

	if (len >= 8) {
		for (size_t i = 0; i + 8 < len; i += 8)
			hash = (hash ^ name_eight(s + i)) * odd;
		hash ^= name_eight(s + len - 8);
	} else if (len >= 4) {
		hash ^= name_four(s) << 8 ^ name_four(s + len - 4) << 32;
	} else {
		for (size_t i = 0; i < len; i++)
			hash = hash << 8 ^ (unsigned char)s[i];
	}
	return (size_t)(hash * odd >> 50) % NAME_SLOTS;
}

#endif
