/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * odf.c - OpenDocument packages (ISO/IEC 26300, parts 1 and 3): texts, sheets,
 * presentations, drawings, and those of OpenOffice.org 1.
 *
 * content.xml and styles.xml are read by odf_text.c, meta.xml gives properties;
 * objects within the document are read like it, and what is no XML is a member.
 * Left out: what is encrypted, by the word of the manifest.
 */
#include "extractors/odf.h"
#include "extractors/flat.h"

#include <string.h>

#include "base/ascii.h"
#include "extractors/ooxml.h"
#include "extractors/package.h"
#include "extractors/registry.h"
#include "extractors/zipdir.h"

#define OASIS "urn:oasis:names:tc:opendocument:xmlns:"
#define OLD "http://openoffice.org/2000/"
#define MAX_TYPE 128

static const struct sp_sax_space spaces[] = {
	{ OASIS "office:1.0", SP_ODF_OFFICE },
	{ OLD "office", SP_ODF_OFFICE },
	{ "http://openoffice.org/2009/office", SP_ODF_OFFICE }, /* comments on slides */
	{ OASIS "text:1.0", SP_ODF_TEXT },
	{ OLD "text", SP_ODF_TEXT },
	{ OASIS "table:1.0", SP_ODF_TABLE },
	{ OLD "table", SP_ODF_TABLE },
	{ OASIS "drawing:1.0", SP_ODF_DRAW },
	{ OLD "drawing", SP_ODF_DRAW },
	{ OASIS "style:1.0", SP_ODF_STYLE },
	{ OLD "style", SP_ODF_STYLE },
	{ OASIS "meta:1.0", SP_ODF_META },
	{ OLD "meta", SP_ODF_META },
	{ "http://purl.org/dc/elements/1.1/", SP_ODF_DC },
	{ OASIS "svg-compatible:1.0", SP_ODF_SVG },
	{ "http://www.w3.org/2000/svg", SP_ODF_SVG },
	{ "http://www.w3.org/1999/xlink", SP_ODF_XLINK },
	{ OASIS "form:1.0", SP_ODF_FORM },
	{ OLD "form", SP_ODF_FORM },
	{ OASIS "presentation:1.0", SP_ODF_PRESENTATION },
	{ OLD "presentation", SP_ODF_PRESENTATION },
	{ OASIS "manifest:1.0", SP_ODF_MANIFEST },
	{ OASIS "datastyle:1.0", SP_ODF_NUMBER },
	{ OLD "datastyle", SP_ODF_NUMBER },
	{ OASIS "config:1.0", SP_ODF_CONFIG },
	{ OLD "config", SP_ODF_CONFIG },
	{ NULL, 0 },
};

struct document {
	struct sp_package package;
	struct sp_sink *out;
	struct sp_odf_text *text;
};

/* ---- which document ---- */

static const struct {
	const char *type, *format;
} formats[] = {
	{ "application/vnd.oasis.opendocument.text", "odt" },
	{ "application/vnd.oasis.opendocument.text-template", "ott" },
	{ "application/vnd.oasis.opendocument.text-master", "odm" },
	{ "application/vnd.oasis.opendocument.spreadsheet", "ods" },
	{ "application/vnd.oasis.opendocument.spreadsheet-template", "ots" },
	{ "application/vnd.oasis.opendocument.presentation", "odp" },
	{ "application/vnd.oasis.opendocument.presentation-template", "otp" },
	{ "application/vnd.oasis.opendocument.graphics", "odg" },
	{ "application/vnd.oasis.opendocument.graphics-template", "otg" },
	{ "application/vnd.oasis.opendocument.base", "odb" },
	{ "application/vnd.sun.xml.writer", "sxw" },
	{ "application/vnd.sun.xml.calc", "sxc" },
	{ "application/vnd.sun.xml.impress", "sxi" },
	{ "application/vnd.sun.xml.draw", "sxd" },
};

static enum sp_status tell_format(struct document *doc)
{
	struct sp_part *part = sp_package_find(&doc->package, "mimetype");
	struct sp_buf type = SP_BUF_INIT(MAX_TYPE);
	enum sp_status status = SP_OK;

	if (part)
		status = sp_package_load(&doc->package, part, &type);
	while (type.len && sp_is_space(type.data[type.len - 1]))
		type.data[--type.len] = '\0';
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (strcmp(sp_buf_str(&type), formats[i].type) == 0)
			sp_sink_format(doc->out, formats[i].format);
	/* Those of OpenOffice.org 1 all do. */
	if (strncmp(sp_buf_str(&type), "application/vnd.sun.xml.", 24) == 0)
		sp_sax_allow_doctype(doc->package.sax);
	sp_buf_release(&type);
	return status;
}

/* ---- the manifest: what is encrypted ---- */

