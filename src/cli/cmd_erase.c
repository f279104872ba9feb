/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_erase.c - spana erase: plan an erasure, carry it out, prove it, undo it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "cli/who.h"
#include "spana/erasure.h"

#define PLAN_MOST (1024u * 1024 * 1024)
#define KEEP_DAYS 30

static bool load_retention(const struct settings *settings, struct sp_retentions *rules)
{
	struct sp_error err = { .reason = SP_REASON_NONE };

	for (size_t i = 0; i < settings->retention.n; i++)
		if (sp_retention_add(rules, settings->retention.items[i], &err) != SP_OK) {
			cannot(&err);
			return false;
		}
	return true;
}

/* Writes a buffer to a file, whole or not at all. */
static bool write_file(const char *path, struct sp_buf *text)
{
	struct output output;
	bool ok = output_open(&output, path);

	if (!ok)
		return false;
	sp_buf_add(&output.buf, sp_buf_str(text), text->len);
	return output_close(&output, !text->failed) && !text->failed;
}

static bool print_table(const struct sp_plan *plan)
{
	struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED);
	bool ok = sp_erasure_text(plan, terminal_width(stdout), &text) == SP_OK &&
		  fwrite(sp_buf_str(&text), 1, text.len, stdout) == text.len;

	sp_buf_release(&text);
	return ok;
}

/* ---- the plan ---- */

static bool write_plan(const struct sp_plan *plan, const char *path)
{
	struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED);
	bool ok = sp_plan_write(plan, &text) == SP_OK && write_file(path, &text);

	sp_buf_release(&text);
	return ok;
}

static int make_plan(const struct settings *settings)
{
	struct sp_subject subject = { .n = 0 };
	struct sp_retentions rules = { .n = 0 };
	struct sp_dossier dossier = { .everywhere = settings->everywhere };
	struct sp_plan plan = { .n = 0 };
	struct sp_error err = { .reason = SP_REASON_NONE };
	struct sp_inventory *inventory = NULL;
	char author[64], name[64];
	int status = EXIT_USAGE;

	if (!make_subject(settings, &subject) || !load_retention(settings, &rules))
		goto out;
	status = EXIT_CANNOT;
	inventory = open_inventory(settings, SP_INVENTORY_READ);
	if (!inventory)
		goto out;
	dossier.program = "spana " SPANA_VERSION;
	dossier.inventory_path = sp_inventory_path(inventory);
	dossier.made_ns = time_now_ns();
	if (sp_dossier_find(&dossier, inventory, &subject, &err) != SP_OK ||
	    sp_plan_make(&plan, &dossier, &rules,
			 settings->author ? settings->author : author_name(author),
			 &err) != SP_OK) {
		cannot(&err);
		goto out;
	}
	snprintf(name, sizeof(name), "erase-%s.json", plan.id);
	const char *path = settings->output ? settings->output : name;
	if (print_table(&plan) && write_plan(&plan, path))
		status = EXIT_DONE;
	if (status == EXIT_DONE && !settings->quiet)
		tell("Nothing was changed. The plan is %s: set \"approved\" to true in it, or give "
		     "--approve 1,3-5 or all with spana erase --apply %s",
		     path, path);
out:
	sp_plan_release(&plan);
	sp_dossier_release(&dossier);
	sp_inventory_close(inventory);
	sp_retentions_release(&rules);
	sp_subject_release(&subject);
	return status;
}

static bool read_plan(struct sp_plan *plan, const char *path)
{
	struct sp_buf text = SP_BUF_INIT(PLAN_MOST);
	struct sp_error err = { .reason = SP_REASON_NONE };
	FILE *file = fopen(path, "re");
	size_t n = 1;
	char *room;

	if (!file) {
		say("%s: %s", path, sp_errno_text(errno));
		return false;
	}
	while (n && (room = sp_buf_reserve(&text, 64 * 1024))) {
		n = fread(room, 1, 64 * 1024, file);
		text.len += n;
	}
	bool ok = !ferror(file) && !text.failed;
	fclose(file);
	if (!ok)
		say("%s: cannot be read", path);
	else if (sp_plan_read(plan, sp_buf_str(&text), text.len, &err) != SP_OK) {
		say("%s is no plan of 'spana erase': %s", path, err.text);
		ok = false;
	}
	sp_buf_release(&text);
	return ok;
}

/* "all", or "1,3-5": what spana can do by itself. false: told. */
static bool approve(struct sp_plan *plan, const char *list)
{
	bool all = strcmp(list, "all") == 0;

	while (!all && *list) {
		char *end;
		unsigned long long first = strtoull(list, &end, 10), last = first;
		if (*end == '-')
			last = strtoull(end + 1, &end, 10);
		if (end == list || (*end && *end != ',') || !first || last < first ||
		    last > plan->n) {
			say("--approve: all, or numbers of the plan as 1,3-5");
			return false;
		}
		for (; first <= last; first++)
			plan->places[first - 1].approved = true;
		list = *end ? end + 1 : end;
	}
	for (size_t i = 0; i < plan->n && all; i++)
		if (plan->places[i].action <= SP_ERASE_TAKE_OUT)
			plan->places[i].approved = true;
	return true;
}

