#include "pipeline/neighbour.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "pipeline/match.h"

enum { FEWEST_FOR_PROOF = 3 };

/* Crew fly the same number day after day; that they are on both days proves nothing. */
static bool is_on_duty(const struct image *image, uint32_t traveller)
{
    struct span kind = image_text(image, traveller, FIELD_TRAVELLER_KIND);
    return span_is(kind, "crew") || span_is(kind, "transit-crew") || span_is(kind, "staff");
}

/* How many of the message's passengers are on the flight, by document or name and birth. */
static enum status persons_on(const struct passage *passage, int64_t flight, uint32_t *known,
                              uint32_t *all)
{
    struct engine *engine = passage->engine;
    const struct image *image = passage->image;
    struct open_flight *open;
    enum status status = cards_open(engine->cards, flight, &open);
    *known = *all = 0;
    if (status != STATUS_OK)
        return status;
    for (uint32_t n = passage->message; n != IMAGE_NONE;
         n = image_next_under(image, passage->message, n)) {
        struct identity identity;
        bool ambiguous;
        if (image->nodes[n].type != NODE_TRAVELLER || is_on_duty(image, n))
            continue;
        identity_from_image(image, n, &engine->scratch, &identity);
        arena_reset(&engine->scratch);
        struct wanted wanted = {.identity = &identity, .part = PART_API, .stamp = UINT64_MAX};
        wanted.strong = true;
        *known += match_find(open, &wanted, &ambiguous) != CARD_NONE;
        ++*all;
    }
    return STATUS_OK;
}

/* Some write one reference for all of their flights: it tells a flight only when it holds the day
 * (YYMMDD or DDMMYY) for which that was first announced. */
static bool names_day(struct span reference, int32_t day)
{
    struct date date = date_from_day(day);
    char forward[40], backward[40];
    snprintf(forward, sizeof forward, "%02d%02d%02d", date.year % 100, date.month, date.day);
    snprintf(backward, sizeof backward, "%02d%02d%02d", date.day, date.month, date.year % 100);
    return reference.size && (memmem(reference.at, reference.size, forward, 6) ||
                              memmem(reference.at, reference.size, backward, 6));
}

static bool holds(struct span text, struct span part)
{
    return part.size && text.size && memmem(text.at, text.size, part.at, part.size);
}

/* Others write the flight itself, with that day: HY602/261125/1000. */
static bool names_flight(const struct announced *leg, int32_t day)
{
    return holds(leg->reference, leg->carrier) && holds(leg->reference, leg->number) &&
           names_day(leg->reference, day);
}

/* Between the times of both; INT64_MAX when either has none. */
static int64_t minutes_apart(const struct announced *leg, const struct store_flight *flight)
{
    int64_t now, then;
    bool both = local_minutes(leg->departure, &now) && local_minutes(flight->departure, &then);
    return both ? llabs(now - then) : INT64_MAX;
}

/* No number is planned twice from one port within hours: what departs then is the same flight, and what does
 * not may be another. Only one that is late by a day may leave within hours of the next. Nothing is known
 * where a time is not told. */
enum gap { GAP_UNKNOWN, GAP_NONE, GAP_NEAR, GAP_WIDE };
static enum gap departure_gap(const struct announced *leg, const struct store_flight *flight)
{
    enum { WIDE = 6 * 60 };
    int64_t apart = minutes_apart(leg, flight);
    if (apart == INT64_MAX)
        return GAP_UNKNOWN;
    return apart == 0 ? GAP_NONE : apart > WIDE ? GAP_WIDE : GAP_NEAR;
}

/* Half of the message's persons are on the flight, and enough of them to be no chance. */
static bool are_enough(uint32_t known, uint32_t all)
{
    return known >= FEWEST_FOR_PROOF && known * 2 >= all;
}

/* That the message, though of another day, is about this flight. */
static enum status prove(struct passage *passage, const struct announced *leg,
                         const struct store_flight *flight, bool *proved)
{
    uint32_t known = 0, all = 0;
    enum status status = STATUS_OK;
    enum gap gap = departure_gap(leg, flight);
    *proved =
        gap == GAP_NONE || gap == GAP_NEAR ||
        (span_equal(flight->reference, leg->reference) && names_day(leg->reference, flight->day));
    if (!*proved) {
        status = persons_on(passage, flight->id, &known, &all);
        *proved = are_enough(known, all);
    }
    return status;
}

enum { ABOUT = 60 /* minutes */ };

