/* The compiled set as one flat image: every name of every entry, and what finds them. Positions are numbers,
 * so that it may be mapped anywhere. Private to watch/.
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
/* A name that is found by something, and where it stands, so that its day is known without looking there. */
struct index_posting {
    uint32_t name, place;
};
/* A code of tokens in other scripts, and where its names begin; they end where the next one's begin. */
struct index_sounding {
    uint32_t hash, first;
};
/* Names, tokens or entries by a hash: those with one head stand together. */
struct index_pair {
    uint32_t hash, value;
};
struct index_map {
    const uint32_t *heads; /* 2^bits + 1 */
    const struct index_pair *pairs;
    uint32_t bits;
};

#define INDEX_SECTIONS                                                                             \
    SECTION(tokens, struct index_token) /* and one more, where the postings end */                 \
    SECTION(text, char)                                                                            \
    SECTION(keys, uint64_t)                 /* skeletons of tokens, the loose ones last */         \
    SECTION(postings, struct index_posting) /* names in which the token counts, ascending */       \
    SECTION(names, struct index_name)                                                              \
    SECTION(places, uint32_t) /* by name: block and day; see index_place */                        \
    SECTION(firsts, uint32_t) /* by block and day of INDEX_YEARS: the first name from there on */  \
    SECTION(name_tokens, uint32_t)                                                                 \
    SECTION(alphabet, uint32_t)        /* tokens in order of their text, initials left out */      \
    SECTION(sounds, struct index_pair) /* tokens by skeletons and nicknames */                     \
    SECTION(sound_heads, uint32_t)                                                                 \
    SECTION(deletes, struct index_pair) /* tokens by what is left when letters are left out */     \
    SECTION(delete_heads, uint32_t)                                                                \
    SECTION(codes, struct index_pair) /* Latin tokens by codes beside other scripts */             \
    SECTION(code_heads, uint32_t)                                                                  \
    SECTION(soundings, struct index_sounding)        /* ascending, and one more */                 \
    SECTION(sounding_postings, struct index_posting) /* ascending by name */                       \
    SECTION(runs, struct index_pair)                 /* names by skeletons of neighbours joined */ \
    SECTION(run_heads, uint32_t)                                                                   \
    SECTION(numbers, struct index_pair) /* entries by document numbers */                          \
    SECTION(number_heads, uint32_t)

/* What the image begins with; its sections follow, each at a multiple of eight. */
enum { INDEX_MAGIC = 0x33495750 /* "PWI3" */ };
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
    struct span bytes;
#define SECTION(name, type)                                                                        \
    const type *name;                                                                              \
    uint32_t name##_count;
    INDEX_SECTIONS
#undef SECTION
    struct index_map by_sound, by_deletes, by_code, by_run, by_number;
};

/* A day of birth in order; 0 is unknown. */
enum { INDEX_YEAR = 1850, INDEX_YEARS = 220, INDEX_DAYS = 372 };
uint32_t index_day(int year, int month, int day);
int index_year(uint32_t day); /* of one that is known */
/* Where a name stands: its block, then its day. */
static inline uint32_t index_place(enum index_block block, uint32_t day)
{
    return (uint32_t)block << 30 | day;
}
/* The place of an entry's days: that of its birth date when it has one of one day or within one year; else
 * it may go with any. */
uint32_t index_day_of(const struct watch_list *list, const struct watch_entry *entry);

/* All values under a hash: calls each(context, value). */
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
/* All names that have a token in another script with that code. */
struct index_postings index_of_sounding(const struct index *index, uint64_t code);
/* The first name of the block from that day on. */
uint32_t index_first(const struct index *index, enum index_block block, uint32_t day);
/* The hashes of what is left of a token when up to names_errors letters are left out, itself first. */
void index_deletes(struct span text, void (*each)(void *context, uint64_t hash), void *context);
/* The token as names_alike wants it; borrows the index. */
void index_token_open(const struct index *index, uint32_t token, struct names_token *out);

/* The name of a list as it is compared: surname and given names, fillers left out. In the arena. */
void index_fold(struct span surname, struct span given, struct arena *arena, struct names *out);

/* Returns the image, owned. */
struct span index_build(const struct watch *watch);
/* Borrows `bytes`, which index_build made here; STATUS_DAMAGED when they do not add up. */
enum status index_open(struct span bytes, struct index *out);

#endif
