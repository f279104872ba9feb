/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shown.c - see shown.h. */
#include "cli/shown.h"

#include <string.h>

#include "spana/limits.h"

static void put_clean(struct sp_buf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F)
			sp_buf_printf(out, "\\x%02x", c);
		else
			sp_buf_putc(out, s[i]);
	}
}

void show_path(struct sp_buf *out, const char *path, const struct sp_item *item)
{
	if (item && item->up) {
		show_path(out, path, item->up);
		sp_buf_puts(out, " › ");
		put_clean(out, item->name ? item->name : "", item->name ? strlen(item->name) : 0);
	} else {
		put_clean(out, path, strlen(path));
	}
}

/* "sheet Löner, cell B2: " before the text of a place. */
static void put_place(struct sp_buf *out, const struct sp_mark *mark)
{
	struct sp_where where;
	struct sp_buf json = SP_BUF_INIT(SP_MAX_STRING);

	if (!mark->place)
		return;
	sp_where_make(&where, mark->place, 0, 0);
	if (sp_where_json(&json, &where) && sp_where_text(out, sp_buf_str(&json)))
		sp_buf_puts(out, ": ");
	if (mark->place->label)
		sp_buf_printf(out, "[%s] ", mark->place->label);
	sp_buf_release(&json);
}

/* The character that separates two places belongs to neither; over a running text there is none. */
static bool is_separated(const struct sp_mark *mark, const struct sp_mark *next)
{
	return (!mark->place || mark->place->kind != SP_PLACE_FIELD) &&
	       (!next->place || next->place->kind != SP_PLACE_FIELD);
}

void show_segment(struct sp_buf *out, const struct sp_segment *segment)
{
	for (size_t i = 0; i < segment->n_marks; i++) {
		const struct sp_mark *mark = &segment->marks[i];
		size_t end = i + 1 < segment->n_marks ? segment->marks[i + 1].at : segment->len;
		size_t start = mark->at > segment->from ? mark->at : segment->from;
		end = end < segment->to ? end : segment->to;
		if (start >= end)
			continue;
		if (start == mark->at)
			put_place(out, mark);
		bool over = i + 1 < segment->n_marks && end == segment->marks[i + 1].at;
		put_clean(out, segment->text + start,
			  end - start - (over && is_separated(mark, mark + 1)));
		if (over)
			sp_buf_putc(out, '\n');
	}
	if (segment->last && out->len && out->data[out->len - 1] != '\n')
		sp_buf_putc(out, '\n');
}
