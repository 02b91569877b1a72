#include "score/score.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "score/internal.h"
#include "store/id.h"

/* The flights of the store that are in the world, ascending at the end. */
struct claims {
    int64_t *flights;
    size_t count, room;
};

static void claim(struct claims *claims, const struct passage *passage)
{
    for (unsigned i = 0; i < passage->flight_count; i++) {
        if (claims->count == claims->room) {
            claims->room = claims->room ? claims->room * 2 : 1024;
            claims->flights =
                memory_resize(claims->flights, claims->room * sizeof *claims->flights);
        }
        claims->flights[claims->count++] = passage->flights[i];
    }
}

static int by_id(const void *one, const void *other)
{
    const int64_t *a = one, *b = other;
    return *a < *b ? -1 : *a > *b;
}

/* ---- a flight ---- */

static void begin(struct passage *passage, struct value flight)
{
    struct span carrier = sim_value_text(sim_value(flight, "carrier"));
    struct span number = sim_value_text(sim_value(flight, "number"));
    struct span board = sim_value_text(sim_value(flight, "board"));
    struct span day = sim_value_text(sim_value(flight, "day"));
    passage->index = (uint32_t)sim_value_int(sim_value(flight, "flight"));
    snprintf(passage->name, sizeof passage->name, "%.*s%.*s %.*s %.*s", (int)carrier.size,
             carrier.at, (int)number.size, number.at, (int)board.size, board.at, (int)day.size,
             day.at);
    passage->sent = score_sent_of(passage->all_sent, passage->index);
    sim_value_copy(sim_value(flight, "dialect"), passage->dialect, sizeof passage->dialect);
}

static enum status take_flight(struct passage *passage, struct alerting *alerting,
                               struct lines *persons, struct value flight)
{
    begin(passage, flight);
    enum status status = score_members_read(passage, persons);
    if (status == STATUS_OK)
        status = score_cards_find(passage, flight);
    if (status == STATUS_OK)
        status = score_cards_read(passage);
    if (status != STATUS_OK)
        return status;
    score_match(passage->members, passage->member_count, passage->cards, passage->card_count,
                passage->arena);
    score_presence_count(passage);
    return score_alerts_count(alerting, passage);
}

static enum status take_flights(const struct score_options *options, struct score *score,
                                struct alerting *alerting, struct claims *claims)
{
    struct lines flights = {0}, persons = {0};
    struct arena arena = {0};
    struct sent sent = {0};
    struct passage passage = {
        .options = options, .all_sent = &sent, .score = score, .arena = &arena};
    enum status status = score_sent_read(options->folder, &sent);
    if (status == STATUS_OK)
        status = sim_lines_open(options->folder, "flights.jsonl", &flights);
    if (status == STATUS_OK)
        status = sim_lines_open(options->folder, "persons.jsonl", &persons);
    while (status == STATUS_OK && flights.line.items) {
        status = take_flight(&passage, alerting, &persons, flights.line);
        claim(claims, &passage);
        arena_reset(&arena);
        if (status == STATUS_OK)
            status = sim_lines_next(&flights);
    }
    sim_lines_close(&flights);
    sim_lines_close(&persons);
    score_sent_free(&sent);
    arena_free(&arena);
    return status;
}

/* ---- what is in the store beyond it ---- */

struct beyond {
    const struct claims *claims;
    struct score *score;
    struct store *store;
    enum status status;
};

static bool count_head(void *context, const struct store_head *head)
{
    struct score *score = context;
    score->cards += head->merged_into == 0;
    score->strangers += head->merged_into == 0;
    return true;
}

static bool look_at_flight(void *context, const struct store_flight *flight)
{
    struct beyond *beyond = context;
    if (beyond->claims->count && bsearch(&flight->id, beyond->claims->flights,
                                         beyond->claims->count, sizeof flight->id, by_id))
        return true;
    beyond->score->other_flights++;
    beyond->status = store_heads(beyond->store, flight->id, count_head, beyond->score);
    return beyond->status == STATUS_OK;
}

/* On the days of the world, and a day around them: where a message misled the system to. */
static enum status look_beyond(const struct score_options *options, struct claims *claims,
                               struct score *score)
{
    struct beyond beyond = {claims, score, options->store, STATUS_OK};
    const struct world_options *world = &score->world.world;
    if (!options->store)
        return STATUS_OK;
    if (claims->count)
        qsort(claims->flights, claims->count, sizeof *claims->flights, by_id);
    enum status status = store_flights(options->store, world->start - 1, world->start + world->days,
                                       look_at_flight, &beyond);
    return status == STATUS_OK ? beyond.status : status;
}

static enum status read_totals(const struct score_options *options, struct score *score)
{
    struct store_totals totals = {0};
    enum status status = options->store ? store_totals(options->store, &totals) : STATUS_OK;
    for (int r = 0; r < STORE_REASONS; r++)
        score->set_aside[r] = r == REASON_NONE ? 0 : totals.reasons[r];
    return status;
}

enum status score_run(const struct score_options *options, struct score *out)
{
    struct alerting alerting = {0};
    struct claims claims = {0};
    *out = (struct score){0};
    enum status status = sim_manifest_read(options->folder, &out->world);
    if (status == STATUS_OK)
        status = score_alerts_open(options, out, &alerting);
    if (status == STATUS_OK)
        status = take_flights(options, out, &alerting, &claims);
    if (status == STATUS_OK)
        status = look_beyond(options, &claims, out);
    if (status == STATUS_OK)
        status = score_alerts_finish(&alerting, options, out);
    if (status == STATUS_OK)
        status = score_presence_messages(out, options->folder);
    if (status == STATUS_OK)
        status = read_totals(options, out);
    score_alerts_close(&alerting);
    free(claims.flights);
    return status;
}
