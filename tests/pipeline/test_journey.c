/* What messages do to the stored journey: each file of tests/vectors/journey is a story in lines.
 *
 *   api FUNCTION HHMM [key=value ..] PERSON..     a PAXLST of that BGM, prepared at that time
 *   pnr PUSH HHMM [key=value ..] LOCATOR/NAME,..  a PNRGOV
 *   bag TYPE[/FUNCTION] HHMM [key=value ..] TAG.. a baggage message in a telegram sent at that time
 *   again N                                       the N-th body once more, from 1
 *   wait SECONDS, from SOURCE                     before the next message, and who delivers it
 *   state NAME WORD [implied], booking NAME WORD, announced NAME yes|no, by NAME TEXT
 *   luggage TAG STATE JOIN [NAME]                 a bag of the first flight; luggage NUMBER: how many
 *   document NAME NUMBER, persons N, flights N, event WORD N, leaves TIME, from-to BOARD OFF, series LINE..
 *
 * Keys: day, dep, board, off, part (1:C), ref, cnt, eqn, sender, status; of bags name, given, loc, flight,
 * from (source and airport), onward, in, status, load, unit. A PERSON is NAME; @NAME only by its
 * reference; !NAME with another document; *NAME crew; NAME#TAG with a bag. Each story is told three times: in one go,
 * with processes that end between the commits of most messages, and rebuilt from the journal; all must
 * agree. */
#include "fixture.h"
#include "store/bags.h"

#include <dirent.h>

enum { BODIES = 32, WORDS = 32 };

struct story {
    struct fixture *f;
    const char *name;
    int line;
    char *bodies[BODIES];
    int count;
    char source[32];
    bool crashing;
    char *words[WORDS];
    int word_count;
};

/* ---- messages ---- */

static const char *option(const struct story *story, const char *key, const char *otherwise)
{
    size_t size = strlen(key);
    for (int i = 1; i < story->word_count; i++)
        if (strncmp(story->words[i], key, size) == 0 && story->words[i][size] == '=')
            return story->words[i] + size + 1;
    return otherwise;
}

static unsigned number_of(const char *name)
{
    unsigned hash = 0;
    for (; *name; name++)
        hash = (hash * 31 + (unsigned char)*name) % 100000;
    return hash;
}

static void put_head(const struct story *story, struct buffer *out, const char *syntax)
{
    buffer_format(out, "UNB+%s+%s+UZGOV+261124:%s+%d'", syntax, option(story, "sender", "HYAPI"),
                  story->words[2], story->count + 1);
}

static void put_part(const struct story *story, struct buffer *out)
{
    const char *part = option(story, "part", NULL);
    buffer_format(out, "+%s", option(story, "ref", "HY602/261125"));
    if (part)
        buffer_format(out, "+%s", part);
    buffer_char(out, '\'');
}

static void put_person(struct buffer *out, const char *word)
{
    char mark = strchr("@!*", word[0]) ? *word++ : ' ', name[64];
    struct span tag, cut = span_cut(span_of(word), '#', &tag);
    snprintf(name, sizeof name, "%.*s", (int)cut.size, cut.at);
    word = name;
    if (mark == '@') {
        buffer_format(out, "NAD+ZZZ+++ZZZ'RFF+ABO:X%s'", word);
        return;
    }
    buffer_format(out, "NAD+%s+++%s:TEST'DTM+329:%02d0%d1%d'RFF+ABO:X%s'DOC+P+%s%05u'LOC+91+UZB'",
                  mark == '*' ? "FM" : "FL", word, (int)(number_of(word) % 50 + 50),
                  (int)(number_of(word) % 9 + 1), (int)(number_of(word) % 9), word,
                  mark == '!' ? "ZZ" : "AA", number_of(word));
    if (tag.size)
        buffer_format(out, "FTX+BAG+++%.*s:1'", (int)tag.size, tag.at);
}

static bool is_option(const char *word)
{
    return strchr(word, '=') != NULL;
}

