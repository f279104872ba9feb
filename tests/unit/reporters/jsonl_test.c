/* SPDX-License-Identifier: GPL-3.0-or-later */
/* jsonl_test.c - JSON Lines, field by field, and that another program can read them. */
#include "rows.h"

static const char report_want[] =
	"{\"kind\":\"finding\",\"type\":\"personnummer\",\"masked\":\"890102-****\",\"confidence\":"
	"\"high\",\"score\":0.97,\"path\":\"/srv/share/arkiv.zip\",\"members\":[\"2026/"
	"brev.docx\"],\"format\":\"docx\",\"where\":{\"paragraph\":4,\"line\":4,\"column\":17},"
	"\"context\":[\"personnr\",\"f\xC3\xB6"
	"dd\"],\"category\":\"identity\",\"first_seen\":\"2026-07-30T12:00:00Z\"}\n"
	"{\"kind\":\"finding\",\"type\":\"email\",\"masked\":\"a***@example.org\",\"confidence\":"
	"\"medium\",\"score\":0.6,\"path\":\"/srv/share/arkiv.zip\",\"members\":[\"2026/"
	"brev.docx\"],\"format\":\"docx\",\"where\":{\"sheet\":\"L\xC3\xB6ner\",\"row\":12,"
	"\"cell\":\"B12\"},\"context\":[],\"category\":\"contact\",\"first_seen\":\"2026-07-30T12:"
	"00:00Z\"}\n"
	"{\"kind\":\"finding\",\"type\":\"email\",\"masked\":\"a***@example.org\",\"confidence\":"
	"\"medium\",\"score\":0.6,\"path\":\"/srv/share/post.mbox\",\"members\":[\"17 "
	"L\xC3\xB6ner\",\"lista.xlsx\"],\"format\":\"xlsx\",\"where\":{\"sheet\":\"L\xC3\xB6ner\","
	"\"row\":12,\"cell\":\"B12\"},\"context\":[],\"category\":\"contact\",\"first_seen\":"
	"\"2026-07-30T12:00:00Z\"}\n"
	"{\"kind\":\"finding\",\"type\":\"phone\",\"masked\":\"+46 31 *** ** "
	"**\",\"confidence\":\"low\",\"score\":0.3,\"organisation\":true,\"path\":\"/srv/share/"
	"post.mbox\",\"members\":[\"17 "
	"L\xC3\xB6ner\",\"lista.xlsx\"],\"format\":\"xlsx\",\"where\":{},\"context\":[],"
	"\"category\":\"contact\",\"first_seen\":\"2026-07-30T12:00:00Z\"}\n"
	"{\"kind\":\"finding\",\"type\":\"personnummer\",\"masked\":\"890102-****\",\"confidence\":"
	"\"high\",\"score\":0.97,\"path\":\"/srv/share/"
	"gammal.txt\",\"members\":[],\"format\":\"text\",\"where\":{\"paragraph\":4,\"line\":4,"
	"\"column\":17},\"context\":[\"personnr\",\"f\xC3\xB6"
	"dd\"],\"category\":\"identity\",\"first_seen\":\"2026-07-30T12:00:00Z\",\"closed\":\"2026-"
	"07-31T12:00:00Z\",\"closed_how\":\"moved\"}\n"
	"{\"kind\":\"finding\",\"type\":\"phone\",\"masked\":\"+46 31 *** ** "
	"**\",\"confidence\":\"low\",\"score\":0.3,\"organisation\":true,\"path\":\"/srv/"
	"\xEF\xBF\xBD\\u001b[2J\\nrm\xE2\x80\xAEtxt\",\"path_bytes\":\"L3Nydi//"
	"G1sySgpybeKArnR4dA==\",\"members\":[],\"format\":\"text\",\"where\":{},\"context\":[],"
	"\"category\":\"contact\"}\n"
	"{\"kind\":\"problem\",\"path\":\"/srv/share/"
	"l\xC3\xA5st\",\"members\":[],\"reason\":\"permission\",\"detail\":\"the folder could not "
	"be listed\"}\n"
	"{\"kind\":\"problem\",\"path\":\"/srv/share/arkiv.zip\",\"members\":[\"2026/"
	"brev.docx\"],\"reason\":\"encrypted\",\"detail\":\"2 members need a "
	"password\",\"first_seen\":\"2026-07-30T12:00:00Z\"}\n"
	"{\"kind\":\"problem\",\"path\":\"/srv/share/post.mbox\",\"members\":[\"17 "
	"L\xC3\xB6ner\",\"lista.xlsx\"],\"reason\":\"truncated\",\"detail\":\"\",\"first_seen\":"
	"\"2026-07-30T12:00:00Z\"}\n"
	"{\"kind\":\"problem\",\"path\":\"/srv/"
	"\xEF\xBF\xBD\\u001b[2J\\nrm\xE2\x80\xAEtxt\",\"path_bytes\":\"L3Nydi//"
	"G1sySgpybeKArnR4dA==\",\"members\":[],\"reason\":\"truncated\",\"detail\":\"row 7\"}\n"
	"{\"kind\":\"summary\",\"items\":1201,\"bytes\":73400320,\"findings\":12355,\"problems\":2,"
	"\"skipped\":{\"image/"
	"png\":11,\"unknown\":1},\"files\":900,\"outcomes\":{\"full\":1183,\"part\":4,\"not_read\":"
	"2,\"no_text\":12},\"not_read\":{\"permission\":1,\"encrypted\":1},\"reasons\":{"
	"\"truncated\":2},\"types\":[{\"type\":"
	"\"email\",\"category\":\"contact\",\"values\":5,\"high\":4,\"medium\":1,\"low\":0,"
	"\"files\":2},{\"type\":\"personnummer\",\"category\":\"identity\",\"values\":1201,"
	"\"high\":12345,\"medium\":3,\"low\":1,\"files\":4},{\"type\":\"phone\",\"category\":"
	"\"contact\",\"values\":1,\"high\":0,\"medium\":0,\"low\":1,\"files\":1}],\"protected\":0}"
	"\n";

