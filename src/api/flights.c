#include "api/internal.h"

#include "base/clock.h"

static enum view_choice choice(int flag)
{
    return flag < 0 ? VIEW_EITHER : flag ? VIEW_YES : VIEW_NO;
}

static int32_t day_of(const struct api_call *call, const char *name)
{
    struct date date;
    return date_parse(api_text(call, name), &date) ? date_to_day(date) : 0;
}

/* A pattern takes 2026-02-31, too. */
bool api_days(struct api_call *call, int32_t *from, int32_t *to)
{
    static const char *const names[] = {"from", "to"};
    struct check_faults faults = {.arena = call->arena};
    *from = day_of(call, names[0]);
    *to = day_of(call, names[1]);
    for (int i = 0; i < 2; i++)
        if (api_text(call, names[i]).at && !(i == 0 ? *from : *to))
            check_fault(&faults, names[i], FAULT_FORM, "There is no such day.");
    if (faults.count)
        api_faults(call, PROBLEM_REQUEST_PARAMETER, &faults);
    return faults.count == 0;
}

void api_listFlights(struct api_call *call)
{
    struct view_flights_query query = {.direction = api_text(call, "direction"),
                                       .q = api_text(call, "q"),
                                       .board = api_text(call, "board"),
                                       .off = api_text(call, "off"),
                                       .carrier = api_text(call, "carrier"),
                                       .swept = choice(api_flag(call, "swept")),
                                       .missing = choice(api_flag(call, "missing"))};
    if (!api_allow(call, (struct guard_subject){.kind = SUBJECT_FLIGHT}) ||
        !api_days(call, &query.from_day, &query.to_day) || !api_page(call, 100, &query.page))
        return;
    struct view_sight sight = api_sight(call);
    if (query.from_day || query.to_day)
        query.when = VIEW_ALL;
    view_when_parse(api_text(call, "when"), &query.when);
    view_order_parse(api_text(call, "sort"), &query.order);
    view_alert_filter_parse(api_text(call, "alerts"), &query.alerts);
    api_answer(call, 200);
    enum status status =
        view_flights(call->worker->view, &query, &sight, clock_now(), &call->answer->body);
    if (status != STATUS_OK)
        api_fail(call, status, PROBLEM_FLIGHT_MISSING);
}

/* ---- one flight ---- */

/* Its id and what the gate is asked about; a flight that is not there is asked about, too. */
static bool allow_flight(struct api_call *call, int64_t *flight, enum status *status)
{
    bool named = id_parse(api_text(call, "flight"), ID_FLIGHT, flight);
    struct guard_subject subject = subject_missing(SUBJECT_FLIGHT, *flight);
    *status = named ? subject_flight(call, *flight, &subject)
                    : status_fail(STATUS_MISSING, "There is no such flight.");
    return api_allow(call, subject);
}

static void finish(struct api_call *call, enum status status)
{
    if (status != STATUS_OK)
        api_fail(call, status, PROBLEM_FLIGHT_MISSING);
}

void api_getFlight(struct api_call *call)
{
    int64_t flight = 0;
    enum status status;
    if (!allow_flight(call, &flight, &status))
        return;
    struct view_sight sight = api_sight(call);
    api_answer(call, 200);
    if (status == STATUS_OK)
        status = view_flight(call->worker->view, flight, &sight, clock_now(), &call->answer->body);
    finish(call, status);
}

void api_listTravellersOfFlight(struct api_call *call)
{
    int64_t flight = 0;
    enum status status;
    struct view_manifest_query query = {.crew = choice(api_flag(call, "crew")),
                                        .merged = api_flag(call, "merged") == 1,
                                        .board = api_text(call, "board"),
                                        .q = api_text(call, "q")};
    if (!allow_flight(call, &flight, &status) || !api_page(call, 500, &query.page))
        return;
    struct view_sight sight = api_sight(call);
    api_answer(call, 200);
    if (status == STATUS_OK)
        status = view_manifest(call->worker->view, flight, &query, &sight, &call->answer->body);
    finish(call, status);
}

void api_listBagsOfFlight(struct api_call *call)
{
    int64_t flight = 0;
    enum status status;
    if (!allow_flight(call, &flight, &status))
        return;
    struct view_sight sight = api_sight(call);
    api_answer(call, 200);
    if (status == STATUS_OK)
        status = view_bags(call->worker->view, flight, &sight, &call->answer->body);
    finish(call, status);
}

/* ---- swept ---- */

static enum status key_of(struct api_call *call, int64_t id, struct span *key)
{
    struct store *store;
    struct store_flight flight;
    enum status status = view_store(call->worker->view, &store);
    if (status == STATUS_OK && !store)
        status = status_fail(STATUS_MISSING, "There is no such flight.");
    if (status == STATUS_OK)
        status = store_flight(store, id, call->arena, &flight);
    if (status == STATUS_OK)
        *key = flight.key;
    return status;
}

/* The answer is the state of the mark now; its etag. */
static enum status sweep_state(struct api_call *call, int64_t flight, char etag[VIEW_ETAG])
{
    buffer_free(&call->answer->body);
    return view_sweep(call->worker->view, flight, etag, &call->answer->body);
}

/* Sets or takes off the mark if it is still what was looked at; `etag` is that of now. */
static enum status mark(struct api_call *call, const char *command, int64_t flight,
                        char etag[VIEW_ETAG])
{
    struct span key;
    enum status status = sweep_state(call, flight, etag);
    if (status == STATUS_OK && !api_matches(call, span_of(etag)))
        return STATUS_EXISTS;
    if (status == STATUS_OK)
        status = key_of(call, flight, &key);
    if (status != STATUS_OK)
        return status;
    json_t *request = json_pack("{s:s, s:s%}", "command", command, "flight", key.at, key.size);
    status = author_ask(call, request, SPAN(""), NULL);
    if (status == STATUS_MISSING && strcmp(command, "unsweep") == 0)
        status = STATUS_OK; /* there was no mark: as it should be */
    return status == STATUS_OK ? sweep_state(call, flight, etag) : status;
}

static void change_sweep(struct api_call *call, const char *command)
{
    int64_t flight = 0;
    char etag[VIEW_ETAG];
    enum status status;
    if (!allow_flight(call, &flight, &status))
        return;
    api_answer(call, 200);
    pthread_mutex_lock(&call->api->changing);
    if (status == STATUS_OK)
        status = mark(call, command, flight, etag);
    pthread_mutex_unlock(&call->api->changing);
    if (status == STATUS_EXISTS) {
        api_problem(call, PROBLEM_FLIGHT_CHANGED, NULL);
        return;
    }
    finish(call, status);
    if (status == STATUS_OK) {
        api_etag(call, span_of(etag));
        events_flight(call->api, flight);
    }
}

void api_sweepFlight(struct api_call *call)
{
    change_sweep(call, "sweep");
}

void api_unsweepFlight(struct api_call *call)
{
    change_sweep(call, "unsweep");
}
