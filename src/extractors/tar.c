/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tar.c - tape archives: POSIX ustar and pax (IEEE Std 1003.1, pax), GNU, and
 * those of the seventh edition, which have no signature.
 *
 * An archive that ends without its two empty blocks is read as if it had them:
 * many do. One within another is a member, whatever it is compressed with.
 */
#include "extractors/registry.h"

#include <string.h>

#include <archive.h>

#include "base/ascii.h"
#include "extractors/archive.h"

#define BLOCK 512
#define CHECKSUM 148
#define CHECKSUM_SIZE 8
#define MAGIC 257

/* Octal with spaces before and a space or zero after it. */
static bool read_octal(const unsigned char *field, size_t len, unsigned long *out)
{
	size_t i = 0, digits = 0;

	*out = 0;
	while (i < len && field[i] == ' ')
		i++;
	for (; i < len && field[i] >= '0' && field[i] <= '7'; i++, digits++)
		*out = *out * 8 + (unsigned long)(field[i] - '0');
	return digits && (i == len || field[i] == ' ' || field[i] == '\0');
}

/* The sum of the block's bytes, those of the sum itself taken as spaces. */
static bool checksum_fits(const unsigned char *block)
{
	unsigned long want, sum = 0;
	long signed_sum = 0;

	if (!read_octal(block + CHECKSUM, CHECKSUM_SIZE, &want))
		return false;
	for (size_t i = 0; i < BLOCK; i++) {
		unsigned char c = block[i];
		if (i >= CHECKSUM && i < CHECKSUM + CHECKSUM_SIZE)
			c = ' ';
		sum += c;
		signed_sum += (signed char)c;
	}
	/* Some old programs added signed bytes. */
	return sum == want || (signed_sum >= 0 && (unsigned long)signed_sum == want);
}

unsigned sp_probe_tar(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	if (len < BLOCK || !head[0] || !checksum_fits(head))
		return 0;
	return memcmp(head + MAGIC, "ustar", 5) == 0 ? 40 + 18 : 18 + 8;
}

static int enable(struct archive *a)
{
	return archive_read_support_format_tar(a);
}

static enum sp_status extract_tar(struct sp_input *in, struct sp_sink *out)
{
	return sp_archive_extract(in, out, enable);
}

const struct sp_extractor sp_extractor_tar = {
	.name = "tar",
	.probe = sp_probe_tar,
	.extract = extract_tar,
	.streams = true,
};
