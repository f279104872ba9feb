/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * charset.c - the charsets by name, and their conversion to UTF-8.
 *
 * Names are those of IANA's registry and of the WHATWG Encoding Standard, from
 * which it is also taken that ISO-8859-1 and -15 are read as Windows-1252. Only
 * charsets of this list are handed to iconv: a name from a file never is.
 */
#include "extractors/charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

#include "extractors/charset_own.h"
#include "extractors/codepages.h"

/* Bytes converted at a time, so that a buffer need not have room for the worst case of all. */
#define BLOCK 4096
/* Longest name that is looked up, without hyphens. */
#define NAME_MAX_LEN 40

static const uint16_t ascii_only[128];

/* The first of a kind is the one of sp_charset_known. */
static const struct sp_charset charsets[] = {
	{ "utf-8",
	  CHARSET_UTF8,
	  NULL,
	  "utf8 unicode11utf8 unicode20utf8 cp65001 utf8mb4",
	  { 65001 } },
	{ "windows-1252",
	  CHARSET_TABLE,
	  sp_codepage_cp1252,
	  "windows1252 cp1252 xcp1252 win1252 1252 ansi msansi iso88591 iso885911987 latin1 l1 "
	  "ibm819 cp819 csisolatin1 isoir100 iso885915 latin9 latin0 l9 csisolatin9 xansi",
	  { 1252, 28591, 28605 } },
	{ "us-ascii",
	  CHARSET_TABLE,
	  ascii_only,
	  "usascii ascii us ansix341968 ansix341986 iso646us iso646irv1991 isoir6 646 cp367 ibm367 "
	  "csascii 7bit",
	  { 20127 } },
	{ "cp437",
	  CHARSET_TABLE,
	  sp_codepage_cp437,
	  "cp437 ibm437 437 cspc8codepage437 pc8",
	  { 437 } },
	{ "cp850",
	  CHARSET_TABLE,
	  sp_codepage_cp850,
	  "cp850 ibm850 850 cspc850multilingual",
	  { 850 } },
	{ "cp865", CHARSET_TABLE, sp_codepage_cp865, "cp865 ibm865 865 csibm865", { 865 } },
	{ "macintosh",
	  CHARSET_TABLE,
	  sp_codepage_macroman,
	  "macintosh mac macroman xmacroman csmacintosh xmac applemac",
	  { 10000 } },
	{ "utf-16",
	  CHARSET_UTF16,
	  NULL,
	  "utf16 unicode ucs2 iso10646ucs2 csunicode csutf16",
	  { 0 } },
	{ "utf-16le", CHARSET_UTF16LE, NULL, "utf16le unicodefeff ucs2le", { 1200 } },
	{ "utf-16be", CHARSET_UTF16BE, NULL, "utf16be unicodefffe ucs2be", { 1201 } },
	{ "utf-32", CHARSET_UTF32, NULL, "utf32 ucs4 iso10646ucs4", { 0 } },
	{ "utf-32le", CHARSET_UTF32LE, NULL, "utf32le ucs4le", { 12000 } },
	{ "utf-32be", CHARSET_UTF32BE, NULL, "utf32be ucs4be", { 12001 } },
	{ "UTF-7", CHARSET_ICONV, NULL, "utf7 unicode11utf7", { 65000 } },
	{ "SEN_850200_B",
	  CHARSET_ICONV,
	  NULL,
	  "sen850200b iso646se iso646fi isoir10 se fi xia5swedish",
	  { 20107 } },
	{ "SEN_850200_C", CHARSET_ICONV, NULL, "sen850200c iso646se2 isoir11 se2", { 0 } },
	{ "ISO-8859-2", CHARSET_ICONV, NULL, "iso88592 latin2 l2", { 28592 } },
	{ "ISO-8859-3", CHARSET_ICONV, NULL, "iso88593 latin3 l3", { 28593 } },
	{ "ISO-8859-4", CHARSET_ICONV, NULL, "iso88594 latin4 l4", { 28594 } },
	{ "ISO-8859-5", CHARSET_ICONV, NULL, "iso88595 cyrillic", { 28595 } },
	{ "ISO-8859-6", CHARSET_ICONV, NULL, "iso88596 arabic", { 28596 } },
	{ "ISO-8859-7", CHARSET_ICONV, NULL, "iso88597 greek", { 28597 } },
	{ "ISO-8859-8", CHARSET_ICONV, NULL, "iso88598 iso88598i hebrew", { 28598, 38598 } },
	{ "CP1254", CHARSET_ICONV, NULL, "windows1254 cp1254 iso88599 latin5 l5", { 1254, 28599 } },
	{ "ISO-8859-10", CHARSET_ICONV, NULL, "iso885910 latin6 l6", { 0 } },
	{ "ISO-8859-13", CHARSET_ICONV, NULL, "iso885913 latin7", { 28603 } },
	{ "ISO-8859-14", CHARSET_ICONV, NULL, "iso885914 latin8", { 0 } },
	{ "ISO-8859-16", CHARSET_ICONV, NULL, "iso885916 latin10", { 0 } },
	{ "CP1250", CHARSET_ICONV, NULL, "windows1250 cp1250", { 1250 } },
	{ "CP1251", CHARSET_ICONV, NULL, "windows1251 cp1251", { 1251 } },
	{ "CP1253", CHARSET_ICONV, NULL, "windows1253 cp1253", { 1253 } },
	{ "CP1255", CHARSET_ICONV, NULL, "windows1255 cp1255", { 1255 } },
	{ "CP1256", CHARSET_ICONV, NULL, "windows1256 cp1256", { 1256 } },
	{ "CP1257", CHARSET_ICONV, NULL, "windows1257 cp1257", { 1257 } },
	{ "CP1258", CHARSET_ICONV, NULL, "windows1258 cp1258", { 1258 } },
	{ "CP874", CHARSET_ICONV, NULL, "windows874 cp874 iso885911 tis620", { 874 } },
	{ "KOI8-R", CHARSET_ICONV, NULL, "koi8r koi8 cskoi8r", { 20866 } },
	{ "KOI8-U", CHARSET_ICONV, NULL, "koi8u", { 21866 } },
	{ "CP737", CHARSET_ICONV, NULL, "cp737 ibm737", { 737 } },
	{ "CP775", CHARSET_ICONV, NULL, "cp775 ibm775", { 775 } },
	{ "IBM852", CHARSET_ICONV, NULL, "cp852 ibm852", { 852 } },
	{ "IBM855", CHARSET_ICONV, NULL, "cp855 ibm855", { 855 } },
	{ "IBM857", CHARSET_ICONV, NULL, "cp857 ibm857", { 857 } },
	{ "IBM858", CHARSET_ICONV, NULL, "cp858 ibm858 ibm00858", { 858 } },
	{ "IBM860", CHARSET_ICONV, NULL, "cp860 ibm860", { 860 } },
	{ "IBM861", CHARSET_ICONV, NULL, "cp861 ibm861", { 861 } },
	{ "IBM862", CHARSET_ICONV, NULL, "cp862 ibm862", { 862 } },
	{ "IBM863", CHARSET_ICONV, NULL, "cp863 ibm863", { 863 } },
	{ "IBM864", CHARSET_ICONV, NULL, "cp864 ibm864", { 864 } },
	{ "IBM866", CHARSET_ICONV, NULL, "cp866 ibm866", { 866 } },
	{ "MAC-CENTRALEUROPE", CHARSET_ICONV, NULL, "maccentraleurope xmacce", { 10029 } },
	{ "MAC-CYRILLIC", CHARSET_ICONV, NULL, "maccyrillic xmaccyrillic", { 10007 } },
	{ "CP932",
	  CHARSET_ICONV,
	  NULL,
	  "shiftjis sjis xsjis mskanji windows31j cp932 csshiftjis",
	  { 932 } },
	{ "EUC-JP-MS",
	  CHARSET_ICONV,
	  NULL,
	  "eucjp xeucjp eucjpms cseucpkdfmtjapanese",
	  { 51932, 20932 } },
	{ "ISO-2022-JP-3",
	  CHARSET_ICONV,
	  NULL,
	  "iso2022jp iso2022jp2 csiso2022jp",
	  { 50220, 50221, 50222 } },
	{ "GB18030",
	  CHARSET_ICONV,
	  NULL,
	  "gb18030 gbk gb2312 gb231280 cp936 windows936 euccn xeuccn csgb2312",
	  { 936, 54936, 20936 } },
	{ "BIG5-HKSCS", CHARSET_ICONV, NULL, "big5 big5hkscs xxbig5 cnbig5 csbig5", { 0 } },
	{ "CP950", CHARSET_ICONV, NULL, "cp950 windows950", { 950 } },
	{ "CP949",
	  CHARSET_ICONV,
	  NULL,
	  "euckr ksc56011987 ksc5601 uhc cp949 windows949 cseuckr xwindows949",
	  { 949, 51949 } },
	{ "ISO-2022-KR", CHARSET_ICONV, NULL, "iso2022kr csiso2022kr", { 50225 } },
	{ "CP1361", CHARSET_ICONV, NULL, "johab cp1361", { 1361 } },
	{ "IBM037", CHARSET_ICONV, NULL, "ibm037 cp037 ebcdiccpus", { 37 } },
	{ "IBM277", CHARSET_ICONV, NULL, "ibm277 cp277 ebcdiccpdk ebcdiccpno", { 20277 } },
	{ "IBM278", CHARSET_ICONV, NULL, "ibm278 cp278 ebcdiccpfi ebcdiccpse", { 20278 } },
	{ "IBM500", CHARSET_ICONV, NULL, "ibm500 cp500 ebcdiccpbe ebcdiccpch", { 500 } },
	{ "IBM1047", CHARSET_ICONV, NULL, "ibm1047 cp1047", { 1047 } },
	{ "IBM1140", CHARSET_ICONV, NULL, "ibm1140 ibm01140 cp1140", { 1140 } },
	{ "IBM1143", CHARSET_ICONV, NULL, "ibm1143 ibm01143 cp1143", { 1143 } },
};

