/* A person on a day, put together. */
#include "world/person.h"
#include "base/clock.h"
#include "mrz/mrz.h"
#include "world/people.h"

enum { ROOM = 1024, UNSPECIFIED = 250 };

void world_pen_number(struct world_pen *pen, uint32_t number)
{
    char text[10];
    size_t at = sizeof text;
    do
        text[--at] = (char)('0' + number % 10);
    while (number /= 10);
    world_pen_span(pen, (struct span){text + at, sizeof text - at});
}

/* States whose passports know an X. */
static bool knows_unspecified(unsigned nationality)
{
    static const char *const states[] = {"DE", "NL", "AU", "US", "IN", "PK", "BD"};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(world_country_alpha2(nationality), states[i]) == 0)
            return true;
    return false;
}

static char sex_of(const struct world_family *family, world_person_id id)
{
    bool unspecified = chance_mix(family->people->seed ^ chance_mix(id)) % 1000000 < UNSPECIFIED;
    if (unspecified && knows_unspecified(family->group.nationality))
        return 'X';
    return family->bodies[world_place(id)].female ? 'F' : 'M';
}

char world_person_sex(const struct world_people *people, world_person_id id)
{
    struct world_family family;
    world_family_of(people, id, &family);
    return sex_of(&family, id);
}

static struct span keep(struct world_pen *pen, const struct world_pen *text)
{
    size_t begin = pen->size;
    world_pen_span(pen, world_pen_all(text));
    return (struct span){pen->at + begin, pen->size - begin};
}

static bool is_ascii(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] >= 0x80)
            return false;
    return true;
}

static void put_gap(struct world_pen *pen, size_t begin, bool joined)
{
    if (pen->size > begin && !joined)
        world_pen_char(pen, ' ');
}

/* The whole name as its people write it; nothing when that is only the Latin in small letters. */
static void put_native(const struct world_family *family, struct world_naming *naming,
                       struct world_pen *pen, struct world_person *out)
{
    size_t begin = pen->size;
    enum world_order order = family->custom->order;
    if (order == ORDER_GIVEN) {
        out->native_given = keep(pen, &naming->given.native);
    } else {
        out->native_surname = keep(pen, &naming->surname.native);
        put_gap(pen, begin, order == ORDER_JOINED);
        out->native_given = keep(pen, &naming->given.native);
    }
    if (naming->patronymic.native.size) {
        put_gap(pen, begin, false);
        keep(pen, &naming->patronymic.native);
    }
    if (order == ORDER_GIVEN) {
        put_gap(pen, begin, false);
        out->native_surname = keep(pen, &naming->surname.native);
    }
    out->native = (struct span){pen->at + begin, pen->size - begin};
    if (is_ascii(out->native))
        out->native = out->native_surname = out->native_given = (struct span){NULL, 0};
}

static void put_names(const struct world_family *family, world_person_id id, struct world_pen *pen,
                      struct world_person *out)
{
    struct world_naming naming;
    world_naming_of(family, world_place(id), &naming);
    out->surname = keep(pen, &naming.surname.latin);
    out->given = keep(pen, &naming.given.latin);
    out->patronymic = keep(pen, &naming.patronymic.latin);
    put_native(family, &naming, pen, out);
}

/* Texts were written to `room`: from there to the arena. */
static void move_texts(struct world_person *person, const struct world_pen *room,
                       struct arena *arena)
{
    struct span *const texts[] = {&person->surname, &person->given,          &person->patronymic,
                                  &person->native,  &person->native_surname, &person->native_given,
                                  &person->phone,   &person->email,          &person->street,
                                  &person->postcode};
    char *kept = arena_raw(arena, room->size);
    memcpy(kept, room->at, room->size);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i]->size)
            texts[i]->at = kept + (texts[i]->at - room->at);
        else
            texts[i]->at = NULL;
}

void world_person(const struct world_people *people, world_person_id id, int32_t day,
                  struct arena *arena, struct world_person *out)
{
    char room[ROOM];
    struct world_pen pen = {room, 0, sizeof room};
    struct world_family family;
    world_family_of(people, id, &family);
    memset(out, 0, sizeof *out);
    out->id = id;
    out->culture = family.group.culture;
    out->sex = sex_of(&family, id);
    out->birth = family.bodies[world_place(id)].birth;
    /* of Hong Kong, whose people have passports of China, the nationality is China's */
    const struct world_country *state = world_country(family.group.nationality);
    bool other = strcmp(state->issuer, "CHN") == 0;
    memcpy(out->nationality, other ? state->issuer : state->alpha3, sizeof out->nationality);
    memcpy(out->residence, world_country_alpha3(family.residence), sizeof out->residence);
    put_names(&family, id, &pen, out);
    world_papers(&family, id, day, out);
    world_contacts(&family, id, &pen, out);
    move_texts(out, &pen, arena);
}

/* ---- the zone ---- */

/* Whether the zones of the issuer are made of the own script, and Doc 9303-3 knows it. */
static bool zone_is_own(const struct world_person *person)
{
    const char *script = world_culture_script(person->culture);
    if (strcmp(script, "Cyrl") != 0 && strcmp(script, "Arab") != 0)
        return false;
    for (size_t i = 0; i < world_country_count(); i++)
        if (strcmp(world_country(i)->issuer, person->document.state) == 0)
            return world_country(i)->zone == ZONE_OWN && person->native_surname.size;
    return false;
}

struct span world_person_mrz(const struct world_person *person, struct arena *arena)
{
    const struct world_document *paper = &person->document;
    bool own = zone_is_own(person);
    bool card = paper->type[0] == 'I' || paper->type[0] == 'A';
    struct mrz_document document = {
        .format = card ? MRZ_TD1 : MRZ_TD3,
        .code = span_of(paper->type),
        .state = span_of(paper->state),
        .nationality = span_of(person->nationality),
        .surname = own ? person->native_surname : person->surname,
        .given = own ? person->native_given : person->given,
        .number = span_of(paper->number),
        .birth = date_from_day(person->birth),
        .expiry = date_from_day(paper->expires),
        .sex = person->sex,
    };
    struct span lines = {NULL, 0};
    if (mrz_write(&document, arena, &lines) != STATUS_OK)
        return (struct span){NULL, 0};
    return span_trim(lines);
}
