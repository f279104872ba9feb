/* SPDX-License-Identifier: GPL-3.0-or-later */
/* on_new.h - --on-new: a command that is told of new findings, by their counts alone. */
#ifndef CLI_ON_NEW_H
#define CLI_ON_NEW_H

#include "spana/inventory.h"

#include "cli/opts.h"

/*
 * Runs the command of --on-new by the shell, if the scan that has just ended
 * found something new of high confidence, with the counts in its environment.
 * false: it could not be run, or failed, which was told.
 */
bool tell_new(const struct settings *settings, struct sp_inventory *inventory);

#endif
