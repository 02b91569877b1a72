/* Homes, phones, mail addresses, cards, loyalty numbers. */
#include "world/people.h"

enum { GROWN_DAYS = 16 * 1461 / 4, CARD_DIGITS = 16 };

/* example is a top-level domain that nobody has (RFC 2606). */
static const char *const domains[] = {"mail.example",    "post.example",  "inbox.example",
                                      "webmail.example", "brief.example", "netmail.example",
                                      "pochta.example",  "surat.example"};

/* How many of a hundred have a loyalty number. */
static const uint32_t loyal[WORLD_SEGMENTS] = {
    [SEGMENT_TOURIST] = 16,  [SEGMENT_FAMILY] = 14,   [SEGMENT_VISITING] = 14,
    [SEGMENT_BUSINESS] = 62, [SEGMENT_COMMUTER] = 55, [SEGMENT_STUDENT] = 10,
    [SEGMENT_WORKER] = 6,    [SEGMENT_PILGRIM] = 4,   [SEGMENT_DIPLOMAT] = 60,
    [SEGMENT_GROUP] = 8,     [SEGMENT_TRANSIT] = 24,  [SEGMENT_LISTED] = 15,
};

/* Passes the check of ISO/IEC 7812. It begins with 9 and a country's number that no country has (000),
 * so it belongs to no bank. */
static const uint8_t doubled[10] = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9}; /* and its digits added */

static void put_card(struct chance *chance, char *out)
{
    uint64_t number = chance_next(chance) % UINT64_C(100000000000);
    memcpy(out, "9000", 4);
    uint32_t sum = doubled[9]; /* of the 9, which stands at an even place */
    for (int i = CARD_DIGITS - 2; i >= 4; i--, number /= 10) {
        uint32_t digit = (uint32_t)(number % 10);
        out[i] = (char)('0' + digit);
        sum += i % 2 ? digit : doubled[digit];
    }
    out[CARD_DIGITS - 1] = (char)('0' + (10 - sum % 10) % 10);
    out[CARD_DIGITS] = 0;
}

static void put_loyalty(struct chance *chance, const struct world_family *family, char *out)
{
    bool has = chance_below(chance, 100) < loyal[family->segment];
    uint64_t number = chance_next(chance) % 900000000 + 100000000;
    out[0] = 0;
    if (!has)
        return;
    out[10] = 0;
    for (int i = 9; i >= 1; i--, number /= 10)
        out[i] = (char)('0' + number % 10);
    out[0] = '7';
}

static struct span since(const struct world_pen *pen, size_t begin)
{
    return (struct span){pen->at + begin, pen->size - begin};
}

/* Letters in small, without what parts them. */
static void put_small(struct world_pen *pen, struct span text, size_t most)
{
    for (size_t i = 0; i < text.size && most; i++)
        if (text.at[i] >= 'A' && text.at[i] <= 'Z') {
            world_pen_char(pen, (char)(text.at[i] + 32));
            most--;
        }
}

enum { MAIL_WHOLE, MAIL_INITIAL, MAIL_TURNED, MAIL_DASHED, MAIL_SHORT, MAILS };

static struct span put_mail(struct chance *chance, const struct world_person *person,
                            struct world_pen *pen)
{
    size_t begin = pen->size;
    uint32_t how = chance_below(chance, MAILS);
    uint32_t number = chance_below(chance, how == MAIL_SHORT ? 90000 : 9000);
    uint32_t domain = chance_below(chance, sizeof domains / sizeof *domains);
    struct span first = person->given.size ? person->given : person->surname, rest;
    struct span last = how == MAIL_SHORT ? SPAN("") : person->surname;
    first = span_cut(first, ' ', &rest);
    put_small(pen, how == MAIL_TURNED ? last : first, how == MAIL_INITIAL ? 1 : 16);
    if (how != MAIL_SHORT && how != MAIL_INITIAL)
        world_pen_char(pen, how == MAIL_DASHED ? '-' : '.');
    put_small(pen, how == MAIL_TURNED ? first : last, 18);
    world_pen_number(pen, number + (how == MAIL_SHORT ? 10000 : 1000));
    world_pen_char(pen, '@');
    world_pen_text(pen, domains[domain]);
    return since(pen, begin);
}

