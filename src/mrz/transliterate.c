/* Names in the characters of a zone: Doc 9303-3, section 6. */
#include "mrz/internal.h"

enum { SHADDA = 0x0651, TEH_MARBUTA = 0x0629, ROW = 16 };

static const struct {
    uint32_t code;
    const char *text;
} letters[] = {
#define LETTER(code, text) {code, text},
#include "mrz/letters.def"
#undef LETTER
};

static const struct {
    const char *state;
    uint32_t code;
    bool first;
    const char *text;
} national[] = {
#define NATIONAL(state, code, first, text) {state, code, first, text},
#include "mrz/national.def"
#undef NATIONAL
};

/* Latin letters with marks, which lose them. */
static const struct {
    uint32_t first;
    const char *text[ROW];
} latin[] = {
#define FOLD(first, ...) {first, {__VA_ARGS__}},
#include "names/latin.def"
#undef FOLD
};

/* Of the letters that letters.def has as capitals. */
static uint32_t capital(uint32_t code)
{
    if ((code >= 0xE0 && code <= 0xFE && code != 0xF7) || (code >= 0x430 && code <= 0x44F))
        return code - 0x20;
    if (code >= 0x450 && code <= 0x45F)
        return code - 0x50;
    if ((code >= 0x460 && code <= 0x4BF) || (code >= 0x4D0 && code <= 0x4FF))
        return code & ~1u;
    return code;
}

static const char *national_text(uint32_t code, struct span state, bool first)
{
    for (size_t i = 0; i < sizeof national / sizeof *national; i++)
        if (national[i].code == code && span_is(state, national[i].state) &&
            (first || !national[i].first))
            return national[i].text;
    return NULL;
}

static const char *common_text(uint32_t code)
{
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (letters[i].code == code)
            return letters[i].text;
    return NULL;
}

static const char *latin_text(uint32_t code)
{
    for (size_t i = 0; i < sizeof latin / sizeof *latin; i++)
        if (code >= latin[i].first && code < latin[i].first + ROW)
            return *latin[i].text[code - latin[i].first] ? latin[i].text[code - latin[i].first]
                                                         : NULL;
    return NULL;
}

/* Apostrophes are left out (Doc 9303-3, 4.6): with them the marks that serve as such in Uzbek. */
static bool is_apostrophe(uint32_t code)
{
    return code == '\'' || code == '`' || code == 0x2018 || code == 0x2019 || code == 0xB4 ||
           (code >= 0x02BB && code <= 0x02BF);
}

static bool is_mark(uint32_t code)
{
    return code >= 0x0300 && code <= 0x036F;
}

/* Hyphens, blanks, commas and full stops part the name. */
static bool is_break(uint32_t code)
{
    return code == ' ' || code == '-' || code == ',' || code == '.' || code == FILLER ||
           code == 0xA0 || (code >= 0x2010 && code <= 0x2015);
}

/* A name on its way. */
struct writing {
    struct buffer *out;
    struct span state;
    size_t last; /* where the text of the latest letter begins */
};

static bool at_begin(const struct writing *writing)
{
    return writing->out->size == 0 || writing->out->at[writing->out->size - 1] == FILLER;
}

static void put_text(struct writing *writing, const char *text)
{
    writing->last = writing->out->size;
    buffer_text(writing->out, text);
}

/* The latest letter once more, without the X that escapes it. */
static void put_double(struct writing *writing)
{
    struct span letter = span_part(buffer_span(writing->out), writing->last, SIZE_MAX);
    char again[8];
    if (letter.size > 1 && letter.at[0] == 'X')
        letter = span_part(letter, 1, letter.size);
    if (at_begin(writing) || letter.size > sizeof again)
        return;
    memcpy(again, letter.at, letter.size);
    buffer_append(writing->out, again, letter.size);
}

static bool put_letter(struct writing *writing, uint32_t code, bool last)
{
    char ascii[2] = {0};
    const char *text;
    if (code < 0x80) {
        ascii[0] = (char)(code >= 'a' && code <= 'z' ? code - 32 : code);
        text = is_letter(ascii[0]) ? ascii : NULL;
    } else if (code == TEH_MARBUTA && last) {
        text = "XAH";
    } else {
        uint32_t upper = capital(code);
        text = national_text(upper, writing->state, at_begin(writing));
        text = text ? text : common_text(upper);
        text = text ? text : latin_text(code);
    }
    if (text)
        put_text(writing, text);
    return text != NULL;
}

/* Whether a part of the name ends here. */
static bool is_end(struct span rest)
{
    size_t size;
    return rest.size == 0 || is_break(span_code_point(rest, &size));
}

enum status mrz_transliterate(struct span name, struct span state, struct arena *arena,
                              struct span *out)
{
    struct buffer buffer = {0};
    struct writing writing = {&buffer, state, 0};
    size_t size;
    for (size_t at = 0; at < name.size; at += size) {
        uint32_t code = span_code_point(span_part(name, at, name.size), &size);
        if (is_break(code)) {
            if (!at_begin(&writing))
                buffer_char(&buffer, FILLER);
        } else if (code == SHADDA) {
            put_double(&writing);
        } else if (!is_apostrophe(code) && !is_mark(code) &&
                   !put_letter(&writing, code, is_end(span_part(name, at + size, name.size)))) {
            buffer_free(&buffer);
            return status_fail(STATUS_INPUT,
                               "The character U+%04X of a name has no transliteration in Doc "
                               "9303-3, section 6.",
                               (unsigned)code);
        }
    }
    while (buffer.size && buffer.at[buffer.size - 1] == FILLER)
        buffer.size--;
    *out = arena_copy(arena, buffer_span(&buffer));
    buffer_free(&buffer);
    return STATUS_OK;
}
