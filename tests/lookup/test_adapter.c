/* Our protocol: what is asked, and what counts as an answer to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "lookup/lookup.h"

static const struct lookup_question question = {.id = {"42", 2},
                                                .purpose = {"Act 7", 5},
                                                .number = {"AA1234567", 9},
                                                .state = {"UZB", 3},
                                                .type = {"P", 1}};

static enum status read_text(const char *text, struct arena *arena, struct lookup_answer *out)
{
    const struct lookup_adapter *adapter = lookup_adapter_find(SPAN("portolan"));
    return adapter->read(&question, span_of(text), arena, out);
}

static void test_what_is_asked(void **state)
{
    struct buffer body = {0};
    (void)state;
    lookup_adapter_find(SPAN("portolan"))->write(&question, &body);
    assert_string_equal(
        buffer_string(&body),
        "{\"id\":\"42\",\"purpose\":\"Act 7\",\"document\":{\"number\":\"AA1234567\","
        "\"state\":\"UZB\",\"type\":\"P\"}}");
    buffer_free(&body);
    assert_null(lookup_adapter_find(SPAN("find")));
}

static void test_nothing_is_found(void **state)
{
    struct arena arena = {0};
    struct lookup_answer answer;
    (void)state;
    assert_int_equal(read_text("{\"id\":\"42\",\"found\":[]}", &arena, &answer), STATUS_OK);
    assert_int_equal(answer.result, LOOKUP_NOTHING);
    assert_int_equal(answer.count, 0);
    arena_free(&arena);
}

static void test_several_are_found(void **state)
{
    struct arena arena = {0};
    struct lookup_answer answer;
    (void)state;
    assert_int_equal(
        read_text("{\"found\":[{\"reference\":\" S-1 \",\"kind\":\"stolen passport\","
                  "\"severity\":\"critical\"},{\"reference\":\"S-2\",\"names\":[\"X\"]}],"
                  "\"id\":\"42\",\"more\":1}",
                  &arena, &answer),
        STATUS_OK);
    assert_int_equal(answer.result, LOOKUP_FOUND);
    assert_int_equal(answer.count, 2);
    assert_true(span_is(answer.found[0].reference, "S-1"));
    assert_true(span_is(answer.found[0].kind, "stolen passport"));
    assert_true(span_is(answer.found[0].severity, "critical"));
    assert_true(span_is(answer.found[1].record, "{\"names\":[\"X\"],\"reference\":\"S-2\"}"));
    arena_free(&arena);
}

/* Of each the sentence says what is wrong, and nothing of what came. */
static void test_no_answers(void **state)
{
    static const char *const texts[] = {
        "",
        "[]",
        "{",
        "{\"id\":\"42\"}",
        "{\"id\":\"42\",\"found\":{}}",
        "{\"id\":42,\"found\":[]}",
        "{\"id\":\"43\",\"found\":[]}",
        "{\"id\":\"42\",\"id\":\"42\",\"found\":[]}",
        "{\"id\":\"42\",\"found\":[{}]}",
        "{\"id\":\"42\",\"found\":[{\"reference\":\"  \"}]}",
        "{\"id\":\"42\",\"found\":[{\"reference\":\"a\\nb\"}]}",
        "{\"id\":\"42\",\"found\":[{\"reference\":\"a\\u202eb\"}]}",
        "{\"id\":\"42\",\"found\":[\"S-1\"]}",
        "{\"id\":\"42\",\"found\":[]} more",
    };
    struct arena arena = {0};
    struct lookup_answer answer;
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (read_text(texts[i], &arena, &answer) != STATUS_INPUT)
            fail_msg("taken: %s", texts[i]);
    arena_free(&arena);
}

static void fill(struct buffer *text, const char *with, size_t times)
{
    for (size_t i = 0; i < times; i++)
        buffer_text(text, with);
}

