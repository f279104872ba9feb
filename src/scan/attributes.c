/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * attributes.c - see attributes.h, and xattr(7).
 *
 * Left out: the values of what is not the user's (access lists, labels), which
 * are recorded by name, and values that are no text.
 */
#include "scan/attributes.h"

#include <string.h>
#include <sys/xattr.h>

#include "base/utf8.h"

/* The kernel's own limits. */
#define MOST_NAMES 65536
#define MOST_VALUE 65536

void attributes_release(struct attributes *attributes)
{
	sp_buf_release(&attributes->list);
	sp_buf_release(&attributes->value);
}

void attributes_none(struct attributes *attributes)
{
	attributes->at = 0;
	sp_buf_reset(&attributes->list);
}

enum sp_status attributes_list(struct attributes *attributes, const char *path, int fd)
{
	struct sp_buf *list = &attributes->list;

	list->cap = MOST_NAMES + 1;
	attributes_none(attributes);
	/* Most have none; the way to it is not walked once more to learn that. */
	ssize_t len = fd >= 0 ? flistxattr(fd, NULL, 0) : llistxattr(path, NULL, 0);
	if (len <= 0)
		return SP_OK;
	size_t room = (size_t)len < MOST_NAMES ? (size_t)len : MOST_NAMES;
	if (!sp_buf_reserve(list, room))
		return SP_FATAL;
	len = fd >= 0 ? flistxattr(fd, list->data, room) : llistxattr(path, list->data, room);
	/* They may have become more meanwhile: then they are read the next time. */
	list->len = len > 0 ? (size_t)len : 0;
	if (list->len && list->data[list->len - 1])
		list->len = 0;
	return SP_OK;
}

bool attributes_names(const struct attributes *attributes, struct sp_buf *out)
{
	const struct sp_buf *list = &attributes->list;
	bool ok = true;

	for (size_t at = 0; at < list->len && ok; at += strlen(list->data + at) + 1) {
		const char *name = list->data + at;
		ok = (!at || sp_buf_putc(out, '\n')) && sp_utf8_repair(out, name, strlen(name));
	}
	return ok;
}

/* Reads a value. false: it cannot be read, or is no text. */
static bool read_value(struct attributes *attributes, const char *path, const char *name)
{
	struct sp_buf *value = &attributes->value;
	ssize_t len = lgetxattr(path, name, value->data, MOST_VALUE);

	if (len <= 0)
		return false;
	value->len = (size_t)len;
	/* Windows programs count the end of a string in. */
	while (value->len && !value->data[value->len - 1])
		value->len--;
	return value->len && !memchr(value->data, '\0', value->len) &&
	       sp_utf8_valid(value->data, value->len) == value->len;
}

enum sp_status attributes_next(struct attributes *attributes, const char *path,
			       const struct sp_item *item, struct sp_segment *segment)
{
	static const char user[] = "user.";
	const struct sp_buf *list = &attributes->list;

	attributes->value.cap = MOST_VALUE + 1;
	sp_buf_reset(&attributes->value);
	while (attributes->at < list->len) {
		const char *name = list->data + attributes->at;
		attributes->at += strlen(name) + 1;
		if (strncmp(name, user, sizeof(user) - 1) != 0)
			continue;
		if (!sp_buf_reserve(&attributes->value, MOST_VALUE))
			return SP_FATAL;
		if (sp_utf8_valid(name, strlen(name)) != strlen(name) ||
		    !read_value(attributes, path, name))
			continue;
		attributes->place = (struct sp_place) { .kind = SP_PLACE_PROPERTY, .name = name };
		attributes->mark =
			(struct sp_mark) { .place = &attributes->place, .line = 1, .column = 1 };
		*segment = (struct sp_segment) {
			.item = item,
			.text = attributes->value.data,
			.len = attributes->value.len,
			.to = attributes->value.len,
			.marks = &attributes->mark,
			.n_marks = 1,
			.last = true,
		};
		return SP_OK;
	}
	return SP_SKIPPED;
}
