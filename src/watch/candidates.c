/* Which names are judged. A name that fits shares two names with the person at least, one of which may be an
 * initial, or both have one alone; or neighbours joined are the same. So every such name is found by two of the
 * person's tokens, or by one where either has an initial or one name alone, or by a run. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "watch/looking.h"

/* ---- days ---- */

enum { RANGES_MOST = 256 };

/* Numbers of names from..end. */
struct range {
    uint32_t from, end;
};
struct ranges {
    struct range at[RANGES_MOST];
    size_t count;
};

static uint32_t first_at(const struct index *index, uint32_t place)
{
    uint32_t low = 0, high = index->names_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (index->places[middle] < place)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Days from..to of a block. */
static void add_days(const struct index *index, enum index_block block, uint32_t from, uint32_t to,
                     struct ranges *out)
{
    struct range range = {first_at(index, index_place(block, from)),
                          first_at(index, index_place(block, to) + 1)};
    if (range.from < range.end && out->count < RANGES_MOST)
        out->at[out->count++] = range;
}

static void add_years(const struct index *index, enum index_block block, int from, int to,
                      struct ranges *out)
{
    add_days(index, block, index_day(from, 1, 1), index_day(to, 12, 31), out);
}

/* Years in which the same day and month may be the same birth date, written wrongly: see birth.c. */
static void add_other_years(const struct index *index, enum index_block block, struct date day,
                            struct ranges *out)
{
    static const int steps[] = {1, 10, 100, 1000};
    for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
        int digit = day.year / steps[s] % 10;
        for (int other = 0; other < 10; other++) {
            int year = day.year + (other - digit) * steps[s];
            if (other != digit)
                add_days(index, block, index_day(year, day.month, day.day),
                         index_day(year, day.month, day.day), out);
        }
    }
    for (int step = -1; step <= 1; step += 2) /* 1969 and 1970 */
        add_days(index, block, index_day(day.year + step, day.month, day.day),
                 index_day(day.year + step, day.month, day.day), out);
}

static void add_birth(const struct index *index, enum index_block block,
                      const struct watch_birth *birth, struct ranges *out)
{
    struct date from = date_from_day(birth->from), to = date_from_day(birth->to);
    add_years(index, block, from.year, to.year, out);
    if (birth->precision == WATCH_PRECISION_DAY)
        add_other_years(index, block, from, out);
}

static int by_from(const void *a, const void *b)
{
    const struct range *x = a, *y = b;
    return x->from < y->from ? -1 : x->from > y->from;
}

/* Ascending, none in another. */
static void tidy(struct ranges *ranges)
{
    size_t kept = 0;
    if (ranges->count)
        qsort(ranges->at, ranges->count, sizeof *ranges->at, by_from);
    for (size_t i = 0; i < ranges->count; i++)
        if (kept && ranges->at[i].from <= ranges->at[kept - 1].end) {
            if (ranges->at[i].end > ranges->at[kept - 1].end)
                ranges->at[kept - 1].end = ranges->at[i].end;
        } else {
            ranges->at[kept++] = ranges->at[i];
        }
    ranges->count = kept;
}

/* More births than have room for ranges go with all days. */
enum { BIRTHS_MOST = 4 };

static void find_ranges(const struct index *index, const struct watch_person *person,
                        enum index_block block, struct ranges *out)
{
    out->count = 0;
    if (person->birth_count == 0 || person->birth_count > BIRTHS_MOST) {
        add_days(index, block, 0, (UINT32_C(1) << 30) - 2, out);
        return;
    }
    add_days(index, block, 0, 0, out);
    for (size_t i = 0; i < person->birth_count; i++)
        add_birth(index, block, &person->births[i].day, out);
    tidy(out);
}

/* ---- postings ---- */

struct finding {
    struct watch_worker *worker;
    const struct index *index;
    const struct names_side *side;
    const struct variants *variants;
};

static void touch(struct watch_worker *worker, uint32_t name)
{
    if (worker->touched_count == worker->touched_room) {
        worker->touched_room = worker->touched_room ? 2 * worker->touched_room : 4096;
        worker->touched =
            memory_resize(worker->touched, worker->touched_room * sizeof *worker->touched);
    }
    worker->touched[worker->touched_count++] = name;
}

static void find_name(struct watch_worker *worker, uint32_t name)
{
    if (worker->found_count == worker->found_room) {
        worker->found_room = worker->found_room ? 2 * worker->found_room : 1024;
        worker->found = memory_resize(worker->found, worker->found_room * sizeof *worker->found);
    }
    worker->found[worker->found_count++] = name;
}

