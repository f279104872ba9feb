/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan_file.c - plans as JSON. A human edits `approved`, and may edit `action`;
 * all else is checked when it is read.
 */
#include "subject/plan.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/json_read.h"
#include "base/mem.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "subject/dossier.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define VERSION 1

void sp_hash_hex(const unsigned char hash[SP_DIGEST], char out[SP_HASH_HEX])
{
	for (int i = 0; i < SP_DIGEST; i++)
		snprintf(out + 2 * i, 3, "%02x", hash[i]);
}

static int hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool sp_hash_read(const char *hex, unsigned char out[SP_DIGEST])
{
	for (int i = 0; i < SP_DIGEST; i++, hex += 2) {
		int high = hex_value(hex[0]), low = high < 0 ? -1 : hex_value(hex[1]);
		if (low < 0)
			return false;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return !*hex;
}

void sp_path_write(struct sp_json *json, const char *path)
{
	size_t len = strlen(path);
	struct sp_buf hex = SP_BUF_INIT(SP_BUF_UNCAPPED);

	sp_json_key(json, "path");
	sp_json_string(json, path);
	if (sp_utf8_valid(path, len) == len)
		return;
	for (size_t i = 0; i < len; i++)
		sp_buf_printf(&hex, "%02x", (unsigned char)path[i]);
	sp_json_key(json, "path_bytes");
	sp_json_string(json, sp_buf_str(&hex));
	sp_buf_release(&hex);
}

const char *sp_path_read(struct sp_arena *arena, const struct sp_json_value *object)
{
	const char *hex = sp_json_get_string(object, "path_bytes");

	if (!hex)
		return sp_json_get_string(object, "path");
	size_t len = strlen(hex) / 2;
	char *path = sp_arena_alloc(arena, len + 1);
	for (size_t i = 0; path && i < len; i++) {
		int high = hex_value(hex[2 * i]), low = hex_value(hex[2 * i + 1]);
		if (high < 0 || low < 0 || (high | low) == 0)
			return NULL;
		path[i] = (char)(high << 4 | low);
	}
	if (path)
		path[len] = '\0';
	return path;
}

/* ---- writing ---- */

static void put(struct sp_json *json, const char *key, const char *value)
{
	sp_json_key(json, key);
	sp_json_string(json, value);
}

static void put_bool(struct sp_json *json, const char *key, bool value)
{
	sp_json_key(json, key);
	sp_json_bool(json, value);
}

static void put_time(struct sp_json *json, const char *key, int64_t ns)
{
	time_t seconds = (time_t)(ns / 1000000000);
	struct tm tm;
	char text[32] = "";

	if (gmtime_r(&seconds, &tm))
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	put(json, key, ns ? text : NULL);
}

static void put_keys(struct sp_json *json, const struct sp_plan *plan)
{
	char hex[SP_HASH_HEX];

	sp_json_key(json, "subject");
	sp_json_open(json, '[');
	for (size_t i = 0; i < plan->n_keys; i++) {
		sp_json_open(json, '{');
		put(json, "type", plan->keys[i].type);
		sp_hash_hex(plan->keys[i].digest, hex);
		put(json, "hash", hex);
		put_bool(json, "alias", plan->keys[i].alias);
		sp_json_close(json, '}');
	}
	sp_json_close(json, ']');
}

static void put_place(struct sp_json *json, const struct sp_plan_place *place, bool applied)
{
	char hex[SP_HASH_HEX];

	sp_buf_putc(json->out, '\n');
	sp_json_open(json, '{');
	sp_json_number(json, "n", place->number);
	put_bool(json, "approved", place->approved);
	put(json, "action", sp_erase_name(place->action));
	sp_path_write(json, place->path);
	put(json, "member", place->member);
	put(json, "format", place->format);
	sp_hash_hex(place->hash, hex);
	put(json, "hash", place->has_hash ? hex : NULL);
	sp_json_number(json, "places", place->places);
	sp_json_number(json, "others", place->others);
	sp_json_key(json, "against");
	sp_json_open(json, '[');
	for (size_t i = 0; i < place->n_against; i++) {
		sp_json_open(json, '{');
		put(json, "code", place->against[i].code);
		put(json, "text", place->against[i].text);
		sp_json_close(json, '}');
	}
	sp_json_close(json, ']');
	put(json, "wanted", place->wanted);
	put(json, "directions", place->directions);
	if (applied) {
		put(json, "result", sp_erased_name(place->result));
		put(json, "why", place->why);
		put_time(json, "time", place->time_ns);
		sp_hash_hex(place->hash_after, hex);
		put(json, "hash_after", place->rewritten ? hex : NULL);
	}
	sp_json_close(json, '}');
}

static void put_proof(struct sp_json *json, const struct sp_plan *plan)
{
	char day[11];

	put_time(json, "applied", plan->applied_ns);
	put(json, "applied_by", plan->applied_by);
	put(json, "quarantine", plan->quarantine);
	put(json, "quarantine_until", plan->quarantine ? sp_day_text(plan->keep_until, day) : NULL);
	put_bool(json, "proved", plan->proved);
	sp_json_key(json, "proof");
	sp_json_open(json, '[');
	for (size_t i = 0; i < plan->n_proof; i++) {
		sp_json_open(json, '{');
		sp_path_write(json, plan->proof[i].path);
		put(json, "state", plan->proof[i].state);
		sp_json_number(json, "left", plan->proof[i].left);
		sp_json_close(json, '}');
	}
	sp_json_close(json, ']');
}

enum sp_status sp_plan_write(const struct sp_plan *plan, struct sp_buf *to)
{
	struct sp_json json = sp_json_to(to);
	bool applied = plan->applied_ns != 0;

	sp_json_open(&json, '{');
	sp_json_number(&json, applied ? "spana_erasure" : "spana_plan", VERSION);
	put(&json, "id", plan->id);
	put(&json, "program", plan->program);
	put_time(&json, "made", plan->made_ns);
	put(&json, "author", plan->author);
	put(&json, "inventory", plan->inventory);
	put_keys(&json, plan);
	sp_json_key(&json, "places");
	sp_json_open(&json, '[');
	for (size_t i = 0; i < plan->n; i++)
		put_place(&json, &plan->places[i], applied);
	sp_json_close(&json, ']');
	if (applied)
		put_proof(&json, plan);
	sp_json_close(&json, '}');
	sp_buf_putc(to, '\n');
	return to->failed ? SP_FATAL : SP_OK;
}

/* ---- reading ---- */

static enum sp_status wrong(struct sp_error *err, uint64_t number, const char *what)
{
	if (number)
		sp_error_set(err, SP_REASON_DAMAGED, _("the plan's place %llu: %s"),
			     (unsigned long long)number, what);
	else
		sp_error_set(err, SP_REASON_DAMAGED, _("the plan: %s"), what);
	return SP_FAILED;
}

static enum sp_status read_key(struct sp_plan *plan, const struct sp_json_value *value,
			       struct sp_error *err)
{
	const char *hash = sp_json_get_string(value, "hash");

	if (!sp_mem_room(&plan->keys, &plan->room_keys, plan->n_keys + 1, sizeof(*plan->keys)))
		return sp_subject_no_memory(err);
	struct sp_plan_key *key = &plan->keys[plan->n_keys];
	*key = (struct sp_plan_key) { .type = sp_json_get_string(value, "type"),
				      .alias = sp_json_get_bool(value, "alias") };
	if (!key->type || !hash || !sp_hash_read(hash, key->digest))
		return wrong(err, 0, "whom it is about is not to be read");
	plan->n_keys++;
	return SP_OK;
}

static bool read_action(const char *name, enum sp_erase_action *out)
{
	for (int i = 0; name && i < SP_ERASE_ACTIONS; i++)
		if (strcmp(name, sp_erase_name((enum sp_erase_action)i)) == 0) {
			*out = (enum sp_erase_action)i;
			return true;
		}
	return false;
}

static enum sp_status read_against(struct sp_plan_place *place, const struct sp_json_value *list,
				   struct sp_error *err)
{
	for (list = list ? list->first : NULL; list; list = list->next) {
		const char *code = sp_json_get_string(list, "code");
		const char *text = sp_json_get_string(list, "text");
		if (!code || !text)
			return wrong(err, place->number,
				     "what speaks against it is not to be read");
		if (!sp_mem_room(&place->against, &place->room_against, place->n_against + 1,
				 sizeof(*place->against)))
			return sp_subject_no_memory(err);
		place->against[place->n_against++] = (struct sp_against) { code, text };
	}
	return SP_OK;
}

static enum sp_status read_place(struct sp_plan *plan, const struct sp_json_value *value,
				 struct sp_error *err)
{
	const char *hash = sp_json_get_string(value, "hash");

	if (!sp_mem_room(&plan->places, &plan->room, plan->n + 1, sizeof(*plan->places)))
		return sp_subject_no_memory(err);
	struct sp_plan_place *place = &plan->places[plan->n++];
	*place = (struct sp_plan_place) {
		.number = sp_json_get_uint(value, "n", 0),
		.path = sp_path_read(&plan->arena, value),
		.format = sp_json_get_string(value, "format"),
		.member = sp_json_get_string(value, "member"),
		.approved = sp_json_get_bool(value, "approved"),
		.places = sp_json_get_uint(value, "places", 0),
		.others = sp_json_get_uint(value, "others", 0),
		.wanted = sp_json_get_string(value, "wanted"),
		.directions = sp_json_get_string(value, "directions"),
	};
	place->has_hash = hash && sp_hash_read(hash, place->hash);
	if (place->number != plan->n)
		return wrong(err, plan->n, "the places are not numbered in order");
	if (!place->path || place->path[0] != '/' || !place->format)
		return wrong(err, plan->n, "path or format is missing");
	if (hash && !place->has_hash)
		return wrong(err, plan->n, "its hash is damaged");
	if (!read_action(sp_json_get_string(value, "action"), &place->action))
		return wrong(err, plan->n, "there is no such action");
	if ((place->action == SP_ERASE_TAKE_OUT) != (place->member != NULL) &&
	    place->action <= SP_ERASE_TAKE_OUT)
		return wrong(err, plan->n, "the action does not fit what it is about");
	return read_against(place, sp_json_get(value, "against"), err);
}

/* "2026-01-31T12:00:00Z"; 0: it is none. */
static int64_t read_time(const char *text)
{
	struct tm tm = { .tm_year = 0 };
	const char *end = text ? strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm) : NULL;

	return end && !*end ? (int64_t)timegm(&tm) * 1000000000 : 0;
}

