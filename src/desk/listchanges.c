/* What puts lists in force and out of it: announce, then number (desk.h). */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "desk/internal.h"

static const char *const words[DESK_CHANGES] = {
#define CHANGE(name, word) [DESK_LIST_##name] = word,
#include "desk/changes.def"
#undef CHANGE
};

const char *desk_change_word(enum desk_change change)
{
    return words[change];
}

static enum desk_change change_of(struct span word)
{
    unsigned change = 0;
    while (change + 1 < DESK_CHANGES && !span_is(word, words[change]))
        change++;
    return (enum desk_change)change;
}

enum status change_add(struct desk *desk, int64_t list, uint32_t version, enum desk_change what,
                       struct span by, int64_t now)
{
    struct query query = desk_query(desk, SLOT_CHANGE_ADD);
    query_int(&query, 1, list);
    query_int(&query, 2, version);
    query_text(&query, 3, span_of(words[what]));
    query_int(&query, 4, now);
    query_text(&query, 5, by);
    return query_run(&query);
}

enum status desk_list_number(struct desk *desk, int64_t list, uint32_t version, int64_t after_seq)
{
    struct query query = desk_query(desk, SLOT_CHANGE_NUMBER);
    query_int(&query, 1, list);
    query_int(&query, 2, version);
    query_int(&query, 3, after_seq);
    enum status status = query_run(&query);
    if (status != STATUS_OK || database_changes(desk->database) >= 1)
        return status;
    return status_fail(STATUS_MISSING,
                       "Version %" PRIu32 " of list %" PRId64 " is not there, or has its number "
                       "already.",
                       version, list);
}

/* ---- the latest version ---- */

static enum status read_latest(struct desk *desk, struct arena *arena, struct latest *out)
{
    struct query query = desk_query(desk, SLOT_VERSION_LATEST);
    query_int(&query, 1, out->list);
    if (query_next(&query)) {
        out->version = (uint32_t)query_column_int(&query, 0);
        out->entries = (uint32_t)query_column_int(&query, 1);
        struct span digest = query_column(&query, 2);
        if (digest.size == sizeof out->digest.bytes)
            memcpy(out->digest.bytes, digest.at, digest.size);
        watch_severity_parse(query_column(&query, 3), &out->setting.severity);
        out->setting.routing = column_text(&query, 4, arena);
        out->setting.valid_until = query_column_int(&query, 5);
        out->retired = span_is(query_column(&query, 6), desk_change_word(DESK_LIST_RETIRED));
        out->changed = query_column_int(&query, 7);
    }
    return query_end(&query);
}

enum status latest_find(struct desk *desk, struct span name, struct arena *arena,
                        struct latest *out)
{
    *out = (struct latest){.setting.routing = {"", 0}};
    if (!desk)
        return STATUS_OK;
    struct query query = desk_query(desk, SLOT_LIST_BY_NAME);
    query_text(&query, 1, name);
    if (query_next(&query)) {
        out->list = query_column_int(&query, 0);
        out->tenancy =
            (struct desk_tenancy){column_text(&query, 1, arena), column_text(&query, 2, arena),
                                  column_text(&query, 3, arena), column_text(&query, 4, arena)};
    }
    enum status status = query_end(&query);
    return status || !out->list ? status : read_latest(desk, arena, out);
}

bool desk_list_until(struct span text, int64_t *out)
{
    struct date day;
    if (date_parse(text, &day))
        *out = (date_to_day(day) + 1) * MICROS_PER_DAY;
    else if (span_is(text, "none"))
        *out = DESK_NO_END;
    else
        return time_parse(text, out) && *out > 0;
    return true;
}

enum status list_check_time(struct span name, int64_t valid_until, int64_t now)
{
    char until[TIME_TEXT];
    if (!valid_until || valid_until > now)
        return STATUS_OK;
    return status_fail(STATUS_INPUT,
                       "The list %.*s was valid until %.16s UTC, which is over: an import with "
                       "--valid-until sets another day, `--valid-until none` takes it away.",
                       (int)name.size, name.at, time_format(valid_until, until));
}

/* ---- in force and out of it ---- */

/* Announces the latest version of a list as in force or retired, unless it is so already. */
static enum status turn(struct desk *desk, struct span name, enum desk_change what, struct span by,
                        int64_t now, int64_t *list, uint32_t *version)
{
    struct arena arena = {0};
    struct latest latest;
    enum status status = latest_find(desk, name, &arena, &latest);
    bool retire = what == DESK_LIST_RETIRED;
    if (status == STATUS_OK && !latest.version)
        status = status_fail(STATUS_MISSING, "There is no list %.*s.", (int)name.size, name.at);
    if (status == STATUS_OK && latest.retired == retire)
        status = status_fail(STATUS_EXISTS, "The list %.*s is %s already.", (int)name.size, name.at,
                             retire ? "out of force" : "in force");
    if (status == STATUS_OK && !retire)
        status = list_check_time(name, latest.setting.valid_until, now);
    if (status == STATUS_OK)
        status = change_add(desk, latest.list, latest.version, what, by, now);
    if (status == STATUS_OK) {
        *list = latest.list;
        *version = latest.version;
    }
    arena_free(&arena);
    return status;
}

