/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * generate.h - what the build makes of the option tables: man pages and
 * completions. The program that does it is run by the build, and not installed.
 */
#ifndef CLI_GENERATE_GENERATE_H
#define CLI_GENERATE_GENERATE_H

#include <stdbool.h>

#include "base/buf.h"
#include "cli/opts.h"

/*
 * Appends a man page made of a template, whose lines beginning with .\" @ stand
 * for what the tables say, and of the further text that `details` (the contents
 * of man/options.mdoc) has for options. `command` is NULL for pages of none.
 * false: the template asks for what there is not; told.
 */
bool page_write(struct sp_buf *out, const char *template, const char *details,
		const struct command *command);

/* Every text of `details` belongs to an option that there is. false: told. */
bool details_check(const char *details);

/* Append the completions of a shell. */
void bash_write(struct sp_buf *out);
void zsh_write(struct sp_buf *out);
void fish_write(struct sp_buf *out);

/* What an option's or a command's argument may be. */
enum expected { EXPECT_TEXT, EXPECT_FILE, EXPECT_FOLDER, EXPECT_CHOICE };
enum expected expected_of(const struct opt *opt);
/* Appends the choices, a blank between them: "low medium high". */
void choices_write(struct sp_buf *out, const struct opt *opt);
/* Appends the words that a command's arguments begin with: "list show test"; may be none. */
void words_write(struct sp_buf *out, const struct command *command);
/* Does the command take paths, or names of sources? */
bool takes_paths(const struct command *command);
bool takes_sources(const struct command *command);

/* Goes through all options of a command. */
#define FOR_EACH_OPTION(opt, command)                                \
	for (size_t table_ = 0; (command)->tables[table_]; table_++) \
		for (const struct opt *opt = (command)->tables[table_]; opt->name; opt++)

#endif
