/* The role `receive` as a library: carriers' messages in, receipts out, bytes into the journal.
 *
 *   POST /v1/messages   the raw bytes of one message; `Authorization: Bearer TOKEN`, or Basic with
 *                       the source's name and the token. Content-Type is ignored: carriers send
 *                       all kinds. 201 once the bytes are on the disk:
 *                         {"id":4711,"received_at":"2026-11-22T10:00:00.000000Z",
 *                          "sha256":"..","size":1234}           and "duplicate_of":4700
 *   GET /v1/health      {"status":"ok"}, without credential
 *   FOLDER/SOURCE/NAME  the drop folder: a file is removed only when its bytes are on the disk
 *
 * Every other answer is application/problem+json {type,title,status,code,detail}; codes and
 * titles are in intake/problems.def. All requests and files of a moment share one commit.
 *
 * Threads: intake_run works in the caller's thread and starts its own (one that writes, those of
 * the HTTP library, one for the drop folder). Functions in the options are called from any of
 * them and must be thread-safe. Nothing that is logged holds a byte of a message. */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "journal/journal.h"

/* Who may send; a seam to wherever hashed credentials are kept (see intake/credential.h). */
struct intake_sources {
    void *context;
    /* Writes the source's name (NUL-terminated) to `source` when `token` is a credential of it;
     * `name` is the name the client gave, empty with Bearer. STATUS_MISSING when it fits none; any
     * other failure says nothing about the client. The same work whether or not it fits. Called in
     * several threads at once. */
    enum status (*check)(void *context, struct span name, struct span token,
                         char source[JOURNAL_MOST_SOURCE + 1]);
    /* Whether there is such a source; for the drop folder. */
    bool (*known)(void *context, struct span name);
};

struct intake_options {
    const char *https;       /* "ADDRESS:PORT" (see socket_parse), or NULL: none */
    const char *http;        /* the same without TLS: loopback only, else STATUS_INPUT; or NULL */
    const char *certificate; /* PEM, with https */
    const char *key;         /* PEM, with https */
    const char *drop;        /* folder, or NULL: none; made when missing */
    const char *folder;      /* where the journal lies, whose free space counts */

    struct journal *journal; /* borrowed; used by the writing thread alone until the end */
    struct intake_sources sources;
    enum kind (*sniff)(struct span body); /* API, PNR or other, by a look at the bytes */
    int64_t (*now)(void);                 /* clock_now */

    int doorbell; /* an eventfd, written after each commit; -1: none */
    int stop;     /* readable: end; what is durable is still answered */

    /* 0 in any of these takes the default */
    uint64_t most_body;      /* bytes of one message: 64 MiB, and never more */
    uint64_t most_in_memory; /* bytes of all bodies on their way: 512 MiB */
    uint64_t reserve;        /* free bytes below which nothing is taken: the larger of 256 MiB
                                 and 1 % of the file system */
    unsigned connections;    /* a listener: 512 */
    unsigned connections_per_address; /* 128 */
    unsigned threads;                 /* of the HTTP library, a listener: 2 */
    int64_t request_time; /* microseconds a request may take from first to last byte: 300 s */
    int64_t idle_time; /* between two bytes of a body, and for all headers: 30 s; a 15th of it for
                          who shows no credential, when connections become few */
    int64_t drop_interval; /* between two looks at the drop folder: 1 s */
    int64_t stop_time;     /* how long requests under way may finish after `stop`: 5 s */

    /* Called once, in the caller's thread, when everything listens; ports as bound, 0: none. */
    void (*ready)(void *context, uint16_t https_port, uint16_t http_port);
    void *ready_context;
};

/* Runs until `stop`. Fails before `ready` when something cannot be listened on, the certificate
 * is unusable, or a plain listener is not on loopback. */
enum status intake_run(const struct intake_options *options);

#endif
