/* progress.db: entries worked through, issues, totals, attempts, decided origins, durability. */
#include "store/progress.h"

#include <assert.h>

#include "base/clock.h"
#include "base/memory.h"
#include "store/internal.h"
#include "sys/files.h"

/* Every so often all files of this tier are brought to the disk, so that a loss of power costs at
 * most this much work done again. */
enum { DURABLE_EVERY = 1 * MICROS_PER_SECOND };

/* One row of `total`: what the batch adds to it. */
struct batch_sums {
    struct sum {
        int64_t entries, messages, travellers, added, changed, same, issues;
    } of[3][STORE_REASONS]; /* by outcome and reason */
    int64_t issue_seq;
    int issue_n;
};

const char *store_reason_word(enum store_reason reason)
{
    static const char *const words[STORE_REASONS] = {
        "", "test", "sealed-month", "decoder-died", "gave-up", "damaged"};
    return words[reason];
}

void store_reset_sums(struct store *store)
{
    memset(store->sums, 0, sizeof *store->sums);
}

void store_free_sums(struct store *store)
{
    free(store->sums);
}

static enum status run(struct store *store, int slot)
{
    struct query query = query_start(store->progress, slot);
    return query_run(&query);
}

static enum status run_seq(struct store *store, int slot, int64_t seq)
{
    struct query query = query_start(store->progress, slot);
    query_int(&query, 1, seq);
    return query_run(&query);
}

/* ---- durability ---- */

/* Which start of the machine this is: what was committed since then is in its memory or on its
 * disk, whatever became of the processes. Without one every start counts as another. */
static void read_boot(struct buffer *out)
{
    if (file_read("/proc/sys/kernel/random/boot_id", 64, out))
        out->size = 0;
}

static enum status write_durable(struct store *store, int64_t seq)
{
    struct buffer boot = {0};
    read_boot(&boot);
    struct query query = query_start(store->progress, PROGRESS_DURABLE);
    query_int(&query, 1, seq);
    query_text(&query, 2, buffer_span(&boot));
    enum status status = query_run(&query);
    buffer_free(&boot);
    return status;
}

/* Days first; that progress itself may come to the disk later is harmless, it only tells less. */
enum status store_make_durable(struct store *store)
{
    enum status status = store_shelf_sync(&store->days);
    if (!status)
        status = write_durable(store, store->applied);
    if (status)
        return status;
    store->durable = store->applied;
    store->durable_at = store->applied_at;
    return STATUS_OK;
}

enum status store_sync(struct store *store)
{
    int64_t since = store->applied_at - store->durable_at;
    bool due = store->applied != store->durable && (since >= DURABLE_EVERY || since < 0);
    return due ? store_make_durable(store) : STATUS_OK;
}

/* After a loss of power: days may be behind what was noted here, so all after the last durable
 * sequence is given again. */
static enum status fall_back(struct store *store)
{
    static const int slots[] = {PROGRESS_BACK_PROCESSED, PROGRESS_BACK_ISSUE, PROGRESS_BACK_FEED,
                                PROGRESS_BACK_DECIDED, PROGRESS_APPLY};
    enum status status = database_begin(store->progress);
    for (size_t i = 0; !status && i < sizeof slots / sizeof *slots; i++)
        status = run_seq(store, slots[i], store->durable);
    if (!status)
        status = run(store, PROGRESS_TOTALS_CLEAR);
    if (!status)
        status = run_seq(store, PROGRESS_PAIRINGS_SET, STORE_PAIRINGS_UNKNOWN);
    if (!status)
        status = run_seq(store, PROGRESS_MEMORY_SET, STORE_PAIRINGS_UNKNOWN);
    if (!status)
        status = run(store, PROGRESS_TOTALS_COUNT);
    if (!status)
        status = write_durable(store, store->durable);
    if (!status)
        status = database_commit(store->progress);
    if (status)
        database_rollback(store->progress);
    else
        store->applied = store->durable;
    return status;
}

