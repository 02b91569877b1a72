/* Private to watch/: a list while it is read, the compiled set, and the parts of one judgement. */
#ifndef WATCH_INTERNAL_H
#define WATCH_INTERNAL_H

#include "base/buffer.h"
#include "base/json.h"
#include "names/names.h"
#include "watch/import.h"
#include "watch/watch.h"

/* ---- dates ---- */
/* "1965-06-29", "29/06/1965", "29 Jun 1965", "1965-06", "Nov. 1973", "1965", "1965-1970",
 * "c. 1965" as days. False when it is none of these. */
bool watch_birth_parse(struct span text, struct watch_birth *out);
struct watch_birth watch_birth_years(int from, int to, enum watch_precision precision);

/* ---- documents ---- */
/* Upper-case letters and digits of `number`, nothing else, in the arena. */
struct span watch_number(struct span number, struct arena *arena);

/* ---- a list while it is read (draft.c) ---- */
struct draft_name {
    struct draft_name *next;
    struct span surname, given;
    enum watch_quality quality;
};
struct draft_birth {
    struct draft_birth *next;
    struct watch_birth birth;
};
struct draft_document {
    struct draft_document *next;
    struct span number;
    char state[4];
};
struct draft_state {
    struct draft_state *next;
    char code[4];
};
struct draft_entry {
    struct span id, reference, note;
    struct draft_name *names, **names_end;
    struct draft_birth *births, **births_end;
    struct draft_document *documents, **documents_end;
    struct draft_state *states, **states_end;
    int32_t listed;
    char sex;
    enum watch_severity severity;
    uint32_t line;
    bool gone; /* a delta takes it off the list */
};
struct draft {
    struct arena *arena;
    struct watch_import *report;
    const struct watch_list *before; /* the version that a delta changes; NULL: there is none */
    bool delta;                      /* of two entries with one id the later counts */
    struct draft_entry **entries;
    size_t count, room;
};
/* A new entry; it counts once draft_keep was called. */
struct draft_entry *draft_entry(struct draft *draft, uint32_t line);
/* Keeps it unless it has no id or no name (reported). Of two with one id the first stays, see
 * draft_finish. */
void draft_keep(struct draft *draft, struct draft_entry *entry);
/* The entry of that id is no longer listed. */
void draft_drop(struct draft *draft, uint32_t line, struct span id);
/* All entries of `draft->before`. */
void draft_take_over(struct draft *draft);
void draft_pass(struct draft *draft, uint32_t line, struct span entry, const char *reason);
/* These copy; empty ones and repeats within the entry are dropped. */
void draft_add_name(struct draft *draft, struct draft_entry *entry, struct span surname,
                    struct span given, enum watch_quality quality);
/* "SURNAME, GIVEN", or a name whose parts are not known. */
void draft_add_name_text(struct draft *draft, struct draft_entry *entry, struct span text,
                         enum watch_quality quality);
bool draft_is_other_script(struct span text); /* has letters beyond Latin (U+0370 and up) */
/* A further name, in whatever script. */
void draft_add_alias(struct draft *draft, struct draft_entry *entry, struct span text);
/* Cuts the next part of a list in one text at `;` or `|`; without blanks around it. */
struct span draft_part(struct span *rest);
void draft_add_birth(struct draft *draft, struct draft_entry *entry, struct watch_birth birth);
/* As it is written; what cannot be read is reported. */
void draft_add_birth_text(struct draft *draft, struct draft_entry *entry, struct span text);
void draft_add_document(struct draft *draft, struct draft_entry *entry, struct span number,
                        struct span state);
void draft_add_state(struct draft *draft, struct draft_entry *entry, struct span state);
/* Sorts and writes the flat bytes into the arena. */
void draft_finish(struct draft *draft, struct watch_list *out);

/* ---- the formats (import_*.c) ---- */
struct bundle;
/* Whether the head of a file looks like the format. */
bool import_is_un(struct span bytes);
bool import_is_eu(struct span bytes);
bool import_is_uk(struct span bytes);
bool import_is_ofac(struct span bytes);
bool import_is_ofac_csv(struct span bytes);
bool import_is_ofac_bundle(const struct bundle *bundle);
bool import_is_csl(struct span bytes);
bool import_is_targets(struct span bytes);
bool import_is_ftm(struct span bytes);
bool import_is_delta(struct span bytes);
bool import_is_interpol(struct span bytes);

enum status import_un(struct span bytes, struct draft *draft);
enum status import_eu(struct span bytes, struct draft *draft);
enum status import_uk(struct span bytes, struct draft *draft);
enum status import_ofac(struct span bytes, struct draft *draft);
enum status import_ofac_csv(struct span bytes, struct draft *draft);
enum status import_ofac_bundle(const struct bundle *bundle, struct draft *draft);
enum status import_csl(struct span bytes, struct draft *draft);
enum status import_targets(struct span bytes, struct draft *draft);
enum status import_ftm(struct span bytes, struct draft *draft);
enum status import_delta(struct span bytes, struct draft *draft);
enum status import_interpol(struct span bytes, struct draft *draft);
enum status import_csv(struct span bytes, struct draft *draft);

/* Whether OFAC's word for a kind of number names something that a traveller shows. */
bool import_is_shown(struct span type);

/* ---- a name ready to be compared (set.c) ---- */
enum { RUN_MOST = 3, RUNS = NAMES_TOKENS * RUN_MOST };

