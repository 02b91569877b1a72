/* Which names are judged. A name that fits shares two names with the person at least, one of which may be an
 * initial, or both have one alone; or neighbours joined are the same. So every such name is found by two of the
 * person's tokens, or by one where either has an initial or one name alone, or by a run. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "watch/looking.h"

/* ---- days of birth ---- */

/* More births than have room go with all days. */
enum { BIRTHS_MOST = 4, OF_ONE_BIRTH = 39 /* its years, 36 with one digit changed, two beside */ };
enum { RANGES_MOST = 1 + BIRTHS_MOST * OF_ONE_BIRTH };

/* from..end: of days, or of numbers of names. */
struct range {
    uint32_t from, end;
};
struct ranges {
    struct range at[INDEX_BLOCKS * RANGES_MOST];
    size_t count;
};

static void add_range(struct ranges *ranges, uint32_t from, uint32_t end)
{
    if (from < end)
        ranges->at[ranges->count++] = (struct range){from, end};
}

static void add_day(struct ranges *days, int year, struct date like)
{
    uint32_t day = index_day(year, like.month, like.day);
    add_range(days, day, day + 1);
}

/* Years in which the same day and month may be the same birth date, written wrongly: see birth.c. */
static void add_other_years(struct ranges *days, struct date day)
{
    static const int steps[] = {1, 10, 100, 1000};
    for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
        int digit = day.year / steps[s] % 10;
        for (int other = 0; other < 10; other++)
            if (other != digit)
                add_day(days, day.year + (other - digit) * steps[s], day);
    }
    add_day(days, day.year - 1, day); /* 1969 and 1970 */
    add_day(days, day.year + 1, day);
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

/* The days of names that may go with one of the person's births. */
static void find_days(const struct watch_person *person, struct ranges *out)
{
    out->count = 0;
    if (person->birth_count == 0 || person->birth_count > BIRTHS_MOST) {
        add_range(out, 0, INDEX_DAY_END);
        return;
    }
    add_range(out, 0, 1);
    for (size_t i = 0; i < person->birth_count; i++) {
        const struct watch_birth *birth = &person->births[i].day;
        struct date from = date_from_day(birth->from), to = date_from_day(birth->to);
        add_range(out, index_day(from.year, 1, 1), index_day(to.year, 12, 31) + 1);
        if (birth->precision == WATCH_PRECISION_DAY)
            add_other_years(out, from);
    }
    tidy(out);
}

/* ---- postings ---- */

/* Blocks that lie side by side: their ranges from first[block] to first[block + 1]. */
struct blocks {
    enum index_block from, to;
};
static const struct blocks all_blocks = {INDEX_INITIALS, INDEX_SEVERAL},
                           with_initials = {INDEX_INITIALS, INDEX_INITIALS},
                           alone = {INDEX_INITIALS, INDEX_SINGLE},
                           several = {INDEX_SEVERAL, INDEX_SEVERAL};

struct finding {
    struct watch_worker *worker;
    const struct index *index;
    const struct reading *reading;
    const struct found_tokens *tokens;
    struct ranges names; /* that may be looked at, by their days; ascending */
    size_t first[INDEX_BLOCKS + 1];
    /* what is looked for now */
    const struct range *from, *end;
    void (*each)(struct finding *finding, struct index_posting posting);
};

static void find_names(struct finding *finding, const struct watch_person *person)
{
    struct ranges days;
    find_days(person, &days);
    for (int block = 0; block < INDEX_BLOCKS; block++) {
        finding->first[block] = finding->names.count;
        for (size_t i = 0; i < days.count; i++)
            add_range(&finding->names,
                      index_first(finding->index, (enum index_block)block, days.at[i].from),
                      index_first(finding->index, (enum index_block)block, days.at[i].end));
    }
    finding->first[INDEX_BLOCKS] = finding->names.count;
}

static void look_for(struct finding *finding, struct blocks blocks,
                     void (*each)(struct finding *finding, struct index_posting posting))
{
    finding->from = finding->names.at + finding->first[blocks.from];
    finding->end = finding->names.at + finding->first[blocks.to + 1];
    finding->each = each;
}

