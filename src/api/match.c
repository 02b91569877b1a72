/* The match tester: a person whom somebody describes, beside the lists in force. Nothing is stored but the row of the
 * audit, which says who asked and for what purpose, and not for whom. */
#include "api/internal.h"

#include "base/clock.h"
#include "watch/near.h"

enum { NEAR_MOST = 20 };

/* ---- the person ---- */

struct asked {
    struct watch_person person;
    struct watch_person_name name;
    struct watch_person_birth birth;
    struct watch_person_document document;
    struct watch_said nationality;
    struct watch_person_contact contacts[2];
    char state[4]; /* the nationality as understood */
};

static struct watch_said said(const struct api_call *call, const char *member)
{
    struct span text = span_trim(api_member(call, member));
    return (struct watch_said){text.size ? text : SPAN(""), IMAGE_NONE};
}

static void read_name(const struct api_call *call, struct asked *out)
{
    struct watch_said whole = said(call, "name");
    out->name = (struct watch_person_name){said(call, "surname"), said(call, "given")};
    if (whole.text.size)
        out->name = (struct watch_person_name){whole, {SPAN(""), IMAGE_NONE}};
    out->person.names = &out->name;
    out->person.name_count = out->name.surname.text.size || out->name.given.text.size;
}

/* False: a date that nobody can read. */
static bool read_birth(const struct api_call *call, struct asked *out)
{
    struct watch_said text = said(call, "birth");
    out->birth = (struct watch_person_birth){.value = IMAGE_NONE};
    out->person.births = &out->birth;
    out->person.birth_count = text.text.size > 0;
    return !text.text.size || watch_birth_parse(text.text, &out->birth.day);
}

static bool read_nationality(const struct api_call *call, struct asked *out)
{
    out->nationality = said(call, "nationality");
    out->person.nationalities = &out->nationality;
    out->person.nationality_count = out->nationality.text.size > 0;
    return !out->nationality.text.size || watch_state_code(out->nationality.text, out->state);
}

static bool read_document(const struct api_call *call, struct asked *out)
{
    char state[4];
    out->document =
        (struct watch_person_document){said(call, "document"), said(call, "document_state")};
    out->person.documents = &out->document;
    out->person.document_count = out->document.number.text.size > 0;
    return !out->document.state.text.size || watch_state_code(out->document.state.text, state);
}

static void read_contacts(const struct api_call *call, struct asked *out)
{
    out->person.contacts = out->contacts;
    out->contacts[0] =
        (struct watch_person_contact){WATCH_CONTACT_PHONE, true, said(call, "phone")};
    out->contacts[1] =
        (struct watch_person_contact){WATCH_CONTACT_EMAIL, true, said(call, "email")};
    out->person.contact_count =
        out->contacts[0].said.text.size || out->contacts[1].said.text.size ? 2 : 0;
}

/* What cannot be understood is said and not left out: who asks must know what was looked for. */
static bool read_person(struct api_call *call, struct asked *out)
{
    struct check_faults faults = {.arena = call->arena};
    *out = (struct asked){.person.sex = said(call, "sex")};
    read_name(call, out);
    read_contacts(call, out);
    if (!read_birth(call, out))
        check_fault(&faults, "/birth", FAULT_FORM, NULL);
    if (!read_nationality(call, out))
        check_fault(&faults, "/nationality", FAULT_WORD, NULL);
    if (!read_document(call, out))
        check_fault(&faults, "/document_state", FAULT_WORD, NULL);
    if (faults.count)
        api_faults(call, PROBLEM_REQUEST_BODY, &faults);
    else if (watch_person_is_nobody(&out->person))
        api_problem(call, PROBLEM_MATCH_NOTHING, NULL);
    return !faults.count && !watch_person_is_nobody(&out->person);
}

/* ---- the answer ---- */

static void put_hit(struct api_call *call, const struct watch *watch, const struct watch_hit *hit)
{
    struct json *json = &call->json;
    json_put_text(json, "severity", watch_severity_word(hit->severity));
    json_put_span(json, "name", watch_hit_name(watch, hit, call->arena));
    json_key(json, "explanation");
    buffer_append(json->out, hit->explanation.at, hit->explanation.size);
    json->comma = true;
}

static void put_why(struct json *json, unsigned why)
{
    json_key(json, "against");
    json_begin_array(json);
    for (unsigned i = 0; i < NEAR_REASONS; i++)
        if (why >> i & 1)
            json_text(json, near_reason_word((enum near_reason)i));
    json_end_array(json);
}

static void put_understood(struct json *json, const struct asked *asked)
{
    char from[DATE_TEXT], to[DATE_TEXT];
    bool birth = asked->person.birth_count > 0;
    json_key(json, "understood");
    json_begin(json);
    json_put_text(json, "birth_from",
                  birth ? date_format(date_from_day(asked->birth.day.from), from) : NULL);
    json_put_text(json, "birth_to",
                  birth ? date_format(date_from_day(asked->birth.day.to), to) : NULL);
    json_put_text(json, "nationality", asked->state[0] ? asked->state : NULL);
    json_end(json);
}

static void put_hits(struct api_call *call, const struct watch *watch, const struct watch_hit *hits,
                     size_t count)
{
    json_key(&call->json, "hits");
    json_begin_array(&call->json);
    for (size_t i = 0; i < count; i++) {
        json_begin(&call->json);
        put_hit(call, watch, &hits[i]);
        put_why(&call->json, 0);
        json_end(&call->json);
    }
    json_end_array(&call->json);
}

static void put_near(struct api_call *call, const struct watch *watch,
                     const struct watch_near_found *found)
{
    json_key(&call->json, "near");
    json_begin_array(&call->json);
    for (size_t i = 0; i < found->count; i++) {
        json_begin(&call->json);
        put_hit(call, watch, &found->near[i].hit);
        put_why(&call->json, found->near[i].why);
        json_end(&call->json);
    }
    json_end_array(&call->json);
    json_put_int(&call->json, "near_more", (int64_t)found->more);
    json_put_bool(&call->json, "near_cut", found->cut);
}

static void answer_match(struct api_call *call, const struct watch *watch,
                         const struct asked *asked)
{
    struct watch_worker *worker = watch_worker_new();
    struct watch_hit *hits = NULL;
    struct watch_near_found near;
    const struct config *config = call->api->options.config;
    size_t count = watch_screen(watch, worker, &asked->person, call->arena, &hits);
    watch_near(watch, worker, &asked->person, hits, count, NEAR_MOST, call->arena, &near);
    watch_worker_free(worker);
    api_answer(call, 200);
    json_begin(&call->json);
    json_put_text(&call->json, "engine", WATCH_ENGINE);
    json_put_int(&call->json, "threshold", config_count(config, SETTING_WATCH_NAME_THRESHOLD));
    json_put_int(&call->json, "entries", watch_entries(watch));
    put_understood(&call->json, asked);
    put_hits(call, watch, hits, count);
    put_near(call, watch, &near);
    json_end(&call->json);
}

void api_matchPerson(struct api_call *call)
{
    struct asked asked;
    struct watch *watch = NULL;
    if (!api_allow(call, (struct guard_subject){.kind = SUBJECT_LIST}) ||
        !read_person(call, &asked))
        return;
    enum status status = watchset_take(call, &watch);
    if (status == STATUS_OK)
        answer_match(call, watch, &asked);
    else
        api_fail(call, status, PROBLEM_LIST_MISSING);
    watch_release(watch);
}
