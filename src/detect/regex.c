/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * regex.c - PCRE2's code, and its machine code when somebody asks for it.
 *
 * A code that is matched with cannot be changed under way. So machine code is
 * made for a copy, which then takes the place of what it was made of: no worker
 * waits for another, and none matches with other limits than the rest.
 */
#include "detect/regex.h"

#include "base/mem.h"

enum sp_status regex_new(struct regex **out, const char *text, size_t len, uint32_t options,
			 int *error)
{
	struct regex *regex = sp_mem_zero(1, sizeof(*regex));
	PCRE2_SIZE at = 0;

	*out = regex;
	if (!regex)
		return SP_FATAL;
	regex->code =
		pcre2_compile((PCRE2_SPTR)text, len, PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | options,
			      error, &at, NULL);
	return regex->code ? SP_OK : SP_FAILED;
}

void regex_free(struct regex *regex)
{
	if (!regex)
		return;
	pcre2_code *ready = atomic_load(&regex->ready);
	if (ready != regex->code)
		pcre2_code_free(ready);
	pcre2_code_free(regex->code);
	sp_mem_free(regex);
}

pcre2_code *regex_prepare(struct regex *regex)
{
	pcre2_code *made = pcre2_code_copy(regex->code), *first = NULL;

	/* Without JIT (hardened kernels) it is slower and finds the same. */
	if (!made || pcre2_jit_compile(made, PCRE2_JIT_COMPLETE) != 0) {
		pcre2_code_free(made);
		made = regex->code;
	}
	if (atomic_compare_exchange_strong_explicit(&regex->ready, &first, made,
						    memory_order_acq_rel, memory_order_acquire))
		return made;
	if (made != regex->code)
		pcre2_code_free(made);
	return first;
}
