#include "api/internal.h"

#include "base/clock.h"

void api_getTraveller(struct api_call *call)
{
    struct view_alert alert = {0};
    int64_t traveller = 0;
    id_parse(api_text(call, "traveller"), ID_TRAVELLER, &traveller);
    struct guard_subject subject = subject_missing(SUBJECT_TRAVELLER, traveller);
    enum status status = subject_traveller(call, traveller, &subject);
    if (!api_allow(call, subject))
        return;
    struct view_sight sight = api_sight(call);
    api_answer(call, 200);
    if (status == STATUS_OK)
        status = view_traveller(call->worker->view, traveller, &sight, clock_now(), &alert,
                                &call->answer->body);
    if (status != STATUS_OK)
        api_fail(call, status, PROBLEM_TRAVELLER_MISSING);
    else if (alert.alert.traveller && (!alert.alert.protect || sight.protect))
        api_etag(call, span_of(alert.etag));
}

/* ---- two cards, one person ---- */

/* The very card, not the one that it was merged into. Whether it has an alert is not asked: the answer
 * would tell of the alert of a minor. */
static enum status find_card(struct api_call *call, int64_t id, struct store_traveller *out)
{
    struct store *store;
    enum status status = view_store(call->worker->view, &store);
    if (status == STATUS_OK && !store)
        return status_fail(STATUS_MISSING, "There is no such traveller.");
    return status == STATUS_OK ? store_traveller_as_is(store, id, call->arena, out) : status;
}

static json_t *card_json(const struct store_traveller *card)
{
    return json_pack("{s:I, s:I, s:I}", "traveller", (json_int_t)card->id, "seq",
                     (json_int_t)card->origin.seq, "offset", (json_int_t)card->origin.begin);
}

static enum status ask_pairing(struct api_call *call, const struct store_traveller cards[2])
{
    bool same = json_is_true(json_object_get(call->body, "same"));
    json_t *answer = NULL;
    enum status status =
        author_ask(call,
                   json_pack("{s:s, s:b, s:o, s:o}", "command", "pair", "same", (int)same, "one",
                             card_json(&cards[0]), "other", card_json(&cards[1])),
                   SPAN(""), &answer);
    if (status == STATUS_OK) {
        api_answer(call, 202);
        json_begin(&call->json);
        json_put_int(&call->json, "pairing",
                     json_integer_value(json_object_get(answer, "pairing")));
        json_end(&call->json);
    }
    json_decref(answer);
    return status;
}

void api_pairTravellers(struct api_call *call)
{
    struct store_traveller cards[2];
    int64_t ids[2] = {0, 0};
    id_parse(api_text(call, "traveller"), ID_TRAVELLER, &ids[0]);
    id_parse(api_member(call, "other"), ID_TRAVELLER, &ids[1]);
    struct guard_subject subject = subject_missing(SUBJECT_TRAVELLER, ids[0]);
    enum status status = subject_traveller(call, ids[0], &subject);
    if (!api_allow(call, subject))
        return;
    for (int i = 0; i < 2 && status == STATUS_OK; i++)
        status = find_card(call, ids[i], &cards[i]);
    if (status == STATUS_OK && (cards[0].flight != cards[1].flight || ids[0] == ids[1])) {
        api_problem(call, PROBLEM_TRAVELLER_OTHER_FLIGHT, NULL);
        return;
    }
    if (status == STATUS_OK)
        status = ask_pairing(call, cards);
    if (status != STATUS_OK)
        api_fail(call, status, PROBLEM_TRAVELLER_MISSING);
}
