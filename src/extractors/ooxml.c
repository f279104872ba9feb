/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ooxml.c - Office Open XML (ECMA-376, ISO/IEC 29500) and other documents that
 * follow its part 2, Open Packaging Conventions: which document it is, and the
 * parts that docx.c, xlsx.c and pptx.c leave.
 *
 * Left out on purpose: a printer's settings, and the picture of the first page
 * that some programs add. What is encrypted as a whole is no package but a
 * compound file.
 */
#include "extractors/ooxml_own.h"

#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "extractors/registry.h"
#include "extractors/xlsb.h"
#include "extractors/zipdir.h"

#define MAX_RELATED_DEPTH 8
#define MAX_PATH_PART 1024

#define OFFICE "http://schemas.openxmlformats.org/"
#define STRICT "http://purl.oclc.org/ooxml/"

static const struct sp_sax_space spaces[] = {
	{ OFFICE "wordprocessingml/2006/main", SP_OX_W },
	{ STRICT "wordprocessingml/main", SP_OX_W },
	{ OFFICE "spreadsheetml/2006/main", SP_OX_S },
	{ STRICT "spreadsheetml/main", SP_OX_S },
	{ OFFICE "presentationml/2006/main", SP_OX_P },
	{ STRICT "presentationml/main", SP_OX_P },
	{ OFFICE "drawingml/2006/main", SP_OX_A },
	{ STRICT "drawingml/main", SP_OX_A },
	{ OFFICE "drawingml/2006/wordprocessingDrawing", SP_OX_WP },
	{ STRICT "drawingml/wordprocessingDrawing", SP_OX_WP },
	{ OFFICE "drawingml/2006/spreadsheetDrawing", SP_OX_WP },
	{ STRICT "drawingml/spreadsheetDrawing", SP_OX_WP },
	{ "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing", SP_OX_WP },
	{ "urn:schemas-microsoft-com:office:excel", SP_OX_WP },
	{ OFFICE "officeDocument/2006/math", SP_OX_M },
	{ STRICT "officeDocument/math", SP_OX_M },
	{ OFFICE "officeDocument/2006/relationships", SP_OX_R },
	{ STRICT "officeDocument/relationships", SP_OX_R },
	{ OFFICE "package/2006/relationships", SP_OX_RELATIONS },
	{ OFFICE "package/2006/content-types", SP_OX_TYPES },
	{ OFFICE "markup-compatibility/2006", SP_OX_MC },
	{ OFFICE "package/2006/metadata/core-properties", SP_OX_CORE },
	{ OFFICE "officeDocument/2006/extended-properties", SP_OX_APP },
	{ STRICT "officeDocument/extendedProperties", SP_OX_APP },
	{ OFFICE "officeDocument/2006/custom-properties", SP_OX_CUSTOM },
	{ STRICT "officeDocument/customProperties", SP_OX_CUSTOM },
	{ "http://purl.org/dc/elements/1.1/", SP_OX_DC },
	{ "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments",
	  SP_OX_THREADED },
	{ "http://schemas.microsoft.com/office/powerpoint/2018/8/main", SP_OX_P188 },
	{ NULL, 0 },
};

/* ---- parts by their first element ---- */

struct route {
	struct sp_ooxml *doc;
	struct sp_part *part;
	struct sp_ooxml_reader reader;
	struct sp_markup markup;
	struct ooxml_properties properties;
	struct ooxml_reading_relations relations;
	struct sp_relations found;
};

/* What a reader calls such a part. */
static const char *part_place(const struct sp_part *part, const struct sp_sax_tag *root)
{
	static const struct {
		int space;
		const char *root, *place;
	} known[] = {
		{ SP_OX_P, "notes", "notes" },	      { SP_OX_P, "cmLst", "comment" },
		{ SP_OX_P188, "cmLst", "comment" },   { SP_OX_P, "sldMaster", "master" },
		{ SP_OX_P, "notesMaster", "master" }, { SP_OX_P, "handoutMaster", "master" },
		{ SP_OX_P, "sldLayout", "layout" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].space == root->space && strcmp(known[i].root, root->name) == 0)
			return known[i].place;
	return part->name;
}

