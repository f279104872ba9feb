/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expected.c - what may stand behind an option or a command, as the tables say it. */
#include <string.h>

#include "cli/generate/generate.h"

/* Arguments whose help is a list of what they may be: "text, jsonl or csv". */
static bool is_choice(const struct opt *opt)
{
	static const char *const names[] = { "FORMAT", "LANGUAGE", "LEVEL", "WHEN" };

	for (size_t i = 0; opt->argument && i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(opt->argument, names[i]) == 0)
			return true;
	return false;
}

enum expected expected_of(const struct opt *opt)
{
	if (is_choice(opt))
		return EXPECT_CHOICE;
	if (opt->argument && strcmp(opt->argument, "FILE") == 0)
		return EXPECT_FILE;
	if (opt->argument && strcmp(opt->argument, "DIR") == 0)
		return EXPECT_FOLDER;
	return EXPECT_TEXT;
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static void word_write(struct sp_buf *out, bool *any, const char *word, size_t len)
{
	if (*any)
		sp_buf_putc(out, ' ');
	sp_buf_add(out, word, len);
	*any = true;
}

void choices_write(struct sp_buf *out, const struct opt *opt)
{
	bool any = false;
	int depth = 0;

	for (const char *at = opt->help; *at;) {
		size_t len = 0;
		depth += (*at == '(') - (*at == ')');
		while (is_lower(at[len]))
			len++;
		if (len && !depth && !(len == 2 && memcmp(at, "or", 2) == 0))
			word_write(out, &any, at, len);
		at += len ? len : 1;
	}
}

void words_write(struct sp_buf *out, const struct command *command)
{
	bool any = false;

	for (const char *at = command->arguments; at && *at;) {
		size_t len = strcspn(at, " []|.");
		if (len && is_lower(*at))
			word_write(out, &any, at, len);
		at += len ? len : 1;
	}
}

bool takes_paths(const struct command *command)
{
	return command->arguments &&
	       (strstr(command->arguments, "PATH") || strstr(command->arguments, "FILE"));
}

bool takes_sources(const struct command *command)
{
	return command->arguments && strstr(command->arguments, "SOURCE");
}
