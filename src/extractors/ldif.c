/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ldif.c - entries of a directory as text (RFC 2849): address books of mail
 * programs, exports of LDAP. Each entry is a row, each attribute a property.
 *
 * Values in base64 that are no text are members. Files that a value names
 * (":<") are not opened.
 */
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "extractors/folded.h"
#include "extractors/opening.h"
#include "extractors/registry.h"

#define NAME_MAX_BYTES 128

struct ldif {
	struct sp_folded folded;
	struct sp_sink *out;
	uint64_t rows;
	bool in_row;
};

/* Words that the detectors know for what an attribute is. */
static const char *label_of(const char *name)
{
	static const struct {
		const char *name, *label;
	} labels[] = {
		{ "cn", "namn" },
		{ "displayName", "namn" },
		{ "homePhone", "tel" },
		{ "mail", "e-post" },
		{ "mobile", "mobil" },
		{ "telephoneNumber", "tel" },
		{ "homeTelephoneNumber", "tel" },
		{ "street", "adress" },
		{ "postalAddress", "adress" },
		{ "homePostalAddress", "adress" },
	};

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (sp_ascii_equal(labels[i].name, name))
			return labels[i].label;
	return name;
}

/* Lines of a postal address are told apart by '$'. */
static void split_address(const char *name, struct sp_buf *value)
{
	size_t len = strlen(name), n = strlen("PostalAddress");

	if (len < n || !sp_ascii_equal(name + len - n, "PostalAddress"))
		return;
	for (size_t i = 0; i < value->len; i++)
		if (value->data[i] == '$')
			value->data[i] = '\n';
}

static enum sp_status tell(struct ldif *ldif, const char *name, struct sp_buf *value)
{
	enum sp_status status;

	if (!value->len)
		return SP_OK;
	split_address(name, value);
	status = sp_sink_enter(ldif->out, SP_PLACE_PROPERTY, name, 0);
	if (status != SP_OK)
		return status;
	status = sp_sink_label(ldif->out, label_of(name));
	if (status == SP_OK)
		status = sp_sink_text(ldif->out, value->data, value->len);
	sp_sink_leave(ldif->out);
	return status;
}

/* "name: value", "name;option:: base64". What is neither is told as it is. */
static enum sp_status read_attribute(struct ldif *ldif, const struct sp_buf *line)
{
	const char *colon = memchr(line->data, ':', line->len);
	const char *at = colon ? colon + 1 : line->data, *end = line->data + line->len;
	struct sp_buf value = SP_BUF_INIT(SP_BUF_UNCAPPED);
	char name[NAME_MAX_BYTES] = "?";
	size_t len = colon ? strcspn(line->data, ";:") : 0;
	bool base64 = colon && at < end && *at == ':';
	enum sp_status status = SP_OK;

	if (len && len < sizeof(name)) {
		memcpy(name, line->data, len);
		name[len] = '\0';
	}
	at += base64;
	while (at < end && *at == ' ')
		at++;
	if (base64)
		status = sp_folded_base64(ldif->out, name, at, (size_t)(end - at), &value);
	else if (!sp_buf_add(&value, at, (size_t)(end - at)))
		status = SP_FATAL;
	if (status == SP_OK)
		status = tell(ldif, name, &value);
	sp_buf_release(&value);
	return status;
}

static void leave_row(struct ldif *ldif)
{
	if (ldif->in_row)
		sp_sink_leave(ldif->out);
	ldif->in_row = false;
}

static enum sp_status read_line(struct ldif *ldif)
{
	const struct sp_buf *line = &ldif->folded.line;
	enum sp_status status = SP_OK;

	if (!line->len) {
		leave_row(ldif);
		return SP_OK;
	}
	if (line->data[0] == '#')
		return sp_sink_value(ldif->out, SP_PLACE_PART, "comment", line->data, line->len);
	/* Between the changes of a modified entry. */
	if (line->len == 1 && line->data[0] == '-')
		return SP_OK;
	if (!ldif->in_row && !sp_ascii_equal_n(line->data, "version:", 8)) {
		status = sp_sink_enter(ldif->out, SP_PLACE_ROW, NULL, ++ldif->rows);
		ldif->in_row = status == SP_OK;
	}
	return status == SP_OK ? read_attribute(ldif, line) : status;
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	struct ldif ldif = { .out = out };
	enum sp_status status = sp_folded_init(&ldif.folded, in);

	while (status == SP_OK && sp_folded_next(&ldif.folded))
		status = read_line(&ldif);
	leave_row(&ldif);
	status = sp_status_worse(status, ldif.folded.status);
	if (status == SP_FAILED)
		sp_sink_input_problem(out, in);
	if (status == SP_OK && ldif.folded.cut) {
		sp_sink_problem(out, SP_REASON_LIMIT_SIZE, "a line is too long");
		status = SP_PARTIAL;
	}
	sp_folded_release(&ldif.folded);
	return status;
}

/* "dn:", behind a version and comments. */
unsigned sp_probe_ldif(struct sp_input *in)
{
	char text[SP_OPENING];
	const char *at = text;

	if (!sp_opening(in, 'd', text) && !sp_opening(in, 'v', text) && !sp_opening(in, '#', text))
		return 0;
	while (*at == '#' || *at == '\r' || *at == '\n' || sp_ascii_equal_n(at, "version:", 8)) {
		const char *newline = strchr(at, '\n');
		if (!newline)
			return 0;
		at = newline + 1;
	}
	return sp_ascii_equal_n(at, "dn:", 3) && strchr(at, '=') ? 32 : 0;
}

const struct sp_extractor sp_extractor_ldif = {
	.name = "ldif",
	.probe = sp_probe_ldif,
	.extract = extract,
	.streams = true,
};
