/* Commands about lists: they come, go and end. */
#include "base/clock.h"
#include "roles/authors.h"
#include "roles/listorder.h"

enum status author_number_lists(struct authoring *authoring)
{
    struct arena arena = {0};
    struct desk_activation *pending;
    size_t count = 0;
    enum status status = desk_list_pending(authoring->desk, &arena, &pending, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        status = author_number_version(authoring, pending[i].list, pending[i].version);
        if (status == STATUS_MISSING) /* several of one version get their number at once */
            status = STATUS_OK;
    }
    arena_free(&arena);
    return status;
}

enum status author_find_end(struct authoring *authoring)
{
    enum status status = desk_list_time(authoring->desk, &authoring->heard);
    return status == STATUS_OK
               ? desk_list_next_end(authoring->desk, authoring->heard, &authoring->next_end)
               : status;
}

/* Whether the time is to be announced: something has ended; or the clock was ahead when that was said last, and
 * something was ended that has not. A clock that is set back by little goes past that time at once. */
static enum status is_time(struct authoring *authoring, int64_t now, bool *out)
{
    int64_t end = INT64_MAX;
    enum status status = STATUS_OK;
    if (now < authoring->heard - 60 * MICROS_PER_SECOND)
        status = desk_list_next_end(authoring->desk, now, &end);
    *out = now >= authoring->next_end || end <= authoring->heard;
    return status;
}

/* After something was announced of a list. */
static enum status number(struct request *request, int64_t list, uint32_t version)
{
    enum status status = author_number_version(request->authoring, list, version);
    if (status == STATUS_OK)
        status = author_find_end(request->authoring);
    if (status == STATUS_OK)
        *request->lists = true;
    return status;
}

/* Beside others, with a reader of its own: a big list takes seconds. */
static enum status prepare(struct request *request, const struct desk_list_order *order,
                           struct desk_list_ready **out)
{
    struct authoring *authoring = request->authoring;
    struct keyring *keyring = keyring_another(authoring->keyring);
    struct desk *desk = NULL;
    enum status status = desk_open(authoring->system->folder.authored, DESK_READ, keyring, &desk);
    if (status == STATUS_OK)
        status = desk_list_prepare(desk, order, &request->arena, out);
    desk_close(desk);
    keyring_free(keyring);
    return status;
}

static enum status take(struct request *request, struct desk_list_order *order,
                        struct desk_list_ready *ready, struct desk_list_outcome *out)
{
    order->now = clock_now(); /* somebody may have had a turn since it was read */
    enum status status = author_number_lists(request->authoring);
    if (status == STATUS_OK)
        status = desk_list_take(request->authoring->desk, order, ready, out);
    if (status == STATUS_OK && (!out->unchanged || out->restored))
        status = number(request, out->list, out->version);
    return status;
}

enum status author_list_import(struct request *request)
{
    struct authoring *authoring = request->authoring;
    struct desk_list_order order;
    struct desk_list_ready *ready;
    struct desk_list_outcome outcome;
    enum status status = listorder_read(request->members, request->bytes, clock_now(), &order);
    order.by = span_of(request->by);
    order.tenancy = author_tenancy(request);
    if (status != STATUS_OK)
        return status;
    pthread_mutex_lock(&authoring->importing);
    status = prepare(request, &order, &ready);
    if (status == STATUS_OK) {
        author_begin_turn(authoring);
        status = take(request, &order, ready, &outcome);
        author_end_turn(authoring);
    }
    pthread_mutex_unlock(&authoring->importing);
    if (status == STATUS_OK)
        listorder_report(request->answer, &outcome);
    return status;
}

static enum status turn(struct request *request,
                        enum status (*announce)(struct desk *desk, struct span name, struct span by,
                                                int64_t now, int64_t *list, uint32_t *version))
{
    int64_t list;
    uint32_t version;
    enum status status = author_number_lists(request->authoring);
    if (status == STATUS_OK)
        status = announce(request->authoring->desk, author_member(request, "name"),
                          span_of(request->by), clock_now(), &list, &version);
    if (status == STATUS_OK)
        status = number(request, list, version);
    if (status == STATUS_OK)
        json_object_set_new(request->answer, "version", json_integer(version));
    return status;
}

enum status author_list_retire(struct request *request)
{
    return turn(request, desk_list_retire);
}

enum status author_list_restore(struct request *request)
{
    return turn(request, desk_list_restore);
}

enum status authoring_tick(struct authoring *authoring, int64_t now, bool *lists)
{
    bool pending = false; /* what could not be numbered when it was said holds up the screening */
    enum status status = desk_memory_pending(authoring->desk, &pending);
    if (status == STATUS_OK && pending) {
        status = author_number_memory(authoring);
        *lists |= status == STATUS_OK;
    }
    bool due = false;
    if (status == STATUS_OK)
        status = is_time(authoring, now, &due);
    if (status != STATUS_OK || !due)
        return status;
    status = author_number_lists(authoring);
    if (status == STATUS_OK)
        status = desk_list_expire(authoring->desk, SPAN("validity"), now);
    if (status == STATUS_OK)
        status = author_number_version(authoring, 0, 0);
    if (status == STATUS_OK)
        status = author_find_end(authoring);
    if (status == STATUS_OK)
        *lists = true;
    return status;
}
