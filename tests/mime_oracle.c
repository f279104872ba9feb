/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mime_oracle.c - the parts of mails as our reader and GMime find them.
 *
 *   mime_oracle FOLDER         compares the two over every file; prints what differs
 *   mime_oracle --list FILE    prints ours: type, file name, bytes and their hash
 *
 * What is compared: which contents there are, in which order, of which type and
 * name, and each of their bytes. Contents without a byte are left out: GMime
 * makes none of a part that is empty.
 */
#include <dirent.h>
#include <fcntl.h>
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "extractors/mime_parts.h"

struct leaf {
	char *type, *name;
	char *bytes;
	size_t len;
};

struct leaves {
	struct leaf *list;
	size_t n, room;
};

static void *must(void *p)
{
	if (!p) {
		fputs("mime_oracle: no memory\n", stderr);
		exit(1);
	}
	return p;
}

/* Takes bytes. */
static void add_leaf(struct leaves *leaves, const char *type, const char *name, char *bytes,
		     size_t len)
{
	if (!len) {
		free(bytes);
		return;
	}
	if (leaves->n == leaves->room) {
		leaves->room = leaves->room * 2 + 8;
		leaves->list = must(realloc(leaves->list, leaves->room * sizeof(*leaves->list)));
	}
	leaves->list[leaves->n++] = (struct leaf) {
		.type = must(strdup(type)),
		.name = must(strdup(name ? name : "")),
		.bytes = bytes,
		.len = len,
	};
}

static void release(struct leaves *leaves)
{
	for (size_t i = 0; i < leaves->n; i++) {
		free(leaves->list[i].type);
		free(leaves->list[i].name);
		free(leaves->list[i].bytes);
	}
	free(leaves->list);
	*leaves = (struct leaves) { .n = 0 };
}

/* ---- ours ---- */

static void name_of(const struct sp_mime_entity *entity, struct sp_buf *name)
{
	bool found = false;

	if (!sp_mime_parameter(sp_buf_str(&entity->disposition), entity->disposition.len,
			       "filename", name, &found) ||
	    (!name->len && !sp_mime_parameter(sp_buf_str(&entity->content_type),
					      entity->content_type.len, "name", name, &found)))
		must(NULL);
}

static void add_ours(struct leaves *leaves, struct sp_mime *mime, const char *data)
{
	const size_t len = (size_t)(mime->to - mime->from);
	struct sp_buf name = SP_BUF_INIT(SP_BUF_UNCAPPED);
	char *out = must(malloc(len + SP_MIME_SLACK));
	struct sp_mime_decoder decoder;
	size_t used;

	name_of(&mime->entity, &name);
	sp_mime_decoder_init(&decoder, mime->entity.coding);
	size_t n = sp_mime_decode(&decoder, data + mime->from, len, true, out, &used);
	add_leaf(leaves, mime->entity.type, sp_buf_str(&name), out, n);
	sp_buf_release(&name);
}

static void read_ours(struct leaves *leaves, const char *data, size_t len)
{
	struct sp_input *in = NULL;
	enum sp_mime_kind kind;
	struct sp_mime mime;

	if (sp_input_memory(&in, data, len) != SP_OK)
		must(NULL);
	sp_mime_init(&mime, in, 0);
	while ((kind = sp_mime_next(&mime)) < SP_MIME_END)
		if (kind == SP_MIME_LEAF)
			add_ours(leaves, &mime, data);
	sp_mime_release(&mime);
	sp_input_free(in);
}

/* ---- GMime's ---- */

static char *decoded(GMimePart *part, size_t *len)
{
	GMimeDataWrapper *wrapper = g_mime_part_get_content(part);
	GMimeStream *to = g_mime_stream_mem_new();

	*len = 0;
	if (wrapper)
		g_mime_data_wrapper_write_to_stream(wrapper, to);
	GByteArray *array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(to));
	char *bytes = must(malloc((size_t)array->len + 1));
	*len = array->len;
	if (*len)
		memcpy(bytes, array->data, *len);
	g_object_unref(to);
	return bytes;
}

