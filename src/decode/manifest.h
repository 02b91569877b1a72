/* What the files that read tables by a source profile share: profile/profile.h, table/table.h.
 *
 * A table becomes what a PAXLST becomes: one MESSAGE a flight with its LEGs and TRAVELLERs. A person's
 * bytes are those of the row; of a spreadsheet, whose bytes are packed, a value has no range. */
#ifndef DECODE_MANIFEST_H
#define DECODE_MANIFEST_H

#include "decode/internal.h"
#include "profile/profile.h"

/* A row outside of the persons' rows, kept for what stands beside its labels. */
struct manifest_note {
    struct table_row row;
    struct span *keys; /* of its cells, as labels are compared */
};

struct manifest_label {
    bool looked;
    struct piece found;
};

/* A value's text of the row under way. */
struct manifest_value {
    uint32_t stamp;
    struct piece piece;
};

/* What a word was found to mean: the same few come again in every row. */
struct manifest_word {
    const void *owner; /* the table in which it was looked up */
    struct span text, meaning;
};
enum { MANIFEST_WORDS = 256 };

struct manifest {
    struct decoder *decoder;
    struct arena scratch; /* of one row */
    const struct profile *profile;
    struct table_form form;
    struct span file; /* its name; may be empty */
    struct table *table;
    struct table_row row;    /* under way; without cells outside of the persons' rows */
    uint32_t *columns;       /* by index of profile->titles: the column from 1; 0: there is none */
    uint32_t width;          /* columns that the titles name; 0: not known */
    struct table_row titles; /* the lines of titles as one */
    struct table_row *title_rows; /* as they were read, to know them when they come again */
    uint32_t title_count;
    struct manifest_note *notes;
    size_t note_count, note_room;
    uint32_t note_cells;
    struct manifest_label *labels;              /* by index of the profile's labels */
    struct manifest_value *values;              /* by index of the profile's values */
    uint32_t stamp;                             /* of the row under way; from 1 */
    struct manifest_word words[MANIFEST_WORDS]; /* by hash */
    struct span section; /* kind of person that the section tells; may be empty */
    uint32_t rows;       /* of the table */
    uint32_t header;     /* which row, counted from 1, the titles begin with; 0: none */
    uint64_t flight;     /* of the message under way, as its row tells it */
    uint32_t persons, crew;
    struct piece declared_passengers, declared_crew;
    struct span *states; /* names of states as they are compared; NULL: not made yet */
};

/* ---- rows.c: what each row is ---- */
/* Where a walk over the rows is. */
struct manifest_place {
    uint32_t index;  /* of the row, from 1, empty ones not counted */
    uint32_t others; /* rows that are no persons by rows.only */
    bool begun, ended;
    bool notes; /* the walk that keeps notes: sections change nothing */
};
/* Which row begins the titles. False: there should be such a row, and is none. */
bool manifest_choose_header(struct manifest *manifest);
/* Reads the titles and keeps the rows outside: what stands beside labels may stand below the persons. */
void manifest_read_notes(struct manifest *manifest);
/* The next row that is a person's. */
bool manifest_next_person(struct manifest *manifest, struct manifest_place *place,
                          struct table_row *row);

/* ---- cells.c: what a field's sources give ---- */
/* Empty when there is nothing. */
struct piece manifest_text(struct manifest *manifest, const struct profile_value *value);
/* Whether one of the sources exists in this table: a column, a label, a constant. */
bool manifest_has(const struct manifest *manifest, const struct profile_value *value);
/* What the value's columns say in this row, as a number to compare; 0 when nothing. */
uint64_t manifest_print(struct manifest *manifest, const struct profile_value *value);
/* The column's cell of the row; empty when there is none. */
struct table_cell manifest_cell(const struct manifest *manifest,
                                const struct profile_source *source);
/* The place of a word's meaning in a table; where `owner` or `text` differ the caller sets it. */
struct manifest_word *manifest_word(struct manifest *manifest, const void *owner, struct span text);
void manifest_keep_note(struct manifest *manifest, const struct table_row *row);

/* ---- written.c: dates as people write them ---- */
/* YYYYMMDD or YYMMDD of a date in that order, into the arena, 00 where day or month are not given; the
 * text as it is when it is no date. `seconds` gets the time of day behind it, or -1. */
struct piece manifest_date(struct manifest *manifest, struct piece text, enum profile_order order,
                           int *seconds);

/* ---- entries.c: into the image ---- */
void manifest_put_message(struct manifest *manifest);
void manifest_put_legs(struct manifest *manifest);
/* The person of the row; false when there is none in it. */
bool manifest_put_person(struct manifest *manifest);

#endif
