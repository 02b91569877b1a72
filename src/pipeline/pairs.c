/* What people said of two cards (operations.md 8): carried out at the place in the order of messages
 * at which they said it, so that a rebuild comes to the same. */
#include "base/log.h"
#include "pipeline/bags.h"
#include "pipeline/fuse.h"
#include "pipeline/known.h"

struct pairing {
    struct passage passage; /* stands for a message: engine, flight, sequence and time */
    struct journal_entry entry;
    const struct desk_pairing *said;
    uint32_t older, younger; /* cards, by index */
};

/* ---- which cards ---- */

static enum status find_card(struct engine *engine, const struct desk_card *card, int64_t *id,
                             int64_t *flight)
{
    struct store_traveller row;
    struct store_origin origin = {card->origin_seq, card->origin_offset};
    enum status status = store_card_of(engine->store, origin, id);
    if (status == STATUS_OK)
        status = store_traveller_as_is(engine->store, *id, &engine->scratch, &row);
    if (status == STATUS_OK)
        *flight = row.flight;
    arena_reset(&engine->scratch);
    return status;
}

/* STATUS_MISSING: a decoder that reads otherwise has not made both cards, or not on one flight. */
static enum status find_both(struct pairing *pairing)
{
    struct engine *engine = pairing->passage.engine;
    int64_t ids[2], flights[2];
    enum status status = STATUS_OK;
    for (int i = 0; i < 2 && status == STATUS_OK; i++)
        status = find_card(engine, &pairing->said->cards[i], &ids[i], &flights[i]);
    if (status != STATUS_OK)
        return status;
    if (flights[0] != flights[1] || ids[0] == ids[1])
        return STATUS_MISSING;
    status = cards_open(engine->cards, flights[0], &pairing->passage.open);
    if (status != STATUS_OK)
        return status;
    pairing->older = cards_index(pairing->passage.open, ids[0] < ids[1] ? ids[0] : ids[1]);
    pairing->younger = cards_index(pairing->passage.open, ids[0] < ids[1] ? ids[1] : ids[0]);
    return pairing->older == CARD_NONE || pairing->younger == CARD_NONE ? STATUS_MISSING
                                                                        : STATUS_OK;
}

/* ---- one person ---- */

/* Whatever kept cards of the two persons apart no longer does. */
static enum status forget_apart(struct pairing *pairing, uint32_t one, uint32_t other)
{
    const struct open_flight *open = pairing->passage.open;
    enum status status = STATUS_OK;
    for (uint32_t i = 0; i < open->apart_count && status == STATUS_OK; i++)
        if (cards_parted_by(open, &open->apart[i], one, other))
            status = store_apart_drop(pairing->passage.engine->store, open->apart[i]);
    return status;
}

static enum status join(struct pairing *pairing)
{
    uint32_t one = row_root(&pairing->passage, pairing->older);
    uint32_t other = row_root(&pairing->passage, pairing->younger);
    if (one == other)
        return STATUS_OK;
    enum status status = forget_apart(pairing, one, other);
    return status == STATUS_OK ? row_merge(&pairing->passage, one, other, MERGE_BY_PERSON) : status;
}

/* ---- two persons ---- */

/* The flags of a root as its own contents and its other cards give them: what it had from the cards
 * that have gone does not stay. */
static enum status reset_flags(struct pairing *pairing, uint32_t index)
{
    struct passage *passage = &pairing->passage;
    struct engine *engine = passage->engine;
    const struct card *root = &passage->open->cards[index];
    struct store_traveller row;
    struct image image;
    int flags = 0;
    enum status status = store_traveller_as_is(engine->store, root->id, &engine->message, &row);
    for (enum store_part part = PART_API; status == STATUS_OK && part <= PART_PNR; part++)
        if (row.content[part].version && image_open(row.content[part].bytes, &image) == STATUS_OK)
            flags |= row_flags(&image, 0, &root->parts[part], passage->open->day);
    for (uint32_t i = root->next; i != CARD_NONE; i = passage->open->cards[i].next)
        flags |= passage->open->cards[i].flags;
    if (status != STATUS_OK || flags == row.flags)
        return status;
    row.flags = flags;
    return store_traveller_set(engine->store, passage->entry->sequence, &row);
}

