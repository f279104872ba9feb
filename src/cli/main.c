/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c - finds the command and runs it. */
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "spana/config.h"

#include "base/digest.h"
#include "cli/commands.h"
#include "cli/common.h"

static const struct command *const commands[] = { &cmd_scan,	&cmd_detect, &cmd_report,
						  &cmd_extract, &cmd_erase,  &cmd_review,
						  &cmd_status,	&cmd_text,   &cmd_patterns,
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
	struct sp_sandbox sandbox;

	sp_rules_libraries(&libraries);
	sp_extractors_libraries(&libraries);
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
	const char *nearest = opts_nearest(name, names);
	if (nearest)
		say("there is no command '%s'; did you mean '%s'?", name, nearest);
	else
		say("there is no command '%s': see 'spana --help'", name);
	return EXIT_USAGE;
}

/* The file that --config names; it may stand anywhere among the arguments. */
static const char *config_argument(int argc, char *const *argv)
{
	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--config=", 9) == 0)
			return argv[i] + 9;
		if (strcmp(argv[i], "--config") == 0 && i + 1 < argc)
			return argv[i + 1];
	}
	return NULL;
}

static bool is_readable(const char *path)
{
	return access(path, R_OK) == 0;
}

/* The configuration that applies; false: none. */
static bool find_config(const char *given, struct sp_buf *path)
{
	const char *home = getenv("HOME"), *xdg = getenv("XDG_CONFIG_HOME");

	if (given)
		return sp_buf_puts(path, given);
	sp_buf_puts(path, "/etc/spana/spana.yaml");
	if (is_readable(sp_buf_str(path)))
		return true;
	sp_buf_reset(path);
	if (xdg && *xdg == '/')
		sp_buf_printf(path, "%s/spana/spana.yaml", xdg);
	else if (home && *home)
		sp_buf_printf(path, "%s/.config/spana/spana.yaml", home);
	return path->len && is_readable(sp_buf_str(path));
}

/* An option of another command is none of this one's business; one of no command is an error. */
static bool known_elsewhere(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (opts_has(commands[i], name))
			return true;
	return false;
}

static bool apply_config(const struct command *command, const struct sp_config *config,
			 const char *path, struct settings *settings)
{
	for (size_t i = 0; i < config->n; i++) {
		const struct sp_config_entry *entry = &config->entries[i];
		enum opts_outcome outcome = opts_set(command, entry->key, entry->value, settings);
		if (outcome == OPTS_SET || (outcome == OPTS_UNKNOWN && known_elsewhere(entry->key)))
			continue;
		const char *nearest =
			outcome == OPTS_UNKNOWN ? opts_nearest_option(commands, entry->key) : NULL;
		say("%s:%zu: %s: %s%s%s", path, entry->line, entry->key,
		    outcome == OPTS_UNKNOWN ? "there is no such option" : "cannot take that value",
		    nearest ? "; did you mean " : "", nearest ? nearest : "");
		return false;
	}
	return true;
}

/* Options from the configuration come first, so that the command line has the last word. */
static bool read_config(const struct command *command, int argc, char *const *argv,
			struct sp_config *config, struct settings *settings)
{
	struct sp_buf path = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct sp_error err = { .reason = SP_REASON_NONE };
	bool ok = true;

	if (find_config(config_argument(argc, argv), &path)) {
		ok = sp_config_read(config, sp_buf_str(&path), &err) == SP_OK;
		if (!ok)
			cannot(&err);
		else
			ok = apply_config(command, config, sp_buf_str(&path), settings);
	}
	sp_buf_release(&path);
	return ok;
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
	struct settings settings = { .inventory = NULL };
	struct sp_config config = { .n = 0 };
	const struct command *command;
	int status;

	if (argc == 2 && strcmp(argv[1], SP_READER_ARGUMENT) == 0)
		sp_reader_main();
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
	keep_pages();
	signal(SIGPIPE, SIG_IGN);
	/* A file that grows too large is an error like any other. */
	signal(SIGXFSZ, SIG_IGN);
	if (!read_config(command, argc - 2, argv + 2, &config, &settings)) {
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
	sp_config_release(&config);
	if (fflush(stdout) != 0 && status == EXIT_DONE)
		status = EXIT_CANNOT;
	return status;
}
