/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * configure.h - the configuration file: options for all commands at its top,
 * and sources, each with options of its own.
 *
 *     inventory: /var/lib/spana/inventory.db
 *     sources:
 *       staff:
 *         paths: [/srv/staff]
 *         exclude: ['*.iso']
 */
#ifndef CLI_CONFIGURE_H
#define CLI_CONFIGURE_H

#include "spana/config.h"

#include "base/buf.h"
#include "cli/opts.h"

struct configuration {
	struct sp_config file;
	struct sp_buf path; /* where it was read; empty: there is none */
	struct list rules;  /* of retention, of all sources, for all paths; owned */
};

/*
 * Reads the file that --config names among the arguments, else the system's,
 * else the user's, and checks each name and value in it, of whatever command.
 * false: what is wrong was told, with file, line and the nearest right name.
 * Released by configuration_release, also after a failure. Threads: immutable
 * once read.
 */
bool configuration_read(struct configuration *configuration, int argc, char *const *argv);
void configuration_release(struct configuration *configuration);

/* The number, from 1, of a source; 0: there is none of that name. */
size_t configuration_source(const struct configuration *configuration, const char *name);

/*
 * What the file says for a command at its top (0), or in the source of that
 * number. Lists grow, other values are replaced.
 */
bool configuration_apply(const struct configuration *configuration, const struct command *command,
			 size_t source, struct settings *settings);

/*
 * The settings of a scan of a source: the file's top, the source, and over both
 * the command line that `given` was made of. false: no memory. Released by
 * opts_release.
 */
bool configuration_settings(const struct settings *given, size_t source, struct settings *out);

/* The options that a source has beside those of a scan. */
extern const struct command source_options;
/* Those that all sources of a scan share. */
extern const struct command shared_options;
/* True for an option of a scan that a source may have as well. */
bool is_option_of_source(const char *name);

#endif
