#include "pipeline/match.h"

#include <string.h>

typedef bool predicate(const struct identity *card, const struct identity *person);

static bool same_names_equal(const struct identity *card, const struct identity *person)
{
    return identity_names_equal(card, person) && !identity_contradicts(card, person);
}

static bool same_names_agree(const struct identity *card, const struct identity *person)
{
    return identity_names_agree(card, person) && !identity_contradicts(card, person);
}

/* A close-out points at persons by reference alone, with a filler for the name. */
static bool same_reference(const struct identity *card, const struct identity *person)
{
    return (!card->name_count || !person->name_count || identity_names_agree(card, person)) &&
           !identity_contradicts(card, person);
}

/* Said again under the reference of before, a name that is the same is the same person's: what differs was put
 * right, or is wrong now. A father and a son of one name have a generation between them. */
static bool same_reference_corrected(const struct identity *card, const struct identity *person)
{
    return identity_names_equal(card, person) &&
           !(identity_born_apart(card, person, 366) && identity_other_document(card, person)) &&
           (!identity_generation_apart(card, person) ||
            (identity_same_document(card, person) && card->infant == person->infant));
}

/* One document may stand under two persons: a child, or two, under a parent's (operations.md 12).
 * With a like name a slip in the birth date is forgiven, not a generation; with another name nothing
 * is, and an infant must have the name. */
static bool same_document(const struct identity *card, const struct identity *person)
{
    if (!identity_same_document(card, person))
        return false;
    if (!card->name_count || !person->name_count || identity_names_agree(card, person))
        return !identity_generation_apart(card, person);
    return !identity_contradicts(card, person) && !card->infant && !person->infant;
}

/* A mother and a daughter of one name have two seats. */
static bool same_locator_seat(const struct identity *card, const struct identity *person)
{
    return identity_same_seat(card, person) && identity_same_locator(card, person) &&
           same_names_agree(card, person);
}

static bool same_locator_equal(const struct identity *card, const struct identity *person)
{
    return identity_same_locator(card, person) && same_names_equal(card, person);
}

static bool same_locator(const struct identity *card, const struct identity *person)
{
    return identity_same_locator(card, person) && same_names_agree(card, person);
}

/* In one booking less is needed: a birth date; a document, even when the birth dates differ by a slip; the seat of
 * who has the name. Another name is not outweighed by a document alone, which relatives share, nor another document
 * by a birth date. */
static bool same_locator_proved(const struct identity *card, const struct identity *person)
{
    if (!identity_same_locator(card, person) || card->infant != person->infant)
        return false;
    if (identity_same_birth(card, person))
        return !identity_other_document(card, person) || identity_names_alike(card, person);
    if (identity_generation_apart(card, person))
        return false;
    return identity_same_document(card, person)
               ? identity_names_alike(card, person)
               : identity_same_seat(card, person) && identity_names_agree(card, person);
}

/* Or a name that differs by its spelling where nothing speaks against it. */
static bool same_locator_alike(const struct identity *card, const struct identity *person)
{
    return identity_same_locator(card, person) && card->infant == person->infant &&
           !identity_contradicts(card, person) && !identity_other_document(card, person) &&
           identity_names_alike(card, person);
}

/* Or one that has a part in common with the name of who had the seat. */
static bool same_locator_seated(const struct identity *card, const struct identity *person)
{
    return identity_same_locator(card, person) && identity_same_seat(card, person) &&
           card->infant == person->infant && !identity_contradicts(card, person) &&
           !identity_other_document(card, person) && identity_names_touch(card, person);
}

static bool share_name(const struct identity *a, const struct identity *b, bool full)
{
    for (uint8_t i = 0; i < a->name_count; i++)
        for (uint8_t j = 0; j < b->name_count; j++)
            if (identity_name_hash(&a->names[i]) &&
                identity_name_hash(&a->names[i]) == identity_name_hash(&b->names[j]) &&
                (!full || identity_name_is_full(&a->names[i])))
                return true;
    return false;
}

static bool same_name_and_birth(const struct identity *card, const struct identity *person)
{
    return identity_same_birth(card, person) && share_name(card, person, true);
}