/* The younger card leaves with what was merged into it, and stands for itself. */
static enum status part(struct pairing *pairing)
{
    struct passage *passage = &pairing->passage;
    struct engine *engine = passage->engine;
    struct open_flight *open = passage->open;
    int64_t flight = open->id, seq = passage->entry->sequence, at = passage->entry->received;
    int64_t older = open->cards[pairing->older].id, younger = open->cards[pairing->younger].id;
    bool joined = open->cards[pairing->older].root == open->cards[pairing->younger].root;
    enum status status =
        store_apart_add(engine->store, flight, (struct store_apart){younger, older});
    if (status == STATUS_OK && joined)
        status = store_part(engine->store, seq, younger);
    if (status != STATUS_OK || !joined)
        return status;
    cards_drop(engine->cards, open);
    passage->open = NULL;
    status = find_both(pairing);
    uint32_t one = status == STATUS_OK ? row_root(passage, pairing->older) : 0;
    uint32_t other = status == STATUS_OK ? row_root(passage, pairing->younger) : 0;
    if (status == STATUS_OK)
        status = reset_flags(pairing, one);
    if (status == STATUS_OK)
        status = reset_flags(pairing, other);
    return status == STATUS_OK ? rescreen_two(engine, flight, passage->open->cards[one].id,
                                              passage->open->cards[other].id, seq, at)
                               : status;
}

/* ---- in their order ---- */

static enum status settle(struct pairing *pairing)
{
    struct engine *engine = pairing->passage.engine;
    enum status status = find_both(pairing);
    if (status == STATUS_OK)
        status = pairing->said->same ? join(pairing) : part(pairing);
    if (status == STATUS_OK)
        status = bags_join_all(engine, pairing->passage.open->id);
    if (pairing->passage.open)
        cards_drop(engine->cards, pairing->passage.open);
    if (status == STATUS_MISSING) {
        log_write(LOG_WARN, EVENT_PAIRING_LOST, "pairing=%lld", (long long)pairing->said->id);
        status = STATUS_OK;
    }
    arena_reset(&engine->message);
    return status;
}

static enum status carry_out(struct engine *engine, const struct desk_pairing *said, int64_t seq)
{
    struct pairing pairing = {.said = said, .entry = {.sequence = seq, .received = said->at}};
    pairing.passage.engine = engine;
    pairing.passage.entry = &pairing.entry;
    enum status status = store_begin(engine->store, seq + 1);
    if (status == STATUS_OK)
        status = settle(&pairing);
    if (status == STATUS_OK)
        status = store_pairings_set(engine->store, said->id);
    status = batch_end(engine, status, seq, said->at);
    if (status == STATUS_OK)
        engine->pairings = said->id;
    return status;
}

/* What was remembered before comes before. */
static enum status carry_out_in_turn(struct engine *engine, const struct desk_pairing *said,
                                     int64_t seq, bool *pending)
{
    int64_t next;
    enum status status = known_follow(engine, seq, said->at, pending, &next);
    return status == STATUS_OK && !*pending ? carry_out(engine, said, seq) : status;
}

/* After a loss of power: all that hold for certain are those before the last message. */
static void find_last(struct engine *engine, const struct desk_pairing *all, size_t count,
                      int64_t seq)
{
    engine->pairings = 0;
    for (size_t i = 0; i < count; i++)
        if (all[i].after_seq != DESK_PENDING && all[i].after_seq < seq)
            engine->pairings = all[i].id;
}

enum status pairs_follow(struct engine *engine, int64_t seq, bool *pending, int64_t *next)
{
    struct arena arena = {0};
    struct desk_pairing *all;
    size_t count = 0;
    enum status status = desk_pairings(engine->desk, engine->pairings < 0 ? 0 : engine->pairings,
                                       &arena, &all, &count);
    *pending = false;
    *next = INT64_MAX;
    if (status == STATUS_OK && engine->pairings < 0)
        find_last(engine, all, count, seq);
    for (size_t i = 0; i < count && status == STATUS_OK && !*pending && *next == INT64_MAX; i++) {
        if (all[i].after_seq == DESK_PENDING)
            *pending = true;
        else if (all[i].after_seq > seq)
            *next = all[i].after_seq;
        else if (all[i].id > engine->pairings)
            status = carry_out_in_turn(engine, &all[i], seq, pending);
    }
    arena_free(&arena);
    return status;
}
