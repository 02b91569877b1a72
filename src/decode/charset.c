/* Texts as UTF-8, whatever the carrier writes (ISO 9735-1 annex A: UNOA to UNOK, UNOY). */
#include "decode/internal.h"

enum { HIGH = 0x80, FIRST = 0xA0, CHARACTERS = 0x100 - FIRST };

static const struct charset {
    const char *syntax;
    uint16_t characters[CHARACTERS]; /* of the bytes from A0 on */
} charsets[] = {
#define CHARSET(syntax, ...) {#syntax, {__VA_ARGS__}},
#include "decode/charsets.def"
#undef CHARSET
};

bool decode_any_high(struct span text)
{
    uint64_t all = 0, eight;
    size_t i = 0;
    for (; i + sizeof eight <= text.size; i += sizeof eight) {
        memcpy(&eight, text.at + i, sizeof eight);
        all |= eight;
    }
    for (; i < text.size; i++)
        all |= (unsigned char)text.at[i];
    return (all & UINT64_C(0x8080808080808080)) != 0;
}

/* Whether all is UTF-8, where line ends may cut a character and the end may, too. */
static bool is_utf8(struct span text)
{
    char sequence[4];
    size_t have = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        if (byte < 0x20 || (have == 0 && byte < HIGH))
            continue;
        sequence[have++] = text.at[i];
        if (span_utf8((struct span){sequence, have}))
            have = 0;
        else if (have == sizeof sequence || byte < HIGH)
            return false;
    }
    return true;
}

void decode_choose_charset(struct decoder *decoder, struct span syntax)
{
    decoder->charset = NULL;
    for (size_t i = 0; decoder->high && i < sizeof charsets / sizeof *charsets; i++)
        if (span_is(syntax, charsets[i].syntax) &&
            !is_utf8(span_part(decoder->reader.body, decoder->reader.segment.begin,
                               decoder->reader.body.size)))
            decoder->charset = charsets[i].characters;
}

/* A byte that is no UTF-8, in the declared set or else in Latin-1. */
static unsigned character_of(const struct decoder *decoder, unsigned char byte)
{
    unsigned character = decoder->charset && byte >= FIRST ? decoder->charset[byte - FIRST] : byte;
    return character ? character : byte;
}

struct span decode_utf8(struct decoder *decoder, struct span text)
{
    enum { MOST = 3 }; /* bytes that one becomes */
    if (!decoder->high || !decode_any_high(text))
        return text;
    char *out = arena_alloc(decoder->arena, MOST * text.size), *end = out;
    while (text.size) {
        size_t size = decoder->charset && (unsigned char)text.at[0] >= HIGH ? 0 : span_utf8(text);
        if (size) {
            memcpy(end, text.at, size);
            end += size;
        } else {
            end += span_write_utf8(character_of(decoder, (unsigned char)text.at[0]), end);
        }
        text = span_part(text, size ? size : 1, text.size);
    }
    return (struct span){out, (size_t)(end - out)};
}
