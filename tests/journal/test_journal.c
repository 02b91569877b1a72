#include "fixture.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "journal/internal.h"
#include "sys/files.h"

static char word[] = "one", other_word[] = "two";

enum { MANY = 10000, BATCH = 50 };

/* The text of message `i`: sizes from a few bytes to some kB. */
static struct span text_of(struct arena *arena, size_t i)
{
    struct buffer text = {0};
    buffer_format(&text, "UNH+%zu+PAXLST:D:02B:UN:IATA'", i);
    for (size_t k = 0; k < i % 97; k++)
        buffer_format(&text, "NAD+FL+++INVENTED%zu:PERSON%zu'", i, k);
    struct span copy = arena_copy(arena, buffer_span(&text));
    buffer_free(&text);
    return copy;
}

static void write_many(const char *folder, int64_t start, int64_t step)
{
    struct keyring *keys = writer_keys(word);
    struct journal *journal;
    struct arena arena = {0};
    ok(journal_open(folder, keys, &journal));
    for (size_t i = 0; i < MANY; i += BATCH) {
        struct journal_item items[BATCH];
        for (size_t k = 0; k < BATCH; k++) {
            items[k] =
                item_of("carrier-a", text_of(&arena, i + k), start + step * (int64_t)(i + k));
            items[k].kind = (enum kind)((i + k) % 3);
        }
        ok(journal_append(journal, items, BATCH));
        for (size_t k = 0; k < BATCH; k++) {
            unsigned char sha[JOURNAL_SHA256];
            assert_int_equal(items[k].sequence, i + k + 1);
            assert_int_equal(items[k].duplicate_of, 0);
            crypto_hash_sha256(sha, (const unsigned char *)items[k].body.at, items[k].body.size);
            assert_memory_equal(sha, items[k].sha256, sizeof sha);
        }
        arena_reset(&arena);
    }
    assert_int_equal(journal_sequence(journal), MANY);
    journal_close(journal);
    keyring_free(keys);
    arena_free(&arena);
}

static void check_many(struct journal_reader *reader, int64_t start, int64_t step)
{
    struct arena arena = {0};
    struct journal_entry entries[77];
    size_t i = 0, count = 0;
    while (ok(journal_reader_next(reader, (int64_t)i, 77, &arena, entries, &count)), count) {
        for (size_t k = 0; k < count; k++, i++) {
            const struct journal_entry *entry = &entries[k];
            assert_int_equal(entry->status, STATUS_OK);
            assert_int_equal(entry->sequence, i + 1);
            assert_int_equal(entry->received, start + step * (int64_t)i);
            assert_int_equal(entry->kind, i % 3);
            assert_int_equal(entry->transport, TRANSPORT_HTTP);
            assert_true(span_is(entry->source, "carrier-a"));
            assert_true(span_equal(entry->body, text_of(&arena, i)));
            assert_int_equal(entry->size, entry->body.size);
        }
        arena_reset(&arena);
    }
    assert_int_equal(i, MANY);
    arena_free(&arena);
}

static void test_reads_back_across_a_months_turn(void **state)
{
    (void)state;
    char *folder = new_folder();
    int64_t start = at_time("2026-11-30T23:59:00Z"), step = 12000; /* 60 s before, 60 s after */
    write_many(folder, start, step);
    struct keyring *keys = reader_keys(word);
    struct journal_reader *reader;
    int64_t last;
    ok(journal_reader_open(folder, keys, &reader));
    check_many(reader, start, step);
    ok(journal_last(reader, &last));
    assert_int_equal(last, MANY);
    struct arena arena = {0};
    struct journal_entry entry;
    for (int64_t sequence = MANY; sequence > 0; sequence -= 1237) {
        ok(journal_get(reader, sequence, &arena, &entry));
        assert_true(span_equal(entry.body, text_of(&arena, (size_t)sequence - 1)));
    }
    assert_int_equal(journal_get(reader, MANY + 1, &arena, &entry), STATUS_MISSING);
    assert_int_equal(journal_get(reader, 0, &arena, &entry), STATUS_MISSING);
    arena_free(&arena);
    journal_reader_close(reader);
    keyring_free(keys);
    int32_t *months;
    size_t count;
    ok(month_list(folder, &months, &count));
    assert_int_equal(count, 2);
    free(months);
    drop_folder(folder);
}

