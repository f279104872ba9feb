/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c - writes the tables of known.h: the pattern files that are named, as
 * libcyaml has read them, and what PCRE2 says of their regexes. One that is wrong
 * fails the build.
 *
 * All strings stand in one array, of numbers: a C17 string may be 4095 characters
 * long. Structures point into it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "detect/known.h"
#include "detect/macros.h"
#include "detect/regex.h"

static struct sp_buf pool = SP_BUF_INIT(SP_BUF_UNCAPPED);
static unsigned lists; /* that have a name */

_Noreturn static void give_up(const char *path, const char *why)
{
	fprintf(stderr, "%s: %s\n", path, why);
	exit(1);
}

/* ---- strings, and what is made of them ---- */

static size_t add_string(const char *s, size_t len)
{
	size_t at = pool.len;

	if (!sp_buf_add(&pool, s, len) || !sp_buf_putc(&pool, '\0'))
		give_up("patterns", "no memory");
	return at;
}

static void put_string(const char *field, const char *s)
{
	if (s)
		printf(" .%s = pool + %zu,", field, add_string(s, strlen(s)));
}

/* A list by itself; its number. */
static unsigned put_list(const char *const *strings, unsigned n)
{
	if (!n)
		return 0;
	printf("static const char *const list%u[] = {", ++lists);
	for (unsigned i = 0; i < n; i++)
		printf(" pool + %zu,", add_string(strings[i], strlen(strings[i])));
	printf(" };\n");
	return lists;
}

/* A field that is an array, and its count. */
static void put_array(const char *field, const char *array, unsigned number, unsigned n)
{
	if (n)
		printf(" .%s = %s%u, .n_%s = %u,", field, array, number, field, n);
}

/* ---- the parts of a file ---- */

static void put_forms(const struct pattern_file *file, unsigned number)
{
	if (!file->n_forms)
		return;
	printf("static const struct form forms%u[] = {\n", number);
	for (unsigned i = 0; i < file->n_forms; i++) {
		const struct form *form = &file->forms[i];
		printf("\t{");
		put_string("name", form->name);
		put_string("regex", form->regex);
		put_string("at", form->at);
		put_string("locate", form->locate);
		printf(" .score = %a, .labelled = %a, .against = %a, .companion = %d, .reach = %u "
		       "},\n",
		       form->score, form->labelled, form->against, form->companion, form->reach);
	}
	printf("};\n");
}

static void put_terms(const struct pattern_file *file, unsigned number)
{
	unsigned first = lists;

	if (!file->n_terms)
		return;
	for (unsigned i = 0; i < file->n_terms; i++)
		if (!put_list(file->terms[i].words, file->terms[i].n_words))
			give_up(file->type, "a vocabulary without words");
	printf("static const struct term_group terms%u[] = {\n", number);
	for (unsigned i = 0; i < file->n_terms; i++) {
		const struct term_group *group = &file->terms[i];
		printf("\t{");
		put_string("term_category", group->term_category);
		put_string("category", group->category);
		put_array("words", "list", first + i + 1, group->n_words);
		printf(" .score = %a, .alone = %a },\n", group->score, group->alone);
	}
	printf("};\n");
}

static void put_match(const struct pattern_file *file, unsigned number)
{
	if (!file->n_match)
		return;
	printf("static const struct match_example match%u[] = {\n", number);
	for (unsigned i = 0; i < file->n_match; i++) {
		printf("\t{");
		put_string("text", file->match[i].text);
		put_string("value", file->match[i].value);
		put_string("confidence", file->match[i].confidence);
		printf(" },\n");
	}
	printf("};\n");
}

/* ---- regexes ---- */

/* Characters of a regex's shortest match. */
static uint32_t check_regex(const char *path, const char *text, uint32_t options)
{
	struct sp_buf expanded = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct regex *regex = NULL;
	const char *bad = "";
	uint32_t shortest = 0;
	int error = 0;

	if (!macros_expand(&expanded, text, &bad) ||
	    regex_new(&regex, sp_buf_str(&expanded), expanded.len, options) != SP_OK ||
	    regex_check(regex, &shortest, &error) != SP_OK)
		give_up(path, text);
	regex_free(regex);
	sp_buf_release(&expanded);
	return shortest;
}

