/* Which hits of a person are kept quiet, because people said that it is another one. */
#include "pipeline/known.h"

/* ---- the person ---- */

static enum status load_facts(struct quiet *quiet)
{
    if (quiet->facts)
        return STATUS_OK;
    quiet->facts = arena_new(&quiet->arena, struct cleared_facts);
    return cleared_of(quiet->engine->store, quiet->engine->index_key, quiet->root, &quiet->arena,
                      quiet->facts);
}

/* A row counts for a flight by the day on which it leaves: so it needs no clock to be over. */
static bool counts(const struct known_row *row, int64_t list, struct span entry, int32_t day)
{
    return row->list == list && span_equal(row->entry, entry) && known_holds(row) &&
           day <= row->until;
}

static bool by_visa(const struct cleared_facts *facts, unsigned how)
{
    return facts->visa && (how & (WATCH_BY_DOCUMENT | WATCH_BY_NUMBER | WATCH_BY_NEAR_NUMBER));
}

/* Who is another one and is reached as the one of the entry is, is somebody to hear of. */
static bool by_contact(unsigned how)
{
    return how & (WATCH_BY_EMAIL | WATCH_BY_CARD | WATCH_BY_PHONE);
}

enum status quiet_for(struct quiet *quiet, int64_t list, struct span entry, unsigned how,
                      int64_t *id)
{
    const struct known *known = &quiet->engine->known;
    int32_t day = id_day(quiet->root);
    enum status status = STATUS_OK;
    *id = 0;
    for (uint32_t i = known_first(known, list, entry); i != KNOWN_NONE && !*id && !status;
         i = known->rows[i].next) {
        const struct known_row *row = &known->rows[i];
        if (!counts(row, list, entry, day) || by_contact(how))
            continue;
        status = load_facts(quiet);
        if (status == STATUS_OK && !by_visa(quiet->facts, how) &&
            cleared_is(quiet->engine->index_key, row->person, quiet->facts))
            *id = row->id;
    }
    return status;
}

void quiet_end(struct quiet *quiet)
{
    arena_free(&quiet->arena);
}

/* ---- hits that stand ---- */

struct standing {
    struct arena *arena;
    struct store_hit *hits;
    size_t count, room;
};

static bool collect(void *context, const struct store_hit *hit)
{
    struct standing *list = context;
    if (hit->withdrawn_seq)
        return true;
    list->hits = arena_more(list->arena, list->hits, list->count, &list->room, sizeof *list->hits);
    struct store_hit *kept = &list->hits[list->count++];
    *kept = *hit;
    kept->entry = arena_copy(list->arena, hit->entry);
    return true;
}

enum status quiet_settle(struct quiet *quiet, int64_t seq, int64_t at, bool *changed)
{
    struct store *store = quiet->engine->store;
    struct standing list = {.arena = &quiet->arena};
    if (quiet->engine->known.count == 0)
        return STATUS_OK;
    enum status status = store_hit_heads(store, quiet->root, collect, &list);
    for (size_t i = 0; i < list.count && status == STATUS_OK; i++) {
        struct store_hit *hit = &list.hits[i];
        int64_t id;
        status = quiet_for(quiet, hit->list, hit->entry, (unsigned)hit->how, &id);
        if (status != STATUS_OK || id == hit->quiet)
            continue;
        hit->quiet = id;
        status = store_hit_quiet(store, seq, at, hit);
        *changed = true;
    }
    return status;
}
