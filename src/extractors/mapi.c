/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mapi.c - see mapi.h, and [MS-OXCDATA] for the types.
 *
 * All strings are told, known or not; numbers, times and binary values are not,
 * save a day of birth. RTF that stands beside HTML is made from that, or that
 * from it: then the HTML is told alone.
 */
#include "extractors/mapi.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "extractors/html.h"
#include "extractors/mail_body.h"
#include "extractors/mail_header.h"
#include "extractors/mail_quote.h"
#include "extractors/mapi_names.h"
#include "extractors/rtf.h"

/* A body; more is cut, with a problem. */
#define BODY_MAX (64 * SP_MIB)

void sp_mapi_init(struct sp_mapi *mapi, struct sp_sink *out)
{
	*mapi = (struct sp_mapi) { .out = out, .rtf = SP_BUF_INIT(BODY_MAX) };
}

void sp_mapi_release(struct sp_mapi *mapi)
{
	sp_buf_release(&mapi->rtf);
}

void sp_mapi_codepage(struct sp_mapi *mapi, unsigned id, unsigned number)
{
	const struct sp_charset *charset = sp_charset_from_codepage(number);

	if (!charset)
		return;
	if (id == SP_MAPI_INTERNET_CODEPAGE)
		mapi->html_charset = sp_charset_name(charset);
	/* That of the message goes before that of its parts. */
	if (id == SP_MAPI_MESSAGE_CODEPAGE || !mapi->codepage)
		mapi->codepage = charset;
}

const char *sp_mapi_recipient(unsigned type)
{
	return type == 2 ? "Cc" : type == 3 ? "Bcc" : "To";
}

void sp_mapi_day(uint64_t filetime, char day[11])
{
	/* Steps of 100 ns since 1601. */
	static const uint64_t unix_epoch = UINT64_C(116444736000000000);
	time_t seconds;
	struct tm date;

	day[0] = '\0';
	if (filetime < unix_epoch / 8 || filetime > UINT64_C(1) << 59)
		return;
	seconds = ((time_t)filetime - (time_t)unix_epoch) / 10000000;
	if (gmtime_r(&seconds, &date))
		snprintf(day, 11, "%04u-%02u-%02u", (unsigned)(date.tm_year + 1900) % 10000,
			 (unsigned)(date.tm_mon + 1) % 100, (unsigned)date.tm_mday % 100);
}

/* ---- strings ---- */

static size_t without_zeros(const char *s, size_t len)
{
	while (len && !s[len - 1])
		len--;
	return len;
}

static bool has_prefix_mark(const struct sp_mapi_value *value, bool wide)
{
	const char *s = value->data;

	return value->len >= (wide ? 4 : 2) && s[0] == 1 && (!wide || !s[1]);
}

bool sp_mapi_string(const struct sp_mapi *mapi, const struct sp_mapi_value *value,
		    struct sp_buf *out)
{
	const bool wide = (value->type & ~(unsigned)SP_MAPI_MULTIPLE) == SP_MAPI_UNICODE;
	const struct sp_charset *charset = wide ? sp_charset_from_name("utf-16le") : mapi->codepage;
	size_t start = out->len;

	/* A mark and the length of "Re: " or the like stand before a subject. */
	if (value->id == SP_MAPI_SUBJECT && has_prefix_mark(value, wide)) {
		struct sp_mapi_value rest = *value;
		rest.data = (const char *)value->data + (wide ? 4 : 2);
		rest.len -= wide ? 4 : 2;
		rest.id = 0;
		return sp_mapi_string(mapi, &rest, out);
	}
	if (!wide) {
		size_t len = without_zeros(value->data, value->len);
		return sp_charset_convert(charset, value->data, len, out);
	}
	struct sp_decoder decoder;
	if (sp_decoder_init(&decoder, charset) != SP_OK)
		return false;
	bool good = sp_decoder_feed(&decoder, value->data, value->len, out) &&
		    sp_decoder_finish(&decoder, out);
	sp_decoder_release(&decoder);
	if (out->data)
		out->len = start + without_zeros(out->data + start, out->len - start);
	return good;
}

static enum sp_status tell_at(struct sp_mapi *mapi, enum sp_place_kind kind, const char *name,
			      const char *label, const struct sp_buf *text)
{
	if (!text->len)
		return SP_OK;
	enum sp_status status = sp_sink_enter(mapi->out, kind, name, 0);
	if (status != SP_OK)
		return status;
	status = sp_sink_label(mapi->out, label);
	if (status == SP_OK)
		status = sp_sink_text(mapi->out, text->data, text->len);
	sp_sink_leave(mapi->out);
	return status;
}

/* A string of no body, at the place that its property says. */
static enum sp_status tell_string(struct sp_mapi *mapi, const struct sp_mapi_value *value,
				  const struct sp_buf *text)
{
	const struct mapi_name *known = mapi_name_of(value->id);
	char number[16];

	if (value->name)
		return tell_at(mapi, SP_PLACE_PROPERTY, value->name, value->name, text);
	if (known && known->kind == MAPI_TECHNICAL)
		return SP_OK;
	if (mapi->recipient)
		return tell_at(mapi, SP_PLACE_HEADER, mapi->recipient, NULL, text);
	if (known)
		return tell_at(mapi,
			       known->kind == MAPI_HEADER ? SP_PLACE_HEADER : SP_PLACE_PROPERTY,
			       known->name, known->label, text);
	snprintf(number, sizeof(number), "0x%04X", value->id & 0xFFFF);
	return tell_at(mapi, SP_PLACE_PROPERTY, number, NULL, text);
}

/* ---- bodies ---- */

