/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * query.h - what the queries share.
 */
#ifndef INVENTORY_QUERY_H
#define INVENTORY_QUERY_H

#include "inventory/store.h"

/* All reads until sp_read_end see one state; *own is for that call. */
SP_CHECK enum sp_status sp_read_begin(struct sp_inventory *inv, bool *own, struct sp_error *err);
void sp_read_end(struct sp_inventory *inv, bool own);

/* Is the type among those asked for? */
bool sp_query_has_type(const struct sp_query *query, const char *type);

#endif
