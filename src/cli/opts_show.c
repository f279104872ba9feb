/* SPDX-License-Identifier: GPL-3.0-or-later */
/* opts_show.c - settings as the lines of a configuration file that has the same effect. */
#include "cli/opts.h"

#include "base/buf.h"

/* In single quotes nothing but the quote itself is special to YAML; a line break is no line break.
 */
static void show_text(struct sp_buf *out, const char *text)
{
	sp_buf_putc(out, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			sp_buf_putc(out, '\'');
		sp_buf_putc(out, *text);
	}
	sp_buf_putc(out, '\'');
}

static void show_list(struct sp_buf *out, const struct list *list)
{
	sp_buf_putc(out, '[');
	for (size_t i = 0; i < list->n; i++) {
		sp_buf_puts(out, i ? ", " : "");
		show_text(out, list->items[i]);
	}
	sp_buf_putc(out, ']');
}

/* Appends the value; false: it is the default. */
static bool show_value(struct sp_buf *out, const struct opt *opt, const struct settings *settings)
{
	static const char *const colours[] = { "auto", "always", "never" };
	const void *field = (const char *)settings + opt->offset;
	uint64_t n = 0;

	switch (opt->kind) {
	case OPT_FLAG:
		return *(const bool *)field && sp_buf_puts(out, "yes");
	case OPT_STRING:
		if (*(const char *const *)field)
			show_text(out, *(const char *const *)field);
		return *(const char *const *)field != NULL;
	case OPT_LIST:
		if (((const struct list *)field)->n)
			show_list(out, field);
		return ((const struct list *)field)->n > 0;
	case OPT_NUMBER:
	case OPT_COUNT:
	case OPT_SECONDS:
	case OPT_SIZE:
		n = *(const uint64_t *)field;
		if (n || (opt->kind == OPT_SECONDS && settings->has_timeout))
			return sp_buf_printf(out, "%llu", (unsigned long long)n);
		return false;
	case OPT_CONFIDENCE:
		return *(const enum sp_confidence *)field != SP_LOW &&
		       sp_buf_puts(out, sp_confidence_name(*(const enum sp_confidence *)field));
	case OPT_COLOUR:
		return *(const enum colour_mode *)field != COLOUR_AUTO &&
		       sp_buf_puts(out, colours[*(const enum colour_mode *)field]);
	}
	return false;
}

static void cut(struct sp_buf *out, size_t len)
{
	if (out->len <= len)
		return;
	out->len = len;
	out->data[len] = '\0';
}

void opts_show(const struct command *command, const struct settings *settings,
	       bool (*wanted)(const char *name), const char *indent, struct sp_buf *out)
{
	for (size_t t = 0; command->tables[t]; t++)
		for (const struct opt *opt = command->tables[t]; opt->name; opt++) {
			size_t before = out->len;
			if (wanted && !wanted(opt->name))
				continue;
			sp_buf_printf(out, "%s%s: ", indent, opt->name);
			if (show_value(out, opt, settings))
				sp_buf_putc(out, '\n');
			else
				cut(out, before);
		}
}
