/* The consolidated list of the Security Council (docs/lists.md). */
#include "watch/listxml.h"

#include "base/clock.h"

enum slot {
    SLOT_ID,
    SLOT_FIRST,
    SLOT_SECOND,
    SLOT_THIRD,
    SLOT_FOURTH,
    SLOT_ORIGINAL,
    SLOT_REFERENCE,
    SLOT_LISTED,
    SLOT_GENDER,
    SLOT_COMMENTS,
    SLOT_NATIONALITY,
    SLOT_QUALITY,
    SLOT_ALIAS,
    SLOT_DATE_TYPE,
    SLOT_DATE,
    SLOT_YEAR,
    SLOT_FROM,
    SLOT_TO,
    SLOT_DATE_NOTE,
    SLOT_NUMBER,
    SLOT_ISSUER,
    SLOT_ISSUED_IN,
    SLOT_STREET,
    SLOT_CITY,
    SLOT_PROVINCE,
    SLOT_POSTCODE,
    SLOT_COUNTRY,
};
_Static_assert((int)SLOT_COUNTRY < (int)LISTXML_SLOTS, "every slot has its place");

static const struct listxml_place places[] = {
    {"INDIVIDUAL", "DATAID", NULL, SLOT_ID},
    {"INDIVIDUAL", "FIRST_NAME", NULL, SLOT_FIRST},
    {"INDIVIDUAL", "SECOND_NAME", NULL, SLOT_SECOND},
    {"INDIVIDUAL", "THIRD_NAME", NULL, SLOT_THIRD},
    {"INDIVIDUAL", "FOURTH_NAME", NULL, SLOT_FOURTH},
    {"INDIVIDUAL", "NAME_ORIGINAL_SCRIPT", NULL, SLOT_ORIGINAL},
    {"INDIVIDUAL", "REFERENCE_NUMBER", NULL, SLOT_REFERENCE},
    {"INDIVIDUAL", "LISTED_ON", NULL, SLOT_LISTED},
    {"INDIVIDUAL", "GENDER", NULL, SLOT_GENDER},
    {"INDIVIDUAL", "COMMENTS1", NULL, SLOT_COMMENTS},
    {"NATIONALITY", "VALUE", NULL, SLOT_NATIONALITY},
    {"INDIVIDUAL_ALIAS", "QUALITY", NULL, SLOT_QUALITY},
    {"INDIVIDUAL_ALIAS", "ALIAS_NAME", NULL, SLOT_ALIAS},
    {"INDIVIDUAL_DATE_OF_BIRTH", "TYPE_OF_DATE", NULL, SLOT_DATE_TYPE},
    {"INDIVIDUAL_DATE_OF_BIRTH", "DATE", NULL, SLOT_DATE},
    {"INDIVIDUAL_DATE_OF_BIRTH", "YEAR", NULL, SLOT_YEAR},
    {"INDIVIDUAL_DATE_OF_BIRTH", "FROM_YEAR", NULL, SLOT_FROM},
    {"INDIVIDUAL_DATE_OF_BIRTH", "TO_YEAR", NULL, SLOT_TO},
    {"INDIVIDUAL_DATE_OF_BIRTH", "NOTE", NULL, SLOT_DATE_NOTE},
    {"INDIVIDUAL_DOCUMENT", "NUMBER", NULL, SLOT_NUMBER},
    {"INDIVIDUAL_DOCUMENT", "ISSUING_COUNTRY", NULL, SLOT_ISSUER},
    {"INDIVIDUAL_DOCUMENT", "COUNTRY_OF_ISSUE", NULL, SLOT_ISSUED_IN},
    {"INDIVIDUAL_ADDRESS", "STREET", NULL, SLOT_STREET},
    {"INDIVIDUAL_ADDRESS", "CITY", NULL, SLOT_CITY},
    {"INDIVIDUAL_ADDRESS", "STATE_PROVINCE", NULL, SLOT_PROVINCE},
    {"INDIVIDUAL_ADDRESS", "ZIP_CODE", NULL, SLOT_POSTCODE},
    {"INDIVIDUAL_ADDRESS", "COUNTRY", NULL, SLOT_COUNTRY},
    {NULL, NULL, NULL, 0}};

/* ---- names ---- */
static void add_whole(struct listxml *list, struct span text, enum watch_quality quality)
{
    if (!listxml_is_nothing(span_trim(text)))
        draft_add_name(list->draft, list->entry, (struct span){"", 0}, text, quality);
}

