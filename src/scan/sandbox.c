/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sandbox.c - limits, Landlock (landlock(7)) and seccomp (seccomp(2)) around a
 * reader.
 *
 * The kernel is asked what it has; the headers of the build say little of that,
 * so Landlock's calls and structures stand here as they are documented. What is
 * not listed ends the process. A build with sanitizers has shadow memory of
 * terabytes and needs calls of its own: there the memory is not limited.
 */
#include "scan/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/buf.h"

/* Descriptors: those of a request, its socket, a few spools and what libraries open. */
#define FILES_MOST 128
/*
 * Seconds of processor time: the program ends a reader that hangs long before,
 * and a reader does not outlive the program.
 */
#define CPU_MOST (7 * 24 * 3600)

/* ---- Landlock ---- */

enum { LANDLOCK_CREATE = 444, LANDLOCK_ADD = 445, LANDLOCK_RESTRICT = 446 };
enum { LANDLOCK_VERSION = 1, LANDLOCK_BENEATH = 1 };
/* Rights: 13 of files in the first version, then refer, truncate, ioctl. */
enum { LANDLOCK_READ_FILE = 1 << 2, LANDLOCK_READ_FOLDER = 1 << 3 };
enum { LANDLOCK_TCP = 3, LANDLOCK_SCOPES = 3 };

struct landlock_rules {
	uint64_t files, tcp, scopes;
};

struct landlock_beneath {
	uint64_t allowed;
	int32_t folder;
} __attribute__((packed));

static int landlock_version(void)
{
	long version = syscall(LANDLOCK_CREATE, NULL, 0, LANDLOCK_VERSION);

	return version > 0 ? (int)version : 0;
}

static uint64_t file_rights(int version)
{
	unsigned rights = 13;

	rights += version >= 2; /* refer */
	rights += version >= 3; /* truncate */
	rights += version >= 5; /* ioctl */
	return (UINT64_C(1) << rights) - 1;
}

static bool allow_reading(int rules, const char *folder)
{
	struct landlock_beneath beneath = {
		.allowed = LANDLOCK_READ_FILE | LANDLOCK_READ_FOLDER,
		.folder = open(folder, O_PATH | O_CLOEXEC),
	};

	if (beneath.folder < 0)
		return errno == ENOENT;
	bool ok = syscall(LANDLOCK_ADD, rules, LANDLOCK_BENEATH, &beneath, 0) == 0;
	close(beneath.folder);
	return ok;
}

/* Libraries read their tables: character sets, the magic file, fonts. */
static bool confine_files(int version)
{
	static const char *const folders[] = { "/usr", "/etc/fonts", "/var/cache/fontconfig" };
	const struct landlock_rules wanted = {
		.files = file_rights(version),
		.tcp = version >= 4 ? LANDLOCK_TCP : 0,
		.scopes = version >= 6 ? LANDLOCK_SCOPES : 0,
	};
	int rules = (int)syscall(LANDLOCK_CREATE, &wanted, sizeof(wanted), 0);
	bool ok = rules >= 0;

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]) && ok; i++)
		ok = allow_reading(rules, folders[i]);
	ok = ok && syscall(LANDLOCK_RESTRICT, rules, 0) == 0;
	if (rules >= 0)
		close(rules);
	return ok;
}

/* ---- seccomp ---- */

static const int allowed[] = {
	SCMP_SYS(read),
	SCMP_SYS(pread64),
	SCMP_SYS(readv),
	SCMP_SYS(write),
	SCMP_SYS(writev),
	SCMP_SYS(pwrite64),
	SCMP_SYS(ftruncate),
	SCMP_SYS(close),
	SCMP_SYS(lseek),
	SCMP_SYS(dup),
	SCMP_SYS(fcntl),
	SCMP_SYS(poll),
	SCMP_SYS(recvmsg),
	SCMP_SYS(sendmsg),
	/* of a file that is open or may be read */
	SCMP_SYS(fstat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(statx),
	SCMP_SYS(stat),
	SCMP_SYS(lstat),
	SCMP_SYS(fstatfs),
	SCMP_SYS(statfs),
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	SCMP_SYS(getdents64),
	SCMP_SYS(getcwd),
	SCMP_SYS(fadvise64),
	/* memory */
	SCMP_SYS(mmap),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(mprotect),
	SCMP_SYS(brk),
	SCMP_SYS(madvise),
	/* itself */
	SCMP_SYS(futex),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sigaltstack),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_getres),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	SCMP_SYS(times),
	SCMP_SYS(getrusage),
	SCMP_SYS(getrandom),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(getuid),
	SCMP_SYS(geteuid),
	SCMP_SYS(getgid),
	SCMP_SYS(getegid),
	SCMP_SYS(sched_yield),
	SCMP_SYS(sched_getaffinity),
	SCMP_SYS(sysinfo),
	SCMP_SYS(uname),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(rseq),
	SCMP_SYS(set_robust_list),
	SCMP_SYS(getcpu),
	SCMP_SYS(nanosleep),
	SCMP_SYS(clock_nanosleep),
};

