/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv_test.c - rows for spreadsheets: quoting, and no formulas. */
#include "rows.h"

static const char want[] =
	"kind,path,members,type,category,masked,confidence,score,where,context,against,format,role,"
	"term_category,test,organisation,reason,detail,first_seen,closed,closed_how,value,text,"
	"snippet,path_bytes,owner,modified\r\n"
	"finding,/srv/share/arkiv.zip,2026/"
	"brev.docx,personnummer,identity,890102-****,high,0.97,\"paragraph 4, line 4, column "
	"17\",personnr; f\xC3\xB6"
	"dd,,docx,,,,,,,2026-07-30T12:00:00Z,,,,,,,,\r\n"
	"finding,/srv/share/arkiv.zip,2026/"
	"brev.docx,email,contact,a***@example.org,medium,0.6,\"sheet L\xC3\xB6ner, row 12, cell "
	"B12\",,,docx,,,,,,,2026-07-30T12:00:00Z,,,,,,,,\r\n"
	"finding,/srv/share/post.mbox,17 L\xC3\xB6ner \xE2\x80\xBA "
	"lista.xlsx,email,contact,a***@example.org,medium,0.6,\"sheet L\xC3\xB6ner, row 12, cell "
	"B12\",,,xlsx,,,,,,,2026-07-30T12:00:00Z,,,,,,,,\r\n"
	"finding,/srv/share/post.mbox,17 L\xC3\xB6ner \xE2\x80\xBA lista.xlsx,phone,contact,'+46 "
	"31 *** ** **,low,0.3,,,,xlsx,,,,true,,,2026-07-30T12:00:00Z,,,,,,,,\r\n"
	"finding,/srv/share/gammal.txt,,personnummer,identity,890102-****,high,0.97,\"paragraph 4, "
	"line 4, column 17\",personnr; f\xC3\xB6"
	"dd,,text,,,,,,,2026-07-30T12:00:00Z,2026-07-31T12:00:00Z,moved,,,,,,\r\n"
	"finding,\"/srv/\xEF\xBF\xBD\x1B[2J\n"
	"rm\xE2\x80\xAEtxt\",,phone,contact,'+46 31 *** ** "
	"**,low,0.3,,,,text,,,,true,,,,,,,,,L3Nydi//G1sySgpybeKArnR4dA==,,\r\n"
	"problem,/srv/share/l\xC3\xA5st,,,,,,,,,,,,,,,permission,the folder could not be "
	"listed,,,,,,,,,\r\n"
	"problem,/srv/share/arkiv.zip,2026/brev.docx,,,,,,,,,docx,,,,,encrypted,2 members need a "
	"password,2026-07-30T12:00:00Z,,,,,,,,\r\n"
	"problem,/srv/share/post.mbox,17 L\xC3\xB6ner \xE2\x80\xBA "
	"lista.xlsx,,,,,,,,,xlsx,,,,,truncated,,2026-07-30T12:00:00Z,,,,,,,,\r\n"
	"problem,\"/srv/\xEF\xBF\xBD\x1B[2J\n"
	"rm\xE2\x80\xAEtxt\",,,,,,,,,,text,,,,,truncated,row "
	"7,,,,,,,L3Nydi//G1sySgpybeKArnR4dA==,,\r\n";

static void report(void **state)
{
	(void)state;
	report_is("csv", (struct sp_report_style) { 0 }, want);
}

static const struct {
	const char *name, *field; /* of masked, and how it is written */
} fields[] = {
	{ "plain", "plain" },
	{ "", "" },
	{ "a,b", "\"a,b\"" },
	{ "a;b", "a;b" },
	{ "say \"hej\"", "\"say \"\"hej\"\"\"" },
	{ "\"", "\"\"\"\"" },
	{ "a\nb", "\"a\nb\"" },
	{ "a\rb", "\"a\rb\"" },
	{ "=1+1", "'=1+1" },
	{ "+46 31 ***", "'+46 31 ***" },
	{ "-2", "'-2" },
	{ "@SUM(A1)", "'@SUM(A1)" },
	{ "\tx", "'\tx" },
	{ "\rx", "\"'\rx\"" },
	{ "\nx", "\"'\nx\"" },
	{ "=HYPERLINK(\"http://example.org\",1)", "\"'=HYPERLINK(\"\"http://example.org\"\",1)\"" },
	{ "'x", "'x" },
	{ "a=b", "a=b" },
	{ "\xFF", "\xEF\xBF\xBD" },
};

/* The header line and one finding whose masked form is the field. */
static void quotes_and_guards(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		struct row row = { .item = gone, .finding = personnummer };
		struct sp_buf to = SP_BUF_INIT(10000);
		struct sp_report_style style = { 0 };
		char expected[200];
		row.finding.masked = fields[i].name;
		assert_int_equal(report_rows("csv", &style, &row, 1, NULL, &to), SP_OK);
		snprintf(expected, sizeof(expected), ",personnummer,identity,%s,high,0.97,",
			 fields[i].field);
		if (!strstr(sp_buf_str(&to), expected))
			CASE_FAIL(fields[i].name, "%s", sp_buf_str(&to));
		sp_buf_release(&to);
	}
}

/* Every row has as many fields as the header, read by Python's own parser. */
static void another_program_reads_it(void **state)
{
	static const char reader[] =
		"import sys, csv, io\n"
		"text = sys.stdin.buffer.read().decode()\n"
		"rows = list(csv.reader(io.StringIO(text, newline=\"\"), strict=True))\n"
		"assert len(rows) == 11 and len({len(row) for row in rows}) == 1\n"
		"assert rows[6][1] == \"/srv/\\ufffd\\x1b[2J\\nrm\\u202etxt\", rows[6]\n"
		"reasons = [row[rows[0].index(\"reason\")] for row in rows[7:]]\n"
		"assert reasons == [\"permission\", \"encrypted\", \"truncated\", "
		"\"truncated\"]\n";

	(void)state;
	int status = run_python(reader, want);
	if (status == -1)
		skip();
	assert_int_equal(status, 0);
}

/* What was suppressed is a row of its own kind, and why stands where a problem has its detail. */
static void suppressed_rows(void **state)
{
	struct row row = { .item = docx, .finding = suppressed };
	struct sp_buf to = SP_BUF_INIT(10000);
	struct sp_report_style style = { 0 };

	(void)state;
	assert_int_equal(report_rows("csv", &style, &row, 1, NULL, &to), SP_OK);
	expect_text(strstr(sp_buf_str(&to), "\r\n") + 2,
		    "suppressed,/srv/share/arkiv.zip,2026/brev.docx,phone,contact,******-****,low,"
		    "0.2,\"line 3, column 1\",,Ordernr,docx,,,,,,the same text is read as "
		    "personnummer,2026-07-30T12:00:00Z,,,,,,,,\r\n");
	sp_buf_release(&to);
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	starve_all("csv");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(report),
		cmocka_unit_test(quotes_and_guards),
		cmocka_unit_test(suppressed_rows),
		cmocka_unit_test(another_program_reads_it),
		cmocka_unit_test(survives_lack_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
