/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * phone.c - telephone numbers, told as E.164: the Swedish plan (PTS numbering
 * plan) by its series, other countries by country code and length (ITU-T
 * E.164). Left out: short codes (112, 1177, 114 14, 118 xxx), which name
 * services, and the inner plans of other countries.
 */
#include "validators/all.h"

#include <string.h>

#include "base/ascii.h"
#include "validators/digits.h"

#define DIGITS_MAX 18 /* 00, fifteen digits, a trunk zero */
#define BARE_LEAST 9  /* digits of a number that is told without separator and label */

/* The number as it is written: digits, and where they are parted. */
struct number {
	char digit[DIGITS_MAX + 1];
	size_t n;
	bool parted[DIGITS_MAX]; /* a separator stands before digit i */
	bool plus, separated;
};

struct series {
	const char *start; /* of the number without its leading 0 */
	const char *next;  /* the digits that may follow; NULL: any */
	unsigned char shortest, longest;
	unsigned char code; /* digits of the code that people write apart */
	bool organisation;
};

/* All but the geographic codes. The first that fits decides. */
static const struct series series[] = {
	{ "70", NULL, 9, 9, 2, false },	       { "72", NULL, 9, 9, 2, false },
	{ "73", NULL, 9, 9, 2, false },	       { "76", NULL, 9, 9, 2, false },
	{ "79", NULL, 9, 9, 2, false },	       { "10", "12345678", 9, 9, 2, true },
	{ "20", NULL, 6, 9, 2, true },	       { "77", "01234567", 9, 9, 3, true },
	{ "75", "12345678", 9, 9, 2, false },  { "74", "023456789", 9, 9, 2, false },
	{ "900", "12345678", 7, 10, 3, true }, { "939", "12345678", 7, 10, 3, true },
	{ "944", "12345678", 7, 10, 3, true }, { "99", "123459", 7, 10, 2, true },
	{ "649", NULL, 9, 9, 3, true },	       { "8", "123456789", 7, 9, 1, false },
	{ "90", "123456789", 7, 9, 2, false },
};

static const char two_digit_codes[] = "11131618192123263133353640424446546063";

/* Three-digit codes: the last digits that follow the first two. */
static const struct {
	char start[3];
	const char *last;
} three_digit_codes[] = {
	{ "12", "01235" },	{ "14", "01234" },     { "15", "01256789" }, { "17", "13456" },
	{ "22", "01234567" },	{ "24", "013678" },    { "25", "0138" },     { "27", "018" },
	{ "28", "01" },		{ "29", "0123457" },   { "30", "01234" },    { "32", "0125" },
	{ "34", "056" },	{ "37", "012" },       { "38", "0123" },     { "39", "023" },
	{ "41", "01345678" },	{ "43", "0135" },      { "45", "145679" },   { "47", "01246789" },
	{ "48", "0156" },	{ "49", "012345689" }, { "50", "0123456" },  { "51", "012345" },
	{ "52", "01234568" },	{ "53", "01234" },     { "55", "012345" },   { "56", "0345" },
	{ "57", "013" },	{ "58", "012345679" }, { "59", "01" },	     { "61", "123" },
	{ "62", "01234" },	{ "64", "023457" },    { "65", "01237" },    { "66", "0123" },
	{ "67", "012" },	{ "68", "0247" },      { "69", "012356" },   { "91", "01234568" },
	{ "92", "0123456789" }, { "93", "02345" },     { "94", "0123" },     { "95", "01234" },
	{ "96", "01" },		{ "97", "0135678" },   { "98", "01" },
};

