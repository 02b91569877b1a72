/* Phones, mail addresses and postal addresses: COM, ADD, and the CTCx texts of SSR and OSI. */
#include "decode/internal.h"

static bool is_blank(char c)
{
    return c == ' ';
}

static uint32_t put_contact(struct decoder *decoder, uint32_t parent, const char *type,
                            enum field field, struct span text, struct piece where)
{
    uint32_t node = decode_node(decoder, NODE_CONTACT, parent);
    decode_put_word(decoder, node, FIELD_CONTACT_TYPE, type, where);
    decode_put_as(decoder, node, field, text, where);
    return node;
}

/* How `@`, `_` and `-` are spelled where the alphabet has none (AIRIMP 3.13; WCO guide). */
static const struct spelling {
    const char *written;
    char stands_for;
} spellings[] = {{"//", '@'}, {"..", '_'}, {"./", '-'}},
  com_spellings[] = {{" .AT. ", '@'}, {".AT. ", '@'}, {" .AT.", '@'}, {".AT.", '@'}, {"//", '@'}};

static struct span respell(struct decoder *decoder, struct span text, const struct spelling *table,
                           size_t count)
{
    char *out = arena_alloc(decoder->arena, text.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < text.size;) {
        size_t step = 1;
        char c = text.at[i];
        for (size_t k = 0; k < count && step == 1; k++)
            if (c == table[k].written[0] &&
                span_starts(span_part(text, i, text.size), table[k].written)) {
                step = strlen(table[k].written);
                c = table[k].stands_for;
            }
        out[size++] = c;
        i += step;
    }
    return (struct span){out, size};
}

void decode_put_com(struct decoder *decoder, uint32_t parent, struct piece number, struct span kind)
{
    struct span text = span_trim(number.text);
    if (text.size == 0)
        return;
    if (span_is(kind, "EM"))
        put_contact(
            decoder, parent, "email", FIELD_CONTACT_EMAIL,
            respell(decoder, text, com_spellings, sizeof com_spellings / sizeof *com_spellings),
            number);
    else
        put_contact(decoder, parent, span_is(kind, "FX") ? "fax" : "phone", FIELD_CONTACT_PHONE,
                    text, number);
}

static size_t count_digits(struct span text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += is_digit(text.at[i]);
    return count;
}

/* The first run that can be a phone number: digits and what people put between them. */
static struct span phone_in(struct span text)
{
    size_t at = 0;
    while (at < text.size) {
        while (at < text.size && !is_digit(text.at[at]) && text.at[at] != '+')
            at++;
        size_t end = at;
        while (end < text.size && (is_digit(text.at[end]) || memchr("+-(). ", text.at[end], 6)))
            end++;
        struct span run = span_trim(span_part(text, at, end - at));
        while (run.size && !is_digit(run.at[run.size - 1]))
            run.size--;
        if (count_digits(run) >= 5)
            return run;
        at = end + (end == at);
    }
    return (struct span){NULL, 0};
}

/* A mail address ends before "/EN", the language in which to write. */
static struct span without_language(struct span text)
{
    if (text.size > 3 && text.at[text.size - 3] == '/' && text.at[text.size - 4] != '/' &&
        text.at[text.size - 4] != '.')
        return span_part(text, 0, text.size - 3);
    return text;
}

/* Who was asked and gave no contact. */
static uint32_t put_refused(struct decoder *decoder, uint32_t parent, struct piece where)
{
    uint32_t node = decode_node(decoder, NODE_CONTACT, parent);
    decode_put_word(decoder, node, FIELD_CONTACT_TYPE, "refused", where);
    return node;
}

bool decode_put_ctc_text(struct decoder *decoder, uint32_t parent, char which, struct piece text)
{
    struct span said = text.text;
    if (which == 'R') {
        put_refused(decoder, parent, text);
        return true;
    }
    if (which == 'E') {
        said = respell(decoder, without_language(said), spellings,
                       sizeof spellings / sizeof *spellings);
        if (!memchr(said.at, '@', said.size))
            return false;
        put_contact(decoder, parent, "email", FIELD_CONTACT_EMAIL, said, text);
        return true;
    }
    struct span phone = phone_in(said);
    if (which == 'A' || phone.size == 0) /* A: a postal address in one text */
        return false;
    uint32_t node = put_contact(decoder, parent, "phone", FIELD_CONTACT_PHONE, phone, text);
    if (which == 'T') /* AIRIMP 3.13: the travel agent */
        decode_put_word(decoder, node, FIELD_CONTACT_PURPOSE, "agency", text);
    return true;
}

static bool says_refused(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (span_starts(span_part(text, i, text.size), "REFUSED"))
            return true;
    return false;
}

