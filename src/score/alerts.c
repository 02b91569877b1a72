/* Whom the world's list found. */
#include <stdlib.h>

#include "base/memory.h"
#include "score/internal.h"
#include "watch/watch.h"

struct score_row *score_rows_find(struct score_rows *rows, const char *word)
{
    for (unsigned i = 0; i < rows->count; i++)
        if (strcmp(rows->rows[i].word, word) == 0)
            return &rows->rows[i];
    if (rows->count == SCORE_ROWS)
        return &rows->rows[SCORE_ROWS - 1];
    struct score_row *row = &rows->rows[rows->count++];
    snprintf(row->word, sizeof row->word, "%s", word);
    return row;
}

/* ---- the list ---- */

enum status score_alerts_open(const struct score_options *options, struct score *score,
                              struct alerting *out)
{
    const char *name = options->list ? options->list : "watchlist";
    struct desk_activation *lists = NULL;
    struct arena arena = {0};
    size_t count = 0;
    *out = (struct alerting){0};
    enum status status =
        options->desk ? desk_list_current(options->desk, &arena, &lists, &count) : STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (span_is(lists[i].name, name))
            out->list = lists[i].list;
    arena_free(&arena);
    score->listed = out->list != 0;
    snprintf(score->list, sizeof score->list, "%s", name);
    /* So that each kind has its row. */
    for (int i = PLANT_NONE + 1; i < WORLD_PLANTS; i++)
        score_rows_find(&score->kinds, world_plant_word((enum world_plant)i));
    if (status == STATUS_OK && options->list && !out->list)
        status = status_fail(STATUS_MISSING,
                             "There is no list named %s: `portolan list import %s/watchlist.csv "
                             "--name %s` takes it in.",
                             name, options->folder, name);
    return status;
}

/* ---- the alerts of a flight ---- */

struct reason {
    uint32_t entry; /* of the world's list; UINT32_MAX: none */
    bool rule;      /* by something else than a list */
    int64_t raised, evidence;
};
struct reasons {
    const struct alerting *alerting;
    struct arena *arena;
    struct reason *reasons;
    size_t count, room;
};

static bool add_reason(void *context, const struct store_hit *hit)
{
    struct reasons *reasons = context;
    bool rule = (hit->how & ~WATCH_HOWS) != 0;
    if (hit->withdrawn_seq || (!rule && hit->list != reasons->alerting->list))
        return true;
    struct reason reason = {UINT32_MAX, rule, hit->raised_seq, hit->evidence_seq};
    int64_t number;
    if (!rule && span_starts(hit->entry, "W-") &&
        span_number(span_part(hit->entry, 2, hit->entry.size), &number))
        reason.entry = (uint32_t)(number - 1);
    reasons->reasons = arena_more(reasons->arena, reasons->reasons, reasons->count, &reasons->room,
                                  sizeof *reasons->reasons);
    reasons->reasons[reasons->count++] = reason;
    return true;
}

/* An alert that came with a later list says nothing about how long a message takes. */
static void note_time(struct alerting *alerting, struct score *score,
                      const struct store_alert *alert, const struct reasons *reasons)
{
    for (size_t i = 0; i < reasons->count; i++)
        if (reasons->reasons[i].raised == alert->raised_seq &&
            reasons->reasons[i].evidence == alert->raised_seq) {
            if (alerting->count == alerting->room) {
                alerting->room = alerting->room ? alerting->room * 2 : 256;
                alerting->timed =
                    memory_resize(alerting->timed, alerting->room * sizeof *alerting->timed);
            }
            alerting->timed[alerting->count++] =
                (struct timed){alert->traveller, alert->raised_seq};
            return;
        }
    score->later++;
}

static void judge(struct score *score, struct member *owner, const struct reasons *reasons)
{
    bool own = false, listed = false;
    for (size_t i = 0; i < reasons->count; i++) {
        const struct reason *reason = &reasons->reasons[i];
        listed |= !reason->rule;
        own |= !reason->rule && owner && reason->entry == owner->entry;
        if (owner && reason->rule)
            owner->rule = true;
    }
    if (!listed)
        return;
    score->alerts++;
    if (owner && own)
        owner->alert = true;
    if (owner && own && owner->plant == PLANT_LISTED)
        return;
    if (owner && owner->plant == PLANT_LOOKALIKE)
        score->look_alikes++;
    else if (owner && owner->signs & 1 << SIGN_NAME_LISTED)
        score->namesakes++;
    else
        score->others++;
}

struct alerts {
    struct arena *arena;
    struct store_alert *alerts;
    size_t count, room;
};

static bool add_alert(void *context, const struct store_alert *alert)
{
    struct alerts *list = context;
    if (alert->withdrawn_seq)
        return true;
    list->alerts =
        arena_more(list->arena, list->alerts, list->count, &list->room, sizeof *list->alerts);
    list->alerts[list->count++] = *alert;
    return true;
}

