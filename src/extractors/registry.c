/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * registry.c - the table of formats: archives, and documents that are archives.
 */
#include "spana/extractor.h"

#include <locale.h>

#include <libxml/parser.h>

extern const struct sp_extractor sp_extractor_ooxml;

const struct sp_extractor *const sp_extractors[] = {
	&sp_extractor_ooxml,
	NULL,
};

void sp_extractors_init(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	xmlInitParser();
}
