/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c - finds the command and runs it. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "base/digest.h"
#include "cli/commands.h"
#include "cli/common.h"

static const struct command *const commands[] = { &cmd_scan,   &cmd_detect, &cmd_report,
						  &cmd_status, &cmd_text,   &cmd_patterns,
						  NULL };

static void usage(FILE *to)
{
	fputs("usage: spana COMMAND [OPTIONS]\n\n"
	      "Finds personal data in files, keeps an inventory of where it lies, and reports.\n\n",
	      to);
	for (size_t i = 0; commands[i]; i++)
		fprintf(to, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
	fputs("\n'spana COMMAND --help' shows a command's options; 'spana --version' the "
	      "libraries.\n",
	      to);
}

static void version(void)
{
	struct sp_buf libraries = SP_BUF_INIT(SP_BUF_UNCAPPED);

	sp_rules_libraries(&libraries);
	sp_extractors_libraries(&libraries);
	sp_inventory_libraries(&libraries);
	printf("spana %s\n%s%s\n", SPANA_VERSION, sp_buf_str(&libraries), sp_digest_library());
	puts("sandbox: none; formats are read in the program's own process");
	sp_buf_release(&libraries);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static int no_command(const char *name)
{
	const char *names[16];
	size_t n = 0;

	for (; commands[n]; n++)
		names[n] = commands[n]->name;
	names[n] = NULL;
	const char *nearest = opts_nearest(name, names);
	if (nearest)
		say("there is no command '%s'; did you mean '%s'?", name, nearest);
	else
		say("there is no command '%s': see 'spana --help'", name);
	return EXIT_USAGE;
}

/* A core dump would hold what was read. */
static void forbid_core_dumps(void)
{
	const struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
}

int main(int argc, char **argv)
{
	struct settings settings = { .inventory = NULL };
	const struct command *command;
	int status;

	if (argc < 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		usage(stdout);
		return EXIT_DONE;
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		version();
		return EXIT_DONE;
	}
	command = find_command(argv[1]);
	if (!command)
		return no_command(argv[1]);
	forbid_core_dumps();
	signal(SIGPIPE, SIG_IGN);
	if (!opts_parse(command, argc - 1, argv + 1, &settings)) {
		status = EXIT_USAGE;
	} else if (settings.help) {
		opts_help(command);
		status = EXIT_DONE;
	} else if (!sp_digest_init()) {
		say("the system gives no random numbers");
		status = EXIT_CANNOT;
	} else {
		sp_extractors_init();
		status = command->run(&settings);
	}
	opts_release(&settings);
	if (fflush(stdout) != 0 && status == EXIT_DONE)
		status = EXIT_CANNOT;
	return status;
}
