/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * translate.h - what is said to people, in their language (gettext).
 *
 * English is the source. Translated is what a person reads: messages, help,
 * tables, summaries. Never what a program reads or an inventory keeps: fields,
 * values, names of types, reasons and options, details of problems. All text is
 * UTF-8, whatever the locale's characters. Threads: any, after the start.
 */
#ifndef BASE_TRANSLATE_H
#define BASE_TRANSLATE_H

#define SP_FORMAT_OF(n) __attribute__((format_arg(n)))

/* A string that is translated where it is used. */
#define N_(text) text
/* The translation of a string; "" stays "". */
#define _(text) sp_translate(text)

/*
 * Takes language from the environment; `folder` holds xx/LC_MESSAGES/spana.mo.
 * Only messages: numbers, times and the meaning of characters stay those of "C".
 * Threads: one, before all others.
 */
void sp_translate_start(const char *folder);

const char *sp_translate(const char *text) SP_FORMAT_OF(1);
/* The form for n things. */
const char *sp_translate_n(const char *one, const char *many, unsigned long long n) SP_FORMAT_OF(1)
	SP_FORMAT_OF(2);

/* The code of the language that is spoken: "en", "sv". */
const char *sp_translate_language(void);

/* What an errno means, translated: "No such file or directory". */
const char *sp_errno_text(int error);

#endif
