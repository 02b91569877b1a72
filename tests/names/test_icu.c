/* The tables of letters beside ICU's transliterators: every letter of Latin, Greek and Cyrillic folds to what ICU makes of
 * it, or stands below with ours, so that no letter was forgotten and none is wrong by mistake. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "names/internal.h"

static const struct {
    uint32_t first, last;
} blocks[] = {
    {0x00C0, 0x024F}, {0x1E00, 0x1EFF}, {0x0386, 0x03CE}, {0x0400, 0x045F}, {0x0490, 0x04FF}};

static const struct {
    uint32_t letter;
    const char *ours;
} deliberate[] = {
#define DELIBERATE(letter, ours) {letter, ours},
#include "icu.def"
#undef DELIBERATE
};

enum { ROOM = 32 };

static UTransliterator *open_rules(const char *rules)
{
    UChar id[64];
    UErrorCode error = U_ZERO_ERROR;
    u_uastrcpy(id, rules);
    UTransliterator *out = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
    assert_true(U_SUCCESS(error));
    return out;
}

static void by_icu(const UTransliterator *rules, uint32_t code, char out[ROOM])
{
    UChar text[ROOM] = {0};
    UErrorCode error = U_ZERO_ERROR;
    int32_t size = 1, limit = 1;
    text[0] = (UChar)code;
    utrans_transUChars(rules, text, &size, ROOM - 1, 0, &limit, &error);
    assert_true(U_SUCCESS(error));
    size_t used = 0;
    for (int32_t i = 0; i < size; i++)
        if (text[i] >= 'A' && text[i] <= 'Z')
            out[used++] = (char)text[i];
    out[used] = '\0';
}

static const char *deliberately(uint32_t code)
{
    for (size_t i = 0; i < sizeof deliberate / sizeof *deliberate; i++)
        if (deliberate[i].letter == code)
            return deliberate[i].ours;
    return NULL;
}

static void test_every_letter(void **state)
{
    (void)state;
    UTransliterator *rules = open_rules("Any-Latin; Latin-ASCII; Any-Upper");
    unsigned letters = 0, wrong = 0;
    for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++)
        for (uint32_t code = blocks[b].first; code <= blocks[b].last; code++) {
            char icu[ROOM], ours[8] = "";
            if (!u_isalpha((UChar32)code))
                continue;
            by_icu(rules, code, icu);
            if (fold_code(code, ours) != FOLD_LETTERS)
                ours[0] = '\0';
            const char *said = deliberately(code);
            letters++;
            bool kept = !*icu && (unsigned char)ours[0] >= 0x80; /* neither knows it */
            if (strcmp(said ? said : icu, ours) == 0 || kept)
                continue;
            wrong++;
            print_message("DELIBERATE(0x%04X, \"%s\") /* %s */\n", code, ours, icu);
        }
    utrans_close(rules);
    assert_true(letters > 800);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_letter)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
