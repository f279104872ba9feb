/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name.c - see name.h.
 *
 * Underscores stand for blanks there, as many write them. The parts of a path
 * and a file's ending are apart: no match goes over a slash, and "eml" is no
 * top-level domain. The name of a message is its subject, which its headers
 * tell: it is not searched twice.
 */
#include "scan/name.h"

#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/utf8.h"

#define LONGEST_ENDING 5

struct name_level {
	struct sp_buf name; /* of the last member */
	uint32_t up;	    /* its container */
};

void name_reader_release(struct name_reader *reader)
{
	for (size_t i = 0; i < reader->n_levels; i++)
		sp_buf_release(&reader->levels[i].name);
	sp_mem_free(reader->levels);
	sp_mem_free(reader->marks);
	sp_buf_release(&reader->text);
	*reader = (struct name_reader) { .n_levels = 0 };
}

static bool is_mail(const struct sp_item *item)
{
	static const char *const formats[] = { "eml", "mbox", "msg", "pst", "ost", "tnef" };

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (item && strcmp(item->format, formats[i]) == 0)
			return true;
	return false;
}

/* ---- folders that were told ---- */

static bool make_level(struct name_reader *reader, unsigned depth)
{
	if (!sp_mem_room(&reader->levels, &reader->room_levels, depth + 1, sizeof(*reader->levels)))
		return false;
	while (reader->n_levels <= depth)
		reader->levels[reader->n_levels++] = (struct name_level) {
			.name = SP_BUF_INIT(SP_BUF_UNCAPPED),
			.up = UINT32_MAX,
		};
	return true;
}

/* Bytes of the folders that the name shares with the member before; the name is kept. */
static bool shared_folders(struct name_reader *reader, const struct sp_item *item, size_t *shared)
{
	const char *name = item->name;
	size_t len = strlen(name), same = 0;

	*shared = 0;
	if (!make_level(reader, item->depth))
		return false;
	struct name_level *level = &reader->levels[item->depth];
	if (level->up == item->up->number)
		while (same < len && same < level->name.len && name[same] == level->name.data[same])
			same++;
	while (same && name[same - 1] != '/')
		same--;
	*shared = same;
	level->up = item->up->number;
	sp_buf_reset(&level->name);
	return sp_buf_add(&level->name, name, len);
}

/* ---- text and marks ---- */

static bool add_mark(struct name_reader *reader, size_t at, uint64_t column)
{
	static const struct sp_place place = { .kind = SP_PLACE_PART, .name = "name" };

	if (!sp_mem_room(&reader->marks, &reader->room_marks, reader->n_marks + 1,
			 sizeof(*reader->marks)))
		return false;
	reader->marks[reader->n_marks++] =
		(struct sp_mark) { .at = at, .place = &place, .column = column };
	return true;
}

/* Where a file's ending begins, behind its dot; len where there is none. */
static size_t ending_of(const char *name, size_t len)
{
	size_t at = len;

	while (at && len - at < LONGEST_ENDING && sp_is_alnum(name[at - 1]))
		at--;
	return at > 1 && at < len && name[at - 1] == '.' && name[at - 2] != '/' ? at : len;
}

/* An address has underscores of its own. */
static void blank_underscores(char *text, size_t len)
{
	if (memchr(text, '@', len))
		return;
	for (size_t i = 0; i < len; i++)
		if (text[i] == '_')
			text[i] = ' ';
}

static bool make_marks(struct name_reader *reader)
{
	char *text = reader->text.data;
	size_t len = reader->text.len, ending = ending_of(text, len), start = 0;
	uint64_t column = 1;

	reader->n_marks = 0;
	for (size_t at = 0; at < len; at++) {
		if (at == start || at == ending) {
			if (!add_mark(reader, at, column))
				return false;
			const char *slash = memchr(text + at, '/', len - at);
			size_t end = slash ? (size_t)(slash - text) : len;
			blank_underscores(text + at, end - at);
			start = slash ? end + 1 : start;
		}
		column += !sp_utf8_is_tail(text[at]);
	}
	return true;
}

enum sp_status name_segment(struct name_reader *reader, const struct sp_item *item,
			    const char *file_name, struct sp_segment *segment)
{
	const char *name = item->up ? item->name : file_name;
	size_t from = 0;

	if (!name || !name[0] || (item->up && is_mail(item) && is_mail(item->up)))
		return SP_SKIPPED;
	if (item->up && !shared_folders(reader, item, &from))
		return SP_FATAL;
	reader->text.cap = SP_BUF_UNCAPPED;
	sp_buf_reset(&reader->text);
	if (!sp_utf8_repair(&reader->text, name, strlen(name)) || !make_marks(reader))
		return SP_FATAL;
	*segment = (struct sp_segment) {
		.item = item,
		.text = reader->text.data,
		.len = reader->text.len,
		.from = from,
		.to = reader->text.len,
		.marks = reader->marks,
		.n_marks = reader->n_marks,
		.last = true,
	};
	return SP_OK;
}
