/* Documents: numbers in the shapes of their states, and when a passport was issued and expires. */
#include "base/clock.h"
#include "world/people.h"

static const char digits[] = "0123456789", capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                  no_vowels[] = "0123456789CFGHJKLMNPRTVWXYZ";

/* Multiplier of the scattering: a prime that divides no count of numbers. */
#define SCATTER UINT64_C(1000003)
enum { LOW = 1000 };

static const uint8_t bases[128] = {['#'] = 10, ['@'] = 26, ['%'] = 27};

void world_shapes_of(const char *text, struct world_shapes *out)
{
    size_t whole = strlen(text);
    const char *end = memchr(text, '|', whole);
    out->text = text;
    out->size = end ? (size_t)(end - text) : whole;
    out->each = 1;
    for (size_t i = 0; i < out->size; i++)
        out->each *= bases[text[i] & 127] ? bases[text[i] & 127] : 1;
    out->count = out->each * ((whole + 1) / (out->size + 1));
}

static char take(uint64_t *number, char mark)
{
    uint64_t rest = *number;
    if (mark == '#') {
        *number = rest / 10;
        return digits[rest % 10];
    }
    if (mark == '@') {
        *number = rest / 26;
        return capitals[rest % 26];
    }
    if (mark != '%')
        return mark;
    *number = rest / 27;
    return no_vowels[rest % 27];
}

static void put_shape(const char *shape, size_t size, uint64_t number, struct world_pen *out)
{
    char text[32];
    for (size_t i = size; i-- > 0;)
        text[i] = take(&number, shape[i]);
    world_pen_span(out, (struct span){text, size});
}

/* A permutation of 0 .. count-1: no two keys below `count` come to the same number, and neighbours come
 * far apart. Of more than 2^32 numbers drawing one is as good. */
static uint64_t scatter(uint64_t seed, uint64_t key, uint64_t count)
{
    if (count > UINT32_MAX)
        return chance_mix(seed + key * UINT64_C(0x9E3779B97F4A7C15)) % count;
    uint64_t at = (key % count * SCATTER + (seed >> 32)) % count;
    if (count % LOW == 0) {
        uint64_t high = at / LOW, low = at % LOW;
        low = (low + chance_mix(high ^ seed) % LOW) % LOW;
        at = (high * LOW + low) * SCATTER % count;
    }
    return at;
}

void world_shape(const struct world_shapes *shapes, uint64_t seed, uint64_t key,
                 struct world_pen *out)
{
    uint64_t at = scatter(seed, key, shapes->count);
    size_t which = (size_t)(at / shapes->each);
    put_shape(shapes->text + which * (shapes->size + 1), shapes->size, at % shapes->each, out);
}

void world_shape_any(const char *shape, uint64_t number, struct world_pen *out)
{
    put_shape(shape, strlen(shape), number, out);
}

/* Those who live in their own state come first and close together; others begin somewhere. */
uint64_t world_key(const struct world_family *family, world_person_id id)
{
    uint64_t code = (uint64_t)family->segment << 4 | world_person_member(id);
    uint64_t key = world_person_household(id) * (uint64_t)(WORLD_SEGMENTS << 4) + code;
    if (family->group.nationality != family->residence)
        key += chance_mix(family->residence + 1) >> 8;
    return key * 2;
}

/* ---- validity ---- */

enum { LAPSED = 3300, FIRST_MOST = 5 * 365, LEAD_LEAST = 8, LEAD_MOST = 330 };

/* A passport, as a link in the chain of those that the person had. */
struct link {
    int32_t issued, years;
    uint32_t which;
};

/* The day before the same date so many years later. */
static int32_t expiry_of(const struct link *link)
{
    struct date date = date_from_day(link->issued);
    date.year += link->years;
    if (date.month == 2 && date.day == 29)
        date.day = 28;
    return date_to_day(date) - 1;
}

