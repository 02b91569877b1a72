/* From a person to the hits by the index: which names are compared, and which entries are judged. */
#include <stdlib.h>

#include "base/memory.h"
#include "watch/looking.h"

struct watch_worker *watch_worker_new(void)
{
    struct watch_worker *worker = memory_alloc(sizeof *worker);
    watch_worker_bound(worker, WATCH_LOOKS);
    return worker;
}

void watch_worker_bound(struct watch_worker *worker, uint64_t looks)
{
    worker->looks = looks;
}

void watch_worker_free(struct watch_worker *worker)
{
    if (!worker)
        return;
    variants_forget(worker);
    free(worker->kept);
    free(worker->found);
    free(worker);
}

bool watch_was_cut(const struct watch_worker *worker)
{
    return worker->cut;
}

bool looking_may(struct watch_worker *worker, uint64_t looks)
{
    bool may = worker->left >= looks;
    worker->left -= may ? looks : 0;
    worker->cut = worker->cut || !may;
    return may;
}

/* ---- what fits ---- */

/* By what was found. Initials are alike to a letter's whole part of the index: these are compared here. */
static struct names_alike alike_of(const struct index *index, const struct names_token *one,
                                   uint32_t token, const struct variants *variants)
{
    struct names_token other;
    if (one->class != NAMES_INITIAL && index->tokens[token].class != NAMES_INITIAL)
        return variants_alike(variants, token);
    index_token_open(index, token, &other);
    return names_alike(one, &other);
}

