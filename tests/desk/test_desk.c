#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "../room.h"
#include "../seal/keys.h"
#include "desk/desk.h"
#include "sys/files.h"
#include "watch/watch.h"

struct fixture {
    char folder[64];
    struct keyring *keyring;
    struct desk *desk;
    struct arena arena;
};

static int ours = 1, theirs = 101;

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_int_equal(seal_start(), STATUS_OK);
    room_name(f->folder, sizeof f->folder, "desk");
    assert_non_null(mkdtemp(f->folder));
    strcat(f->folder, "/authored");
    f->keyring = make_keyring(&ours);
    assert_int_equal(desk_open(f->folder, DESK_WRITE, f->keyring, &f->desk), STATUS_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    desk_close(f->desk);
    keyring_free(f->keyring);
    arena_free(&f->arena);
    snprintf(command, sizeof command, "rm -r '%.*s'", (int)(strlen(f->folder) - 9), f->folder);
    assert_int_equal(system(command), 0);
    free(f);
    return 0;
}

static void reopen(struct fixture *f, enum desk_mode mode, struct keyring *keyring)
{
    desk_close(f->desk);
    assert_int_equal(desk_open(f->folder, mode, keyring, &f->desk), STATUS_OK);
}

static const struct desk_tenancy tenancy = {{"customs", 7}, {"main", 4}, {"Act 1", 5}, {"open", 4}};

/* ---- sources ---- */
static void test_sources(void **state)
{
    struct fixture *f = *state;
    struct desk_source source = {.name = SPAN("air-test"), .tenancy = tenancy, .made = 5}, found;
    struct desk_source *all;
    int64_t id, other;
    size_t count;
    memset(source.credential, 7, sizeof source.credential);
    assert_int_equal(desk_source_add(f->desk, &source, &id), STATUS_OK);
    assert_int_equal(desk_source_add(f->desk, &source, &other), STATUS_EXISTS);
    source.name = SPAN("other");
    assert_int_equal(desk_source_add(f->desk, &source, &other), STATUS_EXISTS); /* credential */
    source.credential[0] = 8;
    assert_int_equal(desk_source_add(f->desk, &source, &other), STATUS_OK);
    /* what the journal would refuse, or what could leave the drop folder */
    static const char *const bad[] = {"bad name", "HY", "Air", ".air", "..", "a/b", ""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        source.name = span_of(bad[i]);
        assert_int_equal(desk_source_add(f->desk, &source, &other), STATUS_INPUT);
    }
    reopen(f, DESK_READ, NULL); /* sources need no key */
    assert_int_equal(desk_source_find(f->desk, SPAN("air-test"), &f->arena, &found), STATUS_OK);
    assert_int_equal(found.id, id);
    assert_true(span_is(found.tenancy.legal_basis, "Act 1"));
    assert_int_equal(found.disabled, 0);
    assert_int_equal(desk_source_find(f->desk, SPAN("none"), &f->arena, &found), STATUS_MISSING);
    assert_int_equal(desk_source_by_credential(f->desk, source.credential, &f->arena, &found),
                     STATUS_OK);
    assert_true(span_is(found.name, "other"));
    source.credential[1] = 99;
    assert_int_equal(desk_source_by_credential(f->desk, source.credential, &f->arena, &found),
                     STATUS_MISSING);
    assert_int_equal(desk_source_list(f->desk, &f->arena, &all, &count), STATUS_OK);
    assert_int_equal(count, 2);
    reopen(f, DESK_WRITE, NULL);
    assert_int_equal(desk_source_disable(f->desk, SPAN("other"), 77), STATUS_OK);
    assert_int_equal(desk_source_disable(f->desk, SPAN("other"), 88), STATUS_OK);
    assert_int_equal(desk_source_disable(f->desk, SPAN("none"), 77), STATUS_MISSING);
    assert_int_equal(desk_source_find(f->desk, SPAN("other"), &f->arena, &found), STATUS_OK);
    assert_int_equal(found.disabled, 77);
}

/* ---- lists ---- */
static const char five[] = "id,surname,given\n1,Testov,Ivan\n2,B,C\n3,D,E\n4,F,G\n5,H,I\n";
static const char changed[] = "id,surname,given\n1,Testov,Oleg\n3,D,E\n4,F,G\n5,H,I\n6,J,K\n";

static struct desk_list_order order_of(const char *text)
{
    return (struct desk_list_order){.name = SPAN("own"),
                                    .bytes = span_of(text),
                                    .file_name = SPAN("own.csv"),
                                    .by = SPAN("officer"),
                                    .tenancy = tenancy,
                                    .now = 1000};
}

