/* The gate itself. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "guard/internal.h"

#define SWEEP_TIME (12 * 3600 * MICROS_PER_SECOND)
enum { PURPOSE_TEXT = 48, FIELDS_TEXT = 17 };

/* One question, and what the row in the audit says of it. */
struct question {
    struct guard *guard;
    const struct guard_actor *actor; /* NULL: nobody */
    const struct permission_info *permission;
    struct guard_subject subject;
    enum guard_purpose stated;
    int64_t now;
    char purpose[PURPOSE_TEXT];
};

static const char *const state_sentences[GUARD_STATES] = {
    [GUARD_STATE_NONE] = "Log in first.",
    [GUARD_STATE_PASSWORD] = "Choose a password of your own first.",
    [GUARD_STATE_ENROL] = "Set up your second factor first.",
    [GUARD_STATE_TOTP] = "Enter the code of your second factor first.",
    [GUARD_STATE_OPEN] = "You are logged in already.",
    [GUARD_STATE_LOCKED] = "The session is locked. Enter your password to go on.",
};

static enum status check_state(const struct question *question)
{
    enum guard_state state = question->actor ? question->actor->state : GUARD_STATE_NONE;
    enum needs needs = question->permission->needs;
    if (needs == NEEDS_ANYONE || needs >> state & 1)
        return STATUS_OK;
    return status_fail(STATUS_DENIED, "%s", state_sentences[state]);
}

static enum status check_role(const struct question *question)
{
    if (!question->actor) /* check_state let it through */
        return STATUS_OK;
    enum guard_role role = question->actor->role;
    if (question->permission->cells[role] == CELL_NO)
        return status_fail(STATUS_DENIED, "Your role (%s) does not allow this.",
                           guard_role_word(role));
    return STATUS_OK;
}

/* Last, so that who is refused for something else is not told by it that there is such an alert. */
static enum status check_minor(const struct question *question)
{
    if (!question->actor || !question->subject.protect || role_info(question->actor->role)->protect)
        return STATUS_OK;
    return status_fail(STATUS_MISSING, "This is the alert of a minor: it is for supervisors.");
}

/* ---- purposes ---- */

/* The number of the purpose that covers the flight for this officer now; 0 when there is none. */
static enum status find_purpose(struct question *question, int64_t *id)
{
    struct query query = guard_query(question->guard, SLOT_PURPOSE_FIND);
    query_int(&query, 1, question->actor->account);
    query_int(&query, 2, question->subject.flight);
    query_int(&query, 3, question->now);
    query_text(&query, 4, span_of(guard_purpose_word(question->stated)));
    *id = 0;
    if (query_next(&query)) {
        struct span code = query_column(&query, 1);
        *id = query_column_int(&query, 0);
        snprintf(question->purpose, PURPOSE_TEXT, "%.*s#%" PRId64, (int)code.size, code.at, *id);
    }
    return query_end(&query);
}

static enum status add_purpose(struct question *question, enum guard_purpose purpose)
{
    const char *word = guard_purpose_word(purpose);
    struct query query = guard_query(question->guard, SLOT_PURPOSE_ADD);
    query_int(&query, 1, question->actor->account);
    query_int(&query, 2, question->subject.flight);
    query_text(&query, 3, span_of(word));
    query_int(&query, 4, question->now);
    query_int(&query, 5, question->now + SWEEP_TIME);
    enum status status = query_run(&query);
    if (status == STATUS_OK)
        snprintf(question->purpose, PURPOSE_TEXT, "%s#%" PRId64, word,
                 database_last_id(question->guard->database));
    return status;
}

static enum status without_purpose(void)
{
    return status_fail(STATUS_DENIED, "This flight is closed: say for what purpose you need it.");
}

/* One purpose covers the sweep of one flight by one officer for its duration. */
static enum status flight_purpose(struct question *question)
{
    int64_t id = 0;
    enum guard_purpose purpose = question->stated;
    if (!question->subject.flight) {
        snprintf(question->purpose, PURPOSE_TEXT, "%s", guard_purpose_word(purpose));
        return purpose == PURPOSE_UNSTATED ? without_purpose() : STATUS_OK;
    }
    enum status status = find_purpose(question, &id);
    if (status != STATUS_OK || id)
        return status;
    if (purpose == PURPOSE_UNSTATED && question->subject.flight_open)
        purpose = role_info(question->actor->role)->purpose;
    return purpose == PURPOSE_UNSTATED ? without_purpose() : add_purpose(question, purpose);
}

static enum status check_purpose(struct question *question)
{
    if (question->permission->why == WHY_NONE || !question->actor)
        return STATUS_OK;
    if (question->permission->why == WHY_ROLE) {
        enum guard_purpose purpose = question->stated == PURPOSE_UNSTATED
                                         ? role_info(question->actor->role)->purpose
                                         : question->stated;
        snprintf(question->purpose, PURPOSE_TEXT, "%s", guard_purpose_word(purpose));
        return STATUS_OK;
    }
    guard_lock(question->guard);
    enum status status = flight_purpose(question);
    guard_unlock(question->guard);
    return status;
}

/* ---- the row ---- */

