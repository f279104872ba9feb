/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test.h - cmocka, with the headers that it wants to come before it. */
#ifndef SUPPORT_TEST_H
#define SUPPORT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Fails with the name of the case in a table. */
#define CASE_FAIL(name, ...)                    \
	do {                                    \
		print_error("case %s: ", name); \
		print_error(__VA_ARGS__);       \
		fail();                         \
	} while (0)

#endif
