/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nfa.c - Thompson's construction, by recursive descent over PCRE2's syntax.
 *
 * A repeated atom is there as often as it is repeated.
 */
#include "detect/nfa_own.h"

#include <limits.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/utf8.h"

#define MAX_NESTING 32
#define MAX_REPEAT 600

/* ---- groups ---- */

static struct piece parse_choice(struct parser *p);

/* Skips to the bracket that closes the group that is open. */
static bool skip_group(struct parser *p)
{
	unsigned depth = 1;

	for (; *p->at; p->at++) {
		if (*p->at == '\\' && p->at[1]) {
			p->at++;
		} else if (*p->at == '[') {
			struct class ignored = { .ascii = { { 0 } } };
			p->at++;
			if (!parser_class(p, &ignored))
				return false;
			p->at--;
		} else if (*p->at == '(') {
			depth++;
		} else if (*p->at == ')' && !--depth) {
			p->at++;
			return true;
		}
	}
	return false;
}

/* ---- what stands before ---- */

static const struct byte_set beyond_ascii = { { 0, 0, ~UINT64_C(0), ~UINT64_C(0) } };
static const struct byte_set any_byte = { { ~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0),
					    ~UINT64_C(0) } };

static void unite(struct byte_set *set, const struct byte_set *with)
{
	for (size_t i = 0; i < 4; i++)
		set->bits[i] |= with->bits[i];
}

static void intersect(struct byte_set *set, const struct byte_set *with)
{
	for (size_t i = 0; i < 4; i++)
		set->bits[i] &= with->bits[i];
}

/* One character of a look-behind, and nothing that repeats it. false: it is something else. */
static bool behind_character(struct parser *p, struct class *class)
{
	uint32_t code;

	*class = (struct class) { .ascii = { { 0 } } };
	if (*p->at == '[') {
		p->at++;
		if (!parser_class(p, class))
			return false;
	} else if (*p->at == '\\' && class_add_shorthand(class, p->at[1])) {
		p->at += 2;
	} else if (*p->at && !strchr(".^$*+?{(|)", *p->at) && parser_code(p, &code)) {
		class_add(class, code);
		if (p->caseless)
			class_fold_case(class);
	} else {
		return false;
	}
	return !*p->at || !strchr("*+?{", *p->at);
}

/*
 * What a look-behind lets stand directly before it; p->at is behind its sign. Each of its choices
 * ends with the byte in question; a negative one says something only if it is that byte alone.
 */
static bool behind_bytes(struct parser *p, bool negative, struct byte_set *out)
{
	struct byte_set last = { { 0 } };
	bool alone = true;

	*out = any_byte;
	while (*p->at != ')') {
		struct class class;
		unsigned n = 0;
		for (; *p->at != '|' && *p->at != ')'; n++)
			if (!behind_character(p, &class))
				return false;
		alone &= n == 1;
		if (!n)
			return false;
		/* The set of bytes beyond ASCII is never narrowed. */
		unite(&last, &class.ascii);
		if (*p->at == '|')
			p->at++;
	}
	p->at++;
	if (!negative)
		*out = last;
	else if (alone)
		for (size_t i = 0; i < 4; i++)
			out->bits[i] = ~last.bits[i];
	unite(out, &beyond_ascii);
	return true;
}

/* The same of a group of nothing but look-behinds; p->at is behind its "(". */
static bool behind_group(struct parser *p, unsigned depth, struct byte_set *out)
{
	bool caseless = p->caseless;
	struct byte_set choice = any_byte;

	if (!parser_take(p, '?') || depth > MAX_NESTING)
		return false;
	if (*p->at == '<' && (p->at[1] == '!' || p->at[1] == '=')) {
		p->at += 2;
		return behind_bytes(p, p->at[-1] == '!', out);
	}
	if (parser_take(p, 'i'))
		p->caseless = true;
	if (!parser_take(p, ':'))
		return false;
	*out = (struct byte_set) { { 0 } };
	while (*p->at != ')') {
		struct byte_set one;
		if (parser_take(p, '|')) {
			unite(out, &choice);
			choice = any_byte;
		} else if (!parser_take(p, '(') || !behind_group(p, depth + 1, &one)) {
			return false;
		} else {
			intersect(&choice, &one);
		}
	}
	p->at++;
	unite(out, &choice);
	p->caseless = caseless;
	return true;
}

