/* A profile of the simulated world: the home country, its routes and carriers, who sends for them, and the
 * rates at which things happen. Shipped ones are uz, id, az (reference/worlds/); whoever writes one of
 * his own begins with `portolan simulate --profile uz --show`. Rates are parts of a million or as rates.def has it. */
#ifndef WORLD_PROFILE_H
#define WORLD_PROFILE_H

#include "base/span.h"
#include "base/status.h"
#include "world/person.h"

enum world_rate {
#define RATE(name, key, unit, least, most, fallback, words) RATE_##name,
#include "world/rates.def"
#undef RATE
    WORLD_RATES
};
/* What a world looks like as a whole. */
enum world_bound {
#define BOUND(name, key, least, most, words) BOUND_##name,
#include "world/bounds.def"
#undef BOUND
    WORLD_BOUNDS
};
struct world_bound_info {
    const char *key;
    uint32_t least, most;
    const char *words;
};
const struct world_bound_info *world_bound_info(enum world_bound bound);

struct world_rate_info {
    const char *key;
    int64_t least, most, fallback;
    const char *words;
};
const struct world_rate_info *world_rate_info(enum world_rate rate);

/* How a provider writes; src/sending/ has one file for each. */
enum world_dialect {
#define DIALECT(name, word) DIALECT_##name,
#include "world/dialects.def"
#undef DIALECT
    WORLD_DIALECTS
};

struct world_port {
    char code[4];
    char country[3];
    int64_t offset; /* minutes ahead of UTC in winter */
    char summer;    /* 'e': the European Union's rule, 'a': that of the USA; '\0': none */
    char locode[6];
    bool home;
    int32_t latitude, longitude; /* degrees; of an airport that is not in the tables 0 */
};
struct world_provider {
    char name[24]; /* the source under which its messages come */
    enum world_dialect dialect;
};
struct world_carrier {
    char code[3];
    char ticket[4]; /* the accounting code, "250" */
    unsigned provider;
    unsigned country; /* where its crews live */
    bool low_cost;
    int64_t switch_day; /* from this day of the world (0: never) .. */
    unsigned switch_to; /* .. this provider sends for it */
};
enum { ROUTE_CARRIERS = 6, ROUTE_COUNTRIES = 6 };
struct world_route {
    char home[4], abroad[4];
    unsigned home_port, abroad_port; /* the same, as indexes of ports */
    int64_t weight;                  /* share of the passengers */
    int64_t minutes;                 /* block time */
    unsigned carriers[ROUTE_CARRIERS], carrier_count;
    int64_t seats_least, seats_most;
    int64_t night; /* percent of flights that leave home at night */
    bool charter;
    int64_t residents;                         /* percent of passengers who live at home */
    uint32_t mix[WORLD_SEGMENTS];              /* weights */
    unsigned countries[ROUTE_COUNTRIES];       /* where those from abroad live .. */
    uint32_t country_weights[ROUTE_COUNTRIES]; /* .. and how many of them */
    unsigned country_count;
};

struct world_profile {
    char name[24], home[3];
    struct world_port *ports;
    struct world_provider *providers;
    struct world_carrier *carriers;
    struct world_route *routes;
    unsigned port_count, provider_count, carrier_count, route_count;
    int64_t rates[WORLD_RATES];
    struct {
        uint32_t least, most; /* thousandths */
    } bounds[WORLD_BOUNDS];   /* within which the world must lie as a whole: figures.h */
    struct arena arena;       /* the tables' */
    char *text; /* as it was read, with what --params changed: goes beside the world */
};

/* `name`: of a shipped profile, or the path of a file. `params` (NULL: none): the path of a file that sets
 * rates alone. STATUS_INPUT with file, line, what is wrong and what was perhaps meant; STATUS_MISSING. */
enum status world_profile_read(const char *name, const char *params, struct world_profile **out);
void world_profile_free(struct world_profile *profile);

/* The YAML of a shipped profile; "" when there is none of that name. */
struct span world_profile_shipped(const char *name);

const struct world_port *world_port_find(const struct world_profile *profile, const char *code);
/* Minutes that its clocks are ahead of UTC at that minute. */
int32_t world_port_offset(const struct world_port *port, int32_t minute);

#endif