enum status neighbour_named(struct passage *passage, const struct announced *leg, bool *found)
{
    struct engine *engine = passage->engine;
    static const int beside[] = {-1, 1};
    *found = false;
    for (int i = 0; i < 2 && !names_flight(leg, leg->day); i++) {
        int32_t day = leg->day + beside[i];
        if (!names_flight(leg, day))
            continue;
        struct span key = flight_key(&engine->message, leg->carrier, leg->number, day, leg->board);
        struct store_flight flight;
        enum status status = store_flight_find(engine->store, key, &engine->message, &flight);
        if (status == STATUS_MISSING)
            continue;
        *found = status == STATUS_OK && flight.day == day &&
                 span_equal(flight.reference, leg->reference);
        if (*found)
            passage->flight = flight;
        return status;
    }
    return STATUS_OK;
}

enum status neighbour_find(struct passage *passage, const struct announced *leg, bool *found)
{
    struct engine *engine = passage->engine;
    static const int beside[] = {-1, 1};
    *found = false;
    for (int i = 0; i < 2 && !*found; i++) {
        struct span key = flight_key(&engine->message, leg->carrier, leg->number,
                                     leg->day + beside[i], leg->board);
        struct store_flight flight;
        enum status status = store_flight_find(engine->store, key, &engine->message, &flight);
        if (status == STATUS_MISSING)
            continue;
        if (status != STATUS_OK)
            return status;
        status = prove(passage, leg, &flight, found);
        if (status != STATUS_OK)
            return status;
        if (*found)
            passage->flight = flight;
    }
    return STATUS_OK;
}

/* The flight of the day before is so late that it leaves within hours of that of the day, which has come in: the
 * message is about the one that leaves at its very time, or on which more of its persons are. */
static enum status look_before(struct passage *passage, const struct announced *leg)
{
    struct engine *engine = passage->engine;
    struct span key =
        flight_key(&engine->message, leg->carrier, leg->number, leg->day - 1, leg->board);
    struct store_flight late;
    uint32_t known = 0, other = 0, all = 0;
    enum status status = store_flight_find(engine->store, key, &engine->message, &late);
    if (status != STATUS_OK)
        return status == STATUS_MISSING ? STATUS_OK : status;
    bool is_late = departure_gap(leg, &late) == GAP_NONE;
    /* Commuters fly every day: at about the time of the day's own flight it is that one. */
    if (!is_late && minutes_apart(leg, &passage->flight) > ABOUT) {
        status = persons_on(passage, late.id, &known, &all);
        if (status == STATUS_OK && are_enough(known, all))
            status = persons_on(passage, passage->flight.id, &other, &all);
        is_late = are_enough(known, all) && known > other;
    }
    if (status == STATUS_OK && is_late)
        passage->flight = late;
    return status;
}

enum status neighbour_look(struct passage *passage, const struct announced *leg)
{
    bool found;
    enum gap gap = departure_gap(leg, &passage->flight);
    if (passage->flight.day != leg->day || names_flight(leg, leg->day))
        return STATUS_OK;
    return gap == GAP_WIDE   ? neighbour_find(passage, leg, &found)
           : gap == GAP_NEAR ? look_before(passage, leg)
                             : STATUS_OK;
}

/* Of a day whose key is that of a delayed flight. */
struct span neighbour_own_key(struct arena *arena, struct span key)
{
    return span_of(arena_format(arena, "%.*s/own", (int)key.size, key.at));
}

/* What departs within hours of the delayed flight is that one, unless it is the time of the day's own flight, or
 * a list of others, or says that it is not. */
static enum status is_near_own(struct passage *passage, const struct announced *leg,
                               struct span key, bool *own)
{
    struct engine *engine = passage->engine;
    uint32_t known, all;
    struct store_flight flight;
    enum status status = store_flight_find(engine->store, neighbour_own_key(&engine->message, key),
                                           &engine->message, &flight);
    *own = status == STATUS_OK && departure_gap(leg, &flight) == GAP_NONE;
    if (*own || (status != STATUS_OK && status != STATUS_MISSING))
        return status;
    bool nearer =
        status == STATUS_OK && minutes_apart(leg, &flight) < minutes_apart(leg, &passage->flight);
    status = persons_on(passage, passage->flight.id, &known, &all);
    *own = status == STATUS_OK && !are_enough(known, all) &&
           (names_flight(leg, leg->day) ? !span_equal(passage->flight.reference, leg->reference)
                                        : nearer || (all >= FEWEST_FOR_PROOF && known == 0));
    return status;
}

enum status neighbour_is_own(struct passage *passage, const struct announced *leg, struct span key,
                             bool *own)
{
    bool proved = false;
    enum gap gap = departure_gap(leg, &passage->flight);
    *own = false;
    if (passage->flight.day == leg->day || span_equal(passage->flight.key, key))
        return STATUS_OK;
    if (gap == GAP_NEAR)
        return is_near_own(passage, leg, key, own);
    if (gap != GAP_WIDE)
        return STATUS_OK;
    enum status status = prove(passage, leg, &passage->flight, &proved);
    *own = status == STATUS_OK && !proved;
    return status;
}
