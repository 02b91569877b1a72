/* What comes to its end is announced once, with the first look after it; and a preview over requests changes nothing. */
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

#include "base/clock.h"
#include "desk/desk.h"
#include "roles/authoring.h"
#include "seal/folder.h"

#define OK(call) assert_int_equal((call), STATUS_OK)

struct place {
    char data[64];
    struct system system;
    struct secrets_folder *secrets;
    struct keyring *keyring;
    struct authoring *authoring;
};

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *walk)
{
    (void)stat, (void)type, (void)walk;
    return remove(path);
}

static int setup(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    OK(seal_start());
    snprintf(place->data, sizeof place->data, "/tmp/portolan-ends-XXXXXX");
    assert_non_null(mkdtemp(place->data));
    place->system.folder = folder_open(place->data);
    OK(config_load(NULL, &place->system.config));
    OK(secrets_folder_open(place->system.folder.secrets, true, &place->secrets));
    place->keyring = keyring_new(secrets_folder_source(place->secrets));
    OK(authoring_open(&place->system, place->keyring, &place->authoring));
    *state = place;
    return 0;
}

static int teardown(void **state)
{
    struct place *place = *state;
    authoring_close(place->authoring);
    keyring_free(place->keyring);
    secrets_folder_close(place->secrets);
    config_free(place->system.config);
    folder_free(&place->system.folder);
    nftw(place->data, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(place);
    return 0;
}

/* The answer holds `wanted`; whether lists changed. */
static bool ask(struct place *place, const char *request, const char *wanted)
{
    struct buffer answer = {0};
    bool lists = false;
    authoring_answer(place->authoring, span_of(request), "vera", &answer, &lists);
    if (!strstr(buffer_string(&answer), wanted))
        fail_msg("%s\nanswers\n%s", request, buffer_string(&answer));
    buffer_free(&answer);
    return lists;
}

/* A list of three, of which one ends with tomorrow. */
static const char *request_of(const char *command, char room[400])
{
    char day[DATE_TEXT];
    int32_t tomorrow = (int32_t)(clock_now() / MICROS_PER_DAY) + 1;
    snprintf(room, 400,
             "{\"command\":\"%s\",\"name\":\"own\",\"file\":\"own.csv\"}\n"
             "id,full_name,valid_until\n1,A B,%s\n2,C D,\n3,E F,\n",
             command, date_format(date_from_day(tomorrow), day));
    return room;
}

static bool tick(struct place *place, int64_t now)
{
    bool lists = false;
    OK(authoring_tick(place->authoring, now, &lists));
    return lists;
}

static void an_end_is_announced_once(void **state)
{
    struct place *place = *state;
    char room[400];
    int64_t now = clock_now(), end = (now / MICROS_PER_DAY + 2) * MICROS_PER_DAY;
    assert_false(tick(place, INT64_MAX - 1)); /* there is nothing yet */
    assert_true(ask(place, request_of("list import", room), "\"entries\":3"));
    assert_false(tick(place, end - 1));
    assert_true(tick(place, end));
    assert_false(tick(place, end + MICROS_PER_DAY));
    /* the clock was ahead: what has not ended counts again, and ends in its time; a moment changes nothing */
    assert_false(tick(place, end - MICROS_PER_SECOND));
    assert_true(tick(place, now));
    assert_false(tick(place, now));
    assert_true(tick(place, end));
    /* a list that is retired ends no more, and one that is restored does */
    assert_true(ask(place, "{\"command\":\"list retire\",\"name\":\"own\"}\n", "\"version\":1"));
    assert_false(ask(place, "{\"command\":\"list retire\",\"name\":\"own\"}\n", "already"));
    assert_true(ask(place, "{\"command\":\"list restore\",\"name\":\"own\"}\n", "\"version\":1"));
}

static void a_preview_over_requests_changes_nothing(void **state)
{
    struct place *place = *state;
    char room[400];
    const char *request = request_of("list preview", room);
    assert_true(authoring_reads(span_of(request)));
    assert_false(authoring_reads(SPAN("{\"command\":\"list import\"}\n")));
    assert_false(authoring_reads(SPAN("rubbish")));
    assert_false(ask(place, request, "\"added\":{\"count\":3"));
    assert_false(ask(place, request, "\"travellers\":0"));
    ask(place, "{\"command\":\"list retire\",\"name\":\"own\"}\n", "There is no list own.");
    ask(place, "{\"command\":\"list preview\",\"name\":\"own\",\"days\":0}\nid,full_name\n1,A B\n",
        "no number");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_end_is_announced_once, setup, teardown),
        cmocka_unit_test_setup_teardown(a_preview_over_requests_changes_nothing, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
