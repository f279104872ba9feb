/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_config.c - spana config: tries the configuration, or shows what comes of it. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/configure.h"

/* Of the file's entries the one that a message speaks of. */
static size_t line_of(const struct configuration *configuration, size_t source, const char *key,
		      const char *value)
{
	for (size_t i = 0; i < configuration->file.n; i++) {
		const struct sp_config_entry *entry = &configuration->file.entries[i];
		if (entry->section == source && strcmp(entry->key, key) == 0 &&
		    (!value || strcmp(entry->value, value) == 0))
			return entry->line;
	}
	return source ? configuration->file.sections[source - 1].line : 1;
}

/* What only the disk and the pattern files know: paths, types, lists. */
static bool try_source(const struct configuration *configuration, size_t source,
		       const struct settings *settings)
{
	const char *file = sp_buf_str(&configuration->path);
	struct sp_rules *rules = NULL;
	bool ok = true;

	for (size_t i = 0; i < settings->paths.n; i++) {
		const char *path = settings->paths.items[i];
		if (access(path, R_OK) == 0)
			continue;
		say("%s:%zu: %s: %s", file, line_of(configuration, source, "paths", path), path,
		    sp_errno_text(errno));
		ok = false;
	}
	if (!load_rules(settings, false, &rules)) {
		say("%s:%zu: that concerns the source '%s'", file,
		    configuration->file.sections[source - 1].line, settings->source);
		ok = false;
	}
	sp_rules_free(rules);
	return ok;
}

static bool try_top(const struct settings *settings)
{
	struct sp_rules *rules = NULL;
	bool ok = load_rules(settings, false, &rules);

	sp_rules_free(rules);
	return ok;
}

static int check(const struct settings *settings)
{
	const struct configuration *configuration = settings->configuration;
	size_t n = configuration->file.n_sections;
	struct settings top = { .configuration = configuration };
	bool ok = configuration_apply(configuration, &cmd_scan, 0, &top) && try_top(&top);

	opts_release(&top);
	for (size_t i = 1; i <= n; i++) {
		struct settings of_source;
		const struct settings given = { .configuration = configuration };
		ok = configuration_settings(&given, i, &of_source) &&
		     try_source(configuration, i, &of_source) && ok;
		opts_release(&of_source);
	}
	if (ok && !settings->quiet)
		tell(sp_translate_n("%s is right: %zu source.", "%s is right: %zu sources.", n),
		     sp_buf_str(&configuration->path), n);
	return ok ? EXIT_DONE : EXIT_CANNOT;
}

static int show(const struct settings *settings, const char *only)
{
	const struct configuration *configuration = settings->configuration;
	struct sp_buf out = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct settings top = { .configuration = configuration };
	bool ok = configuration_apply(configuration, &cmd_scan, 0, &top);

	sp_buf_printf(&out, "# %s; a source shows what it has from the top as well\n",
		      sp_buf_str(&configuration->path));
	opts_show(&shared_options, &top, NULL, "", &out);
	opts_release(&top);
	if (configuration->file.n_sections)
		sp_buf_puts(&out, "sources:\n");
	for (size_t i = 1; i <= configuration->file.n_sections && ok; i++) {
		const struct settings given = { .configuration = configuration };
		struct settings of_source;
		const char *name = configuration->file.sections[i - 1].name;
		if (only && strcmp(only, name) != 0)
			continue;
		ok = configuration_settings(&given, i, &of_source);
		sp_buf_printf(&out, "  %s:\n", name);
		if (ok) {
			opts_show(&source_options, &of_source, NULL, "    ", &out);
			opts_show(&cmd_scan, &of_source, is_option_of_source, "    ", &out);
		}
		opts_release(&of_source);
	}
	ok = ok && !out.failed && fputs(sp_buf_str(&out), stdout) != EOF;
	sp_buf_release(&out);
	return ok ? EXIT_DONE : EXIT_CANNOT;
}

static int cmd_config_run(const struct settings *settings)
{
	const struct list *words = &settings->paths;
	const char *what = words->n ? words->items[0] : "";

	if (!settings->configuration->path.len) {
		say("config: there is no configuration: write /etc/spana/spana.yaml, or give "
		    "--config FILE; 'man spana.yaml' has an example");
		return EXIT_CANNOT;
	}
	if (strcmp(what, "check") == 0 && words->n == 1)
		return check(settings);
	if (strcmp(what, "show") != 0 || words->n > 2) {
		say("config: say 'check', 'show' or 'show SOURCE'");
		return EXIT_USAGE;
	}
	if (words->n == 2 && !configuration_source(settings->configuration, words->items[1])) {
		say("config: %s has no source '%s'", sp_buf_str(&settings->configuration->path),
		    words->items[1]);
		return EXIT_CANNOT;
	}
	return show(settings, words->n == 2 ? words->items[1] : NULL);
}

const struct command cmd_config = {
	.name = "config",
	.arguments = "check | show [SOURCE]",
	.summary = N_("Try the configuration, or show what each source is scanned with."),
	.details = N_("check also looks at the disk: paths, pattern files, lists. A wrong "
		      "name or value is told with file, line and the nearest right name."),
	.tables = { opts_common },
	.run = cmd_config_run,
};
