/* A guard in a folder of its own, with a clock that stands still. */
#ifndef TESTS_GUARD_FIXTURE_H
#define TESTS_GUARD_FIXTURE_H

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../room.h"
#include "../seal/keys.h"
#include "base/clock.h"
#include "guard/internal.h"

#define OK(call) assert_int_equal(call, STATUS_OK)
#define SECOND MICROS_PER_SECOND
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define START (INT64_C(1795341600) * SECOND) /* 2026-11-22T10:00:00Z */

struct fixture {
    bool whole_hashes; /* else passwords cost next to nothing */
    char folder[64];
    int64_t now;
    int key; /* of the installation */
    struct keyring *keyring;
    struct guard *guard;
    struct arena arena;
};

static inline int64_t fixture_now(void *context)
{
    return *(int64_t *)context;
}

static inline enum status open_guard(struct fixture *f, enum guard_mode mode)
{
    struct guard_settings settings = {fixture_now, &f->now, 10, 12, 72, 1, 8};
    if (f->whole_hashes)
        settings.hash_passes = settings.hash_kib = 0;
    keyring_free(f->keyring);
    f->keyring = make_keyring(&f->key);
    return guard_open(f->folder, mode, f->keyring, &settings, &f->guard);
}

static inline int set_up_as(void **state, bool whole_hashes)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->whole_hashes = whole_hashes;
    room_name(f->folder, sizeof f->folder, "guard");
    assert_non_null(mkdtemp(f->folder));
    strcat(f->folder, "/authored");
    f->now = START;
    f->key = 1;
    OK(seal_start());
    OK(open_guard(f, GUARD_WRITE));
    *state = f;
    return 0;
}

static inline int set_up(void **state)
{
    return set_up_as(state, false);
}

static inline int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    guard_close(f->guard);
    keyring_free(f->keyring);
    arena_free(&f->arena);
    snprintf(command, sizeof command, "rm -r '%.*s'", (int)(strlen(f->folder) - 9), f->folder);
    assert_int_equal(system(command), 0);
    free(f);
    return 0;
}

/* The process ends and begins again. */
static inline void restart(struct fixture *f)
{
    guard_close(f->guard);
    f->guard = NULL;
    OK(open_guard(f, GUARD_WRITE));
}

/* On a file of the folder. */
static inline void run_sql(struct fixture *f, const char *file, const char *sql)
{
    sqlite3 *handle;
    char path[128], *message = NULL;
    snprintf(path, sizeof path, "%s/%s", f->folder, file);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    if (sqlite3_exec(handle, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    sqlite3_close(handle);
}

static inline void add_account(struct fixture *f, const char *name, enum guard_role role,
                               char password[GUARD_ONE_TIME_TEXT])
{
    int64_t id;
    struct guard_account account = {
        .name = span_of(name), .role = role, .agency = SPAN("customs"), .site = SPAN("main")};
    OK(guard_account_add(f->guard, &account, password, &id));
}

static inline enum status log_in(struct fixture *f, const char *name, const char *password,
                                 struct guard_ticket *out)
{
    int64_t wait;
    struct guard_login login = {
        .name = span_of(name), .password = span_of(password), .address = SPAN("10.0.0.1")};
    return guard_session_open(f->guard, &login, out, &wait);
}

/* The code that an officer's device shows now. */
static inline char *code_of(const struct fixture *f, const char *base32, char out[9])
{
    static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    unsigned char secret[TOTP_SECRET_SIZE] = {0};
    for (size_t i = 0; base32[i]; i++) {
        unsigned value = (unsigned)(strchr(signs, base32[i]) - signs);
        for (unsigned bit = 0; bit < 5; bit++)
            if (value >> (4 - bit) & 1)
                secret[(i * 5 + bit) / 8] |= (unsigned char)(0x80 >> (i * 5 + bit) % 8);
    }
    OK(totp_code(secret, sizeof secret, f->now / SECOND / 30, TOTP_DIGITS, out));
    return out;
}

#define OWN_PASSWORD "seven grey herons"

/* From the one-time password to an open session; the ticket and the secret. */
static inline void open_fully(struct fixture *f, const char *name, const char *one_time,
                              struct guard_ticket *ticket, char secret[GUARD_SECRET_TEXT])
{
    int64_t wait;
    struct span uri;
    char code[9];
    OK(log_in(f, name, one_time, ticket));
    assert_int_equal(ticket->state, GUARD_STATE_PASSWORD);
    OK(guard_session_password(f->guard, span_of(ticket->token), span_of(one_time),
                              SPAN(OWN_PASSWORD), ticket, &wait));
    assert_int_equal(ticket->state, GUARD_STATE_ENROL);
    OK(guard_session_enrol(f->guard, span_of(ticket->token), &f->arena, secret, &uri));
    OK(guard_session_confirm(f->guard, span_of(ticket->token), span_of(code_of(f, secret, code)),
                             ticket, &wait));
    assert_int_equal(ticket->state, GUARD_STATE_OPEN);
}

/* A session that is open, without the way to it. */
static inline struct guard_actor actor_of(enum guard_role role)
{
    return (struct guard_actor){.session = 1,
                                .account = 100 + (int64_t)role,
                                .state = GUARD_STATE_OPEN,
                                .role = role,
                                .name = span_of(guard_role_word(role)),
                                .agency = SPAN("customs"),
                                .site = SPAN("main"),
                                .prefix = "0123abcd"};
}

static inline enum status look(struct fixture *f, const char *token, struct guard_actor *out)
{
    return guard_session_find(f->guard, span_of(token), false, &f->arena, out);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
