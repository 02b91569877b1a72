#include "profile/guess.h"

#include "model/ports.h"

/* ---- titles ---- */

static const struct {
    enum field field;
    const char *words;
} titles[] = {
#define TITLE(field, words) {FIELD_##field, words},
#include "profile/titles.def"
#undef TITLE
};
enum { TITLES = sizeof titles / sizeof *titles, HELD_LEAST = 5 };

/* Titles of columns with the whole name, and with what follows the given name, as profile_key leaves
 * them. */
static const char *const whole_names[] = {"FULLNAME",
                                          "PASSENGERNAME",
                                          "NAME",
                                          "FIO",
                                          "FISH",
                                          "NAMALENGKAP",
                                          "NAMA",
                                          "ADSOYAD",
                                          "ADSOYADI",
                                          "SOYADAD",
                                          "SOYADIADI",
                                          "ADISOYADI",
                                          "NAMEOFPASSENGER",
                                          "PAXNAME",
                                          "NAMEOFPAX",
                                          "PAXNAMES",
                                          "NAMAPENUMPANG"};
static const char *const second_names[] = {
    "MIDDLENAME",  "MIDDLENAMES", "SECONDNAME", "PATRONYMIC",  "FATHERNAME",
    "FATHERSNAME", "OTCHESTVO",   "SHARIFI",    "OTASINGISMI", "OTASININGISMI",
    "ATAADI",      "BABAADI",     "NAMAAYAH",   "NAMATENGAH"};

static bool is_one_of(struct span key, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(key, words[i]))
            return true;
    return false;
}

bool guess_is_second_name(struct span key)
{
    return is_one_of(key, second_names, sizeof second_names / sizeof *second_names);
}

struct guess_titles guess_titles(struct arena *arena)
{
    struct guess_titles made = {arena_array(arena, struct span, TITLES), TITLES};
    for (size_t i = 0; i < TITLES; i++)
        made.keys[i] = profile_key(span_of(titles[i].words), arena);
    return made;
}

static bool holds(struct span text, struct span word)
{
    return word.size >= HELD_LEAST && memmem(text.at, text.size, word.at, word.size);
}

enum field guess_by_title(const struct guess_titles *made, struct span key, bool *exact, bool *full)
{
    *full = false;
    *exact = true;
    for (size_t i = 0; i < made->count; i++)
        if (span_equal(made->keys[i], key))
            return titles[i].field;
    *full = is_one_of(key, whole_names, sizeof whole_names / sizeof *whole_names);
    if (*full)
        return FIELD_TRAVELLER_SURNAME;
    *exact = false;
    size_t longest = 0; /* "Passport expiry date" is about the expiry */
    enum field found = FIELDS;
    for (size_t i = 0; i < made->count; i++)
        if (holds(key, made->keys[i]) && made->keys[i].size > longest) {
            longest = made->keys[i].size;
            found = titles[i].field;
        }
    return found;
}

/* ---- looks ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

struct tally {
    size_t digits, letters, others, runs; /* runs of digits */
    int numbers[3];
    size_t widths[3];
};

static struct tally tally_of(struct span text)
{
    struct tally tally = {0};
    for (size_t i = 0; i < text.size; i++) {
        bool digit = is_digit(text.at[i]);
        bool begins = digit && (i == 0 || !is_digit(text.at[i - 1]));
        tally.runs += begins;
        tally.digits += digit;
        tally.letters += is_letter(text.at[i]);
        tally.others += !digit && !is_letter(text.at[i]);
        if (digit && tally.runs <= 3 && tally.widths[tally.runs - 1] < 8) {
            int *number = &tally.numbers[tally.runs - 1];
            *number = *number * 10 + (text.at[i] - '0');
            tally.widths[tally.runs - 1]++;
        }
    }
    return tally;
}

/* Two or three runs of digits with a plausible day, month and year, or eight digits. */
static bool look_at_date(struct guess_shape *shape, struct span text, const struct tally *tally)
{
    int year = 0;
    if (text.size < 6 || text.size > 25)
        return false;
    if (tally->runs == 1 && tally->digits == 8 && tally->letters == 0) {
        int first = tally->numbers[0] / 10000;
        shape->year_first += first >= 1900 && first < 2100;
        year = first >= 1900 && first < 2100 ? first : tally->numbers[0] % 10000;
    } else if (tally->runs >= 3 && tally->letters <= 1 && tally->others >= 2) {
        bool leads = tally->widths[0] == 4;
        year = leads ? tally->numbers[0] : tally->numbers[2];
        shape->year_first += leads;
        shape->first_above += !leads && tally->numbers[0] > 12;
        shape->second_above += !leads && tally->numbers[1] > 12;
        if (tally->numbers[1] > 31 || tally->widths[1] > 2)
            return false;
        year += year < 100 ? (year > 40 ? 1900 : 2000) : 0;
    } else if (tally->runs == 2 && tally->letters >= 3 && tally->letters <= 20) {
        year = tally->numbers[1] > 31 || tally->widths[1] >= 2 ? tally->numbers[1] : 0;
        year += year < 100 ? (year > 40 ? 1900 : 2000) : 0;
    }
    if (year < 1900 || year > 2100)
        return false;
    shape->past += year <= 2020;
    shape->future += year > 2020;
    return true;
}

