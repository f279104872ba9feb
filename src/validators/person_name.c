/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * person_name.c - is a row of capitalised words a person's name, and which of
 * them? "Anna Ek", "Ek, Anna", "ANDERSSON ANNA", "A. Ek", "Anna-Karin von Ek".
 *
 * A first name of the list and a surname of the list, or one that is made as
 * Swedish surnames are, is a name. A first name with an unknown word is one
 * only with a label, and so is a single name. Companies, streets and places
 * that are called after a person are none. No list knows every name: rare
 * first names are left out.
 */
#include "validators/all.h"
#include "validators/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

#define TOKENS 10
#define TOKEN_MAX 64
#define GIVEN_MOST 3 /* first names in a row */

enum token_is {
	FIRST = 1,     /* a known first name */
	SURNAME = 2,   /* a known surname */
	LIKELY = 4,    /* ends as Swedish surnames do */
	INITIAL = 8,   /* "A." or "A" */
	PARTICLE = 16, /* "von" */
	COMPANY = 32,  /* "AB": what stands before it is no person */
	STREET = 64,   /* "Johansgatan", "gata" */
	OTHER = 128,   /* a word that is seen with names and is none: "Personnummer" */
};

struct token {
	size_t start, end;
	unsigned is;
	bool comma;    /* stands before it */
	bool genitive; /* known without its last letter, an s */
};

/* A name within the tokens. */
struct name {
	size_t first, last; /* tokens */
	bool weak;	    /* the surname is unknown */
	bool single;
};

/* In small letters; 0: too long for a name. */
static size_t lower(const char *s, size_t len, char out[TOKEN_MAX])
{
	if (!len || len >= TOKEN_MAX)
		return 0;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		bool latin =
			i && (unsigned char)s[i - 1] == 0xC3 && c >= 0x80 && c <= 0x9E && c != 0x97;
		out[i] = latin ? (char)(c + 0x20) : sp_to_lower(s[i]);
	}
	out[len] = '\0';
	return len;
}

static int compare(const void *key, const void *element)
{
	return strcmp(key, *(const char *const *)element);
}

static bool is_first(const char *word)
{
	return bsearch(word, sp_first_names, sp_n_first_names, sizeof(*sp_first_names), compare);
}

/* A known first name, or two with a hyphen of which both are known. */
static bool is_given(const char *word, size_t len)
{
	const char *hyphen = memchr(word, '-', len);
	char part[TOKEN_MAX];

	if (is_first(word))
		return true;
	if (!hyphen)
		return false;
	memcpy(part, word, (size_t)(hyphen - word));
	part[hyphen - word] = '\0';
	return is_first(part) && is_first(hyphen + 1);
}

static bool ends_with(const char *word, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len > n && memcmp(word + len - n, end, n) == 0;
}

static bool ends_with_any(const char *word, size_t len, const char *const *ends)
{
	while (*ends && !ends_with(word, len, *ends))
		ends++;
	return *ends != NULL;
}

static bool is_surname(const char *word, size_t len)
{
	return bsearch(word, sp_surnames, sp_n_surnames, sizeof(*sp_surnames), compare) ||
	       (len > 6 && (ends_with(word, len, "sson") || ends_with(word, len, "sdotter")));
}

static bool is_likely(const char *word, size_t len)
{
	static const char *const ends[] = {
		"ström", "berg", "gren",  "qvist", "kvist", "quist",  "lund",	"stedt", "holm",
		"mark",	 "blad", "blom",  "dahl",  "löf",   "strand", "crantz", "felt",	 "feldt",
		"ander", "ius",	 "elin",  "ell",   "én",    "ling",   "skiöld", "sköld", "hjelm",
		"hielm", "stam", "bäck",  "beck",  "wall",  "vall",   "roth",	"fors",	 "bom",
		"nen",	 "sen",	 "son",	  "ovic",  "ović",  "evic",   "ević",	"ić",	 "oglu",
		"vik",	 "sund", "hed",	  "myr",   "hag",   "ås",     "näs",	"rud",	 "sjö",
		"ski",	 "ska",	 "zadeh", "yan",   "ian",   "idis",   "ou",	NULL,
	};

	return len >= 6 && ends_with_any(word, len, ends);
}

static bool is_street(const char *word, size_t len)
{
	static const char *const ends[] = {
		"gatan",     "gata",   "vägen",	    "gränd",	  "gränden", "stigen",
		"allén",     "torget", "torg",	    "plats",	  "platsen", "backen",
		"leden",     "kajen",  "gården",    "parken",	  "skolan",  "kyrkan",
		"sjukhuset", "kyrka",  "gymnasiet", "stiftelsen", "museet",  NULL,
	};
	static const char *const words[] = {
		"väg",	 "gata", "torg",  "plats",  "gränd",	 "allé",
		"backe", "park", "kyrka", "skola",  "gymnasium", "sjukhus",
		"plan",	 "stig", "hus",	  "museum", NULL,
	};

	if (ends_with_any(word, len, ends))
		return true;
	for (const char *const *w = words; *w; w++)
		if (strcmp(word, *w) == 0)
			return true;
	return false;
}

