/* Services that tell of health or belief: known here so that they can be dropped here. */
#include "decode/internal.h"

/* IATA Resolution 700 and AIRIMP 3.14: assistance, medical, and the special meals. */
#define ROW(code)                                                                                  \
    {                                                                                              \
        code, 4                                                                                    \
    }
static const struct span codes[] = {
    ROW("WCHR"), ROW("WCHS"), ROW("WCHC"), ROW("WCHD"), ROW("MEDI"), ROW("WCBD"), ROW("WCBW"),
    ROW("WCLB"), ROW("WCMP"), ROW("WCOB"), ROW("BLND"), ROW("DEAF"), ROW("DBML"), ROW("DPNA"),
    ROW("MEDA"), ROW("MEDC"), ROW("MEDT"), ROW("MAAS"), ROW("LEGL"), ROW("LEGR"), ROW("LEGB"),
    ROW("STCR"), ROW("OXYG"), ROW("POXY"), ROW("PPOC"), ROW("SVAN"), ROW("ESAN"), ROW("AVML"),
    ROW("BBML"), ROW("BLML"), ROW("CHML"), ROW("CNML"), ROW("FPML"), ROW("FSML"), ROW("GFML"),
    ROW("HFML"), ROW("HNML"), ROW("JNML"), ROW("JPML"), ROW("KSML"), ROW("LCML"), ROW("LFML"),
    ROW("LPML"), ROW("LSML"), ROW("MOML"), ROW("NBML"), ROW("NFML"), ROW("NLML"), ROW("NOML"),
    ROW("NSML"), ROW("OBML"), ROW("ORML"), ROW("PFML"), ROW("PRML"), ROW("RVML"), ROW("SFML"),
    ROW("SPML"), ROW("TKML"), ROW("VGML"), ROW("VJML"), ROW("VLML"), ROW("VOML")};

const struct span *decode_sensitive_codes(size_t *count)
{
    *count = sizeof codes / sizeof *codes;
    return codes;
}

uint32_t decode_code(struct span text)
{
    if (text.size == 0 || text.size > 4)
        return 0;
    uint32_t code = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        code = code << 8 | (c >= 'a' && c <= 'z' ? c - 32u : c);
    }
    return code;
}

/* The same told in words: wholly, or by how they begin. */
#define WORDS(...)                                                                                 \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }
static const char *const whole_words[] = WORDS(
    "WHEEL", "CHAIR", "BLIND", "DEAF", "KOSHER", "HALAL", "MUSLIM", "MOSLEM", "HINDU", "JEWISH",
    "SIKH", "VEGAN", "OXYGEN", "MEDICAL", "MEDIF", "CANCER", "HIV", "AIDS", "INSULIN", "GLUTEN",
    "CHURCH", "RAMADAN", "HAJ", "HAJJ", "UMRA", "UMRAH", "BUDDHIST", "CATHOLIC", "SURGERY"),
                         *const beginnings[] =
                             WORDS("WHEELCH", "WCHAIR", "STRETCHER", "PREGNAN", "DISABL",
                                   "HANDICAP", "DIABET", "VEGETAR", "ALLERG", "EPILEP", "CRUTCH",
                                   "DIALYS", "CHEMO", "PILGRIM", "AUTIS", "DEMENTIA", "PARALY");

/* Most words of a text begin as none of those does: a bit for each first two characters, of which five
 * bits each count, so that small letters are the same as large ones. */
static void add_begin(struct decoder *decoder, char first, char second)
{
    decoder->sensitive_begins[first & 31] |= UINT32_C(1) << (second & 31);
}

static bool can_begin(const struct decoder *decoder, struct span word)
{
    return word.size >= 2 && decoder->sensitive_begins[word.at[0] & 31] >> (word.at[1] & 31) & 1;
}

static void add_words(struct decoder *decoder, const char *const *words)
{
    for (; *words; words++)
        add_begin(decoder, (*words)[0], (*words)[1]);
}

