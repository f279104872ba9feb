/* SPDX-License-Identifier: GPL-3.0-or-later */
/* landmarks.c - see landmarks.h. What is left of a text behind its last whole block is done
 * plainly. */
#include "detect/landmarks.h"

#include <stdbool.h>
#include <string.h>

/* The classes. A byte asked for has one by its high half, the last of these if there are many. */
enum {
	OTHERS = 3,
	CLASS_AT_O = 1 << 3, /* A to O */
	CLASS_P_Z = 1 << 4,
	CLASS_TAIL = 1 << 5, /* 80 to 9F */
	CLASS_NEWLINE = 1 << 6,
	CLASS_DIGIT = 1 << 7,
	CAPITALS = CLASS_AT_O | CLASS_P_Z | CLASS_TAIL,
};

/* Puts the bytes high:from to high:to into a class. */
static void put(struct landmark_table *table, unsigned class, unsigned high, unsigned from,
		unsigned to)
{
	table->high[high] |= (unsigned char)class;
	for (unsigned low = from; low <= to; low++)
		table->low[low] |= (unsigned char)class;
}

void landmark_table_init(struct landmark_table *table, const unsigned char *bytes, size_t n)
{
	unsigned of_high[16] = { 0 }, used = 0;

	*table = (struct landmark_table) { .others = 0 };
	put(table, CLASS_DIGIT, 0x3, 0x0, 0x9);
	put(table, CLASS_NEWLINE, 0x0, 0xA, 0xA);
	put(table, CLASS_AT_O, 0x4, 0x1, 0xF);
	put(table, CLASS_P_Z, 0x5, 0x0, 0xA);
	put(table, CLASS_TAIL, 0x8, 0x0, 0xF);
	put(table, CLASS_TAIL, 0x9, 0x0, 0xF);
	for (size_t i = 0; i < n; i++) {
		unsigned *class = &of_high[bytes[i] >> 4];
		if (!*class)
			*class = 1u << (used < OTHERS ? used++ : OTHERS - 1);
		put(table, *class, bytes[i] >> 4, bytes[i] & 15, bytes[i] & 15);
		table->others |= (unsigned char)*class;
	}
}

/* Up to 64 bytes, one by one. */
static struct landmark_block plain_block(const struct landmark_table *table, const char *text,
					 size_t len)
{
	struct landmark_block block = { 0, 0, 0, 0 };

	for (size_t i = 0; i < len; i++) {
		const unsigned char byte = (unsigned char)text[i];
		const unsigned class = table->low[byte & 15] & table->high[byte >> 4];
		block.digits |= (uint64_t)((class & CLASS_DIGIT) != 0) << i;
		block.newlines |= (uint64_t)((class & CLASS_NEWLINE) != 0) << i;
		block.capitals |= (uint64_t)((class & CAPITALS) != 0) << i;
		block.others |= (uint64_t)((class & table->others) != 0) << i;
	}
	return block;
}

static void find_plain(const struct landmark_table *table, const char *text, size_t len,
		       struct landmark_block *out)
{
	for (size_t at = 0; at <= len; at += LANDMARK_BLOCK)
		*out++ = plain_block(table, text + at,
				     len - at < LANDMARK_BLOCK ? len - at : LANDMARK_BLOCK);
	memset(out, 0, 2 * sizeof(*out));
}

#ifdef __x86_64__
#include <immintrin.h>

/* The last bytes of a text, fewer than a block, with zeros behind them. */
static inline void pad(char out[LANDMARK_BLOCK], const char *text, size_t len)
{
	memset(out, 0, LANDMARK_BLOCK);
	memcpy(out, text, len);
}

/* What was found in padded bytes, and the blocks behind them. */
static inline void end_with(struct landmark_block *out, size_t len)
{
	const uint64_t ours = (UINT64_C(1) << len) - 1;

	out->digits &= ours;
	out->newlines &= ours;
	out->capitals &= ours;
	out->others &= ours;
	memset(out + 1, 0, 2 * sizeof(*out));
}

#define SSSE3 __attribute__((target("ssse3")))

struct sets_ssse3 {
	__m128i low, high, capitals, others;
};

/* The classes of 16 bytes. A shuffle gives 0 where an index has its high bit set. */
SSSE3 static inline __m128i classes_ssse3(const struct sets_ssse3 *sets, const char *text)
{
	const __m128i half = _mm_set1_epi8(15);
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)text);

	return _mm_and_si128(
		_mm_shuffle_epi8(sets->low, _mm_and_si128(v, half)),
		_mm_shuffle_epi8(sets->high, _mm_and_si128(_mm_srli_epi16(v, 4), half)));
}

/* A bit for each of 16 bytes that are in any of the classes. */
SSSE3 static inline uint64_t any_ssse3(__m128i classes, __m128i wanted)
{
	return (unsigned)_mm_movemask_epi8(
		_mm_adds_epu8(_mm_and_si128(classes, wanted), _mm_set1_epi8(0x7F)));
}