#define N_CHARSETS (sizeof(charsets) / sizeof(charsets[0]))

/* ---- names ---- */

/* Letters and digits in lower case. false: no name of ours is that long. */
static bool bare_name(const char *name, size_t len, char out[NAME_MAX_LEN + 1])
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (!sp_is_alnum(name[i]))
			continue;
		if (n == NAME_MAX_LEN)
			return false;
		out[n++] = sp_to_lower(name[i]);
	}
	out[n] = '\0';
	return n > 0;
}

static bool among(const char *aliases, const char *bare)
{
	size_t len = strlen(bare);

	for (const char *at = aliases; at; at = strchr(at, ' ')) {
		at += *at == ' ';
		if (!strncmp(at, bare, len) && (at[len] == ' ' || !at[len]))
			return true;
	}
	return false;
}

const struct sp_charset *sp_charset_from_name_n(const char *name, size_t len)
{
	char bare[NAME_MAX_LEN + 1];

	if (!bare_name(name, len, bare))
		return NULL;
	for (size_t i = 0; i < N_CHARSETS; i++)
		if (among(charsets[i].aliases, bare))
			return &charsets[i];
	return NULL;
}

const struct sp_charset *sp_charset_from_name(const char *name)
{
	return name ? sp_charset_from_name_n(name, strlen(name)) : NULL;
}

