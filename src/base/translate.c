/* SPDX-License-Identifier: GPL-3.0-or-later */
/* translate.c - see translate.h. */
#include "base/translate.h"

#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define DOMAIN "spana"

/* The locale that the environment names for messages, or NULL. */
static const char *named_locale(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return value;
	}
	return NULL;
}

/* A server may know no locale but C.UTF-8. Its language can be wished for all the same. */
static void wish_for(const char *name)
{
	if (!name || !setlocale(LC_MESSAGES, "C.UTF-8"))
		return;
	setenv("LANGUAGE", name, 0);
}

void sp_translate_start(const char *folder)
{
	if (!setlocale(LC_MESSAGES, ""))
		wish_for(named_locale());
	bindtextdomain(DOMAIN, folder);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
}

const char *sp_translate(const char *text)
{
	/* The empty string's translation is the catalogue's own header. */
	return *text ? dgettext(DOMAIN, text) : text;
}

const char *sp_translate_n(const char *one, const char *many, unsigned long long n)
{
	return dngettext(DOMAIN, one, many, (unsigned long)n);
}

const char *sp_translate_language(void)
{
	/* The code of the language of a catalogue. */
	return _("en");
}

/* What users meet; the rest stays as it is. */
static const char *const errors[] = {
	N_("Operation not permitted"),
	N_("No such file or directory"),
	N_("Input/output error"),
	N_("Permission denied"),
	N_("File exists"),
	N_("Not a directory"),
	N_("Is a directory"),
	N_("Invalid argument"),
	N_("Too many open files"),
	N_("File too large"),
	N_("No space left on device"),
	N_("Read-only file system"),
	N_("Broken pipe"),
	N_("File name too long"),
	N_("Too many levels of symbolic links"),
	N_("Cannot allocate memory"),
	N_("Disk quota exceeded"),
	N_("Stale file handle"),
	N_("Connection timed out"),
	N_("Text file busy"),
	N_("Exec format error"),
};

const char *sp_errno_text(int error)
{
	const char *text = strerrordesc_np(error);

	if (!text)
		return _("unknown error");
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (strcmp(text, errors[i]) == 0)
			return sp_translate(text);
	return text;
}
