/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reading.h"

#define PART(part) NULL, NULL, NULL, NULL, part

static const struct reading_case v4[] = {
	{ "192.0.2.7", "192.0.2.7" },
	{ "198.51.100.255", "198.51.100.255" },
	{ "203.0.113.0", "203.0.113.0" },
	{ "11.0.0.1", "11.0.0.1" },
	{ "172.15.0.1", "172.15.0.1" },
	{ "172.32.0.1", "172.32.0.1" },
	{ "100.128.0.1", "100.128.0.1" },
	{ "223.255.255.255", "223.255.255.255" },
	{ "10.1.2.3", "10.1.2.3", SAYS_DOUBT },
	{ "172.16.0.1", "172.16.0.1", SAYS_DOUBT },
	{ "172.31.255.255", "172.31.255.255", SAYS_DOUBT },
	{ "192.168.1.1", "192.168.1.1", SAYS_DOUBT },
	{ "127.0.0.1", "127.0.0.1", SAYS_DOUBT },
	{ "169.254.1.1", "169.254.1.1", SAYS_DOUBT },
	{ "100.64.0.1", "100.64.0.1", SAYS_DOUBT },
	{ "224.0.0.1", "224.0.0.1", SAYS_DOUBT },
	{ "255.255.255.255", "255.255.255.255", SAYS_DOUBT },
	{ "0.1.2.3", "0.1.2.3", SAYS_DOUBT },
	{ .text = "" },
	{ .text = "256.0.0.1" },
	{ .text = "192.0.2.256" },
	{ .text = "192.0.2" },
	{ .text = "192.0.2." },
	{ .text = "192.0.2.7.1" },
	{ .text = "192.0.02.7" },
	{ .text = "192.0.2.00" },
	{ .text = "192..2.7" },
	{ .text = "192.0.2.7a" },
	{ .text = "192.0.2.-7" },
	{ .text = "192.0.2.4294967297" },
};

/* The samples of RFC 5952 and RFC 4291 among them. */
static const struct reading_case v6[] = {
	{ "2001:db8::1", "2001:db8::1" },
	{ "2001:0DB8:0000:0000:0000:0000:0000:0001", "2001:db8::1" },
	{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
	{ "2001:db8::0:1", "2001:db8::1" },
	{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
	{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },
	{ "2001:db8::aaaa:0:0:1", "2001:db8::aaaa:0:0:1" },
	{ "2001:db8:1:2:3:4:5::", "2001:db8:1:2:3:4:5:0" },
	{ "2001:DB8::8:800:200C:417A", "2001:db8::8:800:200c:417a" },
	{ "2001:db8::", "2001:db8::" },
	{ "[2001:db8::1]:443", "2001:db8::1", PART("2001:db8::1") },
	{ "2001:db8::1%eth0", "2001:db8::1", PART("2001:db8::1") },
	{ "::ffff:192.0.2.7", "::ffff:192.0.2.7" },
	{ "::FFFF:c000:207", "::ffff:192.0.2.7" },
	{ "::ffff:10.0.0.1", "::ffff:10.0.0.1", SAYS_DOUBT },
	{ "2001:db8::192.0.2.33", "2001:db8::c000:221" },
	{ "fe80::1:2:3", "fe80::1:2:3", SAYS_DOUBT },
	{ "fd00:1:2::3", "fd00:1:2::3", SAYS_DOUBT },
	{ "ff02::1:ff00:1", "ff02::1:ff00:1", SAYS_DOUBT },
	{ "20:11:22:33:44:55:66:77", "20:11:22:33:44:55:66:77", SAYS_DOUBT },
	{ .text = "::" },
	{ .text = "::1" },
	{ .text = "a::b" },
	{ .text = "fe80::1" },
	{ .text = "std::x" },
	{ .text = "12:34:56" },
	{ .text = "12:34" },
	{ .text = "2001:db8:1:2:3:4:5" },
	{ .text = "2001:db8:1:2:3:4:5:6:7" },
	{ .text = "2001:db8:1:2:3:4:5:6::" },
	{ .text = "2001:db8::1::2" },
	{ .text = "2001:db8:::1" },
	{ .text = "2001:db8::12345" },
	{ .text = "2001:db8::g" },
	{ .text = "2001:db8:" },
	{ .text = ":2001:db8::1" },
	{ .text = "2001:db8::1:" },
	{ .text = "2001:db8::192.0.2.333" },
	{ .text = "2001:db8::192.0.2.3:1" },
	{ .text = "2001:db8:1:2:3:4:5:192.0.2.3" },
	{ .text = "[]" },
	{ .text = "%" },
};

static void test_v4(void **state)
{
	(void)state;
	check_readings("ip_address", v4, sizeof(v4) / sizeof(*v4));
}

static void test_v6(void **state)
{
	(void)state;
	check_readings("ip_address", v6, sizeof(v6) / sizeof(*v6));
}

static void test_masks(void **state)
{
	(void)state;
	check_mask("ip_address", "192.0.2.7", "192.0.*.*");
	check_mask("ip_address", "2001:db8::1:2", "2001:db8::*:*");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_v4),
		cmocka_unit_test(test_v6),
		cmocka_unit_test(test_masks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
