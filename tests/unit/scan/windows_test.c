/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * windows_test.c - what is found does not depend on how the text was cut.
 *
 * Every file of the sample share and of the cases goes through sink and
 * detector with windows of 5, 61 and 4096 bytes and of the default.
 */
#include "test.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spana/detector.h"
#include "spana/extractor.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"

struct run {
	const struct sp_rules *rules;
	struct sp_scratch *scratch;
	struct sp_arena arena;
	struct sp_buf out; /* a line for each finding */
};

static struct sp_rules *rules; /* nftw has no argument for its callback */
static size_t files_read, findings_seen;

static enum sp_status print(struct run *run, const struct sp_item *item,
			    const struct sp_findings *found)
{
	for (size_t i = 0; i < found->n; i++) {
		const struct sp_finding *finding = &found->items[i];
		sp_buf_printf(&run->out, "%u %s %s %.3f ", item->number, finding->type,
			      finding->value, finding->score);
		sp_where_json(&run->out, &finding->where);
		for (size_t w = 0; w < finding->n_context; w++)
			sp_buf_printf(&run->out, " %s", finding->context[w]);
		sp_buf_putc(&run->out, '\n');
	}
	sp_arena_reset(&run->arena);
	return run->out.failed ? SP_FATAL : SP_OK;
}

static enum sp_status flush(struct run *run, const struct sp_item *item)
{
	struct sp_findings found = { .arena = &run->arena };
	enum sp_status status = sp_detect_end(run->rules, run->scratch, item, &found);

	return status == SP_OK ? print(run, item, &found) : status;
}

static enum sp_status on_begin(void *context, const struct sp_item *item)
{
	return item->up ? flush(context, item->up) : SP_OK;
}

static enum sp_status on_segment(void *context, const struct sp_segment *segment)
{
	struct run *run = context;
	struct sp_findings found = { .arena = &run->arena };
	enum sp_status status = sp_detect(run->rules, run->scratch, segment, &found);

	return status == SP_OK ? print(run, segment->item, &found) : status;
}

static enum sp_status on_problem(void *context, const struct sp_item *item, enum sp_reason reason,
				 const char *detail)
{
	(void)context;
	(void)item;
	(void)reason;
	(void)detail;
	return SP_OK;
}

static enum sp_status on_end(void *context, const struct sp_item *item, enum sp_outcome outcome)
{
	(void)outcome;
	return flush(context, item);
}

/* What is found in a file with windows of this size. */
static char *read_with(const char *path, uint64_t window)
{
	static const struct sp_sink_events events = { on_begin, on_segment, on_problem, on_end,
						      NULL };
	unsigned char *memory = sp_mem_alloc(64 * 1024);
	struct sp_input_cache cache = { .data = memory, .size = 64 * 1024 };
	struct run run = { .rules = rules, .out = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	struct sp_limits limits;
	struct sp_input *in = NULL;
	struct sp_sink *sink = NULL;
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0 && fstat(fd, &st) == 0);
	sp_limits_default(&limits);
	limits.window = window;
	limits.timeout_seconds = 0;
	assert_int_equal(sp_scratch_new(&run.scratch, rules), SP_OK);
	assert_int_equal(sp_input_file(&in, fd, (uint64_t)st.st_size, &cache), SP_OK);
	assert_int_equal(sp_sink_new(&sink, &limits, &events, &run, NULL), SP_OK);
	assert_int_equal(sp_sink_file(sink, NULL, in, NULL), SP_OK);
	char *copy = sp_mem_strdup(sp_buf_str(&run.out));
	sp_sink_free(sink);
	sp_input_free(in);
	sp_scratch_free(run.scratch);
	sp_arena_release(&run.arena);
	sp_buf_release(&run.out);
	sp_mem_free(memory);
	return copy;
}

static size_t count_lines(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += *s == '\n';
	return n;
}

static int compare(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	static const uint64_t windows[] = { 5, 61, 4096 };
	size_t len = strlen(path);

	(void)where;
	/* Large cases are there for their size, and slow in windows of five bytes. */
	if (kind != FTW_F || st->st_size > 64 * 1024 ||
	    (len > 5 && strcmp(path + len - 5, ".want") == 0))
		return 0;
	char *want = read_with(path, SP_WINDOW);
	for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++) {
		char *got = read_with(path, windows[i]);
		if (strcmp(got, want) != 0)
			fail_msg("%s: with windows of %u bytes:\n%sbut by default:\n%s", path,
				 (unsigned)windows[i], got, want);
		sp_mem_free(got);
	}
	files_read++;
	findings_seen += count_lines(want);
	sp_mem_free(want);
	return 0;
}

static void same_findings(void **unused)
{
	static const char *const folders[] = { SPANA_SOURCE "/patterns", NULL };
	const struct sp_rules_options options = { .folders = folders, .today = { 2026, 11, 23 } };
	struct sp_error err = { .reason = SP_REASON_NONE };

	(void)unused;
	sp_extractors_init();
	if (sp_rules_load(&rules, &options, &err) != SP_OK)
		fail_msg("%s", err.text);
	nftw(SPANA_SOURCE "/tests/share", compare, 16, FTW_PHYS);
	assert_true(files_read > 25 && findings_seen > 140);
	static const char *const formats[] = { "text", "csv",  "json", "html", "xml",
					       "docx", "xlsx", "eml",  "odt" };
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		char path[512];
		snprintf(path, sizeof(path), "%s/tests/cases/%s", SPANA_SOURCE, formats[i]);
		nftw(path, compare, 16, FTW_PHYS);
	}
	sp_rules_free(rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(same_findings) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
