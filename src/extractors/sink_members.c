/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sink_members.c - what a container may say of its members: at hand, unpacked piece
 * by piece, without bytes of their own, or not to be had. See sink.c.
 */
#include "extractors/sink_level.h"
#include "extractors/sink_memo.h"

#include "base/mem.h"

/* Counts a member and looks at what speaks against reading it. */
static enum sp_status admit(struct sp_sink *sink)
{
	sink->level->children = true;
	if (sink_stopped(sink) || sink->in_process)
		return SP_FATAL;
	if (sp_limits_pass_members(&sink->limits, sink->size, ++sink->members))
		return sink_limit(sink, SP_REASON_LIMIT_EXPANSION,
				  "it holds more members than a file may");
	return SP_OK;
}

/* The same attachment of another mail is not read again. */
static enum sp_status read_or_repeat(struct sp_sink *sink, const char *name, struct sp_input *in,
				     const char *expected)
{
	bool noting = false;
	/* What is wanted must be there each time. */
	enum sp_status status =
		sink->n_wanted ? SP_SKIPPED : sink_memo_find(sink, name, in, expected, &noting);

	if (status != SP_SKIPPED)
		return status;
	status = sink_read_item(sink, name, in, sink_choose(in, expected), SP_REASON_NONE, NULL);
	if (noting)
		sink_memo_note_end(sink, status == SP_OK);
	return status;
}

/* Text so far goes out before the member's, and its time is not the container's. */
static enum sp_status read_member(struct sp_sink *sink, const char *name, struct sp_input *in,
				  enum sp_reason reason, const char *detail)
{
	struct level *level = sink->level;
	uint64_t start = level->deadline_ns ? sink_now_ns() : 0;
	const char *expected = sink->expected;
	enum sp_status status = sink_send_text(sink, true, false);

	sink->expected = NULL;
	if (status != SP_OK)
		return status;
	if (level->item.depth + 1 > sink->limits.max_depth)
		status = sink_unread(sink, name, sp_input_size(in), SP_REASON_LIMIT_DEPTH,
				     "it is nested too deep");
	else if (reason != SP_REASON_NONE)
		status = sink_read_item(sink, name, in, sink_choose(in, expected), reason, detail);
	else
		status = read_or_repeat(sink, name, in, expected);
	if (level->deadline_ns)
		level->deadline_ns += sink_now_ns() - start;
	return status;
}

enum sp_status sp_sink_child(struct sp_sink *sink, const char *name, struct sp_input *child)
{
	enum sp_status status = admit(sink);

	if (status == SP_OK)
		status = read_member(sink, name, child, SP_REASON_NONE, NULL);
	sp_input_free(child);
	return status;
}

enum sp_status sp_sink_child_unread(struct sp_sink *sink, const char *name, uint64_t size,
				    enum sp_reason reason, const char *detail)
{
	enum sp_status status = admit(sink);

	return status == SP_OK ? sink_unread(sink, name, size, reason, detail) : status;
}

enum sp_status sp_sink_member_begin(struct sp_sink *sink, const char *name, const char *format,
				    uint64_t size)
{
	enum sp_status status = admit(sink);

	if (status == SP_OK)
		status = sink_send_text(sink, true, false);
	if (status != SP_OK)
		return status;
	if (sink->level->item.depth + 1 > sink->limits.max_depth) {
		status = sink_unread(sink, name, size, SP_REASON_LIMIT_DEPTH,
				     "it is nested too deep");
		return status == SP_OK ? SP_SKIPPED : status;
	}
	return sink_item_begin(sink, name, size, &(struct sp_extractor) { .name = format });
}

/* The time that a member took is not that of its container. */
enum sp_status sp_sink_member_end(struct sp_sink *sink, enum sp_status status)
{
	struct level *up = sink->level->up;
	uint64_t begun = sink->level->begun_ns;

	status = sink_item_end(sink, status);
	if (up->deadline_ns && begun)
		up->deadline_ns += sink_now_ns() - begun;
	return status == SP_OK && up->limit_told ? SP_PARTIAL : status;
}

void sp_sink_expect(struct sp_sink *sink, const char *format)
{
	sink->expected = format;
}

enum sp_status sp_sink_child_open(struct sp_sink *sink, const char *name)
{
	struct level *level = sink->level;
	enum sp_status status = admit(sink);

	if (status != SP_OK)
		return status;
	level->spool_full = false;
	level->spool_name = sp_mem_strdup(name ? name : "");
	if (!level->spool_name)
		return SP_FATAL;
	return sp_spool_new(&level->spool);
}

enum sp_status sp_sink_child_write(struct sp_sink *sink, const void *data, size_t len)
{
	struct level *level = sink->level;
	struct sp_error error = { 0 };
	enum sp_status status;

	if (level->spool_full)
		return SP_SKIPPED;
	status = sp_sink_spend(sink, len);
	if (status != SP_OK)
		return status;
	if (sp_spool_size(level->spool) + len > sink->limits.max_item) {
		level->spool_full = true;
		return SP_SKIPPED;
	}
	status = sp_spool_write(level->spool, data, len, &error);
	if (status == SP_FAILED) {
		sp_sink_problem(sink, error.reason, error.text);
		return SP_PARTIAL;
	}
	return status;
}

enum sp_status sp_sink_child_close(struct sp_sink *sink, enum sp_reason reason, const char *detail)
{
	struct level *level = sink->level;
	struct sp_spool *spool = level->spool;
	char *name = level->spool_name;
	struct sp_input *in = NULL;
	enum sp_status status;

	level->spool = NULL;
	level->spool_name = NULL;
	if (!spool || !name) {
		sp_spool_free(spool);
		sp_mem_free(name);
		return SP_FATAL;
	}
	if (level->spool_full) {
		reason = SP_REASON_LIMIT_SIZE;
		detail = "it is larger than a member may be";
	} else if (level->limit_told && reason == SP_REASON_NONE) {
		reason = SP_REASON_LIMIT_EXPANSION;
		detail = "it was not unpacked to its end";
	}
	status = sp_spool_input(spool, &in);
	if (status == SP_OK)
		status = read_member(sink, name, in, reason, detail);
	sp_input_free(in);
	sp_mem_free(name);
	return status == SP_OK && level->limit_told ? SP_PARTIAL : status;
}
