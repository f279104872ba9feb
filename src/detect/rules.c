/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rules.c - finds the pattern files, checks them and makes rules of them. */
#include "detect/rules_own.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spana/limits.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/mem.h"
#include "base/nearest.h"
#include "base/translate.h"
#include "detect/allow.h"
#include "detect/known.h"
#include "detect/scratch.h"

#define FILE_MOST (1024 * 1024)
#define FILES_MOST 4096
/* Raised with any change of the engine that changes what is found. */
#define ENGINE_VERSION "4"

/* ---- one file ---- */

/* Which patterns each is told beside, by number: types are named in files in any order. */
static void find_neighbours(struct sp_rules *rules)
{
	for (size_t i = 0; i < rules->n_patterns; i++) {
		struct pattern *pattern = &rules->patterns[i];
		for (unsigned b = 0; b < pattern->file->n_companion_of; b++)
			for (size_t j = 0; j < rules->n_patterns; j++)
				if (!strcmp(pattern->file->companion_of[b],
					    rules->patterns[j].file->type))
					pattern_set_add(&pattern->neighbours, (unsigned)j);
	}
}

static enum sp_status check_companion(const struct pattern *pattern, struct sp_error *err)
{
	const struct pattern_file *file = pattern->file;
	bool companion = file->n_terms > 0;

	for (unsigned i = 0; i < file->n_forms; i++)
		companion |= file->forms[i].companion;
	if (companion && !file->n_companion_of) {
		sp_error_set(err, SP_REASON_DAMAGED,
			     _("%s: companion_of must name the types that it is told beside"),
			     pattern->path);
		return SP_FAILED;
	}
	if (!file->n_forms && !file->n_terms) {
		sp_error_set(err, SP_REASON_DAMAGED, _("%s: it has neither forms nor terms"),
			     pattern->path);
		return SP_FAILED;
	}
	return SP_OK;
}

static enum sp_status check_file(const struct pattern *pattern, struct sp_error *err)
{
	const struct pattern_file *file = pattern->file;

