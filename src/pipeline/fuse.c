/* Fusion of what messages say about persons: design 4.4, operations.md 8, 10 and 12. */
#include "pipeline/fuse.h"

#include <stdlib.h>

#include "base/hash.h"

bool fuse_replaces(const struct passage *passage)
{
    return passage->effect->replaces;
}

/* ---- one person ---- */

/* New facts may prove that two cards are one person. */
static enum status merge_twins(struct passage *passage, uint32_t index)
{
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        uint32_t root = row_root(passage, index);
        uint32_t twin = match_twin(passage->open, index, passage->stamp);
        if (twin == CARD_NONE)
            break;
        status = row_merge(passage, root, twin, MERGE_PROVED);
        passage->open->cards[row_root(passage, index)].taken = passage->stamp;
    }
    return status;
}

/* A row that has new content. */
struct changed {
    uint32_t card;
    struct image content;
};

/* What the new content finds it by, and joins it with. It is screened when the message is through. */
static enum status after_change(struct passage *passage, const struct store_content *content,
                                const struct person *person, uint32_t index)
{
    struct engine *engine = passage->engine;
    struct changed *changed = &passage->changed[passage->changed_count++];
    const struct card *card = &passage->open->cards[index];
    changed->card = index;
    enum status status = image_open(content->bytes, &changed->content);
    if (status == STATUS_OK)
        status = keys_add(engine, card->id, &changed->content, passage->entry->received);
    if (status == STATUS_OK && passage->kind == KIND_PNR)
        status = booking_keys(passage, card->id, card->booking, person->party);
    return status == STATUS_OK ? merge_twins(passage, index) : status;
}

