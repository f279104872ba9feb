/* SPDX-License-Identifier: GPL-3.0-or-later */
/* readers_own.h - between readers.c and reader_line.c. */
#ifndef SCAN_READERS_OWN_H
#define SCAN_READERS_OWN_H

#include "scan/readers.h"

/* Asks the keeper for a reader, which takes the socket and the memory. An errno, or 0. */
SP_CHECK int readers_ask(struct readers *readers, int socket, int memory);

const struct sp_limits *readers_limits(const struct readers *readers);

#endif
