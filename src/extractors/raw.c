/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * raw.c - see raw.h.
 *
 * A run is six characters or more in a row that a person might have typed, in
 * ASCII or UTF-8, or in UTF-16 of either byte order at even or odd offsets. It
 * ends at a control code, a line break too. Five automata look at the bytes
 * side by side; letters in UTF-16 are those of Western Europe, so that ASCII
 * seen in pairs is no Chinese. Where the zeros of one order can be taken for
 * those of the other, a run that holds all of the other's text is told alone.
 * Left out: code pages, of which the digits show all the same, and what is
 * compressed or encrypted.
 */
#include "extractors/raw.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

#define BLOCK ((size_t)64 * 1024)
#define LEAST 6 /* characters */
/* A longer run is cut at the next space, or in the end anywhere. */
#define LONG ((size_t)4 * 1024)
#define LONGEST ((size_t)64 * 1024)

struct run {
	struct sp_buf text;
	uint64_t start; /* offset of its first byte */
	uint64_t characters;
};

struct raw {
	struct sp_sink *out;
	struct run narrow;
	char tail[4]; /* a character of UTF-8 that is not complete */
	size_t n_tail, want;
	struct run wide[4];   /* little then big endian, at even then odd offsets */
	struct run held;      /* the last of them, until another has shown to be no longer */
	unsigned char before; /* the byte before this one */
	enum sp_status status;
};

/* ---- runs ---- */

static void empty(struct run *run)
{
	run->characters = 0;
	sp_buf_reset(&run->text);
}

static void tell_run(struct raw *raw, struct run *run, const char *kind)
{
	if (run->characters >= LEAST && raw->status == SP_OK) {
		raw->status = sp_sink_enter(raw->out, SP_PLACE_RAW, kind, run->start);
		if (raw->status == SP_OK) {
			raw->status = sp_sink_good_text(raw->out, run->text.data, run->text.len);
			sp_sink_leave(raw->out);
		}
	}
	empty(run);
}

/* The same bytes give b's text, and a's is part of it. */
static bool is_part(const struct run *a, const struct run *b)
{
	uint64_t a_end = a->start + 2 * a->characters, b_end = b->start + 2 * b->characters;

	return b->characters && a->start < b_end && b->start < a_end &&
	       memmem(b->text.data, b->text.len, a->text.data, a->text.len);
}

static void hold(struct raw *raw, struct run *run)
{
	if (run->characters >= LEAST && !is_part(run, &raw->held)) {
		struct run other = raw->held;
		if (other.characters && !is_part(&other, run))
			tell_run(raw, &other, "utf-16");
		raw->held = *run;
		*run = other;
	}
	empty(run);
}

static void end_run(struct raw *raw, struct run *run, bool is_wide)
{
	if (is_wide)
		hold(raw, run);
	else
		tell_run(raw, run, NULL);
}

static void add_character(struct raw *raw, struct run *run, uint64_t at, const char *s, size_t len,
			  bool is_wide)
{
	if (!run->characters)
		run->start = at;
	if (!sp_buf_add(&run->text, s, len))
		raw->status = SP_FATAL;
	run->characters++;
	if (run->text.len >= LONGEST || (run->text.len >= LONG && *s == ' '))
		end_run(raw, run, is_wide);
}

static bool is_ascii_text(unsigned char c)
{
	return (c >= 0x20 && c < 0x7F) || c == '\t';
}

/* ---- ASCII and UTF-8 ---- */

/* Bytes of the character that begins with c, 0: none does. */
static size_t length_of(unsigned char c)
{
	if (c >= 0xC2 && c <= 0xDF)
		return 2;
	if (c >= 0xE0 && c <= 0xEF)
		return 3;
	return c >= 0xF0 && c <= 0xF4 ? 4 : 0;
}

/* A byte of a character of several; false: it is none, and begins anew. */
static bool continue_character(struct raw *raw, unsigned char c, uint64_t at)
{
	if (!sp_utf8_is_tail((char)c)) {
		end_run(raw, &raw->narrow, false);
		raw->n_tail = 0;
		return false;
	}
	raw->tail[raw->n_tail++] = (char)c;
	if (raw->n_tail < raw->want)
		return true;
	if (sp_utf8_valid(raw->tail, raw->n_tail) == raw->n_tail)
		add_character(raw, &raw->narrow, at + 1 - raw->n_tail, raw->tail, raw->n_tail,
			      false);
	else
		end_run(raw, &raw->narrow, false);
	raw->n_tail = 0;
	return true;
}

static void narrow_byte(struct raw *raw, unsigned char c, uint64_t at)
{
	if (raw->n_tail && continue_character(raw, c, at))
		return;
	if (is_ascii_text(c)) {
		char ascii = (char)c;
		add_character(raw, &raw->narrow, at, &ascii, 1, false);
		return;
	}
	raw->want = length_of(c);
	if (raw->want) {
		raw->tail[0] = (char)c;
		raw->n_tail = 1;
	} else if (raw->narrow.characters) {
		end_run(raw, &raw->narrow, false);
	}
}

