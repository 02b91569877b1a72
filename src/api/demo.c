#include "api/internal.h"

#include <string.h>
#include <time.h>

#include "base/clock.h"

/* An invented flight that lands at home in two hours: a list with one entry, then its bookings and its
 * passengers, which go the way of all messages. */

enum { LANDS_MINUTES = 120 };
#define AGAIN_TIME (60 * MICROS_PER_SECOND)

struct demo_flight {
    const char *home, *from, *to, *carrier;
    int minutes, clock_from, clock_to;
};
static const struct demo_flight demo_flights[] = {
#define DEMO_FLIGHT(...) {__VA_ARGS__},
#define DEMO_LIST(text)
#define DEMO_MESSAGE(text)
#include "api/demo.def"
#undef DEMO_FLIGHT
#undef DEMO_MESSAGE
};
static const char *const messages[] = {
#define DEMO_FLIGHT(...)
#define DEMO_MESSAGE(text) text,
#include "api/demo.def"
#undef DEMO_LIST
#undef DEMO_MESSAGE
};
static const char list[] =
#define DEMO_LIST(text) text
#define DEMO_MESSAGE(text)
#include "api/demo.def"
#undef DEMO_FLIGHT
#undef DEMO_LIST
#undef DEMO_MESSAGE
    ;
enum { MESSAGES = sizeof messages / sizeof messages[0] };

static const struct demo_flight *flight_of(const char *home)
{
    for (size_t i = 0; i < sizeof demo_flights / sizeof demo_flights[0]; i++)
        if (strcmp(demo_flights[i].home, home) == 0)
            return &demo_flights[i];
    return &demo_flights[0];
}

struct filling {
    struct buffer *out;
    const struct demo_flight *flight;
    const char *home;
    time_t now;
};

static time_t instant(const struct filling *filling, char which)
{
    const struct demo_flight *flight = filling->flight;
    time_t arrival = filling->now + LANDS_MINUTES * 60;
    return which == 'A'   ? arrival + flight->clock_to * 60
           : which == 'D' ? arrival - flight->minutes * 60 + flight->clock_from * 60
                          : filling->now;
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

/* NULL when it stands for a time. */
static const char *word_of(const struct filling *filling, char letter)
{
    const struct demo_flight *flight = filling->flight;
    return letter == 'h'   ? filling->home
           : letter == 'f' ? flight->from
           : letter == 't' ? flight->to
           : letter == 'c' ? flight->carrier
                           : NULL;
}

static void put_mark(const struct filling *filling, struct span mark)
{
    const char *word = word_of(filling, mark.at[0]);
    struct tm clock;
    time_t at = instant(filling, mark.at[0]);
    gmtime_r(&at, &clock);
    buffer_text(filling->out, word ? word : "");
    for (size_t i = 1; i < mark.size; i++)
        put_clock(filling->out, mark.at[i], &clock);
}

/* The template with its marks filled in. */
static void fill(const struct filling *filling, const char *template)
{
    struct span rest = span_of(template);
    while (rest.at) {
        struct span text = span_cut(rest, '{', &rest);
        buffer_append(filling->out, text.at, text.size);
        if (rest.at)
            put_mark(filling, span_cut(rest, '}', &rest));
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
    struct buffer text = {0};
    const char *home = config_text(options->config, SETTING_HOME);
    struct filling filling = {.out = &text,
                              .flight = flight_of(home),
                              .home = home,
                              .now = time(NULL) / 300 * 300}; /* a timetable's five minutes */
    for (size_t i = 0; i < MESSAGES && status == STATUS_OK; i++) {
        int64_t message;
        text.size = 0;
        fill(&filling, messages[i]);
        status = options->keep(options->context, account, buffer_span(&text),
                               (struct span){NULL, 0}, &message);
    }
    buffer_free(&text);
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
