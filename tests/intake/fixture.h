/* What the intake's tests share: an intake in a thread of this process, on ports that the system
 * gives, with a journal of its own, and a small HTTP client on bare sockets. */
#ifndef TESTS_INTAKE_FIXTURE_H
#define TESTS_INTAKE_FIXTURE_H

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "../http/wire.h"
#include "../journal/fixture.h"
#include "base/buffer.h"
#include "intake/credential.h"
#include "intake/intake.h"

struct harness {
    char *folder, *journal, *drop;
    char token[CREDENTIAL_TEXT], other_token[CREDENTIAL_TEXT];
    struct credential credentials[2];
    bool unreadable; /* the table of credentials */
    struct keyring *writer, *reader;
    struct intake_options options;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t change;
    bool ready, ended;
    enum status ending;
    char sentence[512];
    uint16_t https, http;
};

static char harness_word[] = "harness";

static inline enum status harness_check(void *context, struct span name, struct span token,
                                        char source[JOURNAL_MOST_SOURCE + 1])
{
    struct harness *h = context;
    const struct credential *found = credential_find(h->credentials, 2, name, token);
    if (found)
        snprintf(source, JOURNAL_MOST_SOURCE + 1, "%s", found->source);
    return h->unreadable ? STATUS_IO : found ? STATUS_OK : STATUS_MISSING;
}

static inline bool harness_known(void *context, struct span name)
{
    struct harness *h = context;
    return span_is(name, h->credentials[0].source) || span_is(name, h->credentials[1].source);
}

static inline enum kind harness_sniff(struct span body)
{
    return memmem(body.at, body.size, "PAXLST", 6)   ? KIND_API
           : memmem(body.at, body.size, "PNRGOV", 6) ? KIND_PNR
                                                     : KIND_OTHER;
}

static inline void harness_ready(void *context, uint16_t https, uint16_t http)
{
    struct harness *h = context;
    pthread_mutex_lock(&h->lock);
    h->https = https;
    h->http = http;
    h->ready = true;
    pthread_cond_broadcast(&h->change);
    pthread_mutex_unlock(&h->lock);
}

static inline void *harness_run(void *context)
{
    struct harness *h = context;
    enum status status = intake_run(&h->options);
    pthread_mutex_lock(&h->lock);
    h->ending = status;
    snprintf(h->sentence, sizeof h->sentence, "%s", status_sentence());
    h->ended = true;
    pthread_cond_broadcast(&h->change);
    pthread_mutex_unlock(&h->lock);
    return NULL;
}

static inline char *join(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = memory_alloc(size);
    snprintf(path, size, "%s/%s", folder, name);
    return path;
}

/* Everything but running; tests change options in between. */
static inline struct harness *harness_new(void)
{
    struct harness *h = memory_alloc(sizeof *h);
    pthread_mutex_init(&h->lock, NULL);
    pthread_cond_init(&h->change, NULL);
    h->folder = new_folder();
    h->journal = join(h->folder, "journal");
    h->drop = join(h->folder, "drop");
    credential_make(h->token);
    credential_make(h->other_token);
    h->credentials[0].source = "carrier-a";
    h->credentials[1].source = "carrier-b";
    assert_true(credential_hash(span_of(h->token), &h->credentials[0].hash));
    assert_true(credential_hash(span_of(h->other_token), &h->credentials[1].hash));
    h->writer = writer_keys(harness_word);
    h->reader = reader_keys(harness_word);
    h->options = (struct intake_options){.http = "127.0.0.1:0",
                                         .folder = h->journal,
                                         .sources = {h, harness_check, harness_known},
                                         .sniff = harness_sniff,
                                         .now = clock_now,
                                         .doorbell = eventfd(0, EFD_NONBLOCK),
                                         .stop = eventfd(0, 0),
                                         .reserve = 1,
                                         .drop_interval = 10000,
                                         .ready = harness_ready,
                                         .ready_context = h};
    ok(journal_open(h->journal, h->writer, &h->options.journal));
    return h;
}

static inline void harness_launch(struct harness *h)
{
    assert_int_equal(pthread_create(&h->thread, NULL, harness_run, h), 0);
    pthread_mutex_lock(&h->lock);
    while (!h->ready && !h->ended)
        pthread_cond_wait(&h->change, &h->lock);
    pthread_mutex_unlock(&h->lock);
}

static inline struct harness *harness_start(void)
{
    struct harness *h = harness_new();
    harness_launch(h);
    assert_true(h->ready);
    return h;
}

static inline void harness_stop(struct harness *h)
{
    uint64_t one = 1;
    assert_int_equal(write(h->options.stop, &one, sizeof one), sizeof one);
    pthread_join(h->thread, NULL);
}

static inline void harness_free(struct harness *h)
{
    journal_close(h->options.journal);
    keyring_free(h->writer);
    keyring_free(h->reader);
    close(h->options.doorbell);
    close(h->options.stop);
    drop_folder(h->folder);
    free(h->journal);
    free(h->drop);
    free(h);
}

static inline void harness_end(struct harness *h)
{
    harness_stop(h);
    assert_int_equal(h->ending, STATUS_OK);
    harness_free(h);
}

/* Message `sequence` as the journal has it. */
static inline struct journal_entry stored_message(struct harness *h, int64_t sequence,
                                                  struct arena *arena)
{
    struct journal_reader *reader;
    struct journal_entry entry;
    ok(journal_reader_open(h->journal, h->reader, &reader));
    ok(journal_get(reader, sequence, arena, &entry));
    assert_int_equal(entry.status, STATUS_OK);
    journal_reader_close(reader);
    return entry;
}

static inline int64_t stored_count(struct harness *h)
{
    struct journal_reader *reader;
    int64_t last;
    ok(journal_reader_open(h->journal, h->reader, &reader));
    ok(journal_last(reader, &last));
    journal_reader_close(reader);
    return last;
}

/* One request on a connection of its own; returns the HTTP status, the whole answer in `out`. */
static inline int ask(struct harness *h, const char *head, struct span body, struct buffer *out)
{
    struct buffer text = {0};
    int fd = dial(h->http);
    buffer_text(&text, head);
    buffer_append(&text, body.at, body.size);
    say(fd, buffer_span(&text));
    int status = hear(fd, out);
    close(fd);
    buffer_free(&text);
    return status;
}

/* POST with a token; "" for none. */
static inline int post(struct harness *h, const char *token, struct span body, struct buffer *out)
{
    struct buffer head = {0};
    buffer_format(&head, "POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n",
                  body.size);
    if (token[0])
        buffer_format(&head, "Authorization: Bearer %s\r\n", token);
    buffer_text(&head, "\r\n");
    int status = ask(h, buffer_string(&head), body, out);
    buffer_free(&head);
    return status;
}

/* The number behind `key` in an answer's JSON; -1 without it. */
static inline int64_t number_of(struct buffer *answer, const char *key)
{
    char quoted[64];
    snprintf(quoted, sizeof quoted, "\"%s\":", key);
    const char *at = strstr(buffer_string(answer), quoted);
    return at ? strtoll(at + strlen(quoted), NULL, 10) : -1;
}

#endif
