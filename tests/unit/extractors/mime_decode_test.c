/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfer encodings: what they decode to, whole and in pieces of any size. */
#include "test.h"

#include <stdio.h>

#include "extractors/mime_decode.h"

/* 76 characters for 57 bytes. */
#define LINE "U21vcmdhc2JvcmQsIDA3MC0xNzQgMDYgMDUgb2NoIGVuIHJhZCB0aWxsLCBzb20gZWogdGFyIHNs"

static const struct {
	const char *name;
	enum sp_mime_coding coding;
	const char *in, *out;
	enum sp_reason fault;
} cases[] = {
	{ "plain", SP_MIME_IDENTITY, "a=41\r\n", "a=41\r\n", SP_REASON_NONE },
	{ "none", SP_MIME_BASE64, "", "", SP_REASON_NONE },
	{ "groups", SP_MIME_BASE64, "SGVq\r\nIQ==\r\n", "Hej!", SP_REASON_NONE },
	{ "any line ends", SP_MIME_BASE64, "S\nG V\tq", "Hej", SP_REASON_NONE },
	{ "no padding", SP_MIME_BASE64, "SGVqIQ", "Hej!", SP_REASON_TRUNCATED },
	{ "half a byte", SP_MIME_BASE64, "SGVqI", "Hej", SP_REASON_TRUNCATED },
	{ "strange", SP_MIME_BASE64, "SG-Vq", "Hej", SP_REASON_DAMAGED },
	{ "joined", SP_MIME_BASE64, "SGVqIQ==\nU0dWcUlRPT1TR1ZxSVE9PQ==\n",
	  "Hej!SGVqIQ==SGVqIQ==", SP_REASON_NONE },
	{ "a word behind", SP_MIME_BASE64, "SGVqIQ==\nlista\n", "Hej!", SP_REASON_DAMAGED },
	{ "four letters behind", SP_MIME_BASE64, "SGVqIQ==\nAnna\n", "Hej!", SP_REASON_DAMAGED },
	{ "quoted", SP_MIME_QUOTED, "=41=c3=A5_=\r\nb=\nc= \t\nd", "A\xC3\xA5_bcd",
	  SP_REASON_NONE },
	{ "no escapes", SP_MIME_QUOTED, "=4G = =\rx ==41", "=4G = =\rx =A", SP_REASON_NONE },
	{ "an end in an escape", SP_MIME_QUOTED, "a=", "a", SP_REASON_NONE },
	{ "an end in blanks", SP_MIME_QUOTED, "a= \t", "a", SP_REASON_NONE },
	{ "an end in a byte", SP_MIME_QUOTED, "a=4", "a=4", SP_REASON_NONE },
};

/* Gives `in` in pieces; what was not taken comes again with the next. */
static size_t decode(struct sp_mime_decoder *d, const char *in, size_t len, size_t piece, char *out)
{
	size_t at = 0, n = 0, used, want = piece;

	while (at < len) {
		size_t most = len - at < want ? len - at : want;
		n += sp_mime_decode(d, in + at, most, at + most == len, out + n, &used);
		want = used ? piece : want + piece;
		at += used;
	}
	return n;
}

static void test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const size_t len = strlen(cases[i].in), want = strlen(cases[i].out);
		for (size_t piece = 1; piece <= len + 1; piece++) {
			struct sp_mime_decoder d;
			char out[256];
			const char *detail;
			sp_mime_decoder_init(&d, cases[i].coding);
			size_t n = decode(&d, cases[i].in, len, piece, out);
			if (n != want || memcmp(out, cases[i].out, n) != 0)
				CASE_FAIL(cases[i].name, "in pieces of %zu: %zu bytes, not %zu\n",
					  piece, n, want);
			if (sp_mime_decoder_fault(&d, &detail) != cases[i].fault)
				CASE_FAIL(cases[i].name, "another fault in pieces of %zu\n", piece);
		}
	}
}

/* Long lines are taken in blocks; what those do is what single characters would. */
static void test_blocks(void **state)
{
	enum { LINES = 20 };
	char in[LINES * (sizeof(LINE) + 1)], whole[sizeof(in) + SP_MIME_SLACK],
		single[sizeof(in) + SP_MIME_SLACK];
	struct sp_mime_decoder d;
	size_t len = 0;

	(void)state;
	for (int i = 0; i < LINES; i++)
		len += (size_t)snprintf(in + len, sizeof(in) - len, "%s\n", LINE);
	sp_mime_decoder_init(&d, SP_MIME_BASE64);
	const size_t n = decode(&d, in, len, len, whole);
	assert_int_equal(n, LINES * 57);
	for (size_t piece = 1; piece < 100; piece++) {
		sp_mime_decoder_init(&d, SP_MIME_BASE64);
		assert_int_equal(decode(&d, in, len, piece, single), n);
		assert_memory_equal(single, whole, n);
		assert_int_equal(d.strange, 0);
	}
}

static void test_names(void **state)
{
	static const struct {
		const char *value;
		enum sp_mime_coding coding;
	} names[] = {
		{ "", SP_MIME_IDENTITY },	   { " 8BIT", SP_MIME_IDENTITY },
		{ " Base64 ; x", SP_MIME_BASE64 }, { "quoted-printable(c)", SP_MIME_QUOTED },
		{ "x-uue\r\n", SP_MIME_UUENCODE }, { "base6", SP_MIME_STRANGE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (sp_mime_coding_of(names[i].value, strlen(names[i].value)) != names[i].coding)
			CASE_FAIL(names[i].value, "is another encoding\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