static void test_import(void **state)
{
    struct fixture *f = *state;
    struct desk_list_order order = order_of(five);
    struct desk_list_outcome outcome;
    struct desk_activation *rows;
    size_t count;
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    assert_int_equal(outcome.version, 1);
    assert_int_equal(outcome.added, 5);
    assert_int_equal(outcome.report.entries, 5);
    assert_int_equal(desk_list_pending(f->desk, &f->arena, &rows, &count), STATUS_OK);
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].after_seq, DESK_PENDING);
    assert_int_equal(desk_list_current(f->desk, &f->arena, &rows, &count), STATUS_OK);
    assert_int_equal(count, 0);
    assert_int_equal(desk_list_number(f->desk, outcome.list, 1, 0), STATUS_OK);
    assert_int_equal(desk_list_number(f->desk, outcome.list, 1, 9), STATUS_MISSING);
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    assert_true(outcome.unchanged);
    order = order_of(changed);
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    assert_int_equal(outcome.version, 2);
    assert_int_equal(outcome.added, 1);
    assert_int_equal(outcome.changed, 1);
    assert_int_equal(outcome.removed, 1);
    assert_int_equal(desk_list_number(f->desk, outcome.list, 2, 40), STATUS_OK);
    order = order_of(five); /* back again is a version of its own */
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    assert_int_equal(outcome.version, 3);
    reopen(f, DESK_READ, f->keyring);
    assert_int_equal(desk_list_activations(f->desk, &f->arena, &rows, &count), STATUS_OK);
    assert_int_equal(count, 3);
    assert_int_equal(rows[0].after_seq, 0);
    assert_int_equal(rows[1].after_seq, 40);
    assert_int_equal(rows[2].after_seq, DESK_PENDING);
    assert_true(span_is(rows[1].name, "own") && span_is(rows[1].tenancy.agency, "customs"));
    assert_int_equal(rows[1].severity, WATCH_HIGH);
    assert_true(span_is(rows[1].format, "csv") && span_is(rows[1].by, "officer"));
    assert_int_equal(desk_list_current(f->desk, &f->arena, &rows, &count), STATUS_OK);
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].version, 2);
}

/* The remedy for a damaged version is to import the list again; then it must not be read. */
static void test_import_over_damage(void **state)
{
    struct fixture *f = *state;
    struct desk_list_order order = order_of(five);
    struct desk_list_outcome outcome;
    char path[128];
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    snprintf(path, sizeof path, "%s/lists/1-1", f->folder);
    assert_int_equal(truncate(path, 40), 0);
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    assert_true(outcome.unchanged);
    struct buffer bytes = {0};
    assert_int_equal(desk_list_bytes(f->desk, outcome.list, 1, &bytes), STATUS_OK);
    buffer_free(&bytes);
    assert_int_equal(truncate(path, 40), 0);
    order = order_of(changed);
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    assert_int_equal(outcome.version, 2);
    assert_int_equal(outcome.added, 5);
}

static void test_shrunken(void **state)
{
    struct fixture *f = *state;
    struct desk_list_order order = order_of("id,surname,given\n");
    struct desk_list_outcome outcome;
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_INPUT);
    order = order_of(five);
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    order = order_of("id,surname,given\n1,Testov,Ivan\n2,B,C\n3,D,E\n4,F,G\n");
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK); /* 80 % */
    order = order_of("id,surname,given\n1,Testov,Ivan\n2,B,C\n3,D,E\n");
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_INPUT);
    order.force = true;
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    assert_int_equal(outcome.version, 3);
    order = order_of("not a list");
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_INPUT);
    order.name = SPAN("../own");
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_INPUT);
}

/* Why an import would not be taken, told by a reader, and nothing done. */
static void test_list_trials(void **state)
{
    struct fixture *f = *state;
    struct desk_list_order order = order_of(five);
    struct desk_list_outcome outcome;
    struct desk_list_preview preview;
    static const struct {
        const char *text;
        int64_t valid_until;
        enum desk_list_refusal refusal;
    } rows[] = {{"id,surname,given\n1,Testov,Ivan\n2,B,C\n3,D,E\n", 0, DESK_LIST_SHRUNKEN},
                {"id,surname,given\n", 0, DESK_LIST_EMPTY},
                {changed, 0, DESK_LIST_TAKEN},
                {changed, 1, DESK_LIST_OVER}};
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    reopen(f, DESK_READ, f->keyring);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        order = order_of(rows[i].text);
        order.valid_until = rows[i].valid_until;
        assert_int_equal(desk_list_preview(f->desk, &order, &f->arena, &preview), STATUS_OK);
        assert_int_equal(preview.refusal, rows[i].refusal);
        assert_int_equal(preview.refused != NULL, rows[i].refusal != DESK_LIST_TAKEN);
    }
}

