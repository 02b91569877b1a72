/* Profiles of a simulated world: the shipped ones can be read, faults are told with their place, clocks follow their rules. */
#include "worlds.h"

#include <unistd.h>

static void shipped_profiles_can_be_read(void **state)
{
    (void)state;
    static const char *const names[] = {"uz", "id", "az"};
    for (size_t i = 0; i < 3; i++) {
        struct world_profile *profile;
        assert_int_equal(world_profile_read(names[i], NULL, &profile), STATUS_OK);
        assert_string_equal(profile->name, names[i]);
        assert_true(profile->route_count >= 25);
        bool dialects[WORLD_DIALECTS] = {false};
        for (unsigned k = 0; k < profile->provider_count; k++)
            dialects[profile->providers[k].dialect] = true;
        for (unsigned k = 0; k < WORLD_DIALECTS; k++)
            assert_true(dialects[k]);
        world_profile_free(profile);
    }
}

/* Writes the text to a file and reads it as a profile, or as params of uz. */
static enum status read_text(const char *text, bool params)
{
    char path[] = "/tmp/world-XXXXXX";
    struct world_profile *profile = NULL;
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    close(file);
    enum status status = params ? world_profile_read("uz", path, &profile)
                                : world_profile_read(path, NULL, &profile);
    if (status == STATUS_OK)
        world_profile_free(profile);
    unlink(path);
    return status;
}

static void faults_are_told_with_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
        bool params;
    } cases[] = {
        {"home: UZ\nrutes: []\n",
         "line 2, column 1: \"rutes\" is no part of a profile; did you mean routes?", false},
        {"laod: 90\n", "line 1, column 1: \"laod\" is no rate; did you mean load?", true},
        {"load: 900\n", "\"900\" is no whole number from 20 to 100.", true},
        {"home: UZ\nproviders: {a: amber}\n", "A profile needs routes.", false},
        {"home: UZ\n", "A profile needs providers", false},
        {"home: QQ\n", "is no country where people of the world live", false},
        {"[1, 2", "is not YAML", false},
        {"", "The file is empty.", true},
        {"home: UZ\nbounds: {children: 9-1}\n", "is no range of thousandths", false},
        {"home: UZ\nproviders: {a: amber}\ncarriers: {HY: {provider: b}}\n",
         "\"b\" is no provider of this profile", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(read_text(cases[i].text, cases[i].params), STATUS_INPUT);
        if (!strstr(status_sentence(), cases[i].says))
            fail_msg("%s\nwas expected to say\n%s", status_sentence(), cases[i].says);
    }
    assert_int_equal(read_text("load: 90\nlate: 0\n", true), STATUS_OK);
}

static void what_is_not_there_is_told(void **state)
{
    (void)state;
    struct world_profile *profile;
    assert_int_equal(world_profile_read("xx", NULL, &profile), STATUS_MISSING);
    assert_non_null(strstr(status_sentence(), "Shipped are uz, id and az"));
    assert_int_equal(world_profile_read("/nowhere/x.yaml", NULL, &profile), STATUS_MISSING);
}

static int32_t minute(int year, int month, int day, int hour)
{
    return date_to_day((struct date){year, month, day}) * MINUTES_PER_DAY + hour * 60;
}

static void clocks_follow_their_rules(void **state)
{
    (void)state;
    const struct world_port frankfurt = {.offset = 60, .summer = 'e'};
    const struct world_port new_york = {.offset = -300, .summer = 'a'};
    const struct world_port tashkent = {.offset = 300};
    assert_int_equal(world_port_offset(&tashkent, minute(2026, 7, 1, 0)), 300);
    assert_int_equal(world_port_offset(&frankfurt, minute(2026, 3, 29, 0)), 60);
    assert_int_equal(world_port_offset(&frankfurt, minute(2026, 3, 29, 1)), 120);
    assert_int_equal(world_port_offset(&frankfurt, minute(2026, 10, 25, 0)), 120);
    assert_int_equal(world_port_offset(&frankfurt, minute(2026, 10, 25, 1)), 60);
    assert_int_equal(world_port_offset(&new_york, minute(2026, 3, 8, 6)), -300);
    assert_int_equal(world_port_offset(&new_york, minute(2026, 3, 8, 7)), -240);
    assert_int_equal(world_port_offset(&new_york, minute(2026, 11, 1, 5)), -240);
    assert_int_equal(world_port_offset(&new_york, minute(2026, 11, 1, 6)), -300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_profiles_can_be_read),
        cmocka_unit_test(faults_are_told_with_their_place),
        cmocka_unit_test(what_is_not_there_is_told),
        cmocka_unit_test(clocks_follow_their_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
