/* What the journal does when its files or its disk are not as they should be. */
#include "fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "journal/internal.h"
#include "sys/files.h"

static char word[] = "one";
static const char planted[] = "INVENTEDNAME-PLANTED-7731";

static char *path_in(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = memory_alloc(size);
    snprintf(path, size, "%s/%s", folder, name);
    return path;
}

/* Runs SQL on the file behind the journal's back. */
static void tamper(const char *folder, const char *name, const char *sql)
{
    char *path = path_in(folder, name), *message = NULL;
    sqlite3 *handle;
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    if (sqlite3_exec(handle, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    sqlite3_close(handle);
    free(path);
}

static void write_five(const char *folder)
{
    struct keyring *keys = writer_keys(word);
    struct journal *journal;
    ok(journal_open(folder, keys, &journal));
    for (int i = 0; i < 5; i++)
        append_text(journal, planted, at_time("2026-11-22T00:00:00Z") + i);
    journal_close(journal);
    keyring_free(keys);
}

/* Damages message 3 by `sql`; the four others must still be read. */
static void check_damage(const char *sql, enum status expected)
{
    char *folder = new_folder();
    struct keyring *keys = reader_keys(word);
    struct journal_reader *reader;
    struct journal_entry entries[8];
    struct arena arena = {0};
    size_t count;
    write_five(folder);
    tamper(folder, "2026-11.db", sql);
    ok(journal_reader_open(folder, keys, &reader));
    ok(journal_reader_next(reader, 0, 8, &arena, entries, &count));
    assert_int_equal(count, 5);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(entries[i].sequence, i + 1);
        assert_int_equal(entries[i].status, i == 2 ? expected : STATUS_OK);
        assert_true(span_is(entries[i].body, i == 2 ? "" : planted));
    }
    assert_null(strstr(status_sentence(), planted));
    arena_free(&arena);
    journal_reader_close(reader);
    keyring_free(keys);
    drop_folder(folder);
}

static void test_a_damaged_row_hides_no_other(void **state)
{
    (void)state;
    static const char *const damages[] = {
        "UPDATE message SET body = CAST(substr(body, 1, 60) AS BLOB) WHERE sequence = 3",
        "UPDATE message SET body = x'' WHERE sequence = 3",
        "UPDATE message SET body = (SELECT body FROM message WHERE sequence = 2)"
        "  WHERE sequence = 3",
        "UPDATE message SET received = received + 1 WHERE sequence = 3",
        "UPDATE message SET source = 'carrier-b' WHERE sequence = 3",
        "UPDATE message SET source = 'NOT A NAME' WHERE sequence = 3",
        "UPDATE message SET kind = 2 WHERE sequence = 3",
        "UPDATE message SET kind = 77 WHERE sequence = 3",
        "UPDATE message SET transport = -1 WHERE sequence = 3",
        "UPDATE message SET size = size + 1 WHERE sequence = 3",
        "UPDATE message SET size = 1 << 60 WHERE sequence = 3",
        "UPDATE message SET digest = x'00' WHERE sequence = 3",
        "UPDATE message SET epoch = 99 WHERE sequence = 3",
        "UPDATE message SET duplicate_of = 4 WHERE sequence = 3",
        "INSERT INTO epoch SELECT 2, kind, made, zeroblob(32), recipient FROM epoch;"
        "UPDATE message SET epoch = 2 WHERE sequence = 3",
        "INSERT INTO epoch SELECT 2, kind, made, x'00', recipient FROM epoch;"
        "UPDATE message SET epoch = 2 WHERE sequence = 3",
    };
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++)
        check_damage(damages[i], STATUS_DAMAGED);
    check_damage("INSERT INTO epoch SELECT 2, kind, made, public, zeroblob(32) FROM epoch;"
                 "UPDATE message SET epoch = 2 WHERE sequence = 3",
                 STATUS_SECRET);
}