static void put_shortest(const char *path, const struct pattern_file *file, unsigned number)
{
	if (!file->n_forms)
		return;
	printf("static const uint32_t shortest%u[] = {", number);
	for (unsigned i = 0; i < file->n_forms; i++) {
		const struct form *form = &file->forms[i];
		const char *first = form->locate ? form->locate : form->regex;
		printf(" %u,", check_regex(path, first, PCRE2_ANCHORED));
		if (form->locate)
			check_regex(path, form->regex, 0);
	}
	printf(" };\n");
}

/* ---- files ---- */

/* An entry of the table, which is written when all that it points to is. */
static void put_file(struct sp_buf *table, const char *path, const struct sp_buf *text,
		     const struct pattern_file *file, unsigned number)
{
	unsigned companion_of = put_list(file->companion_of, file->n_companion_of);
	unsigned near = put_list(file->near, file->n_near);
	unsigned against = put_list(file->against, file->n_against);
	unsigned nomatch = put_list(file->nomatch, file->n_nomatch);

	put_forms(file, number);
	put_terms(file, number);
	put_match(file, number);
	put_shortest(path, file, number);
	printf("#define FILE%u {", number);
	put_string("type", file->type);
	put_string("category", file->category);
	put_string("validator", file->validator);
	put_string("column", file->column);
	put_array("forms", "forms", number, file->n_forms);
	put_array("terms", "terms", number, file->n_terms);
	put_array("match", "match", number, file->n_match);
	put_array("companion_of", "list", companion_of, file->n_companion_of);
	put_array("near", "list", near, file->n_near);
	put_array("against", "list", against, file->n_against);
	put_array("nomatch", "list", nomatch, file->n_nomatch);
	printf(" .hides = %d, .beside = %d, .column_share = %a, .column_alone = %d, .priority = %d,"
	       " .longest = %u }\n",
	       file->hides, file->beside, file->column_share, file->column_alone, file->priority,
	       file->longest);
	sp_buf_printf(table, "\t{ .text = pool + %zu, .len = %zu, .file = FILE%u",
		      add_string(text->data, text->len), text->len, number);
	if (file->n_forms)
		sp_buf_printf(table, ", .shortest = shortest%u", number);
	sp_buf_puts(table, " },\n");
}

static void read_file(const char *path, struct sp_buf *text)
{
	FILE *file = fopen(path, "re");
	int c;

	while (file && (c = getc(file)) != EOF)
		sp_buf_putc(text, (char)c);
	if (!file || ferror(file) || text->failed)
		give_up(path, "it cannot be read");
	fclose(file);
}

static void put_pool(void)
{
	printf("const char pool[%zu] = {", pool.len);
	for (size_t i = 0; i < pool.len; i++)
		printf("%s%d,", i % 24 ? "" : "\n\t", pool.data[i]);
	printf("\n};\n");
}

int main(int argc, char **argv)
{
	struct sp_buf table = SP_BUF_INIT(SP_BUF_UNCAPPED);

	printf("#include \"detect/known.h\"\n\n#define pool known_pattern_strings\n"
	       "extern const char pool[];\n\n");
	for (int i = 1; i < argc; i++) {
		struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED);
		struct pattern_file *file = NULL;
		struct sp_error err = { .reason = SP_REASON_NONE };
		read_file(argv[i], &text);
		if (pattern_file_parse(&file, argv[i], sp_buf_str(&text), text.len, &err) != SP_OK)
			give_up(argv[i], err.text);
		put_file(&table, argv[i], &text, file, (unsigned)i);
		pattern_file_free(file);
		sp_buf_release(&text);
	}
	printf("\nconst struct known_pattern known_patterns[] = {\n%s};\n"
	       "const size_t n_known_patterns = %d;\n\n",
	       sp_buf_str(&table), argc - 1);
	put_pool();
	sp_buf_release(&table);
	sp_buf_release(&pool);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
