#include "roles/whole.h"

#include <stdio.h>
#include <unistd.h>

#include "journal/journal.h"
#include "store/store.h"

/* A missing file shows by its messages: the end by what was worked through (see below), the middle by
 * the numbers of its neighbours. Older months may have been put away. */
static enum status check_middle(const struct folder *folder, struct journal_reader *reader)
{
    int64_t from, to;
    enum status status = journal_gap(reader, &from, &to);
    if (status == STATUS_OK && from)
        status = status_fail(STATUS_DAMAGED,
                             "The messages %lld to %lld are not in the journal in %s, though there "
                             "are older and newer ones: files of it are missing. Restore the "
                             "journal from a backup.",
                             (long long)from, (long long)to, folder->journal);
    return status;
}

static enum status last_received(const struct folder *folder, struct keyring *keyring,
                                 int64_t *last)
{
    struct journal_reader *reader;
    enum status status = journal_reader_open(folder->journal, keyring, &reader);
    *last = 0;
    if (status == STATUS_MISSING)
        return STATUS_OK;
    if (status == STATUS_OK) {
        status = journal_last(reader, last);
        if (status == STATUS_OK)
            status = check_middle(folder, reader);
        journal_reader_close(reader);
    }
    return status;
}

/* 0 when nothing derived can be opened: then it is to be rebuilt, and says nothing here. */
static int64_t last_done(const struct folder *folder, struct keyring *keyring)
{
    struct store *store;
    if (store_open(folder->derived, STORE_READ, keyring, &store) != STATUS_OK)
        return 0;
    int64_t done = store_progress(store);
    store_close(store);
    return done;
}

static enum status check_desk(const struct folder *folder)
{
    char desk[4096];
    snprintf(desk, sizeof desk, "%s/desk.db", folder->authored);
    if (access(desk, F_OK) == 0)
        return STATUS_OK;
    return status_fail(STATUS_DAMAGED,
                       "The file %s is missing: lists, senders and decisions were in it. Restore "
                       "it from a backup.",
                       desk);
}

enum status whole_check(const struct folder *folder, struct secrets_folder *secrets)
{
    struct keyring *keyring = keyring_new(secrets_folder_source(secrets));
    int64_t last = 0, done = last_done(folder, keyring);
    enum status status = last_received(folder, keyring, &last);
    if (status == STATUS_OK && last < done)
        status =
            status_fail(STATUS_DAMAGED,
                        "The journal in %s ends with message %lld, but message %lld was worked "
                        "through: files of it are missing. Restore the journal from a backup.",
                        folder->journal, (long long)last, (long long)done);
    if (status == STATUS_OK && (last > 0 || done > 0))
        status = check_desk(folder);
    keyring_free(keyring);
    return status;
}
