#include "api/internal.h"

#include "base/clock.h"

/* A flight is open while it is not over, and for as long again as a shift takes. Local times are
 * read as UTC, and given the width of all zones: an hour more or less does not matter here. */
#define OPEN_TIME ((14 + 12) * 3600 * MICROS_PER_SECOND)

static int64_t moment_of(struct span local)
{
    char room[TIME_TEXT + 1] = "";
    int64_t at = 0;
    size_t size = local.size < sizeof "2026-11-22T10:05" ? local.size : 16;
    if (size == 16) {
        memcpy(room, local.at, size);
        memcpy(room + size, ":00Z", sizeof ":00Z");
        time_parse(span_of(room), &at);
    }
    return at;
}

static bool is_open(const struct store_flight *flight)
{
    int64_t departure = moment_of(flight->departure), arrival = moment_of(flight->arrival);
    int64_t end = (int64_t)(flight->day + 2) * MICROS_PER_DAY;
    if (departure || arrival)
        end = arrival > departure ? arrival : departure;
    return clock_now() < end + OPEN_TIME;
}

enum status subject_flight(struct api_call *call, int64_t id, struct guard_subject *out)
{
    struct store *store;
    struct store_flight flight;
    enum status status = view_store(call->worker->view, &store);
    if (status == STATUS_OK && !store)
        status = status_fail(STATUS_MISSING, "There is no such flight.");
    if (status == STATUS_OK)
        status = store_flight(store, id, call->arena, &flight);
    if (status == STATUS_OK)
        *out = (struct guard_subject){
            .kind = SUBJECT_FLIGHT, .id = id, .flight = id, .flight_open = is_open(&flight)};
    return status;
}

enum status subject_traveller(struct api_call *call, int64_t id, struct guard_subject *out)
{
    struct store *store;
    struct store_traveller traveller;
    enum status status = view_store(call->worker->view, &store);
    if (status == STATUS_OK && !store)
        status = status_fail(STATUS_MISSING, "There is no such traveller.");
    if (status == STATUS_OK)
        status = store_traveller(store, id, call->arena, &traveller);
    if (status == STATUS_OK)
        status = subject_flight(call, traveller.flight, out);
    if (status == STATUS_OK) {
        out->kind = SUBJECT_TRAVELLER;
        out->id = traveller.id;
    }
    return status;
}

/* All share one purpose, so that asking for what is not there leaves no rows behind. */
struct guard_subject subject_missing(enum guard_subject_kind kind, int64_t id)
{
    return (struct guard_subject){.kind = kind, .id = id, .flight = 1, .flight_open = true};
}
