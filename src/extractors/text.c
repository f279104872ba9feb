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

static bool all_zero(const unsigned char *s, size_t len)
{
	return len && !s[0] && !memcmp(s, s + 1, len - 1);
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
	return sp_text_is_likely(tail, got);
}

static unsigned probe(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	if (sp_text_is_likely(head, len))
		return BID;
	return all_zero(head, len) && ends_as_text(in) ? BID : 0;
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
	enum sp_status status = sp_reader_init(&reader, in, NULL);

	if (status == SP_OK)
		status = sp_reader_next(&reader, &text, &len);
	if (status == SP_OK && len)
		status = describe(out, text, len, sp_input_size(in) <= len);
	while (status == SP_OK && len) {
		if (!all_zero((const unsigned char *)text, len))
			status = sp_sink_text(out, text, len);
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
