/* Words that others wrote: they stand on screens, in a list and in the log. */
#include "lookup/internal.h"

/* What steers a screen: controls (C0, C1), ends of lines, and marks that turn the direction of writing. */
static bool steers(uint32_t code)
{
    return code < ' ' || (code >= 0x7F && code <= 0x9F) || code == 0x61C || code == 0x200E ||
           code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

bool lookup_is_line(struct span text, size_t most)
{
    if (text.size > most)
        return false;
    for (size_t at = 0, size; at < text.size; at += size) {
        struct span rest = {text.at + at, text.size - at};
        size = span_utf8(rest);
        if (!size || steers(span_code_point(rest, &size)))
            return false;
    }
    return true;
}

struct span lookup_harmless(struct span text, struct arena *arena)
{
    char *out = arena_alloc(arena, text.size + 1);
    size_t kept = 0;
    for (size_t at = 0, size; at < text.size; at += size) {
        struct span rest = {text.at + at, text.size - at};
        bool whole = span_utf8(rest) > 0;
        if (steers(span_code_point(rest, &size)) || !whole) {
            out[kept++] = ' ';
            continue;
        }
        memcpy(out + kept, rest.at, size);
        kept += size;
    }
    return (struct span){out, kept};
}

struct span lookup_shorten(struct span text, size_t most, const char *mark, struct arena *arena)
{
    if (text.size <= most)
        return text;
    size_t size = most - strlen(mark);
    while (size && ((unsigned char)text.at[size] & 0xC0) == 0x80)
        size--;
    return span_of(arena_format(arena, "%.*s%s", (int)size, text.at, mark));
}
