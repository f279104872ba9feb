/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * msg.c - see msg.h. Each string is a stream "__substg1.0_PPPPTTTT", named by
 * its property and type; numbers stand in "__properties_version1.0";
 * recipients and attachments have storages of their own. A message within a
 * message is a member, read as a compound file again.
 */
#include "extractors/msg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "extractors/mail_name.h"
#include "extractors/mapi.h"

/* A stream of properties; a value that is longer is told as too long. */
#define STREAM_MAX ((size_t)64 * SP_MIB)
/* Named properties have numbers from here on. */
#define NAMED 0x8000u
/* Strings of the table of names. */
#define NAME_BYTES 256

struct msg {
	struct sp_sink *out;
	struct sp_mapi mapi;
	/* The table of named properties; NULL: there is none. */
	unsigned char *entries, *strings;
	size_t entries_len, strings_len;
	bool partial;
};

/* ---- numbers ---- */

struct numbers {
	unsigned char *data;
	size_t len;
};

static enum sp_status load_numbers(struct sp_ole *ole, struct numbers *numbers)
{
	size_t i;

	*numbers = (struct numbers) { 0 };
	if (!sp_ole_find(ole, "__properties_version1.0", &i))
		return SP_OK;
	return sp_ole_load(ole, i, STREAM_MAX, &numbers->data, &numbers->len);
}

/*
 * The 8 bytes of a property's value; false: it is not there. They stand behind
 * a header of 8 bytes in a recipient or attachment, of 24 in a message within
 * another, and of 32 in others: entries have 16, so the length tells.
 */
static bool number_of(const struct numbers *numbers, bool part, unsigned id, uint64_t *number)
{
	struct sp_bytes c = sp_bytes_of(numbers->data, numbers->len);
	uint32_t tag, flags;

	if (!sp_bytes_skip(&c, part ? 8 : numbers->len % 16 == 8 ? 24 : 32))
		return false;
	while (sp_bytes_le32(&c, &tag) && sp_bytes_le32(&c, &flags) && sp_bytes_le64(&c, number))
		if (tag >> 16 == id)
			return true;
	return false;
}

static void free_numbers(struct numbers *numbers)
{
	sp_mem_wipe(numbers->data, numbers->len);
	sp_mem_free(numbers->data);
}

/* ---- named properties ---- */

static enum sp_status load_table(struct sp_ole *ole, const char *name, unsigned char **data,
				 size_t *len)
{
	size_t i;

	return sp_ole_find(ole, name, &i) ? sp_ole_load(ole, i, STREAM_MAX, data, len) : SP_OK;
}

static enum sp_status load_names(struct msg *msg, struct sp_ole *root)
{
	struct sp_ole *names = NULL;
	size_t i;

	if (!sp_ole_find(root, "__nameid_version1.0", &i))
		return SP_OK;
	enum sp_status status = sp_ole_storage(root, i, &names);
	if (status == SP_OK)
		status =
			load_table(names, "__substg1.0_00030102", &msg->entries, &msg->entries_len);
	if (status == SP_OK)
		status =
			load_table(names, "__substg1.0_00040102", &msg->strings, &msg->strings_len);
	sp_ole_free(names);
	return status;
}

/* Gives a named property its name, or the number that it has everywhere. */
static void resolve_name(const struct msg *msg, struct sp_mapi_value *value, struct sp_buf *name)
{
	static const char utf16[] = "utf-16le";
	struct sp_bytes c = sp_bytes_of(msg->entries, msg->entries_len), string;
	uint32_t what, kind, len;

	if (value->id < NAMED || !sp_bytes_skip(&c, (uint64_t)(value->id - NAMED) * 8) ||
	    !sp_bytes_le32(&c, &what) || !sp_bytes_le32(&c, &kind))
		return;
	if (!(kind & 1)) {
		value->id = what < 0x10000 ? what : value->id;
		return;
	}
	c = sp_bytes_of(msg->strings, msg->strings_len);
	if (sp_bytes_skip(&c, what) && sp_bytes_le32(&c, &len) && len <= NAME_BYTES &&
	    sp_bytes_take(&c, len, &string) &&
	    sp_charset_convert(sp_charset_from_name(utf16), string.at, string.left, name))
		value->name = sp_buf_str(name);
}

/* ---- streams of properties ---- */

static bool parse_hex(const char *s, size_t n, unsigned *value)
{
	*value = 0;
	for (size_t i = 0; i < n; i++) {
		char c = sp_to_lower(s[i]);
		if (!sp_is_digit(c) && (c < 'a' || c > 'f'))
			return false;
		*value = *value << 4 | (unsigned)(sp_is_digit(c) ? c - '0' : c - 'a' + 10);
	}
	return true;
}

