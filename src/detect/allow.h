/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * allow.h - values that are not personal data here: the own switchboard, the
 * own organisation number.
 *
 * One a line: a value in any written form, or /regex/ on the normalised value
 * or the text as written. '#' begins a comment.
 */
#ifndef DETECT_ALLOW_H
#define DETECT_ALLOW_H

#include "detect/rules.h"

struct allow;

/* Reads the file's text. err names the line that is wrong. */
SP_CHECK enum sp_status allow_new(struct allow **out, const struct sp_rules *rules,
				  const char *name, const char *text, struct sp_error *err);
void allow_free(struct allow *allow);

/* True for a value that is allowed. allow may be NULL. Threads: one match data each. */
bool allow_has(const struct allow *allow, const char *type, const char *value, const char *text,
	       pcre2_match_data *match);

#endif
