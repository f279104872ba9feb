/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proof.c - is anything left? All places of the plan, every copy of their
 * content that the inventory knows, and whatever else it knows of the person,
 * are looked at as they are now: gone, or read once more with the detectors.
 */
#include "spana/erasure.h"

#include "base/buf.h"
#include "base/mem.h"
#include "subject/dossier.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct proof {
	struct sp_plan *plan;
	const struct sp_erasing *e;
	struct sp_buf path;
	struct sp_error *err;
};

static enum sp_status add(struct proof *proof, const char *path)
{
	struct sp_plan *plan = proof->plan;

	if (!sp_mem_room(&plan->proof, &plan->room_proof, plan->n_proof + 1, sizeof(*plan->proof)))
		return sp_subject_no_memory(proof->err);
	plan->proof[plan->n_proof] = (struct sp_proof) { .state = "clean" };
	if (!sp_arena_dup(&plan->arena, path, &plan->proof[plan->n_proof].path))
		return sp_subject_no_memory(proof->err);
	plan->n_proof++;
	return SP_OK;
}

static enum sp_status on_copy(void *context, const struct sp_report_item *item)
{
	return add(context, item->path);
}

static enum sp_status on_hit(void *context, size_t hit, const struct sp_report_item *item,
			     const struct sp_finding_record *finding)
{
	(void)hit;
	(void)finding;
	return add(context, item->path);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct sp_proof *)a)->path, ((const struct sp_proof *)b)->path);
}

/* All paths to look at, each once. */
static enum sp_status collect(struct proof *proof)
{
	struct sp_plan *plan = proof->plan;
	struct sp_inventory *inv = proof->e->inventory;
	struct sp_key_of_value *keys = sp_mem_zero(plan->n_keys + 1, sizeof(*keys));
	struct sp_hit *hits = NULL;
	size_t n_hits = 0, kept = 0;
	enum sp_status status = keys ? SP_OK : sp_subject_no_memory(proof->err);

	for (size_t i = 0; i < plan->n && status == SP_OK; i++) {
		status = add(proof, plan->places[i].path);
		if (status == SP_OK && plan->places[i].has_hash)
			status = sp_inventory_copies(inv, plan->places[i].hash, on_copy, proof,
						     proof->err);
	}
	for (size_t i = 0; i < plan->n_keys && status == SP_OK; i++) {
		keys[i] = (struct sp_key_of_value) { .type = plan->keys[i].type,
						     .alias = plan->keys[i].alias };
		memcpy(keys[i].digest, plan->keys[i].digest, SP_DIGEST);
	}
	if (status == SP_OK)
		status = sp_inventory_find(inv, keys, plan->n_keys, &hits, &n_hits, proof->err);
	if (status == SP_OK)
		status = sp_inventory_rows(inv, hits, n_hits, on_hit, proof, proof->err);
	sp_mem_free(keys);
	sp_mem_free(hits);
	if (status != SP_OK || !plan->n_proof)
		return status;
	qsort(plan->proof, plan->n_proof, sizeof(*plan->proof), by_path);
	for (size_t i = 0; i < plan->n_proof; i++)
		if (!kept || strcmp(plan->proof[kept - 1].path, plan->proof[i].path) != 0)
			plan->proof[kept++] = plan->proof[i];
	plan->n_proof = kept;
	return SP_OK;
}

static bool is_persons(const struct proof *proof, const struct sp_finding_record *finding)
{
	const struct sp_plan *plan = proof->plan;
	unsigned char digest[SP_DIGEST], second[SP_DIGEST];
	char untagged[SP_VALUE_MAX];
	const char *value = finding->value, *alias = NULL;

	sp_inventory_digest(proof->e->inventory, finding->type, value, digest);
	/* What a short form is found by, or an address with a tag. */
	if (strcmp(finding->type, "email") == 0)
		alias = sp_email_untagged(value, untagged) ? untagged : NULL;
	else if (finding->has_alias && strlen(value) == 12)
		alias = value + 2;
	if (alias)
		sp_inventory_digest(proof->e->inventory, finding->type, alias, second);
	sp_mem_wipe(untagged, sizeof(untagged));
	for (size_t i = 0; i < plan->n_keys; i++) {
		const struct sp_plan_key *key = &plan->keys[i];
		if (strcmp(key->type, finding->type) != 0)
			continue;
		if (!key->alias && memcmp(key->digest, digest, SP_DIGEST) == 0)
			return true;
		if (key->alias && alias && memcmp(key->digest, second, SP_DIGEST) == 0)
			return true;
	}
	return false;
}

static struct sp_proof *find(struct proof *proof, const struct sp_batch *batch)
{
	struct sp_proof key = { .path = NULL };

	sp_buf_reset(&proof->path);
	sp_buf_puts(&proof->path, batch->file.folder);
	if (strcmp(batch->file.folder, "/") != 0)
		sp_buf_putc(&proof->path, '/');
	sp_buf_puts(&proof->path, batch->file.name);
	key.path = sp_buf_str(&proof->path);
	return bsearch(&key, proof->plan->proof, proof->plan->n_proof, sizeof(key), by_path);
}

static enum sp_status on_batch(void *context, const struct sp_batch *batch)
{
	struct proof *proof = context;
	struct sp_proof *row = find(proof, batch);

	if (!row)
		return SP_OK;
	for (size_t i = 0; i < batch->n_findings; i++) {
		const struct sp_finding_record *finding = &batch->findings[i];
		if (finding->suppressed || !finding->value || !is_persons(proof, finding))
			continue;
		row->left++;
		row->state = "left";
	}
	/* What cannot be read in full proves nothing. */
	if (batch->n_problems && row->state[0] == 'c')
		row->state = "unreadable";
	return SP_OK;
}

enum sp_status sp_erasure_prove(struct sp_plan *plan, const struct sp_erasing *erasing,
				struct sp_error *err)
{
	struct proof proof = {
		.plan = plan, .e = erasing, .path = SP_BUF_INIT(SP_BUF_UNCAPPED), .err = err
	};
	const char **paths = NULL;
	size_t n = 0;
	enum sp_status status = collect(&proof);

	if (status == SP_OK && !(paths = sp_mem_zero(plan->n_proof + 1, sizeof(*paths))))
		status = sp_subject_no_memory(err);
	for (size_t i = 0; i < plan->n_proof && status == SP_OK; i++) {
		unsigned char hash[SP_DIGEST];
		struct sp_error why = { .reason = SP_REASON_NONE };
		enum sp_status read = erasing->rereader->hash(erasing->rereader->context,
							      plan->proof[i].path, hash, &why);
		struct stat st;
		if (read == SP_OK) {
			paths[n++] = plan->proof[i].path;
		} else if (lstat(plan->proof[i].path, &st) == 0 && S_ISDIR(st.st_mode)) {
			/* A folder is here for its name, and that is still there. */
			plan->proof[i].state = "left";
			plan->proof[i].left = 1;
		} else
			plan->proof[i].state =
				why.reason == SP_REASON_VANISHED ? "gone" : "unreadable";
	}
	if (status == SP_OK && n)
		status = erasing->rereader->read(erasing->rereader->context, paths, n, on_batch,
						 &proof, err);
	plan->proved = status == SP_OK;
	for (size_t i = 0; i < plan->n_proof; i++)
		plan->proved = plan->proved && plan->proof[i].state[0] != 'u';
	sp_mem_free(paths);
	sp_buf_release(&proof.path);
	return status;
}
