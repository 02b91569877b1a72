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

/* What is looked for now: names of some blocks, by their days, and of those where two must be shared the ones that
 * have a mark. */
struct finding {
    struct watch_worker *worker;
    const struct index *index;
    const struct reading *reading;
    const struct found_tokens *tokens;
    const struct ranges *days;
    struct ranges names; /* that may be looked at; ascending */
    uint32_t marked;     /* names from here on have to have a mark */
    uint32_t run;        /* LOOKING_RUN or 0: how they are found */
};

/* A set of blocks, 1 << enum index_block. */
enum {
    OF_INITIALS = 1 << INDEX_INITIALS,
    OF_SINGLE = 1 << INDEX_SINGLE,
    OF_SEVERAL = 1 << INDEX_SEVERAL,
    OF_ALL = OF_INITIALS | OF_SINGLE | OF_SEVERAL
};

static void look_for(struct finding *finding, unsigned blocks)
{
    finding->names.count = 0;
    finding->marked = UINT32_MAX;
    finding->run = 0;
    for (int block = 0; block < INDEX_BLOCKS; block++)
        for (size_t i = 0; blocks >> block & 1 && i < finding->days->count; i++)
            add_range(
                &finding->names,
                index_first(finding->index, (enum index_block)block, finding->days->at[i].from),
                index_first(finding->index, (enum index_block)block, finding->days->at[i].end));
}

static bool is_looked_for(const struct finding *finding, uint32_t name)
{
    const struct range *at = finding->names.at, *end = at + finding->names.count;
    while (at < end) {
        const struct range *middle = at + (end - at) / 2;
        if (name >= middle->end)
            at = middle + 1;
        else
            end = middle;
    }
    return at < finding->names.at + finding->names.count && name >= at->from;
}

static void find_name(struct finding *finding, uint32_t name)
{
    struct watch_worker *worker = finding->worker;
    if (worker->found_count == worker->found_room) {
        worker->found_room = worker->found_room ? 2 * worker->found_room : 1024;
        worker->found = memory_resize(worker->found, worker->found_room * sizeof *worker->found);
    }
    worker->found[worker->found_count++] = name | finding->run;
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

static inline bool has_mark(const struct finding *finding, struct index_posting posting)
{
    return posting.name < finding->marked ||
           index_is_marked(&finding->worker->marks, posting.others);
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
            if (has_mark(finding, *at) && is_looked_for(finding, at->name))
                find_name(finding, at->name);
        return;
    }
    for (size_t r = 0; r < finding->names.count && at < end; r++) {
        at = first_in(at, end, finding->names.at[r].from);
        const struct index_posting *last = first_in(at, end, finding->names.at[r].end);
        if (!looking_may(finding->worker, (uint64_t)(last - at)))
            return;
        for (; at < last; at++)
            if (has_mark(finding, *at))
                find_name(finding, at->name);
    }
}

/* Finds the names that are looked for and have one of the tokens. */
static void each_of(struct finding *finding, const struct variants *variants)
{
    const struct index_posting *all = finding->index->postings;
    for (size_t i = 0; i < variants->count; i++) {
        const struct variant *one = &variants->at[i];
        if (i + AHEAD < variants->count)
            __builtin_prefetch(all + variants->at[i + AHEAD].first);
        each_posting(finding,
                     (struct index_postings){all + one->first, all + one->first + one->count});
    }
}

/* ---- names that share two ---- */

/* The tokens of a reading that count. */
struct counted {
    uint8_t at[NAMES_TOKENS];
    size_t count;
    bool initial; /* one of the reading is an initial */
};

static struct counted counted_of(const struct names_side *side)
{
    struct counted out = {.count = 0};
    for (size_t i = 0; i < side->count; i++) {
        out.initial |= side->class[i] == NAMES_INITIAL;
        if (side->counted >> i & 1)
            out.at[out.count++] = (uint8_t)i;
    }
    return out;
}

/* The marks of tokens that are alike to one of the person's, other than the one that is looked up. */
static void mark(struct finding *finding, const struct counted *tokens, size_t but, bool on)
{
    for (size_t i = 0; i < tokens->count; i++) {
        const struct variants *variants = finding->tokens->of[tokens->at[i]];
        for (size_t v = 0; v < variants->count && i != but; v++)
            index_mark(&finding->worker->marks, variants->at[v].token, on);
    }
}

static size_t commonest(const struct finding *finding, const struct counted *tokens)
{
    size_t most = 0;
    for (size_t i = 1; i < tokens->count; i++)
        if (finding->tokens->of[tokens->at[i]]->postings >
            finding->tokens->of[tokens->at[most]]->postings)
            most = i;
    return most;
}

/* Names with initials by each token. Of those that share two with the person, one is found by every token but the
 * commonest. */
static void find_several(struct finding *finding, const struct counted *tokens)
{
    size_t most = commonest(finding, tokens);
    look_for(finding, OF_INITIALS);
    each_of(finding, finding->tokens->of[tokens->at[most]]);
    look_for(finding, OF_INITIALS | OF_SEVERAL);
    finding->marked = index_first(finding->index, INDEX_SEVERAL, 0);
    for (size_t i = 0; i < tokens->count; i++)
        if (i != most) {
            mark(finding, tokens, i, true);
            each_of(finding, finding->tokens->of[tokens->at[i]]);
            mark(finding, tokens, i, false);
        }
}

/* Names that share one: whatever they have, if the person has an initial or one name alone. */
static void find_shared(struct finding *finding)
{
    struct counted tokens = counted_of(&finding->reading->side);
    if (tokens.count > 1 && !tokens.initial) {
        find_several(finding, &tokens);
        return;
    }
    look_for(finding, tokens.initial ? OF_ALL : OF_INITIALS | OF_SINGLE);
    for (size_t i = 0; i < tokens.count; i++)
        each_of(finding, finding->tokens->of[tokens.at[i]]);
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
                find_name(finding, name);
    }
}

/* ---- runs ---- */

static void find_run_name(void *context, uint32_t name)
{
    struct finding *finding = context;
    if (is_looked_for(finding, name) && looking_may(finding->worker, 1))
        find_name(finding, name);
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
    finding->run = LOOKING_RUN;
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
    struct ranges days;
    struct finding finding = {
        .worker = worker, .index = index, .reading = reading, .tokens = found, .days = &days};
    worker->found_count = 0;
    find_days(person, &days);
    find_shared(&finding);
    look_for(&finding, OF_ALL);
    each_of(&finding, found->whole);
    find_parted(&finding);
    find_runs(&finding);
    put_in_order(worker);
}
