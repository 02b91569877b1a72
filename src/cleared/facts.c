/* From contents to what a person is said to be. */
#include <string.h>

#include "base/clock.h"
#include "cleared/internal.h"
#include "names/names.h"
#include "watch/watch.h"

/* ---- documents ---- */

/* Upper-case letters and digits only: blanks and hyphens are not kept by all. */
static struct span clean_number(struct span text, struct arena *arena)
{
    char *out = arena_alloc(arena, text.size + 1);
    size_t used = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
            out[used++] = c;
    }
    return (struct span){out, used};
}

static struct span clean_state(struct span text, struct arena *arena)
{
    char code[4];
    if (text.size && watch_state_code(text, code))
        return arena_copy(arena, span_of(code));
    return clean_number(text, arena);
}

static uint64_t hash_document(const struct seal_key *key, struct span state, struct span number,
                              struct arena *arena)
{
    const char *both =
        arena_format(arena, "%.*s/%.*s", (int)state.size, state.at, (int)number.size, number.at);
    return seal_index(key, CLEARED_KIND_DOCUMENT, span_of(both));
}

static void add_document(struct cleared_facts *facts, const struct seal_key *key,
                         const struct image *image, uint32_t node, struct arena *arena)
{
    static const enum field readings[] = {FIELD_DOCUMENT_NUMBER, FIELD_DOCUMENT_NUMBER_OTHER};
    struct cleared_document document = {.full = {0}};
    struct span state = clean_state(image_text(image, node, FIELD_DOCUMENT_STATE), arena);
    for (int i = 0; i < 2; i++) {
        struct span number = clean_number(image_text(image, node, readings[i]), arena);
        if (number.size == 0)
            continue;
        document.number[i] = seal_index(key, CLEARED_KIND_NUMBER, number);
        if (state.size)
            document.full[i] = hash_document(key, state, number, arena);
    }
    if (!document.number[0] && !document.number[1])
        return;
    for (uint8_t i = 0; i < facts->document_count; i++)
        if (memcmp(&facts->documents[i], &document, sizeof document) == 0)
            return;
    facts->beyond |= facts->document_count == CLEARED_DOCUMENTS;
    if (!facts->beyond)
        facts->documents[facts->document_count++] = document;
}

/* ---- birth dates ---- */

static void add_birth(struct cleared_facts *facts, struct span text, struct span other)
{
    struct date date;
    struct cleared_birth birth;
    if (!date_parse(text, &date))
        return;
    birth.days[0] = birth.days[1] = date_to_day(date);
    if (date_parse(other, &date))
        birth.days[1] = date_to_day(date);
    for (uint8_t i = 0; i < facts->birth_count; i++)
        if (memcmp(&facts->births[i], &birth, sizeof birth) == 0)
            return;
    facts->beyond |= facts->birth_count == CLEARED_BIRTHS;
    if (!facts->beyond)
        facts->births[facts->birth_count++] = birth;
}

/* ---- names ---- */

/* Fillers are no names; titles and particles are left out by some senders and glued on by others;
 * one letter tells nothing. */
static bool counts(const struct names_token *token)
{
    return token->class == NAMES_ORDINARY || token->class == NAMES_PREFIX;
}

static void add_tokens(struct cleared_name *name, struct span text, struct buffer *letters,
                       struct arena *arena, bool *beyond)
{
    struct names folded;
    names_tokens(text, arena, &folded);
    *beyond |= folded.cut;
    for (size_t i = 0; i < folded.count; i++) {
        struct span token = folded.tokens[i].text;
        if (!counts(&folded.tokens[i]))
            continue;
        struct span plain = names_without_title(token);
        token = plain.size ? plain : token;
        buffer_append(letters, token.at, token.size);
        *beyond |= name->count == CLEARED_TOKENS;
        if (!*beyond)
            name->tokens[name->count++] = arena_copy(arena, token);
    }
}

static bool is_same_name(const struct cleared_name *a, const struct cleared_name *b)
{
    return a->count == b->count && span_equal(a->whole, b->whole);
}

