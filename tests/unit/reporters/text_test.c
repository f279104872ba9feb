/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text_test.c - what people read, letter by letter. */
#include "rows.h"

static const char report_wide[] =
	"Personal data found\n"
	"\n"
	"Type          Category  Values    High  Medium  Low  Files\n"
	"email         contact        5       4       1    -      2\n"
	"personnummer  identity   1 201  12 345       3    1      4\n"
	"phone         contact        1       -       -    1      1\n"
	"Total                    1 207  12 349       4    2\n"
	"A value counts once; high, medium and low are places.\n"
	"\n"
	"Findings\n"
	"\n"
	"/srv/share/arkiv.zip \xE2\x80\xBA 2026/brev.docx\n"
	"  paragraph 4, line 4, column 17  personnummer  890102-****       high    near personnr, "
	"f\xC3\xB6"
	"dd\n"
	"  sheet L\xC3\xB6ner, row 12, cell B12   email         a***@example.org  medium\n"
	"\n"
	"/srv/share/post.mbox \xE2\x80\xBA 17 L\xC3\xB6ner \xE2\x80\xBA lista.xlsx\n"
	"  sheet L\xC3\xB6ner, row 12, cell B12  email  a***@example.org  medium\n"
	"                                 phone  +46 31 *** ** **  low     of an organisation\n"
	"\n"
	"/srv/share/gammal.txt (moved 2026-07-31)\n"
	"  paragraph 4, line 4, column 17  personnummer  890102-****  high  near personnr, "
	"f\xC3\xB6"
	"dd\n"
	"\n"
	"/srv/\xEF\xBF\xBD\\x1b[2J\\nrm\\u{202e}txt\n"
	"    phone  +46 31 *** ** **  low  of an organisation\n"
	"\n"
	"Problems\n"
	"\n"
	"encrypted (1)\n"
	"  /srv/share/arkiv.zip \xE2\x80\xBA 2026/brev.docx: 2 members need a password\n"
	"\n"
	"truncated (2)\n"
	"  /srv/share/post.mbox \xE2\x80\xBA 17 L\xC3\xB6ner \xE2\x80\xBA lista.xlsx\n"
	"  /srv/\xEF\xBF\xBD\\x1b[2J\\nrm\\u{202e}txt: row 7\n"
	"\n"
	"permission (1)\n"
	"  /srv/share/l\xC3\xA5st: the folder could not be listed\n"
	"\n"
	"Coverage\n"
	"\n"
	"  items met     1 201\n"
	"  read in full  1 183   98.5 %\n"
	"  read in part      4    0.3 %\n"
	"  not read          2    0.2 %\n"
	"                    1  permission\n"
	"                    1  encrypted\n"
	"  no text          12    1.0 %\n"
	"                   11  image/png\n"
	"                    1  unknown type\n"
	"\n"
	"  in 900 files, 70.0 MiB\n";

static const char report_narrow[] =
	"Personal data found\n"
	"\n"
	"Type          Category  Values    High  Medium  Low  Files\n"
	"email         contact        5       4       1    -      2\n"
	"personnummer  identity   1 201  12 345       3    1      4\n"
	"phone         contact        1       -       -    1      1\n"
	"Total                    1 207  12 349       4    2\n"
	"A value counts once; high, medium and low are places.\n"
	"\n"
	"Findings\n"
	"\n"
	"/srv/share/arkiv.zip \xE2\x80\xBA 2026/brev.docx\n"
	"  paragraph 4, line\xE2\x80\xA6  personnummer  890102-****       high\n"
	"      near personnr, f\xC3\xB6"
	"dd\n"
	"  sheet L\xC3\xB6ner, row \xE2\x80\xA6  email         a***@example.org  medium\n"
	"\n"
	"/srv/share/post.mbox \xE2\x80\xBA 17 L\xC3\xB6ner \xE2\x80\xBA lista.xlsx\n"
	"  sheet L\xC3\xB6ner, row 12, cel\xE2\x80\xA6  email  a***@example.org  medium\n"
	"                             phone  +46 31 *** ** **  low\n"
	"      of an organisation\n"
	"\n"
	"/srv/share/gammal.txt (moved 2026-07-31)\n"
	"  paragraph 4, line 4, col\xE2\x80\xA6  personnummer  890102-****  high\n"
	"      near personnr, f\xC3\xB6"
	"dd\n"
	"\n"
	"/srv/\xEF\xBF\xBD\\x1b[2J\\nrm\\u{202e}txt\n"
	"    phone  +46 31 *** ** **  low  of an organisation\n"
	"\n"
	"Problems\n"
	"\n"
	"encrypted (1)\n"
	"  /srv/share/arkiv.zip \xE2\x80\xBA 2026/brev.docx:\n"
	"      2 members need a password\n"
	"\n"
	"truncated (2)\n"
	"  /srv/share/post.mbox \xE2\x80\xBA 17 L\xC3\xB6ner \xE2\x80\xBA lista.xlsx\n"
	"  /srv/\xEF\xBF\xBD\\x1b[2J\\nrm\\u{202e}txt: row 7\n"
	"\n"
	"permission (1)\n"
	"  /srv/share/l\xC3\xA5st: the folder could not be listed\n"
	"\n"
	"Coverage\n"
	"\n"
	"  items met     1 201\n"
	"  read in full  1 183   98.5 %\n"
	"  read in part      4    0.3 %\n"
	"  not read          2    0.2 %\n"
	"                    1  permission\n"
	"                    1  encrypted\n"
	"  no text          12    1.0 %\n"
	"                   11  image/png\n"
	"                    1  unknown type\n"
	"\n"
	"  in 900 files, 70.0 MiB\n";

