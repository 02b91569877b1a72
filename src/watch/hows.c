/* By what entries are found. */
#include "watch/watch.h"

static const struct watch_how_info hows[] = {
#define HOW(name, bit, word, code, words, what) {WATCH_BY_##name, word, code, words, what},
#include "watch/hows.def"
#undef HOW
};
enum { HOWS = sizeof hows / sizeof *hows };

const struct watch_how_info *watch_hows(size_t *count)
{
    *count = HOWS;
    return hows;
}

const struct watch_how_info *watch_how_info(unsigned how)
{
    size_t i = 0;
    while (i + 1 < HOWS && !(how & hows[i].how))
        i++;
    return &hows[i];
}