/* "SURNAME, given", or whole. */
static void add_alias(struct listxml *list, struct span text, enum watch_quality quality)
{
    struct span given, surname = span_cut(span_trim(text), ',', &given);
    if (span_trim(given).size)
        draft_add_name(list->draft, list->entry, surname, given, quality);
    else
        add_whole(list, surname, quality);
}

static void add_aliases(struct listxml *list, struct span text, enum watch_quality quality)
{
    while (text.size) {
        struct span rest, part = span_cut(text, ';', &rest);
        add_alias(list, part, quality);
        text = rest;
    }
}

/* What stands in brackets beside an alias: the name in its script, other spellings of one that
 * is given in its script, or a remark. */
static void add_bracket(struct listxml *list, struct span text, struct span outside,
                        enum watch_quality quality)
{
    struct span after;
    if (span_starts(text, "original script")) {
        span_cut(text, ':', &after);
        add_whole(list, after, WATCH_QUALITY_ORIGINAL);
    } else if (draft_is_other_script(text)) {
        add_whole(list, text, WATCH_QUALITY_ORIGINAL);
    } else if (draft_is_other_script(outside)) {
        add_aliases(list, text, quality);
    } else if (text.size) {
        draft_pass(list->draft, list->entry->line, list->entry->id,
                   "A remark in brackets beside a name was left out.");
    }
}

static void end_alias(struct listxml *list)
{
    struct span quality_word = listxml_said(list, SLOT_QUALITY), rest, inside;
    struct span text = listxml_said(list, SLOT_ALIAS), outside = span_cut(text, '(', &rest);
    enum watch_quality quality =
        span_is(quality_word, "Low") ? WATCH_QUALITY_LOW : WATCH_QUALITY_GOOD;
    add_aliases(list, outside, quality);
    while (rest.size) {
        inside = span_cut(rest, ')', &rest);
        add_bracket(list, span_trim(inside), outside, quality);
        struct span between = span_cut(rest, '(', &rest);
        add_aliases(list, between, quality);
    }
    listxml_forget(list, SLOT_QUALITY, SLOT_ALIAS);
}

/* ---- birth dates ---- */
static bool read_birth(const struct listxml *list, struct watch_birth *out)
{
    struct span from = listxml_said(list, SLOT_FROM), to = listxml_said(list, SLOT_TO),
                note = listxml_said(list, SLOT_DATE_NOTE);
    struct span kind = listxml_said(list, SLOT_DATE_TYPE);
    bool about = span_is(kind, "APPROXIMATELY") || span_starts(note, "Approx");
    struct watch_birth a, b;
    if (listxml_said(list, SLOT_DATE).size   ? !watch_birth_parse(listxml_said(list, SLOT_DATE), &a)
        : listxml_said(list, SLOT_YEAR).size ? !watch_birth_parse(listxml_said(list, SLOT_YEAR), &a)
        : from.size                          ? !watch_birth_parse(from, &a)
                                             : !watch_birth_parse(note, &a))
        return false;
    b = a;
    if (from.size && to.size && !watch_birth_parse(to, &b))
        return false;
    if (about || b.to != a.to) {
        int first = date_from_day(a.from).year, last = date_from_day(b.to).year;
        if (first > last)
            return false;
        a = watch_birth_years(first, last, about ? WATCH_PRECISION_ABOUT : WATCH_PRECISION_RANGE);
    }
    *out = a;
    return true;
}

static void end_birth(struct listxml *list)
{
    struct watch_birth birth;
    bool empty = true;
    for (unsigned i = SLOT_DATE; i <= SLOT_DATE_NOTE; i++)
        empty = empty && listxml_said(list, (int)i).size == 0;
    if (!empty && read_birth(list, &birth))
        draft_add_birth(list->draft, list->entry, birth);
    else if (!empty)
        draft_pass(list->draft, list->entry->line, list->entry->id,
                   "A birth date cannot be read; left out.");
    listxml_forget(list, SLOT_DATE_TYPE, SLOT_DATE_NOTE);
}

/* ---- documents ---- */
static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A word of a description ("passport", "No.") rather than a part of the number. */
static bool is_description(struct span word)
{
    size_t letters = 0;
    bool lower = false;
    for (size_t i = 0; i < word.size; i++) {
        if (is_digit(word.at[i]))
            return false;
        lower = lower || (word.at[i] >= 'a' && word.at[i] <= 'z');
        letters++;
    }
    return lower || letters > 3;
}

