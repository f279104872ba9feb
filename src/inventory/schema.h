/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * schema.h - the form of the database and how an older one becomes a newer.
 *
 * schema.sql is the whole present form. Each change of it adds a step that
 * brings the version before to it; a test holds the two against each other.
 */
#ifndef INVENTORY_SCHEMA_H
#define INVENTORY_SCHEMA_H

#include "inventory/db.h"

#define SP_SCHEMA_APPLICATION 0x7370616E /* "span": PRAGMA application_id */

struct sp_schema {
	int version;		  /* from 1 */
	const char *whole;	  /* SQL that makes this version */
	const char *const *steps; /* version - 1 of them: steps[0] makes 2 of 1 */
};

extern const struct sp_schema sp_schema_present;

/*
 * Whose database this is and of which version; *version is 0 for an empty
 * one. SP_FATAL where it is not ours or newer than `schema`. Changes nothing.
 */
SP_CHECK enum sp_status sp_schema_check(struct sp_db *db, const struct sp_schema *schema,
					int *version, struct sp_error *err);

/* Makes version 0 or an older one the present one, within the caller's transaction. */
SP_CHECK enum sp_status sp_schema_update(struct sp_db *db, const struct sp_schema *schema,
					 int version, struct sp_error *err);

#endif
