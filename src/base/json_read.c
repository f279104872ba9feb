/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json_read.c - see json_read.h: recursive descent, DEPTH levels at most. */
#include "base/json_read.h"

#include "base/ascii.h"
#include "base/buf.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH 64

struct reader {
	struct sp_arena *arena;
	const char *start, *at, *end;
	struct sp_buf text; /* a string at work */
	unsigned depth;
	const char *wrong;
};

static const struct sp_json_value *read_value(struct reader *r);

static void *fail(struct reader *r, const char *what)
{
	if (!r->wrong)
		r->wrong = what;
	return NULL;
}

static void skip_space(struct reader *r)
{
	while (r->at < r->end && strchr(" \t\r\n", *r->at) && *r->at)
		r->at++;
}

static bool take(struct reader *r, char c)
{
	skip_space(r);
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

static struct sp_json_value *new_value(struct reader *r, enum sp_json_kind kind)
{
	struct sp_json_value *value = sp_arena_alloc(r->arena, sizeof(*value));

	if (!value)
		return fail(r, "out of memory");
	*value = (struct sp_json_value) { .kind = kind };
	return value;
}

/* Four hex digits. */
static bool read_unit(struct reader *r, uint32_t *unit)
{
	*unit = 0;
	for (int i = 0; i < 4; i++, r->at++) {
		if (r->at == r->end)
			return false;
		char c = sp_to_lower(*r->at);
		if (sp_is_digit(c))
			*unit = *unit << 4 | (uint32_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			*unit = *unit << 4 | (uint32_t)(c - 'a' + 10);
		else
			return false;
	}
	return true;
}

/* What follows a backslash. */
static bool read_escape(struct reader *r)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	uint32_t code, low;

	if (r->at == r->end)
		return false;
	char c = *r->at++;
	if (c != 'u') {
		const char *name = c ? strchr(names, c) : NULL;
		return name && sp_buf_putc(&r->text, values[name - names]);
	}
	if (!read_unit(r, &code))
		return false;
	if (code >= 0xD800 && code < 0xDC00) {
		if (r->end - r->at < 6 || r->at[0] != '\\' || r->at[1] != 'u')
			return false;
		r->at += 2;
		if (!read_unit(r, &low) || low < 0xDC00 || low > 0xDFFF)
			return false;
		code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
	}
	/* A NUL would end the string for us and not for others. */
	return code && sp_buf_put_utf8(&r->text, code);
}

/* A string; the quote before it is taken. */
static const char *read_string(struct reader *r)
{
	sp_buf_reset(&r->text);
	while (r->at < r->end && *r->at != '"') {
		char c = *r->at++;
		if ((unsigned char)c < 0x20)
			return fail(r, "a control character in a string");
		if (c != '\\')
			sp_buf_putc(&r->text, c);
		else if (!read_escape(r))
			return fail(r, "a wrong escape in a string");
	}
	if (r->at == r->end)
		return fail(r, "a string without its end");
	r->at++;
	const char *s = sp_buf_str(&r->text);
	if (sp_utf8_valid(s, r->text.len) != r->text.len)
		return fail(r, "a string that is no UTF-8");
	const char *copy = sp_arena_copy(r->arena, s, r->text.len);
	return copy ? copy : fail(r, "out of memory");
}

static const struct sp_json_value *read_number(struct reader *r)
{
	const char *start = r->at;

	while (r->at < r->end && (sp_is_digit(*r->at) || strchr("+-.eE", *r->at)) && *r->at)
		r->at++;
	struct sp_json_value *value = new_value(r, SP_JSON_NUMBER);
	if (value)
		value->string = sp_arena_copy(r->arena, start, (size_t)(r->at - start));
	return value && value->string ? value : fail(r, "out of memory");
}

static const struct sp_json_value *read_word(struct reader *r)
{
	static const struct {
		const char *word;
		enum sp_json_kind kind;
		bool truth;
	} words[] = { { "true", SP_JSON_BOOL, true },
		      { "false", SP_JSON_BOOL, false },
		      { "null", SP_JSON_NULL, false } };

	for (size_t i = 0; i < 3; i++) {
		size_t len = strlen(words[i].word);
		if ((size_t)(r->end - r->at) < len || memcmp(r->at, words[i].word, len) != 0)
			continue;
		r->at += len;
		struct sp_json_value *value = new_value(r, words[i].kind);
		if (value)
			value->truth = words[i].truth;
		return value;
	}
	return fail(r, "no JSON value");
}

/* What stands in brackets, to `close`; keys where it is an object. */
static const struct sp_json_value *read_list(struct reader *r, enum sp_json_kind kind, char close)
{
	struct sp_json_value *list = new_value(r, kind);
	const struct sp_json_value **link = list ? &list->first : NULL;

	if (!list || ++r->depth > DEPTH)
		return fail(r, "nested too deeply");
	for (bool first = true; !take(r, close); first = false) {
		const char *key = NULL;
		if (!first && !take(r, ','))
			return fail(r, "a comma or the end of a list is missing");
		if (kind == SP_JSON_OBJECT) {
			if (!take(r, '"') || !(key = read_string(r)))
				return fail(r, "a key is missing");
			if (!take(r, ':'))
				return fail(r, "a colon is missing");
		}
		const struct sp_json_value *value = read_value(r);
		if (!value)
			return NULL;
		/* Ours, though readers see it as constant. */
		struct sp_json_value *own;
		memcpy(&own, &value, sizeof(own));
		own->key = key;
		*link = own;
		link = &own->next;
	}
	r->depth--;
	return list;
}

static const struct sp_json_value *read_value(struct reader *r)
{
	if (take(r, '{'))
		return read_list(r, SP_JSON_OBJECT, '}');
	if (take(r, '['))
		return read_list(r, SP_JSON_ARRAY, ']');
	if (take(r, '"')) {
		struct sp_json_value *value = new_value(r, SP_JSON_STRING);
		if (value)
			value->string = read_string(r);
		return value && value->string ? value : NULL;
	}
	if (r->at < r->end && (sp_is_digit(*r->at) || *r->at == '-'))
		return read_number(r);
	return read_word(r);
}

const struct sp_json_value *sp_json_read(struct sp_arena *arena, const char *text, size_t len,
					 struct sp_error *err)
{
	struct reader r = { .arena = arena,
			    .start = text,
			    .at = text,
			    .end = text + len,
			    .text = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	const struct sp_json_value *value = read_value(&r);

	skip_space(&r);
	if (value && r.at != r.end)
		value = fail(&r, "something stands behind the end");
	if (!value) {
		size_t line = 1;
		for (const char *at = text; at < r.at; at++)
			line += *at == '\n';
		sp_error_set(err, SP_REASON_DAMAGED, "line %zu: %s", line,
			     r.wrong ? r.wrong : "no JSON");
	}
	sp_buf_release(&r.text);
	return value;
}

const struct sp_json_value *sp_json_get(const struct sp_json_value *object, const char *key)
{
	const struct sp_json_value *at =
		object && object->kind == SP_JSON_OBJECT ? object->first : NULL;

	while (at && strcmp(at->key, key) != 0)
		at = at->next;
	return at;
}

const char *sp_json_get_string(const struct sp_json_value *object, const char *key)
{
	const struct sp_json_value *value = sp_json_get(object, key);

	return value && value->kind == SP_JSON_STRING ? value->string : NULL;
}

uint64_t sp_json_get_uint(const struct sp_json_value *object, const char *key, uint64_t otherwise)
{
	const struct sp_json_value *value = sp_json_get(object, key);
	char *end;

	if (!value || value->kind != SP_JSON_NUMBER || !sp_is_digit(value->string[0]))
		return otherwise;
	errno = 0;
	unsigned long long n = strtoull(value->string, &end, 10);
	return *end || errno ? otherwise : n;
}

bool sp_json_get_bool(const struct sp_json_value *object, const char *key)
{
	const struct sp_json_value *value = sp_json_get(object, key);

	return value && value->kind == SP_JSON_BOOL && value->truth;
}
