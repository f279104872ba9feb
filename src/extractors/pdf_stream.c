/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pdf_stream.c - see pdf_stream.h. A subclass of GInputStream that reads an
 * sp_input at the stream's own position, so that a large document is never held
 * in memory.
 */
#include "extractors/pdf_stream.h"

#include "spana/input.h"

struct stream {
	GInputStream parent;
	struct sp_input *in;
	goffset at;
};

struct stream_class {
	GInputStreamClass parent;
};

static struct stream *of(gpointer stream)
{
	return stream;
}

static gssize stream_read(GInputStream *stream, void *buf, gsize len, GCancellable *cancellable,
			  GError **error)
{
	size_t got = 0;

	(void)cancellable;
	enum sp_status status =
		sp_input_read(of(stream)->in, (uint64_t)of(stream)->at, buf, len, &got);
	if (status != SP_OK && !got) {
		g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED, "it cannot be read");
		return -1;
	}
	of(stream)->at += (goffset)got;
	return (gssize)got;
}

static goffset stream_tell(GSeekable *stream)
{
	return of(stream)->at;
}

static gboolean stream_can_seek(GSeekable *stream)
{
	(void)stream;
	return TRUE;
}

static gboolean stream_seek(GSeekable *stream, goffset offset, GSeekType type,
			    GCancellable *cancellable, GError **error)
{
	goffset size = (goffset)sp_input_size(of(stream)->in), at;
	goffset base = type == G_SEEK_SET ? 0 : type == G_SEEK_CUR ? of(stream)->at : size;

	(void)cancellable;
	if (__builtin_add_overflow(base, offset, &at) || at < 0 || at > size) {
		g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
				    "there is no such place");
		return FALSE;
	}
	of(stream)->at = at;
	return TRUE;
}

static gboolean stream_can_truncate(GSeekable *stream)
{
	(void)stream;
	return FALSE;
}

static void class_init(gpointer class, gpointer data)
{
	(void)data;
	G_INPUT_STREAM_CLASS(class)->read_fn = stream_read;
}

static void seekable_init(gpointer interface, gpointer data)
{
	GSeekableIface *seekable = interface;

	(void)data;
	seekable->tell = stream_tell;
	seekable->can_seek = stream_can_seek;
	seekable->seek = stream_seek;
	seekable->can_truncate = stream_can_truncate;
}

static GType stream_type(void)
{
	static const GInterfaceInfo seekable = { .interface_init = seekable_init };
	static gsize type;

	if (g_once_init_enter(&type)) {
		GType made = g_type_register_static_simple(G_TYPE_INPUT_STREAM, "SpanaPdfStream",
							   sizeof(struct stream_class), class_init,
							   sizeof(struct stream), NULL, 0);
		g_type_add_interface_static(made, G_TYPE_SEEKABLE, &seekable);
		g_once_init_leave(&type, made);
	}
	return type;
}

GInputStream *sp_pdf_stream_new(struct sp_input *in)
{
	GInputStream *stream = g_object_new(stream_type(), NULL);

	of(stream)->in = in;
	return stream;
}
