/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slices.c - see slices.h. */
#include "slices.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

/* What is told of members and of the file's own text. */
struct told {
	struct sp_buf text;
	uint32_t before, items;
	bool limited; /* the file ends here */
};

static uint32_t number_of(const struct told *told, const struct sp_item *item)
{
	return item->number ? item->number + told->before : 0;
}

static enum sp_status on_begin(void *context, const struct sp_item *item)
{
	struct told *told = context;

	told->items++;
	if (item->up)
		sp_buf_printf(&told->text, "begin %u in %u: %s, %s, %llu bytes\n",
			      number_of(told, item), number_of(told, item->up), item->name,
			      item->format, (unsigned long long)item->size);
	return SP_OK;
}

static enum sp_status on_segment(void *context, const struct sp_segment *segment)
{
	struct told *told = context;

	/* What keeps text from the text before it is not at the start of a slice. */
	size_t from = segment->from;
	while (from < segment->to && segment->text[from] == '\n')
		from++;
	for (size_t i = 0; i < segment->n_marks; i++) {
		const struct sp_mark *mark = &segment->marks[i];
		const struct sp_place *place = mark->place;
		if (i + 1 < segment->n_marks && mark[1].at <= from)
			continue; /* it is of the text before */
		sp_buf_printf(&told->text, "at %u:%u ", (unsigned)mark->line,
			      (unsigned)mark->column);
		for (; place; place = place->up)
			sp_buf_printf(&told->text, "%d %llu %s; ", (int)place->kind,
				      (unsigned long long)place->number,
				      place->name ? place->name : "");
	}
	sp_buf_printf(&told->text, "text of %u: %.*s\n", number_of(told, segment->item),
		      (int)(segment->to - from), segment->text + from);
	return SP_OK;
}

static enum sp_status on_problem(void *context, const struct sp_item *item, enum sp_reason reason,
				 const char *detail)
{
	struct told *told = context;

	told->limited |= !item->up && reason == SP_REASON_LIMIT_EXPANSION;
	sp_buf_printf(&told->text, "problem %u: %s, %s\n", number_of(told, item),
		      sp_reason_name(reason), detail);
	return SP_OK;
}

static enum sp_status on_end(void *context, const struct sp_item *item, enum sp_outcome outcome)
{
	struct told *told = context;

	if (item->up)
		sp_buf_printf(&told->text, "end %u: %d\n", number_of(told, item), (int)outcome);
	return SP_OK;
}

static const struct sp_sink_events events = { on_begin, on_segment, on_problem, on_end, NULL };

static struct sp_sink *new_sink(struct told *told, const struct sp_limits *limits)
{
	struct sp_sink *sink = NULL;

	*told = (struct told) { .text = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	return sp_sink_new(&sink, limits, &events, told, NULL) == SP_OK ? sink : NULL;
}

/* Ends the reading: the text where it went well. */
static char *finish(struct told *told, struct sp_sink *sink, struct sp_input *in, bool well)
{
	char *copy = well && !told->text.failed ? sp_mem_strdup(sp_buf_str(&told->text)) : NULL;

	sp_input_free(in);
	sp_sink_free(sink);
	sp_buf_release(&told->text);
	return copy;
}

char *slices_whole(const void *data, size_t len, const struct sp_limits *limits)
{
	struct told told;
	struct sp_sink *sink = new_sink(&told, limits);
	struct sp_input *in = NULL;
	bool well = sink && sp_input_memory(&in, data, len) == SP_OK &&
		    sp_sink_file(sink, NULL, in, NULL) == SP_OK;

	return finish(&told, sink, in, well);
}

/* Cuts off a slice and reads it; then range is where the next one begins. */
static bool read_next(struct sp_sink *sink, struct told *told, struct sp_input *in,
		      const struct sp_extractor *format, struct sp_slice *range, uint64_t least)
{
	const uint64_t left = sp_input_size(in) - range->at;
	uint64_t members = 0;

	if (format->cut(in, range, least, &members) != SP_OK || !range->len || range->len > left ||
	    (range->len < least && range->len < left))
		return false;
	told->items = 0;
	if (sp_sink_slice(sink, NULL, in, range) != SP_OK)
		return false;
	told->before += told->items - 1;
	range->at += range->len;
	range->before += members;
	return true;
}

char *slices_joined(const void *data, size_t len, const struct sp_limits *limits, uint64_t least,
		    size_t *n)
{
	struct told told;
	struct sp_sink *sink = new_sink(&told, limits);
	struct sp_slice range = { 0 };
	struct sp_input *in = NULL;
	bool well = sink && sp_input_memory(&in, data, len) == SP_OK;
	const struct sp_extractor *format = well ? sp_extractor_of_text(in) : NULL;

	well = well && format && format->cut;
	for (*n = 0; well && range.at < len && !told.limited; ++*n)
		well = read_next(sink, &told, in, format, &range, least);
	return finish(&told, sink, in, well);
}
