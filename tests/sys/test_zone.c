#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sys/files.h"
#include "sys/zone.h"
#include "sys/zone_internal.h"

/* The oracle: the C library, in a process of its own, whose zone may be set. */
static void oracle(const char *name, const int64_t *at, size_t count, int32_t *out)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        setenv("TZ", name, 1);
        tzset();
        for (size_t i = 0; i < count; i++) {
            time_t moment = (time_t)at[i];
            struct tm local;
            int32_t offset = localtime_r(&moment, &local) ? (int32_t)local.tm_gmtoff : INT32_MIN;
            if (write(ends[1], &offset, sizeof offset) != sizeof offset)
                _exit(1);
        }
        _exit(0);
    }
    close(ends[1]);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(read(ends[0], &out[i], sizeof out[i]), sizeof out[i]);
    close(ends[0]);
    waitpid(child, NULL, 0);
}

static const char *const zones[] = {
    "Asia/Tashkent",    "Europe/Istanbul",   "Europe/Berlin",  "America/New_York",
    "Australia/Sydney", "Africa/Casablanca", "Asia/Kathmandu", "America/Sao_Paulo",
    "Pacific/Apia",     "Europe/Dublin",     "America/Nuuk",   "Asia/Gaza",
    "Africa/Cairo",     "Etc/UTC",           "Asia/Tehran",    "Australia/Lord_Howe"};
enum { MOMENTS = 4000 };

/* Moments from 1971 to 2090, which is beyond every transition that is written down. */
static void offsets_as_the_system_has_them(void **state)
{
    (void)state;
    static int64_t at[MOMENTS];
    static int32_t expected[MOMENTS];
    for (size_t z = 0; z < sizeof zones / sizeof *zones; z++) {
        struct zone *zone;
        uint64_t seed = 88172645463325252u + z;
        for (size_t i = 0; i < MOMENTS; i++) {
            seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
            at[i] = (int64_t)(seed % (UINT64_C(119) * 31556952)) + 31556952;
        }
        oracle(zones[z], at, MOMENTS, expected);
        assert_int_equal(zone_open(ZONE_FOLDER, zones[z], &zone), STATUS_OK);
        for (size_t i = 0; i < MOMENTS; i++)
            if (zone_offset(zone, at[i]) != expected[i])
                fail_msg("%s at %lld: %d, the system says %d", zones[z], (long long)at[i],
                         zone_offset(zone, at[i]), expected[i]);
        zone_close(zone);
    }
}

