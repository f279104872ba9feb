/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text_facts.c - see text_facts.h. */
#include "reporters/text_facts.h"

#include <string.h>

#include "base/translate.h"

#define NARROW 100 /* columns; below them the places are not split by confidence */
#define NUMBER 10
#define YEAR 8
#define HOW 9 /* what became of a file */

static void put_right(const struct sp_text_to *to, const char *s, int width)
{
	size_t own = sp_display_width(to->locale, s), wide = (size_t)width;

	sp_buf_printf(to->out, "%*s%s", own < wide ? (int)(wide - own) : 0, "", s);
}

static bool is_narrow(const struct sp_text_to *to)
{
	return to->width && to->width < NARROW;
}

/* Text that ends a line, cut where a terminal ends. */
static void put_end(const struct sp_text_to *to, const char *s, size_t used)
{
	struct sp_buf harmless = SP_BUF_INIT(SP_BUF_UNCAPPED);
	size_t room = to->width > used + 8 ? to->width - used : SIZE_MAX;

	sp_display_put(&harmless, s);
	sp_display_fit(to->out, to->locale, sp_buf_str(&harmless), room);
	sp_buf_putc(to->out, '\n');
	to->out->failed = to->out->failed || harmless.failed;
	sp_buf_release(&harmless);
}

/* ---- groups ---- */

static const char *by_text(enum sp_by by)
{
	static const char *const texts[SP_BY_COUNT] = {
		[SP_BY_FOLDER] = N_("Folder"), [SP_BY_OWNER] = N_("Owner"),
		[SP_BY_TYPE] = N_("Type"),     [SP_BY_CATEGORY] = N_("Category"),
		[SP_BY_FORMAT] = N_("Format"), [SP_BY_AGE] = N_("Age"),
		[SP_BY_SOURCE] = N_("Source"),
	};

	return texts[by] ? sp_translate(texts[by]) : sp_by_name(by);
}

void sp_text_group_head(const struct sp_text_to *to, enum sp_by by)
{
	static const char *const titles[] = { N_("Values"), N_("Places"), N_("High"),
					      N_("Medium"), N_("Low"),	  N_("Files") };
	for (int i = 0; i < 6; i++)
		if (!is_narrow(to) || i < 2 || i == 5)
			put_right(to, sp_translate(titles[i]), NUMBER);
	put_right(to, _("Oldest"), YEAR);
	put_right(to, _("Newest"), YEAR);
	sp_buf_printf(to->out, "  %s\n", by_text(by));
}

static void put_year(const struct sp_text_to *to, int64_t ns)
{
	char day[32];

	sp_display_time(day, ns, false);
	day[4] = '\0';
	put_right(to, ns ? day : "-", YEAR);
}

void sp_text_group(const struct sp_text_to *to, const struct sp_group *group)
{
	const uint64_t numbers[] = { group->values,	     sp_group_places(group),
				     group->places[SP_HIGH], group->places[SP_MEDIUM],
				     group->places[SP_LOW],  group->files };
	size_t used = 2 * YEAR + 2;
	char text[32];

	for (int i = 0; i < 6; i++)
		if (!is_narrow(to) || i < 2 || i == 5) {
			put_right(to, numbers[i] ? sp_display_number(text, numbers[i]) : "-",
				  NUMBER);
			used += NUMBER;
		}
	put_year(to, group->oldest_ns);
	put_year(to, group->newest_ns);
	sp_buf_puts(to->out, "  ");
	put_end(to, group->name[0] ? group->name : _("(not known)"), used);
}

/* ---- changes ---- */

static const char *change_text(enum sp_change how)
{
	static const char *const texts[SP_CHANGE_COUNT] = { N_("added"), N_("changed"), N_("moved"),
							    N_("removed") };

	return sp_translate(texts[how]);
}

