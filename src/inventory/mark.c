/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mark.c - marks and answers: rows that are added and read, nothing else.
 *
 * Each is a transaction of its own, beside whatever a scan writes; SQLite's
 * own waiting lets the one through between two groups of the other.
 */
#include "spana/mark.h"

#include "inventory/store.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char *const names[SP_MARK_KINDS] = {
	[SP_MARK_NOT_PERSONAL] = "not_personal",
	[SP_MARK_KEEP] = "keep",
	[SP_MARK_HOLD] = "hold",
	[SP_MARK_ERASE] = "erase",
	[SP_MARK_PROTECTED] = "protected",
	[SP_MARK_WITHDRAWN] = "withdrawn",
};

const char *sp_mark_name(enum sp_mark_kind kind)
{
	return names[kind];
}

bool sp_mark_parse(const char *name, enum sp_mark_kind *out)
{
	for (int i = 0; i < SP_MARK_KINDS; i++)
		if (strcmp(name, names[i]) == 0) {
			*out = (enum sp_mark_kind)i;
			return true;
		}
	return false;
}

/* ---- marks ---- */

static void bind_path(struct sp_statement *s, const char *path)
{
	sp_bind_bytes(s, path, path ? strlen(path) : 0);
}

enum sp_status sp_inventory_mark(struct sp_inventory *inv, const struct sp_review_mark *mark,
				 uint64_t *id, struct sp_error *err)
{
	assert(inv->mode != SP_INVENTORY_READ);
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_ONCE,
		"INSERT INTO mark (time_ns, author, kind, reason, basis, until, withdraws, type, "
		"digest, path, pattern, content, members, place) "
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

	sp_bind_int(&s, mark->time_ns);
	sp_bind_text(&s, mark->author);
	sp_bind_text(&s, sp_mark_name(mark->kind));
	sp_bind_text(&s, mark->reason);
	sp_bind_text(&s, mark->basis);
	sp_bind_text(&s, mark->until);
	sp_bind_id(&s, (int64_t)mark->withdraws);
	sp_bind_text(&s, mark->type);
	sp_bind_bytes(&s, mark->digest, SP_DIGEST);
	bind_path(&s, mark->path);
	sp_bind_int(&s, mark->pattern);
	sp_bind_bytes(&s, mark->content, SP_DIGEST);
	sp_bind_text(&s, mark->members);
	sp_bind_text(&s, mark->where);
	enum sp_status status = sp_statement_run(&s, err);
	*id = (uint64_t)sp_db_last_id(&inv->db);
	return status;
}

static const unsigned char *digest_at(const struct sp_statement *s, int i)
{
	size_t len;
	const void *data = sp_column_bytes(s, i, &len);

	return data && len == SP_DIGEST ? data : NULL;
}

/* A kind that this version does not know is one that restrains. */
static enum sp_mark_kind kind_at(const struct sp_statement *s, int i)
{
	const char *name = sp_column_text(s, i);
	enum sp_mark_kind kind;

	return name && sp_mark_parse(name, &kind) ? kind : SP_MARK_HOLD;
}

enum sp_status sp_inventory_marks(struct sp_inventory *inv,
				  enum sp_status (*row)(void *context,
							const struct sp_review_mark *mark),
				  void *context, struct sp_error *err)
{
	enum sp_status status = SP_OK;
	struct sp_statement s = sp_statement_of(
		&inv->db, SP_DB_ONCE,
		"SELECT id, time_ns, author, kind, reason, basis, until, withdraws, type, digest, "
		"CAST(path AS TEXT), pattern, content, members, place FROM mark ORDER BY id");

	while (status == SP_OK && sp_statement_next(&s)) {
		struct sp_review_mark mark = {
			.id = sp_column_uint(&s, 0),
			.time_ns = sp_column_int(&s, 1),
			.author = sp_column_text(&s, 2),
			.kind = kind_at(&s, 3),
			.reason = sp_column_text(&s, 4),
			.basis = sp_column_text(&s, 5),
			.until = sp_column_text(&s, 6),
			.withdraws = sp_column_uint(&s, 7),
			.type = sp_column_text(&s, 8),
			.digest = digest_at(&s, 9),
			.path = sp_column_text(&s, 10),
			.pattern = sp_column_int(&s, 11) != 0,
			.content = digest_at(&s, 12),
			.members = sp_column_text(&s, 13),
			.where = sp_column_text(&s, 14),
		};
		status = row(context, &mark);
	}
	return sp_status_worse(status, sp_statement_end(&s, err));
}

/* ---- answers ---- */

/* No type has a blank in its name, so no finding has such a hash. */
static void answer_digest(const struct sp_inventory *inv, const struct sp_answered_value *value,
			  unsigned char out[SP_DIGEST])
{
	char purpose[96];

	snprintf(purpose, sizeof(purpose), "answered %s", value->type);
	sp_digest(&inv->key, purpose, value->value, strlen(value->value), out);
}