/* Look-behinds at the start say what may not stand before a match. */
static void note_look_behind(struct parser *p)
{
	struct parser ahead = *p;
	struct byte_set may;

	if (!behind_group(&ahead, 0, &may) || (*ahead.at && strchr("*+?{", *ahead.at)))
		return;
	for (size_t i = 0; i < 4; i++)
		p->nfa->not_after.bits[i] |= ~may.bits[i];
}

/* ---- what comes behind ---- */

static bool holds_digits(const struct class *class, bool all)
{
	unsigned n = 0;

	for (unsigned char c = '0'; c <= '9'; c++)
		n += byte_set_has(&class->ascii, c);
	return all ? n == 10 : n > 0;
}

/*
 * One choice of a look-ahead: a single character that may be any digit, if it is a negative one,
 * else one that begins with no digit. p->at goes to its end; false too where it is not understood.
 */
static bool choice_stops_digits(struct parser *p, bool negative, bool *understood)
{
	struct class class;
	bool stops = false;

	if (!negative && (*p->at == '$' || (p->at[0] == '\\' && p->at[1] == 'z')))
		stops = true;
	else if (behind_character(p, &class))
		stops = negative ? (*p->at == '|' || *p->at == ')') && holds_digits(&class, true)
				 : !holds_digits(&class, false);
	while (*p->at && *p->at != '|' && *p->at != ')' && *understood) {
		if (*p->at == '[') {
			p->at++;
			*understood = parser_class(p, &class);
		} else {
			*understood = *p->at != '(';
			p->at += p->at[0] == '\\' && p->at[1] ? 2 : 1;
		}
	}
	return stops;
}

/* True if "(?!...)" or "(?=...)" at p.at lets no digit follow. */
static bool stops_digits(struct parser p)
{
	bool negative = p.at[2] == '!', any = false, all = true, understood = true;

	for (p.at += 3; *p.at && *p.at != ')' && understood; p.at += *p.at == '|') {
		bool stops = choice_stops_digits(&p, negative, &understood);
		any |= stops;
		all &= stops;
	}
	return understood && *p.at == ')' && (!p.at[1] || !strchr("*+?{", p.at[1])) &&
	       (negative ? any : all && any);
}

static bool is_look_ahead(const char *at)
{
	return at[0] == '(' && at[1] == '?' && (at[2] == '!' || at[2] == '=');
}

/* ---- groups ---- */

/* p->at is behind "(". Look-around says nothing here; other groups are what is in them. */
static struct piece parse_group(struct parser *p)
{
	struct piece piece;
	bool caseless = p->caseless;

	if (p->at_start && p->depth == 0)
		note_look_behind(p);
	if (*p->at == '?') {
		const char *kind = p->at + 1;
		bool behind = kind[0] == '<' && (kind[1] == '!' || kind[1] == '=');
		if (kind[0] == '=' || kind[0] == '!' || behind) {
			p->at += behind ? 3 : 2;
			if (!skip_group(p))
				p->too_hard = true;
			return piece_empty(p);
		}
		p->at = kind;
		if (*p->at == 'i') {
			p->at++;
			p->caseless = true;
			if (*p->at == ')') {
				/* From here to the end of the group around it. */
				p->at++;
				return piece_empty(p);
			}
		}
		if (*p->at == '<' || *p->at == 'P') {
			p->at = strchr(p->at, '>');
			if (!p->at)
				p->at = "";
		}
		if (*p->at != ':' && *p->at != '>') {
			p->too_hard = true;
			return piece_empty(p);
		}
		p->at++;
	}
	p->depth++;
	piece = parse_choice(p);
	p->depth--;
	p->caseless = caseless;
	if (*p->at == ')')
		p->at++;
	else
		p->too_hard = true;
	return piece;
}

static struct piece parse_backslash(struct parser *p)
{
	struct class class = { .ascii = { { 0 } } };
	uint32_t code;

