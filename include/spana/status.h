/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * status.h - how something ended, and why.
 *
 * A status says how bad it is, a reason says why, and a short text adds what
 * the caller cannot know. A text never holds a value that was read from an
 * item: it is printed, logged and stored.
 */
#ifndef SPANA_STATUS_H
#define SPANA_STATUS_H

#define SP_CHECK __attribute__((warn_unused_result))
#define SP_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/* Ordered by severity, so that the worse of two is the smaller. */
enum sp_status {
	SP_OK = 0,
	SP_SKIPPED = -1, /* nothing to read here: known to hold no text */
	SP_PARTIAL = -2, /* read in part; a problem says what is missing */
	SP_FAILED = -3,	 /* this item could not be read; a problem says why */
	SP_FATAL = -4,	 /* the scan cannot go on: stopped, store lost, no memory */
};

/* The worse of two statuses. */
static inline enum sp_status sp_status_worse(enum sp_status a, enum sp_status b)
{
	return a < b ? a : b;
}

/* Why something was not read in full. The names are part of the output. */
enum sp_reason {
	SP_REASON_NONE,
	SP_REASON_ENCRYPTED,
	SP_REASON_DAMAGED,
	SP_REASON_TRUNCATED,
	SP_REASON_UNSUPPORTED,
	SP_REASON_LIMIT_SIZE,
	SP_REASON_LIMIT_DEPTH,
	SP_REASON_LIMIT_EXPANSION,
	SP_REASON_TIMEOUT,
	SP_REASON_CRASHED,
	SP_REASON_PERMISSION,
	SP_REASON_IO_ERROR,
	SP_REASON_VANISHED,
	SP_REASON_CHANGED,
	SP_REASON_COUNT,
};

/* "encrypted", "limit_size", ...; "" for none. Threads: immutable. */
const char *sp_reason_name(enum sp_reason reason);

/* The reason with that name; SP_REASON_NONE where there is none. */
enum sp_reason sp_reason_from_name(const char *name);

/* The reason that fits an errno of open(2) or read(2). */
enum sp_reason sp_reason_from_errno(int error);

/* Why a call failed. The caller owns it; zeroed, it says nothing. */
struct sp_error {
	enum sp_reason reason;
	char text[320];
};

/* Fills in *err, which may be NULL. A text that is too long is cut. */
void sp_error_set(struct sp_error *err, enum sp_reason reason, const char *format, ...)
	SP_PRINTF(3, 4);

#endif
