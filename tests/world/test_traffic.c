/* The traffic of a simulated world: the same each time, nobody in two places, planted cases as they are told. */
#include "worlds.h"

/* ---- the same each time ---- */

static uint64_t mix_text(uint64_t hash, struct span text)
{
    return hash_mix(hash, hash_bytes(text));
}

static uint64_t hash_load(const struct world_load *load)
{
    uint64_t hash = load->passenger_count;
    hash = hash_mix(hash, (uint64_t)load->flight.departs);
    hash = mix_text(hash, span_of(load->flight.number));
    for (uint32_t i = 0; i < load->booking_count; i++) {
        const struct world_booking *booking = &load->bookings[i];
        hash = mix_text(hash, span_of(booking->locator));
        hash = mix_text(hash, booking->phone);
        hash = mix_text(hash, booking->payer);
        hash = hash_mix(hash, (uint64_t)booking->created);
        hash = hash_mix(hash, booking->leg_count);
    }
    for (uint32_t i = 0; i < load->passenger_count + load->crew_count; i++) {
        const struct world_passenger *passenger = &load->passengers[i];
        hash = hash_mix(hash, passenger->person.id);
        hash = mix_text(hash, passenger->pnr_surname);
        hash = mix_text(hash, passenger->pnr_given);
        hash = mix_text(hash, passenger->api_surname);
        hash = mix_text(hash, span_of(passenger->api_document.number));
        hash = mix_text(hash, span_of(passenger->seat));
        hash = hash_mix(hash, passenger->signs);
        hash = hash_mix(hash, passenger->bag_weight);
    }
    return hash;
}

static void add_hash(const struct world_load *load, void *context)
{
    uint64_t *hash = context;
    *hash = hash_mix(*hash, hash_load(load));
}

static uint64_t hash_world(const char *profile, uint64_t seed)
{
    struct walk walk;
    uint64_t hash = 1;
    walk_open(&walk, profile, 4, 3000, seed);
    walk_through(&walk, add_hash, &hash);
    walk_close(&walk);
    return hash;
}

static void the_same_seed_makes_the_same_world(void **state)
{
    (void)state;
    assert_int_equal(hash_world("uz", 7), hash_world("uz", 7));
    assert_int_not_equal(hash_world("uz", 7), hash_world("uz", 8));
    assert_int_not_equal(hash_world("uz", 7), hash_world("az", 7));
}

static void a_flight_is_loaded_the_same_each_time(void **state)
{
    (void)state;
    struct walk walk;
    struct arena one = {0}, two = {0};
    struct world_load first_load, later_load;
    uint32_t first;
    walk_open(&walk, "id", 8, 8000, 3);
    world_make_day(walk.world, 0, &first);
    world_load(walk.world, first, &one, &first_load);
    for (int32_t day = 1; day < 6; day++) {
        uint32_t next;
        world_make_day(walk.world, day, &next);
    }
    world_load(walk.world, first, &two, &later_load);
    assert_int_equal(hash_load(&first_load), hash_load(&later_load));
    arena_free(&one);
    arena_free(&two);
    walk_close(&walk);
}

/* ---- persons ---- */

struct seen {
    world_person_id id;
    int32_t from, to;
    char locator[7];
    uint64_t plant;
    enum world_plant kind;
    unsigned place;
};
struct all_seen {
    struct seen *at;
    size_t count, room;
};

static void see(const struct world_load *load, void *context)
{
    struct all_seen *all = context;
    for (uint32_t i = 0; i < load->passenger_count; i++) {
        const struct world_passenger *passenger = &load->passengers[i];
        if (all->count == all->room) {
            all->room = all->room ? all->room * 2 : 1024;
            all->at = memory_resize(all->at, all->room * sizeof *all->at);
        }
        struct seen *seen = &all->at[all->count++];
        *seen = (struct seen){.id = passenger->person.id,
                              .from = load->flight.departs,
                              .to = load->flight.arrives,
                              .plant = passenger->plant};
        memcpy(seen->locator, load->bookings[passenger->booking].locator, sizeof seen->locator);
    }
}

