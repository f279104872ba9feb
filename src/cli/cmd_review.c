/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_review.c - spana review: what people have decided about findings and
 * places. Marks are added and taken back; none is ever changed.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "cli/who.h"

/* ---- the list ---- */

struct listing {
	struct sp_buf to;
	bool json;
};

static void put_clean(struct sp_buf *to, const char *s)
{
	for (; *s; s++)
		sp_buf_putc(to, (unsigned char)*s < 0x20 || *s == 0x7F ? '?' : *s);
}

static void put_json(struct listing *list, const struct sp_review_mark *mark, const char *time)
{
	struct sp_json json = sp_json_to(&list->to);
	const struct {
		const char *key, *value;
	} fields[] = {
		{ "mark", sp_mark_name(mark->kind) },
		{ "time", time },
		{ "author", mark->author },
		{ "reason", mark->reason },
		{ "basis", mark->basis },
		{ "until", mark->until },
		{ "type", mark->type },
		{ mark->pattern ? "pattern" : "path", mark->path },
	};

	sp_json_open(&json, '{');
	sp_json_key(&json, "id");
	sp_json_uint(&json, mark->id);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (fields[i].value) {
			sp_json_key(&json, fields[i].key);
			sp_json_string(&json, fields[i].value);
		}
	if (mark->members) {
		sp_json_key(&json, "members");
		sp_json_raw(&json, mark->members);
	}
	if (mark->where) {
		sp_json_key(&json, "where");
		sp_json_raw(&json, mark->where);
	}
	sp_json_key(&json, "value");
	sp_json_bool(&json, mark->digest != NULL);
	if (mark->withdraws) {
		sp_json_key(&json, "withdraws");
		sp_json_uint(&json, mark->withdraws);
	}
	sp_json_close(&json, '}');
	sp_buf_putc(&list->to, '\n');
}

static void put_text(struct listing *list, const struct sp_review_mark *mark, const char *time)
{
	struct sp_buf *to = &list->to;

	sp_buf_printf(to, "%4llu  %s  %-12s  ", (unsigned long long)mark->id, time,
		      sp_mark_name(mark->kind));
	put_clean(to, mark->author);
	if (mark->until)
		sp_buf_printf(to, _("  until %s"), mark->until);
	if (mark->withdraws)
		sp_buf_printf(to, _("  takes back %llu"), (unsigned long long)mark->withdraws);
	sp_buf_puts(to, "\n      ");
	put_clean(to, mark->path ? mark->path : mark->withdraws ? "" : _("everywhere"));
	if (mark->members) {
		sp_buf_putc(to, ' ');
		put_clean(to, mark->members);
	}
	if (mark->type)
		sp_buf_printf(to, "  %s%s", mark->type, mark->digest ? _(", one value") : "");
	sp_buf_puts(to, mark->path || mark->type || !mark->withdraws ? "\n      " : "");
	put_clean(to, mark->reason);
	if (mark->basis) {
		sp_buf_puts(to, " (");
		put_clean(to, mark->basis);
		sp_buf_putc(to, ')');
	}
	sp_buf_putc(to, '\n');
}

static enum sp_status on_mark(void *context, const struct sp_review_mark *mark)
{
	struct listing *list = context;
	char day[11];

	sp_day_text(sp_day_of(mark->time_ns), day);
	if (list->json)
		put_json(list, mark, day);
	else
		put_text(list, mark, day);
	return list->to.failed ? SP_FATAL : SP_OK;
}

