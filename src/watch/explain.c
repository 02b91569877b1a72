/* Why it is a hit, as JSON from which the score can be worked out again (docs/lists.md), and which
 * values of the person say so. */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "watch/contact.h"
#include "watch/index.h"

struct explaining {
    const struct watch *watch;
    const struct subject *subject;
    const struct set_entry *entry;
    const struct judgement *judgement;
    struct names person, name; /* of the fit */
    struct json json;
};

static const struct watch_entry_name *name_of(const struct explaining *explaining)
{
    const struct watch_list *list = &explaining->watch->lists[explaining->entry->source];
    return &list->names[explaining->entry->entry->first_name + explaining->judgement->fit->number];
}

/* The names that fit, folded again: without skeletons, which explain nothing. */
static void open_names(struct explaining *explaining, struct arena *arena)
{
    const struct watch_list *list = &explaining->watch->lists[explaining->entry->source];
    const struct fit *fit = explaining->judgement->fit;
    if (!fit)
        return;
    const struct watch_entry_name *name = name_of(explaining);
    explaining->person = explaining->subject->readings[fit->reading].names;
    index_tokens(watch_list_text(list, name->surname), watch_list_text(list, name->given), arena,
                 &explaining->name);
}

static void put_tokens(struct json *json, const char *key, const struct names *names, size_t from,
                       size_t size)
{
    char text[NAMES_TOKENS * 256];
    size_t at = 0;
    for (size_t i = 0; i < size; i++) {
        struct span token = names->tokens[(from + i) % names->count].text;
        if (i)
            text[at++] = ' ';
        memcpy(text + at, token.at, token.size);
        at += token.size;
    }
    json_put_span(json, key, (struct span){text, at});
}

static void put_pairs(struct explaining *explaining)
{
    struct json *json = &explaining->json;
    const struct names_match *match = &explaining->judgement->fit->match;
    json_key(json, "aligned");
    json_begin_array(json);
    for (size_t i = 0; i < match->count; i++) {
        const struct names_pair *pair = &match->pairs[i];
        json_begin(json);
        put_tokens(json, "person", &explaining->person, pair->a, pair->a_size);
        put_tokens(json, "entry", &explaining->name, pair->b, pair->b_size);
        json_put_text(json, "rule", names_rule_word((enum names_rule)pair->rule));
        json_put_int(json, "alike", pair->alike);
        json_put_int(json, "weight", pair->weight);
        json_end(json);
    }
    json_end_array(json);
}

/* What no token of the other side is paired with, and what it weighs as such. */
static void put_left(struct json *json, const char *key, const struct names *names, uint64_t paired)
{
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < names->count; i++) {
        const struct names_token *token = &names->tokens[i];
        if (paired >> i & 1)
            continue;
        json_begin(json);
        json_put_span(json, "token", token->text);
        json_put_text(json, "class", names_class_word(token->class));
        json_put_int(json, "left",
                     (token->class == NAMES_INITIAL ? 2 : 1) * (int)names_weight(token));
        json_end(json);
    }
    json_end_array(json);
}

static void put_name(struct explaining *explaining)
{
    static const char *const qualities[] = {"primary", "good", "low", "original"};
    struct json *json = &explaining->json;
    if (!explaining->judgement->fit)
        return;
    const struct names_match *match = &explaining->judgement->fit->match;
    json_key(json, "name");
    json_begin(json);
    put_tokens(json, "person", &explaining->person, 0, explaining->person.count);
    put_tokens(json, "entry", &explaining->name, 0, explaining->name.count);
    json_put_text(json, "quality", qualities[name_of(explaining)->quality]);
    json_put_int(json, "shared", match->names);
    put_pairs(explaining);
    put_left(json, "left_of_person", &explaining->person, match->a);
    put_left(json, "left_of_entry", &explaining->name, match->b);
    json_put_int(json, "conflict", match->conflict);
    json_put_int(json, "extra", match->extra);
    json_put_int(json, "score", match->score);
    json_end(json);
}

