/* Who is on a flight. */
#include <stdlib.h>
#include <string.h>

#include "model/person.h"
#include "view/internal.h"
#include "watch/watch.h"

enum { SEATS_MOST = 8 };

/* A person: the card that stands and those that were merged into it, which share its place. */
struct row {
    const struct store_traveller *card; /* of the row */
    struct image images[2 * 4];         /* what is said of it: API first */
    size_t image_count;
    struct span surname, given, birth, nationality, sex, document, state, locator;
    struct span seats[SEATS_MOST];
    size_t seat_count;
    int64_t bags;
    uint32_t documents;
    bool api, pnr, minor, infant, checked_in;
    int bookings; /* how many of its cards have one */
    struct standing standing;
    const struct store_alert *alert;
    struct alert_state alert_state;
};

struct manifest {
    struct view *view;
    const struct view_manifest_query *query;
    const struct view_sight *sight;
    struct store_loaded loaded;
    /* By card, numbers of cards from 1, 0: there is none. Of a card that stands the first that was
     * merged into it; of a merged one the next that was. */
    uint32_t *first_merged, *next_merged;
    struct store_alert *alerts;
    size_t alert_count, alert_room;
    struct decided decided;
    struct standings standings;
    struct row *rows;
    size_t count;
};

/* ---- what is said ---- */

static struct span first_text(const struct row *row, enum node_type type, enum field field)
{
    for (size_t i = 0; i < row->image_count; i++)
        for (uint32_t n = 0; n < row->images[i].header->nodes; n++)
            if (row->images[i].nodes[n].type == type) {
                struct span text = image_text(&row->images[i], n, field);
                if (text.size)
                    return text;
            }
    return (struct span){NULL, 0};
}

static void add_seat(struct row *row, struct span seat)
{
    for (size_t i = 0; i < row->seat_count; i++)
        if (span_equal(row->seats[i], seat))
            return;
    if (seat.size && row->seat_count < SEATS_MOST)
        row->seats[row->seat_count++] = seat;
}

/* Those of check-in first: what was asked for may have changed since. */
static void add_seats(struct row *row, bool checked_in)
{
    for (size_t i = 0; i < row->image_count; i++)
        for (uint32_t n = 0; n < row->images[i].header->nodes; n++) {
            const struct image *image = &row->images[i];
            if (image->nodes[n].type == NODE_SEAT &&
                span_is(image_text(image, n, FIELD_SEAT_SOURCE), "checked-in") == checked_in)
                add_seat(row, image_text(image, n, FIELD_SEAT_NUMBER));
        }
}

static void count_things(struct row *row)
{
    for (size_t i = 0; i < row->image_count; i++) {
        uint32_t documents = image_count(&row->images[i], NODE_DOCUMENT);
        int64_t bags = image_count(&row->images[i], NODE_BAG), said;
        if (span_number(first_text(row, NODE_TRAVELLER, FIELD_TRAVELLER_BAG_COUNT), &said) &&
            said > bags)
            bags = said;
        row->documents = documents > row->documents ? documents : row->documents;
        row->bags = bags > row->bags ? bags : row->bags;
    }
}

static void add_part(struct row *row, const struct store_traveller *card, enum store_part part)
{
    struct image image;
    const struct store_content *content = &card->content[part];
    row->bookings += part == PART_PNR && card->booking != 0;
    if (content->version == 0 || row->image_count == sizeof row->images / sizeof *row->images ||
        image_open(content->bytes, &image) != STATUS_OK)
        return;
    row->images[row->image_count++] = image;
    row->api |= part == PART_API;
    row->pnr |= part == PART_PNR;
}

/* Merges form trees from younger to older, so this ends. */
static const struct store_traveller *root_of(const struct store_loaded *loaded,
                                             const struct store_traveller *card)
{
    while (card->merged_into && card->merged_into < card->id) {
        const struct store_traveller *elder = find_by_id(
            loaded->travellers, loaded->traveller_count, sizeof *elder, card->merged_into);
        if (!elder)
            break;
        card = elder;
    }
    return card;
}

