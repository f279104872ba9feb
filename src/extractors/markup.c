/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * markup.c - parts of Office documents whose kind is not known, and DrawingML
 * (ECMA-376 part 1, section 21): slides, charts, diagrams, text in shapes.
 *
 * In a DrawingML paragraph the runs are joined; elsewhere every element is a
 * line of its own. Of alternatives for older and newer programs one is read.
 */
#include "extractors/ooxml.h"

#include <stdlib.h>
#include <string.h>

/* Attributes that are told while a paragraph is open wait, up to this. */
#define ASIDE (64 * 1024)

/* ---- alternatives ---- */

/* Leaves the choice to the next branch where this one gave no text. */
bool sp_alternates_start(struct sp_alternates *a, const struct sp_sax_tag *tag, uint64_t said)
{
	if (a->skipping) {
		a->skipping++;
		return true;
	}
	if (tag->space != SP_OX_MC)
		return false;
	if (strcmp(tag->name, "AlternateContent") == 0) {
		if (a->n == SP_ALTERNATES) {
			a->beyond++;
		} else {
			a->open[a->n].said = said;
			a->open[a->n++].taken = false;
		}
	} else if (a->n && !a->beyond) {
		if (a->open[a->n - 1].taken)
			a->skipping = 1;
		a->open[a->n - 1].said = said;
	}
	return true;
}

bool sp_alternates_end(struct sp_alternates *a, int space, const char *name, uint64_t said)
{
	if (a->skipping) {
		a->skipping--;
		return true;
	}
	if (space != SP_OX_MC)
		return false;
	if (strcmp(name, "AlternateContent") == 0) {
		if (a->beyond)
			a->beyond--;
		else if (a->n)
			a->n--;
	} else if (a->n && !a->beyond && said > a->open[a->n - 1].said) {
		a->open[a->n - 1].taken = true;
	}
	return true;
}

/* ---- attributes ---- */

/* Text wherever they stand; in order. */
static const char *const spoken[] = {
	"UnicodeString", "alt",		  "author",	"caption",     "command",     "commandText",
	"comment",	 "connectString", "connection", "descr",       "description", "dest",
	"display",	 "displayName",	  "email",	"error",       "errorTitle",  "href",
	"initials",	 "odcFile",	  "prompt",	"promptTitle", "refersTo",    "refreshedBy",
	"sourceFile",	 "string",	  "text",	"title",       "tooltip",     "url",
	"user",		 "userId",	  "userName",
};

/* Text in these elements; in order. */
static const struct {
	const char *element, *attribute;
} spoken_in[] = {
	{ "alias", "val" },
	{ "cacheField", "name" },
	{ "cmAuthor", "name" },
	{ "connection", "name" },
	{ "customFilter", "val" },
	{ "d", "v" },
	{ "default", "val" },
	{ "docVar", "name" },
	{ "docVar", "val" },
	{ "e", "v" },
	{ "filter", "val" },
	{ "helpText", "val" },
	{ "inputCells", "val" },
	{ "listEntry", "val" },
	{ "listItem", "displayText" },
	{ "listItem", "value" },
	{ "n", "v" },
	{ "query", "val" },
	{ "s", "v" },
	{ "scenario", "name" },
	{ "section", "name" },
	{ "sheetName", "val" },
	{ "statusText", "val" },
	{ "tableColumn", "name" },
	{ "tag", "name" },
	{ "tag", "val" },
	{ "worksheetSource", "name" },
	{ "worksheetSource", "ref" },
	{ "worksheetSource", "sheet" },
};

static int compare_spoken(const void *key, const void *item)
{
	return strcmp(key, *(const char *const *)item);
}

static bool is_spoken(const char *element, const char *attribute)
{
	if (bsearch(attribute, spoken, sizeof(spoken) / sizeof(spoken[0]), sizeof(spoken[0]),
		    compare_spoken))
		return true;
	/* Their names are short and few, and the attribute is one of four. */
	if (strcmp(attribute, "val") != 0 && strcmp(attribute, "v") != 0 &&
	    strcmp(attribute, "name") != 0 && strcmp(element, "listItem") != 0 &&
	    strcmp(element, "worksheetSource") != 0)
		return false;
	for (size_t i = 0; i < sizeof(spoken_in) / sizeof(spoken_in[0]); i++)
		if (strcmp(spoken_in[i].element, element) == 0 &&
		    strcmp(spoken_in[i].attribute, attribute) == 0)
			return true;
	return false;
}

