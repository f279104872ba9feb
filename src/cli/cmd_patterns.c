/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_patterns.c - spana patterns: what is looked for, and a text tried against it. */
#include <string.h>

#include "base/arena.h"
#include "cli/commands.h"
#include "cli/common.h"

/* Where a terminal is too narrow for all columns, `show TYPE` has what two of them say. */
#define NARROW 110

static void print_row(bool narrow, const char *type, const char *form, const char *category,
		      const char *validator, const char *alone)
{
	printf("%-20s %-22s ", type, form);
	if (!narrow)
		printf("%-13s %-20s ", category, validator);
	puts(alone);
}

static int list_patterns(const struct sp_rules *rules)
{
	struct sp_rule_info rule;
	unsigned width = terminal_width(stdout);
	bool narrow = width && width < NARROW;

	print_row(narrow, _("TYPE"), _("FORM"), _("CATEGORY"), _("VALIDATOR"),
		  _("WITHOUT A WORD NEAR BY"));
	for (size_t i = 0; sp_rules_info(rules, i, &rule); i++) {
		const char *alone = rule.hides ? _("hides what lies inside it")
				    : rule.needs_label
					    ? _("not told")
					    : sp_confidence_name(sp_confidence_of(rule.score));
		print_row(narrow, rule.type, rule.form, rule.category,
			  rule.validator ? rule.validator : "-", alone);
		if (!rule.slow)
			continue;
		printf("%-20s ", "");
		terminal_wrap(stdout,
			      _("slow: it has neither digits nor a rare character to be found by, "
				"and is tried everywhere"),
			      21, 21);
	}
	return EXIT_DONE;
}

/* Prints the pattern files of a type as they are. */
static int show_patterns(const struct sp_rules *rules, const char *type)
{
	struct sp_rule_info rule;
	const char *shown = NULL;

	for (size_t i = 0; sp_rules_info(rules, i, &rule); i++) {
		char block[4096];
		size_t n;
		if (strcmp(rule.type, type) != 0 || (shown && strcmp(shown, rule.file) == 0))
			continue;
		shown = rule.file;
		FILE *file = fopen(rule.file, "re");
		if (!file)
			continue;
		printf("# %s\n", rule.file);
		while ((n = fread(block, 1, sizeof(block), file)))
			fwrite(block, 1, n, stdout);
		fclose(file);
	}
	if (shown)
		return EXIT_DONE;
	say("patterns show: there is no type \"%s\": see spana patterns list", type);
	return EXIT_USAGE;
}

/* ---- test ---- */

struct test {
	const struct sp_rules *rules;
	struct sp_scratch *scratch;
	struct sp_arena arena;
	uint64_t found;
	bool unread, values;
};

static void print_finding(const struct test *test, const struct sp_finding *finding)
{
	struct sp_buf place = SP_BUF_INIT(SP_MAX_STRING), json = SP_BUF_INIT(SP_MAX_STRING);

	if (sp_where_json(&json, &finding->where))
		sp_where_text(&place, sp_buf_str(&json));
	printf("%s: %s %s", sp_buf_str(&place), finding->type, finding->masked);
	if (test->values)
		printf(" = %s", finding->value);
	printf("  %s (%.2f)", sp_confidence_name(finding->confidence), finding->score);
	if (finding->role)
		printf(_(", role %s"), finding->role);
	if (finding->test)
		fputs(_(", a test number"), stdout);
	if (finding->organisation)
		fputs(_(", of an organisation"), stdout);
	for (size_t i = 0; i < finding->n_context; i++)
		printf("%s %s", i ? "," : _("; words:"), finding->context[i]);
	if (finding->reasons)
		printf("; %s", finding->reasons);
	if (finding->suppressed)
		printf(_("; SUPPRESSED: %s"), finding->suppressed);
	printf("\n    %s\n", finding->snippet);
	sp_buf_release(&place);
	sp_buf_release(&json);
}

static void print_all(struct test *test, const struct sp_findings *found)
{
	for (size_t i = 0; i < found->n; i++)
		print_finding(test, &found->items[i]);
	for (size_t i = 0; i < found->n; i++)
		test->found += !found->items[i].suppressed;
	sp_arena_reset(&test->arena);
}

static enum sp_status on_segment(void *context, const struct sp_segment *segment)
{
	struct test *test = context;
	struct sp_findings found = { .arena = &test->arena };
	enum sp_status status = sp_detect(test->rules, test->scratch, segment, &found);

	print_all(test, &found);
	return status;
}

/* What was held back for its column, before a member comes in between. */
static enum sp_status flush_item(struct test *test, const struct sp_item *item)
{
	struct sp_findings found = { .arena = &test->arena };
	enum sp_status status = sp_detect_end(test->rules, test->scratch, item, &found);

	print_all(test, &found);
	return status;
}

static enum sp_status on_begin(void *context, const struct sp_item *item)
{
	return item->up ? flush_item(context, item->up) : SP_OK;
}

static enum sp_status on_end(void *context, const struct sp_item *item, enum sp_outcome outcome)
{
	(void)outcome;
	return flush_item(context, item);
}

static enum sp_status on_problem(void *context, const struct sp_item *item, enum sp_reason reason,
				 const char *detail)
{
	struct test *test = context;

	(void)item;
	test->unread = true;
	say("%s%s%s", sp_reason_name(reason), *detail ? ": " : "", detail);
	return SP_OK;
}

