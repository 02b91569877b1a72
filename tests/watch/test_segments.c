/* A set that is compiled upon the one before finds, byte for byte, what one that is compiled whole finds; and compiles
 * no more than what is new. */
#include "crowd.h"
#include "watch/index.h"

enum { ENTRIES = 3000, OTHERS = 150, PERSONS = 150 };

/* ---- lists that change ---- */

/* One entry a line. */
struct text {
    struct span lines[ENTRIES + OTHERS + 1];
    size_t count;
};

static void cut_lines(const char *list, struct text *out)
{
    struct span rest = span_of(list);
    out->count = 0;
    while (rest.size)
        out->lines[out->count++] = span_cut(rest, '\n', &rest);
}

static struct span join_lines(const struct text *text, struct arena *arena)
{
    struct buffer out = {0};
    for (size_t i = 0; i < text->count; i++)
        buffer_format(&out, "%.*s\n", (int)text->lines[i].size, text->lines[i].at);
    struct span copy = arena_copy(arena, buffer_span(&out));
    buffer_free(&out);
    return copy;
}

static struct watch_source source_of(const struct text *text, int64_t list, uint32_t version,
                                     struct arena *arena)
{
    struct watch_list parsed;
    struct watch_import report;
    struct watch_import_order order = {.bytes = join_lines(text, arena)};
    assert_int_equal(watch_import_parse(&order, arena, &parsed, &report), STATUS_OK);
    return (struct watch_source){list, list == 1 ? "large" : "other", version, WATCH_HIGH,
                                 parsed.bytes};
}

/* Every `step`th entry is taken out, and every one after it gets another name. */
static void change_lines(struct text *text, size_t step, struct arena *arena)
{
    size_t kept = 1;
    for (size_t i = 1; i < text->count; i++) {
        struct span line = text->lines[i], rest, id = span_cut(line, ',', &rest);
        if (i % step == 0)
            continue;
        if (i % step == 1 && i > 1)
            line = span_of(arena_format(arena, "%.*s,NODIR %.*s", (int)id.size, id.at,
                                        (int)rest.size, rest.at));
        text->lines[kept++] = line;
    }
    text->count = kept;
}

/* ---- both sets ---- */

static struct watch_person any_person(const struct watch *watch, struct dice *dice,
                                      struct arena *arena)
{
    const struct set_entry *it = &watch->entries[roll(dice, watch->entry_count)];
    const struct watch_list *list = &watch->lists[it->source];
    const struct watch_entry_name *name = &list->names[it->entry->first_name];
    const char *number = arena_format(arena, "AA%05u", roll(dice, 3000));
    struct span given = watch_list_text(list, name->given);
    struct watch_person person = make_person(
        arena, arena_format(arena, "%.*s", (int)given.size, given.at), "",
        roll(dice, 2) ? birth_text(any_day(dice), dice, arena) : NULL, "UZB", number, "UZB");
    person.names[0].surname.text = watch_list_text(list, name->surname);
    person.names[0].given.text = given;
    return person;
}

static void find_the_same(const struct watch_hit *a, size_t a_count, const struct watch_hit *b,
                          size_t b_count)
{
    assert_int_equal(a_count, b_count);
    for (size_t h = 0; h < a_count; h++)
        assert_true(span_equal(a[h].explanation, b[h].explanation));
}

/* One in ten is compared with all names, too. Returns how many hits there were. */
static size_t compare_sets(const struct watch *upon, const struct watch *whole, struct dice *dice)
{
    struct arena arena = {0};
    struct watch_hit *a, *b;
    size_t hits = 0;
    assert_int_equal(upon->entry_count, whole->entry_count);
    for (int i = 0; i < PERSONS; i++) {
        struct watch_person person = any_person(whole, dice, &arena);
        size_t count = watch_screen(upon, worker(), &person, &arena, &a);
        size_t again = watch_screen(whole, worker(), &person, &arena, &b);
        find_the_same(a, count, b, again);
        if (i % 10 == 0) {
            again = watch_screen_slowly(upon, &person, NULL, NULL, &arena, &b);
            find_the_same(a, count, b, again);
        }
        hits += count;
        arena_reset(&arena);
    }
    arena_free(&arena);
    return hits;
}

