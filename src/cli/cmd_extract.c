/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_extract.c - spana extract: everything that is held about one person. */
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "cli/who.h"

struct extract {
	const struct settings *settings;
	const struct sp_dossier_writer *writer;
	enum sp_language language;
	bool answers; /* the person is answered: it is noted */
	struct sp_inventory *inventory;
	struct sp_subject subject;
	struct sp_dossier dossier;
};

/* --format, else the ending of --output, else text. NULL: told. */
static const struct sp_dossier_writer *choose_writer(const struct settings *settings)
{
	const char *dot = settings->output ? strrchr(settings->output, '.') : NULL;
	const char *name = settings->format;
	const struct sp_dossier_writer *writer;

	if (!name && dot && sp_dossier_writer_find(dot + 1))
		name = dot + 1;
	writer = sp_dossier_writer_find(name ? name : "text");
	if (!writer) {
		say("--format %s: text, html, json, csv or xlsx", name);
		return NULL;
	}
	if (writer->binary && !settings->output && isatty(STDOUT_FILENO)) {
		say("--format %s is no text: give --output FILE", name);
		return NULL;
	}
	return writer;
}

/* --since: a day, or "last": that of the last extract for this person. false: told. */
static bool set_since(struct extract *x)
{
	const char *since = x->settings->since;
	struct sp_dossier *d = &x->dossier;
	struct sp_day day;

	if (!since)
		return true;
	if (strcmp(since, "last") == 0) {
		for (size_t i = 0; i < d->n_answers; i++)
			if (strcmp(d->answers[i].kind, "extract") == 0)
				d->since_ns = d->answers[i].time_ns;
		if (!d->since_ns)
			say("this person has not been answered before: all is told");
	} else if (sp_day_parse(since, &day)) {
		struct sp_day epoch = { 1970, 1, 1 };
		d->since_ns = (int64_t)sp_days_between(epoch, day) * 86400 * INT64_C(1000000000);
	} else {
		say("--since %s: give a day as 2026-01-31, or last", since);
		return false;
	}
	d->only_news = d->since_ns != 0;
	return true;
}

static bool find(struct extract *x)
{
	struct sp_dossier *d = &x->dossier;
	struct sp_error err = { .reason = SP_REASON_NONE };
	struct rereading rereading = { .settings = NULL };

	d->everywhere = x->settings->everywhere;
	d->expand = x->settings->expand;
	d->show_protected = x->settings->show_protected;
	d->program = "spana " SPANA_VERSION;
	d->inventory_path = sp_inventory_path(x->inventory);
	d->made_ns = time_now_ns();
	bool ok = sp_dossier_coverage(d, x->inventory, &x->subject, &err) == SP_OK;
	if (ok && !set_since(x))
		return false;
	ok = ok && sp_dossier_find(d, x->inventory, &x->subject, &err) == SP_OK;
	if (ok && rereading_open(&rereading, x->settings, x->inventory, &x->subject))
		ok = sp_dossier_read(d, &rereading.reader, &err) == SP_OK;
	else if (ok)
		ok = false;
	rereading_close(&rereading);
	if (!ok && err.text[0])
		cannot(&err);
	return ok;
}

static bool write_dossier(struct extract *x)
{
	struct output output = { .stream = NULL };
	bool ok = output_open(&output, x->settings->output);

	if (ok)
		ok = x->writer->write(&x->dossier, x->language, &output.buf) == SP_OK;
	if (output.stream || output.buf.data)
		ok = output_close(&output, ok) && ok;
	return ok;
}

static bool note_answer(struct extract *x)
{
	const struct sp_subject *subject = &x->subject;
	struct sp_answered_value *values = sp_mem_zero(subject->n + 1, sizeof(*values));
	struct sp_error err = { .reason = SP_REASON_NONE };
	char author[64], received[11], due[11];
	const struct sp_answer answer = {
		.time_ns = x->dossier.made_ns,
		.author = author_name(author),
		.kind = "extract",
		.received = sp_day_text(x->dossier.received, received),
		.due = sp_day_text(x->dossier.due, due),
		.files = x->dossier.n_files,
		.places = x->dossier.n_places,
	};

	if (!values)
		return false;
	for (size_t i = 0; i < subject->n; i++)
		values[i] = (struct sp_answered_value) { subject->items[i].type,
							 subject->items[i].value };
	bool ok = sp_inventory_answered(x->inventory, &answer, values, subject->n, &err) == SP_OK;
	if (!ok)
		cannot(&err);
	sp_mem_free(values);
	return ok;
}

