/* SPDX-License-Identifier: GPL-3.0-or-later */
/* current.c - see current.h. Its cost stands before every small file: one lock and one copy. */
#include "scan/current.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

void current_init(struct current *current)
{
	pthread_mutex_init(&current->lock, NULL);
}

void current_release(struct current *current)
{
	pthread_mutex_destroy(&current->lock);
}

int64_t current_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The end of a long name says more than its start. */
static void copy_end(char out[CURRENT_MOST], const char *name)
{
	size_t len = strlen(name);

	if (len >= CURRENT_MOST)
		name += len - (CURRENT_MOST - 1);
	memcpy(out, name, len < CURRENT_MOST ? len + 1 : CURRENT_MOST);
}

void current_begin(struct current *current, const char *folder, const char *name)
{
	const size_t len = strlen(folder), rest = strlen(name);

	pthread_mutex_lock(&current->lock);
	current->since_ms = current_now_ms();
	current->member[0] = '\0';
	if (len + rest + 2 <= CURRENT_MOST) {
		char *to = mempcpy(current->file, folder, len);
		if (len && folder[len - 1] != '/')
			*to++ = '/';
		memcpy(to, name, rest + 1);
	} else {
		copy_end(current->file, name);
	}
	pthread_mutex_unlock(&current->lock);
}

void current_member(struct current *current, const char *name)
{
	pthread_mutex_lock(&current->lock);
	if (name)
		copy_end(current->member, name);
	else
		current->member[0] = '\0';
	pthread_mutex_unlock(&current->lock);
}

void current_end(struct current *current)
{
	pthread_mutex_lock(&current->lock);
	current->since_ms = 0;
	pthread_mutex_unlock(&current->lock);
}

bool current_is_slow(struct current *current, int64_t milliseconds, char *out, size_t room,
		     int64_t *since_ms)
{
	pthread_mutex_lock(&current->lock);
	*since_ms = current->since_ms;
	bool slow = *since_ms && current_now_ms() - *since_ms >= milliseconds;
	if (slow)
		snprintf(out, room, "%s%s%s", current->file,
			 current->member[0] ? " \xE2\x80\xBA " : "", current->member);
	pthread_mutex_unlock(&current->lock);
	return slow;
}