static void add_name(struct cleared_facts *facts, struct span surname, struct span given,
                     struct arena *arena)
{
    struct cleared_name name = {.count = 0};
    struct buffer letters = {0};
    bool beyond = false;
    add_tokens(&name, surname, &letters, arena, &beyond);
    add_tokens(&name, given, &letters, arena, &beyond);
    name.whole = arena_copy(arena, buffer_span(&letters));
    if (letters.at)
        seal_wipe(letters.at, letters.size);
    buffer_free(&letters);
    bool known = name.count == 0;
    for (uint8_t i = 0; i < facts->name_count; i++)
        known |= is_same_name(&facts->names[i], &name);
    facts->beyond |= beyond || (!known && facts->name_count == CLEARED_NAMES);
    if (!known && !facts->beyond)
        facts->names[facts->name_count++] = name;
}

/* ---- a content ---- */

void cleared_add(struct cleared_facts *facts, const struct seal_key *index,
                 const struct image *content, struct arena *arena)
{
    struct seal_key key;
    cleared_key(&key, index, 0);
    add_name(facts, image_text(content, 0, FIELD_TRAVELLER_SURNAME),
             image_text(content, 0, FIELD_TRAVELLER_GIVEN), arena);
    add_birth(facts, image_text(content, 0, FIELD_TRAVELLER_BIRTH),
              image_text(content, 0, FIELD_TRAVELLER_BIRTH_OTHER));
    for (uint32_t d = image_child(content, 0, NODE_DOCUMENT); d != IMAGE_NONE;
         d = image_sibling(content, d, NODE_DOCUMENT)) {
        add_name(facts, image_text(content, d, FIELD_DOCUMENT_SURNAME),
                 image_text(content, d, FIELD_DOCUMENT_GIVEN), arena);
        add_birth(facts, image_text(content, d, FIELD_DOCUMENT_BIRTH), (struct span){NULL, 0});
        if (span_is(image_text(content, d, FIELD_DOCUMENT_TYPE), "V"))
            facts->visa = true;
        else
            add_document(facts, &key, content, d, arena);
    }
    seal_wipe(&key, sizeof key);
}

/* ---- a person ---- */

struct gathering {
    struct cleared_facts *facts;
    const struct seal_key *index;
    struct arena *arena;
    int64_t *cards;
    size_t count, room;
};

static bool add_card(struct gathering *gathering, int64_t card)
{
    for (size_t i = 0; i < gathering->count; i++)
        if (gathering->cards[i] == card)
            return true;
    gathering->cards = arena_more(gathering->arena, gathering->cards, gathering->count,
                                  &gathering->room, sizeof *gathering->cards);
    gathering->cards[gathering->count++] = card;
    return true;
}

/* The younger are those that were merged into it. */
static bool add_younger(void *context, const struct store_edge *edge)
{
    return add_card(context, edge->younger);
}

static bool add_content(void *context, const struct store_content *content)
{
    struct gathering *gathering = context;
    struct image image;
    struct span bytes = arena_copy(gathering->arena, content->bytes);
    if (content->version && image_open(bytes, &image) == STATUS_OK)
        cleared_add(gathering->facts, gathering->index, &image, gathering->arena);
    return true;
}

static enum status add_all_of(struct store *store, struct gathering *gathering, int64_t card)
{
    struct store_traveller row;
    enum status status = store_traveller_as_is(store, card, gathering->arena, &row);
    for (enum store_part part = PART_API; status == STATUS_OK && part <= PART_PNR; part++) {
        add_content(gathering, &row.content[part]);
        if (row.content[part].version > 1)
            status = store_versions(store, part, card, add_content, gathering);
    }
    return status;
}

enum status cleared_of(struct store *store, const struct seal_key *index, int64_t root,
                       struct arena *arena, struct cleared_facts *out)
{
    struct gathering gathering = {.facts = out, .index = index, .arena = arena};
    enum status status = STATUS_OK;
    memset(out, 0, sizeof *out);
    add_card(&gathering, root);
    for (size_t i = 0; i < gathering.count && status == STATUS_OK; i++) {
        int64_t card = gathering.cards[i];
        status = store_edges(store, card, add_younger, &gathering);
        if (status == STATUS_OK)
            status = add_all_of(store, &gathering, card);
    }
    return status;
}