	if (file->validator && !pattern->validator) {
		sp_error_set(err, SP_REASON_DAMAGED, _("%s: there is no validator \"%s\""),
			     pattern->path, file->validator);
		return SP_FAILED;
	}
	if (file->n_forms > FORMS_MOST) {
		sp_error_set(err, SP_REASON_DAMAGED, _("%s: more than %d forms"), pattern->path,
			     FORMS_MOST);
		return SP_FAILED;
	}
	if (file->longest > SP_LONGEST_MATCH) {
		sp_error_set(err, SP_REASON_DAMAGED, _("%s: longest may be at most %d"),
			     pattern->path, SP_LONGEST_MATCH);
		return SP_FAILED;
	}
	for (unsigned i = 0; i < file->n_forms; i++) {
		const struct form *form = &file->forms[i];
		if (form->at && strcmp(form->at, "line") && strcmp(form->at, "capitals")) {
			sp_error_set(err, SP_REASON_DAMAGED,
				     _("%s: form %s: at is line or capitals"), pattern->path,
				     form->name);
			return SP_FAILED;
		}
		if (form->reach > SP_LONGEST_MATCH || (form->locate && file->hides)) {
			sp_error_set(
				err, SP_REASON_DAMAGED,
				_("%s: form %s: reach may be at most %d, and what hides cannot "
				  "be located"),
				pattern->path, form->name, SP_LONGEST_MATCH);
			return SP_FAILED;
		}
	}
	if (strspn(file->type, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(file->type)) {
		sp_error_set(err, SP_REASON_DAMAGED,
			     _("%s: a type is named with small letters, digits and _"),
			     pattern->path);
		return SP_FAILED;
	}
	return check_companion(pattern, err);
}

/* The number, from 1, of the first pattern with the same name for its columns. */
static unsigned family_of(const struct sp_rules *rules, unsigned number)
{
	const char *name = rules->patterns[number].file->column;

	for (unsigned i = 0; name && i <= number; i++) {
		const char *other = rules->patterns[i].file->column;
		if (other && strcmp(name, other) == 0)
			return i + 1;
	}
	return 0;
}

/* What is said of a file that was read (`own`, which is taken), or that the build knows. */
static enum sp_status add_file(struct sp_rules *rules, const char *path, struct pattern_file *own,
			       const struct known_pattern *known, struct sp_error *err)
{
	const struct pattern_file *file = known ? &known->file : own;
	unsigned number = (unsigned)rules->n_patterns;
	enum sp_status status;

	if (rules->n_patterns == MAX_PATTERNS) {
		sp_error_set(err, SP_REASON_LIMIT_SIZE, _("%s: more than %d pattern files"), path,
			     MAX_PATTERNS);
		pattern_file_free(own);
		return SP_FAILED;
	}
	if (!sp_mem_room(&rules->patterns, &rules->room_patterns, rules->n_patterns + 1,
			 sizeof(*rules->patterns))) {
		pattern_file_free(own);
		return SP_FATAL;
	}
	struct pattern *pattern = &rules->patterns[rules->n_patterns++];
	*pattern = (struct pattern) {
		.file = file,
		.own = own,
		.shortest = known ? known->shortest : NULL,
		.path = sp_mem_strdup(path),
		.validator = file->validator ? sp_validator_find(file->validator) : NULL,
		.first_rule = (unsigned)rules->n_rules,
	};
	if (!pattern->path)
		return SP_FATAL;
	pattern->family = family_of(rules, number);
	if (pattern->family && file->column_alone)
		pattern_set_add(&rules->column_patterns, number);
	status = check_file(pattern, err);
	for (unsigned i = 0; i < file->n_forms && status == SP_OK; i++)
		status = rules_compile(rules, number, &file->forms[i], err);
	if (file->n_terms && status == SP_OK)
		status = rules_add_terms(rules, number);
	return status == SP_OK ? rules_add_words(rules, number) : status;
}

static enum sp_status read_file(const char *path, struct sp_buf *text, struct sp_error *err)
{
	FILE *file = fopen(path, "re");
	char *to;

	if (!file) {
		sp_error_set(err, sp_reason_from_errno(errno), "%s: %s", path,
			     sp_errno_text(errno));
		return SP_FAILED;
	}
	while ((to = sp_buf_reserve(text, 8192))) {
		size_t n = fread(to, 1, 8192, file);
		if (!n)
			break;
		text->len += n;
	}
	bool bad = ferror(file) || text->failed;
	fclose(file);
	if (bad)
		sp_error_set(err, SP_REASON_IO_ERROR, _("%s: it cannot be read, or is too large"),
			     path);
	return bad ? SP_FAILED : SP_OK;
}

/* Reads one file, and adds what it says to the hash that makes the version. */
static enum sp_status load_file(struct sp_rules *rules, const char *path, struct sp_buf *all,
				struct sp_error *err)
{
	struct sp_buf text = SP_BUF_INIT(FILE_MOST);
	struct pattern_file *file = NULL;
	const struct known_pattern *known = NULL;
	enum sp_status status = read_file(path, &text, err);

	if (status == SP_OK)
		known = known_find(sp_buf_str(&text), text.len);
	if (status == SP_OK && !known)
		status = pattern_file_parse(&file, path, sp_buf_str(&text), text.len, err);
	if (status == SP_OK && (!sp_buf_add(all, text.data, text.len) || !sp_buf_putc(all, '\0'))) {
		pattern_file_free(file);
		status = SP_FATAL;
	} else if (status == SP_OK) {
		status = add_file(rules, path, file, known, err);
	}
	sp_buf_release(&text);
	return status;
}

/* ---- folders ---- */

static int is_pattern_file(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return entry->d_name[0] != '.' && len > 5 && strcmp(entry->d_name + len - 5, ".yaml") == 0;
}

static enum sp_status load_folder(struct sp_rules *rules, const char *folder, struct sp_buf *all,
				  struct sp_error *err)
{
	struct dirent **entries = NULL;
	int n = scandir(folder, &entries, is_pattern_file, alphasort);
	enum sp_status status = SP_OK;

