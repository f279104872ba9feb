/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pdf_page.c - see pdf_page.h. Poppler puts the words of a page in the order
 * in which they are read. Text outside of what is shown of a page is left out
 * by it; text that is drawn invisibly, as behind a scanned page, is not.
 */
#include "extractors/pdf_page.h"

#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"

enum sp_status sp_pdf_value(struct sp_sink *out, enum sp_place_kind kind, const char *name,
			    char *value)
{
	enum sp_status status = SP_OK;

	if (value)
		status = sp_sink_value(out, kind, name, value, strlen(value));
	g_free(value);
	return status;
}

/* ---- text ---- */

static bool has_text(const char *s)
{
	while (sp_is_space(*s))
		s++;
	return *s != '\0';
}

/* A number goes on in the next line, behind the hyphen that it has anyway. */
static bool goes_on(const char *text, const char *newline)
{
	return newline - text >= 2 && newline[-1] == '-' && sp_is_digit(newline[-2]) &&
	       sp_is_digit(newline[1]);
}

static enum sp_status tell_text(struct sp_sink *out, const char *text)
{
	enum sp_status status = SP_OK;
	const char *from = text;

	for (const char *at = text; (at = strchr(at, '\n')) && status == SP_OK; at++) {
		if (!goes_on(text, at))
			continue;
		status = sp_sink_text(out, from, (size_t)(at - from));
		from = at + 1;
	}
	return status == SP_OK ? sp_sink_text(out, from, strlen(from)) : status;
}

/* ---- what lies on the page ---- */

struct saving {
	struct sp_sink *out;
	enum sp_status status;
};

static gboolean save(const gchar *data, gsize len, gpointer context, GError **error)
{
	struct saving *saving = context;

	saving->status = sp_sink_child_write(saving->out, data, len);
	if (saving->status == SP_OK)
		return TRUE;
	g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "no more is wanted");
	return FALSE;
}

enum sp_status sp_pdf_attachment(struct sp_sink *out, PopplerAttachment *attachment)
{
	struct saving saving = { .out = out };
	const char *name = poppler_attachment_get_name(attachment);
	const char *description = poppler_attachment_get_description(attachment);
	enum sp_status status = SP_OK;

	if (description)
		status = sp_sink_value(out, SP_PLACE_PROPERTY, "description", description,
				       strlen(description));
	if (status == SP_OK)
		status = sp_sink_child_open(out, name ? name : "attachment");
	if (status != SP_OK)
		return status;
	bool whole = poppler_attachment_save_to_callback(attachment, save, &saving, NULL);
	bool damaged = !whole && saving.status == SP_OK;
	status = sp_sink_child_close(out, damaged ? SP_REASON_DAMAGED : SP_REASON_NONE,
				     damaged ? "the attachment cannot be read in full" : NULL);
	return saving.status == SP_SKIPPED ? status : sp_status_worse(status, saving.status);
}

static enum sp_status tell_annotation(struct sp_sink *out, PopplerAnnot *annot)
{
	PopplerAnnotType type = poppler_annot_get_annot_type(annot);
	enum sp_status status = SP_OK;

	/* Links and fields have lists of their own, and a popup shows another's text. */
	if (type == POPPLER_ANNOT_LINK || type == POPPLER_ANNOT_WIDGET ||
	    type == POPPLER_ANNOT_POPUP)
		return SP_OK;
	status = sp_sink_enter(out, SP_PLACE_PART, "comment", 0);
	if (status != SP_OK)
		return status;
	if (POPPLER_IS_ANNOT_MARKUP(annot)) {
		PopplerAnnotMarkup *markup = POPPLER_ANNOT_MARKUP(annot);
		status = sp_pdf_value(out, SP_PLACE_PROPERTY, "author",
				      poppler_annot_markup_get_label(markup));
		if (status == SP_OK)
			status = sp_pdf_value(out, SP_PLACE_PROPERTY, "subject",
					      poppler_annot_markup_get_subject(markup));
	}
	char *contents = poppler_annot_get_contents(annot);
	if (status == SP_OK && contents)
		status = sp_sink_text(out, contents, strlen(contents));
	g_free(contents);
	sp_sink_leave(out);
	if (status != SP_OK || type != POPPLER_ANNOT_FILE_ATTACHMENT)
		return status;
	PopplerAttachment *file =
		poppler_annot_file_attachment_get_attachment(POPPLER_ANNOT_FILE_ATTACHMENT(annot));
	if (file)
		status = sp_pdf_attachment(out, file);
	g_clear_object(&file);
	return status;
}