/* ---- carrying it out ---- */

/* The plan's folder and a name in it: where the journal and the record stand. */
static bool beside(struct sp_buf *out, const char *plan, const char *id, const char *ending)
{
	const char *slash = strrchr(plan, '/');

	sp_buf_reset(out);
	if (slash)
		sp_buf_add(out, plan, (size_t)(slash - plan) + 1);
	return sp_buf_printf(out, "erasure-%s%s", id, ending);
}

/* --quarantine, else beside the inventory; a folder for each plan. */
static bool quarantine_folder(struct sp_buf *out, const struct settings *settings,
			      const struct sp_inventory *inventory, const char *id)
{
	char *given = settings->quarantine ? realpath(settings->quarantine, NULL) : NULL;
	char *absolute = given ? NULL : realpath(sp_inventory_path(inventory), NULL);
	char *slash = absolute ? strrchr(absolute, '/') : NULL;
	bool ok = false;

	if (given)
		ok = sp_buf_printf(out, "%s/%s", given, id);
	else if (settings->quarantine)
		say("--quarantine %s: %s", settings->quarantine, sp_errno_text(errno));
	else if (slash)
		ok = sp_buf_printf(out, "%.*s/quarantine/%s", (int)(slash - absolute), absolute,
				   id);
	free(given);
	free(absolute);
	return ok;
}

static bool write_record(const struct sp_plan *plan, const struct settings *settings,
			 enum sp_language language)
{
	struct sp_buf path = SP_BUF_INIT(SP_BUF_UNCAPPED), page = SP_BUF_INIT(SP_BUF_UNCAPPED);
	bool ok = beside(&path, settings->apply, plan->id, ".json") &&
		  write_plan(plan, sp_buf_str(&path));

	ok = ok && sp_erasure_html(plan, language, &page) == SP_OK &&
	     beside(&path, settings->apply, plan->id, ".html") &&
	     write_file(sp_buf_str(&path), &page);
	if (ok && !settings->quiet)
		tell("The record is %s and .json beside it.", sp_buf_str(&path));
	sp_buf_release(&path);
	sp_buf_release(&page);
	return ok;
}

static int exit_of(const struct sp_plan *plan)
{
	if (!plan->proved)
		return EXIT_UNREAD;
	for (size_t i = 0; i < plan->n_proof; i++)
		if (plan->proof[i].left)
			return EXIT_UNREAD;
	return EXIT_DONE;
}

static bool erased(const struct sp_plan *plan)
{
	for (size_t i = 0; i < plan->n; i++)
		if (plan->places[i].result == SP_ERASED ||
		    plan->places[i].result == SP_ERASED_BEFORE)
			return true;
	return false;
}

static int carry_out(struct sp_plan *plan, const struct settings *settings,
		     struct sp_erasing *erasing, enum sp_language language)
{
	struct sp_error err = { .reason = SP_REASON_NONE };
	enum sp_status status = sp_erasure_apply(plan, erasing, &err);

	if (status == SP_FATAL)
		return cannot(&err);
	if (status == SP_PARTIAL) {
		say("interrupted; the same command goes on from there");
		return EXIT_INTERRUPTED;
	}
	if (sp_erasure_prove(plan, erasing, &err) != SP_OK)
		return cannot(&err);
	if (!print_table(plan) || !write_record(plan, settings, language))
		return EXIT_CANNOT;
	if (plan->quarantine && !settings->quiet && erased(plan)) {
		tell("What was erased lies in %s; spana erase --restore %s puts it back.",
		     plan->quarantine, plan->quarantine);
		tell("The next scan brings the inventory up to date.");
	}
	return exit_of(plan);
}

static int apply_plan(const struct settings *settings)
{
	struct sp_plan plan = { .n = 0 };
	struct sp_retentions rules = { .n = 0 };
	struct rereading rereading = { .settings = NULL };
	struct sp_buf journal = SP_BUF_INIT(SP_BUF_UNCAPPED), folder = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct sp_inventory *inventory = NULL;
	enum sp_language language;
	char author[64];
	int status = EXIT_USAGE;

	if (!choose_language(settings, &language) || !load_retention(settings, &rules))
		goto out;
	if (settings->paths.n || (settings->final && settings->quarantine)) {
		say("erase --apply takes one plan, and --final or --quarantine");
		goto out;
	}
	status = EXIT_CANNOT;
	if (!read_plan(&plan, settings->apply))
		goto out;
	if (settings->approve && !approve(&plan, settings->approve)) {
		status = EXIT_USAGE;
		goto out;
	}
	inventory = open_inventory(settings, SP_INVENTORY_READ);
	if (!inventory || !beside(&journal, settings->apply, plan.id, ".journal") ||
	    (!settings->final && !quarantine_folder(&folder, settings, inventory, plan.id)) ||
	    !rereading_open(&rereading, settings, inventory, NULL))
		goto out;
	uint64_t days = settings->keep_days ? settings->keep_days : KEEP_DAYS;
	struct sp_erasing erasing = {
		.inventory = inventory,
		.rereader = &rereading.reader,
		.rules = &rules,
		.journal = sp_buf_str(&journal),
		.quarantine = settings->final ? NULL : sp_buf_str(&folder),
		.author = settings->author ? settings->author : author_name(author),
		.keep_until = sp_day_add_days(sp_day_of(time_now_ns()), (int)days),
		.stop = &stop_requested,
	};
	stop_on_signals();
	status = carry_out(&plan, settings, &erasing, language);
out:
	rereading_close(&rereading);
	sp_inventory_close(inventory);
	sp_plan_release(&plan);
	sp_retentions_release(&rules);
	sp_buf_release(&journal);
	sp_buf_release(&folder);
	return status;
}

