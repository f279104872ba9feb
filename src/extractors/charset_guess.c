/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * charset_guess.c - the charset of bytes that do not tell theirs.
 *
 * After mark, zero bytes and UTF-8 come Windows-1252, CP850 (which has the
 * Swedish letters where CP437 and CP865 have them) and Mac Roman. In each the
 * high bytes are read with their neighbours: Swedish letters beside letters
 * speak for it; control codes, capitals after small letters and symbols within
 * words speak against it. Left out: charsets of other scripts, which are read
 * where they are declared; ASCII in them survives a wrong guess.
 */
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

#include "extractors/charset_own.h"
#include "extractors/codepages.h"

/* High bytes that are looked at: more do not change a verdict. */
#define MOST_VOTES 1000
/* Bytes that are looked at for zeros. */
#define ZEROS_SAMPLE 4096
/* Bytes that are converted at a time on trial. */
#define BLOCK 65536

/* ---- marks and zero bytes ---- */

const struct sp_charset *sp_charset_of_mark(const void *data, size_t len, size_t *mark)
{
	static const struct {
		const char *bytes;
		size_t len;
		enum charset_kind kind;
	} marks[] = {
		{ "\xEF\xBB\xBF", 3, CHARSET_UTF8 },	{ "\xFF\xFE\0\0", 4, CHARSET_UTF32LE },
		{ "\0\0\xFE\xFF", 4, CHARSET_UTF32BE }, { "\xFF\xFE", 2, CHARSET_UTF16LE },
		{ "\xFE\xFF", 2, CHARSET_UTF16BE },
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (len >= marks[i].len && !memcmp(data, marks[i].bytes, marks[i].len)) {
			*mark = marks[i].len;
			return sp_charset_known(marks[i].kind);
		}
	}
	*mark = 0;
	return NULL;
}

static bool is_control(unsigned char c)
{
	return (c < 0x20 && !(c >= '\t' && c <= '\r') && c != 0x1B) || c == 0x7F;
}

/*
 * Counts, for each place of a unit of `size` bytes, the zeros in it, and the
 * units whose only byte is a control code.
 */
static void count_zeros(const unsigned char *s, size_t units, size_t size, size_t low,
			size_t zeros[4], size_t *controls)
{
	*controls = 0;
	memset(zeros, 0, 4 * sizeof(*zeros));
	for (size_t i = 0; i < units; i++) {
		size_t n = 0;
		for (size_t k = 0; k < size; k++) {
			zeros[k] += s[i * size + k] == 0;
			n += k != low && s[i * size + k] == 0;
		}
		*controls += n == size - 1 && is_control(s[i * size + low]);
	}
}

/* Is the byte at `low` of each unit the one that tells Latin letters apart? */
static bool zeros_fit(const unsigned char *s, size_t len, size_t size, size_t low)
{
	size_t units = (len > ZEROS_SAMPLE ? ZEROS_SAMPLE : len) / size, zeros[4], controls;

	if (len < 8)
		return false;
	count_zeros(s, units, size, low, zeros, &controls);
	for (size_t k = 0; k < size; k++)
		if (k == low ? zeros[k] * 20 > units : zeros[k] * 10 < units * 7)
			return false;
	return controls * 50 <= units;
}

/* Less than a third of all bytes are zero: then zeros_fit will say no, and takes longer. */
static bool few_zeros(const unsigned char *s, size_t len)
{
	size_t most = len > ZEROS_SAMPLE ? ZEROS_SAMPLE : len, n = 0;
	const unsigned char *zero = memchr(s, 0, most);

	for (size_t i = zero ? (size_t)(zero - s) : most; i < most; i++)
		n += !s[i];
	return n < most / 3;
}

const struct sp_charset *sp_charset_of_zeros(const void *data, size_t len)
{
	if (len < 8 || !memchr(data, 0, len > ZEROS_SAMPLE ? ZEROS_SAMPLE : len) ||
	    few_zeros(data, len))
		return NULL;
	if (zeros_fit(data, len, 4, 0))
		return sp_charset_known(CHARSET_UTF32LE);
	if (zeros_fit(data, len, 4, 3))
		return sp_charset_known(CHARSET_UTF32BE);
	if (zeros_fit(data, len, 2, 0))
		return sp_charset_known(CHARSET_UTF16LE);
	if (zeros_fit(data, len, 2, 1))
		return sp_charset_known(CHARSET_UTF16BE);
	return NULL;
}

/* ---- UTF-8 ---- */

