/* Fusion of what messages say about persons: design 4.4, operations.md 8, 10 and 12. */
#include <stdlib.h>

#include "base/clock.h"
#include "pipeline/internal.h"
#include "pipeline/match.h"

struct person {
    uint32_t node;
    int64_t booking;
    struct identity identity;
    struct seal_digest digest;
    uint32_t root;  /* the card found; CARD_NONE: not yet */
    bool ambiguous;
    bool alone;     /* nobody else in the message has the name */
};

/* ---- kinds and flags ---- */

static int kind_of(struct span word)
{
    static const char *const kinds[] = {"",      "passenger", "crew",
                                        "transit", "transit-crew", "staff",
                                        "infant", "unaccompanied-minor"};
    for (int i = 1; i < (int)(sizeof kinds / sizeof kinds[0]); i++)
        if (span_is(word, kinds[i]))
            return i;
    return 0;
}

enum { UNACCOMPANIED_MINOR = 7 };

static bool is_minor(const struct identity *identity, int kind, int32_t day)
{
    if (identity->birth_count == 0)
        return identity->infant || kind == UNACCOMPANIED_MINOR;
    struct date birth = date_from_day(identity->births[0]);
    birth.year += 18;
    if (!date_valid(birth))
        birth.day = 28;
    return date_to_day(birth) > day;
}

static int flags_of(const struct passage *passage, const struct person *person)
{
    int flags = 0;
    int kind = kind_of(image_text(passage->image, person->node, FIELD_TRAVELLER_KIND));
    if (person->identity.infant)
        flags |= CARD_INFANT;
    if (is_minor(&person->identity, kind, passage->open->day))
        flags |= CARD_MINOR;
    if (passage->kind == KIND_API ||
        (passage->image->nodes[person->node].flags & NODE_CHECKED_IN))
        flags |= CARD_CHECKED_IN;
    return flags;
}

/* Lists of who is (not) on board and cancellations repeat names to point at persons; what they
 * leave out does not undo what the manifest said. */
static bool role_replaces(struct span role)
{
    return !span_starts(role, "close") && !span_starts(role, "cancel");
}

/* ---- bookings ---- */

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

static enum status put_booking(struct passage *passage, uint32_t node, int64_t *id)
{
    struct engine *engine = passage->engine;
    struct span locator = image_text(passage->image, node, FIELD_BOOKING_LOCATOR);
    struct seal_digest digest =
        content_digest(engine, passage->image, node, NODE_TRAVELLER);
    uint64_t hash = booking_locator(locator, &digest);
    struct booking_card *known = cards_booking(passage->open, hash);
    struct store_content content = {.digest = digest};
    if (known && memcmp(&known->digest, &digest, sizeof digest) == 0) {
        *id = known->id;
        return STATUS_OK;
    }
    content.bytes = content_copy(&engine->message, passage->image, node, NODE_TRAVELLER);
    if (known) {
        *id = known->id;
        known->digest = digest;
        enum status put = store_content_put(engine->store, PART_BOOKING, known->id,
                                            passage->entry->sequence, &content, NULL);
        return put == STATUS_OK ? rebook(passage, *id, content.bytes) : put;
    }
    enum status status = store_booking_add(engine->store, passage->entry->sequence,
                                           passage->open->id, &content, id);
    if (status == STATUS_OK)
        cards_add_booking(passage->open, &(struct booking_card){*id, hash, digest});
    return status;
}

/* What the booking knows (phones, cards, agency) finds its travellers too. It is opened once for
 * all of them: together they may be many, and it large. */
static enum status booking_keys(struct passage *passage, int64_t traveller, int64_t booking)
{
    enum status status = STATUS_OK;
    if (!booking)
        return STATUS_OK;
    if (passage->booking != booking) {
        struct store_booking row;
        status = store_booking(passage->engine->store, booking, &passage->engine->message, &row);
        if (status == STATUS_OK)
            status = image_open(row.content.bytes, &passage->booking_content);
        passage->booking = status == STATUS_OK ? booking : 0;
    }
    return status == STATUS_OK ? keys_add(passage->engine, traveller, &passage->booking_content,
                                          passage->entry->received)
                               : status;
}

/* ---- which card ---- */

/* The row of the person for this part: that of the same booking, else one that has no such part
 * yet; CARD_NONE: the person has another booking already and gets a further row. */
