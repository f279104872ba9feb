/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ip_address.c - IPv4 in dotted decimal and IPv6 (RFC 4291), told by RFC 5952.
 * Addresses that name no one beyond their own network (RFC 1918, 6598, 3927,
 * 4193 and the like) are doubtful. Left out: octal, hexadecimal and short
 * forms of IPv4, which only programs read.
 */
#include "validators/all.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"

#define GROUPS 8

/* Returns how many bytes the four parts take; 0: they are no address. */
static size_t parse_v4(const char *s, size_t len, uint32_t *address)
{
	size_t i = 0;

	*address = 0;
	for (int part = 0; part < 4; part++) {
		unsigned value = 0;
		size_t start = part ? i + 1 : 0;
		if (part && (i >= len || s[i] != '.'))
			return 0;
		for (i = start; i < len && sp_is_digit(s[i]) && i - start < 4; i++)
			value = 10 * value + (unsigned)(s[i] - '0');
		if (i == start || value > 255 || (s[start] == '0' && i - start > 1))
			return 0;
		*address = *address << 8 | value;
	}
	return i;
}

static bool within(uint32_t address, uint32_t net, int bits)
{
	return (address ^ net) >> (32 - bits) == 0;
}

/* Not from this network to the next: private, link-local, loopback, multicast, reserved. */
static bool is_local_v4(uint32_t a)
{
	return within(a, 0x0A000000, 8) || within(a, 0xAC100000, 12) || within(a, 0xC0A80000, 16) ||
	       within(a, 0x7F000000, 8) || within(a, 0xA9FE0000, 16) || within(a, 0x64400000, 10) ||
	       within(a, 0x00000000, 8) || within(a, 0xE0000000, 3);
}

static bool read_v4(const char *s, size_t len, struct sp_reading *out)
{
	uint32_t a;

	if (!len || parse_v4(s, len, &a) != len)
		return false;
	snprintf(out->value, sizeof(out->value), "%u.%u.%u.%u", a >> 24, a >> 16 & 255,
		 a >> 8 & 255, a & 255);
	out->doubtful = is_local_v4(a);
	return true;
}

