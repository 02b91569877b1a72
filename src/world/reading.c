#include "world/reading.h"

#include <stdlib.h>

#include "model/ports.h"
#include "parsing/parsing.h"

enum { MOST_BYTES = 1024 * 1024, WORDS = 64 };

struct reading {
    struct world_profile *profile;
    size_t port_room, provider_room, carrier_room, route_room;
};

static struct world_profile *profile_of(struct parsing *parsing)
{
    return ((struct reading *)parsing->context)->profile;
}

/* ---- single values ---- */

/* Copies a text of `least` to `most` bytes; a fault that says what it should be. */
static void read_code(struct parsing *parsing, const yaml_node_t *node, char *out, size_t least,
                      size_t most, const char *what)
{
    struct span text = parsing_text(parsing, node);
    if (text.size < least || text.size > most) {
        parsing_fault(parsing, node, text, arena_format(parsing->arena, "is no %s.", what));
        return;
    }
    memcpy(out, text.at, text.size);
    out[text.size] = '\0';
}

static void read_share(struct parsing *parsing, const yaml_node_t *node, int64_t most, int64_t *out)
{
    parsing_count(parsing, node, 0, most, out);
}

/* ---- rates ---- */

static void read_rate(struct parsing *parsing, const yaml_node_t *key, const yaml_node_t *value,
                      void *target)
{
    struct world_profile *profile = target;
    const char *words[WORLD_RATES];
    for (size_t i = 0; i < WORLD_RATES; i++)
        words[i] = world_rate_info((enum world_rate)i)->key;
    size_t rate = parsing_word(parsing, key, "rate", words, WORLD_RATES);
    if (rate == WORLD_RATES)
        return;
    const struct world_rate_info *info = world_rate_info((enum world_rate)rate);
    parsing_count(parsing, value, info->least, info->most, &profile->rates[rate]);
}

static void read_rates(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    parsing_pairs(parsing, node, "rates", read_rate, target);
}

/* ---- bounds ---- */

static void read_bound(struct parsing *parsing, const yaml_node_t *key, const yaml_node_t *value,
                       void *target)
{
    struct world_profile *profile = target;
    const char *words[WORLD_BOUNDS];
    int64_t least, most;
    for (size_t i = 0; i < WORLD_BOUNDS; i++)
        words[i] = world_bound_info((enum world_bound)i)->key;
    size_t bound = parsing_word(parsing, key, "bound", words, WORLD_BOUNDS);
    struct span rest, first = span_cut(parsing_scalar(value), '-', &rest);
    if (bound == WORLD_BOUNDS)
        return;
    if (!span_number(first, &least) || !span_number(rest, &most) || least > most || most > 1000) {
        parsing_fault(parsing, value, parsing_scalar(value),
                      "is no range of thousandths such as 20-150.");
        return;
    }
    profile->bounds[bound].least = (uint32_t)least;
    profile->bounds[bound].most = (uint32_t)most;
}

static void read_bounds(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    parsing_pairs(parsing, node, "bounds", read_bound, target);
}

/* ---- ports ---- */

static void read_country(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct world_port *port = target;
    read_code(parsing, node, port->country, 2, 2, "country of two letters (ISO 3166)");
}
static void read_locode(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct world_port *port = target;
    read_code(parsing, node, port->locode, 5, 5, "UN/LOCODE of five characters");
}
static void read_offset(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct world_port *port = target;
    struct span text = parsing_scalar(node);
    int64_t minutes;
    bool west = span_starts(text, "-");
    if (span_number(span_part(text, west, text.size), &minutes) && minutes <= 14 * 60)
        port->offset = west ? -minutes : minutes;
    else
        parsing_fault(parsing, node, text, "is no number of minutes ahead of UTC.");
}
static void read_summer(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    static const char *const words[] = {"none", "eu", "us"};
    struct world_port *port = target;
    size_t word = parsing_word(parsing, node, "rule of summer time", words, 3);
    port->summer = "\0ea"[word % 3];
}

