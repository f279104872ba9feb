/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * odf_paragraph.c - paragraphs of an OpenDocument text, and what is told behind
 * them (ISO/IEC 26300 part 1, sections 5, 6 and 14).
 *
 * Text is joined within a paragraph, with white space folded as section 6.1.2
 * says. Notes and annotations stand in the middle of the text that they are
 * about; they are told behind it, so that they do not tear it apart, and so are
 * links and alternative texts.
 */
#include "extractors/odf_own.h"

#include "base/ascii.h"

#define CELL_LABEL 256

/* ---- text ---- */

enum sp_status odf_add_capped(struct sp_odf_text *o, struct sp_buf *to, const char *s, size_t len)
{
	size_t room = to->cap - to->len;

	if (len > room && !o->cut)
		sp_sink_problem(o->prose.out, SP_REASON_LIMIT_SIZE, "a text is too long");
	o->cut |= len > room;
	return sp_buf_add(to, s, len < room ? len : room) ? SP_OK : SP_FATAL;
}

static enum sp_status enter_paragraph(struct sp_odf_text *o)
{
	struct odf_paragraph *top = o->n_open ? &o->open[o->n_open - 1] : NULL;
	enum sp_status status;

	if (!top || top->entered)
		return SP_OK;
	status = sp_sink_enter(o->prose.out, SP_PLACE_PARAGRAPH, NULL, top->number);
	if (status != SP_OK)
		return status;
	top->entered = true;
	sp_prose_begin(&o->prose);
	if (!o->sheet && o->in_cell)
		status = sp_sink_label(o->prose.out,
				       sp_columns_label(&o->columns, o->row, o->column));
	return status;
}

static enum sp_status put(struct sp_odf_text *o, const char *s, size_t len)
{
	enum sp_status status;

	if (o->note_depth)
		return odf_add_capped(o, &o->waiting, s, len);
	if (odf_in_sheet_cell(o))
		return odf_add_capped(o, &o->cell, s, len);
	if (o->in_cell && o->cell.len + len < CELL_LABEL && !sp_buf_add(&o->cell, s, len))
		return SP_FATAL;
	status = enter_paragraph(o);
	return status == SP_OK ? sp_prose_text(&o->prose, s, len) : status;
}

enum sp_status odf_put_folded(struct sp_odf_text *o, const char *s, size_t len)
{
	sp_buf_reset(&o->folded);
	while (len) {
		size_t n = 0;
		while (n < len && !sp_is_space(s[n]))
			n++;
		if (n) {
			if (o->space && o->any && !sp_buf_putc(&o->folded, ' '))
				return SP_FATAL;
			if (!sp_buf_add(&o->folded, s, n))
				return SP_FATAL;
			o->space = false;
			o->any = true;
		} else {
			o->space = true;
			n = 1;
		}
		s += n;
		len -= n;
	}
	return o->folded.len ? put(o, o->folded.data, o->folded.len) : SP_OK;
}

enum sp_status odf_put_mark(struct sp_odf_text *o, const char *s, size_t len)
{
	enum sp_status status = SP_OK;

	if (o->space && o->any)
		status = put(o, " ", 1);
	o->space = false;
	o->any = true;
	return status == SP_OK ? put(o, s, len) : status;
}

/* ---- what waits ---- */

static enum sp_status tell_note(struct sp_odf_text *o, const struct odf_note *note)
{
	const char *text = sp_buf_str(&o->waiting);
	enum sp_status status = sp_sink_enter(o->prose.out, SP_PLACE_PART, note->part, 0);

	if (status != SP_OK)
		return status;
	status = sp_sink_value(o->prose.out, SP_PLACE_PROPERTY, "author", text + note->author,
			       note->author_len);
	if (status == SP_OK && note->text_len)
		status = sp_sink_text(o->prose.out, text + note->text, note->text_len);
	sp_sink_leave(o->prose.out);
	return status;
}

enum sp_status odf_tell_waiting(struct sp_odf_text *o)
{
	enum sp_status status = SP_OK;

