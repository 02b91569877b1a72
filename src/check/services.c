/* SSR: what must not be sent, and the form of DOCS (AIRIMP 3.13). */
#include "check/internal.h"
#include "decode/decode.h"

enum docs_slot {
    DOCS_LEAD,
    DOCS_TYPE,
    DOCS_STATE,
    DOCS_NUMBER,
    DOCS_NATIONALITY,
    DOCS_BIRTH,
    DOCS_SEX,
    DOCS_EXPIRY,
    DOCS_SURNAME,
    DOCS_GIVEN,
    DOCS_SECOND,
    DOCS_HOLDER,
    DOCS_SLOTS
};

struct docs {
    struct piece slots[DOCS_SLOTS];
    unsigned count;
};

static struct docs read_docs(struct piece text)
{
    struct docs docs = {.count = 0};
    struct span rest = text.text;
    bool exact = text.text.size == text.size, more = true;
    while (docs.count < DOCS_SLOTS && more) {
        struct span word = span_cut(rest, '/', &rest);
        more = rest.at != NULL;
        docs.slots[docs.count++] =
            exact ? (struct piece){word, text.begin + (uint32_t)(word.at - text.text.at),
                                   (uint32_t)word.size}
                  : (struct piece){word, text.begin, text.size};
    }
    return docs;
}

static bool is_sex(struct span text)
{
    static const char *const known[] = {"M", "F", "MI", "FI", "U", "UI", "X", "XI"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (span_is(text, known[i]))
            return true;
    return false;
}

/* DDMMMYY by its letters, be it a day that exists or not. */
static bool looks_like_day(struct span text)
{
    return text.size == 7 && check_all_digits(span_part(text, 0, 2)) &&
           check_all_letters(span_part(text, 2, 3)) && check_all_digits(span_part(text, 5, 2));
}

/* The slot whose value plainly belongs into another one; DOCS_SLOTS: none. */
static enum docs_slot shifted(const struct docs *docs)
{
    for (unsigned i = DOCS_TYPE; i < docs->count; i++) {
        struct span text = docs->slots[i].text;
        bool day = looks_like_day(text), dated = i == DOCS_BIRTH || i == DOCS_EXPIRY;
        if (text.size == 0 || i >= DOCS_SECOND)
            continue;
        if ((day && !dated) || (dated && !day && (is_sex(text) || check_all_letters(text))))
            return (enum docs_slot)i;
    }
    return DOCS_SLOTS;
}

static void check_day(struct check *check, const struct segment *ssr, struct piece slot,
                      int32_t flight, bool birth)
{
    int32_t day;
    if (slot.text.size == 0)
        return;
    if (!check_read_named_day(slot.text, NO_DAY, false, &day)) {
        check_tell_piece(check, RULE_DATE_IMPOSSIBLE, ssr, slot, "a day such as 14JUL71");
        return;
    }
    if (flight == NO_DAY || !check_read_named_day(slot.text, flight, birth, &day))
        return;
    if (!birth && day < flight)
        check_tell_piece(check, RULE_DOC_EXPIRED, ssr, slot, "a day not before the flight");
}

static void check_docs_values(struct check *check, const struct segment *ssr,
                              const struct docs *docs, int32_t flight)
{
    const struct piece *slots = docs->slots;
    const struct piece *states[] = {&slots[DOCS_STATE], &slots[DOCS_NATIONALITY]};
    for (unsigned i = 0; i < 2; i++)
        if (states[i]->text.size)
            check_judge(check, ssr, VALUE_STATE, *states[i]);
    if (slots[DOCS_TYPE].text.size &&
        (slots[DOCS_TYPE].text.size > 2 || !check_all_letters(slots[DOCS_TYPE].text)))
        check_tell_piece(check, RULE_DOCS_FORM, ssr, slots[DOCS_TYPE],
                         "a kind of document, such as P");
    if (slots[DOCS_NUMBER].text.size)
        check_judge(check, ssr, VALUE_DOCUMENT_NUMBER, slots[DOCS_NUMBER]);
    check_day(check, ssr, slots[DOCS_BIRTH], flight, true);
    if (slots[DOCS_SEX].text.size && !is_sex(slots[DOCS_SEX].text))
        check_tell_piece(check, RULE_DOCS_SEX, ssr, slots[DOCS_SEX],
                         "M, F, MI, FI, U, UI, X or XI");
    check_day(check, ssr, slots[DOCS_EXPIRY], flight, false);
    if (docs->count > DOCS_SURNAME && slots[DOCS_SURNAME].text.size == 0)
        check_tell_piece(check, RULE_DOCS_FORM, ssr, slots[DOCS_SURNAME], "the surname");
    for (unsigned i = DOCS_SURNAME; i <= DOCS_GIVEN; i++)
        if (!check_value_fits(VALUE_NAME, slots[i].text))
            check_tell_piece(check, RULE_NAME_ODD, ssr, slots[i], "a name");
}

static void check_docs(struct check *check, struct segment *ssr, int32_t flight)
{
    struct piece text = check_trimmed(check_get(ssr, 1, 8));
    struct docs docs = read_docs(text);
    if (text.text.size == 0) {
        check_tell_piece(check, RULE_DOCS_FORM, ssr, text, "the data of the document");
        return;
    }
    if (text.text.at[0] != '/') {
        check_mend(check, check_tell(check, RULE_DOCS_FORM, ssr, text.begin, 0, "\"/\""),
                   text.begin, 0, "/");
        return;
    }
    enum docs_slot wrong = shifted(&docs);
    if (wrong != DOCS_SLOTS || docs.count <= DOCS_SURNAME) {
        struct piece place = wrong != DOCS_SLOTS ? docs.slots[wrong] : text;
        check_tell_piece(check, RULE_DOCS_FORM, ssr, place,
                         "/type/state/number/nationality/birth/gender/expiry/surname/given names");
        return;
    }
    check_docs_values(check, ssr, &docs, flight);
}

static bool is_sensitive(struct span service)
{
    size_t count;
    const struct span *codes = decode_sensitive_codes(&count);
    for (size_t i = 0; i < count; i++)
        if (span_equal(codes[i], service))
            return true;
    return false;
}

void check_service(struct check *check, struct segment *ssr, int32_t flight)
{
    struct piece service = check_trimmed(check_get(ssr, 1, 0));
    if (ssr->told)
        return;
    if (is_sensitive(service.text))
        check_tell_piece(check, RULE_SENSITIVE, ssr, service, "no such segment");
    else if (span_is(service.text, "DOCS"))
        check_docs(check, ssr, flight);
}
