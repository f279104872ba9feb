/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * copies.c - --copies DIR: whole documents and messages, and a manifest of
 * hashes that sha256sum(1) can be asked about. Other people's data are in
 * them: a copy is for whoever weighs what may be handed out.
 *
 * A document is the smallest that stands by itself: a file, what lies in an
 * archive or a mailbox, an attachment. What lies in a document that is copied
 * anyway is not copied once more.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/path.h"
#include "cli/take.h"

struct copies {
	const struct settings *settings;
	struct sp_dossier *dossier;
	const char *folder;
	struct sp_buf text;
	struct sp_json json; /* of the manifest */
	unsigned serial;
	/* Of the file at hand. */
	struct sp_held_file *file;
	struct document *documents; /* by number */
	size_t n, room;
};

static bool failed(const char *path)
{
	say("%s: %s", path, sp_errno_text(errno));
	return false;
}

/* A new folder, or an empty one, for its owner alone. */
static bool make_folder(const char *folder)
{
	if (mkdir(folder, 0700) == 0)
		return true;
	if (errno != EEXIST)
		return failed(folder);
	/* rmdir succeeds on what is empty, and only there. */
	if (rmdir(folder) != 0 || mkdir(folder, 0700) != 0)
		return failed(folder);
	return true;
}

/* ---- items and documents ---- */

static size_t number_at(const struct sp_held_item *item, size_t n)
{
	return n ? item->steps[n - 1].number : 0;
}