static const char live_want[] =
	"{\"kind\":\"finding\",\"type\":\"personnummer\",\"masked\":\"890102-****\",\"confidence\":"
	"\"high\",\"score\":0.97,\"path\":\"/srv/share/arkiv.zip\",\"members\":[\"2026/"
	"brev.docx\"],\"format\":\"docx\",\"where\":{\"paragraph\":4,\"line\":4,\"column\":17},"
	"\"context\":[\"personnr\",\"f\xC3\xB6"
	"dd\"]}\n"
	"{\"kind\":\"finding\",\"type\":\"email\",\"masked\":\"a***@example.org\",\"confidence\":"
	"\"medium\",\"score\":0.6,\"path\":\"/srv/share/arkiv.zip\",\"members\":[\"2026/"
	"brev.docx\"],\"format\":\"docx\",\"where\":{\"sheet\":\"L\xC3\xB6ner\",\"row\":12,"
	"\"cell\":\"B12\"},\"context\":[]}\n"
	"{\"kind\":\"finding\",\"type\":\"email\",\"masked\":\"a***@example.org\",\"confidence\":"
	"\"medium\",\"score\":0.6,\"path\":\"/srv/share/post.mbox\",\"members\":[\"17 "
	"L\xC3\xB6ner\",\"lista.xlsx\"],\"format\":\"xlsx\",\"where\":{\"sheet\":\"L\xC3\xB6ner\","
	"\"row\":12,\"cell\":\"B12\"},\"context\":[]}\n"
	"{\"kind\":\"finding\",\"type\":\"phone\",\"masked\":\"+46 31 *** ** "
	"**\",\"confidence\":\"low\",\"score\":0.3,\"organisation\":true,\"path\":\"/srv/share/"
	"post.mbox\",\"members\":[\"17 "
	"L\xC3\xB6ner\",\"lista.xlsx\"],\"format\":\"xlsx\",\"where\":{},\"context\":[]}\n"
	"{\"kind\":\"finding\",\"type\":\"personnummer\",\"masked\":\"890102-****\",\"confidence\":"
	"\"high\",\"score\":0.97,\"path\":\"/srv/share/"
	"gammal.txt\",\"members\":[],\"format\":\"text\",\"where\":{\"paragraph\":4,\"line\":4,"
	"\"column\":17},\"context\":[\"personnr\",\"f\xC3\xB6"
	"dd\"]}\n"
	"{\"kind\":\"finding\",\"type\":\"phone\",\"masked\":\"+46 31 *** ** "
	"**\",\"confidence\":\"low\",\"score\":0.3,\"organisation\":true,\"path\":\"/srv/"
	"\xEF\xBF\xBD\\u001b[2J\\nrm\xE2\x80\xAEtxt\",\"path_bytes\":\"L3Nydi//"
	"G1sySgpybeKArnR4dA==\",\"members\":[],\"format\":\"text\",\"where\":{},\"context\":[]}\n"
	"{\"kind\":\"problem\",\"path\":\"/srv/share/"
	"l\xC3\xA5st\",\"members\":[],\"reason\":\"permission\",\"detail\":\"the folder could not "
	"be listed\"}\n"
	"{\"kind\":\"problem\",\"path\":\"/srv/share/arkiv.zip\",\"members\":[\"2026/"
	"brev.docx\"],\"reason\":\"encrypted\",\"detail\":\"2 members need a password\"}\n"
	"{\"kind\":\"problem\",\"path\":\"/srv/share/post.mbox\",\"members\":[\"17 "
	"L\xC3\xB6ner\",\"lista.xlsx\"],\"reason\":\"truncated\",\"detail\":\"\"}\n"
	"{\"kind\":\"problem\",\"path\":\"/srv/"
	"\xEF\xBF\xBD\\u001b[2J\\nrm\xE2\x80\xAEtxt\",\"path_bytes\":\"L3Nydi//"
	"G1sySgpybeKArnR4dA==\",\"members\":[],\"reason\":\"truncated\",\"detail\":\"row 7\"}\n"
	"{\"kind\":\"summary\",\"items\":1201,\"bytes\":73400320,\"findings\":6,\"problems\":4,"
	"\"skipped\":{\"image/png\":11},\"seconds\":3.2}\n";

