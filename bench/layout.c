/* The layout of journal and store under a busy month: see docs/decisions/0002-storage-layout.md.
 *
 *   bench_layout [--persons N] [--months N] [--folder DIR] [--json FILE]
 *
 * Three processes, as in life: one receives (journal), one reads the journal and stores, one reads
 * what is stored while it happens. Persons per second are of wall-clock time of the storing
 * process, commits, syncs and the closing of days included. */
#include <assert.h>
#include <errno.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "journal/journal.h"
#include "layout_months.h"
#include "layout_world.h"
#include "store/progress.h"
#include "store/travel.h"
#include "sys/files.h"

enum {
    BATCH = 50,          /* messages, as the screen takes them */
    AHEAD = 20,          /* batches that the receiver may be ahead */
    OPENED_MOST = 230,   /* flights kept open: about 64 MB */
    SLICES = 10,
    LOOKUPS = 20000,
    EXACT_KINDS = INDEX_BAG
};

struct options {
    uint32_t persons;
    int months;
    const char *folder, *json;
};

static _Noreturn void stop(const char *doing)
{
    fprintf(stderr, "bench_layout: %s: %s\n", doing, status_sentence());
    exit(1);
}

static void must(enum status status, const char *doing)
{
    if (status)
        stop(doing);
}

/* ---- figures ---- */

struct rate {
    int64_t persons, micros;
    int64_t processor; /* micros of it in which this process ran, waiting left out */
};
struct figures {
    struct rate slices[SLICES][MESSAGE_CLASSES];
    int64_t waited, closing; /* for the receiver; for closing days */
    int64_t processor;       /* of the storing process */
    int64_t pss_most, pss_each[3];
    int64_t content_bytes, contents;
};

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

static double per_second(struct rate rate)
{
    return rate.micros ? (double)rate.persons * 1e6 / (double)rate.micros : 0;
}

static int64_t processor_now(void)
{
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return used.tv_sec * MICROS_PER_SECOND + used.tv_nsec / 1000;
}

static struct rate total_rate(const struct figures *figures, int class)
{
    struct rate total = {0, 0, 0};
    for (int i = 0; i < SLICES; i++) {
        total.persons += figures->slices[i][class].persons;
        total.micros += figures->slices[i][class].micros;
        total.processor += figures->slices[i][class].processor;
    }
    return total;
}

/* ---- the receiver ---- */

static char *path_in(const char *folder, const char *name)
{
    struct buffer path = {0};
    buffer_format(&path, "%s/%s", folder, name);
    char *text = memory_text(buffer_string(&path));
    buffer_free(&path);
    return text;
}

static size_t next_batch(struct schedule *schedule, struct message *held, bool *holding,
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

static void receive(const struct world *world, const char *folder, int tell, int credit)
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
                               &loaded), "load");
    arena_free(&arena);
}

/* Looks every 5 ms until the other end of `until` closes. */
static void read_along(const struct world *world, const char *folder, int until)
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

/* ---- the storing process ---- */

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
    struct store_flight flight = {
        .day = world_day(screen->world, message->flight), .carrier = SPAN("XQ"),
        .number = SPAN("7"), .board = SPAN("ZZA"), .off = SPAN("ZZB"),
        .departure = SPAN("2026-11-22T10:00"), .arrival = SPAN("2026-11-22T12:00"),
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
    *card = (struct store_traveller){.flight = opened->flight, .kind = 1, .flags = (int)person,
                                     .origin = {seq, person * 450}};
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
               memcmp(&card->content[PART_PNR].digest, &content.digest, sizeof content.digest) == 0) {
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
    must(store_processed_add(screen->store, &(struct store_processed){
             .seq = seq, .at = message->at, .messages = 1, .travellers = message->count,
             .added = push.added, .changed = push.changed, .same = push.same}), "processed");
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
                                 &arena, entries, &got), "read the journal");
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
}

static int slice_of(const struct world *world, const struct message *message)
{
    return (int)((uint64_t)message->flight * SLICES / world->flights);
}

static void sample_memory(struct figures *figures, const pid_t *processes)
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

static void store_month(struct screen *screen, int told, int credit, const pid_t *processes)
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

/* ---- lookups ---- */

struct lookups {
    int64_t micros_tenth[LOOKUPS]; /* tenths of a microsecond */
    int count;
    int found;
};

static bool count_found(void *context, int64_t id)
{
    struct lookups *lookups = context;
    lookups->found += id != 0;
    return false;
}

static int64_t now_tenths(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(10000000) + now.tv_nsec / 100;
}