	if (n < 0) {
		sp_error_set(err, sp_reason_from_errno(errno), "patterns: %s: %s", folder,
			     sp_errno_text(errno));
		return SP_FAILED;
	}
	/* Moved as they grow, they would cost more than they hold. */
	if (n <= FILES_MOST &&
	    !sp_mem_room(&rules->patterns, &rules->room_patterns, rules->n_patterns + (size_t)n,
			 sizeof(*rules->patterns)))
		status = SP_FATAL;
	for (int i = 0; i < n; i++) {
		struct sp_buf path = SP_BUF_INIT(8192);
		if (status == SP_OK && i >= FILES_MOST)
			status = SP_FAILED;
		if (status == SP_OK)
			status = sp_buf_printf(&path, "%s/%s", folder, entries[i]->d_name)
					 ? load_file(rules, sp_buf_str(&path), all, err)
					 : SP_FATAL;
		sp_buf_release(&path);
		free(entries[i]);
	}
	free(entries);
	return status;
}

/* ---- all of them ---- */

bool rules_want(const struct sp_rules *rules, const char *type)
{
	size_t len = strlen(type);

	for (const char *at = rules->types; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (strncmp(at, type, len) == 0 && (at[len] == '\0' || at[len] == ','))
			return true;
	}
	return !rules->types;
}

const char *rules_category(const struct sp_rules *rules, const char *type)
{
	for (size_t i = 0; i < rules->n_patterns; i++)
		if (strcmp(rules->patterns[i].file->type, type) == 0)
			return rules->patterns[i].file->category;
	return "";
}

/* The error names the type that was meant, if that can be seen. */
static enum sp_status no_type(const struct sp_rules *rules, const char *name, size_t len,
			      struct sp_error *err)
{
	char typed[64];
	const char *best = NULL;

	snprintf(typed, sizeof(typed), "%.*s", (int)(len < sizeof(typed) ? len : 0), name);
	for (size_t i = 0; i < rules->n_patterns; i++) {
		const char *const one[] = { rules->patterns[i].file->type, NULL };
		if (sp_nearest(typed, one) &&
		    (!best || sp_distance(typed, one[0]) < sp_distance(typed, best)))
			best = one[0];
	}
	if (best)
		sp_error_set(err, SP_REASON_UNSUPPORTED,
			     _("there is no type \"%.*s\"; did you mean \"%s\"?"), (int)len, name,
			     best);
	else
		sp_error_set(err, SP_REASON_UNSUPPORTED,
			     _("there is no type \"%.*s\": see spana patterns list"), (int)len,
			     name);
	return SP_FAILED;
}

/* Every name in --types is a type that a pattern file gives. */
static enum sp_status check_types(const struct sp_rules *rules, struct sp_error *err)
{
	for (const char *at = rules->types; at && *at; at += *at == ',') {
		size_t len = strcspn(at, ","), i = 0;
		while (i < rules->n_patterns && (strlen(rules->patterns[i].file->type) != len ||
						 strncmp(rules->patterns[i].file->type, at, len)))
			i++;
		if (i == rules->n_patterns)
			return no_type(rules, at, len, err);
		at += len;
	}
	return SP_OK;
}

/* Which entries are tried only near a label; of long matches it is asked for later. */
static void note_label_entries(struct sp_rules *rules)
{
	const struct shapes *shapes = rules->shapes;

	for (size_t i = 0; i < shapes->n_entries; i++) {
		const struct rule *rule = &rules->rules[shapes->entries[i].rule];
		unsigned longest = rules->patterns[rule->pattern].file->longest;
		if (rule->form->score > 0 || rule->around || longest > SHORT_MATCH)
			continue;
		pattern_set_add(&rules->label_patterns, rule->pattern);
		rules->label_entries.bits[i / 64] |= UINT64_C(1) << i % 64;
	}
}

/* The forms that are tried at lines and capitals. */
static enum sp_status collect_standing(struct sp_rules *rules)
{
	for (unsigned i = 0; i < rules->n_rules; i++) {
		const struct rule *rule = &rules->rules[i];
		if (rule->standing == STANDING_NOWHERE)
			continue;
		if (!sp_mem_room(&rules->standing, &rules->room_standing, rules->n_standing + 1,
				 sizeof(*rules->standing)))
			return SP_FATAL;
		rules->standing[rules->n_standing++] = i;
		if (rule->standing == STANDING_LINE)
			for (size_t b = 0; b < 4; b++)
				rules->line_first.bits[b] |= rule->opening.bytes[0].bits[b];
	}
	for (const char *c = LINE_ADORNED; *c && rules->n_standing; c++)
		byte_set_add(&rules->line_first, (unsigned char)*c);
	return SP_OK;
}

static enum sp_status make_version(struct sp_rules *rules, struct sp_buf *all)
{
	unsigned char digest[SP_DIGEST_SIZE];

