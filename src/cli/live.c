/* SPDX-License-Identifier: GPL-3.0-or-later */
/* live.c - see live.h. */
#include "cli/live.h"

#include <string.h>

#include "base/mem.h"
#include "base/path.h"

#define MEMBERS_MOST 4096 /* deeper than any limit lets a container be */
#define FLUSH_BYTES (64 * 1024)

bool live_open(struct live *live, const struct sp_reporter *reporter,
	       const struct settings *settings)
{
	const struct sp_report_style style = {
		.colour = !settings->output && wants_colour(settings, stdout),
		.width = settings->output ? 0 : terminal_width(stdout),
		.live = true,
	};

	*live = (struct live) { .path = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	live->reporter = reporter;
	if (!output_open(&live->output, settings->output))
		return false;
	live->quiet = settings->quiet;
	live->watched = terminal_width(live->output.stream) != 0;
	live->said = (struct sp_buf)SP_BUF_INIT(SP_BUF_UNCAPPED);
	if (live->reporter->findings_alone) {
		const struct sp_report_style beside = { .colour = wants_colour(settings, stderr),
							.width = terminal_width(stderr),
							.live = true };
		if (live->reporter->open(&live->aside, &beside, &live->said) != SP_OK)
			return false;
	}
	return live->reporter->open(&live->report, &style, &live->output.buf) == SP_OK;
}

/* The batch's record of an item: records are in order of their numbers. */
static const struct sp_item_record *record_of(const struct sp_batch *batch, uint32_t number)
{
	size_t low = 0, high = batch->n_items;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (batch->items[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < batch->n_items && batch->items[low].number == number ? &batch->items[low]
									  : NULL;
}

/* Fills in an item for the reporter; names of its members go to `members`. */
static bool describe(struct live *live, const struct sp_batch *batch, uint32_t number,
		     struct sp_report_item *item, const char *members[MEMBERS_MOST])
{
	const struct sp_item_record *record = record_of(batch, number);
	size_t n = 0;

	*item = (struct sp_report_item) { .serial = ++live->serial, .format = "unknown" };
	if (!sp_path_join(&live->path, batch->file.folder, batch->file.name))
		return false;
	item->path = sp_buf_str(&live->path);
	if (!record)
		return true;
	item->format = record->format;
	item->media_type = record->media_type;
	item->size = record->size;
	item->outcome = record->outcome;
	item->mtime_ns = batch->file.mtime_ns;
	for (const struct sp_item_record *up = record; up && up->number && n < MEMBERS_MOST;
	     up = record_of(batch, up->up))
		n++;
	item->n_members = n;
	item->members = members;
	for (const struct sp_item_record *up = record; up && up->number && n;
	     up = record_of(batch, up->up))
		members[--n] = up->name ? up->name : "";
	return true;
}

/* It holds no text, or has more than text: pixels, sound. */
static bool is_skipped(const struct sp_item_record *record)
{
	return record->outcome == SP_OUTCOME_NO_TEXT ||
	       (record->outcome == SP_OUTCOME_FULL && sp_is_media(record->media_type));
}

static bool count_skipped(struct live *live, const struct sp_item_record *record)
{
	const char *type = record->media_type ? record->media_type : record->format;
	size_t i = 0;

	while (i < live->n_skipped && strcmp(live->skipped[i].name, type) != 0)
		i++;
	if (i == live->n_skipped) {
		if (!sp_mem_room(&live->skipped, &live->room_skipped, i + 1,
				 sizeof(*live->skipped)))
			return false;
		live->skipped[i] = (struct sp_name_total) { .n = 0 };
		snprintf(live->skipped[i].name, sizeof(live->skipped[i].name), "%s", type);
		live->n_skipped++;
	}
	live->skipped[i].n++;
	return true;
}

/* Writes out what is for standard error. A progress line makes way. */
static void say_aside(struct live *live)
{
	if (!live->said.len)
		return;
	terminal_erase_line();
	fwrite(live->said.data, 1, live->said.len, stderr);
	sp_buf_reset(&live->said);
}

enum sp_status live_batch(struct live *live, const struct sp_batch *batch)
{
	const char *members[MEMBERS_MOST];
	struct sp_report_item item;
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < batch->n_findings && status == SP_OK; i++) {
		const struct sp_finding_record *finding = &batch->findings[i];
		bool same = i && batch->findings[i - 1].item == finding->item;
		if (!same && !describe(live, batch, finding->item, &item, members))
			return SP_FATAL;
		/* What was suppressed is no part of a result for people. */
		status = live->reporter->finding(finding->suppressed && live->aside ? live->aside
										    : live->report,
						 &item, finding);
		if (status == SP_OK && live->output.buf.len >= FLUSH_BYTES &&
		    !output_flush(&live->output))
			return SP_FATAL;
	}
	for (size_t i = 0; i < batch->n_problems && status == SP_OK; i++) {
		const struct sp_problem_record *problem = &batch->problems[i];
		if (!describe(live, batch, problem->item, &item, members))
			return SP_FATAL;
		status = live->reporter->problem(live->aside ? live->aside : live->report, &item,
						 problem);
	}
	for (size_t i = 0; i < batch->n_items && status == SP_OK; i++)
		if (is_skipped(&batch->items[i]) && !count_skipped(live, &batch->items[i]))
			status = SP_FATAL;
	say_aside(live);
	if (status == SP_OK && (live->output.buf.len >= FLUSH_BYTES || live->watched) &&
	    !output_flush(&live->output))
		status = SP_FATAL;
	return status;
}

bool live_close(struct live *live, const struct sp_counts *counts, double seconds, bool keep)
{
	const struct sp_report_summary summary = {
		.counts = *counts,
		.skipped = live->skipped,
		.n_skipped = live->n_skipped,
		.seconds = seconds,
	};
	bool ok = keep && live->report;

	if (ok && !(live->aside && live->quiet))
		ok = live->reporter->summary(live->aside ? live->aside : live->report, &summary) ==
		     SP_OK;
	say_aside(live);
	if (live->reporter) {
		live->reporter->close(live->report);
		live->reporter->close(live->aside);
	}
	sp_buf_release(&live->said);
	ok = output_close(&live->output, ok) && ok;
	sp_mem_free(live->skipped);
	sp_buf_release(&live->path);
	return ok;
}
