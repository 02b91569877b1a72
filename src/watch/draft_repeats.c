/* What an entry says twice. */
#include <stdlib.h>

#include "watch/internal.h"

static int by_text(const void *a, const void *b)
{
    const struct draft_said *x = a, *y = b;
    int order = span_compare(x->text, y->text);
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return order ? order : x->at < y->at ? -1 : x->at > y->at;
}

static int in_order(const void *a, const void *b)
{
    const struct draft_said *x = a, *y = b;
    return x->at < y->at ? -1 : x->at > y->at;
}

void draft_find_repeats(struct draft_said *said, size_t count)
{
    if (count < 2)
        return;
    for (size_t i = 0; i < count; i++)
        said[i].at = i;
    qsort(said, count, sizeof *said, by_text);
    for (size_t i = 1; i < count; i++)
        said[i].again =
            said[i].kind == said[i - 1].kind && span_equal(said[i].text, said[i - 1].text);
    qsort(said, count, sizeof *said, in_order);
}
