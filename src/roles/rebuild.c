#include "roles/rebuild.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "desk/desk.h"
#include "journal/journal.h"
#include "pipeline/engine.h"
#include "roles/authoring.h"
#include "roles/ledger.h"
#include "roles/spawn.h"
#include "roles/whole.h"
#include "store/progress.h"
#include "store/travel.h"
#include "sys/files.h"

struct rebuilding {
    struct system *system;
    struct secrets_folder *secrets;
    struct keyring *keyring;
    struct arena arena;
    const char *aside, *marker; /* marker: inside the new folder until decisions are settled */
    struct desk_decision *decisions;
    size_t decision_count;
    struct desk_pairing *pairings;
    size_t pairing_count;
    struct own_decoder decoder;
};

/* ---- folders ---- */

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *walk)
{
    (void)stat;
    (void)type;
    (void)walk;
    return remove(path);
}

static enum status remove_folder(const char *path)
{
    if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) < 0 && errno != ENOENT)
        return status_errno("remove", path);
    return STATUS_OK;
}

/* Both names change in one step; where there was nothing derived yet, the new just gets its name. */
static enum status put_in_place(const struct rebuilding *rebuilding)
{
    const char *derived = rebuilding->system->folder.derived;
    int done = access(derived, F_OK) == 0
                   ? renameat2(AT_FDCWD, rebuilding->aside, AT_FDCWD, derived, RENAME_EXCHANGE)
                   : rename(rebuilding->aside, derived);
    if (done < 0)
        return status_errno("put the rebuilt data in the place of", derived);
    enum status status = file_sync_folder(rebuilding->system->folder.data);
    return status == STATUS_OK ? remove_folder(rebuilding->aside) : status;
}

/* ---- lists ---- */

/* A version that a crash left announced would be waited for without end: nobody else is there to
 * number it. */
static enum status number_lists(struct rebuilding *rebuilding)
{
    struct authoring *authoring;
    enum status status = authoring_open(rebuilding->system, rebuilding->keyring, &authoring);
    if (status == STATUS_OK)
        authoring_close(authoring);
    return status;
}

/* ---- decisions ---- */

static enum status read_decisions(struct rebuilding *rebuilding)
{
    struct desk *desk;
    enum status status =
        desk_open(rebuilding->system->folder.authored, DESK_READ, rebuilding->keyring, &desk);
    if (status == STATUS_MISSING)
        return STATUS_OK;
    if (status == STATUS_OK) {
        status = desk_decisions_all(desk, &rebuilding->arena, &rebuilding->decisions,
                                    &rebuilding->decision_count);
        if (status == STATUS_OK)
            status = desk_pairings(desk, 0, &rebuilding->arena, &rebuilding->pairings,
                                   &rebuilding->pairing_count);
        desk_close(desk);
    }
    return status;
}

static struct engine_origin *wanted_origins(struct rebuilding *rebuilding, size_t *count)
{
    size_t most = rebuilding->decision_count + 2 * rebuilding->pairing_count, n = 0;
    struct engine_origin *wanted = arena_array(&rebuilding->arena, struct engine_origin, most + 1);
    for (size_t i = 0; i < rebuilding->decision_count; i++)
        wanted[n++] = (struct engine_origin){rebuilding->decisions[i].origin_seq,
                                             rebuilding->decisions[i].origin_offset};
    for (size_t i = 0; i < 2 * rebuilding->pairing_count; i++) {
        const struct desk_card *card = &rebuilding->pairings[i / 2].cards[i % 2];
        wanted[n++] = (struct engine_origin){card->origin_seq, card->origin_offset};
    }
    *count = n;
    return wanted;
}

static enum status is_lost(enum status found, int64_t *lost)
{
    *lost += found == STATUS_MISSING;
    return found == STATUS_MISSING ? STATUS_OK : found;
}

static enum status count_lost(struct rebuilding *rebuilding, struct store *store, int64_t *lost)
{
    enum status status = STATUS_OK;
    *lost = 0;
    for (size_t i = 0; i < rebuilding->decision_count && status == STATUS_OK; i++) {
        int64_t traveller;
        status = is_lost(store_decided(store, rebuilding->decisions[i].origin_seq,
                                       rebuilding->decisions[i].origin_offset, &traveller),
                         lost);
    }
    for (size_t i = 0; i < 2 * rebuilding->pairing_count && status == STATUS_OK; i++) {
        const struct desk_card *card = &rebuilding->pairings[i / 2].cards[i % 2];
        struct store_origin origin = {card->origin_seq, card->origin_offset};
        int64_t traveller;
        status = is_lost(store_card_of(store, origin, &traveller), lost);
    }
    return status;
}

static enum status move_decisions(struct desk *desk, struct store *store)
{
    struct arena arena = {0};
    struct desk_decision *decisions;
    size_t count, n = 0;
    enum status status = desk_decisions_all(desk, &arena, &decisions, &count);
    struct desk_move *moves =
        status == STATUS_OK ? arena_array(&arena, struct desk_move, count + 1) : NULL;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        int64_t traveller;
        enum status found =
            store_decided(store, decisions[i].origin_seq, decisions[i].origin_offset, &traveller);
        if (found == STATUS_OK && traveller != decisions[i].traveller)
            moves[n++] = (struct desk_move){decisions[i].id, traveller};
        else if (found != STATUS_OK && found != STATUS_MISSING)
            status = found;
    }
    if (status == STATUS_OK && n)
        status = desk_decisions_move(desk, moves, n);
    arena_free(&arena);
    return status;
}

