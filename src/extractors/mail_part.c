/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_part.c - see mail_part.h. A content that is in memory as it is meant is
 * not copied; any other is decoded piece by piece.
 */
#include "extractors/mail_part.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "extractors/charset.h"
#include "extractors/encoded_word.h"
#include "extractors/html.h"
#include "extractors/mail_body.h"
#include "extractors/mail_quote.h"

#define CHUNK ((size_t)16384)

void sp_mail_problem(struct sp_mail *mail, enum sp_reason reason, const char *detail)
{
	mail->incomplete = true;
	sp_sink_problem(mail->out, reason, detail);
}

/* ---- contents ---- */

/* The content of the present leaf while it is decoded. */
struct content {
	struct sp_mime_decoder decoder;
	uint64_t at, to;
};

static void content_open(struct content *c, const struct sp_mime *mime, enum sp_mime_coding coding)
{
	sp_mime_decoder_init(&c->decoder, coding);
	c->at = mime->from;
	c->to = mime->to;
}

/*
 * Decodes up to CHUNK bytes of it into `out`, which has room for SP_MIME_SLACK
 * more. SP_SKIPPED: there is no more. SP_FATAL: no memory.
 */
static enum sp_status content_next(struct content *c, struct sp_mime_window *window, char *out,
				   size_t *len)
{
	size_t most = c->to - c->at < CHUNK ? (size_t)(c->to - c->at) : CHUNK, got, used;

	*len = 0;
	if (!most)
		return SP_SKIPPED;
	const char *s = sp_mime_bytes(window, c->at, most, &got);
	if (!s)
		return SP_FATAL;
	if (got < most) /* it cannot be read further */
		c->to = c->at + (most = got);
	*len = sp_mime_decode(&c->decoder, s, most, c->at + most == c->to, out, &used);
	c->at += used;
	return SP_OK;
}

/* All of a content that is text. */
struct body {
	const char *data;
	size_t len;
	struct sp_buf held; /* unless the bytes of the mail itself will do */
	struct sp_mime_decoder decoder;
};

static enum sp_status body_decode(struct sp_mail *mail, struct body *body, struct content *c)
{
	enum sp_status status = SP_OK;
	size_t len;

	/* What is decoded is no longer; a long one grows as it comes. */
	while (body->held.len < SP_MAIL_BODY_MAX) {
		uint64_t left = c->to - c->at;
		char *room = sp_buf_reserve(&body->held,
					    (left < SP_MIB ? (size_t)left : CHUNK) + SP_MIME_SLACK);
		status = room ? content_next(c, &mail->mime.window, room, &len) : SP_FATAL;
		if (status != SP_OK)
			break;
		body->held.len += len;
		status = sp_sink_spend(mail->out, len);
		if (status != SP_OK)
			return status;
	}
	body->data = sp_buf_str(&body->held);
	body->len = body->held.len;
	return status == SP_SKIPPED ? SP_OK : status;
}

/* The content of the present leaf, as it is, or decoded. Release body->held in any case. */
static enum sp_status body_read(struct sp_mail *mail, struct body *body, enum sp_mime_coding coding)
{
	const bool coded = coding == SP_MIME_BASE64 || coding == SP_MIME_QUOTED;
	enum sp_status status = SP_OK;
	struct content c;
	size_t got;

