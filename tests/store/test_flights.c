/* Flights, aliases, landings, versions of times. */
#include "fixture.h"

static bool note_key(void *context, struct span key)
{
    buffer_format(context, "%.*s ", (int)key.size, key.at);
    return true;
}

static bool note_former(void *context, const struct store_flight *former)
{
    buffer_format(context, "%.*s %.*s until %d; ", (int)former->departure.size,
                  former->departure.at, (int)former->off.size, former->off.at,
                  (int)former->changed_seq);
    return true;
}

static bool note_id(void *context, const struct store_flight *flight)
{
    char text[ID_TEXT];
    buffer_format(context, "%s ", id_format(ID_FLIGHT, flight->id, text));
    return true;
}

static bool note_landing(void *context, int ordinal, int64_t flight)
{
    char text[ID_TEXT];
    buffer_format(context, "%d:%s ", ordinal, id_format(ID_FLIGHT, flight, text));
    return true;
}

static void assert_note(struct buffer *note, const char *text)
{
    assert_string_equal(buffer_string(note), text);
    note->size = 0;
}

static void test_keys(void **state)
{
    struct fixture *fixture = *state;
    struct store *store = fixture->store;
    struct arena arena = {0};
    struct buffer note = {0};
    char key[32];
    int64_t one, two, other;
    OK(store_begin(store, 1));
    struct store_flight flight = flight_of(1, DAY, key), found;
    OK(store_flight_add(store, 1, &flight, &one));
    assert_int_equal(store_flight_add(store, 1, &flight, &other), STATUS_EXISTS);
    flight = flight_of(2, DAY, key);
    OK(store_flight_add(store, 1, &flight, &two));
    flight = flight_of(2, DAY + 1, key);
    OK(store_flight_add(store, 1, &flight, &other));
    flight.day = 20;
    flight.key = SPAN("new");
    assert_int_equal(store_flight_add(store, 1, &flight, &other), STATUS_INPUT);
    OK(store_alias_add(store, SPAN("ALIAS"), one));
    OK(store_alias_add(store, SPAN("ALIAS"), two)); /* taken already */
    OK(store_commit(store, 1, NOW));
    assert_int_equal(two, one + 1);
    assert_int_equal(other, id_make(DAY + 1, 1));
    OK(store_flight_find(store, SPAN("ALIAS"), &arena, &found));
    assert_int_equal(found.id, one);
    assert_true(span_is(found.carrier, "XQ") && span_is(found.board, "ZZA"));
    assert_int_equal(found.day, DAY);
    assert_int_equal(store_flight_find(store, SPAN("NONE"), &arena, &found), STATUS_MISSING);
    assert_int_equal(store_flight(store, id_make(DAY, 9), &arena, &found), STATUS_MISSING);
    OK(store_aliases(store, one, note_key, &note));
    assert_note(&note, "ALIAS XQ1/20779/ZZA ");
    OK(store_flights(store, DAY, DAY, note_id, &note));
    assert_note(&note, "F261122-1 F261122-2 ");
    OK(store_flights(store, DAY + 1, DAY + 5, note_id, &note));
    assert_note(&note, "F261123-1 ");
    buffer_free(&note);
    arena_free(&arena);
}

static void test_versions(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct arena arena = {0};
    struct buffer note = {0};
    char key[32];
    int64_t id;
    bool changed;
    OK(store_begin(store, 1));
    struct store_flight flight = flight_of(1, DAY, key), found;
    OK(store_flight_add(store, 1, &flight, &id));
    struct store_flight update = {.id = id, .departure = SPAN("2026-11-23T00:30")};
    OK(store_flight_update(store, 2, &update, &changed));
    assert_true(changed);
    OK(store_flight_update(store, 3, &update, &changed));
    assert_false(changed);
    update = (struct store_flight){.id = id, .off = SPAN("ZZC"), .direction = SPAN("inbound")};
    OK(store_flight_update(store, 4, &update, &changed));
    update = (struct store_flight){.id = id, .reference = SPAN("REF")};
    OK(store_flight_update(store, 5, &update, &changed));
    assert_true(changed);
    OK(store_commit(store, 5, NOW));
    OK(store_flight(store, id, &arena, &found));
    assert_true(span_is(found.departure, "2026-11-23T00:30") && span_is(found.off, "ZZC"));
    assert_true(span_is(found.direction, "inbound") && span_is(found.reference, "REF"));
    assert_int_equal(found.changed_seq, 5);
    OK(store_flight_versions(store, id, note_former, &note));
    assert_note(&note, "2026-11-22T10:00 ZZB until 2; 2026-11-23T00:30 ZZB until 4; ");
    buffer_free(&note);
    arena_free(&arena);
}

static void test_landings(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct buffer note = {0};
    int64_t flight;
    OK(store_begin(store, 1));
    OK(store_landing_add(store, 3, 1, id_make(DAY, 2)));
    OK(store_landing_add(store, 3, 0, id_make(DAY, 1)));
    OK(store_landing_add(store, 3, 0, id_make(DAY, 7))); /* what was decided stays */
    OK(store_landing_add(store, 4, 0, id_make(DAY, 9)));
    OK(store_commit(store, 4, NOW));
    OK(store_landing(store, 3, 0, &flight));
    assert_int_equal(flight, id_make(DAY, 1));
    assert_int_equal(store_landing(store, 3, 2, &flight), STATUS_MISSING);
    OK(store_landings(store, 3, note_landing, &note));
    assert_note(&note, "0:F261122-1 1:F261122-2 ");
    buffer_free(&note);
}

static bool note_event(void *context, const struct store_event *event)
{
    buffer_format(context, "%lld:%s ", (long long)event->seq, store_event_word(event->what));
    return true;
}

/* A damaged file may name an event that there is not. */
static void test_events(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct buffer note = {0};
    const int kinds[] = {FLIGHT_CANCELLED, FLIGHT_CLOSED, FLIGHT_CHANGED, FLIGHT_EVENTS, 77, -1};
    OK(store_begin(store, 1));
    for (int i = 0; i < 6; i++) {
        struct store_event event = {.flight = id_make(DAY, 1),
                                    .what = (enum store_event_kind)kinds[i],
                                    .at = NOW + i,
                                    .seq = i};
        OK(store_event_add(store, &event));
        OK(store_event_add(store, &event)); /* kept once */
    }
    OK(store_commit(store, 1, NOW));
    OK(store_events(store, id_make(DAY, 1), note_event, &note));
    assert_note(&note, "0:cancelled 1:closed 2:changed 3: 4: 5: ");
    buffer_free(&note);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_keys), TEST(test_versions), TEST(test_landings),
                                       TEST(test_events)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
