/* Words in two scripts, by tables of which pieces correspond (tools/sounds_train.c): the best way to cut both
 * into pieces, its points summed. */
#include <limits.h>
#include <pthread.h>

#include "base/memory.h"
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

/* Which two letters of a script stand in any row: few do, and the others need no look. */
static uint64_t two_known[NAMES_SCRIPTS][(1 << 16) / 64];

/* One letter of the script and a Latin piece are looked up most, so their points lie side by side, by letter. Letters
 * of a script differ in their last bits. */
struct sheet {
    uint32_t letter[1 << 8]; /* by its last bits; 0: none that is in a row */
    uint8_t row[1 << 8];
    uint16_t column[1 << 15]; /* by latin_number, from 1; 0: in no row */
    uint32_t rows, columns;
    int16_t *points; /* [row][column], SHEET_NONE where there is no row */
};
enum { SHEET_NONE = INT16_MIN };
static struct sheet sheets[NAMES_SCRIPTS];

/* The most points that a row with the letter has, by the last bits of the letter. */
static int most_of[NAMES_SCRIPTS][1 << 8];

static uint32_t latin_number(const char *latin, size_t size)
{
    uint32_t number = 0;
    for (size_t i = 0; i < size; i++)
        number = number << 5 | (uint32_t)(latin[i] - 'A' + 1);
    return number;
}

static uint32_t two_number(const uint32_t *letters)
{
    return (letters[0] & 0xFF) << 8 | (letters[1] & 0xFF);
}

static bool has(const uint64_t *bits, uint32_t at)
{
    return bits[at / 64] >> at % 64 & 1;
}

static void number_pieces(struct sheet *sheet, uint32_t letter, uint32_t latin)
{
    if (sheet->letter[letter & 0xFF] != letter) {
        sheet->letter[letter & 0xFF] = letter;
        sheet->row[letter & 0xFF] = (uint8_t)sheet->rows++;
    }
    if (!sheet->column[latin])
        sheet->column[latin] = (uint16_t)++sheet->columns;
}

/* Of all rows of one letter and a Latin piece. */
static void make_sheet(int script)
{
    struct sheet *sheet = &sheets[script];
    for (int fill = 0; fill < 2; fill++) {
        for (size_t i = 0; i < tables[script].count; i++) {
            const struct sounds_row *row = &tables[script].rows[i];
            uint32_t letters[SCRIPT_PIECE], latin = latin_number(row->latin, strlen(row->latin));
            if (names_letters(span_of(row->script), letters, SCRIPT_PIECE) != 1 || !latin)
                continue;
            if (!fill)
                number_pieces(sheet, letters[0], latin);
            else
                sheet->points[sheet->row[letters[0] & 0xFF] * (sheet->columns + 1) +
                              sheet->column[latin]] = (int16_t)row->points;
        }
        size_t cells = (size_t)sheet->rows * (sheet->columns + 1);
        if (!fill)
            sheet->points = memory_raw(cells * sizeof *sheet->points);
        for (size_t i = 0; i < cells && !fill; i++)
            sheet->points[i] = SHEET_NONE;
    }
}

/* The points of a letter by column; NULL: it is in no row. */
static const int16_t *row_of(const struct sheet *sheet, uint32_t letter)
{
    return sheet->letter[letter & 0xFF] == letter
               ? sheet->points + sheet->row[letter & 0xFF] * (sheet->columns + 1)
               : NULL;
}

static void make(void)
{
    for (int t = 0; t < NAMES_SCRIPTS; t++)
        make_sheet(t);
    for (int t = 0; t < NAMES_SCRIPTS; t++)
        for (size_t i = 0; i < tables[t].count; i++) {
            const struct sounds_row *row = &tables[t].rows[i];
            uint32_t letters[SCRIPT_PIECE];
            size_t count = names_letters(span_of(row->script), letters, SCRIPT_PIECE);
            size_t size = strlen(row->latin);
            uint32_t two = count == 2 ? two_number(letters) : 0;
            uint64_t key = key_of(letters, count, row->latin, size);
            *slot_of(key) = (struct piece_slot){key, row->points};
            for (size_t k = 0; k < count; k++)
                if (most_of[t][letters[k] & 0xFF] < row->points)
                    most_of[t][letters[k] & 0xFF] = row->points;
            if (count == 2)
                two_known[t][two / 64] |= UINT64_C(1) << two % 64;
        }
}