static void add_port(struct parsing *parsing, const yaml_node_t *key, const yaml_node_t *value,
                     void *target)
{
    static const struct parsing_key keys[] = {{"country", read_country},
                                              {"locode", read_locode},
                                              {"offset", read_offset},
                                              {"summer", read_summer}};
    struct world_profile *profile = target;
    struct reading *reading = parsing->context;
    profile->ports = arena_more(parsing->arena, profile->ports, profile->port_count,
                                &reading->port_room, sizeof *profile->ports);
    struct world_port *port = &profile->ports[profile->port_count++];
    *port = (struct world_port){0};
    read_code(parsing, key, port->code, 3, 3, "airport of three letters (IATA)");
    parsing_keys(parsing, value, (struct parsing_keys){keys, 4, "setting of a port", port});
    const struct port *known = port_find(span_of(port->code));
    if (known) {
        port->latitude = (int32_t)known->latitude;
        port->longitude = (int32_t)known->longitude;
    }
    if (!port->locode[0] && port->country[0])
        memcpy(port->locode, port->country, 2), memcpy(port->locode + 2, port->code, 4);
}

static void read_ports(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    parsing_pairs(parsing, node, "ports", add_port, target);
}

/* ---- providers ---- */

static const char *const dialects[] = {
#define DIALECT(name, word) word,
#include "world/dialects.def"
#undef DIALECT
};

static void add_provider(struct parsing *parsing, const yaml_node_t *key, const yaml_node_t *value,
                         void *target)
{
    struct world_profile *profile = target;
    struct reading *reading = parsing->context;
    profile->providers = arena_more(parsing->arena, profile->providers, profile->provider_count,
                                    &reading->provider_room, sizeof *profile->providers);
    struct world_provider *provider = &profile->providers[profile->provider_count++];
    *provider = (struct world_provider){0};
    read_code(parsing, key, provider->name, 1, sizeof provider->name - 1, "name of a provider");
    size_t word = parsing_word(parsing, value, "dialect", dialects, WORLD_DIALECTS);
    provider->dialect = (enum world_dialect)(word % WORLD_DIALECTS);
}

static void read_providers(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    parsing_pairs(parsing, node, "providers", add_provider, target);
}

/* The index of what the node names. */
static unsigned find_provider(struct parsing *parsing, const yaml_node_t *node)
{
    const struct world_profile *profile = profile_of(parsing);
    const char *words[WORDS];
    size_t count = profile->provider_count < WORDS ? profile->provider_count : WORDS;
    for (size_t i = 0; i < count; i++)
        words[i] = profile->providers[i].name;
    size_t word = parsing_word(parsing, node, "provider of this profile", words, count);
    return word < count ? (unsigned)word : 0;
}

/* ---- carriers ---- */

static void read_ticket(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct world_carrier *carrier = target;
    read_code(parsing, node, carrier->ticket, 3, 3, "accounting code of three digits");
}
static void read_provider(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct world_carrier *carrier = target;
    carrier->provider = find_provider(parsing, node);
}
static void read_carrier_country(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct world_carrier *carrier = target;
    int country = world_country_find(parsing_scalar(node));
    if (country < 0)
        parsing_fault(parsing, node, parsing_scalar(node),
                      "is no country where people of the world live.");
    else
        carrier->country = (unsigned)country;
}
static void read_low_cost(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct world_carrier *carrier = target;
    carrier->low_cost = parsing_yes(parsing, node);
}
static void read_switch_day(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct world_carrier *carrier = target;
    read_share(parsing, node, 100000, &carrier->switch_day);
}
static void read_switch_to(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct world_carrier *carrier = target;
    carrier->switch_to = find_provider(parsing, node);
}

static void add_carrier(struct parsing *parsing, const yaml_node_t *key, const yaml_node_t *value,
                        void *target)
{
    static const struct parsing_key keys[] = {
        {"ticket", read_ticket},           {"provider", read_provider},
        {"country", read_carrier_country}, {"low-cost", read_low_cost},
        {"switch-day", read_switch_day},   {"switch-to", read_switch_to}};
    struct world_profile *profile = target;
    struct reading *reading = parsing->context;
    profile->carriers = arena_more(parsing->arena, profile->carriers, profile->carrier_count,
                                   &reading->carrier_room, sizeof *profile->carriers);
    struct world_carrier *carrier = &profile->carriers[profile->carrier_count++];
    *carrier = (struct world_carrier){.ticket = "000"};
    int home = world_country_find(span_of(profile->home));
    carrier->country = home < 0 ? 0 : (unsigned)home;
    read_code(parsing, key, carrier->code, 2, 2, "carrier of two characters (IATA)");
    parsing_keys(parsing, value, (struct parsing_keys){keys, 6, "setting of a carrier", carrier});
}

static void read_carriers(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    parsing_pairs(parsing, node, "carriers", add_carrier, target);
}

/* ---- routes ---- */

