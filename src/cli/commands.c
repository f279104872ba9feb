/* SPDX-License-Identifier: GPL-3.0-or-later */
/* commands.c - the table of commands. */
#include "cli/commands.h"

const struct command *const commands[] = { &cmd_scan,	  &cmd_detect, &cmd_report, &cmd_extract,
					   &cmd_erase,	  &cmd_review, &cmd_status, &cmd_text,
					   &cmd_patterns, &cmd_config, NULL };
