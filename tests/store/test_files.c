/* What stands on the disk: sealed, bound to its place, read by others, newer, damaged. */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "fixture.h"

static const char planted[] = "Zwolfinger-Quapaw";

static void plant(struct store *store, int64_t seq, int persons)
{
    char key[32];
    int64_t flight, id;
    OK(store_begin(store, seq));
    struct store_flight made = flight_of((int)seq, DAY, key);
    OK(store_flight_add(store, seq, &made, &flight));
    for (int i = 0; i < persons; i++) {
        struct store_traveller card = {.flight = flight};
        card.content[PART_API] = card.content[PART_PNR] = content_text(planted);
        OK(store_traveller_add(store, seq, &card, &id));
        OK(store_booking_add(store, seq, flight, &card.content[PART_PNR], &card.booking));
        struct store_content change = content_text("Zwolfinger-Quapaw again");
        OK(store_content_put(store, PART_API, id, seq, &change, NULL));
        OK(store_index_add(store, id, INDEX_NAME, span_of(planted), NOW));
        OK(store_index_add(store, id_make(DAY + 40, 1 + i), INDEX_NAME, span_of(planted), NOW));
        OK(store_hit_put(store, &(struct store_hit){.traveller = id,
                                                    .entry = SPAN("E"),
                                                    .raised_seq = seq,
                                                    .evidence = span_of(planted)}));
    }
    OK(store_commit(store, seq, NOW));
}

/* ---- nothing in clear ---- */

static int files_seen, files_with;

static int scan(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about, (void)place;
    struct buffer bytes = {0};
    if (kind != FTW_F)
        return 0;
    int fd = open(path, O_RDONLY);
    for (ssize_t got = 1; got > 0;) {
        got = read(fd, buffer_reserve(&bytes, 65536), 65536);
        bytes.size += got > 0 ? (size_t)got : 0;
    }
    close(fd);
    files_seen++;
    files_with += bytes.size && memmem(bytes.at, bytes.size, "Zwolf", 5) != NULL;
    buffer_free(&bytes);
    return 0;
}

static void count_files(const struct fixture *fixture)
{
    files_seen = files_with = 0;
    nftw(fixture->folder, scan, 16, FTW_PHYS);
}

static void test_nothing_in_clear(void **state)
{
    struct fixture *fixture = *state;
    plant(fixture->store, 1, 30);
    count_files(fixture); /* with the WALs */
    assert_true(files_seen >= 10);
    assert_int_equal(files_with, 0);
    fixture_close(fixture);
    count_files(fixture);
    assert_int_equal(files_with, 0);
    /* the same scan finds a control */
    char path[200];
    snprintf(path, sizeof path, "%s/control", fixture->folder);
    FILE *file = fopen(path, "w");
    fprintf(file, "x%s", planted);
    fclose(file);
    count_files(fixture);
    assert_int_equal(files_with, 1);
}

static void test_files_are_private(void **state)
{
    struct fixture *fixture = *state;
    static const char *const names[] = {"flights.db", "progress.db", "2026-11/22.db",
                                        "2026-11/22.db-wal", "index/2027-01.db"};
    plant(fixture->store, 1, 1);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[200];
        struct stat about;
        snprintf(path, sizeof path, "%s/%s", fixture->folder, names[i]);
        assert_int_equal(stat(path, &about), 0);
        assert_int_equal(about.st_mode & 0777, 0600);
    }
}

/* ---- sealed for one place ---- */

static void run_on_day(const struct fixture *fixture, const char *sql)
{
    struct store_file *file;
    OK(store_open_day(fixture->store, DAY, false, &file));
    OK(database_run(file->database, sql));
    store_unpin(file);
}

static bool any_content(void *context, const struct store_content *content)
{
    (void)context, (void)content;
    return true;
}

static bool any_hit(void *context, const struct store_hit *hit)
{
    (void)context, (void)hit;
    return true;
}

static enum status open_card(const struct fixture *fixture, int n)
{
    struct arena arena = {0};
    struct store_traveller card;
    enum status status = store_traveller(fixture->store, id_make(DAY, n), &arena, &card);
    arena_free(&arena);
    return status;
}

