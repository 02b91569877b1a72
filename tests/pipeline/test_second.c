/* The second look: whoever is looked at again is found the same, and what was lost is noticed. */
#include "../watch/lists.h"

#include "pipeline/second.h"

static struct arena arena;
static struct watch *watch;
static struct image traveller;

static int set_up(void **state)
{
    (void)state;
    watch = build_list(SPAN("id,full_name,birth\n1,Invented Person,1970-02-03\n"
                            "2,INVENTID PERSON,1970\n3,Somebody Else,\n"),
                       &arena);
    struct image_builder *builder = image_builder_new(&arena, 0);
    uint32_t node = image_add_node(builder, NODE_TRAVELLER, KIND_API, IMAGE_NONE, 0);
    image_add_value(builder, node, FIELD_TRAVELLER_SURNAME, SPAN("INVENTED"), 0, 8);
    image_add_value(builder, node, FIELD_TRAVELLER_GIVEN, SPAN("PERSON"), 9, 6);
    image_add_value(builder, node, FIELD_TRAVELLER_BIRTH, SPAN("1970-02-03"), 16, 10);
    return image_open(image_finish(builder), &traveller) != STATUS_OK;
}

static int tear_down(void **state)
{
    (void)state;
    watch_release(watch);
    arena_free(&arena);
    return 0;
}

/* Offers what the index finds of the traveller, but for the last `lost` hits. */
static struct second_tally offer(uint32_t of, size_t lost)
{
    struct watch_person person;
    struct watch_hit *hits;
    struct beside beside = {0};
    struct second *second = second_start(of, &beside);
    watch_person_from_image(&traveller, 0, &arena, &person);
    size_t count = watch_screen(watch, worker(), &person, &arena, &hits);
    assert_int_equal(count, 2);
    second_offer(second, watch, &traveller, 7, 1, hits, count - lost);
    struct second_tally tally = second_settle(second);
    second_end(second);
    return tally;
}

static void the_same_is_found(void **state)
{
    (void)state;
    struct second_tally tally = offer(1, 0);
    assert_int_equal(tally.looked, 1);
    assert_int_equal(tally.different, 0);
}

static void what_was_lost_is_noticed(void **state)
{
    (void)state;
    assert_int_equal(offer(1, 1).different, 1);
    assert_int_equal(offer(1, 2).different, 1);
}

static void some_are_looked_at(void **state)
{
    (void)state;
    assert_int_equal(offer(0, 0).looked, 0);
    assert_int_equal(offer(1000000007, 0).looked, 0);
}

static void what_waits_at_the_end_is_let_go(void **state)
{
    (void)state;
    struct beside beside = {0};
    struct second *second = second_start(1, &beside);
    for (int i = 0; i < 20; i++)
        second_offer(second, watch, &traveller, i, 1, NULL, 0);
    second_end(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_is_found),
        cmocka_unit_test(what_was_lost_is_noticed),
        cmocka_unit_test(some_are_looked_at),
        cmocka_unit_test(what_waits_at_the_end_is_let_go),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
