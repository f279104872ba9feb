/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rows_json.h - the rows of a report as members of JSON objects, which jsonl,
 * json and html share. Threads: pure.
 */
#ifndef REPORTERS_ROWS_JSON_H
#define REPORTERS_ROWS_JSON_H

#include "base/json.h"
#include "spana/reporter.h"

/* Of docs/report.schema.json: grows when a program that reads reports must change. */
#define SP_ROWS_VERSION 1

/* The members that the rows of an item have alike, written once. Zeroed, it has none. */
struct sp_rows_item {
	uint64_t serial; /* of the item; 0: of none */
	struct sp_buf json;
};

/*
 * Each adds members to an object that is open. `stored`: from an inventory. `alike` is what the
 * row before left there; NULL: nothing is kept.
 */
void sp_rows_finding(struct sp_json *json, struct sp_rows_item *alike,
		     const struct sp_report_item *item, const struct sp_finding_record *finding,
		     bool stored);
void sp_rows_problem(struct sp_json *json, const struct sp_report_item *item,
		     const struct sp_problem_record *problem, bool stored);
void sp_rows_group(struct sp_json *json, enum sp_by by, const struct sp_group *group);
void sp_rows_change(struct sp_json *json, const struct sp_change_row *change);
void sp_rows_overview(struct sp_json *json, const struct sp_overview *overview);
void sp_rows_facts(struct sp_json *json, const struct sp_report_facts *facts);
/* A member that is an object of numbers. */
void sp_rows_totals(struct sp_json *json, const char *key, const struct sp_name_total *totals,
		    size_t n);

#endif
