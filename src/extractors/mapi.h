/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mapi.h - properties of a message as Outlook keeps them ([MS-OXPROPS]): what
 * is a header, a body, a contact's phone, and what is of no interest.
 *
 * MSG, TNEF and PST hold the same properties in three wrappings. Threads: one.
 */
#ifndef EXTRACTORS_MAPI_H
#define EXTRACTORS_MAPI_H

#include "spana/extractor.h"

#include "base/buf.h"
#include "extractors/charset.h"

#include <stdbool.h>

/* Identifiers of properties that their readers look for themselves. */
enum {
	SP_MAPI_SUBJECT = 0x0037,
	SP_MAPI_SUBMIT_TIME = 0x0039,
	SP_MAPI_TRANSPORT_HEADERS = 0x007D,
	SP_MAPI_RECIPIENT_TYPE = 0x0C15,
	SP_MAPI_DELIVERY_TIME = 0x0E06,
	SP_MAPI_BODY = 0x1000,
	SP_MAPI_RTF = 0x1009,
	SP_MAPI_HTML = 0x1013,
	SP_MAPI_DISPLAY_NAME = 0x3001,
	SP_MAPI_CREATION_TIME = 0x3007,
	SP_MAPI_ATTACH_DATA = 0x3701,
	SP_MAPI_ATTACH_NAME = 0x3704,
	SP_MAPI_ATTACH_METHOD = 0x3705,
	SP_MAPI_ATTACH_LONG_NAME = 0x3707,
	SP_MAPI_CONTENT_ID = 0x3712,
	SP_MAPI_BIRTHDAY = 0x3A42,
	SP_MAPI_INTERNET_CODEPAGE = 0x3FDE,
	SP_MAPI_MESSAGE_CODEPAGE = 0x3FFD,
};

/* Types of values. */
enum {
	SP_MAPI_INT32 = 0x0003,
	SP_MAPI_OBJECT = 0x000D,
	SP_MAPI_STRING8 = 0x001E,
	SP_MAPI_UNICODE = 0x001F,
	SP_MAPI_TIME = 0x0040,
	SP_MAPI_BINARY = 0x0102,
	SP_MAPI_MULTIPLE = 0x1000, /* a bit: several of that type */
};

struct sp_mapi_value {
	unsigned id, type;
	const void *data;
	size_t len;
	const char *name; /* of a named property, or NULL */
};

/* A message, or a part of one, whose properties are being told. */
struct sp_mapi {
	struct sp_sink *out;
	const struct sp_charset *codepage; /* of its strings; NULL: the bytes decide */
	const char *html_charset;	   /* name, or NULL */
	const char *recipient;		   /* it is one: the header that it stands in; else NULL */
	const char *body;  /* what the part of its bodies is called; NULL: by its type */
	struct sp_buf rtf; /* compressed, told at the end if there is no HTML */
	bool html;
	bool partial; /* a problem was told */
};

void sp_mapi_init(struct sp_mapi *mapi, struct sp_sink *out);
void sp_mapi_release(struct sp_mapi *mapi);

/* Sets the charsets from the number of a code page, as property `id` has it. */
void sp_mapi_codepage(struct sp_mapi *mapi, unsigned id, unsigned number);

/* Tells a value; what holds no text is passed over. */
SP_CHECK enum sp_status sp_mapi_tell(struct sp_mapi *mapi, const struct sp_mapi_value *value);

/* Tells what had to wait until all was known. */
SP_CHECK enum sp_status sp_mapi_end(struct sp_mapi *mapi);

/* Appends a string value as UTF-8. false: no memory. */
SP_CHECK bool sp_mapi_string(const struct sp_mapi *mapi, const struct sp_mapi_value *value,
			     struct sp_buf *out);

/* The day of a FILETIME, "2026-01-05"; "" for none. */
void sp_mapi_day(uint64_t filetime, char day[11]);

/* "To", "Cc", "Bcc" for a recipient's type. */
const char *sp_mapi_recipient(unsigned type);

/*
 * Appends the RTF that is compressed in data ([MS-OXRTFCP]). SP_PARTIAL: it is
 * broken; what came before is there. SP_FATAL: no memory.
 */
SP_CHECK enum sp_status sp_mapi_unpack_rtf(const void *data, size_t len, struct sp_buf *out);

#endif
