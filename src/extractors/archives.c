/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * archives.c - archive formats that differ only in their first bytes: 7z, RAR,
 * CAB, LHA, cpio, ar (Debian packages), RPM packages, xar and ISO 9660 images.
 *
 * libarchive reads each of them alone, after its signature was seen here: let
 * loose on anything it would take plain texts and disk images for archives.
 */
#include "extractors/registry.h"

#include <string.h>

#include <archive.h>

#include "base/ascii.h"
#include "base/bytes.h"
#include "extractors/archive.h"

static bool begins(struct sp_input *in, const char *signature, size_t len)
{
	size_t have;
	const unsigned char *head = sp_input_head(in, &have);

	return have >= len && memcmp(head, signature, len) == 0;
}

/* ---- 7z: its own 7zFormat.txt ---- */

unsigned sp_probe_7z(struct sp_input *in)
{
	return begins(in, "7z\xBC\xAF\x27\x1C\0", 7) ? 56 : 0;
}

/* The list of members stands at the end, where the first header says. */
static bool ends_early(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);
	struct sp_bytes c = sp_bytes_of(head, len);
	uint64_t offset, size, end;

	return !sp_bytes_skip(&c, 12) || !sp_bytes_le64(&c, &offset) || !sp_bytes_le64(&c, &size) ||
	       __builtin_add_overflow(offset, size, &end) || end > sp_input_size(in) ||
	       end + 32 > sp_input_size(in);
}

static enum sp_status extract_7z(struct sp_input *in, struct sp_sink *out)
{
	if (ends_early(in)) {
		const char *name = sp_sink_name(out);
		size_t len = strlen(name);
		if (len > 4 && !strcmp(name + len - 4, ".001"))
			sp_sink_problem(out, SP_REASON_UNSUPPORTED, "one of several volumes");
		else
			sp_sink_problem(out, SP_REASON_TRUNCATED, "its list of members is missing");
		return SP_FAILED;
	}
	return sp_archive_extract(in, out, archive_read_support_format_7zip);
}

const struct sp_extractor sp_extractor_7z = {
	.name = "7z",
	.probe = sp_probe_7z,
	.extract = extract_7z,
	.streams = true,
};

/* ---- RAR, up to version 4 and from version 5 ---- */

unsigned sp_probe_rar(struct sp_input *in)
{
	if (begins(in, "Rar!\x1A\x07\x01\0", 8))
		return 64;
	return begins(in, "Rar!\x1A\x07\0", 7) ? 56 : 0;
}

static int enable_rar(struct archive *a)
{
	int old = archive_read_support_format_rar(a), new = archive_read_support_format_rar5(a);

	return old < new ? old : new;
}

static enum sp_status extract_rar(struct sp_input *in, struct sp_sink *out)
{
	return sp_archive_extract(in, out, enable_rar);
}

const struct sp_extractor sp_extractor_rar = {
	.name = "rar",
	.probe = sp_probe_rar,
	.extract = extract_rar,
	.streams = true,
};

/* ---- CAB: MS-CAB ---- */

unsigned sp_probe_cab(struct sp_input *in)
{
	return begins(in, "MSCF\0\0\0\0", 8) ? 64 : 0;
}

static enum sp_status extract_cab(struct sp_input *in, struct sp_sink *out)
{
	return sp_archive_extract(in, out, archive_read_support_format_cab);
}

const struct sp_extractor sp_extractor_cab = {
	.name = "cab",
	.probe = sp_probe_cab,
	.extract = extract_cab,
	.streams = true,
};

/* ---- LHA: "-lh5-" behind two bytes that may be anything ---- */

unsigned sp_probe_lha(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	if (len < 22 || memcmp(head + 2, "-l", 2) != 0 || head[6] != '-')
		return 0;
	return (head[4] == 'h' || head[4] == 'z') && sp_is_alnum((char)head[5]) && head[20] <= 3
		       ? 46
		       : 0;
}

static enum sp_status extract_lha(struct sp_input *in, struct sp_sink *out)
{
	return sp_archive_extract(in, out, archive_read_support_format_lha);
}

const struct sp_extractor sp_extractor_lha = {
	.name = "lha",
	.probe = sp_probe_lha,
	.extract = extract_lha,
	.streams = true,
};

/* ---- cpio: IEEE Std 1003.1, and the form of System V ---- */

