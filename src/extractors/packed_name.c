/* SPDX-License-Identifier: GPL-3.0-or-later */
/* packed_name.c - the endings that gzip(1), bzip2(1), xz(1) and their kin take away. */
#include "extractors/packed_name.h"

#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"

static const struct {
	const char *ending, *instead;
} endings[] = {
	{ ".gz", "" },	     { ".bz2", "" },	  { ".xz", "" },      { ".zst", "" },
	{ ".lz4", "" },	     { ".lz", "" },	  { ".lzma", "" },    { ".z", "" },
	{ ".tgz", ".tar" },  { ".tbz2", ".tar" }, { ".tbz", ".tar" }, { ".txz", ".tar" },
	{ ".tzst", ".tar" }, { ".svgz", ".svg" },
};

bool sp_packed_name(struct sp_sink *out, struct sp_buf *name)
{
	const char *own = sp_sink_name(out);
	size_t len = strlen(own);

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t n = strlen(endings[i].ending);
		if (len > n && sp_ascii_equal(own + len - n, endings[i].ending))
			return sp_buf_add(name, own, len - n) &&
			       sp_buf_puts(name, endings[i].instead);
	}
	return sp_buf_puts(name, "data");
}
