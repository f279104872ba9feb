/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c - finds the command and runs it. */
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <syslog.h>

#include "base/digest.h"
#include "base/nearest.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "cli/configure.h"
#include "cli/notify.h"

static void usage(FILE *to)
{
	fputs(_("usage: spana COMMAND [OPTIONS]\n\n"), to);
	terminal_wrap(to,
		      _("Finds personal data in files, keeps an inventory of where it lies, and "
			"reports."),
		      0, 0);
	fputc('\n', to);
	for (size_t i = 0; commands[i]; i++) {
		fprintf(to, "  %-9s ", commands[i]->name);
		terminal_wrap(to, sp_translate(commands[i]->summary), 12, 12);
	}
	fputc('\n', to);
	terminal_wrap(to,
		      _("'spana COMMAND --help' shows a command's options; 'spana --version' the "
			"libraries."),
		      0, 0);
}

static void version(const char *reader)
{
	struct sp_buf libraries = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct sp_sandbox sandbox;

	sp_rules_libraries(&libraries);
	sp_readers_libraries(reader, &libraries);
	sp_inventory_libraries(&libraries);
	sp_reporters_libraries(&libraries);
	printf("spana %s\n%s%s\n", SPANA_VERSION, sp_buf_str(&libraries), sp_digest_library());
	sp_buf_reset(&libraries);
	sp_sandbox_probe(&sandbox);
	sp_sandbox_describe(&sandbox, &libraries);
	printf("sandbox: %s\n", sp_buf_str(&libraries));
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
	const char *nearest = sp_nearest(name, names);
	if (name[0] == '-')
		say("%s: options stand behind a command: see 'spana --help'", name);
	else if (nearest)
		say("there is no command '%s'; did you mean '%s'?", name, nearest);
	else
		say("there is no command '%s': see 'spana --help'", name);
	return EXIT_USAGE;
}

/* A leak checker stops the program and looks at it as a debugger does. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* A core dump would hold what was read. One that is handed to a program asks for no limit. */
static void forbid_core_dumps(void)
{
	const struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, SANITIZED, 0, 0, 0);
}

/* Batches come and go by the megabyte: their pages are not given back and asked for in turn. */
static void keep_pages(void)
{
	mallopt(M_MMAP_THRESHOLD, 4 * 1024 * 1024);
	mallopt(M_TRIM_THRESHOLD, 32 * 1024 * 1024);
	mallopt(M_TOP_PAD, 256 * 1024);
}

int main(int argc, char **argv)
{
	struct configuration configuration;
	char reader[SHARED_MOST];
	struct settings settings = { .configuration = &configuration,
				     .asked_ns = time_now_ns(),
				     .argc = argc - 1,
				     .argv = argv + 1,
				     .reader = find_reader(reader) };
	const struct command *command;
	int status;

	terminal_start();
	/* A log is read by programs, and by those who look for its words elsewhere. */
	if (!notify_wanted() && !journal_prefix(LOG_INFO)[0])
		start_translation();
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
		version(settings.reader);
		return EXIT_DONE;
	}
	command = find_command(argv[1]);
	if (!command)
		return no_command(argv[1]);
	forbid_core_dumps();
	keep_pages();
	signal(SIGPIPE, SIG_IGN);
	/* A file that grows too large is an error like any other. */
	signal(SIGXFSZ, SIG_IGN);
	/* What the file says comes first, so that the command line has the last word. */
	if (!configuration_read(&configuration, argc - 2, argv + 2) ||
	    !configuration_apply(&configuration, command, 0, &settings)) {
		status = EXIT_CANNOT;
	} else if (!opts_parse(command, argc - 1, argv + 1, &settings)) {
		status = EXIT_USAGE;
	} else if (settings.help) {
		opts_help(command);
		status = EXIT_DONE;
	} else if (!sp_digest_init()) {
		say("the system gives no random numbers");
		status = EXIT_CANNOT;
	} else {
		status = command->run(&settings);
	}
	opts_release(&settings);
	configuration_release(&configuration);
	if (fflush(stdout) != 0 && status == EXIT_DONE)
		status = EXIT_CANNOT;
	return status;
}
