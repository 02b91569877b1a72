/* DOCS and INFT as they are written, not as they should be: a slash too few, slots left out, the
 * name field repeated behind the text. */
#include "decode/tokens.h"

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool has_digit(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] >= '0' && text.at[i] <= '9')
            return true;
    return false;
}

struct piece decode_part_of(const struct decoder *decoder, struct piece whole, struct span part)
{
    bool same = whole.text.at && whole.text.at == decoder->reader.body.at + whole.begin;
    struct span trimmed = span_trim(part);
    if (!same || trimmed.size == 0)
        return (struct piece){trimmed, whole.begin, whole.size};
    return (struct piece){trimmed, whole.begin + (uint32_t)(trimmed.at - whole.text.at),
                          (uint32_t)trimmed.size};
}

struct tokens decode_tokens(const struct decoder *decoder, struct piece text, struct span part)
{
    struct tokens tokens = {.count = 0};
    for (unsigned i = 0; i < MOST_TOKENS; i++)
        tokens.at[i] = (struct piece){{NULL, 0}, text.begin, text.size};
    for (struct span rest = part; rest.at && tokens.count < MOST_TOKENS;) {
        struct span token = span_cut(rest, '/', &rest);
        tokens.at[tokens.count++] = decode_part_of(decoder, text, token);
    }
    return tokens;
}

struct span decode_without_slash(struct span text)
{
    text = span_trim(text);
    return text.size && text.at[0] == '/' ? span_part(text, 1, text.size) : text;
}

bool decode_is_named_date(struct span text)
{
    struct raw_date raw;
    bool letters = false;
    for (size_t i = 0; i < text.size; i++)
        letters |= is_letter(text.at[i]);
    return letters && decode_raw_date(text, DATE_DMY, &raw);
}

/* ---- DOCS ---- */

/* Parts between the type and the birth date that are out of place: a number has digits, the state
 * stands before it, the nationality after it. */
static void place_parts(const struct tokens *tokens, unsigned birth, struct docs *out)
{
    for (unsigned i = 0; i < birth; i++) {
        struct piece token = tokens->at[i];
        size_t size = token.text.size;
        if (has_digit(token.text) && !out->number.text.size && size > 3)
            out->number = token;
        else if (i == 0 && size >= 1 && size <= 2)
            out->type = token;
        else if (size >= 2 && size <= 3 && !has_digit(token.text))
            *(out->number.text.size ? &out->nationality : &out->state) = token;
    }
}

struct piece decode_without_tail(struct piece piece)
{
    for (size_t i = 0; i + 2 < piece.text.size; i++)
        if (piece.text.at[i] == '-' && piece.text.at[i + 1] == '1' &&
            is_letter(piece.text.at[i + 2]))
            piece.text = span_trim(span_part(piece.text, 0, i));
    return piece;
}

/* Surname, given names, second names; a lone H at the end marks the holder of a shared passport. */
static void read_names(struct decoder *decoder, const struct tokens *tokens, unsigned first,
                       struct docs *out)
{
    unsigned last = tokens->count;
    while (last > first && tokens->at[last - 1].text.size == 0)
        last--;
    if (last > first + 2 && span_is(tokens->at[last - 1].text, "H"))
        last--;
    if (first >= last)
        return;
    out->surname = decode_without_tail(tokens->at[first]);
    if (first + 1 >= last)
        return;
    out->given = decode_without_tail(tokens->at[first + 1]);
    bool ended = out->given.text.size < tokens->at[first + 1].text.size;
    for (unsigned i = first + 2; i < last && !ended; i++) {
        struct piece next = decode_without_tail(tokens->at[i]);
        ended = next.text.size < tokens->at[i].text.size;
        struct span all = decode_concat(decoder, out->given.text, " ", next.text);
        if (out->given.text.size && next.text.size)
            out->given = decode_across(out->given, next);
        else if (next.text.size)
            out->given = next;
        out->given.text = all;
    }
}

