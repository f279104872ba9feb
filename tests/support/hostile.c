/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hostile.c - a format that does to its reader what a file that took it over
 * would. Its files begin with "HOSTILE" and a word that says what to do. For
 * tests alone; what it tries and is refused, it tells as a problem.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "extractors/registry.h"

static const char magic[] = "HOSTILE ";

unsigned sp_probe_hostile(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	return len > sizeof(magic) && !memcmp(head, magic, sizeof(magic) - 1) ? 200 : 0;
}

/* What came of an attempt that returns: nothing was gained, or the test is to fail. */
static enum sp_status gained(struct sp_sink *out, bool something)
{
	sp_sink_problem(out, something ? SP_REASON_DAMAGED : SP_REASON_PERMISSION,
			something ? "it could" : "it was refused");
	return SP_FAILED;
}

/* ---- what it does ---- */

static enum sp_status crash(struct sp_sink *out)
{
	(void)out;
	raise(SIGSEGV);
	return SP_OK;
}

static enum sp_status give_up(struct sp_sink *out)
{
	(void)out;
	abort();
}

static enum sp_status leave(struct sp_sink *out)
{
	(void)out;
	_exit(0);
}

static volatile unsigned depth;

static unsigned deeper(unsigned n)
{
	volatile char room[4096];

	room[0] = (char)n;
	depth = n;
	return n ? deeper(n + 1) + (unsigned)room[0] : 0;
}

static enum sp_status overflow(struct sp_sink *out)
{
	(void)out;
	return deeper(1) ? SP_OK : SP_FAILED;
}

static volatile bool done; /* never, but the compiler does not know */

static enum sp_status loop(struct sp_sink *out)
{
	(void)out;
	while (!done)
		depth++;
	return SP_OK;
}

static enum sp_status wait(struct sp_sink *out)
{
	const struct timespec long_time = { .tv_sec = 1000 };

	(void)out;
	while (!done)
		nanosleep(&long_time, NULL);
	return SP_OK;
}

/* As a library that ends the process without memory. */
static enum sp_status memory(struct sp_sink *out)
{
	(void)out;
	while (!done) {
		char *block = malloc(16 << 20);
		if (!block)
			abort();
		memset(block, 1, 16 << 20);
	}
	return SP_OK;
}

static enum sp_status glib(struct sp_sink *out)
{
	(void)out;
	while (!done)
		memset(g_malloc(16 << 20), 1, 16 << 20);
	return SP_OK;
}

static enum sp_status huge(struct sp_sink *out)
{
	(void)out;
	g_malloc((gsize)1 << 42);
	return SP_OK;
}

static enum sp_status open_file(struct sp_sink *out, const char *path, int flags)
{
	int fd = open(path, flags, 0600);

	if (fd >= 0)
		close(fd);
	return gained(out, fd >= 0);
}

static enum sp_status passwd(struct sp_sink *out)
{
	return open_file(out, "/etc/passwd", O_RDONLY);
}

static enum sp_status home(struct sp_sink *out)
{
	return open_file(out, getenv("HOME"), O_RDONLY | O_DIRECTORY);
}

static enum sp_status write_file(struct sp_sink *out)
{
	return open_file(out, "hostile-was-here", O_WRONLY | O_CREAT);
}

static enum sp_status write_temporary(struct sp_sink *out)
{
	return open_file(out, "/var/tmp", O_TMPFILE | O_RDWR);
}

static enum sp_status memory_of_program(struct sp_sink *out)
{
	return open_file(out, "/proc/self/mem", O_RDWR);
}

static enum sp_status make_connection(struct sp_sink *out)
{
	const struct sockaddr_in there = { .sin_family = AF_INET,
					   .sin_port = htons(9),
					   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return gained(out, fd >= 0 && !connect(fd, (const void *)&there, sizeof(there)));
}

static enum sp_status make_process(struct sp_sink *out)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return gained(out, pid > 0);
}