static enum sp_status tell_annotations(struct sp_sink *out, PopplerPage *page)
{
	GList *list = poppler_page_get_annot_mapping(page);
	enum sp_status status = SP_OK;

	for (GList *at = list; at && status == SP_OK; at = at->next)
		status = tell_annotation(out, ((PopplerAnnotMapping *)at->data)->annot);
	poppler_page_free_annot_mapping(list);
	return status;
}

/* A field's value, with the field's name as what it is called. */
static enum sp_status tell_field_value(struct sp_sink *out, const char *name, char *value)
{
	enum sp_status status = SP_OK;

	if (value && *value) {
		status = sp_sink_enter(out, SP_PLACE_PART, "field", 0);
		if (status == SP_OK) {
			status = sp_sink_label(out, name);
			if (status == SP_OK)
				status = sp_sink_text(out, value, strlen(value));
			sp_sink_leave(out);
		}
	}
	g_free(value);
	return status;
}

static enum sp_status tell_choice(struct sp_sink *out, const char *name, PopplerFormField *field)
{
	int n = poppler_form_field_choice_get_n_items(field);
	enum sp_status status = SP_OK;

	if (poppler_form_field_choice_get_choice_type(field) == POPPLER_FORM_CHOICE_COMBO)
		status = tell_field_value(out, name, poppler_form_field_choice_get_text(field));
	for (int i = 0; i < n && status == SP_OK; i++)
		status = tell_field_value(out, name, poppler_form_field_choice_get_item(field, i));
	return status;
}

static enum sp_status tell_field(struct sp_sink *out, PopplerFormField *field)
{
	char *name = poppler_form_field_get_alternate_ui_name(field);
	enum sp_status status = SP_OK;

	if (!name)
		name = poppler_form_field_get_partial_name(field);
	switch (poppler_form_field_get_field_type(field)) {
	case POPPLER_FORM_FIELD_TEXT:
		status = tell_field_value(out, name, poppler_form_field_text_get_text(field));
		break;
	case POPPLER_FORM_FIELD_CHOICE:
		status = tell_choice(out, name, field);
		break;
	default:
		break;
	}
	g_free(name);
	return status;
}

static enum sp_status tell_fields(struct sp_sink *out, PopplerPage *page)
{
	GList *list = poppler_page_get_form_field_mapping(page);
	enum sp_status status = SP_OK;

	for (GList *at = list; at && status == SP_OK; at = at->next)
		status = tell_field(out, ((PopplerFormFieldMapping *)at->data)->field);
	poppler_page_free_form_field_mapping(list);
	return status;
}

/* Where a link leads, if not within the document. */
static const char *target_of(const PopplerAction *action)
{
	switch (action->type) {
	case POPPLER_ACTION_URI:
		return action->uri.uri;
	case POPPLER_ACTION_LAUNCH:
		return action->launch.file_name;
	case POPPLER_ACTION_GOTO_REMOTE:
		return action->goto_remote.file_name;
	default:
		return NULL;
	}
}

static enum sp_status tell_links(struct sp_sink *out, PopplerPage *page)
{
	GList *list = poppler_page_get_link_mapping(page);
	enum sp_status status = SP_OK;

	for (GList *at = list; at && status == SP_OK; at = at->next) {
		const PopplerAction *action = ((PopplerLinkMapping *)at->data)->action;
		const char *target = action ? target_of(action) : NULL;
		if (target)
			status = sp_sink_value(out, SP_PLACE_PART, "link", target, strlen(target));
	}
	poppler_page_free_link_mapping(list);
	return status;
}

bool sp_pdf_page_has_image(PopplerPage *page)
{
	GList *list = poppler_page_get_image_mapping(page);
	bool has = list != NULL;

	poppler_page_free_image_mapping(list);
	return has;
}

enum sp_status sp_pdf_page(struct sp_sink *out, PopplerPage *page, bool *text)
{
	char *s = poppler_page_get_text(page);
	enum sp_status status = SP_OK;

	*text = s && has_text(s);
	if (*text)
		status = tell_text(out, s);
	g_free(s);
	if (status == SP_OK)
		status = tell_annotations(out, page);
	if (status == SP_OK)
		status = tell_fields(out, page);
	return status == SP_OK ? tell_links(out, page) : status;
}
