/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rules_words.c - the words that pattern files name: near by, against, and vocabularies. */
#include "detect/rules_own.h"

#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/mem.h"

/* Does any form say nothing without a word near by? */
static bool needs_words(const struct pattern_file *file)
{
	for (unsigned i = 0; i < file->n_forms; i++)
		if (file->forms[i].score <= 0)
			return true;
	return false;
}

/* The word without its separators; false: it has none. */
static bool collapse(const char *word, char *out, size_t size)
{
	size_t n = 0;

	for (const char *c = word; *c && n + 1 < size; c++)
		if (*c != ' ')
			out[n++] = *c;
	out[n] = '\0';
	return strchr(word, ' ') != NULL;
}

/* "konto nr" and another pattern's "kontonr" are one word, where they are written alike. */
static enum sp_status add_label(struct words *words, const char *word, unsigned pattern,
				bool against)
{
	char joined[128];
	enum sp_status status = words_add(words, word, pattern, against);

	if (status == SP_OK && collapse(word, joined, sizeof(joined)))
		status = words_add(words, joined, pattern, against);
	return status;
}

enum sp_status rules_add_words(struct sp_rules *rules, unsigned number)
{
	const struct pattern_file *file = rules->patterns[number].file;
	/* "Kund" before a number must not take it from the label before "Kund". */
	struct words *words = file->n_companion_of ? rules->labels : rules->words;
	enum sp_status status = SP_OK;

	for (unsigned i = 0; i < file->n_near && status == SP_OK; i++)
		status = add_label(words, file->near[i], number, false);
	for (unsigned i = 0; i < file->n_near && needs_words(file); i++)
		words_note_label(words, file->near[i]);
	for (unsigned i = 0; i < file->n_against && status == SP_OK; i++)
		status = add_label(words, file->against[i], number, true);
	return status;
}

/* ---- a vocabulary ---- */

static const struct form terms_form = { .name = "terms", .regex = "", .companion = true };

/* The word with its signs taken out; "sjukskriv|en" is "sjukskriven". */
static char *entry_of(const char *word)
{
	char *entry = sp_mem_strdup(word);
	size_t n = 0;

	for (size_t i = 0; entry && word[i]; i++)
		if (word[i] != '|' && word[i] != '*')
			entry[n++] = word[i];
	if (entry)
		entry[n] = '\0';
	return entry;
}

/* Adds the word to a set in the way in which words.h writes an ending. */
static enum sp_status add_word(struct words *words, const char *word, unsigned number)
{
	struct sp_buf buf = SP_BUF_INIT(8192);
	const char *bar = strchr(word, '|');
	enum sp_status status;

	sp_buf_add(&buf, word, bar ? (size_t)(bar - word) : strlen(word));
	if (bar)
		sp_buf_putc(&buf, '*');
	status = buf.failed ? SP_FATAL : words_add(words, sp_buf_str(&buf), number, false);
	sp_buf_release(&buf);
	return status;
}

static enum sp_status add_term(struct sp_rules *rules, unsigned number,
			       const struct term_group *group, const char *word)
{
	size_t known = words_count(rules->vocabulary);
	enum sp_status status = add_word(rules->vocabulary, word, number);

	if (status != SP_OK)
		return status;
	/* What two files name is the first one's. */
	if (words_count(rules->vocabulary) == known)
		return SP_OK;
	if (!sp_mem_room(&rules->terms, &rules->room_terms, rules->n_terms + 1,
			 sizeof(*rules->terms)))
		return SP_FATAL;
	struct term *term = &rules->terms[rules->n_terms++];
	*term = (struct term) { group, word, entry_of(word), (unsigned)rules->n_rules - 1 };
	return term->entry ? SP_OK : SP_FATAL;
}

enum sp_status rules_add_terms(struct sp_rules *rules, unsigned number)
{
	const struct pattern_file *file = rules->patterns[number].file;
	enum sp_status status = SP_OK;

	if (!sp_mem_room(&rules->rules, &rules->room_rules, rules->n_rules + 1,
			 sizeof(*rules->rules)))
		return SP_FATAL;
	rules->rules[rules->n_rules++] =
		(struct rule) { .form = &terms_form, .pattern = number, .companion = true };
	for (unsigned i = 0; i < file->n_terms; i++)
		for (unsigned j = 0; j < file->terms[i].n_words && status == SP_OK; j++)
			status = add_term(rules, number, &file->terms[i], file->terms[i].words[j]);
	return status;
}

enum sp_status rules_collect_lone(struct sp_rules *rules)
{
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < rules->n_terms && status == SP_OK; i++) {
		const struct term *term = &rules->terms[i];
		if (!(term->group->alone > 0))
			continue;
		if (!sp_mem_room(&rules->lone, &rules->room_lone, rules->n_lone + 1,
				 sizeof(*rules->lone)))
			return SP_FATAL;
		rules->lone[rules->n_lone++] = term;
		for (const char *c = LONE_ADORNED; *c; c++)
			byte_set_add(&rules->lone_first, (unsigned char)*c);
		byte_set_add(&rules->lone_first, (unsigned char)sp_to_lower(term->word[0]));
		byte_set_add(&rules->lone_first, (unsigned char)sp_to_upper(term->word[0]));
		status = add_word(rules->alone, term->word, rules->rules[term->rule].pattern);
	}
	return status;
}
