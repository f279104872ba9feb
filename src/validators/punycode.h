/* SPDX-License-Identifier: GPL-3.0-or-later */
/* punycode.h - the Unicode form of a domain label that begins with xn--. Threads: pure. */
#ifndef VALIDATORS_PUNYCODE_H
#define VALIDATORS_PUNYCODE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Decodes what follows xn-- to UTF-8 and ends it with NUL. false: ill-formed,
 * more than 63 characters, or no room.
 */
bool sp_punycode_decode(const char *s, size_t len, char *out, size_t size);

#endif