/* "__substg1.0_0037001F", "__substg1.0_8005101F-00000000" */
static bool parse_name(const char *name, struct sp_mapi_value *value, bool *list)
{
	static const char prefix[] = "__substg1.0_";
	const size_t n = strlen(prefix);

	if (!sp_ascii_equal_n(name, prefix, n) || strlen(name) < n + 8 ||
	    !parse_hex(name + n, 4, &value->id) || !parse_hex(name + n + 4, 4, &value->type))
		return false;
	bool multiple = value->type & SP_MAPI_MULTIPLE;
	*list = multiple && name[n + 8] != '-';
	value->type &= ~(unsigned)SP_MAPI_MULTIPLE;
	return true;
}

static enum sp_status tell_stream(struct msg *msg, struct sp_mapi *mapi, struct sp_ole *ole,
				  size_t i, struct sp_mapi_value value)
{
	struct sp_buf name = SP_BUF_INIT(SP_BUF_UNCAPPED);
	unsigned char *data = NULL;
	enum sp_status status = sp_ole_load(ole, i, STREAM_MAX, &data, &value.len);

	if (status == SP_FAILED) {
		msg->partial = true;
		status = SP_OK;
	} else if (status == SP_OK && value.len) {
		value.data = data;
		resolve_name(msg, &value, &name);
		status = sp_mapi_tell(mapi, &value);
	}
	sp_mem_wipe(data, data ? value.len : 0);
	sp_mem_free(data);
	sp_buf_release(&name);
	return status;
}

/* Tells all streams of a storage; `but` is passed over, 0: none. */
static enum sp_status tell_streams(struct msg *msg, struct sp_mapi *mapi, struct sp_ole *ole,
				   unsigned but)
{
	enum sp_status status = SP_OK;
	bool list;

	for (size_t i = 0; i < sp_ole_count(ole) && status == SP_OK; i++) {
		struct sp_ole_entry entry = sp_ole_entry(ole, i);
		struct sp_mapi_value value = { .id = 0 };
		if (entry.storage || !parse_name(entry.name, &value, &list) || value.id == but)
			continue;
		bool text = value.type == SP_MAPI_STRING8 || value.type == SP_MAPI_UNICODE ||
			    (value.type == SP_MAPI_BINARY &&
			     (value.id == SP_MAPI_HTML || value.id == SP_MAPI_RTF));
		/* The lengths of several values, and what holds no text. */
		if (list || !text)
			sp_ole_done(ole, i);
		else
			status = tell_stream(msg, mapi, ole, i, value);
	}
	return status;
}

/* A string among the streams of a storage; *out stays empty where there is none. */
static enum sp_status find_string(const struct sp_mapi *mapi, struct sp_ole *ole, unsigned id,
				  struct sp_buf *out)
{
	static const unsigned types[] = { SP_MAPI_UNICODE, SP_MAPI_STRING8 };
	enum sp_status status = SP_OK;
	char name[32];
	size_t i;

	for (size_t k = 0; k < 2 && !out->len && status == SP_OK; k++) {
		struct sp_mapi_value value = { .id = id, .type = types[k] };
		unsigned char *data = NULL;
		snprintf(name, sizeof(name), "__substg1.0_%04X%04X", id, types[k]);
		if (!sp_ole_find(ole, name, &i))
			continue;
		status = sp_ole_load(ole, i, SP_MAX_STRING, &data, &value.len);
		value.data = data;
		if (status == SP_OK && value.len && !sp_mapi_string(mapi, &value, out))
			status = SP_FATAL;
		sp_mem_free(data);
	}
	return status == SP_FAILED ? SP_OK : status;
}

static void set_codepages(struct sp_mapi *mapi, const struct numbers *numbers)
{
	static const unsigned ids[] = { SP_MAPI_MESSAGE_CODEPAGE, SP_MAPI_INTERNET_CODEPAGE };
	uint64_t number;

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (number_of(numbers, false, ids[i], &number))
			sp_mapi_codepage(mapi, ids[i], (unsigned)(number & 0xFFFFFFFF));
}

/* ---- recipients and attachments ---- */

static enum sp_status read_recipient(struct msg *msg, struct sp_ole *ole)
{
	struct sp_mapi mapi;
	struct numbers numbers;
	uint64_t type = 1;
	enum sp_status status = load_numbers(ole, &numbers);

	sp_mapi_init(&mapi, msg->out);
	mapi.codepage = msg->mapi.codepage;
	(void)!number_of(&numbers, true, SP_MAPI_RECIPIENT_TYPE, &type);
	mapi.recipient = sp_mapi_recipient((unsigned)(type & 0xFFFFFFFF));
	if (status == SP_OK)
		status = tell_streams(msg, &mapi, ole, 0);
	free_numbers(&numbers);
	sp_mapi_release(&mapi);
	return status;
}

