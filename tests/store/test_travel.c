/* Bookings, travellers, contents, versions, merges, pushes, hits and alerts of a day. */
#include "fixture.h"

struct list {
    int count;
    char text[4096];
};

__attribute__((format(printf, 2, 3))) static void note(struct list *list, const char *format, ...)
{
    va_list arguments;
    size_t size = strlen(list->text);
    va_start(arguments, format);
    vsnprintf(list->text + size, sizeof list->text - size, format, arguments);
    va_end(arguments);
    list->count++;
}

static int64_t make_flight(struct store *store, int number)
{
    char key[32];
    int64_t id;
    struct store_flight flight = flight_of(number, DAY, key);
    OK(store_flight_add(store, 1, &flight, &id));
    return id;
}

static int64_t make_card(struct store *store, int64_t flight, const char *api, const char *pnr)
{
    int64_t id;
    struct store_traveller card = {.flight = flight, .kind = 2, .flags = 5, .origin = {1, 400}};
    if (api)
        card.content[PART_API] = content_text(api);
    if (pnr)
        card.content[PART_PNR] = content_text(pnr);
    OK(store_traveller_add(store, 1, &card, &id));
    return id;
}

static void assert_bytes(const struct store_content *content, const char *text)
{
    assert_true(span_is(content->bytes, text));
    assert_int_equal((uintptr_t)content->bytes.at % 16, 0);
}

static void test_insert_and_load(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct arena arena = {0};
    struct store_loaded loaded;
    struct store_content booking = content_text("booking");
    OK(store_begin(store, 1));
    int64_t flight = make_flight(store, 1), other = make_flight(store, 2), b;
    OK(store_booking_add(store, 1, flight, &booking, &b));
    int64_t one = make_card(store, flight, "api one", NULL);
    int64_t two = make_card(store, flight, "api two", "pnr two");
    int64_t three = make_card(store, other, NULL, NULL);
    OK(store_commit(store, 1, NOW));
    assert_int_equal(one, id_make(DAY, 1));
    assert_int_equal(two, id_make(DAY, 2));
    assert_int_equal(three, id_make(DAY, 3));
    assert_int_equal(b, id_make(DAY, 1));
    assert_int_equal(flight, id_make(DAY, 1));
    OK(store_flight_load(store, flight, &arena, &loaded));
    assert_int_equal(loaded.traveller_count, 2);
    assert_int_equal(loaded.booking_count, 1);
    const struct store_traveller *card = &loaded.travellers[1];
    assert_int_equal(card->id, two);
    assert_int_equal(card->flight, flight);
    assert_int_equal(card->kind, 2);
    assert_int_equal(card->flags, 5);
    assert_int_equal(card->booking, 0);
    assert_int_equal(card->origin.begin, 400);
    assert_bytes(&card->content[PART_API], "api two");
    assert_bytes(&card->content[PART_PNR], "pnr two");
    assert_bytes(&loaded.bookings[0].content, "booking");
    assert_int_equal(loaded.travellers[0].content[PART_PNR].version, 0);
    assert_memory_equal(&card->content[PART_API].digest,
                        &(struct seal_digest[]){digest_text(SPAN("api two"))}[0], 16);
    OK(store_flight_load(store, id_make(DAY, 77), &arena, &loaded));
    assert_int_equal(loaded.traveller_count, 0);
    OK(store_flight_load(store, id_make(DAY + 9, 1), &arena, &loaded));
    assert_int_equal(loaded.booking_count, 0);
    arena_free(&arena);
}

static bool list_version(void *context, const struct store_content *content)
{
    note(context, "v%d by %d: %.*s\n", content->version, (int)content->seq,
         (int)content->bytes.size, content->bytes.at);
    return true;
}

static bool put(struct store *store, enum store_part part, int64_t id, int64_t seq,
                const char *text)
{
    bool changed;
    struct store_content content = content_text(text);
    OK(store_content_put(store, part, id, seq, &content, &changed));
    return changed;
}

