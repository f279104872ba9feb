/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * subject.c - identifiers in any written form, and the keys that lead to them.
 *
 * The detectors' own validators normalise them, so that what is looked for is
 * what was stored. Nothing here ever says a value in an error.
 */
#include "spana/subject.h"

#include "base/ascii.h"
#include "base/mem.h"
#include "base/translate.h"

#include <stdio.h>
#include <string.h>

#define LINE_MOST 1024

/* What the command line calls a kind, and the validators that may take it, in order. */
static const struct {
	const char *kind, *validators[4];
} kinds[] = {
	{ "personnummer", { "personnummer", "samordningsnummer" } },
	{ "email", { "email" } },
	{ "phone", { "phone" } },
	{ "iban", { "iban" } },
	{ "organisationsnummer", { "organisationsnummer", "vat" } },
	{ "card", { "payment_card" } },
};

/* What a bare value is tried as: what a check digit or a form confirms, in this order. */
static const char *const bare[] = { "personnummer", "organisationsnummer", "iban", "email", "card",
				    "phone" };

static enum sp_status no_memory(struct sp_error *err)
{
	sp_error_set(err, SP_REASON_NONE, _("out of memory"));
	return SP_FATAL;
}

static bool has(const struct sp_subject *subject, const struct sp_identifier *one)
{
	for (size_t i = 0; i < subject->n; i++)
		if (strcmp(subject->items[i].type, one->type) == 0 &&
		    strcmp(subject->items[i].value, one->value) == 0)
			return true;
	return false;
}

static enum sp_status keep(struct sp_subject *subject, const struct sp_identifier *one,
			   struct sp_error *err)
{
	if (has(subject, one))
		return SP_OK;
	if (!sp_mem_room(&subject->items, &subject->room, subject->n + 1, sizeof(*subject->items)))
		return no_memory(err);
	subject->items[subject->n++] = *one;
	return SP_OK;
}

/* Reads `written` with one validator; the type is the reading's own or `type`. */
static bool read_with(const char *validator, const char *type, const char *written,
		      const struct sp_reading_options *options, struct sp_identifier *out)
{
	const struct sp_validator *v = sp_validator_find(validator);
	struct sp_reading reading = { .type = NULL };
	size_t len = strlen(written);

	if (!v || !v->read(written, len, options, &reading))
		return false;
	/* All of it, not a number with something behind it. */
	if (reading.skip || (reading.used && reading.used != len))
		return false;
	*out = (struct sp_identifier) { .short_form = reading.alias[0] != '\0' };
	snprintf(out->type, sizeof(out->type), "%s", reading.type ? reading.type : type);
	snprintf(out->value, sizeof(out->value), "%s", reading.value);
	bool person = strcmp(out->type, "personnummer") == 0 ||
		      strcmp(out->type, "samordningsnummer") == 0;
	if (person && strlen(out->value) == 12)
		memcpy(out->alias, out->value + 2, 11);
	sp_mem_wipe(&reading, sizeof(reading));
	return true;
}

/* White space folded: what types without a validator are stored as. */
static void fold(const char *s, char out[SP_VALUE_MAX])
{
	size_t n = 0;

	for (; *s && n + 1 < SP_VALUE_MAX; s++)
		if (!sp_is_space(*s))
			out[n++] = *s;
		else if (n && out[n - 1] != ' ')
			out[n++] = ' ';
	while (n && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
}

static bool is_type_name(const char *s)
{
	size_t len = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return sp_is_lower(s[0]) && !s[len] && len < sizeof((struct sp_identifier *)0)->type;
}

/* Of a kind of the command line: 1 it is one, 0 it is none, -1 there is no such kind. */
static int read_kind(const char *kind, const char *written,
		     const struct sp_reading_options *options, struct sp_identifier *out)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kind, kinds[i].kind) != 0)
			continue;
		for (size_t j = 0; kinds[i].validators[j]; j++) {
			const char *type = kinds[i].validators[j];
			if (read_with(type, type, written, options, out))
				return 1;
		}
		return 0;
	}
	return -1;
}

