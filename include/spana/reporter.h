/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reporter.h - a form of output: text, jsonl, csv.
 *
 * A reporter turns rows into bytes in a buffer, which the caller empties as it
 * likes. `detect` and `report` use the same reporters. The order of calls is
 * open, begin (`report` alone, where the reporter has it), findings (or what
 * was suppressed), groups or changes, problems, summary, close. What the text reporter's summary
 * adds to a live run is for standard error. SP_FATAL from one: no memory. Threads: one.
 */
#ifndef SPANA_REPORTER_H
#define SPANA_REPORTER_H

#include "base/buf.h"
#include "spana/tally.h"

enum sp_language { SP_SWEDISH, SP_ENGLISH };

/* How the output will look. */
struct sp_report_style {
	bool colour;	/* a terminal that shows colours */
	unsigned width; /* of the terminal in columns; 0: not a terminal */
	bool live;	/* rows come as they are found (detect), not from an inventory in order */
	enum sp_language language; /* of what has two */
};

/* What a report tells beside its summary. */
enum sp_part { SP_PART_ALL, SP_PART_PROBLEMS, SP_PART_SUPPRESSED, SP_PART_GROUPS, SP_PART_CHANGES };

/* What a report is about: which inventory, how it was asked, and what it amounts to. */
struct sp_report_facts {
	const char *program;   /* "spana 0.1.0" */
	const char *inventory; /* path, bytes */
	const char *options;   /* as on the command line; "" */
	enum sp_part part;
	enum sp_by by; /* of SP_PART_GROUPS */
	int64_t made_ns;
	uint64_t since;	  /* changes are told since this scan; 0: since there was none */
	int64_t since_ns; /* its start; 0 with since 0 */
	bool only_new;	  /* findings and problems too are those since then alone */
	uint64_t hidden;  /* findings that are left out: marked as no personal data */
	struct sp_source_row *sources;
	size_t n_sources;
	struct sp_scan_row *scans; /* newest first, SP_FACTS_SCANS at most */
	size_t n_scans;
	/* Files that changed; findings in them before and after. */
	uint64_t changes[SP_CHANGE_COUNT], before, after;
	/* Only for reporters that name them in `groups` and `within`; the trend with any group: */
	struct sp_trend_row *trend; /* newest SP_FACTS_TREND at most, oldest first */
	size_t n_trend;
	struct sp_facts_groups {
		struct sp_group *items; /* SP_FACTS_GROUPS at most */
		size_t n, all;		/* `all` there were */
		uint64_t files;		/* of all, added up */
	} groups[SP_BY_COUNT];
	/* For each source, in their order: what lies in it. */
	struct sp_facts_groups *within[SP_BY_COUNT];
};

#define SP_FACTS_SCANS 20
#define SP_FACTS_TREND 400
#define SP_FACTS_GROUPS 1000

/* What a whole run or inventory amounts to. */
struct sp_report_summary {
	const struct sp_overview *overview;  /* `report`; NULL in `detect` */
	const struct sp_report_facts *facts; /* likewise */
	struct sp_counts counts;	     /* `detect` */
	const struct sp_name_total *skipped;
	size_t n_skipped;
	double seconds; /* `detect` */
};

/* A reporter's own state, made by `open`. */
struct sp_report;

struct sp_reporter {
	const char *name;   /* "jsonl": what --format calls it */
	const char *ending; /* of file names that ask for it; NULL: the name */
	/*
	 * For people: while findings are printed as they come, problems and the
	 * summary are no part of the result and belong on standard error.
	 */
	bool findings_alone;
	bool stored; /* tells an inventory; not for `detect` */
	/*
	 * Tells everything an inventory has: changes beside findings and problems.
	 * It cannot tell one part alone.
	 */
	bool whole;
	/* Bits 1 << enum sp_by: the groups that it tells of the inventory, and of each source. */
	unsigned groups, within;
	bool totals; /* tells no single finding, problem or change; all are in the facts */
	bool binary; /* not for a terminal */
	enum sp_status (*open)(struct sp_report **out, const struct sp_report_style *style,
			       struct sp_buf *to);
	/* Totals that stand before the rows; may be NULL. */
	enum sp_status (*begin)(struct sp_report *report, const struct sp_report_summary *summary);
	enum sp_status (*finding)(struct sp_report *report, const struct sp_report_item *item,
				  const struct sp_finding_record *finding);
	enum sp_status (*problem)(struct sp_report *report, const struct sp_report_item *item,
				  const struct sp_problem_record *problem);
	/* The next two may be NULL where `stored` is false or `totals` is true. */
	enum sp_status (*group)(struct sp_report *report, enum sp_by by,
				const struct sp_group *group);
	enum sp_status (*change)(struct sp_report *report, const struct sp_change_row *change);
	enum sp_status (*summary)(struct sp_report *report,
				  const struct sp_report_summary *summary);
	void (*close)(struct sp_report *report); /* NULL is fine */
};

extern const struct sp_reporter *const sp_reporters[]; /* NULL-ended */
const struct sp_reporter *sp_reporter_find(const char *name);

/* ---- answers to persons ---- */

struct sp_dossier;

/* A form of a dossier (subject.h). SP_FATAL: no memory. Threads: one. */
struct sp_dossier_writer {
	const char *name; /* "html" */
	bool binary;	  /* not for a terminal */
	bool is_answer;	  /* a document that can be given to the person, not a look at the matter */
	enum sp_status (*write)(const struct sp_dossier *dossier, enum sp_language language,
				struct sp_buf *to);
};

struct sp_plan;
/* A plan, or an erasure that was carried out, as a table for people; `width` as in a style. */
SP_CHECK enum sp_status sp_erasure_text(const struct sp_plan *plan, unsigned width,
					struct sp_buf *to);
/* The record of an erasure as a page to print and to keep. */
SP_CHECK enum sp_status sp_erasure_html(const struct sp_plan *plan, enum sp_language language,
					struct sp_buf *to);

/*
 * What is past its time, as "text", "jsonl" or "csv", and what that is about;
 * `width` as in a style.
 * SP_FAILED: there is no such form.
 */
struct sp_overdue_list;
SP_CHECK enum sp_status sp_overdue_write(const struct sp_overdue_list *list,
					 const struct sp_report_summary *summary,
					 const char *format, unsigned width, struct sp_buf *to);

/* Appends a line for the library that writes workbooks. */
void sp_reporters_libraries(struct sp_buf *out);

extern const struct sp_dossier_writer *const sp_dossier_writers[]; /* NULL-ended */
const struct sp_dossier_writer *sp_dossier_writer_find(const char *name);

#endif
