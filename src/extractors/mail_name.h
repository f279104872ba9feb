/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_name.h - what a message is called in its mailbox: "17 2026-01-05 Subject".
 *
 * Names of members are told and stored as they are, so that long numbers and
 * mail addresses in a subject are masked here; the detectors see the subject
 * itself, as a header.
 */
#ifndef EXTRACTORS_MAIL_NAME_H
#define EXTRACTORS_MAIL_NAME_H

#include "base/buf.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Appends the name. `date` is "2026-01-05" or "", `subject` UTF-8 of any
 * length. false: no memory. Threads: pure.
 */
SP_CHECK bool sp_mail_name(struct sp_buf *out, uint64_t number, const char *date,
			   const char *subject, size_t len);

/* The day of a date as RFC 5322 or a mailbox's "From " line write it; "": there is none. */
void sp_mail_day(const char *date, size_t len, char day[11]);

/* The same with date and subject from the headers at `head`; `fallback` is such a date. */
SP_CHECK bool sp_mail_name_of(struct sp_buf *out, uint64_t number, const char *head, size_t len,
			      const char *fallback, size_t fallback_len);

#endif