static int64_t root_id(void *context, int64_t card)
{
    const struct manifest *manifest = context;
    const struct store_loaded *loaded = &manifest->loaded;
    const struct store_traveller *row =
        find_by_id(loaded->travellers, loaded->traveller_count, sizeof *row, card);
    return row ? root_of(loaded, row)->id : card;
}

/* From the youngest on, so that of each card the eldest of those merged into it comes first. */
static void tie_merged(struct manifest *manifest)
{
    const struct store_loaded *loaded = &manifest->loaded;
    struct arena *arena = &manifest->view->arena;
    manifest->first_merged = arena_array(arena, uint32_t, loaded->traveller_count + 1);
    manifest->next_merged = arena_array(arena, uint32_t, loaded->traveller_count + 1);
    for (uint32_t i = loaded->traveller_count; i-- > 0;) {
        const struct store_traveller *card = &loaded->travellers[i], *root = root_of(loaded, card);
        uint32_t *first = &manifest->first_merged[root - loaded->travellers];
        if (root == card || root->merged_into)
            continue;
        manifest->next_merged[i] = *first;
        *first = i + 1;
    }
}

static struct span locator_of(const struct manifest *manifest, int64_t booking)
{
    struct image image;
    const struct store_booking *row =
        find_by_id(manifest->loaded.bookings, manifest->loaded.booking_count, sizeof *row, booking);
    return row && row->content.version && image_open(row->content.bytes, &image) == STATUS_OK
               ? image_text(&image, 0, FIELD_BOOKING_LOCATOR)
               : (struct span){NULL, 0};
}

static void read_row(struct manifest *manifest, struct row *row)
{
    row->surname = first_text(row, NODE_TRAVELLER, FIELD_TRAVELLER_SURNAME);
    row->given = first_text(row, NODE_TRAVELLER, FIELD_TRAVELLER_GIVEN);
    row->birth = first_text(row, NODE_TRAVELLER, FIELD_TRAVELLER_BIRTH);
    row->nationality = first_text(row, NODE_TRAVELLER, FIELD_TRAVELLER_NATIONALITY);
    row->sex = first_text(row, NODE_TRAVELLER, FIELD_TRAVELLER_SEX);
    row->document = first_text(row, NODE_DOCUMENT, FIELD_DOCUMENT_NUMBER);
    row->state = first_text(row, NODE_DOCUMENT, FIELD_DOCUMENT_STATE);
    row->locator = locator_of(manifest, row->card->booking);
    add_seats(row, true);
    add_seats(row, false);
    count_things(row);
}

/* ---- loading ---- */

static bool keep_alert(void *context, const struct store_alert *alert)
{
    struct manifest *manifest = context;
    if (alert->withdrawn_seq || !alert_shows(alert, manifest->sight))
        return true;
    manifest->alerts = arena_more(&manifest->view->arena, manifest->alerts, manifest->alert_count,
                                  &manifest->alert_room, sizeof *manifest->alerts);
    manifest->alerts[manifest->alert_count++] = *alert;
    return true;
}

static enum status set_alert(struct manifest *manifest, struct row *row)
{
    row->alert =
        find_by_id(manifest->alerts, manifest->alert_count, sizeof *row->alert, row->card->id);
    return row->alert ? alert_state_among(manifest->view, row->alert, &manifest->decided,
                                          &row->alert_state)
                      : STATUS_OK;
}

/* The card's own parts, then, for one that stands, those of the cards merged into it. */
static void add_parts(struct manifest *manifest, struct row *row)
{
    const struct store_traveller *cards = manifest->loaded.travellers;
    uint32_t first = row->card->merged_into ? 0 : manifest->first_merged[row->card - cards];
    for (enum store_part part = PART_API; part <= PART_PNR; part++) {
        add_part(row, row->card, part);
        for (uint32_t n = first; n; n = manifest->next_merged[n - 1])
            add_part(row, &cards[n - 1], part);
    }
}