static struct span put_phone(const struct world_family *family, world_person_id id,
                             struct world_pen *pen)
{
    const struct world_country *country = world_country(family->residence);
    struct world_shapes shapes;
    uint64_t key = world_person_household(id) * (uint64_t)(WORLD_SEGMENTS << 4);
    size_t begin = pen->size;
    key += (uint64_t)family->segment << 4 | world_person_member(id);
    world_pen_char(pen, '+');
    world_pen_text(pen, country->phone);
    world_shapes_of(country->numbers, &shapes);
    world_shape(&shapes, family->people->seed ^ chance_mix(DRAW_CONTACT + family->residence), key,
                pen);
    return since(pen, begin);
}

/* Streets bear the surname, or a given name, of somebody of the country. */
static struct span street_name(struct chance *chance, size_t country, char *room, size_t size)
{
    struct world_groups groups = world_groups_of(country);
    size_t group = 0;
    while (group + 1 < groups.count && groups.at[group].nationality != country)
        group++;
    enum world_culture culture = groups.at[group].culture;
    struct world_list list = world_list(culture, LIST_SURNAMES);
    if (list.count == 0)
        list = world_list(culture, LIST_MALE);
    const struct world_name *name = &list.at[chance_below(chance, list.count)];
    struct world_pen pen = {room, 0, size};
    if (world_custom(culture)->script == SCRIPT_PAIRED)
        return world_variant((struct span){name->latin, name->latin_size}, 0);
    world_romanise((struct span){name->native, name->native_size}, &world_country(country)->letters,
                   &pen);
    return world_pen_all(&pen);
}

static struct span put_street(struct chance *chance, size_t country, struct world_pen *pen)
{
    char room[PART_LATIN];
    size_t begin = pen->size;
    struct span shapes = span_of(world_country(country)->streets);
    uint32_t which = chance_below(chance, world_variants(shapes));
    struct span name = street_name(chance, country, room, sizeof room), tail;
    struct span front = span_cut(world_variant(shapes, which), '%', &tail);
    uint32_t house = 1 + chance_below(chance, 180), flat = chance_below(chance, 160);
    world_pen_span(pen, front);
    world_pen_span(pen, name);
    world_pen_span(pen, tail);
    world_pen_char(pen, ' ');
    world_pen_number(pen, house);
    if (flat < 90) {
        world_pen_char(pen, '-');
        world_pen_number(pen, flat + 1);
    }
    return since(pen, begin);
}

/* Parents, children and spouse live with the head. */
static world_person_id home_of(const struct world_family *family, world_person_id id)
{
    return world_place(id) == MEMBER_SIBLING ? id : family->root;
}

static void put_home(const struct world_family *family, world_person_id id, struct world_pen *pen,
                     struct world_person *out)
{
    struct chance chance = chance_of(family->people->seed, DRAW_HOME, home_of(family, id));
    struct world_cities cities = world_cities_of(family->residence);
    const struct world_city *city = &cities.at[world_rank(&chance, (uint32_t)cities.count, 0)];
    memcpy(out->country, world_country_alpha2(family->residence), sizeof out->country);
    out->street = put_street(&chance, family->residence, pen);
    out->city = span_of(city->name);
    size_t begin = pen->size;
    world_shape_any(city->postcode, chance_next(&chance) >> 8, pen);
    out->postcode = since(pen, begin);
}

/* A child has the phone and the card of the head, and no mail address. */
void world_contacts(const struct world_family *family, world_person_id id, struct world_pen *pen,
                    struct world_person *out)
{
    bool grown = family->people->epoch - out->birth >= GROWN_DAYS;
    struct chance chance = chance_of(family->people->seed, DRAW_CONTACT, grown ? id : family->root);
    put_card(&chance, out->card);
    put_loyalty(&chance, family, out->loyalty);
    out->phone = put_phone(family, grown ? id : family->root, pen);
    if (grown)
        out->email = put_mail(&chance, out, pen);
    else
        out->loyalty[0] = 0;
    put_home(family, id, pen, out);
}
