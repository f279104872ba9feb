/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pff.c - see pff.h. Values come as the bytes that the store has, so that their
 * charset is decided as everywhere else.
 */
#ifdef SPANA_PFF
#include "extractors/pff.h"

#include <string.h>

#include "base/mem.h"

/* A value that is longer is not read, and counts as lost. */
#define VALUE_MAX (64 * SP_MIB)

/* ---- an input as libbfio reads it ---- */

struct handle {
	struct sp_input *in;
	off64_t at;
};

static struct handle *of(intptr_t *io)
{
	return (struct handle *)io;
}

static int handle_free(intptr_t **io, libbfio_error_t **error)
{
	(void)error;
	if (io && *io) {
		sp_mem_free(*io);
		*io = NULL;
	}
	return 1;
}

static int handle_clone(intptr_t **to, intptr_t *io, libbfio_error_t **error)
{
	struct handle *copy = sp_mem_alloc(sizeof(*copy));

	(void)error;
	if (!copy)
		return -1;
	*copy = *of(io);
	*to = (intptr_t *)copy;
	return 1;
}

static int handle_open(intptr_t *io, int flags, libbfio_error_t **error)
{
	(void)error;
	of(io)->at = 0;
	return flags & LIBBFIO_ACCESS_FLAG_WRITE ? -1 : 1;
}

static int handle_close(intptr_t *io, libbfio_error_t **error)
{
	(void)io;
	(void)error;
	return 0;
}

static ssize_t handle_read(intptr_t *io, uint8_t *buffer, size_t size, libbfio_error_t **error)
{
	size_t got = 0;

	(void)error;
	if (sp_input_read(of(io)->in, (uint64_t)of(io)->at, buffer, size, &got) != SP_OK && !got)
		return -1;
	of(io)->at += (off64_t)got;
	return (ssize_t)got;
}

static ssize_t handle_write(intptr_t *io, const uint8_t *buffer, size_t size,
			    libbfio_error_t **error)
{
	(void)io;
	(void)buffer;
	(void)size;
	(void)error;
	return -1;
}

static off64_t handle_seek(intptr_t *io, off64_t offset, int whence, libbfio_error_t **error)
{
	const off64_t size = (off64_t)sp_input_size(of(io)->in);
	off64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? of(io)->at : size, to;

	(void)error;
	if (__builtin_add_overflow(base, offset, &to) || to < 0)
		return -1;
	return of(io)->at = to;
}

static int handle_yes(intptr_t *io, libbfio_error_t **error)
{
	(void)io;
	(void)error;
	return 1;
}

static int handle_size(intptr_t *io, size64_t *size, libbfio_error_t **error)
{
	(void)error;
	*size = sp_input_size(of(io)->in);
	return 1;
}

libbfio_handle_t *pff_handle_new(struct sp_input *in)
{
	struct handle *io = sp_mem_alloc(sizeof(*io));
	libbfio_handle_t *handle = NULL;

	if (!io)
		return NULL;
	*io = (struct handle) { .in = in };
	if (libbfio_handle_initialize(
		    &handle, (intptr_t *)io, handle_free, handle_clone, handle_open, handle_close,
		    handle_read, handle_write, handle_seek, handle_yes, handle_yes, handle_size,
		    LIBBFIO_FLAG_IO_HANDLE_MANAGED | LIBBFIO_FLAG_IO_HANDLE_CLONE_BY_FUNCTION,
		    NULL) != 1) {
		sp_mem_free(io);
		return NULL;
	}
	return handle;
}

/* ---- values ---- */

/* The bytes of an entry in memory that the caller frees; NULL: they cannot be read. */
static unsigned char *value_of(libpff_record_entry_t *entry, size_t *len, bool *no_memory)
{
	unsigned char *data;

	*no_memory = false;
	if (libpff_record_entry_get_data_size(entry, len, NULL) != 1 || *len > VALUE_MAX)
		return NULL;
	data = sp_mem_alloc(*len + 1);
	*no_memory = !data;
	if (data && *len && libpff_record_entry_get_data(entry, data, *len, NULL) != 1) {
		sp_mem_free(data);
		return NULL;
	}
	return data;
}

static libpff_record_entry_t *entry_of(libpff_record_set_t *set, unsigned id)
{
	libpff_record_entry_t *entry = NULL;

	if (libpff_record_set_get_entry_by_type(
		    set, id, 0, &entry, LIBPFF_ENTRY_VALUE_FLAG_MATCH_ANY_VALUE_TYPE, NULL) != 1)
		return NULL;
	return entry;
}

bool pff_number(libpff_record_set_t *set, unsigned id, uint64_t *number)
{
	libpff_record_entry_t *entry = entry_of(set, id);
	bool no_memory;
	size_t len = 0;
	unsigned char *data = entry ? value_of(entry, &len, &no_memory) : NULL;
	bool good = data && len && len <= 8;

	*number = 0;
	for (size_t i = len; good && i--;)
		*number = *number << 8 | data[i];
	sp_mem_free(data);
	libpff_record_entry_free(&entry, NULL);
	return good;
}

