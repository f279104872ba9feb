/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mail_cover.c - see mail_cover.h. Ranges are sorted once, when all are known. */
#include "extractors/mail_cover.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"

#define CHUNK 16384

bool sp_mail_cover_add(struct sp_mail_cover *cover, uint64_t from, uint64_t to)
{
	struct sp_mail_range *last = cover->n_ranges ? &cover->ranges[cover->n_ranges - 1] : NULL;

	if (from >= to)
		return true;
	if (last && last->to == from) {
		last->to = to;
		return true;
	}
	if (!sp_mem_room(&cover->ranges, &cover->room_ranges, cover->n_ranges + 1,
			 sizeof(*cover->ranges)))
		return false;
	cover->ranges[cover->n_ranges++] = (struct sp_mail_range) { from, to };
	return true;
}

bool sp_mail_cover_boundary(struct sp_mail_cover *cover, const char *boundary)
{
	if (!sp_mem_room(&cover->boundaries, &cover->room_boundaries, cover->n_boundaries + 1,
			 sizeof(*cover->boundaries)))
		return false;
	cover->boundaries[cover->n_boundaries++] = boundary;
	return true;
}

static int compare_ranges(const void *a, const void *b)
{
	const struct sp_mail_range *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

static int compare_strings(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* `line` is NUL-terminated and without its line end. It is cut. */
static bool is_boundary(const struct sp_mail_cover *cover, char *line, size_t len)
{
	const char *name = line + 2;

	if (len < 3 || memcmp(line, "--", 2) != 0 || !cover->n_boundaries)
		return false;
	if (bsearch(&name, cover->boundaries, cover->n_boundaries, sizeof(name), compare_strings))
		return true;
	if (len < 5 || memcmp(line + len - 2, "--", 2) != 0)
		return false;
	line[len - 2] = '\0';
	bool found = bsearch(&name, cover->boundaries, cover->n_boundaries, sizeof(name),
			     compare_strings);
	line[len - 2] = '-';
	return found;
}

/* Appends a line, which may have any line end or none. */
static void add_line(const struct sp_mail_cover *cover, char *line, size_t len, struct sp_buf *out)
{
	while (len && sp_is_space(line[len - 1]))
		len--;
	char kept = line[len];
	line[len] = '\0';
	if (len && !is_boundary(cover, line, len)) {
		sp_buf_add(out, line, len);
		sp_buf_putc(out, '\n');
	}
	line[len] = kept;
}

static void add_lines(const struct sp_mail_cover *cover, struct sp_buf *gap, struct sp_buf *out)
{
	for (size_t at = 0, len; at < gap->len; at += len) {
		const char *newline = memchr(gap->data + at, '\n', gap->len - at);
		len = newline ? (size_t)(newline - gap->data) + 1 - at : gap->len - at;
		add_line(cover, gap->data + at, len, out);
	}
}

/* SP_FAILED: the input cannot be read. */
static enum sp_status read_gap(struct sp_input *in, uint64_t from, uint64_t to, struct sp_buf *gap)
{
	enum sp_status status = SP_OK;

	sp_buf_reset(gap);
	while (from < to && status == SP_OK) {
		size_t len = to - from < CHUNK ? (size_t)(to - from) : CHUNK, got = 0;
		char *room = sp_buf_reserve(gap, len);
		if (!room)
			return SP_FATAL;
		status = sp_input_read(in, from, room, len, &got);
		room[got] = '\0';
		gap->len += got;
		from += got;
		if (!got)
			status = sp_status_worse(status, SP_FAILED);
	}
	return status;
}

enum sp_status sp_mail_cover_rest(struct sp_mail_cover *cover, struct sp_input *in, uint64_t start,
				  size_t most, struct sp_buf *out)
{
	struct sp_buf gap = SP_BUF_INIT(SP_BUF_UNCAPPED);
	const uint64_t size = sp_input_size(in);
	enum sp_status status = SP_OK;
	uint64_t at = start;

	if (!sp_mail_cover_add(cover, size, UINT64_MAX))
		return SP_FATAL;
	if (cover->n_boundaries)
		qsort(cover->boundaries, cover->n_boundaries, sizeof(*cover->boundaries),
		      compare_strings);
	qsort(cover->ranges, cover->n_ranges, sizeof(*cover->ranges), compare_ranges);
	for (size_t i = 0; i < cover->n_ranges && status == SP_OK && at < size; i++) {
		uint64_t end = cover->ranges[i].from;
		if (end > at && end - at > most) {
			end = at + most;
			status = SP_PARTIAL;
		}
		if (end > at) {
			most -= (size_t)(end - at);
			status = sp_status_worse(status, read_gap(in, at, end, &gap));
			add_lines(cover, &gap, out);
		}
		if (cover->ranges[i].to > at)
			at = cover->ranges[i].to;
	}
	sp_buf_release(&gap);
	return out->failed ? SP_FATAL : status;
}

void sp_mail_cover_release(struct sp_mail_cover *cover)
{
	sp_mem_free(cover->ranges);
	sp_mem_free(cover->boundaries);
}
