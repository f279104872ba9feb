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

#include "base/bytes.h"

#include "extractors/raw.h"
#include "extractors/reader.h"
#include "extractors/registry.h"
#include "extractors/signatures.h"

/* Bits that are bid for what has no reader: little, so that any reader wins over it. */
enum { BID_UNREAD = 10, BID_UNKNOWN = 1, BID_EMPTY = 64 };

static unsigned probe(struct sp_input *in)
{
	if (!sp_input_size(in))
		return BID_EMPTY;
	if (sp_input_error(in)->reason)
		return 0;
	const struct sp_signature *signature = sp_signature_find(in);
	if (!signature)
		return BID_UNKNOWN;
	return signature->kind == SP_SIGNATURE_NO_TEXT && signature->len > 1
		       ? (unsigned)signature->len * 8
		       : BID_UNREAD;
}

/* Pictures that may have text in them are another matter: this is about tags. */
static enum sp_status no_text(struct sp_input *in, struct sp_sink *out,
			      const struct sp_signature *signature)
{
	static const char image[] = "image/";
	bool is_image = !strncmp(signature->media_type, image, sizeof(image) - 1);

	if (!signature->metadata || !signature->metadata(in))
		return SP_SKIPPED;
	if (sp_input_error(in)->reason) {
		sp_sink_input_problem(out, in);
		return SP_FAILED;
	}
	sp_sink_problem(out, SP_REASON_UNSUPPORTED,
			is_image ? "image metadata is not read"
				 : "metadata of sound and film is not read");
	return SP_PARTIAL;
}

/* What a compound file ([MS-CFB]) is, by the names of its streams. */
struct compound {
	const char *stream; /* ASCII */
	const char *media_type, *unread;
	enum sp_reason reason;
};

/* Is this an entry of the directory with that name? */
static bool has_name(const unsigned char *entry, const char *name)
{
	size_t len = strlen(name);

	if (entry[64] != (len + 1) * 2 || entry[65])
		return false;
	for (size_t i = 0; i < len; i++)
		if (entry[2 * i] != (unsigned char)name[i] || entry[2 * i + 1])
			return false;
	return true;
}

/* Looks at the first entries of the directory, which stand together as a rule. */
static const struct compound *find_compound(struct sp_input *in)
{
	static const struct compound kinds[] = {
		{ "EncryptedPackage", "application/x-ole-storage", NULL, SP_REASON_ENCRYPTED },
		{ "WordDocument", "application/msword", "Word documents of old versions",
		  SP_REASON_UNSUPPORTED },
		{ "Workbook", "application/vnd.ms-excel", "Excel workbooks of old versions",
		  SP_REASON_UNSUPPORTED },
		{ "Book", "application/vnd.ms-excel", "Excel workbooks of old versions",
		  SP_REASON_UNSUPPORTED },
		{ "PowerPoint Document", "application/vnd.ms-powerpoint",
		  "PowerPoint presentations of old versions", SP_REASON_UNSUPPORTED },
		{ "__properties_version1.0", "application/vnd.ms-outlook", "Outlook messages",
		  SP_REASON_UNSUPPORTED },
		{ "VisioDocument", "application/vnd.visio", "Visio drawings of old versions",
		  SP_REASON_UNSUPPORTED },
		{ "Quill", "application/vnd.ms-publisher", "Publisher documents",
		  SP_REASON_UNSUPPORTED },
	};
	enum { ENTRY = 128 };
	unsigned char header[52], entries[64 * ENTRY];
	size_t got = 0;

	if (sp_input_read(in, 0, header, sizeof(header), &got) != SP_OK || got < sizeof(header) ||
	    header[30] < 9 || header[30] > 16)
		return NULL;
	struct sp_bytes cursor = sp_bytes_of(header + 48, 4);
	uint32_t sector = 0;
	sp_bytes_le32(&cursor, &sector);
	if (sp_input_read(in, ((uint64_t)sector + 1) << header[30], entries, sizeof(entries),
			  &got) != SP_OK)
		return NULL;
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
		for (size_t at = 0; at + ENTRY <= got; at += ENTRY)
			if (has_name(entries + at, kinds[k].stream))
				return &kinds[k];
	return NULL;
}

static enum sp_status unread(struct sp_input *in, struct sp_sink *out,
			     const struct sp_signature *signature)
{
	const struct compound *compound = NULL;
	char detail[80];

	if (!strcmp(signature->name, "ole2"))
		compound = find_compound(in);
	if (compound)
		sp_sink_media_type(out, compound->media_type);
	if (compound && compound->reason != SP_REASON_UNSUPPORTED) {
		sp_sink_problem(out, compound->reason, NULL);
		return SP_FAILED;
	}
	snprintf(detail, sizeof(detail), "%s are not read",
		 compound ? compound->unread : signature->unread);
	if (signature->kind != SP_SIGNATURE_VOLUME)
		return sp_raw_unsupported(in, out, detail);
	sp_sink_problem(out, SP_REASON_UNSUPPORTED, detail);
	return SP_FAILED;
}

/* The format's marks get between the words, but numbers and addresses can be seen. */
static enum sp_status as_text(struct sp_input *in, struct sp_sink *out,
			      const struct sp_signature *signature)
{
	struct sp_reader reader;
	const char *text;
	size_t len;
	char detail[80];
	enum sp_status status = sp_reader_init(&reader, in, NULL);

	snprintf(detail, sizeof(detail), "%s are read as plain text only", signature->unread);
	sp_sink_problem(out, SP_REASON_UNSUPPORTED, detail);
	while (status == SP_OK && (status = sp_reader_next(&reader, &text, &len)) == SP_OK && len)
		status = sp_sink_text(out, text, len);
	sp_reader_release(&reader);
	return status == SP_OK ? SP_PARTIAL : status;
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

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	if (!sp_input_size(in)) {
		sp_sink_format(out, "empty");
		return SP_OK;
	}
	const struct sp_signature *signature = sp_signature_find(in);
	if (!signature)
		signature = sp_signature_find_end(in);
	if (!signature) {
		name_unknown(in, out);
		return sp_raw_unsupported(in, out, "an unknown kind of binary data");
	}
	sp_sink_media_type(out, signature->media_type);
	switch (signature->kind) {
	case SP_SIGNATURE_NO_TEXT:
		return no_text(in, out, signature);
	case SP_SIGNATURE_ENCRYPTED:
		sp_sink_problem(out, SP_REASON_ENCRYPTED, NULL);
		return SP_FAILED;
	case SP_SIGNATURE_AS_TEXT:
		return as_text(in, out, signature);
	default:
		return unread(in, out, signature);
	}
}

const struct sp_extractor sp_extractor_binary = {
	.name = "binary",
	.probe = probe,
	.extract = extract,
	.streams = true,
};
