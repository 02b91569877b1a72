/* A store in a temporary folder, invented traffic that is given to it message by message as fusion
 * would, and a dump of everything that can be read back. All persons are invented. */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "store/index.h"

#include "../room.h"
#include "store/internal.h"
#include "store/progress.h"
#include "store/travel.h"

#define OK(call) assert_int_equal((call), STATUS_OK)

enum { DAY = 20779 }; /* 2026-11-22 */
#define NOW ((int64_t)DAY * MICROS_PER_DAY)

/* ---- keys ---- */

static inline enum status invented_key(unsigned a, unsigned b, struct seal_key *out)
{
    memset(out->bytes, 7, sizeof out->bytes);
    memcpy(out->bytes, &a, sizeof a);
    memcpy(out->bytes + sizeof a, &b, sizeof b);
    return STATUS_OK;
}

static inline enum status invented_month(void *context, int32_t month, enum kind kind,
                                         struct seal_key *out)
{
    (void)context;
    return invented_key((unsigned)month, kind == KIND_API ? 1 : 2, out);
}

static inline enum status invented_public(void *context, int32_t month, enum kind kind,
                                          struct public_key *out)
{
    (void)context;
    memset(out, month + (int)kind, sizeof *out);
    return STATUS_OK;
}

static inline enum status invented_installation(void *context, enum installation_key key,
                                                struct seal_key *out)
{
    (void)context;
    return invented_key(1000000, key, out);
}

static inline struct keyring *invented_keyring(void)
{
    assert_int_equal(seal_start(), STATUS_OK);
    return keyring_new(
        (struct keyring_source){NULL, invented_month, invented_public, invented_installation});
}

/* ---- folders ---- */

static inline char *folder_make(void)
{
    enum { SIZE = 64 };
    char *name = malloc(SIZE);
    room_name(name, SIZE, "store");
    assert_non_null(mkdtemp(name));
    return name;
}

static inline int remove_one(const char *path, const struct stat *about, int kind,
                             struct FTW *place)
{
    (void)about, (void)kind, (void)place;
    return remove(path);
}

static inline void folder_remove(char *folder)
{
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(folder);
}

struct fixture {
    char *folder;
    struct keyring *keyring;
    struct store *store;
};

static inline void fixture_open(struct fixture *fixture, enum store_mode mode)
{
    OK(store_open(fixture->folder, mode, fixture->keyring, &fixture->store));
}

static inline void fixture_close(struct fixture *fixture)
{
    store_close(fixture->store);
    fixture->store = NULL;
}

static inline int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    fixture->folder = folder_make();
    fixture->keyring = invented_keyring();
    fixture_open(fixture, STORE_WRITE);
    *state = fixture;
    return 0;
}

static inline int tear_down(void **state)
{
    struct fixture *fixture = *state;
    store_close(fixture->store);
    keyring_free(fixture->keyring);
    folder_remove(fixture->folder);
    free(fixture);
    return 0;
}

/* ---- invented traffic ---- */

static inline struct seal_digest digest_text(struct span text)
{
    static const struct seal_key key = {{42}};
    return seal_digest(&key, text);
}

static inline struct store_content content_text(const char *text)
{
    return (struct store_content){.digest = digest_text(span_of(text)), .bytes = span_of(text)};
}

static inline struct store_flight flight_of(int number, int32_t day, char *key)
{
    snprintf(key, 32, "XQ%d/%d/ZZA", number, day);
    return (struct store_flight){.day = day,
                                 .key = span_of(key),
                                 .carrier = SPAN("XQ"),
                                 .number = SPAN("7"),
                                 .board = SPAN("ZZA"),
                                 .off = SPAN("ZZB"),
                                 .departure = SPAN("2026-11-22T10:00")};
}

/* The next of a fixed sequence of numbers below `most`. */
static inline unsigned roll(uint64_t *seed, unsigned most)
{
    *seed = *seed * UINT64_C(6364136223846793005) + 1;
    return (unsigned)(*seed >> 33) % most;
}