static void test_severity_is_of_the_version(void **state)
{
    struct fixture *f = *state;
    struct desk_list_order order = order_of(five);
    struct desk_list_outcome outcome;
    struct desk_activation *rows;
    size_t count;
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    order.severity = WATCH_CRITICAL;
    order.routing = SPAN("team-2");
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    assert_false(outcome.unchanged);
    order.severity = WATCH_NONE;
    order.routing = (struct span){NULL, 0};
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    assert_true(outcome.unchanged);
    assert_int_equal(desk_list_activations(f->desk, &f->arena, &rows, &count), STATUS_OK);
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].severity, WATCH_HIGH);
    assert_int_equal(rows[1].severity, WATCH_CRITICAL);
    assert_true(span_is(rows[1].routing, "team-2"));
}

/* 20,000 entries: more than one chunk of the file. */
static void test_bytes(void **state)
{
    struct fixture *f = *state;
    struct buffer text = {0}, bytes = {0};
    struct desk_list_outcome outcome;
    struct watch_list list;
    uint32_t x = 1;
    buffer_text(&text, "id,surname,given,note\n");
    for (int i = 0; i < 20000; i++) {
        buffer_format(&text, "%d,Invented,Name", i);
        for (int j = 0; j < 16; j++)
            buffer_format(&text, "%s%08x", j ? "" : ",", x = x * 1664525 + 1013904223);
        buffer_char(&text, '\n');
    }
    struct desk_list_order order = order_of(buffer_string(&text));
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    assert_int_equal(desk_list_bytes(f->desk, outcome.list, 1, &bytes), STATUS_OK);
    assert_int_equal(watch_list_open(buffer_span(&bytes), &list), STATUS_OK);
    assert_int_equal(list.header->entries, 20000);
    assert_int_equal(desk_list_bytes(f->desk, outcome.list, 2, &bytes), STATUS_MISSING);
    reopen(f, DESK_READ, NULL);
    assert_int_equal(desk_list_bytes(f->desk, outcome.list, 1, &bytes), STATUS_SECRET);
    struct keyring *foreign = make_keyring(&theirs);
    reopen(f, DESK_READ, foreign);
    assert_int_equal(desk_list_bytes(f->desk, outcome.list, 1, &bytes), STATUS_SECRET);
    reopen(f, DESK_READ, NULL);
    keyring_free(foreign);
    buffer_free(&text);
    buffer_free(&bytes);
}

static void write_bytes(const struct fixture *f, struct span bytes)
{
    char path[128];
    snprintf(path, sizeof path, "%s/lists/1-1", f->folder);
    assert_int_equal(file_write(path, bytes, 0600), STATUS_OK);
}

/* No byte of the file can be changed, none left out or added, without being found. */
static void test_damaged_file(void **state)
{
    struct fixture *f = *state;
    struct desk_list_order order = order_of(five);
    struct desk_list_outcome outcome;
    struct buffer file = {0}, bytes = {0};
    char path[128];
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    snprintf(path, sizeof path, "%s/lists/1-1", f->folder);
    assert_int_equal(file_read(path, 1 << 20, &file), STATUS_OK);
    for (size_t i = 0; i < file.size; i += 7) {
        file.at[i] = (char)(file.at[i] ^ 0x10);
        write_bytes(f, buffer_span(&file));
        assert_int_not_equal(desk_list_bytes(f->desk, 1, 1, &bytes), STATUS_OK);
        file.at[i] = (char)(file.at[i] ^ 0x10);
    }
    for (size_t size = 0; size < file.size; size += 13) {
        write_bytes(f, span_part(buffer_span(&file), 0, size));
        assert_int_not_equal(desk_list_bytes(f->desk, 1, 1, &bytes), STATUS_OK);
    }
    write_bytes(f, buffer_span(&file));
    assert_int_equal(desk_list_bytes(f->desk, 1, 1, &bytes), STATUS_OK);
    buffer_free(&file);
    buffer_free(&bytes);
}

/* ---- decisions ---- */
static struct desk_decision decision_of(int64_t traveller, int64_t seq, enum decision code,
                                        const char *note)
{
    return (struct desk_decision){.at = seq * 10,
                                  .by = SPAN("officer"),
                                  .traveller = traveller,
                                  .origin_seq = seq,
                                  .origin_offset = 120,
                                  .code = code,
                                  .note = span_of(note),
                                  .tenancy = tenancy};
}

