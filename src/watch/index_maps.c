/* What finds tokens, names and entries of a compiled set: maps by hash, codes of other scripts, days. */
#include <stdlib.h>

#include "base/hash.h"
#include "watch/building.h"

struct filling {
    struct build *build;
    struct growing *pairs;
    uint32_t value;
};

static void add_pair(void *context, uint64_t hash)
{
    struct filling *filling = context;
    *(struct index_pair *)part_add(filling->pairs, 1) =
        (struct index_pair){(uint32_t)(hash >> 32), filling->value};
}

/* By what an item begins with. */
static uint32_t hash_at(const struct growing *items, uint32_t i)
{
    uint32_t hash;
    memcpy(&hash, items->bytes + i * items->size, sizeof hash);
    return hash;
}

/* Together by the first bits of the hash, four of a head on average. */
static void make_heads(struct growing *items, struct growing *heads)
{
    uint32_t bits = 0, count = (uint32_t)items->count;
    while ((UINT32_C(4) << bits) < count && bits < 28)
        bits++;
    uint32_t size = (UINT32_C(1) << bits) + 1;
    uint32_t *at = part_add(heads, size);
    char *to = memory_raw((items->count + 1) * items->size);
    memset(at, 0, size * sizeof *at);
    for (uint32_t i = 0; i < count; i++)
        at[(bits ? hash_at(items, i) >> (32 - bits) : 0) + 1]++;
    for (uint32_t i = 1; i < size; i++)
        at[i] += at[i - 1];
    for (uint32_t i = count; i-- > 0;) { /* from the end: `at` of a head becomes its begin */
        uint32_t head = bits ? hash_at(items, i) >> (32 - bits) : 0;
        memcpy(to + --at[head + 1] * items->size, items->bytes + i * items->size, items->size);
    }
    for (uint32_t i = 0; i + 1 < size; i++)
        at[i] = at[i + 1];
    at[size - 1] = count;
    free(items->bytes);
    items->bytes = to;
    items->room = items->count;
}

static struct names_token word_of(const struct build *build, const struct index_token *token)
{
    return (struct names_token){.text = build_text(build, token->text, token->size),
                                .own = build_text(build, token->own, token->own_size),
                                .class = (enum names_class)token->class,
                                .script = (enum names_script)token->script};
}

static void map_tokens(struct build *build)
{
    struct filling sounds = {build, &build->parts[PART_sounds], 0};
    struct filling deletes = {build, &build->parts[PART_deletes], 0};
    for (uint32_t i = 0; i + 1 < COUNT(build, tokens); i++) {
        const struct index_token *token = &ITEMS(build, tokens, struct index_token)[i];
        sounds.value = deletes.value = i;
        for (uint32_t k = 0; k < (uint32_t)token->keys + token->loose; k++)
            add_pair(&sounds, ITEMS(build, keys, uint64_t)[token->first_key + k]);
        struct span text = build_text(build, token->text, token->size);
        names_nickname_keys(text, add_pair, &sounds);
        index_deletes(text, add_pair, &deletes);
    }
    make_heads(&build->parts[PART_sounds], &build->parts[PART_sound_heads]);
    make_heads(&build->parts[PART_deletes], &build->parts[PART_delete_heads]);
}

struct lettered {
    struct span text;
    uint32_t token;
};

static int by_text(const void *a, const void *b)
{
    return span_compare(((const struct lettered *)a)->text, ((const struct lettered *)b)->text);
}

static void map_letters(struct build *build)
{
    struct lettered *all = memory_raw((COUNT(build, tokens) + 1) * sizeof *all);
    size_t count = 0;
    for (uint32_t i = 0; i + 1 < COUNT(build, tokens); i++) {
        struct names_token word = word_of(build, &ITEMS(build, tokens, struct index_token)[i]);
        if (word.class != NAMES_INITIAL)
            all[count++] = (struct lettered){word.text, i};
    }
    if (count)
        qsort(all, count, sizeof *all, by_text);
    uint32_t *out = part_add(&build->parts[PART_alphabet], count);
    for (size_t i = 0; i < count; i++)
        out[i] = all[i].token;
    free(all);
}

/* A Latin word has codes beside scripts of either kind. */
static void map_codes(struct build *build)
{
    static const enum names_script kinds[] = {NAMES_CYRILLIC, NAMES_HANGUL};
    struct filling codes = {build, &build->parts[PART_codes], 0};
    for (uint32_t i = 0; i + 1 < COUNT(build, tokens); i++) {
        struct names_token word = word_of(build, &ITEMS(build, tokens, struct index_token)[i]);
        uint64_t hashes[NAMES_COARSE];
        codes.value = i;
        if (word.script != NAMES_LATIN || word.class == NAMES_INITIAL)
            continue;
        for (int k = 0; k < 2; k++)
            for (size_t c = names_coarse(&word, kinds[k], hashes); c-- > 0;)
                add_pair(&codes, hashes[c]);
    }
    make_heads(&build->parts[PART_codes], &build->parts[PART_code_heads]);
}

