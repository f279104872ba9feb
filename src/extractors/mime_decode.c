/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mime_decode.c - see mime_decode.h. Base64 and quoted-printable as RFC 2045, 6.7
 * and 6.8 have them, read as they are met: what is no base64 is passed over and
 * counted, an '=' that begins nothing stands for itself. With AVX2 base64 is read 32
 * characters at a time, after Mula and Lemire, "Faster Base64 Encoding and
 * Decoding Using AVX2 Instructions" (2018).
 */
#include "extractors/mime_decode.h"

#include <string.h>

#include "base/ascii.h"
#include "base/radix.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Blanks behind an '=' that hides a line end. */
#define PADDING_MAX 1000
/* Characters of a line behind padding that is taken for base64. */
#define JOINED_MIN 16
/* Characters of it by which that is judged. */
#define JUDGED_MAX 1000

/* A character of base64 is its six bits and this one. */
#define VALID 0x40
#define V(n) (VALID | (n))

static const unsigned char digits[256] = {
	['A'] = V(0),  ['B'] = V(1),  ['C'] = V(2),  ['D'] = V(3),  ['E'] = V(4),  ['F'] = V(5),
	['G'] = V(6),  ['H'] = V(7),  ['I'] = V(8),  ['J'] = V(9),  ['K'] = V(10), ['L'] = V(11),
	['M'] = V(12), ['N'] = V(13), ['O'] = V(14), ['P'] = V(15), ['Q'] = V(16), ['R'] = V(17),
	['S'] = V(18), ['T'] = V(19), ['U'] = V(20), ['V'] = V(21), ['W'] = V(22), ['X'] = V(23),
	['Y'] = V(24), ['Z'] = V(25), ['a'] = V(26), ['b'] = V(27), ['c'] = V(28), ['d'] = V(29),
	['e'] = V(30), ['f'] = V(31), ['g'] = V(32), ['h'] = V(33), ['i'] = V(34), ['j'] = V(35),
	['k'] = V(36), ['l'] = V(37), ['m'] = V(38), ['n'] = V(39), ['o'] = V(40), ['p'] = V(41),
	['q'] = V(42), ['r'] = V(43), ['s'] = V(44), ['t'] = V(45), ['u'] = V(46), ['v'] = V(47),
	['w'] = V(48), ['x'] = V(49), ['y'] = V(50), ['z'] = V(51), ['0'] = V(52), ['1'] = V(53),
	['2'] = V(54), ['3'] = V(55), ['4'] = V(56), ['5'] = V(57), ['6'] = V(58), ['7'] = V(59),
	['8'] = V(60), ['9'] = V(61), ['+'] = V(62), ['/'] = V(63),
};

static unsigned digit_of(char c)
{
	return digits[(unsigned char)c];
}

bool sp_mime_is_base64(char c)
{
	return digit_of(c) || c == '=';
}

/* ---- names ---- */

enum sp_mime_coding sp_mime_coding_of(const char *value, size_t len)
{
	static const struct {
		const char *name;
		enum sp_mime_coding coding;
	} names[] = {
		{ "7bit", SP_MIME_IDENTITY },		{ "8bit", SP_MIME_IDENTITY },
		{ "7-bit", SP_MIME_IDENTITY },		{ "8-bit", SP_MIME_IDENTITY },
		{ "binary", SP_MIME_IDENTITY },		{ "base64", SP_MIME_BASE64 },
		{ "quoted-printable", SP_MIME_QUOTED }, { "uuencode", SP_MIME_UUENCODE },
		{ "x-uuencode", SP_MIME_UUENCODE },	{ "x-uue", SP_MIME_UUENCODE },
	};

	while (len && sp_is_space(value[0])) {
		value++;
		len--;
	}
	size_t name = 0;
	while (name < len && !sp_is_space(value[name]) && value[name] != ';' && value[name] != '(')
		name++;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i].name) == name && sp_ascii_equal_n(names[i].name, value, name))
			return names[i].coding;
	return name ? SP_MIME_STRANGE : SP_MIME_IDENTITY;
}

/* ---- base64 ---- */

#if defined(__x86_64__)

#define ROW(...) _mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__))

/*
 * Whole blocks of 32 characters, all of them base64; writes 32 bytes for the 24 that they
 * stand for. Returns how many characters were taken.
 */