static void test_decisions(void **state)
{
    struct fixture *f = *state;
    struct desk_decision a = decision_of(7, 1, DECISION_REFER, "look at the bag"), *rows;
    struct desk_decision b = decision_of(7, 2, DECISION_CLEAR_EXPLAINED, "");
    int64_t first, second;
    size_t count;
    assert_int_equal(desk_decide(f->desk, &a, &first), STATUS_OK);
    assert_int_equal(desk_decide(f->desk, &b, &second), STATUS_OK);
    assert_int_equal(desk_decisions_of(f->desk, 7, &f->arena, &rows, &count), STATUS_OK);
    assert_int_equal(count, 2);
    assert_true(span_is(rows[0].note, "look at the bag"));
    assert_int_equal(rows[1].code, DECISION_CLEAR_EXPLAINED);
    assert_int_equal(rows[1].note.size, 0);
    assert_false(rows[0].says_seen);
    const struct desk_seen reason = {
        .list = 4, .entry = SPAN("X-1"), .how = 2, .raised_seq = 90, .raised_at = 91};
    struct desk_seen *seen;
    struct desk_decision c = decision_of(6, 3, DECISION_REFER, "");
    int64_t third;
    c.says_seen = true;
    c.seen = &reason;
    c.seen_count = 1;
    assert_int_equal(desk_decide(f->desk, &c, &third), STATUS_OK);
    assert_int_equal(desk_decision_get(f->desk, third, &f->arena, &c), STATUS_OK);
    assert_true(c.says_seen);
    assert_int_equal(desk_seen_of(f->desk, third, &f->arena, &seen, &count), STATUS_OK);
    assert_int_equal(count, 1);
    assert_true(span_equal(seen[0].entry, reason.entry));
    assert_int_equal(seen[0].list + seen[0].how + seen[0].raised_seq + seen[0].raised_at, 187);
    assert_int_equal(desk_seen_of(f->desk, first, &f->arena, &seen, &count), STATUS_OK);
    assert_int_equal(count, 0);
    assert_int_equal(desk_decisions_of_origin(f->desk, 2, 120, &f->arena, &rows, &count),
                     STATUS_OK);
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].id, second);
    assert_int_equal(desk_decision_withdraw(f->desk, second, 99, SPAN("b")), STATUS_OK);
    assert_int_equal(desk_decision_withdraw(f->desk, second, 99, SPAN("b")), STATUS_MISSING);
    assert_int_equal(desk_decision_withdraw(f->desk, 1234, 99, SPAN("b")), STATUS_MISSING);
    assert_int_equal(desk_decision_move(f->desk, first, 8), STATUS_OK);
    assert_int_equal(desk_decisions_of(f->desk, 7, &f->arena, &rows, &count), STATUS_OK);
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].withdrawn, 99);
    const struct desk_move moves[] = {{second, 30}, {555, 31}};
    assert_int_equal(desk_decisions_move(f->desk, moves, 2), STATUS_MISSING);
    assert_int_equal(desk_decisions_of(f->desk, 30, &f->arena, &rows, &count), STATUS_OK);
    assert_int_equal(count, 0); /* all or none */
    assert_int_equal(desk_decisions_move(f->desk, moves, 1), STATUS_OK);
    reopen(f, DESK_READ, NULL);
    assert_int_equal(desk_decisions_all(f->desk, &f->arena, &rows, &count), STATUS_OK);
    assert_int_equal(count, 3);
    assert_int_equal(desk_decisions_of(f->desk, 8, &f->arena, &rows, &count), STATUS_SECRET);
}

/* ---- what is remembered ---- */

static int64_t remember(struct fixture *f, int64_t traveller, bool second, const char *person)
{
    struct desk_decision decision =
        decision_of(traveller, traveller, DECISION_CLEAR_NOT_SAME_PERSON, "");
    struct desk_memory row = {.list = 1,
                              .list_version = 1,
                              .entry = SPAN("X-1"),
                              .digest = {{7, 7, 7}},
                              .person = span_of(person),
                              .until = 400,
                              .second = second};
    int64_t id;
    assert_int_equal(desk_decide_remembering(f->desk, &decision, &row, 1, &id), STATUS_OK);
    return id;
}

static struct desk_memory memory_of(struct fixture *f, int64_t decision)
{
    struct desk_memory *rows;
    size_t count;
    assert_int_equal(desk_memories_of(f->desk, decision, &f->arena, &rows, &count), STATUS_OK);
    assert_int_equal(count, 1);
    return rows[0];
}

