/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns are called by the table's header, and by their first words until there is one. */
#include "test.h"

#include "base/utf8.h"
#include "extractors/columns.h"

struct cell {
	uint64_t row, column;
	const char *text;
};

static const struct {
	const char *name;
	struct cell cells[8]; /* noted in order */
	struct cell asked;    /* text: the label that it has, NULL for none */
} cases[] = {
	{ "header",
	  { { 1, 1, "Namn" }, { 1, 2, "Kundnummer" }, { 2, 1, "Anna Ek" } },
	  { 2, 2, "Kundnummer" } },
	{ "a label is not its own", { { 1, 1, "Namn" }, { 1, 2, "Ort" } }, { 1, 2, NULL } },
	{ "one column", { { 1, 1, "Personnummer" } }, { 2, 1, "Personnummer" } },
	{ "one column, later words",
	  { { 1, 1, "Kund" }, { 2, 1, "Anna Ek" }, { 3, 1, "Dag Ek" } },
	  { 4, 1, "Kund" } },
	{ "a title gives way to the header",
	  { { 1, 1, "Kunder" }, { 3, 1, "Kundnummer" }, { 3, 2, "Namn" } },
	  { 4, 1, "Kundnummer" } },
	{ "data do not take the header's place",
	  { { 1, 1, "Namn" }, { 1, 2, "Ort" }, { 2, 1, "Anna Ek" }, { 2, 2, "Lund" } },
	  { 3, 2, "Ort" } },
	{ "a column that the header leaves out",
	  { { 1, 1, "Namn" }, { 1, 2, "Ort" }, { 2, 5, "Anmärkning" } },
	  { 3, 5, "Anmärkning" } },
	{ "numbers are no labels", { { 1, 1, "19800113-9818" } }, { 2, 1, NULL } },
	{ "nor are keys", { { 1, 1, "K10023" } }, { 2, 1, NULL } },
	{ "columns in any order",
	  { { 1, 16384, "Sist" }, { 1, 1, "Först" }, { 1, 700, "Mitt" } },
	  { 2, 700, "Mitt" } },
	{ "line breaks become spaces", { { 1, 1, "Kund\nnummer" } }, { 2, 1, "Kund nummer" } },
	{ "a column without any", { { 1, 1, "Namn" } }, { 2, 2, NULL } },
};

static void test_labels(void **state)
{
	struct sp_columns columns = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		sp_columns_reset(&columns);
		for (const struct cell *c = cases[i].cells; c->text; c++)
			assert_int_equal(sp_columns_note(&columns, c->row, c->column, c->text,
							 strlen(c->text)),
					 SP_OK);
		const char *label =
			sp_columns_label(&columns, cases[i].asked.row, cases[i].asked.column);
		const char *want = cases[i].asked.text;
		if (!label != !want || (want && strcmp(label, want) != 0))
			CASE_FAIL(cases[i].name, "got '%s', not '%s'\n", label ? label : "none",
				  want ? want : "none");
	}
	sp_columns_release(&columns);
}

/* A label is cut between two characters, wherever they begin. */
static void test_long_label(void **state)
{
	struct sp_columns columns = { 0 };
	char text[1 + 2 * SP_COLUMN_LABEL] = "a";

	(void)state;
	for (size_t i = 1; i + 1 < sizeof(text); i += 2)
		memcpy(text + i, "\xC3\xA5", 2);
	for (size_t start = 0; start < 2; start++) {
		sp_columns_reset(&columns);
		assert_int_equal(
			sp_columns_note(&columns, 1, 1, text + start, sizeof(text) - start), SP_OK);
		const char *label = sp_columns_label(&columns, 2, 1);
		assert_non_null(label);
		assert_true(strlen(label) >= SP_COLUMN_LABEL - 2);
		assert_int_equal(sp_utf8_valid(label, strlen(label)), strlen(label));
	}
	sp_columns_release(&columns);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_labels),
		cmocka_unit_test(test_long_label),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
