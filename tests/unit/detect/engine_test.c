/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * engine_test.c - the fast engine finds what the plain one does.
 *
 * Texts are made from pieces that matter to the shape tables: digits in runs,
 * separators, letters and the bytes that rules hang on.
 */
#include "test.h"

#include "spana/detector.h"
#include "spana/limits.h"

#include "base/arena.h"
#include "base/buf.h"

#define PATTERNS SPANA_SOURCE "/patterns"

static struct sp_rules *load(bool plain)
{
	static const char *const folders[] = { PATTERNS, SPANA_SOURCE "/tests/unit/detect/patterns",
					       NULL };
	const struct sp_rules_options options = { .folders = folders,
						  .today = { 2026, 11, 23 },
						  .plain = plain };
	struct sp_rules *rules = NULL;
	struct sp_error err = { .reason = SP_REASON_NONE };

	if (sp_rules_load(&rules, &options, &err) != SP_OK)
		fail_msg("%s", err.text);
	return rules;
}

/* What is found in a text, as lines. */
static void find(const struct sp_rules *rules, const struct sp_delimited *rows, const char *text,
		 size_t len, struct sp_buf *out)
{
	const struct sp_item item = { .format = "text" };
	const struct sp_mark mark = { .at = 0, .line = 1, .column = 1 };
	const struct sp_segment segment = { .item = &item,
					    .text = text,
					    .len = len,
					    .to = len,
					    .marks = &mark,
					    .n_marks = 1,
					    .delimited = rows,
					    .last = true };
	struct sp_arena arena = { 0 };
	struct sp_findings found = { .arena = &arena };
	struct sp_scratch *scratch = NULL;

	assert_int_equal(sp_scratch_new(&scratch, rules), SP_OK);
	assert_int_equal(sp_detect(rules, scratch, &segment, &found), SP_OK);
	assert_int_equal(sp_detect_end(rules, scratch, &item, &found), SP_OK);
	for (size_t i = 0; i < found.n; i++)
		sp_buf_printf(out, "%s %s %.2f at %llu:%llu\n", found.items[i].type,
			      found.items[i].value, found.items[i].score,
			      (unsigned long long)found.items[i].where.line,
			      (unsigned long long)found.items[i].where.column);
	sp_scratch_free(scratch);
	sp_arena_release(&arena);
}

static void compare_rows(const struct sp_rules *fast, const struct sp_rules *plain,
			 const struct sp_delimited *rows, const char *text, size_t len)
{
	struct sp_buf got = SP_BUF_INIT(SP_BUF_UNCAPPED), want = SP_BUF_INIT(SP_BUF_UNCAPPED);

	find(fast, rows, text, len, &got);
	find(plain, rows, text, len, &want);
	if (strcmp(sp_buf_str(&got), sp_buf_str(&want)) != 0)
		fail_msg("in \"%.*s\"\nfast:\n%splain:\n%s", (int)len, text, sp_buf_str(&got),
			 sp_buf_str(&want));
	sp_buf_release(&got);
	sp_buf_release(&want);
}

static void compare(const struct sp_rules *fast, const struct sp_rules *plain, const char *text,
		    size_t len)
{
	compare_rows(fast, plain, NULL, text, len);
}

/* xorshift64: the same texts every time. */
static unsigned random_below(uint64_t *state, unsigned n)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (unsigned)(*state >> 33) % n;
}