static void report(void **state)
{
	(void)state;
	report_is("jsonl", (struct sp_report_style) { 0 }, report_want);
}

static void lines_while_it_runs(void **state)
{
	(void)state;
	report_is("jsonl", (struct sp_report_style) { .live = true }, live_want);
}

/* Values, snippets, roles: there when a record has them. */
static void all_fields(void **state)
{
	struct row row = { .item = docx, .finding = personnummer };
	struct sp_buf to = SP_BUF_INIT(10000);
	struct sp_report_style style = { .live = true };

	(void)state;
	row.finding.value = "198901029804";
	row.finding.text = "19890102-9804";
	row.finding.snippet = "personnr \"890102-****\"";
	row.finding.role = "vat";
	row.finding.test = true;
	row.finding.score = 1;
	assert_int_equal(report_rows("jsonl", &style, &row, 1, NULL, &to), SP_OK);
	expect_text(sp_buf_str(&to),
		    "{\"kind\":\"finding\",\"type\":\"personnummer\",\"value\":\"198901029804\","
		    "\"masked\":\"890102-****\",\"text\":\"19890102-9804\","
		    "\"confidence\":\"high\",\"score\":1,\"role\":\"vat\",\"test\":true,"
		    "\"path\":\"/srv/share/arkiv.zip\",\"members\":[\"2026/brev.docx\"],"
		    "\"format\":\"docx\",\"where\":{\"paragraph\":4,\"line\":4,\"column\":17},"
		    "\"context\":[\"personnr\",\"f\xC3\xB6"
		    "dd\"],\"snippet\":\"personnr \\\"890102-****\\\"\"}\n");
	sp_buf_release(&to);
}

