/* module: journal */
/* What stands in a journal's file is not believed: a stored row, its epoch, and the frame inside a
 * body (as it is after the seal was opened, so that the seal does not keep the fuzzer out). */
#include <assert.h>
#include <stdlib.h>
#include <zstd.h>

#include "journal/internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int64_t take_number(struct span *rest)
{
    int64_t number = 0;
    struct span part = span_part(*rest, 0, sizeof number);
    if (part.size)
        memcpy(&number, part.at, part.size);
    *rest = span_part(*rest, part.size, rest->size);
    return number;
}

static struct span take_bytes(struct span *rest)
{
    size_t size = rest->size ? (unsigned char)rest->at[0] : 0;
    *rest = span_part(*rest, 1, rest->size);
    struct span part = span_part(*rest, 0, size);
    *rest = span_part(*rest, part.size, rest->size);
    return part;
}

/* A small number most of the time, so that checks are passed as well as failed. */
static int64_t take_some(struct span *rest)
{
    struct span first = span_part(*rest, 0, 1);
    *rest = span_part(*rest, 1, rest->size);
    if (first.size && (unsigned char)first.at[0] < 250)
        return (unsigned char)first.at[0];
    return take_number(rest);
}

static void check_row(struct span *rest)
{
    struct journal_row row = {.sequence = take_some(rest),
                              .received = take_some(rest),
                              .transport = take_some(rest),
                              .kind = take_some(rest),
                              .epoch = take_some(rest),
                              .duplicate_of = take_some(rest),
                              .size = take_some(rest)};
    row.source = take_bytes(rest);
    row.digest = take_bytes(rest);
    row.body = take_bytes(rest);
    if (journal_row_check(&row) != STATUS_OK)
        return;
    char about[ABOUT_SIZE];
    struct span text = journal_about(about, (int32_t)take_number(rest), &row);
    assert(text.size < ABOUT_SIZE);
}

static void check_epoch(struct span *rest)
{
    struct journal_epoch_row row = {.kind = take_some(rest)};
    struct seal_key key, private = {{7}};
    unsigned char theirs[PUBLIC_KEY_SIZE];
    row.public = take_bytes(rest);
    row.recipient = take_bytes(rest);
    if (journal_epoch_check(&row, KIND_PNR) != STATUS_OK)
        return;
    memcpy(theirs, row.public.at, sizeof theirs);
    journal_epoch_key(&key, private.bytes, theirs, theirs, theirs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ZSTD_DCtx *context;
    if (!context) {
        context = ZSTD_createDCtx();
        if (seal_start() != STATUS_OK)
            abort();
    }
    struct span rest = {(const char *)data, size}, body = {NULL, 0};
    struct arena arena = {0};
    check_row(&rest);
    check_epoch(&rest);
    int64_t claimed = take_number(&rest);
    unsigned long long declared = ZSTD_getFrameContentSize(rest.at, rest.size);
    /* both what a forger would write and what the frame says */
    if (claimed % 2 && declared <= JOURNAL_MOST_BODY)
        claimed = (int64_t)declared;
    if (journal_unpack(context, rest, claimed, &arena, &body) == STATUS_OK)
        assert((int64_t)body.size == claimed && body.at[body.size] == '\0');
    arena_free(&arena);
    return 0;
}