/* Country codes of three digits: the last digits that follow the first two. */
static const struct {
	char start[3];
	const char *last;
} countries[] = {
	{ "21", "12368" },	{ "22", "0123456789" }, { "23", "0123456789" },
	{ "24", "0123456789" }, { "25", "012345678" },	{ "26", "0123456789" },
	{ "29", "01789" },	{ "35", "0123456789" }, { "37", "0123456789" },
	{ "38", "01235679" },	{ "42", "013" },	{ "50", "0123456789" },
	{ "59", "0123456789" }, { "67", "023456789" },	{ "68", "012356789" },
	{ "69", "012" },	{ "80", "08" },		{ "85", "02356" },
	{ "87", "08" },		{ "88", "0123689" },	{ "96", "012345678" },
	{ "97", "012345679" },	{ "99", "234568" },
};

static const char two_digit_countries[] =
	"20273031323334363940414344454647484951525354555657586061626364656681828486909192939495"
	"98";

/* Lengths after the country code, where they are known and fixed. */
static const struct {
	const char *country;
	unsigned char shortest, longest;
} lengths[] = {
	{ "1", 10, 10 }, { "47", 8, 8 },  { "45", 8, 8 },   { "354", 7, 9 },
	{ "298", 6, 6 }, { "299", 6, 6 }, { "358", 5, 12 }, { "44", 9, 10 },
};

static bool in_pairs(const char *pairs, const char *two)
{
	for (; *pairs; pairs += 2)
		if (pairs[0] == two[0] && pairs[1] == two[1])
			return true;
	return false;
}

/* The length of a geographic code; 0: none. */
static size_t geographic_code(const char *nsn)
{
	if (in_pairs(two_digit_codes, nsn))
		return 2;
	for (size_t i = 0; i < sizeof(three_digit_codes) / sizeof(*three_digit_codes); i++)
		if (!memcmp(three_digit_codes[i].start, nsn, 2) &&
		    strchr(three_digit_codes[i].last, nsn[2]))
			return 3;
	return 0;
}

/* Is it a number of the Swedish plan? nsn is without the leading 0. */
static bool swedish(const char *nsn, size_t n, struct series *found)
{
	if (n < 6)
		return false;
	for (size_t i = 0; i < sizeof(series) / sizeof(*series); i++) {
		if (series[i].start[0] != nsn[0])
			continue;
		size_t len = strlen(series[i].start);
		if (memcmp(series[i].start, nsn, len) ||
		    (series[i].next && !strchr(series[i].next, nsn[len])))
			continue;
		*found = series[i];
		if (!strcmp(series[i].start, "99") && n != 7 && n != 10)
			return false;
		return n >= series[i].shortest && n <= series[i].longest;
	}
	size_t code = geographic_code(nsn);
	*found = (struct series) { .code = (unsigned char)code };
	/* no subscriber's number begins with 0: that dials another area */
	return code && n >= (code == 2 ? 7 : 8) && n <= 9 && nsn[code] != '0';
}

/* The length of the country code; 0: none. */
static size_t country_code(const char *digits)
{
	if (digits[0] == '1' || digits[0] == '7')
		return 1;
	if (in_pairs(two_digit_countries, digits))
		return 2;
	for (size_t i = 0; i < sizeof(countries) / sizeof(*countries); i++)
		if (!memcmp(countries[i].start, digits, 2) && strchr(countries[i].last, digits[2]))
			return 3;
	return 0;
}

static bool foreign(const char *digits, size_t n)
{
	size_t code = n >= 8 && n <= 15 ? country_code(digits) : 0;

	if (!code || digits[code] == '0')
		return code == 2 && !memcmp(digits, "39", 2); /* Italy dials its zeros */
	if (code == 1 && digits[0] == '1' && (digits[1] < '2' || digits[4] < '2'))
		return false;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++)
		if (strlen(lengths[i].country) == code && !memcmp(lengths[i].country, digits, code))
			return n - code >= lengths[i].shortest && n - code <= lengths[i].longest;
	return true;
}

