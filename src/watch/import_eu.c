/* The European Union's consolidated financial sanctions (FSF 1.1), XML: all that is said stands in
 * attributes (docs/lists.md). */
#include <stdio.h>

#include "base/clock.h"
#include "watch/listxml.h"

enum slot {
    SLOT_ID,
    SLOT_REFERENCE,
    SLOT_LISTED,
    SLOT_SUBJECT,
    SLOT_REMARK,
    SLOT_FIRST, /* of a name: */
    SLOT_MIDDLE,
    SLOT_LAST,
    SLOT_WHOLE,
    SLOT_STRONG,
    SLOT_GENDER,
    SLOT_DATE, /* of a birth: */
    SLOT_YEAR,
    SLOT_FROM,
    SLOT_TO,
    SLOT_CIRCA,
    SLOT_STATE, /* of a citizenship, a document */
    SLOT_NUMBER,
    SLOT_LATIN,
    SLOT_STREET, /* of an address: */
    SLOT_CITY,
    SLOT_REGION,
    SLOT_POSTCODE,
    SLOT_COUNTRY,
    SLOT_KEY,
    SLOT_VALUE,
};
_Static_assert((int)SLOT_VALUE < (int)LISTXML_SLOTS, "every slot has its place");

static const struct listxml_place places[] = {
    {NULL, "sanctionEntity", "logicalId", SLOT_ID},
    {NULL, "sanctionEntity", "euReferenceNumber", SLOT_REFERENCE},
    {NULL, "sanctionEntity", "designationDate", SLOT_LISTED},
    {"sanctionEntity", "remark", NULL, SLOT_REMARK},
    {"sanctionEntity", "subjectType", "code", SLOT_SUBJECT},
    {"sanctionEntity", "nameAlias", "firstName", SLOT_FIRST},
    {"sanctionEntity", "nameAlias", "middleName", SLOT_MIDDLE},
    {"sanctionEntity", "nameAlias", "lastName", SLOT_LAST},
    {"sanctionEntity", "nameAlias", "wholeName", SLOT_WHOLE},
    {"sanctionEntity", "nameAlias", "strong", SLOT_STRONG},
    {"sanctionEntity", "nameAlias", "gender", SLOT_GENDER},
    {"sanctionEntity", "birthdate", "birthdate", SLOT_DATE},
    {"sanctionEntity", "birthdate", "year", SLOT_YEAR},
    {"sanctionEntity", "birthdate", "yearRangeFrom", SLOT_FROM},
    {"sanctionEntity", "birthdate", "yearRangeTo", SLOT_TO},
    {"sanctionEntity", "birthdate", "circa", SLOT_CIRCA},
    {"sanctionEntity", "citizenship", "countryIso2Code", SLOT_STATE},
    {"sanctionEntity", "identification", "countryIso2Code", SLOT_STATE},
    {"sanctionEntity", "identification", "number", SLOT_NUMBER},
    {"sanctionEntity", "identification", "latinNumber", SLOT_LATIN},
    {"sanctionEntity", "address", "street", SLOT_STREET},
    {"sanctionEntity", "address", "city", SLOT_CITY},
    {"sanctionEntity", "address", "region", SLOT_REGION},
    {"sanctionEntity", "address", "zipCode", SLOT_POSTCODE},
    {"sanctionEntity", "address", "countryIso2Code", SLOT_COUNTRY},
    {NULL, "contactInfo", "key", SLOT_KEY},
    {NULL, "contactInfo", "value", SLOT_VALUE},
    {NULL, NULL, NULL, 0}};

