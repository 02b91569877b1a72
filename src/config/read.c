/* The file: libyaml's events, flattened to "key.key = text" and checked row by row. */
#include <errno.h>
#include <stdio.h>
#include <yaml.h>

#include "base/memory.h"
#include "config/internal.h"

enum { DEPTH = 8, FILE_MOST = 1024 * 1024 };

struct reader {
    yaml_parser_t parser;
    const char *name; /* of the file */
    struct config *config;
    struct buffer *report; /* a line a fault */
    int faults;
    bool stopped; /* libyaml cannot go on */
};

static void fault(struct reader *reader, size_t line, const char *what, struct span key,
                  const char *more)
{
    buffer_format(reader->report, "%s, line %zu: ", reader->name, line + 1);
    if (key.size)
        buffer_format(reader->report, "%.*s ", (int)(key.size > 80 ? 80 : key.size), key.at);
    buffer_format(reader->report, "%s%s\n", what, more);
    reader->faults++;
}

static bool next(struct reader *reader, yaml_event_t *event)
{
    if (yaml_parser_parse(&reader->parser, event))
        return true;
    reader->stopped = true;
    const char *problem = reader->parser.problem ? reader->parser.problem : "it cannot be read";
    fault(reader, reader->parser.problem_mark.line, "is not YAML: ", (struct span){0}, problem);
    return false;
}

static bool find(struct span key, enum setting *out)
{
    for (unsigned i = 0; i < SETTINGS; i++)
        if (span_is(key, setting_info((enum setting)i)->key)) {
            *out = (enum setting)i;
            return true;
        }
    return false;
}

static bool is_group(struct span key)
{
    for (unsigned i = 0; i < SETTINGS; i++) {
        const char *whole = setting_info((enum setting)i)->key;
        if (strlen(whole) > key.size && memcmp(whole, key.at, key.size) == 0 &&
            whole[key.size] == '.')
            return true;
    }
    return false;
}

static void unknown(struct reader *reader, struct span key, size_t line)
{
    const char *near = config_suggest(key);
    char more[96] = "";
    if (near)
        snprintf(more, sizeof more, "; did you mean %s?", near);
    fault(reader, line, "is not a setting", key, more);
}

static void assign(struct reader *reader, struct span key, struct span text, size_t line)
{
    enum setting setting;
    if (!find(key, &setting)) {
        if (text.size || !is_group(key)) /* an empty group is nothing amiss */
            unknown(reader, key, line);
        return;
    }
    struct config_value *value = &reader->config->values[setting];
    if (value->set) {
        fault(reader, line, "is set twice", key, "");
        return;
    }
    const char *wrong =
        config_value_read(setting_info(setting), text, &reader->config->arena, value);
    value->set = true;
    if (wrong)
        fault(reader, line, wrong, key, "");
}

static void read_mapping(struct reader *reader, struct span prefix, int depth);

/* Passes over a node whose first event has been taken. */
static void skip(struct reader *reader, yaml_event_type_t type)
{
    int open = type == YAML_MAPPING_START_EVENT || type == YAML_SEQUENCE_START_EVENT;
    while (open && !reader->stopped) {
        yaml_event_t event;
        if (!next(reader, &event))
            return;
        if (event.type == YAML_MAPPING_START_EVENT || event.type == YAML_SEQUENCE_START_EVENT)
            open++;
        if (event.type == YAML_MAPPING_END_EVENT || event.type == YAML_SEQUENCE_END_EVENT)
            open--;
        yaml_event_delete(&event);
    }
}

/* A sequence of scalars is one text with blanks between. */
static void read_sequence(struct reader *reader, struct span key, size_t line)
{
    struct buffer text = {0};
    bool end = false;
    while (!end) {
        yaml_event_t event;
        if (!next(reader, &event))
            break;
        if (event.type == YAML_SCALAR_EVENT) {
            buffer_append(&text, event.data.scalar.value, event.data.scalar.length);
            buffer_char(&text, ' ');
        } else if (event.type != YAML_SEQUENCE_END_EVENT) {
            fault(reader, event.start_mark.line, "is a list of more than plain texts", key, "");
            skip(reader, event.type);
        }
        end = event.type == YAML_SEQUENCE_END_EVENT;
        yaml_event_delete(&event);
    }
    if (end)
        assign(reader, key, span_trim(buffer_span(&text)), line);
    buffer_free(&text);
}

static void read_value(struct reader *reader, struct span key, int depth)
{
    yaml_event_t event;
    if (!next(reader, &event))
        return;
    size_t line = event.start_mark.line;
    if (event.type == YAML_SCALAR_EVENT) {
        struct span text = {(const char *)event.data.scalar.value, event.data.scalar.length};
        assign(reader, key, text, line);
    } else if (event.type == YAML_SEQUENCE_START_EVENT) {
        read_sequence(reader, key, line);
    } else if (event.type == YAML_MAPPING_START_EVENT && depth < DEPTH) {
        read_mapping(reader, key, depth + 1);
    } else {
        fault(reader, line, "is neither a text nor a list nor a group", key, "");
        skip(reader, event.type);
    }
    yaml_event_delete(&event);
}

