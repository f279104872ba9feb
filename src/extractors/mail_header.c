/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mail_header.c - see mail_header.h. RFC 5322, read as mail programs write it. */
#include "extractors/mail_header.h"

#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "extractors/encoded_word.h"

/* Longer names are no headers in a block of them. */
#define NAME_BYTES 128

size_t sp_mail_header_name(const char *line, size_t len)
{
	size_t n = 0;

	while (n < len && line[n] > ' ' && line[n] < 0x7F && line[n] != ':')
		n++;
	size_t name = n;
	while (n < len && (line[n] == ' ' || line[n] == '\t'))
		n++;
	return n < len && line[n] == ':' ? name : 0;
}

/* Their addresses are names of messages, not of people. */
static bool is_identifier(const char *name)
{
	static const char *const names[] = { "Message-ID", "In-Reply-To", "References",
					     "Content-ID", "Resent-Message-ID" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (sp_ascii_equal(names[i], name))
			return true;
	return false;
}

/* What an identifier is not: a phrase that an old mail program put beside it. */
static bool add_phrase(const char *raw, size_t len, struct sp_buf *out)
{
	const char *at = raw, *end = raw + len;

	while (at < end) {
		const char *start = at;
		while (at < end && !sp_is_space(*at))
			at++;
		size_t word = (size_t)(at - start);
		if (*start != '<' && !memchr(start, '@', word))
			sp_buf_add(out, start, word);
		while (at < end && sp_is_space(*at))
			sp_buf_putc(out, *at++);
	}
	return !out->failed;
}

enum sp_status sp_mail_header(struct sp_sink *out, const char *name, const char *raw, size_t len)
{
	struct sp_buf phrase = SP_BUF_INIT(SP_BUF_UNCAPPED), value = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = SP_FATAL;

	if (is_identifier(name)) {
		if (!add_phrase(raw, len, &phrase))
			goto out;
		raw = sp_buf_str(&phrase);
		len = phrase.len;
	}
	if (sp_header_decode(raw, len, &value))
		status = sp_sink_value(out, SP_PLACE_HEADER, name, sp_buf_str(&value), value.len);
out:
	sp_buf_release(&value);
	sp_buf_release(&phrase);
	return status;
}

/* Where the header that begins at `at` ends, with the lines that it is folded into. */
static const char *end_of(const char *at, const char *end)
{
	do {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		at = newline ? newline + 1 : end;
	} while (at < end && (*at == ' ' || *at == '\t'));
	return at;
}

enum sp_status sp_mail_headers(struct sp_sink *out, const char *block, size_t len)
{
	const char *at = block, *end = block + len;
	enum sp_status status = SP_OK;
	char name[NAME_BYTES];

	while (at < end && status == SP_OK) {
		const char *next = end_of(at, end);
		size_t n = sp_mail_header_name(at, (size_t)(next - at));
		const char *colon = n ? memchr(at + n, ':', (size_t)(next - at) - n) : NULL;
		if (colon && n < sizeof(name)) {
			memcpy(name, at, n);
			name[n] = '\0';
			status = sp_mail_header(out, name, colon + 1, (size_t)(next - colon) - 1);
		} else if (at < next && *at != '\r' && *at != '\n') {
			status = sp_sink_value(out, SP_PLACE_PART, "raw", at, (size_t)(next - at));
		}
		at = next;
	}
	return status;
}
