/* The dump of what became of a flight and of those on it. */
#include "pipeline/dumping.h"

/* Times of receipt differ from one run to another, those of messages do not; which it is cannot be
 * told here. */
static void put_board(struct dump *dump, struct json *json, int64_t at, int64_t seq, int64_t begin,
                      int64_t size)
{
    if (!dump->canonical)
        json_put_int(json, "at", at);
    dump_message(dump, json, "message", seq);
    json_put_int(json, "begin", begin);
    json_put_int(json, "size", size);
}

static bool board_line(void *context, const struct store_board *board)
{
    struct dump *dump = context;
    struct buffer text = {0};
    struct json json = dump_begin(&text, dump, "board");
    if (board->traveller)
        dump_person(dump, &json, "person", board->traveller);
    json_put_text(&json, "word", board_text(board->said.word));
    json_put_bool(&json, "implied", board->said.implied);
    put_board(dump, &json, board->said.at, board->said.seq, board->said.begin, board->said.size);
    dump_end(dump, &json);
    return true;
}

static bool event_line(void *context, const struct store_event *event)
{
    struct dump *dump = context;
    struct buffer text = {0};
    struct json json = dump_begin(&text, dump, "event");
    json_put_text(&json, "event", store_event_word(event->what));
    put_board(dump, &json, event->at, event->seq, event->begin, event->size);
    dump_end(dump, &json);
    return true;
}

struct series_line {
    struct dump *dump;
    struct json *json;
};

static bool put_part(void *context, const struct store_series_part *part)
{
    struct series_line *line = context;
    json_begin(line->json);
    json_put_int(line->json, "number", part->number);
    dump_message(line->dump, line->json, "message", part->seq);
    json_end(line->json);
    return true;
}

static bool series_line(void *context, const struct store_series *series)
{
    struct dump *dump = context;
    struct buffer text = {0};
    struct json json = dump_begin(&text, dump, "series");
    struct series_line line = {dump, &json};
    json_put_text(&json, "source", kind_word(series->kind));
    json_put_span(&json, "role", series->role);
    json_put_span(&json, "sender", series->sender);
    json_put_span(&json, "reference", series->reference);
    json_put_int(&json, "last", series->last);
    json_put_bool(&json, "complete", series->complete_seq != 0);
    json_key(&json, "parts");
    json_begin_array(&json);
    dump->status = store_parts(dump->store, series->flight, series->n, put_part, &line);
    json_end_array(&json);
    dump_end(dump, &json);
    return dump->status == STATUS_OK;
}

/* What became of the flight and of those on it. */
void dump_journey(struct dump *dump, int64_t flight)
{
    if (dump->status == STATUS_OK)
        dump->status = store_events(dump->store, flight, event_line, dump);
    enum status status = STATUS_OK;
    if (dump->status == STATUS_OK)
        status = store_serieses(dump->store, flight, series_line, dump);
    dump->status = dump->status == STATUS_OK ? status : dump->status;
    if (dump->status == STATUS_OK)
        dump->status = store_boards(dump->store, flight, 0, board_line, dump);
}
