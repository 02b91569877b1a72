/* decode(encode(model)) is the model, for many generated models of both kinds and all ways of writing. */
#include "../decode/support.h"
#include "encode/encode.h"
#include "models_api.h"
#include "models_pnr.h"
#include "telling.h"

static const struct decode_options reading = {.home = {"UZ", 2}};

/* Service characters that are met, and such as syntax level B has. */
static const struct edifact_marks marks[] = {
    {0, 0, 0, 0, 0},           {':', '+', '?', 0, '\''}, {':', '+', '?', '*', '\''},
    {':', '*', '?', 0, '#'},   {'-', '.', '?', 0, '\''}, {'\x1f', '\x1d', '?', 0, '\x1c'},
    {'>', '^', '!', '|', '~'}, {':', '+', '?', 0, '"'}};

static struct encode_options writing(uint64_t seed)
{
    struct encode_options options = {.marks = marks[seed % 8],
                                     .groups = seed / 8 % 2,
                                     .line_end = seed / 16 % 2 ? "\r\n" : NULL};
    options.no_una = seed % 8 == 0 && seed / 32 % 2;
    return options;
}

/* Trailers that count or refer wrongly, and whatever was not understood. */
static void check_issues(const struct image *image, const char *body)
{
    for (uint32_t i = 0; i < image->header->issues; i++) {
        enum issue issue = (enum issue)image->issues[i].issue;
        bool wrong = issue == ISSUE_COUNT_SEGMENTS || issue == ISSUE_COUNT_MESSAGES ||
                     issue == ISSUE_REFERENCE_MISMATCH || issue == ISSUE_SEGMENT_MISPLACED ||
                     issue_info(issue)->severity == SEVERITY_ERROR;
        if (wrong)
            fail_msg("%s %s\n%s", issue_info(issue)->code, image->issues[i].segment, body);
    }
}

static bool comes_back(const char *kind, uint64_t seed, const struct image *model, bool wrapped)
{
    static const struct encode_telegram telegram = {
        {"QU", 2}, {"TASHYXH LHRRMBA", 15}, {"MUCRM1A", 7}, {"201015", 6}};
    struct encode_options options = writing(seed);
    struct buffer written = {0}, sent = {0}, want = {0}, got = {0};
    struct decoded after;
    assert_int_equal(encode_image(model, &options, &written), STATUS_OK);
    if (wrapped)
        encode_telegram(buffer_span(&written), &telegram, &sent);
    decode_for_test(buffer_span(wrapped ? &sent : &written), &reading, &after);
    check_issues(&after.image, buffer_string(&written));
    tell_image(model, &want);
    tell_image(&after.image, &got);
    bool same = strcmp(buffer_string(&want), buffer_string(&got)) == 0;
    if (!same) {
        char name[64];
        snprintf(name, sizeof name, "%s of seed %llu", kind, (unsigned long long)seed);
        show_difference(name, buffer_string(&want), buffer_string(&got));
    }
    forget(&after);
    buffer_free(&written);
    buffer_free(&sent);
    buffer_free(&want);
    buffer_free(&got);
    return same;
}

static unsigned seeds(void)
{
    const char *longer = getenv("PORTOLAN_LONG");
    return longer && *longer ? 10000 : 800;
}

typedef struct image make_model(struct arena *arena, uint64_t seed);

static void check_kind(const char *kind, make_model *make, unsigned covered[FIELDS])
{
    unsigned bad = 0;
    for (uint64_t seed = 0; seed < seeds(); seed++) {
        struct arena arena = {0};
        struct image model = make(&arena, seed);
        for (uint32_t i = 0; i < model.header->values; i++)
            covered[model.values[i].field]++;
        bad += !comes_back(kind, seed, &model, seed % 3 == 0);
        arena_free(&arena);
    }
    assert_int_equal(bad, 0);
}

/* Fields that no message gives: the decoder has no place from which it reads them. */
static bool is_read_nowhere(enum field field)
{
    return field == FIELD_BAG_PIECES || field == FIELD_TRAVELLER_ADULT;
}

/* Fields that PAXLST and PNRGOV have no place for: what else is read gives them. */
static const struct elsewhere {
    enum field field;
    const char *read_from;
} elsewhere[] = {{FIELD_ANSWER_LEVEL, "CUSRES"},
                 {FIELD_ANSWER_LOCATOR, "CUSRES"},
                 {FIELD_ANSWER_REFERENCE, "CUSRES"},
                 {FIELD_ANSWER_CODE, "CUSRES"},
                 {FIELD_ANSWER_TEXT, "CUSRES"},
                 {FIELD_MESSAGE_PLACE, "BSM"},
                 {FIELD_MESSAGE_BAG_SOURCE, "BSM"},
                 {FIELD_LEG_MOVEMENT, "BSM"},
                 {FIELD_LEG_DAY, "BSM"},
                 {FIELD_TRAVELLER_STATUS, "BSM"},
                 {FIELD_TRAVELLER_SEQUENCE, "BSM"},
                 {FIELD_BAG_LOAD, "BSM"},
                 {FIELD_BAG_SEAT, "BSM"},
                 {FIELD_BAG_WEIGHT, "BSM"},
                 {FIELD_BAG_STATUS, "BPM"},
                 {FIELD_BAG_EXCEPTION, "BSM"},
                 {FIELD_BAG_SCREENING, "BSM"},
                 {FIELD_BAG_PROCESS, "BPM"},
                 {FIELD_BAG_PROCESSED, "BPM"},
                 {FIELD_BAG_LOCATION, "BPM"},
                 {FIELD_BAG_STOWED, "BPM"},
                 {FIELD_BAG_LOCATOR, "BSM"},
                 {FIELD_MESSAGE_SENT, "BSM"},
                 {FIELD_PAYMENT_HOLDER, "PNRGOV XML"},
                 {FIELD_LEG_MODE, "a table"},
                 {FIELD_LEG_CRAFT, "a table"},
                 {FIELD_LEG_CRAFT_NAME, "a table"}};