static const char reader[] =
	"import sys, json, base64\n"
	"rows = [json.loads(line) for line in sys.stdin.buffer.read().decode().splitlines()]\n"
	"kinds = [row[\"kind\"] for row in rows]\n"
	"assert kinds == [\"finding\"] * 6 + [\"problem\"] * 4 + [\"summary\"], kinds\n"
	"assert base64.b64decode(rows[5][\"path_bytes\"]) == "
	"b\"/srv/\\xff\\x1b[2J\\nrm\\xe2\\x80\\xaetxt\"\n"
	"assert rows[0][\"where\"] == {\"paragraph\": 4, \"line\": 4, \"column\": 17}\n"
	"assert rows[2][\"members\"] == [\"17 L\\u00f6ner\", \"lista.xlsx\"]\n";

/* Read by Python's own parser. */
static void another_program_reads_it(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		int status = run_python(reader, i ? live_want : report_want);
		if (status == -1)
			skip();
		assert_int_equal(status, 0);
	}
}

static void suppressed_rows(void **state)
{
	struct row row = { .item = docx, .finding = suppressed };
	struct sp_buf to = SP_BUF_INIT(10000);
	struct sp_report_style style = { 0 };

	(void)state;
	assert_int_equal(report_rows("jsonl", &style, &row, 1, NULL, &to), SP_OK);
	expect_text(
		sp_buf_str(&to),
		"{\"kind\":\"suppressed\",\"type\":\"phone\",\"masked\":\"******-****\","
		"\"confidence\":\"low\",\"score\":0.2,\"path\":\"/srv/share/arkiv.zip\","
		"\"members\":[\"2026/brev.docx\"],\"format\":\"docx\",\"where\":{\"line\":3,"
		"\"column\":1},\"context\":[],\"against\":\"Ordernr\",\"why\":\"the same text is "
		"read as personnummer\",\"category\":\"contact\",\"first_seen\":"
		"\"2026-07-30T12:00:00Z\"}\n");
	sp_buf_release(&to);
}

/* What the rows of an item have alike is written once: not for those of the next. */
static void items_take_turns(void **state)
{
	struct row rows[4] = { { .item = docx, .finding = email },
			       { .item = docx, .finding = phone },
			       { .item = docx, .finding = phone },
			       { .item = docx, .finding = phone } };
	static const char *const paths[] = { "/a", "/a", "/b", "/c" };
	struct sp_buf to = SP_BUF_INIT(10000);
	struct sp_report_style style = { .live = true };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		rows[i].item.path = paths[i];
		rows[i].item.serial = i < 2 ? 1 : i == 2 ? 2 : 0;
	}
	assert_int_equal(report_rows("jsonl", &style, rows, 4, NULL, &to), SP_OK);
	const char *at = sp_buf_str(&to);
	for (size_t i = 0; i < 4; i++) {
		char want[32];
		snprintf(want, sizeof(want), ",\"path\":\"%s\",\"members\":", paths[i]);
		const char *found = strstr(at, want), *end = strchr(at, '\n');
		assert_non_null(found);
		assert_true(found < end);
		at = end + 1;
	}
	sp_buf_release(&to);
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	starve_all("jsonl");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(report),
		cmocka_unit_test(lines_while_it_runs),
		cmocka_unit_test(all_fields),
		cmocka_unit_test(suppressed_rows),
		cmocka_unit_test(items_take_turns),
		cmocka_unit_test(another_program_reads_it),
		cmocka_unit_test(survives_lack_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
