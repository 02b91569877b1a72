/* What is missing of a data folder is said before anything is made in its place. */
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../room.h"
#include "base/clock.h"
#include "desk/desk.h"
#include "journal/journal.h"
#include "roles/whole.h"
#include "seal/folder.h"

#define OK(call) assert_int_equal((call), STATUS_OK)

struct place {
    char data[64];
    struct folder folder;
    struct secrets_folder *secrets;
};

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *walk)
{
    (void)stat, (void)type, (void)walk;
    return remove(path);
}

static void append(struct journal *journal, const char *time)
{
    struct journal_item item = {.source = SPAN("carrier"), .body = SPAN("UNB"), .kind = KIND_API};
    assert_true(time_parse(span_of(time), &item.received));
    OK(journal_append(journal, &item, 1));
}

/* Two messages in each of three months. */
static int setup(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    struct journal *journal;
    struct desk *desk;
    OK(seal_start());
    room_name(place->data, sizeof place->data, "whole");
    assert_non_null(mkdtemp(place->data));
    place->folder = folder_open(place->data);
    OK(secrets_folder_open(place->folder.secrets, true, &place->secrets));
    struct keyring *keyring = keyring_new(secrets_folder_source(place->secrets));
    OK(desk_open(place->folder.authored, DESK_WRITE, keyring, &desk));
    desk_close(desk);
    OK(journal_open(place->folder.journal, keyring, &journal));
    static const char *const months[] = {"2026-09", "2026-10", "2026-11"};
    for (int i = 0; i < 6; i++) {
        char time[40];
        snprintf(time, sizeof time, "%s-1%dT12:00:00Z", months[i / 2], i);
        append(journal, time);
    }
    journal_close(journal);
    keyring_free(keyring);
    *state = place;
    return 0;
}

static int teardown(void **state)
{
    struct place *place = *state;
    secrets_folder_close(place->secrets);
    nftw(place->data, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    folder_free(&place->folder);
    free(place);
    return 0;
}

static char *month_file(const struct place *place, const char *month)
{
    char *path;
    assert_true(asprintf(&path, "%s/%s.db", place->folder.journal, month) > 0);
    return path;
}

static void remove_month(const struct place *place, const char *month)
{
    char *path = month_file(place, month);
    assert_int_equal(unlink(path), 0);
    free(path);
}

static void a_month_missing_in_the_middle_is_said(void **state)
{
    struct place *place = *state;
    OK(whole_check(&place->folder, place->secrets));
    remove_month(place, "2026-10");
    assert_int_equal(whole_check(&place->folder, place->secrets), STATUS_DAMAGED);
    assert_non_null(strstr(status_sentence(), "The messages 3 to 4 are not in the journal"));
}

static void months_that_were_put_away_are_not_missed(void **state)
{
    struct place *place = *state;
    remove_month(place, "2026-09");
    OK(whole_check(&place->folder, place->secrets));
}

/* Messages are still taken; who reads that month is told. */
static void a_damaged_month_is_not_called_missing(void **state)
{
    struct place *place = *state;
    char *path = month_file(place, "2026-10");
    assert_int_equal(truncate(path, 100), 0);
    free(path);
    OK(whole_check(&place->folder, place->secrets));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_month_missing_in_the_middle_is_said),
        TEST(months_that_were_put_away_are_not_missed),
        TEST(a_damaged_month_is_not_called_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
