/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_bench.c - what a reader does, in this process: containers are unpacked,
 * their text looked through, findings counted.
 *
 * usage: scan_bench PATTERNS FILE... For counting instructions: a reader of the
 * program is confined, and no tool may look into it.
 */
#include "spana/detector.h"
#include "spana/extractor.h"
#include "spana/input.h"
#include "spana/limits.h"

#include "base/arena.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

struct reading {
	struct sp_rules *rules;
	struct sp_scratch *scratch;
	struct sp_arena arena;
	unsigned long findings, problems;
};

static enum sp_status on_begin(void *context, const struct sp_item *item)
{
	(void)context;
	(void)item;
	return SP_OK;
}

static enum sp_status on_segment(void *context, const struct sp_segment *segment)
{
	struct reading *reading = context;
	struct sp_findings found = { .arena = &reading->arena };
	enum sp_status status = sp_detect(reading->rules, reading->scratch, segment, &found);

	reading->findings += found.n;
	sp_arena_reset(&reading->arena);
	return status;
}

static enum sp_status on_problem(void *context, const struct sp_item *item, enum sp_reason reason,
				 const char *detail)
{
	struct reading *reading = context;

	(void)item;
	(void)reason;
	(void)detail;
	reading->problems++;
	return SP_OK;
}

static enum sp_status on_end(void *context, const struct sp_item *item, enum sp_outcome outcome)
{
	struct reading *reading = context;
	struct sp_findings found = { .arena = &reading->arena };
	enum sp_status status = sp_detect_end(reading->rules, reading->scratch, item, &found);

	(void)outcome;
	reading->findings += found.n;
	sp_arena_reset(&reading->arena);
	return status;
}

static enum sp_status read_file(struct sp_sink *sink, const char *path)
{
	struct sp_input *in = NULL;
	struct stat seen;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum sp_status status = SP_FAILED;

	if (fd >= 0 && fstat(fd, &seen) == 0)
		status = sp_input_file(&in, fd, (uint64_t)seen.st_size, NULL);
	if (status == SP_OK)
		status = sp_sink_file(sink, NULL, in, NULL);
	sp_input_free(in);
	return status;
}

int main(int argc, char **argv)
{
	static const struct sp_sink_events events = { on_begin, on_segment, on_problem, on_end,
						      NULL };
	const char *folders[] = { argc > 1 ? argv[1] : "patterns", NULL };
	const struct sp_rules_options options = { .folders = folders,
						  .today = { 2026, 1, 12 },
						  .snippets = true };
	struct reading reading = { .findings = 0 };
	struct sp_error err = { .reason = SP_REASON_NONE };
	struct sp_limits limits;
	struct sp_sink *sink = NULL;
	atomic_bool stop = false;

	sp_extractors_init();
	sp_limits_default(&limits);
	enum sp_status status = sp_rules_load(&reading.rules, &options, &err);
	if (status == SP_OK)
		status = sp_scratch_new(&reading.scratch, reading.rules);
	if (status == SP_OK)
		status = sp_sink_new(&sink, &limits, &events, &reading, &stop);
	for (int i = 2; i < argc && status == SP_OK; i++)
		status = read_file(sink, argv[i]);
	printf("%lu findings, %lu problems\n", reading.findings, reading.problems);
	sp_sink_free(sink);
	sp_scratch_free(reading.scratch);
	sp_rules_free(reading.rules);
	sp_arena_release(&reading.arena);
	return status == SP_OK ? 0 : 1;
}
