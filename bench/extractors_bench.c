/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * extractors_bench.c - a file is read as a reader reads it, and nobody looks at
 * its text: what a format costs by itself, under callgrind too, which does not
 * see readers that are confined.
 *
 * usage: extractors_bench FILE [TIMES]. Prints what was told, and how fast.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "spana/extractor.h"

struct told {
	unsigned long items, segments, problems;
	unsigned long long text; /* bytes, without margins */
};

static enum sp_status on_begin(void *context, const struct sp_item *item)
{
	struct told *told = context;

	(void)item;
	told->items++;
	return SP_OK;
}

static enum sp_status on_segment(void *context, const struct sp_segment *segment)
{
	struct told *told = context;

	told->segments++;
	told->text += segment->to - segment->from;
	return SP_OK;
}

static enum sp_status on_problem(void *context, const struct sp_item *item, enum sp_reason reason,
				 const char *detail)
{
	struct told *told = context;

	(void)item;
	(void)reason;
	(void)detail;
	told->problems++;
	return SP_OK;
}

static enum sp_status on_end(void *context, const struct sp_item *item, enum sp_outcome outcome)
{
	(void)context;
	(void)item;
	(void)outcome;
	return SP_OK;
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static enum sp_status read_once(struct sp_sink *sink, const char *path, uint64_t *size)
{
	struct sp_input *in = NULL;
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) < 0) {
		perror(path);
		return SP_FAILED;
	}
	*size = (uint64_t)st.st_size;
	enum sp_status status = sp_input_file(&in, fd, *size, NULL);
	if (status == SP_OK)
		status = sp_sink_file(sink, path, in, NULL);
	sp_input_free(in);
	return status;
}

int main(int argc, char **argv)
{
	static const struct sp_sink_events events = {
		.begin = on_begin,
		.segment = on_segment,
		.problem = on_problem,
		.end = on_end,
	};
	struct sp_limits limits;
	struct told told = { 0 };
	struct sp_sink *sink = NULL;
	atomic_bool stop = false;
	uint64_t size = 0;
	unsigned long times = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;

	if (argc < 2 || !times) {
		fprintf(stderr, "usage: extractors_bench FILE [TIMES]\n");
		return 2;
	}
	sp_extractors_init();
	sp_limits_default(&limits);
	enum sp_status status = sp_sink_new(&sink, &limits, &events, &told, &stop);
	double since = seconds();
	for (unsigned long i = 0; i < times && status == SP_OK; i++) {
		told = (struct told) { 0 };
		status = read_once(sink, argv[1], &size);
	}
	since = seconds() - since;
	sp_sink_free(sink);
	printf("%lu items, %llu bytes of text in %lu windows, %lu problems, %.0f MB/s\n",
	       told.items, told.text, told.segments, told.problems,
	       (double)size * (double)times / (1 << 20) / since);
	return status == SP_OK ? 0 : 1;
}
