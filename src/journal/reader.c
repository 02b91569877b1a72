#include <sodium.h>
#include <stdlib.h>
#include <zstd.h>

#include "base/memory.h"
#include "journal/internal.h"

enum { EPOCH_SLOTS = 64, KEPT_ROOM = 1 << 20 };

/* The keys of epochs seen lately: the agreement is done once an epoch. */
struct epoch_key {
    int32_t month; /* 0: empty */
    int64_t id;
    enum kind kind;
    struct seal_key key;
};

struct journal_reader {
    struct shelf shelf;
    struct keyring *keyring;
    struct epoch_key *epochs; /* EPOCH_SLOTS by id, in locked memory */
    ZSTD_DCtx *zstd;
    struct buffer frame;
};

enum status journal_reader_open(const char *folder, struct keyring *keyring,
                                struct journal_reader **out)
{
    struct journal_reader *reader = memory_alloc(sizeof *reader);
    reader->shelf.folder = memory_text(folder);
    reader->keyring = keyring;
    reader->zstd = ZSTD_createDCtx();
    reader->epochs = sodium_malloc(sizeof(struct epoch_key) * EPOCH_SLOTS);
    if (!reader->zstd || !reader->epochs)
        abort(); /* out of memory, as in base/memory.h */
    seal_wipe(reader->epochs, sizeof(struct epoch_key) * EPOCH_SLOTS);
    enum status status = journal_shelf_refresh(&reader->shelf);
    if (status == STATUS_OK)
        *out = reader;
    else
        journal_reader_close(reader);
    return status;
}

void journal_reader_close(struct journal_reader *reader)
{
    if (!reader)
        return;
    journal_shelf_close(&reader->shelf);
    sodium_free(reader->epochs);
    ZSTD_freeDCtx(reader->zstd);
    buffer_free(&reader->frame);
    free(reader);
}

/* ---- keys ---- */

/* Whether a month's key is there is a fact about the message; that the parent does not answer is
 * not, and ends the whole reading. */
static bool is_about_message(enum status status)
{
    return status == STATUS_SECRET || status == STATUS_DENIED || status == STATUS_DAMAGED;
}

static enum status month_keys(struct journal_reader *reader, int32_t month, enum kind kind,
                              const struct seal_key **private, const struct public_key **public)
{
    enum status status = keyring_private(reader->keyring, month, kind, private);
    if (status == STATUS_OK)
        status = keyring_public(reader->keyring, month, kind, public);
    return status;
}

static enum status agree(struct journal_reader *reader, int32_t month, enum kind kind,
                         const struct journal_epoch_row *row, struct seal_key *out)
{
    const struct seal_key *private = NULL;
    const struct public_key *public = NULL;
    unsigned char theirs[PUBLIC_KEY_SIZE];
    char text[8];
    enum status status = journal_epoch_check(row, kind);
    if (status == STATUS_OK)
        status = month_keys(reader, month, kind, &private, &public);
    if (status != STATUS_OK)
        return status;
    if (memcmp(public->bytes, row->recipient.at, PUBLIC_KEY_SIZE) != 0)
        return status_fail(STATUS_SECRET,
                           "The journal of %s was sealed with another secret than the one in the "
                           "secrets folder. Restore the right one from your backup.",
                           month_format(month, text));
    memcpy(theirs, row->public.at, PUBLIC_KEY_SIZE);
    if (journal_epoch_key(out, private->bytes, theirs, theirs, public->bytes))
        return STATUS_OK;
    return status_fail(STATUS_DAMAGED, "An epoch of the journal of %s is damaged: its key is none.",
                       month_format(month, text));
}

static enum status read_epoch(struct journal_reader *reader, struct month_file *file,
                              struct epoch_key *epoch)
{
    struct query query = query_start(file->database, SLOT_GET_EPOCH);
    query_int(&query, 1, epoch->id);
    bool found = query_next(&query);
    enum status status = STATUS_OK;
    if (found) {
        struct journal_epoch_row row = {.kind = query_column_int(&query, 0),
                                        .public = query_column(&query, 1),
                                        .recipient = query_column(&query, 2)};
        status = agree(reader, file->month, epoch->kind, &row, &epoch->key);
    }
    enum status ended = query_end(&query);
    if (ended != STATUS_OK)
        return ended;
    if (!found)
        return status_fail(STATUS_DAMAGED, "An epoch of the journal is missing: its messages "
                                           "cannot be opened. Restore the file from a backup.");
    return status;
}

