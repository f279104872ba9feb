/* SPDX-License-Identifier: GPL-3.0-or-later */
/* beside.c - see beside.h. Old systems wrote names in capitals: the ending may be, too. */
#include "scan/beside.h"

#include <string.h>

#include "spana/scan.h"

#include "base/ascii.h"
#include "base/path.h"

/* What a name loses at its end, and what it gets instead. */
static const struct {
	const char *drop, *add;
} names[SP_SIBLING_COUNT] = {
	[SP_SIBLING_LOG] = { "", "-wal" },	  [SP_SIBLING_OF_LOG] = { "-wal", "" },
	[SP_SIBLING_FPT] = { ".dbf", ".fpt" },	  [SP_SIBLING_DBT] = { ".dbf", ".dbt" },
	[SP_SIBLING_OF_FPT] = { ".fpt", ".dbf" }, [SP_SIBLING_OF_DBT] = { ".dbt", ".dbf" },
};

static enum sp_status open_one(struct sp_buf *path, int *fd, uint64_t *size)
{
	struct sp_error error = { .reason = SP_REASON_NONE };
	struct sp_input *in = NULL;
	enum sp_status status =
		path->failed ? SP_FATAL : sp_scan_open(&in, sp_buf_str(path), NULL, &error);

	if (status == SP_FAILED && error.reason == SP_REASON_VANISHED)
		return SP_SKIPPED;
	if (status != SP_OK)
		return status;
	*size = sp_input_size(in);
	*fd = sp_input_descriptor(in);
	return *fd >= 0 ? SP_OK : SP_FAILED;
}

enum sp_status beside_open(const char *folder, const char *name, enum sp_sibling which, int *fd,
			   uint64_t *size)
{
	struct sp_buf path = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = SP_SKIPPED;

	*fd = -1;
	if (!sp_path_join(&path, folder, name))
		return SP_FATAL;
	size_t drop = strlen(names[which].drop), len = path.len - drop;
	if (path.len <= drop || !sp_ascii_equal(path.data + len, names[which].drop))
		goto out;
	for (int capitals = 0; capitals < 2 && status == SP_SKIPPED; capitals++) {
		path.len = len;
		for (const char *c = names[which].add; *c; c++)
			sp_buf_putc(&path,
				    capitals && sp_is_lower(*c) ? (char)(*c - 'a' + 'A') : *c);
		path.data[path.len] = '\0';
		status = open_one(&path, fd, size);
	}
out:
	sp_buf_release(&path);
	return status;
}
