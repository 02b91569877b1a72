/* Entries end, and sets are looked at without what is out of force; what differs between two versions. */
#include "lists.h"

#include "base/clock.h"

#define HEAD "id,surname,given,birth,document_number,document_state,valid_until\n"

static int32_t day_of(const char *text)
{
    struct date date;
    assert_true(date_parse(span_of(text), &date));
    return date_to_day(date);
}

static struct watch_list read_list(const char *text, struct arena *arena,
                                   struct watch_import *report)
{
    struct watch_list list;
    assert_int_equal(watch_import_parse(&(struct watch_import_order){.bytes = span_of(text)}, arena,
                                        &list, report),
                     STATUS_OK);
    return list;
}

static size_t hits(const struct watch *watch, const struct watch_person *person,
                   struct arena *arena)
{
    struct watch_exhaustive *all = watch_exhaustive_new(watch);
    size_t count = screen_both(watch, all, person, arena, NULL);
    watch_exhaustive_free(all);
    return count;
}

static void the_last_day_counts(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct watch_import report;
    struct watch_list list = read_list(HEAD "1,A,B,,,,2026-11-29\n2,C,D,,,,\n3,E,F,,,,1969-01-01\n"
                                            "4,G,H,,,,2300-01-01\n5,I,J,,,,someday\n",
                                       &arena, &report);
    int32_t day = day_of("2026-11-29");
    assert_false(watch_entry_ended(&list.entries[0], day));
    assert_true(watch_entry_ended(&list.entries[0], day + 1));
    assert_false(watch_entry_ended(&list.entries[1], INT32_MAX));
    assert_true(watch_entry_ended(&list.entries[2], day)); /* before what can be written */
    assert_false(watch_entry_ended(&list.entries[3], day_of("2299-12-31")));
    assert_false(watch_entry_ended(&list.entries[4], day)); /* who cannot be read stays listed */
    assert_int_equal(report.passed_count, 1);
    assert_true(span_is(report.passed[0].entry, "5"));
    arena_free(&arena);
}

static void what_ended_hits_no_longer(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct watch *whole =
        build_list(SPAN(HEAD "1,OTHERNAME,BOTIR,1980-01-05,AA1234567,UZB,2026-11-29\n"
                             "2,OTHERNAME,BOTIR,1980-01-05,,,\n"),
                   &arena);
    struct watch_person person =
        make_person(&arena, "OTHERNAME", "BOTIR", "1980-01-05", "UZB", "AA1234567", NULL);
    assert_int_equal(hits(whole, &person, &arena), 2);
    int32_t last = day_of("2026-11-29");
    struct watch *now = watch_narrow(whole, last, NULL);
    struct watch *later =
        watch_narrow(now, last + 1, NULL); /* of a narrowed one: looked at whole */
    watch_release(whole);
    assert_int_equal(hits(now, &person, &arena), 2);
    assert_int_equal(hits(later, &person, &arena), 1);
    struct watch *none = watch_narrow(later, last, &(bool){true});
    watch_release(now);
    watch_release(later);
    assert_int_equal(hits(none, &person, &arena), 0);
    struct watch *again = watch_narrow(none, last, &(bool){false});
    watch_release(none);
    assert_int_equal(hits(again, &person, &arena), 2);
    watch_release(again);
    arena_free(&arena);
}

/* ---- differences ---- */

struct noted {
    const struct watch_list *before, *now;
    struct buffer text;
};

static void note(void *context, const struct watch_change *change)
{
    struct noted *noted = context;
    struct span id = change->now ? watch_list_text(noted->now, change->now->id)
                                 : watch_list_text(noted->before, change->before->id);
    buffer_format(&noted->text, "%s%.*s", change->before ? change->now ? "~" : "-" : "+",
                  (int)id.size, id.at);
    for (unsigned i = 0; i < WATCH_DIFFERENCES; i++)
        if (change->fields & 1U << i)
            buffer_format(&noted->text, " %s", watch_difference_word((enum watch_difference)i));
    buffer_char(&noted->text, '\n');
}

static void each_field_that_differs_is_named(void **state)
{
    (void)state;
#define COLUMNS                                                                                    \
    "id,full_name,birth,document_number,nationality,sex,severity,valid_until,reference,listed,note\n"
    struct arena arena = {0};
    struct watch_import report;
    struct watch_list before =
        read_list(COLUMNS "a,NAME ONE,1980-01-01,AB123,UZB,M,low,2027-01-01,R1,2020-01-01,text\n"
                          "c,NAME TWO,,,,,,,,,\nd,NAME TWO,,,,,,,,,\nz,NAME LAST,,,,,,,,,\n",
                  &arena, &report);
    struct watch_list now =
        read_list(COLUMNS "a,NAME ONES,1980-01-02,AB124,KAZ,F,high,2027-01-02,R2,2020-01-02,other\n"
                          "b,NAME NEW,,,,,,,,,\nd,NAME TWO,,,,,,,,,\ne,NAME NEW,,,,,,,,,\n"
                          "z,NAME LAST,,,,,,,,,with a note\n",
                  &arena, &report);
    struct noted noted = {&before, &now, {0}};
    watch_list_differ(&before, &now, note, &noted);
    assert_string_equal(buffer_string(&noted.text),
                        "~a names birth documents nationality sex severity valid_until reference "
                        "listed note\n+b\n-c\n+e\n~z note\n");
    struct watch_changes changes = watch_list_compare(&before, &now);
    assert_int_equal(changes.added, 2);
    assert_int_equal(changes.changed, 2);
    assert_int_equal(changes.removed, 1);
    changes = watch_list_compare(NULL, &now);
    assert_int_equal(changes.added, 5);
    assert_int_equal(changes.changed + changes.removed, 0);
    buffer_free(&noted.text);
    arena_free(&arena);
}

static void a_delta_keeps_the_end_of_what_it_does_not_name(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct watch_import report;
    struct watch_list before = read_list(HEAD "1,A,B,,,,2026-11-29\n", &arena, &report), now;
    struct watch_import_order order = {
        SPAN("{\"op\":\"ADD\",\"entity\":{\"id\":\"2\",\"schema\":\"Person\","
             "\"properties\":{\"name\":[\"Zoran Fiktiv\"]}}}\n"),
        WATCH_FORMAT_SNIFF, &before};
    assert_int_equal(watch_import_parse(&order, &arena, &now, &report), STATUS_OK);
    assert_int_equal(now.header->entries, 2);
    assert_int_equal(now.entries[0].until, before.entries[0].until);
    assert_int_equal(now.entries[1].until, 0);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_day_counts),
        cmocka_unit_test(what_ended_hits_no_longer),
        cmocka_unit_test(each_field_that_differs_is_named),
        cmocka_unit_test(a_delta_keeps_the_end_of_what_it_does_not_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
