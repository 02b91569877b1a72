/* What a message says of persons between booking and cabin: whom it names, and, when it is a whole
 * list, whom it does not (operations.md 4 and 15). */
#include <stdlib.h>

#include "base/clock.h"
#include "model/person.h"
#include "model/ports.h"
#include "pipeline/fuse.h"

struct history {
    struct arena *arena;
    struct board_said *said;
    size_t count, room;
};

static void add_said(struct history *history, const struct board_said *said)
{
    history->said = arena_more(history->arena, history->said, history->count, &history->room,
                               sizeof *history->said);
    history->said[history->count++] = *said;
}

static bool keep_said(void *context, const struct store_board *board)
{
    add_said(context, &board->said);
    return true;
}

static bool is_weak(enum board_word word)
{
    return word <= BOARD_CHECKED_IN;
}

/* Whether this can tell nothing about the card, without looking at what was said before. Lists are
 * repeated again and again; what is only repeated costs nothing. */
static bool is_old(const struct card *card, const struct board_said *said)
{
    bool placed = card->board == BOARD_BOARDED || card->board == BOARD_NOT_BOARDED;
    if (board_is_of_booking(said->word))
        return said->word == card->booked;
    if (said->implied)
        return !is_weak(card->board);
    if (said->word == BOARD_ANNOUNCED)
        return card->announced && card->board != BOARD_CANCELLED;
    return said->word == BOARD_CHECKED_IN && (placed || card->board == BOARD_CHECKED_IN);
}

static bool changes(const struct card *card, const struct board *board)
{
    return card->board != board->state || card->booked != board->booking ||
           card->announced != board->announced;
}

/* An alert stays whatever became of the person, but it says so. */
static enum status tell_alert(struct passage *passage, uint32_t index)
{
    struct engine *engine = passage->engine;
    struct store_alert alert;
    int64_t root = passage->open->cards[index].root;
    enum status status = store_alert(engine->store, root, &alert);
    if (status == STATUS_MISSING || (status == STATUS_OK && alert.withdrawn_seq))
        return STATUS_OK;
    if (status == STATUS_OK)
        status = screening_alert(engine, root, passage->open->id, true, passage->entry->sequence,
                                 passage->entry->received);
    arena_reset(&engine->scratch);
    return status;
}

/* What names the person is kept even when it changes nothing now: something older may come yet. */
static enum status put_said(struct passage *passage, uint32_t index, const struct board_said *said)
{
    struct store *store = passage->engine->store;
    struct card *card = &passage->open->cards[index];
    struct history history = {.arena = &passage->engine->scratch};
    struct store_board row = {passage->open->id, card->id, *said};
    enum status status = STATUS_OK;
    if (card->spoken_of)
        status = store_boards(store, passage->open->id, card->id, keep_said, &history);
    add_said(&history, said);
    board_sort(history.said, history.count);
    struct board board = board_of(history.said, history.count);
    arena_reset(&passage->engine->scratch);
    bool by_name = !is_weak(said->word) && !said->implied;
    if (status != STATUS_OK || (!by_name && !changes(card, &board)))
        return status;
    bool news =
        (card->board != board.state && !is_weak(board.state)) || card->booked != board.booking;
    cards_set_board(card, &board);
    status = store_board_add(store, &row);
    return status == STATUS_OK && news ? tell_alert(passage, index) : status;
}

static enum status put_news(struct passage *passage, uint32_t index, const struct board_said *said)
{
    return is_old(&passage->open->cards[index], said) ? STATUS_OK : put_said(passage, index, said);
}

/* The bytes begin..end of the message say `word`. */
static struct board_said said_by(const struct passage *passage, enum board_word word,
                                 uint32_t begin, uint32_t end)
{
    return (struct board_said){.word = word,
                               .at = passage->at,
                               .seq = passage->entry->sequence,
                               .ordinal = passage->ordinal,
                               .begin = begin,
                               .size = end - begin};
}

/* `node` of the message says `word` of the card. */
static enum status say(struct passage *passage, uint32_t index, enum board_word word, uint32_t node)
{
    const struct image_node *where = &passage->image->nodes[node];
    struct board_said said = said_by(passage, word, where->begin, where->end);
    return put_news(passage, index, &said);
}

/* ---- bookings ---- */

/* The airline's words for a place that is no more: cancelled, unable, no action taken. */
static bool is_cancelled_status(struct span status)
{
    static const char *const words[] = {"HX", "XX", "XK", "XL", "UC", "UN", "NO"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_is(status, words[i]))
            return true;
    return false;
}

static bool is_same_port(struct span a, struct span b)
{
    const struct port *one = port_find(a), *other = port_find(b);
    return span_equal(a, b) || (one && one == other);
}

/* One number may fly twice in a booking: there and, weeks later, once more. */
static bool is_day_of(struct span departure, int32_t day)
{
    struct date date;
    return !date_parse(span_part(departure, 0, 10), &date) || abs(date_to_day(date) - day) <= 1;
}

static bool is_this_flight(const struct passage *passage, uint32_t leg)
{
    const struct image *image = passage->image;
    struct span flown = image_text(image, leg, FIELD_LEG_OPERATING_NUMBER);
    struct span number = flown.size ? flown : image_text(image, leg, FIELD_LEG_NUMBER);
    return span_equal(number, passage->flight.number) &&
           is_same_port(image_text(image, leg, FIELD_LEG_BOARD), passage->flight.board) &&
           is_day_of(image_text(image, leg, FIELD_LEG_DEPARTURE), passage->flight.day);
}

