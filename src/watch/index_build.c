/* Compiling entries: when the names are cut, they are put in order, and all maps are made. */
#include <stdlib.h>

#include "base/memory.h"
#include "sys/crew.h"
#include "watch/building.h"

/* ---- order ---- */

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
        uint64_t counted = build_counted(build, name);
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
    char *bytes = memory_large(size), *at = bytes + sizeof head;
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

enum { BUILDERS = 8 };

struct span index_build(const struct watch *watch, const uint32_t *entries, uint32_t count)
{
    struct build build = {.watch = watch,
                          .entries = entries,
                          .entry_count = count,
                          .crew = crew_start(BUILDERS),
                          .places = {.size = sizeof(uint32_t)}};
#define SECTION(name, type) build.parts[PART_##name].size = sizeof(type);
    INDEX_SECTIONS
#undef SECTION
    build_names(&build);
    put_in_order(&build);
    make_postings(&build);
    build_maps(&build);
    free(build.slots);
    free(build.places.bytes);
    crew_end(build.crew);
    return join(&build);
}
