/* What the layout's benchmark measured, and lookups over what it stored. */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "layout.h"
#include "layout_months.h"
#include "store/travel.h"

enum { LOOKUPS = 20000, EXACT_KINDS = INDEX_BAG };

static double per_second(struct rate rate)
{
    return rate.micros ? (double)rate.persons * 1e6 / (double)rate.micros : 0;
}

static struct rate total_rate(const struct figures *figures, int class)
{
    struct rate total = {0, 0, 0};
    for (int i = 0; i < SLICES; i++) {
        total.persons += figures->slices[i][class].persons;
        total.micros += figures->slices[i][class].micros;
        total.processor += figures->slices[i][class].processor;
    }
    return total;
}

/* ---- lookups ---- */

struct lookups {
    int64_t micros_tenth[LOOKUPS]; /* tenths of a microsecond */
    int count;
    int found;
};

static bool count_found(void *context, int64_t id)
{
    struct lookups *lookups = context;
    lookups->found += id != 0;
    return false;
}

static int64_t now_tenths(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(10000000) + now.tv_nsec / 100;
}

static int compare_times(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static double percentile(const struct lookups *lookups, double part)
{
    return (double)lookups->micros_tenth[(size_t)(part * (lookups->count - 1))] / 10;
}

enum where { IN_MONTH, IN_OTHER_MONTHS, NOWHERE, PLACES };
static const char *const place_words[PLACES] = {"present, this month", "present, other months",
                                                "absent"};

static struct span pick(const struct options *options, const struct world *world, enum where where,
                        uint64_t dice, enum index_kind *kind, char *text)
{
    int32_t month = month_of_day(WORLD_FIRST_DAY);
    *kind = (enum index_kind)(1 + dice % EXACT_KINDS);
    if (where == IN_OTHER_MONTHS)
        return months_value(month - 1 - (int32_t)((dice >> 9) % (unsigned)options->months),
                            (uint32_t)((dice >> 20) % options->persons), *kind, text);
    if (where == IN_MONTH)
        return world_value((uint32_t)((dice >> 20) % world->flights),
                           (uint32_t)(dice >> 9) % FLIGHT_PERSONS, (int)(dice % 6), kind, text);
    snprintf(text, 40, "N%016llX", (unsigned long long)dice);
    return span_of(text);
}

static void look_up(const struct options *options, const struct world *world, struct store *store,
                    enum where where, struct lookups *out)
{
    uint64_t dice = 99 + where;
    for (out->count = out->found = 0; out->count < LOOKUPS; out->count++) {
        char text[40];
        enum index_kind kind;
        dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407u;
        struct span value = pick(options, world, where, dice >> 13, &kind, text);
        int64_t start = now_tenths();
        must(store_find(store, kind, value, WORLD_FIRST_DAY - 335, WORLD_FIRST_DAY + 34,
                        count_found, out),
             "find");
        out->micros_tenth[out->count] = now_tenths() - start;
    }
    qsort(out->micros_tenth, LOOKUPS, sizeof *out->micros_tenth, compare_times);
}

/* ---- the report ---- */

static int64_t tree_bytes;

static int add_size(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)path, (void)place;
    tree_bytes += kind == FTW_F ? about->st_size : 0;
    return 0;
}

static int64_t bytes_under(const char *folder, const char *name)
{
    char *path = path_in(folder, name);
    tree_bytes = 0;
    nftw(path, add_size, 16, FTW_PHYS);
    free(path);
    return tree_bytes;
}

/* How much slower the second half of the month was than the first, in percent. Tenths alone differ
 * by whether days were closed in them: that comes every fourth day. */
static double fall(const struct figures *figures, int class)
{
    struct rate halves[2] = {{0, 0, 0}, {0, 0, 0}};
    for (int i = 0; i < SLICES; i++) {
        halves[i * 2 / SLICES].persons += figures->slices[i][class].persons;
        halves[i * 2 / SLICES].micros += figures->slices[i][class].micros;
    }
    double first = per_second(halves[0]);
    return first > 0 ? 100 * (1 - per_second(halves[1]) / first) : 0;
}

