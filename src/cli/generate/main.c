/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c - writes a man page or a completion to standard output.
 *
 *     generate page TEMPLATE DETAILS [COMMAND]
 *     generate bash | zsh | fish
 */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/generate/generate.h"

static bool read_file(struct sp_buf *out, const char *path)
{
	FILE *file = fopen(path, "re");
	char block[4096];
	size_t n;

	if (!file) {
		fprintf(stderr, "generate: cannot read %s\n", path);
		return false;
	}
	while ((n = fread(block, 1, sizeof(block), file)) > 0)
		sp_buf_add(out, block, n);
	fclose(file);
	return !out->failed;
}

static const struct command *find(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static bool page(struct sp_buf *out, int argc, char **argv)
{
	struct sp_buf template = SP_BUF_INIT(SP_BUF_UNCAPPED), details = template;
	bool ok = argc >= 2 && read_file(&template, argv[0]) && read_file(&details, argv[1]) &&
		  details_check(sp_buf_str(&details)) && (argc < 3 || find(argv[2])) &&
		  page_write(out, sp_buf_str(&template), sp_buf_str(&details),
			     argc > 2 ? find(argv[2]) : NULL);

	sp_buf_release(&template);
	sp_buf_release(&details);
	return ok;
}

int main(int argc, char **argv)
{
	struct sp_buf out = SP_BUF_INIT(SP_BUF_UNCAPPED);
	const char *what = argc > 1 ? argv[1] : "";
	bool ok = true;

	if (strcmp(what, "page") == 0)
		ok = page(&out, argc - 2, argv + 2);
	else if (strcmp(what, "bash") == 0)
		bash_write(&out);
	else if (strcmp(what, "zsh") == 0)
		zsh_write(&out);
	else if (strcmp(what, "fish") == 0)
		fish_write(&out);
	else
		ok = false;
	ok = ok && !out.failed && fputs(sp_buf_str(&out), stdout) != EOF && fflush(stdout) == 0;
	if (!ok)
		fprintf(stderr, "generate: '%s' could not be made\n", what);
	sp_buf_release(&out);
	return ok ? 0 : 1;
}