static void fill_pairs(const struct index *index, const struct names *person,
                       const struct index_name *name, const struct found_tokens *found,
                       struct names_alike *pairs)
{
    for (size_t i = 0; i < person->count; i++)
        for (uint32_t j = 0; j < name->count; j++)
            *pairs++ = alike_of(index, &person->tokens[i],
                                index->name_tokens[name->first_token + j], found->of[i]);
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

static void open_name(const struct index *index, const struct index_name *name,
                      struct names_token *tokens, struct names *out)
{
    for (uint32_t i = 0; i < name->count; i++)
        index_token_open(index, index->name_tokens[name->first_token + i], &tokens[i]);
    *out = (struct names){name->count, tokens, false};
}

/* Tokens that may be all of the other name. */
static const struct names_alike *whole_of(const struct index *index, const struct index_name *name,
                                          const struct variants *whole, struct names_alike *out)
{
    for (uint32_t i = 0; i < name->count; i++)
        out[i] = variants_alike(whole, index->name_tokens[name->first_token + i]);
    return out;
}

static void compare(struct fitting *fitting, const struct segment *segment, size_t reading,
                    const struct found_tokens *tokens, uint32_t number, bool runs)
{
    const struct index *index = segment->index;
    const struct index_name *name = &index->names[number];
    uint32_t entry = segment->entries[name->entry];
    const struct reading *person = &fitting->subject->readings[reading];
    struct names_alike pairs[NAMES_TOKENS * NAMES_TOKENS], whole[NAMES_TOKENS];
    struct names_token opened[NAMES_TOKENS];
    struct names names;
    struct names_side side;
    struct names_found found = {.pairs = pairs};
    if (entry == SEGMENT_NONE)
        return;
    side_of(index, name, &side);
    if (runs || person->side.whole)
        open_name(index, name, opened, &names);
    if (runs)
        names_runs(&names, fitting->arena, &side);
    if (person->side.whole)
        found.whole_a = names_whole(&person->names, &names, fitting->arena);
    if (side.whole)
        found.whole_b = whole_of(index, name, tokens->whole, whole);
    fill_pairs(index, &person->names, name, tokens, pairs);
    struct fit fit = {.entry = entry, .number = name->number, .reading = reading};
    names_score(&person->side, &side, &found, &fit.match);
    fitting_keep(fitting, &fit);
}

/* Names and their tokens are far apart: what the next ones need is asked for before. */
static void fetch(const struct index *index, const struct watch_worker *worker, size_t i)
{
    enum { AHEAD = 6 };
    const struct index_name *names = index->names;
    if (i + 3 * AHEAD < worker->found_count)
        __builtin_prefetch(&names[worker->found[i + 3 * AHEAD] & ~LOOKING_RUN]);
    if (i + 2 * AHEAD < worker->found_count)
        __builtin_prefetch(index->name_tokens +
                           names[worker->found[i + 2 * AHEAD] & ~LOOKING_RUN].first_token);
    if (i + AHEAD < worker->found_count) {
        const struct index_name *name = &names[worker->found[i + AHEAD] & ~LOOKING_RUN];
        for (uint32_t t = 0; t < name->count; t++)
            __builtin_prefetch(&index->tokens[index->name_tokens[name->first_token + t]]);
    }
}

static void look_in(struct fitting *fitting, struct watch_worker *worker,
                    const struct segment *segment, size_t r)
{
    const struct reading *reading = &fitting->subject->readings[r];
    const struct index *index = segment->index;
    struct arena *arena = fitting->arena;
    struct found_tokens tokens;
    for (size_t i = 0; i < reading->names.count; i++)
        tokens.of[i] = variants_find(worker, index, &reading->names.tokens[i], arena);
    tokens.whole = variants_whole(worker, index, &reading->names, arena);
    candidates_find(worker, index, reading, &tokens, fitting->subject->person);
    for (size_t i = 0; i < worker->found_count; i++) {
        fetch(index, worker, i);
        if (!looking_may(worker, WATCH_COMPARING))
            break;
        compare(fitting, segment, r, &tokens, worker->found[i] & ~LOOKING_RUN,
                worker->found[i] & LOOKING_RUN);
    }
}

void fitting_look(struct fitting *fitting, struct watch_worker *worker)
{
    const struct watch *watch = fitting->watch;
    worker->person++;
    worker->cut = false;
    for (size_t r = 0; r < fitting->subject->count; r++) {
        /* each its share: one name that is everybody's takes nothing from the others */
        worker->left = worker->looks / fitting->subject->count;
        for (size_t i = 0; i < watch->segment_count; i++)
            look_in(fitting, worker, &watch->segments[i], r);
    }
}

size_t watch_screen(const struct watch *watch, struct watch_worker *worker,
                    const struct watch_person *person, struct arena *arena, struct watch_hit **out)
{
    struct subject subject;
    struct fitting fitting = {.watch = watch, .subject = &subject, .arena = arena};
    struct directly found = {.arena = arena};
    subject_make(&subject, watch, person, arena);
    fitting_look(&fitting, worker);
    directly_find(&fitting, worker, &found);
    return fitting_judge(&fitting, found.entries, found.count, out);
}

/* Names compared between two questions: half a millisecond or so. */
enum { ASKED_EVERY = 2048 };

struct slowly {
    struct arena *arena;
    struct watch_hit *hits;
    size_t count, room;
};

static void add_hits(struct slowly *slowly, const struct watch_hit *hits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        slowly->hits = arena_more(slowly->arena, slowly->hits, slowly->count, &slowly->room,
                                  sizeof *slowly->hits);
        slowly->hits[slowly->count++] = hits[i];
    }
}

/* Entry by entry, so that what fits is kept of one alone. */
size_t watch_screen_slowly(const struct watch *watch, const struct watch_person *person,
                           bool (*go_on)(void *context), void *context, struct arena *arena,
                           struct watch_hit **out)
{
    struct subject subject;
    struct fitting fitting = {.watch = watch, .subject = &subject, .arena = arena};
    struct slowly slowly = {.arena = arena};
    struct arena scratch = {0};
    uint64_t compared = 0;
    bool may = true;
    subject_make(&subject, watch, person, arena);
    for (uint32_t entry = 0; entry < watch->entry_count && may; entry++) {
        struct watch_hit *hits;
        fitting.count = 0;
        fitting_compare(&fitting, entry, &scratch);
        size_t count = fitting_judge(&fitting, &entry, 1, &hits);
        add_hits(&slowly, hits, count);
        arena_reset(&scratch);
        compared += (watch->entries[entry].entry->names + 1) * (subject.count + 1);
        if (go_on && compared > ASKED_EVERY) {
            may = go_on(context);
            compared = 0;
        }
    }
    arena_free(&scratch);
    hits_in_order(slowly.hits, slowly.count);
    *out = slowly.hits;
    return may ? slowly.count : 0;
}