static void test_versions(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct list list = {0};
    struct arena arena = {0};
    struct store_traveller card;
    OK(store_begin(store, 1));
    int64_t id = make_card(store, make_flight(store, 1), NULL, "first");
    assert_false(put(store, PART_PNR, id, 2, "first"));
    assert_true(put(store, PART_PNR, id, 3, "second"));
    assert_false(put(store, PART_PNR, id, 4, "second"));
    assert_true(put(store, PART_PNR, id, 5, "first"));
    assert_true(put(store, PART_API, id, 6, "api"));
    OK(store_commit(store, 6, NOW));
    OK(store_versions(store, PART_PNR, id, list_version, &list));
    assert_string_equal(list.text, "v1 by 1: first\nv2 by 3: second\n");
    list = (struct list){0};
    OK(store_versions(store, PART_API, id, list_version, &list));
    assert_int_equal(list.count, 0);
    OK(store_traveller(store, id, &arena, &card));
    assert_int_equal(card.content[PART_PNR].version, 3);
    assert_int_equal(card.content[PART_PNR].seq, 5);
    assert_int_equal(card.changed_seq, 6);
    assert_int_equal(card.created_seq, 1);
    assert_bytes(&card.content[PART_PNR], "first");
    arena_free(&arena);
}

static void test_booking_versions(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct list list = {0};
    struct arena arena = {0};
    struct store_booking booking;
    struct store_content content = content_text("one");
    int64_t id;
    OK(store_begin(store, 1));
    OK(store_booking_add(store, 1, make_flight(store, 1), &content, &id));
    assert_true(put(store, PART_BOOKING, id, 2, "two"));
    assert_false(put(store, PART_BOOKING, id, 3, "two"));
    OK(store_commit(store, 3, NOW));
    OK(store_booking(store, id, &arena, &booking));
    assert_bytes(&booking.content, "two");
    OK(store_versions(store, PART_BOOKING, id, list_version, &list));
    assert_string_equal(list.text, "v1 by 1: one\n");
    assert_int_equal(store_booking(store, id + 1, &arena, &booking), STATUS_MISSING);
    assert_int_equal(store_booking(store, id_make(DAY + 1, 1), &arena, &booking), STATUS_MISSING);
    arena_free(&arena);
}

/* ---- merges ---- */

static bool list_edge(void *context, const struct store_edge *edge)
{
    note(context, "%d>%d@%d:%d ", id_number(edge->younger), id_number(edge->older), (int)edge->seq,
         edge->reason);
    return true;
}

static bool list_origin(void *context, const struct store_origin *origin)
{
    note(context, "%d:%d ", (int)origin->seq, (int)origin->begin);
    return true;
}

static bool list_head(void *context, const struct store_head *head)
{
    note(context, "%d>%d%s%s ", id_number(head->id), id_number(head->merged_into),
         head->has[PART_API] ? " API" : "", head->has[PART_PNR] ? " PNR" : "");
    return true;
}

