/* The receiving and the reading process of the layout's benchmark. */
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "journal/journal.h"
#include "layout.h"
#include "store/store.h"
#include "store/travel.h"

/* ---- the receiver ---- */

size_t next_batch(struct schedule *schedule, struct message *held, bool *holding,
                  struct message *out)
{
    size_t count = 0;
    if (!*holding)
        *holding = schedule_next(schedule, held);
    while (*holding && count < BATCH && (count == 0 || held->class == out[0].class)) {
        out[count++] = *held;
        *holding = schedule_next(schedule, held);
    }
    return count;
}

void receive(const struct world *world, const char *folder, int tell, int credit)
{
    struct keyring *keyring = keyring_new(world_keys());
    struct journal *journal;
    struct schedule schedule = {.world = world};
    struct message messages[BATCH], held;
    bool holding = false;
    char *path = path_in(folder, "journal"), token = 0;
    must(journal_open(path, keyring, &journal), "open the journal");
    for (size_t count; (count = next_batch(&schedule, &held, &holding, messages));) {
        struct buffer bodies[BATCH] = {{0}};
        struct journal_item items[BATCH] = {{.sequence = 0}};
        for (size_t i = 0; i < count; i++) {
            world_body(&messages[i], &bodies[i]);
            items[i].source = SPAN("invented");
            items[i].body = buffer_span(&bodies[i]);
            items[i].kind = messages[i].class == CLASS_CHECKIN ? KIND_API : KIND_PNR;
            items[i].received = messages[i].at;
        }
        must(journal_append(journal, items, count), "append");
        for (size_t i = 0; i < count; i++)
            buffer_free(&bodies[i]);
        if (write(tell, &token, 1) != 1 || read(credit, &token, 1) != 1)
            break;
    }
    journal_close(journal);
    keyring_free(keyring);
    free(path);
}

/* ---- the second reader ---- */

static bool ignore_id(void *context, int64_t id)
{
    (void)context;
    return id != 0;
}

static bool keep_day(void *context, const struct store_day *day)
{
    if (!day->closed)
        *(int32_t *)context = day->day;
    return true;
}

/* Officers look at what flies now, and sometimes at any time. */
static void read_something(struct store *store, const struct world *world, uint64_t dice)
{
    char text[40];
    enum index_kind kind;
    struct arena arena = {0};
    struct store_loaded loaded;
    uint32_t flight = (uint32_t)(dice % world->flights);
    struct span value = world_value(flight, (uint32_t)(dice >> 32) % FLIGHT_PERSONS,
                                    (int)(dice >> 20) % 6, &kind, text);
    int32_t day = WORLD_FIRST_DAY;
    must(store_find(store, kind, value, day - 300, day + 30, ignore_id, NULL), "find");
    must(store_days(store, day, day + 40, keep_day, &day), "days");
    if (dice % 64 == 0)
        day = world_day(world, flight);
    if (dice % 16 == 0)
        must(store_flight_load(store, id_make(day, 1 + (int32_t)(dice >> 40) % 300), &arena,
                               &loaded),
             "load");
    arena_free(&arena);
}

/* Looks every 5 ms until the other end of `until` closes. */
void read_along(const struct world *world, const char *folder, int until)
{
    struct keyring *keyring = keyring_new(world_keys());
    struct store *store;
    char *path = path_in(folder, "derived");
    uint64_t dice = 7;
    int looks = 0;
    struct pollfd wait = {.fd = until, .events = POLLIN};
    enum status status = STATUS_MISSING;
    while (status == STATUS_MISSING && poll(&wait, 1, 5) == 0)
        status = store_open(path, STORE_READ, keyring, &store);
    must(status, "open as reader");
    while (poll(&wait, 1, 5) == 0) {
        dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407u;
        read_something(store, world, dice >> 7);
        if (++looks % 200 == 0)
            store_let_go(store);
    }
    store_close(store);
    keyring_free(keyring);
    free(path);
}
