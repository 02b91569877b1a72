/* Attempts: how they slow down, and that they never lock anybody out. */
#include "fixture.h"

/* Nothing is judged while one must wait, so the rows can be looked at without the work of hashes. */
static int64_t wait_of(struct fixture *f, enum limit limit, const char *key)
{
    int64_t wait;
    OK(limit_wait(f->guard, limit, span_of(key), &wait));
    return wait;
}

static void fail_once(struct fixture *f, enum limit limit, const char *key)
{
    OK(limit_count(f->guard, limit, span_of(key)));
}

static void test_delays_grow_to_a_bound(void **state)
{
    struct fixture *f = *state;
    static const int64_t account[] = {0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60};
    for (size_t i = 0; i < sizeof account / sizeof account[0]; i++) {
        assert_int_equal(wait_of(f, LIMIT_ACCOUNT, "nigora"), account[i]);
        f->now += account[i] * SECOND;
        assert_int_equal(wait_of(f, LIMIT_ACCOUNT, "nigora"), 0);
        fail_once(f, LIMIT_ACCOUNT, "nigora");
    }
    for (int i = 0; i < 40; i++)
        fail_once(f, LIMIT_ADDRESS, "10.0.0.1");
    assert_int_equal(wait_of(f, LIMIT_ADDRESS, "10.0.0.1"), 900);
    assert_int_equal(wait_of(f, LIMIT_ADDRESS, "10.0.0.2"), 0);
    assert_int_equal(wait_of(f, LIMIT_ACCOUNT, "10.0.0.1"), 0); /* another kind of key */
    restart(f);
    assert_int_equal(wait_of(f, LIMIT_ADDRESS, "10.0.0.1"), 900);
    assert_int_equal(wait_of(f, LIMIT_ACCOUNT, "nigora"), 60);
}

static void test_time_forgives(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 6; i++)
        fail_once(f, LIMIT_ACCOUNT, "nigora");
    assert_int_equal(wait_of(f, LIMIT_ACCOUNT, "nigora"), 4);
    f->now += 30 * MINUTE;
    fail_once(f, LIMIT_ACCOUNT, "nigora"); /* one was forgiven */
    assert_int_equal(wait_of(f, LIMIT_ACCOUNT, "nigora"), 4);
    f->now += 24 * HOUR;
    fail_once(f, LIMIT_ACCOUNT, "nigora");
    assert_int_equal(wait_of(f, LIMIT_ACCOUNT, "nigora"), 0);
    OK(limit_forgive(f->guard, LIMIT_ACCOUNT, SPAN("nigora"), true));
    OK(limit_forgive(f->guard, LIMIT_ACCOUNT, SPAN("nigora"), false)); /* never below nothing */
    for (int i = 0; i < 3; i++)
        fail_once(f, LIMIT_ACCOUNT, "nigora");
    assert_int_equal(wait_of(f, LIMIT_ACCOUNT, "nigora"), 0);
}

/* Nobody waits longer because the clock was set back. */
static void test_clock_set_back(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 20; i++)
        fail_once(f, LIMIT_ACCOUNT, "nigora");
    f->now -= 100 * HOUR;
    assert_int_equal(wait_of(f, LIMIT_ACCOUNT, "nigora"), 60);
}

static void test_logins_slow_down(void **state)
{
    struct fixture *f = *state;
    char password[GUARD_ONE_TIME_TEXT];
    struct guard_ticket ticket;
    int64_t wait;
    add_account(f, "nigora", GUARD_ROLE_ANALYST, password);
    struct guard_login bad = {
        .name = SPAN("nigora"), .password = SPAN("wrong"), .address = SPAN("10.0.0.1")};
    for (int i = 0; i < 4; i++)
        assert_int_equal(guard_session_open(f->guard, &bad, &ticket, &wait), STATUS_DENIED);
    struct guard_login good = {
        .name = SPAN("Nigora"), .password = span_of(password), .address = SPAN("10.0.0.2")};
    assert_int_equal(guard_session_open(f->guard, &good, &ticket, &wait), STATUS_LATER);
    assert_int_equal(wait, 1);
    restart(f);
    assert_int_equal(guard_session_open(f->guard, &good, &ticket, &wait), STATUS_LATER);
    f->now += SECOND;
    OK(guard_session_open(f->guard, &good, &ticket, &wait));
    assert_int_equal(wait_of(f, LIMIT_ACCOUNT, "nigora"), 0);
    for (int i = 0; i < 3; i++) /* and begins anew */
        assert_int_equal(guard_session_open(f->guard, &bad, &ticket, &wait), STATUS_DENIED);
    OK(guard_session_open(f->guard, &good, &ticket, &wait));
}

