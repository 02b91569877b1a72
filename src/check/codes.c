/* Coded values. */
#include "check/internal.h"

static const struct code {
    enum value value;
    const char *text;
} codes[] = {
#define CODE(value, code, meaning) {VALUE_##value, code},
#include "check/codes.def"
#undef CODE
};
enum { CODES = sizeof codes / sizeof codes[0] };

bool check_has_codes(enum value value)
{
    for (int i = 0; i < CODES; i++)
        if (codes[i].value == value)
            return true;
    return false;
}

bool check_code_known(enum value value, struct span text)
{
    for (int i = 0; i < CODES; i++)
        if (codes[i].value == value && span_is(text, codes[i].text))
            return true;
    return false;
}

unsigned check_code_prefix(enum value value, struct span text)
{
    size_t best = 0;
    for (int i = 0; i < CODES; i++) {
        size_t size = strlen(codes[i].text);
        if (codes[i].value == value && size < text.size && span_starts(text, codes[i].text) &&
            (best == 0 || size < best))
            best = size;
    }
    return (unsigned)best;
}

unsigned check_code_suffix(enum value value, struct span text)
{
    for (int i = 0; i < CODES; i++) {
        size_t size = strlen(codes[i].text);
        if (codes[i].value == value && size < text.size &&
            span_is(span_part(text, text.size - size, size), codes[i].text))
            return (unsigned)size;
    }
    return 0;
}

struct span check_code_list(struct check *check, enum value value)
{
    struct buffer list = {0};
    unsigned shown = 0;
    for (int i = 0; i < CODES; i++) {
        if (codes[i].value != value)
            continue;
        if (shown++ == 12) {
            buffer_text(&list, " ..");
            break;
        }
        buffer_format(&list, "%s%s", shown > 1 ? ", " : "", codes[i].text);
    }
    struct span text = arena_copy(check->arena, buffer_span(&list));
    buffer_free(&list);
    return text;
}