static void test_refuses_newer_and_foreign_files(void **state)
{
    (void)state;
    char *folder = new_folder();
    struct keyring *keys = reader_keys(word);
    struct journal *journal;
    struct journal_reader *reader;
    struct journal_entry entry;
    struct arena arena = {0};
    write_five(folder);
    tamper(folder, "2026-11.db", "PRAGMA user_version = 99");
    assert_int_equal(journal_open(folder, keys, &journal), STATUS_NEWER);
    ok(journal_reader_open(folder, keys, &reader));
    assert_int_equal(journal_get(reader, 1, &arena, &entry), STATUS_NEWER);
    journal_reader_close(reader);
    char *path = path_in(folder, "2026-11.db");
    ok(file_write(path, SPAN("this is a letter and no database, and it goes on for some time"),
                  0600));
    assert_int_equal(journal_open(folder, keys, &journal), STATUS_DAMAGED);
    assert_non_null(strstr(status_sentence(), "2026-11.db"));
    free(path);
    arena_free(&arena);
    keyring_free(keys);
    drop_folder(folder);
}

static bool file_holds(const char *path, const char *text)
{
    struct buffer bytes = {0};
    ok(file_read(path, 1 << 26, &bytes));
    bool found = memmem(bytes.at, bytes.size, text, strlen(text)) != NULL;
    buffer_free(&bytes);
    return found;
}

static bool folder_holds(const char *folder, const char *text)
{
    DIR *open_folder = opendir(folder);
    struct dirent *entry;
    bool found = false;
    while ((entry = readdir(open_folder))) {
        char *path = path_in(folder, entry->d_name);
        found = found || (entry->d_type == DT_REG && file_holds(path, text));
        free(path);
    }
    closedir(open_folder);
    return found;
}

static void test_no_clear_text_reaches_the_disk(void **state)
{
    (void)state;
    char *folder = new_folder();
    struct keyring *keys = writer_keys(word);
    struct journal *journal;
    ok(journal_open(folder, keys, &journal));
    for (int i = 0; i < 100; i++)
        append_text(journal, planted, at_time("2026-11-22T00:00:00Z"));
    assert_false(folder_holds(folder, planted));    /* with the WAL beside it */
    assert_true(folder_holds(folder, "carrier-a")); /* the same search finds what is in clear */
    journal_close(journal);
    assert_false(folder_holds(folder, planted));
    keyring_free(keys);
    drop_folder(folder);
}

/* Appends large messages that do not pack until it fails; returns how many were stored. */
static int64_t fill(struct journal *journal, enum status *how)
{
    static unsigned char noise[200000];
    uint32_t seed = 1;
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (unsigned char)((seed = seed * 1664525u + 1013904223u) >> 24);
    int64_t stored = 0;
    do {
        struct journal_item items[3];
        for (int k = 0; k < 3; k++)
            items[k] = item_of("carrier-a", (struct span){(char *)noise, sizeof noise}, 1000);
        *how = journal_append(journal, items, 3);
        for (int k = 0; k < 3; k++)
            assert_true((items[k].sequence != 0) == (*how == STATUS_OK));
        stored += *how == STATUS_OK ? 3 : 0;
    } while (*how == STATUS_OK && stored < 3000);
    return stored;
}

static void check_full(const char *folder, struct journal *journal, struct keyring *keys,
                       void (*make_room)(struct journal *))
{
    enum status how;
    int64_t stored = fill(journal, &how);
    assert_int_equal(how, STATUS_FULL);
    assert_true(stored > 0);
    assert_int_equal(journal_sequence(journal), stored);
    make_room(journal);
    assert_int_equal(append_text(journal, planted, 2000), stored + 1);
    struct journal_reader *reader;
    struct journal_entry entry;
    struct arena arena = {0};
    int64_t last;
    ok(journal_reader_open(folder, keys, &reader));
    ok(journal_last(reader, &last));
    assert_int_equal(last, stored + 1);
    for (int64_t i = 1; i <= last; i++) {
        ok(journal_get(reader, i, &arena, &entry));
        assert_int_equal(entry.status, STATUS_OK);
        arena_reset(&arena);
    }
    arena_free(&arena);
    journal_reader_close(reader);
}