/* What could not be read, then or now, is no success. */
static int exit_of(const struct sp_dossier *d)
{
	const struct sp_overview *c = &d->coverage;

	if (c->outcomes[SP_OUTCOME_PART] || c->outcomes[SP_OUTCOME_NOT_READ] || c->n_problems)
		return EXIT_UNREAD;
	for (size_t i = 0; i < d->n_files; i++)
		if (d->files[i].reread != SP_REREAD_SAME)
			return EXIT_UNREAD;
	return EXIT_DONE;
}

static void summarise(const struct extract *x)
{
	const struct sp_dossier *d = &x->dossier;
	char places[32], files[32], in_places[64], in_files[64], day[11];

	if (x->settings->quiet)
		return;
	print_count(places, d->n_places);
	print_count(files, d->n_files);
	snprintf(in_places, sizeof(in_places), sp_translate_n("%s place", "%s places", d->n_places),
		 places);
	snprintf(in_files, sizeof(in_files), sp_translate_n("%s file", "%s files", d->n_files),
		 files);
	tell("%s in %s. Answer no later than %s.", in_places, in_files, sp_day_text(d->due, day));
	if (x->answers)
		tell("It is noted that this person was answered (--draft: it is not).");
}

static int run(struct extract *x)
{
	if (!day_received(x->settings, &x->dossier.received))
		return EXIT_USAGE;
	x->dossier.due = sp_answer_due(x->dossier.received);
	x->inventory =
		open_inventory(x->settings, x->answers ? SP_INVENTORY_NOTE : SP_INVENTORY_READ);
	if (!x->inventory)
		return EXIT_CANNOT;
	stop_on_signals();
	if (!find(x) ||
	    (x->settings->copies &&
	     !copy_documents(&x->dossier, x->settings, x->settings->copies)) ||
	    !write_dossier(x) || (x->answers && !note_answer(x)))
		return EXIT_CANNOT;
	summarise(x);
	return exit_of(&x->dossier);
}

static int cmd_extract_run(const struct settings *settings)
{
	struct extract x = { .settings = settings };
	int status = EXIT_USAGE;

	x.writer = choose_writer(settings);
	if (x.writer && choose_language(settings, &x.language) &&
	    make_subject(settings, &x.subject)) {
		x.answers = x.writer->is_answer && !settings->draft;
		status = check_settings(settings) ? run(&x) : EXIT_CANNOT;
	}
	sp_dossier_release(&x.dossier);
	sp_inventory_close(x.inventory);
	sp_subject_release(&x.subject);
	return status;
}

static const struct opt opts_extract[] = {
	{ "format", 'f', OPT_STRING, offsetof(struct settings, format), "FORMAT",
	  N_("text (default), html, json, csv or xlsx") },
	{ "output", 'o', OPT_STRING, offsetof(struct settings, output), "FILE",
	  N_("write to FILE, whole or not at all") },
	{ "lang", 0, OPT_STRING, offsetof(struct settings, language), "LANGUAGE",
	  N_("sv (default) or en") },
	{ "expand", 0, OPT_FLAG, offsetof(struct settings, expand), NULL,
	  N_("show other identifiers that stand with the person's") },
	{ "since", 0, OPT_STRING, offsetof(struct settings, since), "DATE",
	  N_("what is new since DATE, or since the last answer: last") },
	{ "received", 0, OPT_STRING, offsetof(struct settings, received), "DATE",
	  N_("the day of the request (default: today)") },
	{ "copies", 0, OPT_STRING, offsetof(struct settings, copies), "DIR",
	  N_("copy whole documents and messages into DIR") },
	{ "show-protected", 0, OPT_FLAG, offsetof(struct settings, show_protected), NULL,
	  N_("excerpts also by protected identities") },
	{ "draft", 0, OPT_FLAG, offsetof(struct settings, draft), NULL,
	  N_("do not note that the person was answered") },
	{ NULL, 0, OPT_FLAG, 0, NULL, NULL },
};

static const char *const once[] = {
	"output", "since", "received", "copies", "expand", "draft", NULL
};

const struct command cmd_extract = {
	.name = "extract",
	.arguments = "[SUBJECT...]",
	.summary = N_("Write everything that is held about one person: the register extract."),
	.details = N_("A person is one or more identifiers, in any written form. What "
		      "stands on the command line others can see while it runs: --subject-"
		      "file keeps it out.\n"
		      "Exit status: 0 all was read, 3 something could not be, 1 it could "
		      "not work, 2 wrong usage."),
	.tables = { opts_subject, opts_extract, opts_inventory, opts_reading, opts_limits,
		    opts_common },
	.once = once,
	.run = cmd_extract_run,
};
