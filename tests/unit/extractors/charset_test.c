/* SPDX-License-Identifier: GPL-3.0-or-later */
/* charset_test.c - Swedish in every charset that files come in, and bytes that are hostile. */
#include "test.h"

#include <iconv.h>

#include "base/buf.h"
#include "base/mem.h"

#include "extractors/charset.h"

#define BOTH "Åsa Öberg och Björn Ängström bor på Östgötagatan 5 i Malmö.\r\n"
#define CAPITALS "ÅSA ÖBERG\nÄRENDE: FÖRSÄKRINGSKASSAN\n"
#define LETTERS "åäöÅÄÖéü"

/* `utf8` in another charset, by iconv, which shares no code with ours here. */
static size_t encode(const char *charset, const char *utf8, unsigned char *out, size_t room)
{
	iconv_t handle = iconv_open(charset, "UTF-8");
	char *from = (char *)(uintptr_t)utf8, *to = (char *)out;
	size_t left = strlen(utf8), free_room = room;

	assert_true(handle != (iconv_t)-1);
	assert_true(iconv(handle, &from, &left, &to, &free_room) != (size_t)-1);
	iconv_close(handle);
	return room - free_room;
}

static void test_guess(void **state)
{
	static const struct {
		const char *name, *encoding, *text, *want;
	} cases[] = {
		{ "ascii", "UTF-8", "only ASCII here", "utf-8" },
		{ "utf-8", "UTF-8", BOTH, "utf-8" },
		{ "latin 1", "ISO-8859-1", BOTH, "windows-1252" },
		{ "latin 9", "ISO-8859-15", BOTH, "windows-1252" },
		{ "windows", "CP1252", BOTH "”Hej” – 5 €", "windows-1252" },
		{ "windows capitals", "CP1252", CAPITALS, "windows-1252" },
		{ "windows one letter", "CP1252", "Björn", "windows-1252" },
		{ "windows apostrophe", "CP1252", "Don’t say “hello” – it’s late", "windows-1252" },
		{ "windows quotes in Swedish", "CP1252", "Hon sa ”nej” på mötet i går",
		  "windows-1252" },
		{ "windows French", "CP1252", "Le père à l’école où il était", "windows-1252" },
		{ "windows degree", "CP1252", "20 °C, 5 § och 3 ½", "windows-1252" },
		{ "dos", "CP850", BOTH, "cp850" },
		{ "dos capitals", "CP850", CAPITALS, "cp850" },
		{ "dos one letter", "CP850", "Björn", "cp850" },
		{ "dos capital first", "CP850", "Årsredovisning", "cp850" },
		{ "dos word end", "CP850", "miljö", "cp850" },
		{ "us dos", "CP437", BOTH, "cp850" },
		{ "us dos box", "CP437", "┌────────┐\n│ Malmö  │\n└────────┘\n", "cp850" },
		{ "nordic dos", "CP865", BOTH, "cp850" },
		{ "mac", "MACINTOSH", BOTH, "macintosh" },
		{ "mac capitals", "MACINTOSH", CAPITALS, "macintosh" },
		{ "mac quotes", "MACINTOSH", "“Ångström är på väg”, sa “Åsa”", "macintosh" },
		{ "utf-16", "UTF-16LE", BOTH, "utf-16le" },
		{ "utf-16 big", "UTF-16BE", BOTH, "utf-16be" },
		{ "utf-16 short", "UTF-16LE", "Malmö", "utf-16le" },
		{ "utf-16 mark", "UTF-16", "Å", "utf-16le" },
		{ "utf-32", "UTF-32LE", BOTH, "utf-32le" },
		{ "utf-32 big", "UTF-32BE", BOTH, "utf-32be" },
	};
	unsigned char bytes[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t len = encode(cases[i].encoding, cases[i].text, bytes, sizeof(bytes));
		const char *got = sp_charset_name(sp_charset_guess(bytes, len));
		if (strcmp(got, cases[i].want))
			CASE_FAIL(cases[i].name, "guessed %s, not %s\n", got, cases[i].want);
	}
}

