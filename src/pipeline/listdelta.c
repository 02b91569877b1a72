/* The few entries that a new version can make a difference with.
 *
 * What the hits of a person are follows from what was said of the person and from each entry by itself. So after a
 * new version a person is found by an entry that is new or another, or is found as before: then the entry has given
 * a reason that stands. No other entry needs to be looked at, and an index of these is made at once. */
#include <stdlib.h>

#include "base/clock.h"
#include "pipeline/internal.h"

/* Above this part of its entries a version is not screened by what is new in it; nor, where nothing has a name, above
 * this number. */
enum { PART_MOST = 4, NAMELESS_MOST = 1000 };

struct reason {
    int64_t list;
    struct span entry;
};
struct reasons {
    struct engine *engine;
    struct arena *arena;
    struct reason *items;
    size_t count, room;
    int64_t *days, *roots;
    size_t day_count, day_room, root_count, root_room;
    enum status status;
};

/* ---- reasons that stand ---- */

static bool add_day(void *context, const struct store_day *day)
{
    struct reasons *reasons = context;
    reasons->days = arena_more(reasons->arena, reasons->days, reasons->day_count,
                               &reasons->day_room, sizeof *reasons->days);
    reasons->days[reasons->day_count++] = day->day;
    return true;
}

static bool add_root(void *context, const struct store_alert *alert)
{
    struct reasons *reasons = context;
    if (alert->withdrawn_seq && !alert->quiet)
        return true;
    reasons->roots = arena_more(reasons->arena, reasons->roots, reasons->root_count,
                                &reasons->root_room, sizeof *reasons->roots);
    reasons->roots[reasons->root_count++] = alert->traveller;
    return true;
}

static bool add_reason(void *context, const struct store_hit *hit)
{
    struct reasons *reasons = context;
    if (hit->withdrawn_seq)
        return true;
    reasons->items = arena_more(reasons->arena, reasons->items, reasons->count, &reasons->room,
                                sizeof *reasons->items);
    reasons->items[reasons->count++] =
        (struct reason){hit->list, arena_copy(reasons->arena, hit->entry)};
    return true;
}

static enum status find_reasons(struct reasons *reasons)
{
    struct store *store = reasons->engine->store;
    enum status status = store_days(store, ID_DAY_FIRST, ID_DAY_LAST, add_day, reasons);
    for (size_t i = 0; i < reasons->day_count && status == STATUS_OK; i++) {
        int32_t day = (int32_t)reasons->days[i];
        status = store_alerts(store, day, day, add_root, reasons);
    }
    for (size_t i = 0; i < reasons->root_count && status == STATUS_OK; i++)
        status = store_hit_heads(store, reasons->roots[i], add_reason, reasons);
    return status;
}

/* ---- the set ---- */

static void keep_reasons(const struct reasons *reasons, int64_t of, const struct watch_list *list,
                         bool *keep, size_t *kept)
{
    for (size_t i = 0; i < reasons->count; i++) {
        const struct watch_entry *entry =
            reasons->items[i].list == of ? watch_list_find(list, reasons->items[i].entry) : NULL;
        if (!entry || keep[entry - list->entries])
            continue;
        keep[entry - list->entries] = true;
        ++*kept;
    }
}

struct news {
    const struct watch_list *now;
    bool *keep;
    size_t count;
};

static void keep_change(void *context, const struct watch_change *change)
{
    struct news *news = context;
    if (!change->now)
        return;
    news->keep[change->now - news->now->entries] = true;
    news->count++;
}

static void keep_all(struct news *news)
{
    news->count = news->now->header->entries;
    for (size_t i = 0; i < news->count; i++)
        news->keep[i] = true;
}

/* An entry that says nothing but documents concerns whoever has one of them, and nobody else. */
static bool are_nameless(const struct news *news)
{
    bool nameless = news->count <= NAMELESS_MOST;
    for (uint32_t i = 0; i < news->now->header->entries && nameless; i++) {
        const struct watch_entry *entry = &news->now->entries[i];
        nameless = !news->keep[i] ||
                   !(entry->names || entry->births || watch_list_contacts(news->now, entry).count);
    }
    return nameless;
}

