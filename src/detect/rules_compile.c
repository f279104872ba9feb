/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules_compile.c - a form's regex, with its macros, and where it has to be tried.
 */
#include "detect/rules_own.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/translate.h"
#include "detect/macros.h"

/* The regex with its macros written out. */
static enum sp_status expand(struct sp_buf *out, const char *regex, const struct pattern *pattern,
			     const struct form *form, struct sp_error *err)
{
	const char *bad = NULL;

	if (macros_expand(out, regex, &bad))
		return SP_OK;
	sp_error_set(err, SP_REASON_DAMAGED, _("%s: form %s: unknown macro at \"%.20s\""),
		     pattern->path, form->name, bad ? bad : "");
	return SP_FAILED;
}

/* What the build knows was looked at then. *shortest is set where it was not. */
static enum sp_status compile_one(struct regex **out, const struct sp_buf *regex, uint32_t options,
				  uint32_t *shortest, const struct pattern *pattern,
				  const struct form *form, struct sp_error *err)
{
	int code = 0;
	PCRE2_UCHAR message[128];
	enum sp_status status = regex_new(out, sp_buf_str(regex), regex->len, options);

	if (status == SP_OK && !pattern->shortest)
		status = regex_check(*out, shortest, &code);
	if (status == SP_FAILED) {
		pcre2_get_error_message(code, message, sizeof(message));
		sp_error_set(err, SP_REASON_DAMAGED, "%s: form %s: %s", pattern->path, form->name,
			     (const char *)message);
	}
	return status;
}

/* Notes the bytes that matches of a companion can begin with. */
static enum sp_status open_companion(struct sp_rules *rules, struct rule *rule,
				     const struct sp_buf *regex)
{
	struct pattern *pattern = &rules->patterns[rule->pattern];
	const uint32_t form = UINT32_C(1) << ((size_t)(rule - rules->rules) - pattern->first_rule);
	enum sp_status status = shapes_companion(sp_buf_str(regex), &rule->opening, &rule->blank,
						 &rule->alphabet, &rule->has_alphabet);
	const struct opening *opening = &rule->opening;

	for (unsigned c = 0; c < 256; c++) {
		const unsigned char byte = (unsigned char)c;
		pattern->begin_with[c] |= byte_set_has(&opening->bytes[0], byte) ? form : 0;
		pattern->begin_after[c] |= byte_set_has(&opening->not_after, byte) ? 0 : form;
		pattern->go_on_with[c] |= byte_set_has(&opening->bytes[1], byte) ? form : 0;
		if (pattern->begin_with[c])
			byte_filter_add(&pattern->first, byte);
		if (pattern->begin_after[c])
			byte_filter_add(&pattern->behind, byte);
	}
	return status;
}

/* Notes how matches of a form begin that is tried at lines or capitals. */
static enum sp_status open_standing(struct sp_rules *rules, struct rule *rule,
				    const struct sp_buf *regex)
{
	bool known = true;
	enum sp_status status =
		rule->standing == STANDING_LINE
			? shapes_line(sp_buf_str(regex), &rule->opening, &rules->line_fours, &known)
			: shapes_opening(sp_buf_str(regex), &rule->opening);

	rules->any_line_fours |= !known;
	return status;
}

/* Works out where the rule has to be tried; what is tried everywhere is compiled for a search. */
static enum sp_status place_rule(struct sp_rules *rules, struct rule *rule,
				 const struct sp_buf *regex, struct sp_error *err)
{
	const struct pattern *pattern = &rules->patterns[rule->pattern];
	bool hides = pattern->file->hides;
	uint32_t same;

	if (rule->standing)
		return open_standing(rules, rule, regex);
	if (rule->companion && !rules->plain)
		return open_companion(rules, rule, regex);
	if (rule->companion)
		return compile_one(&rule->code, regex, 0, &same, pattern, rule->form, err);
	enum sp_status status =
		hides ? shapes_alphabet(sp_buf_str(regex), &rule->alphabet, &rule->opening,
					rule->needs, &rule->has_alphabet)
		      : shapes_add(rules->shapes, (unsigned)(rule - rules->rules),
				   sp_buf_str(regex), &rule->anchor);
	bool placed = hides ? rule->has_alphabet : rule->anchor != ANCHOR_NONE;

	if (status != SP_OK || (placed && !rules->plain))
		return status;
	return compile_one(&rule->code, regex, 0, &same, pattern, rule->form, err);
}

static enum standing standing_of(const struct form *form)
{
	if (!form->at)
		return STANDING_NOWHERE;
	return strcmp(form->at, "line") == 0 ? STANDING_LINE : STANDING_CAPITALS;
}

enum sp_status rules_compile(struct sp_rules *rules, unsigned number, const struct form *form,
			     struct sp_error *err)
{
	const struct pattern *pattern = &rules->patterns[number];
	struct sp_buf regex = SP_BUF_INIT(256 * 1024), locate = SP_BUF_INIT(256 * 1024);
	const struct sp_buf *first = form->locate ? &locate : &regex;
	enum sp_status status = SP_FATAL;
	uint32_t around;

	if (!sp_mem_room(&rules->rules, &rules->room_rules, rules->n_rules + 1,
			 sizeof(*rules->rules)))
		return SP_FATAL;
	struct rule *rule = &rules->rules[rules->n_rules++];
	*rule = (struct rule) { .form = form,
				.pattern = number,
				.companion = form->companion || form->at,
				.standing = standing_of(form) };
	status = expand(&regex, form->regex, pattern, form, err);
	if (status == SP_OK && form->locate)
		status = expand(&locate, form->locate, pattern, form, err);
	if (status == SP_OK)
		status = compile_one(&rule->anchored, first, PCRE2_ANCHORED, &rule->shortest,
				     pattern, form, err);
	if (status == SP_OK && pattern->shortest)
		rule->shortest = pattern->shortest[form - pattern->file->forms];
	if (status == SP_OK && form->locate)
		status = compile_one(&rule->around, &regex, 0, &around, pattern, form, err);
	if (status == SP_OK && form->locate)
		status = shapes_opening(sp_buf_str(&regex), &rule->around_opening);
	if (status == SP_OK)
		status = place_rule(rules, rule, first, err);
	sp_buf_release(&locate);
	sp_buf_release(&regex);
	return status;
}
