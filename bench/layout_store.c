/* The storing process of the layout's benchmark. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "journal/journal.h"
#include "layout.h"
#include "store/progress.h"
#include "store/travel.h"
#include "sys/files.h"

enum { OPENED_MOST = 230 }; /* flights kept open: about 64 MB */

static int64_t pss_of(pid_t process)
{
    char path[64], line[128];
    long long kib = 0;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)process);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "Pss: %lld kB", &kib) == 1)
            break;
    if (file)
        fclose(file);
    return kib * 1024;
}

static int64_t processor_now(void)
{
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return used.tv_sec * MICROS_PER_SECOND + used.tv_nsec / 1000;
}

struct opened {
    int64_t flight, used;
    struct arena arena;
    struct store_loaded loaded;
    struct store_traveller cards[FLIGHT_PERSONS]; /* id 0: not there yet */
};

struct screen {
    const struct world *world;
    struct store *store;
    struct keyring *keyring;
    const struct seal_key *digest_key;
    struct journal_reader *journal;
    struct opened *opened[OPENED_MOST];
    int64_t tick, sequence;
    struct arena arena; /* of one message */
    struct figures figures;
};

static void fill_cards(struct opened *opened)
{
    memset(opened->cards, 0, sizeof opened->cards);
    for (uint32_t i = 0; i < opened->loaded.traveller_count; i++)
        opened->cards[opened->loaded.travellers[i].flags % FLIGHT_PERSONS] =
            opened->loaded.travellers[i];
}

/* Stands in for fusion's opened flights. */
static struct opened *open_flight(struct screen *screen, int64_t flight)
{
    int oldest = 0;
    for (int i = 0; i < OPENED_MOST; i++) {
        if (!screen->opened[i]) {
            screen->opened[i] = memory_alloc(sizeof *screen->opened[i]);
            oldest = i;
            break;
        }
        if (screen->opened[i]->flight == flight) {
            screen->opened[i]->used = ++screen->tick;
            return screen->opened[i];
        }
        if (screen->opened[i]->used < screen->opened[oldest]->used)
            oldest = i;
    }
    struct opened *opened = screen->opened[oldest];
    arena_free(&opened->arena);
    opened->flight = flight;
    opened->used = ++screen->tick;
    must(store_flight_load(screen->store, flight, &opened->arena, &opened->loaded), "load");
    fill_cards(opened);
    return opened;
}

static int64_t land(struct screen *screen, const struct message *message, int64_t seq)
{
    char key[40];
    struct store_flight found;
    struct store_flight flight = {.day = world_day(screen->world, message->flight),
                                  .carrier = SPAN("XQ"),
                                  .number = SPAN("7"),
                                  .board = SPAN("ZZA"),
                                  .off = SPAN("ZZB"),
                                  .departure = SPAN("2026-11-22T10:00"),
                                  .arrival = SPAN("2026-11-22T12:00"),
                                  .direction = SPAN("inbound")};
    snprintf(key, sizeof key, "XQ%u/2026-11/ZZA", message->flight);
    flight.key = span_of(key);
    enum status status = store_flight_find(screen->store, flight.key, &screen->arena, &found);
    if (status == STATUS_MISSING)
        status = store_flight_add(screen->store, seq, &flight, &found.id);
    must(status, "find or add a flight");
    must(store_landing_add(screen->store, seq, 0, found.id), "land");
    return found.id;
}

static void add_person(struct screen *screen, struct opened *opened, const struct message *message,
                       uint32_t person, int64_t seq, struct store_content content)
{
    struct store_traveller *card = &opened->cards[person];
    *card = (struct store_traveller){
        .flight = opened->flight, .kind = 1, .flags = (int)person, .origin = {seq, person * 450}};
    /* Bookings are of two persons. */
    if (person % 2 == 0 || opened->cards[person - 1].id == 0)
        must(store_booking_add(screen->store, seq, opened->flight, &content, &card->booking),
             "add a booking");
    else
        card->booking = opened->cards[person - 1].booking;
    card->content[PART_PNR] = content;
    card->content[PART_PNR].bytes = arena_copy(&opened->arena, content.bytes);
    must(store_traveller_add(screen->store, seq, card, &card->id), "add a traveller");
    for (int row = 0; row < INDEX_ROWS; row++) {
        char text[40];
        enum index_kind kind;
        struct span value = world_value(message->flight, person, row, &kind, text);
        must(store_index_add(screen->store, card->id, kind, value, message->at), "add to index");
    }
}

