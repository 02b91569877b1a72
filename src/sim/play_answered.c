/* What an answer changes in a play. */
#include <string.h>

#include "sim/play_internal.h"

#define LAST_RETRY (5 * MICROS_PER_SECOND)
enum { WAIT_SECONDS = 2, MOST_WAIT_SECONDS = 300 };

/* An answer to what was on its way already does not end a wait. */
static void has_answered(struct play *play)
{
    if (play->waiting && play->options.monotonic() < play->pause_until)
        return;
    if (play->unreachable || play->waiting)
        play_progress_note(&play->progress, "The system takes messages again.");
    play->unreachable = 0;
    play->waiting = false;
    play->retry = PLAY_FIRST_RETRY;
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
        play_fail(play,
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

void play_answered(struct play *play, struct play_lane *lane, const struct play_answer *answer)
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
    case PLAY_HOPELESS: play_fail(play, hopeless(play, lane, verdict, answer)); break;
    }
}
