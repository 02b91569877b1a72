#include "sim/play.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "sim/play_internal.h"

#define SAVE_EVERY MICROS_PER_SECOND
#define LOOK_EVERY (200 * MICROS_PER_SECOND / 1000)
#define STOP_TIME (5 * MICROS_PER_SECOND)
#define PATIENCE (60 * MICROS_PER_SECOND)

void play_fail(struct play *play, enum status status)
{
    if (status == STATUS_OK || play->status != STATUS_OK)
        return;
    play->status = status;
    play->sentence = memory_text(status_sentence());
}

static bool is_over(const struct play *play)
{
    return play->status != STATUS_OK || play->result->stopped;
}

/* ---- reading ---- */

static int64_t until_due(const struct play *play)
{
    return play_pace_wait(&play->pace, play->next.when, play->options.now(),
                          play->options.monotonic());
}

/* Leaves the first message that is not done in `next`. */
static void read_next(struct play *play)
{
    while (!play->ended && !is_over(play) && play->next.number == 0) {
        play_fail(play, sim_folder_next(play->folder, &play->next));
        if (play->next.number == 0)
            play->ended = true;
        else if (play_memory_is_done(&play->memory, play->next.number))
            play->next.number = 0;
    }
    if (play->next.number && play->pace.kind == PLAY_SPEED && !play->pace.began) {
        play->pace.begin = play->next.when;
        play->pace.began = play->options.monotonic();
    }
}

static void queue_next(struct play *play)
{
    struct play_slot *slot = &play->window[play->next.number % PLAY_WINDOW];
    play->world = play->next.when;
    if (play->next.file[0]) {
        slot->message = play->next;
        play_lanes_queue(&play->lanes, slot);
    } else { /* it was lost on its way */
        play_memory_mark(&play->memory, play->next.number);
    }
    play->next.number = 0;
}

static void fill(struct play *play)
{
    for (;;) {
        read_next(play);
        if (is_over(play) || play->next.number == 0 ||
            !play_memory_has_room(&play->memory, play->next.number) || until_due(play) > 0)
            return;
        queue_next(play);
    }
}

/* ---- sending ---- */

static void send_first(struct play *play, struct play_lane *lane)
{
    enum status status = sim_folder_body(play->folder, &lane->first->message, &lane->body);
    if (status == STATUS_OK)
        play_lane_send(&play->lanes, lane);
    play_fail(play, status);
}

/* One that could not be reached is asked by one message until it answers. */
static void send_all(struct play *play)
{
    struct play_lanes *lanes = &play->lanes;
    if (play->options.monotonic() < play->pause_until)
        return;
    for (unsigned i = 0; i < lanes->count && !is_over(play); i++) {
        struct play_lane *lane = &lanes->lanes[i];
        if ((play->unreachable || play->waiting) && lanes->busy)
            return;
        if (lane->first && !lane->busy)
            send_first(play, lane);
    }
}

/* ---- the run ---- */

static void save(struct play *play, bool at_once)
{
    int64_t now = play->options.monotonic();
    if (!at_once && now - play->saved < SAVE_EVERY)
        return;
    play->saved = now;
    play_fail(play, play_memory_save(&play->memory, play->options.now()));
}

/* Real seconds until the end, by the pace or by what was done so far. */
static int64_t ends_in(const struct play *play, uint64_t persons, int64_t elapsed)
{
    int64_t wait = play_pace_wait(&play->pace, sim_folder_last(play->folder), play->options.now(),
                                  play->options.monotonic()) /
                   MICROS_PER_SECOND;
    uint64_t all = sim_folder_count(play->folder).persons, now = play->result->persons;
    int64_t work = now && all > persons
                       ? (int64_t)((all - persons) * ((uint64_t)elapsed / 1000) / now / 1000)
                       : 0;
    return wait > work ? wait : now ? work : -1;
}

static void show(struct play *play)
{
    int64_t now = play->options.monotonic();
    struct play_figures figures = {
        .messages = play_memory_count(&play->memory),
        .of_messages = sim_folder_count(play->folder).messages,
        .persons = play->memory.done.persons,
        .persons_now = play->result->persons,
        .world = play_pace_time(&play->pace, play->world, play->options.now(), now),
        .ends_in = ends_in(play, play->memory.done.persons, now - play->began)};
    play_progress_show(&play->progress, &figures, now);
}

