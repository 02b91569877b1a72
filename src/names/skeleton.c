/* The key under which the spellings of one name agree (classes in names.h). Pure text to text in
 * three steps: letters to sounds, what falls, vowels to classes. */
#include <pthread.h>

#include "base/hash.h"
#include "names/internal.h"

enum {
    MOST = 96, /* longer tokens are their own skeleton */
    SHORT = 3
};

struct reading {
    bool j_is_i, x_is_ks, ee_is_i, yo_is_e, o_is_a;
};

static bool is_vowel(char c)
{
    return c == 'A' || c == 'E' || c == 'I' || c == 'O' || c == 'U' || c == 'Y';
}

static bool is_ascii(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] >= 0x80)
            return false;
    return true;
}

static size_t copy(char *out, const char *text)
{
    size_t size = strlen(text);
    memcpy(out, text, size);
    return size;
}

/* What a reading makes of two letters: English EE is I (SAEED, SAID), and YO is E, as Russian writes it without its
 * dots (YOQUBOV, EKUBOV; FYODOR, FEDOR). Returns how many letters it took. */
static size_t take_reading(struct span rest, struct reading reading, char *out, size_t *size)
{
    char c = rest.at[0], next = rest.size > 1 ? rest.at[1] : ' ';
    bool ee = reading.ee_is_i && c == 'E' && next == 'E';
    bool yo = reading.yo_is_e && (c == 'Y' || c == 'I') && next == 'O';
    bool a = reading.ee_is_i && rest.size > 2 && memcmp(rest.at, "AEE", 3) == 0;
    yo = yo && rest.size > 2 && !is_vowel(rest.at[2]);
    if (a || ee || yo)
        out[(*size)++] = a ? 'A' : ee ? 'I' : 'E';
    return a ? 1 : ee || yo ? 2 : 0;
}

static const struct sound {
    char letters[5], size, sound[2];
} sounds[] = {
#define SOUND(letters, sound) {letters, sizeof(letters) - 1, sound},
#include "names/sounds.def"
#undef SOUND
};
enum { SOUNDS = sizeof sounds / sizeof *sounds };

/* The sounds that begin with a letter, in their order; made once, then only read. */
static pthread_once_t made = PTHREAD_ONCE_INIT;
static const struct sound *by_letter[SOUNDS];
static uint8_t first_of[27]; /* where they end is where those of the next letter begin */

static void make(void)
{
    uint8_t count = 0;
    for (int letter = 0; letter < 26; letter++) {
        first_of[letter] = count;
        for (size_t i = 0; i < SOUNDS; i++)
            if (sounds[i].letters[0] == 'A' + letter)
                by_letter[count++] = &sounds[i];
    }
    first_of[26] = count;
}

static bool is_sound(const struct sound *sound, struct span rest)
{
    return (size_t)sound->size <= rest.size &&
           memcmp(rest.at, sound->letters, (size_t)sound->size) == 0;
}

/* One sound from the start of `rest`; returns how many letters it took. */
static size_t take_sound(struct span rest, struct reading reading, char *out, size_t *size)
{
    char c = rest.at[0];
    int letter = c >= 'A' && c <= 'Z' ? c - 'A' : -1;
    size_t read = take_reading(rest, reading, out, size);
    if (read)
        return read;
    for (size_t i = letter < 0 ? 0 : first_of[letter]; letter >= 0 && i < first_of[letter + 1]; i++)
        if (is_sound(by_letter[i], rest)) {
            out[(*size)++] = by_letter[i]->sound[0];
            return (size_t)by_letter[i]->size;
        }
    if (c == 'J' || c == 'X') {
        const char *sound = c == 'J' ? (reading.j_is_i ? "I" : "J") : reading.x_is_ks ? "KS" : "H";
        *size += copy(out + *size, sound);
    } else {
        out[(*size)++] = c;
    }
    return 1;
}

static bool is_glide(char c, struct reading reading)
{
    return c == 'Y' || c == 'I' || (c == 'J' && reading.j_is_i);
}

/* YE is E at the start and after a vowel. */
static bool falls(struct span text, size_t at, struct reading reading)
{
    if (!is_glide(text.at[at], reading) || at + 1 >= text.size || text.at[at + 1] != 'E')
        return false;
    return at == 0 || is_vowel(text.at[at - 1]);
}

static size_t without_glides(struct span text, struct reading reading, char *out)
{
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++)
        if (!falls(text, i, reading))
            out[size++] = text.at[i];
    return size;
}

/* OFF at the end is OV. */
static bool ends_in_off(struct span text)
{
    size_t n = text.size;
    return n > 3 && text.at[n - 1] == 'F' && text.at[n - 2] == 'F' && is_vowel(text.at[n - 3]);
}

static char vowel_class(char c)
{
    return c == 'E' ? 'A' : c == 'U' ? 'O' : c == 'Y' ? 'I' : c;
}

/* Uzbek O is Russian A. */
static void read_o_as_a(char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (text[i] == 'O')
            text[i] = 'A';
}