static int32_t years_at(const struct world_country *country, int32_t birth, int32_t day)
{
    bool grown = day - birth >= country->adult_at * 1461 / 4;
    return grown ? country->years : country->child_years;
}

/* What the documents of a person have in common. */
struct issuing {
    const struct world_country *country;
    struct world_shapes shapes;
    uint64_t seed, key;
};

static void begin_issuing(const struct world_family *family, world_person_id id, bool card,
                          struct issuing *out)
{
    uint64_t what = DRAW_NUMBER + (uint64_t)family->group.nationality * 4 + card;
    out->country = world_country(family->group.nationality);
    world_shapes_of(card ? out->country->cards : out->country->passports, &out->shapes);
    out->seed = family->people->seed ^ chance_mix(what);
    out->key = world_key(family, id);
}

static void issue(const struct issuing *issuing, const struct link *link,
                  struct world_document *out)
{
    struct world_pen pen = {out->number, 0, sizeof out->number - 1};
    world_shape(&issuing->shapes, issuing->seed, issuing->key + (link->which & 1), &pen);
    out->number[pen.size] = 0;
    memcpy(out->state, issuing->country->issuer, sizeof out->state);
    out->issued = link->issued;
    out->expires = expiry_of(link);
}

/* A passport for most; of some states some travel with identity cards. */
static void put_type(const struct world_family *family, struct chance *chance,
                     struct world_document *out)
{
    const struct world_country *country = world_country(family->group.nationality);
    uint32_t at = chance_below(chance, 1000);
    const char *type = at < country->card_share ? "I" : "P";
    if (family->segment == SEGMENT_CREW)
        type = "P";
    if (family->segment == SEGMENT_DIPLOMAT)
        type = at < 850 ? "PD" : "PS";
    memcpy(out->type, type, strlen(type) + 1);
}

/* Of grown persons who never renewed: expired when the world begins. */
static void lapse(const struct world_family *family, const struct world_country *country,
                  int32_t since, struct link *link, struct link *former)
{
    int32_t valid = country->years * 1461 / 4;
    *link = (struct link){family->people->epoch - valid - 1 - since, country->years, 1};
    *former = (struct link){link->issued - valid + LEAD_LEAST, country->years, 0};
}

/* The first comes some time after birth, the next shortly before one expires. */
static void renew(const struct world_country *country, int32_t birth, int32_t day,
                  struct chance *chance, struct link *link, struct link *former)
{
    for (;;) {
        link->years = years_at(country, birth, link->issued);
        int32_t lead = chance_between(chance, LEAD_LEAST, LEAD_MOST);
        int32_t next = link->issued + link->years * 1461 / 4 - lead;
        if (next > day)
            return;
        *former = *link;
        link->issued = next;
        link->which++;
    }
}

void world_papers(const struct world_family *family, world_person_id id, int32_t day,
                  struct world_person *out)
{
    struct chance chance = chance_of(family->people->seed, DRAW_PAPER, id);
    const struct world_country *country = world_country(family->group.nationality);
    int32_t birth = family->bodies[world_place(id)].birth, age = family->people->epoch - birth;
    put_type(family, &chance, &out->document);
    memcpy(out->former.type, out->document.type, sizeof out->former.type);
    bool lapses = chance_in(&chance, LAPSED);
    int32_t since = chance_between(&chance, 3, 300);
    uint32_t first = chance_below(&chance, (uint32_t)(age - 7 < FIRST_MOST ? age - 7 : FIRST_MOST));
    struct link link = {birth + 7 + (int32_t)first, 0, 0}, former = link;
    if (lapses && age > (country->years * 2 + country->adult_at) * 366)
        lapse(family, country, since, &link, &former);
    else
        renew(country, birth, day, &chance, &link, &former);
    struct issuing issuing;
    begin_issuing(family, id, out->document.type[0] == 'I', &issuing);
    issue(&issuing, &link, &out->document);
    if (link.which)
        issue(&issuing, &former, &out->former);
}
