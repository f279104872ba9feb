/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * coverage.c - what was searched, when, and what could not be read: an answer
 * without that is worth nothing.
 */
#include "subject/dossier.h"

#include "base/buf.h"
#include "base/mem.h"

#include <string.h>

static enum sp_status on_source(void *context, const struct sp_source_row *source)
{
	struct sp_dossier *dossier = context;

	if (!sp_mem_room(&dossier->sources, &dossier->room_sources, dossier->n_sources + 1,
			 sizeof(*dossier->sources)))
		return SP_FATAL;
	struct sp_searched_source *row = &dossier->sources[dossier->n_sources];
	*row = (struct sp_searched_source) {
		.files = source->files,
		.findings = source->findings,
		.problems = source->problems,
		.last_complete_ns = source->last_complete_ns,
	};
	if (!sp_arena_dup(&dossier->arena, source->path, &row->path))
		return SP_FATAL;
	dossier->n_sources++;
	return SP_OK;
}

static const char *joined(struct sp_arena *arena, const struct sp_report_item *item)
{
	struct sp_buf out = SP_BUF_INIT(SP_BUF_UNCAPPED);
	const char *copy = NULL;

	for (size_t i = 0; i < item->n_members; i++) {
		if (i)
			sp_buf_puts(&out, " \xE2\x80\xBA ");
		sp_buf_puts(&out, item->members[i]);
	}
	if (!out.failed)
		copy = sp_arena_copy(arena, sp_buf_str(&out), out.len);
	sp_buf_release(&out);
	return copy;
}

static enum sp_status on_problem(void *context, const struct sp_report_item *item,
				 const struct sp_problem_record *problem)
{
	struct sp_dossier *dossier = context;
	struct sp_arena *arena = &dossier->arena;

	if (++dossier->n_all_problems > SP_PROBLEMS_TOLD)
		return SP_OK;
	if (!sp_mem_room(&dossier->problems, &dossier->room_problems, dossier->n_problems + 1,
			 sizeof(*dossier->problems)))
		return SP_FATAL;
	struct sp_problem_of *row = &dossier->problems[dossier->n_problems];
	*row = (struct sp_problem_of) { .reason = sp_reason_name(problem->reason) };
	row->members = joined(arena, item);
	if (!row->members || !sp_arena_dup(arena, item->path, &row->path) ||
	    !sp_arena_dup(arena, problem->detail, &row->detail))
		return SP_FATAL;
	dossier->n_problems++;
	return SP_OK;
}

static enum sp_status on_answer(void *context, const struct sp_answer *answer)
{
	struct sp_dossier *dossier = context;
	struct sp_arena *arena = &dossier->arena;

	if (!sp_mem_room(&dossier->answers, &dossier->room_answers, dossier->n_answers + 1,
			 sizeof(*dossier->answers)))
		return SP_FATAL;
	struct sp_answer *row = &dossier->answers[dossier->n_answers];
	*row = *answer;
	if (!sp_arena_dup(arena, answer->author, &row->author) ||
	    !sp_arena_dup(arena, answer->kind, &row->kind) ||
	    !sp_arena_dup(arena, answer->received, &row->received) ||
	    !sp_arena_dup(arena, answer->due, &row->due))
		return SP_FATAL;
	dossier->n_answers++;
	return SP_OK;
}

static enum sp_status load_answers(struct sp_dossier *dossier, struct sp_error *err)
{
	const struct sp_subject *subject = dossier->subject;
	struct sp_answered_value *values = sp_mem_zero(subject->n + 1, sizeof(*values));

	if (!values)
		return sp_subject_no_memory(err);
	for (size_t i = 0; i < subject->n; i++)
		values[i] = (struct sp_answered_value) { subject->items[i].type,
							 subject->items[i].value };
	enum sp_status status = sp_inventory_answers(dossier->inventory, values, subject->n,
						     on_answer, dossier, err);
	sp_mem_free(values);
	return status;
}

enum sp_status sp_dossier_coverage(struct sp_dossier *dossier, struct sp_inventory *inv,
				   const struct sp_subject *subject, struct sp_error *err)
{
	const struct sp_query all = { .min_confidence = SP_LOW };
	enum sp_status status = sp_inventory_overview(inv, &all, &dossier->coverage, err);

	dossier->inventory = inv;
	dossier->subject = subject;
	if (status == SP_OK)
		status = sp_inventory_sources(inv, on_source, dossier, err);
	if (status == SP_OK)
		status = sp_inventory_problems(inv, &all, on_problem, dossier, err);
	return status == SP_OK ? load_answers(dossier, err) : status;
}