static bool is_among(const struct reasons *reasons, int64_t list)
{
    for (size_t i = 0; i < reasons->count; i++)
        if (reasons->items[i].list == list)
            return true;
    return false;
}

/* A version as a list: that of the set in force where it has it, for to open a big one takes its time. */
static enum status open_version(struct engine *engine, const struct desk_activation *version,
                                struct arena *arena, struct watch_source *source,
                                struct watch_list *out)
{
    const struct watch_list *held =
        engine->whole ? watch_list_in(engine->whole, version->list, version->version) : NULL;
    if (held) {
        *out = *held;
        *source = (struct watch_source){
            .list = version->list,
            .name = arena_format(arena, "%.*s", (int)version->name.size, version->name.at),
            .version = version->version,
            .severity = version->severity,
            .bytes = held->bytes};
        return STATUS_OK;
    }
    enum status status = listset_source(engine, version, arena, source);
    return status == STATUS_OK ? watch_list_open(source->bytes, out) : status;
}

/* ---- whom documents concern ---- */

struct concerned {
    struct store *store;
    struct arena *arena;
    struct listdelta *out;
    enum status status;
};

static void add_flight(struct concerned *concerned, int64_t flight)
{
    struct listdelta *out = concerned->out;
    size_t at = out->flight_count;
    while (at > 0 && out->flights[at - 1] >= flight)
        at--;
    if (at < out->flight_count && out->flights[at] == flight)
        return;
    out->flights =
        arena_more(concerned->arena, out->flights, out->flight_count, &out->room, sizeof flight);
    memmove(&out->flights[at + 1], &out->flights[at],
            (out->flight_count++ - at) * sizeof *out->flights);
    out->flights[at] = flight;
}

static bool add_traveller(void *context, int64_t id)
{
    struct concerned *concerned = context;
    struct store_traveller traveller;
    struct arena arena = {0};
    concerned->status = store_traveller_as_is(concerned->store, id, &arena, &traveller);
    if (concerned->status == STATUS_OK)
        add_flight(concerned, traveller.flight);
    if (concerned->status == STATUS_MISSING) /* of a batch that did not reach the day yet */
        concerned->status = STATUS_OK;
    arena_free(&arena);
    return concerned->status == STATUS_OK;
}

/* By the number alone, which finds more than have the document. */
static enum status find_concerned(struct engine *engine, const struct news *news, int32_t from_day,
                                  struct arena *arena, struct listdelta *out)
{
    struct concerned concerned = {engine->store, arena, out, STATUS_OK};
    enum status status = STATUS_OK;
    for (uint32_t i = 0; i < news->now->header->entries; i++) {
        const struct watch_entry *entry = &news->now->entries[i];
        for (uint32_t d = 0; news->keep[i] && d < entry->documents && status == STATUS_OK; d++) {
            struct span number =
                watch_list_text(news->now, news->now->documents[entry->first_document + d].number);
            status = store_find(engine->store, INDEX_DOCUMENT, number, from_day, ID_DAY_LAST,
                                add_traveller, &concerned);
            status = status == STATUS_OK ? concerned.status : status;
        }
    }
    return status;
}

/* ---- the parts ---- */

/* What is made of the lists after a change. */
struct making {
    struct engine *engine;
    const struct reasons *reasons;
    const struct desk_activation *change, *before; /* NULL: no version of the list was in force */
    struct arena *arena;
    struct listdelta *out;
    bool few; /* so far */
};

static enum status find_news(struct making *making, struct news *news)
{
    struct watch_source old;
    struct watch_list was;
    enum status status = STATUS_OK;
    if (making->before)
        status = open_version(making->engine, making->before, making->reasons->arena, &old, &was);
    if (status == STATUS_OK && making->before)
        watch_list_differ(&was, news->now, keep_change, news);
    else if (status == STATUS_OK)
        keep_all(news);
    return status;
}

