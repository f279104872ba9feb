/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flat.c - documents that are one XML file: WordprocessingML of Word 2003, and
 * by other files SpreadsheetML (flat_workbook.c) and OpenDocument (odf.c).
 *
 * Word's markup of 2003 has the names of today's, and is read by the same code;
 * properties, headers and comments stand within the document. Pictures in
 * base64 and definitions of styles are left out.
 */
#include "extractors/flat.h"

#include <string.h>

#include "base/mem.h"
#include "extractors/opening.h"
#include "extractors/registry.h"

#define BLOCK ((size_t)64 * 1024)

enum { SPACE_OFFICE = 50 };

static const struct sp_sax_space word_spaces[] = {
	{ "http://schemas.microsoft.com/office/word/2003/wordml", SP_OX_W },
	/* Comments and changes, with their authors. */
	{ "http://schemas.microsoft.com/aml/2001/core", SP_OX_W },
	{ "urn:schemas-microsoft-com:office:office", SPACE_OFFICE },
	{ NULL, 0 },
};

/* ---- any of them ---- */

static enum sp_status feed(struct sp_sax *sax, struct sp_input *in, struct sp_sink *out)
{
	unsigned char *block = sp_mem_alloc(BLOCK);
	enum sp_status status = block ? SP_OK : SP_FATAL;
	uint64_t offset = 0;
	size_t got = 1;

	while (status == SP_OK && got && !sp_sax_ended(sax)) {
		status = sp_input_read(in, offset, block, BLOCK, &got);
		if (status == SP_FAILED) {
			sp_sink_input_problem(out, in);
			status = SP_PARTIAL;
			break;
		}
		status = sp_sax_feed(sax, block, got);
		offset += got;
		if (status == SP_OK)
			status = sp_sink_spend(out, 0);
	}
	if (block)
		sp_mem_wipe(block, BLOCK);
	sp_mem_free(block);
	return status;
}

enum sp_status sp_flat_look(struct sp_input *in, struct sp_sink *out,
			    const struct sp_sax_space *spaces, const struct sp_sax_events *events,
			    void *context, struct sp_error *error)
{
	struct sp_sax *sax = NULL;
	enum sp_status status = sp_sax_new(&sax, spaces);

	if (status == SP_OK) {
		sp_sax_begin(sax, events, context);
		status = feed(sax, in, out);
		status = sp_status_worse(status, sp_sax_end(sax, error));
	}
	sp_sax_free(sax);
	return status;
}

enum sp_status sp_flat_read(struct sp_input *in, struct sp_sink *out,
			    const struct sp_sax_space *spaces, const struct sp_sax_events *events,
			    void *context)
{
	struct sp_error error = { 0 };
	enum sp_status status = sp_flat_look(in, out, spaces, events, context, &error);

	if (status == SP_OK && error.reason) {
		sp_sink_problem(out, error.reason, error.text);
		return SP_PARTIAL;
	}
	return status;
}

/* ---- WordprocessingML ---- */

struct word {
	struct sp_sink *out;
	struct sp_docx *docx;
	struct sp_ooxml_reader reader;
	unsigned depth, silent; /* elements open; from which on they are not read */
	unsigned part;		/* where one began, or 0 */
	unsigned deletion;	/* where one began, or 0 */
	unsigned properties;
	struct sp_buf value;
};

