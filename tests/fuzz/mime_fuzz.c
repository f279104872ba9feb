/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mime_fuzz.c - takes a mail apart twice: as it lies in memory, and as a file that is
 * read a stretch at a time. Both must tell the same, in the order of the bytes, none of
 * them twice; and a content decoded in pieces of any size must be what it is in one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "extractors/mime_parts.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return 0;
}

static void must(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "mime: %s\n", what);
	abort();
}

/* ---- an input that is not in memory ---- */

struct bytes {
	const unsigned char *data;
	size_t size;
};

static enum sp_status read_bytes(void *context, uint64_t offset, void *buf, size_t len, size_t *got,
				 struct sp_error *err)
{
	const struct bytes *bytes = context;

	(void)err;
	*got = offset < bytes->size ? bytes->size - (size_t)offset : 0;
	*got = *got < len ? *got : len;
	if (*got)
		memcpy(buf, bytes->data + offset, *got);
	return SP_OK;
}

static void release_bytes(void *context)
{
	(void)context;
}

/* ---- contents ---- */

static size_t decode(enum sp_mime_coding coding, const char *data, size_t len, size_t piece,
		     char *out)
{
	struct sp_mime_decoder decoder;
	size_t at = 0, n = 0, used, want = piece;

	sp_mime_decoder_init(&decoder, coding);
	while (at < len) {
		size_t most = len - at < want ? len - at : want;
		n += sp_mime_decode(&decoder, data + at, most, at + most == len, out + n, &used);
		must(used <= most, "more was taken than there is");
		must(used || at + most < len, "nothing of the last piece was taken");
		/* What could not be told yet comes again, with more. */
		want = used ? piece : want + piece;
		at += used;
	}
	return n;
}

static void check_content(const struct sp_mime *mime, const char *data)
{
	static const size_t pieces[] = { 1, 7, 64 };
	const enum sp_mime_coding coding = mime->entity.coding;
	const char *content = data + mime->from;
	const size_t len = (size_t)(mime->to - mime->from);
	char *whole = malloc(len + SP_MIME_SLACK), *joined = malloc(len + SP_MIME_SLACK);

	must(whole && joined, "no memory");
	const size_t n = decode(coding, content, len, len + 1, whole);
	must(n <= len, "a content grows");
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		must(decode(coding, content, len, pieces[i], joined) == n &&
			     memcmp(whole, joined, n) == 0,
		     "a content in pieces is another");
	}
	free(whole);
	free(joined);
}

/* ---- both at once ---- */

static void check_same(const struct sp_mime *a, const struct sp_mime *b, enum sp_mime_kind kind)
{
	must(a->at == b->at && a->n_open == b->n_open, "they stand at different places");
	must(a->truncated == b->truncated && a->partless == b->partless, "they end differently");
	if (kind == SP_MIME_HEADER)
		must(a->name.len == b->name.len && a->value_len == b->value_len &&
			     memcmp(a->name.data, b->name.data, a->name.len) == 0 &&
			     memcmp(a->value, b->value, a->value_len) == 0,
		     "headers differ");
	if (kind == SP_MIME_LEAF || kind == SP_MIME_MULTIPART)
		must(a->entity.coding == b->entity.coding &&
			     strcmp(a->entity.type, b->entity.type) == 0 &&
			     a->boundary == b->boundary,
		     "parts differ");
	if (kind == SP_MIME_LEAF || kind == SP_MIME_LOOSE)
		must(a->from == b->from && a->to == b->to, "contents differ");
}

static void take_apart(struct sp_mime *a, struct sp_mime *b, const char *data, size_t size)
{
	enum sp_mime_kind kind;
	uint64_t told = 0;

	do {
		const uint64_t before = a->at;
		kind = sp_mime_next(a);
		must(kind != SP_MIME_FAILED, "no memory");
		must(kind == sp_mime_next(b), "they tell different things");
		check_same(a, b, kind);
		must(a->at >= before && a->at <= size, "it goes back, or too far");
		if (kind == SP_MIME_LEAF || kind == SP_MIME_LOOSE) {
			must(a->from >= told && a->from <= a->to && a->to <= a->at,
			     "a byte is told twice");
			told = a->to;
		}
		if (kind == SP_MIME_LEAF)
			check_content(a, data);
	} while (kind != SP_MIME_END);
	must(a->at == size, "it stops before the end");
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static const struct sp_input_source source = { read_bytes, release_bytes };
	struct bytes bytes = { data, size };
	struct sp_input *memory = NULL, *file = NULL;
	struct sp_mime a, b;

	must(sp_input_memory(&memory, data, size) == SP_OK &&
		     sp_input_from(&file, &source, &bytes, size) == SP_OK,
	     "no memory");
	sp_mime_init(&a, memory, 0);
	sp_mime_init(&b, file, 0);
	take_apart(&a, &b, (const char *)data, size);
	sp_mime_release(&a);
	sp_mime_release(&b);
	sp_input_free(memory);
	sp_input_free(file);
	return 0;
}