static void put_part(struct screen *screen, struct opened *opened, const struct message *message,
                     uint32_t person, int64_t seq, struct store_content content)
{
    enum store_part part = message->class == CLASS_CHECKIN ? PART_API : PART_PNR;
    struct store_traveller *card = &opened->cards[person];
    char text[40];
    bool changed;
    if (!card->id) /* a repeat of somebody whose first message lies before the month */
        stop("a person is missing");
    must(store_content_put(screen->store, part, card->id, seq, &content, &changed), "put");
    card->content[part] = content;
    card->content[part].bytes = arena_copy(&opened->arena, content.bytes);
    if (part == PART_PNR)
        return;
    snprintf(text, sizeof text, "B%u-%u", message->flight, person);
    must(store_index_add(screen->store, card->id, INDEX_BAG, span_of(text), message->at), "bag");
}

static void apply_person(struct screen *screen, struct opened *opened,
                         const struct message *message, uint32_t person, int64_t seq,
                         struct store_push *push)
{
    struct span bytes = world_content(&screen->arena, message->flight, person,
                                      message->class == CLASS_CHECKIN ? KIND_API : KIND_PNR,
                                      message->class == CLASS_CHANGED);
    struct store_content content = {.digest = seal_digest(screen->digest_key, bytes),
                                    .bytes = bytes};
    screen->figures.content_bytes += (int64_t)bytes.size;
    screen->figures.contents++;
    const struct store_traveller *card = &opened->cards[person];
    push->persons++;
    if (message->class == CLASS_NEW) {
        add_person(screen, opened, message, person, seq, content);
        push->added++;
    } else if (message->class == CLASS_SAME &&
               memcmp(&card->content[PART_PNR].digest, &content.digest, sizeof content.digest) ==
                   0) {
        push->same++;
    } else {
        put_part(screen, opened, message, person, seq, content);
        push->changed++;
    }
}

static void apply(struct screen *screen, const struct message *message, int64_t seq)
{
    int64_t applied;
    int64_t flight = land(screen, message, seq);
    must(store_day_applied(screen->store, id_day(flight), &applied), "day");
    struct opened *opened = open_flight(screen, flight);
    struct store_push push = {.seq = seq, .flight = flight, .kind = KIND_PNR, .role = SPAN("list")};
    for (uint32_t i = 0; i < message->count; i++)
        apply_person(screen, opened, message, message->first + i, seq, &push);
    must(store_push_add(screen->store, &push), "push");
    must(store_processed_add(screen->store, &(struct store_processed){.seq = seq,
                                                                      .at = message->at,
                                                                      .messages = 1,
                                                                      .travellers = message->count,
                                                                      .added = push.added,
                                                                      .changed = push.changed,
                                                                      .same = push.same}),
         "processed");
    assert((message->class == CLASS_SAME) == (push.same == push.persons));
    arena_reset(&screen->arena);
}

/* The batch's messages out of the journal, opened, as the screen would hand them to the decoder. */
static void read_journal(struct screen *screen, size_t count)
{
    size_t have = 0;
    struct arena arena = {0};
    struct journal_entry entries[BATCH];
    while (have < count) {
        size_t got = 0;
        must(journal_reader_next(screen->journal, screen->sequence + (int64_t)have, count - have,
                                 &arena, entries, &got),
             "read the journal");
        for (size_t i = 0; i < got; i++)
            if (entries[i].status)
                stop("a message cannot be opened");
        have += got;
        if (!got)
            stop("the journal ended early");
    }
    arena_free(&arena);
}

