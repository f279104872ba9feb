/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mrz.c - the machine readable zone of travel documents (ICAO Doc 9303 parts
 * 3, 4 and 5): passports with two lines of 44 (TD3), cards with three of 30
 * (TD1). Told is the number of the document; a second validator tells the
 * personnummer that Swedish documents carry as optional data. Left out: TD2
 * and visas, and document numbers of more than nine characters.
 */
#include "validators/all.h"

#include <string.h>

#include "base/ascii.h"
#include "validators/person.h"

#define TD3_LINE 44
#define TD1_LINE 30
#define ZONE_MAX 90
#define NUMBER 9

struct zone {
	char s[ZONE_MAX + 1];
	size_t n;
	const char *number, *birth, *expiry;
	const char *personal; /* optional data, where a state may put its own number */
	size_t n_personal;
};

/* The characters without blanks and line ends. */
static bool take_zone(const char *s, size_t len, struct zone *zone)
{
	memset(zone, 0, sizeof(*zone));
	for (size_t i = 0; i < len; i++) {
		if (sp_is_space(s[i]))
			continue;
		if ((!sp_is_upper(s[i]) && !sp_is_digit(s[i]) && s[i] != '<') ||
		    zone->n == ZONE_MAX)
			return false;
		zone->s[zone->n++] = s[i];
	}
	return true;
}

static unsigned value_of(char c)
{
	if (sp_is_digit(c))
		return (unsigned)(c - '0');
	return sp_is_upper(c) ? (unsigned)(c - 'A') + 10 : 0;
}

/* Goes on with a weighted sum; *at counts the characters over all parts. */
static unsigned add(unsigned sum, const char *s, size_t n, size_t *at)
{
	static const unsigned weights[] = { 7, 3, 1 };

	for (size_t i = 0; i < n; i++)
		sum += value_of(s[i]) * weights[(*at)++ % 3];
	return sum;
}

static bool is_checked(const char *s, size_t n)
{
	size_t at = 0;

	return sp_is_digit(s[n]) && add(0, s, n, &at) % 10 == value_of(s[n]);
}

/* A birth date may have unknown parts; an expiry date has none. */
static bool is_date(const char *s, bool may_be_unknown)
{
	int month = (int)(10 * value_of(s[2]) + value_of(s[3]));
	int day = (int)(10 * value_of(s[4]) + value_of(s[5]));

	for (size_t i = 0; i < 6; i++)
		if (!sp_is_digit(s[i]) && !(may_be_unknown && s[i] == '<'))
			return false;
	if (may_be_unknown && !memcmp(s + 2, "<<", 2))
		month = 1;
	if (may_be_unknown && !memcmp(s + 4, "<<", 2))
		day = 1;
	return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static bool check_td3(struct zone *zone)
{
	const char *line = zone->s + TD3_LINE;
	size_t at = 0;

	zone->number = line;
	zone->birth = line + 13;
	zone->expiry = line + 21;
	zone->personal = line + 28;
	zone->n_personal = 14;
	/* empty optional data may have a filler for its check digit */
	bool empty = strspn(zone->personal, "<") >= 15;
	unsigned sum = add(0, line, 10, &at);
	sum = add(sum, line + 13, 7, &at);
	sum = add(sum, line + 21, 22, &at);
	return zone->s[0] == 'P' && (empty || is_checked(zone->personal, 14)) &&
	       sp_is_digit(line[43]) && sum % 10 == value_of(line[43]);
}

static bool check_td1(struct zone *zone)
{
	const char *line = zone->s + TD1_LINE;
	size_t at = 0;

	zone->number = zone->s + 5;
	zone->birth = line;
	zone->expiry = line + 8;
	zone->personal = zone->s + 15;
	zone->n_personal = 15;
	unsigned sum = add(0, zone->s + 5, 25, &at);
	sum = add(sum, line, 7, &at);
	sum = add(sum, line + 8, 7, &at);
	sum = add(sum, line + 18, 11, &at);
	return strchr("IAC", zone->s[0]) && sp_is_digit(line[29]) && sum % 10 == value_of(line[29]);
}

/* Every check digit of the zone, the dates, and a number that is more than filler. */
static bool read_zone(const char *s, size_t len, struct zone *zone)
{
	if (!take_zone(s, len, zone))
		return false;
	if (!(zone->n == 2 * TD3_LINE && check_td3(zone)) &&
	    !(zone->n == 3 * TD1_LINE && check_td1(zone)))
		return false;
	return is_checked(zone->number, NUMBER) && is_checked(zone->birth, 6) &&
	       is_checked(zone->expiry, 6) && is_date(zone->birth, true) &&
	       is_date(zone->expiry, false) && zone->number[0] != '<';
}

/* UTO, Utopia, issues the specimens. */
static bool is_specimen(const struct zone *zone)
{
	return !memcmp(zone->s + 2, "UTO", 3);
}

static bool read_document(const char *s, size_t len, const struct sp_reading_options *options,
			  struct sp_reading *out)
{
	struct zone zone;
	size_t n = NUMBER;

	(void)options;
	memset(out, 0, sizeof(*out));
	if (!read_zone(s, len, &zone))
		return false;
	while (zone.number[n - 1] == '<')
		n--;
	memcpy(out->value, zone.number, n);
	out->type = "passport";
	out->test = is_specimen(&zone);
	return !memchr(out->value, '<', n);
}

static bool read_owner(const char *s, size_t len, const struct sp_reading_options *options,
		       struct sp_reading *out)
{
	struct zone zone;
	struct sp_person person;
	size_t n = 0;

	if (!read_zone(s, len, &zone) || memcmp(zone.s + 2, "SWE", 3))
		return false;
	while (n < zone.n_personal && sp_is_digit(zone.personal[n]))
		n++;
	if (strspn(zone.personal + n, "<") < zone.n_personal - n ||
	    !sp_person_read(zone.personal, n, false, options, &person))
		return false;
	sp_person_tell(&person, n == 10, out);
	out->type = sp_person_type(&person);
	return true;
}

/* The kind of document and the state stay. */
static void mask(const char *s, size_t len, const struct sp_reading *reading, char *out,
		 size_t size)
{
	size_t n = 0;

	(void)reading;
	for (; n < len && n + 1 < size; n++)
		out[n] = n >= 5 && sp_is_alnum(s[n]) ? '*' : s[n];
	if (size)
		out[n] = '\0';
}

const struct sp_validator sp_mrz = {
	.name = "mrz",
	.read = read_document,
	.mask = mask,
};

const struct sp_validator sp_mrz_personal = {
	.name = "mrz_personal",
	.read = read_owner,
	.mask = mask,
};
