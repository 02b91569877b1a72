/* Names as they are compared: folded, cut into tokens, with keys under which other spellings of the
 * same name agree. Pure functions over static tables; any thread.
 *
 * Folding gives upper-case ASCII for Latin, Cyrillic, Greek, Georgian and Armenian (tables
 * with their sources in latin.def and script.def); other scripts keep their own characters (Arabic
 * and Persian forms of one letter are made one, vowel marks go). Input is UTF-8; bytes that are
 * none are read as Latin-1. Apostrophes vanish (O'BRIEN is OBRIEN), every other mark separates.
 *
 * A skeleton is what is left of a token when the spellings of one sound are made one:
 *   A E -> A   O U -> O   I Y -> I   (a run of one class counts once; AE OE UE UXX lose the mark)
 *   K C Q CK -> K   KH X H -> H   GH G -> G   PH F -> F   V W -> V   final OFF OW -> V
 *   TH DH BH lose the H   SH SCH SHCH -> 1   CH TCH TSH -> 2   J ZH DJ DZH DZ -> J   TS TZ -> S
 *   double letters once; where three letters or less are left, vowels stay (LI is not LE)
 *   Y before E falls at the start and between vowels; a final H, KH or X after a vowel falls
 *   ABD, ABDUL, ABDEL, ABDUR.. before a name are one
 * J may also be I (Sergej), X also KS (Alexander), EE also I (Saeed): such a token has up to eight skeletons. Two
 * tokens are variants when one of their skeletons is equal. A loose skeleton also reads O as A, and YO as E, as
 * Uzbek and Russian spellings of one name differ (Qodirov, Kadyrov; Yoqubov, Ekubov); it stands for less. */
#ifndef NAMES_NAMES_H
#define NAMES_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"

enum { NAMES_TOKENS = 48, NAMES_SKELETONS = 12 };

enum names_class {
    NAMES_ORDINARY, /* names somebody */
    NAMES_PARTICLE, /* AL, BIN, VAN, OGLY: often left out, often joined to the next */
    NAMES_TITLE,    /* MR, DR, HAJI: often left out; a name of its own at times */
    NAMES_PREFIX,   /* ABD, ABDUL: half a name, one with the next */
    NAMES_INITIAL,  /* one letter */
    NAMES_FILLER    /* FNU, LNU, XXX: stands where there is no name */
};
const char *names_class_word(enum names_class class);

enum names_script {
    NAMES_OTHER,
    NAMES_LATIN,
    NAMES_CYRILLIC,
    NAMES_GREEK,
    NAMES_ARMENIAN,
    NAMES_GEORGIAN,
    NAMES_HEBREW,
    NAMES_ARABIC,
    NAMES_HANGUL,
    NAMES_KANA,
    NAMES_HAN,
    NAMES_SCRIPTS
};

/* Skeletons as hashes of their letters: equal where they are. */
struct names_keys {
    size_t count, loose; /* at[0..count) are skeletons, the `loose` after them loose ones */
    uint64_t at[NAMES_SKELETONS];
};
struct names_token {
    struct span text; /* folded */
    struct names_keys skeletons;
    enum names_class class;
    enum names_script script; /* of its first letter */
    bool cut;                 /* may be the beginning of a longer one: names_may_be_cut */
    struct span own;          /* as written, where the script is not Latin */
    uint32_t begin, size;     /* bytes of the input */
};
struct names {
    size_t count;
    struct names_token *tokens;
    bool cut; /* there were more than NAMES_TOKENS */
};

/* Everything lives in `arena`; nothing of `text` is borrowed. */
void names_fold(struct span text, struct arena *arena, struct names *out);
/* The same without skeletons, for who compares the tokens alone. */
void names_tokens(struct span text, struct arena *arena, struct names *out);

/* The skeletons of a folded token, or of several joined into one. */
struct names_keys names_skeleton(struct span folded);
struct names_keys names_strict_skeleton(struct span folded); /* without the loose ones */

/* Tokens from..from+size joined into one text, counted around the end: after the last comes the
 * first, because the surname often stands first. */
struct span names_joined(const struct names *names, size_t from, size_t size, struct arena *arena);

/* A name of which each letter is one of the Arabic script, as ICAO Doc 9303-3 writes it in the zone (MXHMD ALXSHRYF), in that
 * script; empty when it is none: no letter has its X in front, or one is none of the table. Capitals. (zone.c) */
struct span names_from_zone(struct span text, struct arena *arena);

/* Marks the last token of a name of which `printed` bytes were printed, surname, given names and what parts
 * them: where that is as much as the shortest field has room for, its end may be missing. A last token that is too short to
 * tell anything stays as it is, and true comes back: the name may be one without it. */
enum { NAMES_FIELD = 20 /* of a boarding pass; a zone has 30 at least */, NAMES_CUT_LEAST = 3 };
bool names_may_be_cut(struct names *names, size_t printed);
/* Whether the letters of `one` begin `other`, which is longer. */
bool names_begins(struct span one, struct span other);

/* A folded token without the title that is glued to its end (SEJOONMR); empty when it has none, or
 * when less than two letters would be left. */
struct span names_without_title(struct span folded);

/* ---- other scripts ---- */

enum names_script names_script_of(uint32_t code);
/* The letters of a word as the tables of sounds have them: without marks, forms of one letter as one, syllables of
 * Hangul as their letters, Hiragana as Katakana. Returns how many; `most` + 1 when there are more. */
size_t names_letters(struct span text, uint32_t *out, size_t most);

/* How much a word in another script and a folded Latin one speak for one name: the logarithm of how much
 * likelier they are together than by chance, in sixteenths. INT_MIN where there is no table for the
 * script, or one is longer than NAMES_ACROSS letters, or it is seen on the way that they will not come to
 * `least`. (across.c) */
enum { NAMES_ACROSS = 24 };
int names_across(enum names_script script, const uint32_t *letters, size_t count, struct span latin,
                 int least);
bool names_has_sounds(enum names_script script); /* whether there is a table */
bool names_unparted(enum names_script script);   /* of which a word may be the whole name */
/* The codes of a word beside one in `other` script. Two words in different scripts have one in common, or are
 * not compared: an index can be asked for codes. (coarse.c) */
enum { NAMES_COARSE = 32 };
size_t names_coarse(const struct names_token *token, enum names_script other,
                    uint64_t out[NAMES_COARSE]);
bool names_coarse_agree(const struct names_token *a, const struct names_token *b);
/* How much a name says: 1000, less for one that very many have. (rarity.c) */
unsigned names_rarity(struct span folded);
/* Whether the one is a short or pet form of the other, or both are of a third. (nicknames.c) */
bool names_nicknames(struct span a, struct span b);
/* Hashes of which two names have one in common when they are nicknames of each other. */
void names_nickname_keys(struct span folded, void (*each)(void *context, uint64_t key),
                         void *context);

bool names_keys_agree(const struct names_keys *a, const struct names_keys *b);
bool names_keys_agree_loosely(const struct names_keys *a, const struct names_keys *b);

/* Optimal string alignment distance: letters put in, left out, changed, or two exchanged. Gives up
 * above `most` and returns most + 1. For tokens of up to 64 bytes; longer ones count as distant. */
size_t names_distance(struct span a, struct span b, size_t most);

#endif
