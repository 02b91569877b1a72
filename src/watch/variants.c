/* All tokens of the index that are alike to one of a person. Each is found by what it must share for that:
 * a token with k errors or less has what is left of both after k letters are left out (Mor and Fraenkel's
 * lemma); the other rules ask for an equal key. What is found is kept: few names are most of all. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "watch/looking.h"

struct search {
    const struct index *index;
    const struct names_token *token;
    struct arena *arena;
    uint32_t *seen; /* tokens that were compared, + 1; open addressing */
    uint32_t seen_count, seen_slots;
    struct variant *at;
    size_t count, room;
};

/* ---- tables ---- */

static uint32_t slot_hash(uint32_t token)
{
    return token * UINT32_C(2654435761) >> 7;
}

static void grow_seen(struct search *search)
{
    uint32_t before = search->seen_slots, *slots = search->seen;
    search->seen_slots = before ? 4 * before : 512;
    search->seen = arena_array(search->arena, uint32_t, search->seen_slots);
    for (uint32_t i = 0; i < before; i++) {
        if (!slots[i])
            continue;
        uint32_t at = slot_hash(slots[i] - 1) & (search->seen_slots - 1);
        while (search->seen[at])
            at = (at + 1) & (search->seen_slots - 1);
        search->seen[at] = slots[i];
    }
}

static bool was_seen(struct search *search, uint32_t token)
{
    if (2 * (search->seen_count + 1) > search->seen_slots)
        grow_seen(search);
    uint32_t at = slot_hash(token) & (search->seen_slots - 1);
    for (; search->seen[at]; at = (at + 1) & (search->seen_slots - 1))
        if (search->seen[at] == token + 1)
            return true;
    search->seen[at] = token + 1;
    search->seen_count++;
    return false;
}

static uint32_t slots_for(size_t count)
{
    uint32_t slots = 4;
    while (slots < 2 * count)
        slots *= 2;
    return slots;
}

/* `out` has its arrays; they are filled. */
static void fill(struct variants *out, const struct variant *from)
{
    memset(out->slots, 0, out->slot_count * sizeof *out->slots);
    for (uint32_t i = 0; i < out->count; i++) {
        uint32_t at = slot_hash(from[i].token) & (out->slot_count - 1);
        while (out->slots[at])
            at = (at + 1) & (out->slot_count - 1);
        out->slots[at] = i + 1;
        out->at[i] = from[i];
    }
}

struct names_alike variants_alike(const struct variants *variants, uint32_t token)
{
    uint32_t at = slot_hash(token) & (variants->slot_count - 1);
    for (; variants->slots[at]; at = (at + 1) & (variants->slot_count - 1))
        if (variants->at[variants->slots[at] - 1].token == token)
            return variants->at[variants->slots[at] - 1].alike;
    return (struct names_alike){0};
}

enum { LATER_MOST = 1 << 16 };

static struct variant *slot_of(const struct later *later, uint32_t token)
{
    uint32_t at = slot_hash(token) & (later->slot_count - 1);
    while (later->slots[at].token && later->slots[at].token != token + 1)
        at = (at + 1) & (later->slot_count - 1);
    return &later->slots[at];
}

static void grow_later(struct later *later)
{
    struct later before = *later;
    later->slot_count = before.slot_count ? 2 * before.slot_count : 64;
    later->slots = memory_alloc(later->slot_count * sizeof *later->slots);
    for (uint32_t i = 0; i < before.slot_count; i++)
        if (before.slots[i].token)
            *slot_of(later, before.slots[i].token - 1) = before.slots[i];
    free(before.slots);
}

struct names_alike variants_compare(const struct variants *variants, const struct names_token *one,
                                    uint32_t token, const struct names_token *other)
{
    struct later *later = variants->later;
    if (!later || later->count >= LATER_MOST)
        return names_alike(one, other);
    if (2 * (later->count + 1) > later->slot_count)
        grow_later(later);
    struct variant *slot = slot_of(later, token);
    if (!slot->token) {
        *slot = (struct variant){token + 1, names_alike(one, other)};
        later->count++;
    }
    return slot->alike;
}

static const struct variants *in_arena(struct search *search)
{
    struct variants *out = arena_new(search->arena, struct variants);
    out->count = search->count;
    out->slot_count = slots_for(out->count);
    out->at = arena_raw(search->arena, (out->count + 1) * sizeof *out->at);
    out->slots = arena_raw(search->arena, out->slot_count * sizeof *out->slots);
    fill(out, search->at);
    return out;
}

/* ---- finding ---- */

bool variants_leave_out(const struct names_token *token, enum names_script script)
{
    return token->script == NAMES_LATIN && names_has_sounds(script);
}

