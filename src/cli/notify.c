/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notify.c - the datagrams of sd_notify(3), and the levels of sd-daemon(3).
 *
 * Both are short protocols that are promised to stay; a library for them would
 * be more code than they are.
 */
#include "cli/notify.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

bool notify_wanted(void)
{
	const char *path = getenv("NOTIFY_SOCKET");

	return path && (*path == '/' || *path == '@') && path[1];
}

void notify_status(const char *line)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	const char *path = getenv("NOTIFY_SOCKET");
	char message[512];

	if (!notify_wanted() || strlen(path) >= sizeof(to.sun_path))
		return;
	memcpy(to.sun_path, path, strlen(path));
	/* '@' stands for the byte 0 of a name that is in no file system. */
	if (to.sun_path[0] == '@')
		to.sun_path[0] = '\0';
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	snprintf(message, sizeof(message), "STATUS=%s", line);
	(void)sendto(fd, message, strlen(message), MSG_NOSIGNAL | MSG_DONTWAIT,
		     (const struct sockaddr *)&to,
		     (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path)));
	close(fd);
}

const char *journal_prefix(int level)
{
	static const char *const prefixes[] = { "<0>", "<1>", "<2>", "<3>",
						"<4>", "<5>", "<6>", "<7>" };
	const char *stream = getenv("JOURNAL_STREAM");
	char ours[64];
	struct stat st;

	if (!stream || fstat(STDERR_FILENO, &st) != 0)
		return "";
	snprintf(ours, sizeof(ours), "%llu:%llu", (unsigned long long)st.st_dev,
		 (unsigned long long)st.st_ino);
	return strcmp(stream, ours) == 0 ? prefixes[level & 7] : "";
}
