/* SPDX-License-Identifier: GPL-3.0-or-later */
/* random_data.h - are these bytes as even as random ones? Threads: one. */
#ifndef EXTRACTORS_RANDOM_DATA_H
#define EXTRACTORS_RANDOM_DATA_H

#include "spana/input.h"

#include <stdbool.h>

/*
 * True for data without a header in which every byte is as frequent as any other,
 * at the start and in the middle: what is encrypted as a whole looks like that, and
 * little else does. Too little data says nothing.
 */
bool sp_is_random_data(struct sp_input *in);

#endif
