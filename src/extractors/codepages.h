/* SPDX-License-Identifier: GPL-3.0-or-later */
/* codepages.h - code points of the bytes 0x80 to 0xFF; 0: undefined. Threads: immutable. */
#ifndef EXTRACTORS_CODEPAGES_H
#define EXTRACTORS_CODEPAGES_H

#include <stdint.h>

extern const uint16_t sp_codepage_cp1252[128];
extern const uint16_t sp_codepage_cp437[128];
extern const uint16_t sp_codepage_cp850[128];
extern const uint16_t sp_codepage_cp865[128];
extern const uint16_t sp_codepage_macroman[128];

#endif
