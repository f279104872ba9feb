/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtf.c - Rich Text Format (specification 1.9.1), by a stripper of our own.
 *
 * Control words that are not known change how text looks, and nothing more; a
 * group that is marked as optional and not known is left out. Text is bytes in
 * the code page of the present font. RTF that was made from HTML ([MS-OXRTFEX])
 * is turned back into that. Left out on purpose: what only says how a document
 * looks (style sheets, lists, themes), and pictures that stand in for others.
 */
#include "extractors/rtf.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "extractors/html.h"
#include "extractors/registry.h"
#include "extractors/rtf_own.h"

#define MAX_WORD 32

/* ---- bytes ---- */

static bool fill(struct rtf *r)
{
	size_t got = 0;

	if (r->read_failed)
		return false;
	r->read_failed = sp_input_read(r->in, r->offset, r->block, RTF_BLOCK, &got) != SP_OK;
	if (r->read_failed)
		sp_sink_input_problem(r->out, r->in);
	r->offset += got;
	r->at = 0;
	r->len = got;
	return got > 0;
}

/* The next byte, or -1; it is not taken. */
static int peek(struct rtf *r)
{
	if (r->at == r->len && !fill(r))
		return -1;
	return r->block[r->at];
}

static int take(struct rtf *r)
{
	int c = peek(r);

	r->at += c >= 0;
	return c;
}

/* ---- control words ---- */

/* The group begins with this word, which says what it holds. */
static enum sp_status begin_group(struct rtf *r, const struct sp_rtf_word *word)
{
	struct rtf_group *group = rtf_top(r);
	enum sp_rtf_holds around = r->n_groups > 1 ? r->groups[r->n_groups - 2].holds : SP_RTF_TEXT;

	if (r->html && word->holds != SP_RTF_HTML && word->holds != SP_RTF_FONTS) {
		if (word->holds != SP_RTF_TEXT || word->action != SP_RTF_GROUP)
			group->holds = SP_RTF_NOTHING;
		return SP_OK;
	}
	if (group->holds == SP_RTF_NOTHING)
		return SP_OK;
	group->outer = around;
	if (word->action == SP_RTF_PROPERTY && around != SP_RTF_INFO)
		return SP_OK;
	if (word->holds == SP_RTF_PICTURE || word->holds == SP_RTF_OBJECT)
		return rtf_open_data(r, word->holds);
	group->holds = word->holds;
	group->list = word->text;
	if (word->holds == SP_RTF_NAME)
		r->name[0] = '\0';
	if (word->action == SP_RTF_PART)
		rtf_open_beside(r, SP_BESIDE_PART, word->text);
	else if (word->action == SP_RTF_LINE)
		rtf_open_beside(r, SP_BESIDE_LINE, NULL);
	else if (word->action == SP_RTF_PROPERTY || word->action == SP_RTF_ASIDE_PROPERTY)
		rtf_open_beside(r, SP_BESIDE_PROPERTY, word->text);
	else if (word->action == SP_RTF_NAMED)
		rtf_open_beside(r, SP_BESIDE_PROPERTY, r->name);
	return SP_OK;
}

/* Of a shape's properties few are text. */
static void begin_value(struct rtf *r)
{
	static const char *const spoken[] = { "gtextUNICODE", "wzDescription", "wzTooltip" };

	rtf_top(r)->holds = SP_RTF_GROUPS;
	for (size_t i = 0; i < sizeof(spoken) / sizeof(spoken[0]); i++) {
		if (strcmp(r->name, spoken[i]) == 0) {
			rtf_top(r)->holds = SP_RTF_TEXT;
			rtf_open_beside(r, SP_BESIDE_LINE, NULL);
		}
	}
}

static enum sp_status begin_html(struct rtf *r)
{
	if (r->html || r->story.prose.said)
		return SP_OK;
	return sp_spool_new(&r->html) == SP_OK ? SP_OK : SP_FATAL;
}

/* Raw bytes: of a picture, or to be passed over. */
static enum sp_status pass(struct rtf *r, long count)
{
	bool wanted = r->data &&
		      (rtf_top(r)->holds == SP_RTF_PICTURE || rtf_top(r)->holds == SP_RTF_OBJECT);
	enum sp_status status = SP_OK;

	while (count > 0 && peek(r) >= 0 && status == SP_OK) {
		size_t n = r->len - r->at;
		if ((unsigned long)count < n)
			n = (size_t)count;
		if (wanted)
			status = rtf_spool(r, r->data, r->block + r->at, n);
		r->at += n;
		count -= (long)n;
	}
	return status;
}

static enum sp_status end_paragraph(struct rtf *r, enum sp_rtf_action action)
{
	enum sp_status status = rtf_flush(r);

	if (status != SP_OK)
		return status;
	if (r->html || rtf_top(r)->beside)
		return rtf_say(r, action == SP_RTF_CELL ? "\t" : "\n", 1);
	if (!rtf_holds_text(rtf_top(r)))
		return SP_OK;
	status = rtf_tell_deleted(r);
	if (status != SP_OK)
		return status;
	sp_story_table(&r->story, rtf_top(r)->in_table || action != SP_RTF_PARAGRAPH);
	if (action == SP_RTF_PARAGRAPH)
		return sp_story_paragraph(&r->story);
	return action == SP_RTF_CELL ? sp_story_cell(&r->story) : sp_story_row(&r->story);
}

