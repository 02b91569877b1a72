/* What holds of the survey of any body: segments in order, nothing hidden is left in clear, nothing
 * that is out of order opens. The bodies are the vectors of decoding, whole, cut and damaged. */
#include "../slower.h"
#include "bodies.h"

#include "decode/survey.h"

static const struct decode_options options = {.home = {"UZ", 2}};

/* Insists on a survey that opens. */
static void take_survey(struct span body, struct arena *arena, struct survey *out)
{
    struct span bytes;
    decode_survey(body, &options, arena, &bytes);
    assert_int_equal(survey_open(bytes, body.size, out), STATUS_OK);
}

/* Opens, and the segments leave no byte out: what is between interchanges is one, too. */
static void survey_whole(struct span body)
{
    struct arena arena = {0};
    struct survey survey;
    uint32_t end = 0;
    take_survey(body, &arena, &survey);
    for (uint32_t i = 0; i < survey.header->segments; i++) {
        assert_int_equal(survey.segments[i].begin, end);
        end = survey.segments[i].end;
    }
    assert_int_equal(end, body.size);
    arena_free(&arena);
}

static void cut_and_damage(struct span body)
{
    cut_everywhere(body, survey_whole);
    damage(body, 100, survey_whole);
}

static void test_cut_and_damaged(void **state)
{
    (void)state;
    each_vector(cut_and_damage);
    survey_whole((struct span){NULL, 0});
}

static bool is_hidden(const struct survey *survey, size_t begin, size_t end)
{
    for (uint32_t i = 0; i < survey->header->ranges; i++) {
        const struct survey_range *range = &survey->ranges[i];
        if (range->why != SURVEY_QUALIFIER && range->begin <= begin &&
            (size_t)range->begin + range->size >= end)
            return true;
    }
    return false;
}

/* Wherever decoding dropped something sensitive the survey hides the whole place. */
static void compare_sensitive(struct span body)
{
    struct arena arena = {0};
    struct decoded decoded;
    struct survey survey;
    enum { TAG = 3 };
    decode_for_test(body, &options, &decoded);
    take_survey(body, &arena, &survey);
    for (uint32_t i = 0; i < decoded.image.header->issues; i++) {
        const struct image_issue *issue = &decoded.image.issues[i];
        if (issue->issue != ISSUE_SENSITIVE_DROPPED)
            continue;
        size_t end = (size_t)issue->begin + issue->size;
        if (!is_hidden(&survey, issue->begin, end) && !is_hidden(&survey, issue->begin + TAG, end))
            fail_msg("%.*s", (int)issue->size, body.at + issue->begin);
    }
    forget(&decoded);
    arena_free(&arena);
}

static void test_sensitive(void **state)
{
    (void)state;
    each_vector(compare_sensitive);
}

#define AROUND(text)                                                                               \
    "UNA:+.? 'UNB+IATA:1+HY+UZGOV+261124:0900+2'UNH+1+PNRGOV:11:1:IA'MSG+:22'SRC'" text            \
    "'UNT+1+1'UNZ+1+2'"

