/* SPDX-License-Identifier: GPL-3.0-or-later */
/* open_test.c - what an inventory and its key may be, and what is left untouched. */
#include "fixture.h"

#include "base/mem.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/wait.h>

static unsigned mode_of(const char *folder, const char *name)
{
	char path[160];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(stat(path, &st), 0);
	return (unsigned)st.st_mode & 0777;
}

static void put_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void get_text(const char *path, char out[256])
{
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	out[fread(out, 1, 255, file)] = '\0';
	fclose(file);
}

static void refused(struct fixture *f, enum sp_inventory_mode mode, const char *words)
{
	assert_int_equal(sp_inventory_open(&f->inv, f->path, NULL, mode, &f->err), SP_FATAL);
	assert_null(f->inv);
	if (!strstr(f->err.text, words))
		fail_msg("\"%s\" is not in \"%s\"", words, f->err.text);
}

static void sql(const struct fixture *f, const char *text)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void makes_private_files(void **state)
{
	struct fixture *f = *state;
	mode_t before = umask(0);

	open_inventory(f, SP_INVENTORY_WRITE);
	begin_scan(f, "rules");
	umask(before);
	assert_string_equal(sp_inventory_path(f->inv), f->path);
	assert_int_equal(mode_of(f->folder, "inventory.db"), 0600);
	assert_int_equal(mode_of(f->folder, "inventory.db-wal"), 0600);
	assert_int_equal(mode_of(f->folder, "inventory.db-shm"), 0600);
	assert_int_equal(mode_of(f->folder, "inventory.key"), 0600);
	assert_int_equal(mode_of(f->folder, "inventory.db.lock"), 0600);
}

static void tightens_modes(void **state)
{
	struct fixture *f = *state;

	open_inventory(f, SP_INVENTORY_WRITE);
	close_inventory(f);
	assert_int_equal(chmod(f->key, 0644), 0);
	assert_int_equal(chmod(f->path, 0644), 0);
	open_inventory(f, SP_INVENTORY_WRITE);
	assert_int_equal(mode_of(f->folder, "inventory.db"), 0600);
	assert_int_equal(mode_of(f->folder, "inventory.key"), 0600);
}

static void makes_folders(void **state)
{
	struct fixture *f = *state;
	char path[160], folder[160];

	snprintf(path, sizeof(path), "%s/a/b/inv", f->folder);
	must(f, sp_inventory_open(&f->inv, path, NULL, SP_INVENTORY_WRITE, &f->err));
	assert_int_equal(mode_of(f->folder, "a"), 0700);
	assert_int_equal(mode_of(f->folder, "a/b/inv.key"), 0600);
	close_inventory(f);
	snprintf(folder, sizeof(folder), "%s/a/b", f->folder);
	remove_folder(folder);
	snprintf(folder, sizeof(folder), "%s/a", f->folder);
	remove_folder(folder);
}

static void reading_needs_one(void **state)
{
	struct fixture *f = *state;

	refused(f, SP_INVENTORY_READ, "run spana scan");
	assert_int_equal(access(f->path, F_OK), -1);
	assert_int_equal(access(f->key, F_OK), -1);
}

static void same_key_same_digest(void **state)
{
	struct fixture *f = *state;
	unsigned char first[SP_DIGEST], again[SP_DIGEST], other[SP_DIGEST];

	open_inventory(f, SP_INVENTORY_WRITE);
	sp_inventory_digest(f->inv, "personnummer", "189001019802", first);
	sp_inventory_digest(f->inv, "samordningsnummer", "189001019802", other);
	assert_memory_not_equal(first, other, SP_DIGEST);
	close_inventory(f);
	open_inventory(f, SP_INVENTORY_READ);
	sp_inventory_digest(f->inv, "personnummer", "189001019802", again);
	assert_memory_equal(first, again, SP_DIGEST);
	close_inventory(f);
	/* Another inventory has another key. */
	unlink(f->path);
	unlink(f->key);
	open_inventory(f, SP_INVENTORY_WRITE);
	sp_inventory_digest(f->inv, "personnummer", "189001019802", other);
	assert_memory_not_equal(first, other, SP_DIGEST);
}