static enum status read_state(struct store *store, bool *same_boot)
{
    struct buffer boot = {0};
    read_boot(&boot);
    struct query query = query_start(store->progress, PROGRESS_STATE);
    if (query_next(&query)) {
        store->applied = query_column_int(&query, 0);
        store->durable = query_column_int(&query, 1);
        *same_boot = boot.size && span_equal(query_column(&query, 2), buffer_span(&boot));
    }
    buffer_free(&boot);
    return query_end(&query);
}

enum status store_start_progress(struct store *store)
{
    bool same_boot = false;
    store->sums = memory_alloc(sizeof *store->sums);
    enum status status = read_state(store, &same_boot);
    if (status || store->mode == STORE_READ || same_boot)
        return status;
    return fall_back(store);
}

int64_t store_progress(struct store *store)
{
    bool same_boot;
    if (store->mode == STORE_READ)
        (void)read_state(store, &same_boot); /* what was known stays, should it fail */
    return store->applied;
}

/* ---- the batch's part ---- */

static enum status add_total(struct store *store, int outcome, int reason, const struct sum *sum)
{
    const int64_t values[] = {outcome,       reason,          sum->entries,
                              sum->messages, sum->travellers, sum->added,
                              sum->changed,  sum->same,       sum->issues};
    struct query query = query_start(store->progress, PROGRESS_TOTALS_ADD);
    for (int i = 0; i < 9; i++)
        query_int(&query, 1 + i, values[i]);
    return query_run(&query);
}

static enum status add_totals(struct store *store)
{
    for (int outcome = 0; outcome < 3; outcome++)
        for (int reason = 0; reason < STORE_REASONS; reason++) {
            const struct sum *sum = &store->sums->of[outcome][reason];
            enum status status = sum->entries ? add_total(store, outcome, reason, sum) : STATUS_OK;
            if (status)
                return status;
        }
    return STATUS_OK;
}

static enum status finish(struct store *store, int64_t last_seq, int64_t at)
{
    enum status status = store_feed_touched(store, at);
    if (!status)
        status = add_totals(store);
    if (!status)
        status = run_seq(store, PROGRESS_ATTEMPTS_DONE, last_seq);
    if (!status)
        status = run_seq(store, PROGRESS_APPLY, last_seq);
    return status;
}

enum status store_commit_progress(struct store *store, int64_t last_seq, int64_t at)
{
    enum status status = finish(store, last_seq, at);
    if (!status)
        status = database_commit(store->progress);
    if (status)
        return status;
    store->applied = last_seq;
    store->applied_at = at;
    store->touched_count = 0;
    store_reset_sums(store);
    store_stage(store, STAGE_PROGRESS);
    return STATUS_OK;
}

/* ---- entries and issues ---- */

enum status store_processed_add(struct store *store, const struct store_processed *processed)
{
    assert(store->in_batch);
    const int64_t values[] = {processed->seq,    processed->at,       processed->outcome,
                              processed->reason, processed->messages, processed->travellers,
                              processed->added,  processed->changed,  processed->same,
                              processed->issues};
    struct query query = query_start(store->progress, PROGRESS_ADD);
    for (int i = 0; i < 10; i++)
        query_int(&query, 1 + i, values[i]);
    enum status status = query_run(&query);
    if (status)
        return status;
    struct sum *sum = &store->sums->of[processed->outcome][processed->reason];
    sum->entries++;
    sum->messages += processed->messages;
    sum->travellers += processed->travellers;
    sum->added += processed->added;
    sum->changed += processed->changed;
    sum->same += processed->same;
    sum->issues += processed->issues;
    return STATUS_OK;
}

static struct store_processed read_processed(struct query *query)
{
    return (struct store_processed){
        .seq = query_column_int(query, 0),
        .at = query_column_int(query, 1),
        .outcome = (enum outcome)query_column_int(query, 2),
        .reason = (enum store_reason)query_column_int(query, 3),
        .messages = query_column_int(query, 4),
        .travellers = query_column_int(query, 5),
        .added = query_column_int(query, 6),
        .changed = query_column_int(query, 7),
        .same = query_column_int(query, 8),
        .issues = query_column_int(query, 9),
    };
}

