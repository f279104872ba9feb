/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * faults.c - a bad day, for a program that is run with this before its libc.
 *
 * $SPANA_FAULTS is a list, separated by '|', of ACTION@PATH or ACTION@PATH@N. A
 * fault concerns files whose path holds PATH:
 *
 *   eio    reading at byte N or beyond gives EIO
 *   full   writing fails with ENOSPC once N bytes were written to all such files
 *   kill   at the Nth write, sync or truncation the program is killed, half way in it
 *   name   likewise at the Nth time that a name is given or taken (rename, link, unlink):
 *          before the first, after the second, before the third ...
 *   pause  reading at byte N or beyond waits, once: the file $SPANA_PAUSED appears,
 *   open   and the program goes on when that is removed. For reading, opening
 *   stat   or looking at the file. In it stands whether the program leaves core dumps
 *
 * Left out: descriptors that were duplicated or inherited.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define FAULTS 8
#define DESCRIPTORS 1024

enum action { EIO_, FULL, KILL, PAUSE, OPEN, STAT, NAME, ACTIONS };

static const char *const names[ACTIONS] = {
	"eio", "full", "kill", "pause", "open", "stat", "name"
};

static struct fault {
	enum action action;
	char path[PATH_MAX];
	long long n;
	atomic_bool over; /* what happens once has happened */
} faults[FAULTS];
static int n_faults;
static unsigned char concerns[DESCRIPTORS]; /* bits of faults */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void read_faults(void)
{
	const char *given = getenv("SPANA_FAULTS");
	char *copy = strdup(given ? given : ""), *rest = copy, *one;

	while (copy && n_faults < FAULTS && (one = strsep(&rest, "|"))) {
		struct fault *fault = &faults[n_faults];
		char *action = strsep(&one, "@"), *path = strsep(&one, "@");
		for (int i = 0; i < ACTIONS && path; i++)
			if (strcmp(action, names[i]) == 0) {
				fault->action = (enum action)i;
				fault->n = one ? strtoll(one, NULL, 10) : 0;
				snprintf(fault->path, sizeof(fault->path), "%s", path);
				n_faults++;
			}
	}
	free(copy);
}

static unsigned char about(const char *path)
{
	unsigned char bits = 0;

	for (int i = 0; i < n_faults; i++)
		if (strstr(path, faults[i].path))
			bits = (unsigned char)(bits | 1U << i);
	return bits;
}

static struct fault *find(unsigned char bits, enum action action)
{
	for (int i = 0; i < n_faults; i++)
		if ((bits >> i & 1) && faults[i].action == action)
			return &faults[i];
	return NULL;
}

static struct fault *fault_of(int fd, enum action action)
{
	return fd >= 0 && fd < DESCRIPTORS ? find(concerns[fd], action) : NULL;
}

/* Only system calls: the thread may hold any lock, and none is taken. */
static void wait_at(struct fault *fault)
{
	const char *mark = getenv("SPANA_PAUSED");

	if (!fault || atomic_exchange(&fault->over, true))
		return;
	if (mark) {
		int fd = creat(mark, 0600);
		dprintf(fd, "dumpable %d\n", prctl(PR_GET_DUMPABLE, 0, 0, 0, 0));
		close(fd);
	}
	do
		usleep(10000);
	while (!mark || access(mark, F_OK) == 0);
}

#define REAL(name)                                      \
	static __typeof__(name) *real;                  \
	if (!real) {                                    \
		void *symbol = dlsym(RTLD_NEXT, #name); \
		memcpy(&real, &symbol, sizeof(real));   \
	}

/* ---- opening ---- */

int openat64(int at, const char *path, int flags, ...)
{
	va_list args;

	va_start(args, flags);
	int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, int) : 0;
	va_end(args);
	REAL(openat64)
	unsigned char bits = about(path);
	wait_at(find(bits, OPEN));
	int fd = real(at, path, flags, mode);
	if (fd >= 0 && fd < DESCRIPTORS)
		concerns[fd] = bits;
	return fd;
}

int __openat64_2(int at, const char *path, int flags);
int __openat64_2(int at, const char *path, int flags)
{
	return openat64(at, path, flags);
}

