/* SPDX-License-Identifier: GPL-3.0-or-later */
/* companion.c - see companion.h. An ending in capitals goes with one in capitals. */
#include "base/companion.h"

#include <string.h>

#include "base/ascii.h"

bool sp_companion_main(struct sp_buf *out, const char *name, bool *found)
{
	static const struct {
		const char *drop, *add;
	} endings[] = {
		{ "-wal", "" },	    { ".fpt", ".dbf" }, { ".dbt", ".dbf" },
		{ ".FPT", ".DBF" }, { ".DBT", ".DBF" },
	};
	size_t len = strlen(name);

	*found = false;
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]) && !*found; i++) {
		size_t drop = strlen(endings[i].drop);
		*found = len > drop && !strcmp(name + len - drop, endings[i].drop);
		if (*found &&
		    (!sp_buf_add(out, name, len - drop) || !sp_buf_puts(out, endings[i].add)))
			return false;
	}
	return true;
}
