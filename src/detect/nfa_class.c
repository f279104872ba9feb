/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nfa_class.c - pieces of an automaton, and the classes of characters in a regex.
 *
 * A character beyond ASCII is a lead byte and one to three tail bytes: more than
 * exact, never less. \d and \w mean ASCII, as they do without PCRE2_UCP.
 */
#include "detect/nfa_own.h"

#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/utf8.h"

static const struct byte_set tails = { { 0, 0, ~UINT64_C(0), 0 } };
/* 0xC2 to 0xF4, of the bytes from 0xC0 on. */
#define ALL_LEADS UINT64_C(0x001FFFFFFFFFFFFC)

/* Passes over a character if it is the next; never over the end. */
bool parser_take(struct parser *p, char c)
{
	bool here = *p->at == c;

	p->at += here;
	return here;
}

uint16_t parser_state(struct parser *p, enum kind kind)
{
	struct nfa *nfa = p->nfa;

	if (nfa->n >= NFA_STATES) {
		p->too_hard = true;
		return 0;
	}
	if (!sp_mem_room(&nfa->states, &nfa->room, nfa->n + 1, sizeof(*nfa->states))) {
		p->no_memory = true;
		return 0;
	}
	nfa->states[nfa->n] = (struct state) { .kind = (uint8_t)kind, .next = NONE, .other = NONE };
	return (uint16_t)nfa->n++;
}

bool parser_broken(const struct parser *p)
{
	return p->too_hard || p->no_memory;
}

void piece_link(struct parser *p, uint16_t from, uint16_t to)
{
	if (parser_broken(p))
		return;
	struct state *state = &p->nfa->states[from];
	if (state->next == NONE)
		state->next = to;
	else
		state->other = to;
}

struct piece piece_empty(struct parser *p)
{
	uint16_t state = parser_state(p, KIND_SPLIT);

	return (struct piece) { state, state };
}

struct piece piece_then(struct parser *p, struct piece a, struct piece b)
{
	piece_link(p, a.end, b.start);
	return (struct piece) { a.start, b.end };
}

struct piece piece_either(struct parser *p, struct piece a, struct piece b)
{
	struct piece both = { parser_state(p, KIND_SPLIT), parser_state(p, KIND_SPLIT) };

	piece_link(p, both.start, a.start);
	piece_link(p, both.start, b.start);
	piece_link(p, a.end, both.end);
	piece_link(p, b.end, both.end);
	return both;
}

static struct piece bytes_piece(struct parser *p, const struct byte_set *bytes)
{
	uint16_t state = parser_state(p, KIND_BYTES);
	uint16_t end = parser_state(p, KIND_SPLIT);

	if (!parser_broken(p)) {
		p->nfa->states[state].bytes = *bytes;
		p->nfa->states[state].next = end;
	}
	return (struct piece) { state, end };
}

static bool is_empty(const struct byte_set *set)
{
	return !(set->bits[0] | set->bits[1] | set->bits[2] | set->bits[3]);
}

/* The lead bytes of the class that begin characters of `size` bytes. */
static struct byte_set leads_of(const struct class *class, unsigned size)
{
	/* 0xC2 to 0xDF, 0xE0 to 0xEF, 0xF0 to 0xF4: all are in the last quarter. */
	static const uint64_t of_size[] = {
		[2] = UINT64_C(0x00000000FFFFFFFC),
		[3] = UINT64_C(0x0000FFFF00000000),
		[4] = UINT64_C(0x001F000000000000),
	};

	return (struct byte_set) { { 0, 0, 0, class->leads.bits[3] & of_size[size] } };
}

/* One character of a class: an ASCII byte, or a lead byte and its tails. */
struct piece piece_of_class(struct parser *p, const struct class *class)
{
	struct piece all = { 0, 0 };
	bool any = false;

	if (!is_empty(&class->ascii) || is_empty(&class->leads)) {
		all = bytes_piece(p, &class->ascii);
		any = true;
	}
	for (unsigned size = 2; size <= 4; size++) {
		struct byte_set leads = leads_of(class, size);
		if (is_empty(&leads))
			continue;
		struct piece wide = bytes_piece(p, &leads);
		for (unsigned i = 1; i < size; i++)
			wide = piece_then(p, wide, bytes_piece(p, &tails));
		all = any ? piece_either(p, all, wide) : wide;
		any = true;
	}
	return all;
}

/* ---- classes ---- */

void class_add(struct class *class, uint32_t code)
{
	char bytes[4];

	if (code < 0x80) {
		byte_set_add(&class->ascii, (unsigned char)code);
		return;
	}
	sp_utf8_encode(code, bytes);
	byte_set_add(&class->leads, (unsigned char)bytes[0]);
}