const struct sp_charset *sp_charset_from_codepage(unsigned number)
{
	for (size_t i = 0; number && i < N_CHARSETS; i++)
		for (size_t k = 0; k < 3; k++)
			if (charsets[i].codepages[k] == number)
				return &charsets[i];
	return NULL;
}

const struct sp_charset *sp_charset_known(enum charset_kind kind)
{
	for (size_t i = 0; i < N_CHARSETS; i++)
		if (charsets[i].kind == kind)
			return &charsets[i];
	return &charsets[0];
}

const char *sp_charset_name(const struct sp_charset *charset)
{
	return charset->name;
}

bool sp_charset_is_wide(const struct sp_charset *charset)
{
	return charset->kind >= CHARSET_UTF16 && charset->kind <= CHARSET_UTF32BE;
}

bool sp_charset_is_utf8(const struct sp_charset *charset)
{
	return charset->kind == CHARSET_UTF8;
}

/* ---- decoding: each returns how many bytes it used; the rest begins a character ---- */

static bool put_bad(struct sp_decoder *d, struct sp_buf *out)
{
	d->bad++;
	return sp_buf_put_utf8(out, SP_UTF8_BAD);
}

static size_t decode_utf8(struct sp_decoder *d, const unsigned char *data, size_t len,
			  struct sp_buf *out)
{
	const char *s = (const char *)data;
	size_t most = len - sp_utf8_cut(s, len), at = 0;

	while (at < most) {
		size_t good = sp_utf8_valid(s + at, most - at), bad = 0;
		if (!sp_buf_add(out, s + at, good))
			break;
		at += good;
		if (at == most)
			break;
		sp_utf8_decode(s + at, most - at, &bad);
		if (!put_bad(d, out))
			break;
		at += bad;
	}
	return most;
}

static unsigned unit16(enum charset_kind kind, const unsigned char *s)
{
	return kind == CHARSET_UTF16BE ? (unsigned)(s[0] << 8 | s[1])
				       : (unsigned)(s[1] << 8 | s[0]);
}

static uint32_t unit32(enum charset_kind kind, const unsigned char *s)
{
	if (kind == CHARSET_UTF32BE)
		return (uint32_t)s[0] << 24 | (uint32_t)s[1] << 16 | (uint32_t)s[2] << 8 | s[3];
	return (uint32_t)s[3] << 24 | (uint32_t)s[2] << 16 | (uint32_t)s[1] << 8 | s[0];
}

