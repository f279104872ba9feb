/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * opts.c - option tables, and a parser for them.
 *
 * "--name value" and "--name=value" are the same; "--" ends the options, and
 * options may stand after paths.
 */
#include "cli/opts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/nearest.h"
#include "cli/common.h"

#define AT(field) offsetof(struct settings, field)

const struct opt opts_common[] = {
	{ "config", 0, OPT_STRING, AT(config), "FILE", N_("read options from FILE") },
	{ "quiet", 'q', OPT_FLAG, AT(quiet), NULL, N_("no progress and no summary") },
	{ "verbose", 'v', OPT_FLAG, AT(verbose), NULL, N_("tell more on standard error") },
	{ "color", 0, OPT_COLOUR, AT(colour), "WHEN", N_("auto, always or never") },
	{ "help", 'h', OPT_FLAG, AT(help), NULL, N_("show this help") },
	{ NULL, 0, OPT_FLAG, 0, NULL, NULL },
};

const struct opt opts_inventory[] = {
	{ "inventory", 0, OPT_STRING, AT(inventory), "FILE", N_("the inventory's database") },
	{ "key", 0, OPT_STRING, AT(key), "FILE", N_("the inventory's key (default: beside it)") },
	{ NULL, 0, OPT_FLAG, 0, NULL, NULL },
};

const struct opt opts_walk[] = {
	{ "threads", 'j', OPT_NUMBER, AT(threads), "N",
	  N_("files read at once (default: processors)") },
	{ "include", 0, OPT_LIST, AT(include), "GLOB",
	  N_("read only files that match; repeatable") },
	{ "exclude", 0, OPT_LIST, AT(exclude), "GLOB", N_("leave out what matches; repeatable") },
	{ "files-from", 0, OPT_STRING, AT(files_from), "FILE",
	  N_("paths from FILE, one a line or NUL-separated; - is standard input") },
	{ "one-file-system", 'x', OPT_FLAG, AT(one_file_system), NULL,
	  N_("do not cross mount points") },
	{ "types", 't', OPT_STRING, AT(types), "LIST",
	  N_("look for these types only: email,iban") },
	{ "min-confidence", 0, OPT_CONFIDENCE, AT(min_confidence), "LEVEL",
	  N_("low (default), medium or high") },
	{ "patterns", 0, OPT_LIST, AT(patterns), "DIR",
	  N_("add the pattern files in DIR; repeatable") },
	{ "allow", 0, OPT_STRING, AT(allow), "FILE",
	  N_("values that are not personal data here, one a line") },
	{ "no-raw", 0, OPT_FLAG, AT(no_raw), NULL, N_("do not search unknown binary data") },
	{ NULL, 0, OPT_FLAG, 0, NULL, NULL },
};

const struct opt opts_limits[] = {
	{ "max-file-size", 0, OPT_SIZE, AT(max_file_size), "SIZE",
	  N_("do not read larger files (default: no limit)") },
	{ "max-item", 0, OPT_SIZE, AT(max_item), "SIZE",
	  N_("one member, or one file that is read whole (default: 2G)") },
	{ "max-text", 0, OPT_SIZE, AT(max_text), "SIZE",
	  N_("text of one document (default: 256M)") },
	{ "max-depth", 0, OPT_NUMBER, AT(max_depth), "N",
	  N_("containers within containers (default: 16)") },
	{ "max-members", 0, OPT_COUNT, AT(max_members), "N",
	  N_("members of all containers in a file (default: 100000)") },
	{ "max-expansion", 0, OPT_SIZE, AT(max_expansion), "SIZE",
	  N_("what a file may unpack to beyond its own size (default: 4G)") },
	{ "max-ratio", 0, OPT_COUNT, AT(max_ratio), "N",
	  N_("times its size that an item may unpack to, from 16M on (default: 200)") },
	{ "timeout", 0, OPT_SECONDS, AT(timeout), "SECONDS",
	  N_("time for one item (default: 60; 0: none)") },
	{ "max-memory", 0, OPT_SIZE, AT(max_memory), "SIZE",
	  N_("memory of a process that reads (default: 1G)") },
	{ "bandwidth", 0, OPT_SIZE, AT(bandwidth), "SIZE",
	  N_("read at most so many bytes a second: 20M") },
	{ "nice", 0, OPT_FLAG, AT(nice), NULL, N_("let others use processor and disks first") },
	{ "require-sandbox", 0, OPT_FLAG, AT(require_sandbox), NULL,
	  N_("refuse to work where readers cannot be confined") },
	{ NULL, 0, OPT_FLAG, 0, NULL, NULL },
};