static bool is_one_of(const char *word, const char *const *words)
{
	/* Most differ in their first byte. */
	while (*words && (**words != *word || strcmp(word, *words) != 0))
		words++;
	return *words != NULL;
}

/* "A" or "A." */
static bool is_initial(const char *text, size_t len)
{
	size_t size;

	sp_utf8_decode(text, len, &size);
	return len == size || (len == size + 1 && text[size] == '.');
}

static unsigned kind_of(const char *text, const char *word, size_t len)
{
	static const char *const particles[] = { "von", "af",  "av", "de",  "van", "der", "den",
						 "la",	"el",  "al", "bin", "di",  "da",  "del",
						 "dos", "ter", "zu", "ul",  "le",  NULL };
	static const char *const companies[] = {
		"ab",	     "hb",	    "kb",	 "&",	    "aktiebolag",  "handelsbolag",
		"ltd",	     "inc",	    "gmbh",	 "as",	    "oy",	   "bygg",
		"åkeri",     "måleri",	    "bil",	 "konsult", "advokatbyrå", "förlag",
		"stiftelse", "fastigheter", "transport", NULL,
	};
	static const char *const others[] = {
		"personnummer",
		"pnr",
		"personnr",
		"född",
		"tel",
		"telefon",
		"tfn",
		"mobil",
		"e-post",
		"epost",
		"email",
		"mail",
		"adress",
		"namn",
		"kund",
		"patient",
		"elev",
		"datum",
		"ålder",
		"kön",
		"man",
		"kvinna",
		"sverige",
		"stockholm",
		"göteborg",
		"malmö",
		"lund",
		"hej",
		"sankt",
		"s:t",
		"kung",
		"kungen",
		"drottning",
		"med",
		"vänlig",
		"hälsning",
		"samordningsnummer",
		"org",
		"orgnr",
		"kontakt",
		"avdelning",
		"enhet",
		"nr",
		"id",
		"anställd",
		"lön",
		"titel",
		"roll",
		"iban",
		"konto",
		"bankgiro",
		"handläggare",
		NULL,
	};
	unsigned is = 0;

	if (is_one_of(word, companies))
		return COMPANY;
	if (is_street(word, len))
		return STREET;
	if (is_one_of(word, particles) && sp_is_lower(text[0]))
		return PARTICLE;
	if (is_initial(text, len))
		return INITIAL;
	if (is_one_of(word, others))
		is |= OTHER;
	if (is_given(word, len))
		is |= FIRST;
	if (is_surname(word, len))
		is |= SURNAME;
	if (is_likely(word, len))
		is |= LIKELY;
	return is;
}

static void look_up(struct token *token, const char *s)
{
	char word[TOKEN_MAX];
	size_t len = lower(s + token->start, token->end - token->start, word);

	token->is = len ? kind_of(s + token->start, word, len) : OTHER;
	if (len < 3 || token->is || word[len - 1] != 's')
		return;
	word[len - 1] = '\0';
	token->is = kind_of(s + token->start, word, len - 1) & (FIRST | SURNAME | LIKELY);
	token->genitive = token->is != 0;
}

/* What may stand between words: blanks, the signs before a name, commas. */
static size_t gap(const char *s, size_t len, bool *comma)
{
	size_t n = 0;

	while (n < len && strchr(" \t\r\n,:\"'", s[n]) && s[n]) {
		*comma |= s[n] == ',';
		n++;
	}
	if (len - n >= 2 && memcmp(s + n, "\xC2\xA0", 2) == 0)
		n += 2;
	return n;
}

static size_t split(const char *s, size_t len, struct token tokens[TOKENS])
{
	size_t n = 0, at = 0;

	while (n < TOKENS) {
		struct token *token = &tokens[n];
		*token = (struct token) { .comma = false };
		at += gap(s + at, len - at, &token->comma);
		if (at >= len)
			break;
		token->start = at;
		while (at < len && !strchr(" \t\r\n,:\"", s[at]) &&
		       !(len - at >= 2 && memcmp(s + at, "\xC2\xA0", 2) == 0))
			at++;
		if (at == token->start)
			break;
		token->end = at;
		/* A sentence's end, unless it is an initial's. */
		if (s[at - 1] == '.' && !is_initial(s + token->start, at - token->start))
			token->end--;
		if (token->end == token->start)
			break;
		look_up(token, s);
		n++;
	}
	return n;
}

/* Up to three first names from tokens[i] on, initials among them; returns the next token. */
static size_t skip_given(const struct token *tokens, size_t n, size_t i)
{
	size_t first = i;

	while (i < n && i - first < GIVEN_MOST && (i == first || !tokens[i].comma) &&
	       ((tokens[i].is & FIRST && !tokens[i].genitive) ||
		(i > first && tokens[i].is & INITIAL)))
		i++;
	return i;
}

