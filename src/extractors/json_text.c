/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_text.c - see json_text.h. A line break within a string becomes a space,
 * so that line numbers stay those of the file; a quotation mark too, since it
 * would end what it stands in. Brackets need not match: what comes after damage
 * is told all the same. A key that may be somebody's number or address is "*"
 * in the path, which is kept beside findings. Left out: JSON5.
 */
#include "extractors/json_text.h"

#include <string.h>

#include "base/ascii.h"
#include "base/radix.h"
#include "base/utf8.h"
#include "extractors/field_name.h"

/* Longest path. */
#define PATH_BYTES 384

void sp_json_text_init(struct sp_json_text *json, struct sp_sink *out)
{
	*json = (struct sp_json_text) {
		.out = out,
		.text = SP_BUF_INIT(SP_BUF_UNCAPPED),
		.path = SP_BUF_INIT(SP_BUF_UNCAPPED),
		.key = SP_BUF_INIT(SP_BUF_UNCAPPED),
		.label = SP_BUF_INIT(SP_BUF_UNCAPPED),
	};
	sp_sink_running(out);
}

void sp_json_text_release(struct sp_json_text *json)
{
	sp_buf_release(&json->text);
	sp_buf_release(&json->path);
	sp_buf_release(&json->key);
	sp_buf_release(&json->label);
}

/* ---- what is told ---- */

static void tell(struct sp_json_text *json)
{
	if (json->status == SP_OK && json->text.len)
		json->status = sp_sink_good_text(json->out, json->text.data, json->text.len);
	sp_buf_reset(&json->text);
}

static void must(struct sp_json_text *json, bool ok)
{
	if (!ok)
		json->status = SP_FATAL;
}

/* ---- paths ---- */

/* True for keys that say nothing without the one around them. */
static bool is_vague(const char *key, size_t len)
{
	static const char *const vague[] = { "value", "id",   "nr",	 "no",	 "number",
					     "text",  "v",    "content", "$",	 "#text",
					     "data",  "full", "nummer",	 "värde" };

	for (size_t i = 0; i < sizeof(vague) / sizeof(vague[0]); i++)
		if (strlen(vague[i]) == len && sp_ascii_equal_n(vague[i], key, len))
			return true;
	return false;
}

static uint64_t add_hash(uint64_t hash, const char *key, size_t len)
{
	hash ^= UINT64_C(0xCBF29CE484222325);
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)key[i]) * UINT64_C(0x100000001B3);
	return hash;
}

/* The innermost object or array that has a path; NULL: there is none. */
static struct sp_json_level *innermost(struct sp_json_text *json)
{
	size_t depth = json->depth < SP_JSON_DEPTH ? json->depth : SP_JSON_DEPTH;

	return depth ? &json->levels[depth - 1] : NULL;
}

/* Adds what leads from a level to its present value, which gets a level's terms. */
static struct sp_json_level step(struct sp_json_text *json, const struct sp_json_level *level)
{
	struct sp_json_level value = *level;
	struct sp_buf *path = &json->path;
	const char *key = sp_buf_str(&json->key);
	size_t len = json->key.len;

	path->len = level->path;
	if (path->data)
		path->data[path->len] = '\0';
	if (level->is_array) {
		value.hash = add_hash(level->hash, "[", 1);
		if (path->len < PATH_BYTES)
			must(json, sp_buf_printf(path, "[%llu]", (unsigned long long)level->at));
	} else {
		value.hash = add_hash(level->hash, key, len);
		if (!sp_field_is_name(key, len)) {
			key = "*";
			len = 1;
		}
		if (path->len + len < PATH_BYTES) {
			must(json, !path->len || sp_buf_putc(path, '.'));
			value.key = path->len;
			value.key_len = len;
			must(json, sp_buf_add(path, key, len));
		}
	}
	value.path = path->len;
	return value;
}

