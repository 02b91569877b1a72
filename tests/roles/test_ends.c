/* What comes to its end is announced once, with the first look after it; and a preview over requests changes nothing. */
#include <ftw.h>
#include <pthread.h>
#include <sched.h>
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
#include "roles/authoring.h"
#include "seal/folder.h"
#include "sys/files.h"

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
    room_name(place->data, sizeof place->data, "ends");
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

static size_t lines_of_access(const struct place *place)
{
    struct buffer text = {0};
    size_t lines = 0;
    OK(file_read(place->system.folder.access, 1 << 20, &text));
    for (size_t i = 0; i < text.size; i++)
        lines += text.at[i] == '\n';
    buffer_free(&text);
    return lines;
}

static void a_preview_over_requests_changes_nothing(void **state)
{
    struct place *place = *state;
    char room[400];
    const char *request = request_of("list preview", room);
    assert_true(authoring_beside(span_of(request)));
    assert_false(authoring_beside(SPAN("{\"command\":\"list retire\"}\n")));
    assert_false(authoring_beside(SPAN("rubbish")));
    assert_false(ask(place, request, "\"added\":{\"count\":3"));
    assert_false(ask(place, request, "\"travellers\":0"));
    ask(place, "{\"command\":\"list retire\",\"name\":\"own\"}\n", "There is no list own.");
    ask(place,
        "{\"command\":\"list preview\",\"name\":\"own\\naction=dump\"}\nid,full_name\n1,A B\n",
        "A list's name is");
    assert_int_equal(lines_of_access(place), 2);
    ask(place, "{\"command\":\"list preview\",\"name\":\"own\",\"days\":0}\nid,full_name\n1,A B\n",
        "no number");
}

static void *import_beside(void *context)
{
    char room[400];
    ask(context, request_of("list import", room), "\"entries\":3");
    return NULL;
}

/* A file is read and stored while somebody else has the turn; it is in force when the turn is had. */
static void an_import_holds_up_nobody(void **state)
{
    struct place *place = *state;
    char file[96];
    pthread_t thread;
    pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
    snprintf(file, sizeof file, "%s/authored/lists/1-1", place->data);
    authoring_share(place->authoring, &turn);
    assert_true(authoring_beside(SPAN("{\"command\":\"list import\"}\n")));
    pthread_mutex_lock(&turn);
    assert_int_equal(pthread_create(&thread, NULL, import_beside, place), 0);
    while (access(file, R_OK) != 0)
        sched_yield();
    ask(place, "{\"command\":\"list retire\",\"name\":\"own\"}\n", "There is no list own.");
    assert_false(tick(place, clock_now()));
    pthread_mutex_unlock(&turn);
    pthread_join(thread, NULL);
    authoring_share(place->authoring, NULL);
    assert_true(ask(place, "{\"command\":\"list retire\",\"name\":\"own\"}\n", "\"version\":1"));
}

/* What somebody looked at is compared when the turn is had. */
static void an_import_of_what_is_another_by_now(void **state)
{
    struct place *place = *state;
    char room[400];
    assert_true(ask(place, request_of("list import", room), "\"version\":1"));
    assert_false(ask(place,
                     "{\"command\":\"list import\",\"name\":\"own\",\"file\":\"own.csv\",\"seen\":"
                     "{\"version\":0,\"changed\":0}}\nid,full_name\n1,A B\n2,C D\n3,E F\n",
                     "has changed meanwhile"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_end_is_announced_once, setup, teardown),
        cmocka_unit_test_setup_teardown(a_preview_over_requests_changes_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(an_import_holds_up_nobody, setup, teardown),
        cmocka_unit_test_setup_teardown(an_import_of_what_is_another_by_now, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
