/* All tokens of the index that are alike to one of a person. Each is found by what it must share for that:
 * a token with k errors or less has what is left of both after k letters are left out (Mor and Fraenkel's
 * lemma); the other rules ask for an equal key. What is found is kept: few names are most of all. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "watch/looking.h"

struct search {
    struct watch_worker *worker;
    const struct index *index;
    const struct names_token *token; /* that they shall be alike to */
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
        out->postings += from[i].count;
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

static void keep_variant(struct search *search, uint32_t number, struct names_alike alike)
{
    struct index_postings postings = index_of_token(search->index, number);
    search->at =
        arena_more(search->arena, search->at, search->count, &search->room, sizeof *search->at);
    search->at[search->count++] =
        (struct variant){number, alike, (uint32_t)(postings.at - search->index->postings),
                         (uint32_t)(postings.end - postings.at)};
}

static void compare(void *context, uint32_t number)
{
    struct search *search = context;
    struct names_token other;
    if (was_seen(search, number) || !looking_may(search->worker, WATCH_COMPARING))
        return;
    index_token_open(search->index, number, &other);
    struct names_alike alike = names_alike(search->token, &other);
    if (alike.alike)
        keep_variant(search, number, alike);
}

/* Most that have something left in common are too far apart all the same, which is seen by the text alone. */
static void compare_near(void *context, uint32_t number)
{
    const struct search *search = context;
    const struct index_token *token = &search->index->tokens[number];
    struct span text = {search->index->text + token->text, token->size};
    if (span_equal(search->token->text, text) || names_near(search->token->text, text))
        compare(context, number);
}

static void compare_deletes(void *context, uint64_t hash)
{
    struct search *search = context;
    index_each(&search->index->by_deletes, hash, compare_near, context);
}

static void compare_sounds(void *context, uint64_t hash)
{
    struct search *search = context;
    index_each(&search->index->by_sound, hash, compare, context);
}

static void each_coded(struct search *search, const struct index_map *map,
                       const struct names_token *word, enum names_script beside,
                       void (*each)(void *context, uint32_t token))
{
    uint64_t codes[NAMES_COARSE];
    for (size_t c = names_coarse(word, beside, codes); c-- > 0;)
        index_each(map, codes[c], each, search);
}

