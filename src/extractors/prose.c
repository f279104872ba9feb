/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prose.c - see prose.h. */
#include "extractors/prose.h"

#include <string.h>

#include "base/ascii.h"

static enum sp_status tell(struct sp_prose *prose, const char *s, size_t len)
{
	if (!len)
		return SP_OK;
	bool before = len > 1 ? sp_is_digit(s[len - 2]) : prose->digit;
	prose->hyphen = s[len - 1] == '-' && before;
	prose->digit = sp_is_digit(s[len - 1]);
	return sp_sink_text(prose->out, s, len);
}

/* The line break that was held back, unless a digit follows it. */
static enum sp_status tell_held(struct sp_prose *prose, bool goes_on)
{
	bool held = prose->held;

	prose->held = false;
	return held && !goes_on ? tell(prose, "\n", 1) : SP_OK;
}

/* Text up to a line break behind a hyphen is told without it. */
static enum sp_status tell_lines(struct sp_prose *prose, const char *s, size_t len)
{
	enum sp_status status = tell_held(prose, sp_is_digit(*s));
	size_t from = 0;

	for (size_t at = 0; at < len && status == SP_OK; at++) {
		const char *newline = memchr(s + at, '\n', len - at);
		if (!newline)
			break;
		at = (size_t)(newline - s);
		bool hyphen = at >= 2 ? s[at - 1] == '-' && sp_is_digit(s[at - 2])
			      : at    ? s[0] == '-' && prose->digit
				      : prose->hyphen;
		if (!hyphen)
			continue;
		status = tell(prose, s + from, at - from);
		from = at + 1;
		prose->held = true;
		if (from < len && status == SP_OK)
			status = tell_held(prose, sp_is_digit(s[from]));
	}
	return status == SP_OK ? tell(prose, s + from, len - from) : status;
}

enum sp_status sp_prose_text(struct sp_prose *prose, const char *s, size_t len)
{
	enum sp_status status = SP_OK;

	while (prose->trim && len && sp_is_space(*s))
		s++, len--;
	if (!len)
		return SP_OK;
	prose->trim = false;
	if (prose->due && prose->begun) {
		status = tell_held(prose, false);
		if (status == SP_OK)
			status = tell(prose, &prose->due, 1);
	}
	prose->due = 0;
	prose->begun = true;
	prose->said += len;
	return status == SP_OK ? tell_lines(prose, s, len) : status;
}

enum sp_status sp_prose_line(struct sp_prose *prose, const char *s, size_t len)
{
	while (len && sp_is_space(*s))
		s++, len--;
	if (!len)
		return SP_OK;
	sp_prose_break(prose, '\n');
	enum sp_status status = sp_prose_text(prose, s, len);
	sp_prose_break(prose, '\n');
	return status;
}
