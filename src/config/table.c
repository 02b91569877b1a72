#include <assert.h>

#include "config/internal.h"

static const struct setting_info table[SETTINGS] = {
#define SETTING(name, key, type, least, most, unit, initial, help)                                 \
    [SETTING_##name] = {key, SETTING_TYPE_##type, least, most, unit, initial, help},
#include "config/settings.def"
#undef SETTING
};

const struct setting_info *setting_info(enum setting setting)
{
    assert((unsigned)setting < SETTINGS);
    return &table[setting];
}

const char *config_key(enum setting setting)
{
    return setting_info(setting)->key;
}

const char *setting_type_words(enum setting_type type)
{
    static const char *const words[] = {
        [SETTING_TYPE_TEXT] = "text",
        [SETTING_TYPE_COUNT] = "number",
        [SETTING_TYPE_ADDRESS] = "address and port, or off",
        [SETTING_TYPE_LOOPBACK] = "loopback address and port, or off",
        [SETTING_TYPE_COUNTRY] = "country (ISO 3166 alpha-2)",
        [SETTING_TYPE_CODES] = "list of codes",
        [SETTING_TYPE_FLIGHTS] = "list of carriers or flights",
        [SETTING_TYPE_LEVEL] = "error, warn, info or debug",
        [SETTING_TYPE_SOURCES] = "list of SENDER=NUMBER",
    };
    return words[type];
}

/* ---- did you mean ---- */
enum { NEAR = 3, KEY_MOST = 64 };

/* Letters to put in, leave out or change to make b of a. */
static size_t distance(struct span a, struct span b)
{
    size_t row[KEY_MOST + 1];
    for (size_t j = 0; j <= b.size; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.size; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size; j++) {
            size_t best = diagonal + (a.at[i - 1] != b.at[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[b.size];
}

/* "body-limit" for "intake.body-limit": somebody forgot the group. */
static bool is_last_part(struct span key, const char *whole)
{
    const char *dot = strrchr(whole, '.');
    return dot && span_is(key, dot + 1);
}

const char *config_suggest(struct span key)
{
    const char *best = NULL;
    size_t least = NEAR + 1;
    if (key.size > KEY_MOST)
        return NULL;
    for (unsigned i = 0; i < SETTINGS; i++) {
        size_t far = is_last_part(key, table[i].key) ? 1 : distance(key, span_of(table[i].key));
        if (far < least) {
            least = far;
            best = table[i].key;
        }
    }
    return best;
}
