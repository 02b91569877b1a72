/* From a content of a person to hits and the alert. What a hit says is sealed with it. */
#include "base/clock.h"
#include "base/json.h"
#include "base/memory.h"
#include "pipeline/internal.h"

/* Hits of a person, read out before anything is written. Texts are copied into the arena. */
struct hit_list {
    struct arena *arena;
    struct store_hit *hits;
    size_t count, room;
};

static bool collect(void *context, const struct store_hit *hit)
{
    struct hit_list *list = context;
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 8;
        struct store_hit *hits = arena_array(list->arena, struct store_hit, room);
        if (list->count)
            memcpy(hits, list->hits, list->count * sizeof *hits);
        list->hits = hits;
        list->room = room;
    }
    struct store_hit *kept = &list->hits[list->count++];
    *kept = *hit;
    kept->entry = arena_copy(list->arena, hit->entry);
    kept->evidence = arena_copy(list->arena, hit->evidence);
    return true;
}

static enum status read_hits(struct engine *engine, int64_t root, struct hit_list *list)
{
    *list = (struct hit_list){.arena = &engine->message};
    return store_hits(engine->store, root, collect, list);
}

/* ---- evidence ---- */

/* {"list","version","entry","reference","values":[{"field","text","begin","size"}],"why":{..}} */
static struct span write_evidence(struct engine *engine, const struct screened *screened,
                                  const struct watch_hit *hit)
{
    struct buffer text = {0};
    struct json json = {&text, false};
    json_begin(&json);
    json_put_text(&json, "list", hit->list_name);
    json_put_int(&json, "version", hit->version);
    json_put_span(&json, "entry", hit->entry);
    json_put_span(&json, "reference", hit->reference);
    json_key(&json, "values");
    json_begin_array(&json);
    for (size_t i = 0; i < hit->value_count; i++) {
        const struct image_value *value = &screened->content->values[hit->values[i]];
        const struct field_info *info = field_info((enum field)value->field);
        json_begin(&json);
        json_key(&json, "field");
        json_text(&json, arena_format(&engine->message, "%s.%s", node_info(info->node)->key,
                                      info->key));
        json_put_span(&json, "text", image_value_text(screened->content, value));
        json_put_int(&json, "begin", value->begin);
        json_put_int(&json, "size", value->size);
        json_end(&json);
    }
    json_end_array(&json);
    json_key(&json, "why");
    buffer_append(&text, hit->explanation.at, hit->explanation.size);
    json.comma = true;
    json_end(&json);
    struct span kept = arena_copy(&engine->message, buffer_span(&text));
    buffer_free(&text);
    return kept;
}

/* ---- hits ---- */

static const struct store_hit *standing(const struct hit_list *list, const struct watch_hit *hit)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->hits[i].list == hit->list && list->hits[i].how == (int)hit->how &&
            !list->hits[i].withdrawn_seq && span_equal(list->hits[i].entry, hit->entry))
            return &list->hits[i];
    return NULL;
}

/* A reason once given stays with the bytes that first gave it, unless a later message gives a
 * better one or the list has changed. */
static bool is_news(const struct store_hit *known, const struct watch_hit *hit)
{
    return !known || hit->score > known->score || known->list_version != hit->version;
}

static enum status put_hit(struct engine *engine, const struct screened *screened,
                           const struct watch_hit *hit, int64_t seq, int64_t at)
{
    struct store_hit row = {.traveller = screened->root,
                            .list = hit->list,
                            .entry = hit->entry,
                            .how = (int)hit->how,
                            .list_version = hit->version,
                            .severity = (int)hit->severity,
                            .score = hit->score,
                            .kind = screened->kind,
                            .evidence_seq = screened->evidence_seq,
                            .raised_seq = seq,
                            .raised_at = at,
                            .evidence = write_evidence(engine, screened, hit)};
    return store_hit_put(engine->store, &row);
}

/* Nothing is left unchecked in silence. */
static enum status note_cut(struct engine *engine, int64_t seq)
{
    struct store_issue issue = {.seq = seq, .message = -1, .issue = ISSUE_SCREEN_CUT};
    return store_issue_add(engine->store, &issue);
}

enum status screening_check(struct engine *engine, const struct screened *screened, int64_t seq,
                            int64_t at)
{
    struct watch_person person;
    struct watch_hit *hits;
    struct hit_list known;
    watch_person_from_image(screened->content, 0, &engine->message, &person);
    enum status status = person.cut ? note_cut(engine, seq) : STATUS_OK;
    size_t count = watch_screen(engine->watch, &person, &engine->message, &hits);
    if (status != STATUS_OK || count == 0)
        return status;
    status = read_hits(engine, screened->root, &known);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (is_news(standing(&known, &hits[i]), &hits[i]))
            status = put_hit(engine, screened, &hits[i], seq, at);
    if (status == STATUS_OK)
        status = screening_alert(engine, screened->root, screened->flight, seq, at);
    return status;
}

/* ---- the alert ---- */

