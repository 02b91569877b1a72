/* A real data folder, filled through the pipeline, and what is shown of it. Every answer is held
 * against its schema. */
#ifndef TESTS_VIEW_SHOWN_H
#define TESTS_VIEW_SHOWN_H

#include "fixture.h"

#include "contract.h"
#include "decode/survey.h"
#include "view/view.h"

#define DOCS(number, name)                                                                         \
    "SSR+DOCS:HK:1:HY:::::/P/UZB/" number "/UZB/05JAN80/M/01JAN30/" name "+::1'"
#define HEAD "id,full_name,birth,document_number,document_state\n"
#define PASSPORT "DOC+P+AA1234567'DTM+36:300101'LOC+91+UZB'"

struct shown {
    struct fixture *f;
    struct view *view;
    struct view_sight all, none;
    struct buffer text;
    json_t *json;
};

/* Image and survey by the fixture's decoder, in a process of its own. */
static inline enum status look(void *context, int64_t received, struct span body,
                               struct span profile, struct buffer *image, struct buffer *survey)
{
    struct fixture fixture = *(struct fixture *)context;
    fixture.decoder = 0;
    struct decoder decoder = {
        .socket = -1, .fresh = fixture_decoder, .context = &fixture, .config = fixture.config};
    enum status status = decoder_ready(&decoder);
    if (status == STATUS_OK)
        status =
            decoder_send(&decoder, received, body, (struct decoder_source){.profile = profile});
    if (status == STATUS_OK)
        status = decoder_answer(&decoder, image, NULL);
    if (status == STATUS_OK)
        status = decoder_survey(&decoder, body, survey);
    decoder_close(&decoder);
    fixture_end_decoder(&fixture);
    return status;
}

static inline int setup(void **state)
{
    struct shown *shown = calloc(1, sizeof *shown);
    shown->f = fixture_new();
    struct view_options options = {.config = shown->f->config,
                                   .derived = shown->f->derived,
                                   .journal = shown->f->journal_folder,
                                   .authored = shown->f->authored,
                                   .keyring = shown->f->keyring,
                                   .decoder = {look, shown->f}};
    shown->view = view_open(&options);
    shown->all = view_sight_of_all();
    field_mask_show_class(&shown->none.mask, CLASS_OPEN);
    *state = shown;
    return 0;
}

static inline int teardown(void **state)
{
    struct shown *shown = *state;
    json_decref(shown->json);
    buffer_free(&shown->text);
    view_close(shown->view);
    fixture_free(shown->f);
    free(shown);
    return 0;
}

/* ---- asking ---- */

static inline json_t *keep(struct shown *s, const char *schema, enum status status)
{
    if (status != STATUS_OK)
        fail_msg("%s: %s", schema, status_sentence());
    json_decref(s->json);
    s->json = contract_parse(schema, &s->text);
    s->text.size = 0;
    return s->json;
}

static inline json_t *flights(struct shown *s, struct view_flights_query query)
{
    query.page.limit = query.page.limit ? query.page.limit : 100;
    return keep(s, "Flights", view_flights(s->view, &query, &s->all, s->f->now, &s->text));
}

static inline int64_t id_of(const char *text)
{
    int64_t id = 0;
    assert_true(id_parse(span_of(text), (enum id_letter)text[0], &id));
    return id;
}

static inline json_t *traveller(struct shown *s, const char *id, const struct view_sight *sight)
{
    struct view_alert alert, same;
    json_t *shown =
        keep(s, "Traveller", view_traveller(s->view, id_of(id), sight, 0, &alert, &s->text));
    assert_int_equal(view_alert(s->view, id_of(id), &same), STATUS_OK);
    assert_string_equal(alert.etag, same.etag);
    return shown;
}

static inline json_t *manifest(struct shown *s, const char *flight,
                               struct view_manifest_query query, const struct view_sight *sight)
{
    query.page.limit = query.page.limit ? query.page.limit : 500;
    return keep(s, "Manifest", view_manifest(s->view, id_of(flight), &query, sight, &s->text));
}

static inline json_t *alerts(struct shown *s, struct view_alerts_query query,
                             const struct view_sight *sight)
{
    query.page.limit = query.page.limit ? query.page.limit : 100;
    return keep(s, "Alerts", view_alerts(s->view, &query, sight, s->f->now, &s->text));
}

static inline json_t *message(struct shown *s, int64_t seq, const struct view_sight *sight)
{
    return keep(s, "Message", view_message(s->view, seq, sight, 0, 1 << 20, &s->text));
}

/* "items.0.id" */
static inline json_t *at(json_t *value, const char *path)
{
    struct span rest = span_of(path);
    while (rest.size && value) {
        char key[64];
        struct span part = span_cut(rest, '.', &rest);
        snprintf(key, sizeof key, "%.*s", (int)part.size, part.at);
        value = json_is_array(value) ? json_array_get(value, (size_t)atoi(key))
                                     : json_object_get(value, key);
    }
    return value;
}

static inline const char *text(json_t *value, const char *path)
{
    const char *found = json_string_value(at(value, path));
    return found ? found : "";
}

static inline long long number(json_t *value, const char *path)
{
    assert_true(json_is_integer(at(value, path)));
    return json_integer_value(at(value, path));
}

/* A flight of a number, day and ports of one's own. */
static inline const char *flight(const char *number, const char *from, const char *to,
                                 const char *leaves, const char *lands, const char *persons)
{
    char *room = fixture_room();
    snprintf(room, 8192,
             "UNA:+.? 'UNB+UNOA:4+XXAPI+UZGOV+261124:0900+1'UNH+1+PAXLST:D:05B:UN:IATA+X%s'"
             "BGM+745'TDT+20+%s+++%.2s'LOC+125+%s'DTM+189:%s:201'LOC+87+%s'DTM+232:%s:201'"
             "%sCNT+42:1'UNT+1+1'UNZ+1+1'",
             number, number, number, from, leaves, to, lands, persons);
    return room;
}

#endif