static void test_finds_duplicates_in_this_and_last_month(void **state)
{
    (void)state;
    char *folder = new_folder();
    struct keyring *keys = writer_keys(word);
    struct journal *journal;
    ok(journal_open(folder, keys, &journal));
    int64_t november = at_time("2026-11-29T10:00:00Z"), december = at_time("2026-12-01T10:00:00Z");
    int64_t january = at_time("2027-01-02T10:00:00Z"), february = at_time("2027-02-02T10:00:00Z");
    struct journal_item items[] = {
        item_of("carrier-a", SPAN("same"), november), item_of("carrier-a", SPAN("same"), november),
        item_of("carrier-b", SPAN("same"), november), item_of("carrier-a", SPAN("Same"), november),
        item_of("carrier-a", SPAN("same"), december), item_of("carrier-a", SPAN("new"), december)};
    ok(journal_append(journal, items, 6)); /* one batch over the month's turn */
    const int64_t first[] = {0, 1, 0, 0, 1, 0};
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(items[i].duplicate_of, first[i]);
    journal_close(journal);
    ok(journal_open(folder, keys, &journal)); /* and after reopening */
    struct journal_item again = item_of("carrier-a", SPAN("same"), december);
    ok(journal_append(journal, &again, 1));
    assert_int_equal(again.duplicate_of, 1);
    assert_int_equal(again.sequence, 7);
    struct journal_item later = item_of("carrier-a", SPAN("new"), january);
    ok(journal_append(journal, &later, 1));
    assert_int_equal(later.duplicate_of, 6);
    later = item_of("carrier-b", SPAN("same"), february); /* three months later: forgotten */
    ok(journal_append(journal, &later, 1));
    assert_int_equal(later.duplicate_of, 0);
    journal_close(journal);
    keyring_free(keys);
    drop_folder(folder);
}

/* The times of all messages, read back: the sealed bodies are bound to them. */
static void assert_received(const char *folder, const int64_t *times, size_t wanted)
{
    struct keyring *keys = reader_keys(word);
    struct journal_reader *reader;
    struct journal_entry entries[16];
    struct arena arena = {0};
    size_t count;
    ok(journal_reader_open(folder, keys, &reader));
    ok(journal_reader_next(reader, 0, 16, &arena, entries, &count));
    assert_int_equal(count, wanted);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(entries[i].status, STATUS_OK);
        assert_int_equal(entries[i].received, times[i]);
    }
    journal_reader_close(reader);
    keyring_free(keys);
    arena_free(&arena);
}

static void test_a_clock_set_back_is_believed_and_the_sequence_goes_on(void **state)
{
    (void)state;
    char *folder = new_folder();
    struct keyring *keys = writer_keys(word);
    struct journal *journal;
    ok(journal_open(folder, keys, &journal));
    int64_t december = at_time("2026-12-01T00:00:00Z");
    append_text(journal, "first", december);
    struct journal_item item = item_of("carrier-a", SPAN("second"), december - MICROS_PER_DAY);
    ok(journal_append(journal, &item, 1));
    assert_int_equal(item.received, december - MICROS_PER_DAY);
    assert_int_equal(item.sequence, 2);
    journal_close(journal);
    /* the newest file has no message: what a crash right after the month's turn leaves */
    ok(month_make(folder, 2026 * 12 + 12, 3, december));
    ok(journal_open(folder, keys, &journal));
    item.received = december; /* the clock was set back meanwhile */
    ok(journal_append(journal, &item, 1));
    assert_int_equal(item.sequence, 3);
    assert_int_equal(item.received, december);
    assert_int_equal(item.duplicate_of, 2);
    /* the clock had been ten years ahead: one message is wrong, the next is not */
    append_text(journal, "ahead", at_time("2036-05-01T00:00:00Z"));
    append_text(journal, "right", december + 1);
    journal_close(journal);
    assert_received(folder,
                    (int64_t[]){december, december - MICROS_PER_DAY, december,
                                at_time("2036-05-01T00:00:00Z"), december + 1},
                    5);
    keyring_free(keys);
    drop_folder(folder);
}

