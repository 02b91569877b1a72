/* A whole engine on a temporary folder: bodies go into a real journal, through a real decoder in a
 * process of its own, into a real store. Time is given, nothing sleeps. */
#ifndef TESTS_PIPELINE_FIXTURE_H
#define TESTS_PIPELINE_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "decode/decode.h"
#include "pipeline/dump.h"
#include "pipeline/internal.h"
#include "seal/folder.h"
#include "store/internal.h"
#include "sys/files.h"

#include "../room.h"

#define NOON INT64_C(1795521600000000) /* 2026-11-24T12:00:00Z */

struct fixture {
    char folder[64], journal_folder[96], derived[96], authored[96], secrets_folder[96];
    struct secrets_folder *secrets;
    struct keyring *writing, *keyring;
    struct config *config;
    struct journal *journal;
    struct desk *desk;
    struct engine *engine;
    pid_t decoder;
    int64_t now;
    struct buffer text;
};

static int fixture_remove(const char *path, const struct stat *stat, int type, struct FTW *walk)
{
    (void)stat;
    (void)type;
    (void)walk;
    return remove(path);
}

/* True when a SIGKILL was its end. */
static bool fixture_end_decoder(struct fixture *fixture)
{
    int how = 0;
    if (fixture->decoder > 0) {
        kill(fixture->decoder, SIGKILL);
        waitpid(fixture->decoder, &how, 0);
    }
    fixture->decoder = 0;
    return WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL;
}

static enum status fixture_decoder(void *context, int *socket, bool *killed)
{
    struct fixture *fixture = context;
    int pair[2];
    *killed = fixture_end_decoder(fixture);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    fixture->decoder = fork();
    if (fixture->decoder == 0) {
        close(pair[0]);
        _exit(decoder_serve(pair[1]) == STATUS_OK ? 0 : 1);
    }
    close(pair[1]);
    *socket = pair[0];
    return STATUS_OK;
}

static void fixture_open_after(struct fixture *fixture, bool at_fault)
{
    struct engine_options options = {.config = fixture->config,
                                     .keyring = fixture->keyring,
                                     .journal = fixture->journal_folder,
                                     .authored = fixture->authored,
                                     .derived = fixture->derived,
                                     .fresh_decoder = fixture_decoder,
                                     .context = fixture,
                                     .at_fault = at_fault};
    if (engine_open(&options, &fixture->engine) != STATUS_OK)
        fail_msg("%s", status_sentence());
}

static void fixture_open_engine(struct fixture *fixture)
{
    fixture_open_after(fixture, false);
}

static struct fixture *fixture_new(void)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_int_equal(seal_start(), STATUS_OK);
    room_name(fixture->folder, sizeof fixture->folder, "pipeline");
    assert_non_null(mkdtemp(fixture->folder));
    snprintf(fixture->journal_folder, 96, "%s/journal", fixture->folder);
    snprintf(fixture->derived, 96, "%s/derived", fixture->folder);
    snprintf(fixture->authored, 96, "%s/authored", fixture->folder);
    snprintf(fixture->secrets_folder, 96, "%s/secrets", fixture->folder);
    assert_int_equal(secrets_folder_open(fixture->secrets_folder, true, &fixture->secrets),
                     STATUS_OK);
    fixture->writing = keyring_new(secrets_folder_source(fixture->secrets));
    fixture->keyring = keyring_new(secrets_folder_source(fixture->secrets));
    assert_int_equal(config_parse(SPAN("home: UZ\nofficers: {doors-minutes: 15}\n"
                                       "profile: {charters: [C2, HY901]}\n"
                                       "screen: {parts-seconds-of: [slow=900]}\n"),
                                  "test", &fixture->config),
                     STATUS_OK);
    assert_int_equal(journal_open(fixture->journal_folder, fixture->writing, &fixture->journal),
                     STATUS_OK);
    assert_int_equal(desk_open(fixture->authored, DESK_WRITE, fixture->writing, &fixture->desk),
                     STATUS_OK);
    fixture->now = NOON;
    fixture_open_engine(fixture);
    return fixture;
}

