#include "fixture.h"

static void test_whole(void **state)
{
    (void)state;
    struct sim_folder *folder;
    struct sim_message message;
    struct buffer body = {0};
    unsigned count;
    make_world(20, 3);
    ok(sim_folder_open(home, &folder));
    const struct sim_source *sources = sim_folder_sources(folder, &count);
    assert_int_equal(count, 2);
    assert_string_equal(sources[1].name, "birch");
    assert_null(sources[0].profile);
    assert_string_equal(sources[1].profile, in("birch.yaml"));
    assert_int_equal(sim_folder_count(folder).messages, 20);
    assert_int_equal(sim_folder_count(folder).persons, 3 * 18);
    assert_int_equal(sim_folder_last(folder), INT64_C(1796083200) + 20 * 60);
    ok(sim_folder_skip(folder, 5));
    for (unsigned n = 6; n <= 20; n++) {
        char text[64];
        ok(sim_folder_next(folder, &message));
        assert_int_equal(message.number, n);
        assert_int_equal(message.when, INT64_C(1796083200) + n * 60);
        assert_int_equal(message.source, n % 2 ? 0 : 1);
        assert_int_equal(message.flight, n % 3);
        assert_int_equal(message.file[0] == '\0', n % 7 == 0);
        if (n % 7 == 0)
            continue;
        ok(sim_folder_body(folder, &message, &body));
        snprintf(text, sizeof text, "%u %u", n % 3, n);
        assert_string_equal(buffer_string(&body), text);
    }
    ok(sim_folder_next(folder, &message));
    assert_int_equal(message.number, 0);
    buffer_free(&body);
    sim_folder_close(folder);
}

static void test_changed_body(void **state)
{
    (void)state;
    struct sim_folder *folder;
    struct sim_message message;
    struct buffer body = {0};
    make_world(3, 1);
    ok(sim_folder_open(home, &folder));
    ok(sim_folder_next(folder, &message));
    put("messages/0000001.edi", "0 2");
    assert_int_equal(sim_folder_body(folder, &message, &body), STATUS_DAMAGED);
    assert_non_null(strstr(status_sentence(), "messages/0000001.edi was changed"));
    assert_int_equal(unlink(in("messages/0000001.edi")), 0);
    assert_int_equal(sim_folder_body(folder, &message, &body), STATUS_DAMAGED);
    assert_non_null(strstr(status_sentence(), "is missing"));
    buffer_free(&body);
    sim_folder_close(folder);
}

static void test_not_whole(void **state)
{
    (void)state;
    struct sim_folder *folder;
    make_world(3, 1);
    assert_int_equal(unlink(in("manifest.json")), 0);
    assert_int_equal(sim_folder_open(home, &folder), STATUS_MISSING);
    assert_non_null(strstr(status_sentence(), "portolan simulate"));
    assert_int_equal(sim_folder_open(in("nowhere"), &folder), STATUS_MISSING);
}

/* Reads all messages; the first failure. */
static enum status read_all(void)
{
    struct sim_folder *folder;
    struct sim_message message = {.number = 1};
    enum status status = sim_folder_open(home, &folder);
    if (status != STATUS_OK)
        return status;
    while (status == STATUS_OK && message.number)
        status = sim_folder_next(folder, &message);
    sim_folder_close(folder);
    return status;
}

#define LINE(n, source, file)                                                                      \
    "{\"n\":" n ",\"when\":\"2026-12-01T00:00:00Z\",\"source\":\"" source                          \
    "\",\"kind\":\"k\",\"flight\":1,\"persons\":1,\"bytes\":1,\"file\":" file ",\"hash\":\""       \
    "0123456789012345678901234567890123456789012345678901234567890123\"}\n"

static void test_odd_lines(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "{\n",
        "7\n",
        "\n",
        LINE("2", "amber", "\"x\""),
        LINE("1", "nobody", "\"x\""),
        LINE("1", "amber", "\"/etc/passwd\""),
        LINE("1", "amber", "\"../x\""),
        LINE("1", "amber", "\"a/../../x\""),
        LINE("1", "amber", "7"),
        "{\"n\":1,\"when\":\"today\",\"source\":\"amber\",\"kind\":\"k\"}\n",
        LINE("1", "amber", "\"x\"") LINE("1", "amber", "\"x\""),
        LINE("1", "amber", "\"x\"") "\n" LINE("2", "amber", "\"x\"")};
    make_world(2, 1);
    put("messages.jsonl", LINE("1", "amber", "\"x\"") LINE("2", "birch", "null"));
    ok(read_all());
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        put("messages.jsonl", bad[i]);
        assert_int_equal(read_all(), STATUS_DAMAGED);
        assert_non_null(strstr(status_sentence(), "messages.jsonl"));
    }
    put("messages.jsonl", LINE("1", "amber", "\"x\"") LINE("2", "amber", "\"x\""));
    put("sources.jsonl", "{\"name\":\"amber\",\"profile\":\"../x\"}\n");
    assert_int_equal(read_all(), STATUS_DAMAGED);
    put("sources.jsonl", "{\"name\":\"amber\"}\n");
    ok(read_all());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_whole, make_home, remove_home),
        cmocka_unit_test_setup_teardown(test_changed_body, make_home, remove_home),
        cmocka_unit_test_setup_teardown(test_not_whole, make_home, remove_home),
        cmocka_unit_test_setup_teardown(test_odd_lines, make_home, remove_home),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
