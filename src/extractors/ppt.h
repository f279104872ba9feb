/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ppt.h - presentations in compound files. */
#ifndef EXTRACTORS_PPT_H
#define EXTRACTORS_PPT_H

#include "extractors/ole.h"

/* Reads its text and its objects. Threads: one. */
SP_CHECK enum sp_status sp_ppt_read(struct sp_ole *root, struct sp_sink *out);

/* ---- between ppt.c and ppt_slides.c ---- */

/* The order of the slides, as the last edit left it. */
struct sp_ppt_slide {
	uint32_t offset; /* of its record in the stream */
	uint32_t id;	 /* that its notes refer to */
};

struct sp_ppt_slides {
	struct sp_ppt_slide *items; /* in the order in which they are shown */
	size_t n, room;
};

struct sp_ppt_record {
	unsigned version, instance;
	uint16_t type;
	uint32_t len;
};

/* The header at `at`; false: there is none. */
SP_CHECK bool sp_ppt_record_at(struct sp_input *in, uint64_t at, struct sp_ppt_record *record);

/* Follows the edits from that place. Without them *slides stays empty. SP_FATAL: no memory. */
SP_CHECK enum sp_status sp_ppt_slides_find(struct sp_ppt_slides *slides, struct sp_input *in,
					   uint32_t last_edit);

#endif
