/* SPDX-License-Identifier: GPL-3.0-or-later */
/* live.h - batches as they come, given to a reporter (`detect`). */
#ifndef CLI_LIVE_H
#define CLI_LIVE_H

#include "cli/common.h"

struct live {
	const struct sp_reporter *reporter;
	struct sp_report *report;
	struct output output;
	struct sp_report
		*aside;	    /* problems and the summary, where they are no part of the result */
	struct sp_buf said; /* for standard error */
	bool quiet;
	bool watched;		       /* somebody looks on: each batch is shown at once */
	struct sp_name_total *skipped; /* items without text, by media type */
	size_t n_skipped, room_skipped;
	uint64_t serial; /* of the item that was described last */
	struct sp_buf path;
};

/* false: told. */
SP_CHECK bool live_open(struct live *live, const struct sp_reporter *reporter,
			const struct settings *settings);

/* Prints what a batch holds, and counts what had no text. */
SP_CHECK enum sp_status live_batch(struct live *live, const struct sp_batch *batch);

/* Prints the summary and ends the output. */
SP_CHECK bool live_close(struct live *live, const struct sp_counts *counts, double seconds,
			 bool keep);

#endif
