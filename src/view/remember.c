/* What is remembered of a false alarm: what a decision sends along, and what is shown of it. */
#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>

#include "cleared/cleared.h"
#include "view/evidence.h"
#include "view/internal.h"
#include "view/remember.h"

/* ---- what a decision sends along ---- */

struct loud {
    json_t *hits;
};

static bool is_there(const json_t *hits, const struct store_hit *hit)
{
    size_t i;
    const json_t *one;
    json_array_foreach(hits, i, one)
    {
        struct span entry = {json_string_value(json_object_get(one, "entry")),
                             json_string_length(json_object_get(one, "entry"))};
        if (json_integer_value(json_object_get(one, "list")) == hit->list &&
            span_equal(entry, hit->entry))
            return true;
    }
    return false;
}

static bool add_loud(void *context, const struct store_hit *hit)
{
    struct loud *loud = context;
    if (!hit->withdrawn_seq && !hit->quiet && !is_there(loud->hits, hit))
        json_array_append_new(loud->hits,
                              json_pack("{s:I, s:I, s:s%}", "list", (json_int_t)hit->list,
                                        "version", (json_int_t)hit->list_version, "entry",
                                        hit->entry.at, hit->entry.size));
    return true;
}

/* Keyed hashes, as hexadecimal digits; empty when nobody could be known again by them. */
static enum status write_person(struct view *view, int64_t root, struct buffer *out)
{
    struct arena arena = {0};
    struct buffer bytes = {0};
    const struct seal_key *index;
    struct cleared_facts *facts = arena_new(&arena, struct cleared_facts);
    uint64_t salt;
    enum status status = keyring_installation(view->keyring, KEY_INDEX, &index);
    if (status == STATUS_OK)
        status = cleared_of(view->store, index, root, &arena, facts);
    if (status == STATUS_OK && cleared_can(facts)) {
        randombytes_buf(&salt, sizeof salt);
        cleared_remember(index, facts, salt, &bytes);
        char *hex = arena_raw(&arena, 2 * bytes.size + 1);
        sodium_bin2hex(hex, 2 * bytes.size + 1, (const unsigned char *)bytes.at, bytes.size);
        buffer_text(out, hex);
    }
    buffer_free(&bytes);
    arena_free(&arena);
    return status;
}

static enum status write_cleared(struct view *view, struct store *store, int64_t root,
                                 json_t *request)
{
    struct buffer person = {0};
    struct loud loud = {json_array()};
    enum status status = store_hit_heads(store, root, add_loud, &loud);
    if (status == STATUS_OK)
        status = write_person(view, root, &person);
    json_object_set_new(request, "hits", loud.hits);
    json_object_set_new(request, "person", json_string(buffer_string(&person)));
    buffer_free(&person);
    return status;
}

static bool add_seen(void *context, const struct store_hit *hit)
{
    if (!hit->withdrawn_seq && !hit->quiet)
        json_array_append_new(
            context, json_pack("{s:I, s:s%, s:i, s:I, s:I}", "list", (json_int_t)hit->list, "entry",
                               hit->entry.at, hit->entry.size, "how", hit->how, "seq",
                               (json_int_t)hit->raised_seq, "at", (json_int_t)hit->raised_at));
    return true;
}

static enum status write_seen(struct store *store, int64_t root, json_t *request)
{
    json_t *seen = json_array();
    json_object_set_new(request, "seen", seen);
    return store_hit_heads(store, root, add_seen, seen);
}

static bool add_quiet(void *context, const struct store_hit *hit)
{
    if (!hit->withdrawn_seq && hit->quiet)
        json_array_append_new(context, json_integer((json_int_t)hit->quiet));
    return true;
}

static enum status write_quiet(struct store *store, int64_t root, json_t *request)
{
    json_t *quiet = json_array();
    json_object_set_new(request, "quiet", quiet);
    return store_hit_heads(store, root, add_quiet, quiet);
}

enum status view_remember(struct view *view, int64_t traveller, enum decision code, json_t *request)
{
    struct store *store;
    struct store_head root;
    if (code == DECISION_NOTE)
        return STATUS_OK;
    enum status status = view_store(view, &store);
    if (status == STATUS_OK && !store)
        status = status_fail(STATUS_MISSING, "There is no such traveller.");
    if (status == STATUS_OK)
        status = store_root(store, traveller, &root);
    if (status == STATUS_OK)
        status = write_seen(store, root.id, request);
    if (status != STATUS_OK)
        return status;
    return code == DECISION_CLEAR_NOT_SAME_PERSON ? write_cleared(view, store, root.id, request)
                                                  : write_quiet(store, root.id, request);
}

/* ---- what is shown ---- */

static void write_day(struct json *json, const char *key, int32_t day)
{
    char text[DATE_TEXT];
    json_put_text(json, key, date_format(date_from_day(day), text));
}

const char *remember_words(const struct desk_memory *memory, struct arena *arena)
{
    char at[DATE_TEXT], until[DATE_TEXT];
    date_format(date_from_day((int32_t)(memory->at / MICROS_PER_DAY)), at);
    date_format(date_from_day(memory->until), until);
    return arena_format(arena, "Known not to be the same person, cleared on %s by %.*s, until %s.",
                        at, (int)memory->by.size, memory->by.at, until);
}

enum status remember_find(struct view *view, int64_t id, struct arena *arena,
                          struct desk_memory *out)
{
    struct desk *desk;
    enum status status = view_desk(view, &desk);
    if (status == STATUS_OK && !desk)
        status = status_fail(STATUS_MISSING, "Nothing is remembered.");
    return status == STATUS_OK ? desk_memory_get(desk, id, arena, out) : status;
}