static void put_day(struct json *json, const char *key, const struct watch_birth *birth)
{
    char from[DATE_TEXT], to[DATE_TEXT], text[2 * DATE_TEXT + 2];
    date_format(date_from_day(birth->from), from);
    date_format(date_from_day(birth->to), to);
    snprintf(text, sizeof text, "%s%s%s", from, birth->from == birth->to ? "" : "..",
             birth->from == birth->to ? "" : to);
    json_put_text(json, key, text);
}

static void put_birth(struct json *json, const struct judgement *judgement)
{
    json_key(json, "birth");
    json_begin(json);
    json_put_text(json, "relation", relation_word(judgement->relation));
    if (judgement->person_birth)
        put_day(json, "person", &judgement->person_birth->day);
    if (judgement->entry_birth)
        put_day(json, "entry", judgement->entry_birth);
    json_end(json);
}

static void put_document(struct json *json, const struct watch_list *list,
                         const struct subject *subject, const struct judgement *judgement)
{
    if (!judgement->document)
        return;
    const char *state = subject->states[judgement->person_document];
    json_key(json, "document");
    json_begin(json);
    json_put_text(json, "relation", agreement_info(judgement->agreement)->relation);
    json_put_span(json, "number", watch_list_text(list, judgement->document->number));
    if (judgement->agreement == AGREEMENT_NEAR)
        json_put_span(json, "person_number", subject->numbers[judgement->person_document]);
    json_put_text(json, "person_state", *state ? state : NULL);
    json_put_text(json, "entry_state",
                  *judgement->document->state ? judgement->document->state : NULL);
    json_end(json);
}

/* Which of them agree. */
static void put_contacts(struct json *json, const struct watch_list *list,
                         const struct subject *subject, const struct judgement *judgement,
                         struct arena *arena)
{
    json_key(json, "contacts");
    json_begin_array(json);
    for (unsigned k = 0; k < WATCH_CONTACT_KINDS; k++) {
        const struct reached *reached = &judgement->reached[k];
        enum watch_contact_kind kind = (enum watch_contact_kind)k;
        if (!(judgement->how & contact_info(kind)->how))
            continue;
        json_begin(json);
        json_put_text(json, "kind", contact_info(kind)->word);
        json_put_text(json, "relation", reached->national ? "without country" : "same");
        json_put_text(json, "of",
                      subject->person->contacts[reached->person].own ? "person" : "booking");
        json_put_span(json, "person",
                      contact_shown(kind, subject->contacts[reached->person], arena));
        json_put_span(json, "entry",
                      contact_shown(kind, watch_list_text(list, reached->contact->text), arena));
        json_end(json);
    }
    json_end_array(json);
}

static void put_parts(struct json *json, const struct judgement *judgement)
{
    json_key(json, "parts");
    json_begin_array(json);
    for (size_t i = 0; i < judgement->part_count; i++) {
        json_begin(json);
        json_put_text(json, "weight", weight_word(judgement->parts[i].weight));
        if (judgement->parts[i].weight == WEIGHT_NAME)
            json_put_int(json, "of", weight_points(WEIGHT_NAME));
        json_put_int(json, "points", judgement->parts[i].points);
        json_end(json);
    }
    json_end_array(json);
}

static void put_how(struct json *json, unsigned how)
{
    size_t count;
    const struct watch_how_info *hows = watch_hows(&count);
    json_key(json, "how");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++)
        if (how & hows[i].how)
            json_text(json, hows[i].word);
    json_end_array(json);
}