const struct opt opts_subject[] = {
	{ "personnummer", 0, OPT_LIST, AT(personnummer), "NUMBER",
	  N_("or samordningsnummer, in any form") },
	{ "email", 0, OPT_LIST, AT(email), "ADDRESS", N_("also without its +tag") },
	{ "phone", 0, OPT_LIST, AT(phone), "NUMBER", N_("in any form") },
	{ "iban", 0, OPT_LIST, AT(iban), "IBAN", N_("in any form") },
	{ "organisationsnummer", 0, OPT_LIST, AT(organisationsnummer), "NUMBER",
	  N_("of a sole trader as well") },
	{ "card", 0, OPT_LIST, AT(card), "NUMBER", N_("a payment card") },
	{ "name", 0, OPT_LIST, AT(name), "NAME",
	  N_("where another identifier stands, any spelling") },
	{ "add", 0, OPT_LIST, AT(add), "TYPE:VALUE",
	  N_("one that --expand showed and you accept") },
	{ "subject-file", 0, OPT_STRING, AT(subject_file), "FILE",
	  N_("identifiers from FILE, one a line; - is standard input") },
	{ "everywhere", 0, OPT_FLAG, AT(everywhere), NULL, N_("look for names in all items") },
	{ NULL, 0, OPT_FLAG, 0, NULL, NULL },
};

const struct opt opts_reading[] = {
	{ "threads", 'j', OPT_NUMBER, AT(threads), "N",
	  N_("files read at once (default: processors)") },
	{ "patterns", 0, OPT_LIST, AT(patterns), "DIR",
	  N_("add the pattern files in DIR, as in the scan; repeatable") },
	{ NULL, 0, OPT_FLAG, 0, NULL, NULL },
};

const struct opt opts_values[] = {
	{ "show-values", 0, OPT_FLAG, AT(show_values), NULL, N_("show values in the clear") },
	{ NULL, 0, OPT_FLAG, 0, NULL, NULL },
};

const struct opt opts_report[] = {
	{ "format", 'f', OPT_STRING, AT(format), "FORMAT", N_("text, jsonl or csv") },
	{ "output", 'o', OPT_STRING, AT(output), "FILE", N_("write to FILE, whole or not at all") },
	{ NULL, 0, OPT_FLAG, 0, NULL, NULL },
};

/* What a source of the configuration takes beside the options of a scan. */
const struct opt opts_source[] = {
	{ "paths", 0, OPT_LIST, AT(paths), "PATH", N_("what is scanned") },
	{ "mount", 0, OPT_LIST, AT(mount), "DIR",
	  N_("scan only while something is mounted on DIR") },
	{ "window", 0, OPT_LIST, AT(window), "WHEN", N_("scan only at these times") },
	{ "retention", 0, OPT_LIST, AT(retention), "RULE",
	  N_("how long what lies below it is kept") },
	{ NULL, 0, OPT_FLAG, 0, NULL, NULL },
};

bool list_add(struct list *list, const char *item)
{
	if (!sp_mem_room(&list->items, &list->room, list->n + 2, sizeof(*list->items)))
		return false;
	list->items[list->n++] = item;
	list->items[list->n] = NULL;
	return true;
}

void opts_release(struct settings *settings)
{
	sp_mem_free(settings->include.items);
	sp_mem_free(settings->exclude.items);
	sp_mem_free(settings->patterns.items);
	sp_mem_free(settings->paths.items);
	sp_mem_free(settings->mount.items);
	sp_mem_free(settings->window.items);
	struct list *const subject[] = { &settings->personnummer,
					 &settings->email,
					 &settings->phone,
					 &settings->iban,
					 &settings->organisationsnummer,
					 &settings->card,
					 &settings->name,
					 &settings->add,
					 &settings->member,
					 &settings->retention };
	for (size_t i = 0; i < sizeof(subject) / sizeof(subject[0]); i++)
		sp_mem_free(subject[i]->items);
}

/* ---- values ---- */

static bool parse_number(const char *s, uint64_t *out, const char **rest)
{
	char *end;

	if (!sp_is_digit(*s))
		return false;
	errno = 0;
	unsigned long long n = strtoull(s, &end, 10);
	*rest = end;
	*out = n;
	return errno == 0;
}