static const uint32_t *first_in(const uint32_t *at, const uint32_t *end, uint32_t name)
{
    while (at < end) {
        const uint32_t *middle = at + (end - at) / 2;
        if (*middle < name)
            at = middle + 1;
        else
            end = middle;
    }
    return at;
}

/* Calls for each name of a posting within the ranges. */
static void each_in(const struct finding *finding, uint32_t token, const struct ranges *ranges,
                    void (*each)(struct watch_worker *worker, uint32_t name, unsigned number),
                    unsigned number)
{
    const struct index *index = finding->index;
    const uint32_t *at = index->postings + index->tokens[token].first_posting;
    const uint32_t *end = index->postings + index->tokens[token + 1].first_posting;
    for (size_t r = 0; r < ranges->count && at < end; r++)
        for (at = first_in(at, end, ranges->at[r].from); at < end && *at < ranges->at[r].end; at++)
            each(finding->worker, *at, number);
}

static void each_of(const struct finding *finding, size_t number, const struct ranges *ranges,
                    void (*each)(struct watch_worker *worker, uint32_t name, unsigned number))
{
    for (size_t i = 0; i < finding->variants->of_count[number]; i++)
        each_in(finding, finding->variants->tokens[finding->variants->of_token[number][i]], ranges,
                each, (unsigned)number);
}

/* Each token counts once a name. */
static void count_up(struct watch_worker *worker, uint32_t name, unsigned number)
{
    if (worker->counts[name] == 0)
        touch(worker, name);
    else if (worker->last[name] == number)
        return;
    worker->last[name] = (uint8_t)number;
    worker->counts[name]++;
}

static void find_at_once(struct watch_worker *worker, uint32_t name, unsigned number)
{
    (void)number;
    find_name(worker, name);
}

static void find_run(struct watch_worker *worker, uint32_t name, unsigned number)
{
    (void)number;
    find_name(worker, name | LOOKING_RUN);
}

static size_t postings_of(const struct finding *finding, size_t number)
{
    size_t sum = 0;
    for (size_t i = 0; i < finding->variants->of_count[number]; i++) {
        uint32_t token = finding->variants->tokens[finding->variants->of_token[number][i]];
        sum += finding->index->tokens[token + 1].first_posting -
               finding->index->tokens[token].first_posting;
    }
    return sum;
}

/* Whether a name that was touched once has the token with most postings, too. */
static bool has_variant(const struct finding *finding, uint32_t name, size_t number)
{
    const struct index_name *it = &finding->index->names[name];
    for (uint32_t i = 0; i < it->count; i++) {
        const struct names_alike *row =
            variants_row(finding->variants, finding->index->name_tokens[it->first_token + i]);
        if (row && row[number].alike)
            return true;
    }
    return false;
}

/* Names that share two: all tokens but the commonest are counted, which is looked for in the names that have one
 * of the others. */
static void find_several(const struct finding *finding, const struct ranges *ranges,
                         const uint8_t *tokens, size_t count)
{
    struct watch_worker *worker = finding->worker;
    size_t commonest = 0;
    for (size_t i = 1; i < count; i++)
        if (postings_of(finding, tokens[i]) > postings_of(finding, tokens[commonest]))
            commonest = i;
    for (size_t i = 0; i < count; i++)
        if (i != commonest)
            each_of(finding, tokens[i], ranges, count_up);
    for (size_t i = 0; i < worker->touched_count; i++) {
        uint32_t name = worker->touched[i];
        if (worker->counts[name] >= 2 || has_variant(finding, name, tokens[commonest]))
            find_name(worker, name);
        worker->counts[name] = 0;
    }
    worker->touched_count = 0;
}

/* ---- runs ---- */

struct running {
    const struct finding *finding;
    const struct ranges *ranges; /* of all blocks */
};

static void find_run_name(void *context, uint32_t name)
{
    struct running *running = context;
    for (int block = 0; block < INDEX_BLOCKS; block++)
        for (size_t r = 0; r < running->ranges[block].count; r++)
            if (name >= running->ranges[block].at[r].from &&
                name < running->ranges[block].at[r].end) {
                find_name(running->finding->worker, name | LOOKING_RUN);
                return;
            }
}

/* A token that is neighbours of the person joined. */
static void find_run_token(void *context, uint32_t token)
{
    struct running *running = context;
    for (int block = 0; block < INDEX_BLOCKS; block++)
        each_in(running->finding, token, &running->ranges[block], find_run, 0);
}

