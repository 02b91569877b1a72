/* The ledger notices lost and exchanged secrets before anything is made in their place, and bears
 * what a crash or a full disk leaves of its last line. */
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "../room.h"
#include "roles/ledger.h"
#include "sys/files.h"

struct place {
    char data[64];
    struct folder folder;
};

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *walk)
{
    (void)stat, (void)type, (void)walk;
    return remove(path);
}

static int setup(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    room_name(place->data, sizeof place->data, "ledger");
    assert_non_null(mkdtemp(place->data));
    place->folder = folder_open(place->data);
    *state = place;
    return 0;
}

static int teardown(void **state)
{
    struct place *place = *state;
    nftw(place->data, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    folder_free(&place->folder);
    free(place);
    return 0;
}

static enum status open_and_close(struct place *place)
{
    struct secrets_folder *secrets;
    enum status status = ledger_open(&place->folder, &secrets);
    if (status == STATUS_OK)
        secrets_folder_close(secrets);
    return status;
}

static void make_month(struct place *place, int32_t month)
{
    struct secrets_folder *secrets;
    struct seal_key key;
    assert_int_equal(ledger_open(&place->folder, &secrets), STATUS_OK);
    struct keyring_source keys = secrets_folder_source(secrets);
    assert_int_equal(keys.month_secret(keys.context, month, KIND_API, &key), STATUS_OK);
    assert_int_equal(ledger_check(&place->folder, secrets, true), STATUS_OK);
    secrets_folder_close(secrets);
}

static char *secret_path(struct place *place, const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", place->folder.secrets, name);
    return path;
}

static void a_lost_folder_is_not_made_anew(void **state)
{
    struct place *place = *state;
    make_month(place, 2026 * 12 + 10);
    assert_int_equal(nftw(place->folder.secrets, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
    assert_int_equal(open_and_close(place), STATUS_SECRET);
    assert_int_equal(access(place->folder.secrets, F_OK), -1);
}

static void an_emptied_folder_is_not_filled_anew(void **state)
{
    struct place *place = *state;
    make_month(place, 2026 * 12 + 10);
    assert_int_equal(nftw(place->folder.secrets, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
    assert_int_equal(file_make_folder(place->folder.secrets), STATUS_OK);
    assert_int_equal(open_and_close(place), STATUS_SECRET);
    assert_int_equal(access(secret_path(place, "index.key"), F_OK), -1);
}

static void a_lost_month_is_named(void **state)
{
    struct place *place = *state;
    make_month(place, 2026 * 12 + 10);
    make_month(place, 2026 * 12 + 11);
    assert_int_equal(unlink(secret_path(place, "2026-11.api")), 0);
    assert_int_equal(open_and_close(place), STATUS_SECRET);
    assert_non_null(strstr(status_sentence(), "2026-11 API"));
    assert_int_equal(access(secret_path(place, "2026-11.api"), F_OK), -1);
}

/* However much of the last line a full disk let through, the folder opens, and the line is there
 * in the end. */
static void a_line_broken_off_is_written_again(void **state)
{
    struct place *place = *state;
    struct buffer whole = {0};
    make_month(place, 2026 * 12 + 10);
    assert_int_equal(file_read(place->folder.ledger, 65536, &whole), STATUS_OK);
    size_t last = whole.size - 1;
    while (last && whole.at[last - 1] != '\n')
        last--;
    for (size_t size = last; size < whole.size; size++) {
        struct buffer mended = {0};
        assert_int_equal(file_write(place->folder.ledger, (struct span){whole.at, size}, 0600),
                         STATUS_OK);
        if (open_and_close(place) != STATUS_OK)
            fail_msg("cut at %zu of %zu: %s", size - last, whole.size - last, status_sentence());
        make_month(place, 2026 * 12 + 11);
        assert_int_equal(open_and_close(place), STATUS_OK);
        assert_int_equal(file_read(place->folder.ledger, 65536, &mended), STATUS_OK);
        assert_non_null(memmem(mended.at, mended.size, whole.at + last, whole.size - last));
        buffer_free(&mended);
    }
    buffer_free(&whole);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_lost_folder_is_not_made_anew),
        TEST(an_emptied_folder_is_not_filled_anew),
        TEST(a_lost_month_is_named),
        TEST(a_line_broken_off_is_written_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
