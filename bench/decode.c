/* How fast bodies become models, on one core; run by bench/decode, which adds the peer and writes the report.
 *
 *   bench_decode make FOLDER            writes the generated bodies, a file each
 *   bench_decode measure WORK SECONDS FILE..
 *                                       one kind of work, or all, over all files, again and again for so
 *                                       long; one JSON object of MB/s of processor time
 *   bench_decode memory FILE            one JSON object of bytes: the body, its image, the most memory
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"
#include "decode.h"
#include "decode/decode.h"
#include "edifact/edifact.h"

struct bench {
    struct span *bodies;
    int count;
    size_t bytes;
    struct arena arena;    /* emptied after each body, as the role decode does */
    volatile size_t taken; /* so that nothing is left out as unused */
};

_Noreturn void stop(const char *doing, const char *what)
{
    fprintf(stderr, "bench_decode: cannot %s %s\n", doing, what);
    exit(1);
}

/* ---- the kinds of work ---- */

typedef void work(struct bench *bench, struct span body);

/* As the role decode has them without a configuration of its own; received on 2026-11-28. */
static struct span image_of(struct bench *bench, struct span body)
{
    static const struct decode_options options = {.home = {"UZ", 2}, .received_day = 20785};
    struct span image;
    decode_body(body, &options, &bench->arena, &image);
    return image;
}

static void decode(struct bench *bench, struct span body)
{
    bench->taken += image_of(bench, body).size;
}

static void decode_and_open(struct bench *bench, struct span body)
{
    struct image image;
    if (image_open(image_of(bench, body), &image) != STATUS_OK)
        stop("open", "an image");
    bench->taken += image.header->nodes;
}

/* Segments, elements and components alone: what the peer does. */
static void split(struct bench *bench, struct span body)
{
    struct edifact_reader reader;
    edifact_start(&reader, body, &bench->arena);
    while (edifact_next_interchange(&reader))
        while (edifact_next(&reader) == EDIFACT_SEGMENT)
            bench->taken += reader.segment.count;
}

static void scan(struct bench *bench, struct span body)
{
    size_t count = 0;
    for (size_t i = 0; i < body.size; i++)
        count += body.at[i] == '\'';
    bench->taken += count;
}

static void search(struct bench *bench, struct span body)
{
    const char *at = body.at, *end = body.at + body.size;
    size_t count = 0;
    for (; (at = memchr(at, '\'', (size_t)(end - at))); at++)
        count++;
    bench->taken += count;
}

/* ---- measuring ---- */

static double processor_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void pass(struct bench *bench, work *does)
{
    for (int i = 0; i < bench->count; i++) {
        does(bench, bench->bodies[i]);
        arena_reset(&bench->arena);
    }
}

/* MB/s over as many passes as fill the time, after one that does not count. */
static double speed(struct bench *bench, work *does, double seconds)
{
    double begin, took = 0;
    unsigned passes = 0;
    pass(bench, does);
    for (begin = processor_seconds(); took < seconds; passes++) {
        pass(bench, does);
        took = processor_seconds() - begin;
    }
    return (double)bench->bytes * passes / took / 1e6;
}

static struct span read_whole(const char *path)
{
    struct buffer bytes = {0};
    FILE *file = fopen(path, "rb");
    if (!file)
        stop("read", path);
    for (size_t size = 1; size > 0; bytes.size += size)
        size = fread(buffer_reserve(&bytes, 65536), 1, 65536, file);
    fclose(file);
    return buffer_span(&bytes);
}

static void measure(const char *wanted, double seconds, char **paths, int count)
{
    static const struct {
        const char *key;
        work *does;
    } works[] = {{"decode", decode},
                 {"opened", decode_and_open},
                 {"split", split},
                 {"scan", scan},
                 {"memchr", search}};
    struct bench bench = {.bodies = memory_alloc((size_t)count * sizeof *bench.bodies),
                          .count = count};
    for (int i = 0; i < count; i++) {
        bench.bodies[i] = read_whole(paths[i]);
        bench.bytes += bench.bodies[i].size;
    }
    printf("{\"bodies\":%d,\"bytes\":%zu", count, bench.bytes);
    for (size_t i = 0; i < sizeof works / sizeof *works; i++)
        if (strcmp(wanted, works[i].key) == 0 || strcmp(wanted, "all") == 0)
            printf(",\"%s\":%.2f", works[i].key, speed(&bench, works[i].does, seconds));
    printf("}\n");
}

/* ---- memory ---- */

static long kilobytes(const char *key)
{
    char line[256];
    long found = -1;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && found < 0 && fgets(line, sizeof line, file))
        if (strncmp(line, key, strlen(key)) == 0)
            found = strtol(line + strlen(key), NULL, 10);
    if (found < 0)
        stop("read", "/proc/self/status");
    fclose(file);
    return found;
}

/* What the process grew by at the most, once everything but the body's own memory was there. */
static void measure_memory(const char *path)
{
    struct bench bench = {.count = 0};
    struct span body = read_whole(path);
    image_of(&bench, span_part(body, 0, 4096));
    arena_free(&bench.arena);
    long before = kilobytes("VmRSS:");
    struct span image = image_of(&bench, body);
    long peak = kilobytes("VmHWM:") - before;
    printf("{\"bytes\":%zu,\"image\":%zu,\"peak\":%ld}\n", body.size, image.size, peak * 1024);
}

int main(int count, char **words)
{
    if (count == 3 && strcmp(words[1], "make") == 0)
        bodies_make(words[2]);
    else if (count > 4 && strcmp(words[1], "measure") == 0)
        measure(words[2], strtod(words[3], NULL), words + 4, count - 4);
    else if (count == 3 && strcmp(words[1], "memory") == 0)
        measure_memory(words[2]);
    else
        return fprintf(stderr, "bench_decode make FOLDER | measure WORK SECONDS FILE.. | "
                               "memory FILE\n"),
               2;
    return 0;
}
