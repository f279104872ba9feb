/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reg.c - exports of the Windows registry (.reg, versions 4 and 5).
 *
 * The text is told as it stands, with its lines; a value is a field of its name.
 * Strings that are written in hex (REG_EXPAND_SZ, REG_MULTI_SZ) are told as text,
 * other bytes as what they are, in front of the line breaks that they ran over.
 */
#include <string.h>

#include "base/ascii.h"
#include "base/radix.h"
#include "base/utf8.h"

#include "extractors/blob.h"
#include "extractors/field_name.h"
#include "extractors/opening.h"
#include "extractors/reader.h"
#include "extractors/registry.h"

/* A longer line is told as it stands. */
#define LINE_BYTES ((size_t)256 * 1024)
#define NAME_BYTES 128

static const char first_of_5[] = "Windows Registry Editor Version ", first_of_4[] = "REGEDIT4";

struct reg {
	struct sp_sink *out;
	struct sp_buf line;  /* that is not complete */
	struct sp_buf bytes; /* of a value in hex */
	char name[NAME_BYTES];
	bool in_hex;
	bool wide;	/* strings in hex are UTF-16: version 5 */
	bool too_long;	/* the line is told as it comes */
	bool too_large; /* the value */
	bool partial;
	char kind;	   /* of the value in hex: '1', '2' and '7' are strings; 0: bytes */
	uint64_t newlines; /* that the value ran over */
	uint64_t unknown;
};

static enum sp_status put(struct reg *reg, const char *s, size_t len)
{
	return sp_sink_good_text(reg->out, s, len);
}

static enum sp_status enter(struct reg *reg)
{
	const char *name = sp_field_is_name(reg->name, strlen(reg->name)) ? reg->name : "*";
	enum sp_status status = sp_sink_enter(reg->out, SP_PLACE_FIELD, name, 0);

	return status == SP_OK ? sp_sink_label(reg->out, reg->name) : status;
}

/* ---- values in hex ---- */

/* A string of UTF-16, or of bytes; its ends are line breaks. */
static enum sp_status tell_string(struct reg *reg)
{
	const char *s = sp_buf_str(&reg->bytes);
	size_t step = reg->wide ? 2 : 1;
	const struct sp_charset *charset = sp_charset_from_name(reg->wide ? "utf-16le" : "cp1252");
	struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED);
	size_t len = reg->bytes.len / step * step;
	enum sp_status status = SP_FATAL;

	while (len && !s[len - 1] && !s[len - step])
		len -= step;
	if (sp_charset_convert(charset, s, len, &text)) {
		for (size_t i = 0; i < text.len; i++)
			if (!text.data[i])
				text.data[i] = ' ';
		status = put(reg, sp_buf_str(&text), text.len);
	}
	sp_buf_release(&text);
	return status;
}

static enum sp_status end_hex(struct reg *reg)
{
	enum sp_status status = SP_OK;

	if (reg->too_large) {
		sp_sink_problem(reg->out, SP_REASON_LIMIT_SIZE,
				"a value is larger than one may be");
		reg->partial = true;
	} else if (reg->bytes.len) {
		status = enter(reg);
		if (status == SP_OK && reg->kind && strchr("127", reg->kind))
			status = tell_string(reg);
		else if (status == SP_OK)
			status = sp_blob_tell(reg->out, reg->name, reg->bytes.data, reg->bytes.len,
					      &reg->unknown);
		sp_sink_leave(reg->out);
	}
	for (; reg->newlines && status == SP_OK; reg->newlines--)
		status = put(reg, "\n", 1);
	reg->in_hex = false;
	return status;
}

/* "4c,00,75,\": the line's bytes; the value ends with the first line that has no backslash. */
static enum sp_status read_hex(struct reg *reg, const char *s, size_t len)
{
	bool goes_on = false;

	for (size_t i = 0; i < len; i++) {
		goes_on |= s[i] == '\\';
		if (i + 1 == len || sp_hex_digit(s[i]) < 0 || sp_hex_digit(s[i + 1]) < 0)
			continue;
		reg->too_large |= reg->bytes.len == reg->bytes.cap;
		if (!reg->too_large && !sp_buf_putc(&reg->bytes, (char)(sp_hex_digit(s[i]) << 4 |
									sp_hex_digit(s[i + 1]))))
			return SP_FATAL;
		i++;
	}
	reg->newlines += len && s[len - 1] == '\n';
	return goes_on ? SP_OK : end_hex(reg);
}

/* ---- lines ---- */

/* The name of a value, in quotes, or "@" for the key's own; NULL: there is none. Returns its end.
 */
static const char *read_name(struct reg *reg, const char *s, const char *end)
{
	size_t n = 0;

	if (s < end && *s == '@') {
		memcpy(reg->name, "@", 2);
		return s + 1;
	}
	if (s == end || *s++ != '"')
		return NULL;
	for (; s < end && *s != '"'; s++) {
		s += *s == '\\' && s + 1 < end;
		if (n < NAME_BYTES - 4 || (n < NAME_BYTES - 1 && sp_utf8_is_tail(*s)))
			reg->name[n++] = *s;
	}
	reg->name[n] = '\0';
	return s < end ? s + 1 : NULL;
}