static void test_rows_cannot_be_exchanged(void **state)
{
    struct fixture *fixture = *state;
    struct arena arena = {0};
    struct store_booking booking;
    struct store_loaded loaded;
    plant(fixture->store, 1, 4);
    OK(open_card(fixture, 1));
    /* another row */
    run_on_day(fixture, "UPDATE traveller SET api = (SELECT t.api FROM traveller t WHERE t.id ="
                        " traveller.id + 1) WHERE id & 15 = 1");
    assert_int_equal(open_card(fixture, 1), STATUS_SECRET);
    /* another column */
    run_on_day(fixture, "UPDATE traveller SET api = pnr, api_version = 1 WHERE id & 15 = 2");
    assert_int_equal(open_card(fixture, 2), STATUS_SECRET);
    /* another version */
    run_on_day(fixture, "UPDATE traveller SET api = (SELECT content FROM version v WHERE v.id ="
                        " traveller.id AND part = 0) WHERE id & 15 = 3");
    assert_int_equal(open_card(fixture, 3), STATUS_SECRET);
    OK(open_card(fixture, 4));
    /* another table */
    run_on_day(fixture, "UPDATE booking SET content = (SELECT pnr FROM traveller WHERE"
                        " traveller.id = booking.id) WHERE id & 15 = 4");
    assert_int_equal(store_booking(fixture->store, id_make(DAY, 4), &arena, &booking),
                     STATUS_SECRET);
    assert_int_equal(store_flight_load(fixture->store, id_make(DAY, 1), &arena, &loaded),
                     STATUS_SECRET);
    run_on_day(fixture, "UPDATE version SET content = substr(content, 1, 30)");
    assert_int_equal(store_versions(fixture->store, PART_API, id_make(DAY, 1), any_content, NULL),
                     STATUS_SECRET);
    run_on_day(fixture, "UPDATE hit SET evidence = (SELECT evidence FROM hit ORDER BY n DESC)");
    assert_int_equal(store_hits(fixture->store, id_make(DAY, 1), any_hit, NULL), STATUS_SECRET);
    arena_free(&arena);
}

/* ---- readers ---- */

/* Runs `look` in another process, as another user when this one is the superuser. */
static int in_child(const struct fixture *fixture, bool other_user,
                    int (*look)(const struct fixture *fixture))
{
    pid_t child = fork();
    if (child == 0) {
        if (other_user && geteuid() == 0 && setuid(65534))
            _exit(90);
        _exit(look(fixture));
    }
    int code;
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_true(WIFEXITED(code));
    return WEXITSTATUS(code);
}

static int count_cards(const struct fixture *fixture)
{
    struct store *store;
    struct arena arena = {0};
    struct store_loaded loaded = {0};
    if (store_open(fixture->folder, STORE_READ, fixture->keyring, &store))
        return 91;
    for (int n = 1, sum = 0; n < 9; n++) {
        if (store_flight_load(store, id_make(DAY, n), &arena, &loaded))
            return 92;
        sum += (int)loaded.traveller_count;
        loaded.traveller_count = (uint32_t)sum;
    }
    int sum = (int)loaded.traveller_count;
    store_close(store);
    arena_free(&arena);
    return sum;
}

static void test_reader_while_writing(void **state)
{
    struct fixture *fixture = *state;
    plant(fixture->store, 1, 3);
    assert_int_equal(in_child(fixture, false, count_cards), 3);
    plant(fixture->store, 2, 2);
    OK(store_begin(fixture->store, 3)); /* open, and not seen */
    struct store_traveller card = {.flight = id_make(DAY, 1)};
    int64_t id;
    OK(store_traveller_add(fixture->store, 3, &card, &id));
    assert_int_equal(in_child(fixture, false, count_cards), 5);
    OK(store_commit(fixture->store, 3, NOW));
    assert_int_equal(in_child(fixture, false, count_cards), 6);
}

/* A reader that stays open sees what is committed meanwhile, and cannot write. */
static void test_reader_follows(void **state)
{
    struct fixture *fixture = *state;
    struct store *reader;
    struct arena arena = {0};
    struct store_loaded loaded;
    int64_t applied;
    int closed = 0;
    plant(fixture->store, 1, 1);
    OK(store_open(fixture->folder, STORE_READ, fixture->keyring, &reader));
    OK(store_flight_load(reader, id_make(DAY, 1), &arena, &loaded));
    assert_int_equal(loaded.traveller_count, 1);
    plant(fixture->store, 2, 4);
    OK(store_flight_load(reader, id_make(DAY, 2), &arena, &loaded));
    assert_int_equal(loaded.traveller_count, 4);
    assert_int_equal(store_progress(reader), 2);
    OK(store_day_applied(reader, DAY, &applied));
    assert_int_equal(applied, 2);
    assert_int_not_equal(database_run(reader->flights, "DELETE FROM flight"), STATUS_OK);
    /* its open file keeps the day from being settled, until it lets go */
    OK(store_close_days(fixture->store, DAY + 7, &closed));
    assert_int_equal(closed, 0);
    store_let_go(reader);
    store_let_go(reader);
    OK(store_close_days(fixture->store, DAY + 7, &closed));
    assert_int_equal(closed, 1);
    OK(store_flight_load(reader, id_make(DAY, 2), &arena, &loaded));
    assert_int_equal(loaded.traveller_count, 4);
    /* a late message to the settled day */
    plant(fixture->store, 3, 2);
    OK(store_flight_load(reader, id_make(DAY, 3), &arena, &loaded));
    assert_int_equal(loaded.traveller_count, 2);
    store_close(reader);
    arena_free(&arena);
}

