/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * regex.c - what PCRE2 makes of a regex when somebody asks.
 *
 * No worker waits for another: who finds nothing makes it, and it is kept unless
 * another was faster. So all match with the same limits.
 */
#include "detect/regex.h"

#include <string.h>

#include "base/mem.h"

enum sp_status regex_new(struct regex **out, const char *text, size_t len, uint32_t options)
{
	struct regex *regex = sp_mem_zero(1, sizeof(*regex));

	*out = regex;
	if (!regex)
		return SP_FATAL;
	regex->text = sp_mem_alloc(len + 1);
	if (!regex->text) {
		regex_free(regex);
		*out = NULL;
		return SP_FATAL;
	}
	memcpy(regex->text, text, len);
	regex->len = len;
	regex->options = options;
	return SP_OK;
}

static void compiled_free(struct compiled *compiled)
{
	if (compiled)
		pcre2_code_free(compiled->code);
	sp_mem_free(compiled);
}

void regex_free(struct regex *regex)
{
	if (!regex)
		return;
	compiled_free(atomic_load(&regex->compiled));
	sp_mem_free(regex->text);
	sp_mem_free(regex);
}

static pcre2_code *compile(const struct regex *regex, int *error)
{
	PCRE2_SIZE at = 0;

	return pcre2_compile((PCRE2_SPTR)regex->text, regex->len,
			     PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | regex->options, error, &at,
			     NULL);
}

enum sp_status regex_check(const struct regex *regex, uint32_t *shortest, int *error)
{
	pcre2_code *code = compile(regex, error);

	if (!code)
		return SP_FAILED;
	pcre2_pattern_info(code, PCRE2_INFO_MINLENGTH, shortest);
	pcre2_code_free(code);
	return SP_OK;
}

const struct compiled *regex_compile(struct regex *regex)
{
	struct compiled *made = sp_mem_zero(1, sizeof(*made)), *first = NULL;
	int error = 0;

	if (made)
		made->code = compile(regex, &error);
	if (!made || !made->code) {
		compiled_free(made);
		return NULL;
	}
	/* Without JIT (hardened kernels) it is slower and finds the same. */
	made->jit = pcre2_jit_compile(made->code, PCRE2_JIT_COMPLETE) == 0;
	if (atomic_compare_exchange_strong_explicit(&regex->compiled, &first, made,
						    memory_order_acq_rel, memory_order_acquire))
		return made;
	compiled_free(made);
	return first;
}