enum status store_newest(struct store *store, int64_t before, const enum outcome *outcome,
                         bool (*each)(void *context, const struct store_processed *processed),
                         void *context)
{
    bool bad = outcome && *outcome != OUTCOME_FULL;
    struct query query = query_start(store->progress, bad ? PROGRESS_NEWEST_BAD : PROGRESS_NEWEST);
    if (bad)
        query_int(&query, 1, *outcome);
    query_int(&query, bad ? 2 : 1, before ? before : INT64_MAX);
    while (query_next(&query)) {
        struct store_processed processed = read_processed(&query);
        if ((!outcome || processed.outcome == *outcome) && !each(context, &processed))
            break;
    }
    return query_end(&query);
}

enum status store_processed(struct store *store, int64_t seq, struct store_processed *out)
{
    struct query query = query_start(store->progress, PROGRESS_GET);
    query_int(&query, 1, seq);
    bool found = query_next(&query);
    if (found)
        *out = read_processed(&query);
    enum status status = query_end(&query);
    if (!status && !found)
        return status_fail(STATUS_MISSING, "This message is not worked through.");
    return status;
}

/* What is no tag may be anything that somebody wrote there, a name for one. */
static bool is_tag(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!(text.at[i] >= 'A' && text.at[i] <= 'Z') && !(text.at[i] >= '0' && text.at[i] <= '9'))
            return false;
    return text.size == 3;
}

enum status store_issue_add(struct store *store, const struct store_issue *issue)
{
    assert(store->in_batch);
    struct batch_sums *sums = store->sums;
    struct span segment = is_tag(issue->segment) ? issue->segment : SPAN("");
    sums->issue_n = issue->seq == sums->issue_seq ? sums->issue_n + 1 : 1;
    sums->issue_seq = issue->seq;
    struct query query = query_start(store->progress, PROGRESS_ISSUE_ADD);
    query_int(&query, 1, issue->seq);
    query_int(&query, 2, sums->issue_n);
    query_int(&query, 3, issue->message);
    query_int(&query, 4, issue->issue);
    query_int(&query, 5, issue_info(issue->issue)->severity);
    query_text(&query, 6, segment);
    query_int(&query, 7, issue->begin);
    query_int(&query, 8, issue->size);
    return query_run(&query);
}

enum status store_issue_note(struct store *store, const struct store_issue *issue)
{
    struct query query = query_start(store->flights, FLIGHTS_NOTE_ADD);
    query_int(&query, 1, issue->seq);
    query_int(&query, 2, issue->message);
    query_int(&query, 3, issue->begin);
    query_int(&query, 4, issue->issue);
    query_int(&query, 5, issue->size);
    enum status status = query_run(&query);
    return status ? status : store_issue_add(store, issue);
}

enum status store_issues_noted(struct store *store, int64_t seq, int message)
{
    enum status status = STATUS_OK;
    struct query query = query_start(store->flights, FLIGHTS_NOTES);
    query_int(&query, 1, seq);
    query_int(&query, 2, message);
    while (!status && query_next(&query)) {
        struct store_issue issue = {.seq = seq,
                                    .message = message,
                                    .begin = query_column_int(&query, 0),
                                    .issue = (enum issue)query_column_int(&query, 1),
                                    .size = query_column_int(&query, 2)};
        status = store_issue_add(store, &issue);
    }
    enum status ended = query_end(&query);
    return status ? status : ended;
}

enum status store_issues(struct store *store, int64_t seq,
                         bool (*each)(void *context, const struct store_issue *issue),
                         void *context)
{
    struct query query = query_start(store->progress, PROGRESS_ISSUES);
    query_int(&query, 1, seq);
    while (query_next(&query)) {
        struct store_issue issue = {
            .seq = query_column_int(&query, 0),
            .message = (int)query_column_int(&query, 1),
            .issue = (enum issue)query_column_int(&query, 2),
            .segment = query_column(&query, 3),
            .begin = query_column_int(&query, 4),
            .size = query_column_int(&query, 5),
        };
        if (!each(context, &issue))
            break;
    }
    return query_end(&query);
}