static void write_api(const struct story *story, struct buffer *out)
{
    const char *day = option(story, "day", "261125");
    buffer_text(out, "UNA:+.? '");
    put_head(story, out, "UNOA:4");
    buffer_text(out, "UNH+1+PAXLST:D:05B:UN:IATA");
    put_part(story, out);
    buffer_format(
        out, "BGM+%s'TDT+20+HY602+++HY'LOC+125+%s'DTM+189:%s%s:201'LOC+87+%s'DTM+232:%s2300:201'",
        story->words[1], option(story, "board", "TAS"), day, option(story, "dep", "1000"),
        option(story, "off", "IST"), day);
    for (int i = 3; i < story->word_count; i++)
        if (!is_option(story->words[i]))
            put_person(out, story->words[i]);
    buffer_format(out, "CNT+42:%s'UNT+1+1'UNZ+1+%d'", option(story, "cnt", "0"), story->count + 1);
}

static void put_booking(const struct story *story, struct buffer *out, const char *word)
{
    struct span names, locator = span_cut(span_of(word), '/', &names);
    buffer_format(out, "SRC'RCI+HY:%.*s::201126:1000'", (int)locator.size, locator.at);
    for (int i = 1; names.size; i++) {
        struct span name = span_cut(names, ',', &names);
        buffer_format(out, "TIF+%.*s+TEST:A:%d'", (int)name.size, name.at, i);
    }
    buffer_format(out, "TVL+251126:1000:251126:2300+TAS+IST+HY+602:Y'RPI+1+%s'",
                  option(story, "status", "HK"));
}

static void write_pnr(const struct story *story, struct buffer *out)
{
    buffer_text(out, "UNA:+.?*'");
    put_head(story, out, "IATA:1");
    buffer_text(out, "UNH+1+PNRGOV:11:1:IA");
    put_part(story, out);
    buffer_format(out, "MSG+:%s'ORG+HY:TAS'TVL+251126:1000:251126:2300+TAS+IST+HY+602'EQN+%s'",
                  story->words[1], option(story, "eqn", "1"));
    for (int i = 3; i < story->word_count; i++)
        if (!is_option(story->words[i]))
            put_booking(story, out, story->words[i]);
    buffer_format(out, "UNT+1+1'UNZ+1+%d'", story->count + 1);
}

static void put_element(const struct story *story, struct buffer *out, const char *letter,
                        const char *key)
{
    const char *text = option(story, key, NULL);
    if (text)
        buffer_format(out, ".%s/%s\r\n", letter, text);
}

/* The day of the telegram is that of the other messages, 24 November. */
static void write_bag(const struct story *story, struct buffer *out)
{
    struct span function, type = span_cut(span_of(story->words[1]), '/', &function);
    const char *name = option(story, "name", NULL);
    buffer_format(out, "QU TASKKHY\r\n.TASXSHY 24%s\r\n%.*s\r\n", story->words[2], (int)type.size,
                  type.at);
    if (function.size)
        buffer_format(out, "%.*s\r\n", (int)function.size, function.at);
    buffer_format(out, ".V/1%s\r\n.F/%s/Y\r\n", option(story, "from", "LTAS"),
                  option(story, "flight", "HY602/25NOV/IST"));
    put_element(story, out, "O", "onward");
    put_element(story, out, "I", "in");
    for (int i = 3; i < story->word_count; i++)
        if (!is_option(story->words[i]))
            buffer_format(out, ".N/%s001\r\n", story->words[i]);
    put_element(story, out, "S", "load");
    put_element(story, out, "B", "status");
    put_element(story, out, "U", "unit");
    if (name)
        buffer_format(out, ".P/1%s/%s\r\n", name, option(story, "given", "TEST"));
    put_element(story, out, "L", "loc");
    buffer_format(out, "END%.*s\r\n", (int)type.size, type.at);
}

static void receive(struct story *story, const char *body)
{
    struct fixture *f = story->f;
    struct journal_item item = {.source = span_of(story->source),
                                .body = span_of(body),
                                .transport = TRANSPORT_HTTP,
                                .kind = decode_sniff(span_of(body)),
                                .received = f->now += MICROS_PER_SECOND};
    assert_int_equal(journal_append(f->journal, &item, 1), STATUS_OK);
    if (story->crashing && item.sequence % 3)
        fixture_work_crashing(f, item.sequence % 3 == 1 ? STAGE_FLIGHTS : STAGE_DAY);
    else
        fixture_work(f);
}

static void send_new(struct story *story,
                     void (*write)(const struct story *story, struct buffer *out))
{
    struct buffer body = {0};
    assert_true(story->count < BODIES && story->word_count > 2);
    write(story, &body);
    story->bodies[story->count++] = strdup(buffer_string(&body));
    buffer_free(&body);
    receive(story, story->bodies[story->count - 1]);
}

/* ---- what is there ---- */

