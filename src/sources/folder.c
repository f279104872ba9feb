/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * folder.c - walks local folders with several threads.
 *
 * Folders that wait to be listed are a stack, so that the walk goes deep first
 * and the stack stays small. /dev is left out by its path, /proc, /sys and
 * their kind by their file system; both only below the root of a scan.
 */
#include "spana/source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/companion.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/patience.h"
#include "sources/filter.h"

#define SECOND_NS 1000000000L
#define LOOK_NS (SECOND_NS / 4) /* between looks at the clock */
#define WAITS_STOPPED_MS 1000	/* that a walk which is to end waits for a call */

/* A folder to list, or a root to look at. */
struct pending {
	struct pending *next;
	size_t root;  /* length of its root's path; 0: it is one, and not yet looked at */
	dev_t device; /* of the root */
	dev_t near;   /* of the folder that it is in */
	char path[];
};

struct walk {
	const struct sp_walk_options *options;
	const struct sp_walk_events *events;
	const atomic_bool *stop;
	pthread_mutex_t lock;	/* guards all below */
	pthread_cond_t changed; /* for those that wait for a folder */
	pthread_cond_t ended;	/* for the one that waits for all */
	struct pending *stack;
	unsigned busy;	  /* threads that may still push */
	unsigned running; /* threads */
	enum sp_status status;
	struct sp_silence silence;
};

/* One thread, and the folder that it lists. */
struct walker {
	struct walk *walk;
	void *context;
	pthread_t thread;
	struct sp_call call;
	const struct pending *folder;
	dev_t device;	    /* of the folder */
	struct sp_buf path; /* of the entry at hand */
	struct sp_buf main; /* of the file that it belongs to */
};

static bool stopped(const struct walk *walk)
{
	return walk->stop && atomic_load_explicit(walk->stop, memory_order_relaxed);
}

static enum sp_status push(struct walk *walk, const char *path, size_t root, dev_t device,
			   dev_t near)
{
	size_t len = strlen(path) + 1;
	struct pending *pending = sp_mem_alloc(sizeof(*pending) + len);

	if (!pending)
		return SP_FATAL;
	*pending = (struct pending) { .root = root, .device = device, .near = near };
	memcpy(pending->path, path, len);
	pthread_mutex_lock(&walk->lock);
	pending->next = walk->stack;
	walk->stack = pending;
	pthread_cond_signal(&walk->changed);
	pthread_mutex_unlock(&walk->lock);
	return SP_OK;
}

/* The next folder; NULL when none is left and nobody can push another. */
static struct pending *pop(struct walk *walk)
{
	struct pending *pending;

	pthread_mutex_lock(&walk->lock);
	walk->busy--;
	if (!walk->busy)
		pthread_cond_broadcast(&walk->changed);
	while (!walk->stack && walk->busy && walk->status == SP_OK)
		pthread_cond_wait(&walk->changed, &walk->lock);
	pending = walk->status == SP_OK ? walk->stack : NULL;
	if (pending) {
		walk->stack = pending->next;
		walk->busy++;
	}
	pthread_mutex_unlock(&walk->lock);
	return pending;
}

static void fail(struct walk *walk, enum sp_status status)
{
	pthread_mutex_lock(&walk->lock);
	walk->status = sp_status_worse(walk->status, status);
	pthread_cond_broadcast(&walk->changed);
	pthread_mutex_unlock(&walk->lock);
}

/* ---- entries ---- */

static const char *media_type_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return NULL;
	case S_IFLNK:
		return "inode/symlink";
	case S_IFIFO:
		return "inode/fifo";
	case S_IFSOCK:
		return "inode/socket";
	case S_IFCHR:
		return "inode/chardevice";
	case S_IFBLK:
		return "inode/blockdevice";
	default:
		return "inode/x-unknown";
	}
}

static mode_t mode_of(unsigned char d_type)
{
	return d_type == DT_UNKNOWN ? 0 : (mode_t)DTTOIF(d_type);
}