/* ---- other scripts ---- */

struct sounding {
    uint32_t hash, name;
};

/* They are gathered in a section that then gets what is made of them. */
static void add_sounding(struct build *build, uint32_t token, uint32_t name)
{
    struct names_token word = word_of(build, &ITEMS(build, tokens, struct index_token)[token]);
    uint64_t codes[NAMES_COARSE];
    if (!names_has_sounds(word.script))
        return;
    for (size_t c = names_coarse(&word, NAMES_LATIN, codes); c-- > 0;)
        *(struct sounding *)part_add(&build->gathered, 1) =
            (struct sounding){(uint32_t)(codes[c] >> 32), name};
}

static int by_hash(const void *a, const void *b)
{
    const struct sounding *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->name < y->name ? -1 : x->name > y->name;
}

static void map_soundings(struct build *build)
{
    build->gathered = (struct growing){.size = sizeof(struct sounding)};
    build_each_posting(build, add_sounding);
    struct sounding *all = (struct sounding *)build->gathered.bytes;
    size_t count = build->gathered.count;
    if (count)
        qsort(all, count, sizeof *all, by_hash);
    for (size_t i = 0; i < count; i++) {
        bool same = i && all[i].hash == all[i - 1].hash;
        if (same && all[i].name == all[i - 1].name)
            continue;
        if (!same)
            *(struct index_sounding *)part_add(&build->parts[PART_soundings], 1) =
                (struct index_sounding){all[i].hash, COUNT(build, sounding_postings)};
        *(struct index_posting *)part_add(&build->parts[PART_sounding_postings], 1) =
            (struct index_posting){all[i].name, ITEMS(build, places, uint32_t)[all[i].name]};
    }
    *(struct index_sounding *)part_add(&build->parts[PART_soundings], 1) =
        (struct index_sounding){UINT32_MAX, COUNT(build, sounding_postings)};
    free(build->gathered.bytes);
}

/* ---- days ---- */

static void map_days(struct build *build)
{
    const uint32_t *places = ITEMS(build, places, uint32_t);
    uint32_t count = COUNT(build, places), name = 0;
    uint32_t *firsts =
        part_add(&build->parts[PART_firsts], (size_t)INDEX_BLOCKS * INDEX_YEARS * INDEX_DAYS);
    for (uint32_t block = 0; block < INDEX_BLOCKS; block++)
        for (uint32_t day = 0; day < INDEX_YEARS * INDEX_DAYS; day++) {
            uint32_t place =
                index_place((enum index_block)block, index_day(INDEX_YEAR, 1, 1) + day);
            while (name < count && places[name] < place)
                name++;
            *firsts++ = name;
        }
}

static void map_runs(struct build *build)
{
    struct filling runs = {build, &build->parts[PART_runs], 0};
    for (uint32_t n = 0; n < COUNT(build, names); n++) {
        const struct index_name *name = &ITEMS(build, names, struct index_name)[n];
        struct names_token tokens[NAMES_TOKENS];
        struct names names = {name->count, tokens, false};
        struct names_side side;
        for (uint32_t i = 0; i < name->count; i++) {
            uint32_t number = ITEMS(build, name_tokens, uint32_t)[name->first_token + i];
            const struct index_token *token = &ITEMS(build, tokens, struct index_token)[number];
            tokens[i] = word_of(build, token);
        }
        names_side(&names, &build->arena, &side);
        runs.value = n;
        for (size_t r = 0; r < side.run_count; r++)
            for (size_t k = 0; side.runs[r].size > 1 && k < side.runs[r].keys; k++)
                add_pair(&runs, side.runs[r].at[k]);
        arena_reset(&build->arena);
    }
    make_heads(&build->parts[PART_runs], &build->parts[PART_run_heads]);
}

static void map_numbers(struct build *build)
{
    struct filling numbers = {build, &build->parts[PART_numbers], 0};
    for (uint32_t e = 0; e < build->watch->entry_count; e++) {
        const struct set_entry *entry = &build->watch->entries[e];
        const struct watch_list *list = &build->watch->lists[entry->source];
        numbers.value = e;
        for (uint32_t i = 0; i < entry->entry->documents; i++)
            add_pair(&numbers,
                     hash_bytes(watch_list_text(
                         list, list->documents[entry->entry->first_document + i].number)));
    }
    make_heads(&build->parts[PART_numbers], &build->parts[PART_number_heads]);
}

void build_maps(struct build *build)
{
    map_tokens(build);
    map_letters(build);
    map_codes(build);
    map_soundings(build);
    map_days(build);
    map_runs(build);
    map_numbers(build);
}
