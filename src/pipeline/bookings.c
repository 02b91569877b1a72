/* The bookings of a message. */
#include "pipeline/fuse.h"

#include <stdlib.h>

struct rebooking {
    struct passage *passage;
    struct image content;
    enum status status;
};

static void key_traveller(void *context, int64_t traveller)
{
    struct rebooking *rebooking = context;
    if (rebooking->status == STATUS_OK)
        rebooking->status = keys_add(rebooking->passage->engine, traveller, &rebooking->content,
                                     rebooking->passage->entry->received);
}

/* What the booking says anew holds for all of its travellers, named in this message or not. */
static enum status rebook(struct passage *passage, int64_t booking, struct span bytes)
{
    struct rebooking rebooking = {.passage = passage};
    struct identity identity = {0};
    rebooking.status = image_open(bytes, &rebooking.content);
    if (rebooking.status != STATUS_OK)
        return rebooking.status;
    identity_add_booking(&identity, &rebooking.content, 0, (struct span){NULL, 0});
    cards_set_booking(passage->open, booking, &identity, key_traveller, &rebooking);
    return rebooking.status;
}

enum status booking_put(struct passage *passage, struct party *party)
{
    struct engine *engine = passage->engine;
    struct span locator = image_text(passage->image, party->node, FIELD_BOOKING_LOCATOR);
    uint64_t hash = booking_locator(locator, &party->digest);
    struct booking_card *known = cards_booking(passage->open, hash);
    struct store_content content = {.digest = party->digest};
    if (known && memcmp(&known->digest, &party->digest, sizeof party->digest) == 0) {
        party->id = known->id;
        return STATUS_OK;
    }
    party->content = content_copy(&engine->message, passage->image, party->node, NODE_TRAVELLER);
    content.bytes = party->content;
    if (known) {
        party->id = known->id;
        cards_change_booking(passage->open, known, &party->digest);
        enum status put = store_content_put(engine->store, PART_BOOKING, known->id,
                                            passage->entry->sequence, &content, NULL);
        return put == STATUS_OK ? rebook(passage, party->id, content.bytes) : put;
    }
    enum status status = store_booking_add(engine->store, passage->entry->sequence,
                                           passage->open->id, &content, &party->id);
    if (status == STATUS_OK)
        cards_add_booking(passage->open, &(struct booking_card){party->id, hash, party->digest});
    return status;
}

static enum status stored(struct passage *passage, int64_t booking, struct span *content)
{
    struct store_booking row;
    enum status status =
        store_booking(passage->engine->store, booking, &passage->engine->message, &row);
    if (status == STATUS_OK)
        *content = row.content.bytes;
    return status;
}

/* It is opened once for all of its travellers: together they may be many, and it large. */
enum status booking_keys(struct passage *passage, int64_t traveller, int64_t booking,
                         const struct party *party)
{
    enum status status = STATUS_OK;
    if (!booking)
        return STATUS_OK;
    if (passage->booking != booking) {
        struct span content = {NULL, 0};
        if (party && party->id == booking && party->content.size)
            content = party->content;
        else
            status = stored(passage, booking, &content);
        if (status == STATUS_OK)
            status = image_open(content, &passage->booking_content);
        passage->booking = status == STATUS_OK ? booking : 0;
    }
    return status == STATUS_OK ? keys_add(passage->engine, traveller, &passage->booking_content,
                                          passage->entry->received)
                               : status;
}

/* ---- screening ---- */

struct reaching {
    int64_t booking;
    struct image content;
};

static int by_booking(const void *a, const void *b)
{
    const struct reaching *x = a, *y = b;
    return x->booking < y->booking ? -1 : x->booking > y->booking;
}

/* False: it names nothing that reaches anybody. */
static bool read_reaching(struct passage *passage, const struct party *party, struct reaching *out)
{
    struct engine *engine = passage->engine;
    struct watch_person person;
    struct span content = party->content.size ? party->content
                                              : content_copy(&engine->message, passage->image,
                                                             party->node, NODE_TRAVELLER);
    out->booking = party->id;
    if (image_open(content, &out->content) != STATUS_OK)
        return false;
    watch_person_from_image(&out->content, 0, &engine->scratch, &person);
    arena_reset(&engine->scratch);
    return !watch_person_is_nobody(&person);
}

static struct screened screened_of(const struct passage *passage, const struct card *card,
                                   const struct image *content)
{
    return (struct screened){.root = card->root,
                             .flight = passage->open->id,
                             .kind = passage->kind,
                             .ordinal = passage->ordinal,
                             .evidence_seq = passage->entry->sequence,
                             .content = *content};
}

enum status bookings_screen(struct passage *passage, const struct party *const *parties,
                            size_t count)
{
    struct engine *engine = passage->engine;
    struct reaching *all = arena_array(&engine->message, struct reaching, count + 1);
    size_t used = 0, found = 0;
    for (size_t i = 0; i < count && watch_has_contacts(engine->watch); i++)
        used += read_reaching(passage, parties[i], &all[used]);
    if (!used)
        return STATUS_OK;
    qsort(all, used, sizeof *all, by_booking);
    struct screened *screened =
        arena_raw(&engine->message, passage->open->count * sizeof *screened);
    for (uint32_t i = 0; i < passage->open->count; i++) {
        const struct card *card = &passage->open->cards[i];
        const struct reaching *of = bsearch(&(struct reaching){.booking = card->booking}, all, used,
                                            sizeof *all, by_booking);
        if (of)
            screened[found++] = screened_of(passage, card, &of->content);
    }
    return screening_check(engine, screened, found, passage->entry->sequence,
                           passage->entry->received);
}
