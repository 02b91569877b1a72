/* The schedule. Of each open flight stands in the queue what is planned; when that is due, the flight is
 * loaded, the parts are counted and the fate of each is drawn, and whatever goes out at another time goes
 * back into the queue. A flight of which nothing stands there any more is closed. */
#include <stdlib.h>

#include "base/memory.h"
#include "sending/internal.h"

/* Day files are made when the first push can be due: clocks differ by 14 hours at most. */
enum { AHEAD_HOURS = 72 + 14, CLOSE_HOURS = 4, SPREAD_SECONDS = 180, PARTS_MOST = 31 };
#define SECONDS_OF_DAY INT64_C(86400)
/* What is drawn for, by chance_of. */
enum { FOR_MOMENT = 0x5E11, FOR_PARTS = 0x5E12, FOR_DAMAGE = 0x5E13 };

struct flight_state {
    uint16_t *told;   /* of each passenger and crew; NULL: nothing was sent so far */
    uint16_t waiting; /* in the queue */
};
struct open_day {
    int32_t offset;
    uint32_t first, count, open;
    struct flight_state *flights;
};

/* Flights that were loaded. Between three hours before departure and its close a flight is asked for again and again;
 * of earlier pushes nothing is kept. */
struct loaded {
    struct arena arena;
    struct world_load load;
    int64_t flight; /* -1: none */
    uint64_t used;  /* the higher, the later; 0: not worth to be kept */
};
enum { LOADED_MOST = 32 };

struct sending {
    struct world *world;
    const struct world_profile *profile;
    struct world_options options;
    struct sending_outage outage;
    struct sending_queue queue;
    struct open_day *days; /* in order */
    size_t day_count, day_room;
    int32_t next_day; /* offset of the day that is made next */
    uint64_t number;
    struct loaded loads[LOADED_MOST], *loaded; /* loaded: the latest */
    uint64_t uses;
    struct arena choice, scratch;
    struct sending_items items; /* chosen of the latest */
    int64_t chosen;             /* flight and kind; -1 */
    bool worth;                 /* there is such a message */
    struct buffer body;
    uint8_t *named;
    size_t named_room;
    uint16_t *told; /* of the flight that was closed last */
};

struct sending *sending_open(struct world *world, const struct world_profile *profile,
                             const struct world_options *options)
{
    struct sending *sending = memory_alloc(sizeof *sending);
    sending->world = world;
    sending->profile = profile;
    sending->options = *options;
    sending->outage = sending_outage(profile, options);
    sending->chosen = -1;
    for (int i = 0; i < LOADED_MOST; i++)
        sending->loads[i].flight = -1;
    return sending;
}

void sending_close(struct sending *sending)
{
    if (!sending)
        return;
    for (size_t i = 0; i < sending->day_count; i++) {
        for (uint32_t k = 0; k < sending->days[i].count; k++)
            free(sending->days[i].flights[k].told);
        free(sending->days[i].flights);
    }
    free(sending->days);
    free(sending->queue.at);
    free(sending->named);
    free(sending->told);
    for (int i = 0; i < LOADED_MOST; i++)
        arena_free(&sending->loads[i].arena);
    arena_free(&sending->choice);
    arena_free(&sending->scratch);
    buffer_free(&sending->body);
    free(sending);
}

/* ---- days ---- */

/* When it is known that a flight leaves later, its messages are later, too. */
static int32_t due_minute(const struct world_flight *flight, enum sending_kind kind)
{
    int32_t minute = flight->departs - sending_minutes_before(kind);
    bool moved = flight->retimed_at && flight->retimed_at <= minute;
    return moved || sending_minutes_before(kind) <= 0 ? minute + flight->retimed_by : minute;
}

static int64_t moment(const struct sending *sending, uint32_t flight, enum sending_kind kind,
                      int32_t minute)
{
    struct chance chance =
        chance_of(sending->options.seed, FOR_MOMENT, (uint64_t)flight * SENDING_KINDS + kind);
    return (int64_t)minute * 60 + chance_below(&chance, SPREAD_SECONDS);
}