/* A string up to its quote, or to the end of the line where it goes on. */
static enum sp_status read_string(struct reg *reg, const char *s, const char *end)
{
	struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED);
	enum sp_status status = SP_OK;

	for (; s < end && *s != '"' && *s != '\n'; s++) {
		s += *s == '\\' && s + 1 < end;
		sp_buf_putc(&text, *s);
	}
	if (text.failed)
		status = SP_FATAL;
	if (status == SP_OK && text.len) {
		status = enter(reg);
		if (status == SP_OK)
			status = put(reg, text.data, text.len);
		sp_sink_leave(reg->out);
	}
	sp_buf_release(&text);
	return status == SP_OK ? put(reg, s, (size_t)(end - s)) : status;
}

static enum sp_status begin_hex(struct reg *reg, const char *s, const char *end)
{
	reg->kind = 0;
	if (s < end && *s == '(') {
		reg->kind = s + 1 < end ? s[1] : 0;
		while (s < end && *s != ':')
			s++;
	}
	reg->in_hex = true;
	reg->too_large = false;
	sp_buf_reset(&reg->bytes);
	return read_hex(reg, s, (size_t)(end - s));
}

static enum sp_status read_line(struct reg *reg, const char *s, size_t len)
{
	const char *end = s + len, *value;

	if (reg->in_hex)
		return read_hex(reg, s, len);
	value = read_name(reg, s, end);
	if (!value || value == end || *value != '=')
		return put(reg, s, len);
	value++;
	size_t left = (size_t)(end - value);
	bool is_hex = left > 4 && !memcmp(value, "hex", 3) && (value[3] == ':' || value[3] == '(');
	bool is_string = left && *value == '"';
	value += is_hex ? 3 : is_string;
	enum sp_status status = put(reg, s, (size_t)(value - s));
	if (status != SP_OK)
		return status;
	if (is_hex)
		return begin_hex(reg, value, end);
	return is_string ? read_string(reg, value, end) : put(reg, value, (size_t)(end - value));
}

/* The kept line is complete, or is told as it is. */
static enum sp_status let_go(struct reg *reg, bool complete)
{
	enum sp_status status = complete ? read_line(reg, sp_buf_str(&reg->line), reg->line.len)
					 : put(reg, sp_buf_str(&reg->line), reg->line.len);

	sp_buf_reset(&reg->line);
	return status;
}

static enum sp_status feed(void *context, const char *text, size_t len)
{
	struct reg *reg = context;
	enum sp_status status = SP_OK;

	while (len && status == SP_OK) {
		const char *end = memchr(text, '\n', len);
		size_t n = end ? (size_t)(end - text) + 1 : len;
		if (reg->too_long || reg->line.len + n > LINE_BYTES) {
			status = let_go(reg, false);
			reg->too_long = !end;
			if (status == SP_OK)
				status = put(reg, text, n);
		} else {
			if (!sp_buf_add(&reg->line, text, n))
				return SP_FATAL;
			if (end)
				status = let_go(reg, true);
		}
		text += n;
		len -= n;
	}
	return status;
}

static enum sp_status finish(struct reg *reg)
{
	enum sp_status status = let_go(reg, !reg->too_long);

	if (status == SP_OK && reg->in_hex) {
		sp_sink_problem(reg->out, SP_REASON_TRUNCATED, "it ends within a value");
		reg->partial = true;
		status = end_hex(reg);
	}
	if (status == SP_OK)
		status = sp_blob_problem(reg->out, reg->unknown);
	return status == SP_OK && reg->partial ? SP_PARTIAL : status;
}

/* ---- extractor ---- */

static bool is_version_5(struct sp_input *in)
{
	char text[SP_OPENING];

	return sp_opening(in, first_of_5[0], text) >= sizeof(first_of_5) - 1 &&
	       !memcmp(text, first_of_5, sizeof(first_of_5) - 1);
}

unsigned sp_probe_reg(struct sp_input *in)
{
	char text[SP_OPENING];

	if (is_version_5(in))
		return 8 * (sizeof(first_of_5) - 1);
	return sp_opening(in, first_of_4[0], text) > sizeof(first_of_4) - 1 &&
			       !memcmp(text, first_of_4, sizeof(first_of_4) - 1) &&
			       sp_is_space(text[sizeof(first_of_4) - 1])
		       ? 8 * sizeof(first_of_4)
		       : 0;
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	struct reg reg = { .out = out,
			   .wide = is_version_5(in),
			   .line = SP_BUF_INIT(SP_BUF_UNCAPPED),
			   .bytes = SP_BUF_INIT(SP_MAX_STRING) };

	sp_sink_running(out);
	enum sp_status status = sp_reader_each(in, out, feed, &reg);
	if (status == SP_OK)
		status = finish(&reg);
	sp_buf_release(&reg.line);
	sp_buf_release(&reg.bytes);
	return status;
}

const struct sp_extractor sp_extractor_reg = {
	.name = "reg",
	.probe = sp_probe_reg,
	.extract = extract,
	.streams = true,
};