__attribute__((target("avx2"))) static size_t take_blocks(const char *in, size_t len, char *out)
{
	/* No bit in common: a character of base64, by the halves of its byte. */
	const __m256i by_low = ROW(0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13,
				   0x1A, 0x1B, 0x1B, 0x1B, 0x1A);
	const __m256i by_high = ROW(0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10,
				    0x10, 0x10, 0x10, 0x10, 0x10, 0x10);
	/* What is added to a character to get its six bits; '/' goes by the entry before its own.
	 */
	const __m256i add = ROW(0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0);
	const __m256i pack = ROW(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
	const __m256i half = _mm256_set1_epi8(0x0F);
	size_t at = 0;

	for (; len - at >= 32; at += 32, out += 24) {
		__m256i c = _mm256_loadu_si256((const __m256i *)(const void *)(in + at));
		__m256i high = _mm256_and_si256(_mm256_srli_epi32(c, 4), half);
		__m256i low = _mm256_and_si256(c, half);
		if (!_mm256_testz_si256(_mm256_shuffle_epi8(by_low, low),
					_mm256_shuffle_epi8(by_high, high)))
			break;
		__m256i slash = _mm256_cmpeq_epi8(c, _mm256_set1_epi8('/'));
		c = _mm256_add_epi8(c, _mm256_shuffle_epi8(add, _mm256_add_epi8(slash, high)));
		/* Two, then four sixes side by side; then without the gaps. */
		c = _mm256_maddubs_epi16(c, _mm256_set1_epi32(0x01400140));
		c = _mm256_madd_epi16(c, _mm256_set1_epi32(0x00011000));
		c = _mm256_shuffle_epi8(c, pack);
		c = _mm256_permutevar8x32_epi32(c, _mm256_setr_epi32(0, 1, 2, 4, 5, 6, -1, -1));
		_mm256_storeu_si256((__m256i *)(void *)out, c);
	}
	return at;
}

static bool has_blocks(void)
{
	return __builtin_cpu_supports("avx2");
}

#else

static size_t take_blocks(const char *in, size_t len, char *out)
{
	(void)in;
	(void)len;
	(void)out;
	return 0;
}

static bool has_blocks(void)
{
	return false;
}

#endif

/* Whole groups of four, all of them base64. Returns how many characters were taken. */
static size_t take_groups(const char *in, size_t len, char *out)
{
	size_t at = 0;

	for (; len - at >= 4; at += 4, out += 3) {
		unsigned a = digit_of(in[at]), b = digit_of(in[at + 1]), c = digit_of(in[at + 2]),
			 d = digit_of(in[at + 3]);
		if (!(a & b & c & d & VALID))
			break;
		out[0] = (char)(a << 2 | (b & 0x3F) >> 4);
		out[1] = (char)((b & 0x0F) << 4 | (c & 0x3F) >> 2);
		out[2] = (char)((c & 0x03) << 6 | (d & 0x3F));
	}
	return at;
}

/* What a group that is not complete stands for. */
static size_t flush_group(struct sp_mime_decoder *d, char *out)
{
	const unsigned held = d->held;

	d->held = 0;
	if (held < 2)
		return 0;
	out[0] = (char)(d->bits >> (6 * held - 8));
	if (held == 3)
		out[1] = (char)(d->bits >> 2);
	return held - 1;
}

static size_t take_digit(struct sp_mime_decoder *d, unsigned digit, char *out)
{
	d->bits = d->bits << 6 | (digit & 0x3F);
	if (++d->held < 4)
		return 0;
	out[0] = (char)(d->bits >> 16);
	out[1] = (char)(d->bits >> 8);
	out[2] = (char)d->bits;
	d->held = 0;
	return 3;
}

static size_t take_character(struct sp_mime_decoder *d, char c, char *out)
{
	unsigned digit = digit_of(c);

	if (digit) {
		d->digits++;
		return take_digit(d, digit, out);
	}
	if (c == '=') {
		d->pads++;
		d->padded = true;
		return flush_group(d, out);
	}
	d->strange += !sp_is_space(c);
	return 0;
}

bool sp_mime_goes_on(const char *s, size_t len)
{
	size_t n = 0;

	if (len > JUDGED_MAX)
		len = JUDGED_MAX;
	while (n < len && digit_of(s[n]))
		n++;
	size_t pads = n;
	while (pads < len && s[pads] == '=')
		pads++;
	return pads >= JOINED_MIN && pads % 4 == 0 && (pads == len || sp_is_space(s[pads]));
}

/*
 * Behind padding: passes over it, and judges the line that follows. Returns how many characters
 * were passed over. *more: that line is not to be seen as far as it must be.
 */
static size_t pass_padding(struct sp_mime_decoder *d, const char *s, size_t len, bool last,
			   bool *more)
{
	size_t at = 0;

	while (at < len && (sp_is_space(s[at]) || s[at] == '='))
		d->pads += s[at++] == '=';
	const size_t left = len - at;
	*more = !last && left && left < JUDGED_MAX && !memchr(s + at, '\n', left);
	if (left && !*more) {
		d->padded = false;
		d->ended = !sp_mime_goes_on(s + at, left);
	}
	return at;
}

static size_t decode_base64(struct sp_mime_decoder *d, const char *in, size_t len, bool last,
			    char *out, size_t *used)
{
	const bool blocks = has_blocks();
	bool more = false;
	char *to = out;
	size_t at = 0;

	while (at < len && !more) {
		if (d->ended) {
			d->strange += !sp_is_space(in[at++]);
			continue;
		}
		if (d->padded) {
			at += pass_padding(d, in + at, len - at, last, &more);
			continue;
		}
		if (!d->held) {
			size_t n = blocks ? take_blocks(in + at, len - at, to) : 0;
			to += n / 4 * 3;
			size_t groups = take_groups(in + at + n, len - at - n, to);
			to += groups / 4 * 3;
			d->digits += n + groups;
			at += n + groups;
		}
		if (at < len)
			to += take_character(d, in[at++], to);
	}
	*used = at;
	return (size_t)(to - out);
}

/* ---- quoted-printable ---- */

/* How an '=' goes on. */
struct escape {
	size_t len; /* with the '='; 0: it cannot be told yet */
	int byte;   /* that it stands for; -1: a line end that is none */
};

/* A line end behind an '=', with the blanks that mail programs put between. */
static struct escape hidden_line_end(const char *s, size_t len, bool last)
{
	const struct escape itself = { 1, '=' };
	size_t at = 1;

	while (at < len && at < PADDING_MAX && (s[at] == ' ' || s[at] == '\t'))
		at++;
	if (at == len || (s[at] == '\r' && at + 1 == len))
		return last ? (struct escape) { len, -1 } : (struct escape) { 0, -1 };
	if (s[at] == '\n')
		return (struct escape) { at + 1, -1 };
	return s[at] == '\r' && s[at + 1] == '\n' ? (struct escape) { at + 2, -1 } : itself;
}

static struct escape escape_at(const char *s, size_t len, bool last)
{
	int high = len > 1 ? sp_hex_digit(s[1]) : -1, low = len > 2 ? sp_hex_digit(s[2]) : -1;

	if (high < 0)
		return hidden_line_end(s, len, last);
	if (len < 3 && !last)
		return (struct escape) { 0, -1 };
	return low < 0 ? (struct escape) { 1, '=' } : (struct escape) { 3, high << 4 | low };
}

static size_t decode_quoted(const char *in, size_t len, bool last, char *out, size_t *used)
{
	const char *at = in, *end = in + len;
	char *to = out;

	while (at < end) {
		const char *mark = memchr(at, '=', (size_t)(end - at));
		size_t plain = (size_t)((mark ? mark : end) - at);
		memcpy(to, at, plain);
		to += plain;
		at += plain;
		/* Letters of two bytes come as two escapes. */
		while (at < end && *at == '=') {
			struct escape escape = escape_at(at, (size_t)(end - at), last);
			if (!escape.len)
				goto out;
			if (escape.byte >= 0)
				*to++ = (char)escape.byte;
			at += escape.len;
		}
	}
out:
	*used = (size_t)(at - in);
	return (size_t)(to - out);
}

/* ---- any ---- */

void sp_mime_decoder_init(struct sp_mime_decoder *d, enum sp_mime_coding coding)
{
	*d = (struct sp_mime_decoder) { .coding = coding };
}

size_t sp_mime_decode(struct sp_mime_decoder *d, const char *in, size_t len, bool last, char *out,
		      size_t *used)
{
	size_t n;

	*used = len;
	switch (d->coding) {
	case SP_MIME_BASE64:
		n = decode_base64(d, in, len, last, out, used);
		return last ? n + flush_group(d, out + n) : n;
	case SP_MIME_QUOTED:
		return decode_quoted(in, len, last, out, used);
	default:
		memcpy(out, in, len);
		return len;
	}
}

enum sp_reason sp_mime_decoder_fault(const struct sp_mime_decoder *d, const char **detail)
{
	if (d->coding != SP_MIME_BASE64)
		return SP_REASON_NONE;
	if (d->strange || (d->pads && (d->digits + d->pads) % 4)) {
		*detail = "a part is not the base64 that it is said to be";
		return SP_REASON_DAMAGED;
	}
	if (d->digits % 4 && !d->pads) {
		*detail = "the base64 of a part breaks off";
		return SP_REASON_TRUNCATED;
	}
	return SP_REASON_NONE;
}
