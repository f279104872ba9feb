/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers set aside for books and films, and those of printed examples. */
#include "reading.h"

#include <stdio.h>

#define FICTION "+46701740605"
#define PART(part) NULL, NULL, NULL, NULL, part
#define PART_SAYS(says, part) says, NULL, NULL, NULL, part

static const struct reading_case swedish[] = {
	{ "070-174 06 05", FICTION },
	{ "08-764 53 00", "+4687645300" },
	{ "+46 42 12 02 30", "+4642120230" },
	{ "+46(0)8-121 08 901", "+46812108901" },
	{ "+46 (0) 8 121 08 901", "+46812108901" },
	{ "+46 (0)701740605", FICTION },
	{ "0701-494 333", "+46701494333" },
	{ "020-12 13 50", "+4620121350", SAYS_ORGANISATION },
	{ "0200-12 13 50", "+46200121350", SAYS_ORGANISATION },
	{ "0046 70 174 06 05", FICTION },
	{ "00 46 70 174 06 05", FICTION },
	{ "0046701740605", FICTION, SAYS_LABEL },
	{ "0046-70-1740605", FICTION },
	{ "+46-70-174-06-05", FICTION },
	{ "tel:+46-70-174-06-05", FICTION, PART("+46-70-174-06-05") },
	{ "TEL:0701740605", FICTION, PART("0701740605") },
	{ "+46 070 174 06 05", FICTION },
	{ "070/174 06 05", FICTION },
	{ "070.174.06.05", FICTION },
	{ "070 174 06 05", FICTION },
	{ "070 - 174 06 05", FICTION },
	{ "070\u2013174\u00A006\u202F05", FICTION },
	{ "070\u2011174 06 05\u200B", FICTION },
	{ "(070) 174 06 05", FICTION },
	{ "(08) 465 004 12", "+46846500412" },
	{ "(+46) 70 174 06 05", FICTION },
	{ "+46701740605", FICTION },
	{ "\uFF0B46701740605", FICTION },
	{ "0701740605", FICTION },
	{ "46701740605", FICTION, SAYS_LABEL },
	{ "701740605", FICTION, SAYS_LABEL },
	{ "0846500412", "+46846500412" },
	{ "0406280404", "+46406280404" },
	{ "040-628 04 04", "+46406280404" },
	{ "031-390 06 00", "+46313900600" },
	{ "0980-31 92 00", "+46980319200" },
	{ "0980319200", "+46980319200" },
	{ "090-123 45 67", "+46901234567" },
	{ "010-123 45 67", "+46101234567", SAYS_ORGANISATION },
	{ "0771-123 456", "+46771123456", SAYS_ORGANISATION },
	{ "0900-123 45 67", "+469001234567", SAYS_ORGANISATION },
	{ "090-012 34 56", "+46900123456", SAYS_LABEL SAYS_ORGANISATION }, /* 0900, oddly parted */
	{ "0820-1234", "+468201234", SAYS_LABEL },			   /* no code ends there */
	/* an extension ends it, or a number of another kind */
	{ "070-174 06 05 12", FICTION, PART("070-174 06 05") },
	{ "+46 70 174 06 05 2026", FICTION, PART("+46 70 174 06 05") },
	{ "08-764 53 00 ankn 12", "+4687645300", PART("08-764 53 00") },
	{ "08-764 53 00, anknytning 12", "+4687645300", PART("08-764 53 00") },
	{ "08-764 53 00 ext. 12", "+4687645300", PART("08-764 53 00") },
	{ "08-764 53 00 vx", "+4687645300", PART("08-764 53 00") },
	{ "08-764 53 00 (vxl)", "+4687645300", PART("08-764 53 00") },
	{ "08-764 53 00 #12", "+4687645300", PART("08-764 53 00") },
	{ "020-12 13 50 ext 1", "+4620121350", PART_SAYS(SAYS_ORGANISATION, "020-12 13 50") },
};

static const struct reading_case foreign[] = {
	{ "+47 68 05 00 00", "+4768050000" },
	{ "+45 33 12 34 56", "+4533123456" },
	{ "+354 512 3456", "+3545123456" },
	{ "+298 201 234", "+298201234" },
	{ "+299 32 12 34", "+299321234" },
	{ "+358 9 123 456", "+3589123456" },
	{ "+44 20 7946 0000", "+442079460000" },
	{ "+44 (0)20 7946 0000", "+442079460000" },
	{ "0044 20 7946 0000", "+442079460000" },
	{ "+1 (212) 555-0100", "+12125550100" },
	{ "+1-212-555-0100", "+12125550100" },
	{ "+39 06 1234 5678", "+390612345678" },
	{ "+49 30 123456", "+4930123456" },
	{ .text = "+47 68 05 00 0" },
	{ .text = "+47 68 05 00 000" },
	{ .text = "+45 33 12 34 567" },
	{ .text = "+298 201 23" },
	{ .text = "+1 112 555 0100" },
	{ .text = "+1 212 155 0100" },
	{ .text = "+0 123 456 789" },
	{ .text = "+210 123 4567" },
	{ .text = "+999 123 4567" },
	{ .text = "+49 123" },
	{ .text = "+49 1234567890123456" },
	{ .text = "+49 030 123456" },
	{ .text = "+46 1 234 567" },
	{ .text = "47 68 05 00 00" },
};

