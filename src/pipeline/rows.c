/* The rows of persons: one for each booking, all joined to the oldest. */
#include <string.h>

#include "base/clock.h"
#include "model/person.h"
#include "pipeline/fuse.h"

/* ---- kinds and flags ---- */

static bool is_minor(const struct identity *identity, bool child, int kind, int32_t day)
{
    if (identity->birth_count == 0)
        return identity->infant || child || kind == PERSON_UNACCOMPANIED_MINOR;
    struct date birth = date_from_day(identity->births[0]);
    birth.year += 18;
    if (!date_valid(birth))
        birth.day = 28;
    return date_to_day(birth) > day;
}

int row_flags(const struct image *image, uint32_t node, const struct identity *identity,
              int32_t day)
{
    int flags = 0;
    uint8_t said = image->nodes[node].flags;
    int kind = (int)person_kind_parse(image_text(image, node, FIELD_TRAVELLER_KIND));
    if (identity->infant)
        flags |= PERSON_IS_INFANT;
    if (is_minor(identity, said & NODE_CHILD, kind, day))
        flags |= PERSON_IS_MINOR;
    if (image->nodes[node].kind == KIND_API || (said & NODE_CHECKED_IN))
        flags |= PERSON_IS_CHECKED_IN;
    return flags;
}

static int flags_of(const struct passage *passage, const struct person *person)
{
    return row_flags(passage->image, person->node, &person->identity, passage->open->day);
}

/* ---- which card ---- */

/* How much of this message's person a row with such a part speaks. Cards that were made one may be of
 * two who are not (and be parted again): what is said of one must not overwrite the other. */
static int nearness(const struct card *card, enum store_part part, const struct person *person)
{
    const struct identity *said = &card->parts[part];
    if (memcmp(&card->digest[part], &person->digest, sizeof person->digest) == 0)
        return 3;
    if (identity_same_document(said, &person->identity))
        return 2;
    return identity_names_agree(said, &person->identity) &&
           !identity_contradicts(said, &person->identity);
}

/* The row of the person for this part: that of the same booking, else one that has no such part
 * yet; CARD_NONE: the person has another booking already and gets a further row. Of several the
 * nearest, of those the oldest, in whatever order they were joined. */
static uint32_t choose_row(const struct passage *passage, const struct person *person)
{
    const struct open_flight *open = passage->open;
    enum store_part part = (enum store_part)passage->kind;
    uint32_t with = CARD_NONE, without = CARD_NONE;
    int nearest = -1;
    for (uint32_t i = person->root; i != CARD_NONE; i = open->cards[i].next) {
        const struct card *card = &open->cards[i];
        if (!card->has[part]) {
            without = i < without ? i : without;
        } else if (part == PART_API || card->booking == person->booking) {
            int near = nearness(card, part, person);
            if (near > nearest || (near == nearest && i < with)) {
                nearest = near;
                with = i;
            }
        }
    }
    return with != CARD_NONE ? with : without;
}

static struct store_content make_content(struct passage *passage, const struct person *person)
{
    return (struct store_content){
        .digest = person->digest,
        .bytes = content_copy(&passage->engine->message, passage->image, person->node, NODE_TYPES)};
}

struct store_origin row_origin(const struct passage *passage, uint32_t node)
{
    return (struct store_origin){passage->entry->sequence, passage->image->nodes[node].begin};
}

/* A new row; the card's index in *index. */
static enum status add_row(struct passage *passage, const struct person *person,
                           const struct store_content *content, uint32_t *index)
{
    struct engine *engine = passage->engine;
    enum store_part part = (enum store_part)passage->kind;
    struct span word = image_text(passage->image, person->node, FIELD_TRAVELLER_KIND);
    struct store_traveller row = {.flight = passage->open->id,
                                  .booking = person->booking,
                                  .kind = (int)person_kind_parse(word),
                                  .flags = flags_of(passage, person),
                                  .origin = row_origin(passage, person->node)};
    row.content[part] = *content;
    enum status status =
        store_traveller_add(engine->store, passage->entry->sequence, &row, &row.id);
    if (status != STATUS_OK)
        return status;
    struct card card = {.id = row.id,
                        .root = row.id,
                        .next = CARD_NONE,
                        .booking = row.booking,
                        .kind = row.kind,
                        .flags = row.flags,
                        .booked = BOARD_BOOKED};
    *index = cards_add(passage->open, &card);
    cards_set_part(passage->open, *index, part, &person->identity, &person->digest);
    passage->push.added++;
    return STATUS_OK;
}

uint32_t row_root(const struct passage *passage, uint32_t index)
{
    return cards_index(passage->open, passage->open->cards[index].root);
}

