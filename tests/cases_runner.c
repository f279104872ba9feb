/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cases_runner.c - reads every <case>.in of a folder and compares what the sink
 * tells with <case>.want.
 *
 *   cases_runner FOLDER            the text is that of <case>.want
 *   cases_runner --update FOLDER   writes <case>.want
 *   cases_runner --windows FOLDER  windows of any size give the same text
 *   cases_runner --cut FOLDER      the file cut short anywhere ends in a status
 *   cases_runner --alloc FOLDER    so it does when the nth allocation fails
 *
 * A single file may stand in place of the folder. Memory that is lost shows in
 * a build with the address sanitizer, which these tests are meant to run in too.
 */
#include "transcript.h"

#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A case is cut at every length up to this many bytes, ... */
#define CUT_EACH 4096
/* ... a longer one at this many, near the start, near the end and between, ... */
#define CUT_SPREAD 500
/* ... but no more than this many bytes of input are read for a case. */
#define CUT_BYTES (UINT64_C(64) << 20)
/* Every allocation up to this one fails once, later ones in growing steps. */
#define ALLOC_EACH 100

extern char **environ;

struct reading {
	enum sp_status status;
	struct transcript *told;
	unsigned long allocations; /* counted where one was to fail */
};

struct one_case {
	const char *path; /* of the .in */
	unsigned char *data;
	size_t size;
};

static const size_t windows[] = { 5, 61, 4096 };

/*
 * Formats in which a file that was cut short is a file of that format still,
 * so that nobody can tell.
 */
static const char *const open_ended[] = {
	"text", "csv",	   "tsv",    "sql",	 "reg", "fixed-width", "json", "jsonl", "markdown",
	"log",	"html",	   "eml",    "mbox",	 "rtf", "ics",	       "vcf",  "sie",	"tar",
	"cpio", "unknown", "binary", "compress", "raw", "mp3",	       "pem",  "ldif",
};

/*
 * Formats in which one file may stand behind another, or members have no list:
 * cut between two, nothing is missing that anybody promised.
 */
static const char *const joined[] = {
	"gzip", "bzip2", "xz", "zstd", "lz4", "ar", "rar", "png", "tnef",
};
/* No more lengths than this are such places in a case, a start of a header taken for nothing. */
#define CUT_JOINTS 16

static bool fail(const char *path, const char *why)
{
	fprintf(stderr, "%s: %s\n", path, why);
	return false;
}

/* ---- reading ---- */

/* Small, so that a hostile case that is read hundreds of times costs little each time. */
static struct sp_limits small_limits(void)
{
	struct sp_limits limits;

	sp_limits_default(&limits);
	limits.max_item = limits.max_text = 4 * SP_MIB;
	limits.max_expansion = 4 * SP_MIB;
	limits.max_ratio_from = SP_MIB;
	limits.max_members = 1000;
	return limits;
}

static void reading_end(struct reading *r)
{
	transcript_free(r->told);
	r->told = NULL;
}

/* Takes the input. fail_at: the allocation that fails, of those from here on; 0: none. */
static struct reading read_input(struct sp_input *in, const struct sp_limits *limits)
{
	struct reading r = { .status = SP_FATAL, .told = transcript_new() };
	struct sp_sink *sink = NULL;
	atomic_bool stop = false;

	r.status = sp_sink_new(&sink, limits, &transcript_events, r.told, &stop);
	if (r.status == SP_OK)
		r.status = sp_sink_file(sink, NULL, in, NULL);
	sp_sink_free(sink);
	sp_input_free(in);
	transcript_finish(r.told, r.status);
	return r;
}

