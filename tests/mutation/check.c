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

struct checker {
    struct arena arena;
    struct mutated mutated;
    uint32_t *places; /* where each byte of the original stands now, or GONE */
    uint32_t room;
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
    free(checker->places);
    free(checker);
}

/* ---- who must be found ---- */

static void find_places(struct checker *checker)
{
    const struct mutated *mutated = &checker->mutated;
    uint32_t size = (uint32_t)mutated->body->bytes.size;
    if (size > checker->room) {
        checker->places = memory_resize(checker->places, size * sizeof *checker->places);
        checker->room = size;
    }
    memset(checker->places, 0xFF, size * sizeof *checker->places);
    for (uint32_t i = mutated->size; i-- > 0;)
        if (mutated->origins[i] != GONE)
            checker->places[mutated->origins[i]] = i;
}

/* Where the extent stands whole; GONE when it does not. */
static uint32_t whole_at(const struct checker *checker, struct extent extent)
{
    const struct mutated *mutated = &checker->mutated;
    uint32_t at = checker->places[extent.begin], size = extent.end - extent.begin;
    if (at == GONE || at + size > mutated->size)
        return GONE;
    for (uint32_t i = 0; i < size; i++)
        if (mutated->origins[at + i] != extent.begin + i)
            return GONE;
    return at;
}

/* Its own group and all headers are whole and in their order. */
static bool must_be_found(const struct checker *checker, const struct named *person)
{
    uint32_t before = 0;
    if (person->group.end == 0)
        return false;
    for (unsigned i = 0; i < person->header_count; i++) {
        uint32_t at = whole_at(checker, person->headers[i]);
        if (at == GONE || at < before)
            return false;
        before = at;
    }
    uint32_t at = whole_at(checker, person->group);
    return at != GONE && at >= before;
}

/* ---- who is found ---- */

/* Two digits of a year are read against the flight: where that is damaged, the century may differ. Of two
 * readings, which the original left open, either will do. */
static bool same_birth(const struct checker *checker, const struct named *person,
                       const struct image *image, uint32_t node)
{
    enum { CENTURY = 2 };
    struct span birth = image_text(image, node, FIELD_TRAVELLER_BIRTH), wanted = person->birth;
    bool flown = person->flight.end && whole_at(checker, person->flight) != GONE;
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
    if (checker->told++ >= MOST_TOLD)
        return;
    printf("Mutation %llu (%s, %s): %s", (unsigned long long)number, checker->mutated.body->name,
           checker->mutated.how, what);
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
                          struct tally *tally)
{
    const struct body *body = checker->mutated.body;
    bool lost = image_count(image, NODE_TRAVELLER) < body->person_count;
    for (uint32_t i = 0; i < body->person_count; i++) {
        const struct named *person = &body->persons[i];
        if (!must_be_found(checker, person))
            continue;
        tally->must++;
        if (is_found(checker, person, image))
            continue;
        tally->missing++;
        tell_near(checker, person, image);
        tell(checker, number, "not found:", person);
    }
    if (lost && image->header->issues == 0) {
        tally->silent++;
        tell(checker, number, "lost somebody in silence", NULL);
    }
}

void check_mutation(struct checker *checker, const struct bodies *bodies, uint64_t number,
                    struct tally *tally)
{
    struct span bytes;
    struct image image;
    under_way = number;
    alarm(MOST_SECONDS);
    mutate(bodies, number, &checker->mutated);
    int64_t begin = clock_monotonic();
    decode_body((struct span){checker->mutated.bytes, checker->mutated.size}, NULL, &checker->arena,
                &bytes);
    int64_t took = clock_monotonic() - begin;
    tally->bodies++;
    tally->bytes += checker->mutated.size;
    tally->persons += checker->mutated.body->person_count;
    if (took > tally->slowest) {
        tally->slowest = took;
        tally->slowest_number = number;
    }
    find_places(checker);
    if (image_open(bytes, &image) != STATUS_OK) {
        tally->silent++;
        tell(checker, number, "the image does not open", NULL);
    } else {
        check_persons(checker, number, &image, tally);
    }
    arena_reset(&checker->arena);
}