bool sp_ooxml_attributes(struct sp_buf *to, const struct sp_sax_tag *tag)
{
	for (int i = 0; i < tag->n_attributes; i++) {
		struct sp_sax_attribute a = tag->attributes[i];
		if (!a.len || !is_spoken(tag->name, a.name))
			continue;
		if ((to->len && !sp_buf_putc(to, '\n')) || !sp_buf_add(to, a.value, a.len))
			return false;
	}
	return true;
}

/* ---- text ---- */

void sp_markup_init(struct sp_markup *markup, struct sp_sink *out)
{
	*markup = (struct sp_markup) {
		.prose = { .out = out },
		.aside = SP_BUF_INIT(SP_BUF_UNCAPPED),
	};
}

void sp_markup_release(struct sp_markup *markup)
{
	sp_buf_release(&markup->aside);
}

static enum sp_status tell_aside(struct sp_markup *markup)
{
	enum sp_status status = SP_OK;

	if (markup->aside.len)
		status = sp_prose_line(&markup->prose, markup->aside.data, markup->aside.len);
	sp_buf_reset(&markup->aside);
	return status;
}

static void boundary(struct sp_markup *markup)
{
	sp_prose_break(&markup->prose, '\n');
	markup->prose.trim = true;
}

static bool is_paragraph(int space, const char *name)
{
	return space == SP_OX_A && strcmp(name, "p") == 0;
}

enum sp_status sp_markup_start(void *context, const struct sp_sax_tag *tag)
{
	struct sp_markup *markup = context;
	enum sp_status status = SP_OK;

	if (sp_alternates_start(&markup->alternates, tag, markup->prose.said))
		return SP_OK;
	if (!sp_ooxml_attributes(&markup->aside, tag))
		return SP_FATAL;
	if (!markup->paragraph || markup->aside.len > ASIDE)
		status = tell_aside(markup);
	/* Names of what is animated, and where drawings stand, are no text. */
	markup->quiet = tag->space == SP_OX_WP || strcmp(tag->name, "attrName") == 0;
	markup->in_text =
		(tag->space == SP_OX_A || tag->space == SP_OX_M) && strcmp(tag->name, "t") == 0;
	if (is_paragraph(tag->space, tag->name)) {
		markup->paragraph++;
		boundary(markup);
	} else if (markup->paragraph && tag->space == SP_OX_A && strcmp(tag->name, "br") == 0) {
		sp_prose_break(&markup->prose, '\n');
	} else if (!markup->paragraph) {
		boundary(markup);
	}
	if (markup->in_text)
		markup->prose.trim = false;
	return status;
}

enum sp_status sp_markup_end(void *context, int space, const char *name)
{
	struct sp_markup *markup = context;

	if (sp_alternates_end(&markup->alternates, space, name, markup->prose.said))
		return SP_OK;
	markup->in_text = markup->quiet = false;
	if (is_paragraph(space, name) && markup->paragraph)
		markup->paragraph--;
	if (markup->paragraph)
		return SP_OK;
	boundary(markup);
	return tell_aside(markup);
}

enum sp_status sp_markup_text(void *context, const char *text, size_t len)
{
	struct sp_markup *markup = context;

	if (markup->alternates.skipping || markup->quiet || (markup->paragraph && !markup->in_text))
		return SP_OK;
	return sp_prose_text(&markup->prose, text, len);
}

enum sp_status sp_markup_finish(void *context, enum sp_status status)
{
	return status == SP_OK ? tell_aside(context) : status;
}

const struct sp_sax_events sp_markup_events = {
	.start = sp_markup_start,
	.end = sp_markup_end,
	.text = sp_markup_text,
};
