/* A world of one flight, and a store that knows some of it, some twice, and somebody who is not in it. */
#include "fixture.h"

#include "score/score.h"
#include "sys/files.h"

enum { PERSONS = 4 };
static const char *const names[PERSONS] = {"ZARVAND", "BRENDHOLM", "MARCHETTI", "OKTEMIR"};

static void put(const char *folder, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    OK(file_write(path, span_of(text), 0600));
}

/* The first is listed and the second looks like somebody who is; nobody was told of the last. */
static void put_persons(const char *folder)
{
    struct buffer text = {0};
    for (int i = 0; i < PERSONS; i++)
        buffer_format(
            &text,
            "{\"flight\":0,\"person\":\"%016x\",\"surname\":\"%s\",\"given\":\"ANNA\","
            "\"birth\":\"1990-01-0%d\",\"culture\":\"german\",\"script\":\"Latn\",\"locators\":[],"
            "\"pnr\":{\"surname\":\"%s\",\"given\":\"ANNA\",\"document\":null},"
            "\"api\":{\"surname\":\"%s\",\"given\":\"ANNA\",\"document\":{\"number\":\"D%d\"}},"
            "\"signs\":[],\"plant\":%s,\"list_entry\":%s,\"told\":[%s]}\n",
            0x1000 + i, names[i], i + 1, names[i], names[i], i,
            i == 0   ? "{\"case\":\"01\",\"kind\":\"listed\",\"spelling\":\"typo\"}"
            : i == 1 ? "{\"case\":\"02\",\"kind\":\"look-alike\",\"spelling\":\"plain\"}"
                     : "null",
            i < 2 ? "\"W-000007\"" : "null", i < 3 ? "\"api-checkin\"" : "");
    put(folder, "persons.jsonl", buffer_string(&text));
    buffer_free(&text);
}

static void put_world(const char *folder)
{
    put(folder, "manifest.json",
        "{\"format\":1,\"profile\":\"uz\",\"home\":\"UZ\",\"start\":\"2026-11-22\",\"days\":1,"
        "\"seed\":5,\"counts\":{\"persons\":4},\"files\":[],\"hash\":"
        "\"0123456789012345678901234567890123456789012345678901234567890123\"}");
    put(folder, "flights.jsonl",
        "{\"flight\":0,\"carrier\":\"XQ\",\"number\":\"7\",\"day\":\"2026-11-22\",\"board\":\"ZZA\","
        "\"shares\":[{\"carrier\":\"YY\",\"number\":\"88\"}],\"dialect\":\"amber\"}\n");
    put(folder, "messages.jsonl",
        "{\"n\":11,\"due\":\"2026-11-22T18:30:05Z\",\"kind\":\"api-checkin\",\"fault\":\"sound\",\"flight\":0}\n"
        "{\"n\":12,\"kind\":\"api-checkin\",\"fault\":\"corrupted\",\"flight\":0}\n"
        "{\"n\":13,\"kind\":\"api-checkin\",\"fault\":\"sound\",\"flight\":1}\n"
        "{\"n\":14,\"kind\":\"pnr-1\",\"fault\":\"sound\",\"flight\":0}\n");
    put_persons(folder);
}

/* ---- the store ---- */

static int64_t add_flight(struct store *store, const char *key)
{
    int64_t id;
    struct store_flight flight = {.day = DAY,
                                  .key = span_of(key),
                                  .carrier = SPAN("XQ"),
                                  .number = SPAN("7"),
                                  .board = SPAN("ZZA"),
                                  .off = SPAN("ZZB")};
    OK(store_flight_add(store, 1, &flight, &id));
    return id;
}

static int64_t add_person(struct store *store, int64_t flight, const char *surname,
                          const char *birth, const char *document)
{
    struct arena arena = {0};
    struct image_builder *builder = image_builder_new(&arena, 0);
    uint32_t node = image_add_node(builder, NODE_TRAVELLER, KIND_API, IMAGE_NONE, 0);
    image_add_value(builder, node, FIELD_TRAVELLER_SURNAME, span_of(surname), 0, 1);
    image_add_value(builder, node, FIELD_TRAVELLER_GIVEN, SPAN("ANNA"), 0, 1);
    image_add_value(builder, node, FIELD_TRAVELLER_BIRTH, span_of(birth), 0, 1);
    if (document) {
        uint32_t paper = image_add_node(builder, NODE_DOCUMENT, KIND_API, node, 0);
        image_add_value(builder, paper, FIELD_DOCUMENT_NUMBER, span_of(document), 0, 1);
    }
    struct store_traveller made = {.flight = flight, .kind = 1, .origin = {1, 0}};
    static int64_t begin;
    made.origin.begin = ++begin;
    struct store_content *content = &made.content[PART_API];
    content->bytes = image_finish(builder);
    content->digest = digest_text(content->bytes);
    int64_t id;
    OK(store_traveller_add(store, 1, &made, &id));
    arena_free(&arena);
    return id;
}