static uint32_t choose_row(const struct passage *passage, const struct person *person)
{
    const struct open_flight *open = passage->open;
    enum store_part part = (enum store_part)passage->kind;
    uint32_t with = CARD_NONE, without = CARD_NONE;
    /* The oldest of several, in whatever order they were joined. */
    for (uint32_t i = person->root; i != CARD_NONE; i = open->cards[i].next) {
        const struct card *card = &open->cards[i];
        if (!card->has[part])
            without = i < without ? i : without;
        else if (part == PART_API || card->booking == person->booking)
            with = i < with ? i : with;
    }
    return with != CARD_NONE ? with : without;
}

static struct store_content make_content(struct passage *passage, const struct person *person)
{
    return (struct store_content){.digest = person->digest,
                                  .bytes = content_copy(&passage->engine->message, passage->image,
                                                        person->node, NODE_TYPES)};
}

static struct store_origin origin_of(const struct passage *passage, uint32_t node)
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
                                  .kind = kind_of(word),
                                  .flags = flags_of(passage, person),
                                  .origin = origin_of(passage, person->node)};
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
                        .flags = row.flags};
    *index = cards_add(passage->open, &card);
    cards_set_part(passage->open, *index, part, &person->identity, &person->digest);
    passage->push.added++;
    return STATUS_OK;
}

/* What is known of one row is known of the person, whose alert opens by it. */
static enum status raise_root(struct passage *passage, uint32_t index)
{
    struct engine *engine = passage->engine;
    int64_t seq = passage->entry->sequence;
    uint32_t at = cards_index(passage->open, passage->open->cards[index].root);
    struct card *root = &passage->open->cards[at];
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
    return status == STATUS_OK ? screening_alert(engine, root->id, row.flight, seq,
                                                 passage->entry->received)
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
static enum status update_row(struct passage *passage, uint32_t index,
                              const struct person *person)
{
    struct card *card = &passage->open->cards[index];
    struct span role = image_text(passage->image, passage->message, FIELD_MESSAGE_ROLE);
    struct span word = image_text(passage->image, person->node, FIELD_TRAVELLER_KIND);
    bool better = passage->kind == KIND_API || !card->has[PART_API];
    int kind = better && role_replaces(role) ? kind_of(word) : card->kind;
    int before = card->flags, flags = before | flags_of(passage, person);
    int64_t booking = card->booking ? card->booking : person->booking;
    if (kind == card->kind && flags == card->flags && booking == card->booking)
        return STATUS_OK;
    card->kind = kind;
    card->flags = flags;
    card->booking = booking;
    struct store_traveller row = {
        .id = card->id, .flight = passage->open->id, .booking = booking, .kind = kind, .flags = flags};
    enum status status =
        store_traveller_set(passage->engine->store, passage->entry->sequence, &row);
    if (status == STATUS_OK && card->root == card->id && flags != before)
        return screening_alert(passage->engine, card->id, row.flight, passage->entry->sequence,
                               passage->entry->received);
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

static enum status merge(struct passage *passage, uint32_t a, uint32_t b)
{
    struct open_flight *open = passage->open;
    uint32_t first = a < b ? a : b, second = a < b ? b : a;
    int64_t older = open->cards[first].id, younger = open->cards[second].id;
    struct store_edge edge = {younger, older, passage->entry->sequence, MERGE_PROVED};
    enum status status = store_merge(passage->engine->store, &edge);
    if (status == STATUS_OK)
        status = screening_merge(passage->engine, younger, older, open->id,
                                 passage->entry->sequence, passage->entry->received);
    if (status != STATUS_OK)
        return status;
    cards_join(open, first, second);
    return raise_root(passage, second);
}

/* New facts may prove that two cards are one person. */
static enum status merge_twins(struct passage *passage, uint32_t index)
{
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        uint32_t root = cards_index(passage->open, passage->open->cards[index].root);
        uint32_t twin = match_twin(passage->open, index, passage->stamp);
        if (twin == CARD_NONE)
            break;
        status = merge(passage, root, twin);
        root = cards_index(passage->open, passage->open->cards[index].root);
        passage->open->cards[root].taken = passage->stamp;
    }
    return status;
}

/* ---- one person ---- */

static enum status after_change(struct passage *passage, const struct store_content *content,
                                uint32_t index)
{
    struct engine *engine = passage->engine;
    struct image image;
    int64_t id = passage->open->cards[index].id;
    enum status status = image_open(content->bytes, &image);
    if (status == STATUS_OK)
        status = keys_add(engine, id, &image, passage->entry->received);
    if (status == STATUS_OK && passage->kind == KIND_PNR)
        status = booking_keys(passage, id, passage->open->cards[index].booking);
    if (status == STATUS_OK)
        status = merge_twins(passage, index);
    if (status != STATUS_OK)
        return status;
    struct screened screened = {.root = passage->open->cards[index].root,
                                .flight = passage->open->id,
                                .kind = passage->kind,
                                .evidence_seq = passage->entry->sequence,
                                .content = &image};
    return screening_check(engine, &screened, passage->entry->sequence, passage->entry->received);
}

static enum status store_person(struct passage *passage, struct person *person, uint32_t *index)
{
    enum store_part part = (enum store_part)passage->kind;
    *index = person->root == CARD_NONE ? CARD_NONE : choose_row(passage, person);
    if (*index != CARD_NONE) {
        const struct card *card = &passage->open->cards[*index];
        bool same = card->has[part] &&
                    memcmp(&card->digest[part], &person->digest, sizeof person->digest) == 0;
        bool keep = card->has[part] &&
                    !role_replaces(image_text(passage->image, passage->message, FIELD_MESSAGE_ROLE));
        enum status status = update_row(passage, *index, person);
        if (status != STATUS_OK || same || keep) {
            passage->push.same++;
            return status;
        }
    }
    struct store_content content = make_content(passage, person);
    enum status status;
    if (*index != CARD_NONE)
        status = change_row(passage, person, &content, *index);
    else if (person->root != CARD_NONE)
        status = add_second(passage, person, &content, index);
    else
        status = add_row(passage, person, &content, index);
    return status == STATUS_OK ? after_change(passage, &content, *index) : status;
}

static bool is_wanted(const struct engine *engine, struct store_origin origin)
{
    size_t low = 0, high = engine->wanted_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct engine_origin *at = &engine->wanted[middle];
        if (at->seq < origin.seq || (at->seq == origin.seq && at->begin < origin.begin))
            low = middle + 1;
        else
            high = middle;
    }
    return low < engine->wanted_count && engine->wanted[low].seq == origin.seq &&
           engine->wanted[low].begin == origin.begin;
}

