/* A streaming JSON writer: commas and escapes by itself, UTF-8 out whatever comes in (bytes that
 * are no UTF-8 are read as Latin-1). Output goes to a buffer that the caller empties when it likes. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

struct json {
    struct buffer *out;
    bool comma; /* the next item needs one before it */
};

void json_begin(struct json *json);       /* { */
void json_end(struct json *json);         /* } */
void json_begin_array(struct json *json); /* [ */
void json_end_array(struct json *json);   /* ] */
void json_key(struct json *json, const char *key);
void json_span(struct json *json, struct span text);
void json_text(struct json *json, const char *text); /* NULL is null */
void json_int(struct json *json, int64_t value);
void json_bool(struct json *json, bool value);
void json_nothing(struct json *json);

/* key and value in one call */
void json_put_text(struct json *json, const char *key, const char *text);
void json_put_span(struct json *json, const char *key, struct span text);
void json_put_int(struct json *json, const char *key, int64_t value);
void json_put_bool(struct json *json, const char *key, bool value);

/* Appends `text` as UTF-8: as it is when it is valid, else each bad byte as Latin-1. */
void json_utf8(struct buffer *out, struct span text);

#endif
