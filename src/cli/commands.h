/* SPDX-License-Identifier: GPL-3.0-or-later */
/* commands.h - the commands, each in its own cmd_<name>.c. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/opts.h"

extern const struct command cmd_scan, cmd_detect, cmd_report, cmd_status, cmd_text, cmd_patterns,
	cmd_extract, cmd_review, cmd_erase, cmd_config;

/* All of them, NULL-ended, in the order of the help. */
extern const struct command *const commands[];

#endif