/* All digits of the header are looked at: a text may begin with the same six. */
static bool all_digits(const unsigned char *s, size_t len, bool hex)
{
	for (size_t i = 0; i < len; i++) {
		char c = sp_to_lower((char)s[i]);
		if (!(c >= '0' && c <= '7') && !(hex && (sp_is_digit(c) || (c >= 'a' && c <= 'f'))))
			return false;
	}
	return true;
}

unsigned sp_probe_cpio(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);

	if ((begins(in, "070701", 6) || begins(in, "070702", 6)) && len >= 110 &&
	    all_digits(head + 6, 104, true))
		return 48 + 104;
	if (begins(in, "070707", 6) && len >= 76 && all_digits(head + 6, 70, false))
		return 48 + 70;
	return 0;
}

static enum sp_status extract_cpio(struct sp_input *in, struct sp_sink *out)
{
	return sp_archive_extract(in, out, archive_read_support_format_cpio);
}

const struct sp_extractor sp_extractor_cpio = {
	.name = "cpio",
	.probe = sp_probe_cpio,
	.extract = extract_cpio,
	.streams = true,
};

/* ---- ar ---- */

unsigned sp_probe_ar(struct sp_input *in)
{
	return begins(in, "!<arch>\n", 8) ? 64 : 0;
}

/* libarchive takes a header that is not whole for the end. */
static enum sp_status extract_ar(struct sp_input *in, struct sp_sink *out)
{
	struct sp_archive archive = { .in = in, .out = out };
	enum sp_status status = sp_archive_read(&archive, archive_read_support_format_ar);

	if (status == SP_OK && archive.ended && archive.consumed < sp_input_size(in))
		sp_archive_problem(&archive, SP_REASON_TRUNCATED, "it is cut short");
	return sp_archive_end(&archive, status);
}

const struct sp_extractor sp_extractor_ar = {
	.name = "ar",
	.probe = sp_probe_ar,
	.extract = extract_ar,
	.streams = true,
};

/* ---- RPM packages: a lead, headers, then cpio, compressed ---- */

unsigned sp_probe_rpm(struct sp_input *in)
{
	return begins(in, "\xED\xAB\xEE\xDB", 4) ? 32 : 0;
}

static int enable_rpm(struct archive *a)
{
	int status = archive_read_support_filter_rpm(a);

	archive_read_support_filter_gzip(a);
	archive_read_support_filter_bzip2(a);
	archive_read_support_filter_xz(a);
	archive_read_support_filter_lzma(a);
	archive_read_support_filter_zstd(a);
	return status < ARCHIVE_WARN ? status : archive_read_support_format_cpio(a);
}

static enum sp_status extract_rpm(struct sp_input *in, struct sp_sink *out)
{
	return sp_archive_extract(in, out, enable_rpm);
}

const struct sp_extractor sp_extractor_rpm = {
	.name = "rpm",
	.probe = sp_probe_rpm,
	.extract = extract_rpm,
	.streams = true,
};

/* ---- xar ---- */

unsigned sp_probe_xar(struct sp_input *in)
{
	return begins(in, "xar!\0\x1C\0\x01", 8) ? 64 : 0;
}

static enum sp_status extract_xar(struct sp_input *in, struct sp_sink *out)
{
	return sp_archive_extract(in, out, archive_read_support_format_xar);
}

const struct sp_extractor sp_extractor_xar = {
	.name = "xar",
	.probe = sp_probe_xar,
	.extract = extract_xar,
	.streams = true,
};

/* ---- ISO 9660: ECMA-119, the first volume descriptor ---- */

unsigned sp_probe_iso9660(struct sp_input *in)
{
	char descriptor[7];
	size_t got;

	if (sp_input_read(in, 32768, descriptor, sizeof(descriptor), &got) != SP_OK ||
	    got < sizeof(descriptor))
		return 0;
	return memcmp(descriptor + 1, "CD001", 5) == 0 ? 40 : 0;
}

static enum sp_status extract_iso9660(struct sp_input *in, struct sp_sink *out)
{
	return sp_archive_extract(in, out, archive_read_support_format_iso9660);
}

const struct sp_extractor sp_extractor_iso9660 = {
	.name = "iso9660",
	.probe = sp_probe_iso9660,
	.extract = extract_iso9660,
	.streams = true,
};
