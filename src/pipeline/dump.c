#include "pipeline/dump.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "pipeline/dumping.h"
#include "pipeline/internal.h"

/* ---- names of messages ---- */

static void body_name(struct span body, char out[33])
{
    unsigned char hash[16];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)body.at, body.size, NULL, 0);
    sodium_bin2hex(out, 33, hash, sizeof hash);
}

/* Bodies are hashed once each; a flight's messages are few. */
static const char *message_name(struct dump *dump, int64_t seq)
{
    struct journal_entry entry;
    struct arena arena = {0};
    for (size_t i = dump->name_count; i-- > 0;)
        if (dump->names[i].seq == seq)
            return dump->names[i].text;
    if (dump->name_count == dump->name_room) {
        dump->name_room = dump->name_room ? dump->name_room * 2 : 64;
        dump->names = memory_resize(dump->names, dump->name_room * sizeof *dump->names);
    }
    struct name *name = &dump->names[dump->name_count++];
    *name = (struct name){seq, "unknown"};
    if (journal_get(dump->journal, seq, &arena, &entry) == STATUS_OK && entry.status == STATUS_OK)
        body_name(entry.body, name->text);
    arena_free(&arena);
    return name->text;
}

void dump_message(struct dump *dump, struct json *json, const char *key, int64_t seq)
{
    if (dump->canonical)
        json_put_text(json, key, message_name(dump, seq));
    else
        json_put_int(json, key, seq);
}

static const struct store_traveller *find_row(const struct dump *dump, int64_t id)
{
    const struct store_loaded *loaded = &dump->loaded;
    uint32_t at =
        id_find(loaded->travellers, loaded->traveller_count, sizeof *loaded->travellers, id);
    return at == UINT32_MAX ? NULL : &loaded->travellers[at];
}

void dump_person(struct dump *dump, struct json *json, const char *key, int64_t id)
{
    const struct store_traveller *row = find_row(dump, id);
    char text[ID_TEXT];
    if (!dump->canonical || !row)
        json_put_text(json, key, id_format(ID_TRAVELLER, id, text));
    else
        json_put_text(json, key,
                      arena_format(&dump->arena, "%s+%lld", message_name(dump, row->origin.seq),
                                   (long long)row->origin.begin));
}

/* ---- lines ---- */

struct json dump_begin(struct buffer *text, struct dump *dump, const char *what)
{
    struct json json = {text, false};
    json_begin(&json);
    json_put_text(&json, "what", what);
    json_put_span(&json, "flight", dump->flight.key);
    return json;
}

void dump_end(struct dump *dump, struct json *json)
{
    json_end(json);
    buffer_char(json->out, '\n');
    if (dump->line_count == dump->line_room) {
        dump->line_room = dump->line_room ? dump->line_room * 2 : 256;
        dump->lines = memory_resize(dump->lines, dump->line_room * sizeof *dump->lines);
    }
    dump->lines[dump->line_count++].text = arena_copy(&dump->arena, buffer_span(json->out));
    buffer_free(json->out);
}

static int by_text(const void *a, const void *b)
{
    return span_compare(((const struct line *)a)->text, ((const struct line *)b)->text);
}

static void write_lines(struct dump *dump)
{
    if (dump->canonical && dump->line_count)
        qsort(dump->lines, dump->line_count, sizeof *dump->lines, by_text);
    for (size_t i = 0; i < dump->line_count && dump->status == STATUS_OK; i++)
        if (!dump->canonical || i == 0 || !span_equal(dump->lines[i].text, dump->lines[i - 1].text))
            dump->status = dump->write(dump->context, dump->lines[i].text);
    dump->line_count = 0;
}

static void put_content(struct dump *dump, struct json *json, const struct store_content *content)
{
    struct image image;
    if (content->version == 0 || image_open(content->bytes, &image) != STATUS_OK)
        return;
    dump_message(dump, json, "message", content->seq);
    json_put_int(json, "version", content->version);
    json_key(json, "values");
    json_begin_array(json);
    for (uint32_t n = 0; n < image.header->nodes; n++)
        for (uint32_t v = 0; v < image.nodes[n].values; v++) {
            const struct image_value *value = &image.values[image.nodes[n].first_value + v];
            const struct field_info *info = field_info((enum field)value->field);
            json_begin_array(json);
            json_text(json, node_info((enum node_type)image.nodes[n].type)->key);
            json_text(json, info->key);
            json_span(json, image_value_text(&image, value));
            json_int(json, value->begin);
            json_int(json, value->size);
            json_end_array(json);
        }
    json_end_array(json);
}

struct part_line {
    struct dump *dump;
    int64_t id;
    enum store_part part;
};

