/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text_facts.c - see text_facts.h. */
#include "reporters/text_facts.h"

#include <string.h>

#define NARROW 100 /* columns; below them the places are not split by confidence */
#define NUMBER 10
#define YEAR 8

static void put_right(const struct sp_text_to *to, const char *s, int width)
{
	sp_buf_printf(to->out, "%*s", width, s);
}

static bool is_narrow(const struct sp_text_to *to)
{
	return to->width && to->width < NARROW;
}

/* Text that ends a line, cut where a terminal ends. */
static void put_end(const struct sp_text_to *to, const char *s, size_t used)
{
	struct sp_buf harmless = SP_BUF_INIT(SP_BUF_UNCAPPED);
	size_t room = to->width > used + 20 ? to->width - used : SIZE_MAX;

	sp_display_put(&harmless, s);
	sp_display_fit(to->out, to->locale, sp_buf_str(&harmless), room);
	sp_buf_putc(to->out, '\n');
	to->out->failed = to->out->failed || harmless.failed;
	sp_buf_release(&harmless);
}

/* ---- groups ---- */

void sp_text_group_head(const struct sp_text_to *to, enum sp_by by)
{
	static const char *const titles[] = {
		"Values", "Places", "High", "Medium", "Low", "Files"
	};
	const char *name = sp_by_name(by);

	for (int i = 0; i < 6; i++)
		if (!is_narrow(to) || i < 2 || i == 5)
			put_right(to, titles[i], NUMBER);
	put_right(to, "Oldest", YEAR);
	put_right(to, "Newest", YEAR);
	sp_buf_printf(to->out, "  %c%s\n", name[0] - 'a' + 'A', name + 1);
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
	put_end(to, group->name[0] ? group->name : "(not known)", used);
}

/* ---- changes ---- */

void sp_text_change_totals(const struct sp_text_to *to, const struct sp_report_facts *facts)
{
	char text[32];

	if (!facts->since) {
		sp_buf_puts(to->out, "  There is no earlier scan to compare with.\n");
		return;
	}
	sp_buf_printf(to->out, "  since scan %llu, %s\n", (unsigned long long)facts->since,
		      sp_display_time(text, facts->since_ns, true));
	for (int i = 0; i < SP_CHANGE_COUNT; i++) {
		put_right(to, sp_display_number(text, facts->changes[i]), NUMBER);
		sp_buf_printf(to->out, "  %s\n", sp_change_name((enum sp_change)i));
	}
	sp_buf_printf(to->out, "  findings in those files: %s before, ",
		      sp_display_number(text, facts->before));
	sp_buf_printf(to->out, "%s now\n", sp_display_number(text, facts->after));
}

void sp_text_change(const struct sp_text_to *to, const struct sp_change_row *change)
{
	char before[32], after[32];

	sp_buf_printf(to->out, "  %-8s %6s -> %-6s ", sp_change_name(change->how),
		      sp_display_number(before, change->before),
		      sp_display_number(after, change->after));
	put_end(to, change->path, 28);
	if (change->from) {
		sp_buf_printf(to->out, "%28s", "from ");
		put_end(to, change->from, 28);
	}
}

/* ---- what the report is about ---- */

static void put_count(const struct sp_text_to *to, uint64_t n, const char *noun)
{
	char number[32];

	sp_buf_printf(to->out, "%s %s%s, ", sp_display_number(number, n), noun, n == 1 ? "" : "s");
}

void sp_text_sources(const struct sp_text_to *to, const struct sp_report_facts *facts)
{
	char number[32];

	for (size_t i = 0; i < facts->n_sources; i++) {
		const struct sp_source_row *source = &facts->sources[i];
		sp_buf_puts(to->out, "  ");
		put_end(to, source->path, 2);
		sp_buf_puts(to->out, "    ");
		put_count(to, source->files, "file");
		put_count(to, source->findings, "finding");
		put_count(to, source->problems, "problem");
		sp_buf_printf(to->out, "last complete scan %s\n",
			      source->last_complete_ns
				      ? sp_display_time(number, source->last_complete_ns, true)
				      : "never");
	}
	if (!facts->n_sources)
		sp_buf_puts(to->out, "  None has been scanned.\n");
}

void sp_text_about(const struct sp_text_to *to, const struct sp_report_facts *facts)
{
	char text[32];

	sp_buf_printf(to->out, "  made       %s by %s\n",
		      sp_display_time(text, facts->made_ns, true), facts->program);
	sp_buf_puts(to->out, "  inventory  ");
	put_end(to, facts->inventory, 13);
	if (facts->options[0]) {
		sp_buf_puts(to->out, "  options    ");
		put_end(to, facts->options, 13);
	}
	if (facts->only_new)
		sp_buf_printf(to->out, "  findings and problems are those since scan %llu alone\n",
			      (unsigned long long)facts->since);
	if (facts->hidden)
		sp_buf_printf(to->out,
			      "  left out   %s finding%s, marked as no personal data; "
			      "--not-personal tells %s\n",
			      sp_display_number(text, facts->hidden), facts->hidden == 1 ? "" : "s",
			      facts->hidden == 1 ? "it" : "them");
	if (!facts->n_scans)
		return;
	const struct sp_scan_row *scan = &facts->scans[0];
	sp_buf_printf(to->out, "  last scan  %llu, %s, %s, %s\n", (unsigned long long)scan->id,
		      scan->state, sp_display_time(text, scan->started_ns, true), scan->program);
	sp_buf_puts(to->out, "  rules      ");
	put_end(to, scan->ruleset, 13);
	sp_buf_puts(to->out, "  asked      ");
	put_end(to, scan->options, 13);
}