/* A decision points at this place of this message: remember on whom it is. */
static enum status note_origin(struct passage *passage, const struct person *person,
                               uint32_t index)
{
    struct store_origin origin = origin_of(passage, person->node);
    int64_t root = passage->open->cards[index].root;
    if (!is_wanted(passage->engine, origin))
        return STATUS_OK;
    enum status status = store_origin_add(passage->engine->store, origin, root);
    if (status == STATUS_OK)
        status = store_decided_put(passage->engine->store, origin.seq, origin.begin, root);
    return status;
}

/* The card of the person; those that the message proves to be one are joined first. */
static enum status find_card(struct passage *passage, struct person *person)
{
    struct wanted wanted = {.identity = &person->identity,
                            .part = (enum store_part)passage->kind,
                            .digest = person->digest,
                            .stamp = passage->stamp,
                            .name_alone = person->alone};
    enum status status = STATUS_OK;
    person->root = match_find(passage->open, &wanted, &person->ambiguous);
    while (person->root != CARD_NONE && status == STATUS_OK) {
        uint32_t other = match_other(passage->open, &wanted, person->root);
        if (other == CARD_NONE)
            break;
        status = merge(passage, person->root, other);
        person->root = other < person->root ? other : person->root;
    }
    return status;
}

static enum status fuse_person(struct passage *passage, struct person *person)
{
    uint32_t index;
    if (person->root == CARD_NONE) {
        enum status found = find_card(passage, person);
        if (found != STATUS_OK)
            return found;
    }
    bool nameless = person->identity.name_count == 0 && person->identity.document_count == 0;
    if (person->root == CARD_NONE && nameless &&
        !role_replaces(image_text(passage->image, passage->message, FIELD_MESSAGE_ROLE)))
        return STATUS_OK; /* a close-out that points at somebody who was never announced */
    enum status status = store_person(passage, person, &index);
    if (status != STATUS_OK)
        return status;
    uint32_t root = cards_index(passage->open, passage->open->cards[index].root);
    passage->open->cards[root].taken = passage->stamp;
    return note_origin(passage, person, index);
}

/* ---- the message ---- */

static uint32_t count_persons(const struct passage *passage)
{
    const struct image *image = passage->image;
    uint32_t count = 0;
    for (uint32_t n = passage->message; n != IMAGE_NONE;
         n = image_next_under(image, passage->message, n))
        count += image->nodes[n].type == NODE_TRAVELLER;
    return count;
}

