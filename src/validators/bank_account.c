/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bank_account.c - Swedish accounts: a clearing number of four or five digits,
 * then the account, checked as that bank does (Bankgirot, account number
 * structures of 2024; Bankinfrastruktur, IBAN and BIC of 2024). A personal
 * account at Nordea has its owner's personnummer for a number: the second
 * validator here tells that, also from inside of an IBAN. Left out: banks
 * without a published check rule (clearing 2110-2129, 9650-9659).
 */
#include "validators/all.h"

#include <string.h>

#include "base/ascii.h"
#include "validators/digits.h"
#include "validators/person.h"

#define DIGITS_MAX 15
#define CLEARING 4

/* Which digits are checked, by which modulus, and how long the account is. */
enum rule {
	RULE_1A, /* mod 11 over three digits of the clearing number and seven */
	RULE_1B, /* mod 11 over the clearing number and seven */
	RULE_2A, /* Luhn over ten */
	RULE_2B, /* mod 11 over nine */
	RULE_2C, /* Luhn over the account, up to ten */
};

/* The first that fits decides: exceptions stand before the range they are in. */
static const struct {
	int first, last;
	enum rule rule;
} banks[] = {
	{ 1100, 1199, RULE_1A },			  /* Nordea */
	{ 1200, 1399, RULE_1A },			  /* Danske Bank */
	{ 1400, 2099, RULE_1A },			  /* Nordea */
	{ 2300, 2399, RULE_1B },			  /* Ålandsbanken */
	{ 2400, 2499, RULE_1A },			  /* Danske Bank */
	{ 3300, 3300, RULE_2A }, { 3782, 3782, RULE_2A }, /* Nordea, personal */
	{ 3000, 3999, RULE_1A },			  /* Nordea, Länsförsäkringar */
	{ 4000, 4999, RULE_1B },			  /* Nordea */
	{ 5000, 5999, RULE_1A },			  /* SEB */
	{ 6000, 6999, RULE_2B },			  /* Handelsbanken */
	{ 7000, 7999, RULE_1A },			  /* Swedbank */
	{ 8000, 8999, RULE_2C },			  /* Swedbank */
	{ 9020, 9029, RULE_1B },			  /* Länsförsäkringar */
	{ 9040, 9049, RULE_1B },			  /* Citibank */
	{ 9060, 9069, RULE_1A },			  /* Länsförsäkringar */
	{ 9070, 9079, RULE_1A },			  /* Multitude */
	{ 9100, 9109, RULE_1B },			  /* Nordnet */
	{ 9120, 9124, RULE_1A }, { 9130, 9149, RULE_1A }, /* SEB */
	{ 9150, 9169, RULE_1B },			  /* Skandia */
	{ 9170, 9179, RULE_1A },			  /* Ikano */
	{ 9180, 9189, RULE_2A },			  /* Danske Bank */
	{ 9190, 9199, RULE_1B },			  /* DNB */
	{ 9230, 9239, RULE_1A },			  /* Marginalen */
	{ 9250, 9259, RULE_1A },			  /* SBAB */
	{ 9260, 9269, RULE_1B },			  /* DNB */
	{ 9270, 9279, RULE_1A },			  /* ICA */
	{ 9280, 9289, RULE_1A },			  /* Resurs */
	{ 9300, 9349, RULE_2A },			  /* Swedbank */
	{ 9390, 9399, RULE_1B },			  /* Landshypotek */
	{ 9400, 9449, RULE_1A },			  /* Forex */
	{ 9460, 9469, RULE_1A },			  /* Santander */
	{ 9470, 9479, RULE_1B },			  /* BNP Paribas */
	{ 9500, 9549, RULE_2C },			  /* Nordea Plusgirot */
	{ 9550, 9569, RULE_1B },			  /* Avanza */
	{ 9570, 9579, RULE_2A },			  /* Sparbanken Syd */
	{ 9580, 9589, RULE_1A },			  /* Aion */
	{ 9590, 9599, RULE_1B },			  /* Erik Penser */
	{ 9630, 9639, RULE_1A },			  /* Lån & Spar */
	{ 9640, 9649, RULE_1B },			  /* NOBA */
	{ 9660, 9679, RULE_1B },			  /* Svea, JAK */
	{ 9680, 9689, RULE_1A },			  /* Bluestep */
	{ 9700, 9719, RULE_1B },			  /* Ekobanken, Lunar */
	{ 9750, 9759, RULE_1B },			  /* Northmill */
	{ 9780, 9789, RULE_1B },			  /* Klarna */
	{ 9880, 9889, RULE_1B },			  /* Riksgälden */
	{ 9890, 9899, RULE_2A },			  /* Riksgälden */
	{ 9960, 9969, RULE_2C },			  /* Nordea Plusgirot */
};

