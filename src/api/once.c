#include "api/internal.h"

#include <sodium.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"

/* Kept in memory, bounded, for 24 hours. That is enough: what a restart forgets is still not done
 * twice where it matters, since a decision comes with the ETag of the alert that it was made on, and
 * after the first one that is another. And so no answer, which may hold a note, reaches the disk. */

enum { MOST_KEPT = 4096, DIGEST = 32, WAIT_SECONDS = 15 };
#define KEPT_TIME MICROS_PER_DAY
#define SECRET_TIME (10 * 60 * MICROS_PER_SECOND) /* of an answer with a password in it */

struct kept {
    unsigned char who[DIGEST], what[DIGEST]; /* account, operation and key; path and body */
    int64_t at;                              /* 0: free */
    bool under_way, secret;
    struct guard_subject subject; /* what the gate was asked about */
    unsigned status;
    const char *type;
    char *etag;
    struct buffer body;
};

struct once {
    pthread_mutex_t lock;
    pthread_cond_t change;
    struct kept kept[MOST_KEPT];
};

struct once *once_new(void)
{
    struct once *once = memory_alloc(sizeof *once);
    pthread_mutex_init(&once->lock, NULL);
    pthread_cond_init(&once->change, NULL);
    return once;
}

static void forget(struct kept *kept)
{
    if (kept->body.at)
        seal_wipe(kept->body.at, kept->body.size);
    buffer_free(&kept->body);
    free(kept->etag);
    *kept = (struct kept){0};
}

void once_free(struct once *once)
{
    if (!once)
        return;
    for (size_t i = 0; i < MOST_KEPT; i++)
        forget(&once->kept[i]);
    pthread_cond_destroy(&once->change);
    pthread_mutex_destroy(&once->lock);
    free(once);
}

static void digest(unsigned char out[DIGEST], const struct span *parts, size_t count)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, DIGEST);
    for (size_t i = 0; i < count; i++) {
        uint64_t size = parts[i].size;
        crypto_generichash_update(&state, (const unsigned char *)&size, sizeof size);
        crypto_generichash_update(&state, (const unsigned char *)parts[i].at, parts[i].size);
    }
    crypto_generichash_final(&state, out, DIGEST);
}

static struct kept describe(const struct api_call *call, struct span key)
{
    struct kept kept = {0};
    struct span who[] = {call->actor.name, span_of(permission_word(call->route->permission)), key};
    struct span what[] = {call->request->path, call->request->body};
    digest(kept.who, who, 3);
    digest(kept.what, what, 2);
    return kept;
}

static bool is_over(const struct kept *kept, int64_t now)
{
    return kept->at && !kept->under_way &&
           now - kept->at > (kept->secret ? SECRET_TIME : KEPT_TIME);
}

void once_sweep(struct once *once)
{
    int64_t now = clock_monotonic();
    pthread_mutex_lock(&once->lock);
    for (size_t i = 0; i < MOST_KEPT; i++)
        if (is_over(&once->kept[i], now))
            forget(&once->kept[i]);
    pthread_mutex_unlock(&once->lock);
}

/* The entry of that request, or the place for it: a free one, else the oldest. With the lock. */
static struct kept *place_of(struct once *once, const struct kept *wanted, int64_t now)
{
    struct kept *place = NULL;
    for (size_t i = 0; i < MOST_KEPT; i++) {
        struct kept *kept = &once->kept[i];
        if (is_over(kept, now))
            forget(kept);
        if (kept->at && memcmp(kept->who, wanted->who, DIGEST) == 0)
            return kept;
        if (!kept->under_way && (!place || kept->at < place->at))
            place = kept;
    }
    return place;
}

static void answer_again(struct api_call *call, const struct kept *kept)
{
    http_answer_text(call->answer, kept->status, kept->type, buffer_span(&kept->body));
    call->answer->no_pack = true;
    if (kept->etag)
        api_etag(call, span_of(kept->etag));
}

/* Waits while the first one is under way. */
static struct kept *settled(struct once *once, const struct kept *wanted)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_SECONDS;
    struct kept *kept = place_of(once, wanted, clock_monotonic());
    while (kept && kept->under_way && memcmp(kept->who, wanted->who, DIGEST) == 0 &&
           pthread_cond_timedwait(&once->change, &once->lock, &until) == 0)
        kept = place_of(once, wanted, clock_monotonic());
    return kept;
}

bool once_begin(struct api_call *call)
{
    struct span key = api_text(call, "Idempotency-Key");
    if (!key.at || !call->signed_in || call->actor.state != GUARD_STATE_OPEN)
        return true;
    struct once *once = call->api->once;
    struct kept wanted = describe(call, key);
    bool go_on = false, again = false;
    struct guard_subject subject = {0};
    pthread_mutex_lock(&once->lock);
    struct kept *kept = settled(once, &wanted);
    bool known = kept && kept->at && memcmp(kept->who, wanted.who, DIGEST) == 0;
    if (!kept || (known && kept->under_way)) {
        api_problem(call, PROBLEM_DATA_BUSY, NULL);
    } else if (known && memcmp(kept->what, wanted.what, DIGEST) != 0) {
        api_problem(call, PROBLEM_REQUEST_KEY_REUSED, NULL);
    } else if (known) {
        answer_again(call, kept);
        subject = kept->subject;
        again = true;
    } else {
        forget(kept);
        *kept = wanted;
        kept->at = clock_monotonic();
        kept->under_way = go_on = true;
        call->kept = kept;
    }
    pthread_mutex_unlock(&once->lock);
    if (again) /* when it says no, that takes the answer's place */
        (void)api_allow(call, subject);
    return go_on;
}

/* What failed may be tried again with the same key. */
void once_end(struct api_call *call)
{
    struct once *once = call->api->once;
    struct kept *kept = call->kept;
    const struct http_answer *answer = call->answer;
    if (!kept)
        return;
    pthread_mutex_lock(&once->lock);
    if (answer->status >= 200 && answer->status < 300) {
        kept->under_way = false;
        kept->secret = answer->no_pack;
        kept->subject = call->subject;
        kept->status = answer->status;
        kept->type = answer->type;
        buffer_append(&kept->body, answer->body.at, answer->body.size);
        for (size_t i = 0; i < answer->header_count; i++)
            if (span_is(answer->headers[i].name, "ETag"))
                kept->etag = memory_text(answer->headers[i].value.at);
    } else {
        forget(kept);
    }
    pthread_cond_broadcast(&once->change);
    pthread_mutex_unlock(&once->lock);
}
