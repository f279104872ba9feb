/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * output.c - results go to standard output, or to a file of mode 0600 that is
 * written beside its name and renamed over it when it is whole.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/nearest.h"
#include "cli/common.h"

bool output_open(struct output *output, const char *path)
{
	struct sp_buf name = SP_BUF_INIT(SP_BUF_UNCAPPED);
	int fd = -1;

	*output = (struct output) { .path = path,
				    .stream = stdout,
				    .buf = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	if (!path)
		return true;
	if (sp_buf_printf(&name, "%s.XXXXXX", path))
		output->temporary = sp_mem_strdup(sp_buf_str(&name));
	sp_buf_release(&name);
	if (output->temporary)
		fd = mkostemp(output->temporary, O_CLOEXEC);
	output->stream = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (output->stream)
		return true;
	if (errno == ENOENT)
		say("%s: its folder is not there: make it first, or name another with --output",
		    path);
	else
		say("%s: %s", path, sp_errno_text(errno));
	if (fd >= 0)
		close(fd);
	sp_mem_free(output->temporary);
	output->temporary = NULL;
	return false;
}

bool output_flush(struct output *output)
{
	size_t len = output->buf.len;

	if (output->buf.failed ||
	    (len && fwrite(output->buf.data, 1, len, output->stream) != len)) {
		/* A reader that has seen enough is no failure of ours to explain. */
		if (errno != EPIPE)
			say("%s: %s", output->path ? output->path : _("standard output"),
			    sp_errno_text(errno));
		return false;
	}
	sp_mem_wipe(output->buf.data, len);
	sp_buf_reset(&output->buf);
	return true;
}

bool output_close(struct output *output, bool keep)
{
	bool ok = !keep || output_flush(output);

	sp_buf_release(&output->buf);
	if (!output->stream)
		return ok;
	if (fflush(output->stream) != 0 && ok && keep) {
		if (errno != EPIPE)
			say("%s: %s", output->path ? output->path : _("standard output"),
			    sp_errno_text(errno));
		ok = false;
	}
	if (!output->path)
		return ok;
	if (ok && keep && fsync(fileno(output->stream)) != 0)
		ok = false;
	fclose(output->stream);
	if (keep && ok && rename(output->temporary, output->path) != 0) {
		say("%s: %s", output->path, sp_errno_text(errno));
		ok = false;
	}
	if (!keep || !ok)
		unlink(output->temporary);
	sp_mem_free(output->temporary);
	return ok;
}

const struct sp_reporter *choose_reporter(const struct settings *settings, bool stored)
{
	const char *name = settings->format;
	const struct sp_reporter *reporter;

	if (!name)
		name = !settings->output && isatty(STDOUT_FILENO) ? "text" : "jsonl";
	reporter = sp_reporter_find(name);
	if (reporter && (stored || !reporter->stored))
		return reporter;
	const char *names[32];
	size_t n = 0;
	for (size_t i = 0; n < 31 && sp_reporters[i]; i++)
		if (stored || !sp_reporters[i]->stored)
			names[n++] = sp_reporters[i]->name;
	names[n] = NULL;
	const char *nearest = sp_nearest(name, names);
	struct sp_buf all = SP_BUF_INIT(1024);
	for (size_t i = 0; i < n; i++)
		sp_buf_printf(&all, "%s%s", i ? ", " : "", names[i]);
	if (nearest)
		say("--format %s: there is no such format; did you mean %s?", name, nearest);
	else
		say("--format %s: there is no such format; there are %s", name, sp_buf_str(&all));
	sp_buf_release(&all);
	return NULL;
}
