/* SPDX-License-Identifier: GPL-3.0-or-later */
/* regex_test.c - regexes are compiled when they are asked, whoever asks first. */
#include "test.h"

#include <pthread.h>

#include "detect/regex.h"

#define REGEXES 40
#define THREADS 4

static const char digits[] = "(?<![0-9])[0-9]{6}-[0-9]{4}(?![0-9])";
static const char text[] = "kund 19800113 och 640823-3234.";

static struct regex *make(const char *regex)
{
	struct regex *made = NULL;

	assert_int_equal(regex_new(&made, regex, strlen(regex), 0), SP_OK);
	return made;
}

/* Where it matches; 0: nowhere. */
static size_t find(struct regex *regex, pcre2_match_data *match)
{
	int rc = regex_match(regex, text, strlen(text), 0, match, NULL);

	return rc < 0 ? 0 : pcre2_get_ovector_pointer(match)[0];
}

static void not_before_it_is_asked(void **state)
{
	struct regex *regex = make(digits);
	pcre2_match_data *match = pcre2_match_data_create(8, NULL);
	uint32_t has_jit = 0;

	(void)state;
	assert_null(atomic_load(&regex->compiled));
	assert_int_equal(find(regex, match), 18);
	const struct compiled *compiled = atomic_load(&regex->compiled);
	assert_non_null(compiled);
	pcre2_config(PCRE2_CONFIG_JIT, &has_jit);
	assert_int_equal(compiled->jit, has_jit == 1);
	assert_int_equal(find(regex, match), 18);
	assert_ptr_equal(atomic_load(&regex->compiled), compiled);
	pcre2_match_data_free(match);
	regex_free(regex);
}

static void checked(void **state)
{
	struct regex *regex = make("åäö?x{2,}");
	uint32_t shortest = 0;
	int error = 0;

	(void)state;
	assert_int_equal(regex_check(regex, &shortest, &error), SP_OK);
	assert_int_equal(shortest, 4);
	assert_null(atomic_load(&regex->compiled));
	regex_free(regex);
}

/* It is no match then, nor none: whoever asks is told that it is not known. */
static void not_a_regex(void **state)
{
	struct regex *regex = make("(a");
	pcre2_match_data *match = pcre2_match_data_create(8, NULL);
	uint32_t shortest = 0;
	int error = 0;

	(void)state;
	assert_int_equal(regex_check(regex, &shortest, &error), SP_FAILED);
	assert_int_equal(error, PCRE2_ERROR_MISSING_CLOSING_PARENTHESIS);
	int rc = regex_match(regex, text, strlen(text), 0, match, NULL);
	assert_true(rc < 0 && rc != PCRE2_ERROR_NOMATCH);
	pcre2_match_data_free(match);
	regex_free(regex);
}

/* ---- all at once ---- */

struct run {
	struct regex **regexes;
	pthread_barrier_t *start;
	size_t wrong;
};

static void *ask_all(void *context)
{
	struct run *run = context;
	pcre2_match_data *match = pcre2_match_data_create(8, NULL);

	pthread_barrier_wait(run->start);
	for (size_t i = 0; i < REGEXES; i++)
		run->wrong += find(run->regexes[i], match) != 18;
	pcre2_match_data_free(match);
	return NULL;
}

static void many_ask_at_once(void **state)
{
	struct regex *regexes[REGEXES];
	struct run runs[THREADS];
	pthread_t threads[THREADS];
	pthread_barrier_t start;

	(void)state;
	pthread_barrier_init(&start, NULL, THREADS);
	for (size_t i = 0; i < REGEXES; i++)
		regexes[i] = make(digits);
	for (size_t i = 0; i < THREADS; i++) {
		runs[i] = (struct run) { regexes, &start, 0 };
		assert_int_equal(pthread_create(&threads[i], NULL, ask_all, &runs[i]), 0);
	}
	for (size_t i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(runs[i].wrong, 0);
	}
	for (size_t i = 0; i < REGEXES; i++)
		regex_free(regexes[i]);
	pthread_barrier_destroy(&start);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(not_before_it_is_asked),
		cmocka_unit_test(checked),
		cmocka_unit_test(not_a_regex),
		cmocka_unit_test(many_ask_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
