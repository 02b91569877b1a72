/* Counts of a flight, from clear columns; kept until another message lands on it, or a person says
 * who is who. */
#include <string.h>

#include "model/person.h"
#include "view/course.h"

/* ---- pushes ---- */

static bool starts_close(struct span role)
{
    return span_starts(role, "close");
}

/* A list of passengers, or what stands for one. */
static bool announces(struct span role)
{
    return span_is(role, "manifest") || span_is(role, "clear") || span_is(role, "change");
}

static bool add_push(void *context, const struct store_push *push)
{
    struct tally *tally = context;
    tally->pushes[push->kind <= KIND_OTHER ? push->kind : KIND_OTHER]++;
    tally->crew_list |= push->kind == KIND_API && span_starts(push->role, "crew");
    tally->close_out |= starts_close(push->role);
    tally->passenger_list |= push->kind == KIND_API && announces(push->role);
    tally->last_seq = push->seq;
    return true;
}

/* ---- persons ---- */

/* A person is the card that stands with all that were merged into it. */
struct persons {
    struct arena *arena;
    struct store_head *heads;
    int *bookings; /* by head: how many cards of the person have one */
    size_t count, room;
    struct standings standings;
};

static bool add_head(void *context, const struct store_head *head)
{
    struct persons *persons = context;
    persons->heads = arena_more(persons->arena, persons->heads, persons->count, &persons->room,
                                sizeof *persons->heads);
    persons->heads[persons->count++] = *head;
    return true;
}

/* What a merged card has, its elder has. Younger cards point to older ones, so that going down from
 * the youngest reaches the card that stands. */
static void gather(struct persons *persons)
{
    persons->bookings = arena_array(persons->arena, int, persons->count + 1);
    for (size_t i = persons->count; i-- > 0;) {
        const struct store_head *head = &persons->heads[i];
        struct store_head *elder =
            find_by_id(persons->heads, persons->count, sizeof *elder, head->merged_into);
        persons->bookings[i] += head->booking != 0;
        if (!elder)
            continue;
        persons->bookings[elder - persons->heads] += persons->bookings[i];
        elder->has[PART_API] |= head->has[PART_API];
        elder->has[PART_PNR] |= head->has[PART_PNR];
        elder->flags |= head->flags & PERSON_IS_INFANT;
    }
}

static void count_person(struct tally *tally, const struct store_head *head)
{
    if (person_is_crew(head->kind))
        tally->crew++;
    else if (head->kind == PERSON_INFANT || (head->flags & PERSON_IS_INFANT))
        tally->infants++;
    else
        tally->passengers++;
    if (head->has[PART_API] && head->has[PART_PNR])
        tally->both++;
    else if (head->has[PART_API])
        tally->api_only++;
    else
        tally->pnr_only++;
}

static int64_t root_of(void *context, int64_t card)
{
    const struct persons *persons = context;
    const struct store_head *head = find_by_id(persons->heads, persons->count, sizeof *head, card);
    while (head && head->merged_into && head->merged_into < head->id) {
        card = head->merged_into;
        head = find_by_id(persons->heads, persons->count, sizeof *head, card);
    }
    return card;
}

static void count_all(struct tally *tally, const struct persons *persons)
{
    for (size_t i = 0; i < persons->count; i++) {
        if (persons->heads[i].merged_into)
            continue;
        struct standing standing =
            standing_among(&persons->standings, persons->heads[i].id, persons->bookings[i]);
        count_person(tally, &persons->heads[i]);
        standing_count(&tally->board, &standing);
    }
}

static enum status count_persons(struct view *view, int64_t flight, struct tally *tally)
{
    struct arena arena = {0};
    struct persons persons = {.arena = &arena};
    enum status status = store_heads(view->store, flight, add_head, &persons);
    if (status == STATUS_OK)
        status = standings_load(view->store, flight, root_of, &persons, &arena, &persons.standings);
    gather(&persons);
    if (status == STATUS_OK)
        count_all(tally, &persons);
    arena_free(&arena);
    return status;
}

/* ---- the memory ---- */

enum status tally_of(struct view *view, int64_t flight, struct tally *out)
{
    struct tally fresh = {.flight = flight};
    uint64_t hash = (uint64_t)flight * UINT64_C(0x9E3779B97F4A7C15);
    struct tally *kept = &view->tallies[hash >> 52];
    enum status status = store_pushes(view->store, flight, add_push, &fresh);
    if (status == STATUS_OK)
        status = store_pairings(view->store, &fresh.pairings);
    if (status == STATUS_OK && kept->flight == flight && kept->last_seq == fresh.last_seq &&
        kept->pairings == fresh.pairings) {
        *out = *kept;
        return STATUS_OK;
    }
    if (status == STATUS_OK)
        status = count_persons(view, flight, &fresh);
    if (status == STATUS_OK)
        status = course_parts_due(view, flight, &fresh.parts_due);
    if (status == STATUS_OK)
        status = course_state(view, flight, &fresh.state);
    if (status != STATUS_OK)
        return status;
    if (fresh.last_seq)
        fresh.last_at = message_received(view, fresh.last_seq);
    *kept = *out = fresh;
    return STATUS_OK;
}
