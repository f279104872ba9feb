/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json_read_test.c - JSON that is read, and what is none. */
#include "test.h"

#include "base/json_read.h"

#include <stdlib.h>
#include <string.h>

static void good_text_is_read(void **state)
{
	static const char text[] = " {\"a\": [1, -2.5e3, true, null], \"b\\u00e5\\n\": "
				   "\"\\ud83d\\ude00 \\\"x\\\"\", \"n\": 42, \"a\": 7 }\n";
	struct sp_arena arena = { .used = 0 };
	struct sp_error err;
	const struct sp_json_value *value = sp_json_read(&arena, text, strlen(text), &err);

	(void)state;
	assert_non_null(value);
	const struct sp_json_value *list = sp_json_get(value, "a");
	assert_int_equal(list->kind, SP_JSON_ARRAY);
	assert_string_equal(list->first->next->string, "-2.5e3");
	assert_true(list->first->next->next->truth);
	assert_int_equal(list->first->next->next->next->kind, SP_JSON_NULL);
	assert_null(list->first->next->next->next->next);
	assert_string_equal(sp_json_get_string(value, "b\xC3\xA5\n"), "\xF0\x9F\x98\x80 \"x\"");
	assert_int_equal(sp_json_get_uint(value, "n", 1), 42);
	assert_int_equal(sp_json_get_uint(value, "a", 1), 1);
	assert_null(sp_json_get_string(value, "n"));
	assert_false(sp_json_get_bool(value, "zz"));
	sp_arena_release(&arena);
}

static void others_are_refused(void **state)
{
	static const char *const wrong[] = { "",
					     "{",
					     "[1,]",
					     "[1 2]",
					     "{\"a\"}",
					     "{\"a\":}",
					     "{a:1}",
					     "\"a",
					     "\"\\x\"",
					     "\"\\u12\"",
					     "\"\\ud800\"",
					     "\"\\u0000\"",
					     "[1]x",
					     "tru",
					     "{\"a\":1,}",
					     "\"\x01\"",
					     "\"\xFF\"",
					     "nullx",
					     "\"\\ud83d\\u0041\"",
					     NULL };
	struct sp_arena arena = { .used = 0 };
	struct sp_error err;
	char deep[200];

	(void)state;
	for (size_t i = 0; wrong[i]; i++)
		if (sp_json_read(&arena, wrong[i], strlen(wrong[i]), &err))
			fail_msg("%s", wrong[i]);
	memset(deep, '[', sizeof(deep));
	assert_null(sp_json_read(&arena, deep, sizeof(deep), &err));
	assert_non_null(strstr(err.text, "deeply"));
	sp_arena_release(&arena);
}

/* Cut anywhere, it is no JSON, and nothing is read beyond the cut. */
static void cut_text_is_refused(void **state)
{
	static const char text[] = "{\"a\":[1,\"\\u00e5\",{\"b\":true}]}";
	struct sp_arena arena = { .used = 0 };
	struct sp_error err;

	(void)state;
	for (size_t len = 0; len < sizeof(text) - 1; len++) {
		char *copy = malloc(len + 1);
		memcpy(copy, text, len);
		assert_null(sp_json_read(&arena, copy, len, &err));
		free(copy);
	}
	sp_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_text_is_read),
		cmocka_unit_test(others_are_refused),
		cmocka_unit_test(cut_text_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