static int open_day(const struct fixture *fixture)
{
    char path[200];
    struct database *database;
    snprintf(path, sizeof path, "%s/2026-11/22.db", fixture->folder);
    enum status status = database_open(path, &store_day_plan, DATABASE_READ, &database);
    if (status)
        return (int)status;
    struct query query = query_start(database, DAY_STATE);
    (void)query_next(&query);
    status = query_end(&query);
    database_close(database);
    return (int)status;
}

/* Settled days are opened by a user who may only read. */
static void test_closed_day_without_permission(void **state)
{
    struct fixture *fixture = *state;
    char path[200];
    plant(fixture->store, 1, 3);
    OK(store_close_days(fixture->store, DAY + 9, NULL));
    snprintf(path, sizeof path, "%s/2026-11/22.db", fixture->folder);
    assert_int_equal(chmod(path, 0444), 0);
    snprintf(path, sizeof path, "%s/2026-11", fixture->folder);
    assert_int_equal(chmod(path, 0555), 0);
    assert_int_equal(chmod(fixture->folder, 0555), 0);
    assert_int_equal(in_child(fixture, true, open_day), STATUS_OK);
    assert_int_equal(chmod(fixture->folder, 0700), 0);
    assert_int_equal(chmod(path, 0700), 0);
}

static void test_no_store(void **state)
{
    struct fixture *fixture = *state;
    struct store *store;
    char path[200];
    snprintf(path, sizeof path, "%s/none", fixture->folder);
    assert_int_equal(store_open(path, STORE_READ, fixture->keyring, &store), STATUS_MISSING);
}

/* ---- newer and damaged files ---- */

static void test_newer(void **state)
{
    struct fixture *fixture = *state;
    int64_t applied;
    plant(fixture->store, 1, 1);
    run_on_day(fixture, "PRAGMA user_version = 99");
    OK(database_run(fixture->store->progress, "PRAGMA user_version = 99"));
    fixture_close(fixture);
    assert_int_equal(store_open(fixture->folder, STORE_WRITE, fixture->keyring, &fixture->store),
                     STATUS_NEWER);
    assert_int_equal(store_open(fixture->folder, STORE_READ, fixture->keyring, &fixture->store),
                     STATUS_NEWER);
    assert_non_null(strstr(status_sentence(), "newer version"));
    char path[200];
    snprintf(path, sizeof path, "%s/progress.db", fixture->folder);
    assert_int_equal(unlink(path), 0);
    fixture_open(fixture, STORE_WRITE);
    assert_int_equal(store_day_applied(fixture->store, DAY, &applied), STATUS_NEWER);
}

static bool count_board(void *context, const struct store_board *board)
{
    *(int *)context += board->said.word == BOARD_ANNOUNCED && board->said.size == 0;
    return true;
}

static void take_number(void *context, int64_t traveller)
{
    *(int32_t *)context = id_number(traveller);
}

/* Whom the day's own index finds under the hash; 0: nobody. */
static int32_t found_as(const struct fixture *fixture, int kind, int64_t hash)
{
    struct store_file *file;
    int32_t found = 0;
    OK(store_open_day(fixture->store, DAY, false, &file));
    OK(store_recent_look(file, kind, hash, take_number, &found));
    OK(store_blocks_look(file, kind, hash, take_number, &found));
    store_unpin(file);
    return found;
}

/* What the files were like in layout 2. */
#define FORMER_DAY                                                                                 \
    "DROP TABLE board; DROP TABLE series; DROP TABLE part; DROP TABLE roll;"                       \
    "DROP TABLE bag; DROP TABLE bag_said; DROP TABLE recent; DROP TABLE block;"                    \
    "DROP INDEX hit_quiet; DROP INDEX hit_entry; ALTER TABLE hit DROP COLUMN quiet;"               \
    "ALTER TABLE alert DROP COLUMN quiet; DROP TABLE unscreened;"                                  \
    "CREATE TABLE fresh (kind SMALLINT, hash BIGINT, traveller BIGINT,"                            \
    " PRIMARY KEY (kind, hash, traveller)) WITHOUT ROWID; PRAGMA user_version = 2;"
#define FORMER_FLIGHTS                                                                             \
    "DROP TABLE event; ALTER TABLE state DROP COLUMN layout; PRAGMA user_version = 2"