/* Any other type: its validator, or its text as it stands. */
static bool read_type(const char *type, const char *written,
		      const struct sp_reading_options *options, struct sp_identifier *out)
{
	const char *name = strcmp(type, "name") == 0 ? "person_name" : type;

	if (!is_type_name(name))
		return false;
	if (strcmp(name, "person_name") != 0 && sp_validator_find(name))
		return read_with(name, name, written, options, out);
	*out = (struct sp_identifier) { .short_form = false };
	snprintf(out->type, sizeof(out->type), "%s", name);
	fold(written, out->value);
	return out->value[0] != '\0';
}

static void trim(const char **s, size_t *len)
{
	while (*len && sp_is_space(**s))
		++*s, --*len;
	while (*len && sp_is_space((*s)[*len - 1]))
		--*len;
}

enum sp_status sp_subject_add(struct sp_subject *subject, const char *kind, const char *written,
			      const struct sp_reading_options *options, struct sp_error *err)
{
	struct sp_identifier one;
	char text[LINE_MOST];
	size_t len = strlen(written);
	bool good = false;

	trim(&written, &len);
	if (len < sizeof(text)) {
		memcpy(text, written, len);
		text[len] = '\0';
		int read = kind ? read_kind(kind, text, options, &one) : 0;
		good = read > 0 || (read < 0 && read_type(kind, text, options, &one));
		for (size_t i = 0; !kind && !good && i < sizeof(bare) / sizeof(bare[0]); i++)
			good = read_kind(bare[i], text, options, &one) > 0;
	}
	enum sp_status status = SP_FAILED;
	if (good)
		status = keep(subject, &one, err);
	else if (kind)
		sp_error_set(err, SP_REASON_NONE,
			     _("what was given as %s is none: check its digits and its form"),
			     is_type_name(kind) ? kind : "identifier");
	else
		sp_error_set(
			err, SP_REASON_NONE,
			_("what was given is no identifier that is known by its form: say which "
			  "kind it is (--personnummer, --email, --phone, --name, ...)"));
	sp_mem_wipe(text, sizeof(text));
	sp_mem_wipe(&one, sizeof(one));
	return status;
}

/* "email anna@example.org", "email: ...", or a value alone. */
static enum sp_status add_line(struct sp_subject *subject, char *line,
			       const struct sp_reading_options *options, struct sp_error *err)
{
	size_t len = strcspn(line, " :=\t");
	char kind[64];

	if (len < sizeof(kind) && line[len]) {
		memcpy(kind, line, len);
		kind[len] = '\0';
		const char *value = line + len + strspn(line + len, " :=\t");
		if (is_type_name(kind) && *value)
			return sp_subject_add(subject, kind, value, options, err);
	}
	return sp_subject_add(subject, NULL, line, options, err);
}

enum sp_status sp_subject_read(struct sp_subject *subject, const char *name, const char *text,
			       size_t len, const struct sp_reading_options *options,
			       struct sp_error *err)
{
	enum sp_status status = SP_OK;
	char line[LINE_MOST];

	for (size_t number = 1; len && status == SP_OK; number++) {
		const char *end = memchr(text, '\n', len);
		size_t whole = end ? (size_t)(end - text) : len, n = whole;
		const char *start = text;
		struct sp_error why = { .reason = SP_REASON_NONE };
		trim(&start, &n);
		if (n >= sizeof(line)) {
			sp_error_set(&why, SP_REASON_NONE, _("the line is too long"));
			status = SP_FAILED;
		} else if (n && *start != '#') {
			memcpy(line, start, n);
			line[n] = '\0';
			status = add_line(subject, line, options, &why);
		}
		if (status != SP_OK)
			sp_error_set(err, why.reason, _("%s, line %zu: %s"), name, number,
				     why.text);
		text += whole + (end != NULL);
		len -= whole + (end != NULL);
	}
	sp_mem_wipe(line, sizeof(line));
	return status;
}

