/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doc_format.c - see doc_format.h. Of the hundreds of properties that text may
 * have four are looked at. Left out: what styles say, as none says such a thing.
 */
#include "extractors/doc_format.h"

#include "base/bytes.h"
#include "base/mem.h"

enum sprm {
	SPRM_DELETED = 0x0800,
	SPRM_IN_TABLE = 0x2416,
	SPRM_ROW_END = 0x2417,
};

void sp_doc_runs_init(struct sp_doc_runs *runs, struct sp_input *main, bool paragraphs,
		      unsigned char *table, size_t len)
{
	*runs = (struct sp_doc_runs) {
		.main = main,
		.paragraphs = paragraphs,
		.table = table,
		.n = table && len >= 12 ? (len - 4) / 8 : 0,
	};
}

void sp_doc_runs_release(struct sp_doc_runs *runs)
{
	sp_mem_free(runs->table);
	*runs = (struct sp_doc_runs) { 0 };
}

static uint32_t le32(const unsigned char *at)
{
	struct sp_bytes c = sp_bytes_of(at, 4);
	uint32_t value = 0;

	sp_bytes_le32(&c, &value);
	return value;
}

/* The last of n numbers, in order, that is not above fc; n: none. */
static size_t find(const unsigned char *numbers, size_t n, uint32_t fc)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (le32(numbers + mid * 4) <= fc)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? low - 1 : n;
}

/* Bytes of a property's operand; it may say so itself. */
static size_t operand_size(uint16_t sprm, const struct sp_bytes *c)
{
	static const unsigned char sizes[] = { 1, 1, 2, 4, 2, 2, 0, 3 };
	struct sp_bytes ahead = *c;
	uint16_t two = 0;
	uint8_t one = 0;

	if (sprm >> 13 != 6)
		return sizes[sprm >> 13];
	/* Two of them have their size in two bytes. */
	if (sprm == 0xD606 || sprm == 0xD608)
		return sp_bytes_le16(&ahead, &two) ? (size_t)two + 1 : 1;
	return sp_bytes_u8(&ahead, &one) ? (size_t)one + 1 : 1;
}

static void read_properties(struct sp_bytes c, struct sp_doc_format *format)
{
	uint16_t sprm = 0;
	struct sp_bytes operand;
	uint8_t value = 0;

	while (sp_bytes_le16(&c, &sprm) && sp_bytes_take(&c, operand_size(sprm, &c), &operand)) {
		bool on = sp_bytes_u8(&operand, &value) && value;
		if (sprm == SPRM_DELETED)
			format->deleted = on;
		else if (sprm == SPRM_IN_TABLE)
			format->in_table = on;
		else if (sprm == SPRM_ROW_END)
			format->row_end = on;
	}
}

/* The properties that lie at `at` in the page. */
static void read_at(const struct sp_doc_runs *runs, size_t at, struct sp_doc_format *format)
{
	struct sp_bytes c = sp_bytes_of(runs->page + at, SP_DOC_PAGE - 1 - at), properties;
	uint8_t size = 0, twice = 0;
	size_t bytes;

	if (!sp_bytes_u8(&c, &size))
		return;
	bytes = size;
	if (runs->paragraphs) {
		bytes = (size_t)size * 2 - 1;
		if (!size) {
			if (!sp_bytes_u8(&c, &twice))
				return;
			bytes = (size_t)twice * 2;
		}
		/* The style's number. */
		if (bytes < 2 || !sp_bytes_skip(&c, 2))
			return;
		bytes -= 2;
	}
	if (sp_bytes_take(&c, bytes, &properties))
		read_properties(properties, format);
}

static bool load_page(struct sp_doc_runs *runs, uint32_t number)
{
	size_t got = 0;

	if (number == runs->page_number)
		return true;
	runs->page_number = 0;
	if (!number ||
	    sp_input_read(runs->main, (uint64_t)number * SP_DOC_PAGE, runs->page, SP_DOC_PAGE,
			  &got) != SP_OK ||
	    got < SP_DOC_PAGE)
		return false;
	runs->page_number = number;
	return true;
}

struct sp_doc_format sp_doc_format_at(struct sp_doc_runs *runs, uint32_t fc)
{
	struct sp_doc_format format = { .until = UINT32_MAX };
	size_t entry = find(runs->table, runs->n, fc);

	if (entry == runs->n)
		return format;
	format.until = le32(runs->table + (entry + 1) * 4);
	uint32_t number = le32(runs->table + (runs->n + 1 + entry) * 4) & 0x3FFFFF;
	if (fc >= format.until || !load_page(runs, number)) {
		if (format.until <= fc)
			format.until = UINT32_MAX;
		return format;
	}
	size_t count = runs->page[SP_DOC_PAGE - 1], step = runs->paragraphs ? 13 : 1;
	if ((count + 1) * 4 + count * step > SP_DOC_PAGE - 1)
		return format;
	size_t run = find(runs->page, count, fc);
	if (run == count)
		return format;
	uint32_t until = le32(runs->page + (run + 1) * 4);
	if (until > fc && until < format.until)
		format.until = until;
	size_t at = (size_t)runs->page[(count + 1) * 4 + run * step] * 2;
	if (at && at < SP_DOC_PAGE - 1)
		read_at(runs, at, &format);
	return format;
}
