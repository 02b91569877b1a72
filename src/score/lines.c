#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "score/internal.h"
#include "sys/files.h"

enum { READ_SIZE = 1 << 20 };

enum status score_lines_open(const char *folder, const char *name, struct lines *out)
{
    *out = (struct lines){0};
    snprintf(out->path, sizeof out->path, "%s/%s", folder, name);
    out->file = fopen(out->path, "re");
    if (!out->file)
        return status_errno("open", out->path);
    setvbuf(out->file, NULL, _IOFBF, READ_SIZE);
    return STATUS_OK;
}

enum status score_lines_next(struct lines *lines, json_t **out)
{
    *out = NULL;
    ssize_t size = getline(&lines->text, &lines->room, lines->file);
    if (size < 0)
        return ferror(lines->file) ? status_errno("read", lines->path) : STATUS_OK;
    lines->number++;
    *out = json_loadb(lines->text, (size_t)size, 0, NULL);
    return *out ? STATUS_OK
                : status_fail(STATUS_DAMAGED, "%s, line %llu: it is no JSON. Make the world anew.",
                              lines->path, (unsigned long long)lines->number);
}

void score_lines_close(struct lines *lines)
{
    if (lines->file)
        fclose(lines->file);
    free(lines->text);
    *lines = (struct lines){0};
}

const char *score_member_text(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

int64_t score_member_int(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}
