/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * punycode.c - decoding of RFC 3492 with the parameters of IDNA. Encoding is
 * left out: values are told in Unicode.
 */
#include "validators/punycode.h"

#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

#define BASE 36u
#define T_MIN 1u
#define T_MAX 26u
#define SKEW 38u
#define DAMP 700u
#define FIRST_N 0x80u
#define FIRST_BIAS 72u
#define LABEL_MAX 63

struct label {
	uint32_t code[LABEL_MAX];
	uint32_t n;
};

static uint32_t adapt(uint32_t delta, uint32_t points, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / DAMP : delta / 2;
	delta += delta / points;
	for (; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
		delta /= BASE - T_MIN;
	return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static bool digit_of(char c, uint32_t *digit)
{
	if (sp_is_digit(c))
		*digit = (uint32_t)(c - '0') + 26;
	else if (sp_is_alpha(c))
		*digit = (uint32_t)(sp_to_lower(c) - 'a');
	else
		return false;
	return true;
}

/* One generalised variable-length integer, added to *i. */
static bool read_delta(const char **s, const char *end, uint32_t bias, uint32_t *i)
{
	uint32_t weight = 1, digit;

	for (uint32_t k = BASE;; k += BASE) {
		if (*s == end || !digit_of(*(*s)++, &digit) || digit > (UINT32_MAX - *i) / weight)
			return false;
		*i += digit * weight;
		uint32_t t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
		if (digit < t)
			return true;
		if (weight > UINT32_MAX / (BASE - t))
			return false;
		weight *= BASE - t;
	}
}

static bool insert(struct label *label, uint32_t at, uint32_t code)
{
	if (label->n == LABEL_MAX || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
		return false;
	memmove(label->code + at + 1, label->code + at, (label->n - at) * sizeof(*label->code));
	label->code[at] = code;
	label->n++;
	return true;
}

static bool decode(const char *s, size_t len, struct label *label)
{
	const char *end = s + len, *plain = s;
	uint32_t code = FIRST_N, i = 0, bias = FIRST_BIAS;

	for (const char *c = s; c < end; c++)
		if (*c == '-')
			plain = c;
	for (const char *c = s; c < plain; c++)
		if ((unsigned char)*c >= 0x80 || !insert(label, label->n, (unsigned char)*c))
			return false;
	s = plain > s ? plain + 1 : s;
	while (s < end) {
		uint32_t before = i;
		if (!read_delta(&s, end, bias, &i))
			return false;
		bias = adapt(i - before, label->n + 1, before == 0);
		if (i / (label->n + 1) > UINT32_MAX - code)
			return false;
		code += i / (label->n + 1);
		i %= label->n + 1;
		if (!insert(label, i++, code))
			return false;
	}
	return true;
}

bool sp_punycode_decode(const char *s, size_t len, char *out, size_t size)
{
	struct label label = { .n = 0 };
	size_t n = 0;

	if (!decode(s, len, &label))
		return false;
	for (uint32_t i = 0; i < label.n; i++) {
		char bytes[4];
		size_t wide = sp_utf8_encode(label.code[i], bytes);
		if (n + wide >= size)
			return false;
		memcpy(out + n, bytes, wide);
		n += wide;
	}
	if (n >= size)
		return false;
	out[n] = '\0';
	return true;
}