	sp_buf_printf(all, "%s %s %d", ENGINE_VERSION, rules->types ? rules->types : "",
		      rules->min_confidence);
	if (all->failed)
		return SP_FATAL;
	sp_digest_plain(all->data, all->len, digest);
	for (size_t i = 0; i < 8; i++)
		snprintf(rules->version + 2 * i, 3, "%02x", digest[i]);
	return SP_OK;
}

/* After the patterns, whose validators read the values. They are part of the version. */
static enum sp_status load_allowed(struct sp_rules *rules, const char *path, struct sp_buf *all,
				   struct sp_error *err)
{
	struct sp_buf text = SP_BUF_INIT(FILE_MOST);
	enum sp_status status = read_file(path, &text, err);

	if (status == SP_OK)
		status = allow_new(&rules->allow, rules, path, sp_buf_str(&text), err);
	if (status == SP_OK && !sp_buf_add(all, sp_buf_str(&text), text.len))
		status = SP_FATAL;
	sp_buf_release(&text);
	return status;
}

static enum sp_status load_all(struct sp_rules *rules, const struct sp_rules_options *options,
			       struct sp_error *err)
{
	struct sp_buf all = SP_BUF_INIT(64 * 1024 * 1024);
	enum sp_status status = words_new(&rules->words);

	if (status == SP_OK)
		status = words_new(&rules->labels);
	if (status == SP_OK)
		status = words_new(&rules->vocabulary);
	if (status == SP_OK)
		status = words_new(&rules->alone);
	if (status == SP_OK)
		status = shapes_new(&rules->shapes);
	rules->find_landmarks = landmarks_pick();
	rules->starts = byte_filter_pick();
	rules->plain = options->plain;
	rules->reading.today = options->today;
	rules->min_confidence = options->min_confidence;
	rules->snippets = options->snippets;
	rules->verbose = options->verbose;
	rules->suppressed = options->suppressed;
	rules->show_protected = options->show_protected;
	rules->revealed = options->revealed;
	rules->n_revealed = options->n_revealed;
	rules->around = options->around ? options->around : SNIPPET_AROUND;
	if (options->types && !(rules->types = sp_mem_strdup(options->types)))
		status = SP_FATAL;
	for (size_t i = 0; options->folders[i] && status == SP_OK; i++)
		status = load_folder(rules, options->folders[i], &all, err);
	if (status == SP_OK && !rules->n_rules) {
		sp_error_set(err, SP_REASON_VANISHED, _("there are no pattern files in %s"),
			     options->folders[0] ? options->folders[0] : _("no folder at all"));
		status = SP_FAILED;
	}
	if (status == SP_OK) {
		shapes_close(rules->shapes);
		landmark_table_init(&rules->landmarks, rules->shapes->bytes,
				    rules->shapes->n_bytes);
		note_label_entries(rules);
		find_neighbours(rules);
		status = rules_collect_lone(rules);
	}
	if (status == SP_OK)
		status = collect_standing(rules);
	if (status == SP_OK)
		status = check_types(rules, err);
	if (status == SP_OK && options->allow)
		status = load_allowed(rules, options->allow, &all, err);
	if (status == SP_OK)
		status = make_version(rules, &all);
	sp_buf_release(&all);
	return status;
}

enum sp_status sp_rules_load(struct sp_rules **out, const struct sp_rules_options *options,
			     struct sp_error *err)
{
	struct sp_rules *rules = sp_mem_zero(1, sizeof(*rules));
	enum sp_status status = rules ? load_all(rules, options, err) : SP_FATAL;

