/* From a person to the hits by the index: which names are compared, and which entries are judged. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "watch/looking.h"

struct watch_worker *watch_worker_new(void)
{
    return memory_alloc(sizeof(struct watch_worker));
}

void watch_worker_free(struct watch_worker *worker)
{
    if (!worker)
        return;
    variants_forget(worker);
    free(worker->wholes.codes);
    free(worker->wholes.firsts);
    free(worker->kept);
    free(worker->counts);
    free(worker->last);
    free(worker->touched);
    free(worker->found);
    free(worker);
}

/* ---- what fits ---- */

struct look {
    const struct watch *watch;
    const struct subject *subject;
    struct watch_worker *worker;
    struct arena *arena;
    struct fit *fits;
    size_t count, room;
};

static void keep(struct look *look, const struct fit *fit)
{
    if (!fits(&fit->match))
        return;
    look->fits = arena_more(look->arena, look->fits, look->count, &look->room, sizeof *look->fits);
    look->fits[look->count++] = *fit;
}

/* Of each pair of tokens, by what was found. Initials are alike to a letter's whole part of the index, and
 * other scripts have too many: these are compared here. */
static void fill_pairs(const struct names *person, const struct names *name, const uint32_t *tokens,
                       const struct variants *const *variants, struct names_alike *pairs)
{
    for (size_t i = 0; i < person->count; i++)
        for (size_t j = 0; j < name->count; j++) {
            const struct names_token *one = &person->tokens[i], *other = &name->tokens[j];
            bool initial = one->class == NAMES_INITIAL || other->class == NAMES_INITIAL;
            pairs[i * name->count + j] = initial ? names_alike(one, other)
                                         : variants_leave_out(one, other->script)
                                             ? variants_compare(variants[i], one, tokens[j], other)
                                             : variants_alike(variants[i], tokens[j]);
        }
}

/* As names_side has it, from what the index keeps. */
static void side_of(const struct index *index, const struct index_name *name,
                    struct names_side *out)
{
    uint64_t ordinary = 0, any = 0;
    *out = (struct names_side){.count = name->count};
    for (uint32_t i = 0; i < name->count; i++) {
        const struct index_token *token = &index->tokens[index->name_tokens[name->first_token + i]];
        out->class[i] = token->class;
        out->weight[i] = token->weight;
        out->whole |= names_unparted((enum names_script)token->script);
        ordinary |= (uint64_t)(token->class == NAMES_ORDINARY) << i;
        any |= (uint64_t)(token->class != NAMES_FILLER) << i;
    }
    out->counted = ordinary ? ordinary : any;
}

static void compare(struct look *look, size_t reading, const struct variants *const *variants,
                    uint32_t number, bool runs)
{
    const struct index *index = look->watch->index;
    const struct index_name *name = &index->names[number];
    const struct reading *person = &look->subject->readings[reading];
    const uint32_t *tokens = index->name_tokens + name->first_token;
    struct names_token opened[NAMES_TOKENS];
    struct names names = {name->count, opened, false};
    struct names_alike pairs[NAMES_TOKENS * NAMES_TOKENS];
    struct names_side side;
    struct names_found found = {.pairs = pairs};
    for (uint32_t i = 0; i < name->count; i++)
        index_token_open(index, tokens[i], &opened[i]);
    if (runs)
        names_side(&names, look->arena, &side);
    else
        side_of(index, name, &side);
    fill_pairs(&person->names, &names, tokens, variants, pairs);
    if (person->side.whole)
        found.whole_a = names_whole(&person->names, &names, look->arena);
    if (side.whole)
        found.whole_b = names_whole(&names, &person->names, look->arena);
    struct fit fit = {.entry = name->entry, .number = name->number, .reading = reading};
    names_score(&person->side, &side, &found, &fit.match);
    keep(look, &fit);
}

