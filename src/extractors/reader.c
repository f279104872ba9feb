/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reader.c - blocks of an input, looked at for UTF-8 before they are handed on.
 *
 * A block is read anew from the first byte that was not used, so that nothing
 * has to be carried over: an incomplete character, or an incomplete line that
 * is not UTF-8.
 */
#include "extractors/reader.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

#include "extractors/charset_own.h"

/* Lines that are gathered to find their code page. */
#define SAMPLE (64 * 1024)
/* High bytes that are enough for a block to be judged by itself. */
#define ENOUGH 16

static void use_charset(struct sp_reader *r, const struct sp_charset *charset)
{
	r->fixed = true;
	r->status = sp_decoder_init(&r->decoder, charset);
}

/* A charset that the bytes at the start prove, or that was declared and fits them. */
static void find_charset(struct sp_reader *r, const struct sp_charset *declared)
{
	static const char pc8[] = "#FORMAT PC8";
	size_t len, mark;
	const unsigned char *head = sp_input_head(r->in, &len);
	const struct sp_charset *charset = sp_charset_of_mark(head, len, &mark);

	r->offset = mark;
	if (!charset && declared && declared != sp_charset_from_name("us-ascii"))
		charset = sp_charset_choose(declared, head, len);
	if (!charset)
		charset = sp_charset_of_zeros(head, len);
	if (charset && !sp_charset_is_utf8(charset)) {
		use_charset(r, charset);
	} else if (len && memchr(head, '#', len) && memmem(head, len, pc8, sizeof(pc8) - 1)) {
		/* Accounts in the Swedish SIE format say so themselves. */
		r->codepage = sp_charset_from_name("cp437");
		r->codepage_told = true;
	}
}

enum sp_status sp_reader_init(struct sp_reader *r, struct sp_input *in,
			      const struct sp_charset *declared)
{
	uint64_t size = sp_input_size(in);
	size_t len;

	*r = (struct sp_reader) {
		.in = in,
		.out = SP_BUF_INIT(SP_READER_BLOCK * 4),
		.sample = SP_BUF_INIT(SAMPLE * 4),
	};
	find_charset(r, declared);
	if (r->status == SP_OK && !sp_input_data(in, &len)) {
		r->room = size < SP_READER_BLOCK ? (size_t)size + 1 : SP_READER_BLOCK;
		r->block = sp_mem_alloc(r->room);
		if (!r->block)
			r->status = SP_FATAL;
	}
	return r->status;
}

void sp_reader_release(struct sp_reader *r)
{
	sp_decoder_release(&r->decoder);
	sp_buf_release(&r->out);
	sp_buf_release(&r->sample);
	if (r->block)
		sp_mem_wipe(r->block, r->room);
	sp_mem_free(r->block);
	r->block = NULL;
}

/* Moves the window on to what was not used yet. */
static void refill(struct sp_reader *r)
{
	uint64_t size = sp_input_size(r->in);
	size_t all;
	const unsigned char *data = sp_input_data(r->in, &all);

	r->offset += r->at;
	r->at = r->len = 0;
	if (r->offset >= size || r->status != SP_OK)
		return;
	uint64_t rest = size - r->offset;
	size_t want = rest < SP_READER_BLOCK ? (size_t)rest : SP_READER_BLOCK;
	if (!r->block) {
		r->window = data + r->offset;
		r->len = want;
		return;
	}
	r->window = r->block;
	r->status = sp_input_read(r->in, r->offset, r->block, want, &r->len);
}

/* Does the window reach to the end of all that can be read? */
static bool at_end(const struct sp_reader *r)
{
	return r->status != SP_OK || r->offset + r->len >= sp_input_size(r->in);
}

/* ---- lines that are not UTF-8 ---- */

/* One line of s, with its end. */
static size_t line_length(const char *s, size_t len)
{
	const char *end = memchr(s, '\n', len);

	return end ? (size_t)(end - s) + 1 : len;
}

/* Damaged UTF-8 is no other charset, where more is right than wrong. */
static bool is_codepage(const char *s, size_t len)
{
	if (sp_utf8_valid(s, len) == len)
		return false;
	struct utf8_tally tally = sp_charset_tally(s, len);
	return tally.bad > tally.wide;
}

/* Could any character of UTF-8 beyond ASCII stand here: a lead, then a tail? */
static bool may_hold_utf8(const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;
	unsigned found = 0;

	for (size_t i = 0; i + 1 < len; i++)
		found |= (unsigned)(s[i] >= 0xC2) & (unsigned)((s[i + 1] & 0xC0) == 0x80);
	return found;
}

/* Adds lines that are not UTF-8 to the sample. */
static bool gather(struct sp_reader *r, const char *s, size_t len)
{
	for (size_t n; len && r->sample.len < SAMPLE; s += n, len -= n) {
		n = line_length(s, len);
		size_t most = n < SAMPLE ? n : SAMPLE;
		if (is_codepage(s, n) && !sp_buf_add(&r->sample, s, most))
			return false;
	}
	return true;
}

/* Adds lines from the middle and the end of the input to the sample. */
static bool gather_far(struct sp_reader *r)
{
	uint64_t size = sp_input_size(r->in);
	uint64_t places[] = { size / 2, size > SAMPLE ? size - SAMPLE : 0 };
	char *bytes = sp_mem_alloc(SAMPLE);
	bool good = bytes;

	for (size_t i = 0; good && i < 2; i++) {
		size_t got = 0;
		/* What cannot be read here is met again when its turn comes. */
		if (places[i] > r->offset + r->len &&
		    sp_input_read(r->in, places[i], bytes, SAMPLE, &got) == SP_OK)
			good = gather(r, bytes, got);
	}
	sp_mem_wipe(bytes, bytes ? SAMPLE : 0);
	sp_mem_free(bytes);
	return good;
}

