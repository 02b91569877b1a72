#include "api/internal.h"

#include "base/clock.h"

enum status subject_flight(struct api_call *call, int64_t id, struct guard_subject *out)
{
    bool open;
    enum status status = view_flight_is_open(call->worker->view, id, clock_now(), &open);
    if (status == STATUS_OK)
        *out = (struct guard_subject){
            .kind = SUBJECT_FLIGHT, .id = id, .flight = id, .flight_open = open};
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
