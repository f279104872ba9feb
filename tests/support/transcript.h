/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transcript.h - all that a sink tells of one file, as a text to compare.
 *
 * The text is the same whatever the size of the windows. What a sink promises
 * (order, overlap of windows, valid UTF-8, a problem for whatever was not read
 * in full) is checked on the way; the first promise that was broken is kept.
 * Memory is libc's, so that the failing allocations of a test are the program's.
 * Threads: one.
 */
#ifndef SUPPORT_TRANSCRIPT_H
#define SUPPORT_TRANSCRIPT_H

#include "spana/extractor.h"

#include <stdbool.h>

struct transcript;

/* Never NULL: a test without memory ends. */
struct transcript *transcript_new(void);
void transcript_free(struct transcript *t);

/* For sp_sink_new, with the transcript as the context; one file to each transcript. */
extern const struct sp_sink_events transcript_events;

/*
 * To be called once when sp_sink_file has returned, with its status: what must
 * have been told by then is checked.
 */
void transcript_finish(struct transcript *t, enum sp_status status);

/* The promise that was broken, or NULL. */
const char *transcript_fault(const struct transcript *t);

/* The text; "" for a file that was not told of in full. */
const char *transcript_text(const struct transcript *t);

/* The format of the file itself; "" for none. */
const char *transcript_format(const struct transcript *t);

/* Problems of all items. */
unsigned long transcript_problems(const struct transcript *t);

#endif
