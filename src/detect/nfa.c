/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nfa.c - Thompson's construction, by recursive descent over PCRE2's syntax.
 *
 * A repeated atom is there as often as it is repeated. A character beyond
 * ASCII is a lead byte and one to three tail bytes: more than exact, never
 * less. \d and \w mean ASCII, as they do without PCRE2_UCP.
 */
#include "detect/nfa.h"

#include <limits.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/utf8.h"

#define NONE UINT16_MAX
#define MAX_NESTING 32
#define MAX_REPEAT 600

enum kind { KIND_BYTES, KIND_SPLIT, KIND_ACCEPT };

/* A state: takes one of its bytes to `next`, or goes to next and other at once. */
struct state {
	struct byte_set bytes;
	uint16_t next, other;
	enum kind kind;
};

struct nfa {
	struct state *states;
	size_t n, room;
	uint16_t start, accept;
	struct byte_set not_after;
	bool guarded; /* each choice so far ends with a look-ahead that no digit passes */
};

/* A piece of automaton: `end` is a split whose exits are open. */
struct piece {
	uint16_t start, end;
};

struct parser {
	struct nfa *nfa;
	const char *at;
	bool caseless;
	bool at_start; /* nothing but look-arounds so far */
	bool too_hard; /* not understood */
	bool no_memory;
	unsigned depth;
};

/* A class of characters: ASCII exactly, others by their lead bytes. */
struct class
{
	struct byte_set ascii, leads;
};

static const struct byte_set tails = { { 0, 0, ~UINT64_C(0), 0 } };

/* Passes over a character if it is the next; never over the end. */
static bool take(struct parser *p, char c)
{
	bool here = *p->at == c;

	p->at += here;
	return here;
}

static uint16_t state_new(struct parser *p, enum kind kind)
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
	nfa->states[nfa->n] = (struct state) { .kind = kind, .next = NONE, .other = NONE };
	return (uint16_t)nfa->n++;
}

static bool broken(const struct parser *p)
{
	return p->too_hard || p->no_memory;
}

static void link_to(struct parser *p, uint16_t from, uint16_t to)
{
	if (broken(p))
		return;
	struct state *state = &p->nfa->states[from];
	if (state->next == NONE)
		state->next = to;
	else
		state->other = to;
}

static struct piece empty(struct parser *p)
{
	uint16_t state = state_new(p, KIND_SPLIT);

	return (struct piece) { state, state };
}

static struct piece then(struct parser *p, struct piece a, struct piece b)
{
	link_to(p, a.end, b.start);
	return (struct piece) { a.start, b.end };
}

static struct piece either(struct parser *p, struct piece a, struct piece b)
{
	struct piece both = { state_new(p, KIND_SPLIT), state_new(p, KIND_SPLIT) };

	link_to(p, both.start, a.start);
	link_to(p, both.start, b.start);
	link_to(p, a.end, both.end);
	link_to(p, b.end, both.end);
	return both;
}

static struct piece bytes_piece(struct parser *p, const struct byte_set *bytes)
{
	uint16_t state = state_new(p, KIND_BYTES);
	uint16_t end = state_new(p, KIND_SPLIT);

	if (!broken(p)) {
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
	struct byte_set leads = { { 0 } };

	for (unsigned c = 0xC2; c < 0xF5; c++)
		if (byte_set_has(&class->leads, (unsigned char)c) && size == (c < 0xE0	 ? 2u
									      : c < 0xF0 ? 3u
											 : 4u))
			byte_set_add(&leads, (unsigned char)c);
	return leads;
}

/* One character of a class: an ASCII byte, or a lead byte and its tails. */
static struct piece class_piece(struct parser *p, const struct class *class)
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
			wide = then(p, wide, bytes_piece(p, &tails));
		all = any ? either(p, all, wide) : wide;
		any = true;
	}
	return all;
}

/* ---- classes ---- */

static void add_code(struct class *class, uint32_t code)
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
		add_code(class, code);
	/* A lead byte stands for 64 characters or more. */
	for (uint32_t code = from < 0x80 ? 0x80 : from; code <= to; code += 64)
		add_code(class, code);
	if (to >= 0x80)
		add_code(class, to);
}

static void fold_case(struct class *class)
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
		for (unsigned c = 0xC2; c < 0xF5; c++)
			byte_set_add(&class->leads, (unsigned char)c);
}

static void add_all(struct class *class)
{
	add_range(class, 0, 0x7F);
	for (unsigned c = 0xC2; c < 0xF5; c++)
		byte_set_add(&class->leads, (unsigned char)c);
}

