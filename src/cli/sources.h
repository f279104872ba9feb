/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sources.h - a scan of sources that the configuration names. */
#ifndef CLI_SOURCES_H
#define CLI_SOURCES_H

#include "cli/opts.h"

/* Scans the paths of these settings; returns the exit status. */
typedef int scan_fn(const struct settings *settings);

/*
 * Scans the sources that the command line asks for, one after the other, each
 * with its own settings; one that cannot be scanned is told, and does not keep
 * the others from it. *status is the gravest of them, or that of wrong usage.
 * false: the command line names no sources.
 */
bool choose_sources(const struct settings *settings, scan_fn *scan, int *status);

#endif