static bool is_looked_for(const struct finding *finding, uint32_t name)
{
    const struct range *at = finding->from, *end = finding->end;
    while (at < end) {
        const struct range *middle = at + (end - at) / 2;
        if (name >= middle->end)
            at = middle + 1;
        else
            end = middle;
    }
    return at < finding->end && name >= at->from;
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

/* Few names are looked at one by one; of many only those within the ranges. */
enum { FEW = 64, AHEAD = 8 };

static void each_posting(struct finding *finding, struct index_postings postings)
{
    const struct index_posting *at = postings.at, *end = postings.end;
    if (end - at <= FEW) {
        if (!looking_may(finding->worker, (uint64_t)(end - at)))
            return;
        for (; at < end; at++)
            if (is_looked_for(finding, at->name))
                finding->each(finding, *at);
        return;
    }
    for (const struct range *range = finding->from; range < finding->end && at < end; range++) {
        at = first_in(at, end, range->from);
        const struct index_posting *last = first_in(at, end, range->end);
        if (!looking_may(finding->worker, (uint64_t)(last - at)))
            return;
        for (; at < last; at++)
            finding->each(finding, *at);
    }
}

/* Calls for each name in these blocks that has one of the tokens. */
static void each_of(struct finding *finding, const struct variants *variants, struct blocks blocks,
                    void (*each)(struct finding *finding, struct index_posting posting))
{
    const struct index_posting *all = finding->index->postings;
    look_for(finding, blocks, each);
    for (size_t i = 0; i < variants->count; i++) {
        const struct variant *one = &variants->at[i];
        if (i + AHEAD < variants->count)
            __builtin_prefetch(all + variants->at[i + AHEAD].first);
        each_posting(finding,
                     (struct index_postings){all + one->first, all + one->first + one->count});
    }
}

static void find_at_once(struct finding *finding, struct index_posting posting)
{
    find_name(finding->worker, posting.name);
}

/* ---- names that share two ---- */

/* The marks of tokens that are alike to one of the person's, other than the one that is looked up. */
static void mark(struct finding *finding, const uint8_t *tokens, size_t count, size_t but, bool on)
{
    struct index_marks *marks = &finding->worker->marks;
    for (size_t i = 0; i < count; i++) {
        const struct variants *variants = finding->tokens->of[tokens[i]];
        for (size_t v = 0; v < variants->count && i != but; v++)
            index_mark(marks, variants->at[v].token, on);
    }
}

static void find_marked(struct finding *finding, struct index_posting posting)
{
    if (index_is_marked(&finding->worker->marks, posting.others))
        find_name(finding->worker, posting.name);
}

/* All tokens but the commonest are looked up: a name that shares two has one of these. */
static void find_several(struct finding *finding, const uint8_t *tokens, size_t count)
{
    size_t commonest = 0;
    for (size_t i = 1; i < count; i++)
        if (finding->tokens->of[tokens[i]]->postings >
            finding->tokens->of[tokens[commonest]]->postings)
            commonest = i;
    for (size_t i = 0; i < count; i++)
        if (i != commonest) {
            mark(finding, tokens, count, i, true);
            each_of(finding, finding->tokens->of[tokens[i]], several, find_marked);
            mark(finding, tokens, count, i, false);
        }
}

/* The person's name in one word of such a script: what the words of a name sound like, joined, is in no map, for few
 * persons need it. All names of the days are looked at, which takes less than other looks. */
enum { WHOLES_A_LOOK = 16 };
static void find_parted(struct finding *finding)
{
    struct whole_words words;
    whole_words_of(&finding->reading->names, &words);
    if (!words.count)
        return;
    const struct whole_names *wholes = whole_names_of(finding->index);
    for (size_t r = 0; r < finding->names.count; r++) {
        const struct range *range = &finding->names.at[r];
        if (!looking_may(finding->worker, (range->end - range->from) / WHOLES_A_LOOK))
            return;
        for (uint32_t name = range->from; name < range->end; name++)
            if (whole_name_may_be(wholes, &words, name))
                find_name(finding->worker, name);
    }
}

/* ---- runs ---- */

static void find_run(struct finding *finding, struct index_posting posting)
{
    find_name(finding->worker, posting.name | LOOKING_RUN);
}

static void find_run_name(void *context, uint32_t name)
{
    struct finding *finding = context;
    if (is_looked_for(finding, name) && looking_may(finding->worker, 1))
        find_name(finding->worker, name | LOOKING_RUN);
}

static void find_run_token(void *context, uint32_t token)
{
    struct finding *finding = context;
    each_posting(finding, index_of_token(finding->index, token));
}

/* A run of the one may be a run of the other, or a token of it. */
static void find_runs(struct finding *finding)
{
    const struct names_side *side = &finding->reading->side;
    look_for(finding, all_blocks, find_run);
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

void candidates_find(struct watch_worker *worker, const struct index *index,
                     const struct reading *reading, const struct found_tokens *found,
                     const struct watch_person *person)
{
    const struct names_side *side = &reading->side;
    struct finding finding = {
        .worker = worker, .index = index, .reading = reading, .tokens = found};
    uint8_t tokens[NAMES_TOKENS];
    size_t count = 0;
    bool initial = false;
    worker->found_count = 0;
    find_names(&finding, person);
    for (size_t i = 0; i < side->count; i++) {
        initial |= side->class[i] == NAMES_INITIAL;
        if (side->counted >> i & 1)
            tokens[count++] = (uint8_t)i;
    }
    struct blocks at_once = initial ? all_blocks : count == 1 ? alone : with_initials;
    for (size_t i = 0; i < count; i++)
        each_of(&finding, found->of[tokens[i]], at_once, find_at_once);
    if (count > 1 && !initial)
        find_several(&finding, tokens, count);
    each_of(&finding, found->whole, all_blocks, find_at_once);
    find_parted(&finding);
    find_runs(&finding);
    put_in_order(worker);
}