/* The first name of an entry is the one that it goes by. */
static void end_name(struct listxml *list)
{
    struct draft_entry *entry = list->entry;
    struct span surname = listxml_said(list, SLOT_LAST), gender = listxml_said(list, SLOT_GENDER);
    struct span given = listxml_joined(list, SLOT_FIRST, SLOT_MIDDLE);
    enum watch_quality quality = !entry->names ? WATCH_QUALITY_PRIMARY
                                 : span_is(listxml_said(list, SLOT_STRONG), "false")
                                     ? WATCH_QUALITY_LOW
                                     : WATCH_QUALITY_GOOD;
    if (surname.size && given.size)
        draft_add_name(list->draft, entry, surname, given, quality);
    else
        draft_add_name(list->draft, entry, (struct span){"", 0}, listxml_said(list, SLOT_WHOLE),
                       quality);
    if (span_is(gender, "M") || span_is(gender, "F"))
        entry->sex = *gender.at;
    listxml_forget(list, SLOT_FIRST, SLOT_GENDER);
}

static void end_birth(struct listxml *list)
{
    struct span date = listxml_said(list, SLOT_DATE), year = listxml_said(list, SLOT_YEAR);
    struct span from = listxml_said(list, SLOT_FROM), to = listxml_said(list, SLOT_TO);
    bool about = span_is(listxml_said(list, SLOT_CIRCA), "true");
    char text[64];
    if (!date.size && from.size && to.size && !span_is(from, "0"))
        snprintf(text, sizeof text, "%.*s-%.*s", (int)from.size, from.at, (int)to.size, to.at);
    else
        snprintf(text, sizeof text, "%s%.*s", about ? "c. " : "",
                 (int)(date.size ? date.size : year.size), date.size ? date.at : year.at);
    draft_add_birth_text(list->draft, list->entry, span_of(text));
    listxml_forget(list, SLOT_DATE, SLOT_CIRCA);
}

static void end_citizenship(struct listxml *list)
{
    draft_add_state(list->draft, list->entry, listxml_said(list, SLOT_STATE));
    listxml_forget(list, SLOT_STATE, SLOT_STATE);
}

static void end_identification(struct listxml *list)
{
    struct span latin = listxml_said(list, SLOT_LATIN);
    draft_add_document(list->draft, list->entry,
                       latin.size ? latin : listxml_said(list, SLOT_NUMBER),
                       listxml_said(list, SLOT_STATE));
    listxml_forget(list, SLOT_STATE, SLOT_LATIN);
}

static void end_contact(struct listxml *list)
{
    draft_add_called(list->draft, list->entry, listxml_said(list, SLOT_KEY),
                     listxml_said(list, SLOT_VALUE));
    listxml_forget(list, SLOT_KEY, SLOT_VALUE);
}

static void end_address(struct listxml *list)
{
    listxml_add_address(list, SLOT_STREET, SLOT_COUNTRY);
}

static void end_entity(struct listxml *list)
{
    struct draft_entry *entry = list->entry;
    struct span subject = listxml_said(list, SLOT_SUBJECT);
    struct date listed;
    if (!span_is(subject, "person") && !span_is(subject, "P")) {
        list->draft->report->skipped++;
        return;
    }
    entry->reference = arena_copy(list->draft->arena, listxml_said(list, SLOT_REFERENCE));
    entry->id = arena_copy(list->draft->arena, entry->id);
    entry->note = arena_copy(list->draft->arena, listxml_said(list, SLOT_REMARK));
    if (date_parse(span_part(listxml_said(list, SLOT_LISTED), 0, 10), &listed))
        entry->listed = date_to_day(listed);
    draft_keep(list->draft, entry);
}

static const struct listxml_end ends[] = {
    {"nameAlias", end_name},          {"birthdate", end_birth},
    {"citizenship", end_citizenship}, {"identification", end_identification},
    {"contactInfo", end_contact},     {"address", end_address},
    {"sanctionEntity", end_entity},   {NULL, NULL}};

static const struct listxml_form form = {.root = "export",
                                         .publisher = "the European Union",
                                         .record = "sanctionEntity",
                                         .depth = 1,
                                         .id = SLOT_ID,
                                         .places = places,
                                         .ends = ends};

bool import_is_eu(struct span bytes)
{
    return listxml_is(bytes, form.root);
}

enum status import_eu(struct span bytes, struct draft *draft)
{
    return listxml_read(bytes, &form, draft);
}
