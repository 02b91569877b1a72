#include "base/span.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct span span_trim(struct span a)
{
    while (a.size && is_blank(a.at[0])) {
        a.at++;
        a.size--;
    }
    while (a.size && is_blank(a.at[a.size - 1]))
        a.size--;
    return a;
}

int span_compare(struct span a, struct span b)
{
    size_t n = a.size < b.size ? a.size : b.size;
    int order = n ? memcmp(a.at, b.at, n) : 0;
    if (order)
        return order;
    return a.size < b.size ? -1 : a.size > b.size;
}

bool span_number(struct span a, int64_t *out)
{
    int64_t value = 0;
    if (a.size == 0 || a.size > 18)
        return false;
    for (size_t i = 0; i < a.size; i++) {
        if (a.at[i] < '0' || a.at[i] > '9')
            return false;
        value = value * 10 + (a.at[i] - '0');
    }
    *out = value;
    return true;
}

struct span span_cut(struct span a, char mark, struct span *rest)
{
    const char *at = a.size ? memchr(a.at, mark, a.size) : NULL;
    if (!at) {
        *rest = (struct span){NULL, 0};
        return a;
    }
    size_t before = (size_t)(at - a.at);
    *rest = (struct span){at + 1, a.size - before - 1};
    return (struct span){a.at, before};
}