/* A yes stays a yes, however long: what is said with it is cut, between characters. */
static void test_long_is_cut(void **state)
{
    struct arena arena = {0};
    struct buffer text = {0};
    struct lookup_answer answer;
    (void)state;
    buffer_text(&text, "{\"id\":\"42\",\"found\":[{\"reference\":\"S\",\"severity\":\"");
    fill(&text, "x", 100);
    buffer_text(&text, "\",\"kind\":\"a");
    fill(&text, "\xC3\xB6", 60);
    buffer_text(&text, "\",\"note\":\"");
    fill(&text, "\xC3\xB6", LOOKUP_MOST_RECORD);
    buffer_text(&text, "\"}]}");
    assert_int_equal(read_text(buffer_string(&text), &arena, &answer), STATUS_OK);
    assert_int_equal(answer.result, LOOKUP_FOUND);
    struct lookup_record *one = &answer.found[0];
    assert_int_equal(one->severity.size, 0);
    assert_int_equal(one->kind.size, 1 + 28 * 2 + 2);
    assert_true(span_is(span_part(one->kind, one->kind.size - 4, 4), "\xC3\xB6.."));
    assert_true(one->record.size <= LOOKUP_MOST_RECORD && one->record.size >= 3998);
    assert_true(span_is(span_part(one->record, one->record.size - 8, 8), "\xC3\xB6 (cut)"));
    buffer_free(&text);
    arena_free(&arena);
}

static void test_the_first_of_many(void **state)
{
    struct arena arena = {0};
    struct buffer text = {0};
    struct lookup_answer answer;
    (void)state;
    buffer_text(&text, "{\"id\":\"42\",\"found\":[");
    for (int i = 0; i <= LOOKUP_MOST_FOUND; i++)
        buffer_format(&text, "%s{\"reference\":\"S-%d\"}", i ? "," : "", i);
    buffer_text(&text, "]}");
    assert_int_equal(read_text(buffer_string(&text), &arena, &answer), STATUS_OK);
    assert_int_equal(answer.count, LOOKUP_MOST_FOUND);
    assert_true(span_is(answer.found[19].reference, "S-19"));
    assert_true(span_is(answer.found[0].record, "{\"reference\":\"S-0\"} (cut: 20 of 21 records)"));
    buffer_free(&text);
    arena_free(&arena);
}

/* What steers a screen is a blank in what is shown, and no reference. */
static void test_what_steers_a_screen(void **state)
{
    struct arena arena = {0};
    struct lookup_answer answer;
    (void)state;
    assert_int_equal(read_text("{\"id\":\"42\",\"found\":[{\"reference\":\"S\","
                               "\"kind\":\"a\\nb\\u0085c\\u202ed\",\"severity\":\"\\u001b\"}]}",
                               &arena, &answer),
                     STATUS_OK);
    assert_true(span_is(answer.found[0].kind, "a b c d"));
    assert_int_equal(answer.found[0].severity.size, 0);
    assert_null(strstr(answer.found[0].record.at, "\xC2\x85"));
    arena_free(&arena);
}

static void test_frames(void **state)
{
    struct arena arena = {0};
    struct buffer frame = {0};
    struct lookup_question asked;
    struct lookup_record record = {{"S-1", 3}, {"lost", 4}, {"", 0}, {"{\"a\":1}", 7}};
    struct lookup_answer sent = {LOOKUP_FOUND, {"", 0}, &record, 1}, got;
    (void)state;
    lookup_question_pack(&question, &frame);
    assert_int_equal(lookup_question_unpack(buffer_span(&frame), &arena, &asked), STATUS_OK);
    assert_true(span_equal(asked.number, question.number) && span_equal(asked.id, question.id) &&
                span_equal(asked.state, question.state));
    frame.size = 0;
    lookup_answer_pack(&sent, &frame);
    assert_int_equal(lookup_answer_unpack(buffer_span(&frame), &arena, &got), STATUS_OK);
    assert_int_equal(got.count, 1);
    assert_true(span_equal(got.found[0].record, record.record));
    for (enum lookup_result r = 0; r < LOOKUP_RESULTS; r++) {
        sent = (struct lookup_answer){.result = r, .text = SPAN("It \"broke\".")};
        frame.size = 0;
        lookup_answer_pack(&sent, &frame);
        assert_int_equal(lookup_answer_unpack(buffer_span(&frame), &arena, &got),
                         r == LOOKUP_FOUND ? STATUS_INPUT : STATUS_OK);
    }
    assert_int_equal(lookup_answer_unpack(SPAN("{\"result\":\"?\"}"), &arena, &got), STATUS_INPUT);
    assert_int_equal(lookup_answer_unpack(SPAN(""), &arena, &got), STATUS_INPUT);
    buffer_free(&frame);
    arena_free(&arena);
}

