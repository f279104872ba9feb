/* SPDX-License-Identifier: GPL-3.0-or-later */
/* common.c - see common.h. */
#include "cli/common.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/display.h"
#include "base/mem.h"
#include "base/path.h"
#include "cli/notify.h"

atomic_bool stop_requested;

/* On a terminal a long message is broken into lines; in a journal it has a level. */
SP_PRINTF(2, 0) static void say_at(int level, const char *format, va_list args)
{
	struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED), harmless = SP_BUF_INIT(SP_BUF_UNCAPPED);
	size_t used = 0;

	sp_buf_vprintf(&text, sp_translate(format), args);
	sp_display_put(&harmless, sp_buf_str(&text));
	terminal_erase_line();
	if (level <= LOG_WARNING) {
		fprintf(stderr, "%sspana: ", journal_prefix(level));
		used = sizeof("spana: ") - 1;
	}
	terminal_wrap(stderr, sp_buf_str(&harmless), used, used ? 2 : 0);
	sp_buf_release(&text);
	sp_buf_release(&harmless);
}

void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_at(LOG_ERR, format, args);
	va_end(args);
}

void warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_at(LOG_WARNING, format, args);
	va_end(args);
}

void tell(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_at(LOG_INFO, format, args);
	va_end(args);
}

int take_stdin(void)
{
	int fd = dup(STDIN_FILENO);

	if (fd < 0)
		say("standard input could not be read: %s", strerrordesc_np(errno));
	return fd;
}

int cannot(const struct sp_error *err)
{
	say("%s", err->text[0] ? err->text : _("out of memory"));
	return EXIT_CANNOT;
}

static atomic_bool signalled;

static void on_signal(int number)
{
	atomic_store(&signalled, true);
	atomic_store(&stop_requested, true);
	/* The next one ends the program the usual way. */
	signal(number, SIG_DFL);
}

void stop_no_more(void)
{
	atomic_store(&stop_requested, false);
	if (atomic_load(&signalled))
		atomic_store(&stop_requested, true);
}

void stop_on_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

int64_t time_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

double seconds_since(int64_t start_ns)
{
	return (double)(time_now_ns() - start_ns) / 1e9;
}

/* ---- rules and limits ---- */

struct sp_date date_today(void)
{
	time_t now = time(NULL);
	struct tm local;

	localtime_r(&now, &local);
	return (struct sp_date) { local.tm_year + 1900, local.tm_mon + 1, local.tm_mday };
}

/* The folder that the program is in; *built: in the build tree. false: it is not known. */
static bool find_self(char self[PATH_MAX], bool *built)
{
	ssize_t n = readlink("/proc/self/exe", self, PATH_MAX - 1);

	if (n <= 0)
		return false;
	self[n] = '\0';
	*built = sp_path_within(self, SPANA_BUILD_FOLDER);
	char *slash = strrchr(self, '/');
	if (slash)
		*slash = '\0';
	return true;
}

/*
 * A folder of the source or build tree when run from the build folder, else the
 * one installed beside the program, wherever that was put. out holds SHARED_MOST.
 */
static const char *shared_folder(char *out, const char *own, const char *name,
				 const char *installed)
{
	char self[PATH_MAX];
	bool built;

	if (!find_self(self, &built))
		return installed;
	if (built)
		return own;
	snprintf(out, SHARED_MOST, "%s/../share/%s", self, name);
	return access(out, R_OK) == 0 ? out : installed;
}

const char *find_reader(char *out)
{
	char self[PATH_MAX];
	bool built;

	if (!find_self(self, &built))
		return SPANA_READER_INSTALLED;
	snprintf(out, SHARED_MOST, "%s/%s", self,
		 built ? "spana-reader" : "../libexec/spana/spana-reader");
	return access(out, X_OK) == 0 ? out : SPANA_READER_INSTALLED;
}

void start_translation(void)
{
	char folder[SHARED_MOST];

	sp_translate_start(shared_folder(folder, SPANA_BUILD_FOLDER "/locale", "locale",
					 SPANA_LOCALE_INSTALLED));
}

bool load_rules_with(const struct settings *settings, struct sp_rules_options *options,
		     struct sp_rules **out)
{
	struct list folders = { .n = 0 };
	struct sp_error err = { .reason = SP_REASON_NONE };
	char folder[SHARED_MOST];
	bool ok = list_add(&folders, shared_folder(folder, SPANA_PATTERNS_SOURCE, "spana/patterns",
						   SPANA_PATTERNS_INSTALLED));

	for (size_t i = 0; i < settings->patterns.n && ok; i++)
		ok = list_add(&folders, settings->patterns.items[i]);
	options->folders = folders.items;
	options->today = date_today();
	ok = ok && sp_rules_load(out, options, &err) == SP_OK;
	if (!ok)
		cannot(&err);
	sp_mem_free(folders.items);
	return ok;
}

