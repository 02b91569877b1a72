/* Names that may be one for who knows that they stand in one booking: other romanisations, a slip, surname and
 * given exchanged, parts run together. Far too weak to find anybody by. */
#include <string.h>

#include "names/names.h"
#include "pipeline/identity.h"

enum { TOKENS = 12, TEXT = IDENTITY_SURNAME + IDENTITY_GIVEN };

/* One slip in four letters, two in six. */
static size_t slips(size_t size)
{
    return size < 3 ? 0 : size < 6 ? 1 : 2;
}

static bool are_near(struct span a, struct span b)
{
    size_t most = slips(a.size < b.size ? a.size : b.size);
    return names_distance(a, b, most) <= most;
}

static size_t cut_tokens(const char *text, struct span *out, size_t count)
{
    while (*text && count < TOKENS) {
        size_t size = strcspn(text, " ");
        if (size)
            out[count++] = (struct span){text, size};
        text += size + (text[size] == ' ');
    }
    return count;
}

static size_t tokens_of(const struct identity_name *name, struct span out[TOKENS])
{
    return cut_tokens(name->given, out, cut_tokens(name->surname, out, 0));
}

/* Each token of the shorter name is near another one of the longer, and the surname is among them: what
 * one whole family shares proves nothing, so two tokens at least, or all of both. */
static bool tokens_are_near(const struct span *a, size_t a_count, const struct span *b,
                            size_t b_count)
{
    bool used[TOKENS] = {false};
    for (size_t i = 0; i < a_count; i++) {
        size_t found = TOKENS;
        for (size_t k = 0; k < b_count && found == TOKENS; k++)
            if (!used[k] && are_near(a[i], b[k]))
                found = k;
        if (found == TOKENS)
            return false;
        used[found] = true;
    }
    return a_count >= 2 || (a_count == 1 && b_count == 1);
}

static size_t join(const struct span *tokens, size_t count, char out[TEXT])
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < tokens[i].size && used < TEXT; k++)
            out[used++] = tokens[i].at[k];
    return used;
}

static bool joined_are_near(const struct span *a, size_t a_count, const struct span *b,
                            size_t b_count)
{
    char one[TEXT], other[TEXT];
    struct span x = {one, join(a, a_count, one)}, y = {other, join(b, b_count, other)};
    enum { LEAST = 6 };
    return x.size >= LEAST && y.size >= LEAST && are_near(x, y);
}

static bool name_is_alike(const struct identity_name *a, const struct identity_name *b)
{
    struct span one[TOKENS], other[TOKENS];
    size_t n = tokens_of(a, one), m = tokens_of(b, other);
    if (n == 0 || m == 0)
        return false;
    return (n <= m ? tokens_are_near(one, n, other, m) : tokens_are_near(other, m, one, n)) ||
           joined_are_near(one, n, other, m);
}

bool identity_names_alike(const struct identity *a, const struct identity *b)
{
    for (uint8_t i = 0; i < a->name_count; i++)
        for (uint8_t j = 0; j < b->name_count; j++)
            if (name_is_alike(&a->names[i], &b->names[j]))
                return true;
    return false;
}