/* Doubled letters once. */
static size_t squeeze(char *text, size_t size)
{
    size_t kept = 0;
    for (size_t i = 0; i < size; i++)
        if (kept == 0 || text[kept - 1] != text[i])
            text[kept++] = text[i];
    return kept;
}

/* Vowels by class, unless so little is left that they are what tells names apart. */
static size_t class_vowels(char *text, size_t size)
{
    size = squeeze(text, size);
    for (size_t i = 0; i < size && size > SHORT; i++)
        text[i] = vowel_class(text[i]);
    return squeeze(text, size);
}

/* ABD + vowel + L before a name: the article in all its spellings falls. */
static struct span after_abd(struct span text)
{
    size_t at = 3;
    while (at < text.size && is_vowel(text.at[at]))
        at++;
    if (at < text.size && text.at[at] == 'L')
        at++;
    return span_part(text, at, text.size);
}

static struct span sounds_of(struct span text, struct reading reading, char *out)
{
    char plain[MOST];
    size_t size = 0;
    bool final_v = ends_in_off(text);
    text = span_part(text, 0, text.size - (final_v ? 2 : 0));
    text = (struct span){plain, without_glides(text, reading, plain)};
    while (text.size)
        text = span_part(text, take_sound(text, reading, out, &size), text.size);
    if (final_v)
        out[size++] = 'V';
    if (size > 2 && out[size - 1] == 'H' && is_vowel(out[size - 2]))
        size--; /* ABDULLAH, ABDULLAKH, ABDULLA */
    if (reading.o_is_a)
        read_o_as_a(out, size);
    return (struct span){out, class_vowels(out, size)};
}

static uint64_t one_skeleton(struct span folded, struct reading reading)
{
    char out[3 + 2 * MOST + 1];
    bool abd = span_starts(folded, "ABD");
    struct span rest = abd ? after_abd(folded) : folded;
    size_t prefix = abd ? copy(out, "ABD") : 0;
    struct span spoken = rest.size ? sounds_of(rest, reading, out + prefix) : (struct span){0};
    return hash_bytes((struct span){out, prefix + spoken.size});
}

static bool has_key(const struct names_keys *keys, size_t count, uint64_t key)
{
    for (size_t i = 0; i < count; i++)
        if (keys->at[i] == key)
            return true;
    return false;
}

static bool has_pair(struct span folded, char a, char b)
{
    for (size_t i = 0; i + 1 < folded.size; i++)
        if (folded.at[i] == a && folded.at[i + 1] == b)
            return true;
    return false;
}

/* The skeletons of all readings, after those that are there; what has no room is left out. */
static size_t add_readings(struct names_keys *keys, struct span folded, struct reading reading)
{
    int j = memchr(folded.at, 'J', folded.size) != NULL;
    int x = memchr(folded.at, 'X', folded.size) != NULL, ee = has_pair(folded, 'E', 'E');
    size_t before = keys->count + keys->loose, added = 0;
    for (int i = 0; i < 8 && before + added < NAMES_SKELETONS; i++) {
        reading.j_is_i = i & 1, reading.x_is_ks = i & 2, reading.ee_is_i = i & 4;
        if (reading.j_is_i > j || reading.x_is_ks > x || reading.ee_is_i > ee)
            continue;
        uint64_t key = one_skeleton(folded, reading);
        if (!has_key(keys, before + added, key))
            keys->at[before + added++] = key;
    }
    return added;
}

struct names_keys names_strict_skeleton(struct span folded)
{
    struct names_keys keys = {0};
    if (folded.size == 0 || folded.size > MOST || !is_ascii(folded)) {
        keys.at[keys.count++] = hash_bytes(folded);
        return keys;
    }
    pthread_once(&made, make);
    keys.count = add_readings(&keys, folded, (struct reading){.o_is_a = false});
    return keys;
}

struct names_keys names_skeleton(struct span folded)
{
    struct names_keys keys = names_strict_skeleton(folded);
    if (folded.size <= SHORT || folded.size > MOST || !memchr(folded.at, 'O', folded.size) ||
        !is_ascii(folded))
        return keys;
    keys.loose = add_readings(&keys, folded, (struct reading){.o_is_a = true});
    if (has_pair(folded, 'Y', 'O') || has_pair(folded, 'I', 'O'))
        keys.loose +=
            add_readings(&keys, folded, (struct reading){.yo_is_e = true, .o_is_a = true});
    return keys;
}

static bool agree(const struct names_keys *a, size_t a_count, const struct names_keys *b,
                  size_t b_count)
{
    for (size_t i = 0; i < a_count; i++)
        for (size_t j = 0; j < b_count; j++)
            if (a->at[i] == b->at[j])
                return true;
    return false;
}

bool names_keys_agree(const struct names_keys *a, const struct names_keys *b)
{
    return agree(a, a->count, b, b->count);
}

bool names_keys_agree_loosely(const struct names_keys *a, const struct names_keys *b)
{
    return agree(a, a->count + a->loose, b, b->count + b->loose);
}
