/* Why the person stands out: at most seven facts, the gravest first, each with what it rests on. */
#include <stdlib.h>

#include "model/person.h"
#include "view/evidence.h"
#include "view/internal.h"
#include "view/remember.h"
#include "view/traveller.h"
#include "watch/watch.h"

enum { SHOWN = 7, OWN_FACTS = 2 + DISAGREEMENTS };

struct fact {
    int64_t rank;                 /* descending */
    const struct person_hit *hit; /* of a list, or NULL */
    const struct disagreement *differs;
    const char *kind, *code, *words;
};

/* ---- gathering ---- */

static int by_rank(const void *a, const void *b)
{
    const struct fact *x = a, *y = b;
    return x->rank > y->rank ? -1 : x->rank < y->rank;
}

enum {
    RANK_GONE = 0,
    RANK_LITTLE = 1000,
    RANK_DIFFERS = 2000,
    RANK_KNOWN = 2500, /* the person is known not to be the one of the entry */
    RANK_MINOR = 3000,
    RANK_LIST = 10000
};

static struct fact list_fact(const struct portrait *portrait, const struct person_hit *found)
{
    const struct store_hit *hit = &found->hit;
    struct fact fact = {.kind = "list", .hit = found};
    fact.rank = (hit->withdrawn_seq ? RANK_GONE : RANK_LIST) + hit->severity * 200 + hit->score;
    if (found->known.id)
        fact.rank = RANK_KNOWN + hit->score;
    fact.code = arena_format(portrait->arena, "list.%s", evidence_how(hit->how));
    return fact;
}

static struct fact differs_fact(const struct disagreement *differs)
{
    static const struct {
        enum field field;
        const char *code, *words;
    } texts[] = {
        {FIELD_TRAVELLER_SURNAME, "differs.name", "Passport data and booking give other names."},
        {FIELD_TRAVELLER_GIVEN, "differs.name", "Passport data and booking give other names."},
        {FIELD_TRAVELLER_BIRTH, "differs.birth",
         "Passport data and booking give other dates of birth."},
        {FIELD_TRAVELLER_SEX, "differs.sex", "Passport data and booking give another sex."},
        {FIELD_TRAVELLER_NATIONALITY, "differs.nationality",
         "Passport data and booking give other nationalities."},
        {FIELD_DOCUMENT_NUMBER, "differs.document",
         "Passport data and booking give other documents."},
        {FIELD_DOCUMENT_STATE, "differs.document",
         "Passport data and booking give another issuing state."},
        {FIELD_DOCUMENT_EXPIRY, "differs.document",
         "Passport data and booking give other dates of expiry."},
    };
    struct fact fact = {.kind = "disagreement", .differs = differs, .rank = RANK_DIFFERS};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].field == differs->field) {
            fact.code = texts[i].code;
            fact.words = texts[i].words;
        }
    return fact;
}

static bool says_document(const struct portrait *portrait)
{
    for (size_t i = 0; i < portrait->count; i++)
        if (portrait->said[i].part != PART_BOOKING &&
            image_count(&portrait->said[i].image, NODE_DOCUMENT))
            return true;
    return false;
}

static bool says_api(const struct portrait *portrait)
{
    return portrait->count && portrait->said[0].part == PART_API;
}

static size_t own_facts(const struct portrait *portrait, struct fact *out)
{
    size_t count = 0;
    int flags = portrait->person.rows[0].flags;
    for (size_t i = 0; i < portrait->differ_count; i++)
        if (portrait->differs[i].kind == DIFFERS_CONTRADICTS)
            out[count++] = differs_fact(&portrait->differs[i]);
    if (flags & PERSON_IS_INFANT)
        out[count++] = (struct fact){.rank = RANK_MINOR,
                                     .kind = "minor",
                                     .code = "person.infant",
                                     .words = "An infant, tied to an adult."};
    else if (flags & PERSON_IS_MINOR)
        out[count++] = (struct fact){.rank = RANK_MINOR,
                                     .kind = "minor",
                                     .code = "person.minor",
                                     .words = "Under 18 on the day of the flight."};
    if (!says_api(portrait))
        out[count++] = (struct fact){.rank = RANK_LITTLE + 1,
                                     .kind = "unproven",
                                     .code = "missing.api",
                                     .words = "No passport data came."};
    else if (!says_document(portrait))
        out[count++] = (struct fact){.rank = RANK_LITTLE,
                                     .kind = "unproven",
                                     .code = "missing.document",
                                     .words = "No document is known."};
    return count;
}

/* ---- writing ---- */

static void write_nothing(struct json *json, const char *const *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        json_put_text(json, keys[i], NULL);
}

