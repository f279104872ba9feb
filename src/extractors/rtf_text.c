/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtf_text.c - text of RTF: bytes in the charset of their font, what stands
 * beside them, pictures and objects, and the groups that all this belongs to.
 */
#include "extractors/rtf_own.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "extractors/ole.h"

#define MAX_GROUPS 2000
#define MAX_FONTS 4096
/* Text that waits to be converted. */
#define MAX_BYTES 4096

/* ---- text ---- */

enum sp_status rtf_spool(struct rtf *r, struct sp_spool *to, const void *data, size_t len)
{
	struct sp_error error = { 0 };
	enum sp_status status = sp_sink_spend(r->out, len);

	if (status == SP_OK)
		status = sp_spool_write(to, data, len, &error);
	if (status == SP_FAILED)
		sp_sink_problem(r->out, error.reason, error.text);
	return status;
}

static enum sp_status collect(struct rtf *r, struct sp_buf *to, const char *s, size_t len)
{
	if (sp_buf_add(to, s, len))
		return SP_OK;
	if (to->len + len <= to->cap)
		return SP_FATAL;
	sp_sink_problem(r->out, SP_REASON_LIMIT_SIZE, "a note is too long");
	return SP_PARTIAL;
}

bool rtf_holds_text(const struct rtf_group *group)
{
	return group->holds == SP_RTF_TEXT || group->holds == SP_RTF_NAME;
}

/* UTF-8 on its way to where the present group's text belongs. */
enum sp_status rtf_say(struct rtf *r, const char *s, size_t len)
{
	struct rtf_group *group = rtf_top(r);

	if (r->html) {
		bool seen = group->holds == SP_RTF_HTML ||
			    (group->holds == SP_RTF_TEXT && !group->unseen);
		return seen ? rtf_spool(r, r->html, s, len) : SP_OK;
	}
	if (!rtf_holds_text(group))
		return SP_OK;
	if (group->holds == SP_RTF_NAME) {
		size_t had = strlen(r->name), most = sizeof(r->name) - 1 - had;
		memcpy(r->name + had, s, len < most ? len : most);
		r->name[had + (len < most ? len : most)] = '\0';
		return SP_OK;
	}
	if (group->beside)
		return collect(r, &r->beside[group->beside - 1].text, s, len);
	if (group->deleted)
		return collect(r, &r->deleted, s, len);
	sp_story_table(&r->story, group->in_table);
	return sp_story_text(&r->story, s, len);
}

static bool is_ascii(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] >= 0x80)
			return false;
	return true;
}

/* A charset's decoder is kept as long as the charset stays. */
static enum sp_status decode(struct rtf *r)
{
	if (r->decoding && r->decoder.charset != r->charset) {
		sp_decoder_release(&r->decoder);
		r->decoding = false;
	}
	if (!r->decoding && sp_decoder_init(&r->decoder, r->charset) != SP_OK)
		return SP_FATAL;
	r->decoding = true;
	sp_buf_reset(&r->text);
	return sp_decoder_feed(&r->decoder, r->bytes.data, r->bytes.len, &r->text) &&
			       sp_decoder_finish(&r->decoder, &r->text)
		       ? SP_OK
		       : SP_FATAL;
}

/* Tells the bytes that wait. */
enum sp_status rtf_flush(struct rtf *r)
{
	enum sp_status status = SP_OK;

	if (r->high) {
		r->high = 0;
		status = rtf_say(r, "\xEF\xBF\xBD", 3);
	}
	if (!r->bytes.len || status != SP_OK)
		return status;
	if (is_ascii(r->bytes.data, r->bytes.len)) {
		status = rtf_say(r, r->bytes.data, r->bytes.len);
	} else {
		status = decode(r);
		if (status == SP_OK)
			status = rtf_say(r, sp_buf_str(&r->text), r->text.len);
	}
	sp_buf_reset(&r->bytes);
	return status;
}

/* A digit of a picture or an object. */
static enum sp_status add_digit(struct rtf *r, int c)
{
	int value = rtf_hex(c);
	enum sp_status status = SP_OK;

