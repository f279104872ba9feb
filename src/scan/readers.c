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

#include "base/mem.h"

extern char **environ;

#define TUNABLES "GLIBC_TUNABLES"
/* A longer one loses its end: readers ask for little of it. */
#define MAX_ENVIRONMENT 512

struct readers {
	struct sp_limits limits;
	pthread_mutex_t lock; /* guards what follows */
	int socket;	      /* -1: no keeper */
	pid_t keeper;
};

enum sp_status readers_new(struct readers **out, const struct sp_limits *limits)
{
	struct readers *readers = sp_mem_zero(1, sizeof(*readers));

	*out = readers;
	if (!readers)
		return SP_FATAL;
	readers->limits = *limits;
	readers->socket = -1;
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

/* The program at `path` again, with `theirs` as its socket and nothing else of ours. */
static int spawn_at(pid_t *pid, const char *path, int theirs)
{
	char name[] = "spana", argument[] = SP_READER_ARGUMENT;
	char *argv[] = { name, argument, NULL };
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

/* This program, as it was when it was started: by now another may have its name. */
static int spawn(pid_t *pid, int theirs)
{
	int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	char path[32];

	if (self < 0)
		return errno;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", self);
	int error = spawn_at(pid, path, theirs);
	close(self);
	return error;
}

static int start_keeper(struct readers *readers)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return errno;
	int error = spawn(&readers->keeper, pair[1]);
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