enum status store_totals(struct store *store, struct store_totals *out)
{
    struct store_totals totals = {0};
    int64_t *sums[] = {&totals.entries, &totals.messages, &totals.travellers, &totals.added,
                       &totals.changed, &totals.same,     &totals.issues};
    struct query query = query_start(store->progress, PROGRESS_TOTALS);
    while (query_next(&query)) {
        int64_t outcome = query_column_int(&query, 0), reason = query_column_int(&query, 1);
        for (int i = 0; i < 7; i++)
            *sums[i] += query_column_int(&query, 2 + i);
        if (reason == REASON_NONE && outcome >= 0 && outcome < 3)
            totals.outcomes[outcome] += query_column_int(&query, 2);
        else if (reason > 0 && reason < STORE_REASONS)
            totals.reasons[reason] += query_column_int(&query, 2);
    }
    enum status status = query_end(&query);
    if (!status)
        *out = totals;
    return status;
}

/* ---- attempts and decided origins ---- */

enum status store_attempt_put(struct store *store, const struct store_attempt *attempt)
{
    assert(!store->in_batch);
    struct query query = query_start(store->progress, PROGRESS_ATTEMPT_PUT);
    query_int(&query, 1, attempt->first_seq);
    query_int(&query, 2, attempt->last_seq);
    query_int(&query, 3, attempt->deaths);
    query_int(&query, 4, attempt->kills);
    return query_run(&query);
}

enum status store_attempts(struct store *store,
                           bool (*each)(void *context, const struct store_attempt *attempt),
                           void *context)
{
    struct query query = query_start(store->progress, PROGRESS_ATTEMPTS);
    while (query_next(&query)) {
        struct store_attempt attempt = {query_column_int(&query, 0), query_column_int(&query, 1),
                                        (int)query_column_int(&query, 2),
                                        (int)query_column_int(&query, 3)};
        if (!each(context, &attempt))
            break;
    }
    return query_end(&query);
}

enum status store_decided_put(struct store *store, int64_t seq, int64_t begin, int64_t traveller)
{
    assert(store->in_batch);
    struct query query = query_start(store->progress, PROGRESS_DECIDED_PUT);
    query_int(&query, 1, seq);
    query_int(&query, 2, begin);
    query_int(&query, 3, traveller);
    return query_run(&query);
}

enum status store_decided(struct store *store, int64_t seq, int64_t begin, int64_t *traveller)
{
    int64_t found = 0;
    struct query query = query_start(store->progress, PROGRESS_DECIDED);
    query_int(&query, 1, seq);
    query_int(&query, 2, begin);
    if (query_next(&query))
        found = query_column_int(&query, 0);
    enum status status = query_end(&query);
    if (!status && !found)
        return STATUS_MISSING;
    if (!status)
        *traveller = found;
    return status;
}

/* ---- pairings, and what is remembered ---- */

static enum status read_last(struct store *store, int slot, int64_t *id)
{
    struct query query = query_start(store->progress, slot);
    *id = 0;
    if (query_next(&query))
        *id = query_column_int(&query, 0);
    return query_end(&query);
}

enum status store_pairings(struct store *store, int64_t *id)
{
    return read_last(store, PROGRESS_PAIRINGS, id);
}

enum status store_pairings_set(struct store *store, int64_t id)
{
    assert(store->in_batch);
    return run_seq(store, PROGRESS_PAIRINGS_SET, id);
}

enum status store_memory(struct store *store, int64_t *id)
{
    return read_last(store, PROGRESS_MEMORY, id);
}

enum status store_memory_set(struct store *store, int64_t id)
{
    assert(store->in_batch);
    return run_seq(store, PROGRESS_MEMORY_SET, id);
}