static void find_runs(const struct finding *finding, const struct ranges *ranges)
{
    struct running running = {finding, ranges};
    for (size_t r = 0; r < finding->side->run_count; r++) {
        const struct names_run *run = &finding->side->runs[r];
        for (size_t k = 0; k < run->keys; k++) {
            index_each(&finding->index->by_run, run->at[k], find_run_name, &running);
            if (run->size > 1)
                index_each(&finding->index->by_sound, run->at[k], find_run_token, &running);
        }
    }
}

/* ---- all ---- */

static uint32_t number_of(uint32_t found)
{
    return found & ~LOOKING_RUN;
}

static int ascending(const void *a, const void *b)
{
    uint32_t x = number_of(*(const uint32_t *)a), y = number_of(*(const uint32_t *)b);
    return x < y ? -1 : x > y;
}

static void put_in_order(struct watch_worker *worker)
{
    size_t kept = 0;
    if (worker->found_count)
        qsort(worker->found, worker->found_count, sizeof *worker->found, ascending);
    for (size_t i = 0; i < worker->found_count; i++)
        if (kept && number_of(worker->found[kept - 1]) == number_of(worker->found[i]))
            worker->found[kept - 1] |= worker->found[i];
        else
            worker->found[kept++] = worker->found[i];
    worker->found_count = kept;
}

static void make_room(struct watch_worker *worker, const struct index *index)
{
    if (worker->names >= index->names_count)
        return;
    free(worker->counts);
    free(worker->last);
    worker->counts = memory_alloc(index->names_count);
    worker->last = memory_alloc(index->names_count);
    worker->names = index->names_count;
}

void candidates_find(struct watch_worker *worker, const struct index *index,
                     const struct names_side *side, const struct variants *variants,
                     const struct watch_person *person)
{
    struct finding finding = {worker, index, side, variants};
    struct ranges ranges[INDEX_BLOCKS];
    uint8_t tokens[NAMES_TOKENS];
    size_t count = 0;
    bool initial = false;
    make_room(worker, index);
    worker->found_count = 0;
    for (int block = 0; block < INDEX_BLOCKS; block++)
        find_ranges(index, person, (enum index_block)block, &ranges[block]);
    for (size_t i = 0; i < side->count; i++) {
        initial |= side->class[i] == NAMES_INITIAL;
        if (side->counted >> i & 1)
            tokens[count++] = (uint8_t)i;
    }
    for (size_t i = 0; i < count; i++) {
        each_of(&finding, tokens[i], &ranges[INDEX_INITIALS], find_at_once);
        if (count == 1 || initial)
            each_of(&finding, tokens[i], &ranges[INDEX_SINGLE], find_at_once);
        if (initial)
            each_of(&finding, tokens[i], &ranges[INDEX_SEVERAL], find_at_once);
    }
    if (count > 1 && !initial)
        find_several(&finding, &ranges[INDEX_SEVERAL], tokens, count);
    find_runs(&finding, ranges);
    put_in_order(worker);
}

/* ---- the slow way ---- */

static bool has_key(const struct names_side *side, size_t least_size, uint32_t hash)
{
    for (size_t r = 0; r < side->run_count; r++)
        for (size_t k = 0; side->runs[r].size >= least_size && k < side->runs[r].keys; k++)
            if ((uint32_t)(side->runs[r].at[k] >> 32) == hash)
                return true;
    return false;
}

static bool token_is_run(const struct index *index, uint32_t token, const struct names_side *side)
{
    const struct index_token *it = &index->tokens[token];
    for (uint32_t k = 0; k < it->keys; k++)
        if (has_key(side, 2, (uint32_t)(index->keys[it->first_key + k] >> 32)))
            return true;
    return false;
}

uint64_t *runs_all(const struct index *index, const struct names_side *side, struct arena *arena)
{
    uint64_t *names = arena_array(arena, uint64_t, index->names_count / 64 + 1);
    uint64_t *tokens = arena_array(arena, uint64_t, index->tokens_count / 64 + 1);
    for (uint32_t i = 0; i < index->runs_count; i++)
        if (has_key(side, 1, index->runs[i].hash))
            names[index->runs[i].value / 64] |= UINT64_C(1) << index->runs[i].value % 64;
    for (uint32_t i = 0; i + 1 < index->tokens_count; i++)
        if (token_is_run(index, i, side))
            tokens[i / 64] |= UINT64_C(1) << i % 64;
    for (uint32_t n = 0; n < index->names_count; n++)
        for (uint32_t i = 0; i < index->names[n].count; i++) {
            uint32_t token = index->name_tokens[index->names[n].first_token + i];
            if (tokens[token / 64] >> token % 64 & 1)
                names[n / 64] |= UINT64_C(1) << n % 64;
        }
    return names;
}
