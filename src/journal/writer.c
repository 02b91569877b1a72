#include <gnutls/crypto.h>
#include <stdlib.h>
#include <unistd.h>
#include <zstd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "journal/internal.h"
#include "sys/checkpoint.h"
#include "sys/files.h"

enum { ZSTD_LEVEL = 1, KEPT_ROOM = 1 << 20 };

struct journal {
    char *folder;
    struct keyring *keyring;
    const struct seal_key *digest_key; /* borrows the keyring */
    int lock;
    struct checkpoints *checkpoints;   /* NULL: none */
    int32_t month;                     /* of `current` */
    struct database *current, *before; /* this month's file and the one before; may be NULL */
    int64_t sequence, received;        /* of the latest message */
    struct epochs *epochs;
    ZSTD_CCtx *zstd;
    struct buffer frame, sealed;
};

static int32_t month_of_time(int64_t micros)
{
    return month_of_day((int32_t)(micros / MICROS_PER_DAY));
}

/* ---- opening ---- */

/* Last month's file only finds duplicates: without it messages are still taken. */
static void open_before(struct journal *journal)
{
    char *path = month_path(journal->folder, journal->month - 1, "");
    enum status status = database_open(path, &journal_plan, DATABASE_READ, &journal->before);
    if (status != STATUS_OK) {
        journal->before = NULL;
        if (status != STATUS_MISSING)
            log_write(LOG_WARN, EVENT_ENVIRONMENT, "text=\"%s\"", status_sentence());
    }
    free(path);
}

static enum status open_month(struct journal *journal, int32_t month)
{
    char *path = month_path(journal->folder, month, "");
    enum status status = database_open(path, &journal_plan, DATABASE_DURABLE, &journal->current);
    free(path);
    if (status == STATUS_OK) {
        journal->month = month;
        checkpoints_take_over(journal->checkpoints, journal->current);
    } else {
        journal->current = NULL;
    }
    return status;
}

static enum status open_newest(struct journal *journal)
{
    int32_t *months;
    size_t count;
    enum status status = month_list(journal->folder, &months, &count);
    if (status != STATUS_OK)
        return status;
    if (count) {
        status = open_month(journal, months[count - 1]);
        if (status == STATUS_OK)
            status = month_last(journal->current, &journal->sequence, &journal->received);
        if (status == STATUS_OK)
            open_before(journal);
    }
    free(months);
    return status;
}

static enum status take_lock(struct journal *journal)
{
    size_t size = strlen(journal->folder) + sizeof "/lock";
    char *path = memory_alloc(size);
    memcpy(path, journal->folder, strlen(journal->folder));
    memcpy(path + strlen(journal->folder), "/lock", sizeof "/lock");
    enum status status = file_lock(path, &journal->lock);
    free(path);
    return status;
}

enum status journal_open(const char *folder, struct keyring *keyring, struct journal **out)
{
    struct journal *journal = memory_alloc(sizeof *journal);
    journal->folder = memory_text(folder);
    journal->keyring = keyring;
    journal->lock = -1;
    journal->checkpoints = checkpoints_new();
    journal->zstd = ZSTD_createCCtx();
    if (!journal->zstd)
        abort(); /* out of memory, as in base/memory.h */
    journal->epochs = epochs_new(keyring);
    ZSTD_CCtx_setParameter(journal->zstd, ZSTD_c_compressionLevel, ZSTD_LEVEL);
    enum status status = keyring_installation(keyring, KEY_DIGEST, &journal->digest_key);
    if (status == STATUS_OK)
        status = file_make_folder(folder);
    if (status == STATUS_OK)
        status = take_lock(journal);
    if (status == STATUS_OK)
        status = open_newest(journal);
    if (status == STATUS_OK)
        *out = journal;
    else
        journal_close(journal);
    return status;
}

void journal_close(struct journal *journal)
{
    if (!journal)
        return;
    checkpoints_free(journal->checkpoints);
    database_close(journal->current);
    database_close(journal->before);
    file_unlock(journal->lock);
    epochs_free(journal->epochs);
    ZSTD_freeCCtx(journal->zstd);
    buffer_free(&journal->frame);
    buffer_free(&journal->sealed);
    free(journal->folder);
    free(journal);
}

int64_t journal_sequence(const struct journal *journal)
{
    return journal->sequence;
}

