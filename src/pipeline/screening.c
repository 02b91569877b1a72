/* From a content of a person to hits and the alert. What a hit says is sealed with it. */
#include "base/clock.h"
#include "base/json.h"
#include "base/memory.h"
#include "guard/mask.h"
#include "model/person.h"
#include "pipeline/findings.h"
#include "pipeline/known.h"
#include "pipeline/later.h"
#include "pipeline/second.h"

/* Hits of a person, read out before anything is written. Texts are copied into the arena. */
struct hit_list {
    struct arena *arena;
    struct store_hit *hits;
    size_t count, room;
};

static bool collect(void *context, const struct store_hit *hit)
{
    struct hit_list *list = context;
    list->hits = arena_more(list->arena, list->hits, list->count, &list->room, sizeof *list->hits);
    struct store_hit *kept = &list->hits[list->count++];
    *kept = *hit;
    kept->entry = arena_copy(list->arena, hit->entry);
    kept->evidence = arena_copy(list->arena, hit->evidence);
    return true;
}

static enum status read_hits(struct engine *engine, int64_t root, struct hit_list *list)
{
    *list = (struct hit_list){.arena = &engine->scratch};
    return store_hits(engine->store, root, collect, list);
}

/* ---- evidence ---- */

/* Of an account the end: the whole number stays in the content, which its bytes lead to. */
static struct span evident_text(struct engine *engine, const struct image *content,
                                const struct image_value *value)
{
    struct span text = image_value_text(content, value);
    return value->field == FIELD_PAYMENT_ACCOUNT ? guard_redact_account(text, &engine->scratch)
                                                 : text;
}

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
        const struct image_value *value = &screened->content.values[hit->values[i]];
        const struct field_info *info = field_info((enum field)value->field);
        json_begin(&json);
        json_key(&json, "field");
        json_text(&json,
                  arena_format(&engine->scratch, "%s.%s", node_info(info->node)->key, info->key));
        json_put_span(&json, "text", evident_text(engine, &screened->content, value));
        json_put_int(&json, "begin", value->begin);
        json_put_int(&json, "size", value->size);
        json_end(&json);
    }
    json_end_array(&json);
    json_key(&json, "why");
    buffer_append(&text, hit->explanation.at, hit->explanation.size);
    json.comma = true;
    json_end(&json);
    struct span kept = arena_copy(&engine->scratch, buffer_span(&text));
    buffer_free(&text);
    return kept;
}

/* ---- hits ---- */

static const struct store_hit *standing(const struct hit_list *list, int64_t of, int how,
                                        struct span entry)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->hits[i].list == of && list->hits[i].how == how && !list->hits[i].withdrawn_seq &&
            span_equal(list->hits[i].entry, entry))
            return &list->hits[i];
    return NULL;
}

static const struct store_hit *standing_hit(const struct hit_list *list,
                                            const struct watch_hit *hit)
{
    return standing(list, hit->list, (int)hit->how, hit->entry);
}

/* A reason once given stays with the bytes that first gave it, unless a later message gives a
 * better one or the list has changed. */
static bool is_news(const struct store_hit *known, const struct watch_hit *hit)
{
    return !known || hit->score > known->score || known->list_version != hit->version;
}

/* That the officer should hear of it: a new version of a list alone is no news. */
static bool is_other(const struct store_hit *known, const struct watch_hit *hit)
{
    return !known || hit->score != known->score;
}

/* A hit on its way into the store, and which one stood before. */
struct found {
    const struct watch_hit *hit;
    const struct store_hit *old; /* NULL: none */
};

/* Of a person who is known not to be the one of the entry the officer need not hear. */
static enum status put_hit(struct quiet *quiet, const struct screened *screened, struct found found,
                           int64_t seq, int64_t at, bool *other)
{
    struct engine *engine = quiet->engine;
    const struct watch_hit *hit = found.hit;
    int64_t known;
    if (!is_news(found.old, hit))
        return STATUS_OK;
    enum status status = quiet_for(quiet, hit->list, hit->entry, hit->how, &known);
    if (status != STATUS_OK)
        return status;
    *other |= found.old && found.old->quiet != known;
    *other |= !known && is_other(found.old, hit);
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
                            .quiet = known,
                            .evidence = write_evidence(engine, screened, hit)};
    return store_hit_put(engine->store, &row);
}

/* Nothing is left unchecked in silence. */
static enum status note(struct engine *engine, const struct screened *screened, enum issue issue)
{
    const struct image_node *person = &screened->content.nodes[0];
    return store_issue_note(engine->store,
                            &(struct store_issue){.seq = screened->evidence_seq,
                                                  .message = screened->ordinal,
                                                  .issue = issue,
                                                  .begin = person->begin,
                                                  .size = person->end - person->begin});
}

/* ---- new contents ---- */

/* What was found of one of them, in the arena of the worker who looked. */
struct look {
    struct watch_person person;
    struct watch_hit *hits;
    size_t count;
    bool cut; /* there may be more */
};
struct looks {
    struct engine *engine;
    const struct screened *screened;
    struct look *looks;
};
enum { LOOKS_MOST = 64 }; /* at once, which bounds what they take */

