/* Bytes that grow. Zero-initialise, append, free. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

struct buffer {
    char *at;
    size_t size, room;
};

void buffer_append(struct buffer *buffer, const void *bytes, size_t size);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_char(struct buffer *buffer, char c);
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Room for `size` more bytes at the end, not yet counted in .size; valid until the next call. */
char *buffer_reserve(struct buffer *buffer, size_t size);

static inline struct span buffer_span(const struct buffer *buffer)
{
    return (struct span){buffer->at, buffer->size};
}

/* Always ends in NUL (not counted); "" when empty. Valid until the next append. */
const char *buffer_string(struct buffer *buffer);

void buffer_free(struct buffer *buffer); /* and is empty afterwards */

#endif
