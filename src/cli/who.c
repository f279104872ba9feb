/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * who.c - see who.h. What stands on the command line others can see in the
 * process list; a file or standard input keeps a person out of it.
 */
#include "cli/who.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#define SUBJECT_MOST (1024 * 1024)
#define CACHE_SIZE (256 * 1024)

/* ---- who ---- */

static struct sp_reading_options reading_options(void)
{
	return (struct sp_reading_options) { .today = date_today() };
}

static bool add_all(struct sp_subject *out, const char *kind, const struct list *values)
{
	const struct sp_reading_options options = reading_options();
	struct sp_error err = { .reason = SP_REASON_NONE };

	for (size_t i = 0; i < values->n; i++)
		if (sp_subject_add(out, kind, values->items[i], &options, &err) != SP_OK) {
			cannot(&err);
			return false;
		}
	return true;
}

/* --add TYPE:VALUE */
static bool add_accepted(struct sp_subject *out, const struct list *values)
{
	const struct sp_reading_options options = reading_options();
	struct sp_error err = { .reason = SP_REASON_NONE };
	char kind[64];

	for (size_t i = 0; i < values->n; i++) {
		size_t len = strcspn(values->items[i], ":"), before = out->n;
		if (!values->items[i][len] || len >= sizeof(kind)) {
			say("--add: give a type, a colon and a value");
			return false;
		}
		memcpy(kind, values->items[i], len);
		kind[len] = '\0';
		if (sp_subject_add(out, kind, values->items[i] + len + 1, &options, &err) !=
		    SP_OK) {
			cannot(&err);
			return false;
		}
		if (out->n > before)
			out->items[before].added = true;
	}
	return true;
}

static bool add_file(struct sp_subject *out, const char *path)
{
	const struct sp_reading_options options = reading_options();
	struct sp_error err = { .reason = SP_REASON_NONE };
	struct sp_buf text = SP_BUF_INIT(SUBJECT_MOST);
	bool is_stdin = strcmp(path, "-") == 0, ok = true;
	FILE *file = is_stdin ? stdin : fopen(path, "re");
	char *room;
	size_t n = 1;

	if (!file) {
		say("--subject-file: %s: %s", path, sp_errno_text(errno));
		return false;
	}
	while (n && (room = sp_buf_reserve(&text, 4096))) {
		n = fread(room, 1, 4096, file);
		text.len += n;
	}
	if (ferror(file) || text.failed) {
		say("--subject-file: %s: cannot be read", path);
		ok = false;
	} else if (sp_subject_read(out, is_stdin ? "standard input" : path, sp_buf_str(&text),
				   text.len, &options, &err) != SP_OK) {
		cannot(&err);
		ok = false;
	}
	if (!is_stdin)
		fclose(file);
	sp_buf_release(&text);
	return ok;
}

bool make_subject(const struct settings *settings, struct sp_subject *out)
{
	bool ok = add_all(out, "personnummer", &settings->personnummer) &&
		  add_all(out, "email", &settings->email) &&
		  add_all(out, "phone", &settings->phone) &&
		  add_all(out, "iban", &settings->iban) &&
		  add_all(out, "organisationsnummer", &settings->organisationsnummer) &&
		  add_all(out, "card", &settings->card) && add_all(out, "name", &settings->name) &&
		  add_all(out, NULL, &settings->paths) && add_accepted(out, &settings->add) &&
		  (!settings->subject_file || add_file(out, settings->subject_file));
	bool number = false;

	if (!ok)
		return false;
	for (size_t i = 0; i < out->n; i++)
		number |= strcmp(out->items[i].type, "person_name") != 0;
	if (!out->n) {
		say("whom? Give an identifier: --personnummer, --email, ..., or --subject-file");
		return false;
	}
	if (!number && !settings->everywhere) {
		say("a name alone finds others of that name: give another identifier as well, or "
		    "--everywhere");
		return false;
	}
	return true;
}