bool load_rules(const struct settings *settings, bool snippets, struct sp_rules **out)
{
	struct sp_rules_options options = {
		.types = settings->types,
		.min_confidence = settings->min_confidence,
		.allow = settings->allow,
		.snippets = snippets,
		.verbose = snippets && settings->verbose,
		.suppressed = settings->keep_suppressed || (snippets && settings->verbose),
	};

	return load_rules_with(settings, &options, out);
}

static void set_limit(uint64_t *limit, uint64_t given)
{
	if (given)
		*limit = given;
}

void set_reading(const struct settings *settings, struct sp_scan_options *options)
{
	struct sp_limits *limits = &options->limits;

	options->reader = settings->reader;
	sp_limits_default(limits);
	set_limit(&limits->max_file_size, settings->max_file_size);
	set_limit(&limits->max_item, settings->max_item);
	set_limit(&limits->max_text, settings->max_text);
	set_limit(&limits->max_members, settings->max_members);
	set_limit(&limits->max_expansion, settings->max_expansion);
	set_limit(&limits->max_ratio, settings->max_ratio);
	set_limit(&limits->max_memory, settings->max_memory);
	if (settings->max_depth)
		limits->max_depth = (unsigned)settings->max_depth;
	if (settings->no_raw)
		limits->max_raw = 0;
	if (settings->has_timeout)
		limits->timeout_seconds = (unsigned)settings->timeout;
}

/* The last in the queue for processors and for disks; threads made later are so too. */
static void give_way(void)
{
	enum { WHO_PROCESS = 1, CLASS_IDLE = 3, CLASS_SHIFT = 13 };

	if (setpriority(PRIO_PROCESS, 0, 19) != 0)
		say("--nice: %s", sp_errno_text(errno));
	/* Some schedulers of disks know no priorities, and some kernels no such call. */
	if (syscall(SYS_ioprio_set, WHO_PROCESS, 0, CLASS_IDLE << CLASS_SHIFT) != 0 &&
	    errno != ENOSYS)
		say("--nice: %s", sp_errno_text(errno));
}

void set_pace(const struct settings *settings, struct sp_scan_options *options)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	options->bandwidth = settings->bandwidth;
	if (settings->nice)
		give_way();

	if (processors < 1)
		processors = 1;
	options->threads = (unsigned)(settings->threads ? settings->threads : (uint64_t)processors);
	options->walk.threads = options->threads < 4 ? options->threads : 4;
}

bool check_settings(const struct settings *settings)
{
	struct sp_sandbox sandbox;
	struct sp_buf has = SP_BUF_INIT(SP_BUF_UNCAPPED);

	sp_sandbox_probe(&sandbox);
	if (sandbox.seccomp && sandbox.landlock)
		return true;
	sp_sandbox_describe(&sandbox, &has);
	if (settings->require_sandbox)
		say("--require-sandbox: readers cannot be confined in full: %s", sp_buf_str(&has));
	else
		warn("readers are not confined in full: %s", sp_buf_str(&has));
	sp_buf_release(&has);
	return !settings->require_sandbox;
}

/* ---- the inventory ---- */

char *inventory_path(const struct settings *settings)
{
	const char *given = settings->inventory ? settings->inventory : getenv("SPANA_INVENTORY");
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	struct sp_buf path = SP_BUF_INIT(SP_BUF_UNCAPPED);
	char *copy;

	if (given && *given)
		sp_buf_puts(&path, given);
	else if (geteuid() == 0)
		sp_buf_puts(&path, "/var/lib/spana/inventory.db");
	else if (state && *state == '/')
		sp_buf_printf(&path, "%s/spana/inventory.db", state);
	else if (home && *home)
		sp_buf_printf(&path, "%s/.local/state/spana/inventory.db", home);
	copy = path.len ? sp_mem_strdup(sp_buf_str(&path)) : NULL;
	sp_buf_release(&path);
	if (!copy)
		say("no place for the inventory: give --inventory FILE");
	return copy;
}

/* Makes the folders on the way to a file, for their owner alone. */
static bool make_folders(const char *path)
{
	char *copy = sp_mem_strdup(path);
	bool ok = copy != NULL;

	for (char *slash = copy ? strchr(copy + 1, '/') : NULL; slash && ok;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		ok = mkdir(copy, 0700) == 0 || errno == EEXIST;
		if (!ok)
			say("cannot make the folder %s: %s; name another place with --inventory",
			    copy, sp_errno_text(errno));
		*slash = '/';
	}
	sp_mem_free(copy);
	return ok;
}

