/* SPDX-License-Identifier: GPL-3.0-or-later */
/* packed_name.h - what a compressed file's one member is called. */
#ifndef EXTRACTORS_PACKED_NAME_H
#define EXTRACTORS_PACKED_NAME_H

#include "spana/extractor.h"

struct sp_buf;

/*
 * Appends the name of the item that is read without the ending that its
 * compression added: "webb.log" for "webb.log.gz", "hem.tar" for "hem.tgz";
 * "data" where there is none. false: no memory.
 */
bool sp_packed_name(struct sp_sink *out, struct sp_buf *name);

#endif