static void content_line(struct dump *dump, const char *what, int64_t id, enum store_part part,
                         const struct store_content *content)
{
    static const char *const parts[] = {"API", "PNR", "booking"};
    struct buffer text = {0};
    struct json json = dump_begin(&text, dump, what);
    char booking[ID_TEXT];
    if (part != PART_BOOKING)
        dump_person(dump, &json, "person", id);
    else if (!dump->canonical)
        json_put_text(&json, "booking", id_format(ID_BOOKING, id, booking));
    json_put_text(&json, "source", parts[part]);
    put_content(dump, &json, content);
    dump_end(dump, &json);
}

static bool former_line(void *context, const struct store_content *content)
{
    struct part_line *line = context;
    content_line(line->dump, "formerly", line->id, line->part, content);
    return true;
}

static void part_lines(struct dump *dump, int64_t id, enum store_part part,
                       const struct store_content *content)
{
    struct part_line line = {dump, id, part};
    if (content->version == 0)
        return;
    content_line(dump, "says", id, part, content);
    if (content->version > 1 && dump->status == STATUS_OK)
        dump->status = store_versions(dump->store, part, id, former_line, &line);
}

static bool origin_line(void *context, const struct store_origin *origin)
{
    struct part_line *line = context;
    struct buffer text = {0};
    struct json json = dump_begin(&text, line->dump, "origin");
    dump_person(line->dump, &json, "person", line->id);
    dump_message(line->dump, &json, "message", origin->seq);
    json_put_int(&json, "begin", origin->begin);
    dump_end(line->dump, &json);
    return true;
}

static bool hit_line(void *context, const struct store_hit *hit)
{
    struct part_line *line = context;
    struct buffer text = {0};
    struct json json = dump_begin(&text, line->dump, "hit");
    dump_person(line->dump, &json, "person", hit->traveller);
    json_put_int(&json, "list", hit->list);
    json_put_span(&json, "entry", hit->entry);
    json_put_int(&json, "how", hit->how);
    json_put_int(&json, "list_version", hit->list_version);
    json_put_int(&json, "severity", hit->severity);
    json_put_int(&json, "score", hit->score);
    json_put_text(&json, "source", kind_word(hit->kind));
    dump_message(line->dump, &json, "message", hit->evidence_seq);
    json_put_bool(&json, "withdrawn", hit->withdrawn_seq != 0);
    if (hit->quiet)
        json_put_int(&json, "quiet", hit->quiet);
    json_put_span(&json, "evidence", hit->evidence);
    dump_end(line->dump, &json);
    return true;
}

static bool alert_line(void *context, const struct store_alert *alert)
{
    struct dump *dump = context;
    struct buffer text = {0};
    struct json json = dump_begin(&text, dump, "alert");
    dump_person(dump, &json, "person", alert->traveller);
    json_put_int(&json, "severity", alert->severity);
    json_put_bool(&json, "protect", alert->protect);
    json_put_int(&json, "reasons", alert->reasons);
    json_put_bool(&json, "withdrawn", alert->withdrawn_seq != 0);
    if (alert->quiet)
        json_put_int(&json, "quiet", alert->quiet);
    dump_end(dump, &json);
    return true;
}

static void person_lines(struct dump *dump, const struct store_traveller *row)
{
    struct buffer text = {0};
    struct json json = dump_begin(&text, dump, "person");
    struct part_line line = {dump, row->id, PART_API};
    dump_person(dump, &json, "person", row->id);
    json_put_int(&json, "kind", row->kind);
    json_put_int(&json, "flags", row->flags);
    if (row->merged_into)
        dump_person(dump, &json, "merged_into", row->merged_into);
    dump_end(dump, &json);
    part_lines(dump, row->id, PART_API, &row->content[PART_API]);
    part_lines(dump, row->id, PART_PNR, &row->content[PART_PNR]);
    if (dump->status == STATUS_OK && !dump->canonical)
        dump->status = store_origins(dump->store, row->id, origin_line, &line);
    if (dump->status == STATUS_OK)
        dump->status = store_hits(dump->store, row->id, hit_line, &line);
}

static bool push_line(void *context, const struct store_push *push)
{
    struct dump *dump = context;
    struct buffer text = {0};
    struct json json = dump_begin(&text, dump, "push");
    dump_message(dump, &json, "message", push->seq);
    json_put_int(&json, "ordinal", push->ordinal);
    json_put_text(&json, "source", kind_word(push->kind));
    json_put_span(&json, "role", push->role);
    json_put_int(&json, "persons", push->persons);
    if (!dump->canonical) { /* of bytes that came twice the second changes nothing */
        json_put_int(&json, "new", push->added);
        json_put_int(&json, "changed", push->changed);
        json_put_int(&json, "same", push->same);
    }
    dump_end(dump, &json);
    return true;
}

static bool alias_line(void *context, struct span key)
{
    struct dump *dump = context;
    struct buffer text = {0};
    struct json json = dump_begin(&text, dump, "alias");
    json_put_span(&json, "key", key);
    dump_end(dump, &json);
    return true;
}