/* "10", "10k", "10M", "10 GiB": powers of 1024. */
static bool parse_size(const char *s, uint64_t *out)
{
	static const char units[] = "kmgt";
	const char *rest;

	if (!parse_number(s, out, &rest))
		return false;
	while (*rest == ' ')
		rest++;
	const char *unit = *rest ? strchr(units, sp_to_lower(*rest)) : NULL;
	if (unit) {
		unsigned shift = 10 * (unsigned)(unit - units + 1);
		if (*out > UINT64_MAX >> shift)
			return false;
		*out <<= shift;
		rest++;
		if (*rest == 'i')
			rest++;
	}
	if (sp_to_lower(*rest) == 'b')
		rest++;
	return !*rest;
}

static bool parse_colour(const char *s, enum colour_mode *out)
{
	static const char *const names[] = { "auto", "always", "never" };

	for (int i = 0; i < 3; i++)
		if (strcmp(s, names[i]) == 0) {
			*out = (enum colour_mode)i;
			return true;
		}
	return false;
}

static bool set(const struct opt *opt, const char *value, struct settings *settings)
{
	char *field = (char *)settings + opt->offset;
	const char *rest;

	switch (opt->kind) {
	case OPT_FLAG:
		*(bool *)(void *)field = true;
		return true;
	case OPT_STRING:
		*(const char **)(void *)field = value;
		return *value != '\0';
	case OPT_LIST:
		return *value && list_add((struct list *)(void *)field, value);
	case OPT_NUMBER:
		return parse_number(value, (uint64_t *)(void *)field, &rest) && !*rest &&
		       *(uint64_t *)(void *)field > 0 && *(uint64_t *)(void *)field <= 4096;
	case OPT_COUNT:
		return parse_number(value, (uint64_t *)(void *)field, &rest) && !*rest &&
		       *(uint64_t *)(void *)field > 0 && *(uint64_t *)(void *)field <= 1000000000;
	case OPT_SECONDS:
		settings->has_timeout = true;
		return parse_number(value, (uint64_t *)(void *)field, &rest) && !*rest &&
		       *(uint64_t *)(void *)field <= 1000000;
	case OPT_SIZE:
		return parse_size(value, (uint64_t *)(void *)field);
	case OPT_CONFIDENCE:
		return sp_confidence_parse(value, (enum sp_confidence *)(void *)field);
	case OPT_COLOUR:
		return parse_colour(value, (enum colour_mode *)(void *)field);
	}
	return false;
}

/* ---- mistyped names ---- */

static const char *nearest_option(const struct command *command, const char *typed)
{
	const char *names[96];
	size_t n = 0;

	for (size_t t = 0; command->tables[t]; t++)
		for (const struct opt *opt = command->tables[t]; opt->name && n < 95; opt++)
			names[n++] = opt->name;
	names[n] = NULL;
	return sp_nearest(typed, names);
}

/* ---- parsing ---- */

static const struct opt *find_long(const struct command *command, const char *name, size_t len)
{
	for (size_t t = 0; command->tables[t]; t++)
		for (const struct opt *opt = command->tables[t]; opt->name; opt++)
			if (strlen(opt->name) == len && strncmp(opt->name, name, len) == 0)
				return opt;
	return NULL;
}

static const struct opt *find_letter(const struct command *command, char letter)
{
	for (size_t t = 0; command->tables[t]; t++)
		for (const struct opt *opt = command->tables[t]; opt->name; opt++)
			if (opt->letter == letter)
				return opt;
	return NULL;
}

bool opts_has(const struct command *command, const char *name)
{
	return find_long(command, name, strlen(name)) != NULL;
}

bool opts_is_once(const struct command *command, const char *name)
{
	for (const char *const *once = command->once; once && *once; once++)
		if (strcmp(*once, name) == 0)
			return true;
	/* A person stands on no list that every call reads. */
	for (const struct opt *opt = opts_subject; opt->name; opt++)
		if (strcmp(opt->name, name) == 0)
			return opts_has(command, name);
	return false;
}

const char *opts_nearest_option(const struct command *const *commands, const char *typed)
{
	const char *best = NULL;

	for (; *commands; commands++) {
		const char *nearest = nearest_option(*commands, typed);
		if (nearest && (!best || sp_distance(typed, nearest) < sp_distance(typed, best)))
			best = nearest;
	}
	return best;
}