static void look_at_word(struct guess_shape *shape, struct span text, const struct tally *tally,
                         struct arena *scratch)
{
    bool upper = true;
    for (size_t i = 0; i < text.size; i++)
        upper &= !(text.at[i] >= 'a' && text.at[i] <= 'z');
    shape->sexes += text.size <= 24 && profile_sex(text, scratch).size;
    shape->states += tally->letters == 3 && text.size == 3 && upper && country_find(text) != NULL;
    shape->ports += tally->letters == 3 && text.size == 3 && upper && port_find(text) != NULL;
    shape->names += tally->digits == 0 && tally->letters >= 2;
    shape->slashes += memchr(text.at, '/', text.size) != NULL;
    shape->commas += memchr(text.at, ',', text.size) != NULL;
    shape->blanks += memchr(text.at, ' ', text.size) != NULL;
    shape->kinds += span_is(text, "PAX") || span_is(text, "CREW") || span_is(text, "Passenger") ||
                    span_is(text, "Crew");
}

void guess_look(struct guess_shape *shape, struct span text, struct arena *scratch)
{
    if (text.size == 0)
        return;
    struct tally tally = tally_of(text);
    bool one = tally.others == 0;
    shape->cells++;
    bool date = look_at_date(shape, text, &tally);
    shape->dates += date;
    look_at_word(shape, text, &tally, scratch);
    shape->emails += memchr(text.at, '@', text.size) != NULL;
    shape->phones +=
        !date && tally.letters == 0 && tally.digits >= 9 && (text.at[0] == '+' || tally.others > 0);
    shape->seats +=
        one && tally.letters == 1 && tally.digits >= 1 && tally.digits <= 2 && is_digit(text.at[0]);
    shape->flights += tally.letters >= 1 && tally.letters <= 3 && tally.digits >= 1 &&
                      tally.digits <= 4 && tally.others <= 1 && text.size >= 4 && text.size <= 7;
    shape->papers += !date && one && text.size >= 6 && text.size <= 12 && tally.digits >= 5;
}

/* Which count a field's looks have; -1: none. */
static int64_t count_of(const struct guess_shape *shape, enum field field)
{
    switch ((unsigned)field) {
    case FIELD_TRAVELLER_SURNAME:
    case FIELD_TRAVELLER_GIVEN: return shape->names;
    case FIELD_TRAVELLER_BIRTH:
    case FIELD_DOCUMENT_ISSUED:
    case FIELD_DOCUMENT_EXPIRY:
    case FIELD_LEG_DEPARTURE:
    case FIELD_LEG_ARRIVAL: return shape->dates;
    case FIELD_TRAVELLER_SEX: return shape->sexes;
    case FIELD_DOCUMENT_NUMBER: return shape->papers;
    case FIELD_CONTACT_EMAIL: return shape->emails;
    default: return -1;
    }
}

bool guess_fits(const struct guess_shape *shape, enum field field)
{
    int64_t count = count_of(shape, field);
    return count < 0 || 2 * count >= (int64_t)shape->cells;
}

enum field guess_by_looks(const struct guess_shape *shape)
{
    const struct {
        uint32_t count;
        enum field field;
    } looks[] = {
        {shape->emails, FIELD_CONTACT_EMAIL},
        {shape->sexes, FIELD_TRAVELLER_SEX},
        {shape->kinds, FIELD_TRAVELLER_KIND},
        {shape->dates && shape->past >= shape->future ? shape->dates : 0, FIELD_TRAVELLER_BIRTH},
        {shape->dates && shape->past < shape->future ? shape->dates : 0, FIELD_DOCUMENT_EXPIRY},
        {shape->states, FIELD_TRAVELLER_NATIONALITY},
        {shape->seats, FIELD_SEAT_NUMBER},
        {shape->papers, FIELD_DOCUMENT_NUMBER},
        {shape->flights, FIELD_LEG_NUMBER},
        {shape->phones, FIELD_CONTACT_PHONE},
        {shape->names, FIELD_TRAVELLER_SURNAME}};
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
        if (shape->cells && 4 * looks[i].count >= 3 * shape->cells)
            return looks[i].field;
    return FIELDS;
}

enum profile_order guess_order(const struct guess_shape *shape, bool *told)
{
    *told = shape->year_first || shape->first_above || shape->second_above;
    if (shape->year_first * 2 > shape->dates)
        return PROFILE_YMD;
    return shape->second_above > shape->first_above ? PROFILE_MDY : PROFILE_DMY;
}
