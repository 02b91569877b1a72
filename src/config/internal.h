/* Private to config/: the table as data, and a value while it is checked. */
#ifndef CONFIG_INTERNAL_H
#define CONFIG_INTERNAL_H

#include "base/arena.h"
#include "config/config.h"

struct setting_info {
    const char *key;
    enum setting_type type;
    int64_t least, most;
    const char *unit, *initial, *help;
};
const struct setting_info *setting_info(enum setting setting);
const char *setting_type_words(enum setting_type type); /* "a number", for sentences */

struct config_value {
    const char *text; /* as written; lists joined by blanks */
    bool set;
    int64_t count;
    struct config_address address;
    struct span *codes;
    size_t code_count;
};
struct config {
    struct arena arena;
    struct config_value values[SETTINGS];
};

/* Reads `text` as the setting's type into `out`. Returns NULL, or in the arena what is wrong with
 * it ("is not a number"). */
const char *config_value_read(const struct setting_info *info, struct span text,
                              struct arena *arena, struct config_value *out);

/* The key of the table nearest to `key`, or NULL when none is near. */
const char *config_suggest(struct span key);

#endif
