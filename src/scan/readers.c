/* SPDX-License-Identifier: GPL-3.0-or-later */
/* readers.c - the program's side of the keeper: starts it, and asks it for readers. */
#include "scan/readers_own.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "spana/scan.h"

#include "base/buf.h"
#include "base/mem.h"

extern char **environ;

#define TUNABLES "GLIBC_TUNABLES"
/* A longer one loses its end: readers ask for little of it. */
#define MAX_ENVIRONMENT 512

struct readers {
	struct sp_limits limits;
	int program;	      /* spana-reader; -1: it could not be opened, for the reason ... */
	int error;	      /* ... that this is */
	pthread_mutex_t lock; /* guards what follows */
	int socket;	      /* -1: no keeper */
	pid_t keeper;
};

/* Not where the keeper will have its socket. -1, with errno. */
static int open_program(const char *path)
{
	int low = open(path, O_PATH | O_CLOEXEC);

	if (low < 0)
		return -1;
	int fd = fcntl(low, F_DUPFD_CLOEXEC, KEEPER_SOCKET + 1);
	int error = errno;
	close(low);
	errno = error;
	return fd;
}

enum sp_status readers_new(struct readers **out, const char *program,
			   const struct sp_limits *limits)
{
	struct readers *readers = sp_mem_zero(1, sizeof(*readers));

	*out = readers;
	if (!readers)
		return SP_FATAL;
	readers->limits = *limits;
	readers->socket = -1;
	readers->program = open_program(program);
	readers->error = readers->program < 0 ? errno : 0;
	pthread_mutex_init(&readers->lock, NULL);
	return SP_OK;
}

const struct sp_limits *readers_limits(const struct readers *readers)
{
	return &readers->limits;
}

static void end_keeper(struct readers *readers)
{
	if (readers->socket < 0)
		return;
	close(readers->socket);
	readers->socket = -1;
	while (waitpid(readers->keeper, NULL, 0) < 0 && errno == EINTR)
		;
}

void readers_free(struct readers *readers)
{
	if (!readers)
		return;
	end_keeper(readers);
	if (readers->program >= 0)
		close(readers->program);
	pthread_mutex_destroy(&readers->lock);
	sp_mem_free(readers);
}

/*
 * What a reader's libraries free they want again on the next page: a longer
 * list of free pieces saves a seventh of the time that a PDF takes. Whoever has
 * tuned the memory himself is not overruled. At most `room` entries.
 */
static void set_environment(char *to[], size_t room)
{
	static char tuned[] = TUNABLES "=glibc.malloc.tcache_count=1000";
	size_t n = 0;

	if (!getenv(TUNABLES))
		to[n++] = tuned;
	for (char **from = environ; *from && n + 1 < room; from++)
		to[n++] = *from;
	to[n] = NULL;
}

/* The program at `path`, with `theirs` as its socket and nothing else of ours. */
static int spawn_at(pid_t *pid, const char *path, int theirs)
{
	char name[] = "spana-reader", version[] = SPANA_VERSION;
	char *argv[] = { name, version, NULL };
	char *environment[MAX_ENVIRONMENT];
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t blocked;
	int error = posix_spawn_file_actions_init(&actions);

	if (error)
		return error;
	set_environment(environment, MAX_ENVIRONMENT);
	error = posix_spawnattr_init(&attributes);
	if (!error) {
		/* Until it ignores them itself, an interrupt must not end it. */
		sigemptyset(&blocked);
		sigaddset(&blocked, SIGINT);
		sigaddset(&blocked, SIGTERM);
		sigaddset(&blocked, SIGHUP);
		posix_spawnattr_setsigmask(&attributes, &blocked);
		posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
		error = posix_spawn_file_actions_adddup2(&actions, theirs, KEEPER_SOCKET);
		if (!error)
			error = posix_spawn(pid, path, &actions, &attributes, argv, environment);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

static int spawn(struct readers *readers, int theirs)
{
	char path[32];

	if (readers->program < 0)
		return readers->error;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", readers->program);
	return spawn_at(&readers->keeper, path, theirs);
}

static int start_keeper(struct readers *readers)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return errno;
	int error = spawn(readers, pair[1]);
	close(pair[1]);
	if (error) {
		close(pair[0]);
		return error;
	}
	readers->socket = pair[0];
	if (packet_send(readers->socket, PACKET_LIMITS, &readers->limits, sizeof(readers->limits),
			NULL, 0))
		return 0;
	error = errno;
	end_keeper(readers);
	return error;
}

int readers_ask(struct readers *readers, int socket, int memory)
{
	const int fds[] = { socket, memory };
	int error = 0;

	pthread_mutex_lock(&readers->lock);
	/* A keeper that is gone is replaced, once. */
	for (int tries = 0; tries < 2; tries++) {
		if (readers->socket < 0)
			error = start_keeper(readers);
		if (error || packet_send(readers->socket, PACKET_READER, NULL, 0, fds, 2))
			break;
		error = errno;
		end_keeper(readers);
		if (tries == 0)
			error = 0;
	}
	pthread_mutex_unlock(&readers->lock);
	return error;
}

/* ---- its libraries ---- */

/* All that `program` prints. An errno, or 0. */
static int hear_all(const char *program, int ours, int theirs, struct sp_buf *out)
{
	char name[] = "spana-reader", argument[] = SP_READER_LIBRARIES;
	char *argv[] = { name, argument, NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status = 0, error = posix_spawn_file_actions_init(&actions);

	if (error)
		return error;
	error = posix_spawn_file_actions_adddup2(&actions, theirs, STDOUT_FILENO);
	if (!error)
		error = posix_spawn(&pid, program, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(theirs);
	for (char *to; !error && (to = sp_buf_reserve(out, 512));) {
		ssize_t n = read(ours, to, 512);
		if (n <= 0)
			break;
		out->len += (size_t)n;
	}
	while (!error && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return error || status == 0 ? error : ENOEXEC;
}

void sp_readers_libraries(const char *program, struct sp_buf *out)
{
	int ends[2];
	int error = pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno;

	if (!error) {
		error = hear_all(program, ends[0], ends[1], out);
		close(ends[0]);
	}
	if (error)
		sp_buf_printf(out, "no formats: %s: %s\n", program, strerrordesc_np(error));
}
