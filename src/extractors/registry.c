/* SPDX-License-Identifier: GPL-3.0-or-later */
/* registry.c - the table of formats, and what their libraries need first. */
#include "extractors/registry.h"

#include <locale.h>

#include <archive.h>
#include <libxml/parser.h>
#include <magic.h>
#ifdef SPANA_POPPLER
#include <poppler.h>
#endif
#include <zlib.h>
#ifdef SPANA_PFF
#include <libpff.h>
#endif
#ifdef SPANA_MDB
#include <mdbtools.h>
#endif
#if defined(SPANA_POPPLER) || defined(SPANA_MDB)
#define WITH_GLIB
#include <glib.h>
#endif

#include "base/buf.h"

#define ENTRY(name) &sp_extractor_##name,

const struct sp_extractor *const sp_extractors[] = { SP_FORMATS(ENTRY) NULL };

#ifdef WITH_GLIB
/* What GLib has to say may hold text of a file: nobody is to see it. Without memory it ends us. */
static GLogWriterOutput say_nothing(GLogLevelFlags level, const GLogField *fields, gsize n,
				    gpointer unused)
{
	(void)level;
	(void)fields;
	(void)n;
	(void)unused;
	return G_LOG_WRITER_HANDLED;
}
#endif

void sp_extractors_init(void)
{
#ifdef WITH_GLIB
	g_log_set_writer_func(say_nothing, NULL, NULL);
#endif
	/* libarchive drops names that the locale cannot hold. */
	setlocale(LC_CTYPE, "C.UTF-8");
	xmlInitParser();
	for (size_t i = 0; sp_extractors[i]; i++)
		if (sp_extractors[i]->init)
			sp_extractors[i]->init();
}

void sp_extractors_libraries(struct sp_buf *out)
{
	sp_buf_printf(out, "%s\nlibmagic %d\nlibxml2 %s\nzlib %s\n", archive_version_string(),
		      magic_version(), LIBXML_DOTTED_VERSION, zlibVersion());
#ifdef SPANA_POPPLER
	sp_buf_printf(out, "poppler %s\n", poppler_get_version());
#else
	sp_buf_printf(out, "without poppler\n");
#endif
#ifdef SPANA_PFF
	sp_buf_printf(out, "libpff %s\n", libpff_get_version());
#else
	sp_buf_puts(out, "without libpff\n");
#endif
#ifdef SPANA_MDB
	sp_buf_printf(out, "libmdb %s\n", mdb_get_version());
#else
	sp_buf_puts(out, "without libmdb\n");
#endif
}