enum status screening_alert(struct engine *engine, int64_t root, int64_t flight, int64_t seq,
                            int64_t at)
{
    struct hit_list list;
    struct store_traveller traveller;
    struct store_alert alert = {.traveller = root, .flight = flight};
    enum status status = read_hits(engine, root, &list);
    for (size_t i = 0; i < list.count && status == STATUS_OK; i++)
        if (!list.hits[i].withdrawn_seq) {
            alert.reasons++;
            if (list.hits[i].severity > alert.severity)
                alert.severity = list.hits[i].severity;
        }
    if (status == STATUS_OK)
        status = store_traveller_as_is(engine->store, root, &engine->message, &traveller);
    if (status != STATUS_OK)
        return status;
    alert.protect = (traveller.flags & (CARD_MINOR | CARD_INFANT)) != 0;
    alert.withdrawn_seq = alert.reasons ? 0 : seq;
    return store_alert_put(engine->store, seq, at, &alert);
}

enum status screening_merge(struct engine *engine, int64_t younger, int64_t older, int64_t flight,
                            int64_t seq, int64_t at)
{
    struct hit_list list;
    enum status status = read_hits(engine, younger, &list);
    size_t moved = 0;
    for (size_t i = 0; i < list.count && status == STATUS_OK; i++) {
        if (list.hits[i].withdrawn_seq)
            continue;
        status = store_hit_withdraw(engine->store, seq, &list.hits[i]);
        list.hits[i].traveller = older;
        if (status == STATUS_OK)
            status = store_hit_put(engine->store, &list.hits[i]);
        moved++;
    }
    if (status == STATUS_OK && moved)
        status = screening_alert(engine, younger, flight, seq, at);
    if (status == STATUS_OK && moved)
        status = screening_alert(engine, older, flight, seq, at);
    return status;
}

/* ---- again, after the lists changed ---- */

struct content_list {
    struct arena *arena;
    struct screened_content {
        struct image image;
        enum kind kind;
        int64_t seq;
    } *items;
    size_t count, room;
};

static void add_content(struct content_list *list, const struct store_content *content,
                        enum kind kind)
{
    struct screened_content item = {.kind = kind, .seq = content->seq};
    if (content->version == 0 ||
        image_open(arena_copy(list->arena, content->bytes), &item.image) != STATUS_OK)
        return;
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 8;
        struct screened_content *items = arena_array(list->arena, struct screened_content, room);
        if (list->count)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
        list->room = room;
    }
    list->items[list->count++] = item;
}

struct version_context {
    struct content_list *list;
    enum kind kind;
};

static bool add_version(void *context, const struct store_content *content)
{
    struct version_context *versions = context;
    add_content(versions->list, content, versions->kind);
    return true;
}

/* What all rows of the person say now and, for who has hits, what they said before: a reason stands
 * while any message gives it. */
static enum status person_contents(struct engine *engine, const struct store_loaded *loaded,
                                   int64_t root, bool former, struct content_list *list)
{
    enum status status = STATUS_OK;
    for (int pass = 0; pass < (former ? 2 : 1); pass++)
        for (uint32_t i = 0; i < loaded->traveller_count && status == STATUS_OK; i++) {
            const struct store_traveller *row = &loaded->travellers[i];
            if (row->id != root && row->merged_into != root)
                continue;
            for (enum store_part part = PART_API; part <= PART_PNR; part++) {
                struct version_context versions = {list, (enum kind)part};
                if (pass == 0)
                    add_content(list, &row->content[part], (enum kind)part);
                else if (status == STATUS_OK)
                    status = store_versions(engine->store, part, row->id, add_version, &versions);
            }
        }
    return status;
}

/* Screens one content; marks in `kept` the standing hits that it gives again. */
static enum status check_content(struct engine *engine, const struct screened *screened,
                                 struct hit_list *known, bool *kept, int64_t seq, int64_t at)
{
    struct watch_person person;
    struct watch_hit *hits;
    enum status status = STATUS_OK;
    watch_person_from_image(screened->content, 0, &engine->message, &person);
    size_t count = watch_screen(engine->watch, &person, &engine->message, &hits);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        const struct store_hit *old = standing(known, &hits[i]);
        bool again = old && kept[old - known->hits];
        if (old)
            kept[old - known->hits] = true;
        if (!again && is_news(old, &hits[i]))
            status = put_hit(engine, screened, &hits[i], seq, at);
    }
    return status;
}

enum status screening_again(struct engine *engine, const struct store_loaded *loaded,
                            int64_t root, int64_t flight, int64_t seq, int64_t at)
{
    struct hit_list known;
    struct content_list contents = {.arena = &engine->message};
    enum status status = read_hits(engine, root, &known);
    bool *kept = arena_array(&engine->message, bool, known.count + 1);
    if (status == STATUS_OK)
        status = person_contents(engine, loaded, root, known.count > 0, &contents);
    for (size_t i = 0; i < contents.count && status == STATUS_OK; i++) {
        struct screened screened = {.root = root,
                                    .flight = flight,
                                    .kind = contents.items[i].kind,
                                    .evidence_seq = contents.items[i].seq,
                                    .content = &contents.items[i].image};
        status = check_content(engine, &screened, &known, kept, seq, at);
    }
    for (size_t i = 0; i < known.count && status == STATUS_OK; i++)
        if (!kept[i] && !known.hits[i].withdrawn_seq)
            status = store_hit_withdraw(engine->store, seq, &known.hits[i]);
    if (status == STATUS_OK)
        status = read_hits(engine, root, &known);
    return status == STATUS_OK && known.count
               ? screening_alert(engine, root, flight, seq, at)
               : status;
}
