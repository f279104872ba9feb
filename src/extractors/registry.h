/* SPDX-License-Identifier: GPL-3.0-or-later */
/* registry.h - what each format's file exports. */
#ifndef EXTRACTORS_REGISTRY_H
#define EXTRACTORS_REGISTRY_H

#include "spana/extractor.h"

extern const struct sp_extractor sp_extractor_binary;
extern const struct sp_extractor sp_extractor_html;
extern const struct sp_extractor sp_extractor_text;

#endif