/* One character of UTF-16; 0: it is not complete. */
static size_t take16(struct sp_decoder *d, enum charset_kind kind, const unsigned char *s,
		     size_t len, uint32_t *code)
{
	if (len < 2)
		return 0;
	*code = unit16(kind, s);
	if (*code < 0xD800 || *code > 0xDFFF)
		return 2;
	if (*code < 0xDC00 && len < 4)
		return 0;
	uint32_t low = *code < 0xDC00 ? unit16(kind, s + 2) : 0;
	if (low < 0xDC00 || low > 0xDFFF) {
		*code = SP_UTF8_BAD;
		d->bad++;
		return 2;
	}
	*code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
	return 4;
}

static size_t take32(struct sp_decoder *d, enum charset_kind kind, const unsigned char *s,
		     size_t len, uint32_t *code)
{
	if (len < 4)
		return 0;
	*code = unit32(kind, s);
	if (*code > 0x10FFFF || (*code >= 0xD800 && *code < 0xE000)) {
		*code = SP_UTF8_BAD;
		d->bad++;
	}
	return 4;
}

/* The order of bytes, which a mark at the start may tell otherwise. */
static enum charset_kind byte_order(struct sp_decoder *d, const unsigned char *s, size_t len)
{
	bool narrow = d->charset->kind <= CHARSET_UTF16BE;

	if (!d->begun && len >= 2 && narrow && s[0] == 0xFE && s[1] == 0xFF)
		d->charset = sp_charset_known(CHARSET_UTF16BE);
	else if (!d->begun && len >= 2 && narrow && s[0] == 0xFF && s[1] == 0xFE)
		d->charset = sp_charset_known(CHARSET_UTF16LE);
	else if (!d->begun && len >= 4 && !narrow && unit32(CHARSET_UTF32BE, s) == 0xFEFF)
		d->charset = sp_charset_known(CHARSET_UTF32BE);
	return d->charset->kind;
}

static size_t decode_wide(struct sp_decoder *d, const unsigned char *s, size_t len,
			  struct sp_buf *out)
{
	enum charset_kind kind = byte_order(d, s, len);
	bool narrow = kind <= CHARSET_UTF16BE;
	size_t at = 0, used = 1;

	while (used && at < len) {
		size_t stop = len - at > BLOCK ? at + BLOCK : len;
		/* Two bytes in give at most three out. */
		char *to = sp_buf_reserve(out, (stop - at) / 2 * 3 + 4);
		if (!to)
			break;
		while (at < stop) {
			uint32_t code = 0;
			used = narrow ? take16(d, kind, s + at, len - at, &code)
				      : take32(d, kind, s + at, len - at, &code);
			if (!used)
				break;
			at += used;
			to += sp_utf8_encode(code, to);
		}
		out->len = (size_t)(to - out->data);
		*to = '\0';
	}
	return at;
}

/* Bytes below 0x80 at the start. */
static size_t ascii_run(const unsigned char *s, size_t len)
{
	size_t n = 0;
	uint64_t eight;

	for (; len - n >= sizeof(eight); n += sizeof(eight)) {
		memcpy(&eight, s + n, sizeof(eight));
		if (eight & UINT64_C(0x8080808080808080))
			break;
	}
	while (n < len && s[n] < 0x80)
		n++;
	return n;
}

static size_t decode_table(struct sp_decoder *d, const unsigned char *s, size_t len,
			   struct sp_buf *out)
{
	const uint16_t *high = d->charset->high;

	for (size_t at = 0; at < len;) {
		size_t stop = len - at > BLOCK ? at + BLOCK : len;
		char *to = sp_buf_reserve(out, (stop - at) * 3);
		if (!to)
			break;
		while (at < stop) {
			size_t run = ascii_run(s + at, stop - at);
			memcpy(to, s + at, run);
			to += run;
			at += run;
			if (at == stop)
				break;
			uint32_t code = high[s[at++] - 0x80];
			d->bad += !code;
			to += sp_utf8_encode(code ? code : SP_UTF8_BAD, to);
		}
		out->len = (size_t)(to - out->data);
		*to = '\0';
	}
	return len;
}

/* iconv(3) takes char **, and never writes through it. */
static size_t run_iconv(struct sp_decoder *d, const unsigned char *s, size_t len,
			struct sp_buf *out, int *error)
{
	char *from = (char *)(uintptr_t)s, *to = sp_buf_reserve(out, len * 4 + 16);
	size_t left = len, room = len * 4 + 16;

