#include "pipeline/internal.h"

#include "names/names.h"

/* Which fields find a person, and how they are written for it. */
enum spelling { SPELL_CODE, SPELL_DIGITS, SPELL_LOWER, SPELL_NAME };
static const struct {
    enum field field;
    enum index_kind kind;
    enum spelling spelling;
} keyed[] = {
    {FIELD_DOCUMENT_NUMBER, INDEX_DOCUMENT, SPELL_CODE},
    {FIELD_DOCUMENT_NUMBER_OTHER, INDEX_DOCUMENT, SPELL_CODE},
    {FIELD_CONTACT_PHONE, INDEX_PHONE, SPELL_DIGITS},
    {FIELD_CONTACT_EMAIL, INDEX_EMAIL, SPELL_LOWER},
    {FIELD_PAYMENT_ACCOUNT, INDEX_CARD, SPELL_CODE},
    {FIELD_TRAVELLER_LOCATOR, INDEX_LOCATOR, SPELL_CODE},
    {FIELD_BOOKING_LOCATOR, INDEX_LOCATOR, SPELL_CODE},
    {FIELD_LOCATOR_LOCATOR, INDEX_LOCATOR, SPELL_CODE},
    {FIELD_TICKET_NUMBER, INDEX_TICKET, SPELL_CODE},
    {FIELD_BAG_TAG, INDEX_BAG, SPELL_CODE},
    {FIELD_TRAVELLER_SURNAME, INDEX_NAME, SPELL_NAME},
    {FIELD_TRAVELLER_GIVEN, INDEX_NAME, SPELL_NAME},
    {FIELD_DOCUMENT_SURNAME, INDEX_NAME, SPELL_NAME},
    {FIELD_DOCUMENT_GIVEN, INDEX_NAME, SPELL_NAME},
};

static struct span spelled(struct span text, enum spelling spelling, struct arena *arena)
{
    struct span copy = arena_copy(arena, text);
    char *out = (char *)(uintptr_t)copy.at;
    size_t used = 0;
    for (size_t i = 0; i < copy.size; i++) {
        char c = copy.at[i];
        bool digit = c >= '0' && c <= '9', upper = c >= 'A' && c <= 'Z',
             lower = c >= 'a' && c <= 'z';
        if (spelling == SPELL_CODE && (digit || upper || lower))
            out[used++] = lower ? (char)(c - 32) : c;
        else if (spelling == SPELL_DIGITS && digit)
            out[used++] = c;
        else if (spelling == SPELL_LOWER && (unsigned char)c > ' ')
            out[used++] = upper ? (char)(c + 32) : c;
    }
    return (struct span){copy.at, used};
}

/* The keys of one content that were added: names stand in a person and in the documents. */
struct keys {
    struct engine *engine;
    int64_t traveller, at;
    struct key {
        enum index_kind kind;
        struct span text;
    } * added;
    size_t count;
};
enum { KEYS_MOST = 256, COMPARED_MOST = 16 };

static enum status add_key(struct keys *keys, enum index_kind kind, struct span text)
{
    for (size_t i = 0; i < keys->count; i++)
        if (keys->added[i].kind == kind && span_equal(keys->added[i].text, text))
            return STATUS_OK;
    if (keys->count < COMPARED_MOST)
        keys->added[keys->count++] = (struct key){kind, text};
    return store_index_add(keys->engine->store, keys->traveller, kind, text, keys->at);
}

static enum status add_name(struct keys *keys, struct span text)
{
    struct names names;
    enum status status = STATUS_OK;
    names_tokens(text, &keys->engine->scratch, &names);
    for (size_t i = 0; i < names.count && status == STATUS_OK; i++)
        if (names.tokens[i].class == NAMES_ORDINARY)
            status = add_key(keys, INDEX_NAME, names.tokens[i].text);
    return status;
}

enum status keys_add(struct engine *engine, int64_t traveller, const struct image *content,
                     int64_t at)
{
    struct key added[COMPARED_MOST];
    struct keys keys = {.engine = engine, .traveller = traveller, .at = at, .added = added};
    enum status status = STATUS_OK;
    int count = 0;
    for (uint32_t v = 0; v < content->header->values && status == STATUS_OK && count < KEYS_MOST;
         v++) {
        const struct image_value *value = &content->values[v];
        for (size_t k = 0; k < sizeof keyed / sizeof keyed[0] && status == STATUS_OK; k++) {
            if (keyed[k].field != value->field)
                continue;
            struct span text = image_value_text(content, value);
            count++;
            if (keyed[k].spelling == SPELL_NAME) {
                status = add_name(&keys, text);
                continue;
            }
            text = spelled(text, keyed[k].spelling, &engine->scratch);
            if (text.size)
                status = add_key(&keys, keyed[k].kind, text);
        }
    }
    arena_reset(&engine->scratch);
    return status;
}
