/* Who a trip is: members of a household, or of several that follow each other. */
#include "world/internal.h"

enum { NEWBORN = 14 /* days; younger ones do not fly */ };

static unsigned rank(unsigned member)
{
    return member == MEMBER_INFANT ? 2 : member >= MEMBER_CHILD && member <= MEMBER_CHILD_3 ? 1 : 0;
}

static void add_household(const struct world_people *people, const struct trip *trip,
                          uint32_t household, unsigned wanted_rank, struct party *out)
{
    for (unsigned member = 0; member < MEMBERS; member++) {
        if (!(trip->members >> member & 1) || rank(member) != wanted_rank)
            continue;
        world_person_id id = world_person_number((enum world_segment)trip->segment, trip->country,
                                                 household, member);
        if (out->count < WORLD_PARTY && world_person_exists(people, id) &&
            world_person_birth(people, id) + NEWBORN < trip->legs[0].day)
            out->ids[out->count++] = id;
    }
}

void trip_party(const struct world_people *people, const struct trip *trip, struct party *out)
{
    out->count = 0;
    for (unsigned wanted = 0; wanted < 3; wanted++)
        for (uint32_t i = 0; i < trip->households; i++)
            add_household(people, trip, trip->household + i, wanted, out);
}

unsigned trip_seats(const struct world_people *people, const struct trip *trip)
{
    struct party party;
    unsigned seats = 0;
    trip_party(people, trip, &party);
    for (unsigned i = 0; i < party.count; i++)
        seats += rank(world_person_member(party.ids[i])) < 2;
    return seats;
}