	if (value < 0)
		return SP_OK;
	if (!r->nibble) {
		r->nibble = 0x10 | (unsigned)value;
		return SP_OK;
	}
	char byte = (char)((r->nibble & 0xF) << 4 | (unsigned)value);
	r->nibble = 0;
	if (!sp_buf_putc(&r->digits, byte))
		return SP_FATAL;
	if (r->digits.len >= MAX_BYTES) {
		status = rtf_spool(r, r->data, r->digits.data, r->digits.len);
		sp_buf_reset(&r->digits);
	}
	return status;
}

/* A character of the text, as it stands in the file. */
enum sp_status rtf_add_byte(struct rtf *r, unsigned char c)
{
	struct rtf_group *group = rtf_top(r);

	group->fresh = false;
	if (group->holds == SP_RTF_PICTURE || group->holds == SP_RTF_OBJECT)
		return r->data ? add_digit(r, c) : SP_OK;
	if (r->to_skip) {
		r->to_skip--;
		return SP_OK;
	}
	if (!rtf_holds_text(group) && group->holds != SP_RTF_HTML)
		return SP_OK;
	if (r->bytes.len && (r->charset != group->charset || r->bytes.len >= MAX_BYTES)) {
		enum sp_status status = rtf_flush(r);
		if (status != SP_OK)
			return status;
	}
	r->charset = group->charset;
	return sp_buf_putc(&r->bytes, (char)c) ? SP_OK : SP_FATAL;
}

static enum sp_status say_code(struct rtf *r, uint32_t code)
{
	char utf8[4];
	size_t len = sp_utf8_encode(code, utf8);

	rtf_top(r)->fresh = false;
	return rtf_say(r, utf8, len);
}

enum sp_status rtf_add_unicode(struct rtf *r, long number)
{
	uint32_t unit = (uint32_t)number & 0xFFFF, high = r->high;
	enum sp_status status;

	r->high = 0;
	if (high && unit >= 0xDC00 && unit <= 0xDFFF) {
		status = say_code(r, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
	} else {
		r->high = high;
		status = rtf_flush(r);
		if (status == SP_OK && unit >= 0xD800 && unit <= 0xDBFF)
			r->high = unit;
		else if (status == SP_OK)
			status = say_code(r, unit);
	}
	r->to_skip = rtf_top(r)->skip;
	return status;
}

/* ---- what stands beside the text ---- */

void rtf_open_beside(struct rtf *r, enum sp_beside kind, const char *name)
{
	struct rtf_group *group = rtf_top(r);

	if (r->n_beside == RTF_BESIDE || r->html)
		return;
	struct rtf_beside *b = &r->beside[r->n_beside++];
	b->kind = kind;
	snprintf(b->name, sizeof(b->name), "%s", name ? name : "");
	b->text.cap = SP_MAX_STRING;
	group->beside = r->n_beside;
	group->owns = true;
	group->deleted = false;
}

static enum sp_status close_beside(struct rtf *r)
{
	struct rtf_beside *b = &r->beside[--r->n_beside];
	size_t len = b->text.len;

	/* Names in a list end so. */
	if (b->kind == SP_BESIDE_PROPERTY && len && b->text.data[len - 1] == ';')
		len--;
	sp_story_table(&r->story, rtf_top(r)->in_table);
	enum sp_status status =
		sp_story_beside(&r->story, b->kind, b->name, sp_buf_str(&b->text), len);
	sp_buf_release(&b->text);
	return status;
}

enum sp_status rtf_tell_deleted(struct rtf *r)
{
	enum sp_status status = sp_story_beside(&r->story, SP_BESIDE_PART, "deleted",
						sp_buf_str(&r->deleted), r->deleted.len);

	sp_buf_reset(&r->deleted);
	return status;
}

/* ---- pictures and objects ---- */

enum sp_status rtf_open_data(struct rtf *r, enum sp_rtf_holds holds)
{
	rtf_top(r)->holds = holds;
	if (r->data)
		return SP_OK;
	r->ending = "bin";
	r->nibble = 0;
	rtf_top(r)->owns = true;
	return sp_spool_new(&r->data) == SP_OK ? SP_OK : SP_FATAL;
}

static enum sp_status close_data(struct rtf *r)
{
	bool picture = rtf_top(r)->holds == SP_RTF_PICTURE;
	struct sp_spool *data = r->data;
	struct sp_input *in = NULL;
	char name[40];
	enum sp_status status = rtf_spool(r, data, r->digits.data, r->digits.len);

