/* SPDX-License-Identifier: GPL-3.0-or-later */
/* opts_help.c - what --help shows, from the option tables. */
#include <stdio.h>

#include "base/display.h"
#include "cli/opts.h"
#include "cli/terminal.h"

#define HELP_COLUMN 30
#define HELP_WIDTH 80 /* where there is no terminal */

static void help_option(const struct opt *opt)
{
	char left[64];

	snprintf(left, sizeof(left), "%s--%s%s%s",
		 opt->letter ? (char[]) { '-', opt->letter, ',', ' ', '\0' } : "    ", opt->name,
		 opt->argument ? " " : "", opt->argument ? opt->argument : "");
	int used = printf("  %-26s  ", left);
	terminal_wrap(stdout, sp_translate(opt->help), used > 0 ? (size_t)used : 0, HELP_COLUMN);
}

/* Running text: broken into lines in any case. */
static void help_details(const char *details)
{
	struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED);
	locale_t locale = sp_display_locale();
	unsigned width = terminal_width(stdout);

	sp_display_wrap(&text, locale, sp_translate(details), width ? width : HELP_WIDTH, 0, 0);
	printf("\n%s\n", sp_buf_str(&text));
	sp_buf_release(&text);
	if (locale)
		freelocale(locale);
}

void opts_help(const struct command *command)
{
	printf(_("usage: spana %s [OPTIONS]%s%s\n\n"), command->name, command->arguments ? " " : "",
	       command->arguments ? command->arguments : "");
	terminal_wrap(stdout, sp_translate(command->summary), 0, 0);
	fputs(_("\nOptions:\n"), stdout);
	for (size_t t = 0; command->tables[t]; t++)
		for (const struct opt *opt = command->tables[t]; opt->name; opt++)
			help_option(opt);
	if (command->details)
		help_details(command->details);
}
