/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * config.h - the configuration file: options by their long names, and named
 * sections with options of their own, as YAML.
 *
 *     inventory: /srv/spana/inventory.db
 *     exclude: ['*.tmp', node_modules]
 *     sources:
 *       staff:
 *         paths: [/srv/staff]
 *         one-file-system: yes
 *
 * What the names mean is the caller's business.
 */
#ifndef SPANA_CONFIG_H
#define SPANA_CONFIG_H

#include "spana/status.h"

#include <stddef.h>

/* "staff" of "sources". */
struct sp_config_section {
	const char *kind, *name;
	size_t line; /* in the file, from 1 */
};

/* One value; a list gives one entry for each of its values, in order. */
struct sp_config_entry {
	size_t section; /* number of its section from 1; 0: the file's top */
	const char *key, *value;
	size_t line; /* in the file, from 1 */
};

struct sp_config {
	struct sp_config_entry *entries;
	size_t n, room;
	struct sp_config_section *sections;
	size_t n_sections, room_sections;
};

/*
 * Reads a file. A name that stands twice is an error, for one of them would
 * count for nothing. On failure err names file and line. Freed with
 * sp_config_release, also after a failure. Threads: immutable once read.
 */
SP_CHECK enum sp_status sp_config_read(struct sp_config *out, const char *path,
				       struct sp_error *err);
void sp_config_release(struct sp_config *config);

#endif