static int compare_times(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static double percentile(const struct lookups *lookups, double part)
{
    return (double)lookups->micros_tenth[(size_t)(part * (lookups->count - 1))] / 10;
}

enum where { IN_MONTH, IN_OTHER_MONTHS, NOWHERE, PLACES };
static const char *const place_words[PLACES] = {"present, this month", "present, other months",
                                                "absent"};

static struct span pick(const struct options *options, const struct world *world, enum where where,
                        uint64_t dice, enum index_kind *kind, char *text)
{
    int32_t month = month_of_day(WORLD_FIRST_DAY);
    *kind = (enum index_kind)(1 + dice % EXACT_KINDS);
    if (where == IN_OTHER_MONTHS)
        return months_value(month - 1 - (int32_t)((dice >> 9) % (unsigned)options->months),
                            (uint32_t)((dice >> 20) % options->persons), *kind, text);
    if (where == IN_MONTH)
        return world_value((uint32_t)((dice >> 20) % world->flights),
                           (uint32_t)(dice >> 9) % FLIGHT_PERSONS, (int)(dice % 6), kind, text);
    snprintf(text, 40, "N%016llX", (unsigned long long)dice);
    return span_of(text);
}

static void look_up(const struct options *options, const struct world *world, struct store *store,
                    enum where where, struct lookups *out)
{
    uint64_t dice = 99 + where;
    for (out->count = out->found = 0; out->count < LOOKUPS; out->count++) {
        char text[40];
        enum index_kind kind;
        dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407u;
        struct span value = pick(options, world, where, dice >> 13, &kind, text);
        int64_t start = now_tenths();
        must(store_find(store, kind, value, WORLD_FIRST_DAY - 335, WORLD_FIRST_DAY + 34,
                        count_found, out), "find");
        out->micros_tenth[out->count] = now_tenths() - start;
    }
    qsort(out->micros_tenth, LOOKUPS, sizeof *out->micros_tenth, compare_times);
}

/* ---- the report ---- */

static int64_t tree_bytes;

static int add_size(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)path, (void)place;
    tree_bytes += kind == FTW_F ? about->st_size : 0;
    return 0;
}

static int64_t bytes_under(const char *folder, const char *name)
{
    char *path = path_in(folder, name);
    tree_bytes = 0;
    nftw(path, add_size, 16, FTW_PHYS);
    free(path);
    return tree_bytes;
}

static double flatness(const struct figures *figures, int class)
{
    double least = 0, most = 0;
    for (int i = 0; i < SLICES; i++) {
        double rate = per_second(figures->slices[i][class]);
        least = i == 0 || rate < least ? rate : least;
        most = rate > most ? rate : most;
    }
    return most > 0 ? 100 * (1 - least / most) : 0;
}

static void report_rates(const struct figures *figures, FILE *json)
{
    printf("%-10s %9s %10s %12s %7s   by tenth of the month\n", "class", "persons", "persons/s",
           "/s processor", "spread");
    for (int class = 0; class < MESSAGE_CLASSES; class ++) {
        struct rate total = total_rate(figures, class);
        double running = per_second((struct rate){total.persons, total.processor, 0});
        printf("%-10s %9lld %10.0f %12.0f %6.0f%%  ", class_word((enum message_class)class),
               (long long)total.persons, per_second(total), running, flatness(figures, class));
        fprintf(json,
                "\"%s\":{\"persons\":%lld,\"per_second\":%.0f,\"per_processor_second\":%.0f,"
                "\"spread\":%.1f,\"slices\":[",
                class_word((enum message_class)class), (long long)total.persons, per_second(total),
                running, flatness(figures, class));
        for (int i = 0; i < SLICES; i++) {
            printf(" %.0f", per_second(figures->slices[i][class]));
            fprintf(json, "%s%.0f", i ? "," : "", per_second(figures->slices[i][class]));
        }
        printf("\n");
        fprintf(json, "]},");
    }
}

static void report_rest(const struct options *options, const struct figures *figures, FILE *json)
{
    const struct {
        const char *words, *key;
        double value;
    } rows[] = {
        {"processor time of the storing process, s", "processor_s", (double)figures->processor / 1e6},
        {"closing days, s", "closing_s", (double)figures->closing / 1e6},
        {"waiting for the receiver, s", "waited_s", (double)figures->waited / 1e6},
        {"bytes of a content, clear", "content_bytes",
         (double)figures->content_bytes / (double)figures->contents},
        {"bytes of days a person", "day_bytes",
         (double)bytes_under(options->folder, "derived/2026-11") / options->persons},
        {"bytes of index a person (month's file)", "index_bytes",
         (double)bytes_under(options->folder, "derived/index/2026-11.db") / options->persons},
        {"bytes of journal a person", "journal_bytes",
         (double)bytes_under(options->folder, "journal") / options->persons},
        {"PSS at most, MB, three processes", "pss_mb", (double)figures->pss_most / 1e6},
        {"  storing", "pss_storing_mb", (double)figures->pss_each[0] / 1e6},
        {"  receiving", "pss_receiving_mb", (double)figures->pss_each[1] / 1e6},
        {"  reading", "pss_reading_mb", (double)figures->pss_each[2] / 1e6},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        printf("%-44s %10.1f\n", rows[i].words, rows[i].value);
        fprintf(json, "\"%s\":%.2f,", rows[i].key, rows[i].value);
    }
}

