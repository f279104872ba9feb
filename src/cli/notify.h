/* SPDX-License-Identifier: GPL-3.0-or-later */
/* notify.h - what a service manager is told, where one listens. */
#ifndef CLI_NOTIFY_H
#define CLI_NOTIFY_H

#include <stdbool.h>

/* Is there a service manager that listens ($NOTIFY_SOCKET)? */
bool notify_wanted(void);

/* Tells it how far the work is, in one line. What does not arrive is nobody's loss. */
void notify_status(const char *line);

/*
 * The prefix that gives a line on standard error its level in the journal,
 * "<3>" for errors; "" where standard error goes elsewhere.
 */
const char *journal_prefix(int level);

#endif
