/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * patience.h - calls to file systems that may never return.
 *
 * A mount that is gone holds whoever asks it, and no signal frees the caller.
 * So a thread notes when such a call begins; another looks at the clock, and
 * in the end takes all that the thread has and puts another in its place. The
 * thread, should it come back, stands still.
 */
#ifndef BASE_PATIENCE_H
#define BASE_PATIENCE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* One thread's; zeroed, none is at work. */
struct sp_call {
	atomic_llong since_ms;
};

/* Around a call. sp_call_leave does not return where the thread was given up; it keeps errno. */
void sp_call_enter(struct sp_call *call);
void sp_call_leave(struct sp_call *call);

/* True if a call is at work for so long. Threads: any. */
bool sp_call_waits(const struct sp_call *call, int64_t milliseconds);

/*
 * Gives the thread up if a call is at work for so long: true, and what the
 * thread owned is the caller's, but for what the call itself may still use.
 * Threads: any but the thread itself.
 */
bool sp_call_take(struct sp_call *call, int64_t milliseconds);

/*
 * File systems that give no answer, by device number; zeroed, there is none.
 * Threads: one adds, any ask.
 */
#define SP_SILENT_MOST 8
struct sp_silence {
	atomic_uint n;
	struct {
		uint64_t device;
		atomic_uint lost; /* threads, one after the other, with no answer in between */
	} devices[SP_SILENT_MOST];
};
void sp_silence_add(struct sp_silence *silence, uint64_t device);
void sp_silence_broken(struct sp_silence *silence, uint64_t device);
/* True if so many threads were lost to it that no more should be sent there. */
bool sp_silence_is(const struct sp_silence *silence, uint64_t device);

#endif