static size_t count_high(const char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += (unsigned char)s[i] >= 0x80;
	return n;
}

struct utf8_tally sp_charset_tally(const char *s, size_t len)
{
	struct utf8_tally tally = { 0 };
	size_t most = len - sp_utf8_cut(s, len), at = 0;

	while (at < most) {
		size_t good = sp_utf8_valid(s + at, most - at), bad = 0;
		for (size_t i = at; i < at + good; i++)
			tally.wide += (unsigned char)s[i] >= 0xC0;
		at += good;
		if (at == most)
			break;
		sp_utf8_decode(s + at, most - at, &bad);
		tally.bad++;
		at += bad;
	}
	/* What is cut off at the end speaks for UTF-8 only where there is more of it. */
	tally.bad += most < len && !tally.wide;
	return tally;
}

/* ---- code pages ---- */

enum letter { NO_LETTER, LOWER, UPPER };

struct reading {
	const char *charset;
	const uint16_t *high;
};

static uint32_t character(const struct reading *reading, unsigned char c)
{
	return c < 0x80 ? c : reading->high[c - 0x80];
}

static enum letter letter_of(uint32_t code)
{
	static const uint16_t upper[] = { 0x0160, 0x017D, 0x0152, 0x0178 };

	if (code < 0x80)
		return sp_is_lower((char)code)	 ? LOWER
		       : sp_is_upper((char)code) ? UPPER
						 : NO_LETTER;
	if (code >= 0xC0 && code <= 0xFF)
		return code == 0xD7 || code == 0xF7 ? NO_LETTER : code < 0xDF ? UPPER : LOWER;
	for (size_t i = 0; i < sizeof(upper) / sizeof(upper[0]); i++)
		if (code == upper[i])
			return UPPER;
	return code == 0x0161 || code == 0x017E || code == 0x0153 ? LOWER : NO_LETTER;
}

/* Letters that Swedish (and Norwegian and Danish) text has. */
static bool is_nordic(uint32_t code)
{
	static const uint16_t nordic[] = { 0xE5, 0xE4, 0xF6, 0xC5, 0xC4, 0xD6, 0xE9,
					   0xC9, 0xFC, 0xDC, 0xE6, 0xC6, 0xF8, 0xD8 };

	for (size_t i = 0; i < sizeof(nordic) / sizeof(nordic[0]); i++)
		if (code == nordic[i])
			return true;
	return false;
}

static int vote_letter(uint32_t code, enum letter kind, enum letter before, enum letter after)
{
	if (before == NO_LETTER && after == NO_LETTER)
		return is_nordic(code) ? 0 : -2;
	if (kind == UPPER && before == LOWER)
		return -6;
	if (kind == LOWER && after == UPPER)
		return -6;
	return is_nordic(code) ? 4 : 0;
}

/* Quotation marks, apostrophes and dashes, where a writer would put them. */
static int vote_symbol(uint32_t code, enum letter before, enum letter after)
{
	bool left = before != NO_LETTER, right = after != NO_LETTER;

	switch (code) {
	case 0x2019:
		return left ? 3 : 1;
	case 0x2018:
	case 0x201C:
	case 0x201E:
		return !left && right ? 3 : left && right ? -5 : 0;
	case 0x201D:
		/* The same byte ends "miljö" in CP850. */
		return left != right ? 2 : left ? -5 : 0;
	case 0x2026:
		return left && !right ? 3 : 0;
	case 0x2013:
	case 0x2014:
		return left == right ? 1 : 0;
	default:
		return left && right ? -5 : 0;
	}
}

/* What the byte at `at` says for the reading. */
static int vote(const struct reading *reading, const unsigned char *s, size_t len, size_t at)
{
	uint32_t code = character(reading, s[at]);
	enum letter kind = letter_of(code);
	enum letter before = at ? letter_of(character(reading, s[at - 1])) : NO_LETTER;
	enum letter after = at + 1 < len ? letter_of(character(reading, s[at + 1])) : NO_LETTER;

	/* Lines and shades drawn with characters: letters never stand in such rows. */
	if ((at && s[at - 1] == s[at]) || (at + 1 < len && s[at + 1] == s[at]))
		return code >= 0x2500 && code < 0x25A0;
	if (!code)
		return -10;
	return kind == NO_LETTER ? vote_symbol(code, before, after)
				 : vote_letter(code, kind, before, after);
}

