/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * eml.c - one mail: .eml, a file of a Maildir, MHTML (RFC 5322, RFC 2045-2049).
 *
 * GMime finds the parts; what they hold is decoded here, since GMime drops
 * bytes that do not fit their charset. Headers and bodies are text, files and
 * messages within the mail are members. Nothing is decrypted or verified. A
 * mailbox of many mails (mbox) is another format.
 */
#include "extractors/registry.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/mem.h"
#include "extractors/charset.h"
#include "extractors/html.h"
#include "extractors/mail_body.h"
#include "extractors/mail_cover.h"
#include "extractors/mail_header.h"
#include "extractors/mail_quote.h"
#include "extractors/mail_stream.h"
#include "extractors/text_kind.h"

/* Lines from the start in which the headers that show a mail must stand. */
#define PROBE_LINES 40
/* So many of them, and no more lines among them that are none. */
#define PROBE_KNOWN 3
#define PROBE_STRANGE 2
/* Bytes of one body, or of what stands around parts; more is cut, with a problem. */
#define BODY_MAX (64 * SP_MIB)
#define CHUNK 16384

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LEAKS_ARE_CHECKED
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define LEAKS_ARE_CHECKED
#endif
#ifdef LEAKS_ARE_CHECKED
#include <sanitizer/lsan_interface.h>
#define LEAKS_IGNORED(on) ((on) ? __lsan_disable() : __lsan_enable())
#else
#define LEAKS_IGNORED(on) ((void)(on))
#endif

/* A mail that is being read. */
struct mail {
	struct sp_input *in;
	struct sp_sink *out;
	struct sp_mail_cover cover;
	bool incomplete; /* a problem was told */
	bool truncated;	 /* that one was */
	bool sealed;	 /* the parts are encrypted: not read */
	unsigned leaves; /* parts that are no multiparts, so far */
};

static void tell(struct mail *mail, enum sp_reason reason, const char *detail)
{
	mail->incomplete = true;
	sp_sink_problem(mail->out, reason, detail);
}

/* ---- probe ---- */

/* Names by which a mail is known. */
static const char *const known_headers[] = {
	"From",
	"To",
	"Cc",
	"Bcc",
	"Subject",
	"Date",
	"Received",
	"Return-Path",
	"Reply-To",
	"Sender",
	"Message-ID",
	"References",
	"In-Reply-To",
	"X-Mailer",
	"User-Agent",
	"Delivered-To",
	"MIME-Version",
	"Content-Type",
	"Resent-From",
	"DKIM-Signature",
	"Content-Transfer-Encoding",
	"Content-Disposition",
	"X-Originating-IP",
	"List-Unsubscribe",
	"Thread-Topic",
	"X-MimeOLE",
};

static bool is_known(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(known_headers) / sizeof(known_headers[0]); i++)
		if (strlen(known_headers[i]) == len &&
		    sp_ascii_equal_n(known_headers[i], name, len))
			return true;
	return false;
}

/* Where the headers start: behind a byte order mark and empty lines. */
static size_t headers_start(const unsigned char *head, size_t len)
{
	size_t at = len >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

	while (at < len && (head[at] == '\r' || head[at] == '\n'))
		at++;
	return at;
}

/* Bits of header names that are known, in the lines up to the first empty one; 1: too few. */
static unsigned eml_probe(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);
	const char *at = (const char *)head + headers_start(head, len);
	const char *end = (const char *)head + len;
	unsigned bits = 0, known = 0, strange = 0;

	for (int lines = 0; at < end && lines < PROBE_LINES; lines++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t line = (size_t)((newline ? newline : end) - at);
		if (line == 0 || *at == '\r')
			break;
		size_t name = sp_mail_header_name(at, line);
		bool folded = *at == ' ' || *at == '\t';
		/* The last line of what there is to see may be cut short. */
		if (!name && (lines == 0 || (!folded && newline && ++strange > PROBE_STRANGE)))
			return 0;
		if (name && is_known(at, name)) {
			known++;
			bits += 8 * (unsigned)name;
		}
		at += line + 1;
	}
	if (known >= PROBE_KNOWN)
		return bits;
	/* Enough where a container says that it is one. */
	return sp_mail_header_name((const char *)head, len) && sp_text_is_likely(head, len) ? 1 : 0;
}

/* ---- text ---- */

/* Text at a place of its own, in whatever charset its bytes are. */
static enum sp_status push_part(struct mail *mail, const char *place, const char *data, size_t len)
{
	struct sp_buf utf8 = SP_BUF_INIT(SP_BUF_UNCAPPED), text = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = SP_FATAL;

