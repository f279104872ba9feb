/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_text.c - spana text: what the detectors see, place by place.
 *
 * Why was this found, why not? The text in a document is not always what one
 * sees on a page.
 */
#include <string.h>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/shown.h"

struct text {
	const char *path;
	struct sp_buf out;
	const struct sp_item *item; /* whose text was printed last */
	uint64_t printed;	    /* up to here, within its text */
	bool unread;
};

static enum sp_status flush(struct text *text)
{
	bool ok = !text->out.failed &&
		  fwrite(sp_buf_str(&text->out), 1, text->out.len, stdout) == text->out.len;

	sp_buf_reset(&text->out);
	return ok ? SP_OK : SP_FATAL;
}

static void heading(struct text *text, const struct sp_item *item)
{
	if (text->item == item)
		return;
	text->item = item;
	text->printed = 0;
	sp_buf_puts(&text->out, "== ");
	show_path(&text->out, text->path, item);
	sp_buf_printf(&text->out, " (%s)\n", item->format);
}

static enum sp_status on_begin(void *context, const struct sp_item *item)
{
	(void)context;
	(void)item;
	return SP_OK;
}

static enum sp_status on_segment(void *context, const struct sp_segment *segment)
{
	struct text *text = context;

	heading(text, segment->item);
	show_segment(&text->out, segment);
	return flush(text);
}

static enum sp_status on_problem(void *context, const struct sp_item *item, enum sp_reason reason,
				 const char *detail)
{
	struct text *text = context;

	text->unread = true;
	sp_buf_puts(&text->out, "!! ");
	show_path(&text->out, text->path, item);
	sp_buf_printf(&text->out, ": %s%s%s\n", sp_reason_name(reason), *detail ? ": " : "",
		      detail);
	return flush(text);
}

static enum sp_status on_end(void *context, const struct sp_item *item, enum sp_outcome outcome)
{
	struct text *text = context;

	if (outcome == SP_OUTCOME_NO_TEXT) {
		show_path(&text->out, text->path, item);
		sp_buf_printf(&text->out, _(": no text (%s)\n"),
			      item->media_type ? item->media_type : item->format);
	}
	text->item = NULL;
	return flush(text);
}

static enum sp_status on_file(void *context, const char *path)
{
	struct text *text = context;

	text->path = path;
	text->item = NULL;
	return SP_OK;
}

static int cmd_text_run(const struct settings *settings)
{
	static const struct sp_sink_events events = {
		.begin = on_begin,
		.segment = on_segment,
		.problem = on_problem,
		.end = on_end,
	};
	struct roots roots = { .names = NULL };
	struct text text = { .out = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	struct sp_scan_options options = { .stdin_fd = -1, .stop = &stop_requested };
	int status = EXIT_CANNOT;

	if (!settings->paths.n) {
		say("text: name the files to show; '-' is standard input");
		return EXIT_USAGE;
	}
	if (check_settings(settings) && make_roots(settings, false, &roots) &&
	    (!roots.reads_stdin || (options.stdin_fd = take_stdin()) >= 0)) {
		set_reading(settings, &options);
		options.walk.roots = roots.list.items;
		stop_on_signals();
		enum sp_status read = sp_scan_text(&options, &events, on_file, &text);
		status = read == SP_OK	      ? (text.unread ? EXIT_UNREAD : EXIT_DONE)
			 : read == SP_PARTIAL ? EXIT_INTERRUPTED
					      : EXIT_CANNOT;
	}
	sp_buf_release(&text.out);
	roots_release(&roots);
	return status;
}

const struct command cmd_text = {
	.name = "text",
	.arguments = "PATH...",
	.summary = N_("Show the text that the detectors see in an item, place by place."),
	.details = N_("A place stands before its text; the words in brackets are the label "
		      "that speaks for it, such as a column's header. Lines with !! are "
		      "problems."),
	.tables = { opts_limits, opts_common },
	.run = cmd_text_run,
};
