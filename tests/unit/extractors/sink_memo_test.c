/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sink_memo_test.c - an attachment that several mails have is read once, and
 * told at each place. The formats here are the test's own: a mail that says
 * which attachments it has, and one that counts how often it is read.
 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "spana/extractor.h"

#define SIZE 2000

static unsigned read_count;
static const char *mail_format = "eml";

static unsigned bid(struct sp_input *in, char first)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	return len && head[0] == (unsigned char)first ? 64 : 0;
}

static unsigned probe_box(struct sp_input *in)
{
	return bid(in, 'B');
}

/* Each byte behind the first is an attachment of that kind, in a mail of its own. */
static enum sp_status read_box(struct sp_input *in, struct sp_sink *out)
{
	size_t len;
	const unsigned char *data = sp_input_data(in, &len);
	enum sp_status status = SP_OK;
	char content[SIZE], name[2] = "?";

	for (size_t i = 1; i < len && status == SP_OK; i++) {
		struct sp_input *child = NULL;
		memset(content, data[i], sizeof(content));
		content[0] = 'C';
		/* Some kinds are called another thing each time. */
		name[0] = data[i] == 'm' || data[i] == 'n' ? (char)('0' + i) : (char)data[i];
		status = sp_sink_member_begin(out, "mail", mail_format, 1);
		if (status == SP_OK)
			status = sp_input_memory(&child, content, sizeof(content));
		if (status == SP_OK)
			status = sp_sink_child(out, name, child);
		status = sp_sink_member_end(out, status);
	}
	return status;
}

static unsigned probe_counted(struct sp_input *in)
{
	return bid(in, 'C');
}

/* Tells its place, a problem, a member, and, of the kind 'n', how it is called. */
static enum sp_status read_counted(struct sp_input *in, struct sp_sink *out)
{
	size_t len;
	const unsigned char *data = sp_input_data(in, &len);
	struct sp_input *child = NULL;
	const char text[] = { (char)data[1], '\0' };
	enum sp_status status;

	read_count++;
	status = sp_sink_value(out, SP_PLACE_HEADER, "kind", text, 1);
	if (status == SP_OK && data[1] == 'n')
		status = sp_sink_value(out, SP_PLACE_HEADER, "name", sp_sink_name(out), 1);
	sp_sink_format(out, "finer");
	sp_sink_problem(out, data[1] == 't' ? SP_REASON_TIMEOUT : SP_REASON_DAMAGED, "broken");
	if (status == SP_OK)
		status = sp_input_memory(&child, "Tinre", 5);
	if (status == SP_OK)
		status = sp_sink_child(out, "inner", child);
	return status;
}

static unsigned probe_text(struct sp_input *in)
{
	return bid(in, 'T');
}

static enum sp_status read_text(struct sp_input *in, struct sp_sink *out)
{
	size_t len;
	const unsigned char *data = sp_input_data(in, &len);

	return sp_sink_text(out, (const char *)data, len);
}

static const struct sp_extractor box = { .name = "box", .probe = probe_box, .extract = read_box };
static const struct sp_extractor counted = { .name = "counted",
					     .probe = probe_counted,
					     .extract = read_counted };
static const struct sp_extractor text = { .name = "text",
					  .probe = probe_text,
					  .extract = read_text };
const struct sp_extractor *const sp_extractors[] = { &box, &counted, &text, NULL };

/* ---- what is told ---- */

static enum sp_status on_begin(void *context, const struct sp_item *item)
{
	sp_buf_printf(context, "(%s %u<%u ", item->name ? item->name : "", item->number,
		      item->up ? item->up->number : 0);
	return SP_OK;
}

static enum sp_status on_segment(void *context, const struct sp_segment *segment)
{
	for (size_t i = 0; i < segment->n_marks; i++)
		sp_buf_printf(context, "[%s]",
			      segment->marks[i].place ? segment->marks[i].place->name : "");
	sp_buf_printf(context, "%.*s@%u ", (int)segment->len, segment->text, segment->item->number);
	return SP_OK;
}

static enum sp_status on_problem(void *context, const struct sp_item *item, enum sp_reason reason,
				 const char *detail)
{
	sp_buf_printf(context, "!%s %s@%u ", sp_reason_name(reason), detail, item->number);
	return SP_OK;
}

static enum sp_status on_end(void *context, const struct sp_item *item, enum sp_outcome outcome)
{
	sp_buf_printf(context, "%s %s)", item->format, sp_outcome_name(outcome));
	return SP_OK;
}

static const struct sp_sink_events events = { on_begin, on_segment, on_problem, on_end, NULL };

/* Reads a box with the attachments, twice where `again`; what was told of it last. */
static void tell(const char *attachments, bool again, struct sp_buf *told)
{
	struct sp_limits limits;
	struct sp_sink *sink = NULL;
	struct sp_input *in = NULL;
	char content[16];
	int len = snprintf(content, sizeof(content), "B%s", attachments);

	sp_limits_default(&limits);
	read_count = 0;
	assert_int_equal(sp_sink_new(&sink, &limits, &events, told, NULL), SP_OK);
	for (int i = 0; i <= again; i++) {
		sp_buf_reset(told);
		assert_int_equal(sp_input_memory(&in, content, (size_t)len), SP_OK);
		assert_int_equal(sp_sink_file(sink, NULL, in, NULL), SP_OK);
		sp_input_free(in);
	}
	sp_sink_free(sink);
}

static void test_read_once(void **state)
{
	static const struct {
		const char *name, *format, *attachments;
		unsigned reads;
		bool again;
	} cases[] = {
		{ "the same three times", "eml", "aaa", 1, false },
		{ "two kinds, mixed", "msg", "ababa", 2, false },
		{ "not in an archive", "zip", "aaa", 3, false },
		{ "not where time ran out", "eml", "ttt", 3, false },
		{ "under other names", "eml", "mm", 1, false },
		{ "under other names that are looked at", "eml", "nn", 2, false },
		{ "once for each file", "eml", "aa", 2, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sp_buf told = SP_BUF_INIT(SP_BUF_UNCAPPED), plain = told;
		mail_format = cases[i].format;
		tell(cases[i].attachments, cases[i].again, &told);
		if (read_count != cases[i].reads)
			fail_msg("%s: read %u times", cases[i].name, read_count);
		/* In an archive all are read: what is told must be the same but for that. */
		mail_format = "zip";
		tell(cases[i].attachments, false, &plain);
		for (char *at = told.data; (at = strstr(at, cases[i].format)); at += 3)
			memcpy(at, "zip", 3);
		if (strcmp(sp_buf_str(&told), sp_buf_str(&plain)) != 0)
			fail_msg("%s: %s, not %s", cases[i].name, told.data, plain.data);
		sp_buf_release(&told);
		sp_buf_release(&plain);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_read_once) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