static void report_lookups(const struct options *options, const struct world *world, FILE *json)
{
    static struct lookups lookups;
    struct keyring *keyring = keyring_new(world_keys());
    struct store *store;
    char *path = path_in(options->folder, "derived");
    must(store_open(path, STORE_READ, keyring, &store), "open for lookups");
    printf("%-24s %8s %8s %8s %8s\n", "lookups, us", "found", "p50", "p99", "most");
    fprintf(json, "\"lookups\":[");
    for (int where = 0; where < PLACES; where++) {
        if (where == IN_OTHER_MONTHS && !options->months)
            continue;
        look_up(options, world, store, (enum where)where, &lookups);
        printf("%-24s %7d%% %8.1f %8.1f %8.1f\n", place_words[where],
               lookups.found * 100 / LOOKUPS, percentile(&lookups, 0.5), percentile(&lookups, 0.99),
               percentile(&lookups, 1));
        fprintf(json, "%s{\"where\":\"%s\",\"found\":%d,\"p50\":%.1f,\"p99\":%.1f}",
                where ? "," : "", place_words[where], lookups.found, percentile(&lookups, 0.5),
                percentile(&lookups, 0.99));
    }
    fprintf(json, "]}\n");
    store_close(store);
    keyring_free(keyring);
    free(path);
}

/* ---- all together ---- */

static void load_months(const struct options *options)
{
    pid_t child = fork(); /* its memory is not the benchmark's */
    if (child == 0) {
        struct keyring *keyring = keyring_new(world_keys());
        char *path = path_in(options->folder, "derived");
        must(months_load(path, keyring, month_of_day(WORLD_FIRST_DAY) - options->months,
                         options->months, options->persons), "load months of the index");
        _exit(0);
    }
    int code;
    if (child < 0 || waitpid(child, &code, 0) != child || code)
        stop("load the other months");
}

static void open_screen(struct screen *screen, const struct options *options)
{
    char *derived = path_in(options->folder, "derived"), *journal = path_in(options->folder, "journal");
    screen->keyring = keyring_new(world_keys());
    must(file_make_folder(journal), "make the journal's folder");
    must(keyring_installation(screen->keyring, KEY_DIGEST, &screen->digest_key), "key");
    must(store_open(derived, STORE_WRITE, screen->keyring, &screen->store), "open the store");
    must(journal_reader_open(journal, screen->keyring, &screen->journal), "open the journal");
    free(derived);
    free(journal);
}

static void run_month(const struct options *options, struct screen *screen)
{
    int tell[2], credit[2], until[2];
    pid_t processes[3] = {getpid()};
    char token = 0;
    if (pipe(tell) || pipe(credit) || pipe(until))
        stop("pipe");
    processes[1] = fork();
    if (processes[1] == 0) {
        close(tell[0]), close(credit[1]), close(until[0]), close(until[1]);
        receive(screen->world, options->folder, tell[1], credit[0]);
        _exit(0);
    }
    /* Both before any file is open here: SQLite's files must not be carried over a fork. */
    processes[2] = fork();
    if (processes[2] == 0) {
        close(tell[0]), close(tell[1]), close(credit[0]), close(credit[1]), close(until[1]);
        read_along(screen->world, options->folder, until[0]);
        _exit(0);
    }
    close(tell[1]), close(credit[0]), close(until[0]);
    open_screen(screen, options);
    for (int i = 0; i < AHEAD; i++)
        if (write(credit[1], &token, 1) != 1)
            stop("pipe");
    store_month(screen, tell[0], credit[1], processes);
    close(until[1]), close(credit[1]);
    for (int i = 1; i < 3; i++) {
        int code;
        if (waitpid(processes[i], &code, 0) != processes[i] || code)
            stop("a process of the benchmark failed");
    }
}

static struct options read_options(int count, char **words)
{
    struct options options = {2000000, 11, NULL, "/dev/null"};
    for (int i = 1; i + 1 < count; i += 2) {
        if (strcmp(words[i], "--persons") == 0)
            options.persons = (uint32_t)strtoul(words[i + 1], NULL, 10);
        else if (strcmp(words[i], "--months") == 0)
            options.months = atoi(words[i + 1]);
        else if (strcmp(words[i], "--folder") == 0)
            options.folder = words[i + 1];
        else if (strcmp(words[i], "--json") == 0)
            options.json = words[i + 1];
    }
    if (!options.folder || options.persons < 10 * FLIGHT_PERSONS || options.months > 11) {
        fprintf(stderr, "bench_layout --folder EMPTY-FOLDER [--persons N] [--months 0..11] "
                        "[--json FILE]\n");
        exit(2);
    }
    return options;
}

int main(int count, char **words)
{
    struct options options = read_options(count, words);
    struct world world = {options.persons / FLIGHT_PERSONS};
    struct screen *screen = memory_alloc(sizeof *screen);
    screen->world = &world;
    signal(SIGPIPE, SIG_IGN);
    must(seal_start(), "start");
    FILE *json = fopen(options.json, "w");
    if (!json)
        stop(options.json);
    fprintf(json, "{\"persons\":%u,\"months\":%d,", options.persons, options.months);
    if (options.months)
        load_months(&options);
    run_month(&options, screen);
    store_close(screen->store);
    journal_reader_close(screen->journal);
    report_rates(&screen->figures, json);
    report_rest(&options, &screen->figures, json);
    report_lookups(&options, &world, json);
    return fclose(json) ? 1 : 0;
}
