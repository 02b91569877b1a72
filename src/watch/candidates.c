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

/* Days from..to of a block. */
static void add_days(const struct index *index, enum index_block block, uint32_t from, uint32_t to,
                     struct ranges *out)
{
    struct range range = {index_first(index, block, from), index_first(index, block, to + 1)};
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
enum { BIRTHS_MOST = 4, OF_ONE_BIRTH = 39 /* its years, 36 with one digit changed, two beside */ };
_Static_assert(1 + BIRTHS_MOST * OF_ONE_BIRTH <= RANGES_MOST, "no range is left out");

static bool any_day(const struct watch_person *person)
{
    return person->birth_count == 0 || person->birth_count > BIRTHS_MOST;
}

static void find_ranges(const struct index *index, const struct watch_person *person,
                        enum index_block block, struct ranges *out)
{
    out->count = 0;
    if (any_day(person)) {
        add_days(index, block, 0, (UINT32_C(1) << 30) - 2, out);
        return;
    }
    add_days(index, block, 0, 0, out);
    for (size_t i = 0; i < person->birth_count; i++)
        add_birth(index, block, &person->births[i].day, out);
    tidy(out);
}

/* One digit of the year, or one year. */
static bool is_other_year(int a, int b)
{
    unsigned digits = 0;
    if (abs(a - b) == 1)
        return true;
    for (; a || b; a /= 10, b /= 10)
        digits += a % 10 != b % 10;
    return digits == 1;
}

/* Whether a place lies in the ranges: for few places it takes less than looking for them. */
static bool may_go(const struct watch_person *person, uint32_t place)
{
    uint32_t day = place & ((UINT32_C(1) << 30) - 1);
    if (day == 0 || any_day(person))
        return true;
    int year = index_year(day);
    for (size_t i = 0; i < person->birth_count; i++) {
        const struct watch_birth *birth = &person->births[i].day;
        struct date from = date_from_day(birth->from), to = date_from_day(birth->to);
        if (year >= from.year && year <= to.year)
            return true;
        if (birth->precision == WATCH_PRECISION_DAY &&
            day == index_day(year, from.month, from.day) && is_other_year(year, from.year))
            return true;
    }
    return false;
}

/* ---- postings ---- */

struct finding {
    struct watch_worker *worker;
    const struct index *index;
    const struct reading *reading;
    const struct variants *const *variants;
    const struct watch_person *person;
    struct ranges ranges[INDEX_BLOCKS];
    unsigned blocks; /* a bit for each that is looked into now */
    unsigned number; /* the token that is looked for now */
    void (*each)(struct finding *finding, uint32_t name);
};

static void find_name(struct watch_worker *worker, uint32_t name)
{
    if (worker->found_count == worker->found_room) {
        worker->found_room = worker->found_room ? 2 * worker->found_room : 1024;
        worker->found = memory_resize(worker->found, worker->found_room * sizeof *worker->found);
    }
    worker->found[worker->found_count++] = name;
}

static const struct index_posting *first_in(const struct index_posting *at,
                                            const struct index_posting *end, uint32_t name)
{
    while (at < end) {
        const struct index_posting *middle = at + (end - at) / 2;
        if (middle->name < name)
            at = middle + 1;
        else
            end = middle;
    }
    return at;
}

static void take(struct finding *finding, struct index_posting posting)
{
    if ((finding->blocks >> (posting.place >> 30) & 1) && may_go(finding->person, posting.place))
        finding->each(finding, posting.name);
}

/* Few names are looked at one by one; of many only those within the ranges. */
enum { FEW = 48, AHEAD = 8 };

static void each_posting(struct finding *finding, struct index_postings postings)
{
    const struct index_posting *at = postings.at, *end = postings.end;
    if (end - at <= FEW) {
        for (; at < end; at++)
            take(finding, *at);
        return;
    }
    for (int block = 0; block < INDEX_BLOCKS; block++)
        for (size_t r = 0; (finding->blocks >> block & 1) && r < finding->ranges[block].count;
             r++) {
            const struct range *range = &finding->ranges[block].at[r];
            for (at = first_in(at, end, range->from); at < end && at->name < range->end; at++)
                finding->each(finding, at->name);
        }
}

static void each_of_variant(struct finding *finding, const struct variant *variant)
{
    const struct index_posting *at = finding->index->postings + variant->first;
    each_posting(finding, (struct index_postings){at, at + variant->count});
}

static void look_for(struct finding *finding, unsigned number, unsigned blocks,
                     void (*each)(struct finding *finding, uint32_t name))
{
    finding->number = number;
    finding->blocks = blocks;
    finding->each = each;
}

/* Calls for each name in these blocks that has a token alike to that of the person. */
static void each_of(struct finding *finding, unsigned number, unsigned blocks,
                    void (*each)(struct finding *finding, uint32_t name))
{
    const struct variants *variants = finding->variants[number];
    look_for(finding, number, blocks, each);
    for (size_t i = 0; i < variants->count; i++) {
        if (i + AHEAD < variants->count)
            __builtin_prefetch(finding->index->postings + variants->at[i + AHEAD].first);
        each_of_variant(finding, &variants->at[i]);
    }
}

/* ---- names that share two ---- */

static uint32_t slot_of(const struct watch_worker *worker, uint32_t name)
{
    return name * UINT32_C(2654435761) >> 7 & (uint32_t)(2 * worker->sharing_room - 1);
}

static uint32_t free_slot(const struct watch_worker *worker, uint32_t name)
{
    uint32_t at = slot_of(worker, name);
    while (worker->slots[at])
        at = (at + 1) & (uint32_t)(2 * worker->sharing_room - 1);
    return at;
}

static void grow_sharing(struct watch_worker *worker)
{
    worker->sharing_room = worker->sharing_room ? 2 * worker->sharing_room : 4096;
    worker->sharing =
        memory_resize(worker->sharing, worker->sharing_room * sizeof *worker->sharing);
    free(worker->slots);
    worker->slots = memory_alloc(2 * worker->sharing_room * sizeof *worker->slots);
    for (uint32_t i = 0; i < worker->sharing_count; i++) {
        struct sharing *one = &worker->sharing[i];
        one->slot = free_slot(worker, one->name);
        worker->slots[one->slot] = i + 1;
    }
}

static void forget_sharing(struct watch_worker *worker)
{
    for (size_t i = 0; i < worker->sharing_count; i++)
        worker->slots[worker->sharing[i].slot] = 0;
    worker->sharing_count = 0;
}

/* Of one token of the person a name has one at the most, of another one more. */
static void share(struct finding *finding, uint32_t name)
{
    struct watch_worker *worker = finding->worker;
    if (worker->sharing_count == worker->sharing_room)
        grow_sharing(worker);
    uint32_t at = slot_of(worker, name);
    for (; worker->slots[at]; at = (at + 1) & (uint32_t)(2 * worker->sharing_room - 1)) {
        struct sharing *one = &worker->sharing[worker->slots[at] - 1];
        if (one->name != name)
            continue;
        if (one->token != finding->number && !one->found)
            find_name(worker, name), one->found = true;
        return;
    }
    worker->sharing[worker->sharing_count++] =
        (struct sharing){name, at, (uint8_t)finding->number, false};
    worker->slots[at] = (uint32_t)worker->sharing_count;
}

static void find_at_once(struct finding *finding, uint32_t name)
{
    find_name(finding->worker, name);
}

static void find_run(struct finding *finding, uint32_t name)
{
    find_name(finding->worker, name | LOOKING_RUN);
}

static bool has_variant(const struct finding *finding, uint32_t name, size_t number)
{
    const struct index_name *it = &finding->index->names[name];
    for (uint32_t i = 0; i < it->count; i++)
        if (variants_alike(finding->variants[number],
                           finding->index->name_tokens[it->first_token + i])
                .alike)
            return true;
    return false;
}

/* Names are far apart: what is needed of those that come later is asked for before. */
static void fetch(const struct finding *finding, size_t i)
{
    const struct watch_worker *worker = finding->worker;
    const struct index_name *names = finding->index->names;
    if (i + 2 * AHEAD < worker->sharing_count)
        __builtin_prefetch(&names[worker->sharing[i + 2 * AHEAD].name]);
    if (i + AHEAD < worker->sharing_count)
        __builtin_prefetch(finding->index->name_tokens +
                           names[worker->sharing[i + AHEAD].name].first_token);
}

/* Names that share two: all tokens but the commonest are looked up, which is looked for in the names that have one
 * of the others. */
static void find_several(struct finding *finding, const uint8_t *tokens, size_t count)
{
    struct watch_worker *worker = finding->worker;
    size_t commonest = 0;
    for (size_t i = 1; i < count; i++)
        if (finding->variants[tokens[i]]->postings > finding->variants[tokens[commonest]]->postings)
            commonest = i;
    for (size_t i = 0; i < count; i++)
        if (i != commonest)
            each_of(finding, tokens[i], 1u << INDEX_SEVERAL, share);
    for (size_t i = 0; i < worker->sharing_count; i++) {
        const struct sharing *one = &worker->sharing[i];
        fetch(finding, i);
        if (!one->found && has_variant(finding, one->name, tokens[commonest]))
            find_name(worker, one->name);
    }
    forget_sharing(worker);
}

static void find_token(void *context, uint32_t token)
{
    struct finding *finding = context;
    each_posting(finding, index_of_token(finding->index, token));
}

/* Names of one word in a script that does not part words: it may be all of the person's. */
static void find_whole(struct finding *finding, struct arena *arena)
{
    const struct names *names = &finding->reading->names;
    if (names->count < 2 || names->count > NAMES_WHOLE)
        return;
    finding->blocks = (1u << INDEX_BLOCKS) - 1;
    finding->each = find_at_once;
    for (size_t first = 0; first < names->count; first++) {
        const struct names_token word = {.text = names_joined(names, first, names->count, arena),
                                         .script = NAMES_LATIN};
        uint64_t codes[NAMES_COARSE];
        for (size_t c = names_coarse(&word, NAMES_HANGUL, codes); c-- > 0;)
            index_each(&finding->index->by_other, codes[c], find_token, finding);
    }
}

/* ---- runs ---- */

static void find_run_name(void *context, uint32_t name)
{
    struct finding *finding = context;
    take(finding, (struct index_posting){name, finding->index->places[name]});
}

static void find_runs(struct finding *finding)
{
    const struct names_side *side = &finding->reading->side;
    finding->blocks = (1u << INDEX_BLOCKS) - 1;
    finding->each = find_run;
    for (size_t r = 0; r < side->run_count; r++)
        for (size_t k = 0; k < side->runs[r].keys; k++) {
            index_each(&finding->index->by_run, side->runs[r].at[k], find_run_name, finding);
            if (side->runs[r].size > 1)
                index_each(&finding->index->by_sound, side->runs[r].at[k], find_token, finding);
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

void candidates_find(struct watch_worker *worker, const struct index *index,
                     const struct reading *reading, const struct variants *const *variants,
                     const struct watch_person *person, struct arena *arena)
{
    const struct names_side *side = &reading->side;
    struct finding finding = {.worker = worker,
                              .index = index,
                              .reading = reading,
                              .variants = variants,
                              .person = person};
    uint8_t tokens[NAMES_TOKENS];
    size_t count = 0;
    bool initial = false;
    worker->found_count = 0;
    for (int block = 0; block < INDEX_BLOCKS; block++)
        find_ranges(index, person, (enum index_block)block, &finding.ranges[block]);
    for (size_t i = 0; i < side->count; i++) {
        initial |= side->class[i] == NAMES_INITIAL;
        if (side->counted >> i & 1)
            tokens[count++] = (uint8_t)i;
    }
    unsigned at_once = initial      ? (1u << INDEX_BLOCKS) - 1
                       : count == 1 ? 1u << INDEX_INITIALS | 1u << INDEX_SINGLE
                                    : 1u << INDEX_INITIALS;
    for (size_t i = 0; i < count; i++)
        each_of(&finding, tokens[i], at_once, find_at_once);
    if (count > 1 && !initial)
        find_several(&finding, tokens, count);
    find_whole(&finding, arena);
    find_runs(&finding);
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
