/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rules_own.h - what the files share that make rules of pattern files. */
#ifndef DETECT_RULES_OWN_H
#define DETECT_RULES_OWN_H

#include "detect/rules.h"

/* Compiles a form of the pattern with that number, and works out where it has to be tried. */
SP_CHECK enum sp_status rules_compile(struct sp_rules *rules, unsigned number,
				      const struct form *form, struct sp_error *err);

/* Adds the pattern's words near by, and its vocabulary. */
SP_CHECK enum sp_status rules_add_words(struct sp_rules *rules, unsigned number);
SP_CHECK enum sp_status rules_add_terms(struct sp_rules *rules, unsigned number);

/* The terms that are told alone have a set of their own: few, so that it is quick to miss. */
SP_CHECK enum sp_status rules_collect_lone(struct sp_rules *rules);

#endif
