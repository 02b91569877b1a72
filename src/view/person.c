#include "view/person.h"

#include "base/hash.h"
#include "view/internal.h"
#include "view/remember.h"
#include "watch/watch.h"

/* ---- loading ---- */

struct collector {
    struct view *view;
    struct arena *arena;
    struct person_view *person;
    int64_t *ids;
    size_t id_count, id_room, hit_room, edge_room, said_room;
};

static bool add_younger(void *context, const struct store_edge *edge)
{
    struct collector *collector = context;
    struct person_view *person = collector->person;
    for (size_t i = 0; i < collector->id_count; i++)
        if (collector->ids[i] == edge->younger)
            return true;
    person->edges = arena_more(collector->arena, person->edges, person->edge_count,
                               &collector->edge_room, sizeof *person->edges);
    person->edges[person->edge_count++] = *edge;
    collector->ids = arena_more(collector->arena, collector->ids, collector->id_count,
                                &collector->id_room, sizeof *collector->ids);
    collector->ids[collector->id_count++] = edge->younger;
    return true;
}

/* The root and everything that was merged into it, directly or through others. */
static enum status load_rows(struct collector *collector, int64_t root)
{
    struct view *view = collector->view;
    struct person_view *person = collector->person;
    enum status status = STATUS_OK;
    collector->ids =
        arena_more(collector->arena, NULL, 0, &collector->id_room, sizeof *collector->ids);
    collector->ids[collector->id_count++] = root;
    for (size_t i = 0; i < collector->id_count && status == STATUS_OK; i++)
        status = store_edges(view->store, collector->ids[i], add_younger, collector);
    person->rows = arena_array(collector->arena, struct store_traveller, collector->id_count);
    for (size_t i = 0; i < collector->id_count && status == STATUS_OK; i++) {
        status = store_traveller_as_is(view->store, collector->ids[i], collector->arena,
                                       &person->rows[i]);
        person->row_count += status == STATUS_OK;
    }
    return status;
}

static bool add_hit(void *context, const struct store_hit *hit)
{
    struct collector *collector = context;
    struct person_view *person = collector->person;
    struct arena *arena = collector->arena;
    person->hits = arena_more(arena, person->hits, person->hit_count, &collector->hit_room,
                              sizeof *person->hits);
    struct person_hit *kept = &person->hits[person->hit_count++];
    *kept = (struct person_hit){.hit = *hit};
    kept->hit.entry = arena_copy(arena, hit->entry);
    kept->hit.evidence = arena_copy(arena, hit->evidence);
    return true;
}

static enum status load_known(struct collector *collector)
{
    struct person_view *person = collector->person;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < person->hit_count && status == STATUS_OK; i++) {
        struct person_hit *hit = &person->hits[i];
        if (!hit->hit.quiet || hit->hit.withdrawn_seq)
            continue;
        status = remember_find(collector->view, hit->hit.quiet, collector->arena, &hit->known);
        status = status == STATUS_MISSING ? STATUS_OK : status;
    }
    return status;
}

static enum status load_hits(struct collector *collector, int64_t root, bool bodies)
{
    struct view *view = collector->view;
    struct person_view *person = collector->person;
    struct journal_reader *journal = NULL;
    enum status status = store_hits(view->store, root, add_hit, collector);
    if (status == STATUS_OK)
        status = load_known(collector);
    if (status == STATUS_OK && bodies)
        status = view_journal(view, &journal);
    for (size_t i = 0; i < person->hit_count && status == STATUS_OK && journal; i++) {
        struct person_hit *hit = &person->hits[i];
        status = journal_get(journal, hit->hit.evidence_seq, collector->arena, &hit->entry);
        if (status == STATUS_OK && hit->entry.status != STATUS_OK)
            hit->entry.body = (struct span){NULL, 0};
    }
    return status;
}

static bool add_said(void *context, const struct store_board *board)
{
    struct collector *collector = context;
    struct person_view *person = collector->person;
    person->said = arena_more(collector->arena, person->said, person->said_count,
                              &collector->said_room, sizeof *person->said);
    person->said[person->said_count++] = board->said;
    return true;
}

/* Of each card by itself whether the booking is out; then all together. */
static enum status load_boards(struct collector *collector)
{
    struct person_view *person = collector->person;
    int bookings = 0, left = 0;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < person->row_count && status == STATUS_OK; i++) {
        size_t before = person->said_count;
        status = store_boards(collector->view->store, person->flight.id, person->rows[i].id,
                              add_said, collector);
        size_t count = person->said_count - before;
        struct board_said *own = count ? &person->said[before] : NULL;
        board_sort(own, count);
        bookings += person->rows[i].booking != 0;
        left += board_of(own, count).booking != BOARD_BOOKED;
    }
    board_sort(person->said, person->said_count);
    person->board = board_of(person->said, person->said_count);
    person->standing = standing_of(&person->board, bookings, left);
    return status;
}

