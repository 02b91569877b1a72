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
#define FIRST_RETRY (MICROS_PER_SECOND / 4)
#define LAST_RETRY (5 * MICROS_PER_SECOND)
#define PATIENCE (60 * MICROS_PER_SECOND)
enum { WAIT_SECONDS = 2, MOST_WAIT_SECONDS = 300 };

struct play {
    struct sim_folder *folder;
    struct sim_play_options options;
    struct sim_play_result *result;
    struct play_memory memory;
    struct play_pace pace;
    struct play_progress progress;
    struct play_lanes lanes;
    struct play_slot *window; /* by number % PLAY_WINDOW */
    struct sim_message next;  /* read, and not due yet; number 0: none */
    bool ended;               /* there is no further one */
    int64_t began, saved, world;
    int64_t pause_until; /* nothing is sent before */
    bool waiting;        /* the system said "later" */
    int64_t unreachable; /* since when, 0: it is not */
    int64_t retry;       /* the pause after the next failure */
    enum status status;  /* the first failure; nothing is sent any more */
    char *sentence;      /* its */
};

/* What comes after the first failure does not speak over it. */
static void fail(struct play *play, enum status status)
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
        fail(play, sim_folder_next(play->folder, &play->next));
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
    fail(play, status);
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

/* ---- answers ---- */

/* An answer to what was on its way already does not end a wait. */
static void has_answered(struct play *play)
{
    if (play->waiting && play->options.monotonic() < play->pause_until)
        return;
    if (play->unreachable || play->waiting)
        play_progress_note(&play->progress, "The system takes messages again.");
    play->unreachable = 0;
    play->waiting = false;
    play->retry = FIRST_RETRY;
    play->pause_until = 0;
}

static void take(struct play *play, struct play_lane *lane, const struct play_answer *answer)
{
    const struct sim_message *message = &lane->first->message;
    struct sim_play_result *result = play->result;
    result->messages++;
    result->bytes += lane->body.size;
    result->persons += (uint64_t)message->persons;
    result->duplicates += play_answer_is_duplicate(answer) != 0;
    play->memory.done.messages++;
    play->memory.done.persons += (uint64_t)message->persons;
}

static struct sim_refusal *refusal_of(struct sim_play_result *result, const char *code)
{
    unsigned i = 0;
    while (i < result->refusal_count && strcmp(result->refusals[i].code, code) != 0)
        i++;
    if (i == SIM_REFUSALS)
        return &result->refusals[SIM_REFUSALS - 1];
    if (i == result->refusal_count) {
        result->refusal_count++;
        snprintf(result->refusals[i].code, PLAY_CODE, "%s",
                 i == SIM_REFUSALS - 1 ? "other reasons" : code);
    }
    return &result->refusals[i];
}

static void refuse(struct play *play, const struct play_answer *answer)
{
    char code[PLAY_CODE];
    play_answer_code(answer, code);
    refusal_of(play->result, code)->count++;
    play->memory.done.refused++;
}

static void finish(struct play *play, struct play_lane *lane)
{
    has_answered(play);
    play_memory_mark(&play->memory, lane->first->message.number);
    play_lane_next(lane);
}

static void wait_for(struct play *play, const struct play_answer *answer)
{
    char code[PLAY_CODE];
    int64_t seconds = answer->retry_after > 0 ? answer->retry_after : WAIT_SECONDS;
    if (seconds > MOST_WAIT_SECONDS)
        seconds = MOST_WAIT_SECONDS;
    play_answer_code(answer, code);
    if (!play->waiting)
        play_progress_note(
            &play->progress,
            "The system takes nothing just now (%s); it is asked again every %lld s.", code,
            (long long)seconds);
    play->waiting = true;
    play->unreachable = 0;
    play->pause_until = play->options.monotonic() + seconds * MICROS_PER_SECOND;
}

static const char *words_of(const struct play_answer *answer, char room[PLAY_CODE])
{
    if (answer->failure)
        return curl_easy_strerror((CURLcode)answer->failure);
    play_answer_code(answer, room);
    return room;
}

static void try_again(struct play *play, const struct play_answer *answer)
{
    char room[PLAY_CODE];
    const char *words = words_of(answer, room);
    int64_t now = play->options.monotonic(), patience = play->options.patience;
    if (!play->unreachable) {
        play->unreachable = now;
        play_progress_note(&play->progress, "%s cannot be reached (%s); it is tried for %lld s.",
                           play->options.url, words, (long long)(patience / MICROS_PER_SECOND));
    } else if (now < play->pause_until) {
        return; /* connections that broke together count once */
    }
    if (now - play->unreachable >= patience)
        fail(play,
             status_fail(STATUS_CLOSED,
                         "%s could not be reached for %lld s: %s. See that the system runs "
                         "and that the address is right; the same command goes on.",
                         play->options.url, (long long)(patience / MICROS_PER_SECOND), words));
    play->pause_until = now + play->retry;
    play->retry = play->retry * 2 < LAST_RETRY ? play->retry * 2 : LAST_RETRY;
}

static enum status hopeless(const struct play *play, const struct play_lane *lane,
                            enum play_verdict verdict, const struct play_answer *answer)
{
    unsigned count;
    char room[PLAY_CODE];
    const char *words = words_of(answer, room), *url = play->options.url;
    const struct sim_source *sources = sim_folder_sources(play->folder, &count);
    if (verdict == PLAY_DENIED)
        return status_fail(STATUS_DENIED,
                           "The credential of the source %s is refused (%s). `portolan source add` "
                           "makes a new one on the other side; then the same command goes on.",
                           sources[lane->first->message.source].name, words);
    if (verdict == PLAY_NO_INTAKE)
        return status_fail(STATUS_INPUT,
                           "%s takes no messages: it answers %ld (%s). Is the address right?", url,
                           answer->code, words);
    return status_fail(STATUS_IO, "%s cannot be asked: %s.", url, words);
}

static void answered(struct play *play, struct play_lane *lane, const struct play_answer *answer)
{
    enum play_verdict verdict = play_judge(answer);
    switch (verdict) {
    case PLAY_TAKEN:
        take(play, lane, answer);
        finish(play, lane);
        break;
    case PLAY_REFUSED:
        refuse(play, answer);
        finish(play, lane);
        break;
    case PLAY_WAIT: wait_for(play, answer); break;
    case PLAY_UNREACHABLE: try_again(play, answer); break;
    case PLAY_DENIED:
    case PLAY_NO_INTAKE:
    case PLAY_HOPELESS: fail(play, hopeless(play, lane, verdict, answer)); break;
    }
}

/* ---- the run ---- */

static void save(struct play *play, bool at_once)
{
    int64_t now = play->options.monotonic();
    if (!at_once && now - play->saved < SAVE_EVERY)
        return;
    play->saved = now;
    fail(play, play_memory_save(&play->memory, play->options.now()));
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
        answered(play, lane, &answer);
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
    play->retry = FIRST_RETRY;
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
    fail(&play, sim_folder_skip(folder, play.memory.through));
    play_world(&play);
    result->left = sim_folder_count(folder).messages - play_memory_count(&play.memory);
    play_memory_close(&play.memory);
    if (play.status != STATUS_OK)
        status = status_fail(play.status, "%s", play.sentence);
    free(play.sentence);
    return status;
}