static void add_alert(struct store *store, int64_t flight, int64_t traveller, const char *entry)
{
    struct store_hit hit = {.traveller = traveller,
                            .list = 3,
                            .entry = span_of(entry),
                            .how = 1,
                            .list_version = 1,
                            .severity = 2,
                            .score = 90,
                            .kind = KIND_API,
                            .evidence_seq = 1,
                            .raised_seq = 1,
                            .raised_at = NOW,
                            .evidence = SPAN("{}")};
    OK(store_hit_put(store, &hit));
    OK(store_alert_put(store, 1, NOW,
                       &(struct store_alert){
                           .traveller = traveller, .flight = flight, .severity = 2, .reasons = 1}));
}

static struct score *score_of(struct fixture *fixture, const char *folder)
{
    static struct score score;
    const struct score_options options = {.folder = folder, .store = fixture->store};
    OK(score_run(&options, &score));
    return &score;
}

static void test_presence(void **state)
{
    struct fixture *fixture = *state;
    char *folder = folder_make();
    put_world(folder);
    struct score *score = score_of(fixture, folder);
    assert_int_equal(score->all.missing, 3);
    assert_int_equal(score->flights_missing, 1);
    assert_int_equal(score->problem_count, 3);

    OK(store_begin(fixture->store, 1));
    int64_t flight = add_flight(fixture->store, "XQ7/2026-11-22/ZZA");
    add_person(fixture->store, flight, names[0], "1990-01-01", "D0");
    int64_t first = add_person(fixture->store, flight, names[1], "1990-01-02", NULL);
    int64_t second = add_person(fixture->store, flight, names[1], "1990-01-02", "D1");
    add_person(fixture->store, flight, "STRANGER", "1950-05-05", "X9");
    int64_t other = add_flight(fixture->store, "XQ9/2026-11-22/ZZA");
    add_person(fixture->store, other, names[2], "1990-01-03", "D2");
    OK(store_commit(fixture->store, 1, NOW));
    score = score_of(fixture, folder);
    assert_int_equal(score->all.told, 3);
    assert_int_equal(score->all.once, 1);
    assert_int_equal(score->all.twice, 1);
    assert_int_equal(score->all.missing, 1); /* it is on a flight that is not in the world */
    assert_int_equal(score->other_flights, 1);
    assert_int_equal(score->cards, 5);
    assert_int_equal(score->strangers, 2);
    assert_string_equal(score->dialects[0].dialect, "amber");
    /* Who is missing comes first, who is nobody last. */
    assert_int_equal(score->problem_count, 3);
    assert_int_equal(score->problems[0].kind, SCORE_MISSING);
    assert_int_equal(score->problems[2].kind, SCORE_NOBODY);
    const struct score_problem *twice = &score->problems[1];
    assert_int_equal(twice->kind, SCORE_TWICE);
    assert_true(twice->person == 0x1001);
    assert_true(twice->cards[0] == first && twice->cards[1] == second);
    /* Of the messages that told of the person, those that were not damaged. */
    assert_int_equal(twice->messages[0], 11);
    assert_int_equal(twice->messages[1], 0);

    /* A merge makes one of two. */
    OK(store_begin(fixture->store, 2));
    OK(store_merge(fixture->store, &(struct store_edge){second, first, 2, 1}));
    OK(store_commit(fixture->store, 2, NOW));
    assert_int_equal(score_of(fixture, folder)->all.twice, 0);
    folder_remove(folder);
}

/* The key of its day is another's: of a flight that came late, or of whose own lists alone are known. */
static void find_all_on(struct fixture *fixture, const char *folder, const char *others,
                        const char *key)
{
    OK(store_begin(fixture->store, 1));
    int64_t other = add_flight(fixture->store, others);
    int64_t flight = add_flight(fixture->store, key);
    add_person(fixture->store, other, "STRANGER", "1950-05-05", "X9");
    for (int i = 0; i < 3; i++)
        add_person(fixture->store, flight, names[i],
                   (const char *[]){"1990-01-01", "1990-01-02", "1990-01-03"}[i], NULL);
    OK(store_commit(fixture->store, 1, NOW));
    assert_int_equal(score_of(fixture, folder)->all.once, 3);
}

static void test_own(void **state)
{
    char *folder = folder_make();
    put_world(folder);
    find_all_on(*state, folder, "XQ7/2026-11-22/ZZA", "XQ7/2026-11-22/ZZA/own");
    folder_remove(folder);
}

/* A world whose flight is moved past midnight, which was known at that time. */
static void put_moved(const char *folder, const char *known)
{
    char line[300];
    put_world(folder);
    snprintf(
        line, sizeof line,
        "{\"flight\":0,\"carrier\":\"XQ\",\"number\":\"7\",\"day\":\"2026-11-22\",\"board\":\"ZZA\","
        "\"left_local\":\"2026-11-23T01:10\",\"retimed_at\":\"%s\",\"shares\":[],"
        "\"dialect\":\"table\"}\n",
        known);
    put(folder, "flights.jsonl", line);
}

