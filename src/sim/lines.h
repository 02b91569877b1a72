/* Lines of JSON as sim/ writes them, read where they stand: a line is cut into items once, and its texts are
 * spans of it. Escapes are left as they are: what is compared here has none. What is no JSON is told. */
#ifndef SIM_LINES_H
#define SIM_LINES_H

#include <stdio.h>

#include "base/span.h"
#include "base/status.h"

struct item {
    struct span key, text; /* of objects and arrays the text is empty */
    char type;             /* '{' '[' '"', or '0' for all others */
    uint32_t next;         /* the item after it and all that is in it */
};

/* One item of the line that is being read; none: items is NULL. Valid until the next line. */
struct value {
    const struct item *items;
    uint32_t at;
};

struct lines {
    FILE *file;
    char *text;
    size_t room;
    struct item *items;
    uint32_t count, item_room;
    char path[4096];
    uint64_t number;   /* of the line read last; 0: none yet */
    struct value line; /* the line's object; none at the end */
};

/* Opens the file and reads its first line. */
enum status sim_lines_open(const char *folder, const char *name, struct lines *out);
/* Opens the file alone: sim_lines_next reads the first line. */
enum status sim_lines_start(const char *folder, const char *name, struct lines *out);
/* STATUS_DAMAGED names the line. */
enum status sim_lines_next(struct lines *lines);
/* The sentence for a line that is JSON, and not what it should be. STATUS_DAMAGED. */
enum status sim_lines_damaged(const struct lines *lines);
/* Passes over a line whatever it says; false at the end. */
bool sim_lines_skip(struct lines *lines);
/* Instead of the next line the last one, which is no longer than `most` bytes; then stands at the first again. */
enum status sim_lines_last(struct lines *lines, size_t most);
void sim_lines_close(struct lines *lines);

/* The member of an object; none when it is not there. */
struct value sim_value(struct value object, const char *key);
struct span sim_value_text(struct value value); /* empty for none and null */
int64_t sim_value_int(struct value value);      /* 0 for none */
bool sim_value_is(struct value value, const char *text);
/* Steps through an array; begin with none. False at the end. */
bool sim_value_next(struct value array, struct value *item);
bool sim_value_is_null(struct value value); /* none, too */
/* Into `out` of `room` bytes, cut and with a NUL; false when it was cut, or is no text. */
bool sim_value_copy(struct value value, char *out, size_t room);

#endif