struct sp_inventory *open_inventory(const struct settings *settings, enum sp_inventory_mode mode)
{
	struct sp_error err = { .reason = SP_REASON_NONE };
	struct sp_inventory *inventory = NULL;
	char *path = inventory_path(settings);

	if (path && (mode != SP_INVENTORY_WRITE || make_folders(path)) &&
	    sp_inventory_open(&inventory, path, settings->key, mode, &err) != SP_OK) {
		cannot(&err);
		inventory = NULL;
	}
	sp_mem_free(path);
	return inventory;
}

/* ---- roots ---- */

/* `find`-like: a root that is a link stands for what it points to. */
static char *resolve(const char *path, bool absolute)
{
	struct stat st;
	char *real = NULL;

	if (absolute || (lstat(path, &st) == 0 && S_ISLNK(st.st_mode)))
		real = realpath(path, NULL);
	if (!real && absolute && *path != '/') {
		/* It is not there: its name must still be one for the inventory. */
		struct sp_buf joined = SP_BUF_INIT(SP_BUF_UNCAPPED);
		char *here = getcwd(NULL, 0);
		if (here && sp_path_join(&joined, here, path))
			real = sp_mem_strdup(sp_buf_str(&joined));
		free(here);
		sp_buf_release(&joined);
		return real;
	}
	char *copy = sp_mem_strdup(real ? real : path);
	free(real);
	if (copy)
		for (size_t n = strlen(copy); n > 1 && copy[n - 1] == '/'; n--)
			copy[n - 1] = '\0';
	return copy;
}

static bool add_root(struct roots *roots, const char *path, bool absolute)
{
	char *root = resolve(path, absolute);

	if (root && list_add(&roots->owned, root))
		return list_add(&roots->list, root);
	sp_mem_free(root);
	return false;
}

static bool read_names(const char *path, struct sp_buf *out)
{
	bool is_stdin = strcmp(path, "-") == 0;
	FILE *file = is_stdin ? stdin : fopen(path, "re");
	char *to;

	if (!file) {
		say("--files-from: %s: %s", path, sp_errno_text(errno));
		return false;
	}
	while ((to = sp_buf_reserve(out, 64 * 1024))) {
		size_t n = fread(to, 1, 64 * 1024, file);
		if (!n)
			break;
		out->len += n;
	}
	bool ok = to && !ferror(file) && sp_buf_putc(out, '\0');
	if (!is_stdin)
		fclose(file);
	if (!ok)
		say("--files-from: %s: cannot be read", path);
	return ok;
}

/* Names end with NUL if there is one before the end of the list, else with a newline. */
static bool add_names(struct roots *roots, struct sp_buf *names, bool absolute)
{
	size_t len = names->len - 1;
	char end = memchr(names->data, '\0', len) ? '\0' : '\n';
	bool ok = true;

	for (size_t at = 0; at < len && ok;) {
		char *stop = memchr(names->data + at, end, len - at);
		size_t n = stop ? (size_t)(stop - names->data) - at : len - at;
		names->data[at + n] = '\0';
		if (n)
			ok = add_root(roots, names->data + at, absolute);
		at += n + 1;
	}
	return ok;
}

bool make_roots(const struct settings *settings, bool absolute, struct roots *out)
{
	bool ok = true;

	for (size_t i = 0; i < settings->paths.n && ok; i++) {
		const char *path = settings->paths.items[i];
		if (strcmp(path, "-") == 0 && !absolute)
			out->reads_stdin = true;
		else
			ok = add_root(out, path, absolute);
	}
	if (ok && settings->files_from) {
		struct sp_buf names = SP_BUF_INIT(SP_BUF_UNCAPPED);
		ok = read_names(settings->files_from, &names) && add_names(out, &names, absolute);
		sp_buf_release(&names);
		out->listed = true;
	}
	if (ok && !out->list.items)
		ok = list_add(&out->list, NULL) && (out->list.n = 0, true);
	return ok;
}

void roots_release(struct roots *roots)
{
	for (size_t i = 0; i < roots->owned.n; i++) {
		char *owned;
		memcpy(&owned, &roots->owned.items[i], sizeof(owned));
		sp_mem_free(owned);
	}
	sp_mem_free(roots->owned.items);
	sp_mem_free(roots->list.items);
}

/* ---- numbers for people ---- */

void print_size(char out[32], uint64_t bytes)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	double n = (double)bytes;
	size_t unit = 0;

	while (n >= 1024 && unit < 4) {
		n /= 1024;
		unit++;
	}
	snprintf(out, 32, unit && n < 10 ? "%.1f %s" : "%.0f %s", n, units[unit]);
}

void print_count(char out[32], uint64_t n)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)n);
	size_t at = 0;

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			out[at++] = ' ';
		out[at++] = digits[i];
	}
	out[at] = '\0';
}
