/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * eml.h - what mail needs before it can be read.
 */
#ifndef EXTRACTORS_EML_H
#define EXTRACTORS_EML_H

/* Sets up GMime. Once per process, before threads. */
void sp_eml_init(void);

#endif
