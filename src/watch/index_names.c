/* Compiling entries: their names are cut into tokens, which are put into a dictionary. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "sys/crew.h"
#include "watch/building.h"

enum { AT_ONCE = 4096 }; /* tokens or names that all workers share */

/* ---- tokens ---- */

static uint64_t token_hash(const struct names_token *token)
{
    return hash_mix(hash_bytes(token->text), hash_bytes(token->own));
}

static bool same_token(const struct build *build, uint32_t token, const struct names_token *other)
{
    const struct index_token *one = &ITEMS(build, tokens, struct index_token)[token];
    return span_equal(build_text(build, one->text, one->size), other->text) &&
           span_equal(build_text(build, one->own, one->own_size), other->own);
}

static uint32_t put_text(struct build *build, struct span text)
{
    uint32_t at = COUNT(build, text);
    memcpy(part_add(&build->parts[PART_text], text.size + 1), text.at ? text.at : "", text.size);
    return at;
}

static void grow_slots(struct build *build)
{
    uint32_t before = build->slot_count, *slots = build->slots;
    build->slot_count = before ? 2 * before : 1 << 16;
    build->slots = memory_alloc(build->slot_count * sizeof *build->slots);
    for (uint32_t i = 0; i < before; i++) {
        if (!slots[i])
            continue;
        const struct index_token *token = &ITEMS(build, tokens, struct index_token)[slots[i] - 1];
        struct names_token key = {.text = build_text(build, token->text, token->size),
                                  .own = build_text(build, token->own, token->own_size)};
        uint32_t at = (uint32_t)token_hash(&key) & (build->slot_count - 1);
        while (build->slots[at])
            at = (at + 1) & (build->slot_count - 1);
        build->slots[at] = slots[i];
    }
    free(slots);
}

static void add_token(struct build *build, const struct names_token *token)
{
    struct index_token out = {.text = put_text(build, token->text),
                              .own = put_text(build, token->own),
                              .size = (uint8_t)token->text.size,
                              .own_size = (uint8_t)token->own.size,
                              .class = (uint8_t)token->class,
                              .script = (uint8_t)token->script,
                              .weight = (uint16_t)names_weight(token)};
    *(struct index_token *)part_add(&build->parts[PART_tokens], 1) = out;
}

/* Its number; made when it is new. */
static uint32_t token_of(struct build *build, const struct names_token *token)
{
    if (2 * COUNT(build, tokens) >= build->slot_count)
        grow_slots(build);
    uint32_t at = (uint32_t)token_hash(token) & (build->slot_count - 1);
    for (; build->slots[at]; at = (at + 1) & (build->slot_count - 1))
        if (same_token(build, build->slots[at] - 1, token))
            return build->slots[at] - 1;
    add_token(build, token);
    build->slots[at] = COUNT(build, tokens);
    return COUNT(build, tokens) - 1;
}

/* ---- skeletons ---- */

struct sounding {
    struct build *build;
    uint32_t first; /* token */
    struct names_keys keys[AT_ONCE];
};

static void sound_one(void *context, unsigned worker, size_t item)
{
    struct sounding *sounding = context;
    (void)worker;
    const struct index_token *token =
        &ITEMS(sounding->build, tokens, struct index_token)[sounding->first + item];
    sounding->keys[item] = names_skeleton(build_text(sounding->build, token->text, token->size));
}

static void add_keys(struct build *build, struct index_token *token, const struct names_keys *keys)
{
    size_t count = keys->count + keys->loose;
    token->keys = (uint8_t)keys->count;
    token->loose = (uint8_t)keys->loose;
    token->first_key = COUNT(build, keys);
    memcpy(part_add(&build->parts[PART_keys], count), keys->at, count * sizeof(uint64_t));
}

static void add_skeletons(struct build *build)
{
    struct sounding *sounding = memory_alloc(sizeof *sounding);
    sounding->build = build;
    for (uint32_t all = COUNT(build, tokens); sounding->first < all; sounding->first += AT_ONCE) {
        uint32_t some = all - sounding->first < AT_ONCE ? all - sounding->first : AT_ONCE;
        crew_work(build->crew, some, sound_one, sounding);
        for (uint32_t i = 0; i < some; i++)
            add_keys(build, &ITEMS(build, tokens, struct index_token)[sounding->first + i],
                     &sounding->keys[i]);
    }
    free(sounding);
}

/* ---- names ---- */

uint64_t build_counted(const struct build *build, const struct index_name *name)
{
    uint64_t ordinary = 0, any = 0;
    for (uint32_t i = 0; i < name->count; i++) {
        uint32_t token = ITEMS(build, name_tokens, uint32_t)[name->first_token + i];
        uint8_t class = ITEMS(build, tokens, struct index_token)[token].class;
        ordinary |= (uint64_t)(class == NAMES_ORDINARY) << i;
        any |= (uint64_t)(class != NAMES_FILLER) << i;
    }
    return ordinary ? ordinary : any;
}

