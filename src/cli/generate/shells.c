/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shells.c - completions for bash, zsh and fish.
 *
 * Names of sources and of types are asked of the program when they are wanted.
 */
#include <string.h>

#include "cli/commands.h"
#include "cli/generate/generate.h"

/* What prints the names of sources, one a line. */
#define SOURCES "spana config show 2>/dev/null | sed -n 's/^  \\([^ ].*\\):$/\\1/p'"

static const char licence[] = "# SPDX-License-Identifier: GPL-3.0-or-later\n"
			      "# Made from the option tables of spana.\n";

static void command_names(struct sp_buf *out)
{
	for (size_t i = 0; commands[i]; i++)
		sp_buf_printf(out, "%s%s", i ? " " : "", commands[i]->name);
}

/* ---- bash ---- */

static void bash_names(struct sp_buf *out, const struct command *command)
{
	sp_buf_printf(out, "\t%s) options='", command->name);
	FOR_EACH_OPTION(opt, command)
	{
		if (opt->letter)
			sp_buf_printf(out, "-%c ", opt->letter);
		sp_buf_printf(out, "--%s ", opt->name);
	}
	sp_buf_puts(out, "' words='");
	words_write(out, command);
	sp_buf_printf(out, "' paths=%s sources=%s ;;\n", takes_paths(command) ? "yes" : "",
		      takes_sources(command) ? "yes" : "");
}

/* What stands behind an option: a line of `case` for each that takes a value. */
static void bash_values(struct sp_buf *out, const struct command *command)
{
	FOR_EACH_OPTION(opt, command)
	{
		if (!opt->argument)
			continue;
		sp_buf_printf(out, "\t'%s --%s'", command->name, opt->name);
		if (opt->letter)
			sp_buf_printf(out, " | '%s -%c'", command->name, opt->letter);
		switch (expected_of(opt)) {
		case EXPECT_CHOICE:
			sp_buf_puts(out, ") COMPREPLY=($(compgen -W '");
			choices_write(out, opt);
			sp_buf_puts(out, "' -- \"$word\")) ;;\n");
			break;
		case EXPECT_FOLDER:
			sp_buf_puts(out, ") compopt -o filenames 2>/dev/null; "
					 "mapfile -t COMPREPLY < <(compgen -d -- \"$word\") ;;\n");
			break;
		case EXPECT_FILE:
			sp_buf_puts(out, ") compopt -o filenames 2>/dev/null; "
					 "mapfile -t COMPREPLY < <(compgen -f -- \"$word\") ;;\n");
			break;
		case EXPECT_TEXT:
			sp_buf_puts(out, ") COMPREPLY=() ;;\n");
		}
	}
}

void bash_write(struct sp_buf *out)
{
	sp_buf_puts(out, licence);
	sp_buf_puts(out, "_spana()\n{\n\tlocal word=${COMP_WORDS[COMP_CWORD]} "
			 "before=${COMP_WORDS[COMP_CWORD - 1]}\n"
			 "\tlocal command=${COMP_WORDS[1]} options= words= paths= sources=\n"
			 "\tCOMPREPLY=()\n"
			 "\tif [ \"$COMP_CWORD\" -le 1 ]; then\n\t\tCOMPREPLY=($(compgen -W '");
	command_names(out);
	sp_buf_puts(out, " --help --version' -- \"$word\"))\n\t\treturn\n\tfi\n"
			 "\t# --name=value comes in three words.\n"
			 "\tif [ \"$before\" = = ] && [ \"$COMP_CWORD\" -ge 3 ]; then\n"
			 "\t\tbefore=${COMP_WORDS[COMP_CWORD - 2]}\n"
			 "\telif [ \"$word\" = = ]; then\n\t\tword=\n\tfi\n"
			 "\tcase \"$command $before\" in\n");
	for (size_t i = 0; commands[i]; i++)
		bash_values(out, commands[i]);
	sp_buf_puts(out, "\t*) _spana_words ;;\n\tesac\n}\n\n"
			 "_spana_words()\n{\n\tcase $command in\n");
	for (size_t i = 0; commands[i]; i++)
		bash_names(out, commands[i]);
	sp_buf_puts(out,
		    "\tesac\n"
		    "\tif [ \"${word:0:1}\" = - ]; then\n"
		    "\t\tCOMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n\t\treturn\n\tfi\n"
		    "\t[ -z \"$sources\" ] || words+=\" $(" SOURCES ")\"\n"
		    "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\"; "
		    "[ -z \"$paths\" ] || compgen -f -- \"$word\")\n"
		    "\t[ -z \"$paths\" ] || compopt -o filenames 2>/dev/null\n}\n\n"
		    "complete -F _spana spana\n");
}

/* ---- zsh ---- */

/* Within single quotes, and within the brackets of a description. */
static void zsh_text(struct sp_buf *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("[]:\\", *text))
			sp_buf_putc(out, '\\');
		sp_buf_puts(out, *text == '\'' ? "'\\''" : (const char[]) { *text, '\0' });
	}
}

