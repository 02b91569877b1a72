/* What must hold of a damaged body: it is read in time, the image opens, who must be found is. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "decode/decode.h"
#include "mutation.h"

enum { MOST_SECONDS = 10, MOST_TOLD = 12 };

/* Bytes of the original that still stand side by side: `size` from `origin` on are now at `at`. */
struct run {
    uint32_t at, origin, size;
};

struct checker {
    struct arena arena;
    struct mutated mutated;
    struct run *runs; /* of the mutation, in order */
    size_t run_count, run_room;
    unsigned told;
};

/* ---- crashes and hangs ---- */

static volatile uint64_t under_way;

/* Says which mutation it was; the program ends. */
static void die(int signal_number)
{
    char text[96];
    int size =
        snprintf(text, sizeof text, "\nMutation %llu: signal %d%s\n", (unsigned long long)under_way,
                 signal_number, signal_number == SIGALRM ? " (it took too long)" : "");
    if (size > 0 && write(STDERR_FILENO, text, (size_t)size) < 0)
        _exit(3);
    _exit(2);
}

struct checker *checker_new(void)
{
    static const int signals[] = {SIGALRM, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], die);
    return memory_alloc(sizeof(struct checker));
}

void checker_free(struct checker *checker)
{
    alarm(0);
    arena_free(&checker->arena);
    mutated_free(&checker->mutated);
    free(checker);
}

/* ---- who must be found ---- */

static void find_runs(struct checker *checker)
{
    const struct mutated *mutated = &checker->mutated;
    checker->runs = NULL; /* the arena's */
    checker->run_count = checker->run_room = 0;
    for (uint32_t at = 0, end; at < mutated->size; at = end) {
        uint32_t origin = mutated->origins[at];
        end = at + 1;
        if (origin == GONE)
            continue;
        while (end < mutated->size && mutated->origins[end] == origin + (end - at))
            end++;
        checker->runs = arena_more(&checker->arena, checker->runs, checker->run_count,
                                   &checker->run_room, sizeof *checker->runs);
        checker->runs[checker->run_count++] = (struct run){at, origin, end - at};
    }
}

/* Where the extent first stands whole from `from` on; GONE when it does not. */
static uint32_t whole_at(const struct checker *checker, struct extent extent, uint32_t from)
{
    for (size_t i = 0; i < checker->run_count; i++) {
        struct run run = checker->runs[i];
        uint32_t at = run.at + (extent.begin - run.origin);
        if (run.origin <= extent.begin && extent.end <= run.origin + run.size && at >= from)
            return at;
    }
    return GONE;
}

/* Its own group and all headers are whole and in their order. */
static bool must_be_found(const struct checker *checker, const struct named *person)
{
    uint32_t before = 0;
    if (person->group.end == 0)
        return false;
    for (unsigned i = 0; i < person->header_count; i++) {
        before = whole_at(checker, person->headers[i], before);
        if (before == GONE)
            return false;
    }
    return whole_at(checker, person->group, before) != GONE;
}

/* ---- who is found ---- */

/* Two digits of a year are read against the flight: where that is damaged, the century may differ. Of two
 * readings, which the original left open, either will do. */
static bool same_birth(const struct checker *checker, const struct named *person,
                       const struct image *image, uint32_t node)
{
    enum { CENTURY = 2 };
    struct span birth = image_text(image, node, FIELD_TRAVELLER_BIRTH), wanted = person->birth;
    bool flown = person->flight.end && whole_at(checker, person->flight, 0) != GONE;
    if (wanted.size == 0 || span_equal(birth, wanted) ||
        (person->other.size && span_equal(birth, person->other)))
        return true;
    return !flown && span_equal(span_part(birth, CENTURY, birth.size),
                                span_part(wanted, CENTURY, wanted.size));
}

static bool has_number(const struct image *image, uint32_t node, struct span number)
{
    for (uint32_t child = image_child(image, node, NODE_DOCUMENT); child != IMAGE_NONE;
         child = image_sibling(image, child, NODE_DOCUMENT))
        if (span_equal(image_text(image, child, FIELD_DOCUMENT_NUMBER), number))
            return true;
    return false;
}

static bool is_person(const struct checker *checker, const struct named *person,
                      const struct image *image, uint32_t node)
{
    if (image->nodes[node].type != NODE_TRAVELLER ||
        !span_equal(image_text(image, node, FIELD_TRAVELLER_SURNAME), person->surname) ||
        !span_equal(image_text(image, node, FIELD_TRAVELLER_GIVEN), person->given) ||
        !same_birth(checker, person, image, node))
        return false;
    for (unsigned i = 0; i < person->number_count; i++)
        if (!has_number(image, node, person->numbers[i]))
            return false;
    return true;
}