static int64_t shorter(int64_t a, int64_t b)
{
    return b < a ? b : a;
}

/* Until something has to be done without being told by an answer. */
static int64_t time_to_wait(const struct play *play)
{
    int64_t wait = LOOK_EVERY, pause = play->pause_until - play->options.monotonic();
    if (play->next.number && play_memory_has_room(&play->memory, play->next.number))
        wait = shorter(wait, until_due(play));
    return pause > 0 ? shorter(LOOK_EVERY, pause) : wait;
}

static void step(struct play *play, int64_t wait)
{
    struct play_answer answer;
    struct play_lane *lane;
    if (play_lanes_wait(&play->lanes, play->options.stop, wait))
        play->result->stopped = true;
    while ((lane = play_lanes_answered(&play->lanes, &answer)))
        play_answered(play, lane, &answer);
}

static bool has_queued(const struct play *play)
{
    for (unsigned i = 0; i < play->lanes.count; i++)
        if (play->lanes.lanes[i].first)
            return true;
    return false;
}

static void run(struct play *play)
{
    while (!is_over(play)) {
        fill(play);
        send_all(play);
        if (play->ended && !has_queued(play))
            break;
        step(play, time_to_wait(play));
        save(play, false);
        show(play);
    }
    /* What is on its way is still answered: less to be sent once more. */
    int64_t until = play->options.monotonic() + STOP_TIME;
    play->options.stop = -1;
    while (play->lanes.busy && play->options.monotonic() < until)
        step(play, LOOK_EVERY);
    save(play, true);
}

/* ---- begin and end ---- */

static enum status check_credentials(const struct sim_folder *folder,
                                     const struct play_credentials *credentials)
{
    unsigned count;
    const struct sim_source *sources = sim_folder_sources(folder, &count);
    for (unsigned i = 0; i < count; i++)
        if (!play_credentials_find(credentials, sources[i].name))
            return status_fail(STATUS_DENIED,
                               "There is no credential for the source %s, which sends in this "
                               "world.",
                               sources[i].name);
    return STATUS_OK;
}

static void set_defaults(struct sim_play_options *options)
{
    if (!options->patience)
        options->patience = PATIENCE;
    if (!options->now)
        options->now = clock_now;
    if (!options->monotonic)
        options->monotonic = clock_monotonic;
}

static void play_world(struct play *play)
{
    unsigned count;
    const struct sim_source *sources = sim_folder_sources(play->folder, &count);
    play->began = play->saved = play->options.monotonic();
    play->retry = PLAY_FIRST_RETRY;
    play->window = memory_alloc(PLAY_WINDOW * sizeof *play->window);
    play_progress_open(&play->progress, play->options.progress, play->began);
    if (play->memory.known)
        play_progress_note(&play->progress, "%" PRIu64 " messages were sent before; it goes on.",
                           play->memory.done.messages);
    play_lanes_open(&play->lanes, &play->options, sources, count);
    run(play);
    play_lanes_close(&play->lanes);
    play_progress_close(&play->progress);
    play->result->micros = play->options.monotonic() - play->began;
    free(play->window);
}

enum status sim_play(struct sim_folder *folder, const struct sim_play_options *options,
                     struct sim_play_result *result)
{
    struct play play = {.folder = folder, .options = *options, .result = result};
    *result = (struct sim_play_result){0};
    set_defaults(&play.options);
    play.pace = (struct play_pace){.kind = options->pace, .thousandths = options->thousandths};
    enum status status = check_credentials(folder, options->credentials);
    if (status == STATUS_OK)
        status = play_memory_open(sim_folder_path(folder), sim_folder_identity(folder),
                                  options->system, options->url, options->again, &play.memory);
    if (status != STATUS_OK)
        return status;
    result->earlier = play.memory.done.messages;
    play_fail(&play, sim_folder_skip(folder, play.memory.through));
    play_world(&play);
    result->left = sim_folder_count(folder).messages - play_memory_count(&play.memory);
    play_memory_close(&play.memory);
    if (play.status != STATUS_OK)
        status = status_fail(play.status, "%s", play.sentence);
    free(play.sentence);
    return status;
}
