/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dossier_text.c - a look at the matter for whoever runs the command. Values
 * of the subject are not repeated, and nothing is quoted: what is on a
 * terminal stays in its scrollback.
 */
#include "reporters/held.h"

#include "base/utf8.h"
#include "reporters/display.h"

#include <string.h>

struct text {
	const struct sp_dossier *d;
	enum sp_language l;
	struct sp_buf *to;
};

static void put_number(const struct text *t, const char *what, uint64_t n)
{
	char number[32];

	size_t width = sp_utf8_count(what, strlen(what));

	sp_buf_printf(t->to, "  %s%*s %8s\n", what, width < 38 ? (int)(38 - width) : 0, "",
		      sp_display_number(number, n));
}

static void put_subject(const struct text *t)
{
	char day[11];

	sp_buf_puts(t->to, sp_say(t->l, "Sökt på\n", "Looked for\n"));
	for (size_t i = 0; i < t->d->subject->n; i++) {
		const struct sp_identifier *one = &t->d->subject->items[i];
		put_number(t, sp_say_type(t->l, one->type), sp_held_places_of(t->d, i));
	}
	sp_buf_printf(t->to, "\n%s %s", sp_say(t->l, "Begäran mottagen", "Request received"),
		      sp_day_text(t->d->received, day));
	sp_buf_printf(t->to, "%s %s\n\n", sp_say(t->l, ", svar senast", ", answer no later than"),
		      sp_day_text(t->d->due, day));
}

static void put_flags(const struct text *t, const struct sp_held_item *item)
{
	if (item->special)
		sp_buf_puts(t->to, sp_say(t->l, "  [känsliga uppgifter]", "  [special category]"));
	if (item->protected_near)
		sp_buf_puts(t->to, sp_say(t->l, "  [SKYDDAD IDENTITET]", "  [PROTECTED IDENTITY]"));
	if (item->n_others)
		sp_buf_printf(
			t->to, "  [%llu %s]", (unsigned long long)item->n_others,
			item->n_others == 1
				? sp_say(t->l, "annans identifierare", "identifier of another")
				: sp_say(t->l, "andras identifierare", "identifiers of others"));
}

static void put_item(const struct text *t, const struct sp_held_file *file,
		     const struct sp_held_item *item)
{
	const struct sp_report_item row = { .path = file->path,
					    .members = item->members,
					    .n_members = item->n_members };

	sp_display_item(t->to, &row);
	put_flags(t, item);
	sp_buf_putc(t->to, '\n');
	if (item->copied)
		sp_buf_printf(t->to, "  > %s%s%s\n", item->copy ? item->copy : "",
			      item->copy && sp_say_copied(t->l, item->copied)[0] ? ": " : "",
			      sp_say_copied(t->l, item->copied));
	for (size_t i = 0; i < item->n_places; i++) {
		const struct sp_place_of *place = &item->places[i];
		const char *as = sp_say_as(t->l, place->as);
		struct sp_buf where = SP_BUF_INIT(SP_BUF_UNCAPPED);
		sp_say_where(&where, t->l, place->where);
		sp_buf_puts(t->to, "  ");
		sp_display_put(t->to, where.len ? sp_buf_str(&where) : "-");
		sp_buf_printf(t->to, "  %s  ", sp_say_type(t->l, place->type));
		sp_display_put(t->to, place->masked);
		sp_buf_printf(t->to, "%s%s%s%s\n", as[0] ? "  (" : "", as, as[0] ? ")" : "",
			      place->not_personal
				      ? sp_say(t->l, "  inte personuppgift", "  not personal data")
				      : "");
		t->to->failed |= where.failed;
		sp_buf_release(&where);
	}
}

