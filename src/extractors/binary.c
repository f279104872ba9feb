/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * binary.c - what holds no text, and what nobody here can read.
 *
 * Pixels, sound and outlines hold no text; metadata beside them may. All else
 * that is no text is told as unsupported, by name where it has one, and
 * searched for runs of text; but not a disk's image, for hours. libmagic only
 * names what the table does not know, from the first bytes: it never
 * decides that something is no text.
 */
#include <stdio.h>
#include <string.h>

#include <magic.h>

#include "base/ascii.h"

#include "extractors/metadata.h"
#include "extractors/random_data.h"
#include "extractors/raw.h"
#include "extractors/registry.h"
#include "extractors/signatures.h"

/* Bits that are bid for what has no reader: little, so that any reader wins over it. */
enum { BID_UNREAD = 10, BID_UNKNOWN = 1 };

unsigned sp_probe_binary(struct sp_input *in)
{
	if (sp_input_error(in)->reason)
		return 0;
	const struct sp_signature *signature = sp_signature_find(in);
	if (!signature)
		return BID_UNKNOWN;
	return signature->kind == SP_SIGNATURE_NO_TEXT && signature->len > 1
		       ? (unsigned)signature->len * 8
		       : BID_UNREAD;
}

static void tell_wrong(struct sp_sink *out, enum sp_reason reason)
{
	const char *detail = "its metadata are broken";

	if (reason == SP_REASON_TRUNCATED)
		detail = "it is cut short";
	else if (reason == SP_REASON_UNSUPPORTED)
		detail = "metadata in a form that is not read";
	else if (reason == SP_REASON_LIMIT_SIZE)
		detail = "its metadata are larger than such a text may be";
	sp_sink_problem(out, reason, detail);
}

/* Pixels and sound hold no text, but there may be some beside them. */
static enum sp_status no_text(struct sp_input *in, struct sp_sink *out,
			      const struct sp_signature *signature)
{
	struct sp_metadata m = { .in = in, .out = out, .steps = SP_METADATA_STEPS };
	enum sp_status status = SP_OK;

	if (!signature->metadata)
		return SP_SKIPPED;
	sp_sink_format(out, signature->name);
	status = sp_metadata_read(signature->metadata, &m);
	sp_buf_release(&m.text);
	sp_buf_release(&m.packet);
	if (status == SP_OK && m.behind) {
		sp_sink_problem(out, SP_REASON_UNSUPPORTED, "something else follows its end");
		status = sp_status_worse(sp_raw_runs(in, out, m.behind), SP_PARTIAL);
	}
	if (status < SP_PARTIAL || (m.wrong == SP_REASON_NONE && status != SP_OK))
		return status;
	if (sp_input_error(in)->reason)
		sp_sink_input_problem(out, in);
	else if (m.wrong != SP_REASON_NONE)
		tell_wrong(out, m.wrong);
	else
		return m.told ? SP_OK : SP_SKIPPED;
	return SP_PARTIAL;
}

static enum sp_status unread(struct sp_input *in, struct sp_sink *out,
			     const struct sp_signature *signature)
{
	char detail[80];

	snprintf(detail, sizeof(detail), "%s are not read", signature->unread);
	if (signature->kind != SP_SIGNATURE_VOLUME)
		return sp_raw_unsupported(in, out, detail);
	sp_sink_problem(out, SP_REASON_UNSUPPORTED, detail);
	return SP_FAILED;
}

/* A name for what the table does not know. */
static void name_unknown(struct sp_input *in, struct sp_sink *out)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);
	magic_t magic =
		magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_TEXT | MAGIC_NO_CHECK_ENCODING |
			   MAGIC_NO_CHECK_TOKENS | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_CDF |
			   MAGIC_NO_CHECK_JSON | MAGIC_NO_CHECK_CSV | MAGIC_NO_CHECK_TAR);
	const char *type = NULL;

	if (magic && magic_load(magic, NULL) == 0)
		type = magic_buffer(magic, head, len);
	if (!type || !strncmp(type, "text/", 5) || !strchr(type, '/'))
		type = "application/octet-stream";
	sp_sink_media_type(out, type);
	if (magic)
		magic_close(magic);
}

