/* Trying every name, as names_compare does, with nothing of the compiled image: the lists' own texts are folded
 * once, each distinct token of them is kept once, and so is what was found of it beside a token of a person. A name
 * is passed by when none of its tokens is alike to any of the person's or to all of them, and no run has a key of
 * theirs: it scores nothing. */
#include "base/hash.h"
#include "base/memory.h"
#include "watch/index.h"

struct items {
    void *at; /* owned */
    size_t count, room;
};

struct listed {
    uint32_t entry, number; /* the name among those of the entry */
    uint32_t first_token, first_key;
    uint32_t count, keys;
};
struct similar {
    uint32_t token;
    struct names_alike alike;
};
/* What was found of a token of a person. */
struct known {
    struct span key; /* owned; empty: nothing is kept here */
    struct items similar;
};

enum { KNOWN = 1 << 16 };
struct watch_exhaustive {
    const struct watch *watch;
    struct arena arena, scratch; /* of texts; of one name */
    struct items tokens, names, name_tokens, name_keys;
    struct items unparted; /* tokens that may be a whole name, again */
    struct items unparted_numbers;
    uint32_t *slots; /* tokens + 1, by text and own letters; open addressing */
    size_t slot_count;
    uint32_t *places;    /* by token: its row beside the reading in hand + 1 */
    struct known *known; /* by hash; what comes later takes the place */
};

#define AT(items, type) ((type *)(items).at)

static void *add(struct items *items, size_t size)
{
    if (items->count == items->room) {
        items->room = items->room ? 2 * items->room : 256;
        items->at = memory_resize(items->at, items->room * size);
    }
    return (char *)items->at + items->count++ * size;
}

/* ---- the lists, folded ---- */

static uint64_t token_hash(const struct names_token *token)
{
    return hash_mix(hash_bytes(token->text), hash_bytes(token->own));
}

static uint32_t *slot_of(const struct watch_exhaustive *all, const struct names_token *token)
{
    size_t at = token_hash(token) & (all->slot_count - 1);
    for (; all->slots[at]; at = (at + 1) & (all->slot_count - 1)) {
        const struct names_token *other = &AT(all->tokens, struct names_token)[all->slots[at] - 1];
        if (span_equal(other->text, token->text) && span_equal(other->own, token->own))
            break;
    }
    return &all->slots[at];
}

static void grow_slots(struct watch_exhaustive *all)
{
    all->slot_count = all->slot_count ? 2 * all->slot_count : 1024;
    free(all->slots);
    all->slots = memory_alloc(all->slot_count * sizeof *all->slots);
    for (uint32_t i = 0; i < all->tokens.count; i++)
        *slot_of(all, &AT(all->tokens, struct names_token)[i]) = i + 1;
}

static uint32_t token_of(struct watch_exhaustive *all, const struct names_token *token)
{
    if (2 * all->tokens.count >= all->slot_count)
        grow_slots(all);
    uint32_t *slot = slot_of(all, token);
    if (*slot)
        return *slot - 1;
    struct names_token *copy = add(&all->tokens, sizeof *copy);
    *copy = *token;
    copy->text = arena_copy(&all->arena, token->text);
    copy->own = arena_copy(&all->arena, token->own);
    *slot = (uint32_t)all->tokens.count;
    if (names_unparted(token->script)) {
        *(struct names_token *)add(&all->unparted, sizeof *copy) = *copy;
        *(uint32_t *)add(&all->unparted_numbers, sizeof *slot) = *slot - 1;
    }
    return *slot - 1;
}

static void add_name(struct watch_exhaustive *all, uint32_t entry, uint32_t number,
                     const struct watch_list *list, const struct watch_entry_name *name)
{
    struct names names;
    struct names_side side;
    index_fold(watch_list_text(list, name->surname), watch_list_text(list, name->given),
               &all->scratch, &names);
    names_side(&names, &all->scratch, &side);
    struct listed *listed = add(&all->names, sizeof *listed);
    *listed = (struct listed){.entry = entry,
                              .number = number,
                              .first_token = (uint32_t)all->name_tokens.count,
                              .first_key = (uint32_t)all->name_keys.count,
                              .count = (uint32_t)names.count};
    for (size_t i = 0; i < names.count; i++)
        *(uint32_t *)add(&all->name_tokens, sizeof(uint32_t)) = token_of(all, &names.tokens[i]);
    for (size_t r = 0; r < side.run_count; r++)
        for (size_t k = 0; side.runs[r].size > 1 && k < side.runs[r].keys; k++, listed->keys++)
            *(uint32_t *)add(&all->name_keys, sizeof(uint32_t)) = (uint32_t)side.runs[r].at[k];
    arena_reset(&all->scratch);
}