/* The bytes are copied to a block of their own length, so that reading past it shows. */
static struct reading read_bytes(const void *data, size_t size, const struct sp_limits *limits,
				 unsigned long fail_at)
{
	unsigned char *copy = malloc(size ? size : 1);
	struct sp_input *in = NULL;
	struct reading r;

	if (!copy)
		abort();
	memcpy(copy, data, size);
	sp_mem_fail_at(fail_at);
	if (sp_input_memory(&in, copy, size) == SP_OK)
		r = read_input(in, limits);
	else
		r = (struct reading) { .status = SP_FATAL, .told = transcript_new() };
	r.allocations = sp_mem_fail_at(0);
	free(copy);
	return r;
}

/* As read_bytes, but through the file, as the program reads it. */
static struct reading read_file(const struct one_case *c, const struct sp_limits *limits)
{
	static unsigned char head[64 * 1024];
	struct sp_input_cache cache = { .data = head, .size = sizeof(head) };
	struct sp_input *in = NULL;
	int fd = open(c->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || sp_input_file(&in, fd, c->size, &cache) != SP_OK) {
		fprintf(stderr, "%s: %s\n", c->path, strerror(errno));
		exit(1);
	}
	return read_input(in, limits);
}

static bool sound(const struct one_case *c, const struct reading *r, const char *what)
{
	if (transcript_fault(r->told))
		fprintf(stderr, "%s: %s: %s\n", c->path, what, transcript_fault(r->told));
	else if (r->status == SP_FATAL)
		fprintf(stderr, "%s: %s: the status is fatal\n", c->path, what);
	else
		return true;
	return false;
}

/* ---- plain ---- */

static char *want_path(const char *in)
{
	char *path = NULL;

	if (asprintf(&path, "%.*s.want", (int)(strlen(in) - strlen(".in")), in) < 0)
		abort();
	return path;
}

static bool write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "wb");

	if (!file)
		return fail(path, strerror(errno));
	bool written = fwrite(text, 1, strlen(text), file) == strlen(text);
	return fclose(file) == 0 && written;
}

static bool write_temporary(char *path, const char *text)
{
	int fd = mkstemp(path);

	if (fd < 0)
		return false;
	close(fd);
	return write_file(path, text);
}

static void show_difference(const char *want, const char *text)
{
	char wanted[] = "/tmp/cases_runner.want.XXXXXX", got[] = "/tmp/cases_runner.got.XXXXXX";
	char *argv[] = { (char[]) { "diff" }, (char[]) { "-u" }, wanted, got, NULL };
	pid_t pid;

	if (write_temporary(wanted, want) && write_temporary(got, text) &&
	    posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ) == 0)
		waitpid(pid, NULL, 0);
	unlink(wanted);
	unlink(got);
}

static unsigned char *slurp(const char *path, size_t *size)
{
	struct stat st;
	FILE *file = fopen(path, "rb");

	*size = 0;
	if (!file)
		return NULL;
	unsigned char *data = fstat(fileno(file), &st) == 0 ? malloc((size_t)st.st_size + 1) : NULL;
	if (data) {
		*size = fread(data, 1, (size_t)st.st_size, file);
		data[*size] = '\0';
	}
	fclose(file);
	return data;
}

static bool run_plain(const struct one_case *c)
{
	struct sp_limits limits;
	size_t size;

	sp_limits_default(&limits);
	struct reading r = read_file(c, &limits);
	char *path = want_path(c->path);
	unsigned char *want = slurp(path, &size);
	bool good = sound(c, &r, "plain");
	const char *text = transcript_text(r.told);
	if (good && !want) {
		good = fail(path, "does not exist: write it with --update, then read it");
	} else if (good && strcmp((const char *)want, text) != 0) {
		good = fail(c->path, "gives another text than is wanted:");
		show_difference((const char *)want, text);
	}
	reading_end(&r);
	free(want);
	free(path);
	return good;
}

static bool run_update(const struct one_case *c)
{
	struct sp_limits limits;

	sp_limits_default(&limits);
	struct reading r = read_file(c, &limits);
	char *path = want_path(c->path);
	bool good = sound(c, &r, "update") && write_file(path, transcript_text(r.told));
	reading_end(&r);
	free(path);
	return good;
}

