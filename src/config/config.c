/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * config.c - a mapping of scalars, of lists of scalars and of named sections
 * with the same, by libyaml's events.
 *
 * Anything nested deeper is an error that names its line: a value that is
 * passed over in silence would be a scan of something else.
 */
#include "spana/config.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <yaml.h>

#include "base/mem.h"
#include "base/translate.h"

enum depth { OUTSIDE, TOP, KIND, SECTION };

struct reader {
	struct sp_config *config;
	const char *path;
	struct sp_error *err;
	enum depth depth;
	char *kind; /* the mapping of sections that is being read */
	char *key;  /* whose value is awaited; NULL: a key is */
	size_t key_line;
	bool begun, in_list, ended;
};

static enum sp_status wrong(const struct reader *reader, const yaml_event_t *event,
			    const char *what)
{
	sp_error_set(reader->err, SP_REASON_DAMAGED, "%s:%zu: %s", reader->path,
		     event->start_mark.line + 1, what);
	return SP_FAILED;
}

static enum sp_status twice(const struct reader *reader, size_t line, const char *name,
			    size_t first)
{
	sp_error_set(reader->err, SP_REASON_DAMAGED, _("%s:%zu: %s: it stands already on line %zu"),
		     reader->path, line, name, first);
	return SP_FAILED;
}

static size_t section_now(const struct reader *reader)
{
	return reader->depth == SECTION ? reader->config->n_sections : 0;
}

static enum sp_status add_entry(struct reader *reader, const yaml_event_t *event)
{
	struct sp_config *config = reader->config;
	char *key = sp_mem_strdup(reader->key);
	char *value = sp_mem_strdup((const char *)event->data.scalar.value);

	if (!key || !value ||
	    !sp_mem_room(&config->entries, &config->room, config->n + 1,
			 sizeof(*config->entries))) {
		sp_mem_free(key);
		sp_mem_free(value);
		return SP_FATAL;
	}
	config->entries[config->n++] = (struct sp_config_entry) { section_now(reader), key, value,
								  event->start_mark.line + 1 };
	return SP_OK;
}

static enum sp_status add_section(struct reader *reader)
{
	struct sp_config *config = reader->config;

	for (size_t i = 0; i < config->n_sections; i++)
		if (strcmp(config->sections[i].kind, reader->kind) == 0 &&
		    strcmp(config->sections[i].name, reader->key) == 0)
			return twice(reader, reader->key_line, reader->key,
				     config->sections[i].line);
	char *kind = sp_mem_strdup(reader->kind), *name = sp_mem_strdup(reader->key);
	if (!kind || !name ||
	    !sp_mem_room(&config->sections, &config->room_sections, config->n_sections + 1,
			 sizeof(*config->sections))) {
		sp_mem_free(kind);
		sp_mem_free(name);
		return SP_FATAL;
	}
	config->sections[config->n_sections++] =
		(struct sp_config_section) { kind, name, reader->key_line };
	return SP_OK;
}

static void end_value(struct reader *reader)
{
	sp_mem_free(reader->key);
	reader->key = NULL;
}

static enum sp_status on_key(struct reader *reader, const yaml_event_t *event)
{
	const struct sp_config *config = reader->config;
	const char *name = (const char *)event->data.scalar.value;

	for (size_t i = 0; i < config->n && reader->depth != KIND; i++)
		if (config->entries[i].section == section_now(reader) &&
		    strcmp(config->entries[i].key, name) == 0)
			return twice(reader, event->start_mark.line + 1, name,
				     config->entries[i].line);
	reader->key = sp_mem_strdup(name);
	reader->key_line = event->start_mark.line + 1;
	return reader->key ? SP_OK : SP_FATAL;
}

static enum sp_status on_scalar(struct reader *reader, const yaml_event_t *event)
{
	if (reader->depth == OUTSIDE) {
		/* A file of comments alone is one empty scalar, or nothing. */
		return event->data.scalar.length
			       ? wrong(reader, event, _("expected \"option: value\""))
			       : SP_OK;
	}
	if (!reader->key)
		return on_key(reader, event);
	if (reader->depth == KIND)
		return wrong(reader, event,
			     _("an option has one value or a list; a name has options below it"));
	enum sp_status status = add_entry(reader, event);
	if (!reader->in_list)
		end_value(reader);
	return status;
}