/* Any worker, on its own: nothing is read but the content and the lists. */
static void look(void *context, unsigned worker, size_t item)
{
    struct looks *looks = context;
    struct look *out = &looks->looks[item];
    struct arena *arena = &looks->engine->looks[worker];
    watch_person_from_image(&looks->screened[item].content, 0, arena, &out->person);
    out->count = watch_screen(looks->engine->watch, looks->engine->workers[worker], &out->person,
                              arena, &out->hits);
    out->cut = watch_was_cut(looks->engine->workers[worker]);
}

static enum status put_look(struct engine *engine, const struct screened *screened,
                            const struct look *look, int64_t seq, int64_t at)
{
    struct hit_list known;
    struct quiet quiet = {.engine = engine, .root = screened->root};
    enum status status = look->person.cut ? note(engine, screened, ISSUE_SCREEN_CUT) : STATUS_OK;
    later_touch(engine->later, screened->root);
    if (status == STATUS_OK && look->cut)
        status = note(engine, screened, ISSUE_SCREEN_LATER);
    if (status == STATUS_OK && look->cut)
        status = later_put(engine, screened->root);
    if (status == STATUS_OK && look->count)
        status = read_hits(engine, screened->root, &known);
    bool other = false;
    for (size_t i = 0; i < look->count && status == STATUS_OK; i++) {
        struct found found = {&look->hits[i], standing_hit(&known, &look->hits[i])};
        status = put_hit(&quiet, screened, found, seq, at, &other);
    }
    /* What is new of the person may contradict what people cleared. */
    if (status == STATUS_OK)
        status = quiet_settle(&quiet, seq, at, &other);
    if (status == STATUS_OK && (look->count || other))
        status = screening_alert(engine, screened->root, screened->flight, other, seq, at);
    quiet_end(&quiet);
    arena_reset(&engine->scratch);
    return status;
}

enum status screening_check(struct engine *engine, const struct screened *screened, size_t count,
                            int64_t seq, int64_t at)
{
    enum status status = STATUS_OK;
    struct look found[LOOKS_MOST];
    for (size_t from = 0; from < count && status == STATUS_OK; from += LOOKS_MOST) {
        size_t some = count - from < LOOKS_MOST ? count - from : LOOKS_MOST;
        struct looks looks = {engine, &screened[from], found};
        crew_work(engine->crew, some, look, &looks);
        for (size_t i = 0; i < some && status == STATUS_OK; i++) {
            if (!found[i].cut && !found[i].person.cut)
                second_offer(engine->second, engine->watch, &screened[from + i].content, seq,
                             screened[from + i].root, found[i].hits, found[i].count);
            status = put_look(engine, &screened[from + i], &found[i], seq, at);
        }
        for (unsigned i = 0; i < crew_size(engine->crew); i++)
            arena_reset(&engine->looks[i]);
    }
    return status;
}

/* ---- the alert ---- */

struct standing_hits {
    struct store_alert *alert;
    int quiet_severity;
    bool any; /* withdrawn ones too */
};

static bool count_hit(void *context, const struct store_hit *hit)
{
    struct standing_hits *hits = context;
    hits->any = true;
    if (hit->withdrawn_seq)
        return true;
    int *severity = hit->quiet ? &hits->quiet_severity : &hits->alert->severity;
    ++*(hit->quiet ? &hits->alert->quiet : &hits->alert->reasons);
    if (hit->severity > *severity)
        *severity = hit->severity;
    return true;
}

enum status screening_alert(struct engine *engine, int64_t root, int64_t flight, bool other,
                            int64_t seq, int64_t at)
{
    struct store_head head;
    struct store_alert alert = {.traveller = root, .flight = flight, .other = other};
    struct standing_hits hits = {.alert = &alert};
    enum status status = store_hit_heads(engine->store, root, count_hit, &hits);
    if (status != STATUS_OK || !hits.any) /* nothing was ever found: there is no alert to change */
        return status;
    status = store_head(engine->store, root, &head);
    if (status != STATUS_OK)
        return status;
    alert.protect = (head.flags & (PERSON_IS_MINOR | PERSON_IS_INFANT)) != 0;
    alert.withdrawn_seq = alert.reasons ? 0 : seq;
    if (!alert.reasons)
        alert.severity = hits.quiet_severity;
    return store_alert_put(engine->store, seq, at, &alert);
}

