/* SPDX-License-Identifier: GPL-3.0-or-later */
/* registry.c - the formats. The highest bid wins, ties go to the first. */
#include "extractors/registry.h"

#include <locale.h>

const struct sp_extractor *const sp_extractors[] = {
	&sp_extractor_html,
	&sp_extractor_text,
	&sp_extractor_binary,
	NULL,
};

void sp_extractors_init(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
}