static void add_piece(struct sp_buf *out, uint64_t *state)
{
	static const char *const pieces[] = {
		"19800113-9818",
		"800113-9818",
		"198001139818",
		"8001139818",
		"19701063-2391",
		"556520-6199",
		"5565206199",
		"SE556520619901",
		"SE",
		"+46 42 12 02 30",
		"0701-494 333",
		"08-465 004 12",
		"+46(0)8-121 08 901",
		"070",
		"0701740650",
		"anna.ek@example.org",
		"@",
		".org",
		"%40",
		"mailto:",
		"logo@2x.png",
		"SE45 5000 0000 0583 9825 7466",
		"IBAN",
		"4111 1111 1111 1111",
		"5555555555554444",
		"550e8400-e29b-41d4-a716-446655440000",
		"d41d8cd98f00b204e9800998ecf8427e",
		"personnummer ",
		"tel ",
		"org nr ",
		"ocr ",
		"Å",
		"\xC2\xA0",
		"\xE2\x80\x91",
		"\xE2\x80\x93",
		"\xE2\x80\x8B",
		"+",
		"(",
		")",
		"(0)",
		" ",
		" ",
		"  ",
		"-",
		"-",
		".",
		",",
		"/",
		"_",
		"\n",
		"\t",
		"0",
		"1",
		"2",
		"9",
		"00",
		"18",
		"19",
		"20",
		"46",
		"a",
		"e",
		"Z",
		"x",
		"'",
		"+",
		":",
		"@example.org",
		"Anna Ek",
		"Namn: ",
		": Bo",
		"AB",
		"sjukskriven",
		"skyddad identitet",
		"\nSekretessmarkering",
		": nej",
		"a@",
		"konto ",
		"bg ",
		"pg: ",
		"5402-9681",
		"28 65 43-4",
		"5140-00 100 04",
		"3300-800113 9818",
		"Kundnr: ",
		"K10023",
		"regnr ",
		"ABC 12D",
		"pass ",
		"AA1234567",
		"ip ",
		"192.0.2.7",
		"2001:db8::1",
		"cpr ",
		"010190-0002",
		"fastighet ",
		"Skoga 1:54",
		"adress ",
		"Storgatan 1",
		"L-",
		"ref:",
		"R1",
		"S20",
		"x",
		", 252 21 Lund",
		"\xC3\xA5\xC3\xA4\xC3\xB6 \xC3\xA5\xC3\xA4\xC3\xB6 ",
		" lorem ipsum dolor sit amet, consectetur adipiscing elit ",
	};

	sp_buf_puts(out, pieces[random_below(state, sizeof(pieces) / sizeof(pieces[0]))]);
}

static void pieces(void **unused)
{
	struct sp_rules *fast = load(false), *plain = load(true);
	struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED);
	uint64_t state = 88172645463325252u;

	(void)unused;
	for (int round = 0; round < 6000; round++) {
		unsigned n = 1 + random_below(&state, 24);
		sp_buf_reset(&text);
		for (unsigned i = 0; i < n; i++)
			add_piece(&text, &state);
		compare(fast, plain, sp_buf_str(&text), text.len);
	}
	sp_buf_release(&text);
	sp_rules_free(fast);
	sp_rules_free(plain);
}

/* A row of a table: cells that could be anything, some in quotes, some with words in them. */
static void add_row(struct sp_buf *out, char separator, uint64_t *state)
{
	static const char *const cells[] = {
		"Anna",
		"Ek",
		"Anna Ek",
		"Ek, Anna",
		"Zelal Ormstad",
		"af Ek",
		"Lund",
		"Malm\xC3\xB6",
		"Storgatan 1",
		"Tallv\xC3\xA4gen 46",
		"SE45 5000 0000 0583 9825 7466",
		"anna.ek@example.com",
		"Namn Lund",
		"Namn: Anna Ek",
		"Kontakt Bo",
		"Com",
		"tel",
		"telAnna",
		"\"Anna Ek\"",
		"\"Ek;Anna\"",
		"\"Ek, Anna\"",
		"Hej, Anna",
		"sjukskriven",
		"",
		"1",
	};

	for (unsigned n = 1 + random_below(state, 7); n; n--) {
		if (random_below(state, 3))
			sp_buf_puts(out,
				    cells[random_below(state, sizeof(cells) / sizeof(cells[0]))]);
		else
			add_piece(out, state);
		sp_buf_putc(out, n > 1 ? separator : '\n');
	}
}

/* Rows below a header: what the header asks for is found where words near by are few or none. */
static void rows(void **unused)
{
	static const char *const headers[] = { "namn",	       "f\xC3\xB6rnamn", "efternamn",
					       "personnummer", "e-post",	 "telefon",
					       "ort",	       "kundnr",	 "kontakt",
					       "adress",       "iban",		 NULL };
	static const char separators[] = ";,\t|";
	struct sp_rules *fast = load(false), *plain = load(true);
	struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED);
	uint64_t state = 362436069u;

	(void)unused;
	for (int round = 0; round < 4000; round++) {
		const char *header[6];
		const struct sp_delimited delimited = {
			.separator = separators[random_below(&state, sizeof(separators) - 1)],
			.quote = random_below(&state, 4) ? '"' : '\0',
			.header = random_below(&state, 8) ? header : NULL,
			.columns = 6,
		};
		for (size_t i = 0; i < 6; i++)
			header[i] =
				headers[random_below(&state, sizeof(headers) / sizeof(headers[0]))];
		sp_buf_reset(&text);
		for (unsigned n = 1 + random_below(&state, 9); n; n--)
			add_row(&text, delimited.separator, &state);
		compare_rows(fast, plain, &delimited, sp_buf_str(&text), text.len);
	}
	sp_buf_release(&text);
	sp_rules_free(fast);
	sp_rules_free(plain);
}