static const struct reading_case wrong[] = {
	{ .text = "" },
	{ .text = "112" },
	{ .text = "1177" },
	{ .text = "113 13" },
	{ .text = "114 14" },
	{ .text = "116 000" },
	{ .text = "118 118" },
	{ .text = "90 000" },
	{ .text = "0112" },
	{ .text = "08-12" }, /* a time */
	{ .text = "08.12-09.30" },
	{ .text = "08-12-2024" },
	{ .text = "08.12.2024" },
	{ .text = "08/24/1999" },
	{ .text = "2024-08-12 31 39 00" }, /* a date */
	{ .text = "59.0701494333" },	   /* a decimal */
	{ .text = "0820-1234/2023" },	   /* a file number */
	{ .text = "0-306-40615-7" },	   /* an ISBN */
	{ .text = "0-13-110362-8" },
	{ .text = "0 200 000" },  /* an amount */
	{ .text = "1231234567" }, /* a company's Swish number */
	{ .text = "070-174 06 0" },
	{ .text = "070-174 06 055" },
	{ .text = "071-174 06 05" },
	{ .text = "078-174 06 05" },
	{ .text = "+46 71 174 06 05" },
	{ .text = "0741-123 456" },
	{ .text = "0128-123 45" }, /* no such code */
	{ .text = "08-012 34 56" },
	{ .text = "0980-31 92" },
	{ .text = "0980-031 92 00" },
	{ .text = "010-923 45 67" },
	{ .text = "070--174 06 05" },
	{ .text = "070  174 06 05" },
	{ .text = "070-174 06 05-" },
	{ .text = "070,174 06 05" },
	{ .text = "070\n174 06 05" },
	{ .text = "070-174\t06 05" },
	{ .text = "(070-174 06 05" },
	{ .text = "070)174 06 05" },
	{ .text = "((070) 174 06 05" },
	{ .text = "070-174 06 05x" },
	{ .text = "070-174 O6 05" },
	{ .text = "070-174 06 05 vxa" },
	{ .text = "070-174 06 05 eller" },
	{ .text = "701740605 0" },
	{ .text = "70-174 06 05" },
	{ .text = "460701740605" },
	{ .text = "+" },
	{ .text = "+46" },
	{ .text = "tel:" },
	{ .text = "00" },
};

#define TEST_OF(table)                                                            \
	static void test_##table(void **state)                                    \
	{                                                                         \
		(void)state;                                                      \
		check_readings("phone", table, sizeof(table) / sizeof(*(table))); \
	}

TEST_OF(swedish)
TEST_OF(foreign)
TEST_OF(wrong)

/* The geographic codes but 8, in the order of the plan. */
static const char codes[] =
	"11 120 121 122 123 125 13 140 141 142 143 144 150 151 152 155 156 157 "
	"158 159 16 171 173 174 175 176 18 19 21 220 221 222 223 224 225 226 "
	"227 23 240 241 243 246 247 248 250 251 253 258 26 270 271 278 280 281 "
	"290 291 292 293 294 295 297 300 301 302 303 304 31 320 321 322 325 33 "
	"340 345 346 35 36 370 371 372 380 381 382 383 390 392 393 40 410 411 "
	"413 414 415 416 417 418 42 430 431 433 435 44 451 454 455 456 457 459 "
	"46 470 471 472 474 476 477 478 479 480 481 485 486 490 491 492 493 494 "
	"495 496 498 499 500 501 502 503 504 505 506 510 511 512 513 514 515 520 "
	"521 522 523 524 525 526 528 530 531 532 533 534 54 550 551 552 553 554 "
	"555 560 563 564 565 570 571 573 580 581 582 583 584 585 586 587 589 590 "
	"591 60 611 612 613 620 621 622 623 624 63 640 642 643 644 645 647 650 "
	"651 652 653 657 660 661 662 663 670 671 672 680 682 684 687 690 691 692 "
	"693 695 696 90 910 911 912 913 914 915 916 918 920 921 922 923 924 925 "
	"926 927 928 929 930 932 933 934 935 940 941 942 943 950 951 952 953 954 "
	"960 961 970 971 973 975 976 977 978 980 981 ";

static void test_codes(void **state)
{
	const struct sp_validator *phone = sp_validator_find("phone");
	struct sp_reading reading;
	char text[16], name[8];

	(void)state;
	for (int code = 10; code < 1000; code++) {
		snprintf(text, sizeof(text), "0%d-%s", code, code < 100 ? "234 56 78" : "234 56");
		bool right = phone->read(text, strlen(text), &reading_day, &reading) &&
			     !reading.organisation && !reading.needs_label && code / 10 != 7;
		snprintf(name, sizeof(name), "%d ", code);
		const char *known = strstr(codes, name);
		while (known && known > codes && known[-1] != ' ')
			known = strstr(known + 1, name);
		if (right != (known != NULL))
			CASE_FAIL(text, "is read: %d\n", right);
	}
}

static void test_masks(void **state)
{
	(void)state;
	check_mask("phone", "070-174 06 05", "070-174 ** **");
	check_mask("phone", "+46701740605", "+4670174****");
	check_mask("phone", "(08) 465 004 12", "(08) 465 0** **");
	check_mask("phone", "tel:070-1740605", "070-174****");
	check_mask("phone", "08-764 53 00 ankn 12", "08-764 ** **");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_swedish), cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_wrong),	cmocka_unit_test(test_codes),
		cmocka_unit_test(test_masks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
