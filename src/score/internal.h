/* One flight at a time: who was on it, what cards there are, and whose they are. */
#ifndef SCORE_INTERNAL_H
#define SCORE_INTERNAL_H

#include <stdio.h>

#include "base/arena.h"
#include "sim/lines.h"
#include "score/score.h"

/* ---- what one is known by ---- */

enum { TRAITS_NAMES = 6, TRAITS_DOCUMENTS = 8, TRAITS_BIRTHS = 6, TRAITS_LOCATORS = 6 };
struct traits {
    struct span names[TRAITS_NAMES]; /* surname and given name, letters alone; in the arena */
    uint64_t documents[TRAITS_DOCUMENTS], locators[TRAITS_LOCATORS]; /* hashes */
    int32_t births[TRAITS_BIRTHS];
    unsigned name_count, document_count, birth_count, locator_count;
};
void score_traits_add_name(struct traits *traits, struct arena *arena, struct span surname,
                           struct span given);
void score_traits_add_document(struct traits *traits, struct span number);
void score_traits_add_locator(struct traits *traits, struct span locator);
void score_traits_add_birth(struct traits *traits, struct span text);

/* ---- match.c ---- */

enum {
    NOBODY = -1,
    SCORE_CONTRADICTIONS = 1 << SIGN_DOCUMENT_OTHER | 1 << SIGN_NAME_OTHER | 1 << SIGN_BIRTH_OTHER
};
struct card {
    int64_t id; /* T.. */
    struct traits traits;
    int owner; /* index of a member, or NOBODY */
};
struct member {
    struct traits traits;
    uint64_t person;
    uint32_t told, signs, entry; /* UINT32_MAX: none */
    enum world_plant plant;
    char culture[24], script[8], spelling[16];
    char told_as[16];  /* how booking or check-in changed the name; "": not at all */
    bool contradicted; /* they name another name, birth or document */
    unsigned cards;    /* how many are this one's */
    int first;         /* the index of one; NOBODY */
    bool alert;        /* the list's, for its own entry */
    bool rule;         /* an alert that is no list's */
};
/* Gives every card its owner: the likeliest pairs first, one card each; a card that is left then
 * is one more of whom it fits, or nobody's. */
void score_match(struct member *members, size_t member_count, struct card *cards, size_t card_count,
                 struct arena *arena);

/* ---- sent.c: what was sent of each flight, by its index ---- */

enum { SENT_TIME = 17 }; /* "2026-11-17T16:30" */
struct sent_flight {
    bool damaged;          /* a message was, on the way */
    char first[SENT_TIME]; /* when what the first undamaged one says was so; "": there was none */
};
struct sent {
    struct sent_flight *flights;
    size_t count;
};
enum status score_sent_read(const char *folder, struct sent *out);
void score_sent_free(struct sent *sent);
static inline struct sent_flight score_sent_of(const struct sent *sent, uint32_t flight)
{
    return flight < sent->count ? sent->flights[flight] : (struct sent_flight){0};
}

/* ---- a flight ---- */

struct passage {
    const struct score_options *options;
    const struct sent *all_sent;
    struct sent_flight sent; /* of this flight */
    struct score *score;
    struct arena *arena; /* of the flight */
    uint32_t index;
    char name[32];
    char dialect[16];
    struct member *members;
    size_t member_count;
    struct card *cards;
    size_t card_count;
    int64_t flights[8]; /* F.., those that the world's keys find */
    unsigned flight_count;
};

/* members.c: the lines of the flight, from where `persons` stands */
enum status score_members_read(struct passage *passage, struct lines *persons);
/* cards.c: the flights of the keys, and their cards */
enum status score_cards_find(struct passage *passage, struct value flight);
enum status score_cards_read(struct passage *passage);

/* presence.c: after match */
void score_presence_count(struct passage *passage);
/* The numbers of the messages that told of those in the problems. */
enum status score_presence_messages(struct score *score, const char *folder);

/* alerts.c */
struct alerting {
    int64_t list; /* 0: there is none */
    struct timed {
        int64_t traveller, seq;
    } * timed; /* alerts that came with the message that says so */
    size_t count, room;
};
enum status score_alerts_open(const struct score_options *options, struct score *score,
                              struct alerting *out);
enum status score_alerts_count(struct alerting *alerting, struct passage *passage);
/* Times, and what follows from the counts. */
enum status score_alerts_finish(struct alerting *alerting, const struct score_options *options,
                                struct score *score);
void score_alerts_close(struct alerting *alerting);

struct score_row *score_rows_find(struct score_rows *rows, const char *word);

#endif
