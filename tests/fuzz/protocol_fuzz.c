/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * protocol_fuzz.c - whatever a reader that was taken over tells, the program
 * replays events that are sound, or ends it.
 *
 * An input is frames, each behind its length in two bytes (protocol_seeds.c).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "scan/protocol.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* What stands in the way of believing an event. */
struct watch {
	const struct sp_item *open; /* the innermost */
	unsigned problems[64];	    /* of what is open, by depth */
	uint64_t done[64];	    /* of its text */
	uint64_t bytes[64];	    /* of its own */
};

#define MUST(what)                                              \
	do {                                                    \
		if (!(what)) {                                  \
			fprintf(stderr, "not so: " #what "\n"); \
			abort();                                \
		}                                               \
	} while (0)

static void check_string(const char *s)
{
	if (s)
		MUST(sp_utf8_valid(s, strlen(s)) == strlen(s));
}

static enum sp_status on_begin(void *context, const struct sp_item *item)
{
	struct watch *watch = context;

	MUST(item->up == watch->open && item->depth < 64);
	MUST(!item->up == !item->name && item->depth == (item->up ? item->up->depth + 1 : 0));
	check_string(item->name);
	check_string(item->format);
	watch->problems[item->depth] = 0;
	watch->done[item->depth] = 0;
	watch->bytes[item->depth] = 0;
	watch->open = item;
	return SP_OK;
}

static void check_marks(const struct sp_segment *segment)
{
	MUST(segment->n_marks && segment->marks[0].at == 0);
	for (size_t i = 0; i < segment->n_marks; i++) {
		const struct sp_mark *mark = &segment->marks[i];
		unsigned depth = 0;
		MUST(mark->at < segment->len && mark->line && mark->column);
		MUST(i == 0 || mark->at > segment->marks[i - 1].at);
		MUST(!sp_utf8_is_tail(segment->text[mark->at]));
		for (const struct sp_place *place = mark->place; place; place = place->up) {
			MUST(++depth <= SP_MAX_PLACES && sp_place_is_kind(place->kind));
			check_string(place->name);
			check_string(place->label);
		}
	}
}

static enum sp_status on_segment(void *context, const struct sp_segment *segment)
{
	struct watch *watch = context;
	const struct sp_delimited *rows = segment->delimited;

	MUST(segment->item == watch->open);
	MUST(segment->from < segment->to && segment->to <= segment->len);
	MUST(sp_utf8_valid(segment->text, segment->len) == segment->len);
	MUST(segment->offset + segment->from == watch->done[segment->item->depth]);
	watch->done[segment->item->depth] += segment->to - segment->from;
	check_marks(segment);
	for (size_t i = 0; rows && rows->header && i < rows->columns; i++)
		check_string(rows->header[i]);
	return SP_OK;
}

static enum sp_status on_problem(void *context, const struct sp_item *item, enum sp_reason reason,
				 const char *detail)
{
	struct watch *watch = context;

	MUST(item == watch->open && reason > SP_REASON_NONE && reason < SP_REASON_COUNT);
	check_string(detail);
	watch->problems[item->depth]++;
	return SP_OK;
}

static enum sp_status on_end(void *context, const struct sp_item *item, enum sp_outcome outcome)
{
	struct watch *watch = context;

	MUST(item == watch->open && outcome > SP_OUTCOME_PENDING && outcome < SP_OUTCOME_COUNT);
	if (outcome == SP_OUTCOME_FULL || outcome == SP_OUTCOME_NO_TEXT)
		MUST(!watch->problems[item->depth]);
	check_string(item->format);
	check_string(item->media_type);
	watch->open = item->up;
	return SP_OK;
}

static enum sp_status on_bytes(void *context, const struct sp_item *item, const void *data,
			       size_t len)
{
	struct watch *watch = context;

	MUST(item == watch->open && data && !watch->done[item->depth]);
	MUST(!watch->problems[item->depth]);
	watch->bytes[item->depth] += len;
	MUST(watch->bytes[item->depth] <= item->size);
	return SP_OK;
}

static struct sp_limits limits;
static struct protocol_reader reader;
static struct watch watch;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const struct sp_sink_events events = { on_begin, on_segment, on_problem, on_end,
						      on_bytes };

	(void)argc;
	(void)argv;
	sp_limits_default(&limits);
	protocol_reader_init(&reader, &limits, &events, &watch);
	reader.wants = true;
	return 0;
}

/* The size that the first frame says the file has: guessing it would take long. */
static uint64_t size_told(const unsigned char *data, size_t size)
{
	uint64_t n = 0;

	for (size_t i = 4, shift = 0; i < size && shift < 63; i++, shift += 7) {
		n |= (uint64_t)(data[i] & 0x7F) << shift;
		if (!(data[i] & 0x80))
			break;
	}
	return n;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	enum protocol_result result = PROTOCOL_TOLD;

	protocol_file_begin(&reader, size_told(data, size), size_told(data, size));
	watch.open = NULL;
	while (size > 2 && result == PROTOCOL_TOLD) {
		size_t len = data[0] | (size_t)data[1] << 8;
		len = len < size - 2 ? len : size - 2;
		/* A copy of its own length, so that reading past it shows. */
		unsigned char *frame = malloc(len ? len : 1);
		MUST(frame);
		memcpy(frame, data + 2, len);
		result = protocol_replay(&reader, frame, len);
		free(frame);
		data += 2 + len;
		size -= 2 + len;
	}
	MUST(result != PROTOCOL_FATAL);
	if (result == PROTOCOL_FILE_DONE || result == PROTOCOL_RETIRED)
		MUST(!watch.open && !reader.item);
	else
		MUST(protocol_give_up(&reader, SP_REASON_CRASHED, "") == SP_OK && !watch.open);
	return 0;
}
