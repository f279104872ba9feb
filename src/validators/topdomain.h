/* SPDX-License-Identifier: GPL-3.0-or-later */
/* topdomain.h - what the last label of a domain name says. Threads: immutable. */
#ifndef VALIDATORS_TOPDOMAIN_H
#define VALIDATORS_TOPDOMAIN_H

#include <stddef.h>

enum sp_topdomain {
	SP_TOPDOMAIN_UNKNOWN, /* letters, but none of those in common use */
	SP_TOPDOMAIN_KNOWN,
	SP_TOPDOMAIN_LIKE_FILE, /* in use, but also what a file or a line of code ends in */
	SP_TOPDOMAIN_FILE,	/* never one: the ending of a file name */
};

/* Of a label in lower case. */
enum sp_topdomain sp_topdomain_find(const char *label, size_t len);

#endif