static void read_person(struct passage *passage, uint32_t node, struct person *person)
{
    person->node = node;
    person->root = CARD_NONE;
    person->alone = true;
    identity_from_image(passage->image, node, &passage->engine->scratch, &person->identity);
    arena_reset(&passage->engine->scratch);
    person->digest = content_digest(passage->engine, passage->image, node, NODE_TYPES);
}

static void read_children(struct passage *passage, uint32_t parent, int64_t booking,
                          struct person *persons, uint32_t *count)
{
    for (uint32_t n = image_child(passage->image, parent, NODE_TRAVELLER); n != IMAGE_NONE;
         n = image_sibling(passage->image, n, NODE_TRAVELLER)) {
        struct person *person = &persons[(*count)++];
        *person = (struct person){.booking = booking};
        read_person(passage, n, person);
    }
}

static enum status read_persons(struct passage *passage, struct person *persons, uint32_t *count)
{
    *count = 0;
    enum status status = STATUS_OK;
    read_children(passage, passage->message, 0, persons, count);
    for (uint32_t b = image_child(passage->image, passage->message, NODE_BOOKING);
         b != IMAGE_NONE && status == STATUS_OK;
         b = image_sibling(passage->image, b, NODE_BOOKING)) {
        int64_t booking;
        status = put_booking(passage, b, &booking);
        if (status == STATUS_OK)
            read_children(passage, b, booking, persons, count);
    }
    return status;
}

struct name_use {
    uint64_t hash;
    uint32_t person;
};

static int by_hash(const void *a, const void *b)
{
    const struct name_use *one = a, *other = b;
    return one->hash < other->hash ? -1 : one->hash > other->hash;
}

/* A name that two persons of the message have identifies neither. */
static void mark_shared_names(struct passage *passage, struct person *persons, uint32_t count)
{
    struct name_use *uses =
        arena_array(&passage->engine->message, struct name_use, count * IDENTITY_NAMES);
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++)
        for (uint8_t k = 0; k < persons[i].identity.name_count; k++)
            uses[n++] = (struct name_use){identity_name_hash(&persons[i].identity.names[k]), i};
    if (n > 1)
        qsort(uses, n, sizeof *uses, by_hash);
    for (uint32_t i = 1; i < n; i++)
        if (uses[i].hash == uses[i - 1].hash && uses[i].person != uses[i - 1].person)
            persons[uses[i].person].alone = persons[uses[i - 1].person].alone = false;
}

/* Who is the very same as before is found first, so that nobody else takes the card. */
static void find_unchanged(struct passage *passage, struct person *persons, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        bool ambiguous;
        struct wanted wanted = {.identity = &persons[i].identity,
                                .part = (enum store_part)passage->kind,
                                .digest = persons[i].digest,
                                .stamp = passage->stamp,
                                .content_only = true};
        persons[i].root = match_find(passage->open, &wanted, &ambiguous);
        if (persons[i].root != CARD_NONE)
            passage->open->cards[persons[i].root].taken = passage->stamp;
    }
}

static enum status note_ambiguous(struct passage *passage, const struct person *person)
{
    const struct image_node *node = &passage->image->nodes[person->node];
    return store_issue_add(passage->engine->store,
                           &(struct store_issue){.seq = passage->entry->sequence,
                                                 .message = passage->ordinal,
                                                 .issue = ISSUE_PERSON_AMBIGUOUS,
                                                 .begin = node->begin,
                                                 .size = node->end - node->begin});
}

enum status fuse_message(struct passage *passage)
{
    struct engine *engine = passage->engine;
    uint32_t count;
    enum status status = cards_open(engine->cards, passage->flight.id, &passage->open);
    if (status != STATUS_OK)
        return status;
    passage->stamp = ++engine->stamp;
    struct person *persons =
        arena_array(&engine->message, struct person, count_persons(passage) + 1);
    status = read_persons(passage, persons, &count);
    if (status != STATUS_OK)
        return status;
    mark_shared_names(passage, persons, count);
    find_unchanged(passage, persons, count);
    for (uint32_t i = 0; i < count && status == STATUS_OK; i++) {
        status = fuse_person(passage, &persons[i]);
        if (status == STATUS_OK && persons[i].ambiguous)
            status = note_ambiguous(passage, &persons[i]);
    }
    passage->push.persons = (int)count;
    return status;
}