	*body = (struct body) { .held = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	content_open(&c, &mail->mime, coding);
	const uint64_t left = c.to - c.at;
	bool cut = left > SP_MAIL_BODY_MAX;
	if (!coded && sp_input_data(mail->in, &got)) {
		body->data = sp_mime_bytes(&mail->mime.window, c.at, 0, &got);
		body->len = cut ? (size_t)SP_MAIL_BODY_MAX : (size_t)left;
	} else {
		status = body_decode(mail, body, &c);
		cut = c.at < c.to;
	}
	if (cut && status == SP_OK)
		sp_mail_problem(mail, SP_REASON_LIMIT_SIZE, "the text of a part is too long");
	body->decoder = c.decoder;
	return status;
}

/* ---- text ---- */

enum sp_status sp_mail_loose_text(struct sp_mail *mail, const char *place, const char *data,
				  size_t len)
{
	struct sp_buf utf8 = SP_BUF_INIT(SP_BUF_UNCAPPED), text = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = SP_FATAL;

	if (!len)
		return SP_OK;
	if (sp_charset_convert(NULL, data, len, &utf8) &&
	    sp_mail_unfold(sp_buf_str(&utf8), utf8.len, (struct sp_mail_lines) { 0 }, &text))
		status =
			sp_sink_value(mail->out, SP_PLACE_PART, place, sp_buf_str(&text), text.len);
	sp_buf_release(&text);
	sp_buf_release(&utf8);
	return status;
}

static bool is_blank(const char *s, const char *end)
{
	while (s < end && sp_is_space(*s))
		s++;
	return s == end;
}

/* Behind that nothing of the content need follow. */
static bool ends_in_padding(const char *s, const char *end)
{
	while (end > s && sp_is_space(end[-1]))
		end--;
	return end > s && end[-1] == '=';
}

/*
 * What stands in base64 that is not base64, line by line: text that a mailing
 * list has added, or a body whose encoding is a mistake. Behind such a text nothing is
 * base64.
 */
static enum sp_status push_strange_lines(struct sp_mail *mail)
{
	struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED);
	bool padded = false, behind = false;
	struct body raw;
	enum sp_status status = body_read(mail, &raw, SP_MIME_IDENTITY);
	const char *at = raw.data, *end = raw.data + raw.len;

	while (status == SP_OK && at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *next = newline ? newline + 1 : end, *p = at;
		if (padded && !is_blank(at, next))
			behind |= !sp_mime_goes_on(at, (size_t)(next - at));
		while (!behind && p < next && (sp_mime_is_base64(*p) || *p == '\r' || *p == '\n'))
			p++;
		if (p < next && !sp_buf_add(&text, at, (size_t)(next - at)))
			status = SP_FATAL;
		padded = ends_in_padding(at, next) || (padded && is_blank(at, next));
		at = next;
	}
	if (status == SP_OK)
		status = sp_mail_loose_text(mail, "raw", sp_buf_str(&text), text.len);
	sp_buf_release(&text);
	sp_buf_release(&raw.held);
	return status;
}

static enum sp_status parameter(const struct sp_mail *mail, const char *name, struct sp_buf *out,
				bool *found)
{
	const struct sp_buf *type = &mail->mime.entity.content_type;

	return sp_mime_parameter(sp_buf_str(type), type->len, name, out, found) ? SP_OK : SP_FATAL;
}

/* Is there that parameter, with that value? */
static enum sp_status has_parameter(const struct sp_mail *mail, const char *name, const char *value,
				    bool *has)
{
	struct sp_buf got = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = parameter(mail, name, &got, has);

	*has = *has && sp_ascii_equal(sp_buf_str(&got), value);
	sp_buf_release(&got);
	return status;
}

/* Text that may be used as it stands where it needs no change. */
struct text {
	const char *s;
	size_t len;
};

/* Files in the text are told; what is left is in *rest, unless *text is that already. */
static enum sp_status take_files(struct sp_mail *mail, struct text *text, struct sp_buf *rest)
{
	if (!sp_mail_may_uudecode(text->s, text->len))
		return SP_OK;
	enum sp_status status = sp_mail_uudecode(mail->out, text->s, text->len, rest);
	*text = (struct text) { sp_buf_str(rest), rest->len };
	return status;
}

static bool to_utf8(const struct sp_charset *charset, struct text *text, struct sp_buf *utf8)
{
	size_t mark;

	(void)sp_charset_of_mark(text->s, text->len, &mark);
	if (sp_charset_is_utf8(charset) && !mark && sp_utf8_valid(text->s, text->len) == text->len)
		return true;
	if (!sp_charset_convert(charset, text->s, text->len, utf8))
		return false;
	*text = (struct text) { sp_buf_str(utf8), utf8->len };
	return true;
}

static bool unfold(struct sp_mail_lines lines, struct text *text, struct sp_buf *unfolded)
{
	if (!lines.flowed && !memchr(text->s, '\r', text->len))
		return true;
	if (!sp_mail_unfold(text->s, text->len, lines, unfolded))
		return false;
	*text = (struct text) { sp_buf_str(unfolded), unfolded->len };
	return true;
}