const char *author_name(char out[64])
{
	const char *sudo = getenv("SUDO_USER");
	struct passwd *entry = getpwuid(getuid());

	/* Who is root for a moment signs with their own name. */
	if (getuid() == 0 && sudo && *sudo)
		snprintf(out, 64, "%s", sudo);
	else if (entry)
		snprintf(out, 64, "%s", entry->pw_name);
	else
		snprintf(out, 64, "%u", (unsigned)getuid());
	return out;
}

bool day_received(const struct settings *settings, struct sp_day *out)
{
	*out = sp_day_of(time_now_ns());
	if (!settings->received || sp_day_parse(settings->received, out))
		return true;
	say("--received %s: give a day as 2026-01-31", settings->received);
	return false;
}

bool choose_language(const struct settings *settings, enum sp_language *out)
{
	*out = SP_SWEDISH;
	if (!settings->language || strcmp(settings->language, "sv") == 0)
		return true;
	*out = SP_ENGLISH;
	if (strcmp(settings->language, "en") == 0)
		return true;
	say("--lang %s: sv or en", settings->language);
	return false;
}

/* ---- reading anew ---- */

static enum sp_status hash_input(struct rereading *r, struct sp_input *in,
				 unsigned char out[SP_DIGEST], struct sp_error *err)
{
	unsigned char block[64 * 1024];
	enum sp_status status = SP_OK;
	size_t got = 1;

	sp_content_hash_start(r->hash);
	for (uint64_t at = 0; status == SP_OK && at < sp_input_size(in) && got; at += got) {
		status = sp_input_read(in, at, block, sizeof(block), &got);
		sp_content_hash_add(r->hash, block, got);
	}
	sp_content_hash_end(r->hash, out);
	if (status != SP_OK)
		*err = *sp_input_error(in);
	sp_mem_wipe(block, sizeof(block));
	return status;
}

static enum sp_status on_hash(void *context, const char *path, unsigned char out[SP_DIGEST],
			      struct sp_error *err)
{
	struct rereading *r = context;
	struct sp_input *in = NULL;
	enum sp_status status = sp_scan_open(&in, path, &r->cache, err);

	if (status == SP_OK)
		status = hash_input(r, in, out, err);
	sp_input_free(in);
	return status;
}

/* What a batch is handed on to. */
struct hand_on {
	enum sp_status (*batch)(void *to, const struct sp_batch *batch);
	void *to;
};

static enum sp_status on_batch(void *context, const struct sp_batch *batch)
{
	struct hand_on *on = context;

	return on->batch(on->to, batch);
}

static enum sp_status on_read(void *context, const char *const *paths, size_t n,
			      enum sp_status (*batch)(void *to, const struct sp_batch *batch),
			      void *to, struct sp_error *err)
{
	struct rereading *r = context;
	struct list roots = { .n = 0 };
	struct hand_on on = { batch, to };
	struct sp_counts counts;
	bool ok = true;

	for (size_t i = 0; i < n && ok; i++)
		ok = list_add(&roots, paths[i]);
	struct sp_scan_options options = {
		.walk = { .roots = roots.items },
		.rules = r->rules,
		.values = true,
		.stdin_fd = -1,
		.stop = &stop_requested,
		.progress = &r->progress,
		.batch = on_batch,
		.context = &on,
	};
	set_reading(r->settings, &options);
	set_pace(r->settings, &options);
	enum sp_status status = ok ? sp_scan(&options, &counts, err) : SP_FATAL;
	if (status == SP_PARTIAL)
		sp_error_set(err, SP_REASON_NONE, "interrupted");
	sp_mem_free(roots.items);
	return status;
}

/* What sp_scan_text tells, of which the names of the first level are handed on. */
struct first_level {
	enum sp_status (*each)(void *to, const char *name);
	void *to;
};

static enum sp_status on_begin(void *context, const struct sp_item *item)
{
	struct first_level *level = context;

	if (!item->up || item->up->up)
		return SP_OK;
	return level->each(level->to, item->name ? item->name : "");
}