static enum status load_decisions(struct collector *collector)
{
    struct view *view = collector->view;
    struct person_view *person = collector->person;
    struct desk *desk;
    enum status status = view_desk(view, &desk);
    for (size_t i = 0; i < collector->id_count && status == STATUS_OK && desk; i++) {
        struct desk_decision *found;
        size_t count;
        status = desk_decisions_of(desk, collector->ids[i], collector->arena, &found, &count);
        if (status != STATUS_OK || count == 0)
            continue;
        struct desk_decision *all =
            arena_array(collector->arena, struct desk_decision, person->decision_count + count);
        if (person->decision_count)
            memcpy(all, person->decisions, person->decision_count * sizeof *all);
        memcpy(all + person->decision_count, found, count * sizeof *all);
        person->decisions = all;
        person->decision_count += count;
    }
    return status;
}

/* Of the reasons that stand; that one of them falls quiet is no news for who looks at the alert. */
static uint32_t hash_reasons(const struct person_view *person)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < person->hit_count; i++) {
        const struct store_hit *hit = &person->hits[i].hit;
        if (hit->withdrawn_seq)
            continue;
        const uint64_t parts[] = {(uint64_t)hit->list,       hash_bytes(hit->entry),
                                  (uint64_t)hit->how,        (uint64_t)hit->score,
                                  (uint64_t)hit->raised_seq, (uint64_t)hit->raised_at};
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
            hash = hash_mix(hash, parts[k]);
    }
    return (uint32_t)(hash ^ hash >> 32);
}

static enum status load_alert(struct collector *collector, int64_t root)
{
    struct person_view *person = collector->person;
    struct alert_state state;
    const struct desk_decision **all =
        arena_alloc(collector->arena, sizeof *all * (person->decision_count + 1));
    enum status status = store_alert(collector->view->store, root, &person->alert);
    if (status == STATUS_MISSING) {
        person->alert = (struct store_alert){0};
        return STATUS_OK;
    }
    for (size_t i = 0; i < person->decision_count; i++)
        all[i] = &person->decisions[i];
    if (status == STATUS_OK)
        status =
            alert_state_of(collector->view, &person->alert, all, person->decision_count, &state);
    if (status != STATUS_OK)
        return status;
    person->state = state.word;
    person->closed = state.closed;
    alert_etag(&person->alert, &state, hash_reasons(person), person->etag);
    return STATUS_OK;
}

enum status person_load(struct view *view, int64_t id, bool bodies, struct arena *arena,
                        struct person_view *out)
{
    struct store_head root;
    struct store *store;
    *out = (struct person_view){.state = ""};
    struct collector collector = {.view = view, .arena = arena, .person = out};
    enum status status = view_store(view, &store);
    if (status == STATUS_OK)
        status = store ? store_root(store, id, &root) : STATUS_MISSING;
    if (status == STATUS_MISSING) {
        char text[ID_TEXT];
        return status_fail(STATUS_MISSING, "There is no traveller %s.",
                           id_format(ID_TRAVELLER, id, text));
    }
    if (status == STATUS_OK)
        status = load_rows(&collector, root.id);
    if (status == STATUS_OK)
        status = store_flight(store, out->rows[0].flight, arena, &out->flight);
    if (status == STATUS_OK)
        status = load_boards(&collector);
    if (status == STATUS_OK)
        status = load_hits(&collector, root.id, bodies);
    if (status == STATUS_OK)
        status = load_decisions(&collector);
    return status == STATUS_OK ? load_alert(&collector, root.id) : status;
}

/* ---- what is known ---- */

static struct span part_text(const struct person_view *person, enum node_type type,
                             enum field field)
{
    for (enum store_part part = PART_API; part <= PART_PNR; part++)
        for (size_t i = 0; i < person->row_count; i++) {
            struct image image;
            const struct store_content *content = &person->rows[i].content[part];
            if (content->version == 0 || image_open(content->bytes, &image) != STATUS_OK)
                continue;
            for (uint32_t n = 0; n < image.header->nodes; n++)
                if (image.nodes[n].type == type && image_text(&image, n, field).size)
                    return image_text(&image, n, field);
        }
    return (struct span){"", 0};
}

struct span person_text(const struct person_view *person, enum field field)
{
    return part_text(person, NODE_TRAVELLER, field);
}

struct span person_document(const struct person_view *person, enum field field)
{
    return part_text(person, NODE_DOCUMENT, field);
}

const char *person_how_words(int how)
{
    return watch_how_info((unsigned)how)->words;
}
