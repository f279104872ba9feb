/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mapi_rtf.c - the compressed RTF of message bodies ([MS-OXRTFCP]): literals
 * and references into a ring of 4 KB that begins with what most RTF begins with.
 */
#include "extractors/mapi.h"

#include <string.h>

#include "base/bytes.h"

#define RING 4096
#define MAGIC_COMPRESSED 0x75465A4Cu
#define MAGIC_PLAIN 0x414C454Du
/* Bytes of RTF; more is cut. */
#define RTF_MAX (64 * SP_MIB)

static const char preset[] = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman "
			     "\\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes "
			     "New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
			     "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
_Static_assert(sizeof(preset) - 1 == 207, "the preset has 207 bytes");

struct ring {
	char bytes[RING];
	unsigned at;
	struct sp_buf *out;
};

static bool put(struct ring *ring, char c)
{
	ring->bytes[ring->at] = c;
	ring->at = (ring->at + 1) % RING;
	return ring->out->len < RTF_MAX && sp_buf_putc(ring->out, c);
}

/* false: the end, or the bytes are at an end. *ended: by its mark. */
static bool step(struct sp_bytes *c, struct ring *ring, bool reference, bool *ended)
{
	uint8_t first, second;

	if (!sp_bytes_u8(c, &first))
		return false;
	if (!reference)
		return put(ring, (char)first);
	if (!sp_bytes_u8(c, &second))
		return false;
	unsigned from = (unsigned)first << 4 | second >> 4, n = (second & 0x0Fu) + 2;
	*ended = from == ring->at;
	if (*ended)
		return false;
	for (unsigned i = 0; i < n; i++)
		if (!put(ring, ring->bytes[(from + i) % RING]))
			return false;
	return true;
}

static bool unpack(struct sp_bytes *c, struct sp_buf *out)
{
	struct ring ring = { .at = sizeof(preset) - 1, .out = out };
	bool ended = false, more = true;
	uint8_t control;

	memcpy(ring.bytes, preset, sizeof(preset) - 1);
	while (more && sp_bytes_u8(c, &control))
		for (unsigned bit = 0; more && bit < 8; bit++)
			more = step(c, &ring, control >> bit & 1, &ended);
	return ended;
}

enum sp_status sp_mapi_unpack_rtf(const void *data, size_t len, struct sp_buf *out)
{
	struct sp_bytes c = sp_bytes_of(data, len);
	uint32_t packed, plain, magic, checksum;
	bool whole = false;

	if (!sp_bytes_le32(&c, &packed) || !sp_bytes_le32(&c, &plain) ||
	    !sp_bytes_le32(&c, &magic) || !sp_bytes_le32(&c, &checksum))
		return SP_PARTIAL;
	if (magic == MAGIC_COMPRESSED) {
		whole = unpack(&c, out);
	} else if (magic == MAGIC_PLAIN) {
		size_t n = plain < c.left ? plain : c.left;
		whole = n == plain;
		sp_buf_add(out, c.at, n < RTF_MAX ? n : RTF_MAX);
	}
	if (out->failed)
		return SP_FATAL;
	return whole ? SP_OK : SP_PARTIAL;
}