static void look_by_index(struct look *look)
{
    const struct index *index = look->watch->index;
    for (size_t r = 0; r < look->subject->count; r++) {
        const struct reading *reading = &look->subject->readings[r];
        const struct variants *variants[NAMES_TOKENS];
        for (size_t i = 0; i < reading->names.count; i++)
            variants[i] =
                variants_find(look->worker, look->watch, &reading->names.tokens[i], look->arena);
        candidates_find(look->worker, index, reading, variants, look->subject->person, look->arena);
        for (size_t i = 0; i < look->worker->found_count; i++)
            compare(look, r, variants, look->worker->found[i] & ~LOOKING_RUN,
                    look->worker->found[i] & LOOKING_RUN);
    }
}

/* ---- entries by number ---- */

struct numbered {
    struct arena *arena;
    uint32_t *entries;
    size_t count, room;
};

static void add_numbered(void *context, uint32_t entry)
{
    struct numbered *list = context;
    list->entries =
        arena_more(list->arena, list->entries, list->count, &list->room, sizeof *list->entries);
    list->entries[list->count++] = entry;
}

static int ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void once_each(struct numbered *list)
{
    size_t kept = 0;
    if (list->count)
        qsort(list->entries, list->count, sizeof *list->entries, ascending);
    for (size_t i = 0; i < list->count; i++)
        if (kept == 0 || list->entries[kept - 1] != list->entries[i])
            list->entries[kept++] = list->entries[i];
    list->count = kept;
}

/* All names of an entry, whatever its birth date: one that a document finds says how its names compare. */
static void compare_entry(struct fitting *fitting, uint32_t entry)
{
    const struct set_entry *it = &fitting->watch->entries[entry];
    const struct watch_list *list = &fitting->watch->lists[it->source];
    for (uint32_t n = 0; n < it->entry->names; n++) {
        const struct watch_entry_name *name = &list->names[it->entry->first_name + n];
        struct names folded;
        index_fold(watch_list_text(list, name->surname), watch_list_text(list, name->given),
                   fitting->arena, &folded);
        for (size_t r = 0; r < fitting->subject->count; r++) {
            struct fit fit = {.entry = entry, .number = n, .reading = r};
            names_compare(&fitting->subject->readings[r].names, &folded, fitting->arena,
                          &fit.match);
            fitting_keep(fitting, &fit);
        }
    }
}

static bool is_among(const struct numbered *list, uint32_t entry)
{
    return list->count &&
           bsearch(&entry, list->entries, list->count, sizeof *list->entries, ascending);
}

static void look_by_number(struct fitting *fitting, struct numbered *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < fitting->subject->person->document_count; i++)
        index_each(&fitting->watch->index->by_number, hash_bytes(fitting->subject->numbers[i]),
                   add_numbered, list);
    once_each(list);
    for (size_t i = 0; i < fitting->count; i++)
        if (!is_among(list, fitting->fits[i].entry))
            fitting->fits[kept++] = fitting->fits[i];
    fitting->count = kept;
    for (size_t i = 0; i < list->count; i++)
        compare_entry(fitting, list->entries[i]);
}

void fitting_look(struct fitting *fitting, struct watch_worker *worker)
{
    struct look look = {fitting->watch, fitting->subject, worker,       fitting->arena,
                        fitting->fits,  fitting->count,   fitting->room};
    worker->person++;
    look_by_index(&look);
    fitting->fits = look.fits;
    fitting->count = look.count;
    fitting->room = look.room;
}

size_t watch_screen(const struct watch *watch, struct watch_worker *worker,
                    const struct watch_person *person, struct arena *arena, struct watch_hit **out)
{
    struct subject subject;
    struct fitting fitting = {.watch = watch, .subject = &subject, .arena = arena};
    struct numbered numbered = {.arena = arena};
    subject_make(&subject, person, arena);
    fitting_look(&fitting, worker);
    look_by_number(&fitting, &numbered);
    return fitting_judge(&fitting, numbered.entries, numbered.count, out);
}