void decode_sensitive_start(struct decoder *decoder, const struct decode_options *options)
{
    size_t count = options && options->sensitive ? options->sensitive_count : 0;
    const struct span *table = options ? options->sensitive : NULL;
    if (!table)
        table = decode_sensitive_codes(&count);
    uint32_t *numbers = arena_array(decoder->arena, uint32_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        numbers[i] = decode_code(table[i]);
        if (table[i].size >= 2)
            add_begin(decoder, table[i].at[0], table[i].at[1]);
    }
    add_words(decoder, whole_words);
    add_words(decoder, beginnings);
    decoder->sensitive = numbers;
    decoder->sensitive_count = count;
}

static bool is_listed(const struct decoder *decoder, uint32_t code)
{
    bool found = false;
    for (size_t i = 0; i < decoder->sensitive_count; i++)
        found |= decoder->sensitive[i] == code;
    return found && code != 0;
}

static char folded(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

static bool is_one_of(struct span word, const char *const *words, bool whole)
{
    for (; *words; words++) {
        if (word.size == 0 || folded(word.at[0]) != (*words)[0])
            continue;
        size_t size = strlen(*words), same = 1;
        while (same < size && same < word.size && folded(word.at[same]) == (*words)[same])
            same++;
        if (same == size && (!whole || word.size == size))
            return true;
    }
    return false;
}

static bool is_told_in_words(const struct decoder *decoder, struct span word)
{
    return can_begin(decoder, word) &&
           (is_one_of(word, whole_words, true) || is_one_of(word, beginnings, false));
}

static bool begins_listed(const struct decoder *decoder, struct span word)
{
    return word.size >= 4 && can_begin(decoder, word) &&
           is_listed(decoder, decode_code(span_part(word, 0, 4)));
}

bool decode_is_sensitive(const struct decoder *decoder, struct span code)
{
    code = span_trim(code);
    if (code.size >= 2 && !can_begin(decoder, code))
        return false;
    return is_listed(decoder, decode_code(code)) || is_told_in_words(decoder, code) ||
           (code.size > 4 && begins_listed(decoder, code));
}

static bool in_word(char c)
{
    char small = (char)(c | 0x20);
    return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9');
}

/* "SSR" and "SR" announce a service, apart from it or glued to it. */
static bool announces(struct span word)
{
    uint32_t code = decode_code(word);
    return code == decode_code(SPAN("SSR")) || code == decode_code(SPAN("SR"));
}

static bool is_glued(const struct decoder *decoder, struct span word)
{
    for (size_t size = 2; size <= 3; size++)
        if (word.size >= size + 4 && announces(span_part(word, 0, size)) &&
            begins_listed(decoder, span_part(word, size, word.size)))
            return true;
    return false;
}

/* "WCHR", "WCHRHK1", "WCHRHYNN1": the code alone, or with carrier, status and number behind it. */
static bool is_code(const struct decoder *decoder, struct span word)
{
    bool counted = word.size > 4 && word.at[word.size - 1] >= '0' && word.at[word.size - 1] <= '9';
    return begins_listed(decoder, word) && (word.size == 4 || counted);
}

/* Histories glue the carrier to the code, and the code to what announces it: "SSR WCHRSQHK1",
 * "SSRWCHRHYHK1". */
bool decode_tells_sensitive(const struct decoder *decoder, struct span text)
{
    bool announced = false;
    for (size_t at = 0; at < text.size;) {
        size_t end = at;
        while (end < text.size && in_word(text.at[end]))
            end++;
        struct span word = span_part(text, at, end - at);
        if ((announced && begins_listed(decoder, word)) || is_glued(decoder, word) ||
            is_told_in_words(decoder, word) || is_code(decoder, word))
            return true;
        if (word.size)
            announced = announces(word);
        at = end + (end == at);
    }
    return false;
}

bool decode_drops(struct decoder *decoder, struct piece text)
{
    if (!decode_tells_sensitive(decoder, text.text))
        return false;
    decode_issue(decoder, ISSUE_SENSITIVE_DROPPED, text, NULL);
    return true;
}
