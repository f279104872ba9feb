/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page.c - man pages in mdoc(7), from templates and the option tables.
 *
 *     .\" @name        the command's NAME and SYNOPSIS
 *     .\" @options     its options, those of every command last
 *     .\" @common      the options of every command
 *     .\" @commands    all commands with their summaries
 *     .\" @see         the pages of the other commands
 */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/generate/generate.h"

#include "base/ascii.h"

static const char mark[] = ".\\\" ";

/* Text of a line: what would be a request or an escape is none. */
static void text_write(struct sp_buf *out, const char *text, size_t len)
{
	if (len && (*text == '.' || *text == '\''))
		sp_buf_puts(out, "\\&");
	for (; len; text++, len--) {
		if (*text == '\\')
			sp_buf_puts(out, "\\e");
		else if (*text == '-' && text[1] == '-')
			sp_buf_puts(out, "\\-");
		else
			sp_buf_putc(out, *text);
	}
}

/* A help text as a sentence; one that begins with a word to be typed begins as that does. */
static void sentence_write(struct sp_buf *out, const char *help, bool capital)
{
	size_t len = strlen(help), before;

	if (!len)
		return;
	before = out->len;
	text_write(out, help, len);
	if (capital && out->len > before && out->data[before] >= 'a' && out->data[before] <= 'z')
		out->data[before] = (char)(out->data[before] - 'a' + 'A');
	sp_buf_puts(out, help[len - 1] == '.' ? "\n" : ".\n");
}

/* ---- the further text of an option ---- */

static const char *line_end(const char *line)
{
	const char *end = strchr(line, '\n');

	return end ? end + 1 : line + strlen(line);
}

static bool is_mark(const char *line)
{
	return strncmp(line, mark, sizeof(mark) - 1) == 0;
}

static bool is_mark_of(const char *line, const char *name)
{
	const char *at = line + sizeof(mark) - 1;

	return is_mark(line) && strncmp(at, name, strlen(name)) == 0 && at[strlen(name)] == '\n';
}

static const char *find_details(const char *details, const char *name)
{
	for (const char *line = details; *line; line = line_end(line))
		if (is_mark_of(line, name))
			return line_end(line);
	return NULL;
}

/* The text for "scan/types", else for "types"; none, if neither stands there. */
static void details_write(struct sp_buf *out, const char *details, const struct command *command,
			  const char *option)
{
	char name[96];

	snprintf(name, sizeof(name), "%s/%s", command->name, option);
	const char *line = find_details(details, name);
	if (!line)
		line = find_details(details, option);
	for (; line && *line && !is_mark(line); line = line_end(line))
		sp_buf_add(out, line, (size_t)(line_end(line) - line));
}

static bool is_option(const char *name, size_t len)
{
	char wanted[96];

	snprintf(wanted, sizeof(wanted), "%.*s", (int)(len < 95 ? len : 95), name);
	char *slash = strchr(wanted, '/');
	if (slash)
		*slash++ = '\0';
	for (size_t i = 0; commands[i]; i++)
		if ((!slash || strcmp(commands[i]->name, wanted) == 0) &&
		    opts_has(commands[i], slash ? slash : wanted))
			return true;
	return false;
}

bool details_check(const char *details)
{
	bool ok = true;

	for (const char *line = details; *line; line = line_end(line)) {
		const char *name = line + sizeof(mark) - 1;
		size_t len = is_mark(line) ? strcspn(name, "\n") : 0;
		if (!len || strncmp(name, "SPDX", 4) == 0 || is_option(name, len))
			continue;
		fprintf(stderr, "generate: there is no option %.*s\n", (int)len, name);
		ok = false;
	}
	return ok;
}

/* ---- parts of a page ---- */

static void argument_write(struct sp_buf *out, const char *argument)
{
	for (; *argument; argument++)
		/* A colon alone is punctuation. */
		sp_buf_puts(out,
			    *argument == ':' ? " : Ns Ar " : (const char[]) { *argument, '\0' });
}

static void option_write(struct sp_buf *out, const struct opt *opt, const struct command *command,
			 const char *details)
{
	sp_buf_puts(out, ".It ");
	if (opt->letter)
		sp_buf_printf(out, "Fl %c , ", opt->letter);
	sp_buf_printf(out, "Fl -%s", opt->name);
	if (opt->argument) {
		sp_buf_puts(out, " Ar ");
		argument_write(out, opt->argument);
	}
	sp_buf_putc(out, '\n');
	sentence_write(out, opt->help, expected_of(opt) != EXPECT_CHOICE);
	details_write(out, details, command, opt->name);
}

static bool is_common(const struct opt *opt)
{
	for (const struct opt *common = opts_common; common->name; common++)
		if (common == opt)
			return true;
	return false;
}