static bool has_digit(struct span word)
{
    for (size_t i = 0; i < word.size; i++)
        if (is_digit(word.at[i]))
            return true;
    return false;
}

static struct span next_word(struct span *rest)
{
    struct span text = span_trim(*rest);
    size_t size = 0;
    while (size < text.size && !strchr(" \t\r\n", text.at[size]))
        size++;
    *rest = span_part(text, size, text.size);
    return span_part(text, 0, size);
}

/* "Libyan passport No. 513519" is 513519, "D 000974" stays whole. */
static struct span number_in(struct listxml *list, struct span text)
{
    bool described = false;
    for (struct span rest = text, word; (word = next_word(&rest)).size;)
        described = described || is_description(word);
    if (!described)
        return text;
    char *out = arena_alloc(list->draft->arena, text.size + 1);
    size_t size = 0;
    for (struct span rest = text, word; (word = next_word(&rest)).size;)
        if (has_digit(word)) {
            memcpy(out + size, word.at, word.size);
            size += word.size;
        }
    return (struct span){out, size};
}

static void end_document(struct listxml *list)
{
    struct span rest, text = listxml_said(list, SLOT_NUMBER);
    struct span state = listxml_said(list, SLOT_ISSUER).size ? listxml_said(list, SLOT_ISSUER)
                                                             : listxml_said(list, SLOT_ISSUED_IN);
    for (text = span_cut(text, '(', &rest); text.size; text = rest) {
        struct span part = span_cut(text, memchr(text.at, ';', text.size) ? ';' : ',', &rest);
        struct span number = number_in(list, part);
        if (number.size)
            draft_add_document(list->draft, list->entry, number, state);
        else if (span_trim(part).size)
            draft_pass(list->draft, list->entry->line, list->entry->id,
                       "A document has no number that could be read; left out.");
    }
    listxml_forget(list, SLOT_NUMBER, SLOT_ISSUED_IN);
}

static void end_nationality(struct listxml *list)
{
    draft_add_state(list->draft, list->entry, listxml_said(list, SLOT_NATIONALITY));
    listxml_forget(list, SLOT_NATIONALITY, SLOT_NATIONALITY);
}

/* ---- the person ---- */
static void end_individual(struct listxml *list)
{
    struct draft_entry *entry = list->entry;
    struct span id = listxml_said(list, SLOT_ID), gender = listxml_said(list, SLOT_GENDER);
    struct date listed;
    entry->reference = arena_copy(list->draft->arena, listxml_said(list, SLOT_REFERENCE));
    entry->id = arena_copy(list->draft->arena, id.size ? id : entry->reference);
    entry->note = arena_copy(list->draft->arena, listxml_said(list, SLOT_COMMENTS));
    entry->sex = span_is(gender, "Male") ? 'M' : span_is(gender, "Female") ? 'F' : 0;
    if (date_parse(span_part(listxml_said(list, SLOT_LISTED), 0, 10), &listed))
        entry->listed = date_to_day(listed);
    add_whole(list, listxml_joined(list, SLOT_FIRST, SLOT_FOURTH), WATCH_QUALITY_PRIMARY);
    add_whole(list, listxml_said(list, SLOT_ORIGINAL), WATCH_QUALITY_ORIGINAL);
    draft_keep(list->draft, entry);
}

static void end_address(struct listxml *list)
{
    listxml_add_address(list, SLOT_STREET, SLOT_COUNTRY);
}

static const struct listxml_end ends[] = {
    {"INDIVIDUAL_ALIAS", end_alias},
    {"INDIVIDUAL_ADDRESS", end_address},
    {"INDIVIDUAL_DATE_OF_BIRTH", end_birth},
    {"INDIVIDUAL_DOCUMENT", end_document},
    {"VALUE", end_nationality}, /* a NATIONALITY holds one for each */
    {"INDIVIDUAL", end_individual},
    {NULL, NULL}};

static const struct listxml_form form = {.root = "CONSOLIDATED_LIST",
                                         .publisher = "the Security Council",
                                         .record = "INDIVIDUAL",
                                         .depth = 2,
                                         .other = "ENTITY",
                                         .id = SLOT_ID,
                                         .places = places,
                                         .ends = ends};

bool import_is_un(struct span bytes)
{
    return listxml_is(bytes, form.root);
}

enum status import_un(struct span bytes, struct draft *draft)
{
    return listxml_read(bytes, &form, draft);
}
