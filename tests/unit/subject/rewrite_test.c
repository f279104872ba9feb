/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rewrite_test.c - members are taken out byte for byte; files that are not right are refused. */
#include "test.h"

#include "subject/rewrite.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MOST 16384

struct bytes {
	unsigned char data[MOST];
	size_t len;
};

static void put(struct bytes *b, const void *data, size_t len)
{
	assert_true(b->len + len <= MOST);
	memcpy(b->data + b->len, data, len);
	b->len += len;
}

static void put_le(struct bytes *b, unsigned long n, int size)
{
	for (int i = 0; i < size; i++, n >>= 8)
		put(b, &(unsigned char) { (unsigned char)n }, 1);
}

/* Stored members "name=content", with a comment behind the directory. */
static void make_zip(struct bytes *b, const char *const *members)
{
	struct bytes directory = { .len = 0 };
	unsigned long n = 0;

	b->len = 0;
	put(b, "stub", 4);
	for (; members[n]; n++) {
		const char *equals = strchr(members[n], '=');
		size_t name = (size_t)(equals - members[n]), size = strlen(equals + 1), at = b->len;
		static const unsigned char middle[] = { 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4 };
		put(b, "PK\3\4", 4);
		put(b, middle, sizeof(middle));
		put_le(b, size, 4);
		put_le(b, size, 4);
		put_le(b, name, 2);
		put_le(b, 0, 2);
		put(b, members[n], name);
		put(b, equals + 1, size);
		put(&directory, "PK\1\2\24\0", 6);
		put(&directory, middle, sizeof(middle));
		put_le(&directory, size, 4);
		put_le(&directory, size, 4);
		put_le(&directory, name, 2);
		put(&directory, (const char[12]) { 0 }, 12);
		put_le(&directory, at, 4);
		put(&directory, members[n], name);
	}
	unsigned long start = b->len;
	put(b, directory.data, directory.len);
	put(b, "PK\5\6\0\0\0\0", 8);
	put_le(b, n, 2);
	put_le(b, n, 2);
	put_le(b, directory.len, 4);
	put_le(b, start, 4);
	put_le(b, 3, 2);
	put(b, "end", 3);
}

/* A ustar archive of the same kind of members. */
static void make_tar(struct bytes *b, const char *const *members)
{
	b->len = 0;
	for (size_t n = 0; members[n]; n++) {
		unsigned char h[512] = { 0 };
		const char *equals = strchr(members[n], '=');
		size_t size = strlen(equals + 1);
		unsigned sum = 0;
		memcpy(h, members[n], (size_t)(equals - members[n]));
		snprintf((char *)h + 124, 12, "%011o", (unsigned)size & 0777);
		h[156] = '0';
		memcpy(h + 257, "ustar\00000", 8);
		memset(h + 148, ' ', 8);
		for (int i = 0; i < 512; i++)
			sum += h[i];
		snprintf((char *)h + 148, 8, "%06o", sum & 0777777);
		put(b, h, sizeof(h));
		memset(h, 0, sizeof(h));
		memcpy(h, equals + 1, size);
		put(b, h, sizeof(h));
	}
	put(b, (const char[1024]) { 0 }, 1024);
}

/* A mailbox whose messages are the contents. */
static void make_mbox(struct bytes *b, const char *const *members)
{
	char text[512];

	b->len = 0;
	for (size_t n = 0; members[n]; n++) {
		int len = snprintf(text, sizeof(text),
				   "From a@example.org Mon Jan 12 09:0%zu:00 2026\n"
				   "Subject: %s\n\nFrom now on\n\nSlut.\n\n",
				   n, strchr(members[n], '=') + 1);
		put(b, text, (size_t)len);
	}
}

static const struct {
	const char *format;
	void (*make)(struct bytes *b, const char *const *members);
	const char *taken[3];
} forms[] = {
	{ "zip", make_zip, { "b.txt", "d/e.txt" } },
	{ "tar", make_tar, { "b.txt", "d/e.txt" } },
	{ "mbox", make_mbox, { "2 2026-01-12 x", "4 2026-01-12 y" } },
};