static void options_write(struct sp_buf *out, const struct command *command, const char *details,
			  bool common)
{
	bool any = false;

	FOR_EACH_OPTION(opt, command)
	{
		if (is_common(opt) != common)
			continue;
		if (!any)
			sp_buf_puts(out, ".Bl -tag -width Ds\n");
		any = true;
		option_write(out, opt, command, details);
	}
	if (any)
		sp_buf_puts(out, ".El\n");
}

static void all_options_write(struct sp_buf *out, const struct command *command,
			      const char *details)
{
	size_t before = out->len;

	options_write(out, command, details, false);
	if (out->len > before)
		sp_buf_puts(out, ".Pp\nand, as every command:\n");
	options_write(out, command, details, true);
}

/* "PATH... | --all" as macros. */
static void synopsis_write(struct sp_buf *out, const char *arguments)
{
	const char *at = arguments;

	sp_buf_puts(out, arguments && *arguments ? "." : "");
	while (at && *at) {
		size_t len = strcspn(at, " []|");
		bool option = strncmp(at, "--", 2) == 0, capital = *at >= 'A' && *at <= 'Z';
		if (*at == '[')
			sp_buf_puts(out, "Op ");
		else if (*at == '|')
			sp_buf_puts(out, "| ");
		else if (len)
			sp_buf_puts(out, option ? "Fl -" : capital ? "Ar " : "Cm ");
		for (const char *c = option ? at + 2 : at; c < at + len; c++)
			sp_buf_putc(out, *c == '.' ? '.' : sp_to_lower(*c));
		if (len)
			sp_buf_putc(out, ' ');
		at += len ? len : 1;
	}
	while (out->len && out->data[out->len - 1] == ' ')
		out->data[--out->len] = '\0';
	sp_buf_puts(out, arguments && *arguments ? "\n" : "");
}

static void name_write(struct sp_buf *out, const struct command *command)
{
	size_t len = strlen(command->summary);

	sp_buf_printf(out, ".Dt SPANA-");
	for (const char *c = command->name; *c; c++)
		sp_buf_putc(out, (char)(*c - 'a' + 'A'));
	sp_buf_printf(out, " 1\n.Os\n.Sh NAME\n.Nm spana-%s\n.Nd ", command->name);
	sp_buf_putc(out, sp_to_lower(command->summary[0]));
	text_write(out, command->summary + 1, len - 1 - (command->summary[len - 1] == '.'));
	sp_buf_printf(out, "\n.Sh SYNOPSIS\n.Nm spana\n.Cm %s\n.Op Ar options\n", command->name);
	synopsis_write(out, command->arguments);
}

static void commands_write(struct sp_buf *out)
{
	sp_buf_puts(out, ".Bl -tag -width patterns\n");
	for (size_t i = 0; commands[i]; i++) {
		sp_buf_printf(out, ".It Cm %s\n", commands[i]->name);
		sentence_write(out, commands[i]->summary, true);
		sp_buf_printf(out, "See\n.Xr spana-%s 1 .\n", commands[i]->name);
	}
	sp_buf_puts(out, ".El\n");
}

static void see_write(struct sp_buf *out, const struct command *command)
{
	sp_buf_puts(out, ".Sh SEE ALSO\n");
	if (command)
		sp_buf_puts(out, ".Xr spana 1 ,\n");
	for (size_t i = 0; commands[i]; i++)
		if (commands[i] != command)
			sp_buf_printf(out, ".Xr spana-%s 1 ,\n", commands[i]->name);
	sp_buf_puts(out, ".Xr spana.yaml 5\n");
}

static bool expand(struct sp_buf *out, const char *what, size_t len, const char *details,
		   const struct command *command)
{
	char word[64];

	snprintf(word, sizeof(word), "%.*s", (int)(len < 63 ? len : 63), what);
	if (strcmp(word, "name") == 0 && command)
		name_write(out, command);
	else if (strcmp(word, "options") == 0 && command)
		all_options_write(out, command, details);
	else if (strcmp(word, "common") == 0)
		options_write(out, command ? command : commands[0], details, true);
	else if (strcmp(word, "commands") == 0)
		commands_write(out);
	else if (strcmp(word, "see") == 0)
		see_write(out, command);
	else {
		fprintf(stderr, "generate: @%s: there is nothing of that name\n", word);
		return false;
	}
	return true;
}

bool page_write(struct sp_buf *out, const char *template, const char *details,
		const struct command *command)
{
	bool ok = true;

	for (const char *line = template; *line && ok; line = line_end(line)) {
		const char *at = line + sizeof(mark) - 1;
		if (is_mark(line) && *at == '@')
			ok = expand(out, at + 1, strcspn(at + 1, "\n"), details, command);
		else
			sp_buf_add(out, line, (size_t)(line_end(line) - line));
	}
	return ok;
}
