/* Messages in several parts (formats.md A.5): when all of them are there, and what follows from a
 * whole list only. Each part is fused and screened as it comes; nobody waits for the last.
 *
 * A part belongs to the latest set of its flight, sender, common reference and role, unless that is
 * whole, has this number already, or has waited too long, by the times of the journal: so a rebuild
 * makes the same sets. Whether a set is incomplete by now is for those who look. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "pipeline/fuse.h"

/* What the parts of a message give together. */
struct whole {
    bool complete;
    int64_t declared, bookings; /* bookings that it speaks of, and that it has */
    struct arena *arena;
    int32_t *persons; /* numbers of travellers */
    size_t count, room;
};

static void add_persons(struct whole *whole, struct span persons)
{
    for (size_t at = 0; at + sizeof(int32_t) <= persons.size; at += sizeof(int32_t)) {
        whole->persons = arena_more(whole->arena, whole->persons, whole->count, &whole->room,
                                    sizeof *whole->persons);
        memcpy(&whole->persons[whole->count++], persons.at + at, sizeof(int32_t));
    }
}

static void add_part(struct whole *whole, int64_t declared, int64_t bookings, struct span persons)
{
    whole->declared = declared > whole->declared ? declared : whole->declared;
    whole->bookings += bookings;
    add_persons(whole, persons);
}

/* ---- one part ---- */

enum { PARTS_MOST = 999 }; /* two digits, as the guide has it, and some that somebody needs more */

struct part {
    int64_t number;
    bool final;
    bool single; /* the whole message */
};

static struct part part_of(const struct passage *passage)
{
    struct span mark = image_text(passage->image, passage->message, FIELD_MESSAGE_PART_MARK);
    struct part part = {.final = span_is(mark, "F")};
    bool told =
        span_number(image_text(passage->image, passage->message, FIELD_MESSAGE_PART), &part.number);
    if (!told || part.number < 1 || part.number > PARTS_MOST)
        part.number = 1;
    part.single = part.number == 1 && !span_is(mark, "C");
    return part;
}

static int64_t count_of(const struct passage *passage, enum field field)
{
    int64_t count = 0;
    (void)span_number(image_text(passage->image, passage->message, field), &count);
    return count < 0 || count > INT32_MAX ? 0 : count;
}

static int count_bookings(const struct passage *passage)
{
    int count = 0;
    for (uint32_t n = image_child(passage->image, passage->message, NODE_BOOKING); n != IMAGE_NONE;
         n = image_sibling(passage->image, n, NODE_BOOKING))
        count++;
    return count;
}

static struct store_series_part row_of(const struct passage *passage, const struct part *part,
                                       struct span persons)
{
    return (struct store_series_part){.number = (int)part->number,
                                      .seq = passage->entry->sequence,
                                      .ordinal = passage->ordinal,
                                      .declared = (int)count_of(passage, FIELD_MESSAGE_BOOKINGS),
                                      .bookings = count_bookings(passage),
                                      .persons = persons};
}

/* ---- the set it belongs to ---- */

struct seen {
    const struct store_series_part *part;
    struct whole *whole;
    int last;   /* the number of the final part; 0: not known */
    int within; /* how many parts up to that there are */
    bool has;   /* this number */
};

static bool look_at(void *context, const struct store_series_part *other)
{
    struct seen *seen = context;
    seen->within += other->number <= seen->last;
    if (other->number == seen->part->number)
        seen->has = true;
    else if (seen->whole)
        add_part(seen->whole, other->declared, other->bookings, other->persons);
    return true;
}

static bool waited_too_long(const struct passage *passage, const struct store_series *series)
{
    const struct config *config = passage->engine->options.config;
    int64_t seconds =
        config_count_of(config, SETTING_SCREEN_PARTS_SECONDS_OF, passage->entry->source,
                        config_count(config, SETTING_SCREEN_PARTS_SECONDS));
    return passage->entry->received - series->last_at > seconds * MICROS_PER_SECOND;
}

/* The set of the part, found or begun. */
static enum status find_series(const struct passage *passage, const struct store_series_part *part,
                               struct store_series *series)
{
    struct store *store = passage->engine->store;
    struct seen seen = {.part = part};
    enum status status = store_series_find(store, series);
    if (status == STATUS_OK)
        status = store_parts(store, series->flight, series->n, look_at, &seen);
    if (status == STATUS_OK && !seen.has && !series->complete_seq &&
        !waited_too_long(passage, series))
        return STATUS_OK;
    if (status != STATUS_OK && status != STATUS_MISSING)
        return status;
    series->last_at = passage->entry->received;
    status = store_series_add(store, series);
    return status == STATUS_OK ? store_series_find(store, series) : status;
}

