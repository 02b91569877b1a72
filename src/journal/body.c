#include <sodium.h>
#include <stdio.h>
#include <zstd.h>

#include "journal/internal.h"

const char *transport_word(enum transport transport)
{
    static const char *const words[TRANSPORTS] = {"http", "folder", "command"};
    return (unsigned)transport < TRANSPORTS ? words[transport] : "unknown";
}

static bool is_name_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

bool journal_source_valid(struct span name)
{
    if (name.size == 0 || name.size > JOURNAL_MOST_SOURCE || name.at[0] == '.')
        return false;
    for (size_t i = 0; i < name.size; i++)
        if (!is_name_character(name.at[i]))
            return false;
    return true;
}

static enum status damaged(int64_t sequence, const char *what)
{
    return status_fail(STATUS_DAMAGED, "Message %lld of the journal is damaged: %s.",
                       (long long)sequence, what);
}

enum status journal_columns_check(const struct journal_row *row)
{
    if (row->sequence < 1 || row->received < 0 || row->duplicate_of < 0 ||
        row->duplicate_of >= row->sequence || row->epoch < 1)
        return damaged(row->sequence, "one of its numbers is out of range");
    if (row->transport < 0 || row->transport >= TRANSPORTS || row->kind < 0 ||
        row->kind > KIND_OTHER)
        return damaged(row->sequence, "its kind is none");
    if (row->size < 1 || row->size > JOURNAL_MOST_BODY)
        return damaged(row->sequence, "its size is out of range");
    if (!journal_source_valid(row->source))
        return damaged(row->sequence, "its source has no possible name");
    if (row->digest.size != SEAL_DIGEST_SIZE)
        return damaged(row->sequence, "its digest is cut off");
    return STATUS_OK;
}

enum status journal_row_check(const struct journal_row *row)
{
    enum status status = journal_columns_check(row);
    if (status == STATUS_OK && row->body.size < SEAL_OVERHEAD)
        status = damaged(row->sequence, "its body is cut off");
    return status;
}

enum status journal_epoch_check(const struct journal_epoch_row *row, enum kind kind)
{
    if (row->kind != (int64_t)journal_key_kind(kind) || row->public.size != PUBLIC_KEY_SIZE ||
        row->recipient.size != PUBLIC_KEY_SIZE)
        return status_fail(STATUS_DAMAGED, "An epoch of the journal is damaged: its messages "
                                           "cannot be opened. Restore the file from a backup.");
    return STATUS_OK;
}

struct span journal_about(char *out, int32_t month, const struct journal_row *row)
{
    char text[8];
    int size = snprintf(out, ABOUT_SIZE, "journal %s message %lld %s %lld %s %lld %.*s",
                        month_format(month, text), (long long)row->sequence,
                        kind_word((enum kind)row->kind), (long long)row->received,
                        transport_word((enum transport)row->transport), (long long)row->size,
                        (int)row->source.size, row->source.at);
    return (struct span){out, (size_t)size};
}

bool journal_epoch_key(struct seal_key *out, const unsigned char ours[SEAL_KEY_SIZE],
                       const unsigned char theirs[PUBLIC_KEY_SIZE],
                       const unsigned char epoch_public[PUBLIC_KEY_SIZE],
                       const unsigned char month_public[PUBLIC_KEY_SIZE])
{
    unsigned char shared[crypto_scalarmult_BYTES];
    crypto_generichash_state state;
    bool usable = crypto_scalarmult(shared, ours, theirs) == 0;
    crypto_generichash_init(&state, NULL, 0, sizeof out->bytes);
    crypto_generichash_update(&state, shared, sizeof shared);
    crypto_generichash_update(&state, epoch_public, PUBLIC_KEY_SIZE);
    crypto_generichash_update(&state, month_public, PUBLIC_KEY_SIZE);
    crypto_generichash_final(&state, out->bytes, sizeof out->bytes);
    seal_wipe(shared, sizeof shared);
    seal_wipe(&state, sizeof state);
    return usable;
}

void journal_message_key(struct seal_key *out, const struct seal_key *epoch, int64_t sequence)
{
    seal_derive(out, epoch, "jmessage", (uint64_t)sequence);
}

enum status journal_unpack(void *context, struct span frame, int64_t size, struct arena *arena,
                           struct span *out)
{
    static const char words[] = "A body of the journal is damaged: it is not what was packed.";
    if (size < 1 || size > JOURNAL_MOST_BODY ||
        ZSTD_getFrameContentSize(frame.at, frame.size) != (unsigned long long)size)
        return status_fail(STATUS_DAMAGED, "%s", words);
    size_t used = ZSTD_findFrameCompressedSize(frame.at, frame.size);
    if (ZSTD_isError(used) || used != frame.size)
        return status_fail(STATUS_DAMAGED, "%s", words);
    char *body = arena_alloc(arena, (size_t)size + 1); /* ends in a NUL that is not counted */
    if (ZSTD_decompressDCtx(context, body, (size_t)size, frame.at, frame.size) != (size_t)size)
        return status_fail(STATUS_DAMAGED, "%s", words);
    *out = (struct span){body, (size_t)size};
    return STATUS_OK;
}
