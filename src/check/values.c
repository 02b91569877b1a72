/* What a single value may be. */
#include "check/internal.h"
#include "model/ports.h"

static const struct {
    enum check_rule rule;
    const char *what;
} values[VALUES] = {
#define VALUE(name, rule, what) [VALUE_##name] = {RULE_##rule, what},
#include "check/values.def"
#undef VALUE
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool check_all_digits(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!is_digit(text.at[i]))
            return false;
    return text.size > 0;
}

bool check_all_letters(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!is_capital(text.at[i]))
            return false;
    return text.size > 0;
}

static bool all_alnum(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!is_digit(text.at[i]) && !is_capital(text.at[i]))
            return false;
    return text.size > 0;
}

/* One to four digits, with one letter behind them at most. */
bool check_is_flight_number(struct span text)
{
    size_t digits = 0;
    while (digits < text.size && is_digit(text.at[digits]))
        digits++;
    return digits >= 1 && digits <= 4 &&
           (digits == text.size || (digits + 1 == text.size && is_capital(text.at[digits])));
}

size_t check_designator_size(struct span text)
{
    for (size_t size = 2; size <= 3 && size < text.size; size++) {
        struct span word = span_part(text, 0, size);
        bool form =
            size == 3 ? check_all_letters(word) : all_alnum(word) && !check_all_digits(word);
        if (form && check_is_flight_number(span_part(text, size, text.size)))
            return size;
    }
    return 0;
}

static bool is_amount(struct span text)
{
    unsigned points = 0, digits = 0;
    for (size_t i = 0; i < text.size; i++) {
        points += text.at[i] == '.';
        digits += is_digit(text.at[i]);
    }
    return digits > 0 && points <= 1 && points + digits == text.size;
}

/* ISO/IEC 7812: 13 to 19 digits with the check digit of Luhn. */
static bool is_card(struct span text)
{
    int sum = 0;
    if (text.size < 13 || text.size > 19 || !check_all_digits(text))
        return false;
    for (size_t i = 0; i < text.size; i++) {
        int digit = text.at[text.size - 1 - i] - '0';
        digit = i % 2 ? digit * 2 : digit;
        sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 == 0;
}

static bool is_name(struct span text)
{
    static const char *const placeholders[] = {"XXX", "XX",      "FNU", "LNU", "NULL", "NONE",
                                               "N/A", "UNKNOWN", ".",   "-",   "TBA"};
    for (size_t i = 0; i < sizeof placeholders / sizeof *placeholders; i++)
        if (span_is(text, placeholders[i]))
            return false;
    for (size_t i = 0; i < text.size; i++)
        if (is_digit(text.at[i]))
            return false;
    return true;
}

static bool is_document_number(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!is_digit(text.at[i]) && !is_capital(text.at[i]) && text.at[i] != '-' &&
            text.at[i] != ' ' && text.at[i] != '/')
            return false;
    return text.size > 0;
}

bool check_value_fits(enum value value, struct span text)
{
    int32_t day;
    int minutes;
    if (check_has_codes(value))
        return check_code_known(value, text);
    switch ((int)value) {
    case VALUE_PREPARED_DAY: return check_read_day(text, YEAR_FIRST, NO_DAY, &day);
    case VALUE_PREPARED_TIME:
    case VALUE_TIME: return text.size == 4 && check_read_time(text, &minutes);
    case VALUE_LONG_TIME: return check_read_time(text, &minutes);
    case VALUE_DAY: return text.size == 6 && check_read_day(text, DAY_FIRST, NO_DAY, &day);
    case VALUE_FLIGHT: return check_designator_size(text) > 0;
    case VALUE_CARRIER: return carrier_find(text) != NULL;
    case VALUE_NAME: return is_name(text);
    case VALUE_STATE: return (text.size == 3 || span_is(text, "D")) && country_find(text);
    case VALUE_STATE_PAIR: return country_find(text) != NULL;
    case VALUE_DOCUMENT_NUMBER: return is_document_number(text);
    case VALUE_AGENT: return text.size == 1 && all_alnum(text);
    case VALUE_TVL_PORT: return text.size >= 3 && all_alnum(text);
    case VALUE_NUMBER: return check_is_flight_number(text);
    case VALUE_LOCATOR: return text.size >= 5 && all_alnum(text);
    case VALUE_SERVICE: return text.size == 4 && check_all_letters(text);
    case VALUE_STATUS: return text.size >= 1 && check_all_letters(text);
    case VALUE_TICKET: return text.size >= 10 && text.size <= 14 && check_all_digits(text);
    case VALUE_DAT_KIND: return text.size <= 3 && all_alnum(text);
    case VALUE_AMOUNT: return is_amount(text);
    case VALUE_CURRENCY: return text.size == 3 && check_all_letters(text);
    case VALUE_PAYMENT: return text.size >= 2 && text.size <= 3 && check_all_letters(text);
    case VALUE_CARD: return !is_card(text);
    case VALUE_BAG_TAG: return check_all_digits(text);
    default: return true;
    }
}

static void tell_state(struct check *check, const struct segment *segment, struct piece piece)
{
    const struct country *country = piece.text.size == 2 ? country_find(piece.text) : NULL;
    if (!country) {
        check_tell_piece(check, RULE_STATE_CODE, segment, piece, "three letters of ISO 3166-1");
        return;
    }
    struct check_finding *finding =
        check_tell_piece(check, RULE_STATE_TWO, segment, piece, "%s", country->alpha3);
    if (finding && segment->tag == TAG_SSR)
        finding->severity = CHECK_WARNING; /* what was typed into a booking */
    check_mend(check, finding, piece.begin, piece.size, country->alpha3);
}

void check_judge(struct check *check, const struct segment *segment, enum value value,
                 struct piece piece)
{
    if (check_value_fits(value, piece.text))
        return;
    if (value == VALUE_STATE) {
        tell_state(check, segment, piece);
        return;
    }
    struct span list =
        check_has_codes(value) ? check_code_list(check, value) : span_of(values[value].what);
    check_tell_piece(check, values[value].rule, segment, piece, "%.*s", (int)list.size, list.at);
}
