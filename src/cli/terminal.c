/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * terminal.c - see terminal.h.
 *
 * Where the characters of the locale are not those of UTF-8, standard output
 * and standard error become streams that turn one into the other. No iconv: it
 * leaves out or widens what it cannot turn, and columns would shift.
 */
#include "cli/terminal.h"

#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "base/display.h"
#include "base/utf8.h"

#define CHAR_MOST 4 /* bytes of UTF-8 */
#define WIDEST 4096 /* columns that COLUMNS may ask for */

/* A stream to a terminal with other characters. */
struct narrow {
	int fd;
	char rest[CHAR_MOST]; /* the beginning of a character */
	size_t n_rest;
};

static struct {
	locale_t locale; /* of the terminal's characters; 0: ASCII */
	locale_t widths;
	struct narrow narrow_out, narrow_err;
	atomic_bool drawn; /* a line that may be drawn anew */
} terminal;

/* ---- characters ---- */

/* U+00A0 to U+017F in ASCII. */
static const char latin[] = " !cL$Y|S\"ca<--r-o+23'uP.,1o>///?"
			    "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTs"
			    "aaaaaaaceeeeiiiidnooooo/ouuuuyty"
			    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjJjKkkLlLlLlL"
			    "lLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
_Static_assert(sizeof(latin) == 0x180 - 0xA0 + 1, "a sign for each");

static const struct {
	wchar_t code;
	char plain;
} signs[] = {
	{ 0x2010, '-' },  { 0x2011, '-' },  { 0x2012, '-' }, { 0x2013, '-' }, { 0x2014, '-' },
	{ 0x2018, '\'' }, { 0x2019, '\'' }, { 0x201C, '"' }, { 0x201D, '"' }, { 0x2022, '*' },
	{ 0x2026, '~' },  { 0x2039, '<' },  { 0x203A, '>' }, { 0x2192, '>' }, { 0x2212, '-' },
};

static char plain(wchar_t code)
{
	if (code >= 0xA0 && code < 0x180)
		return latin[code - 0xA0];
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (signs[i].code == code)
			return signs[i].plain;
	return '?';
}

/* Appends one character in as many columns as it takes. Returns its bytes. */
static size_t put_char(struct sp_buf *out, const char *utf8, size_t len)
{
	size_t size, n = (size_t)-1;
	wchar_t code = (wchar_t)sp_utf8_decode(utf8, len, &size);
	char bytes[MB_LEN_MAX], one[CHAR_MOST + 1] = "";
	mbstate_t state = { 0 };

	if (terminal.locale) {
		locale_t before = uselocale(terminal.locale);
		n = wcrtomb(bytes, code, &state);
		uselocale(before);
	}
	if (n != (size_t)-1) {
		sp_buf_add(out, bytes, n);
		return size;
	}
	memcpy(one, utf8, size);
	for (size_t width = sp_display_width(terminal.widths, one); width; width--)
		sp_buf_putc(out, plain(code));
	return size;
}

static bool write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);
		if (n < 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

static ssize_t narrow_write(void *cookie, const char *data, size_t len)
{
	struct narrow *narrow = cookie;
	struct sp_buf in = SP_BUF_INIT(SP_BUF_UNCAPPED), out = SP_BUF_INIT(SP_BUF_UNCAPPED);
	size_t at = 0;

	sp_buf_add(&in, narrow->rest, narrow->n_rest);
	sp_buf_add(&in, data, len);
	/* The end of the last character may come with the next bytes. */
	narrow->n_rest = sp_utf8_cut(sp_buf_str(&in), in.len);
	size_t end = in.len - narrow->n_rest;
	while (at < end)
		at += put_char(&out, in.data + at, end - at);
	if (narrow->n_rest)
		memcpy(narrow->rest, in.data + end, narrow->n_rest);
	bool ok = !in.failed && !out.failed && write_all(narrow->fd, sp_buf_str(&out), out.len);
	sp_buf_release(&in);
	sp_buf_release(&out);
	return ok ? (ssize_t)len : 0;
}

/* ---- the streams ---- */

/* The locale that the environment names for characters. */
static const char *named_locale(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return value;
	}
	return "C";
}

/* One that is not installed says by its name what it would have. */
static bool has_utf8(locale_t locale)
{
	const char *dot = strchr(named_locale(), '.');

	if (locale)
		return strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
	return dot && (strncasecmp(dot, ".UTF-8", 6) == 0 || strncasecmp(dot, ".UTF8", 5) == 0);
}

static int descriptor(FILE *stream)
{
	if (stream == stdout)
		return STDOUT_FILENO;
	return stream == stderr ? STDERR_FILENO : fileno(stream);
}

static void narrow_stream(FILE **stream, struct narrow *narrow)
{
	const cookie_io_functions_t functions = { .write = narrow_write };

	if (!terminal_is(*stream))
		return;
	narrow->fd = descriptor(*stream);
	FILE *opened = fopencookie(narrow, "w", functions);
	if (!opened)
		return;
	setvbuf(opened, NULL, _IOLBF, BUFSIZ);
	*stream = opened;
}

void terminal_start(void)
{
	terminal.locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	if (has_utf8(terminal.locale))
		return;
	terminal.widths = sp_display_locale();
	narrow_stream(&stdout, &terminal.narrow_out);
	narrow_stream(&stderr, &terminal.narrow_err);
}

/* ---- what it is ---- */

bool terminal_is(FILE *stream)
{
	return isatty(descriptor(stream));
}

unsigned terminal_width(FILE *stream)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;

	if (!terminal_is(stream))
		return 0;
	unsigned long n = columns ? strtoul(columns, NULL, 10) : 0;
	if (n && n <= WIDEST)
		return (unsigned)n;
	if (ioctl(descriptor(stream), TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	return 80;
}

static bool is_dumb(void)
{
	const char *term = getenv("TERM");

	return term && strcmp(term, "dumb") == 0;
}

bool terminal_redraws(FILE *stream)
{
	return terminal_is(stream) && !is_dumb();
}

bool wants_colour(const struct settings *settings, FILE *stream)
{
	const char *none = getenv("NO_COLOR");

	if (settings->colour != COLOUR_AUTO)
		return settings->colour == COLOUR_ALWAYS;
	return terminal_redraws(stream) && !(none && *none);
}

void terminal_draw_line(const char *text)
{
	fprintf(stderr, "\r\033[K%s", text);
	fflush(stderr);
	atomic_store(&terminal.drawn, true);
}

void terminal_erase_line(void)
{
	if (!atomic_exchange(&terminal.drawn, false))
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
}

void terminal_pad(FILE *stream, const char *text, size_t columns)
{
	locale_t locale = sp_display_locale();
	size_t used = sp_display_width(locale, text);

	fprintf(stream, "%s%*s", text, used < columns ? (int)(columns - used) : 0, "");
	if (locale)
		freelocale(locale);
}

void terminal_wrap(FILE *stream, const char *text, size_t column, size_t indent)
{
	struct sp_buf out = SP_BUF_INIT(SP_BUF_UNCAPPED);
	locale_t locale = sp_display_locale();

	sp_display_wrap(&out, locale, text, terminal_width(stream), column, indent);
	fprintf(stream, "%s\n", sp_buf_str(&out));
	sp_buf_release(&out);
	if (locale)
		freelocale(locale);
}
