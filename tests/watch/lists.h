/* What the tests of watch/ share: lists from text, persons from text, files when they are there. */
#ifndef TESTS_WATCH_LISTS_H
#define TESTS_WATCH_LISTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "watch/import.h"
#include "watch/internal.h"
#include "watch/watch.h"

#define CORPUS PORTOLAN_SOURCE "/../shared/corpus/"

/* The file's bytes; empty when there is no such file. */
static inline struct span read_file(const char *path, struct arena *arena)
{
    struct buffer bytes = {0};
    FILE *file = fopen(path, "rb");
    for (size_t got = 1; file && got;) {
        got = fread(buffer_reserve(&bytes, 65536), 1, 65536, file);
        bytes.size += got;
    }
    if (file)
        fclose(file);
    /* Who finds nothing skips the test, and frees nothing. */
    struct span copy = bytes.size ? arena_copy(arena, buffer_span(&bytes)) : (struct span){NULL, 0};
    buffer_free(&bytes);
    return copy;
}

/* Of this thread, kept to the end. */
static inline struct watch_worker *worker(void)
{
    static struct watch_worker *only;
    if (!only)
        only = watch_worker_new();
    return only;
}

static inline struct watch *build_list(struct span text, struct arena *arena)
{
    struct watch_list list;
    struct watch_import report;
    struct watch *watch;
    assert_int_equal(
        watch_import_parse(&(struct watch_import_order){.bytes = text}, arena, &list, &report),
        STATUS_OK);
    struct watch_source source = {1, "test", 3, WATCH_HIGH, list.bytes};
    assert_int_equal(watch_build(&source, 1, WATCH_THRESHOLD, &watch), STATUS_OK);
    return watch;
}

/* Values get invented indexes: surname 10, given 11, birth 12, number 13, state 14, nation 15. */
static inline struct watch_person make_person(struct arena *arena, const char *surname,
                                              const char *given, const char *birth,
                                              const char *state, const char *number,
                                              const char *nation)
{
    struct watch_person p = {0};
    p.names = arena_new(arena, struct watch_person_name);
    p.births = arena_new(arena, struct watch_person_birth);
    p.documents = arena_new(arena, struct watch_person_document);
    p.nationalities = arena_new(arena, struct watch_said);
    p.names[p.name_count++] =
        (struct watch_person_name){{span_of(surname), 10}, {span_of(given), 11}};
    p.births[0].value = 12;
    if (birth && watch_birth_parse(span_of(birth), &p.births[0].day))
        p.birth_count = 1;
    if (number)
        p.documents[p.document_count++] =
            (struct watch_person_document){{span_of(number), 13}, {span_of(state), 14}};
    if (nation)
        p.nationalities[p.nationality_count++] = (struct watch_said){span_of(nation), 15};
    return p;
}

/* By the index and by trying every name: the same bytes. Returns how many hits. `out` may be NULL. */
static inline size_t screen_both(const struct watch *watch, struct watch_exhaustive *all,
                                 const struct watch_person *person, struct arena *arena,
                                 struct watch_hit **out)
{
    struct watch_hit *fast, *slow;
    size_t count = watch_screen(watch, worker(), person, arena, &fast);
    size_t count_all = watch_screen_exhaustive(all, person, arena, &slow);
    for (size_t i = 0; i < count_all || i < count; i++) {
        struct span a = i < count ? fast[i].explanation : SPAN("none");
        struct span b = i < count_all ? slow[i].explanation : SPAN("none");
        if (!span_equal(a, b))
            fail_msg("by index %.*s\nby all %.*s", (int)a.size, a.at, (int)b.size, b.at);
        assert_true(span_equal(fast[i].entry, slow[i].entry));
        assert_int_equal(fast[i].score, slow[i].score);
    }
    if (out)
        *out = slow;
    return count;
}

#endif