static void more_pages(struct journal *journal)
{
    ok(database_run(journal_database(journal), "PRAGMA max_page_count = 100000"));
}

static void test_a_full_file_stores_nothing_by_halves(void **state)
{
    (void)state;
    char *folder = new_folder();
    struct keyring *keys = reader_keys(word);
    struct journal *journal;
    ok(journal_open(folder, keys, &journal));
    append_text(journal, "first", 1000);
    journal_close(journal);
    ok(journal_open(folder, keys, &journal));
    ok(database_run(journal_database(journal), "PRAGMA max_page_count = 500"));
    /* one message was there before */
    enum status how;
    int64_t stored = fill(journal, &how);
    assert_int_equal(how, STATUS_FULL);
    assert_int_equal(journal_sequence(journal), stored + 1);
    more_pages(journal);
    assert_int_equal(append_text(journal, planted, 2000), stored + 2);
    journal_close(journal);
    keyring_free(keys);
    drop_folder(folder);
}

static char *ballast;

static void remove_ballast(struct journal *journal)
{
    (void)journal;
    unlink(ballast);
}

static void test_a_full_disk_stores_nothing_by_halves(void **state)
{
    (void)state;
    char *folder = new_folder();
    if (mount("none", folder, "tmpfs", 0, "size=8m") != 0) {
        drop_folder(folder);
        skip(); /* only root may mount */
    }
    ballast = path_in(folder, "ballast");
    struct buffer bytes = {0};
    buffer_reserve(&bytes, 2 << 20);
    memset(bytes.at, 1, 2 << 20);
    bytes.size = 2 << 20;
    ok(file_write(ballast, buffer_span(&bytes), 0600));
    char *inside = path_in(folder, "journal");
    struct keyring *keys = reader_keys(word);
    struct journal *journal;
    ok(journal_open(inside, keys, &journal));
    check_full(inside, journal, keys, remove_ballast);
    journal_close(journal);
    keyring_free(keys);
    buffer_free(&bytes);
    free(inside);
    free(ballast);
    umount(folder);
    drop_folder(folder);
}

static void test_a_read_only_folder_is_said_so(void **state)
{
    (void)state;
    char *folder = new_folder();
    struct keyring *keys = reader_keys(word);
    struct journal *journal;
    if (mount("none", folder, "tmpfs", 0, "size=8m") != 0) {
        keyring_free(keys);
        drop_folder(folder);
        skip(); /* only root may mount */
    }
    write_five(folder);
    assert_int_equal(mount("none", folder, "tmpfs", MS_REMOUNT | MS_RDONLY, "size=8m"), 0);
    assert_int_equal(journal_open(folder, keys, &journal), STATUS_READONLY);
    assert_non_null(strstr(status_sentence(), "read-only"));
    umount(folder);
    keyring_free(keys);
    drop_folder(folder);
}

static void test_an_unfinished_file_is_made_again(void **state)
{
    (void)state;
    char *folder = new_folder(), *left = path_in(folder, "2026-11.db.new");
    ok(file_write(left, SPAN("half a file"), 0600));
    write_five(folder);
    assert_int_equal(access(left, F_OK), -1);
    free(left);
    drop_folder(folder);
}

int main(void)
{
    ok(seal_start());
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_damaged_row_hides_no_other),
        cmocka_unit_test(test_refuses_newer_and_foreign_files),
        cmocka_unit_test(test_no_clear_text_reaches_the_disk),
        cmocka_unit_test(test_a_full_file_stores_nothing_by_halves),
        cmocka_unit_test(test_a_full_disk_stores_nothing_by_halves),
        cmocka_unit_test(test_a_read_only_folder_is_said_so),
        cmocka_unit_test(test_an_unfinished_file_is_made_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
