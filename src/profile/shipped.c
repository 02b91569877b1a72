#include "profile/shipped.h"

#include "shipped.inc" /* made by CMakeLists.txt: SHIPPED(PROFILE) and an array of bytes for each */

static const struct profile_shipped all[] = {
#define PROFILE(word, bytes) {word, {(const char *)(bytes), sizeof(bytes)}},
    SHIPPED(PROFILE)
#undef PROFILE
};

const struct profile_shipped *profile_shipped(size_t *count)
{
    *count = sizeof all / sizeof all[0];
    return all;
}

struct span profile_generic(void)
{
    return all[0].text;
}

/* Spreadsheet programs write a mark before UTF-8, and quotation marks where they like. */
bool profile_is_template(struct span body)
{
    static const char ends[] = ";,|\t\r\n \"";
    if (span_starts(body, "\xEF\xBB\xBF"))
        body = span_part(body, 3, body.size);
    if (span_starts(body, "\""))
        body = span_part(body, 1, body.size);
    struct span rest = span_part(body, sizeof PROFILE_TEMPLATE - 1, body.size);
    return span_starts(body, PROFILE_TEMPLATE) &&
           (rest.size == 0 || memchr(ends, rest.at[0], sizeof ends - 1));
}
