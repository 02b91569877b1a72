/* Names that may be one for who knows that they stand in one booking: other romanisations, a slip, surname and
 * given exchanged, parts run together, a surname of before the wedding. Far too weak to find anybody by. */
#include <string.h>

#include "names/names.h"
#include "pipeline/identity.h"

enum { TOKENS = 12, TEXT = IDENTITY_SURNAME + IDENTITY_GIVEN };

struct tokens {
    struct span at[TOKENS];
    size_t count;
};

/* One slip in three letters, two in six. */
static size_t slips(size_t size)
{
    return size < 3 ? 0 : size < 6 ? 1 : 2;
}

static bool sound_alike(struct span a, struct span b)
{
    struct names_keys one = names_skeleton(a), other = names_skeleton(b);
    return names_keys_agree_loosely(&one, &other);
}

static bool are_near(struct span a, struct span b)
{
    size_t most = slips(a.size < b.size ? a.size : b.size);
    return names_distance(a, b, most) <= most || sound_alike(a, b);
}

/* Titles that are glued to the end do not count. */
static void cut_tokens(const char *text, struct tokens *out)
{
    while (*text && out->count < TOKENS) {
        struct span token = {text, strcspn(text, " ")};
        struct span bare = names_without_title(token);
        if (token.size)
            out->at[out->count++] = bare.size ? bare : token;
        text += token.size + (text[token.size] == ' ');
    }
}

/* Each token of the one that has fewer is near another one of the other. */
static bool tokens_are_near(const struct tokens *a, const struct tokens *b)
{
    bool used[TOKENS] = {false};
    for (size_t i = 0; i < a->count; i++) {
        size_t found = TOKENS;
        for (size_t k = 0; k < b->count && found == TOKENS; k++)
            if (!used[k] && are_near(a->at[i], b->at[k]))
                found = k;
        if (found == TOKENS)
            return false;
        used[found] = true;
    }
    return true;
}

static bool all_are_near(const struct tokens *a, const struct tokens *b)
{
    return a->count <= b->count ? tokens_are_near(a, b) : tokens_are_near(b, a);
}

static struct span join(const struct tokens *tokens, char out[TEXT])
{
    size_t used = 0;
    for (size_t i = 0; i < tokens->count; i++)
        for (size_t k = 0; k < tokens->at[i].size && used < TEXT; k++)
            out[used++] = tokens->at[i].at[k];
    return (struct span){out, used};
}

/* Run together they are near, or one is the other, cut. */
static bool joined_are_near(const struct tokens *a, const struct tokens *b)
{
    char one[TEXT], other[TEXT];
    struct span x = join(a, one), y = join(b, other);
    enum { LEAST = 6, CUT = 8 };
    size_t shorter = x.size < y.size ? x.size : y.size;
    if (shorter >= CUT && memcmp(x.at, y.at, shorter) == 0)
        return true;
    return shorter >= LEAST && are_near(x, y);
}

/* Another surname with the same given names: relatives share the surname, not these. */
static bool given_are_near(const struct identity_name *a, const struct identity_name *b)
{
    enum { LEAST = 4 };
    struct tokens one = {.count = 0}, other = {.count = 0};
    cut_tokens(a->given, &one);
    cut_tokens(b->given, &other);
    return one.count && other.count && one.at[0].size >= LEAST && other.at[0].size >= LEAST &&
           all_are_near(&one, &other);
}

static void cut_name(const struct identity_name *name, struct tokens *out)
{
    out->count = 0;
    cut_tokens(name->surname, out);
    cut_tokens(name->given, out);
}

/* What one whole family shares proves nothing: two tokens at least, or all of both. */
static bool name_is_alike(const struct identity_name *a, const struct identity_name *b)
{
    struct tokens one, other;
    cut_name(a, &one);
    cut_name(b, &other);
    if (one.count == 0 || other.count == 0)
        return false;
    size_t fewer = one.count < other.count ? one.count : other.count;
    return ((fewer >= 2 || one.count == other.count) && all_are_near(&one, &other)) ||
           joined_are_near(&one, &other) || given_are_near(a, b);
}

static bool name_touches(const struct identity_name *a, const struct identity_name *b)
{
    enum { LEAST = 3 };
    struct tokens one, other;
    cut_name(a, &one);
    cut_name(b, &other);
    for (size_t i = 0; i < one.count; i++)
        for (size_t k = 0; k < other.count; k++)
            if (one.at[i].size >= LEAST && other.at[k].size >= LEAST &&
                are_near(one.at[i], other.at[k]))
                return true;
    return false;
}

static bool any_two(const struct identity *a, const struct identity *b,
                    bool (*agree)(const struct identity_name *a, const struct identity_name *b))
{
    for (uint8_t i = 0; i < a->name_count; i++)
        for (uint8_t j = 0; j < b->name_count; j++)
            if (agree(&a->names[i], &b->names[j]))
                return true;
    return false;
}

bool identity_names_touch(const struct identity *a, const struct identity *b)
{
    return any_two(a, b, name_touches);
}

bool identity_names_alike(const struct identity *a, const struct identity *b)
{
    return any_two(a, b, name_is_alike);
}
