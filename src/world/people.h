/* What the files that make persons share: tables, the household, a name in two scripts. Nobody else
 * includes it. Pure functions over constant tables; any thread. */
#ifndef WORLD_PEOPLE_H
#define WORLD_PEOPLE_H

#include "world/chance.h"
#include "world/person.h"

/* What a stream of chance is for, so that no two share one; world/internal.h has the others. */
enum person_draw {
    DRAW_FAMILY = 0x70657273,
    DRAW_LINEAGE, /* and the next 15 */
    DRAW_GIVEN = DRAW_LINEAGE + 16,
    DRAW_NAME,
    DRAW_PAPER,
    DRAW_NUMBER,
    DRAW_HOME,
    DRAW_CONTACT,
    DRAW_SPELLING
};

static inline bool world_percent(struct chance *chance, uint32_t of)
{
    return chance_below(chance, 100) < of;
}

/* ---- text ---- */

/* Text on its way into a room of its own; what does not fit is left out. */
struct world_pen {
    char *at;
    size_t size, room;
};
static inline void world_pen_span(struct world_pen *pen, struct span text)
{
    if (text.size > pen->room - pen->size || text.size == 0)
        return;
    memcpy(pen->at + pen->size, text.at, text.size);
    pen->size += text.size;
}
static inline void world_pen_text(struct world_pen *pen, const char *text)
{
    world_pen_span(pen, span_of(text));
}
static inline void world_pen_char(struct world_pen *pen, char c)
{
    if (pen->size < pen->room)
        pen->at[pen->size++] = c;
}
/* For texts of a letter or three. */
static inline void world_pen_short(struct world_pen *pen, const char *text)
{
    for (; *text; text++)
        world_pen_char(pen, *text);
}
void world_pen_number(struct world_pen *pen, uint32_t number);
static inline struct span world_pen_all(const struct world_pen *pen)
{
    return (struct span){pen->at, pen->size};
}

/* ---- names ---- */

struct world_name {
    const char *native, *latin; /* `latin`: spellings with | between, or "" */
    uint8_t native_size, latin_size;
};
enum world_list_kind {
    LIST_SURNAMES,
    LIST_FEMALE_SURNAMES,
    LIST_FRONT_MALE,
    LIST_FRONT_FEMALE,
    LIST_MALE,
    LIST_FEMALE,
    WORLD_LISTS
};
struct world_list {
    const struct world_name *at;
    uint32_t count;
};
struct world_list world_list(enum world_culture culture, enum world_list_kind kind);
/* The part before the `which`-th |, 0 and where there are fewer: the first. */
struct span world_variant(struct span variants, unsigned which);
unsigned world_variants(struct span variants); /* how many */

/* customs.def */
enum world_scheme {
    SCHEME_FAMILY,
    SCHEME_FATHER,
    SCHEME_BIN,
    SCHEME_OWN,
    SCHEME_CLAN,
    SCHEME_TWO,
    SCHEME_MOTHER_FIRST
};
enum world_script { SCRIPT_READ, SCRIPT_PAIRED };
enum world_order { ORDER_SURNAME, ORDER_GIVEN, ORDER_JOINED };
enum world_patronymics {
    PATRONYMICS_OVICH,
    PATRONYMICS_OVICH_MUSLIM,
    PATRONYMICS_OVICH_UZBEK,
    PATRONYMICS_OVYCH,
    PATRONYMICS_OGLI,
    PATRONYMICS_OGLI_CYRILLIC,
    PATRONYMICS_ULY,
    PATRONYMICS_UULU,
    PATRONYMICS_OWIC,
    PATRONYMICS_OGLU,
    PATRONYMICS_IBN
};
enum world_endings { ENDINGS_SAME, ENDINGS_SLAVIC, ENDINGS_POLISH, ENDINGS_LATVIAN, ENDINGS_SIKH };
struct world_custom {
    enum world_scheme scheme;
    enum world_script script;
    uint32_t steep, takes, front, second, single, own, patronymic;
    enum world_patronymics older, newer;
    uint32_t son;
    enum world_endings endings;
    enum world_order order;
};
const struct world_custom *world_custom(enum world_culture culture);

/* ---- countries ---- */