/* Names the option, never the value: that may be of a person. */
static bool complain(const struct command *command, const char *argument, const char *what)
{
	say("%s: %.*s: %s", command->name, (int)strcspn(argument, "="), argument, what);
	tell("Try 'spana %s --help'.", command->name);
	return false;
}

static bool unknown(const struct command *command, const char *argument, const char *name)
{
	const char *nearest = name ? nearest_option(command, name) : NULL;
	char what[128];

	if (!nearest)
		return complain(command, argument, _("unknown option"));
	snprintf(what, sizeof(what), _("unknown option; did you mean --%s?"), nearest);
	return complain(command, argument, what);
}

static bool wrong_value(const struct command *command, const char *argument, const struct opt *opt)
{
	char what[160];

	snprintf(what, sizeof(what), _("cannot take that value; it takes %s"),
		 opts_wants(command, opt->name));
	return complain(command, argument, what);
}

enum opts_outcome opts_set(const struct command *command, const char *name, const char *value,
			   struct settings *settings)
{
	static const char *const yes[] = { "yes", "true", "on" }, *const no[] = { "no", "false",
										  "off" };
	const struct opt *opt = find_long(command, name, strlen(name));

	if (!opt)
		return OPTS_UNKNOWN;
	if (opt->kind != OPT_FLAG)
		return set(opt, value, settings) ? OPTS_SET : OPTS_BAD_VALUE;
	for (size_t i = 0; i < 3; i++) {
		if (sp_ascii_equal(value, no[i])) {
			*(bool *)(void *)((char *)settings + opt->offset) = false;
			return OPTS_SET;
		}
		if (sp_ascii_equal(value, yes[i]))
			return set(opt, NULL, settings) ? OPTS_SET : OPTS_BAD_VALUE;
	}
	return OPTS_BAD_VALUE;
}

/* The option at argv[*i] and, if it takes one, its value. */
static bool parse_option(const struct command *command, int argc, char *const *argv, int *i,
			 struct settings *settings)
{
	const char *argument = argv[*i], *value = NULL;
	const struct opt *opt;
	char name[64];

	if (argument[1] == '-') {
		size_t len = strcspn(argument + 2, "=");
		opt = find_long(command, argument + 2, len);
		value = argument[2 + len] ? argument + 2 + len + 1 : NULL;
		snprintf(name, sizeof(name), "%.*s", (int)(len < 60 ? len : 60), argument + 2);
		if (!opt)
			return unknown(command, argument, name);
	} else {
		opt = find_letter(command, argument[1]);
		value = argument[2] ? argument + 2 : NULL;
		if (!opt)
			return unknown(command, argument, NULL);
		if (opt->kind == OPT_FLAG && value)
			return complain(command, argument, _("give short options one by one"));
	}
	if (opt->kind == OPT_FLAG && value)
		return complain(command, argument, _("takes no value"));
	if (opt->kind != OPT_FLAG && !value) {
		if (*i + 1 >= argc)
			return complain(command, argument, _("needs a value"));
		value = argv[++*i];
	}
	return set(opt, value, settings) || wrong_value(command, argument, opt);
}

bool opts_parse(const struct command *command, int argc, char *const *argv,
		struct settings *settings)
{
	bool options = true;

	for (int i = 1; i < argc; i++) {
		const char *argument = argv[i];
		if (options && strcmp(argument, "--") == 0)
			options = false;
		else if (options && argument[0] == '-' && argument[1]) {
			if (!parse_option(command, argc, argv, &i, settings))
				return false;
		} else if (!list_add(&settings->paths, argument))
			return false;
	}
	return true;
}

const char *opts_wants(const struct command *command, const char *name)
{
	static const char *const wants[] = {
		[OPT_FLAG] = N_("yes or no"),
		[OPT_STRING] = N_("one value that is not empty"),
		[OPT_LIST] = N_("values that are not empty"),
		[OPT_NUMBER] = N_("a whole number from 1 to 4096"),
		[OPT_COUNT] = N_("a whole number from 1 to 1000000000"),
		[OPT_SECONDS] = N_("a whole number of seconds, at most 1000000"),
		[OPT_SIZE] = N_("a size such as 500k, 10M or 4G"),
		[OPT_CONFIDENCE] = N_("low, medium or high"),
		[OPT_COLOUR] = N_("auto, always or never"),
	};
	const struct opt *opt = find_long(command, name, strlen(name));

	return opt ? sp_translate(wants[opt->kind]) : _("no value");
}
