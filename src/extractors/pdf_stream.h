/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pdf_stream.h - an input as poppler reads it. */
#ifndef EXTRACTORS_PDF_STREAM_H
#define EXTRACTORS_PDF_STREAM_H

#include <gio/gio.h>

struct sp_input;

/*
 * A seekable stream over `in`, which it borrows: it, and the document that was
 * opened from it, must be gone before the input is. Never NULL: GLib ends the
 * process where there is no memory. Threads: one.
 */
GInputStream *sp_pdf_stream_new(struct sp_input *in);

#endif