/* The leg of this flight whose status says that the booking's places are gone; IMAGE_NONE. */
static uint32_t cancelled_leg(const struct passage *passage, uint32_t booking)
{
    uint32_t found = IMAGE_NONE;
    for (uint32_t leg = image_child(passage->image, booking, NODE_LEG); leg != IMAGE_NONE;
         leg = image_sibling(passage->image, leg, NODE_LEG)) {
        if (!is_this_flight(passage, leg))
            continue;
        if (!is_cancelled_status(image_text(passage->image, leg, FIELD_LEG_STATUS)))
            return IMAGE_NONE;
        found = leg;
    }
    return found;
}

static enum status say_of_booking(struct passage *passage, uint32_t node, uint32_t index)
{
    const struct image *image = passage->image;
    uint32_t booking = image->nodes[node].parent;
    bool within = booking != IMAGE_NONE && image->nodes[booking].type == NODE_BOOKING;
    uint32_t leg = within ? cancelled_leg(passage, booking) : IMAGE_NONE;
    return leg == IMAGE_NONE ? say(passage, index, BOARD_BOOKED, node)
                             : say(passage, index, BOARD_BOOKING_CANCELLED, leg);
}

/* ---- whom a whole list does not name ---- */

/* `word` follows from what the message is: where it says so; else all of it. */
static struct board_said implied_by(const struct passage *passage, enum board_word word)
{
    enum field field = passage->kind == KIND_PNR ? FIELD_MESSAGE_PUSH : FIELD_MESSAGE_ROLE;
    const struct image_value *role = image_find(passage->image, passage->message, field);
    const struct image_node *node = &passage->image->nodes[passage->message];
    struct board_said said = role ? said_by(passage, word, role->begin, role->begin + role->size)
                                  : said_by(passage, word, node->begin, node->end);
    said.implied = true;
    return said;
}

enum status boarding_not_named(struct passage *passage, uint32_t index, enum board_word word)
{
    struct board_said said = implied_by(passage, word);
    return put_news(passage, index, &said);
}

static bool is_on_duty(int kind)
{
    return person_is_crew(kind) || kind == PERSON_STAFF;
}

/* A person of the flight, by the root card. */
struct standing {
    bool weak, announced, booked, boarded;
};

static struct standing standing_of(const struct open_flight *open, uint32_t root)
{
    struct standing standing = {.weak = true};
    for (uint32_t i = root; i != CARD_NONE; i = open->cards[i].next) {
        const struct card *card = &open->cards[i];
        standing.weak &= is_weak(card->board);
        standing.announced |= card->announced;
        standing.boarded |= card->board == BOARD_BOARDED;
        standing.booked |= card->has[PART_PNR] && card->booked == BOARD_BOOKED;
    }
    return standing;
}

static bool is_root(const struct card *card)
{
    return card->root == card->id;
}

/* A list of who is on board that has fewer than it declares leaves out some who are: of those it
 * proves nothing. */
static bool is_short(const struct passage *passage)
{
    int64_t declared = 0, boarded = 0;
    const struct open_flight *open = passage->open;
    (void)span_number(image_text(passage->image, passage->message, FIELD_MESSAGE_PASSENGERS),
                      &declared);
    for (uint32_t i = 0; i < open->count; i++)
        if (is_root(&open->cards[i]) && !is_on_duty(open->cards[i].kind))
            boarded += standing_of(open, i).boarded;
    return boarded == 0 || boarded < declared;
}

/* What a whole close-out said of all whom it does not name holds for the person, too. The others of a
 * list of who is not on board are those who were announced; of a list of who is, also those who were
 * only booked. */
static enum status apply_whole(struct passage *passage, uint32_t root)
{
    const struct open_flight *open = passage->open;
    const struct board_said *whole = &open->whole;
    struct standing standing = standing_of(open, root);
    bool meant = standing.announced || (whole->word == BOARD_NOT_BOARDED && standing.booked);
    return whole->word && meant && standing.weak && !is_on_duty(open->cards[root].kind)
               ? put_news(passage, root, whole)
               : STATUS_OK;
}

/* Kept with the flight, so that whoever an older message announces that comes later is meant, too. */
static enum status keep_whole(struct passage *passage, enum board_word word)
{
    struct board_said whole = implied_by(passage, word);
    if (whole.at >= passage->open->whole.at)
        passage->open->whole = whole;
    return store_board_add(passage->engine->store,
                           &(struct store_board){.flight = passage->open->id, .said = whole});
}

enum status boarding_others(struct passage *passage)
{
    struct open_flight *open = passage->open;
    enum board_word word = passage->effect->others;
    if (!word || (word == BOARD_NOT_BOARDED && is_short(passage)))
        return STATUS_OK;
    enum status status = keep_whole(passage, word);
    for (uint32_t i = 0; i < open->count && status == STATUS_OK; i++)
        if (is_root(&open->cards[i]))
            status = apply_whole(passage, i);
    return status;
}

/* ---- whom the message names ---- */

enum status boarding_named(struct passage *passage, uint32_t node, uint32_t index)
{
    bool checked_in =
        passage->kind == KIND_PNR && (passage->image->nodes[node].flags & NODE_CHECKED_IN);
    enum board_word word = checked_in ? BOARD_CHECKED_IN : passage->effect->named;
    enum status status =
        passage->kind == KIND_PNR ? say_of_booking(passage, node, index) : STATUS_OK;
    if (status == STATUS_OK && word)
        status = say(passage, index, word, node);
    return status == STATUS_OK && passage->at < passage->open->whole.at
               ? apply_whole(passage, row_root(passage, index))
               : status;
}