static bool is_silent(const char *name)
{
	static const char *const names[] = { "fonts",	    "lists",   "styles",
					     "docPr",	    "binData", "docOleData",
					     "docSuppData", "bgPict",  "shapeDefaults" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* What stands in a part of its own, wherever it is; NULL: nothing. */
static const char *part_of(const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute type = sp_sax_attribute(tag, SP_OX_W, "type");

	if (tag->space != SP_OX_W)
		return NULL;
	if (strcmp(tag->name, "hdr") == 0)
		return "header";
	if (strcmp(tag->name, "ftr") == 0)
		return "footer";
	return strcmp(tag->name, "annotation") == 0 && sp_sax_is(&type, "Word.Comment") ? "comment"
											: NULL;
}

static enum sp_status begin_part(struct word *w, const struct sp_sax_tag *tag, const char *part)
{
	struct sp_sax_attribute author = sp_sax_attribute(tag, SP_OX_W, "author");
	enum sp_status status = sp_sink_enter(w->out, SP_PLACE_PART, part, 0);

	if (status != SP_OK)
		return status;
	w->part = w->depth;
	return sp_sink_value(w->out, SP_PLACE_PROPERTY, "author", author.value, author.len);
}

/* Changes are all called alike; today's name for this one is another. */
static bool is_deletion(const struct sp_sax_tag *tag)
{
	struct sp_sax_attribute type = sp_sax_attribute(tag, SP_OX_W, "type");

	return tag->space == SP_OX_W && strcmp(tag->name, "annotation") == 0 &&
	       sp_sax_is(&type, "Word.Deletion");
}

static enum sp_status word_start(void *context, const struct sp_sax_tag *tag)
{
	struct word *w = context;
	const char *part = w->part || w->silent ? NULL : part_of(tag);
	enum sp_status status = SP_OK;

	w->depth++;
	if (w->silent)
		return SP_OK;
	if (!w->reader.events)
		sp_docx_reader(w->docx, tag, &w->reader);
	if (tag->space == SP_OX_W && is_silent(tag->name)) {
		w->silent = w->depth;
		return SP_OK;
	}
	if (tag->space == SPACE_OFFICE && strstr(tag->name, "DocumentProperties"))
		w->properties = w->depth;
	sp_buf_reset(&w->value);
	if (part)
		status = begin_part(w, tag, part);
	if (status != SP_OK || w->properties)
		return status;
	struct sp_sax_tag known = *tag;
	if (!w->deletion && is_deletion(tag)) {
		w->deletion = w->depth;
		known.name = "del";
	}
	return w->reader.events->start(w->reader.context, &known);
}

static enum sp_status word_end(void *context, int space, const char *name)
{
	struct word *w = context;
	enum sp_status status = SP_OK;

	if (!w->silent && w->properties) {
		if (w->value.len)
			status = sp_sink_value(w->out, SP_PLACE_PROPERTY, name, w->value.data,
					       w->value.len);
		sp_buf_reset(&w->value);
	} else if (!w->silent) {
		bool deletion = w->deletion == w->depth;
		status = w->reader.events->end(w->reader.context, space, deletion ? "del" : name);
		if (deletion)
			w->deletion = 0;
	}
	if (w->part == w->depth) {
		sp_sink_leave(w->out);
		w->part = 0;
	}
	if (w->properties == w->depth)
		w->properties = 0;
	if (w->silent == w->depth)
		w->silent = 0;
	w->depth--;
	return status;
}

static enum sp_status word_text(void *context, const char *text, size_t len)
{
	struct word *w = context;
	size_t room = w->value.cap - w->value.len;

	if (w->silent)
		return SP_OK;
	if (w->properties)
		return sp_buf_add(&w->value, text, len < room ? len : room) ? SP_OK : SP_FATAL;
	return w->reader.events->text(w->reader.context, text, len);
}

static const struct sp_sax_events word_events = {
	.start = word_start,
	.end = word_end,
	.text = word_text,
};

static enum sp_status read_word(struct sp_input *in, struct sp_sink *out)
{
	struct word w = { .out = out, .value = SP_BUF_INIT(SP_MAX_STRING) };
	enum sp_status status = sp_docx_new(&w.docx, out);

	if (status == SP_OK)
		status = sp_flat_read(in, out, word_spaces, &word_events, &w);
	/* What broke off is told to its end as well. */
	bool partial = status == SP_PARTIAL;
	if (w.reader.finish)
		status = w.reader.finish(w.reader.context, partial ? SP_OK : status);
	if (w.part)
		sp_sink_leave(out);
	sp_docx_free(w.docx);
	sp_buf_release(&w.value);
	return status == SP_OK && partial ? SP_PARTIAL : status;
}

/* ---- which of them ---- */

enum family { FAMILY_WORD, FAMILY_WORKBOOK, FAMILY_ODF };

static const struct kind {
	const char *address, *format;
	enum family family;
} kinds[] = {
	{ "http://schemas.microsoft.com/office/word/2003/wordml", "wordml", FAMILY_WORD },
	{ "urn:schemas-microsoft-com:office:spreadsheet", "spreadsheetml", FAMILY_WORKBOOK },
	{ "opendocument.text", "fodt", FAMILY_ODF },
	{ "opendocument.spreadsheet", "fods", FAMILY_ODF },
	{ "opendocument.presentation", "fodp", FAMILY_ODF },
	{ "opendocument.graphics", "fodg", FAMILY_ODF },
};

/*
 * The first element names its namespaces, of which there may be many. Another
 * format may mention one of them: it has to begin with XML.
 */
static const struct kind *find_kind(struct sp_input *in)
{
	char text[SP_OPENING];
	size_t len;
	const unsigned char *head;

	if (!sp_opening(in, '<', text))
		return NULL;
	head = sp_input_head(in, &len);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		bool odf = kinds[i].family == FAMILY_ODF;
		if (odf && !memmem(head, len, "<office:document", 16))
			continue;
		if (memmem(head, len, kinds[i].address, strlen(kinds[i].address)) ||
		    strstr(text, kinds[i].address))
			return &kinds[i];
	}
	return NULL;
}

unsigned sp_probe_flat(struct sp_input *in)
{
	/* More than XML bids, whatever it is in. */
	return find_kind(in) ? 160 : 0;
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	const struct kind *kind = find_kind(in);

	if (!kind)
		return SP_FAILED;
	sp_sink_format(out, kind->format);
	switch (kind->family) {
	case FAMILY_WORD:
		return read_word(in, out);
	case FAMILY_WORKBOOK:
		return sp_flat_workbook(in, out);
	case FAMILY_ODF:
	default:
		return sp_flat_odf(in, out);
	}
}

const struct sp_extractor sp_extractor_flat = {
	.name = "flat",
	.probe = sp_probe_flat,
	.extract = extract,
	.init = sp_sax_init,
};