static enum sp_status set_font(struct rtf *r, long number)
{
	if (rtf_top(r)->holds == SP_RTF_FONTS)
		r->font = number;
	else
		rtf_top(r)->charset = rtf_font_charset(r, number);
	return SP_OK;
}

static enum sp_status act_on_group(struct rtf *r, const struct sp_rtf_word *word)
{
	struct rtf_group *group = rtf_top(r);

	if (!group->fresh)
		return SP_OK;
	if (word->action == SP_RTF_UNICODE_GROUP) {
		if (r->n_groups > 1 && r->groups[r->n_groups - 2].holds == SP_RTF_EITHER)
			group->holds = r->groups[r->n_groups - 2].outer;
		return SP_OK;
	}
	if (word->action == SP_RTF_VALUE) {
		if (group->holds == SP_RTF_SHAPE)
			begin_value(r);
		return SP_OK;
	}
	return begin_group(r, word);
}

static enum sp_status act(struct rtf *r, const struct sp_rtf_word *word, bool given, long number)
{
	struct rtf_group *group = rtf_top(r);

	switch (word->action) {
	case SP_RTF_SAY: {
		enum sp_status status = rtf_flush(r);
		return status == SP_OK ? rtf_say(r, word->text, strlen(word->text)) : status;
	}
	case SP_RTF_PARAGRAPH:
	case SP_RTF_CELL:
	case SP_RTF_ROW:
		return end_paragraph(r, word->action);
	case SP_RTF_UNICODE:
		return given ? rtf_add_unicode(r, number) : SP_OK;
	case SP_RTF_BIN:
		return pass(r, number);
	case SP_RTF_FONT:
		return set_font(r, number);
	case SP_RTF_CHARSET:
		return rtf_describe_font(r,
					 rtf_page_or(r->page, (long)sp_rtf_charset_page(number)));
	case SP_RTF_FONT_PAGE:
		return rtf_describe_font(r, rtf_page_or(r->page, number));
	case SP_RTF_ANSI_PAGE:
		return rtf_set_page(r, number);
	case SP_RTF_PAGE:
		return rtf_set_page(r, (long)word->page);
	case SP_RTF_FROM_HTML:
		return begin_html(r);
	case SP_RTF_HTML_RTF: {
		enum sp_status status = rtf_flush(r);
		group->unseen = !given || number != 0;
		return status;
	}
	case SP_RTF_DELETED: {
		enum sp_status status = rtf_flush(r);
		group->deleted = !given || number != 0;
		return status;
	}
	case SP_RTF_PLAIN: {
		enum sp_status status = rtf_flush(r);
		group->deleted = false;
		group->charset = r->page;
		return status;
	}
	case SP_RTF_PARD:
		group->in_table = false;
		return SP_OK;
	case SP_RTF_IN_TABLE:
		group->in_table = !given || number != 0;
		return SP_OK;
	case SP_RTF_SKIP:
		group->skip = number >= 0 && number < 256 ? (unsigned)number : 1;
		return SP_OK;
	case SP_RTF_ENDNOTE:
		if (group->owns)
			snprintf(r->beside[r->n_beside - 1].name, RTF_NAME, "endnote");
		return SP_OK;
	case SP_RTF_PICTURE_KIND:
		r->ending = word->text;
		return SP_OK;
	default:
		return act_on_group(r, word);
	}
}

static enum sp_status control_word(struct rtf *r)
{
	char name[MAX_WORD + 1];
	size_t len = 0;
	long number = 0;
	bool given = false, minus = false;

	while (peek(r) >= 0 && sp_is_alpha((char)peek(r))) {
		int c = take(r);
		if (len < MAX_WORD)
			name[len++] = (char)c;
	}
	name[len] = '\0';
	if (peek(r) == '-') {
		minus = true;
		take(r);
	}
	while (peek(r) >= '0' && peek(r) <= '9') {
		int c = take(r);
		given = true;
		if (number < 100000000)
			number = number * 10 + (c - '0');
	}
	if (peek(r) == ' ')
		take(r);
	const struct sp_rtf_word *word = sp_rtf_word_find(name);
	/* The text that stands for a \u may be a word as well. */
	if (r->to_skip && (!word || word->action == SP_RTF_SAY)) {
		r->to_skip--;
		return SP_OK;
	}
	struct rtf_group *group = rtf_top(r);
	if (!word && group->fresh && group->optional)
		group->holds = SP_RTF_NOTHING;
	enum sp_status status = word ? act(r, word, given, minus ? -number : number) : SP_OK;
	rtf_top(r)->fresh = false;
	return status;
}

static enum sp_status hex_byte(struct rtf *r)
{
	int high = rtf_hex(peek(r));

