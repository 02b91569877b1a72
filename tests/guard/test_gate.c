/* The gate: every operation, role and class of fields against a table of its own; states of the
 * session; minors; purposes. */
#include "fixture.h"

/* What is to be, written by hand and not from permissions.def: for analyst, supervisor, officer, dpo,
 * liaison, administrator: `-` may not, `b` open fields alone, `p` with identity, `a` all. Then the
 * states in which it works: (n)one, (p)assword-change, totp-(e)nrol, (t)otp, (o)pen, (l)ocked. Then
 * the audit of what is allowed. */
static const struct expected {
    const char *operation, *roles, *states;
    bool audited;
} expected[] = {
    {"getHealth", "bbbbbb", "npetol", false},
    {"getSession", "bbbbbb", "npetol", false},
    {"openSession", "bbbbbb", "npetol", false},
    {"proveSession", "bbbbbb", "t", false},
    {"enrolSession", "bbbbbb", "e", false},
    {"changePassword", "bbbbbb", "po", false},
    {"unlockSession", "bbbbbb", "ol", false},
    {"closeSession", "bbbbbb", "petol", false},
    {"listAccounts", "-----b", "o", false},
    {"addAccount", "-----b", "o", true},
    {"changeAccount", "-----b", "o", true},
    {"resetAccount", "-----b", "o", true},
    {"listFlights", "bbb-bb", "o", false},
    {"getFlight", "bbb-bb", "o", false},
    {"listTravellersOfFlight", "ppp---", "o", true},
    {"listBagsOfFlight", "ppp---", "o", true},
    {"sweepFlight", "bb----", "o", true},
    {"unsweepFlight", "bb----", "o", true},
    {"getTraveller", "aap---", "o", true},
    {"listAlerts", "ppp---", "o", true},
    {"decideAlert", "pp----", "o", true},
    {"withdrawDecision", "pp----", "o", true},
    {"pairTravellers", "pp----", "o", true},
    {"listMemory", "pppb--", "o", true},
    {"forgetMemory", "pp----", "o", true},
    {"approveMemory", "pp----", "o", true},
    {"listDecisionCodes", "bbb---", "o", false},
    {"getMessage", "aa--bb", "o", true},
    {"listMessages", "bb--bb", "o", false},
    {"listSources", "bb--bb", "o", false},
    {"acceptDrift", "-b--bb", "o", true},
    {"tryFiles", "aa--bb", "o", true},
    {"keepTrial", "bb--bb", "o", true},
    {"discardTrial", "bb--bb", "o", true},
    {"listProfiles", "bb--bb", "o", false},
    {"proposeTable", "aa--bb", "o", true},
    {"readTable", "aa--bb", "o", true},
    {"setProfile", "-b--bb", "o", true},
    {"listLinks", "-b-bbb", "o", false},
    {"makeLink", "-b--bb", "o", true},
    {"revokeLink", "-b--bb", "o", true},
    {"getUpload", "bbbbbb", "npetol", false},
    {"addUploadFile", "bbbbbb", "npetol", false},
    {"dropUploadFile", "bbbbbb", "npetol", false},
    {"sendUpload", "bbbbbb", "npetol", false},
    {"listLists", "bb-b-b", "o", false},
    {"getList", "bb-b-b", "o", false},
    {"getListVersion", "pp----", "o", true},
    {"tryList", "-p----", "o", true},
    {"tryListTraffic", "-b----", "o", true},
    {"importList", "-p----", "o", true},
    {"matchPerson", "pp----", "o", true},
    {"events", "pppbbb", "o", true},
    {"startDemo", "bb---b", "o", true},
};
enum { EXPECTED = sizeof expected / sizeof expected[0] };

static const struct guard_subject open_flight = {
    .kind = SUBJECT_FLIGHT, .id = 7, .flight = 7, .flight_open = true};

static unsigned classes_of(char letter)
{
    unsigned bare = 1 << CLASS_OPEN, person = bare | 1 << CLASS_IDENTITY;
    return letter == '-'   ? 0
           : letter == 'b' ? bare
           : letter == 'p' ? person
                           : person | 1 << CLASS_CONTACT | 1 << CLASS_MONEY | 1 << CLASS_FREE;
}