static void add_range(struct class *class, uint32_t from, uint32_t to)
{
	for (uint32_t code = from; code <= to && code < 0x80; code++)
		class_add(class, code);
	/* A lead byte stands for 64 characters or more. */
	for (uint32_t code = from < 0x80 ? 0x80 : from; code <= to; code += 64)
		class_add(class, code);
	if (to >= 0x80)
		class_add(class, to);
}

void class_fold_case(struct class *class)
{
	for (unsigned char c = 'a'; c <= 'z'; c++) {
		unsigned char upper = (unsigned char)(c - 'a' + 'A');
		if (byte_set_has(&class->ascii, c) || byte_set_has(&class->ascii, upper)) {
			byte_set_add(&class->ascii, c);
			byte_set_add(&class->ascii, upper);
		}
	}
	/* The other case of a letter may have another lead byte, or be ASCII. */
	if (!is_empty(&class->leads))
		class->leads.bits[3] |= ALL_LEADS;
}

void class_add_all(struct class *class)
{
	class->ascii.bits[0] = class->ascii.bits[1] = ~UINT64_C(0);
	class->leads.bits[3] |= ALL_LEADS;
}

static void negate(struct class *class)
{
	class->ascii.bits[0] = ~class->ascii.bits[0];
	class->ascii.bits[1] = ~class->ascii.bits[1];
	class->ascii.bits[2] = class->ascii.bits[3] = 0;
	class->leads = (struct byte_set) { { 0, 0, 0, ALL_LEADS } };
}

/* \d, \w, \s, \h and their opposites. false: none of these. */
bool class_add_shorthand(struct class *class, char letter)
{
	struct class own = { .ascii = { { 0 } } };
	char small = sp_to_lower(letter);

	if (small == 'd' || small == 'w')
		add_range(&own, '0', '9');
	if (small == 'w') {
		add_range(&own, 'A', 'Z');
		add_range(&own, 'a', 'z');
		class_add(&own, '_');
	} else if (small == 's') {
		add_range(&own, '\t', '\r');
		class_add(&own, ' ');
	} else if (small != 'd') {
		return false;
	}
	if (small != letter)
		negate(&own);
	for (size_t i = 0; i < 4; i++) {
		class->ascii.bits[i] |= own.ascii.bits[i];
		class->leads.bits[i] |= own.leads.bits[i];
	}
	return true;
}

static int hex_value(char c)
{
	if (sp_is_digit(c))
		return c - '0';
	c = sp_to_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The character after a backslash, where it is one: \. \x41 \x{2011} \t. */
bool parser_escape(struct parser *p, uint32_t *code)
{
	static const char names[] = "tnrfe", values[] = "\t\n\r\f\033";
	char c = *p->at;
	const char *name = c ? strchr(names, c) : NULL;

	*code = 0;
	if (c == 'x') {
		bool braces = p->at[1] == '{';
		p->at += 1 + braces;
		for (int n = 0; hex_value(*p->at) >= 0 && (braces || n < 2) && *code < 0x110000;
		     n++)
			*code = *code * 16 + (uint32_t)hex_value(*p->at++);
		if (braces && !parser_take(p, '}'))
			return false;
		return *code < 0x110000;
	}
	if (name)
		*code = (unsigned char)values[name - names];
	else if (c && !sp_is_alnum(c))
		*code = (unsigned char)c;
	else
		return false;
	p->at++;
	return *code < 0x80;
}

bool parser_code(struct parser *p, uint32_t *code)
{
	size_t size, len = strnlen(p->at, 4);

	if (*p->at == '\\') {
		p->at++;
		return parser_escape(p, code);
	}
	if (!len)
		return false;
	*code = sp_utf8_decode(p->at, len, &size);
	p->at += size;
	return true;
}

/* What stands in brackets; p->at is behind the '['. */
bool parser_class(struct parser *p, struct class *class)
{
	bool negated = *p->at == '^', first = true;

	p->at += negated;
	for (; *p->at && (*p->at != ']' || first); first = false) {
		uint32_t from, to;
		if (*p->at == '[' && (p->at[1] == ':' || p->at[1] == '.' || p->at[1] == '='))
			return false;
		if (*p->at == '\\' && class_add_shorthand(class, p->at[1])) {
			p->at += 2;
			continue;
		}
		if (!parser_code(p, &from))
			return false;
		to = from;
		if (*p->at == '-' && p->at[1] && p->at[1] != ']') {
			p->at++;
			if (!parser_code(p, &to) || to < from)
				return false;
		}
		add_range(class, from, to);
	}
	if (!parser_take(p, ']'))
		return false;
	if (p->caseless)
		class_fold_case(class);
	if (negated)
		negate(class);
	return true;
}