static struct member *owner_of(const struct passage *passage, int64_t card)
{
    for (size_t i = 0; i < passage->card_count; i++)
        if (passage->cards[i].id == card)
            return passage->cards[i].owner == NOBODY ? NULL
                                                     : &passage->members[passage->cards[i].owner];
    return NULL;
}

static enum status look_at(struct alerting *alerting, struct passage *passage,
                           const struct store_alert *alert)
{
    struct reasons reasons = {.alerting = alerting, .arena = passage->arena};
    enum status status =
        store_hit_heads(passage->options->store, alert->traveller, add_reason, &reasons);
    if (status != STATUS_OK || !reasons.count)
        return status;
    judge(passage->score, owner_of(passage, alert->traveller), &reasons);
    note_time(alerting, passage->score, alert, &reasons);
    return STATUS_OK;
}

/* ---- what was to be found ---- */

static void count_row(struct score_row *row, const struct member *member, bool found)
{
    row->planted++;
    row->told += member->told != 0;
    row->found += member->told && found;
}

static void count_member(struct score *score, const struct member *member)
{
    bool of_list = member->plant == PLANT_LISTED || member->plant == PLANT_LOOKALIKE;
    bool found = of_list ? member->alert : member->rule;
    count_row(score_rows_find(&score->kinds, world_plant_word(member->plant)), member, found);
    score->rules |= member->rule;
    if (member->plant != PLANT_LISTED)
        return;
    count_row(score_rows_find(&score->cultures, member->culture), member, found);
    count_row(score_rows_find(&score->scripts, member->script), member, found);
    count_row(score_rows_find(&score->spellings, member->spelling), member, found);
    score->found += member->told && found;
    score->missed += member->told && !found;
    score->beyond += !member->told && found;
}

enum status score_alerts_count(struct alerting *alerting, struct passage *passage)
{
    struct alerts list = {.arena = passage->arena};
    enum status status = STATUS_OK;
    for (unsigned i = 0; i < passage->flight_count && status == STATUS_OK; i++)
        status =
            store_alerts_of_flight(passage->options->store, passage->flights[i], add_alert, &list);
    for (size_t i = 0; i < list.count && status == STATUS_OK; i++)
        status = look_at(alerting, passage, &list.alerts[i]);
    for (size_t m = 0; m < passage->member_count && status == STATUS_OK; m++)
        if (passage->members[m].plant != PLANT_NONE)
            count_member(passage->score, &passage->members[m]);
    return status;
}

/* ---- times ---- */

static int by_traveller(const void *one, const void *other)
{
    const struct timed *a = one, *b = other;
    if (a->traveller != b->traveller)
        return a->traveller < b->traveller ? -1 : 1;
    return a->seq < b->seq ? -1 : a->seq > b->seq;
}

static int by_size(const void *one, const void *other)
{
    const int64_t *a = one, *b = other;
    return *a < *b ? -1 : *a > *b;
}

struct timing {
    const struct alerting *alerting;
    struct journal_reader *journal;
    struct arena arena;
    int64_t *times;
    size_t count;
    enum status status;
};

static bool time_news(void *context, const struct store_feed *news)
{
    struct timing *timing = context;
    struct timed wanted = {news->traveller, news->seq};
    struct journal_entry entry;
    if (news->news != NEWS_RAISED || timing->count == timing->alerting->count ||
        !bsearch(&wanted, timing->alerting->timed, timing->alerting->count,
                 sizeof *timing->alerting->timed, by_traveller))
        return true;
    timing->status = journal_about_message(timing->journal, news->seq, &timing->arena, &entry);
    if (timing->status == STATUS_OK)
        timing->times[timing->count++] = news->at - entry.received;
    arena_reset(&timing->arena);
    return timing->status == STATUS_OK;
}

static void set_times(struct score *score, struct timing *timing)
{
    size_t count = timing->count;
    score->times = count;
    if (!count)
        return;
    qsort(timing->times, count, sizeof *timing->times, by_size);
    score->p50 = timing->times[(count - 1) / 2];
    score->p99 = timing->times[(count - 1) * 99 / 100];
    score->slowest = timing->times[count - 1];
}

enum status score_alerts_finish(struct alerting *alerting, const struct score_options *options,
                                struct score *score)
{
    struct timing timing = {.alerting = alerting, .journal = options->journal};
    if (!alerting->count || !options->journal)
        return STATUS_OK;
    qsort(alerting->timed, alerting->count, sizeof *alerting->timed, by_traveller);
    timing.times = memory_alloc(alerting->count * sizeof *timing.times);
    enum status status = store_feed(options->store, 0, time_news, &timing);
    if (status == STATUS_OK)
        status = timing.status;
    set_times(score, &timing);
    free(timing.times);
    arena_free(&timing.arena);
    return status;
}

void score_alerts_close(struct alerting *alerting)
{
    free(alerting->timed);
    *alerting = (struct alerting){0};
}