static void test_merges(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct list list = {0};
    struct arena arena = {0};
    struct store_traveller card;
    int64_t found;
    OK(store_begin(store, 1));
    int64_t flight = make_flight(store, 1);
    int64_t a = make_card(store, flight, "a", NULL), b = make_card(store, flight, "b", NULL);
    int64_t c = make_card(store, flight, NULL, "c");
    OK(store_merge(store, &(struct store_edge){c, b, 7, 2}));
    OK(store_merge(store, &(struct store_edge){b, a, 8, 1}));
    OK(store_origin_add(store, (struct store_origin){7, 90}, a));
    OK(store_origin_add(store, (struct store_origin){7, 90}, a));
    OK(store_origin_add(store, (struct store_origin){6, 10}, a));
    assert_int_equal(store_merge(store, &(struct store_edge){c, id_make(DAY + 1, 1), 8, 1}),
                     STATUS_INPUT);
    assert_int_equal(store_merge(store, &(struct store_edge){c, c, 8, 1}), STATUS_INPUT);
    OK(store_commit(store, 8, NOW));
    OK(store_traveller(store, c, &arena, &card));
    assert_int_equal(card.id, a);
    struct store_head head;
    OK(store_root(store, c, &head));
    assert_int_equal(head.id, a);
    OK(store_heads(store, flight, list_head, &list));
    assert_string_equal(list.text, "1>0 API 2>1 API 3>2 PNR ");
    list = (struct list){0};
    assert_int_equal(store_root(store, id_make(DAY, 9), &head), STATUS_MISSING);
    assert_int_equal(store_root(store, id_make(DAY + 2, 9), &head), STATUS_MISSING);
    OK(store_traveller_as_is(store, c, &arena, &card));
    assert_int_equal(card.id, c);
    assert_int_equal(card.merged_into, b);
    OK(store_edges(store, b, list_edge, &list));
    assert_string_equal(list.text, "2>1@8:1 3>2@7:2 ");
    list = (struct list){0};
    OK(store_origins(store, a, list_origin, &list));
    assert_string_equal(list.text, "6:10 7:90 ");
    OK(store_origin_find(store, DAY, (struct store_origin){7, 90}, &found));
    assert_int_equal(found, a);
    assert_int_equal(store_origin_find(store, DAY, (struct store_origin){7, 91}, &found),
                     STATUS_MISSING);
    assert_int_equal(store_origin_find(store, DAY + 1, (struct store_origin){7, 90}, &found),
                     STATUS_MISSING);
    assert_int_equal(store_traveller(store, id_make(DAY, 9), &arena, &card), STATUS_MISSING);
    assert_int_equal(store_traveller(store, id_make(DAY + 2, 9), &arena, &card), STATUS_MISSING);
    arena_free(&arena);
}

static void test_circle_of_merges(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct arena arena = {0};
    struct store_traveller card;
    OK(store_begin(store, 1));
    int64_t flight = make_flight(store, 1);
    int64_t a = make_card(store, flight, "a", NULL), b = make_card(store, flight, "b", NULL);
    OK(store_merge(store, &(struct store_edge){b, a, 7, 2}));
    OK(store_merge(store, &(struct store_edge){a, b, 7, 2}));
    OK(store_commit(store, 7, NOW));
    struct store_head head;
    assert_int_equal(store_traveller(store, a, &arena, &card), STATUS_DAMAGED);
    assert_int_equal(store_root(store, a, &head), STATUS_DAMAGED);
    arena_free(&arena);
}

/* ---- pushes ---- */

static bool list_push(void *context, const struct store_push *push)
{
    note(context, "%d.%d %.*s %d=%d+%d+%d\n", (int)push->seq, push->ordinal, (int)push->role.size,
         push->role.at, push->persons, push->added, push->changed, push->same);
    return true;
}

static void test_pushes(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct list list = {0};
    OK(store_begin(store, 1));
    int64_t flight = make_flight(store, 1);
    struct store_push push = {.seq = 4,
                              .ordinal = 1,
                              .flight = flight,
                              .kind = KIND_PNR,
                              .role = SPAN("full"),
                              .persons = 3,
                              .added = 1,
                              .changed = 1,
                              .same = 1};
    OK(store_push_add(store, &push));
    push.seq = 2;
    push.role = SPAN("");
    OK(store_push_add(store, &push));
    OK(store_commit(store, 4, NOW));
    OK(store_pushes(store, flight, list_push, &list));
    assert_string_equal(list.text, "2.1  3=1+1+1\n4.1 full 3=1+1+1\n");
}

/* ---- hits and alerts ---- */

static bool list_hit(void *context, const struct store_hit *hit)
{
    note(context, "%.*s v%d since %d by %d until %d: %.*s\n", (int)hit->entry.size, hit->entry.at,
         (int)hit->list_version, (int)hit->raised_seq, (int)hit->evidence_seq,
         (int)hit->withdrawn_seq, (int)hit->evidence.size, hit->evidence.at);
    return true;
}