/* Of the list that changed. `few` is set to false when that is too much. */
static enum status keep_news(struct making *making, struct news *news)
{
    struct engine *engine = making->engine;
    int64_t reach = config_count(engine->options.config, SETTING_SCREEN_RESCREEN_DAYS);
    int64_t from = making->change->at / MICROS_PER_DAY - reach;
    enum status status = find_news(making, news);
    if (status != STATUS_OK)
        return status;
    making->out->by_document = are_nameless(news);
    if (making->out->by_document)
        return find_concerned(engine, news, from < ID_DAY_FIRST ? ID_DAY_FIRST : (int32_t)from,
                              making->arena, making->out);
    making->few = making->before && news->count <= news->now->header->entries / PART_MOST;
    return STATUS_OK;
}

/* What is kept of one list. */
static enum status make_source(struct making *making, const struct desk_activation *version,
                               struct watch_source *out)
{
    const struct reasons *reasons = making->reasons;
    struct watch_list now, part;
    enum status status = open_version(making->engine, version, reasons->arena, out, &now);
    if (status != STATUS_OK)
        return status;
    struct news news = {&now, arena_array(reasons->arena, bool, now.header->entries + 1), 0};
    if (version->list == making->change->list)
        status = keep_news(making, &news);
    if (status != STATUS_OK || !making->few)
        return status;
    keep_reasons(reasons, version->list, &now, news.keep, &news.count);
    watch_list_part(&now, news.keep, reasons->arena, &part);
    out->bytes = part.bytes;
    return STATUS_OK;
}

static const struct desk_activation *version_of(const struct force *force, int64_t list)
{
    for (size_t i = 0; i < force->count; i++)
        if (force->versions[i]->list == list)
            return force->versions[i];
    return NULL;
}

static enum status build(struct making *making, const struct force *now)
{
    struct engine *engine = making->engine;
    struct watch_source *sources =
        arena_array(making->reasons->arena, struct watch_source, now->count + 1);
    size_t count = 0;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < now->count && status == STATUS_OK; i++) {
        const struct desk_activation *version = now->versions[i];
        if (version->list == making->change->list || is_among(making->reasons, version->list))
            status = make_source(making, version, &sources[count++]);
    }
    struct watch *whole = NULL;
    if (status == STATUS_OK && making->few)
        status = watch_build(
            sources, count, (int)config_count(engine->options.config, SETTING_WATCH_NAME_THRESHOLD),
            &whole);
    if (status == STATUS_OK && making->few)
        making->out->again = watch_narrow(whole, (int32_t)(now->at / MICROS_PER_DAY), NULL);
    watch_release(whole);
    return status;
}

/* Whether it is worth trying: of a list that was not in force nobody was screened against anything, so all of it is
 * new. Nor is this the way when a clock that was ahead has been set right: what seemed to have ended comes back. */
static bool may_be_few(const struct making *making, const struct force *before,
                       const struct force *now)
{
    const struct desk_activation *version = version_of(now, making->change->list);
    return making->change->what == DESK_LIST_IMPORTED && version && now->at >= before->at &&
           (making->before || version->entries <= NAMELESS_MOST);
}

enum status listdelta_make(struct engine *engine, const struct desk_activation *changes,
                           int64_t state, struct arena *arena, struct listdelta *out)
{
    struct arena own = {0};
    struct force before = {.arena = &own}, now = {.arena = &own};
    struct reasons reasons = {.engine = engine, .arena = &own};
    enum status status = STATUS_OK;
    *out = (struct listdelta){.again = NULL};
    listset_force(&before, changes, state - 1);
    listset_force(&now, changes, state);
    struct making making = {.engine = engine,
                            .reasons = &reasons,
                            .change = &changes[state - 1],
                            .before = version_of(&before, changes[state - 1].list),
                            .arena = arena,
                            .out = out,
                            .few = true};
    if (may_be_few(&making, &before, &now)) {
        status = find_reasons(&reasons);
        if (status == STATUS_OK)
            status = build(&making, &now);
    }
    arena_free(&own);
    return status;
}
