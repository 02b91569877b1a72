/* Watchlists as officers see them: what is in force, and what each version changed. */
#include "api/internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"

/* ---- versions ---- */

static int by_name(const void *a, const void *b)
{
    const struct desk_activation *x = a, *y = b;
    int order = span_compare(x->name, y->name);
    if (order != 0)
        return order;
    return x->version < y->version ? -1 : x->version > y->version;
}

/* Whether the last that became of the list, as far as it has its number, took it out of force; and when something
 * last became of it. */
static void note_last(const struct desk_activation *all, size_t count, struct desk_activation *of)
{
    bool retired = false;
    for (size_t i = 0; i < count; i++) {
        if (all[i].list != of->list)
            continue;
        of->at = all[i].at;
        if (all[i].after_seq != DESK_PENDING)
            retired = all[i].what == DESK_LIST_RETIRED;
    }
    if (retired)
        of->what = DESK_LIST_RETIRED;
}

/* Of all that ever became of lists its versions are left: of each the row that brought it in, which says RETIRED
 * where the list is out of force now, and when something last became of the list. */
static struct desk_activation *keep_imports(const struct desk_activation *all, size_t *count,
                                            struct arena *arena)
{
    struct desk_activation *kept = arena_array(arena, struct desk_activation, *count + 1);
    size_t size = 0;
    for (size_t i = 0; i < *count; i++) {
        if (!all[i].list || all[i].what != DESK_LIST_IMPORTED)
            continue;
        kept[size] = all[i];
        note_last(all, *count, &kept[size++]);
    }
    *count = size;
    return kept;
}

static enum status all_versions(struct api_call *call, struct desk_activation **out, size_t *count)
{
    struct desk *desk = NULL;
    *count = 0;
    enum status status = view_desk(call->worker->view, &desk);
    if (status == STATUS_OK && desk)
        status = desk_list_activations(desk, call->arena, out, count);
    if (status == STATUS_OK && *count)
        *out = keep_imports(*out, count, call->arena);
    if (status == STATUS_OK && *count)
        qsort(*out, *count, sizeof **out, by_name);
    return status;
}

enum status lists_versions(struct api_call *call, struct span name, struct desk_activation **out,
                           size_t *count)
{
    struct desk_activation *all = NULL;
    size_t every, first = 0;
    enum status status = all_versions(call, &all, &every);
    while (status == STATUS_OK && first < every && !span_equal(all[first].name, name))
        first++;
    *out = every ? all + first : NULL;
    *count = 0;
    while (status == STATUS_OK && first + *count < every &&
           span_equal(all[first + *count].name, name))
        ++*count;
    return status;
}

struct span lists_etag(const struct desk_activation *latest, char room[LIST_ETAG])
{
    snprintf(room, LIST_ETAG, "\"l%lld-%u-%llx\"", latest ? (long long)latest->list : 0LL,
             latest ? latest->version : 0, latest ? (unsigned long long)latest->at : 0ULL);
    return span_of(room);
}

/* Which of a list's versions holds; the last one when none has its number yet. */
static size_t holding(const struct desk_activation *versions, size_t count)
{
    for (size_t i = count; i-- > 0;)
        if (versions[i].after_seq != DESK_PENDING)
            return i;
    return count - 1;
}

static const char *state_of(const struct desk_activation *versions, size_t count, size_t i)
{
    const struct desk_activation *version = &versions[i];
    if (version->after_seq == DESK_PENDING)
        return "pending";
    if (i != holding(versions, count))
        return "replaced";
    if (version->what == DESK_LIST_RETIRED)
        return "retired";
    return desk_list_counts(version, clock_now()) ? "in-force" : "ended";
}

static void put_time(struct json *json, const char *key, int64_t at)
{
    char text[TIME_TEXT];
    json_put_text(json, key, at ? time_format(at, text) : NULL);
}

