/* 20,000 damaged bodies, 100,000 with PORTOLAN_LONG, 1,000,000 by bench/run-mutation. A number as argument writes
 * that mutation to standard output, NUMBER original what it was made from; FROM COUNT checks those, and
 * FROM COUNT FILE also writes what was counted to the file, as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/json.h"
#include "mutation.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SLOWER 4 /* sanitizers are */
#endif
#endif
#ifndef SLOWER
#define SLOWER 1
#endif

enum {
    GENERATED = 60, /* of each kind */
    SHORT_FORM = 20000 / SLOWER,
    LONG_FORM = 100000 / SLOWER,
    LEAST_SHARE = 30
};

static uint64_t from, count;
static const char *figures; /* file; NULL: none is wanted */

static void print_tally(const struct bodies *bodies, const struct tally *tally, int64_t took)
{
    const struct counts *all = &tally->all;
    printf("bodies        %zu: %u real, %zu generated; %u persons\n", bodies->count, bodies->real,
           bodies->count - bodies->real, bodies->persons);
    printf("mutations     %llu from %llu, %.1f MB, %.0f s\n", (unsigned long long)all->bodies,
           (unsigned long long)from, (double)tally->bytes / 1e6, (double)took / 1e6);
    printf("persons       %llu, of whom %llu must be found (%.1f %%)\n",
           (unsigned long long)all->persons, (unsigned long long)all->must,
           100.0 * (double)all->must / (double)all->persons);
    printf("not found     %llu\n", (unsigned long long)all->missing);
    printf("in silence    %llu\n", (unsigned long long)all->silent);
    printf("slowest       %.1f ms, mutation %llu\n", (double)tally->slowest / 1e3,
           (unsigned long long)tally->slowest_number);
}

static void put_counts(struct json *json, const struct counts *counts)
{
    json_put_int(json, "bodies", (int64_t)counts->bodies);
    json_put_int(json, "persons", (int64_t)counts->persons);
    json_put_int(json, "must", (int64_t)counts->must);
    json_put_int(json, "missing", (int64_t)counts->missing);
    json_put_int(json, "silent", (int64_t)counts->silent);
}

static void put_tally(struct json *json, const struct bodies *bodies, const struct tally *tally)
{
    json_begin(json);
    json_put_int(json, "real", bodies->real);
    json_put_int(json, "generated", (int64_t)bodies->count - bodies->real);
    json_put_int(json, "originals", bodies->persons);
    json_put_int(json, "bytes", (int64_t)tally->bytes);
    json_put_int(json, "slowest", tally->slowest);
    put_counts(json, &tally->all);
    json_key(json, "damages");
    json_begin_array(json);
    for (unsigned i = 0; i < DAMAGES; i++) {
        json_begin(json);
        json_put_text(json, "word", damage_word((enum damage)i));
        json_put_int(json, "done", (int64_t)tally->damages[i]);
        put_counts(json, &tally->with[i]);
        json_end(json);
    }
    json_end_array(json);
    json_end(json);
}

static void write_tally(const struct bodies *bodies, const struct tally *tally)
{
    struct buffer out = {0};
    struct json json = {.out = &out};
    put_tally(&json, bodies, tally);
    FILE *file = fopen(figures, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(out.at, 1, out.size, file), out.size);
    assert_int_equal(fclose(file), 0);
    buffer_free(&out);
}

static void test_mutations(void **state)
{
    (void)state;
    struct bodies bodies;
    struct tally tally = {0};
    int64_t begin = clock_monotonic();
    bodies_load(&bodies, GENERATED);
    struct checker *checker = checker_new();
    for (uint64_t number = from; number < from + count; number++)
        check_mutation(checker, &bodies, number, &tally);
    checker_free(checker);
    print_tally(&bodies, &tally, clock_monotonic() - begin);
    if (figures)
        write_tally(&bodies, &tally);
    bodies_free(&bodies);
    assert_int_equal(tally.all.missing, 0);
    assert_int_equal(tally.all.silent, 0);
    assert_true(tally.all.must * 100 >= tally.all.persons * LEAST_SHARE);
}

static int write_one(uint64_t number, bool original)
{
    struct bodies bodies;
    struct mutated mutated = {0};
    bodies_load(&bodies, GENERATED);
    mutate(&bodies, number, &mutated);
    struct span out = original ? mutated.body->bytes : (struct span){mutated.bytes, mutated.size};
    bool good = fwrite(out.at, 1, out.size, stdout) == out.size && fflush(stdout) == 0;
    mutated_free(&mutated);
    bodies_free(&bodies);
    return good ? 0 : 1;
}

int main(int arguments, char **words)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_mutations)};
    const char *longer = getenv("PORTOLAN_LONG");
    count = longer && *longer ? LONG_FORM : SHORT_FORM;
    bool original = arguments == 3 && strcmp(words[2], "original") == 0;
    if (arguments == 2 || original)
        return write_one(strtoull(words[1], NULL, 10), original);
    if (arguments >= 3) {
        from = strtoull(words[1], NULL, 10);
        count = strtoull(words[2], NULL, 10);
        figures = arguments > 3 ? words[3] : NULL;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
