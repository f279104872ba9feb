/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pdf.c - PDF documents (ISO 32000), through poppler.
 *
 * Pages with their annotations, form fields and links; the document's
 * information, XMP, outline and attached files. A page without text of its own
 * but with a picture is told with its number: a person can read it, and spana
 * cannot. Left out on purpose: scripts, and forms of XFA, which poppler does
 * not show.
 */
#include "extractors/registry.h"

#include <string.h>

unsigned sp_probe_pdf(struct sp_input *in)
{
	static const char mark[] = "%PDF-";
	const size_t n = sizeof(mark) - 1;
	size_t len;
	const char *head = (const char *)sp_input_head(in, &len), *at = head;
	const char *end = head + (len < 1024 ? len : 1024);

	/* Its first byte is rare, and memmem takes several instructions for each. */
	while ((at = memchr(at, mark[0], (size_t)(end - at))) &&
	       ((size_t)(end - at) < n || memcmp(at, mark, n)))
		at++;
	/* Readers accept rubbish in front; more of it speaks for another format. */
	return !at ? 0 : at == head ? 40 : 24;
}

#ifdef SPANA_POPPLER

#include <stdio.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/mem.h"
#include "extractors/flow.h"
#include "extractors/pdf_page.h"
#include "extractors/pdf_stream.h"
#include "extractors/tag_scan.h"

#define MAX_PAGES 10000
#define MAX_OUTLINE 100000
#define MAX_OUTLINE_DEPTH 32
/* Numbers of pages in a problem's text. */
#define MAX_LISTED 160
/* Where a document's end is looked for. */
#define TAIL 4096

/* ---- XMP: whatever stands between tags or in attributes ---- */

static void xmp_text(void *context, const char *s, size_t len)
{
	sp_flow_text(context, s, len, false);
}

static void xmp_tag(void *context, const char *name, bool closing)
{
	(void)name, (void)closing;
	sp_flow_break(context, '\n');
}

static void xmp_value(void *context, const char *name, const char *s, size_t len, bool last)
{
	bool address = strncmp(name, "xmlns", 5) == 0 || sp_ascii_equal(name, "rdf:about") ||
		       sp_ascii_equal(name, "xml:lang");

	if (!address)
		sp_flow_text(context, s, len, false);
	if (!address && last)
		sp_flow_break(context, '\n');
}

static void xmp_bare(void *context, const char *name)
{
	(void)context, (void)name;
}

static int xmp_tag_end(void *context, bool empty)
{
	(void)empty;
	sp_flow_break(context, '\n');
	return SP_TAG_MARKUP;
}

/* The packet's own frame comes as a comment too. */
static void xmp_comment(void *context, const char *s, size_t len, bool last)
{
	if (!len || s[0] != '?')
		xmp_text(context, s, len);
	if (last)
		sp_flow_break(context, '\n');
}

static const struct sp_tag_events xmp_events = {
	.text = xmp_text,
	.tag = xmp_tag,
	.value = xmp_value,
	.bare = xmp_bare,
	.tag_end = xmp_tag_end,
	.comment = xmp_comment,
	.raw = xmp_comment,
};

static enum sp_status tell_xmp(struct sp_sink *out, PopplerDocument *document)
{
	char *xmp = poppler_document_get_metadata(document);
	struct sp_tag_scan scan;
	struct sp_flow flow;
	const char *within = NULL;
	enum sp_status status = SP_OK;

	if (!xmp)
		return SP_OK;
	sp_flow_init(&flow, out);
	sp_tag_scan_init(&scan, &xmp_events, &flow, true);
	status = sp_sink_enter(out, SP_PLACE_PART, "xmp", 0);
	if (status == SP_OK) {
		status = sp_tag_scan_feed(&scan, xmp, strlen(xmp));
		if (status == SP_OK)
			status = sp_tag_scan_end(&scan, &within);
		sp_flow_flush(&flow);
		status = sp_status_worse(status, flow.status);
		sp_sink_leave(out);
	}
	sp_tag_scan_release(&scan);
	sp_flow_release(&flow);
	g_free(xmp);
	return status;
}

/* ---- the document ---- */

static enum sp_status tell_information(struct sp_sink *out, PopplerDocument *document)
{
	static const struct {
		const char *name;
		gchar *(*get)(PopplerDocument *);
	} properties[] = {
		{ "title", poppler_document_get_title },
		{ "author", poppler_document_get_author },
		{ "subject", poppler_document_get_subject },
		{ "keywords", poppler_document_get_keywords },
		{ "creator", poppler_document_get_creator },
		{ "producer", poppler_document_get_producer },
	};
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < sizeof(properties) / sizeof(properties[0]) && status == SP_OK; i++)
		status = sp_pdf_value(out, SP_PLACE_PROPERTY, properties[i].name,
				      properties[i].get(document));
	return status;
}