/* One separator, or a hyphen or slash between blanks; parentheses do not count. */
static bool plain_gap(const char *gap, int *depth)
{
	char rest[SP_GAP_MAX + 1];
	size_t n = 0;

	for (; *gap; gap++) {
		if (*gap == '(' || *gap == ')')
			*depth += *gap == '(' ? 1 : -1;
		else
			rest[n++] = *gap;
		if (*depth < 0 || *depth > 1)
			return false;
	}
	rest[n] = '\0';
	return !n || (n == 1 && strchr(" -./", *rest)) || !strcmp(rest, " - ") ||
	       !strcmp(rest, " / ");
}

/* Dots part dates and times too: as a number's only separator, beside blanks, they will do. */
static bool mixes_dots(const struct sp_written *w, size_t end)
{
	bool dot = false, other = false;

	for (size_t i = 1; i < end; i++) {
		if (!w->gap[i][0])
			continue;
		dot |= strchr(w->gap[i], '.') != NULL;
		other |= strpbrk(w->gap[i], "-/") != NULL;
	}
	return dot && other;
}

/* 08-12-2024 is a day, not a number in Stockholm. */
static bool is_date(const struct sp_written *w, size_t end)
{
	if (end != 8 || !w->gap[2][0] || !w->gap[4][0] || !sp_written_joined(w, 4, 8))
		return false;
	int year = sp_digits_int(w->sign + 4, 4), month = sp_digits_int(w->sign + 2, 2);
	return year >= 1900 && year < 2100 && (month <= 12 || sp_digits_int(w->sign, 2) <= 12) &&
	       month <= 31;
}

/* A zero that stands alone in parentheses is not dialled from abroad: +46(0)8. */
static bool is_trunk_zero(const struct sp_written *w, size_t i)
{
	const char *before = w->gap[i];

	return i && i + 1 < w->n && w->sign[i] == '0' && *before &&
	       before[strlen(before) - 1] == '(' && w->gap[i + 1][0] == ')';
}

/* Takes digits up to `end`. */
static bool take_digits(const struct sp_written *w, size_t end, struct number *out)
{
	const char *front = w->gap[0];
	int depth = 0;

	memset(out, 0, sizeof(*out));
	if (*front == '(') {
		depth = 1;
		front++;
	}
	out->plus = *front == '+';
	front += out->plus;
	if (*front == '(' && !depth) {
		depth = 1;
		front++;
	}
	if (*front || mixes_dots(w, end) || is_date(w, end))
		return false;
	for (size_t i = 0; i < end; i++) {
		if (i && w->gap[i][0] && !plain_gap(w->gap[i], &depth))
			return false;
		if (out->plus && is_trunk_zero(w, i))
			continue;
		if (out->n == DIGITS_MAX)
			return false;
		out->parted[out->n] = i && w->gap[i][0];
		out->separated |= out->parted[out->n];
		out->digit[out->n++] = w->sign[i];
	}
	return depth == 0 || (depth == 1 && w->gap[end][0] == ')');
}

/* What may end a number beside the end of the text: words for an extension. */
static bool is_extension(const struct sp_written *w, size_t end, const char *s, size_t len)
{
	static const char *const words[] = { "ANKNYTNING", "ANKN", "EXT", "VXL", "VX" };

	if (end == w->n)
		return w->whole ? (!w->gap[end][0] || !strcmp(w->gap[end], ")"))
				: w->end < len && strchr("#;", s[w->end]);
	if (!w->gap[end][0])
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t n = strlen(words[i]);
		if (w->n - end >= n && !memcmp(w->sign + end, words[i], n) &&
		    !(w->n - end > n && sp_is_alpha(w->sign[end + n])))
			return true;
	}
	return false;
}

static void tell(struct sp_reading *out, const char *country, const char *digits, size_t n)
{
	size_t len = strlen(country);

	memcpy(out->value, "+", 1);
	memcpy(out->value + 1, country, len);
	memcpy(out->value + 1 + len, digits, n);
	out->value[1 + len + n] = '\0';
}

