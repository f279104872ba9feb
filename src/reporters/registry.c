/* SPDX-License-Identifier: GPL-3.0-or-later */
/* registry.c - the forms of output: a new one is a file and a line here. */
#include "spana/reporter.h"

#include <string.h>

extern const struct sp_reporter sp_reporter_text;
extern const struct sp_reporter sp_reporter_jsonl;
extern const struct sp_reporter sp_reporter_json;
extern const struct sp_reporter sp_reporter_csv;
extern const struct sp_reporter sp_reporter_html;
extern const struct sp_reporter sp_reporter_xlsx;
extern const struct sp_reporter sp_reporter_article30;
extern const struct sp_reporter sp_reporter_article30_csv;
extern const struct sp_reporter sp_reporter_dpv;
extern const struct sp_reporter sp_reporter_prometheus;

const struct sp_reporter *const sp_reporters[] = {
	&sp_reporter_text,
	&sp_reporter_jsonl,
	&sp_reporter_json,
	&sp_reporter_csv,
	&sp_reporter_html,
	&sp_reporter_xlsx,
	&sp_reporter_article30,
	&sp_reporter_article30_csv,
	&sp_reporter_dpv,
	&sp_reporter_prometheus,
	NULL,
};

const struct sp_reporter *sp_reporter_find(const char *name)
{
	for (int i = 0; sp_reporters[i]; i++)
		if (strcmp(sp_reporters[i]->name, name) == 0)
			return sp_reporters[i];
	return NULL;
}