enum status screening_merge(struct engine *engine, int64_t younger, int64_t older, int64_t flight,
                            int64_t seq, int64_t at)
{
    struct hit_list list, have;
    enum status status = read_hits(engine, younger, &list);
    if (status == STATUS_OK)
        status = read_hits(engine, older, &have);
    bool moved = false, other = false;
    for (size_t i = 0; i < list.count && status == STATUS_OK; i++) {
        struct store_hit *hit = &list.hits[i];
        const struct store_hit *same = standing(&have, hit->list, hit->how, hit->entry);
        if (hit->withdrawn_seq)
            continue;
        status = store_hit_withdraw(engine->store, seq, hit);
        hit->traveller = older;
        bool better = !same || hit->score > same->score;
        if (same && better) { /* what was decided of the older one was not about that */
            hit->raised_seq = seq;
            hit->raised_at = at;
        }
        if (status == STATUS_OK && better)
            status = store_hit_put(engine->store, hit);
        other |= better;
        moved = true;
    }
    /* What the younger card says may contradict what people cleared the older one by. */
    struct quiet quiet = {.engine = engine, .root = older};
    bool changed = false;
    if (status == STATUS_OK)
        status = quiet_settle(&quiet, seq, at, &changed);
    quiet_end(&quiet);
    if (status == STATUS_OK && moved)
        status = screening_alert(engine, younger, flight, true, seq, at);
    if (status == STATUS_OK && (moved || changed))
        status = screening_alert(engine, older, flight, other || changed, seq, at);
    later_touch(engine->later, younger);
    later_touch(engine->later, older);
    if (status == STATUS_OK && later_waits(engine->later, younger))
        status = later_move(engine, younger, older);
    arena_reset(&engine->scratch);
    return status;
}

/* ---- again, after the lists changed ---- */

/* Raises what is found, withdraws what stood and is not found. */
enum status screening_settle(struct engine *engine, const struct store_traveller *root,
                             const struct finding_list *findings, int64_t seq, int64_t at)
{
    struct hit_list known;
    later_touch(engine->later, root->id);
    enum status status = findings->cut ? later_put(engine, root->id) : STATUS_OK;
    if (status == STATUS_OK)
        status = read_hits(engine, root->id, &known);
    bool *kept = arena_array(&engine->scratch, bool, known.count + 1), other = false;
    struct quiet quiet = {.engine = engine, .root = root->id};
    for (size_t i = 0; i < findings->count && status == STATUS_OK; i++) {
        const struct finding *finding = &findings->items[i];
        const struct store_hit *old = standing_hit(&known, &finding->hit);
        struct screened screened = {.root = root->id,
                                    .flight = root->flight,
                                    .kind = finding->content->kind,
                                    .evidence_seq = finding->content->seq,
                                    .content = finding->content->image};
        if (old)
            kept[old - known.hits] = true;
        status = put_hit(&quiet, &screened, (struct found){&finding->hit, old}, seq, at, &other);
    }
    /* What was not looked at to the end is not gone. */
    for (size_t i = 0; i < known.count && status == STATUS_OK && !findings->cut; i++)
        if (!kept[i] && !known.hits[i].withdrawn_seq) {
            other = true;
            status = store_hit_withdraw(engine->store, seq, &known.hits[i]);
        }
    if (status == STATUS_OK)
        status = quiet_settle(&quiet, seq, at, &other);
    quiet_end(&quiet);
    if (status == STATUS_OK && (known.count || findings->count))
        status = screening_alert(engine, root->id, root->flight, other, seq, at);
    return status;
}

/* Some persons of a flight, of whom several are looked at at once. */
enum { AGAIN_MOST = 64 };
struct again {
    struct engine *engine;
    struct content_list contents[AGAIN_MOST];
    struct finding_list findings[AGAIN_MOST];
};

static void look_again(void *context, unsigned worker, size_t item)
{
    struct again *again = context;
    struct engine *engine = again->engine;
    findings_of(engine->again ? engine->again : engine->watch, engine->workers[worker],
                &again->contents[item], &engine->looks[worker], &again->findings[item]);
}

static enum status screen_some(struct again *again, const struct store_loaded *loaded,
                               const uint32_t *next, const uint32_t *roots, size_t count,
                               int64_t seq, int64_t at)
{
    struct engine *engine = again->engine;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        again->contents[i] =
            contents_for(engine->again ? engine->again : engine->watch, &engine->scratch);
        status = contents_of(engine->store, loaded, next, roots[i], &again->contents[i]);
    }
    if (status == STATUS_OK)
        crew_work(engine->crew, count, look_again, again);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status =
            screening_settle(engine, &loaded->travellers[roots[i]], &again->findings[i], seq, at);
    arena_reset(&engine->scratch);
    for (unsigned i = 0; i < crew_size(engine->crew); i++)
        arena_reset(&engine->looks[i]);
    return status;
}

enum status screening_again(struct engine *engine, const struct store_loaded *loaded,
                            const uint32_t *next, const uint32_t *roots, size_t count, int64_t seq,
                            int64_t at)
{
    struct again again = {.engine = engine};
    enum status status = STATUS_OK;
    for (size_t from = 0; from < count && status == STATUS_OK; from += AGAIN_MOST) {
        size_t some = count - from < AGAIN_MOST ? count - from : AGAIN_MOST;
        status = screen_some(&again, loaded, next, &roots[from], some, seq, at);
    }
    return status;
}