/* "a.7z.002", "a.z01", "a.r00": of an archive's later volumes only the name tells. */
static bool is_volume(const char *name)
{
	size_t len = strlen(name);
	const char *end = name + (len > 4 ? len - 4 : len);

	return end[0] == '.' && (sp_is_digit(end[1]) || strchr("zZrR", end[1])) &&
	       sp_is_digit(end[2]) && sp_is_digit(end[3]);
}

/* Pages, Numbers and Keynote keep what is written in such members, compressed in a way of their
 * own. */
static bool is_iwork(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && !strcmp(name + len - 4, ".iwa");
}

/* The last volume of a ZIP archive has its directory, which counts the others. */
static bool ends_volumes(struct sp_input *in)
{
	enum { RECORD = 22 };
	unsigned char record[RECORD];
	uint64_t size = sp_input_size(in);
	size_t got = 0;

	return size > RECORD && sp_input_read(in, size - RECORD, record, RECORD, &got) == SP_OK &&
	       got == RECORD && !memcmp(record, "PK\5\6", 4) && (record[4] | record[5]);
}

/* True where the file that this one belongs to is read as well, and is what it has to be. */
static bool belongs(struct sp_input *in, enum sp_sibling which, const char *kind)
{
	struct sp_input *sibling = NULL;
	const struct sp_signature *signature = NULL;

	if (sp_input_sibling(in, which, &sibling) == SP_OK && sibling)
		signature = sp_signature_find(sibling);
	sp_input_free(sibling);
	return signature && !strcmp(signature->name, kind);
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	const struct sp_signature *signature = sp_signature_find(in);
	if (!signature)
		signature = sp_signature_find_end(in);
	/* A memo file is read with its table, and a log with its database. */
	if (!signature &&
	    (belongs(in, SP_SIBLING_OF_FPT, "dbf") || belongs(in, SP_SIBLING_OF_DBT, "dbf"))) {
		sp_sink_format(out, "memo");
		return SP_OK;
	}
	if (!signature && (is_volume(sp_sink_name(out)) || ends_volumes(in))) {
		sp_sink_media_type(out, "application/octet-stream");
		return sp_raw_unsupported(in, out, "one of several volumes");
	}
	if (!signature && sp_is_random_data(in)) {
		sp_sink_media_type(out, "application/octet-stream");
		sp_sink_problem(out, SP_REASON_ENCRYPTED,
				"probably: its bytes are as even as random ones");
		sp_sink_format(out, "raw");
		return sp_status_worse(sp_raw_runs(in, out, 0), SP_PARTIAL);
	}
	if (!signature) {
		name_unknown(in, out);
		return sp_raw_unsupported(in, out,
					  is_iwork(sp_sink_name(out))
						  ? "parts of iWork documents are not read"
						  : "an unknown kind of binary data");
	}
	sp_sink_media_type(out, signature->media_type);
	if (!strcmp(signature->name, "sqlite-wal") && belongs(in, SP_SIBLING_OF_LOG, "sqlite")) {
		sp_sink_format(out, "sqlite-wal");
		return SP_OK;
	}
	switch (signature->kind) {
	case SP_SIGNATURE_NO_TEXT:
		return no_text(in, out, signature);
	case SP_SIGNATURE_ENCRYPTED:
		sp_sink_problem(out, SP_REASON_ENCRYPTED, NULL);
		return SP_FAILED;
	default:
		return unread(in, out, signature);
	}
}

const struct sp_extractor sp_extractor_binary = {
	.name = "binary",
	.probe = sp_probe_binary,
	.extract = extract,
	.streams = true,
};