static enum status make_row(struct manifest *manifest, const struct store_traveller *card)
{
    struct row *row = &manifest->rows[manifest->count++];
    *row = (struct row){.card = card,
                        .minor = (card->flags & PERSON_IS_MINOR) != 0,
                        .infant = (card->flags & PERSON_IS_INFANT) != 0,
                        .checked_in = (card->flags & PERSON_IS_CHECKED_IN) != 0};
    add_parts(manifest, row);
    read_row(manifest, row);
    row->standing =
        standing_among(&manifest->standings, root_id(manifest, card->id), row->bookings);
    return set_alert(manifest, row);
}

/* What may not be seen is not searched either: that something was found would tell it. */
static bool is_found(struct manifest *manifest, const struct row *row)
{
    const struct {
        enum field field;
        struct span text;
    } searched[] = {{FIELD_TRAVELLER_SURNAME, row->surname},
                    {FIELD_TRAVELLER_GIVEN, row->given},
                    {FIELD_DOCUMENT_NUMBER, row->document},
                    {FIELD_BOOKING_LOCATOR, row->locator},
                    {FIELD_SEAT_NUMBER, row->seats[0]}};
    struct arena arena = {0};
    if (manifest->query->board.size && !standing_is(&row->standing, manifest->query->board))
        return false;
    bool found = !manifest->query->q.size;
    for (size_t i = 0; i < sizeof searched / sizeof *searched && !found; i++)
        found = field_mask_shows(&manifest->sight->mask, searched[i].field) &&
                holds(&arena, searched[i].text, manifest->query->q);
    arena_free(&arena);
    return found;
}

static enum status make_rows(struct manifest *manifest)
{
    const struct view_manifest_query *query = manifest->query;
    tie_merged(manifest);
    manifest->rows = arena_alloc(&manifest->view->arena,
                                 sizeof *manifest->rows * (manifest->loaded.traveller_count + 1));
    for (uint32_t i = 0; i < manifest->loaded.traveller_count; i++) {
        const struct store_traveller *card = &manifest->loaded.travellers[i];
        if ((card->merged_into && !query->merged) ||
            (query->crew && person_is_crew(card->kind) != (query->crew == VIEW_YES)))
            continue;
        enum status status = make_row(manifest, card);
        if (status != STATUS_OK)
            return status;
        manifest->count -= !is_found(manifest, &manifest->rows[manifest->count - 1]);
    }
    return STATUS_OK;
}

/* ---- order ---- */

static int64_t rank_of(const struct row *row)
{
    if (!row->alert)
        return 0;
    return -(row->alert->severity * 2 + !row->alert_state.closed);
}

/* qsort has no context: what a comparison needs stands in the row. */
static int by_name(const void *a, const void *b)
{
    const struct row *const *x = a, *const *y = b;
    int order = span_compare((*x)->surname, (*y)->surname);
    return order ? order : span_compare((*x)->given, (*y)->given);
}

/* Names order the rows only for those who see them. */
static struct page_item *sort_rows(struct manifest *manifest)
{
    struct arena *arena = &manifest->view->arena;
    struct row **by = arena_alloc(arena, sizeof(struct row *) * (manifest->count + 1));
    struct page_item *items = arena_alloc(arena, sizeof *items * (manifest->count + 1));
    for (size_t i = 0; i < manifest->count; i++)
        by[i] = &manifest->rows[i];
    if (field_mask_shows(&manifest->sight->mask, FIELD_TRAVELLER_SURNAME) &&
        field_mask_shows(&manifest->sight->mask, FIELD_TRAVELLER_GIVEN) && manifest->count)
        qsort(by, manifest->count, sizeof *by, by_name);
    for (size_t i = 0; i < manifest->count; i++)
        items[i] = (struct page_item){{rank_of(by[i]), (int64_t)i, 0}, by[i]->card->id, by[i]};
    page_sort(items, manifest->count);
    return items;
}

/* ---- writing ---- */

static void write_alert(struct json *json, const struct row *row)
{
    json_key(json, "alert");
    if (!row->alert) {
        json_nothing(json);
        return;
    }
    json_begin(json);
    json_put_text(json, "severity", watch_severity_word((enum watch_severity)row->alert->severity));
    json_put_text(json, "state", row->alert_state.word);
    json_put_bool(json, "protect", row->alert->protect);
    json_put_int(json, "reasons", row->alert->reasons);
    json_end(json);
}