static enum sp_status add_answer(struct sp_inventory *inv, const struct sp_answer *answer,
				 struct sp_error *err)
{
	struct sp_statement s =
		sp_statement_of(&inv->db, SP_DB_ONCE,
				"INSERT INTO answer (time_ns, author, kind, received, due, files, "
				"places) VALUES (?, ?, ?, ?, ?, ?, ?)");

	sp_bind_int(&s, answer->time_ns);
	sp_bind_text(&s, answer->author);
	sp_bind_text(&s, answer->kind);
	sp_bind_text(&s, answer->received);
	sp_bind_text(&s, answer->due);
	sp_bind_int(&s, (int64_t)answer->files);
	sp_bind_int(&s, (int64_t)answer->places);
	return sp_statement_run(&s, err);
}

static enum sp_status add_subject(struct sp_inventory *inv, int64_t answer,
				  const struct sp_answered_value *value, struct sp_error *err)
{
	unsigned char digest[SP_DIGEST];
	struct sp_statement s = sp_statement_of(&inv->db, SP_DB_ONCE,
						"INSERT INTO answer_subject (digest, answer) "
						"VALUES (?, ?) ON CONFLICT DO NOTHING");

	answer_digest(inv, value, digest);
	sp_bind_bytes(&s, digest, sizeof(digest));
	sp_bind_int(&s, answer);
	return sp_statement_run(&s, err);
}

enum sp_status sp_inventory_answered(struct sp_inventory *inv, const struct sp_answer *answer,
				     const struct sp_answered_value *values, size_t n,
				     struct sp_error *err)
{
	assert(inv->mode != SP_INVENTORY_READ);
	enum sp_status status = sp_db_run(&inv->db, "BEGIN IMMEDIATE", err);

	if (status != SP_OK)
		return status;
	status = add_answer(inv, answer, err);
	int64_t id = sp_db_last_id(&inv->db);
	for (size_t i = 0; i < n && status == SP_OK; i++)
		status = add_subject(inv, id, &values[i], err);
	if (status == SP_OK)
		return sp_db_run(&inv->db, "COMMIT", err);
	if (sp_db_run(&inv->db, "ROLLBACK", NULL) != SP_OK)
		inv->broken = true;
	return status;
}

/* The next answer of the value after the one with id `after`; 0: none. */
static enum sp_status next_answer(struct sp_inventory *inv, const unsigned char digest[SP_DIGEST],
				  int64_t after, int64_t *id, struct sp_error *err)
{
	struct sp_statement s =
		sp_statement_of(&inv->db, SP_DB_ONCE,
				"SELECT answer FROM answer_subject WHERE digest = ? AND answer > ? "
				"ORDER BY answer LIMIT 1");

	*id = 0;
	sp_bind_bytes(&s, digest, SP_DIGEST);
	sp_bind_int(&s, after);
	return sp_statement_number(&s, id, err);
}

static enum sp_status tell_answer(struct sp_inventory *inv, int64_t id,
				  enum sp_status (*row)(void *context,
							const struct sp_answer *answer),
				  void *context, struct sp_error *err)
{
	enum sp_status status = SP_OK;
	struct sp_statement s =
		sp_statement_of(&inv->db, SP_DB_ONCE,
				"SELECT time_ns, author, kind, received, due, files, places "
				"FROM answer WHERE id = ?");

	sp_bind_int(&s, id);
	if (sp_statement_next(&s)) {
		struct sp_answer answer = {
			.time_ns = sp_column_int(&s, 0),
			.author = sp_column_text(&s, 1),
			.kind = sp_column_text(&s, 2),
			.received = sp_column_text(&s, 3),
			.due = sp_column_text(&s, 4),
			.files = sp_column_uint(&s, 5),
			.places = sp_column_uint(&s, 6),
		};
		status = row(context, &answer);
	}
	return sp_status_worse(status, sp_statement_end(&s, err));
}

enum sp_status
sp_inventory_answers(struct sp_inventory *inv, const struct sp_answered_value *values, size_t n,
		     enum sp_status (*row)(void *context, const struct sp_answer *answer),
		     void *context, struct sp_error *err)
{
	enum sp_status status = SP_OK;
	int64_t last = 0;

	/* Answers come in order whichever identifier leads to them, and each once. */
	while (status == SP_OK) {
		int64_t next = 0;
		for (size_t i = 0; i < n && status == SP_OK; i++) {
			unsigned char digest[SP_DIGEST];
			int64_t id;
			answer_digest(inv, &values[i], digest);
			status = next_answer(inv, digest, last, &id, err);
			if (id && (!next || id < next))
				next = id;
		}
		if (status != SP_OK || !next)
			break;
		status = tell_answer(inv, next, row, context, err);
		last = next;
	}
	return status;
}