/* Against the lists, all whose content is new. */
static enum status screen_changed(struct passage *passage)
{
    struct engine *engine = passage->engine;
    const struct journal_entry *entry = passage->entry;
    struct screened *screened =
        arena_raw(&engine->message, (passage->changed_count + 1) * sizeof *screened);
    for (size_t i = 0; i < passage->changed_count; i++)
        screened[i] = (struct screened){.root = passage->open->cards[passage->changed[i].card].root,
                                        .flight = passage->open->id,
                                        .kind = passage->kind,
                                        .ordinal = passage->ordinal,
                                        .evidence_seq = entry->sequence,
                                        .content = passage->changed[i].content};
    return screening_check(engine, screened, passage->changed_count, entry->sequence,
                           entry->received);
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
static enum status note_origin(struct passage *passage, const struct person *person, uint32_t index)
{
    struct store_origin origin = row_origin(passage, person->node);
    int64_t root = passage->open->cards[index].root;
    if (!is_wanted(passage->engine, origin))
        return STATUS_OK;
    enum status status = store_origin_add(passage->engine->store, origin, root);
    if (status == STATUS_OK)
        status = store_decided_put(passage->engine->store, origin.seq, origin.begin, root);
    return status;
}

static struct wanted wanted_of(const struct passage *passage, const struct person *person)
{
    return (struct wanted){.identity = &person->identity,
                           .part = (enum store_part)passage->kind,
                           .digest = person->digest,
                           .stamp = passage->stamp,
                           .name_alone = person->alone,
                           .loose = person->likeness,
                           .by_reference = span_is(passage->push.role, "change")};
}

/* The card of the person; those that the message proves to be one are joined first. */
static enum status find_card(struct passage *passage, struct person *person)
{
    struct wanted wanted = wanted_of(passage, person);
    enum status status = STATUS_OK;
    person->root = match_find(passage->open, &wanted, &person->ambiguous);
    while (person->root != CARD_NONE && status == STATUS_OK) {
        uint32_t other = match_other(passage->open, &wanted, person->root);
        if (other == CARD_NONE)
            break;
        status = row_merge(passage, person->root, other, MERGE_PROVED);
        person->root = other < person->root ? other : person->root;
    }
    return status;
}

/* Who is on board without a name is a person whom nobody announced; what else points at nobody by a
 * reference alone does nothing. */
static bool is_on_board(const struct passage *passage, const struct person *person)
{
    return fuse_replaces(passage) ||
           (passage->effect->named == BOARD_BOARDED && person->identity.reference);
}

static enum status fuse_person(struct passage *passage, struct person *person)
{
    struct store_content content;
    enum status status = STATUS_OK;
    uint32_t index;
    if (person->root == CARD_NONE)
        status = find_card(passage, person);
    else /* found as unchanged; somebody before may have joined it to another */
        person->root = row_root(passage, person->root);
    bool nameless = person->identity.name_count == 0 && person->identity.document_count == 0;
    if (status == STATUS_OK && person->root == CARD_NONE && nameless &&
        !is_on_board(passage, person))
        return STATUS_OK; /* it points at somebody of whom nobody knows anything */
    if (status == STATUS_OK)
        status = row_put(passage, person, &index, &content);
    person->changed = status == STATUS_OK && content.bytes.size;
    if (person->changed)
        status = after_change(passage, &content, person, index);
    if (status == STATUS_OK && !passage->repeated)
        status = boarding_named(passage, person->node, index);
    if (status != STATUS_OK)
        return status;
    person->card = index;
    passage->open->cards[row_root(passage, index)].taken = passage->stamp;
    return note_origin(passage, person, index);
}

/* ---- the message ---- */

/* What a message says, before the flight is looked at. */
struct said {
    struct party *parties;
    struct person *persons;
    uint32_t party_count, count;
};

static uint32_t count_nodes(const struct passage *passage, enum node_type type)
{
    const struct image *image = passage->image;
    uint32_t count = 0;
    for (uint32_t n = passage->message; n != IMAGE_NONE;
         n = image_next_under(image, passage->message, n))
        count += image->nodes[n].type == type;
    return count;
}

/* A booking that stands twice in a message says nothing the second time of those of whom it says the very same.
 * (Two of one name in one booking stand in it once each.) */
static const struct person *said_before(const struct said *said, const struct party *party,
                                        const struct seal_digest *digest)
{
    const struct party *former = party ? party->former : NULL;
    for (uint32_t i = 0; former && i < former->count; i++) {
        const struct person *before = &said->persons[former->first + i];
        if (memcmp(&before->digest, digest, sizeof *digest) == 0)
            return before->again ? before->again : before;
    }
    return NULL;
}

static void read_children(struct passage *passage, uint32_t parent, const struct party *party,
                          struct said *said)
{
    for (uint32_t n = image_child(passage->image, parent, NODE_TRAVELLER); n != IMAGE_NONE;
         n = image_sibling(passage->image, n, NODE_TRAVELLER)) {
        struct person *person = &said->persons[said->count++];
        person->node = n;
        person->party = party;
        person->booking = 0;
        person->root = person->card = CARD_NONE;
        person->likeness = MATCH_EXACT;
        person->ambiguous = person->changed = false;
        person->alone = true;
        person->digest = content_digest(passage->engine, passage->image, n, NODE_TYPES);
        person->again = said_before(said, party, &person->digest);
    }
}

struct hashed {
    uint64_t hash;
    uint32_t index;
};

static int by_hash(const void *a, const void *b)
{
    const struct hashed *one = a, *other = b;
    if (one->hash != other->hash)
        return one->hash < other->hash ? -1 : 1;
    return one->index < other->index ? -1 : one->index > other->index;
}

/* Each booking is tied to the one of its locator that stands before it. */
static void tie_parties(struct passage *passage, struct said *said)
{
    struct hashed *order =
        arena_array(&passage->engine->message, struct hashed, said->party_count + 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < said->party_count; i++) {
        struct span locator =
            image_text(passage->image, said->parties[i].node, FIELD_BOOKING_LOCATOR);
        if (locator.size)
            order[n++] = (struct hashed){hash_bytes(locator), i};
    }
    if (n > 1)
        qsort(order, n, sizeof *order, by_hash);
    for (uint32_t i = 1; i < n; i++)
        if (order[i].hash == order[i - 1].hash)
            said->parties[order[i].index].former = &said->parties[order[i - 1].index];
}

static void read_message(struct passage *passage, struct said *said)
{
    struct arena *arena = &passage->engine->message;
    const struct image *image = passage->image;
    *said = (struct said){
        .parties = arena_array(arena, struct party, count_nodes(passage, NODE_BOOKING) + 1)};
    said->persons =
        arena_raw(arena, (count_nodes(passage, NODE_TRAVELLER) + 1) * sizeof *said->persons);
    read_children(passage, passage->message, NULL, said);
    for (uint32_t b = image_child(image, passage->message, NODE_BOOKING); b != IMAGE_NONE;
         b = image_sibling(image, b, NODE_BOOKING))
        said->parties[said->party_count++].node = b;
    tie_parties(passage, said);
    for (uint32_t i = 0; i < said->party_count; i++) {
        struct party *party = &said->parties[i];
        party->digest = content_digest(passage->engine, image, party->node, NODE_TRAVELLER);
        party->first = said->count;
        read_children(passage, party->node, party, said);
        party->count = said->count - party->first;
    }
}

/* ---- what is repeated ---- */

/* The person's card says the very same already, and no other does. */
static bool is_repeated(const struct passage *passage, struct person *person)
{
    struct open_flight *open = passage->open;
    uint32_t index = cards_same(open, (enum store_part)passage->kind, &person->digest);
    if (index == CARD_NONE ||
        (passage->kind == KIND_PNR && open->cards[index].booking != person->booking))
        return false;
    uint32_t root = row_root(passage, index);
    if (root == CARD_NONE || open->cards[root].taken == passage->stamp)
        return false;
    open->cards[root].taken = passage->stamp;
    person->root = root;
    identity_without_names(passage->image, person->node, &person->identity);
    return true;
}

/* Whether the message says of all whom it names what is known, so that nothing of the flight needs to
 * be opened. What follows is what would be found with everything opened: only one card has the
 * digest, and it is of the same booking. */
static bool is_all_repeated(struct passage *passage, struct said *said)
{
    bool all = true;
    for (uint32_t i = 0; i < said->party_count && all; i++) {
        struct party *party = &said->parties[i];
        const struct booking_card *known = cards_same_booking(passage->open, &party->digest);
        all = known != NULL;
        party->id = known ? known->id : 0;
    }
    for (uint32_t i = 0; i < said->count && all; i++) {
        struct person *person = &said->persons[i];
        person->booking = person->party ? person->party->id : 0;
        all = person->again || is_repeated(passage, person);
    }
    return all;
}

/* A name that two persons of the message have identifies neither. */
static void mark_shared_names(struct passage *passage, struct person *persons, uint32_t count)
{
    struct hashed *uses =
        arena_array(&passage->engine->message, struct hashed, count * IDENTITY_NAMES);
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++)
        for (uint8_t k = 0; k < persons[i].identity.name_count && !persons[i].again; k++)
            uses[n++] = (struct hashed){identity_name_hash(&persons[i].identity.names[k]), i};
    if (n > 1)
        qsort(uses, n, sizeof *uses, by_hash);
    for (uint32_t i = 1; i < n; i++)
        if (uses[i].hash == uses[i - 1].hash && uses[i].index != uses[i - 1].index)
            persons[uses[i].index].alone = persons[uses[i - 1].index].alone = false;
}

