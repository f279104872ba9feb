/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_stream.c - see mail_stream.h. A subclass of GMimeStream that reads an
 * sp_input at the stream's own position, so that a large mail is never held in
 * memory. It cannot be written to.
 */
#include "extractors/mail_stream.h"

#include <errno.h>

#include "spana/input.h"

struct stream {
	GMimeStream parent;
	struct sp_input *in;
	bool mask_zeros;
};

struct stream_class {
	GMimeStreamClass parent;
};

static struct stream *of(GMimeStream *stream)
{
	return (struct stream *)stream;
}

static gint64 end_of(const GMimeStream *stream)
{
	return stream->bound_end;
}

static ssize_t stream_read(GMimeStream *stream, char *buf, size_t len)
{
	const gint64 left = end_of(stream) - stream->position;
	size_t got = 0;

	if (left <= 0)
		return 0;
	if ((guint64)left < len)
		len = (size_t)left;
	enum sp_status status =
		sp_input_read(of(stream)->in, (uint64_t)stream->position, buf, len, &got);
	if (status != SP_OK && got == 0) {
		errno = EIO;
		return -1;
	}
	for (size_t i = 0; of(stream)->mask_zeros && i < got; i++)
		if (buf[i] == '\0')
			buf[i] = ' ';
	stream->position += (gint64)got;
	return (ssize_t)got;
}

static gboolean stream_eos(GMimeStream *stream)
{
	return stream->position >= end_of(stream);
}

static int stream_reset(GMimeStream *stream)
{
	stream->position = stream->bound_start;
	return 0;
}

static gint64 stream_seek(GMimeStream *stream, gint64 offset, GMimeSeekWhence whence)
{
	gint64 base = whence == GMIME_STREAM_SEEK_SET	? 0
		      : whence == GMIME_STREAM_SEEK_CUR ? stream->position
							: end_of(stream);
	gint64 position;

	if (__builtin_add_overflow(base, offset, &position) || position < stream->bound_start ||
	    position > end_of(stream)) {
		errno = EINVAL;
		return -1;
	}
	return stream->position = position;
}

static gint64 stream_length(GMimeStream *stream)
{
	return end_of(stream) - stream->bound_start;
}

static GMimeStream *stream_substream(GMimeStream *stream, gint64 start, gint64 end);

static void class_init(gpointer class, gpointer data)
{
	GMimeStreamClass *stream = class;

	(void)data;
	stream->read = stream_read;
	stream->eos = stream_eos;
	stream->reset = stream_reset;
	stream->seek = stream_seek;
	stream->length = stream_length;
	stream->substream = stream_substream;
}

static GType stream_type(void)
{
	static gsize type;

	if (g_once_init_enter(&type)) {
		GType made = g_type_register_static_simple(GMIME_TYPE_STREAM, "SpanaMailStream",
							   sizeof(struct stream_class), class_init,
							   sizeof(struct stream), NULL, 0);
		g_once_init_leave(&type, made);
	}
	return type;
}

static GMimeStream *stream_over(struct sp_input *in, gint64 start, gint64 end)
{
	GMimeStream *stream = g_object_new(stream_type(), NULL);

	of(stream)->in = in;
	g_mime_stream_construct(stream, start, end);
	return stream;
}

/* An end of -1 stands for that of the stream itself. */
static GMimeStream *stream_substream(GMimeStream *stream, gint64 start, gint64 end)
{
	const gint64 most = end_of(stream);

	if (end < 0 || end > most)
		end = most;
	if (start < 0)
		start = 0;
	return stream_over(of(stream)->in, start < end ? start : end, end);
}

GMimeStream *sp_mail_stream_new(struct sp_input *in, size_t start)
{
	return stream_over(in, (gint64)start, (gint64)sp_input_size(in));
}

void sp_mail_stream_mask_zeros(GMimeStream *stream, bool mask)
{
	of(stream)->mask_zeros = mask;
}

void sp_mail_stream_range(GMimeStream *stream, uint64_t *from, uint64_t *to)
{
	char next[2];
	size_t got;

	*from = (uint64_t)stream->bound_start;
	*to = (uint64_t)stream->bound_end;
	if (*from < *to && sp_input_read(of(stream)->in, *to, next, 2, &got) == SP_OK && got == 2 &&
	    next[0] != '\r' && next[0] != '\n' && next[1] == '\n') {
		stream->bound_end++;
		*to += 1;
	}
}
