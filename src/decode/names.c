/* Names as carriers write them: titles, fillers, and whether two of one booking are the same. */
#include "base/hash.h"
#include "decode/tokens.h"

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

/* A word of a table; its length tells most of them apart. */
#define WORD(literal)                                                                              \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static bool is_word(struct span text, const struct span *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t same = 0;
        if (words[i].size != text.size)
            continue;
        while (same < text.size && upper(text.at[same]) == words[i].at[same])
            same++;
        if (same == text.size)
            return true;
    }
    return false;
}
#define IS_WORD(text, words) is_word(text, words, sizeof(words) / sizeof *(words))

bool decode_filler(struct span text)
{
    static const struct span fillers[] = {WORD("FNU"), WORD("LNU"),  WORD("XXX"),     WORD("XXXX"),
                                          WORD("ZZZ"), WORD("NULL"), WORD("UNKNOWN"), WORD("UNK"),
                                          WORD("NFN"), WORD("NLN"),  WORD("N/A"),     WORD("NIL"),
                                          WORD("NONE")};
    text = span_trim(text);
    bool written = false;
    for (size_t i = 0; i < text.size && !written; i++) /* of letters there is no need to ask */
        written = text.at[i] > '?' ? text.at[i] != '_' : !memchr(" .-*/?", text.at[i], 6);
    return !written || IS_WORD(text, fillers);
}

/* The last token of `text`, and what stands before it. */
static struct span last_token(struct span text, struct span *before)
{
    size_t at = text.size;
    while (at > 0 && text.at[at - 1] != ' ')
        at--;
    *before = span_trim(span_part(text, 0, at));
    return span_part(text, at, text.size);
}

/* Only a token of its own is a title for certain: MISKA is no MISS, SEJOONMR may be a name. */
struct span decode_split_title(struct span given, struct span *title)
{
    static const struct span titles[] = {
        WORD("MR"),   WORD("MRS"),   WORD("MS"),   WORD("MISS"), WORD("MSTR"), WORD("DR"),
        WORD("PROF"), WORD("CHD"),   WORD("INF"),  WORD("REV"),  WORD("SIR"),  WORD("MME"),
        WORD("MLLE"), WORD("MSTER"), WORD("MRS."), WORD("MR."),  WORD("MS."),  WORD("DR.")};
    *title = (struct span){NULL, 0};
    given = span_trim(given);
    while (given.size) {
        struct span before, token = last_token(given, &before);
        if (!IS_WORD(token, titles))
            break;
        size_t end = title->size ? (size_t)(title->at - token.at) + title->size : token.size;
        *title = (struct span){token.at, end};
        given = before;
    }
    return given;
}

bool decode_infant_title(struct span title)
{
    static const struct span infants[] = {WORD("INF")};
    struct span before;
    return IS_WORD(last_token(title, &before), infants);
}

/* MISS and MS may be children. */
bool decode_adult_title(struct span title)
{
    static const struct span adults[] = {WORD("MR"),   WORD("MRS"), WORD("DR"),
                                         WORD("PROF"), WORD("MME"), WORD("REV")};
    struct span before;
    return IS_WORD(last_token(title, &before), adults);
}

bool decode_child_title(struct span title)
{
    static const struct span children[] = {WORD("CHD"), WORD("INF"), WORD("MSTR")};
    struct span before;
    return IS_WORD(last_token(title, &before), children);
}

void decode_split_slash(struct decoder *decoder, struct piece *surname, struct piece *given)
{
    struct span rest, first = span_cut(surname->text, '/', &rest);
    struct piece whole = *surname;
    if (given->text.size || !rest.at || span_trim(first).size == 0)
        return;
    *surname = decode_part_of(decoder, whole, first);
    *given = decode_part_of(decoder, whole, rest);
    decode_issue(decoder, ISSUE_VALUE_FORM, whole, "Surname and given names stand in one place.");
}

