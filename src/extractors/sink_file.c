/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sink_file.c - a sink's life, file after file: whole ones, and slices. See sink.c. */
#include "extractors/sink_level.h"
#include "extractors/sink_memo.h"

#include "base/mem.h"

enum sp_status sp_sink_new(struct sp_sink **out, const struct sp_limits *limits,
			   const struct sp_sink_events *events, void *context,
			   const atomic_bool *stop)
{
	struct sp_sink *sink = sp_mem_zero(1, sizeof(*sink));

	*out = sink;
	if (!sink)
		return SP_FATAL;
	sink->limits = *limits;
	sink->events = events;
	sink->context = context;
	sink->stop = stop;
	return SP_OK;
}

void sp_sink_free(struct sp_sink *sink)
{
	if (!sink)
		return;
	while (sink->spare) {
		struct level *level = sink->spare;
		sink->spare = level->up;
		sink_level_free(level);
	}
	sink_memo_free(sink->memo);
	sp_arena_release(&sink->names);
	sp_mem_free(sink);
}

uint64_t sp_sink_raw(const struct sp_sink *sink)
{
	return sink->limits.max_raw;
}

uint64_t sp_sink_before(const struct sp_sink *sink)
{
	return sink->level->up ? 0 : sink->before;
}

const char *sp_sink_name(struct sp_sink *sink)
{
	const struct level *level = sink->level;

	sink->asked_name = true;
	if (level->item.name)
		return level->item.name;
	return !level->up && sink->file_name ? sink->file_name : "";
}

static enum sp_status file_begin(struct sp_sink *sink, const char *name, uint64_t size,
				 bool in_process)
{
	sink->numbers = 0;
	sink->members = 0;
	sink->unpacked = 0;
	sink->size = size;
	sink->before = 0;
	sink->expected = NULL;
	sink->in_process = in_process;
	sp_arena_reset(&sink->names);
	sink->file_name = name ? sink_repair(&sink->names, name) : NULL;
	return name && !sink->file_name ? SP_FATAL : SP_OK;
}

static enum sp_status file_end(struct sp_sink *sink, enum sp_status status)
{
	while (sink->level) {
		struct level *level = sink->level;
		sink->level = level->up;
		sink_level_recycle(sink, level);
	}
	sink_memo_forget(sink->memo);
	return status;
}

enum sp_status sp_sink_file_unread(struct sp_sink *sink, const char *name, struct sp_input *in,
				   const struct sp_error *error)
{
	uint64_t size = in ? sp_input_size(in) : 0;
	enum sp_status status = file_begin(sink, name, size, true);

	if (status == SP_OK)
		status = in ? sink_unread(sink, NULL, size, SP_REASON_LIMIT_SIZE,
					  "the file is larger than --max-file-size")
			    : sink_unread(sink, NULL, 0, error->reason, error->text);
	return file_end(sink, status);
}

enum sp_status sp_sink_file(struct sp_sink *sink, const char *name, struct sp_input *in,
			    const struct sp_error *error)
{
	uint64_t most = sink->limits.max_file_size;

	if (!in || (most && sp_input_size(in) > most))
		return sp_sink_file_unread(sink, name, in, error);
	enum sp_status status = file_begin(sink, name, sp_input_size(in), false);
	if (status == SP_OK)
		status =
			sink_read_item(sink, NULL, in, sink_choose(in, NULL), SP_REASON_NONE, NULL);
	return file_end(sink, status);
}

static enum sp_status read_slice(struct sp_sink *sink, struct sp_input *in,
				 const struct sp_slice *slice)
{
	const struct sp_extractor *extractor = sink_choose(in, NULL);
	struct sp_input *range = NULL;

	if (!extractor || !extractor->cut)
		return sink_unread(sink, NULL, slice->len, SP_REASON_CHANGED,
				   "it was written to while it was read");
	enum sp_status status = sp_input_range(&range, in, slice->at, slice->len);
	if (status == SP_OK)
		status = sink_read_item(sink, NULL, range, extractor, SP_REASON_NONE, NULL);
	sp_input_free(range);
	return status;
}

enum sp_status sp_sink_slice(struct sp_sink *sink, const char *name, struct sp_input *in,
			     struct sp_slice *slice)
{
	enum sp_status status = file_begin(sink, name, sp_input_size(in), false);

	sink->before = slice->before;
	sink->members = slice->members;
	sink->unpacked = slice->unpacked;
	if (status == SP_OK)
		status = read_slice(sink, in, slice);
	slice->members = sink->members;
	slice->unpacked = sink->unpacked;
	return file_end(sink, status);
}

enum sp_status sp_sink_file_as(struct sp_sink *sink, const char *name, struct sp_input *in,
			       const struct sp_extractor *extractor)
{
	enum sp_status status = file_begin(sink, name, sp_input_size(in), true);

	if (status == SP_OK)
		status = sink_read_item(sink, NULL, in, extractor, SP_REASON_NONE, NULL);
	return file_end(sink, status);
}
