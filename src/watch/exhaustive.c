/* Trying every name, as names_compare does, with nothing of the compiled image (folded.h). What names_alike says of a
 * token of a person and one of the lists is kept from one person to the next. A name is passed by when none of its
 * tokens is alike to any of the person's or to all of them, and no run has a key of theirs: it scores nothing. */
#include "base/hash.h"
#include "base/memory.h"
#include "watch/folded.h"

/* Codes and keys, some bits of each: what is not in it is none of them. */
enum { FILTER = 1 << 16 };
struct filter {
    uint64_t bits[FILTER / 64];
};

struct similar {
    uint32_t token;
    struct names_alike alike;
};
/* What was found of a token of a person. */
struct known {
    struct span key;      /* owned; empty: nothing is kept here */
    struct items similar; /* struct similar */
};

enum { KNOWN = 1 << 16 };
struct watch_exhaustive {
    const struct watch *watch;
    struct folded folded;
    uint32_t *places;     /* by token: its row beside the reading in hand + 1 */
    struct known *known;  /* by hash; what comes later takes the place */
    struct arena scratch; /* of one name */
};

struct watch_exhaustive *watch_exhaustive_new(const struct watch *watch)
{
    struct watch_exhaustive *all = memory_alloc(sizeof *all);
    all->watch = watch;
    folded_make(watch, &all->folded);
    all->places = memory_alloc((all->folded.tokens.count + 1) * sizeof *all->places);
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
    folded_free(&all->folded);
    free(all->places);
    free(all->known);
    arena_free(&all->scratch);
    free(all);
}

static const struct folded_token *token_at(const struct watch_exhaustive *all, uint32_t number)
{
    return &ITEMS_OF(all->folded.tokens, struct folded_token)[number];
}

/* ---- filters ---- */

static void put(struct filter *filter, uint64_t key)
{
    filter->bits[key % FILTER / 64] |= UINT64_C(1) << key % 64;
}

static bool may_be_in(const struct filter *filter, uint64_t key)
{
    return filter->bits[key % FILTER / 64] >> key % 64 & 1;
}

static void put_codes(struct filter *filter, const struct names_token *token)
{
    uint64_t codes[FOLDED_CODES];
    for (size_t c = folded_codes(token, codes); c-- > 0;)
        put(filter, codes[c]);
}

static bool has_code(const struct watch_exhaustive *all, const struct filter *filter,
                     const struct folded_token *token)
{
    const uint32_t *codes = ITEMS_OF(all->folded.codes, uint32_t) + token->first_code;
    for (uint32_t c = 0; c < token->codes; c++)
        if (may_be_in(filter, codes[c]))
            return true;
    return false;
}

/* ---- tokens beside tokens ---- */

/* All that names_alike looks at; skeletons are the text's. */
static struct span key_of(const struct names_token *token, struct arena *arena)
{
    return span_of(arena_format(arena, "%d %d %d %zu %.*s%.*s", (int)token->class,
                                (int)token->script, token->cut, token->text.size,
                                (int)token->text.size, token->text.at, (int)token->own.size,
                                token->own.at ? token->own.at : ""));
}

/* names_alike, of which the rule across scripts is left out where no code is shared: it then finds nothing, and takes
 * longest to do so. As if both were Latin, it is not asked. */
static struct names_alike alike(const struct watch_exhaustive *all, const struct names_token *token,
                                const struct filter *codes, const struct folded_token *other)
{
    bool across = (token->script == NAMES_LATIN) != (other->token.script == NAMES_LATIN);
    if (!across || has_code(all, codes, other))
        return names_alike(token, &other->token);
    struct names_token one = *token, two = other->token;
    one.script = two.script = NAMES_LATIN;
    return names_alike(&one, &two);
}

static void compare_all(const struct watch_exhaustive *all, const struct names_token *token,
                        struct items *out)
{
    struct filter codes = {{0}};
    put_codes(&codes, token);
    for (uint32_t t = 0; t < all->folded.tokens.count; t++) {
        struct similar one = {t, alike(all, token, &codes, token_at(all, t))};
        if (one.alike.alike)
            *(struct similar *)items_add(out, sizeof one) = one;
    }
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
    compare_all(all, token, &known->similar);
    return &known->similar;
}

/* ---- one reading beside all names ---- */

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
            const struct similar *one = &ITEMS_OF(*similar, struct similar)[k];
            row_of(trying, one->token)->pairs[i] = one->alike;
        }
    }
}

/* All tokens of the reading joined, in any turn, have codes as one Latin word has. */
static void put_whole_codes(struct filter *filter, const struct names *names, struct arena *arena)
{
    for (size_t first = 0; first < names->count && names->count <= NAMES_WHOLE; first++) {
        struct span joined = names_joined(names, first, names->count, arena);
        put_codes(filter, &(struct names_token){.text = joined, .script = NAMES_LATIN});
    }
}