static void content_hash_in_pieces(void **state)
{
	struct fixture *f = *state;
	struct sp_content_hash *hash;
	unsigned char whole[SP_DIGEST], pieces[SP_DIGEST], other[SP_DIGEST];

	open_inventory(f, SP_INVENTORY_WRITE);
	assert_int_equal(sp_content_hash_new(f->inv, &hash), SP_OK);
	sp_content_hash_start(hash);
	sp_content_hash_add(hash, "abcdef", 6);
	sp_content_hash_end(hash, whole);
	sp_content_hash_start(hash);
	sp_content_hash_add(hash, "abc", 3);
	sp_content_hash_add(hash, "def", 3);
	sp_content_hash_end(hash, pieces);
	sp_content_hash_start(hash);
	sp_content_hash_add(hash, "abcdeg", 6);
	sp_content_hash_end(hash, other);
	sp_content_hash_free(hash);
	assert_memory_equal(whole, pieces, SP_DIGEST);
	assert_memory_not_equal(whole, other, SP_DIGEST);
}

static const struct {
	const char *name, *key; /* NULL: removed */
	const char *words;
} bad_keys[] = {
	{ "missing", NULL, "is missing" },
	{ "empty", "", "damaged" },
	{ "another",
	  "spana-key-1 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n",
	  "is not the key" },
	{ "cut short", "spana-key-1 0011223344", "damaged" },
	{ "too long",
	  "spana-key-1 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n\n",
	  "damaged" },
	{ "not hex",
	  "spana-key-1 0011223344556677_899aabbccddeeff00112233445566778899aabbccddeeff\n",
	  "no key of spana" },
	{ "other kind",
	  "other-key-1 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n",
	  "no key of spana" },
};

static void wrong_key_is_told(void **state)
{
	struct fixture *f = *state;
	char good[256], now[256];

	open_inventory(f, SP_INVENTORY_WRITE);
	close_inventory(f);
	get_text(f->key, good);
	for (size_t i = 0; i < sizeof(bad_keys) / sizeof(bad_keys[0]); i++) {
		if (bad_keys[i].key)
			put_text(f->key, bad_keys[i].key);
		else
			unlink(f->key);
		refused(f, SP_INVENTORY_READ, bad_keys[i].words);
		refused(f, SP_INVENTORY_WRITE, bad_keys[i].words);
		if (bad_keys[i].key) {
			get_text(f->key, now);
			if (strcmp(now, bad_keys[i].key) != 0)
				CASE_FAIL(bad_keys[i].name, "the key was overwritten");
		} else {
			assert_int_equal(access(f->key, F_OK), -1);
		}
	}
	put_text(f->key, good);
	open_inventory(f, SP_INVENTORY_READ);
}

static void key_elsewhere(void **state)
{
	struct fixture *f = *state;
	char key[160];

	snprintf(key, sizeof(key), "%s/other", f->folder);
	must(f, sp_inventory_open(&f->inv, f->path, key, SP_INVENTORY_WRITE, &f->err));
	close_inventory(f);
	assert_int_equal(access(f->key, F_OK), -1);
	refused(f, SP_INVENTORY_READ, "is missing");
	must(f, sp_inventory_open(&f->inv, f->path, key, SP_INVENTORY_READ, &f->err));
}

static const struct {
	const char *name, *content; /* of the file; NULL: sql */
	const char *sql, *words;
} foreign[] = {
	{ "text", "Dear diary, this is no database at all and it is long enough to be looked at.\n",
	  NULL, "no inventory of spana" },
	{ "short", "x", NULL, "no inventory of spana" },
	{ "other program's", NULL, "CREATE TABLE t (a); INSERT INTO t VALUES (1)",
	  "no inventory of spana" },
	{ "other program's id", NULL, "PRAGMA application_id = 4711; CREATE TABLE t (a)",
	  "no inventory of spana" },
	{ "other program's id and version", NULL,
	  "PRAGMA application_id = 4711; PRAGMA user_version = 1; CREATE TABLE meta (a)",
	  "no inventory of spana" },
	{ "newer", NULL,
	  "PRAGMA application_id = 0x7370616E; PRAGMA user_version = 99; CREATE TABLE t (a)",
	  "newer spana" },
};

static void foreign_files_are_left_alone(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		char before[256], after[256];
		unlink(f->path);
		if (foreign[i].content)
			put_text(f->path, foreign[i].content);
		else
			sql(f, foreign[i].sql);
		assert_int_equal(chmod(f->path, 0640), 0);
		get_text(f->path, before);
		refused(f, SP_INVENTORY_WRITE, foreign[i].words);
		refused(f, SP_INVENTORY_READ, foreign[i].words);
		get_text(f->path, after);
		if (memcmp(before, after, sizeof(before)) != 0 && strcmp(before, after) != 0)
			CASE_FAIL(foreign[i].name, "the file was changed");
		if (mode_of(f->folder, "inventory.db") != 0640)
			CASE_FAIL(foreign[i].name, "its mode was changed");
		if (access(f->key, F_OK) == 0)
			CASE_FAIL(foreign[i].name, "a key was made");
	}
}