static void test_round_trip(void **state)
{
	static const char *const names[] = {
		"utf-8",      "iso-8859-1",  "ISO_8859-15", "Windows-1252", "cp437",
		"ibm850",     "CP865",	     "x-mac-roman", "utf-16",	    "utf-16le",
		"UTF-16BE",   "utf-32le",    "utf-32be",    "iso-8859-9",   "windows-1250",
		"iso-8859-2", "iso-8859-10", "ibm278",	    "gb18030",
	};
	static const char *const encodings[] = {
		"UTF-8",      "ISO-8859-1",  "ISO-8859-15", "CP1252",	  "CP437",
		"CP850",      "CP865",	     "MACINTOSH",   "UTF-16LE",	  "UTF-16LE",
		"UTF-16BE",   "UTF-32LE",    "UTF-32BE",    "ISO-8859-9", "CP1250",
		"ISO-8859-2", "ISO-8859-10", "IBM278",	    "GB18030",
	};
	unsigned char bytes[256];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		/* Latin 2 has no å: the letters that it shares serve as well. */
		bool latin2 = strstr(names[i], "8859-2") || strstr(names[i], "1250");
		const char *text = latin2 ? "äöÄÖéü" : LETTERS;
		size_t len = encode(encodings[i], text, bytes, sizeof(bytes));
		/* Cut everywhere, the stream gives the same. */
		for (size_t piece = 1; piece <= len; piece++) {
			struct sp_buf out = SP_BUF_INIT(4096);
			struct sp_decoder decoder;
			const struct sp_charset *charset = sp_charset_from_name(names[i]);
			assert_non_null(charset);
			assert_int_equal(sp_decoder_init(&decoder, charset), SP_OK);
			for (size_t at = 0; at < len; at += piece)
				assert_true(sp_decoder_feed(&decoder, bytes + at,
							    len - at < piece ? len - at : piece,
							    &out));
			assert_true(sp_decoder_finish(&decoder, &out));
			if (strcmp(sp_buf_str(&out), text) || decoder.bad)
				CASE_FAIL(names[i], "pieces of %zu: %s\n", piece, sp_buf_str(&out));
			sp_decoder_release(&decoder);
			sp_buf_release(&out);
		}
	}
}

