/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tnef.c - winmail.dat, in which Outlook wraps a message for others of its kind
 * ([MS-OXTNEF]): attributes of the message and of its attachments, some of them
 * lists of the same properties that a MSG has.
 *
 * Checksums are looked at and tell damage. Attachments are members; a message
 * within an attachment is TNEF again.
 */
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "extractors/mail_name.h"
#include "extractors/mail_quote.h"
#include "extractors/mapi.h"
#include "extractors/registry.h"

static const unsigned char signature[4] = { 0x78, 0x9F, 0x3E, 0x22 };

/* Attributes, without their type. */
enum {
	ATT_FROM = 0x8000,
	ATT_SUBJECT = 0x8004,
	ATT_BODY = 0x800C,
	ATT_ATTACH_DATA = 0x800F,
	ATT_ATTACH_TITLE = 0x8010,
	ATT_ATTACH_BEGIN = 0x9002,
	ATT_MESSAGE_PROPERTIES = 0x9003,
	ATT_RECIPIENTS = 0x9004,
	ATT_ATTACH_PROPERTIES = 0x9005,
	ATT_CODEPAGE = 0x9007,
};

/* An attribute with text or properties is held in memory; files are not. */
#define ATTRIBUTE_MAX ((uint32_t)64 * SP_MIB)
/* Values of one property, and properties of one list. */
#define MAX_VALUES 65536u
#define NAMED 0x8000u
#define NAME_MAX_BYTES 1024

struct range {
	uint64_t at, len;
};

struct tnef {
	struct sp_input *in;
	struct sp_sink *out;
	struct sp_mapi mapi;
	struct sp_buf title, long_title; /* of the present attachment */
	struct range data;
	bool attachment; /* there is one */
	uint64_t attachments;
	bool message; /* it is one itself */
	bool damaged, cut, large;
};

struct attribute {
	unsigned id;
	uint64_t at; /* of its data */
	uint32_t len;
};

/* ---- attachments ---- */

/* Hands the present attachment on, when all is known of it. */
static enum sp_status end_attachment(struct tnef *t)
{
	const struct sp_buf *title = t->long_title.len ? &t->long_title : &t->title;
	struct sp_buf name = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct sp_input *in = NULL;
	enum sp_status status = SP_OK;

	if (!t->attachment)
		return SP_OK;
	t->attachments++;
	if (title->len && !t->message)
		sp_buf_add(&name, title->data, title->len);
	else if (title->len)
		(void)!sp_mail_name(&name, t->attachments, "", title->data, title->len);
	else
		sp_buf_printf(&name, "attachment %llu", (unsigned long long)t->attachments);
	status = name.failed ? SP_FATAL : sp_input_range(&in, t->in, t->data.at, t->data.len);
	if (status == SP_OK)
		status = sp_sink_child(t->out, name.data, in);
	sp_buf_release(&name);
	sp_buf_reset(&t->title);
	sp_buf_reset(&t->long_title);
	t->data = (struct range) { 0 };
	t->attachment = t->message = false;
	return status;
}

/* ---- lists of properties ---- */

/* Where the bytes of a list stand within the input. */
struct list {
	struct sp_bytes bytes;
	const unsigned char *start;
	uint64_t at;
};

static bool skip_padded(struct sp_bytes *c, uint32_t len)
{
	return sp_bytes_skip(c, len) &&
	       sp_bytes_skip(c, c->left < (-len & 3u) ? c->left : -len & 3u);
}

/* Bytes of a value of a fixed length, as it stands in a list; 0: its length is written. */
static unsigned fixed_length(unsigned type)
{
	switch (type) {
	case 0x0002: /* of two bytes, padded */
	case 0x000B:
	case 0x0003:
	case 0x0004:
	case 0x000A:
		return 4;
	case 0x0005:
	case 0x0006:
	case 0x0007:
	case 0x0014:
	case SP_MAPI_TIME:
		return 8;
	case 0x0048:
		return 16;
	default:
		return 0;
	}
}

