/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * retention.c - how long data are kept, by rules for paths and types.
 *
 * Accounting records are kept through the seventh year after the end of the
 * calendar year in which the financial year ended (Bokföringslagen 1999:1078,
 * chapter 7, section 2). A file belongs to the financial year of its last
 * change: one that was touched later is kept too long, never too short; one
 * that was copied without its time looks younger than it is.
 */
#include "spana/subject.h"

#include "base/ascii.h"
#include "base/mem.h"
#include "base/translate.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static const struct sp_day never = { 9999, 12, 31 };

static void release(struct sp_retention *rule)
{
	sp_mem_free(rule->glob);
	sp_mem_free(rule->types);
	sp_mem_free(rule->basis);
}

/* A copy of s[0, len) without the blanks around it; NULL: no memory. */
static char *trimmed(const char *s, size_t len)
{
	while (len && sp_is_space(*s))
		s++, len--;
	while (len && sp_is_space(s[len - 1]))
		len--;
	char *copy = sp_mem_alloc(len + 1);
	if (copy) {
		memcpy(copy, s, len);
		copy[len] = '\0';
	}
	return copy;
}

/* "accounting", or with the last day of the financial year: "accounting 04-30" */
static bool read_accounting(const char *s, struct sp_retention *out)
{
	static const char word[] = "accounting";
	char day[11] = "2000-";

	if (strncmp(s, word, sizeof(word) - 1) != 0)
		return false;
	s += sizeof(word) - 1;
	out->year_end = (struct sp_day) { 2000, 12, 31 };
	if (!*s)
		return true;
	s += strspn(s, " ");
	if (strlen(s) != 5)
		return false;
	memcpy(day + 5, s, 6);
	return sp_day_parse(day, &out->year_end);
}

/* "accounting", "forever", "2 years", "6 months", "90 days" */
static bool read_period(const char *s, struct sp_retention *out)
{
	char *end;
	long n;

	out->accounting = read_accounting(s, out);
	out->forever = strcmp(s, "forever") == 0;
	if (out->accounting || out->forever)
		return true;
	if (!sp_is_digit(*s))
		return false;
	n = strtol(s, &end, 10);
	if (n < 1 || n > 36500)
		return false;
	end += strspn(end, " ");
	if (strcmp(end, "year") == 0 || strcmp(end, "years") == 0)
		out->months = (int)n * 12;
	else if (strcmp(end, "month") == 0 || strcmp(end, "months") == 0)
		out->months = (int)n;
	else if (strcmp(end, "day") == 0 || strcmp(end, "days") == 0)
		out->days = (int)n;
	return (out->months && out->months <= 12000) || out->days;
}

/* "GLOB [TYPES]" */
static bool read_scope(const char *s, size_t len, struct sp_retention *out)
{
	char *scope = trimmed(s, len);
	size_t n = scope ? strlen(scope) : 0;
	char *open = scope && n && scope[n - 1] == ']' ? strrchr(scope, '[') : NULL;

	/* A class of characters in a pattern has no blank before it. */
	if (open && open > scope && open[-1] == ' ') {
		out->types = trimmed(open + 1, n - (size_t)(open - scope) - 2);
		out->glob = trimmed(scope, (size_t)(open - scope));
		sp_mem_free(scope);
		return out->types && out->glob;
	}
	out->glob = scope;
	return scope != NULL;
}

enum sp_status sp_retention_add(struct sp_retentions *rules, const char *rule, struct sp_error *err)
{
	struct sp_retention out = { .glob = NULL };
	const char *basis = strchr(rule, ';'), *end = basis ? basis : rule + strlen(rule);
	const char *colon = memrchr(rule, ':', (size_t)(end - rule));
	char *period = colon ? trimmed(colon + 1, (size_t)(end - colon) - 1) : NULL;
	bool memory = read_scope(rule, colon ? (size_t)(colon - rule) : 0, &out);

	if (basis)
		out.basis = trimmed(basis + 1, strlen(basis + 1));
	bool good = memory && period && out.glob[0] && read_period(period, &out);
	sp_mem_free(period);
	if (good && sp_mem_room(&rules->items, &rules->room, rules->n + 1, sizeof(out))) {
		rules->items[rules->n++] = out;
		return SP_OK;
	}
	release(&out);
	sp_error_set(
		err, SP_REASON_NONE,
		_("%.120s: no rule; write \"GLOB: accounting\", \"GLOB [TYPES]: 2 years\", and "
		  "the basis after a semicolon"),
		rule);
	return SP_FAILED;
}

void sp_retentions_release(struct sp_retentions *rules)
{
	for (size_t i = 0; i < rules->n; i++)
		release(&rules->items[i]);
	sp_mem_free(rules->items);
	*rules = (struct sp_retentions) { .n = 0 };
}

struct sp_day sp_retention_until(const struct sp_retention *rule, struct sp_day changed)
{
	if (rule->forever)
		return never;
	if (rule->accounting) {
		struct sp_day end = rule->year_end;
		end.year = changed.year;
		/* The financial year of this day ends in this calendar year or the next. */
		return (struct sp_day) { changed.year + (sp_day_compare(changed, end) > 0) + 7, 12,
					 31 };
	}
	return rule->days ? sp_day_add_days(changed, rule->days)
			  : sp_day_add_months(changed, rule->months);
}

/* Is one of the types in the rule's list? */
static bool has_type(const struct sp_retention *rule, const char *const *types)
{
	if (!rule->types)
		return true;
	for (; *types; types++) {
		size_t len = strlen(*types);
		for (const char *at = rule->types; at;
		     at = strchr(at, ','), at = at ? at + 1 : at) {
			at += strspn(at, " ");
			if (strncmp(at, *types, len) == 0 && strchr(", ", at[len]))
				return true;
		}
	}
	return false;
}

const struct sp_retention *sp_retention_of(const struct sp_retentions *rules, const char *path,
					   const char *const *types, struct sp_day changed,
					   struct sp_day *until)
{
	const struct sp_retention *longest = NULL;

	for (size_t i = 0; i < rules->n; i++) {
		const struct sp_retention *rule = &rules->items[i];
		if (fnmatch(rule->glob, path, 0) != 0 || !has_type(rule, types))
			continue;
		struct sp_day day = sp_retention_until(rule, changed);
		if (!longest || sp_day_compare(day, *until) > 0) {
			longest = rule;
			*until = day;
		}
	}
	return longest;
}
