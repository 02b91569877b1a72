/* A version of a list as flat bytes: canonical (equal content gives equal bytes), free of pointers,
 * checked whole when opened. This is what is sealed, kept and later shown, whatever format it came
 * in.
 *
 *   header [| more] | entry[entries] | name[names] | birth[births] | document[documents] | state[states]
 *          [| contact[contacts]] | heap
 *
 * Entries stand in byte order of their id, names and the rest in that of their entries. Numbers are
 * the machine's; texts are offset and size in the heap. What stands in brackets is in PWL2 alone: a list
 * without contacts is PWL1, as all were before. */
#ifndef WATCH_LIST_H
#define WATCH_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"

enum { WATCH_LIST_PLAIN = 0x314C5750 /* "PWL1" */, WATCH_LIST_CONTACTS = 0x324C5750 /* "PWL2" */ };

/* Ends of entries are days after 1969-12-31, so 1970-01-01 is 1; the last that can be written is in 2149. */
enum { WATCH_UNTIL_BASE = -1, WATCH_UNTIL_LAST = 65534 };

enum watch_severity {
#define SEVERITY(name, word) WATCH_##name,
#include "watch/severities.def"
#undef SEVERITY
    WATCH_SEVERITIES
};
const char *watch_severity_word(enum watch_severity severity);
bool watch_severity_parse(struct span word, enum watch_severity *out); /* empty is NONE */

enum watch_quality {
    WATCH_QUALITY_PRIMARY,
    WATCH_QUALITY_GOOD,
    WATCH_QUALITY_LOW,
    WATCH_QUALITY_ORIGINAL /* the name in its own script */
};
enum watch_precision {
    WATCH_PRECISION_DAY,
    WATCH_PRECISION_YEAR,
    WATCH_PRECISION_RANGE,
    WATCH_PRECISION_ABOUT
};
enum watch_contact_kind {
#define CONTACT(name, word, how, weight, normal, fault) WATCH_CONTACT_##name,
#include "watch/contacts.def"
#undef CONTACT
    WATCH_CONTACT_KINDS
};

struct watch_list_header {
    uint32_t magic, size; /* of the whole */
    uint32_t entries, names, births, documents, states, heap;
};
struct watch_list_more {
    uint32_t contacts, spare;
};
struct watch_text {
    uint32_t at, size;
};
struct watch_entry {
    struct watch_text id;        /* unique within the list */
    struct watch_text reference; /* as people cite it (QDi.001) */
    struct watch_text note;
    uint32_t first_name, names;
    uint32_t first_birth, births;
    uint32_t first_document, documents;
    uint32_t first_state, states; /* nationalities */
    int32_t listed;               /* day since 1970, INT32_MIN unknown */
    uint8_t sex;                  /* 'M', 'F' or 0 */
    uint8_t severity;             /* enum watch_severity; NONE takes the list's */
    uint16_t until;               /* the last day on which it counts: days after WATCH_UNTIL_BASE;
                                     0: no end */
};
struct watch_entry_name {
    struct watch_text surname; /* empty: not known which is which, all stands in `given` */
    struct watch_text given;
    uint8_t quality; /* enum watch_quality */
    uint8_t spare[3];
};
struct watch_birth {
    int32_t from, to;   /* days since 1970, both included */
    uint32_t precision; /* enum watch_precision */
};
struct watch_document {
    struct watch_text number; /* upper-case letters and digits only */
    char state[4];            /* alpha-3, ends in NUL; "" unknown */
};
struct watch_state {
    char code[4]; /* alpha-3, ends in NUL */
};
struct watch_contact {
    uint32_t entry;         /* by its place in the list; ascending */
    uint32_t kind;          /* enum watch_contact_kind */
    struct watch_text text; /* as it is compared (contact.h) */
};

struct watch_list {
    struct span bytes;
    const struct watch_list_header *header;
    const struct watch_entry *entries;
    const struct watch_entry_name *names;
    const struct watch_birth *births;
    const struct watch_document *documents;
    const struct watch_state *states;
    const struct watch_contact *contacts;
    uint32_t contact_count;
    const char *heap;
};

/* Checks every number and sets `out`, which borrows `bytes` (8-byte aligned). STATUS_DAMAGED when
 * anything is out of order. */
enum status watch_list_open(struct span bytes, struct watch_list *out);

static inline struct span watch_list_text(const struct watch_list *list, struct watch_text text)
{
    return (struct span){list->heap + text.at, text.size};
}

/* The entry of that id, or NULL. */
const struct watch_entry *watch_list_find(const struct watch_list *list, struct span id);

/* What reaches the one of that entry. */
struct watch_contacts {
    const struct watch_contact *at;
    uint32_t count;
};
struct watch_contacts watch_list_contacts(const struct watch_list *list,
                                          const struct watch_entry *entry);

/* What the list calls it: its first good name, "SURNAME, GIVEN"; in the arena. */
struct span watch_list_name(const struct watch_list *list, const struct watch_entry *entry,
                            struct arena *arena);

/* The entries i with `keep[i]` as a list of its own, in the arena; borrows `list`. */
void watch_list_part(const struct watch_list *list, const bool *keep, struct arena *arena,
                     struct watch_list *out);

/* Whether the entry counts no longer on `day` (days since 1970). */
static inline bool watch_entry_ended(const struct watch_entry *entry, int32_t day)
{
    return entry->until && entry->until + WATCH_UNTIL_BASE < day;
}

/* ---- what a version changes ---- */
enum watch_difference {
#define DIFFERENCE(name, word, same) WATCH_DIFFERS_##name,
#include "watch/differences.def"
#undef DIFFERENCE
    WATCH_DIFFERENCES
};
const char *watch_difference_word(enum watch_difference difference);

/* An entry that differs; one side is NULL when the entry is not there. */
struct watch_change {
    const struct watch_entry *before, *now;
    unsigned fields; /* bits 1 << enum watch_difference; 0 when it was added or removed */
};
/* Each of them, in order of id. `before` NULL: there was none. */
void watch_list_differ(const struct watch_list *before, const struct watch_list *now,
                       void (*each)(void *context, const struct watch_change *change),
                       void *context);

/* How many they are. */
struct watch_changes {
    uint32_t added, changed, removed;
};
struct watch_changes watch_list_compare(const struct watch_list *before,
                                        const struct watch_list *now);

#endif