static enum sp_status on_mapping(struct reader *reader, const yaml_event_t *event)
{
	enum sp_status status = SP_OK;

	if (reader->in_list || reader->depth == SECTION ||
	    (reader->depth != OUTSIDE && !reader->key))
		return wrong(reader, event, _("an option has one value or a list"));
	if (reader->depth == TOP) {
		reader->kind = reader->key;
		reader->key = NULL;
	} else if (reader->depth == KIND) {
		status = add_section(reader);
		end_value(reader);
	}
	reader->depth++;
	return status;
}

static void on_mapping_end(struct reader *reader)
{
	if (reader->depth == KIND) {
		sp_mem_free(reader->kind);
		reader->kind = NULL;
	}
	reader->depth--;
}

static enum sp_status on_event(struct reader *reader, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return on_scalar(reader, event);
	case YAML_MAPPING_START_EVENT:
		return on_mapping(reader, event);
	case YAML_MAPPING_END_EVENT:
		on_mapping_end(reader);
		return SP_OK;
	case YAML_SEQUENCE_START_EVENT:
		if (!reader->key || reader->in_list || reader->depth == KIND)
			return wrong(reader, event, _("a list belongs to an option"));
		reader->in_list = true;
		return SP_OK;
	case YAML_SEQUENCE_END_EVENT:
		reader->in_list = false;
		end_value(reader);
		return SP_OK;
	case YAML_ALIAS_EVENT:
		return wrong(reader, event, _("aliases are not read here"));
	case YAML_DOCUMENT_START_EVENT:
		if (reader->begun)
			return wrong(reader, event, _("a second document is not read"));
		reader->begun = true;
		return SP_OK;
	case YAML_STREAM_END_EVENT:
		reader->ended = true;
		return SP_OK;
	default:
		return SP_OK;
	}
}

static enum sp_status read_events(struct reader *reader, yaml_parser_t *parser)
{
	enum sp_status status = SP_OK;

	while (status == SP_OK && !reader->ended) {
		yaml_event_t event;
		if (!yaml_parser_parse(parser, &event)) {
			sp_error_set(reader->err, SP_REASON_DAMAGED, "%s:%zu: %s", reader->path,
				     parser->problem_mark.line + 1,
				     parser->problem ? parser->problem : _("no YAML"));
			return SP_FAILED;
		}
		status = on_event(reader, &event);
		yaml_event_delete(&event);
	}
	return status;
}

enum sp_status sp_config_read(struct sp_config *out, const char *path, struct sp_error *err)
{
	struct reader reader = { .config = out, .path = path, .err = err };
	FILE *file = fopen(path, "re");
	yaml_parser_t parser;
	enum sp_status status = SP_FATAL;

	*out = (struct sp_config) { .n = 0 };
	if (!file) {
		sp_error_set(err, sp_reason_from_errno(errno), "%s: %s", path,
			     sp_errno_text(errno));
		return SP_FAILED;
	}
	if (yaml_parser_initialize(&parser)) {
		yaml_parser_set_input_file(&parser, file);
		status = read_events(&reader, &parser);
		yaml_parser_delete(&parser);
	}
	end_value(&reader);
	sp_mem_free(reader.kind);
	fclose(file);
	return status;
}

/* Ours, though readers see it as constant. */
static void release(const char *const *text)
{
	char *owned;

	memcpy(&owned, text, sizeof(owned));
	sp_mem_free(owned);
}

void sp_config_release(struct sp_config *config)
{
	for (size_t i = 0; i < config->n; i++) {
		release(&config->entries[i].key);
		release(&config->entries[i].value);
	}
	for (size_t i = 0; i < config->n_sections; i++) {
		release(&config->sections[i].kind);
		release(&config->sections[i].name);
	}
	sp_mem_free(config->entries);
	sp_mem_free(config->sections);
	*config = (struct sp_config) { .n = 0 };
}
