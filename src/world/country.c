/* Countries: who lives there, in which cities. */
#include "world/people.h"

enum country {
#define COUNTRY(alpha2, ...) COUNTRY_##alpha2,
#include "world/countries.def"
#undef COUNTRY
    COUNTRIES
};

static const struct world_country countries[] = {
#define COUNTRY(alpha2, alpha3, issuer, cyrillic, latin, spelling, others, zone, years, child,     \
                adult, passports, cards, share, phone, numbers, streets)                           \
    {#alpha2,  alpha3, issuer,      {CYRILLIC_##cyrillic, LATIN_##latin, 0},                       \
     spelling, others, ZONE_##zone, years,                                                         \
     child,    adult,  passports,   cards,                                                         \
     share,    phone,  numbers,     streets},
#include "world/countries.def"
#undef COUNTRY
};

/* Each PEOPLES ends the array before it and begins one of its own. */
static const struct world_group groups_of_none[] = {
    {CULTURE_ENGLISH, COUNTRY_GB, 0},
#define PEOPLES(residence)                                                                         \
    }                                                                                              \
    ;                                                                                              \
    static const struct world_group groups_of_##residence[] = {
#define PEOPLE(culture, nationality, weight) {CULTURE_##culture, COUNTRY_##nationality, weight},
#include "world/peoples.def"
#undef PEOPLE
#undef PEOPLES
};
static const struct world_groups groups[COUNTRIES + 1] = {
    [COUNTRIES] = {groups_of_none, 1},
#define PEOPLES(residence)                                                                         \
    [COUNTRY_##residence] = {groups_of_##residence,                                                \
                             sizeof groups_of_##residence / sizeof *groups_of_##residence},
#define PEOPLE(culture, nationality, weight)
#include "world/peoples.def"
#undef PEOPLE
#undef PEOPLES
};

static const struct world_city cities_of_none[] = {
    {"", ""},
#define CITIES(country)                                                                            \
    }                                                                                              \
    ;                                                                                              \
    static const struct world_city cities_of_##country[] = {
#define CITY(name, postcode) {name, postcode},
#include "world/cities.def"
#undef CITY
#undef CITIES
};
static const struct world_cities cities[COUNTRIES + 1] = {
    [COUNTRIES] = {cities_of_none, 1},
#define CITIES(country)                                                                            \
    [COUNTRY_##country] = {cities_of_##country,                                                    \
                           sizeof cities_of_##country / sizeof *cities_of_##country},
#define CITY(name, postcode)
#include "world/cities.def"
#undef CITY
#undef CITIES
};

size_t world_country_count(void)
{
    return COUNTRIES;
}

int world_country_find(struct span alpha2)
{
    for (int i = 0; i < COUNTRIES; i++)
        if (span_is(alpha2, countries[i].alpha2))
            return i;
    return -1;
}

/* What is no country of the world is its first. */
const struct world_country *world_country(size_t index)
{
    return &countries[index < COUNTRIES ? index : 0];
}

const char *world_country_alpha2(size_t index)
{
    return world_country(index)->alpha2;
}

const char *world_country_alpha3(size_t index)
{
    return world_country(index)->alpha3;
}

struct world_groups world_groups_of(size_t residence)
{
    return groups[residence < COUNTRIES ? residence : 0];
}

struct world_cities world_cities_of(size_t country)
{
    return cities[country < COUNTRIES ? country : 0];
}
