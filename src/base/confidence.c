/* SPDX-License-Identifier: GPL-3.0-or-later */
/* confidence.c - the three steps of confidence and the scores they begin at. */
#include "spana/finding.h"

#include <string.h>

static const char *const names[] = { [SP_LOW] = "low", [SP_MEDIUM] = "medium", [SP_HIGH] = "high" };

const char *sp_confidence_name(enum sp_confidence confidence)
{
	return (unsigned)confidence <= SP_HIGH ? names[confidence] : "";
}

bool sp_confidence_parse(const char *name, enum sp_confidence *out)
{
	for (int i = SP_LOW; i <= SP_HIGH; i++) {
		if (strcmp(names[i], name) == 0) {
			*out = (enum sp_confidence)i;
			return true;
		}
	}
	return false;
}

enum sp_confidence sp_confidence_of(double score)
{
	if (score >= 0.85)
		return SP_HIGH;
	return score >= 0.5 ? SP_MEDIUM : SP_LOW;
}

bool sp_is_protection(const char *category, enum sp_confidence confidence)
{
	return confidence >= SP_MEDIUM && strcmp(category, "protected") == 0;
}