static void negate(struct class *class)
{
	class->ascii.bits[0] = ~class->ascii.bits[0];
	class->ascii.bits[1] = ~class->ascii.bits[1];
	class->ascii.bits[2] = class->ascii.bits[3] = 0;
	struct class all = { .ascii = { { 0 } } };
	add_all(&all);
	class->leads = all.leads;
}

/* \d, \w, \s, \h and their opposites. false: none of these. */
static bool add_shorthand(struct class *class, char letter)
{
	struct class own = { .ascii = { { 0 } } };
	char small = sp_to_lower(letter);

	if (small == 'd' || small == 'w')
		add_range(&own, '0', '9');
	if (small == 'w') {
		add_range(&own, 'A', 'Z');
		add_range(&own, 'a', 'z');
		add_code(&own, '_');
	} else if (small == 's') {
		add_range(&own, '\t', '\r');
		add_code(&own, ' ');
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
static bool parse_escape(struct parser *p, uint32_t *code)
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
		if (braces && !take(p, '}'))
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

static bool parse_code(struct parser *p, uint32_t *code)
{
	size_t size, len = strlen(p->at);

	if (*p->at == '\\') {
		p->at++;
		return parse_escape(p, code);
	}
	if (!len)
		return false;
	*code = sp_utf8_decode(p->at, len, &size);
	p->at += size;
	return true;
}

/* What stands in brackets; p->at is behind the '['. */
static bool parse_class(struct parser *p, struct class *class)
{
	bool negated = *p->at == '^', first = true;

	p->at += negated;
	for (; *p->at && (*p->at != ']' || first); first = false) {
		uint32_t from, to;
		if (*p->at == '[' && (p->at[1] == ':' || p->at[1] == '.' || p->at[1] == '='))
			return false;
		if (*p->at == '\\' && add_shorthand(class, p->at[1])) {
			p->at += 2;
			continue;
		}
		if (!parse_code(p, &from))
			return false;
		to = from;
		if (*p->at == '-' && p->at[1] && p->at[1] != ']') {
			p->at++;
			if (!parse_code(p, &to) || to < from)
				return false;
		}
		add_range(class, from, to);
	}
	if (!take(p, ']'))
		return false;
	if (p->caseless)
		fold_case(class);
	if (negated)
		negate(class);
	return true;
}

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
			if (!parse_class(p, &ignored))
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
		if (!parse_class(p, class))
			return false;
	} else if (*p->at == '\\' && add_shorthand(class, p->at[1])) {
		p->at += 2;
	} else if (*p->at && !strchr(".^$*+?{(|)", *p->at) && parse_code(p, &code)) {
		add_code(class, code);
		if (p->caseless)
			fold_case(class);
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

	if (!take(p, '?') || depth > MAX_NESTING)
		return false;
	if (*p->at == '<' && (p->at[1] == '!' || p->at[1] == '=')) {
		p->at += 2;
		return behind_bytes(p, p->at[-1] == '!', out);
	}
	if (take(p, 'i'))
		p->caseless = true;
	if (!take(p, ':'))
		return false;
	*out = (struct byte_set) { { 0 } };
	while (*p->at != ')') {
		struct byte_set one;
		if (take(p, '|')) {
			unite(out, &choice);
			choice = any_byte;
		} else if (!take(p, '(') || !behind_group(p, depth + 1, &one)) {
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
			*understood = parse_class(p, &class);
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
			return empty(p);
		}
		p->at = kind;
		if (*p->at == 'i') {
			p->at++;
			p->caseless = true;
			if (*p->at == ')') {
				/* From here to the end of the group around it. */
				p->at++;
				return empty(p);
			}
		}
		if (*p->at == '<' || *p->at == 'P') {
			p->at = strchr(p->at, '>');
			if (!p->at)
				p->at = "";
		}
		if (*p->at != ':' && *p->at != '>') {
			p->too_hard = true;
			return empty(p);
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
		return empty(p);
	}
	if (add_shorthand(&class, *p->at)) {
		p->at++;
		return class_piece(p, &class);
	}
	if (*p->at >= '1' && *p->at <= '9') {
		/* A back reference: what it refers to may be anything, of any length. */
		p->at++;
		add_all(&class);
		struct piece any = class_piece(p, &class);
		link_to(p, any.end, any.start);
		return either(p, then(p, any, empty(p)), empty(p));
	}
	if (!parse_escape(p, &code)) {
		p->too_hard = true;
		return empty(p);
	}
	add_code(&class, code);
	if (p->caseless)
		fold_case(&class);
	return class_piece(p, &class);
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
		if (!parse_class(p, &class))
			p->too_hard = true;
	} else if (c == '.') {
		p->at++;
		add_all(&class);
	} else if (c == '^' || c == '$') {
		p->at++;
		return empty(p);
	} else if (c == '*' || c == '+' || c == '?' || c == '{' || !parse_code(p, &code)) {
		p->too_hard = true;
	} else {
		add_code(&class, code);
		if (p->caseless)
			fold_case(&class);
	}
	return class_piece(p, &class);
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
		if (!take(p, '}') || *least > MAX_REPEAT ||
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

/* An atom that may be left out. */
static struct piece optional(struct parser *p, struct piece piece)
{
	return either(p, piece, empty(p));
}

/* Appends the n last states once more. */
static void copy_states(struct parser *p, size_t n)
{
	struct nfa *nfa = p->nfa;

	p->too_hard |= nfa->n + n > NFA_STATES;
	p->no_memory |= !broken(p) &&
			!sp_mem_room(&nfa->states, &nfa->room, nfa->n + n, sizeof(*nfa->states));
	if (broken(p))
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

	if (broken(p))
		return atom;
	parse_repeat(p, &least, &most);
	if (least == 1 && most == 1)
		return atom;
	bool endless = most == UINT_MAX;
	unsigned copies = endless ? (least ? least : 1) : most;
	/* All before any is linked: they stand in a row, n states each. */
	for (unsigned i = 1; i < copies && !broken(p); i++)
		copy_states(p, n);
	all = empty(p);
	for (unsigned i = 0; i < copies && !broken(p); i++) {
		struct piece next = { (uint16_t)(atom.start + i * n),
				      (uint16_t)(atom.end + i * n) };
		if (endless && i + 1 == copies) {
			/* The last one may come again. */
			link_to(p, next.end, next.start);
			next = then(p, next, empty(p));
		}
		all = then(p, all, i >= least ? optional(p, next) : next);
		all = then(p, all, empty(p));
	}
	return all;
}

static struct piece parse_sequence(struct parser *p)
{
	struct piece all = empty(p);
	bool guarded = false;

	while (*p->at && *p->at != '|' && *p->at != ')' && !broken(p)) {
		guarded = is_look_ahead(p->at) && (guarded || stops_digits(*p));
		all = then(p, all, parse_repeated(p));
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
		return empty(p);
	}
	all = parse_sequence(p);
	while (*p->at == '|' && !broken(p)) {
		p->at++;
		/* What stands before one choice does not stand before all. */
		if (p->depth == 0) {
			p->nfa->not_after = (struct byte_set) { { 0 } };
			p->at_start = false;
		}
		all = either(p, all, parse_sequence(p));
	}
	return all;
}

enum sp_status nfa_new(struct nfa **out, const char *regex)
{
	struct nfa *nfa = sp_mem_zero(1, sizeof(*nfa));
	struct parser p = { .nfa = nfa, .at = regex, .at_start = true };

	*out = nfa;
	if (!nfa)
		return SP_FATAL;
	nfa->guarded = true;
	struct piece all = parse_choice(&p);
	uint16_t accept = state_new(&p, KIND_ACCEPT);
	link_to(&p, all.end, accept);
	nfa->start = all.start;
	nfa->accept = accept;
	if (*p.at)
		p.too_hard = true;
	if (!broken(&p))
		return SP_OK;
	nfa_free(nfa);
	*out = NULL;
	return p.no_memory ? SP_FATAL : SP_SKIPPED;
}

void nfa_free(struct nfa *nfa)
{
	if (!nfa)
		return;
	sp_mem_free(nfa->states);
	sp_mem_free(nfa);
}

/* ---- questions ---- */

/* Sets beyond the automaton's own states are neither read nor written. */
void nfa_clear(const struct nfa *nfa, struct nfa_states *set)
{
	memset(set->bits, 0, (nfa->n + 63) / 64 * sizeof(set->bits[0]));
}

static bool add_state(const struct nfa *nfa, struct nfa_states *set, uint16_t first)
{
	uint16_t stack[NFA_STATES];
	size_t n = 0;
	bool added = false;

	if (first != NONE)
		stack[n++] = first;
	while (n) {
		uint16_t state = stack[--n];
		uint64_t bit = UINT64_C(1) << state % 64;
		if (set->bits[state / 64] & bit)
			continue;
		set->bits[state / 64] |= bit;
		added = true;
		if (nfa->states[state].kind != KIND_SPLIT)
			continue;
		uint16_t next = nfa->states[state].next, other = nfa->states[state].other;
		if (next != NONE && n < NFA_STATES)
			stack[n++] = next;
		if (other != NONE && n < NFA_STATES)
			stack[n++] = other;
	}
	return added;
}

void nfa_start(const struct nfa *nfa, struct nfa_states *out)
{
	nfa_clear(nfa, out);
	add_state(nfa, out, nfa->start);
}

static bool overlap(const struct byte_set *a, const struct byte_set *b)
{
	return (a->bits[0] & b->bits[0]) | (a->bits[1] & b->bits[1]) | (a->bits[2] & b->bits[2]) |
	       (a->bits[3] & b->bits[3]);
}

bool nfa_step(const struct nfa *nfa, const struct nfa_states *from, const struct byte_set *bytes,
	      struct nfa_states *out)
{
	bool any = false;

	nfa_clear(nfa, out);
	for (size_t word = 0; word * 64 < nfa->n; word++) {
		for (uint64_t bits = from->bits[word]; bits; bits &= bits - 1) {
			const struct state *state =
				&nfa->states[word * 64 + (size_t)__builtin_ctzll(bits)];
			if (state->kind == KIND_BYTES && overlap(&state->bytes, bytes))
				any |= add_state(nfa, out, state->next);
		}
	}
	return any;
}

bool nfa_add(const struct nfa *nfa, struct nfa_states *all, const struct nfa_states *more)
{
	bool any = false;

	for (size_t i = 0; i * 64 < nfa->n; i++) {
		any |= (more->bits[i] & ~all->bits[i]) != 0;
		all->bits[i] |= more->bits[i];
	}
	return any;
}

bool nfa_accepts(const struct nfa *nfa, const struct nfa_states *states)
{
	return states->bits[nfa->accept / 64] >> nfa->accept % 64 & 1;
}

/* Whether a state of `set` that takes bytes is reached from `first` without any byte. */
static bool reaches(const struct nfa *nfa, uint16_t first, const struct nfa_states *set)
{
	struct nfa_states from;

	nfa_clear(nfa, &from);
	add_state(nfa, &from, first);
	for (size_t i = 0; i * 64 < nfa->n; i++)
		if (from.bits[i] & set->bits[i])
			return true;
	return false;
}

bool nfa_into(const struct nfa *nfa, struct nfa_states *from, const struct byte_set *bytes,
	      const struct nfa_states *to, struct byte_set *used)
{
	bool any = false;

	*used = (struct byte_set) { { 0 } };
	for (size_t word = 0; word * 64 < nfa->n; word++) {
		for (uint64_t bits = from->bits[word]; bits; bits &= bits - 1) {
			unsigned bit = (unsigned)__builtin_ctzll(bits);
			const struct state *state = &nfa->states[word * 64 + bit];
			bool leads = state->kind == KIND_BYTES && overlap(&state->bytes, bytes) &&
				     (!to || reaches(nfa, state->next, to));
			if (!leads) {
				from->bits[word] &= ~(UINT64_C(1) << bit);
				continue;
			}
			any = true;
			for (size_t w = 0; w < 4; w++)
				used->bits[w] |= state->bytes.bits[w] & bytes->bits[w];
		}
	}
	return any;
}

void nfa_next(const struct nfa *nfa, const struct nfa_states *states, struct byte_set *out)
{
	*out = (struct byte_set) { { 0 } };
	for (size_t word = 0; word * 64 < nfa->n; word++)
		for (uint64_t bits = states->bits[word]; bits; bits &= bits - 1) {
			size_t i = word * 64 + (size_t)__builtin_ctzll(bits);
			for (size_t w = 0; w < 4; w++)
				out->bits[w] |= nfa->states[i].bytes.bits[w];
		}
}

void nfa_alphabet(const struct nfa *nfa, struct byte_set *out)
{
	*out = (struct byte_set) { { 0 } };
	for (size_t i = 0; i < nfa->n; i++)
		for (size_t w = 0; w < 4; w++)
			out->bits[w] |= nfa->states[i].bytes.bits[w];
}

bool nfa_guarded(const struct nfa *nfa)
{
	return nfa->guarded;
}

const struct byte_set *nfa_not_after(const struct nfa *nfa)
{
	return &nfa->not_after;
}
