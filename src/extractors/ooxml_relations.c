/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ooxml_relations.c - how parts refer to each other (ECMA-376 part 2, section 6.5).
 * Where a target leads is worked out as for a path: it never leaves the package.
 */
#include "extractors/ooxml_own.h"

#include <string.h>

#include "base/mem.h"

#define MAX_RELATIONS 100000
#define MAX_PATH_PART 1024

/* The folder of a part and its rest: "word/" and "document.xml". */
static size_t folder_length(const char *part)
{
	const char *slash = strrchr(part, '/');

	return slash ? (size_t)(slash - part) + 1 : 0;
}

/* Adds one step of a path to what is there; ".." takes one away. */
static bool add_step(struct sp_buf *path, const char *step, size_t len)
{
	if (!len || (len == 1 && step[0] == '.'))
		return true;
	if (len == 2 && memcmp(step, "..", 2) == 0) {
		while (path->len && path->data[path->len - 1] != '/')
			path->len--;
		path->len -= path->len > 0;
		return true;
	}
	return (!path->len || sp_buf_putc(path, '/')) && sp_buf_add(path, step, len);
}

static bool add_path(struct sp_buf *path, const char *s, size_t len)
{
	while (len) {
		const char *slash = memchr(s, '/', len);
		size_t step = slash ? (size_t)(slash - s) : len;
		if (!add_step(path, s, step))
			return false;
		s += step;
		len -= step;
		if (len)
			s++, len--;
	}
	return true;
}

/* The part's name that a target leads to from a folder. NULL: no memory. */
static const char *resolve(struct sp_arena *arena, const char *folder, size_t folder_len,
			   const char *target, size_t len)
{
	struct sp_buf path = SP_BUF_INIT(MAX_PATH_PART * 64);
	const char *name = NULL;
	bool good = true;

	/* Longer than a name in a ZIP file may be: it leads nowhere. */
	if (len > UINT16_MAX / 2)
		return sp_arena_copy(arena, "", 0);
	if (!len || target[0] != '/')
		good = add_path(&path, folder, folder_len);
	if (good && add_path(&path, target, len))
		name = sp_arena_copy(arena, sp_buf_str(&path), path.len);
	sp_buf_release(&path);
	return name;
}

/* What nobody wrote and nobody reads. */
static void pass_over(struct sp_ooxml *doc, const struct sp_relation *relation)
{
	bool silent = strcmp(relation->type, "printerSettings") == 0 ||
		      strcmp(relation->type, "thumbnail") == 0;
	struct sp_part *part = silent && !relation->external
				       ? sp_package_find(&doc->package, relation->target)
				       : NULL;

	if (part && !sp_part_is_xml(part))
		part->done = true;
}

static enum sp_status relations_start(void *context, const struct sp_sax_tag *tag)
{
	struct ooxml_reading_relations *r = context;
	struct sp_arena *arena = &r->out->arena;
	struct sp_sax_attribute id = sp_sax_attribute(tag, SP_SAX_NO_SPACE, "Id");
	struct sp_sax_attribute type = sp_sax_attribute(tag, SP_SAX_NO_SPACE, "Type");
	struct sp_sax_attribute target = sp_sax_attribute(tag, SP_SAX_NO_SPACE, "Target");
	struct sp_sax_attribute mode = sp_sax_attribute(tag, SP_SAX_NO_SPACE, "TargetMode");
	struct sp_relation relation = { .external = sp_sax_is(&mode, "External") };

	if (strcmp(tag->name, "Relationship") != 0 || !target.value || r->out->n >= MAX_RELATIONS)
		return SP_OK;
	const char *slash = type.len ? memrchr(type.value, '/', type.len) : NULL;
	size_t skip = slash ? (size_t)(slash - type.value) + 1 : 0;
	relation.id = sp_arena_copy(arena, id.value ? id.value : "", id.len);
	relation.type = sp_arena_copy(arena, type.value ? type.value + skip : "", type.len - skip);
	if (relation.external)
		relation.target = sp_arena_copy(arena, target.value, target.len);
	else
		relation.target =
			resolve(arena, r->folder, r->folder_len, target.value, target.len);
	if (!relation.id || !relation.type || !relation.target ||
	    !sp_mem_room(&r->out->items, &r->out->room, r->out->n + 1, sizeof(relation)))
		return SP_FATAL;
	r->out->items[r->out->n++] = relation;
	pass_over(r->doc, &relation);
	if (!relation.external || !r->tell)
		return SP_OK;
	return sp_sink_value(r->doc->out, SP_PLACE_PART, "link", target.value, target.len);
}

enum sp_status ooxml_nothing_end(void *context, int space, const char *name)
{
	(void)context, (void)space, (void)name;
	return SP_OK;
}

enum sp_status ooxml_nothing_text(void *context, const char *text, size_t len)
{
	(void)context, (void)text, (void)len;
	return SP_OK;
}

const struct sp_sax_events ooxml_relations_events = {
	.start = relations_start,
	.end = ooxml_nothing_end,
	.text = ooxml_nothing_text,
};

/* "word/_rels/document.xml.rels" for "word/document.xml". */
static struct sp_part *relations_part(struct sp_ooxml *doc, const char *part)
{
	char name[MAX_PATH_PART];
	size_t folder = folder_length(part), len = strlen(part);

	if (len + sizeof("_rels/.rels") > sizeof(name))
		return NULL;
	memcpy(name, part, folder);
	memcpy(name + folder, "_rels/", 6);
	memcpy(name + folder + 6, part + folder, len - folder);
	memcpy(name + len + 6, ".rels", sizeof(".rels"));
	return sp_package_find(&doc->package, name);
}

enum sp_status sp_ooxml_relations(struct sp_ooxml *doc, const char *part, struct sp_relations *out)
{
	struct sp_part *rels = relations_part(doc, part);
	struct ooxml_reading_relations r = {
		.doc = doc,
		.out = out,
		.folder = part,
		.folder_len = folder_length(part),
	};

	*out = (struct sp_relations) { 0 };
	if (!rels)
		return SP_OK;
	r.tell = !rels->done;
	return sp_package_parse(&doc->package, rels, &ooxml_relations_events, &r);
}

void sp_relations_release(struct sp_relations *relations)
{
	sp_mem_free(relations->items);
	sp_arena_release(&relations->arena);
	*relations = (struct sp_relations) { 0 };
}

const struct sp_relation *sp_relations_find(const struct sp_relations *relations, const char *id,
					    size_t len)
{
	for (size_t i = 0; i < relations->n; i++) {
		const struct sp_relation *relation = &relations->items[i];
		if (!relation->external && strlen(relation->id) == len &&
		    memcmp(relation->id, id, len) == 0)
			return relation;
	}
	return NULL;
}

const struct sp_relation *sp_relations_typed(const struct sp_relations *relations, const char *type)
{
	for (size_t i = 0; i < relations->n; i++)
		if (!relations->items[i].external && strcmp(relations->items[i].type, type) == 0)
			return &relations->items[i];
	return NULL;
}
