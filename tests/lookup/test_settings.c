/* Nobody is asked without a ground, without certificates, or in clear. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lookup/lookup.h"

#define WHOLE                                                                                      \
    "lookup: {url: 'https://localhost:1/ask', purpose: Act 7, certificate: a.crt, key: a.key}\n"

static enum status read_text(const char *text)
{
    struct config *config;
    struct lookup_settings settings;
    assert_int_equal(config_parse(span_of(text), "test", &config), STATUS_OK);
    assert_true(lookup_is_set(config));
    enum status status = lookup_settings_read(config, &settings);
    config_free(config);
    return status;
}

static void test_off_unless_it_is_set(void **state)
{
    struct config *config;
    (void)state;
    assert_int_equal(config_load(NULL, &config), STATUS_OK);
    assert_false(lookup_is_set(config));
    config_free(config);
}

static void test_what_is_needed(void **state)
{
    static const struct {
        const char *text, *named;
    } faults[] = {
        {"lookup: {url: 'http://localhost/', purpose: p, certificate: c, key: k}\n", "lookup.url"},
        {"lookup: {url: 'https://localhost/', certificate: c, key: k}\n", "lookup.purpose"},
        {"lookup: {url: 'https://localhost/', purpose: ' ', certificate: c, key: k}\n",
         "lookup.purpose"},
        {"lookup: {url: 'https://localhost/', purpose: p, key: k}\n", "lookup.certificate"},
        {"lookup: {url: 'https://localhost/', purpose: p, certificate: c}\n", "lookup.key"},
        {"lookup: {url: 'https://localhost/', purpose: p, certificate: c, key: k, adapter: x}\n",
         "lookup.adapter"},
    };
    (void)state;
    assert_int_equal(read_text(WHOLE), STATUS_OK);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        assert_int_equal(read_text(faults[i].text), STATUS_INPUT);
        assert_non_null(strstr(status_sentence(), faults[i].named));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_off_unless_it_is_set),
        cmocka_unit_test(test_what_is_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
