/* Accounts, logins, sessions. */
#include "fixture.h"

static void test_first_account(void **state)
{
    struct fixture *f = *state;
    char password[GUARD_ONE_TIME_TEXT], other[GUARD_ONE_TIME_TEXT] = "untouched";
    struct guard_account account;
    OK(guard_first_account(f->guard, SPAN("customs"), SPAN("main"), password));
    assert_int_equal(guard_first_account(f->guard, SPAN("customs"), SPAN("main"), other),
                     STATUS_EXISTS);
    assert_string_equal(other, "untouched");
    OK(guard_account_find(f->guard, SPAN("Admin"), &f->arena, &account));
    assert_int_equal(account.role, GUARD_ROLE_ADMINISTRATOR);
    assert_true(account.must_change && !account.has_totp && !account.disabled);
    struct guard_ticket ticket;
    OK(log_in(f, "admin", password, &ticket));
    assert_int_equal(ticket.state, GUARD_STATE_PASSWORD);
}

static void test_accounts(void **state)
{
    struct fixture *f = *state;
    char password[GUARD_ONE_TIME_TEXT];
    struct guard_account *all, account = {.name = SPAN("bad name"), .role = GUARD_ROLE_ANALYST};
    size_t count;
    int64_t id;
    assert_int_equal(guard_account_add(f->guard, &account, password, &id), STATUS_INPUT);
    account.name = SPAN("");
    assert_int_equal(guard_account_add(f->guard, &account, password, &id), STATUS_INPUT);
    account.name = SPAN("Nigora");
    account.display_name = SPAN("Nigora\x1b[2J");
    assert_int_equal(guard_account_add(f->guard, &account, password, &id), STATUS_INPUT);
    account.display_name = SPAN("Nigora K.");
    OK(guard_account_add(f->guard, &account, password, &id));
    account.name = SPAN("nigora");
    assert_int_equal(guard_account_add(f->guard, &account, password, &id), STATUS_EXISTS);
    add_account(f, "boss", GUARD_ROLE_ADMINISTRATOR, password);
    OK(guard_account_list(f->guard, &f->arena, &all, &count));
    assert_int_equal(count, 2);
    assert_true(span_is(all[1].name, "nigora") && span_is(all[1].display_name, "Nigora K."));

    struct guard_account_change change = {.agency = SPAN("police"), .version = all[1].version};
    OK(guard_account_change(f->guard, SPAN("nigora"), &change));
    assert_int_equal(guard_account_change(f->guard, SPAN("nigora"), &change), STATUS_EXISTS);
    OK(guard_account_find(f->guard, SPAN("nigora"), &f->arena, &account));
    assert_true(span_is(account.agency, "police") && span_is(account.display_name, "Nigora K."));
    change = (struct guard_account_change){.disabled = GUARD_ON};
    assert_int_equal(guard_account_change(f->guard, SPAN("nobody"), &change), STATUS_MISSING);
    assert_int_equal(guard_account_change(f->guard, SPAN("boss"), &change), STATUS_INPUT);
    change = (struct guard_account_change){.set_role = true, .role = GUARD_ROLE_DPO};
    assert_int_equal(guard_account_change(f->guard, SPAN("boss"), &change), STATUS_INPUT);
    change.role = GUARD_ROLE_ADMINISTRATOR;
    OK(guard_account_change(f->guard, SPAN("nigora"), &change));
    change.role = GUARD_ROLE_DPO;
    OK(guard_account_change(f->guard, SPAN("boss"), &change));
}