/* ---- windows ---- */

static bool run_windows(const struct one_case *c)
{
	struct sp_limits limits;
	char what[64];

	sp_limits_default(&limits);
	struct reading whole = read_bytes(c->data, c->size, &limits, 0);
	bool good = sound(c, &whole, "window of default size");
	for (size_t i = 0; good && i < sizeof(windows) / sizeof(windows[0]); i++) {
		snprintf(what, sizeof(what), "window of %zu bytes", windows[i]);
		limits.window = windows[i];
		struct reading r = read_bytes(c->data, c->size, &limits, 0);
		good = sound(c, &r, what);
		if (good && strcmp(transcript_text(whole.told), transcript_text(r.told)) != 0) {
			fprintf(stderr, "%s: %s: the text is another:\n", c->path, what);
			show_difference(transcript_text(whole.told), transcript_text(r.told));
			good = false;
		}
		reading_end(&r);
	}
	reading_end(&whole);
	return good;
}

/* ---- cut ---- */

static bool is_among(const char *format, const char *const *formats, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(formats[i], format) == 0)
			return true;
	return false;
}

static bool is_open_ended(const char *format)
{
	return is_among(format, open_ended, sizeof(open_ended) / sizeof(open_ended[0]));
}

static bool is_joined(const char *format)
{
	return is_among(format, joined, sizeof(joined) / sizeof(joined[0]));
}

/* The text without its first line, which has the size. */
static const char *without_size(const struct transcript *told)
{
	const char *text = transcript_text(told);
	const char *end = strchr(text, '\n');

	return end ? end : text;
}

/* joints: how many cuts in silence there were that may be between two files. */
static bool cut_at(const struct one_case *c, const struct reading *whole, size_t size,
		   const struct sp_limits *limits, unsigned *joints)
{
	struct reading r = read_bytes(c->data, size, limits, 0);
	const char *format = transcript_format(r.told);
	char what[64];

	snprintf(what, sizeof(what), "cut after %zu of %zu bytes", size, c->size);
	bool good = sound(c, &r, what);
	if (good && !transcript_problems(r.told) && !is_open_ended(format) &&
	    strcmp(format, transcript_format(whole->told)) == 0 &&
	    strcmp(without_size(r.told), without_size(whole->told)) != 0 &&
	    (!is_joined(format) || ++*joints > CUT_JOINTS)) {
		fprintf(stderr, "%s: %s: something is missing, and no problem tells\n", c->path,
			what);
		good = false;
	}
	reading_end(&r);
	return good;
}

/* The i-th of n lengths to cut at: a third each at the start, in between and at the end. */
static size_t cut_length(size_t i, size_t n, size_t size)
{
	size_t third = n / 3;

	if (n >= size || i < third)
		return i;
	if (i >= n - third)
		return size - (n - i);
	return third +
	       (size_t)((double)(i - third) / (double)(n - 2 * third) * (double)(size - 2 * third));
}

static bool run_cut(const struct one_case *c)
{
	struct sp_limits limits = small_limits();
	struct reading whole = read_bytes(c->data, c->size, &limits, 0);
	size_t n = c->size <= CUT_EACH ? c->size : CUT_SPREAD;
	unsigned joints = 0;
	bool good = sound(c, &whole, "whole");

	if (c->size > CUT_EACH && CUT_BYTES / c->size < n)
		n = CUT_BYTES / c->size + 3;
	for (size_t i = 0; good && i < n; i++)
		good = cut_at(c, &whole, cut_length(i, n, c->size), &limits, &joints);
	reading_end(&whole);
	return good;
}

/* ---- alloc ---- */

/*
 * Where an allocation failed, either the scan ends or all is told as if none
 * had: nothing may get lost in silence.
 */
