/* Words in two scripts, by tables of which pieces correspond (tools/sounds_train.c): the best way to cut both
 * into pieces, its points summed. */
#include <limits.h>
#include <pthread.h>

#include "names/internal.h"

struct sounds_row {
    const char *script, *latin;
    int points;
};
#define SOUNDS(script, latin, points) {script, latin, points},
static const struct sounds_row cyrillic[] = {
#include "names/sounds_cyrillic.def"
};
static const struct sounds_row arabic[] = {
#include "names/sounds_arabic.def"
};
static const struct sounds_row hebrew[] = {
#include "names/sounds_hebrew.def"
};
static const struct sounds_row hangul[] = {
#include "names/sounds_hangul.def"
};
static const struct sounds_row kana[] = {
#include "names/sounds_kana.def"
};
#undef SOUNDS

#define ROWS(table)                                                                                \
    {                                                                                              \
        table, sizeof(table) / sizeof(table)[0]                                                    \
    }
static const struct {
    const struct sounds_row *rows;
    size_t count;
} tables[NAMES_SCRIPTS] = {
    [NAMES_CYRILLIC] = ROWS(cyrillic), [NAMES_ARABIC] = ROWS(arabic), [NAMES_HEBREW] = ROWS(hebrew),
    [NAMES_HANGUL] = ROWS(hangul),     [NAMES_KANA] = ROWS(kana),
};

enum {
    SLOTS = 1 << 15,
    LATIN_PIECE = 3,
    SCRIPT_PIECE = 2,
    LEFT_SCRIPT = -56, /* a letter that corresponds to nothing known */
    LEFT_LATIN = -40
};

/* The rows by their pieces; made once, then only read. */
struct piece_slot {
    uint64_t key; /* 0: free */
    int32_t points;
};
static pthread_once_t made = PTHREAD_ONCE_INIT;
static struct piece_slot slots[SLOTS];

/* 21 bits a letter of the script, 5 a Latin one. */
static uint64_t key_of(const uint32_t *script, size_t s, const char *latin, size_t l)
{
    uint64_t key = 1;
    for (size_t i = 0; i < s; i++)
        key = key << 21 | script[i];
    for (size_t i = 0; i < l; i++)
        key = key << 5 | (uint64_t)(latin[i] - 'A');
    return key << 4 | (uint64_t)(s << 2 | l);
}

static struct piece_slot *slot_of(uint64_t key)
{
    size_t at = (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 49);
    while (slots[at].key && slots[at].key != key)
        at = (at + 1) % SLOTS;
    return &slots[at];
}

static void make(void)
{
    for (int t = 0; t < NAMES_SCRIPTS; t++)
        for (size_t i = 0; i < tables[t].count; i++) {
            const struct sounds_row *row = &tables[t].rows[i];
            uint32_t letters[SCRIPT_PIECE];
            size_t count = names_letters(span_of(row->script), letters, SCRIPT_PIECE);
            uint64_t key = key_of(letters, count, row->latin, strlen(row->latin));
            *slot_of(key) = (struct piece_slot){key, row->points};
        }
}

struct words {
    const uint32_t *script;
    const char *latin;
};

/* The best of the ways that end here. */
static int best_at(const struct words *words, int best[][NAMES_ACROSS + 1], size_t i, size_t j)
{
    int most = i + j ? INT_MIN / 2 : 0;
    if (i && best[i - 1][j] + LEFT_SCRIPT > most)
        most = best[i - 1][j] + LEFT_SCRIPT;
    if (j && best[i][j - 1] + LEFT_LATIN > most)
        most = best[i][j - 1] + LEFT_LATIN;
    for (size_t s = 0; s <= SCRIPT_PIECE && s <= i; s++)
        for (size_t l = 0; l <= LATIN_PIECE && l <= j; l++) {
            if (s + l == 0 || (s == 0 && l > 1) || (s == 2 && l != 1))
                continue;
            const struct piece_slot *slot =
                slot_of(key_of(words->script + i - s, s, words->latin + j - l, l));
            if (slot->key && best[i - s][j - l] + slot->points > most)
                most = best[i - s][j - l] + slot->points;
        }
    return most;
}

static bool is_latin(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] < 'A' || text.at[i] > 'Z')
            return false;
    return true;
}

bool names_has_sounds(enum names_script script)
{
    return tables[script].count > 0;
}

int names_across(enum names_script script, const uint32_t *letters, size_t count, struct span latin)
{
    int best[NAMES_ACROSS + 1][NAMES_ACROSS + 1];
    if (!tables[script].count || count > NAMES_ACROSS || latin.size > NAMES_ACROSS ||
        !is_latin(latin))
        return INT_MIN;
    pthread_once(&made, make);
    struct words words = {letters, latin.at};
    for (size_t i = 0; i <= count; i++)
        for (size_t j = 0; j <= latin.size; j++)
            best[i][j] = best_at(&words, best, i, j);
    return best[count][latin.size];
}