static int by_number(const void *a, const void *b)
{
	const struct document *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static struct document *find_document(const struct copies *c, size_t number)
{
	const struct document wanted = { .number = (uint32_t)number };

	return c->n ? bsearch(&wanted, c->documents, c->n, sizeof(wanted), by_number) : NULL;
}

/* The outermost document that an item is in; what only holds documents is none, but for itself. */
static struct document *document_of(const struct copies *c, const struct sp_held_item *item)
{
	struct document *found = NULL;

	for (size_t n = 0; n <= item->n_members; n++) {
		struct document *document = find_document(c, number_at(item, n));
		if (document)
			found = document;
		if (document && !document->copied)
			break;
	}
	return found;
}

/* ---- the manifest ---- */

static void put(struct copies *c, const char *key, const char *value)
{
	sp_json_key(&c->json, key);
	sp_json_string(&c->json, value);
}

/* The places of the person in what is the document's. */
static void put_places(struct copies *c, const struct document *document)
{
	sp_json_key(&c->json, "places");
	sp_json_open(&c->json, '[');
	for (size_t i = 0; i < c->file->n_items; i++) {
		const struct sp_held_item *item = &c->file->items[i];
		size_t n = document->n_members;
		if (item->n_members < n || number_at(item, n) != document->number ||
		    document_of(c, item) != document)
			continue;
		for (size_t k = 0; k < item->n_places; k++) {
			sp_json_open(&c->json, '{');
			put(c, "type", item->places[k].type);
			sp_json_key(&c->json, "members");
			sp_json_open(&c->json, '[');
			for (; n < item->n_members; n++)
				sp_json_string(&c->json, item->members[n]);
			n = document->n_members;
			sp_json_close(&c->json, ']');
			sp_json_key(&c->json, "where");
			sp_json_raw(&c->json, item->places[k].where);
			sp_json_close(&c->json, '}');
		}
	}
	sp_json_close(&c->json, ']');
}

/* What every row has: a copy, or why there is none. `called`: of a part by the document, or NULL.
 */
static void put_row(struct copies *c, const struct document *document, const struct copy *copy,
		    const char *called)
{
	const struct sp_held_file *file = c->file;
	char hash[2 * SP_DIGEST + 1] = "";

	for (int i = 0; i < SP_DIGEST && file->has_hash; i++)
		snprintf(hash + 2 * i, 3, "%02x", file->hash[i]);
	sp_json_open(&c->json, '{');
	put(c, "copy", copy ? copy->name : NULL);
	put(c, "path", file->path);
	sp_json_key(&c->json, "members");
	sp_json_open(&c->json, '[');
	for (size_t i = 0; i < document->n_members; i++)
		sp_json_string(&c->json, document->item->members[i]);
	if (called)
		sp_json_string(&c->json, called);
	sp_json_close(&c->json, ']');
	put(c, "sha256", copy ? copy->sha : NULL);
	put(c, "inventory_hash", hash[0] ? hash : NULL);
	put(c, "state", sp_copied_name(called ? SP_COPIED_WHOLE : document->copied));
	put(c, "problem", !called && document->problem[0] ? document->problem : NULL);
}

static bool on_part(void *context, const struct document *document, const struct copy *copy,
		    const char *called)
{
	struct copies *c = context;

	put_row(c, document, copy, called);
	sp_json_close(&c->json, '}');
	return !c->text.failed;
}

static bool put_document(struct copies *c, const struct document *document)
{
	put_row(c, document, document->copy.name[0] ? &document->copy : NULL, NULL);
	put_places(c, document);
	sp_json_close(&c->json, '}');
	return !c->text.failed;
}

static bool write_manifest(struct copies *c)
{
	struct copy manifest;
	bool ok = copy_open(&manifest, c->folder, "manifest.json") &&
		  copy_write(&manifest, sp_buf_str(&c->text), c->text.len);

	return copy_close(&manifest) && ok;
}

/* ---- which documents ---- */

/* Each once, and none that lies in another. */
static void keep_outermost(struct copies *c)
{
	size_t kept = 0;

	qsort(c->documents, c->n, sizeof(*c->documents), by_number);
	for (size_t i = 0; i < c->n; i++)
		if (!kept || c->documents[kept - 1].number != c->documents[i].number)
			c->documents[kept++] = c->documents[i];
	c->n = kept;
	for (size_t i = 0; i < c->n; i++)
		c->documents[i].inner =
			document_of(c, c->documents[i].item)->number != c->documents[i].number;
	kept = 0;
	for (size_t i = 0; i < c->n; i++)
		if (!c->documents[i].inner)
			c->documents[kept++] = c->documents[i];
	c->n = kept;
}

/* Of what stands in an archive itself, a copy would be one of everything in it. */
static enum sp_copied refusal(const struct sp_held_item *item, size_t n)
{
	const char *format = n ? item->steps[n - 1].format : item->top_format;

	if (format && strcmp(format, "folder") == 0)
		return SP_COPY_FOLDER;
	return format && sp_format_is_container(format) ? SP_COPY_HOLDER : SP_COPIED_NOT_TRIED;
}

/* Of what stands by a protected identity nothing is shown that was not asked for. */
static void keep_protected(struct copies *c)
{
	for (size_t i = 0; i < c->file->n_items; i++) {
		struct document *document = document_of(c, &c->file->items[i]);
		if (c->file->items[i].protected_near && document && !document->copied)
			document->copied = SP_COPY_PROTECTED;
	}
}

static bool find_documents(struct copies *c)
{
	c->n = 0;
	for (size_t i = 0; i < c->file->n_items; i++) {
		struct sp_held_item *item = &c->file->items[i];
		size_t n = sp_held_document(item);
		if (!sp_mem_room(&c->documents, &c->room, c->n + 1, sizeof(*c->documents)))
			return false;
		c->documents[c->n++] = (struct document) {
			.item = item,
			.n_members = n,
			.number = (uint32_t)number_at(item, n),
			.copied = refusal(item, n),
		};
	}
	keep_outermost(c);
	if (!c->settings->show_protected)
		keep_protected(c);
	return true;
}

/* ---- copying ---- */

static bool pour(int from, struct copy *copy)
{
	char block[64 * 1024];
	ssize_t n = 1;
	bool ok = true;

	while (ok && n) {
		n = read(from, block, sizeof(block));
		if (n < 0 && errno == EINTR)
			continue;
		ok = n >= 0 && (!n || copy_write(copy, block, (size_t)n));
	}
	sp_mem_wipe(block, sizeof(block));
	return ok;
}

static bool copy_file(struct copies *c, struct document *document)
{
	const char *path = c->file->path, *slash = strrchr(path, '/');
	bool mail = strcmp(document->item->top_format, "eml") == 0;
	char name[COPY_NAME];
	int in = sp_path_open(path, O_RDONLY | O_NONBLOCK);

	if (in < 0)
		return failed(path);
	copy_name(name, document->serial, 0, slash ? slash + 1 : path, mail ? "eml" : NULL);
	bool ok = copy_open(&document->copy, c->folder, name) && pour(in, &document->copy);
	close(in);
	document->copied = SP_COPIED_WHOLE;
	return copy_close(&document->copy) && ok;
}

/* Those that are still to be copied, in front. */
static size_t still_wanted(struct copies *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		if (!c->documents[i].copied) {
			struct document swap = c->documents[n];
			c->documents[n++] = c->documents[i];
			c->documents[i] = swap;
		}
	qsort(c->documents, n, sizeof(*c->documents), by_number);
	return n;
}

static bool copy_documents_of(struct copies *c)
{
	bool same = c->file->reread == SP_REREAD_SAME, ok = true;
	size_t n = 0;

	if (!find_documents(c))
		return false;
	if (same)
		n = still_wanted(c);
	for (size_t i = 0; i < n; i++)
		c->documents[i].serial = ++c->serial;
	if (n && !c->documents[0].n_members)
		ok = copy_file(c, &c->documents[0]);
	else if (n)
		ok = take_documents(c->settings, c->file, c->folder, c->documents, n, on_part, c);
	qsort(c->documents, c->n, sizeof(*c->documents), by_number);
	for (size_t i = 0; i < c->n && ok; i++) {
		struct document *document = &c->documents[i];
		if (!document->copied)
			document->copied = same ? SP_COPY_NOT_FOUND : SP_COPY_CHANGED;
		ok = put_document(c, document);
	}
	return ok;
}

/* The dossier says where the copies are. */
static bool tell_dossier(struct copies *c)
{
	struct sp_arena *arena = &c->dossier->arena;

	for (size_t i = 0; i < c->file->n_items; i++) {
		struct sp_held_item *item = &c->file->items[i];
		const struct document *document = document_of(c, item);
		if (!document)
			continue;
		item->copied = document->copied;
		if (!sp_arena_dup(arena, document->copy.name[0] ? document->copy.name : NULL,
				  &item->copy))
			return false;
	}
	return true;
}

bool copy_documents(struct sp_dossier *dossier, const struct settings *settings, const char *folder)
{
	struct copies c = {
		.settings = settings,
		.dossier = dossier,
		.folder = folder,
		.text = SP_BUF_INIT(SP_BUF_UNCAPPED),
	};
	bool ok = make_folder(folder);

	c.json = sp_json_to(&c.text);
	sp_json_open(&c.json, '{');
	sp_json_key(&c.json, "spana_copies");
	sp_json_uint(&c.json, 2);
	sp_json_key(&c.json, "documents");
	sp_json_open(&c.json, '[');
	for (size_t i = 0; i < dossier->n_files && ok; i++) {
		c.file = &dossier->files[i];
		if (c.file->copy_of == SIZE_MAX)
			ok = copy_documents_of(&c) && tell_dossier(&c);
	}
	sp_json_close(&c.json, ']');
	sp_json_close(&c.json, '}');
	sp_buf_putc(&c.text, '\n');
	ok = ok && !c.text.failed && write_manifest(&c);
	sp_buf_release(&c.text);
	sp_mem_free(c.documents);
	return ok;
}