	sp_buf_reset(&r->digits);
	r->data = NULL;
	if (status != SP_OK || !sp_spool_size(data)) {
		sp_spool_free(data);
		return status;
	}
	status = sp_spool_input(data, &in);
	if (status != SP_OK)
		return status;
	if (!picture) {
		snprintf(name, sizeof(name), "object %u", ++r->objects);
		return sp_ole_object(r->out, name, in);
	}
	snprintf(name, sizeof(name), "picture %u.%s", ++r->pictures, r->ending);
	return sp_sink_child(r->out, name, in);
}

/* ---- fonts ---- */

const struct sp_charset *rtf_page_or(const struct sp_charset *otherwise, long page)
{
	const struct sp_charset *charset =
		page > 0 ? sp_charset_from_codepage((unsigned)page) : NULL;

	return charset ? charset : otherwise;
}

const struct sp_charset *rtf_font_charset(const struct rtf *r, long number)
{
	for (size_t i = r->n_fonts; i-- > 0;)
		if (r->fonts[i].number == number)
			return r->fonts[i].charset;
	return r->page;
}

enum sp_status rtf_describe_font(struct rtf *r, const struct sp_charset *charset)
{
	if (charset == r->page || r->n_fonts == MAX_FONTS)
		return SP_OK;
	if (!sp_mem_room(&r->fonts, &r->room_fonts, r->n_fonts + 1, sizeof(*r->fonts)))
		return SP_FATAL;
	r->fonts[r->n_fonts++] = (struct rtf_font) { r->font, charset };
	return SP_OK;
}

enum sp_status rtf_set_page(struct rtf *r, long page)
{
	enum sp_status status = rtf_flush(r);

	r->page = rtf_page_or(r->page, page);
	for (size_t i = 0; i < r->n_groups; i++)
		r->groups[i].charset = r->page;
	return status;
}

/* ---- groups ---- */

enum sp_status rtf_open_group(struct rtf *r)
{
	struct rtf_group fresh = *rtf_top(r);
	enum sp_status status = rtf_flush(r);

	r->to_skip = 0;
	if (r->n_groups == MAX_GROUPS) {
		if (!r->too_deep)
			sp_sink_problem(r->out, SP_REASON_LIMIT_DEPTH,
					"its groups are nested too deep");
		r->too_deep = true;
		r->beyond++;
		return status;
	}
	if (!sp_mem_room(&r->groups, &r->room_groups, r->n_groups + 1, sizeof(fresh)))
		return SP_FATAL;
	fresh.fresh = true;
	fresh.owns = fresh.optional = false;
	if (fresh.holds == SP_RTF_EITHER)
		fresh.holds = SP_RTF_NOTHING;
	else if (fresh.holds == SP_RTF_PICTURE || fresh.holds == SP_RTF_OBJECT)
		fresh.holds = SP_RTF_GROUPS;
	r->groups[r->n_groups++] = fresh;
	if (fresh.holds == SP_RTF_LIST && status == SP_OK) {
		rtf_top(r)->holds = SP_RTF_TEXT;
		rtf_open_beside(r, SP_BESIDE_PROPERTY, fresh.list);
	}
	return status;
}

enum sp_status rtf_close_group(struct rtf *r)
{
	struct rtf_group *group = rtf_top(r);
	enum sp_status status = rtf_flush(r);

	r->to_skip = 0;
	if (r->beyond) {
		r->beyond--;
		return status;
	}
	if (group->owns && status == SP_OK) {
		bool data = group->holds == SP_RTF_PICTURE || group->holds == SP_RTF_OBJECT;
		status = data ? close_data(r) : close_beside(r);
	}
	if (r->n_groups > 1)
		r->n_groups--;
	r->ended = r->n_groups == 1;
	return status;
}