/* From the country code on, which begins at digit `from`. */
static bool read_international(const struct number *number, size_t from, struct sp_reading *out)
{
	const char *digits = number->digit + from;
	size_t n = number->n - from;
	struct series found;

	if (n < 3)
		return false;
	if (memcmp(digits, "46", 2)) {
		tell(out, "", digits, n);
		return foreign(digits, n);
	}
	digits += 2;
	n -= 2;
	if (*digits == '0') { /* left in by mistake */
		digits++;
		n--;
	}
	if (!swedish(digits, n, &found))
		return false;
	tell(out, "46", digits, n);
	out->organisation = found.organisation;
	return true;
}

static bool is_mobile(const char *nsn)
{
	return nsn[0] == '7' && strchr("02369", nsn[1]) != NULL;
}

/* Is the first separator where people put it: after the code, or one digit on? */
static bool parted_at_code(const struct number *number, const struct series *found)
{
	size_t first = 1;

	while (first < number->n && !number->parted[first])
		first++;
	bool one_on = found->code == 2 && (is_mobile(number->digit + 1) ||
					   (found->organisation && number->digit[1] == '2'));
	return first == found->code + 1u || (one_on && first == found->code + 2u);
}

static bool read_national(const struct number *number, struct sp_reading *out)
{
	const char *nsn = number->digit + 1;
	struct series found;

	if (number->parted[1] || !swedish(nsn, number->n - 1, &found))
		return false;
	tell(out, "46", nsn, number->n - 1);
	out->organisation = found.organisation;
	if (number->separated)
		out->needs_label = !parted_at_code(number, &found);
	else
		out->needs_label = number->n < BARE_LEAST;
	return true;
}

/* Without plus or zero: the country code in front, or a mobile number whose zero was lost. */
static bool read_damaged(const struct number *number, struct sp_reading *out)
{
	struct series found;

	out->needs_label = true;
	if (number->separated)
		return false;
	if (number->n > 8 && !memcmp(number->digit, "46", 2))
		return number->digit[2] != '0' && read_international(number, 0, out);
	if (number->n != 9 || !is_mobile(number->digit))
		return false;
	tell(out, "46", number->digit, number->n);
	return swedish(number->digit, number->n, &found);
}

static bool read_number(const struct number *number, struct sp_reading *out)
{
	if (number->n < 6)
		return false;
	if (number->plus)
		return !number->parted[0] && read_international(number, 0, out);
	if (!memcmp(number->digit, "00", 2)) {
		out->needs_label = !number->separated;
		return !number->parted[1] && read_international(number, 2, out);
	}
	if (number->digit[0] == '0')
		return read_national(number, out);
	return read_damaged(number, out);
}

/*
 * Digits from sign 0 to `*end`. If they are too many, what stands after a
 * blank may be another number: the longest part that is right is taken.
 */
static bool find_number(const struct sp_written *w, size_t *end, struct sp_reading *out)
{
	struct number number;
	bool may_cut = w->sign[0] == '0' || strchr(w->gap[0], '+');

	for (size_t to = *end; to >= 6; to--) {
		if (to < *end && (!may_cut || strcmp(w->gap[to], " ") != 0))
			continue;
		memset(out, 0, sizeof(*out));
		if (take_digits(w, to, &number) && read_number(&number, out)) {
			*end = to;
			return true;
		}
	}
	return false;
}

static bool read_phone(const char *s, size_t len, const struct sp_reading_options *options,
		       struct sp_reading *out)
{
	size_t skip = len > 4 && sp_ascii_equal_n(s, "tel:", 4) ? 4 : 0, end = 0;
	struct sp_written w;

	(void)options;
	sp_written_read(&w, s + skip, len - skip);
	while (end < w.n && sp_is_digit(w.sign[end]))
		end++;
	if (!is_extension(&w, end, s + skip, len - skip) || !find_number(&w, &end, out))
		return false;
	out->skip = skip;
	if (end < w.n || !w.whole)
		out->used = w.at[end - 1] + 1;
	return true;
}

const struct sp_validator sp_phone = {
	.name = "phone",
	.read = read_phone,
	.mask = sp_mask_last_four,
};
