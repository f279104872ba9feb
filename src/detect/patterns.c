/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * patterns.c - the schema of a pattern file, read by libcyaml.
 *
 * Unknown keys are errors: a misspelt `againts` would otherwise be silence.
 */
#include "detect/patterns.h"

#include <cyaml/cyaml.h>
#include <stdio.h>
#include <string.h>

#define LIST_MAX 4096
/* Bytes of the longest match, where a file says nothing. */
#define LONGEST 64

static const cyaml_schema_value_t string_value = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, CYAML_UNLIMITED),
};

static const cyaml_schema_field_t form_fields[] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct form, name, 1, 64),
	CYAML_FIELD_STRING_PTR("regex", CYAML_FLAG_POINTER, struct form, regex, 1, 16384),
	CYAML_FIELD_FLOAT("score", CYAML_FLAG_DEFAULT, struct form, score),
	CYAML_FIELD_FLOAT("labelled", CYAML_FLAG_OPTIONAL, struct form, labelled),
	CYAML_FIELD_FLOAT("against", CYAML_FLAG_OPTIONAL, struct form, against),
	CYAML_FIELD_BOOL("companion", CYAML_FLAG_OPTIONAL, struct form, companion),
	CYAML_FIELD_STRING_PTR("at", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct form, at, 1,
			       16),
	CYAML_FIELD_STRING_PTR("locate", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct form,
			       locate, 1, 16384),
	CYAML_FIELD_UINT("reach", CYAML_FLAG_OPTIONAL, struct form, reach),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t form_value = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct form, form_fields),
};

static const cyaml_schema_field_t term_fields[] = {
	CYAML_FIELD_STRING_PTR("term_category", CYAML_FLAG_POINTER, struct term_group,
			       term_category, 1, 63),
	CYAML_FIELD_STRING_PTR("category", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct term_group, category, 1, 31),
	CYAML_FIELD_FLOAT("score", CYAML_FLAG_DEFAULT, struct term_group, score),
	CYAML_FIELD_FLOAT("alone", CYAML_FLAG_OPTIONAL, struct term_group, alone),
	CYAML_FIELD_SEQUENCE_COUNT("words", CYAML_FLAG_POINTER, struct term_group, words, n_words,
				   &string_value, 0, LIST_MAX),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t term_value = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct term_group, term_fields),
};

static const cyaml_schema_field_t match_fields[] = {
	CYAML_FIELD_STRING_PTR("text", CYAML_FLAG_POINTER, struct match_example, text, 1, 4096),
	CYAML_FIELD_STRING_PTR("value", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct match_example, value, 1, 512),
	CYAML_FIELD_STRING_PTR("confidence", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct match_example, confidence, 1, 16),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t match_value = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct match_example, match_fields),
};

static const cyaml_schema_field_t file_fields[] = {
	CYAML_FIELD_STRING_PTR("type", CYAML_FLAG_POINTER, struct pattern_file, type, 1, 63),
	CYAML_FIELD_STRING_PTR("category", CYAML_FLAG_POINTER, struct pattern_file, category, 1,
			       31),
	CYAML_FIELD_STRING_PTR("validator", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct pattern_file, validator, 1, 63),
	CYAML_FIELD_STRING_PTR("column", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct pattern_file, column, 1, 63),
	CYAML_FIELD_FLOAT("column_share", CYAML_FLAG_OPTIONAL, struct pattern_file, column_share),
	CYAML_FIELD_BOOL("column_alone", CYAML_FLAG_OPTIONAL, struct pattern_file, column_alone),
	CYAML_FIELD_BOOL("hides", CYAML_FLAG_OPTIONAL, struct pattern_file, hides),
	CYAML_FIELD_BOOL("beside", CYAML_FLAG_OPTIONAL, struct pattern_file, beside),
	CYAML_FIELD_INT("priority", CYAML_FLAG_OPTIONAL, struct pattern_file, priority),
	CYAML_FIELD_UINT("longest", CYAML_FLAG_OPTIONAL, struct pattern_file, longest),
	CYAML_FIELD_SEQUENCE_COUNT("forms", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct pattern_file, forms, n_forms, &form_value, 1, 64),
	CYAML_FIELD_SEQUENCE_COUNT("companion_of", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct pattern_file, companion_of, n_companion_of, &string_value,
				   1, 64),
	CYAML_FIELD_SEQUENCE_COUNT("terms", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct pattern_file, terms, n_terms, &term_value, 1, 64),
	CYAML_FIELD_SEQUENCE_COUNT("near", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct pattern_file, near, n_near, &string_value, 0, LIST_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("against", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct pattern_file, against, n_against, &string_value, 0,
				   LIST_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("match", CYAML_FLAG_POINTER, struct pattern_file, match, n_match,
				   &match_value, 0, LIST_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("nomatch", CYAML_FLAG_POINTER, struct pattern_file, nomatch,
				   n_nomatch, &string_value, 0, LIST_MAX),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t file_value = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct pattern_file, file_fields),
};

/* Keeps what libcyaml says of an error: the message, then where it is. */
struct log {
	char text[160];
	size_t len;
};

SP_PRINTF(3, 0)
static void keep_log(cyaml_log_t level, void *context, const char *format, va_list args)
{
	struct log *log = context;

	if (level < CYAML_LOG_ERROR || log->len >= sizeof(log->text) - 1)
		return;
	int n = vsnprintf(log->text + log->len, sizeof(log->text) - log->len, format, args);
	if (n > 0)
		log->len += (size_t)n;
	if (log->len >= sizeof(log->text))
		log->len = sizeof(log->text) - 1;
	for (size_t i = 0; i < log->len; i++)
		if (log->text[i] == '\n')
			log->text[i] = ' ';
}

static cyaml_config_t config_of(struct log *log)
{
	return (cyaml_config_t) {
		.log_fn = keep_log,
		.log_ctx = log,
		.mem_fn = cyaml_mem,
		.log_level = CYAML_LOG_WARNING,
		.flags = CYAML_CFG_DEFAULT,
	};
}

enum sp_status pattern_file_parse(struct pattern_file **out, const char *name, const void *yaml,
				  size_t len, struct sp_error *err)
{
	struct log log = { .len = 0 };
	cyaml_config_t config = config_of(&log);
	cyaml_data_t *data = NULL;
	cyaml_err_t rc = cyaml_load_data(yaml, len, &config, &file_value, &data, NULL);

	*out = (struct pattern_file *)data;
	if (rc == CYAML_OK && data && !(*out)->longest)
		(*out)->longest = LONGEST;
	/* An empty file is no error to libcyaml, and no pattern to us. */
	if (rc == CYAML_OK && data)
		return SP_OK;
	sp_error_set(err, SP_REASON_DAMAGED, "%s: %s: %s", name,
		     rc == CYAML_OK ? "no pattern" : cyaml_strerror(rc),
		     log.len ? log.text : "the file is empty");
	return SP_FAILED;
}

void pattern_file_free(struct pattern_file *file)
{
	struct log log = { .len = 0 };
	cyaml_config_t config = config_of(&log);

	if (file)
		cyaml_free(&config, &file_value, file, 0);
}
