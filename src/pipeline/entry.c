#include "base/log.h"
#include "pipeline/bags.h"

/* For each node how many messages begin before it, or with it, less one. */
static const int *ordinals(struct engine *engine, const struct image *image)
{
    int *of = arena_array(&engine->message, int, image->header->nodes + 1);
    int ordinal = -1;
    for (uint32_t n = 0; n < image->header->nodes; n++)
        of[n] = ordinal += image->nodes[n].type == NODE_MESSAGE;
    return of;
}

static enum status add_issues(struct engine *engine, const struct image *image, int64_t seq)
{
    const int *of = ordinals(engine, image);
    enum status status = STATUS_OK;
    for (uint32_t i = 0; i < image->header->issues && status == STATUS_OK; i++) {
        const struct image_issue *issue = &image->issues[i];
        int ordinal = issue->node == IMAGE_NONE ? -1 : of[issue->node];
        status =
            store_issue_add(engine->store, &(struct store_issue){.seq = seq,
                                                                 .message = ordinal,
                                                                 .issue = (enum issue)issue->issue,
                                                                 .segment = span_of(issue->segment),
                                                                 .begin = issue->begin,
                                                                 .size = issue->size});
    }
    return status;
}

static bool is_test(const struct image *image, uint32_t message)
{
    uint32_t interchange = image->nodes[message].parent;
    return interchange != IMAGE_NONE && image->nodes[interchange].type == NODE_INTERCHANGE &&
           span_is(image_text(image, interchange, FIELD_INTERCHANGE_TEST), "1");
}

static bool has_persons_or_flight(const struct image *image, uint32_t message)
{
    return image_child(image, message, NODE_TRAVELLER) != IMAGE_NONE ||
           image_child(image, message, NODE_BOOKING) != IMAGE_NONE ||
           image_child(image, message, NODE_LEG) != IMAGE_NONE;
}

static void prepare_push(struct passage *passage)
{
    const struct journal_entry *entry = passage->entry;
    passage->push = (struct store_push){
        .seq = entry->sequence,
        .flight = passage->flight.id,
        .ordinal = passage->ordinal,
        .kind = passage->kind,
        .role = image_text(passage->image, passage->message, FIELD_MESSAGE_ROLE),
        .digest = entry->digest};
}

/* A crash came after the commit of the day: only progress has yet to hear of it. STATUS_MISSING: the
 * day has not got it. */
static enum status recall_message(struct passage *passage)
{
    struct store *store = passage->engine->store;
    enum status status = store_push_counts(store, &passage->push);
    return status == STATUS_OK
               ? store_issues_noted(store, passage->entry->sequence, passage->ordinal)
               : status;
}

static enum status fuse_and_note(struct passage *passage)
{
    struct engine *engine = passage->engine;
    int64_t lists;
    enum status status = store_day_lists(engine->store, passage->flight.day, &lists);
    if (status == STATUS_OK && lists == 0 && engine->lists)
        status = store_day_lists_set(engine->store, passage->flight.day, engine->lists);
    if (status == STATUS_OK)
        status = fuse_message(passage);
    return status == STATUS_OK ? store_push_add(engine->store, &passage->push) : status;
}

static enum status store_message(struct passage *passage, struct store_processed *sums)
{
    int64_t applied;
    enum status status = flight_resolve(passage);
    if (status == STATUS_OK)
        status = store_day_applied(passage->engine->store, passage->flight.day, &applied);
    if (status != STATUS_OK)
        return status;
    prepare_push(passage);
    status = applied >= passage->entry->sequence ? recall_message(passage) : STATUS_MISSING;
    bool recalled = status == STATUS_OK; /* but bags may stand in the file of another day */
    if (status == STATUS_MISSING)
        status = fuse_and_note(passage);
    if (status == STATUS_OK)
        status = bags_settle(passage, recalled || passage->push.added || passage->push.changed ||
                                          passage->merged);
    sums->added += passage->push.added;
    sums->changed += passage->push.changed;
    sums->same += passage->push.same;
    return status;
}

static enum status store_image(struct engine *engine, const struct journal_entry *entry,
                               const struct image *image, struct store_processed *sums)
{
    enum status status = add_issues(engine, image, entry->sequence);
    int ordinal = -1;
    for (uint32_t n = 0; n < image->header->nodes && status == STATUS_OK; n++) {
        sums->travellers +=
            image->nodes[n].type == NODE_TRAVELLER && image->nodes[n].kind != KIND_OTHER;
        if (image->nodes[n].type != NODE_MESSAGE)
            continue;
        struct passage passage = {.engine = engine,
                                  .entry = entry,
                                  .image = image,
                                  .message = n,
                                  .ordinal = ++ordinal,
                                  .kind = (enum kind)image->nodes[n].kind};
        passage.effect = message_effect(&passage);
        passage.at = message_time(&passage);
        sums->messages++;
        if (is_test(image, n))
            sums->reason = REASON_TEST;
        else if (passage.kind != KIND_OTHER && has_persons_or_flight(image, n))
            status = store_message(&passage, sums);
        else if (passage.kind == KIND_OTHER)
            status = bags_message(&passage);
        arena_reset(&engine->message);
    }
    return status;
}

/* Status of the whole body: as for `decode --summary`. */
static enum outcome outcome_of(const struct image *image)
{
    enum outcome outcome = OUTCOME_QUARANTINED;
    bool first = true;
    for (uint32_t n = 0; n < image->header->nodes; n++) {
        if (image->nodes[n].type != NODE_MESSAGE)
            continue;
        if (!first && outcome != (enum outcome)image->nodes[n].outcome)
            return OUTCOME_PARTIAL;
        outcome = (enum outcome)image->nodes[n].outcome;
        first = false;
    }
    return outcome;
}

enum status entry_store(struct engine *engine, const struct journal_entry *entry, struct span bytes)
{
    struct image image;
    struct store_processed sums = {.seq = entry->sequence, .at = entry->received};
    enum status status = image_open(bytes, &image);
    if (status != STATUS_OK)
        return status;
    sums.outcome = outcome_of(&image);
    sums.issues = image.header->issues;
    status = store_image(engine, entry, &image, &sums);
    return status == STATUS_OK ? store_processed_add(engine->store, &sums) : status;
}

enum status entry_quarantine(struct engine *engine, const struct journal_entry *entry,
                             enum store_reason reason)
{
    struct store_processed sums = {.seq = entry->sequence,
                                   .at = entry->received,
                                   .outcome = OUTCOME_QUARANTINED,
                                   .reason = reason,
                                   .issues = 1};
    struct store_issue issue = {.seq = entry->sequence, .message = -1, .issue = ISSUE_DECODER_DIED};
    log_write(LOG_WARN, EVENT_MESSAGE_QUARANTINED, "sequence=%lld reason=%s",
              (long long)entry->sequence, store_reason_word(reason));
    enum status status = store_issue_add(engine->store, &issue);
    return status == STATUS_OK ? store_processed_add(engine->store, &sums) : status;
}
