/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * regex.h - a regex that workers share, compiled when it is first asked, to
 * machine code where there can be any: that costs more than all else of a start,
 * and most regexes of the pattern files are never asked.
 */
#ifndef DETECT_REGEX_H
#define DETECT_REGEX_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "spana/status.h"

/* What PCRE2 has made of a regex. */
struct compiled {
	pcre2_code *code;
	bool jit; /* it has machine code */
};

struct regex {
	char *text;
	size_t len;
	uint32_t options;
	_Atomic(struct compiled *) compiled; /* NULL: it was not asked yet */
};

/*
 * A regex over UTF-8 without Unicode classes: \d and \b mean ASCII. It is not
 * looked at here. Copies text. Freed with regex_free.
 */
SP_CHECK enum sp_status regex_new(struct regex **out, const char *text, size_t len,
				  uint32_t options);
void regex_free(struct regex *regex);

/*
 * Whether it is one: SP_FAILED, and PCRE2's number of what is wrong in *error.
 * *shortest: characters of its shortest match.
 */
SP_CHECK enum sp_status regex_check(const struct regex *regex, uint32_t *shortest, int *error);

/*
 * Makes `compiled`; NULL without memory. Threads: any; of what two make at once one is
 * kept.
 */
const struct compiled *regex_compile(struct regex *regex);

/*
 * As pcre2_match, in text that is valid UTF-8. A negative number that is not
 * PCRE2_ERROR_NOMATCH: it is not known. Threads: any, with a match and limits each.
 */
static inline int regex_match(struct regex *regex, const char *text, size_t len, size_t at,
			      pcre2_match_data *match, pcre2_match_context *limits)
{
	const struct compiled *compiled =
		atomic_load_explicit(&regex->compiled, memory_order_acquire);

	if (!compiled)
		compiled = regex_compile(regex);
	if (!compiled)
		return PCRE2_ERROR_NOMEMORY;
	/* The same, without the look at the arguments that costs as much as a short match. */
	return compiled->jit ? pcre2_jit_match(compiled->code, (PCRE2_SPTR)text, len, at, 0, match,
					       limits)
			     : pcre2_match(compiled->code, (PCRE2_SPTR)text, len, at,
					   PCRE2_NO_UTF_CHECK, match, limits);
}

#endif