static void look_at_wholes(struct trying *trying)
{
    struct watch_exhaustive *all = trying->all;
    const struct names *reading = &trying->reading->names;
    const uint32_t *unparted = ITEMS_OF(all->folded.unparted, uint32_t);
    struct filter codes = {{0}};
    put_whole_codes(&codes, reading, &all->scratch);
    for (size_t i = 0; i < all->folded.unparted.count; i++) {
        const struct folded_token *one = token_at(all, unparted[i]);
        struct names_token token = one->token;
        if (!has_code(all, &codes, one))
            continue;
        const struct names_alike *whole =
            names_whole(&(struct names){1, &token, false}, reading, &all->scratch);
        if (whole->alike)
            row_of(trying, unparted[i])->whole = *whole;
    }
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
    for (uint32_t t = 0; t < trying->all->folded.tokens.count; t++) {
        const struct names_keys *keys = &token_at(trying->all, t)->token.skeletons;
        for (size_t k = 0; k < keys->count; k++)
            if (may_be_in(&trying->longer, keys->at[k]))
                row_of(trying, t)->run = true;
    }
}

/* As names_compare, with what is known of the tokens. `run`: runs may agree. */
static void compare(struct trying *trying, const struct folded_name *name, bool run)
{
    struct watch_exhaustive *all = trying->all;
    const struct reading *reading = trying->reading;
    const uint32_t *tokens = ITEMS_OF(all->folded.name_tokens, uint32_t) + name->first_token;
    struct names_token opened[NAMES_TOKENS];
    struct names_alike pairs[NAMES_TOKENS * NAMES_TOKENS], whole[NAMES_TOKENS] = {0};
    struct names names = {.count = name->tokens, .tokens = opened};
    struct names_found found = {.pairs = pairs};
    struct names_side side;
    memset(pairs, 0, reading->names.count * name->tokens * sizeof *pairs);
    for (uint32_t j = 0; j < name->tokens; j++) {
        opened[j] = token_at(all, tokens[j])->token;
        const struct row *row =
            all->places[tokens[j]] ? &trying->rows[all->places[tokens[j]] - 1] : NULL;
        for (size_t i = 0; row && i < reading->names.count; i++)
            pairs[i * name->tokens + j] = row->pairs[i];
        if (row)
            whole[j] = row->whole;
    }
    names_side(&names, run ? &all->scratch : NULL, &side);
    if (reading->side.whole)
        found.whole_a = names_whole(&reading->names, &names, &all->scratch);
    if (side.whole)
        found.whole_b = whole;
    struct fit fit = {.entry = name->entry, .number = name->number, .reading = trying->number};
    names_score(&reading->side, &side, &found, &fit.match);
    fitting_keep(trying->fitting, &fit);
    arena_reset(&all->scratch);
}

static void try_name(struct trying *trying, const struct folded_name *name)
{
    const struct watch_exhaustive *all = trying->all;
    const uint32_t *tokens = ITEMS_OF(all->folded.name_tokens, uint32_t) + name->first_token;
    const uint32_t *keys = ITEMS_OF(all->folded.name_keys, uint32_t) + name->first_key;
    bool any = trying->reading->side.whole, run = false;
    for (uint32_t i = 0; i < name->tokens; i++) {
        uint32_t place = all->places[tokens[i]];
        any |= place > 0;
        run |= place > 0 && trying->rows[place - 1].run;
    }
    for (uint32_t k = 0; k < name->keys; k++)
        run |= may_be_in(&trying->runs, keys[k]);
    if (any || run)
        compare(trying, name, run);
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
    for (size_t n = 0; n < all->folded.names.count; n++)
        try_name(&trying, &ITEMS_OF(all->folded.names, struct folded_name)[n]);
    for (size_t i = 0; i < trying.count; i++)
        all->places[trying.rows[i].token] = 0;
}

/* ---- documents and contacts ---- */

/* Whether a document may find the entry, or what reaches it. */
static bool is_met(const struct watch *watch, uint32_t entry, const struct subject *subject)
{
    const struct set_entry *it = &watch->entries[entry];
    const struct watch_list *list = &watch->lists[it->source];
    for (uint32_t i = 0; i < it->entry->documents; i++)
        for (size_t k = 0; k < subject->person->document_count; k++)
            if (documents_agree(list, &list->documents[it->entry->first_document + i],
                                subject->numbers[k], subject->states[k]))
                return true;
    return contacts_meet(subject, list, it->entry);
}

size_t watch_screen_exhaustive(struct watch_exhaustive *all, const struct watch_person *person,
                               struct arena *arena, struct watch_hit **out)
{
    struct subject subject;
    struct fitting fitting = {.watch = all->watch, .subject = &subject, .arena = arena};
    subject_make(&subject, all->watch, person, arena);
    for (size_t r = 0; r < subject.count; r++)
        try_reading(all, &fitting, r);
    uint32_t *numbered = NULL;
    size_t count = 0, room = 0;
    bool any = person->document_count || person->contact_count;
    for (uint32_t e = 0; any && e < all->watch->entry_count; e++)
        if (is_met(all->watch, e, &subject)) {
            numbered = arena_more(arena, numbered, count, &room, sizeof *numbered);
            numbered[count++] = e;
        }
    return fitting_judge(&fitting, numbered, count, out);
}