static void test_memory(void **state)
{
    struct fixture *f = *state;
    struct desk_list_order order = order_of("id,full_name\nX-1,Ann Other\n");
    struct desk_list_outcome outcome;
    struct desk_memory_step *steps;
    struct desk_memory *all;
    size_t count;
    int64_t id;
    bool pending;
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    int64_t first = remember(f, 7, false, "hashes"), second = remember(f, 8, true, "");
    struct desk_memory row = memory_of(f, first);
    assert_true(span_is(row.person, "hashes") && span_is(row.entry, "X-1"));
    assert_true(span_is(row.by, "officer") && span_equal(row.list_name, order.name));
    assert_int_equal(row.digest.bytes[2], 7);
    assert_int_equal(desk_memory_state(&row, 400), MEMORY_HOLDS);
    assert_int_equal(desk_memory_state(&row, 401), MEMORY_IS_OVER);
    row = memory_of(f, second);
    assert_int_equal(desk_memory_state(&row, 1), MEMORY_IS_WAITING);
    assert_int_equal(desk_memory_step(f->desk, row.id, MEMORY_APPROVED, 50, SPAN("officer")),
                     STATUS_DENIED);
    assert_int_equal(desk_memory_step(f->desk, row.id, MEMORY_APPROVED, 50, SPAN("chief")),
                     STATUS_OK);
    row = memory_of(f, second);
    assert_int_equal(desk_memory_state(&row, 1), MEMORY_IS_NOBODY);
    assert_true(row.approved == 50 && span_is(row.approved_by, "chief"));
    assert_int_equal(desk_memory_step(f->desk, 99, MEMORY_FORGOTTEN, 60, SPAN("b")),
                     STATUS_MISSING);
    assert_int_equal(
        desk_memory_step(f->desk, memory_of(f, first).id, MEMORY_APPROVED, 60, SPAN("chief")),
        STATUS_EXISTS); /* nobody asked for it */

    assert_int_equal(desk_memory_pending(f->desk, &pending), STATUS_OK);
    assert_true(pending);
    assert_int_equal(desk_memory_number(f->desk, 12), STATUS_OK);
    assert_int_equal(desk_decision_withdraw(f->desk, first, 70, SPAN("chief")), STATUS_OK);
    assert_int_equal(desk_memory_steps(f->desk, 1, &f->arena, &steps, &count), STATUS_OK);
    assert_int_equal(count, 3); /* remembered; approved; forgotten */
    assert_int_equal(steps[1].word, MEMORY_APPROVED);
    assert_int_equal(steps[1].after_seq, 12);
    assert_int_equal(steps[2].word, MEMORY_FORGOTTEN);
    assert_int_equal(steps[2].after_seq, DESK_PENDING);
    assert_int_equal(memory_of(f, first).forgotten, 70);

    /* who waits for an approval and decides anew waits anew; who decides otherwise takes all back */
    int64_t third = remember(f, 9, true, "hashes"), fourth = remember(f, 9, true, "hashes");
    assert_true(memory_of(f, third).forgotten != 0 && memory_of(f, fourth).forgotten == 0);
    struct desk_decision note = decision_of(9, 90, DECISION_NOTE, "asked"),
                         refer = decision_of(9, 91, DECISION_REFER, "");
    assert_int_equal(desk_decide(f->desk, &note, &id), STATUS_OK);
    assert_int_equal(memory_of(f, fourth).forgotten, 0);
    assert_int_equal(desk_decide(f->desk, &refer, &id), STATUS_OK);
    assert_int_equal(memory_of(f, fourth).forgotten, 910);
    assert_int_equal(memory_of(f, second).forgotten, 0);
    reopen(f, DESK_READ, NULL);
    assert_int_equal(desk_memories(f->desk, &f->arena, &all, &count), STATUS_OK);
    assert_int_equal(count, 4);
}

/* The wish is the list's: an import that says nothing of it keeps it, one without news may change it. */
static void test_second_approval(void **state)
{
    struct fixture *f = *state;
    struct desk_list_order order = order_of("id,full_name\nX-1,Ann Other\n");
    struct desk_list_outcome outcome;
    bool second = true;
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    assert_int_equal(desk_list_second(f->desk, outcome.list, &second), STATUS_OK);
    assert_false(second);
    order.second_approval = WISH_YES;
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    assert_true(outcome.unchanged);
    order.second_approval = WISH_UNSAID;
    order.bytes = SPAN("id,full_name\nX-1,Ann Other\nX-2,Bea Other\n");
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    assert_int_equal(desk_list_second(f->desk, outcome.list, &second), STATUS_OK);
    assert_true(second);
    order.second_approval = WISH_NO;
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    assert_int_equal(desk_list_second(f->desk, outcome.list, &second), STATUS_OK);
    assert_false(second);
}

