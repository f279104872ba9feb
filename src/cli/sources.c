/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sources.c - see sources.h. */
#include "cli/sources.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/nearest.h"
#include "cli/common.h"
#include "cli/configure.h"
#include "cli/window.h"

#define WINDOWS_MOST 64 /* of a source */

/* A folder on which something is mounted lies on another device than the folder above it. */
static bool is_mounted(const char *path)
{
	struct sp_buf above = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct stat here, there;
	bool mounted = false;

	if (sp_buf_printf(&above, "%s/..", path) && stat(path, &here) == 0 &&
	    stat(sp_buf_str(&above), &there) == 0)
		mounted = here.st_dev != there.st_dev || here.st_ino == there.st_ino;
	sp_buf_release(&above);
	return mounted;
}

/* A share that is not there looks like an empty folder: all that is known of it would be gone. */
static bool are_mounted(const struct settings *settings)
{
	for (size_t i = 0; i < settings->mount.n; i++)
		if (!is_mounted(settings->mount.items[i])) {
			warn("source %s: nothing is mounted on %s: it was not scanned, and what is "
			     "known of it is kept",
			     settings->source, settings->mount.items[i]);
			return false;
		}
	return true;
}

/* A root that is not there is no folder that is empty. */
static bool are_there(const struct settings *settings)
{
	for (size_t i = 0; i < settings->paths.n; i++)
		if (access(settings->paths.items[i], F_OK) != 0) {
			warn("source %s: %s: %s; it was not scanned, and what is known of it is "
			     "kept",
			     settings->source, settings->paths.items[i], sp_errno_text(errno));
			return false;
		}
	return true;
}

/* Is this a time to scan the source, and until when? */
static bool is_open(struct settings *settings)
{
	struct window windows[WINDOWS_MOST];
	size_t n = 0;
	time_t end = 0;

	for (size_t i = 0; i < settings->window.n && n < WINDOWS_MOST; i++)
		n += window_parse(settings->window.items[i], &windows[n]);
	if (!n)
		return true;
	if (windows_are_open(windows, n, time(NULL), &end)) {
		settings->closes_ns = (int64_t)end * 1000000000;
		return true;
	}
	warn("source %s: its window is not open now: it was not scanned, and what is known of it "
	     "is kept",
	     settings->source);
	return false;
}

static int scan_source(const struct settings *given, size_t source, scan_fn *scan)
{
	struct settings settings;
	int status = EXIT_CANNOT;

	if (!configuration_settings(given, source, &settings)) {
		opts_release(&settings);
		return EXIT_CANNOT;
	}
	if (!is_open(&settings)) {
		status = EXIT_TIME_UP;
	} else if (are_mounted(&settings) && are_there(&settings)) {
		if (!settings.quiet)
			tell("Source %s", settings.source);
		status = scan(&settings);
	}
	opts_release(&settings);
	return status;
}

/* The one of two exit statuses that says more of what went wrong. */
static int graver(int a, int b)
{
	static const int order[] = { EXIT_INTERRUPTED, EXIT_USAGE, EXIT_CANNOT, EXIT_TIME_UP,
				     EXIT_UNREAD };

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return EXIT_DONE;
}

/* One source that cannot be scanned does not keep the others from it. */
static int scan_sources(const struct settings *settings, scan_fn *scan)
{
	const struct configuration *configuration = settings->configuration;
	int status = EXIT_DONE;

	for (size_t i = 1; i <= configuration->file.n_sections; i++) {
		bool wanted = settings->all;
		for (size_t j = 0; j < settings->paths.n && !wanted; j++)
			wanted = configuration_source(configuration, settings->paths.items[j]) == i;
		if (wanted && status != EXIT_INTERRUPTED)
			status = graver(status, scan_source(settings, i, scan));
	}
	return status;
}

static size_t names_of_sources(const struct settings *settings)
{
	size_t n = 0;

	for (size_t i = 0; i < settings->paths.n; i++)
		n += configuration_source(settings->configuration, settings->paths.items[i]) != 0;
	return n;
}

/* A mistyped name of a source looks like a path that is not there. */
static const char *nearest_source(const struct settings *settings)
{
	const struct sp_config *file = &settings->configuration->file;
	const char *names[64], *found = NULL;
	size_t n = 0;

	for (; n < file->n_sections && n < 63; n++)
		names[n] = file->sections[n].name;
	names[n] = NULL;
	for (size_t i = 0; i < settings->paths.n && !found; i++)
		if (!strchr(settings->paths.items[i], '/') &&
		    access(settings->paths.items[i], F_OK) != 0)
			found = sp_nearest(settings->paths.items[i], names);
	return found;
}

/* What is wrong with the names, if anything: EXIT_DONE when nothing is. */
static int check_names(const struct settings *settings, size_t names)
{
	const struct configuration *configuration = settings->configuration;

	if (settings->all && (settings->paths.n || settings->files_from)) {
		say("scan: --all scans the sources of the configuration: name no others");
		return EXIT_USAGE;
	}
	if (settings->all && !configuration->file.n_sections) {
		if (configuration->path.len)
			say("scan: --all: there are no sources in %s; 'man spana.yaml' shows how "
			    "to write them",
			    sp_buf_str(&configuration->path));
		else
			say("scan: --all: there is no configuration; 'man spana.yaml' shows how to "
			    "write one");
		return EXIT_CANNOT;
	}
	if (names && (names < settings->paths.n || settings->files_from)) {
		say("scan: name sources or paths, not both; a folder with the name of a source is "
		    "./NAME");
		return EXIT_USAGE;
	}
	const char *nearest = names ? NULL : nearest_source(settings);
	if (nearest) {
		say("scan: there is no such source or folder; did you mean the source '%s'?",
		    nearest);
		return EXIT_USAGE;
	}
	return EXIT_DONE;
}

bool choose_sources(const struct settings *settings, scan_fn *scan, int *status)
{
	size_t names = names_of_sources(settings);

	*status = check_names(settings, names);
	if (*status == EXIT_DONE && (settings->all || names))
		*status = scan_sources(settings, scan);
	else if (*status == EXIT_DONE)
		return false;
	return true;
}