	if (status == SP_FATAL)
		sp_error_set(err, SP_REASON_LIMIT_SIZE, _("no memory for the patterns"));
	if (status != SP_OK) {
		sp_rules_free(rules);
		rules = NULL;
	}
	*out = rules;
	return status;
}

void sp_rules_free(struct sp_rules *rules)
{
	if (!rules)
		return;
	for (size_t i = 0; i < rules->n_rules; i++) {
		regex_free(rules->rules[i].code);
		regex_free(rules->rules[i].anchored);
		regex_free(rules->rules[i].around);
	}
	for (size_t i = 0; i < rules->n_patterns; i++) {
		pattern_file_free(rules->patterns[i].own);
		sp_mem_free(rules->patterns[i].path);
	}
	for (size_t i = 0; i < rules->n_terms; i++)
		sp_mem_free(rules->terms[i].entry);
	sp_mem_free(rules->terms);
	sp_mem_free(rules->lone);
	sp_mem_free(rules->standing);
	words_free(rules->words);
	words_free(rules->labels);
	words_free(rules->vocabulary);
	words_free(rules->alone);
	shapes_free(rules->shapes);
	allow_free(rules->allow);
	sp_mem_free(rules->rules);
	sp_mem_free(rules->patterns);
	sp_mem_free(rules->types);
	sp_mem_free(rules);
}

const char *sp_rules_version(const struct sp_rules *rules)
{
	return rules->version;
}

bool sp_rules_info(const struct sp_rules *rules, size_t i, struct sp_rule_info *out)
{
	if (i >= rules->n_rules)
		return false;
	const struct rule *rule = &rules->rules[i];
	const struct pattern *pattern = &rules->patterns[rule->pattern];
	*out = (struct sp_rule_info) {
		.type = pattern->file->type,
		.category = pattern->file->category,
		.file = pattern->path,
		.validator = pattern->file->validator,
		.form = rule->form->name,
		.regex = rule->form->regex,
		.score = rule->form->score,
		.needs_label = rule->form->score <= 0,
		.hides = pattern->file->hides,
		.slow = !pattern->file->hides && !rule->companion && rule->anchor == ANCHOR_NONE,
	};
	return true;
}

bool sp_rules_example(const struct sp_rules *rules, size_t i, struct sp_rule_example *out)
{
	for (size_t p = 0; p < rules->n_patterns; p++) {
		const struct pattern_file *file = rules->patterns[p].file;
		*out = (struct sp_rule_example) { .type = file->type,
						  .file = rules->patterns[p].path };
		if (i < file->n_match) {
			out->match = true;
			out->text = file->match[i].text;
			out->value = file->match[i].value;
			out->confidence = file->match[i].confidence;
			return true;
		}
		i -= file->n_match;
		if (i < file->n_nomatch) {
			out->text = file->nomatch[i];
			return true;
		}
		i -= file->n_nomatch;
	}
	return false;
}

void sp_rules_libraries(struct sp_buf *out)
{
	char version[64] = "";

	pcre2_config(PCRE2_CONFIG_VERSION, version);
	sp_buf_printf(out, "pcre2 %s\n", version);
}