static bool ends_badly(const struct token *tokens, size_t n, size_t next)
{
	return next < n && !tokens[next].comma && tokens[next].is & (COMPANY | STREET);
}

/* "Anna Ek", "Anna K. von Ek Lind". */
static bool read_straight(const struct token *tokens, size_t n, size_t i, struct name *out)
{
	size_t at = skip_given(tokens, n, i), given = at;

	if (at == i)
		return false;
	while (at < n && tokens[at].is & PARTICLE && !tokens[at].comma)
		at++;
	bool has = at < n && !tokens[at].comma && !(tokens[at].is & (OTHER | INITIAL | PARTICLE));
	if (has && tokens[at].is & (COMPANY | STREET))
		return false;
	*out = (struct name) { .first = i };
	if (has) {
		out->weak = !(tokens[at].is & (SURNAME | LIKELY));
		out->last = at;
		if (at + 1 < n && !tokens[at + 1].comma && !tokens[at].genitive &&
		    tokens[at + 1].is & (SURNAME | LIKELY) &&
		    !(tokens[at + 1].is & (OTHER | FIRST)))
			out->last = at + 1;
	} else if (given - i > 1 && tokens[given - 1].is & SURNAME) {
		out->last = given - 1;
	} else {
		/* First names alone; an initial behind them belongs to nothing. */
		while (given > i + 1 && tokens[given - 1].is & INITIAL)
			given--;
		out->last = given - 1;
		out->single = true;
	}
	return !ends_badly(tokens, n, out->last + 1);
}

/* "Ek, Anna", "ANDERSSON ANNA". */
static bool read_turned(const struct token *tokens, size_t n, size_t i, struct name *out)
{
	if (i + 1 >= n || !(tokens[i].is & (SURNAME | LIKELY)) || tokens[i].genitive ||
	    tokens[i].is & OTHER || !(tokens[i + 1].is & FIRST))
		return false;
	size_t at = i + 2;
	while (at < n && at - i <= GIVEN_MOST && !tokens[at].comma &&
	       tokens[at].is & (FIRST | INITIAL))
		at++;
	*out = (struct name) { .first = i, .last = at - 1, .weak = !tokens[i + 1].comma };
	/* "Ek Anna Berg" is no turned name. */
	if (!tokens[i + 1].comma && at < n && !tokens[at].comma && tokens[at].is & SURNAME)
		return false;
	return !ends_badly(tokens, n, at);
}

/* "A. Ek", and a surname by itself. */
static bool read_short(const struct token *tokens, size_t n, size_t i, struct name *out)
{
	size_t at = i;

	while (at < n && at - i < GIVEN_MOST && tokens[at].is & INITIAL)
		at++;
	if (at >= n || (at > i && tokens[at].comma) || !(tokens[at].is & SURNAME) ||
	    tokens[at].is & OTHER)
		return false;
	*out = (struct name) { .first = i, .last = at, .single = true };
	return !ends_badly(tokens, n, at + 1);
}

/* The surest reading from tokens[i] on. */
static bool read_one(const struct token *tokens, size_t n, size_t i, struct name *out)
{
	if (read_straight(tokens, n, i, out) && !out->weak && !out->single)
		return true;
	return read_turned(tokens, n, i, out) || read_straight(tokens, n, i, out) ||
	       read_short(tokens, n, i, out);
}

/* Writes the words of the name with one blank between them. */
static bool write_value(const char *s, size_t len, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < len && n + 4 < SP_VALUE_MAX; i++) {
		bool wide = len - i >= 2 && memcmp(s + i, "\xC2\xA0", 2) == 0;
		bool blank = wide || sp_is_space(s[i]);
		i += wide;
		if (!blank)
			out[n++] = s[i];
		else if (n && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	out[n] = '\0';
	return n > 1 && sp_utf8_valid(out, n) == n;
}

static bool person_name_read(const char *s, size_t len, const struct sp_reading_options *options,
			     struct sp_reading *out)
{
	struct token tokens[TOKENS];
	size_t n = split(s, len, tokens);
	struct name name;

	(void)options;
	*out = (struct sp_reading) { .used = 0 };
	for (size_t i = 0; i < n; i++) {
		bool found = read_one(tokens, n, i, &name);
		if (!found && i + 1 < n && ends_badly(tokens, n, i + 1))
			return false;
		/* Kung Karl, Sankt Erik; and what stands before a company goes with it. */
		if (!found ||
		    (i && tokens[i - 1].is == OTHER && tokens[i].is == FIRST && name.single))
			continue;
		out->skip = tokens[name.first].start;
		out->used = tokens[name.last].end - tokens[name.last].genitive - out->skip;
		out->ambiguous = name.weak;
		out->needs_label = name.single;
		return write_value(s + out->skip, out->used, out->value);
	}
	return false;
}

const struct sp_validator sp_person_name = {
	.name = "person_name",
	.read = person_name_read,
};