static void test_bytes(void **state)
{
	static const struct {
		const char *name, *charset, *in;
		size_t len;
		const char *want;
	} cases[] = {
		{ "odd utf-16", "utf-16le", "a\0b", 3, "a\uFFFD" },
		{ "lone high surrogate", "utf-16le", "\x3D\xD8z\0", 4, "\uFFFDz" },
		{ "lone high surrogate at the end", "utf-16be", "\0a\xD8\x3D", 4, "a\uFFFD" },
		{ "lone low surrogate", "utf-16be", "\xDC\0\0z", 4, "\uFFFDz" },
		{ "surrogate pair", "utf-16be", "\xD8\x3D\xDE\0", 4, "\U0001F600" },
		{ "high, high, low", "utf-16be", "\xD8\x3D\xD8\x3D\xDE\0", 6, "\uFFFD\U0001F600" },
		{ "one byte", "utf-16le", "a", 1, "\uFFFD" },
		{ "mark dropped", "utf-16", "\xFE\xFF\0a", 4, "a" },
		{ "only a mark", "utf-16", "\xFF\xFE", 2, "" },
		{ "mark within is kept", "utf-16be", "\0a\xFE\xFF", 4, "a\uFEFF" },
		{ "beyond Unicode", "utf-32be", "\0\x11\0\0\0\0\0a", 8, "\uFFFDa" },
		{ "cut utf-32", "utf-32le", "a\0\0\0b\0", 6, "a\uFFFD" },
		{ "undefined in windows", "windows-1252", "a\x81z", 3, "a\uFFFDz" },
		{ "latin 1 controls are windows", "iso-8859-1", "\x93hej\x94", 5, "“hej”" },
		{ "utf-8 mark", "utf-8", "\xEF\xBB\xBFhej", 6, "hej" },
		{ "cut utf-8", "utf-8", "p\xC3", 2, "p\uFFFD" },
		{ "bad utf-8", "utf-8",
		  "1\xFF"
		  "2\xC3"
		  "3",
		  5, "1\uFFFD2\uFFFD3" },
		{ "bad in shift_jis", "shift_jis",
		  "1\x82\xFF"
		  "2",
		  4, "1\uFFFD\uFFFD2" },
		{ "utf-7", "utf-7", "Malm+APY-", 9, "Malmö" },
		{ "swedish ascii", "iso646-se", "}{|][\\", 6, "åäöÅÄÖ" },
		{ "ebcdic", "cp278", "\xC1\xD5\xD5\xC1", 4, "ANNA" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct sp_charset *charset = sp_charset_from_name(cases[i].charset);
		for (size_t piece = 1; piece <= cases[i].len; piece++) {
			struct sp_buf out = SP_BUF_INIT(4096);
			struct sp_decoder decoder;
			assert_non_null(charset);
			assert_int_equal(sp_decoder_init(&decoder, charset), SP_OK);
			for (size_t at = 0; at < cases[i].len; at += piece) {
				size_t n = cases[i].len - at < piece ? cases[i].len - at : piece;
				assert_true(sp_decoder_feed(&decoder, cases[i].in + at, n, &out));
			}
			assert_true(sp_decoder_finish(&decoder, &out));
			if (strcmp(sp_buf_str(&out), cases[i].want))
				CASE_FAIL(cases[i].name, "pieces of %zu: %s\n", piece,
					  sp_buf_str(&out));
			sp_decoder_release(&decoder);
			sp_buf_release(&out);
		}
	}
}

static void test_declared(void **state)
{
	static const struct {
		const char *name, *declared, *encoding, *text;
	} cases[] = {
		{ "right", "windows-1252", "CP1252", BOTH },
		{ "latin 1 for windows", "iso-8859-1", "CP1252", "”Åsa”" },
		{ "utf-8, but windows", "utf-8", "CP1252", BOTH },
		{ "windows, but utf-8", "iso-8859-1", "UTF-8", BOTH },
		{ "ascii, but utf-8", "us-ascii", "UTF-8", BOTH },
		{ "ascii, but dos", "us-ascii", "CP850", BOTH },
		{ "utf-16, but utf-8", "utf-16", "UTF-8", BOTH },
		{ "utf-16 of either order", "utf-16", "UTF-16BE", BOTH },
		{ "windows, but a mark", "windows-1252", "UTF-16", BOTH },
		{ "another script", "koi8-r", "KOI8-R", "Иван Петров" },
		{ "japanese, but windows", "iso-2022-jp", "CP1252", BOTH },
		{ "unknown", "x-user-defined", "CP1252", BOTH },
		{ "none", NULL, "MACINTOSH", BOTH },
	};
	unsigned char bytes[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sp_buf out = SP_BUF_INIT(4096);
		size_t len = encode(cases[i].encoding, cases[i].text, bytes, sizeof(bytes));
		assert_true(sp_charset_convert(sp_charset_from_name(cases[i].declared), bytes, len,
					       &out));
		if (strcmp(sp_buf_str(&out), cases[i].text))
			CASE_FAIL(cases[i].name, "got %s\n", sp_buf_str(&out));
		sp_buf_release(&out);
	}
}

static void test_names(void **state)
{
	static const struct {
		const char *name, *want;
	} cases[] = {
		{ "UTF-8", "utf-8" },
		{ " \"utf8\" ", "utf-8" },
		{ "ISO_8859-1:1987", "windows-1252" },
		{ "iso8859-15", "windows-1252" },
		{ "CP-850", "cp850" },
		{ "Shift_JIS", "CP932" },
		{ "unknown-8bit", NULL },
		{ "x-user-defined", NULL },
		{ "8859", NULL },
		{ "utf", NULL },
		{ "", NULL },
		{ "--", NULL },
		{ "a-name-that-is-far-longer-than-any-charset-has-ever-had", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct sp_charset *got = sp_charset_from_name(cases[i].name);
		if (!got != !cases[i].want || (got && strcmp(sp_charset_name(got), cases[i].want)))
			CASE_FAIL(cases[i].name, "is %s\n", got ? sp_charset_name(got) : "unknown");
	}
	assert_string_equal(sp_charset_name(sp_charset_from_codepage(1252)), "windows-1252");
	assert_string_equal(sp_charset_name(sp_charset_from_codepage(10000)), "macintosh");
	assert_null(sp_charset_from_codepage(0));
	assert_null(sp_charset_from_codepage(4711));
}

/* No iconv that is named in our list may be missing where this is built. */
static void test_all_open(void **state)
{
	static const unsigned numbers[] = { 437,   737,	  775,	 850,	852,   855,   857,   858,
					    860,   861,	  862,	 863,	864,   865,   866,   874,
					    932,   936,	  949,	 950,	1250,  1251,  1252,  1253,
					    1254,  1255,  1256,	 1257,	1258,  1361,  10000, 10007,
					    10029, 20107, 20278, 20866, 21866, 28592, 28593, 28594,
					    28595, 28596, 28597, 28598, 28603, 50220, 50225, 51932,
					    65000, 65001, 37,	 500,	1047,  1140,  1143 };

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		const struct sp_charset *charset = sp_charset_from_codepage(numbers[i]);
		struct sp_decoder decoder;
		assert_non_null(charset);
		assert_int_equal(sp_decoder_init(&decoder, charset), SP_OK);
		if (decoder.charset != charset)
			CASE_FAIL(sp_charset_name(charset), "unknown to iconv\n");
		sp_decoder_release(&decoder);
	}
}

static void test_no_memory(void **state)
{
	unsigned char bytes[1024];
	size_t len = encode("CP1252", BOTH, bytes, sizeof(bytes));

	(void)state;
	for (unsigned long n = 1;; n++) {
		struct sp_buf out = SP_BUF_INIT(4096);
		sp_mem_fail_at(n);
		bool good = sp_charset_convert(NULL, bytes, len, &out);
		sp_mem_fail_at(0);
		if (good)
			assert_string_equal(sp_buf_str(&out), BOTH);
		sp_buf_release(&out);
		if (good)
			break;
		assert_true(n < 50);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_guess),	  cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_bytes),	  cmocka_unit_test(test_declared),
		cmocka_unit_test(test_names),	  cmocka_unit_test(test_all_open),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