enum sp_status sp_plan_read(struct sp_plan *plan, const char *text, size_t len,
			    struct sp_error *err)
{
	const struct sp_json_value *root = sp_json_read(&plan->arena, text, len, err);
	const char *id = sp_json_get_string(root, "id");
	enum sp_status status = SP_OK;

	if (!root)
		return SP_FAILED;
	if (sp_json_get_uint(root, "spana_plan", 0) != VERSION)
		return wrong(err, 0, "it is none, or one of another version");
	/* It becomes part of names of files. */
	if (!id || strlen(id) >= sizeof(plan->id) || id[strspn(id, "0123456789abcdef-")])
		return wrong(err, 0, "its id is damaged");
	snprintf(plan->id, sizeof(plan->id), "%s", id);
	plan->made_ns = read_time(sp_json_get_string(root, "made"));
	if (!plan->made_ns)
		return wrong(err, 0, "it says not when it was made");
	plan->program = sp_json_get_string(root, "program");
	plan->author = sp_json_get_string(root, "author");
	plan->inventory = sp_json_get_string(root, "inventory");
	const struct sp_json_value *list = sp_json_get(root, "subject");
	for (list = list ? list->first : NULL; list && status == SP_OK; list = list->next)
		status = read_key(plan, list, err);
	list = sp_json_get(root, "places");
	for (list = list ? list->first : NULL; list && status == SP_OK; list = list->next)
		status = read_place(plan, list, err);
	if (status == SP_OK && !plan->n_keys)
		return wrong(err, 0, "it says not whom it is about");
	return status;
}