/* Nothing is due of a flight that was cancelled before, but that it was. */
static void plan(struct sending *sending, struct flight_state *state,
                 const struct world_flight *flight)
{
    for (int kind = 0; kind < SENDING_KINDS; kind++) {
        int32_t minute = due_minute(flight, (enum sending_kind)kind);
        if (flight->cancelled_at && kind == SENDING_API_CLOSEOUT)
            minute = flight->cancelled_at + 1;
        else if (flight->cancelled_at && flight->cancelled_at <= minute)
            continue;
        int64_t when = moment(sending, flight->index, (enum sending_kind)kind, minute);
        sending_push(&sending->queue, (struct sending_due){.when = when,
                                                           .due = when,
                                                           .minute = minute,
                                                           .flight = flight->index,
                                                           .kind = (uint8_t)kind,
                                                           .state = DUE_PLANNED});
        state->waiting++;
    }
}

static void open_day(struct sending *sending)
{
    if (sending->day_count == sending->day_room) {
        sending->day_room = sending->day_room ? sending->day_room * 2 : 64;
        sending->days = memory_resize(sending->days, sending->day_room * sizeof *sending->days);
    }
    struct open_day *day = &sending->days[sending->day_count++];
    *day = (struct open_day){.offset = sending->next_day++};
    day->count = day->open = world_make_day(sending->world, day->offset, &day->first);
    day->flights = memory_alloc((day->count + 1) * sizeof *day->flights);
    for (uint32_t i = 0; i < day->count; i++)
        plan(sending, &day->flights[i], world_flight_at(sending->world, day->first + i));
}

/* All days whose first message can be due before what stands first in the queue. */
static void open_days(struct sending *sending)
{
    while (sending->next_day < sending->options.days) {
        int64_t begins = (int64_t)(sending->options.start + sending->next_day) * SECONDS_OF_DAY -
                         (int64_t)AHEAD_HOURS * 3600;
        if (sending->queue.count && sending->queue.at[0].when < begins)
            return;
        open_day(sending);
    }
}

static struct open_day *day_of(struct sending *sending, uint32_t flight)
{
    size_t at = 0;
    while (flight - sending->days[at].first >= sending->days[at].count)
        at++;
    return &sending->days[at];
}

static struct flight_state *state_of(struct sending *sending, uint32_t flight)
{
    struct open_day *day = day_of(sending, flight);
    return &day->flights[flight - day->first];
}

/* In order, for the world forgets all days before, too. */
static void forget_days(struct sending *sending)
{
    size_t done = 0;
    while (done < sending->day_count && sending->days[done].open == 0) {
        world_forget_day(sending->world, sending->days[done].offset);
        free(sending->days[done++].flights);
    }
    if (done == 0)
        return;
    sending->day_count -= done;
    memmove(sending->days, sending->days + done, sending->day_count * sizeof *sending->days);
}

/* ---- one message ---- */

/* The place of the flight, or of who was not used for the longest. */
static struct loaded *find_loaded(struct sending *sending, uint32_t flight)
{
    struct loaded *found = &sending->loads[0];
    for (int i = 0; i < LOADED_MOST; i++) {
        if (sending->loads[i].flight == flight)
            return &sending->loads[i];
        if (sending->loads[i].used < found->used)
            found = &sending->loads[i];
    }
    return found;
}

static void load(struct sending *sending, uint32_t flight)
{
    struct loaded *loaded = find_loaded(sending, flight);
    if (loaded->flight != flight) {
        arena_reset(&loaded->arena);
        world_load(sending->world, flight, &loaded->arena, &loaded->load);
        loaded->flight = flight;
    }
    loaded->used = ++sending->uses;
    sending->loaded = loaded;
}

