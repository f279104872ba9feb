/* SPDX-License-Identifier: GPL-3.0-or-later */
/* filter.c - shell patterns by fnmatch(3), and the kernel's own file systems. */
#include "sources/filter.h"

#include <fnmatch.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>

static bool matches(const char *const *patterns, const char *name, const char *below)
{
	for (; patterns && *patterns; patterns++) {
		const char *pattern = *patterns;
		const char *subject = strchr(pattern, '/') ? below : name;
		if (*pattern == '/')
			pattern++;
		if (fnmatch(pattern, subject, 0) == 0)
			return true;
	}
	return false;
}

bool filter_excludes(const struct sp_walk_options *options, const char *name, const char *below)
{
	return matches(options->exclude, name, below);
}

bool filter_includes(const struct sp_walk_options *options, const char *name, const char *below)
{
	return !options->include || !*options->include || matches(options->include, name, below);
}

bool filter_is_own(const struct sp_walk_options *options, const char *path)
{
	for (const char *const *own = options->skip; own && *own; own++)
		if (strcmp(*own, path) == 0)
			return true;
	return false;
}

bool filter_is_virtual(int fd)
{
	static const unsigned long magics[] = {
		PROC_SUPER_MAGIC,   SYSFS_MAGIC,	 DEBUGFS_MAGIC,	     TRACEFS_MAGIC,
		CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC, SECURITYFS_MAGIC,   BPF_FS_MAGIC,
		PSTOREFS_MAGIC,	    EFIVARFS_MAGIC,	 DEVPTS_SUPER_MAGIC, SELINUX_MAGIC,
	};
	struct statfs fs;

	if (fstatfs(fd, &fs) != 0)
		return false;
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if ((unsigned long)fs.f_type == magics[i])
			return true;
	return false;
}
