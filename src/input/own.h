/* SPDX-License-Identifier: GPL-3.0-or-later */
/* own.h - for the makers of inputs alone. */
#ifndef INPUT_OWN_H
#define INPUT_OWN_H

#include "spana/input.h"

/* The input takes memory, which is wiped and freed with it. Once per input. */
void sp_input_own(struct sp_input *in, void *memory, size_t size);

/* Bytes that nobody saw before, for who watches. */
void sp_input_seen(size_t bytes);

#endif