static enum status epoch_key(struct journal_reader *reader, struct month_file *file,
                             const struct journal_row *row, const struct seal_key **out)
{
    enum kind kind = journal_key_kind((enum kind)row->kind);
    struct epoch_key *slot = &reader->epochs[(uint64_t)row->epoch % EPOCH_SLOTS];
    if (slot->month != file->month || slot->id != row->epoch || slot->kind != kind) {
        *slot = (struct epoch_key){.id = row->epoch, .kind = kind};
        enum status status = read_epoch(reader, file, slot);
        if (status != STATUS_OK)
            return status;
        slot->month = file->month;
    }
    *out = &slot->key;
    return STATUS_OK;
}

/* ---- rows ---- */

static enum status open_body(struct journal_reader *reader, struct month_file *file,
                             const struct journal_row *row, struct arena *arena, struct span *out)
{
    const struct seal_key *epoch;
    struct seal_key key;
    char about[ABOUT_SIZE];
    enum status status = epoch_key(reader, file, row, &epoch);
    if (status != STATUS_OK)
        return status;
    reader->frame.size = 0;
    journal_message_key(&key, epoch, row->sequence);
    status = seal_open(&reader->frame, &key, journal_about(about, file->month, row), row->body);
    seal_wipe(&key, sizeof key);
    if (status != STATUS_OK)
        return status_fail(STATUS_DAMAGED,
                           "Message %lld of the journal is damaged: its bytes are not those that "
                           "were stored. Restore %s from a backup.",
                           (long long)row->sequence, file->database->path);
    status = journal_unpack(reader->zstd, buffer_span(&reader->frame), row->size, arena, out);
    if (reader->frame.room > KEPT_ROOM)
        buffer_free(&reader->frame);
    return status;
}

static struct journal_row row_of(struct query *query)
{
    return (struct journal_row){.sequence = query_column_int(query, 0),
                                .received = query_column_int(query, 1),
                                .transport = query_column_int(query, 2),
                                .kind = query_column_int(query, 3),
                                .epoch = query_column_int(query, 4),
                                .duplicate_of = query_column_int(query, 5),
                                .size = query_column_int(query, 6),
                                .source = query_column(query, 7),
                                .digest = query_column(query, 8),
                                .body = query_column(query, 9)};
}

static void take_columns(struct journal_entry *entry, const struct journal_row *row,
                         struct arena *arena)
{
    entry->received = row->received;
    entry->duplicate_of = row->duplicate_of;
    entry->size = row->size;
    entry->transport = (enum transport)row->transport;
    entry->kind = (enum kind)row->kind;
    entry->source = arena_copy(arena, row->source);
    memcpy(entry->digest.bytes, row->digest.at, SEAL_DIGEST_SIZE);
}

/* Fails only for what is not about this message. */
static enum status read_entry(struct journal_reader *reader, struct month_file *file,
                              const struct journal_row *row, struct arena *arena,
                              struct journal_entry *entry)
{
    *entry = (struct journal_entry){.sequence = row->sequence, .month = file->month};
    entry->status = journal_row_check(row);
    if (entry->status != STATUS_OK)
        return STATUS_OK;
    take_columns(entry, row, arena);
    enum status status = open_body(reader, file, row, arena, &entry->body);
    entry->status = status == STATUS_DENIED ? STATUS_SECRET : status;
    return status == STATUS_OK || is_about_message(status) ? STATUS_OK : status;
}

/* Where one call puts what it reads. */
struct harvest {
    struct arena *arena;
    struct journal_entry *entries;
    size_t most, count, bytes;
};

static bool has_room(const struct harvest *harvest)
{
    return harvest->count < harvest->most && harvest->bytes < JOURNAL_READ_BYTES;
}

static enum status read_file(struct journal_reader *reader, struct month_file *file, int64_t after,
                             struct harvest *harvest)
{
    enum status status = journal_shelf_open(&reader->shelf, file);
    if (status != STATUS_OK)
        return status;
    struct query query = query_start(file->database, SLOT_AFTER);
    query_int(&query, 1, after);
    query_int(&query, 2, (int64_t)(harvest->most - harvest->count));
    while (status == STATUS_OK && has_room(harvest) && query_next(&query)) {
        struct journal_row row = row_of(&query);
        struct journal_entry *entry = &harvest->entries[harvest->count];
        status = read_entry(reader, file, &row, harvest->arena, entry);
        harvest->bytes += entry->body.size;
        harvest->count += status == STATUS_OK;
    }
    enum status ended = query_end(&query);
    return status == STATUS_OK ? ended : status;
}

