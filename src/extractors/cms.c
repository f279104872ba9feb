/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cms.c - signed and compressed data of S/MIME and others (RFC 5652, RFC 3274):
 * smime.p7m, smime.p7s, smime.p7z, invoice.xml.p7m.
 *
 * What was signed or compressed is a member; the names in the certificates are
 * text. Data that is encrypted is told. Nothing is verified. The encoding is BER
 * (X.690): lengths may be left open.
 */
#include <string.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "extractors/charset.h"
#include "extractors/registry.h"

/* Nesting of elements. */
#define MAX_DEPTH 32
/* Bytes of a name in a certificate, and how many names are told. */
#define NAME_MAX_BYTES 4096
#define NAMES_MAX 4096
#define BLOCK 16384
/* Elements that are looked at, so that a file of nothing else ends. */
#define ELEMENTS_MAX (8u << 20)

enum { SEQUENCE = 0x30, OCTETS = 0x04, OCTETS_IN_PIECES = 0x24, EXPLICIT_0 = 0xA0, OID = 0x06 };

struct element {
	unsigned tag;
	uint64_t body, end; /* end: that of what it is in, where its own is left open */
	bool open;
};

struct cms {
	struct sp_input *in;
	struct sp_sink *out;
	unsigned names, elements;
	bool cut;     /* an element ends behind its parent, or the file */
	bool strange; /* something cannot be understood */
	z_stream *z;  /* the content is compressed; or NULL */
	int state;    /* of that, as zlib told it last */
};

/* ---- elements ---- */

/* The element at `at`, within what ends at `end`. false: there is none. */
static bool element_at(struct cms *cms, uint64_t at, uint64_t end, struct element *e)
{
	unsigned char head[10];
	size_t got = 0, n = 2;

	if (++cms->elements > ELEMENTS_MAX) {
		cms->strange = true;
		return false;
	}
	if (at >= end || sp_input_read(cms->in, at, head, sizeof(head), &got) != SP_OK)
		return false;
	if (end - at < got)
		got = (size_t)(end - at);
	if (got < 2) {
		cms->cut = true;
		return false;
	}
	uint64_t len = head[1];
	if (len > 0x80) {
		n = 2 + (len & 0x7F);
		if (n > sizeof(head) || (head[0] & 0x1F) == 0x1F) {
			cms->strange = true;
			return false;
		}
		len = 0;
		for (size_t i = 2; i < n && i < got; i++)
			len = len << 8 | head[i];
	}
	*e = (struct element) { head[0], at + n, end, head[1] == 0x80 };
	if (n > got || (!e->open && len > end - e->body)) {
		cms->cut = true;
		e->body = n > got ? end : e->body;
		return true;
	}
	if (!e->open)
		e->end = e->body + len;
	return true;
}

static bool is_end(const struct element *e)
{
	return e->tag == 0 && e->body == e->end;
}

/* Where the element's successor stands. */
static uint64_t behind(struct cms *cms, const struct element *e, unsigned depth)
{
	struct element inner;
	uint64_t at = e->body;

	if (!e->open)
		return e->end;
	if (depth > MAX_DEPTH) {
		cms->strange = true;
		return e->end;
	}
	while (element_at(cms, at, e->end, &inner)) {
		if (is_end(&inner))
			return inner.end;
		at = behind(cms, &inner, depth + 1);
	}
	cms->cut = true;
	return e->end;
}

/* The child that stands at `at`. false: there are no more. */
static bool child_at(struct cms *cms, const struct element *e, uint64_t at, struct element *child)
{
	/* A length that was left open is closed by an end mark. */
	cms->cut |= e->open && at >= e->end;
	return element_at(cms, at, e->end, child) && !(e->open && is_end(child));
}

static bool first_in(struct cms *cms, const struct element *e, struct element *first)
{
	return child_at(cms, e, e->body, first);
}

static bool next_in(struct cms *cms, const struct element *e, struct element *child)
{
	return child_at(cms, e, behind(cms, child, 0), child);
}

/* ---- what was signed, or compressed ---- */

static void *zlib_alloc(void *opaque, uInt count, uInt size)
{
	(void)opaque;
	return sp_mem_zero(count, size);
}

static void zlib_free(void *opaque, void *p)
{
	(void)opaque;
	sp_mem_free(p);
}

static enum sp_status unpack(struct cms *cms, unsigned char *data, size_t len)
{
	unsigned char out[BLOCK];
	enum sp_status status = SP_OK;

	cms->z->next_in = data;
	cms->z->avail_in = (uInt)len;
	do {
		cms->z->next_out = out;
		cms->z->avail_out = sizeof(out);
		if (cms->state == Z_OK)
			cms->state = inflate(cms->z, Z_NO_FLUSH);
		if (cms->state == Z_MEM_ERROR)
			return SP_FATAL;
		size_t n = sizeof(out) - cms->z->avail_out;
		status = n ? sp_sink_child_write(cms->out, out, n) : SP_OK;
	} while (status == SP_OK && cms->state == Z_OK && !cms->z->avail_out);
	/* It stands still where all was taken. */
	if (cms->state == Z_BUF_ERROR)
		cms->state = Z_OK;
	return status;
}

