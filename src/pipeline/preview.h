/* What an import of a list would change, and what it would have found on stored traffic: figures and ids of
 * entries, never anything of a traveller. Nothing is written; desk and store may be read by others meanwhile. */
#ifndef PIPELINE_PREVIEW_H
#define PIPELINE_PREVIEW_H

#include "base/json.h"
#include "config/config.h"
#include "desk/desk.h"
#include "store/store.h"

enum { PREVIEW_DAYS = 7, PREVIEW_DAYS_MOST = 400, PREVIEW_EXAMPLES = 10 };

struct preview_progress {
    uint32_t flights, flights_done, travellers;
};
struct preview_order {
    const struct config *config;
    struct desk *desk;             /* NULL: nothing was ever authored */
    struct store *store;           /* NULL: nothing was ever derived */
    struct desk_list_order import; /* `now` is the time against which days are counted */
    int days;              /* of flights, the day of `now` included; 1.. PREVIEW_DAYS_MOST */
    uint32_t flights_most; /* of more every second, third .. is looked at; 0: all are */
    /* Called after each flight; false: stop. May be NULL. */
    bool (*progress)(void *context, const struct preview_progress *progress);
    void *context;
};

/* Persons, once a flight. */
struct preview_count {
    uint32_t travellers; /* who were looked at */
    uint32_t found;      /* whom the list, as it would be, finds */
    uint32_t added;      /* of them, whom the list does not find as it is */
    uint32_t alerts;     /* of those, who have no alert now, by any list */
    uint32_t gone;       /* whom it finds as it is, and would no longer */
};
struct preview_day {
    int32_t day;
    struct preview_count count;
};
struct preview_example {
    struct span entry;
    unsigned fields; /* bits of enum watch_difference, of one that changed */
};
struct preview {
    struct span name;
    struct desk_list_preview list;
    struct preview_example added[PREVIEW_EXAMPLES], changed[PREVIEW_EXAMPLES],
        removed[PREVIEW_EXAMPLES]; /* the first ones */
    int days;                      /* as ordered */
    struct preview_day *by_day;    /* of those days, where there is anybody */
    size_t day_count;
    uint32_t flights, flights_looked; /* how many there are, and how many were looked at */
    struct preview_count past;        /* their sum */
    struct preview_count ahead;       /* flights of later days: alerts that come, or go, at once */
};

/* All in `arena`. STATUS_CLOSED: stopped by `progress`. */
enum status preview_run(const struct preview_order *order, struct arena *arena,
                        struct preview *out);

/* As members of an object; docs/commands.md. */
void preview_write(const struct preview *preview, struct json *json);

/* How many of the examples of a kind there are. */
static inline size_t preview_shown(uint32_t count)
{
    return count < PREVIEW_EXAMPLES ? count : PREVIEW_EXAMPLES;
}

#endif