/* Unknown names are counted in the same way, and an address over all names. */
static void test_an_address_that_tries_names(void **state)
{
    struct fixture *f = *state;
    struct guard_ticket ticket;
    int64_t wait;
    struct guard_login unknown = {
        .name = SPAN("nobody"), .password = SPAN("x"), .address = SPAN("10.0.0.1")};
    for (int i = 0; i < 4; i++)
        assert_int_equal(guard_session_open(f->guard, &unknown, &ticket, &wait), STATUS_DENIED);
    assert_int_equal(guard_session_open(f->guard, &unknown, &ticket, &wait), STATUS_LATER);
    for (int i = 0; i < 7; i++) {
        char name[16];
        snprintf(name, sizeof name, "other-%d", i);
        unknown.name = span_of(name);
        assert_int_equal(guard_session_open(f->guard, &unknown, &ticket, &wait), STATUS_DENIED);
    }
    unknown.name = SPAN("fresh");
    assert_int_equal(guard_session_open(f->guard, &unknown, &ticket, &wait), STATUS_LATER);
    assert_int_equal(wait, 1);
}

/* One host has a whole /64 of IPv6 to come from; IPv4 through a socket of IPv6 is still IPv4. */
static void test_an_address_of_ipv6_is_a_network(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 12; i++) {
        char address[64];
        snprintf(address, sizeof address, "2001:db8:1:2:%x::%x", i, i * 7);
        fail_once(f, LIMIT_ADDRESS, address);
    }
    assert_int_equal(wait_of(f, LIMIT_ADDRESS, "2001:db8:1:2:ffff::1"), 2);
    assert_int_equal(wait_of(f, LIMIT_ADDRESS, "2001:db8:1:3::1"), 0);
    for (int i = 0; i < 12; i++)
        fail_once(f, LIMIT_ADDRESS, "fe80::1%eth0");
    assert_int_equal(wait_of(f, LIMIT_ADDRESS, "fe80::2"), 2);
    for (int i = 0; i < 12; i++)
        fail_once(f, LIMIT_ADDRESS, "::ffff:10.0.0.1");
    assert_int_equal(wait_of(f, LIMIT_ADDRESS, "10.0.0.1"), 2);
    assert_int_equal(wait_of(f, LIMIT_ADDRESS, "::ffff:10.0.0.2"), 0);
}

/* Who has the password cannot guess codes for ever: a session ends after five, and the account
 * waits, whatever is logged in between. */
static void test_codes_slow_down(void **state)
{
    struct fixture *f = *state;
    char password[GUARD_ONE_TIME_TEXT], secret[GUARD_SECRET_TEXT];
    struct guard_ticket ticket, next;
    struct guard_actor actor;
    int64_t wait, waited = 0;
    add_account(f, "nigora", GUARD_ROLE_ANALYST, password);
    open_fully(f, "nigora", password, &ticket, secret);
    OK(log_in(f, "nigora", OWN_PASSWORD, &ticket));
    for (int i = 0; i < MOST_TRIES; i++) {
        enum status status =
            guard_session_prove(f->guard, span_of(ticket.token), SPAN("000000"), &next, &wait);
        while (status == STATUS_LATER) {
            waited += wait;
            f->now += wait * SECOND;
            status =
                guard_session_prove(f->guard, span_of(ticket.token), SPAN("000000"), &next, &wait);
        }
        assert_int_equal(status, STATUS_DENIED);
    }
    assert_int_equal(waited, 1);
    assert_int_equal(look(f, ticket.token, &actor), STATUS_MISSING);
    assert_int_equal(log_in(f, "nigora", OWN_PASSWORD, &ticket), STATUS_LATER);
    f->now += 2 * SECOND;
    OK(log_in(f, "nigora", OWN_PASSWORD, &ticket));
    assert_int_equal(
        guard_session_prove(f->guard, span_of(ticket.token), SPAN("000000"), &next, &wait),
        STATUS_LATER);
    assert_true(wait >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_delays_grow_to_a_bound),
        TEST(test_time_forgives),
        TEST(test_clock_set_back),
        TEST(test_logins_slow_down),
        TEST(test_an_address_that_tries_names),
        TEST(test_an_address_of_ipv6_is_a_network),
        TEST(test_codes_slow_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
