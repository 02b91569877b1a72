#include "api/internal.h"

#include <time.h>

#include "base/clock.h"

/* An invented flight that lands in two hours: a list with one entry, then its bookings and its
 * passengers, which go the way of all messages. */

enum { FLIES_MINUTES = 290, LANDS_MINUTES = 120, CLOCK_FROM = 180, CLOCK_TO = 300 };
#define AGAIN_TIME (60 * MICROS_PER_SECOND)

static const char *const messages[] = {
#define DEMO_LIST(text)
#define DEMO_MESSAGE(text) text,
#include "api/demo.def"
#undef DEMO_LIST
#undef DEMO_MESSAGE
};
static const char list[] =
#define DEMO_LIST(text) text
#define DEMO_MESSAGE(text)
#include "api/demo.def"
#undef DEMO_LIST
#undef DEMO_MESSAGE
    ;
enum { MESSAGES = sizeof messages / sizeof messages[0] };

static time_t instant(char which, time_t now)
{
    time_t arrival = now + LANDS_MINUTES * 60;
    return which == 'A'   ? arrival + CLOCK_TO * 60
           : which == 'D' ? arrival - FLIES_MINUTES * 60 + CLOCK_FROM * 60
                          : now;
}

/* One letter of strftime. */
static void put_clock(struct buffer *out, char letter, const struct tm *clock)
{
    const struct {
        char letter;
        int digits, value;
    } table[] = {{'y', 2, clock->tm_year % 100}, {'m', 2, clock->tm_mon + 1},
                 {'d', 2, clock->tm_mday},       {'H', 2, clock->tm_hour},
                 {'M', 2, clock->tm_min},        {'S', 2, clock->tm_sec},
                 {'j', 3, clock->tm_yday + 1}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (table[i].letter == letter)
            buffer_format(out, "%0*d", table[i].digits, table[i].value);
}

/* The template with its times filled in. */
static void fill(struct buffer *out, const char *template, time_t now)
{
    struct span rest = span_of(template);
    while (rest.at) {
        struct span text = span_cut(rest, '{', &rest);
        buffer_append(out, text.at, text.size);
        if (!rest.at)
            break;
        struct span mark = span_cut(rest, '}', &rest);
        struct tm clock;
        time_t at = instant(mark.at[0], now);
        gmtime_r(&at, &clock);
        for (size_t i = 1; i < mark.size; i++)
            put_clock(out, mark.at[i], &clock);
    }
}

static enum status import_list(struct api_call *call)
{
    json_t *request =
        json_pack("{s:s, s:s, s:s, s:s, s:s}", "command", "list import", "name", "try-it", "file",
                  "try-it.csv", "format", "csv", "severity", "high");
    return author_ask(call, request, SPAN(list), NULL);
}

static enum status send_messages(struct api_call *call)
{
    const struct api_options *options = &call->api->options;
    const char *account = arena_copy(call->arena, call->actor.name).at;
    enum status status = STATUS_OK;
    time_t now = time(NULL) / 300 * 300; /* timetables know steps of five minutes */
    for (size_t i = 0; i < MESSAGES && status == STATUS_OK; i++) {
        struct buffer text = {0};
        int64_t message;
        fill(&text, messages[i], now);
        status = options->keep(options->context, account, buffer_span(&text), &message);
        buffer_free(&text);
    }
    return status;
}

void api_startDemo(struct api_call *call)
{
    int64_t now = clock_monotonic();
    if (!api_allow(call, (struct guard_subject){.kind = SUBJECT_NONE}))
        return;
    int64_t before = atomic_exchange(&call->api->played, now);
    if (before && now - before < AGAIN_TIME) {
        atomic_store(&call->api->played, before);
        api_problem(call, PROBLEM_DEMO_RUNNING, NULL);
        return;
    }
    enum status status = import_list(call);
    if (status == STATUS_OK)
        status = send_messages(call);
    if (status != STATUS_OK) {
        atomic_store(&call->api->played, 0);
        api_fail(call, status, PROBLEM_SERVER_FAILED);
        return;
    }
    api_answer(call, 202);
    json_begin(&call->json);
    json_put_int(&call->json, "messages", MESSAGES);
    json_end(&call->json);
}