#define WRONG(story, format, ...)                                                                  \
    fail_msg("%s, line %d%s: " format, (story)->name, (story)->line,                               \
             (story)->crashing ? " (crashing)" : "", __VA_ARGS__)

struct found {
    struct arena arena;
    int64_t *flights;
    size_t count, room;
    struct store_loaded loaded;
    struct store_standing *standings;
    size_t standing_count;
};

static bool add_flight(void *context, const struct store_flight *flight)
{
    struct found *found = context;
    found->flights = arena_more(&found->arena, found->flights, found->count, &found->room,
                                sizeof *found->flights);
    found->flights[found->count++] = flight->id;
    return true;
}

static int64_t root_of(void *context, int64_t card)
{
    const struct found *found = context;
    for (;;) {
        uint32_t at = id_find(found->loaded.travellers, found->loaded.traveller_count,
                              sizeof *found->loaded.travellers, card);
        if (at == UINT32_MAX || !found->loaded.travellers[at].merged_into)
            return card;
        card = found->loaded.travellers[at].merged_into;
    }
}

/* The flights, and who is on the first. */
static void look(struct story *story, struct found *found)
{
    struct store *store = story->f->engine->store;
    assert_int_equal(store_flights(store, ID_DAY_FIRST, ID_DAY_LAST, add_flight, found), STATUS_OK);
    assert_int_equal(store_flight_load(store, found->flights[0], &found->arena, &found->loaded),
                     STATUS_OK);
    assert_int_equal(store_standings(store, found->flights[0], root_of, found, &found->arena,
                                     &found->standings, &found->standing_count),
                     STATUS_OK);
}

static bool is_named(const struct store_traveller *row, const char *name)
{
    struct image image;
    for (enum store_part part = PART_API; part <= PART_PNR; part++)
        if (row->content[part].version &&
            image_open(row->content[part].bytes, &image) == STATUS_OK &&
            span_is(image_text(&image, 0, FIELD_TRAVELLER_SURNAME), name))
            return true;
    return false;
}

static const struct store_traveller *row_named(struct story *story, const struct found *found,
                                               const char *name)
{
    for (uint32_t i = 0; i < found->loaded.traveller_count; i++)
        if (is_named(&found->loaded.travellers[i], name))
            return &found->loaded.travellers[i];
    WRONG(story, "there is no %s", name);
    return NULL;
}

static struct store_standing standing_named(struct story *story, struct found *found,
                                            const char *name)
{
    int64_t root = root_of(found, row_named(story, found, name)->id);
    for (size_t i = 0; i < found->standing_count; i++)
        if (found->standings[i].traveller == root)
            return found->standings[i];
    return (struct store_standing){.traveller = root, .board = {.booking = BOARD_BOOKED}};
}

/* ---- expectations ---- */

static void same_word(struct story *story, const char *is, const char *expected)
{
    if (strcmp(is, expected) != 0)
        WRONG(story, "%s %s is %s", story->words[0], story->words[1], is);
}

static void check_state(struct story *story, struct found *found)
{
    struct store_standing standing = standing_named(story, found, story->words[1]);
    bool implied = standing.board.by && standing.board.by->implied;
    same_word(story, board_text(standing.board.state), story->words[2]);
    if (implied != (story->word_count > 3))
        WRONG(story, "implied: %d", implied);
}

static void check_booking(struct story *story, struct found *found)
{
    struct store_standing standing = standing_named(story, found, story->words[1]);
    same_word(story, board_text(standing.board.booking), story->words[2]);
}

static void check_announced(struct story *story, struct found *found)
{
    struct store_standing standing = standing_named(story, found, story->words[1]);
    same_word(story, standing.board.announced ? "yes" : "no", story->words[2]);
}

/* The bytes that say so, in the message that says so. */
static void check_bytes(struct story *story, struct found *found)
{
    struct store_standing standing = standing_named(story, found, story->words[1]);
    const struct board_said *by =
        standing.board.booking == BOARD_BOOKED ? standing.board.by : standing.board.booking_by;
    struct journal_entry entry;
    if (!by)
        WRONG(story, "nobody said so of %s", story->words[1]);
    assert_int_equal(journal_get(story->f->engine->journal, by->seq, &found->arena, &entry),
                     STATUS_OK);
    struct span bytes = span_part(entry.body, (size_t)by->begin, (size_t)(by->begin + by->size));
    if (!span_starts(bytes, story->words[2]))
        WRONG(story, "%.*s", (int)bytes.size, bytes.at);
}