	if (len > BODY_MAX) {
		len = BODY_MAX;
		tell(mail, SP_REASON_LIMIT_SIZE, "the text of a part is too long");
	}
	if (sp_charset_convert(NULL, data, len, &utf8) &&
	    sp_mail_unfold(sp_buf_str(&utf8), utf8.len, (struct sp_mail_lines) { 0 }, &text))
		status =
			sp_sink_value(mail->out, SP_PLACE_PART, place, sp_buf_str(&text), text.len);
	sp_buf_release(&text);
	sp_buf_release(&utf8);
	return status;
}

/* ---- headers ---- */

static enum sp_status push_header(struct mail *mail, const char *name, const char *raw, size_t len)
{
	if (len > SP_MAX_STRING) {
		len = SP_MAX_STRING;
		tell(mail, SP_REASON_LIMIT_SIZE, "a header is too long");
	}
	return sp_mail_header(mail->out, name, raw, len);
}

/*
 * Notes a header as read. Behind a line that is no header GMime gives the place
 * of that line: then neither is noted, and what is left shows both.
 */
static enum sp_status cover_header(struct mail *mail, GMimeHeader *header, size_t len)
{
	const gint64 offset = g_mime_header_get_offset(header);
	const char *name = g_mime_header_get_raw_name(header);
	const size_t name_len = strlen(name);
	char there[128];
	size_t got;

	if (offset < 0 || name_len > sizeof(there))
		return SP_OK;
	const uint64_t start = (uint64_t)offset;
	if (sp_input_read(mail->in, start, there, name_len, &got) != SP_OK || got != name_len ||
	    memcmp(there, name, name_len) != 0)
		return SP_OK;
	return sp_mail_cover_add(&mail->cover, start, start + name_len + 1 + len) ? SP_OK
										  : SP_FATAL;
}

static enum sp_status push_headers(struct mail *mail, GMimeObject *object)
{
	GMimeHeaderList *headers = g_mime_object_get_header_list(object);
	const int count = g_mime_header_list_get_count(headers);
	enum sp_status status = SP_OK;

	for (int i = 0; i < count && status == SP_OK; i++) {
		GMimeHeader *header = g_mime_header_list_get_header_at(headers, i);
		const char *raw = g_mime_header_get_raw_value(header);
		if (!raw)
			continue;
		status = cover_header(mail, header, strlen(raw));
		if (status == SP_OK)
			status =
				push_header(mail, g_mime_header_get_name(header), raw, strlen(raw));
	}
	return status;
}

/* ---- contents of a part ---- */

/* The content of a part while it is decoded. */
struct content {
	GMimeStream *stream;
	GMimeEncoding coding;
	uint64_t digits, pads, strange; /* characters of base64, '=' and others */
	enum sp_reason reason;		/* why it is not all there */
	const char *detail;
};

static bool is_base64(const struct content *c)
{
	return c->coding.encoding == GMIME_CONTENT_ENCODING_BASE64;
}

static bool is_base64_digit(char c)
{
	return sp_is_alnum(c) || c == '+' || c == '/';
}

static void check_base64(struct content *c, const char *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (data[i] == '=')
			c->pads++;
		else if (sp_is_space(data[i]))
			continue;
		else if (is_base64_digit(data[i]) && !c->pads)
			c->digits++;
		else
			c->strange++;
	}
}

static void judge_base64(struct content *c)
{
	if (!is_base64(c))
		return;
	if (c->strange || (c->pads && (c->digits + c->pads) % 4)) {
		c->reason = SP_REASON_DAMAGED;
		c->detail = "a part is not the base64 that it is said to be";
	} else if (c->digits % 4 && !c->pads) {
		c->reason = SP_REASON_TRUNCATED;
		c->detail = "the base64 of a part breaks off";
	}
}

/* Notes its bytes as read. A part without content has no stream. */
static enum sp_status content_open(struct mail *mail, struct content *c, GMimePart *part)
{
	GMimeDataWrapper *wrapper = g_mime_part_get_content(part);
	uint64_t from, to;

	*c = (struct content) { 0 };
	if (!wrapper)
		return SP_OK;
	c->stream = g_mime_data_wrapper_get_stream(wrapper);
	g_mime_encoding_init_decode(&c->coding, g_mime_data_wrapper_get_encoding(wrapper));
	if (!c->stream)
		return SP_OK;
	sp_mail_stream_range(c->stream, &from, &to);
	g_mime_stream_reset(c->stream);
	return sp_mail_cover_add(&mail->cover, from, to) ? SP_OK : SP_FATAL;
}