/* The whole way, each step with a new cookie; the one before is worth nothing. */
static void test_from_login_to_open(void **state)
{
    struct fixture *f = *state;
    char password[GUARD_ONE_TIME_TEXT], secret[GUARD_SECRET_TEXT], again[GUARD_SECRET_TEXT],
        code[9];
    struct guard_ticket tickets[6];
    struct guard_actor actor;
    struct span uri;
    int64_t wait;
    add_account(f, "nigora", GUARD_ROLE_ANALYST, password);
    OK(log_in(f, "NIGORA", password, &tickets[0]));
    assert_int_equal(
        guard_session_enrol(f->guard, span_of(tickets[0].token), &f->arena, secret, &uri),
        STATUS_DENIED); /* not at this step */
    assert_int_equal(guard_session_password(f->guard, span_of(tickets[0].token), span_of(password),
                                            SPAN("nigoranigora"), &tickets[1], &wait),
                     STATUS_INPUT);
    assert_int_equal(guard_session_password(f->guard, span_of(tickets[0].token), span_of(password),
                                            span_of(password), &tickets[1], &wait),
                     STATUS_INPUT); /* the same again */
    OK(guard_session_password(f->guard, span_of(tickets[0].token), span_of(password),
                              SPAN(OWN_PASSWORD), &tickets[1], &wait));
    OK(guard_session_enrol(f->guard, span_of(tickets[1].token), &f->arena, secret, &uri));
    OK(guard_session_enrol(f->guard, span_of(tickets[1].token), &f->arena, again, &uri));
    assert_string_equal(secret, again);
    assert_int_equal(guard_session_confirm(f->guard, span_of(tickets[1].token), SPAN("000000"),
                                           &tickets[2], &wait),
                     STATUS_DENIED);
    OK(guard_session_confirm(f->guard, span_of(tickets[1].token), span_of(code_of(f, secret, code)),
                             &tickets[2], &wait));
    assert_int_equal(tickets[2].state, GUARD_STATE_OPEN);
    OK(look(f, tickets[2].token, &actor));
    assert_true(span_is(actor.name, "nigora") && span_is(actor.agency, "customs"));
    assert_int_equal(actor.role, GUARD_ROLE_ANALYST);
    OK(guard_session_close(f->guard, span_of(tickets[2].token)));

    f->now += MINUTE;
    OK(log_in(f, "nigora", OWN_PASSWORD, &tickets[3]));
    assert_int_equal(tickets[3].state, GUARD_STATE_TOTP);
    OK(guard_session_prove(f->guard, span_of(tickets[3].token), span_of(code_of(f, secret, code)),
                           &tickets[4], &wait));
    assert_int_equal(tickets[4].state, GUARD_STATE_OPEN);
    for (int i = 0; i < 4; i++)
        assert_int_equal(look(f, tickets[i].token, &actor), STATUS_MISSING);
    restart(f); /* a session outlives the process */
    OK(look(f, tickets[4].token, &actor));
    assert_int_equal(actor.state, GUARD_STATE_OPEN);
}

static void test_wrong_and_unknown_and_disabled(void **state)
{
    struct fixture *f = *state;
    char password[GUARD_ONE_TIME_TEXT], sentence[128];
    struct guard_ticket ticket;
    struct guard_account_change change = {.disabled = GUARD_ON};
    add_account(f, "nigora", GUARD_ROLE_ANALYST, password);
    assert_int_equal(log_in(f, "nigora", "not this one", &ticket), STATUS_DENIED);
    snprintf(sentence, sizeof sentence, "%s", status_sentence());
    assert_int_equal(log_in(f, "nobody", password, &ticket), STATUS_DENIED);
    assert_string_equal(status_sentence(), sentence);
    OK(guard_account_change(f->guard, SPAN("nigora"), &change));
    assert_int_equal(log_in(f, "nigora", password, &ticket), STATUS_DENIED);
    assert_string_equal(status_sentence(), sentence);
    change.disabled = GUARD_OFF;
    OK(guard_account_change(f->guard, SPAN("nigora"), &change));
    OK(log_in(f, "nigora", password, &ticket));
}