static void test_refuses_what_is_no_message(void **state)
{
    (void)state;
    char *folder = new_folder();
    struct keyring *keys = writer_keys(word);
    struct journal *journal;
    ok(journal_open(folder, keys, &journal));
    static const char *const names[] = {"", ".hidden", "a/b", "Upper", "a b", "a\nb"};
    struct journal_item items[] = {item_of("carrier-a", SPAN("good"), 1),
                                   item_of("carrier-a", SPAN(""), 1)};
    assert_int_equal(journal_append(journal, items, 2), STATUS_INPUT);
    assert_int_equal(items[0].sequence, 0);
    items[1].body.size = JOURNAL_MOST_BODY + (size_t)1;
    assert_int_equal(journal_append(journal, items, 2), STATUS_INPUT);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        items[0].source = span_of(names[i]);
        assert_int_equal(journal_append(journal, items, 1), STATUS_INPUT);
    }
    assert_int_equal(journal_sequence(journal), 0);
    struct journal *second;
    assert_int_equal(journal_open(folder, keys, &second), STATUS_LOCKED);
    assert_non_null(strstr(status_sentence(), "held by process"));
    journal_close(journal);
    keyring_free(keys);
    drop_folder(folder);
}

static void test_a_crash_loses_only_what_was_not_committed(void **state)
{
    (void)state;
    char *folder = new_folder();
    pid_t child = fork();
    if (child == 0) {
        struct keyring *keys = writer_keys(word);
        struct journal *journal;
        if (journal_open(folder, keys, &journal) != STATUS_OK)
            _exit(1);
        for (int i = 0; i < 10; i++)
            append_text(journal, i == 7 ? "eighth" : "committed", 1000 + i);
        /* a batch that never comes to its commit */
        database_begin(journal_database(journal));
        struct query query = query_start(journal_database(journal), SLOT_PUT_START);
        query_end(&query);
        database_run(journal_database(journal), "DELETE FROM message WHERE sequence > 5");
        _exit(0);
    }
    int how;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
    struct keyring *keys = reader_keys(word);
    struct journal *journal;
    ok(journal_open(folder, keys, &journal));
    assert_int_equal(journal_sequence(journal), 10);
    assert_int_equal(append_text(journal, "after", 5), 11);
    struct journal_reader *reader;
    struct journal_entry entry;
    struct arena arena = {0};
    ok(journal_reader_open(folder, keys, &reader));
    ok(journal_get(reader, 8, &arena, &entry));
    assert_true(span_is(entry.body, "eighth"));
    ok(journal_get(reader, 11, &arena, &entry));
    assert_true(span_is(entry.body, "after"));
    arena_free(&arena);
    journal_reader_close(reader);
    journal_close(journal);
    keyring_free(keys);
    drop_folder(folder);
}

static void test_a_reader_follows_into_new_files(void **state)
{
    (void)state;
    char *folder = new_folder();
    struct keyring *keys = reader_keys(word);
    struct journal *journal;
    struct journal_reader *reader;
    struct journal_entry entries[8];
    struct arena arena = {0};
    size_t count;
    int64_t last = 7;
    ok(journal_open(folder, keys, &journal));
    ok(journal_reader_open(folder, keys, &reader));
    ok(journal_reader_next(reader, 0, 8, &arena, entries, &count));
    assert_int_equal(count, 0);
    ok(journal_last(reader, &last));
    assert_int_equal(last, 0);
    for (int month = 1; month <= 9; month++) { /* more files than are kept open */
        char text[TIME_TEXT];
        snprintf(text, sizeof text, "2027-%02d-15T00:00:00Z", month);
        append_text(journal, text, at_time(text));
        ok(journal_reader_next(reader, month - 1, 8, &arena, entries, &count));
        assert_int_equal(count, 1);
        assert_true(span_is(entries[0].body, text));
    }
    ok(journal_reader_next(reader, 3, 8, &arena, entries, &count));
    assert_int_equal(count, 6);
    assert_int_equal(entries[5].sequence, 9);
    assert_int_equal(entries[5].month, 2027 * 12 + 8);
    ok(journal_get(reader, 1, &arena, &entries[0]));
    assert_true(span_is(entries[0].body, "2027-01-15T00:00:00Z"));
    arena_free(&arena);
    journal_reader_close(reader);
    journal_close(journal);
    keyring_free(keys);
    drop_folder(folder);
}