static void test_codes(void **state)
{
    (void)state;
    enum decision decision;
    for (unsigned i = 0; i < DECISIONS; i++) {
        assert_true(decision_parse(span_of(decision_info((enum decision)i)->code), &decision));
        assert_int_equal(decision, i);
    }
    assert_false(decision_parse(SPAN("nonsense"), &decision));
}

/* Notes and names of listed persons stand nowhere in clear. */
static void test_nothing_in_clear(void **state)
{
    struct fixture *f = *state;
    struct desk_decision decision = decision_of(7, 1, DECISION_NOTE, "Secretnotetext");
    struct desk_list_order order = order_of("id,surname,given\n1,Secretsurname,Planted\n");
    struct desk_list_outcome outcome;
    int64_t id;
    char command[160];
    assert_int_equal(desk_decide(f->desk, &decision, &id), STATUS_OK);
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    snprintf(command, sizeof command, "grep -rqi secret '%s'", f->folder);
    assert_int_not_equal(system(command), 0);
    snprintf(command, sizeof command, "grep -rqi 'own.csv' '%s'", f->folder);
    assert_int_equal(system(command), 0); /* the scan finds what is in clear */
}

static struct desk_sweep mark_of(const char *flight, const char *by, int64_t at)
{
    return (struct desk_sweep){.flight = span_of(flight),
                               .at = at,
                               .by = span_of(by),
                               .tenancy = {.agency = SPAN("customs"), .site = SPAN("main")}};
}

static void test_sweeps(void **state)
{
    struct fixture *f = *state;
    struct desk_sweep found, mark = mark_of("HY1/2026-11-22/TAS", "vera", 5), empty = {0};
    int64_t first = 0, again = 0, second = 0;
    assert_int_equal(desk_sweep_of(f->desk, mark.flight, &f->arena, &found), STATUS_OK);
    assert_int_equal(found.id, 0);
    assert_int_equal(desk_sweep_withdraw(f->desk, mark.flight, SPAN("ali"), 6), STATUS_MISSING);
    assert_int_equal(desk_sweep_add(f->desk, &mark, &first), STATUS_OK);
    struct desk_sweep later = mark_of("HY1/2026-11-22/TAS", "ali", 7);
    assert_int_equal(desk_sweep_add(f->desk, &later, &again), STATUS_OK);
    assert_int_equal(again, first); /* it stands: who came second changes nothing */
    assert_int_equal(desk_sweep_of(f->desk, mark.flight, &f->arena, &found), STATUS_OK);
    assert_true(span_is(found.by, "vera"));
    assert_true(span_is(found.tenancy.agency, "customs"));
    assert_int_equal(found.at, 5);
    assert_int_equal(desk_sweep_withdraw(f->desk, mark.flight, SPAN("ali"), 8), STATUS_OK);
    assert_int_equal(desk_sweep_of(f->desk, mark.flight, &f->arena, &found), STATUS_OK);
    assert_int_equal(found.id, first);
    assert_int_equal(found.withdrawn, 8);
    assert_true(span_is(found.withdrawn_by, "ali"));
    assert_int_equal(desk_sweep_add(f->desk, &later, &second), STATUS_OK);
    assert_true(second > first);
    assert_int_equal(desk_sweep_of(f->desk, SPAN("HY2/2026-11-22/TAS"), &f->arena, &found),
                     STATUS_OK);
    assert_int_equal(found.id, 0);
    assert_int_equal(desk_sweep_add(f->desk, &empty, &again), STATUS_INPUT);
}

static void set_profile(struct fixture *f, const char *text, int64_t after_seq)
{
    struct desk_profile profile = {
        .source = SPAN("ferry"), .by = SPAN("vera"), .at = 5, .text = span_of(text)};
    int64_t id;
    assert_int_equal(desk_profile_set(f->desk, &profile, &id), STATUS_OK);
    assert_int_equal(desk_profile_number(f->desk, id, after_seq), STATUS_OK);
    assert_int_equal(desk_profile_number(f->desk, id, after_seq), STATUS_MISSING);
}

