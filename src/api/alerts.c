#include "api/internal.h"

#include "base/clock.h"

void api_listAlerts(struct api_call *call)
{
    struct view_alerts_query query = {
        .direction = api_text(call, "direction"), .q = api_text(call, "q"), .when = VIEW_ALL};
    enum watch_severity severity;
    if (!api_allow(call, (struct guard_subject){.kind = SUBJECT_ALERT}) ||
        !api_days(call, &query.from_day, &query.to_day) || !api_page(call, 100, &query.page))
        return;
    struct view_sight sight = api_sight(call);
    if (api_text(call, "severity").at &&
        watch_severity_parse(api_text(call, "severity"), &severity))
        query.severity = (int)severity;
    view_when_parse(api_text(call, "when"), &query.when);
    view_alert_state_parse(api_text(call, "state"), &query.state);
    api_answer(call, 200);
    enum status status =
        view_alerts(call->worker->view, &query, &sight, clock_now(), &call->answer->body);
    if (status != STATUS_OK)
        api_fail(call, status, PROBLEM_ALERT_MISSING);
}

void api_listDecisionCodes(struct api_call *call)
{
    if (!api_allow(call, (struct guard_subject){.kind = SUBJECT_NONE}))
        return;
    api_answer(call, 200);
    view_decision_codes(&call->answer->body);
}

/* ---- deciding ---- */

/* The alert that a decision is about, and whether this account may decide about it. The alert of a
 * minor, and what was decided about it, is to others as if it were not there. */
static bool find_alert(struct api_call *call, int64_t traveller, enum guard_subject_kind kind,
                       int64_t id, struct view_alert *alert)
{
    struct guard_subject subject = subject_missing(kind, id);
    enum status status = subject_traveller(call, traveller, &subject);
    *alert = (struct view_alert){0};
    if (status == STATUS_OK)
        status = view_alert(call->worker->view, traveller, alert);
    subject.kind = kind;
    subject.id = id;
    subject.protect = alert->alert.traveller && alert->alert.protect;
    if (!api_allow(call, subject))
        return false;
    if (status != STATUS_OK)
        api_fail(call, status, PROBLEM_TRAVELLER_MISSING);
    else if (!alert->alert.traveller)
        api_problem(call, problem_missing(kind), NULL);
    return status == STATUS_OK && alert->alert.traveller;
}

static enum status first_origin(struct api_call *call, int64_t id, struct store_origin *out)
{
    struct store *store;
    struct store_traveller traveller;
    enum status status = view_store(call->worker->view, &store);
    if (status == STATUS_OK)
        status = store_traveller(store, id, call->arena, &traveller);
    if (status == STATUS_OK)
        *out = traveller.origin;
    return status;
}

static json_t *decision_request(const struct api_call *call, int64_t traveller,
                                struct store_origin origin)
{
    struct span code = api_member(call, "code"), note = api_member(call, "note");
    return json_pack("{s:s, s:I, s:I, s:I, s:s%, s:s%}", "command", "decide", "traveller",
                     (json_int_t)traveller, "origin_seq", (json_int_t)origin.seq, "origin_offset",
                     (json_int_t)origin.begin, "code", code.at, code.size, "note",
                     note.at ? note.at : "", note.size);
}

/* What was decided, and the alert as it is now. */
static void answer_decided(struct api_call *call, unsigned http_status, int64_t decision)
{
    struct view_sight sight = api_sight(call);
    struct view_alert alert;
    api_answer(call, http_status);
    enum status status =
        view_decided(call->worker->view, decision, &sight, &alert, &call->answer->body);
    if (status != STATUS_OK) {
        api_fail(call, status, PROBLEM_DECISION_MISSING);
        return;
    }
    if (alert.alert.traveller) {
        api_etag(call, span_of(alert.etag));
        events_decided(call->api, &alert);
    }
}

/* What the decision is about is gathered before the alert is compared with what was looked at: so nothing comes
 * in between. The caller owns the request; NULL: none could be made. */
static enum status gather(struct api_call *call, int64_t traveller, json_t **request)
{
    enum decision code;
    struct store_origin origin;
    enum status status = first_origin(call, traveller, &origin);
    *request = status == STATUS_OK ? decision_request(call, traveller, origin) : NULL;
    if (status == STATUS_OK && decision_parse(api_member(call, "code"), &code))
        status = view_remember(call->worker->view, traveller, code, *request);
    return status;
}

/* Writes the decision if the alert is still what was looked at. Of two that looked at the same, one
 * decides and the other is told. */
static enum status decide(struct api_call *call, int64_t traveller, int64_t *decision)
{
    struct view_alert alert;
    json_t *request, *answer = NULL;
    enum status status = gather(call, traveller, &request);
    if (status == STATUS_OK)
        status = view_alert(call->worker->view, traveller, &alert);
    if (status == STATUS_OK && !api_matches(call, span_of(alert.etag)))
        status = STATUS_EXISTS;
    if (status == STATUS_OK)
        status = author_ask(call, request, SPAN(""), &answer);
    else
        json_decref(request);
    if (status == STATUS_OK)
        *decision = json_integer_value(json_object_get(answer, "decision"));
    json_decref(answer);
    return status;
}

void api_decideAlert(struct api_call *call)
{
    struct view_alert alert;
    int64_t traveller = 0, decision = 0;
    id_parse(api_text(call, "traveller"), ID_TRAVELLER, &traveller);
    if (!find_alert(call, traveller, SUBJECT_ALERT, traveller, &alert))
        return;
    pthread_mutex_lock(&call->api->changing);
    enum status status = decide(call, alert.alert.traveller, &decision);
    pthread_mutex_unlock(&call->api->changing);
    if (status == STATUS_OK)
        answer_decided(call, 201, decision);
    else if (status == STATUS_EXISTS)
        api_problem(call, PROBLEM_ALERT_CHANGED, NULL);
    else
        api_fail(call, status, PROBLEM_ALERT_MISSING);
}

void api_withdrawDecision(struct api_call *call)
{
    struct desk *desk;
    struct desk_decision decision = {0};
    struct view_alert alert;
    int64_t id = api_number(call, "decision", 0);
    enum status status = view_desk(call->worker->view, &desk);
    if (status == STATUS_OK && desk)
        status = desk_decision_get(desk, id, call->arena, &decision);
    if (status != STATUS_OK || !decision.id) {
        if (api_allow(call, subject_missing(SUBJECT_DECISION, id)))
            api_fail(call, status == STATUS_OK ? STATUS_MISSING : status, PROBLEM_DECISION_MISSING);
        return;
    }
    if (!find_alert(call, decision.traveller, SUBJECT_DECISION, id, &alert))
        return;
    if (decision.withdrawn) {
        api_problem(call, PROBLEM_DECISION_WITHDRAWN, NULL);
        return;
    }
    status =
        author_ask(call, json_pack("{s:s, s:I}", "command", "withdraw", "decision", (json_int_t)id),
                   SPAN(""), NULL);
    if (status == STATUS_OK)
        answer_decided(call, 200, id);
    else
        api_fail(call, status, PROBLEM_DECISION_MISSING);
}