/* M, F, X, U, and an I behind it for infants. */
static bool is_sex(struct span sex)
{
    bool infant = sex.size == 2 && (sex.at[1] == 'I' || sex.at[1] == 'i');
    return sex.size && memchr("MFXUmfxu", sex.at[0], 8) && (sex.size == 1 || infant);
}

static void read_sex(struct docs *docs)
{
    bool known = is_sex(docs->sex.text);
    docs->infant = known && docs->sex.text.size == 2;
    docs->sex.text.size = known;
}

/* Where the parts around the first date stand. A date behind the sex is the expiry: the birth date
 * was then left out, with its slash or without. */
struct slots {
    unsigned birth, sex, expiry, names; /* SLOT_NONE: left out */
};
enum { SLOT_NONE = MOST_TOKENS };

static bool is_date(const struct tokens *tokens, unsigned slot)
{
    return decode_is_named_date(tokens->at[slot].text);
}

static bool is_empty(const struct tokens *tokens, unsigned slot)
{
    return tokens->at[slot].text.size == 0;
}

/* The first date is that of birth, unless its own place holds one, too, and no sex stands behind the
 * first: then that is a number. */
static struct slots find_slots(const struct tokens *tokens)
{
    enum { BIRTH = 4, EXPIRY = 6 };
    unsigned first = 0;
    while (first < EXPIRY && !is_date(tokens, first))
        first++;
    if (first == EXPIRY || (is_date(tokens, BIRTH) && !is_sex(tokens->at[first + 1].text)))
        first = BIRTH;
    struct slots slots = {first, first + 1, first + 2, first + 3};
    if (first >= 2 && is_date(tokens, first) && is_sex(tokens->at[first - 1].text))
        return (struct slots){SLOT_NONE, first - 1, first, first + 1};
    if (is_date(tokens, slots.sex))
        return (struct slots){first, SLOT_NONE, first + 1, first + 2};
    if (is_empty(tokens, slots.expiry) || has_digit(tokens->at[slots.expiry].text))
        return slots;
    if (is_empty(tokens, slots.sex) || is_sex(tokens->at[slots.sex].text))
        return (struct slots){first, first + 1, SLOT_NONE, first + 2};
    return (struct slots){first, SLOT_NONE, SLOT_NONE, first + 1};
}

struct docs decode_read_docs(struct decoder *decoder, struct piece text, const struct tokens *parts)
{
    enum { BIRTH = 4, LEAST = 6 };
    struct tokens tokens = *parts;
    struct piece none = {{NULL, 0}, text.begin, text.size};
    struct docs docs = {none, none, none, none, none, none, none, none, none, false, false};
    struct slots slots = find_slots(&tokens);
    unsigned begin = slots.birth != SLOT_NONE ? slots.birth : slots.sex;
    docs.odd = slots.names != BIRTH + 3 || tokens.count < LEAST;
    if (begin == BIRTH) {
        docs.type = tokens.at[0];
        docs.state = tokens.at[1];
        docs.number = tokens.at[2];
        docs.nationality = tokens.at[3];
    } else {
        place_parts(&tokens, begin, &docs);
    }
    if (slots.birth != SLOT_NONE)
        docs.birth = tokens.at[slots.birth];
    if (slots.sex != SLOT_NONE)
        docs.sex = tokens.at[slots.sex];
    if (slots.expiry != SLOT_NONE)
        docs.expiry = tokens.at[slots.expiry];
    read_names(decoder, &tokens, slots.names, &docs);
    read_sex(&docs);
    return docs;
}