enum status desk_list_retire(struct desk *desk, struct span name, struct span by, int64_t now,
                             int64_t *list, uint32_t *version)
{
    return turn(desk, name, DESK_LIST_RETIRED, by, now, list, version);
}

enum status desk_list_restore(struct desk *desk, struct span name, struct span by, int64_t now,
                              int64_t *list, uint32_t *version)
{
    return turn(desk, name, DESK_LIST_RESTORED, by, now, list, version);
}

/* ---- ends ---- */

bool desk_list_counts(const struct desk_activation *change, int64_t now)
{
    return change->what != DESK_LIST_RETIRED && (!change->valid_until || change->valid_until > now);
}

enum status desk_list_time(struct desk *desk, int64_t *at)
{
    struct query query = desk_query(desk, SLOT_CHANGE_TIME);
    int64_t last = 0;
    if (query_next(&query))
        last = query_column_int(&query, 0);
    enum status status = query_end(&query);
    if (status == STATUS_OK)
        *at = last;
    return status;
}

enum status desk_list_next_end(struct desk *desk, int64_t after, int64_t *at)
{
    struct query query = desk_query(desk, SLOT_NEXT_END);
    int64_t next = INT64_MAX;
    query_int(&query, 1, after);
    if (query_next(&query) && !query_column_null(&query, 0))
        next = query_column_int(&query, 0);
    enum status status = query_end(&query);
    if (status == STATUS_OK)
        *at = next;
    return status;
}

enum status desk_list_expire(struct desk *desk, struct span by, int64_t now)
{
    return change_add(desk, 0, 0, DESK_LIST_EXPIRED, by, now);
}

enum status desk_list_ended(struct desk *desk, int64_t list, uint32_t version, int64_t now,
                            uint32_t *out)
{
    struct query query = desk_query(desk, SLOT_ENDED);
    uint32_t ended = 0;
    query_int(&query, 1, list);
    query_int(&query, 2, version);
    query_int(&query, 3, now);
    if (query_next(&query))
        ended = (uint32_t)query_column_int(&query, 0);
    enum status status = query_end(&query);
    if (status == STATUS_OK)
        *out = ended;
    return status;
}

/* ---- reading ---- */

/* In the order of ACTIVATION_COLUMNS in queries.def. */
static void read_activation(struct query *query, struct arena *arena, void *row)
{
    struct desk_activation *out = row;
    *out = (struct desk_activation){
        .list = query_column_int(query, 0),
        .version = (uint32_t)query_column_int(query, 1),
        .name = column_text(query, 2, arena),
        .format = column_text(query, 3, arena),
        .routing = column_text(query, 4, arena),
        .file_name = column_text(query, 5, arena),
        .by = column_text(query, 6, arena),
        .tenancy = {column_text(query, 7, arena), column_text(query, 8, arena),
                    column_text(query, 9, arena), column_text(query, 10, arena)},
        .imported = query_column_int(query, 12),
        .entries = (uint32_t)query_column_int(query, 13),
        .after_seq = column_after(query, 14),
        .what = change_of(query_column(query, 15)),
        .at = query_column_int(query, 16),
        .valid_until = query_column_int(query, 17),
        .second_approval = query_column_int(query, 18) != 0,
    };
    watch_severity_parse(query_column(query, 11), &out->severity);
}

static enum status activations(struct desk *desk, enum slot slot, struct arena *arena,
                               struct desk_activation **out, size_t *count)
{
    struct query query = desk_query(desk, slot);
    void *rows = NULL;
    enum status status = rows_read(&query, arena, sizeof **out, read_activation, &rows, count);
    if (status == STATUS_OK)
        *out = rows;
    return status;
}

enum status desk_list_activations(struct desk *desk, struct arena *arena,
                                  struct desk_activation **out, size_t *count)
{
    return activations(desk, SLOT_ACTIVATIONS, arena, out, count);
}

enum status desk_list_current(struct desk *desk, struct arena *arena, struct desk_activation **out,
                              size_t *count)
{
    return activations(desk, SLOT_CURRENT, arena, out, count);
}

enum status desk_list_pending(struct desk *desk, struct arena *arena, struct desk_activation **out,
                              size_t *count)
{
    return activations(desk, SLOT_PENDING, arena, out, count);
}
