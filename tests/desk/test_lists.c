/* Lists go out of force, come back and end: what is announced, in which order, and when something ends next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "../room.h"
#include "../seal/keys.h"
#include "base/clock.h"
#include "desk/desk.h"

#define OK(call) assert_int_equal((call), STATUS_OK)
#define DAY MICROS_PER_DAY

struct fixture {
    char folder[64];
    struct keyring *keyring;
    struct desk *desk;
    struct arena arena;
};

static int ours = 1;

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    OK(seal_start());
    room_name(f->folder, sizeof f->folder, "lists");
    assert_non_null(mkdtemp(f->folder));
    f->keyring = make_keyring(&ours);
    OK(desk_open(f->folder, DESK_WRITE, f->keyring, &f->desk));
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    desk_close(f->desk);
    keyring_free(f->keyring);
    arena_free(&f->arena);
    snprintf(command, sizeof command, "rm -r '%s'", f->folder);
    assert_int_equal(system(command), 0);
    free(f);
    return 0;
}

/* Two entries end, on 1970-01-11 and 1970-01-21. */
static const char two[] = "id,full_name,valid_until\n1,A B,1970-01-11\n2,C D,1970-01-21\n3,E F,\n";
static const char other[] = "id,full_name,valid_until\n1,A B,1970-01-11\n3,E G,\n";

static struct desk_list_order order_of(const char *name, const char *text, int64_t now)
{
    return (struct desk_list_order){.name = span_of(name),
                                    .bytes = span_of(text),
                                    .file_name = SPAN("own.csv"),
                                    .by = SPAN("officer"),
                                    .now = now,
                                    .force = true};
}

static struct desk_list_outcome take(struct fixture *f, const struct desk_list_order *order,
                                     int64_t after_seq)
{
    struct desk_list_outcome outcome;
    OK(desk_list_import(f->desk, order, &f->arena, &outcome));
    if (!outcome.unchanged || outcome.restored)
        OK(desk_list_number(f->desk, outcome.list, outcome.version, after_seq));
    return outcome;
}

static struct desk_list_outcome import(struct fixture *f, const char *text, int64_t now)
{
    struct desk_list_order order = order_of("own", text, now);
    return take(f, &order, now / DAY);
}

static void turn(struct fixture *f, bool retire, int64_t now)
{
    int64_t list;
    uint32_t version;
    OK((retire ? desk_list_retire : desk_list_restore)(f->desk, SPAN("own"), SPAN("vera"), now,
                                                       &list, &version));
    OK(desk_list_number(f->desk, list, version, now / DAY));
}

static int64_t next_end(struct fixture *f)
{
    int64_t heard, at;
    OK(desk_list_time(f->desk, &heard));
    OK(desk_list_next_end(f->desk, heard, &at));
    return at;
}

static void changes_are(struct fixture *f, const char *wanted)
{
    struct buffer text = {0};
    struct desk_activation *rows;
    size_t count;
    OK(desk_list_activations(f->desk, &f->arena, &rows, &count));
    for (size_t i = 0; i < count; i++)
        buffer_format(&text, "%s%s%d", i ? " " : "", desk_change_word(rows[i].what),
                      (int)rows[i].version);
    assert_string_equal(buffer_string(&text), wanted);
    buffer_free(&text);
}

static void a_list_goes_and_comes_back(void **state)
{
    struct fixture *f = *state;
    struct desk_activation *rows;
    size_t count;
    int64_t list;
    uint32_t version;
    import(f, two, DAY);
    turn(f, true, 2 * DAY);
    assert_int_equal(desk_list_retire(f->desk, SPAN("own"), SPAN("vera"), 2 * DAY, &list, &version),
                     STATUS_EXISTS);
    assert_int_equal(desk_list_retire(f->desk, SPAN("no"), SPAN("vera"), 2 * DAY, &list, &version),
                     STATUS_MISSING);
    OK(desk_list_current(f->desk, &f->arena, &rows, &count));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].what, DESK_LIST_RETIRED);
    assert_true(span_is(rows[0].by, "vera"));
    assert_int_equal(rows[0].at, 2 * DAY);
    assert_int_equal(rows[0].imported, DAY);
    turn(f, false, 3 * DAY);
    assert_int_equal(
        desk_list_restore(f->desk, SPAN("own"), SPAN("vera"), 3 * DAY, &list, &version),
        STATUS_EXISTS);
    changes_are(f, "import1 retire1 restore1");
}

static void importing_again_undoes_it(void **state)
{
    struct fixture *f = *state;
    import(f, two, DAY);
    turn(f, true, 2 * DAY);
    struct desk_list_outcome outcome = import(f, two, 3 * DAY);
    assert_true(outcome.unchanged && outcome.restored);
    assert_int_equal(outcome.version, 1);
    assert_false(import(f, two, 3 * DAY).restored);
    turn(f, true, 4 * DAY);
    assert_int_equal(import(f, other, 5 * DAY).version, 2);
    changes_are(f, "import1 retire1 restore1 retire1 import2");
}