struct watch_exhaustive *watch_exhaustive_new(const struct watch *watch)
{
    struct watch_exhaustive *all = memory_alloc(sizeof *all);
    all->watch = watch;
    for (uint32_t e = 0; e < watch->entry_count; e++) {
        const struct set_entry *it = &watch->entries[e];
        const struct watch_list *list = &watch->lists[it->source];
        for (uint32_t n = 0; n < it->entry->names; n++)
            add_name(all, e, n, list, &list->names[it->entry->first_name + n]);
    }
    all->places = memory_alloc((all->tokens.count + 1) * sizeof *all->places);
    all->known = memory_alloc(KNOWN * sizeof *all->known);
    return all;
}

void watch_exhaustive_free(struct watch_exhaustive *all)
{
    if (!all)
        return;
    for (size_t i = 0; i < KNOWN; i++) {
        free((char *)(uintptr_t)all->known[i].key.at);
        free(all->known[i].similar.at);
    }
    struct items items[] = {all->tokens,    all->names,    all->name_tokens,
                            all->name_keys, all->unparted, all->unparted_numbers};
    for (size_t i = 0; i < sizeof items / sizeof *items; i++)
        free(items[i].at);
    free(all->slots);
    free(all->places);
    free(all->known);
    arena_free(&all->arena);
    arena_free(&all->scratch);
    free(all);
}

/* ---- tokens beside tokens ---- */

/* All that names_alike looks at; skeletons are the text's. */
static struct span key_of(const struct names_token *token, struct arena *arena)
{
    return span_of(arena_format(arena, "%d %d %zu %.*s%.*s", (int)token->class, (int)token->script,
                                token->text.size, (int)token->text.size, token->text.at,
                                (int)token->own.size, token->own.at ? token->own.at : ""));
}

static const struct items *similar_to(struct watch_exhaustive *all, const struct names_token *token)
{
    struct span key = key_of(token, &all->scratch);
    struct known *known = &all->known[hash_bytes(key) % KNOWN];
    if (span_equal(known->key, key))
        return &known->similar;
    free((char *)(uintptr_t)known->key.at);
    known->key = (struct span){memory_text(key.at), key.size};
    known->similar.count = 0;
    for (uint32_t t = 0; t < all->tokens.count; t++) {
        struct names_alike alike = names_alike(token, &AT(all->tokens, struct names_token)[t]);
        if (alike.alike)
            *(struct similar *)add(&known->similar, sizeof(struct similar)) =
                (struct similar){t, alike};
    }
    return &known->similar;
}

/* ---- one reading beside all names ---- */

/* Keys of runs, some bits of each: what is not in it is no such key. */
enum { FILTER = 1 << 16 };
struct filter {
    uint64_t bits[FILTER / 64];
};
/* A token of the lists that something of the reading may go with. */
struct row {
    uint32_t token;
    bool run;                  /* as neighbours joined */
    struct names_alike *pairs; /* by token of the reading */
    struct names_alike whole;  /* with all of the reading */
};
struct trying {
    struct watch_exhaustive *all;
    struct fitting *fitting;
    const struct reading *reading;
    size_t number;
    struct row *rows;
    size_t count, room;
    struct filter runs, longer; /* of all runs of the reading; of those of several tokens */
};

static void put(struct filter *filter, uint64_t key)
{
    filter->bits[key % FILTER / 64] |= UINT64_C(1) << key % 64;
}

static bool may_be_in(const struct filter *filter, uint64_t key)
{
    return filter->bits[key % FILTER / 64] >> key % 64 & 1;
}

static struct row *row_of(struct trying *trying, uint32_t token)
{
    uint32_t *place = &trying->all->places[token];
    struct arena *arena = trying->fitting->arena;
    if (!*place) {
        trying->rows =
            arena_more(arena, trying->rows, trying->count, &trying->room, sizeof *trying->rows);
        trying->rows[trying->count] = (struct row){
            .token = token,
            .pairs = arena_array(arena, struct names_alike, trying->reading->names.count)};
        *place = (uint32_t)++trying->count;
    }
    return &trying->rows[*place - 1];
}

static void look_at_tokens(struct trying *trying)
{
    const struct names *names = &trying->reading->names;
    for (size_t i = 0; i < names->count; i++) {
        const struct items *similar = similar_to(trying->all, &names->tokens[i]);
        for (size_t k = 0; k < similar->count; k++) {
            const struct similar *one = &AT(*similar, struct similar)[k];
            row_of(trying, one->token)->pairs[i] = one->alike;
        }
    }
}

static void look_at_wholes(struct trying *trying)
{
    struct watch_exhaustive *all = trying->all;
    const struct names unparted = {.count = all->unparted.count, .tokens = all->unparted.at};
    const struct names_alike *whole =
        names_whole(&unparted, &trying->reading->names, &all->scratch);
    for (size_t i = 0; i < unparted.count; i++)
        if (whole[i].alike)
            row_of(trying, AT(all->unparted_numbers, uint32_t)[i])->whole = whole[i];
}