static void test_epochs_end_by_count_and_by_time(void **state)
{
    (void)state;
    char *folder = new_folder();
    struct keyring *keys = writer_keys(word);
    struct journal *journal;
    ok(journal_open(folder, keys, &journal));
    struct journal_item items[JOURNAL_EPOCH_MESSAGES + 1]; /* two epochs */
    for (int i = 0; i < JOURNAL_EPOCH_MESSAGES + 1; i++)
        items[i] = item_of("carrier-a", SPAN("x"), 1000);
    ok(journal_append(journal, items, JOURNAL_EPOCH_MESSAGES + 1));
    append_text(journal, "x", 1000 + JOURNAL_EPOCH_TIME); /* the third */
    journal_idle(journal, 1000 + 2 * JOURNAL_EPOCH_TIME);
    append_text(journal, "x", 1001 + JOURNAL_EPOCH_TIME); /* the fourth */
    struct query query = query_start(journal_database(journal), SLOT_GET_EPOCH);
    query_int(&query, 1, 4);
    assert_true(query_next(&query));
    ok(query_end(&query));
    query = query_start(journal_database(journal), SLOT_GET_EPOCH);
    query_int(&query, 1, 5);
    assert_false(query_next(&query));
    ok(query_end(&query));
    journal_close(journal);
    keyring_free(keys);
    drop_folder(folder);
}

/* One message whose secret is another: an entry that says so. */
static void test_another_secret_is_told_from_damage(void **state)
{
    (void)state;
    char *folder = new_folder();
    struct keyring *keys = writer_keys(word), *wrong = reader_keys(other_word);
    struct journal *journal;
    struct journal_reader *reader;
    struct journal_entry entry;
    struct arena arena = {0};
    ok(journal_open(folder, keys, &journal));
    append_text(journal, "sealed", at_time("2026-11-22T00:00:00Z"));
    ok(journal_reader_open(folder, wrong, &reader));
    ok(journal_get(reader, 1, &arena, &entry));
    assert_int_equal(entry.status, STATUS_SECRET);
    assert_int_equal(entry.body.size, 0);
    assert_non_null(strstr(status_sentence(), "2026-11 was sealed with another secret"));
    journal_reader_close(reader);
    ok(journal_reader_open(folder, keys, &reader)); /* the writer's own keys cannot read */
    ok(journal_get(reader, 1, &arena, &entry));
    assert_int_equal(entry.status, STATUS_SECRET);
    journal_reader_close(reader);
    journal_close(journal);
    arena_free(&arena);
    keyring_free(wrong);
    keyring_free(keys);
    drop_folder(folder);
}

int main(void)
{
    ok(seal_start());
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_back_across_a_months_turn),
        cmocka_unit_test(test_finds_duplicates_in_this_and_last_month),
        cmocka_unit_test(test_a_clock_set_back_is_believed_and_the_sequence_goes_on),
        cmocka_unit_test(test_refuses_what_is_no_message),
        cmocka_unit_test(test_a_crash_loses_only_what_was_not_committed),
        cmocka_unit_test(test_a_reader_follows_into_new_files),
        cmocka_unit_test(test_epochs_end_by_count_and_by_time),
        cmocka_unit_test(test_another_secret_is_told_from_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
