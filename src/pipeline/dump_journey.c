/* The dump of what became of a flight and of those on it. */
#include "pipeline/bags.h"
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

/* ---- bags ---- */

struct bag_lines {
    struct dump *dump;
    struct store_bag bag;
    struct span tag; /* as the first message writes it */
};

static struct json begin_bag(struct buffer *text, const struct bag_lines *lines, const char *what)
{
    struct json json = dump_begin(text, lines->dump, what);
    json_put_span(&json, "leg", lines->bag.leg);
    json_put_span(&json, "tag", lines->tag);
    return json;
}

static void bag_said_line(const struct bag_lines *lines, const struct bag_said *said)
{
    struct buffer text = {0};
    struct json json = begin_bag(&text, lines, "bag-said");
    json_put_text(&json, "word", bag_text(said->word));
    put_board(lines->dump, &json, said->at, said->seq, said->begin, said->size);
    dump_end(lines->dump, &json);
}

static void bag_lines(struct bag_lines *lines)
{
    struct dump *dump = lines->dump;
    struct store_bag_said *said;
    struct bag_state state = {0};
    struct buffer text = {0};
    struct image image;
    size_t count;
    dump->status = store_bag_saids(dump->store, lines->bag.id, &dump->arena, &said, &count);
    if (dump->status != STATUS_OK)
        return;
    if (count && image_open(said->content, &image) == STATUS_OK)
        lines->tag = image_text(&image, 0, FIELD_BAG_TAG);
    for (size_t i = 0; i < count; i++) {
        bag_state_next(&state, said[i].said.word);
        bag_said_line(lines, &said[i].said);
    }
    struct json json = begin_bag(&text, lines, "bag");
    json_put_text(&json, "state", bag_text(state.word));
    json_put_text(&json, "joined_by", bag_join_text(lines->bag.how));
    if (lines->bag.traveller)
        dump_person(dump, &json, "person", lines->bag.traveller);
    dump_end(dump, &json);
}

static bool bag_line(void *context, const struct store_bag *bag)
{
    struct bag_lines lines = {.dump = context, .bag = *bag};
    bag_lines(&lines);
    return lines.dump->status == STATUS_OK;
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
    status = STATUS_OK;
    if (dump->status == STATUS_OK)
        status = store_bags(dump->store, flight, bag_line, dump);
    dump->status = dump->status == STATUS_OK ? status : dump->status;
}