/* PSPT, as it was before DOCS: number/country/birth/surname/given/sex, and an H. */
struct docs decode_read_pspt(struct decoder *decoder, struct piece text)
{
    enum { NUMBER, STATE, BIRTH, SURNAME, GIVEN, SEX };
    struct tokens tokens = decode_tokens(decoder, text, decode_without_slash(text.text));
    struct piece none = {{NULL, 0}, text.begin, text.size};
    struct docs docs = {.type = {SPAN("P"), text.begin, text.size},
                        .state = tokens.at[STATE],
                        .number = tokens.at[NUMBER],
                        .nationality = none,
                        .birth = tokens.at[BIRTH],
                        .sex = tokens.at[SEX],
                        .expiry = none,
                        .surname = tokens.at[SURNAME],
                        .given = decode_without_tail(tokens.at[GIVEN]),
                        .odd = tokens.count <= GIVEN || !is_date(&tokens, BIRTH)};
    read_sex(&docs);
    return docs;
}

/* ---- INFT ---- */

static struct span without_end_slashes(struct span text)
{
    text = span_trim(text);
    while (text.size && text.at[text.size - 1] == '/')
        text = span_trim(span_part(text, 0, text.size - 1));
    return text;
}

/* The first word that is a date with its month in letters; empty when there is none. A date that
 * is glued to the name behind it is seen, too. */
static struct span find_date(struct span text)
{
    for (size_t at = 0, end; at < text.size; at = end + 1) {
        end = at;
        while (end < text.size && text.at[end] != ' ' && text.at[end] != '/')
            end++;
        struct span word = span_part(text, at, end - at), glued = span_part(word, 0, 7);
        if (decode_is_named_date(word))
            return word;
        if (at == 0 && decode_is_named_date(glued))
            return glued;
    }
    return (struct span){NULL, 0};
}

/* "INFT/SMITH/BOB": the code again. */
static struct span without_code(struct span text)
{
    static const char *const codes[] = {"INFT/", "INF/", "INFT ", "INF "};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (span_starts(text, codes[i]))
            return decode_without_slash(span_part(text, strlen(codes[i]), text.size));
    return text;
}

void decode_read_inft(const struct decoder *decoder, struct piece text, struct person_name *name,
                      struct piece *birth)
{
    struct span said = without_code(decode_without_slash(text.text));
    struct span date = find_date(said);
    *birth = decode_part_of(decoder, text, date);
    if (date.size) { /* what follows it is a remark, unless it stands before the name */
        struct span before = without_end_slashes(span_part(said, 0, (size_t)(date.at - said.at)));
        size_t behind = (size_t)(date.at - said.at) + date.size;
        said = before.size ? before : decode_without_slash(span_part(said, behind, said.size));
    }
    struct span rest, first = span_cut(said, '/', &rest);
    name->surname = decode_part_of(decoder, text, first);
    name->given = decode_part_of(decoder, text, without_end_slashes(rest));
}

/* ---- seats, ages ---- */

struct span decode_seat_in(struct span text)
{
    enum { MOST_DIGITS = 3 };
    size_t digits = 0;
    text = span_trim(text);
    while (digits < text.size && is_digit(text.at[digits]))
        digits++;
    size_t letters = text.size - digits;
    bool seat = digits >= 1 && digits <= MOST_DIGITS && (letters == 1 || letters == 2) &&
                is_letter(text.at[digits]) && is_letter(text.at[text.size - 1]);
    return seat ? span_part(text, 0, digits + 1) : (struct span){NULL, 0};
}

static bool is_behind(struct span text, size_t at, const char *word)
{
    size_t size = strlen(word);
    return at >= size && memcmp(text.at + at - size, word, size) == 0;
}

struct span decode_age_in(struct span text)
{
    enum { MOST_DIGITS = 2 };
    for (size_t at = 0, end; at < text.size; at = end + 1) {
        size_t before = at;
        for (end = at; end < text.size && is_digit(text.at[end]);)
            end++;
        while (before > 0 && text.at[before - 1] == ' ')
            before--;
        if (end == at || end - at > MOST_DIGITS)
            continue;
        if ((end < text.size && text.at[end] == 'Y') || is_behind(text, before, "UM") ||
            is_behind(text, before, "AG") || is_behind(text, before, "AGE"))
            return span_part(text, at, end - at);
    }
    return (struct span){NULL, 0};
}
