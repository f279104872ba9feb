/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text.c - plain text of any size and charset, as it stands.
 *
 * JSON and delimited values are read as lines of text too, so that lines are
 * those of the file; what is escaped in JSON is told as it is meant, and keys
 * and names of columns speak for their values.
 * It bids low: whatever knows the content better goes first.
 */
#include <string.h>

#include "base/buf.h"
#include "base/delimiter.h"
#include "extractors/aligned.h"
#include "extractors/delimited.h"
#include "extractors/json_text.h"
#include "extractors/reader.h"
#include "extractors/registry.h"
#include "extractors/text_kind.h"

enum { BID = 8 };

/* Zero bytes at the start. */
static size_t zeros(const void *data, size_t len)
{
	const char *s = data;
	size_t n = 0;

	while (n < len && !s[n])
		n++;
	return n;
}

/* A log that was emptied while its writer went on begins with a hole. */
static bool ends_as_text(struct sp_input *in)
{
	unsigned char tail[SP_HEAD];
	uint64_t size = sp_input_size(in);
	size_t got = 0;

	if (size <= 2 * SP_HEAD ||
	    sp_input_read(in, size - sizeof(tail), tail, sizeof(tail), &got) != SP_OK)
		return false;
	size_t at = zeros(tail, got);
	return sp_text_is_likely(tail + at, got - at);
}

unsigned sp_probe_text(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	if (sp_text_is_likely(head, len))
		return BID;
	return len && zeros(head, len) == len && ends_as_text(in) ? BID : 0;
}

struct telling {
	struct sp_sink *out;
	struct sp_input *in;
	bool described;		    /* a piece was told */
	bool old_mac;		    /* lines end with '\r' alone */
	struct sp_delimiter fields; /* of values between commas; else zero */
	bool is_json, is_aligned;
	struct sp_json_text json;
	struct sp_aligned *aligned; /* set where it is so */
	struct sp_buf copy;	    /* of a piece, with other bytes in their place */
};

/* Tells what sort of text it is, going by its first piece. */
static enum sp_status describe(struct telling *telling, const char *text, size_t len, bool whole)
{
	struct sp_sink *out = telling->out;
	const char *kind = sp_text_kind(text, len, whole);
	struct sp_delimited_table table = { 0 };
	enum sp_status status = SP_OK;
	bool found = false;

	if (!strcmp(kind, "text") || !strcmp(kind, "log"))
		status = sp_delimited_find(&table, text, len, whole, &found);
	/* The commas of a log are no columns unless they are called something. */
	if (found && (!strcmp(kind, "text") || table.rows.header)) {
		kind = "csv";
		if (table.rows.separator == ',') {
			telling->fields = (struct sp_delimiter) { .separator = ',',
								  .quote = table.rows.quote };
			table.rows.separator = '\t';
		}
		if (status == SP_OK)
			status = sp_sink_delimited(out, &table.rows);
	}
	telling->is_json = !strcmp(kind, "json");
	if (telling->is_json)
		sp_json_text_init(&telling->json, out);
	telling->is_aligned =
		!strcmp(kind, "text") && sp_aligned_find(telling->aligned, text, len, whole);
	if (telling->is_aligned) {
		kind = "fixed-width";
		sp_sink_running(out);
	}
	sp_sink_format(out, kind);
	sp_delimited_release(&table);
	return status;
}

/*
 * '\n' for the '\r' of an old Mac. A tab for the comma between two values: in
 * "1,198001139818,17" they are no decimals, and nobody after us can know.
 */
static void rewrite(struct telling *telling, char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (telling->old_mac && text[i] == '\r')
			text[i] = '\n';
		if (telling->fields.separator &&
		    sp_delimiter_next(&telling->fields, text[i]) == SP_BYTE_SEPARATOR)
			text[i] = '\t';
	}
}

static enum sp_status tell(void *context, const char *text, size_t len)
{
	struct telling *telling = context;
	enum sp_status status = SP_OK;

	if (!telling->described) {
		/* Nothing is lost with a hole at the start. */
		size_t hole = zeros(text, len);
		bool whole = sp_input_size(telling->in) <= len;
		text += hole;
		len -= hole;
		if (!len)
			return SP_OK;
		telling->described = true;
		telling->old_mac = memchr(text, '\r', len) && !memchr(text, '\n', len);
		status = describe(telling, text, len, whole);
	}
	if (status == SP_OK && (telling->old_mac || telling->fields.separator)) {
		sp_buf_reset(&telling->copy);
		if (!sp_buf_add(&telling->copy, text, len))
			return SP_FATAL;
		rewrite(telling, telling->copy.data, len);
		text = telling->copy.data;
	}
	if (status == SP_OK && telling->is_json)
		return sp_json_text_feed(&telling->json, text, len);
	if (status == SP_OK && telling->is_aligned)
		return sp_aligned_feed(telling->aligned, telling->out, text, len);
	return status == SP_OK ? sp_sink_good_text(telling->out, text, len) : status;
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	struct sp_aligned aligned; /* large, and mostly not needed */
	struct telling telling = {
		.out = out, .in = in, .aligned = &aligned, .copy = SP_BUF_INIT(SP_BUF_UNCAPPED)
	};
	enum sp_status status = sp_reader_each(in, out, tell, &telling);
	if (status == SP_OK && telling.is_json)
		status = sp_json_text_finish(&telling.json);
	if (status == SP_OK && telling.is_aligned)
		status = sp_aligned_finish(&aligned, out);
	if (telling.is_json)
		sp_json_text_release(&telling.json);
	if (telling.is_aligned)
		sp_aligned_release(&aligned);
	sp_buf_release(&telling.copy);
	return status;
}

const struct sp_extractor sp_extractor_text = {
	.name = "text",
	.probe = sp_probe_text,
	.extract = extract,
	.streams = true,
	.in_process = true,
};