struct manifest {
	struct sp_package *package;
	struct sp_part *part; /* of the entry that is open */
};

static enum sp_status manifest_start(void *context, const struct sp_sax_tag *tag)
{
	struct manifest *m = context;
	char name[1024];

	if (tag->space != SP_ODF_MANIFEST)
		return SP_OK;
	if (strcmp(tag->name, "encryption-data") == 0 && m->part)
		m->part->encrypted = true;
	if (strcmp(tag->name, "file-entry") != 0)
		return SP_OK;
	struct sp_sax_attribute path = sp_sax_attribute(tag, SP_ODF_MANIFEST, "full-path");
	m->part = NULL;
	if (!path.value || path.len >= sizeof(name))
		return SP_OK;
	memcpy(name, path.value, path.len);
	name[path.len] = '\0';
	m->part = sp_package_find(m->package, name);
	return SP_OK;
}

static enum sp_status manifest_end(void *context, int space, const char *name)
{
	(void)context, (void)space, (void)name;
	return SP_OK;
}

static enum sp_status manifest_text(void *context, const char *text, size_t len)
{
	(void)context, (void)text, (void)len;
	return SP_OK;
}

static const struct sp_sax_events manifest_events = {
	.start = manifest_start,
	.end = manifest_end,
	.text = manifest_text,
};

static enum sp_status read_manifest(struct document *doc)
{
	struct manifest m = { .package = &doc->package };
	struct sp_part *part = sp_package_find(&doc->package, "META-INF/manifest.xml");

	return part ? sp_package_parse(&doc->package, part, &manifest_events, &m) : SP_OK;
}

/* ---- meta.xml ---- */

struct meta {
	struct sp_sink *out;
	struct sp_buf text;
	char name[128];
	unsigned depth;
	bool cut;
};

/* office:document-meta > office:meta > a property; a user's own has its name as an attribute. */
static enum sp_status meta_start(void *context, const struct sp_sax_tag *tag)
{
	struct meta *m = context;

	if (++m->depth < 3 || tag->space == SP_ODF_OFFICE)
		return SP_OK;
	struct sp_sax_attribute own = sp_sax_attribute(tag, SP_ODF_META, "name");
	const char *name = own.len ? own.value : tag->name;
	size_t len = own.len ? own.len : strlen(tag->name);
	if (len >= sizeof(m->name))
		len = sizeof(m->name) - 1;
	memcpy(m->name, name, len);
	m->name[len] = '\0';
	sp_buf_reset(&m->text);
	return SP_OK;
}

static enum sp_status meta_end(void *context, int space, const char *name)
{
	struct meta *m = context;
	enum sp_status status = SP_OK;

	(void)space, (void)name;
	m->depth -= m->depth > 0;
	for (size_t i = 0; i < m->text.len; i++) {
		if (sp_is_space(m->text.data[i]))
			continue;
		status = sp_sink_value(m->out, SP_PLACE_PROPERTY, m->name, m->text.data,
				       m->text.len);
		break;
	}
	sp_buf_reset(&m->text);
	return status;
}

static enum sp_status meta_text(void *context, const char *text, size_t len)
{
	struct meta *m = context;
	size_t room = m->text.cap - m->text.len;

	if (len > room && !m->cut)
		sp_sink_problem(m->out, SP_REASON_LIMIT_SIZE, "a property is too long");
	m->cut |= len > room;
	return sp_buf_add(&m->text, text, len < room ? len : room) ? SP_OK : SP_FATAL;
}

static const struct sp_sax_events meta_events = {
	.start = meta_start,
	.end = meta_end,
	.text = meta_text,
};

static enum sp_status read_meta(struct document *doc, struct sp_part *part)
{
	struct meta m = { .out = doc->out, .text = SP_BUF_INIT(SP_MAX_STRING) };
	enum sp_status status = sp_package_parse(&doc->package, part, &meta_events, &m);

	sp_buf_release(&m.text);
	return status;
}

/* ---- parts ---- */

static enum sp_status read_text(struct document *doc, struct sp_part *part)
{
	enum sp_status status;

	sp_odf_text_begin(doc->text);
	status = sp_package_parse(&doc->package, part, &sp_odf_text_events, doc->text);
	return sp_odf_text_finish(doc->text, status);
}

/* Scripts, what a program of another kind has put there. */
static enum sp_status read_other(struct document *doc, struct sp_part *part)
{
	struct sp_markup markup;
	enum sp_status status;

	sp_markup_init(&markup, doc->out);
	status = sp_package_parse(&doc->package, part, &sp_markup_events, &markup);
	status = sp_markup_finish(&markup, status);
	sp_markup_release(&markup);
	return status;
}

static const char *base_name(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash ? slash + 1 : name;
}

