/* Compiling a set: names are folded, their tokens collected, the names put in order, and all maps made. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "watch/building.h"

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
    struct names_keys keys = names_skeleton(token->text);
    struct index_token out = {.text = put_text(build, token->text),
                              .own = put_text(build, token->own),
                              .size = (uint8_t)token->text.size,
                              .own_size = (uint8_t)token->own.size,
                              .class = (uint8_t)token->class,
                              .script = (uint8_t)token->script,
                              .weight = (uint16_t)names_weight(token),
                              .keys = (uint8_t)keys.count,
                              .loose = (uint8_t)keys.loose,
                              .first_key = COUNT(build, keys)};
    size_t count = keys.count + keys.loose;
    memcpy(part_add(&build->parts[PART_keys], count), keys.at, count * sizeof(uint64_t));
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

/* ---- names ---- */

/* Which of the name's tokens count: as names_side has it. */
static uint64_t counted_of(const struct build *build, const struct index_name *name)
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
    return __builtin_popcountll(counted_of(build, name)) == 1 ? INDEX_SINGLE : INDEX_SEVERAL;
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

static void add_name(struct build *build, uint32_t entry, uint32_t number,
                     const struct watch_list *list, const struct watch_entry *from)
{
    const struct watch_entry_name *name = &list->names[from->first_name + number];
    struct names names;
    index_tokens(watch_list_text(list, name->surname), watch_list_text(list, name->given),
                 &build->arena, &names);
    if (names.count) {
        struct index_name out = {entry, COUNT(build, name_tokens), number & 0xFFFFFF,
                                 (uint8_t)names.count};
        for (size_t i = 0; i < names.count; i++) {
            uint32_t token = token_of(build, &names.tokens[i]);
            *(uint32_t *)part_add(&build->parts[PART_name_tokens], 1) = token;
        }
        *(struct index_name *)part_add(&build->parts[PART_names], 1) = out;
        *(uint32_t *)part_add(&build->places, 1) =
            build_place(block_of(build, &out), index_day_of(list, from));
    }
    arena_reset(&build->arena);
}

/* By block and day, which are few: `firsts` counts the names of each, and then says where they begin. */
static void put_in_order(struct build *build)
{
    enum { PLACES = INDEX_BLOCKS * INDEX_DAY_END };
    uint32_t count = COUNT(build, names), sum = 0;
    const uint32_t *places = (const uint32_t *)build->places.bytes;
    uint32_t *firsts = part_add(&build->parts[PART_firsts], PLACES + 1);
    struct growing before = build->parts[PART_names];
    const struct index_name *names = (const struct index_name *)before.bytes;
    build->parts[PART_names] = (struct growing){.size = before.size};
    struct index_name *to = part_add(&build->parts[PART_names], count);
    memset(firsts, 0, (PLACES + 1) * sizeof *firsts);
    for (uint32_t i = 0; i < count; i++)
        firsts[places[i]]++;
    for (uint32_t place = 0; place <= PLACES; place++) {
        sum += firsts[place];
        firsts[place] = sum;
    }
    for (uint32_t i = count; i-- > 0;) /* from the end: where they end becomes where they begin */
        to[--firsts[places[i]]] = names[i];
    free(before.bytes);
}

/* ---- postings ---- */

/* Each token that counts in a name, once a name; names ascending. */
static void each_posting(struct build *build, void (*each)(struct build *build, uint32_t token,
                                                           struct index_posting posting))
{
    for (uint32_t n = 0; n < COUNT(build, names); n++) {
        const struct index_name *name = &ITEMS(build, names, struct index_name)[n];
        const uint32_t *all = ITEMS(build, name_tokens, uint32_t) + name->first_token;
        uint64_t counted = counted_of(build, name);
        uint32_t tokens[NAMES_TOKENS], others[NAMES_TOKENS];
        size_t count = 0;
        for (uint32_t i = 0; i < name->count; i++)
            if (counted >> i & 1)
                tokens[count++] = all[i];
        for (size_t i = 0; i < count; i++) {
            size_t before = 0, kept = 0;
            while (tokens[before] != tokens[i])
                before++;
            for (size_t k = 0; k < count; k++)
                if (k != i)
                    others[kept++] = tokens[k];
            if (before == i) /* not a token that stands there a second time */
                each(build, tokens[i], (struct index_posting){n, index_others(others, kept)});
        }
    }
}

static void count_posting(struct build *build, uint32_t token, struct index_posting posting)
{
    (void)posting;
    ITEMS(build, tokens, struct index_token)[token + 1].first_posting++;
}

/* `first_posting` of the next token moves from where this one's begin to where they end. */
static void write_posting(struct build *build, uint32_t token, struct index_posting posting)
{
    uint32_t *next = &ITEMS(build, tokens, struct index_token)[token + 1].first_posting;
    ITEMS(build, postings, struct index_posting)[(*next)++] = posting;
}

static void make_postings(struct build *build)
{
    *(struct index_token *)part_add(&build->parts[PART_tokens], 1) = (struct index_token){0};
    each_posting(build, count_posting);
    struct index_token *tokens = ITEMS(build, tokens, struct index_token);
    uint32_t sum = 0;
    for (uint32_t i = 1; i < COUNT(build, tokens); i++) {
        uint32_t count = tokens[i].first_posting;
        tokens[i].first_posting = sum;
        sum += count;
    }
    part_add(&build->parts[PART_postings], sum);
    each_posting(build, write_posting);
}

/* ---- the image ---- */

static struct span join(struct build *build)
{
    struct index_head head = {.magic = INDEX_MAGIC};
    size_t size = sizeof head;
    for (int i = 0; i < PARTS_COUNT; i++) {
        head.counts[i] = (uint32_t)build->parts[i].count;
        size = ((size + 7) & ~(size_t)7) + build->parts[i].count * build->parts[i].size;
    }
    head.size = size;
    char *bytes = memory_alloc(size), *at = bytes + sizeof head;
    memcpy(bytes, &head, sizeof head);
    for (int i = 0; i < PARTS_COUNT; i++) {
        size_t part = build->parts[i].count * build->parts[i].size;
        at = bytes + (((size_t)(at - bytes) + 7) & ~(size_t)7);
        if (part)
            memcpy(at, build->parts[i].bytes, part);
        at += part;
        free(build->parts[i].bytes);
    }
    return (struct span){bytes, size};
}

struct span index_build(const struct watch *watch)
{
    struct build build = {.watch = watch, .places = {.size = sizeof(uint32_t)}};
#define SECTION(name, type) build.parts[PART_##name].size = sizeof(type);
    INDEX_SECTIONS
#undef SECTION
    for (uint32_t e = 0; e < watch->entry_count; e++) {
        const struct set_entry *entry = &watch->entries[e];
        for (uint32_t i = 0; i < entry->entry->names; i++)
            add_name(&build, e, i, &watch->lists[entry->source], entry->entry);
    }
    put_in_order(&build);
    make_postings(&build);
    build_maps(&build);
    free(build.slots);
    free(build.places.bytes);
    arena_free(&build.arena);
    return join(&build);
}
