/* Folding all names of a set's lists. */
#include "watch/folded.h"

#include "base/hash.h"
#include "base/memory.h"
#include "watch/index.h"

void *items_add(struct items *items, size_t size)
{
    if (items->count == items->room) {
        items->room = items->room ? 2 * items->room : 256;
        items->at = memory_resize(items->at, items->room * size);
    }
    return (char *)items->at + items->count++ * size;
}

static void add_number(struct items *items, uint32_t number)
{
    *(uint32_t *)items_add(items, sizeof number) = number;
}

/* ---- tokens ---- */

size_t folded_codes(const struct names_token *token, uint64_t out[FOLDED_CODES])
{
    if (token->script == NAMES_LATIN) {
        size_t count = names_coarse(token, NAMES_CYRILLIC, out);
        return count + names_coarse(token, NAMES_HANGUL, out + count);
    }
    return names_has_sounds(token->script) ? names_coarse(token, NAMES_LATIN, out) : 0;
}

static uint32_t *slot_of(const struct folded *folded, const struct names_token *token)
{
    size_t at =
        hash_mix(hash_bytes(token->text), hash_bytes(token->own)) & (folded->slot_count - 1);
    for (; folded->slots[at]; at = (at + 1) & (folded->slot_count - 1)) {
        const struct names_token *other =
            &ITEMS_OF(folded->tokens, struct folded_token)[folded->slots[at] - 1].token;
        if (span_equal(other->text, token->text) && span_equal(other->own, token->own))
            break;
    }
    return &folded->slots[at];
}

static void grow_slots(struct folded *folded)
{
    folded->slot_count = folded->slot_count ? 2 * folded->slot_count : 1024;
    free(folded->slots);
    folded->slots = memory_alloc(folded->slot_count * sizeof *folded->slots);
    for (uint32_t i = 0; i < folded->tokens.count; i++)
        *slot_of(folded, &ITEMS_OF(folded->tokens, struct folded_token)[i].token) = i + 1;
}

static void add_token(struct folded *folded, const struct names_token *token)
{
    uint64_t codes[FOLDED_CODES];
    struct folded_token *copy = items_add(&folded->tokens, sizeof *copy);
    *copy = (struct folded_token){*token, (uint32_t)folded->codes.count,
                                  (uint32_t)folded_codes(token, codes)};
    copy->token.text = arena_copy(&folded->arena, token->text);
    copy->token.own = arena_copy(&folded->arena, token->own);
    for (uint32_t c = 0; c < copy->codes; c++)
        add_number(&folded->codes, (uint32_t)codes[c]);
    if (names_unparted(token->script))
        add_number(&folded->unparted, (uint32_t)folded->tokens.count - 1);
}

static uint32_t token_of(struct folded *folded, const struct names_token *token)
{
    if (2 * folded->tokens.count >= folded->slot_count)
        grow_slots(folded);
    uint32_t *slot = slot_of(folded, token);
    if (!*slot) {
        add_token(folded, token);
        *slot = (uint32_t)folded->tokens.count;
    }
    return *slot - 1;
}

/* ---- names ---- */

static void add_name(struct folded *folded, const struct folded_name *of, struct span surname,
                     struct span given, struct arena *arena)
{
    struct names names;
    struct names_side side;
    index_fold(surname, given, arena, &names);
    names_side(&names, arena, &side);
    struct folded_name *name = items_add(&folded->names, sizeof *name);
    *name = *of;
    name->first_token = (uint32_t)folded->name_tokens.count;
    name->tokens = (uint32_t)names.count;
    name->first_key = (uint32_t)folded->name_keys.count;
    for (size_t i = 0; i < names.count; i++)
        add_number(&folded->name_tokens, token_of(folded, &names.tokens[i]));
    for (size_t r = 0; r < side.run_count; r++)
        for (size_t k = 0; side.runs[r].size > 1 && k < side.runs[r].keys; k++)
            add_number(&folded->name_keys, (uint32_t)side.runs[r].at[k]);
    name->keys = (uint32_t)folded->name_keys.count - name->first_key;
}

void folded_make(const struct watch *watch, struct folded *out)
{
    struct arena scratch = {0};
    *out = (struct folded){.slots = NULL};
    for (uint32_t e = 0; e < watch->entry_count; e++) {
        const struct set_entry *it = &watch->entries[e];
        const struct watch_list *list = &watch->lists[it->source];
        for (uint32_t n = 0; n < it->entry->names; n++) {
            const struct watch_entry_name *name = &list->names[it->entry->first_name + n];
            add_name(out, &(struct folded_name){.entry = e, .number = n},
                     watch_list_text(list, name->surname), watch_list_text(list, name->given),
                     &scratch);
            arena_reset(&scratch);
        }
    }
    arena_free(&scratch);
}

void folded_free(struct folded *folded)
{
    void *const owned[] = {folded->tokens.at,    folded->names.at, folded->name_tokens.at,
                           folded->name_keys.at, folded->codes.at, folded->unparted.at,
                           folded->slots};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
        free(owned[i]);
    arena_free(&folded->arena);
}
