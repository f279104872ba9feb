/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The specimens of ICAO Doc 9303, and Swedish zones made up with test personnummer. */
#include "reading.h"

#define NAME44 "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
#define UTOPIA NAME44 "\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
#define CARD                                                               \
	"I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\n" \
	"ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
#define SWEDISH44 "P<SWEEK<<ANNA<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"
#define SWEDISH SWEDISH44 "\r\nAA12345678SWE8001139F3012316198001139818<<58"
#define OLD SWEDISH44 "\n12345678<8SWE8001139F3012316<<<<<<<<<<<<<<08"
#define NO_CHECK SWEDISH44 "\n12345678<8SWE8001139F3012316<<<<<<<<<<<<<<<8"
#define SWEDISH_CARD                                                       \
	"I<SWEAA12345678198001139818<<<\n8001139F3012316SWE<<<<<<<<<<<3\n" \
	"EK<<ANNA<<<<<<<<<<<<<<<<<<<<<<"
#define DOCUMENT NULL, "passport"

static const struct reading_case documents[] = {
	{ UTOPIA, "L898902C3", SAYS_TEST, DOCUMENT },
	{ CARD, "D23145890", SAYS_TEST, DOCUMENT },
	{ SWEDISH, "AA1234567", NULL, DOCUMENT },
	{ SWEDISH_CARD, "AA1234567", NULL, DOCUMENT },
	{ OLD, "12345678", NULL, DOCUMENT },
	{ NO_CHECK, "12345678", NULL, DOCUMENT },
	{ " " NAME44 "L898902C36UTO7408122F1204159ZE184226B<<<<<10", "L898902C3", SAYS_TEST,
	  DOCUMENT },
	{ NAME44 "L898902C36UTO74<<<<1F1204159ZE184226B<<<<<18", "L898902C3", SAYS_TEST,
	  DOCUMENT }, /* born in that year */
	{ .text = "" },
	{ .text = NAME44 },
	{ .text = NAME44 "L898902C36UTO7408122F1204159ZE184226B<<<<<1" },
	{ .text = NAME44 "L898902C36UTO7408122F1204159ZE184226B<<<<<100" },
	{ .text = NAME44 "L898902C46UTO7408122F1204159ZE184226B<<<<<10" }, /* number */
	{ .text = NAME44 "L898902C37UTO7408122F1204159ZE184226B<<<<<10" }, /* its check digit */
	{ .text = NAME44 "L898902C36UTO7408132F1204159ZE184226B<<<<<10" }, /* birth */
	{ .text = NAME44 "L898902C36UTO7408122F1205159ZE184226B<<<<<10" }, /* expiry */
	{ .text = NAME44 "L898902C36UTO7408122F1204159ZE184227B<<<<<10" }, /* optional data */
	{ .text = NAME44 "L898902C36UTO7408122F1204159ZE184226B<<<<<11" }, /* the whole */
	{ .text = NAME44 "L898902C37UTO7408122F1204159ZE184226B<<<<<17" }, /* check of the number;
									      the whole is right */
	{ .text = NAME44 "L898902C36UTO7408123F1204159ZE184226B<<<<<13" }, /* of the birth date; the
									      whole is right */
	{ .text = NAME44 "L898902C36UTO7408122F1204150ZE184226B<<<<<11" }, /* of the expiry date;
									      the whole is right */
	{ .text = NAME44 "L898902C36UTO7408122F1204159ZE184226B<<<<<21" }, /* of the optional data;
									      the whole is right */
	{ .text = NAME44
	  "L898902C36UTO7408122F1214150ZE184226B<<<<<14" }, /* month 14; the whole is right */
	{ .text = NAME44
	  "L898902C36UTO7408122F1204<<1ZE184226B<<<<<10" }, /* no day; the whole is right */
	{ .text = NAME44
	  "L898902C36UTO7408328F1204159ZE184226B<<<<<10" }, /* day 32; the whole is right */
	{ .text = NAME44
	  "L898902C36UTO74A8122F1204159ZE184226B<<<<<10" }, /* a letter; the whole is right */
	{ .text = NAME44 "l898902C36UTO7408122F1204159ZE184226B<<<<<10" },
	{ .text = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
		  "L898902C36UTO7408122F1204159ZE184226B<<<<<10" },
	{ .text = "I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<7"
		  "ERIKSSON<<ANNA<MARIA<<<<<<<<<<" },
};

#define OWNER(alias, type) "198001139818", SAYS_TEST, alias, type

static const struct reading_case owners[] = {
	{ SWEDISH, OWNER(NULL, "personnummer") },
	{ SWEDISH_CARD, OWNER(NULL, "personnummer") },
	{ .text = OLD },
	{ .text = UTOPIA },
	{ .text = CARD },
	{ .text = "198001139818" },
};

static void test_documents(void **state)
{
	(void)state;
	check_readings("mrz", documents, sizeof(documents) / sizeof(*documents));
}

static void test_owners(void **state)
{
	(void)state;
	check_readings("mrz_personal", owners, sizeof(owners) / sizeof(*owners));
}

static void test_mask(void **state)
{
	(void)state;
	check_mask("mrz", OLD,
		   "P<SWE**<<****<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<\n"
		   "********<*******************<<<<<<<<<<<<<<**");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_owners),
		cmocka_unit_test(test_mask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
