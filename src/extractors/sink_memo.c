/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sink_memo.c - see sink_memo.h.
 *
 * Notes are taken between the sink and its owner: an event is passed on and
 * copied. Told again, they go through the sink's own levels, so that numbers
 * and containers of items are those of the new place. What met a limit, ran
 * out of time or was no attachment of a mail is not kept: there the next
 * reading may be another.
 */
#include "extractors/sink_memo.h"

#include <string.h>

#include "base/digest.h"
#include "base/mem.h"

/* Bytes of an attachment that is worth it, and that may be held in memory for it. */
#define LEAST_SIZE 1024
/* Bytes of notes of one attachment, and of all. */
#define ENTRY_MAX ((size_t)SP_MIB)
#define MEMO_MAX ((size_t)16 * SP_MIB)
#define ENTRIES_MAX 4096

enum note_kind { NOTE_BEGIN, NOTE_SEGMENT, NOTE_PROBLEM, NOTE_END };

struct note {
	struct note *next;
	enum note_kind kind;
	struct sp_item item; /* `up` and `number` are of the first place */
	struct sp_segment segment;
	struct sp_delimited delimited;
	enum sp_reason reason;
	const char *detail;
	enum sp_outcome outcome;
};

struct entry {
	unsigned char digest[SP_DIGEST_SIZE];
	char *name; /* it says something else under another one; or NULL */
	struct sp_arena arena;
	struct note *first, *last;
	uint64_t members, unpacked;
	unsigned depth; /* of members within it */
};

struct sink_memo {
	struct entry *entries;
	size_t n, room;
	size_t bytes;	    /* of notes */
	struct entry noted; /* that is being noted */
	bool noting, spoilt;
	uint64_t unpacked_before;
	unsigned depth_before;
	const struct sp_sink_events *events; /* to pass on to */
	void *context;
	struct sp_sink *sink;
};

static void entry_release(struct entry *entry)
{
	sp_arena_release(&entry->arena);
}

void sink_memo_forget(struct sink_memo *memo)
{
	if (!memo)
		return;
	for (size_t i = 0; i < memo->n; i++)
		entry_release(&memo->entries[i]);
	memo->n = 0;
	memo->bytes = 0;
}

void sink_memo_free(struct sink_memo *memo)
{
	sink_memo_forget(memo);
	if (memo) {
		entry_release(&memo->noted);
		sp_mem_free(memo->entries);
	}
	sp_mem_free(memo);
}

/* ---- taking notes ---- */

static void *keep(struct sink_memo *memo, const void *data, size_t len)
{
	void *copy = NULL;

	if (!memo->spoilt && memo->noted.arena.used + len <= ENTRY_MAX)
		copy = sp_arena_alloc(&memo->noted.arena, len ? len : 1);
	memo->spoilt |= !copy;
	if (copy && len)
		memcpy(copy, data, len);
	return copy;
}

static const char *keep_string(struct sink_memo *memo, const char *s)
{
	return s ? keep(memo, s, strlen(s) + 1) : NULL;
}

static struct note *add_note(struct sink_memo *memo, enum note_kind kind,
			     const struct sp_item *item)
{
	const struct note blank = { .kind = kind, .item = *item };
	struct note *note = keep(memo, &blank, sizeof(blank));

	if (!note)
		return NULL;
	note->item.name = keep_string(memo, item->name);
	note->item.media_type = keep_string(memo, item->media_type);
	if (memo->noted.last)
		memo->noted.last->next = note;
	else
		memo->noted.first = note;
	memo->noted.last = note;
	return note;
}

static const struct sp_place *keep_place(struct sink_memo *memo, const struct sp_place *place)
{
	struct sp_place *copy;

	if (!place || !(copy = keep(memo, place, sizeof(*place))))
		return NULL;
	copy->name = keep_string(memo, place->name);
	copy->label = keep_string(memo, place->label);
	copy->up = keep_place(memo, place->up);
	return copy;
}