/* Who is the very same as before is found first, so that nobody else takes the card. */
static void find_unchanged(struct passage *passage, struct person *persons, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        bool ambiguous;
        if (persons[i].again)
            continue;
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

/* Opens the flight, and puts the bookings. */
static enum status open_all(struct passage *passage, struct said *said)
{
    struct engine *engine = passage->engine;
    enum status status = cards_open(engine->cards, passage->flight.id, &passage->open);
    passage->stamp = ++engine->stamp;
    for (uint32_t i = 0; i < said->party_count && status == STATUS_OK; i++)
        status = booking_put(passage, &said->parties[i]);
    for (uint32_t i = 0; i < said->count && status == STATUS_OK; i++) {
        struct person *person = &said->persons[i];
        person->booking = person->party ? person->party->id : 0;
        person->root = CARD_NONE;
        identity_from_image(passage->image, person->node, &engine->scratch, &person->identity);
        arena_reset(&engine->scratch);
    }
    if (status != STATUS_OK)
        return status;
    mark_shared_names(passage, said->persons, said->count);
    find_unchanged(passage, said->persons, said->count);
    return STATUS_OK;
}

static enum status note_ambiguous(struct passage *passage, const struct person *person)
{
    const struct image_node *node = &passage->image->nodes[person->node];
    return store_issue_note(passage->engine->store,
                            &(struct store_issue){.seq = passage->entry->sequence,
                                                  .message = passage->ordinal,
                                                  .issue = ISSUE_PERSON_AMBIGUOUS,
                                                  .begin = node->begin,
                                                  .size = node->end - node->begin});
}

/* The numbers of the cards that the message named. */
static struct span numbers_of(const struct passage *passage, const struct person *persons,
                              uint32_t count)
{
    int32_t *numbers = arena_array(&passage->engine->message, int32_t, count + 1);
    size_t used = 0;
    for (uint32_t i = 0; i < count; i++)
        if (persons[i].card != CARD_NONE && !persons[i].again)
            numbers[used++] = id_number(passage->open->cards[persons[i].card].id);
    return (struct span){(const char *)numbers, used * sizeof *numbers};
}

/* Who was not found waits until all others have their cards, so that a sister does not take her brother's:
 * first those whom a birth date or a document finds have their turn, then those whom a like name does. */
static bool has_to_wait(const struct passage *passage, const struct person *person)
{
    struct wanted wanted = wanted_of(passage, person);
    bool ambiguous;
    return person->root == CARD_NONE && person->identity.locator_count &&
           match_find(passage->open, &wanted, &ambiguous) == CARD_NONE;
}

/* Of a like name, where another who waits is like it, too, nothing follows. So many are not compared at all. */
enum { WAITING_MOST = 128 };

static void settle_likeness(const struct passage *passage, struct said *said)
{
    uint32_t count = 0, waiting[WAITING_MOST], roots[WAITING_MOST];
    for (uint32_t i = 0; i < said->count; i++) {
        if (!said->persons[i].waits)
            continue;
        if (count == WAITING_MOST)
            return;
        waiting[count++] = i;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct person *person = &said->persons[waiting[i]];
        bool ambiguous;
        person->likeness = MATCH_ALIKE;
        struct wanted wanted = wanted_of(passage, person);
        roots[i] = match_find(passage->open, &wanted, &ambiguous);
    }
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < count; k++)
            if (i != k && roots[i] != CARD_NONE && roots[i] == roots[k])
                said->persons[waiting[i]].likeness = MATCH_PROVED;
}

