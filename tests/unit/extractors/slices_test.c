/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * slices_test.c - a file that is read in slices says what the whole says, wherever
 * it is cut; and sums go on from slice to slice.
 */
#include "slices.h"
#include "test.h"

#include <dirent.h>
#include <stdio.h>

#include "base/mem.h"

struct file {
	char *data;
	size_t len;
};

static struct file read_file(const char *path)
{
	struct file file = { .len = 0 };
	FILE *in = fopen(path, "rb");

	assert_non_null(in);
	assert_int_equal(fseek(in, 0, SEEK_END), 0);
	file.len = (size_t)ftell(in);
	rewind(in);
	file.data = sp_mem_alloc(file.len + 1);
	assert_non_null(file.data);
	assert_int_equal(fread(file.data, 1, file.len, in), file.len);
	fclose(in);
	return file;
}

static void compare(const char *path, size_t *cut)
{
	static const uint64_t leasts[] = { 1, 100, 700, 5000, 1 << 20 };
	const struct file file = read_file(path);
	struct sp_limits limits;

	sp_limits_default(&limits);
	char *whole = slices_whole(file.data, file.len, &limits);
	assert_non_null(whole);
	for (size_t i = 0; i < sizeof(leasts) / sizeof(leasts[0]); i++) {
		size_t n;
		char *sliced = slices_joined(file.data, file.len, &limits, leasts[i], &n);
		if (sliced && strcmp(whole, sliced) != 0)
			fail_msg("%s is read otherwise in %zu slices", path, n);
		*cut += n > 1;
		sp_mem_free(sliced);
	}
	sp_mem_free(whole);
	sp_mem_free(file.data);
}

static void slices_say_what_the_whole_says(void **state)
{
	DIR *folder = opendir(SPANA_SOURCE "/tests/cases/mbox");
	const struct dirent *entry;
	size_t cut = 0;

	(void)state;
	assert_non_null(folder);
	while ((entry = readdir(folder))) {
		const char *end = strrchr(entry->d_name, '.');
		char path[4096];
		if (!end || strcmp(end, ".in") != 0)
			continue;
		snprintf(path, sizeof(path), SPANA_SOURCE "/tests/cases/mbox/%s", entry->d_name);
		compare(path, &cut);
	}
	closedir(folder);
	assert_true(cut > 20);
}

/* Limits count on where the slice before them ended: the fourth message is not read. */
static void limits_count_over_slices(void **state)
{
	static const char mail[] =
		"From a@example.org Mon Jan  5 09:30:00 2026\nSubject: x\n\ny\n\n";
	char box[5 * sizeof(mail)] = "";
	struct sp_limits limits;
	size_t n;

	(void)state;
	sp_limits_default(&limits);
	limits.max_members = 3;
	for (size_t i = 0; i < 5; i++)
		memcpy(box + i * (sizeof(mail) - 1), mail, sizeof(mail));
	char *whole = slices_whole(box, strlen(box), &limits);
	char *sliced = slices_joined(box, strlen(box), &limits, 1, &n);
	assert_int_equal(n, 4);
	assert_string_equal(sliced, whole);
	assert_non_null(strstr(whole, "problem 0: limit_expansion"));
	assert_null(strstr(whole, "begin 4"));
	sp_mem_free(whole);
	sp_mem_free(sliced);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slices_say_what_the_whole_says),
		cmocka_unit_test(limits_count_over_slices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