/* Hands all of it, decoded, to `take`, which ends it by any status but SP_OK. */
static enum sp_status content_read(struct content *c,
				   enum sp_status (*take)(void *to, const char *data, size_t len),
				   void *to)
{
	char raw[CHUNK], *decoded = sp_mem_alloc(g_mime_encoding_outlen(&c->coding, CHUNK));
	enum sp_status status = SP_OK;
	ssize_t got = 0;

	if (!decoded)
		return SP_FATAL;
	while (status == SP_OK && (got = g_mime_stream_read(c->stream, raw, sizeof(raw))) > 0) {
		if (is_base64(c))
			check_base64(c, raw, (size_t)got);
		size_t n = g_mime_encoding_step(&c->coding, raw, (size_t)got, decoded);
		status = n ? take(to, decoded, n) : SP_OK;
	}
	if (status == SP_OK) {
		size_t n = g_mime_encoding_flush(&c->coding, raw, 0, decoded);
		status = n ? take(to, decoded, n) : SP_OK;
		judge_base64(c);
	}
	if (got < 0) {
		c->reason = SP_REASON_IO_ERROR;
		c->detail = "a part cannot be read";
	}
	sp_mem_free(decoded);
	return status;
}

/* ---- bodies ---- */

struct body {
	struct sp_buf bytes;
	struct sp_sink *out;
	bool full;
};

static enum sp_status body_take(void *to, const char *data, size_t len)
{
	struct body *body = to;

	if (body->bytes.len + len > BODY_MAX) {
		body->full = true;
		return SP_SKIPPED;
	}
	if (!sp_buf_add(&body->bytes, data, len))
		return SP_FATAL;
	return sp_sink_spend(body->out, len);
}

/*
 * What stands in base64 that is not base64, line by line: text that a mailing
 * list has added, or a body whose encoding is a mistake.
 */
static enum sp_status push_strange_lines(struct mail *mail, struct content *c)
{
	struct body raw = { .bytes = SP_BUF_INIT(SP_BUF_UNCAPPED), .out = mail->out };
	struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = SP_OK;

	g_mime_stream_reset(c->stream);
	g_mime_encoding_init_decode(&c->coding, GMIME_CONTENT_ENCODING_BINARY);
	status = content_read(c, body_take, &raw);
	const char *at = sp_buf_str(&raw.bytes), *end = at + raw.bytes.len;
	while (status >= SP_SKIPPED && at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *next = newline ? newline + 1 : end, *p = at;
		while (p < next && (is_base64_digit(*p) || *p == '=' || *p == '\r' || *p == '\n'))
			p++;
		if (p < next && !sp_buf_add(&text, at, (size_t)(next - at)))
			status = SP_FATAL;
		at = next;
	}
	if (status >= SP_SKIPPED)
		status = push_part(mail, "raw", sp_buf_str(&text), text.len);
	sp_buf_release(&text);
	sp_buf_release(&raw.bytes);
	return status;
}

static struct sp_mail_lines lines_of(GMimePart *part)
{
	GMimeObject *object = GMIME_OBJECT(part);
	const char *format = g_mime_object_get_content_type_parameter(object, "format");
	const char *delsp = g_mime_object_get_content_type_parameter(object, "delsp");

	return (struct sp_mail_lines) {
		.flowed = format && sp_ascii_equal(format, "flowed"),
		.delsp = delsp && sp_ascii_equal(delsp, "yes"),
	};
}

static const char *charset_of(GMimePart *part)
{
	return g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
}

static enum sp_status push_plain(struct mail *mail, GMimePart *part, const struct sp_buf *body)
{
	const char *name = charset_of(part);
	const struct sp_charset *charset = sp_charset_choose(
		name ? sp_charset_from_name(name) : NULL, sp_buf_str(body), body->len);
	struct sp_buf rest = SP_BUF_INIT(SP_BUF_UNCAPPED), utf8 = SP_BUF_INIT(SP_BUF_UNCAPPED),
		      text = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = SP_FATAL;