static enum sp_status copy(struct cms *cms, uint64_t at, uint64_t end)
{
	unsigned char block[BLOCK];
	enum sp_status status = SP_OK;

	while (at < end && status == SP_OK) {
		size_t len = end - at < BLOCK ? (size_t)(end - at) : BLOCK, got = 0;
		if (sp_input_read(cms->in, at, block, len, &got) != SP_OK || !got)
			return SP_PARTIAL;
		status = cms->z ? unpack(cms, block, got)
				: sp_sink_child_write(cms->out, block, got);
		at += got;
	}
	return status;
}

static enum sp_status copy_octets(struct cms *cms, const struct element *e, unsigned depth)
{
	struct element piece;
	enum sp_status status = SP_OK;

	if (e->tag == OCTETS)
		return copy(cms, e->body, e->end);
	if (e->tag != OCTETS_IN_PIECES || depth > MAX_DEPTH) {
		cms->strange = true;
		return SP_OK;
	}
	for (bool more = first_in(cms, e, &piece); more && status == SP_OK;
	     more = next_in(cms, e, &piece))
		status = copy_octets(cms, &piece, depth + 1);
	return status;
}

static bool has_oid(struct cms *cms, const struct element *e, const char *oid, size_t len)
{
	char there[16];
	size_t got = 0;

	return e->tag == OID && e->end - e->body == len && len <= sizeof(there) &&
	       sp_input_read(cms->in, e->body, there, len, &got) == SP_OK && got == len &&
	       memcmp(there, oid, len) == 0;
}

/* Why a content is not all there. */
static enum sp_reason fault_of(const struct cms *cms, const char **detail)
{
	*detail = NULL;
	if (cms->z && cms->state != Z_OK && cms->state != Z_STREAM_END) {
		*detail = "its compressed data is broken";
		return SP_REASON_DAMAGED;
	}
	if (!cms->cut && (!cms->z || cms->state == Z_STREAM_END))
		return SP_REASON_NONE;
	*detail = "it is cut short";
	return SP_REASON_TRUNCATED;
}

/* A detached signature has no content: that is elsewhere. */
static enum sp_status read_content(struct cms *cms, const struct element *info)
{
	static const char data[] = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01";
	struct element child, octets;

	if (!first_in(cms, info, &child))
		return SP_OK;
	if (has_oid(cms, &child, data, sizeof(data) - 1))
		sp_sink_expect(cms->out, "eml");
	if (!next_in(cms, info, &child) || child.tag != EXPLICIT_0 ||
	    !first_in(cms, &child, &octets)) {
		sp_sink_expect(cms->out, NULL);
		return SP_OK;
	}
	enum sp_status status = sp_sink_child_open(cms->out, "content");
	if (status != SP_OK)
		return status;
	status = copy_octets(cms, &octets, 0);
	const char *detail;
	enum sp_reason reason = status == SP_OK ? fault_of(cms, &detail) : SP_REASON_NONE;
	enum sp_status closed = sp_sink_child_close(cms->out, reason, reason ? detail : NULL);
	return status == SP_SKIPPED ? closed : sp_status_worse(status, closed);
}

/* ---- names in certificates ---- */

static const struct sp_charset *charset_of(unsigned tag)
{
	switch (tag) {
	case 0x0C: /* UTF8String */
		return sp_charset_from_name("utf-8");
	case 0x1E: /* BMPString */
		return sp_charset_from_name("utf-16be");
	case 0x13: /* PrintableString, T61String, IA5String */
	case 0x14:
	case 0x16:
	case 0x81: /* rfc822Name of an alternative name */
		return sp_charset_from_name("windows-1252");
	default:
		return NULL;
	}
}

static enum sp_status tell_name(struct cms *cms, const struct element *e,
				const struct sp_charset *charset)
{
	struct sp_buf raw = SP_BUF_INIT(SP_BUF_UNCAPPED), utf8 = SP_BUF_INIT(SP_BUF_UNCAPPED);
	const size_t len = (size_t)(e->end - e->body);
	char *room = sp_buf_reserve(&raw, len);
	enum sp_status status = SP_FATAL;
	size_t got = 0;

	if (!room || sp_input_read(cms->in, e->body, room, len, &got) == SP_FATAL)
		goto out;
	if (sp_charset_convert(charset, room, got, &utf8))
		status = sp_sink_value(cms->out, SP_PLACE_PROPERTY, "certificate",
				       sp_buf_str(&utf8), utf8.len);
out:
	sp_buf_release(&utf8);
	sp_buf_release(&raw);
	return status;
}

/* An extension is an element within octets. */
static bool holds_elements(struct cms *cms, const struct element *e)
{
	unsigned char head[2];
	size_t got = 0;

	if (e->tag & 0x20)
		return true;
	return e->tag == OCTETS && e->end - e->body > 2 &&
	       sp_input_read(cms->in, e->body, head, 2, &got) == SP_OK && got == 2 &&
	       head[0] == SEQUENCE && head[1] == e->end - e->body - 2;
}

