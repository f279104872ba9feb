/* SPDX-License-Identifier: GPL-3.0-or-later */
/* macros.h - the {{names}} that a regex in a pattern file may use. */
#ifndef DETECT_MACROS_H
#define DETECT_MACROS_H

#include "base/buf.h"

/* Appends the regex with its macros replaced. false: an unknown one; *name begins there. */
bool macros_expand(struct sp_buf *out, const char *regex, const char **name);

#endif