	if (sp_charset_is_wide(charset)) {
		if (!sp_buf_add(&rest, body->data, body->len))
			goto out;
	} else {
		status = sp_mail_uudecode(mail->out, sp_buf_str(body), body->len, &rest);
		if (status != SP_OK)
			goto out;
		status = SP_FATAL;
	}
	if (!sp_charset_convert(charset, sp_buf_str(&rest), rest.len, &utf8) ||
	    !sp_mail_unfold(sp_buf_str(&utf8), utf8.len, lines_of(part), &text))
		goto out;
	if (sp_mail_has_pgp(sp_buf_str(&text), text.len))
		tell(mail, SP_REASON_ENCRYPTED, "the text holds an OpenPGP message");
	status = sp_mail_text(mail->out, "text/plain", sp_buf_str(&text), text.len);
out:
	sp_buf_release(&text);
	sp_buf_release(&utf8);
	sp_buf_release(&rest);
	return status;
}

static enum sp_status push_html(struct mail *mail, GMimePart *part, const struct sp_buf *body)
{
	enum sp_status status;

	if (!body->len)
		return SP_OK;
	status = sp_sink_enter(mail->out, SP_PLACE_PART, "text/html", 0);
	if (status != SP_OK)
		return status;
	status = sp_html_text(mail->out, body->data, body->len, charset_of(part));
	sp_sink_leave(mail->out);
	return status;
}

static enum sp_status read_body(struct mail *mail, GMimePart *part, bool html)
{
	struct body body = { .bytes = SP_BUF_INIT(SP_BUF_UNCAPPED), .out = mail->out };
	struct content content;
	enum sp_status status;

	status = content_open(mail, &content, part);
	if (status != SP_OK || !content.stream)
		return status;
	status = content_read(&content, body_take, &body);
	if (status < SP_SKIPPED)
		goto out;
	if (body.full)
		tell(mail, SP_REASON_LIMIT_SIZE, "the text of a part is too long");
	if (content.reason != SP_REASON_NONE)
		tell(mail, content.reason, content.detail);
	status = html ? push_html(mail, part, &body.bytes) : push_plain(mail, part, &body.bytes);
	if (status == SP_OK && content.strange)
		status = push_strange_lines(mail, &content);
out:
	sp_buf_release(&body.bytes);
	return status;
}

/* ---- files ---- */

static enum sp_status child_take(void *to, const char *data, size_t len)
{
	return sp_sink_child_write(to, data, len);
}

static enum sp_status read_file(struct mail *mail, GMimePart *part, const char *name)
{
	struct content content;
	enum sp_status status = content_open(mail, &content, part);

	if (status == SP_OK)
		status = sp_sink_child_open(mail->out, name);
	if (status != SP_OK)
		return status;
	if (content.stream)
		status = content_read(&content, child_take, mail->out);
	enum sp_status closed = sp_sink_child_close(mail->out, content.reason, content.detail);
	status = status == SP_SKIPPED ? closed : sp_status_worse(status, closed);
	return status == SP_OK && content.strange ? push_strange_lines(mail, &content) : status;
}

/* ---- parts ---- */

static bool is_type(GMimeObject *object, const char *type, const char *subtype)
{
	return g_mime_content_type_is_type(g_mime_object_get_content_type(object), type, subtype);
}

/* A transfer encoding that nobody knows: the bytes are taken as they are. */
static void check_encoding(struct mail *mail, GMimePart *part)
{
	const char *value =
		g_mime_object_get_header(GMIME_OBJECT(part), "Content-Transfer-Encoding");

	if (value && *value &&
	    g_mime_part_get_content_encoding(part) == GMIME_CONTENT_ENCODING_DEFAULT)
		tell(mail, SP_REASON_UNSUPPORTED, "a part has an unknown transfer encoding");
}

static bool is_attachment(GMimePart *part, const char *name)
{
	return name || g_mime_part_is_attachment(part);
}

static bool is_enveloped(GMimePart *part)
{
	GMimeObject *object = GMIME_OBJECT(part);
	const char *kind = g_mime_object_get_content_type_parameter(object, "smime-type");

	if (!is_type(object, "application", "pkcs7-mime") &&
	    !is_type(object, "application", "x-pkcs7-mime"))
		return false;
	return kind && (sp_ascii_equal(kind, "enveloped-data") ||
			sp_ascii_equal(kind, "authEnveloped-data"));
}

static enum sp_status read_part(struct mail *mail, GMimePart *part)
{
	const char *name = g_mime_part_get_filename(part);
	struct content content;
	char numbered[32];