static void put_file(const struct text *t, size_t number)
{
	const struct sp_held_file *file = &t->d->files[number];

	for (size_t i = 0; i < file->n_items; i++)
		put_item(t, file, &file->items[i]);
	if (file->news != SP_NEWS_KNOWN)
		sp_buf_printf(t->to, "  %s\n", sp_say_news(t->l, file->news));
	if (file->reread != SP_REREAD_SAME && file->reread != SP_REREAD_NOT)
		sp_buf_printf(t->to, "  ! %s\n", sp_say_reread(t->l, file->reread));
	for (size_t i = 0; i < t->d->n_files; i++)
		if (t->d->files[i].copy_of == number) {
			sp_buf_puts(t->to, sp_say(t->l, "  samma innehåll: ", "  same content: "));
			sp_display_put(t->to, t->d->files[i].path);
			sp_buf_putc(t->to, '\n');
		}
	for (size_t i = 0; i < file->n_marks; i++) {
		const struct sp_review_mark *mark = file->marks[i].mark;
		sp_buf_printf(t->to, "  # %s%s%s: ", sp_say_mark(t->l, mark->kind),
			      mark->until ? " " : "", mark->until ? mark->until : "");
		sp_display_put(t->to, mark->reason);
		sp_buf_putc(t->to, '\n');
	}
}

static void put_coverage(const struct text *t)
{
	const struct sp_overview *c = &t->d->coverage;
	char when[32];

	sp_buf_puts(t->to, sp_say(t->l, "\nSökt i\n", "\nSearched\n"));
	for (size_t i = 0; i < t->d->n_sources; i++) {
		const struct sp_searched_source *source = &t->d->sources[i];
		sp_buf_puts(t->to, "  ");
		sp_display_put(t->to, source->path);
		sp_buf_printf(t->to, "  %s\n",
			      source->last_complete_ns
				      ? sp_display_time(when, source->last_complete_ns, false)
				      : sp_say(t->l, "aldrig helt", "never in full"));
	}
	put_number(t, sp_say(t->l, "läst i sin helhet", "read in full"),
		   c->outcomes[SP_OUTCOME_FULL]);
	put_number(t, sp_say(t->l, "läst i delar", "read in part"), c->outcomes[SP_OUTCOME_PART]);
	put_number(t, sp_say(t->l, "inte läst", "not read"), c->outcomes[SP_OUTCOME_NOT_READ]);
	put_number(t, sp_say(t->l, "innehåller ingen text", "no text"),
		   c->outcomes[SP_OUTCOME_NO_TEXT]);
	for (size_t i = 0; i < c->n_problems; i++)
		put_number(t, sp_say_reason(t->l, c->problems[i].name), c->problems[i].n);
}

static void put_suggestions(const struct text *t)
{
	if (!t->d->n_suggestions)
		return;
	sp_buf_puts(t->to,
		    sp_say(t->l, "\nStår tillsammans med personen; godta med --add TYP:VÄRDE\n",
			   "\nStands with the person; accept with --add TYPE:VALUE\n"));
	for (size_t i = 0; i < t->d->n_suggestions; i++) {
		const struct sp_suggestion *s = &t->d->suggestions[i];
		sp_buf_printf(t->to, "  %6llu  %s  ", (unsigned long long)s->places,
			      s->alone ? sp_say(t->l, "ensam ", "alone ")
				       : sp_say(t->l, "bland ", "among "));
		sp_buf_printf(t->to, "%s:", s->type);
		sp_display_put(t->to, s->value);
		sp_buf_putc(t->to, '\n');
	}
}

static enum sp_status write_text(const struct sp_dossier *dossier, enum sp_language language,
				 struct sp_buf *to)
{
	const struct text t = { dossier, language, to };
	struct sp_held_sums sums;

	sp_held_sum(dossier, &sums);
	put_subject(&t);
	for (size_t i = 0; i < dossier->n_files; i++)
		if (dossier->files[i].copy_of == SIZE_MAX)
			put_file(&t, i);
	sp_buf_printf(to, "%s%s\n", dossier->n_files ? "\n" : "",
		      sp_say(language, "Tillsammans", "Together"));
	put_number(&t, sp_say(language, "dokument", "documents"), sums.documents);
	put_number(&t, sp_say(language, "kopior", "copies"), sums.copies);
	put_number(&t, sp_say(language, "ställen", "places"), sums.places);
	if (dossier->n_known)
		put_number(&t,
			   sp_say(language, "dokument som var kända sedan tidigare",
				  "documents known before"),
			   dossier->n_known);
	if (dossier->n_not_personal)
		put_number(&t,
			   sp_say(language, "ställen märkta som inte personuppgift",
				  "places marked as not personal data"),
			   dossier->n_not_personal);
	put_coverage(&t);
	put_suggestions(&t);
	return to->failed ? SP_FATAL : SP_OK;
}

const struct sp_dossier_writer sp_dossier_text = { .name = "text", .write = write_text };