static const struct expected *find(enum permission permission)
{
    for (size_t i = 0; i < EXPECTED; i++)
        if (strcmp(expected[i].operation, permission_word(permission)) == 0)
            return &expected[i];
    fail_msg("%s has no row in the table of this test", permission_word(permission));
    return NULL;
}

static struct guard_audit_row last_row(struct fixture *f)
{
    struct guard_audit_row *rows;
    size_t count;
    OK(guard_audit_list(f->guard, 0, (struct span){NULL, 0}, 1, &f->arena, &rows, &count));
    return count ? rows[0] : (struct guard_audit_row){0};
}

static enum guard_state working_state(const struct expected *row)
{
    static const char letters[] = "npetol"; /* as enum guard_state */
    return strchr(row->states, 'o') ? GUARD_STATE_OPEN
                                    : (enum guard_state)(strchr(letters, row->states[0]) - letters);
}

static void check_cell(struct fixture *f, const struct expected *row, enum permission permission,
                       enum guard_role role)
{
    struct guard_actor actor = actor_of(role);
    struct field_mask mask = {0};
    int64_t before = last_row(f).n;
    actor.state = working_state(row);
    bool may = row->roles[role] != '-';
    enum status status =
        guard_decide(f->guard, &actor, permission, open_flight, PURPOSE_UNSTATED, &mask);
    if (status != (may ? STATUS_OK : STATUS_DENIED))
        fail_msg("%s, %s: %s", row->operation, guard_role_word(role), status_sentence());
    assert_int_equal(guard_may(role, permission), may);
    unsigned classes = classes_of(row->roles[role]);
    for (unsigned field = 0; field < FIELDS; field++)
        if (field_mask_shows(&mask, (enum field)field) !=
            (classes >> field_info((enum field)field)->class & 1))
            fail_msg("%s, %s: field %s", row->operation, guard_role_word(role),
                     field_info((enum field)field)->words);
    for (unsigned class = CLASS_OPEN; class <= CLASS_FREE; class ++)
        assert_int_equal(field_mask_shows_class(&mask, (enum field_class) class),
                         classes >> class & 1);
    assert_int_equal(mask.protect, may && role == GUARD_ROLE_SUPERVISOR);
    struct guard_audit_row last = last_row(f);
    assert_int_equal(last.n, before + (may ? row->audited : 1));
    if (last.n > before) {
        assert_true(span_is(last.action, row->operation));
        assert_true(span_is(last.account, guard_role_word(role)));
        assert_int_equal(last.allowed, may);
        assert_int_equal(last.fields.size, may ? 16 : 0);
        assert_true(span_is(last.subject_kind, "flight") && last.subject == 7);
        assert_true(span_is(last.session, "0123abcd") && span_is(last.agency, "customs"));
    }
}

static void test_matrix(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(EXPECTED, PERMISSIONS);
    for (unsigned permission = 0; permission < PERMISSIONS; permission++)
        for (unsigned role = 0; role < GUARD_ROLES; role++)
            check_cell(f, find((enum permission)permission), (enum permission)permission,
                       (enum guard_role)role);
}

/* By a role that may, in every state, and with no session at all. */
static void test_states(void **state)
{
    struct fixture *f = *state;
    static const char letters[] = "npetol";
    for (unsigned permission = 0; permission < PERMISSIONS; permission++) {
        const struct expected *row = find((enum permission)permission);
        for (unsigned at = 0; at < GUARD_STATES; at++) {
            struct guard_actor actor =
                actor_of(row->roles[GUARD_ROLE_SUPERVISOR] == '-' ? GUARD_ROLE_ADMINISTRATOR
                                                                  : GUARD_ROLE_SUPERVISOR);
            actor.state = (enum guard_state)at;
            enum status status =
                guard_decide(f->guard, at == GUARD_STATE_NONE ? NULL : &actor,
                             (enum permission)permission, open_flight, PURPOSE_UNSTATED, NULL);
            if (status != (strchr(row->states, letters[at]) ? STATUS_OK : STATUS_DENIED))
                fail_msg("%s in state %s: %s", row->operation,
                         guard_state_word((enum guard_state)at), status_word(status));
        }
    }
}