static int64_t nanoseconds(struct timespec time)
{
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void fill_in(struct sp_file *file, const struct stat *st)
{
	file->size = (uint64_t)st->st_size;
	file->device = (uint64_t)st->st_dev;
	file->inode = (uint64_t)st->st_ino;
	file->mtime_ns = nanoseconds(st->st_mtim);
	file->ctime_ns = nanoseconds(st->st_ctim);
	file->owner = (uint32_t)st->st_uid;
}

static enum sp_status tell_unread(struct walker *walker, const char *path, int error)
{
	return walker->walk->events->unread(walker->context, path, sp_reason_from_errno(error),
					    strerrordesc_np(error));
}

static enum sp_status visit_folder(struct walker *walker, const char *path, const struct stat *st)
{
	const struct walk *walk = walker->walk;

	if (strcmp(path, "/dev") == 0)
		return SP_OK;
	if (walk->options->one_file_system && st->st_dev != walker->folder->device)
		return SP_OK;
	return push(walker->walk, path, walker->folder->root, walker->folder->device,
		    walker->device);
}

/* What a folder holds is told by itself; this is about its name. */
static enum sp_status tell_folder(const struct walker *walker, const struct sp_file *entry)
{
	const struct sp_walk_events *events = walker->walk->events;
	const struct sp_file folder = { .folder = entry->folder, .name = entry->name };

	return events->folder ? events->folder(walker->context, &folder) : SP_OK;
}

/* Looks for the file that a file belongs to, and whether the walk meets it. */
static enum sp_status find_main(struct walker *walker, int dir, const char *name,
				struct sp_file *main, bool *found)
{
	const struct sp_walk_options *options = walker->walk->options;
	const struct pending *folder = walker->folder;
	struct sp_buf *path = &walker->main;
	struct stat st;

	if (!sp_path_join(path, folder->path, ""))
		return SP_FATAL;
	size_t start = path->len;
	if (!sp_companion_main(path, name, found))
		return SP_FATAL;
	if (!*found)
		return SP_OK;
	*main = (struct sp_file) { .folder = folder->path, .name = path->data + start };
	const char *below = path->data + folder->root;
	while (*below == '/')
		below++;
	*found = !filter_excludes(options, main->name, below) &&
		 filter_includes(options, main->name, below);
	if (!*found)
		return SP_OK;
	sp_call_enter(&walker->call);
	*found = fstatat(dir, main->name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode);
	sp_call_leave(&walker->call);
	if (*found)
		fill_in(main, &st);
	return SP_OK;
}

/* A name in a folder that is open as `dir`. */
static enum sp_status visit(struct walker *walker, int dir, const struct dirent *entry)
{
	const struct sp_walk_options *options = walker->walk->options;
	const struct pending *folder = walker->folder;
	mode_t mode = mode_of(entry->d_type);
	struct sp_file file = { .folder = folder->path, .name = entry->d_name };
	struct stat st = { .st_mode = mode, .st_dev = walker->device };

	if (!sp_path_join(&walker->path, folder->path, entry->d_name))
		return SP_FATAL;
	const char *path = sp_buf_str(&walker->path);
	const char *below = path + folder->root;
	while (*below == '/')
		below++;
	if (filter_excludes(options, entry->d_name, below) || filter_is_own(options, path))
		return SP_OK;
	if (!mode || options->stat || (S_ISDIR(mode) && options->one_file_system)) {
		sp_call_enter(&walker->call);
		bool there = fstatat(dir, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0;
		sp_call_leave(&walker->call);
		if (!there)
			return errno == ENOENT ? SP_OK : tell_unread(walker, path, errno);
	}
	bool included = filter_includes(options, entry->d_name, below);
	if (S_ISDIR(st.st_mode)) {
		enum sp_status status = included ? tell_folder(walker, &file) : SP_OK;
		return status == SP_OK ? visit_folder(walker, path, &st) : status;
	}
	if (!included)
		return SP_OK;
	fill_in(&file, &st);
	struct sp_file main;
	bool found = false;
	if (S_ISREG(st.st_mode) && find_main(walker, dir, entry->d_name, &main, &found) != SP_OK)
		return SP_FATAL;
	file.main = found ? &main : NULL;
	return walker->walk->events->file(walker->context, &file, media_type_of(st.st_mode));
}

static bool is_dots(const char *name)
{
	return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

/* Takes fd. */
static enum sp_status list_open(struct walker *walker, int fd)
{
	const struct sp_walk_events *events = walker->walk->events;
	const char *path = walker->folder->path;
	enum sp_status status = SP_OK;
	DIR *dir = fdopendir(fd);
	int error = 0;

	if (!dir) {
		close(fd);
		return SP_FATAL;
	}
	status = events->enter(walker->context, path);
	while (status == SP_OK && !stopped(walker->walk)) {
		sp_call_enter(&walker->call);
		errno = 0;
		const struct dirent *entry = readdir(dir);
		sp_call_leave(&walker->call);
		if (!entry) {
			error = errno;
			break;
		}
		if (!is_dots(entry->d_name))
			status = visit(walker, dirfd(dir), entry);
	}
	if (stopped(walker->walk))
		status = SP_FATAL;
	if (status == SP_OK && error)
		status = tell_unread(walker, path, error);
	if (status == SP_OK)
		status = events->leave(walker->context, path, !error);
	closedir(dir);
	return status;
}

static int open_folder(struct walker *walker, const char *path, bool *virtual)
{
	struct stat st;

	sp_call_enter(&walker->call);
	int fd = sp_path_open(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
	*virtual = fd >= 0 && filter_is_virtual(fd);
	walker->device = fd >= 0 && fstat(fd, &st) == 0 ? st.st_dev : 0;
	sp_call_leave(&walker->call);
	return fd;
}

static enum sp_status list(struct walker *walker, const struct pending *folder)
{
	struct walk *walk = walker->walk;
	bool virtual;

	if (sp_silence_is(&walk->silence, folder->near))
		return walk->events->unread(walker->context, folder->path, SP_REASON_TIMEOUT,
					    "its file system gives no answer");
	int fd = open_folder(walker, folder->path, &virtual);
	if (fd < 0)
		return tell_unread(walker, folder->path, errno);
	sp_silence_broken(&walk->silence, folder->near);
	if (virtual) {
		close(fd);
		return SP_OK;
	}
	return list_open(walker, fd);
}

/* ---- roots ---- */

/* A file given as a root is a folder's listing of one; a folder's name is told likewise. */
static enum sp_status root_entry(struct walker *walker, const char *path, const struct stat *st)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;
	struct sp_buf folder = SP_BUF_INIT(SIZE_MAX / 8);
	enum sp_status status = SP_FATAL;

	sp_buf_add(&folder, path, slash && !len ? 1 : len);
	struct sp_file file = { .folder = sp_buf_str(&folder), .name = slash ? slash + 1 : path };
	bool is_folder = S_ISDIR(st->st_mode);
	if (folder.failed)
		goto out;
	status = walker->walk->events->enter(walker->context, file.folder);
	if (status == SP_OK && is_folder) {
		status = tell_folder(walker, &file);
	} else if (status == SP_OK) {
		fill_in(&file, st);
		status = walker->walk->events->file(walker->context, &file,
						    media_type_of(st->st_mode));
	}
	if (status == SP_OK)
		status = walker->walk->events->leave(walker->context, file.folder, false);
out:
	sp_buf_release(&folder);
	return status;
}

static enum sp_status start_root(struct walker *walker, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	enum sp_status status = SP_OK;
	struct stat st;

	/* A link that the user names is meant: what it points to is the root. */
	sp_call_enter(&walker->call);
	bool there = stat(path, &st) == 0 || lstat(path, &st) == 0;
	sp_call_leave(&walker->call);
	if (!there)
		return tell_unread(walker, path, errno);
	if (!S_ISDIR(st.st_mode))
		return root_entry(walker, path, &st);
	if (*name && !is_dots(name))
		status = root_entry(walker, path, &st);
	return status == SP_OK ? push(walker->walk, path, strlen(path), st.st_dev, st.st_dev)
			       : status;
}

/* ---- threads ---- */

static void *walk_thread(void *argument)
{
	struct walker *walker = argument;
	struct walk *walk = walker->walk;
	struct pending *folder;

	while ((folder = pop(walk))) {
		walker->folder = folder;
		enum sp_status status =
			folder->root ? list(walker, folder) : start_root(walker, folder->path);
		sp_mem_free(folder);
		if (status == SP_FATAL || stopped(walk))
			fail(walk, SP_FATAL);
	}
	sp_buf_release(&walker->path);
	sp_buf_release(&walker->main);
	pthread_mutex_lock(&walk->lock);
	walk->running--;
	pthread_cond_signal(&walk->ended);
	pthread_mutex_unlock(&walk->lock);
	return NULL;
}

/* Starts a thread, which counts as busy until it asks for a folder. NULL: none could be had. */
static struct walker *start_walker(struct walk *walk, void *context)
{
	struct walker *walker = sp_mem_zero(1, sizeof(*walker));

	if (!walker)
		return NULL;
	walker->walk = walk;
	walker->context = context;
	walker->path = (struct sp_buf)SP_BUF_INIT(SIZE_MAX / 8);
	walker->main = (struct sp_buf)SP_BUF_INIT(SIZE_MAX / 8);
	pthread_mutex_lock(&walk->lock);
	walk->running++;
	pthread_mutex_unlock(&walk->lock);
	if (pthread_create(&walker->thread, NULL, walk_thread, walker) == 0)
		return walker;
	pthread_mutex_lock(&walk->lock);
	walk->running--;
	pthread_mutex_unlock(&walk->lock);
	sp_mem_free(walker);
	return NULL;
}

/*
 * The folder at which a walker waits in vain is told as unread, and another
 * goes on with its context. The walker's own memory stays: a call may use it.
 */
static void replace(struct walk *walk, struct walker **slot, int64_t milliseconds)
{
	struct walker *lost = *slot;
	char detail[80];

	if (!sp_call_take(&lost->call, milliseconds))
		return;
	const struct pending *folder = lost->folder;
	sp_silence_add(&walk->silence, folder->near);
	pthread_detach(lost->thread);
	snprintf(detail, sizeof(detail), "its file system gave no answer for %lld s",
		 (long long)milliseconds / 1000);
	enum sp_status status =
		walk->events->unread(lost->context, folder->path, SP_REASON_TIMEOUT, detail);
	if (status == SP_OK)
		status = walk->events->leave(lost->context, folder->path, false);
	*slot = status == SP_OK ? start_walker(walk, lost->context) : NULL;
	if (!*slot)
		fail(walk, SP_FATAL);
	pthread_mutex_lock(&walk->lock);
	walk->running--; /* the one that is lost */
	pthread_mutex_unlock(&walk->lock);
}

/* Waits for the threads to end, and looks after those that wait. */
static void supervise(struct walk *walk, struct walker **walkers, unsigned n)
{
	int64_t limit = (int64_t)walk->options->timeout_seconds * 1000;

	pthread_mutex_lock(&walk->lock);
	while (walk->running) {
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += LOOK_NS;
		until.tv_sec += until.tv_nsec / SECOND_NS;
		until.tv_nsec %= SECOND_NS;
		pthread_cond_timedwait(&walk->ended, &walk->lock, &until);
		bool ends = stopped(walk) || walk->status != SP_OK;
		pthread_mutex_unlock(&walk->lock);
		if (ends)
			limit = WAITS_STOPPED_MS;
		for (unsigned i = 0; i < n && limit; i++)
			if (walkers[i] && sp_call_waits(&walkers[i]->call, limit))
				replace(walk, &walkers[i], limit);
		pthread_mutex_lock(&walk->lock);
	}
	pthread_mutex_unlock(&walk->lock);
}

static enum sp_status run_threads(struct walk *walk, void *const *contexts)
{
	unsigned n = walk->options->threads ? walk->options->threads : 1;
	struct walker **walkers = sp_mem_zero(n, sizeof(*walkers));

	if (!walkers)
		return SP_FATAL;
	for (size_t i = 0; walk->options->roots[i] && walk->status == SP_OK; i++)
		walk->status = push(walk, walk->options->roots[i], 0, 0, 0);
	walk->busy = n;
	for (unsigned i = 0; i < n; i++)
		if (!(walkers[i] = start_walker(walk, contexts[i])))
			fail(walk, SP_FATAL);
	supervise(walk, walkers, n);
	for (unsigned i = 0; i < n; i++) {
		if (walkers[i])
			pthread_join(walkers[i]->thread, NULL);
		sp_mem_free(walkers[i]);
	}
	sp_mem_free(walkers);
	return walk->status;
}

enum sp_status sp_walk(const struct sp_walk_options *options, const struct sp_walk_events *events,
		       void *const *contexts, const atomic_bool *stop)
{
	struct walk walk = { .options = options, .events = events, .stop = stop };
	pthread_condattr_t monotonic;
	enum sp_status status;

	pthread_mutex_init(&walk.lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&walk.changed, NULL);
	pthread_cond_init(&walk.ended, &monotonic);
	pthread_condattr_destroy(&monotonic);
	status = run_threads(&walk, contexts);
	while (walk.stack) {
		struct pending *pending = walk.stack;
		walk.stack = pending->next;
		sp_mem_free(pending);
	}
	pthread_cond_destroy(&walk.changed);
	pthread_cond_destroy(&walk.ended);
	pthread_mutex_destroy(&walk.lock);
	return status;
}
