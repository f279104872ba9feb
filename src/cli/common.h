/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * common.h - what the commands share: where things are kept, the rules, the
 * roots, the output.
 */
#ifndef CLI_COMMON_H
#define CLI_COMMON_H

#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>

#include "spana/reporter.h"
#include "spana/scan.h"

#include "cli/opts.h"
#include "cli/terminal.h"

enum exit_status {
	EXIT_DONE = 0,
	EXIT_CANNOT = 1,
	EXIT_USAGE = 2,
	EXIT_UNREAD = 3,
	EXIT_TIME_UP = 4,
	EXIT_INTERRUPTED = 130,
};

/* "spana: ..." on standard error, translated. Never give it a value. */
void say(const char *format, ...) SP_PRINTF(1, 2);
/* What was done, on standard error: nothing is wrong. Never give it a value. */
void tell(const char *format, ...) SP_PRINTF(1, 2);
/* The same as say() of what does not keep the work from going on; the journal knows it as a
 * warning. */
void warn(const char *format, ...) SP_PRINTF(1, 2);

/* A descriptor of standard input, the caller's; -1: it is closed, and that was said. */
int take_stdin(void);

/* Says why a call failed; returns EXIT_CANNOT. */
int cannot(const struct sp_error *err);

/* Has the program speak the language of the environment. Threads: before all others. */
void start_translation(void);

/* Set by SIGINT and SIGTERM, after stop_on_signals. A second signal ends at once. */
extern atomic_bool stop_requested;
void stop_on_signals(void);
/* Takes back a request that no signal made: the next source has its own time. */
void stop_no_more(void);

int64_t time_now_ns(void);
double seconds_since(int64_t start_ns);

/* Today in local time. */
struct sp_date date_today(void);

/* Loads the built-in pattern files, then the user's, with the options given. false: told. */
bool load_rules_with(const struct settings *settings, struct sp_rules_options *options,
		     struct sp_rules **out);

/* The same with the options of the command line. */
bool load_rules(const struct settings *settings, bool snippets, struct sp_rules **out);

/*
 * The path of the program that reads formats: beside this one in the build tree,
 * else where it is installed. out holds SHARED_MOST.
 */
#define SHARED_MOST (PATH_MAX + 64)
const char *find_reader(char *out);

/* What a reader may do, and which program it is. */
void set_reading(const struct settings *settings, struct sp_scan_options *options);

/* Threads that read and that walk, how fast, and what others may do before them. */
void set_pace(const struct settings *settings, struct sp_scan_options *options);

/* Where the inventory is: owned by the caller (sp_mem_free). NULL: told. */
char *inventory_path(const struct settings *settings);

/* Opens it; NULL: told. For writing, folders on its way are made (0700). */
struct sp_inventory *open_inventory(const struct settings *settings, enum sp_inventory_mode mode);

/*
 * The roots of a walk: paths and --files-from. `absolute`: made so, links
 * resolved. A '-' sets *reads_stdin.
 */
struct roots {
	struct list list;
	struct list owned; /* strings to free */
	char *names;	   /* of --files-from */
	bool reads_stdin;
	bool listed; /* --files-from: these are files of anywhere, not sources */
};
bool make_roots(const struct settings *settings, bool absolute, struct roots *out);
void roots_release(struct roots *roots);

/* Options that cannot be granted are refused. false: told. */
bool check_settings(const struct settings *settings);

/* ---- output ---- */

/* Standard output, or a file that appears whole under its name or not at all. */
struct output {
	const char *path; /* NULL: standard output */
	char *temporary;
	FILE *stream;
	struct sp_buf buf;
};
bool output_open(struct output *output, const char *path);
/* Writes out what the buffer holds. false: told. */
bool output_flush(struct output *output);
/* Ends it: `keep` false removes what was written. */
bool output_close(struct output *output, bool keep);

/*
 * The reporter that --format names, else text on a terminal and jsonl elsewhere; one for an
 * inventory only where it is `stored`. NULL: told.
 */
const struct sp_reporter *choose_reporter(const struct settings *settings, bool stored);

/* ---- progress ---- */

/* A line on standard error, redrawn; only on a terminal. */
struct progress {
	struct sp_progress counts;
	int64_t start_ns, drawn_ns;
	bool shown;
	bool notified; /* a service manager is told, now and then */
};
void progress_start(struct progress *progress, const struct settings *settings);
void progress_draw(struct progress *progress);
/* Takes the line away. */
void progress_end(struct progress *progress);

/* "1.2 MiB", "1 234". */
void print_size(char out[32], uint64_t bytes);
void print_count(char out[32], uint64_t n);

#endif
