/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c - writes the table of name_index.h: names.c and name_words.c, by hash.
 */
#include <stdio.h>
#include <string.h>

#include "validators/name_index.h"
#include "validators/name_tokens.h"
#include "validators/names.h"

#define POOL_MOST 65536

static struct name_slot slots[NAME_SLOTS];
static unsigned char pool[POOL_MOST];
static size_t used = 1; /* of the pool: at 0 stands no word */

static int add(const char *word, unsigned is)
{
	size_t len = strlen(word), i = name_hash(word, len);

	for (; slots[i].at; i = (i + 1) % NAME_SLOTS) {
		const unsigned char *known = pool + slots[i].at;
		if (known[0] == len && memcmp(known + 1, word, len) == 0)
			break;
	}
	if (!slots[i].at) {
		if (!len || len > 255 || used + len + 1 > POOL_MOST)
			return 0;
		slots[i].at = (uint16_t)used;
		pool[used] = (unsigned char)len;
		memcpy(pool + used + 1, word, len);
		used += len + 1;
	}
	slots[i].is |= (uint16_t)is;
	return 1;
}

static int add_all(void)
{
	for (size_t i = 0; i < sp_n_first_names; i++)
		if (!add(sp_first_names[i], FIRST))
			return 0;
	for (size_t i = 0; i < sp_n_surnames; i++)
		if (!add(sp_surnames[i], SURNAME))
			return 0;
	for (size_t i = 0; i < sp_n_name_words; i++)
		if (!add(sp_name_words[i].word, sp_name_words[i].is))
			return 0;
	return 1;
}

/* Of each last byte the endings that have it. */
static void put_endings(void)
{
	size_t from[256], n = 0;

	printf("\nconst unsigned char sp_name_endings_by[] = {\n");
	for (unsigned c = 0; c < 256; c++) {
		from[c] = n;
		for (size_t i = 0; i < sp_n_name_endings; i++) {
			const struct name_word *ending = &sp_name_endings[i];
			if ((unsigned char)ending->word[ending->len - 1] != c)
				continue;
			printf("%zu, ", i);
			n++;
		}
		printf("%d,\n", NAME_NO_ENDING);
		n++;
	}
	printf("};\n\nconst uint16_t sp_name_endings_of[256] = {\n");
	for (unsigned c = 0; c < 256; c++)
		printf("%zu,\n", from[c]);
	printf("};\n");
}

int main(void)
{
	if (!add_all() || sp_n_name_endings >= NAME_NO_ENDING) {
		fprintf(stderr, "the known names need more room than name_index.h has\n");
		return 1;
	}
	printf("#include \"validators/name_index.h\"\n\n"
	       "const struct name_slot sp_name_slots[NAME_SLOTS] = {\n");
	for (size_t i = 0; i < NAME_SLOTS; i++)
		if (slots[i].at)
			printf("[%zu] = { %u, %u },\n", i, slots[i].at, slots[i].is);
	printf("};\n\nconst unsigned char sp_name_pool[] = {");
	for (size_t i = 0; i < used; i++)
		printf("%s%u,", i % 20 ? " " : "\n", pool[i]);
	printf("\n};\n");
	put_endings();
	return 0;
}