static int hex_digit(char c)
{
	if (sp_is_digit(c))
		return c - '0';
	c = sp_to_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct v6 {
	uint16_t group[GROUPS];
	size_t n;
	size_t gap; /* where :: stands; GROUPS + 1: nowhere */
	bool pairs; /* all groups of two digits: hardware addresses, times */
};

/* One group at s[*i]. */
static bool take_group(const char *s, size_t len, size_t *i, struct v6 *a)
{
	unsigned value = 0;
	size_t start = *i;

	for (; *i < len && hex_digit(s[*i]) >= 0 && *i - start < 5; ++*i)
		value = value << 4 | (unsigned)hex_digit(s[*i]);
	if (*i == start || *i - start > 4 || a->n == GROUPS)
		return false;
	a->pairs &= *i - start == 2;
	a->group[a->n++] = (uint16_t)value;
	return true;
}

static bool take_v4(const char *s, size_t len, struct v6 *a)
{
	uint32_t v4;

	if (a->n > GROUPS - 2 || parse_v4(s, len, &v4) != len)
		return false;
	a->group[a->n++] = (uint16_t)(v4 >> 16);
	a->group[a->n++] = (uint16_t)(v4 & 0xFFFF);
	return true;
}

static bool parse_v6(const char *s, size_t len, struct v6 *a)
{
	size_t i = 0;

	*a = (struct v6) { .gap = GROUPS + 1, .pairs = true };
	while (i < len) {
		if (len - i >= 2 && s[i] == ':' && s[i + 1] == ':') {
			if (a->gap <= GROUPS)
				return false;
			a->gap = a->n;
			i += 2;
			if (i == len)
				break;
		} else if (a->n) {
			if (s[i++] != ':')
				return false;
		}
		if (memchr(s + i, '.', len - i) && !memchr(s + i, ':', len - i)) {
			if (!take_v4(s + i, len - i, a))
				return false;
			break;
		}
		if (!take_group(s, len, &i, a))
			return false;
	}
	return a->gap <= GROUPS ? a->n < GROUPS : a->n == GROUPS;
}

static void spread(struct v6 *a)
{
	if (a->gap > GROUPS)
		return;
	size_t behind = a->n - a->gap;
	memmove(a->group + GROUPS - behind, a->group + a->gap, behind * sizeof(*a->group));
	memset(a->group + a->gap, 0, (GROUPS - a->n) * sizeof(*a->group));
}

/* The first of the longest runs of zeros, of two groups at least. */
static void find_zeros(const uint16_t *group, size_t end, size_t *at, size_t *length)
{
	*length = 1;
	*at = end;
	for (size_t i = 0; i < end; i++) {
		size_t n = 0;
		while (i + n < end && !group[i + n])
			n++;
		if (n > *length) {
			*at = i;
			*length = n;
		}
		i += n;
	}
}

static void write_v6(const uint16_t *group, bool mapped, struct sp_reading *out)
{
	size_t at, length, end = mapped ? GROUPS - 2 : GROUPS, n = 0;
	bool colon = false;

	find_zeros(group, end, &at, &length);
	for (size_t i = 0; i < end;) {
		if (i == at) {
			n += (size_t)snprintf(out->value + n, sizeof(out->value) - n, "::");
			i += length;
			colon = false;
			continue;
		}
		n += (size_t)snprintf(out->value + n, sizeof(out->value) - n, "%s%x",
				      colon ? ":" : "", group[i++]);
		colon = true;
	}
	if (mapped)
		snprintf(out->value + n, sizeof(out->value) - n, ":%u.%u.%u.%u",
			 (unsigned)group[6] >> 8, group[6] & 255u, (unsigned)group[7] >> 8,
			 group[7] & 255u);
}

static bool is_mapped(const uint16_t *group)
{
	static const uint16_t prefix[6] = { 0, 0, 0, 0, 0, 0xFFFF };

	return !memcmp(group, prefix, sizeof(prefix));
}

static bool is_global(const uint16_t *group)
{
	return group[0] >> 13 == 1; /* 2000::/3 */
}

/* An address in brackets has a port behind them, one with % a zone: neither is part of it. */
static void trim(const char *s, size_t *start, size_t *len)
{
	const char *end;

	if (*len && s[*start] == '[' && (end = memchr(s, ']', *len))) {
		*start = 1;
		*len = (size_t)(end - s) - 1;
	}
	end = memchr(s + *start, '%', *len);
	if (end)
		*len = (size_t)(end - s) - *start;
}

static bool read_v6(const char *s, size_t len, struct sp_reading *out)
{
	size_t start = 0;
	struct v6 a;

	trim(s, &start, &len);
	if (!parse_v6(s + start, len, &a))
		return false;
	size_t written = a.n;
	spread(&a);
	bool mapped = is_mapped(a.group);
	if (written < 3 && !is_global(a.group) && !mapped)
		return false; /* std::x, ::1, a::b */
	write_v6(a.group, mapped, out);
	uint32_t v4 = (uint32_t)a.group[6] << 16 | a.group[7];
	out->doubtful = mapped ? is_local_v4(v4) : !is_global(a.group) || a.pairs;
	out->skip = start;
	out->used = len;
	return true;
}

static bool read_address(const char *s, size_t len, const struct sp_reading_options *options,
			 struct sp_reading *out)
{
	(void)options;
	memset(out, 0, sizeof(*out));
	return read_v4(s, len, out) || read_v6(s, len, out);
}

/* The first two parts stay: the network, roughly. */
static void mask(const char *s, size_t len, const struct sp_reading *reading, char *out,
		 size_t size)
{
	int parts = 0;
	size_t n = 0;

	(void)reading;
	for (; n < len && n + 1 < size; n++) {
		parts += s[n] == '.' || s[n] == ':';
		out[n] = parts > 1 && sp_is_alnum(s[n]) ? '*' : s[n];
	}
	if (size)
		out[n] = '\0';
}

const struct sp_validator sp_ip_address = {
	.name = "ip_address",
	.read = read_address,
	.mask = mask,
};