static void store_batch(struct screen *screen, const struct message *messages, size_t count)
{
    read_journal(screen, count);
    must(store_begin(screen->store, screen->sequence + 1), "begin");
    for (size_t i = 0; i < count; i++)
        apply(screen, &messages[i], ++screen->sequence);
    must(store_commit(screen->store, screen->sequence, clock_now()), "commit");
    must(store_sync(screen->store), "sync");
}

static int slice_of(const struct world *world, const struct message *message)
{
    return (int)((uint64_t)message->flight * SLICES / world->flights);
}

static void sample_memory(struct figures *figures, const int *processes)
{
    int64_t sum = 0, each[3];
    for (int i = 0; i < 3; i++)
        sum += each[i] = pss_of(processes[i]);
    if (sum > figures->pss_most) {
        figures->pss_most = sum;
        memcpy(figures->pss_each, each, sizeof each);
    }
}

static void close_days(struct screen *screen, const struct message *message, int32_t *closed_to)
{
    int32_t today = (int32_t)(message->at / MICROS_PER_DAY);
    if (today == *closed_to)
        return;
    struct rate *rate = &screen->figures.slices[slice_of(screen->world, message)][CLASS_NEW];
    int64_t start = clock_monotonic(), began = processor_now();
    must(store_close_days(screen->store, today, NULL), "close days");
    int64_t took = clock_monotonic() - start;
    screen->figures.closing += took;
    rate->micros += took;
    rate->processor += processor_now() - began;
    *closed_to = today;
}

static void run_month(struct screen *screen, int told, int credit, const int *processes)
{
    struct schedule schedule = {.world = screen->world};
    struct message messages[BATCH], held;
    bool holding = false;
    char token = 0;
    int32_t closed_to = 0;
    int64_t batches = 0;
    for (size_t count; (count = next_batch(&schedule, &held, &holding, messages)); batches++) {
        int64_t start = clock_monotonic();
        if (read(told, &token, 1) != 1)
            stop("the receiver ended");
        int64_t ready = clock_monotonic();
        screen->figures.waited += ready - start;
        close_days(screen, &messages[0], &closed_to);
        start = clock_monotonic();
        int64_t began = processor_now();
        store_batch(screen, messages, count);
        struct rate *rate =
            &screen->figures.slices[slice_of(screen->world, &messages[0])][messages[0].class];
        rate->micros += clock_monotonic() - start;
        rate->processor += processor_now() - began;
        for (size_t i = 0; i < count; i++)
            rate->persons += messages[i].count;
        if (write(credit, &token, 1) != 1 && errno != EPIPE) /* it may be done before us */
            stop("the receiver ended");
        if (batches % 200 == 0)
            sample_memory(&screen->figures, processes);
    }
    sample_memory(&screen->figures, processes);
    screen->figures.processor = processor_now();
}

static void open_screen(struct screen *screen, const struct options *options)
{
    char *derived = path_in(options->folder, "derived"),
         *journal = path_in(options->folder, "journal");
    screen->keyring = keyring_new(world_keys());
    must(file_make_folder(journal), "make the journal's folder");
    must(keyring_installation(screen->keyring, KEY_DIGEST, &screen->digest_key), "key");
    must(store_open(derived, STORE_WRITE, screen->keyring, &screen->store), "open the store");
    must(journal_reader_open(journal, screen->keyring, &screen->journal), "open the journal");
    free(derived);
    free(journal);
}

struct store *store_month(const struct options *options, const struct world *world, int told,
                          int credit, const int *processes, struct figures *figures)
{
    struct screen *screen = memory_alloc(sizeof *screen);
    screen->world = world;
    open_screen(screen, options);
    run_month(screen, told, credit, processes);
    journal_reader_close(screen->journal);
    *figures = screen->figures;
    return screen->store;
}
