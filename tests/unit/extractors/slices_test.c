/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * slices_test.c - a file that is read in slices says what the whole says, wherever
 * it is cut; and sums go on from slice to slice.
 */
#include "test.h"

#include <dirent.h>
#include <stdio.h>

#include "spana/extractor.h"

#include "base/buf.h"
#include "base/mem.h"

/* What is told of members and of the file's own text. */
struct told {
	struct sp_buf text;
	uint32_t before, items;
	bool slice; /* the file's own beginning and end are another's to tell */
};

static uint32_t number_of(const struct told *told, const struct sp_item *item)
{
	return item->number ? item->number + told->before : 0;
}

static enum sp_status on_begin(void *context, const struct sp_item *item)
{
	struct told *told = context;

	told->items++;
	if (item->up)
		sp_buf_printf(&told->text, "begin %u in %u: %s, %s, %llu bytes\n",
			      number_of(told, item), number_of(told, item->up), item->name,
			      item->format, (unsigned long long)item->size);
	return SP_OK;
}

static enum sp_status on_segment(void *context, const struct sp_segment *segment)
{
	struct told *told = context;

	/* What keeps text from the text before it is not at the start of a slice. */
	size_t from = segment->from;
	while (from < segment->to && segment->text[from] == '\n')
		from++;
	for (size_t i = 0; i < segment->n_marks; i++) {
		const struct sp_mark *mark = &segment->marks[i];
		const struct sp_place *place = mark->place;
		if (i + 1 < segment->n_marks && mark[1].at <= from)
			continue; /* it is of the text before */
		sp_buf_printf(&told->text, "at %u:%u ", (unsigned)mark->line,
			      (unsigned)mark->column);
		for (; place; place = place->up)
			sp_buf_printf(&told->text, "%d %llu %s; ", (int)place->kind,
				      (unsigned long long)place->number,
				      place->name ? place->name : "");
	}
	sp_buf_printf(&told->text, "text of %u: %.*s\n", number_of(told, segment->item),
		      (int)(segment->to - from), segment->text + from);
	return SP_OK;
}

static enum sp_status on_problem(void *context, const struct sp_item *item, enum sp_reason reason,
				 const char *detail)
{
	struct told *told = context;

	sp_buf_printf(&told->text, "problem %u: %s, %s\n", number_of(told, item),
		      sp_reason_name(reason), detail);
	return SP_OK;
}

static enum sp_status on_end(void *context, const struct sp_item *item, enum sp_outcome outcome)
{
	struct told *told = context;

	if (item->up)
		sp_buf_printf(&told->text, "end %u: %d\n", number_of(told, item), (int)outcome);
	return SP_OK;
}

static const struct sp_sink_events events = { on_begin, on_segment, on_problem, on_end, NULL };

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

static struct sp_sink *new_sink(struct told *told, const struct sp_limits *limits)
{
	struct sp_sink *sink = NULL;

	*told = (struct told) { .text = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	assert_int_equal(sp_sink_new(&sink, limits, &events, told, NULL), SP_OK);
	return sink;
}

static char *read_whole(const struct file *file, const struct sp_limits *limits)
{
	struct told told;
	struct sp_sink *sink = new_sink(&told, limits);
	struct sp_input *in = NULL;

	assert_int_equal(sp_input_memory(&in, file->data, file->len), SP_OK);
	assert_int_equal(sp_sink_file(sink, NULL, in, NULL), SP_OK);
	sp_input_free(in);
	sp_sink_free(sink);
	char *copy = sp_mem_strdup(sp_buf_str(&told.text));
	sp_buf_release(&told.text);
	return copy;
}

/* Reads it in slices of `least` bytes or more; NULL: its format has none. */
static char *read_slices(const struct file *file, const struct sp_limits *limits, uint64_t least,
			 size_t *n)
{
	struct told told;
	struct sp_sink *sink = new_sink(&told, limits);
	struct sp_slice range = { 0 };
	struct sp_input *in = NULL;
	char *copy = NULL;

	*n = 0;
	assert_int_equal(sp_input_memory(&in, file->data, file->len), SP_OK);
	const struct sp_extractor *format = sp_extractor_of_text(in);
	bool has = format && format->cut;
	while (has && range.at < file->len) {
		uint64_t members = 0;
		assert_int_equal(format->cut(in, &range, least, &members), SP_OK);
		assert_true(range.len >= least || range.at + range.len == file->len);
		told.items = 0;
		assert_int_equal(sp_sink_slice(sink, NULL, in, &range), SP_OK);
		told.before += told.items - 1;
		range.at += range.len;
		range.before += members;
		++*n;
	}
	sp_input_free(in);
	sp_sink_free(sink);
	if (has) {
		copy = sp_mem_strdup(sp_buf_str(&told.text));
		assert_int_equal(range.members, told.before);
	}
	sp_buf_release(&told.text);
	return copy;
}

static void compare(const char *path, size_t *cut)
{
	static const uint64_t leasts[] = { 1, 100, 700, 5000, 1 << 20 };
	const struct file file = read_file(path);
	struct sp_limits limits;

	sp_limits_default(&limits);
	char *whole = read_whole(&file, &limits);
	for (size_t i = 0; i < sizeof(leasts) / sizeof(leasts[0]); i++) {
		size_t n;
		char *sliced = read_slices(&file, &limits, leasts[i], &n);
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

/* Limits count on where the slice before them ended. */
static void limits_count_over_slices(void **state)
{
	static const char box[] = "From a@example.org Mon Jan  5 09:30:00 2026\nSubject: x\n\ny\n";
	struct sp_slice range = { .at = 0, .len = sizeof(box) - 1, .before = 7, .members = 100000 };
	struct sp_limits limits;
	struct sp_input *in = NULL;
	struct told told;

	(void)state;
	sp_limits_default(&limits);
	struct sp_sink *sink = new_sink(&told, &limits);
	assert_int_equal(sp_input_memory(&in, box, sizeof(box) - 1), SP_OK);
	assert_int_equal(sp_sink_slice(sink, NULL, in, &range), SP_OK);
	assert_int_equal(range.members, 100001);
	assert_non_null(strstr(sp_buf_str(&told.text), "problem 0: limit_expansion"));
	sp_buf_reset(&told.text);
	range.members = 99999;
	assert_int_equal(sp_sink_slice(sink, NULL, in, &range), SP_OK);
	assert_null(strstr(sp_buf_str(&told.text), "problem"));
	assert_non_null(strstr(sp_buf_str(&told.text), "begin 1 in 0: 8 "));
	sp_input_free(in);
	sp_sink_free(sink);
	sp_buf_release(&told.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slices_say_what_the_whole_says),
		cmocka_unit_test(limits_count_over_slices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