/* The name of a named property, or the number that it has everywhere. */
static bool read_name(struct sp_bytes *c, struct sp_mapi_value *value, struct sp_buf *name)
{
	uint32_t kind, what;
	struct sp_bytes string;

	if (!sp_bytes_skip(c, 16) || !sp_bytes_le32(c, &kind) || !sp_bytes_le32(c, &what))
		return false;
	if (!kind) {
		value->id = what & 0xFFFF;
		return true;
	}
	string = *c;
	if (!skip_padded(c, what))
		return false;
	if (what > NAME_MAX_BYTES)
		return true;
	string.left = what >= 2 ? what - 2 : 0;
	if (!sp_charset_convert(sp_charset_from_name("utf-16le"), string.at, string.left, name))
		return false;
	value->name = sp_buf_str(name);
	return true;
}

/* What is of use beyond its text: names and data of an attachment, a recipient's kind. */
static enum sp_status note(struct tnef *t, struct sp_mapi *mapi, const struct list *list,
			   const struct sp_mapi_value *value)
{
	const unsigned char *bytes = value->data;

	if (value->type == SP_MAPI_INT32 && value->len >= 4) {
		unsigned number = bytes[0] | (unsigned)bytes[1] << 8 | (unsigned)bytes[2] << 16;
		if (value->id == SP_MAPI_MESSAGE_CODEPAGE || value->id == SP_MAPI_INTERNET_CODEPAGE)
			sp_mapi_codepage(mapi, value->id, number);
		if (value->id == SP_MAPI_RECIPIENT_TYPE && mapi->recipient)
			mapi->recipient = sp_mapi_recipient(number);
	}
	if (value->id == SP_MAPI_ATTACH_LONG_NAME && t->attachment && !t->long_title.len)
		return sp_mapi_string(mapi, value, &t->long_title) ? SP_OK : SP_FATAL;
	if (value->id == SP_MAPI_DISPLAY_NAME && t->attachment && !t->title.len)
		return sp_mapi_string(mapi, value, &t->title) ? SP_OK : SP_FATAL;
	if (value->id == SP_MAPI_ATTACH_DATA && t->attachment) {
		/* An object begins with the identifier of its interface. */
		size_t skip = value->type == SP_MAPI_OBJECT && value->len >= 16 ? 16 : 0;
		t->data = (struct range) { list->at + (uint64_t)(bytes - list->start) + skip,
					   value->len - skip };
		t->message = skip && value->len >= 20 && !memcmp(bytes + 16, signature, 4);
	}
	return SP_OK;
}

static enum sp_status read_value(struct tnef *t, struct sp_mapi *mapi, struct list *list,
				 struct sp_mapi_value *value, bool tell)
{
	unsigned fixed = fixed_length(value->type);
	uint32_t len = fixed;
	enum sp_status status = SP_OK;

	if (!fixed && !sp_bytes_le32(&list->bytes, &len))
		return SP_PARTIAL;
	value->data = list->bytes.at;
	value->len = len;
	if (!skip_padded(&list->bytes, len))
		return SP_PARTIAL;
	status = note(t, mapi, list, value);
	/* What names an attachment is no text of the message. */
	if (status == SP_OK && tell && !(t->attachment && value->id == SP_MAPI_DISPLAY_NAME))
		status = sp_mapi_tell(mapi, value);
	return status;
}

/* SP_PARTIAL: it is broken. */
static enum sp_status read_property(struct tnef *t, struct sp_mapi *mapi, struct list *list,
				    bool tell)
{
	struct sp_mapi_value value = { .id = 0 };
	struct sp_buf name = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = SP_PARTIAL;
	uint16_t type, id;
	uint32_t n = 1;

	if (!sp_bytes_le16(&list->bytes, &type) || !sp_bytes_le16(&list->bytes, &id))
		return SP_PARTIAL;
	value.id = id;
	value.type = type & ~(unsigned)SP_MAPI_MULTIPLE;
	if (id >= NAMED && !read_name(&list->bytes, &value, &name))
		goto out;
	/* Values of any length have a count, even where they are one. */
	if ((type & SP_MAPI_MULTIPLE || !fixed_length(value.type)) &&
	    (!sp_bytes_le32(&list->bytes, &n) || n > MAX_VALUES))
		goto out;
	status = SP_OK;
	for (uint32_t i = 0; i < n && status == SP_OK; i++)
		status = read_value(t, mapi, list, &value, tell);
out:
	sp_buf_release(&name);
	return status;
}

