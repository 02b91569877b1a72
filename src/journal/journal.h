/* Tier 1: every message as it came, sealed, in the order of receipt. The raw message is the truth;
 * everything else can be built again from here.
 *
 *   FOLDER/YYYY-MM.db   one SQLite file a month of receipt (UTC); one sequence over all of them.
 *                       After a clock was set back, the newest file goes on until its month is over
 *   FOLDER/lock         held by the writer
 *
 * The writer knows the months' *public* keys only: it can add messages and never read them. Bodies
 * of a kind are sealed by epoch (at most JOURNAL_EPOCH_MESSAGES, JOURNAL_EPOCH_TIME):
 *
 *   ephemeral pair (e, E)      e is wiped at once, E is stored in the table epoch
 *   epoch key   = BLAKE2b-256( X25519(e, M) | E | M )        M = public key of the month and kind
 *   message key = KDF(epoch key, "jmessage", sequence)
 *   body        = nonce (24) | XChaCha20-Poly1305(message key, zstd frame) | tag (16)
 *   about       = "journal YYYY-MM message SEQUENCE KIND RECEIVED TRANSPORT SIZE SOURCE"
 *
 * `about` is authenticated, so that no row's bytes can be put in another's place, nor their time
 * or sender be changed. The zstd frame declares the clear size, which equals the column `size`.
 * What is in clear: times, source, transport, kind, sizes, and a keyed digest (for duplicates).
 *
 * A journal (writer) and a reader each belong to one thread at a time; they may be in different
 * processes. There is one writer a folder. */
#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "seal/keyring.h"

enum {
    JOURNAL_MOST_BODY = 64 * 1024 * 1024,
    JOURNAL_MOST_SOURCE = 64,
    JOURNAL_SHA256 = 32,
    JOURNAL_EPOCH_MESSAGES = 1024,
    JOURNAL_READ_BYTES = 32 * 1024 * 1024 /* of bodies in one journal_reader_next */
};
#define JOURNAL_EPOCH_TIME (60 * MICROS_PER_SECOND)

enum transport { TRANSPORT_HTTP, TRANSPORT_FOLDER, TRANSPORT_COMMAND, TRANSPORTS };
const char *transport_word(enum transport transport);

/* A source's name: 1 to JOURNAL_MOST_SOURCE of a-z, 0-9, '-', '_' and '.', and no '.' first, so
 * that it can name a folder. */
bool journal_source_valid(struct span name);

/* One message to append. */
struct journal_item {
    /* in; borrowed until journal_append returns */
    struct span source, body;
    enum transport transport;
    enum kind kind;
    int64_t received; /* when it had come whole, raised to 1970; may lie before that of the message
                         before */
    /* out */
    int64_t sequence;     /* 0: not stored */
    int64_t duplicate_of; /* the first with these bytes from this source in this month and the
                             one before; 0: none */
    unsigned char sha256[JOURNAL_SHA256]; /* of the body, for the receipt; not stored */
};

struct journal;

/* Opens for appending and makes `folder` when missing. `keyring` is borrowed; of it are used the
 * months' public keys and KEY_DIGEST. STATUS_LOCKED when another process writes there,
 * STATUS_NEWER when the newest file is of a newer version, STATUS_READONLY, STATUS_FULL,
 * STATUS_DAMAGED, STATUS_SECRET, STATUS_IO. Returns owned. */
enum status journal_open(const char *folder, struct keyring *keyring, struct journal **out);
void journal_close(struct journal *journal); /* NULL is fine */

/* Appends `count` messages in order, in one transaction (two where a month turns inside). When it
 * returns STATUS_OK they are on the disk and the out-members are set. On failure those with a
 * sequence are stored (the part before the month's turn), all others are not, and the call may
 * be repeated with them. STATUS_INPUT for an empty or too large body or a bad source name (nothing
 * is stored), else as journal_open. */
enum status journal_append(struct journal *journal, struct journal_item *items, size_t count);

/* Wipes the keys of epochs that are over at `now`. Call it when nothing came for a while. */
void journal_idle(struct journal *journal, int64_t now);

/* The latest sequence; 0 when nothing was ever stored. */
int64_t journal_sequence(const struct journal *journal);

/* One message read back. */
struct journal_entry {
    int64_t sequence, received;
    int64_t duplicate_of; /* 0: none */
    int64_t size;         /* of the body, as stored */
    int32_t month;        /* whose file holds it */
    enum transport transport;
    enum kind kind;
    struct span source;
    struct seal_digest digest;
    /* STATUS_OK, or why there is no body: STATUS_DAMAGED (these bytes are not what was written;
     * then all other members but sequence and month may be wrong), STATUS_SECRET (the month's
     * secret is missing, sealed, or another) */
    enum status status;
    struct span body; /* the very bytes that came */
};

struct journal_reader;

/* Opens for reading; `keyring` (borrowed) gives the months' secrets. STATUS_MISSING when there is
 * no such folder; an empty one is fine: messages may come. Returns owned. */
enum status journal_reader_open(const char *folder, struct keyring *keyring,
                                struct journal_reader **out);
void journal_reader_close(struct journal_reader *reader); /* NULL is fine */

/* Up to `most` messages with a sequence above `after`, in order, into `entries`; what they point
 * to lives in `arena`. Stops early when bodies exceed JOURNAL_READ_BYTES. *count 0: nothing new.
 * A damaged message is an entry with its status, and does not hide those behind it; the sentence
 * then says why. Fails as a whole only when a file cannot be read at all. */
enum status journal_reader_next(struct journal_reader *reader, int64_t after, size_t most,
                                struct arena *arena, struct journal_entry *entries, size_t *count);

/* The message `sequence`. STATUS_MISSING when there is none; STATUS_OK with entry.status else. */
enum status journal_get(struct journal_reader *reader, int64_t sequence, struct arena *arena,
                        struct journal_entry *entry);

/* The same without its body, for lists: nothing is opened, so nothing of it is proved. */
enum status journal_about_message(struct journal_reader *reader, int64_t sequence,
                                  struct arena *arena, struct journal_entry *entry);

/* The latest sequence; 0 when the journal is empty. */
enum status journal_last(struct journal_reader *reader, int64_t *sequence);

/* The first messages that stood in a file between two that are there: `*from` to `*to`, both 0 when
 * none are missing. What a file that cannot be read holds is not known, and not called missing. */
enum status journal_gap(struct journal_reader *reader, int64_t *from, int64_t *to);

#endif
