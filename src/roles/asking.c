#include "roles/asking.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "roles/asking_internal.h"
#include "roles/control.h"
#include "roles/exchange.h"
#include "sys/thread.h"
#include "watch/watch.h"

enum { LOOK_MILLISECONDS = 250 }; /* at what was stored */
#define RETRY_TIME (5 * MICROS_PER_SECOND)

bool asking_is_ending(const struct asking *asking, int milliseconds)
{
    struct pollfd polled = {asking->stop, POLLIN, 0};
    return poll(&polled, 1, milliseconds) > 0;
}

/* ---- the process that talks to the outside ---- */

static void drop_helper(struct asking *asking)
{
    if (asking->helper >= 0)
        close(asking->helper);
    asking->helper = -1;
}

static enum status fresh_helper(struct asking *asking)
{
    enum role_ending before;
    if (asking->helper >= 0)
        return STATUS_OK;
    enum status status = control_ask_ending(CONTROL_LOOKUP, &before, &asking->helper);
    if (status == STATUS_OK && asking->helper < 0)
        status = status_fail(STATUS_IO, "The parent process sent no process for lookups.");
    return status;
}

static enum status exchange(struct asking *asking, const struct lookup_question *question,
                            struct arena *arena, struct lookup_answer *out)
{
    enum status status = fresh_helper(asking);
    if (status == STATUS_OK) {
        out->result = LOOKUP_NO_ANSWER; /* it may have left from here on */
        status = exchange_ask(asking->helper, asking->settings.timeout, asking->stop, question,
                              arena, out);
    }
    if (status != STATUS_OK)
        drop_helper(asking);
    return status;
}

/* ---- one question ---- */

static enum status record(struct asking *asking, int64_t traveller, const char *result)
{
    const struct config *config = asking->system->config;
    return guard_record_lookup(
        asking->guard,
        &(struct guard_lookup){.service = span_of(asking->settings.name),
                               .agency = span_of(config_text(config, SETTING_AGENCY)),
                               .site = span_of(config_text(config, SETTING_SITE)),
                               .result = span_of(result),
                               .purpose = span_of(asking->settings.purpose),
                               .traveller = traveller});
}

/* The record first; then the question; then the record of how it ended, before anything follows from it. */
static enum status ask(struct asking *asking, int64_t traveller, struct lookup_question *question,
                       struct arena *arena, struct lookup_answer *out)
{
    exchange_name(question, arena);
    question->purpose = span_of(asking->settings.purpose);
    enum status status = record(asking, traveller, "ask");
    if (status != STATUS_OK)
        return status;
    asking->state.asked++;
    lookup_pace_asked(&asking->pace, clock_monotonic());
    status = exchange(asking, question, arena, out);
    enum status recorded = record(asking, traveller, lookup_result_word(out->result));
    return status == STATUS_OK ? recorded : status;
}

static enum status keep(struct asking *asking, const struct lookup_waiting *waiting,
                        const struct lookup_question *question, const struct lookup_answer *answer)
{
    int64_t now = clock_now();
    struct lookup_known known = {.asked = now,
                                 .until = now + asking->settings.remember * MICROS_PER_SECOND,
                                 .found = answer->count > 0};
    if (lookup_result_fault(answer->result) != FAULT_NONE)
        return STATUS_OK;
    enum status status = asking_publish(asking, question, answer, now);
    if (status == STATUS_OK)
        status = lookup_book_put(asking->book, &waiting->key, &known);
    if (status == STATUS_OK) {
        asking->state.found += known.found;
        asking->state.answered = now;
    }
    return status;
}

/* The state of a service that answers; others are words of results. */
static const char asked_word[] = "asked";

/* What became of it, for `status` and, when that changes, for the log. */
static void note(struct asking *asking, enum lookup_result result, struct span text)
{
    struct lookup_state *state = &asking->state;
    enum lookup_fault fault = lookup_result_fault(result);
    bool good = fault == FAULT_NONE || fault == FAULT_OF_QUESTION;
    const char *word = good ? asked_word : lookup_result_word(result);
    bool same = span_is(state->state, word);
    state->failed += fault != FAULT_NONE;
    state->state = span_of(word);
    snprintf(asking->fault, sizeof asking->fault, "%.*s", good ? 0 : (int)text.size, text.at);
    state->text = span_of(asking->fault);
    if (!same)
        log_write(good ? LOG_INFO : LOG_WARN, EVENT_LOOKUP_STATE, "name=%.*s state=%s text=\"%s\"",
                  (int)state->name.size, state->name.at, word, asking->fault);
}