	mail->leaves++;
	if (name && !*name)
		name = NULL;
	if (!mail->sealed && is_enveloped(part)) {
		tell(mail, SP_REASON_ENCRYPTED, "S/MIME, enveloped data");
		return content_open(mail, &content, part);
	}
	if (mail->sealed)
		return content_open(mail, &content, part);
	check_encoding(mail, part);
	if (!is_attachment(part, name)) {
		if (is_type(GMIME_OBJECT(part), "text", "plain"))
			return read_body(mail, part, false);
		if (is_type(GMIME_OBJECT(part), "text", "html"))
			return read_body(mail, part, true);
	}
	/* In a page that was saved with all that it shows, the address of each part is its name. */
	if (!name)
		name = g_mime_object_get_header(GMIME_OBJECT(part), "Content-Location");
	snprintf(numbered, sizeof(numbered), "part %u", mail->leaves);
	if (is_type(GMIME_OBJECT(part), "message", "rfc822") ||
	    is_type(GMIME_OBJECT(part), "message", "global"))
		sp_sink_expect(mail->out, "eml");
	return read_file(mail, part, name ? name : numbered);
}

static enum sp_status read_object(struct mail *mail, GMimeObject *object, unsigned depth);

static enum sp_status read_multipart(struct mail *mail, GMimeMultipart *multipart, unsigned depth)
{
	const bool encrypted = is_type(GMIME_OBJECT(multipart), "multipart", "encrypted");
	const char *boundary = g_mime_multipart_get_boundary(multipart);
	const int count = g_mime_multipart_get_count(multipart);
	const bool sealed = mail->sealed;
	enum sp_status status = SP_OK;

	if (boundary && !sp_mail_cover_boundary(&mail->cover, boundary))
		return SP_FATAL;
	if (depth > SP_MAX_MIME) {
		tell(mail, SP_REASON_LIMIT_DEPTH, "its parts are nested too deep");
		return SP_OK;
	}
	if (encrypted && !sealed)
		tell(mail, SP_REASON_ENCRYPTED, "OpenPGP");
	mail->sealed = sealed || encrypted;
	for (int i = 0; i < count && status == SP_OK; i++)
		status = read_object(mail, g_mime_multipart_get_part(multipart, i), depth + 1);
	mail->sealed = sealed;
	return status;
}

static enum sp_status read_object(struct mail *mail, GMimeObject *object, unsigned depth)
{
	enum sp_status status = push_headers(mail, object);

	if (status != SP_OK)
		return status;
	if (GMIME_IS_MULTIPART(object))
		return read_multipart(mail, GMIME_MULTIPART(object), depth);
	if (GMIME_IS_PART(object))
		return read_part(mail, GMIME_PART(object));
	tell(mail, SP_REASON_UNSUPPORTED, "a part of an unknown kind");
	return SP_OK;
}

/* ---- a file of a Maildir ---- */

/* The number behind `key` in a name, as "S=" in "1767601800.M1P2.host,S=812:2,RS"; 0: none. */
static uint64_t number_in_name(const char *name, const char *key)
{
	const char *at = strstr(name, key);
	uint64_t n = 0;

	for (at = at ? at + strlen(key) : ""; sp_is_digit(*at) && n < UINT64_MAX / 100; at++)
		n = n * 10 + (uint64_t)(*at - '0');
	return n;
}

/* What its name says of it: how long it was when it came, and what became of it. */
static enum sp_status read_file_name(struct mail *mail)
{
	static const struct {
		char flag;
		const char *word;
	} flags[] = { { 'D', "draft" },	  { 'F', "flagged" }, { 'P', "passed" },
		      { 'R', "replied" }, { 'S', "seen" },    { 'T', "trashed" } };
	const char *name = sp_sink_name(mail->out), *at = strstr(name, ":2,");
	struct sp_buf words = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = SP_FATAL;

	/* A message in a mailbox is named after its subject, with spaces. */
	if (strchr(name, ' '))
		return SP_OK;
	if (number_in_name(name, ",S=") > sp_input_size(mail->in))
		tell(mail, SP_REASON_TRUNCATED, "it is shorter than its name says");
	for (size_t i = 0; at && i < sizeof(flags) / sizeof(flags[0]); i++)
		if (strchr(at + 3, flags[i].flag)) {
			sp_buf_puts(&words, words.len ? " " : "");
			sp_buf_puts(&words, flags[i].word);
		}
	if (!words.failed)
		status = sp_sink_value(mail->out, SP_PLACE_PROPERTY, "flags", sp_buf_str(&words),
				       words.len);
	sp_buf_release(&words);
	return status;
}

/* ---- the mail ---- */

