/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pptx.c - PresentationML (ECMA-376 part 1, section 19).
 *
 * Slides come in the order in which they are shown, each with its notes,
 * comments, charts and diagrams. The text itself is DrawingML: see markup.c.
 * Layouts and masters belong to all slides and come last.
 */
#include "extractors/ooxml.h"

#include <string.h>

#include "base/mem.h"

#define MAX_SLIDES 100000

struct presentation {
	struct sp_markup markup; /* for what else stands in the main part */
	const struct sp_relations *relations;
	const struct sp_relation **slides;
	size_t n, room;
	bool missing;
};

/* <p:sldId id="256" r:id="rId2"/> */
static enum sp_status presentation_start(void *context, const struct sp_sax_tag *tag)
{
	struct presentation *p = context;

	if (tag->space != SP_OX_P || strcmp(tag->name, "sldId") != 0)
		return sp_markup_start(&p->markup, tag);
	struct sp_sax_attribute id = sp_sax_attribute(tag, SP_OX_R, "id");
	const struct sp_relation *slide =
		id.len && p->n < MAX_SLIDES ? sp_relations_find(p->relations, id.value, id.len)
					    : NULL;
	p->missing |= !slide;
	if (!slide)
		return SP_OK;
	if (!sp_mem_room(&p->slides, &p->room, p->n + 1, sizeof(*p->slides)))
		return SP_FATAL;
	p->slides[p->n++] = slide;
	return SP_OK;
}

static enum sp_status presentation_end(void *context, int space, const char *name)
{
	struct presentation *p = context;

	if (space == SP_OX_P && strcmp(name, "sldId") == 0)
		return SP_OK;
	return sp_markup_end(&p->markup, space, name);
}

static enum sp_status presentation_text(void *context, const char *text, size_t len)
{
	struct presentation *p = context;

	return sp_markup_text(&p->markup, text, len);
}

static const struct sp_sax_events presentation_events = {
	.start = presentation_start,
	.end = presentation_end,
	.text = presentation_text,
};

static enum sp_status read_slide(struct sp_ooxml *doc, struct sp_part *slide, uint64_t number)
{
	static const char *const not_of_the_slide[] = { "slide",	  "slideLayout",
							"slideMaster",	  "notesMaster",
							"commentAuthors", "presentation",
							"authors",	  NULL };
	enum sp_status status = sp_sink_enter(doc->out, SP_PLACE_SLIDE, NULL, number);

	if (status != SP_OK)
		return status;
	doc->placed = slide;
	status = sp_ooxml_part(doc, slide);
	if (status == SP_OK)
		status = sp_ooxml_related(doc, slide->name, not_of_the_slide);
	sp_sink_leave(doc->out);
	return status;
}

static enum sp_status read_slides(struct sp_ooxml *doc, const struct presentation *p)
{
	enum sp_status status = SP_OK;
	bool missing = p->missing;

	for (size_t i = 0; i < p->n && status == SP_OK; i++) {
		struct sp_part *slide = sp_package_find(&doc->package, p->slides[i]->target);
		missing |= !slide;
		if (slide && !slide->done)
			status = read_slide(doc, slide, i + 1);
	}
	if (missing)
		sp_package_problem(&doc->package, SP_REASON_DAMAGED, "a slide is missing");
	return status;
}

enum sp_status sp_pptx_read(struct sp_ooxml *doc, struct sp_part *main)
{
	struct sp_relations relations = { 0 };
	struct presentation p = { .relations = &relations };
	enum sp_status status = SP_OK;

	if (!main)
		return SP_OK;
	sp_markup_init(&p.markup, doc->out);
	status = sp_ooxml_relations(doc, main->name, &relations);
	if (status == SP_OK)
		status = sp_sink_enter(doc->out, SP_PLACE_PART, "presentation", 0);
	if (status == SP_OK) {
		status = sp_package_parse(&doc->package, main, &presentation_events, &p);
		sp_sink_leave(doc->out);
	}
	if (status == SP_OK)
		status = read_slides(doc, &p);
	sp_markup_release(&p.markup);
	sp_mem_free(p.slides);
	sp_relations_release(&relations);
	return status;
}