static void check_document(struct story *story, struct found *found)
{
    struct image image;
    const struct store_traveller *row = row_named(story, found, story->words[1]);
    assert_int_equal(image_open(row->content[PART_API].bytes, &image), STATUS_OK);
    struct span number =
        image_text(&image, image_child(&image, 0, NODE_DOCUMENT), FIELD_DOCUMENT_NUMBER);
    if (!span_starts(number, story->words[2]))
        WRONG(story, "%.*s", (int)number.size, number.at);
}

static void check_persons(struct story *story, struct found *found)
{
    int count = 0;
    for (uint32_t i = 0; i < found->loaded.traveller_count; i++)
        count += !found->loaded.travellers[i].merged_into;
    if (count != atoi(story->words[1]))
        WRONG(story, "%d persons", count);
}

static void check_flights(struct story *story, struct found *found)
{
    if ((int)found->count != atoi(story->words[1]))
        WRONG(story, "%zu flights", found->count);
}

static void check_times(struct story *story, struct found *found)
{
    struct store_flight flight;
    assert_int_equal(
        store_flight(story->f->engine->store, found->flights[0], &found->arena, &flight),
        STATUS_OK);
    bool ports = strcmp(story->words[0], "from-to") == 0;
    if (ports ? !span_is(flight.board, story->words[1]) || !span_is(flight.off, story->words[2])
              : !span_is(flight.departure, story->words[1]))
        WRONG(story, "%.*s-%.*s %.*s", (int)flight.board.size, flight.board.at,
              (int)flight.off.size, flight.off.at, (int)flight.departure.size, flight.departure.at);
}

struct counting {
    const char *word;
    int count;
};

static bool count_event(void *context, const struct store_event *event)
{
    struct counting *counting = context;
    counting->count += strcmp(store_event_word(event->what), counting->word) == 0;
    return true;
}

static void check_event(struct story *story, struct found *found)
{
    struct counting counting = {.word = story->words[1]};
    assert_int_equal(
        store_events(story->f->engine->store, found->flights[0], count_event, &counting),
        STATUS_OK);
    if (counting.count != atoi(story->words[2]))
        WRONG(story, "%d of %s", counting.count, story->words[1]);
}

struct series_text {
    struct story *story;
    struct buffer out;
};

static bool put_number(void *context, const struct store_series_part *part)
{
    struct series_text *text = context;
    buffer_format(&text->out, "%d.", part->number);
    return true;
}

static bool put_series(void *context, const struct store_series *series)
{
    struct series_text *text = context;
    buffer_text(&text->out, text->out.size ? " " : "");
    assert_int_equal(
        store_parts(text->story->f->engine->store, series->flight, series->n, put_number, text),
        STATUS_OK);
    buffer_format(&text->out, "/%d:%s", series->last, series->complete_seq ? "whole" : "open");
    return true;
}

/* "1.2.3./3:whole 1./0:open" */
static void check_series(struct story *story, struct found *found)
{
    struct series_text text = {.story = story};
    struct buffer expected = {0};
    assert_int_equal(store_serieses(story->f->engine->store, found->flights[0], put_series, &text),
                     STATUS_OK);
    for (int i = 1; i < story->word_count; i++)
        buffer_format(&expected, "%s%s", i > 1 ? " " : "", story->words[i]);
    if (!span_equal(buffer_span(&text.out), buffer_span(&expected)))
        WRONG(story, "%s", buffer_string(&text.out));
    buffer_free(&text.out);
    buffer_free(&expected);
}

struct bag_search {
    struct story *story;
    struct found *found;
    int count;
    bool seen;
};

static const char *state_of(const struct store_bag_said *said, size_t count)
{
    struct bag_state state = {0};
    for (size_t i = 0; i < count; i++)
        bag_state_next(&state, said[i].said.word);
    return bag_text(state.word);
}