/* The next set upon `*watch`, which it takes the place of; it finds what one compiled whole finds. */
static void go_on(struct watch **watch, const struct watch_source *sources, size_t count,
                  struct dice *dice)
{
    struct watch *next, *whole;
    assert_int_equal(watch_build_upon(*watch, sources, count, WATCH_THRESHOLD, &next), STATUS_OK);
    assert_int_equal(watch_build(sources, count, WATCH_THRESHOLD, &whole), STATUS_OK);
    watch_release(*watch);
    if (whole->entry_count)
        assert_true(compare_sets(next, whole, dice) > PERSONS / 3);
    watch_release(whole);
    *watch = next;
}

static void what_is_new_is_compiled(void **state)
{
    (void)state;
    enum { STEP = 200, GONE = ENTRIES / STEP, RENAMED = GONE - 1 };
    struct arena arena = {0};
    struct dice dice = {5};
    struct text *large = arena_new(&arena, struct text), *other = arena_new(&arena, struct text);
    struct watch *watch = NULL;
    struct watch_source sources[2];
    cut_lines(invent_list(ENTRIES, &dice, &arena), large);
    cut_lines(invent_list(OTHERS, &dice, &arena), other);

    sources[0] = source_of(large, 1, 1, &arena);
    go_on(&watch, sources, 1, &dice);
    assert_int_equal(watch->segment_count, 1);
    const struct index *first = watch->segments[0].index;

    /* the same again */
    go_on(&watch, sources, 1, &dice);
    assert_int_equal(watch->segment_count, 1);
    assert_ptr_equal(watch->segments[0].index, first);

    /* another list beside it, first in order */
    sources[1] = sources[0];
    sources[0] = source_of(other, 2, 1, &arena);
    go_on(&watch, sources, 2, &dice);
    assert_int_equal(watch->segment_count, 2);
    assert_ptr_equal(watch->segments[0].index, first);
    assert_int_equal(watch->segments[1].count, OTHERS);

    /* a version with few changes: these are compiled together with the other small ones */
    change_lines(large, STEP, &arena);
    sources[1] = source_of(large, 1, 2, &arena);
    go_on(&watch, sources, 2, &dice);
    assert_int_equal(watch->segment_count, 2);
    assert_ptr_equal(watch->segments[0].index, first);
    assert_int_equal(watch->segments[0].live, ENTRIES - GONE - RENAMED);
    assert_int_equal(watch->segments[1].count, OTHERS + RENAMED);

    /* very many changes: all anew */
    change_lines(large, 3, &arena);
    sources[1] = source_of(large, 1, 3, &arena);
    go_on(&watch, sources, 2, &dice);
    assert_int_equal(watch->segment_count, 1);
    assert_ptr_not_equal(watch->segments[0].index, first);

    /* without the large one, then with none, then with it again */
    go_on(&watch, sources, 1, &dice);
    assert_int_equal(watch->entry_count, OTHERS);
    go_on(&watch, sources, 0, &dice);
    assert_int_equal(watch->segment_count, 0);
    go_on(&watch, &sources[1], 1, &dice);
    watch_release(watch);
    arena_free(&arena);
}

/* What was narrowed before is whole again, and the set before is not needed any more. */
static void a_narrowed_set_is_a_good_start(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct dice dice = {6};
    struct text *text = arena_new(&arena, struct text);
    struct watch *whole, *narrow;
    cut_lines(invent_list(ENTRIES, &dice, &arena), text);
    struct watch_source source = source_of(text, 1, 1, &arena);
    assert_int_equal(watch_build(&source, 1, WATCH_THRESHOLD, &whole), STATUS_OK);
    narrow = watch_narrow(whole, 0, (bool[]){true});
    watch_release(whole);
    change_lines(text, 100, &arena);
    source = source_of(text, 1, 2, &arena);
    go_on(&narrow, &source, 1, &dice);
    assert_int_equal(narrow->segment_count, 2);
    watch_release(narrow);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_new_is_compiled),
                                       cmocka_unit_test(a_narrowed_set_is_a_good_start)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