const struct sp_charset *sp_charset_guess_codepage(const void *data, size_t len)
{
	/* The likeliest first: it wins a draw. */
	static const struct reading readings[] = {
		{ "windows-1252", sp_codepage_cp1252 },
		{ "cp850", sp_codepage_cp850 },
		{ "macintosh", sp_codepage_macroman },
	};
	enum { N = sizeof(readings) / sizeof(readings[0]) };
	const unsigned char *s = data;
	long sums[N] = { 1 };
	size_t best = 0;

	for (size_t at = 0, votes = 0; at < len && votes < MOST_VOTES; at++) {
		if (s[at] < 0x80)
			continue;
		votes++;
		for (size_t i = 0; i < N; i++)
			sums[i] += vote(&readings[i], s, len, at);
	}
	for (size_t i = 1; i < N; i++)
		if (sums[i] > sums[best])
			best = i;
	return sp_charset_from_name(readings[best].charset);
}

/* ---- all of it ---- */

const struct sp_charset *sp_charset_guess(const void *data, size_t len)
{
	size_t mark;
	const struct sp_charset *charset = sp_charset_of_mark(data, len, &mark);

	if (!charset)
		charset = sp_charset_of_zeros(data, len);
	if (charset)
		return charset;
	if (sp_utf8_valid(data, len) == len)
		return sp_charset_known(CHARSET_UTF8);
	struct utf8_tally tally = sp_charset_tally(data, len);
	/* Some damage does not make UTF-8 another charset, where there is much that is right. */
	if (!tally.bad || tally.wide > tally.bad * 2)
		return sp_charset_known(CHARSET_UTF8);
	return sp_charset_guess_codepage(data, len);
}

/* Does a conversion get by with few bytes that mean nothing? */
static bool converts(const struct sp_charset *charset, const void *data, size_t len)
{
	struct sp_decoder decoder;
	struct sp_buf scratch = SP_BUF_INIT(SP_BUF_UNCAPPED);
	const char *s = data;
	bool good = sp_decoder_init(&decoder, charset) == SP_OK;

	for (size_t at = 0, n; good && at < len; at += n) {
		n = len - at > BLOCK ? BLOCK : len - at;
		sp_buf_reset(&scratch);
		good = sp_decoder_feed(&decoder, s + at, n, &scratch);
	}
	good = good && decoder.bad * 4 <= count_high(s, len);
	sp_decoder_release(&decoder);
	sp_buf_release(&scratch);
	return good;
}

static bool fits_table(const struct sp_charset *charset, const unsigned char *s, size_t len)
{
	size_t bad = 0, high = 0;

	for (size_t i = 0; i < len; i++) {
		if (s[i] < 0x80)
			continue;
		high++;
		bad += !charset->high[s[i] - 0x80];
	}
	return bad * 4 <= high;
}

/*
 * Also where the bytes are well-formed UTF-8 beyond ASCII: in Western text that
 * does not come about by chance, but by a declaration that was left behind.
 */
static bool is_western_by_mistake(const struct sp_charset *charset, const char *s, size_t len)
{
	if (charset->high != sp_codepage_cp1252)
		return false;
	struct utf8_tally tally = sp_charset_tally(s, len);
	return tally.wide && !tally.bad;
}

/* Often it is the declaration of UTF-16 that was left behind when the text was converted. */
static bool fits_wide(const void *data, size_t len)
{
	return memchr(data, 0, len) || sp_utf8_valid(data, len) != len;
}

static bool fits(const struct sp_charset *charset, const void *data, size_t len)
{
	switch (charset->kind) {
	case CHARSET_UTF8:
		return sp_utf8_valid(data, len) == len || !sp_charset_tally(data, len).bad;
	case CHARSET_TABLE:
		return fits_table(charset, data, len) && !is_western_by_mistake(charset, data, len);
	case CHARSET_ICONV:
		return converts(charset, data, len);
	default:
		return fits_wide(data, len);
	}
}

/* UTF-16 and UTF-32 of which only the width was declared. */
static const struct sp_charset *ordered(const struct sp_charset *charset, const void *data,
					size_t len)
{
	const struct sp_charset *told = NULL;

	if (charset->kind == CHARSET_UTF16 || charset->kind == CHARSET_UTF32)
		told = sp_charset_of_zeros(data, len);
	return told ? told : charset;
}

const struct sp_charset *sp_charset_choose(const struct sp_charset *declared, const void *data,
					   size_t len)
{
	size_t mark;
	const struct sp_charset *marked = sp_charset_of_mark(data, len, &mark);

	if (marked)
		return marked;
	if (declared && fits(declared, data, len))
		return ordered(declared, data, len);
	return sp_charset_guess(data, len);
}
