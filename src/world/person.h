/* The persons of the simulated world: nobody is kept, everybody is made anew from the number each time.
 *
 * A person is a member of a household, a household one of a segment and a country of residence. What
 * they are is a pure function of the seed and the number (names, birth, home, phone), and of the
 * day where it changes (the passport is renewed, a child grows). Nobody here exists; numbers are in
 * the shape of their state and in ranges that nobody is given where such are known.
 * Pure functions over constant tables; any thread. Texts live in the caller's arena or are constant. */
#ifndef WORLD_PERSON_H
#define WORLD_PERSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"

/* Why they travel. */
enum world_segment {
#define SEGMENT(name, word) SEGMENT_##name,
#include "world/segments.def"
#undef SEGMENT
    WORLD_SEGMENTS
};
const char *world_segment_word(enum world_segment segment);

/* How names are made and written. */
enum world_culture {
#define CULTURE(name, word, script) CULTURE_##name,
#include "world/cultures.def"
#undef CULTURE
    WORLD_CULTURES
};
const char *world_culture_word(enum world_culture culture);
const char *world_culture_script(enum world_culture culture); /* ISO 15924: "Cyrl", "Latn", .. */

/* The countries that people of the world live in: by index. */
size_t world_country_count(void);
/* The index of an alpha-2 code; -1 when the world has nobody there. */
int world_country_find(struct span alpha2);
const char *world_country_alpha2(size_t index);
const char *world_country_alpha3(size_t index);

/* segment (8 bits) | country (8) | index (32) | member (4). Never 0: segments count from 1 here. */
typedef uint64_t world_person_id;
static inline world_person_id world_person_number(enum world_segment segment, size_t country,
                                                  uint32_t household, unsigned member)
{
    return (uint64_t)(segment + 1) << 44 | (uint64_t)country << 36 | (uint64_t)household << 4 |
           member;
}
static inline unsigned world_person_member(world_person_id id)
{
    return (unsigned)(id & 15);
}
static inline uint32_t world_person_household(world_person_id id)
{
    return (uint32_t)(id >> 4);
}
static inline size_t world_person_country(world_person_id id)
{
    return (size_t)(id >> 36 & 255);
}
static inline enum world_segment world_person_segment(world_person_id id)
{
    return (enum world_segment)((id >> 44) - 1);
}

/* Who is who in a household; 8.. are friends or colleagues of the head: about its age, with names
 * and homes of their own. */
enum world_member {
    MEMBER_HEAD,
    MEMBER_SPOUSE,
    MEMBER_CHILD, /* 2..4 children (2 to 17 years at the world's first day) */
    MEMBER_CHILD_2,
    MEMBER_CHILD_3,
    MEMBER_INFANT, /* under 2 */
    MEMBER_PARENT, /* an elder */
    MEMBER_SIBLING,
    MEMBER_FRIEND,
    MEMBERS = 16
};

struct world_document {
    char type[3];            /* Doc 9303: "P", "PD", "PS", "I", "AC" for crew */
    char number[13];         /* in the state's shape */
    char state[4];           /* issuing, alpha-3 as in an MRZ ("D" for Germany) */
    int32_t issued, expires; /* days */
};

struct world_person {
    world_person_id id;
    enum world_culture culture;
    char sex; /* 'M', 'F', rarely 'X' */
    int32_t birth;
    char nationality[4], residence[4]; /* alpha-3 */
    /* As in the passport's visual zone, in Latin capitals (ICAO Doc 9303-3 transliteration of that state), A-Z, blank, hyphen and apostrophe: a single name
     * is the surname, and the given name is empty. */
    struct span surname, given;
    struct span patronymic; /* Latin; empty where the culture has none; not part of `given` */
    struct span native; /* the whole name in the own script and its order; empty: Latin, as above */
    struct span native_surname, native_given; /* .. and what of it is which */
    struct world_document document, former;   /* `former`: the one before; number "" when none */
    struct span phone;                  /* +998..; children have the phone and card of the head */
    struct span email;                  /* empty for children */
    struct span street, city, postcode; /* capitals; postcode empty where states have none */
    char country[3];                    /* of the home, alpha-2 */
    char card[17];    /* an account number that passes Luhn's check and belongs to no bank */
    char loyalty[14]; /* number with any carrier's programme; "" for most */
};

/* Which world: the seed, and the first day of the world, at which ages are as the segments have them. */
struct world_people {
    uint64_t seed;
    int32_t epoch;
};

/* The person on a day. `out`'s spans live in `arena`. */
void world_person(const struct world_people *people, world_person_id id, int32_t day,
                  struct arena *arena, struct world_person *out);
/* Cheaper: only what parties are made by. */
int32_t world_person_birth(const struct world_people *people, world_person_id id);
char world_person_sex(const struct world_people *people, world_person_id id);
/* Whether the household has that member (children, infant, spouse may be missing). */
bool world_person_exists(const struct world_people *people, world_person_id id);

/* The two lines of the passport's machine-readable zone (TD3), or of what the document has, with right check digits; with the
 * Arabic and Cyrillic transliterations of Doc 9303-3 where the state uses them. A line feed between. */
struct span world_person_mrz(const struct world_person *person, struct arena *arena);

/* ---- spellings ---- */

/* How the same name is written by somebody else. Each changes the name by one habit; the result is what
 * a careful reader still takes for the same person. */
enum world_spelling {
#define SPELLING(name, word) SPELLING_##name,
#include "world/spellings.def"
#undef SPELLING
    WORLD_SPELLINGS
};
const char *world_spelling_word(enum world_spelling spelling);
/* Whether it changes this name at all (no patronymic can be added where there is none). */
bool world_spell(const struct world_person *person, enum world_spelling spelling, uint64_t seed,
                 struct arena *arena, struct span *surname, struct span *given);

#endif