/* A cookie that somebody planted is not taken over, and one of before ends. */
static void test_fixation(void **state)
{
    struct fixture *f = *state;
    char password[GUARD_ONE_TIME_TEXT], secret[GUARD_SECRET_TEXT];
    const char *planted = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    struct guard_ticket ticket, next;
    struct guard_actor actor;
    int64_t wait;
    add_account(f, "nigora", GUARD_ROLE_ANALYST, password);
    struct guard_login login = {
        .name = SPAN("nigora"), .password = span_of(password), .token = span_of(planted)};
    OK(guard_session_open(f->guard, &login, &ticket, &wait));
    assert_string_not_equal(ticket.token, planted);
    assert_int_equal(look(f, planted, &actor), STATUS_MISSING);
    login.token = span_of(ticket.token);
    OK(guard_session_open(f->guard, &login, &next, &wait));
    assert_int_equal(look(f, ticket.token, &actor), STATUS_MISSING);
    OK(look(f, next.token, &actor));
    open_fully(f, "nigora", password, &ticket, secret);
    static const char *const nonsense[] = {"", "x", "AAAA",
                                           "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                                           "AAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAA"};
    for (size_t i = 0; i < sizeof nonsense / sizeof nonsense[0]; i++)
        assert_int_equal(look(f, nonsense[i], &actor), STATUS_MISSING);
}

static void test_replayed_code(void **state)
{
    struct fixture *f = *state;
    char password[GUARD_ONE_TIME_TEXT], secret[GUARD_SECRET_TEXT], code[9], old[9];
    struct guard_ticket ticket, next;
    int64_t wait;
    add_account(f, "nigora", GUARD_ROLE_ANALYST, password);
    open_fully(f, "nigora", password, &ticket, secret);
    code_of(f, secret, old); /* was used to confirm */
    OK(log_in(f, "nigora", OWN_PASSWORD, &ticket));
    assert_int_equal(
        guard_session_prove(f->guard, span_of(ticket.token), span_of(old), &next, &wait),
        STATUS_DENIED);
    f->now += 30 * SECOND;
    code_of(f, secret, code);
    OK(guard_session_prove(f->guard, span_of(ticket.token), span_of(code), &next, &wait));
    restart(f); /* also over a restart, and with an older code that is still near */
    OK(log_in(f, "nigora", OWN_PASSWORD, &ticket));
    assert_int_equal(
        guard_session_prove(f->guard, span_of(ticket.token), span_of(code), &next, &wait),
        STATUS_DENIED);
    assert_int_equal(
        guard_session_prove(f->guard, span_of(ticket.token), span_of(old), &next, &wait),
        STATUS_DENIED);
}

static void test_idle_lock(void **state)
{
    struct fixture *f = *state;
    char password[GUARD_ONE_TIME_TEXT], secret[GUARD_SECRET_TEXT];
    struct guard_ticket ticket, next;
    struct guard_actor actor;
    int64_t wait;
    add_account(f, "nigora", GUARD_ROLE_ANALYST, password);
    open_fully(f, "nigora", password, &ticket, secret);
    f->now += 9 * MINUTE;
    OK(guard_session_find(f->guard, span_of(ticket.token), true, &f->arena, &actor));
    assert_int_equal(actor.locks_at, f->now + 10 * MINUTE);
    f->now += 9 * MINUTE;
    OK(look(f, ticket.token, &actor)); /* a stream that looks keeps nothing awake */
    assert_int_equal(actor.state, GUARD_STATE_OPEN);
    f->now += MINUTE;
    OK(guard_session_find(f->guard, span_of(ticket.token), true, &f->arena, &actor));
    assert_int_equal(actor.state, GUARD_STATE_LOCKED);
    f->now -= 5 * MINUTE; /* locked is locked, whatever the clock says then */
    OK(look(f, ticket.token, &actor));
    assert_int_equal(actor.state, GUARD_STATE_LOCKED);
    assert_int_equal(guard_decide(f->guard, &actor, PERMISSION_listFlights,
                                  (struct guard_subject){0}, PURPOSE_UNSTATED, NULL),
                     STATUS_DENIED);
    assert_int_equal(guard_session_unlock(f->guard, span_of(ticket.token),
                                          SPAN("wrong wrong wrong"), &next, &wait),
                     STATUS_DENIED);
    OK(guard_session_unlock(f->guard, span_of(ticket.token), SPAN(OWN_PASSWORD), &next, &wait));
    assert_int_equal(look(f, ticket.token, &actor), STATUS_MISSING);
    OK(look(f, next.token, &actor));
    assert_int_equal(actor.state, GUARD_STATE_OPEN);
}

static void test_ends(void **state)
{
    struct fixture *f = *state;
    char password[GUARD_ONE_TIME_TEXT], secret[GUARD_SECRET_TEXT];
    struct guard_ticket ticket;
    struct guard_actor actor;
    add_account(f, "nigora", GUARD_ROLE_ANALYST, password);
    OK(log_in(f, "nigora", password, &ticket));
    f->now += PENDING_MINUTES * MINUTE - 1;
    OK(look(f, ticket.token, &actor));
    f->now += 1;
    assert_int_equal(look(f, ticket.token, &actor), STATUS_MISSING);
    open_fully(f, "nigora", password, &ticket, secret);
    for (int i = 0; i < 12 * 12 - 1; i++) { /* somebody who works without a pause */
        f->now += 5 * MINUTE;
        OK(guard_session_find(f->guard, span_of(ticket.token), true, &f->arena, &actor));
        assert_int_equal(actor.state, GUARD_STATE_OPEN);
    }
    f->now += 5 * MINUTE;
    assert_int_equal(look(f, ticket.token, &actor), STATUS_MISSING);
}

static void test_sessions_of_a_changed_account_end(void **state)
{
    struct fixture *f = *state;
    char password[GUARD_ONE_TIME_TEXT], secret[GUARD_SECRET_TEXT], code[9];
    struct guard_ticket first, second, next;
    struct guard_actor actor;
    int64_t wait;
    add_account(f, "boss", GUARD_ROLE_ADMINISTRATOR, password);
    add_account(f, "nigora", GUARD_ROLE_ANALYST, password);
    open_fully(f, "nigora", password, &first, secret);
    f->now += 30 * SECOND;
    OK(log_in(f, "nigora", OWN_PASSWORD, &second));
    OK(guard_session_prove(f->guard, span_of(second.token), span_of(code_of(f, secret, code)),
                           &second, &wait));
    OK(look(f, first.token, &actor)); /* two at once are fine */
    OK(guard_session_password(f->guard, span_of(second.token), SPAN(OWN_PASSWORD),
                              SPAN("another long password"), &next, &wait));
    assert_int_equal(look(f, first.token, &actor), STATUS_MISSING);
    assert_int_equal(look(f, second.token, &actor), STATUS_MISSING);
    OK(look(f, next.token, &actor));
    assert_int_equal(actor.state, GUARD_STATE_OPEN);

    struct guard_account_change role = {.set_role = true, .role = GUARD_ROLE_SUPERVISOR};
    OK(guard_account_change(f->guard, SPAN("nigora"), &role));
    assert_int_equal(look(f, next.token, &actor), STATUS_MISSING);
    OK(log_in(f, "nigora", "another long password", &first));
    OK(guard_account_reset(f->guard, SPAN("nigora"), password));
    assert_int_equal(look(f, first.token, &actor), STATUS_MISSING);
    assert_int_equal(log_in(f, "nigora", "another long password", &first), STATUS_DENIED);
    OK(log_in(f, "nigora", password, &first));
    assert_int_equal(first.state, GUARD_STATE_PASSWORD); /* and the second factor is gone */
    struct guard_account_change off = {.disabled = GUARD_ON};
    OK(guard_account_change(f->guard, SPAN("nigora"), &off));
    assert_int_equal(look(f, first.token, &actor), STATUS_MISSING);
    assert_int_equal(guard_account_reset(f->guard, SPAN("nobody"), password), STATUS_MISSING);
}

/* A slip of paper with a password on it is worth nothing for long. */
static void test_a_one_time_password_runs_out(void **state)
{
    struct fixture *f = *state;
    char password[GUARD_ONE_TIME_TEXT], secret[GUARD_SECRET_TEXT];
    struct guard_ticket ticket;
    add_account(f, "nigora", GUARD_ROLE_ANALYST, password);
    f->now += 72 * HOUR + SECOND;
    assert_int_equal(log_in(f, "nigora", password, &ticket), STATUS_MISSING);
    assert_int_equal(log_in(f, "nigora", "not the password", &ticket), STATUS_DENIED);
    OK(guard_account_reset(f->guard, SPAN("nigora"), password));
    f->now += 72 * HOUR;
    open_fully(f, "nigora", password, &ticket, secret);
    f->now += 100 * HOUR; /* one's own stays */
    OK(log_in(f, "nigora", OWN_PASSWORD, &ticket));
}

/* Accounts of a folder that an older version left. */
static void test_former_files(void **state)
{
    struct fixture *f = *state;
    char password[GUARD_ONE_TIME_TEXT];
    struct guard_account account;
    struct guard_ticket ticket;
    add_account(f, "nigora", GUARD_ROLE_ANALYST, password);
    guard_close(f->guard);
    f->guard = NULL;
    run_sql(f, "guard.db", "ALTER TABLE account DROP COLUMN issued; PRAGMA user_version = 1");
    OK(open_guard(f, GUARD_WRITE));
    OK(guard_account_find(f->guard, SPAN("nigora"), &f->arena, &account));
    assert_int_equal(account.issued, account.made);
    OK(log_in(f, "nigora", password, &ticket));
}

static void test_csrf(void **state)
{
    struct fixture *f = *state;
    char password[GUARD_ONE_TIME_TEXT], secret[GUARD_SECRET_TEXT], old[GUARD_CSRF_TEXT];
    struct guard_ticket one, other;
    struct guard_actor a, b;
    add_account(f, "nigora", GUARD_ROLE_ANALYST, password);
    OK(log_in(f, "nigora", password, &one));
    OK(log_in(f, "nigora", password, &other));
    OK(look(f, one.token, &a));
    OK(look(f, other.token, &b));
    assert_true(guard_session_csrf_fits(&a, span_of(a.csrf)));
    assert_false(guard_session_csrf_fits(&a, span_of(b.csrf)));
    assert_false(guard_session_csrf_fits(&a, SPAN("")));
    assert_false(guard_session_csrf_fits(&a, span_part(span_of(a.csrf), 0, 31)));
    memcpy(old, a.csrf, sizeof old);
    restart(f);
    OK(look(f, one.token, &a));
    assert_string_equal(a.csrf, old);
    open_fully(f, "nigora", password, &one, secret); /* goes with the cookie */
    OK(look(f, one.token, &a));
    assert_false(guard_session_csrf_fits(&a, span_of(old)));
}

/* No name that is typed, no cookie, no password and no secret stands in the file. */
static void test_what_is_kept(void **state)
{
    struct fixture *f = *state;
    char password[GUARD_ONE_TIME_TEXT], secret[GUARD_SECRET_TEXT], command[256];
    struct guard_ticket ticket;
    add_account(f, "nigora", GUARD_ROLE_ANALYST, password);
    open_fully(f, "nigora", password, &ticket, secret);
    assert_int_equal(log_in(f, "typedinthewrongfield", "x", &ticket), STATUS_DENIED);
    const char *const hidden[] = {password, secret, OWN_PASSWORD, ticket.token,
                                  "typedinthewrongfield"};
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        snprintf(command, sizeof command, "grep -rqi -e '%s' '%s'", hidden[i], f->folder);
        assert_int_not_equal(system(command), 0);
    }
    snprintf(command, sizeof command, "grep -rqi nigora '%s'", f->folder);
    assert_int_equal(system(command), 0); /* the scan finds what is in clear */
}

static void test_many_sessions(void **state)
{
    struct fixture *f = *state;
    char password[GUARD_ONE_TIME_TEXT];
    struct guard_ticket tickets[MOST_SESSIONS + 2];
    struct guard_actor actor;
    add_account(f, "nigora", GUARD_ROLE_ANALYST, password);
    for (int i = 0; i < MOST_SESSIONS + 2; i++)
        OK(log_in(f, "nigora", password, &tickets[i]));
    for (int i = 0; i < MOST_SESSIONS + 2; i++)
        assert_int_equal(look(f, tickets[i].token, &actor), i < 2 ? STATUS_MISSING : STATUS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_first_account),
        TEST(test_accounts),
        TEST(test_from_login_to_open),
        TEST(test_wrong_and_unknown_and_disabled),
        TEST(test_fixation),
        TEST(test_replayed_code),
        TEST(test_idle_lock),
        TEST(test_ends),
        TEST(test_sessions_of_a_changed_account_end),
        TEST(test_a_one_time_password_runs_out),
        TEST(test_former_files),
        TEST(test_csrf),
        TEST(test_what_is_kept),
        TEST(test_many_sessions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