/* Points of a piece; `least` when no row has it. */
static int points_of(const uint32_t *script, size_t s, const char *latin, size_t l, int least)
{
    const struct piece_slot *slot = slot_of(key_of(script, s, latin, l));
    return slot->key && slot->points > least ? slot->points : least;
}

/* Two words, and what can be told before they are laid beside each other: by the number of letters before. */
struct words {
    const uint32_t *script;
    const char *latin;
    int script_left[NAMES_ACROSS + 1],
        latin_left[NAMES_ACROSS + 1];                    /* of a letter that has no other */
    bool two[NAMES_ACROSS + 1];                          /* two letters up to here are in a row */
    const int16_t *rows[NAMES_ACROSS + 1];               /* of the sheet, by letter */
    uint16_t columns[NAMES_ACROSS + 1][LATIN_PIECE + 1]; /* by the size of the Latin piece */
    int to_come[NAMES_ACROSS + 1];                       /* no more points than these come after */
};

static void prepare(enum names_script kind, size_t count, size_t size, struct words *out)
{
    const struct sheet *sheet = &sheets[kind];
    for (size_t i = 1; i <= count; i++) {
        out->rows[i] = row_of(sheet, out->script[i - 1]);
        out->script_left[i] = points_of(out->script + i - 1, 1, NULL, 0, LEFT_SCRIPT);
        out->two[i] = i > 1 && has(two_known[kind], two_number(out->script + i - 2));
    }
    for (size_t j = 1; j <= size; j++) {
        out->latin_left[j] = points_of(NULL, 0, out->latin + j - 1, 1, LEFT_LATIN);
        for (size_t l = 1; l <= LATIN_PIECE && l <= j; l++)
            out->columns[j][l] = sheet->column[latin_number(out->latin + j - l, l)];
    }
    out->to_come[count] = 0;
    for (size_t j = 1; j <= size; j++)
        out->to_come[count] += out->latin_left[j] > 0 ? out->latin_left[j] : 0;
    for (size_t i = count; i > 0; i--)
        out->to_come[i - 1] = out->to_come[i] + most_of[kind][out->script[i - 1] & 0xFF];
}

/* The best of the ways that end here. */
static int best_at(const struct words *words, int best[][NAMES_ACROSS + 1], size_t i, size_t j)
{
    int most = i + j ? INT_MIN / 2 : 0;
    if (i && best[i - 1][j] + words->script_left[i] > most)
        most = best[i - 1][j] + words->script_left[i];
    if (j && best[i][j - 1] + words->latin_left[j] > most)
        most = best[i][j - 1] + words->latin_left[j];
    for (size_t l = 1; i && words->rows[i] && l <= LATIN_PIECE && l <= j; l++) {
        int points = words->rows[i][words->columns[j][l]];
        if (points != SHEET_NONE && best[i - 1][j - l] + points > most)
            most = best[i - 1][j - l] + points;
    }
    if (i > 1 && j && words->two[i]) {
        int one = best[i - 2][j - 1], least = most - one;
        most = one + points_of(words->script + i - 2, 2, words->latin + j - 1, 1, least);
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

int names_across(enum names_script script, const uint32_t *letters, size_t count, struct span latin,
                 int least)
{
    int best[NAMES_ACROSS + 1][NAMES_ACROSS + 1];
    if (!tables[script].count || count > NAMES_ACROSS || latin.size > NAMES_ACROSS ||
        !is_latin(latin))
        return INT_MIN;
    pthread_once(&made, make);
    struct words words = {.script = letters, .latin = latin.at};
    prepare(script, count, latin.size, &words);
    bool hopeless = false;
    for (size_t i = 0; i <= count; i++) {
        int most = INT_MIN;
        for (size_t j = 0; j <= latin.size; j++) {
            best[i][j] = best_at(&words, best, i, j);
            most = best[i][j] > most ? best[i][j] : most;
        }
        /* a piece of two letters goes past one row, but not past two */
        if (hopeless && most + words.to_come[i] < least)
            return INT_MIN;
        hopeless = most + words.to_come[i] < least;
    }
    return best[count][latin.size];
}