/* What is known of one row is known of the person, whose alert opens by it. */
static enum status raise_root(struct passage *passage, uint32_t index)
{
    struct engine *engine = passage->engine;
    int64_t seq = passage->entry->sequence;
    struct card *root = &passage->open->cards[row_root(passage, index)];
    int flags = root->flags | passage->open->cards[index].flags;
    if (flags == root->flags)
        return STATUS_OK;
    root->flags = flags;
    struct store_traveller row = {.id = root->id,
                                  .flight = passage->open->id,
                                  .booking = root->booking,
                                  .kind = root->kind,
                                  .flags = flags};
    enum status status = store_traveller_set(engine->store, seq, &row);
    return status == STATUS_OK
               ? screening_alert(engine, root->id, row.flight, false, seq, passage->entry->received)
               : status;
}

/* A further row of a known person: it carries its own booking and points to the root. */
static enum status add_second(struct passage *passage, const struct person *person,
                              const struct store_content *content, uint32_t *index)
{
    int64_t root = passage->open->cards[person->root].id;
    enum status status = add_row(passage, person, content, index);
    if (status != STATUS_OK)
        return status;
    struct store_edge edge = {passage->open->cards[*index].id, root, passage->entry->sequence,
                              MERGE_SECOND_BOOKING};
    cards_join(passage->open, person->root, *index);
    status = store_merge(passage->engine->store, &edge);
    return status == STATUS_OK ? raise_root(passage, *index) : status;
}

/* API says better than PNR who is crew; infants and minors stay what one source knew. */
static enum status update_row(struct passage *passage, uint32_t index, const struct person *person)
{
    struct card *card = &passage->open->cards[index];
    struct span word = image_text(passage->image, person->node, FIELD_TRAVELLER_KIND);
    bool better = passage->kind == KIND_API || !card->has[PART_API];
    int kind = better && fuse_replaces(passage) ? (int)person_kind_parse(word) : card->kind;
    int before = card->flags, flags = before | flags_of(passage, person);
    int64_t booking = card->booking ? card->booking : person->booking;
    if (kind == card->kind && flags == card->flags && booking == card->booking)
        return STATUS_OK;
    card->kind = kind;
    card->flags = flags;
    card->booking = booking;
    struct store_traveller row = {.id = card->id,
                                  .flight = passage->open->id,
                                  .booking = booking,
                                  .kind = kind,
                                  .flags = flags};
    enum status status =
        store_traveller_set(passage->engine->store, passage->entry->sequence, &row);
    if (status == STATUS_OK && card->root == card->id && flags != before)
        return screening_alert(passage->engine, card->id, row.flight, false,
                               passage->entry->sequence, passage->entry->received);
    return status == STATUS_OK ? raise_root(passage, index) : status;
}

static enum status change_row(struct passage *passage, const struct person *person,
                              const struct store_content *content, uint32_t index)
{
    enum store_part part = (enum store_part)passage->kind;
    struct card *card = &passage->open->cards[index];
    enum status status = store_content_put(passage->engine->store, part, card->id,
                                           passage->entry->sequence, content, NULL);
    if (status != STATUS_OK)
        return status;
    cards_set_part(passage->open, index, part, &person->identity, &person->digest);
    passage->push.changed++;
    return STATUS_OK;
}

/* ---- merges ---- */

enum status row_merge(struct passage *passage, uint32_t a, uint32_t b, enum merge_reason reason)
{
    struct open_flight *open = passage->open;
    uint32_t first = a < b ? a : b, second = a < b ? b : a;
    int64_t older = open->cards[first].id, younger = open->cards[second].id;
    struct store_edge edge = {younger, older, passage->entry->sequence, reason};
    enum status status = store_merge(passage->engine->store, &edge);
    if (status == STATUS_OK)
        status = screening_merge(passage->engine, younger, older, open->id,
                                 passage->entry->sequence, passage->entry->received);
    if (status != STATUS_OK)
        return status;
    cards_join(open, first, second);
    passage->merged = true;
    return raise_root(passage, second);
}

/* ---- one person ---- */

/* Whether the row says already what the message says, or is not to be changed by it. */
static bool stays(const struct passage *passage, const struct person *person,
                  const struct card *card)
{
    enum store_part part = (enum store_part)passage->kind;
    return card->has[part] &&
           (!fuse_replaces(passage) ||
            memcmp(&card->digest[part], &person->digest, sizeof person->digest) == 0);
}

enum status row_put(struct passage *passage, const struct person *person, uint32_t *index,
                    struct store_content *content)
{
    *content = (struct store_content){0};
    *index = person->root == CARD_NONE ? CARD_NONE : choose_row(passage, person);
    if (*index != CARD_NONE) {
        bool same = stays(passage, person, &passage->open->cards[*index]);
        enum status status = update_row(passage, *index, person);
        if (status != STATUS_OK || same) {
            passage->push.same++;
            return status;
        }
    }
    *content = make_content(passage, person);
    if (*index != CARD_NONE)
        return change_row(passage, person, content, *index);
    if (person->root != CARD_NONE)
        return add_second(passage, person, content, index);
    return add_row(passage, person, content, index);
}