/* Each holds for the messages after its number, until the next of its source. */
static void test_profiles(void **state)
{
    struct fixture *f = *state;
    struct desk_source source = {.name = SPAN("ferry"), .credential = {7}};
    struct desk_profile nobody = {.source = SPAN("nobody"), .text = SPAN("x")}, *all;
    int64_t id;
    size_t count;
    static const struct {
        int64_t seq;
        const char *text;
    } wanted[] = {{10, ""}, {11, "one"}, {20, "one"}, {21, "two"}, {31, ""}, {INT64_MAX, ""}};
    assert_int_equal(desk_profile_set(f->desk, &nobody, &id), STATUS_MISSING);
    assert_int_equal(desk_source_add(f->desk, &source, &id), STATUS_OK);
    set_profile(f, "one", 10);
    set_profile(f, "two", 20);
    set_profile(f, "", 30);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        struct span text;
        assert_int_equal(desk_profile_at(f->desk, SPAN("ferry"), wanted[i].seq, &f->arena, &text),
                         STATUS_OK);
        assert_true(span_is(text, wanted[i].text));
    }
    nobody.source = SPAN("ferry");
    assert_int_equal(desk_profile_set(f->desk, &nobody, &id), STATUS_OK);
    assert_int_equal(desk_profiles(f->desk, 0, &f->arena, &all, &count), STATUS_OK);
    assert_int_equal(count, 4);
    assert_int_equal(all[3].after_seq, DESK_PENDING);
}

static struct desk_link link_of(const char *source, const char *flight, unsigned char number)
{
    return (struct desk_link){.source = span_of(source),
                              .flight = span_of(flight),
                              .made = 100,
                              .expires = 200,
                              .by = SPAN("vera"),
                              .tenancy = {.agency = SPAN("customs"), .site = SPAN("main")},
                              .secret = {number},
                              .credential = {9, number}};
}

/* Made for a source that may send, used once or revoked, and good at the intake until then. */
static void test_links(void **state)
{
    struct fixture *f = *state;
    struct desk_source found, source = {.name = SPAN("ferry"), .credential = {7}};
    struct desk_link link = link_of("ferry", " hy 0271  2026-11-22", 1), read, *all;
    int64_t id, other;
    size_t count;
    assert_int_equal(desk_link_add(f->desk, &link, &id), STATUS_MISSING);
    assert_int_equal(desk_source_add(f->desk, &source, &other), STATUS_OK);
    assert_int_equal(desk_link_add(f->desk, &link, &id), STATUS_OK);
    static const char *const bad[] = {"HY271", "2026-11-22", "HY271 2026-02-31", "H/1 2026-11-22",
                                      "ABCDEFGHIJKLM 2026-11-22"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct desk_link wrong = link_of("ferry", bad[i], 50);
        assert_int_equal(desk_link_add(f->desk, &wrong, &other), STATUS_INPUT);
    }
    struct desk_link late = link_of("ferry", "", 51);
    late.expires = late.made;
    assert_int_equal(desk_link_add(f->desk, &late, &other), STATUS_INPUT);
    assert_int_equal(desk_link_by_secret(f->desk, link.secret, &f->arena, &read), STATUS_OK);
    assert_true(read.id == id && span_is(read.flight, "HY0271 2026-11-22") && !read.used);
    assert_int_equal(desk_source_by_credential(f->desk, link.credential, &f->arena, &found),
                     STATUS_OK);
    assert_true(span_is(found.name, "ferry"));
    assert_int_equal(desk_link_use(f->desk, id, SPAN("key"), SPAN("4 5"), 150), STATUS_OK);
    assert_int_equal(desk_link_use(f->desk, id, SPAN("key"), SPAN("6"), 160), STATUS_EXISTS);
    assert_int_equal(desk_link_revoke(f->desk, id, SPAN("ali"), 160), STATUS_EXISTS);
    assert_int_equal(desk_source_by_credential(f->desk, link.credential, &f->arena, &found),
                     STATUS_MISSING);
    assert_int_equal(desk_link_find(f->desk, id, &f->arena, &read), STATUS_OK);
    assert_true(read.used == 150 && span_is(read.messages, "4 5") && span_is(read.used_key, "key"));
    struct desk_link second = link_of("ferry", "", 2);
    assert_int_equal(desk_link_add(f->desk, &second, &other), STATUS_OK);
    assert_int_equal(desk_link_revoke(f->desk, other, SPAN("ali"), 170), STATUS_OK);
    assert_int_equal(desk_link_revoke(f->desk, other, SPAN("eva"), 180), STATUS_OK);
    assert_int_equal(desk_link_use(f->desk, other, SPAN("key"), SPAN("7"), 190), STATUS_EXISTS);
    assert_int_equal(desk_link_revoke(f->desk, 99, SPAN("ali"), 1), STATUS_MISSING);
    assert_int_equal(desk_link_list(f->desk, &f->arena, &all, &count), STATUS_OK);
    assert_true(count == 2 && all[0].id == other && all[0].revoked == 170 && all[1].id == id);
    assert_true(span_is(all[0].revoked_by, "ali"));
    assert_int_equal(desk_source_disable(f->desk, SPAN("ferry"), 5), STATUS_OK);
    struct desk_link third = link_of("ferry", "", 3);
    assert_int_equal(desk_link_add(f->desk, &third, &other), STATUS_DENIED);
}