static bool alloc_at(const struct one_case *c, const struct reading *whole,
		     const struct sp_limits *limits, unsigned long n, bool *past)
{
	struct reading r = read_bytes(c->data, c->size, limits, n);
	bool same = strcmp(transcript_text(whole->told), transcript_text(r.told)) == 0;
	bool good = !transcript_fault(r.told) && (same || r.status == SP_FATAL);

	*past = r.allocations < n;
	if (!good)
		fprintf(stderr, "%s: allocation %lu fails, and the scan goes on with less: %s\n",
			c->path, n,
			transcript_fault(r.told) ? transcript_fault(r.told) : "text is lost");
	reading_end(&r);
	return good;
}

static bool run_alloc(const struct one_case *c)
{
	struct sp_limits limits = small_limits();
	struct reading whole = read_bytes(c->data, c->size, &limits, 0);
	bool good = sound(c, &whole, "whole");
	bool past = false;

	for (unsigned long n = 1; good && !past; n += n < ALLOC_EACH ? 1 : n / 8)
		good = alloc_at(c, &whole, &limits, n, &past);
	reading_end(&whole);
	return good;
}

/* ---- main ---- */

static const struct mode {
	const char *option;
	bool (*run)(const struct one_case *c);
} modes[] = {
	{ "--plain", run_plain }, { "--update", run_update }, { "--windows", run_windows },
	{ "--cut", run_cut },	  { "--alloc", run_alloc },
};

static bool run(const char *path, const struct mode *mode)
{
	struct one_case c = { .path = path };

	c.data = slurp(path, &c.size);
	if (!c.data)
		return fail(path, strerror(errno));
	bool good = mode->run(&c);
	free(c.data);
	return good;
}

static bool has_end(const char *name, const char *end)
{
	size_t len = strlen(name), n = strlen(end);

	return len > n && strcmp(name + len - n, end) == 0;
}

static int is_case_file(const struct dirent *entry)
{
	return has_end(entry->d_name, ".in") || has_end(entry->d_name, ".want");
}

/* A .want of which no .in is left would look like a case that is tested. */
static bool has_input(const char *want)
{
	char *in = NULL;

	if (asprintf(&in, "%.*s.in", (int)(strlen(want) - strlen(".want")), want) < 0)
		abort();
	bool there = access(in, R_OK) == 0;
	free(in);
	return there || fail(want, "belongs to no case");
}

static bool run_folder(const char *folder, const struct mode *mode)
{
	struct dirent **entries = NULL;
	int n = scandir(folder, &entries, is_case_file, alphasort);
	int cases = 0, failed = 0;

	if (n < 0)
		return fail(folder, strerror(errno));
	for (int i = 0; i < n; i++) {
		char *path = NULL;
		if (asprintf(&path, "%s/%s", folder, entries[i]->d_name) < 0)
			abort();
		if (has_end(path, ".in")) {
			cases++;
			failed += !run(path, mode);
		} else {
			failed += !has_input(path);
		}
		free(path);
		free(entries[i]);
	}
	free(entries);
	printf("%s: %d cases, %d failures\n", folder, cases, failed);
	return failed == 0 && cases > 0;
}

int main(int argc, char **argv)
{
	const struct mode *mode = &modes[0];
	bool good = true;

	for (size_t i = 0; argc > 1 && i < sizeof(modes) / sizeof(modes[0]); i++)
		if (strcmp(argv[1], modes[i].option) == 0)
			mode = &modes[i];
	int first = argc > 1 && strcmp(argv[1], mode->option) == 0 ? 2 : 1;
	if (first >= argc || argv[first][0] == '-') {
		fputs("usage: cases_runner [--update|--windows|--cut|--alloc] FOLDER|FILE.in ...\n",
		      stderr);
		return 2;
	}
	sp_extractors_init();
	for (int i = first; i < argc; i++) {
		if (has_end(argv[i], ".in"))
			good = run(argv[i], mode) && good;
		else
			good = run_folder(argv[i], mode) && good;
	}
	return good ? 0 : 1;
}
