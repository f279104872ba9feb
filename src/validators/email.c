/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * email.c - mail addresses as they stand in text: the part of RFC 5321 and
 * 5322 that is in use, RFC 6531 letters, IDN domains told in Unicode. Left
 * out: address literals ([192.0.2.1]), comments, folding white space.
 */
#include "validators/all.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "validators/punycode.h"
#include "validators/topdomain.h"

#define TEXT_MAX 512
#define LOCAL_MAX 64
#define DOMAIN_MAX 253
#define LABEL_MAX 63

/* The text with spelled-out signs replaced; from[i] is where byte i stood. */
struct plain {
	char s[TEXT_MAX];
	size_t from[TEXT_MAX + 1];
	size_t n;
	bool spelled; /* "(at)" instead of the sign */
};

/* The parts of the address, as indexes into the plain text. */
struct address {
	size_t start, at, end;
	bool quoted;
};

/* Signs that are spelled out: against collectors of addresses, or by a URL. */
static const struct {
	const char *text;
	char sign;
} spelled[] = {
	{ " snabel-a ", '@' }, { "[snabel-a]", '@' }, { "(snabel-a)", '@' }, { " snabela ", '@' },
	{ "(snabela)", '@' },  { "[snabela]", '@' },  { "[at]", '@' },	     { "(at)", '@' },
	{ "{at}", '@' },       { " at ", '@' },	      { "[dot]", '.' },	     { "(dot)", '.' },
	{ " dot ", '.' },      { "[punkt]", '.' },    { "(punkt)", '.' },    { " punkt ", '.' },
};

static size_t spelled_sign(const char *s, size_t len, char *sign)
{
	for (size_t i = 0; i < sizeof(spelled) / sizeof(*spelled); i++) {
		size_t n = strlen(spelled[i].text);
		size_t blank = len && *s == ' ' && spelled[i].text[0] != ' ';
		if (len < n + blank || !sp_ascii_equal_n(s + blank, spelled[i].text, n))
			continue;
		n += blank;
		while (n < len && s[n] == ' ')
			n++;
		*sign = spelled[i].sign;
		return n;
	}
	return 0;
}

static bool has_sign(const char *s, size_t len)
{
	return memchr(s, '@', len) || memmem(s, len, "%40", 3);
}

static bool make_plain(struct plain *plain, const char *s, size_t len)
{
	if (len > TEXT_MAX)
		return false;
	plain->n = 0;
	plain->spelled = !has_sign(s, len);
	for (size_t i = 0; i < len;) {
		size_t n = 0;
		char sign = s[i];
		if (plain->spelled)
			n = spelled_sign(s + i, len - i, &sign);
		else if (sign == '%' && len - i >= 3 && !memcmp(s + i, "%40", 3))
			n = 3, sign = '@';
		plain->from[plain->n] = i;
		plain->s[plain->n++] = sign;
		i += n ? n : 1;
	}
	plain->from[plain->n] = len;
	return true;
}

/* A letter beyond ASCII; punctuation, signs and private use are none. */
static bool is_letter(uint32_t code)
{
	if (code < 0xC0 || code == 0xD7 || code == 0xF7 || code == SP_UTF8_BAD)
		return false;
	return !(code >= 0x2000 && code < 0x2C00) && !(code >= 0x3000 && code < 0x3040) &&
	       !(code >= 0xE000 && code < 0xF900) && !(code >= 0xFE00 && code < 0xFE70) &&
	       !(code >= 0xFEFF && code < 0xFF10) && code < 0x1F000;
}

static bool is_local_sign(char c)
{
	return sp_is_alnum(c) || (c && strchr(".!#$%&'*+/=?^_`{|}~-", c));
}

/* How many bytes the character before `end` takes if it may stand in a local part; else 0. */
static size_t local_before(const char *s, size_t end)
{
	size_t size, back = 1;

	if (!end)
		return 0;
	while (back < 4 && back < end && sp_utf8_is_tail(s[end - back]))
		back++;
	if (back == 1)
		return is_local_sign(s[end - 1]);
	uint32_t code = sp_utf8_decode(s + end - back, back, &size);
	return size == back && is_letter(code) ? back : 0;
}