static enum sp_status on_file(void *context, const char *path)
{
	(void)context;
	(void)path;
	return SP_OK;
}

static int test_file(const struct settings *settings, const struct sp_rules *rules,
		     const char *path)
{
	static const struct sp_sink_events events = {
		.begin = on_begin,
		.segment = on_segment,
		.problem = on_problem,
		.end = on_end,
	};
	const char *const roots[] = { path, NULL }, *const none[] = { NULL };
	struct test test = { .rules = rules, .values = settings->show_values };
	struct sp_scan_options options = { .stdin_fd = -1, .stop = &stop_requested };
	enum sp_status status = sp_scratch_new(&test.scratch, rules);

	set_reading(settings, &options);
	options.walk.roots = roots;
	if (strcmp(path, "-") == 0) {
		options.walk.roots = none;
		options.stdin_fd = take_stdin();
		if (options.stdin_fd < 0)
			status = SP_FATAL;
	}
	if (status == SP_OK)
		status = sp_scan_text(&options, &events, on_file, &test);
	sp_scratch_free(test.scratch);
	sp_arena_release(&test.arena);
	if (status == SP_OK && !test.found)
		puts(_("nothing found"));
	return status == SP_FATAL ? EXIT_CANNOT : test.unread ? EXIT_UNREAD : EXIT_DONE;
}

/* ---- the examples in the files ---- */

/* What one example gives: the first finding of its type. */
struct example {
	const struct sp_rule_example *example;
	bool found, right;
};

static bool fits(const struct sp_rule_example *example, const struct sp_finding *finding)
{
	return (!example->value || strcmp(example->value, finding->value) == 0) &&
	       (!example->confidence ||
		strcmp(example->confidence, sp_confidence_name(finding->confidence)) == 0);
}

static enum sp_status try_example(struct test *test, struct example *out)
{
	const struct sp_item item = { .format = "text" };
	const struct sp_mark mark = { .at = 0, .line = 1, .column = 1 };
	size_t len = strlen(out->example->text);
	const struct sp_segment segment = { .item = &item,
					    .text = out->example->text,
					    .len = len,
					    .to = len,
					    .marks = &mark,
					    .n_marks = 1,
					    .last = true };
	struct sp_findings found = { .arena = &test->arena };
	enum sp_status status = sp_detect(test->rules, test->scratch, &segment, &found);

	for (size_t i = 0; i < found.n; i++) {
		if (strcmp(found.items[i].type, out->example->type) != 0)
			continue;
		out->found = true;
		out->right = out->right || fits(out->example, &found.items[i]);
	}
	sp_arena_reset(&test->arena);
	return status;
}

static int test_examples(const struct sp_rules *rules)
{
	struct test test = { .rules = rules };
	struct sp_rule_example example;
	size_t tried = 0, failed = 0;

	if (sp_scratch_new(&test.scratch, rules) != SP_OK)
		return EXIT_CANNOT;
	for (; sp_rules_example(rules, tried, &example); tried++) {
		struct example outcome = { .example = &example };
		if (try_example(&test, &outcome) == SP_FATAL)
			break;
		if (example.match ? outcome.right : !outcome.found)
			continue;
		failed++;
		printf("%s: %s: %s\n    %s\n", example.file, example.type,
		       !example.match  ? _("must not be found in")
		       : outcome.found ? _("found with another value or confidence in")
				       : _("must be found in"),
		       example.text);
	}
	sp_scratch_free(test.scratch);
	sp_arena_release(&test.arena);
	printf(_("%zu examples, %zu failed\n"), tried, failed);
	return failed ? EXIT_CANNOT : EXIT_DONE;
}

static int cmd_patterns_run(const struct settings *settings)
{
	const struct list *words = &settings->paths;
	const char *verb = words->n ? words->items[0] : "list";
	struct sp_rules *rules = NULL;
	int status = EXIT_USAGE;

	if (!load_rules(settings, true, &rules))
		return EXIT_CANNOT;
	if (strcmp(verb, "list") == 0 && words->n <= 1)
		status = list_patterns(rules);
	else if (strcmp(verb, "show") == 0 && words->n == 2)
		status = show_patterns(rules, words->items[1]);
	else if (strcmp(verb, "test") == 0 && words->n == 1)
		status = test_examples(rules);
	else if (strcmp(verb, "test") == 0 && words->n == 2)
		status = test_file(settings, rules, words->items[1]);
	else
		say("patterns: list, show TYPE, test, or test FILE");
	sp_rules_free(rules);
	return status;
}

static const struct opt opts_patterns[] = {
	{ "patterns", 0, OPT_LIST, offsetof(struct settings, patterns), "DIR",
	  N_("add the pattern files in DIR; repeatable") },
	{ "types", 't', OPT_STRING, offsetof(struct settings, types), "LIST",
	  N_("test: look for these types only") },
	{ NULL, 0, OPT_FLAG, 0, NULL, NULL },
};

const struct command cmd_patterns = {
	.name = "patterns",
	.arguments = "[list | show TYPE | test [FILE]]",
	.summary = N_("Show the detectors that are loaded, or try a text against them."),
	.details = N_("test FILE shows each finding with the words that spoke for it; '-' "
		      "is standard input. test without a file tries the examples of the "
		      "pattern files."),
	.tables = { opts_patterns, opts_values, opts_common },
	.run = cmd_patterns_run,
};
