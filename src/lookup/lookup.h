/* Asking outside whether a document is listed, where the list may not be copied: INTERPOL's stolen and lost travel
 * documents and the like (docs/lookup.md, docs/decisions/0017).
 *
 *   serve: whom to ask about (queue), what was answered (book), how fast (pace)
 *     |  frames
 *   lookup: the one process that talks to the outside (client), in the service's own words (adapter)
 *
 * Nothing here knows travellers' messages or lists. Times are given by the caller. Handles belong to one
 * thread. Sentences name services and never a person. */
#ifndef LOOKUP_LOOKUP_H
#define LOOKUP_LOOKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "config/config.h"
#include "seal/keyring.h"

/* ---- settings ---- */

struct lookup_adapter;
struct lookup_settings {
    const char *name; /* of the service, and of the list that its answers become */
    const char *url, *purpose, *severity;
    const char *certificate, *key,
        *authorities; /* paths as they are set; "": the system's authorities */
    const struct lookup_adapter *adapter;
    int64_t timeout, retry, rest, remember, per_second; /* as they are set */
};
/* Whether a service is set at all. */
bool lookup_is_set(const struct config *config);
/* Borrows the configuration. STATUS_INPUT with a sentence: something that is needed is not set, and nobody is
 * asked. */
enum status lookup_settings_read(const struct config *config, struct lookup_settings *out);

/* ---- questions and answers ---- */

enum lookup_result {
#define RESULT(name, word, fault) LOOKUP_##name,
#include "lookup/results.def"
#undef RESULT
    LOOKUP_RESULTS
};
enum lookup_fault { FAULT_NONE, FAULT_PASSING, FAULT_LASTING, FAULT_OF_QUESTION };
const char *lookup_result_word(enum lookup_result result);
bool lookup_result_parse(struct span word, enum lookup_result *out);
enum lookup_fault lookup_result_fault(enum lookup_result result);

struct lookup_question {
    struct span id;      /* made for this exchange; the answer must name it */
    struct span purpose; /* why: as it is set */
    struct span number;  /* of the document: capitals and digits */
    struct span state;   /* that issued it, alpha-3; empty: not known */
    struct span type;    /* as the message says (P, V, ..); may be empty */
};
/* What a service holds of a document. */
enum {
    LOOKUP_MOST_FOUND = 20,
    LOOKUP_MOST_REFERENCE = 100,
    LOOKUP_MOST_KIND = 60,
    LOOKUP_MOST_RECORD = 4000,
    LOOKUP_MOST_TEXT = 400
};
struct lookup_record {
    struct span reference; /* what the service calls it: one line */
    struct span kind;      /* "stolen passport"; may be empty */
    struct span severity;  /* a word; empty: that of the settings */
    struct span record;    /* all of it as JSON, as it came but for blanks and order */
};
struct lookup_answer {
    enum lookup_result result;
    struct span text; /* what is wrong, a sentence; empty: nothing */
    struct lookup_record *found;
    size_t count;
};

/* The document in a form in which equal ones are equal bytes: "UZB|AA1234567", in the arena; empty when the
 * number is none. `number` is as somebody wrote it, `state` alpha-3 or empty. */
struct span lookup_document(struct span number, struct span state, struct arena *arena);

/* What stands for documents wherever nothing may be in clear: a key derived from that of the index, for this alone. */
enum status lookup_key(struct keyring *keyring, struct seal_key *out);
struct seal_digest lookup_question_key(const struct seal_key *key,
                                       const struct lookup_question *question, struct arena *arena);

/* ---- adapters: how a kind of service is spoken to ---- */

struct lookup_adapter {
    const char *name; /* of the setting lookup.adapter */
    const char *type; /* of the request's body */
    void (*write)(const struct lookup_question *question, struct buffer *body);
    /* Of an answer with status 200. STATUS_INPUT with a sentence when it is none to this question. Texts live in
     * the arena. */
    enum status (*read)(const struct lookup_question *question, struct span body,
                        struct arena *arena, struct lookup_answer *out);
};
const struct lookup_adapter *lookup_adapter_find(struct span name); /* NULL: there is none */

/* ---- client: one exchange, over HTTPS with certificates on both sides ---- */

enum { LOOKUP_MOST_ANSWER = 256 * 1024 };
struct lookup_server {
    const char *url;
    const struct lookup_adapter *adapter;
    struct span certificate, key, authorities; /* PEM; authorities empty: the system's */
    int64_t timeout;                           /* seconds */
};
struct lookup_client;
/* Borrows the server. NULL with a sentence: the library does not take it. curl_global_init is the caller's. */
struct lookup_client *lookup_client_new(const struct lookup_server *server);
void lookup_client_free(struct lookup_client *client); /* NULL is fine */
/* Tries once; whatever happens is an answer. */
void lookup_client_ask(struct lookup_client *client, const struct lookup_question *question,
                       struct arena *arena, struct lookup_answer *out);

