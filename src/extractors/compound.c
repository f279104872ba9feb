/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compound.c - documents that are compound files: which one it is, and what is
 * the same in all of them: properties and embedded objects.
 *
 * Left out on purpose: streams that describe an object or show a picture of
 * it, as the object itself is read.
 */
#include "extractors/compound.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "extractors/doc.h"
#include "extractors/msg.h"
#include "extractors/ppt.h"
#include "extractors/raw.h"
#include "extractors/registry.h"
#include "extractors/vba.h"
#include "extractors/xls.h"

#define MAX_PATH_PART 512

static const struct sp_compound kinds[] = {
	{ "WordDocument", "doc", "application/msword", sp_doc_read, NULL },
	{ "Workbook", "xls", "application/vnd.ms-excel", sp_xls_read, NULL },
	{ "Book", "xls", "application/vnd.ms-excel", sp_xls_read, NULL },
	{ "PowerPoint Document", "ppt", "application/vnd.ms-powerpoint", sp_ppt_read, NULL },
	{ "__properties_version1.0", "msg", "application/vnd.ms-outlook", sp_msg_read, NULL },
	{ "VisioDocument", "vsd", "application/vnd.visio", NULL, "Visio drawings of old versions" },
	{ "BodyText", "hwp", "application/x-hwp", NULL, "Hangul documents" },
	{ "Quill", "pub", "application/vnd.ms-publisher", NULL, "Publisher documents" },
};

const struct sp_compound *sp_compound_find(const struct sp_ole *root)
{
	size_t at;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (sp_ole_find(root, kinds[i].entry, &at))
			return &kinds[i];
	return NULL;
}

/* ---- what is embedded ---- */

/* Describes an object, or shows a picture of it. */
static bool is_silent(const char *name)
{
	static const char *const names[] = {
		"\1CompObj", "\1Ole",	  "\3ObjInfo", "\3PRINT", "\3EPRINT",	  "\3META",
		"\3PIC",     "\3OCXNAME", "\3OCXDATA", "\3PROP",  "\6DataSpaces",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (sp_ascii_equal(name, names[i]))
			return true;
	return strncmp(name, "\2OlePres", 8) == 0;
}

/* "ObjectPool/_1234": without the control character that some names begin with. */
static void join(char path[MAX_PATH_PART], const char *folder, const char *name)
{
	while (*name && (unsigned char)*name < ' ')
		name++;
	snprintf(path, MAX_PATH_PART, "%s%s%s", folder ? folder : "", folder ? "/" : "", name);
}

static enum sp_status rest_of_storage(struct sp_ole *ole, size_t i, const char *path)
{
	struct sp_ole *storage = NULL;
	enum sp_status status = sp_ole_storage(ole, i, &storage);

	if (status != SP_OK)
		return status == SP_FAILED ? SP_OK : status;
	if (sp_vba_is(storage, sp_ole_entry(ole, i).name))
		status = sp_vba_read(storage);
	if (status == SP_OK)
		status = sp_compound_find(storage) ? sp_ole_child(ole, i, path)
						   : sp_compound_rest(storage, path);
	sp_ole_free(storage);
	return status;
}

static enum sp_status rest_of_stream(struct sp_ole *ole, size_t i, const char *name,
				     const char *path)
{
	struct sp_input *in = NULL;
	enum sp_status status = sp_ole_stream(ole, i, &in);

	if (status != SP_OK)
		return status;
	if (sp_ascii_equal(name, "\1Ole10Native"))
		return sp_ole_native(sp_ole_sink(ole), path, in);
	return sp_sink_child(sp_ole_sink(ole), path, in);
}

enum sp_status sp_compound_rest(struct sp_ole *ole, const char *folder)
{
	enum sp_status status = SP_OK;
	char path[MAX_PATH_PART];

	for (size_t i = 0; i < sp_ole_count(ole) && status == SP_OK; i++) {
		struct sp_ole_entry entry = sp_ole_entry(ole, i);
		if (entry.done || is_silent(entry.name) || (!entry.storage && !entry.size))
			continue;
		join(path, folder, entry.name);
		status = entry.storage ? rest_of_storage(ole, i, path)
				       : rest_of_stream(ole, i, entry.name, path);
	}
	return status;
}

/* ---- the extractor ---- */

/* Encrypted as a whole, or readable with somebody's permission only. */
static const char *find_lock(const struct sp_ole *root)
{
	size_t i;

	if (sp_ole_find(root, "\tDRMContent", &i))
		return "its use is restricted by rights management";
	if (sp_ole_find(root, "EncryptedPackage", &i) || sp_ole_find(root, "EncryptionInfo", &i))
		return "it needs a password";
	return NULL;
}

static enum sp_status read_root(struct sp_ole *root, struct sp_input *in, struct sp_sink *out)
{
	const struct sp_compound *kind = sp_compound_find(root);
	const char *lock = find_lock(root);
	char detail[80];

	if (kind) {
		sp_sink_format(out, kind->format);
		sp_sink_media_type(out, kind->media_type);
	}
	enum sp_status status = sp_ole_summary(root);
	if (status != SP_OK)
		return status;
	if (lock) {
		sp_sink_problem(out, SP_REASON_ENCRYPTED, lock);
		return SP_FAILED;
	}
	if (kind && !kind->read) {
		snprintf(detail, sizeof(detail), "%s are not read", kind->unread);
		return sp_raw_unsupported(in, out, detail);
	}
	if (kind)
		status = kind->read(root, out);
	if (status != SP_OK && status != SP_PARTIAL)
		return status;
	return sp_status_worse(status, sp_compound_rest(root, NULL));
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	struct sp_ole *root = NULL;
	enum sp_status status = sp_ole_open(&root, in, out);

	if (status != SP_OK)
		return status;
	status = read_root(root, in, out);
	if (status == SP_OK && sp_ole_damaged(root))
		status = SP_PARTIAL;
	sp_ole_free(root);
	return status;
}

unsigned sp_probe_compound(struct sp_input *in)
{
	static const unsigned char magic[8] = { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 };
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	return len >= sizeof(magic) && memcmp(head, magic, sizeof(magic)) == 0 ? 64 : 0;
}

const struct sp_extractor sp_extractor_compound = {
	.name = "ole2",
	.probe = sp_probe_compound,
	.extract = extract,
};
