/* The letters of a text in its own script, as the tables of sounds have them. */
#include "names/internal.h"

static const struct {
    uint32_t first, last;
    enum names_script script;
} ranges[] = {
    {0x0041, 0x024F, NAMES_LATIN},    {0x0370, 0x03FF, NAMES_GREEK},
    {0x0400, 0x052F, NAMES_CYRILLIC}, {0x0530, 0x058F, NAMES_ARMENIAN},
    {0x0590, 0x05FF, NAMES_HEBREW},   {0x0600, 0x06FF, NAMES_ARABIC},
    {0x0750, 0x077F, NAMES_ARABIC},   {0x08A0, 0x08FF, NAMES_ARABIC},
    {0x10A0, 0x10FF, NAMES_GEORGIAN}, {0x1100, 0x11FF, NAMES_HANGUL},
    {0x1C80, 0x1C8F, NAMES_CYRILLIC}, {0x1C90, 0x1CBF, NAMES_GEORGIAN},
    {0x1E00, 0x1EFF, NAMES_LATIN},    {0x1F00, 0x1FFF, NAMES_GREEK},
    {0x3040, 0x30FF, NAMES_KANA},     {0x31F0, 0x31FF, NAMES_KANA},
    {0x3400, 0x4DBF, NAMES_HAN},      {0x4E00, 0x9FFF, NAMES_HAN},
    {0xAC00, 0xD7A3, NAMES_HANGUL},   {0xF900, 0xFAFF, NAMES_HAN},
    {0xFB1D, 0xFB4F, NAMES_HEBREW},   {0xFB50, 0xFDFF, NAMES_ARABIC},
    {0xFE70, 0xFEFF, NAMES_ARABIC},   {0x20000, 0x3FFFF, NAMES_HAN},
};

enum names_script names_script_of(uint32_t code)
{
    size_t low = 0, high = sizeof ranges / sizeof ranges[0];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ranges[middle].last < code)
            low = middle + 1;
        else
            high = middle;
    }
    bool in = low < sizeof ranges / sizeof ranges[0] && ranges[low].first <= code;
    return in ? ranges[low].script : NAMES_OTHER;
}

/* A syllable of Hangul is two or three letters: the Unicode Standard, section 3.12. */
static size_t hangul(uint32_t code, uint32_t out[3])
{
    uint32_t index = code - 0xAC00, final = index % 28;
    out[0] = 0x1100 + index / (21 * 28);
    out[1] = 0x1161 + index / 28 % 21;
    out[2] = 0x11A7 + final;
    return final ? 3 : 2;
}

/* Letters that are one but for their form. */
static uint32_t same_letter(uint32_t code)
{
    if (code >= 0x3041 && code <= 0x3096)
        return code + 0x60; /* Hiragana as Katakana */
    if (code >= 0x0410 && code <= 0x042F)
        return code + 0x20;
    if (code >= 0x0400 && code <= 0x040F)
        return code + 0x50;
    if (code >= 0x0460 && code <= 0x052F)
        return code | 1;
    return fold_same(code);
}

size_t names_letters(struct span text, uint32_t *out, size_t most)
{
    size_t count = 0;
    for (size_t at = 0, size; at < text.size; at += size) {
        uint32_t letters[3] = {span_code_point(span_part(text, at, text.size), &size)};
        size_t n = 1;
        if (fold_is_mark(letters[0]))
            continue;
        if (letters[0] >= 0xAC00 && letters[0] <= 0xD7A3)
            n = hangul(letters[0], letters);
        else
            letters[0] = same_letter(letters[0]);
        for (size_t i = 0; i < n; i++) {
            if (count == most)
                return most + 1;
            out[count++] = letters[i];
        }
    }
    return count;
}