static void tell_long(struct sp_mapi *mapi)
{
	mapi->partial = true;
	sp_sink_problem(mapi->out, SP_REASON_LIMIT_SIZE, "a body is too long");
}

static enum sp_status tell_html(struct sp_mapi *mapi, const void *data, size_t len,
				const char *charset)
{
	enum sp_status status;

	mapi->html |= len > 0;
	if (!len)
		return SP_OK;
	status = sp_sink_enter(mapi->out, SP_PLACE_PART, mapi->body ? mapi->body : "text/html", 0);
	if (status != SP_OK)
		return status;
	status = sp_html_text(mapi->out, data, len, charset);
	sp_sink_leave(mapi->out);
	return status;
}

/* What is broken in it was told. */
static enum sp_status tell_rtf_text(struct sp_mapi *mapi, struct sp_input *in)
{
	enum sp_status status =
		sp_sink_enter(mapi->out, SP_PLACE_PART, mapi->body ? mapi->body : "text/rtf", 0);

	if (status != SP_OK)
		return status;
	status = sp_rtf_read(in, mapi->out);
	sp_sink_leave(mapi->out);
	if (status != SP_PARTIAL && status != SP_FAILED)
		return status;
	mapi->partial = true;
	return SP_OK;
}

static enum sp_status tell_rtf(struct sp_mapi *mapi)
{
	struct sp_buf rtf = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct sp_input *in = NULL;
	enum sp_status status = sp_mapi_unpack_rtf(mapi->rtf.data, mapi->rtf.len, &rtf);

	if (status == SP_PARTIAL) {
		mapi->partial = true;
		sp_sink_problem(mapi->out, SP_REASON_DAMAGED, "its compressed RTF is broken");
	}
	if (status != SP_FATAL)
		status = sp_input_memory(&in, sp_buf_str(&rtf), rtf.len);
	if (status == SP_OK && rtf.len)
		status = tell_rtf_text(mapi, in);
	sp_input_free(in);
	sp_buf_release(&rtf);
	return status;
}

static enum sp_status tell_body(struct sp_mapi *mapi, const struct sp_mapi_value *value,
				const struct sp_buf *text)
{
	if (value->id == SP_MAPI_HTML)
		return tell_html(mapi, sp_buf_str(text), text->len, "utf-8");
	if (value->id == SP_MAPI_TRANSPORT_HEADERS)
		return sp_mail_headers(mapi->out, sp_buf_str(text), text->len);
	if (sp_mail_has_pgp(sp_buf_str(text), text->len)) {
		mapi->partial = true;
		sp_sink_problem(mapi->out, SP_REASON_ENCRYPTED,
				"the text holds an OpenPGP message");
	}
	return sp_mail_text(mapi->out, mapi->body ? mapi->body : "text/plain", sp_buf_str(text),
			    text->len);
}

static enum sp_status tell_text(struct sp_mapi *mapi, const struct sp_mapi_value *value)
{
	struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED), lines = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = SP_FATAL;

	/* Lines end as the sink counts them. */
	if (!sp_mapi_string(mapi, value, &text) ||
	    !sp_mail_unfold(sp_buf_str(&text), text.len, (struct sp_mail_lines) { 0 }, &lines))
		goto out;
	status = value->id == SP_MAPI_BODY || value->id == SP_MAPI_HTML ||
				 value->id == SP_MAPI_TRANSPORT_HEADERS
			 ? tell_body(mapi, value, &lines)
			 : tell_string(mapi, value, &lines);
out:
	sp_buf_release(&lines);
	sp_buf_release(&text);
	return status;
}

/* ---- values ---- */

static enum sp_status tell_binary(struct sp_mapi *mapi, const struct sp_mapi_value *value)
{
	if (value->id == SP_MAPI_HTML)
		return tell_html(mapi, value->data, without_zeros(value->data, value->len),
				 mapi->html_charset);
	if (value->id == SP_MAPI_RTF) {
		sp_buf_reset(&mapi->rtf);
		return sp_buf_add(&mapi->rtf, value->data, value->len) ? SP_OK : SP_FATAL;
	}
	return SP_OK;
}

static enum sp_status tell_birthday(struct sp_mapi *mapi, const struct sp_mapi_value *value)
{
	const unsigned char *bytes = value->data;
	uint64_t time = 0;
	char day[11];
	const struct mapi_name *known = mapi_name_of(SP_MAPI_BIRTHDAY);
	struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED);

	for (size_t i = 8; value->len >= 8 && i--;)
		time = time << 8 | bytes[i];
	sp_mapi_day(time, day);
	if (!sp_buf_puts(&text, day))
		return SP_FATAL;
	enum sp_status status = tell_at(mapi, SP_PLACE_PROPERTY, known->name, known->label, &text);
	sp_buf_release(&text);
	return status;
}

enum sp_status sp_mapi_tell(struct sp_mapi *mapi, const struct sp_mapi_value *value)
{
	struct sp_mapi_value cut = *value;

	if (cut.len > BODY_MAX) {
		cut.len = BODY_MAX;
		tell_long(mapi);
	}
	switch (cut.type) {
	case SP_MAPI_STRING8:
	case SP_MAPI_UNICODE:
		return tell_text(mapi, &cut);
	case SP_MAPI_BINARY:
		return tell_binary(mapi, &cut);
	case SP_MAPI_TIME:
		return cut.id == SP_MAPI_BIRTHDAY ? tell_birthday(mapi, &cut) : SP_OK;
	default:
		return SP_OK;
	}
}

enum sp_status sp_mapi_end(struct sp_mapi *mapi)
{
	enum sp_status status = SP_OK;

	if (mapi->rtf.len && !mapi->html)
		status = tell_rtf(mapi);
	return status;
}
