/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mapi_names.h - what properties of messages are called. Threads: immutable. */
#ifndef EXTRACTORS_MAPI_NAMES_H
#define EXTRACTORS_MAPI_NAMES_H

enum mapi_kind {
	MAPI_PROPERTY,
	MAPI_HEADER,
	MAPI_TECHNICAL, /* says nothing of anybody, or what another property says */
};

struct mapi_name {
	unsigned id;
	enum mapi_kind kind;
	const char *name;
	const char *label; /* words that stand for it near its value, or NULL */
};

/* The property's, or NULL. */
const struct mapi_name *mapi_name_of(unsigned id);

#endif
