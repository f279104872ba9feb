/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text.c - files one after the other, through the sink and no further. */
#include "spana/scan.h"

#include <string.h>

#include "base/mem.h"
#include "base/path.h"
#include "scan/attributes.h"
#include "scan/name.h"
#include "scan/readers.h"

#define CACHE_SIZE (256 * 1024)

struct reader {
	struct sp_sink *sink;
	struct readers *readers;
	struct reader_line *line;
	struct sp_input_cache cache;
	struct sp_buf path;
	const char *name; /* of the file at hand, or NULL */
	struct name_reader names;
	struct attributes attributes;
	enum sp_status (*file)(void *context, const char *path);
	const struct sp_sink_events *events;
	void *context;
};

/* ---- what stands beside an item's own text ---- */

static enum sp_status on_begin(void *context, const struct sp_item *item)
{
	struct reader *reader = context;
	struct sp_segment segment;
	enum sp_status status = reader->events->begin(reader->context, item);

	if (status == SP_OK)
		status = name_segment(&reader->names, item, reader->name, &segment);
	if (status == SP_OK)
		status = reader->events->segment(reader->context, &segment);
	while (!item->up && status >= SP_SKIPPED &&
	       (status = attributes_next(&reader->attributes, sp_buf_str(&reader->path), item,
					 &segment)) == SP_OK)
		status = reader->events->segment(reader->context, &segment);
	return status == SP_SKIPPED ? SP_OK : status;
}

static enum sp_status on_segment(void *context, const struct sp_segment *segment)
{
	const struct reader *reader = context;

	return reader->events->segment(reader->context, segment);
}

static enum sp_status on_problem(void *context, const struct sp_item *item, enum sp_reason reason,
				 const char *detail)
{
	const struct reader *reader = context;

	return reader->events->problem(reader->context, item, reason, detail);
}

static enum sp_status on_end(void *context, const struct sp_item *item, enum sp_outcome outcome)
{
	const struct reader *reader = context;

	return reader->events->end(reader->context, item, outcome);
}

static enum sp_status on_bytes(void *context, const struct sp_item *item, const void *data,
			       size_t len)
{
	const struct reader *reader = context;

	return reader->events->bytes(reader->context, item, data, len);
}

static const struct sp_sink_events sink_events = {
	.begin = on_begin,
	.segment = on_segment,
	.problem = on_problem,
	.end = on_end,
	.bytes = on_bytes,
};

/* ---- files ---- */

static const char *own_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static enum sp_status read_path(struct reader *reader, const char *path)
{
	struct sp_error error = { .reason = SP_REASON_NONE };
	struct sp_input *in = NULL;
	enum sp_status status = reader->file(reader->context, path);

	if (status == SP_OK && sp_scan_open(&in, path, &reader->cache, &error) == SP_FATAL)
		status = SP_FATAL;
	if (status == SP_OK)
		status = attributes_list(&reader->attributes, path,
					 in ? sp_input_borrowed_descriptor(in) : -1);
	reader->name = own_name(path);
	if (status == SP_OK)
		status = reader_line_read(reader->line, reader->sink, path, reader->name, in,
					  &error);
	else
		sp_input_free(in);
	reader->name = NULL;
	attributes_none(&reader->attributes);
	return status;
}

static enum sp_status on_folder(void *context, const char *folder)
{
	(void)context;
	(void)folder;
	return SP_OK;
}

static enum sp_status on_leave(void *context, const char *folder, bool whole)
{
	(void)whole;
	return on_folder(context, folder);
}

static enum sp_status on_file(void *context, const struct sp_file *file, const char *media_type)
{
	struct reader *reader = context;

	if (media_type)
		return SP_OK;
	if (!sp_path_join(&reader->path, file->folder, file->name))
		return SP_FATAL;
	return read_path(reader, sp_buf_str(&reader->path));
}

static enum sp_status on_unread(void *context, const char *path, enum sp_reason reason,
				const char *detail)
{
	struct reader *reader = context;
	struct sp_error error;
	enum sp_status status = reader->file(reader->context, path);

	sp_error_set(&error, reason, "%s", detail);
	return status == SP_OK ? sp_sink_file_unread(reader->sink, NULL, NULL, &error) : status;
}

static enum sp_status read_stdin(struct reader *reader, int fd)
{
	struct sp_error error = { .reason = SP_REASON_NONE };
	struct sp_input *in = NULL;
	enum sp_status status = sp_scan_spool(&in, fd, &error);

	if (status != SP_FATAL)
		status = reader->file(reader->context, "-");
	if (status == SP_OK)
		return reader_line_read(reader->line, reader->sink, NULL, NULL, in, &error);
	sp_input_free(in);
	return status;
}

enum sp_status sp_scan_text(const struct sp_scan_options *options,
			    const struct sp_sink_events *events,
			    enum sp_status (*file)(void *context, const char *path), void *context)
{
	static const struct sp_walk_events walk_events = {
		.enter = on_folder,
		.file = on_file,
		.leave = on_leave,
		.unread = on_unread,
	};
	struct sp_walk_options walk = options->walk;
	struct reader reader = { .file = file,
				 .events = events,
				 .context = context,
				 .path = SP_BUF_INIT(SP_BUF_UNCAPPED),
				 .cache = { .data = sp_mem_alloc(CACHE_SIZE),
					    .size = CACHE_SIZE } };
	void *const contexts[] = { &reader };
	enum sp_status status = SP_FATAL;

	walk.threads = 1;
	if (reader.cache.data)
		status = sp_sink_new(&reader.sink, &options->limits, &sink_events, &reader,
				     options->stop);
	if (status == SP_OK)
		status = readers_new(&reader.readers, options->reader, &options->limits);
	if (status == SP_OK)
		status = reader_line_new(&reader.line, reader.readers, &sink_events, &reader,
					 options->stop);
	if (status == SP_OK)
		reader_line_want(reader.line, options->wanted, options->n_wanted);
	if (status == SP_OK && options->stdin_fd >= 0)
		status = read_stdin(&reader, options->stdin_fd);
	if (status == SP_OK)
		status = sp_walk(&walk, &walk_events, contexts, options->stop);
	if (status == SP_FATAL && options->stop && atomic_load(options->stop))
		status = SP_PARTIAL;
	sp_sink_free(reader.sink);
	reader_line_free(reader.line);
	readers_free(reader.readers);
	sp_mem_wipe(reader.cache.data, reader.cache.used);
	sp_mem_free(reader.cache.data);
	sp_buf_release(&reader.path);
	name_reader_release(&reader.names);
	attributes_release(&reader.attributes);
	return status;
}