/* A loop ends where all is deep or long enough. */
static enum sp_status tell_outline(struct sp_sink *out, PopplerIndexIter *iter, unsigned depth,
				   unsigned *count)
{
	enum sp_status status = SP_OK;

	do {
		PopplerAction *action = poppler_index_iter_get_action(iter);
		const char *title = action ? action->any.title : NULL;
		if (title)
			status = sp_sink_value(out, SP_PLACE_PART, "outline", title, strlen(title));
		if (action)
			poppler_action_free(action);
		PopplerIndexIter *child =
			depth < MAX_OUTLINE_DEPTH ? poppler_index_iter_get_child(iter) : NULL;
		if (child && status == SP_OK)
			status = tell_outline(out, child, depth + 1, count);
		if (child)
			poppler_index_iter_free(child);
	} while (status == SP_OK && ++*count < MAX_OUTLINE && poppler_index_iter_next(iter));
	return status;
}

static enum sp_status read_outline(struct sp_sink *out, PopplerDocument *document)
{
	PopplerIndexIter *iter = poppler_index_iter_new(document);
	enum sp_status status = SP_OK;
	unsigned count = 0;

	if (iter)
		status = tell_outline(out, iter, 0, &count);
	if (iter)
		poppler_index_iter_free(iter);
	return status;
}

/* A document that only wraps one that is restricted. */
static bool is_restricted(const char *name)
{
	return name && strstr(name, "MicrosoftIRMServices Protected PDF");
}

static enum sp_status read_attachments(struct sp_sink *out, PopplerDocument *document)
{
	GList *list = poppler_document_get_attachments(document);
	enum sp_status status = SP_OK;

	for (GList *at = list; at && status == SP_OK; at = at->next) {
		PopplerAttachment *attachment = at->data;
		if (is_restricted(poppler_attachment_get_name(attachment)))
			sp_sink_problem(out, SP_REASON_ENCRYPTED,
					"its use is restricted by rights management");
		status = sp_pdf_attachment(out, attachment);
	}
	g_list_free_full(list, g_object_unref);
	return status;
}

/* ---- pages ---- */

struct pages {
	struct sp_sink *out;
	PopplerDocument *document;
	unsigned n, without_text, damaged;
	struct sp_buf listed; /* numbers of pages that are pictures */
	unsigned first, last; /* of the present run of them */
	bool cut;	      /* there are too many to name */
};

/* "3, 7-9" */
static void end_run(struct pages *pages)
{
	const char *comma = pages->listed.len ? ", " : "";

	if (!pages->first || pages->cut)
		return;
	pages->cut = pages->listed.len > MAX_LISTED;
	if (pages->cut)
		sp_buf_printf(&pages->listed, "%s...", comma);
	else if (pages->first == pages->last)
		sp_buf_printf(&pages->listed, "%s%u", comma, pages->first);
	else
		sp_buf_printf(&pages->listed, "%s%u-%u", comma, pages->first, pages->last);
}

static void note_picture(struct pages *pages, unsigned number)
{
	pages->without_text++;
	if (!pages->first || pages->last + 1 != number) {
		end_run(pages);
		pages->first = number;
	}
	pages->last = number;
}

static enum sp_status read_page(struct pages *pages, unsigned number)
{
	PopplerPage *page = poppler_document_get_page(pages->document, (int)number - 1);
	bool text = false;

	if (!page) {
		pages->damaged++;
		return SP_OK;
	}
	enum sp_status status = sp_sink_enter(pages->out, SP_PLACE_PAGE, NULL, number);
	if (status == SP_OK) {
		status = sp_pdf_page(pages->out, page, &text);
		sp_sink_leave(pages->out);
	}
	if (status == SP_OK && !text && sp_pdf_page_has_image(page))
		note_picture(pages, number);
	g_object_unref(page);
	return status;
}

static void tell_missing(struct pages *pages)
{
	char detail[240];

	end_run(pages);
	if (pages->without_text) {
		snprintf(detail, sizeof(detail), "no text layer, %s %s",
			 pages->without_text == 1 ? "page" : "pages", sp_buf_str(&pages->listed));
		sp_sink_problem(pages->out, SP_REASON_UNSUPPORTED, detail);
	}
	if (pages->damaged) {
		snprintf(detail, sizeof(detail), "%u of its %u pages cannot be read",
			 pages->damaged, pages->n);
		sp_sink_problem(pages->out, SP_REASON_DAMAGED, detail);
	}
}

