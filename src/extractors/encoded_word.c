/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * encoded_word.c - see encoded_word.h. Encoded words are those of RFC 2047,
 * read as mail programs write them rather than as they should: within words and
 * quotes, with spaces inside, longer than 75 characters, in a charset that they
 * do not have, and with a character that starts in one and ends in the next.
 */
#include "extractors/encoded_word.h"

#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "base/radix.h"
#include "extractors/charset.h"

/* An encoded word within a value. */
struct word {
	const char *charset, *text, *end; /* end: behind the word */
	size_t charset_len, text_len;
	bool base64;
};

/* A value while it is decoded. */
struct decoding {
	struct sp_buf *out;
	const char *at, *end;
	const char *close;   /* the next "?=" at or behind `at`, once it was looked for */
	struct sp_buf bytes; /* of the words so far that belong together */
	const char *charset; /* of those */
	size_t charset_len;
};

static const char *find_close(struct decoding *d, const char *from)
{
	if (!d->close || d->close < from) {
		d->close = memmem(from, (size_t)(d->end - from), "?=", 2);
		if (!d->close)
			d->close = d->end;
	}
	return d->close;
}

/* Is there an encoded word at s? */
static bool parse_word(struct decoding *d, const char *s, struct word *word)
{
	if (d->end - s < 8 || s[0] != '=' || s[1] != '?')
		return false;
	const char *charset = s + 2, *p = charset;
	while (p < d->end && (sp_is_alnum(*p) || strchr("-_.:+*()", *p)) && *p)
		p++;
	if (p == charset || d->end - p < 5 || p[0] != '?' || p[2] != '?')
		return false;
	char coding = sp_to_lower(p[1]);
	if (coding != 'b' && coding != 'q')
		return false;
	const char *text = p + 3, *close = find_close(d, text);
	if (close == d->end)
		return false;
	const char *language = memchr(charset, '*', (size_t)(p - charset));
	*word = (struct word) {
		.charset = charset,
		.charset_len = (size_t)((language ? language : p) - charset),
		.text = text,
		.text_len = (size_t)(close - text),
		.end = close + 2,
		.base64 = coding == 'b',
	};
	return true;
}

static bool decode_q(const struct word *word, struct sp_buf *out)
{
	for (size_t i = 0; i < word->text_len; i++) {
		char c = word->text[i];
		if (c == '=' && i + 2 < word->text_len && sp_hex_digit(word->text[i + 1]) >= 0 &&
		    sp_hex_digit(word->text[i + 2]) >= 0) {
			c = (char)(sp_hex_digit(word->text[i + 1]) << 4 |
				   sp_hex_digit(word->text[i + 2]));
			i += 2;
		} else if (c == '_') {
			c = ' ';
		}
		sp_buf_putc(out, c);
	}
	return !out->failed;
}

static bool decode_b(const struct word *word, struct sp_buf *out)
{
	uint32_t bits = 0;
	unsigned n = 0;

	for (size_t i = 0; i < word->text_len; i++) {
		int digit = sp_base64_digit(word->text[i]);
		if (digit < 0)
			continue;
		bits = bits << 6 | (uint32_t)digit;
		n += 6;
		if (n >= 8) {
			n -= 8;
			sp_buf_putc(out, (char)(bits >> n & 0xFF));
		}
	}
	return !out->failed;
}

/* Writes out the words that belong together. */
static bool flush_words(struct decoding *d)
{
	bool good = true;

	if (d->charset)
		good = sp_charset_convert(sp_charset_from_name_n(d->charset, d->charset_len),
					  sp_buf_str(&d->bytes), d->bytes.len, d->out);
	d->charset = NULL;
	sp_buf_reset(&d->bytes);
	return good;
}

static bool take_word(struct decoding *d, const struct word *word)
{
	bool same = d->charset && d->charset_len == word->charset_len &&
		    sp_ascii_equal_n(d->charset, word->charset, word->charset_len);

	if (!same && !flush_words(d))
		return false;
	d->charset = word->charset;
	d->charset_len = word->charset_len;
	d->at = word->end;
	return word->base64 ? decode_b(word, &d->bytes) : decode_q(word, &d->bytes);
}

/* What stands between two encoded words is no text if it is white space alone. */
static bool take_space(struct decoding *d)
{
	const char *start = d->at;
	struct word word;

	while (d->at < d->end && sp_is_space(*d->at))
		d->at++;
	if (d->charset && parse_word(d, d->at, &word))
		return true;
	if (!flush_words(d))
		return false;
	for (const char *s = start; s < d->at; s++)
		if (*s != '\r' && *s != '\n' && !sp_buf_putc(d->out, *s))
			return false;
	return true;
}

static bool take_plain(struct decoding *d)
{
	const char *start = d->at;

	while (d->at < d->end && !sp_is_space(*d->at) && (d->at == start || *d->at != '='))
		d->at++;
	return flush_words(d) && sp_buf_add(d->out, start, (size_t)(d->at - start));
}

static bool decode(struct decoding *d)
{
	struct word word;
	bool good = true;

	while (good && d->at < d->end) {
		if (sp_is_space(*d->at))
			good = take_space(d);
		else if (parse_word(d, d->at, &word))
			good = take_word(d, &word);
		else
			good = take_plain(d);
	}
	return good && flush_words(d);
}

/* Is it ASCII without encoded words? */
static bool is_plain(const char *raw, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		const char c = raw[i];
		if ((c < ' ' && !sp_is_space(c)) || c == 0x7F ||
		    (c == '=' && i + 1 < len && raw[i + 1] == '?'))
			return false;
	}
	return true;
}

/* Appends it without its line ends. */
static bool add_plain(const char *raw, size_t len, struct sp_buf *out)
{
	char *to = sp_buf_reserve(out, len);

	if (!to)
		return false;
	for (size_t i = 0; i < len; i++) {
		*to = raw[i];
		to += raw[i] != '\r' && raw[i] != '\n';
	}
	*to = '\0';
	out->len = (size_t)(to - out->data);
	return true;
}

bool sp_header_decode(const char *raw, size_t len, struct sp_buf *out)
{
	struct sp_buf text = SP_BUF_INIT(SP_BUF_UNCAPPED);
	struct decoding d = { .out = out, .bytes = SP_BUF_INIT(SP_BUF_UNCAPPED) };

	while (len && sp_is_space(raw[len - 1]))
		len--;
	while (len && sp_is_space(raw[0])) {
		raw++;
		len--;
	}
	if (is_plain(raw, len))
		return add_plain(raw, len, out);
	/* Bytes that should have been encoded: in the charset they seem to have. */
	bool good = sp_charset_convert(NULL, raw, len, &text);
	if (good) {
		d.at = sp_buf_str(&text);
		d.end = d.at + text.len;
		good = decode(&d);
	}
	sp_buf_release(&d.bytes);
	sp_buf_release(&text);
	return good;
}
