#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "config/config.h"

static struct config *parse(const char *text)
{
    struct config *config = NULL;
    enum status status = config_parse(span_of(text), "t.yaml", &config);
    if (status != STATUS_OK)
        print_error("%s\n", status_sentence());
    assert_int_equal(status, STATUS_OK);
    return config;
}

static void test_defaults(void **state)
{
    (void)state;
    struct config *config;
    const struct span *codes;
    assert_int_equal(config_load(NULL, &config), STATUS_OK);
    assert_string_equal(config_text(config, SETTING_HOME), "XX");
    assert_string_equal(config_text(config, SETTING_INTAKE_DROP), "drop");
    assert_int_equal(config_count(config, SETTING_INTAKE_BODY_LIMIT), 64);
    assert_int_equal(config_count(config, SETTING_LOG_LEVEL), LOG_INFO);
    assert_int_equal(config_address(config, SETTING_INTAKE_HTTPS).port, 8443);
    assert_int_equal(config_codes(config, SETTING_PROFILE_SENSITIVE_SERVICES, &codes), 0);
    assert_false(config_is_set(config, SETTING_HOME));
    config_free(config);
}

static void test_groups_and_dots(void **state)
{
    (void)state;
    struct config *config = parse("home: UZ\n"
                                  "intake:\n"
                                  "  https: '[::1]:9443' # a remark\n"
                                  "  http: off\n"
                                  "intake.drop: /var/in\n"
                                  "profile: {sensitive-services: [WCHR, MEDA], charters: 'C2 HY9001'}\n"
                                  "screen.parts-seconds-of: [sita=600, own=60]\n"
                                  "log:\n  level: debug\n");
    const struct span *codes;
    assert_string_equal(config_text(config, SETTING_HOME), "UZ");
    assert_true(config_is_set(config, SETTING_HOME));
    assert_string_equal(config_address(config, SETTING_INTAKE_HTTPS).host, "::1");
    assert_int_equal(config_address(config, SETTING_INTAKE_HTTPS).port, 9443);
    assert_null(config_address(config, SETTING_INTAKE_HTTP).host);
    assert_string_equal(config_text(config, SETTING_INTAKE_DROP), "/var/in");
    assert_int_equal(config_codes(config, SETTING_PROFILE_SENSITIVE_SERVICES, &codes), 2);
    assert_true(span_is(codes[1], "MEDA"));
    assert_int_equal(config_codes(config, SETTING_PROFILE_CHARTERS, &codes), 2);
    assert_true(span_is(codes[1], "HY9001"));
    assert_int_equal(config_count_of(config, SETTING_SCREEN_PARTS_SECONDS_OF, SPAN("own"), 1), 60);
    assert_int_equal(config_count_of(config, SETTING_SCREEN_PARTS_SECONDS_OF, SPAN("si"), 1), 1);
    assert_int_equal(config_count(config, SETTING_LOG_LEVEL), LOG_DEBUG);
    config_free(config);
}

static void test_nothing_is_the_default(void **state)
{
    (void)state;
    const char *const texts[] = {"", "# only a remark\n", "---\n", "intake:\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct config *config = parse(texts[i]);
        assert_string_equal(config_text(config, SETTING_AGENCY), "customs");
        config_free(config);
    }
}