static void compare(void *context, uint32_t number)
{
    struct search *search = context;
    struct names_token other;
    if (was_seen(search, number))
        return;
    index_token_open(search->index, number, &other);
    struct names_alike alike = names_alike(search->token, &other);
    if (!alike.alike)
        return;
    search->at =
        arena_more(search->arena, search->at, search->count, &search->room, sizeof *search->at);
    search->at[search->count++] = (struct variant){number, alike};
}

static void compare_deletes(void *context, uint64_t hash)
{
    struct search *search = context;
    index_each(&search->index->by_deletes, hash, compare, context);
}

static void compare_sounds(void *context, uint64_t hash)
{
    struct search *search = context;
    index_each(&search->index->by_sound, hash, compare, context);
}

static void compare_codes(struct search *search)
{
    uint64_t codes[NAMES_COARSE];
    if (!names_has_sounds(search->token->script))
        return;
    for (size_t c = names_coarse(search->token, NAMES_LATIN, codes); c-- > 0;)
        index_each(&search->index->by_code, codes[c], compare, search);
}

static void find(struct search *search)
{
    const struct names_keys *keys = &search->token->skeletons;
    index_deletes(search->token->text, compare_deletes, search);
    for (size_t i = 0; i < keys->count + keys->loose; i++)
        compare_sounds(search, keys->at[i]);
    names_nickname_keys(search->token->text, compare_sounds, search);
    compare_codes(search);
    if (search->token->cut)
        index_each_beginning(search->index, search->token->text, compare, search);
}

const struct variants *variants_all(const struct index *index, const struct names_token *token,
                                    struct arena *arena)
{
    struct search search = {.index = index, .token = token, .arena = arena};
    for (uint32_t number = 0; number + 1 < index->tokens_count; number++) {
        struct names_token other;
        index_token_open(index, number, &other);
        struct names_alike alike = names_alike(token, &other);
        if (!alike.alike)
            continue;
        search.at = arena_more(arena, search.at, search.count, &search.room, sizeof *search.at);
        search.at[search.count++] = (struct variant){number, alike};
    }
    return in_arena(&search);
}

/* ---- what is kept ---- */

static void forget(struct kept_variants *kept)
{
    free((char *)(uintptr_t)kept->key.at);
    free(kept->block);
    free(kept->later.slots);
    *kept = (struct kept_variants){.person = kept->person};
}

void variants_forget(struct watch_worker *worker)
{
    for (size_t i = 0; worker->kept && i < KEPT_VARIANTS; i++)
        forget(&worker->kept[i]);
}

static struct span key_of(const struct names_token *token, struct arena *arena)
{
    size_t size = 2 + token->text.size + token->own.size;
    char *key = arena_alloc(arena, size);
    key[0] = (char)((unsigned)token->class | (token->cut ? 0x40u : 0u));
    key[1] = (char)token->script;
    if (token->text.size)
        memcpy(key + 2, token->text.at, token->text.size);
    if (token->own.size)
        memcpy(key + 2 + token->text.size, token->own.at, token->own.size);
    return (struct span){key, size};
}

/* One block of memory for all of it. */
static void keep(struct kept_variants *kept, struct span key, const struct variants *variants)
{
    size_t bytes = variants->count * sizeof *variants->at;
    char *text = memory_raw(key.size), *block;
    forget(kept);
    memcpy(text, key.at, key.size);
    kept->key = (struct span){text, key.size};
    kept->variants = *variants;
    kept->variants.later = &kept->later;
    kept->block = block = memory_raw(bytes + variants->slot_count * sizeof *variants->slots);
    kept->variants.at = (struct variant *)(void *)block;
    kept->variants.slots = (uint32_t *)(void *)(block + bytes);
    fill(&kept->variants, variants->at);
}

static void be_of(struct watch_worker *worker, const struct watch *watch)
{
    if (!worker->kept)
        worker->kept = memory_alloc(KEPT_VARIANTS * sizeof *worker->kept);
    if (worker->set != watch->serial)
        variants_forget(worker);
    worker->set = watch->serial;
}

const struct variants *variants_find(struct watch_worker *worker, const struct watch *watch,
                                     const struct names_token *token, struct arena *arena)
{
    be_of(worker, watch);
    struct span key = key_of(token, arena);
    struct kept_variants *kept = &worker->kept[hash_bytes(key) % KEPT_VARIANTS];
    if (span_equal(kept->key, key)) {
        kept->person = worker->person;
        return &kept->variants;
    }
    struct search search = {.index = watch->index, .token = token, .arena = arena};
    find(&search);
    const struct variants *out = in_arena(&search);
    if (kept->person == worker->person && kept->key.size)
        return out; /* what is kept there is in use */
    keep(kept, key, out);
    kept->person = worker->person;
    return &kept->variants;
}
