/* What finds tokens, names and entries of a compiled set: maps by hash. */
#include <stdlib.h>

#include "base/hash.h"
#include "sys/crew.h"
#include "watch/building.h"
#include "watch/contact.h"

/* A map while it is filled: what grows to many millions is not moved. */
struct pair {
    uint32_t hash, value;
};
enum { CHUNK = 1 << 18 }; /* two megabytes */
struct filling {
    struct pair **chunks;
    uint32_t count;
    uint32_t value; /* of the pairs that are added now */
};

static void add_pair(void *context, uint64_t hash)
{
    struct filling *filling = context;
    uint32_t chunk = filling->count / CHUNK;
    if (filling->count % CHUNK == 0) {
        filling->chunks = memory_resize(filling->chunks, (chunk + 1) * sizeof *filling->chunks);
        filling->chunks[chunk] = memory_large(CHUNK * sizeof **filling->chunks);
    }
    filling->chunks[chunk][filling->count++ % CHUNK] =
        (struct pair){(uint32_t)(hash >> 32), filling->value};
}

static struct pair pair_at(const struct filling *filling, uint32_t i)
{
    return filling->chunks[i / CHUNK][i % CHUNK];
}

/* Together by the first bits of the hash, four of a head on average; in order of the pairs. */
static void finish(struct filling *filling, struct growing *items, struct growing *heads)
{
    uint32_t bits = 0, count = filling->count;
    while ((UINT32_C(4) << bits) < count && bits < 28)
        bits++;
    uint32_t size = (UINT32_C(1) << bits) + 1;
    uint32_t *to = part_add(items, count), *at = part_add(heads, size);
    memset(at, 0, size * sizeof *at);
    for (uint32_t i = 0; i < count; i++)
        at[(bits ? pair_at(filling, i).hash >> (32 - bits) : 0) + 1]++;
    for (uint32_t i = 1; i < size; i++)
        at[i] += at[i - 1];
    for (uint32_t i = count; i-- > 0;) { /* from the end: `at` of a head becomes its begin */
        struct pair pair = pair_at(filling, i);
        to[--at[(bits ? pair.hash >> (32 - bits) : 0) + 1]] = pair.hash << INDEX_VALUE | pair.value;
        if (i % CHUNK == 0)
            free(filling->chunks[i / CHUNK]);
    }
    for (uint32_t i = 0; i + 1 < size; i++)
        at[i] = at[i + 1];
    at[size - 1] = count;
    free(filling->chunks);
}

static struct names_token word_of(const struct build *build, const struct index_token *token)
{
    return (struct names_token){.text = build_text(build, token->text, token->size),
                                .own = build_text(build, token->own, token->own_size),
                                .class = (enum names_class)token->class,
                                .script = (enum names_script)token->script};
}

static void map_sounds(struct build *build)
{
    struct filling sounds = {0};
    for (uint32_t i = 0; i + 1 < COUNT(build, tokens); i++) {
        const struct index_token *token = &ITEMS(build, tokens, struct index_token)[i];
        sounds.value = i;
        for (uint32_t k = 0; k < (uint32_t)token->keys + token->loose; k++)
            add_pair(&sounds, ITEMS(build, keys, uint64_t)[token->first_key + k]);
        names_nickname_keys(build_text(build, token->text, token->size), add_pair, &sounds);
    }
    finish(&sounds, &build->parts[PART_sounds], &build->parts[PART_sound_heads]);
}