static void write_evidence_value(struct json *json, const struct portrait *portrait,
                                 const struct store_hit *hit, const struct evidence_value *value)
{
    json_begin(json);
    json_put_span(json, "field", value->name);
    if (put_shown(json, portrait->sight, value->field, value->text))
        put_place(json, (struct origin){hit->evidence_seq, hit->kind == KIND_API ? "API" : "PNR"},
                  value->begin, value->size);
    json_end(json);
}

static void write_parts(struct json *json, const struct evidence *evidence)
{
    json_key(json, "parts");
    json_begin_array(json);
    for (size_t i = 0; i < evidence->part_count; i++) {
        json_begin(json);
        json_put_span(json, "weight", evidence->parts[i].weight);
        json_put_int(json, "points", evidence->parts[i].points);
        json_end(json);
    }
    json_end_array(json);
}

static void write_list_fact(struct json *json, const struct portrait *portrait,
                            const struct fact *fact)
{
    const struct store_hit *hit = &fact->hit->hit;
    struct evidence evidence;
    evidence_read(hit, portrait->arena, &evidence);
    json_put_text(json, "words", evidence_words(hit, &evidence, portrait->sight, portrait->arena));
    json_put_text(json, "severity", watch_severity_word((enum watch_severity)hit->severity));
    json_put_int(json, "score", hit->score);
    json_put_text(json, "how", evidence_how(hit->how));
    json_put_span(json, "list", evidence.list);
    json_put_int(json, "list_version", hit->list_version);
    bool named = evidence_names_entry(portrait->sight);
    write_text_or_null(json, "entry", named ? hit->entry : (struct span){NULL, 0});
    write_text_or_null(json, "reference", named ? evidence.reference : (struct span){NULL, 0});
    write_instant(json, "raised_at", hit->raised_at);
    json_put_bool(json, "withdrawn", hit->withdrawn_seq != 0);
    write_parts(json, &evidence);
    json_key(json, "evidence");
    json_begin_array(json);
    for (size_t i = 0; i < evidence.value_count; i++)
        write_evidence_value(json, portrait, hit, &evidence.values[i]);
    json_end_array(json);
    remember_write(json, fact->hit, portrait->arena);
}

static void write_differing(struct json *json, const struct portrait *portrait, enum field field,
                            const struct said *said, const struct image_value *value)
{
    json_begin(json);
    json_put_text(json, "field", field_name(portrait->arena, field));
    if (put_shown(json, portrait->sight, field, image_value_text(&said->image, value)))
        put_place(json, origin_of(said), value->begin, value->size);
    json_end(json);
}

static void write_own_fact(struct json *json, const struct portrait *portrait,
                           const struct fact *fact)
{
    static const char *const none[] = {"severity",     "score", "how",       "list",
                                       "list_version", "entry", "reference", "raised_at"};
    const struct disagreement *differs = fact->differs;
    json_put_text(json, "words", fact->words);
    write_nothing(json, none, sizeof none / sizeof *none);
    json_put_bool(json, "withdrawn", false);
    json_key(json, "parts");
    json_begin_array(json);
    json_end_array(json);
    json_key(json, "evidence");
    json_begin_array(json);
    if (differs && differs->api)
        write_differing(json, portrait, differs->field, differs->api_of, differs->api);
    if (differs && differs->pnr)
        write_differing(json, portrait, differs->field, differs->pnr_of, differs->pnr);
    json_end_array(json);
    remember_write(json, NULL, portrait->arena);
}

static void write_fact(struct json *json, const struct portrait *portrait, const struct fact *fact)
{
    json_begin(json);
    json_put_text(json, "kind", fact->kind);
    json_put_text(json, "code", fact->code);
    if (fact->hit)
        write_list_fact(json, portrait, fact);
    else
        write_own_fact(json, portrait, fact);
    json_end(json);
}

/* That somebody under 18 is listed is told only to those who may see such alerts. */
void write_why(struct json *json, const struct portrait *portrait)
{
    const struct person_view *person = &portrait->person;
    size_t count = 0;
    struct fact *facts =
        arena_array(portrait->arena, struct fact, person->hit_count + OWN_FACTS + 1);
    bool protect =
        person->alert.protect || (person->rows[0].flags & (PERSON_IS_MINOR | PERSON_IS_INFANT));
    for (size_t i = 0; i < person->hit_count && (!protect || portrait->sight->protect); i++)
        facts[count++] = list_fact(portrait, &person->hits[i]);
    count += own_facts(portrait, facts + count);
    qsort(facts, count, sizeof *facts, by_rank);
    json_key(json, "why");
    json_begin_array(json);
    for (size_t i = 0; i < count && i < SHOWN; i++)
        write_fact(json, portrait, &facts[i]);
    json_end_array(json);
    json_put_int(json, "why_more", count > SHOWN ? (int64_t)count - SHOWN : 0);
}
