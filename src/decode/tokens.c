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

/* "-1NAME" repeats the name field of the booking behind the text. */
static struct piece without_tail(struct piece piece)
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
    out->surname = without_tail(tokens->at[first]);
    if (first + 1 >= last)
        return;
    out->given = without_tail(tokens->at[first + 1]);
    bool ended = out->given.text.size < tokens->at[first + 1].text.size;
    for (unsigned i = first + 2; i < last && !ended; i++) {
        struct piece next = without_tail(tokens->at[i]);
        ended = next.text.size < tokens->at[i].text.size;
        struct span all = decode_concat(decoder, out->given.text, " ", next.text);
        if (out->given.text.size && next.text.size)
            out->given = decode_across(out->given, next);
        else if (next.text.size)
            out->given = next;
        out->given.text = all;
    }
}

static void read_sex(struct docs *docs)
{
    struct span sex = docs->sex.text;
    docs->infant = sex.size == 2 && (sex.at[1] == 'I' || sex.at[1] == 'i');
    if (sex.size == 0 || !memchr("MFXUmfxu", sex.at[0], 8) || (sex.size != 1 && !docs->infant))
        docs->sex.text.size = 0;
    else
        docs->sex.text.size = 1;
}

/* Where the birth date is: the first date, unless that stands where the expiry has its place. */
static unsigned find_birth(const struct tokens *tokens)
{
    enum { BIRTH = 4, EXPIRY = 6 };
    for (unsigned i = 0; i < EXPIRY; i++)
        if (decode_is_named_date(tokens->at[i].text))
            return i;
    return BIRTH;
}

struct docs decode_read_docs(struct decoder *decoder, struct piece text)
{
    enum { BIRTH = 4, LEAST = 6 };
    struct tokens tokens = decode_tokens(decoder, text, decode_without_slash(text.text));
    struct piece none = {{NULL, 0}, text.begin, text.size};
    struct docs docs = {none, none, none, none, none, none, none, none, none, false, false};
    unsigned birth = find_birth(&tokens);
    docs.odd = birth != BIRTH || tokens.count < LEAST;
    if (birth == BIRTH) {
        docs.type = tokens.at[0];
        docs.state = tokens.at[1];
        docs.number = tokens.at[2];
        docs.nationality = tokens.at[3];
    } else {
        place_parts(&tokens, birth, &docs);
    }
    docs.birth = tokens.at[birth];
    docs.sex = tokens.at[birth + 1];
    docs.expiry = tokens.at[birth + 2];
    read_names(decoder, &tokens, birth + 3, &docs);
    read_sex(&docs);
    return docs;
}

/* ---- INFT ---- */

void decode_read_inft(const struct decoder *decoder, struct piece text, struct piece *surname,
                      struct piece *given, struct piece *birth)
{
    struct span rest, first = span_cut(decode_without_slash(text.text), '/', &rest);
    struct span left = span_trim(rest);
    while (left.size && left.at[left.size - 1] == '/')
        left = span_trim(span_part(left, 0, left.size - 1));
    size_t at = left.size;
    while (at > 0 && left.at[at - 1] != ' ' && left.at[at - 1] != '/')
        at--;
    struct span last = span_part(left, at, left.size);
    bool dated = decode_is_named_date(last);
    if (dated)
        left = span_trim(span_part(left, 0, at));
    while (dated && left.size && left.at[left.size - 1] == '/')
        left = span_trim(span_part(left, 0, left.size - 1));
    *surname = decode_part_of(decoder, text, first);
    *given = decode_part_of(decoder, text, left);
    *birth = decode_part_of(decoder, text, dated ? last : (struct span){NULL, 0});
}
