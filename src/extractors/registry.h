/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * registry.h - the formats, a line each: X(foo) is sp_extractor_foo in foo.c,
 * and sp_probe_foo its probe. The highest bid wins, ties go to the first.
 */
#ifndef EXTRACTORS_REGISTRY_H
#define EXTRACTORS_REGISTRY_H

#include "spana/extractor.h"

/* A test may build the table with formats of its own. */
#ifndef SP_FORMATS_OF_TESTS
#define SP_FORMATS_OF_TESTS(X)
#endif

#define SP_FORMATS(X) \
	X(empty)      \
	X(ooxml)      \
	X(odf)        \
	X(compound)   \
	X(rtf)        \
	X(pdf)        \
	X(xls)        \
	X(flat)       \
	X(zip)        \
	X(tar)        \
	X(7z)         \
	X(rar)        \
	X(cab)        \
	X(lha)        \
	X(cpio)       \
	X(ar)         \
	X(rpm)        \
	X(xar)        \
	X(iso9660)    \
	X(gzip)       \
	X(bzip2)      \
	X(xz)         \
	X(zstd)       \
	X(lz4)        \
	X(lzip)       \
	X(compress)   \
	X(html)       \
	X(xml)        \
	X(mbox)       \
	X(x509)       \
	X(sqlite)     \
	X(dbf)        \
	X(access)     \
	X(pst)        \
	X(tnef)       \
	X(eml)        \
	X(cms)        \
	X(vcf)        \
	X(ics)        \
	X(ldif)       \
	X(sql)        \
	X(reg)        \
	X(text)       \
	X(binary)     \
	SP_FORMATS_OF_TESTS(X)

#define SP_FORMAT_DECLARE(name)                               \
	extern const struct sp_extractor sp_extractor_##name; \
	unsigned sp_probe_##name(struct sp_input *in);
SP_FORMATS(SP_FORMAT_DECLARE)
#undef SP_FORMAT_DECLARE

/* All of a format that has slices but what reads it. */
extern const struct sp_extractor sp_sliced_mbox;

#endif