static void keep_marks(struct sink_memo *memo, struct sp_segment *to, const struct sp_segment *from)
{
	struct sp_mark *marks = keep(memo, from->marks, from->n_marks * sizeof(*marks));

	for (size_t i = 0; marks && i < from->n_marks; i++)
		/* Places follow one another; the same one is copied once. */
		marks[i].place = i && from->marks[i].place == from->marks[i - 1].place
					 ? marks[i - 1].place
					 : keep_place(memo, from->marks[i].place);
	to->marks = marks;
}

static void keep_delimited(struct sink_memo *memo, struct note *note,
			   const struct sp_delimited *from)
{
	note->delimited = *from;
	note->segment.delimited = &note->delimited;
	if (!from->header)
		return;
	const char **header = keep(memo, from->header, from->columns * sizeof(*header));
	for (size_t i = 0; header && i < from->columns; i++)
		header[i] = keep_string(memo, from->header[i]);
	note->delimited.header = header;
}

static enum sp_status on_begin(void *context, const struct sp_item *item)
{
	struct sink_memo *memo = context;

	memo->noted.members++;
	if (item->depth - memo->depth_before > memo->noted.depth)
		memo->noted.depth = item->depth - memo->depth_before;
	add_note(memo, NOTE_BEGIN, item);
	return memo->events->begin(memo->context, item);
}

static enum sp_status on_segment(void *context, const struct sp_segment *segment)
{
	struct sink_memo *memo = context;
	struct note *note = add_note(memo, NOTE_SEGMENT, segment->item);

	if (note) {
		note->segment = *segment;
		note->segment.text = keep(memo, segment->text, segment->len);
		keep_marks(memo, &note->segment, segment);
		if (segment->delimited)
			keep_delimited(memo, note, segment->delimited);
	}
	return memo->events->segment(memo->context, segment);
}

static enum sp_status on_problem(void *context, const struct sp_item *item, enum sp_reason reason,
				 const char *detail)
{
	struct sink_memo *memo = context;
	struct note *note = add_note(memo, NOTE_PROBLEM, item);

	if (note) {
		note->reason = reason;
		note->detail = keep_string(memo, detail);
	}
	/* The others may have to do with the place, or the moment. */
	memo->spoilt |= reason != SP_REASON_ENCRYPTED && reason != SP_REASON_DAMAGED &&
			reason != SP_REASON_TRUNCATED && reason != SP_REASON_UNSUPPORTED;
	return memo->events->problem(memo->context, item, reason, detail);
}

static enum sp_status on_end(void *context, const struct sp_item *item, enum sp_outcome outcome)
{
	struct sink_memo *memo = context;
	struct note *note = add_note(memo, NOTE_END, item);

	if (note)
		note->outcome = outcome;
	return memo->events->end(memo->context, item, outcome);
}

static const struct sp_sink_events noting_events = {
	.begin = on_begin,
	.segment = on_segment,
	.problem = on_problem,
	.end = on_end,
};

static void note_begin(struct sp_sink *sink, const unsigned char digest[SP_DIGEST_SIZE])
{
	struct sink_memo *memo = sink->memo;

	memcpy(memo->noted.digest, digest, SP_DIGEST_SIZE);
	memo->noting = true;
	memo->spoilt = false;
	memo->unpacked_before = sink->unpacked;
	memo->depth_before = sink->level->item.depth + 1;
	memo->events = sink->events;
	memo->context = sink->context;
	sink->events = &noting_events;
	sink->context = memo;
	sink->asked_name = false;
}

void sink_memo_note_end(struct sp_sink *sink, bool whole)
{
	struct sink_memo *memo = sink->memo;
	struct entry *noted = &memo->noted;

	sink->events = memo->events;
	sink->context = memo->context;
	memo->noting = false;
	noted->unpacked = sink->unpacked - memo->unpacked_before;
	/* Some formats look at how they are called. */
	if (sink->asked_name && noted->first)
		noted->name = (char *)keep(
			memo, noted->first->item.name ? noted->first->item.name : "",
			strlen(noted->first->item.name ? noted->first->item.name : "") + 1);
	if (memo->bytes + noted->arena.used > MEMO_MAX || memo->n == ENTRIES_MAX)
		sink_memo_forget(memo);
	if (whole && !memo->spoilt &&
	    sp_mem_room(&memo->entries, &memo->room, memo->n + 1, sizeof(*noted))) {
		memo->bytes += noted->arena.used;
		memo->entries[memo->n++] = *noted;
	} else {
		entry_release(noted);
	}
	*noted = (struct entry) { .first = NULL };
}

