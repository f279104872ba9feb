/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dossier_csv.c - a dossier as a table: a row for each place, copies by
 * themselves. Coverage is the rows of kind "problem"; totals are in the other
 * forms. Columns have the same names in every language.
 */
#include "reporters/held.h"

#include "base/utf8.h"
#include "reporters/csv_field.h"
#include "reporters/display.h"

#include <stdio.h>
#include <string.h>

static const char columns[] =
	"kind,path,members,where,type,value,found_as,confidence,excerpt,withheld,state,news,format,"
	"owner,modified,first_seen,kinds,special,protected,other_people,not_personal,reason,"
	"detail\r\n";

struct csv {
	const struct sp_dossier *d;
	enum sp_language l;
	struct sp_buf *to;
	struct sp_buf field;
	bool comma;
};

static void end_field(struct csv *csv)
{
	if (csv->comma)
		sp_buf_putc(csv->to, ',');
	csv->comma = true;
	sp_csv_field(csv->to, sp_buf_str(&csv->field));
	csv->to->failed = csv->to->failed || csv->field.failed;
	sp_buf_reset(&csv->field);
}

static void put(struct csv *csv, const char *s)
{
	if (s)
		sp_utf8_repair(&csv->field, s, strlen(s));
	end_field(csv);
}

static void put_time(struct csv *csv, int64_t ns)
{
	char text[32];

	put(csv, ns ? sp_display_time(text, ns, true) : NULL);
}

static void end_row(struct csv *csv)
{
	sp_buf_puts(csv->to, "\r\n");
	csv->comma = false;
}

static void put_kinds(struct csv *csv, const struct sp_held_item *item)
{
	for (size_t i = 0; i < item->n_kinds; i++)
		sp_buf_printf(&csv->field, "%s%s", i ? "; " : "",
			      item->kinds[i].term_category
				      ? sp_say_term(csv->l, item->kinds[i].term_category)
				      : sp_say_type(csv->l, item->kinds[i].type));
	end_field(csv);
}

static void put_place(struct csv *csv, const struct sp_held_file *file,
		      const struct sp_held_item *item, const struct sp_place_of *place)
{
	char number[32];

	put(csv, file->copy_of == SIZE_MAX ? "place" : "copy");
	put(csv, file->path);
	for (size_t i = 0; i < item->n_members; i++) {
		sp_buf_puts(&csv->field, i ? SP_DISPLAY_STEP : "");
		sp_utf8_repair(&csv->field, item->members[i], strlen(item->members[i]));
	}
	end_field(csv);
	sp_say_where(&csv->field, csv->l, place->where);
	end_field(csv);
	put(csv, place->type);
	put(csv, csv->d->subject->items[place->identifier].value);
	put(csv, sp_name_of_as(place->as));
	put(csv, sp_confidence_name(place->confidence));
	put(csv, place->excerpt);
	put(csv, place->withheld ? "true" : "false");
	put(csv, sp_name_of_reread(file->reread));
	put(csv, sp_name_of_news(file->news));
	put(csv, item->format);
	put(csv, file->owner);
	put_time(csv, file->mtime_ns);
	put_time(csv, file->first_seen_ns);
	put_kinds(csv, item);
	put(csv, item->special ? "true" : "false");
	put(csv, item->protected_near ? "true" : "false");
	snprintf(number, sizeof(number), "%llu", (unsigned long long)item->n_others);
	put(csv, number);
	put(csv, place->not_personal ? "true" : "false");
	put(csv, NULL);
	put(csv, NULL);
	end_row(csv);
}

static void put_problem(struct csv *csv, const struct sp_problem_of *problem)
{
	put(csv, "problem");
	put(csv, problem->path);
	put(csv, problem->members);
	for (int i = 0; i < 18; i++)
		put(csv, NULL);
	put(csv, problem->reason);
	put(csv, problem->detail);
	end_row(csv);
}

static enum sp_status write_csv(const struct sp_dossier *dossier, enum sp_language language,
				struct sp_buf *to)
{
	struct csv csv = {
		.d = dossier, .l = language, .to = to, .field = SP_BUF_INIT(SP_BUF_UNCAPPED)
	};

	sp_buf_puts(to, columns);
	for (size_t i = 0; i < dossier->n_files; i++) {
		const struct sp_held_file *file = &dossier->files[i];
		for (size_t j = 0; j < file->n_items; j++)
			for (size_t k = 0; k < file->items[j].n_places; k++)
				put_place(&csv, file, &file->items[j], &file->items[j].places[k]);
	}
	for (size_t i = 0; i < dossier->n_problems; i++)
		put_problem(&csv, &dossier->problems[i]);
	sp_buf_release(&csv.field);
	return to->failed ? SP_FATAL : SP_OK;
}

const struct sp_dossier_writer sp_dossier_csv = {
	.name = "csv",
	.is_answer = true,
	.write = write_csv,
};