static inline int64_t land(struct store *store, int64_t seq, int number, int32_t day)
{
    char key[32], alias[32];
    int64_t id;
    if (store_landing(store, seq, 0, &id) == STATUS_OK)
        return id;
    struct arena arena = {0};
    struct store_flight flight = flight_of(number, day, key), found;
    enum status status = store_flight_find(store, flight.key, &arena, &found);
    if (status == STATUS_MISSING) {
        OK(store_flight_add(store, seq, &flight, &id));
    } else {
        OK(status);
        id = found.id;
        if (seq % 5 == 0) {
            snprintf(alias, sizeof alias, "2026-11-22T1%d:30", (int)(seq % 10));
            OK(store_flight_update(
                store, seq, &(struct store_flight){.id = id, .departure = span_of(alias)}, NULL));
            snprintf(alias, sizeof alias, "YY%d/%d", number, day);
            OK(store_alias_add(store, span_of(alias), id));
        }
    }
    OK(store_landing_add(store, seq, 0, id));
    arena_free(&arena);
    return id;
}

static inline struct store_traveller *card_of(struct store_loaded *loaded, unsigned flags)
{
    for (uint32_t i = 0; i < loaded->traveller_count; i++)
        if ((unsigned)loaded->travellers[i].flags == flags && !loaded->travellers[i].merged_into)
            return &loaded->travellers[i];
    return NULL;
}

/* Lists name whoever has a flag divisible by 5; from time to time the entry goes. */
static inline void screen(struct store *store, int64_t seq, int64_t id, int64_t flight,
                          unsigned who)
{
    if (who % 5)
        return;
    bool gone = seq % 7 == 0;
    struct store_hit hit = {.traveller = id,
                            .list = 3,
                            .entry = SPAN("E-1"),
                            .how = 1,
                            .list_version = 2,
                            .severity = 2,
                            .score = 90,
                            .kind = KIND_API,
                            .evidence_seq = seq,
                            .raised_seq = seq,
                            .raised_at = NOW + seq,
                            .evidence = SPAN("evidence: Qwistabel")};
    if (gone)
        (void)store_hit_withdraw(store, seq, &hit);
    else
        OK(store_hit_put(store, &hit));
    OK(store_alert_put(store, seq, NOW + seq,
                       &(struct store_alert){.traveller = id,
                                             .flight = flight,
                                             .severity = 1 + (int)(seq % 2),
                                             .reasons = 1,
                                             .withdrawn_seq = gone ? seq : 0}));
}

static inline void give_person(struct store *store, int64_t seq, int64_t flight, unsigned who,
                               enum store_part part, struct store_push *push)
{
    struct arena arena = {0};
    struct store_loaded loaded;
    char text[80];
    snprintf(text, sizeof text, "Qwistabel-%u|%u|%d", who, part == PART_API ? who : who / 2,
             (int)(seq / 8));
    struct store_content content = content_text(text);
    OK(store_flight_load(store, flight, &arena, &loaded));
    struct store_traveller *card = card_of(&loaded, who);
    bool changed = false;
    int64_t id = card ? card->id : 0;
    if (card) {
        OK(store_content_put(store, part, id, seq, &content, &changed));
    } else {
        struct store_traveller made = {
            .flight = flight, .kind = 1, .flags = (int)who, .origin = {seq, push->persons * 40}};
        made.content[part] = content;
        OK(store_traveller_add(store, seq, &made, &id));
        struct store_content *booking = &content;
        if (part == PART_PNR)
            OK(store_booking_add(store, seq, flight, booking, &made.booking));
        made.id = id;
        if (part == PART_PNR)
            OK(store_traveller_set(store, seq, &made));
    }
    push->added += !card;
    push->changed += changed;
    push->same += card && !changed;
    push->persons++;
    snprintf(text, sizeof text, "DOC%u", who);
    OK(store_index_add(store, id, INDEX_DOCUMENT, span_of(text), NOW));
    OK(store_index_add(store, id, INDEX_NAME, SPAN("QWISTABEL"), NOW));
    screen(store, seq, id, flight, who);
    arena_free(&arena);
}

