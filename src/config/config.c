/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * config.c - a mapping of scalars and of lists of scalars, by libyaml's events.
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

struct reader {
	struct sp_config *config;
	const char *path;
	struct sp_error *err;
	char *key; /* whose value is awaited; NULL: a key is */
	bool in_mapping, in_list, ended;
};

static enum sp_status wrong(const struct reader *reader, const yaml_event_t *event,
			    const char *what)
{
	sp_error_set(reader->err, SP_REASON_DAMAGED, "%s:%zu: %s", reader->path,
		     event->start_mark.line + 1, what);
	return SP_FAILED;
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
	config->entries[config->n++] =
		(struct sp_config_entry) { key, value, event->start_mark.line + 1 };
	return SP_OK;
}

static void end_value(struct reader *reader)
{
	sp_mem_free(reader->key);
	reader->key = NULL;
}

static enum sp_status on_scalar(struct reader *reader, const yaml_event_t *event)
{
	if (!reader->in_mapping) {
		/* A file of comments alone is one empty scalar, or nothing. */
		return event->data.scalar.length
			       ? wrong(reader, event, "expected \"option: value\"")
			       : SP_OK;
	}
	if (!reader->key) {
		reader->key = sp_mem_strdup((const char *)event->data.scalar.value);
		return reader->key ? SP_OK : SP_FATAL;
	}
	enum sp_status status = add_entry(reader, event);
	if (!reader->in_list)
		end_value(reader);
	return status;
}

static enum sp_status on_event(struct reader *reader, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return on_scalar(reader, event);
	case YAML_MAPPING_START_EVENT:
		if (reader->in_mapping)
			return wrong(reader, event, "an option has one value or a list");
		reader->in_mapping = true;
		return SP_OK;
	case YAML_SEQUENCE_START_EVENT:
		if (!reader->key || reader->in_list)
			return wrong(reader, event, "a list belongs to an option");
		reader->in_list = true;
		return SP_OK;
	case YAML_SEQUENCE_END_EVENT:
		reader->in_list = false;
		end_value(reader);
		return SP_OK;
	case YAML_ALIAS_EVENT:
		return wrong(reader, event, "aliases are not read here");
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
				     parser->problem ? parser->problem : "no YAML");
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
			     strerrordesc_np(errno));
		return SP_FAILED;
	}
	if (yaml_parser_initialize(&parser)) {
		yaml_parser_set_input_file(&parser, file);
		status = read_events(&reader, &parser);
		yaml_parser_delete(&parser);
	}
	end_value(&reader);
	fclose(file);
	return status;
}

void sp_config_release(struct sp_config *config)
{
	for (size_t i = 0; i < config->n; i++) {
		char *key, *value;
		/* Ours, though readers see them as constant. */
		memcpy(&key, &config->entries[i].key, sizeof(key));
		memcpy(&value, &config->entries[i].value, sizeof(value));
		sp_mem_free(key);
		sp_mem_free(value);
	}
	sp_mem_free(config->entries);
	*config = (struct sp_config) { .n = 0 };
}
