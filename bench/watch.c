/* Screening persons against one list; run by bench/watch.
 *
 *   bench_watch LIST.csv PERSONS.csv EXHAUSTIVE       PERSONS: surname,given,birth,nationality
 *
 * Reads and compiles the list, screens all persons one after the other with nothing kept from before ("cold"),
 * then once more ("warm"), then the first EXHAUSTIVE of them by trying every name. Prints one object of JSON:
 * seconds of processor time (compiling, by several threads: by the clock, too), bytes, and the microseconds of each pass at some shares of the persons. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "watch/csv.h"
#include "watch/import.h"
#include "watch/index.h"
#include "watch/watch.h"

struct bench {
    struct arena arena, scratch;
    struct watch *watch;
    struct watch_exhaustive *all;
    struct watch_person *persons;
    size_t count, room;
    size_t hits;
};

static void must(enum status status, const char *doing)
{
    if (status == STATUS_OK)
        return;
    fprintf(stderr, "bench_watch: %s: %s\n", doing, status_sentence());
    exit(1);
}

static double at(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Of the processor: what else runs here does not count. */
static double now(void)
{
    return at(CLOCK_THREAD_CPUTIME_ID);
}

static struct span read_file(const char *path, struct arena *arena)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0)
        must(STATUS_IO, path);
    long size = ftell(file);
    char *bytes = arena_raw(arena, (size_t)size + 1);
    rewind(file);
    if (fread(bytes, 1, (size_t)size, file) != (size_t)size)
        must(STATUS_IO, path);
    fclose(file);
    return (struct span){bytes, (size_t)size};
}

static long memory_kib(const char *what)
{
    char line[200];
    long kib = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, what, strlen(what)) == 0)
            kib = strtol(line + strlen(what) + 1, NULL, 10);
    if (file)
        fclose(file);
    return kib;
}

/* ---- the list ---- */

static void compile(struct bench *bench, const char *path)
{
    struct arena file = {0}, parsed = {0};
    struct watch_list list;
    struct watch_import report;
    struct watch_import_order order = {.bytes = read_file(path, &file)};
    double begin = now();
    must(watch_import_parse(&order, &parsed, &list, &report), "parse");
    double read = now(), clock = at(CLOCK_MONOTONIC), processor = at(CLOCK_PROCESS_CPUTIME_ID);
    struct watch_source source = {1, "bench", 1, WATCH_HIGH, list.bytes};
    must(watch_build(&source, 1, WATCH_THRESHOLD, &bench->watch), "compile");
    clock = at(CLOCK_MONOTONIC) - clock;
    processor = at(CLOCK_PROCESS_CPUTIME_ID) - processor;
    arena_free(&file);
    arena_free(&parsed);
    printf(
        "{\"entries\":%u,\"names\":%u,\"read_seconds\":%.2f,\"build_seconds\":%.2f,\"build_processor\":%.2f,\"list_bytes\":%zu,"
        "\"index_bytes\":%zu",
        watch_entries(bench->watch), watch_names(bench->watch), read - begin, clock, processor,
        bench->watch->lists[0].bytes.size, bench->watch->segments[0].index->bytes.size);
}

/* ---- persons ---- */

static void add_person(struct bench *bench, const struct csv_row *row)
{
    bench->persons = arena_more(&bench->arena, bench->persons, bench->count, &bench->room,
                                sizeof *bench->persons);
    struct watch_person *person = &bench->persons[bench->count++];
    struct span cells[4];
    for (size_t i = 0; i < 4; i++)
        cells[i] =
            i < row->count ? arena_copy(&bench->arena, row->fields[i]) : (struct span){"", 0};
    *person =
        (struct watch_person){.names = arena_array(&bench->arena, struct watch_person_name, 1),
                              .births = arena_array(&bench->arena, struct watch_person_birth, 1),
                              .nationalities = arena_array(&bench->arena, struct watch_said, 1),
                              .name_count = 1,
                              .nationality_count = cells[3].size > 0,
                              .sex = {{"", 0}, IMAGE_NONE}};
    person->names[0] = (struct watch_person_name){{cells[0], IMAGE_NONE}, {cells[1], IMAGE_NONE}};
    person->birth_count = watch_birth_parse(cells[2], &person->births[0].day);
    person->births[0].value = IMAGE_NONE;
    person->nationalities[0] = (struct watch_said){cells[3], IMAGE_NONE};
}

static void read_persons(struct bench *bench, const char *path)
{
    struct arena file = {0}, rows = {0};
    struct csv csv = csv_open(read_file(path, &file), &rows);
    struct csv_row row;
    while (csv_next(&csv, &row))
        add_person(bench, &row);
    must(csv_end(&csv), "persons");
    arena_free(&rows);
    arena_free(&file);
}

/* ---- passes ---- */

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void pass(struct bench *bench, const char *word, struct watch_worker *worker, size_t count)
{
    static const double shares[] = {.5, .9, .99, .999, 1};
    double *took = memory_alloc((count + 1) * sizeof *took), sum = 0;
    size_t hits = 0;
    for (size_t i = 0; i < count; i++) {
        struct watch_hit *found;
        double begin = now();
        hits +=
            worker
                ? watch_screen(bench->watch, worker, &bench->persons[i], &bench->scratch, &found)
                : watch_screen_exhaustive(bench->all, &bench->persons[i], &bench->scratch, &found);
        took[i] = (now() - begin) * 1e6;
        sum += took[i];
        arena_reset(&bench->scratch);
    }
    if (count)
        qsort(took, count, sizeof *took, ascending);
    printf(",\"%s\":{\"persons\":%zu,\"hits\":%zu,\"seconds\":%.3f,\"us\":[", word, count, hits,
           sum / 1e6);
    for (size_t s = 0; s < sizeof shares / sizeof *shares; s++) {
        size_t at = (size_t)((double)count * shares[s]);
        printf("%s%.1f", s ? "," : "", count ? took[at < count ? at : count - 1] : 0.0);
    }
    printf("]}");
    free(took);
}

int main(int argc, char **argv)
{
    struct bench bench = {.watch = NULL};
    if (argc != 4) {
        fprintf(stderr, "bench_watch LIST.csv PERSONS.csv EXHAUSTIVE\n");
        return 2;
    }
    read_persons(&bench, argv[2]);
    compile(&bench, argv[1]);
    struct watch_worker *worker = watch_worker_new();
    size_t slowly = strtoul(argv[3], NULL, 10);
    pass(&bench, "cold", worker, bench.count);
    pass(&bench, "warm", worker, bench.count);
    bench.all = slowly ? watch_exhaustive_new(bench.watch) : NULL;
    pass(&bench, "exhaustive", NULL, slowly < bench.count ? slowly : bench.count);
    printf(",\"resident_kib\":%ld,\"peak_kib\":%ld}\n", memory_kib("VmRSS:"), memory_kib("VmHWM:"));
    watch_worker_free(worker);
    watch_exhaustive_free(bench.all);
    watch_release(bench.watch);
    arena_free(&bench.arena);
    arena_free(&bench.scratch);
    return 0;
}