/* A folder as it was before there were states of persons: readers are told, a writer brings it up. */
static void test_former_layout(void **state)
{
    struct fixture *fixture = *state;
    int64_t applied;
    int announced = 0;
    plant(fixture->store, 1, 3);
    run_on_day(fixture, FORMER_DAY "INSERT INTO find VALUES (2, -7, 11);"
                                   "INSERT INTO fresh VALUES (1, 5, 9)");
    OK(database_run(fixture->store->flights, FORMER_FLIGHTS));
    fixture_close(fixture);
    assert_int_equal(store_open(fixture->folder, STORE_READ, fixture->keyring, &fixture->store),
                     STATUS_READONLY);
    fixture_open(fixture, STORE_WRITE);
    OK(store_day_applied(fixture->store, DAY, &applied));
    OK(store_boards(fixture->store, id_make(DAY, 1), 0, count_board, &announced));
    assert_true(announced > 0);
    assert_int_equal(found_as(fixture, 1, 5), 9);
    assert_int_equal(found_as(fixture, 2, -7), 11);
    assert_int_equal(found_as(fixture, 1, -7), 0);
    fixture_close(fixture);
    fixture_open(fixture, STORE_READ);
    announced = 0;
    OK(store_boards(fixture->store, id_make(DAY, 1), 0, count_board, &announced));
    assert_true(announced > 0);
}

/* A day that is settled, too, which nobody writes to again. */
static void test_former_layout_settled(void **state)
{
    struct fixture *fixture = *state;
    int announced = 0, closed = 0;
    plant(fixture->store, 1, 3);
    OK(store_close_days(fixture->store, DAY + 9, &closed));
    assert_int_equal(closed, 1);
    run_on_day(fixture, FORMER_DAY);
    OK(database_run(fixture->store->flights, FORMER_FLIGHTS));
    fixture_close(fixture);
    fixture_open(fixture, STORE_WRITE);
    fixture_close(fixture);
    fixture_open(fixture, STORE_READ);
    OK(store_boards(fixture->store, id_make(DAY, 1), 0, count_board, &announced));
    assert_true(announced > 0);
}

static void overwrite(const struct fixture *fixture, const char *name, long from, size_t size)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", fixture->folder, name);
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    fseek(file, from, SEEK_SET);
    for (size_t i = 0; i < size; i++)
        fputc(0xA5, file);
    fclose(file);
}

static void test_damaged(void **state)
{
    struct fixture *fixture = *state;
    int64_t applied;
    plant(fixture->store, 1, 50);
    fixture_close(fixture);
    overwrite(fixture, "2026-11/22.db", 0, 64);
    fixture_open(fixture, STORE_WRITE);
    assert_int_equal(store_day_applied(fixture->store, DAY, &applied), STATUS_DAMAGED);
    assert_non_null(strstr(status_sentence(), "22.db"));
    assert_non_null(strstr(status_sentence(), "stop the system and run `portolan rebuild`"));
    fixture_close(fixture);
    overwrite(fixture, "flights.db", 0, 64);
    assert_int_equal(store_open(fixture->folder, STORE_WRITE, fixture->keyring, &fixture->store),
                     STATUS_DAMAGED);
}

/* Wherever a page is overwritten, the answer is a status, never wrong content. */
static void test_damaged_anywhere(void **state)
{
    struct fixture *fixture = *state;
    char path[200];
    struct stat about;
    plant(fixture->store, 1, 50);
    fixture_close(fixture);
    snprintf(path, sizeof path, "%s/2026-11/22.db", fixture->folder);
    assert_int_equal(stat(path, &about), 0);
    int failures = 0;
    for (long page = 1; page * 4096 < about.st_size; page++) {
        overwrite(fixture, "2026-11/22.db", page * 4096, 200);
        struct arena arena = {0};
        struct store_loaded loaded = {0};
        fixture_open(fixture, STORE_READ);
        enum status status = store_flight_load(fixture->store, id_make(DAY, 1), &arena, &loaded);
        assert_true(status == STATUS_OK || status == STATUS_DAMAGED || status == STATUS_SECRET);
        for (uint32_t i = 0; !status && i < loaded.traveller_count; i++)
            assert_true(span_starts(loaded.travellers[i].content[PART_API].bytes, planted));
        failures += status != STATUS_OK;
        fixture_close(fixture);
        arena_free(&arena);
    }
    assert_true(failures > 0);
    fixture_open(fixture, STORE_WRITE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_nothing_in_clear),
        TEST(test_files_are_private),
        TEST(test_rows_cannot_be_exchanged),
        TEST(test_reader_while_writing),
        TEST(test_reader_follows),
        TEST(test_closed_day_without_permission),
        TEST(test_no_store),
        TEST(test_newer),
        TEST(test_former_layout),
        TEST(test_former_layout_settled),
        TEST(test_damaged),
        TEST(test_damaged_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
