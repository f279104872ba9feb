/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * x509.c - X.509 certificates, requests and their collections (RFC 5280,
 * RFC 2986, RFC 5652), in DER (ITU-T X.690) and in PEM (RFC 7468): whom they
 * name. An electronic identity of a person has the personnummer in it.
 *
 * Any structure is gone through, and each string told under the name of the
 * identifier in front of it, so that no form of certificate has to be known.
 * What stands around the blocks of a PEM file is text. Left out: keys, which
 * hold no text, and what is encrypted in a PKCS #12 file.
 */
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "extractors/charset.h"
#include "extractors/reader.h"
#include "extractors/registry.h"

#define MOST_DEPTH 32
#define MOST_SIZE (16 * SP_MIB)

enum {
	TAG_OCTETS = 0x04,
	TAG_IDENTIFIER = 0x06,
	TAG_UTF8 = 0x0C,
	TAG_PRINTABLE = 0x13,
	TAG_TELETEX = 0x14,
	TAG_IA5 = 0x16,
	TAG_VISIBLE = 0x1A,
	TAG_UNIVERSAL = 0x1C,
	TAG_BMP = 0x1E,
	TAG_MAIL = 0x81, /* of a subject's other names, as is the next */
	TAG_ADDRESS = 0x86,
	CONSTRUCTED = 0x20,
};

/* ---- DER ---- */

struct walk {
	struct sp_sink *out;
	struct sp_buf text;
	unsigned depth;
	bool damaged;
};