static enum status fuse_one(struct passage *passage, struct person *person)
{
    person->waits = false;
    enum status status = fuse_person(passage, person);
    if (status == STATUS_OK && person->ambiguous)
        status = note_ambiguous(passage, person);
    return status;
}

/* One turn: all who still wait, except who is to wait on. */
static enum status fuse_turn(struct passage *passage, struct said *said, enum match_likeness turn)
{
    enum status status = STATUS_OK;
    for (uint32_t i = 0; i < said->count && status == STATUS_OK; i++) {
        struct person *person = &said->persons[i];
        if (!person->waits)
            continue;
        if (turn != MATCH_ALIKE) {
            person->likeness = turn;
            if (has_to_wait(passage, person))
                continue;
        }
        status = fuse_one(passage, person);
    }
    return status;
}

static bool has_news(const struct said *said, const struct party *party)
{
    bool news = party->content.size > 0;
    for (uint32_t i = 0; i < party->count; i++)
        news |= said->persons[party->first + i].changed;
    return news;
}

static enum status screen_bookings(struct passage *passage, const struct said *said)
{
    const struct party **parties =
        arena_array(&passage->engine->message, const struct party *, said->party_count + 1);
    size_t count = 0;
    for (uint32_t i = 0; i < said->party_count; i++)
        if (has_news(said, &said->parties[i]))
            parties[count++] = &said->parties[i];
    return bookings_screen(passage, parties, count);
}

/* Who stands there once more is on the card by now; a decision may point at either place. */
static enum status fuse_again(struct passage *passage, struct person *person)
{
    if (!person->again || person->again->card == CARD_NONE)
        return STATUS_OK;
    person->card = person->again->card;
    return note_origin(passage, person, person->card);
}

static enum status fuse_persons(struct passage *passage, struct said *said)
{
    enum status status = STATUS_OK;
    bool known = passage->open->count > 0;
    for (uint32_t i = 0; i < said->count; i++)
        said->persons[i].waits = !said->persons[i].again;
    if (known) {
        status = fuse_turn(passage, said, MATCH_EXACT);
        if (status == STATUS_OK)
            status = fuse_turn(passage, said, MATCH_PROVED);
        settle_likeness(passage, said);
    }
    if (status == STATUS_OK)
        status = fuse_turn(passage, said, MATCH_ALIKE);
    for (uint32_t i = 0; i < said->count && status == STATUS_OK; i++)
        status = fuse_again(passage, &said->persons[i]);
    return status;
}

enum status fuse_message(struct passage *passage)
{
    struct engine *engine = passage->engine;
    struct said said;
    enum status status = cards_open_heads(engine->cards, passage->flight.id, &passage->open);
    if (status != STATUS_OK)
        return status;
    passage->stamp = ++engine->stamp;
    status = store_push_repeated(engine->store, &passage->push, &passage->repeated);
    if (status != STATUS_OK)
        return status;
    read_message(passage, &said);
    if (!is_all_repeated(passage, &said))
        status = open_all(passage, &said);
    passage->changed = arena_raw(&engine->message, (said.count + 1) * sizeof *passage->changed);
    if (status == STATUS_OK)
        status = fuse_persons(passage, &said);
    if (status == STATUS_OK)
        status = screen_changed(passage);
    if (status == STATUS_OK)
        status = screen_bookings(passage, &said);
    passage->push.persons = (int)said.count;
    return status == STATUS_OK && !passage->repeated
               ? series_settle(passage, numbers_of(passage, said.persons, said.count))
               : status;
}
