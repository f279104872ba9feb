/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pdf_page.h - what stands on a page of a PDF document. Threads: one. */
#ifndef EXTRACTORS_PDF_PAGE_H
#define EXTRACTORS_PDF_PAGE_H

#include "spana/extractor.h"

#include <poppler.h>
#include <stdbool.h>

/*
 * Tells the page's text, annotations, form fields and links at the present
 * place; files that are attached to it become members. *text is whether any
 * text stands on the page itself.
 */
SP_CHECK enum sp_status sp_pdf_page(struct sp_sink *out, PopplerPage *page, bool *text);

/* Is there a picture on it? */
bool sp_pdf_page_has_image(PopplerPage *page);

/* Hands a file within the document to the sink. */
SP_CHECK enum sp_status sp_pdf_attachment(struct sp_sink *out, PopplerAttachment *attachment);

/* A value of a place, taken: freed here. NULL says nothing. */
SP_CHECK enum sp_status sp_pdf_value(struct sp_sink *out, enum sp_place_kind kind, const char *name,
				     char *value);

#endif