static void settle(struct asking *asking, struct lookup_waiting *waiting, enum lookup_result result,
                   struct span text)
{
    int64_t held = lookup_pace_ended(&asking->pace, result, clock_monotonic());
    note(asking, result, text);
    waiting->held = held;
    waiting->tries++;
    if (!held)
        lookup_queue_remove(asking->queue, &waiting->key);
}

/* A list that is somebody else's does not become ours by waiting; an answer that cannot be kept is as if it was never
 * asked for. */
static enum lookup_result result_of(enum status status, enum lookup_result result)
{
    if (status == STATUS_DENIED)
        return LOOKUP_SETTINGS;
    return result == LOOKUP_NO_ANSWER ? result : LOOKUP_NOT_ASKED;
}

static void ask_about(struct asking *asking, struct lookup_waiting *waiting)
{
    struct arena arena = {0};
    struct lookup_question question = {.id = {"", 0}};
    struct lookup_answer answer = {.result = LOOKUP_NOT_ASKED};
    int64_t traveller = 0;
    enum status status = asking_question(asking, waiting, &arena, &question, &traveller);
    if (status == STATUS_MISSING) { /* the flight is over, or it was another's document */
        lookup_queue_remove(asking->queue, &waiting->key);
        asking_look_again(asking);
        arena_free(&arena);
        return;
    }
    if (status == STATUS_OK) /* before anything is said about anybody */
        status = asking_check_list(asking);
    if (status == STATUS_OK)
        status = ask(asking, traveller, &question, &arena, &answer);
    if (status == STATUS_OK)
        status = keep(asking, waiting, &question, &answer);
    if (status == STATUS_OK)
        settle(asking, waiting, answer.result, answer.text);
    else if (!asking_is_ending(asking, 0))
        settle(asking, waiting, result_of(status, answer.result), span_of(status_sentence()));
    arena_free(&arena);
}

/* ---- how it stands ---- */

static bool is_told(const struct asking *asking)
{
    const struct lookup_state *now = &asking->state, *told = &asking->told;
    return now->waiting == told->waiting && now->oldest == told->oldest &&
           now->asked == told->asked && now->failed == told->failed &&
           now->answered == told->answered;
}

/* Whether to look at how it stands: at once when that is another, else once a second. */
static bool is_time_to_tell(const struct asking *asking, int64_t now)
{
    return !asking->told_at || now - asking->told_at >= MICROS_PER_SECOND ||
           asking->state.state.at != asking->told.state.at; /* words of a table */
}

static enum status tell(struct asking *asking)
{
    int64_t now = clock_monotonic();
    if (!is_time_to_tell(asking, now))
        return STATUS_OK;
    asking->state.waiting = (int64_t)lookup_queue_count(asking->queue);
    asking->state.oldest = lookup_queue_oldest(asking->queue);
    bool same =
        asking->told_at && asking->state.state.at == asking->told.state.at && is_told(asking);
    enum status status = same ? STATUS_OK : lookup_book_say(asking->book, &asking->state);
    asking->told = asking->state;
    asking->told_at = now;
    return status;
}

/* ---- the thread ---- */

/* Milliseconds until there is something to do. */
static int idle(const struct asking *asking)
{
    int64_t now = clock_monotonic(), wait = lookup_pace_wait(&asking->pace, now) / 1000 + 1;
    bool any = lookup_queue_next(asking->queue, now) != NULL;
    return any && wait < LOOK_MILLISECONDS ? (int)wait : LOOK_MILLISECONDS;
}

static enum status turn(struct asking *asking)
{
    enum status status = asking_follow(asking);
    int64_t now = clock_monotonic();
    struct lookup_waiting *next = lookup_queue_next(asking->queue, now);
    if (status == STATUS_OK && next && !lookup_pace_wait(&asking->pace, now))
        ask_about(asking, next);
    return status == STATUS_OK ? tell(asking) : status;
}