/* What ended with a change, or belongs to what is not in force, is no end to come. */
static void the_next_end_is_of_what_is_in_force(void **state)
{
    struct fixture *f = *state;
    uint32_t ended;
    assert_int_equal(next_end(f), INT64_MAX);
    struct desk_list_outcome outcome = import(f, two, 5 * DAY);
    assert_int_equal(outcome.ended, 0);
    assert_int_equal(next_end(f), 11 * DAY);
    turn(f, true, 6 * DAY);
    assert_int_equal(next_end(f), INT64_MAX);
    turn(f, false, 11 * DAY); /* the first ends at this moment, with this change */
    assert_int_equal(next_end(f), 21 * DAY);
    OK(desk_list_expire(f->desk, SPAN("validity"), 21 * DAY));
    OK(desk_list_number(f->desk, 0, 0, 21));
    assert_int_equal(next_end(f), INT64_MAX);
    OK(desk_list_ended(f->desk, outcome.list, 1, 21 * DAY - 1, &ended));
    assert_int_equal(ended, 1);
    OK(desk_list_ended(f->desk, outcome.list, 1, 21 * DAY, &ended));
    assert_int_equal(ended, 2);
    assert_int_equal(import(f, other, 22 * DAY).ended, 1);
    assert_int_equal(next_end(f), INT64_MAX);
    changes_are(f, "import1 retire1 restore1 expire0 import2");
}

static void a_list_has_its_time(void **state)
{
    struct fixture *f = *state;
    struct desk_list_outcome outcome;
    struct desk_list_order order = order_of("own", two, DAY);
    int64_t list;
    uint32_t version;
    order.valid_until = 8 * DAY;
    take(f, &order, 1);
    assert_int_equal(next_end(f), 8 * DAY);
    order = order_of("own", other, 9 * DAY); /* as before: it is over */
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_INPUT);
    turn(f, true, 9 * DAY);
    assert_int_equal(
        desk_list_restore(f->desk, SPAN("own"), SPAN("vera"), 9 * DAY, &list, &version),
        STATUS_INPUT);
    order = order_of("own", two, 9 * DAY); /* the same content with another end is a version */
    order.valid_until = DESK_NO_END;
    outcome = take(f, &order, 9);
    assert_int_equal(outcome.version, 2);
    assert_false(outcome.unchanged);
    assert_int_equal(next_end(f), 11 * DAY);
}

static void a_preview_writes_nothing(void **state)
{
    struct fixture *f = *state;
    struct desk_list_preview preview;
    struct desk_list_order order = order_of("own", two, DAY);
    OK(desk_list_preview(NULL, &order, &f->arena, &preview)); /* nothing was ever authored */
    assert_int_equal(preview.outcome.added, 3);
    import(f, two, DAY);
    desk_close(f->desk);
    OK(desk_open(f->folder, DESK_READ, f->keyring, &f->desk));
    order = order_of("own", other, 12 * DAY);
    order.severity = WATCH_CRITICAL;
    order.force = false;
    OK(desk_list_preview(f->desk, &order, &f->arena, &preview));
    assert_int_equal(preview.outcome.version, 2);
    assert_int_equal(preview.outcome.changed, 1);
    assert_int_equal(preview.outcome.removed, 1);
    assert_int_equal(preview.outcome.ended, 1);
    assert_int_equal(preview.was.severity, WATCH_HIGH);
    assert_int_equal(preview.will.severity, WATCH_CRITICAL);
    assert_non_null(preview.refused); /* two of three are less than 80 % */
    changes_are(f, "import1");
}

/* What a crash left is numbered in the order in which it was announced, whatever the names of the lists. */
static void the_order_is_that_of_the_announcements(void **state)
{
    struct fixture *f = *state;
    struct desk_list_order second = order_of("second", two, DAY), first = order_of("own", two, DAY);
    struct desk_activation *rows;
    size_t count;
    take(f, &second, 7);
    take(f, &first, 7);
    first.bytes = span_of(other);
    take(f, &first, 7);
    second.bytes = span_of(other);
    take(f, &second, 7);
    OK(desk_list_activations(f->desk, &f->arena, &rows, &count));
    const char *names[] = {"second", "own", "own", "second"};
    for (size_t i = 0; i < 4; i++)
        assert_true(span_is(rows[i].name, names[i]));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_list_goes_and_comes_back),
        TEST(importing_again_undoes_it),
        TEST(the_next_end_is_of_what_is_in_force),
        TEST(a_list_has_its_time),
        TEST(a_preview_writes_nothing),
        TEST(the_order_is_that_of_the_announcements),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