void remember_item(struct json *json, const struct desk_memory *memory, struct arena *arena)
{
    json_begin(json);
    json_put_int(json, "memory", memory->id);
    json_put_span(json, "list", memory->list_name);
    write_instant(json, "cleared_at", memory->at);
    json_put_span(json, "cleared_by", memory->by);
    write_day(json, "until", memory->until);
    json_put_text(json, "words", remember_words(memory, arena));
    json_end(json);
}

void remember_write(struct json *json, const struct person_hit *hit, struct arena *arena)
{
    json_key(json, "known");
    if (hit && hit->known.id)
        remember_item(json, &hit->known, arena);
    else
        json_nothing(json);
}

/* ---- the list ---- */

struct counted {
    int64_t memory, origin; /* the card that the decision was about */
    int64_t trips;
    bool protect;
};
struct counting {
    struct counted *rows; /* by memory */
    size_t count;
};

static bool count_quiet(void *context, int64_t quiet, int64_t traveller)
{
    struct counting *counting = context;
    size_t low = 0, high = counting->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (counting->rows[middle].memory < quiet)
            low = middle + 1;
        else
            high = middle;
    }
    struct counted *row = low < counting->count ? &counting->rows[low] : NULL;
    if (row && row->memory == quiet && row->origin != traveller)
        row->trips++;
    return true;
}

/* The card that stands for whom the decision was about; what is gone is nobody's, and may have been a child's. */
static enum status find_origin(struct store *store, const struct desk_memory *memory,
                               struct counted *out)
{
    struct store_head root;
    struct store_alert alert;
    *out = (struct counted){.memory = memory->id, .protect = true};
    if (!store)
        return STATUS_OK;
    enum status status = store_root(store, memory->traveller, &root);
    if (status == STATUS_OK) {
        out->origin = root.id;
        status = store_alert(store, root.id, &alert);
    }
    out->protect = status != STATUS_OK || alert.protect;
    return status == STATUS_MISSING ? STATUS_OK : status;
}

/* The trip on which it was cleared did alert: it is not counted. */
static enum status count_trips(struct view *view, const struct desk_memory *memories, size_t count,
                               struct counting *counting)
{
    struct store *store;
    enum status status = view_store(view, &store);
    counting->rows = arena_array(&view->arena, struct counted, count + 1);
    counting->count = count;
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = find_origin(store, &memories[i], &counting->rows[i]);
    if (status == STATUS_OK && store && count)
        status = store_quiet(store, ID_DAY_FIRST, ID_DAY_LAST, count_quiet, counting);
    return status;
}

static void write_memory(struct json *json, const struct desk_memory *memory,
                         const struct counted *counted, int32_t today,
                         const struct view_sight *sight)
{
    bool named = evidence_names_entry(sight);
    char id[ID_TEXT];
    json_begin(json);
    json_put_int(json, "id", memory->id);
    json_put_text(json, "traveller",
                  named && counted->origin ? id_format(ID_TRAVELLER, counted->origin, id) : NULL);
    json_put_span(json, "list", memory->list_name);
    write_text_or_null(json, "entry", named ? memory->entry : (struct span){NULL, 0});
    json_put_text(json, "state", desk_memory_state_word(desk_memory_state(memory, today)));
    write_instant(json, "since", memory->at);
    json_put_span(json, "by", memory->by);
    write_day(json, "until", memory->until);
    json_put_bool(json, "second_approval", memory->second);
    write_instant(json, "approved_at", memory->approved);
    write_text_or_null(json, "approved_by", memory->approved_by);
    write_instant(json, "forgotten_at", memory->forgotten);
    write_text_or_null(json, "forgotten_by", memory->forgotten_by);
    json_put_bool(json, "known_again", memory->person.size != 0);
    json_put_int(json, "trips", counted->trips);
    json_end(json);
}

static bool is_shown(enum desk_memory_state state, bool all)
{
    return all || state == MEMORY_HOLDS || state == MEMORY_IS_WAITING;
}

enum status view_memories(struct view *view, int64_t now, bool all, const struct view_sight *sight,
                          bool (*each)(void *context, struct span memory), void *context)
{
    struct desk *desk;
    struct desk_memory *memories = NULL;
    struct counting counting = {0};
    size_t count = 0;
    int32_t today = (int32_t)(now / MICROS_PER_DAY);
    arena_reset(&view->arena);
    enum status status = view_desk(view, &desk);
    if (status == STATUS_OK && desk)
        status = desk_memories(desk, &view->arena, &memories, &count);
    if (status == STATUS_OK)
        status = count_trips(view, memories, count, &counting);
    for (size_t i = count; i-- > 0 && status == STATUS_OK;) {
        struct buffer text = {0};
        struct json json = {&text, false};
        if (!is_shown(desk_memory_state(&memories[i], today), all) ||
            (counting.rows[i].protect && !sight->protect))
            continue;
        write_memory(&json, &memories[i], &counting.rows[i], today, sight);
        bool more = each(context, buffer_span(&text));
        buffer_free(&text);
        if (!more)
            break;
    }
    return status;
}

enum status view_memory(struct view *view, int64_t id, int64_t now, const struct view_sight *sight,
                        struct json *json)
{
    struct desk_memory memory;
    struct counting counting = {0};
    arena_reset(&view->arena);
    enum status status = remember_find(view, id, &view->arena, &memory);
    if (status == STATUS_OK)
        status = count_trips(view, &memory, 1, &counting);
    if (status == STATUS_OK && counting.rows[0].protect && !sight->protect)
        status = status_fail(STATUS_MISSING, "Nothing is remembered as %" PRId64 ".", id);
    if (status == STATUS_OK)
        write_memory(json, &memory, &counting.rows[0], (int32_t)(now / MICROS_PER_DAY), sight);
    return status;
}