static void log_failure(enum status status)
{
    log_write(LOG_ERROR, EVENT_ENVIRONMENT, "status=%s text=\"%s\"", status_word(status),
              status_sentence());
}

static void *follow(void *context)
{
    struct asking *asking = context;
    int64_t rest_at = 0;
    int wait = 0;
    while (!asking_is_ending(asking, wait)) {
        enum status status = turn(asking);
        wait = status == STATUS_OK ? idle(asking) : (int)(RETRY_TIME / 1000);
        if (status != STATUS_OK)
            log_failure(status);
        if (clock_monotonic() > rest_at) {
            view_rest(asking->view);
            rest_at = clock_monotonic() + 60 * MICROS_PER_SECOND;
        }
    }
    return NULL;
}

/* ---- starting ---- */

static enum status read_settings(struct asking *asking)
{
    enum watch_severity severity;
    enum status status = lookup_settings_read(asking->system->config, &asking->settings);
    if (status == STATUS_OK)
        status = desk_list_check_name(span_of(asking->settings.name));
    if (status == STATUS_OK &&
        !(watch_severity_parse(span_of(asking->settings.severity), &severity)))
        status =
            status_fail(STATUS_INPUT, "lookup.severity is none of critical, high, medium, low.");
    return status;
}

/* Counts go on where they were. */
static enum status open_book(struct asking *asking)
{
    struct arena arena = {0};
    struct lookup_state before = {0};
    enum status status =
        lookup_book_open(asking->system->folder.authored, LOOKUP_WRITE, &asking->book);
    if (status == STATUS_OK)
        status = lookup_book_state(asking->book, &arena, &before);
    arena_free(&arena);
    before.name = span_of(config_text(asking->system->config, SETTING_LOOKUP_NAME));
    before.state = span_of(asked_word);
    before.text = SPAN("");
    asking->state = before;
    return status == STATUS_MISSING ? STATUS_OK : status;
}

static enum status open_all(struct asking *asking)
{
    const struct folder *folder = &asking->system->folder;
    struct view_options options = {.config = asking->system->config,
                                   .derived = folder->derived,
                                   .journal = folder->journal,
                                   .authored = folder->authored,
                                   .keyring = asking->keyring};
    enum status status = lookup_key(asking->keyring, &asking->key);
    if (status == STATUS_OK) {
        asking->view = view_open(&options);
        status = authoring_guard(asking->turns->authoring, &asking->guard);
    }
    return status;
}

/* Nobody is asked, and `status` says why; all else goes on. */
static enum status refuse(struct asking *asking)
{
    note(asking, LOOKUP_SETTINGS, span_of(status_sentence()));
    return lookup_book_say(asking->book, &asking->state);
}

static enum status begin(struct asking *asking)
{
    asking->pace = lookup_pace_of(&asking->settings);
    enum status status = open_all(asking);
    if (status == STATUS_OK) {
        asking->runs = thread_start(&asking->thread, follow, asking);
        if (!asking->runs)
            status = status_fail(STATUS_MEMORY, "No thread can be had that asks services.");
    }
    return status;
}

struct asking *asking_start(struct system *system, struct turns *turns, int stop)
{
    if (!lookup_is_set(system->config))
        return NULL;
    struct asking *asking = memory_alloc(sizeof *asking);
    asking->system = system;
    asking->turns = turns;
    asking->stop = stop;
    asking->helper = -1;
    asking->keyring = keyring_new(control_keys());
    asking->queue = lookup_queue_new();
    enum status status = open_book(asking);
    if (status == STATUS_OK)
        status = read_settings(asking) == STATUS_OK ? begin(asking) : refuse(asking);
    if (status == STATUS_OK)
        return asking;
    log_failure(status);
    asking_stop(asking);
    return NULL;
}

void asking_stop(struct asking *asking)
{
    if (!asking)
        return;
    if (asking->runs)
        pthread_join(asking->thread, NULL);
    drop_helper(asking);
    view_close(asking->view);
    lookup_book_close(asking->book);
    lookup_queue_free(asking->queue);
    keyring_free(asking->keyring);
    seal_wipe(&asking->key, sizeof asking->key);
    free(asking);
}