bool pff_string(const struct sp_mapi *mapi, libpff_record_set_t *set, unsigned id,
		struct sp_buf *out, bool *failed)
{
	libpff_record_entry_t *entry = entry_of(set, id);
	struct sp_mapi_value value = { .id = id };
	unsigned char *data = NULL;
	uint32_t type = 0;
	bool good = false;

	if (!entry || libpff_record_entry_get_value_type(entry, &type, NULL) != 1 ||
	    (type != SP_MAPI_STRING8 && type != SP_MAPI_UNICODE))
		goto out;
	data = value_of(entry, &value.len, failed);
	value.type = type;
	value.data = data;
	if (data && value.len) {
		good = sp_mapi_string(mapi, &value, out);
		*failed |= !good;
	}
out:
	sp_mem_wipe(data, data ? value.len : 0);
	sp_mem_free(data);
	libpff_record_entry_free(&entry, NULL);
	return good;
}

/* The name of a named property that has one, in memory that the caller frees; or NULL. */
static char *name_of(libpff_record_entry_t *entry)
{
	libpff_name_to_id_map_entry_t *named = NULL;
	uint8_t type = 0;
	size_t len = 0;
	char *name;

	if (libpff_record_entry_get_name_to_id_map_entry(entry, &named, NULL) != 1 ||
	    libpff_name_to_id_map_entry_get_type(named, &type, NULL) != 1 ||
	    type != LIBPFF_NAME_TO_ID_MAP_ENTRY_TYPE_STRING ||
	    libpff_name_to_id_map_entry_get_utf8_string_size(named, &len, NULL) != 1 || !len ||
	    len > 1024)
		return NULL;
	name = sp_mem_alloc(len + 1);
	if (!name)
		return NULL;
	name[len] = '\0';
	if (libpff_name_to_id_map_entry_get_utf8_string(named, (uint8_t *)name, len, NULL) == 1)
		return name;
	sp_mem_free(name);
	return NULL;
}

/* Each of several values. */
static enum sp_status tell_multiple(struct sp_mapi *mapi, libpff_record_entry_t *entry,
				    struct sp_mapi_value value, uint64_t *lost)
{
	libpff_multi_value_t *values = NULL;
	enum sp_status status = SP_OK;
	int n = 0;

	value.type &= ~(unsigned)SP_MAPI_MULTIPLE;
	if (value.type != SP_MAPI_STRING8 && value.type != SP_MAPI_UNICODE)
		return SP_OK;
	if (libpff_record_entry_get_multi_value(entry, &values, NULL) != 1 ||
	    libpff_multi_value_get_number_of_values(values, &n, NULL) != 1)
		++*lost;
	for (int i = 0; i < n && status == SP_OK; i++) {
		uint8_t *data = NULL;
		uint32_t type;
		if (libpff_multi_value_get_value(values, i, &type, &data, &value.len, NULL) != 1) {
			++*lost;
			continue;
		}
		value.data = data;
		if (data && value.len)
			status = sp_mapi_tell(mapi, &value);
	}
	libpff_multi_value_free(&values, NULL);
	return status;
}

static enum sp_status tell_entry(struct sp_mapi *mapi, libpff_record_entry_t *entry, unsigned but,
				 uint64_t *lost)
{
	struct sp_mapi_value value = { .id = 0 };
	uint32_t id = 0, type = 0;
	enum sp_status status = SP_OK;
	bool no_memory = false;

	if (libpff_record_entry_get_entry_type(entry, &id, NULL) != 1 ||
	    libpff_record_entry_get_value_type(entry, &type, NULL) != 1) {
		++*lost;
		return SP_OK;
	}
	if (but && id == but)
		return SP_OK;
	value.id = id;
	value.type = type;
	if (type & SP_MAPI_MULTIPLE)
		return tell_multiple(mapi, entry, value, lost);
	if (type != SP_MAPI_STRING8 && type != SP_MAPI_UNICODE && type != SP_MAPI_TIME &&
	    !(type == SP_MAPI_BINARY && (id == SP_MAPI_HTML || id == SP_MAPI_RTF)))
		return SP_OK;
	unsigned char *data = value_of(entry, &value.len, &no_memory);
	char *name = name_of(entry);
	value.data = data;
	value.name = name;
	if (no_memory)
		status = SP_FATAL;
	else if (!data)
		++*lost;
	else if (value.len)
		status = sp_mapi_tell(mapi, &value);
	sp_mem_wipe(data, data ? value.len : 0);
	sp_mem_free(data);
	sp_mem_free(name);
	return status;
}

enum sp_status pff_tell(struct sp_mapi *mapi, libpff_record_set_t *set, unsigned but,
			uint64_t *lost)
{
	enum sp_status status = SP_OK;
	int n = 0;

	if (libpff_record_set_get_number_of_entries(set, &n, NULL) != 1)
		++*lost;
	for (int i = 0; i < n && status == SP_OK; i++) {
		libpff_record_entry_t *entry = NULL;
		if (libpff_record_set_get_entry_by_index(set, i, &entry, NULL) != 1) {
			++*lost;
			continue;
		}
		status = tell_entry(mapi, entry, but, lost);
		libpff_record_entry_free(&entry, NULL);
	}
	return status;
}
#else
/* Built without it: pst.c says so. */
typedef int pff_is_not_here;
#endif