/* What a list and a version have in common. */
static void put_version(struct json *json, const struct desk_activation *versions, size_t count,
                        size_t i)
{
    const struct desk_activation *version = &versions[i];
    json_put_text(json, "state", state_of(versions, count, i));
    json_put_int(json, "version", version->version);
    json_put_int(json, "entries", version->entries);
    json_put_text(json, "severity", watch_severity_word(version->severity));
    json_put_span(json, "routing", version->routing);
    json_put_span(json, "format", version->format);
    json_put_span(json, "file", version->file_name);
    put_time(json, "valid_until", version->valid_until);
    put_time(json, "imported_at", version->imported);
    json_put_span(json, "imported_by", version->by);
}

static void put_list(struct json *json, const struct desk_activation *versions, size_t count)
{
    const struct desk_tenancy *tenancy = &versions[count - 1].tenancy;
    char etag[LIST_ETAG];
    json_begin(json);
    json_put_span(json, "name", versions[0].name);
    put_version(json, versions, count, holding(versions, count));
    json_put_span(json, "agency", tenancy->agency);
    json_put_span(json, "site", tenancy->site);
    json_put_span(json, "legal_basis", tenancy->legal_basis);
    json_put_span(json, "handling", tenancy->handling);
    json_put_int(json, "versions", (int64_t)count);
    json_put_span(json, "etag", lists_etag(&versions[count - 1], etag));
    json_end(json);
}

static struct guard_subject subject_of(const struct desk_activation *versions, size_t count)
{
    return (struct guard_subject){.kind = SUBJECT_LIST, .id = count ? versions[0].list : 0};
}

/* ---- handlers ---- */

static void put_formats(struct json *json)
{
    json_key(json, "formats");
    json_begin_array(json);
    for (unsigned i = WATCH_FORMAT_SNIFF + 1; i < WATCH_FORMATS; i++)
        json_text(json, watch_format_word((enum watch_format)i));
    json_end_array(json);
}

void api_listLists(struct api_call *call)
{
    struct desk_activation *all = NULL;
    size_t count, size;
    if (!api_allow(call, (struct guard_subject){.kind = SUBJECT_LIST}))
        return;
    enum status status = all_versions(call, &all, &count);
    if (status != STATUS_OK) {
        api_fail(call, status, PROBLEM_LIST_MISSING);
        return;
    }
    api_answer(call, 200);
    json_begin(&call->json);
    json_key(&call->json, "items");
    json_begin_array(&call->json);
    for (size_t i = 0; i < count; i += size) {
        for (size = 1; i + size < count && all[i + size].list == all[i].list;)
            size++;
        put_list(&call->json, all + i, size);
    }
    json_end_array(&call->json);
    put_formats(&call->json);
    json_end(&call->json);
}

/* The newest first. */
static void put_versions(struct json *json, const struct desk_activation *versions, size_t count)
{
    json_key(json, "versions");
    json_begin_array(json);
    for (size_t i = count; i-- > 0;) {
        json_begin(json);
        put_version(json, versions, count, i);
        json_key(json, "after_message");
        if (versions[i].after_seq == DESK_PENDING)
            json_nothing(json);
        else
            json_int(json, versions[i].after_seq);
        json_end(json);
    }
    json_end_array(json);
}

void api_getList(struct api_call *call)
{
    struct desk_activation *versions = NULL;
    size_t count = 0;
    char etag[LIST_ETAG];
    enum status status = lists_versions(call, api_text(call, "list"), &versions, &count);
    if (!api_allow(call, subject_of(versions, count)))
        return;
    if (status == STATUS_OK && count == 0)
        status = status_fail(STATUS_MISSING, "There is no such list.");
    if (status != STATUS_OK) {
        api_fail(call, status, PROBLEM_LIST_MISSING);
        return;
    }
    api_answer(call, 200);
    api_etag(call, lists_etag(&versions[count - 1], etag));
    json_begin(&call->json);
    json_key(&call->json, "list");
    put_list(&call->json, versions, count);
    put_versions(&call->json, versions, count);
    json_end(&call->json);
}

/* ---- what a version changed ---- */

enum { SHOWN_MOST = 100 }; /* of each kind: what is longer nobody reads here */