/* What is told first is told after that. */
static void test_moved(void **state)
{
    char *folder = folder_make();
    put_moved(folder, "2026-11-22T18:00Z");
    find_all_on(*state, folder, "XQ7/2026-11-22/ZZA", "XQ7/2026-11-23/ZZA");
    folder_remove(folder);
}

/* Its crew was told before: it is known by its day, and the next day's flight is another. */
static void test_moved_when_it_was_known(void **state)
{
    char *folder = folder_make();
    put_moved(folder, "2026-11-22T19:00Z");
    find_all_on(*state, folder, "XQ7/2026-11-23/ZZA", "XQ7/2026-11-22/ZZA");
    folder_remove(folder);
}

/* By the key of a marketing flight the same persons are found, once. */
static void test_shares(void **state)
{
    struct fixture *fixture = *state;
    char *folder = folder_make();
    put_world(folder);
    OK(store_begin(fixture->store, 1));
    int64_t flight = add_flight(fixture->store, "YY88/2026-11-22/ZZA");
    OK(store_alias_add(fixture->store, SPAN("XQ7/2026-11-22/ZZA"), flight));
    for (int i = 0; i < PERSONS; i++)
        add_person(fixture->store, flight, names[i], "1985-01-01",
                   (const char *[]){"D0", "D1", "D2", "D3"}[i]);
    OK(store_commit(fixture->store, 1, NOW));
    struct score *score = score_of(fixture, folder);
    assert_int_equal(score->all.once, 3);
    assert_int_equal(score->untold_found, 1);
    assert_int_equal(score->strangers, 0);
    assert_int_equal(score->problem_count, 0);
    folder_remove(folder);
}

/* ---- alerts, with a list that is in force ---- */

static struct desk *desk_with_list(const char *folder, struct keyring *keyring)
{
    char path[256];
    struct desk *desk;
    struct arena arena = {0};
    struct desk_list_outcome made;
    snprintf(path, sizeof path, "%s/authored", folder);
    OK(desk_open(path, DESK_WRITE, keyring, &desk));
    for (int i = 0; i < 3; i++) { /* the third has the number 3 */
        struct desk_list_order order = {
            .name = (struct span[]){SPAN("a"), SPAN("b"), SPAN("watchlist")}[i],
            .format = WATCH_FORMAT_CSV,
            .bytes = SPAN("id,surname,given\nW-000007,ZARVAND,ANNA\n"),
            .by = SPAN("test"),
            .now = NOW};
        OK(desk_list_import(desk, &order, &arena, &made));
        OK(desk_list_number(desk, made.list, made.version, 0));
    }
    assert_int_equal(made.list, 3);
    arena_free(&arena);
    return desk;
}

static void test_alerts(void **state)
{
    struct fixture *fixture = *state;
    char *folder = folder_make();
    int64_t ids[PERSONS];
    put_world(folder);
    struct desk *desk = desk_with_list(folder, fixture->keyring);
    OK(store_begin(fixture->store, 1));
    int64_t flight = add_flight(fixture->store, "XQ7/2026-11-22/ZZA");
    for (int i = 0; i < PERSONS; i++)
        ids[i] = add_person(fixture->store, flight, names[i], "1985-01-01",
                            (const char *[]){"D0", "D1", "D2", "D3"}[i]);
    add_alert(fixture->store, flight, ids[0], "W-000007");
    add_alert(fixture->store, flight, ids[1], "W-000007");
    add_alert(fixture->store, flight, ids[2], "W-000001");
    OK(store_commit(fixture->store, 1, NOW));
    static struct score score;
    struct score_options options = {.folder = folder, .store = fixture->store, .desk = desk};
    OK(score_run(&options, &score));
    assert_true(score.listed && !score.rules);
    assert_int_equal(score.alerts, 3);
    assert_int_equal(score.found, 1);
    assert_int_equal(score.missed, 0);
    assert_int_equal(score.look_alikes, 1);
    assert_int_equal(score.namesakes, 0);
    assert_int_equal(score.others, 1);
    assert_string_equal(score.spellings.rows[0].word, "typo");
    assert_int_equal(score.spellings.rows[0].found, 1);
    struct buffer text = {0};
    score_print(&score, &text);
    assert_non_null(strstr(buffer_string(&text), "no rule looks for these yet"));
    assert_non_null(strstr(buffer_string(&text), "recall 100.0 %"));
    assert_non_null(strstr(buffer_string(&text), "Precision 33.3 %"));
    assert_non_null(strstr(buffer_string(&text), "hits per 1,000 persons 1000.0"));
    buffer_free(&text);
    /* Another list's alerts are not this one's. */
    options.list = "a";
    OK(score_run(&options, &score));
    assert_int_equal(score.alerts, 0);
    assert_int_equal(score.missed, 1);
    options.list = "none";
    assert_int_equal(score_run(&options, &score), STATUS_MISSING);
    desk_close(desk);
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_presence, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_moved, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_moved_when_it_was_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_shares, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_alerts, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
