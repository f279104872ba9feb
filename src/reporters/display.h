/* SPDX-License-Identifier: GPL-3.0-or-later */
/* display.h - names of items for a person's eyes. */
#ifndef REPORTERS_DISPLAY_H
#define REPORTERS_DISPLAY_H

#include "base/display.h"
#include "spana/inventory.h"

#define SP_DISPLAY_STEP " \xE2\x80\xBA " /* between a file and its members: U+203A */

/* Appends a file's path and the members that lead to the item. */
bool sp_display_item(struct sp_buf *out, const struct sp_report_item *item);

#endif