static unsigned find_port(struct parsing *parsing, const yaml_node_t *node, char code[4])
{
    const struct world_profile *profile = profile_of(parsing);
    read_code(parsing, node, code, 3, 3, "airport of three letters (IATA)");
    const struct world_port *port = world_port_find(profile, code);
    if (!port)
        parsing_fault(parsing, node, span_of(code), "is not among the ports of this profile.");
    return port ? (unsigned)(port - profile->ports) : 0;
}

static void read_from(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct world_route *route = target;
    route->home_port = find_port(parsing, node, route->home);
}
static void read_to(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct world_route *route = target;
    route->abroad_port = find_port(parsing, node, route->abroad);
}
static void read_weight(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct world_route *route = target;
    read_share(parsing, node, 1000000, &route->weight);
}
static void read_minutes(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct world_route *route = target;
    parsing_count(parsing, node, 20, 1200, &route->minutes);
}
static void read_night(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct world_route *route = target;
    read_share(parsing, node, 100, &route->night);
}
static void read_residents(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct world_route *route = target;
    read_share(parsing, node, 100, &route->residents);
}
static void read_charter(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct world_route *route = target;
    route->charter = parsing_yes(parsing, node);
}

static void read_seats(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct world_route *route = target;
    struct span rest, first = span_cut(parsing_scalar(node), '-', &rest);
    if (!span_number(first, &route->seats_least) || !span_number(rest, &route->seats_most) ||
        route->seats_least < 20 || route->seats_most > 600 ||
        route->seats_least > route->seats_most)
        parsing_fault(parsing, node, parsing_scalar(node),
                      "is no range of seats such as 150-240, from 20 to 600.");
}

static void add_route_carrier(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct world_route *route = target;
    const struct world_profile *profile = profile_of(parsing);
    const char *words[WORDS];
    size_t count = profile->carrier_count < WORDS ? profile->carrier_count : WORDS;
    for (size_t i = 0; i < count; i++)
        words[i] = profile->carriers[i].code;
    size_t word = parsing_word(parsing, node, "carrier of this profile", words, count);
    if (word < count && route->carrier_count < ROUTE_CARRIERS)
        route->carriers[route->carrier_count++] = (unsigned)word;
}

static void read_route_carriers(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    parsing_list(parsing, node, add_route_carrier, target);
}

static void add_segment(struct parsing *parsing, const yaml_node_t *key, const yaml_node_t *value,
                        void *target)
{
    struct world_route *route = target;
    const char *words[WORLD_SEGMENTS];
    int64_t weight = 0;
    for (size_t i = 0; i < WORLD_SEGMENTS; i++)
        words[i] = world_segment_word((enum world_segment)i);
    size_t word = parsing_word(parsing, key, "segment", words, WORLD_SEGMENTS);
    if (word < WORLD_SEGMENTS && parsing_count(parsing, value, 0, 1000, &weight))
        route->mix[word] = (uint32_t)weight;
}

static void read_mix(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    parsing_pairs(parsing, node, "segments", add_segment, target);
}

static void add_country(struct parsing *parsing, const yaml_node_t *key, const yaml_node_t *value,
                        void *target)
{
    struct world_route *route = target;
    int country = world_country_find(parsing_scalar(key));
    int64_t weight = 0;
    if (country < 0)
        parsing_fault(parsing, key, parsing_scalar(key),
                      "is no country where people of the world live.");
    else if (parsing_count(parsing, value, 0, 1000, &weight) &&
             route->country_count < ROUTE_COUNTRIES) {
        route->countries[route->country_count] = (unsigned)country;
        route->country_weights[route->country_count++] = (uint32_t)weight;
    }
}

static void read_visitors(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    parsing_pairs(parsing, node, "countries", add_country, target);
}

