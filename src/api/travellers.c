#include "api/internal.h"

void api_getTraveller(struct api_call *call)
{
    struct guard_subject subject = {.kind = SUBJECT_TRAVELLER};
    struct view_alert alert = {0};
    int64_t traveller = 0;
    id_parse(api_text(call, "traveller"), ID_TRAVELLER, &traveller);
    enum status status = subject_traveller(call, traveller, &subject);
    if (status == STATUS_MISSING)
        subject = subject_missing(SUBJECT_TRAVELLER, traveller);
    if (!api_allow(call, subject))
        return;
    struct view_sight sight = api_sight(call);
    api_answer(call, 200);
    if (status == STATUS_OK)
        status = view_traveller(call->worker->view, traveller, &sight, &call->answer->body);
    if (status == STATUS_OK)
        status = view_alert(call->worker->view, traveller, &alert);
    if (status != STATUS_OK)
        api_fail(call, status, PROBLEM_TRAVELLER_MISSING);
    else if (alert.alert.traveller && (!alert.alert.protect || sight.protect))
        api_etag(call, span_of(alert.etag));
}
