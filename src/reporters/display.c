/* SPDX-License-Identifier: GPL-3.0-or-later */
/* display.c - see display.h. */
#include "reporters/display.h"

bool sp_display_item(struct sp_buf *out, const struct sp_report_item *item)
{
	sp_display_put(out, item->path);
	for (size_t i = 0; i < item->n_members; i++) {
		sp_buf_puts(out, SP_DISPLAY_STEP);
		sp_display_put(out, item->members[i]);
	}
	return !out->failed;
}
