/* Private to watch/: a list while it is read, the compiled set, and the parts of one judgement. */
#ifndef WATCH_INTERNAL_H
#define WATCH_INTERNAL_H

#include "base/buffer.h"
#include "base/json.h"
#include "names/score.h"
#include "watch/import.h"
#include "watch/watch.h"

/* ---- dates ---- */
struct watch_birth watch_birth_years(int from, int to, enum watch_precision precision);

/* ---- documents ---- */
/* Upper-case letters and digits of `number`, nothing else, in the arena. */
struct span watch_number(struct span number, struct arena *arena);

enum agreement {
    AGREEMENT_NONE,
#define AGREEMENT(name, relation, how, weight) AGREEMENT_##name,
#include "watch/agreements.def"
#undef AGREEMENT
    AGREEMENTS
};

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
struct draft_contact {
    struct draft_contact *next;
    enum watch_contact_kind kind;
    struct span text; /* as it is compared */
};
struct draft_entry {
    struct span id, reference, note;
    struct draft_name *names, **names_end;
    struct draft_birth *births, **births_end;
    struct draft_document *documents, **documents_end;
    struct draft_state *states, **states_end;
    struct draft_contact *contacts, **contacts_end;
    int32_t listed;
    uint16_t until; /* as in watch_entry */
    char sex;
    enum watch_severity severity;
    uint32_t line;
    bool gone; /* a delta takes it off the list */
};
struct draft {
    struct arena *arena;
    struct watch_import *report;
    const struct watch_list *before; /* the version that a delta changes; NULL: there is none */
    bool
        delta; /* the rest of that stays as it is, and of two entries with one id the later counts */
    const bool *keep; /* of that the entries i with keep[i] alone; NULL: all */
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
void draft_pass(struct draft *draft, uint32_t line, struct span entry, const char *reason);
/* These copy; empty ones and repeats within the entry are dropped, of documents and contacts by draft_finish. */
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
/* As it is written; false when it is none of that kind. (draft_contacts.c) */
bool draft_add_contact(struct draft *draft, struct draft_entry *entry, enum watch_contact_kind kind,
                       struct span text);
/* Several, parted as for draft_part and contact_part; those that are none are reported. */
void draft_add_contacts(struct draft *draft, struct draft_entry *entry,
                        enum watch_contact_kind kind, struct span list);
/* What a list calls a phone or an e-mail address by one of these words; false when it is neither. */
bool draft_add_called(struct draft *draft, struct draft_entry *entry, struct span called,
                      struct span text);
/* The last day on which it counts, "YYYY-MM-DD"; what cannot be read is reported, and the entry has no end. */
void draft_set_until(struct draft *draft, struct draft_entry *entry, struct span day);
/* Something that an entry says, of which no list bounds how often. */
struct draft_said {
    uint64_t kind;
    struct span text;
    size_t at;
    bool again; /* it stands before */
};
/* Sets `again`. (draft_repeats.c) */
void draft_find_repeats(struct draft_said *said, size_t count);
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

/* ---- the set (set.c) ---- */

struct set_entry {
    uint32_t source;
    const struct watch_entry *entry;
};
/* Entries that were compiled together, perhaps for a set before this one. (segments.c) */
#define SEGMENT_NONE UINT32_MAX
struct index;
struct segment {
    struct index *index; /* one reference */
    const uint32_t
        *entries;         /* by its number in the index: its number in the set, or SEGMENT_NONE */
    uint32_t count, live; /* of these; those that the set has */
};
struct watch {
    struct arena arena;
    _Atomic uint32_t references;
    int threshold;
    struct watch
        *whole;      /* whose lists and indexes this set looks at (watch_narrow); NULL: its own */
    int32_t day;     /* entries that ended before it count no longer */
    const bool *out; /* by source: its entries do not count; NULL: all do */
    size_t source_count;
    struct watch_source *sources;
    struct watch_list *lists;
    struct set_entry *entries;
    uint32_t entry_count, name_count;
    struct segment *segments; /* each entry is in one */
    size_t segment_count;
};
/* Makes the segments of a set whose lists and entries stand: those of `before` (NULL: none) as far as its entries are
 * in the set unchanged, and one for all others. */
enum status segments_make(struct watch *watch, const struct watch *before);
void segments_free(struct watch *watch);

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

/* ---- a person made ready (person.c) ---- */

/* What one of the person's names may mean. */
struct reading {
    struct names names;
    struct names_side side;
    size_t surname; /* tokens 0..surname are the surname's */
    const struct watch_person_name *said;
};
struct subject {
    const struct watch_person *person;
    struct reading *readings;
    size_t count;
    struct span *numbers;  /* by document, normalised */
    char (*states)[4];     /* by document, alpha-3; "" unknown */
    char (*nations)[4];    /* by nationality; "" unknown */
    struct span *contacts; /* by contact, as it is compared; empty: none */
};
/* Of contacts nothing where no list of the set has any. */
void subject_make(struct subject *subject, const struct watch *watch,
                  const struct watch_person *person, struct arena *arena);

/* ---- a judgement (judge.c) ---- */

/* A name of an entry that shares enough with one of the person's. */
struct fit {
    uint32_t entry, number; /* the name among those of the entry */
    size_t reading;
    struct names_match match;
};

enum { PARTS = 14 };
struct part {
    enum weight weight;
    int points;
};
/* The contact of the entry that one of the person agrees with. */
struct reached {
    const struct watch_contact *contact; /* NULL: none */
    size_t person;                       /* its number */
    bool national;                       /* a phone without its country */
};
struct judgement {
    unsigned how;
    int score;
    const struct fit *fit; /* of the best name; NULL when none fits */
    /* birth date */
    enum relation relation;
    const struct watch_person_birth *person_birth;
    const struct watch_birth *entry_birth;
    enum agreement agreement;
    const struct watch_document *document; /* NULL when none agrees */
    size_t person_document;
    struct reached reached[WATCH_CONTACT_KINDS];
    size_t person_nation; /* that agrees, or SIZE_MAX */
    struct part parts[PARTS];
    size_t part_count;
};
/* The best relation of all their birth dates, and between which it is. */
void relate_births(const struct watch_person *person, const struct watch_list *list,
                   const struct watch_entry *entry, struct judgement *out);
/* Whether both have the same day of birth. The first of January is none: it stands for a day that nobody knows. */
bool births_are_one_day(const struct judgement *judgement);

/* ---- documents (documents.c) ---- */
struct agreement_info {
    const char *relation;
    unsigned how;
    enum weight weight;
};
const struct agreement_info *agreement_info(enum agreement agreement);
/* Whether numbers one character from it are looked for. The state is alpha-3, "" unknown. */
bool document_has_near(struct span number, const char *state);
enum agreement documents_agree(const struct watch_list *list, const struct watch_document *entry,
                               struct span number, const char *state);
/* The best agreement of all their documents, and between which it is. */
void choose_document(const struct subject *subject, const struct watch_list *list,
                     const struct watch_entry *entry, struct judgement *out);

/* ---- contacts (contacts.c) ---- */

/* The best agreement of each kind. True when one of them is a reason by itself: an address is none. */
bool choose_contacts(const struct subject *subject, const struct watch_list *list,
                     const struct watch_entry *entry, struct judgement *out);
/* Only whether it is true. */
bool contacts_meet(const struct subject *subject, const struct watch_list *list,
                   const struct watch_entry *entry);
/* The same of one contact of the person. */
bool contact_meets(const struct subject *subject, size_t number, const struct watch_list *list,
                   const struct watch_entry *entry);
enum weight contact_weight(const struct judgement *judgement, enum watch_contact_kind kind);
/* Whether one that agrees is said of the person and not of the booking. */
bool contacts_are_own(const struct subject *subject, const struct judgement *judgement);

/* Whether names that match so may be one person's at all: more is shared than one name of several. */
bool fits(const struct names_match *match);
/* True when it is a hit. `fit`: all of the entry's names that fit, in order. The one judge of both ways of
 * searching. */
bool judge(const struct watch *watch, const struct subject *subject, uint32_t entry,
           const struct fit *fit, size_t count, struct judgement *out);
/* The same for an entry that is no hit, and whose names share something (near.h): the score that it adds up to all
 * the same. Returns what stands against it, 1 << enum near_reason; 0, with no score, for one that does not count. */
unsigned judge_near(const struct watch *watch, const struct subject *subject, uint32_t entry,
                    const struct fit *fit, size_t count, struct judgement *out);

/* ---- from names that fit to hits (hits.c) ---- */
struct fitting {
    const struct watch *watch;
    const struct subject *subject;
    struct arena *arena;
    struct fit *fits; /* in any order */
    size_t count, room;
};
void fitting_keep(struct fitting *fitting, const struct fit *fit); /* if it fits */
/* Adds all that fit and may go with a birth date of the person, by the index. (screen.c) */
void fitting_look(struct fitting *fitting, struct watch_worker *worker);
/* Each name of an entry beside each reading of the person, in order, whatever the birth dates. `scratch`: nothing of
 * it is needed afterwards. */
void entry_compare(const struct watch *watch, const struct subject *subject, uint32_t entry,
                   struct arena *scratch, void (*each)(void *context, const struct fit *fit),
                   void *context);
/* Those of an entry that fit: one that a document finds says how its names compare. */
void fitting_compare(struct fitting *fitting, uint32_t entry, struct arena *scratch);
/* The hits among the entries that fit by name and those that may by number, `numbered` (ascending), in the order of
 * watch_screen. Orders the fits. */
size_t fitting_judge(struct fitting *fitting, const uint32_t *numbered, size_t count,
                     struct watch_hit **out);
/* As watch_screen has them. */
void hits_in_order(struct watch_hit *hits, size_t count);

/* ---- the hit (explain.c) ---- */
void explain(const struct watch *watch, const struct subject *subject, uint32_t entry,
             const struct judgement *judgement, struct arena *arena, struct watch_hit *out);

#endif
