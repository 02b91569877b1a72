/* Whose card it is. */
#include <stdlib.h>

#include "score/internal.h"

enum {
    BY_DOCUMENT = 16,
    BY_NAME = 8,
    BY_PART = 6,
    BY_BIRTH = 3,
    BY_LOCATOR = 2,
    FEWEST_LETTERS = 5
};

struct pair {
    uint32_t member, card;
    int points;
};

static bool share(const uint64_t *a, unsigned a_count, const uint64_t *b, unsigned b_count)
{
    for (unsigned i = 0; i < a_count; i++)
        for (unsigned j = 0; j < b_count; j++)
            if (a[i] == b[j])
                return true;
    return false;
}

static bool share_birth(const struct traits *a, const struct traits *b)
{
    for (unsigned i = 0; i < a->birth_count; i++)
        for (unsigned j = 0; j < b->birth_count; j++)
            if (a->births[i] == b->births[j])
                return true;
    return false;
}

/* Cut where a field ended, or with a title that stayed at its end. */
static bool begins(struct span a, struct span b)
{
    struct span shorter = a.size < b.size ? a : b, longer = a.size < b.size ? b : a;
    return shorter.size >= FEWEST_LETTERS && memcmp(shorter.at, longer.at, shorter.size) == 0;
}

static int name_points(const struct traits *a, const struct traits *b)
{
    int points = 0;
    for (unsigned i = 0; i < a->name_count; i++)
        for (unsigned j = 0; j < b->name_count; j++) {
            if (span_equal(a->names[i], b->names[j]))
                return BY_NAME;
            if (begins(a->names[i], b->names[j]))
                points = BY_PART;
        }
    return points;
}

/* 0: they have not enough in common. */
static int pair_points(const struct traits *a, const struct traits *b)
{
    bool document = share(a->documents, a->document_count, b->documents, b->document_count);
    bool locator = share(a->locators, a->locator_count, b->locators, b->locator_count);
    bool birth = share_birth(a, b);
    if (!document && !locator && !birth)
        return 0;
    int name = name_points(a, b);
    if (!document && !name)
        return 0;
    return (document ? BY_DOCUMENT : 0) + name + (birth ? BY_BIRTH : 0) +
           (locator ? BY_LOCATOR : 0);
}

static int by_points(const void *one, const void *other)
{
    const struct pair *a = one, *b = other;
    if (a->points != b->points)
        return b->points - a->points;
    if (a->member != b->member)
        return a->member < b->member ? -1 : 1;
    return a->card < b->card ? -1 : a->card > b->card;
}

static void give(struct member *members, struct card *cards, const struct pair *pair)
{
    struct member *member = &members[pair->member];
    cards[pair->card].owner = (int)pair->member;
    if (member->cards++ == 0)
        member->first = (int)pair->card;
}

void score_match(struct member *members, size_t member_count, struct card *cards, size_t card_count,
                 struct arena *arena)
{
    struct pair *pairs = NULL;
    size_t count = 0, room = 0;
    for (uint32_t m = 0; m < member_count; m++)
        for (uint32_t c = 0; c < card_count; c++) {
            int points = pair_points(&members[m].traits, &cards[c].traits);
            if (!points)
                continue;
            pairs = arena_more(arena, pairs, count, &room, sizeof *pairs);
            pairs[count++] = (struct pair){m, c, points};
        }
    if (count)
        qsort(pairs, count, sizeof *pairs, by_points);
    for (size_t i = 0; i < count; i++)
        if (members[pairs[i].member].cards == 0 && cards[pairs[i].card].owner == NOBODY)
            give(members, cards, &pairs[i]);
    for (size_t i = 0; i < count; i++)
        if (cards[pairs[i].card].owner == NOBODY)
            give(members, cards, &pairs[i]);
}
