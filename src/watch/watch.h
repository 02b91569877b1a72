/* Screening a person against lists: documents and names as docs/lists.md says.
 *
 * `struct watch` is an immutable set compiled from lists; it is swapped whole, by reference count,
 * and may be read by any number of threads. A screening allocates in the caller's arena and depends
 * on nothing but its arguments: the same set and person give the same bytes. */
#ifndef WATCH_WATCH_H
#define WATCH_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"
#include "model/image.h"
#include "watch/list.h"

/* As shipped, the default of the setting, in points: names alone are a hit from 75 of a hundred on, of which each
 * is .88 of a point. */
enum { WATCH_THRESHOLD = 66, WATCH_NAMES_THRESHOLD = 75 };

#define WATCH_ENGINE "watch-3" /* changes with every change of a score or of a rule */

/* ---- the set ---- */
struct watch;
struct watch_source {
    int64_t list;     /* the desk's number of the list */
    const char *name; /* "un" */
    uint32_t version;
    enum watch_severity severity; /* for entries without their own */
    struct span bytes;            /* as watch_import_parse or desk_list_read give them */
};

/* Compiles; copies all it needs. Returns owned with one reference. `threshold` is the setting
 * watch.name-threshold. STATUS_DAMAGED when bytes are no list. No lists at all is a set that never
 * hits. */
enum status watch_build(const struct watch_source *sources, size_t count, int threshold,
                        struct watch **out);
/* The same, which finds the same, and takes as long as what differs from `before` (NULL: nothing was before). What is
 * compiled of entries that are in both is shared; `before` is not needed for it any more. */
enum status watch_build_upon(const struct watch *before, const struct watch_source *sources,
                             size_t count, int threshold, struct watch **out);
struct watch *watch_hold(struct watch *watch); /* one more reference */
void watch_release(struct watch *watch);       /* NULL is fine */

/* The same lists and indexes, of which some entries do not count: those that ended before `day` (days since
 * 1970; watch_build leaves out none), and those of the sources i with `out[i]` (as given to watch_build;
 * copied; NULL: none). Takes no time. Returns owned; holds `watch`, which may be a narrowed set itself and is
 * then looked at whole. */
struct watch *watch_narrow(struct watch *watch, int32_t day, const bool *out);

/* A version of a list as the set holds it; NULL: it is not in it. Borrows the set. */
const struct watch_list *watch_list_in(const struct watch *watch, int64_t list, uint32_t version);

/* Whether an entry has a phone, an e-mail address, a card or an address. */
bool watch_has_contacts(const struct watch *watch);

uint32_t watch_entries(const struct watch *watch);
uint32_t watch_names(const struct watch *watch);

/* ---- the person ---- */
/* A text and the index of the image_value that says it (IMAGE_NONE: nothing does). */
struct watch_said {
    struct span text;
    uint32_t value;
};
struct watch_person_name {
    struct watch_said surname, given; /* given empty: one field held everything */
};
struct watch_person_birth {
    struct watch_birth day;
    bool other; /* the other reading of a two-digit year */
    uint32_t value;
};
struct watch_person_document {
    struct watch_said number, state; /* the state as written */
};
struct watch_person_contact {
    enum watch_contact_kind kind;
    bool own; /* said of the person; else of the booking, and it may be another's */
    struct watch_said said;
};
/* What one person may bring to a screening; nobody honest has more, and a hostile message must not
 * keep the screen busy. */
enum { WATCH_PERSON_NAMES = 32, WATCH_PERSON_OTHERS = 64 };
struct watch_person {
    struct watch_person_name *names;
    size_t name_count;
    struct watch_person_birth *births;
    size_t birth_count;
    struct watch_person_document *documents;
    size_t document_count;
    struct watch_said *nationalities;
    size_t nationality_count;
    struct watch_person_contact *contacts;
    size_t contact_count;
    struct watch_said sex; /* M, F or whatever was written */
    /* watch_person_from_image left out what is beyond the limits: contacts, or anything else. Contacts are cut alike
     * whoever screens, and say nothing of how well the person was compared. */
    bool contacts_cut, cut;
};

