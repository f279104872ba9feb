/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * opts.h - the options of every command, in tables that parsing and --help
 * share.
 */
#ifndef CLI_OPTS_H
#define CLI_OPTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/translate.h"
#include "spana/finding.h"
#include "spana/limits.h"

struct configuration;
struct sp_buf;

/* Strings that were given one after the other, NULL-ended; NULL if none. */
struct list {
	const char **items;
	size_t n, room;
};

enum colour_mode { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

/* What the command line says. One struct for all commands; zeroed it holds the defaults. */
struct settings {
	const char *inventory, *key, *config, *format, *output, *types, *files_from, *allow;
	struct list include, exclude, patterns;
	bool quiet, verbose, help, one_file_system, no_raw, require_sandbox, show_values, problems;
	bool gone, suppressed, keep_suppressed, nice, changes, not_personal;
	uint64_t threads, max_depth, timeout, max_file_size, max_expansion, max_item, max_text;
	uint64_t max_members, max_ratio, max_memory, bandwidth;
	bool has_timeout;
	enum sp_confidence min_confidence;
	enum colour_mode colour;
	struct list paths; /* what is no option */
	/* A person: --personnummer and so on. */
	struct list personnummer, email, phone, iban, organisationsnummer, card, name, add;
	const char *subject_file, *since, *received, *copies, *language;
	const char *by; /* report --by */
	bool everywhere, expand, show_protected, draft;
	/* Marks. */
	const char *mark, *withdraw, *reason, *until, *basis, *author, *glob, *where;
	struct list member, retention;
	bool overdue;
	/* Erasures. */
	const char *apply, *approve, *quarantine, *restore, *purge;
	bool final;
	uint64_t keep_days;
	/* Sources of the configuration. */
	bool all;
	const char *on_new;
	const char *source; /* whose settings these are; NULL: the command line's */
	struct list mount, window;
	int64_t closes_ns; /* when the window of the source does; 0: it has none */
	int64_t asked_ns;  /* when the program was asked: --until is the time after that */
	/* What they were made of, to make those of a source. */
	const struct configuration *configuration;
	int argc;
	char *const *argv;
	const char *reader; /* the path of spana-reader */
};

enum opt_kind {
	OPT_FLAG,	/* bool */
	OPT_STRING,	/* const char * */
	OPT_LIST,	/* struct list */
	OPT_NUMBER,	/* uint64_t, from 1 to 4096 */
	OPT_COUNT,	/* uint64_t, from 1 to 10^9 */
	OPT_SECONDS,	/* uint64_t; 0: none */
	OPT_SIZE,	/* uint64_t: 10M, 4GiB */
	OPT_CONFIDENCE, /* enum sp_confidence */
	OPT_COLOUR,	/* enum colour_mode */
};

struct opt {
	const char *name; /* NULL ends a table */
	char letter;	  /* or 0 */
	enum opt_kind kind;
	size_t offset;	      /* in struct settings */
	const char *argument; /* its name in the help; NULL for a flag */
	const char *help;
};

extern const struct opt opts_common[], opts_walk[], opts_limits[], opts_inventory[], opts_report[],
	opts_values[], opts_subject[], opts_reading[], opts_source[];

/* A command's tables, NULL-ended. */
#define OPT_TABLES 10

struct command {
	const char *name;
	const char *arguments; /* "PATH..." */
	const char *summary;
	const char *details; /* shown by --help after the options; may be NULL */
	const struct opt *tables[OPT_TABLES];
	const char *const *once; /* options that no configuration can hold; NULL-ended, or NULL */
	int (*run)(const struct settings *settings); /* returns the exit status */
};

/*
 * Reads argv[1...] of a command. false: wrong usage, which was told on
 * standard error.
 */
bool opts_parse(const struct command *command, int argc, char *const *argv,
		struct settings *settings);
void opts_release(struct settings *settings);

/* An option by its long name, with a value as on the command line; a flag takes yes or no. */
enum opts_outcome {
	OPTS_SET,
	OPTS_UNKNOWN,	/* the command has no such option */
	OPTS_BAD_VALUE, /* it cannot take that value */
};
enum opts_outcome opts_set(const struct command *command, const char *name, const char *value,
			   struct settings *settings);

/* What the option takes, for a message: "a size such as 10M". */
const char *opts_wants(const struct command *command, const char *name);

/*
 * Appends the options that are set, and wanted (NULL: all), as lines of a
 * configuration file, each after `indent`.
 */
void opts_show(const struct command *command, const struct settings *settings,
	       bool (*wanted)(const char *name), const char *indent, struct sp_buf *out);

/* Prints the command's help. */
void opts_help(const struct command *command);

bool opts_has(const struct command *command, const char *name);

/* True if it is an option of the command that belongs to a single call, not to a configuration. */
bool opts_is_once(const struct command *command, const char *name);

/* The option of any of the commands (NULL-ended) that is most like a mistyped one, or NULL. */
const char *opts_nearest_option(const struct command *const *commands, const char *typed);

bool list_add(struct list *list, const char *item);

#endif