/* ---- telling again ---- */

static enum sp_status tell_again(struct sp_sink *sink, const struct note *note)
{
	const struct sp_extractor as = { .name = note->item.format, .streams = note->item.streams };
	struct sp_segment segment;

	if (note->kind == NOTE_BEGIN)
		return sink_item_begin(sink, note->item.name, note->item.size, &as);
	/* What became known of the item since it began. */
	sink->level->item.format = note->item.format;
	sink->level->item.media_type = note->item.media_type;
	switch (note->kind) {
	case NOTE_SEGMENT:
		segment = note->segment;
		segment.item = &sink->level->item;
		return sink->events->segment(sink->context, &segment);
	case NOTE_PROBLEM:
		return sink->events->problem(sink->context, &sink->level->item, note->reason,
					     note->detail);
	default:
		return sink_item_close(sink, note->outcome);
	}
}

static enum sp_status tell_entry(struct sp_sink *sink, const struct entry *entry, const char *name)
{
	enum sp_status status = SP_OK;

	sink->members += entry->members - 1;
	sink->unpacked += entry->unpacked;
	for (const struct note *note = entry->first; note && status == SP_OK; note = note->next) {
		struct note named = *note;
		/* The attachment itself has the name that it has here. */
		if (note == entry->first)
			named.item.name = name;
		status = tell_again(sink, &named);
	}
	return status;
}

/* Would a limit be met here that was not met there? */
static bool fits(const struct sp_sink *sink, const struct entry *entry)
{
	const struct sp_limits *limits = &sink->limits;

	return sink->level->item.depth + 1 + entry->depth <= limits->max_depth &&
	       sink->members + entry->members <= limits->max_members &&
	       sink->unpacked + entry->unpacked <= limits->max_expansion;
}

static bool is_mail(const struct sp_item *item)
{
	return !strcmp(item->format, "eml") || !strcmp(item->format, "msg") ||
	       !strcmp(item->format, "tnef");
}

/* What kind it is said to be is a part of what it is. */
static void digest_of(const unsigned char *data, size_t len, const char *expected,
		      unsigned char digest[SP_DIGEST_SIZE])
{
	sp_digest_plain(data, len, digest);
	for (size_t i = 0; expected && expected[i]; i++)
		digest[i % SP_DIGEST_SIZE] ^= (unsigned char)expected[i];
}

enum sp_status sink_memo_find(struct sp_sink *sink, const char *name, struct sp_input *in,
			      const char *expected, bool *noting)
{
	unsigned char digest[SP_DIGEST_SIZE];
	size_t len;
	const unsigned char *data = sp_input_data(in, &len);

	*noting = false;
	if (!data || len < LEAST_SIZE || !is_mail(&sink->level->item))
		return SP_SKIPPED;
	if (!sink->memo && !(sink->memo = sp_mem_zero(1, sizeof(*sink->memo))))
		return SP_FATAL;
	/* Within an attachment that is being noted all is noted with it. */
	if (sink->memo->noting)
		return SP_SKIPPED;
	digest_of(data, len, expected, digest);
	for (size_t i = 0; i < sink->memo->n; i++) {
		const struct entry *entry = &sink->memo->entries[i];
		if (memcmp(entry->digest, digest, sizeof(digest)) == 0 &&
		    (!entry->name || strcmp(entry->name, name ? name : "") == 0) &&
		    fits(sink, entry))
			return tell_entry(sink, entry, name);
	}
	note_begin(sink, digest);
	*noting = true;
	return SP_SKIPPED;
}
