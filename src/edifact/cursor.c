/* Elements and components of the current segment, as texts. */
#include "edifact/internal.h"

uint32_t edifact_from(const struct edifact_reader *reader, unsigned position)
{
    uint32_t item = position; /* no element stands before its position */
    while (item < reader->segment.count && reader->elements[item].position < position)
        item++;
    return item;
}

static const struct edifact_element *find(const struct edifact_reader *reader, unsigned position)
{
    uint32_t item = edifact_from(reader, position);
    return item < reader->segment.count ? &reader->elements[item] : NULL;
}

/* Without release and control characters: what a release character protects is itself. */
static struct span understood(const struct edifact_reader *reader, uint32_t begin, uint32_t size)
{
    const unsigned char *bytes = (const unsigned char *)reader->body.at + begin;
    char *out = arena_alloc(reader->arena, size + 1);
    size_t length = 0;
    bool released = false;
    for (uint32_t i = 0; i < size; i++) {
        unsigned char kind = reader->kinds[bytes[i]];
        if (kind == BYTE_CONTROL)
            continue;
        if (kind == BYTE_RELEASE && !released) {
            released = true;
            continue;
        }
        out[length++] = (char)bytes[i];
        released = false;
    }
    return (struct span){out, length};
}

static inline struct piece piece_of(const struct edifact_reader *reader,
                                    const struct edifact_component *component)
{
    struct piece piece = {
        {reader->body.at + component->begin, component->size}, component->begin, component->size};
    if (component->unclean)
        piece.text = understood(reader, component->begin, component->size);
    return piece;
}

static struct piece nothing(const struct edifact_reader *reader)
{
    return (struct piece){{NULL, 0}, reader->segment.begin, 0};
}

struct piece edifact_get(const struct edifact_reader *reader, unsigned position, unsigned component)
{
    const struct edifact_element *element = find(reader, position);
    if (!element || component >= element->count)
        return nothing(reader);
    return piece_of(reader, &reader->components[element->first + component]);
}

struct piece edifact_code(const struct edifact_reader *reader, unsigned position,
                          unsigned component)
{
    struct piece piece = edifact_get(reader, position, component);
    piece.text = span_trim(piece.text);
    return piece;
}

struct piece edifact_rest(const struct edifact_reader *reader, unsigned position)
{
    const struct edifact_element *element = find(reader, position);
    if (!element || element->count == 0)
        return nothing(reader);
    const struct edifact_element *last = &reader->elements[reader->segment.count - 1];
    unsigned end = last->count ? last->first + last->count - 1u : element->first;
    uint32_t begin = reader->components[element->first].begin;
    uint32_t size = reader->components[end].begin + reader->components[end].size - begin;
    return (struct piece){understood(reader, begin, size), begin, size};
}

unsigned edifact_width(const struct edifact_reader *reader, unsigned position)
{
    const struct edifact_element *element = find(reader, position);
    return element ? element->count : 0;
}

struct piece edifact_item(const struct edifact_reader *reader, uint32_t item, unsigned component)
{
    if (item >= reader->segment.count || component >= reader->elements[item].count)
        return nothing(reader);
    return piece_of(reader, &reader->components[reader->elements[item].first + component]);
}

struct piece edifact_item_code(const struct edifact_reader *reader, uint32_t item,
                               unsigned component)
{
    struct piece piece = edifact_item(reader, item, component);
    piece.text = span_trim(piece.text);
    return piece;
}

unsigned edifact_item_width(const struct edifact_reader *reader, uint32_t item)
{
    return item < reader->segment.count ? reader->elements[item].count : 0;
}

struct edifact_cursor edifact_cursor(const struct edifact_reader *reader)
{
    return (struct edifact_cursor){.reader = reader, .element = 1};
}

bool edifact_cursor_end(const struct edifact_cursor *cursor)
{
    return cursor->element >= cursor->reader->segment.count;
}

struct piece edifact_take(struct edifact_cursor *cursor)
{
    const struct edifact_reader *reader = cursor->reader;
    if (cursor->failed || edifact_cursor_end(cursor))
        return nothing(reader);
    const struct edifact_element *element = &reader->elements[cursor->element];
    if (cursor->component >= element->count)
        return nothing(reader);
    return piece_of(reader, &reader->components[element->first + cursor->component++]);
}

struct piece edifact_need(struct edifact_cursor *cursor)
{
    struct piece piece = edifact_take(cursor);
    cursor->failed |= piece.text.size == 0;
    return piece;
}

bool edifact_element_next(struct edifact_cursor *cursor)
{
    if (!edifact_cursor_end(cursor))
        cursor->element++;
    cursor->component = 0;
    return !edifact_cursor_end(cursor);
}
