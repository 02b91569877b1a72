/* Papers: what the booking says of them, and what is shown at check-in. */
#include "world/internal.h"

/* A slip; somebody born by then all the same. */
static int32_t other_birth(struct chance *chance, int32_t birth, int32_t before)
{
    struct date date = date_from_day(birth);
    if (date.day <= 12 && date.day != date.month && chance_in(chance, 500000))
        return date_to_day((struct date){date.year, date.day, date.month}); /* exchanged */
    bool years = chance_in(chance, 500000);
    int32_t apart = chance_between(chance, 1, 9) * (years ? 365 : 1);
    return birth + apart < before ? birth + apart : birth - apart;
}

/* When DOCS came: with the booking, or later. */
static int32_t choose_added(const struct loading *loading, struct chance *chance)
{
    int32_t created = loading->booking->created;
    int32_t left = loading->kept->flight.departs - 90 - created;
    if (chance_in(chance, (uint32_t)loading->world->profile->rates[RATE_DOCS_MISSING]))
        return 0;
    if (left <= 10 || chance_in(chance, 450000))
        return created;
    return created + (int32_t)chance_below(chance, (uint32_t)left);
}

static void plant_papers(struct loading *loading, struct world_passenger *passenger,
                         struct chance *chance)
{
    const struct trip *trip = loading->trip;
    if (trip->plant_kind == PLANT_DOCUMENT_SWAP && trip->plant_place == 1) {
        struct world_person first;
        world_person(&loading->world->people,
                     world_person_number((enum world_segment)trip->segment, trip->country,
                                         trip->other, MEMBER_HEAD),
                     loading->kept->flight.day, loading->arena, &first);
        passenger->api_document = first.document;
        passenger->signs |= 1u << SIGN_DOCUMENT_OTHER;
        if (passenger->docs_added == 0)
            passenger->docs_added = loading->booking->created;
    }
    if (trip->plant_kind == PLANT_CONTRADICTION) {
        passenger->api_birth =
            other_birth(chance, passenger->person.birth, loading->kept->flight.day);
        passenger->pnr_birth = passenger->person.birth;
        passenger->docs_added = loading->booking->created;
        passenger->signs |= 1u << SIGN_BIRTH_OTHER;
    }
}

void load_papers(struct loading *loading, struct world_passenger *passenger, unsigned place)
{
    const int64_t *rates = loading->world->profile->rates;
    const struct world_person *person = &passenger->person;
    struct chance chance = load_chance(
        loading, DRAW_PAPERS, place + (loading->trip->one_booking ? 0 : 100 * loading->trip->away));
    bool renewed = chance_in(&chance, (uint32_t)rates[RATE_RENEWED]);
    bool wrong = chance_in(&chance, (uint32_t)rates[RATE_BIRTH_WRONG]);
    bool missing = chance_in(&chance, (uint32_t)rates[RATE_BIRTH_MISSING]);
    bool told = chance_in(&chance, 985000);
    passenger->pnr_document = passenger->api_document = person->document;
    passenger->pnr_birth = passenger->api_birth = person->birth;
    passenger->docs_added = choose_added(loading, &chance);
    if (told)
        memcpy(passenger->nationality_told, person->nationality,
               sizeof passenger->nationality_told);
    if (renewed && person->former.number[0] && passenger->docs_added) {
        passenger->pnr_document = person->former;
        passenger->signs |= 1u << SIGN_DOCUMENT_OTHER;
    }
    if (wrong && passenger->docs_added && !loading->trip->plant) {
        passenger->pnr_birth = other_birth(&chance, person->birth, loading->kept->flight.day);
        passenger->signs |= 1u << SIGN_BIRTH_OTHER;
    } else if (missing) {
        passenger->pnr_birth = DAY_UNKNOWN;
    }
    if (person->document.issued > loading->kept->flight.day - 30)
        passenger->signs |= 1u << SIGN_DOCUMENT_NEW;
    plant_papers(loading, passenger, &chance);
}

/* ---- bags ---- */

static unsigned choose_pieces(const struct loading *loading, struct chance *chance)
{
    const struct segment_habits *habits =
        segment_habits((enum world_segment)loading->trip->segment);
    uint32_t pieces = habits->bags / 100;
    pieces += chance_below(chance, 100) < habits->bags % 100;
    if (chance_in(chance, 120000)) /* who takes more than others of the kind */
        pieces += 1 + chance_below(chance, 2);
    return pieces && chance_in(chance, 150000) ? pieces - 1 : pieces;
}

void load_bags(struct loading *loading, struct world_passenger *passenger, unsigned place)
{
    struct chance chance =
        load_chance(loading, DRAW_BAGS, place + 100 * (unsigned)loading->trip->away);
    unsigned kind = loading->trip->plant_kind;
    unsigned pieces = choose_pieces(loading, &chance);
    if (kind == PLANT_BAGGAGE)
        pieces = (unsigned)chance_between(&chance, 5, 9);
    if (kind == PLANT_COURIER_RING)
        pieces = (unsigned)chance_between(&chance, 2, 4);
    if (passenger->kind == KIND_INFANT_LAP || !passenger->checked_in)
        return;
    passenger->bags = pieces < WORLD_BAGS ? pieces : WORLD_BAGS;
    for (unsigned i = 0; i < passenger->bags; i++)
        passenger->bag_weight +=
            (unsigned)chance_between(&chance, 8, kind == PLANT_BAGGAGE ? 32 : 25);
}
