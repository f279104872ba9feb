/* SPDX-License-Identifier: GPL-3.0-or-later */
/* registry.c - the table of formats, and what their libraries need first. */
#include "extractors/registry.h"

#include <locale.h>

#include <archive.h>
#include <gmime/gmime.h>
#include <libxml/parser.h>
#include <magic.h>
#include <zlib.h>

#include "base/buf.h"

#define ENTRY(name) &sp_extractor_##name,

const struct sp_extractor *const sp_extractors[] = { SP_FORMATS(ENTRY) NULL };

void sp_extractors_init(void)
{
	/* libarchive drops names that the locale cannot hold. */
	setlocale(LC_CTYPE, "C.UTF-8");
	xmlInitParser();
	for (size_t i = 0; sp_extractors[i]; i++)
		if (sp_extractors[i]->init)
			sp_extractors[i]->init();
}

void sp_extractors_libraries(struct sp_buf *out)
{
	sp_buf_printf(out, "%s\nlibmagic %d\nlibxml2 %s\nzlib %s\ngmime %u.%u.%u\n",
		      archive_version_string(), magic_version(), LIBXML_DOTTED_VERSION,
		      zlibVersion(), gmime_major_version, gmime_minor_version, gmime_micro_version);
}
