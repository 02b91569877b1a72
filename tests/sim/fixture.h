/* A folder of a world made by hand, for the tests of what plays it. */
#ifndef TESTS_SIM_FIXTURE_H
#define TESTS_SIM_FIXTURE_H

#include <ftw.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../room.h"
#include "base/clock.h"
#include "sim/world_folder.h"
#include "sys/files.h"

#define ok(call) assert_int_equal((call), STATUS_OK)

static char home[64];

static const char *in(const char *name)
{
    static char paths[4][512];
    static int turn;
    char *path = paths[turn++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", home, name);
    return path;
}

static void put(const char *name, const char *text)
{
    ok(file_write(in(name), span_of(text), 0600));
}

static int remove_one(const char *path, const struct stat *about, int type, struct FTW *walk)
{
    (void)about, (void)type, (void)walk;
    return remove(path);
}

static int make_home(void **state)
{
    (void)state;
    room_name(home, sizeof home, "play");
    assert_true(sodium_init() >= 0);
    return mkdtemp(home) ? 0 : -1;
}

static int remove_home(void **state)
{
    (void)state;
    return nftw(home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* A world of `count` messages, a minute apart, from 2026-12-01 on, of `flights` flights; every seventh
 * was never sent. */
static __attribute__((unused)) void make_world(int count, int flights)
{
    struct buffer lines = {0}, text = {0};
    char time[TIME_TEXT], hex[65];
    unsigned char hash[32];
    assert_int_equal(mkdir(in("messages"), 0700), 0);
    for (int n = 1; n <= count; n++) {
        char name[32], body[64];
        time_format((INT64_C(1796083200) + n * 60) * MICROS_PER_SECOND, time);
        snprintf(name, sizeof name, "messages/%07d.edi", n);
        snprintf(body, sizeof body, "%d %d", n % flights, n);
        crypto_generichash(hash, sizeof hash, (unsigned char *)body, strlen(body), NULL, 0);
        sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
        buffer_format(&lines,
                      "{\"n\":%d,\"when\":\"%.19sZ\",\"source\":\"%s\",\"kind\":\"pnr-72\",", n,
                      time, n % 2 ? "amber" : "birch");
        buffer_format(&lines, "\"flight\":%d,\"persons\":3,", n % flights);
        if (n % 7 == 0) {
            buffer_text(&lines, "\"file\":null,\"bytes\":0,\"hash\":null}\n");
            continue;
        }
        buffer_format(&lines, "\"file\":\"%s\",\"bytes\":%zu,\"hash\":\"%s\"}\n", name,
                      strlen(body), hex);
        put(name, body);
    }
    put("messages.jsonl", buffer_string(&lines));
    put("sources.jsonl", "{\"name\":\"amber\",\"dialect\":\"a\",\"profile\":null}\n"
                         "{\"name\":\"birch\",\"dialect\":\"b\",\"profile\":\"birch.yaml\"}\n");
    buffer_format(&text,
                  "{\"format\":1,\"start\":\"2026-12-01\",\"days\":1,\"counts\":{"
                  "\"messages\":%d,\"person_records\":%d},\"files\":[],\"hash\":\"%064d\"}",
                  count, 3 * (count - count / 7), 7);
    put("manifest.json", buffer_string(&text));
    buffer_free(&lines);
    buffer_free(&text);
}

#endif