static void test_minors_are_for_supervisors(void **state)
{
    struct fixture *f = *state;
    struct guard_subject minor = {
        .kind = SUBJECT_ALERT, .id = 9, .flight = 7, .flight_open = true, .protect = true};
    const enum permission permissions[] = {PERMISSION_getTraveller, PERMISSION_decideAlert};
    for (size_t i = 0; i < 2; i++)
        for (unsigned role = 0; role < GUARD_ROLES; role++) {
            struct guard_actor actor = actor_of((enum guard_role)role);
            bool may = guard_may((enum guard_role)role, permissions[i]);
            assert_int_equal(
                guard_decide(f->guard, &actor, permissions[i], minor, PURPOSE_UNSTATED, NULL),
                role == GUARD_ROLE_SUPERVISOR ? STATUS_OK
                : may                         ? STATUS_MISSING
                                              : STATUS_DENIED);
            assert_int_equal(last_row(f).allowed, role == GUARD_ROLE_SUPERVISOR);
        }
    for (unsigned role = 0; role < GUARD_ROLES; role++)
        assert_int_equal(guard_mask((enum guard_role)role, PERMISSION_listAlerts).protect,
                         role == GUARD_ROLE_SUPERVISOR);
}

/* What somebody may not know of must not change what he is told: of a flight that is closed he hears
 * that a purpose is missing, whoever has an alert. */
static void test_a_refusal_does_not_tell_of_minors(void **state)
{
    struct fixture *f = *state;
    struct guard_actor analyst = actor_of(GUARD_ROLE_ANALYST);
    struct guard_subject closed = {.kind = SUBJECT_ALERT, .id = 9, .flight = 7};
    for (int protect = 0; protect < 2; protect++) {
        closed.protect = protect;
        assert_int_equal(guard_decide(f->guard, &analyst, PERMISSION_decideAlert, closed,
                                      PURPOSE_UNSTATED, NULL),
                         STATUS_DENIED);
        assert_non_null(strstr(status_sentence(), "for what purpose"));
    }
}

/* Who has no session cannot make the audit grow: a row would say nothing of him. */
static void test_strangers_leave_no_rows(void **state)
{
    struct fixture *f = *state;
    struct guard_actor analyst = actor_of(GUARD_ROLE_ANALYST);
    OK(guard_decide(f->guard, &analyst, PERMISSION_getTraveller, open_flight, PURPOSE_UNSTATED,
                    NULL));
    int64_t before = last_row(f).n;
    for (unsigned permission = 0; permission < PERMISSIONS; permission++)
        guard_decide(f->guard, NULL, (enum permission)permission, open_flight, PURPOSE_UNSTATED,
                     NULL);
    assert_int_equal(last_row(f).n, before);
}

/* ---- purposes ---- */

static enum status see(struct fixture *f, enum guard_role role, int64_t traveller, int64_t flight,
                       bool open, enum guard_purpose purpose)
{
    struct guard_actor actor = actor_of(role);
    struct guard_subject subject = {
        .kind = SUBJECT_TRAVELLER, .id = traveller, .flight = flight, .flight_open = open};
    return guard_decide(f->guard, &actor, PERMISSION_getTraveller, subject, purpose, NULL);
}

static void test_one_purpose_covers_a_sweep(void **state)
{
    struct fixture *f = *state;
    for (int64_t traveller = 1; traveller <= 20; traveller++) {
        OK(see(f, GUARD_ROLE_ANALYST, traveller, 7, true, PURPOSE_UNSTATED));
        assert_true(span_is(last_row(f).purpose, "border-check#1"));
    }
    OK(see(f, GUARD_ROLE_OFFICER, 1, 7, true, PURPOSE_UNSTATED)); /* another officer, another */
    assert_true(span_is(last_row(f).purpose, "border-check#2"));
    OK(see(f, GUARD_ROLE_ANALYST, 1, 8, true, PURPOSE_UNSTATED)); /* another flight */
    assert_true(span_is(last_row(f).purpose, "border-check#3"));
    OK(see(f, GUARD_ROLE_ANALYST, 2, 7, false, PURPOSE_UNSTATED)); /* it closes under way */
    assert_true(span_is(last_row(f).purpose, "border-check#1"));
    restart(f);
    OK(see(f, GUARD_ROLE_ANALYST, 3, 7, false, PURPOSE_UNSTATED));
    f->now += 12 * HOUR;
    assert_int_equal(see(f, GUARD_ROLE_ANALYST, 3, 7, false, PURPOSE_UNSTATED), STATUS_DENIED);
    assert_false(last_row(f).allowed);
}

