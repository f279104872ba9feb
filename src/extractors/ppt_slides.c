/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ppt_slides.c - which slide is which ([MS-PPT] 2.1.2): each time a
 * presentation is saved, what changed is added, with a directory of where the
 * present state of everything is.
 */
#include "extractors/ppt.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/mem.h"

#define MAX_EDITS 1000
#define MAX_OBJECTS 1000000
#define MAX_SLIDES 100000

enum {
	REC_SLIDE_PLACE = 0x03F3,
	REC_LIST = 0x0FF0,
	REC_EDIT = 0x0FF5,
	REC_DIRECTORY = 0x1772,
};

/* Where an object of that number stands; of several the newest comes first. */
struct object {
	uint32_t number, offset;
	uint32_t order;
};

struct objects {
	struct object *items;
	size_t n, room;
};

bool sp_ppt_record_at(struct sp_input *in, uint64_t at, struct sp_ppt_record *record)
{
	unsigned char head[8] = { 0 };
	struct sp_bytes c = sp_bytes_of(head, sizeof(head));
	uint16_t kind = 0;
	size_t got = 0;

	if (sp_input_read(in, at, head, sizeof(head), &got) != SP_OK || got < sizeof(head) ||
	    !sp_bytes_le16(&c, &kind) || !sp_bytes_le16(&c, &record->type) ||
	    !sp_bytes_le32(&c, &record->len))
		return false;
	record->version = kind & 0xF;
	record->instance = kind >> 4;
	return true;
}

static bool numbers_at(struct sp_input *in, uint64_t at, uint32_t *out, size_t n)
{
	unsigned char data[32] = { 0 };
	struct sp_bytes c = sp_bytes_of(data, n * 4);
	size_t got = 0;

	if (sp_input_read(in, at, data, n * 4, &got) != SP_OK || got < n * 4)
		return false;
	for (size_t i = 0; i < n; i++)
		sp_bytes_le32(&c, &out[i]);
	return true;
}

static enum sp_status add_directory(struct objects *objects, struct sp_input *in, uint32_t at)
{
	struct sp_ppt_record record;
	uint64_t next = (uint64_t)at + 8, end;

	if (!sp_ppt_record_at(in, at, &record) || record.type != REC_DIRECTORY)
		return SP_OK;
	for (end = next + record.len; next + 8 <= end;) {
		uint32_t head, offset;
		if (!numbers_at(in, next, &head, 1))
			break;
		next += 4;
		for (uint32_t i = 0; i < head >> 20 && next + 4 <= end; i++, next += 4) {
			if (objects->n == MAX_OBJECTS || !numbers_at(in, next, &offset, 1))
				return SP_OK;
			if (!sp_mem_room(&objects->items, &objects->room, objects->n + 1,
					 sizeof(*objects->items)))
				return SP_FATAL;
			objects->items[objects->n] = (struct object) { (head & 0xFFFFF) + i, offset,
								       (uint32_t)objects->n };
			objects->n++;
		}
	}
	return SP_OK;
}

static int compare_objects(const void *a, const void *b)
{
	const struct object *x = a, *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static bool find_object(const struct objects *objects, uint32_t number, uint32_t *offset)
{
	size_t low = 0, high = objects->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (objects->items[mid].number < number)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == objects->n || objects->items[low].number != number)
		return false;
	*offset = objects->items[low].offset;
	return true;
}

static enum sp_status add_slides(struct sp_ppt_slides *slides, const struct objects *objects,
				 struct sp_input *in, uint64_t at, uint64_t end)
{
	struct sp_ppt_record record;

	for (; at + 8 <= end && sp_ppt_record_at(in, at, &record); at += 8 + (uint64_t)record.len) {
		struct sp_ppt_slide slide = { 0 };
		uint32_t numbers[4];
		if (record.type != REC_SLIDE_PLACE || slides->n == MAX_SLIDES ||
		    !numbers_at(in, at + 8, numbers, 4))
			continue;
		slide.id = numbers[3];
		if (!find_object(objects, numbers[0], &slide.offset))
			slide.offset = UINT32_MAX;
		if (!sp_mem_room(&slides->items, &slides->room, slides->n + 1, sizeof(slide)))
			return SP_FATAL;
		slides->items[slides->n++] = slide;
	}
	return SP_OK;
}

/* The list of slides lies in the document. */
static enum sp_status read_document(struct sp_ppt_slides *slides, const struct objects *objects,
				    struct sp_input *in, uint32_t document)
{
	struct sp_ppt_record record;
	enum sp_status status = SP_OK;

	if (!sp_ppt_record_at(in, document, &record))
		return SP_OK;
	uint64_t at = (uint64_t)document + 8, end = at + record.len;
	for (; at + 8 <= end && sp_ppt_record_at(in, at, &record) && status == SP_OK;
	     at += 8 + (uint64_t)record.len)
		if (record.type == REC_LIST && record.instance == 0)
			status = add_slides(slides, objects, in, at + 8, at + 8 + record.len);
	return status;
}

enum sp_status sp_ppt_slides_find(struct sp_ppt_slides *slides, struct sp_input *in,
				  uint32_t last_edit)
{
	struct objects objects = { 0 };
	struct sp_ppt_record record;
	uint32_t at = last_edit, document = 0, offset;
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < MAX_EDITS && status == SP_OK; i++) {
		/* The slide last looked at, a version, the edit before, its directory, the
		 * document. */
		uint32_t numbers[5];
		if (!sp_ppt_record_at(in, at, &record) || record.type != REC_EDIT ||
		    !numbers_at(in, (uint64_t)at + 8, numbers, 5))
			break;
		if (!i)
			document = numbers[4];
		status = add_directory(&objects, in, numbers[3]);
		/* Edits refer to what was there before them. */
		if (!numbers[2] || numbers[2] >= at)
			break;
		at = numbers[2];
	}
	if (objects.n)
		qsort(objects.items, objects.n, sizeof(*objects.items), compare_objects);
	if (status == SP_OK && find_object(&objects, document, &offset))
		status = read_document(slides, &objects, in, offset);
	sp_mem_free(objects.items);
	return status;
}