static void map_deletes(struct build *build)
{
    struct filling deletes = {0};
    for (uint32_t i = 0; i + 1 < COUNT(build, tokens); i++) {
        const struct index_token *token = &ITEMS(build, tokens, struct index_token)[i];
        deletes.value = i;
        index_deletes(build_text(build, token->text, token->size), add_pair, &deletes);
    }
    finish(&deletes, &build->parts[PART_deletes], &build->parts[PART_delete_heads]);
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

static void add_codes(struct filling *filling, const struct names_token *word,
                      enum names_script beside)
{
    uint64_t codes[NAMES_COARSE];
    for (size_t c = names_coarse(word, beside, codes); c-- > 0;)
        add_pair(filling, codes[c]);
}

/* A Latin word has codes beside scripts of either kind, and other words have them beside Latin. */
static void map_codes(struct build *build)
{
    struct filling codes = {0}, parted = {0}, unparted = {0};
    for (uint32_t i = 0; i + 1 < COUNT(build, tokens); i++) {
        struct names_token word = word_of(build, &ITEMS(build, tokens, struct index_token)[i]);
        codes.value = parted.value = unparted.value = i;
        if (word.script == NAMES_LATIN && word.class != NAMES_INITIAL) {
            add_codes(&codes, &word, NAMES_CYRILLIC);
            add_codes(&codes, &word, NAMES_HANGUL);
        } else if (names_has_sounds(word.script)) {
            add_codes(names_unparted(word.script) ? &unparted : &parted, &word, NAMES_LATIN);
        }
    }
    finish(&codes, &build->parts[PART_codes], &build->parts[PART_code_heads]);
    finish(&parted, &build->parts[PART_parted], &build->parts[PART_parted_heads]);
    finish(&unparted, &build->parts[PART_unparted], &build->parts[PART_unparted_heads]);
}

static void map_runs(struct build *build)
{
    struct filling runs = {0};
    struct arena arena = {0};
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
        names_runs(&names, &arena, &side);
        runs.value = n;
        for (size_t r = 0; r < side.run_count; r++)
            for (size_t k = 0; side.runs[r].size > 1 && k < side.runs[r].keys; k++)
                add_pair(&runs, side.runs[r].at[k]);
        arena_reset(&arena);
    }
    arena_free(&arena);
    finish(&runs, &build->parts[PART_runs], &build->parts[PART_run_heads]);
}

static void map_numbers(struct build *build)
{
    struct filling numbers = {0}, near = {0};
    for (uint32_t e = 0; e < build->entry_count; e++) {
        const struct set_entry *entry = build_entry(build, e);
        const struct watch_list *list = &build->watch->lists[entry->source];
        numbers.value = near.value = e;
        for (uint32_t i = 0; i < entry->entry->documents; i++) {
            const struct watch_document *document =
                &list->documents[entry->entry->first_document + i];
            struct span number = watch_list_text(list, document->number);
            add_pair(&numbers, hash_bytes(number));
            index_near_numbers(number, document->state, add_pair, &near);
        }
    }
    finish(&numbers, &build->parts[PART_numbers], &build->parts[PART_number_heads]);
    finish(&near, &build->parts[PART_near_numbers], &build->parts[PART_near_number_heads]);
}

/* Addresses find nobody. */
static void map_contacts(struct build *build)
{
    struct filling contacts = {0};
    for (uint32_t e = 0; e < build->entry_count; e++) {
        const struct set_entry *entry = build_entry(build, e);
        const struct watch_list *list = &build->watch->lists[entry->source];
        struct watch_contacts all = watch_list_contacts(list, entry->entry);
        contacts.value = e;
        for (uint32_t i = 0; i < all.count; i++) {
            enum watch_contact_kind kind = (enum watch_contact_kind)all.at[i].kind;
            if (kind != WATCH_CONTACT_ADDRESS)
                add_pair(&contacts, contact_hash(kind, watch_list_text(list, all.at[i].text)));
        }
    }
    finish(&contacts, &build->parts[PART_contacts], &build->parts[PART_contact_heads]);
}

/* Each fills sections of its own; the longest first. */
static void (*const maps[])(struct build *build) = {
    map_runs, map_deletes, map_codes, map_sounds, map_letters, map_numbers, map_contacts};

static void fill_map(void *context, unsigned worker, size_t item)
{
    (void)worker;
    maps[item](context);
}

void build_maps(struct build *build)
{
    crew_work(build->crew, sizeof maps / sizeof *maps, fill_map, build);
}
