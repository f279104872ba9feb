/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inventory_bench.c - how fast the inventory takes findings and gives them back.
 *
 * usage: inventory_bench FOLDER [FINDINGS [DISTINCT [KEEP]]]. Files of 20 findings
 * each, a hundred files a folder, values spread over DISTINCT. Then the same
 * tree unchanged, the totals and all rows; and a person is looked for, with a
 * fresh connection: by 60 keys, of which one stands in many files. Prints a line
 * a stage. With KEEP as a fourth argument, the last stage alone.
 */
#include "base/arena.h"
#include "base/mem.h"
#include "spana/inventory.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

enum { PER_FILE = 20, PER_FOLDER = 100 };

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(enum sp_status status, const struct sp_error *err)
{
	if (status == SP_OK)
		return;
	fprintf(stderr, "%s\n", err->text);
	exit(1);
}

static double stage(const char *name, double since, unsigned long rows)
{
	double at = now();

	printf("%-24s %8.2f s %12.0f rows/s\n", name, at - since, (double)rows / (at - since));
	return now();
}

static void fill(struct sp_inventory *inv, struct sp_batch *batch, unsigned long file,
		 unsigned long distinct, char masked[PER_FILE][32], char where[PER_FILE][64])
{
	for (unsigned long i = 0; i < PER_FILE; i++) {
		struct sp_finding_record *finding = &batch->findings[i];
		unsigned long n = (file * PER_FILE + i) * 2654435761UL % distinct;
		char value[32];
		snprintf(value, sizeof(value), "value-%lu", n);
		snprintf(masked[i], sizeof(masked[i]), "%06lu-****", n % 1000000);
		snprintf(where[i], sizeof(where[i]), "{\"line\":%lu,\"column\":17}", i + 1);
		*finding = (struct sp_finding_record) {
			.type = i % 3 ? "personnummer" : "email",
			.category = "identity",
			.masked = masked[i],
			.where = where[i],
			.context = i % 2 ? "personnummer" : "",
			.score = 0.9,
			.confidence = SP_HIGH,
		};
		sp_inventory_digest(inv, finding->type, value, finding->digest);
	}
}

struct names {
	char folder[64], name[64];
	struct sp_file file;
};

static void name_file(struct names *names, unsigned long i)
{
	snprintf(names->folder, sizeof(names->folder), "/srv/share/folder-%lu", i / PER_FOLDER);
	snprintf(names->name, sizeof(names->name), "document-%lu.docx", i % PER_FOLDER);
	names->file = (struct sp_file) {
		.folder = names->folder,
		.name = names->name,
		.size = 4096,
		.inode = i,
		.mtime_ns = 1,
		.ctime_ns = 1,
	};
}

static void begin(struct sp_inventory *inv, struct sp_error *err)
{
	struct sp_scan_start start = { "bench", "rules", "{}", 1000000000 };

	must(sp_inventory_scan_begin(inv, &start, err), err);
	must(sp_inventory_source(inv, "/srv/share", err), err);
}

static void load(struct sp_inventory *inv, unsigned long files, unsigned long distinct,
		 struct sp_error *err)
{
	static struct sp_finding_record findings[PER_FILE];
	static char masked[PER_FILE][32], where[PER_FILE][64];
	struct sp_item_record item = { .format = "docx", .outcome = SP_OUTCOME_FULL };
	struct sp_counts counts = { 0 };
	struct names names;

	begin(inv, err);
	for (unsigned long i = 0; i < files; i++) {
		name_file(&names, i);
		struct sp_batch batch = { .file = names.file,
					  .ticket = i,
					  .first = true,
					  .complete = true,
					  .has_hash = true,
					  .items = &item,
					  .n_items = 1,
					  .findings = findings,
					  .n_findings = PER_FILE };
		sp_inventory_digest(inv, "content", names.name, batch.hash);
		batch.hash[0] = (unsigned char)i;
		fill(inv, &batch, i, distinct, masked, where);
		if (i % PER_FOLDER == 0)
			must(sp_inventory_folder_met(inv, names.folder, err), err);
		must(sp_inventory_write(inv, &batch, err), err);
	}
	must(sp_inventory_scan_end(inv, SP_SCAN_COMPLETE, &counts, 2, err), err);
}

