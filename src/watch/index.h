/* Entries compiled into one flat image: every name of each, and what finds them. Positions are numbers,
 * so that it may be mapped anywhere; entries are numbered from 0, in the order in which they were given.
 * Private to watch/.
 *
 * Names are numbered so that those which a birth date may go with lie together: by block (whose names have
 * initials; who has one name alone; the rest), then by the day of birth, unknown first. A posting is thus
 * cut to a few ranges before it is read. */
#ifndef WATCH_INDEX_H
#define WATCH_INDEX_H

#include "names/score.h"
#include "watch/internal.h"

enum index_block { INDEX_INITIALS, INDEX_SINGLE, INDEX_SEVERAL, INDEX_BLOCKS };

struct index_token {
    uint32_t text, own; /* in `text` */
    uint8_t size, own_size, class, script;
    uint16_t weight;
    uint8_t keys, loose;
    uint32_t first_key, first_posting;
};
struct index_name {
    uint32_t entry, first_token;
    uint32_t number : 24; /* among the names of the entry */
    uint32_t count : 8;   /* of its tokens */
};
/* A name that has a token, and marks of its others: most names that share nothing else with a person are passed
 * over without a look at them. */
struct index_posting {
    uint32_t name, others;
};
/* Names, tokens or entries by a hash: those with one head stand together, each with some more bits of its hash.
 * What is found by other hashes with the same bits has to be told apart by whoever looks. */
enum { INDEX_VALUE = 26 /* bits; more than 67 million of a kind are not compiled */ };
struct index_map {
    const uint32_t *heads; /* 2^bits + 1 */
    const uint32_t *items;
    uint32_t bits;
};

#define INDEX_SECTIONS                                                                             \
    SECTION(tokens, struct index_token) /* and one more, where the postings end */                 \
    SECTION(text, char)                                                                            \
    SECTION(keys, uint64_t)                 /* skeletons of tokens, the loose ones last */         \
    SECTION(postings, struct index_posting) /* names in which the token counts, ascending */       \
    SECTION(names, struct index_name)                                                              \
    SECTION(firsts, uint32_t) /* by block and day, one more each: the first name from there on */  \
    SECTION(name_tokens, uint32_t)                                                                 \
    SECTION(alphabet, uint32_t) /* tokens in order of their text, initials left out */             \
    SECTION(sounds, uint32_t)   /* tokens by skeletons and nicknames */                            \
    SECTION(sound_heads, uint32_t)                                                                 \
    SECTION(deletes, uint32_t) /* tokens by what is left when letters are left out */              \
    SECTION(delete_heads, uint32_t)                                                                \
    SECTION(codes, uint32_t) /* Latin tokens by codes beside other scripts */                      \
    SECTION(code_heads, uint32_t)                                                                  \
    SECTION(parted, uint32_t) /* tokens in other scripts by codes beside Latin, .. */              \
    SECTION(parted_heads, uint32_t)                                                                \
    SECTION(unparted, uint32_t) /* .. and those in scripts that do not part words */               \
    SECTION(unparted_heads, uint32_t)                                                              \
    SECTION(runs, uint32_t) /* names by skeletons of neighbours joined */                          \
    SECTION(run_heads, uint32_t)                                                                   \
    SECTION(numbers, uint32_t) /* entries by document numbers */                                   \
    SECTION(number_heads, uint32_t)                                                                \
    SECTION(near_numbers, uint32_t) /* entries by state and what is left of a number */            \
    SECTION(near_number_heads, uint32_t)                                                           \
    SECTION(contacts, uint32_t) /* entries by what reaches them */                                 \
    SECTION(contact_heads, uint32_t)

/* What the image begins with; its sections follow, each at a multiple of eight. */
enum { INDEX_MAGIC = 0x35495750 /* "PWI5" */ };
enum {
#define SECTION(name, type) PART_##name,
    INDEX_SECTIONS
#undef SECTION
        PARTS_COUNT
};
struct index_head {
    uint64_t size; /* of the image */
    uint32_t magic, counts[PARTS_COUNT];
};