static void report_rates(const struct figures *figures, FILE *json)
{
    printf("%-10s %9s %10s %12s %7s   by tenth of the month\n", "class", "persons", "persons/s",
           "/s processor", "fall");
    for (int class = 0; class < MESSAGE_CLASSES; class ++) {
        struct rate total = total_rate(figures, class);
        double running = per_second((struct rate){total.persons, total.processor, 0});
        printf("%-10s %9lld %10.0f %12.0f %6.0f%%  ", class_word((enum message_class) class),
               (long long)total.persons, per_second(total), running, fall(figures, class));
        fprintf(json,
                "\"%s\":{\"persons\":%lld,\"per_second\":%.0f,\"per_processor_second\":%.0f,"
                "\"fall\":%.1f,\"slices\":[",
                class_word((enum message_class) class), (long long)total.persons, per_second(total),
                running, fall(figures, class));
        for (int i = 0; i < SLICES; i++) {
            printf(" %.0f", per_second(figures->slices[i][class]));
            fprintf(json, "%s%.0f", i ? "," : "", per_second(figures->slices[i][class]));
        }
        printf("\n");
        fprintf(json, "]},");
    }
}

static void report_rest(const struct options *options, const struct figures *figures, FILE *json)
{
    const struct {
        const char *words, *key;
        double value;
    } rows[] = {
        {"processor time of the storing process, s", "processor_s",
         (double)figures->processor / 1e6},
        {"closing days, s", "closing_s", (double)figures->closing / 1e6},
        {"waiting for the receiver, s", "waited_s", (double)figures->waited / 1e6},
        {"bytes of a content, clear", "content_bytes",
         (double)figures->content_bytes / (double)figures->contents},
        {"bytes of days a person", "day_bytes",
         (double)bytes_under(options->folder, "derived/2026-11") / options->persons},
        {"bytes of index a person (month's file)", "index_bytes",
         (double)bytes_under(options->folder, "derived/index/2026-11.db") / options->persons},
        {"bytes of journal a person", "journal_bytes",
         (double)bytes_under(options->folder, "journal") / options->persons},
        {"PSS at most, MB, three processes", "pss_mb", (double)figures->pss_most / 1e6},
        {"  storing", "pss_storing_mb", (double)figures->pss_each[0] / 1e6},
        {"  receiving", "pss_receiving_mb", (double)figures->pss_each[1] / 1e6},
        {"  reading", "pss_reading_mb", (double)figures->pss_each[2] / 1e6},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        printf("%-44s %10.1f\n", rows[i].words, rows[i].value);
        fprintf(json, "\"%s\":%.2f,", rows[i].key, rows[i].value);
    }
}

static void report_lookups(const struct options *options, const struct world *world, FILE *json)
{
    static struct lookups lookups;
    struct keyring *keyring = keyring_new(world_keys());
    struct store *store;
    char *path = path_in(options->folder, "derived");
    must(store_open(path, STORE_READ, keyring, &store), "open for lookups");
    printf("%-24s %8s %8s %8s %8s\n", "lookups, us", "found", "p50", "p99", "most");
    fprintf(json, "\"lookups\":[");
    for (int where = 0; where < PLACES; where++) {
        if (where == IN_OTHER_MONTHS && !options->months)
            continue;
        look_up(options, world, store, (enum where)where, &lookups);
        printf("%-24s %7d%% %8.1f %8.1f %8.1f\n", place_words[where], lookups.found * 100 / LOOKUPS,
               percentile(&lookups, 0.5), percentile(&lookups, 0.99), percentile(&lookups, 1));
        fprintf(json, "%s{\"where\":\"%s\",\"found\":%d,\"p50\":%.1f,\"p99\":%.1f}",
                where ? "," : "", place_words[where], lookups.found, percentile(&lookups, 0.5),
                percentile(&lookups, 0.99));
    }
    fprintf(json, "]}\n");
    store_close(store);
    keyring_free(keyring);
    free(path);
}

void report(const struct options *options, const struct world *world, const struct figures *figures)
{
    FILE *json = fopen(options->json, "w");
    if (!json)
        stop(options->json);
    fprintf(json, "{\"persons\":%u,\"months\":%d,", options->persons, options->months);
    report_rates(figures, json);
    report_rest(options, figures, json);
    report_lookups(options, world, json);
    fclose(json);
}
