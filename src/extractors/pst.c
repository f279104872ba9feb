/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pst.c - Outlook's stores of mail, PST and OST ([MS-PST]), by libpff.
 *
 * Folders are walked; each message, contact, appointment, note and task is a
 * member, "Folder/17 2026-01-05 Subject", and its attachments are members of
 * it. Whatever the library cannot read is a problem, and the walk goes on; of a
 * store whose folders are lost runs of text are told. What
 * was deleted and can be recovered is told as such, and errors in it are not:
 * there is no telling what it was. The password of a store protects nothing.
 */
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "extractors/mail_name.h"
#include "extractors/pst_runs.h"
#include "extractors/registry.h"

/* "!BDN", a checksum, then "SM" or, in address books, "AB"; "SO" in some OST. */
static bool is_store(const unsigned char *head, size_t len)
{
	return len >= 512 && !memcmp(head, "!BDN", 4) && head[8] == 'S' &&
	       (head[9] == 'M' || head[9] == 'O');
}

unsigned sp_probe_pst(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	return is_store(head, len) ? 48 : 0;
}

#ifndef SPANA_PFF
static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	(void)in;
	sp_sink_media_type(out, "application/vnd.ms-outlook-pst");
	sp_sink_problem(out, SP_REASON_UNSUPPORTED, "built without libpff");
	return SP_FAILED;
}
#else
#include "extractors/pff.h"

/* Folders within folders, and messages within messages. */
#define MAX_DEPTH 64
#define BLOCK (64 * 1024)

struct pst {
	struct sp_input *in;
	struct sp_sink *out;
	libpff_file_t *file;
	struct sp_buf path;    /* of the present folder, "" or with a '/' at its end */
	const char *recovered; /* what bodies are called where they were deleted; or NULL */
	unsigned depth;
	bool partial;
	bool lost; /* the folders cannot be reached */
};

static void tell(struct pst *pst, enum sp_reason reason, const char *detail)
{
	pst->partial = true;
	sp_sink_problem(pst->out, reason, detail);
}

/* ---- messages ---- */

static libpff_record_set_t *set_of(libpff_item_t *item, int index)
{
	libpff_record_set_t *set = NULL;

	return libpff_item_get_record_set_by_index(item, index, &set, NULL) == 1 ? set : NULL;
}

static void set_codepages(struct sp_mapi *mapi, libpff_record_set_t *set)
{
	static const unsigned ids[] = { SP_MAPI_MESSAGE_CODEPAGE, SP_MAPI_INTERNET_CODEPAGE };
	uint64_t number;

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (set && pff_number(set, ids[i], &number))
			sp_mapi_codepage(mapi, ids[i], (unsigned)number);
}

/* "Folder/17 2026-01-05 Subject" */
static bool name_message(struct pst *pst, const struct sp_mapi *mapi, libpff_record_set_t *set,
			 uint64_t number, struct sp_buf *name)
{
	static const unsigned times[] = { SP_MAPI_SUBMIT_TIME, SP_MAPI_DELIVERY_TIME,
					  SP_MAPI_CREATION_TIME };
	struct sp_buf subject = SP_BUF_INIT(SP_BUF_UNCAPPED);
	char day[11] = "";
	uint64_t time;
	bool failed = false;

	for (size_t i = 0; set && !*day && i < sizeof(times) / sizeof(times[0]); i++)
		if (pff_number(set, times[i], &time))
			sp_mapi_day(time, day);
	if (set && !pff_string(mapi, set, SP_MAPI_SUBJECT, &subject, &failed))
		pff_string(mapi, set, SP_MAPI_DISPLAY_NAME, &subject, &failed);
	bool good = !failed && sp_buf_add(name, sp_buf_str(&pst->path), pst->path.len) &&
		    sp_mail_name(name, number, day, sp_buf_str(&subject), subject.len);
	sp_buf_release(&subject);
	return good;
}

