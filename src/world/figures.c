#include "world/figures.h"

#include <stdlib.h>

#include "base/memory.h"

enum { YEAR = 365, SAMPLE = 64 };

static void count(struct world_figures *figures, enum world_bound bound, bool is)
{
    figures->parts[bound] += is;
    figures->wholes[bound]++;
}

/* ---- persons ---- */

static void remember(struct world_figures *figures, world_person_id id)
{
    if (chance_mix(id) % SAMPLE)
        return;
    if (figures->count == figures->room) {
        figures->room = figures->room ? figures->room * 2 : 1024;
        figures->seen = memory_resize(figures->seen, figures->room * sizeof *figures->seen);
    }
    figures->seen[figures->count++] = id;
}

static void add_signs(struct world_figures *figures, const struct world_passenger *passenger)
{
    bool planted = passenger->plant && world_plant_is_target(passenger->plant_kind);
    for (unsigned i = 0; i < WORLD_SIGNS; i++)
        if (passenger->signs >> i & 1)
            (planted ? figures->planted : figures->innocent)[i]++;
}

static void add_passenger(struct world_figures *figures, const struct world_load *load,
                          const struct world_passenger *passenger)
{
    const struct world_booking *booking = &load->bookings[passenger->booking];
    int32_t age = (load->flight.day - passenger->person.birth) / YEAR;
    count(figures, BOUND_CHILDREN, age < 12);
    count(figures, BOUND_ELDERS, age >= 60);
    count(figures, BOUND_WOMEN, passenger->person.sex == 'F');
    count(figures, BOUND_INFANTS, passenger->kind == KIND_INFANT_LAP);
    count(figures, BOUND_GROUPED, booking->group);
    if (passenger->fate != FATE_CANCELLED)
        count(figures, BOUND_NO_SHOWS, passenger->fate == FATE_NO_SHOW);
    count(figures, BOUND_VARIED, passenger->pnr_spelling != SPELLING_PLAIN);
    count(figures, BOUND_UNDOCUMENTED, passenger->docs_added == 0);
    if (booking->leg_here == 0)
        remember(figures, passenger->person.id);
    add_signs(figures, passenger);
}

/* ---- bookings ---- */

static void add_booking(struct world_figures *figures, const struct world_booking *booking,
                        const struct world_load *load)
{
    const struct world_leg *first = &booking->legs[0];
    const struct world_leg *last = &booking->legs[booking->leg_count - 1];
    int32_t lead = first->departs - booking->created;
    int32_t stay = (last->departs - first->departs) / MINUTES_PER_DAY;
    uint32_t signs = load->passengers[booking->first].signs;
    if (booking->leg_here != 0 || booking->segment == SEGMENT_TRANSIT)
        return;
    if (!booking->group) {
        count(figures, BOUND_ALONE, booking->count == 1);
        count(figures, BOUND_PARTIES, booking->count >= 3);
    }
    count(figures, BOUND_LEAD_SHORT, lead < MINUTES_PER_DAY);
    count(figures, BOUND_LEAD_LONG, lead > 60 * MINUTES_PER_DAY);
    count(figures, BOUND_ONE_WAY, signs >> SIGN_ONE_WAY & 1);
    if (strcmp(first->board, last->off) == 0) {
        count(figures, BOUND_STAY_SHORT, stay <= 3);
        count(figures, BOUND_STAY_LONG, stay >= 30);
    }
}

void world_figures_add(struct world_figures *figures, const struct world_load *load)
{
    for (uint32_t i = 0; i < load->booking_count; i++)
        add_booking(figures, &load->bookings[i], load);
    for (uint32_t i = 0; i < load->passenger_count; i++)
        add_passenger(figures, load, &load->passengers[i]);
    count(figures, BOUND_RETIMED, load->flight.retimed_by != 0);
    count(figures, BOUND_CANCELLED, load->flight.cancelled_at != 0);
    figures->parts[BOUND_FULL] += load->passenger_count;
    figures->wholes[BOUND_FULL] += (uint64_t)load->flight.seats;
}

/* ---- the whole ---- */

static int compare_ids(const void *a, const void *b)
{
    world_person_id x = *(const world_person_id *)a, y = *(const world_person_id *)b;
    return (x > y) - (x < y);
}

void world_figures_finish(struct world_figures *figures)
{
    size_t i = 0;
    if (figures->count)
        qsort(figures->seen, figures->count, sizeof *figures->seen, compare_ids);
    while (i < figures->count) {
        size_t end = i + 1;
        while (end < figures->count && figures->seen[end] == figures->seen[i])
            end++;
        count(figures, BOUND_REPEATED, end - i > 1);
        i = end;
    }
}

void world_figures_free(struct world_figures *figures)
{
    free(figures->seen);
    *figures = (struct world_figures){0};
}

uint32_t world_figures_share(const struct world_figures *figures, enum world_bound bound)
{
    if (figures->wholes[bound] == 0)
        return UINT32_MAX;
    return (uint32_t)(figures->parts[bound] * 1000 / figures->wholes[bound]);
}
