/* SPDX-License-Identifier: GPL-3.0-or-later */
/* overdue.c - what is past its time, for people and for programs. */
#include "spana/reporter.h"

#include "base/json.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "reporters/csv_field.h"
#include "reporters/display.h"
#include "spana/subject.h"

#include <stdio.h>
#include <string.h>

static void write_text(const struct sp_overdue_list *list, struct sp_buf *to)
{
	char number[32], day[11];

	for (size_t i = 0; i < list->n; i++) {
		const struct sp_overdue *row = &list->items[i];
		sp_display_put(to, row->path);
		sp_buf_printf(to, _("\n  kept until %s, %s days past; "),
			      sp_day_text(row->until, day),
			      sp_display_number(number, (uint64_t)row->days));
		sp_buf_printf(to, _("%s findings; owner "),
			      sp_display_number(number, row->findings));
		sp_display_put(to, row->owner[0] ? row->owner : _("unknown"));
		sp_buf_puts(to, row->mark ? _("\n  mark: ") : _("\n  rule: "));
		sp_display_put(to, row->why);
		if (row->basis[0]) {
			sp_buf_puts(to, " (");
			sp_display_put(to, row->basis);
			sp_buf_putc(to, ')');
		}
		sp_buf_puts(to, "\n\n");
	}
	sp_buf_printf(to, _("%s past their time"), sp_display_number(number, list->n));
	sp_buf_printf(to, _("; %s more are kept by a mark\n"),
		      sp_display_number(number, list->held));
}

static void write_jsonl(const struct sp_overdue_list *list, struct sp_buf *to)
{
	char day[11], time[32];

	for (size_t i = 0; i < list->n; i++) {
		const struct sp_overdue *row = &list->items[i];
		struct sp_json json = sp_json_to(to);
		size_t len = strlen(row->path);
		sp_json_open(&json, '{');
		sp_json_key(&json, "kind");
		sp_json_string(&json, "overdue");
		sp_json_key(&json, "path");
		sp_json_string(&json, row->path);
		if (sp_utf8_valid(row->path, len) != len) {
			sp_json_key(&json, "path_bytes");
			sp_json_base64(&json, row->path, len);
		}
		sp_json_key(&json, "until");
		sp_json_string(&json, sp_day_text(row->until, day));
		sp_json_key(&json, "days");
		sp_json_uint(&json, (unsigned long long)row->days);
		sp_json_key(&json, "findings");
		sp_json_uint(&json, row->findings);
		sp_json_key(&json, "owner");
		sp_json_string(&json, row->owner);
		sp_json_key(&json, "modified");
		sp_json_string(&json, sp_display_time(time, row->mtime_ns, true));
		sp_json_key(&json, row->mark ? "reason" : "rule");
		sp_json_string(&json, row->why);
		sp_json_key(&json, "basis");
		sp_json_string(&json, row->basis);
		sp_json_close(&json, '}');
		sp_buf_putc(to, '\n');
	}
}

static void put_field(struct sp_buf *to, const char *s, bool last)
{
	struct sp_buf good = SP_BUF_INIT(SP_BUF_UNCAPPED);

	sp_utf8_repair(&good, s, strlen(s));
	sp_csv_field(to, sp_buf_str(&good));
	sp_buf_puts(to, last ? "\r\n" : ",");
	to->failed |= good.failed;
	sp_buf_release(&good);
}

static void write_csv(const struct sp_overdue_list *list, struct sp_buf *to)
{
	char text[32];

	sp_buf_puts(to, "path,until,days,findings,owner,modified,why,basis\r\n");
	for (size_t i = 0; i < list->n; i++) {
		const struct sp_overdue *row = &list->items[i];
		put_field(to, row->path, false);
		put_field(to, sp_day_text(row->until, text), false);
		snprintf(text, sizeof(text), "%d", row->days);
		put_field(to, text, false);
		snprintf(text, sizeof(text), "%llu", (unsigned long long)row->findings);
		put_field(to, text, false);
		put_field(to, row->owner, false);
		put_field(to, sp_display_time(text, row->mtime_ns, true), false);
		put_field(to, row->why, false);
		put_field(to, row->basis, true);
	}
}

enum sp_status sp_overdue_write(const struct sp_overdue_list *list, const char *format,
				struct sp_buf *to)
{
	if (strcmp(format, "text") == 0)
		write_text(list, to);
	else if (strcmp(format, "jsonl") == 0)
		write_jsonl(list, to);
	else if (strcmp(format, "csv") == 0)
		write_csv(list, to);
	else
		return SP_FAILED;
	return to->failed ? SP_FATAL : SP_OK;
}
