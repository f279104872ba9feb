/* SPDX-License-Identifier: GPL-3.0-or-later */
/* status.c - names of reasons and outcomes, and error texts. */
#include "spana/status.h"

#include "spana/item.h"
#include "spana/limits.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const reasons[SP_REASON_COUNT] = {
	[SP_REASON_NONE] = "",
	[SP_REASON_ENCRYPTED] = "encrypted",
	[SP_REASON_DAMAGED] = "damaged",
	[SP_REASON_TRUNCATED] = "truncated",
	[SP_REASON_UNSUPPORTED] = "unsupported",
	[SP_REASON_LIMIT_SIZE] = "limit_size",
	[SP_REASON_LIMIT_DEPTH] = "limit_depth",
	[SP_REASON_LIMIT_EXPANSION] = "limit_expansion",
	[SP_REASON_TIMEOUT] = "timeout",
	[SP_REASON_CRASHED] = "crashed",
	[SP_REASON_PERMISSION] = "permission",
	[SP_REASON_IO_ERROR] = "io_error",
	[SP_REASON_VANISHED] = "vanished",
	[SP_REASON_CHANGED] = "changed",
};

const char *sp_reason_name(enum sp_reason reason)
{
	return (unsigned)reason < SP_REASON_COUNT ? reasons[reason] : "";
}

enum sp_reason sp_reason_from_name(const char *name)
{
	for (int i = 1; i < SP_REASON_COUNT; i++)
		if (strcmp(reasons[i], name) == 0)
			return (enum sp_reason)i;
	return SP_REASON_NONE;
}

enum sp_reason sp_reason_from_errno(int error)
{
	switch (error) {
	case EACCES:
	case EPERM:
		return SP_REASON_PERMISSION;
	case ENOENT:
	case ENOTDIR:
	case ESTALE:
		return SP_REASON_VANISHED;
	default:
		return SP_REASON_IO_ERROR;
	}
}

void sp_error_set(struct sp_error *err, enum sp_reason reason, const char *format, ...)
{
	va_list args;

	if (!err)
		return;
	err->reason = reason;
	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
}

const char *sp_outcome_name(enum sp_outcome outcome)
{
	static const char *const names[SP_OUTCOME_COUNT] = {
		[SP_OUTCOME_PENDING] = "pending", [SP_OUTCOME_FULL] = "full",
		[SP_OUTCOME_PART] = "part",	  [SP_OUTCOME_NOT_READ] = "not_read",
		[SP_OUTCOME_NO_TEXT] = "no_text",
	};

	return (unsigned)outcome < SP_OUTCOME_COUNT ? names[outcome] : "";
}

bool sp_is_media(const char *media_type)
{
	static const char *const kinds[] = { "image/", "audio/", "video/" };

	for (size_t i = 0; media_type && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strncmp(media_type, kinds[i], strlen(kinds[i])) == 0)
			return true;
	return false;
}

/* A file may have a member for so many of its bytes, however many that are. */
#define MEMBER_BYTES 1024

bool sp_limits_pass_members(const struct sp_limits *limits, uint64_t size, uint64_t members)
{
	return members > limits->max_members && members > size / MEMBER_BYTES;
}

/* A mailbox of any size may have its attachments decoded: that adds nothing to it. */
bool sp_limits_pass_expansion(const struct sp_limits *limits, uint64_t size, uint64_t unpacked)
{
	return unpacked > limits->max_expansion && unpacked - limits->max_expansion > size;
}

void sp_limits_default(struct sp_limits *limits)
{
	*limits = (struct sp_limits) {
		.max_file_size = 0,
		.max_item = 2 * SP_GIB,
		.max_text = 256 * SP_MIB,
		.max_raw = 512 * SP_MIB,
		.max_depth = 16,
		.max_members = 100000,
		.max_expansion = 4 * SP_GIB,
		.max_ratio = 200,
		.max_ratio_from = 16 * SP_MIB,
		.timeout_seconds = 60,
		.max_memory = SP_GIB,
		.window = SP_WINDOW,
	};
}
