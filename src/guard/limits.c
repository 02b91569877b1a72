/* How fast passwords and codes may be tried. A row an account's name or an address, under a keyed
 * hash, since what is typed into the name may be a password. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "guard/internal.h"

enum { FORGET_SECONDS = 86400 };

/* After `free` failures the next attempt waits 1, 2, 4 .. seconds, `most` at most; in `forgive`
 * seconds one failure is forgiven. An account waits little, so that nobody keeps another out. */
static const struct {
    int64_t free, most, forgive;
} limits[] = {
    [LIMIT_ACCOUNT] = {3, 60, 1800},
    [LIMIT_ADDRESS] = {10, 900, 300},
};

struct attempts {
    int64_t failures, last;
};

_Static_assert((int)GUARD_NETWORK_TEXT >= (int)INET6_ADDRSTRLEN, "the size of an address as text");

struct span guard_network(struct span address, char room[GUARD_NETWORK_TEXT])
{
    struct in6_addr bytes;
    static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    enum { NETWORK = 8, HOST = 8 };
    struct span rest;
    snprintf(room, INET6_ADDRSTRLEN, "%.*s", (int)span_cut(address, '%', &rest).size, address.at);
    if (inet_pton(AF_INET6, room, &bytes) != 1)
        return address;
    if (memcmp(bytes.s6_addr, mapped, sizeof mapped) == 0) {
        inet_ntop(AF_INET, bytes.s6_addr + sizeof mapped, room, INET6_ADDRSTRLEN);
    } else {
        memset(bytes.s6_addr + NETWORK, 0, HOST);
        inet_ntop(AF_INET6, &bytes, room, INET6_ADDRSTRLEN);
    }
    return span_of(room);
}

static struct seal_digest row_key(const struct guard *guard, enum limit limit, struct span key)
{
    struct buffer text = {0};
    char room[GUARD_NETWORK_TEXT];
    if (limit == LIMIT_ADDRESS)
        key = guard_network(key, room);
    buffer_char(&text, limit == LIMIT_ACCOUNT ? 'n' : 'a');
    buffer_append(&text, key.at, key.size);
    struct seal_digest digest = seal_digest(&guard->keys->attempt, buffer_span(&text));
    buffer_free(&text);
    return digest;
}

static struct span digest_span(const struct seal_digest *digest)
{
    return (struct span){(const char *)digest->bytes, sizeof digest->bytes};
}

/* What is not forgiven yet. A clock that was set back forgives nothing and delays nobody more. */
static enum status read_attempts(struct guard *guard, enum limit limit,
                                 const struct seal_digest *key, struct attempts *out)
{
    struct query query = guard_query(guard, SLOT_ATTEMPT_GET);
    query_blob(&query, 1, digest_span(key));
    *out = (struct attempts){0};
    if (query_next(&query))
        *out = (struct attempts){query_column_int(&query, 0), query_column_int(&query, 1)};
    int64_t now = guard_now(guard);
    if (out->last > now)
        out->last = now;
    int64_t forgiven = (now - out->last) / MICROS_PER_SECOND / limits[limit].forgive;
    out->failures = forgiven < out->failures ? out->failures - forgiven : 0;
    return query_end(&query);
}

static enum status write_attempts(struct guard *guard, const struct seal_digest *key,
                                  int64_t failures)
{
    struct query query = guard_query(guard, failures > 0 ? SLOT_ATTEMPT_PUT : SLOT_ATTEMPT_DROP);
    query_blob(&query, 1, digest_span(key));
    if (failures > 0) {
        query_int(&query, 2, failures);
        query_int(&query, 3, guard_now(guard));
    }
    return query_run(&query);
}

static int64_t delay_of(enum limit limit, int64_t failures)
{
    int64_t over = failures - limits[limit].free, delay = 1;
    if (over <= 0)
        return 0;
    while (--over > 0 && delay < limits[limit].most)
        delay *= 2;
    return delay < limits[limit].most ? delay : limits[limit].most;
}

enum status limit_wait(struct guard *guard, enum limit limit, struct span key, int64_t *wait)
{
    struct attempts attempts;
    struct seal_digest digest = row_key(guard, limit, key);
    enum status status = read_attempts(guard, limit, &digest, &attempts);
    if (status != STATUS_OK)
        return status;
    int64_t until = attempts.last + delay_of(limit, attempts.failures) * MICROS_PER_SECOND;
    int64_t left = until - guard_now(guard);
    *wait = left > 0 ? (left + MICROS_PER_SECOND - 1) / MICROS_PER_SECOND : 0;
    return STATUS_OK;
}

enum status limit_count(struct guard *guard, enum limit limit, struct span key)
{
    struct attempts attempts;
    struct seal_digest digest = row_key(guard, limit, key);
    struct query query = guard_query(guard, SLOT_ATTEMPTS_OLD);
    query_int(&query, 1, guard_now(guard) - FORGET_SECONDS * MICROS_PER_SECOND);
    enum status status = query_run(&query);
    if (status == STATUS_OK)
        status = read_attempts(guard, limit, &digest, &attempts);
    return status ? status : write_attempts(guard, &digest, attempts.failures + 1);
}

enum status limit_forgive(struct guard *guard, enum limit limit, struct span key, bool all)
{
    struct attempts attempts;
    struct seal_digest digest = row_key(guard, limit, key);
    enum status status = read_attempts(guard, limit, &digest, &attempts);
    return status ? status : write_attempts(guard, &digest, all ? 0 : attempts.failures - 1);
}