static enum sp_status tell_names(struct cms *cms, const struct element *e, unsigned depth)
{
	const struct sp_charset *charset = charset_of(e->tag);
	struct element child;
	enum sp_status status = sp_sink_spend(cms->out, 0);

	if (status != SP_OK)
		return status;
	if (charset && e->end - e->body <= NAME_MAX_BYTES && cms->names < NAMES_MAX) {
		cms->names++;
		return tell_name(cms, e, charset);
	}
	if (!holds_elements(cms, e))
		return SP_OK;
	if (depth > MAX_DEPTH) {
		cms->strange = true;
		return SP_OK;
	}
	for (bool more = first_in(cms, e, &child); more && status == SP_OK;
	     more = next_in(cms, e, &child))
		status = tell_names(cms, &child, depth + 1);
	return status;
}

/* ---- the whole ---- */

/* SignedData: version, digest algorithms, content, then certificates, signers and the like. */
static enum sp_status read_signed(struct cms *cms, const struct element *data)
{
	struct element child;
	enum sp_status status = SP_OK;
	unsigned place = 0;

	for (bool more = first_in(cms, data, &child); more && status == SP_OK;
	     more = next_in(cms, data, &child), place++) {
		if (place == 2)
			status = read_content(cms, &child);
		else if (place > 2)
			status = tell_names(cms, &child, 0);
	}
	cms->strange |= place < 3;
	return status;
}

/* CompressedData: version, how, and the content. zlib is all that there is. */
static enum sp_status read_compressed(struct cms *cms, const struct element *data)
{
	z_stream z = { .zalloc = zlib_alloc, .zfree = zlib_free };
	struct element child;
	enum sp_status status = SP_OK;

	if (!first_in(cms, data, &child) || !next_in(cms, data, &child) ||
	    !next_in(cms, data, &child)) {
		cms->strange = true;
		return SP_OK;
	}
	if (inflateInit(&z) != Z_OK)
		return SP_FATAL;
	cms->z = &z;
	cms->state = Z_OK;
	status = read_content(cms, &child);
	inflateEnd(&z);
	cms->z = NULL;
	return status;
}

static enum sp_status problem(struct cms *cms, enum sp_reason reason, const char *detail)
{
	sp_sink_problem(cms->out, reason, detail);
	return SP_PARTIAL;
}

/* 1.2.840.113549.1.7.N, or the same author's 1.9.16.1.N for what came later. */
static const char pkcs7[] = "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07";
static const char later[] = "\x06\x0B\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01";

/* The kind of content, and in *later_kind whether it is one of those. 0: this is no CMS. */
static unsigned kind_of(struct sp_input *in, bool *is_later)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);
	size_t n = len < 2 ? 0 : head[1] <= 0x80 ? 2 : 2 + (head[1] & 0x7Fu);

	if (n < 2 || n > 10 || head[0] != SEQUENCE || len < n + sizeof(later))
		return 0;
	*is_later = memcmp(head + n, later, sizeof(later) - 1) == 0;
	if (*is_later)
		return head[n + sizeof(later) - 1];
	return memcmp(head + n, pkcs7, sizeof(pkcs7) - 1) == 0 ? head[n + sizeof(pkcs7) - 1] : 0;
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	enum { SIGNED = 2, DIGESTED = 5, COMPRESSED = 9 };
	struct cms cms = { .in = in, .out = out };
	struct element whole, child, data;
	bool is_later;
	unsigned kind = kind_of(in, &is_later);

	const bool compressed = is_later && kind == COMPRESSED;
	if (!compressed && (is_later || kind != SIGNED)) {
		if (kind == DIGESTED || kind < SIGNED)
			return problem(&cms, SP_REASON_UNSUPPORTED, "this kind of CMS is not read");
		return problem(&cms, SP_REASON_ENCRYPTED, "S/MIME, enveloped data");
	}
	enum sp_status status = SP_OK;
	if (element_at(&cms, 0, sp_input_size(in), &whole) && first_in(&cms, &whole, &child) &&
	    next_in(&cms, &whole, &child) && first_in(&cms, &child, &data))
		status = compressed ? read_compressed(&cms, &data) : read_signed(&cms, &data);
	else
		cms.cut = true;
	if (status != SP_OK)
		return status;
	if (cms.cut)
		return problem(&cms, SP_REASON_TRUNCATED, "it is cut short");
	if (cms.strange)
		return problem(&cms, SP_REASON_DAMAGED, "its elements are not in order");
	return SP_OK;
}

unsigned sp_probe_cms(struct sp_input *in)
{
	bool is_later;

	return kind_of(in, &is_later) ? 88 : 0;
}

const struct sp_extractor sp_extractor_cms = {
	.name = "cms",
	.probe = sp_probe_cms,
	.extract = extract,
};