/* What speaks for a value: its key, and the one around it where that says nothing by itself. */
static void make_label(struct sp_json_text *json, const struct sp_json_level *around,
		       const struct sp_json_level *value)
{
	const char *path = sp_buf_str(&json->path);

	sp_buf_reset(&json->label);
	if (around->key_len && around->key != value->key &&
	    is_vague(path + value->key, value->key_len))
		must(json, sp_buf_add(&json->label, path + around->key, around->key_len) &&
				   sp_buf_putc(&json->label, ' '));
	must(json, sp_buf_add(&json->label, path + value->key, value->key_len));
}

/* A value begins: it is a field, unless it stands in nothing. */
static void enter(struct sp_json_text *json)
{
	const struct sp_json_level *level = innermost(json);

	tell(json);
	if (!level || json->in_field || json->status != SP_OK)
		return;
	struct sp_json_level value = step(json, level);
	make_label(json, level, &value);
	if (json->status != SP_OK)
		return;
	json->status =
		sp_sink_enter(json->out, SP_PLACE_FIELD, sp_buf_str(&json->path), value.hash | 1);
	json->in_field = json->status == SP_OK;
	if (json->in_field && json->label.len && strcmp(json->label.data, "*") != 0)
		json->status = sp_sink_label(json->out, sp_buf_str(&json->label));
}

static void leave(struct sp_json_text *json)
{
	if (!json->in_field)
		return;
	tell(json);
	sp_sink_leave(json->out);
	json->in_field = false;
}

static void add(struct sp_json_text *json, const char *s, size_t len)
{
	if (json->in_key && json->key.len < SP_FIELD_NAME)
		must(json, sp_buf_add(&json->key, s, len < SP_FIELD_NAME ? len : SP_FIELD_NAME));
	else if (json->in_string && !json->in_key && len)
		enter(json);
	must(json, sp_buf_add(&json->text, s, len));
}

static void add_byte(struct sp_json_text *json, char c)
{
	add(json, &c, 1);
}

/* ---- strings ---- */

/* Four hex digits; -1: they are none. */
static int32_t unit_of(const char *s)
{
	int32_t unit = 0;

	for (int i = 0; i < 4; i++) {
		int digit = sp_hex_digit(s[i]);
		if (digit < 0)
			return -1;
		unit = unit << 4 | digit;
	}
	return unit;
}

static bool is_high(int32_t unit)
{
	return unit >= 0xD800 && unit < 0xDC00;
}

/* How many bytes the escape in `held` needs, as far as that is known by now. */
static size_t wanted(const struct sp_json_text *json)
{
	const char *s = json->held;

	if (json->n_held < 2)
		return 2;
	if (s[1] != 'u')
		return 2;
	if (json->n_held < 6)
		return 6;
	if (!is_high(unit_of(s + 2)))
		return 6;
	/* The other half may follow. */
	if (json->n_held == 6)
		return 7;
	if (s[6] != '\\')
		return 7;
	if (json->n_held == 7)
		return 8;
	return s[7] == 'u' ? 12 : 8;
}

static void add_code(struct sp_json_text *json, uint32_t code)
{
	char utf8[4];

	if (code < 0x20 || code == '"' || code == 0x2028 || code == 0x2029)
		add_byte(json, ' ');
	else
		add(json, utf8, sp_utf8_encode(code, utf8));
}

static void put_byte(struct sp_json_text *json, char c);