/* Digits of the account: as few as are written, and padded. */
static const struct {
	size_t shortest, full;
} lengths[] = {
	[RULE_1A] = { 7, 7 }, [RULE_1B] = { 7, 7 },  [RULE_2A] = { 10, 10 },
	[RULE_2B] = { 8, 9 }, [RULE_2C] = { 4, 10 },
};

struct account {
	char digit[DIGITS_MAX + 1];
	size_t n;
	bool parted[DIGITS_MAX]; /* something stands before digit i */
	size_t start, end;	 /* bytes of the text */
};

static bool find_rule(const char *clearing, enum rule *rule)
{
	int number = sp_digits_int(clearing, CLEARING);

	for (size_t i = 0; i < sizeof(banks) / sizeof(*banks); i++) {
		if (number >= banks[i].first && number <= banks[i].last) {
			*rule = banks[i].rule;
			return true;
		}
	}
	return false;
}

/* Weights 1, 2 ... 10, 1 from the right. */
static bool mod11(const char *digits, size_t n)
{
	static const int weights[] = { 1, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1 };

	return sp_digits_weigh(digits, weights + 11 - n, n) % 11 == 0;
}

/* number: the clearing number and the padded account behind it. */
static bool check(const char *number, enum rule rule)
{
	switch (rule) {
	case RULE_1A:
		return mod11(number + 1, 10);
	case RULE_1B:
		return mod11(number, 11);
	case RULE_2A:
	case RULE_2C:
		return sp_luhn(number + CLEARING, 10);
	case RULE_2B:
		return mod11(number + CLEARING, 9);
	}
	return false;
}

/* The normal form: four digits and the account padded to what the bank uses. */
static bool normalise(const char *clearing, const char *account, size_t n, char *out)
{
	enum rule rule;

	if (!find_rule(clearing, &rule) || n < lengths[rule].shortest || n > lengths[rule].full ||
	    strspn(account, "0") == n)
		return false;
	size_t zeros = lengths[rule].full - n;
	memcpy(out, clearing, CLEARING);
	memset(out + CLEARING, '0', zeros);
	memcpy(out + CLEARING + zeros, account, n);
	out[CLEARING + zeros + n] = '\0';
	return check(out, rule);
}

static bool is_label(const char *word, size_t n)
{
	static const char *const labels[] = {
		"CLEARING", "CLEARINGNR", "CLEARINGNUMMER", "CL", "KONTO", "KONTONR", "KONTONUMMER",
		"KTO",	    "NR",	  "NUMMER",
	};

	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
		if (strlen(labels[i]) == n && !memcmp(labels[i], word, n))
			return true;
	return false;
}

/* Digits, with words between that name what they are. */
static bool take_digits(const struct sp_written *w, struct account *out)
{
	bool after_word = false;

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < w->n;) {
		size_t from = i;
		while (i < w->n && sp_is_alpha(w->sign[i]) && (i == from || !w->gap[i][0]))
			i++;
		if (i > from) {
			if (!is_label(w->sign + from, i - from))
				return false;
			after_word = true;
			continue;
		}
		if (out->n == DIGITS_MAX)
			return false;
		if (!out->n)
			out->start = w->at[i];
		out->parted[out->n] = after_word || w->gap[i][0];
		out->digit[out->n++] = w->sign[i];
		out->end = w->at[i++] + 1;
		after_word = false;
	}
	return out->n > CLEARING && !after_word;
}

/* The separators that stand in account numbers; a line end or a plus is none. */
static bool gaps_are_plain(const struct sp_written *w)
{
	for (size_t i = 0; i <= w->n; i++)
		if (w->gap[i][0] &&
		    (strlen(w->gap[i]) > 3 || strspn(w->gap[i], " -.,:") != strlen(w->gap[i])))
			return false;
	return true;
}

