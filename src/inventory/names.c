/* SPDX-License-Identifier: GPL-3.0-or-later */
/* names.c - see names.h. The hash is FNV-1a, 64 bits. */
#include "inventory/names.h"

#include "base/mem.h"

#include <string.h>

static uint64_t hash_on(uint64_t hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
	return hash;
}

static size_t slot_of(const char *text, const char *more)
{
	uint64_t hash = hash_on(hash_on(UINT64_C(0xCBF29CE484222325), text), more);

	return (size_t)((hash ^ hash >> 32) % SP_NAMES_SLOTS);
}

int64_t sp_names_get(const struct sp_names *names, const char *text, const char *more)
{
	const struct sp_name *name = &names->slots[slot_of(text, more)];

	return name->text && strcmp(name->text, text) == 0 && strcmp(name->more, more) == 0
		       ? name->id
		       : 0;
}

void sp_names_put(struct sp_names *names, const char *text, const char *more, int64_t id)
{
	struct sp_name *name = &names->slots[slot_of(text, more)];
	size_t len = strlen(text) + 1, more_len = strlen(more) + 1;
	char *copy = sp_mem_alloc(len + more_len);

	sp_mem_free(name->text);
	*name = (struct sp_name) { 0 };
	if (!copy)
		return;
	memcpy(copy, text, len);
	memcpy(copy + len, more, more_len);
	*name = (struct sp_name) { .text = copy, .more = copy + len, .id = id };
}

void sp_names_release(struct sp_names *names)
{
	for (size_t i = 0; i < SP_NAMES_SLOTS; i++)
		sp_mem_free(names->slots[i].text);
	memset(names, 0, sizeof(*names));
}
