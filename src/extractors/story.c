/* SPDX-License-Identifier: GPL-3.0-or-later */
/* story.c - see story.h. */
#include "extractors/story.h"

#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"

/* The start of a cell's text that may become its column's label. */
#define CELL_TEXT 256
/* What waits for the end of a paragraph is told earlier when it is more than this. */
#define BESIDE (256 * 1024)

struct sp_story_aside {
	enum sp_beside kind;
	size_t name, text, len; /* in `said`; the name is NUL-terminated */
};

void sp_story_init(struct sp_story *story, struct sp_sink *out)
{
	*story = (struct sp_story) {
		.prose = { .out = out },
		.cell = SP_BUF_INIT(CELL_TEXT),
		.said = SP_BUF_INIT(SP_BUF_UNCAPPED),
	};
}

void sp_story_release(struct sp_story *story)
{
	sp_columns_release(&story->columns);
	sp_buf_release(&story->cell);
	sp_buf_release(&story->said);
	sp_mem_free(story->asides);
	*story = (struct sp_story) { 0 };
}

void sp_story_restart(struct sp_story *story)
{
	story->paragraphs = 0;
	story->row = story->column = 0;
	story->in_table = false;
	sp_prose_begin(&story->prose);
}

/* ---- paragraphs ---- */

static enum sp_status enter(struct sp_story *story)
{
	enum sp_status status;

	if (story->entered)
		return SP_OK;
	status = sp_sink_enter(story->prose.out, SP_PLACE_PARAGRAPH, NULL, story->paragraphs + 1);
	if (status != SP_OK)
		return status;
	story->entered = true;
	sp_prose_begin(&story->prose);
	if (!story->in_table)
		return SP_OK;
	return sp_sink_label(story->prose.out,
			     sp_columns_label(&story->columns, story->row, story->column));
}

static void leave(struct sp_story *story)
{
	if (story->entered)
		sp_sink_leave(story->prose.out);
	story->entered = false;
}

static enum sp_status tell_line(struct sp_story *story, const char *s, size_t len)
{
	enum sp_status status = enter(story);

	return status == SP_OK ? sp_prose_line(&story->prose, s, len) : status;
}

static enum sp_status tell_aside(struct sp_story *story, const struct sp_story_aside *aside)
{
	const char *name = story->said.data + aside->name, *text = story->said.data + aside->text;
	enum sp_place_kind kind = aside->kind == SP_BESIDE_PART ? SP_PLACE_PART : SP_PLACE_PROPERTY;

	if (aside->kind == SP_BESIDE_LINE)
		return tell_line(story, text, aside->len);
	sp_prose_begin(&story->prose);
	return sp_sink_value(story->prose.out, kind, name, text, aside->len);
}

static enum sp_status tell_asides(struct sp_story *story)
{
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < story->n_asides && status == SP_OK; i++)
		status = tell_aside(story, &story->asides[i]);
	story->n_asides = 0;
	sp_buf_reset(&story->said);
	return status;
}

enum sp_status sp_story_text(struct sp_story *story, const char *s, size_t len)
{
	size_t room = story->cell.cap - story->cell.len;
	enum sp_status status;

	if (!len)
		return SP_OK;
	if (story->in_table && !sp_buf_add(&story->cell, s, len < room ? len : room))
		return SP_FATAL;
	status = enter(story);
	return status == SP_OK ? sp_prose_text(&story->prose, s, len) : status;
}

enum sp_status sp_story_beside(struct sp_story *story, enum sp_beside kind, const char *name,
			       const char *s, size_t len)
{
	struct sp_story_aside aside = { .kind = kind, .name = story->said.len, .len = len };

	while (aside.len && sp_is_space(*s))
		s++, aside.len--;
	while (aside.len && sp_is_space(s[aside.len - 1]))
		aside.len--;
	if (!aside.len)
		return SP_OK;
	if (!sp_buf_add(&story->said, name ? name : "", name ? strlen(name) + 1 : 1))
		return SP_FATAL;
	aside.text = story->said.len;
	if (!sp_buf_add(&story->said, s, aside.len) ||
	    !sp_mem_room(&story->asides, &story->room_asides, story->n_asides + 1, sizeof(aside)))
		return SP_FATAL;
	story->asides[story->n_asides++] = aside;
	/* Before a paragraph there is nothing that could be torn apart. */
	bool waits = story->entered || kind == SP_BESIDE_LINE;
	return !waits || story->said.len > BESIDE ? tell_asides(story) : SP_OK;
}

enum sp_status sp_story_paragraph(struct sp_story *story)
{
	enum sp_status status = tell_asides(story);

	leave(story);
	story->paragraphs++;
	return status;
}

/* ---- tables ---- */

void sp_story_table(struct sp_story *story, bool in)
{
	if (in && !story->in_table) {
		sp_columns_reset(&story->columns);
		sp_buf_reset(&story->cell);
		story->row = story->column = 1;
	}
	story->in_table = in;
}

enum sp_status sp_story_cell(struct sp_story *story)
{
	enum sp_status status = SP_OK;

	if (story->in_table)
		status = sp_columns_note(&story->columns, story->row, story->column,
					 sp_buf_str(&story->cell), story->cell.len);
	sp_buf_reset(&story->cell);
	if (status == SP_OK)
		status = sp_story_paragraph(story);
	story->column++;
	return status;
}

enum sp_status sp_story_row(struct sp_story *story)
{
	enum sp_status status = story->entered ? sp_story_paragraph(story) : SP_OK;

	story->row++;
	story->column = 1;
	return status;
}

enum sp_status sp_story_finish(struct sp_story *story, enum sp_status status)
{
	if (status == SP_OK)
		status = tell_asides(story);
	leave(story);
	return status;
}