enum status journal_reader_next(struct journal_reader *reader, int64_t after, size_t most,
                                struct arena *arena, struct journal_entry *entries, size_t *count)
{
    struct harvest harvest = {.arena = arena, .entries = entries, .most = most};
    size_t from = 0;
    /* The list of files is read first: whatever file has one after it gets no more messages, so
     * that going on to the next one skips nothing. */
    enum status status = journal_shelf_refresh(&reader->shelf);
    if (status == STATUS_OK && reader->shelf.count)
        status = journal_shelf_locate(&reader->shelf, after + 1, &from);
    for (size_t i = from; status == STATUS_OK && i < reader->shelf.count && has_room(&harvest); i++)
        status = read_file(reader, &reader->shelf.months[i], after, &harvest);
    /* What was read before a failure is given; the failure comes again with the next call. */
    if (status != STATUS_OK && harvest.count == 0)
        return status;
    *count = harvest.count;
    return STATUS_OK;
}

static enum status not_there(int64_t sequence)
{
    return status_fail(STATUS_MISSING, "There is no message %lld.", (long long)sequence);
}

/* The file that holds `sequence`, opened. */
static enum status find_file(struct journal_reader *reader, int64_t sequence,
                             struct month_file **out)
{
    size_t at = 0;
    enum status status = journal_shelf_refresh(&reader->shelf);
    if (status == STATUS_OK && reader->shelf.count == 0)
        return not_there(sequence);
    if (status == STATUS_OK)
        status = journal_shelf_locate(&reader->shelf, sequence, &at);
    if (status == STATUS_OK)
        status = journal_shelf_open(&reader->shelf, &reader->shelf.months[at]);
    if (status == STATUS_OK)
        *out = &reader->shelf.months[at];
    return status;
}

enum status journal_get(struct journal_reader *reader, int64_t sequence, struct arena *arena,
                        struct journal_entry *entry)
{
    struct month_file *file;
    enum status status = find_file(reader, sequence, &file);
    if (status != STATUS_OK)
        return status;
    struct query query = query_start(file->database, SLOT_ONE);
    query_int(&query, 1, sequence);
    bool found = query_next(&query);
    if (found) {
        struct journal_row row = row_of(&query);
        status = read_entry(reader, file, &row, arena, entry);
    }
    enum status ended = query_end(&query);
    if (status == STATUS_OK)
        status = ended;
    return status == STATUS_OK && !found ? not_there(sequence) : status;
}

enum status journal_about_message(struct journal_reader *reader, int64_t sequence,
                                  struct arena *arena, struct journal_entry *entry)
{
    struct month_file *file;
    enum status status = find_file(reader, sequence, &file);
    if (status != STATUS_OK)
        return status;
    struct query query = query_start(file->database, SLOT_ABOUT);
    query_int(&query, 1, sequence);
    bool found = query_next(&query);
    if (found) {
        struct journal_row row = row_of(&query);
        *entry = (struct journal_entry){.sequence = row.sequence, .month = file->month};
        entry->status = journal_columns_check(&row);
        if (entry->status == STATUS_OK)
            take_columns(entry, &row, arena);
    }
    status = query_end(&query);
    return status == STATUS_OK && !found ? not_there(sequence) : status;
}

enum status journal_last(struct journal_reader *reader, int64_t *sequence)
{
    int64_t received;
    enum status status = journal_shelf_refresh(&reader->shelf);
    if (status == STATUS_OK && reader->shelf.count == 0) {
        *sequence = 0;
        return STATUS_OK;
    }
    if (status == STATUS_OK)
        status = journal_shelf_open(&reader->shelf, &reader->shelf.months[reader->shelf.count - 1]);
    if (status != STATUS_OK)
        return status;
    return month_last(reader->shelf.months[reader->shelf.count - 1].database, sequence, &received);
}

/* The sequences that the file begins and ends with; false when it cannot be read. */
static bool find_ends(struct shelf *shelf, struct month_file *file, int64_t *first, int64_t *last)
{
    int64_t received;
    bool readable = journal_shelf_open(shelf, file) == STATUS_OK &&
                    month_last(file->database, last, &received) == STATUS_OK;
    *first = file->first;
    return readable;
}

enum status journal_gap(struct journal_reader *reader, int64_t *from, int64_t *to)
{
    int64_t before = 0; /* the last of the file before; 0: not known */
    enum status status = journal_shelf_refresh(&reader->shelf);
    *from = *to = 0;
    for (size_t i = 0; i < reader->shelf.count && status == STATUS_OK && !*from; i++) {
        int64_t first, last;
        bool readable = find_ends(&reader->shelf, &reader->shelf.months[i], &first, &last);
        if (readable && before && first > before + 1) {
            *from = before + 1;
            *to = first - 1;
        }
        before = readable ? last : 0;
    }
    return status;
}