static struct sending_task task_of(const struct sending *sending, const struct sending_due *due)
{
    const struct world_flight *flight = &sending->loaded->load.flight;
    enum sending_kind kind = (enum sending_kind)due->kind;
    enum world_dialect dialect = sending->profile->providers[flight->provider].dialect;
    const struct dialect *habits = sending_dialect(dialect);
    bool changes = habits && habits->updates && (kind == SENDING_PNR_48 || kind == SENDING_PNR_1);
    enum sending_kind last = kind == SENDING_PNR_48 ? SENDING_PNR_72 : SENDING_PNR_24;
    return (struct sending_task){.profile = sending->profile,
                                 .load = &sending->loaded->load,
                                 .dialect = dialect,
                                 .kind = kind,
                                 .minute = due->minute,
                                 .before = changes ? due_minute(flight, last) : INT32_MIN,
                                 .cancelled = flight->cancelled_at && kind == SENDING_API_CLOSEOUT,
                                 .part = due->part,
                                 .parts = due->parts ? due->parts : 1};
}

static bool is_early(unsigned kind)
{
    return kind == SENDING_PNR_72 || kind == SENDING_PNR_48 || kind == SENDING_PNR_24;
}

/* Loads the flight and chooses who is told of; false when there is no such message. */
static bool choose(struct sending *sending, const struct sending_due *due,
                   struct sending_task *task)
{
    int64_t wanted = (int64_t)due->flight * SENDING_KINDS + due->kind;
    load(sending, due->flight);
    if (is_early(due->kind))
        sending->loaded->used = 0;
    *task = task_of(sending, due);
    if (sending->chosen != wanted) {
        arena_reset(&sending->choice);
        sending->worth = sending_choose(task, &sending->choice, &sending->items);
        sending->chosen = wanted;
    }
    return sending->worth;
}

static unsigned count_parts(const struct sending *sending, const struct sending_due *due,
                            enum world_dialect dialect)
{
    uint32_t size = sending_part_size(dialect, (enum sending_kind)due->kind);
    struct chance chance = chance_of(sending->options.seed, FOR_PARTS,
                                     (uint64_t)due->flight * SENDING_KINDS + due->kind);
    bool pnr = sending_is_pnr((enum sending_kind)due->kind);
    bool apart = pnr || chance_in(&chance, (uint32_t)sending->profile->rates[RATE_MULTI_PART]);
    if (!size || !apart || sending->items.count <= size)
        return 1;
    uint32_t parts = (sending->items.count + size - 1) / size;
    return parts < PARTS_MOST ? parts : PARTS_MOST;
}

static uint64_t identity(const struct sending_due *due)
{
    return ((uint64_t)due->flight * SENDING_KINDS + due->kind) * (PARTS_MOST + 1) + due->part;
}

/* What is planned becomes its parts, each with its fate. */
static void unfold(struct sending *sending, const struct sending_due *planned)
{
    struct flight_state *state = state_of(sending, planned->flight);
    struct sending_task task;
    state->waiting--;
    if (!choose(sending, planned, &task))
        return;
    unsigned parts = count_parts(sending, planned, task.dialect);
    for (unsigned part = 0; part < parts; part++) {
        struct sending_due due = *planned;
        due.state = DUE_READY;
        due.part = (uint8_t)part;
        due.parts = (uint8_t)parts;
        struct sending_fate fate =
            sending_fate(sending->profile, sending->options.seed, &sending->outage,
                         sending->loaded->load.flight.provider, identity(&due), due.due);
        due.fault = (uint8_t)fate.fault;
        bool doubled = fate.fault == SENDING_DOUBLED;
        if (doubled)
            due.fault = SENDING_SOUND;
        else
            due.when += fate.delay;
        sending_push(&sending->queue, due);
        state->waiting++;
        if (!doubled)
            continue;
        due.fault = SENDING_DOUBLED;
        due.copy = 1;
        due.when += fate.delay;
        sending_push(&sending->queue, due);
        state->waiting++;
    }
}

static size_t head_count(const struct sending *sending)
{
    return (size_t)sending->loaded->load.passenger_count + sending->loaded->load.crew_count;
}