void sp_text_change_totals(const struct sp_text_to *to, const struct sp_report_facts *facts)
{
	char text[32];

	if (!facts->since) {
		sp_buf_puts(to->out, _("  There is no earlier scan to compare with.\n"));
		return;
	}
	sp_buf_printf(to->out, _("  since scan %llu, %s\n"), (unsigned long long)facts->since,
		      sp_display_time(text, facts->since_ns, true));
	for (int i = 0; i < SP_CHANGE_COUNT; i++) {
		put_right(to, sp_display_number(text, facts->changes[i]), NUMBER);
		sp_buf_printf(to->out, "  %s\n", change_text((enum sp_change)i));
	}
	sp_buf_printf(to->out, _("  findings in those files: %s before, "),
		      sp_display_number(text, facts->before));
	sp_buf_printf(to->out, _("%s now\n"), sp_display_number(text, facts->after));
}

void sp_text_change(const struct sp_text_to *to, const struct sp_change_row *change)
{
	char before[32], after[32];

	const char *how = change_text(change->how);
	size_t own = sp_display_width(to->locale, how);

	sp_buf_printf(to->out, "  %s%*s %6s -> %-6s ", how, own < HOW ? (int)(HOW - own) : 0, "",
		      sp_display_number(before, change->before),
		      sp_display_number(after, change->after));
	put_end(to, change->path, HOW + 20);
	if (change->from) {
		put_right(to, _("from "), HOW + 20);
		put_end(to, change->from, HOW + 20);
	}
}

/* ---- what the report is about ---- */

void sp_text_sources(const struct sp_text_to *to, const struct sp_report_facts *facts)
{
	char number[32];

	for (size_t i = 0; i < facts->n_sources; i++) {
		const struct sp_source_row *source = &facts->sources[i];
		sp_buf_puts(to->out, "  ");
		put_end(to, source->path, 2);
		sp_buf_puts(to->out, "    ");
		sp_buf_printf(to->out, sp_translate_n("%s file, ", "%s files, ", source->files),
			      sp_display_number(number, source->files));
		sp_buf_printf(to->out,
			      sp_translate_n("%s finding, ", "%s findings, ", source->findings),
			      sp_display_number(number, source->findings));
		sp_buf_printf(to->out,
			      sp_translate_n("%s problem, ", "%s problems, ", source->problems),
			      sp_display_number(number, source->problems));
		sp_buf_printf(to->out, _("last complete scan %s\n"),
			      source->last_complete_ns
				      ? sp_display_time(number, source->last_complete_ns, true)
				      : _("never"));
	}
	if (!facts->n_sources)
		sp_buf_puts(to->out, _("  None has been scanned.\n"));
}

void sp_text_about(const struct sp_text_to *to, const struct sp_report_facts *facts)
{
	char text[32];

	sp_buf_printf(to->out, _("  made       %s by %s\n"),
		      sp_display_time(text, facts->made_ns, true), facts->program);
	sp_buf_puts(to->out, _("  inventory  "));
	put_end(to, facts->inventory, 13);
	if (facts->options[0]) {
		sp_buf_puts(to->out, _("  options    "));
		put_end(to, facts->options, 13);
	}
	if (facts->only_new)
		sp_buf_printf(to->out,
			      _("  findings and problems are those since scan %llu alone\n"),
			      (unsigned long long)facts->since);
	if (facts->hidden)
		sp_buf_printf(
			to->out,
			sp_translate_n("  left out   %s finding, marked as no personal data; "
				       "--not-personal tells it\n",
				       "  left out   %s findings, marked as no personal data; "
				       "--not-personal tells them\n",
				       facts->hidden),
			sp_display_number(text, facts->hidden));
	if (!facts->n_scans)
		return;
	const struct sp_scan_row *scan = &facts->scans[0];
	sp_buf_printf(to->out, _("  last scan  %llu, %s, %s, %s\n"), (unsigned long long)scan->id,
		      sp_translate(scan->state), sp_display_time(text, scan->started_ns, true),
		      scan->program);
	sp_buf_puts(to->out, _("  rules      "));
	put_end(to, scan->ruleset, 13);
	sp_buf_puts(to->out, _("  asked      "));
	put_end(to, scan->options, 13);
}
