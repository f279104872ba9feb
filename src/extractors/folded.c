/* SPDX-License-Identifier: GPL-3.0-or-later */
/* folded.c - see folded.h; RFC 6350, 3.2, RFC 5545, 3.1 and RFC 2849 fold alike. */
#include "extractors/folded.h"

#include <string.h>

#include "base/ascii.h"
#include "base/radix.h"
#include "base/utf8.h"
#include "spana/extractor.h"

enum sp_status sp_folded_init(struct sp_folded *folded, struct sp_input *in)
{
	*folded = (struct sp_folded) { .line = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	return folded->status = sp_reader_init(&folded->reader, in, NULL);
}

void sp_folded_release(struct sp_folded *folded)
{
	sp_reader_release(&folded->reader);
	sp_buf_release(&folded->line);
}

/* More text in [at, end). false: there is none. */
static bool fill(struct sp_folded *folded)
{
	size_t len = 0;

	if (folded->at < folded->end)
		return true;
	if (folded->status != SP_OK)
		return false;
	folded->status = sp_reader_next(&folded->reader, &folded->at, &len);
	folded->end = len ? folded->at + len : folded->at;
	return folded->status == SP_OK && len;
}

bool sp_folded_append(struct sp_folded *folded)
{
	bool any = false;

	while (fill(folded)) {
		const char *s = folded->at;
		size_t len = (size_t)(folded->end - s);
		const char *newline = memchr(s, '\n', len);
		size_t taken = newline ? (size_t)(newline - s) : len, room;
		room = SP_FOLDED_MAX - folded->line.len;
		folded->cut |= taken > room;
		if (!sp_buf_add(&folded->line, s, taken < room ? taken : room)) {
			folded->status = SP_FATAL;
			return false;
		}
		any = true;
		folded->at += newline ? taken + 1 : taken;
		if (newline)
			break;
	}
	if (folded->line.len && folded->line.data[folded->line.len - 1] == '\r')
		folded->line.data[--folded->line.len] = '\0';
	return any;
}

char sp_folded_peek(struct sp_folded *folded)
{
	if (!fill(folded) || *folded->at == '\r' || *folded->at == '\n')
		return 0;
	return *folded->at;
}

/* A line of quoted-printable goes on by its own rule, and a space that follows is text. */
static bool goes_on_quoted(const struct sp_buf *line)
{
	static const char mark[] = "QUOTED-PRINTABLE";
	const char *colon = memchr(sp_buf_str(line), ':', line->len);

	if (!colon || line->data[line->len - 1] != '=')
		return false;
	for (const char *s = line->data; s + strlen(mark) <= colon; s++)
		if (sp_ascii_equal_n(s, mark, strlen(mark)))
			return true;
	return false;
}

bool sp_folded_next(struct sp_folded *folded)
{
	char next;

	sp_buf_reset(&folded->line);
	if (!sp_folded_append(folded))
		return false;
	while (!goes_on_quoted(&folded->line) &&
	       ((next = sp_folded_peek(folded)) == ' ' || next == '\t')) {
		folded->at++;
		if (!sp_folded_append(folded))
			break;
	}
	return folded->status == SP_OK;
}

/* ---- base64 ---- */

/* Appends what is encoded. false: no memory; *whole: nothing else stood there. */
static bool decode(const char *s, size_t len, struct sp_buf *out, bool *whole)
{
	uint32_t bits = 0;
	unsigned n = 0;

	*whole = true;
	for (size_t i = 0; i < len; i++) {
		int digit = sp_base64_digit(s[i]);
		if (digit < 0) {
			*whole &= s[i] == '=' || sp_is_space(s[i]);
			continue;
		}
		bits = bits << 6 | (uint32_t)digit;
		n += 6;
		if (n >= 8) {
			n -= 8;
			sp_buf_putc(out, (char)(bits >> n & 0xFF));
		}
	}
	/* A single character of six bits is half a byte. */
	*whole &= n != 6;
	return !out->failed;
}

enum sp_status sp_folded_base64(struct sp_sink *out, const char *name, const char *s, size_t len,
				struct sp_buf *text)
{
	struct sp_buf bytes = SP_BUF_INIT(SP_BUF_UNCAPPED);
	bool whole;
	enum sp_status status = SP_FATAL;

	if (!decode(s, len, &bytes, &whole))
		goto out;
	if (text && whole && !memchr(sp_buf_str(&bytes), '\0', bytes.len) &&
	    sp_utf8_valid(sp_buf_str(&bytes), bytes.len) == bytes.len) {
		status = sp_buf_add(text, sp_buf_str(&bytes), bytes.len) ? SP_OK : SP_FATAL;
		goto out;
	}
	status = sp_sink_child_open(out, name);
	if (status != SP_OK)
		goto out;
	if (bytes.len)
		status = sp_sink_child_write(out, bytes.data, bytes.len);
	enum sp_status closed =
		sp_sink_child_close(out, whole ? SP_REASON_NONE : SP_REASON_DAMAGED,
				    whole ? NULL : "it is not the base64 that it is said to be");
	status = status == SP_SKIPPED ? closed : sp_status_worse(status, closed);
out:
	sp_buf_release(&bytes);
	return status;
}