static void put_times(struct json *json, const struct store_flight *flight)
{
    json_put_span(json, "board", flight->board);
    json_put_span(json, "off", flight->off);
    json_put_span(json, "departure", flight->departure);
    json_put_span(json, "arrival", flight->arrival);
}

static bool time_line(void *context, const struct store_flight *former)
{
    struct dump *dump = context;
    struct buffer text = {0};
    struct json json = dump_begin(&text, dump, "flight-formerly");
    put_times(&json, former);
    dump_end(dump, &json);
    return true;
}

static void flight_line(struct dump *dump)
{
    struct buffer text = {0};
    struct json json = dump_begin(&text, dump, "flight");
    char id[ID_TEXT];
    if (!dump->canonical)
        json_put_text(&json, "id", id_format(ID_FLIGHT, dump->flight.id, id));
    json_put_span(&json, "carrier", dump->flight.carrier);
    json_put_span(&json, "number", dump->flight.number);
    put_times(&json, &dump->flight);
    json_put_span(&json, "direction", dump->flight.direction);
    json_put_span(&json, "reference", dump->flight.reference);
    dump_end(dump, &json);
}

static void dump_flight(struct dump *dump, int64_t flight)
{
    dump->status = store_flight(dump->store, flight, &dump->arena, &dump->flight);
    if (dump->status == STATUS_OK)
        dump->status = store_flight_load(dump->store, flight, &dump->arena, &dump->loaded);
    if (dump->status != STATUS_OK)
        return;
    flight_line(dump);
    dump->status = store_aliases(dump->store, flight, alias_line, dump);
    if (dump->status == STATUS_OK)
        dump->status = store_flight_versions(dump->store, flight, time_line, dump);
    if (dump->status == STATUS_OK)
        dump->status = store_pushes(dump->store, flight, push_line, dump);
    for (uint32_t i = 0; i < dump->loaded.booking_count && dump->status == STATUS_OK; i++)
        part_lines(dump, dump->loaded.bookings[i].id, PART_BOOKING,
                   &dump->loaded.bookings[i].content);
    for (uint32_t i = 0; i < dump->loaded.traveller_count && dump->status == STATUS_OK; i++)
        person_lines(dump, &dump->loaded.travellers[i]);
    dump_journey(dump, flight);
    if (dump->status == STATUS_OK)
        dump->status = store_alerts_of_flight(dump->store, flight, alert_line, dump);
    write_lines(dump);
    arena_reset(&dump->arena);
    dump->name_count = dump->name_count > 4096 ? 0 : dump->name_count;
}

/* ---- streams ---- */

static bool stream_line(void *context, const struct store_stream *stream)
{
    struct dump *dump = context;
    struct buffer text = {0};
    struct json json = {&text, false};
    json_begin(&json);
    json_put_text(&json, "what", "stream");
    json_put_span(&json, "source", stream->source);
    json_put_span(&json, "sender", stream->sender);
    json_put_span(&json, "kind", stream->kind);
    json_put_span(&json, "state", stream->state);
    dump_end(dump, &json);
    return true;
}

/* How sources write depends on the order of messages and on repetitions: no part of the canonical. */
static void dump_streams(struct dump *dump)
{
    if (dump->status != STATUS_OK || dump->canonical)
        return;
    dump->status = store_streams(dump->store, stream_line, dump);
    write_lines(dump);
}

/* ---- all flights, in order of their keys ---- */

struct flight_key {
    int64_t id;
    struct span key;
};
struct flight_list {
    struct arena *arena;
    struct flight_key *flights;
    size_t count, room;
};

static bool add_flight(void *context, const struct store_flight *flight)
{
    struct flight_list *list = context;
    if (list->count == list->room) {
        list->room = list->room ? list->room * 2 : 256;
        list->flights = memory_resize(list->flights, list->room * sizeof *list->flights);
    }
    list->flights[list->count++] =
        (struct flight_key){flight->id, arena_copy(list->arena, flight->key)};
    return true;
}

static int by_key(const void *a, const void *b)
{
    return span_compare(((const struct flight_key *)a)->key, ((const struct flight_key *)b)->key);
}

enum status dump_store(struct store *store, struct journal_reader *journal, bool canonical,
                       enum status (*write)(void *context, struct span line), void *context)
{
    struct dump dump = {.store = store,
                        .journal = journal,
                        .canonical = canonical,
                        .write = write,
                        .context = context};
    struct flight_list list = {.arena = &dump.kept};
    dump.status = store_flights(store, ID_DAY_FIRST, ID_DAY_LAST, add_flight, &list);
    if (list.count)
        qsort(list.flights, list.count, sizeof *list.flights, by_key);
    for (size_t i = 0; i < list.count && dump.status == STATUS_OK; i++)
        dump_flight(&dump, list.flights[i].id);
    dump_streams(&dump);
    free(list.flights);
    free(dump.names);
    free(dump.lines);
    arena_free(&dump.arena);
    arena_free(&dump.kept);
    return dump.status;
}