static enum sp_status on_segment(void *context, const struct sp_segment *segment)
{
	(void)context;
	(void)segment;
	return SP_OK;
}

static enum sp_status on_problem(void *context, const struct sp_item *item, enum sp_reason reason,
				 const char *detail)
{
	(void)context;
	(void)item;
	(void)reason;
	(void)detail;
	return SP_OK;
}

static enum sp_status on_end(void *context, const struct sp_item *item, enum sp_outcome outcome)
{
	(void)context;
	(void)item;
	(void)outcome;
	return SP_OK;
}

static enum sp_status on_text_file(void *context, const char *path)
{
	(void)context;
	(void)path;
	return SP_OK;
}

static enum sp_status on_members(void *context, const char *path,
				 enum sp_status (*each)(void *to, const char *name), void *to,
				 struct sp_error *err)
{
	static const struct sp_sink_events events = {
		.begin = on_begin,
		.segment = on_segment,
		.problem = on_problem,
		.end = on_end,
	};
	struct rereading *r = context;
	struct first_level level = { each, to };
	const char *const roots[] = { path, NULL };
	struct sp_scan_options options = {
		.walk = { .roots = roots },
		.stdin_fd = -1,
		.stop = &stop_requested,
	};

	set_reading(r->settings, &options);
	enum sp_status status = sp_scan_text(&options, &events, on_text_file, &level);
	if (status != SP_OK)
		sp_error_set(err, SP_REASON_NONE, "its members cannot be listed");
	return status;
}

/* The subject's values in all forms that lead to a place. */
static bool reveal(struct rereading *r, const struct sp_subject *subject,
		   struct sp_rules_options *options)
{
	struct sp_error err = { .reason = SP_REASON_NONE };
	size_t n = 0;

	if (sp_subject_keys(subject, r->inventory, &r->keys, &r->n_keys, &err) != SP_OK)
		return cannot(&err) == EXIT_DONE;
	r->revealed = sp_mem_zero(r->n_keys + subject->n + 1, sizeof(*r->revealed));
	if (!r->revealed)
		return false;
	for (size_t i = 0; i < r->n_keys; i++)
		if (strcmp(r->keys[i].key.type, "person_name") != 0)
			r->revealed[n++] =
				(struct sp_revealed) { r->keys[i].key.type, r->keys[i].value };
	/* One spelling of a name stands for all. */
	for (size_t i = 0; i < subject->n; i++)
		if (strcmp(subject->items[i].type, "person_name") == 0)
			r->revealed[n++] = (struct sp_revealed) { subject->items[i].type,
								  subject->items[i].value };
	options->revealed = r->revealed;
	options->n_revealed = n;
	return true;
}

bool rereading_open(struct rereading *r, const struct settings *settings,
		    struct sp_inventory *inventory, const struct sp_subject *subject)
{
	struct sp_rules_options options = {
		.min_confidence = SP_LOW,
		.snippets = true,
		.around = 160,
		.show_protected = settings->show_protected,
	};

	r->settings = settings;
	r->inventory = inventory;
	r->reader = (struct sp_rereader) {
		.context = r, .hash = on_hash, .read = on_read, .members = on_members
	};
	r->cache = (struct sp_input_cache) { .data = sp_mem_alloc(CACHE_SIZE), .size = CACHE_SIZE };
	if (!r->cache.data || sp_content_hash_new(inventory, &r->hash) != SP_OK)
		return false;
	return (!subject || reveal(r, subject, &options)) &&
	       load_rules_with(settings, &options, &r->rules);
}

void rereading_close(struct rereading *r)
{
	sp_rules_free(r->rules);
	sp_mem_free(r->revealed);
	if (r->keys)
		sp_mem_wipe(r->keys, r->n_keys * sizeof(*r->keys));
	sp_mem_free(r->keys);
	if (r->cache.data)
		sp_mem_wipe(r->cache.data, r->cache.used);
	sp_mem_free(r->cache.data);
	sp_content_hash_free(r->hash);
}
