/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reading.h - a table of texts and how a validator reads them. */
#ifndef SUPPORT_READING_H
#define SUPPORT_READING_H

#include "test.h"

#include "spana/validator.h"

/* A case leaves out what it does not speak of. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* What a reading says beside its value, as letters in a case's `says`. */
#define SAYS_TEST "t"
#define SAYS_LABEL "l"
#define SAYS_DOUBT "d"
#define SAYS_ORGANISATION "o"

struct reading_case {
	const char *text;
	const char *value; /* NULL: refused */
	const char *says;  /* any of "tldo" in that order; NULL: none */
	const char *alias; /* NULL: none */
	const char *type, *role;
	const char *part; /* the bytes that are the number, where they are not all of the text */
};

static const struct sp_reading_options reading_day = { .today = { 2026, 11, 15 } };

static void reading_says(const struct sp_reading *reading, char out[5])
{
	size_t n = 0;

	if (reading->test)
		out[n++] = 't';
	if (reading->needs_label)
		out[n++] = 'l';
	if (reading->doubtful)
		out[n++] = 'd';
	if (reading->organisation)
		out[n++] = 'o';
	out[n] = '\0';
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static void check_part(const struct reading_case *c, const struct sp_reading *reading)
{
	size_t len = strlen(c->text), used = reading->used ? reading->used : len - reading->skip;
	const char *part = c->part ? c->part : c->text;

	if (reading->skip > len || used > len - reading->skip)
		CASE_FAIL(c->text, "outside of the text\n");
	if (used != strlen(part) || memcmp(c->text + reading->skip, part, used))
		CASE_FAIL(c->text, "is not \"%s\"\n", part);
}

static void check_reading(const struct sp_validator *validator, const struct reading_case *c)
{
	struct sp_reading reading = { .type = NULL };
	char says[5];
	bool ok = validator->read(c->text, strlen(c->text), &reading_day, &reading);

	if (!c->value) {
		if (ok)
			CASE_FAIL(c->text, "must be refused, is %s\n", reading.value);
		return;
	}
	if (!ok)
		CASE_FAIL(c->text, "must be %s, is refused\n", c->value);
	if (strcmp(reading.value, c->value))
		CASE_FAIL(c->text, "must be %s, is %s\n", c->value, reading.value);
	reading_says(&reading, says);
	if (strcmp(says, c->says ? c->says : ""))
		CASE_FAIL(c->text, "must say \"%s\", says \"%s\"\n", c->says ? c->says : "", says);
	if (strcmp(reading.alias, c->alias ? c->alias : ""))
		CASE_FAIL(c->text, "has alias \"%s\"\n", reading.alias);
	if (!same(reading.type, c->type) || !same(reading.role, c->role))
		CASE_FAIL(c->text, "is of type %s, role %s\n", reading.type ? reading.type : "none",
			  reading.role ? reading.role : "none");
	check_part(c, &reading);
}

static inline void check_readings(const char *name, const struct reading_case *cases, size_t n)
{
	const struct sp_validator *validator = sp_validator_find(name);

	assert_non_null(validator);
	for (size_t i = 0; i < n; i++)
		check_reading(validator, &cases[i]);
}

/* The text must be right, and its masked form the other. */
static inline void check_mask(const char *name, const char *text, const char *masked)
{
	const struct sp_validator *validator = sp_validator_find(name);
	struct sp_reading reading = { .type = NULL };
	char out[128];

	assert_non_null(validator);
	assert_true(validator->read(text, strlen(text), &reading_day, &reading));
	validator->mask(text + reading.skip,
			reading.used ? reading.used : strlen(text) - reading.skip, &reading, out,
			sizeof(out));
	assert_string_equal(out, masked);
	for (size_t size = 1; size < 8; size++) {
		validator->mask(text, strlen(text), &reading, out, size);
		assert_true(strlen(out) < size);
	}
}

/* Of a right number, changing any one digit makes it wrong. */
static inline void check_digits_matter(const char *name, const char *text)
{
	const struct sp_validator *validator = sp_validator_find(name);
	struct sp_reading reading;
	char copy[80];
	size_t len = strlen(text);

	assert_non_null(validator);
	assert_true(len < sizeof(copy));
	assert_true(validator->read(text, len, &reading_day, &reading));
	for (size_t i = 0; i < len; i++) {
		for (char digit = '0'; text[i] >= '0' && text[i] <= '9' && digit <= '9'; digit++) {
			memcpy(copy, text, len + 1);
			copy[i] = digit;
			if (digit != text[i] && validator->read(copy, len, &reading_day, &reading))
				CASE_FAIL(copy, "must be refused: one digit differs\n");
		}
	}
}

#endif
