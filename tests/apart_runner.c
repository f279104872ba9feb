/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * apart_runner.c - reads every <case>.in of the folders in a reader that is
 * confined, and compares what it tells with <case>.want.
 *
 *   apart_runner READER FOLDER...
 *
 * So no format needs what a reader may not do, and nothing changes on the way
 * back. Plain text takes the same way here.
 */
#include "transcript.h"

#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spana/scan.h"

#include "scan/readers.h"

/* Of each file in a batch. */
struct reading {
	char *path;
	struct transcript *told;
};

struct batch {
	struct readers *readers;
	struct reader_line *line;
	struct reader_file files[PACKET_FILES];
	struct reading readings[PACKET_FILES];
	size_t n, at;
	unsigned long same, different;
};

/* ---- events go to the transcript of the file at hand ---- */

static void *present(void *context)
{
	const struct batch *batch = context;

	return batch->readings[batch->at].told;
}

static enum sp_status on_begin(void *context, const struct sp_item *item)
{
	return transcript_events.begin(present(context), item);
}

static enum sp_status on_segment(void *context, const struct sp_segment *segment)
{
	return transcript_events.segment(present(context), segment);
}

static enum sp_status on_problem(void *context, const struct sp_item *item, enum sp_reason reason,
				 const char *detail)
{
	return transcript_events.problem(present(context), item, reason, detail);
}

static enum sp_status on_end(void *context, const struct sp_item *item, enum sp_outcome outcome)
{
	return transcript_events.end(present(context), item, outcome);
}

static const struct sp_sink_events events = { on_begin, on_segment, on_problem, on_end, NULL };

/* ---- */

static char *wanted(const char *path)
{
	char name[4096], *text = NULL;
	size_t size = 0;
	ssize_t n = -1;
	FILE *file;

	snprintf(name, sizeof(name), "%.*s.want", (int)(strlen(path) - strlen(".in")), path);
	file = fopen(name, "rb");
	if (file) {
		n = getdelim(&text, &size, '\0', file);
		fclose(file);
	}
	if (n < 0) {
		fprintf(stderr, "%s: cannot be read\n", name);
		exit(1);
	}
	return text;
}

static void compare(struct batch *batch, const struct reading *reading, enum sp_status status)
{
	char *want = wanted(reading->path);

	transcript_finish(reading->told, status);
	if (!transcript_fault(reading->told) && strcmp(transcript_text(reading->told), want) == 0) {
		batch->same++;
	} else {
		const char *fault = transcript_fault(reading->told);
		fprintf(stderr, "%s: read apart it is another: %s\n%s", reading->path,
			fault ? fault : "", transcript_text(reading->told));
		batch->different++;
	}
	free(want);
}

static void read_batch(struct batch *batch)
{
	reader_line_give(batch->line, batch->files, batch->n);
	for (batch->at = 0; batch->at < batch->n; batch->at++) {
		struct reading *reading = &batch->readings[batch->at];
		compare(batch, reading, reader_line_replay(batch->line));
		transcript_free(reading->told);
		free(reading->path);
		close(batch->files[batch->at].fd);
	}
	batch->n = 0;
}

static void add(struct batch *batch, const FTSENT *entry)
{
	int fd = open(entry->fts_accpath, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		perror(entry->fts_path);
		exit(1);
	}
	batch->files[batch->n] =
		(struct reader_file) { .fd = fd, .size = (uint64_t)entry->fts_statp->st_size };
	batch->readings[batch->n] = (struct reading) { strdup(entry->fts_path), transcript_new() };
	if (++batch->n == PACKET_FILES)
		read_batch(batch);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool is_case(const FTSENT *entry)
{
	return entry->fts_info == FTS_F && entry->fts_namelen > 3 &&
	       strcmp(entry->fts_name + entry->fts_namelen - 3, ".in") == 0;
}

int main(int argc, char **argv)
{
	struct sp_limits limits;
	struct batch batch = { .n = 0 };
	const FTSENT *entry;

	if (argc < 3)
		return 2;
	sp_limits_default(&limits);
	if (readers_new(&batch.readers, argv[1], &limits) != SP_OK ||
	    reader_line_new(&batch.line, batch.readers, &events, &batch, NULL) != SP_OK)
		return 1;
	FTS *walk = fts_open(argv + 2, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	while (walk && (entry = fts_read(walk)))
		if (is_case(entry))
			add(&batch, entry);
	fts_close(walk);
	read_batch(&batch);
	reader_line_free(batch.line);
	readers_free(batch.readers);
	printf("%lu cases read apart, %lu of them differ\n", batch.same + batch.different,
	       batch.different);
	return batch.different || !batch.same;
}
