/* The UK Sanctions List, XML (docs/lists.md). */
#include "base/clock.h"
#include "watch/listxml.h"

enum slot {
    SLOT_ID,
    SLOT_LISTED,
    SLOT_KIND,
    SLOT_NOTE,
    SLOT_NAME1, /* of a name: given names .. */
    SLOT_NAME2,
    SLOT_NAME3,
    SLOT_NAME4,
    SLOT_NAME5,
    SLOT_NAME6, /* .. and the surname */
    SLOT_NAME_TYPE,
    SLOT_STRENGTH,
    SLOT_ORIGINAL,
    SLOT_BIRTH,
    SLOT_NATIONALITY,
    SLOT_PASSPORT,
    SLOT_IDENTITY,
    SLOT_GENDER,
    SLOT_PHONE,
    SLOT_EMAIL,
    SLOT_LINE1, /* of an address: */
    SLOT_LINE2,
    SLOT_LINE3,
    SLOT_LINE4,
    SLOT_LINE5,
    SLOT_LINE6,
    SLOT_POSTCODE,
    SLOT_COUNTRY,
};
_Static_assert((int)SLOT_COUNTRY < (int)LISTXML_SLOTS, "every slot has its place");

static const struct listxml_place places[] = {
    {"Designation", "UniqueID", NULL, SLOT_ID},
    {"Designation", "DateDesignated", NULL, SLOT_LISTED},
    {"Designation", "IndividualEntityShip", NULL, SLOT_KIND},
    {"Designation", "OtherInformation", NULL, SLOT_NOTE},
    {"Name", "Name1", NULL, SLOT_NAME1},
    {"Name", "Name2", NULL, SLOT_NAME2},
    {"Name", "Name3", NULL, SLOT_NAME3},
    {"Name", "Name4", NULL, SLOT_NAME4},
    {"Name", "Name5", NULL, SLOT_NAME5},
    {"Name", "Name6", NULL, SLOT_NAME6},
    {"Name", "NameType", NULL, SLOT_NAME_TYPE},
    {"Name", "AliasStrength", NULL, SLOT_STRENGTH},
    {NULL, "NameNonLatinScript", NULL, SLOT_ORIGINAL},
    {"DOBs", "DOB", NULL, SLOT_BIRTH},
    {"Nationalities", "Nationality", NULL, SLOT_NATIONALITY},
    {NULL, "PassportNumber", NULL, SLOT_PASSPORT},
    {NULL, "NationalIdentifierNumber", NULL, SLOT_IDENTITY},
    {"Genders", "Gender", NULL, SLOT_GENDER},
    {NULL, "PhoneNumber", NULL, SLOT_PHONE},
    {NULL, "EmailAddress", NULL, SLOT_EMAIL},
    {"Address", "AddressLine1", NULL, SLOT_LINE1},
    {"Address", "AddressLine2", NULL, SLOT_LINE2},
    {"Address", "AddressLine3", NULL, SLOT_LINE3},
    {"Address", "AddressLine4", NULL, SLOT_LINE4},
    {"Address", "AddressLine5", NULL, SLOT_LINE5},
    {"Address", "AddressLine6", NULL, SLOT_LINE6},
    {"Address", "AddressPostalCode", NULL, SLOT_POSTCODE},
    {"Address", "AddressCountry", NULL, SLOT_COUNTRY},
    {NULL, NULL, NULL, 0}};

static void end_name(struct listxml *list)
{
    struct span type = listxml_said(list, SLOT_NAME_TYPE),
                strength = listxml_said(list, SLOT_STRENGTH);
    struct span surname = listxml_said(list, SLOT_NAME6);
    struct span given = listxml_joined(list, SLOT_NAME1, SLOT_NAME5);
    enum watch_quality quality = span_starts(type, "Primary")   ? WATCH_QUALITY_PRIMARY
                                 : span_starts(strength, "Low") ? WATCH_QUALITY_LOW
                                                                : WATCH_QUALITY_GOOD;
    if (given.size)
        draft_add_name(list->draft, list->entry, surname, given, quality);
    else
        draft_add_name(list->draft, list->entry, given, surname, quality);
    listxml_forget(list, SLOT_NAME1, SLOT_STRENGTH);
}

