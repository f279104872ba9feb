/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tally.h - what an inventory amounts to, for reports: groups, changes, trend.
 *
 * A value that stands at many places counts once among `values` and many times
 * among `places`. Strings in rows are valid until the callback returns.
 */
#ifndef SPANA_TALLY_H
#define SPANA_TALLY_H

#include "spana/inventory.h"

enum sp_by {
	SP_BY_TYPE,
	SP_BY_CATEGORY,
	SP_BY_FOLDER, /* in which the file lies */
	SP_BY_OWNER,  /* of the file */
	SP_BY_FORMAT, /* of the item */
	SP_BY_AGE,    /* the year in which the file was changed last, UTC */
	SP_BY_SOURCE, /* each source, with nothing found too; where sources overlap, in each */
	SP_BY_TERM,   /* category of sensitive words */
	SP_BY_WORDS,  /* words near by, separated by newlines */
	SP_BY_COUNT,
};

/* "type" and so on; those that a user may ask for are the ones up to SP_BY_SOURCE. */
const char *sp_by_name(enum sp_by by);
bool sp_by_parse(const char *name, enum sp_by *out);

struct sp_group {
	const char *name;     /* bytes; "" where it is not known */
	const char *category; /* of a type; else "" */
	uint64_t values;      /* distinct */
	uint64_t places[SP_HIGH + 1];
	uint64_t files;
	int64_t oldest_ns, newest_ns; /* last changes of those files; 0 with no file */
};

static inline uint64_t sp_group_places(const struct sp_group *group)
{
	return group->places[SP_LOW] + group->places[SP_MEDIUM] + group->places[SP_HIGH];
}

/*
 * What is there now, by several properties at once: of everything by those whose bits
 * 1 << enum sp_by are in `of_all`, and of each source by those in `of_sources`. `row` is
 * given the groups of one property after those of another, first of everything (`source`
 * is NULL), then source by source in the order of their paths: years in their order, words
 * by name, others with the most places first. SP_BY_SOURCE belongs into of_all. Of
 * SP_BY_WORDS places alone are told. Memory: some 24 bytes a file with findings, a bit of
 * each for every type, category, term or format, and a hundred bytes a group.
 */
SP_CHECK enum sp_status sp_inventory_groups(struct sp_inventory *inv, const struct sp_query *query,
					    unsigned of_all, unsigned of_sources,
					    enum sp_status (*row)(void *context, enum sp_by by,
								  const char *source,
								  const struct sp_group *group),
					    void *context, struct sp_error *err);

enum sp_change {
	SP_CHANGE_ADDED,
	SP_CHANGE_CHANGED,
	SP_CHANGE_MOVED,
	SP_CHANGE_REMOVED,
	SP_CHANGE_COUNT
};

/* "added", "changed", "moved", "removed". */
const char *sp_change_name(enum sp_change change);

/* A file that is not as it was when scan query->since had ended. */
struct sp_change_row {
	enum sp_change how;
	const char *path;
	const char *from;	/* where it was, of one that moved; NULL: not known */
	uint64_t before, after; /* findings that the query lets through */
	int64_t noticed_ns;	/* start of the scan that noticed */
};

/* All of them, those without findings too, in order of path. */
SP_CHECK enum sp_status
sp_inventory_changes(struct sp_inventory *inv, const struct sp_query *query,
		     enum sp_status (*row)(void *context, const struct sp_change_row *change),
		     void *context, struct sp_error *err);

/* What there was when a scan had ended. */
struct sp_trend_row {
	uint64_t scan;
	int64_t started_ns;
	const char *state; /* as in struct sp_scan_row */
	uint64_t files, findings, problems;
};

/* Oldest scan first. */
SP_CHECK enum sp_status sp_inventory_trend(struct sp_inventory *inv,
					   enum sp_status (*row)(void *context,
								 const struct sp_trend_row *point),
					   void *context, struct sp_error *err);

#endif