static struct span explanation(const struct watch *watch, const struct subject *subject,
                               const struct set_entry *entry, const struct judgement *judgement,
                               struct arena *arena)
{
    struct buffer text = {0};
    buffer_reserve(&text, 2000);
    struct explaining explaining = {watch, subject, entry, judgement, {0}, {0}, {.out = &text}};
    struct json *json = &explaining.json;
    const struct watch_source *source = &watch->sources[entry->source];
    const struct watch_list *list = &watch->lists[entry->source];
    open_names(&explaining, arena);
    json_begin(json);
    json_put_text(json, "engine", WATCH_ENGINE);
    json_put_text(json, "list", source->name);
    json_put_int(json, "version", source->version);
    json_put_span(json, "entry", watch_list_text(list, entry->entry->id));
    json_put_span(json, "reference", watch_list_text(list, entry->entry->reference));
    put_how(json, judgement->how);
    json_put_int(json, "score", judgement->score);
    json_put_int(json, "threshold", watch->threshold);
    put_parts(json, judgement);
    put_name(&explaining);
    put_birth(json, judgement);
    put_document(json, list, subject, judgement);
    if (judgement->how & CONTACT_HOWS)
        put_contacts(json, list, subject, judgement, arena);
    json_end(json);
    struct span copy = arena_copy(arena, buffer_span(&text));
    buffer_free(&text);
    return copy;
}

/* ---- the values ---- */
enum { VALUES_MOST = 6 + WATCH_CONTACT_KINDS };

struct values {
    uint32_t at[VALUES_MOST];
    size_t count;
};

static void add_value(struct values *values, uint32_t value)
{
    for (size_t i = 0; i < values->count; i++)
        if (values->at[i] == value)
            return;
    if (value != IMAGE_NONE)
        values->at[values->count++] = value;
}

/* The fields that hold a token that is paired. */
static void add_name_values(struct values *values, const struct subject *subject,
                            const struct judgement *judgement)
{
    if (!judgement->fit)
        return;
    const struct reading *reading = &subject->readings[judgement->fit->reading];
    uint64_t surname = reading->surname ? UINT64_MAX >> (64 - reading->surname) : 0;
    if (judgement->fit->match.a & surname)
        add_value(values, reading->said->surname.value);
    if (judgement->fit->match.a & ~surname)
        add_value(values, reading->said->given.value);
}

static int order(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void collect_values(const struct subject *subject, const struct judgement *judgement,
                           struct arena *arena, struct watch_hit *out)
{
    struct values values = {0};
    const struct watch_person *person = subject->person;
    add_name_values(&values, subject, judgement);
    if (judgement->person_birth && judgement->relation > RELATION_NONE)
        add_value(&values, judgement->person_birth->value);
    if (judgement->document) {
        add_value(&values, person->documents[judgement->person_document].number.value);
        if (judgement->agreement != AGREEMENT_NUMBER)
            add_value(&values, person->documents[judgement->person_document].state.value);
    }
    for (unsigned kind = 0; kind < WATCH_CONTACT_KINDS; kind++)
        if (judgement->how & contact_info((enum watch_contact_kind)kind)->how)
            add_value(&values, person->contacts[judgement->reached[kind].person].said.value);
    if (judgement->person_nation != SIZE_MAX)
        add_value(&values, person->nationalities[judgement->person_nation].value);
    uint32_t *copy = arena_array(arena, uint32_t, values.count + 1);
    memcpy(copy, values.at, values.count * sizeof *copy);
    qsort(copy, values.count, sizeof *copy, order);
    out->values = copy;
    out->value_count = values.count;
}

void explain(const struct watch *watch, const struct subject *subject, uint32_t entry,
             const struct judgement *judgement, struct arena *arena, struct watch_hit *out)
{
    const struct set_entry *it = &watch->entries[entry];
    const struct watch_source *source = &watch->sources[it->source];
    const struct watch_list *list = &watch->lists[it->source];
    *out = (struct watch_hit){
        .list = source->list,
        .list_name = source->name,
        .version = source->version,
        .entry = watch_list_text(list, it->entry->id),
        .reference = watch_list_text(list, it->entry->reference),
        .how = judgement->how,
        .score = (uint8_t)judgement->score,
        .severity =
            it->entry->severity ? (enum watch_severity)it->entry->severity : source->severity,
        .explanation = explanation(watch, subject, it, judgement, arena),
    };
    collect_values(subject, judgement, arena, out);
}