	if (o->note_depth)
		return SP_OK;
	if (o->aside.len || o->n_notes)
		status = enter_paragraph(o);
	if (o->aside.len && status == SP_OK)
		status = sp_prose_line(&o->prose, o->aside.data, o->aside.len);
	for (unsigned i = 0; i < o->n_notes && status == SP_OK; i++)
		status = tell_note(o, &o->notes[i]);
	o->n_notes = 0;
	sp_buf_reset(&o->aside);
	sp_buf_reset(&o->waiting);
	return status;
}

enum sp_status odf_add_aside(struct sp_odf_text *o, const char *s, size_t len)
{
	if (o->aside.len && !sp_buf_putc(&o->aside, '\n'))
		return SP_FATAL;
	return odf_add_capped(o, &o->aside, s, len);
}

enum sp_status odf_note_begin(struct sp_odf_text *o, const char *part)
{
	enum sp_status status = SP_OK;

	if (!o->note_depth && (o->n_notes == ODF_NOTES || o->waiting.len > ODF_WAITING))
		status = odf_tell_waiting(o);
	if (o->note_depth++ || status != SP_OK)
		return status;
	o->outer_space = o->space;
	o->outer_any = o->any;
	o->notes[o->n_notes++] = (struct odf_note) { .part = part, .text = o->waiting.len };
	return SP_OK;
}

enum sp_status odf_note_end(struct sp_odf_text *o)
{
	if (!o->note_depth || --o->note_depth)
		return SP_OK;
	struct odf_note *note = &o->notes[o->n_notes - 1];
	note->text_len = o->waiting.len - note->text;
	o->space = o->outer_space;
	o->any = o->outer_any;
	return o->n_open || odf_in_sheet_cell(o) ? SP_OK : odf_tell_waiting(o);
}

enum sp_status odf_note_author(struct sp_odf_text *o)
{
	struct odf_note *note = o->note_depth ? &o->notes[o->n_notes - 1] : NULL;

	if (!note)
		return sp_sink_value(o->prose.out, SP_PLACE_PROPERTY, "author", o->leaf_text.data,
				     o->leaf_text.len);
	if (note->author_len || o->waiting.len != note->text)
		return odf_add_aside(o, o->leaf_text.data, o->leaf_text.len);
	note->author = o->waiting.len;
	enum sp_status status = odf_add_capped(o, &o->waiting, o->leaf_text.data, o->leaf_text.len);
	note->author_len = o->waiting.len - note->author;
	note->text = o->waiting.len;
	return status;
}

/* ---- places ---- */

enum sp_status odf_enter(struct sp_odf_text *o, enum sp_place_kind kind, const char *name,
			 uint64_t number)
{
	enum sp_status status = sp_sink_enter(o->prose.out, kind, name, number);

	o->entered += status == SP_OK;
	sp_prose_begin(&o->prose);
	return status;
}

void odf_leave(struct sp_odf_text *o)
{
	if (!o->entered)
		return;
	o->entered--;
	sp_sink_leave(o->prose.out);
	sp_prose_begin(&o->prose);
}

/* ---- paragraphs ---- */

enum sp_status odf_paragraph_begin(struct sp_odf_text *o)
{
	o->space = o->any = false;
	if (o->note_depth) {
		const struct odf_note *note = &o->notes[o->n_notes - 1];
		return o->waiting.len > note->text ? odf_add_capped(o, &o->waiting, "\n", 1)
						   : SP_OK;
	}
	if (odf_in_sheet_cell(o))
		return o->cell.len ? odf_add_capped(o, &o->cell, "\n", 1) : SP_OK;
	o->paragraphs++;
	if (o->n_open == ODF_OPEN) {
		o->beyond++;
		sp_prose_break(&o->prose, '\n');
		return SP_OK;
	}
	o->open[o->n_open++] = (struct odf_paragraph) { .number = o->paragraphs };
	return SP_OK;
}

enum sp_status odf_paragraph_end(struct sp_odf_text *o)
{
	enum sp_status status;

	o->space = false;
	o->any = true;
	if (o->note_depth || odf_in_sheet_cell(o) || !o->n_open)
		return SP_OK;
	if (o->beyond) {
		o->beyond--;
		sp_prose_break(&o->prose, '\n');
		return SP_OK;
	}
	status = odf_tell_waiting(o);
	if (o->open[--o->n_open].entered)
		sp_sink_leave(o->prose.out);
	sp_prose_begin(&o->prose);
	return status;
}
