/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xmp.c - Adobe's XMP (ISO 16684-1), and other XML beside pixels and sound: text
 * and attributes as properties that have the name of their element.
 *
 * What RDF needs to be RDF is no name: of dc:creator/rdf:Seq/rdf:li the text
 * belongs to "creator". Tokens that only programs read, such as identifiers of
 * documents, are passed over.
 */
#include "extractors/metadata.h"

#include <string.h>

#include "extractors/sax.h"

#define MOST_DEPTH 64
#define NAME_SIZE 64

struct xmp {
	struct sp_metadata *m;
	struct sp_buf value;
	unsigned depth;
	unsigned named[MOST_DEPTH]; /* by depth: whose name counts there, 1 + depth; 0: none */
	char names[MOST_DEPTH][NAME_SIZE];
};

static bool is_one_of(const char *name, const char *const *list)
{
	for (; *list; list++)
		if (!strcmp(name, *list))
			return true;
	return false;
}

static bool is_frame(const char *name)
{
	static const char *const frames[] = { "xmpmeta", "RDF", "Description", "Bag",
					      "Seq",	 "Alt", "li",	       NULL };
	return is_one_of(name, frames);
}

static bool is_plumbing(const char *name)
{
	static const char *const plumbing[] = { "about",
						"lang",
						"parseType",
						"xmptk",
						"resource",
						"instanceID",
						"documentID",
						"InstanceID",
						"DocumentID",
						"OriginalDocumentID",
						"originalDocumentID",
						"space",
						NULL };
	return is_one_of(name, plumbing);
}

static enum sp_status tell(struct xmp *xmp)
{
	unsigned top = xmp->depth < MOST_DEPTH ? xmp->depth : MOST_DEPTH;
	unsigned owner = top ? xmp->named[top - 1] : 0;
	const char *name = owner ? xmp->names[owner - 1] : "description";
	enum sp_status status = SP_OK;

	if (xmp->value.len && !is_plumbing(name))
		status = sp_metadata_value_in(xmp->m, name, "utf-8", xmp->value.data,
					      xmp->value.len);
	sp_buf_reset(&xmp->value);
	return status;
}

static enum sp_status on_start(void *context, const struct sp_sax_tag *tag)
{
	struct xmp *xmp = context;
	enum sp_status status = tell(xmp);
	unsigned depth = xmp->depth++;

	if (depth < MOST_DEPTH) {
		bool named = !is_frame(tag->name);
		xmp->named[depth] = named ? depth + 1 : depth ? xmp->named[depth - 1] : 0;
		size_t len = strnlen(tag->name, NAME_SIZE - 1);
		memcpy(xmp->names[depth], tag->name, len);
		xmp->names[depth][len] = '\0';
	}
	for (int i = 0; i < tag->n_attributes && status == SP_OK; i++) {
		struct sp_sax_attribute a = tag->attributes[i];
		if (!is_plumbing(a.name))
			status = sp_metadata_value_in(xmp->m, a.name, "utf-8", a.value, a.len);
	}
	return status;
}

static enum sp_status on_end(void *context, int space, const char *name)
{
	struct xmp *xmp = context;
	enum sp_status status = tell(xmp);

	(void)space;
	(void)name;
	if (xmp->depth)
		xmp->depth--;
	return status;
}

static enum sp_status on_text(void *context, const char *text, size_t len)
{
	struct xmp *xmp = context;

	return sp_buf_add(&xmp->value, text, len) ? SP_OK : SP_FATAL;
}

enum sp_status sp_metadata_xmp(struct sp_metadata *m, const void *data, size_t len)
{
	static const struct sp_sax_space spaces[] = { { NULL, 0 } };
	static const struct sp_sax_events events = { on_start, on_end, on_text };
	struct xmp xmp = { .m = m, .value = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	struct sp_error error = { 0 };
	struct sp_sax *sax = NULL;
	const char *xml = data;
	enum sp_status status;

	/* The packet is padded with spaces, or zeros. */
	while (len && !xml[len - 1])
		len--;
	if (!len)
		return SP_OK;
	status = sp_sax_new(&sax, spaces);
	if (status == SP_OK) {
		sp_sax_begin(sax, &events, &xmp);
		status = sp_sax_feed(sax, xml, len);
		enum sp_status ended = sp_sax_end(sax, &error);
		status = status == SP_OK ? ended : status;
		if (error.reason)
			sp_metadata_wrong(m, error.reason);
		if (status == SP_FAILED)
			status = SP_OK;
	}
	sp_sax_free(sax);
	sp_buf_release(&xmp.value);
	return status;
}