/* A stewardess is no passenger because they have one name. */
static bool nothing_against(const struct identity *card, const struct identity *person)
{
    return card->crew == person->crew && share_name(card, person, false) &&
           !identity_contradicts(card, person) && !identity_other_document(card, person);
}

/* Who was parted from a booking, or booked anew, and kept the seat. */
static bool same_name_and_seat(const struct identity *card, const struct identity *person)
{
    return card->crew == person->crew && identity_same_seat(card, person) &&
           share_name(card, person, true) && !identity_contradicts(card, person) &&
           !identity_other_document(card, person);
}

/* operations.md 8, design 4.4. A reference names a person only within one kind of source, so it is
 * compared with that part alone. */
static const struct rule {
    enum card_key key;
    predicate *same;           /* NULL: the key says it all */
    bool by_part;              /* compare with the part of the same kind only */
    bool any;                  /* several will do: take the first that is free */
    bool alone;                /* only when the name is unique in the message */
    bool strong;               /* proves the person whatever the flight */
    enum match_likeness loose; /* only when as much is asked for */
    bool corrects;             /* what else is known of the person may speak against it */
    bool proves;               /* that two cards which it finds with another rule are one */
} rules[] = {
    {.key = CARD_BY_CONTENT, .by_part = true, .any = true},
    {.key = CARD_BY_DOCUMENT, .same = same_document, .strong = true, .proves = true},
    {.key = CARD_BY_REFERENCE, .same = same_reference, .by_part = true, .proves = true},
    {.key = CARD_BY_REFERENCE, .same = same_reference_corrected, .by_part = true, .corrects = true},
    {.key = CARD_BY_LOCATOR, .same = same_locator_seat},
    {.key = CARD_BY_LOCATOR, .same = same_locator_equal},
    {.key = CARD_BY_LOCATOR, .same = same_locator},
    {.key = CARD_BY_NAME_BIRTH, .same = same_name_and_birth, .strong = true, .proves = true},
    {.key = CARD_BY_NAME, .same = same_name_and_seat},
    {.key = CARD_BY_NAME, .same = nothing_against, .alone = true},
    {.key = CARD_BY_LOCATOR, .same = same_locator_proved, .loose = MATCH_PROVED},
    {.key = CARD_BY_LOCATOR, .same = same_locator_alike, .loose = MATCH_ALIKE},
    {.key = CARD_BY_LOCATOR, .same = same_locator_seated, .loose = MATCH_ALIKE},
};

struct search {
    const struct open_flight *flight;
    const struct wanted *wanted;
    const struct rule *rule;
    uint32_t root;   /* that others are sought to; CARD_NONE */
    uint32_t found;  /* a root */
    uint32_t looked; /* at how many cards */
    bool several;
};

/* Among so many that might be the person, none can be told: a bound on the work that a hostile
 * message can cause. */
enum { MOST_LOOKED_AT = 512 };

/* A card of the person that another person of this message already is. */
static bool is_taken(const struct open_flight *flight, uint32_t root, uint64_t stamp)
{
    return flight->cards[root].taken == stamp;
}

/* A booking is another when both have locators and share none: one name in two bookings is two
 * persons until something else proves them one. */
static bool is_other_booking(const struct search *search, const struct card *card)
{
    return search->wanted->part == PART_PNR && card->has[PART_PNR] &&
           identity_other_locator(&card->parts[PART_PNR], search->wanted->identity);
}

struct booked {
    const struct search *search;
    bool found;
};

static bool has_booking(void *context, uint32_t index)
{
    struct booked *booked = context;
    const struct card *card = &booked->search->flight->cards[index];
    booked->found = card->has[PART_PNR] &&
                    identity_same_locator(&card->parts[PART_PNR], booked->search->wanted->identity);
    return !booked->found;
}

/* The passport names the locator of another booking of the flight. */
static bool is_booked_elsewhere(const struct search *search, const struct card *card)
{
    const struct identity *person = search->wanted->identity;
    struct booked booked = {search, false};
    if (search->wanted->part != PART_API || !card->has[PART_PNR] ||
        !identity_other_locator(&card->parts[PART_PNR], person))
        return false;
    for (uint8_t i = 0; i < person->locator_count && !booked.found; i++)
        cards_find(search->flight, CARD_BY_LOCATOR, person->locators[i], has_booking, &booked);
    return booked.found;
}

