/* Alerts: what people decided joined with what stands. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "view/internal.h"

/* ---- decisions of days ---- */

static int by_root(const void *a, const void *b)
{
    const struct decided_row *x = a, *y = b;
    return x->root < y->root ? -1 : x->root > y->root;
}

enum status decided_among(struct view *view, int32_t from_day, int32_t to_day, struct decided *out)
{
    struct desk *desk;
    struct desk_decision *rows = NULL;
    size_t count = 0;
    *out = (struct decided){0};
    enum status status = view_desk(view, &desk);
    if (status == STATUS_OK && desk)
        status = desk_decisions_among(desk, id_make(from_day, 0), id_end(to_day), &view->arena,
                                      &rows, &count);
    if (status != STATUS_OK)
        return status;
    out->rows = arena_alloc(&view->arena, sizeof *out->rows * (count + 1));
    for (size_t i = 0; i < count; i++) {
        struct store_head root;
        status = store_root(view->store, rows[i].traveller, &root);
        if (status != STATUS_OK && status != STATUS_MISSING)
            return status;
        if (status == STATUS_OK) {
            out->rows[out->count].root = root.id;
            out->rows[out->count++].decision = rows[i];
        }
    }
    if (out->count)
        qsort(out->rows, out->count, sizeof *out->rows, by_root);
    return STATUS_OK;
}

/* ---- the state ---- */

static bool newest_hit(void *context, const struct store_hit *hit)
{
    int64_t *newest = context;
    if (!hit->withdrawn_seq && !hit->quiet && hit->raised_at > *newest)
        *newest = hit->raised_at;
    return true;
}

/* Of a decision that needs a second account: whether it still waits, or was turned down. */
struct approval {
    bool waits, refused;
};

static enum status read_approval(struct view *view, const struct desk_decision *decision,
                                 struct approval *out)
{
    struct desk *desk;
    struct arena arena = {0};
    struct desk_memory *rows = NULL;
    size_t count = 0;
    *out = (struct approval){false, false};
    if (decision->code != DECISION_CLEAR_NOT_SAME_PERSON)
        return STATUS_OK;
    enum status status = view_desk(view, &desk);
    if (status == STATUS_OK && desk)
        status = desk_memories_of(desk, decision->id, &arena, &rows, &count);
    for (size_t i = 0; i < count; i++) {
        bool open = rows[i].second && !rows[i].approved;
        out->waits |= open && !rows[i].forgotten;
        out->refused |= open && rows[i].forgotten;
    }
    arena_free(&arena);
    return status;
}

/* What was turned down is as if nobody had decided it; while it waits the alert does. */
static enum status take_decision(struct view *view, struct alert_state *state,
                                 const struct desk_decision *decision)
{
    struct approval approval;
    if (decision->id > state->decisions)
        state->decisions = decision->id;
    state->any_withdrawn |= decision->withdrawn != 0;
    if (decision->withdrawn || decision->code == DECISION_NOTE ||
        (state->last && decision->at < state->last->at))
        return STATUS_OK;
    enum status status = read_approval(view, decision, &approval);
    if (status != STATUS_OK || approval.refused)
        return status;
    state->last = decision;
    state->waits = approval.waits;
    return STATUS_OK;
}

enum status alert_state_of(struct view *view, const struct store_alert *alert,
                           const struct desk_decision *const *decisions, size_t count,
                           struct alert_state *out)
{
    struct alert_state state = {.word = "open"};
    int64_t newest = 0;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = take_decision(view, &state, decisions[i]);
    if (status == STATUS_OK && state.last)
        status = store_hit_heads(view->store, alert->traveller, newest_hit, &newest);
    bool again = state.last && newest > state.last->at;
    if (state.last && !again) {
        state.word = decision_info(state.last->code)->code;
        state.closed = decision_info(state.last->code)->closes;
        if (state.waits) {
            state.word = "awaiting-approval";
            state.closed = false;
        }
    } else if (again) {
        state.word = "open-again";
    }
    if (alert_is_known(alert)) {
        state.word = state.last && !again && state.closed ? state.word : "known";
        state.closed = true;
    } else if (alert->withdrawn_seq) {
        state.word = "withdrawn";
        state.closed = true;
    }
    *out = state;
    return status;
}

enum status alert_state_among(struct view *view, const struct store_alert *alert,
                              const struct decided *decided, struct alert_state *out)
{
    size_t low = 0, high = decided->count, count = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (decided->rows[middle].root < alert->traveller)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + count < decided->count && decided->rows[low + count].root == alert->traveller)
        count++;
    const struct desk_decision **mine = arena_alloc(&view->arena, sizeof *mine * (count + 1));
    for (size_t i = 0; i < count; i++)
        mine[i] = &decided->rows[low + i].decision;
    return alert_state_of(view, alert, mine, count, out);
}

/* Withdrawing the latest decision changes nothing of the alert but this. */
void alert_etag(const struct store_alert *alert, const struct alert_state *state,
                char out[VIEW_ETAG])
{
    snprintf(out, VIEW_ETAG, "\"a%" PRIx64 "-%" PRIx64 "-%" PRIx64 "-%s\"",
             (uint64_t)alert->changed_seq, (uint64_t)state->decisions,
             (uint64_t)(state->last ? state->last->id : 0),
             state->waits           ? "a"
             : state->any_withdrawn ? "w"
                                    : "n");
}

bool alert_is_known(const struct store_alert *alert)
{
    return alert->withdrawn_seq && alert->quiet;
}

bool alert_came_late(const struct store_alert *alert, const struct schedule *schedule)
{
    return schedule->arrival.utc != MOMENT_NONE && alert->raised_at > schedule->arrival.utc;
}

bool alert_shows(const struct store_alert *alert, const struct view_sight *sight)
{
    return sight->protect || !alert->protect;
}