static enum sp_status read_recipients(struct pst *pst, struct sp_mapi *message, libpff_item_t *item,
				      uint64_t *lost)
{
	libpff_item_t *recipients = NULL;
	enum sp_status status = SP_OK;
	int found = libpff_message_get_recipients(item, &recipients, NULL), n = 0;

	if (found == 0)
		return SP_OK;
	if (found != 1 || libpff_item_get_number_of_record_sets(recipients, &n, NULL) != 1)
		++*lost;
	for (int i = 0; i < n && status == SP_OK; i++) {
		struct sp_mapi mapi;
		libpff_record_set_t *set = set_of(recipients, i);
		uint64_t type = 1;
		sp_mapi_init(&mapi, pst->out);
		mapi.codepage = message->codepage;
		if (set) {
			(void)!pff_number(set, SP_MAPI_RECIPIENT_TYPE, &type);
			mapi.recipient = sp_mapi_recipient((unsigned)type);
			status = pff_tell(&mapi, set, 0, lost);
		} else {
			++*lost;
		}
		libpff_record_set_free(&set, NULL);
		sp_mapi_release(&mapi);
	}
	libpff_item_free(&recipients, NULL);
	return status;
}

static enum sp_status read_attachments(struct pst *pst, struct sp_mapi *message,
				       libpff_item_t *item, uint64_t *lost);

static enum sp_status read_parts(struct pst *pst, struct sp_mapi *mapi, libpff_item_t *item,
				 libpff_record_set_t *set)
{
	uint64_t lost = 0;
	enum sp_status status = pff_tell(mapi, set, 0, &lost);

	if (status == SP_OK)
		status = read_recipients(pst, mapi, item, &lost);
	if (status == SP_OK)
		status = sp_mapi_end(mapi);
	if (status == SP_OK)
		status = read_attachments(pst, mapi, item, &lost);
	if (status == SP_OK && lost && !pst->recovered) {
		mapi->partial = true;
		sp_sink_problem(pst->out, SP_REASON_DAMAGED,
				"some of its properties cannot be read");
	}
	return status == SP_OK && mapi->partial ? SP_PARTIAL : status;
}

/* An item of any kind, as a member. */
static enum sp_status read_message(struct pst *pst, libpff_item_t *item, uint64_t number)
{
	struct sp_buf name = SP_BUF_INIT(SP_BUF_UNCAPPED);
	libpff_record_set_t *set = set_of(item, 0);
	struct sp_mapi mapi;
	uint64_t size = 0;
	enum sp_status status = SP_FATAL;

	sp_mapi_init(&mapi, pst->out);
	mapi.body = pst->recovered;
	set_codepages(&mapi, set);
	if (!name_message(pst, &mapi, set, number, &name))
		goto out;
	if (!set) {
		status = sp_sink_child_unread(pst->out, name.data, 0, SP_REASON_DAMAGED,
					      "its properties cannot be read");
		goto out;
	}
	(void)!pff_number(set, 0x0E08, &size);
	status = sp_sink_member_begin(pst->out, name.data, "msg", size);
	if (status == SP_OK) {
		if (pst->recovered)
			status = sp_sink_enter(pst->out, SP_PLACE_PART, pst->recovered, 0);
		if (status == SP_OK)
			status = read_parts(pst, &mapi, item, set);
		if (pst->recovered)
			sp_sink_leave(pst->out);
		status = sp_sink_member_end(pst->out, status);
	} else if (status == SP_SKIPPED) {
		status = SP_OK;
	}
out:
	libpff_record_set_free(&set, NULL);
	sp_mapi_release(&mapi);
	sp_buf_release(&name);
	return status;
}

/* ---- attachments ---- */

static enum sp_status copy_attachment(struct pst *pst, libpff_item_t *attachment, const char *name)
{
	uint8_t *block = sp_mem_alloc(BLOCK);
	size64_t size = 0, done = 0;
	enum sp_status status = block ? sp_sink_child_open(pst->out, name) : SP_FATAL;
	bool good = libpff_attachment_get_data_size(attachment, &size, NULL) == 1;

	if (status != SP_OK)
		goto out;
	while (good && done < size && status == SP_OK) {
		ssize_t got = libpff_attachment_data_read_buffer(attachment, block, BLOCK, NULL);
		good = got > 0;
		if (good)
			status = sp_sink_child_write(pst->out, block, (size_t)got);
		done += good ? (size64_t)got : 0;
	}
	enum sp_status closed =
		sp_sink_child_close(pst->out, good ? SP_REASON_NONE : SP_REASON_DAMAGED,
				    good ? NULL : "its data cannot be read to their end");
	status = status == SP_SKIPPED ? closed : sp_status_worse(status, closed);
out:
	sp_mem_free(block);
	return status;
}

