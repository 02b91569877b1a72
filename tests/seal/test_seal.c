#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "base/memory.h"
#include "seal/folder.h"
#include "sys/files.h"

#define ok(call) assert_int_equal((call), STATUS_OK)

static const int32_t november = 2026 * 12 + 10;

static int remove_one(const char *path, const struct stat *about, int type, struct FTW *at)
{
    (void)about, (void)type, (void)at;
    return remove(path);
}

static char *new_folder(void)
{
    char *path = memory_text("/tmp/portolan-test-XXXXXX");
    assert_non_null(mkdtemp(path));
    return path;
}

static void drop_folder(char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(path);
}

static char *in(const char *folder, const char *name)
{
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* ---- sealing ---- */

static void test_what_was_sealed_opens_at_its_place_only(void **state)
{
    (void)state;
    struct seal_key root = {{1, 2, 3}}, key, other;
    struct buffer sealed = {0}, again = {0}, clear = {0};
    seal_derive(&key, &root, "testrows", 17);
    seal_derive(&other, &root, "testrows", 18);
    assert_memory_not_equal(key.bytes, other.bytes, sizeof key.bytes);
    seal_close(&sealed, &key, SPAN("day 17"), SPAN("INVENTED NAME"));
    seal_close(&again, &key, SPAN("day 17"), SPAN("INVENTED NAME"));
    assert_int_equal(sealed.size, 13 + SEAL_OVERHEAD);
    assert_memory_not_equal(sealed.at, again.at, sealed.size); /* a nonce of its own each time */
    assert_null(memmem(sealed.at, sealed.size, "NAME", 4));
    ok(seal_open(&clear, &key, SPAN("day 17"), buffer_span(&sealed)));
    assert_true(span_is(buffer_span(&clear), "INVENTED NAME"));
    clear.size = 0;
    assert_int_equal(seal_open(&clear, &key, SPAN("day 18"), buffer_span(&sealed)), STATUS_SECRET);
    assert_int_equal(seal_open(&clear, &other, SPAN("day 17"), buffer_span(&sealed)),
                     STATUS_SECRET);
    for (size_t i = 0; i < sealed.size; i++) { /* every byte counts, and every length */
        sealed.at[i] ^= 1;
        assert_int_equal(seal_open(&clear, &key, SPAN("day 17"), buffer_span(&sealed)),
                         STATUS_SECRET);
        sealed.at[i] ^= 1;
        assert_int_equal(seal_open(&clear, &key, SPAN("day 17"), (struct span){sealed.at, i}),
                         STATUS_SECRET);
    }
    assert_int_equal(clear.size, 0);
    assert_null(strstr(status_sentence(), "NAME"));
    buffer_free(&sealed);
    buffer_free(&again);
    sealed = (struct buffer){0};
    seal_close(&sealed, &key, SPAN(""), SPAN(""));
    ok(seal_open(&clear, &key, SPAN(""), buffer_span(&sealed)));
    assert_int_equal(clear.size, 0);
    buffer_free(&sealed);
    buffer_free(&clear);
}

static void test_digests_and_index_need_the_key(void **state)
{
    (void)state;
    struct seal_key one = {{1}}, two = {{2}};
    struct seal_digest a = seal_digest(&one, SPAN("bytes")), b = seal_digest(&one, SPAN("bytes"));
    struct seal_digest c = seal_digest(&two, SPAN("bytes"));
    assert_memory_equal(&a, &b, sizeof a);
    assert_memory_not_equal(&a, &c, sizeof a);
    assert_true(seal_index(&one, 1, SPAN("X123")) == seal_index(&one, 1, SPAN("X123")));
    assert_true(seal_index(&one, 1, SPAN("X123")) != seal_index(&one, 2, SPAN("X123")));
    assert_true(seal_index(&one, 1, SPAN("X123")) != seal_index(&two, 1, SPAN("X123")));
    assert_true(seal_index(&one, 1, SPAN("")) != seal_index(&one, 1, SPAN("X")));
}

static void test_months(void **state)
{
    (void)state;
    char text[8];
    int32_t month;
    assert_string_equal(month_format(november, text), "2026-11");
    assert_true(month_parse(SPAN("2026-11"), &month) && month == november);
    assert_false(month_parse(SPAN("2026-13"), &month));
    assert_false(month_parse(SPAN("2026-00"), &month));
    assert_false(month_parse(SPAN("2026-1"), &month));
    assert_int_equal(month_of_day(0), 1970 * 12);
    assert_int_equal(month_of_day(-1), 1969 * 12 + 11);
}

/* ---- the folder and the keyring ---- */

static void test_keys_are_the_same_in_every_process(void **state)
{
    (void)state;
    char *path = new_folder();
    struct secrets_folder *made, *opened;
    const struct seal_key *a, *b, *rows;
    const struct public_key *c, *d;
    ok(secrets_folder_open(path, true, &made));
    ok(secrets_folder_open(path, false, &opened));
    struct keyring *first = keyring_new(secrets_folder_source(made));
    struct keyring *second = keyring_new(secrets_folder_source(opened));
    for (enum installation_key key = 0; key < INSTALLATION_KEYS; key++) {
        ok(keyring_installation(first, key, &a));
        ok(keyring_installation(second, key, &b));
        assert_memory_equal(a, b, sizeof *a);
    }
    assert_int_equal(keyring_rows(second, november, KIND_API, &b), STATUS_SECRET);
    for (int32_t month = november; month < november + 100; month++) { /* and pointers stay */
        ok(keyring_public(first, month, KIND_API, &c));
        if (month == november) {
            d = c;
            ok(keyring_rows(first, month, KIND_API, &rows));
        }
    }
    assert_ptr_equal(d, (ok(keyring_public(first, november, KIND_API, &c)), c));
    ok(keyring_rows(second, november, KIND_API, &b));
    assert_memory_equal(rows, b, sizeof *b);
    ok(keyring_public(second, november, KIND_API, &c));
    assert_memory_equal(c, d, sizeof *c);
    ok(keyring_private(first, november, KIND_API, &a));
    assert_memory_not_equal(a, rows, sizeof *a);
    ok(keyring_public(first, november, KIND_PNR, &c));
    assert_memory_not_equal(c, d, sizeof *c);
    const struct public_key *other;
    ok(keyring_public(first, november, KIND_OTHER, &other)); /* counts as PNR */
    assert_memory_equal(c, other, sizeof *c);
    keyring_free(first);
    keyring_free(second);
    secrets_folder_close(made);
    secrets_folder_close(opened);
    drop_folder(path);
}

static void test_files_are_for_the_owner_alone(void **state)
{
    (void)state;
    char *path = new_folder(), *inside = memory_text(in(path, "a/secrets"));
    struct secrets_folder *folder;
    struct stat about;
    ok(secrets_folder_open(inside, true, &folder));
    assert_int_equal(stat(inside, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0700);
    assert_int_equal(stat(in(inside, "index.key"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    secrets_folder_close(folder);
    assert_int_equal(chmod(inside, 0750), 0);
    assert_int_equal(secrets_folder_open(inside, false, &folder), STATUS_DENIED);
    assert_non_null(strstr(status_sentence(), "chmod 700"));
    free(inside);
    drop_folder(path);
}

static void check_bad_file(const char *path, const char *name, struct span bytes,
                           enum status expected)
{
    struct buffer before = {0};
    struct secrets_folder *folder;
    char *file = memory_text(in(path, name));
    ok(file_read(file, 1000, &before));
    ok(file_write(file, bytes, 0600));
    assert_int_equal(secrets_folder_open(path, true, &folder), expected);
    assert_non_null(strstr(status_sentence(), name));
    ok(file_write(file, buffer_span(&before), 0600));
    ok(secrets_folder_open(path, true, &folder));
    secrets_folder_close(folder);
    buffer_free(&before);
    free(file);
}

static void test_damaged_and_foreign_files_are_told(void **state)
{
    (void)state;
    char *path = new_folder();
    struct secrets_folder *folder;
    struct buffer good = {0}, other = {0}, large = {0};
    ok(secrets_folder_open(path, true, &folder));
    secrets_folder_close(folder);
    ok(file_read(in(path, "digest.key"), 1000, &good));
    ok(file_read(in(path, "desk.key"), 1000, &other));
    for (size_t i = 0; i < good.size; i += 5) { /* any byte */
        good.at[i] ^= 0x40;
        check_bad_file(path, "digest.key", buffer_span(&good),
                       i >= 8 && i < 12 ? STATUS_NEWER : STATUS_SECRET);
        good.at[i] ^= 0x40;
    }
    check_bad_file(path, "digest.key", span_part(buffer_span(&good), 0, 60), STATUS_SECRET);
    check_bad_file(path, "digest.key", SPAN(""), STATUS_SECRET);
    check_bad_file(path, "digest.key", SPAN("a shopping list"), STATUS_SECRET);
    check_bad_file(path, "digest.key", buffer_span(&other), STATUS_SECRET); /* renamed */
    memset(buffer_reserve(&large, 100000), 'x', 100000);
    large.size = 100000;
    check_bad_file(path, "digest.key", buffer_span(&large), STATUS_SECRET);
    buffer_free(&good);
    buffer_free(&other);
    buffer_free(&large);
    drop_folder(path);
}

static void test_a_lost_key_is_not_made_anew(void **state)
{
    (void)state;
    char *path = new_folder();
    struct secrets_folder *folder;
    struct public_key public;
    ok(secrets_folder_open(path, true, &folder));
    struct keyring_source source = secrets_folder_source(folder);
    ok(source.month_public(source.context, november, KIND_API, &public));
    secrets_folder_close(folder);
    assert_int_equal(unlink(in(path, "index.key")), 0);
    for (int make = 0; make < 2; make++) {
        assert_int_equal(secrets_folder_open(path, make, &folder), STATUS_SECRET);
        assert_non_null(strstr(status_sentence(), "index.key is missing"));
    }
    assert_int_equal(access(in(path, "index.key"), F_OK), -1);
    char *gone = memory_text(in(path, "gone"));
    assert_int_equal(secrets_folder_open(gone, false, &folder), STATUS_SECRET);
    free(gone);
    drop_folder(path);
}

/* A second name of a secret would outlive its destruction. */
static void test_what_a_crash_left_is_removed(void **state)
{
    (void)state;
    char *folder = new_folder(), dead[128], ours[128];
    struct secrets_folder *secrets;
    snprintf(dead, sizeof dead, "%s/.2026-11.api.2147483000.3.tmp", folder);
    snprintf(ours, sizeof ours, "%s/.2026-11.pnr.%ld.7.tmp", folder, (long)getpid());
    assert_int_equal(file_write(dead, SPAN("a secret"), 0600), STATUS_OK);
    assert_int_equal(file_write(ours, SPAN("a secret"), 0600), STATUS_OK);
    assert_int_equal(secrets_folder_open(folder, true, &secrets), STATUS_OK);
    assert_int_equal(access(dead, F_OK), -1);
    assert_int_equal(access(ours, F_OK), 0);
    secrets_folder_close(secrets);
    drop_folder(folder);
}

static void count_one(void *context, const struct secret_entry *entry)
{
    unsigned *seen = context;
    assert_int_equal(strlen(entry->fingerprint), 16);
    assert_string_equal(entry->state, "open");
    assert_true(entry->made > 0);
    if (entry->month)
        assert_string_equal(entry->name, entry->kind == KIND_API ? "2026-11 API" : "2026-11 PNR");
    *seen += entry->month ? 100 : 1;
}

static void test_the_list_names_all(void **state)
{
    (void)state;
    char *path = new_folder();
    struct secrets_folder *folder;
    struct seal_key secret;
    unsigned seen = 0;
    ok(secrets_folder_open(path, true, &folder));
    struct keyring_source source = secrets_folder_source(folder);
    ok(source.month_secret(source.context, november, KIND_API, &secret));
    ok(source.month_secret(source.context, november, KIND_PNR, &secret));
    assert_int_equal(source.month_secret(source.context, -5, KIND_PNR, &secret), STATUS_INPUT);
    assert_int_equal(source.month_secret(source.context, INT32_MAX, KIND_PNR, &secret),
                     STATUS_INPUT);
    ok(file_write(in(path, "notes.txt"), SPAN("not a secret"), 0600));
    ok(secrets_folder_list(folder, count_one, &seen));
    assert_int_equal(seen, 200 + INSTALLATION_KEYS);
    secrets_folder_close(folder);
    drop_folder(path);
}

static void test_processes_that_race_get_one_secret(void **state)
{
    (void)state;
    char *path = new_folder();
    enum { RACERS = 8 };
    struct secrets_folder *folder;
    struct public_key mine, theirs;
    int results[2], start[2];
    assert_int_equal(pipe(results), 0);
    assert_int_equal(pipe(start), 0);
    for (int i = 0; i < RACERS; i++) {
        if (fork() == 0) {
            char go;
            close(start[1]);
            while (read(start[0], &go, 1) > 0)
                continue; /* until all start at once */
            log_start("test", LOG_ERROR);
            if (secrets_folder_open(path, true, &folder) != STATUS_OK)
                _exit(1);
            struct keyring_source source = secrets_folder_source(folder);
            if (source.month_public(source.context, november, KIND_PNR, &mine) != STATUS_OK ||
                write(results[1], &mine, sizeof mine) != sizeof mine)
                _exit(1);
            _exit(0);
        }
    }
    close(start[0]);
    close(start[1]);
    assert_int_equal(read(results[0], &mine, sizeof mine), sizeof mine);
    for (int i = 1; i < RACERS; i++) {
        assert_int_equal(read(results[0], &theirs, sizeof theirs), sizeof theirs);
        assert_memory_equal(&mine, &theirs, sizeof mine);
    }
    for (int i = 0, how; i < RACERS; i++)
        assert_true(wait(&how) > 0 && how == 0);
    close(results[0]);
    close(results[1]);
    drop_folder(path);
}

/* ---- the certificate ---- */

static void test_the_certificate_is_made_once(void **state)
{
    (void)state;
    char *path = new_folder();
    struct secrets_folder *folder;
    struct buffer first = {0}, second = {0};
    ok(secrets_folder_open(path, false, &folder) == STATUS_SECRET ? STATUS_OK : STATUS_IO);
    ok(secrets_folder_open(path, true, &folder));
    ok(secrets_folder_certificate(folder, &first));
    assert_true(certificate_is_own(first.at));
    assert_false(certificate_is_own("none"));
    ok(secrets_folder_certificate(folder, &second));
    assert_true(span_equal(buffer_span(&first), buffer_span(&second)));
    assert_non_null(strstr(first.at, "BEGIN CERTIFICATE"));
    assert_non_null(strstr(first.at + strlen(first.at) + 1, "PRIVATE KEY"));
    assert_int_equal(first.at[first.size - 1], '\0');
    /* a crash between the two leaves the key */
    assert_int_equal(unlink(in(path, "tls.crt")), 0);
    second.size = 0;
    ok(secrets_folder_certificate(folder, &second));
    assert_string_equal(first.at + strlen(first.at) + 1, second.at + strlen(second.at) + 1);
    /* a certificate without its key */
    assert_int_equal(unlink(in(path, "tls.key")), 0);
    assert_int_equal(secrets_folder_certificate(folder, &second), STATUS_SECRET);
    assert_non_null(strstr(status_sentence(), "restore the key"));
    ok(file_write(in(path, "tls.key"), SPAN("no key"), 0600));
    assert_int_equal(secrets_folder_certificate(folder, &second), STATUS_SECRET);
    buffer_free(&first);
    buffer_free(&second);
    secrets_folder_close(folder);
    drop_folder(path);
}

int main(void)
{
    ok(seal_start());
    log_start("test", LOG_ERROR);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_sealed_opens_at_its_place_only),
        cmocka_unit_test(test_digests_and_index_need_the_key),
        cmocka_unit_test(test_months),
        cmocka_unit_test(test_keys_are_the_same_in_every_process),
        cmocka_unit_test(test_files_are_for_the_owner_alone),
        cmocka_unit_test(test_damaged_and_foreign_files_are_told),
        cmocka_unit_test(test_a_lost_key_is_not_made_anew),
        cmocka_unit_test(test_what_a_crash_left_is_removed),
        cmocka_unit_test(test_the_list_names_all),
        cmocka_unit_test(test_processes_that_race_get_one_secret),
        cmocka_unit_test(test_the_certificate_is_made_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
