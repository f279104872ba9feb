/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_stream.h - an input as GMime reads it.
 */
#ifndef EXTRACTORS_MAIL_STREAM_H
#define EXTRACTORS_MAIL_STREAM_H

#include <gmime/gmime.h>
#include <stdbool.h>
#include <stdint.h>

struct sp_input;

/*
 * A stream over `in` from `start` on, which it borrows: it and the streams that GMime
 * makes of parts of it must be gone before the input is. Never NULL: GLib ends
 * the process where there is no memory. Threads: one.
 */
GMimeStream *sp_mail_stream_new(struct sp_input *in, size_t start);

/*
 * GMime keeps headers as C strings, which end at a zero byte. While this is set the stream reads a
 * zero byte as a space, so that nothing behind one is lost; contents of parts have streams of their
 * own, which read what is there.
 */
void sp_mail_stream_mask_zeros(GMimeStream *stream, bool mask);

/*
 * The bytes of the input that a stream over the content of a part reads. Where
 * line ends are mixed GMime takes the last character of a content for a part of
 * the line end; it is put back.
 */
void sp_mail_stream_range(GMimeStream *stream, uint64_t *from, uint64_t *to);

#endif
