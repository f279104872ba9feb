/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of a row of capitalised words are a name. The persons are invented. */
#include "test.h"

#include "spana/validator.h"

#include "validators/name_tokens.h"
#include "validators/names.h"

enum says { SURE, WEAK, LABEL };

static const struct name_case {
	const char *text, *value; /* NULL: no name */
	enum says says;
} listed[] = {
	{ "Anna Ek", "Anna Ek", SURE },
	{ "Anna  Ek", "Anna Ek", SURE },
	{ "Anna Ek.", "Anna Ek", SURE },
	{ "Anna .", "Anna", LABEL },
	{ "Anna\u00A0Ek", "Anna Ek", SURE },
	{ ": Anna Ek", "Anna Ek", SURE },
	{ "Kund Anna Ek", "Anna Ek", SURE },
	{ "Anna-Karin Ek", "Anna-Karin Ek", SURE },
	{ "Anna Maria Ek", "Anna Maria Ek", SURE },
	{ "Anna K. Ek", "Anna K. Ek", SURE },
	{ "Anna von Ek", "Anna von Ek", SURE },
	{ "Anna Ek Lind", "Anna Ek Lind", SURE },
	{ "ANNA EK", "ANNA EK", SURE },
	{ "Åsa Öberg", "Åsa Öberg", SURE },
	{ "ÅSA ÖBERG", "ÅSA ÖBERG", SURE },
	{ "Ek, Anna", "Ek, Anna", SURE },
	{ "Ek, Anna Maria", "Ek, Anna Maria", SURE },
	{ "Ek Lind, Anna", "Ek Lind, Anna", SURE },
	{ "ANDERSSON ANNA", "ANDERSSON ANNA", WEAK },
	{ "Mohamed Ali", "Mohamed Ali", SURE },
	{ "Fatima Nguyen", "Fatima Nguyen", SURE },
	{ "Karl Torgrimsson", "Karl Torgrimsson", SURE },
	{ "Karl Gustav Silverkvist", "Karl Gustav Silverkvist", SURE },
	{ "Björn Sten", "Björn Sten", SURE },
	{ "Anna Eks", "Anna Ek", SURE },
	{ "Anna Zorzo", "Anna Zorzo", WEAK },
	{ "Anna", "Anna", LABEL },
	{ "Andersson", "Andersson", LABEL },
	{ "A. Ek", "A. Ek", LABEL },
	{ "Anna Personnummer", "Anna", LABEL },
	{ "Anna, Ring", "Anna", LABEL },
	{ "Anna Lund", "Anna Lund", SURE },
	{ "Patienten Anna Ek", "Anna Ek", SURE },
	{ "Sankt Eriks", NULL, SURE },
	{ "Norra Berg", NULL, SURE },
	{ "Kung Karl", NULL, SURE },
	{ "Projekt Berg", NULL, SURE },
	{ "Erik Penser Bank", NULL, SURE },
	{ "Anna Eks stiftelse", NULL, SURE },
	{ "Anders Berg Torg", NULL, SURE },
	{ "Johansson & Söner AB", NULL, SURE },
	{ "Anna Ek AB", NULL, SURE },
	{ "Anna Ek Bygg AB", NULL, SURE },
	{ "Karl Johansgatan", NULL, SURE },
	{ "Anders Anderssons gata", NULL, SURE },
	{ "Volvo Lastvagnar", NULL, SURE },
	{ "Personnummer", NULL, SURE },
	{ "Hej Med", NULL, SURE },
	{ "Hej Anna", "Anna", LABEL },
	{ "A B C", NULL, SURE },
	{ "Anna \xE5\xE4", NULL, SURE },
	{ "", NULL, SURE },
	{ " , ", NULL, SURE },
};

/* Where the place tells a name: no list has "Zelal" or "Ormstad". */
static const struct name_case told[] = {
	{ "Zelal Andersson", "Zelal Andersson", SURE },
	{ "Anna Ormstad", "Anna Ormstad", SURE },
	{ "Zelal Ormstad", "Zelal Ormstad", LABEL },
	{ "Zelal Anna Ormstad", "Zelal Anna Ormstad", SURE },
	{ "Ormstad, Anna", "Ormstad, Anna", SURE },
	{ "Namn: Zelal von Ormstad", "Zelal von Ormstad", LABEL },
	{ "Barnets namn Zelal Andersson", "Zelal Andersson", SURE },
	{ "Anna Ormstads", "Anna Ormstads", SURE },
	{ "Anna", NULL, SURE },
	{ "Zelal", NULL, SURE },
	{ "Zelal, Ormstad", NULL, SURE },
	{ "Ormstad, Lund", NULL, SURE },
	{ "Region Skåne", NULL, SURE },
	{ "Norra Skolan", NULL, SURE },
	{ "Örebro Kommun", NULL, SURE },
	{ "Nordtak i Väst AB", NULL, SURE },
	{ "Patient: Saknas", NULL, SURE },
	{ "Hallberga Bygg", NULL, SURE },
	{ "", NULL, SURE },
};

static void read_all(const char *name, const struct name_case *cases, size_t n)
{
	const struct sp_validator *validator = sp_validator_find(name);
	const struct sp_reading_options options = { .today = { 2026, 11, 23 } };

	assert_non_null(validator);
	for (size_t i = 0; i < n; i++) {
		struct sp_reading reading = { .type = NULL };
		const char *text = cases[i].text, *value = cases[i].value;
		bool is = validator->read(text, strlen(text), &options, &reading);
		if (is != (value != NULL))
			CASE_FAIL(text, "is read as %s\n", is ? reading.value : "no name");
		if (!is)
			continue;
		if (strcmp(reading.value, value) != 0)
			CASE_FAIL(text, "is read as %s\n", reading.value);
		if (reading.ambiguous != (cases[i].says == WEAK) ||
		    reading.needs_label != (cases[i].says == LABEL))
			CASE_FAIL(text, "weak %d, needs a label %d\n", reading.ambiguous,
				  reading.needs_label);
		if (reading.skip + reading.used > strlen(text) || !reading.used)
			CASE_FAIL(text, "reaches beyond the text\n");
	}
}

static void reads_names(void **unused)
{
	(void)unused;
	read_all("person_name", listed, sizeof(listed) / sizeof(listed[0]));
	read_all("person_name_told", told, sizeof(told) / sizeof(told[0]));
}

/* bsearch(3) finds nothing in a list that is out of order. */
static void lists_are_sorted(void **unused)
{
	(void)unused;
	for (size_t i = 1; i < sp_n_first_names; i++)
		if (strcmp(sp_first_names[i - 1], sp_first_names[i]) >= 0)
			CASE_FAIL(sp_first_names[i], "is out of order\n");
	for (size_t i = 1; i < sp_n_surnames; i++)
		if (strcmp(sp_surnames[i - 1], sp_surnames[i]) >= 0)
			CASE_FAIL(sp_surnames[i], "is out of order\n");
	for (size_t i = 1; i < sp_n_name_words; i++)
		if (strcmp(sp_name_words[i - 1].word, sp_name_words[i].word) >= 0)
			CASE_FAIL(sp_name_words[i].word, "is out of order\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_names),
		cmocka_unit_test(lists_are_sorted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