static bool rule_holds(const struct search *search, const struct card *card)
{
    const struct wanted *wanted = search->wanted;
    const struct rule *rule = search->rule;
    if (rule->key == CARD_BY_CONTENT)
        return card->has[wanted->part] && !is_other_booking(search, card) &&
               memcmp(&card->digest[wanted->part], &wanted->digest, sizeof wanted->digest) == 0;
    if (rule->by_part && (!card->has[wanted->part] ||
                          card->parts[wanted->part].reference != wanted->identity->reference))
        return false;
    return rule->same(rule->by_part ? &card->parts[wanted->part] : &card->identity,
                      wanted->identity);
}

/* What one card of a person does not know another may: none may speak against it. */
static bool is_contradicted(const struct search *search, uint32_t root)
{
    for (uint32_t i = root; i != CARD_NONE; i = search->flight->cards[i].next) {
        const struct card *card = &search->flight->cards[i];
        if (identity_contradicts(&card->identity, search->wanted->identity) ||
            (search->rule->alone &&
             (is_other_booking(search, card) || is_booked_elsewhere(search, card))))
            return true;
    }
    return false;
}

/* What was put right is no generation off from what any card of the person knows, unless that has the document. */
static bool is_other_generation(const struct search *search, uint32_t root)
{
    const struct identity *person = search->wanted->identity;
    for (uint32_t i = root; i != CARD_NONE; i = search->flight->cards[i].next) {
        const struct identity *card = &search->flight->cards[i].identity;
        if (card->birth_count && person->birth_count && identity_generation_apart(card, person) &&
            !identity_same_document(card, person))
            return true;
    }
    return false;
}

/* Each person of a message is another, but one may stand there twice, proved and uncontradicted. */
static bool is_free(const struct search *search, const struct card *card, uint32_t root)
{
    const struct identity *person = search->wanted->identity;
    if (!is_taken(search->flight, root, search->wanted->stamp))
        return true;
    return search->rule->strong && identity_names_agree(&card->identity, person) &&
           !identity_contradicts(&card->identity, person);
}

/* A loose rule joins a booking and a passport, and never takes the place of what the same kind of source
 * said of somebody; no card of the person may speak against a mere likeness. */
static bool may_be_loose(const struct search *search, uint32_t root)
{
    const struct wanted *wanted = search->wanted;
    for (uint32_t i = root; i != CARD_NONE; i = search->flight->cards[i].next) {
        const struct card *card = &search->flight->cards[i];
        if (card->has[wanted->part] ||
            (search->rule->loose == MATCH_ALIKE &&
             (identity_contradicts(&card->identity, wanted->identity) ||
              identity_other_document(&card->identity, wanted->identity))))
            return false;
    }
    return !is_taken(search->flight, root, wanted->stamp);
}

/* What people parted no proof joins. */
static bool is_parted(const struct search *search, uint32_t root)
{
    return search->root != CARD_NONE && cards_apart(search->flight, search->root, root);
}

static bool consider(void *context, uint32_t index)
{
    struct search *search = context;
    const struct card *card = &search->flight->cards[index];
    const struct rule *rule = search->rule;
    uint32_t root = cards_index(search->flight, card->root);
    if (++search->looked > MOST_LOOKED_AT) {
        search->several = !rule->any || search->found == CARD_NONE;
        return false;
    }
    if (root == search->found || is_parted(search, root) ||
        (rule->loose && !may_be_loose(search, root)) || !rule_holds(search, card) ||
        !is_free(search, card, root) || (rule->corrects && is_other_generation(search, root)) ||
        (!rule->any && !rule->strong && !rule->loose && !rule->corrects &&
         is_contradicted(search, root)))
        return true;
    if (rule->any) /* the oldest, in whatever order they got the key */
        search->found = root < search->found ? root : search->found;
    else if (search->found == CARD_NONE)
        search->found = root;
    else
        search->several = true;
    return !search->several;
}