	if (*p->at == 'b' || *p->at == 'B' || *p->at == 'A' || *p->at == 'z' || *p->at == 'Z') {
		p->at++;
		return piece_empty(p);
	}
	if (class_add_shorthand(&class, *p->at)) {
		p->at++;
		return piece_of_class(p, &class);
	}
	if (*p->at >= '1' && *p->at <= '9') {
		/* A back reference: what it refers to may be anything, of any length. */
		p->at++;
		class_add_all(&class);
		struct piece any = piece_of_class(p, &class);
		piece_link(p, any.end, any.start);
		return piece_either(p, piece_then(p, any, piece_empty(p)), piece_empty(p));
	}
	if (!parser_escape(p, &code)) {
		p->too_hard = true;
		return piece_empty(p);
	}
	class_add(&class, code);
	if (p->caseless)
		class_fold_case(&class);
	return piece_of_class(p, &class);
}

static struct piece parse_atom(struct parser *p)
{
	struct class class = { .ascii = { { 0 } } };
	uint32_t code;
	char c = *p->at;

	if (c == '(' || c == '\\' || c == '[')
		p->at++;
	if (c == '(')
		return parse_group(p);
	p->at_start = false;
	if (c == '\\')
		return parse_backslash(p);
	if (c == '[') {
		if (!parser_class(p, &class))
			p->too_hard = true;
	} else if (c == '.') {
		p->at++;
		class_add_all(&class);
	} else if (c == '^' || c == '$') {
		p->at++;
		return piece_empty(p);
	} else if (c == '*' || c == '+' || c == '?' || c == '{' || !parser_code(p, &code)) {
		p->too_hard = true;
	} else {
		class_add(&class, code);
		if (p->caseless)
			class_fold_case(&class);
	}
	return piece_of_class(p, &class);
}

/* ---- repetition ---- */

static unsigned parse_number(struct parser *p)
{
	unsigned n = 0;

	while (sp_is_digit(*p->at) && n <= MAX_REPEAT)
		n = n * 10 + (unsigned)(*p->at++ - '0');
	return n;
}

/* *, +, ?, {n}, {n,}, {n,m}, and the lazy and possessive forms. most UINT_MAX: no end. */
static void parse_repeat(struct parser *p, unsigned *least, unsigned *most)
{
	*least = *most = 1;
	if (*p->at == '*' || *p->at == '+' || *p->at == '?') {
		*least = *p->at == '+';
		*most = *p->at == '?' ? 1 : UINT_MAX;
		p->at++;
	} else if (*p->at == '{' && sp_is_digit(p->at[1])) {
		p->at++;
		*least = *most = parse_number(p);
		if (*p->at == ',') {
			p->at++;
			*most = *p->at == '}' ? UINT_MAX : parse_number(p);
		}
		if (!parser_take(p, '}') || *least > MAX_REPEAT ||
		    (*most > MAX_REPEAT && *most != UINT_MAX)) {
			p->too_hard = true;
			return;
		}
	} else {
		return;
	}
	if (*p->at == '?' || *p->at == '+')
		p->at++;
}

/* What may be left out. */
static struct piece optional(struct parser *p, struct piece piece)
{
	uint16_t start = parser_state(p, KIND_SPLIT);

	piece_link(p, start, piece.start);
	piece_link(p, start, piece.end);
	return (struct piece) { start, piece.end };
}

/* Appends the n last states once more. */
static void copy_states(struct parser *p, size_t n)
{
	struct nfa *nfa = p->nfa;

	p->too_hard |= nfa->n + n > NFA_STATES;
	p->no_memory |= !parser_broken(p) &&
			!sp_mem_room(&nfa->states, &nfa->room, nfa->n + n, sizeof(*nfa->states));
	if (parser_broken(p))
		return;
	for (size_t i = 0; i < n; i++) {
		struct state state = nfa->states[nfa->n - n];
		state.next = state.next == NONE ? NONE : (uint16_t)(state.next + n);
		state.other = state.other == NONE ? NONE : (uint16_t)(state.other + n);
		nfa->states[nfa->n++] = state;
	}
}

static struct piece parse_repeated(struct parser *p)
{
	size_t begin = p->nfa->n;
	struct piece atom = parse_atom(p), all;
	size_t n = p->nfa->n - begin;
	unsigned least, most;