/* `bag` as the words of the line have it, when it is the one they mean. */
static bool check_bag(void *context, const struct store_bag *bag)
{
    struct bag_search *search = context;
    struct story *story = search->story;
    struct store_bag_said *said;
    struct image image;
    size_t count;
    search->count++;
    assert_int_equal(
        store_bag_saids(story->f->engine->store, bag->id, &search->found->arena, &said, &count),
        STATUS_OK);
    assert_true(count > 0 && image_open(said[0].content, &image) == STATUS_OK);
    if (story->word_count < 4 || !span_is(image_text(&image, 0, FIELD_BAG_TAG), story->words[1]))
        return true;
    search->seen = true;
    same_word(story, state_of(said, count), story->words[2]);
    same_word(story, bag_join_text(bag->how), story->words[3]);
    int64_t root =
        story->word_count > 4
            ? root_of(search->found, row_named(story, search->found, story->words[4])->id)
            : 0;
    if (bag->traveller != root)
        WRONG(story, "the bag is that of %lld", (long long)bag->traveller);
    return true;
}

static void check_luggage(struct story *story, struct found *found)
{
    struct bag_search search = {.story = story, .found = found};
    assert_int_equal(store_bags(story->f->engine->store, found->flights[0], check_bag, &search),
                     STATUS_OK);
    if (story->word_count < 4 && search.count != atoi(story->words[1]))
        WRONG(story, "%d bags", search.count);
    if (story->word_count >= 4 && !search.seen)
        WRONG(story, "there is no bag %s", story->words[1]);
}

static const struct {
    const char *word;
    void (*check)(struct story *story, struct found *found);
} checks[] = {
    {"state", check_state},     {"booking", check_booking},   {"announced", check_announced},
    {"by", check_bytes},        {"document", check_document}, {"persons", check_persons},
    {"flights", check_flights}, {"leaves", check_times},      {"from-to", check_times},
    {"event", check_event},     {"series", check_series},     {"luggage", check_luggage}};

/* ---- telling ---- */

static bool check(struct story *story)
{
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (strcmp(story->words[0], checks[i].word) == 0) {
            struct found found = {0};
            look(story, &found);
            checks[i].check(story, &found);
            arena_free(&found.arena);
            return true;
        }
    return false;
}

static void act(struct story *story)
{
    const char *word = story->words[0];
    if (strcmp(word, "api") == 0)
        send_new(story, write_api);
    else if (strcmp(word, "pnr") == 0)
        send_new(story, write_pnr);
    else if (strcmp(word, "bag") == 0)
        send_new(story, write_bag);
    else if (strcmp(word, "again") == 0)
        receive(story, story->bodies[atoi(story->words[1]) - 1]);
    else if (strcmp(word, "wait") == 0)
        story->f->now += atoi(story->words[1]) * MICROS_PER_SECOND;
    else if (strcmp(word, "from") == 0)
        snprintf(story->source, sizeof story->source, "%s", story->words[1]);
    else if (!check(story))
        WRONG(story, "what is %s", word);
}

static void tell(struct story *story, const char *path)
{
    char line[512];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    for (story->line = 1; fgets(line, sizeof line, file); story->line++) {
        char *rest = line, *word;
        story->word_count = 0;
        while (line[0] != '#' && (word = strtok_r(rest, " \n", &rest)))
            if (story->word_count < WORDS)
                story->words[story->word_count++] = word;
        if (story->word_count)
            act(story);
    }
    fclose(file);
}

static struct story begin(const char *name, bool crashing)
{
    return (struct story){.f = fixture_new(), .name = name, .source = "test", .crashing = crashing};
}

static void end(struct story *story)
{
    for (int i = 0; i < story->count; i++)
        free(story->bodies[i]);
    fixture_free(story->f);
}

static void rebuild(struct fixture *f)
{
    engine_close(f->engine);
    nftw(f->derived, fixture_remove, 16, FTW_DEPTH | FTW_PHYS);
    fixture_open_engine(f);
    fixture_work(f);
}

static void tell_thrice(const char *name, const char *path)
{
    struct story once = begin(name, false), broken = begin(name, true);
    tell(&once, path);
    char *dump = strdup(fixture_dump(once.f));
    tell(&broken, path);
    assert_string_equal(fixture_dump(broken.f), dump);
    rebuild(once.f);
    assert_string_equal(fixture_dump(once.f), dump);
    free(dump);
    end(&once);
    end(&broken);
}

static int is_vector(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot && strcmp(dot, ".txt") == 0;
}

static void every_story(void **state)
{
    static const char folder[] = PORTOLAN_SOURCE "/tests/vectors/journey";
    struct dirent **entries;
    int count = scandir(folder, &entries, is_vector, alphasort);
    (void)state;
    assert_true(count > 0);
    for (int i = 0; i < count; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        tell_thrice(entries[i]->d_name, path);
        free(entries[i]);
    }
    free(entries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_story)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