static bool read_account(const char *s, size_t len, struct account *out)
{
	struct sp_written w;

	sp_written_read(&w, s, len);
	return w.whole && !w.gap[w.n][0] && gaps_are_plain(&w) && take_digits(&w, out);
}

/*
 * Clearing numbers from 8000 have a fifth digit, which people leave out. It is
 * there if it stands apart from the account, or if only that makes it right.
 */
static bool read_parts(const struct account *a, char *out)
{
	const char *rest = a->digit + CLEARING;
	size_t n = a->n - CLEARING;
	bool fifth = a->digit[0] == '8' && n > 1 && sp_luhn(a->digit, 5);
	bool apart = fifth && a->parted[5];

	if (!apart && normalise(a->digit, rest, n, out))
		return true;
	return fifth && normalise(a->digit, rest + 1, n - 1, out);
}

static void tell_part(const struct account *a, struct sp_reading *out)
{
	out->skip = a->start;
	out->used = a->end - a->start;
	out->needs_label = true;
}

static bool read_number(const char *s, size_t len, const struct sp_reading_options *options,
			struct sp_reading *out)
{
	struct account account;

	(void)options;
	memset(out, 0, sizeof(*out));
	if (!read_account(s, len, &account) || !read_parts(&account, out->value))
		return false;
	tell_part(&account, out);
	return true;
}

static bool tell_owner(const char *ten, const struct sp_reading_options *options,
		       struct sp_reading *out)
{
	struct sp_person person;

	if (!sp_person_read(ten, 10, false, options, &person))
		return false;
	sp_person_tell(&person, true, out);
	out->type = sp_person_type(&person);
	out->role = "bank_account";
	return true;
}

/* SE, check digits, 300 for Nordea, then the ten digits behind seven zeros. */
static bool read_iban_owner(const char *s, size_t len, const struct sp_reading_options *options,
			    struct sp_reading *out)
{
	struct sp_reading iban;

	if (!sp_iban.read(s, len, options, &iban) || memcmp(iban.value, "SE", 2) ||
	    memcmp(iban.value + 4, "3000000000", 10) || !tell_owner(iban.value + 14, options, out))
		return false;
	out->skip = iban.skip;
	out->used = iban.used;
	return true;
}

/* By the first digits alone: of an account 33 or 37, of an IBAN those behind its check digits. */
static bool may_tell_owner(const char *s, size_t len)
{
	static const char nordea[] = "3000000000";
	char digits[2 + sizeof(nordea) - 1] = "";
	size_t n = 0;

	for (size_t i = 0; i < len && n < sizeof(digits); i++)
		if (sp_is_digit(s[i]))
			digits[n++] = s[i];
	return n == sizeof(digits) &&
	       (digits[0] == '3' || !memcmp(digits + 2, nordea, sizeof(nordea) - 1));
}

static bool read_owner(const char *s, size_t len, const struct sp_reading_options *options,
		       struct sp_reading *out)
{
	struct account account;

	if (!may_tell_owner(s, len))
		return false;
	if (read_iban_owner(s, len, options, out))
		return true;
	if (!read_account(s, len, &account) || account.n != CLEARING + 10 ||
	    (memcmp(account.digit, "3300", 4) && memcmp(account.digit, "3782", 4)) ||
	    !tell_owner(account.digit + CLEARING, options, out))
		return false;
	tell_part(&account, out);
	return true;
}

/* The end of the IBAN is the number's serial and check digit. */
static void mask_owner(const char *s, size_t len, const struct sp_reading *reading, char *out,
		       size_t size)
{
	if (len && sp_is_alpha(s[0]))
		sp_mask_signs(s, len, 4, 0, out, size);
	else
		sp_mask_last_four(s, len, reading, out, size);
}

const struct sp_validator sp_bank_account = {
	.name = "bank_account",
	.read = read_number,
	.mask = sp_mask_last_four,
};

const struct sp_validator sp_nordea_personal = {
	.name = "nordea_personal",
	.read = read_owner,
	.mask = mask_owner,
};
