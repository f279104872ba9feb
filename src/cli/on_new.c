/* SPDX-License-Identifier: GPL-3.0-or-later */
/* on_new.c - see on_new.h. */
#include "cli/on_new.h"

#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/common.h"

/* The names of our variables, so that none of the same name comes from outside as well. */
static const char *const names[] = {
	"SPANA_NEW_FINDINGS=", "SPANA_NEW_VALUES=", "SPANA_NEW_FILES=",
	"SPANA_NEW_TYPES=",    "SPANA_SOURCE=",	    "SPANA_INVENTORY="
};
enum { FINDINGS, VALUES, FILES, TYPES, SOURCE, INVENTORY, N_NAMES };

struct told {
	uint64_t findings, values;
	struct sp_buf types;
};

static enum sp_status on_type(void *context, const char *type, uint64_t findings, uint64_t values)
{
	struct told *told = context;

	told->findings += findings;
	told->values += values;
	sp_buf_printf(&told->types, "%s%s=%llu", told->types.len ? " " : "", type,
		      (unsigned long long)findings);
	return SP_OK;
}

static bool is_ours(const char *variable)
{
	for (size_t i = 0; i < N_NAMES; i++)
		if (strncmp(variable, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

/* Runs the command and waits for it. */
static bool run_command(const char *command, const struct sp_buf variables[N_NAMES])
{
	struct list list = { .n = 0 };
	bool ok = true;
	int ended = 0, error;
	pid_t child;

	for (size_t i = 0; i < N_NAMES && ok; i++)
		ok = !variables[i].failed && list_add(&list, sp_buf_str(&variables[i]));
	for (char **variable = environ; *variable && ok; variable++)
		ok = is_ours(*variable) || list_add(&list, *variable);
	if (!ok) {
		sp_mem_free(list.items);
		return false;
	}
	/* posix_spawn takes no constant strings, and changes none. */
	char *arguments[4], **variables_of = NULL;
	const char *const words[] = { "sh", "-c", command, NULL };
	memcpy(arguments, words, sizeof(arguments));
	memcpy(&variables_of, &list.items, sizeof(variables_of));
	error = posix_spawn(&child, "/bin/sh", NULL, NULL, arguments, variables_of);
	sp_mem_free(list.items);
	while (!error && waitpid(child, &ended, 0) < 0 && errno == EINTR)
		;
	if (error)
		say("--on-new: /bin/sh: %s", sp_errno_text(error));
	else if (ended)
		say("--on-new: the command failed (%s %d); the scan itself is whole, and the "
		    "findings are in the inventory",
		    WIFEXITED(ended) ? _("status") : _("signal"),
		    WIFEXITED(ended) ? WEXITSTATUS(ended) : WTERMSIG(ended));
	return !error && !ended;
}

bool tell_new(const struct settings *settings, struct sp_inventory *inventory)
{
	struct told told = { .types = SP_BUF_INIT(SP_BUF_UNCAPPED) };
	struct sp_buf variables[N_NAMES];
	struct sp_error err = { .reason = SP_REASON_NONE };
	uint64_t files;
	bool ok = true;

	if (!settings->on_new)
		return true;
	if (sp_inventory_new(inventory, on_type, &told, &files, &err) != SP_OK) {
		cannot(&err);
		ok = false;
	} else if (told.findings) {
		for (size_t i = 0; i < N_NAMES; i++) {
			variables[i] = (struct sp_buf)SP_BUF_INIT(SP_BUF_UNCAPPED);
			sp_buf_puts(&variables[i], names[i]);
		}
		sp_buf_put_uint(&variables[FINDINGS], told.findings);
		sp_buf_put_uint(&variables[VALUES], told.values);
		sp_buf_put_uint(&variables[FILES], files);
		sp_buf_puts(&variables[TYPES], sp_buf_str(&told.types));
		sp_buf_puts(&variables[SOURCE], settings->source ? settings->source : "");
		sp_buf_puts(&variables[INVENTORY], sp_inventory_path(inventory));
		ok = run_command(settings->on_new, variables);
		for (size_t i = 0; i < N_NAMES; i++)
			sp_buf_release(&variables[i]);
	}
	sp_buf_release(&told.types);
	return ok;
}
