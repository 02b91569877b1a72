#include "cmd/person.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "view/remember.h"
#include "watch/watch.h"

/* As the contract has it, for people. */
static const char *state_words(const struct person_view *person)
{
    return strcmp(person->state, "open-again") == 0 ? "open again" : person->state;
}

/* ---- printing ---- */

static void print_name(struct buffer *out, const struct person_view *person)
{
    struct span given = person_text(person, FIELD_TRAVELLER_GIVEN);
    print_harmless(out, person_text(person, FIELD_TRAVELLER_SURNAME));
    if (given.size)
        buffer_text(out, ", ");
    print_harmless(out, given);
}

static void print_if(struct buffer *out, const char *before, struct span text)
{
    if (!text.size)
        return;
    buffer_text(out, before);
    print_harmless(out, text);
}

static void print_bytes(struct buffer *out, const struct person_hit *hit, const json_t *value)
{
    size_t begin = (size_t)json_integer_value(json_object_get(value, "begin"));
    size_t size = (size_t)json_integer_value(json_object_get(value, "size"));
    buffer_format(out, "      %-24s message %lld, bytes %zu..%zu  ",
                  json_string_value(json_object_get(value, "field")),
                  (long long)hit->hit.evidence_seq, begin, begin + size);
    print_excerpt(out, hit->entry.body, begin, size);
    buffer_char(out, '\n');
}

static void print_known(struct buffer *out, const struct desk_memory *known)
{
    struct arena arena = {0};
    buffer_format(out, "      %s (memory %lld)\n", remember_words(known, &arena),
                  (long long)known->id);
    arena_free(&arena);
}

static void print_hit(struct buffer *out, const struct person_hit *hit)
{
    json_t *evidence = json_loadb(hit->hit.evidence.at, hit->hit.evidence.size, 0, NULL);
    const char *reference = json_string_value(json_object_get(evidence, "reference"));
    const char *list = json_string_value(json_object_get(evidence, "list"));
    buffer_format(out, "    %s entry %.*s%s%s (version %lld): by %s, score %d%s\n",
                  list ? list : "list", (int)hit->hit.entry.size, hit->hit.entry.at,
                  reference && reference[0] ? ", " : "", reference ? reference : "",
                  (long long)hit->hit.list_version, person_how_words(hit->hit.how), hit->hit.score,
                  hit->hit.withdrawn_seq ? ", withdrawn" : "");
    if (hit->known.id)
        print_known(out, &hit->known);
    size_t i;
    json_t *value;
    json_array_foreach(json_object_get(evidence, "values"), i, value) print_bytes(out, hit, value);
    json_decref(evidence);
}

/* The words that hold, and the bytes that say so. */
static void print_said(struct buffer *out, const struct board_said *said)
{
    if (!said)
        return;
    buffer_format(out, "    %s%s: message %lld", board_text(said->word),
                  said->implied ? ", as a whole list leaves the person out" : "",
                  (long long)said->seq);
    if (said->size)
        buffer_format(out, ", bytes %lld..%lld", (long long)said->begin,
                      (long long)(said->begin + said->size));
    buffer_char(out, '\n');
}

static void print_board(struct buffer *out, const struct person_view *person)
{
    const char *mark = standing_mark(&person->standing);
    print_said(out, person->board.by);
    if (person->standing.booking != BOARD_BOOKED)
        print_said(out, person->board.booking_by);
    if (mark)
        buffer_format(out, "    %s\n", mark);
}

void person_print_head(const struct person_view *person, struct buffer *out)
{
    char id[ID_TEXT];
    buffer_format(out, "%s", id_format(ID_TRAVELLER, person->rows[0].id, id));
    if (person->alert.traveller)
        buffer_format(out, "  %s%s  %s",
                      watch_severity_word((enum watch_severity)person->alert.severity),
                      person->alert.protect ? "  PROTECT: under 18, for supervisors" : "",
                      state_words(person));
    print_if(out, "  mark ", view_etag_mark(person->etag));
    buffer_text(out, "\n    ");
    print_name(out, person);
    print_if(out, ", born ", person_text(person, FIELD_TRAVELLER_BIRTH));
    print_if(out, ", ", person_text(person, FIELD_TRAVELLER_NATIONALITY));
    print_if(out, ", document ", person_document(person, FIELD_DOCUMENT_NUMBER));
    print_if(out, " of ", person_document(person, FIELD_DOCUMENT_STATE));
    buffer_format(out, "\n    %s on flight ", person_kind_word(person->rows[0].kind));
    print_flight(out, &person->flight);
    print_if(out, ", ", person->flight.direction);
    buffer_char(out, '\n');
    print_board(out, person);
    for (size_t i = 0; i < person->hit_count; i++)
        print_hit(out, &person->hits[i]);
}

/* ---- JSON ---- */

static void json_known(struct json *json, const struct person_hit *hit)
{
    struct arena arena = {0};
    remember_write(json, hit, &arena);
    arena_free(&arena);
}