void journal_idle(struct journal *journal, int64_t now)
{
    epochs_idle(journal->epochs, now);
}

struct database *journal_database(struct journal *journal)
{
    return journal->current;
}

/* ---- appending ---- */

/* Goes on to the file of `month`, which is made. */
static enum status turn_month(struct journal *journal, int32_t month)
{
    char *path = month_path(journal->folder, month, "");
    bool there = access(path, F_OK) == 0; /* a turn that failed after this point */
    free(path);
    enum status status =
        there ? STATUS_OK
              : month_make(journal->folder, month, journal->sequence + 1, journal->received);
    if (status != STATUS_OK)
        return status;
    int32_t left = journal->month;
    struct database *old = journal->current;
    status = open_month(journal, month);
    if (status != STATUS_OK) {
        journal->current = old;
        journal->month = left;
        return status;
    }
    epochs_end(journal->epochs);
    database_close(journal->before);
    journal->before = left == month - 1 ? old : NULL;
    if (left != month - 1)
        database_close(old);
    return STATUS_OK;
}

static enum status reach_month(struct journal *journal, int32_t month)
{
    if (journal->current && journal->month == month)
        return STATUS_OK;
    return turn_month(journal, month);
}

static enum status find_in(struct database *database, const struct journal_item *item,
                           const struct seal_digest *digest, int64_t *out)
{
    struct query query = query_start(database, SLOT_DUPLICATE);
    query_blob(&query, 1, (struct span){(const char *)digest->bytes, SEAL_DIGEST_SIZE});
    query_text(&query, 2, item->source);
    bool found = query_next(&query);
    int64_t sequence = found ? query_column_int(&query, 0) : 0;
    enum status status = query_end(&query);
    if (status == STATUS_OK)
        *out = sequence;
    return status;
}

static enum status find_duplicate(struct journal *journal, struct journal_item *item,
                                  const struct seal_digest *digest)
{
    item->duplicate_of = 0;
    if (journal->before &&
        find_in(journal->before, item, digest, &item->duplicate_of) != STATUS_OK) {
        /* A damaged file of last month must not keep new messages out. */
        log_write(LOG_WARN, EVENT_ENVIRONMENT, "text=\"%s\"", status_sentence());
        database_close(journal->before);
        journal->before = NULL;
    }
    return item->duplicate_of ? STATUS_OK
                              : find_in(journal->current, item, digest, &item->duplicate_of);
}

/* body -> zstd frame in journal->frame */
static enum status pack(struct journal *journal, struct span body)
{
    size_t room = ZSTD_compressBound(body.size);
    journal->frame.size = 0;
    char *at = buffer_reserve(&journal->frame, room);
    size_t size = ZSTD_compress2(journal->zstd, at, room, body.at, body.size);
    if (ZSTD_isError(size))
        return status_fail(STATUS_MEMORY, "A message cannot be packed: %s.",
                           ZSTD_getErrorName(size));
    journal->frame.size = size;
    return STATUS_OK;
}

static enum status put_row(struct journal *journal, const struct journal_row *row)
{
    struct query query = query_start(journal->current, SLOT_PUT_MESSAGE);
    query_int(&query, 1, row->sequence);
    query_int(&query, 2, row->received);
    query_text(&query, 3, row->source);
    query_int(&query, 4, row->transport);
    query_int(&query, 5, row->kind);
    query_int(&query, 6, row->epoch);
    if (row->duplicate_of)
        query_int(&query, 7, row->duplicate_of);
    else
        query_null(&query, 7);
    query_int(&query, 8, row->size);
    query_blob(&query, 9, row->digest);
    query_blob(&query, 10, row->body);
    return query_run(&query);
}

static enum status seal_and_put(struct journal *journal, const struct journal_item *item,
                                struct epoch *epoch, const struct seal_digest *digest)
{
    struct journal_row row = {.sequence = item->sequence,
                              .received = item->received,
                              .transport = (int64_t)item->transport,
                              .kind = (int64_t)item->kind,
                              .epoch = epoch->id,
                              .duplicate_of = item->duplicate_of,
                              .size = (int64_t)item->body.size,
                              .source = item->source,
                              .digest = {(const char *)digest->bytes, SEAL_DIGEST_SIZE}};
    char about[ABOUT_SIZE];
    struct seal_key key;
    enum status status = pack(journal, item->body);
    if (status != STATUS_OK)
        return status;
    journal->sealed.size = 0;
    journal_message_key(&key, &epoch->key, item->sequence);
    seal_close(&journal->sealed, &key, journal_about(about, journal->month, &row),
               buffer_span(&journal->frame));
    seal_wipe(&key, sizeof key);
    row.body = buffer_span(&journal->sealed);
    epoch->messages++;
    return put_row(journal, &row);
}