static void read_mapping(struct reader *reader, struct span prefix, int depth)
{
    bool end = false;
    while (!end && !reader->stopped) {
        yaml_event_t event;
        if (!next(reader, &event))
            return;
        if (event.type == YAML_SCALAR_EVENT) {
            const char *key =
                arena_format(&reader->config->arena, "%.*s%s%s", (int)prefix.size, prefix.at,
                             prefix.size ? "." : "", (const char *)event.data.scalar.value);
            read_value(reader, span_of(key), depth);
        } else if (event.type != YAML_MAPPING_END_EVENT) {
            fault(reader, event.start_mark.line, "is no name of a setting", (struct span){0}, "");
            skip(reader, event.type);
            read_value(reader, SPAN("?"), DEPTH);
        }
        end = event.type == YAML_MAPPING_END_EVENT;
        yaml_event_delete(&event);
    }
}

static void read_document(struct reader *reader)
{
    for (bool end = false; !end && !reader->stopped;) {
        yaml_event_t event;
        if (!next(reader, &event))
            return;
        bool empty = event.type == YAML_SCALAR_EVENT && event.data.scalar.length == 0;
        if (event.type == YAML_MAPPING_START_EVENT) {
            read_mapping(reader, (struct span){"", 0}, 1);
        } else if ((event.type == YAML_SCALAR_EVENT && !empty) ||
                   event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_ALIAS_EVENT) {
            fault(reader, event.start_mark.line, "the file must be `name: value` lines",
                  (struct span){0}, "");
            skip(reader, event.type);
        }
        end = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
}

static struct config *defaults(void)
{
    struct config *config = memory_alloc(sizeof *config);
    for (unsigned i = 0; i < SETTINGS; i++) {
        const struct setting_info *info = setting_info((enum setting)i);
        config_value_read(info, span_of(info->initial), &config->arena, &config->values[i]);
    }
    return config;
}

/* Returns owned; faults are appended to `report` and counted. */
static struct config *read_all(struct span text, const char *name, struct buffer *report,
                               int *faults)
{
    struct reader reader = {.name = name, .config = defaults(), .report = report};
    yaml_parser_initialize(&reader.parser);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)(text.at ? text.at : ""),
                                 text.size);
    read_document(&reader);
    yaml_parser_delete(&reader.parser);
    *faults = reader.faults;
    return reader.config;
}

enum status config_parse(struct span text, const char *name, struct config **out)
{
    struct buffer report = {0};
    int faults;
    enum status status = STATUS_OK;
    struct config *config = read_all(text, name, &report, &faults);
    if (faults) {
        struct span rest, line = span_cut(buffer_span(&report), '\n', &rest);
        status = status_fail(STATUS_INPUT, "%.*s.%s", (int)line.size, line.at,
                             faults > 1 ? " There is more: see `portolan config check`." : "");
        config_free(config);
    } else {
        *out = config;
    }
    buffer_free(&report);
    return status;
}

int config_check_text(struct span text, const char *name, struct buffer *report)
{
    int faults;
    config_free(read_all(text, name, report, &faults));
    return faults;
}

static enum status read_file(const char *path, struct buffer *out)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return status_fail(errno == ENOENT ? STATUS_MISSING : STATUS_IO,
                           "The configuration %s cannot be opened: %s.", path, strerror(errno));
    size_t got = 1;
    while (got && out->size <= FILE_MOST) {
        got = fread(buffer_reserve(out, 4096), 1, 4096, file);
        out->size += got;
    }
    bool failed = ferror(file);
    fclose(file);
    if (failed)
        return status_fail(STATUS_IO, "The configuration %s cannot be read.", path);
    if (out->size > FILE_MOST)
        return status_fail(STATUS_INPUT, "%s is over 1 MiB: that is no configuration.", path);
    return STATUS_OK;
}

enum status config_load(const char *path, struct config **out)
{
    if (!path) {
        *out = defaults();
        return STATUS_OK;
    }
    struct buffer text = {0};
    enum status status = read_file(path, &text);
    if (status == STATUS_OK)
        status = config_parse(buffer_span(&text), path, out);
    buffer_free(&text);
    return status;
}

int config_check(const char *path, struct buffer *report)
{
    struct buffer text = {0};
    int faults = -1;
    if (read_file(path, &text) == STATUS_OK)
        faults = config_check_text(buffer_span(&text), path, report);
    buffer_free(&text);
    return faults;
}

void config_free(struct config *config)
{
    if (!config)
        return;
    arena_free(&config->arena);
    free(config);
}