static const char live[] =
	"/srv/share/arkiv.zip \xE2\x80\xBA 2026/brev.docx: paragraph 4, line 4, column 17: "
	"personnummer 890102-**** (high)\n"
	"/srv/share/arkiv.zip \xE2\x80\xBA 2026/brev.docx: sheet L\xC3\xB6ner, row 12, cell B12: "
	"email a***@example.org (medium)\n"
	"/srv/share/post.mbox \xE2\x80\xBA 17 L\xC3\xB6ner \xE2\x80\xBA lista.xlsx: sheet "
	"L\xC3\xB6ner, row 12, cell B12: email a***@example.org (medium)\n"
	"/srv/share/post.mbox \xE2\x80\xBA 17 L\xC3\xB6ner \xE2\x80\xBA lista.xlsx: phone +46 31 "
	"*** ** ** (low)\n"
	"/srv/share/gammal.txt: paragraph 4, line 4, column 17: personnummer 890102-**** (high)\n"
	"/srv/\xEF\xBF\xBD\\x1b[2J\\nrm\\u{202e}txt: phone +46 31 *** ** ** (low)\n"
	"/srv/share/l\xC3\xA5st: not read in full: permission (the folder could not be listed)\n"
	"/srv/share/arkiv.zip \xE2\x80\xBA 2026/brev.docx: not read in full: encrypted (2 members "
	"need a password)\n"
	"/srv/share/post.mbox \xE2\x80\xBA 17 L\xC3\xB6ner \xE2\x80\xBA lista.xlsx: not read in "
	"full: truncated\n"
	"/srv/\xEF\xBF\xBD\\x1b[2J\\nrm\\u{202e}txt: not read in full: truncated (row 7)\n"
	"6 findings in 1 201 items, 70.0 MiB, 3.2 s\n"
	"read in full 1 183, in part 4, not read 2, no text 12\n";

static void report(void **state)
{
	(void)state;
	report_is("text", (struct sp_report_style) { 0 }, report_wide);
}

static void fits_the_terminal(void **state)
{
	(void)state;
	report_is("text", (struct sp_report_style) { .width = 60 }, report_narrow);
}

static void lines_while_it_runs(void **state)
{
	(void)state;
	report_is("text", (struct sp_report_style) { .live = true }, live);
}

static void colours(void **state)
{
	struct row row = { .item = gone, .finding = personnummer };
	struct sp_buf to = SP_BUF_INIT(10000);
	struct sp_report_style style = { .colour = true, .live = true };

	(void)state;
	assert_int_equal(report_rows("text", &style, &row, 1, NULL, &to), SP_OK);
	expect_text(sp_buf_str(&to), "\x1b[35m/srv/share/gammal.txt\x1b[0m: "
				     "\x1b[32mparagraph 4, line 4, column 17\x1b[0m: "
				     "personnummer \x1b[1;31m890102-****\x1b[0m (high)\n");
	sp_buf_release(&to);
}

static void values_where_asked_for(void **state)
{
	struct row row = { .item = gone, .finding = personnummer };
	struct sp_buf to = SP_BUF_INIT(10000);
	struct sp_report_style style = { .live = true };

	(void)state;
	row.finding.value = "198901029804";
	row.finding.text = "19890102-9804";
	assert_int_equal(report_rows("text", &style, &row, 1, NULL, &to), SP_OK);
	expect_text(sp_buf_str(&to), "/srv/share/gammal.txt: paragraph 4, line 4, column 17: "
				     "personnummer 19890102-9804 (high)\n");
	sp_buf_release(&to);
}

