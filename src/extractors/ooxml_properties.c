/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ooxml_properties.c - properties of a document (ECMA-376 part 1, section 22): core, extended,
 * custom. */
#include "extractors/ooxml_own.h"

#include <string.h>

#include "base/ascii.h"

/* A property is a child of the first element; its own name may be an attribute. */
static enum sp_status properties_start(void *context, const struct sp_sax_tag *tag)
{
	struct ooxml_properties *p = context;

	p->open = false;
	if (++p->depth != 2)
		return SP_OK;
	struct sp_sax_attribute named = sp_sax_attribute(tag, SP_SAX_NO_SPACE, "name");
	const char *name = named.len ? named.value : tag->name;
	size_t len = named.len ? named.len : strlen(tag->name);
	if (len >= sizeof(p->name))
		len = sizeof(p->name) - 1;
	memcpy(p->name, name, len);
	p->name[len] = '\0';
	sp_buf_reset(&p->text);
	return SP_OK;
}

static enum sp_status properties_text(void *context, const char *text, size_t len)
{
	struct ooxml_properties *p = context;
	size_t room = p->text.cap - p->text.len;

	if (p->depth < 2)
		return SP_OK;
	if (!p->open) {
		while (len && sp_is_space(*text))
			text++, len--;
		if (!len || !room)
			return SP_OK;
		if (p->text.len && !sp_buf_putc(&p->text, '\n'))
			return SP_FATAL;
		room = p->text.cap - p->text.len;
		p->open = true;
	}
	if (len > room && !p->cut)
		sp_sink_problem(p->out, SP_REASON_LIMIT_SIZE, "a property is too long");
	p->cut |= len > room;
	return sp_buf_add(&p->text, text, len < room ? len : room) ? SP_OK : SP_FATAL;
}

static enum sp_status properties_end(void *context, int space, const char *name)
{
	struct ooxml_properties *p = context;
	enum sp_status status = SP_OK;

	(void)space, (void)name;
	p->open = false;
	if (p->depth-- == 2 && p->text.len)
		status = sp_sink_value(p->out, SP_PLACE_PROPERTY, p->name, p->text.data,
				       p->text.len);
	return status;
}

const struct sp_sax_events ooxml_properties_events = {
	.start = properties_start,
	.end = properties_end,
	.text = properties_text,
};
