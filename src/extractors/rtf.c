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
#include "base/utf8.h"
#include "extractors/charset.h"
#include "extractors/html.h"
#include "extractors/ole.h"
#include "extractors/registry.h"
#include "extractors/rtf_words.h"
#include "extractors/story.h"

#define BLOCK ((size_t)64 * 1024)
#define MAX_GROUPS 2000
#define MAX_FONTS 4096
/* What stands beside the text, within what stands beside it. */
#define MAX_BESIDE 8
#define MAX_WORD 32
#define MAX_NAME 64
/* Text that waits to be converted. */
#define MAX_BYTES 4096

struct group {
	enum sp_rtf_holds holds;
	const char *list;	 /* what the groups within are called, in SP_RTF_LIST */
	enum sp_rtf_holds outer; /* what the group around SP_RTF_EITHER holds */
	unsigned beside;	 /* of those open, from 1; 0: the body */
	bool owns;		 /* that ends with this group */
	bool fresh;		 /* nothing stood in it yet */
	bool optional;		 /* begins with \* */
	bool deleted;
	bool unseen; /* not in the HTML that this was made from */
	bool in_table;
	unsigned skip; /* \uc */
	const struct sp_charset *charset;
};

struct beside {
	enum sp_beside kind;
	char name[MAX_NAME];
	struct sp_buf text;
};

struct font {
	long number;
	const struct sp_charset *charset;
};

struct rtf {
	struct sp_input *in;
	struct sp_sink *out;
	unsigned char *block;
	size_t at, len;	 /* what is left of the block is [at, len) */
	uint64_t offset; /* of the next block */
	bool read_failed;
	struct sp_story story;
	struct group *groups;
	size_t n_groups, room_groups;
	uint64_t beyond; /* groups open that are nested too deep */
	bool too_deep, ended, goes_on;
	struct beside beside[MAX_BESIDE];
	unsigned n_beside;
	struct sp_buf deleted; /* of the present paragraph */
	struct font *fonts;
	size_t n_fonts, room_fonts;
	long font;		       /* that is being described */
	const struct sp_charset *page; /* of the document */
	struct sp_buf bytes;	       /* text, in the charset that follows */
	const struct sp_charset *charset;
	struct sp_decoder decoder;
	bool decoding;
	struct sp_buf text;  /* bytes, converted */
	unsigned to_skip;    /* characters that stand for the last \u */
	uint32_t high;	     /* half of a surrogate pair */
	char name[MAX_NAME]; /* of the property whose value follows */
	/* The picture or object that is being read. */
	struct sp_spool *data;
	struct sp_buf digits; /* of it, as bytes */
	unsigned nibble;      /* 0x10 | digit, or 0 */
	const char *ending;
	unsigned pictures, objects;
	struct sp_spool *html; /* what this was made from */
};

static struct group *top(struct rtf *r)
{
	return &r->groups[r->n_groups - 1];
}

/* ---- bytes ---- */

