/* SPDX-License-Identifier: GPL-3.0-or-later */
/* protocol_write.c - the events of a reader's sink as frames, see protocol.h and frame.h. */
#include "scan/protocol.h"

#include <string.h>

#include "scan/frame.h"

static void put_number(struct sp_buf *frame, uint64_t n)
{
	char bytes[10];
	size_t len = 0;

	if (n < 0x80) {
		sp_buf_putc(frame, (char)n);
		return;
	}
	for (; n >= 0x80; n >>= 7)
		bytes[len++] = (char)(n | 0x80);
	bytes[len++] = (char)n;
	sp_buf_add(frame, bytes, len);
}

static void put_string(struct sp_buf *frame, const char *s)
{
	size_t len = strlen(s);

	put_number(frame, len);
	sp_buf_add(frame, s, len + 1);
}

static struct sp_buf *start(struct protocol_writer *writer, enum frame_kind kind)
{
	sp_buf_reset(&writer->frame);
	sp_buf_putc(&writer->frame, (char)kind);
	return &writer->frame;
}

/* Sends the frame, with a text behind it. */
static enum sp_status finish(struct protocol_writer *writer, const char *text, size_t len)
{
	const struct channel_piece pieces[] = { { sp_buf_str(&writer->frame), writer->frame.len },
						{ text, len } };

	if (writer->frame.failed || writer->frame.len + len > CHANNEL_FRAME)
		return SP_FATAL;
	return channel_write(writer->channel, pieces, len ? 2 : 1) ? SP_OK : SP_FATAL;
}

static enum sp_status on_begin(void *context, const struct sp_item *item)
{
	struct protocol_writer *writer = context;
	struct sp_buf *frame = start(writer, FRAME_BEGIN);

	writer->rows_of = NULL;
	put_number(frame, (item->name ? FRAME_HAS_NAME : 0) | (item->streams ? FRAME_STREAMS : 0));
	put_number(frame, item->size);
	put_string(frame, item->format);
	if (item->name)
		put_string(frame, item->name);
	return finish(writer, NULL, 0);
}

static enum sp_status tell_rows(struct protocol_writer *writer, const struct sp_delimited *rows)
{
	struct sp_buf *frame = start(writer, FRAME_ROWS);
	size_t columns = rows->header ? rows->columns : 0;

	put_number(frame, (unsigned char)rows->separator);
	put_number(frame, (unsigned char)rows->quote);
	put_number(frame, rows->header ? FRAME_HAS_NAME : 0);
	put_number(frame, columns);
	for (size_t i = 0; i < columns; i++)
		put_string(frame, rows->header[i]);
	return finish(writer, NULL, 0);
}

static void put_place(struct sp_buf *frame, const struct sp_place *place)
{
	put_number(frame, (uint64_t)place->kind);
	put_number(frame,
		   (place->name ? FRAME_HAS_NAME : 0) | (place->label ? FRAME_HAS_LABEL : 0));
	put_number(frame, place->number);
	if (place->name)
		put_string(frame, place->name);
	if (place->label)
		put_string(frame, place->label);
}

static size_t depth_of(const struct sp_place *place)
{
	size_t depth = 0;

	for (; place; place = place->up)
		depth++;
	return depth;
}

/* The places of a mark, less those that it shares with the one before. */
static bool put_places(struct protocol_writer *writer, const struct sp_place *place)
{
	size_t depth = depth_of(place), shared = 0;

	if (depth > SP_MAX_PLACES)
		return false;
	size_t before = writer->depth < depth ? writer->depth : depth;
	for (size_t i = depth; i-- > 0; place = place->up) {
		if (i < before && writer->chain[i] == place) {
			shared = i + 1;
			break;
		}
		writer->chain[i] = place;
	}
	writer->depth = depth;
	put_number(&writer->frame, shared);
	put_number(&writer->frame, depth - shared);
	for (size_t i = shared; i < depth; i++)
		put_place(&writer->frame, writer->chain[i]);
	return true;
}

static enum sp_status on_segment(void *context, const struct sp_segment *segment)
{
	struct protocol_writer *writer = context;
	enum sp_status status = SP_OK;
	size_t at = 0;

	if (segment->delimited && writer->rows_of != segment->item) {
		status = tell_rows(writer, segment->delimited);
		writer->rows_of = segment->item;
	}
	if (status != SP_OK)
		return status;
	struct sp_buf *frame = start(writer, FRAME_SEGMENT);
	put_number(frame,
		   (segment->last ? FRAME_LAST : 0) | (segment->delimited ? FRAME_HAS_ROWS : 0));
	put_string(frame, segment->item->format);
	put_number(frame, segment->from);
	put_number(frame, segment->to);
	put_number(frame, segment->offset);
	put_number(frame, segment->n_marks);
	writer->depth = 0;
	for (size_t i = 0; i < segment->n_marks; i++) {
		const struct sp_mark *mark = &segment->marks[i];
		put_number(frame, mark->at - at);
		put_number(frame, mark->line);
		put_number(frame, mark->column);
		if (!put_places(writer, mark->place))
			return SP_FATAL;
		at = mark->at;
	}
	return finish(writer, segment->text, segment->len);
}

static enum sp_status on_problem(void *context, const struct sp_item *item, enum sp_reason reason,
				 const char *detail)
{
	struct protocol_writer *writer = context;
	struct sp_buf *frame = start(writer, FRAME_PROBLEM);

	(void)item;
	put_number(frame, (uint64_t)reason);
	put_string(frame, detail);
	return finish(writer, NULL, 0);
}

static enum sp_status on_end(void *context, const struct sp_item *item, enum sp_outcome outcome)
{
	struct protocol_writer *writer = context;
	struct sp_buf *frame = start(writer, FRAME_END);

	writer->rows_of = NULL;
	put_number(frame, item->media_type ? FRAME_HAS_NAME : 0);
	put_number(frame, (uint64_t)outcome);
	put_string(frame, item->format);
	if (item->media_type)
		put_string(frame, item->media_type);
	return finish(writer, NULL, 0);
}

static enum sp_status on_bytes(void *context, const struct sp_item *item, const void *data,
			       size_t len)
{
	struct protocol_writer *writer = context;

	(void)item;
	start(writer, FRAME_BYTES);
	return finish(writer, data, len);
}

const struct sp_sink_events protocol_events = {
	.begin = on_begin,
	.segment = on_segment,
	.problem = on_problem,
	.end = on_end,
	.bytes = on_bytes,
};

enum sp_status protocol_file_end(struct protocol_writer *writer, enum sp_status status,
				 const struct sp_slice *slice, bool retire)
{
	struct sp_buf *frame = start(writer, FRAME_FILE_END);

	put_number(frame, retire ? FRAME_RETIRE : 0);
	put_number(frame, (uint64_t)-status);
	put_number(frame, slice->members);
	put_number(frame, slice->unpacked);
	return finish(writer, NULL, 0);
}
