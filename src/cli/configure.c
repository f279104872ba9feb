/* SPDX-License-Identifier: GPL-3.0-or-later */
/* configure.c - see configure.h. */
#include "cli/configure.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spana/subject.h"

#include "base/mem.h"
#include "base/nearest.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "cli/window.h"

#define SYSTEM_FILE "/etc/spana/spana.yaml"
#define SOURCES "sources"
#define RETENTION "retention"

const struct command source_options = { .name = "source", .tables = { opts_source } };

const struct command shared_options = { .name = "scan", .tables = { opts_inventory, opts_common } };

/* ---- where it is ---- */

/* The file that --config names; it may stand anywhere among the arguments. */
static const char *config_argument(int argc, char *const *argv)
{
	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--config=", 9) == 0)
			return argv[i] + 9;
		if (strcmp(argv[i], "--config") == 0 && i + 1 < argc)
			return argv[i + 1];
	}
	return NULL;
}

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* The configuration that applies; false: none. One that cannot be read is not passed over. */
static bool find(const char *given, struct sp_buf *path)
{
	const char *home = getenv("HOME"), *xdg = getenv("XDG_CONFIG_HOME");

	if (given || exists(SYSTEM_FILE))
		return sp_buf_puts(path, given ? given : SYSTEM_FILE);
	if (xdg && *xdg == '/')
		sp_buf_printf(path, "%s/spana/spana.yaml", xdg);
	else if (home && *home)
		sp_buf_printf(path, "%s/.config/spana/spana.yaml", home);
	if (path->len && exists(sp_buf_str(path)))
		return true;
	sp_buf_reset(path);
	return false;
}

/* ---- whether it is right ---- */

static bool wrong(const struct configuration *configuration, size_t line, const char *name,
		  const char *what, const char *nearest)
{
	if (nearest)
		say("%s:%zu: %s: %s; did you mean '%s'?", sp_buf_str(&configuration->path), line,
		    name, sp_translate(what), nearest);
	else
		say("%s:%zu: %s: %s", sp_buf_str(&configuration->path), line, name,
		    sp_translate(what));
	return false;
}

static bool wrong_value(const struct configuration *configuration,
			const struct sp_config_entry *entry, const struct command *command)
{
	char what[160];

	snprintf(what, sizeof(what), _("cannot take that value; it takes %s"),
		 opts_wants(command, entry->key));
	return wrong(configuration, entry->line, entry->key, what, NULL);
}

static bool check_rule(const struct configuration *configuration,
		       const struct sp_config_entry *entry)
{
	struct sp_retentions rules = { .n = 0 };
	struct sp_error err = { .reason = SP_REASON_NONE };
	bool ok = sp_retention_add(&rules, entry->value, &err) == SP_OK;

	sp_retentions_release(&rules);
	return ok || wrong(configuration, entry->line, entry->key, err.text, NULL);
}

/* What only its own words can tell. */
static bool check_value(const struct configuration *configuration,
			const struct sp_config_entry *entry)
{
	struct window window;
	int64_t until;

	if (strcmp(entry->key, RETENTION) == 0)
		return check_rule(configuration, entry);
	if (strcmp(entry->key, "until") == 0)
		return until_parse(entry->value, 0, &until) ||
		       wrong(configuration, entry->line, entry->key, "write it as 06:00", NULL);
	if (strcmp(entry->key, "window") == 0)
		return window_parse(entry->value, &window) ||
		       wrong(configuration, entry->line, entry->key,
			     "write it as 20:00-06:00, 'mon-fri 20:00-06:00' or 'sat,sun'", NULL);
	return true;
}

