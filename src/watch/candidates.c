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
enum { FEW = 48 };

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

static void each_of_token(struct finding *finding, uint32_t token)
{
    each_posting(finding, index_of_token(finding->index, token));
}

/* Names with a token in another script that may be the one that is looked for. */
static void each_sounding(struct finding *finding)
{
    static const enum names_script kinds[] = {NAMES_CYRILLIC, NAMES_HANGUL};
    const struct names_token *token = &finding->reading->names.tokens[finding->number];
    uint64_t codes[NAMES_COARSE];
    if (token->script != NAMES_LATIN || token->class == NAMES_INITIAL)
        return;
    for (int k = 0; k < 2; k++)
        for (size_t c = names_coarse(token, kinds[k], codes); c-- > 0;)
            each_posting(finding, index_of_sounding(finding->index, codes[c]));
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
    for (size_t i = 0; i < variants->count; i++)
        each_of_token(finding, variants->at[i].token);
    each_sounding(finding);
}

/* Each token counts once a name. */
static void count_up(struct finding *finding, uint32_t name)
{
    struct watch_worker *worker = finding->worker;
    if (worker->counts[name] == 0)
        touch(worker, name);
    else if (worker->last[name] == finding->number)
        return;
    worker->last[name] = (uint8_t)finding->number;
    worker->counts[name]++;
}

static void find_at_once(struct finding *finding, uint32_t name)
{
    find_name(finding->worker, name);
}

static void find_run(struct finding *finding, uint32_t name)
{
    find_name(finding->worker, name | LOOKING_RUN);
}

static size_t postings_of(const struct finding *finding, size_t number)
{
    const struct variants *variants = finding->variants[number];
    size_t sum = 0;
    for (size_t i = 0; i < variants->count; i++) {
        struct index_postings postings = index_of_token(finding->index, variants->at[i].token);
        sum += (size_t)(postings.end - postings.at);
    }
    return sum;
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

/* Names that share two: all tokens but the commonest are counted, which is looked for in the names that have one
 * of the others. What it may be in other scripts is counted, too: that a name has it takes long to tell. */
static void find_several(struct finding *finding, const uint8_t *tokens, size_t count)
{
    struct watch_worker *worker = finding->worker;
    size_t commonest = 0;
    for (size_t i = 1; i < count; i++)
        if (postings_of(finding, tokens[i]) > postings_of(finding, tokens[commonest]))
            commonest = i;
    for (size_t i = 0; i < count; i++)
        if (i != commonest)
            each_of(finding, tokens[i], 1u << INDEX_SEVERAL, count_up);
    look_for(finding, tokens[commonest], 1u << INDEX_SEVERAL, count_up);
    each_sounding(finding);
    for (size_t i = 0; i < worker->touched_count; i++) {
        uint32_t name = worker->touched[i];
        if (worker->counts[name] >= 2 || has_variant(finding, name, tokens[commonest]))
            find_name(worker, name);
        worker->counts[name] = 0;
    }
    worker->touched_count = 0;
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
            each_posting(finding, index_of_sounding(finding->index, codes[c]));
    }
}

/* The person's name in one word of such a script: what the words of a name sound like, joined, is in no map, for few
 * persons need it. All names of the days are looked at. */
static void find_parted(struct finding *finding)
{
    struct whole_words words;
    whole_words_of(&finding->reading->names, &words);
    if (!words.count)
        return;
    const struct whole_names *wholes = whole_names_of(finding->worker, finding->index);
    for (int block = 0; block < INDEX_BLOCKS; block++)
        for (size_t r = 0; r < finding->ranges[block].count; r++) {
            const struct range *range = &finding->ranges[block].at[r];
            for (uint32_t name = range->from; name < range->end; name++)
                if (whole_name_may_be(wholes, &words, name))
                    find_name(finding->worker, name);
        }
}

/* ---- runs ---- */

static void find_run_name(void *context, uint32_t name)
{
    struct finding *finding = context;
    take(finding, (struct index_posting){name, finding->index->places[name]});
}

/* A token that is neighbours of the person joined. */
static void find_run_token(void *context, uint32_t token)
{
    each_of_token(context, token);
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
                index_each(&finding->index->by_sound, side->runs[r].at[k], find_run_token, finding);
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
    make_room(worker, index);
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
    find_parted(&finding);
    find_runs(&finding);
    put_in_order(worker);
}
