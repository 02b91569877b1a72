/* A person of a flight with everything that hangs on it, read for showing. Lives in the arena. */
#ifndef VIEW_PERSON_H
#define VIEW_PERSON_H

#include "view/standing.h"
#include "view/view.h"

struct person_hit {
    struct store_hit hit;       /* texts copied */
    struct journal_entry entry; /* the message of the evidence, when it was asked for; no body when
                                   it cannot be opened */
    struct desk_memory known; /* by which the person is known not to be the one of the entry; id 0:
                                   nothing keeps the hit quiet */
};

struct person_view {
    struct store_flight flight;
    struct store_alert alert;     /* traveller 0: there is none */
    const char *state;            /* of the alert; a word of the contract */
    bool closed;                  /* the alert needs nobody's attention */
    char etag[VIEW_ETAG];         /* of the alert */
    struct store_traveller *rows; /* the root first, then what was merged into it */
    size_t row_count;
    struct store_edge *edges; /* the merges among the rows */
    size_t edge_count;
    struct person_hit *hits;
    size_t hit_count;
    struct board_said *said; /* what was said of them between booking and cabin, by message time */
    size_t said_count;
    struct board board; /* what follows; borrows `said` */
    struct standing standing;
    struct desk_decision *decisions; /* of all rows, in order of row, then time */
    size_t decision_count;
};

/* Follows merges: `id` may be of a merged card. `bodies`: the messages of the evidence as well.
 * STATUS_MISSING with a sentence. */
enum status person_load(struct view *view, int64_t id, bool bodies, struct arena *arena,
                        struct person_view *out);

/* The best text for a field: what API says, else PNR. Empty when nobody says it. */
struct span person_text(const struct person_view *person, enum field field);
struct span person_document(const struct person_view *person, enum field field);

/* By what a hit was found: "document", "name", .. (watch/hows.def). */
const char *person_how_words(int how);

#endif