static void test_hits(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct list list = {0};
    OK(store_begin(store, 1));
    int64_t id = make_card(store, make_flight(store, 1), "a", NULL);
    struct store_hit hit = {.traveller = id,
                            .list = 1,
                            .entry = SPAN("B"),
                            .how = 1,
                            .list_version = 1,
                            .kind = KIND_PNR,
                            .evidence_seq = 1,
                            .raised_seq = 1,
                            .evidence = SPAN("name")};
    OK(store_hit_put(store, &hit));
    hit.evidence_seq = 3, hit.raised_seq = 3, hit.list_version = 2, hit.kind = KIND_API;
    hit.evidence = SPAN("document");
    OK(store_hit_put(store, &hit));
    hit.entry = SPAN("A");
    OK(store_hit_put(store, &hit));
    OK(store_hit_withdraw(store, 5, &hit));
    hit.entry = SPAN("C");
    assert_int_equal(store_hit_withdraw(store, 5, &hit), STATUS_MISSING);
    OK(store_commit(store, 5, NOW));
    OK(store_hits(store, id, list_hit, &list));
    assert_string_equal(list.text, "A v2 since 3 by 3 until 5: document\n"
                                   "B v2 since 1 by 3 until 0: document\n");
    OK(store_begin(store, 6));
    hit.entry = SPAN("A"), hit.raised_seq = 6;
    OK(store_hit_put(store, &hit));
    OK(store_commit(store, 6, NOW));
    list = (struct list){0};
    OK(store_hits(store, id, list_hit, &list));
    assert_non_null(strstr(list.text, "A v2 since 6 by 3 until 0: document\n"));
}

static void alert(struct store *store, int64_t seq, int64_t id, int severity, bool withdrawn)
{
    OK(store_begin(store, seq));
    OK(store_alert_put(store, seq, NOW + seq,
                       &(struct store_alert){.traveller = id,
                                             .flight = id_make(DAY, 1),
                                             .severity = severity,
                                             .reasons = 1,
                                             .withdrawn_seq = withdrawn ? seq : 0}));
    OK(store_commit(store, seq, NOW + seq));
}

static bool list_alert(void *context, const struct store_alert *row)
{
    note(context, "%d:%d@%d ", id_number(row->traveller), row->severity, id_day(row->traveller));
    return true;
}

static void test_alerts(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct store_alert now;
    struct list list = {0};
    int64_t id = id_make(DAY, 3);
    alert(store, 1, id, 2, true); /* nothing to withdraw */
    assert_int_equal(store_alert(store, id, &now), STATUS_MISSING);
    alert(store, 2, id, 2, false);
    alert(store, 3, id, 2, false); /* the same again */
    alert(store, 4, id, 3, false);
    OK(store_alert(store, id, &now));
    assert_int_equal(now.raised_seq, 2);
    assert_int_equal(now.raised_at, NOW + 2);
    assert_int_equal(now.changed_seq, 4);
    alert(store, 5, id, 3, true);
    alert(store, 6, id, 3, true); /* withdrawn already */
    OK(store_alert(store, id, &now));
    assert_int_equal(now.withdrawn_seq, 5);
    assert_int_equal(now.raised_seq, 2);
    alert(store, 7, id, 3, false);
    OK(store_alert(store, id, &now));
    assert_int_equal(now.raised_seq, 7);
    assert_int_equal(now.withdrawn_seq, 0);
    char *feed = dump_feed(store);
    assert_string_equal(feed, "news 1 T261122-3 seq 2 0\nnews 2 T261122-3 seq 4 1\n"
                              "news 3 T261122-3 seq 5 2\nnews 4 T261122-3 seq 7 0\n");
    free(feed);
    alert(store, 8, id_make(DAY + 1, 1), 1, false);
    alert(store, 9, id_make(DAY, 1), 1, false);
    OK(store_alerts(store, DAY, DAY + 1, list_alert, &list));
    assert_string_equal(list.text, "1:1@20779 3:3@20779 1:1@20780 ");
    list = (struct list){0};
    OK(store_alerts_of_flight(store, id_make(DAY, 1), list_alert, &list));
    assert_int_equal(list.count, 2);
}