static void fixture_free(struct fixture *fixture)
{
    engine_close(fixture->engine);
    fixture_end_decoder(fixture);
    desk_close(fixture->desk);
    journal_close(fixture->journal);
    config_free(fixture->config);
    keyring_free(fixture->writing);
    keyring_free(fixture->keyring);
    secrets_folder_close(fixture->secrets);
    buffer_free(&fixture->text);
    nftw(fixture->folder, fixture_remove, 16, FTW_DEPTH | FTW_PHYS);
    free(fixture);
}

static inline int fixture_setup(void **state)
{
    *state = fixture_new();
    return 0;
}

static inline int fixture_teardown(void **state)
{
    fixture_free(*state);
    return 0;
}

static inline int64_t fixture_receive(struct fixture *fixture, const char *body)
{
    struct journal_item item = {.source = SPAN("test"),
                                .body = span_of(body),
                                .transport = TRANSPORT_HTTP,
                                .kind = decode_sniff(span_of(body)),
                                .received = fixture->now += MICROS_PER_SECOND};
    assert_int_equal(journal_append(fixture->journal, &item, 1), STATUS_OK);
    return item.sequence;
}

/* Works until there is nothing left. */
static void fixture_work(struct fixture *fixture)
{
    struct engine_step step = {.entries = 1};
    while (step.entries || step.waiting)
        if (engine_step(fixture->engine, &step) != STATUS_OK)
            fail_msg("%s", status_sentence());
}

static inline void fixture_end_at(void *context, enum commit_stage stage)
{
    if (stage == *(const enum commit_stage *)context)
        _exit(0);
}

/* What waits is worked on by a process that ends after the commit of `stage`; then another takes
 * over. False: it came to no such commit. */
static inline bool fixture_work_crashing(struct fixture *fixture, enum commit_stage stage)
{
    int how;
    engine_close(fixture->engine);
    fixture_end_decoder(fixture);
    pid_t child = fork();
    if (child == 0) {
        fixture_open_engine(fixture);
        fixture->engine->store->on_commit = fixture_end_at;
        fixture->engine->store->on_commit_context = &stage;
        fixture_work(fixture);
        fixture_end_decoder(fixture);
        _exit(1);
    }
    waitpid(child, &how, 0);
    fixture_open_engine(fixture);
    fixture_work(fixture);
    return how == 0;
}

static inline int64_t fixture_send(struct fixture *fixture, const char *body)
{
    int64_t seq = fixture_receive(fixture, body);
    fixture_work(fixture);
    return seq;
}

static enum status fixture_keep_line(void *context, struct span line)
{
    buffer_append(context, line.at, line.size);
    return STATUS_OK;
}

/* Everything derived, canonical. Valid until the next call. */
static const char *fixture_dump(struct fixture *fixture)
{
    struct journal_reader *reader;
    fixture->text.size = 0;
    assert_int_equal(journal_reader_open(fixture->journal_folder, fixture->keyring, &reader),
                     STATUS_OK);
    assert_int_equal(
        dump_store(engine_store(fixture->engine), reader, true, fixture_keep_line, &fixture->text),
        STATUS_OK);
    journal_reader_close(reader);
    return buffer_string(&fixture->text);
}

/* A version of the list "ours", which holds for messages after `after`. */
static inline void fixture_import(struct fixture *fixture, const char *csv, int64_t after)
{
    struct arena arena = {0};
    struct desk_list_outcome outcome;
    struct desk_list_order order = {.name = SPAN("ours"),
                                    .file_name = SPAN("ours.csv"),
                                    .bytes = span_of(csv),
                                    .by = SPAN("test"),
                                    .now = fixture->now,
                                    .force = true};
    assert_int_equal(desk_list_import(fixture->desk, &order, &arena, &outcome), STATUS_OK);
    assert_int_equal(desk_list_number(fixture->desk, outcome.list, outcome.version, after),
                     STATUS_OK);
    arena_free(&arena);
}

