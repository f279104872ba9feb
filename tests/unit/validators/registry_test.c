/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for all validators, whatever the text. */
#include "reading.h"

#include <stdlib.h>

#include "base/utf8.h"

static void test_names(void **state)
{
	(void)state;
	for (size_t i = 0; sp_validators[i]; i++)
		assert_ptr_equal(sp_validator_find(sp_validators[i]->name), sp_validators[i]);
	assert_null(sp_validator_find("nothing"));
	assert_null(sp_validator_find(""));
}

/* A small generator of its own: the same texts everywhere. */
static unsigned next_number(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static const char *const pieces[] = {
	"19800113", "9818",   "556520", "6199",	  "SE",	       "01",	   "-",	      "+",
	" ",	    "\u2013", "\u00A0", ".",	  "/",	       "(",	   ")",	      "46",
	"070",	    "174",    "4111",	"1111",	  "@",	       "anna",	   "example", "org",
	"xn--",	    "(at)",   "45",	"5000",	  "0000",      "0583",	   "9825",    "7466",
	"\u200B",   "\t",     "\r\n",	"\u00E5", "\xE5",      "\xF0\x9F", "9",	      "A",
	":",	    "P<SWE",  "<",	"::",	  "192.0.2.1", "%40",	   "\"",      "",
};

/* Joins pieces, in a block of just that size: a sanitizer sees a step too far. */
static char *make_text(unsigned *seed, size_t *len)
{
	size_t n = next_number(seed) % 14;
	char buf[256];

	*len = 0;
	for (size_t i = 0; i < n; i++) {
		const char *piece = pieces[next_number(seed) % (sizeof(pieces) / sizeof(*pieces))];
		memcpy(buf + *len, piece, strlen(piece));
		*len += strlen(piece);
	}
	char *text = malloc(*len ? *len : 1);
	assert_non_null(text);
	memcpy(text, buf, *len);
	return text;
}

static void check_promises(const struct sp_validator *validator, const char *text, size_t len,
			   const struct sp_reading *reading)
{
	size_t used = reading->used ? reading->used : len - reading->skip;
	char masked[64];

	assert_true(reading->skip <= len && used <= len - reading->skip && used);
	size_t n = strnlen(reading->value, sizeof(reading->value));
	assert_true(n > 0 && n < sizeof(reading->value));
	assert_int_equal(sp_utf8_valid(reading->value, n), n);
	assert_true(strnlen(reading->alias, sizeof(reading->alias)) < sizeof(reading->alias));
	if (!validator->mask)
		return;
	for (size_t size = 1; size <= sizeof(masked); size++) {
		validator->mask(text + reading->skip, used, reading, masked, size);
		assert_true(strnlen(masked, size) < size);
	}
	assert_string_not_equal(masked, reading->value);
}

static void test_any_text(void **state)
{
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 100000; round++) {
		size_t len;
		char *text = make_text(&seed, &len);
		for (size_t i = 0; sp_validators[i]; i++) {
			struct sp_reading reading;
			memset(&reading, 0xA5, sizeof(reading));
			if (sp_validators[i]->read(text, len, &reading_day, &reading))
				check_promises(sp_validators[i], text, len, &reading);
		}
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_any_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