static void search_rule(struct search *search)
{
    uint64_t values[CARD_VALUES];
    size_t n = 1;
    if (search->rule->key == CARD_BY_CONTENT)
        values[0] = card_content_value(search->wanted->part, &search->wanted->digest);
    else
        n = card_values(search->wanted->identity, search->rule->key, values);
    for (size_t i = 0; i < n && !search->several; i++) {
        cards_find(search->flight, search->rule->key, values[i], consider, search);
        if (search->rule->any && search->found != CARD_NONE)
            return;
    }
}

/* A change names the person by the reference under which it was announced, and may correct anything
 * else: only one who has another name and another birth date is somebody else. */
static bool same_but_for_change(const struct identity *card, const struct identity *person)
{
    return identity_names_agree(card, person) || !card->name_count || !person->name_count ||
           identity_same_birth(card, person) || identity_same_document(card, person);
}

static uint32_t find_by_reference(const struct open_flight *flight, const struct wanted *wanted)
{
    static const struct rule rule = {
        .key = CARD_BY_REFERENCE, .same = same_but_for_change, .by_part = true, .strong = true};
    struct search search = {
        .flight = flight, .wanted = wanted, .rule = &rule, .root = CARD_NONE, .found = CARD_NONE};
    search_rule(&search);
    return search.several ? CARD_NONE : search.found;
}

uint32_t match_find(const struct open_flight *flight, const struct wanted *wanted, bool *ambiguous)
{
    *ambiguous = false;
    if (wanted->by_reference && wanted->identity->reference) {
        uint32_t found = find_by_reference(flight, wanted);
        if (found != CARD_NONE)
            return found;
    }
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        struct search search = {.flight = flight,
                                .wanted = wanted,
                                .rule = &rules[i],
                                .root = CARD_NONE,
                                .found = CARD_NONE};
        if ((rules[i].alone && !wanted->name_alone) || rules[i].loose > wanted->loose ||
            (wanted->strong && !rules[i].strong) ||
            (wanted->content_only && rules[i].key != CARD_BY_CONTENT))
            continue;
        search_rule(&search);
        if (search.several)
            *ambiguous = true;
        else if (search.found != CARD_NONE) {
            *ambiguous = false;
            return search.found;
        }
    }
    return CARD_NONE;
}

uint32_t match_other(const struct open_flight *flight, const struct wanted *wanted, uint32_t root)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        struct search search = {.flight = flight,
                                .wanted = wanted,
                                .rule = &rules[i],
                                .root = root,
                                .found = CARD_NONE};
        if (!rules[i].proves)
            continue;
        search_rule(&search);
        if (!search.several && search.found != CARD_NONE && search.found != root)
            return search.found;
    }
    return CARD_NONE;
}

struct twin_search {
    const struct open_flight *flight;
    const struct card *card;
    predicate *same;
    uint64_t stamp;
    uint32_t root, found;
    uint32_t looked;
};

static bool consider_twin(void *context, uint32_t index)
{
    struct twin_search *search = context;
    const struct card *other = &search->flight->cards[index];
    uint32_t root = cards_index(search->flight, other->root);
    if (++search->looked > MOST_LOOKED_AT)
        return false;
    if (root < search->found && root != search->root &&
        !is_taken(search->flight, root, search->stamp) &&
        !cards_apart(search->flight, root, search->root) &&
        search->same(&other->identity, &search->card->identity))
        search->found = root; /* the oldest, in whatever order they got the key */
    return true;
}

uint32_t match_twin(const struct open_flight *flight, uint32_t card, uint64_t stamp)
{
    static const struct {
        enum card_key key;
        predicate *same;
    } proofs[] = {{CARD_BY_DOCUMENT, same_document}, {CARD_BY_NAME_BIRTH, same_name_and_birth}};
    uint64_t values[CARD_VALUES];
    struct twin_search search = {.flight = flight,
                                 .card = &flight->cards[card],
                                 .stamp = stamp,
                                 .root = cards_index(flight, flight->cards[card].root),
                                 .found = CARD_NONE};
    for (size_t p = 0; p < sizeof proofs / sizeof proofs[0]; p++) {
        size_t n = card_values(&search.card->identity, proofs[p].key, values);
        search.same = proofs[p].same;
        for (size_t i = 0; i < n; i++)
            cards_find(flight, proofs[p].key, values[i], consider_twin, &search);
    }
    return search.found;
}