static void add_theirs(struct leaves *leaves, GMimeObject *object)
{
	if (GMIME_IS_MULTIPART(object)) {
		GMimeMultipart *multipart = GMIME_MULTIPART(object);
		for (int i = 0; i < g_mime_multipart_get_count(multipart); i++)
			add_theirs(leaves, g_mime_multipart_get_part(multipart, i));
		return;
	}
	char *type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(object));
	char *small = g_ascii_strdown(type, -1);
	size_t len;
	char *bytes = decoded(GMIME_PART(object), &len);
	add_leaf(leaves, small, g_mime_part_get_filename(GMIME_PART(object)), bytes, len);
	g_free(small);
	g_free(type);
}

static void read_theirs(struct leaves *leaves, const char *data, size_t len)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, len);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

	if (message) {
		if (g_mime_message_get_mime_part(message))
			add_theirs(leaves, g_mime_message_get_mime_part(message));
		g_object_unref(message);
	}
	g_object_unref(parser);
	g_object_unref(stream);
}

/* ---- files ---- */

static char *read_file(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	char *data = NULL;

	if (!file || fseek(file, 0, SEEK_END) != 0) {
		perror(path);
		exit(1);
	}
	long size = ftell(file);
	rewind(file);
	data = must(malloc((size_t)size + 1));
	*len = fread(data, 1, (size_t)size, file);
	data[*len] = '\0';
	fclose(file);
	return data;
}

static const char *difference(const struct leaves *a, const struct leaves *b, size_t *at)
{
	for (*at = 0; *at < a->n && *at < b->n; ++*at) {
		const struct leaf *x = &a->list[*at], *y = &b->list[*at];
		if (strcmp(x->type, y->type) != 0)
			return "type";
		if (x->len != y->len || memcmp(x->bytes, y->bytes, x->len) != 0)
			return "bytes";
		if (strcmp(x->name, y->name) != 0)
			return "name";
	}
	return a->n == b->n ? NULL : "number of contents";
}

/* How many files there were, in how many the two differ, and where we find fewer contents. */
struct tally {
	unsigned long files, differ, fewer;
};

static void compare(struct tally *tally, const char *folder, const char *file)
{
	struct leaves ours = { 0 }, theirs = { 0 };
	char path[4096];
	size_t len, at;

	snprintf(path, sizeof(path), "%s/%s", folder, file);
	char *data = read_file(path, &len);
	read_ours(&ours, data, len);
	read_theirs(&theirs, data, len);
	const char *what = difference(&ours, &theirs, &at);
	if (what)
		printf("%s: content %zu: %s (%zu contents, GMime %zu)\n", file, at + 1, what,
		       ours.n, theirs.n);
	tally->files++;
	tally->differ += what != NULL;
	tally->fewer += ours.n < theirs.n;
	release(&ours);
	release(&theirs);
	free(data);
}

static uint64_t hash(const char *s, size_t len)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)s[i]) * UINT64_C(1099511628211);
	return h;
}

static int list(const char *path)
{
	struct leaves ours = { 0 };
	size_t len;
	char *data = read_file(path, &len);

	read_ours(&ours, data, len);
	for (size_t i = 0; i < ours.n; i++)
		printf("%s\t%s\t%zu\t%016llx\n", ours.list[i].type, ours.list[i].name,
		       ours.list[i].len,
		       (unsigned long long)hash(ours.list[i].bytes, ours.list[i].len));
	release(&ours);
	free(data);
	return 0;
}

/* GMime forgets what it had for a type that is registered again. Sanitizers ask these. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "fast_unwind_on_malloc=0"; /* else they do not see who asked GLib for memory */
}

const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:g_mime_object_register_type";
}

int main(int argc, char **argv)
{
	static const char *const messages[] = { "rfc822", "rfc2822", "global", "news" };
	struct tally tally = { 0 };
	struct dirent *entry;

	if (argc == 3 && strcmp(argv[1], "--list") == 0)
		return list(argv[2]);
	if (argc != 2)
		return 2;
	g_mime_init();
	/* A message within a mail is a content, as it is to us. */
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++)
		g_mime_object_register_type("message", messages[i], GMIME_TYPE_PART);
	DIR *folder = opendir(argv[1]);
	if (!folder) {
		perror(argv[1]);
		return 1;
	}
	while ((entry = readdir(folder))) {
		if (entry->d_name[0] == '.' || strstr(entry->d_name, ".want"))
			continue;
		compare(&tally, argv[1], entry->d_name);
	}
	closedir(folder);
	printf("%lu files, %lu differ, %lu with fewer contents than GMime's\n", tally.files,
	       tally.differ, tally.fewer);
	return 0;
}