static void end_original(struct listxml *list)
{
    draft_add_name(list->draft, list->entry, (struct span){"", 0},
                   listxml_said(list, SLOT_ORIGINAL), WATCH_QUALITY_ORIGINAL);
    listxml_forget(list, SLOT_ORIGINAL, SLOT_ORIGINAL);
}

static bool is_letters(struct span text, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if ((text.at[i] | 0x20) < 'a' || (text.at[i] | 0x20) > 'z')
            return false;
    return true;
}

/* "dd/mm/1950": what is not known stands as letters. */
static void end_birth(struct listxml *list)
{
    struct span text = listxml_said(list, SLOT_BIRTH);
    if (text.size == 10 && is_letters(text, 3, 5))
        text = span_part(text, 6, 10);
    else if (text.size == 10 && is_letters(text, 0, 2))
        text = span_part(text, 3, 10);
    draft_add_birth_text(list->draft, list->entry, text);
    listxml_forget(list, SLOT_BIRTH, SLOT_BIRTH);
}

static void end_nationality(struct listxml *list)
{
    draft_add_state(list->draft, list->entry, listxml_said(list, SLOT_NATIONALITY));
    listxml_forget(list, SLOT_NATIONALITY, SLOT_NATIONALITY);
}

static void end_document(struct listxml *list)
{
    for (int slot = SLOT_PASSPORT; slot <= SLOT_IDENTITY; slot++)
        draft_add_document(list->draft, list->entry, listxml_said(list, slot),
                           (struct span){"", 0});
    listxml_forget(list, SLOT_PASSPORT, SLOT_IDENTITY);
}

static void end_phone(struct listxml *list)
{
    draft_add_contacts(list->draft, list->entry, WATCH_CONTACT_PHONE,
                       listxml_said(list, SLOT_PHONE));
    listxml_forget(list, SLOT_PHONE, SLOT_PHONE);
}

static void end_email(struct listxml *list)
{
    draft_add_contacts(list->draft, list->entry, WATCH_CONTACT_EMAIL,
                       listxml_said(list, SLOT_EMAIL));
    listxml_forget(list, SLOT_EMAIL, SLOT_EMAIL);
}

static void end_address(struct listxml *list)
{
    listxml_add_address(list, SLOT_LINE1, SLOT_COUNTRY);
}

/* "25/01/2001" */
static int32_t listed_on(struct span text)
{
    struct watch_birth day;
    return watch_birth_parse(text, &day) && day.precision == WATCH_PRECISION_DAY ? day.from
                                                                                 : INT32_MIN;
}

static void end_designation(struct listxml *list)
{
    struct draft_entry *entry = list->entry;
    struct span gender = listxml_said(list, SLOT_GENDER);
    if (!span_is(listxml_said(list, SLOT_KIND), "Individual")) {
        list->draft->report->skipped++;
        return;
    }
    entry->id = arena_copy(list->draft->arena, entry->id);
    entry->reference = entry->id;
    entry->note = arena_copy(list->draft->arena, listxml_said(list, SLOT_NOTE));
    entry->listed = listed_on(listxml_said(list, SLOT_LISTED));
    entry->sex = span_is(gender, "Male") ? 'M' : span_is(gender, "Female") ? 'F' : 0;
    draft_keep(list->draft, entry);
}

static const struct listxml_end ends[] = {{"Name", end_name},
                                          {"NameNonLatinScript", end_original},
                                          {"DOB", end_birth},
                                          {"Nationality", end_nationality},
                                          {"PassportNumber", end_document},
                                          {"NationalIdentifierNumber", end_document},
                                          {"PhoneNumber", end_phone},
                                          {"EmailAddress", end_email},
                                          {"Address", end_address},
                                          {"Designation", end_designation},
                                          {NULL, NULL}};

static const struct listxml_form form = {.root = "Designations",
                                         .publisher = "the United Kingdom",
                                         .record = "Designation",
                                         .depth = 1,
                                         .id = SLOT_ID,
                                         .places = places,
                                         .ends = ends};

bool import_is_uk(struct span bytes)
{
    return listxml_is(bytes, form.root);
}

enum status import_uk(struct span bytes, struct draft *draft)
{
    return listxml_read(bytes, &form, draft);
}