	if (parser_broken(p))
		return atom;
	parse_repeat(p, &least, &most);
	if (least == 1 && most == 1)
		return atom;
	bool endless = most == UINT_MAX;
	unsigned copies = endless ? (least ? least : 1) : most;
	/* All before any is linked: they stand in a row, n states each. */
	for (unsigned i = 1; i < copies && !parser_broken(p); i++)
		copy_states(p, n);
	all = piece_empty(p);
	/* From the last one on: who leaves one out leaves out those behind it, too. */
	for (unsigned i = copies; i-- && !parser_broken(p);) {
		struct piece next = { (uint16_t)(atom.start + i * n),
				      (uint16_t)(atom.end + i * n) };
		if (endless && i + 1 == copies) {
			/* The last one may come again. */
			piece_link(p, next.end, next.start);
			next = piece_then(p, next, piece_empty(p));
		}
		all = piece_then(p, next, all);
		if (i >= least)
			all = optional(p, all);
	}
	return all;
}

static struct piece parse_sequence(struct parser *p)
{
	struct piece all = piece_empty(p);
	bool guarded = false;

	while (*p->at && *p->at != '|' && *p->at != ')' && !parser_broken(p)) {
		guarded = is_look_ahead(p->at) && (guarded || stops_digits(*p));
		all = piece_then(p, all, parse_repeated(p));
	}
	if (p->depth == 0)
		p->nfa->guarded &= guarded;
	return all;
}

static struct piece parse_choice(struct parser *p)
{
	struct piece all;

	if (p->depth > MAX_NESTING) {
		p->too_hard = true;
		return piece_empty(p);
	}
	all = parse_sequence(p);
	while (*p->at == '|' && !parser_broken(p)) {
		p->at++;
		/* What stands before one choice does not stand before all. */
		if (p->depth == 0) {
			p->nfa->not_after = (struct byte_set) { { 0 } };
			p->at_start = false;
		}
		all = piece_either(p, all, parse_sequence(p));
	}
	return all;
}

/* Numbers what can be in a set. false: no memory. */
static bool number_states(struct nfa *nfa)
{
	size_t n = 0;

	nfa->numbered = sp_mem_alloc(nfa->n * sizeof(*nfa->numbered));
	for (size_t i = 0; nfa->numbered && i < nfa->n; i++)
		if (nfa->states[i].kind != KIND_SPLIT) {
			nfa->states[i].number = (uint16_t)n;
			nfa->numbered[n++] = (uint16_t)i;
		}
	nfa->accept = nfa->states[nfa->accept].number;
	nfa->n_numbered = n;
	nfa->words = (n + 63) / 64;
	return nfa->numbered;
}

enum sp_status nfa_new(struct nfa **out, const char *regex)
{
	struct nfa *nfa = sp_mem_zero(1, sizeof(*nfa));
	struct parser p = { .nfa = nfa, .at = regex, .at_start = true };

	*out = nfa;
	if (!nfa)
		return SP_FATAL;
	nfa->guarded = true;
	/* So many have most of them. */
	p.no_memory = !sp_mem_room(&nfa->states, &nfa->room, 256, sizeof(*nfa->states));
	struct piece all = parse_choice(&p);
	uint16_t accept = parser_state(&p, KIND_ACCEPT);
	piece_link(&p, all.end, accept);
	nfa->start = all.start;
	nfa->accept = accept;
	if (*p.at)
		p.too_hard = true;
	p.no_memory |= !parser_broken(&p) && !number_states(nfa);
	if (!parser_broken(&p)) {
		nfa->reached = sp_mem_alloc(nfa->n * nfa->words * sizeof(*nfa->reached));
		nfa->made = sp_mem_alloc(sizeof(*nfa->made));
		p.no_memory = !nfa->reached || !nfa->made;
	}
	if (!parser_broken(&p)) {
		memset(nfa->made, 0, sizeof(*nfa->made));
		return SP_OK;
	}
	nfa_free(nfa);
	*out = NULL;
	return p.no_memory ? SP_FATAL : SP_SKIPPED;
}

void nfa_free(struct nfa *nfa)
{
	if (!nfa)
		return;
	sp_mem_free(nfa->states);
	sp_mem_free(nfa->numbered);
	sp_mem_free(nfa->reached);
	sp_mem_free(nfa->made);
	sp_mem_free(nfa);
}