static enum status settle(const struct system *system, struct keyring *keyring)
{
    struct desk *desk = NULL;
    struct store *store = NULL;
    enum status status = store_open(system->folder.derived, STORE_READ, keyring, &store);
    if (status == STATUS_OK)
        status = desk_open(system->folder.authored, DESK_WRITE, keyring, &desk);
    if (status == STATUS_OK)
        status = move_decisions(desk, store);
    desk_close(desk);
    store_close(store);
    return status;
}

enum status rebuild_settle(const struct system *system, struct secrets_folder *secrets)
{
    char marker[4096];
    snprintf(marker, sizeof marker, "%s/rebuilt", system->folder.derived);
    if (access(marker, F_OK) < 0)
        return STATUS_OK;
    struct keyring *keyring = keyring_new(secrets_folder_source(secrets));
    enum status status = settle(system, keyring);
    keyring_free(keyring);
    if (status == STATUS_OK && unlink(marker) < 0)
        status = status_errno("remove", marker);
    return status;
}

/* ---- the journal, from its beginning ---- */

static enum status journal_length(struct rebuilding *rebuilding, int64_t *last)
{
    struct journal_reader *reader;
    enum status status =
        journal_reader_open(rebuilding->system->folder.journal, rebuilding->keyring, &reader);
    if (status != STATUS_OK)
        return status;
    status = journal_last(reader, last);
    journal_reader_close(reader);
    return status;
}

enum { LOOKING_MILLISECONDS = 20 };

static enum status replay(struct engine *engine, int64_t last,
                          void (*progress)(void *, int64_t, int64_t), void *context)
{
    struct engine_step step = {.entries = 1};
    enum status status = STATUS_OK;
    while (status == STATUS_OK && (step.entries || step.waiting || step.looking)) {
        if (step.looking && !step.entries)
            poll(NULL, 0, LOOKING_MILLISECONDS);
        status = engine_step(engine, &step);
        if (status == STATUS_OK && progress)
            progress(context, step.last, last);
    }
    return status == STATUS_OK ? engine_close_days(engine, clock_now()) : status;
}

static enum status build_aside(struct rebuilding *rebuilding,
                               void (*progress)(void *, int64_t, int64_t), void *context,
                               struct rebuild_outcome *out)
{
    const struct folder *folder = &rebuilding->system->folder;
    struct engine *engine = NULL;
    struct store_totals totals;
    struct engine_options options = {.config = rebuilding->system->config,
                                     .keyring = rebuilding->keyring,
                                     .journal = folder->journal,
                                     .authored = folder->authored,
                                     .derived = rebuilding->aside,
                                     .fresh_decoder = own_decoder_fresh,
                                     .context = &rebuilding->decoder};
    options.wanted = wanted_origins(rebuilding, &options.wanted_count);
    int64_t last = 0;
    enum status status = journal_length(rebuilding, &last);
    if (status == STATUS_OK)
        status = engine_open(&options, &engine);
    if (status == STATUS_OK)
        status = replay(engine, last, progress, context);
    if (status == STATUS_OK)
        status = count_lost(rebuilding, engine_store(engine), &out->lost);
    if (status == STATUS_OK)
        status = store_totals(engine_store(engine), &totals);
    engine_close(engine);
    own_decoder_end(&rebuilding->decoder);
    if (status != STATUS_OK)
        return status;
    out->messages = totals.entries;
    out->travellers = totals.added;
    out->sealed = totals.reasons[REASON_SEALED_MONTH];
    out->decisions = (int64_t)rebuilding->decision_count;
    return file_write(rebuilding->marker, SPAN("decisions are to be settled\n"), 0600);
}

static enum status rebuild_locked(struct rebuilding *rebuilding,
                                  void (*progress)(void *, int64_t, int64_t), void *context,
                                  struct rebuild_outcome *out)
{
    enum status status = whole_check(&rebuilding->system->folder, rebuilding->secrets);
    if (status == STATUS_OK)
        status = rebuild_settle(rebuilding->system, rebuilding->secrets);
    if (status == STATUS_OK)
        status = remove_folder(rebuilding->aside);
    if (status == STATUS_OK)
        status = number_lists(rebuilding);
    if (status == STATUS_OK)
        status = read_decisions(rebuilding);
    if (status == STATUS_OK)
        status = build_aside(rebuilding, progress, context, out);
    if (status == STATUS_OK)
        status = put_in_place(rebuilding);
    return status == STATUS_OK ? rebuild_settle(rebuilding->system, rebuilding->secrets) : status;
}

enum status rebuild_run(struct system *system, void (*progress)(void *, int64_t, int64_t),
                        void *context, struct rebuild_outcome *out)
{
    struct rebuilding rebuilding = {.system = system};
    int lock = -1;
    *out = (struct rebuild_outcome){0};
    rebuilding.aside = arena_format(&rebuilding.arena, "%s.new", system->folder.derived);
    rebuilding.marker = arena_format(&rebuilding.arena, "%s/rebuilt", rebuilding.aside);
    enum status status = file_make_folder(system->folder.run);
    if (status == STATUS_OK)
        status = file_lock(system->folder.lock, &lock);
    if (status == STATUS_OK)
        status = ledger_open(&system->folder, &rebuilding.secrets);
    if (status == STATUS_OK) {
        rebuilding.keyring = keyring_new(secrets_folder_source(rebuilding.secrets));
        status = rebuild_locked(&rebuilding, progress, context, out);
        keyring_free(rebuilding.keyring);
    }
    secrets_folder_close(rebuilding.secrets);
    if (lock >= 0)
        file_unlock(lock);
    arena_free(&rebuilding.arena);
    return status;
}
