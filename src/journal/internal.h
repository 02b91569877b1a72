/* Private to journal/: the files' layout, and what writer and reader share. */
#ifndef JOURNAL_INTERNAL_H
#define JOURNAL_INTERNAL_H

#include "journal/journal.h"
#include "sys/database.h"

/* ---- files (month.c) ---- */

enum journal_slot {
    SLOT_PUT_START,
    SLOT_GET_START,
    SLOT_LAST,
    SLOT_PUT_EPOCH,
    SLOT_GET_EPOCH,
    SLOT_PUT_MESSAGE,
    SLOT_DUPLICATE,
    SLOT_AFTER,
    SLOT_ONE,
    SLOT_ABOUT
};
extern const struct database_plan journal_plan;

/* The months that have a file, ascending; `*out` is owned. */
enum status month_list(const char *folder, int32_t **out, size_t *count);

/* The path of a month's file with `suffix`; returns owned. */
char *month_path(const char *folder, int32_t month, const char *suffix);

/* Makes the month's file, so that it has its name only when it is complete: readers never see half
 * a file, and its table start says where the sequence goes on even while it has no message. */
enum status month_make(const char *folder, int32_t month, int64_t first, int64_t received);

/* The first sequence the file may hold and the time of receipt before it. */
enum status month_start(struct database *database, int64_t *first, int64_t *received);

/* The latest sequence and its time; those before the file's start when it has no message. */
enum status month_last(struct database *database, int64_t *sequence, int64_t *received);

/* ---- keys and bodies (body.c) ---- */

enum { ABOUT_SIZE = 256 };

/* A row as it stands in the file, before anything in it is believed. */
struct journal_row {
    int64_t sequence, received, transport, kind, epoch, duplicate_of, size;
    struct span source, digest, body;
};
struct journal_epoch_row {
    int64_t kind;
    struct span public, recipient; /* the epoch's and the month's public keys */
};

/* Whether every member is in its range; STATUS_DAMAGED else. */
enum status journal_row_check(const struct journal_row *row);
enum status journal_columns_check(const struct journal_row *row); /* all but the body */
enum status journal_epoch_check(const struct journal_epoch_row *row, enum kind kind);

/* What is authenticated with a body, into `out` of ABOUT_SIZE bytes. `row` was checked. */
struct span journal_about(char *out, int32_t month, const struct journal_row *row);

/* BLAKE2b-256(shared | epoch public | month public), where `shared` is X25519(ours, theirs).
 * False when `theirs` is no usable point. */
bool journal_epoch_key(struct seal_key *out, const unsigned char ours[SEAL_KEY_SIZE],
                       const unsigned char theirs[PUBLIC_KEY_SIZE],
                       const unsigned char epoch_public[PUBLIC_KEY_SIZE],
                       const unsigned char month_public[PUBLIC_KEY_SIZE]);

/* The key of one message. */
void journal_message_key(struct seal_key *out, const struct seal_key *epoch, int64_t sequence);

/* Opens the zstd frame into `arena`: it must declare exactly `size` bytes, hold them, and end
 * there. STATUS_DAMAGED else. `context` is a ZSTD_DCtx. */
enum status journal_unpack(void *context, struct span frame, int64_t size, struct arena *arena,
                           struct span *out);

/* A kind's place among the keys: a mixed or unknown body counts as PNR. */
static inline enum kind journal_key_kind(enum kind kind)
{
    return kind == KIND_API ? KIND_API : KIND_PNR;
}

/* ---- epochs of the writer (epoch.c) ---- */

struct epoch {
    bool open;
    int64_t id, made;
    unsigned messages;
    struct seal_key key;
};

struct epochs; /* one a kind of key, in locked memory */
struct epochs *epochs_new(struct keyring *keyring);
void epochs_free(struct epochs *epochs);

/* The epoch for one more message of `kind`; a new one is stored in the open transaction of
 * `database`, the file of `month`. Borrowed until the next call. */
enum status epochs_for(struct epochs *epochs, struct database *database, int32_t month,
                       enum kind kind, int64_t now, struct epoch **out);
void epochs_end(struct epochs *epochs); /* wipes all */
void epochs_idle(struct epochs *epochs, int64_t now);

/* ---- the files a reader has open (shelf.c) ---- */

struct month_file {
    int32_t month;
    int64_t first;             /* 0: not read yet */
    struct database *database; /* NULL: not open */
    uint64_t used;             /* turn of the latest use */
};

struct shelf {
    char *folder;              /* owned */
    struct month_file *months; /* ascending */
    size_t count;
    uint64_t turn;
};

/* Sees which files there are now, and keeps what is known of those that still are. */
enum status journal_shelf_refresh(struct shelf *shelf);

/* Opens `file` of the shelf, closing the one that was used longest ago. */
enum status journal_shelf_open(struct shelf *shelf, struct month_file *file);

/* The file in which `sequence` is or will be: the last that starts at or before it. With no such
 * file (older months were removed) the first one. The shelf must not be empty. */
enum status journal_shelf_locate(struct shelf *shelf, int64_t sequence, size_t *out);
void journal_shelf_close(struct shelf *shelf);

/* For fault tests: the file that is written now, NULL before the first message. */
struct database *journal_database(struct journal *journal);

#endif