static size_t domain_sign(const char *s, size_t len)
{
	size_t size;

	if (!len)
		return 0;
	if (sp_is_alnum(*s) || *s == '-' || *s == '.')
		return 1;
	return is_letter(sp_utf8_decode(s, len, &size)) ? size : 0;
}

/* "anna ek"@...: back to the quote that opens. */
static bool find_quoted(const struct plain *plain, struct address *a)
{
	for (size_t i = a->at - 1; i-- > 0 && a->at - i <= LOCAL_MAX;) {
		if (plain->s[i] < 0x20 || plain->s[i] == '\\')
			return false;
		if (plain->s[i] == '"') {
			a->start = i;
			a->quoted = true;
			return a->at - i > 2;
		}
	}
	return false;
}

/*
 * What stands before the local part decides whether it is one: after a colon
 * it is a password, a repository or the like, unless mailto: or smtp:
 * says it is an address; in a URL only the value of a parameter is one.
 */
static bool cut_in_front(const struct plain *plain, struct address *a)
{
	const char *before = plain->s + a->start;

	if (!a->start)
		return true;
	if (before[-1] == '@')
		return false;
	if (before[-1] != ':')
		return true;
	if ((a->start >= 7 && sp_ascii_equal_n(before - 7, "mailto:", 7)) ||
	    (a->start >= 5 && sp_ascii_equal_n(before - 5, "smtp:", 5)))
		return true;
	for (size_t i = a->at; i-- > a->start;) {
		if (plain->s[i] == '/')
			return false;
		if (strchr("?=&", plain->s[i])) {
			a->start = i + 1;
			return plain->s[a->start - 1] == '=';
		}
	}
	return false;
}

static bool find_local(const struct plain *plain, struct address *a)
{
	size_t wide;

	a->start = a->at;
	if (a->at > 1 && plain->s[a->at - 1] == '"')
		return find_quoted(plain, a);
	while ((wide = local_before(plain->s, a->start)))
		a->start -= wide;
	if (!cut_in_front(plain, a))
		return false;
	while (a->start < a->at && strchr("'`.", plain->s[a->start]))
		a->start++;
	if (a->start == a->at || a->at - a->start > LOCAL_MAX || plain->s[a->at - 1] == '.')
		return false;
	return !memmem(plain->s + a->start, a->at - a->start, "..", 2);
}

/* The end of the domain, and what may not follow it: a path of a repository, a port, more. */
static bool find_domain(const struct plain *plain, struct address *a)
{
	size_t wide, end = a->at + 1;

	while (end < plain->n && (wide = domain_sign(plain->s + end, plain->n - end)))
		end += wide;
	if (end < plain->n && plain->s[end] == '@')
		return false;
	if (end + 1 < plain->n && plain->s[end] == ':' &&
	    (sp_is_alnum(plain->s[end + 1]) || strchr("/~.", plain->s[end + 1])))
		return false;
	while (end > a->at + 1 && strchr(".-", plain->s[end - 1]))
		end--;
	a->end = end;
	return end > a->at + 1 && end - a->at - 1 <= DOMAIN_MAX;
}

/* Lower case for the alphabets that European names are written in. */
static uint32_t lower(uint32_t code)
{
	if (code < 0x80)
		return (unsigned char)sp_to_lower((char)code);
	if ((code >= 0xC0 && code <= 0xDE && code != 0xD7) || (code >= 0x391 && code <= 0x3A9) ||
	    (code >= 0x410 && code <= 0x42F))
		return code + 32;
	if (code >= 0x400 && code <= 0x40F)
		return code + 80;
	if (code == 0x178)
		return 0xFF;
	if ((code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17E))
		return code + (code & 1);
	if (code >= 0x100 && code <= 0x177 && code != 0x130 && code != 0x131 && code != 0x138 &&
	    code != 0x149)
		return code | 1;
	return code;
}