/* The message `seq` of the traffic, which is the same at each giving. */
static inline void give(struct store *store, int64_t seq)
{
    uint64_t seed = (uint64_t)seq * 977;
    (void)roll(&seed, 2);
    int32_t day = DAY - 2 + (int32_t)roll(&seed, 6) * 2; /* days -2..+8 */
    int64_t flight = land(store, seq, 1 + (int)roll(&seed, 2), day), applied;
    struct store_push push = {.seq = seq, .flight = flight, .kind = KIND_API, .role = SPAN("list")};
    push.digest = digest_text(SPAN("body"));
    unsigned persons = 1 + roll(&seed, 6);
    OK(store_day_applied(store, day, &applied));
    if (applied < seq) {
        enum store_part part = roll(&seed, 2) ? PART_API : PART_PNR;
        for (unsigned i = 0; i < persons; i++)
            give_person(store, seq, flight, roll(&seed, 12), part, &push);
        OK(store_push_add(store, &push));
    }
    OK(store_issue_add(
        store, &(struct store_issue){
                   .seq = seq, .issue = ISSUE_DATE_BAD, .segment = SPAN("DTM"), .begin = 5}));
    OK(store_processed_add(
        store, &(struct store_processed){
                   .seq = seq, .at = NOW, .messages = 1, .travellers = persons, .issues = 1}));
}

/* Gives what is missing up to `last` in batches that end at multiples of `size`. */
static inline void give_all(struct store *store, int64_t last, int64_t size)
{
    for (int64_t seq = store_progress(store) + 1; seq <= last;) {
        int64_t end = seq - seq % size + size;
        end = end > last + 1 ? last + 1 : end;
        OK(store_begin(store, seq));
        for (; seq < end; seq++)
            give(store, seq);
        OK(store_commit(store, seq - 1, NOW + seq * MICROS_PER_SECOND / 3));
    }
}

/* ---- the dump ---- */

struct dump {
    struct store *store;
    struct buffer out;
};

static inline bool dump_content(void *context, const struct store_content *content)
{
    struct dump *dump = context;
    buffer_format(&dump->out, "    v%d seq %d %.*s\n", content->version, (int)content->seq,
                  (int)content->bytes.size, content->bytes.at);
    return true;
}

static inline bool dump_hit(void *context, const struct store_hit *hit)
{
    struct dump *dump = context;
    buffer_format(&dump->out, "    hit %d %.*s raised %d at %d evidence %d %.*s withdrawn %d\n",
                  (int)hit->list, (int)hit->entry.size, hit->entry.at, (int)hit->raised_seq,
                  (int)(hit->raised_at - NOW), (int)hit->evidence_seq, (int)hit->evidence.size,
                  hit->evidence.at, (int)hit->withdrawn_seq);
    return true;
}

static inline bool dump_alert(void *context, const struct store_alert *alert)
{
    struct dump *dump = context;
    buffer_format(&dump->out, "    alert %d raised %d changed %d withdrawn %d\n", alert->severity,
                  (int)alert->raised_seq, (int)alert->changed_seq, (int)alert->withdrawn_seq);
    return true;
}

static inline bool dump_push(void *context, const struct store_push *push)
{
    struct dump *dump = context;
    buffer_format(&dump->out, "  push %d: %d %d %d %d\n", (int)push->seq, push->persons,
                  push->added, push->changed, push->same);
    return true;
}

static inline bool dump_key(void *context, struct span key)
{
    buffer_format(context, "  key %.*s\n", (int)key.size, key.at);
    return true;
}

static inline bool dump_former(void *context, const struct store_flight *former)
{
    buffer_format(context, "  was %.*s until %d\n", (int)former->departure.size,
                  former->departure.at, (int)former->changed_seq);
    return true;
}