static void test_closed_flights_need_a_purpose(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(see(f, GUARD_ROLE_ANALYST, 1, 7, false, PURPOSE_UNSTATED), STATUS_DENIED);
    assert_non_null(strstr(status_sentence(), "for what purpose"));
    OK(see(f, GUARD_ROLE_ANALYST, 1, 7, false, PURPOSE_INVESTIGATION));
    assert_true(span_is(last_row(f).purpose, "investigation#1"));
    OK(see(f, GUARD_ROLE_ANALYST, 2, 7, false, PURPOSE_UNSTATED)); /* stated once */
    assert_true(span_is(last_row(f).purpose, "investigation#1"));
    OK(see(f, GUARD_ROLE_ANALYST, 2, 7, false, PURPOSE_LEGAL_REQUEST));
    assert_true(span_is(last_row(f).purpose, "legal-request#2"));
    assert_int_equal(see(f, GUARD_ROLE_ANALYST, 1, 0, true, PURPOSE_UNSTATED), STATUS_DENIED);
    assert_int_equal(see(f, GUARD_ROLE_DPO, 1, 7, true, PURPOSE_OVERSIGHT), STATUS_DENIED);
}

static void test_the_role_s_own_purpose(void **state)
{
    struct fixture *f = *state;
    struct guard_actor liaison = actor_of(GUARD_ROLE_LIAISON);
    struct guard_subject message = {.kind = SUBJECT_MESSAGE, .id = 5};
    OK(guard_decide(f->guard, &liaison, PERMISSION_getMessage, message, PURPOSE_UNSTATED, NULL));
    assert_true(span_is(last_row(f).purpose, "data-quality"));
    OK(guard_decide(f->guard, &liaison, PERMISSION_getMessage, message, PURPOSE_LEGAL_REQUEST,
                    NULL));
    assert_true(span_is(last_row(f).purpose, "legal-request"));
}

static void test_words(void **state)
{
    (void)state;
    enum guard_role role;
    enum guard_purpose purpose;
    enum guard_state at;
    for (unsigned i = 0; i < GUARD_ROLES; i++) {
        assert_true(guard_role_parse(span_of(guard_role_word((enum guard_role)i)), &role));
        assert_int_equal(role, i);
        assert_true(guard_may((enum guard_role)i, guard_role_home((enum guard_role)i)));
    }
    for (unsigned i = 0; i < PURPOSES; i++) {
        assert_true(
            guard_purpose_parse(span_of(guard_purpose_word((enum guard_purpose)i)), &purpose));
        assert_int_equal(purpose, i);
    }
    for (unsigned i = 0; i < GUARD_STATES; i++) {
        assert_true(guard_state_parse(span_of(guard_state_word((enum guard_state)i)), &at));
        assert_int_equal(at, i);
    }
    assert_false(guard_role_parse(SPAN("owner"), &role));
    assert_false(guard_purpose_parse(SPAN("curiosity"), &purpose));
}

/* What the owner does by command needs no account and is on record. */
static void test_the_owner(void **state)
{
    struct fixture *f = *state;
    OK(guard_record_owner(f->guard, SPAN("root"), PERMISSION_addAccount,
                          (struct guard_subject){.kind = SUBJECT_ACCOUNT}));
    struct guard_audit_row row = last_row(f);
    assert_true(span_is(row.account, "@root") && span_is(row.role, "owner"));
    assert_true(span_is(row.action, "addAccount") && row.allowed && row.at == START);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_matrix),
        TEST(test_states),
        TEST(test_minors_are_for_supervisors),
        TEST(test_a_refusal_does_not_tell_of_minors),
        TEST(test_strangers_leave_no_rows),
        TEST(test_one_purpose_covers_a_sweep),
        TEST(test_closed_flights_need_a_purpose),
        TEST(test_the_role_s_own_purpose),
        cmocka_unit_test(test_words),
        TEST(test_the_owner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