static enum index_block block_of(const struct build *build, const struct index_name *name)
{
    for (uint32_t i = 0; i < name->count; i++) {
        uint32_t token = ITEMS(build, name_tokens, uint32_t)[name->first_token + i];
        if (ITEMS(build, tokens, struct index_token)[token].class == NAMES_INITIAL)
            return INDEX_INITIALS;
    }
    return __builtin_popcountll(build_counted(build, name)) == 1 ? INDEX_SINGLE : INDEX_SEVERAL;
}

/* `fold` is names_fold, or names_tokens for who needs no skeletons. */
static void fold_with(void (*fold)(struct span text, struct arena *arena, struct names *out),
                      struct span surname, struct span given, struct arena *arena,
                      struct names *out)
{
    struct names parts[2];
    fold(surname, arena, &parts[0]);
    fold(given, arena, &parts[1]);
    *out = (struct names){
        .cut = parts[0].cut || parts[1].cut,
        .tokens = arena_array(arena, struct names_token, parts[0].count + parts[1].count + 1)};
    for (int p = 0; p < 2; p++)
        for (size_t i = 0; i < parts[p].count && out->count < NAMES_TOKENS; i++) {
            const struct names_token *token = &parts[p].tokens[i];
            /* longer ones are no names, and their sizes are kept in a byte */
            if (token->class != NAMES_FILLER && token->text.size <= 255 && token->own.size <= 255)
                out->tokens[out->count++] = *token;
        }
}

void index_fold(struct span surname, struct span given, struct arena *arena, struct names *out)
{
    fold_with(names_fold, surname, given, arena, out);
}

void index_tokens(struct span surname, struct span given, struct arena *arena, struct names *out)
{
    fold_with(names_tokens, surname, given, arena, out);
}

/* Some names at once: their tokens are cut by all workers, and put into the dictionary by one, in order. */
struct listed {
    uint32_t entry;  /* as the index numbers it */
    uint32_t number; /* the name among those of the entry */
    struct names names;
};
struct folding {
    struct build *build;
    struct listed names[AT_ONCE];
    size_t count;
    struct arena *arenas; /* by worker */
};

static void fold_one(void *context, unsigned worker, size_t item)
{
    struct folding *folding = context;
    struct listed *one = &folding->names[item];
    const struct set_entry *entry = build_entry(folding->build, one->entry);
    const struct watch_list *list = &folding->build->watch->lists[entry->source];
    const struct watch_entry_name *name = &list->names[entry->entry->first_name + one->number];
    index_tokens(watch_list_text(list, name->surname), watch_list_text(list, name->given),
                 &folding->arenas[worker], &one->names);
}

static void add_name(struct build *build, const struct listed *one)
{
    const struct set_entry *entry = build_entry(build, one->entry);
    struct index_name out = {one->entry, COUNT(build, name_tokens), one->number & 0xFFFFFF,
                             (uint8_t)one->names.count};
    if (!one->names.count)
        return;
    for (size_t i = 0; i < one->names.count; i++) {
        uint32_t token = token_of(build, &one->names.tokens[i]);
        *(uint32_t *)part_add(&build->parts[PART_name_tokens], 1) = token;
    }
    *(struct index_name *)part_add(&build->parts[PART_names], 1) = out;
    *(uint32_t *)part_add(&build->places, 1) = build_place(
        block_of(build, &out), index_day_of(&build->watch->lists[entry->source], entry->entry));
}

static void add_folded(struct folding *folding)
{
    crew_work(folding->build->crew, folding->count, fold_one, folding);
    for (size_t i = 0; i < folding->count; i++)
        add_name(folding->build, &folding->names[i]);
    for (unsigned i = 0; i < crew_size(folding->build->crew); i++)
        arena_reset(&folding->arenas[i]);
    folding->count = 0;
}

void build_names(struct build *build)
{
    struct folding *folding = memory_alloc(sizeof *folding);
    folding->build = build;
    folding->arenas = memory_alloc(crew_size(build->crew) * sizeof *folding->arenas);
    for (uint32_t e = 0; e < build->entry_count; e++)
        for (uint32_t i = 0; i < build_entry(build, e)->entry->names; i++) {
            folding->names[folding->count++] = (struct listed){e, i, {0}};
            if (folding->count == AT_ONCE)
                add_folded(folding);
        }
    add_folded(folding);
    for (unsigned i = 0; i < crew_size(build->crew); i++)
        arena_free(&folding->arenas[i]);
    free(folding->arenas);
    free(folding);
    add_skeletons(build);
}