static bool allow_all(scmp_filter_ctx filter)
{
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) != 0)
			return false;
	return true;
}

/* Landlock says what may be opened; without it nothing may. */
static bool allow_opening(scmp_filter_ctx filter, bool confined)
{
	uint32_t answer = confined ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(EACCES);

	return seccomp_rule_add(filter, answer, SCMP_SYS(openat), 0) == 0 &&
	       seccomp_rule_add(filter, answer, SCMP_SYS(open), 0) == 0;
}

/* Nothing but this value in an argument. */
static struct scmp_arg_cmp equals(unsigned argument, uint64_t value)
{
	return (struct scmp_arg_cmp) { .arg = argument, .op = SCMP_CMP_EQ, .datum_a = value };
}

/* Calls that are harmless to itself, or that libraries make without need. */
static bool allow_some(scmp_filter_ctx filter)
{
	const uint64_t self = (uint64_t)getpid();

	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, equals(0, self)) ==
		       0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2, equals(0, 0),
				equals(2, 0)) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOTTY), SCMP_SYS(ioctl), 0) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOTSOCK), SCMP_SYS(getpeername), 0) == 0;
}

/* What the runtime of a sanitizer calls besides. */
static bool allow_sanitizers(scmp_filter_ctx filter)
{
	static const int more[] = { SCMP_SYS(prctl), SCMP_SYS(kill), SCMP_SYS(tkill),
				    SCMP_SYS(process_vm_readv), SCMP_SYS(msync) };

	for (size_t i = 0; SANDBOX_SANITIZED && i < sizeof(more) / sizeof(more[0]); i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, more[i], 0) != 0)
			return false;
	return true;
}

static bool confine_calls(bool files_confined)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool ok = filter && allow_all(filter) && allow_opening(filter, files_confined) &&
		  allow_some(filter) && allow_sanitizers(filter) && seccomp_load(filter) == 0;

	seccomp_release(filter);
	return ok;
}

/* ---- limits ---- */

/* Bytes of address space that are in use, in pages. 0: not known. */
static uint64_t address_space(void)
{
	unsigned long long pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");
	char line[64] = "";

	if (file) {
		if (fgets(line, sizeof(line), file))
			pages = strtoull(line, NULL, 10);
		fclose(file);
	}
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static bool set_limit(__rlimit_resource_t resource, uint64_t most)
{
	const struct rlimit limit = { most, most };
	struct rlimit present;

	/* One that is lower already stays. */
	if (getrlimit(resource, &present) == 0 && present.rlim_max <= most)
		return present.rlim_cur == present.rlim_max ||
		       setrlimit(resource,
				 &(struct rlimit) { present.rlim_max, present.rlim_max }) == 0;
	return setrlimit(resource, &limit) == 0;
}

static bool limit_resources(const struct sp_limits *limits)
{
	uint64_t start = address_space();

	if (limits->max_memory && !SANDBOX_SANITIZED &&
	    (!start || !set_limit(RLIMIT_AS, start + limits->max_memory)))
		return false;
	if (limits->timeout_seconds && !set_limit(RLIMIT_CPU, CPU_MOST))
		return false;
	return set_limit(RLIMIT_CORE, 0) && set_limit(RLIMIT_FSIZE, limits->max_item) &&
	       set_limit(RLIMIT_NOFILE, FILES_MOST) && set_limit(RLIMIT_MEMLOCK, 0);
}

/* ---- all of it ---- */

void sp_sandbox_probe(struct sp_sandbox *sandbox)
{
	const uint32_t action = SECCOMP_RET_KILL_PROCESS;

	sandbox->seccomp = syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
	sandbox->landlock = landlock_version();
}

void sp_sandbox_describe(const struct sp_sandbox *sandbox, struct sp_buf *out)
{
	if (sandbox->seccomp)
		sp_buf_puts(out, "seccomp");
	if (sandbox->landlock)
		sp_buf_printf(out, "%sLandlock %d", out->len ? ", " : "", sandbox->landlock);
	if (!sandbox->seccomp)
		sp_buf_printf(out, "%sthis kernel has no seccomp", out->len ? "; " : "");
	if (!sandbox->landlock)
		sp_buf_printf(out, "%sthis kernel has no Landlock", out->len ? "; " : "");
}

bool sandbox_enter(const struct sp_sandbox *sandbox, const struct sp_limits *limits)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_DUMPABLE, SANDBOX_SANITIZED, 0, 0, 0) != 0 || !limit_resources(limits))
		return false;
	if (sandbox->landlock && !confine_files(sandbox->landlock))
		return false;
	return !sandbox->seccomp || confine_calls(sandbox->landlock != 0);
}