static const char *const all[] = { "a.txt=first", "b.txt=secret", "c.txt=third", "d/e.txt=more",
				   NULL };
static const char *const kept[] = { "a.txt=first", "c.txt=third", NULL };

static int file_of(const struct bytes *b, size_t len)
{
	int fd = memfd_create("rewrite", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, b->data, len), (ssize_t)len);
	return fd;
}

/* Rewrites the first `len` bytes; what comes out is in *out. */
static enum sp_status run(size_t form, const struct bytes *b, size_t len, struct bytes *out)
{
	struct sp_error err = { .reason = SP_REASON_NONE };
	int in = file_of(b, len), to = memfd_create("rewritten", MFD_CLOEXEC);
	enum sp_status status = sp_rewriter_find(forms[form].format)
					->rewrite(in, len, to, forms[form].taken, 2, &err);
	ssize_t n = pread(to, out->data, MOST, 0);

	out->len = n > 0 ? (size_t)n : 0;
	if (status != SP_OK && !err.text[0] && status != SP_FATAL)
		fail_msg("%s, %zu bytes: no reason", forms[form].format, len);
	close(in);
	close(to);
	return status;
}

static void members_are_taken_out(void **state)
{
	static struct bytes before, after, want;

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		forms[i].make(&before, all);
		if (run(i, &before, before.len, &after) != SP_OK)
			fail_msg("%s", forms[i].format);
		forms[i].make(&want, kept);
		if (i == 2) {
			/* The messages keep their own times. */
			want.len = 0;
			const char *first = "Subject: first", *third = "Subject: third";
			assert_non_null(memmem(after.data, after.len, first, strlen(first)));
			assert_non_null(memmem(after.data, after.len, third, strlen(third)));
			assert_null(memmem(after.data, after.len, "secret", 6));
			assert_null(memmem(after.data, after.len, "more", 4));
			continue;
		}
		if (after.len != want.len || memcmp(after.data, want.data, want.len) != 0)
			fail_msg("%s: other bytes", forms[i].format);
	}
}

/* An archive that is cut anywhere is refused. (Of a mailbox any cut may be a mailbox.) */
static void cut_files_are_refused(void **state)
{
	static struct bytes before, after;

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		forms[i].make(&before, all);
		/* What follows the first zero block of a tar is padding. */
		size_t end = i == 1 ? before.len - 1024 : before.len;
		for (size_t len = 0; len < end; len++)
			if (run(i, &before, len, &after) == SP_OK && i != 2)
				fail_msg("%s cut at %zu", forms[i].format, len);
	}
}

/* Any byte may be anything: nothing is read beyond the end, and it ends. */
static void hostile_files_do_no_harm(void **state)
{
	static const unsigned char values[] = { 0x00, 0xFF, 0x7F, 0x80, 'P', '9' };
	static struct bytes before, after;

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		forms[i].make(&before, all);
		for (size_t at = 0; at < before.len; at++) {
			unsigned char was = before.data[at];
			for (size_t v = 0; v < sizeof(values); v++) {
				before.data[at] = values[v];
				enum sp_status status = run(i, &before, before.len, &after);
				assert_true(status == SP_OK || status == SP_FAILED);
			}
			before.data[at] = was;
		}
	}
}

static void names_must_be_there_once(void **state)
{
	static const char *const twice[] = { "b.txt=1", "b.txt=2", "d/e.txt=3", NULL };
	static const char *const none[] = { "b.txt=1", "c.txt=2", NULL };
	static struct bytes before, after;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		forms[i].make(&before, twice);
		assert_int_equal(run(i, &before, before.len, &after), SP_FAILED);
		forms[i].make(&before, none);
		assert_int_equal(run(i, &before, before.len, &after), SP_FAILED);
	}
	forms[2].make(&before, none);
	assert_int_equal(run(2, &before, before.len, &after), SP_FAILED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_are_taken_out),
		cmocka_unit_test(cut_files_are_refused),
		cmocka_unit_test(hostile_files_do_no_harm),
		cmocka_unit_test(names_must_be_there_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