static void fields_text(const struct field_mask *mask, char out[FIELDS_TEXT])
{
    uint64_t digest = mask->protect;
    for (size_t i = 0; i < FIELD_MASK_WORDS; i++)
        digest = (digest ^ mask->bits[i]) * UINT64_C(0x100000001B3) + (digest >> 29);
    snprintf(out, FIELDS_TEXT, "%016" PRIx64, digest);
}

static enum status record(const struct question *question, const struct field_mask *mask)
{
    static const struct guard_actor nobody;
    const struct guard_actor *actor = question->actor ? question->actor : &nobody;
    char fields[FIELDS_TEXT] = "";
    if (mask)
        fields_text(mask, fields);
    struct guard_audit_row row = {
        .at = question->now,
        .account = actor->name,
        .role = span_of(question->actor ? guard_role_word(actor->role) : ""),
        .agency = actor->agency,
        .site = actor->site,
        .action = span_of(question->permission->operation),
        .subject_kind = span_of(guard_subject_word(question->subject.kind)),
        .subject = question->subject.id,
        .purpose = span_of(question->purpose),
        .allowed = mask != NULL,
        .fields = span_of(fields),
        .session = span_of(actor->prefix),
    };
    return audit_append(question->guard->audit, &row);
}

/* Of who has no session a row could say nothing, and anybody could fill the disk with them. The
 * sentence of the refusal outlives the audit. */
static enum status refuse(const struct question *question, enum status why)
{
    char sentence[256];
    snprintf(sentence, sizeof sentence, "%s", status_sentence());
    bool told = (why == STATUS_DENIED || why == STATUS_MISSING) && question->actor &&
                question->permission->audited != AUDITED_NEVER;
    enum status status = told ? record(question, NULL) : STATUS_OK;
    return status == STATUS_OK ? status_fail(why, "%s", sentence) : status;
}

enum status guard_decide(struct guard *guard, const struct guard_actor *actor,
                         enum permission permission, struct guard_subject subject,
                         enum guard_purpose purpose, struct field_mask *out)
{
    struct question question = {.guard = guard,
                                .actor = actor,
                                .permission = permission_info(permission),
                                .subject = subject,
                                .stated = purpose,
                                .now = guard_now(guard)};
    enum status status = check_state(&question);
    if (status == STATUS_OK)
        status = check_role(&question);
    if (status == STATUS_OK)
        status = check_purpose(&question);
    if (status == STATUS_OK)
        status = check_minor(&question);
    if (status != STATUS_OK)
        return refuse(&question, status);
    struct field_mask mask =
        actor ? guard_mask(actor->role, permission) : field_mask_of(CELL_NO, false);
    if (question.permission->audited == AUDITED_ALWAYS)
        status = record(&question, &mask);
    if (status == STATUS_OK && out)
        *out = mask;
    return status;
}

enum status guard_record_owner(struct guard *guard, struct span user, enum permission permission,
                               struct guard_subject subject)
{
    char name[80];
    snprintf(name, sizeof name, "@%.*s", (int)(user.size < 64 ? user.size : 64), user.at);
    struct guard_audit_row row = {
        .at = guard_now(guard),
        .account = span_of(name),
        .role = SPAN("owner"),
        .action = span_of(permission_word(permission)),
        .subject_kind = span_of(guard_subject_word(subject.kind)),
        .subject = subject.id,
        .purpose = span_of(guard_purpose_word(PURPOSE_OPERATION)),
        .allowed = true,
    };
    return audit_append(guard->audit, &row);
}

enum status guard_record_link(struct guard *guard, int64_t link, struct span agency,
                              struct span site, enum permission permission, bool allowed)
{
    char name[32];
    snprintf(name, sizeof name, "#%" PRId64, link);
    struct guard_audit_row row = {
        .at = guard_now(guard),
        .account = span_of(name),
        .role = SPAN("link"),
        .agency = agency,
        .site = site,
        .action = span_of(permission_word(permission)),
        .subject_kind = span_of(guard_subject_word(SUBJECT_LINK)),
        .subject = link,
        .purpose = span_of(guard_purpose_word(PURPOSE_UNSTATED)),
        .allowed = allowed,
    };
    return audit_append(guard->audit, &row);
}

enum status guard_record_lookup(struct guard *guard, const struct guard_lookup *lookup)
{
    char account[80], action[40];
    bool owner = lookup->user.size > 0;
    struct span name = span_part(owner ? lookup->user : lookup->service, 0, 64);
    snprintf(account, sizeof account, "%c%.*s", owner ? '@' : '~', (int)name.size, name.at);
    snprintf(action, sizeof action, "lookup.%.*s", (int)lookup->result.size, lookup->result.at);
    struct guard_audit_row row = {
        .at = guard_now(guard),
        .account = span_of(account),
        .role = owner ? SPAN("owner") : SPAN("lookup"),
        .agency = lookup->agency,
        .site = lookup->site,
        .action = span_of(action),
        .subject_kind =
            span_of(guard_subject_word(lookup->traveller ? SUBJECT_TRAVELLER : SUBJECT_NONE)),
        .subject = lookup->traveller,
        .purpose = lookup->purpose,
        .allowed = true,
    };
    return audit_append(guard->audit, &row);
}