static bool is_found(const struct checker *checker, const struct named *person,
                     const struct image *image)
{
    for (uint32_t i = 0; i < image->header->nodes; i++)
        if (is_person(checker, person, image, i))
            return true;
    return false;
}

/* ---- one mutation ---- */

static void tell(struct checker *checker, uint64_t number, const char *what,
                 const struct named *person)
{
    const struct mutated *mutated = &checker->mutated;
    if (checker->told++ >= MOST_TOLD)
        return;
    printf("Mutation %llu (%s", (unsigned long long)number, mutated->body->name);
    for (unsigned i = 0; i < DAMAGES; i++)
        if (mutated->done[i])
            printf(", %u %s", mutated->done[i], damage_word((enum damage)i));
    printf("): %s", what);
    if (person)
        printf(" %.*s/%.*s", (int)person->surname.size, person->surname.at, (int)person->given.size,
               person->given.at);
    printf("\n");
}

/* Who has the surname, for whoever looks into it. */
static void tell_near(const struct checker *checker, const struct named *person,
                      const struct image *image)
{
    for (uint32_t i = 0; checker->told < MOST_TOLD && i < image->header->nodes; i++) {
        if (image->nodes[i].type != NODE_TRAVELLER ||
            !span_equal(image_text(image, i, FIELD_TRAVELLER_SURNAME), person->surname))
            continue;
        struct span given = image_text(image, i, FIELD_TRAVELLER_GIVEN),
                    birth = image_text(image, i, FIELD_TRAVELLER_BIRTH);
        printf("  there is %.*s, born %.*s (%.*s)", (int)given.size, given.at, (int)birth.size,
               birth.at, (int)person->birth.size, person->birth.at);
        for (unsigned k = 0; k < person->number_count; k++)
            if (!has_number(image, i, person->numbers[k]))
                printf(", without %.*s", (int)person->numbers[k].size, person->numbers[k].at);
        printf("\n");
    }
}

static void check_persons(struct checker *checker, uint64_t number, const struct image *image,
                          struct counts *counts)
{
    const struct body *body = checker->mutated.body;
    bool lost = image_count(image, NODE_TRAVELLER) < body->person_count;
    for (uint32_t i = 0; i < body->person_count; i++) {
        const struct named *person = &body->persons[i];
        if (!must_be_found(checker, person))
            continue;
        counts->must++;
        if (is_found(checker, person, image))
            continue;
        counts->missing++;
        tell_near(checker, person, image);
        tell(checker, number, "not found:", person);
    }
    if (lost && image->header->issues == 0) {
        counts->silent++;
        tell(checker, number, "lost somebody in silence", NULL);
    }
}

/* Decodes the mutation under way; the image is the arena's. False when it does not open. */
static bool read_mutation(struct checker *checker, uint64_t number, struct tally *tally,
                          struct image *image)
{
    struct span body = {checker->mutated.bytes, checker->mutated.size}, bytes;
    int64_t begin = clock_monotonic();
    decode_body(body, NULL, &checker->arena, &bytes);
    int64_t took = clock_monotonic() - begin;
    tally->bytes += body.size;
    if (took > tally->slowest) {
        tally->slowest = took;
        tally->slowest_number = number;
    }
    return image_open(bytes, image) == STATUS_OK;
}

static void add_counts(struct counts *to, const struct counts *counts)
{
    to->bodies += counts->bodies;
    to->persons += counts->persons;
    to->must += counts->must;
    to->missing += counts->missing;
    to->silent += counts->silent;
}

static void add_to_tally(struct tally *tally, const struct mutated *mutated,
                         const struct counts *counts)
{
    add_counts(&tally->all, counts);
    for (unsigned i = 0; i < DAMAGES; i++) {
        tally->damages[i] += mutated->done[i];
        if (mutated->done[i])
            add_counts(&tally->with[i], counts);
    }
}

void check_mutation(struct checker *checker, const struct bodies *bodies, uint64_t number,
                    struct tally *tally)
{
    struct image image;
    under_way = number;
    alarm(MOST_SECONDS);
    mutate(bodies, number, &checker->mutated);
    struct counts counts = {.bodies = 1, .persons = checker->mutated.body->person_count};
    find_runs(checker);
    if (read_mutation(checker, number, tally, &image)) {
        check_persons(checker, number, &image, &counts);
    } else {
        counts.silent++;
        tell(checker, number, "the image does not open", NULL);
    }
    add_to_tally(tally, &checker->mutated, &counts);
    arena_reset(&checker->arena);
}