static enum sp_status choose_reader(struct route *route, const struct sp_sax_tag *root)
{
	struct sp_ooxml *doc = route->doc;
	struct sp_ooxml_reader *reader = &route->reader;
	enum sp_status status = SP_OK;

	if (doc->choose)
		status = doc->choose(doc, route->part, root, reader);
	if (status != SP_OK || reader->events)
		return status;
	if (root->space == SP_OX_W) {
		if (!doc->docx)
			status = sp_docx_new(&doc->docx, doc->out);
		if (status == SP_OK)
			sp_docx_reader(doc->docx, root, reader);
	} else if (root->space == SP_OX_CORE || root->space == SP_OX_APP ||
		   root->space == SP_OX_CUSTOM) {
		reader->events = &ooxml_properties_events;
		reader->context = &route->properties;
	} else if (root->space == SP_OX_RELATIONS) {
		reader->events = &ooxml_relations_events;
		reader->context = &route->relations;
	} else {
		reader->events = &sp_markup_events;
		reader->context = &route->markup;
		if (doc->placed != route->part)
			reader->place = part_place(route->part, root);
		reader->finish = sp_markup_finish;
	}
	return status;
}

static enum sp_status route_start(void *context, const struct sp_sax_tag *tag)
{
	struct route *route = context;
	enum sp_status status = SP_OK;

	if (!route->reader.events) {
		status = choose_reader(route, tag);
		if (status == SP_OK && route->reader.place)
			status = sp_sink_enter(route->doc->out, SP_PLACE_PART, route->reader.place,
					       0);
		if (status != SP_OK)
			route->reader.place = NULL;
	}
	return status == SP_OK ? route->reader.events->start(route->reader.context, tag) : status;
}

static enum sp_status route_end(void *context, int space, const char *name)
{
	const struct route *route = context;

	return route->reader.events->end(route->reader.context, space, name);
}

static enum sp_status route_text(void *context, const char *text, size_t len)
{
	const struct route *route = context;

	return route->reader.events->text(route->reader.context, text, len);
}

static const struct sp_sax_events route_events = {
	.start = route_start,
	.end = route_end,
	.text = route_text,
};

enum sp_status sp_ooxml_part(struct sp_ooxml *doc, struct sp_part *part)
{
	struct route route = {
		.doc = doc,
		.part = part,
		.properties = { .out = doc->out, .text = SP_BUF_INIT(SP_MAX_STRING) },
	};

	if (part->done)
		return SP_OK;
	route.relations = (struct ooxml_reading_relations) { doc, &route.found, "", 0, true };
	sp_markup_init(&route.markup, doc->out);
	enum sp_status status = sp_package_parse(&doc->package, part, &route_events, &route);
	if (route.reader.finish)
		status = route.reader.finish(route.reader.context, status);
	if (route.reader.place)
		sp_sink_leave(doc->out);
	sp_markup_release(&route.markup);
	sp_buf_release(&route.properties.text);
	sp_relations_release(&route.found);
	return status;
}

/* ---- parts that belong together ---- */

static bool is_among(const char *const *list, const char *name)
{
	for (; list && *list; list++)
		if (strcmp(*list, name) == 0)
			return true;
	return false;
}

static enum sp_status read_related(struct sp_ooxml *doc, const char *part,
				   const char *const *except, unsigned depth)
{
	struct sp_relations relations;
	enum sp_status status = sp_ooxml_relations(doc, part, &relations);

	for (size_t i = 0; i < relations.n && status == SP_OK; i++) {
		const struct sp_relation *relation = &relations.items[i];
		if (relation->external || is_among(except, relation->type))
			continue;
		struct sp_part *other = sp_package_find(&doc->package, relation->target);
		if (!other || other->done || !sp_part_is_xml(other))
			continue;
		status = sp_ooxml_part(doc, other);
		if (status == SP_OK && depth < MAX_RELATED_DEPTH)
			status = read_related(doc, other->name, except, depth + 1);
	}
	sp_relations_release(&relations);
	return status;
}