/* Totals are there also where a caller does not ask for them first. */
static void totals_at_the_end(void **state)
{
	const struct sp_reporter *reporter = sp_reporter_find("text");
	struct sp_report_style style = { 0 };
	struct sp_buf to = SP_BUF_INIT(10000);
	struct sp_overview overview;
	struct sp_report_summary summary = { .overview = &overview };
	struct sp_report *report;

	(void)state;
	make_overview(&overview);
	assert_int_equal(reporter->open(&report, &style, &to), SP_OK);
	assert_int_equal(reporter->summary(report, &summary), SP_OK);
	reporter->close(report);
	assert_memory_equal(sp_buf_str(&to), report_wide, strlen("Personal data found\n\nType "));
	sp_buf_release(&to);
	sp_overview_release(&overview);
}

/* Nothing found is said to be so, and of what. */
static void empty_inventory(void **state)
{
	struct sp_overview overview = { 0 };
	struct sp_report_summary summary = { .overview = &overview };
	struct sp_report_style style = { 0 };
	struct sp_buf to = SP_BUF_INIT(10000);

	(void)state;
	assert_int_equal(report_rows("text", &style, NULL, 0, &summary, &to), SP_OK);
	expect_text(sp_buf_str(&to), "Personal data found\n\n"
				     "None in what was read.\n\n"
				     "Coverage\n\n"
				     "  items met     0\n"
				     "  read in full  0\n"
				     "  read in part  0\n"
				     "  not read      0\n"
				     "  no text       0\n\n"
				     "  in 0 files, 0 bytes\n");
	sp_buf_release(&to);
}

/* More findings in an item than are held at a time. */
static void many_in_one_item(void **state)
{
	enum { N = 1203 };
	struct row *rows = calloc(N, sizeof(*rows));
	struct sp_buf to = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct sp_report_style style = { 0 };
	size_t lines = 0;

	(void)state;
	for (size_t i = 0; i < N; i++)
		rows[i] = (struct row) { .item = docx, .finding = email };
	struct sp_overview overview = { 0 };
	struct sp_report_summary summary = { .overview = &overview };
	assert_int_equal(report_rows("text", &style, rows, N, &summary, &to), SP_OK);
	for (const char *at = sp_buf_str(&to); (at = strstr(at, "a***@")) != NULL; at++)
		lines++;
	assert_int_equal(lines, N);
	const char *heading = strstr(sp_buf_str(&to), "arkiv.zip");
	assert_non_null(heading);
	assert_null(strstr(heading + 1, "arkiv.zip"));
	sp_buf_release(&to);
	free(rows);
}

static void words_against_and_suppressed(void **state)
{
	struct row rows[] = { { .item = docx, .finding = personnummer },
			      { .item = docx, .finding = suppressed } };
	struct sp_report_style style = { 0 };

	(void)state;
	rows[0].finding.against = "Ordernr";
	for (size_t i = 0; i < 2; i++) {
		struct sp_buf to = SP_BUF_INIT(10000);
		struct sp_overview overview;
		struct sp_report_summary summary = { .overview = &overview };
		make_overview(&overview);
		assert_int_equal(report_rows("text", &style, &rows[i], 1, &summary, &to), SP_OK);
		const char *want =
			i ? "Suppressed\n\n/srv/share/arkiv.zip \xE2\x80\xBA 2026/brev.docx\n"
			    "  line 3, column 1  phone  ******-****  low  despite Ordernr; "
			    "the same text is read as personnummer\n"
			  : "near personnr, f\xC3\xB6"
			    "dd; despite Ordernr\n";
		if (!strstr(sp_buf_str(&to), want))
			fail_msg("%s", sp_buf_str(&to));
		sp_buf_release(&to);
		sp_overview_release(&overview);
	}
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	starve_all("text");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(report),
		cmocka_unit_test(fits_the_terminal),
		cmocka_unit_test(lines_while_it_runs),
		cmocka_unit_test(colours),
		cmocka_unit_test(values_where_asked_for),
		cmocka_unit_test(totals_at_the_end),
		cmocka_unit_test(empty_inventory),
		cmocka_unit_test(many_in_one_item),
		cmocka_unit_test(words_against_and_suppressed),
		cmocka_unit_test(survives_lack_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