/* ---- UTF-16 ---- */

static bool is_wide_text(unsigned unit)
{
	if (unit < 0x80)
		return is_ascii_text((unsigned char)unit);
	/* Latin-1: small numbers seen in pairs are letters of other alphabets. Dashes, quotes. */
	return (unit >= 0xA0 && unit < 0x100) || (unit >= 0x2010 && unit < 0x2020) ||
	       unit == 0x20AC;
}

/* The pair of bytes that ends at `at`. */
static void wide_byte(struct raw *raw, unsigned char c, uint64_t at)
{
	for (unsigned big = 0; big < 2; big++) {
		struct run *run = &raw->wide[2 * big + (unsigned)(at & 1)];
		unsigned unit =
			big ? (unsigned)raw->before << 8 | c : (unsigned)c << 8 | raw->before;
		char utf8[4];
		if (is_wide_text(unit))
			add_character(raw, run, at - 1, utf8, sp_utf8_encode(unit, utf8), true);
		else if (run->characters)
			end_run(raw, run, true);
	}
}

/* ---- all of it ---- */

static void end_all(struct raw *raw)
{
	end_run(raw, &raw->narrow, false);
	for (size_t i = 0; i < 4; i++)
		end_run(raw, &raw->wide[i], true);
	tell_run(raw, &raw->held, "utf-16");
}

static void release(struct raw *raw)
{
	sp_buf_release(&raw->narrow.text);
	sp_buf_release(&raw->held.text);
	for (size_t i = 0; i < 4; i++)
		sp_buf_release(&raw->wide[i].text);
}

static bool is_zero(const unsigned char *block, size_t len)
{
	return len && !block[0] && !memcmp(block, block + 1, len - 1);
}

/* Runs of a block whose first byte is at `offset`. */
static void read_block(struct raw *raw, const unsigned char *block, size_t len, uint64_t offset,
		       bool first)
{
	for (size_t i = 0; i < len && raw->status == SP_OK; i++) {
		narrow_byte(raw, block[i], offset + i);
		if (i || !first)
			wide_byte(raw, block[i], offset + i);
		raw->before = block[i];
	}
}

static enum sp_status read_blocks(struct raw *raw, struct sp_input *in, uint64_t offset,
				  uint64_t end)
{
	unsigned char *block = sp_mem_alloc(BLOCK);
	uint64_t at = offset;
	size_t got = 1;

	if (!block)
		return SP_FATAL;
	while (at < end && got && raw->status == SP_OK) {
		size_t want = end - at < BLOCK ? (size_t)(end - at) : BLOCK;
		raw->status = sp_sink_spend(raw->out, 0);
		if (raw->status == SP_OK)
			raw->status = sp_input_read(in, at, block, want, &got);
		/* Holes are large; the first byte ends a run, or the last of one in UTF-16. */
		read_block(raw, block, is_zero(block, got) ? (got < 2 ? got : 2) : got, at,
			   at == offset);
		at += got;
	}
	sp_mem_wipe(block, BLOCK);
	sp_mem_free(block);
	return raw->status;
}

enum sp_status sp_raw_runs(struct sp_input *in, struct sp_sink *out, uint64_t offset)
{
	struct raw raw = { .out = out };
	uint64_t most = sp_sink_raw(out), size = sp_input_size(in);

	if (!most || offset >= size)
		return SP_OK;
	raw.narrow.text.cap = raw.held.text.cap = LONGEST + 4;
	for (size_t i = 0; i < 4; i++)
		raw.wide[i].text.cap = LONGEST + 4;
	bool all = size - offset <= most;
	enum sp_status status = read_blocks(&raw, in, offset, all ? size : offset + most);
	if (status == SP_OK) {
		end_all(&raw);
		status = raw.status;
	}
	release(&raw);
	if (status == SP_FAILED)
		sp_sink_input_problem(out, in);
	return status;
}

enum sp_status sp_raw_unsupported(struct sp_input *in, struct sp_sink *out, const char *what)
{
	char detail[160], most[48] = "";
	bool wanted = sp_sink_raw(out) != 0;

	if (sp_input_size(in) > sp_sink_raw(out))
		snprintf(most, sizeof(most), " in its first %llu MiB",
			 (unsigned long long)(sp_sink_raw(out) / SP_MIB));
	snprintf(detail, sizeof(detail), "%s%s%s%s", what, wanted ? ": only runs of text" : "",
		 wanted ? most : "", wanted ? " were searched" : "");
	sp_sink_problem(out, SP_REASON_UNSUPPORTED, detail);
	if (!wanted)
		return SP_FAILED;
	sp_sink_format(out, "raw");
	return sp_status_worse(sp_raw_runs(in, out, 0), SP_PARTIAL);
}