static void unchanged(struct sp_inventory *inv, unsigned long files, struct sp_error *err)
{
	struct sp_counts counts = { 0 };
	struct sp_lookup *lookup;
	struct names names;
	uint64_t known;

	begin(inv, err);
	must(sp_lookup_new(inv, &lookup, err), err);
	for (unsigned long i = 0; i < files; i++) {
		name_file(&names, i);
		if (i % PER_FOLDER == 0) {
			must(sp_inventory_folder_met(inv, names.folder, err), err);
			must(sp_lookup_folder(lookup, names.folder, err), err);
		}
		if (sp_lookup_file(lookup, &names.file, &known) != SP_KNOWN_UNCHANGED)
			exit(2);
	}
	sp_lookup_free(lookup);
	must(sp_inventory_scan_end(inv, SP_SCAN_COMPLETE, &counts, 2, err), err);
}

static enum sp_status count_row(void *context, const struct sp_report_item *item,
				const struct sp_finding_record *finding)
{
	(void)item;
	(void)finding;
	++*(unsigned long *)context;
	return SP_OK;
}

static enum sp_status count_hit(void *context, size_t hit, const struct sp_report_item *item,
				const struct sp_finding_record *finding)
{
	(void)hit;
	return count_row(context, item, finding);
}

/* The places of one person, as `extract` asks for them before it opens a source. */
static void look_up(const char *path, unsigned long distinct)
{
	struct sp_key_of_value keys[60];
	struct sp_inventory *inv;
	struct sp_error err = { 0 };
	struct sp_hit *hits;
	unsigned long seen = 0;
	size_t n;
	double least = 1e9;

	for (unsigned long round = 0; round < 5; round++) {
		must(sp_inventory_open(&inv, path, NULL, SP_INVENTORY_READ, &err), &err);
		double at = now();
		clock_t spent = clock();
		for (unsigned long i = 0; i < 60; i++) {
			char value[32];
			snprintf(value, sizeof(value), "value-%lu",
				 (round * 60 + i) * 7919 % distinct);
			keys[i].type = i % 2 ? "personnummer" : "email";
			keys[i].alias = i % 3 == 0;
			sp_inventory_digest(inv, keys[i].type, value, keys[i].digest);
		}
		must(sp_inventory_find(inv, keys, 60, &hits, &n, &err), &err);
		must(sp_inventory_rows(inv, hits, n, count_hit, &seen, &err), &err);
		double took = now() - at;
		least = took < least ? took : least;
		printf("%-24s %8.2f ms %12zu places, %.2f ms of processor time\n",
		       round ? "a person" : "a person, first", took * 1000, n,
		       (double)(clock() - spent) * 1000 / CLOCKS_PER_SEC);
		sp_mem_free(hits);
		sp_inventory_close(inv);
	}
	if (!seen || least > 0.1)
		exit(3);
}

int main(int argc, char **argv)
{
	unsigned long rows = argc > 2 ? strtoul(argv[2], NULL, 10) : 1000000;
	unsigned long distinct = argc > 3 ? strtoul(argv[3], NULL, 10) : rows;
	unsigned long files = rows / PER_FILE, seen = 0;
	struct sp_inventory *inv;
	struct sp_error err = { 0 };
	struct sp_query query = { 0 };
	struct sp_overview overview;
	char path[4096];

	if (argc < 2 || !files || !distinct) {
		fprintf(stderr, "usage: inventory_bench FOLDER [FINDINGS [DISTINCT [KEEP]]]\n");
		return 2;
	}
	snprintf(path, sizeof(path), "%s/bench.db", argv[1]);
	if (argc > 4) {
		look_up(path, distinct);
		return 0;
	}
	must(sp_inventory_open(&inv, path, NULL, SP_INVENTORY_WRITE, &err), &err);
	double at = now();
	load(inv, files, distinct, &err);
	at = stage("first load", at, rows);
	unchanged(inv, files, &err);
	at = stage("unchanged (files)", at, files);
	must(sp_inventory_overview(inv, &query, &overview, &err), &err);
	sp_overview_release(&overview);
	at = stage("overview", at, rows);
	must(sp_inventory_findings(inv, &query, count_row, &seen, &err), &err);
	stage("all findings", at, seen);
	sp_inventory_close(inv);
	struct stat st;
	if (stat(path, &st) == 0)
		printf("%-24s %8.1f bytes a finding\n", "size", (double)st.st_size / (double)rows);
	look_up(path, distinct);
	return seen == files * PER_FILE ? 0 : 1;
}