/* What stands before the phone and the country that is glued to it. */
static struct span name_before(struct span text, const char *phone)
{
    struct span name = span_part(text, 0, (size_t)(phone - text.at));
    while (name.size && name.at[name.size - 1] != '/')
        name.size--;
    while (name.size && name.at[name.size - 1] == '/')
        name.size--;
    return span_trim(name);
}

/* JOHN SMITH/GB447700900000/FATHER */
bool decode_put_emergency(struct decoder *decoder, uint32_t parent, struct piece text)
{
    struct span phone = phone_in(text.text);
    uint32_t node;
    if (phone.size) {
        node = put_contact(decoder, parent, "phone", FIELD_CONTACT_PHONE, phone, text);
        decode_put_as(decoder, node, FIELD_CONTACT_NAME, name_before(text.text, phone.at), text);
    } else if (says_refused(text.text)) {
        node = put_refused(decoder, parent, text);
    } else {
        return false;
    }
    decode_put_word(decoder, node, FIELD_CONTACT_PURPOSE, "emergency", text);
    return true;
}

/* Where "CTCE" or "CTC M" ends in `text`, and its letter; 0 when it has none. */
static size_t find_ctc(struct span text, char *which)
{
    for (size_t i = 0; i + 4 < text.size; i++) {
        if (memcmp(text.at + i, "CTC", 3) != 0 || (i > 0 && !is_blank(text.at[i - 1])))
            continue;
        size_t at = i + 3 + is_blank(text.at[i + 3]);
        if (at + 1 < text.size && text.at[at] >= 'A' && text.at[at] <= 'Z' &&
            (is_blank(text.at[at + 1]) || is_digit(text.at[at + 1]))) {
            *which = text.at[at];
            return at + 1;
        }
    }
    return 0;
}

bool decode_put_ctc(struct decoder *decoder, uint32_t parent, struct piece text)
{
    char which;
    size_t at = find_ctc(text.text, &which);
    if (!at)
        return false;
    text.text = span_part(text.text, at, text.text.size);
    return decode_put_ctc_text(decoder, parent, which, text);
}

/* The last component is a phone, or what a clerk put there: a contact text, or the post code that
 * belongs before it. */
static void put_add_phone(struct decoder *decoder, uint32_t parent, uint32_t address,
                          struct piece phone, bool coded)
{
    struct span text = span_trim(phone.text);
    if (text.size == 0 || decode_put_ctc(decoder, parent, phone))
        return;
    if (count_digits(text) >= 5) {
        put_contact(decoder, parent, "phone", FIELD_CONTACT_PHONE, text, phone);
    } else if (!coded && address != IMAGE_NONE) {
        decode_put(decoder, address, FIELD_ADDRESS_POSTCODE, phone);
        decode_issue(decoder, ISSUE_VALUE_FORM, phone, "A post code stands in the phone's place.");
    } else {
        decode_issue(decoder, ISSUE_VALUE_BAD, phone, NULL);
    }
}

void decode_put_add(struct decoder *decoder, uint32_t parent, uint32_t item)
{
    static const enum field fields[] = {
        FIELD_ADDRESS_TYPE,   FIELD_ADDRESS_STREET,  FIELD_ADDRESS_CITY,    FIELD_ADDRESS_REGION,
        FIELD_ADDRESS_REGION, FIELD_ADDRESS_COUNTRY, FIELD_ADDRESS_POSTCODE};
    enum { REGION_NAME = 4, COUNTRY = 5, POSTCODE = 6, PHONE = 7 };
    struct piece parts[PHONE + 1];
    bool any = false;
    for (unsigned i = 0; i <= PHONE; i++) {
        parts[i] = decode_item(decoder, item, i);
        any |= i >= 1 && i < PHONE && parts[i].text.size;
    }
    if (parts[REGION_NAME - 1].text.size)
        parts[REGION_NAME].text.size = 0;
    uint32_t address = any ? decode_node(decoder, NODE_ADDRESS, parent) : IMAGE_NONE;
    for (unsigned i = 0; any && i < PHONE; i++) {
        if (i == COUNTRY)
            decode_put_state(decoder, address, fields[i], parts[i]);
        else
            decode_put(decoder, address, fields[i], parts[i]);
    }
    put_add_phone(decoder, parent, address, edifact_item(&decoder->reader, item, PHONE),
                  parts[POSTCODE].text.size > 0);
}

bool decode_put_cut_phone(struct decoder *decoder, uint32_t parent, uint32_t item)
{
    struct piece piece = decode_item(decoder, item, 0);
    bool alone = edifact_item_width(&decoder->reader, item) == 1;
    if (item <= 2 || !alone || count_digits(piece.text) < 5 || !is_digit(piece.text.at[0]))
        return false;
    decode_issue(decoder, ISSUE_VALUE_FORM, piece, NULL);
    put_contact(decoder, parent, "phone", FIELD_CONTACT_PHONE, piece.text, piece);
    return true;
}
