/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * odf.h - the text of an OpenDocument part. Threads: one.
 */
#ifndef EXTRACTORS_ODF_H
#define EXTRACTORS_ODF_H

#include "extractors/sax.h"
#include "spana/extractor.h"

/* Namespaces, of OpenDocument and of OpenOffice.org 1 alike. Apart from those of ooxml.h. */
enum sp_odf_space {
	SP_ODF_OFFICE = 100,
	SP_ODF_TEXT,
	SP_ODF_TABLE,
	SP_ODF_DRAW,
	SP_ODF_STYLE,
	SP_ODF_META,
	SP_ODF_DC,
	SP_ODF_SVG,
	SP_ODF_XLINK,
	SP_ODF_FORM,
	SP_ODF_PRESENTATION,
	SP_ODF_MANIFEST,
	SP_ODF_NUMBER,
	SP_ODF_CONFIG,
};

struct sp_odf_text;

SP_CHECK enum sp_status sp_odf_text_new(struct sp_odf_text **out, struct sp_sink *sink);
void sp_odf_text_free(struct sp_odf_text *text);
/* A part begins. */
void sp_odf_text_begin(struct sp_odf_text *text);
/* It has ended, or broken off: closes what is open. Passes the status on, or a worse one. */
SP_CHECK enum sp_status sp_odf_text_finish(struct sp_odf_text *text, enum sp_status status);
extern const struct sp_sax_events sp_odf_text_events;

#endif
