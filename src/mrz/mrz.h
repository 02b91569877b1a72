/* Machine-readable zones of travel documents (ICAO Doc 9303 parts 3 to 7): read as scanned or typed,
 * judged by their check digits, repaired where one look-alike explains what is wrong, and written.
 *
 * Pure functions over static tables; any thread. Nothing reads the clock: two-digit years are read
 * against a day that the caller gives (operations.md rule 20). Results live in the caller's arena and
 * borrow nothing of the text. Lines and columns count from 0. */
#ifndef MRZ_MRZ_H
#define MRZ_MRZ_H

#include "base/arena.h"
#include "base/json.h"
#include "base/span.h"
#include "base/status.h"
#include "model/years.h"

enum mrz_format {
#define FORMAT(name, word, lines, width) MRZ_##name,
#include "mrz/formats.def"
#undef FORMAT
    MRZ_FORMATS
};
enum mrz_field {
#define MRZ_FIELD(name, key, words) MRZ_##name,
#include "mrz/fields.def"
#undef MRZ_FIELD
    MRZ_FIELDS
};
enum mrz_remark {
#define REMARK(name, code, holds, sentence) MRZ_REMARK_##name,
#include "mrz/remarks.def"
#undef REMARK
    MRZ_REMARKS
};
enum mrz_note {
#define NOTE(name, code, sentence) MRZ_NOTE_##name,
#include "mrz/notes.def"
#undef NOTE
    MRZ_NOTES
};

struct mrz_info {
    const char *word;     /* of a format "TD3", of a field its JSON key, else a stable code */
    const char *sentence; /* for people; of a format NULL */
    bool holds;           /* of a remark: nothing is wrong by it */
};
const struct mrz_info *mrz_format_info(enum mrz_format format);
const struct mrz_info *mrz_field_info(enum mrz_field field);
const struct mrz_info *mrz_remark_info(enum mrz_remark remark);
const struct mrz_info *mrz_note_info(enum mrz_note note);

enum { MRZ_LINES = 3, MRZ_WIDTH = 44, MRZ_CELLS = MRZ_LINES * MRZ_WIDTH };

/* The check digit of `text` (Doc 9303-3, 4.9): weights 7, 3, 1 around, A is 10, the filler 0. '?' when
 * there is a character that a zone does not have. */
char mrz_check_digit(struct span text);

/* ---- reading ---- */

/* One look-alike put for another, so that all check digits hold that cover it. */
struct mrz_repair {
    enum mrz_field field; /* whose value or check digit it stands in */
    unsigned line, column;
    char from, to;
    uint32_t begin, size; /* bytes of the text that was read */
    struct span text;     /* the field, as it would then be understood */
};

struct mrz_value {
    bool there;       /* the format has this field */
    bool holds;       /* no remark says that something is wrong */
    char said;        /* its check digit as it stands; 0: the field has none */
    char wanted;      /* the check digit as computed over the field as it stands */
    uint32_t remarks; /* a bit for each enum mrz_remark */
    struct span raw;  /* as it stands, with fillers */
    /* As understood: without fillers; states as alpha-3, sex as M, F or X, dates as YYYY-MM-DD,
     * YYYY-MM or YYYY (YY-MM-DD, .. while the century is open). */
    struct span text;
    struct span other;    /* the second reading of a date; empty when there is none */
    uint32_t begin, size; /* bytes of the text, from the first to the last character */
    /* Its repairs: one is an offer, more are ambiguous: mrz.repairs[repair..repair+repair_count) */
    uint32_t repair, repair_count;
};

struct mrz {
    enum mrz_format format;
    struct span lines[MRZ_LINES]; /* as put right; those beyond the format's are empty */
    struct mrz_value values[MRZ_FIELDS];
    struct span surname, given; /* primary and secondary identifier, blanks for fillers */
    uint32_t notes;             /* a bit for each enum mrz_note */
    struct mrz_repair *repairs;
    bool holds; /* every field does */
};

enum { MRZ_NO_DAY = INT32_MIN, MRZ_MOST_TEXT = 1 << 16 };

/* Finds the zone in `text` and reads it: whatever the lines are broken into, with blanks, small
 * letters, look-alikes and characters that do not belong there, all noted; never changed is what a
 * field says. `day`: days since 1970 against which years are read, or MRZ_NO_DAY. STATUS_INPUT, with a
 * sentence that says what the text looks like, when there is no zone in it. */
enum status mrz_read(struct span text, int32_t day, struct arena *arena, struct mrz *out);

/* One JSON object, as docs/commands.md describes. */
void mrz_json(const struct mrz *mrz, struct json *json);

/* ---- document numbers as carriers send them ---- */

enum mrz_number_kind {
    MRZ_NUMBER_PLAIN,   /* nothing of a zone in it */
    MRZ_NUMBER_FILLED,  /* fillers taken off; there was no check digit behind them */
    MRZ_NUMBER_CHECKED, /* nine characters with fillers among them and their check digit: certain */
    MRZ_NUMBER_MAY_CHECKED /* nine characters and what would be their check digit: one in ten of such
                              numbers is like that by chance */
};
struct mrz_number {
    enum mrz_number_kind kind;
    struct span number; /* without fillers and check digit; of MAY_CHECKED, too. Borrows the text */
};

/* Judges a document number of a message, which may have been copied out of a zone: fillers with it,
 * the check digit as well. A field of a zone has nine characters; what is longer than ten is no such
 * copy. */
struct mrz_number mrz_judge_number(struct span text);

/* ---- writing ---- */

/* What a document says. Texts are UTF-8; empty: not there. Dates with a year of 0 are unknown, with a
 * month or day of 0 known in part (Doc 9303-3, 4.8). */
struct mrz_document {
    enum mrz_format format;
    struct span code;               /* "P", "PD", "I", "V" */
    struct span state, nationality; /* alpha-3, or another code of Doc 9303-3, section 5 */
    struct span surname, given;     /* in any script of Doc 9303-3, section 6 */
    struct span number;             /* of TD1 and TD2 up to 9 + 13 and 9 + 5 characters */
    struct date birth, expiry;
    char sex;                         /* M, F; anything else: unspecified */
    struct span optional, optional_2; /* optional is the personal number of TD3 */
};

/* The lines, each `width` characters and a line end. Names are transliterated and cut as the examples
 * of Doc 9303-4, 4.2.3 do. STATUS_INPUT when something does not fit or cannot be written. */
enum status mrz_write(const struct mrz_document *document, struct arena *arena, struct span *out);

/* A name as the characters of a zone: capital letters, with a filler between its parts. `state`, the
 * issuer's code, chooses the variants of Doc 9303-3, section 6, and of national alphabets; may be
 * empty. STATUS_INPUT when a letter is in no table. */
enum status mrz_transliterate(struct span name, struct span state, struct arena *arena,
                              struct span *out);

#endif
