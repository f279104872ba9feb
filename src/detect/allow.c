/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * allow.c - a value is read by every validator that takes it, so that it is
 * known in any form it is written in elsewhere.
 */
#include "detect/allow.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/translate.h"

/* A normalised value; type "" stands for any. */
struct allowed {
	char *type, *value;
};

struct allow {
	struct allowed *values; /* sorted by value, then type */
	size_t n_values, room_values;
	pcre2_code **regexes;
	size_t n_regexes, room_regexes;
};

static enum sp_status add_value(struct allow *allow, const char *type, const char *value)
{
	struct allowed one = { sp_mem_strdup(type), sp_mem_strdup(value) };

	if (!one.type || !one.value ||
	    !sp_mem_room(&allow->values, &allow->room_values, allow->n_values + 1,
			 sizeof(*allow->values))) {
		sp_mem_free(one.type);
		sp_mem_free(one.value);
		return SP_FATAL;
	}
	allow->values[allow->n_values++] = one;
	return SP_OK;
}

static enum sp_status add_regex(struct allow *allow, const char *regex, size_t len, bool *good)
{
	int error;
	PCRE2_SIZE at;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)regex, len,
					 PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, &error, &at, NULL);

	*good = code != NULL;
	if (!code)
		return SP_OK;
	if (!sp_mem_room(&allow->regexes, &allow->room_regexes, allow->n_regexes + 1,
			 sizeof(pcre2_code *))) {
		pcre2_code_free(code);
		return SP_FATAL;
	}
	allow->regexes[allow->n_regexes++] = code;
	return SP_OK;
}

/* A value under every type whose validator takes it, and as it stands. */
static enum sp_status add_written(struct allow *allow, const struct sp_rules *rules,
				  const char *text)
{
	enum sp_status status = add_value(allow, "", text);

	for (size_t i = 0; i < rules->n_patterns && status == SP_OK; i++) {
		const struct pattern *pattern = &rules->patterns[i];
		struct sp_reading reading = { .type = NULL };
		if (pattern->validator &&
		    pattern->validator->read(text, strlen(text), &rules->reading, &reading))
			status = add_value(allow, reading.type ? reading.type : pattern->file->type,
					   reading.value);
	}
	return status;
}

static enum sp_status add_line(struct allow *allow, const struct sp_rules *rules, char *line,
			       bool *good)
{
	size_t len = strlen(line);

	*good = true;
	while (len && sp_is_space(line[len - 1]))
		line[--len] = '\0';
	while (sp_is_space(*line)) {
		line++;
		len--;
	}
	if (!len || *line == '#')
		return SP_OK;
	if (len > 2 && line[0] == '/' && line[len - 1] == '/')
		return add_regex(allow, line + 1, len - 2, good);
	return add_written(allow, rules, line);
}

static int compare(const void *a, const void *b)
{
	const struct allowed *x = a, *y = b;
	int order = strcmp(x->value, y->value);

	return order ? order : strcmp(x->type, y->type);
}

enum sp_status allow_new(struct allow **out, const struct sp_rules *rules, const char *name,
			 const char *text, struct sp_error *err)
{
	struct allow *allow = sp_mem_zero(1, sizeof(*allow));
	char *copy = sp_mem_strdup(text), *line = copy;
	enum sp_status status = allow && copy ? SP_OK : SP_FATAL;

	*out = allow;
	for (size_t number = 1; line && status == SP_OK; number++) {
		char *end = strchr(line, '\n');
		bool good;
		if (end)
			*end = '\0';
		status = add_line(allow, rules, line, &good);
		if (status == SP_OK && !good) {
			sp_error_set(err, SP_REASON_DAMAGED, _("%s:%zu: that is no regex"), name,
				     number);
			status = SP_FAILED;
		}
		line = end ? end + 1 : NULL;
	}
	sp_mem_free(copy);
	if (status == SP_OK && allow->n_values)
		qsort(allow->values, allow->n_values, sizeof(*allow->values), compare);
	if (status != SP_OK) {
		allow_free(allow);
		*out = NULL;
	}
	return status;
}

void allow_free(struct allow *allow)
{
	if (!allow)
		return;
	for (size_t i = 0; i < allow->n_values; i++) {
		sp_mem_free(allow->values[i].type);
		sp_mem_free(allow->values[i].value);
	}
	for (size_t i = 0; i < allow->n_regexes; i++)
		pcre2_code_free(allow->regexes[i]);
	sp_mem_free(allow->values);
	sp_mem_free(allow->regexes);
	sp_mem_free(allow);
}

static bool has_value(const struct allow *allow, const char *type, const char *value)
{
	char empty[] = "";
	struct allowed any = { .type = empty }, one = { .type = NULL };

	/* bsearch only reads them. */
	memcpy(&any.value, &value, sizeof(value));
	memcpy(&one.value, &value, sizeof(value));
	memcpy(&one.type, &type, sizeof(type));
	return allow->n_values &&
	       (bsearch(&one, allow->values, allow->n_values, sizeof(one), compare) ||
		bsearch(&any, allow->values, allow->n_values, sizeof(any), compare));
}

static bool matches(const pcre2_code *code, const char *s, pcre2_match_data *match)
{
	return pcre2_match(code, (PCRE2_SPTR)s, strlen(s), 0, 0, match, NULL) >= 0;
}

bool allow_has(const struct allow *allow, const char *type, const char *value, const char *text,
	       pcre2_match_data *match)
{
	if (!allow)
		return false;
	if (has_value(allow, type, value) || has_value(allow, type, text))
		return true;
	for (size_t i = 0; i < allow->n_regexes; i++)
		if (matches(allow->regexes[i], value, match) ||
		    matches(allow->regexes[i], text, match))
			return true;
	return false;
}
