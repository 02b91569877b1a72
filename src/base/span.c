#include "base/span.h"

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

size_t span_utf8(struct span a)
{
    const unsigned char *p = (const unsigned char *)a.at;
    if (a.size == 0)
        return 0;
    size_t size = p[0] < 0x80   ? 1
                  : p[0] < 0xC2 ? 0
                  : p[0] < 0xE0 ? 2
                  : p[0] < 0xF0 ? 3
                  : p[0] < 0xF5 ? 4
                                : 0;
    if (size == 0 || size > a.size)
        return 0;
    for (size_t i = 1; i < size; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) ||
        (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F))
        return 0;
    return size;
}

uint32_t span_code_point(struct span a, size_t *size)
{
    static const unsigned char masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    const unsigned char *p = (const unsigned char *)a.at;
    size_t n = span_utf8(a);
    *size = n ? n : 1;
    uint32_t code = n ? p[0] & masks[n] : p[0];
    for (size_t i = 1; i < n; i++)
        code = code << 6 | (p[i] & 0x3F);
    return code;
}

size_t span_write_utf8(uint32_t code, char *out)
{
    static const unsigned char marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = size; i-- > 1; code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)(marks[size] | code);
    return size;
}