/* ---- undoing, and for good ---- */

static void on_restored(void *context, const char *path, bool ok, const char *why)
{
	const struct settings *settings = context;

	if (!ok)
		say("%s: not put back: %s", path, why);
	else if (!settings->quiet)
		tell("put back: %s", path);
}

static int restore(const struct settings *settings)
{
	struct settings copy = *settings;
	struct rereading rereading = { .settings = NULL };
	struct sp_error err = { .reason = SP_REASON_NONE };
	struct sp_inventory *inventory = open_inventory(settings, SP_INVENTORY_READ);
	int status = EXIT_CANNOT;

	if (inventory && rereading_open(&rereading, &copy, inventory, NULL)) {
		enum sp_status done = sp_erasure_restore(settings->restore, &rereading.reader,
							 on_restored, &copy, &err);
		if (done == SP_OK)
			status = EXIT_DONE;
		else if (done != SP_PARTIAL)
			cannot(&err);
	}
	rereading_close(&rereading);
	sp_inventory_close(inventory);
	return status;
}

static int purge(const struct settings *settings)
{
	struct sp_error err = { .reason = SP_REASON_NONE };

	switch (sp_erasure_purge(settings->purge, sp_day_of(time_now_ns()), &err)) {
	case SP_OK:
		return EXIT_DONE;
	case SP_SKIPPED:
		say("%s: its time is not over", settings->purge);
		return EXIT_CANNOT;
	default:
		return cannot(&err);
	}
}

static int cmd_erase_run(const struct settings *settings)
{
	if (settings->restore)
		return restore(settings);
	if (settings->purge)
		return purge(settings);
	if (settings->apply)
		return apply_plan(settings);
	if (settings->approve || settings->final || settings->quarantine) {
		say("erase: --approve, --final and --quarantine belong to --apply PLAN");
		return EXIT_USAGE;
	}
	return make_plan(settings);
}

static const struct opt opts_erase[] = {
	{ "output", 'o', OPT_STRING, offsetof(struct settings, output), "FILE",
	  N_("write the plan to FILE (default: erase-ID.json here)") },
	{ "retention", 0, OPT_LIST, offsetof(struct settings, retention), "RULE",
	  N_("how long: 'GLOB: accounting', 'GLOB [TYPES]: 2 years; BASIS'") },
	{ "apply", 0, OPT_STRING, offsetof(struct settings, apply), "PLAN",
	  N_("carry out what is approved in PLAN, or go on with it") },
	{ "approve", 0, OPT_STRING, offsetof(struct settings, approve), "LIST",
	  N_("of the plan's numbers as 1,3-5, or all: approve them here") },
	{ "quarantine", 0, OPT_STRING, offsetof(struct settings, quarantine), "DIR",
	  N_("where erased files are kept (default: beside the inventory)") },
	{ "keep-days", 0, OPT_NUMBER, offsetof(struct settings, keep_days), "N",
	  N_("how long (default: 30)") },
	{ "final", 0, OPT_FLAG, offsetof(struct settings, final), NULL,
	  N_("delete for good, without quarantine") },
	{ "restore", 0, OPT_STRING, offsetof(struct settings, restore), "DIR",
	  N_("put back what a quarantine holds") },
	{ "purge", 0, OPT_STRING, offsetof(struct settings, purge), "DIR",
	  N_("delete a quarantine whose time is over") },
	{ "author", 0, OPT_STRING, offsetof(struct settings, author), "NAME",
	  N_("who decides (default: who runs it)") },
	{ "lang", 0, OPT_STRING, offsetof(struct settings, language), "LANGUAGE",
	  N_("of the record: sv (default) or en") },
	{ NULL, 0, OPT_FLAG, 0, NULL, NULL },
};

static const char *const once[] = {
	"output", "apply", "approve", "final", "restore", "purge", NULL
};

const struct command cmd_erase = {
	.name = "erase",
	.arguments = "[SUBJECT...]",
	.summary =
		N_("Plan an erasure, carry out what was approved, and prove that nothing is left."),
	.details = N_("Without --apply it makes a plan and changes nothing. A file is "
		      "touched only while its content is the plan's, and never under a hold "
		      "or a retention rule.\n"
		      "Exit status: 0 nothing is left, 3 something is left or could not be "
		      "read, 1 it could not work, 2 wrong usage, 130 interrupted."),
	.tables = { opts_subject, opts_erase, opts_inventory, opts_reading, opts_common },
	.once = once,
	.run = cmd_erase_run,
};
