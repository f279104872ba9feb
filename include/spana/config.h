/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * config.h - the configuration file: options by their long names, as YAML.
 *
 *     inventory: /srv/spana/inventory.db
 *     exclude: ['*.tmp', node_modules]
 *     one-file-system: yes
 *
 * What the names mean is the caller's business.
 */
#ifndef SPANA_CONFIG_H
#define SPANA_CONFIG_H

#include "spana/status.h"

#include <stddef.h>

/* One value; a list gives one entry for each of its values, in order. */
struct sp_config_entry {
	const char *key, *value;
	size_t line; /* in the file, from 1 */
};

struct sp_config {
	struct sp_config_entry *entries;
	size_t n, room;
};

/*
 * Reads a file. On failure err names file and line. Freed with
 * sp_config_release, also after a failure. Threads: immutable once read.
 */
SP_CHECK enum sp_status sp_config_read(struct sp_config *out, const char *path,
				       struct sp_error *err);
void sp_config_release(struct sp_config *config);

#endif