static void zsh_option(struct sp_buf *out, const struct opt *opt)
{
	const char *again = opt->kind == OPT_LIST ? "*" : "";

	if (opt->letter && !*again)
		sp_buf_printf(out, "\t\t'(-%c --%s)'{-%c%s,--%s%s}'[", opt->letter, opt->name,
			      opt->letter, opt->argument ? "+" : "", opt->name,
			      opt->argument ? "=" : "");
	else
		sp_buf_printf(out, "\t\t'%s--%s%s[", again, opt->name, opt->argument ? "=" : "");
	zsh_text(out, opt->help);
	sp_buf_putc(out, ']');
	if (opt->argument) {
		sp_buf_putc(out, ':');
		zsh_text(out, opt->argument);
		sp_buf_putc(out, ':');
	}
	switch (expected_of(opt)) {
	case EXPECT_CHOICE:
		sp_buf_putc(out, '(');
		choices_write(out, opt);
		sp_buf_putc(out, ')');
		break;
	case EXPECT_FOLDER:
		sp_buf_puts(out, "_files -/");
		break;
	case EXPECT_FILE:
		sp_buf_puts(out, "_files");
		break;
	case EXPECT_TEXT:
		break;
	}
	sp_buf_puts(out, "' \\\n");
}

static void zsh_command(struct sp_buf *out, const struct command *command)
{
	sp_buf_printf(out, "\t%s)\n\t\t_arguments -s -S \\\n", command->name);
	FOR_EACH_OPTION(opt, command)
	zsh_option(out, opt);
	sp_buf_puts(out, "\t\t'*: :_spana_words ");
	sp_buf_printf(out, "%s \"%s\" ", takes_paths(command) ? "paths" : "none",
		      takes_sources(command) ? "sources" : "");
	words_write(out, command);
	sp_buf_puts(out, "' ;;\n");
}

void zsh_write(struct sp_buf *out)
{
	sp_buf_puts(out, "#compdef spana\n");
	sp_buf_puts(out, licence);
	sp_buf_puts(out, "\n_spana_words()\n{\n\tlocal paths=$1 sources=$2\n\tshift 2\n"
			 "\tlocal -a words=(\"$@\")\n"
			 "\t[ -z \"$sources\" ] || words+=(${(f)\"$(" SOURCES ")\"})\n"
			 "\t[ ${#words} -eq 0 ] || compadd -a words\n"
			 "\t[ \"$paths\" = none ] || _files\n}\n\n"
			 "_spana()\n{\n\tlocal -a names=(\n");
	for (size_t i = 0; commands[i]; i++) {
		sp_buf_printf(out, "\t\t'%s:", commands[i]->name);
		zsh_text(out, commands[i]->summary);
		sp_buf_puts(out, "'\n");
	}
	sp_buf_puts(out, "\t)\n\tif (( CURRENT == 2 )); then\n\t\t_describe command names\n"
			 "\t\treturn\n\tfi\n\tlocal command=$words[2]\n"
			 "\tshift words\n\t(( CURRENT-- ))\n\tcase $command in\n");
	for (size_t i = 0; commands[i]; i++)
		zsh_command(out, commands[i]);
	sp_buf_puts(out, "\tesac\n}\n\n_spana \"$@\"\n");
}

/* ---- fish ---- */

static void fish_text(struct sp_buf *out, const char *text)
{
	sp_buf_putc(out, '\'');
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			sp_buf_putc(out, '\\');
		sp_buf_putc(out, *text);
	}
	sp_buf_putc(out, '\'');
}

static void fish_option(struct sp_buf *out, const struct command *command, const struct opt *opt)
{
	sp_buf_printf(out, "complete -c spana -n '__fish_seen_subcommand_from %s' -l %s",
		      command->name, opt->name);
	if (opt->letter)
		sp_buf_printf(out, " -s %c", opt->letter);
	switch (expected_of(opt)) {
	case EXPECT_CHOICE:
		sp_buf_puts(out, " -x -a '");
		choices_write(out, opt);
		sp_buf_putc(out, '\'');
		break;
	case EXPECT_FOLDER:
		sp_buf_puts(out, " -x -a '(__fish_complete_directories)'");
		break;
	case EXPECT_FILE:
		sp_buf_puts(out, " -r -F");
		break;
	case EXPECT_TEXT:
		sp_buf_puts(out, opt->argument ? " -x" : "");
	}
	sp_buf_puts(out, " -d ");
	fish_text(out, opt->help);
	sp_buf_putc(out, '\n');
}

static void fish_command(struct sp_buf *out, const struct command *command)
{
	const char *name = command->name;

	sp_buf_printf(out, "complete -c spana -n __fish_use_subcommand -a %s -d ", name);
	fish_text(out, command->summary);
	sp_buf_putc(out, '\n');
	FOR_EACH_OPTION(opt, command)
	fish_option(out, command, opt);
	if (takes_paths(command))
		sp_buf_printf(out, "complete -c spana -n '__fish_seen_subcommand_from %s' -F\n",
			      name);
	if (takes_sources(command))
		sp_buf_printf(out,
			      "complete -c spana -n '__fish_seen_subcommand_from %s' "
			      "-a '(__spana_sources)'\n",
			      name);
	sp_buf_printf(out, "complete -c spana -n '__fish_seen_subcommand_from %s' -a '", name);
	words_write(out, command);
	sp_buf_puts(out, "'\n");
}

void fish_write(struct sp_buf *out)
{
	sp_buf_puts(out, licence);
	sp_buf_puts(out, "function __spana_sources\n\t" SOURCES "\nend\n\n"
			 "complete -c spana -f\n"
			 "complete -c spana -n __fish_use_subcommand -l help\n"
			 "complete -c spana -n __fish_use_subcommand -l version\n");
	for (size_t i = 0; commands[i]; i++)
		fish_command(out, commands[i]);
}