	if (high < 0)
		return SP_OK;
	take(r);
	int low = rtf_hex(peek(r));
	if (low < 0)
		return SP_OK;
	take(r);
	return rtf_add_byte(r, (unsigned char)(high << 4 | low));
}

/* A character that is no byte of the text: "\~" */
static enum sp_status symbol(struct rtf *r, const char *utf8)
{
	if (r->to_skip) {
		r->to_skip--;
		return SP_OK;
	}
	enum sp_status status = rtf_flush(r);
	rtf_top(r)->fresh = false;
	return status == SP_OK ? rtf_say(r, utf8, strlen(utf8)) : status;
}

static enum sp_status control(struct rtf *r)
{
	int c = peek(r);

	if (c < 0)
		return SP_OK;
	if (sp_is_alpha((char)c))
		return control_word(r);
	take(r);
	switch (c) {
	case '\'':
		return hex_byte(r);
	case '*':
		rtf_top(r)->optional = true;
		return SP_OK;
	case '~':
		return symbol(r, "\xC2\xA0");
	case '_':
		return symbol(r, "-");
	case '-':
		return SP_OK;
	case '\r':
	case '\n':
		return end_paragraph(r, SP_RTF_PARAGRAPH);
	case '\t':
		return symbol(r, "\t");
	case '{':
	case '}':
	case '\\':
		return rtf_add_byte(r, (unsigned char)c);
	default:
		return SP_OK;
	}
}

static enum sp_status step(struct rtf *r, int c)
{
	if (r->ended && c && !sp_is_space((char)c)) {
		if (!r->goes_on)
			sp_sink_problem(r->out, SP_REASON_DAMAGED, "something follows its end");
		r->goes_on = true;
		r->ended = false;
		r->n_groups = 1;
	}
	switch (c) {
	case '{':
		return rtf_open_group(r);
	case '}':
		return rtf_close_group(r);
	case '\\':
		return control(r);
	case '\r':
	case '\n':
	case '\0':
		return SP_OK;
	default:
		return r->ended ? SP_OK : rtf_add_byte(r, (unsigned char)c);
	}
}

static enum sp_status read_all(struct rtf *r)
{
	enum sp_status status = SP_OK;
	int c;

	while (status == SP_OK && (c = take(r)) >= 0)
		status = step(r, c);
	if (status == SP_OK && !r->ended && !r->goes_on && !r->read_failed)
		sp_sink_problem(r->out, SP_REASON_TRUNCATED, "it ends within a group");
	while (status == SP_OK && r->n_groups > 1)
		status = rtf_close_group(r);
	if (status == SP_OK)
		status = rtf_flush(r);
	if (status == SP_OK)
		status = rtf_tell_deleted(r);
	return sp_story_finish(&r->story, status);
}

static enum sp_status tell_html(struct rtf *r)
{
	struct sp_input *in = NULL;
	enum sp_status status = sp_spool_input(r->html, &in);

	r->html = NULL;
	if (status == SP_OK)
		status = sp_html_read(in, r->out, "utf-8");
	sp_input_free(in);
	return status;
}

static void release(struct rtf *r)
{
	while (r->n_beside)
		sp_buf_release(&r->beside[--r->n_beside].text);
	if (r->decoding)
		sp_decoder_release(&r->decoder);
	sp_spool_free(r->data);
	sp_spool_free(r->html);
	sp_story_release(&r->story);
	sp_buf_release(&r->deleted);
	sp_buf_release(&r->digits);
	sp_buf_release(&r->bytes);
	sp_buf_release(&r->text);
	sp_mem_free(r->groups);
	sp_mem_free(r->fonts);
	sp_mem_wipe(r->block, RTF_BLOCK);
	sp_mem_free(r->block);
	sp_mem_wipe(r, sizeof(*r));
	sp_mem_free(r);
}

enum sp_status sp_rtf_read(struct sp_input *in, struct sp_sink *out)
{
	struct rtf *r = sp_mem_zero(1, sizeof(*r));
	enum sp_status status = SP_FATAL;

	if (!r)
		return SP_FATAL;
	r->in = in;
	r->out = out;
	r->page = r->charset = sp_charset_from_codepage(1252);
	r->bytes.cap = r->digits.cap = r->text.cap = SP_BUF_UNCAPPED;
	r->deleted.cap = SP_MAX_STRING;
	sp_story_init(&r->story, out);
	r->block = sp_mem_alloc(RTF_BLOCK);
	if (r->block && sp_mem_room(&r->groups, &r->room_groups, 1, sizeof(*r->groups))) {
		r->groups[r->n_groups++] = (struct rtf_group) { .skip = 1, .charset = r->page };
		status = read_all(r);
	}
	if (status == SP_OK && r->html)
		status = tell_html(r);
	if (status == SP_OK && (r->read_failed || r->too_deep))
		status = SP_PARTIAL;
	release(r);
	return status;
}

unsigned sp_probe_rtf(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	return len >= 5 && memcmp(head, "{\\rtf", 5) == 0 ? 40 : 0;
}

const struct sp_extractor sp_extractor_rtf = {
	.name = "rtf",
	.probe = sp_probe_rtf,
	.extract = sp_rtf_read,
};