static enum status join_series(struct passage *passage, const struct part *part,
                               struct store_series_part *row, struct whole *whole)
{
    struct store *store = passage->engine->store;
    struct store_series series = {
        .flight = passage->open->id,
        .kind = passage->kind,
        .role = passage->kind == KIND_PNR
                    ? image_text(passage->image, passage->message, FIELD_MESSAGE_PUSH)
                    : passage->push.role,
        .sender = message_sender(passage),
        .reference = image_text(passage->image, passage->message, FIELD_MESSAGE_ACCESS)};
    enum status status = find_series(passage, row, &series);
    if (status != STATUS_OK)
        return status;
    row->series = series.n;
    series.last = part->final ? row->number : series.last;
    series.last_at = passage->entry->received;
    struct seen seen = {.part = row, .whole = whole, .last = series.last};
    status = store_part_add(store, series.flight, row);
    if (status == STATUS_OK)
        status = store_parts(store, series.flight, series.n, look_at, &seen);
    whole->complete = series.last && seen.within == series.last;
    series.complete_seq = whole->complete ? row->seq : 0;
    return status == STATUS_OK ? store_series_set(store, &series) : status;
}

/* ---- whom a later full push leaves out ---- */

static bool is_full_push(const struct passage *passage)
{
    return passage->kind == KIND_PNR &&
           span_is(image_text(passage->image, passage->message, FIELD_MESSAGE_PUSH), "22");
}

static int by_number(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static bool has_person(const struct whole *whole, int32_t person)
{
    return whole->count && bsearch(&person, whole->persons, whole->count, sizeof person, by_number);
}

static enum status drop(struct passage *passage, int32_t person)
{
    uint32_t index = cards_index(passage->open, id_make(passage->open->day, person));
    return index == CARD_NONE || passage->open->cards[index].booked != BOARD_BOOKED
               ? STATUS_OK
               : boarding_not_named(passage, index, BOARD_DROPPED_OUT);
}

/* A push that shares nobody with the one before is no later state of the same list: some systems
 * send each booking by itself. */
static bool shares_somebody(const struct whole *whole, const struct whole *before)
{
    for (size_t i = 0; i < before->count; i++)
        if (has_person(whole, before->persons[i]))
            return true;
    return false;
}

static enum status compare_rolls(struct passage *passage, const struct whole *whole)
{
    struct store *store = passage->engine->store;
    struct store_roll roll = {.flight = passage->open->id, .sender = message_sender(passage)};
    struct whole before = {.arena = &passage->engine->message};
    enum status status = store_roll(store, &passage->engine->message, &roll);
    if (status != STATUS_OK && status != STATUS_MISSING)
        return status;
    if (status == STATUS_OK && roll.at > passage->at)
        return STATUS_OK; /* an older state that came late */
    status = STATUS_OK;
    add_persons(&before, roll.persons); /* nobody when there was none */
    if (whole->count)
        qsort(whole->persons, whole->count, sizeof *whole->persons, by_number);
    bool later = shares_somebody(whole, &before);
    for (size_t i = 0; later && i < before.count && status == STATUS_OK; i++)
        if (!has_person(whole, before.persons[i]))
            status = drop(passage, before.persons[i]);
    roll.at = passage->at;
    roll.persons = (struct span){(const char *)whole->persons, whole->count * sizeof(int32_t)};
    return status == STATUS_OK ? store_roll_put(store, &roll) : status;
}

/* ---- the message ---- */

enum status series_settle(struct passage *passage, struct span persons)
{
    struct part part = part_of(passage);
    struct store_series_part row = row_of(passage, &part, persons);
    struct whole whole = {.complete = part.single, .arena = &passage->engine->message};
    enum status status = STATUS_OK;
    add_part(&whole, row.declared, row.bookings, persons);
    if (!part.single)
        status = join_series(passage, &part, &row, &whole);
    if (status != STATUS_OK || !whole.complete)
        return status;
    if (is_full_push(passage) && whole.bookings >= whole.declared)
        status = compare_rolls(passage, &whole);
    return status == STATUS_OK ? boarding_others(passage) : status;
}