/* Commands may share a name and differ in what they take: one that takes the value is enough. */
static bool check_top(const struct configuration *configuration,
		      const struct sp_config_entry *entry, struct settings *scratch)
{
	const struct command *has = NULL, *once = NULL;
	char what[96];

	for (size_t i = 0; commands[i]; i++) {
		if (opts_is_once(commands[i], entry->key)) {
			once = commands[i];
			continue;
		}
		enum opts_outcome outcome =
			opts_set(commands[i], entry->key, entry->value, scratch);
		if (outcome == OPTS_SET)
			return check_value(configuration, entry);
		if (outcome == OPTS_BAD_VALUE)
			has = commands[i];
	}
	if (has)
		return wrong_value(configuration, entry, has);
	if (once) {
		snprintf(what, sizeof(what), _("it belongs to a single call: give it to spana %s"),
			 once->name);
		return wrong(configuration, entry->line, entry->key, what, NULL);
	}
	if (strcmp(entry->key, SOURCES) == 0)
		return wrong(configuration, entry->line, entry->key,
			     "expected names below it, each with its paths", NULL);
	const char *nearest = opts_nearest_option(commands, entry->key);
	if (!nearest && opts_has(&source_options, entry->key))
		return wrong(configuration, entry->line, entry->key,
			     "it belongs to a source: write it below 'sources: NAME:'", NULL);
	return wrong(configuration, entry->line, entry->key, "there is no such option", nearest);
}

bool is_option_of_source(const char *name)
{
	return opts_has(&cmd_scan, name) && !opts_has(&shared_options, name) &&
	       !opts_is_once(&cmd_scan, name);
}

static const struct command *command_of(const char *key)
{
	if (opts_has(&source_options, key))
		return &source_options;
	return is_option_of_source(key) ? &cmd_scan : NULL;
}

static bool check_in_source(const struct configuration *configuration,
			    const struct sp_config_entry *entry, struct settings *scratch)
{
	const struct command *const both[] = { &source_options, &cmd_scan, NULL };
	const struct command *command = command_of(entry->key);

	if (!command) {
		if (opts_has(&cmd_scan, entry->key))
			return wrong(configuration, entry->line, entry->key,
				     "it is no option of a single source: write it at the top",
				     NULL);
		return wrong(configuration, entry->line, entry->key, "a source has no such option",
			     opts_nearest_option(both, entry->key));
	}
	if (opts_set(command, entry->key, entry->value, scratch) != OPTS_SET)
		return wrong_value(configuration, entry, command);
	if (!check_value(configuration, entry))
		return false;
	bool is_path = strcmp(entry->key, "paths") == 0 || strcmp(entry->key, "mount") == 0;
	if (is_path && entry->value[0] != '/')
		return wrong(configuration, entry->line, entry->key, "give the path from /", NULL);
	return true;
}

static bool is_entry(const struct sp_config_entry *entry, const char *key, size_t section)
{
	return entry->section == section && strcmp(entry->key, key) == 0;
}

static bool has_paths(const struct configuration *configuration, size_t section)
{
	for (size_t i = 0; i < configuration->file.n; i++)
		if (is_entry(&configuration->file.entries[i], "paths", section))
			return true;
	return false;
}

static bool check_section(const struct configuration *configuration, size_t i)
{
	static const char *const kinds[] = { SOURCES, NULL };
	const struct sp_config_section *section = &configuration->file.sections[i];

	if (strcmp(section->kind, SOURCES) != 0) {
		const char *nearest = sp_nearest(section->kind, kinds);
		return wrong(configuration, section->line, section->kind,
			     nearest || !opts_nearest_option(commands, section->kind)
				     ? "nothing has that name"
				     : "an option has one value or a list",
			     nearest);
	}
	if (!section->name[0] || section->name[0] == '-' || strchr(section->name, '/') ||
	    section->name[0] == '.')
		return wrong(configuration, section->line, section->name,
			     "a source's name has no slash, and begins with no dot or dash", NULL);
	if (!has_paths(configuration, i + 1))
		return wrong(configuration, section->line, section->name,
			     "a source needs its paths: 'paths: [/srv/share]'", NULL);
	return true;
}

static bool check(const struct configuration *configuration)
{
	struct settings scratch = { .inventory = NULL };
	bool ok = true;

	for (size_t i = 0; i < configuration->file.n_sections && ok; i++)
		ok = check_section(configuration, i);
	for (size_t i = 0; i < configuration->file.n && ok; i++) {
		const struct sp_config_entry *entry = &configuration->file.entries[i];
		ok = entry->section ? check_in_source(configuration, entry, &scratch)
				    : check_top(configuration, entry, &scratch);
	}
	opts_release(&scratch);
	return ok;
}

/* ---- rules of retention in a source ---- */

