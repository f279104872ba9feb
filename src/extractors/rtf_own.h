/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtf_own.h - what the two readers of RTF share: rtf.c knows control words,
 * rtf_text.c what text, fonts and groups come to. Threads: one.
 */
#ifndef EXTRACTORS_RTF_OWN_H
#define EXTRACTORS_RTF_OWN_H

#include "base/buf.h"
#include "extractors/charset.h"
#include "extractors/rtf_words.h"
#include "extractors/story.h"
#include "spana/extractor.h"

#define RTF_BLOCK ((size_t)64 * 1024)
/* What stands beside the text, within what stands beside it. */
#define RTF_BESIDE 8
#define RTF_NAME 64

struct rtf_group {
	enum sp_rtf_holds holds;
	const char *list;	 /* what the groups within are called, in SP_RTF_LIST */
	enum sp_rtf_holds outer; /* what the group around SP_RTF_EITHER holds */
	unsigned beside;	 /* of those open, from 1; 0: the body */
	bool owns;		 /* that ends with this group */
	bool fresh;		 /* nothing stood in it yet */
	bool optional;		 /* begins with \* */
	bool deleted;
	bool unseen; /* not in the HTML that this was made from */
	bool in_table;
	unsigned skip; /* \uc */
	const struct sp_charset *charset;
};

struct rtf_beside {
	enum sp_beside kind;
	char name[RTF_NAME];
	struct sp_buf text;
};

struct rtf_font {
	long number;
	const struct sp_charset *charset;
};

struct rtf {
	struct sp_input *in;
	struct sp_sink *out;
	unsigned char *block;
	size_t at, len;	 /* what is left of the block is [at, len) */
	uint64_t offset; /* of the next block */
	bool read_failed;
	struct sp_story story;
	struct rtf_group *groups;
	size_t n_groups, room_groups;
	uint64_t beyond; /* groups open that are nested too deep */
	bool too_deep, ended, goes_on;
	struct rtf_beside beside[RTF_BESIDE];
	unsigned n_beside;
	struct sp_buf deleted; /* of the present paragraph */
	struct rtf_font *fonts;
	size_t n_fonts, room_fonts;
	long font;		       /* that is being described */
	const struct sp_charset *page; /* of the document */
	struct sp_buf bytes;	       /* text, in the charset that follows */
	const struct sp_charset *charset;
	struct sp_decoder decoder;
	bool decoding;
	struct sp_buf text;  /* bytes, converted */
	unsigned to_skip;    /* characters that stand for the last \u */
	uint32_t high;	     /* half of a surrogate pair */
	char name[RTF_NAME]; /* of the property whose value follows */
	/* The picture or object that is being read. */
	struct sp_spool *data;
	struct sp_buf digits; /* of it, as bytes */
	unsigned nibble;      /* 0x10 | digit, or 0 */
	const char *ending;
	unsigned pictures, objects;
	struct sp_spool *html; /* what this was made from */
};

static inline struct rtf_group *rtf_top(struct rtf *r)
{
	return &r->groups[r->n_groups - 1];
}

/* The value of a hexadecimal digit, or -1. */
static inline int rtf_hex(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Adds to what is kept aside in a file; where that is full it is told, and the rest left out. */
SP_CHECK enum sp_status rtf_spool(struct rtf *r, struct sp_spool *to, const void *data, size_t len);
/* What stands in the group is text that somebody may see. */
bool rtf_holds_text(const struct rtf_group *group);
/* Text, in UTF-8, of whatever the present group belongs to. */
SP_CHECK enum sp_status rtf_say(struct rtf *r, const char *s, size_t len);
/* Converts and says the bytes that wait. */
SP_CHECK enum sp_status rtf_flush(struct rtf *r);
/* One byte of text, or of what the group holds instead. */
SP_CHECK enum sp_status rtf_add_byte(struct rtf *r, unsigned char c);
/* \u: half of a pair waits for the other half. */
SP_CHECK enum sp_status rtf_add_unicode(struct rtf *r, long number);
/* What follows stands beside the text, until the present group ends. */
void rtf_open_beside(struct rtf *r, enum sp_beside kind, const char *name);
/* What was deleted of the paragraph that ends. */
SP_CHECK enum sp_status rtf_tell_deleted(struct rtf *r);
/* The present group is a picture or an object. */
SP_CHECK enum sp_status rtf_open_data(struct rtf *r, enum sp_rtf_holds holds);
/* The charset of a code page. */
const struct sp_charset *rtf_page_or(const struct sp_charset *otherwise, long page);
const struct sp_charset *rtf_font_charset(const struct rtf *r, long number);
/* The font that is being described has that charset. */
SP_CHECK enum sp_status rtf_describe_font(struct rtf *r, const struct sp_charset *charset);
/* The code page of the document, and of all groups that are open. */
SP_CHECK enum sp_status rtf_set_page(struct rtf *r, long page);
SP_CHECK enum sp_status rtf_open_group(struct rtf *r);
SP_CHECK enum sp_status rtf_close_group(struct rtf *r);

#endif
