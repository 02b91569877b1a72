/* Alerts: what people decided joined with what stands. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* The decisions that count, with the reasons that each was about. */
struct sighted {
    const struct desk_decision *decision;
    struct desk_seen *seen;
    size_t seen_count;
};
struct counting {
    struct view *view;
    struct arena arena;
    struct sighted *sighted;
    size_t count;
    bool again; /* a reason stands that none of them was about */
};

/* A rebuild may raise the same reason with an earlier message than before. */
static bool is_seen(const struct desk_seen *seen, const struct store_hit *hit)
{
    return seen->list == hit->list && seen->how == hit->how &&
           span_equal(seen->entry, hit->entry) &&
           (hit->raised_seq < seen->raised_seq ||
            (hit->raised_seq == seen->raised_seq && hit->raised_at == seen->raised_at));
}

/* What was decided before decisions said so was about what was raised before it. */
static bool saw(const struct sighted *sighted, const struct store_hit *hit)
{
    bool found = !sighted->decision->says_seen && hit->raised_at <= sighted->decision->at;
    for (size_t i = 0; i < sighted->seen_count && !found; i++)
        found = is_seen(&sighted->seen[i], hit);
    return found;
}

static bool look_for_unseen(void *context, const struct store_hit *hit)
{
    struct counting *counting = context;
    bool seen = hit->withdrawn_seq || hit->quiet;
    for (size_t i = 0; i < counting->count && !seen; i++)
        seen = saw(&counting->sighted[i], hit);
    counting->again |= !seen;
    return !counting->again;
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

static enum status read_seen(struct counting *counting, struct sighted *sighted)
{
    struct desk *desk;
    enum status status = view_desk(counting->view, &desk);
    return status || !desk ? status
                           : desk_seen_of(desk, sighted->decision->id, &counting->arena,
                                          &sighted->seen, &sighted->seen_count);
}

/* What was turned down is as if nobody had decided it; while it waits the alert does. */
static enum status take_decision(struct counting *counting, struct alert_state *state,
                                 const struct desk_decision *decision)
{
    struct approval approval;
    struct sighted *sighted = &counting->sighted[counting->count];
    if (decision->id > state->decisions)
        state->decisions = decision->id;
    state->any_withdrawn |= decision->withdrawn != 0;
    if (decision->withdrawn || decision->code == DECISION_NOTE)
        return STATUS_OK;
    enum status status = read_approval(counting->view, decision, &approval);
    if (status != STATUS_OK || approval.refused)
        return status;
    *sighted = (struct sighted){.decision = decision};
    counting->count++;
    if (!state->last || decision->id >= state->last->id) { /* clocks may go back */
        state->last = decision;
        state->waits = approval.waits;
    }
    return decision->says_seen ? read_seen(counting, sighted) : STATUS_OK;
}

/* What the decisions make of the alert, and whether a reason stands that none of them was about. */
static enum status take_decisions(struct view *view, const struct store_alert *alert,
                                  const struct desk_decision *const *decisions, size_t count,
                                  struct alert_state *state, bool *again)
{
    struct counting counting = {.view = view};
    enum status status = STATUS_OK;
    counting.sighted = arena_array(&counting.arena, struct sighted, count + 1);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = take_decision(&counting, state, decisions[i]);
    if (status == STATUS_OK && counting.count)
        status = store_hit_heads(view->store, alert->traveller, look_for_unseen, &counting);
    *again = counting.again;
    arena_free(&counting.arena);
    return status;
}

enum status alert_state_of(struct view *view, const struct store_alert *alert,
                           const struct desk_decision *const *decisions, size_t count,
                           struct alert_state *out)
{
    struct alert_state state = {.word = "open"};
    bool again = false;
    enum status status = take_decisions(view, alert, decisions, count, &state, &again);
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

/* Withdrawing the latest decision changes nothing of the alert but this. `reasons`: of those that stand, as a list
 * may change after the same message. */
void alert_etag(const struct store_alert *alert, const struct alert_state *state, uint32_t reasons,
                char out[VIEW_ETAG])
{
    snprintf(out, VIEW_ETAG, "\"a%" PRIx64 "-%" PRIx32 "-%" PRIx64 "-%" PRIx64 "-%s\"",
             (uint64_t)alert->changed_seq, reasons, (uint64_t)state->decisions,
             (uint64_t)(state->last ? state->last->id : 0),
             state->waits           ? "a"
             : state->any_withdrawn ? "w"
                                    : "n");
}

struct span view_etag_mark(const char *etag)
{
    size_t size = strlen(etag);
    return size < 2 ? (struct span){"", 0} : (struct span){etag + 1, size - 2};
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
