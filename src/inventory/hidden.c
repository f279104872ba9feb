/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hidden.c - findings that reports leave out, for somebody said that they are
 * no personal data. SQL asks for them as hidden(finding) and hidden_in(file).
 */
#include "inventory/store.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
	const struct sp_hidden *x = a, *y = b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	return (x->finding > y->finding) - (x->finding < y->finding);
}

static int compare_numbers(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

bool sp_hidden_has(const struct sp_hidden_set *set, uint64_t finding)
{
	return set->n && bsearch(&finding, set->findings, set->n, sizeof(finding), compare_numbers);
}

static void hidden(sqlite3_context *context, int n, sqlite3_value **values)
{
	const struct sp_hidden_set *set = sqlite3_user_data(context);

	(void)n;
	sqlite3_result_int(context, sp_hidden_has(set, (uint64_t)sqlite3_value_int64(values[0])));
}

/* The first of a file's, or where it would stand. */
static size_t first_of(const struct sp_hidden_set *set, uint64_t file)
{
	size_t low = 0, high = set->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (set->by_file[middle].file < file)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void hidden_in(sqlite3_context *context, int n, sqlite3_value **values)
{
	const struct sp_hidden_set *set = sqlite3_user_data(context);
	uint64_t file = (uint64_t)sqlite3_value_int64(values[0]);

	(void)n;
	sqlite3_result_int64(context,
			     (sqlite3_int64)(first_of(set, file + 1) - first_of(set, file)));
}

enum sp_status sp_hidden_functions(struct sp_inventory *inv, struct sp_error *err)
{
	const int flags = SQLITE_UTF8 | SQLITE_DIRECTONLY;
	int code = sqlite3_create_function(inv->db.handle, "hidden", 1, flags, &inv->hidden, hidden,
					   NULL, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_create_function(inv->db.handle, "hidden_in", 1, flags, &inv->hidden,
					       hidden_in, NULL, NULL);
	return code == SQLITE_OK ? SP_OK : sp_db_error(&inv->db, code, err);
}

void sp_hidden_release(struct sp_hidden_set *set)
{
	sp_mem_free(set->findings);
	sp_mem_free(set->by_file);
	*set = (struct sp_hidden_set) { .n = 0 };
}

enum sp_status sp_inventory_hide(struct sp_inventory *inv, const struct sp_hidden *findings,
				 size_t n, struct sp_error *err)
{
	struct sp_hidden_set *set = &inv->hidden;
	size_t kept = 0;

	sp_hidden_release(set);
	set->by_file = sp_mem_zero(n + 1, sizeof(*set->by_file));
	set->findings = sp_mem_zero(n + 1, sizeof(*set->findings));
	if (!set->by_file || !set->findings)
		return sp_store_no_memory(err);
	if (n) {
		memcpy(set->by_file, findings, n * sizeof(*findings));
		qsort(set->by_file, n, sizeof(*set->by_file), compare);
	}
	for (size_t i = 0; i < n; i++)
		if (!kept || set->by_file[kept - 1].finding != set->by_file[i].finding)
			set->by_file[kept++] = set->by_file[i];
	for (size_t i = 0; i < kept; i++)
		set->findings[i] = set->by_file[i].finding;
	set->n = kept;
	if (kept)
		qsort(set->findings, kept, sizeof(*set->findings), compare_numbers);
	return SP_OK;
}

uint64_t sp_inventory_hidden(const struct sp_inventory *inv)
{
	return inv->hidden.n;
}