static void json_hits(struct json *json, const struct person_view *person)
{
    json_key(json, "reasons");
    json_begin_array(json);
    for (size_t i = 0; i < person->hit_count; i++) {
        const struct person_hit *hit = &person->hits[i];
        char time[TIME_TEXT];
        json_begin(json);
        json_put_text(json, "how", person_how_words(hit->hit.how));
        json_put_int(json, "score", hit->hit.score);
        json_put_text(json, "severity",
                      watch_severity_word((enum watch_severity)hit->hit.severity));
        json_put_int(json, "message", hit->hit.evidence_seq);
        json_put_text(json, "raised", time_format(hit->hit.raised_at, time));
        json_put_bool(json, "withdrawn", hit->hit.withdrawn_seq != 0);
        json_known(json, hit);
        json_key(json, "evidence");
        buffer_append(json->out, hit->hit.evidence.at, hit->hit.evidence.size);
        json->comma = true;
        json_end(json);
    }
    json_end_array(json);
}

static void json_decisions(struct json *json, const struct person_view *person)
{
    json_key(json, "decisions");
    json_begin_array(json);
    for (size_t i = 0; i < person->decision_count; i++) {
        const struct desk_decision *decision = &person->decisions[i];
        char time[TIME_TEXT];
        json_begin(json);
        json_put_int(json, "id", decision->id);
        json_put_text(json, "at", time_format(decision->at, time));
        json_put_span(json, "by", decision->by);
        json_put_text(json, "code", decision_info(decision->code)->code);
        json_put_span(json, "note", decision->note);
        json_put_bool(json, "withdrawn", decision->withdrawn != 0);
        json_end(json);
    }
    json_end_array(json);
}

static void json_flight(struct json *json, const struct store_flight *flight)
{
    char id[ID_TEXT];
    json_key(json, "flight");
    json_begin(json);
    json_put_text(json, "id", id_format(ID_FLIGHT, flight->id, id));
    json_put_span(json, "key", flight->key);
    json_put_span(json, "carrier", flight->carrier);
    json_put_span(json, "number", flight->number);
    json_put_span(json, "board", flight->board);
    json_put_span(json, "off", flight->off);
    json_put_span(json, "departure", flight->departure);
    json_put_span(json, "arrival", flight->arrival);
    json_put_span(json, "direction", flight->direction);
    json_end(json);
}

/* Every value of a content as {"node","field","text","begin","size"}. */
static void json_content(struct json *json, const struct store_content *content, const char *source)
{
    struct image image;
    if (content->version == 0 || image_open(content->bytes, &image) != STATUS_OK)
        return;
    json_begin(json);
    json_put_text(json, "source", source);
    json_put_int(json, "message", content->seq);
    json_put_int(json, "version", content->version);
    json_key(json, "values");
    json_begin_array(json);
    for (uint32_t v = 0; v < image.header->values; v++) {
        const struct image_value *value = &image.values[v];
        const struct field_info *info = field_info((enum field)value->field);
        json_begin(json);
        json_put_text(json, "node", node_info(info->node)->key);
        json_put_int(json, "of", value->node);
        json_put_text(json, "field", info->key);
        json_put_span(json, "text", image_value_text(&image, value));
        json_put_int(json, "begin", value->begin);
        json_put_int(json, "size", value->size);
        json_end(json);
    }
    json_end_array(json);
    json_end(json);
}

static void json_rows(struct json *json, struct console *console, const struct person_view *person)
{
    json_key(json, "says");
    json_begin_array(json);
    for (size_t i = 0; i < person->row_count; i++) {
        struct store_booking booking;
        json_content(json, &person->rows[i].content[PART_API], "API");
        json_content(json, &person->rows[i].content[PART_PNR], "PNR");
        if (person->rows[i].booking && store_booking(console->store, person->rows[i].booking,
                                                     &console->arena, &booking) == STATUS_OK)
            json_content(json, &booking.content, "booking");
    }
    json_end_array(json);
}

void person_print_json(struct console *console, const struct person_view *person, const char *news,
                       struct buffer *out)
{
    struct json json = {out, false};
    char id[ID_TEXT], time[TIME_TEXT];
    json_begin(&json);
    if (news)
        json_put_text(&json, "news", news);
    json_put_text(&json, "id", id_format(ID_TRAVELLER, person->rows[0].id, id));
    json_put_text(&json, "kind", person_kind_word(person->rows[0].kind));
    json_put_span(&json, "surname", person_text(person, FIELD_TRAVELLER_SURNAME));
    json_put_span(&json, "given", person_text(person, FIELD_TRAVELLER_GIVEN));
    json_put_span(&json, "birth", person_text(person, FIELD_TRAVELLER_BIRTH));
    json_put_span(&json, "nationality", person_text(person, FIELD_TRAVELLER_NATIONALITY));
    json_put_span(&json, "document", person_document(person, FIELD_DOCUMENT_NUMBER));
    json_put_span(&json, "document_state", person_document(person, FIELD_DOCUMENT_STATE));
    json_flight(&json, &person->flight);
    if (person->alert.traveller) {
        json_put_text(&json, "state", state_words(person));
        json_put_span(&json, "seen", view_etag_mark(person->etag));
        json_put_text(&json, "severity",
                      watch_severity_word((enum watch_severity)person->alert.severity));
        json_put_bool(&json, "protect", person->alert.protect);
        json_put_text(&json, "raised", time_format(person->alert.raised_at, time));
    }
    standing_write(&json, &person->standing);
    json_hits(&json, person);
    json_decisions(&json, person);
    if (!news)
        json_rows(&json, console, person);
    json_end(&json);
    buffer_char(out, '\n');
}
