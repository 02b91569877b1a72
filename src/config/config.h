/* The configuration and country profile: one table (settings.def: name, type, range, unit, default,
 * help) from which the reading, the checks, the manual and the printout come.
 *
 * The file is YAML: nested mappings are flattened with dots, so `intake: {drop: in}` sets
 * `intake.drop`. Lists are sequences or one text separated by commas or blanks. A file may leave
 * out what it does not change; no file at all is every default. The loaded configuration is
 * immutable and may be read by any thread. */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/span.h"
#include "base/status.h"

enum setting {
#define SETTING(name, key, type, least, most, unit, initial, help) SETTING_##name,
#include "config/settings.def"
#undef SETTING
    SETTINGS
};

enum setting_type {
    SETTING_TYPE_TEXT,     /* least..most characters */
    SETTING_TYPE_COUNT,    /* least..most */
    SETTING_TYPE_ADDRESS,  /* host:port, or "off" */
    SETTING_TYPE_LOOPBACK, /* the same, on this machine alone */
    SETTING_TYPE_COUNTRY,  /* ISO 3166 alpha-2, XX = none */
    SETTING_TYPE_CODES,    /* least..most codes of 4 letters or digits */
    SETTING_TYPE_FLIGHTS,  /* least..most carriers ("HY") or flights ("HY9001") */
    SETTING_TYPE_LEVEL,    /* error, warn, info, debug */
    SETTING_TYPE_SOURCES   /* least..most senders with a number each ("airline=600") */
};

struct config;

/* Reads `path` (NULL: the defaults). Returns owned. STATUS_INPUT with the place of the first fault
 * ("portolan.yaml, line 3: ..."), STATUS_MISSING, STATUS_IO. */
enum status config_load(const char *path, struct config **out);

/* The same from bytes; `name` stands in sentences. */
enum status config_parse(struct span text, const char *name, struct config **out);

void config_free(struct config *config); /* NULL is fine */

/* Values by setting; asking for another type than the table's is a bug (assert). Texts end in NUL
 * and are valid until config_free. */
const char *config_text(const struct config *config,
                        enum setting setting); /* any type, as written */
int64_t config_count(const struct config *config,
                     enum setting setting); /* COUNT; LEVEL: its number,
                                                                           as enum log_level */
struct config_address {
    const char *host; /* NULL when off */
    uint16_t port;
};
struct config_address config_address(const struct config *config, enum setting setting);

/* The codes of a list and how many; valid until config_free. */
size_t config_codes(const struct config *config, enum setting setting, const struct span **out);

/* The number that a SOURCES setting gives to a sender; `otherwise` when it does not name it. */
int64_t config_count_of(const struct config *config, enum setting setting, struct span source,
                        int64_t otherwise);

/* Whether the file set it. */
bool config_is_set(const struct config *config, enum setting setting);

/* The key of a setting, e.g. "intake.https". */
const char *config_key(enum setting setting);

/* Appends every fault of the file, one a line: "PATH, line N: what is wrong". Returns how many, or
 * -1 when the file cannot be read (see status_sentence). */
int config_check(const char *path, struct buffer *report);
int config_check_text(struct span text, const char *name, struct buffer *report);

/* Appends all values as a YAML file; what the file did not set is marked as default. */
void config_print(const struct config *config, struct buffer *out);

/* Appends the manual, Markdown, one section a setting. */
void config_manual(struct buffer *out);

#endif