static int list_marks(const struct settings *settings)
{
	struct listing list = { .to = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	struct sp_error err = { .reason = SP_REASON_NONE };
	int status = EXIT_CANNOT;

	list.json = settings->format && strcmp(settings->format, "jsonl") == 0;
	if (settings->format && !list.json && strcmp(settings->format, "text") != 0) {
		say("review --format %s: text or jsonl", settings->format);
		return EXIT_USAGE;
	}
	struct sp_inventory *inventory = open_inventory(settings, SP_INVENTORY_READ);
	if (!inventory)
		return EXIT_CANNOT;
	if (sp_inventory_marks(inventory, on_mark, &list, &err) != SP_OK)
		cannot(&err);
	else if (fwrite(sp_buf_str(&list.to), 1, list.to.len, stdout) == list.to.len)
		status = EXIT_DONE;
	if (status == EXIT_DONE && !list.to.len && !settings->quiet)
		tell("There are no marks.");
	sp_buf_release(&list.to);
	sp_inventory_close(inventory);
	return status;
}

/* ---- adding ---- */

struct marking {
	const struct settings *settings;
	struct sp_inventory *inventory;
	struct sp_subject subject; /* values */
	struct sp_buf members;
	struct sp_review_mark mark;
	unsigned char content[SP_DIGEST], digest[SP_DIGEST];
	bool known;
	uint64_t n;
	char author[64];
};

static bool has_value(const struct settings *s)
{
	return s->personnummer.n || s->email.n || s->phone.n || s->iban.n ||
	       s->organisationsnummer.n || s->card.n || s->name.n || s->add.n || s->subject_file;
}

/* What is asked for must make sense before the inventory is opened. */
static bool check(struct marking *m)
{
	const struct settings *s = m->settings;
	char kind[32];
	size_t n = 0;
	struct sp_day day;

	for (; s->mark[n] && n + 1 < sizeof(kind); n++)
		kind[n] = s->mark[n] == '-' ? '_' : s->mark[n];
	kind[n] = '\0';
	if (!sp_mark_parse(kind, &m->mark.kind) || m->mark.kind == SP_MARK_WITHDRAWN) {
		say("--mark %s: not-personal, keep, hold, erase or protected", s->mark);
		return false;
	}
	if (!s->reason) {
		say("review: say why, with --reason");
		return false;
	}
	if (s->until && !sp_day_parse(s->until, &day)) {
		say("--until %s: give a day as 2033-12-31", s->until);
		return false;
	}
	if ((m->mark.kind == SP_MARK_KEEP) != (s->until != NULL) ||
	    (m->mark.kind == SP_MARK_KEEP && !s->basis)) {
		say("review: keep takes --until DATE and --basis LAW, and no other mark takes a "
		    "date");
		return false;
	}
	if (s->paths.n && s->glob) {
		say("review: files or --glob, not both");
		return false;
	}
	if (!s->paths.n && !s->glob && !has_value(s)) {
		say("review: mark what? Name files, --glob, or a value (--personnummer, ...)");
		return false;
	}
	if ((s->member.n || s->where) && s->paths.n != 1) {
		say("review: --member and --where belong to one file");
		return false;
	}
	return true;
}

static bool add(struct marking *m)
{
	struct sp_error err = { .reason = SP_REASON_NONE };
	uint64_t id;

	if (sp_inventory_mark(m->inventory, &m->mark, &id, &err) != SP_OK) {
		cannot(&err);
		return false;
	}
	m->n++;
	if (!m->settings->quiet)
		tell("Mark %llu.", (unsigned long long)id);
	return true;
}

/* One mark for each value, or one for all. */
static bool add_values(struct marking *m)
{
	if (!m->subject.n) {
		m->mark.type = m->settings->types;
		m->mark.digest = NULL;
		return add(m);
	}
	for (size_t i = 0; i < m->subject.n; i++) {
		const struct sp_identifier *one = &m->subject.items[i];
		sp_inventory_digest(m->inventory, one->type, one->value, m->digest);
		m->mark.type = one->type;
		m->mark.digest = m->digest;
		if (!add(m))
			return false;
	}
	return true;
}

static enum sp_status on_file(void *context, const struct sp_report_item *item)
{
	struct marking *m = context;

	m->known = item->hash != NULL;
	if (item->hash)
		memcpy(m->content, item->hash, SP_DIGEST);
	return SP_OK;
}

/* A file as the inventory knows it: its path, and its content where that was read. */
static bool add_path(struct marking *m, const char *path)
{
	struct sp_error err = { .reason = SP_REASON_NONE };
	char *absolute = realpath(path, NULL);
	bool found = false, ok;

	m->mark.path = absolute ? absolute : path;
	m->known = false;
	if (sp_inventory_file(m->inventory, m->mark.path, on_file, m, &found, &err) != SP_OK) {
		free(absolute);
		return cannot(&err) == EXIT_DONE;
	}
	ok = found;
	if (!found)
		say("%s: the inventory does not know it; scan it first, or use --glob", path);
	m->mark.content = m->known ? m->content : NULL;
	ok = ok && add_values(m);
	free(absolute);
	return ok;
}

static bool prepare(struct marking *m)
{
	const struct settings *s = m->settings;
	struct sp_json json = sp_json_to(&m->members);

	m->mark.time_ns = time_now_ns();
	m->mark.author = s->author ? s->author : author_name(m->author);
	m->mark.reason = s->reason;
	m->mark.basis = s->basis;
	m->mark.until = s->until;
	m->mark.where = s->where;
	if (s->member.n) {
		sp_json_open(&json, '[');
		for (size_t i = 0; i < s->member.n; i++)
			sp_json_string(&json, s->member.items[i]);
		sp_json_close(&json, ']');
		m->mark.members = sp_buf_str(&m->members);
	}
	return !m->members.failed;
}

static bool add_all(struct marking *m)
{
	const struct settings *s = m->settings;

	if (s->glob) {
		m->mark.path = s->glob;
		m->mark.pattern = true;
		return add_values(m);
	}
	if (!s->paths.n)
		return add_values(m);
	for (size_t i = 0; i < s->paths.n; i++)
		if (!add_path(m, s->paths.items[i]))
			return false;
	return true;
}

static int add_marks(const struct settings *settings)
{
	struct marking m = { .settings = settings, .members = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	struct settings values = *settings;
	int status = EXIT_USAGE;

	/* What is no option are files here, no values; a name needs no company. */
	values.paths = (struct list) { .n = 0 };
	values.everywhere = true;
	if (check(&m) && (!has_value(settings) || make_subject(&values, &m.subject))) {
		m.inventory = open_inventory(settings, SP_INVENTORY_NOTE);
		status = m.inventory && prepare(&m) && add_all(&m) ? EXIT_DONE : EXIT_CANNOT;
	}
	sp_inventory_close(m.inventory);
	sp_subject_release(&m.subject);
	sp_buf_release(&m.members);
	return status;
}

/* ---- taking back ---- */

struct wanted {
	uint64_t id;
	bool found;
};

static enum sp_status look_for(void *context, const struct sp_review_mark *mark)
{
	struct wanted *wanted = context;

	wanted->found |= mark->id == wanted->id && mark->kind != SP_MARK_WITHDRAWN;
	return SP_OK;
}

static int withdraw(const struct settings *settings)
{
	struct marking m = { .settings = settings, .mark = { .kind = SP_MARK_WITHDRAWN } };
	struct sp_error err = { .reason = SP_REASON_NONE };
	struct wanted wanted = { .id = 0 };
	char *end;
	int status = EXIT_CANNOT;

	wanted.id = strtoull(settings->withdraw, &end, 10);
	if (*end || !wanted.id || !settings->reason) {
		say("review: --withdraw takes a mark's number, and --reason");
		return EXIT_USAGE;
	}
	m.inventory = open_inventory(settings, SP_INVENTORY_NOTE);
	if (!m.inventory)
		return EXIT_CANNOT;
	if (sp_inventory_marks(m.inventory, look_for, &wanted, &err) != SP_OK) {
		cannot(&err);
	} else if (!wanted.found) {
		say("there is no mark %s to take back", settings->withdraw);
	} else {
		m.mark.withdraws = wanted.id;
		status = prepare(&m) && add(&m) ? EXIT_DONE : EXIT_CANNOT;
	}
	sp_inventory_close(m.inventory);
	return status;
}

static int cmd_review_run(const struct settings *settings)
{
	if (settings->withdraw)
		return withdraw(settings);
	if (settings->mark)
		return add_marks(settings);
	if (settings->paths.n) {
		say("review: %s: --mark what?", settings->paths.items[0]);
		return EXIT_USAGE;
	}
	return list_marks(settings);
}

static const struct opt opts_mark[] = {
	{ "mark", 0, OPT_STRING, offsetof(struct settings, mark), "KIND",
	  N_("not-personal, keep, hold, erase or protected") },
	{ "glob", 0, OPT_STRING, offsetof(struct settings, glob), "GLOB",
	  N_("paths that match; * also matches /") },
	{ "types", 't', OPT_STRING, offsetof(struct settings, types), "TYPE",
	  N_("only findings of this type") },
	{ "member", 0, OPT_LIST, offsetof(struct settings, member), "NAME",
	  N_("a member of the file; repeat for one within it") },
	{ "where", 0, OPT_STRING, offsetof(struct settings, where), "JSON",
	  N_("one place, as a report has it") },
	{ "reason", 0, OPT_STRING, offsetof(struct settings, reason), "TEXT",
	  N_("why; no personal data in it") },
	{ "until", 0, OPT_STRING, offsetof(struct settings, until), "DATE",
	  N_("of keep: the last day") },
	{ "basis", 0, OPT_STRING, offsetof(struct settings, basis), "TEXT",
	  N_("of keep: the law or decision") },
	{ "author", 0, OPT_STRING, offsetof(struct settings, author), "NAME",
	  N_("who decides (default: who runs it)") },
	{ "withdraw", 0, OPT_STRING, offsetof(struct settings, withdraw), "NUMBER",
	  N_("take a mark back") },
	{ "format", 'f', OPT_STRING, offsetof(struct settings, format), "FORMAT",
	  N_("of the list: text or jsonl") },
	{ NULL, 0, OPT_FLAG, 0, NULL, NULL },
};

static const char *const once[] = { "mark",   "glob",  "types", "member",   "where",
				    "reason", "until", "basis", "withdraw", NULL };

const struct command cmd_review = {
	.name = "review",
	.arguments = "[FILE...]",
	.summary = N_("Mark findings or places: not personal data, keep until, legal hold, erase."),
	.details = N_("Without --mark or --withdraw it lists all marks. What restrains "
		      "(keep, hold, protected) holds for a file's path and its content, "
		      "wherever that goes; what permits holds for the content alone. Marks "
		      "are never changed or deleted."),
	.tables = { opts_mark, opts_subject, opts_inventory, opts_common },
	.once = once,
	.run = cmd_review_run,
};