static void write_sources(struct json *json, const struct row *row)
{
    json_key(json, "sources");
    json_begin_array(json);
    if (row->api)
        json_text(json, "API");
    if (row->pnr)
        json_text(json, "PNR");
    json_end_array(json);
}

static void write_texts(struct json *json, const struct row *row, const struct view_sight *sight)
{
    const struct {
        const char *key;
        enum field field;
        struct span text;
    } texts[] = {{"surname", FIELD_TRAVELLER_SURNAME, row->surname},
                 {"given", FIELD_TRAVELLER_GIVEN, row->given},
                 {"birth", FIELD_TRAVELLER_BIRTH, row->birth},
                 {"nationality", FIELD_TRAVELLER_NATIONALITY, row->nationality},
                 {"sex", FIELD_TRAVELLER_SEX, row->sex},
                 {"document", FIELD_DOCUMENT_NUMBER, row->document},
                 {"document_state", FIELD_DOCUMENT_STATE, row->state},
                 {"locator", FIELD_BOOKING_LOCATOR, row->locator}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        write_text(json, texts[i].key, sight, texts[i].field, texts[i].text);
}

static void write_row(struct json *json, const struct row *row, const struct view_sight *sight)
{
    char id[ID_TEXT];
    json_begin(json);
    write_id(json, "id", ID_TRAVELLER, row->card->id);
    json_put_text(json, "kind", person_kind_word(row->card->kind));
    json_put_bool(json, "infant", row->infant);
    json_put_bool(json, "minor", row->minor);
    json_put_bool(json, "checked_in", row->checked_in);
    write_texts(json, row, sight);
    json_put_int(json, "documents_more", row->documents > 1 ? row->documents - 1 : 0);
    json_key(json, "seats");
    json_begin_array(json);
    for (size_t i = 0; i < row->seat_count; i++)
        write_text(json, NULL, sight, FIELD_SEAT_NUMBER, row->seats[i]);
    json_end_array(json);
    json_put_int(json, "bags", row->bags);
    standing_write(json, &row->standing);
    write_sources(json, row);
    json_put_text(json, "merged_into",
                  row->card->merged_into ? id_format(ID_TRAVELLER, row->card->merged_into, id)
                                         : NULL);
    write_alert(json, row);
    json_end(json);
}

static enum status write_page(struct manifest *manifest, struct json *json)
{
    const struct view_page *page = &manifest->query->page;
    size_t from = 0, to = 0;
    struct page_item *items = sort_rows(manifest);
    enum status status = page_find(items, manifest->count, page, &from, &to);
    if (status != STATUS_OK)
        return status;
    json_begin(json);
    json_key(json, "items");
    json_begin_array(json);
    for (size_t i = from; i < to; i++)
        write_row(json, items[i].item, manifest->sight);
    json_end_array(json);
    page_next(json, page, items, manifest->count, to);
    json_put_int(json, "total", (int64_t)manifest->count);
    json_end(json);
    return STATUS_OK;
}

enum status view_manifest(struct view *view, int64_t flight,
                          const struct view_manifest_query *query, const struct view_sight *sight,
                          struct buffer *out)
{
    struct manifest manifest = {.view = view, .query = query, .sight = sight};
    struct json json = {out, false};
    struct store_flight found;
    enum status status = flight_find(view, flight, &found);
    if (status == STATUS_OK)
        status = store_flight_load(view->store, flight, &view->arena, &manifest.loaded);
    if (status == STATUS_OK)
        status = standings_load(view->store, flight, root_id, &manifest, &view->arena,
                                &manifest.standings);
    if (status == STATUS_OK)
        status = decided_among(view, found.day, found.day, &manifest.decided);
    if (status == STATUS_OK)
        status = store_alerts_of_flight(view->store, flight, keep_alert, &manifest);
    if (status == STATUS_OK)
        status = make_rows(&manifest);
    return status == STATUS_OK ? write_page(&manifest, &json) : status;
}
