/* Entries are found in two ways: as a screening finds them, with no birth date and no threshold; and by each name
 * that the person has, alone. Each is then judged by all of its names. */
#include "watch/near.h"

#include <stdlib.h>

#include "watch/looking.h"

enum {
    FITS_MOST = 2000, /* names that are looked at of those that fit but for the birth date */
    POSTINGS_MOST =
        4000 /* names that all tokens together may stand in to be looked up by themselves */
};

const char *near_reason_word(enum near_reason reason)
{
    static const char *const words[] = {
#define NEAR(name, word) word,
#include "watch/near.def"
#undef NEAR
    };
    return words[reason];
}

struct nearing {
    const struct watch *watch;
    struct watch_worker *worker;
    const struct subject *subject;
    struct arena *arena;
    uint32_t *entries;
    size_t count, room;
    size_t postings; /* looked up by tokens so far */
    bool cut;
};

static void add_entry(struct nearing *nearing, uint32_t entry)
{
    nearing->entries = arena_more(nearing->arena, nearing->entries, nearing->count, &nearing->room,
                                  sizeof *nearing->entries);
    nearing->entries[nearing->count++] = entry;
}

/* The number of the entry of a hit; UINT32_MAX when the set has none such. */
static uint32_t number_of(const struct watch *watch, const struct watch_hit *hit)
{
    uint32_t first = 0;
    for (size_t i = 0; i < watch->source_count; i++) {
        const struct watch_list *list = &watch->lists[i];
        const struct watch_entry *entry =
            watch->sources[i].list == hit->list ? watch_list_find(list, hit->entry) : NULL;
        if (entry)
            return first + (uint32_t)(entry - list->entries);
        first += list->header->entries;
    }
    return UINT32_MAX;
}

