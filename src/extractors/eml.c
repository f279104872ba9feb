/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * eml.c - one mail: .eml, a file of a Maildir, MHTML (RFC 5322, RFC 2045-2049).
 *
 * Headers and bodies are text, files and messages within the mail are members,
 * and what stands around parts is text as well. Nothing is decrypted or verified. A
 * mailbox of many mails (mbox) is another format.
 */
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "extractors/mail_header.h"
#include "extractors/mail_part.h"
#include "extractors/registry.h"
#include "extractors/text_kind.h"

/* Lines from the start in which the headers that show a mail must stand. */
#define PROBE_LINES 40
/* So many of them, and no more lines among them that are none. */
#define PROBE_KNOWN 3
#define PROBE_STRANGE 2
#define CHUNK ((size_t)16384)

/* What is told of a mail beside its parts. */
struct reading {
	struct sp_mail mail;
	struct sp_buf loose; /* lines that are no header, or stand around parts */
	bool loose_cut;
	size_t sealed_at; /* what is as deep as this is encrypted; 0: nothing is */
};

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
unsigned sp_probe_eml(struct sp_input *in)
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
static enum sp_status read_file_name(struct sp_mail *mail)
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
		sp_mail_problem(mail, SP_REASON_TRUNCATED, "it is shorter than its name says");
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

static enum sp_status on_header(struct sp_mail *mail)
{
	const struct sp_mime *mime = &mail->mime;

	if (mime->value_cut)
		sp_mail_problem(mail, SP_REASON_LIMIT_SIZE, "a header is too long");
	return sp_mail_header(mail->out, sp_buf_str(&mime->name), mime->value, mime->value_len);
}

static void on_multipart(struct reading *r)
{
	const struct sp_mime *mime = &r->mail.mime;

	if (mime->too_deep)
		sp_mail_problem(&r->mail, SP_REASON_LIMIT_DEPTH, "its parts are nested too deep");
	if (strcmp(mime->entity.type, "multipart/encrypted") != 0 || r->sealed_at)
		return;
	sp_mail_problem(&r->mail, SP_REASON_ENCRYPTED, "OpenPGP");
	if (mime->boundary)
		r->sealed_at = sp_mime_depth(mime);
}

/*
 * Appends the lines of a stretch, but for empty ones, with any line end or none.
 * `last`: the last of them is whole.
 */
static void add_lines(struct sp_buf *out, const char *s, size_t len, bool last)
{
	const char *at = s, *end = s + len;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *next = newline ? newline + 1 : end, *stop = next;
		while ((newline || last) && stop > at && sp_is_space(stop[-1]))
			stop--;
		if (stop > at) {
			sp_buf_add(out, at, (size_t)(stop - at));
			if (newline || last)
				sp_buf_putc(out, '\n');
		}
		at = next;
	}
}

static enum sp_status on_loose(struct reading *r)
{
	struct sp_mime *mime = &r->mail.mime;
	uint64_t at = mime->from;
	size_t got;

	while (at < mime->to && r->loose.len < SP_MAIL_BODY_MAX) {
		size_t most = mime->to - at < CHUNK ? (size_t)(mime->to - at) : CHUNK;
		const char *s = sp_mime_bytes(&mime->window, at, most, &got);
		if (!s)
			return SP_FATAL;
		const bool last = got < most || at + most == mime->to;
		const char *newline = last ? NULL : memrchr(s, '\n', most);
		most = newline ? (size_t)(newline - s) + 1 : got < most ? got : most;
		add_lines(&r->loose, s, most, last);
		at += most;
		if (!most)
			break;
	}
	r->loose_cut |= at < mime->to && r->loose.len >= SP_MAIL_BODY_MAX;
	return r->loose.failed ? SP_FATAL : SP_OK;
}

static enum sp_status on_leaf(struct reading *r)
{
	if (r->sealed_at && sp_mime_depth(&r->mail.mime) >= r->sealed_at) {
		r->mail.leaves++;
		return SP_OK;
	}
	r->sealed_at = 0;
	return sp_mail_part(&r->mail);
}

/* What only the end shows. */
static enum sp_status on_end(struct reading *r)
{
	struct sp_mail *mail = &r->mail;

	if (mail->mime.truncated)
		sp_mail_problem(mail, SP_REASON_TRUNCATED, "the mail breaks off");
	else if (mail->mime.partless)
		sp_mail_problem(mail, SP_REASON_DAMAGED, "the parts of a multipart are not found");
	if (r->loose_cut)
		sp_mail_problem(mail, SP_REASON_LIMIT_SIZE,
				"the text between its parts is too long");
	return sp_mail_loose_text(mail, "between parts", sp_buf_str(&r->loose), r->loose.len);
}

static enum sp_status read_mail(struct reading *r)
{
	enum sp_status status = SP_OK;

	while (status == SP_OK) {
		switch (sp_mime_next(&r->mail.mime)) {
		case SP_MIME_HEADER:
			status = on_header(&r->mail);
			break;
		case SP_MIME_MULTIPART:
			on_multipart(r);
			break;
		case SP_MIME_LEAF:
			status = on_leaf(r);
			break;
		case SP_MIME_LOOSE:
			status = on_loose(r);
			break;
		case SP_MIME_END:
			return on_end(r);
		case SP_MIME_FAILED:
			return SP_FATAL;
		}
	}
	return status;
}

static enum sp_status eml_extract(struct sp_input *in, struct sp_sink *out)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);
	struct reading r = { .mail = { .in = in, .out = out },
			     .loose = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	enum sp_status status = read_file_name(&r.mail);

	sp_mime_init(&r.mail.mime, in, headers_start(head, len));
	if (status == SP_OK)
		status = read_mail(&r);
	sp_mime_release(&r.mail.mime);
	sp_buf_release(&r.loose);
	if (status == SP_OK && sp_input_error(in)->reason != SP_REASON_NONE) {
		sp_sink_input_problem(out, in);
		return SP_PARTIAL;
	}
	return status == SP_OK && r.mail.incomplete ? SP_PARTIAL : status;
}

const struct sp_extractor sp_extractor_eml = {
	.name = "eml",
	.probe = sp_probe_eml,
	.extract = eml_extract,
};