/* Tells what the held escape means; what is not used of it begins anew. */
static void resolve(struct sp_json_text *json)
{
	char s[sizeof(json->held)];
	size_t n = json->n_held, used = 6;

	memcpy(s, json->held, n);
	json->n_held = 0;
	if (n < 2)
		return;
	if (s[1] != 'u') {
		add_byte(json, strchr("\"nrtbf", s[1]) ? ' ' : s[1]);
		return;
	}
	int32_t unit = n >= 6 ? unit_of(s + 2) : -1;
	int32_t low = n == 12 ? unit_of(s + 8) : -1;
	if (unit < 0) {
		add(json, s, n);
		return;
	}
	if (is_high(unit) && low >= 0xDC00 && low < 0xE000) {
		used = 12;
		add_code(json,
			 0x10000 + ((uint32_t)(unit - 0xD800) << 10) + (uint32_t)(low - 0xDC00));
	} else {
		add_code(json, unit >= 0xD800 && unit < 0xE000 ? SP_UTF8_BAD : (uint32_t)unit);
	}
	for (; used < n; used++)
		put_byte(json, s[used]);
}

static void end_string(struct sp_json_text *json)
{
	leave(json);
	json->in_string = json->in_key = false;
}

static void begin_string(struct sp_json_text *json)
{
	add_byte(json, '"');
	json->in_string = true;
	json->in_key = json->key_next;
	if (json->in_key)
		sp_buf_reset(&json->key);
}

/* ---- objects and arrays ---- */

static void push(struct sp_json_text *json, bool is_array)
{
	const struct sp_json_level *around = innermost(json);
	struct sp_json_level level = { .hash = 1 };

	if (around && json->depth < SP_JSON_DEPTH)
		level = step(json, around);
	level.at = 0;
	level.is_array = is_array;
	if (json->depth < SP_JSON_DEPTH)
		json->levels[json->depth] = level;
	json->depth++;
	json->key_next = !is_array;
	sp_buf_reset(&json->key);
}

static void pop(struct sp_json_text *json)
{
	json->depth -= json->depth > 0;
	json->key_next = false;
}

/* The comma between numbers of an array would make decimals of them. */
static char next_value(struct sp_json_text *json, bool was_number)
{
	struct sp_json_level *level = innermost(json);

	if (!level)
		return ',';
	json->key_next = !level->is_array;
	level->at += level->is_array && json->depth <= SP_JSON_DEPTH;
	return level->is_array && was_number ? '\t' : ',';
}

/* A byte outside of strings. */
static void put_mark(struct sp_json_text *json, char c)
{
	bool was_number = json->in_number;

	if (sp_is_digit(c) || (c == '-' && !was_number)) {
		if (!was_number)
			enter(json);
		json->in_number = true;
	} else if (was_number && !strchr("eE+-.", c)) {
		leave(json);
		json->in_number = false;
	}
	if (c == '"') {
		begin_string(json);
		return;
	}
	if (c == '{' || c == '[')
		push(json, c == '[');
	else if (c == '}' || c == ']')
		pop(json);
	else if (c == ':')
		json->key_next = false;
	else if (c == ',')
		c = next_value(json, was_number);
	add_byte(json, c);
}

static void put_byte(struct sp_json_text *json, char c)
{
	if (json->n_held) {
		json->held[json->n_held++] = c;
		if (json->n_held >= wanted(json))
			resolve(json);
	} else if (!json->in_string) {
		put_mark(json, c);
	} else if (c == '\\') {
		json->held[json->n_held++] = c;
	} else {
		if (c == '"' || c == '\n')
			end_string(json);
		add_byte(json, c);
	}
}

enum sp_status sp_json_text_feed(struct sp_json_text *json, const char *text, size_t len)
{
	while (len && json->status == SP_OK) {
		size_t plain = 0;
		if (!json->n_held && json->in_string)
			while (plain < len && text[plain] != '\\' && text[plain] != '"' &&
			       text[plain] != '\n')
				plain++;
		if (plain)
			add(json, text, plain);
		else
			put_byte(json, *text);
		plain += !plain;
		text += plain;
		len -= plain;
	}
	tell(json);
	return json->status;
}

enum sp_status sp_json_text_finish(struct sp_json_text *json)
{
	size_t n = json->n_held;

	json->n_held = 0;
	add(json, json->held, n);
	tell(json);
	leave(json);
	return json->status;
}