bool lists_show_names(const struct api_call *call)
{
    return field_mask_shows_class(&call->mask, CLASS_IDENTITY);
}

struct changing {
    struct api_call *call;
    const struct watch_list *before, *now;
    struct watch_changes counts;
};

static void put_parts(struct json *json, unsigned fields)
{
    json_key(json, "parts");
    json_begin_array(json);
    for (unsigned i = 0; i < WATCH_DIFFERENCES; i++)
        if (fields >> i & 1)
            json_text(json, watch_difference_word((enum watch_difference)i));
    json_end_array(json);
}

static void put_masked(struct json *json, const char *key, struct span text, bool shown)
{
    json_key(json, key);
    json_begin(json);
    if (shown)
        json_put_span(json, "text", text);
    else
        json_put_bool(json, "masked", true);
    json_end(json);
}

static void put_change(void *context, const struct watch_change *change)
{
    struct changing *changing = context;
    struct json *json = &changing->call->json;
    const struct watch_list *list = change->now ? changing->now : changing->before;
    const struct watch_entry *entry = change->now ? change->now : change->before;
    bool shown = lists_show_names(changing->call);
    uint32_t *count = !change->before ? &changing->counts.added
                      : !change->now  ? &changing->counts.removed
                                      : &changing->counts.changed;
    if (++*count > SHOWN_MOST)
        return;
    json_begin(json);
    json_put_text(json, "what", !change->before ? "added" : !change->now ? "removed" : "changed");
    put_masked(json, "entry", watch_list_text(list, entry->id), shown);
    put_masked(json, "reference", watch_list_text(list, entry->reference), shown);
    put_masked(json, "name", watch_list_name(list, entry, changing->call->arena), shown);
    put_parts(json, change->fields);
    json_end(json);
}

void lists_put_changes(struct api_call *call, const char *key, const struct watch_list *before,
                       const struct watch_list *now)
{
    struct json *json = &call->json;
    struct changing changing = {.call = call, .before = before, .now = now};
    json_key(json, key);
    json_begin(json);
    json_key(json, "items");
    json_begin_array(json);
    watch_list_differ(before, now, put_change, &changing);
    json_end_array(json);
    json_put_int(json, "added", changing.counts.added);
    json_put_int(json, "changed", changing.counts.changed);
    json_put_int(json, "removed", changing.counts.removed);
    json_end(json);
}

/* The version of that number among them; `count`: there is none such. */
static size_t find_version(const struct desk_activation *versions, size_t count, int64_t number)
{
    size_t at = 0;
    while (at < count && versions[at].version != number)
        at++;
    return at;
}

static enum status open_version(struct api_call *call, const struct desk_activation *version,
                                struct watch_list *out)
{
    struct desk *desk = NULL;
    enum status status = view_desk(call->worker->view, &desk);
    if (status == STATUS_OK && !desk)
        status = status_fail(STATUS_MISSING, "There is no such list.");
    return status ? status
                  : desk_list_read(desk, version->list, version->version, call->arena, out);
}

void api_getListVersion(struct api_call *call)
{
    struct desk_activation *versions = NULL;
    struct watch_list before, now;
    size_t count = 0;
    enum status status = lists_versions(call, api_text(call, "list"), &versions, &count);
    if (!api_allow(call, subject_of(versions, count)))
        return;
    size_t at = find_version(versions, count, api_number(call, "version", 0));
    if (status == STATUS_OK && at == count)
        status = status_fail(STATUS_MISSING, "There is no such version.");
    if (status == STATUS_OK)
        status = open_version(call, &versions[at], &now);
    if (status == STATUS_OK && at > 0)
        status = open_version(call, &versions[at - 1], &before);
    if (status != STATUS_OK) {
        api_fail(call, status, PROBLEM_LIST_MISSING);
        return;
    }
    api_answer(call, 200);
    json_begin(&call->json);
    json_put_span(&call->json, "list", versions[at].name);
    json_put_int(&call->json, "version", versions[at].version);
    lists_put_changes(call, "changes", at > 0 ? &before : NULL, &now);
    json_end(&call->json);
}
