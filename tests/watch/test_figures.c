/* Recall and false hits on published persons, printed; floors are asserted so that they stay. Does
 * nothing where the corpus is not beside the source. */
#include "lists.h"

#include <stdlib.h>
#include <time.h>

struct row {
    struct span cells[8]; /* full, first, middle, last, sex, birth, place, nation */
};

static struct span next_cell(struct span *rest)
{
    if (rest->size && rest->at[0] == '"') {
        struct span inner = span_part(*rest, 1, rest->size), after;
        struct span cell = span_cut(inner, '"', &after);
        span_cut(after, ',', rest);
        return cell;
    }
    return span_cut(*rest, ',', rest);
}

static struct row cut_row(struct span line)
{
    struct row row;
    for (int i = 0; i < 8; i++)
        row.cells[i] = span_trim(next_cell(&line));
    return row;
}

enum split { ONE_FIELD, LAST_IS_SURNAME, FIRST_IS_SURNAME, SPLITS };

static void split_name(struct span full, enum split split, struct arena *arena,
                       const char **surname, const char **given)
{
    size_t cut = 0;
    for (size_t i = 0; i < full.size; i++)
        if (full.at[i] == ' ' && (split == LAST_IS_SURNAME || cut == 0))
            cut = i;
    if (split == ONE_FIELD || cut == 0)
        cut = full.size;
    const char *first = arena_format(arena, "%.*s", (int)cut, full.at);
    const char *second = arena_format(arena, "%.*s", (int)(full.size - cut), full.at + cut);
    *surname = split == LAST_IS_SURNAME && *second ? second : first;
    *given = split == LAST_IS_SURNAME && *second ? first : second;
}

static size_t hits_of(const struct watch *watch, struct row row, enum split split, bool birth,
                      struct arena *arena, struct watch_hit **hits)
{
    const char *surname, *given;
    split_name(row.cells[0], split, arena, &surname, &given);
    if (row.cells[3].size) { /* the file itself says which is which */
        surname = arena_format(arena, "%.*s", (int)row.cells[3].size, row.cells[3].at);
        given = arena_format(arena, "%.*s %.*s", (int)row.cells[1].size, row.cells[1].at,
                             (int)row.cells[2].size, row.cells[2].at);
    }
    const char *day = arena_format(arena, "%.*s", (int)row.cells[5].size, row.cells[5].at);
    const char *nation = arena_format(arena, "%.*s", (int)row.cells[7].size, row.cells[7].at);
    struct watch_person person =
        make_person(arena, surname, given, birth ? day : NULL, NULL, NULL, *nation ? nation : NULL);
    return watch_screen(watch, worker(), &person, arena, hits);
}

struct figures {
    size_t rows, hit, hits;
    double seconds;
};

static struct figures run(const struct watch *watch, const char *path, enum split split, bool birth,
                          bool verbose)
{
    struct arena whole = {0}, arena = {0};
    struct figures figures = {0};
    struct span text = read_file(path, &whole), line;
    span_cut(text, '\n', &text);
    clock_t start = clock();
    while (text.size) {
        struct watch_hit *hits;
        line = span_cut(text, '\n', &text);
        struct row row = cut_row(line);
        if (!row.cells[0].size)
            continue;
        size_t count = hits_of(watch, row, split, birth, &arena, &hits);
        figures.rows++;
        figures.hit += count > 0;
        figures.hits += count;
        if (verbose && (count == 0) == (strstr(path, "positives") != NULL))
            printf("  %.*s %.*s\n", (int)line.size, line.at,
                   count ? (int)hits->explanation.size : 0, count ? hits->explanation.at : "");
        arena_reset(&arena);
    }
    figures.seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    arena_free(&whole);
    arena_free(&arena);
    return figures;
}

static struct figures report(const struct watch *watch, const char *file, enum split split,
                             bool birth)
{
    static const char *const words[] = {"one field", "last word the surname",
                                        "first word the surname"};
    char path[512];
    snprintf(path, sizeof path, CORPUS "names/un_screening/%s", file);
    struct figures f = run(watch, path, split, birth, getenv("FIGURES_VERBOSE") != NULL);
    printf("%s, %s, %s: %zu persons, %zu with a hit (%.2f %%), %zu hits, %.0f persons/s\n", file,
           words[split], birth ? "with birth date" : "without", f.rows, f.hit,
           f.rows ? 100.0 * (double)f.hit / (double)f.rows : 0.0, f.hits,
           f.seconds > 0 ? (double)f.rows / f.seconds : 0.0);
    return f;
}

static void test_un(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct span un = read_file(CORPUS "lists/UN_consolidated.full.xml", &arena);
    if (!un.size)
        skip();
    struct watch *watch = build_list(un, &arena);
    for (enum split split = ONE_FIELD; split < SPLITS; split++) {
        struct figures found = report(watch, "positives.csv", split, true);
        assert_true(found.hit * 1000 >= found.rows * 990);
        report(watch, "positives.csv", split, false);
    }
    struct figures false_hits = report(watch, "negatives.csv", ONE_FIELD, true);
    assert_true(false_hits.hit <= 10);
    report(watch, "negatives.csv", ONE_FIELD, false);
    report(watch, "congress.csv", LAST_IS_SURNAME, true);
    report(watch, "congress.csv", LAST_IS_SURNAME, false);
    watch_release(watch);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_un)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