/* How many lines of the dump hold all of the words. */
static inline int fixture_count(struct fixture *fixture, const char *one, const char *other)
{
    int count = 0;
    struct span rest = span_of(fixture_dump(fixture));
    while (rest.size) {
        char line[65536];
        struct span found = span_cut(rest, '\n', &rest);
        snprintf(line, sizeof line, "%.*s", (int)found.size, found.at);
        count += strstr(line, one) && (!other || strstr(line, other));
    }
    return count;
}

/* Persons that stand: cards that were not merged into another. */
static inline int fixture_persons(struct fixture *fixture)
{
    return fixture_count(fixture, "\"what\":\"person\"", NULL) -
           fixture_count(fixture, "\"what\":\"person\"", "merged_into");
}

/* ---- messages; each returns a static text that lasts until it is called eight times more ---- */

static char *fixture_room(void)
{
    static char rooms[8][8192];
    static int at;
    return rooms[at++ % 8];
}

/* HY602 on `day` (YYMMDD), departing at `time` (HHMM), with NAD groups as given. */
static inline const char *paxlst_at(const char *day, const char *time, const char *role,
                                    const char *persons)
{
    char *text = fixture_room();
    snprintf(text, 8192,
             "UNA:+.? 'UNB+UNOA:4+HYAPI+UZGOV+261124:0900+1'"
             "UNH+1+PAXLST:D:05B:UN:IATA+HY602/%s'BGM+%s'TDT+20+HY602+++HY'"
             "LOC+125+TAS'DTM+189:%s%s:201'LOC+87+IST'DTM+232:%s2300:201'%sCNT+42:1'UNT+1+1'"
             "UNZ+1+1'",
             day, role, day, time, day, persons);
    return text;
}

static inline const char *paxlst(const char *persons)
{
    return paxlst_at("261125", "1000", "745", persons);
}

/* A push of one booking for HY602 TAS-IST on 2026-11-25. */
__attribute__((unused)) static const char *pnrgov(const char *locator, const char *travellers)
{
    char *text = fixture_room();
    snprintf(text, 8192,
             "UNA:+.?*'UNB+IATA:1+HY+UZGOV+261124:0900+2'UNH+1+PNRGOV:11:1:IA+HY602/251126'MSG+:22'"
             "ORG+HY:TAS'TVL+251126:1000:251126:2300+TAS+IST+HY+602'EQN+1'SRC'"
             "RCI+HY:%s::201126:1000'%s"
             "TVL+251126:1000:251126:2300+TAS+IST+HY+602:Y'RPI+1+HK'UNT+1+1'UNZ+1+2'",
             locator, travellers);
    return text;
}

/* As people do: what they mean are cards of the store, what is kept are their origins. */
static inline void fixture_pair(struct fixture *f, int64_t one, int64_t other, bool same)
{
    struct desk_pairing pairing = {.at = f->now += MICROS_PER_SECOND,
                                   .by = SPAN("test"),
                                   .same = same,
                                   .tenancy = {.agency = SPAN("a"), .site = SPAN("s")}};
    const int64_t ids[] = {one, other};
    struct journal_reader *reader;
    struct arena arena = {0};
    int64_t id, last;
    for (int i = 0; i < 2; i++) {
        struct store_traveller row;
        assert_int_equal(store_traveller_as_is(engine_store(f->engine), ids[i], &arena, &row),
                         STATUS_OK);
        pairing.cards[i] = (struct desk_card){ids[i], row.origin.seq, row.origin.begin};
    }
    assert_int_equal(desk_pairing_add(f->desk, &pairing, &id), STATUS_OK);
    assert_int_equal(journal_reader_open(f->journal_folder, f->keyring, &reader), STATUS_OK);
    assert_int_equal(journal_last(reader, &last), STATUS_OK);
    journal_reader_close(reader);
    assert_int_equal(desk_pairing_number(f->desk, id, last), STATUS_OK);
    arena_free(&arena);
    fixture_work(f);
}

#endif
