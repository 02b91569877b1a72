/* A person of a flight with everything that hangs on it, read for showing. Lives in the view's
 * arena. */
#ifndef CMD_PERSON_H
#define CMD_PERSON_H

#include "cmd/command.h"

struct person_hit {
    struct store_hit hit;       /* texts copied */
    struct journal_entry entry; /* the message of the evidence; no body when it cannot be opened */
};

struct person_view {
    struct store_flight flight;
    struct store_alert alert;     /* traveller 0: there is none */
    struct store_traveller *rows; /* the root first, then what was merged into it */
    size_t row_count;
    struct person_hit *hits;
    size_t hit_count;
    struct desk_decision *decisions; /* of all rows, in order of row, then time */
    size_t decision_count;
};

/* Follows merges: `id` may be of a merged card. STATUS_MISSING with a sentence. */
enum status person_load(struct view *view, int64_t id, struct person_view *out);

/* The best text for a field: what API says, else PNR. Empty when nobody says it. */
struct span person_text(const struct person_view *person, enum field field);
struct span person_document(const struct person_view *person, enum field field);

/* Open, cleared, withdrawn ..: what people decided joined with what stands. */
const char *person_state(const struct person_view *person);

/* Appends the block that `alerts` and `traveller` begin with: who, flight, reasons with bytes. */
void person_print_head(struct view *view, const struct person_view *person, struct buffer *out);
/* One object and a line end. `news` (RAISED ..) is a member when not NULL; without it, everything
 * that is said of the person goes along. */
void person_print_json(struct view *view, const struct person_view *person, const char *news,
                       struct buffer *out);

#endif
