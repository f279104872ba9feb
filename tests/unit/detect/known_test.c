/* SPDX-License-Identifier: GPL-3.0-or-later */
/* known_test.c - what the build knows of the pattern files is what they say. */
#include "test.h"

#include <glob.h>
#include <stdio.h>

#include "base/buf.h"
#include "detect/known.h"
#include "detect/macros.h"
#include "detect/regex.h"

static void read_file(const char *path, struct sp_buf *out)
{
	FILE *file = fopen(path, "re");
	int c;

	assert_non_null(file);
	while ((c = getc(file)) != EOF)
		sp_buf_putc(out, (char)c);
	fclose(file);
}

/* All that a file says, as text: what differs is seen. */
static void tell_string(struct sp_buf *out, const char *name, const char *s)
{
	sp_buf_printf(out, "%s=%s\n", name, s ? s : "(none)");
}

static void tell_list(struct sp_buf *out, const char *name, const char *const *list, unsigned n)
{
	sp_buf_printf(out, "%s: %u\n", name, n);
	for (unsigned i = 0; i < n; i++)
		tell_string(out, "", list[i]);
}

static void tell_forms(struct sp_buf *out, const struct pattern_file *file)
{
	for (unsigned i = 0; i < file->n_forms; i++) {
		const struct form *form = &file->forms[i];
		tell_string(out, "form", form->name);
		tell_string(out, "regex", form->regex);
		tell_string(out, "at", form->at);
		tell_string(out, "locate", form->locate);
		sp_buf_printf(out, "%a %a %a %d %u\n", form->score, form->labelled, form->against,
			      form->companion, form->reach);
	}
}

static void tell(struct sp_buf *out, const struct pattern_file *file)
{
	tell_string(out, "type", file->type);
	tell_string(out, "category", file->category);
	tell_string(out, "validator", file->validator);
	tell_string(out, "column", file->column);
	sp_buf_printf(out, "%d %d %a %d %d %u %u\n", file->hides, file->beside, file->column_share,
		      file->column_alone, file->priority, file->longest, file->n_forms);
	tell_forms(out, file);
	tell_list(out, "companion_of", file->companion_of, file->n_companion_of);
	for (unsigned i = 0; i < file->n_terms; i++) {
		const struct term_group *group = &file->terms[i];
		tell_string(out, "terms", group->term_category);
		tell_string(out, "category", group->category);
		sp_buf_printf(out, "%a %a\n", group->score, group->alone);
		tell_list(out, "words", group->words, group->n_words);
	}
	tell_list(out, "near", file->near, file->n_near);
	tell_list(out, "against", file->against, file->n_against);
	for (unsigned i = 0; i < file->n_match; i++) {
		tell_string(out, "match", file->match[i].text);
		tell_string(out, "value", file->match[i].value);
		tell_string(out, "confidence", file->match[i].confidence);
	}
	tell_list(out, "nomatch", file->nomatch, file->n_nomatch);
}

static void check_shortest(const char *path, const struct known_pattern *known)
{
	for (unsigned i = 0; i < known->file.n_forms; i++) {
		const struct form *form = &known->file.forms[i];
		struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED);
		struct regex *regex = NULL;
		const char *bad = NULL;
		uint32_t shortest = 0;
		int error = 0;
		assert_true(macros_expand(&text, form->locate ? form->locate : form->regex, &bad));
		assert_int_equal(regex_new(&regex, sp_buf_str(&text), text.len, PCRE2_ANCHORED),
				 SP_OK);
		assert_int_equal(regex_check(regex, &shortest, &error), SP_OK);
		if (shortest != known->shortest[i])
			CASE_FAIL(path, "form %s has matches of %u\n", form->name, shortest);
		regex_free(regex);
		sp_buf_release(&text);
	}
}

static void check_file(const char *path)
{
	struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED), want = SP_BUF_INIT(SP_BUF_UNCAPPED),
		      got = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct pattern_file *file = NULL;
	struct sp_error err = { .reason = SP_REASON_NONE };

	read_file(path, &text);
	const struct known_pattern *known = known_find(sp_buf_str(&text), text.len);
	if (!known)
		CASE_FAIL(path, "it is not known\n");
	assert_int_equal(pattern_file_parse(&file, path, sp_buf_str(&text), text.len, &err), SP_OK);
	tell(&want, file);
	tell(&got, &known->file);
	assert_string_equal(sp_buf_str(&got), sp_buf_str(&want));
	check_shortest(path, known);
	/* One byte more or another one, and it is a file like any other. */
	assert_null(known_find(sp_buf_str(&text), text.len - 1));
	text.data[text.len / 2] ^= 1;
	assert_null(known_find(sp_buf_str(&text), text.len));
	pattern_file_free(file);
	sp_buf_release(&text);
	sp_buf_release(&want);
	sp_buf_release(&got);
}

static void all_are_known(void **state)
{
	glob_t files;

	(void)state;
	assert_int_equal(glob(SPANA_SOURCE "/patterns/*.yaml", 0, NULL, &files), 0);
	assert_int_equal(files.gl_pathc, n_known_patterns);
	for (size_t i = 0; i < files.gl_pathc; i++)
		check_file(files.gl_pathv[i]);
	globfree(&files);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