static const char *name_of(struct sp_bytes id)
{
	static const struct {
		const char *id, *name;
		size_t len;
	} names[] = {
		{ "\x55\x04\x03", "commonName", 3 },
		{ "\x55\x04\x04", "surname", 3 },
		{ "\x55\x04\x05", "serialNumber", 3 },
		{ "\x55\x04\x06", "country", 3 },
		{ "\x55\x04\x07", "locality", 3 },
		{ "\x55\x04\x08", "state", 3 },
		{ "\x55\x04\x09", "streetAddress", 3 },
		{ "\x55\x04\x0A", "organization", 3 },
		{ "\x55\x04\x0B", "organizationalUnit", 3 },
		{ "\x55\x04\x0C", "title", 3 },
		{ "\x55\x04\x11", "postalCode", 3 },
		{ "\x55\x04\x14", "telephoneNumber", 3 },
		{ "\x55\x04\x2A", "givenName", 3 },
		{ "\x55\x04\x61", "organizationIdentifier", 3 },
		{ "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x01", "emailAddress", 9 },
		{ "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x14", "friendlyName", 9 },
		{ "\x2B\x06\x01\x04\x01\x82\x37\x14\x02\x03", "userPrincipalName", 10 },
		{ "\x09\x92\x26\x89\x93\xF2\x2C\x64\x01\x01", "uid", 10 },
		{ "\x09\x92\x26\x89\x93\xF2\x2C\x64\x01\x03", "mail", 10 },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (id.left == names[i].len && !memcmp(id.at, names[i].id, id.left))
			return names[i].name;
	return NULL;
}

/* The next element; *cut: it is longer than what holds it. false: there is none. */
static bool take_element(struct sp_bytes *c, unsigned *tag, struct sp_bytes *content, bool *cut)
{
	uint8_t first, byte;
	uint64_t len;

	if (!sp_bytes_u8(c, &first) || !sp_bytes_u8(c, &byte))
		return false;
	len = byte;
	if (byte & 0x80) {
		unsigned n = byte & 0x7F;
		if (!n || n > 4)
			return false;
		for (len = 0; n; n--) {
			if (!sp_bytes_u8(c, &byte))
				return false;
			len = len << 8 | byte;
		}
	}
	*tag = first;
	*cut = len > c->left;
	return sp_bytes_take(c, *cut ? c->left : len, content);
}

static enum sp_status tell(struct walk *walk, const char *name, unsigned tag, struct sp_bytes value)
{
	const char *charset = tag == TAG_UTF8	     ? "utf-8"
			      : tag == TAG_BMP	     ? "utf-16be"
			      : tag == TAG_UNIVERSAL ? "utf-32be"
						     : NULL;
	enum sp_status status;

	sp_buf_reset(&walk->text);
	if (!sp_charset_convert(charset ? sp_charset_from_name(charset) : NULL, value.at,
				value.left, &walk->text))
		return SP_FATAL;
	if (!walk->text.len)
		return SP_OK;
	if (!name)
		name = tag == TAG_MAIL ? "emailAddress" : tag == TAG_ADDRESS ? "address" : "text";
	status = sp_sink_enter(walk->out, SP_PLACE_PROPERTY, name, 0);
	if (status != SP_OK)
		return status;
	/* Of persons that number is the personnummer, of programs it is none. */
	if (strcmp(name, "serialNumber") != 0)
		status = sp_sink_label(walk->out, name);
	if (status == SP_OK)
		status = sp_sink_text(walk->out, walk->text.data, walk->text.len);
	sp_sink_leave(walk->out);
	return status;
}

/* What is called a string by its place alone may be anything. */
static bool is_string(unsigned tag, struct sp_bytes content)
{
	if (tag == TAG_MAIL || tag == TAG_ADDRESS) {
		for (size_t i = 0; i < content.left; i++)
			if (content.at[i] < 0x20 || content.at[i] > 0x7E)
				return false;
		return true;
	}
	return tag == TAG_UTF8 || tag == TAG_PRINTABLE || tag == TAG_TELETEX || tag == TAG_IA5 ||
	       tag == TAG_VISIBLE || tag == TAG_UNIVERSAL || tag == TAG_BMP;
}

/* True where the bytes are one element with all that is in them: an extension's value. */
static bool is_wrapped(struct sp_bytes c)
{
	struct sp_bytes content;
	unsigned tag;
	bool cut;

	return c.left > 2 && (c.at[0] & CONSTRUCTED) && take_element(&c, &tag, &content, &cut) &&
	       !cut && !c.left;
}

static enum sp_status walk_elements(struct walk *walk, struct sp_bytes c, const char *name)
{
	enum sp_status status = sp_sink_spend(walk->out, 0);
	struct sp_bytes content;
	unsigned tag;
	bool cut = false;

	if (++walk->depth > MOST_DEPTH) {
		walk->damaged = true;
		walk->depth--;
		return status;
	}
	while (status == SP_OK && c.left) {
		bool good = take_element(&c, &tag, &content, &cut);
		walk->damaged |= !good || cut;
		if (!good)
			break;
		if (tag == TAG_IDENTIFIER)
			name = name_of(content);
		else if (is_string(tag, content))
			status = tell(walk, name, tag, content);
		else if (tag & CONSTRUCTED || (tag == TAG_OCTETS && is_wrapped(content)))
			status = walk_elements(walk, content, name);
	}
	walk->depth--;
	return status;
}

static enum sp_status tell_der(struct sp_sink *out, const void *data, size_t len, bool *damaged)
{
	struct walk walk = { .out = out, .text = SP_BUF_INIT(SP_MAX_STRING) };
	enum sp_status status = walk_elements(&walk, sp_bytes_of(data, len), NULL);

	*damaged |= walk.damaged;
	sp_buf_release(&walk.text);
	return status;
}

/* ---- PEM ---- */

struct pem {
	struct sp_sink *out;
	struct sp_buf line, block; /* block: what its base64 gives */
	unsigned bits, n_bits;
	bool inside, wanted, damaged;
};

static int base64_digit(char c)
{
	if (sp_is_upper(c))
		return c - 'A';
	if (sp_is_lower(c))
		return c - 'a' + 26;
	if (sp_is_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static bool add_base64(struct pem *pem, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		int digit = base64_digit(s[i]);
		if (digit < 0)
			continue;
		pem->bits = (pem->bits << 6 | (unsigned)digit) & 0xFFF;
		pem->n_bits += 6;
		if (pem->n_bits < 8)
			continue;
		pem->n_bits -= 8;
		if (!sp_buf_putc(&pem->block, (char)(pem->bits >> pem->n_bits)))
			return false;
	}
	return true;
}

static bool begins(const struct sp_buf *line, const char *with)
{
	size_t len = strlen(with);

	return line->len >= len && !memcmp(line->data, with, len);
}

static enum sp_status end_block(struct pem *pem)
{
	enum sp_status status = SP_OK;

	if (pem->wanted && pem->block.len)
		status = tell_der(pem->out, pem->block.data, pem->block.len, &pem->damaged);
	pem->inside = false;
	sp_buf_reset(&pem->block);
	return status;
}

/* A whole line, with its end. */
static enum sp_status tell_line(struct pem *pem)
{
	const struct sp_buf *line = &pem->line;

	if (begins(line, "-----BEGIN ")) {
		pem->damaged |= pem->inside;
		pem->inside = true;
		/* Keys are numbers, encrypted or not. */
		pem->wanted = !memmem(line->data, line->len, "KEY", 3);
		pem->bits = pem->n_bits = 0;
		sp_buf_reset(&pem->block);
		return SP_OK;
	}
	if (pem->inside && begins(line, "-----END "))
		return end_block(pem);
	/* A header within a block, as old keys have them. */
	if (!pem->inside || memchr(line->data, ':', line->len))
		return sp_sink_good_text(pem->out, line->data, line->len);
	return !pem->wanted || add_base64(pem, line->data, line->len) ? SP_OK : SP_FATAL;
}

/* A piece of the text. Lines that are far too long are taken in parts. */
static enum sp_status feed(void *context, const char *text, size_t len)
{
	struct pem *pem = context;
	enum sp_status status = SP_OK;

	while (len && status == SP_OK) {
		const char *end = memchr(text, '\n', len);
		size_t n = end ? (size_t)(end - text) + 1 : len;
		if (!sp_buf_add(&pem->line, text, n))
			return SP_FATAL;
		text += n;
		len -= n;
		if (!end && pem->line.len < SP_MAX_STRING / 2)
			continue;
		status = tell_line(pem);
		sp_buf_reset(&pem->line);
	}
	return status;
}

static enum sp_status read_pem(struct sp_input *in, struct sp_sink *out)
{
	struct pem pem = { .out = out,
			   .line = SP_BUF_INIT(SP_MAX_STRING),
			   .block = SP_BUF_INIT(MOST_SIZE) };

	sp_sink_format(out, "pem");
	enum sp_status status = sp_reader_each(in, out, feed, &pem);
	if (status == SP_OK && pem.line.len)
		status = tell_line(&pem);
	if (status == SP_OK && pem.inside) {
		status = end_block(&pem);
		sp_sink_problem(out, SP_REASON_TRUNCATED, "a block does not end");
		status = status == SP_OK ? SP_PARTIAL : status;
	} else if (status == SP_OK && pem.damaged) {
		sp_sink_problem(out, SP_REASON_DAMAGED, "the structure of a block is broken");
		status = SP_PARTIAL;
	}
	sp_buf_release(&pem.line);
	sp_buf_release(&pem.block);
	return status;
}

/* ---- the format ---- */

static enum sp_status read_der(struct sp_input *in, struct sp_sink *out)
{
	size_t size = (size_t)sp_input_size(in), got = 0;
	unsigned char *data = sp_mem_alloc(size);
	bool damaged = false;
	enum sp_status status = SP_FATAL;

	if (!data)
		return SP_FATAL;
	status = sp_input_read(in, 0, data, size, &got);
	if (status == SP_OK)
		status = tell_der(out, data, got, &damaged);
	else if (status == SP_FAILED)
		sp_sink_input_problem(out, in);
	sp_mem_wipe(data, size);
	sp_mem_free(data);
	if (status == SP_OK && damaged) {
		sp_sink_problem(out, SP_REASON_DAMAGED, "its structure is broken");
		return SP_PARTIAL;
	}
	return status;
}

/* A sequence that is all of the file, with a sequence, a number or an identifier first. */
static bool is_der(struct sp_input *in, const unsigned char *head, size_t len)
{
	struct sp_bytes c = sp_bytes_of(head, len);
	uint64_t size = sp_input_size(in);
	uint8_t byte = 0, n;

	if (size < 32 || size > MOST_SIZE || len < 8 || head[0] != 0x30 || head[1] < 0x81 ||
	    head[1] > 0x84)
		return false;
	uint64_t stated = 0;
	n = head[1] & 0x7F;
	if (!sp_bytes_skip(&c, 2))
		return false;
	for (uint8_t i = 0; i < n; i++) {
		if (!sp_bytes_u8(&c, &byte))
			return false;
		stated = stated << 8 | byte;
	}
	unsigned first = c.left ? c.at[0] : 0;
	return stated + 2 + n == size && (first == 0x30 || first == 0x02 || first == 0x06);
}

static bool is_pem(const unsigned char *head, size_t len)
{
	static const char mark[] = "-----BEGIN ";
	const unsigned char *at = memmem(head, len, mark, sizeof(mark) - 1);
	static const char *const kinds[] = { "CERTIFICATE", "TRUSTED CERTIFICATE",
					     "X509 CRL",    "PKCS7",
					     "CMS",	    "NEW CERTIFICATE REQUEST" };

	if (!at || (at != head && at[-1] != '\n'))
		return false;
	size_t left = len - (size_t)(at - head) - (sizeof(mark) - 1);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (left > strlen(kinds[i]) &&
		    !memcmp(at + sizeof(mark) - 1, kinds[i], strlen(kinds[i])))
			return true;
	return false;
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	return is_der(in, head, len) ? read_der(in, out) : read_pem(in, out);
}

unsigned sp_probe_x509(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	if (len && head[0] == 0x30 && is_der(in, head, len))
		return 34;
	/* A chain begins with its first block, or with what a program says of it. */
	return len && (head[0] == '-' || head[0] == 'B' || head[0] == 's' || head[0] == '#') &&
			       is_pem(head, len)
		       ? 88
		       : 0;
}

const struct sp_extractor sp_extractor_x509 = {
	.name = "x509",
	.probe = sp_probe_x509,
	.extract = extract,
};
