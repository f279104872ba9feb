/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pff.h - what pst.c uses of libpff: an input to read from, and the values of
 * an item's properties.
 */
#ifndef EXTRACTORS_PFF_H
#define EXTRACTORS_PFF_H

#include "extractors/mapi.h"

#include <libbfio.h>
#include <libpff.h>

/*
 * A handle that reads `in`, which it borrows; NULL without memory. Freed by
 * libbfio_handle_free.
 */
libbfio_handle_t *pff_handle_new(struct sp_input *in);

/* Values of properties that are looked for by name. false: it is not there. */
bool pff_number(libpff_record_set_t *set, unsigned id, uint64_t *number);
/* Appends to *out; *failed is set without memory. */
bool pff_string(const struct sp_mapi *mapi, libpff_record_set_t *set, unsigned id,
		struct sp_buf *out, bool *failed);

/*
 * Tells all values of a set. *lost counts those that cannot be read. Values of
 * `but` are passed over; 0: none.
 */
SP_CHECK enum sp_status pff_tell(struct sp_mapi *mapi, libpff_record_set_t *set, unsigned but,
				 uint64_t *lost);

#endif