static enum sp_status read_part(struct document *doc, struct sp_part *part)
{
	const char *base = base_name(part->name);
	/* The document's own parts need no name; those of objects within it do. */
	bool own = base == part->name;
	bool named = !own || !(strcmp(base, "content.xml") == 0 ||
			       strcmp(base, "styles.xml") == 0 || strcmp(base, "meta.xml") == 0);
	enum sp_status status = SP_OK;

	if (named)
		status = sp_sink_enter(doc->out, SP_PLACE_PART, part->name, 0);
	if (status != SP_OK)
		return status;
	if (strcmp(base, "meta.xml") == 0)
		status = read_meta(doc, part);
	else if (strcmp(base, "content.xml") == 0 || strcmp(base, "styles.xml") == 0 ||
		 strcmp(base, "settings.xml") == 0)
		status = read_text(doc, part);
	else
		status = read_other(doc, part);
	if (named)
		sp_sink_leave(doc->out);
	return status;
}

static enum sp_status read_parts(struct document *doc)
{
	static const char *const first[] = { "content.xml", "styles.xml", "meta.xml" };
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]) && status == SP_OK; i++) {
		struct sp_part *part = sp_package_find(&doc->package, first[i]);
		if (part)
			status = read_part(doc, part);
	}
	for (size_t i = 0; i < doc->package.n && status == SP_OK; i++) {
		struct sp_part *part = &doc->package.parts[i];
		if (!part->done && sp_part_is_xml(part))
			status = read_part(doc, part);
	}
	return status == SP_OK ? sp_package_rest(&doc->package) : status;
}

/* ---- a document that is one XML file ---- */

struct flat {
	struct sp_odf_text *text;
	struct meta meta;
	bool in_meta;
};

static bool is_meta(int space, const char *name)
{
	return space == SP_ODF_OFFICE && strcmp(name, "meta") == 0;
}

static enum sp_status flat_start(void *context, const struct sp_sax_tag *tag)
{
	struct flat *flat = context;

	if (is_meta(tag->space, tag->name)) {
		flat->in_meta = true;
		flat->meta.depth = 2;
		return SP_OK;
	}
	return flat->in_meta ? meta_start(&flat->meta, tag)
			     : sp_odf_text_events.start(flat->text, tag);
}

static enum sp_status flat_end(void *context, int space, const char *name)
{
	struct flat *flat = context;

	if (is_meta(space, name)) {
		flat->in_meta = false;
		return SP_OK;
	}
	return flat->in_meta ? meta_end(&flat->meta, space, name)
			     : sp_odf_text_events.end(flat->text, space, name);
}

static enum sp_status flat_text(void *context, const char *text, size_t len)
{
	struct flat *flat = context;

	return flat->in_meta ? meta_text(&flat->meta, text, len)
			     : sp_odf_text_events.text(flat->text, text, len);
}

static const struct sp_sax_events flat_events = {
	.start = flat_start,
	.end = flat_end,
	.text = flat_text,
};

enum sp_status sp_flat_odf(struct sp_input *in, struct sp_sink *out)
{
	struct flat flat = { .meta = { .out = out, .text = SP_BUF_INIT(SP_MAX_STRING) } };
	enum sp_status status = sp_odf_text_new(&flat.text, out);

	if (status == SP_OK) {
		sp_odf_text_begin(flat.text);
		status = sp_flat_read(in, out, spaces, &flat_events, &flat);
		/* What broke off is told to its end as well. */
		bool partial = status == SP_PARTIAL;
		status = sp_odf_text_finish(flat.text, partial ? SP_OK : status);
		if (partial && status == SP_OK)
			status = SP_PARTIAL;
	}
	sp_odf_text_free(flat.text);
	sp_buf_release(&flat.meta.text);
	return status;
}

/* ---- the extractor ---- */

static enum sp_status extract_odf(struct sp_input *in, struct sp_sink *out)
{
	struct document doc = { .out = out };
	enum sp_status status = sp_package_open(&doc.package, in, out, spaces);

	if (status == SP_OK)
		status = sp_odf_text_new(&doc.text, out);
	if (status == SP_OK)
		status = tell_format(&doc);
	if (status == SP_OK)
		status = read_manifest(&doc);
	if (status == SP_OK)
		status = read_parts(&doc);
	status = sp_package_end(&doc.package, status);
	sp_odf_text_free(doc.text);
	sp_package_release(&doc.package);
	return status;
}

unsigned sp_probe_odf(struct sp_input *in)
{
	return sp_zip_kind(in) == SP_ZIP_ODF ? 32 + 8 * 23 : 0;
}

const struct sp_extractor sp_extractor_odf = {
	.name = "odf",
	.probe = sp_probe_odf,
	.extract = extract_odf,
	.init = sp_sax_init,
};