static void folder_is_refused(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(mkdir(f->path, 0700), 0);
	refused(f, SP_INVENTORY_WRITE, "no regular file");
	rmdir(f->path);
}

static void empty_file_is_as_none(void **state)
{
	struct fixture *f = *state;

	put_text(f->path, "");
	refused(f, SP_INVENTORY_READ, "run spana scan");
	open_inventory(f, SP_INVENTORY_WRITE);
	begin_scan(f, "rules");
}

static void damage_is_told(void **state)
{
	struct fixture *f = *state;
	struct sp_query query = { 0 };
	struct sp_overview overview;
	char junk[4096];

	open_inventory(f, SP_INVENTORY_WRITE);
	close_inventory(f);
	/* All but the first page is gone bad. */
	memset(junk, 0xA5, sizeof(junk));
	struct stat st;
	assert_int_equal(stat(f->path, &st), 0);
	int fd = open(f->path, O_WRONLY);
	for (off_t at = sizeof(junk); at < st.st_size; at += (off_t)sizeof(junk))
		assert_int_equal(pwrite(fd, junk, sizeof(junk), at), sizeof(junk));
	close(fd);
	enum sp_status status =
		sp_inventory_open(&f->inv, f->path, NULL, SP_INVENTORY_READ, &f->err);
	if (status == SP_OK)
		status = sp_inventory_overview(f->inv, &query, &overview, &f->err);
	assert_int_equal(status, SP_FATAL);
	assert_non_null(strstr(f->err.text, "damaged"));
}

static void one_scan_at_a_time(void **state)
{
	struct fixture *f = *state;
	struct sp_inventory *second = NULL, *reader = NULL;
	char pid[64];

	open_inventory(f, SP_INVENTORY_WRITE);
	assert_int_equal(sp_inventory_open(&second, f->path, NULL, SP_INVENTORY_WRITE, &f->err),
			 SP_FATAL);
	snprintf(pid, sizeof(pid), "another scan, process %ld,", (long)getpid());
	pid[strlen(pid) - 1] = '\0';
	assert_non_null(strstr(f->err.text, pid));
	must(f, sp_inventory_open(&reader, f->path, NULL, SP_INVENTORY_READ, &f->err));
	sp_inventory_close(reader);
	close_inventory(f);
	open_inventory(f, SP_INVENTORY_WRITE);
}

/* A scan that is killed leaves the inventory usable and the next one free to work. */
static void killed_scan_frees_the_lock(void **state)
{
	struct fixture *f = *state;
	int ready[2];
	char byte;

	assert_int_equal(pipe(ready), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (sp_inventory_open(&f->inv, f->path, NULL, SP_INVENTORY_WRITE, NULL) != SP_OK)
			_exit(1);
		begin_scan(f, "rules");
		write_file(f, file_at("/srv", "a", 1, 1), "a", "189001019802");
		must(f, sp_inventory_commit(f->inv, &f->err));
		write_file(f, file_at("/srv", "b", 2, 1), "b", "189001019802");
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	refused(f, SP_INVENTORY_WRITE, "another scan");
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	open_inventory(f, SP_INVENTORY_WRITE);
	expect_findings(f, false, "/srv/a personnummer 720312-****\n");
	begin_scan(f, "rules");
	end_scan(f, SP_SCAN_INTERRUPTED);
}

/* Without memory opening fails cleanly, wherever it strikes. */
static void survives_lack_of_memory(void **state)
{
	struct fixture *f = *state;
	unsigned long n = 1;

	open_inventory(f, SP_INVENTORY_WRITE);
	close_inventory(f);
	for (enum sp_status status = SP_FATAL; status != SP_OK; n++) {
		sp_mem_fail_at(n);
		status = sp_inventory_open(&f->inv, f->path, NULL, SP_INVENTORY_WRITE, &f->err);
		sp_mem_fail_at(0);
		if (status != SP_OK)
			assert_null(f->inv);
	}
	assert_true(n > 4);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_new, fixture_free)
	const struct CMUnitTest tests[] = {
		TEST(makes_private_files),
		TEST(tightens_modes),
		TEST(makes_folders),
		TEST(reading_needs_one),
		TEST(same_key_same_digest),
		TEST(content_hash_in_pieces),
		TEST(wrong_key_is_told),
		TEST(key_elsewhere),
		TEST(foreign_files_are_left_alone),
		TEST(folder_is_refused),
		TEST(empty_file_is_as_none),
		TEST(damage_is_told),
		TEST(one_scan_at_a_time),
		TEST(killed_scan_frees_the_lock),
		TEST(survives_lack_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