/* What the TRAVELLER at `node` and its DOCUMENTs, CONTACTs, PAYMENTs and ADDRESSes say; texts borrow the image or
 * live in the arena. Of a BOOKING, as it is stored, what reaches those who travel by it, of whom nothing else is said. */
void watch_person_from_image(const struct image *image, uint32_t node, struct arena *arena,
                             struct watch_person *out);
/* Whether anything is to be compared. */
bool watch_person_is_nobody(const struct watch_person *person);

/* A birth date as lists and people write it:
 * "1965-06-29", "29/06/1965", "29 Jun 1965", "1965-06", "Nov. 1973", "1965", "1965-1970",
 * "c. 1965" as days. False when it is none of these. */
bool watch_birth_parse(struct span text, struct watch_birth *out);

/* ---- hits ---- */
enum watch_how {
#define HOW(name, bit, word, code, words, what) WATCH_BY_##name = 1 << bit,
#include "watch/hows.def"
#undef HOW
    WATCH_HOWS = 0 /* all of them */
#define HOW(name, bit, word, code, words, what) | 1 << bit
#include "watch/hows.def"
#undef HOW
};
struct watch_how_info {
    unsigned how;
    const char *word, *code, *words, *what;
};
/* Of several the one that is said in short. At least one is set. */
const struct watch_how_info *watch_how_info(unsigned how);
/* All of them, in that order. */
const struct watch_how_info *watch_hows(size_t *count);

struct watch_hit {
    int64_t list;
    const char *list_name; /* borrows the set */
    uint32_t version;
    struct span entry;     /* its id; borrows the set */
    struct span reference; /* as people cite it; may be empty; borrows the set */
    unsigned how;          /* of enum watch_how */
    uint8_t score;         /* 0..100 */
    enum watch_severity severity;
    const uint32_t *values; /* the image_values that say so, ascending, each once */
    size_t value_count;
    struct span explanation; /* JSON, see docs/lists.md; holds personal data: seal it */
};

/* What one person may cost, in names that are looked up; to compare a name or a word is WATCH_COMPARING of them. It is
 * a quarter of a second. Nobody with the commonest name comes near it in a list of a million; a message that says many
 * such names of one person does. */
enum { WATCH_LOOKS = 50000000, WATCH_COMPARING = 200 };

/* Room for one thread that screens; any set. */
struct watch_worker;
struct watch_worker *watch_worker_new(void);                          /* returns owned */
void watch_worker_bound(struct watch_worker *worker, uint64_t looks); /* else WATCH_LOOKS */
void watch_worker_free(struct watch_worker *worker);                  /* NULL is fine */

/* All hits, at most one an entry, by score (highest first), then list name, then entry. They live
 * in `arena` and borrow the set. Returns how many. */
size_t watch_screen(const struct watch *watch, struct watch_worker *worker,
                    const struct watch_person *person, struct arena *arena, struct watch_hit **out);
/* Whether the last person of the worker would have cost more than it may: there may be more hits. */
bool watch_was_cut(const struct watch_worker *worker);

/* The same by comparing all names of all entries one after the other: nothing that was compiled, no bound, nothing
 * kept. Seconds for a million. Asks now and then whether to go on, and finds nobody when it may not; `go_on` NULL: it
 * need not ask. */
size_t watch_screen_slowly(const struct watch *watch, const struct watch_person *person,
                           bool (*go_on)(void *context), void *context, struct arena *arena,
                           struct watch_hit **out);

/* The same by trying every name of the lists, with nothing that was compiled: the proof that the index loses nothing.
 * Slow. What it folds and finds out is kept from one person to the next, by one thread. */
struct watch_exhaustive;
struct watch_exhaustive *watch_exhaustive_new(const struct watch *watch); /* owned; borrows it */
void watch_exhaustive_free(struct watch_exhaustive *all);                 /* NULL is fine */
size_t watch_screen_exhaustive(struct watch_exhaustive *all, const struct watch_person *person,
                               struct arena *arena, struct watch_hit **out);

/* An issuing state or nationality as alpha-3: takes alpha-2, alpha-3, ICAO 9303 codes and names as
 * lists write them. False (and "") when it is none of these. */
bool watch_state_code(struct span text, char out[4]);

#endif
