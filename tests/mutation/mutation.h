/* Proof by mutation: bodies are damaged in ways that lines, systems and people damage them, and every
 * person must be found whose own bytes, and those that stand around all persons, came through whole.
 *
 * A mutation has a number: the number alone (and the list of bodies) says which body is damaged and
 * how, so each can be made again. Which persons must be found is computed from the original and from
 * where each of its bytes went, never from how the damaged body is read. */
#ifndef TESTS_MUTATION_H
#define TESTS_MUTATION_H

#include "base/arena.h"
#include "base/buffer.h"
#include "model/image.h"

/* Bytes begin..end of an original. */
struct extent {
    uint32_t begin, end;
};

enum { MOST_HEADERS = 6, MOST_NUMBERS = 8 };

/* A person as the original names it. */
struct named {
    struct span surname, given;
    struct span birth, other;          /* empty when it does not stand in the group */
    struct span numbers[MOST_NUMBERS]; /* of the documents in the group */
    unsigned number_count;
    struct extent group;                 /* with the terminator before it; empty: it has none */
    struct extent headers[MOST_HEADERS]; /* UNA and UNB, UNH, BGM or MSG, SRC, RCI: in order */
    unsigned header_count;
    struct extent flight; /* the first leg, against which years are read; empty: none */
};

struct body {
    char *name;
    struct span bytes;
    struct extent una;       /* empty without one */
    struct extent *segments; /* as the original has them */
    uint32_t segment_count;
    struct named *persons;
    uint32_t person_count;
};

struct bodies {
    struct arena arena;
    struct body *list;
    size_t count, room;
    unsigned real, persons;
};

/* ---- bodies.c ---- */
/* All files of the shared corpus that hold an interchange, where it is, in the order of their names,
 * and `generated` models of each kind written in several ways. Freed with the arena. */
void bodies_load(struct bodies *bodies, unsigned generated);
void bodies_free(struct bodies *bodies);

/* ---- persons.c ---- */
/* Sets segments and persons of `body`. */
void persons_find(struct body *body, struct arena *arena);

/* ---- mutate.c ---- */
#define GONE UINT32_MAX /* of a byte that is not the original's */
enum damage { DAMAGE_CUT, DAMAGE_SWAP, DAMAGE_FLIP, DAMAGE_DUPLICATE, DAMAGE_DROP, DAMAGE_UNA };
enum { DAMAGES = DAMAGE_UNA + 1 };
struct mutated {
    const struct body *body;
    char *bytes;
    uint32_t *origins; /* of each byte: where it stood in the original, or GONE */
    uint32_t size, room;
    unsigned done[DAMAGES]; /* how often each damage was done */
};
const char *damage_word(enum damage damage);
/* Makes mutation `number`; `out` is used again and again, and freed by mutated_free. */
void mutate(const struct bodies *bodies, uint64_t number, struct mutated *out);
void mutated_free(struct mutated *mutated);

/* ---- check.c ---- */
struct counts {
    uint64_t bodies, persons; /* damaged; of their originals */
    uint64_t must;            /* persons that must be found */
    uint64_t missing;         /* of these, those that were not */
    uint64_t silent;          /* bodies that lost a person without an issue */
};

struct tally {
    struct counts all, with[DAMAGES]; /* with: of the bodies that have this damage, among others */
    uint64_t damages[DAMAGES];        /* done */
    uint64_t bytes;
    int64_t slowest; /* microseconds */
    uint64_t slowest_number;
};
/* Decodes mutation `number` and adds to the tally; tells the first that is wrong of each kind. */
struct checker;
struct checker *checker_new(void);
void check_mutation(struct checker *checker, const struct bodies *bodies, uint64_t number,
                    struct tally *tally);
void checker_free(struct checker *checker);

#endif