static enum sp_status read_properties(struct tnef *t, struct sp_mapi *mapi, struct list *list,
				      bool tell)
{
	enum sp_status status = SP_OK;
	uint32_t n = 0;

	if (!sp_bytes_le32(&list->bytes, &n))
		return SP_PARTIAL;
	for (uint32_t i = 0; i < n && status == SP_OK; i++)
		status = read_property(t, mapi, list, tell);
	return status;
}

/* Twice: what a code page or a kind says may stand behind what it is said of. */
static enum sp_status read_list(struct tnef *t, struct sp_mapi *mapi, struct list *list)
{
	struct list first = *list;
	enum sp_status status = read_properties(t, mapi, &first, false);

	if (status == SP_OK || status == SP_PARTIAL)
		status = sp_status_worse(status, read_properties(t, mapi, list, true));
	return status;
}

static enum sp_status read_recipients(struct tnef *t, struct list *list)
{
	enum sp_status status = SP_OK;
	uint32_t n = 0;

	if (!sp_bytes_le32(&list->bytes, &n))
		return SP_PARTIAL;
	for (uint32_t i = 0; i < n && status == SP_OK; i++) {
		struct sp_mapi mapi;
		sp_mapi_init(&mapi, t->out);
		mapi.codepage = t->mapi.codepage;
		mapi.recipient = "To";
		status = read_list(t, &mapi, list);
		sp_mapi_release(&mapi);
	}
	return status;
}

/* ---- attributes ---- */

static enum sp_status tell_string(struct tnef *t, unsigned id, const unsigned char *data,
				  size_t len)
{
	return sp_mapi_tell(&t->mapi,
			    &(struct sp_mapi_value) {
				    .id = id, .type = SP_MAPI_STRING8, .data = data, .len = len });
}

/* A sender: four lengths, of which the second and third are of name and address. */
static enum sp_status read_sender(struct tnef *t, struct sp_bytes c)
{
	uint16_t head[4];
	struct sp_bytes name, address;
	enum sp_status status;

	for (size_t i = 0; i < 4; i++)
		if (!sp_bytes_le16(&c, &head[i]))
			return SP_PARTIAL;
	if (!sp_bytes_take(&c, head[2], &name) || !sp_bytes_take(&c, head[3], &address))
		return SP_PARTIAL;
	status = tell_string(t, 0x0042, name.at, name.left);
	if (status != SP_OK)
		return status;
	/* "SMTP:anna@example.org" */
	if (address.left > 5 && !memcmp(address.at, "SMTP:", 5))
		sp_bytes_skip(&address, 5);
	return tell_string(t, 0x0065, address.at, address.left);
}

static enum sp_status read_content(struct tnef *t, const struct attribute *a,
				   const unsigned char *data)
{
	struct list list = { sp_bytes_of(data, a->len), data, a->at };
	struct sp_bytes c = list.bytes;
	uint32_t number;
	size_t len = a->len;

	while (len && !data[len - 1])
		len--;
	switch (a->id) {
	case ATT_CODEPAGE:
		if (sp_bytes_le32(&c, &number))
			sp_mapi_codepage(&t->mapi, 0, number);
		return SP_OK;
	case ATT_FROM:
		return read_sender(t, c);
	case ATT_SUBJECT:
		return tell_string(t, SP_MAPI_SUBJECT, data, len);
	case ATT_BODY:
		return tell_string(t, SP_MAPI_BODY, data, len);
	case ATT_ATTACH_TITLE:
		sp_buf_reset(&t->title);
		return sp_charset_convert(t->mapi.codepage, data, len, &t->title) ? SP_OK
										  : SP_FATAL;
	case ATT_MESSAGE_PROPERTIES:
	case ATT_ATTACH_PROPERTIES:
		return read_list(t, &t->mapi, &list);
	case ATT_RECIPIENTS:
		return read_recipients(t, &list);
	default:
		return SP_OK;
	}
}

static bool has_content(unsigned id)
{
	return id == ATT_FROM || id == ATT_SUBJECT || id == ATT_BODY || id == ATT_ATTACH_TITLE ||
	       id == ATT_MESSAGE_PROPERTIES || id == ATT_ATTACH_PROPERTIES ||
	       id == ATT_RECIPIENTS || id == ATT_CODEPAGE;
}

static unsigned sum(const unsigned char *data, size_t len)
{
	unsigned total = 0;

	for (size_t i = 0; i < len; i++)
		total += data[i];
	return total & 0xFFFF;
}