static void test_faults(void **state)
{
    (void)state;
    static const struct {
        const char *text, *fault;
    } cases[] = {
        {"hom: UZ\n", "t.yaml, line 1: hom is not a setting; did you mean home?"},
        {"\nintake:\n  body-limits: 3\n",
         "line 3: intake.body-limits is not a setting; did you mean "
         "intake.body-limit?"},
        {"body-limit: 3\n", "did you mean intake.body-limit?"},
        {"something-else-entirely: 3\n", "something-else-entirely is not a setting\n"},
        {"home: uz\n", "is not a country"},
        {"home: UZ\nhome: TR\n", "line 2: home is set twice"},
        {"intake: {body-limit: many}\n", "is not a whole number"},
        {"intake: {body-limit: 0}\n", "is not within 1 to 1024 MiB"},
        {"intake: {disk-reserve: 0}\n", "is not within 1 to 1048576 MiB"},
        {"intake: {body-limit: -5}\n", "is not a whole number"},
        {"intake: {https: 8443}\n", "is not address:port"},
        {"intake: {https: 'a:70000'}\n", "is not address:port"},
        {"intake: {https: '::1:80'}\n", "needs brackets"},
        {"intake: {http: '0.0.0.0:80'}\n", "of this machine alone"},
        {"log: {level: loud}\n", "is none of error, warn, info, debug"},
        {"profile: {sensitive-services: [meda]}\n", "is not a code of four"},
        {"profile: {charters: [HY, H]}\n", "neither a carrier (HY) nor a flight"},
        {"screen: {parts-seconds-of: [sita]}\n", "not SENDER=NUMBER"},
        {"screen: {parts-seconds-of: ['=5']}\n", "not SENDER=NUMBER"},
        {"screen: {parts-seconds-of: [sita=0]}\n", "not SENDER=NUMBER"},
        {"screen: {parts-seconds-of: [sita=86401]}\n", "not SENDER=NUMBER"},
        {"screen: {parts-seconds-of: [sita=999999999999999999]}\n", "not SENDER=NUMBER"},
        {"agency: ''\n", "is empty"},
        {"agency: \"a\\x01b\"\n", "holds a control character"},
        {"- a\n- b\n", "must be `name: value` lines"},
        {"just a text\n", "must be `name: value` lines"},
        {"home: [UZ, [TR]]\n", "is a list of more than plain texts"},
        {"home: {a: {b: c}}\n", "is not a setting"},
        {"home: UZ\n  broken: [\n", "is not YAML"},
        {"a: &x 1\nb: *x\n", "is neither a text nor a list nor a group"},
        {"{[a]: b}\n", "is no name of a setting"},
        {"a: {b: {c: {d: {e: {f: {g: {h: {i: {j: k}}}}}}}}}}\n", "is neither"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buffer report = {0};
        struct config *config;
        assert_true(config_check_text(span_of(cases[i].text), "t.yaml", &report) > 0);
        if (!strstr(buffer_string(&report), cases[i].fault))
            fail_msg("case %zu: %s", i, buffer_string(&report));
        assert_int_equal(config_parse(span_of(cases[i].text), "t.yaml", &config), STATUS_INPUT);
        buffer_free(&report);
    }
}

static void test_every_fault_is_told(void **state)
{
    (void)state;
    struct buffer report = {0};
    const char *text = "hom: UZ\nagency: ok\nlog: {level: x}\nintake: {body-limit: 9999}\n";
    assert_int_equal(config_check_text(span_of(text), "t.yaml", &report), 3);
    buffer_free(&report);
}

static void test_print_is_read_again(void **state)
{
    (void)state;
    struct config *config = parse("agency: it''s ours\nprofile.sensitive-services: WCHR,MEDA\n"
                                  "site: \"it's\"\n"),
                  *again;
    struct buffer first = {0}, second = {0};
    config_print(config, &first);
    assert_int_equal(config_parse(buffer_span(&first), "p", &again), STATUS_OK);
    for (unsigned i = 0; i < SETTINGS; i++) {
        assert_true(config_is_set(again, (enum setting)i));
        if (i != SETTING_PROFILE_SENSITIVE_SERVICES)
            assert_string_equal(config_text(config, (enum setting)i),
                                config_text(again, (enum setting)i));
    }
    config_print(again, &second);
    assert_non_null(strstr(buffer_string(&second), "[WCHR, MEDA]"));
    buffer_free(&first);
    buffer_free(&second);
    config_free(config);
    config_free(again);
}

static void test_manual_names_every_setting(void **state)
{
    (void)state;
    struct buffer manual = {0};
    config_manual(&manual);
    for (unsigned i = 0; i < SETTINGS; i++)
        assert_non_null(strstr(buffer_string(&manual), config_key((enum setting)i)));
    buffer_free(&manual);
}

static void test_files(void **state)
{
    (void)state;
    char path[] = "/tmp/portolan-config-XXXXXX";
    struct config *config;
    struct buffer report = {0};
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, "home: UZ\nsyte: x\n", 17), 17);
    close(file);
    assert_int_equal(config_load(path, &config), STATUS_INPUT);
    assert_non_null(strstr(status_sentence(), "line 2"));
    assert_int_equal(config_check(path, &report), 1);
    unlink(path);
    assert_int_equal(config_load(path, &config), STATUS_MISSING);
    assert_int_equal(config_check(path, &report), -1);
    buffer_free(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_groups_and_dots),
        cmocka_unit_test(test_nothing_is_the_default),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_every_fault_is_told),
        cmocka_unit_test(test_print_is_read_again),
        cmocka_unit_test(test_manual_names_every_setting),
        cmocka_unit_test(test_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