static inline void dump_card(struct dump *dump, const struct store_traveller *card)
{
    char id[ID_TEXT], booking[ID_TEXT];
    buffer_format(&dump->out, "  %s %s flags %d origin %d:%d seq %d..%d\n",
                  id_format(ID_TRAVELLER, card->id, id),
                  id_format(ID_BOOKING, card->booking, booking), card->flags, (int)card->origin.seq,
                  (int)card->origin.begin, (int)card->created_seq, (int)card->changed_seq);
    for (int part = PART_API; part <= PART_PNR; part++) {
        OK(store_versions(dump->store, (enum store_part)part, card->id, dump_content, dump));
        dump_content(dump, &card->content[part]);
    }
    OK(store_hits(dump->store, card->id, dump_hit, dump));
}

static inline bool dump_flight(void *context, const struct store_flight *flight)
{
    struct dump *dump = context;
    struct arena arena = {0};
    struct store_loaded loaded;
    char id[ID_TEXT];
    buffer_format(&dump->out, "%s %.*s %.*s seq %d..%d\n", id_format(ID_FLIGHT, flight->id, id),
                  (int)flight->key.size, flight->key.at, (int)flight->departure.size,
                  flight->departure.at, (int)flight->created_seq, (int)flight->changed_seq);
    OK(store_aliases(dump->store, flight->id, dump_key, &dump->out));
    OK(store_flight_versions(dump->store, flight->id, dump_former, &dump->out));
    OK(store_flight_load(dump->store, flight->id, &arena, &loaded));
    for (uint32_t i = 0; i < loaded.traveller_count; i++)
        dump_card(dump, &loaded.travellers[i]);
    for (uint32_t i = 0; i < loaded.booking_count; i++)
        dump_content(dump, &loaded.bookings[i].content);
    OK(store_pushes(dump->store, flight->id, dump_push, dump));
    OK(store_alerts_of_flight(dump->store, flight->id, dump_alert, dump));
    arena_free(&arena);
    return true;
}

static inline bool dump_found(void *context, int64_t id)
{
    char text[ID_TEXT];
    buffer_format(context, " %s", id_format(ID_TRAVELLER, id, text));
    return true;
}

static inline bool dump_news(void *context, const struct store_feed *news)
{
    char id[ID_TEXT];
    buffer_format(context, "news %d %s seq %d %d\n", (int)news->n,
                  id_format(ID_TRAVELLER, news->traveller, id), (int)news->seq, (int)news->news);
    return true;
}

/* Everything but the feed, whose grain is the batch. */
static inline char *dump_all(struct store *store)
{
    struct dump dump = {.store = store};
    struct store_totals totals;
    OK(store_flights(store, DAY - 10, DAY + 20, dump_flight, &dump));
    for (int who = 0; who < 13; who++) {
        char text[16];
        snprintf(text, sizeof text, "DOC%d", who);
        buffer_format(&dump.out, "%s:", text);
        OK(store_find(store, INDEX_DOCUMENT, span_of(text), DAY - 40, DAY + 40, dump_found,
                      &dump.out));
        buffer_text(&dump.out, "\n");
    }
    OK(store_find(store, INDEX_NAME, SPAN("QWISTABEL"), DAY - 40, DAY + 40, dump_found, &dump.out));
    OK(store_totals(store, &totals));
    buffer_format(&dump.out, "\n%d entries, %d travellers, %d issues, applied %d\n",
                  (int)totals.entries, (int)totals.travellers, (int)totals.issues,
                  (int)store_progress(store));
    char *text = strdup(buffer_string(&dump.out));
    buffer_free(&dump.out);
    return text;
}

static inline char *dump_feed(struct store *store)
{
    struct buffer out = {0};
    OK(store_feed(store, 0, dump_news, &out));
    char *text = strdup(buffer_string(&out));
    buffer_free(&out);
    return text;
}

#endif