static enum sp_status push_plain(struct sp_mail *mail, const char *charset_name,
				 const struct body *body)
{
	const struct sp_charset *charset =
		sp_charset_choose(sp_charset_from_name(charset_name), body->data, body->len);
	struct sp_buf rest = SP_BUF_INIT(SP_BUF_UNCAPPED), utf8 = SP_BUF_INIT(SP_BUF_UNCAPPED),
		      unfolded = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct text text = { body->data, body->len };
	struct sp_mail_lines lines = { .flowed = false };
	enum sp_status status = has_parameter(mail, "format", "flowed", &lines.flowed);

	if (status == SP_OK)
		status = has_parameter(mail, "delsp", "yes", &lines.delsp);
	if (status == SP_OK && !sp_charset_is_wide(charset))
		status = take_files(mail, &text, &rest);
	if (status == SP_OK &&
	    (!to_utf8(charset, &text, &utf8) || !unfold(lines, &text, &unfolded)))
		status = SP_FATAL;
	if (status == SP_OK && sp_mail_has_pgp(text.s, text.len))
		sp_mail_problem(mail, SP_REASON_ENCRYPTED, "the text holds an OpenPGP message");
	if (status == SP_OK)
		status = sp_mail_text(mail->out, "text/plain", text.s, text.len);
	sp_buf_release(&unfolded);
	sp_buf_release(&utf8);
	sp_buf_release(&rest);
	return status;
}

static enum sp_status push_html(struct sp_mail *mail, const char *charset_name,
				const struct body *body)
{
	if (!body->len)
		return SP_OK;
	enum sp_status status = sp_sink_enter(mail->out, SP_PLACE_PART, "text/html", 0);
	if (status != SP_OK)
		return status;
	status = sp_html_text(mail->out, body->data, body->len, charset_name);
	sp_sink_leave(mail->out);
	return status;
}

static enum sp_status read_text(struct sp_mail *mail, bool html)
{
	struct sp_buf charset = SP_BUF_INIT(SP_BUF_UNCAPPED);
	const char *detail = NULL;
	struct body body;
	bool found;
	enum sp_status status = body_read(mail, &body, mail->mime.entity.coding);

	if (status == SP_OK)
		status = parameter(mail, "charset", &charset, &found);
	if (status == SP_OK) {
		const char *name = found ? charset.data : NULL;
		enum sp_reason reason = sp_mime_decoder_fault(&body.decoder, &detail);
		if (reason != SP_REASON_NONE)
			sp_mail_problem(mail, reason, detail);
		status = html ? push_html(mail, name, &body) : push_plain(mail, name, &body);
	}
	if (status == SP_OK && body.decoder.strange)
		status = push_strange_lines(mail);
	sp_buf_release(&charset);
	sp_buf_release(&body.held);
	return status;
}

/* ---- files ---- */

/* Files in uuencode, with the names that they have in it, and what stands around them. */
static enum sp_status read_uuencoded(struct sp_mail *mail)
{
	struct sp_buf rest = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct body body;
	enum sp_status status = body_read(mail, &body, SP_MIME_UUENCODE);

	if (status == SP_OK)
		status = sp_mail_uudecode(mail->out, body.data, body.len, &rest);
	if (status == SP_OK)
		status = sp_mail_loose_text(mail, "raw", sp_buf_str(&rest), rest.len);
	sp_buf_release(&rest);
	sp_buf_release(&body.held);
	return status;
}

/* One that stands in the mail as it is. */
static enum sp_status read_in_place(struct sp_mail *mail, const char *name)
{
	const uint64_t from = mail->mime.from, len = mail->mime.to - from;
	struct sp_input *file = NULL;
	size_t got;
	const char *data = sp_input_data(mail->in, &got)
				   ? sp_mime_bytes(&mail->mime.window, from, 0, &got)
				   : NULL;
	enum sp_status status = data ? sp_input_memory(&file, data, (size_t)len)
				     : sp_input_range(&file, mail->in, from, len);

	return status == SP_OK ? sp_sink_child(mail->out, name, file) : status;
}

static enum sp_status write_decoded(struct sp_mail *mail, struct content *c)
{
	char decoded[CHUNK + SP_MIME_SLACK];
	enum sp_status status = SP_OK;
	size_t len;

	while (status == SP_OK) {
		status = content_next(c, &mail->mime.window, decoded, &len);
		if (status == SP_SKIPPED)
			return SP_OK;
		if (status == SP_OK && len)
			status = sp_sink_child_write(mail->out, decoded, len);
	}
	return status;
}