static int compare_seen(const void *a, const void *b)
{
    const struct seen *x = a, *y = b;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

static void nobody_is_in_two_places(void **state)
{
    (void)state;
    struct walk walk;
    struct all_seen all = {0};
    size_t again = 0, same_booking = 0;
    walk_open(&walk, "uz", 30, 60000, 11);
    walk_through(&walk, see, &all);
    qsort(all.at, all.count, sizeof *all.at, compare_seen);
    for (size_t i = 1; i < all.count; i++) {
        if (all.at[i].id != all.at[i - 1].id)
            continue;
        again++;
        same_booking += strcmp(all.at[i].locator, all.at[i - 1].locator) == 0;
        assert_true(all.at[i].from > all.at[i - 1].to);
    }
    assert_in_range(all.count, 51000, 69000);
    assert_true(again > all.count / 10);   /* who leaves comes back */
    assert_true(same_booking > again / 3); /* mostly by one booking */
    assert_true(same_booking < again);
    free(all.at);
    walk_close(&walk);
}

static void check_bookings(const struct world_load *load, void *context)
{
    size_t *infants = context;
    for (uint32_t i = 0; i < load->booking_count; i++) {
        const struct world_booking *booking = &load->bookings[i];
        const struct world_leg *here = &booking->legs[booking->leg_here];
        assert_true(booking->count > 0);
        assert_true(here->here);
        assert_string_equal(here->board, load->flight.board);
        assert_string_equal(here->number, load->flight.number);
        assert_int_equal(here->departs, load->flight.departs);
        assert_true(booking->created < booking->legs[0].departs);
        for (unsigned k = 1; k < booking->leg_count; k++)
            assert_true(booking->legs[k].departs > booking->legs[k - 1].departs);
    }
    for (uint32_t i = 0; i < load->passenger_count; i++) {
        const struct world_passenger *passenger = &load->passengers[i];
        const struct world_booking *booking = &load->bookings[passenger->booking];
        assert_true(i >= booking->first && i < booking->first + booking->count);
        assert_true(passenger->pnr_surname.size > 0 && passenger->api_surname.size > 0);
        assert_int_equal(passenger->fate == FATE_FLOWN || passenger->fate == FATE_OFFLOADED,
                         passenger->checked_in != 0);
        if (passenger->kind != KIND_INFANT_LAP)
            continue;
        ++*infants;
        assert_int_equal(load->passengers[passenger->adult].booking, passenger->booking);
        assert_int_not_equal(load->passengers[passenger->adult].kind, KIND_INFANT_LAP);
    }
}

static void bookings_hang_together(void **state)
{
    (void)state;
    static const char *const profiles[] = {"uz", "id", "az"};
    for (size_t i = 0; i < 3; i++) {
        struct walk walk;
        size_t infants = 0;
        walk_open(&walk, profiles[i], 10, 20000, 5);
        walk_through(&walk, check_bookings, &infants);
        assert_true(infants > 0);
        walk_close(&walk);
    }
}

/* ---- flights ---- */

struct keys {
    uint64_t *at;
    size_t count, shares, retimed, providers_of_switched;
};

static void add_key(const struct world_load *load, void *context)
{
    struct keys *keys = context;
    const struct world_flight *flight = &load->flight;
    uint64_t hash =
        hash_mix(hash_bytes(span_of(flight->carrier)), hash_bytes(span_of(flight->number)));
    hash = hash_mix(hash_mix(hash, hash_bytes(span_of(flight->board))), (uint64_t)flight->day);
    keys->at = memory_resize(keys->at, (keys->count + 1) * sizeof *keys->at);
    keys->at[keys->count++] = hash;
    keys->shares += flight->share_count;
    keys->retimed += flight->retimed_by != 0;
    if (strcmp(flight->carrier, "XY") == 0)
        keys->providers_of_switched |= 1u << flight->provider;
    assert_true(flight->arrives > flight->departs);
    assert_int_equal((flight->departs + flight->board_offset) / MINUTES_PER_DAY, flight->day);
    assert_true(load->crew_count >= 4);
}

static int compare_numbers(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void a_flight_has_a_key_of_its_own(void **state)
{
    (void)state;
    struct walk walk;
    struct keys keys = {0};
    walk_open(&walk, "uz", 30, 90000, 2);
    walk_through(&walk, add_key, &keys);
    qsort(keys.at, keys.count, sizeof *keys.at, compare_numbers);
    for (size_t i = 1; i < keys.count; i++)
        assert_true(keys.at[i] != keys.at[i - 1]);
    assert_true(keys.shares > 0 && keys.retimed > 0);
    /* A carrier changes its provider in the middle of the month. */
    assert_int_equal(__builtin_popcountll(keys.providers_of_switched), 2);
    free(keys.at);
    walk_close(&walk);
}

/* ---- the whole ---- */

static void add_figures(const struct world_load *load, void *context)
{
    world_figures_add(context, load);
}

static void check_bounds(const struct world_profile *profile, const struct world_figures *figures)
{
    for (unsigned i = 0; i < WORLD_BOUNDS; i++) {
        uint32_t share = world_figures_share(figures, (enum world_bound)i);
        print_message("%s %s: %u (%u to %u)\n", profile->name,
                      world_bound_info((enum world_bound)i)->key, share, profile->bounds[i].least,
                      profile->bounds[i].most);
        assert_in_range(share, profile->bounds[i].least, profile->bounds[i].most);
    }
}

static void worlds_are_within_their_bounds(void **state)
{
    (void)state;
    static const char *const profiles[] = {"uz", "id", "az"};
    for (size_t i = 0; i < 3; i++) {
        struct walk walk;
        struct world_figures figures = {0};
        walk_open(&walk, profiles[i], 40, 60000, 21);
        walk_through(&walk, add_figures, &figures);
        world_figures_finish(&figures);
        check_bounds(walk.profile, &figures);
        world_figures_free(&figures);
        walk_close(&walk);
    }
}

static void no_sign_suffices(void **state)
{
    (void)state;
    struct walk walk;
    struct world_figures figures = {0};
    walk_open(&walk, "uz", 20, 100000, 4);
    walk_through(&walk, add_figures, &figures);
    for (unsigned i = 0; i < WORLD_SIGNS; i++) {
        print_message("%s: %llu planted, %llu innocent\n", world_sign_word((enum world_sign)i),
                      (unsigned long long)figures.planted[i],
                      (unsigned long long)figures.innocent[i]);
        assert_true(figures.innocent[i] > 0);
        assert_true(figures.innocent[i] >= 20 * figures.planted[i]);
    }
    world_figures_free(&figures);
    walk_close(&walk);
}

/* ---- planted cases ---- */

struct planted {
    size_t kinds[WORLD_PLANTS];
    size_t changed, shared_phones, ring_rows;
    struct walk *walk;
};

static bool has(const struct world_passenger *passenger, enum world_sign sign)
{
    return passenger->signs >> sign & 1;
}

static void check_listed(const struct planted *planted, const struct world_passenger *passenger)
{
    struct arena arena = {0};
    struct world_entry entry;
    world_entry(planted->walk->world, passenger->list_entry, &arena, &entry);
    bool same = entry.person.id == passenger->person.id;
    assert_int_equal(same, passenger->plant_kind == PLANT_LISTED);
    assert_true(span_equal(entry.person.surname, passenger->person.surname));
    if (!same)
        assert_int_not_equal(entry.person.birth, passenger->person.birth);
    assert_true(has(passenger, SIGN_NAME_LISTED));
    arena_free(&arena);
}

static void check_planted(const struct world_load *load, void *context)
{
    struct planted *planted = context;
    const struct world_passenger *before = NULL;
    for (uint32_t i = 0; i < load->passenger_count; i++) {
        const struct world_passenger *passenger = &load->passengers[i];
        const struct world_booking *booking = &load->bookings[passenger->booking];
        planted->kinds[passenger->plant_kind]++;
        if (passenger->plant_kind == PLANT_LISTED || passenger->plant_kind == PLANT_LOOKALIKE)
            check_listed(planted, passenger);
        planted->changed +=
            passenger->plant_kind == PLANT_LISTED && passenger->plant_spelling != SPELLING_PLAIN;
        if (passenger->plant_kind == PLANT_COURIER_RING) {
            bool together = before && before->plant == passenger->plant;
            assert_true(has(passenger, SIGN_PHONE_SHARED) && has(passenger, SIGN_CARD_SHARED));
            assert_true(!has(passenger, SIGN_ONE_WAY) || booking->leg_count == 1);
            if (together) {
                const struct world_booking *other = &load->bookings[before->booking];
                assert_string_not_equal(other->locator, booking->locator);
                assert_true(span_equal(other->phone, booking->phone));
                assert_string_equal(other->card, booking->card);
                assert_string_equal(other->agency, booking->agency);
                planted->shared_phones++;
            }
        }
        if (passenger->plant_kind == PLANT_CASH_PAYER)
            assert_true(booking->payment == PAYMENT_CASH && booking->payer.size > 0);
        if (passenger->plant_kind == PLANT_BAGGAGE && passenger->checked_in)
            assert_true(passenger->bags >= 5);
        if (passenger->plant_kind == PLANT_BROKEN_JOURNEY)
            assert_true(has(passenger, SIGN_ROUTE_BROKEN));
        if (passenger->plant_kind == PLANT_CONTRADICTION)
            assert_true(has(passenger, SIGN_NAME_OTHER) && has(passenger, SIGN_BIRTH_OTHER));
        if (passenger->plant_kind == PLANT_DOCUMENT_SWAP && before &&
            before->plant == passenger->plant)
            assert_string_equal(before->api_document.number, passenger->api_document.number);
        before = passenger;
    }
}

static void planted_cases_are_as_they_are_told(void **state)
{
    (void)state;
    struct walk walk;
    struct planted planted = {.walk = &walk};
    walk_open(&walk, "az", 20, 150000, 9);
    walk_through(&walk, check_planted, &planted);
    for (unsigned i = 1; i < WORLD_PLANTS; i++)
        assert_true(planted.kinds[i] > 0);
    assert_true(planted.shared_phones > 0);
    assert_true(planted.changed * 10 > planted.kinds[PLANT_LISTED] * 6);
    walk_close(&walk);
}

/* ---- what cannot be ---- */

static void too_few_persons_are_told(void **state)
{
    (void)state;
    struct world_profile *profile;
    struct world *world;
    struct world_options options = {.seed = 1, .start = FIRST_DAY, .days = 300, .persons = 100};
    assert_int_equal(world_profile_read("uz", NULL, &profile), STATUS_OK);
    assert_int_equal(world_open(profile, &options, &world), STATUS_INPUT);
    assert_non_null(strstr(status_sentence(), "take more persons or fewer days"));
    world_profile_free(profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_makes_the_same_world),
        cmocka_unit_test(a_flight_is_loaded_the_same_each_time),
        cmocka_unit_test(nobody_is_in_two_places),
        cmocka_unit_test(bookings_hang_together),
        cmocka_unit_test(a_flight_has_a_key_of_its_own),
        cmocka_unit_test(worlds_are_within_their_bounds),
        cmocka_unit_test(no_sign_suffices),
        cmocka_unit_test(planted_cases_are_as_they_are_told),
        cmocka_unit_test(too_few_persons_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