/* No name is so long; one that is would be stored for each traveller of its segment. */
static struct span cut_long(struct decoder *decoder, struct piece *name)
{
    if (name->text.size <= DECODE_MOST_NAME)
        return name->text;
    name->text = span_part(name->text, 0, DECODE_MOST_NAME);
    decode_issue(decoder, ISSUE_LIMIT, *name, "A name.");
    return name->text;
}

void decode_put_name(struct decoder *decoder, uint32_t node, struct piece surname,
                     struct piece given)
{
    struct span title, first = decode_split_title(cut_long(decoder, &given), &title);
    cut_long(decoder, &surname);
    bool no_surname = decode_filler(surname.text), no_given = decode_filler(first);
    if (!no_surname)
        decode_put(decoder, node, FIELD_TRAVELLER_SURNAME, surname);
    if (!no_given)
        decode_put_as(decoder, node, FIELD_TRAVELLER_GIVEN, first, given);
    decode_put_as(decoder, node, FIELD_TRAVELLER_TITLE, title, given);
    /* who has one name alone has it as a surname */
    if (no_surname)
        decode_issue(decoder, ISSUE_NAME_MISSING, surname, "The surname.");
    if (no_given && first.size)
        decode_issue(decoder, ISSUE_NAME_MISSING, given, "The given name.");
}

/* Letters alone, capital; bytes of other alphabets as they are. */
static size_t squeeze(struct span text, char *out, size_t room)
{
    size_t size = 0;
    for (size_t i = 0; i < text.size && size < room; i++) {
        char c = upper(text.at[i]);
        if ((c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80)
            out[size++] = c;
    }
    return size;
}

struct name_key decode_name_key(struct span surname, struct span given)
{
    struct name_key key = {0};
    char letters[64];
    struct span title;
    size_t size = squeeze(surname, letters, sizeof letters);
    if (size)
        key.surname = hash_bytes((struct span){letters, size}) | 1;
    key.size = (uint8_t)squeeze(decode_split_title(given, &title), key.given, sizeof key.given);
    return key;
}

/* Whether two given names can be spellings of one: cut, or a letter more, less or other. */
static bool same_given(const struct name_key *a, const struct name_key *b)
{
    const struct name_key *brief = a->size < b->size ? a : b, *full = brief == a ? b : a;
    size_t from = 0, ends = brief->size, more = full->size;
    if (memcmp(a->given, b->given, brief->size) == 0)
        return true;
    while (brief->given[from] == full->given[from])
        from++;
    while (ends > from && brief->given[ends - 1] == full->given[more - 1]) {
        ends--;
        more--;
    }
    return brief->size >= 3 && more - from <= 1;
}

bool decode_can_be_same_name(const struct name_key *a, const struct name_key *b)
{
    if (a->size == 0 || b->size == 0) /* one name alone is known: nothing but that can contradict */
        return !a->surname || !b->surname || a->surname == b->surname || a->size != b->size;
    return same_given(a, b);
}

/* One surname with given names that begin alike, given names that may be one with any surname, or both
 * in each other's place. Of one surname alone are wives and children. */
bool decode_is_related(const struct name_key *a, const struct name_key *b)
{
    struct span given_a = {a->given, a->size}, given_b = {b->given, b->size};
    bool alike = a->size == 0 || b->size == 0 || a->given[0] == b->given[0];
    if ((a->surname && a->surname == b->surname && alike) ||
        (a->size && b->size && same_given(a, b)))
        return true;
    return (a->size && (hash_bytes(given_a) | 1) == b->surname) ||
           (b->size && (hash_bytes(given_b) | 1) == a->surname);
}

/* The same surname, and one given name begins as the other: second names, titles that are glued on
 * and names that were cut do not part what belongs together. */
bool decode_same_name(const struct name_key *a, const struct name_key *b)
{
    size_t common = a->size < b->size ? a->size : b->size;
    if (!a->surname || a->surname != b->surname || (common == 0 && a->size != b->size))
        return false;
    return memcmp(a->given, b->given, common) == 0;
}