static enum sp_status read_decoded(struct sp_mail *mail, const char *name)
{
	const char *detail = NULL;
	struct content c;
	enum sp_status status = sp_sink_child_open(mail->out, name);

	if (status != SP_OK)
		return status;
	content_open(&c, &mail->mime, mail->mime.entity.coding);
	status = write_decoded(mail, &c);
	enum sp_reason reason =
		c.at == c.to ? sp_mime_decoder_fault(&c.decoder, &detail) : SP_REASON_NONE;
	enum sp_status closed = sp_sink_child_close(mail->out, reason, detail);
	status = status == SP_SKIPPED ? closed : sp_status_worse(status, closed);
	return status == SP_OK && c.decoder.strange ? push_strange_lines(mail) : status;
}

static enum sp_status read_file(struct sp_mail *mail, const char *name)
{
	switch (mail->mime.entity.coding) {
	case SP_MIME_BASE64:
	case SP_MIME_QUOTED:
		return read_decoded(mail, name);
	case SP_MIME_UUENCODE:
		return read_uuencoded(mail);
	default:
		return read_in_place(mail, name);
	}
}

/* ---- parts ---- */

/* What the part calls itself; empty: nothing. */
static enum sp_status find_name(const struct sp_mail *mail, struct sp_buf *name)
{
	const struct sp_buf *disposition = &mail->mime.entity.disposition;
	bool found;

	if (!sp_mime_parameter(sp_buf_str(disposition), disposition->len, "filename", name, &found))
		return SP_FATAL;
	return name->len ? SP_OK : parameter(mail, "name", name, &found);
}

static enum sp_status is_enveloped(const struct sp_mail *mail, bool *enveloped)
{
	const char *type = mail->mime.entity.type;

	*enveloped = false;
	if (strcmp(type, "application/pkcs7-mime") != 0 &&
	    strcmp(type, "application/x-pkcs7-mime") != 0)
		return SP_OK;
	enum sp_status status = has_parameter(mail, "smime-type", "enveloped-data", enveloped);
	if (status != SP_OK || *enveloped)
		return status;
	return has_parameter(mail, "smime-type", "authEnveloped-data", enveloped);
}

static bool is_message(const char *type)
{
	return strcmp(type, "message/rfc822") == 0 || strcmp(type, "message/global") == 0;
}

/* In a page that was saved with all that it shows, the address of each part is its name. */
static enum sp_status name_file(struct sp_mail *mail, struct sp_buf *name)
{
	const struct sp_buf *location = &mail->mime.entity.location;
	bool good = true;

	if (!name->len && location->len)
		good = sp_header_decode(location->data, location->len, name);
	if (good && !name->len)
		good = sp_buf_printf(name, "part %u", mail->leaves);
	return good ? SP_OK : SP_FATAL;
}

static enum sp_status read_leaf(struct sp_mail *mail, struct sp_buf *name)
{
	const struct sp_mime_entity *entity = &mail->mime.entity;
	const bool attached = name->len || sp_mime_is_word(sp_buf_str(&entity->disposition),
							   entity->disposition.len, "attachment");

	if (!attached && strcmp(entity->type, "text/plain") == 0)
		return read_text(mail, false);
	if (!attached && strcmp(entity->type, "text/html") == 0)
		return read_text(mail, true);
	enum sp_status status = name_file(mail, name);
	if (status != SP_OK)
		return status;
	if (is_message(entity->type))
		sp_sink_expect(mail->out, "eml");
	return read_file(mail, name->data);
}

enum sp_status sp_mail_part(struct sp_mail *mail)
{
	struct sp_buf name = SP_BUF_INIT(SP_BUF_UNCAPPED);
	bool enveloped;
	enum sp_status status = is_enveloped(mail, &enveloped);

	mail->leaves++;
	if (status == SP_OK && enveloped) {
		sp_mail_problem(mail, SP_REASON_ENCRYPTED, "S/MIME, enveloped data");
		return SP_OK;
	}
	if (mail->mime.entity.coding == SP_MIME_STRANGE)
		sp_mail_problem(mail, SP_REASON_UNSUPPORTED,
				"a part has an unknown transfer encoding");
	if (status == SP_OK)
		status = find_name(mail, &name);
	if (status == SP_OK)
		status = read_leaf(mail, &name);
	sp_buf_release(&name);
	return status;
}