enum world_cyrillic {
    CYRILLIC_ICAO,
    CYRILLIC_OLD,
    CYRILLIC_UZBEK,
    CYRILLIC_KAZAKH,
    CYRILLIC_TAJIK,
    CYRILLIC_KYRGYZ,
    CYRILLIC_UKRAINIAN,
    CYRILLIC_FRENCH,
    CYRILLIC_GERMAN,
    WORLD_CYRILLICS
};
enum world_latin { LATIN_PLAIN, LATIN_GERMAN, LATIN_AZERI };
struct world_letters {
    enum world_cyrillic cyrillic;
    enum world_latin latin;
    unsigned georgian; /* 0: national, 1: other */
};
enum world_zone { ZONE_PRINTED, ZONE_OWN };
struct world_country {
    char alpha2[3], alpha3[4], issuer[4];
    struct world_letters letters;
    unsigned spelling;
    uint32_t others;
    enum world_zone zone;
    int32_t years, child_years, adult_at;
    const char *passports, *cards;
    uint32_t card_share;
    const char *phone, *numbers, *streets;
};
const struct world_country *world_country(size_t index);

struct world_group {
    enum world_culture culture;
    unsigned nationality; /* index of a country */
    uint32_t weight;
};
struct world_groups {
    const struct world_group *at;
    size_t count;
};
struct world_groups world_groups_of(size_t residence);

struct world_city {
    const char *name, *postcode;
};
struct world_cities {
    const struct world_city *at;
    size_t count;
};
struct world_cities world_cities_of(size_t country);

/* Writes the name in capitals A-Z, as `letters` has it; blanks, hyphens and apostrophes stay. What is in
 * no table of Latin, Cyrillic or Georgian is left out. */
void world_romanise(struct span native, const struct world_letters *letters, struct world_pen *out);

/* ---- households ---- */

struct world_body {
    bool exists, female;
    int32_t birth;
};
struct world_family {
    const struct world_people *people;
    world_person_id root; /* the head's number; friends are heads of their own */
    enum world_segment segment;
    size_t residence;
    struct world_group group;
    const struct world_custom *custom;
    struct world_body bodies[MEMBER_FRIEND];
};
void world_family_of(const struct world_people *people, world_person_id id,
                     struct world_family *out);
/* Where a person stands in their own family. */
static inline unsigned world_place(world_person_id id)
{
    unsigned member = world_person_member(id);
    return member < MEMBER_FRIEND ? member : (unsigned)MEMBER_HEAD;
}

/* ---- a name in two scripts ---- */

enum { PART_NATIVE = 192, PART_LATIN = 96 };
/* A surname, given name or patronymic. Of READ scripts `latin` is made at the end, from `native`. */
struct world_part {
    struct world_pen native, latin;
    char native_room[PART_NATIVE], latin_room[PART_LATIN];
};
struct world_naming {
    struct world_part surname, given, patronymic;
};
void world_naming_of(const struct world_family *family, unsigned member, struct world_naming *out);
/* By rank (Zipf): the smaller `steep`, the more common are the first. */
uint32_t world_rank(struct chance *chance, uint32_t count, uint32_t steep);

/* ---- documents and contacts ---- */

/* Shapes of numbers (countries.def), read: so many of one size, each with `each` numbers. */
struct world_shapes {
    const char *text;
    size_t size;
    uint64_t each, count;
};
void world_shapes_of(const char *text, struct world_shapes *out);
/* A number in one of them: no two `keys` below their count have the same one. */
void world_shape(const struct world_shapes *shapes, uint64_t seed, uint64_t key,
                 struct world_pen *out);
/* .. any number in a shape that is the only one. */
void world_shape_any(const char *shape, uint64_t number, struct world_pen *out);
/* The key of a person, with room for two numbers each. */
uint64_t world_key(const struct world_family *family, world_person_id id);

void world_papers(const struct world_family *family, world_person_id id, int32_t day,
                  struct world_person *out);
/* Home, phone, mail, card and loyalty number; texts go to `pen`, and `out` borrows them. */
void world_contacts(const struct world_family *family, world_person_id id, struct world_pen *pen,
                    struct world_person *out);

#endif