static size_t count_high(const struct sp_buf *bytes)
{
	size_t n = 0;

	for (size_t i = 0; i < bytes->len; i++)
		n += (unsigned char)bytes->data[i] >= 0x80;
	return n;
}

/*
 * Finds the code page of the lines in s: by themselves where there is enough
 * of them, else together with those before them and with what stands far off.
 */
static bool find_codepage(struct sp_reader *r, const char *s, size_t len)
{
	if (r->codepage_told)
		return true;
	if (count_high(&r->sample) >= ENOUGH)
		sp_buf_reset(&r->sample);
	size_t before = r->sample.len;
	if (!gather(r, s, len))
		return false;
	if (r->sample.len == before)
		return true;
	if (count_high(&r->sample) < ENOUGH && !r->codepage && !gather_far(r))
		return false;
	r->codepage = sp_charset_guess_codepage(r->sample.data, r->sample.len);
	return true;
}

static bool convert_bytes(struct sp_reader *r, const char *s, size_t len)
{
	struct sp_decoder decoder;

	return sp_decoder_init(&decoder, r->codepage) == SP_OK &&
	       sp_decoder_feed(&decoder, s, len, &r->out);
}

static enum sp_status convert_lines(struct sp_reader *r, const char *s, size_t len)
{
	if (!find_codepage(r, s, len))
		return SP_FATAL;
	sp_buf_reset(&r->out);
	if (r->codepage && !may_hold_utf8(s, len))
		return convert_bytes(r, s, len) ? SP_OK : SP_FATAL;
	for (size_t at = 0, n; at < len; at += n) {
		n = line_length(s + at, len - at);
		if (!(is_codepage(s + at, n) ? convert_bytes(r, s + at, n)
					     : sp_utf8_repair(&r->out, s + at, n)))
			return SP_FATAL;
	}
	return SP_OK;
}

/* ---- pieces ---- */

/* All of the input is in one charset that is not UTF-8. */
static enum sp_status next_fixed(struct sp_reader *r, const char **text, size_t *len)
{
	sp_buf_reset(&r->out);
	while (!r->out.len && !r->finished) {
		refill(r);
		if (r->len && !sp_decoder_feed(&r->decoder, r->window, r->len, &r->out))
			return SP_FATAL;
		r->finished = !r->len;
		r->at = r->len;
	}
	if (r->finished && !sp_decoder_finish(&r->decoder, &r->out))
		return SP_FATAL;
	*text = sp_buf_str(&r->out);
	*len = r->out.len;
	return *len ? SP_OK : r->status;
}

static enum sp_status emit(struct sp_reader *r, size_t n, const char **text, size_t *len)
{
	*text = (const char *)r->window + r->at;
	*len = n;
	r->at += n;
	return SP_OK;
}

/* Bytes of whole lines; all, where there is no line's end or nothing follows. */
static size_t whole_lines(const struct sp_reader *r, const char *s, size_t len)
{
	const char *end = memrchr(s, '\n', len);

	if (at_end(r))
		return len;
	return end ? (size_t)(end - s) + 1 : len - sp_utf8_cut(s, len);
}

enum sp_status sp_reader_next(struct sp_reader *r, const char **text, size_t *len)
{
	*len = 0;
	if (r->fixed)
		return next_fixed(r, text, len);
	if (r->at == r->len)
		refill(r);
	const size_t left = r->len - r->at;
	if (!left)
		return r->status;
	const char *s = (const char *)r->window + r->at;
	const size_t good = sp_utf8_valid(s, left);
	if (good == left) {
		r->begun = true;
		return emit(r, good, text, len);
	}
	if (!at_end(r) && good + sp_utf8_cut(s, left) == left) {
		/* The window ends within a character: the next one begins with it. */
		r->len = r->at + good;
		return good ? emit(r, good, text, len) : sp_reader_next(r, text, len);
	}
	const char *line = good ? memrchr(s, '\n', good) : NULL;
	/* The first piece shows what the text is like: it is not cut where a charset begins. */
	if (line && r->begun)
		return emit(r, (size_t)(line - s) + 1, text, len);
	size_t lines = whole_lines(r, s, left);
	if (convert_lines(r, s, lines) != SP_OK)
		return SP_FATAL;
	r->at += lines;
	r->len = r->at;
	r->begun = true;
	*text = sp_buf_str(&r->out);
	*len = r->out.len;
	return SP_OK;
}

enum sp_status sp_reader_each(struct sp_input *in, struct sp_sink *out,
			      enum sp_status (*take)(void *context, const char *text, size_t len),
			      void *context)
{
	struct sp_reader reader;
	const char *text = NULL;
	size_t len = 0;
	enum sp_status status = sp_reader_init(&reader, in, NULL);

	if (status == SP_OK)
		status = sp_reader_next(&reader, &text, &len);
	while (status == SP_OK && len) {
		status = take(context, text, len);
		if (status == SP_OK)
			status = sp_reader_next(&reader, &text, &len);
	}
	if (status == SP_FAILED)
		sp_sink_input_problem(out, in);
	sp_reader_release(&reader);
	return status;
}