enum sp_status sp_ooxml_related(struct sp_ooxml *doc, const char *part, const char *const *except)
{
	return read_related(doc, part, except, 0);
}

/* ---- which document ---- */

enum document { DOCUMENT_OTHER, DOCUMENT_DOCX, DOCUMENT_XLSX, DOCUMENT_XLSB, DOCUMENT_PPTX };

/* By a piece of the main part's content type. */
static const struct kind {
	const char *type;
	enum document document;
	const char *format;
} kinds[] = {
	{ "wordprocessingml.document.main", DOCUMENT_DOCX, "docx" },
	{ "wordprocessingml.template.main", DOCUMENT_DOCX, "dotx" },
	{ "ms-word.document.macroEnabled.main", DOCUMENT_DOCX, "docm" },
	{ "ms-word.template.macroEnabledTemplate.main", DOCUMENT_DOCX, "dotm" },
	{ "spreadsheetml.sheet.main", DOCUMENT_XLSX, "xlsx" },
	{ "spreadsheetml.template.main", DOCUMENT_XLSX, "xltx" },
	{ "ms-excel.sheet.macroEnabled.main", DOCUMENT_XLSX, "xlsm" },
	{ "ms-excel.template.macroEnabled.main", DOCUMENT_XLSX, "xltm" },
	{ "ms-excel.addin.macroEnabled.main", DOCUMENT_XLSX, "xlam" },
	{ "ms-excel.sheet.binary.macroEnabled.main", DOCUMENT_XLSB, "xlsb" },
	{ "presentationml.presentation.main", DOCUMENT_PPTX, "pptx" },
	{ "presentationml.slideshow.main", DOCUMENT_PPTX, "ppsx" },
	{ "presentationml.template.main", DOCUMENT_PPTX, "potx" },
	{ "ms-powerpoint.presentation.macroEnabled.main", DOCUMENT_PPTX, "pptm" },
	{ "ms-powerpoint.slideshow.macroEnabled.main", DOCUMENT_PPTX, "ppsm" },
	{ "ms-powerpoint.template.macroEnabled.main", DOCUMENT_PPTX, "potm" },
	{ "ms-visio.drawing.main", DOCUMENT_OTHER, "vsdx" },
};

/* Where the content type does not tell, the usual name does. */
static const struct {
	const char *part;
	enum document document;
	const char *format;
} usual[] = {
	{ "word/document.xml", DOCUMENT_DOCX, "docx" },
	{ "xl/workbook.xml", DOCUMENT_XLSX, "xlsx" },
	{ "xl/workbook.bin", DOCUMENT_XLSB, "xlsb" },
	{ "ppt/presentation.xml", DOCUMENT_PPTX, "pptx" },
	{ "visio/document.xml", DOCUMENT_OTHER, "vsdx" },
	{ "FixedDocSeq.fdseq", DOCUMENT_OTHER, "xps" },
};

struct identity {
	struct sp_ooxml *doc;
	struct sp_part *main;
	enum document document;
	const char *format;
};

static const struct kind *kind_of(const struct sp_sax_attribute *type)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (memmem(type->value, type->len, kinds[i].type, strlen(kinds[i].type)))
			return &kinds[i];
	return NULL;
}

/* <Override PartName="/word/document.xml" ContentType="..."/> */
static enum sp_status types_start(void *context, const struct sp_sax_tag *tag)
{
	struct identity *identity = context;
	struct sp_sax_attribute name = sp_sax_attribute(tag, SP_SAX_NO_SPACE, "PartName");
	struct sp_sax_attribute type = sp_sax_attribute(tag, SP_SAX_NO_SPACE, "ContentType");
	char part[MAX_PATH_PART];