int open64(const char *path, int flags, ...)
{
	va_list args;

	va_start(args, flags);
	int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, int) : 0;
	va_end(args);
	return openat64(AT_FDCWD, path, flags, mode);
}

int close(int fd)
{
	REAL(close)
	if (fd >= 0 && fd < DESCRIPTORS)
		concerns[fd] = 0;
	return real(fd);
}

int fstatat64(int at, const char *path, struct stat64 *st, int flags)
{
	REAL(fstatat64)
	wait_at(find(about(path), STAT));
	return real(at, path, st, flags);
}

/* ---- reading and writing ---- */

ssize_t pread64(int fd, void *data, size_t len, off64_t at)
{
	REAL(pread64)
	struct fault *fault = fault_of(fd, PAUSE);
	if (fault && at + (off64_t)len > fault->n)
		wait_at(fault);
	fault = fault_of(fd, EIO_);
	if (fault && at >= fault->n) {
		errno = EIO;
		return -1;
	}
	if (fault && at + (off64_t)len > fault->n)
		len = (size_t)(fault->n - at);
	return real(fd, data, len, at);
}

/* Counts an operation: true when it is the one to be killed in. */
static bool is_last(int fd)
{
	struct fault *fault = fault_of(fd, KILL);

	pthread_mutex_lock(&lock);
	bool last = fault && --fault->n == 0;
	pthread_mutex_unlock(&lock);
	return last;
}

static bool is_full(int fd, size_t len)
{
	struct fault *fault = fault_of(fd, FULL);

	pthread_mutex_lock(&lock);
	bool full = fault && fault->n < (long long)len;
	if (fault && !full)
		fault->n -= (long long)len;
	pthread_mutex_unlock(&lock);
	errno = ENOSPC;
	return full;
}

ssize_t pwrite64(int fd, const void *data, size_t len, off64_t at)
{
	REAL(pwrite64)
	if (is_last(fd)) {
		ssize_t half = real(fd, data, len / 2, at);
		(void)half;
		raise(SIGKILL);
	}
	return is_full(fd, len) ? -1 : real(fd, data, len, at);
}

ssize_t write(int fd, const void *data, size_t len)
{
	REAL(write)
	if (is_last(fd)) {
		ssize_t half = real(fd, data, len / 2);
		(void)half;
		raise(SIGKILL);
	}
	return is_full(fd, len) ? -1 : real(fd, data, len);
}

int ftruncate64(int fd, off64_t size)
{
	REAL(ftruncate64)
	if (is_last(fd))
		raise(SIGKILL);
	return real(fd, size);
}

int fdatasync(int fd)
{
	REAL(fdatasync)
	if (is_last(fd))
		raise(SIGKILL);
	return real(fd);
}

int fsync(int fd)
{
	REAL(fsync)
	if (is_last(fd))
		raise(SIGKILL);
	return real(fd);
}

/* ---- names ---- */

/* 1: kill it before the call; -1: after it. */
static int name_fault(const char *one, const char *other)
{
	struct fault *fault = find(about(one), NAME);

	if (!fault && other)
		fault = find(about(other), NAME);
	pthread_mutex_lock(&lock);
	long long number = fault ? fault->n : 0;
	bool last = fault && fault->n > 0 && (fault->n -= 2) <= 0;
	pthread_mutex_unlock(&lock);
	if (!last)
		return 0;
	return number % 2 ? 1 : -1;
}

/* Runs a call, or a part of it. */
#define NAMED(call, one, other)                  \
	int fault_ = name_fault((one), (other)); \
	if (fault_ > 0)                          \
		raise(SIGKILL);                  \
	int result_ = (call);                    \
	if (fault_ < 0)                          \
		raise(SIGKILL);                  \
	return result_

int rename(const char *from, const char *to)
{
	REAL(rename)
	NAMED(real(from, to), from, to);
}

int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags)
{
	REAL(renameat2)
	NAMED(real(from_at, from, to_at, to, flags), from, to);
}

int link(const char *from, const char *to)
{
	REAL(link)
	NAMED(real(from, to), from, to);
}

int unlink(const char *path)
{
	REAL(unlink)
	NAMED(real(path), path, NULL);
}