static enum sp_status load_attribute(struct tnef *t, const struct attribute *a)
{
	unsigned char *data = sp_mem_alloc((size_t)a->len + 1), end[2];
	size_t got = 0;
	enum sp_status status = SP_FATAL;

	if (!data)
		return SP_FATAL;
	status = sp_input_read(t->in, a->at, data, a->len, &got);
	if (status == SP_OK && got == a->len)
		status = read_content(t, a, data);
	if (status == SP_PARTIAL) {
		t->damaged = true;
		status = SP_OK;
	}
	if (sp_input_read(t->in, a->at + a->len, end, 2, &got) == SP_OK && got == 2 &&
	    sum(data, a->len) != (end[0] | (unsigned)end[1] << 8))
		t->damaged = true;
	sp_mem_wipe(data, a->len);
	sp_mem_free(data);
	return status;
}

static enum sp_status read_attribute(struct tnef *t, const struct attribute *a)
{
	enum sp_status status = SP_OK;

	if (a->id == ATT_ATTACH_BEGIN) {
		status = end_attachment(t);
		t->attachment = true;
	} else if (a->id == ATT_ATTACH_DATA) {
		t->attachment = true;
		t->data = (struct range) { a->at, a->len };
	} else if (has_content(a->id)) {
		if (a->len <= ATTRIBUTE_MAX)
			return load_attribute(t, a);
		t->large = true;
	}
	return status;
}

/* The attribute at `at`, cut to what there is. false: there is no more. */
static bool next_attribute(struct tnef *t, uint64_t at, struct attribute *a)
{
	unsigned char head[9];
	size_t got = 0;
	uint64_t size = sp_input_size(t->in);
	uint32_t id = 0;

	if (at >= size || sp_input_read(t->in, at, head, sizeof(head), &got) != SP_OK)
		return false;
	struct sp_bytes c = sp_bytes_of(head, got);
	if (got < sizeof(head) || !sp_bytes_skip(&c, 1) || !sp_bytes_le32(&c, &id) ||
	    !sp_bytes_le32(&c, &a->len)) {
		t->cut = true;
		return false;
	}
	if (head[0] != 1 && head[0] != 2) {
		t->damaged = true;
		return false;
	}
	a->id = id & 0xFFFF;
	a->at = at + sizeof(head);
	if (a->len + UINT64_C(2) > size - a->at) {
		t->cut = true;
		a->len = (uint32_t)(a->len < size - a->at ? a->len : size - a->at);
	}
	return true;
}

static enum sp_status finish(struct tnef *t, enum sp_status status)
{
	if (status != SP_OK)
		return status;
	if (t->cut)
		sp_sink_problem(t->out, SP_REASON_TRUNCATED, "it breaks off");
	else if (t->damaged)
		sp_sink_problem(t->out, SP_REASON_DAMAGED, "its attributes are broken");
	if (t->large)
		sp_sink_problem(t->out, SP_REASON_LIMIT_SIZE, "a body is too long");
	return t->cut || t->damaged || t->large || t->mapi.partial ? SP_PARTIAL : SP_OK;
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	struct tnef t = { .in = in,
			  .out = out,
			  .title = SP_BUF_INIT(SP_MAX_STRING),
			  .long_title = SP_BUF_INIT(SP_MAX_STRING) };
	struct attribute a;
	enum sp_status status = SP_OK;

	sp_mapi_init(&t.mapi, out);
	t.cut = sp_input_size(in) <= 6;
	for (uint64_t at = 6; status == SP_OK && next_attribute(&t, at, &a);
	     at = a.at + a.len + 2) {
		status = sp_sink_spend(out, 0);
		if (status == SP_OK)
			status = read_attribute(&t, &a);
	}
	if (status == SP_OK)
		status = end_attachment(&t);
	if (status == SP_OK)
		status = sp_mapi_end(&t.mapi);
	status = finish(&t, status);
	sp_buf_release(&t.title);
	sp_buf_release(&t.long_title);
	sp_mapi_release(&t.mapi);
	return status;
}

unsigned sp_probe_tnef(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	return len >= 6 && memcmp(head, signature, sizeof(signature)) == 0 ? 48 : 0;
}

const struct sp_extractor sp_extractor_tnef = {
	.name = "tnef",
	.probe = sp_probe_tnef,
	.extract = extract,
};