/* Text that GMime passes over is found by what is left; these it tells alone. */
static void on_warning(gint64 offset, GMimeParserWarning warning, const gchar *item, gpointer data)
{
	struct mail *mail = data;

	(void)offset;
	(void)item;
	if (warning == GMIME_CRIT_NESTING_OVERFLOW) {
		tell(mail, SP_REASON_LIMIT_DEPTH, "its parts are nested too deep");
	} else if (warning == GMIME_WARN_TRUNCATED_MESSAGE && !mail->truncated) {
		mail->truncated = true;
		tell(mail, SP_REASON_TRUNCATED, "the mail breaks off");
	}
}

static GMimeMessage *parse(struct mail *mail, GMimeStream *stream)
{
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeParserOptions *options = g_mime_parser_options_new();

	g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE);
	g_mime_parser_options_set_warning_callback(options, on_warning, mail);
	sp_mail_stream_mask_zeros(stream, true);
	GMimeMessage *message = g_mime_parser_construct_message(parser, options);
	sp_mail_stream_mask_zeros(stream, false);
	g_mime_parser_options_free(options);
	g_object_unref(parser);
	return message;
}

/* Not even the headers are in order: all of it is text. */
static enum sp_status read_as_text(struct mail *mail, GMimeStream *stream)
{
	struct body body = { .bytes = SP_BUF_INIT(SP_BUF_UNCAPPED), .out = mail->out };
	struct content content = { .stream = stream };

	g_mime_stream_reset(stream);
	g_mime_encoding_init_decode(&content.coding, GMIME_CONTENT_ENCODING_BINARY);
	enum sp_status status = content_read(&content, body_take, &body);
	if (!mail->truncated)
		tell(mail, SP_REASON_DAMAGED, "its headers are not in order");
	if (body.full)
		tell(mail, SP_REASON_LIMIT_SIZE, "it is too long to be read as text");
	if (status >= SP_SKIPPED)
		status = push_part(mail, "raw", sp_buf_str(&body.bytes), body.bytes.len);
	sp_buf_release(&body.bytes);
	return status;
}

/* Text before, between and behind the parts, and lines among headers that are none. */
static enum sp_status read_rest(struct mail *mail, size_t start)
{
	struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = sp_mail_cover_rest(&mail->cover, mail->in, start, BODY_MAX, &text);

	if (status == SP_PARTIAL)
		tell(mail, SP_REASON_LIMIT_SIZE, "the text between its parts is too long");
	if (status != SP_FATAL)
		status = push_part(mail, "between parts", sp_buf_str(&text), text.len);
	sp_buf_release(&text);
	return status;
}

static enum sp_status read_message(struct mail *mail, GMimeMessage *message)
{
	GMimeObject *body = g_mime_message_get_mime_part(message);
	enum sp_status status = read_file_name(mail);

	if (status == SP_OK)
		status = push_headers(mail, GMIME_OBJECT(message));
	return status == SP_OK && body ? read_object(mail, body, 1) : status;
}

static enum sp_status eml_extract(struct sp_input *in, struct sp_sink *out)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);
	const size_t start = headers_start(head, len);
	struct mail mail = { .in = in, .out = out };
	GMimeStream *stream = sp_mail_stream_new(in, start);
	GMimeMessage *message = parse(&mail, stream);
	enum sp_status status;

	if (message) {
		status = read_message(&mail, message);
		if (status == SP_OK)
			status = read_rest(&mail, start);
		g_object_unref(message);
	} else {
		status = read_as_text(&mail, stream);
	}
	g_object_unref(stream);
	sp_mail_cover_release(&mail.cover);
	if (status == SP_OK && sp_input_error(in)->reason != SP_REASON_NONE) {
		sp_sink_input_problem(out, in);
		return SP_PARTIAL;
	}
	return status == SP_OK && mail.incomplete ? SP_PARTIAL : status;
}

static void eml_init(void)
{
	static const char *const messages[] = { "rfc822", "rfc2822", "global", "news" };

	/* GMime loses what it knew of a type that is registered anew; no leak of ours. */
	LEAKS_IGNORED(true);
	g_mime_init();
	/* A message within a mail is a member, and read as any other file. */
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++)
		g_mime_object_register_type("message", messages[i], GMIME_TYPE_PART);
	LEAKS_IGNORED(false);
}

const struct sp_extractor sp_extractor_eml = {
	.name = "eml",
	.probe = eml_probe,
	.extract = eml_extract,
	.init = eml_init,
};
