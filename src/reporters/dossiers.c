/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dossiers.c - the forms of a dossier: a new one is a file and a line here. */
#include "spana/reporter.h"

#include <string.h>

extern const struct sp_dossier_writer sp_dossier_text;
extern const struct sp_dossier_writer sp_dossier_html;
extern const struct sp_dossier_writer sp_dossier_json;
extern const struct sp_dossier_writer sp_dossier_csv;
extern const struct sp_dossier_writer sp_dossier_xlsx;

const struct sp_dossier_writer *const sp_dossier_writers[] = {
	&sp_dossier_text, &sp_dossier_html, &sp_dossier_json,
	&sp_dossier_csv,  &sp_dossier_xlsx, NULL,
};

const struct sp_dossier_writer *sp_dossier_writer_find(const char *name)
{
	for (int i = 0; sp_dossier_writers[i]; i++)
		if (strcmp(sp_dossier_writers[i]->name, name) == 0)
			return sp_dossier_writers[i];
	return NULL;
}
