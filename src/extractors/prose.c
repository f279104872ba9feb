/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prose.c - see prose.h. */
#include "extractors/prose.h"

#include "base/ascii.h"

enum sp_status sp_prose_text(struct sp_prose *prose, const char *s, size_t len)
{
	enum sp_status status = SP_OK;

	while (prose->trim && len && sp_is_space(*s))
		s++, len--;
	if (!len)
		return SP_OK;
	prose->trim = false;
	if (prose->due && prose->begun)
		status = sp_sink_text(prose->out, &prose->due, 1);
	prose->due = 0;
	prose->begun = true;
	prose->said += len;
	return status == SP_OK ? sp_sink_text(prose->out, s, len) : status;
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
