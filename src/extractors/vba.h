/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vba.h - the source text of macros. Threads: one. */
#ifndef EXTRACTORS_VBA_H
#define EXTRACTORS_VBA_H

#include "extractors/ole.h"

/* A storage of that name, with what only it has. */
SP_CHECK bool sp_vba_is(const struct sp_ole *storage, const char *name);

/*
 * Tells the modules of a VBA storage, each in a part "macro NAME". What cannot
 * be read is told and left to be a member.
 */
SP_CHECK enum sp_status sp_vba_read(struct sp_ole *storage);

#endif