static enum sp_status name_attachment(struct msg *msg, struct sp_ole *ole, unsigned number,
				      bool message, struct sp_buf *name)
{
	static const unsigned ids[] = { SP_MAPI_ATTACH_LONG_NAME, SP_MAPI_ATTACH_NAME,
					SP_MAPI_DISPLAY_NAME };
	struct sp_buf found = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = SP_OK;

	for (size_t k = 0; k < sizeof(ids) / sizeof(ids[0]) && !found.len && status == SP_OK; k++)
		status = find_string(&msg->mapi, ole, ids[k], &found);
	if (message)
		(void)!sp_mail_name(name, number, "", sp_buf_str(&found), found.len);
	else if (found.len)
		sp_buf_add(name, found.data, found.len);
	else
		sp_buf_printf(name, "attachment %u", number);
	sp_buf_release(&found);
	return name->failed ? SP_FATAL : status;
}

static enum sp_status read_attachment(struct msg *msg, struct sp_ole *ole, unsigned number)
{
	static const char data[] = "__substg1.0_37010102", object[] = "__substg1.0_3701000D";
	struct sp_buf name = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct sp_input *in = NULL;
	size_t i;
	bool message = sp_ole_find(ole, object, &i) && sp_ole_entry(ole, i).storage;
	enum sp_status status = name_attachment(msg, ole, number, message, &name);

	if (status == SP_OK)
		status = tell_streams(msg, &msg->mapi, ole, SP_MAPI_ATTACH_DATA);
	if (status != SP_OK)
		goto out;
	if (message) {
		status = sp_ole_child(ole, i, name.data);
	} else {
		status = sp_ole_stream_named(ole, data, &in);
		if (status == SP_OK && in)
			status = sp_sink_child(msg->out, name.data, in);
	}
	if (status == SP_FAILED) {
		msg->partial = true;
		status = SP_OK;
	}
out:
	sp_buf_release(&name);
	return status;
}

static enum sp_status read_storage(struct msg *msg, struct sp_ole *root, size_t i, bool recipients)
{
	static const char attachment[] = "__attach_version1.0_#",
			  recipient[] = "__recip_version1.0_#";
	const char *prefix = recipients ? recipient : attachment;
	const struct sp_ole_entry entry = sp_ole_entry(root, i);
	struct sp_ole *ole = NULL;
	unsigned number = 0;

	if (!entry.storage || !sp_ascii_equal_n(entry.name, prefix, strlen(prefix)))
		return SP_OK;
	(void)!parse_hex(entry.name + strlen(prefix),
			 strlen(entry.name + strlen(prefix)) < 8 ? 0 : 8, &number);
	enum sp_status status = sp_ole_storage(root, i, &ole);
	if (status == SP_FAILED) {
		msg->partial = true;
		return SP_OK;
	}
	if (status == SP_OK)
		status = recipients ? read_recipient(msg, ole)
				    : read_attachment(msg, ole, number + 1);
	sp_ole_free(ole);
	return status;
}

static enum sp_status read_storages(struct msg *msg, struct sp_ole *root, bool recipients)
{
	enum sp_status status = SP_OK;

	for (size_t i = 0; i < sp_ole_count(root) && status == SP_OK; i++)
		status = read_storage(msg, root, i, recipients);
	return status;
}

/* A day of birth is the one time that is told. */
static enum sp_status tell_times(struct msg *msg, const struct numbers *numbers)
{
	uint64_t number;
	unsigned char bytes[8];

	if (!number_of(numbers, false, SP_MAPI_BIRTHDAY, &number))
		return SP_OK;
	for (size_t i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(number >> 8 * i);
	return sp_mapi_tell(&msg->mapi, &(struct sp_mapi_value) { .id = SP_MAPI_BIRTHDAY,
								  .type = SP_MAPI_TIME,
								  .data = bytes,
								  .len = sizeof(bytes) });
}

enum sp_status sp_msg_read(struct sp_ole *root, struct sp_sink *out)
{
	struct msg msg = { .out = out };
	struct numbers numbers;
	enum sp_status status = load_numbers(root, &numbers);

	sp_mapi_init(&msg.mapi, out);
	set_codepages(&msg.mapi, &numbers);
	if (status == SP_FAILED) {
		msg.partial = true;
		status = SP_OK;
	}
	if (status == SP_OK)
		status = load_names(&msg, root);
	if (status == SP_FAILED) {
		msg.partial = true;
		status = SP_OK;
	}
	if (status == SP_OK)
		status = tell_streams(&msg, &msg.mapi, root, 0);
	if (status == SP_OK)
		status = tell_times(&msg, &numbers);
	if (status == SP_OK)
		status = read_storages(&msg, root, true);
	if (status == SP_OK)
		status = sp_mapi_end(&msg.mapi);
	if (status == SP_OK)
		status = read_storages(&msg, root, false);
	free_numbers(&numbers);
	sp_mem_free(msg.entries);
	sp_mem_free(msg.strings);
	status = status == SP_OK && (msg.partial || msg.mapi.partial) ? SP_PARTIAL : status;
	sp_mapi_release(&msg.mapi);
	return status;
}