void sp_subject_release(struct sp_subject *subject)
{
	if (subject->items)
		sp_mem_wipe(subject->items, subject->room * sizeof(*subject->items));
	sp_mem_free(subject->items);
	*subject = (struct sp_subject) { .n = 0 };
}

/* ---- keys ---- */

struct keys {
	const struct sp_inventory *inv;
	const struct sp_identifier *identifier;
	size_t number;
	struct sp_subject_key *items;
	size_t n, room;
};

static bool add_key(struct keys *keys, const char *value, enum sp_found_as as, bool alias)
{
	if (!sp_mem_room(&keys->items, &keys->room, keys->n + 1, sizeof(*keys->items)))
		return false;
	struct sp_subject_key *key = &keys->items[keys->n++];
	*key = (struct sp_subject_key) {
		.identifier = keys->number,
		.as = as,
		.key = { .type = keys->identifier->type, .alias = alias },
	};
	snprintf(key->value, sizeof(key->value), "%s", value);
	sp_inventory_digest(keys->inv, key->key.type, value, key->key.digest);
	return true;
}

/* The ten digits, and the centuries that a short form may stand for. */
static bool add_person(struct keys *keys)
{
	static const char *const centuries[] = { "18", "19", "20" };
	const struct sp_identifier *one = keys->identifier;
	char value[16];
	bool ok = add_key(keys, one->value, SP_AS_GIVEN, false) &&
		  add_key(keys, one->alias, SP_AS_SHORT, true);

	for (size_t i = 0; i < 3 && ok && one->short_form; i++) {
		snprintf(value, sizeof(value), "%s%s", centuries[i], one->alias);
		if (strcmp(value, one->value) != 0)
			ok = add_key(keys, value, SP_AS_CENTURY, false);
	}
	sp_mem_wipe(value, sizeof(value));
	return ok;
}

/* The address, the same without a tag, and with any other. */
static bool add_email(struct keys *keys)
{
	const char *value = keys->identifier->value;
	char untagged[SP_VALUE_MAX];
	bool tagged = sp_email_untagged(value, untagged);

	bool ok = add_key(keys, value, SP_AS_GIVEN, false) &&
		  (!tagged || add_key(keys, untagged, SP_AS_UNTAGGED, false)) &&
		  add_key(keys, tagged ? untagged : value, SP_AS_TAGGED, true);
	sp_mem_wipe(untagged, sizeof(untagged));
	return ok;
}

static bool add_spelling(void *context, const char *spelling)
{
	struct keys *keys = context;
	enum sp_name_match match = sp_name_match(keys->identifier->value, spelling);

	return add_key(keys, spelling,
		       keys->n && match == SP_NAME_INITIALS		? SP_AS_INITIALS
		       : strcmp(spelling, keys->identifier->value) == 0 ? SP_AS_GIVEN
									: SP_AS_SPELLED,
		       false);
}

static bool add_keys(struct keys *keys)
{
	const struct sp_identifier *one = keys->identifier;

	if (one->alias[0])
		return add_person(keys);
	if (strcmp(one->type, "email") == 0)
		return add_email(keys);
	if (strcmp(one->type, "person_name") == 0)
		return sp_name_spellings(one->value, add_spelling, keys);
	return add_key(keys, one->value, SP_AS_GIVEN, false);
}

enum sp_status sp_subject_keys(const struct sp_subject *subject, const struct sp_inventory *inv,
			       struct sp_subject_key **keys, size_t *n, struct sp_error *err)
{
	struct keys out = { .inv = inv };
	bool ok = true;

	for (size_t i = 0; i < subject->n && ok; i++) {
		out.identifier = &subject->items[i];
		out.number = i;
		ok = add_keys(&out);
	}
	*keys = out.items;
	*n = out.n;
	return ok ? SP_OK : no_memory(err);
}

struct sp_day sp_answer_due(struct sp_day received)
{
	return sp_day_add_months(received, 1);
}