static void as_date_says(void **state)
{
    (void)state;
    static const struct {
        const char *zone, *local;
    } cases[] = {{"Asia/Tashkent", "2026-11-22T10:05"},    {"Europe/Istanbul", "2026-07-01T00:30"},
                 {"Europe/Berlin", "2026-07-01T12:00"},    {"Europe/Berlin", "2026-12-01T12:00"},
                 {"America/New_York", "2061-03-20T09:15"}, {"Asia/Kathmandu", "2026-05-05T05:05"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zone *zone;
        struct tm local = {0};
        char command[200], line[40] = "";
        snprintf(command, sizeof command, "TZ=%s date -d %s +%%s", cases[i].zone, cases[i].local);
        FILE *date = popen(command, "r");
        assert_non_null(date);
        assert_non_null(fgets(line, sizeof line, date));
        pclose(date);
        strptime(cases[i].local, "%Y-%m-%dT%H:%M", &local);
        assert_int_equal(zone_open(ZONE_FOLDER, cases[i].zone, &zone), STATUS_OK);
        assert_int_equal(zone_to_utc(zone, (int64_t)timegm(&local)), atoll(line));
        zone_close(zone);
    }
}

static int64_t seconds(const char *text)
{
    struct tm time = {0};
    strptime(text, "%Y-%m-%dT%H:%M:%S", &time);
    return (int64_t)timegm(&time);
}

static void times_that_come_twice_and_never(void **state)
{
    (void)state;
    struct zone *zone;
    assert_int_equal(zone_open(ZONE_FOLDER, "Europe/Berlin", &zone), STATUS_OK);
    /* clocks go back at 03:00 to 02:00: the first 02:30 is that of summer */
    assert_int_equal(zone_to_utc(zone, seconds("2026-10-25T02:30:00")),
                     seconds("2026-10-25T00:30:00"));
    assert_int_equal(zone_to_utc(zone, seconds("2026-10-25T03:30:00")),
                     seconds("2026-10-25T02:30:00"));
    /* clocks go from 02:00 to 03:00: there is no 02:30 */
    assert_int_equal(zone_to_utc(zone, seconds("2026-03-29T02:30:00")),
                     seconds("2026-03-29T01:30:00"));
    assert_int_equal(zone_to_utc(zone, seconds("2026-03-29T03:30:00")),
                     seconds("2026-03-29T01:30:00"));
    zone_close(zone);
}

static void names_that_are_none(void **state)
{
    (void)state;
    static const char *const names[] = {"",
                                        "../../etc/passwd",
                                        "/etc/passwd",
                                        "Asia/..",
                                        "Asia/Nowhere",
                                        "Asia/Tashkent\n",
                                        "Asia Tashkent"};
    struct zone *zone;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(zone_open(ZONE_FOLDER, names[i], &zone), STATUS_MISSING);
}

static void damaged_files_are_told(void **state)
{
    (void)state;
    char folder[] = "/tmp/portolan-zone-XXXXXX", path[64];
    struct buffer whole = {0};
    struct zone *zone;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/Cut", folder);
    assert_int_equal(file_read(ZONE_FOLDER "/Europe/Berlin", 1 << 20, &whole), STATUS_OK);
    for (size_t size = 0; size < whole.size; size += size < 60 ? 1 : 97) {
        assert_int_equal(file_write(path, (struct span){whole.at, size}, 0600), STATUS_OK);
        assert_int_equal(zone_open(folder, "Cut", &zone), STATUS_DAMAGED);
    }
    uint64_t seed = 1;
    for (int i = 0; i < 2000; i++) { /* whatever is in it: read or refused, and bounded */
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        size_t at = (size_t)(seed >> 33) % whole.size;
        char kept = whole.at[at];
        whole.at[at] = (char)(seed >> 20);
        assert_int_equal(file_write(path, buffer_span(&whole), 0600), STATUS_OK);
        if (zone_open(folder, "Cut", &zone) == STATUS_OK) {
            (void)zone_to_utc(zone, 4000000000);
            zone_close(zone);
        }
        whole.at[at] = kept;
    }
    buffer_free(&whole);
    unlink(path);
    rmdir(folder);
}

static void rules(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
    } cases[] = {{"<+05>-5", true},
                 {"EET-2EEST,M3.5.0/3,M10.5.0/4", true},
                 {"IST-1GMT0,M10.5.0,M3.5.0/1", true},
                 {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", true},
                 {"AAA3BBB,J60/0,J300", true},
                 {"AAA3BBB,59,299/167", true},
                 {"AAA3BBB", false},
                 {"A3", false},
                 {"AAA", false},
                 {"AAA3BBB,M13.1.0,M1.1.0", false},
                 {"AAA3BBB,M3.5.0,M10.5.0;", false},
                 {"<AAA3", false},
                 {"", false}};
    struct zone_rule rule;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (zone_rule_parse(span_of(cases[i].text), &rule) != cases[i].good)
            fail_msg("%s", cases[i].text);
    assert_true(zone_rule_parse(SPAN("AAA0BBB,J60/0,J300/0"), &rule));
    assert_int_equal(zone_rule_offset(&rule, seconds("2028-03-01T00:00:00")), 3600);
    assert_int_equal(zone_rule_offset(&rule, seconds("2028-02-29T23:00:00")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_as_the_system_has_them),  cmocka_unit_test(as_date_says),
        cmocka_unit_test(times_that_come_twice_and_never), cmocka_unit_test(names_that_are_none),
        cmocka_unit_test(damaged_files_are_told),          cmocka_unit_test(rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
