#include "pipeline/known.h"

#include <string.h>

#include "base/clock.h"
#include "base/hash.h"

/* ---- rows ---- */

bool known_holds(const struct known_row *row)
{
    return row->fits && !row->forgotten && (!row->second || row->approved) && row->person.size;
}

static uint32_t bucket_of(int64_t list, struct span entry)
{
    return (uint32_t)(hash_mix(hash_bytes(entry), (uint64_t)list) % KNOWN_BUCKETS);
}

uint32_t known_first(const struct known *known, int64_t list, struct span entry)
{
    return known->count ? known->first[bucket_of(list, entry)] : KNOWN_NONE;
}

/* They come in the order of their ids. */
static struct known_row *find_row(struct known *known, int64_t id)
{
    size_t low = 0, high = known->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (known->rows[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < known->count && known->rows[low].id == id ? &known->rows[low] : NULL;
}

/* From which day on travellers are looked at when something changes. */
static int32_t first_day(const struct engine *engine, const struct desk_memory *memory)
{
    int64_t reach = config_count(engine->options.config, SETTING_SCREEN_RESCREEN_DAYS);
    int32_t day = (int32_t)(memory->at / MICROS_PER_DAY - reach), own = id_day(memory->traveller);
    day = own < day ? own : day;
    return day < ID_DAY_FIRST ? ID_DAY_FIRST : day;
}

static struct known_row *add_row(struct engine *engine, const struct desk_memory *memory)
{
    struct known *known = &engine->known;
    struct arena *kept = &engine->kept;
    if (known->count == 0) {
        known->first = arena_array(kept, uint32_t, KNOWN_BUCKETS);
        memset(known->first, 0xFF, KNOWN_BUCKETS * sizeof *known->first);
    }
    known->rows = arena_more(kept, known->rows, known->count, &known->room, sizeof *known->rows);
    uint32_t *first = &known->first[bucket_of(memory->list, memory->entry)];
    struct known_row *row = &known->rows[known->count];
    *row = (struct known_row){.id = memory->id,
                              .list = memory->list,
                              .list_version = memory->list_version,
                              .entry = arena_copy(kept, memory->entry),
                              .person = arena_copy(kept, memory->person),
                              .digest = memory->digest,
                              .from = first_day(engine, memory),
                              .until = memory->until > ID_DAY_LAST ? ID_DAY_LAST : memory->until,
                              .second = memory->second,
                              .next = *first};
    *first = (uint32_t)known->count++;
    return row;
}

/* ---- entries ---- */

static uint32_t *version_of(struct known *known, int64_t list)
{
    for (size_t i = 0; i < known->list_count; i++)
        if (known->lists[i].list == list)
            return &known->lists[i].version;
    return NULL;
}

static bool entry_is_same(const struct engine *engine, const struct known_row *row,
                          const struct watch_list *list)
{
    const struct watch_entry *entry = watch_list_find(list, row->entry);
    if (!entry)
        return false;
    struct seal_digest digest = cleared_entry(engine->index_key, list, entry);
    return memcmp(digest.bytes, row->digest.bytes, sizeof digest.bytes) == 0;
}

/* Mostly the version in force is the one that was decided on; else the list is opened, once. */
static enum status meet(struct engine *engine, struct known_row *row, uint32_t version,
                        struct arena *arena, struct watch_list *opened)
{
    enum status status = STATUS_OK;
    row->fits = row->list_version == version;
    if (!row->fits && !opened->header)
        status = desk_list_read(engine->desk, row->list, version, arena, opened);
    if (!row->fits && status == STATUS_OK)
        row->fits = entry_is_same(engine, row, opened);
    return status;
}

static enum status meet_version(struct engine *engine, int64_t list, uint32_t version)
{
    struct known *known = &engine->known;
    struct arena arena = {0};
    struct watch_list opened = {.header = NULL};
    uint32_t *in_force = version_of(known, list);
    enum status status = STATUS_OK;
    if (in_force && *in_force == version)
        return STATUS_OK;
    for (size_t i = 0; i < known->count && status == STATUS_OK; i++)
        if (known->rows[i].list == list)
            status = meet(engine, &known->rows[i], version, &arena, &opened);
    arena_free(&arena);
    if (status != STATUS_OK)
        return status;
    if (!in_force) {
        known->lists = arena_more(&engine->kept, known->lists, known->list_count, &known->list_room,
                                  sizeof *known->lists);
        known->lists[known->list_count++] = (struct known_list){list, version};
    } else {
        *in_force = version;
    }
    return STATUS_OK;
}

enum status known_lists(struct engine *engine, const struct desk_activation *activations,
                        int64_t state)
{
    enum status status = STATUS_OK;
    for (int64_t i = 0; i < state && status == STATUS_OK; i++) {
        bool replaced = false;
        for (int64_t later = i + 1; later < state; later++)
            replaced |= activations[later].list == activations[i].list;
        if (!replaced && activations[i].list) /* 0: something came to its end */
            status = meet_version(engine, activations[i].list, activations[i].version);
    }
    return status;
}

/* Of a row that came after its list. */
static enum status meet_row(struct engine *engine, struct known_row *row)
{
    const uint32_t *version = version_of(&engine->known, row->list);
    struct arena arena = {0};
    struct watch_list opened = {.header = NULL};
    enum status status = version ? meet(engine, row, *version, &arena, &opened) : STATUS_OK;
    arena_free(&arena);
    return status;
}

/* ---- steps ---- */

static enum status take_row(struct engine *engine, int64_t id)
{
    struct arena arena = {0};
    struct desk_memory memory;
    enum status status = STATUS_OK;
    if (!find_row(&engine->known, id)) {
        status = desk_memory_get(engine->desk, id, &arena, &memory);
        if (status == STATUS_OK)
            status = meet_row(engine, add_row(engine, &memory));
    }
    arena_free(&arena);
    return status;
}

static enum status take_step(struct engine *engine, const struct desk_memory_step *step)
{
    enum status status =
        step->word == MEMORY_REMEMBERED ? take_row(engine, step->memory) : STATUS_OK;
    struct known_row *row = find_row(&engine->known, step->memory);
    if (status != STATUS_OK || !row)
        return status;
    row->approved |= step->word == MEMORY_APPROVED;
    row->forgotten |= step->word == MEMORY_FORGOTTEN;
    return STATUS_OK;
}

struct travellers {
    struct arena *arena;
    int64_t *ids;
    size_t count, room;
};

static bool add_traveller(void *context, int64_t traveller)
{
    struct travellers *list = context;
    list->ids = arena_more(list->arena, list->ids, list->count, &list->room, sizeof *list->ids);
    list->ids[list->count++] = traveller;
    return true;
}

static enum status settle_person(struct engine *engine, int64_t root, int64_t seq, int64_t at)
{
    struct quiet quiet = {.engine = engine, .root = root};
    struct store_alert alert;
    bool changed = false;
    enum status status = quiet_settle(&quiet, seq, at, &changed);
    if (status == STATUS_OK && changed)
        status = store_alert(engine->store, root, &alert);
    if (status == STATUS_OK && changed)
        status = screening_alert(engine, root, alert.flight, true, seq, at);
    quiet_end(&quiet);
    return status;
}

/* Whom a step may concern: who alerts of the entry, as the person may have other flights ahead, once the row
 * holds; and who is quiet by it, when it is forgotten. */
static enum status find_concerned(struct engine *engine, const struct known_row *row,
                                  struct travellers *list)
{
    if (row->forgotten)
        return store_hits_quiet_by(engine->store, row->from, row->until, row->id, add_traveller,
                                   list);
    return known_holds(row) ? store_hits_of_entry(engine->store, row->from, row->until, row->list,
                                                  row->entry, add_traveller, list)
                            : STATUS_OK;
}

static enum status settle(struct engine *engine, const struct desk_memory_step *step, int64_t seq)
{
    const struct known_row *row = find_row(&engine->known, step->memory);
    struct arena arena = {0};
    struct travellers list = {.arena = &arena};
    enum status status = row ? find_concerned(engine, row, &list) : STATUS_OK;
    for (size_t i = 0; i < list.count && status == STATUS_OK; i++)
        status = settle_person(engine, list.ids[i], seq, step->at);
    arena_free(&arena);
    return status;
}

/* Taking a step again after a failure changes nothing. */
static enum status carry_out(struct engine *engine, const struct desk_memory_step *step,
                             int64_t seq)
{
    enum status status = take_step(engine, step);
    if (status == STATUS_OK)
        status = store_begin(engine->store, seq + 1);
    if (status != STATUS_OK)
        return status;
    status = settle(engine, step, seq);
    if (status == STATUS_OK)
        status = store_memory_set(engine->store, step->id);
    status = batch_end(engine, status, seq, step->at);
    if (status == STATUS_OK)
        engine->known.step = step->id;
    return status;
}

enum status known_follow(struct engine *engine, int64_t seq, int64_t before, bool *pending,
                         int64_t *next)
{
    struct arena arena = {0};
    struct desk_memory_step *all = NULL;
    size_t count = 0;
    enum status status = desk_memory_steps(engine->desk, engine->known.step, &arena, &all, &count);
    *pending = false;
    *next = INT64_MAX;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        *pending = all[i].after_seq == DESK_PENDING;
        if (*pending)
            break;
        if (all[i].after_seq > seq)
            *next = all[i].after_seq;
        if (all[i].after_seq > seq || all[i].at >= before)
            break;
        status = carry_out(engine, &all[i], seq);
    }
    arena_free(&arena);
    return status;
}

/* ---- opening ---- */

/* After a loss of power: all that hold for certain are those before the last message. */
static bool held(const struct engine *engine, const struct desk_memory_step *step, int64_t last)
{
    if (last != STORE_PAIRINGS_UNKNOWN)
        return step->id <= last;
    return step->after_seq != DESK_PENDING && step->after_seq < store_progress(engine->store);
}

enum status known_open(struct engine *engine)
{
    struct arena arena = {0};
    struct desk_memory_step *all = NULL;
    int64_t last;
    size_t count = 0;
    enum status status = store_memory(engine->store, &last);
    if (status == STATUS_OK)
        status = desk_memory_steps(engine->desk, 0, &arena, &all, &count);
    for (size_t i = 0; i < count && status == STATUS_OK && held(engine, &all[i], last); i++) {
        status = take_step(engine, &all[i]);
        engine->known.step = all[i].id;
    }
    arena_free(&arena);
    return status;
}