static enum sp_status read_pages(struct sp_sink *out, PopplerDocument *document, unsigned n)
{
	struct pages pages = {
		.out = out,
		.document = document,
		.n = n,
		.listed = SP_BUF_INIT(SP_BUF_UNCAPPED),
	};
	enum sp_status status = SP_OK;

	if (n > MAX_PAGES)
		sp_sink_problem(out, SP_REASON_LIMIT_SIZE, "it has too many pages");
	for (unsigned i = 1; i <= n && i <= MAX_PAGES && status == SP_OK; i++) {
		status = read_page(&pages, i);
		if (status == SP_OK)
			status = sp_sink_spend(out, 0);
	}
	tell_missing(&pages);
	if (status == SP_OK && (n > MAX_PAGES || pages.without_text || pages.damaged))
		status = SP_PARTIAL;
	if (pages.listed.failed)
		status = SP_FATAL;
	sp_buf_release(&pages.listed);
	return status;
}

static enum sp_status read_document(struct sp_sink *out, PopplerDocument *document)
{
	int n = poppler_document_get_n_pages(document);
	enum sp_status status = tell_information(out, document);

	if (status == SP_OK)
		status = tell_xmp(out, document);
	if (status == SP_OK)
		status = read_outline(out, document);
	/* Loops in the tree of pages show as a document without any. */
	if (n <= 0)
		sp_sink_problem(out, SP_REASON_DAMAGED, "it has no pages");
	enum sp_status pages = SP_FAILED;
	if (n > 0 && status == SP_OK)
		pages = read_pages(out, document, (unsigned)n);
	if (status == SP_OK && pages >= SP_FAILED)
		status = read_attachments(out, document);
	return sp_status_worse(status, pages);
}

/* Poppler mends a file that is cut short, and does not say so. */
static bool has_end(struct sp_input *in)
{
	char tail[TAIL];
	uint64_t size = sp_input_size(in);
	size_t got = 0;

	if (sp_input_read(in, size > TAIL ? size - TAIL : 0, tail, TAIL, &got) != SP_OK)
		return true;
	return memmem(tail, got, "%%EOF", 5) != NULL;
}

static enum sp_status tell_error(struct sp_sink *out, struct sp_input *in, const GError *error)
{
	if (sp_input_error(in)->reason)
		sp_sink_input_problem(out, in);
	else if (error && g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
		sp_sink_problem(out, SP_REASON_ENCRYPTED, "it needs a password");
	else
		sp_sink_problem(out, SP_REASON_DAMAGED, "it cannot be opened");
	return SP_FAILED;
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	GInputStream *stream = sp_pdf_stream_new(in);
	GError *error = NULL;
	PopplerDocument *document = poppler_document_new_from_stream(
		stream, (goffset)sp_input_size(in), NULL, NULL, &error);
	enum sp_status status;

	if (document && !has_end(in)) {
		sp_sink_problem(out, SP_REASON_TRUNCATED, "its end is missing");
		status = sp_status_worse(SP_PARTIAL, read_document(out, document));
	} else if (document) {
		status = read_document(out, document);
	} else {
		status = tell_error(out, in, error);
	}
	g_clear_error(&error);
	g_clear_object(&document);
	g_object_unref(stream);
	return status;
}

/* What poppler dislikes it tells with pieces of the document, which are nobody's business. */
static void quiet(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data)
{
	(void)domain, (void)level, (void)message, (void)data;
}

/*
 * As long as one document is open poppler keeps what it has read of fonts and
 * encodings. This one stays.
 */
static void init(void)
{
	static char smallest[] = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
				 "2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
				 "trailer<</Root 1 0 R>>\n%%EOF\n";
	GBytes *bytes = g_bytes_new_static(smallest, sizeof(smallest) - 1);

	g_log_set_handler("Poppler", G_LOG_LEVEL_MASK | G_LOG_FLAG_RECURSION, quiet, NULL);
	static PopplerDocument *kept;
	if (!kept)
		kept = poppler_document_new_from_bytes(bytes, NULL, NULL);
	g_bytes_unref(bytes);
}

#else

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	(void)in;
	sp_sink_media_type(out, "application/pdf");
	sp_sink_problem(out, SP_REASON_UNSUPPORTED, "built without poppler");
	return SP_FAILED;
}

#define init NULL

#endif

const struct sp_extractor sp_extractor_pdf = {
	.name = "pdf",
	.probe = sp_probe_pdf,
	.extract = extract,
	.init = init,
};