	*error = ENOMEM;
	if (!to)
		return 0;
	*error = iconv(d->iconv, s ? &from : NULL, &left, &to, &room) == (size_t)-1 ? errno : 0;
	out->len = (size_t)(to - out->data);
	*to = '\0';
	return len - left;
}

static size_t decode_iconv(struct sp_decoder *d, const unsigned char *s, size_t len,
			   struct sp_buf *out)
{
	size_t at = 0;

	while (at < len) {
		size_t block = len - at > BLOCK ? BLOCK : len - at;
		int error;
		size_t used = run_iconv(d, s + at, block, out, &error);
		at += used;
		if (error == EILSEQ) {
			if (!put_bad(d, out))
				break;
			at++;
		} else if (error == EINVAL && (block < BLOCK || !used)) {
			break;
		} else if (error && error != EINVAL && error != E2BIG) {
			break;
		}
	}
	return at;
}

static size_t decode(struct sp_decoder *d, const unsigned char *s, size_t len, struct sp_buf *out)
{
	switch (d->charset->kind) {
	case CHARSET_UTF8:
		return decode_utf8(d, s, len, out);
	case CHARSET_TABLE:
		return decode_table(d, s, len, out);
	case CHARSET_ICONV:
		return decode_iconv(d, s, len, out);
	default:
		return decode_wide(d, s, len, out);
	}
}

/* ---- streams ---- */

enum sp_status sp_decoder_init(struct sp_decoder *d, const struct sp_charset *charset)
{
	*d = (struct sp_decoder) { .charset = charset };
	if (charset->kind != CHARSET_ICONV)
		return SP_OK;
	d->iconv = iconv_open("UTF-8", charset->name);
	if (d->iconv != (iconv_t)-1)
		return SP_OK;
	d->iconv = NULL;
	if (errno == ENOMEM)
		return SP_FATAL;
	/* This system's iconv lacks it: the ASCII in it can be read all the same. */
	d->charset = sp_charset_from_name("windows-1252");
	return SP_OK;
}

void sp_decoder_release(struct sp_decoder *d)
{
	if (d->iconv)
		iconv_close(d->iconv);
	d->iconv = NULL;
	d->n_held = 0;
}

/* A mark at the very start is no text. */
static void drop_mark(struct sp_decoder *d, struct sp_buf *out, size_t start)
{
	size_t added = out->len - start;

	if (d->begun || !added)
		return;
	d->begun = true;
	if (added >= 3 && !memcmp(out->data + start, "\xEF\xBB\xBF", 3)) {
		memmove(out->data + start, out->data + start + 3, added - 3 + 1);
		out->len -= 3;
	}
}

bool sp_decoder_feed(struct sp_decoder *d, const void *data, size_t len, struct sp_buf *out)
{
	const unsigned char *s = data;
	size_t start = out->len;

	while (d->n_held && len && !out->failed) {
		d->held[d->n_held++] = *s++;
		len--;
		size_t used = decode(d, d->held, d->n_held, out);
		if (!used && d->n_held == sizeof(d->held)) {
			put_bad(d, out);
			used = 1;
		}
		d->n_held -= used;
		memmove(d->held, d->held + used, d->n_held);
	}
	if (len && !out->failed) {
		size_t used = decode(d, s, len, out);
		/* A character is never longer than what can be held. */
		while (len - used >= sizeof(d->held) && !out->failed) {
			put_bad(d, out);
			used++;
			used += decode(d, s + used, len - used, out);
		}
		if (!out->failed) {
			d->n_held = len - used;
			memcpy(d->held, s + used, d->n_held);
		}
	}
	if (!out->failed)
		drop_mark(d, out, start);
	return !out->failed;
}

bool sp_decoder_finish(struct sp_decoder *d, struct sp_buf *out)
{
	size_t start = out->len;
	int error;

	if (d->iconv && run_iconv(d, NULL, 0, out, &error) == 0 && error == ENOMEM)
		return false;
	if (d->n_held && !put_bad(d, out))
		return false;
	d->n_held = 0;
	drop_mark(d, out, start);
	return !out->failed;
}

bool sp_charset_convert(const struct sp_charset *declared, const void *data, size_t len,
			struct sp_buf *out)
{
	struct sp_decoder decoder;
	bool good = sp_decoder_init(&decoder, sp_charset_choose(declared, data, len)) == SP_OK &&
		    sp_decoder_feed(&decoder, data, len, out) && sp_decoder_finish(&decoder, out);

	sp_decoder_release(&decoder);
	return good;
}