	if (!type.len || !name.len || name.len >= sizeof(part) || identity->format)
		return SP_OK;
	const struct kind *kind = kind_of(&type);
	if (!kind)
		return SP_OK;
	memcpy(part, name.value, name.len);
	part[name.len] = '\0';
	struct sp_part *main = sp_package_find(&identity->doc->package, part);
	if (!main || (identity->main && identity->main != main))
		return SP_OK;
	identity->main = main;
	identity->document = kind->document;
	identity->format = kind->format;
	return SP_OK;
}

static const struct sp_sax_events types_events = {
	.start = types_start,
	.end = ooxml_nothing_end,
	.text = ooxml_nothing_text,
};

static enum sp_status identify(struct sp_ooxml *doc, struct identity *identity)
{
	struct sp_part *types = sp_package_find(&doc->package, "[Content_Types].xml");
	struct sp_relations relations;
	enum sp_status status = sp_ooxml_relations(doc, "", &relations);
	const struct sp_relation *main = sp_relations_typed(&relations, "officeDocument");

	*identity = (struct identity) { .doc = doc };
	if (main)
		identity->main = sp_package_find(&doc->package, main->target);
	sp_relations_release(&relations);
	if (status == SP_OK && types)
		status = sp_package_parse(&doc->package, types, &types_events, identity);
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]) && !identity->format; i++) {
		struct sp_part *part = sp_package_find(&doc->package, usual[i].part);
		if (!part || (identity->main && identity->main != part))
			continue;
		identity->main = part;
		identity->document = usual[i].document;
		identity->format = usual[i].format;
	}
	return status;
}

/* ---- the extractor ---- */

static enum sp_status read_document(struct sp_ooxml *doc, const struct identity *identity)
{
	switch (identity->document) {
	case DOCUMENT_DOCX:
		return sp_docx_read(doc, identity->main);
	case DOCUMENT_XLSX:
		return sp_xlsx_read(doc, identity->main);
	case DOCUMENT_PPTX:
		return sp_pptx_read(doc, identity->main);
	case DOCUMENT_XLSB:
		return sp_xlsb_read(doc, identity->main);
	case DOCUMENT_OTHER:
		break;
	}
	return SP_OK;
}

static bool belongs_to_package(const struct sp_part *part)
{
	size_t len = strlen(part->name);

	return strncmp(part->name, "docProps/", 9) == 0 ||
	       (len > 5 && strcmp(part->name + len - 5, ".rels") == 0);
}

enum sp_status sp_ooxml_leftovers(struct sp_ooxml *doc)
{
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < doc->package.n && status == SP_OK; i++) {
		struct sp_part *part = &doc->package.parts[i];
		if (sp_part_is_xml(part) && (doc->known || belongs_to_package(part)))
			status = sp_ooxml_part(doc, part);
	}
	return status;
}

static enum sp_status extract_ooxml(struct sp_input *in, struct sp_sink *out)
{
	struct sp_ooxml doc = { .out = out };
	struct identity identity = { 0 };
	enum sp_status status = sp_package_open(&doc.package, in, out, spaces);

	if (status == SP_OK)
		status = identify(&doc, &identity);
	doc.known = identity.format != NULL;
	if (status == SP_OK && doc.known)
		sp_sink_format(out, identity.format);
	if (status == SP_OK)
		status = read_document(&doc, &identity);
	doc.choose = NULL;
	if (status == SP_OK)
		status = sp_ooxml_leftovers(&doc);
	if (status == SP_OK)
		status = sp_package_rest(&doc.package);
	status = sp_package_end(&doc.package, status);
	sp_docx_free(doc.docx);
	sp_package_release(&doc.package);
	return status;
}

unsigned sp_probe_ooxml(struct sp_input *in)
{
	return sp_zip_kind(in) == SP_ZIP_OPC ? 32 + 8 * 19 : 0;
}

const struct sp_extractor sp_extractor_ooxml = {
	.name = "ooxml",
	.probe = sp_probe_ooxml,
	.extract = extract_ooxml,
	.init = sp_sax_init,
};
