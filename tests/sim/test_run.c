/* A world on the disk: the same each time, whole or not there. */
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "sim/sim.h"
#include "sys/files.h"

enum { START = 20779 /* 2026-11-22 */ };
static char home[64], folder[128];
static struct sim_manifest manifest;

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about, (void)kind, (void)place;
    return remove(path);
}

static int make_home(void **state)
{
    (void)state;
    snprintf(home, sizeof home, "/tmp/portolan-sim-XXXXXX");
    if (!mkdtemp(home))
        return -1;
    snprintf(folder, sizeof folder, "%s/world", home);
    return 0;
}

static int remove_home(void **state)
{
    (void)state;
    return nftw(home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static struct sim_options options_of(bool dry)
{
    return (struct sim_options){
        .profile = "uz",
        .world = {.seed = 3, .start = START, .days = 1, .persons = 1000},
        .out = folder,
        .dry = dry,
    };
}

static bool is_there(const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return access(path, F_OK) == 0;
}

static void test_dry_and_wet(void **state)
{
    (void)state;
    struct sim_options options = options_of(true);
    assert_int_equal(sim_run(&options, &manifest), STATUS_OK);
    char hash[SIM_HASH_TEXT];
    memcpy(hash, manifest.hash, sizeof hash);
    assert_false(is_there(""));
    options.dry = false;
    assert_int_equal(sim_run(&options, &manifest), STATUS_OK);
    assert_string_equal(manifest.hash, hash);
    assert_true(manifest.counts.passengers > 300 && manifest.counts.records > 1000);
    assert_true(is_there("manifest.json") && !is_there("unfinished-world"));
    /* What is read is what was written. */
    struct sim_manifest read;
    assert_int_equal(sim_manifest_read(folder, &read), STATUS_OK);
    assert_string_equal(read.hash, hash);
    assert_int_equal(read.file_count, manifest.file_count);
    assert_memory_equal(read.files, manifest.files, sizeof *read.files * read.file_count);
    assert_memory_equal(&read.world, &manifest.world, sizeof read.world);
    assert_true(read.counts.messages == manifest.counts.messages);
    assert_true(read.counts.passengers == manifest.counts.passengers);
}

/* Each member of what was asked makes another world. */
static void test_what_matters(void **state)
{
    (void)state;
    static char seen[5][SIM_HASH_TEXT];
    for (int i = 0; i < 5; i++) {
        struct sim_options options = options_of(true);
        options.world.seed += i == 1;
        options.world.start += i == 2;
        options.world.persons += i == 3 ? 500 : 0;
        options.profile = i == 4 ? "az" : "uz";
        assert_int_equal(sim_run(&options, &manifest), STATUS_OK);
        memcpy(seen[i], manifest.hash, sizeof seen[i]);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(seen[i], seen[j]);
    }
}

static void put(const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(file_write(path, span_of(text), 0600), STATUS_OK);
}

static void test_damage(void **state)
{
    (void)state;
    struct sim_options options = options_of(false);
    struct sim_manifest read;
    assert_int_equal(sim_manifest_read(folder, &read), STATUS_MISSING);
    assert_int_equal(sim_run(&options, &manifest), STATUS_OK);
    assert_int_equal(sim_run(&options, &manifest), STATUS_EXISTS);
    put("truth.jsonl", "{}");
    assert_int_equal(sim_manifest_read(folder, &read), STATUS_DAMAGED);
    assert_non_null(strstr(status_sentence(), "truth.jsonl"));
    /* A world that lost a file is one all the same, and nobody's but for --force. */
    assert_int_equal(sim_run(&options, &manifest), STATUS_EXISTS);
    options.force = true;
    assert_int_equal(sim_run(&options, &manifest), STATUS_OK);
    put("manifest.json", "{\"format\": 2}");
    assert_int_equal(sim_manifest_read(folder, &read), STATUS_NEWER);
    put("manifest.json", "[");
    assert_int_equal(sim_manifest_read(folder, &read), STATUS_DAMAGED);
    /* Who put another manifest there may have other things there, too. */
    assert_int_equal(sim_run(&options, &manifest), STATUS_EXISTS);
    assert_true(is_there("persons.jsonl"));
}

/* A world that is being played stays. */
static void test_played(void **state)
{
    (void)state;
    struct sim_options options = options_of(false);
    char path[256];
    int lock;
    assert_int_equal(sim_run(&options, &manifest), STATUS_OK);
    snprintf(path, sizeof path, "%s/played", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/played/system.lock", folder);
    assert_int_equal(file_lock(path, &lock), STATUS_OK);
    options.force = true;
    assert_int_equal(sim_run(&options, &manifest), STATUS_LOCKED);
    assert_non_null(strstr(status_sentence(), "held by process"));
    assert_true(is_there("persons.jsonl"));
    file_unlock(lock);
    assert_int_equal(sim_run(&options, &manifest), STATUS_OK);
    assert_false(is_there("played"));
}

static void test_unfinished(void **state)
{
    (void)state;
    struct sim_options options = options_of(false);
    struct sim_manifest read;
    assert_int_equal(mkdir(folder, 0700), 0);
    put("unfinished-world", "");
    put("persons.jsonl", "half");
    assert_int_equal(sim_manifest_read(folder, &read), STATUS_MISSING);
    assert_non_null(strstr(status_sentence(), "not finished"));
    assert_int_equal(sim_run(&options, &manifest), STATUS_EXISTS);
    assert_non_null(strstr(status_sentence(), "not finished"));
    assert_true(is_there("persons.jsonl"));
    options.force = true;
    assert_int_equal(sim_run(&options, &manifest), STATUS_OK);
    assert_int_equal(sim_manifest_read(folder, &read), STATUS_OK);
}

static bool stop(void *context, const struct sim_progress *progress)
{
    int *left = context;
    assert_true(progress->permille <= 1000 && progress->day <= progress->days);
    return --*left > 0;
}

/* Ended in the middle, nothing is left. */
static void test_stopped(void **state)
{
    (void)state;
    struct sim_options options = options_of(false);
    int left = 30;
    options.progress = stop;
    options.context = &left;
    assert_int_equal(sim_run(&options, &manifest), STATUS_CLOSED);
    assert_non_null(strstr(status_sentence(), "was removed"));
    assert_false(is_there(""));
    /* A folder that was there stays, empty. */
    assert_int_equal(mkdir(folder, 0700), 0);
    left = 30;
    assert_int_equal(sim_run(&options, &manifest), STATUS_CLOSED);
    assert_true(is_there(""));
    assert_int_equal(rmdir(folder), 0);
}

/* No room, wherever it ends: a sentence, and nothing is left. */
static void test_full(void **state)
{
    (void)state;
    struct sim_options options = options_of(false);
    struct rlimit before, limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_IGN);
    for (rlim_t most = 1; most < 1 << 20; most *= 8) {
        limit = (struct rlimit){most, before.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        enum status status = sim_run(&options, &manifest);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(status, STATUS_FULL);
        assert_non_null(strstr(status_sentence(), "was removed"));
        assert_false(is_there(""));
    }
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        struct world_options world;
        const char *says;
    } cases[] = {
        {{1, START, 0, 1000}, "--days"},   {{1, 7304, 1, 1000}, "1990"},
        {{1, 43829, 2, 1000}, "2089"},     {{1, START, 1, 0}, "--persons"},
        {{1, INT32_MIN, 1, 1000}, "1990"}, {{1, INT32_MAX, 1, 1000}, "2089"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sim_options options = options_of(false);
        options.world = cases[i].world;
        assert_int_equal(sim_run(&options, &manifest), STATUS_INPUT);
        assert_non_null(strstr(status_sentence(), cases[i].says));
        assert_false(is_there(""));
    }
    struct sim_options options = options_of(false);
    options.profile = "mars";
    assert_int_not_equal(sim_run(&options, &manifest), STATUS_OK);
    assert_non_null(strstr(status_sentence(), "mars"));
    options = options_of(false);
    options.out = "/proc/portolan/world";
    assert_int_not_equal(sim_run(&options, &manifest), STATUS_OK);
    assert_non_null(strstr(status_sentence(), "/proc/portolan"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_dry_and_wet, make_home, remove_home),
        cmocka_unit_test_setup_teardown(test_what_matters, make_home, remove_home),
        cmocka_unit_test_setup_teardown(test_damage, make_home, remove_home),
        cmocka_unit_test_setup_teardown(test_played, make_home, remove_home),
        cmocka_unit_test_setup_teardown(test_unfinished, make_home, remove_home),
        cmocka_unit_test_setup_teardown(test_stopped, make_home, remove_home),
        cmocka_unit_test_setup_teardown(test_full, make_home, remove_home),
        cmocka_unit_test_setup_teardown(test_refused, make_home, remove_home),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