static void look_at_runs(struct trying *trying)
{
    const struct names_side *side = &trying->reading->side;
    for (size_t r = 0; r < side->run_count; r++)
        for (size_t k = 0; k < side->runs[r].keys; k++) {
            put(&trying->runs, (uint32_t)side->runs[r].at[k]);
            if (side->runs[r].size > 1)
                put(&trying->longer, side->runs[r].at[k]);
        }
    for (uint32_t t = 0; t < trying->all->tokens.count; t++) {
        const struct names_keys *keys = &AT(trying->all->tokens, struct names_token)[t].skeletons;
        for (size_t k = 0; k < keys->count; k++)
            if (may_be_in(&trying->longer, keys->at[k]))
                row_of(trying, t)->run = true;
    }
}

/* As names_compare, with what is known of the tokens. `run`: runs may agree. */
static void compare(struct trying *trying, const struct listed *listed, bool run)
{
    struct watch_exhaustive *all = trying->all;
    const struct reading *reading = trying->reading;
    const uint32_t *tokens = AT(all->name_tokens, uint32_t) + listed->first_token;
    struct names_token opened[NAMES_TOKENS];
    struct names_alike pairs[NAMES_TOKENS * NAMES_TOKENS], whole[NAMES_TOKENS] = {0};
    struct names names = {.count = listed->count, .tokens = opened};
    struct names_found found = {.pairs = pairs};
    struct names_side side;
    memset(pairs, 0, reading->names.count * listed->count * sizeof *pairs);
    for (uint32_t j = 0; j < listed->count; j++) {
        opened[j] = AT(all->tokens, struct names_token)[tokens[j]];
        const struct row *row =
            all->places[tokens[j]] ? &trying->rows[all->places[tokens[j]] - 1] : NULL;
        for (size_t i = 0; row && i < reading->names.count; i++)
            pairs[i * listed->count + j] = row->pairs[i];
        if (row)
            whole[j] = row->whole;
    }
    names_side(&names, run ? &all->scratch : NULL, &side);
    if (reading->side.whole)
        found.whole_a = names_whole(&reading->names, &names, &all->scratch);
    if (side.whole)
        found.whole_b = whole;
    struct fit fit = {.entry = listed->entry, .number = listed->number, .reading = trying->number};
    names_score(&reading->side, &side, &found, &fit.match);
    fitting_keep(trying->fitting, &fit);
    arena_reset(&all->scratch);
}

static void try_name(struct trying *trying, const struct listed *listed)
{
    const struct watch_exhaustive *all = trying->all;
    const uint32_t *tokens = AT(all->name_tokens, uint32_t) + listed->first_token;
    const uint32_t *keys = AT(all->name_keys, uint32_t) + listed->first_key;
    bool any = trying->reading->side.whole, run = false;
    for (uint32_t i = 0; i < listed->count; i++) {
        uint32_t place = all->places[tokens[i]];
        any |= place > 0;
        run |= place > 0 && trying->rows[place - 1].run;
    }
    for (uint32_t k = 0; k < listed->keys; k++)
        run |= may_be_in(&trying->runs, keys[k]);
    if (any || run)
        compare(trying, listed, run);
}

static void try_reading(struct watch_exhaustive *all, struct fitting *fitting, size_t number)
{
    struct trying trying = {.all = all,
                            .fitting = fitting,
                            .reading = &fitting->subject->readings[number],
                            .number = number};
    look_at_tokens(&trying);
    look_at_wholes(&trying);
    look_at_runs(&trying);
    arena_reset(&all->scratch);
    for (size_t n = 0; n < all->names.count; n++)
        try_name(&trying, &AT(all->names, struct listed)[n]);
    for (size_t i = 0; i < trying.count; i++)
        all->places[trying.rows[i].token] = 0;
}

/* ---- documents ---- */

static bool has_number(const struct watch *watch, uint32_t entry, const struct subject *subject)
{
    const struct set_entry *it = &watch->entries[entry];
    const struct watch_list *list = &watch->lists[it->source];
    for (uint32_t i = 0; i < it->entry->documents; i++)
        for (size_t k = 0; k < subject->person->document_count; k++)
            if (span_equal(
                    watch_list_text(list, list->documents[it->entry->first_document + i].number),
                    subject->numbers[k]))
                return true;
    return false;
}

size_t watch_screen_exhaustive(struct watch_exhaustive *all, const struct watch_person *person,
                               struct arena *arena, struct watch_hit **out)
{
    struct subject subject;
    struct fitting fitting = {.watch = all->watch, .subject = &subject, .arena = arena};
    subject_make(&subject, person, arena);
    for (size_t r = 0; r < subject.count; r++)
        try_reading(all, &fitting, r);
    uint32_t *numbered = NULL;
    size_t count = 0, room = 0;
    for (uint32_t e = 0; person->document_count && e < all->watch->entry_count; e++)
        if (has_number(all->watch, e, &subject)) {
            numbered = arena_more(arena, numbered, count, &room, sizeof *numbered);
            numbered[count++] = e;
        }
    return fitting_judge(&fitting, numbered, count, out);
}