static void test_secrets_of_links(void **state)
{
    (void)state;
    char one[DESK_LINK_TEXT], other[DESK_LINK_TEXT];
    unsigned char hash[DESK_LINK_HASH], again[DESK_LINK_HASH];
    desk_link_secret(one);
    desk_link_secret(other);
    assert_string_not_equal(one, other);
    assert_true(desk_link_hash(span_of(one), hash) && desk_link_hash(span_of(one), again));
    assert_memory_equal(hash, again, sizeof hash);
    assert_true(desk_link_hash(span_of(other), again));
    assert_memory_not_equal(hash, again, sizeof hash);
    assert_false(desk_link_hash(SPAN(""), hash));
    assert_false(desk_link_hash(SPAN("AAAA"), hash));
    assert_false(desk_link_hash(SPAN("!"), hash));
}

/* A desk as the version before had it: a reader waits, a writer brings it up, nothing is lost. */
static void test_layout_before(void **state)
{
    struct fixture *f = *state;
    struct desk_decision *rows, decision = decision_of(7, 1, DECISION_NOTE, "kept");
    struct desk *reader;
    size_t count;
    int64_t id;
    char command[1000];
    struct desk_list_order order = order_of(five);
    struct desk_list_outcome outcome;
    struct desk_activation *lists;
    assert_int_equal(desk_decide(f->desk, &decision, &id), STATUS_OK);
    assert_int_equal(desk_list_import(f->desk, &order, &f->arena, &outcome), STATUS_OK);
    desk_close(f->desk);
    f->desk = NULL;
    snprintf(
        command, sizeof command,
        "python3 -c \"import sqlite3; d = sqlite3.connect('%s/desk.db');"
        " d.executescript('DROP TABLE sweep; DROP TABLE pairing; DROP TABLE source_profile;"
        " DROP TABLE source_normal; DROP TABLE upload_link; DROP TABLE list_change;"
        " DROP TABLE memory_step; DROP TABLE memory; ALTER TABLE list DROP COLUMN second_approval;"
        " DROP TABLE decision_seen; ALTER TABLE decision DROP COLUMN says_seen;"
        " DROP TABLE list_end; ALTER TABLE list_version DROP COLUMN valid_until;"
        " ALTER TABLE list_version ADD COLUMN after_seq BIGINT;"
        " UPDATE list_version SET after_seq = 17; PRAGMA user_version = 1')\"",
        f->folder);
    assert_int_equal(system(command), 0);
    assert_int_equal(desk_open(f->folder, DESK_READ, f->keyring, &reader), STATUS_READONLY);
    assert_int_equal(desk_open(f->folder, DESK_WRITE, f->keyring, &f->desk), STATUS_OK);
    struct desk_sweep mark = mark_of("HY1/2026-11-22/TAS", "vera", 5);
    assert_int_equal(desk_sweep_add(f->desk, &mark, &id), STATUS_OK);
    assert_int_equal(desk_decisions_of(f->desk, 7, &f->arena, &rows, &count), STATUS_OK);
    assert_int_equal(count, 1);
    assert_true(span_is(rows[0].note, "kept"));
    assert_int_equal(desk_list_current(f->desk, &f->arena, &lists, &count), STATUS_OK);
    assert_int_equal(count, 1);
    assert_int_equal(lists[0].after_seq, 17);
    assert_int_equal(lists[0].what, DESK_LIST_IMPORTED);
}

static void test_reader_without_a_desk(void **state)
{
    (void)state;
    struct desk *desk;
    assert_int_equal(desk_open("/tmp/portolan-no-such-folder", DESK_READ, NULL, &desk),
                     STATUS_MISSING);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_sources),
        TEST(test_import),
        TEST(test_import_over_damage),
        TEST(test_shrunken),
        TEST(test_list_trials),
        TEST(test_severity_is_of_the_version),
        TEST(test_bytes),
        TEST(test_damaged_file),
        TEST(test_decisions),
        TEST(test_memory),
        TEST(test_second_approval),
        TEST(test_links),
        cmocka_unit_test(test_secrets_of_links),
        cmocka_unit_test(test_codes),
        TEST(test_nothing_in_clear),
        TEST(test_sweeps),
        TEST(test_profiles),
        TEST(test_layout_before),
        cmocka_unit_test(test_reader_without_a_desk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