static enum status unpack_record(struct lookup_record record, size_t count)
{
    struct arena arena = {0};
    struct buffer frame = {0};
    struct lookup_record records[LOOKUP_MOST_FOUND + 1];
    struct lookup_answer got;
    for (size_t i = 0; i < count; i++)
        records[i] = record;
    lookup_answer_pack(&(struct lookup_answer){LOOKUP_FOUND, {"", 0}, records, count}, &frame);
    enum status status = lookup_answer_unpack(buffer_span(&frame), &arena, &got);
    buffer_free(&frame);
    arena_free(&arena);
    return status;
}

/* Who took over the process that asks sends what it likes. */
static void test_frames_of_a_stranger(void **state)
{
    static const struct lookup_record whole = {{"S", 1}, {"k", 1}, {"low", 3}, {"{}", 2}};
    static const char *const steering[] = {"a\nb",         "\r",           "\x1B[2J",
                                           "\x7F",         "\xC2\x85",     "\xE2\x80\xAE",
                                           "\xE2\x81\xA6", "\xE2\x80\xA8", "\xD8\x9C"};
    struct buffer text = {0};
    (void)state;
    fill(&text, "x", LOOKUP_MOST_RECORD + 1);
    const char *at = buffer_string(&text);
    assert_int_equal(unpack_record(whole, LOOKUP_MOST_FOUND), STATUS_OK);
    assert_int_equal(unpack_record(whole, LOOKUP_MOST_FOUND + 1), STATUS_INPUT);
    for (size_t i = 0; i < 4; i++) {
        static const size_t most[] = {LOOKUP_MOST_REFERENCE, LOOKUP_MOST_KIND, LOOKUP_MOST_KIND,
                                      LOOKUP_MOST_RECORD};
        struct lookup_record one = whole;
        struct span *fields[] = {&one.reference, &one.kind, &one.severity, &one.record};
        *fields[i] = (struct span){at, most[i]};
        assert_int_equal(unpack_record(one, 1), STATUS_OK);
        *fields[i] = (struct span){at, most[i] + 1};
        assert_int_equal(unpack_record(one, 1), STATUS_INPUT);
        for (size_t c = 0; c < sizeof steering / sizeof steering[0]; c++) {
            *fields[i] = span_of(steering[c]);
            if (unpack_record(one, 1) != STATUS_INPUT)
                fail_msg("field %zu takes %zu", i, c);
        }
    }
    assert_int_equal(unpack_record((struct lookup_record){.kind = {"k", 1}}, 1), STATUS_INPUT);
    buffer_free(&text);
}

static void test_words_for_the_log(void **state)
{
    struct arena arena = {0};
    struct buffer frame = {0}, text = {0};
    struct lookup_answer got;
    (void)state;
    buffer_text(&text, "a\nevent=\"b\\\xC2\x9B\xE2\x80\xAE.");
    lookup_answer_pack(
        &(struct lookup_answer){.result = LOOKUP_REFUSED, .text = buffer_span(&text)}, &frame);
    assert_int_equal(lookup_answer_unpack(buffer_span(&frame), &arena, &got), STATUS_OK);
    assert_true(span_is(got.text, "a event='b'  ."));
    fill(&text, "x", LOOKUP_MOST_TEXT);
    frame.size = 0;
    lookup_answer_pack(
        &(struct lookup_answer){.result = LOOKUP_REFUSED, .text = buffer_span(&text)}, &frame);
    assert_int_equal(lookup_answer_unpack(buffer_span(&frame), &arena, &got), STATUS_OK);
    assert_int_equal(got.text.size, LOOKUP_MOST_TEXT);
    buffer_free(&frame);
    buffer_free(&text);
    arena_free(&arena);
}

static void test_documents_are_compared(void **state)
{
    struct arena arena = {0};
    (void)state;
    assert_true(span_is(lookup_document(SPAN("aa 123-4"), SPAN("UZB"), &arena), "UZB|AA1234"));
    assert_true(span_is(lookup_document(SPAN("AA1234"), SPAN(""), &arena), "|AA1234"));
    assert_int_equal(lookup_document(SPAN(" - "), SPAN("UZB"), &arena).size, 0);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_asked),
        cmocka_unit_test(test_nothing_is_found),
        cmocka_unit_test(test_several_are_found),
        cmocka_unit_test(test_no_answers),
        cmocka_unit_test(test_long_is_cut),
        cmocka_unit_test(test_the_first_of_many),
        cmocka_unit_test(test_what_steers_a_screen),
        cmocka_unit_test(test_frames),
        cmocka_unit_test(test_frames_of_a_stranger),
        cmocka_unit_test(test_words_for_the_log),
        cmocka_unit_test(test_documents_are_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