static void compare_codes(struct search *search)
{
    const struct index *index = search->index;
    if (search->token->script == NAMES_LATIN && search->token->class != NAMES_INITIAL) {
        each_coded(search, &index->by_parted, search->token, NAMES_CYRILLIC, compare);
        each_coded(search, &index->by_unparted, search->token, NAMES_HANGUL, compare);
    } else if (names_has_sounds(search->token->script)) {
        each_coded(search, &index->by_code, search->token, NAMES_LATIN, compare);
    }
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

/* `token` is all names joined in one turn; the most alike of all turns counts. */
static void compare_whole(void *context, uint32_t number)
{
    struct search *search = context;
    struct names_token other;
    if (!looking_may(search->worker, WATCH_COMPARING))
        return;
    index_token_open(search->index, number, &other);
    struct names_alike alike = names_alike_across(&other, search->token->text);
    for (size_t i = 0; i < search->count; i++)
        if (search->at[i].token == number) {
            if (alike.alike > search->at[i].alike.alike)
                search->at[i].alike = alike;
            return;
        }
    if (alike.alike >= NAMES_LEAST_ALIKE)
        keep_variant(search, number, alike);
}

const struct variants *variants_whole(struct watch_worker *worker, const struct index *index,
                                      const struct names *names, struct arena *arena)
{
    struct search search = {worker, index, .arena = arena};
    bool may_be = names->count > 1 && names->count <= NAMES_WHOLE;
    for (size_t first = 0; first < names->count && may_be; first++) {
        const struct names_token word = {.text = names_joined(names, first, names->count, arena),
                                         .script = NAMES_LATIN};
        search.token = &word;
        each_coded(&search, &index->by_unparted, &word, NAMES_HANGUL, compare_whole);
    }
    return in_arena(&search);
}

/* ---- what is kept ---- */

static void forget(struct watch_worker *worker, struct kept_variants *kept)
{
    free((char *)(uintptr_t)kept->key.at);
    free(kept->block);
    worker->kept_bytes -= kept->bytes;
    *kept = (struct kept_variants){.person = kept->person};
}

void variants_forget(struct watch_worker *worker)
{
    for (size_t i = 0; worker->kept && i < KEPT_VARIANTS; i++)
        forget(worker, &worker->kept[i]);
}

/* Lets go of others, one after the other, until there is room; but for those that are in use. */
static void make_room(struct watch_worker *worker)
{
    for (size_t i = 0; i < KEPT_VARIANTS && worker->kept_bytes > KEPT_BYTES; i++) {
        struct kept_variants *kept = &worker->kept[worker->oldest++ % KEPT_VARIANTS];
        if (kept->person != worker->person)
            forget(worker, kept);
    }
}

enum { WAYS = 4 }; /* places that a key may be kept in */

static struct span key_of(const struct index *index, const struct names_token *token,
                          struct arena *arena)
{
    enum { HEAD = sizeof index->serial + 2 };
    size_t size = HEAD + token->text.size + token->own.size;
    char *key = arena_raw(arena, size);
    memcpy(key, &index->serial, sizeof index->serial);
    key[HEAD - 2] = (char)((unsigned)token->class | (token->cut ? 0x40u : 0u));
    key[HEAD - 1] = (char)token->script;
    if (token->text.size)
        memcpy(key + HEAD, token->text.at, token->text.size);
    if (token->own.size)
        memcpy(key + HEAD + token->text.size, token->own.at, token->own.size);
    return (struct span){key, size};
}

/* One block of memory for all of it. */
static void keep(struct watch_worker *worker, struct kept_variants *kept, struct span key,
                 const struct variants *variants)
{
    size_t bytes = variants->count * sizeof *variants->at,
           slots = variants->slot_count * sizeof *variants->slots;
    char *text = memory_raw(key.size), *block;
    forget(worker, kept);
    memcpy(text, key.at, key.size);
    kept->key = (struct span){text, key.size};
    kept->variants = *variants;
    kept->variants.postings = 0;
    kept->block = block = memory_raw(bytes + slots);
    kept->variants.at = (struct variant *)(void *)block;
    kept->variants.slots = (uint32_t *)(void *)(block + bytes);
    fill(&kept->variants, variants->at);
    kept->bytes = key.size + bytes + slots;
    worker->kept_bytes += kept->bytes;
}

/* Where the key is kept, or else where it will be: in the place that was not used for the longest time. */
static struct kept_variants *place_of(struct watch_worker *worker, struct span key)
{
    struct kept_variants *place = &worker->kept[hash_bytes(key) % (KEPT_VARIANTS / WAYS) * WAYS],
                         *oldest = place;
    for (size_t i = 0; i < WAYS; i++) {
        if (span_equal(place[i].key, key))
            return &place[i];
        if (place[i].person < oldest->person)
            oldest = &place[i];
    }
    return oldest;
}

const struct variants *variants_find(struct watch_worker *worker, const struct index *index,
                                     const struct names_token *token, struct arena *arena)
{
    if (!worker->kept)
        worker->kept = memory_alloc(KEPT_VARIANTS * sizeof *worker->kept);
    struct span key = key_of(index, token, arena);
    struct kept_variants *kept = place_of(worker, key);
    if (span_equal(kept->key, key) && worker->left >= kept->looks) {
        worker->left -= kept->looks;
        kept->person = worker->person;
        return &kept->variants;
    }
    uint64_t before = worker->left;
    struct search search = {worker, index, token, .arena = arena};
    find(&search);
    const struct variants *out = in_arena(&search);
    if (worker->cut || (kept->person == worker->person && kept->key.size))
        return out; /* not all, or what is kept there is in use */
    keep(worker, kept, key, out);
    kept->looks = before - worker->left;
    kept->person = worker->person;
    make_room(worker);
    return &kept->variants;
}