/* A rule for what lies below the path: signs that mean something in a rule lose it. */
static bool add_rule(struct configuration *configuration, const char *path, const char *rule)
{
	struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED);

	for (; *path && rule[0] != '/'; path++) {
		if (strchr("*?[\\", *path))
			sp_buf_putc(&text, '\\');
		sp_buf_putc(&text, *path);
	}
	sp_buf_printf(&text, "%s%s", rule[0] == '/' ? "" : "/", rule);
	char *owned = text.failed ? NULL : sp_mem_strdup(sp_buf_str(&text));
	sp_buf_release(&text);
	if (owned && list_add(&configuration->rules, owned))
		return true;
	sp_mem_free(owned);
	return false;
}

static bool gather_rules(struct configuration *configuration)
{
	const struct sp_config *file = &configuration->file;
	bool ok = true;

	for (size_t i = 0; i < file->n && ok; i++) {
		const struct sp_config_entry *rule = &file->entries[i];
		if (!rule->section || strcmp(rule->key, RETENTION) != 0)
			continue;
		for (size_t j = 0; j < file->n && ok; j++) {
			const struct sp_config_entry *path = &file->entries[j];
			if (!is_entry(path, "paths", rule->section))
				continue;
			if (strchr(path->value, ';'))
				return wrong(configuration, rule->line, rule->key,
					     "a path with a semicolon can have no rule of its own",
					     NULL);
			ok = add_rule(configuration, path->value, rule->value);
		}
	}
	return ok;
}

bool configuration_read(struct configuration *configuration, int argc, char *const *argv)
{
	struct sp_error err = { .reason = SP_REASON_NONE };

	*configuration = (struct configuration) { .path = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	if (!find(config_argument(argc, argv), &configuration->path))
		return true;
	if (sp_config_read(&configuration->file, sp_buf_str(&configuration->path), &err) != SP_OK) {
		cannot(&err);
		return false;
	}
	return check(configuration) && gather_rules(configuration);
}

void configuration_release(struct configuration *configuration)
{
	sp_config_release(&configuration->file);
	sp_buf_release(&configuration->path);
	for (size_t i = 0; i < configuration->rules.n; i++) {
		char *owned;
		memcpy(&owned, &configuration->rules.items[i], sizeof(owned));
		sp_mem_free(owned);
	}
	sp_mem_free(configuration->rules.items);
}

/* ---- what it says ---- */

size_t configuration_source(const struct configuration *configuration, const char *name)
{
	for (size_t i = 0; i < configuration->file.n_sections; i++)
		if (strcmp(configuration->file.sections[i].name, name) == 0)
			return i + 1;
	return 0;
}

bool configuration_apply(const struct configuration *configuration, const struct command *command,
			 size_t source, struct settings *settings)
{
	for (size_t i = 0; i < configuration->file.n; i++) {
		const struct sp_config_entry *entry = &configuration->file.entries[i];
		if (entry->section != source)
			continue;
		const struct command *has = source ? command_of(entry->key) : command;
		if (opts_is_once(has, entry->key))
			continue;
		/* An option of another command is none of this one's business. */
		if (opts_set(has, entry->key, entry->value, settings) == OPTS_BAD_VALUE)
			return wrong_value(configuration, entry, has);
	}
	/* How long data are kept is asked of the inventory, whatever source they are from. */
	for (size_t i = 0; i < configuration->rules.n && !source; i++)
		if (opts_set(command, RETENTION, configuration->rules.items[i], settings) ==
		    OPTS_BAD_VALUE)
			return false;
	return true;
}

bool configuration_settings(const struct settings *given, size_t source, struct settings *out)
{
	const struct configuration *configuration = given->configuration;

	*out = (struct settings) { .configuration = configuration,
				   .asked_ns = given->asked_ns,
				   .reader = given->reader,
				   .source = configuration->file.sections[source - 1].name };
	if (!configuration_apply(configuration, &cmd_scan, 0, out) ||
	    !configuration_apply(configuration, &cmd_scan, source, out))
		return false;
	size_t n = out->paths.n;
	if (given->argc && !opts_parse(&cmd_scan, given->argc, given->argv, out))
		return false;
	/* What stands there beside options are names of sources. */
	out->paths.n = n;
	out->paths.items[n] = NULL;
	return true;
}