static bool fill(struct rtf *r)
{
	size_t got = 0;

	if (r->read_failed)
		return false;
	r->read_failed = sp_input_read(r->in, r->offset, r->block, BLOCK, &got) != SP_OK;
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

static int hex(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* ---- text ---- */

static enum sp_status spool(struct rtf *r, struct sp_spool *to, const void *data, size_t len)
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

static bool holds_text(const struct group *group)
{
	return group->holds == SP_RTF_TEXT || group->holds == SP_RTF_NAME;
}

/* UTF-8 on its way to where the present group's text belongs. */
static enum sp_status say(struct rtf *r, const char *s, size_t len)
{
	struct group *group = top(r);

	if (r->html) {
		bool seen = group->holds == SP_RTF_HTML ||
			    (group->holds == SP_RTF_TEXT && !group->unseen);
		return seen ? spool(r, r->html, s, len) : SP_OK;
	}
	if (!holds_text(group))
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
static enum sp_status flush(struct rtf *r)
{
	enum sp_status status = SP_OK;

	if (r->high) {
		r->high = 0;
		status = say(r, "\xEF\xBF\xBD", 3);
	}
	if (!r->bytes.len || status != SP_OK)
		return status;
	if (is_ascii(r->bytes.data, r->bytes.len)) {
		status = say(r, r->bytes.data, r->bytes.len);
	} else {
		status = decode(r);
		if (status == SP_OK)
			status = say(r, sp_buf_str(&r->text), r->text.len);
	}
	sp_buf_reset(&r->bytes);
	return status;
}

/* A digit of a picture or an object. */
static enum sp_status add_digit(struct rtf *r, int c)
{
	int value = hex(c);
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
		status = spool(r, r->data, r->digits.data, r->digits.len);
		sp_buf_reset(&r->digits);
	}
	return status;
}

/* A character of the text, as it stands in the file. */
static enum sp_status add_byte(struct rtf *r, unsigned char c)
{
	struct group *group = top(r);

	group->fresh = false;
	if (group->holds == SP_RTF_PICTURE || group->holds == SP_RTF_OBJECT)
		return r->data ? add_digit(r, c) : SP_OK;
	if (r->to_skip) {
		r->to_skip--;
		return SP_OK;
	}
	if (!holds_text(group) && group->holds != SP_RTF_HTML)
		return SP_OK;
	if (r->bytes.len && (r->charset != group->charset || r->bytes.len >= MAX_BYTES)) {
		enum sp_status status = flush(r);
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

	top(r)->fresh = false;
	return say(r, utf8, len);
}

static enum sp_status add_unicode(struct rtf *r, long number)
{
	uint32_t unit = (uint32_t)number & 0xFFFF, high = r->high;
	enum sp_status status;

	r->high = 0;
	if (high && unit >= 0xDC00 && unit <= 0xDFFF) {
		status = say_code(r, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
	} else {
		r->high = high;
		status = flush(r);
		if (status == SP_OK && unit >= 0xD800 && unit <= 0xDBFF)
			r->high = unit;
		else if (status == SP_OK)
			status = say_code(r, unit);
	}
	r->to_skip = top(r)->skip;
	return status;
}

/* ---- what stands beside the text ---- */

static void open_beside(struct rtf *r, enum sp_beside kind, const char *name)
{
	struct group *group = top(r);

	if (r->n_beside == MAX_BESIDE || r->html)
		return;
	struct beside *b = &r->beside[r->n_beside++];
	b->kind = kind;
	snprintf(b->name, sizeof(b->name), "%s", name ? name : "");
	b->text.cap = SP_MAX_STRING;
	group->beside = r->n_beside;
	group->owns = true;
	group->deleted = false;
}

static enum sp_status close_beside(struct rtf *r)
{
	struct beside *b = &r->beside[--r->n_beside];
	size_t len = b->text.len;

	/* Names in a list end so. */
	if (b->kind == SP_BESIDE_PROPERTY && len && b->text.data[len - 1] == ';')
		len--;
	sp_story_table(&r->story, top(r)->in_table);
	enum sp_status status =
		sp_story_beside(&r->story, b->kind, b->name, sp_buf_str(&b->text), len);
	sp_buf_release(&b->text);
	return status;
}

static enum sp_status tell_deleted(struct rtf *r)
{
	enum sp_status status = sp_story_beside(&r->story, SP_BESIDE_PART, "deleted",
						sp_buf_str(&r->deleted), r->deleted.len);

	sp_buf_reset(&r->deleted);
	return status;
}

/* ---- pictures and objects ---- */

static enum sp_status open_data(struct rtf *r, enum sp_rtf_holds holds)
{
	top(r)->holds = holds;
	if (r->data)
		return SP_OK;
	r->ending = "bin";
	r->nibble = 0;
	top(r)->owns = true;
	return sp_spool_new(&r->data) == SP_OK ? SP_OK : SP_FATAL;
}

static enum sp_status close_data(struct rtf *r)
{
	bool picture = top(r)->holds == SP_RTF_PICTURE;
	struct sp_spool *data = r->data;
	struct sp_input *in = NULL;
	char name[40];
	enum sp_status status = spool(r, data, r->digits.data, r->digits.len);

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

static const struct sp_charset *page_or(const struct sp_charset *otherwise, long page)
{
	const struct sp_charset *charset =
		page > 0 ? sp_charset_from_codepage((unsigned)page) : NULL;

	return charset ? charset : otherwise;
}

static const struct sp_charset *font_charset(const struct rtf *r, long number)
{
	for (size_t i = r->n_fonts; i-- > 0;)
		if (r->fonts[i].number == number)
			return r->fonts[i].charset;
	return r->page;
}

static enum sp_status describe_font(struct rtf *r, const struct sp_charset *charset)
{
	if (charset == r->page || r->n_fonts == MAX_FONTS)
		return SP_OK;
	if (!sp_mem_room(&r->fonts, &r->room_fonts, r->n_fonts + 1, sizeof(*r->fonts)))
		return SP_FATAL;
	r->fonts[r->n_fonts++] = (struct font) { r->font, charset };
	return SP_OK;
}

static enum sp_status set_page(struct rtf *r, long page)
{
	enum sp_status status = flush(r);

	r->page = page_or(r->page, page);
	for (size_t i = 0; i < r->n_groups; i++)
		r->groups[i].charset = r->page;
	return status;
}

/* ---- groups ---- */

static enum sp_status open_group(struct rtf *r)
{
	struct group fresh = *top(r);
	enum sp_status status = flush(r);

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
		top(r)->holds = SP_RTF_TEXT;
		open_beside(r, SP_BESIDE_PROPERTY, fresh.list);
	}
	return status;
}

static enum sp_status close_group(struct rtf *r)
{
	struct group *group = top(r);
	enum sp_status status = flush(r);

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

/* ---- control words ---- */

/* The group begins with this word, which says what it holds. */
static enum sp_status begin_group(struct rtf *r, const struct sp_rtf_word *word)
{
	struct group *group = top(r);
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
		return open_data(r, word->holds);
	group->holds = word->holds;
	group->list = word->text;
	if (word->holds == SP_RTF_NAME)
		r->name[0] = '\0';
	if (word->action == SP_RTF_PART)
		open_beside(r, SP_BESIDE_PART, word->text);
	else if (word->action == SP_RTF_LINE)
		open_beside(r, SP_BESIDE_LINE, NULL);
	else if (word->action == SP_RTF_PROPERTY || word->action == SP_RTF_ASIDE_PROPERTY)
		open_beside(r, SP_BESIDE_PROPERTY, word->text);
	else if (word->action == SP_RTF_NAMED)
		open_beside(r, SP_BESIDE_PROPERTY, r->name);
	return SP_OK;
}

/* Of a shape's properties few are text. */
static void begin_value(struct rtf *r)
{
	static const char *const spoken[] = { "gtextUNICODE", "wzDescription", "wzTooltip" };

	top(r)->holds = SP_RTF_GROUPS;
	for (size_t i = 0; i < sizeof(spoken) / sizeof(spoken[0]); i++) {
		if (strcmp(r->name, spoken[i]) == 0) {
			top(r)->holds = SP_RTF_TEXT;
			open_beside(r, SP_BESIDE_LINE, NULL);
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
	bool wanted =
		r->data && (top(r)->holds == SP_RTF_PICTURE || top(r)->holds == SP_RTF_OBJECT);
	enum sp_status status = SP_OK;

	while (count > 0 && peek(r) >= 0 && status == SP_OK) {
		size_t n = r->len - r->at;
		if ((unsigned long)count < n)
			n = (size_t)count;
		if (wanted)
			status = spool(r, r->data, r->block + r->at, n);
		r->at += n;
		count -= (long)n;
	}
	return status;
}

static enum sp_status end_paragraph(struct rtf *r, enum sp_rtf_action action)
{
	enum sp_status status = flush(r);

	if (status != SP_OK)
		return status;
	if (r->html || top(r)->beside)
		return say(r, action == SP_RTF_CELL ? "\t" : "\n", 1);
	if (!holds_text(top(r)))
		return SP_OK;
	status = tell_deleted(r);
	if (status != SP_OK)
		return status;
	sp_story_table(&r->story, top(r)->in_table || action != SP_RTF_PARAGRAPH);
	if (action == SP_RTF_PARAGRAPH)
		return sp_story_paragraph(&r->story);
	return action == SP_RTF_CELL ? sp_story_cell(&r->story) : sp_story_row(&r->story);
}

static enum sp_status set_font(struct rtf *r, long number)
{
	if (top(r)->holds == SP_RTF_FONTS)
		r->font = number;
	else
		top(r)->charset = font_charset(r, number);
	return SP_OK;
}

static enum sp_status act_on_group(struct rtf *r, const struct sp_rtf_word *word)
{
	struct group *group = top(r);

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
	struct group *group = top(r);

	switch (word->action) {
	case SP_RTF_SAY: {
		enum sp_status status = flush(r);
		return status == SP_OK ? say(r, word->text, strlen(word->text)) : status;
	}
	case SP_RTF_PARAGRAPH:
	case SP_RTF_CELL:
	case SP_RTF_ROW:
		return end_paragraph(r, word->action);
	case SP_RTF_UNICODE:
		return given ? add_unicode(r, number) : SP_OK;
	case SP_RTF_BIN:
		return pass(r, number);
	case SP_RTF_FONT:
		return set_font(r, number);
	case SP_RTF_CHARSET:
		return describe_font(r, page_or(r->page, (long)sp_rtf_charset_page(number)));
	case SP_RTF_FONT_PAGE:
		return describe_font(r, page_or(r->page, number));
	case SP_RTF_ANSI_PAGE:
		return set_page(r, number);
	case SP_RTF_PAGE:
		return set_page(r, (long)word->page);
	case SP_RTF_FROM_HTML:
		return begin_html(r);
	case SP_RTF_HTML_RTF: {
		enum sp_status status = flush(r);
		group->unseen = !given || number != 0;
		return status;
	}
	case SP_RTF_DELETED: {
		enum sp_status status = flush(r);
		group->deleted = !given || number != 0;
		return status;
	}
	case SP_RTF_PLAIN: {
		enum sp_status status = flush(r);
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
			snprintf(r->beside[r->n_beside - 1].name, MAX_NAME, "endnote");
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
	struct group *group = top(r);
	if (!word && group->fresh && group->optional)
		group->holds = SP_RTF_NOTHING;
	enum sp_status status = word ? act(r, word, given, minus ? -number : number) : SP_OK;
	top(r)->fresh = false;
	return status;
}

static enum sp_status hex_byte(struct rtf *r)
{
	int high = hex(peek(r));

	if (high < 0)
		return SP_OK;
	take(r);
	int low = hex(peek(r));
	if (low < 0)
		return SP_OK;
	take(r);
	return add_byte(r, (unsigned char)(high << 4 | low));
}

/* A character that is no byte of the text: "\~" */
static enum sp_status symbol(struct rtf *r, const char *utf8)
{
	if (r->to_skip) {
		r->to_skip--;
		return SP_OK;
	}
	enum sp_status status = flush(r);
	top(r)->fresh = false;
	return status == SP_OK ? say(r, utf8, strlen(utf8)) : status;
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
		top(r)->optional = true;
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
		return add_byte(r, (unsigned char)c);
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
		return open_group(r);
	case '}':
		return close_group(r);
	case '\\':
		return control(r);
	case '\r':
	case '\n':
	case '\0':
		return SP_OK;
	default:
		return r->ended ? SP_OK : add_byte(r, (unsigned char)c);
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
		status = close_group(r);
	if (status == SP_OK)
		status = flush(r);
	if (status == SP_OK)
		status = tell_deleted(r);
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
	sp_mem_wipe(r->block, BLOCK);
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
	r->block = sp_mem_alloc(BLOCK);
	if (r->block && sp_mem_room(&r->groups, &r->room_groups, 1, sizeof(*r->groups))) {
		r->groups[r->n_groups++] = (struct group) { .skip = 1, .charset = r->page };
		status = read_all(r);
	}
	if (status == SP_OK && r->html)
		status = tell_html(r);
	if (status == SP_OK && (r->read_failed || r->too_deep))
		status = SP_PARTIAL;
	release(r);
	return status;
}

static unsigned probe(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	return len >= 5 && memcmp(head, "{\\rtf", 5) == 0 ? 40 : 0;
}

const struct sp_extractor sp_extractor_rtf = {
	.name = "rtf",
	.probe = probe,
	.extract = sp_rtf_read,
};
