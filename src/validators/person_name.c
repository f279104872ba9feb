/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * person_name.c - is a row of capitalised words a person's name, and which of
 * them? "Anna Ek", "Ek, Anna", "ANDERSSON ANNA", "A. Ek", "Anna-Karin von Ek".
 *
 * A first name of the list and a surname of the list, or one that is made as
 * Swedish surnames are, is a name. A first name with an unknown word is one
 * only with a label, and so is a single name. Companies, streets and places
 * that are called after a person are none.
 *
 * No list knows every name. Where the place says that it is a person's, behind
 * "Patient:", person_name_told takes any words that are not known as others.
 */
#include "validators/all.h"
#include "validators/name_tokens.h"

#define GIVEN_MOST 3 /* first names in a row */
#define TOLD_MOST 4  /* words of a name that its place tells */

/* A name within the tokens. */
struct name {
	size_t first, last; /* tokens */
	bool weak;	    /* the surname is unknown */
	bool single;
};

/* Up to three first names from tokens[i] on, initials among them; returns the next token. */
static size_t skip_given(const struct name_token *tokens, size_t n, size_t i)
{
	size_t first = i;

	while (i < n && i - first < GIVEN_MOST && (i == first || !tokens[i].comma) &&
	       ((tokens[i].is & FIRST && !tokens[i].genitive) ||
		(i > first && tokens[i].is & INITIAL)))
		i++;
	return i;
}

static bool ends_badly(const struct name_token *tokens, size_t n, size_t next)
{
	return next < n && !tokens[next].comma && tokens[next].is & (COMPANY | STREET);
}

/* "Anna Ek", "Anna K. von Ek Lind". */
static bool read_straight(const struct name_token *tokens, size_t n, size_t i, struct name *out)
{
	size_t at = skip_given(tokens, n, i), given = at;

	if (at == i)
		return false;
	while (at < n && tokens[at].is & PARTICLE && !tokens[at].comma)
		at++;
	bool has = at < n && !tokens[at].comma && !(tokens[at].is & (INITIAL | PARTICLE | LEAD)) &&
		   (tokens[at].is & SURNAME || !(tokens[at].is & OTHER)); /* Anna Lund */
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

/* "Ek, Anna", "Ek Lind, Anna", "ANDERSSON ANNA". */
static bool read_turned(const struct name_token *tokens, size_t n, size_t i, struct name *out)
{
	const unsigned surname = SURNAME | LIKELY;
	size_t given = i + 1;

	if (i + 2 < n && !tokens[i + 1].comma && tokens[i + 1].is & surname && tokens[i + 2].comma)
		given++;
	if (given >= n || !(tokens[i].is & surname) || tokens[given - 1].genitive ||
	    (tokens[i].is & OTHER && !tokens[given].comma) || !(tokens[given].is & FIRST))
		return false;
	size_t at = given + 1;
	while (at < n && at - given < GIVEN_MOST && !tokens[at].comma &&
	       tokens[at].is & (FIRST | INITIAL))
		at++;
	*out = (struct name) { .first = i, .last = at - 1, .weak = !tokens[given].comma };
	/* "Ek Anna Berg" is no turned name. */
	if (!tokens[given].comma && at < n && !tokens[at].comma && tokens[at].is & SURNAME)
		return false;
	return !ends_badly(tokens, n, at);
}

/* "A. Ek", and a surname by itself. */
static bool read_short(const struct name_token *tokens, size_t n, size_t i, struct name *out)
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
static bool read_one(const struct name_token *tokens, size_t n, size_t i, struct name *out)
{
	if (read_straight(tokens, n, i, out) && !out->weak && !out->single)
		return true;
	return read_turned(tokens, n, i, out) || read_straight(tokens, n, i, out) ||
	       read_short(tokens, n, i, out);
}

static bool person_name_read(const char *s, size_t len, const struct sp_reading_options *options,
			     struct sp_reading *out)
{
	struct name_token tokens[NAME_TOKENS];
	size_t n = name_tokens(s, len, tokens);
	struct name name;

	(void)options;
	*out = (struct sp_reading) { .used = 0 };
	for (size_t i = 0; i < n; i++) {
		bool found = read_one(tokens, n, i, &name);
		if (!found && i + 1 < n && ends_badly(tokens, n, i + 1))
			return false;
		/* What stands before a company goes with it; Sankt Erik. */
		if (!found || (i && !tokens[i].comma && tokens[i - 1].is & LEAD))
			continue;
		out->skip = tokens[name.first].start;
		out->used = tokens[name.last].end - tokens[name.last].genitive - out->skip;
		out->ambiguous = name.weak;
		out->needs_label = name.single;
		return name_write(s + out->skip, out->used, out->value);
	}
	return false;
}

/* Words that can be a name where the place says that it is one. */
static size_t told_words(const struct name_token *tokens, size_t n, size_t i, unsigned *is)
{
	const size_t first = i;

	for (; i < n && i - first < TOLD_MOST && (i == first || !tokens[i].comma); i++) {
		if (tokens[i].is & (COMPANY | STREET | OTHER | LEAD))
			break;
		*is |= tokens[i].is & (FIRST | SURNAME | LIKELY);
	}
	while (i > first && tokens[i - 1].is & (PARTICLE | INITIAL))
		i--;
	return i - first;
}

/* "Zelal Ormstad", "Ormstad, Zelal": nothing that is known speaks against it. */
static bool read_told(const struct name_token *tokens, size_t n, size_t i, struct name *out)
{
	unsigned is = 0;
	size_t words = told_words(tokens, n, i, &is);
	bool turned = words == 1 && i + 1 < n && tokens[i + 1].comma;

	if (turned)
		words += told_words(tokens, n, i + 1, &is);
	if (words < 2 || tokens[i].is & PARTICLE ||
	    (tokens[i].is & INITIAL && !(is & (SURNAME | LIKELY))))
		return false;
	*out = (struct name) { .first = i, .last = i + words - 1 };
	/* Of two words the first is a known first name, or the last a surname. */
	out->weak = turned ? !is
			   : !(tokens[i].is & FIRST || tokens[out->last].is & (SURNAME | LIKELY) ||
			       (words > 2 && is & FIRST));
	/* After a comma may come a town. */
	if (turned && !(tokens[i + 1].is & FIRST))
		return false;
	return !ends_badly(tokens, n, i + words) &&
	       !(i + words < n && !tokens[i + words].comma && tokens[i + words].is & LEAD);
}

static bool person_name_told_read(const char *s, size_t len,
				  const struct sp_reading_options *options, struct sp_reading *out)
{
	struct name_token tokens[NAME_TOKENS];
	size_t n = name_tokens(s, len, tokens), i = 0;
	struct name name = { .first = 0 };

	(void)options;
	*out = (struct sp_reading) { .used = 0 };
	/* The match may begin with a label. */
	while (i < n && !read_told(tokens, n, i, &name)) {
		if (tokens[i].is & (COMPANY | LEAD))
			return false;
		i++;
	}
	if (i == n)
		return false;
	out->skip = tokens[name.first].start;
	out->used = tokens[name.last].end - tokens[name.last].genitive - out->skip;
	out->needs_label = name.weak;
	return name_write(s + out->skip, out->used, out->value);
}

const struct sp_validator sp_person_name_told = {
	.name = "person_name_told",
	.read = person_name_told_read,
};

const struct sp_validator sp_person_name = {
	.name = "person_name",
	.read = person_name_read,
};