static bool append_lower(struct sp_reading *out, size_t *n, const char *s, size_t len)
{
	size_t size;

	for (size_t i = 0; i < len; i += size) {
		char bytes[4];
		if ((unsigned char)s[i] < 0x80) {
			if (*n + 1 >= sizeof(out->value))
				return false;
			out->value[(*n)++] = sp_to_lower(s[i]);
			size = 1;
			continue;
		}
		size_t wide = sp_utf8_encode(lower(sp_utf8_decode(s + i, len - i, &size)), bytes);
		if (*n + wide >= sizeof(out->value))
			return false;
		memcpy(out->value + *n, bytes, wide);
		*n += wide;
	}
	out->value[*n] = '\0';
	return true;
}

/* The Unicode form of an xn-- label, of letters alone. */
static bool decode_label(const char *s, size_t len, char *out, size_t size)
{
	size_t wide, end, i = 0;

	if (len < 5 || !sp_ascii_equal_n(s, "xn--", 4) ||
	    !sp_punycode_decode(s + 4, len - 4, out, size))
		return false;
	for (end = strlen(out); i < end && (wide = domain_sign(out + i, end - i)); i += wide)
		;
	return i == end;
}

static bool append_label(struct sp_reading *out, size_t *n, const char *s, size_t len)
{
	char text[4 * LABEL_MAX + 1];

	if (!len || len > sizeof(text) - 1 || s[0] == '-' || s[len - 1] == '-' ||
	    sp_utf8_count(s, len) > LABEL_MAX)
		return false;
	if (decode_label(s, len, text, sizeof(text)))
		return append_lower(out, n, text, strlen(text));
	return append_lower(out, n, s, len);
}

static bool append_domain(struct sp_reading *out, size_t *n, const char *s, size_t len)
{
	size_t labels = 1;

	for (size_t i = 0, start = 0; i <= len; i++) {
		if (i < len && s[i] != '.')
			continue;
		if (!append_label(out, n, s + start, i - start))
			return false;
		start = i + 1;
		if (i == len)
			return labels > 1;
		labels++;
		if (!append_lower(out, n, ".", 1))
			return false;
	}
	return false;
}

/* Letters written LikeThIs are junk from binaries. */
static bool mixed_case(const char *s, size_t len)
{
	size_t upper = 0;

	for (size_t i = 0; i < len; i++)
		upper += sp_is_upper(s[i]);
	return upper && upper < len && !(upper == 1 && sp_is_upper(*s));
}

static bool judge_topdomain(const char *written, size_t written_len, struct sp_reading *out)
{
	const char *label = strrchr(out->value, '.') + 1;
	size_t len = strlen(label);
	bool ascii = true;

	for (size_t i = 0; i < len; i++) {
		if (sp_is_digit(label[i]) || label[i] == '-')
			return false; /* a version, a number in hex, an xn-- that is none */
		ascii &= sp_is_alpha(label[i]);
	}
	if (!ascii)
		return true;
	switch (sp_topdomain_find(label, len)) {
	case SP_TOPDOMAIN_FILE:
		return false;
	case SP_TOPDOMAIN_UNKNOWN:
		out->doubtful = true;
		return len >= 2 && !mixed_case(written + written_len - len, len);
	case SP_TOPDOMAIN_LIKE_FILE:
		out->doubtful = true;
		return true;
	case SP_TOPDOMAIN_KNOWN:
		out->doubtful |= mixed_case(written + written_len - len, len);
		return true;
	}
	return false;
}

/* Local parts that are code or a login, never a mailbox. */
static bool is_code(const char *local, size_t len)
{
	static const char *const words[] = {
		"git", "this", "super", "return", "break", "continue"
	};
	static const char *const endings[] = { ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".wmz" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (len == strlen(words[i]) && !memcmp(local, words[i], len))
			return true;
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		size_t n = strlen(endings[i]);
		if (len > n && !memcmp(local + len - n, endings[i], n))
			return true;
	}
	return false;
}

static int compare(const void *key, const void *entry)
{
	return strcmp(key, *(const char *const *)entry);
}