static enum sp_status execute(struct sp_sink *out)
{
	execl("/usr/bin/true", "true", (char *)NULL);
	return gained(out, false);
}

static enum sp_status kill_parent(struct sp_sink *out)
{
	return gained(out, kill(getppid(), SIGKILL) == 0);
}

static enum sp_status trace(struct sp_sink *out)
{
	return gained(out, ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0);
}

/* The shared memory is descriptor 4: cut short, the program would crash on it. */
static enum sp_status cut_memory(struct sp_sink *out)
{
	return gained(out, ftruncate(4, 0) == 0);
}

/* Fills the shared memory, counters and all, with nonsense. */
static enum sp_status fill_memory(struct sp_sink *out)
{
	size_t size = (size_t)lseek(4, 0, SEEK_END);
	void *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, 4, 0);

	(void)out;
	if (map != MAP_FAILED)
		memset(map, 0xEE, size);
	_exit(0);
}

/* The socket is descriptor 3: what is no packet, and packets that readers never send. */
static enum sp_status chatter(struct sp_sink *out)
{
	for (unsigned char i = 0; i < 100; i++)
		if (write(3, (unsigned char[]) { i, 1, 2, 3 }, 4) < 0)
			break;
	return gained(out, false);
}

/* ---- with something before it ---- */

static enum sp_status crash_after_text(struct sp_sink *out)
{
	static const char text[] = "Personnummer: 19800113-9818\n";
	/* More than a window, so that some of it has left before. */
	for (int i = 0; i < 20000; i++) {
		enum sp_status status = sp_sink_text(out, text, sizeof(text) - 1);
		if (status != SP_OK)
			return status;
	}
	return crash(out);
}

static enum sp_status add_member(struct sp_sink *out, const char *name, const char *content)
{
	struct sp_input *member = NULL;

	if (sp_input_memory(&member, content, strlen(content)) != SP_OK)
		return SP_FATAL;
	return sp_sink_child(out, name, member);
}

static enum sp_status crash_in_member(struct sp_sink *out)
{
	enum sp_status status =
		add_member(out, "first.txt", "Personnummer: 19800113-9818\nKund sedan 2019.\n");

	if (status == SP_OK)
		status = add_member(out, "second.bin", "HOSTILE crash\n");
	if (status == SP_OK)
		status = add_member(out, "third.txt", "Personnummer: 19811228-9874\n");
	return status;
}

static const struct {
	const char *word;
	enum sp_status (*act)(struct sp_sink *out);
} acts[] = {
	{ "crash", crash },
	{ "abort", give_up },
	{ "leave", leave },
	{ "overflow", overflow },
	{ "loop", loop },
	{ "wait", wait },
	{ "memory", memory },
	{ "glib", glib },
	{ "huge", huge },
	{ "passwd", passwd },
	{ "home", home },
	{ "write", write_file },
	{ "temporary", write_temporary },
	{ "mem", memory_of_program },
	{ "connect", make_connection },
	{ "fork", make_process },
	{ "exec", execute },
	{ "kill", kill_parent },
	{ "trace", trace },
	{ "cut", cut_memory },
	{ "fill", fill_memory },
	{ "chatter", chatter },
	{ "text", crash_after_text },
	{ "member", crash_in_member },
};

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	size_t len;
	const char *word = (const char *)sp_input_head(in, &len) + sizeof(magic) - 1;

	len -= sizeof(magic) - 1;
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		size_t n = strlen(acts[i].word);
		if (n < len && !memcmp(word, acts[i].word, n) && word[n] == '\n')
			return acts[i].act(out);
	}
	sp_sink_problem(out, SP_REASON_UNSUPPORTED, "it knows no such act");
	return SP_FAILED;
}

const struct sp_extractor sp_extractor_hostile = {
	.name = "hostile",
	.probe = sp_probe_hostile,
	.extract = extract,
};