static enum sp_status read_embedded(struct pst *pst, libpff_item_t *attachment, const char *name,
				    uint64_t number)
{
	libpff_item_t *item = NULL;
	struct sp_buf path = pst->path;
	enum sp_status status;

	if (pst->depth >= MAX_DEPTH)
		return sp_sink_child_unread(pst->out, name, 0, SP_REASON_LIMIT_DEPTH,
					    "it is nested too deep");
	if (libpff_attachment_get_item(attachment, &item, NULL) != 1)
		return sp_sink_child_unread(pst->out, name, 0, SP_REASON_DAMAGED,
					    "the message in it cannot be read");
	pst->path = (struct sp_buf)SP_BUF_INIT(SP_BUF_UNCAPPED);
	pst->depth++;
	status = read_message(pst, item, number);
	pst->depth--;
	pst->path = path;
	libpff_item_free(&item, NULL);
	return status;
}

static enum sp_status read_attachment(struct pst *pst, struct sp_mapi *message,
				      libpff_item_t *attachment, uint64_t number, uint64_t *lost)
{
	static const unsigned names[] = { SP_MAPI_ATTACH_LONG_NAME, SP_MAPI_ATTACH_NAME,
					  SP_MAPI_DISPLAY_NAME };
	struct sp_buf name = SP_BUF_INIT(SP_BUF_UNCAPPED);
	libpff_record_set_t *set = set_of(attachment, 0);
	enum sp_status status = SP_OK;
	bool failed = false;
	int type = 0;

	for (size_t i = 0; set && !name.len && i < sizeof(names) / sizeof(names[0]); i++)
		pff_string(message, set, names[i], &name, &failed);
	if (!name.len)
		sp_buf_printf(&name, "attachment %llu", (unsigned long long)number);
	if (failed || name.failed) {
		status = SP_FATAL;
		goto out;
	}
	if (set)
		status = pff_tell(message, set, SP_MAPI_DISPLAY_NAME, lost);
	if (status != SP_OK)
		goto out;
	if (libpff_attachment_get_type(attachment, &type, NULL) != 1)
		status = sp_sink_child_unread(pst->out, name.data, 0, SP_REASON_DAMAGED,
					      "its kind cannot be told");
	else if (type == LIBPFF_ATTACHMENT_TYPE_ITEM)
		status = read_embedded(pst, attachment, name.data, number);
	else if (type == LIBPFF_ATTACHMENT_TYPE_DATA)
		status = copy_attachment(pst, attachment, name.data);
	else if (type != LIBPFF_ATTACHMENT_TYPE_REFERENCE)
		status = sp_sink_child_unread(pst->out, name.data, 0, SP_REASON_UNSUPPORTED,
					      "an attachment of an unknown kind");
out:
	libpff_record_set_free(&set, NULL);
	sp_buf_release(&name);
	return status;
}

static enum sp_status read_attachments(struct pst *pst, struct sp_mapi *message,
				       libpff_item_t *item, uint64_t *lost)
{
	enum sp_status status = SP_OK;
	int n = 0;

	if (libpff_message_get_number_of_attachments(item, &n, NULL) != 1) {
		/* Of items of some kinds the library has none to tell of. */
		return SP_OK;
	}
	for (int i = 0; i < n && status == SP_OK; i++) {
		libpff_item_t *attachment = NULL;
		if (libpff_message_get_attachment(item, i, &attachment, NULL) == 1)
			status = read_attachment(pst, message, attachment, (uint64_t)i + 1, lost);
		else
			status = sp_sink_child_unread(pst->out, "attachment", 0, SP_REASON_DAMAGED,
						      "it cannot be opened");
		libpff_item_free(&attachment, NULL);
	}
	return status;
}

/* ---- folders ---- */

static enum sp_status enter_folder(struct pst *pst, libpff_item_t *folder)
{
	size_t size = 0;
	char *room;

	if (libpff_folder_get_utf8_name_size(folder, &size, NULL) != 1 || size < 2)
		return SP_OK;
	if (size > 4096 || !(room = sp_buf_reserve(&pst->path, size)))
		return size > 4096 ? SP_OK : SP_FATAL;
	const size_t start = pst->path.len;
	if (libpff_folder_get_utf8_name(folder, (uint8_t *)room, size, NULL) != 1)
		return SP_OK;
	room[size] = '\0';
	pst->path.len += strlen(room);
	enum sp_status status = sp_sink_value(pst->out, SP_PLACE_PROPERTY, "folder",
					      pst->path.data + start, pst->path.len - start);
	return sp_buf_putc(&pst->path, '/') ? status : SP_FATAL;
}