static const char *read_elsewhere(enum field field)
{
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
        if (elsewhere[i].field == field)
            return elsewhere[i].read_from;
    return is_read_nowhere(field) ? "nowhere" : NULL;
}

static void test_models(void **state)
{
    (void)state;
    unsigned covered[2][FIELDS] = {{0}}, api = 0, pnr = 0, neither = 0;
    check_kind("PAXLST", make_api, covered[KIND_API]);
    check_kind("PNRGOV", make_pnr, covered[KIND_PNR]);
    for (int field = 0; field < FIELDS; field++) {
        const struct field_info *info = field_info((enum field)field);
        bool in_api = covered[KIND_API][field], in_pnr = covered[KIND_PNR][field];
        api += in_api;
        pnr += in_pnr;
        neither += !in_api && !in_pnr;
        const char *other = read_elsewhere((enum field)field);
        bool written = in_api || in_pnr;
        print_message("%-12s %-20s %s %s%s%s\n", node_info(info->node)->key, info->key,
                      in_api ? "PAXLST" : "      ", in_pnr ? "PNRGOV" : "",
                      written ? "" : "cannot be written, is read from ",
                      written || !other ? "" : other);
        if (!written && !other)
            fail_msg("%s.%s is in no generated model", node_info(info->node)->key, info->key);
    }
    print_message(
        "%u models of each kind; of %d fields %u in PAXLST, %u in PNRGOV, %u in neither\n", seeds(),
        (int)FIELDS, api, pnr, neither);
}

/* ---- parts ---- */

static uint32_t count_below(const struct image *image, enum node_type type, enum node_type parent)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < image->header->nodes; i++)
        count += image->nodes[i].type == type && image->nodes[i].parent != IMAGE_NONE &&
                 image->nodes[image->nodes[i].parent].type == parent;
    return count;
}

static void check_parts(const struct image *model, enum node_type shared, unsigned parts)
{
    uint32_t total = 0;
    for (unsigned part = 1; part <= parts; part++) {
        struct encode_options options = {.parts = parts, .part = part};
        struct buffer written = {0};
        struct decoded after;
        char number[16];
        assert_int_equal(encode_image(model, &options, &written), STATUS_OK);
        decode_for_test(buffer_span(&written), &reading, &after);
        check_issues(&after.image, buffer_string(&written));
        total += count_below(&after.image, shared, NODE_MESSAGE);
        snprintf(number, sizeof number, "%u", part);
        assert_span(nth_value(&after.image, FIELD_MESSAGE_PART, 0), number);
        assert_span(nth_value(&after.image, FIELD_MESSAGE_PART_MARK, 0), part == 1       ? "C"
                                                                         : part == parts ? "F"
                                                                                         : "");
        assert_span(nth_value(&after.image, FIELD_MESSAGE_ACCESS, 0), "HY1/1");
        forget(&after);
        buffer_free(&written);
    }
    assert_int_equal(total, count_below(model, shared, NODE_MESSAGE));
}

static void make_persons(struct making *making, uint32_t interchange)
{
    uint32_t message = make_node(making, NODE_MESSAGE, interchange);
    bool api = making->kind == KIND_API;
    put(making, message, FIELD_MESSAGE_TYPE, "%s", api ? "PAXLST" : "PNRGOV");
    put(making, message, FIELD_MESSAGE_ACCESS, "HY1/1");
    make_leg(making, make_node(making, NODE_LEG, message), making->flight);
    for (unsigned i = 0; i < 7; i++)
        if (api)
            make_api_person(making, message);
        else
            make_booking(making, message);
}

static void test_parts(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct image api = make_image(&arena, KIND_API, 1, "APIS", make_persons),
                 pnr = make_image(&arena, KIND_PNR, 1, "PNRGOV", make_persons);
    for (unsigned parts = 2; parts < 12; parts++) {
        check_parts(&api, NODE_TRAVELLER, parts);
        check_parts(&pnr, NODE_BOOKING, parts);
    }
    arena_free(&arena);
}

/* ---- what is refused ---- */

static void test_refused(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct image model = make_api(&arena, 1);
    struct buffer out = {0};
    struct encode_options part = {.parts = 2, .part = 3},
                          letter = {.marks = {'A', '+', '?', 0, '\''}},
                          twice = {.marks = {':', '+', '?', '?', '\''}},
                          none = {.marks = {0, '+', '?', 0, '\''}};
    const struct encode_options *const bad[] = {&part, &letter, &twice, &none};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(encode_interchange(&model, 0, bad[i], &out), STATUS_INPUT);
    assert_int_equal(encode_interchange(&model, 1, NULL, &out), STATUS_INPUT);
    assert_int_equal(encode_interchange(&model, 1u << 30, NULL, &out), STATUS_INPUT);
    assert_int_equal(out.size, 0);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_models), cmocka_unit_test(test_parts),
                                       cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