static enum status append_one(struct journal *journal, struct journal_item *item)
{
    struct epoch *epoch;
    struct seal_digest digest = seal_digest(journal->digest_key, item->body);
    /* GnuTLS uses the processor's instructions for it, libsodium does not. */
    if (gnutls_hash_fast(GNUTLS_DIG_SHA256, item->body.at, item->body.size, item->sha256) < 0)
        return status_fail(STATUS_IO, "The digest for a receipt cannot be computed.");
    enum status status = find_duplicate(journal, item, &digest);
    if (status == STATUS_OK)
        status = epochs_for(journal->epochs, journal->current, journal->month, item->kind,
                            item->received, &epoch);
    if (status != STATUS_OK)
        return status;
    item->sequence = journal->sequence + 1;
    status = seal_and_put(journal, item, epoch, &digest);
    if (status == STATUS_OK) {
        journal->sequence = item->sequence;
        journal->received = item->received;
    }
    return status;
}

/* All or nothing of `items`, which go to the file of one month. */
static enum status append_run(struct journal *journal, int32_t month, struct journal_item *items,
                              size_t count)
{
    enum status status = reach_month(journal, month);
    if (status != STATUS_OK)
        return status;
    int64_t sequence = journal->sequence, received = journal->received;
    status = database_begin(journal->current);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = append_one(journal, &items[i]);
    if (status == STATUS_OK)
        status = database_commit(journal->current);
    if (status == STATUS_OK)
        return STATUS_OK;
    database_rollback(journal->current);
    epochs_end(journal->epochs); /* their rows may be gone, and sequences will be given again */
    journal->sequence = sequence;
    journal->received = received;
    for (size_t i = 0; i < count; i++)
        items[i].sequence = items[i].duplicate_of = 0;
    return status;
}

static enum status check_item(const struct journal_item *item)
{
    if (item->body.size == 0 || item->body.size > JOURNAL_MOST_BODY)
        return status_fail(STATUS_INPUT,
                           "A message of %zu bytes cannot be stored: it must have 1 "
                           "to %d.",
                           item->body.size, JOURNAL_MOST_BODY);
    if (!journal_source_valid(item->source))
        return status_fail(STATUS_INPUT, "A source's name has 1 to %d of a-z, 0-9, '-', '_', '.'.",
                           JOURNAL_MOST_SOURCE);
    return STATUS_OK;
}

/* Large messages are rare; their room is not kept. */
static void shrink(struct buffer *buffer)
{
    if (buffer->room > KEPT_ROOM)
        buffer_free(buffer);
}

/* A clock that is set back must not lead back to an older file, as who reads goes on from file to
 * file. The time itself is believed: dates are read by it, and if it were raised to the one
 * before, one wrong hour of the clock would falsify it for good. */
static int32_t file_month(const struct journal *journal, const struct journal_item *item)
{
    int32_t month = month_of_time(item->received);
    return journal->current && journal->month > month ? journal->month : month;
}

enum status journal_append(struct journal *journal, struct journal_item *items, size_t count)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count; i++) {
        items[i].sequence = items[i].duplicate_of = 0;
        if (items[i].received < 0) /* a clock before all time */
            items[i].received = 0;
        if (status == STATUS_OK)
            status = check_item(&items[i]);
    }
    for (size_t from = 0, to = 0; from < count && status == STATUS_OK; from = to) {
        int32_t month = file_month(journal, &items[from]);
        while (to < count && month_of_time(items[to].received) <= month)
            to++;
        status = append_run(journal, month, items + from, to - from);
    }
    if (count) /* of the kind that does not come just now, too */
        epochs_idle(journal->epochs, items[count - 1].received);
    shrink(&journal->frame);
    shrink(&journal->sealed);
    return status;
}
