#include "sim/lines.h"

#include <errno.h>
#include <stdlib.h>

#include "base/memory.h"
#include "sys/files.h"

enum { READ_SIZE = 1 << 20, DEEPEST = 8 };

/* ---- cutting a line into items ---- */

struct cutter {
    struct lines *lines;
    const char *at, *end;
};

static bool put_item(struct cutter *cutter, char type, struct span key, struct span text)
{
    struct lines *lines = cutter->lines;
    if (lines->count == lines->item_room) {
        lines->item_room = lines->item_room ? lines->item_room * 2 : 256;
        lines->items = memory_resize(lines->items, lines->item_room * sizeof *lines->items);
    }
    lines->items[lines->count] = (struct item){key, text, type, lines->count + 1};
    lines->count++;
    return true;
}

/* From the quotation mark to the one that ends the text. */
static bool cut_text(struct cutter *cutter, struct span *out)
{
    const char *from = ++cutter->at;
    while (cutter->at < cutter->end && *cutter->at != '"')
        cutter->at += *cutter->at == '\\' ? 2 : 1;
    if (cutter->at >= cutter->end)
        return false;
    *out = (struct span){from, (size_t)(cutter->at++ - from)};
    return true;
}

/* Numbers, true, false, null. */
static bool cut_word(struct cutter *cutter, struct span *out)
{
    const char *from = cutter->at;
    while (cutter->at < cutter->end && *cutter->at != ',' && *cutter->at != '}' &&
           *cutter->at != ']')
        cutter->at++;
    *out = span_trim((struct span){from, (size_t)(cutter->at - from)});
    return out->size != 0;
}

static bool skip_to(struct cutter *cutter, char c)
{
    while (cutter->at < cutter->end && span_is_blank(*cutter->at))
        cutter->at++;
    return cutter->at < cutter->end && *cutter->at == c;
}

static bool cut_value(struct cutter *cutter, struct span key, int depth);

/* After the opening bracket, to the closing one. */
static bool cut_members(struct cutter *cutter, bool named, char end, int depth)
{
    cutter->at++;
    if (skip_to(cutter, end))
        return cutter->at++, true;
    for (;;) {
        struct span key = {NULL, 0};
        if (named && (!skip_to(cutter, '"') || !cut_text(cutter, &key) || !skip_to(cutter, ':')))
            return false;
        cutter->at += named;
        if (!cut_value(cutter, key, depth))
            return false;
        if (skip_to(cutter, end))
            return cutter->at++, true;
        if (!skip_to(cutter, ','))
            return false;
        cutter->at++;
    }
}

static bool cut_value(struct cutter *cutter, struct span key, int depth)
{
    struct span text = {"", 0};
    if (skip_to(cutter, '"'))
        return cut_text(cutter, &text) && put_item(cutter, '"', key, text);
    if (cutter->at == cutter->end)
        return false;
    char first = *cutter->at;
    if (first != '{' && first != '[')
        return cut_word(cutter, &text) && put_item(cutter, '0', key, text);
    uint32_t self = cutter->lines->count;
    if (depth == DEEPEST || !put_item(cutter, first, key, text) ||
        !cut_members(cutter, first == '{', first == '{' ? '}' : ']', depth + 1))
        return false;
    cutter->lines->items[self].next = cutter->lines->count;
    return true;
}

/* ---- files ---- */

enum status sim_lines_start(const char *folder, const char *name, struct lines *out)
{
    *out = (struct lines){0};
    snprintf(out->path, sizeof out->path, "%s/%s", folder, name);
    out->file = fopen(out->path, "re");
    if (!out->file)
        return status_errno("open", out->path);
    setvbuf(out->file, NULL, _IOFBF, READ_SIZE);
    return STATUS_OK;
}

enum status sim_lines_open(const char *folder, const char *name, struct lines *out)
{
    enum status status = sim_lines_start(folder, name, out);
    return status == STATUS_OK ? sim_lines_next(out) : status;
}

enum status sim_lines_damaged(const struct lines *lines)
{
    return status_fail(STATUS_DAMAGED,
                       "Line %llu of %s is not as `portolan simulate` writes it. Make the world "
                       "anew: the same seed gives the same bytes.",
                       (unsigned long long)lines->number, lines->path);
}

static enum status cut_line(struct lines *lines, size_t size)
{
    struct cutter cutter = {lines, lines->text, lines->text + size};
    lines->count = 0;
    if (!skip_to(&cutter, '{') || !cut_value(&cutter, (struct span){NULL, 0}, 0))
        return sim_lines_damaged(lines);
    lines->line = (struct value){lines->items, 0};
    return STATUS_OK;
}

static ssize_t read_line(struct lines *lines)
{
    ssize_t size = getline(&lines->text, &lines->room, lines->file);
    lines->line = (struct value){0};
    lines->number += size >= 0;
    return size;
}

enum status sim_lines_next(struct lines *lines)
{
    ssize_t size = read_line(lines);
    if (size < 0)
        return ferror(lines->file) ? status_errno("read", lines->path) : STATUS_OK;
    return cut_line(lines, (size_t)size);
}

bool sim_lines_skip(struct lines *lines)
{
    return read_line(lines) >= 0;
}

enum status sim_lines_last(struct lines *lines, size_t most)
{
    enum status status;
    if (fseek(lines->file, -(long)most, SEEK_END) != 0)
        rewind(lines->file);
    long last = ftell(lines->file), at = last;
    while (read_line(lines) >= 0) {
        last = at;
        at = ftell(lines->file);
    }
    if (ferror(lines->file) || fseek(lines->file, last, SEEK_SET) != 0)
        return status_errno("read", lines->path);
    status = sim_lines_next(lines);
    rewind(lines->file);
    lines->number = 0;
    return status;
}

void sim_lines_close(struct lines *lines)
{
    if (lines->file)
        fclose(lines->file);
    free(lines->text);
    free(lines->items);
    *lines = (struct lines){0};
}

/* ---- values ---- */

struct value sim_value(struct value object, const char *key)
{
    size_t size = strlen(key);
    if (!object.items || object.items[object.at].type != '{')
        return (struct value){0};
    uint32_t end = object.items[object.at].next;
    for (uint32_t i = object.at + 1; i < end; i = object.items[i].next)
        if (object.items[i].key.size == size && memcmp(object.items[i].key.at, key, size) == 0)
            return (struct value){object.items, i};
    return (struct value){0};
}

struct span sim_value_text(struct value value)
{
    return value.items && value.items[value.at].type == '"' ? value.items[value.at].text
                                                            : (struct span){"", 0};
}

int64_t sim_value_int(struct value value)
{
    int64_t number = 0;
    if (value.items && value.items[value.at].type == '0')
        span_number(value.items[value.at].text, &number);
    return number;
}

bool sim_value_is_null(struct value value)
{
    return !value.items ||
           (value.items[value.at].type == '0' && span_is(value.items[value.at].text, "null"));
}

bool sim_value_is(struct value value, const char *text)
{
    return span_is(sim_value_text(value), text);
}

bool sim_value_next(struct value array, struct value *item)
{
    if (!array.items || array.items[array.at].type != '[')
        return false;
    uint32_t next = item->items ? item->items[item->at].next : array.at + 1;
    *item = (struct value){array.items, next};
    return next < array.items[array.at].next;
}

bool sim_value_copy(struct value value, char *out, size_t room)
{
    struct span whole = sim_value_text(value), text = span_part(whole, 0, room - 1);
    memcpy(out, text.at, text.size);
    out[text.size] = '\0';
    return value.items && value.items[value.at].type == '"' && text.size == whole.size;
}
