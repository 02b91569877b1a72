/* Passwords, their rules, second factors, redaction: what needs no session. */
#include <sodium.h>

#include "fixture.h"

/* RFC 6238, appendix B: SHA-1, the secret "12345678901234567890", 8 digits. */
static void test_totp_of_the_rfc(void **state)
{
    (void)state;
    static const struct {
        int64_t seconds;
        const char *code;
    } vectors[] = {{59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
                   {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
    char code[9];
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        OK(totp_code((const unsigned char *)"12345678901234567890", 20, vectors[i].seconds / 30, 8,
                     code));
        assert_string_equal(code, vectors[i].code);
    }
}

static void test_a_step_to_both_sides(void **state)
{
    (void)state;
    static const unsigned char secret[TOTP_SECRET_SIZE + 1] = "12345678901234567890";
    int64_t now = INT64_C(1111111109) * SECOND, step;
    struct span code = SPAN("081804"); /* the last six of the vector above */
    for (int minutes_half = -2; minutes_half <= 2; minutes_half++) {
        OK(totp_step(secret, code, now + minutes_half * 30 * SECOND, &step));
        bool near = minutes_half >= -1 && minutes_half <= 1;
        assert_int_equal(step, near ? 1111111109 / 30 : 0);
    }
    static const char *const wrong[] = {"", "08180", "0818044", "07081804", "181804", "08180a"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        OK(totp_step(secret, span_of(wrong[i]), now, &step));
        assert_int_equal(step, 0);
    }
}

/* RFC 4648, 10: "foobar" is MZXW6YTBOI. */
static void test_secret_as_text(void **state)
{
    (void)state;
    unsigned char secret[TOTP_SECRET_SIZE] = "foobarfoobarfoobarfo";
    char text[GUARD_SECRET_TEXT];
    struct arena arena = {0};
    totp_text(secret, text);
    assert_string_equal(text, "MZXW6YTBOJTG633CMFZGM33PMJQXEZTP");
    assert_true(span_is(totp_uri(&arena, SPAN("nigora"), text),
                        "otpauth://totp/Portolan:nigora?secret=MZXW6YTBOJTG633CMFZGM33PMJQXEZTP"
                        "&issuer=Portolan&algorithm=SHA1&digits=6&period=30"));
    arena_free(&arena);
}

static void test_rules(void **state)
{
    (void)state;
    static const char *const good[] = {"seven grey herons",   "xK7#mQ2!vL9p",
                                       "correcthorsebattery", "пароль не пароль",
                                       "passwordless fish",   "nigora walks home"};
    static const char *const bad[] = {"",
                                      "short",
                                      "elevenchars",
                                      "password1234",
                                      "PASSWORD-password",
                                      "111111111111",
                                      "123456789012",
                                      "Nigora Nigora",
                                      "nigora-2026-11",
                                      "qwertyuiop12",
                                      "portolan2026",
                                      "abcabcabcabc",
                                      "0987-admin-1234",
                                      "abcdefghijklm",
                                      "öööööööööö"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        OK(guard_password_check(SPAN("nigora"), span_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (guard_password_check(SPAN("nigora"), span_of(bad[i])) != STATUS_INPUT)
            fail_msg("taken: %s", bad[i]);
    char long_one[PASSWORD_MOST + 2];
    for (size_t i = 0; i < sizeof long_one; i++)
        long_one[i] = (char)('a' + i * 7 % 26);
    OK(guard_password_check(SPAN("x"), (struct span){long_one, PASSWORD_MOST}));
    assert_int_equal(guard_password_check(SPAN("x"), (struct span){long_one, PASSWORD_MOST + 1}),
                     STATUS_INPUT);
}

static int set_up_whole(void **state)
{
    return set_up_as(state, true);
}

static void test_hashes(void **state)
{
    struct fixture *f = *state;
    char hash[PASSWORD_HASH_TEXT], again[PASSWORD_HASH_TEXT];
    bool fits;
    OK(password_hash(f->guard, SPAN(OWN_PASSWORD), hash));
    OK(password_hash(f->guard, SPAN(OWN_PASSWORD), again));
    assert_string_not_equal(hash, again); /* salted */
    assert_memory_equal(hash, "$argon2id$v=19$m=65536,t=3,p=1$", 31);
    OK(password_fits(f->guard, span_of(hash), SPAN(OWN_PASSWORD), &fits));
    assert_true(fits);
    OK(password_fits(f->guard, span_of(hash), SPAN("seven grey heronS"), &fits));
    assert_false(fits);
    OK(password_fits(f->guard, span_of(hash), SPAN(""), &fits));
    assert_false(fits);
}

/* Of the processor: what else runs here does not count. */
static int64_t work_done(void)
{
    struct timespec at;
    assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at), 0);
    return at.tv_sec * INT64_C(1000000000) + at.tv_nsec;
}

static int64_t time_of(struct fixture *f, struct span hash)
{
    bool fits;
    int64_t best = INT64_MAX;
    for (int i = 0; i < 5; i++) {
        int64_t began = work_done();
        OK(password_fits(f->guard, hash, SPAN("whatever it may be"), &fits));
        assert_false(fits);
        int64_t took = work_done() - began;
        best = took < best ? took : best;
    }
    return best;
}

/* Whether there is an account cannot be told from how long it takes. */
static void test_equal_work_for_nobody(void **state)
{
    struct fixture *f = *state;
    char hash[PASSWORD_HASH_TEXT];
    OK(password_hash(f->guard, SPAN(OWN_PASSWORD), hash));
    int64_t known = time_of(f, span_of(hash)), unknown = time_of(f, (struct span){NULL, 0});
    assert_true(unknown > known / 2 && unknown < known * 2);
}

static void test_one_time_passwords(void **state)
{
    (void)state;
    char one[GUARD_ONE_TIME_TEXT], other[GUARD_ONE_TIME_TEXT];
    password_one_time(one);
    password_one_time(other);
    assert_string_not_equal(one, other);
    assert_int_equal(strlen(one), GUARD_ONE_TIME_TEXT - 1);
    assert_int_equal(strspn(one, "abcdefghjkmnpqrstuvwxyz23456789-"), GUARD_ONE_TIME_TEXT - 1);
    OK(guard_password_check(SPAN("admin"), span_of(one)));
}

/* ---- redaction ---- */

static void test_account_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *whole, *shown, *in_place;
    } cases[] = {
        {"4111111111111111", "**** 1111", "************1111"},
        {"4111-1111 1111 1234", "**** 1234", "****-**** **** 1234"},
        {"GB29NWBK60161331926819", "**** 6819", "******************6819"},
        {"123456789", "**** 6789", "*****6789"},
        {"12345678", "****", "********"},
        {"1234", "****", "****"},
        {"4111111111111XXX", "****", "****************"},
        {"", "****", ""},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[32];
        snprintf(text, sizeof text, "%s", cases[i].whole);
        struct span shown = guard_redact_account(span_of(cases[i].whole), &arena);
        if (!span_is(shown, cases[i].shown))
            fail_msg("%s is shown as %s", cases[i].whole, shown.at);
        guard_redact_account_bytes(text, strlen(text));
        assert_string_equal(text, cases[i].in_place);
    }
    arena_free(&arena);
}

static void test_cards_in_text(void **state)
{
    (void)state;
    static const struct {
        const char *text, *redacted;
    } cases[] = {
        {"IFT+4:28::CC VI4111111111111111/0127'", "IFT+4:28::CC VI************1111/0127'"},
        {"ROW 12 5500 0055-5555 5559 EXP 0127", "ROW 12 **** ****-**** 5559 EXP 0127"},
        {"AX371449635398431", "AX***********8431"},
        {"4111111111111112", "4111111111111112"}, /* the check digit does not fit */
        {"TKT 2351234567890 AND 998901234567", "TKT 2351234567890 AND 998901234567"},
        {"41111111111111111111111", "41111111111111111111111"},
        {"", ""},
        {"4111 1111 1111 1111 AND 4111111111111111", "**** **** **** 1111 AND ************1111"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[64];
        snprintf(text, sizeof text, "%s", cases[i].text);
        guard_redact_cards(text, strlen(text));
        assert_string_equal(text, cases[i].redacted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_totp_of_the_rfc),
        cmocka_unit_test(test_a_step_to_both_sides),
        cmocka_unit_test(test_secret_as_text),
        cmocka_unit_test(test_rules),
        cmocka_unit_test_setup_teardown(test_hashes, set_up_whole, tear_down),
        cmocka_unit_test_setup_teardown(test_equal_work_for_nobody, set_up_whole, tear_down),
        cmocka_unit_test(test_one_time_passwords),
        cmocka_unit_test(test_account_numbers),
        cmocka_unit_test(test_cards_in_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