static enum sp_status tell_unopened(struct pst *pst, uint64_t number)
{
	struct sp_buf name = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = SP_FATAL;

	if (sp_buf_add(&name, sp_buf_str(&pst->path), pst->path.len) &&
	    sp_buf_put_uint(&name, number))
		status = sp_sink_child_unread(pst->out, name.data, 0, SP_REASON_DAMAGED,
					      "it cannot be opened");
	sp_buf_release(&name);
	return status;
}

/* Messages of a folder, or what its programs have noted in it. */
static enum sp_status read_messages(struct pst *pst, libpff_item_t *folder, bool associated)
{
	int (*count)(libpff_item_t *, int *, libpff_error_t **) =
		associated ? libpff_folder_get_number_of_sub_associated_contents
			   : libpff_folder_get_number_of_sub_messages;
	int (*get)(libpff_item_t *, int, libpff_item_t **, libpff_error_t **) =
		associated ? libpff_folder_get_sub_associated_content
			   : libpff_folder_get_sub_message;
	const size_t len = pst->path.len;
	enum sp_status status = SP_OK;
	int n = 0;

	if (count(folder, &n, NULL) != 1)
		tell(pst, SP_REASON_DAMAGED, "the list of a folder's messages cannot be read");
	if (associated && !sp_buf_puts(&pst->path, "associated/"))
		return SP_FATAL;
	for (int i = 0; i < n && status == SP_OK; i++) {
		libpff_item_t *item = NULL;
		status = sp_sink_spend(pst->out, 0);
		if (status != SP_OK)
			break;
		if (get(folder, i, &item, NULL) == 1)
			status = read_message(pst, item, (uint64_t)i + 1);
		else
			status = tell_unopened(pst, (uint64_t)i + 1);
		libpff_item_free(&item, NULL);
	}
	pst->path.len = len;
	return status;
}

/* A search lists what stands in other folders, or once did. */
static bool is_search(libpff_item_t *folder)
{
	enum { TYPE = 0x1F, SEARCH = 0x03 };
	uint32_t id = 0;

	return libpff_item_get_identifier(folder, &id, NULL) == 1 && (id & TYPE) == SEARCH;
}

static enum sp_status read_folder(struct pst *pst, libpff_item_t *folder)
{
	const size_t len = pst->path.len;
	enum sp_status status = enter_folder(pst, folder);
	int n = 0;

	if (status == SP_OK && !is_search(folder))
		status = read_messages(pst, folder, false);
	if (status == SP_OK && !is_search(folder))
		status = read_messages(pst, folder, true);
	if (status == SP_OK && libpff_folder_get_number_of_sub_folders(folder, &n, NULL) != 1)
		tell(pst, SP_REASON_DAMAGED, "the list of a folder's folders cannot be read");
	if (n && pst->depth >= MAX_DEPTH) {
		tell(pst, SP_REASON_LIMIT_DEPTH, "its folders are nested too deep");
		n = 0;
	}
	pst->depth++;
	for (int i = 0; i < n && status == SP_OK; i++) {
		libpff_item_t *inner = NULL;
		if (libpff_folder_get_sub_folder(folder, i, &inner, NULL) == 1)
			status = read_folder(pst, inner);
		else
			tell(pst, SP_REASON_DAMAGED, "a folder cannot be opened");
		libpff_item_free(&inner, NULL);
	}
	pst->depth--;
	pst->path.len = len;
	return status;
}

/* ---- what was deleted ---- */

/* Has it anything to tell? Of much that is found only the place is left. */
static bool has_text(libpff_item_t *item)
{
	static const unsigned ids[] = { SP_MAPI_SUBJECT, SP_MAPI_BODY, SP_MAPI_HTML, SP_MAPI_RTF,
					SP_MAPI_DISPLAY_NAME };
	libpff_record_set_t *set = set_of(item, 0);
	libpff_record_entry_t *entry = NULL;

	for (size_t i = 0; set && !entry && i < sizeof(ids) / sizeof(ids[0]); i++)
		if (libpff_record_set_get_entry_by_type(
			    set, ids[i], 0, &entry, LIBPFF_ENTRY_VALUE_FLAG_MATCH_ANY_VALUE_TYPE,
			    NULL) != 1)
			entry = NULL;
	bool found = entry != NULL;
	libpff_record_entry_free(&entry, NULL);
	libpff_record_set_free(&set, NULL);
	return found;
}