static void clear_named(struct sending *sending)
{
    size_t count = head_count(sending);
    if (count > sending->named_room) {
        sending->named = memory_resize(sending->named, count);
        sending->named_room = count;
    }
    memset(sending->named, 0, count);
}

static void tell(struct sending *sending, struct flight_state *state, unsigned kind)
{
    size_t count = head_count(sending);
    if (!state->told)
        state->told = memory_alloc((count + 1) * sizeof *state->told);
    for (size_t i = 0; i < count; i++)
        if (sending->named[i])
            state->told[i] |= (uint16_t)(1u << kind);
}

/* The same task gives the same bytes, whenever it is sent. */
static uint32_t compose(struct sending *sending, const struct sending_due *due,
                        const struct sending_task *task)
{
    arena_reset(&sending->scratch);
    clear_named(sending);
    uint32_t persons =
        sending_compose(task, &sending->items, &sending->scratch, &sending->body, sending->named);
    if (due->fault == SENDING_CORRUPTED)
        sending_damage(chance_of(sending->options.seed, FOR_DAMAGE, identity(due)), &sending->body);
    return persons;
}

static void send(struct sending *sending, const struct sending_due *due,
                 struct sending_message *out)
{
    struct flight_state *state = state_of(sending, due->flight);
    struct sending_task task;
    state->waiting--;
    choose(sending, due, &task);
    sending->body.size = 0;
    *out = (struct sending_message){.number = ++sending->number,
                                    .when = due->when,
                                    .due = due->due,
                                    .kind = task.kind,
                                    .fault = (enum sending_fault)due->fault,
                                    .part = due->part + 1u,
                                    .parts = due->parts,
                                    .flight = due->flight,
                                    .extension = sending_extension(task.dialect)};
    out->source = sending->profile->providers[sending->loaded->load.flight.provider].name;
    if (due->fault == SENDING_MISSING)
        return;
    out->persons = compose(sending, due, &task);
    out->body = buffer_span(&sending->body);
    if (due->fault != SENDING_CORRUPTED)
        tell(sending, state, due->kind);
}

/* ---- closing ---- */

/* Of a flight of which nothing waits any more: some hours after it left. */
static void plan_close(struct sending *sending, uint32_t flight, int64_t now)
{
    struct flight_state *state = state_of(sending, flight);
    const struct world_flight *known = world_flight_at(sending->world, flight);
    int64_t when = ((int64_t)world_flight_left(known) + CLOSE_HOURS * 60) * 60;
    if (state->waiting)
        return;
    sending_push(&sending->queue, (struct sending_due){.when = when > now ? when : now,
                                                       .flight = flight,
                                                       .kind = SENDING_KINDS,
                                                       .state = DUE_CLOSE});
    state->waiting++;
}

static void close_flight(struct sending *sending, uint32_t flight, struct sending_closed *out)
{
    struct open_day *day = day_of(sending, flight);
    struct flight_state *state = &day->flights[flight - day->first];
    load(sending, flight);
    if (!state->told)
        state->told = memory_alloc((head_count(sending) + 1) * sizeof *state->told);
    free(sending->told);
    sending->told = state->told;
    state->told = NULL;
    day->open--;
    sending->loaded->used = 0;
    *out = (struct sending_closed){&sending->loaded->load, sending->told};
}

/* ---- what happens next ---- */

enum sending_event sending_next(struct sending *sending, struct sending_message *message,
                                struct sending_closed *closed)
{
    forget_days(sending);
    for (;;) {
        open_days(sending);
        if (sending->queue.count == 0)
            return SENDING_END;
        struct sending_due due = sending_pop(&sending->queue);
        if (due.state == DUE_CLOSE) {
            close_flight(sending, due.flight, closed);
            return SENDING_CLOSED;
        }
        bool ready = due.state == DUE_READY;
        if (ready)
            send(sending, &due, message);
        else
            unfold(sending, &due);
        plan_close(sending, due.flight, due.when);
        if (ready)
            return SENDING_MESSAGE;
    }
}
