/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * regex.h - a regex that workers share, made machine code when it is first
 * asked: that costs more than all else of a start, and most regexes of the
 * pattern files are never asked.
 */
#ifndef DETECT_REGEX_H
#define DETECT_REGEX_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdatomic.h>

#include "spana/status.h"

struct regex {
	pcre2_code *code; /* as it was compiled: it stays so */
	_Atomic(pcre2_code *)
		ready; /* a copy with machine code; `code`, where it has none; or NULL */
};

/*
 * Compiles UTF-8 without Unicode classes: \d and \b mean ASCII. SP_FAILED: it is
 * no regex, and *error is PCRE2's number for it. Freed with regex_free.
 */
SP_CHECK enum sp_status regex_new(struct regex **out, const char *text, size_t len,
				  uint32_t options, int *error);
void regex_free(struct regex *regex);

/* Makes `ready`. Threads: any; what two make at once is one's, and the other's is freed. */
pcre2_code *regex_prepare(struct regex *regex);

/* As pcre2_match, in text that is valid UTF-8. Threads: any, with a match and limits each. */
static inline int regex_match(struct regex *regex, const char *text, size_t len, size_t at,
			      pcre2_match_data *match, pcre2_match_context *limits)
{
	pcre2_code *code = atomic_load_explicit(&regex->ready, memory_order_acquire);

	if (!code)
		code = regex_prepare(regex);
	/* The same, without the look at the arguments that costs as much as a short match. */
	return code != regex->code
		       ? pcre2_jit_match(code, (PCRE2_SPTR)text, len, at, 0, match, limits)
		       : pcre2_match(code, (PCRE2_SPTR)text, len, at, PCRE2_NO_UTF_CHECK, match,
				     limits);
}

#endif