static void add_route(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    static const struct parsing_key keys[] = {{"from", read_from},
                                              {"to", read_to},
                                              {"weight", read_weight},
                                              {"minutes", read_minutes},
                                              {"night", read_night},
                                              {"residents", read_residents},
                                              {"charter", read_charter},
                                              {"seats", read_seats},
                                              {"carriers", read_route_carriers},
                                              {"mix", read_mix},
                                              {"visitors", read_visitors}};
    struct world_profile *profile = target;
    struct reading *reading = parsing->context;
    profile->routes = arena_more(parsing->arena, profile->routes, profile->route_count,
                                 &reading->route_room, sizeof *profile->routes);
    struct world_route *route = &profile->routes[profile->route_count++];
    *route = (struct world_route){
        .seats_least = 150, .seats_most = 190, .residents = 50, .night = 25, .minutes = 180};
    parsing_keys(
        parsing, node,
        (struct parsing_keys){keys, sizeof keys / sizeof *keys, "setting of a route", route});
    if (route->carrier_count == 0 || !route->home[0] || !route->abroad[0] || route->weight == 0)
        parsing_fault(parsing, node, (struct span){NULL, 0},
                      "A route needs from, to, carriers and a weight of 1 or more.");
    else if (route->country_count == 0 && route->residents < 100)
        parsing_fault(parsing, node, (struct span){NULL, 0},
                      "A route with visitors needs to know where they live: visitors: {TR: 70}.");
}

static void read_routes(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    parsing_list(parsing, node, add_route, target);
}

/* ---- the file ---- */

static void read_home(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct world_profile *profile = target;
    read_code(parsing, node, profile->home, 2, 2, "country of two letters (ISO 3166)");
    if (world_country_find(span_of(profile->home)) < 0)
        parsing_fault(parsing, node, span_of(profile->home),
                      "is no country where people of the world live.");
}

static void read_name(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct world_profile *profile = target;
    read_code(parsing, node, profile->name, 1, sizeof profile->name - 1, "name of a profile");
}

/* Where flights end and begin must be told apart: at home, and abroad. */
static void check_whole(struct parsing *parsing)
{
    struct world_profile *profile = profile_of(parsing);
    for (unsigned i = 0; i < profile->port_count; i++)
        profile->ports[i].home = strcmp(profile->ports[i].country, profile->home) == 0;
    if (!profile->home[0])
        parsing_fault(parsing, NULL, (struct span){NULL, 0}, "A profile needs home: UZ.");
    if (profile->provider_count == 0)
        parsing_fault(parsing, NULL, (struct span){NULL, 0},
                      "A profile needs providers, before the carriers for whom they send.");
    for (unsigned i = 0; i < profile->port_count; i++)
        if (!profile->ports[i].country[0])
            parsing_fault(parsing, NULL, span_of(profile->ports[i].code), "needs a country.");
    if (profile->route_count == 0)
        parsing_fault(parsing, NULL, (struct span){NULL, 0}, "A profile needs routes.");
    for (unsigned i = 0; i < profile->route_count; i++) {
        const struct world_route *route = &profile->routes[i];
        if (!profile->ports[route->home_port].home || profile->ports[route->abroad_port].home)
            parsing_fault(parsing, NULL, span_of(route->abroad),
                          "must lie abroad, and where its route comes from at home.");
    }
}

static void read_top(struct parsing *parsing, const yaml_node_t *node)
{
    static const struct parsing_key keys[] = {
        {"name", read_name},           {"home", read_home},         {"ports", read_ports},
        {"providers", read_providers}, {"carriers", read_carriers}, {"routes", read_routes},
        {"rates", read_rates},         {"bounds", read_bounds}};
    parsing_keys(parsing, node,
                 (struct parsing_keys){keys, sizeof keys / sizeof *keys, "part of a profile",
                                       profile_of(parsing)});
    if (parsing->faults == 0)
        check_whole(parsing);
}

static void read_top_rates(struct parsing *parsing, const yaml_node_t *node)
{
    read_rates(parsing, node, profile_of(parsing));
}

static enum status read_file(struct span text, const char *name, struct world_profile *profile,
                             void (*top)(struct parsing *, const yaml_node_t *))
{
    struct buffer report = {0};
    struct reading reading = {.profile = profile};
    int faults = parsing_read(&(struct parsing_file){.text = text,
                                                     .name = name,
                                                     .most = MOST_BYTES,
                                                     .arena = &profile->arena,
                                                     .report = &report,
                                                     .context = &reading},
                              top);
    struct span rest, line = span_cut(buffer_span(&report), '\n', &rest);
    enum status status = STATUS_OK;
    if (faults)
        status = status_fail(STATUS_INPUT, "%.*s%s", (int)line.size, line.at,
                             faults > 1 ? " There is more amiss." : "");
    buffer_free(&report);
    return status;
}

enum status world_reading_profile(struct span text, const char *name, struct world_profile *profile)
{
    return read_file(text, name, profile, read_top);
}

enum status world_reading_rates(struct span text, const char *name, struct world_profile *profile)
{
    return read_file(text, name, profile, read_top_rates);
}