struct index {
    _Atomic uint32_t references;
    uint64_t serial;   /* no other of this process has it; from 1 */
    struct span bytes; /* owned */
#define SECTION(name, type)                                                                        \
    const type *name;                                                                              \
    uint32_t name##_count;
    INDEX_SECTIONS
#undef SECTION
    struct index_map by_sound, by_deletes, by_code, by_parted, by_unparted, by_run, by_number,
        by_near_number, by_contact;
    struct whole_names *wholes; /* owned */
};
/* What the words of each name sound like when they are joined, in any turn, beside scripts that do not part words.
 * Few persons need it, so it is made when it is first asked for. (wholes.c) */
struct whole_names *whole_names_new(void);
void whole_names_free(struct whole_names *wholes); /* NULL is fine */

/* A day of birth in order; 0 is unknown. */
enum { INDEX_YEAR = 1850, INDEX_YEARS = 220, INDEX_DAYS = 372 };
enum { INDEX_DAY_END = INDEX_YEARS * INDEX_DAYS + 1 };
/* Years outside are the end nearest to them. */
uint32_t index_day(int year, int month, int day);
/* The day of an entry: that of its birth date when it has one of one day or within one year, of those that have a
 * number; else it may go with any. */
uint32_t index_day_of(const struct watch_list *list, const struct watch_entry *entry);

/* All values under a hash, and few others: calls each(context, value). */
void index_each(const struct index_map *map, uint64_t hash,
                void (*each)(void *context, uint32_t value), void *context);
/* All tokens that begin with the text and are longer. */
void index_each_beginning(const struct index *index, struct span text,
                          void (*each)(void *context, uint32_t token), void *context);
/* Names in order of a posting. */
struct index_postings {
    const struct index_posting *at, *end;
};
struct index_postings index_of_token(const struct index *index, uint32_t token);
/* The first name of the block from that day on. */
static inline uint32_t index_first(const struct index *index, enum index_block block, uint32_t day)
{
    return index->firsts[(uint32_t)block * INDEX_DAY_END + day];
}

/* ---- marks: a few bits of a token ---- */

enum { INDEX_MARK = 15, INDEX_SHORT = 10 /* bits */ };
struct index_marks {
    uint64_t of[(1 << INDEX_MARK) / 64], of_short[(1 << INDEX_SHORT) / 64];
};
/* Of up to two tokens the marks, of three short ones, of more none: these have to be looked at. */
uint32_t index_others(const uint32_t *tokens, size_t count);
void index_mark(struct index_marks *marks, uint32_t token, bool on);
/* Whether one of the others may be a token that was marked. */
bool index_is_marked(const struct index_marks *marks, uint32_t others);

/* The hashes of what is left of a token when up to names_errors letters are left out, itself first. */
void index_deletes(struct span text, void (*each)(void *context, uint64_t hash), void *context);
/* The same of a document's number, each with its state, when one character is left out; of a number that has none near
 * nothing. */
void index_near_numbers(struct span number, const char *state,
                        void (*each)(void *context, uint64_t hash), void *context);
/* The token as names_alike wants it; borrows the index. */
void index_token_open(const struct index *index, uint32_t token, struct names_token *out);

/* The name of a list as it is compared: surname and given names, fillers left out. In the arena. */
void index_fold(struct span surname, struct span given, struct arena *arena, struct names *out);
/* The same without skeletons. */
void index_tokens(struct span surname, struct span given, struct arena *arena, struct names *out);

/* Of `count` entries of the set: returns the image, owned. (index_build.c) */
struct span index_build(const struct watch *watch, const uint32_t *entries, uint32_t count);
/* Takes `bytes`, which index_build made here, also when it fails: STATUS_DAMAGED when they do not add up. Returns
 * owned, with one reference. */
enum status index_open(struct span bytes, struct index **out);
struct index *index_hold(struct index *index); /* one more reference */
void index_release(struct index *index);       /* NULL is fine */

#endif
