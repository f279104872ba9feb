/* SPDX-License-Identifier: GPL-3.0-or-later */
/* names.c - see names.h. The hash is FNV-1a, 64 bits. */
#include "inventory/names.h"

#include "base/mem.h"

#include <string.h>

static size_t slot_of(const char *text)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325);

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
	return (size_t)((hash ^ hash >> 32) % SP_NAMES_SLOTS);
}

int64_t sp_names_get(const struct sp_names *names, const char *text)
{
	const struct sp_name *name = &names->slots[slot_of(text)];

	return name->text && strcmp(name->text, text) == 0 ? name->id : 0;
}

void sp_names_put(struct sp_names *names, const char *text, int64_t id)
{
	struct sp_name *name = &names->slots[slot_of(text)];

	sp_mem_free(name->text);
	*name = (struct sp_name) { .text = sp_mem_strdup(text), .id = id };
}

void sp_names_release(struct sp_names *names)
{
	for (size_t i = 0; i < SP_NAMES_SLOTS; i++)
		sp_mem_free(names->slots[i].text);
	memset(names, 0, sizeof(*names));
}
