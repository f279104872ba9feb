/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text.c - plain text of any size and charset, as it stands.
 *
 * JSON and delimited values are read as lines of text too, so that line and
 * column are those of the file; what the columns are called is told beside it.
 * It bids low: whatever knows the content better goes first.
 */
#include <string.h>

#include "extractors/delimited.h"
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

static unsigned probe(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	if (sp_text_is_likely(head, len))
		return BID;
	return len && zeros(head, len) == len && ends_as_text(in) ? BID : 0;
}

/* Tells what sort of text it is, going by its first piece. */
static enum sp_status describe(struct sp_sink *out, const char *text, size_t len, bool whole)
{
	const char *kind = sp_text_kind(text, len, whole);
	struct sp_delimited_table table = { 0 };
	enum sp_status status = SP_OK;
	bool found = false;

	if (!strcmp(kind, "text") || !strcmp(kind, "log"))
		status = sp_delimited_find(&table, text, len, whole, &found);
	/* The commas of a log are no columns unless they are called something. */
	if (found && (!strcmp(kind, "text") || table.rows.header)) {
		kind = "csv";
		if (status == SP_OK)
			status = sp_sink_delimited(out, &table.rows);
	}
	sp_sink_format(out, kind);
	sp_delimited_release(&table);
	return status;
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	struct sp_reader reader;
	const char *text;
	size_t len;
	bool described = false;
	enum sp_status status = sp_reader_init(&reader, in, NULL);

	if (status == SP_OK)
		status = sp_reader_next(&reader, &text, &len);
	while (status == SP_OK && len) {
		/* Nothing is lost with a hole at the start. */
		size_t hole = described ? 0 : zeros(text, len);
		if (!described && hole < len) {
			described = true;
			status = describe(out, text + hole, len - hole, sp_input_size(in) <= len);
		}
		if (status == SP_OK)
			status = sp_sink_text(out, text + hole, len - hole);
		if (status == SP_OK)
			status = sp_reader_next(&reader, &text, &len);
	}
	if (status == SP_FAILED)
		sp_sink_input_problem(out, in);
	sp_reader_release(&reader);
	return status;
}

const struct sp_extractor sp_extractor_text = {
	.name = "text",
	.probe = probe,
	.extract = extract,
	.streams = true,
};