SSSE3 static inline void block_ssse3(const struct sets_ssse3 *sets, const char *text,
				     struct landmark_block *out)
{
	*out = (struct landmark_block) { 0, 0, 0, 0 };
	for (unsigned i = 0; i < LANDMARK_BLOCK; i += 16) {
		__m128i classes = classes_ssse3(sets, text + i);
		/* Digits have the highest bit, newlines the next. */
		__m128i newlines = _mm_add_epi8(classes, classes);
		out->digits |= (uint64_t)(unsigned)_mm_movemask_epi8(classes) << i;
		out->newlines |= (uint64_t)(unsigned)_mm_movemask_epi8(newlines) << i;
		out->capitals |= any_ssse3(classes, sets->capitals) << i;
		out->others |= any_ssse3(classes, sets->others) << i;
	}
}

SSSE3 static void find_ssse3(const struct landmark_table *table, const char *text, size_t len,
			     struct landmark_block *out)
{
	const struct sets_ssse3 sets = {
		.low = _mm_loadu_si128((const __m128i *)(const void *)table->low),
		.high = _mm_loadu_si128((const __m128i *)(const void *)table->high),
		.capitals = _mm_set1_epi8(CAPITALS),
		.others = _mm_set1_epi8((char)table->others),
	};
	char last[LANDMARK_BLOCK];

	for (; len >= LANDMARK_BLOCK; text += LANDMARK_BLOCK, len -= LANDMARK_BLOCK)
		block_ssse3(&sets, text, out++);
	pad(last, text, len);
	block_ssse3(&sets, last, out);
	end_with(out, len);
}

#define AVX2 __attribute__((target("avx2")))

struct sets_avx2 {
	__m256i low, high, capitals, others;
};

AVX2 static inline __m256i classes_avx2(const struct sets_avx2 *sets, const char *text)
{
	const __m256i half = _mm256_set1_epi8(15);
	__m256i v = _mm256_loadu_si256((const __m256i *)(const void *)text);

	return _mm256_and_si256(
		_mm256_shuffle_epi8(sets->low, _mm256_and_si256(v, half)),
		_mm256_shuffle_epi8(sets->high, _mm256_and_si256(_mm256_srli_epi16(v, 4), half)));
}

/* A bit for each of 64 bytes with the highest bit set. */
AVX2 static inline uint64_t bits_avx2(__m256i a, __m256i b)
{
	return (uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b)
							   << 32;
}

AVX2 static inline __m256i any_avx2(__m256i classes, __m256i wanted)
{
	return _mm256_adds_epu8(_mm256_and_si256(classes, wanted), _mm256_set1_epi8(0x7F));
}

AVX2 static inline void block_avx2(const struct sets_avx2 *sets, const char *text,
				   struct landmark_block *out)
{
	__m256i a = classes_avx2(sets, text), b = classes_avx2(sets, text + 32);

	/* Digits have the highest bit, newlines the next. */
	out->digits = bits_avx2(a, b);
	out->newlines = bits_avx2(_mm256_add_epi8(a, a), _mm256_add_epi8(b, b));
	out->capitals = bits_avx2(any_avx2(a, sets->capitals), any_avx2(b, sets->capitals));
	out->others = bits_avx2(any_avx2(a, sets->others), any_avx2(b, sets->others));
}

AVX2 static void find_avx2(const struct landmark_table *table, const char *text, size_t len,
			   struct landmark_block *out)
{
	const __m128i *low = (const __m128i *)(const void *)table->low;
	const __m128i *high = (const __m128i *)(const void *)table->high;
	const struct sets_avx2 sets = {
		.low = _mm256_broadcastsi128_si256(_mm_loadu_si128(low)),
		.high = _mm256_broadcastsi128_si256(_mm_loadu_si128(high)),
		.capitals = _mm256_set1_epi8(CAPITALS),
		.others = _mm256_set1_epi8((char)table->others),
	};
	char last[LANDMARK_BLOCK];

	for (; len >= LANDMARK_BLOCK; text += LANDMARK_BLOCK, len -= LANDMARK_BLOCK)
		block_avx2(&sets, text, out++);
	pad(last, text, len);
	block_avx2(&sets, last, out);
	end_with(out, len);
}

landmarks_find *landmarks_by_name(const char *name)
{
	if (strcmp(name, "plain") == 0)
		return find_plain;
	if (strcmp(name, "ssse3") == 0 && __builtin_cpu_supports("ssse3"))
		return find_ssse3;
	if (strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2"))
		return find_avx2;
	return NULL;
}
#else
landmarks_find *landmarks_by_name(const char *name)
{
	return strcmp(name, "plain") == 0 ? find_plain : NULL;
}
#endif

landmarks_find *landmarks_pick(void)
{
	static const char *const names[] = { "avx2", "ssse3" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (landmarks_by_name(names[i]))
			return landmarks_by_name(names[i]);
	return find_plain;
}