/* ---- frames between the processes; STATUS_INPUT: it is none ---- */

/* An answer is held to the bounds above and to lines without controls, whoever packed it. */

enum { LOOKUP_MOST_FRAME = 1024 * 1024 };
void lookup_question_pack(const struct lookup_question *question, struct buffer *out);
enum status lookup_question_unpack(struct span frame, struct arena *arena,
                                   struct lookup_question *out);
void lookup_answer_pack(const struct lookup_answer *answer, struct buffer *out);
enum status lookup_answer_unpack(struct span frame, struct arena *arena, struct lookup_answer *out);

/* ---- pace: how fast, and how long after a failure ---- */

struct lookup_pace {
    int64_t step;        /* microseconds between two questions */
    int64_t retry, rest; /* the first wait after what may pass, and the longest */
    int64_t next;        /* not before; monotonic microseconds */
    unsigned failures;   /* in a row */
};
struct lookup_pace lookup_pace_of(const struct lookup_settings *settings);
/* Microseconds to wait before the next question; 0: now. */
int64_t lookup_pace_wait(const struct lookup_pace *pace, int64_t now);
void lookup_pace_asked(struct lookup_pace *pace, int64_t now);
/* The one place that decides when it is tried again: what may pass after a wait that doubles, what somebody has to
 * mend after the longest at once. Returns until when this very question is to be held back; 0: it is answered. */
int64_t lookup_pace_ended(struct lookup_pace *pace, enum lookup_result result, int64_t now);

/* ---- queue: whom to ask about; the least often tried, and of these the flight that is due first ---- */

struct lookup_waiting {
    struct seal_digest key;    /* of the document, keyed: nothing in clear is kept */
    int64_t traveller, flight; /* the card that says it */
    int64_t due;               /* of the flight */
    int64_t since;             /* microseconds UTC */
    int64_t held;              /* not before; monotonic */
    unsigned tries;            /* that failed: so that one which always does blocks no other */
};
enum { LOOKUP_MOST_WAITING = 1 << 17 };
struct lookup_queue;
struct lookup_queue *lookup_queue_new(void); /* owned */
void lookup_queue_free(struct lookup_queue *queue);
/* A document waits once: for the traveller whose flight is due first. Beyond the most nobody is added (false): who
 * looks at all flights again finds them then. */
bool lookup_queue_add(struct lookup_queue *queue, const struct lookup_waiting *waiting);
/* The one to be asked about at `now`; NULL: nobody, or all are held back. Valid until the next change. */
struct lookup_waiting *lookup_queue_next(struct lookup_queue *queue, int64_t now);
void lookup_queue_remove(struct lookup_queue *queue, const struct seal_digest *key);
size_t lookup_queue_count(const struct lookup_queue *queue);
int64_t lookup_queue_oldest(const struct lookup_queue *queue); /* its `since`; 0: nobody waits */

/* ---- book: what was answered, by keyed hashes; authored/lookup.db ---- */

struct lookup_book;
enum lookup_book_mode { LOOKUP_READ, LOOKUP_WRITE };
/* STATUS_MISSING: nothing was ever asked. */
enum status lookup_book_open(const char *folder, enum lookup_book_mode mode,
                             struct lookup_book **out);
void lookup_book_close(struct lookup_book *book); /* NULL is fine */

/* What was answered counts until then; the same document is not asked about before. */
struct lookup_known {
    int64_t asked, until; /* microseconds UTC */
    bool found;
};
/* STATUS_MISSING: no answer that counts at `now`. */
enum status lookup_book_find(struct lookup_book *book, const struct seal_digest *key, int64_t now,
                             struct lookup_known *out);
enum status lookup_book_put(struct lookup_book *book, const struct seal_digest *key,
                            const struct lookup_known *known);
/* Drops what counts no longer; beyond `most` rows the oldest, too. */
enum { LOOKUP_MOST_KNOWN = 4000000 };
enum status lookup_book_sweep(struct lookup_book *book, int64_t now, int64_t most);

/* How it stands with the service, for people. */
struct lookup_state {
    struct span name;  /* of the service */
    struct span state; /* `asked`, or the word of a result that is a fault */
    struct span text;  /* what is wrong; empty: nothing */
    int64_t waiting, oldest,
        answered;                 /* how many; since when; when the last answer came. 0: none */
    int64_t asked, found, failed; /* counts since the file was made */
};
enum status lookup_book_say(struct lookup_book *book, const struct lookup_state *state);
/* In the arena. STATUS_MISSING: nothing was ever said. */
enum status lookup_book_state(struct lookup_book *book, struct arena *arena,
                              struct lookup_state *out);

#endif