/* Adjacent tokens as one. */
struct run {
    uint8_t from, size; /* tokens from..from+size, counted around the end for persons */
    struct names_keys keys;
};
struct reading {
    struct names names;
    uint32_t surname; /* tokens 0..surname are the surname's */
    bool parted;      /* it is known which is which, and both parts name somebody */
    uint64_t needed;  /* bit set of the tokens that must agree */
    uint64_t counted; /* of those that count as a name */
    struct run *runs; /* of two tokens and more */
    size_t run_count;
};
/* `around`: runs may pass from the last token to the first (given name before surname). */
void reading_make(struct reading *reading, struct span surname, struct span given, bool around,
                  struct arena *arena);
/* The bit set of tokens from..from+size, counted around the end. */
uint64_t run_bits(const struct reading *reading, size_t from, size_t size);
/* Calls `each` with every key under which the name is found: of tokens and runs that count. */
void reading_keys(const struct reading *reading, void (*each)(void *context, uint64_t key),
                  void *context);

struct set_name {
    struct reading reading;
    const struct watch_entry_name *name;
};
struct set_entry {
    uint32_t source;
    const struct watch_entry *entry;
    struct set_name *names;
};
struct bucket {
    uint64_t hash;
    uint32_t entry, next; /* an index of set_entries, and of the next bucket + 1 */
};
struct table {
    uint32_t *heads; /* index + 1 */
    struct bucket *buckets;
    uint32_t mask, count, room;
};
struct watch {
    struct arena arena;
    _Atomic uint32_t references;
    int threshold;
    size_t source_count;
    struct watch_source *sources;
    struct watch_list *lists;
    struct set_entry *entries;
    uint32_t entry_count, name_count;
    struct table names, numbers;
};
uint64_t key_hash(struct span key);

/* ---- the alignment of two names (align.c) ---- */
enum rule {
#define RULE(name, word, alike) RULE_##name,
#include "watch/rules.def"
#undef RULE
    RULES
};
struct rule_info {
    const char *word;
    uint32_t alike; /* thousandths */
};
const struct rule_info *rule_info(enum rule rule);

struct pair {
    uint8_t person_from, person_size, entry_from, entry_size;
    enum rule rule;
    uint32_t weight; /* of both sides, thousandths */
};
struct alignment {
    struct pair pairs[NAMES_TOKENS];
    size_t count;
    uint64_t person, entry;         /* bit sets of the tokens that agree */
    uint32_t agreed;                /* names that agree */
    bool person_whole, entry_whole; /* nothing that must agree is left over */
    bool initial, typo;             /* such a pair is among them */
    bool fits;                      /* the names may be one person's */
    bool single;                    /* they do, but only one name agrees: both have no other */
    uint32_t share;                 /* of the weight that agrees, thousandths */
};
/* The weight of a token, and what one that is left over costs, in thousandths. */
uint32_t token_weight(enum names_class class);
uint32_t token_cost(enum names_class class);
/* `may_err`: one misspelt token is tolerated. */
void align(const struct reading *person, const struct reading *entry, bool may_err,
           struct alignment *out);

/* ---- birth dates (birth.c), in rising order of agreement ---- */
enum relation {
#define RELATION(name, word, weight) RELATION_##name,
#include "watch/relations.def"
#undef RELATION
    RELATIONS
};
const char *relation_word(enum relation relation);

/* ---- weights ---- */
enum weight {
#define WEIGHT(name, word, points) WEIGHT_##name,
#include "watch/weights.def"
#undef WEIGHT
    WEIGHTS
};
const char *weight_word(enum weight weight);
int weight_points(enum weight weight);
enum weight relation_weight(enum relation relation);

/* ---- a judgement (judge.c) ---- */
struct subject {
    const struct watch_person *person;
    struct reading *readings;              /* of the names, and hypotheses of them */
    const struct watch_person_name **said; /* by reading */
    size_t count;
    struct span *numbers; /* by document, normalised */
    char (*states)[4];    /* by document, alpha-3; "" unknown */
    char (*nations)[4];   /* by nationality; "" unknown */
};
void subject_make(struct subject *subject, const struct watch_person *person, struct arena *arena);

enum { PARTS = 8 };
struct part {
    enum weight weight;
    int points;
};
struct judgement {
    unsigned how;
    int score;
    /* the best name; NULL when none fits */
    const struct set_name *name;
    size_t reading; /* of the subject */
    struct alignment alignment;
    /* birth date */
    enum relation relation;
    const struct watch_person_birth *person_birth;
    const struct watch_birth *entry_birth;
    /* document; NULL when none agrees */
    const struct watch_document *document;
    size_t person_document;
    size_t person_nation; /* that agrees, or SIZE_MAX */
    struct part parts[PARTS];
    size_t part_count;
};
/* The best relation of all their birth dates, and between which it is. */
void relate_births(const struct watch_person *person, const struct watch_list *list,
                   const struct watch_entry *entry, struct judgement *out);
/* True when it is a hit. The one judge of both ways of searching. */
bool judge(const struct watch *watch, const struct subject *subject, uint32_t entry,
           struct judgement *out);

/* ---- the hit (explain.c) ---- */
void explain(const struct watch *watch, const struct subject *subject, uint32_t entry,
             const struct judgement *judgement, struct arena *arena, struct watch_hit *out);

#endif