/* A function, not a person; what follows a plus does not change that. */
static bool is_role(const char *local, size_t len)
{
	static const char *const roles[] = {
		"abuse",      "admin",	       "administration", "administrator", "bestallning",
		"billing",    "bokning",       "booking",	 "butik",	  "career",
		"contact",    "dataskydd",     "diarium",	 "do-not-reply",  "donotreply",
		"dpo",	      "ekonomi",       "expedition",	 "faktura",	  "fakturor",
		"gdpr",	      "hello",	       "help",		 "helpdesk",	  "hostmaster",
		"hr",	      "info",	       "information",	 "invoice",	  "it",
		"itsupport",  "jobb",	       "jobs",		 "kansli",	  "kommun",
		"kommunen",   "kontakt",       "kundservice",	 "kundtjanst",	  "kundtj\u00E4nst",
		"mail",	      "mailer-daemon", "marketing",	 "marknad",	  "medlem",
		"newsletter", "no-reply",      "no.reply",	 "no_reply",	  "noc",
		"noreply",    "notification",  "notifications",	 "nyhetsbrev",	  "office",
		"order",      "orders",	       "postmaster",	 "press",	  "privacy",
		"reception",  "redaktion",     "redaktionen",	 "registrator",	  "root",
		"sales",      "security",      "service",	 "shop",	  "styrelsen",
		"support",    "team",	       "webmaster",
	};
	char key[24];
	const char *plus = memchr(local, '+', len);
	size_t n = plus ? (size_t)(plus - local) : len;

	if (n >= sizeof(key))
		return false;
	memcpy(key, local, n);
	key[n] = '\0';
	return bsearch(key, roles, sizeof(roles) / sizeof(*roles), sizeof(*roles), compare) != NULL;
}

static bool read_address(const struct plain *plain, const struct address *a, struct sp_reading *out)
{
	size_t n = 0, local = a->at - a->start;
	const char *domain = plain->s + a->at + 1;
	size_t len = a->end - a->at - 1;

	if (!append_lower(out, &n, plain->s + a->start, local))
		return false;
	size_t at = n;
	if (is_code(out->value, at) || !append_lower(out, &n, "@", 1) ||
	    !append_domain(out, &n, domain, len) || !judge_topdomain(domain, len, out))
		return false;
	out->organisation = is_role(out->value, at);
	out->doubtful |= a->quoted || plain->spelled;
	out->skip = plain->from[a->start];
	out->used = plain->from[a->end] - out->skip;
	return true;
}

static bool read_email(const char *s, size_t len, const struct sp_reading_options *options,
		       struct sp_reading *out)
{
	struct plain plain;
	struct address a = { .quoted = false };

	(void)options;
	memset(out, 0, sizeof(*out));
	if (!make_plain(&plain, s, len))
		return false;
	const char *sign = memchr(plain.s, '@', plain.n);
	if (!sign)
		return false;
	a.at = (size_t)(sign - plain.s);
	return find_local(&plain, &a) && find_domain(&plain, &a) && read_address(&plain, &a, out);
}

/* a***@domain, the domain as it is known and not as it was spelled. */
static void mask(const char *s, size_t len, const struct sp_reading *reading, char *out,
		 size_t size)
{
	const char *domain = strrchr(reading->value, '@');
	size_t first = 1, n = 0;

	(void)s;
	(void)len;
	if (!size)
		return;
	if (domain && domain > reading->value)
		sp_utf8_decode(reading->value, (size_t)(domain - reading->value), &first);
	if (domain && first + 3 < size) {
		memcpy(out, reading->value, first);
		memcpy(out + first, "***", 3);
		n = first + 3;
		while (n + 1 < size && *domain)
			out[n++] = *domain++;
		n -= sp_utf8_cut(out, n);
	}
	out[n] = '\0';
}

bool sp_email_untagged(const char *address, char out[SP_VALUE_MAX])
{
	const char *at = strrchr(address, '@'), *plus = strchr(address, '+');
	size_t len = strlen(address);

	if (!at || !plus || plus == address || plus > at || len >= SP_VALUE_MAX)
		return false;
	memcpy(out, address, (size_t)(plus - address));
	memcpy(out + (plus - address), at, len - (size_t)(at - address) + 1);
	return true;
}

const struct sp_validator sp_email = {
	.name = "email",
	.read = read_email,
	.mask = mask,
	.broader = sp_email_untagged,
};