/* Digits and separators alone, long enough to cross the blocks of the scanner. */
static void digits(void **unused)
{
	static const char letters[] = "00112345678999-- .+@ELRx\n";
	struct sp_rules *fast = load(false), *plain = load(true);
	uint64_t state = 2463534242u;

	(void)unused;
	for (int round = 0; round < 600; round++) {
		char text[700];
		size_t len = 1 + random_below(&state, sizeof(text));
		for (size_t i = 0; i < len; i++)
			text[i] = letters[random_below(&state, sizeof(letters) - 1)];
		compare(fast, plain, text, len);
	}
	sp_rules_free(fast);
	sp_rules_free(plain);
}

/*
 * A cell is found by its column's header however its rows are cut into segments: what was last
 * known of the lines as rows of a table says nothing of it.
 */
static void cells_over_a_cut(void **unused)
{
	static const char text[] = "101817\t08-46500401\n101818\t08-46500402\n";
	const size_t second = strlen("101817\t08-46500401\n");
	struct sp_rules *rules = load(false);
	const struct sp_item item = { .format = "xlsx" };
	const struct sp_place number = { .kind = SP_PLACE_CELL, .name = "A", .label = "Kundnr" };
	const struct sp_place phone = { .kind = SP_PLACE_CELL, .name = "B", .label = "Telefon" };
	const struct sp_mark marks[] = { { 0, &number, 1, 1 },
					 { 7, &phone, 1, 8 },
					 { second, &number, 2, 1 },
					 { second + 7, &phone, 2, 8 } };
	struct sp_segment segment = { .item = &item,
				      .text = text,
				      .len = strlen(text),
				      .to = second,
				      .marks = marks,
				      .n_marks = 4 };
	struct sp_arena arena = { 0 };
	struct sp_findings found = { .arena = &arena };
	struct sp_scratch *scratch = NULL;
	unsigned numbers = 0;

	(void)unused;
	assert_int_equal(sp_scratch_new(&scratch, rules), SP_OK);
	assert_int_equal(sp_detect(rules, scratch, &segment, &found), SP_OK);
	segment.from = second;
	segment.to = segment.len;
	segment.last = true;
	assert_int_equal(sp_detect(rules, scratch, &segment, &found), SP_OK);
	assert_int_equal(sp_detect_end(rules, scratch, &item, &found), SP_OK);
	for (size_t i = 0; i < found.n; i++)
		numbers += strcmp(found.items[i].type, "customer_number") == 0;
	assert_int_equal(numbers, 2);
	sp_scratch_free(scratch);
	sp_arena_release(&arena);
	sp_rules_free(rules);
}

/* Every built-in rule that tells something is found by an anchor. */
static void none_is_slow(void **unused)
{
	struct sp_rules *rules = load(false);
	struct sp_rule_info rule;

	(void)unused;
	for (size_t i = 0; sp_rules_info(rules, i, &rule); i++)
		if (rule.slow)
			CASE_FAIL(rule.type, "form %s has no anchor\n", rule.form);
	sp_rules_free(rules);
}

/* The examples of the pattern files hold. */
static void examples(void **unused)
{
	struct sp_rules *fast = load(false), *plain = load(true);
	struct sp_rule_example example;

	(void)unused;
	for (size_t i = 0; sp_rules_example(fast, i, &example); i++)
		compare(fast, plain, example.text, strlen(example.text));
	sp_rules_free(fast);
	sp_rules_free(plain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(none_is_slow), cmocka_unit_test(examples),
		cmocka_unit_test(pieces),	cmocka_unit_test(rows),
		cmocka_unit_test(digits),	cmocka_unit_test(cells_over_a_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
