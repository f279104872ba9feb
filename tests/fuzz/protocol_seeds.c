/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * protocol_seeds.c - what readers tell of the cases, as inputs for protocol_fuzz.
 *
 *   protocol_seeds FOLDER CASE...      FOLDER/<name>.in for each case
 *
 * An input is frames, each behind its length in two bytes, the lower first.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spana/extractor.h"

#include "scan/protocol.h"

static void must(bool good, const char *what)
{
	if (good)
		return;
	perror(what);
	exit(1);
}

/* Where the frames of a case go as they come: the ring holds but one at a time. */
struct seed {
	struct protocol_writer writer;
	struct channel there, here;
	FILE *file;
};

static enum sp_status pass_on(struct seed *seed, enum sp_status status)
{
	while (channel_take(&seed->here) == CHANNEL_FRAME_TAKEN) {
		const struct sp_buf *frame = &seed->here.frame;
		if (frame->len > 0xFFFF)
			continue;
		fputc((int)(frame->len & 0xFF), seed->file);
		fputc((int)(frame->len >> 8), seed->file);
		fwrite(frame->data, 1, frame->len, seed->file);
	}
	return status;
}

static enum sp_status on_begin(void *context, const struct sp_item *item)
{
	struct seed *seed = context;

	return pass_on(seed, protocol_events.begin(&seed->writer, item));
}

static enum sp_status on_segment(void *context, const struct sp_segment *segment)
{
	struct seed *seed = context;

	return pass_on(seed, protocol_events.segment(&seed->writer, segment));
}

static enum sp_status on_problem(void *context, const struct sp_item *item, enum sp_reason reason,
				 const char *detail)
{
	struct seed *seed = context;

	return pass_on(seed, protocol_events.problem(&seed->writer, item, reason, detail));
}

static enum sp_status on_end(void *context, const struct sp_item *item, enum sp_outcome outcome)
{
	struct seed *seed = context;

	return pass_on(seed, protocol_events.end(&seed->writer, item, outcome));
}

static void write_seed(struct seed *seed, const char *path)
{
	static const struct sp_sink_events events = { on_begin, on_segment, on_problem, on_end,
						      NULL };
	static unsigned char block[64 * 1024];
	struct sp_input_cache cache = { .data = block, .size = sizeof(block) };
	struct sp_limits limits;
	struct sp_input *in = NULL;
	struct sp_sink *sink = NULL;
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	must(fd >= 0 && fstat(fd, &st) == 0, path);
	sp_limits_default(&limits);
	limits.window = 4096;
	must(sp_input_file(&in, fd, (uint64_t)st.st_size, &cache) == SP_OK &&
		     sp_sink_new(&sink, &limits, &events, seed, NULL) == SP_OK,
	     path);
	enum sp_status status = sp_sink_file(sink, NULL, in, NULL);
	must(protocol_file_end(&seed->writer, status, &(struct sp_slice) { 0 }, false) == SP_OK,
	     path);
	pass_on(seed, SP_OK);
	sp_sink_free(sink);
	sp_input_free(in);
}

int main(int argc, char **argv)
{
	struct seed seed = { .file = NULL };
	int memory = channel_memory();

	must(argc > 2 && memory >= 0, "protocol_seeds");
	sp_extractors_init();
	must(channel_open(&seed.there, memory, -1) && channel_open(&seed.here, memory, -1),
	     "memory");
	seed.writer = (struct protocol_writer) { .channel = &seed.there,
						 .frame = SP_BUF_INIT(CHANNEL_FRAME) };
	must(mkdir(argv[1], 0777) == 0 || errno == EEXIST, argv[1]);
	for (int i = 2; i < argc; i++) {
		char name[4096];
		snprintf(name, sizeof(name), "%s/%d.in", argv[1], i);
		seed.file = fopen(name, "wb");
		must(seed.file != NULL, name);
		write_seed(&seed, argv[i]);
		fclose(seed.file);
	}
	sp_buf_release(&seed.writer.frame);
	channel_close(&seed.there);
	channel_close(&seed.here);
	return 0;
}