static void test_cards(void **state)
{
    (void)state;
    static const struct {
        const char *body, *number;
        bool hidden;
    } cases[] = {
        {AROUND("FOP+CC:3:500.00:VI:4111111111111111:1230"), "4111111111111111", true},
        {AROUND("IFT+4:28+PAID 4111 1111-1111 1111 TODAY"), "4111 1111-1111 1111", true},
        {AROUND("IFT+4:28+PAID 4111111111\r\n111111 TODAY"), "4111111111\r\n111111", true},
        {AROUND("SSR+EPAY:HK:1:HY:::::VI5500005555555559"), "5500005555555559", true},
        {AROUND("LTS+0/O/28/CC/340000000000009/1230"), "340000000000009", true},
        {AROUND("SSR+OTHS:HK:1:HY:::::4111111111111111"), "4111111111111111", true},
        {AROUND("IFT+4:28+ORDER 4111111111111112"), "4111111111111112", false}, /* no check digit */
        {AROUND("SSR+TKNE:HK:1:HY:::::4111111111111111"), "4111111111111111", false},
        {AROUND("TIF+DOE+JOHN:A:1"), "JOHN", false},
        {"4111111111111111 before anything", "4111111111111111", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = {0};
        struct survey survey;
        struct span body = span_of(cases[i].body);
        take_survey(body, &arena, &survey);
        size_t begin = (size_t)(strstr(cases[i].body, cases[i].number) - cases[i].body);
        if (is_hidden(&survey, begin, begin + strlen(cases[i].number)) != cases[i].hidden)
            fail_msg("case %zu", i);
        arena_free(&arena);
    }
}

/* A frame whose end was forgotten holds what came after it: then it is none. */
static void test_a_frame_that_swallowed_others(void **state)
{
    (void)state;
    static const struct {
        const char *body, *name;
    } cases[] = {
        {"UNB+UNOA:4+HY+UZPIU+261122:0900+1'UNH+1+PAXLST:D:05B:UN:IATA'BGM+745"
         "NAD+MS+++HANSEN ANNA'CNT+42:1'UNT+4+1'UNZ+1+1'",
         "HANSEN"},
        {"UNB+UNOA:4+HY+UZPIU+261122:0900+1'UNH+1+PAXLST:D:05B:UN:IATA'BGM+745'CNT+42:2"
         "NAD+FL+++SMITH:JOHN'UNT+4+1'UNZ+1+1'",
         "SMITH"},
        {AROUND("RCI+HY:AAA111'SRCTIF+DOE+JOHN:A:1"), "JOHN"},
        {AROUND("RCI+HY:AAA111'EQN+2TIF+DOE+JOHN:A:1"), "JOHN"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = {0};
        struct survey survey;
        struct span body = span_of(cases[i].body);
        take_survey(body, &arena, &survey);
        size_t at = (size_t)(strstr(cases[i].body, cases[i].name) - cases[i].body);
        for (uint32_t n = 0; n < survey.header->segments; n++)
            if (survey.segments[n].begin <= at && at < survey.segments[n].end &&
                survey.segments[n].frame)
                fail_msg("case %zu: %s", i, survey.segments[n].tag);
        arena_free(&arena);
    }
}

/* Whoever fills the ranges with what is harmless cannot have what comes after shown. */
static void test_more_than_there_is_room_for(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct survey survey;
    struct buffer body = {0};
    buffer_text(&body, "UNB+IATA:1+HY+UZGOV+261124:0900+2'UNH+1+PNRGOV:11:1:IA'MSG+:22'SRC'");
    for (int i = 0; i <= SURVEY_MOST; i++)
        buffer_text(&body, "NAD+F'");
    size_t begin = body.size;
    buffer_text(&body, "FOP+CC:3:5:VI:4111111111111111:1230'");
    take_survey(buffer_span(&body), &arena, &survey);
    assert_int_equal(survey.header->ranges, SURVEY_MOST);
    assert_true(is_hidden(&survey, begin + strlen("FOP+CC:3:5:VI:"), body.size));
    buffer_free(&body);
    arena_free(&arena);
}

static void test_depth_of_a_booking(void **state)
{
    (void)state;
    static const char body[] = AROUND("RCI+HY:AAA111'TIF+DOE+JOHN:A:1'SSR+SEAT'TKT+1:T'MON+T:5'"
                                      "TIF+DOE+JANE:A:2'TVL+251126:1000+TAS+IST+HY+602'RPI+1+HK'"
                                      "TRI++1'TIF+DOE+JOHN:A:1");
    static const uint8_t depths[] = {0, 0, 1, 2, 2, 3, 3, 4, 4, 5, 3, 3, 4, 4, 3, 1, 0};
    struct arena arena = {0};
    struct survey survey;
    take_survey(SPAN(body), &arena, &survey);
    assert_int_equal(survey.header->segments, sizeof depths);
    for (size_t i = 0; i < sizeof depths; i++)
        if (survey.segments[i].depth != depths[i])
            fail_msg("%s is at %d", survey.segments[i].tag, survey.segments[i].depth);
    arena_free(&arena);
}

/* What a sandbox that was taken over may send: opened only when everything in it is in order. */
static void test_hostile(void **state)
{
    (void)state;
    static const char body[] = AROUND("FOP+CC:3:500.00:VI:4111111111111111:1230");
    struct arena arena = {0};
    struct survey survey;
    struct span bytes;
    uint64_t seed = 7;
    decode_survey(SPAN(body), &options, &arena, &bytes);
    for (size_t size = 0; size < bytes.size; size++)
        assert_int_equal(survey_open(span_part(bytes, 0, size), sizeof body, &survey),
                         STATUS_INPUT);
    assert_int_equal(survey_open(bytes, 10, &survey), STATUS_INPUT);
    for (int round = 0; round < 20000 / SLOWER; round++) {
        struct span copy = arena_copy(&arena, bytes);
        ((char *)copy.at)[next_random(&seed) % bytes.size] = (char)next_random(&seed);
        if (survey_open(copy, sizeof body - 1, &survey) != STATUS_OK)
            continue;
        for (uint32_t i = 0; i < survey.header->segments; i++)
            assert_true(survey.segments[i].end < sizeof body && survey.segments[i].depth <= 8);
        for (uint32_t i = 0; i < survey.header->ranges; i++)
            assert_true((size_t)survey.ranges[i].begin + survey.ranges[i].size < sizeof body);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut_and_damaged),
        cmocka_unit_test(test_sensitive),
        cmocka_unit_test(test_cards),
        cmocka_unit_test(test_depth_of_a_booking),
        cmocka_unit_test(test_a_frame_that_swallowed_others),
        cmocka_unit_test(test_more_than_there_is_room_for),
        cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