static enum sp_status read_lost(struct pst *pst, const char *folder,
				int (*count)(libpff_file_t *, int *, libpff_error_t **),
				int (*get)(libpff_file_t *, int, libpff_item_t **,
					   libpff_error_t **))
{
	enum sp_status status = SP_OK;
	int n = 0;

	if (count(pst->file, &n, NULL) != 1)
		return SP_OK;
	sp_buf_reset(&pst->path);
	if (!sp_buf_puts(&pst->path, folder))
		return SP_FATAL;
	for (int i = 0; i < n && status == SP_OK; i++) {
		libpff_item_t *item = NULL;
		status = sp_sink_spend(pst->out, 0);
		if (status == SP_OK && get(pst->file, i, &item, NULL) == 1 && has_text(item))
			status = read_message(pst, item, (uint64_t)i + 1);
		libpff_item_free(&item, NULL);
	}
	return status;
}

static enum sp_status read_deleted(struct pst *pst)
{
	enum sp_status status;

	pst->recovered = "recovered";
	status = read_lost(pst, "orphans/", libpff_file_get_number_of_orphan_items,
			   libpff_file_get_orphan_item_by_index);
	if (status == SP_OK && libpff_file_recover_items(pst->file, 0, NULL) == 1)
		status = read_lost(pst, "recovered/", libpff_file_get_number_of_recovered_items,
				   libpff_file_get_recovered_item_by_index);
	return status;
}

/* ---- the store ---- */

/* How long the store says that it is; 0: that cannot be told. */
static uint64_t stated_size(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);
	struct sp_bytes c = sp_bytes_of(head, len);
	uint16_t version = 0;
	uint32_t size = 0;
	uint64_t large = 0;

	if (!sp_bytes_skip(&c, 10) || !sp_bytes_le16(&c, &version))
		return 0;
	/* Stores of before 2003 count with four bytes. */
	if (version <= 15)
		return sp_bytes_skip(&c, 0xA8 - 12) && sp_bytes_le32(&c, &size) ? size : 0;
	return sp_bytes_skip(&c, 0xB8 - 12) && sp_bytes_le64(&c, &large) ? large : 0;
}

static enum sp_status read_store(struct pst *pst)
{
	libpff_item_t *root = NULL;
	enum sp_status status = SP_OK;
	uint8_t kind = 0;

	if (libpff_file_get_content_type(pst->file, &kind, NULL) == 1 &&
	    kind == LIBPFF_FILE_CONTENT_TYPE_OST)
		sp_sink_format(pst->out, "ost");
	if (libpff_file_get_root_folder(pst->file, &root, NULL) == 1)
		status = read_folder(pst, root);
	else
		pst->lost = true;
	libpff_item_free(&root, NULL);
	return status == SP_OK ? read_deleted(pst) : status;
}

/* Mails that nothing leads to are text all the same. */
static enum sp_status read_runs(struct pst *pst)
{
	tell(pst, SP_REASON_DAMAGED, "its folders cannot be read: only runs of text were searched");
	return sp_pst_runs(pst->in, pst->out);
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	struct pst pst = { .in = in, .out = out, .path = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	libbfio_handle_t *handle = pff_handle_new(in);
	enum sp_status status = SP_FATAL;

	if (!handle || libpff_file_initialize(&pst.file, NULL) != 1)
		goto out;
	if (stated_size(in) > sp_input_size(in))
		tell(&pst, SP_REASON_TRUNCATED, "it is shorter than it says");
	status = SP_OK;
	if (libpff_file_open_file_io_handle(pst.file, handle, LIBPFF_OPEN_READ, NULL) == 1)
		status = read_store(&pst);
	else
		pst.lost = true;
	if (status == SP_OK && pst.lost)
		status = read_runs(&pst);
	libpff_file_close(pst.file, NULL);
out:
	libpff_file_free(&pst.file, NULL);
	libbfio_handle_free(&handle, NULL);
	sp_buf_release(&pst.path);
	return status == SP_OK && pst.partial ? SP_PARTIAL : status;
}
#endif

const struct sp_extractor sp_extractor_pst = {
	.name = "pst",
	.probe = sp_probe_pst,
	.extract = extract,
	.streams = true,
};