/* The most alike first. */
static int by_alike(const void *a, const void *b)
{
    const struct fit *x = a, *y = b;
    if (x->match.score != y->match.score)
        return x->match.score > y->match.score ? -1 : 1;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* Names as a screening finds them, whatever the birth date: of very many the most alike. */
static void find_undated(struct nearing *nearing, const struct watch_person *person)
{
    struct watch_person undated = *person;
    struct subject subject = *nearing->subject;
    struct fitting fitting = {
        .watch = nearing->watch, .subject = &subject, .arena = nearing->arena};
    undated.birth_count = 0;
    subject.person = &undated;
    fitting_look(&fitting, nearing->worker);
    if (fitting.count)
        qsort(fitting.fits, fitting.count, sizeof *fitting.fits, by_alike);
    nearing->cut |= fitting.count > FITS_MOST || watch_was_cut(nearing->worker);
    for (size_t i = 0; i < fitting.count && i < FITS_MOST; i++)
        add_entry(nearing, fitting.fits[i].entry);
}

/* All entries of a segment that have the token in one of its spellings. */
static void find_by_token(struct nearing *nearing, const struct segment *segment,
                          const struct names_token *token)
{
    const struct index *index = segment->index;
    const struct variants *variants = variants_find(nearing->worker, index, token, nearing->arena);
    if (nearing->postings + variants->postings > POSTINGS_MOST) {
        nearing->cut = true;
        return;
    }
    nearing->postings += variants->postings;
    for (size_t i = 0; i < variants->count; i++) {
        const struct index_posting *at = index->postings + variants->at[i].first;
        for (uint32_t p = 0; p < variants->at[i].count; p++)
            add_entry(nearing, segment->entries[index->names[at[p].name].entry]);
    }
}

static void find_by_tokens(struct nearing *nearing)
{
    for (size_t r = 0; r < nearing->subject->count; r++) {
        const struct names *names = &nearing->subject->readings[r].names;
        nearing->worker->person++; /* what was found of tokens before may be let go */
        for (size_t i = 0; i < names->count; i++)
            for (size_t s = 0;
                 names->tokens[i].class == NAMES_ORDINARY && s < nearing->watch->segment_count; s++)
                find_by_token(nearing, &nearing->watch->segments[s], &names->tokens[i]);
    }
}

static int ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Once each, without those that are hits. */
static void tidy(struct nearing *nearing, const struct watch_hit *hits, size_t hit_count)
{
    size_t kept = 0;
    uint32_t *known = arena_array(nearing->arena, uint32_t, hit_count + 1);
    for (size_t i = 0; i < hit_count; i++)
        known[i] = number_of(nearing->watch, &hits[i]);
    if (nearing->count)
        qsort(nearing->entries, nearing->count, sizeof *nearing->entries, ascending);
    for (size_t i = 0; i < nearing->count; i++) {
        uint32_t entry = nearing->entries[i];
        bool left_out = entry == UINT32_MAX || (kept && nearing->entries[kept - 1] == entry);
        for (size_t k = 0; k < hit_count && !left_out; k++)
            left_out = known[k] == entry;
        if (!left_out)
            nearing->entries[kept++] = entry;
    }
    nearing->count = kept;
}

/* Of an entry the names that share something with the person's. */
struct sharing {
    struct fit *fits;
    size_t count;
};

static void keep_sharing(void *context, const struct fit *fit)
{
    struct sharing *sharing = context;
    if (fit->match.names > 0)
        sharing->fits[sharing->count++] = *fit;
}

static struct sharing compare(const struct nearing *nearing, uint32_t entry, struct arena *arena)
{
    size_t most = nearing->watch->entries[entry].entry->names * nearing->subject->count;
    struct sharing out = {arena_array(arena, struct fit, most + 1), 0};
    entry_compare(nearing->watch, nearing->subject, entry, arena, keep_sharing, &out);
    return out;
}

struct judged {
    uint32_t entry;
    struct judgement judgement;
    unsigned why;
};

static int by_score(const void *a, const void *b)
{
    const struct judged *x = a, *y = b;
    if (x->judgement.score != y->judgement.score)
        return x->judgement.score > y->judgement.score ? -1 : 1;
    return x->entry < y->entry ? -1 : x->entry > y->entry; /* that is by list, then by id */
}

static struct judged *judge_entries(const struct nearing *nearing, size_t *count)
{
    struct judged *all = arena_array(nearing->arena, struct judged, nearing->count + 1);
    struct arena scratch = {0};
    *count = 0;
    for (size_t i = 0; i < nearing->count; i++) {
        struct judged *one = &all[*count];
        struct sharing sharing = compare(nearing, nearing->entries[i], &scratch);
        if (sharing.count) {
            one->entry = nearing->entries[i];
            one->why = judge_near(nearing->watch, nearing->subject, one->entry, sharing.fits,
                                  sharing.count, &one->judgement);
        }
        if (sharing.count && one->judgement.score >= NEAR_LEAST) {
            struct fit *copy = arena_new(nearing->arena, struct fit);
            *copy = *one->judgement.fit;
            one->judgement.fit = copy;
            ++*count;
        }
        arena_reset(&scratch);
    }
    arena_free(&scratch);
    if (*count)
        qsort(all, *count, sizeof *all, by_score);
    return all;
}

void watch_near(const struct watch *watch, struct watch_worker *worker,
                const struct watch_person *person, const struct watch_hit *hits, size_t hit_count,
                size_t most, struct arena *arena, struct watch_near_found *out)
{
    struct subject subject;
    struct nearing nearing = {
        .watch = watch, .worker = worker, .subject = &subject, .arena = arena};
    size_t count;
    subject_make(&subject, watch, person, arena);
    find_undated(&nearing, person);
    find_by_tokens(&nearing);
    tidy(&nearing, hits, hit_count);
    const struct judged *all = judge_entries(&nearing, &count);
    *out = (struct watch_near_found){.count = count < most ? count : most, .cut = nearing.cut};
    out->more = count - out->count;
    out->near = arena_array(arena, struct watch_near, out->count + 1);
    for (size_t i = 0; i < out->count; i++) {
        explain(watch, &subject, all[i].entry, &all[i].judgement, arena, &out->near[i].hit);
        out->near[i].why = all[i].why;
    }
}

struct span watch_hit_name(const struct watch *watch, const struct watch_hit *hit,
                           struct arena *arena)
{
    uint32_t number = number_of(watch, hit);
    if (number == UINT32_MAX)
        return (struct span){"", 0};
    const struct set_entry *it = &watch->entries[number];
    return watch_list_name(&watch->lists[it->source], it->entry, arena);
}
