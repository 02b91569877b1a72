/* The list of messages, the newest first. */
#include <inttypes.h>
#include <stdio.h>

#include "view/internal.h"

bool message_about(struct view *view, int64_t seq, struct journal_entry *out)
{
    struct journal_reader *journal;
    return view_journal(view, &journal) == STATUS_OK && journal &&
           journal_about_message(journal, seq, &view->arena, out) == STATUS_OK &&
           out->status == STATUS_OK;
}

int64_t message_received(struct view *view, int64_t seq)
{
    struct journal_entry entry;
    return message_about(view, seq, &entry) ? entry.received : 0;
}

static bool write_landing(void *context, int ordinal, int64_t flight)
{
    struct json *json = context;
    char id[ID_TEXT];
    (void)ordinal;
    json_text(json, id_format(ID_FLIGHT, flight, id));
    return true;
}

enum status write_landings(struct view *view, struct json *json, int64_t seq, bool worked_through)
{
    enum status status = STATUS_OK;
    json_key(json, "flights");
    json_begin_array(json);
    if (worked_through && view->store)
        status = store_landings(view->store, seq, write_landing, json);
    json_end_array(json);
    return status;
}

struct listing {
    struct view *view;
    const struct view_messages_query *query;
    struct json json;
    uint32_t written;
    int64_t last;   /* the message looked at last */
    int64_t looked; /* how many were looked at */
    bool more;      /* there may be others */
};

/* A sender who sends little must not make a list read all that others sent: the page then ends
 * early, with a cursor. */
enum { LOOKED_MOST = 20000 };

static void write_row(struct listing *listing, int64_t seq, const struct journal_entry *entry,
                      const struct store_processed *processed)
{
    static const struct store_processed none = {0};
    const struct store_processed *done = processed ? processed : &none;
    struct json *json = &listing->json;
    json_begin(json);
    json_put_int(json, "id", seq);
    write_instant(json, "received_at", entry ? entry->received : 0);
    write_text_or_null(json, "source", entry ? entry->source : (struct span){NULL, 0});
    json_put_text(json, "transport", entry ? transport_word(entry->transport) : NULL);
    json_put_text(json, "kind", kind_word(entry ? entry->kind : KIND_OTHER));
    json_put_int(json, "size", entry ? entry->size : 0);
    json_put_text(json, "outcome", processed ? outcome_word(done->outcome) : "waiting");
    json_put_text(json, "reason", store_reason_word(done->reason));
    json_put_int(json, "messages", done->messages);
    json_put_int(json, "travellers", done->travellers);
    json_put_int(json, "issues", done->issues);
    (void)write_landings(listing->view, json, seq, processed != NULL);
    json_end(json);
}

/* False when the page is full. */
static bool consider(struct listing *listing, int64_t seq, const struct store_processed *processed)
{
    struct journal_entry entry;
    const struct view_messages_query *query = listing->query;
    if (listing->written == query->page.limit || listing->looked == LOOKED_MOST) {
        listing->more = true;
        return false;
    }
    bool known = message_about(listing->view, seq, &entry);
    listing->looked++;
    listing->last = seq;
    if (query->source.size && !(known && span_equal(entry.source, query->source)))
        return true;
    write_row(listing, seq, known ? &entry : NULL, processed);
    listing->written++;
    return true;
}

static bool consider_processed(void *context, const struct store_processed *processed)
{
    return consider(context, processed->seq, processed);
}

/* Those that are not worked through, down from `before`. Numbers that were never given out are
 * passed over. */
static enum status list_waiting(struct listing *listing, int64_t before)
{
    struct journal_reader *journal;
    struct journal_entry entry;
    int64_t last = 0, done = listing->view->store ? store_progress(listing->view->store) : 0;
    enum status status = view_journal(listing->view, &journal);
    if (status == STATUS_OK && journal)
        status = journal_last(journal, &last);
    if (status != STATUS_OK)
        return status;
    for (int64_t seq = before && before <= last ? before - 1 : last; seq > done; seq--)
        if (message_about(listing->view, seq, &entry) && !consider(listing, seq, NULL))
            break;
    return STATUS_OK;
}

static enum status list(struct listing *listing, int64_t before)
{
    const struct view_messages_query *query = listing->query;
    int64_t done = listing->view->store ? store_progress(listing->view->store) : 0;
    enum status status = STATUS_OK;
    if (query->waiting || (!query->outcome && (!before || before > done + 1)))
        status = list_waiting(listing, before);
    if (status == STATUS_OK && listing->view->store && !query->waiting && !listing->more)
        status =
            store_newest(listing->view->store, before, query->outcome, consider_processed, listing);
    return status;
}

enum status view_messages(struct view *view, const struct view_messages_query *query,
                          struct buffer *out)
{
    struct listing listing = {.view = view, .query = query, .json = {out, false}};
    struct store *store;
    char cursor[32];
    int64_t before = 0;
    arena_reset(&view->arena);
    if (query->page.cursor.size && !span_number(query->page.cursor, &before))
        return status_fail(STATUS_INPUT, "The cursor is none that this list gave.");
    enum status status = view_store(view, &store);
    if (status != STATUS_OK)
        return status;
    json_begin(&listing.json);
    json_key(&listing.json, "items");
    json_begin_array(&listing.json);
    status = list(&listing, before);
    json_end_array(&listing.json);
    snprintf(cursor, sizeof cursor, "%" PRId64, listing.last);
    if (listing.more)
        page_seal(&listing.json, &query->page, cursor);
    else
        json_put_text(&listing.json, "next", NULL);
    json_end(&listing.json);
    return status;
}
