/* OFAC's Specially Designated Nationals and its consolidated list, XML of the plain form
 * (sdnList/sdnEntry; docs/lists.md). */
#include "watch/listxml.h"

enum slot {
    SLOT_ID,
    SLOT_FIRST, /* of the entry: */
    SLOT_LAST,
    SLOT_TYPE,
    SLOT_REMARKS,
    SLOT_ALIAS_FIRST,
    SLOT_ALIAS_LAST,
    SLOT_CATEGORY,
    SLOT_BIRTH,
    SLOT_COUNTRY,
    SLOT_ID_TYPE,
    SLOT_ID_NUMBER,
    SLOT_ID_COUNTRY,
    SLOT_ADDRESS1, /* of an address: */
    SLOT_ADDRESS2,
    SLOT_ADDRESS3,
    SLOT_CITY,
    SLOT_PROVINCE,
    SLOT_POSTCODE,
    SLOT_ADDRESS_COUNTRY,
};

static const struct listxml_place places[] = {{"sdnEntry", "uid", NULL, SLOT_ID},
                                              {"sdnEntry", "firstName", NULL, SLOT_FIRST},
                                              {"sdnEntry", "lastName", NULL, SLOT_LAST},
                                              {"sdnEntry", "sdnType", NULL, SLOT_TYPE},
                                              {"sdnEntry", "remarks", NULL, SLOT_REMARKS},
                                              {"aka", "firstName", NULL, SLOT_ALIAS_FIRST},
                                              {"aka", "lastName", NULL, SLOT_ALIAS_LAST},
                                              {"aka", "category", NULL, SLOT_CATEGORY},
                                              {"dateOfBirthItem", "dateOfBirth", NULL, SLOT_BIRTH},
                                              {"nationality", "country", NULL, SLOT_COUNTRY},
                                              {"citizenship", "country", NULL, SLOT_COUNTRY},
                                              {"id", "idType", NULL, SLOT_ID_TYPE},
                                              {"id", "idNumber", NULL, SLOT_ID_NUMBER},
                                              {"id", "idCountry", NULL, SLOT_ID_COUNTRY},
                                              {"address", "address1", NULL, SLOT_ADDRESS1},
                                              {"address", "address2", NULL, SLOT_ADDRESS2},
                                              {"address", "address3", NULL, SLOT_ADDRESS3},
                                              {"address", "city", NULL, SLOT_CITY},
                                              {"address", "stateOrProvince", NULL, SLOT_PROVINCE},
                                              {"address", "postalCode", NULL, SLOT_POSTCODE},
                                              {"address", "country", NULL, SLOT_ADDRESS_COUNTRY},
                                              {NULL, NULL, NULL, 0}};

/* One part alone is not known to be a surname. */
static void add_name(struct listxml *list, struct span surname, struct span given,
                     enum watch_quality quality)
{
    if (!given.size) {
        given = surname;
        surname = (struct span){"", 0};
    }
    draft_add_name(list->draft, list->entry, surname, given, quality);
}

static void end_alias(struct listxml *list)
{
    bool weak = span_is(listxml_said(list, SLOT_CATEGORY), "weak");
    add_name(list, listxml_said(list, SLOT_ALIAS_LAST), listxml_said(list, SLOT_ALIAS_FIRST),
             weak ? WATCH_QUALITY_LOW : WATCH_QUALITY_GOOD);
    listxml_forget(list, SLOT_ALIAS_FIRST, SLOT_CATEGORY);
}

static void end_birth(struct listxml *list)
{
    draft_add_birth_text(list->draft, list->entry, listxml_said(list, SLOT_BIRTH));
    listxml_forget(list, SLOT_BIRTH, SLOT_BIRTH);
}

static void end_state(struct listxml *list)
{
    draft_add_state(list->draft, list->entry, listxml_said(list, SLOT_COUNTRY));
    listxml_forget(list, SLOT_COUNTRY, SLOT_COUNTRY);
}

/* Among the numbers stand "Gender", addresses of money and sanctions that follow: only what a traveller
 * shows is taken. */
static void end_id(struct listxml *list)
{
    struct span type = listxml_said(list, SLOT_ID_TYPE),
                number = listxml_said(list, SLOT_ID_NUMBER);
    if (span_is(type, "Gender"))
        list->entry->sex = span_is(number, "Male") ? 'M' : span_is(number, "Female") ? 'F' : 0;
    else if (import_is_shown(type))
        draft_add_document(list->draft, list->entry, number, listxml_said(list, SLOT_ID_COUNTRY));
    else
        draft_add_called(list->draft, list->entry, type, number);
    listxml_forget(list, SLOT_ID_TYPE, SLOT_ID_COUNTRY);
}

static void end_address(struct listxml *list)
{
    listxml_add_address(list, SLOT_ADDRESS1, SLOT_ADDRESS_COUNTRY);
}

static void end_entry(struct listxml *list)
{
    struct draft_entry *entry = list->entry;
    if (!span_is(listxml_said(list, SLOT_TYPE), "Individual")) {
        list->draft->report->skipped++;
        return;
    }
    entry->id = arena_copy(list->draft->arena, entry->id);
    entry->note = arena_copy(list->draft->arena, listxml_said(list, SLOT_REMARKS));
    add_name(list, listxml_said(list, SLOT_LAST), listxml_said(list, SLOT_FIRST),
             WATCH_QUALITY_PRIMARY);
    draft_keep(list->draft, entry);
}

static const struct listxml_end ends[] = {{"aka", end_alias},
                                          {"dateOfBirthItem", end_birth},
                                          {"nationality", end_state},
                                          {"citizenship", end_state},
                                          {"id", end_id},
                                          {"address", end_address},
                                          {"sdnEntry", end_entry},
                                          {NULL, NULL}};

static const struct listxml_form form = {.root = "sdnList",
                                         .publisher = "OFAC",
                                         .record = "sdnEntry",
                                         .depth = 1,
                                         .id = SLOT_ID,
                                         .places = places,
                                         .ends = ends};

bool import_is_ofac(struct span bytes)
{
    return listxml_is(bytes, form.root);
}

enum status import_ofac(struct span bytes, struct draft *draft)
{
    return listxml_read(bytes, &form, draft);
}
