/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * near.c - see near.h. The keys of a place stand in a fixed order, and no
 * string in JSON holds a bare quote, so a key is found by its text.
 */
#include "subject/near.h"

#include "base/ascii.h"

#include <string.h>

/* Where a key begins, with the comma before it; NULL: there is none. */
static const char *key_at(const char *where, const char *key)
{
	for (const char *at = where; (at = strstr(at, key)); at++)
		if (at > where && (at[-1] == ',' || at[-1] == '{'))
			return at - 1;
	return NULL;
}

bool sp_row_of(struct sp_buf *out, const char *where)
{
	static const char cell_key[] = "\"cell\":\"";
	const char *end = where + strlen(where);
	const char *paragraph = key_at(where, "\"paragraph\":");
	const char *line = key_at(where, "\"line\":"), *column = key_at(where, "\"column\":");
	const char *cell = key_at(where, cell_key);

	sp_buf_reset(out);
	if (cell) {
		/* "B12" is in row 12. */
		const char *name = cell + sizeof(cell_key);
		sp_buf_add(out, where, (size_t)(cell - where));
		while (sp_is_alpha(*name))
			name++;
		return sp_buf_add(out, name, strcspn(name, "\""));
	}
	if (paragraph && line)
		end = line;
	else if (column)
		end = column;
	return sp_buf_add(out, where, (size_t)(end - where));
}
