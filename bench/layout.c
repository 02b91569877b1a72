/* The layout of journal and store under a busy month: see docs/decisions/0002-storage-layout.md.
 *
 *   bench_layout [--persons N] [--months N] [--folder DIR] [--json FILE]
 *
 * Three processes, as in life: one receives (journal), one reads the journal and stores, one reads
 * what is stored while it happens. Persons per second are of wall-clock time of the storing
 * process, commits, syncs and the closing of days included. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "layout.h"
#include "layout_months.h"

enum { AHEAD = 20 }; /* batches that the receiver may be ahead */

_Noreturn void stop(const char *doing)
{
    fprintf(stderr, "bench_layout: %s: %s\n", doing, status_sentence());
    exit(1);
}

void must(enum status status, const char *doing)
{
    if (status)
        stop(doing);
}

char *path_in(const char *folder, const char *name)
{
    struct buffer path = {0};
    buffer_format(&path, "%s/%s", folder, name);
    char *text = memory_text(buffer_string(&path));
    buffer_free(&path);
    return text;
}

static void load_months(const struct options *options)
{
    pid_t child = fork(); /* its memory is not the benchmark's */
    if (child == 0) {
        struct keyring *keyring = keyring_new(world_keys());
        char *path = path_in(options->folder, "derived");
        must(months_load(path, keyring, month_of_day(WORLD_FIRST_DAY) - options->months,
                         options->months, options->persons),
             "load months of the index");
        _exit(0);
    }
    int code;
    if (child < 0 || waitpid(child, &code, 0) != child || code)
        stop("load the other months");
}

static void run_month(const struct options *options, const struct world *world,
                      struct figures *figures)
{
    int tell[2], credit[2], until[2];
    int processes[3] = {getpid()};
    char token = 0;
    if (pipe(tell) || pipe(credit) || pipe(until))
        stop("pipe");
    processes[1] = fork();
    if (processes[1] == 0) {
        close(tell[0]), close(credit[1]), close(until[0]), close(until[1]);
        receive(world, options->folder, tell[1], credit[0]);
        _exit(0);
    }
    /* Both before any file is open here: SQLite's files must not be carried over a fork. */
    processes[2] = fork();
    if (processes[2] == 0) {
        close(tell[0]), close(tell[1]), close(credit[0]), close(credit[1]), close(until[1]);
        read_along(world, options->folder, until[0]);
        _exit(0);
    }
    close(tell[1]), close(credit[0]), close(until[0]);
    for (int i = 0; i < AHEAD; i++)
        if (write(credit[1], &token, 1) != 1)
            stop("pipe");
    struct store *store = store_month(options, world, tell[0], credit[1], processes, figures);
    close(until[1]), close(credit[1]);
    for (int i = 1; i < 3; i++) {
        int code;
        if (waitpid(processes[i], &code, 0) != processes[i] || code)
            stop("a process of the benchmark failed");
    }
    store_close(store);
}

static struct options read_options(int count, char **words)
{
    struct options options = {2000000, 11, NULL, "/dev/null"};
    for (int i = 1; i + 1 < count; i += 2) {
        if (strcmp(words[i], "--persons") == 0)
            options.persons = (uint32_t)strtoul(words[i + 1], NULL, 10);
        else if (strcmp(words[i], "--months") == 0)
            options.months = atoi(words[i + 1]);
        else if (strcmp(words[i], "--folder") == 0)
            options.folder = words[i + 1];
        else if (strcmp(words[i], "--json") == 0)
            options.json = words[i + 1];
    }
    if (!options.folder || options.persons < 10 * FLIGHT_PERSONS || options.months > 11) {
        fprintf(stderr, "bench_layout --folder EMPTY-FOLDER [--persons N] [--months 0..11] "
                        "[--json FILE]\n");
        exit(2);
    }
    return options;
}

int main(int count, char **words)
{
    static struct figures figures;
    struct options options = read_options(count, words);
    struct world world = {options.persons / FLIGHT_PERSONS};
    signal(SIGPIPE, SIG_IGN);
    must(seal_start(), "start");
    if (options.months)
        load_months(&options);
    run_month(&options, &world, &figures);
    report(&options, &world, &figures);
    return 0;
}