/* An alert that comes and goes within one batch is no news. */
static void test_alert_within_a_batch(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct store_alert row = {.traveller = id_make(DAY, 1), .flight = id_make(DAY, 1)};
    OK(store_begin(store, 1));
    OK(store_alert_put(store, 1, NOW, &row));
    row.withdrawn_seq = 2;
    OK(store_alert_put(store, 2, NOW, &row));
    OK(store_commit(store, 2, NOW));
    char *feed = dump_feed(store);
    assert_string_equal(feed, "");
    free(feed);
    alert(store, 3, row.traveller, 1, false);
    feed = dump_feed(store);
    assert_string_equal(feed, "news 1 T261122-1 seq 3 0\n");
    free(feed);
}

static void test_day_state(void **state)
{
    struct fixture *fixture = *state;
    int64_t lists, applied;
    OK(store_day_lists(fixture->store, DAY, &lists));
    assert_int_equal(lists, 0);
    OK(store_begin(fixture->store, 4));
    OK(store_day_lists_set(fixture->store, DAY, 12));
    assert_int_equal(store_day_lists_set(fixture->store, 100, 12), STATUS_INPUT);
    OK(store_commit(fixture->store, 4, NOW));
    fixture_close(fixture);
    fixture_open(fixture, STORE_WRITE);
    OK(store_day_lists(fixture->store, DAY, &lists));
    OK(store_day_applied(fixture->store, DAY, &applied));
    assert_int_equal(lists, 12);
    assert_int_equal(applied, 4);
}

/* More days in one batch than are kept open: none of them may be closed before its commit. */
static void test_many_days(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct arena arena = {0};
    for (int64_t batch = 1; batch <= 2; batch++) {
        OK(store_begin(store, batch));
        for (int i = 0; i < 50; i++) {
            char key[32];
            int64_t flight;
            struct store_flight made = flight_of((int)batch, DAY + i, key);
            OK(store_flight_add(store, batch, &made, &flight));
            (void)make_card(store, flight, "somebody", NULL);
        }
        OK(store_commit(store, batch, NOW));
    }
    assert_true(store->days.count > 32);
    for (int i = 0; i < 50; i++)
        for (int n = 1; n <= 2; n++) {
            struct store_traveller card;
            OK(store_traveller(store, id_make(DAY + i, n), &arena, &card));
            assert_bytes(&card.content[PART_API], "somebody");
        }
    int64_t applied; /* the next that is opened makes room */
    OK(store_day_applied(store, DAY + 70, &applied));
    assert_true(store->days.count <= 32);
    arena_free(&arena);
}

/* ---- the packed form ---- */

static void test_pack(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct buffer packed = {0};
    uint64_t seed = 3;
    for (unsigned size = 0; size < 300; size++) {
        char bytes[300];
        struct span clear = {bytes, size}, out;
        for (unsigned i = 0; i < size; i++)
            bytes[i] = (char)(roll(&seed, 3) ? 0 : roll(&seed, 256));
        packed.size = 0;
        store_pack(&packed, clear);
        OK(store_unpack(buffer_span(&packed), &arena, &out));
        assert_true(span_equal(clear, out));
        for (size_t cut = 0; cut < packed.size; cut++) {
            char *part = malloc(cut + 1); /* so that reading too far is seen */
            memcpy(part, packed.at, cut);
            assert_int_equal(store_unpack((struct span){part, cut}, &arena, &out), STATUS_DAMAGED);
            free(part);
        }
        arena_reset(&arena);
    }
    struct span out;
    assert_int_equal(store_unpack(SPAN("\xff\xff\xff\xff\x01\x01"), &arena, &out), STATUS_DAMAGED);
    assert_int_equal(store_unpack(SPAN("\x01\x00\x00\x00\x02\x01"), &arena, &out), STATUS_DAMAGED);
    arena_free(&arena);
    buffer_free(&packed);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_insert_and_load),
        TEST(test_versions),
        TEST(test_booking_versions),
        TEST(test_merges),
        TEST(test_circle_of_merges),
        TEST(test_pushes),
        TEST(test_hits),
        TEST(test_alerts),
        TEST(test_alert_within_a_batch),
        TEST(test_day_state),
        TEST(test_many_days),
        cmocka_unit_test(test_pack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
